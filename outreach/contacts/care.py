"""Cells that ask for care: flags that keep a person from all mail of its own, and situations.

The words stand in ``outreach/data/gate.toml``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from outreach.contacts.headings import fold
from outreach.model import GATES, SITUATIONS

#: Words looked at for a slip of the pen; known words are found wherever they stand.
_MOST_WORDS = 60
#: How alike a word must be to one of ours to be it with a slip of the pen.
_ALIKE = 0.86
_NOT = frozenset({"no", "not", "kein", "keine", "keinen", "nicht", "never", "nie"})


@dataclass(frozen=True, slots=True)
class Flags:
    """What a cell of flags says: known ones, slips (word → flag), and words not known."""

    known: tuple[str, ...] = ()
    slips: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()


@cache
def _words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Per kind: folded word, taken apart at its joints, → what it means."""
    import tomllib

    table = tomllib.loads((resources.files("outreach.data") / "gate.toml").read_text("utf-8"))
    return {
        "flags": _turned(table["flags"]),
        "situations": _turned(table["situations"]),
        "beside": dict.fromkeys(table["beside"]["words"], ()),
        "nothing": dict.fromkeys(table["beside"]["nothing"], ()),
    }


def _turned(table: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for meaning, words in table.items():
        for word in words:
            found[word] = (*found.get(word, ()), meaning)
    return found


def flag_words() -> tuple[str, ...]:
    """Every word that is understood as a flag, folded."""
    return tuple(_words()["flags"])


def situation_words() -> tuple[str, ...]:
    """Every word that is understood as a situation, folded."""
    return tuple(_words()["situations"])


@lru_cache(4096)
def flags(text: str) -> Flags:
    """What a cell of flags says; a word with a slip in it counts as the one it was to be.

    Too careful rather than not careful enough: "keine Beschwerde" is a complaint too, since
    only a person can tell what was meant.
    """
    if (folded := fold(text)) in _words()["nothing"] or not folded:
        return Flags()
    found, rest = _meanings(text, "flags")
    slips, unknown = [], []
    for word in rest[:_MOST_WORDS]:
        if word in _words()["beside"] or word in _NOT or word.isdigit():
            continue
        if meant := _slip(word):
            slips.append((word, meant))
        else:
            unknown.append(word)
    meant_all = {*found, *(flag for _, flag in slips)}
    return Flags(tuple(g for g in GATES if g in meant_all), tuple(slips), tuple(unknown))


def _slip(word: str) -> str:
    from difflib import get_close_matches

    if len(word) < 6:
        return ""
    near = get_close_matches(word, [w for w in flag_words() if len(w) > 5], 1, _ALIKE)
    return _words()["flags"][near[0]][0] if near else ""


@lru_cache(4096)
def situation(text: str) -> str | None:
    """The situation a cell means, the gravest of several; None where it is not understood.

    A denial ("keine Entlassungen") is not understood: a person looks.
    """
    known = _words()["situations"]
    folded = fold(text)
    if folded in known:
        return known[folded][0]
    words = folded.split("_")
    if not _NOT.isdisjoint(words):
        return None
    found, _ = _meanings(text, "situations")
    found.discard("none")
    return max(found, key=_weight) if found else None


def _weight(situation: str) -> int:
    """How much care a situation asks for: the gravest stand last, good news weigh least."""
    return -1 if situation == "good_news" else SITUATIONS.index(situation)


def _meanings(text: str, kind: str) -> tuple[set[str], list[str]]:
    """What the words of a cell mean, longest first, and the words that mean nothing here."""
    known = _words()[kind]
    words = fold(text).split("_")
    found: set[str] = set()
    rest: list[str] = []
    at = 0
    while at < len(words):
        for size in (3, 2, 1):
            if (piece := "_".join(words[at : at + size])) in known:
                found.update(known[piece])
                at += size
                break
        else:
            if words[at]:
                rest.append(words[at])
            at += 1
    return found, rest
