"""The ledger as the queue that `decide` asks: who is due, who is next, when to wake."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heapify, heappop
from typing import assert_never

from outreach.campaign.timing import PLAN_DAYS, Desk
from outreach.schedule.deciding import (
    Candidate,
    Facts,
    Go,
    Hold,
    Order,
    Refuse,
    Wait,
    decide,
    order,
    to_moment,
    to_ts,
)
from outreach.schedule.guard import CANARY_FIRST, CANARY_WAIT
from outreach.schedule.places import Place
from outreach.schedule.planning import Course, Planned

#: Openers of a group that a run looks at in one go.
PAGE = 20
_Group = tuple[str, str, str]


class LedgerQueue:
    """The mails of one mailbox as the ledger knows them; see `schedule.deciding.Queue`.

    Heads of groups are remembered within a run and forgotten when they are taken; whatever
    a person does meanwhile is seen by the claim, which reads everything again.
    """

    def __init__(
        self,
        desk: Desk,
        only: Sequence[str] = (),
        *,
        hurry: bool = False,
        no_openers: frozenset[str] = frozenset(),
    ) -> None:
        self._desk, self._store = desk, desk.store
        self._only, self._hurry, self._no_openers = tuple(only), hurry, no_openers
        self._groups = [g for g in self._store.groups(desk.mailbox.name) if g[0] in desk.jobs]
        self.followups = False
        self.courses: dict[str, Course] = {}
        self._paused: set[str] = set()
        self._fresh: dict[_Group, deque[Candidate]] = {}
        self._used: set[_Group] = set()
        self._timed: list[tuple[Order, Candidate]] = []
        # The first look is at the first question: most ticks end before it, at the mailbox.
        self._good_until = 0

    def _look(self, now: int) -> None:
        """Read what a person, the inbox or time itself may have changed since the last look."""
        self.followups = self._may_follow(now)
        self.courses = {name: self._desk.course(job) for name, job in self._desk.jobs.items()}
        self._paused = set(self._store.paused_regions())
        self._fresh = {}
        self._used.clear()
        self._timed = [
            (order(c, start), self._with_nudges(c))
            for c in self._due(now)
            if c.campaign in self.courses and (start := self._may_go(c, now)) is not None
        ]
        heapify(self._timed)
        self._good_until = min(self._bounds(now))

    def _due(self, now: int) -> Iterator[Candidate]:
        """Approved mails whose own moment has come."""
        return self._store.timed(self._desk.mailbox.name, to_moment(now), self._only)

    def _may_follow(self, now: int) -> bool:
        return self._desk.followups_open(to_moment(now))

    def _bounds(self, now: int) -> Iterator[int]:
        """Moments at which a look is no longer good; a minute at most."""
        yield now + 60
        if found := self._store.next_timed(self._desk.mailbox.name, to_moment(now)):
            yield found[0]
        for group in self._groups:
            if opening := self._desk.locales[group[1]].openings.next_opening(now):
                yield opening.start if opening.start > now else opening.end
            if (openers := self._openers_from(group)) and openers > now:
                yield openers

    # The window of everybody is open for people named in a hurry.
    def _opening(self, locale: str, now: int) -> int | None:
        if self._paused and not self._in_peace(locale):
            return None
        if self._hurry:
            return 0
        found = self._desk.locales[locale].openings.opening(now)
        return found.start if found else None

    def _in_peace(self, locale: str) -> bool:
        place: Place = self._desk.locales[locale].place
        return not self._paused & {place.code, place.country}

    def _openers_from(self, group: _Group) -> int | None:
        """From when a group's openers may go; None while the guard holds them."""
        course = self.courses[group[0]]
        if not course.openers or group[0] in self._no_openers:
            return None
        went, last = course.canaries.get(group[2], (0, 0))
        return last + CANARY_WAIT if went >= CANARY_FIRST else 0

    def head(self, now: int) -> Candidate | None:
        """See `Queue.head`."""
        if now >= self._good_until:
            self._look(now)
        best: tuple[Order, Candidate] | None = None
        for group in self._groups:
            if (start := self._opening(group[1], now)) is None:
                continue
            openers = self._openers_from(group)
            if openers is None or openers > now:
                continue
            c = self._first_fresh(group)
            if c is not None and (best is None or order(c, start) < best[0]):
                best = (order(c, start), c)
        if self._timed and (best is None or self._timed[0][0] < best[0]):
            best = self._timed[0]
        return best[1] if best else None

    def _first_fresh(self, group: _Group) -> Candidate | None:
        known = self._fresh.get(group)
        # An empty page was not the last one if it has been used up since.
        if known is None or (not known and group in self._used):
            known = self._fresh[group] = deque(self._with_nudges(c) for c in self._page(group))
            self._used.discard(group)
        return known[0] if known else None

    def _page(self, group: _Group) -> list[Candidate]:
        box = self._desk.mailbox.name
        return self._store.fresh(box, *group, only=self._only, limit=PAGE)

    def _with_nudges(self, c: Candidate) -> Candidate:
        c.nudges = self.courses[c.campaign].nudges
        return c

    def _may_go(self, c: Candidate, now: int) -> int | None:
        """The start of the opening a due mail may go in, or None."""
        if c.step > 1 and not self.followups:
            return None
        if c.step == 1:
            openers = self._openers_from((c.campaign, c.locale, c.bucket))
            if openers is None or openers > now:
                return None
        return self._opening(c.locale, now)

    def facts(self, candidate: Candidate) -> Facts:
        """See `Queue.facts`."""
        return self._store.facts(candidate)

    def taken(self, c: Candidate) -> None:
        """Forget a mail that went, was refused or held."""
        if self._timed and self._timed[0][1] is c:
            heappop(self._timed)
            return
        for group, known in self._fresh.items():
            if known and known[0] is c:
                known.popleft()
                self._used.add(group)
                return

    def reconsider(self, campaign: str) -> None:
        """A mail of this campaign went or was refused: canary and guard may stand elsewhere."""
        if self._desk.rules.human:
            known = self.courses[campaign]
            self.courses[campaign] = self._desk.course(self._desk.jobs[campaign])
            if self.courses[campaign] != known:
                self._good_until = 0

    def wake(self, now: int) -> Wait:
        """See `Queue.wake`."""
        moments: list[tuple[int, str]] = []
        if found := self._store.next_timed(self._desk.mailbox.name, to_moment(now)):
            moments.append(found)
        blocked = ""
        for group in self._groups:
            if self._first_fresh(group) is None:
                continue
            openers = self._openers_from(group)
            if openers is None:
                blocked = "guard"
            elif not self._in_peace(group[1]):
                blocked = blocked or "region"
            elif openers > now:
                moments.append((openers, "canary"))
            elif opening := self._desk.locales[group[1]].openings.next_opening(now):
                moments.append((max(opening.start, now + 1), "window"))
            else:
                blocked = blocked or "never"
        moments += self._waking_timed(now)
        return Wait(*min(moments)) if moments else Wait(None, blocked or self._idle(now))

    def _waking_timed(self, now: int) -> Iterator[tuple[int, str]]:
        """When the groups of mails that are due, but closed, open again."""
        yield from filter(None, (self._waking(c, now) for c in self._due(now)))

    def _waking(self, c: Candidate, now: int) -> tuple[int, str] | None:
        """When a mail that is due, but may not go, may; None where no moment is known."""
        if c.campaign not in self.courses or (c.step > 1 and not self.followups):
            return None
        openers = self._openers_from((c.campaign, c.locale, c.bucket)) if c.step == 1 else 0
        if openers is None or not self._in_peace(c.locale):
            return None
        if openers > now:
            return openers, "canary"
        opening = self._desk.locales[c.locale].openings.next_opening(now)
        return (max(opening.start, now + 1), "window") if opening else None

    def _idle(self, now: int) -> str:
        """Whether second letters wait for nothing but a look into the inbox."""
        due = self._due(now)
        return "inbox" if not self.followups and any(c.step > 1 for c in due) else "nothing"


class _Ahead(LedgerQueue):
    """The queue with a finger in it: mails are refused and put off without writing it down."""

    def __init__(self, desk: Desk, now: datetime, no_openers: frozenset[str]) -> None:
        self._after: dict[_Group, tuple[int, str]] = {}
        self._later: list[tuple[int, str, Candidate]] = []
        self._passed: set[str] = set()
        #: Whose sequence will wait for a person, so that it keeps nobody's place.
        self._held: set[str] = set()
        self._today = desk.home.day(to_ts(now)).toordinal()
        super().__init__(desk, no_openers=no_openers)

    def _look(self, now: int) -> None:
        super()._look(now)
        for until, _, c in self._later:
            if until <= now and (start := self._may_go(c, now)) is not None:
                self._timed.append((order(c, start), c))
        heapify(self._timed)
        upcoming = [until for until, _, _ in self._later if until > now]
        self._good_until = min([self._good_until, *upcoming])

    def _due(self, now: int) -> Iterator[Candidate]:
        # What was looked at already is due at another time, or waits for a person: were it
        # still here, every second of its hours would be one to wake at.
        return (c for c in super()._due(now) if c.key not in self._passed)

    def _may_follow(self, now: int) -> bool:  # noqa: ARG002  (the queue's signature)
        # As a plan does: somebody will have looked into the inbox by then.
        return True

    def _page(self, group: _Group) -> list[Candidate]:
        return self._store.fresh(self._desk.mailbox.name, *group, after=self._after.get(group))

    def _with_nudges(self, c: Candidate) -> Candidate:
        # What nobody was told of yet is announced in time, or else today.
        c.announced = c.announced or self._today
        return super()._with_nudges(c)

    def facts(self, candidate: Candidate) -> Facts:
        found = super().facts(candidate)
        colleagues = [
            replace(x, next=None) if x.address in self._held else x for x in found.colleagues
        ]
        return replace(found, colleagues=colleagues)

    def put_off(self, c: Candidate, until: int | None, rule: str) -> None:
        """Refuse a mail until then, or (None) for good."""
        if c.step == 1 and c.earliest is None:
            self._after[c.campaign, c.locale, c.bucket] = (c.turn, c.key)
        self.taken(c)
        self._passed.add(c.key)
        if until is None:
            self._held.add(c.address)
        self._later = [entry for entry in self._later if entry[1] != c.key]
        if until is not None:
            c.earliest, c.rule = until, rule
            self._later.append((until, c.key, c))
        self._good_until = 0

    def wake(self, now: int) -> Wait:
        found = super().wake(now)
        for until, _, c in self._later:
            # One whose time has come, but whose hours are over, waits for the next of them:
            # every second until then would be one to wake at.
            waking = (until, c.rule) if until > now else self._waking(c, now)
            if waking and (found.until is None or waking[0] < found.until):
                found = Wait(*waking)
        return found


def next_mail(
    desk: Desk, now: datetime, no_openers: frozenset[str] = frozenset()
) -> Planned | None:
    """The mail of this mailbox that goes next, and when; the list is not held in memory.

    Campaigns in `no_openers` write to nobody new.
    """
    no_openers |= {name for name in desk.jobs if desk.guarded(name)}
    queue, flow = _Ahead(desk, now, no_openers), desk.flow(now)
    ts, end, rule = to_ts(now), to_ts(now + timedelta(days=PLAN_DAYS)), "ready"
    while ts < end:
        match decide(flow, desk.moment, queue, ts):
            case Go(c):
                return Planned(ts, c.campaign, c.step, c.address, rule)
            case Refuse(c, until, why):
                queue.put_off(c, until, why)
            case Hold(c, why):
                queue.put_off(c, None, why)
            case Wait(int(until), rule):
                ts = max(until, ts + 1)
            case Wait():
                return None
            case _ as never:
                assert_never(never)
    return None
