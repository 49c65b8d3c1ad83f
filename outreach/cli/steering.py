"""What a person decides: pause, resume, stop, answered, inbox --done, resolve."""

from contextlib import suppress
from typing import Annotated

import typer

from outreach import campaign as shell
from outreach import clock
from outreach.campaign import Desk, Job, by_mailbox
from outreach.cli import context
from outreach.cli.context import CampaignArg
from outreach.cli.screen import Stop, ask, dim, interactive, next_step, out, styled, who
from outreach.errors import InputError, UsageError
from outreach.store.views import rule_say
from outreach.words import say, several

ReasonArg = Annotated[str, typer.Option("--reason", help="help.opt_reason")]
RegionArg = Annotated[str | None, typer.Option("--region", help="help.opt_region")]
ContactArg = Annotated[str | None, typer.Argument(help="help.arg_contact", metavar="[CONTACT]")]
#: How somebody answered outside the mailbox.
WAYS = ("phone", "person", "chat", "mail")


def register(app: typer.Typer) -> None:
    app.command("answered", help="help.answered")(answered)
    app.command("inbox", help="help.inbox")(inbox)
    app.command("resolve", help="help.resolve")(resolve)
    app.command("pause", help="help.pause")(pause)
    app.command("resume", help="help.resume")(resume)
    app.command("stop", help="help.stop")(stop)


# -- answers ---------------------------------------------------------------------------------


def answered(
    contact: Annotated[list[str], typer.Argument(help="help.arg_contact", metavar="CONTACT...")],
    by: Annotated[
        str, typer.Option("--by", metavar="phone|person|chat", help="help.answered_by")
    ] = "phone",
    note: Annotated[str, typer.Option("--note", help="help.answered_note")] = "",
    campaign: CampaignArg = None,
) -> None:
    if by not in WAYS:
        raise UsageError(say("send.unknown_way", value=by), say("send.unknown_way_hint"))
    with context.jobs(campaign) as jobs:
        chosen = [context.person(jobs[0].store, piece) for piece in contact]
        for address, name in chosen:
            _note_answer(jobs[0], address, name, by, note)
        next_step("outreach status")


def _note_answer(job: Job, address: str, name: str, by: str, note: str) -> None:
    ended = sum(job.store.answered(address, by, note, who(), clock.now()).values())
    many = "send.answered" if ended else "send.answered_none"
    out(several(ended, "send.answered_one", many, name=name))
    for send in job.store.sends_to(address):
        if send.state in ("sending", "in_doubt"):
            out(say("send.answered_doubt", key=send.key))


def inbox(
    done: Annotated[bool, typer.Option("--done", help="help.inbox_done")] = False,
    answered_: Annotated[
        list[str] | None, typer.Option("--answered", metavar="CONTACT", help="help.inbox_answered")
    ] = None,
    campaign: CampaignArg = None,
) -> None:
    if not done:
        raise UsageError(say("send.inbox_by_hand"), say("send.inbox_by_hand_hint"))
    with context.jobs(campaign) as jobs:
        store, now = jobs[0].store, clock.now()
        # All names first: a slip in the third must not leave the second half done.
        chosen = [context.person(store, piece) for piece in answered_ or ()]
        for address, name in chosen:
            _note_answer(jobs[0], address, name, "mail", "")
        for name in dict.fromkeys(job.campaign.mailbox for job in jobs):
            store.looked(name, who(), now)
        out(say("send.looked"))
        next_step("outreach send")


# -- doubts -----------------------------------------------------------------------------------


def resolve(
    key: Annotated[str, typer.Argument(help="help.arg_key")],
    sent: Annotated[
        bool | None, typer.Option("--sent/--not-sent", help="help.resolve_sent")
    ] = None,
    campaign: CampaignArg = None,
) -> None:
    if sent is None:
        raise UsageError(say("cli.resolve_which"), say("cli.resolve_which_hint"))
    with context.jobs(campaign) as jobs:
        full = key if jobs[0].store.send(key) else _doubt_of(jobs[0], key)
        send = jobs[0].store.send(full)
        job = next((j for j in jobs if send and j.campaign.name == send.campaign), jobs[0])
        follow = (
            shell.first_moment(job, send.step + 1, send.address, send.claimed_at or clock.now())
            if sent and send and not send.purpose
            else None
        )
        job.store.resolve(full, sent=sent, by=who(), now=clock.now(), follow=follow)
        if send and not sent:
            shell.put_copy_aside(job, send.message_id)
        now_is = job.store.send(full)
        if now_is and now_is.state == "cancelled":
            out(say("cli.resolved_over", key=full, reason=rule_say(now_is.rule, now_is.detail)))
            next_step("outreach status")
            return
        out(say("cli.resolved_sent" if sent else "cli.resolved_not_sent", key=full))
        next_step("outreach status" if sent else "outreach send")


def _doubt_of(job: Job, piece: str) -> str:
    address, name = context.person(job.store, piece)
    doubts = [s.key for s in job.store.sends_to(address) if s.state == "in_doubt"]
    if len(doubts) != 1:
        key = "cli.several_doubts" if doubts else "cli.no_doubt"
        raise UsageError(say(key, name=name, n=len(doubts)), say("cli.not_in_doubt_hint"))
    return doubts[0]


# -- pause, resume, stop ------------------------------------------------------------------------


def pause(
    contact: ContactArg = None,
    region: RegionArg = None,
    reason: ReasonArg = "",
    campaign: CampaignArg = None,
) -> None:
    if contact and region:
        raise UsageError(say("send.person_or_region"), say("send.person_or_region_hint"))
    with context.jobs(campaign) as jobs:
        store, now = jobs[0].store, clock.now()
        if region:
            code, name = _region(jobs[0], region)
            store.pause_region(code, reason, who(), now)
            people = store.people_in(code)
            many = "send.region_paused" if people else "send.region_paused_none"
            out(several(people, "send.region_paused_one", many, name=name))
            next_step(f"outreach resume --region {code}")
            return
        if contact:
            address, name = context.person(store, contact)
            for job in jobs:
                store.pause(job.campaign.name, address, reason, who(), now)
            out(say("cli.paused", name=name))
        else:
            for job in jobs:
                store.pause(job.campaign.name, "", reason, who(), now)
                out(say("cli.paused", name=job.campaign.name))
        next_step(f"outreach resume {contact or ''}".strip())


def _region(job: Job, text: str) -> tuple[str, str]:
    """Code and name of a country or Land.

    Raises:
        UsageError: nobody knows such a place.
    """
    from outreach.schedule.places import name_of, place_of
    from outreach.words import current

    place, how = place_of(text, job.mailbox.region or "DE")
    if how in ("unknown", "sender"):
        raise UsageError(say("send.unknown_region", value=text), say("send.unknown_region_hint"))
    return place.code, name_of(place, current())


def resume(
    contact: ContactArg = None,
    region: RegionArg = None,
    yes: Annotated[bool, typer.Option("--yes", help="help.resume_yes")] = False,
    campaign: CampaignArg = None,
) -> None:
    if contact and region:
        raise UsageError(say("send.person_or_region"), say("send.person_or_region_hint"))
    with context.jobs(campaign) as jobs:
        if region:
            _resume_region(jobs, region, yes=yes)
        elif contact:
            address, name = context.person(jobs[0].store, contact)
            now = clock.now()
            for job in jobs:
                # A flag that was taken out of the list holds nobody any more; a list that
                # cannot be read leaves its last good reading.
                with suppress(InputError):
                    shell.bring_up_to_date(job, now)
            back = sum(j.store.resume(j.campaign.name, address, who(), now) for j in jobs)
            if not _still_gated(jobs, address, name):
                _say_resumed(name, back)
        else:
            _resume_campaigns(jobs, yes=yes)
        next_step("outreach status")


def _still_gated(jobs: list[Job], address: str, name: str) -> bool:
    """Whether what the list says keeps this person from all that goes by itself; says so."""
    from outreach.store.views import flags_say

    for job in jobs:
        contact = job.store.contact(job.campaign.contacts, address)
        if contact is None:
            continue
        if gates := shell.gates_of(job, contact):
            flags, file = flags_say(" ".join(gates)), job.campaign.contacts
            out(say("care.still_gated", name=name, flags=flags, file=file, line=contact.line))
            return True
        with suppress(InputError):
            shell.check_person(job, address, clock.now())
    return False


def _say_resumed(name: str, back: int) -> None:
    out(say("cli.resumed", name=name, n=back) if back else say("send.region_resumed", name=name))


def _resume_region(jobs: list[Job], region: str, *, yes: bool) -> None:
    store = jobs[0].store
    code, name = _region(jobs[0], region)
    if code not in store.paused_regions():
        out(say("send.region_not_paused", name=name))
        return
    _show_new_plan(jobs, yes=yes, region=code)
    store.resume_region(code, who(), clock.now())
    out(say("send.region_resumed", name=name))


def _resume_campaigns(jobs: list[Job], *, yes: bool) -> None:
    """Lift what holds the campaigns; with several, one that was ended comes back only by name.

    Raises:
        ConfigError: several have been ended, and none is named.
    """
    held = [job for job in jobs if _is_held(job)]
    ended = [job for job in jobs if _is_ended(job)]
    if not held and len(jobs) > 1 and ended:
        jobs[0].workspace.campaign(None)
    lifted = [job for job in jobs if job in held or (job in ended and len(jobs) == 1)]
    if not lifted:
        out(say("send.not_paused"))
        return
    _show_new_plan([j for j in jobs if j in lifted or not _is_ended(j)], yes=yes)
    for job in lifted:
        job.store.resume_mailbox(job.mailbox.name)
        back = job.store.resume(job.campaign.name, "", who(), clock.now())
        _say_resumed(job.campaign.name, back)


def _is_held(job: Job) -> bool:
    """Whether a pause, the guard or a resting mailbox keeps the campaign from writing."""
    store, name = job.store, job.campaign.name
    rests = store.mailbox(job.mailbox.name).paused_until
    return bool(
        store.paused(name) or store.openers_stopped(name) or (rests and rests > clock.now())
    )


def _is_ended(job: Job) -> bool:
    """Whether a person has ended the campaign for all."""
    reasons = job.store.reasons(job.campaign.name, "cancelled")
    return any(rule == "stopped_all" for rule, _ in reasons)


def _show_new_plan(jobs: list[Job], *, yes: bool, region: str = "") -> None:
    """What would go once this pause is over; then the question, where somebody can answer.

    Raises:
        Stop: the person said no.
    """
    from outreach.cli.planning import future_of, show_next_days

    for mine in by_mailbox(jobs):
        show_next_days(future_of(Desk(mine), clock.now(), resumed=not region, lifted=region))
    question = say("cli.resume_question")
    if interactive() and not yes and ask(question, default="n").lower()[:1] not in ("y", "j"):
        out(say("send.nothing_lifted"))
        raise Stop(0)


def stop(contact: ContactArg = None, reason: ReasonArg = "", campaign: CampaignArg = None) -> None:
    with context.jobs(campaign) as jobs:
        store, now = jobs[0].store, clock.now()
        address, name = context.person(store, contact) if contact else ("", "")
        for job in jobs if contact or campaign or len(jobs) == 1 else _which(jobs):
            gone = store.stop(job.campaign.name, address, reason, who(), now)
            out(several(gone, "cli.stopped_one", "cli.stopped", name=name or job.campaign.name))
        styled(dim(say("cli.stopped_hint", command=f"outreach resume {contact or ''}".strip())))
        next_step("outreach status")


def _which(jobs: list[Job]) -> list[Job]:
    """To end is for good, so several campaigns are never ended by one bare word.

    Raises:
        UsageError: always; it names the campaigns.
    """
    jobs[0].workspace.campaign(None)
    return jobs
