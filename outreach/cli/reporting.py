"""report: what came of a campaign, on the screen or as a page."""

from pathlib import Path
from typing import Annotated

import typer

from outreach import clock
from outreach.campaign import Job
from outreach.cli import context
from outreach.cli.context import CampaignArg, JsonArg
from outreach.cli.screen import (
    json_line,
    next_step,
    out,
    state_word,
    table,
    when,
)
from outreach.model import STATES
from outreach.store.views import rule_say
from outreach.words import say, several


def register(app: typer.Typer) -> None:
    app.command("report", help="help.report")(report)


def report(
    html: Annotated[Path | None, typer.Option("--html", help="help.report_html")] = None,
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    with context.job(campaign) as job:
        counts, total = job.store.counts(job.campaign.name), job.store.total(job.campaign.name)
        reached = counts["accepted"] + counts["bounced"]
        if as_json:
            json_line(
                campaign=job.campaign.name,
                total=total,
                counts=counts,
                reached=reached,
                calls=_calls(job),
            )
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
        if words := calls_words(job):
            out(words)
        out(say("cli.report_honest"))
        next_step("outreach report --html report.html")


def _calls(job: Job) -> dict[str, int]:
    """How many calls the campaign led to: to come, held, called off."""
    now = clock.now()
    counts = {"agreed": 0, "held": 0, "cancelled": 0}
    for call in job.store.bookings():
        if call.campaign == job.campaign.name:
            over = call.state == "over" or call.slot.end <= now
            state = "cancelled" if call.state == "cancelled" else "held" if over else "agreed"
            counts[state] += 1
    return counts


def calls_words(job: Job) -> str:
    """What came of it in calls, in a sentence; "" where nobody has agreed one."""
    counts = _calls(job)
    parts = [str(say(f"cli.report_calls_{state}", n=n)) for state, n in counts.items() if n]
    return str(say("cli.report_calls", parts=", ".join(parts))) if parts else ""


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
        calls=calls_words(job),
    )
    write(path, report_page(data, current()))


def _per_day(job: Job) -> list[tuple[str, int]]:
    days: dict[str, int] = {}
    for row in job.store.rows(job.campaign.name, "accepted"):
        if row.since:
            day = job.local(row.since).date().isoformat()
            days[day] = days.get(day, 0) + 1
    return sorted(days.items())
