"""What comes next, after a run: the moment, the person, and the one command to type."""

from outreach import clock
from outreach.campaign import Job, Run, last_run
from outreach.cli.screen import next_step, out, when
from outreach.words import say


def say_next(jobs: list[Job], run: Run, *, first: bool) -> None:
    """Close a run: when the next letter goes and what must be running then.

    Args:
        jobs: the campaigns of the run.
        run: what it did.
        first: a person has just approved, so say what must run from now on.
    """
    if any(_says_pause(job) for job in jobs):
        next_step("outreach resume")
        return
    if _says_rest(jobs[0]):
        return
    if _says_moment(jobs, first=first):
        return
    if any(job.store.counts(job.campaign.name)["in_doubt"] for job in jobs):
        next_step("outreach tasks", say("send.doubts_hint"))
        return
    if run.rule == "guard":
        out(say("plan.waits_guard"))
        next_step("outreach tasks")
        return
    if run.rule in ("inbox", "region"):
        out(say(f"plan.waits_{run.rule}"))
        next_step("outreach inbox --done" if run.rule == "inbox" else "outreach resume --region")
        return
    if run.done:
        next_step("outreach status")
        return
    _says_why_nothing(jobs)


def _says_why_nothing(jobs: list[Job]) -> None:
    """Nothing is due: nobody is in the list, everybody waits for a look, or all is done."""
    if not any(job.store.people(job.campaign.name) for job in jobs):
        out(say("send.nobody", file=jobs[0].campaign.contacts))
        next_step("outreach contacts check")
        return
    held = sum(job.store.counts(job.campaign.name)["held"] for job in jobs)
    out(say("send.nothing_due_held", n=held) if held else say("send.nothing_due"))
    next_step("outreach tasks" if held else "outreach status")


def _runs_by_itself(job: Job) -> bool:
    from outreach.cli.cron import does_it_run

    return does_it_run(job.workspace, last_run(job.workspace, job.store)).state not in (
        "missing",
        "torn",
    )


def _says_pause(job: Job) -> bool:
    paused = job.store.paused(job.campaign.name)
    if paused:
        out(say("send.paused", reason=paused[1] or "–"))
    return paused is not None


def _says_rest(job: Job) -> bool:
    box = job.store.mailbox(job.mailbox.name)
    if box.paused_until is None or box.paused_until <= clock.now():
        return False
    if box.paused_rule == "login":
        out(say("send.login_rests", why=box.paused_detail))
        next_step("outreach doctor")
        return True
    forever = box.paused_until.year == 9999
    key = "send.mailbox_rests_forever" if forever else "send.mailbox_rests"
    out(say(key, until=when(box.paused_until, job.mailbox.timezone), why=box.paused_detail))
    next_step("outreach resume" if forever else "outreach status")
    return True


def _says_moment(jobs: list[Job], *, first: bool) -> bool:
    """The next mail's moment from the plan; False when nothing is planned."""
    from outreach.cli.planning import first_mail
    from outreach.schedule.deciding import to_moment

    found = first_mail(jobs, clock.now())
    if found is None:
        return False
    future, mail = found
    if mail.step > 1 and not future.desk.followups_open(clock.now()):
        return False
    at = when(to_moment(mail.at), future.desk.mailbox.timezone)
    out(say("plan.next_goes", at=at, name=future.name(mail)))
    if first and not _runs_by_itself(jobs[0]):
        out(say("plan.must_run"))
    next_step("outreach plan" if first else "outreach status")
    return True
