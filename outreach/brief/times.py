"""Days as a brief names them: whole, or only a month or a year; and how old is old."""

import re
from datetime import date

from outreach.phrases import date_words
from outreach.words import Lang

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
#: After so many days something may have changed: a year, and a leap day.
_OLD = 366


def day_said(iso: str, lang: Lang) -> str:
    """The date as one reads it: "17. Oktober 2024", "Mai 2021", "2021"; "" for what is none."""
    day = _first_day(iso)
    if day is None:
        return ""
    if len(iso) == 4:
        return iso
    words = date_words(day, lang).partition(", ")[2]
    return words if len(iso) == 10 else words.partition(" ")[2]


def aged(iso: str, today: date) -> bool:
    """True when the date is certainly more than twelve months ago."""
    day = _last_day(iso)
    return day is not None and (today - day).days > _OLD


def _parts(iso: str) -> tuple[int, int, int] | None:
    found = _ISO.fullmatch(iso)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    return year, month, day


def _first_day(iso: str) -> date | None:
    parts = _parts(iso)
    try:
        return date(parts[0], parts[1] or 1, parts[2] or 1) if parts else None
    except ValueError:
        return None


def _last_day(iso: str) -> date | None:
    """The latest day a date may mean; the 28th is near enough to the end of a month."""
    first = _first_day(iso)
    if first is None or len(iso) == 10:
        return first
    return first.replace(month=first.month if len(iso) == 7 else 12, day=28)
