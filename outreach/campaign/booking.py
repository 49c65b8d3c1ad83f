"""Calls: agreed, moved, called off, the mails about them, and the sender's own calendar.

What was agreed stands in the ledger before anything is sent; each mail about it is a row
that is made here, with the same bytes whenever it is made, and sent by the run.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outreach.campaign.caring import Held
from outreach.campaign.inviting import CALLS, call_uid, invite_of, where
from outreach.campaign.job import Job
from outreach.campaign.letters import Made
from outreach.campaign.offering import others
from outreach.errors import InputError, SlotTaken
from outreach.model import GUEST, Booking, Contact, Letter, Slot
from outreach.words import say

if TYPE_CHECKING:
    from outreach.invite import Invite
    from outreach.invite.letters import Occasion
    from outreach.store import CallMail

#: Where nothing is said: minutes that a call lasts.
MINUTES = 20
#: When the guest is reminded, on the wall clock of the guest.
MORNING = time(9)
#: Free times that are shown to somebody whose own is gone.
SHOWN = 5
#: By which a file of our own making is known.
_OURS = b"PRODID:-//outreach//"


def length(job: Job) -> timedelta:
    """How long a call lasts here."""
    rules = job.workspace.booking
    return timedelta(minutes=rules.duration if rules else MINUTES)


def guest(job: Job, address: str) -> Contact:
    """The person as the list has them; one whose row is gone keeps the address."""
    return job.store.contact(job.campaign.contacts, address) or Contact(address, address, {})


def job_of(job: Job, call: Booking) -> Job:
    """The campaign a call belongs to: its own, else one of the same mailbox."""
    known = job.workspace.campaigns
    mine = known.get(call.campaign)
    if mine is None or mine.mailbox != call.mailbox:
        mine = next((c for c in known.values() if c.mailbox == call.mailbox), job.campaign)
    return job if mine == job.campaign else Job(job.workspace, mine, job.store, job.secret)


# -- agreed, moved, called off ------------------------------------------------------------------


def confirm(
    job: Job,
    contact: Contact,
    start: datetime,
    now: datetime,
    *,
    by: str,
) -> Booking:
    """Agree a call from `start` on; the invitation is planned, and the letters end.

    Asked again for the same time it is the same call; for another time the call moves.

    Raises:
        SlotTaken: somebody else has that time, or the sender's calendar has something
            there; the error names other free times.
        InputError: a calendar of the sender cannot be read, so nobody knows.
    """
    slot = Slot(start.astimezone(UTC), start.astimezone(UTC) + length(job))
    try:
        call = job.store.book(
            slot,
            address=contact.address,
            campaign=job.campaign.name,
            mailbox=job.mailbox.name,
            zone=where(job.mailbox, contact).zone,
            uid=lambda number: call_uid(job, contact.address, number),
            now=now,
            by=by,
            is_busy=job.free_times.is_busy,
        )
    except SlotTaken as error:
        raise _with_others(job, contact, slot, error, now) from error
    write_calls(job)
    return call


def move(job: Job, call: Booking, start: datetime, now: datetime, *, by: str) -> Booking:
    """Give a call another time, as long as before.

    Raises:
        UsageError: it is over, or was called off.
        SlotTaken: the new time is not free; the call stays where it was.
        InputError: a calendar of the sender cannot be read, so nobody knows.
    """
    begin = start.astimezone(UTC)
    slot = Slot(begin, begin + (call.slot.end - call.slot.start))
    try:
        moved = job.store.move(call.uid, slot, now=now, by=by, is_busy=job.free_times.is_busy)
    except SlotTaken as error:
        raise _with_others(job, guest(job, call.address), slot, error, now) from error
    write_calls(job)
    return moved


def cancel(job: Job, call: Booking, now: datetime, *, by: str) -> Booking:
    """Call a call off; `by` is `GUEST` where the guest asked for it.

    Raises:
        UsageError: it is over.
    """
    gone = job.store.cancel(call.uid, now=now, by=by)
    write_calls(job)
    return gone


def open_times(job: Job, address: str, now: datetime) -> list[Slot]:
    """Times this person was offered that could still be agreed, by time."""
    found = {
        slot
        for offer in job.store.offers_of(address, now)
        if offer.state == "open" and offer.mailbox == job.mailbox.name
        for slot in offer.slots
        if job.store.is_free(slot, offer.mailbox, address, now)
    }
    return sorted(found)


def free_times(job: Job, contact: Contact, now: datetime) -> list[Slot]:
    """Times that could be agreed with this person, at hours in which people work there."""
    taken, held, _ = others(job, contact, now)
    zone = where(job.mailbox, contact).zone
    return list(job.free_times.slots(now, zone=zone, taken=[*taken, *held]))


def _with_others(
    job: Job, contact: Contact, slot: Slot, error: SlotTaken, now: datetime
) -> SlotTaken:
    """The same refusal, with the time as it was understood, and times that are free."""
    from outreach.invite import offered
    from outreach.words import current

    here = job.mailbox.timezone
    what = say(
        "invite.taken_when", when=offered(slot.start, here, here, current()), what=error.what
    )
    free = open_times(job, contact.address, now) or free_times(job, contact, now)
    if not free:
        return SlotTaken(what, say("invite.taken_hint"))
    zones = here, where(job.mailbox, contact).zone
    times = " · ".join(offered(s.start, *zones, current()) for s in _some(free)[:SHOWN])
    return SlotTaken(what, say("invite.taken_others", name=contact.name, times=times))


def _some(free: list[Slot]) -> list[Slot]:
    """The first of each half day: a choice, where a whole afternoon would be one."""
    seen: dict[tuple[date, bool], Slot] = {}
    for slot in free:
        seen.setdefault((slot.start.date(), slot.start.hour < 12), slot)
    return list(seen.values())


# -- the mails about a call ---------------------------------------------------------------------


def remind_at(job: Job) -> Callable[[Booking], datetime]:
    """When to remind of a call: in the morning of the guest's business day before it.

    A call that was agreed on that very day is not reminded of.
    """
    from outreach.schedule.calendars import Calendar
    from outreach.words import current

    calendar = Calendar(job.workspace.rules, current())

    def moment(call: Booking) -> datetime:
        mine = job_of(job, call)
        place, tz = where(mine.mailbox, guest(mine, call.address)).place, ZoneInfo(call.zone)
        day = call.slot.start.astimezone(tz).date() - timedelta(days=1)
        while not calendar.is_business_day(day, place):
            day -= timedelta(days=1)
        if call.stamp.astimezone(tz).date() >= day:
            return call.stamp
        return datetime.combine(day, MORNING, tz).astimezone(UTC)

    return moment


def call_letter_for(job: Job, mail: "CallMail", at: datetime) -> Made | Held:
    """The mail about a call, or why it cannot be made.

    What its version settled is stored, so it has the same bytes whenever it is made; a
    moment settled at an earlier try wins over `at`. The words say all that the calendar
    part says. A reminder has none: the entry is there already.

    Args:
        job: a campaign of the host.
        mail: the row and the version it tells of.
        at: when it goes.
    """
    from outreach.invite import call_letter, cancellation, request
    from outreach.merge import Missing
    from outreach.message import compose

    job, call = job_of(job, mail.booking), mail.booking
    contact = guest(job, call.address)
    moment = job.local(mail.send.date or at)
    try:
        invite = _invite(job, call, contact)
        draft = call_letter(
            _OCCASION[mail.purpose],
            invite,
            contact,
            job.setting,
            moment,
            before=_told_before(job, call) if mail.purpose == "move" else None,
            by_me=mail.purpose == "cancel" and call.by != GUEST,
        )
        if isinstance(draft, Missing):
            return Held(draft.rule, ", ".join(draft.fields) or str(draft.what))
        part = {"cancel": cancellation, "reminder": None}.get(mail.purpose, request)
        letter = Letter(
            key=mail.send.key,
            sender=job.mailbox.sender,
            to_name=invite.to_name,
            to_email=contact.email,
            draft=draft,
            date=moment,
            calendar=part(invite) if part else None,
        )
        message = compose(letter, job.secret)
    except InputError as error:
        return Held("unsendable", str(error.what))
    return Made(letter, message, mail.send.approved)


_OCCASION: "Mapping[str, Occasion]" = {
    "request": "request",
    "move": "moved",
    "cancel": "cancelled",
    "reminder": "reminder",
}


def _told_before(job: Job, call: Booking) -> datetime | None:
    """When the call was to begin, as the guest knows it."""
    known = [
        m.booking
        for m in job.store.mails_of_call(call.uid)
        if m.purpose in ("request", "move")
        and m.booking.sequence < call.sequence
        and m.send.state in ("sending", "accepted", "in_doubt", "bounced")
    ]
    if known:
        return max(known, key=lambda b: b.sequence).slot.start
    before = job.store.booking(call.uid, call.sequence - 1)
    return before.slot.start if before else None


def _invite(job: Job, call: Booking, contact: Contact) -> "Invite":
    return invite_of(
        job,
        contact,
        call.slot,
        uid=call.uid,
        stamp=call.stamp,
        zone=call.zone,
        sequence=call.sequence,
        cancelled=call.state == "cancelled",
    )


def both_times(job: Job, call: Booking) -> str:
    """A call's time for the screen: the guest's clock, and below it the sender's where it differs."""
    from outreach.invite import both_sides
    from outreach.words import current

    zones = job.mailbox.timezone, call.zone
    return both_sides(call.slot.start, call.slot.end, *zones, current())


# -- the sender's own calendar ------------------------------------------------------------------


def write_calls(job: Job) -> Path | None:
    """Bring calls.ics up to date; gives its path, or None where there is nothing to write.

    A file of that name that is not of our making is left alone, and a disk that refuses
    costs only the file: the ledger has the calls.
    """
    from contextlib import suppress

    from outreach.files import write_private
    from outreach.invite import calls_ics

    path, calls = job.workspace.root / CALLS, job.store.bookings()
    if not calls and not path.exists():
        return None
    invites = [_invite(mine, c, guest(mine, c.address)) for c in calls for mine in [job_of(job, c)]]
    with suppress(OSError, InputError):
        content = calls_ics(invites, job.workspace.language, job.mailbox.timezone)
        before = path.read_bytes() if path.exists() else None
        if before == content:
            return path
        if before is None or _OURS in before[:400]:
            write_private(path, content)
            return path
    return None
