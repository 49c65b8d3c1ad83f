"""What a text has to hold before a phrase can be in it: plain letters, found without a pattern.

Making a pattern of a phrase takes a hundred times as long as looking for letters in a
sentence, and a letter holds hardly any phrase of the lists. So each phrase is read once for
the letters it cannot do without, and patterns are made only of the phrases whose letters
are all there. What is found stays the same: a phrase left out could not have matched.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from outreach.lint.folding import fold

#: Groups of letters: of each group at least one has to be in the text.
Needs = tuple[tuple[str, ...], ...]

#: Fewer letters than these are in every text.
_SHORTEST = 3
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ı": "i", "İ": "i"})
_PIECE = re.compile(
    r"(?P<open>\((?:\?(?::|i:|<?[=!]|P<\w+>))?(?!\?))|(?P<close>\))|(?P<or>\|)"
    r"|(?P<times>(?:[*?]|\{0*(?:,[0-9]*)?\})[?+]?)|(?P<once>(?:\+|\{[1-9][0-9,]*\})[?+]?)"
    r"|(?P<letters>[^\\\[\](){}*+?|.^$]+)|(?P<other>\\[^xuUN0-9]|\[\^?\]?(?:\\.|[^\]\\])*\]|[.^$])",
    re.DOTALL,
)


def key(text: str) -> str:
    """A text in which letters are sought: small, and each letter with two spellings in one."""
    return text.lower() if text.isascii() else text.translate(_SPELT).casefold().translate(_SPELT)


@lru_cache(maxsize=16_384)
def needs_of(phrase: str) -> Needs:
    """The letters that a text with a phrase of a list cannot be without; () where none are known."""
    if phrase.startswith("~"):
        return _Pattern(phrase[1:].strip()).needs()
    # Small before it is folded, as its pattern is made.
    small = phrase if phrase.isascii() else fold(phrase.lower(), case=True).text
    words = key(small).replace("*", " ").replace("...", " ").replace("…", " ").split()
    return tuple((word,) for word in words if len(word) >= _SHORTEST)


class _Pattern:
    """A regular expression while its letters are read; what is not known well needs nothing."""

    def __init__(self, pattern: str) -> None:
        found = list(_PIECE.finditer(pattern))
        self._known = sum(piece.end() - piece.start() for piece in found) == len(pattern)
        self._pieces = [(str(piece.lastgroup), piece[0]) for piece in found]
        self._place = 0

    def needs(self) -> Needs:
        """What a text with the pattern in it cannot be without."""
        found = self._branches() if self._known else ()
        return found if self._place == len(self._pieces) else ()

    def _branches(self) -> Needs:
        """The needs of all up to the closing bracket; of branches, one that each has letters for."""
        pieces, branches, group = self._pieces, [], list[tuple[str, ...]]()
        while self._place < len(pieces):
            kind, said = pieces[self._place]
            self._place += 1
            if kind == "letters":
                # A sign for how often is about the last letter alone.
                letters = key(said[:-1] if self._optional() else said)
                if len(letters) >= _SHORTEST:
                    group.append((letters,))
            elif kind == "open":
                inner = self._branches()
                if said[-1] not in "=!" and not self._optional():
                    group += inner
            elif kind == "or":
                branches.append(group)
                group = []
            elif kind == "close":
                break
        if not branches:
            return tuple(group)
        branches.append(group)
        if not all(branches):
            return ()
        return (tuple(letters for one in branches for letters in _rarest(one)),)

    def _optional(self) -> bool:
        """True where the sign that comes next says that what came before may be missing."""
        return self._place < len(self._pieces) and self._pieces[self._place][0] == "times"


def _rarest(needs: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The group that the fewest texts will hold."""
    return max(needs, key=_worth) if len(needs) > 1 else needs[0]


def _worth(letters: tuple[str, ...]) -> tuple[int, int]:
    """How rarely a text holds one of these: long ones first, then few."""
    return min(map(len, letters)), -len(letters)


class Index:
    """Many lists of phrases: which of them can be in a text?"""

    def __init__(self, lists: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Take lists, each with a number of its own."""
        self._always: list[tuple[int, int, str]] = []
        #: By the first letters of what a phrase needs: letters, then (list, place, phrase, needs).
        self._starts: dict[str, dict[str, list[tuple[int, int, str, Needs]]]] = {}
        for number, phrases in lists:
            for place, phrase in enumerate(phrases):
                self._add(number, place, phrase)

    def _add(self, number: int, place: int, phrase: str) -> None:
        needs = needs_of(phrase)
        if not needs:
            self._always.append((number, place, phrase))
            return
        for letters in _rarest(needs):
            those = self._starts.setdefault(letters[:_SHORTEST], {}).setdefault(letters, [])
            those.append((number, place, phrase, needs))

    def possible(self, text: str) -> dict[int, tuple[str, ...]]:
        """By list the phrases that can be in a text, in the order of their list."""
        found = {*self._always, *self._held(key(text))}
        lists: dict[int, list[str]] = {}
        for number, _, phrase in sorted(found):
            lists.setdefault(number, []).append(phrase)
        return {number: tuple(phrases) for number, phrases in lists.items()}

    def _held(self, small: str) -> Iterator[tuple[int, int, str]]:
        starts = {small[i : i + _SHORTEST] for i in range(len(small) - _SHORTEST + 1)}
        for start in starts & self._starts.keys():
            for letters, those in self._starts[start].items():
                if letters in small:
                    for number, place, phrase, needs in those:
                        if all(any(one in small for one in group) for group in needs):
                            yield number, place, phrase
