"""The settings as values: a workspace, its mailboxes, campaigns and steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from outreach.calls.rules import Booking
from outreach.config.secret import Secret
from outreach.errors import ConfigError, UsageError
from outreach.model import Language, Register, Sender
from outreach.schedule.rules import Delay, Rules
from outreach.words import say

FILE = "outreach.toml"
MENU = "help.toml"
BASES = ("existing_customer", "contract", "personal", "consent", "other")
REGISTERS = ("sie", "du", "ihr", "formal", "casual")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


NUDGES = ("announce", "ask", "auto")
#: At least five business days lie between any two mails to one person, and four letters
#: are the longest sequence (docs/explanation/letters.md).
LEAST_WAIT = Delay(5)
MOST_STEPS = 4
#: How a letter may offer a call (docs/reference/settings.md).
INVITES = ("offer", "invite", "link", "none")
Invite = Literal["offer", "invite", "link", "none"]


@dataclass(frozen=True, slots=True)
class Step:
    """One letter of a sequence."""

    template: str
    #: Since the letter before; none for the first.
    delay: Delay = field(default_factory=Delay)
    thread: Literal["same", "new"] = "new"
    invite: Invite = "none"


@dataclass(frozen=True, slots=True)
class Campaign:
    """Who is written to, with which letters, and what they say about the sender.

    `contacts` is relative to the workspace; an empty language or register is the mailbox's.
    """

    name: str
    contacts: str
    steps: tuple[Step, ...]
    mailbox: str = "main"
    language: Language | Literal[""] = ""
    register: Register | Literal[""] = ""
    legal_basis: str = ""
    legal_reason: str = ""
    new_contacts: Literal["hold", "send"] = "hold"
    #: What happens the business day before a later letter (docs/reference/settings.md).
    nudges: Literal["announce", "ask", "auto"] = "announce"
    situation: str = "none"
    situation_phrase: str = ""
    own_story: str = ""
    help_offer: str = ""
    why_now: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    #: Phrases for people whose own situation is another than the campaign's.
    situations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A sender with the server that takes their mail; `host` is "" while none is set up."""

    name: str
    sender: Sender
    phone: str = ""
    #: The text itself, also where the setting names a file.
    signature: str = ""
    imprint: str = ""
    html: bool = True
    timezone: str = "Europe/Berlin"
    #: ISO 3166: "DE" or "DE-BY"; "" where nothing is said.
    region: str = ""
    language: Language = "en"
    register: Register = "formal"
    host: str = ""
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    auth: Literal["password", "xoauth2", "none"] = "password"
    secret: Secret | None = None
    #: Absolute, or "" for the system's authorities.
    ca_file: str = ""
    #: Mails in 24 hours: the smaller of [schedule] and the provider's limit.
    daily_limit: int = 20
    #: Mails in an hour, likewise; 0 where nothing is known.
    hourly_limit: int = 0
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Lint:
    """``[lint]``: own rules, and what the shipped ones are worth here."""

    #: Folders of own rules, relative to the workspace.
    extend: tuple[str, ...] = ()
    #: Ids of rules, or patterns ("G16.*").
    disable: tuple[str, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)
    own_products: tuple[str, ...] = ()
    allow_caps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with its settings, all of them checked."""

    root: Path
    id: str
    #: A hash of the file they were read from.
    digest: str = field(default="", kw_only=True)
    #: Of the screen.
    language: Language
    mailboxes: Mapping[str, Mailbox]
    campaigns: Mapping[str, Campaign]
    #: ``[schedule]``: on which days, at which hours, how fast, how often.
    rules: Rules = field(default_factory=Rules)
    lint: Lint = field(default_factory=Lint)
    #: ``[booking]``: when the sender takes calls; None where nothing is said.
    booking: Booking | None = None

    @property
    def pace_off(self) -> bool:
        """True in rehearsals and benchmarks only."""
        return not self.rules.human

    @property
    def state_dir(self) -> Path:
        """Where ledger, key, lock and copies live."""
        return self.root / ".outreach"

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.state_dir / "state.db"

    @property
    def key_file(self) -> Path:
        """The key from which ids are made."""
        return self.state_dir / "key"

    @property
    def help_file(self) -> Path:
        """The help menu: what the sender can offer that they do not sell."""
        return self.root / MENU

    @property
    def templates_dir(self) -> Path:
        """The letters."""
        return self.root / "templates"

    def campaign(self, name: str | None) -> Campaign:
        """The campaign of that name; the only one needs none.

        Raises:
            ConfigError: the workspace has no campaign at all.
            UsageError: unknown, or several and none named.
        """
        if not self.campaigns:
            raise ConfigError(say("config.no_campaign"), say("config.no_campaign_hint"))
        known = ", ".join(self.campaigns)
        if name is None and len(self.campaigns) > 1:
            raise UsageError(
                say("config.which_campaign", known=known), say("config.which_campaign_hint")
            )
        if name is not None and name not in self.campaigns:
            raise UsageError(say("config.unknown_campaign", name=name, known=known))
        return self.campaigns[name or known]


def settings_hash(
    mailbox: Mailbox,
    campaign: Campaign,
    menu: Sequence[str] = (),
    booking: Booking | None = None,
) -> str:
    """A hash over every setting that changes a mail's bytes, except the moment's own.

    Approval is kept with it, so a changed sentence asks for a new yes. A help menu counts
    where letters take from it: not where the campaign has an offer for everybody. Of
    `booking` counts what stands around the times, not which times are free.
    """
    import hashlib

    sender = mailbox.sender
    parts: tuple[object, ...] = (
        *(sender.name, sender.email, sender.reply_to),
        *(mailbox.phone, mailbox.signature, mailbox.imprint, mailbox.html),
        *(mailbox.language, mailbox.register, mailbox.region),
        *(campaign.language, campaign.register, campaign.situation, campaign.situation_phrase),
        *(campaign.own_story, campaign.help_offer, campaign.why_now),
        sorted(campaign.facts.items()),
    )
    # What is not used leaves the hash as it was before these settings were thought of.
    if campaign.situations:
        parts = (*parts, "situations", sorted(campaign.situations.items()))
    if menu and not campaign.help_offer:
        parts = (*parts, "menu", *menu)
    invites = [step.invite for step in campaign.steps]
    if booking and set(invites) - {"none"}:
        fixed = (booking.duration, booking.attach, booking.url)
        parts = (*parts, "invites", *invites, *fixed)
    # repr keeps neighbours apart: ("ab", "c") is not ("a", "bc").
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()
