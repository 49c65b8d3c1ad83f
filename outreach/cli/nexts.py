"""What comes next, after a run: the moment, the person, and the one command to type."""

from datetime import datetime

from outreach import clock
from outreach.campaign import Job, Run, by_mailbox, last_run
from outreach.campaign.answer import Answer, keep_answer
from outreach.campaign.idle import LONGEST
from outreach.cli.screen import next_step, out, printable, when
from outreach.words import Say, say


def say_next(
    jobs: list[Job], run: Run, *, first: bool, no_openers: frozenset[str] = frozenset()
) -> None:
    """Close a run: when the next letter goes and what must be running then.

    Args:
        jobs: the campaigns of the run.
        run: what it did.
        first: a person has just approved, so say what must run from now on.
        no_openers: campaigns that write to nobody new, as their list has errors.
    """
    going = [job for job in jobs if not _says_pause(job)]
    if not going:
        next_step("outreach resume")
        return
    resting = [_says_rest(mine[0]) for mine in by_mailbox(going)]
    doubts = any(job.store.counts(job.campaign.name)["in_doubt"] for job in jobs)
    if not all(resting) and _says_moment(going, no_openers, first=first):
        if not doubts:
            next_step("outreach plan" if first else "outreach status")
            return
    elif cure := next(filter(None, resting), ""):
        next_step(cure)
        return
    if doubts:
        next_step("outreach tasks", say("send.doubts_hint"))
        return
    if run.rule == "guard":
        out(say("plan.waits_guard"))
        next_step("outreach tasks")
        return
    if run.rule == "never":
        out(say("plan.waits_never"))
        next_step("outreach doctor")
        return
    if run.rule in ("inbox", "region"):
        out(say(f"plan.waits_{run.rule}"))
        regions = jobs[0].store.paused_regions()
        lift = f"outreach resume --region {next(iter(regions), '')}".strip()
        next_step("outreach inbox --done" if run.rule == "inbox" else lift)
        return
    if run.done:
        next_step("outreach status")
        return
    _says_why_nothing(jobs)


def say_named(jobs: list[Job], addresses: list[str]) -> None:
    """Why people who were named got no letter in this run, and when they may."""
    if not addresses:
        return
    from outreach.campaign.stories import story

    for address in addresses:
        told = [(job, story(job, address)) for job in jobs]
        job, found = next((t for t in told if t[1].state != "not_enrolled"), told[0])
        words = {
            "name": found.contact.name,
            "state": say(f"cli.person_{found.state}"),
            "reason": found.reason,
        }
        if found.next is None:
            out(say("send.named", **words))
        else:
            out(say("send.named_next", at=when(found.next, job.mailbox.timezone), **words))


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


def paused_words(job: Job) -> Say | None:
    """That a campaign is paused, and why; None where it is not."""
    paused, name = job.store.paused(job.campaign.name), job.campaign.name
    if paused is None:
        return None
    if not paused[1]:
        return say("send.paused_bare", name=name)
    return say("send.paused", name=name, reason=paused[1])


def _says_pause(job: Job) -> bool:
    words = paused_words(job)
    if words is not None:
        out(words)
    return words is not None


def _says_rest(job: Job) -> str:
    """Say that the mailbox rests; gives the command that helps, "" where it does not rest."""
    box = job.store.mailbox(job.mailbox.name)
    if box.paused_until is None or box.paused_until <= clock.now():
        return ""
    if box.paused_rule == "login":
        out(say("send.login_rests", why=box.paused_detail))
        return "outreach doctor"
    forever = box.paused_until.year == 9999
    key = "send.mailbox_rests_forever" if forever else "send.mailbox_rests"
    out(say(key, until=when(box.paused_until, job.mailbox.timezone), why=box.paused_detail))
    return "outreach resume" if forever else "outreach status"


def _moment_words(jobs: list[Job], no_openers: frozenset[str], looked: datetime) -> Say | None:
    """When the next letter goes, and to whom; None where none does without a look by `looked`."""
    from outreach.cli.planning import first_mail
    from outreach.schedule.deciding import to_moment

    found = first_mail(jobs, clock.now(), no_openers)
    if found is None:
        return None
    future, mail = found
    if mail.step > 1 and not future.desk.followups_open(looked):
        return None
    at = when(to_moment(mail.at), future.desk.mailbox.timezone)
    return say("plan.next_goes", at=at, name=future.name(mail))


def note_next(jobs: list[Job]) -> None:
    """Note what the next one who asks is told, where that is only when the next letter goes."""
    now = clock.now()
    for job in jobs:
        store, name = job.store, job.campaign.name
        until = store.mailbox(job.mailbox.name).paused_until
        waits = store.unapproved(name) or store.counts(name)["in_doubt"] or store.paused(name)
        if waits or (until is not None and until > now):
            return
    # In time for as long as the note can hold, somebody has looked into the inbox.
    line = _moment_words(jobs, frozenset(), now + LONGEST)
    if line is not None:
        words = printable(str(line)), str(say("cli.next")), "outreach status"
        keep_answer(jobs, Answer(*words), now)


def _says_moment(jobs: list[Job], no_openers: frozenset[str], *, first: bool) -> bool:
    """The next mail's moment from the plan; False when nothing is planned."""
    line = _moment_words(jobs, no_openers, clock.now())
    if line is None:
        return False
    out(line)
    if first and not _runs_by_itself(jobs[0]):
        out(say("plan.must_run"))
    return True
