"""The whole future on a virtual clock: the scheduler itself, with nobody ever answering.

`Planner` keeps the waiting mails of one mailbox in memory and asks `decide` as a run
does; the clock jumps from one possible moment to the next. Everything that a run reads
from the ledger is handed in, so that a plan and the run it promises cannot differ in
their rules.
"""

from bisect import insort
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from operator import itemgetter
from typing import assert_never

from outreach.schedule.deciding import (
    YEAR,
    Candidate,
    Colleague,
    Facts,
    Go,
    Hold,
    Moment,
    Nudges,
    Order,
    Refuse,
    Wait,
    decide,
    order,
)
from outreach.schedule.guard import (
    CANARY_FIRST,
    CANARY_WAIT,
    GUARD_BOUNCES,
    GUARD_WINDOW,
    too_many_bounces,
)
from outreach.schedule.pace import Flow
from outreach.schedule.rules import Delay


@dataclass(slots=True)
class Person:
    """One enrolment as the planner needs it: who, where, and which step comes next."""

    campaign: str
    address: str
    name: str
    locale: str
    bucket: str
    turn: int
    #: Steps still to come, in order; each of them planned.
    steps: Sequence[int]
    earliest: int | None = None
    rule: str = "ready"
    begun: int = 0
    domain: str = ""
    firm: str = ""
    announced: int = 0
    confirmed: bool = False
    #: When they last answered, 0 if never.
    answered: int = 0
    in_doubt: bool = False
    #: Their address does not exist, so they keep no organisation's place.
    dead: bool = False
    #: Moments and campaigns of mails to this address in the last year.
    mails: list[tuple[int, str]] = field(default_factory=list)
    #: The last claim, also of a mail that was put off by its server; 0 before any.
    claimed: int = 0
    #: When a later step may go that this plan does not send, e.g. of a paused campaign.
    upcoming: int | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A campaign as the planner needs it: its delays and who announces what."""

    delays: Mapping[int, Delay]
    nudges: Nudges = "announce"
    #: Buckets that send a few first: how many went, and when the last of the few did.
    canaries: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    #: False: the guard has stopped its openers.
    openers: bool = True
    #: Which of the last openers came back, the oldest first; what the guard judges by.
    judged: Sequence[bool] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """One mail of the plan: when it goes and the rule that set this moment."""

    at: int
    campaign: str
    step: int
    address: str
    rule: str


@dataclass(slots=True)
class _Group:
    """People of one campaign, zone, place and age who may go under the same conditions."""

    number: int
    campaign: str
    locale: str
    bucket: str
    #: Openers never refused so far, the first in turn at the end.
    fresh: list[Candidate] = field(default_factory=list)
    #: Openers that were refused once and are due again; by order.
    put_off: list[tuple[Order, Candidate]] = field(default_factory=list)
    #: Later steps that are due; by order.
    due: list[tuple[Order, Candidate]] = field(default_factory=list)
    #: Counts changes, so that an old head is known as such.
    version: int = 0


class _Waits:
    """What made the mailbox wait, for the rule that a planned mail carries."""

    #: Rules that put a whole day's rest off.
    LONG = ("quota", "hourly", "ramp", "mailbox", "canary")

    def __init__(self, start: int) -> None:
        self.start = start
        self.last = "ready"
        self._long, self._long_at = "gap", start

    def note(self, until: int, rule: str) -> None:
        """The mailbox waits until then."""
        self.last = rule
        if rule in self.LONG:
            self._long, self._long_at = rule, until

    def since(self, due: int) -> str:
        """The rule that kept back a mail that has been due since then."""
        return self._long if self._long_at >= due else "gap"


class Planner:
    """The waiting mails of one mailbox as a queue for `decide`, and the run through time."""

    def __init__(
        self,
        people: Iterable[Person],
        courses: Mapping[str, Course],
        moment: Moment,
        *,
        followups: bool = True,
    ) -> None:
        """Take in who waits.

        Args:
            people: everybody with steps to come.
            courses: the campaigns by name.
            moment: rules and zones.
            followups: False where no inbox is read, so that no later step may go.
        """
        self._moment, self._courses = moment, courses
        self._followups = followups
        self._canaries = {
            (name, bucket): list(state)
            for name, course in courses.items()
            for bucket, state in course.canaries.items()
        }
        #: Campaigns whose openers the guard holds, now or from some mail of the plan on.
        self.stopped = {name for name, course in courses.items() if not course.openers}
        self._judged = {
            name: deque(course.judged, GUARD_WINDOW)
            for name, course in courses.items()
            if sum(course.judged) >= GUARD_BOUNCES
        }
        self._people: dict[tuple[str, str], Person] = {}
        self._enrolments: dict[str, list[Person]] = {}
        #: Addresses by organisation; a dict for its order.
        self._houses: dict[str, dict[str, None]] = {}
        self._groups: dict[tuple[str, str, str], _Group] = {}
        self._later: list[tuple[int, str, Candidate]] = []
        self._by_address: dict[str, list[tuple[int, str]]] = {}
        self._heads: list[tuple[Order, int, int, Candidate]] = []
        self._boundary = 0
        self.held: list[Hold] = []
        #: Mails that go only once somebody has looked, their later steps included.
        self.held_mails = 0
        for person in people:
            self._take_in(person)
        self._all = list(self._groups.values())
        for group in self._all:
            group.fresh.sort(key=lambda c: (c.turn, c.key), reverse=True)

    # -- what waits -----------------------------------------------------------------------

    def _take_in(self, person: Person) -> None:
        if not person.steps:
            self._remember(person)
            return
        self._people[person.campaign, person.address] = person
        self._remember(person)
        group = self._group(person)
        c = self._candidate(person)
        if c.step == 1 and c.earliest is None:
            group.fresh.append(c)
        elif c.earliest is not None:
            heappush(self._later, (c.earliest, c.key, c))

    def _remember(self, person: Person) -> None:
        if person.mails:
            known = self._by_address.setdefault(person.address, person.mails)
            if known is not person.mails:
                known[:] = sorted({*known, *person.mails})
        self._enrolments.setdefault(person.address, []).append(person)
        for house in filter(None, (person.domain, person.firm)):
            # A domain has a dot and a folded name has none, so the two cannot meet.
            self._houses.setdefault(house, {})[person.address] = None

    def _group(self, person: Person) -> _Group:
        key = (person.campaign, person.locale, person.bucket)
        found = self._groups.get(key)
        if found is None:
            found = self._groups[key] = _Group(len(self._groups), *key)
        return found

    def _candidate(self, p: Person) -> Candidate:
        step = p.steps[0]
        return Candidate(
            f"{p.campaign}:{step}:{p.address}",
            p.campaign,
            step,
            p.address,
            p.locale,
            p.turn,
            p.earliest,
            p.rule,
            p.begun,
            p.domain,
            p.firm,
            p.bucket,
            self._courses[p.campaign].nudges,
            p.announced,
            p.confirmed,
        )

    # -- the queue that decide asks -------------------------------------------------------

    def head(self, now: int) -> Candidate | None:
        """See `Queue.head`."""
        if now >= self._boundary:
            self._regroup(now)
        while self._later and self._later[0][0] <= now:
            _, _, c = heappop(self._later)
            self._is_due(c, now)
        while self._heads:
            _, number, version, c = self._heads[0]
            if self._all[number].version == version:
                return c
            heappop(self._heads)
        return None

    def _is_due(self, c: Candidate, now: int) -> None:
        group = self._groups[c.campaign, c.locale, c.bucket]
        heappush(group.due if c.step > 1 else group.put_off, (order(c, 0), c))
        self._offer(group, now)

    def _regroup(self, now: int) -> None:
        """A window opened or closed, or a canary's day is over: see again who may go."""
        self._heads = []
        bounds = [now + YEAR]
        for group in self._all:
            group.version += 1
            openings = self._moment.locales[group.locale].openings
            opening = openings.next_opening(now)
            if opening is None:
                continue
            bounds.append(opening.end if opening.start <= now else opening.start)
            if (ready_at := self._canary(group)) > now:
                bounds.append(ready_at)
            self._offer(group, now)
        self._boundary = min(bounds)
        heapify(self._heads)

    def _canary(self, group: _Group) -> int:
        """From when openers of this group may go."""
        went, last = self._canaries.get((group.campaign, group.bucket), (0, 0))
        return last + CANARY_WAIT if went >= CANARY_FIRST else 0

    def _offer(self, group: _Group, now: int) -> None:
        """Put the group's first mail among the heads, if the group is open."""
        group.version += 1
        opening = self._moment.locales[group.locale].openings.opening(now)
        if opening is None:
            return
        firsts = [group.due[0][1]] if group.due and self._followups else []
        if group.campaign not in self.stopped and self._canary(group) <= now:
            firsts += group.fresh[-1:]
            firsts += [group.put_off[0][1]] if group.put_off else []
        if firsts:
            place, first = min(((order(c, opening.start), c) for c in firsts), key=itemgetter(0))
            heappush(self._heads, (place, group.number, group.version, first))

    def facts(self, candidate: Candidate) -> Facts:
        """See `Queue.facts`."""
        mails = self._by_address.get(candidate.address, ())
        elsewhere = max((ts for ts, name in mails if name != candidate.campaign), default=0)
        return Facts(mails, elsewhere, list(self._colleagues(candidate)))

    def _colleagues(self, c: Candidate) -> Iterator[Colleague]:
        if c.step > 1:
            return
        for house in filter(None, (c.domain, c.firm)):
            for address in self._houses.get(house, ()):
                colleague = self._colleague(address) if address != c.address else None
                if colleague is not None:
                    yield colleague

    def _colleague(self, address: str) -> Colleague | None:
        """What all enrolments of one person say together; None: nothing went to them."""
        own, mails = self._enrolments[address], self._by_address.get(address)
        claimed = max(mails[-1][0] if mails else 0, *(p.claimed for p in own))
        if not claimed or any(p.dead for p in own):
            return None
        following = [p.earliest if p.steps and p.steps[0] > 1 else p.upcoming for p in own]
        return Colleague(
            own[0].name,
            max(claimed, *(p.answered for p in own)),
            min((ts for ts in following if ts is not None), default=None),
            any(p.in_doubt for p in own),
        )

    def wake(self, now: int) -> Wait:
        """See `Queue.wake`."""
        moments: list[tuple[int, str]] = []
        if self._later:
            moments.append((self._later[0][0], self._later[0][2].rule))
        for group in self._all:
            if not (group.fresh or group.put_off or (group.due and self._followups)):
                continue
            opening = self._moment.locales[group.locale].openings.next_opening(now)
            if opening is None:
                continue
            openers = group.campaign not in self.stopped and (group.fresh or group.put_off)
            if opening.start > now and (openers or group.due):
                moments.append((opening.start, "window"))
            elif openers and (ready_at := self._canary(group)) > now:
                moments.append((ready_at, "canary"))
        return Wait(*min(moments)) if moments else Wait(None, "nothing")

    def waiting(self, campaign: str = "") -> int:
        """How many mails are still to come, all steps counted; of one campaign, or of all."""
        return sum(len(p.steps) for p in self._people.values() if campaign in ("", p.campaign))

    # -- time ----------------------------------------------------------------------------

    def run(self, flow: Flow, start: int, until: int) -> Iterator[Planned]:
        """Every mail from `start` on that goes before `until`, in the order they go."""
        now, waits = start, _Waits(start)
        while now < until:
            match decide(flow, self._moment, self, now):
                case Go(c):
                    yield Planned(now, c.campaign, c.step, c.address, self._rule(c, waits, now))
                    self._went(c, now)
                    flow.sent(c.key, now)
                case Refuse(c, later, rule):
                    self._put_off(c, later, rule, now)
                case Hold(c, rule, detail):
                    self.held.append(Hold(c, rule, detail))
                    person = self._take(c, now)
                    self.held_mails += len(person.steps)
                    person.steps = ()
                case Wait(int(later), rule):
                    later = max(later, now + 1)
                    waits.note(later, rule)
                    now = later
                case Wait():
                    return
                case _ as never:
                    assert_never(never)

    def _rule(self, c: Candidate, waits: "_Waits", now: int) -> str:
        """Which rule set this moment: the mail's own, or the one that made all wait."""
        due = waits.start if c.earliest is None else c.earliest
        first = self._moment.locales[c.locale].openings.next_opening(due)
        if first is not None and first.start <= now < first.end:
            return waits.last if c.earliest is None else c.rule
        # It could have gone in an opening before this one: what stood against it then?
        return waits.since(due)

    def _take(self, c: Candidate, now: int) -> Person:
        """Take the mail out of its group."""
        person = self._people[c.campaign, c.address]
        group = self._groups[c.campaign, c.locale, c.bucket]
        if group.fresh and group.fresh[-1] is c:
            group.fresh.pop()
        elif group.due and group.due[0][1] is c:
            heappop(group.due)
        else:
            heappop(group.put_off)
        self._offer(group, now)
        return person

    def _put_off(self, c: Candidate, until: int, rule: str, now: int) -> None:
        person = self._take(c, now)
        c.earliest = person.earliest = until
        c.rule = person.rule = rule
        if rule == "announce":
            c.announced = person.announced = self._moment.today(now).toordinal()
        heappush(self._later, (until, c.key, c))

    def _went(self, c: Candidate, now: int) -> None:
        person = self._take(c, now)
        insort(self._by_address.setdefault(c.address, []), (now, c.campaign))
        if not person.begun:
            person.begun = now
            self._count_canary(c, now)
        self._judge(c, now)
        person.steps = person.steps[1:]
        if not person.steps:
            person.earliest = None
            return
        delay = self._courses[c.campaign].delays[person.steps[0]]
        person.earliest = self._moment.locales.after(c.locale, now, delay.days, delay.unit)
        person.rule, person.confirmed = "after", False
        # By then its announcement will have been made, on the business day before.
        person.announced = self._moment.today(now).toordinal()
        follow = self._candidate(person)
        heappush(self._later, (person.earliest, follow.key, follow))

    def _count_canary(self, c: Candidate, now: int) -> None:
        state = self._canaries.get((c.campaign, c.bucket))
        if c.step > 1 or state is None:
            return
        state[0] += 1
        if state[0] == CANARY_FIRST:
            state[1] = now
            self._boundary = now

    def _judge(self, c: Candidate, now: int) -> None:
        """Let the guard look after this mail, which nobody sends back, as it does in a run."""
        last = self._judged.get(c.campaign)
        if last is None:
            return
        if c.step == 1:
            last.append(False)
        if too_many_bounces(sum(last), len(last)):
            self.stopped.add(c.campaign)
            del self._judged[c.campaign]
            self._boundary = now
