"""A zone as a calendar carries it: VTIMEZONE with yearly rules, where these are true.

The last line of a TZif file is a POSIX rule (RFC 9636 §3.3). It becomes two observances
with RRULE, the form that Google and Exchange send and that every reader understands;
lists of single dates (RDATE) are read wrongly by much that is in use. Where the rule has
a shape that RRULE cannot say, or does not give the offset of this very day, the answer
is None, and the call is written in UTC.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_NAME = r"([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)"
_OFFSET = r"([+-]?\d{1,3}(?::\d\d){0,2})"
_RULE = r"M(\d{1,2})\.([1-5])\.([0-6])(?:/(\d{1,2}(?::\d\d){0,2}))?"
_FOOTER = re.compile(rf"{_NAME}{_OFFSET}(?:{_NAME}{_OFFSET}?,{_RULE},{_RULE})?")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*")
_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_DAY = timedelta(days=1)


class _Change(NamedTuple):
    """The day and wall time of a change: the nth such weekday of a month, 5 for the last."""

    month: int
    week: int
    #: 0 is Sunday.
    weekday: int
    #: Since midnight, on the clock before the change.
    time: timedelta

    def in_year(self, year: int) -> datetime:
        """When it happens, on the clock before the change."""
        first = date(year, self.month, 1)
        day = first + (self.weekday - first.isoweekday()) % 7 * _DAY
        day += (self.week - 1) * 7 * _DAY
        if day.month != self.month:
            day -= 7 * _DAY
        return datetime(day.year, day.month, day.day) + self.time  # noqa: DTZ001  (a wall clock)


class _Rule(NamedTuple):
    """A POSIX rule; names as shown, offsets east of Greenwich."""

    name: str
    offset: timedelta
    other_name: str = ""
    other_offset: timedelta = timedelta()
    #: To the other offset, and back; None where the clock never changes.
    there: _Change | None = None
    back: _Change | None = None

    def offset_at(self, moment: datetime) -> timedelta:
        """The offset it gives at this moment (naive UTC)."""
        if self.there is None or self.back is None:
            return self.offset
        there = self.there.in_year(moment.year) - self.offset
        back = self.back.in_year(moment.year) - self.other_offset
        other = there <= moment < back if there < back else not back <= moment < there
        return self.other_offset if other else self.offset


def vtimezone(zone: str, *moments: datetime) -> "Timezone | None":
    """A VTIMEZONE that is true at these moments, or None; not to be changed, it is kept.

    None also where the zone is UTC by another name, and where a moment stands in an hour
    that the clock goes through twice.
    """
    rule = _rule(zone)
    if rule is None or (rule.there is None and not rule.offset):
        return None
    for moment in moments:
        local = moment.astimezone(ZoneInfo(zone))
        offset = local.utcoffset()
        if offset is None or local.replace(fold=1 - local.fold).utcoffset() != offset:
            return None
        if rule.offset_at((local - offset).replace(tzinfo=None)) != offset:
            return None
    return _component(zone, rule)


@lru_cache(maxsize=256)
def _component(zone: str, rule: _Rule) -> "Timezone":
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    whole = Timezone()
    whole.add("TZID", zone)
    if rule.there is None or rule.back is None:
        _observe(whole, TimezoneStandard(), rule.name, (rule.offset, rule.offset), None)
        return whole
    # By offset and not by order: Dublin's rule calls its summer the standard.
    later = rule.other_offset > rule.offset
    there, back = (TimezoneDaylight, TimezoneStandard)[:: 1 if later else -1]
    _observe(whole, there(), rule.other_name, (rule.offset, rule.other_offset), rule.there)
    _observe(whole, back(), rule.name, (rule.other_offset, rule.offset), rule.back)
    return whole


def _observe(
    whole: "Timezone",
    part: "TimezoneStandard | TimezoneDaylight",
    name: str,
    offsets: tuple[timedelta, timedelta],
    change: _Change | None,
) -> None:
    # A wall clock.
    part.add("DTSTART", change.in_year(1970) if change else datetime(1970, 1, 1))  # noqa: DTZ001
    if change:
        week = -1 if change.week == 5 else change.week
        day = f"{week}{_DAYS[change.weekday]}"
        part.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": change.month, "BYDAY": day})
    part.add("TZNAME", name)
    part.add("TZOFFSETFROM", offsets[0])
    part.add("TZOFFSETTO", offsets[1])
    whole.add_component(part)


@lru_cache(maxsize=256)
def _rule(zone: str) -> _Rule | None:
    """The rule of a zone, or None where it has none that RRULE can say."""
    found = _FOOTER.fullmatch(_footer(zone))
    if not found:
        return None
    name, offset, other_name, other_offset, *changes = found.groups()
    # POSIX counts west of Greenwich.
    standard = -_span(offset)
    if not other_name:
        return _Rule(name.strip("<>"), standard)
    other = -_span(other_offset) if other_offset else standard + timedelta(hours=1)
    there, back = _change(changes[:4]), _change(changes[4:])
    whole = all(each % timedelta(minutes=1) == timedelta() for each in (standard, other))
    # A change at 24:00 or later is on another day, which BYDAY cannot say.
    if not whole or not max(there.time, back.time) < _DAY:
        return None
    return _Rule(name.strip("<>"), standard, other_name.strip("<>"), other, there, back)


def _change(parts: list[str | None]) -> _Change:
    month, week, weekday = (int(part or 0) for part in parts[:3])
    return _Change(month, week, weekday, _span(parts[3] or "2"))


def _span(text: str) -> timedelta:
    hours, *rest = text.lstrip("+-").split(":")
    minutes, seconds = (*map(int, rest), 0, 0)[:2]
    span = timedelta(hours=int(hours), minutes=minutes, seconds=seconds)
    return -span if text.startswith("-") else span


def _footer(zone: str) -> str:
    """The last line of the zone's file in the package tzdata, or "" where there is none."""
    from importlib import resources

    if not _ZONE.fullmatch(zone):
        return ""
    try:
        content = (resources.files("tzdata") / "zoneinfo" / zone).read_bytes()
    except (ModuleNotFoundError, OSError):
        return ""
    rows = content.split(b"\n")
    return rows[-2].decode("ascii", "replace") if len(rows) > 2 and not rows[-1] else ""
