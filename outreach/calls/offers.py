"""Which times one letter names, and until when the first of them is kept free.

The rules: times on two days, 2 to 12 business days after the letter is likely read (the
business day after it goes), a morning and an afternoon in the reader's zone, at hours in
which people there work; slots that few open offers name come first, and among equals a
hash of the mail's key decides, so that the same facts always give the same offer.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from outreach.calls.slots import Availability, unambiguous
from outreach.model import Slot

#: Business days from the likely reading to the first and to the last day named.
FIRST, LAST = 2, 12
#: A call begins from 8:00 and ends by 18:00 on the reader's wall clock.
DECENT = (8 * 60, 18 * 60)
#: Times a letter names, where there are as many.
TIMES = 3
_DAY = timedelta(days=1)

#: Why a letter names no times: nothing is free in the days that count, not at hours in which
#: the reader works, everything is kept free for others, or less than two times are left; or
#: nothing is asked at all, because there are no settings or a calendar cannot be read.
Reason = Literal["none_free", "zone", "all_held", "too_few", "no_booking", "unreadable"]


@dataclass(frozen=True, slots=True)
class Offer:
    """The times of one letter, in order, all of them on at most two days."""

    slots: tuple[Slot, ...]
    #: The first of them, where it could be kept free for this person alone.
    held: Slot | None
    #: Until when the offer stands, in UTC: the end of the last business day before the
    #: notice of the first time named, on the reader's wall clock.
    expires: datetime

    @property
    def times(self) -> tuple[tuple[datetime, datetime], ...]:
        """Start and end of each, in UTC, in order."""
        return tuple((slot.start, slot.end) for slot in self.slots)


@dataclass(frozen=True, slots=True)
class NoOffer:
    """Why a letter says "name a time that suits you" instead."""

    reason: Reason


def offer(
    slots: Sequence[Slot],
    load: Mapping[Slot, int],
    held: Collection[Slot],
    *,
    availability: Availability,
    zone: str,
    sent_at: datetime,
    key: str,
    add_business_days: Callable[[date, int], date],
    alone: bool = False,
) -> Offer | NoOffer:
    """Two or three of the free `slots` for the person behind `key`; one `alone` is a held one.

    `load` and `held` are those of all other open offers; `add_business_days` counts where
    the reader is. A slot held for somebody else is never named, one that others name is
    never held; both with the minutes kept free around calls. Where calls are agreed as well,
    `slots` are best asked for with both as taken, so that a day's limit counts them together.
    """
    return _Choice(availability, load, held, ZoneInfo(zone), sent_at, key, add_business_days).of(
        slots, alone=alone
    )


def expires(
    first: Slot,
    availability: Availability,
    zone: ZoneInfo,
    add_business_days: Callable[[date, int], date],
) -> datetime:
    """The end of the last business day before the notice of `first`, in UTC."""
    notice = availability.booking.notice
    if notice.unit == "minutes":
        day = (first.start - timedelta(minutes=notice.amount)).astimezone(zone).date()
        back = 0
    else:
        day, back = first.start.astimezone(zone).date(), notice.amount
    day = _business_before(day, add_business_days)
    for _ in range(back):
        day = _business_before(day, add_business_days)
    after = day + _DAY
    return datetime(after.year, after.month, after.day, tzinfo=zone).astimezone(UTC)


def _business_before(day: date, add: Callable[[date, int], date]) -> date:
    """The last business day before `day`."""
    before = day - _DAY
    # The day after `before - 1` that counts is `before` itself exactly when it counts.
    while add(before - _DAY, 1) != before:
        before -= _DAY
    return before


class _Choice:
    """One person's choice of times."""

    def __init__(
        self,
        availability: Availability,
        load: Mapping[Slot, int],
        held: Collection[Slot],
        zone: ZoneInfo,
        sent_at: datetime,
        key: str,
        add: Callable[[date, int], date],
    ) -> None:
        self._availability, self._zone, self._key, self._add = availability, zone, key, add
        self._load, self._held = load, held
        self._buffer = timedelta(minutes=availability.booking.buffer)
        self._read = add(sent_at.astimezone(zone).date(), 1)
        self._first, self._last = add(self._read, FIRST), add(self._read, LAST)

    def of(self, slots: Sequence[Slot], *, alone: bool) -> Offer | NoOffer:
        """The offer out of these free slots, or why there is none."""
        soon = [s for s in slots if self._first <= self._day(s) <= self._last]
        soon = [s for s in soon if self._stands(s)]
        if not soon:
            return NoOffer("none_free")
        decent = [s for s in soon if self._decent(s)]
        if not decent:
            return NoOffer("zone")
        free = [s for s in decent if not self._kept(s)]
        if not free:
            return NoOffer("all_held")
        ranked = sorted(free, key=self._rank)
        if alone:
            ranked = [slot for slot in ranked if self._holdable(slot)]
            return self._made((ranked[0],)) if ranked else NoOffer("all_held")
        pair = self._pair(ranked)
        if pair is None:
            return NoOffer("too_few")
        return self._made(tuple(sorted((*pair, *self._third(pair, free)))))

    def _made(self, chosen: tuple[Slot, ...]) -> Offer:
        first = chosen[0]
        until = expires(first, self._availability, self._zone, self._add)
        return Offer(chosen, first if self._holdable(first) else None, until)

    def _day(self, slot: Slot) -> date:
        return slot.start.astimezone(self._zone).date()

    def _here(self, slot: Slot) -> datetime:
        """When the call begins on the sender's wall clock."""
        return slot.start.astimezone(ZoneInfo(self._availability.zone))

    def _morning(self, slot: Slot) -> bool:
        return slot.start.astimezone(self._zone).hour < 12

    def _stands(self, slot: Slot) -> bool:
        """True when an offer that names this time first outlives the day it is read."""
        end = expires(slot, self._availability, self._zone, self._add)
        return (end - timedelta(seconds=1)).astimezone(self._zone).date() >= self._read

    def _decent(self, slot: Slot) -> bool:
        """True at hours and on days on which the reader works, and at one moment only."""
        start, end = (m.astimezone(self._zone) for m in (slot.start, slot.end))
        day = start.date()
        return (
            self._add(day - _DAY, 1) == day
            and end.date() == day
            and DECENT[0] <= start.hour * 60 + start.minute
            and end.hour * 60 + end.minute <= DECENT[1]
            and unambiguous(start.replace(tzinfo=None, fold=0), self._zone) is not None
        )

    def _near(self, slot: Slot, others: Collection[Slot]) -> bool:
        start, end = slot.start - self._buffer, slot.end + self._buffer
        return any(other.start < end and other.end > start for other in others)

    def _kept(self, slot: Slot) -> bool:
        """True where the slot, or the day's last call, is kept free for somebody else."""
        day = self._availability.day
        full = sum(day(other.start) == day(slot.start) for other in self._held)
        return full >= self._availability.booking.per_day or self._near(slot, self._held)

    @cached_property
    def _named(self) -> Collection[Slot]:
        return [slot for slot, count in self._load.items() if count]

    def _holdable(self, slot: Slot) -> bool:
        return not self._near(slot, self._named)

    def _rank(self, slot: Slot) -> tuple[int, bytes]:
        text = f"{self._key}|{slot.start.isoformat()}"
        return self._load.get(slot, 0), hashlib.blake2b(text.encode(), digest_size=8).digest()

    def _pair(self, ranked: Sequence[Slot]) -> tuple[Slot, Slot] | None:
        """Two times in the order of the calendar; the first one to be held where any can be."""
        firsts = sorted(ranked, key=lambda slot: not self._holdable(slot))
        for fits in (self._other_half, self._other_day, self._apart):
            for one in firsts:
                two = next((s for s in ranked if s.start > one.start and fits(one, s)), None)
                if two:
                    return one, two
        return None

    def _other_half(self, one: Slot, two: Slot) -> bool:
        return self._other_day(one, two) and self._morning(one) != self._morning(two)

    def _other_day(self, one: Slot, two: Slot) -> bool:
        return self._day(one) != self._day(two)

    def _apart(self, one: Slot, two: Slot) -> bool:
        """On one day two times are an hour apart, or they are hardly a choice."""
        return two.start - one.start >= timedelta(hours=1)

    def _third(self, pair: tuple[Slot, Slot], free: Sequence[Slot]) -> Iterator[Slot]:
        """A third time on one of the two days, after the first, in the other half of its day.

        Beside a time of the same half it would be no further choice, and where two clocks
        differ each time is said twice: a sentence with three of them is hard to read.
        """
        if pair[0].start.astimezone(self._zone).utcoffset() != self._here(pair[0]).utcoffset():
            return
        days = {self._day(slot) for slot in pair}
        beside = {(self._day(s), self._morning(s)) for s in pair}
        fitting = [
            slot
            for slot in free
            if self._day(slot) in days
            and (self._day(slot), self._morning(slot)) not in beside
            and slot.start > pair[0].start
            and all(abs(slot.start - other.start) >= timedelta(hours=1) for other in pair)
        ]
        yield from sorted(fitting, key=self._rank)[: TIMES - len(pair)]
