"""Dates as people write them → "2024-12-31", "2024-12" or "2024"."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from outreach.words import Say, say

#: Year, month, day; None where nothing was said.
_Parts = tuple[int, int | None, int | None]
_MONTHS = (
    ("jan", "januar", "january", "jänner"), ("feb", "februar", "february", "feber"),
    ("mar", "mär", "mrz", "märz", "march"), ("apr", "april"), ("may", "mai"),
    ("jun", "juni", "june"), ("jul", "juli", "july"), ("aug", "august"),
    ("sep", "sept", "september"), ("oct", "okt", "october", "oktober"),
    ("nov", "november"), ("dec", "dez", "december", "dezember"),
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
#: A spreadsheet counts days from here; five digits are 1954 to 2119.
_EPOCH = date(1899, 12, 30)


class DateError(ValueError):
    """A date that is none, with the reason as words."""

    def __init__(self, what: Say) -> None:
        super().__init__(what)
        self.what = what


def read_date(text: str, today: date, *, month_first: bool) -> str:
    """The date as ISO, as exact as it was written.

    `month_first` settles 03/04/2024; a value over 12 settles itself.

    Raises:
        DateError: it does not exist, lies ahead, or is no date.
    """
    text = re.sub(r"[T ]\d{1,2}:\d\d.*", "", text.strip())
    for pattern, parts in _SHAPES:
        if (match := pattern.fullmatch(text)) and (found := parts(match, month_first)):
            return _real(*found, text, today)
    raise DateError(say("contacts.no_date", text=text[:30]))


def _day_month(match: re.Match[str], month_first: bool) -> _Parts:
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if first <= 12 and (second > 12 or month_first):
        return year, first, second
    return year, second, first


def _short_year(match: re.Match[str], _month_first: bool) -> _Parts:
    # "31.12.24"; nobody's last contact lies in a century to come, so 68 is 1968.
    year = int(match[3])
    return year + (2000 if year < 50 else 1900), int(match[2]), int(match[1])


def _named_month(day: str, name: str, year: str) -> _Parts | None:
    month = _MONTH.get(name.casefold().rstrip("."))
    return (int(year), month, int(day) if day else None) if month else None


def _serial(match: re.Match[str], _month_first: bool) -> _Parts:
    day = _EPOCH + timedelta(int(match[0]))
    return day.year, day.month, day.day


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], bool], _Parts | None]], ...] = tuple(
    (re.compile(pattern), parts)
    for pattern, parts in (
        (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", lambda m, _: (int(m[1]), int(m[2]), int(m[3]))),
        (r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", lambda m, _: (int(m[3]), int(m[2]), int(m[1]))),
        (r"(\d{1,2})\. ?(\d{1,2})\. ?(\d\d)", _short_year),
        (r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", _day_month),
        (r"(\d{1,2})[/.-](\d{4})", lambda m, _: (int(m[2]), int(m[1]), None)),
        (r"(\d{4})[-/](\d{1,2})", lambda m, _: (int(m[1]), int(m[2]), None)),
        (r"(\d{4})", lambda m, _: (int(m[1]), None, None)),
        (r"(?:(\d{1,2})\.? )?([^\W\d]+\.?),? (\d{4})", lambda m, _: _named_month(m[1] or "", m[2], m[3])),
        (r"([^\W\d]+\.?) (\d{1,2}), (\d{4})", lambda m, _: _named_month(m[2], m[1], m[3])),
        (r"[2-7]\d{4}", _serial),
    )
)  # fmt: skip


def _real(year: int, month: int | None, day: int | None, text: str, today: date) -> str:
    try:
        moment = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError as error:
        raise DateError(say("contacts.impossible_date", text=text)) from error
    if moment > today:
        raise DateError(say("contacts.future_date", text=text))
    if year < 1950:
        raise DateError(say("contacts.impossible_date", text=text))
    return moment.isoformat()[: 10 if day else 7 if month else 4]
