"""A call's time in words: weekday, date, time and place, for both who will talk."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from outreach import phrases
from outreach.errors import InputError
from outreach.model import Language
from outreach.words import say

#: First parts of a zone's name behind which a place follows; others hold countries and codes.
_PARTS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)  # fmt: skip
#: Places that German spells in its own way, by the last part of the zone's name.
_GERMAN = {
    "Algiers": "Algier", "Athens": "Athen", "Baghdad": "Bagdad", "Belgrade": "Belgrad", "Brussels": "Brüssel",
    "Bucharest": "Bukarest", "Busingen": "Büsingen", "Cairo": "Kairo", "Cape_Verde": "Kap Verde", "Chisinau": "Chișinău",
    "Copenhagen": "Kopenhagen", "Damascus": "Damaskus", "Havana": "Havanna", "Hong_Kong": "Hongkong",
    "Ho_Chi_Minh": "Ho-Chi-Minh-Stadt", "Jerusalem": "Jerusalem", "Karachi": "Karatschi", "Kathmandu": "Kathmandu",
    "Katmandu": "Kathmandu", "Kiev": "Kyjiw", "Kyiv": "Kyjiw", "Kolkata": "Kalkutta", "Lisbon": "Lissabon", "Luxembourg": "Luxemburg",
    "Mexico_City": "Mexiko-Stadt", "Moscow": "Moskau", "Nicosia": "Nikosia", "Prague": "Prag", "Riyadh": "Riad",
    "Rome": "Rom", "Saigon": "Ho-Chi-Minh-Stadt", "Samarkand": "Samarkand", "Singapore": "Singapur", "Taipei": "Taipeh",
    "Tashkent": "Taschkent", "Tbilisi": "Tiflis", "Tehran": "Teheran", "Tokyo": "Tokio", "Vatican": "Vatikan",
    "Vienna": "Wien", "Warsaw": "Warschau", "Yerevan": "Eriwan", "Zurich": "Zürich",
}  # fmt: skip
#: Names that the zone database has without their accents, in every language.
_ACCENTS = {
    "Asuncion": "Asunción", "Bogota": "Bogotá", "Sao_Paulo": "São Paulo", "Reykjavik": "Reykjavík", "Zurich": "Zürich",
    "Ho_Chi_Minh": "Ho Chi Minh City",
}  # fmt: skip


@lru_cache(maxsize=256)
def zone_info(zone: str) -> ZoneInfo:
    """The zone of that name.

    Raises:
        InputError: the time zone database has none.
    """
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise InputError(say("invite.no_such_zone", zone=ascii(zone))) from None


def place(zone: str, language: Language) -> str:
    """The place a zone is named after ("Wien", "New York"), or "" where it names none."""
    head, _, rest = zone.partition("/")
    last = rest.rpartition("/")[2]
    if head not in _PARTS or not last:
        return ""
    own = _GERMAN.get(last, "") if language == "de" else ""
    return own or _ACCENTS.get(last) or last.replace("_", " ")


def both_sides(
    start: datetime,
    end: datetime,
    sender_zone: str,
    contact_zone: str,
    language: Language,
    region: str = "",
) -> str:
    """The call for both: the contact's line, and the sender's below it where their clocks differ.

    "Dienstag, 1. Dezember 2026, 4:00 bis 4:20 Uhr (Ortszeit New York)". `region` is the
    contact's and settles how a date is written.

    Raises:
        InputError: a moment without a zone, or a zone that does not exist.
    """
    lines = [_side(start, end, contact_zone, language, region)]
    if not same_clock((start, end), sender_zone, contact_zone):
        lines.append(_side(start, end, sender_zone, language, region))
    return "\n".join(lines)


def offered(
    start: datetime, sender_zone: str, contact_zone: str, language: Language, region: str = ""
) -> str:
    """A time inside a sentence: "Dienstag, 1. Dezember, um 10:00 Uhr".

    With both places where the clocks differ: "… um 4:00 Uhr in New York (10:00 Uhr in
    Berlin)"; the second also has its weekday if that is another.

    Raises:
        InputError: a moment without a zone, or a zone that does not exist.
    """
    theirs, ours = _at(start, contact_zone), _at(start, sender_zone)
    day = phrases.date_in_text(theirs, language, region).removeprefix("am ").removeprefix("on ")
    day = day.replace(", dem ", ", ")
    word = ", um " if language == "de" else " at "
    said = f"{day}{word}{phrases.time_words(theirs, language)}"
    if same_clock((start,), sender_zone, contact_zone):
        return said
    weekday = ""
    if theirs.date() != ours.date():
        weekday = phrases.date_words(ours, language).partition(",")[0] + ", "
    here = f"{weekday}{phrases.time_words(ours, language)}{_in(ours, sender_zone, language)}"
    return f"{said}{_in(theirs, contact_zone, language)} ({here})"


def choice(
    starts: Sequence[datetime],
    sender_zone: str,
    contact_zone: str,
    language: Language,
    region: str = "",
) -> tuple[str, ...]:
    """Times inside a sentence, in order; those of one day are said together.

    "Dienstag, 1. Dezember, um 10:00 oder 15:00 Uhr". Where the clocks differ each time is
    said by itself, as `offered` says it.

    Raises:
        InputError: a moment without a zone, or a zone that does not exist.
    """
    if not same_clock(tuple(starts), sender_zone, contact_zone):
        return tuple(offered(s, sender_zone, contact_zone, language, region) for s in starts)
    said: list[str] = []
    days: list[date] = []
    for start in starts:
        local = _at(start, contact_zone)
        if days and days[-1] == local.date():
            word = "oder" if language == "de" else "or"
            said[-1] = (
                f"{said[-1].removesuffix(' Uhr')} {word} {phrases.time_words(local, language)}"
            )
        else:
            said.append(offered(start, sender_zone, contact_zone, language, region))
            days.append(local.date())
    return tuple(said)


def same_clock(moments: tuple[datetime, ...], one: str, other: str) -> bool:
    """True when the clocks of both zones show the same at these moments."""
    return all(_at(m, one).utcoffset() == _at(m, other).utcoffset() for m in moments)


def _at(moment: datetime, zone: str) -> datetime:
    if moment.utcoffset() is None:
        raise InputError(say("invite.no_zone", moment=moment))
    return moment.astimezone(zone_info(zone))


def _side(start: datetime, end: datetime, zone: str, language: Language, region: str) -> str:
    first, last = _at(start, zone), _at(end, zone)
    day, until = (phrases.date_words(m, language, region) for m in (first, last))
    begins, ends = (phrases.time_words(m, language) for m in (first, last))
    word = "bis" if language == "de" else "to"
    if day == until:
        span = f"{begins.removesuffix(' Uhr')} {word} {ends}"
    else:
        span = f"{begins}, {word} {until}, {ends}"
    return f"{day}, {span} ({_clock(first, zone, language)})"


def _clock(moment: datetime, zone: str, language: Language) -> str:
    """Whose clock it is: "Ortszeit Berlin"; with the offset in the hour that comes twice."""
    name = place(zone, language)
    if not name:
        return _utc(moment)
    said = f"Ortszeit {name}" if language == "de" else f"{name} time"
    twice = moment.replace(fold=1 - moment.fold).utcoffset() != moment.utcoffset()
    return f"{said}, {_utc(moment)}" if twice else said


def _in(moment: datetime, zone: str, language: Language) -> str:
    name = place(zone, language)
    return f" in {name}" if name else f" {_utc(moment)}"


def _utc(moment: datetime) -> str:
    """The offset as one says it: "UTC", "UTC+1", "UTC−3:30"."""
    minutes = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
