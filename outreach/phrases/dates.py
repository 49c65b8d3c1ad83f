"""Days and times as a letter names them. Own tables: two languages need no locale data."""

from datetime import date, datetime, time

from outreach.model import Language
from outreach.phrases.text import in_country

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


def _day_and_month(day: date, language: Language, region: str) -> str:
    month = _month(day.month, language, region)
    if language == "en":
        return f"{month} {day.day}" if in_country(region, "US") else f"{day.day} {month}"
    return f"{day.day}. {month}"


def month_in_text(as_of: str, language: Language, region: str = "") -> str:
    """Year and month of an ISO date as far as they are known: "im Mai 2021", "in 2021"."""
    year, _, rest = as_of.partition("-")
    if not rest:
        return year if language == "de" else f"in {year}"
    month = _month(int(rest[:2]), language, region)
    return f"{'im' if language == 'de' else 'in'} {month} {year}"


def _month(number: int, language: Language, region: str) -> str:
    if number == 1 and language == "de" and in_country(region, "AT"):
        return "Jänner"
    return _MONTHS[language][number - 1]


def date_words(day: date, language: Language, region: str = "") -> str:
    """The whole date: "Dienstag, 1. Dezember 2026", "Tuesday, 1 December 2026".

    A datetime is read in its own zone: turn it into the reader's before.
    """
    comma = "," if language == "en" and in_country(region, "US") else ""
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
