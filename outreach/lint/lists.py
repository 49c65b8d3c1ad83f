"""Lists of phrases → one pattern for each list.

A list has one phrase a line; ``#`` begins a comment, ``~`` a regular expression. In a
phrase ``*`` at the end of a word means any ending, `` … `` up to eight words between.
ß is also ss, and ä also ae, in both directions.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from re import _constants, _parser  # type: ignore[attr-defined]  # the only way to look at a pattern
from typing import Any

from outreach.words import Say, say

#: Phrases of a list, characters of a phrase or pattern: enough for any list, not for harm.
MAX_PHRASES, MAX_LENGTH = 5_000, 1_500
#: Repeats beyond this count as endless.
_ENDLESS = 60
_GAP = r"(?:[\s,]+(?:[^\s.!?…]+\s+){0,8}?)"
_TWINS = {"ß": "(?:ß|ss)", "ä": "(?:ä|ae)", "ö": "(?:ö|oe)", "ü": "(?:ü|ue)"}
_SPELT = re.compile("[ßäöü]|ss|ae|oe|ue")
_NEVER = re.compile(r"(?!)")


def entries(text: str) -> list[tuple[int, str]]:
    """The phrases of a list, each with its line (1-based)."""
    found = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        # A comment behind a phrase needs a blank before it: "#1" is no comment in "no #1".
        bare = re.split(r"(?:^|\s)#(?:\s|$)", line, maxsplit=1)[0].strip()
        if bare and not bare.startswith("#"):
            found.append((number, bare))
    return found


def problem(phrase: str) -> Say | None:
    """What is wrong with a phrase or with the regular expression behind ``~``."""
    if len(phrase) > MAX_LENGTH:
        return say("lint.long_phrase", n=MAX_LENGTH)
    if not phrase.startswith("~"):
        return None if re.search(r"\w", phrase) else say("lint.no_word", phrase=phrase)
    return bad_pattern(phrase[1:].strip())


def bad_pattern(pattern: str) -> Say | None:
    """What is wrong with a regular expression: it does not read, or may take for ever."""
    if len(pattern) > MAX_LENGTH:
        return say("lint.long_phrase", n=MAX_LENGTH)
    try:
        tree = _parser.parse(pattern)
        compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return say("lint.bad_pattern", pattern=pattern, why=error)
    if _runs_away(tree, endless=False):
        return say("lint.slow_pattern", pattern=pattern)
    if compiled.match(""):
        return say("lint.empty_pattern", pattern=pattern)
    return None


def _runs_away(tree: Any, *, endless: bool) -> bool:
    """True for a repeat without end inside another: its time can double with each letter."""
    for op, argument in tree:
        if op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            without_end = argument[1] > _ENDLESS
            if without_end and endless:
                return True
            if _runs_away(argument[2], endless=endless or without_end):
                return True
        elif any(_runs_away(t, endless=endless) for t in _inner(op, argument)):
            return True
    return False


def _inner(op: Any, argument: Any) -> Iterable[Any]:
    """The patterns inside a part of a pattern."""
    if op is _constants.BRANCH:
        return list(argument[1])
    if op is _constants.SUBPATTERN:
        return [argument[3]]
    if op in (_constants.ASSERT, _constants.ASSERT_NOT):
        return [argument[1]]
    if op is _constants.ATOMIC_GROUP:
        return [argument]
    if op is _constants.GROUPREF_EXISTS:
        return [t for t in argument[1:] if t is not None]
    return []


# Asked for by sentence with the few phrases that can be in it (`needs`).
@lru_cache(maxsize=4096)
def pattern_of(phrases: tuple[str, ...], *, case: bool = False) -> re.Pattern[str]:
    """One pattern for all phrases of a list; the longest phrase wins."""
    plain = sorted((p for p in phrases if not p.startswith("~")), key=len, reverse=True)
    parts = [f"(?:{_expanded(p[1:].strip())})" for p in phrases if p.startswith("~")]
    if plain:
        words = "|".join(_phrase(p if case else p.lower()) for p in plain)
        parts.append(rf"(?<!\w)(?:{words})(?!\w)")
    return re.compile("|".join(parts)) if parts else _NEVER


def _phrase(phrase: str) -> str:
    """The pattern of one phrase as a person writes it."""
    from outreach.lint.folding import fold

    halves = re.split(r"\s+(?:…|\.\.\.)\s+", fold(phrase, case=True).text)
    return _GAP.join(_words(half) for half in halves)


def _words(text: str) -> str:
    words = []
    for word in text.split():
        stem = word.removesuffix("*")
        spelt = "".join(_letters(stem))
        words.append(spelt + r"\w*" if word.endswith("*") else spelt)
    return r"\s+".join(words)


def _letters(word: str) -> Iterable[str]:
    """The word with both spellings wherever there are two."""
    last = 0
    for found in _SPELT.finditer(word):
        yield re.escape(word[last : found.start()])
        two = found[0]
        short = {"ss": "ß", "ae": "ä", "oe": "ö", "ue": "ü"}.get(two, two)
        yield _TWINS[short]
        last = found.end()
    yield re.escape(word[last:])


def _expanded(pattern: str) -> str:
    """A regular expression whose ä also finds ae; within brackets it stays as it is."""
    out, inside, escaped = [], False, False
    for letter in pattern:
        if not escaped and letter in "[]":
            inside = letter == "["
        out.append(letter if inside else _TWINS.get(letter, letter))
        escaped = letter == "\\" and not escaped
    text = "".join(out)
    # Folded text has small letters only.
    return f"(?i:{text})" if re.search(r"(?<!\\)[A-ZÄÖÜ]", text) else text
