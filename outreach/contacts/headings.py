"""Headings → the names of our fields, and of the list's own columns."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from outreach.errors import Problem
from outreach.words import say

MAX_COLUMNS = 500
#: Two columns for one of these could greet or reach the wrong person: never guessed.
_ONE_ONLY = ("email", "first_name", "last_name")
#: Of these each column counts: a "no" under any heading is one, and Outlook keeps the
#: form of address in one column and the gender in another.
_SEVERAL = ("opted_out", "gender")
#: Headings of a whole name; used where a row has neither first nor last name.
WHOLE_NAMES = ("name", "full_name", "person_name", "contact_name", "display_name")


def fold(heading: str) -> str:
    """A heading as a name: lower case, umlauts spelt out, everything else one underscore."""
    text = unicodedata.normalize("NFC", heading).strip().casefold()
    for umlaut, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(umlaut, spelt)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", text).strip("_")


@cache
def _aliases() -> Mapping[str, tuple[str, int]]:
    """Folded heading → field name and its rank among the headings of that field."""
    import tomllib

    table = tomllib.loads((resources.files("outreach.data") / "aliases.toml").read_text("utf-8"))
    return {a: (name, rank) for name, group in table.items() for rank, a in enumerate(group)}


def field_name(folded: str) -> str:
    """The field a folded heading stands for; an unknown one is its own name."""
    if folded.startswith(("opted_out_of_email", "unsubscribed_from")):
        return "opted_out"
    return _aliases().get(folded, (folded, 0))[0]


def columns(headings: Sequence[str]) -> tuple[str, ...]:
    """The name of each column; where two could be one field, the better one is it."""
    folded = [fold(h) or f"column_{i}" for i, h in enumerate(headings, 1)]
    best: dict[str, str] = {}
    for name in folded:
        field = field_name(name)
        best[field] = min(best.get(field, name), name, key=_rank)
    names = [f if (f := field_name(n)) in _SEVERAL or best[f] == n else n for n in folded]
    return tuple(_by_company(folded, names))


def _rank(folded: str) -> int:
    return _aliases().get(folded, ("", 0))[1]


def _by_company(folded: Sequence[str], names: list[str]) -> list[str]:
    """The names, where a heading says different things beside different others."""
    # "Vorname; Name": the second is the last name.
    if "name" in names and "first_name" in names and "last_name" not in names:
        names[names.index("name")] = "last_name"
    # Salesforce has the role under "Title", and the form of address under "Salutation".
    if {"title", "account_name"} <= set(folded) and "role" not in names:
        names[folded.index("title")] = "role"
    return names


def wrong_headings(file: str, line: int, headings: Sequence[str]) -> list[Problem]:
    """What makes these headings useless; nothing for a list without any."""
    problems = [*_twice(file, line, headings)]
    names = [field_name(fold(h)) for h in headings]
    if headings and "email" not in names:
        if any("@" in h for h in headings):
            what, hint = say("contacts.no_headings"), say("contacts.no_headings_hint")
        else:
            seen = ", ".join(h for h in headings[:12] if h)
            what, hint = say("contacts.no_email", seen=seen), say("contacts.no_email_hint")
        problems.append(Problem(file, line, what, hint))
    if len(headings) > MAX_COLUMNS:
        problems.append(Problem(file, line, say("contacts.too_many_columns", n=len(headings))))
    return problems


def _twice(file: str, line: int, headings: Sequence[str]) -> list[Problem]:
    """Two columns with one heading, or two that could both be who is written to."""
    first: dict[str, str] = {}
    problems = []
    for heading in headings:
        folded = fold(heading)
        field = field_name(folded)
        name = field if field in _ONE_ONLY else folded
        if not name or field in _SEVERAL:
            continue
        if name in first:
            what = say("contacts.twice", one=first[name], two=heading)
            problems.append(Problem(file, line, what, say("contacts.twice_hint")))
        first.setdefault(name, heading)
    return problems
