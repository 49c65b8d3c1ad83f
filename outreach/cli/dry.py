"""send --dry-run: what this run would send, and every mail of the next day of writing."""

from collections.abc import Iterator
from datetime import datetime

from outreach import campaign as shell
from outreach import clock
from outreach.campaign import Desk, Job, Made, by_mailbox
from outreach.cli import context
from outreach.cli.planning import (
    Future,
    day_words,
    end_of,
    future_of,
    local_time,
    rule_words,
    show_head,
)
from outreach.cli.screen import json_line, next_step, out
from outreach.schedule.deciding import to_moment, to_ts
from outreach.schedule.planning import Planned
from outreach.store.views import rule_say
from outreach.words import say, several


def dry_run(
    jobs: list[Job], only: list[str], limit: int | None, until: str | None, *, as_json: bool
) -> None:
    """Show this run and the next day of writing, without claiming anything."""
    now = clock.now()
    for job in jobs:
        shell.bring_up_to_date(job, now)
        shell.check_letters(job, now)
    chosen = [context.person(jobs[0].store, piece)[0] for piece in only]
    for mine in by_mailbox(jobs):
        _calls(mine[0], chosen, now, as_json=as_json)
        future = future_of(Desk(mine), now, end_of(until, mine[0]))
        mails = [m for m in future.mails if not chosen or m.address in chosen]
        this_run = [m for m in mails if m.at <= to_ts(now) + 59][:limit]
        later = list(_next_day(future, mails[len(this_run) :], everything=until is not None))
        if as_json:
            for mail in [*this_run, *later][:limit]:
                _line(future, mail)
            continue
        if len(by_mailbox(jobs)) > 1:
            show_head(future)
        _show(future, this_run, later)
        if len(by_mailbox(jobs)) > 1:
            out()
    if not as_json:
        _show_held(jobs)
        next_step("outreach preview", say("send.dry_next"))


def _calls(job: Job, chosen: list[str], now: datetime, *, as_json: bool) -> None:
    """The mails about calls that this run would send, before every letter."""
    from outreach.campaign.booking import call_letter_for, guest, job_of

    for mail in job.store.booking_mails(job.mailbox.name, now):
        if chosen and mail.send.address not in chosen:
            continue
        contact = guest(job_of(job, mail.booking), mail.send.address)
        made = call_letter_for(job, mail, now)
        if not isinstance(made, Made):
            continue
        if as_json:
            json_line(
                key=mail.send.key,
                contact=contact.email,
                step=None,
                due=job.local(now).isoformat(),
                state="planned",
                rule=mail.send.rule,
                reason=str(rule_say(mail.send.rule, mail.send.detail)),
                message_id=made.message.message_id,
            )
        else:
            out(f"  {contact.name:<28.28}  {made.letter.draft.subject}")


def _next_day(future: Future, mails: list[Planned], *, everything: bool) -> Iterator[Planned]:
    """The rest of today's mails if there are any, else those of the next day that has some."""
    day = future.day(mails[0]) if mails else None
    for mail in mails:
        if not everything and future.day(mail) != day:
            return
        yield mail


def _message_id(future: Future, mail: Planned) -> tuple[str, str, str]:
    """Subject, Message-ID and wire address of a planned mail."""
    job = future.desk.jobs[mail.campaign]
    send = job.store.send(f"{mail.campaign}:{mail.step}:{mail.address}")
    contact = job.store.contact(job.campaign.contacts, mail.address)
    if send is None or contact is None:
        return "", "", mail.address
    made = shell.as_planned(job, send, contact, future.moment_of(mail))
    if not isinstance(made, Made):
        return "", "", contact.email
    return made.letter.draft.subject, made.message.message_id, contact.email


def _line(future: Future, mail: Planned) -> None:
    _, message_id, email = _message_id(future, mail)
    json_line(
        key=f"{mail.campaign}:{mail.step}:{mail.address}",
        contact=email,
        step=mail.step,
        due=to_moment(mail.at).astimezone(future.desk.zone).isoformat(),
        state="planned",
        rule=mail.rule,
        reason=str(rule_words(future, mail.rule)),
        message_id=message_id,
    )


def _show(future: Future, this_run: list[Planned], later: list[Planned]) -> None:
    for mail in this_run:
        subject, _, _ = _message_id(future, mail)
        out(f"  {future.name(mail):<28.28}  {subject}")
    if this_run:
        out()
    out(several(len(this_run), "send.dry_one", "send.dry") if this_run else say("send.dry_none"))
    if not later:
        return
    out()
    out(say("plan.next"))
    day = None
    for mail in later:
        if (here := future.day(mail)) != day:
            day = here
            out(f"  {day_words(day)}")
        subject, _, _ = _message_id(future, mail)
        out(f"    {local_time(future, mail)}  {future.name(mail):<26.26}  {subject}")


def _show_held(jobs: list[Job]) -> None:
    for job in jobs:
        held = [(r, n) for r, n in job.store.reasons(job.campaign.name, "held")]
        if held:
            out()
        for rule, n in held:
            out(f"  {n:>4}  {rule_say(rule)}")
