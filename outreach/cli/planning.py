"""plan: the whole future, day by day; and the pace in words, for approval and for `send`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import groupby, islice
from pathlib import Path
from typing import Annotated

import typer

from outreach import campaign as shell
from outreach import clock
from outreach.campaign import Desk, Job
from outreach.cli import context
from outreach.cli.context import CampaignArg, JsonArg
from outreach.cli.screen import accent, dim, json_line, next_step, out, printable, styled, when
from outreach.errors import UsageError
from outreach.model import Contact, Send
from outreach.schedule.deciding import to_moment, to_ts
from outreach.schedule.planning import Planned
from outreach.words import Say, current, say, several

#: People named on one day of the calendar view, before the rest is counted.
NAMES = 3


def register(app: typer.Typer) -> None:
    app.command("plan", help="help.plan")(plan)


def plan(
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="help.plan_until")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="help.plan_html")] = None,
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    with context.jobs(campaign) as jobs:
        now = clock.now()
        for job in jobs:
            shell.bring_up_to_date(job, now)
            shell.check_letters(job, now)
        # Whoever else writes from the mailbox takes part in its gap and its quota.
        desks = [jobs[0].beside] if campaign else shell.by_mailbox(jobs)
        futures = [
            future_of(Desk(mine), now, end_of(until, mine[0]), only=campaign or "")
            for mine in desks
        ]
        if as_json:
            for future in futures:
                _as_json(future)
            return
        if html is not None:
            from outreach.cli.pages import write_plan

            write_plan(futures, html, now)
            out(say("cli.wrote", path=html))
            next_step(_next_of_all(futures))
            return
        for number, future in enumerate(futures):
            if number:
                out()
            _show(future, now)
        next_step(_next_of_all(futures))


def end_of(text: str | None, job: Job) -> datetime | None:
    """The end of the day a person named, on the sender's wall clock.

    Raises:
        UsageError: it is no date.
    """
    if text is None:
        return None
    from zoneinfo import ZoneInfo

    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(say("plan.bad_date", value=text), say("plan.bad_date_hint")) from error
    after = day + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(job.mailbox.timezone))


# -- the future of a mailbox -------------------------------------------------------------------


@dataclass(frozen=True)
class Future:
    """What will go from one mailbox, as if nobody ever answered."""

    desk: Desk
    mails: Sequence[Planned]
    #: Mails of the sequences that do not go before the plan's end.
    beyond: int
    end: datetime
    #: Campaigns that write to nobody new any more, now or after some mail of the plan.
    stopped: frozenset[str] = frozenset()
    #: The campaign whose mails these are, "" for all of the mailbox.
    only: str = ""

    @property
    def jobs(self) -> dict[str, Job]:
        """The campaigns this is about, by name."""
        return {n: job for n, job in self.desk.jobs.items() if self.only in ("", n)}

    def day(self, mail: Planned) -> date:
        """The day on the sender's wall clock."""
        return self.desk.home.day(mail.at)

    def days(self) -> Iterator[tuple[date, list[Planned]]]:
        """The mails day by day."""
        for day, mails in groupby(self.mails, key=self.day):
            yield day, list(mails)

    @cached_property
    def _moments(self) -> dict[tuple[str, int, str], int]:
        return {(m.campaign, m.step, m.address): m.at for m in self.mails}

    def moment_of(self, mail: Planned) -> Callable[[int], datetime]:
        """The planned moments of this person's letters, by step."""

        def moment(step: int) -> datetime:
            at = self._moments.get((mail.campaign, step, mail.address), mail.at)
            return to_moment(at)

        return moment

    def name(self, mail: Planned) -> str:
        """Who gets this mail."""
        job = self.desk.jobs[mail.campaign]
        contact = self.desk.store.contact(job.campaign.contacts, mail.address)
        return contact.name if contact else mail.address

    @property
    def last_day(self) -> date:
        """The last day the plan looks at."""
        return self.desk.home.day(to_ts(self.end) - 1)

    @property
    def openers(self) -> list[Planned]:
        """The first mails of their sequences."""
        return [m for m in self.mails if m.step == 1]


def future_of(
    desk: Desk,
    now: datetime,
    until: datetime | None = None,
    *,
    unapproved: bool = True,
    resumed: bool = False,
    lifted: str = "",
    only: str = "",
) -> Future:
    """The plan of a mailbox, with what lies beyond its end counted.

    Args:
        desk: the mailbox.
        now: where the plan begins.
        until: where it ends; by default in twelve months.
        unapproved: what only waits for a yes counts as planned.
        resumed: as if pauses of campaigns and mailbox and the guard were lifted.
        lifted: as if this paused region were written to again.
        only: of this campaign's mails; the others share the mailbox, and are not shown.
    """
    end = until or now + timedelta(days=shell.PLAN_DAYS)
    planner = shell.planner(desk, now, unapproved=unapproved, resumed=resumed, lifted=lifted)
    flow = desk.flow(now)
    if resumed:
        flow.pause(None)
    run = planner.run(flow, to_ts(now), to_ts(end))
    mails = [m for m in run if only in ("", m.campaign)]
    stopped = frozenset(name for name in planner.stopped if only in ("", name))
    return Future(desk, mails, planner.waiting(only), end, stopped, only)


def first_mail(
    jobs: Sequence[Job], now: datetime, no_openers: frozenset[str] = frozenset()
) -> tuple[Future, Planned] | None:
    """The next mail that goes from these campaigns, with the future it is part of.

    Campaigns in `no_openers` write to nobody new, as their list has errors.
    """
    found: list[tuple[int, Future, Planned]] = []
    for mine in shell.by_mailbox(jobs):
        desk = Desk(mine)
        mail = shell.next_mail(desk, now, no_openers)
        if mail is not None:
            found.append((mail.at, Future(desk, [mail], 0, now), mail))
    return min(found, key=lambda f: f[0])[1:] if found else None


def day_words(day: date) -> str:
    """A day for the screen: "Dienstag, 1. Dezember", "Tuesday 1 December"; with another year, that."""
    from outreach.phrases.dates import date_words

    whole = date_words(day, current())
    if current() == "en":
        whole = whole.replace(",", "")
    return whole if day.year != clock.now().year else whole.rpartition(" ")[0]


# -- the pace, in words ------------------------------------------------------------------------


def pace_words(future: Future) -> Iterator[Say]:
    """How the openers spread over time, and why so few at first."""
    openers, desk = future.openers, future.desk
    if not openers:
        yield from _later_words(future)
        return
    first_day = future.day(openers[0])
    today = sum(1 for m in openers if future.day(m) == first_day)
    last = day_words(future.day(openers[-1]))
    if future.beyond and not future.stopped:
        yield say(
            "plan.then_beyond",
            n=len(future.mails),
            beyond=future.beyond,
            day=day_words(future.last_day),
        )
    elif future.day(openers[-1]) != first_day and desk.rules.ramp and _days(future) > 2:
        yield say("plan.then_ramp", step=desk.rules.ramp[1], n=len(openers), last=last)
    elif len(openers) > today:
        yield say("plan.then", n=len(openers), last=last)
    if desk.rules.ramp and len(openers) > today and today <= desk.rules.ramp[0]:
        yield several(today, "plan.why_few_one", "plan.why_few")
    yield from _later_words(future)


def _later_words(future: Future) -> Iterator[Say]:
    """From when to when second and later letters go."""
    later = [m for m in future.mails if m.step > 1]
    if not later:
        return
    kind = "second" if all(m.step == 2 for m in later) else "later"
    first, last = (day_words(future.day(m)) for m in (later[0], later[-1]))
    many = f"plan.{kind}_day" if first == last else f"plan.{kind}"
    yield several(len(later), f"plan.{kind}_one", many, first=first, last=last)


def _days(future: Future) -> int:
    """On how many days openers go."""
    return len({future.day(m) for m in future.openers})


def rule_words(future: Future, rule: str) -> Say:
    """The rule that set a mail's moment, in words."""
    rules = future.desk.rules
    limit = rules.hourly_limit if rule == "hourly" else rules.daily_limit
    return say(f"plan.rule_{rule}", limit=limit)


def local_time(future: Future, mail: Planned) -> str:
    """The minute of a mail on the sender's wall clock."""
    return f"{to_moment(mail.at).astimezone(future.desk.zone):%H:%M}"


# -- on the screen ---------------------------------------------------------------------------


def _show(future: Future, now: datetime) -> None:
    show_head(future)
    if future.mails:
        for line in pace_words(future):
            out(line)
        styled(dim(say("plan.if_never")))
        out()
        _calendar(future)
    else:
        out(say("plan.nothing"))
    stands = list(notes(future, now))
    if stands and future.mails:
        out()
    for line in stands:
        out(line)


def show_head(future: Future) -> None:
    """One line: which campaigns write from which mailbox."""
    sender = future.desk.mailbox.sender.email
    styled(f"{accent(', '.join(map(printable, future.jobs)))}  {printable(sender)}")


def _calendar(future: Future) -> None:
    """Days × people, the load of each day against the quota."""
    limit = future.desk.rules.daily_limit
    width = len(str(limit))
    week = None
    for day, mails in future.days():
        if (number := day.isocalendar().week) != week:
            week = number
            styled(dim(say("plan.week", n=number)))
        who = ", ".join(
            f"{local_time(future, m)} {future.name(m)}{_mark(m)}" for m in mails[:NAMES]
        )
        if len(mails) > NAMES:
            who += f" {_and_more(len(mails) - NAMES)}"
        label = _short_day(day)
        out(f"  {label:<11} {len(mails):>{width}} {_bar(len(mails), limit):<10}  {who}")


def show_next_days(future: Future, days: int = 2) -> None:
    """The first days of a plan, and how it goes on: what `resume` shows before it asks."""
    shown = list(islice(future.days(), days))
    if not shown:
        out(say("plan.nothing"))
        return
    for day, mails in shown:
        out(several(len(mails), "plan.day_one", "plan.day_many", day=day_words(day)))
        for mail in mails[:NAMES]:
            out(f"  {local_time(future, mail)}  {future.name(mail)}{_mark(mail)}")
        if len(mails) > NAMES:
            out(f"  {_and_more(len(mails) - NAMES)}")
    for line in pace_words(future):
        out(line)


def _and_more(people: int) -> Say:
    return several(people, "plan.and_one", "plan.and_n")


def _mark(mail: Planned) -> str:
    return f" ({say('plan.step', n=mail.step)})" if mail.step > 1 else ""


def _short_day(day: date) -> str:
    return when(datetime(day.year, day.month, day.day, tzinfo=UTC)).rpartition(" ")[0]


def _bar(n: int, limit: int) -> str:
    """The load of a day, ten cells wide at the quota."""
    return "▪" * max(1, min(10, round(10 * n / limit)))


def _unapproved(future: Future) -> int:
    return sum(job.store.unapproved(name) for name, job in future.jobs.items())


def _next_of_all(futures: Sequence[Future]) -> str:
    """The one command that goes on from a plan: what stands in its way first."""
    if any(map(_unapproved, futures)):
        return "outreach preview"
    if any(future.desk.store.paused(name) for future in futures for name in future.jobs):
        return "outreach resume"
    if any(future.mails for future in futures):
        return "outreach why NAME"
    regions = futures[0].desk.store.paused_regions()
    return f"outreach resume --region {next(iter(regions))}" if regions else "outreach status"


def notes(future: Future, now: datetime) -> Iterator[Say]:
    """What lies beyond the plan, and what stands against it."""
    desk = future.desk
    if future.stopped:
        last = sum(1 for m in future.openers if m.campaign in future.stopped)
        ahead = several(last, "plan.guard_ahead_one", "plan.guard_ahead")
        yield ahead if last else say("plan.waits_guard")
    elif future.mails and future.beyond:
        yield say("plan.beyond", n=future.beyond, day=day_words(future.last_day))
    if _unapproved(future):
        yield say("plan.unapproved")
    waiting = sum(desk.store.counts(name)["held"] for name in future.jobs)
    if waiting:
        yield several(waiting, "plan.waiting_one", "plan.waiting")
    for name in future.jobs:
        if desk.store.paused(name):
            yield say("plan.paused", name=name)
    for code in desk.store.paused_regions():
        yield say("plan.region", region=region_name(code), code=code)
    if not desk.followups_open(now) and any(m.step > 1 for m in future.mails):
        yield say("plan.held_inbox")


def region_name(code: str) -> str:
    """A country or Land by its name: Bayern for ``DE-BY``."""
    from outreach.schedule.places import Place, name_of

    country, _, division = code.partition("-")
    return name_of(Place(country, division), current())


def _as_json(future: Future) -> None:
    for mail in future.mails:
        job = future.desk.jobs[mail.campaign]
        contact = future.desk.store.contact(job.campaign.contacts, mail.address)
        json_line(
            key=f"{mail.campaign}:{mail.step}:{mail.address}",
            contact=contact.email if contact else mail.address,
            step=mail.step,
            due=to_moment(mail.at).astimezone(future.desk.zone).isoformat(),
            rule=mail.rule,
            reason=str(rule_words(future, mail.rule)),
        )


def announcement(desk: Desk, campaign: str, sends: Sequence[Send], now: datetime) -> Iterator[Say]:
    """Second letters that have been announced: day by day, by name, and what one may do (design §8)."""
    job = desk.jobs[campaign]
    asks = job.campaign.nudges == "ask"
    people = [(_goes_on(desk, s, now), s, _contact(desk, s)) for s in sends]
    people.sort(key=lambda p: p[0])
    for day, group in groupby(people, key=lambda p: p[0]):
        mine = list(group)
        names = [c.name if c else s.address for _, s, c in mine]
        kind = "second" if all(s.step == 2 for _, s, _ in mine) else "later"
        mood = "could" if asks else "tomorrow"
        shown = ", ".join(names[:12])
        if len(names) > 12:
            shown += f" {_and_more(len(names) - 12)}"
        keys = f"plan.{mood}_{kind}_one", f"plan.{mood}_{kind}"
        yield several(len(names), *keys, day=day_words(day), names=shown)
    if people:
        _, send, contact = people[0]
        key = "plan.ask" if asks else "plan.called"
        name = _short_name(desk, contact, send.address)
        yield several(len(people), f"{key}_one", key, name=name)


def _contact(desk: Desk, send: Send) -> Contact | None:
    return desk.store.contact(desk.jobs[send.campaign].campaign.contacts, send.address)


def _goes_on(desk: Desk, send: Send, now: datetime) -> date:
    """The day on which an announced letter may go: the first with hours of writing there."""
    return desk.home.day(to_ts(desk.goes_on(send, now) or now))


def _short_name(desk: Desk, contact: Contact | None, address: str) -> str:
    """What one may type for this person: the last name where it means nobody else."""
    last = contact.get("last_name").casefold() if contact else ""
    return last if last and len(desk.store.find(last)) == 1 else address
