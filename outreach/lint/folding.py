"""Text in the form in which phrases are compared, with the way back to its columns.

Compared are small letters with plain quotes, hyphens and spaces, in NFC, without the
characters that take no room (soft hyphens). Almost every text keeps its length by that,
and then a place is the same in both; where it does not ("u" with a combining diaeresis),
a row of places leads back. ß and ä are settled in the pattern (`lists`), not here.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_PLAIN = {
    **dict.fromkeys(map(ord, "“”„‟«»″"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛‹›′´`"), "'"),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u2009\u200a\u2002\u2003"), " "),
}
#: Take no room on the page: soft hyphen, zero-width characters, the mark of byte order.
_ROOMLESS = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text ready to be searched."""

    text: str
    #: For each character of `text` where it begins in the original, and one more for the
    #: end; None where the places are the same.
    places: tuple[int, ...] | None = None

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the original that a range of `text` stands for."""
        if self.places is None:
            return start, end
        if end <= start:
            return self.places[start], self.places[start]
        return self.places[start], self.places[end]


def plain(text: str) -> str:
    """Quotes, hyphens and spaces in their plain form; the length stays."""
    return text if text.isascii() else text.translate(_PLAIN)


# Many rules look at one sentence, and people of a list share most of theirs.
@lru_cache(maxsize=4096)
def fold(text: str, *, case: bool = False) -> Folded:
    """The text as phrases are compared with; with `case` its capitals stay."""
    simple = plain(text)
    if simple.isascii():
        return Folded(simple if case else simple.lower())
    if _ROOMLESS.isdisjoint(simple) and unicodedata.is_normalized("NFC", simple):
        small = simple if case else simple.lower()
        if len(small) == len(simple):
            return Folded(small)
    return _slowly(simple, case=case)


def _slowly(text: str, *, case: bool) -> Folded:
    """The same, piece by piece: a letter with the marks that combine with it is one."""
    out: list[str] = []
    places: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and (unicodedata.combining(text[end]) or text[end] in _ROOMLESS):
            end += 1
        bare = "".join(c for c in text[start:end] if c not in _ROOMLESS)
        piece = unicodedata.normalize("NFC", bare)
        piece = piece if case else piece.lower()
        out.append(piece)
        places += [start] * len(piece)
        start = end
    return Folded("".join(out), (*places, len(text)))
