"""Which days count and on which mails go: holidays, business days, days that are shut.

Terminology:
    BUSINESS DAY: Monday to Friday, unless a public holiday where the person is.
    SHUT: nothing is sent that day. Eves, bridge days, closed and away days are shut but,
        unless they are holidays too, count as business days.
"""

import re
import sys
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from outreach.model import Language
from outreach.schedule.places import Place, name_of
from outreach.schedule.rules import EVES, Rules, Span

_DAY = timedelta(days=1)
#: What libraries call a division besides ISO: "Augsburg" is a town, not a Land.
_ISO_DIVISION = re.compile(r"[A-Z0-9]{1,3}")
#: Kinds of holidays that count. Catholic ones are law where most people are (Mariä
#: Himmelfahrt in Bavaria), so they count in the whole division.
_KINDS = ("public", "catholic")
#: Languages to ask for holiday names in, best first.
_TONGUES: dict[Language, tuple[str, ...]] = {
    "de": ("de", "en_GB", "en_US"),
    "en": ("en_GB", "en_US"),
}
#: How many divisions are named where not all of them have a holiday.
_NAMED = 2


#: Public holidays of a place and year, by day, named in a language; see `holidays_of`.
HolidaysOf = Callable[[Place, int, Language], Mapping[date, str]]


@dataclass(frozen=True, slots=True)
class Shut:
    """Why nothing goes: the first rule that says so, and its detail.

    The detail is the weekday's name, the holiday's name (also of the one that makes a bridge
    day), the eve's date, the span of closed or away days as the settings write it, or the
    hours of the windows.
    """

    rule: Literal["weekday", "holiday", "eve", "bridge", "closed", "away", "window"]
    detail: str


@cache
def _country(code: str) -> Any:
    """The holidays of a country as the library has them, or None."""
    # The library has names for stock exchanges too; those are longer.
    if not re.fullmatch("[A-Z]{2}", code):
        return None
    import holidays

    found: Any = getattr(holidays, code, None)
    if found is None:
        return None
    with _one_by_one(holidays):
        return found.get_entity()


@contextmanager
def _one_by_one(library: ModuleType) -> Iterator[None]:
    """Inside, a country is imported without the 250 others, a third of a small command's time.

    The library loads a country when it is asked for, but by way of a package whose own
    import loads them all. A package without that import stands in for the moment.
    """
    name = f"{library.__name__}.countries"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = package = ModuleType(name)
    package.__path__ = [str(Path(folder, "countries")) for folder in library.__path__]
    try:
        yield
    finally:
        del sys.modules[name]


#: Countries of few divisions whose regional holidays are all respected.
WHOLE = ("DE", "AT", "CH", "LI", "GB", "IE")


@cache
def _divisions(country: str) -> tuple[str, ...]:
    return tuple(d for d in _country(country).subdivisions if _ISO_DIVISION.fullmatch(d))


@cache
def _of_year(country: str, division: str, year: int, language: Language) -> dict[date, str]:
    """Holidays of one year, by day; division "" has those of the whole country."""
    law = _country(country)
    # Never no language: the library would then look for one in the environment.
    tongues = (*_TONGUES[language], law.default_language)
    with warnings.catch_warnings():
        # Far ahead the library warns that holidays after the moon are guessed or missing.
        warnings.simplefilter("ignore")
        found = law(
            years=year,
            expand=False,
            subdiv=division or None,
            categories=[kind for kind in _KINDS if kind in law.supported_categories],
            language=next((t for t in tongues if t in law.supported_languages), "en_US"),
        )
    return dict(found)


@cache
def holidays_of(place: Place, year: int, language: Language) -> Mapping[date, str]:
    """Public holidays of a year, by day.

    Where the division is unknown, a day that is a holiday anywhere in the country counts and
    says where: "Fronleichnam (Baden-Württemberg, Bayern, …)". Where each town has a saint of
    its own (Italy knows 67 such weekdays a year), only what a third of the country keeps
    counts, or nobody there could be written to. Of an unknown country: none.
    """
    country, division = place
    if not _country(country):
        return {}
    if division in _divisions(country):
        return _of_year(country, division, year, language)
    return _anywhere(country, year, language)


def _anywhere(country: str, year: int, language: Language) -> dict[date, str]:
    found: dict[date, tuple[str, list[str]]] = {}
    divisions = _divisions(country)
    least = 1 if country in WHOLE else len(divisions) / 3
    for division in divisions:
        for day, name in _of_year(country, division, year, language).items():
            found.setdefault(day, (name, []))[1].append(division)
    told = {
        day: name
        if len(where) == len(divisions)
        else f"{name} ({_where(country, where, language)})"
        for day, (name, where) in found.items()
        if len(where) >= least
    }
    return told | _of_year(country, "", year, language)


def _where(country: str, divisions: list[str], language: Language) -> str:
    names = sorted(name_of(Place(country, division), language) for division in divisions)
    return ", ".join(names[:_NAMED] + ["…"] * (len(names) > _NAMED))


@cache
def _business_days(known: HolidaysOf, place: Place, year: int, language: Language) -> list[date]:
    """The business days of a year, in order."""
    free = known(place, year, language)
    first, after = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1
    days = map(date.fromordinal, range(first, after))
    return [day for day in days if day.weekday() < 5 and day not in free]


def _noted(span: Span) -> str:
    """The span as the settings write it: "12-23..01-06", "2027-08-02..2027-08-13"."""
    first, last = (
        "-".join(f"{part:02}" for part in end if part) for end in (span.first, span.last)
    )
    return first if first == last else f"{first}..{last}"


class Calendar:
    """The days of one sender's rules, wherever the readers are; names in one language."""

    def __init__(
        self, rules: Rules, language: Language, holidays: HolidaysOf = holidays_of
    ) -> None:
        self.rules = rules
        self.language: Language = language
        self._holidays = holidays
        self._shut: dict[tuple[Place, date], Shut | None] = {}

    def holiday(self, day: date, place: Place) -> str:
        """The name of the public holiday, or ""."""
        return self._holidays(place, day.year, self.language).get(day, "")

    def is_business_day(self, day: date, place: Place) -> bool:
        """True from Monday to Friday, unless the day is a holiday."""
        return day.weekday() < 5 and not self.holiday(day, place)

    def add_business_days(self, day: date, n: int, place: Place) -> date:
        """The `n`-th business day after `day`; `day` itself for 0.

        Raises:
            ValueError: `n` is negative.
        """
        if n <= 0:
            if n:
                raise ValueError(n)
            return day
        year = day.year
        days = self._business_days(place, year)
        at = bisect_right(days, day) + n - 1
        while at >= len(days):
            at -= len(days)
            year += 1
            days = self._business_days(place, year)
        return days[at]

    def business_days_between(self, first: date, last: date, place: Place) -> int:
        """How many business days lie after `first`, up to and including `last`."""
        if last <= first:
            return 0
        years = [self._business_days(place, year) for year in range(first.year, last.year + 1)]
        whole = sum(len(days) for days in years[:-1])
        return whole + bisect_right(years[-1], last) - bisect_right(years[0], first)

    def _business_days(self, place: Place, year: int) -> list[date]:
        return _business_days(self._holidays, place, year, self.language)

    def shut(self, day: date, place: Place) -> Shut | None:
        """Why nothing may go on that day, or None when mails may go."""
        try:
            return self._shut[place, day]
        except KeyError:
            answer = self._shut[place, day] = self._judge(day, place)
            return answer

    def _judge(self, day: date, place: Place) -> Shut | None:
        from outreach.phrases.dates import date_words

        if day.isoweekday() not in self.rules.days:
            return Shut("weekday", date_words(day, self.language).partition(",")[0])
        if name := self.holiday(day, place):
            return Shut("holiday", name)
        if (day.month, day.day) in EVES:
            return Shut("eve", date_words(day, self.language, place.code))
        if self.rules.bridge_days and (name := self._bridge(day, place)):
            return Shut("bridge", name)
        for span in self.rules.closed:
            if day in span:
                return Shut("closed", _noted(span))
        for span in self.rules.away:
            if day in span:
                return Shut("away", _noted(span))
        return None

    def _bridge(self, day: date, place: Place) -> str:
        """The holiday that a single working day ties to a weekend or another holiday, or ""."""
        around = (day - _DAY, day + _DAY)
        if day.weekday() > 4 or any(self.is_business_day(each, place) for each in around):
            return ""
        # One of them is on a weekday: no single day stands between two weekends.
        free = next(each for each in around if each.weekday() < 5)
        return self.holiday(free, place)
