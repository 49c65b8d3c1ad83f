"""tasks: what waits for a person, and the commands that settle it."""

from collections.abc import Generator
from contextlib import closing
from typing import Annotated

import typer

from outreach import clock
from outreach.campaign import Job
from outreach.campaign.stories import story
from outreach.campaign.waiting import Waiting
from outreach.cli import context
from outreach.cli.context import CampaignArg, JsonArg
from outreach.cli.screen import (
    accent,
    dim,
    json_line,
    next_step,
    out,
    printable,
    styled,
)
from outreach.cli.telling import all_waiting, freshen
from outreach.cli.why import show_story
from outreach.errors import UsageError
from outreach.words import say


def register(app: typer.Typer) -> None:
    app.command("tasks", help="help.tasks")(tasks)


def tasks(
    number: Annotated[
        int | None, typer.Argument(help="help.arg_task", metavar="[N]", min=1)
    ] = None,
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    with context.jobs(campaign) as jobs:
        broken = freshen(jobs)
        # Closed before the ledger is: the rest of a long list need not be read.
        with closing(all_waiting(jobs, broken, clock.now())) as all_:
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
        # What was promised in a call belongs to no letter.
        job = next((job for job in jobs if job.campaign.name == name), None) or _job_of(
            jobs, address
        )
        show_story(job, story(job, address), several_=len(jobs) > 1, closing=False)
        out()
    if not task.key:
        out(f"{task.about}: {task.reason}")
    many = len(task.commands) > 1 and not task.hint
    out(say("cli.ways_out") if many else say("cli.way_out"))
    if task.hint:
        # The row or the letter is what has to change; the story stands above already.
        out(f"  {task.hint}")
        return
    for command in task.commands:
        styled(f"  {accent(printable(command))}")


def _job_of(jobs: list[Job], address: str) -> Job:
    """The first campaign this person has a part in."""
    inside = (job for job in jobs if job.store.locale(job.campaign.name, address))
    return next(inside, jobs[0])
