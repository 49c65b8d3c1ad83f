"""When the sender is free, for one run: calendars read, and the times each letter names.

One object per run. It reads the calendars when it is first asked, again where a run lasts
longer than a minute, and follows their entries anew only where their bytes have changed.
As long as one of them cannot be read nothing is free: a time that only seems free would be
promised to somebody.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b

from outreach import clock
from outreach.busy import Content, forget_others, name_of, read
from outreach.calls.events import Reader, busy_times
from outreach.calls.offers import NoOffer, Offer, offer
from outreach.calls.rules import Booking
from outreach.calls.slots import Availability, Busy, Row, explain, free_slots
from outreach.campaign.inviting import CALLS, where
from outreach.campaign.job import Job
from outreach.config import Mailbox, Workspace
from outreach.errors import InputError, Problem
from outreach.model import Contact, Slot
from outreach.schedule.calendars import Calendar
from outreach.schedule.places import Place, place_of
from outreach.words import Say, current, say

__all__ = ["FreeTimes", "NoOffer", "Offer", "Slot", "Source"]

#: Seconds after which a calendar is read again within a run.
FRESH = 60.0
#: Entries are followed this far beyond what is asked for, so that the letters of the next
#: weeks find them followed.
_BEYOND = timedelta(days=60)

Times = Collection[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Source:
    """A calendar as a person is told of it."""

    name: str
    #: When it is known to have been so; None where nothing is known.
    as_of: datetime | None
    #: Why nothing can be said from it.
    problem: Say | None
    #: Why an older copy of an address stands in.
    not_refreshed: Say | None


class FreeTimes:
    """The sender's free times in one run."""

    def __init__(
        self,
        of: Job | Workspace,
        now: datetime,
        calls: Iterable[str] = (),
        mailbox: Mailbox | None = None,
    ) -> None:
        """Take in settings and moment; nothing is read yet.

        Args:
            of: a campaign, whose mailbox takes the calls, or a workspace (its mailbox main).
            now: the present moment.
            calls: UIDs of the calls that the ledger knows. Their entries in a calendar say
                nothing new, and would keep a call from being moved by a few minutes.
            mailbox: another one that takes the calls.
        """
        self._workspace: Workspace = of.workspace if isinstance(of, Job) else of
        box = of.mailbox if isinstance(of, Job) else of.mailboxes["main"]
        self.mailbox: Mailbox = mailbox or box
        self.now = now
        self._own = frozenset(calls)
        self._read_at: float | None = None
        self._contents: tuple[tuple[str, Content], ...] = ()
        self._until = now
        self._followed: dict[str, list[Busy] | Say] = {}
        self._free: dict[object, tuple[Slot, ...]] = {}

    @property
    def booking(self) -> Booking | None:
        """``[booking]``; None where no times are offered at all."""
        return self._workspace.booking

    @cached_property
    def availability(self) -> Availability:
        """Settings, wall clock and calendar of days of the mailbox that takes the calls."""
        place, _ = place_of(self.mailbox.region, self.mailbox.region)
        calendar = Calendar(self._workspace.rules, current())
        return Availability(self.booking or Booking(), self.mailbox.timezone, place, calendar)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every calendar, with what is wrong with it."""
        self._look_to(self.availability.latest(self.now))
        self._refresh()
        return tuple(
            Source(c.name, c.as_of, self._problem(c, digest), c.not_refreshed)
            for digest, c in self._contents
        )

    @property
    def problems(self) -> tuple[tuple[str, Say], ...]:
        """Why nothing is offered: calendars that cannot be read, by name."""
        return tuple((s.name, s.problem) for s in self.sources if s.problem)

    @property
    def blind(self) -> Say | None:
        """The first calendar that could not be read, where any was asked for; asks for none."""
        if self._read_at is None or not self.problems:
            return None
        name, why = self.problems[0]
        return say("calls.blind", name=name, why=why)

    def slots(
        self,
        moment: datetime | None = None,
        *,
        zone: str = "",
        taken: Times = (),
        until: datetime | None = None,
    ) -> tuple[Slot, ...]:
        """Every call that is possible, in order; none while a calendar cannot be read.

        Args:
            moment: seen from when; by default now.
            zone: only calls at hours in which people in this zone work; "" for all.
            taken: calls agreed, and times kept free for others.
            until: at most up to here.
        """
        if self.booking is None:
            return ()
        seen = moment or self.now
        self._look_to(self.availability.latest(seen))
        if self.problems:
            return ()
        key = (self._read_at, seen, tuple(sorted(taken)), until)
        found = self._free.get(key)
        if found is None:
            agreed = [Slot(*time) for time in sorted(taken)]
            found = tuple(free_slots(self.availability, self._busy(), agreed, seen, until))
            # Letters of a run differ in their moment; only the last few are asked for again.
            self._free = {key: found} if len(self._free) > 16 else {**self._free, key: found}
        return tuple(s for s in found if _at_work(s, zone)) if zone else found

    def is_busy(self, start: datetime, end: datetime) -> bool:
        """Whether a calendar has something there; calls agreed and held times are not asked.

        Raises:
            InputError: a calendar cannot be read, so nobody knows.
        """
        if self.booking is None:
            return False
        self._look_to(end)
        self.refuse_blind()
        return any(busy.start < end and busy.end > start for busy in self._busy())

    def refuse_blind(self) -> None:
        """Nothing, where every calendar can be read.

        Raises:
            InputError: one cannot; all of them are named.
        """
        if self.problems:
            raise InputError(
                say("calls.closed_eyes"),
                say("calls.closed_eyes_hint"),
                [Problem(name, 0, what) for name, what in self.problems],
            )

    def rows(self, days: int, taken: Mapping[Slot, str], held: Mapping[Slot, str]) -> Iterator[Row]:
        """The days from today on in stretches, and why what is not free is not.

        Only to be asked while `problems` has none. Calls agreed and times kept free come
        with the name of the person.
        """
        self._look_to(self.now + timedelta(days=days + 1))
        return explain(self.availability, self._busy(), taken, self.now, days, held)

    def offer(
        self,
        key: str,
        contact: Contact,
        moment: datetime,
        *,
        taken: Times = (),
        held: Times = (),
        load: Mapping[datetime, int] | None = None,
        alone: bool = False,
    ) -> Offer | NoOffer:
        """The times that the letter `key` to this person names when it goes at `moment`.

        Same calendars and same arguments give the same times.

        Args:
            key: the letter's key; among equal times a hash of it decides.
            contact: who reads it.
            moment: when it goes (aware).
            taken: calls agreed.
            held: times that other open offers keep free for somebody.
            load: how many other open offers name a time, by its beginning.
            alone: one time, kept free, in place of a choice.
        """
        if self.booking is None:
            return NoOffer("no_booking")
        self._look_to(self.availability.latest(moment))
        if self.problems:
            return NoOffer("unreadable")
        choose = self._choice(key, contact, moment, held, load or {}, alone=alone)
        # Asked for with both, so that a day's limit counts them together.
        found = choose(self.slots(moment, taken=[*taken, *held]))
        if isinstance(found, NoOffer) and held:
            without = choose(self.slots(moment, taken=taken))
            return NoOffer("all_held") if isinstance(without, Offer) else without
        return found

    def where(self, contact: Contact) -> tuple[Place, str]:
        """Where a person is, and the zone of the clock there."""
        there = where(self.mailbox, contact)
        return there.place, there.zone

    def _choice(
        self,
        key: str,
        contact: Contact,
        moment: datetime,
        held: Times,
        load: Mapping[datetime, int],
        *,
        alone: bool,
    ) -> Callable[[Sequence[Slot]], Offer | NoOffer]:
        place, zone = self.where(contact)
        length = timedelta(minutes=self.availability.booking.duration)
        others = {Slot(s.astimezone(UTC), s.astimezone(UTC) + length): n for s, n in load.items()}
        kept = [Slot(start.astimezone(UTC), end.astimezone(UTC)) for start, end in held]

        def add(day: date, n: int) -> date:
            return self.availability.calendar.add_business_days(day, n, place)

        def choose(slots: Sequence[Slot]) -> Offer | NoOffer:
            return offer(
                slots,
                others,
                kept,
                availability=self.availability,
                zone=zone,
                sent_at=moment,
                key=key,
                add_business_days=add,
                alone=alone,
            )

        return choose

    # -- calendars -----------------------------------------------------------------------------

    def _look_to(self, end: datetime) -> None:
        """Have entries followed at least up to `end`."""
        if end > self._until:
            self._until = end + _BEYOND
            self._followed.clear()
            self._free.clear()

    def _refresh(self) -> None:
        """Read the calendars, unless that was less than a minute ago."""
        asked = clock.monotonic()
        if self._read_at is not None and asked - self._read_at < FRESH:
            return
        named = self.booking.busy if self.booking else ()
        cache = self._workspace.state_dir / "busy"
        found = []
        for source in named:
            if self._ours(source) and not (self._workspace.root / source).exists():
                continue  # no call has been agreed yet
            content = read(
                source,
                self._workspace.root,
                cache,
                clock.now(),
                loopback_only=clock.rehearsing(),
            )
            found.append((blake2b(content.data).hexdigest() + name_of(source), content))
        forget_others(named, cache)
        self._contents = tuple(found)
        self._read_at = asked
        self._free.clear()

    def _ours(self, source: str) -> bool:
        """Whether this is our own calls.ics: it changes with the calls, and is never too old."""
        return source == CALLS

    def _problem(self, content: Content, digest: str) -> Say | None:
        if content.problem:
            return content.problem
        if old := self._stale(content):
            return old
        found = self._events(content, digest)
        return found if isinstance(found, Say) else None

    def _stale(self, content: Content) -> Say | None:
        """That nobody refreshed the calendar for too long; in a rehearsal age says nothing."""
        most = self.booking.stale if self.booking else 0
        if clock.rehearsing() or content.as_of is None or self._ours(content.name):
            return None
        age = (clock.now() - content.as_of).days
        return say("calls.stale", age=age, most=most) if age >= most else None

    def _events(self, content: Content, digest: str) -> list[Busy] | Say:
        if digest not in self._followed:
            booking = self.availability.booking
            reader = Reader(
                self.mailbox.timezone,
                self.now - timedelta(days=1),
                self._until,
                booking.tentative,
                [box.sender.email for box in self._workspace.mailboxes.values()],
                self._own,
            )
            self._followed[digest] = busy_times(content.data, content.name, reader)
        return self._followed[digest]

    def _busy(self) -> list[Busy]:
        self._refresh()
        times: list[Busy] = []
        for digest, content in self._contents:
            found = self._events(content, digest)
            times += [] if isinstance(found, Say) else found
        return sorted(times)


def _at_work(slot: Slot, zone: str) -> bool:
    """True at hours in which people in this zone work."""
    from zoneinfo import ZoneInfo

    from outreach.calls.offers import DECENT

    start, end = (m.astimezone(ZoneInfo(zone)) for m in (slot.start, slot.end))
    opens, closes = DECENT
    return (
        start.date() == end.date()
        and opens <= start.hour * 60 + start.minute
        and end.hour * 60 + end.minute <= closes
    )
