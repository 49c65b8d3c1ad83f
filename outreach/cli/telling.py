"""The first screen, status, why, tasks, report: what happened and what waits."""

import csv
from collections.abc import Generator
from contextlib import closing
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from outreach import clock
from outreach.campaign import Job, bring_up_to_date, by_mailbox, last_run
from outreach.campaign.approval import ASKING
from outreach.campaign.stories import Personal, story
from outreach.campaign.waiting import LIFTING, Waiting, waiting
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
#: Paused people named on the first screen before the rest is counted.
PAUSED_SHOWN = 3
#: What helps people who wait for something that is not about them.
WAITS = {
    "inbox": "outreach inbox --done",
    "approval": "outreach send",
    "guard": "outreach tasks",
    "mailbox": "outreach status",
}


def register(app: typer.Typer) -> None:
    app.command("status", help="help.status")(status)
    app.command("why", help="help.why")(why)
    app.command("tasks", help="help.tasks")(tasks)
    app.command("report", help="help.report")(report)


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
        broken = _freshen(jobs)
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


def _freshen(jobs: list[Job]) -> frozenset[str]:
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
    tasks_ = list(islice(_all_waiting(jobs, broken, now), TASKS_SHOWN + 1))
    _show_tasks(tasks_)
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


def _all_waiting(
    jobs: list[Job], broken: frozenset[str], now: datetime
) -> Generator[Waiting, None, None]:
    lists = (job.campaign.contacts for job in jobs if job.campaign.name in broken)
    for file in dict.fromkeys(lists):
        yield Waiting(file, say("store.task_list"), ("outreach contacts check",))
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


# -- why ------------------------------------------------------------------------------------


def why(
    contact: Annotated[str, typer.Argument(help="help.arg_contact", metavar="CONTACT")],
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    with context.jobs(campaign) as jobs:
        _freshen(jobs)
        address, _ = context.person(jobs[0].store, contact)
        told = [(job, story(job, address)) for job in jobs]
        # With several campaigns, those the person has no part in say nothing.
        inside = [(j, t) for j, t in told if t.state != "not_enrolled"] or told[:1]
        for job, person in inside:
            if as_json:
                _story_json(job, person)
            else:
                _show_story(job, person, several_=len(inside) > 1)


def _story_json(job: Job, told: Personal) -> None:
    json_line(
        contact=told.contact.email,
        campaign=job.campaign.name,
        state=told.state,
        rule=told.rule,
        reason=str(told.reason),
        because=[str(x) for x in told.because],
        since=told.since.isoformat() if told.since else None,
        next=told.next.isoformat() if told.next else None,
        step=told.step or None,
        zone=told.zone,
        zone_from=told.zone_from,
        place=told.place,
        place_from=told.place_from,
        history=[{"at": e.at.isoformat(), "what": str(e.what), "key": e.key} for e in told.history],
    )


def _show_story(job: Job, told: Personal, *, several_: bool, closing: bool = True) -> None:
    zone, c = job.mailbox.timezone, told.contact
    place = _place_words(told)
    head = " · ".join(x for x in (c.name, c.get("company"), place) if x)
    word = str(say(f"cli.person_{told.state}"))
    out(f"{head:<60}  {word}")
    rows = [[str(say("cli.in_campaign")), job.campaign.name]] if several_ else []
    if told.next:
        key = "cli.letter_first" if told.step == 1 else "cli.letter_later"
        rows.append([str(say("cli.letter")), str(say(key, at=when(told.next, zone), n=told.step))])
    rows.append([str(say("cli.because")), str(told.reason)])
    rows += [["", str(x)] for x in told.because]
    if told.state == "waiting" and _tells_zone(told, zone):
        key = f"cli.zone_{told.zone_from or 'sender'}"
        rows.append([str(say("cli.zone")), f"{told.zone} ({say(key)})"])
    if told.since:
        rows.append([str(say("cli.since")), when(told.since, zone)])
    label = str(say("cli.history"))
    for event in told.history:
        rows.append([label, f"{when(event.at, zone)}  {event.what}"])
        label = ""
    table(rows)
    if closing:
        next_step(_next_for(job, told))


def _tells_zone(told: Personal, own: str) -> bool:
    """Whether the zone is worth a line: not the sender's, named by the list, or only assumed."""
    abroad = told.place_from not in ("", "sender", "unknown")
    assumed = told.zone_from == "sender" and abroad
    return bool(told.zone) and (told.zone != own or told.zone_from == "contact" or assumed)


def _place_words(told: Personal) -> str:
    from outreach.cli.planning import region_name

    if told.place_from in ("", "sender", "unknown"):
        return told.contact.get("region")
    return region_name(told.place)


def _next_for(job: Job, told: Personal) -> str:
    """The command that helps this person on, or shows more."""
    name = told.contact.email
    match told.state:
        case "in_doubt":
            return f"outreach resolve {name} --sent"
        case "paused" if not job.store.paused(job.campaign.name, told.contact.address):
            return "outreach resume"
        case "paused" | "stopped":
            return f"outreach resume {name}"
        case "answered" | "opted_out" | "rejected" | "bounced" | "not_enrolled":
            return "outreach status"
        case "held":
            return _next_for_held(told)
        case "waiting" if told.rule in WAITS:
            return WAITS[told.rule]
        case "waiting" if told.rule == "region":
            regions = job.store.paused_regions()
            here = next((c for c in (told.place, told.place[:2]) if c in regions), "")
            return f"outreach resume --region {here}"
        case _:
            several_ = len(job.workspace.campaigns) > 1
            tail = f" --campaign {job.campaign.name}" if several_ else ""
            return f"outreach preview {name}{tail}"


def _next_for_held(told: Personal) -> str:
    if told.rule in ASKING:
        return "outreach send"
    return f"outreach resume {told.contact.email}" if told.rule in LIFTING else "outreach tasks"


# -- tasks and report -------------------------------------------------------------------------


def tasks(
    number: Annotated[
        int | None, typer.Argument(help="help.arg_task", metavar="[N]", min=1)
    ] = None,
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    with context.jobs(campaign) as jobs:
        broken = _freshen(jobs)
        # Closed before the ledger is: the rest of a long list need not be read.
        with closing(_all_waiting(jobs, broken, clock.now())) as all_:
            _tell_tasks(jobs, all_, number, as_json=as_json)


def _tell_tasks(
    jobs: list[Job], all_: Generator[Waiting, None, None], number: int | None, *, as_json: bool
) -> None:
    found = enumerate(all_, 1)
    if number is not None:
        _open_task(jobs, next((t for n, t in found if n == number), None), number)
        return
    shown = 0
    for shown, task in found:
        if as_json:
            _task_json(shown, task)
        else:
            out(f"{shown:>3}  {task.about:<26.26}  {task.reason}")
            styled(f"     {dim(printable(str(task.hint or ' | '.join(task.commands))))}")
    if not as_json:
        if not shown:
            out(say("cli.no_tasks"))
        next_step("outreach 1" if shown else "outreach status")


def _task_json(number: int, task: Waiting) -> None:
    json_line(
        number=number,
        key=task.key or None,
        contact=task.contact or None,
        state=task.state or None,
        reason=str(task.reason),
        command=" | ".join(task.commands),
        hint=str(task.hint) if task.hint else None,
    )


def _open_task(jobs: list[Job], task: Waiting | None, number: int) -> None:
    """One task with everything that helps to settle it.

    Raises:
        UsageError: there is no task of that number.
    """
    if task is None:
        raise UsageError(say("cli.no_such_task", n=number), say("cli.no_such_task_hint"))
    if task.contact:
        address = context.person(jobs[0].store, task.contact)[0]
        name = task.key.partition(":")[0]
        job = next(job for job in jobs if job.campaign.name == name)
        _show_story(job, story(job, address), several_=len(jobs) > 1, closing=False)
        out()
    else:
        out(f"{task.about}: {task.reason}")
    many = len(task.commands) > 1 and not task.hint
    out(say("cli.ways_out") if many else say("cli.way_out"))
    if task.hint:
        # The row or the letter is what has to change; the story stands above already.
        out(f"  {task.hint}")
        return
    for command in task.commands:
        styled(f"  {accent(printable(command))}")


def report(
    html: Annotated[Path | None, typer.Option("--html", help="help.report_html")] = None,
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    with context.job(campaign) as job:
        counts, total = job.store.counts(job.campaign.name), job.store.total(job.campaign.name)
        reached = counts["accepted"] + counts["bounced"]
        if as_json:
            json_line(campaign=job.campaign.name, total=total, counts=counts, reached=reached)
            return
        if html is not None:
            write_report(job, html)
            out(say("cli.wrote", path=html))
            return
        people = job.store.people(job.campaign.name)
        keys = "cli.report_head_one", "cli.report_head"
        head = several(people, *keys, name=job.campaign.name, people=people)
        out(head if total == people else say("cli.report_letters", head=head, letters=total))
        out()
        table(
            [
                [str(counts[s]), f"{counts[s] / total:>5.0%}" if total else "", state_word(s)]
                for s in STATES
                if counts[s]
            ]
            + [[str(total), "", str(say("cli.together"))]],
            right=frozenset({0}),
        )
        out()
        out(say("cli.report_honest"))
        next_step("outreach report --html report.html")


def write_report(job: Job, path: Path) -> None:
    """Write the report as one self-contained page."""
    from outreach.cli.pages import write
    from outreach.page import ReportData, report_page
    from outreach.words import current

    name = job.campaign.name
    several_steps = len(job.campaign.steps) > 1
    rows = [
        (
            f"{r.name} · {say('plan.step', n=r.send.step)}" if several_steps else r.name,
            r.email,
            state_word(r.send.state),
            # "Accepted" says it all; what it does not mean stands above the table.
            "" if r.send.rule == "accepted" else str(rule_say(r.send.rule, r.send.detail)),
            when(r.since, job.mailbox.timezone),
        )
        for r in job.store.rows(name)
    ]
    per_day = _per_day(job)
    data = ReportData(
        campaign=name,
        sender=job.mailbox.sender.email,
        at=when(clock.now(), job.mailbox.timezone),
        people=job.store.people(name),
        counts=job.store.counts(name),
        total=job.store.total(name),
        per_day=per_day,
        rows=rows,
    )
    write(path, report_page(data, current()))


def _per_day(job: Job) -> list[tuple[str, int]]:
    days: dict[str, int] = {}
    for row in job.store.rows(job.campaign.name, "accepted"):
        if row.since:
            day = job.local(row.since).date().isoformat()
            days[day] = days.get(day, 0) + 1
    return sorted(days.items())
