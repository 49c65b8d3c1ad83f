"""What a decision is made of and what it says: candidates, facts, and the four answers.

Kept apart from the rules so that the ledger can speak of them without loading calendars.
All times are epoch seconds in UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol

Nudges = Literal["announce", "ask", "auto"]
Order = tuple[int, int, int, int, str]


@dataclass(slots=True)
class Candidate:
    """A mail that may be due: what the order and the gates need to know of it."""

    key: str
    campaign: str
    step: int
    address: str
    #: Zone and place of the person, as `Locales` knows them.
    locale: str
    #: Place in the list; within an organisation whoever was spoken to last goes first.
    turn: int
    #: First moment its sequence (or the last refusal) allows, and the rule behind that.
    earliest: int | None = None
    rule: str = "ready"
    #: When this person's sequence began, 0 before.
    begun: int = 0
    #: The organisation's domain and folded name, "" where there is none.
    domain: str = ""
    firm: str = ""
    #: Age of the last contact, in which a few go first.
    bucket: str = ""
    nudges: Nudges = "announce"
    #: Ordinal of the day (in the sender's zone) on which it was announced, 0 before.
    announced: int = 0
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the same organisation who has been written to, or has answered."""

    name: str
    #: The last mail or answer.
    last: int
    #: The next mail of a sequence that is still open, None where none is.
    next: int | None = None
    in_doubt: bool = False
    address: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What has passed between the sender and one person."""

    #: Moments and campaigns of the mails of the last 365 days, oldest first.
    mails: Sequence[tuple[int, str]] = ()
    #: The last mail of another campaign, 0 if there was none.
    last_elsewhere: int = 0
    colleagues: Sequence[Colleague] = ()


@dataclass(frozen=True, slots=True)
class Go:
    """This mail may go now."""

    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Refuse:
    """This mail may not go before `until`; ask about the next one."""

    candidate: Candidate
    until: int
    rule: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """This mail waits for a person's look."""

    candidate: Candidate
    rule: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing may go before `until` (None: nothing is left), by this rule."""

    until: int | None
    rule: str


Decision = Go | Refuse | Hold | Wait


class Queue(Protocol):
    """The mails of one mailbox that may be due, as a ledger or a plan keeps them."""

    def head(self, now: int) -> Candidate | None:
        """The first mail in order that is due at `now` and whose group is open."""
        ...

    def facts(self, candidate: Candidate) -> Facts:
        """What has passed between the sender and this person."""
        ...

    def wake(self, now: int) -> Wait:
        """When the next mail may become due, while none is at `now`."""
        ...


def to_ts(moment: datetime) -> int:
    """A moment in epoch seconds."""
    return int(moment.timestamp())


def to_moment(ts: int) -> datetime:
    """Epoch seconds as an aware moment in UTC."""
    return datetime.fromtimestamp(ts, UTC)
