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
_Group = list[tuple[str, ...]]

#: Fewer letters than these are in every text.
_SHORTEST = 3
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ı": "i", "İ": "i"})
#: What may stand in a phrase for other letters or words.
_BREAKS = str.maketrans("*….", "   ")
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
        return _of_pattern(phrase[1:].strip())
    # Small before it is folded, as its pattern is made.
    small = phrase if phrase.isascii() else fold(phrase.lower(), case=True).text
    words = key(small).translate(_BREAKS).split()
    return tuple([(word,) for word in words if len(word) >= _SHORTEST])


def _of_pattern(pattern: str) -> Needs:
    """The needs of a regular expression; one that is not understood to its end needs nothing."""
    pieces = [(piece.lastgroup, piece[0]) for piece in _PIECE.finditer(pattern)]
    if sum([len(said) for _, said in pieces]) != len(pattern):
        return ()
    pieces.append((None, ""))
    outer: list[tuple[list[_Group], _Group, bool]] = []
    branches: list[_Group] = []
    group: _Group = []
    for place, (kind, said) in enumerate(pieces):
        # A sign for how often is about one letter, or about all within brackets.
        optional = kind in ("letters", "close") and pieces[place + 1][0] == "times"
        if kind == "letters":
            letters = key(said[:-1] if optional else said)
            if len(letters) >= _SHORTEST:
                group.append((letters,))
        elif kind == "open":
            outer.append((branches, group, said[-1] in "=!"))
            branches, group = [], []
        elif kind == "or":
            branches.append(group)
            group = []
        elif kind == "close":
            if not outer:
                return ()
            inner = _joined(branches, group)
            branches, group, looked = outer.pop()
            group += [] if looked or optional else inner
    return () if outer else tuple(_joined(branches, group))


def _joined(branches: list[_Group], last: _Group) -> _Group:
    """What all branches need together: of each one group, or nothing where one needs nothing."""
    if not branches:
        return last
    every = [*branches, last]
    return [tuple([x for one in every for x in _rarest(one)])] if all(every) else []


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
