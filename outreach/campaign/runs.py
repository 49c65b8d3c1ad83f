"""What a sending run is told, and what it tells: values, light enough for every tick."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from outreach.model import Contact, Send


@dataclass(frozen=True, slots=True)
class Done:
    """One mail this run dealt with."""

    send: Send
    contact: Contact
    state: str
    reason: str
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Passed:
    """A mail that was looked at and did not go: held for a person, or put off."""

    send: Send
    state: str
    rule: str
    detail: str
    #: When it may go at the earliest; None where only a person lifts it.
    until: datetime | None = None


@dataclass
class Run:
    """What a run did, and when the next mail may go."""

    done: list[Done] = field(default_factory=list)
    lost: int = 0
    next: datetime | None = None
    rule: str = "nothing"
    #: Second letters that were announced, by campaign.
    announced: dict[str, list[Send]] = field(default_factory=dict)
    #: Openers held because no run has looked for so long.
    stale: int = 0

    @property
    def addresses(self) -> set[str]:
        """Whose mails this run dealt with."""
        return {done.send.address for done in self.done}


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a run goes: mails at most, people named, and a sign to stop."""

    mails: int | None = None
    only: tuple[str, ...] = ()
    #: A person said now: window and gap are passed over for the people named.
    hurry: bool = False
    #: Campaigns whose list has errors: nobody new is written to from them.
    no_openers: frozenset[str] = frozenset()
    #: Until when the run stays and waits; None: one tick.
    stay: datetime | None = None
    stop: Callable[[], bool] = lambda: False
    #: Crash tests stop at named edges through this.
    edge: Callable[[str], None] = lambda _name: None
    #: Told after each mail.
    tell: Callable[[Done], None] = lambda _done: None
    #: Told of each mail that was looked at and did not go; None: nobody asks.
    passed: Callable[[Passed], None] | None = None
    #: Told, once a second at most, for which moment the run waits.
    waiting: Callable[[datetime], None] = lambda _until: None
