"""Which calls are possible, and why the others are not.

All comparing is done in UTC on half-open intervals, so that a call may begin where another
ends. Hours are hours of the sender's wall clock; a time that a change of the clocks skips,
or that comes twice, is never a slot.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from outreach.calls.rules import Booking, Hours
from outreach.model import Slot
from outreach.schedule.calendars import Calendar
from outreach.schedule.places import Place
from outreach.schedule.rules import EVES

_DAY = timedelta(days=1)
_MIDNIGHT = 24 * 60

#: Why a time is not free. Of a whole day: no hours that weekday, none as long as a call, an
#: override without hours, a holiday, an eve, closed or away days. Of a time: a change of the
#: clocks, too soon, too far ahead, a call agreed, kept free for somebody, something in a
#: calendar, the minutes kept free around any of them, or the day is full.
Rule = Literal[
    "weekday", "short", "override", "holiday", "eve", "closed", "away",
    "clocks", "notice", "horizon", "taken", "held", "busy", "buffer", "per_day",
]  # fmt: skip


@dataclass(frozen=True, order=True, slots=True)
class Busy:
    """A time in which a calendar has something; half-open, in UTC."""

    start: datetime
    end: datetime
    #: The calendar's name for a person.
    source: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """The first rule that forbids a time; the detail is the name of a holiday, calendar or person."""

    rule: Rule
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of one day on the sender's wall clock, free (`why` is None) or not.

    A whole day has neither start nor end.
    """

    day: date
    start: datetime | None
    end: datetime | None
    why: Why | None
    #: How many calls could begin in it.
    slots: int = 0


@dataclass(frozen=True)
class Availability:
    """When one mailbox takes calls: its settings, wall clock and calendar of days."""

    booking: Booking
    #: IANA name of the sender's zone.
    zone: str
    place: Place
    calendar: Calendar

    @cached_property
    def tz(self) -> ZoneInfo:
        """The sender's zone."""
        return ZoneInfo(self.zone)

    def day(self, moment: datetime) -> date:
        """The day on the sender's wall clock."""
        return moment.astimezone(self.tz).date()

    def hours(self, day: date) -> Hours | Why:
        """The hours of a day, or why it has none."""
        if day in self.booking.overrides:
            return self.booking.overrides[day] or Why("override")
        if name := self.calendar.holiday(day, self.place):
            return Why("holiday", name)
        if (day.month, day.day) in EVES:
            return Why("eve")
        rules = self.calendar.rules
        if any(day in span for span in rules.closed):
            return Why("closed")
        if any(day in span for span in rules.away):
            return Why("away")
        return self.booking.hours.get(day.isoweekday(), ()) or Why("weekday")

    def earliest(self, now: datetime) -> datetime:
        """The first moment a call may begin, seen from `now`, in UTC.

        After n business days it is the same time of the day, n business days later.
        """
        notice = self.booking.notice
        if notice.unit == "minutes":
            return now.astimezone(UTC) + timedelta(minutes=notice.amount)
        local = now.astimezone(self.tz)
        day = self.calendar.add_business_days(local.date(), notice.amount, self.place)
        return datetime.combine(day, local.time(), self.tz).astimezone(UTC)

    def latest(self, now: datetime) -> datetime:
        """The end of the last day the horizon reaches, in UTC."""
        after = self.day(now) + (self.booking.horizon + 1) * _DAY
        return datetime(after.year, after.month, after.day, tzinfo=self.tz).astimezone(UTC)


def free_slots(
    availability: Availability,
    busy: Sequence[Busy],
    taken: Iterable[Slot],
    now: datetime,
    until: datetime | None = None,
) -> Sequence[Slot]:
    """Every call that is possible now, in order; at most up to `until` and the horizon.

    `taken` are the calls already agreed: they are busy, and count for the day's limit.
    """
    judge = _Judge(availability, busy, taken, now)
    end = min(until.astimezone(UTC), judge.latest) if until else judge.latest
    found: list[Slot] = []
    for day in _days(availability.day(now), availability.day(end)):
        hours = availability.hours(day)
        if not isinstance(hours, Why):
            slots = (slot for slot, _ in _grid(availability, day, hours) if slot)
            found += [s for s in slots if s.end <= end and judge.why(s, day) is None]
    return found


def explain(
    availability: Availability,
    busy: Sequence[Busy],
    taken: Mapping[Slot, str],
    now: datetime,
    days: int,
    held: Mapping[Slot, str] = MappingProxyType({}),
) -> Iterator[Row]:
    """The days from today on in stretches: free ones, and for the rest the first reason.

    Calls agreed and times kept free come with the name of the person.
    """
    judge = _Judge(availability, busy, taken, now, held)
    first = availability.day(now)
    for day in _days(first, first + (days - 1) * _DAY):
        hours = availability.hours(day)
        if isinstance(hours, Why):
            yield Row(day, None, None, hours)
            continue
        if all(closes - opens < availability.booking.duration for opens, closes in hours):
            yield Row(day, None, None, Why("short"))
        for window in hours:
            # Each on its own: between two of them there is nothing to be had.
            judged = [
                (start, Why("clocks") if slot is None else judge.why(slot, day))
                for slot, start in _grid(availability, day, (window,))
            ]
            yield from _stretches(day, judged, timedelta(minutes=availability.booking.duration))


def crowding(recipients: int, times: int, acceptance: float, slots: int) -> float:
    """Calls to be expected per slot; above 0.75 many people find their times gone.

    Measured in a simulation of 200 letters with three times each: at 0.75 about a quarter
    of the first choices is taken already (docs/explanation/calls.md).
    """
    return recipients * times * acceptance / slots if slots else float("inf")


#: From this crowding on a person is warned.
CROWDED = 0.75


def _days(first: date, last: date) -> Iterator[date]:
    return (first + n * _DAY for n in range((last - first).days + 1))


def _stretches(
    day: date, judged: Sequence[tuple[datetime, Why | None]], length: timedelta
) -> Iterator[Row]:
    """Neighbours of one reason as one row, beginning at the first and ending with the last."""
    for why, group in groupby(judged, key=lambda pair: pair[1]):
        starts = [start for start, _ in group]
        end = datetime.combine(day, starts[-1].time()) + length
        yield Row(day, starts[0], end.replace(tzinfo=starts[-1].tzinfo), why, len(starts))


def _grid(
    availability: Availability, day: date, hours: Hours
) -> Iterator[tuple[Slot | None, datetime]]:
    """Every beginning on the wall clock with its slot; None where the clocks change."""
    booking = availability.booking
    length = timedelta(minutes=booking.duration)
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  (a wall clock has no zone yet)
    for opens, closes in hours:
        for minute in range(opens, closes - booking.duration + 1, booking.grid):
            start = midnight + timedelta(minutes=minute)
            slot = _slot(start, start + length, availability.tz)
            yield slot, start.replace(tzinfo=availability.tz)


def _slot(start: datetime, end: datetime, tz: ZoneInfo) -> Slot | None:
    """The slot that a wall clock means, unless a change of the clocks touches it."""
    moments = [unambiguous(wall, tz) for wall in (start, end)]
    if None in moments or moments[0] is None or moments[1] is None:
        return None
    if moments[1] - moments[0] != end - start:
        return None
    return Slot(moments[0], moments[1])


def unambiguous(wall: datetime, tz: ZoneInfo) -> datetime | None:
    """The one moment, in UTC, at which the clock reads `wall`; None where none or two do."""
    early, late = (wall.replace(tzinfo=tz, fold=fold) for fold in (0, 1))
    # In a gap as in a fold the two readings differ (PEP 495).
    if early.utcoffset() != late.utcoffset():
        return None
    return early.astimezone(UTC)


class _Judge:
    """Why a slot is not free, from what stands in calendars and what is agreed."""

    def __init__(
        self,
        availability: Availability,
        busy: Sequence[Busy],
        taken: Iterable[Slot],
        now: datetime,
        held: Mapping[Slot, str] = MappingProxyType({}),
    ) -> None:
        self._buffer = timedelta(minutes=availability.booking.buffer)
        self._per_day = availability.booking.per_day
        self._earliest = availability.earliest(now)
        self.latest = availability.latest(now)
        agreed = taken if isinstance(taken, Mapping) else dict.fromkeys(taken, "")
        calls = sorted({*agreed, *held})
        self._taken = _merged(_named(agreed))
        self._held = _merged(_named(held))
        self._busy = _merged(sorted(busy))
        self._calls = _counted(availability, calls)

    def why(self, slot: Slot, day: date) -> Why | None:
        """The first reason against the slot; None when it is free."""
        if slot.start < self._earliest:
            return Why("notice")
        if slot.end > self.latest:
            return Why("horizon")
        if hit := _overlapping(self._taken, slot.start, slot.end):
            return Why("taken", hit.source)
        if hit := _overlapping(self._held, slot.start, slot.end):
            return Why("held", hit.source)
        if hit := _overlapping(self._busy, slot.start, slot.end):
            return Why("busy", hit.source)
        if self._calls.get(day, 0) >= self._per_day:
            return Why("per_day", str(self._per_day))
        start, end = slot.start - self._buffer, slot.end + self._buffer
        for near in (self._busy, self._taken, self._held):
            if hit := _overlapping(near, start, end):
                return Why("buffer", hit.source if near is self._busy else "")
        return None


def _named(times: Mapping[Slot, str]) -> list[Busy]:
    return [Busy(slot.start, slot.end, times[slot]) for slot in sorted(times)]


def _counted(availability: Availability, calls: Sequence[Slot]) -> Mapping[date, int]:
    counts: dict[date, int] = {}
    for call in calls:
        day = availability.day(call.start)
        counts[day] = counts.get(day, 0) + 1
    return counts


_Merged = tuple[list[datetime], list[Busy]]


def _merged(times: Sequence[Busy]) -> _Merged:
    """Times that overlap or touch as one, and their beginnings for a bisection."""
    done: list[Busy] = []
    for time in times:
        if done and time.start <= done[-1].end and done[-1].source == time.source:
            last = done.pop()
            done.append(Busy(last.start, max(last.end, time.end), last.source))
        elif done and time.start < done[-1].end:
            # Another calendar has the rest; what is told is where the time lies first.
            if time.end > done[-1].end:
                done.append(Busy(done[-1].end, time.end, time.source))
        else:
            done.append(time)
    return [b.start for b in done], done


def _overlapping(times: _Merged, start: datetime, end: datetime) -> Busy | None:
    """The first of the merged times that shares a moment with [start, end)."""
    at = bisect_right(times[0], start)
    for found in times[1][max(at - 1, 0) : at + 1]:
        if found.start < end and found.end > start:
            return found
    return None
