"""The times one letter offers: worked out when it is made, kept from the claim on.

A letter that is made again finds the times it has, as long as all of them can still be
agreed; so a mail that was put off keeps its bytes, and never names a time that is gone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from outreach.campaign.inviting import Where, call_uid, invite_of, spoken, uid_of, where
from outreach.model import Attachment, Calendar, Contact, Send, Slot
from outreach.words import Say, say

if TYPE_CHECKING:
    from outreach.campaign.job import Job
    from outreach.config.nouns import Invite as Way
    from outreach.invite import Invite


@dataclass(frozen=True, slots=True)
class Offered:
    """What a letter offers: the times in its words, and the file or invitation that goes along."""

    slots: tuple[Slot, ...] = ()
    #: Kept free for this person alone; None where none could be.
    held: Slot | None = None
    expires: datetime | None = None
    #: Of the entry in the calendar file; "" without one.
    uid: str = ""
    #: For ``{{ slots }}``.
    words: tuple[str, ...] = ()
    #: For ``{{ booking_url }}``.
    page: str = ""
    #: vorschlag.ics.
    attachment: Attachment | None = None
    #: A real invitation, for people who agreed to be invited.
    calendar: Calendar | None = None
    #: The call as the file has it, for the preview.
    entry: "Invite | None" = None
    #: Why there are no times (see `calls.offers.Reason`); "" where there are, or none were wanted.
    why: str = ""


#: States of a letter whose words are out of our hands.
GONE = ("sending", "accepted", "bounced", "in_doubt")
#: How a letter's times are found; `likely` for a check of its words.
Offers = Callable[["Job", Send, Contact, datetime], Offered]


def way_of(job: "Job", step: int) -> "Way":
    """How the letter of a step offers a call."""
    return job.campaign.steps[step - 1].invite


def offered(job: "Job", send: Send, contact: Contact, moment: datetime) -> Offered:
    """What this letter offers at `moment`.

    Same inputs, same offer: which times are named follows from the free ones and the key.

    Args:
        job: the campaign.
        send: the letter's row.
        contact: the person.
        moment: when it goes; aware.
    """
    way, booking = way_of(job, send.step), job.workspace.booking
    if booking is None or way == "none":
        return Offered()
    if way == "link":
        return Offered(page=booking.url)
    if send.state in GONE:
        return _as_gone(job, send, contact, moment, way)
    kept = job.store.offer_of(send.key, moment)
    uid = _uid(job, send, way)
    if kept and kept.uid == uid and _stands(job, kept.slots, contact, moment):
        times = Offered(kept.slots, kept.held, kept.expires, uid)
        return _made(job, contact, times, kept.offered_at, way)
    # An invitation is for one time: to name others beside it would be no invitation.
    found = _found(job, send, contact, moment, alone=way == "invite")
    if found.why:
        return found
    if way == "invite" and found.held:
        # It stands in a calendar as long as nobody takes it out: so long the time is theirs.
        found = replace(found, expires=found.held.start)
    return _made(job, contact, replace(found, uid=uid), moment, way)


def _as_gone(job: "Job", send: Send, contact: Contact, moment: datetime, way: "Way") -> Offered:
    """What a letter offered that has gone, whatever has become of its times."""
    of_it = [o for o in job.store.offers_of(send.address, moment) if o.key == send.key]
    if not of_it:
        return Offered()
    noted = of_it[-1]
    times = Offered(noted.slots, noted.held, noted.expires, noted.uid)
    return _made(job, contact, times, noted.offered_at, way)


def likely(job: "Job", send: Send, contact: Contact, moment: datetime) -> Offered:
    """Times as a letter will probably name them, for the check of its words.

    Nothing is asked of any calendar, so that a list of any length is checked at once; but a
    letter that waits for a free time is told by the real ones whether it still does.
    """
    from outreach.invite import offered as told

    way = way_of(job, send.step)
    if way in ("none", "link") or send.rule == "no_slot":
        return offered(job, send, contact, moment)
    zone = job.mailbox.timezone
    begin = moment.replace(hour=10, minute=0, second=0, microsecond=0)
    language = spoken(job, contact)[0]
    times = (begin + timedelta(days=8), (begin + timedelta(days=9)).replace(hour=15))
    words = tuple(told(at, zone, zone, language, "") for at in times)
    return Offered(words=words if way == "offer" else words[:1])


def without(job: "Job", send: Send, contact: Contact, moment: datetime) -> Offered:
    """No times, since each one was promised to somebody else before it could be kept free."""
    if way_of(job, send.step) in ("offer", "invite"):
        return Offered(why="all_held")
    return offered(job, send, contact, moment)


def keep(job: "Job", send: Send, times: Offered, now: datetime) -> None:
    """Note what a letter offers, in the transaction that claims it.

    Whatever this person was offered before is withdrawn, also where the new letter names
    no times: its words count. A real invitation stands until its time, since it is in their
    calendar; another invitation moves it.

    Raises:
        SlotTaken: the time to be kept free was promised to somebody else meanwhile.
    """
    way = way_of(job, send.step)
    beside = "" if way == "invite" else _uid(job, send, "invite")
    if not times.slots or times.expires is None:
        if way != "none":
            job.store.withdraw(send.address, now, beside)
        return
    job.store.offer_slots(
        times.slots,
        key=send.key,
        address=send.address,
        campaign=send.campaign,
        mailbox=job.mailbox.name,
        now=now,
        expires=times.expires,
        held=times.held,
        uid=times.uid,
        beside=beside,
    )


def crowded(jobs: "Sequence[Job]") -> Say | None:
    """What to tell where more letters will name times than there are times for; else None.

    Of one mailbox's campaigns, for the days that may be offered now.
    """
    from outreach.calls.offers import TIMES
    from outreach.calls.slots import CROWDED, crowding

    job = jobs[0]
    booking = job.workspace.booking
    asking = [
        each
        for each in jobs
        if each.mailbox == job.mailbox
        and any(step.invite in ("offer", "invite") for step in each.campaign.steps)
    ]
    if booking is None or not asking:
        return None
    waiting = sum(job.store.counts(each.campaign.name)["planned"] for each in asking)
    rules = job.workspace.rules
    days = booking.horizon * len(rules.days) // 7
    letters = min(waiting, days * rules.daily_limit)
    taken, held, _ = others(job, Contact("", "", {}), job.free_times.now)
    free = len(job.free_times.slots(taken=[*taken, *held]))
    if not free or crowding(letters, TIMES, booking.acceptance, free) <= CROWDED:
        return None
    return say("calls.crowded", people=letters, slots=free)


def _stands(job: "Job", slots: tuple[Slot, ...], contact: Contact, moment: datetime) -> bool:
    """Whether all of these times could still be agreed with this person."""
    taken, held, _ = others(job, contact, moment)
    free = job.free_times.slots(moment, taken=[*taken, *held])
    return set(slots) <= set(free)


def others(
    job: "Job", contact: Contact, moment: datetime
) -> tuple[list[tuple[datetime, datetime]], list[tuple[datetime, datetime]], dict[datetime, int]]:
    """Calls agreed, times kept free for others, and how many other letters name a time."""
    box, store = job.mailbox.name, job.store
    holds = store.live_holds(box, moment)
    return (
        [(b.slot.start, b.slot.end) for b in store.bookings("confirmed", mailbox=box)],
        [(s.start, s.end) for s, whose in holds.items() if whose != contact.address],
        {s.start: n for s, n in store.live_load(box, moment, but=contact.address).items()},
    )


def _found(job: "Job", send: Send, contact: Contact, moment: datetime, *, alone: bool) -> Offered:
    """What is free for this letter, or the reason why nothing is."""
    from outreach.calls.offers import NoOffer

    taken, held, load = others(job, contact, moment)
    if not alone:
        # What they are invited for stays theirs, and is no further choice.
        held += [
            (o.held.start, o.held.end)
            for o in job.store.offers_of(send.address, moment)
            if o.state == "open" and o.held and o.uid == _uid(job, send, "invite")
        ]
    found = job.free_times.offer(
        send.key, contact, moment, taken=taken, held=held, load=load, alone=alone
    )
    if isinstance(found, NoOffer):
        return Offered(why=found.reason)
    return Offered(found.slots, found.held, found.expires)


def _uid(job: "Job", send: Send, way: "Way") -> str:
    """An invitation has the UID that the call will have, so that a yes changes the same entry."""
    if way != "invite":
        return uid_of(job, f"offer:{send.key}")
    before = [b for b in job.store.bookings_of(send.address) if b.mailbox == job.mailbox.name]
    return call_uid(job, send.address, len(before))


def _made(job: "Job", contact: Contact, times: Offered, stamp: datetime, way: "Way") -> Offered:
    """The times with their words, and the file or invitation that goes along."""
    from outreach.invite import proposal, request

    there = where(job.mailbox, contact)
    times = replace(times, words=_words(job, contact, times, there))
    booking = job.workspace.booking
    if times.held is None or booking is None:
        return times
    sequence = job.store.invited(times.uid, stamp) if way == "invite" else 0
    entry = invite_of(
        job, contact, times.held, uid=times.uid, stamp=stamp, zone=there.zone, sequence=sequence
    )
    if way == "invite":
        return replace(times, entry=entry, calendar=request(entry))
    return replace(times, entry=entry, attachment=proposal(entry) if booking.attach else None)


def _words(job: "Job", contact: Contact, times: Offered, there: Where) -> tuple[str, ...]:
    from outreach.invite import choice

    zones, language = (job.mailbox.timezone, there.zone), spoken(job, contact)[0]
    return choice([s.start for s in times.slots], *zones, language, there.region)
