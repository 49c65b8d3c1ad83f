"""bookings: agree a call, move it, call it off, and list them."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from outreach import campaign as shell
from outreach import clock
from outreach.campaign import Job, booking
from outreach.campaign.inviting import CALLS
from outreach.campaign.runs import Limits
from outreach.cli import context
from outreach.cli.context import CampaignArg, JsonArg
from outreach.cli.screen import ask, interactive, json_line, next_step, out, table, when, who
from outreach.cli.sending import crash_edge
from outreach.cli.usage import App
from outreach.errors import AlreadyRunning, ConfigError, InputError, TransportError, UsageError
from outreach.model import GUEST, Booking, Contact
from outreach.store.views import rule_say
from outreach.words import say

ContactArg = Annotated[str, typer.Argument(help="help.arg_contact", metavar="CONTACT")]
TimeArg = Annotated[str, typer.Argument(help="help.arg_call_time", metavar="TIME")]
TheirsArg = Annotated[
    bool | None, typer.Option("--theirs/--mine", help="help.bookings_cancel_theirs")
]


def register(app: typer.Typer) -> None:
    group = App(help="help.bookings", no_args_is_help=True)
    group.command("confirm", help="help.bookings_confirm")(confirm)
    group.command("move", help="help.bookings_move")(move)
    group.command("cancel", help="help.bookings_cancel")(cancel)
    group.command("list", help="help.bookings_list")(list_)
    app.add_typer(group, name="bookings")


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom a command means, in the campaign through which they are known."""

    job: Job
    jobs: list[Job]
    contact: Contact
    now: datetime

    @property
    def call(self) -> Booking:
        """The call to come with this person.

        Raises:
            UsageError: there is none.
        """
        boxes = dict.fromkeys(job.mailbox.name for job in self.jobs)
        for name in boxes:
            if found := self.job.store.booking_with(self.contact.address, name, self.now):
                return found
        raise UsageError(
            say("invite.no_call", name=self.contact.name),
            say("invite.no_call_hint", email=self.contact.email),
        )


def _guest(jobs: list[Job], piece: str) -> Guest:
    """The person that a piece of a name means, from the lists as they are now."""
    now, store = clock.now(), jobs[0].store
    shell.check_kind(jobs[0])
    for job in jobs:
        # A list that cannot be read leaves its last good reading.
        with suppress(InputError):
            shell.bring_up_to_date(job, now)
    address, _ = context.person(store, piece)
    mine = [j for j in jobs if store.locale(j.campaign.name, address)]
    mine += [j for j in jobs if store.contact(j.campaign.contacts, address)]
    job = next(iter(mine), jobs[0])
    return Guest(job, jobs, booking.guest(job, address), now)


def _start(guest: Guest, text: str) -> datetime:
    """When the call is to begin; a weekday alone is that of the call or of the last letter."""
    from outreach.invite import read_time

    store, address, box = guest.job.store, guest.contact.address, guest.job.mailbox
    offers = [o for o in store.offers_of(address, guest.now) if o.mailbox == box.name]
    # Also where the offer has ended: it is still what the guest has read and answers to, and
    # who types the same a second time means the same day.
    times = {s.start for offer in offers[-1:] for s in offer.slots}
    if call := store.booking_with(address, box.name, guest.now):
        times.add(call.slot.start)
    return read_time(text, box.timezone, guest.now, sorted(times))


# -- agree, move, call off ------------------------------------------------------------------------


def confirm(contact: ContactArg, time: TimeArg, campaign: CampaignArg = None) -> None:
    with context.jobs(campaign) as jobs:
        guest = _guest(jobs, contact)
        start = _start(guest, time)
        call = booking.confirm(guest.job, guest.contact, start, guest.now, by=who())
        version = guest.job.store.mails_of_call(call.uid)[-1]
        # An invitation that came before the yes has taken the first numbers.
        _tell(guest, call, "invite.moved_to" if version.purpose == "move" else "invite.agreed")


def move(contact: ContactArg, time: TimeArg, campaign: CampaignArg = None) -> None:
    with context.jobs(campaign) as jobs:
        guest = _guest(jobs, contact)
        call = guest.call
        start = _start(guest, time)
        moved = booking.move(guest.job, call, start, guest.now, by=who())
        _tell(guest, moved, "invite.moved_to")


def cancel(contact: ContactArg, theirs: TheirsArg = None, campaign: CampaignArg = None) -> None:
    with context.jobs(campaign) as jobs:
        guest = _guest(jobs, contact)
        call = guest.call
        if theirs is None and interactive():
            answer = ask(say("invite.who_cancels", name=guest.contact.name), default="n")
            theirs = answer.lower()[:1] in ("y", "j")
        gone = booking.cancel(guest.job, call, guest.now, by=GUEST if theirs else who())
        _tell(guest, gone, "invite.cancelled")


def _tell(guest: Guest, call: Booking, key: str) -> None:
    """What is agreed now, in both clocks, and what became of the mail about it."""
    out(say(key, name=guest.contact.name))
    for line in booking.both_times(guest.job, call).splitlines():
        out(f"  {line}")
    out()
    problem = _send(guest, call)
    mails = guest.job.store.mails_of_call(call.uid)
    mail = next((m for m in reversed(mails) if m.booking.sequence == call.sequence), None)
    if mail is not None:
        send, email = mail.send, guest.contact.email
        state, reason = send.state, problem or rule_say(send.rule, send.detail)
        if state == "planned" and call.slot.start <= guest.now:
            # Nobody is written to about what has begun.
            state, reason = "cancelled", rule_say("call_begun")
        elif state == "planned" and not problem:
            box = guest.job.store.mailbox(call.mailbox)
            reason = rule_say("mailbox", box.paused_detail) if box.paused_until else reason
        out(say(f"invite.mail_{state}", email=email, reason=reason, key=send.key))
        if state == "in_doubt":
            next_step(f"outreach resolve {send.key} --sent")
            return
    if call.state == "confirmed":
        out(say("invite.in_calendar", file=CALLS))
    next_step("outreach bookings list" if call.state == "confirmed" else "outreach status")


def _send(guest: Guest, call: Booking) -> object:
    """Send the mail about this call now; gives why not, where the next run has to."""
    limits = Limits(only=(call.address,), edge=crash_edge())
    box = [j for j in guest.jobs if j.campaign.mailbox == call.mailbox] or [guest.job]
    try:
        with shell.run_lock(guest.job.workspace):
            shell.send_calls(box, shell.transport_for, limits)
    except AlreadyRunning:
        return say("invite.other_run")
    except (TransportError, ConfigError) as error:
        return error.what
    return ""


# -- list ------------------------------------------------------------------------------------------


def list_(as_json: JsonArg = False, campaign: CampaignArg = None) -> None:
    with context.jobs(campaign) as jobs:
        now, store = clock.now(), jobs[0].store
        calls = [c for c in store.bookings() if not campaign or c.campaign == campaign]
        if as_json:
            for call in calls:
                _line(jobs[0], call, now)
            return
        coming = [c for c in calls if _state(c, now) == "confirmed"]
        others = [c for c in calls if _state(c, now) != "confirmed"]
        if not calls:
            out(say("invite.no_calls"))
        table([row for call in coming for row in _rows(jobs[0], call)])
        if others:
            if coming:
                out()
            table(
                [
                    when(c.slot.start, jobs[0].mailbox.timezone),
                    booking.guest(booking.job_of(jobs[0], c), c.address).name,
                    str(say(f"invite.state_{_state(c, now)}")),
                ]
                for c in others
            )
        next_step(
            "outreach brief CONTACT" if coming else 'outreach bookings confirm CONTACT "Di 10:00"'
        )


def _rows(job: Job, call: Booking) -> list[list[str]]:
    """The call to come with its time on both clocks, a line for each."""
    first, *more = booking.both_times(job, call).splitlines()
    name = booking.guest(booking.job_of(job, call), call.address).name
    return [[name, first], *(["", line] for line in more)]


def _state(call: Booking, now: datetime) -> str:
    return "over" if call.state == "confirmed" and call.slot.end <= now else call.state


def _line(job: Job, call: Booking, now: datetime) -> None:
    from zoneinfo import ZoneInfo

    mine = booking.job_of(job, call)
    mails = job.store.mails_of_call(call.uid)
    json_line(
        uid=call.uid,
        contact=booking.guest(mine, call.address).email,
        campaign=call.campaign,
        state=_state(call, now),
        start=mine.local(call.slot.start).isoformat(),
        end=mine.local(call.slot.end).isoformat(),
        guest_start=call.slot.start.astimezone(ZoneInfo(call.zone)).isoformat(),
        zone=call.zone,
        sequence=call.sequence,
        mails=[{"key": m.send.key, "purpose": m.purpose, "state": m.send.state} for m in mails],
    )
