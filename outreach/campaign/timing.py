"""Time for one mailbox: the ledger as the queue that `decide` asks, and the plan.

A `Desk` is what a run or a plan works at: rules, zones, what the mailbox sent lately,
and the campaigns that write from it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from outreach import clock
from outreach.campaign.almanac import almanac
from outreach.campaign.job import Job
from outreach.model import Send
from outreach.schedule.calendars import Calendar
from outreach.schedule.deciding import (
    Locale,
    Locales,
    Moment,
    locale_code,
    to_moment,
    to_ts,
)
from outreach.schedule.guard import bucket, too_many_bounces
from outreach.schedule.organisations import domain_of, firm_of
from outreach.schedule.pace import Flow
from outreach.schedule.places import place_of, zone_of
from outreach.schedule.planning import Course, Person, Planned, Planner
from outreach.schedule.rules import Rules
from outreach.store.agenda import Waiting
from outreach.store.deriving import Derived
from outreach.store.watching import LOOK
from outreach.words import current

#: How far ahead second letters are looked through for those of tomorrow: over any holidays.
AHEAD = timedelta(days=21)
#: How far a plan looks ahead when nobody says until when.
PLAN_DAYS = 365


def derived(job: Job, today: date) -> Callable[[str, Mapping[str, str]], Derived]:
    """What a person's cells say to the scheduler, as a function of address and cells."""
    box = job.mailbox

    def of(address: str, cells: Mapping[str, str]) -> Derived:
        place, how = place_of(cells.get("region", ""), box.region)
        zone, whose = zone_of(cells.get("timezone", ""), place, box.timezone)
        last = cells.get("last_contact", "")
        return Derived(
            locale_code(zone, place),
            json.dumps({"zone": whose, "place": how}),
            bucket(last, today.isoformat()),
            last,
            domain_of(address),
            firm_of(cells.get("company", "")),
        )

    return of


def refresh(job: Job, now: datetime) -> None:
    """Bring zones, places, ages and organisations up to the list and the settings."""
    of = derived(job, job.local(now).date())
    job.store.derive(job.campaign.name, job.campaign.contacts, of, job.placing)


def let_follow(job: Job, now: datetime) -> None:
    """Give a moment to steps that were added behind mails already accepted; not before now."""
    waiting = job.store.unfollowed(job.campaign.name)
    if not waiting:
        return
    desk = Desk([job])
    with job.store.together():
        for later, accepted_at in waiting:
            at = desk.first_moment(job, later.step, later.address, accepted_at or now)
            if at is not None:
                job.store.follow(later.key, max(at, now))


def first_moment(job: Job, step: int, address: str, sent: datetime) -> datetime | None:
    """When `step` may follow what went to this person at `sent`; None: there is no such step."""
    return Desk([job]).first_moment(job, step, address, sent)


class Desk:
    """Rules, zones and campaigns of one mailbox."""

    def __init__(self, jobs: Sequence[Job], *, human: bool = False) -> None:
        """Take in the campaigns.

        Args:
            jobs: campaigns of one mailbox.
            human: show the pace of a person even where the settings switch it off.
        """
        self.jobs = {job.campaign.name: job for job in jobs}
        self.first = jobs[0]
        self.store = self.first.store
        self.mailbox = self.first.mailbox
        rules: Rules = self.first.workspace.rules
        self.rules = replace(
            rules,
            daily_limit=self.mailbox.daily_limit,
            hourly_limit=self.mailbox.hourly_limit,
            human=rules.human or human,
        )
        self.zone = ZoneInfo(self.mailbox.timezone)

    @cached_property
    def calendar(self) -> Calendar:
        """Public holidays, named in the language of the screen."""
        return Calendar(self.rules, current(), almanac(self.first.workspace.state_dir))

    @cached_property
    def locales(self) -> Locales:
        """Zones and places with their openings."""
        return Locales(self.rules, self.calendar, self.mailbox.name)

    @cached_property
    def home(self) -> Locale:
        """The sender's own zone and place."""
        return self.locales[self.home_code]

    @cached_property
    def home_code(self) -> str:
        """The sender's zone and place as a code."""
        place, _ = place_of(self.mailbox.region, self.mailbox.region)
        return locale_code(self.mailbox.timezone, place)

    @cached_property
    def moment(self) -> Moment:
        """What `decide` needs besides the mailbox and its queue."""
        return Moment(self.rules, self.locales, self.home_code, self.home.day)

    def flow(self, now: datetime) -> Flow:
        """What the mailbox has sent lately, from the ledger."""
        return Flow(self.store.mailbox(self.mailbox.name, now), self.rules, self.zone)

    def followups_open(self, now: datetime) -> bool:
        """Whether later steps may go: somebody has looked into the inbox within a day.

        In a rehearsal a missing inbox is an empty one (design §6, §10).
        """
        if clock.rehearsing() or not self.rules.human or self.store.kind() == "rehearsal":
            return True
        look = self.store.last_look(self.mailbox.name)
        return look is not None and now - look < LOOK

    def course(self, job: Job) -> Course:
        """A campaign as the scheduler needs it."""
        name = job.campaign.name
        return Course(
            {n: step.delay for n, step in enumerate(job.campaign.steps, 1)},
            job.campaign.nudges,
            self.store.canaries(name) if self.rules.human else {},
            openers=self.store.openers_stopped(name) is None,
        )

    def bounces(self, name: str) -> tuple[int, int]:
        """Hard bounces and mails that the guard judges a campaign by; none without a pace."""
        return self.store.bounces(name) if self.rules.human else (0, 0)

    def guarded(self, name: str) -> bool:
        """Whether the guard holds a campaign's openers, or will when the next run begins."""
        return self.store.openers_stopped(name) is not None or too_many_bounces(*self.bounces(name))

    def first_moment(self, job: Job, step: int, address: str, sent: datetime) -> datetime | None:
        """As the function of this name, for whoever asks more than once."""
        if step > len(job.campaign.steps):
            return None
        delay = job.campaign.steps[step - 1].delay
        code = self.store.locale(job.campaign.name, address)
        return to_moment(self.locales.after(code, to_ts(sent), delay.days, delay.unit))

    def goes_on(self, send: Send, now: datetime) -> datetime | None:
        """The first moment at which a second letter may go, its announcement considered.

        None: no window of theirs opens any more.
        """
        ts = to_ts(now)
        first = max(to_ts(send.earliest or now), ts)
        today = self.home.day(ts)
        if not 0 < send.announced < today.toordinal():
            # Told today, it may go tomorrow, a Saturday too; `decide` asks for no more.
            first = max(first, self.home.midnight(today + timedelta(days=1)))
        locale = self.locales[self.store.locale(send.campaign, send.address)]
        opening = locale.openings.next_opening(first)
        return to_moment(max(first, opening.start)) if opening else None

    def of_tomorrow(self, sends: Iterable[Send], now: datetime) -> list[Send]:
        """Those of the second letters that may go until the end of the next business day."""
        end = self.tomorrow(now)
        return [s for s in sends if (at := self.goes_on(s, now)) is not None and at < end]

    def tomorrow(self, now: datetime) -> datetime:
        """The end of the next business day at home: what goes before it is announced today."""
        ts = to_ts(now)
        day = self.calendar.add_business_days(self.home.day(ts), 1, self.home.place)
        return to_moment(self.home.midnight(day + timedelta(days=1)))


# -- a plan ------------------------------------------------------------------------------------


def planner(
    desk: Desk, now: datetime, *, unapproved: bool, resumed: bool = False, lifted: str = ""
) -> Planner:
    """The desk's waiting mails in memory, ready to run through time.

    Args:
        desk: the mailbox.
        now: where the plan begins.
        unapproved: what only waits for a yes counts as planned.
        resumed: pauses and stops of campaigns and the guard count as lifted.
        lifted: this paused region counts as written to again.
    """
    store = desk.store
    since = now - timedelta(days=max(366, desk.rules.rest + 1))
    today = desk.home.day(to_ts(now)).toordinal()
    mails = store.mails_by_address(since)
    answers = store.answers_by_address(since)
    paused = set(store.paused_regions()) - {lifted}
    live = [n for n in desk.jobs if resumed or store.paused(n) is None]

    def person(w: Waiting) -> Person:
        steps = _steps(desk, w.locale, w.steps, paused)
        return Person(
            w.campaign,
            w.address,
            w.name,
            w.locale,
            w.bucket,
            w.turn,
            steps,
            to_ts(w.earliest) if w.earliest else None,
            "ready" if w.rule in ("approval", "stopped_all", "") else w.rule,
            to_ts(w.begun) if w.begun else 0,
            w.domain,
            w.firm,
            # What nobody was told of yet is announced in time, or else today.
            w.announced or today,
            w.confirmed,
            answers.get(w.address, 0),
            w.in_doubt,
            w.dead,
            mails.get(w.address, []),
            to_ts(w.claimed) if w.claimed else 0,
            to_ts(w.upcoming) if w.upcoming and not steps else None,
        )

    waiting = store.planned_people(desk.mailbox.name, live, unapproved=unapproved, stopped=resumed)
    people = map(person, waiting)
    courses = {name: _ahead(desk, name, resumed=resumed) for name in live}
    return Planner(people, courses, desk.moment)


def _ahead(desk: Desk, name: str, *, resumed: bool) -> Course:
    """A campaign with what the guard will judge it by; a person's word starts its count anew."""
    course = desk.course(desk.jobs[name])
    if resumed and desk.store.openers_stopped(name):
        return replace(course, openers=True)
    judged = desk.store.judged(name) if desk.rules.human else ()
    return replace(course, openers=not desk.guarded(name), judged=judged)


def _steps(desk: Desk, locale: str, steps: tuple[int, ...], paused: set[str]) -> tuple[int, ...]:
    place = desk.locales[locale].place
    return () if paused & {place.code, place.country} else steps


def plan(
    desk: Desk, now: datetime, until: datetime | None = None, *, unapproved: bool = True
) -> Iterator[Planned]:
    """Every mail of the mailbox's future, as if nobody ever answered, in the order they go."""
    end = until or now + timedelta(days=PLAN_DAYS)
    return planner(desk, now, unapproved=unapproved).run(desk.flow(now), to_ts(now), to_ts(end))
