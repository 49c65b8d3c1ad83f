"""The small grammar of a letter: greeting, gap, dates; German and English.

Pure. What stands here goes into letters and is grammar, so it lives beside its rules;
what a user reads on the screen comes from the catalogue. Rules: empathy.md §5.1.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Literal

from outreach.model import Contact, Language, Register
from outreach.words import Say, say

# ---- words and lists -----------------------------------------------------------------

_NUMBERS: dict[Language, tuple[str, ...]] = {
    "de": (
        "null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun",
        "zehn", "elf", "zwölf",
    ),
    "en": (
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        "ten", "eleven", "twelve",
    ),
}  # fmt: skip


def number_word(n: int, language: Language, *, dative: bool = False) -> str:
    """The number before a neuter or masculine noun: "ein", "einem", "zwölf"; digits from 13."""
    if not 0 <= n <= 12:
        return str(n)
    return "einem" if (n, language, dative) == (1, "de", True) else _NUMBERS[language][n]


def join_and(items: Iterable[str], language: Language) -> str:
    """The items as one phrase: "a", "a und b", "a, b und c"; no comma before "and"."""
    *head, last = list(items) or [""]
    word = "und" if language == "de" else "and"
    return f"{', '.join(head)} {word} {last}" if head else last


def swiss(text: str) -> str:
    """The text as Switzerland and Liechtenstein spell it: ss for ß."""
    return text.replace("ß", "ss").replace("ẞ", "SS")


# ---- dates ---------------------------------------------------------------------------

_WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: dict[Language, tuple[str, ...]] = {
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
        "Oktober", "November", "Dezember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
}  # fmt: skip


def _in_country(region: str, country: str) -> bool:
    """True for the country itself and its subdivisions (ISO 3166-2)."""
    return region.upper().partition("-")[0] == country


def _day_and_month(day: date, language: Language, region: str) -> str:
    month = _MONTHS[language][day.month - 1]
    if language == "en":
        return f"{month} {day.day}" if _in_country(region, "US") else f"{day.day} {month}"
    if day.month == 1 and _in_country(region, "AT"):
        month = "Jänner"
    return f"{day.day}. {month}"


def date_words(day: date, language: Language, region: str = "") -> str:
    """The whole date: "Dienstag, 1. Dezember 2026", "Tuesday, 1 December 2026".

    A datetime is read in its own zone: turn it into the reader's before.
    """
    comma = "," if language == "en" and _in_country(region, "US") else ""
    words = _day_and_month(day, language, region)
    return f"{_WEEKDAYS[language][day.weekday()]}, {words}{comma} {day.year}"


def date_in_text(day: date, language: Language, region: str = "") -> str:
    """The date inside a sentence: "am Dienstag, dem 1. Dezember", "on Tuesday, 1 December".

    German closes the apposition with a comma when the sentence goes on.
    """
    weekday, words = _WEEKDAYS[language][day.weekday()], _day_and_month(day, language, region)
    return f"am {weekday}, dem {words}" if language == "de" else f"on {weekday}, {words}"


def time_words(moment: datetime | time, language: Language) -> str:
    """The time of day: "14:30 Uhr", "2:30 pm"; 12 o'clock is named, since "12 pm" is misread."""
    if language == "de":
        return f"{moment.hour}:{moment.minute:02} Uhr"
    if moment.minute == 0 and moment.hour % 12 == 0:
        return "12 noon" if moment.hour else "12 midnight"
    half = "am" if moment.hour < 12 else "pm"
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {half}"


def moment_in_text(moment: datetime, language: Language, region: str = "") -> str:
    """Date and time inside a sentence: "am Dienstag, dem 1. Dezember, um 14:30 Uhr"."""
    word = "um" if language == "de" else "at"
    return f"{date_in_text(moment, language, region)}, {word} {time_words(moment, language)}"


# ---- the gap -------------------------------------------------------------------------

#: Nearer than this, "long time no speak" is not true.
_TOO_RECENT_DAYS = 42
_WEEKS_UNTIL_DAYS = 70
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_HEDGES: dict[Language, dict[str, str]] = {
    "de": {"": "", "just over": "gut ", "over": "über ", "almost": "fast ", "about": "etwa "},
    "en": {"": "", "just over": "over ", "over": "over ", "almost": "almost ", "about": "about "},
}
#: (singular, plural, dative plural). A gap of one month is still told in weeks.
_UNITS: dict[Language, dict[str, tuple[str, str, str]]] = {
    "de": {"month": ("Monat", "Monate", "Monaten"), "year": ("Jahr", "Jahre", "Jahren")},
    "en": {"month": ("month", "months", "months"), "year": ("year", "years", "years")},
}
_WEEKS: dict[Language, tuple[str, str]] = {
    "de": ("einige Wochen", "einigen Wochen"),
    "en": ("a few weeks", "a few weeks"),
}
_UNKNOWN: dict[Language, str] = {"de": "schon länger", "en": "for quite a while"}


@dataclass(frozen=True, slots=True)
class _Since:
    """The days a last contact may have been on; all three the same when the day is known."""

    earliest: date
    middle: date
    latest: date


@dataclass(frozen=True, slots=True)
class _Gap:
    hedge: str
    n: int
    unit: Literal["week", "month", "year"]


def gap_phrase(last_contact: str, today: date, language: Language) -> str:
    """How long it has been, after "we have not spoken": "seit gut zwei Jahren", "for over a year".

    An unknown or unreadable `last_contact` gives "schon länger", "for quite a while". Empty
    where `too_recent` holds, a future date included: no gap may be claimed there.
    """
    since = _since(last_contact)
    if since is not None and _recent(since, today):
        return ""
    gap = _gap(since, today)
    if gap is None:
        return _UNKNOWN[language]
    word = "seit" if language == "de" else "for"
    return f"{word} {_span(gap, language, dative=True)}"


def gap_span(last_contact: str, today: date, language: Language) -> str:
    """The bare length: "gut zwei Jahre", "over two years"; empty when it is not known.

    It fits "unser letztes Gespräch ist … her" or "liegt … zurück", and "it has been …",
    where the verb stays the same for one year and for many. Empty also where `too_recent`.
    """
    since = _since(last_contact)
    if since is None or _recent(since, today):
        return ""
    gap = _gap(since, today)
    return _span(gap, language, dative=False) if gap else ""


def too_recent(last_contact: str, today: date) -> bool:
    """True when the last contact is certainly less than 42 days ago, or in the future."""
    since = _since(last_contact)
    return since is not None and _recent(since, today)


def _recent(since: _Since, today: date) -> bool:
    return (today - since.earliest).days < _TOO_RECENT_DAYS


def _since(last_contact: str) -> _Since | None:
    """The days "2024-12-31", "2024-12" or "2024" may mean; None when it is no such date."""
    found = _ISO.fullmatch(last_contact.strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            known = date(year, month, day)
            return _Since(known, known, known)
        if month:
            last = monthrange(year, month)[1]
            return _Since(date(year, month, 1), date(year, month, 15), date(year, month, last))
        return _Since(date(year, 1, 1), date(year, 7, 1), date(year, 12, 31))
    except ValueError:
        return None


def _gap(since: _Since | None, today: date) -> _Gap | None:
    """The gap in the units a person would use; None when too little is known to name one."""
    if since is None:
        return None
    months = _months_between(since.middle, today)
    if (since.latest - since.earliest).days > 31:
        # A bare year is half a year wide to both sides: nothing finer than "about" is true.
        return _Gap("about", (months + 6) // 12, "year") if months >= 12 else None
    if (today - since.middle).days < _WEEKS_UNTIL_DAYS:
        return _Gap("", 0, "week")
    years, rest = divmod(months, 12)
    whole = months if years == 0 else 12 * years
    # From the latest day: a bare month must not claim a "gut" that may be untrue.
    hedge = "just over" if (today - _later(since.latest, whole)).days > 7 else ""
    if years == 0:
        return _Gap(hedge, months, "month")
    if rest <= 4:
        return _Gap(hedge, years, "year")
    return _Gap("over", years, "year") if rest <= 9 else _Gap("almost", years + 1, "year")


def _months_between(start: date, end: date) -> int:
    """Whole months from `start` to `end`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (_later(start, months) > end)


def _later(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _span(gap: _Gap, language: Language, *, dative: bool) -> str:
    if gap.unit == "week":
        return _WEEKS[language][dative]
    one, many, dative_many = _UNITS[language][gap.unit]
    noun = one if gap.n == 1 else dative_many if dative else many
    number = number_word(gap.n, language, dative=dative)
    if language == "en":
        number = "a" if gap.n == 1 else number
        if gap.unit == "month" and not gap.hedge:
            return f"about {number} {noun}"
    return f"{_HEDGES[language][gap.hedge]}{number} {noun}"
