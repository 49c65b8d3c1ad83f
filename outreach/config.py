"""outreach.toml → Workspace, with every problem at once as file:line.

Secrets never stand in the file: a `Secret` knows where one is and reads it only when a
connection is opened.
"""

import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from outreach.errors import ConfigError, Problem
from outreach.model import Language, Register, Sender
from outreach.words import Say, say

FILE = "outreach.toml"
SITUATIONS = (
    "none",
    "crisis_general",
    "layoffs",
    "restructuring",
    "inflation_energy",
    "flood_disaster",
    "good_news",
)
BASES = ("existing_customer", "contract", "personal", "consent", "other")
REGISTERS = ("sie", "du", "ihr", "formal", "casual")
#: Tables and keys of later work: named, so that nobody wonders why they do nothing.
LATER = {
    "imap": (),
    "booking": (),
    "notify": (),
    "lint": (),
    "schedule": ("days", "windows", "ramp", "closed", "max_per_year", "rest"),
}
KNOWN: dict[str, tuple[str, ...]] = {
    "workspace": ("id",),
    "sender": (
        "name",
        "email",
        "language",
        "register",
        "timezone",
        "region",
        "phone",
        "signature",
        "imprint",
        "reply_to",
        "html",
    ),
    "smtp": (
        "provider",
        "host",
        "port",
        "security",
        "username",
        "auth",
        "password",
        "token",
        "ca_file",
    ),
    "schedule": ("gap", "daily_limit", "pace"),
    "campaign": (
        "contacts",
        "situation",
        "situation_phrase",
        "own_story",
        "help_offer",
        "why_now",
        "steps",
        "new_contacts",
        "legal_basis",
        "language",
        "register",
        "mailbox",
        "facts",
    ),
    "step": ("template", "after", "thread", "invite"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One letter of a sequence; `after` is in business days since the one before."""

    template: str
    after: int = 0
    thread: Literal["same", "new"] = "new"


@dataclass(frozen=True, slots=True)
class Campaign:
    """Who is written to, with which letters, and what they say about the sender."""

    name: str
    contacts: str
    steps: tuple[Step, ...]
    mailbox: str = "main"
    language: Language | Literal[""] = ""
    register: Register | Literal[""] = ""
    legal_basis: str = ""
    legal_reason: str = ""
    new_contacts: str = "hold"
    situation: str = "none"
    situation_phrase: str = ""
    own_story: str = ""
    help_offer: str = ""
    why_now: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a password or token is; its value is read late and never kept."""

    kind: Literal["env", "command", "file", "keyring"]
    value: str = field(repr=False)

    def read(self, root: Path) -> str:
        """The secret itself, without its closing newline.

        Raises:
            ConfigError: it is missing, unsafe to read, or the command failed.
        """
        folder = os.environ.get("CREDENTIALS_DIRECTORY")
        given = Path(folder) / "outreach-smtp" if folder else None
        if given is not None and given.is_file():
            return given.read_text("utf-8").removesuffix("\n")
        match self.kind:
            case "env":
                value = os.environ.get(self.value, "")
                if not value:
                    raise ConfigError(
                        say("config.no_env", name=self.value),
                        say("config.no_env_hint", name=self.value),
                    )
                return value
            case "file":
                return self._from_file(root)
            case "command":
                return self._from_command(root)
            case "keyring":
                return self._from_keyring()

    def _from_file(self, root: Path) -> str:
        path = root / Path(self.value).expanduser()
        try:
            status = path.stat()
            if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
                raise ConfigError(
                    say("config.secret_open", path=path), say("config.secret_open_hint", path=path)
                )
            return path.read_text("utf-8").removesuffix("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(say("config.secret_unreadable", path=path, why=error)) from error

    def _from_command(self, root: Path) -> str:
        import shlex
        import subprocess

        if os.name == "posix" and (root / FILE).stat().st_mode & 0o022:
            # Whoever can write the file could run a program as the user.
            raise ConfigError(
                say("config.file_open", file=FILE), say("config.file_open_hint", file=FILE)
            )
        try:
            done = subprocess.run(
                shlex.split(self.value), capture_output=True, timeout=60, check=False, cwd=root
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            raise ConfigError(
                say("config.command_failed", why=type(error).__name__),
                say("config.command_failed_hint"),
            ) from error
        if done.returncode or not done.stdout.strip():
            raise ConfigError(
                say("config.command_failed", why=f"exit {done.returncode}"),
                say("config.command_failed_hint"),
            )
        return done.stdout.decode("utf-8", "replace").splitlines()[0]

    def _from_keyring(self) -> str:
        try:
            import keyring
        except ImportError as error:
            raise ConfigError(say("config.no_keyring"), say("config.no_keyring_hint")) from error
        value = keyring.get_password("outreach", self.value)
        if not value:
            raise ConfigError(say("config.keyring_empty", name=self.value))
        return str(value)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A sender with the server that takes their mail; `host` is "" while none is set up."""

    name: str
    sender: Sender
    phone: str = ""
    signature: str = ""
    imprint: str = ""
    html: bool = True
    timezone: str = "Europe/Berlin"
    region: str = ""
    language: Language = "en"
    register: Register = "formal"
    host: str = ""
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    auth: Literal["password", "xoauth2", "none"] = "password"
    secret: Secret | None = None
    ca_file: str = ""
    daily_limit: int = 20
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with its settings, all of them checked."""

    root: Path
    id: str
    language: str
    mailboxes: Mapping[str, Mailbox]
    campaigns: Mapping[str, Campaign]
    gap: tuple[int, int] = (180, 660)
    pace_off: bool = False

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
    def templates_dir(self) -> Path:
        """The letters."""
        return self.root / "templates"

    def campaign(self, name: str | None) -> Campaign:
        """The campaign of that name; the only one needs none.

        Raises:
            ConfigError: unknown, or several and none named.
        """
        known = ", ".join(self.campaigns)
        if name is None and len(self.campaigns) == 1:
            return next(iter(self.campaigns.values()))
        if name is None:
            raise ConfigError(
                say("config.which_campaign", known=known or "–"), say("config.which_campaign_hint")
            )
        if name not in self.campaigns:
            raise ConfigError(say("config.unknown_campaign", name=name, known=known or "–"))
        return self.campaigns[name]


@dataclass(frozen=True, slots=True)
class Provider:
    """What is known about a mail provider."""

    name: str
    title: str
    host: str
    port: int
    security: str
    daily_limit: int
    auth: str
    hint_en: str
    hint_de: str
    domains: tuple[str, ...] = ()


def providers() -> dict[str, Provider]:
    """All known providers by name."""
    from importlib import resources

    text = (resources.files("outreach.data") / "providers.toml").read_text("utf-8")
    return {
        name: Provider(name, **{**entry, "domains": tuple(entry.get("domains", ()))})
        for name, entry in tomllib.loads(text).items()
    }


def provider_for(address: str) -> Provider | None:
    """The provider of an address, by its domain."""
    domain = address.rpartition("@")[2].lower()
    return next((p for p in providers().values() if domain in p.domains), None)


def find(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds outreach.toml."""
    start = start.absolute()
    return next((f for f in (start, *start.parents) if (f / FILE).is_file()), None)


def settings_hash(mailbox: Mailbox, campaign: Campaign) -> str:
    """A hash over every setting that changes a mail's bytes."""
    parts = [
        mailbox.sender.name,
        mailbox.sender.email,
        mailbox.sender.reply_to,
        mailbox.phone,
        mailbox.signature,
        mailbox.imprint,
        str(mailbox.html),
        mailbox.language,
        mailbox.register,
        mailbox.region,
        campaign.language,
        campaign.register,
        campaign.situation,
        campaign.situation_phrase,
        campaign.own_story,
        campaign.help_offer,
        campaign.why_now,
        *(f"{k}={v}" for k, v in sorted(campaign.facts.items())),
    ]
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def load(root: Path) -> Workspace:
    """The settings of a workspace.

    Raises:
        ConfigError: all that is wrong with them, at once, as file:line.
    """
    try:
        source = (root / FILE).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(say("config.unreadable", path=root / FILE, why=error)) from error
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line = int(m[1]) if (m := re.search(r"line (\d+)", str(error))) else 0
        problem = Problem(FILE, line, say("config.syntax", why=str(error)))
        raise ConfigError(say("config.problems", path=root / FILE), problems=[problem]) from error
    reader = _Reader(root, source, data)
    workspace = reader.workspace()
    if reader.problems:
        raise ConfigError(say("config.problems", path=root / FILE), problems=reader.problems)
    return workspace


class _Reader:
    """Reads the tables one by one and collects what is wrong."""

    def __init__(self, root: Path, source: str, data: dict[str, Any]) -> None:
        self.root, self.lines, self.data = root, source.split("\n"), data
        self.problems: list[Problem] = []

    def workspace(self) -> Workspace:
        self._unknown_tables()
        schedule = self._table("schedule")
        gap = self._gap(schedule)
        pace = self._one_of("schedule", schedule, "pace", ("human", "off"), "human")
        main = self._mailbox("main", "", self.data)
        boxes = {"main": main}
        for name, tables in self._named("mailbox").items():
            boxes[name] = self._mailbox(name, f"mailbox.{name}.", tables)
        campaigns = {n: self._campaign(n, t, boxes) for n, t in self._named("campaign").items()}
        return Workspace(
            self.root,
            self._text("workspace", self._table("workspace"), "id"),
            main.language,
            boxes,
            campaigns,
            gap,
            pace == "off",
        )

    # -- places and problems --------------------------------------------------------------

    def _line(self, table: str, key: str = "") -> int:
        here, start = "", 0
        for number, line in enumerate(self.lines, 1):
            text = line.strip()
            if match := re.fullmatch(r"\[+\s*([^\]]+?)\s*\]+\s*(#.*)?", text):
                here = match[1].replace('"', "")
                if here == table:
                    start = number
                    if not key:
                        return number
            elif key and here == table and re.match(rf'"?{re.escape(key)}"?\s*[.=]', text):
                return number
        return start

    def _wrong(self, table: str, key: str, what: Say, hint: Say | None = None) -> None:
        column = f"{table}.{key}" if key else table
        self.problems.append(Problem(FILE, self._line(table, key), what, hint, column))

    def _unknown_tables(self) -> None:
        for name, value in self.data.items():
            if name in ("campaign", "mailbox"):
                continue
            if name in LATER and not LATER[name]:
                self._wrong(name, "", say("config.later"))
            elif name not in KNOWN or name == "step" or not isinstance(value, dict):
                self._wrong(name, "", self._did_you_mean(name, [*KNOWN, "campaign"]))

    def _unknown_keys(self, kind: str, place: str, table: Mapping[str, Any]) -> None:
        for key in table:
            if key in LATER.get(kind, ()):
                self._wrong(place, key, say("config.later"))
            elif key not in KNOWN[kind]:
                self._wrong(place, key, self._did_you_mean(key, list(KNOWN[kind])))

    @staticmethod
    def _did_you_mean(name: str, known: list[str]) -> Say:
        import difflib

        near = difflib.get_close_matches(name, known, 1)
        return (
            say("config.unknown_near", name=name, near=near[0])
            if near
            else say("config.unknown", name=name)
        )

    # -- values ---------------------------------------------------------------------------

    def _table(self, name: str) -> dict[str, Any]:
        table = self.data.get(name, {})
        if not isinstance(table, dict):
            return {}
        self._unknown_keys(name, name, table)
        return table

    def _named(self, kind: str) -> dict[str, dict[str, Any]]:
        found = self.data.get(kind, {})
        good = {}
        for name, table in found.items() if isinstance(found, dict) else ():
            if not re.fullmatch(r"[a-z0-9-]+", name) or not isinstance(table, dict):
                self._wrong(f"{kind}.{name}", "", say("config.bad_name", name=name))
            else:
                good[name] = table
        return good

    def _text(
        self,
        place: str,
        table: Mapping[str, Any],
        key: str,
        default: str = "",
        *,
        lines: bool = False,
    ) -> str:
        value = table.get(key, default)
        if not isinstance(value, str):
            self._wrong(place, key, say("config.not_text"))
            return default
        if not lines and re.search(r"[\x00-\x1f\x7f\x85\u2028\u2029]", value):
            self._wrong(place, key, say("config.control"))
            return default
        return value.strip()

    def _one_of(
        self, place: str, table: Mapping[str, Any], key: str, known: tuple[str, ...], default: str
    ) -> Any:
        value = self._text(place, table, key, default)
        if value not in known:
            self._wrong(
                place,
                key,
                say("config.one_of", value=value, known=", ".join(k for k in known if k)),
            )
            return default
        return value

    def _number(
        self, place: str, table: Mapping[str, Any], key: str, low: int, high: int, default: int
    ) -> int:
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self._wrong(place, key, say("config.number", low=low, high=high, value=value))
            return default
        return value

    def _gap(self, schedule: Mapping[str, Any]) -> tuple[int, int]:
        text = self._text("schedule", schedule, "gap", "3m-11m")
        match = re.fullmatch(r"(\d+)(s|m|h)(?:\s*-\s*(\d+)(s|m|h))?", text)
        if not match:
            self._wrong("schedule", "gap", say("config.gap", value=text))
            return 180, 660
        size = {"s": 1, "m": 60, "h": 3600}
        low = int(match[1]) * size[match[2]]
        high = int(match[3]) * size[match[4]] if match[3] else low
        if high < low:
            self._wrong("schedule", "gap", say("config.gap", value=text))
        return low, max(low, high)

    # -- mailboxes ------------------------------------------------------------------------

    def _mailbox(self, name: str, prefix: str, tables: Mapping[str, Any]) -> Mailbox:
        sender, smtp = tables.get("sender", {}), tables.get("smtp", {})
        for kind, table in (("sender", sender), ("smtp", smtp)):
            if prefix:
                self._unknown_keys(kind, prefix + kind, table)
        if not prefix:
            self._table("sender"), self._table("smtp")
        place = f"{prefix}sender"
        language = self._one_of(place, sender, "language", ("de", "en"), "en")
        html = sender.get("html", True)
        who = Sender(
            self._text(place, sender, "name"),
            self._address(place, sender, "email", required=True),
            self._address(place, sender, "reply_to", required=False),
        )
        if not who.name:
            self._wrong(place, "name", say("config.missing", key="name"))
        return Mailbox(
            name,
            who,
            self._text(place, sender, "phone"),
            self._signature(place, sender),
            self._text(place, sender, "imprint", lines=True),
            bool(html),
            self._zone(place, sender),
            self._text(place, sender, "region"),
            language,
            self._one_of(
                place, sender, "register", REGISTERS, "sie" if language == "de" else "formal"
            ),
            **self._server(f"{prefix}smtp", smtp),
        )

    def _address(self, place: str, table: Mapping[str, Any], key: str, *, required: bool) -> str:
        value = self._text(place, table, key)
        if not value and not required:
            return ""
        if not re.fullmatch(r"[^@\s<>(),;:\"\[\]\\]+@[^@\s<>(),;:\"\[\]\\]+\.[^@\s.]+", value):
            self._wrong(place, key, say("config.address", value=value))
        return value

    def _signature(self, place: str, sender: Mapping[str, Any]) -> str:
        value = self._text(place, sender, "signature", lines=True)
        if value and "\n" not in value and value.endswith(".txt"):
            path = (self.root / value).resolve()
            if not path.is_relative_to(self.root.resolve()) or not path.is_file():
                self._wrong(place, "signature", say("config.no_such_file", path=value))
                return ""
            return path.read_text("utf-8-sig", errors="replace").strip()
        return value

    def _zone(self, place: str, sender: Mapping[str, Any]) -> str:
        value = self._text(place, sender, "timezone", "Europe/Berlin")
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self._wrong(place, "timezone", say("config.timezone", value=value))
            return "UTC"
        return value

    def _server(self, place: str, smtp: Mapping[str, Any]) -> dict[str, Any]:
        known = self._provider(place, smtp)
        host = self._text(place, smtp, "host", known.host if known else "")
        security = self._one_of(
            place,
            smtp,
            "security",
            ("starttls", "tls", "none"),
            known.security if known else "starttls",
        )
        if security == "none" and host not in ("localhost", "127.0.0.1", "::1"):
            self._wrong(place, "security", say("config.plain"), say("config.plain_hint"))
        auth = self._one_of(
            place,
            smtp,
            "auth",
            ("password", "xoauth2", "none"),
            known.auth
            if known
            else "password"
            if "password" in smtp
            else "none"
            if not smtp.get("username")
            else "password",
        )
        secret = self._secret(place, smtp, "token" if auth == "xoauth2" else "password")
        if (
            host
            and auth != "none"
            and secret is None
            and not any(p.column.startswith(place) for p in self.problems)
        ):
            self._wrong(place, "password", say("config.no_secret"), say("config.secret_hint"))
        ca_file = self._text(place, smtp, "ca_file")
        if ca_file and not (self.root / ca_file).is_file():
            self._wrong(place, "ca_file", say("config.no_such_file", path=ca_file))
        limit = self._number(
            "schedule", self.data.get("schedule", {}), "daily_limit", 1, 10_000, 20
        )
        return {
            "host": host,
            "security": security,
            "auth": auth,
            "secret": secret,
            "port": self._number(
                place,
                smtp,
                "port",
                1,
                65535,
                known.port if known else 465 if security == "tls" else 587,
            ),
            "username": self._text(place, smtp, "username"),
            "ca_file": str(self.root / ca_file) if ca_file else "",
            "daily_limit": min(limit, known.daily_limit) if known else limit,
            "provider": known.name if known else "",
        }

    def _provider(self, place: str, smtp: Mapping[str, Any]) -> Provider | None:
        name = self._text(place, smtp, "provider")
        if not name:
            return None
        known = providers()
        if name not in known:
            self._wrong(place, "provider", say("config.one_of", value=name, known=", ".join(known)))
        return known.get(name)

    def _secret(self, place: str, smtp: Mapping[str, Any], key: str) -> Secret | None:
        value = smtp.get(key)
        if value is None:
            return None
        if isinstance(value, dict) and len(value) == 1:
            ((kind, where),) = value.items()
            if kind in ("env", "command", "file", "keyring") and isinstance(where, str) and where:
                return Secret(kind, where)
        self._wrong(place, key, say("config.plain_secret"), say("config.secret_hint"))
        return None

    # -- campaigns ------------------------------------------------------------------------

    def _campaign(
        self, name: str, table: Mapping[str, Any], boxes: Mapping[str, Mailbox]
    ) -> Campaign:
        place = f"campaign.{name}"
        self._unknown_keys("campaign", place, table)
        basis = table.get("legal_basis", {})
        if not isinstance(basis, dict) or (basis and basis.get("value") not in BASES):
            self._wrong(
                place, "legal_basis", say("config.one_of", value=basis, known=", ".join(BASES))
            )
            basis = {}
        facts = table.get("facts", {})
        if not isinstance(facts, dict) or not all(isinstance(v, str) for v in facts.values()):
            self._wrong(place, "facts", say("config.not_text"))
            facts = {}
        text = {
            k: self._text(place, table, k)
            for k in ("situation_phrase", "own_story", "help_offer", "why_now")
        }
        return Campaign(
            name,
            self._list(place, table),
            self._steps(place, table),
            self._one_of(place, table, "mailbox", tuple(boxes), "main"),
            self._one_of(place, table, "language", ("", "de", "en"), ""),
            self._one_of(place, table, "register", ("", *REGISTERS), ""),
            basis.get("value", ""),
            str(basis.get("reason", "")),
            self._one_of(place, table, "new_contacts", ("hold", "send"), "hold"),
            self._one_of(place, table, "situation", SITUATIONS, "none"),
            **text,
            facts=facts,
        )

    def _list(self, place: str, table: Mapping[str, Any]) -> str:
        value = self._text(place, table, "contacts", "contacts.csv")
        path = Path(value)
        if path.is_absolute() or ".." in path.parts:
            self._wrong(place, "contacts", say("config.outside", path=value))
            return "contacts.csv"
        return value

    def _steps(self, place: str, table: Mapping[str, Any]) -> tuple[Step, ...]:
        found = table.get("steps")
        if not isinstance(found, list) or not found or not all(isinstance(s, dict) for s in found):
            self._wrong(place, "steps", say("config.steps"), say("config.steps_hint"))
            return (Step("long-silence"),)
        steps = []
        for number, entry in enumerate(found):
            for key in entry:
                if key not in KNOWN["step"]:
                    self._wrong(place, "steps", self._did_you_mean(key, list(KNOWN["step"])))
            if entry.get("invite", "none") != "none":
                self._wrong(place, "steps", say("config.invite_later"))
            after = re.fullmatch(
                r"(\d+) business days?", str(entry.get("after", "0 business days"))
            )
            if not after or (number > 0 and int(after[1]) < 5):
                self._wrong(place, "steps", say("config.after", value=entry.get("after", "–")))
            thread = entry.get("thread", "same" if number else "new")
            if thread not in ("same", "new") or not isinstance(entry.get("template"), str):
                self._wrong(place, "steps", say("config.steps"), say("config.steps_hint"))
                continue
            steps.append(Step(entry["template"], int(after[1]) if after else 0, thread))
        return tuple(steps)
