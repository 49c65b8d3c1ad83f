"""Where a person is: from a free cell to country and division, and to a time zone.

Terminology:
    DIVISION: a Land, canton or state, by the part of its ISO 3166-2 code after the hyphen.
    OWN: of the country the sender lives in.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from outreach.model import Language

#: Which rule found the place, for `why`: an ISO code with its country · a division of the
#: sender's country, by code or name · a division elsewhere, by name · a country alone ·
#: the sender's country because the cell is empty, or because it is not understood.
How = Literal["code", "division", "name", "country", "sender", "unknown"]

#: Words around a name that add nothing to it: "Kanton Bern", "Freie und Hansestadt Hamburg".
_NOISE = frozenset(
    "bundesland land freistaat freie hansestadt stadt kanton canton cantone state commonwealth "  # noqa: SIM905  (forty quoted words read worse)
    "federal kingdom republic republik bundesrepublik of the der die de du di del".split()
)
_SAME = {"saint": "st", "sankt": "st", "und": "", "and": ""}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_CODE = re.compile(r"([A-Za-z]{2})-([A-Za-z0-9]{1,3})|([A-Z]{2})[ _/.]([A-Z0-9]{1,3})")
#: Names in the zone directory that are no zone: what the machine is set to, and nowhere.
_NO_ZONES = frozenset({"localtime", "Factory"})


class Place(NamedTuple):
    """A country and a division of it (ISO 3166); "" for what is not known."""

    country: str
    division: str

    @property
    def code(self) -> str:
        """The code in one piece: "DE-BY", "DE", or "" for nowhere."""
        return f"{self.country}-{self.division}" if self.division else self.country


@dataclass(frozen=True, slots=True)
class _Names:
    """regions.toml, indexed by folded names."""

    countries: dict[str, str]
    #: Country → folded code or name → division; all divisions the country has.
    divisions: dict[str, dict[str, str]]
    #: Folded name → the one place it can mean to somebody from another country.
    elsewhere: dict[str, Place]
    #: Code of a place → its German and its English name.
    display: dict[str, tuple[str, str]]


def _fold(text: str, *, spelt: bool = True) -> str:
    """The words of `text` in plain lower-case letters; an umlaut spelt out, or bare."""
    text = unicodedata.normalize("NFC", text).casefold()
    text = unicodedata.normalize("NFKD", text.translate(_UMLAUTS) if spelt else text)
    words = re.findall(r"[a-z0-9]+", text.encode("ascii", "ignore").decode())
    return " ".join(filter(None, (_SAME.get(word, word) for word in words)))


def _forms(names: list[str]) -> set[str]:
    return {_fold(name, spelt=spelt) for name in names for spelt in (True, False)}


@cache
def _data(name: str) -> dict[str, Any]:
    import tomllib
    from importlib import resources

    return tomllib.loads((resources.files("outreach.data") / name).read_text("utf-8"))


@cache
def _names() -> _Names:
    table = _data("regions.toml")
    countries = {form: c for c, n in table["countries"].items() for form in _forms([c, *n])}
    divisions = {
        country: {form: d for d, n in group.items() for form in _forms([d, *n])}
        for country, group in table["divisions"].items()
    }
    named = {
        Place(c, d): names for c, group in table["divisions"].items() for d, names in group.items()
    } | {Place(*code.split("-")): names for code, names in table["places"].items()}
    display = {p.code: (n[0], n[1]) for p, n in named.items()}
    display |= {country: (n[0], n[1]) for country, n in table["countries"].items()}
    return _Names(countries, divisions, _unambiguous(named), display)


def _unambiguous(named: dict[Place, list[str]]) -> dict[str, Place]:
    """Folded name → place, without names that two places share and the shortest forms."""
    found: dict[str, set[Place]] = {}
    for place, names in named.items():
        for form in _forms(names):
            found.setdefault(form, set()).add(place)
    return {form: next(iter(p)) for form, p in found.items() if len(p) == 1 and len(form) > 2}


def name_of(place: Place, language: Language) -> str:
    """The place as one says it ("Bayern", "Bavaria"), or its code where none is known."""
    names = _names().display.get(place.code)
    return names[language == "en"] if names else place.code


@lru_cache(maxsize=10_000)
def place_of(region: str, sender_region: str) -> tuple[Place, How]:
    """The place a cell means to a sender from `sender_region` (ISO), and the rule that found it.

    A code or name of an own division outranks a country ("BE" is Berlin to a German sender),
    a country outranks a division elsewhere ("Georgia"). Not understood, or a name that two
    divisions share: the sender's country, its division unknown.
    """
    own = sender_region.upper().partition("-")[0]
    if not region.strip():
        return Place(own, ""), "sender"
    for text in _readings(region):
        if found := _lookup(text, own):
            return found
    return _code(region) or _loose(_fold(region)) or (Place(own, ""), "unknown")


def _readings(region: str) -> Iterator[str]:
    """The folded cell, whole, and then without the words around the name."""
    words = _fold(region).split()
    yield " ".join(words)
    while words and words[0] in _NOISE:
        del words[0]
    while words and words[-1] in _NOISE:
        del words[-1]
    yield " ".join(words)


def _lookup(text: str, own: str) -> tuple[Place, How] | None:
    names = _names()
    if division := names.divisions.get(own, {}).get(text):
        return Place(own, division), "division"
    if country := names.countries.get(text):
        return Place(country, ""), "country"
    if place := names.elsewhere.get(text):
        return place, "name"
    return _pair(text)


def _pair(text: str) -> tuple[Place, How] | None:
    """Country and division in either order: "de by", "deutschland bayern", "bayern d"."""
    for one, other in _splits(text):
        for head, tail in ((one, other), (other, one)):
            country = _names().countries.get(head, "")
            division = _names().divisions.get(country, {}).get(tail)
            if division:
                short = len(head) == 2 and len(tail) <= 3
                return Place(country, division), "code" if short else "name"
            place = _names().elsewhere.get(tail)
            if place and place.country == country:
                return place, "name"
    return None


def _splits(text: str) -> Iterator[tuple[str, str]]:
    words = text.split()
    for at in range(1, len(words)):
        yield " ".join(words[:at]), " ".join(words[at:])


def _code(region: str) -> tuple[Place, How] | None:
    """A code as it stands; of a country whose divisions are all listed only the country."""
    match = _CODE.fullmatch(region.strip())
    if not match:
        return None
    head, tail = (part for part in match.groups() if part)
    country = _names().countries.get(head.lower())
    if not country:
        return None
    if country in _names().divisions:
        return Place(country, ""), "country"
    return Place(country, tail.upper()), "code"


def _loose(text: str) -> tuple[Place, How] | None:
    """The country that a longer cell begins or ends with: "Deutschland (Franken)".

    Codes do not count here: "in Hessen" is not India.
    """
    for one, other in _splits(text):
        for name in (one, other):
            if len(name) > 3 and (country := _names().countries.get(name)):
                return Place(country, ""), "country"
    return None


@cache
def _zones() -> dict[str, str]:
    """Every zone of the tz database at hand, by its name in lower case."""
    from zoneinfo import available_timezones

    return {zone.lower(): zone for zone in available_timezones() - _NO_ZONES}


@lru_cache(maxsize=10_000)
def zone_of(
    cell: str, place: Place, sender_zone: str
) -> tuple[str, Literal["contact", "country", "sender"]]:
    """The IANA zone of a person, and whose word it is.

    The contact's own if the cell names one, else that of a country with a single wall clock
    (`data/zones.toml`), else the sender's.
    """
    if zone := _zones().get(re.sub(r"\s+", "_", cell.strip()).lower()):
        return zone, "contact"
    # An old tz database may not know the name that a newer one gave a zone.
    if zone := _zones().get(str(_data("zones.toml").get(place.country, "")).lower()):
        return zone, "country"
    return sender_zone, "sender"
