"""When mails may go to the people of one zone and place: openings, in seconds since 1970 UTC.

The rule for clocks that change: a moment belongs to a window when the wall clock reads an
hour of the window, and reads it for the first time. An hour that is skipped therefore has
no moment, and an hour that comes twice counts once, the first time. A window around such a
second hour is two openings, one before and one after it.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from outreach.schedule.calendars import Calendar, Shut
from outreach.schedule.places import Place
from outreach.schedule.rules import Rules

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_DAY = 86_400
#: Openings are worked out block by block, of 2**21 seconds: 24 days and a bit.
_SHIFT = 21
#: The first and the last second that have a date.
_BEGIN = (1 - _EPOCH_DAY) * _DAY
_END = (date.max.toordinal() + 1 - _EPOCH_DAY) * _DAY - 1
#: The blocks that have dates all around them.
_FIRST, _LAST = (_BEGIN >> _SHIFT) + 2, (_END >> _SHIFT) - 2
#: How far ahead an opening is looked for.
_HORIZON = 2 * 366 * _DAY
#: No clock stands more than this from UTC, and none is ever put back by more.
_MARGIN = 2 * _DAY
#: Clocks change at most once in this time; the shortest known is four days.
_STEP = _DAY


@dataclass(frozen=True, slots=True)
class Opening:
    """A time in which mails may go: half-open [start, end), on `day` of the wall clock."""

    start: int
    end: int
    day: date


#: What is open without the rules for people: all of time, as far as dates go.
ENDLESS = Opening(_BEGIN, _END, date.min)
_Block = tuple[list[int], list[Opening]]
_Walls = tuple[tuple[int, int, int], ...]


def _ahead(tz: ZoneInfo, ts: int) -> int:
    """Seconds by which the wall clock is ahead of UTC at `ts`."""
    offset = (_EPOCH + timedelta(seconds=ts)).astimezone(tz).utcoffset()
    return round(offset.total_seconds()) if offset else 0


def _changes(tz: ZoneInfo, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Each moment in (begin, end] at which the clock changes, with the seconds ahead from then."""
    before = _ahead(tz, begin)
    for low in range(begin, end, _STEP):
        high = min(low + _STEP, end)
        after = _ahead(tz, high)
        if after != before:
            yield _moment(tz, low, high), after
        before = after


def _moment(tz: ZoneInfo, low: int, high: int) -> int:
    """The first second at which the clock stands as at `high` and no longer as at `low`."""
    before = _ahead(tz, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _ahead(tz, middle) == before else (low, middle)
    return high


@lru_cache(maxsize=4096)
def _walls(zone: str, block: int) -> _Walls:
    """What the wall clock reads for the first time around a block, as (from, to, ahead).

    From and to are wall seconds since 1970-01-01 00:00; minus `ahead` they are UTC.
    """
    tz = ZoneInfo(zone)
    begin, end = (block << _SHIFT) - 2 * _MARGIN, ((block + 1) << _SHIFT) + 2 * _MARGIN
    walls, shown, ahead = [], begin - _MARGIN, _ahead(tz, begin)
    for change, after in [*_changes(tz, begin, end), (end, 0)]:
        # What was shown before a clock was put back is not shown for the first time.
        walls.append((max(begin + ahead, shown), change + ahead, ahead))
        shown = max(shown, change + ahead)
        begin, ahead = change, after
    return tuple(walls)


def _times(opens: int, closes: int, walls: _Walls) -> list[tuple[int, int]]:
    """When the wall clock reads from `opens` up to `closes` for the first time, in UTC."""
    times: list[tuple[int, int]] = []
    for low, high, ahead in walls:
        start, end = max(opens, low) - ahead, min(closes, high) - ahead
        if start >= end:
            continue
        if times and times[-1][1] == start:  # over a skipped hour time itself goes on
            start = times.pop()[0]
        times.append((start, end))
    return times


class Openings:
    """The openings of one zone and place, worked out once, on demand."""

    def __init__(
        self, zone: str, place: Place, calendar: Calendar, rules: Rules, salt: str
    ) -> None:
        self.zone = zone
        self.place = place
        self._calendar = calendar
        self._rules = rules
        self._salt = salt
        self._blocks: dict[int, _Block] = {}

    def next_opening(self, ts: int) -> Opening | None:
        """The opening that holds `ts`, else the first after it; None: none in two years."""
        block = self._blocks.get(ts >> _SHIFT) or self._block(ts >> _SHIFT)
        at = bisect_right(block[0], ts)
        return block[1][at] if at < len(block[0]) else self._later(ts)

    def opening(self, ts: int) -> Opening | None:
        """The opening that holds `ts`, or None when it is closed then."""
        found = self.next_opening(ts)
        return found if found and found.start <= ts else None

    def reason(self, ts: int) -> Shut:
        """Why it is closed at `ts`: the rule that shuts the day, else the window.

        Raises:
            ValueError: it is open.
        """
        if self.opening(ts):
            raise ValueError(ts)
        wall = (_EPOCH + timedelta(seconds=ts)).astimezone(ZoneInfo(self.zone))
        hours = ", ".join(f"{_hour(a)}–{_hour(b)}" for a, b in self._rules.windows)
        return self._calendar.shut(wall.date(), self.place) or Shut("window", hours)

    def _later(self, ts: int) -> Opening | None:
        """The first opening after the block of `ts`, unless it begins beyond the horizon."""
        last = ts + _HORIZON
        for number in range((ts >> _SHIFT) + 1, (last >> _SHIFT) + 2):
            _, openings = self._blocks.get(number) or self._block(number)
            if openings:
                return openings[0] if openings[0].start <= last else None
        return None

    def _block(self, number: int) -> _Block:
        """The openings whose last second lies in the block, and their ends, for a bisection."""
        openings: list[Opening] = []
        if not self._rules.human:
            openings = [ENDLESS]
        elif _FIRST <= number <= _LAST:
            openings = [o for o in self._around(number) if (o.end - 1) >> _SHIFT == number]
        block = self._blocks[number] = ([o.end for o in openings], openings)
        return block

    def _around(self, number: int) -> Iterator[Opening]:
        """The openings of every day that may reach into the block, in order."""
        walls = _walls(self.zone, number)
        first = ((number << _SHIFT) - _MARGIN) // _DAY
        last = (((number + 1) << _SHIFT) + _MARGIN) // _DAY
        for at in range(first, last + 1):
            day = date.fromordinal(_EPOCH_DAY + at)
            if self._calendar.shut(day, self.place):
                continue
            for opens, closes in self._rules.windows:
                times = _times(at * _DAY + opens * 60, at * _DAY + closes * 60, walls)
                for nth, (start, end) in enumerate(times):
                    late = 0 if nth else self._late(day, (opens, closes), end - start)
                    yield Opening(start + late, end, day)

    def _late(self, day: date, window: tuple[int, int], length: int) -> int:
        """Seconds after the stroke of the hour at which the window's first mail may go.

        From 1 up to the longest gap, and at most half the length; the same every time.
        """
        most = min(self._rules.gap[1], length // 2)
        text = f"{self._salt}|{day.isoformat()}|{window[0]}-{window[1]}"
        digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
        return 1 + int.from_bytes(digest, "big") % most if most else 0


def _hour(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
