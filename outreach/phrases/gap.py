"""How long nobody has spoken, in the words a person would use (empathy.md §5.1)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from outreach.model import Language
from outreach.phrases.text import number_word

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
