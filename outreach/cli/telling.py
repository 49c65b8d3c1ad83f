"""The first screen and status: what happened, what waits, what comes next."""

import csv
from collections.abc import Generator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from outreach import clock
from outreach.campaign import Job, bring_up_to_date, by_mailbox, last_run
from outreach.campaign.waiting import Waiting, about_calls, promised, waiting
from outreach.cli import context
from outreach.cli.context import CampaignArg, JsonArg
from outreach.cli.screen import (
    accent,
    dim,
    json_line,
    next_step,
    out,
    printable,
    state_word,
    styled,
    table,
    when,
)
from outreach.config import find
from outreach.errors import InputError, UsageError
from outreach.model import STATES
from outreach.store.views import rule_say
from outreach.words import say, several

#: Tasks listed on the first screen before the rest is only mentioned.
TASKS_SHOWN = 5
#: Calls to come that the first screen names.
CALLS_SHOWN = 5
#: Paused people named on the first screen before the rest is counted.
PAUSED_SHOWN = 3


def register(app: typer.Typer) -> None:
    app.command("status", help="help.status")(status)


def first_screen() -> None:
    """What ``outreach`` alone shows: the workspace's state, or how to begin."""
    from outreach.cli.screen import state

    if find(state.workspace or Path.cwd()) is None:
        out(say("cli.welcome"))
        out()
        table(
            [
                ["outreach demo", str(say("cli.welcome_demo"))],
                ["outreach init", str(say("cli.welcome_init"))],
                ["outreach --help", str(say("cli.welcome_help"))],
            ]
        )
        return
    status()


# -- status ---------------------------------------------------------------------------------


def status(
    list_: Annotated[
        str | None, typer.Option("--list", metavar="STATE", help="help.status_list")
    ] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="help.status_csv")] = None,
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    with context.jobs(campaign) as jobs:
        broken = freshen(jobs)
        if csv_file is not None:
            _write_csv(jobs, csv_file, list_)
        elif list_ is not None:
            for job in jobs:
                _list_state(job, list_, as_json=as_json)
        elif as_json:
            for job in jobs:
                name = job.campaign.name
                json_line(campaign=name, total=job.store.total(name), counts=job.store.counts(name))
        else:
            _show_status(jobs, broken)


def freshen(jobs: list[Job]) -> frozenset[str]:
    """Read changed lists first, so that the counts speak of the lists as they are.

    Gives the campaigns whose list has errors: the counts of their last good reading are
    still true, but nobody new is written to.
    """
    broken = set()
    for job in jobs:
        try:
            bring_up_to_date(job, clock.now())
        except InputError:
            broken.add(job.campaign.name)
    return frozenset(broken)


def _show_status(jobs: list[Job], broken: frozenset[str]) -> None:
    now = clock.now()
    for job in jobs:
        _show_counts(job)
        out()
    tasks_ = list(islice(all_waiting(jobs, broken, now), TASKS_SHOWN + 1))
    _show_tasks(tasks_)
    _show_calls(jobs, now)
    _show_tomorrow(jobs, now)
    _say_run(jobs, now)
    _say_what_next(jobs, tasks_, broken, now)


def _show_counts(job: Job) -> None:
    store, name = job.store, job.campaign.name
    counts, total = store.counts(name), store.total(name)
    styled(f"{accent(printable(name))}  {printable(job.mailbox.sender.email)}")
    out()
    rows = [[str(counts[s]), state_word(s), _why_counts(job, s)] for s in STATES if counts[s]]
    rows.append([str(total), str(say("cli.together")), ""])
    table(rows, right=frozenset({0}))
    if sum(counts.values()) != total:
        out(say("store.does_not_add_up", campaign=name, total=total, found=sum(counts.values())))
    aside = store.asides(job.campaign.contacts)
    if aside:
        out(several(len(aside), "cli.aside_one", "cli.aside_many"))


def _why_counts(job: Job, state: str) -> str:
    if state in ("accepted", "sending"):
        return ""
    reasons = job.store.reasons(job.campaign.name, state, mails=True)
    said = ", ".join(
        f"{rule_say(rule)} ({n})" if len(reasons) > 1 else str(rule_say(rule))
        for rule, n in reasons[:4]
    )
    return "" if said == state_word(state) else said


def all_waiting(
    jobs: list[Job], broken: frozenset[str], now: datetime
) -> Generator[Waiting, None, None]:
    lists = (job.campaign.contacts for job in jobs if job.campaign.name in broken)
    for file in dict.fromkeys(lists):
        yield Waiting(file, say("store.task_list"), ("outreach contacts check",))
    # A promise is to a person, whatever campaign they are in.
    yield from promised(jobs[0], now)
    yield from about_calls(jobs[0])
    for job in jobs:
        yield from waiting(job, now)


def _show_tasks(found: list[Waiting]) -> None:
    if not found:
        return
    out(say("cli.waits_for_you"))
    for number, task in enumerate(found[:TASKS_SHOWN], 1):
        out(f"{number:>4}  {task.about:<26.26}  {task.reason}")
    if len(found) > TASKS_SHOWN:
        styled(f"      {dim(say('cli.more_tasks'))}")
    out()


def _show_calls(jobs: list[Job], now: datetime) -> None:
    """The calls to come, by name."""
    coming = [c for c in jobs[0].store.bookings("confirmed") if c.slot.end > now]
    if not coming:
        return
    from outreach.campaign.booking import guest, job_of

    for call in coming[:CALLS_SHOWN]:
        job = job_of(jobs[0], call)
        at = when(call.slot.start, job.mailbox.timezone)
        out(say("invite.coming", at=at, name=guest(job, call.address).name))
    if len(coming) > CALLS_SHOWN:
        styled(dim(say("invite.more_calls")))
    out()


def _show_tomorrow(jobs: list[Job], now: datetime) -> None:
    """The second letters that have been announced, by name (design §8)."""
    from outreach.campaign import Desk
    from outreach.campaign.timing import AHEAD
    from outreach.cli.planning import announcement

    for mine in by_mailbox(jobs):
        if all(len(job.campaign.steps) < 2 for job in mine):
            continue
        desk = Desk(mine)
        for name in desk.jobs:
            sends = desk.of_tomorrow(desk.store.announced(name, now + AHEAD), now)
            lines = list(announcement(desk, name, sends, now))
            for line in lines:
                out(line)
            if lines:
                out()


def _say_run(jobs: list[Job], now: datetime) -> None:
    from outreach.cli.planning import region_name

    job = jobs[0]
    last, zone = last_run(job.workspace, job.store), job.mailbox.timezone
    if last is None:
        out(say("cli.never_run"))
    else:
        out(say("cli.last_run", at=when(last, zone)))
        if _is_old(job, last, now):
            out(say("cli.last_run_old"))
    for each in jobs:
        _say_pauses(each)
    for name in dict.fromkeys(each.mailbox.name for each in jobs):
        box = job.store.mailbox(name)
        if box.paused_until and box.paused_until > now and box.paused_until.year < 9999:
            until = when(box.paused_until, zone)
            out(say("send.mailbox_rests", until=until, why=box.paused_detail))
    for code, reason in job.store.paused_regions().items():
        key = "cli.region_paused" if reason else "cli.region_paused_bare"
        out(say(key, region=region_name(code), reason=reason))
    if job.store.kind() == "rehearsal":
        out(say("cli.is_rehearsal"))


def _say_pauses(job: Job) -> None:
    """The campaign, or people of it, that a person has paused: nobody is forgotten."""
    from outreach.cli.nexts import paused_words

    if words := paused_words(job):
        out(words)
    people = job.store.paused_people(job.campaign.name)
    if people:
        found = (job.store.contact(job.campaign.contacts, a) for a in people[:PAUSED_SHOWN])
        names = [c.name if c else a for c, a in zip(found, people, strict=False)]
        more = len(people) - len(names)
        shown = ", ".join(names)
        if more:
            shown += f" {several(more, 'plan.and_one', 'plan.and_n')}"
        out(say("cli.people_paused", names=shown))


def _is_old(job: Job, last: datetime, now: datetime) -> bool:
    """Whether more than a business day has passed since the last run."""
    if now - last < timedelta(days=1):
        return False
    from outreach.campaign import Desk
    from outreach.schedule.candidates import to_ts

    desk = Desk([job])
    first, today = desk.home.day(to_ts(last)), desk.home.day(to_ts(now))
    return desk.calendar.business_days_between(first, today, desk.home.place) > 1


def _say_what_next(
    jobs: list[Job], found: list[Waiting], broken: frozenset[str], now: datetime
) -> None:
    from outreach.cli.planning import first_mail
    from outreach.schedule.candidates import to_moment

    upcoming = first_mail(jobs, now, broken)
    if upcoming is not None:
        future, mail = upcoming
        at = when(to_moment(mail.at), future.desk.mailbox.timezone)
        out(say("plan.next_goes", at=at, name=future.name(mail)))
    if found:
        next_step("outreach 1", say("cli.opens_first"))
    elif upcoming is not None:
        next_step("outreach plan", say("cli.next_plan"))
    elif any(job.store.paused(job.campaign.name) for job in jobs):
        next_step("outreach resume")
    elif regions := jobs[0].store.paused_regions():
        next_step(f"outreach resume --region {next(iter(regions))}")
    elif not any(job.store.people(job.campaign.name) for job in jobs):
        next_step("outreach preview", say("cli.next_preview"))
    else:
        next_step("outreach report")


def _list_state(job: Job, state: str, *, as_json: bool) -> None:
    _known_state(state)
    for row in job.store.rows(job.campaign.name, state):
        if as_json:
            json_line(
                key=row.send.key,
                contact=row.email,
                step=row.send.step,
                state=row.send.state,
                reason=str(rule_say(row.send.rule, row.send.detail)),
                since=row.since.isoformat() if row.since else None,
            )
        else:
            table([[row.name, row.email, str(rule_say(row.send.rule, row.send.detail))]])


def _known_state(state: str) -> None:
    if state not in STATES:
        raise UsageError(say("cli.unknown_state", state=state, known=", ".join(STATES)))


def _write_csv(jobs: list[Job], path: Path, state: str | None) -> None:
    from outreach.contacts import csv_safe

    if state:
        _known_state(state)
    n = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(
            file,
            delimiter=";" if jobs[0].workspace.language == "de" else ",",
            quoting=csv.QUOTE_ALL,
        )
        writer.writerow(["email", "name", "step", "state", "reason", "since", "message_id"])
        rows = (r for job in jobs for r in job.store.rows(job.campaign.name, state or ""))
        for row in rows:
            s = row.send
            reason = str(rule_say(s.rule, s.detail))
            since = row.since.isoformat() if row.since else ""
            writer.writerow(
                [
                    csv_safe(c)
                    for c in (
                        row.email,
                        row.name,
                        str(s.step),
                        s.state,
                        reason,
                        since,
                        s.message_id,
                    )
                ]
            )
            n += 1
    out(say("cli.wrote_rows", n=n, path=path))
