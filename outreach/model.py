"""The nouns, frozen: Contact → Draft → Send → Message → Outcome.

Terminology:
    ADDRESS: the folded form of a mail address (casefold, NFC, IDNA A-labels). Who a
        person is. EMAIL is what goes on the wire for them: same, but the local part
        keeps its case.
    KEY: ``campaign:step:address``, or ``booking:uid:sequence:purpose`` for a mail about a
        call. Names one mail for ever; a ledger row has it once.
    LETTER: what a step names ("long-silence"). VARIANT: one file of it
        ("long-silence.de-sie"), chosen by language and register of the contact.
    MOVE: a declared block of a template, remembered by name and position.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from outreach.words import Say

Language = Literal["de", "en"]
Register = Literal["sie", "du", "ihr", "formal", "casual"]
#: States of a ledger row; the edges are drawn in docs/explanation/states.md.
State = Literal[
    "planned", "held", "sending", "accepted", "bounced", "rejected", "in_doubt", "cancelled"
]
STATES: tuple[State, ...] = (
    "planned", "held", "sending", "accepted", "bounced", "rejected", "in_doubt", "cancelled",
)  # fmt: skip


#: What is going on around a person (empathy.md §1); for the last two there is no bulk letter.
SITUATIONS = (
    "none", "crisis_general", "layoffs", "restructuring", "inflation_energy", "flood_disaster",
    "good_news", "illness_known", "bereavement_known",
)  # fmt: skip
#: Flags that keep a person from everything that goes by itself, the weightiest first.
GATES = ("bereavement", "illness", "dispute", "insolvency", "complaint", "dunning")
_GRAVE = {"illness_known": "illness", "bereavement_known": "bereavement"}


def source_hash(source: bytes) -> str:
    """By what a source of letters is known again: a template, a settings file."""
    return hashlib.blake2b(source, digest_size=16).hexdigest()


def grave(situation: str) -> str:
    """The flag of `GATES` that a situation amounts to, or ""."""
    return _GRAVE.get(situation, "")


@dataclass(frozen=True, slots=True)
class Contact:
    """One person of a list. Known by the address, never by a position in a file."""

    #: Folded identity (see ADDRESS above).
    address: str
    #: What RCPT TO gets: local part as typed, domain in A-labels.
    email: str
    #: Every non-empty cell by folded column name (``first_name``, ``last_contact``, …,
    #: and the user's own columns): NFC, stripped, no control characters. Dates are ISO
    #: ("2024-12-31", "2024-12" or "2024"). Known words are normalised: gender f|m|d,
    #: register sie|du|ihr|formal|casual, language de|en.
    fields: Mapping[str, str]
    #: Where the row stands in its list (1-based line of the file).
    line: int = 0

    def get(self, name: str) -> str:
        """The cell `name`, or an empty string: empty counts as missing."""
        return self.fields.get(name, "")

    @property
    def name(self) -> str:
        """First and last name for the screen, else the address."""
        full = f"{self.get('first_name')} {self.get('last_name')}".strip()
        return full or self.email

    @property
    def gates(self) -> tuple[str, ...]:
        """Why nothing goes to this person by itself: flags of `GATES`, the weightiest first."""
        if not ("flags" in self.fields or "situation" in self.fields):
            return ()
        found = {*self.get("flags").split(), grave(self.get("situation"))}
        return tuple(gate for gate in GATES if gate in found)

    @property
    def owes_answer(self) -> bool:
        """Whether the sender owes this person an answer (docs/reference/lists.md)."""
        return self.get("who_wrote_last") == "me"


@dataclass(frozen=True, slots=True)
class Memory:
    """A shared fact that the sender has told us of a person."""

    id: int
    address: str
    text: str
    #: When it was so: "2021", "2021-05", a day, or "" where nobody said.
    as_of: str
    #: How the sender knows.
    source: str
    #: When it was written down; aware UTC.
    at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """A declared block of a letter, where it stands in the rendered text."""

    name: str
    #: Half-open range of characters in `Draft.text`.
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A merged letter: what one person would read, before it is a mail."""

    #: Id of the variant it came from, e.g. ``long-silence.de-sie``.
    variant: str
    language: Language
    subject: str
    #: The text/plain body, paragraphs on one line each, signature and imprint included.
    text: str
    #: The plain HTML twin, or "" when the sender wants text only.
    html: str
    moves: tuple[Move, ...] = ()
    #: Attachments named by the template, as workspace-relative paths.
    attachments: tuple[str, ...] = ()
    #: Half-open ranges of `text` that are settled only when the mail goes: gap, offered times.
    live: tuple[tuple[int, int], ...] = ()

    @property
    def settled(self) -> str:
        """Subject and text without their live parts: what a check of the words holds for."""
        parts, begin = [self.subject, "\n"], 0
        for start, end in self.live:
            parts += [self.text[begin:start], "\0"]
            begin = end
        return "".join((*parts, self.text[begin:]))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail; already read, so that no later change can reach it."""

    name: str
    content: bytes
    #: e.g. ("application", "pdf")
    mime: tuple[str, str] = ("application", "octet-stream")


@dataclass(frozen=True, slots=True)
class Calendar:
    """An invitation to one call, or its withdrawal, as a calendar program reads it."""

    #: The bytes of one iTIP message (RFC 5546), UTF-8 with CRLF.
    content: bytes
    method: Literal["REQUEST", "CANCEL"] = "REQUEST"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: from ``[sender]`` and the mailbox."""

    name: str
    email: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything one mail is made of. Same Letter, same bytes (see message.compose)."""

    key: str
    sender: Sender
    #: Display name and wire address of the one recipient.
    to_name: str
    to_email: str
    draft: Draft
    #: The moment in the Date field; aware, to the second.
    date: datetime
    attachments: tuple[Attachment, ...] = ()
    #: Goes as the last alternative and, the same bytes, as the file invite.ics (RFC 6047 §2.4).
    calendar: Calendar | None = None
    #: Message-IDs of the earlier mails of this thread, oldest first, with angle brackets.
    references: tuple[str, ...] = ()
    #: Bare URIs for List-Unsubscribe, e.g. ("mailto:anna@example.com?subject=…",).
    unsubscribe: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A finished mail. The bytes are RFC 5322 with CRLF and end in CRLF."""

    key: str
    message_id: str
    mail_from: str
    rcpt_to: str
    content: bytes
    #: True when the local part of an address needs SMTPUTF8 (RFC 6531).
    smtputf8: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server took it (2xx after the dot). Accepted is not delivered."""

    code: int
    text: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """Surely not sent; worth another try later. `scope` says whose fault it was."""

    code: int | None
    text: str
    #: "recipient": this mail waits. "account": the mailbox pauses, the row is untouched.
    scope: Literal["recipient", "account"] = "recipient"
    #: Seconds the server asked to wait, where its text named a time.
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Surely not sent, for good. `policy` refusals hold the person for a look."""

    code: int
    text: str
    policy: bool = False


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Lost inside or after the data: perhaps sent, never repeated on its own (RFC 1047)."""

    text: str


Outcome = Accepted | Deferred | Rejected | InDoubt


@dataclass(frozen=True, slots=True)
class Send:
    """A ledger row: one mail to one person, its state and what is settled about it."""

    key: str
    campaign: str
    step: int
    address: str
    mailbox: str
    state: State
    #: First moment the sequence allows; aware UTC, or None while a step before is open.
    earliest: datetime | None
    #: Place in the list, for order when short.
    position: int
    #: Code of the rule that set state or earliest, e.g. "approval", "text_changed".
    rule: str
    #: Free detail to that rule, e.g. the name of a missing field.
    detail: str = ""
    attempts: int = 0
    message_id: str = ""
    #: Stored at the first claim and kept, so that a deferred mail keeps its bytes.
    subject: str = ""
    date: datetime | None = None
    #: Hash of the letter's source and settings that a person has approved; "" before.
    approved: str = ""
    variant: str = ""
    #: The last claim.
    claimed_at: datetime | None = None
    #: Ordinal of the day on which it was announced, 0 before.
    announced: int = 0
    #: Hash of the words that were found in order, and the kinds of warnings about them.
    linted: str = ""
    #: What a mail about a call is for; "" for a letter.
    purpose: str = ""


@dataclass(frozen=True, order=True, slots=True)
class Slot:
    """One possible call: half-open [start, end), both aware and in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """The times one letter names, as the ledger keeps them."""

    id: int
    #: Of the letter.
    key: str
    address: str
    campaign: str
    mailbox: str
    #: In the order of the letter.
    slots: tuple[Slot, ...]
    #: Kept free for this person alone while the offer is open; None where none could be.
    held: Slot | None
    offered_at: datetime
    #: From here on the offer is over, without anybody's doing.
    expires: datetime
    state: Literal["open", "withdrawn", "expired", "taken"] = "open"
    #: Of the calendar file that goes with the letter; its DTSTAMP is `offered_at`.
    uid: str = ""


#: Who made a version of a call, where it was not the sender.
GUEST = "guest"

#: Why a mail about a call goes. Each but the reminder is a version of the call.
Purpose = Literal["request", "move", "cancel", "reminder"]


@dataclass(frozen=True, slots=True)
class Booking:
    """A call that was agreed; one version of it. Same version, same bytes of its invitation."""

    #: The same for the whole life of the call.
    uid: str
    address: str
    #: Whose letter led to it; "" for none.
    campaign: str
    #: The host.
    mailbox: str
    slot: Slot
    #: IANA zone of the guest.
    zone: str
    #: 0 at first; one more with every move and with the cancellation (RFC 5546 §2.1.4).
    sequence: int
    #: "over": the call's time has passed.
    state: Literal["confirmed", "over", "cancelled"]
    #: When this version was made; the DTSTAMP.
    stamp: datetime
    created_at: datetime
    #: When a reminder of this version was written, or None.
    reminded: datetime | None = None
    #: Who made this version: a login name, or `GUEST`.
    by: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a person's history; what `why` prints. Never changed, only added."""

    at: datetime
    what: Say
    address: str = ""
    key: str = ""
