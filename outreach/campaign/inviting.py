"""What letters and mails about calls both need to know of a call with one person."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from outreach.model import Contact, Language, Register, Slot

if TYPE_CHECKING:
    from outreach.campaign.job import Job
    from outreach.config import Mailbox
    from outreach.invite import Invite
    from outreach.schedule.places import Place


#: The sender's own calls, beside outreach.toml.
CALLS = "calls.ics"


@dataclass(frozen=True, slots=True)
class Where:
    """A person's clock and country."""

    #: IANA name.
    zone: str
    place: "Place"
    #: ISO 3166, "" where it is not known.
    region: str


def where(mailbox: "Mailbox", contact: Contact) -> Where:
    """Where a person is, as the scheduler has it."""
    from outreach.schedule.places import place_of, zone_of

    place, how = place_of(contact.get("region"), mailbox.region)
    zone, _ = zone_of(contact.get("timezone"), place, mailbox.timezone)
    return Where(zone, place, "" if how in ("sender", "unknown") else place.code)


def name_in_to(contact: Contact) -> str:
    """The name in To of every mail to this person; "" where the list has none."""
    return f"{contact.get('first_name')} {contact.get('last_name')}".strip()


def spoken(job: "Job", contact: Contact) -> tuple[Language, Register]:
    """Language and register in which a person is written to."""
    from outreach.merge import voice

    return voice(contact, job.setting.language, job.setting.register)


def uid_of(job: "Job", text: str) -> str:
    """The UID of a calendar entry for ever: no address in it, nothing to guess (RFC 7986 §5.3)."""
    from outreach.message.intent import mac, wire

    domain = wire("From", job.mailbox.sender.email).rpartition("@")[2]
    return f"{mac(job.secret, text).hex()[:32]}@{domain}"


def call_uid(job: "Job", address: str, number: int) -> str:
    """The UID of a person's call after `number` calls before it with this host."""
    return uid_of(job, f"call:{job.mailbox.name}:{address}:{number}")


def invite_of(
    job: "Job",
    contact: Contact,
    slot: Slot,
    *,
    uid: str,
    stamp: datetime,
    zone: str,
    sequence: int = 0,
    cancelled: bool = False,
) -> "Invite":
    """One version of a call with this person, ready to be written as a calendar file.

    Args:
        job: the campaign that speaks to them.
        contact: the guest.
        slot: when.
        uid: the same for the whole life of the call.
        stamp: when this version was made; aware.
        zone: IANA name of the guest's zone.
        sequence: number of the version (RFC 5546 §2.1.4).
        cancelled: whether the call was called off.
    """
    from outreach.invite import Invite

    language, register = spoken(job, contact)
    return Invite(
        uid=uid,
        sequence=sequence,
        stamp=stamp.replace(microsecond=0),
        start=slot.start,
        end=slot.end,
        sender=job.mailbox.sender,
        to_name=name_in_to(contact),
        to_email=contact.email,
        language=language,
        register=register,
        sender_zone=job.mailbox.timezone,
        contact_zone=zone,
        first_name=contact.get("first_name"),
        phone=job.mailbox.phone,
        region=where(job.mailbox, contact).region,
        cancelled=cancelled,
    )
