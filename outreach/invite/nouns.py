"""What is settled about one call, once for each version of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.model import Language, Register, Sender


@dataclass(frozen=True, slots=True)
class Invite:
    """One version of a call that is offered or agreed; all of it is stored.

    Same Invite, same bytes. A move or a cancellation is a new version: the same `uid`,
    `sequence` one higher, a new `stamp` (RFC 5546 §2.1.4, §3.2.2, §3.2.5).
    """

    #: The same for the whole life of the call, unguessable: ``letters-and-digits@domain``.
    uid: str
    #: 0 at first; grows with every move and with the cancellation.
    sequence: int
    #: When this version was made; aware, to the second.
    stamp: datetime
    #: The call, half-open; aware, to the second.
    start: datetime
    end: datetime
    #: From of the mail; its name and address are the ORGANIZER.
    sender: Sender
    #: To of the mail; the ATTENDEE.
    to_name: str
    to_email: str
    #: How the contact is spoken to. "sie" and "formal" say whole names, the others first names.
    language: Language
    register: Register
    #: IANA zones of the two; in words both sides read their own time.
    sender_zone: str
    contact_zone: str
    first_name: str = ""
    #: Number to call, as the sender writes it.
    phone: str = ""
    #: Page to move or cancel, if pages are served; http or https.
    link: str = ""
    #: The contact's country and Land (ISO 3166-2), for spelling and dates.
    region: str = ""
    #: True in calls.ics for a call that was called off.
    cancelled: bool = False

    @property
    def minutes(self) -> int:
        """Length of the call in whole minutes."""
        return (self.end - self.start) // timedelta(minutes=1)
