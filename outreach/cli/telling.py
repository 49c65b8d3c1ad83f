"""The first screen, status, why, tasks, report: what happened and what waits."""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from outreach import clock
from outreach.campaign import Job, enrol, read_list
from outreach.cli import context
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
from outreach.cli.sending import CampaignArg, JsonArg
from outreach.config import find
from outreach.errors import InputError, UsageError
from outreach.model import STATES, Contact, Personal, Send
from outreach.store.views import rule_say
from outreach.words import Say, say, several


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
    with context.job(campaign) as job:
        _freshen(job)
        if csv_file is not None:
            _write_csv(job, csv_file, list_)
        elif list_ is not None:
            _list_state(job, list_, as_json=as_json)
        elif as_json:
            name = job.campaign.name
            json_line(campaign=name, total=job.store.total(name), counts=job.store.counts(name))
        else:
            _show_status(job)


def _freshen(job: Job) -> None:
    """Read a changed list first, so that the counts speak of the list as it is."""
    if job.store.people(job.campaign.name):
        return
    try:
        if read_list(job, clock.now()).changed:
            enrol(job, clock.now())
    except InputError:
        # The counts of the last good reading are still true; check and send say the error.
        return


def _show_status(job: Job) -> None:
    store, name, zone = job.store, job.campaign.name, job.mailbox.timezone
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
    out()
    _say_run(job, zone)
    _say_what_next(job, counts)


def _why_counts(job: Job, state: str) -> str:
    if state in ("accepted", "sending"):
        return ""
    reasons = job.store.reasons(job.campaign.name, state)
    return ", ".join(
        f"{n} {rule_say(rule)}" if len(reasons) > 1 else str(rule_say(rule))
        for rule, n in reasons[:4]
    )


def _say_run(job: Job, zone: str) -> None:
    last, now = job.store.last_run(), clock.now()
    if last is None:
        out(say("cli.never_run"))
    else:
        out(say("cli.last_run", at=when(last, zone)))
        if now - last > timedelta(days=3 if now.weekday() == 0 else 1):
            out(say("cli.last_run_old"))
    if paused := job.store.paused(job.campaign.name):
        out(say("send.paused", reason=paused[1] or "–"))
    box = job.store.mailbox(job.mailbox.name)
    if box.paused_until and box.paused_until > now:
        key = (
            "send.mailbox_rests_forever" if box.paused_until.year == 9999 else "send.mailbox_rests"
        )
        out(say(key, until=when(box.paused_until, zone), why=box.paused_detail))
    if job.store.kind() == "rehearsal":
        out(say("cli.is_rehearsal"))


def _say_what_next(job: Job, counts: dict[str, int]) -> None:
    if counts["in_doubt"] or counts["held"]:
        next_step("outreach tasks", say("cli.next_tasks"))
    elif counts["planned"]:
        next_step("outreach send")
    elif not job.store.people(job.campaign.name):
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


def _write_csv(job: Job, path: Path, state: str | None) -> None:
    from outreach.contacts import csv_safe

    if state:
        _known_state(state)
    n = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(
            file, delimiter=";" if job.workspace.language == "de" else ",", quoting=csv.QUOTE_ALL
        )
        writer.writerow(["email", "name", "step", "state", "reason", "since", "message_id"])
        for row in job.store.rows(job.campaign.name, state or ""):
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
    with context.job(campaign) as job:
        address, _ = context.person(job.store, contact)
        told = story(job, address)
        if as_json:
            json_line(
                contact=told.contact.email,
                state=told.state,
                reason=str(told.reason),
                since=told.since.isoformat() if told.since else None,
                next=told.next.isoformat() if told.next else None,
                history=[
                    {"at": e.at.isoformat(), "what": str(e.what), "key": e.key}
                    for e in told.history
                ],
            )
            return
        _show_story(job, told)


def story(job: Job, address: str) -> Personal:
    """Everything `why` says of one person: exactly one state, its reason, what comes next."""
    contact = job.store.contact(job.campaign.contacts, address) or Contact(address, address, {})
    sends = [s for s in job.store.sends_to(address) if s.campaign == job.campaign.name]
    state, reason, send = person_state(job, address, sends)
    paused = job.store.paused(job.campaign.name, address) or job.store.paused(job.campaign.name)
    since = (
        paused[0] if state == "paused" and paused else job.store.since(send.key) if send else None
    )
    upcoming = _next_time(job, send) if state == "waiting" else None
    return Personal(contact, state, reason, since, upcoming, tuple(job.store.history(address)))


def person_state(job: Job, address: str, sends: list[Send]) -> tuple[str, Say, Send | None]:
    """One of the states of design §3, derived from a person's rows; first match wins."""
    suppressed = job.store.suppressed(address)
    open_ = [s for s in sends if s.state in ("planned", "held", "sending")]
    by_state = {s.state: s for s in reversed(sends)}
    if suppressed:
        return "opted_out", rule_say("suppressed", suppressed), sends[0] if sends else None
    if not sends:
        return "not_enrolled", rule_say("not_enrolled"), None
    for state in ("in_doubt", "bounced", "rejected"):
        if state in by_state:
            return state, rule_say(by_state[state].rule, by_state[state].detail), by_state[state]
    if "held" in by_state:
        return "held", rule_say(by_state["held"].rule, by_state["held"].detail), by_state["held"]
    paused = job.store.paused(job.campaign.name, address) or job.store.paused(job.campaign.name)
    if open_ and paused:
        return "paused", rule_say("paused", paused[1]), open_[0]
    if open_:
        return "waiting", _waiting_reason(job, open_[0], sends), open_[0]
    if "cancelled" in by_state:
        return (
            "stopped",
            rule_say(by_state["cancelled"].rule, by_state["cancelled"].detail),
            by_state["cancelled"],
        )
    return "finished", rule_say("finished"), sends[-1]


def _waiting_reason(job: Job, send: Send, sends: list[Send]) -> Say:
    if send.state == "sending":
        return rule_say("sending")
    if send.step > 1:
        before = next((s for s in sends if s.step == send.step - 1), None)
        return rule_say("inbox" if before and before.state == "accepted" else "after")
    box = job.store.mailbox(send.mailbox)
    if box.paused_until and box.paused_until > clock.now():
        return rule_say("mailbox", box.paused_detail)
    return rule_say("approval" if not send.approved else send.rule, send.detail)


def _next_time(job: Job, send: Send | None) -> datetime | None:
    if send is None or not send.approved or send.step > 1:
        return None
    box, now = job.store.mailbox(send.mailbox), clock.now()
    moments = [now]
    if send.earliest:
        moments.append(send.earliest)
    if box.last_claim:
        moments.append(box.last_claim + timedelta(seconds=min(box.last_gap, job.workspace.gap[1])))
    if box.paused_until:
        if box.paused_until.year == 9999:
            return None
        moments.append(box.paused_until)
    return max(moments)


def _show_story(job: Job, told: Personal) -> None:
    zone, c = job.mailbox.timezone, told.contact
    head = " · ".join(x for x in (c.name, c.get("company"), c.get("region")) if x)
    word = str(say(f"cli.person_{told.state}"))
    out(f"{head:<60}  {word}")
    rows = [[str(say("cli.because")), str(told.reason)]]
    if told.since:
        rows.append([str(say("cli.since")), when(told.since, zone)])
    if told.next:
        rows.append([str(say("cli.earliest")), when(told.next, zone)])
    label = str(say("cli.history"))
    for event in told.history:
        rows.append([label, f"{when(event.at, zone)}  {event.what}"])
        label = ""
    table(rows)
    next_step(_next_for(told))


def _next_for(told: Personal) -> str:
    name = told.contact.email
    match told.state:
        case "in_doubt":
            return f"outreach resolve {name} --sent"
        case "paused" | "stopped":
            return f"outreach resume {name}"
        case _:
            return f"outreach preview {name}"


# -- tasks and report -------------------------------------------------------------------------


def tasks(as_json: JsonArg = False, campaign: CampaignArg = None) -> None:
    with context.job(campaign) as job:
        _freshen(job)
        number = 0
        for row in [
            *job.store.rows(job.campaign.name, "in_doubt"),
            *job.store.rows(job.campaign.name, "held"),
        ]:
            number += 1
            command = _cure(row.send, row.email)
            reason = rule_say(row.send.rule, row.send.detail)
            if as_json:
                json_line(
                    number=number,
                    key=row.send.key,
                    contact=row.email,
                    state=row.send.state,
                    reason=str(reason),
                    command=command,
                )
            else:
                out(f"{number:>3}  {row.name}  {reason}")
                styled(f"     {dim(printable(command))}")
        if not number and not as_json:
            out(say("cli.no_tasks"))
            next_step("outreach status")


def _cure(send: Send, email: str) -> str:
    """The command (or file) that settles what waits."""
    if send.state == "in_doubt":
        return f"outreach resolve {send.key} --sent | --not-sent"
    if send.rule in ("new", "text_changed"):
        return "outreach send"
    if send.rule in ("policy", "deferred_too_often", "same_person"):
        return f"outreach resume {email} | outreach stop {email}"
    return f"outreach preview {email}"


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
        out(
            say(
                "cli.report_head",
                name=job.campaign.name,
                people=job.store.people(job.campaign.name),
            )
        )
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
    from outreach.page import ReportData, report_page
    from outreach.words import current

    name = job.campaign.name
    rows = [
        (
            r.name,
            r.email,
            state_word(r.send.state),
            str(rule_say(r.send.rule, r.send.detail)),
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
    path.write_text(report_page(data, current()), "utf-8")


def _per_day(job: Job) -> list[tuple[str, int]]:
    days: dict[str, int] = {}
    for row in job.store.rows(job.campaign.name, "accepted"):
        if row.since:
            day = job.local(row.since).date().isoformat()
            days[day] = days.get(day, 0) + 1
    return sorted(days.items())
