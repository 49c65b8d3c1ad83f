"""outreach.toml → Workspace, with every problem at once as file:line.

Secrets never stand in the file: a `Secret` knows where one is and reads it only when a
connection is opened. Everything heavy is imported late: each cron tick passes here.
"""

import contextlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Literal

from outreach.errors import ConfigError, Problem, UsageError
from outreach.model import Language, Register, Sender
from outreach.words import Say, say

FILE = "outreach.toml"
SITUATIONS = (
    "none", "crisis_general", "layoffs", "restructuring", "inflation_energy", "flood_disaster",
    "good_news",
)  # fmt: skip
BASES = ("existing_customer", "contract", "personal", "consent", "other")
REGISTERS = ("sie", "du", "ihr", "formal", "casual")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
SECRETS = ("env", "command", "file", "keyring", "credential")

#: What each kind of table may hold.
KNOWN: dict[str, tuple[str, ...]] = {
    "": ("workspace", "sender", "smtp", "schedule", "campaign", "mailbox"),
    "workspace": ("id",),
    "sender": (
        "name", "email", "language", "register", "timezone", "region", "phone", "signature",
        "imprint", "reply_to", "html",
    ),
    "smtp": (
        "provider", "host", "port", "security", "username", "auth", "password", "token", "ca_file",
    ),
    "schedule": ("gap", "daily_limit", "pace"),
    "mailbox": ("sender", "smtp"),
    "campaign": (
        "contacts", "situation", "situation_phrase", "own_story", "help_offer", "why_now", "steps",
        "new_contacts", "legal_basis", "language", "register", "mailbox", "facts",
    ),
    "step": ("template", "after", "thread", "invite"),
    "legal_basis": ("value", "reason"),
}  # fmt: skip
#: Names of later versions: told apart from slips, so that nobody wonders why they do nothing.
LATER: dict[str, tuple[str, ...]] = {
    "": ("imap", "booking", "notify", "lint", "store"),
    "schedule": ("days", "windows", "ramp", "closed", "max_per_year", "rest"),
    "mailbox": ("imap", "booking", "schedule"),
    "campaign": ("nudges",),
}

#: At least five business days lie between any two mails to one person, and four letters
#: are the longest sequence (docs/explanation/letters.md).
LEAST_WAIT = 5
MOST_STEPS = 4

#: What no value on one line may hold: control characters, other line ends, and the marks
#: that turn the direction of text (they can make one address look like another).
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
)
_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One letter of a sequence; `after` is in business days since the one before."""

    template: str
    after: int = 0
    thread: Literal["same", "new"] = "new"


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
    situation: str = "none"
    situation_phrase: str = ""
    own_story: str = ""
    help_offer: str = ""
    why_now: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a password or token is; its value is read late and never kept."""

    kind: Literal["env", "command", "file", "keyring", "credential"]
    value: str = field(repr=False)
    #: The systemd credential that goes first, where there is one.
    name: str = "outreach-smtp"

    def read(self, root: Path) -> str:
        """The secret itself, without its one closing newline.

        Raises:
            ConfigError: it is missing, empty, unsafe to read, or the command failed.
        """
        found = _credential(self.name)
        if found is None:
            found = self._fetch(root)
        secret = found.removesuffix("\n").removesuffix("\r")
        if not secret:
            raise ConfigError(say("config.secret_empty", kind=self.kind))
        return secret

    def _fetch(self, root: Path) -> str:
        match self.kind:
            case "env":
                return self._from_env()
            case "file":
                return self._from_file(root)
            case "command":
                return self._from_command(root)
            case "keyring":
                return self._from_keyring()
            case "credential":
                found = _credential(self.value)
                if found is None:
                    raise ConfigError(
                        say("config.no_credential", name=self.value),
                        say("config.no_credential_hint", name=self.value),
                    )
                return found

    def _from_env(self) -> str:
        value = os.environ.get(self.value)
        if not value:
            raise ConfigError(
                say("config.no_env", name=self.value), say("config.no_env_hint", name=self.value)
            )
        return value

    def _from_file(self, root: Path) -> str:
        path = root / Path(self.value).expanduser()
        try:
            with path.open("rb") as file:
                # Asked of the open file: what is checked is what is read.
                if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                    raise ConfigError(
                        say("config.secret_open", path=path),
                        say("config.secret_open_hint", path=path),
                    )
                return _decoded(file.read(), path)
        except OSError as error:
            raise _unreadable(path, error) from error

    def _from_command(self, root: Path) -> str:
        import shlex
        import subprocess

        _refuse_shared(root / FILE)
        # Windows takes the line as it stands; shlex would eat its backslashes.
        words = shlex.split(self.value) if os.name == "posix" else self.value
        try:
            done = subprocess.run(
                words,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=60,
                check=False,
                cwd=root,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            # "from None": a TimeoutExpired carries what was printed so far.
            raise ConfigError(
                say("config.command_failed", why=type(error).__name__),
                say("config.command_failed_hint"),
            ) from None
        if done.returncode:
            raise ConfigError(
                say("config.command_failed", why=f"exit {done.returncode}"),
                say("config.command_failed_hint"),
            )
        # Password stores print the secret first and notes below it.
        return done.stdout.decode("utf-8", "replace").partition("\n")[0]

    def _from_keyring(self) -> str:
        try:
            import keyring
            from keyring.errors import KeyringError
        except ImportError as error:
            raise ConfigError(say("config.no_keyring"), say("config.no_keyring_hint")) from error
        try:
            value = keyring.get_password("outreach", self.value)
        except KeyringError as error:
            raise ConfigError(
                say("config.keyring_shut", why=type(error).__name__), say("config.no_keyring_hint")
            ) from error
        if not value:
            raise ConfigError(
                say("config.keyring_empty", name=self.value),
                say("config.keyring_empty_hint", name=self.value),
            )
        return str(value)


def _credential(name: str) -> str | None:
    """A credential that systemd hands to this unit (systemd.exec, LoadCredential=)."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / name if folder else None
    if path is None or not path.is_file():
        return None
    try:
        return _decoded(path.read_bytes(), path)
    except OSError as error:
        raise _unreadable(path, error) from error


def _decoded(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # "from None": the error carries the bytes of the secret.
        raise ConfigError(say("config.secret_unreadable", path=path, why="UTF-8")) from None


def _unreadable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(say("config.secret_unreadable", path=path, why=error.strerror or error))


def _refuse_shared(file: Path) -> None:
    """Whoever else can write the file could run a program as the user.

    Raises:
        ConfigError: somebody else owns it or may write it.
    """
    if os.name != "posix":
        return
    status = file.stat()
    if status.st_mode & 0o022 or status.st_uid not in (os.geteuid(), 0):
        raise ConfigError(
            say("config.file_open", file=file), say("config.file_open_hint", file=file)
        )


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
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with its settings, all of them checked."""

    root: Path
    id: str
    #: Of the screen.
    language: Language
    mailboxes: Mapping[str, Mailbox]
    campaigns: Mapping[str, Campaign]
    #: Shortest and longest pause between two mails, in seconds.
    gap: tuple[int, int] = (180, 660)
    #: True in rehearsals and benchmarks only.
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


@dataclass(frozen=True, slots=True)
class Provider:
    """What is known about a mail provider; `daily_limit` is in mails per 24 hours."""

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


def provider_for(email: str) -> Provider | None:
    """The provider of an address, by its domain; None for a domain of one's own."""
    domain = email.strip().rpartition("@")[2].lower()
    return next((p for p in providers().values() if domain in p.domains), None)


def find(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds outreach.toml."""
    start = start.absolute()
    return next((f for f in (start, *start.parents) if (f / FILE).is_file()), None)


def settings_hash(mailbox: Mailbox, campaign: Campaign) -> str:
    """A hash over every setting that changes a mail's bytes, except the moment's own.

    Approval is kept with it, so a changed sentence asks for a new yes.
    """
    import hashlib

    sender = mailbox.sender
    parts = (
        *(sender.name, sender.email, sender.reply_to),
        *(mailbox.phone, mailbox.signature, mailbox.imprint, mailbox.html),
        *(mailbox.language, mailbox.register, mailbox.region),
        *(campaign.language, campaign.register, campaign.situation, campaign.situation_phrase),
        *(campaign.own_story, campaign.help_offer, campaign.why_now),
        sorted(campaign.facts.items()),
    )
    # repr keeps neighbours apart: ("ab", "c") is not ("a", "bc").
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def load(root: Path) -> Workspace:
    """The settings of a workspace.

    Raises:
        ConfigError: all that is wrong with them, at once, as file:line.
    """
    source = _source(root)
    try:
        data = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        # Python's message is the only place that names the line.
        line = int(m[1]) if (m := re.search(r"at line (\d+)", str(error))) else 0
        line = line or source.rstrip().count("\n") + 1
        problem = Problem(FILE, line, say("config.syntax", why=error))
        raise ConfigError(say("config.problems", path=root / FILE), problems=[problem]) from error
    problems = _Problems(source)
    workspace = _workspace(_Table((), data, problems), root)
    if problems.found:
        found = sorted(problems.found, key=lambda p: p.line)
        raise ConfigError(say("config.problems", path=root / FILE), problems=found)
    return workspace


def _source(root: Path) -> str:
    path = root / FILE
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        why = error.strerror or error
        raise ConfigError(say("config.unreadable", path=path, why=why)) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = Problem(FILE, line, say("config.not_utf8"), say("config.not_utf8_hint"))
        raise ConfigError(say("config.problems", path=path), problems=[problem]) from error


# -- places and problems ------------------------------------------------------------------


class _Problems:
    """What is wrong so far, each thing with its line."""

    def __init__(self, source: str) -> None:
        self.found: list[Problem] = []
        self._source = source
        self._lines: dict[_Path, int] = {}

    def add(self, path: _Path, what: Say, hint: Say | None = None) -> None:
        column = ".".join(p for p in path if isinstance(p, str))
        self.found.append(Problem(FILE, self._line(path), what, hint, column))

    def _line(self, path: _Path) -> int:
        """Line of the key, else of the nearest table around it; 0 when there is none."""
        self._lines = self._lines or _lines(self._source)
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 0)


_BLANK = re.compile(r"(?:[\s,]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL
)
_NAME = re.compile(r"[A-Za-z0-9_-]+|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+")


def _lines(source: str) -> dict[_Path, int]:
    """The line of every table, key and list item of a valid TOML text.

    tomllib gives no positions. What this scan does not understand it leaves out: the
    line then is that of the table around it.
    """
    scan = _Scan(source)
    with contextlib.suppress(ValueError, IndexError, RecursionError):
        scan.document()
    return scan.lines


class _Scan:
    """One walk through a TOML text, noting where things stand."""

    def __init__(self, source: str) -> None:
        self.lines: dict[_Path, int] = {}
        self._source, self._at = source, 0
        #: How many [[tables]] of a name there were.
        self._items: dict[_Path, int] = {}

    def document(self) -> None:
        table: _Path = ()
        while self._next():
            if self._source[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> _Path:
        start, many = self._at, self._source.startswith("[[", self._at)
        self._at += 2 if many else 1
        names, path = self._names(), _Path()
        for name in names[:-1]:
            path = self._note((*path, name), start)
            if path in self._items:
                path = (*path, self._items[path])
        path = self._note((*path, names[-1]), start)
        if many:
            self._items[path] = self._items.get(path, -1) + 1
            path = self._note((*path, self._items[path]), start)
        self._at = self._source.index("]", self._at) + (2 if many else 1)
        return path

    def _pair(self, table: _Path) -> None:
        start, path = self._at, table
        for name in self._names():
            path = self._note((*path, name), start)
        self._at = self._source.index("=", self._at) + 1
        self._value(path)

    def _value(self, path: _Path) -> None:
        match self._next():
            case "{":
                self._at += 1
                while self._next() != "}":
                    self._pair(path)
                self._at += 1
            case "[":
                self._at += 1
                number = 0
                while self._next() != "]":
                    self._value(self._note((*path, number), self._at))
                    number += 1
                self._at += 1
            case '"' | "'":
                self._take(_STRING)
            case _:
                self._take(_SCALAR)

    def _names(self) -> list[str]:
        names = []
        self._next()
        while True:
            word = self._take(_NAME)
            # A quoted name may hold escapes; tomllib knows them all.
            names.append(tomllib.loads(f"k={word}")["k"] if word[0] in "\"'" else word)
            if not (dot := _DOT.match(self._source, self._at)):
                return names
            self._at = dot.end()

    def _next(self) -> str:
        """The next character that counts, or "" at the end."""
        blank = _BLANK.match(self._source, self._at)
        self._at = blank.end() if blank else self._at
        return self._source[self._at : self._at + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        if not (found := pattern.match(self._source, self._at)):
            raise ValueError(self._at)
        self._at = found.end()
        return found[0]

    def _note(self, path: _Path, at: int) -> _Path:
        self.lines.setdefault(path, self._source.count("\n", 0, at) + 1)
        return path


class _Table:
    """One table of the file: hands out checked values, notes what is wrong with others."""

    def __init__(self, path: _Path, data: Mapping[str, Any], problems: _Problems) -> None:
        self.path, self.data, self._problems = path, data, problems

    def wrong(self, key: str, what: Say, hint: Say | None = None) -> None:
        """Note a problem with `key`, or with the table itself where `key` is empty."""
        self._problems.add((*self.path, key) if key else self.path, what, hint)

    def check_names(self, kind: str) -> None:
        """Note every name that this kind of table does not know."""
        for key in self.data:
            if key in LATER.get(kind, ()):
                self.wrong(key, say("config.later"))
            elif key not in KNOWN[kind]:
                self._unknown(key, KNOWN[kind])

    def _unknown(self, key: str, known: tuple[str, ...]) -> None:
        import difflib

        near = difflib.get_close_matches(key.lower(), known, 1)
        if near:
            self.wrong(key, say("config.unknown_near", name=key, near=near[0]))
        else:
            what = say("config.unknown", name=key)
            self.wrong(key, what, say("config.known_here", known=", ".join(known)))

    def table(self, key: str, kind: str = "") -> "_Table":
        """The table `key`, its names checked as of `kind`; empty where there is none."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self.wrong(key, say("config.not_table", name=key))
            value = {}
        table = _Table((*self.path, key), value, self._problems)
        if kind:
            table.check_names(kind)
        return table

    def tables(self, key: str) -> "Iterator[tuple[str, _Table]]":
        """The tables ``[key.NAME]`` whose name is possible."""
        group = self.table(key)
        for name in group.data:
            if re.fullmatch(r"[a-z0-9-]+", name):
                yield name, group.table(name, key)
            else:
                group.wrong(name, say("config.bad_name", name=name))

    def text(self, key: str, default: str = "") -> str:
        """A text on one line."""
        return self._text(key, default, several=False)

    def lines(self, key: str) -> str:
        """A text that may have several lines."""
        return self._text(key, "", several=True)

    def prose(self, key: str) -> str:
        """A text for the flow of a letter: line breaks are blanks."""
        return " ".join(self.lines(key).split())

    def _text(self, key: str, default: str, *, several: bool) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str):
            self.wrong(key, say("config.not_text"))
            return default
        value = value.replace("\r\n", "\n").strip()
        if _UNPRINTABLE.search(re.sub(r"[\n\t]", "", value) if several else value):
            self.wrong(key, say("config.control"))
            return default
        return value

    def one_of(self, key: str, known: tuple[str, ...], default: str) -> Any:
        """One of the words in `known`."""
        before = len(self._problems.found)
        value = self.text(key, default)
        if value in known or len(self._problems.found) > before:
            return value
        names = ", ".join(k for k in known if k)
        self.wrong(key, say("config.one_of", value=value, known=names))
        return default

    def number(self, key: str, low: int, high: int, default: int) -> int:
        """A whole number from `low` to `high`."""
        value = self.data.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.wrong(key, say("config.number", low=low, high=high, value=value))
        return default

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.data.get(key, default)
        if isinstance(value, bool):
            return value
        self.wrong(key, say("config.not_flag", value=value))
        return default

    def address(self, key: str) -> str:
        """One mail address in its form on the wire."""
        value = self.text(key)
        if not value or _PLAIN_ADDRESS.fullmatch(value):
            return value
        from outreach.contacts import wire_address

        try:
            return wire_address(value)
        except ValueError:
            self.wrong(key, say("config.address", value=value))
            return value


# -- the tables ---------------------------------------------------------------------------


def _workspace(top: _Table, root: Path) -> Workspace:
    top.check_names("")
    schedule = top.table("schedule", "schedule")
    limit = schedule.number("daily_limit", 1, 10_000, 20)
    main = _mailbox("main", top, root, limit, None)
    boxes = {"main": main}
    for name, tables in top.tables("mailbox"):
        if name == "main":
            tables.wrong("", say("config.main_twice"))
        else:
            boxes[name] = _mailbox(name, tables, root, limit, main)
    return Workspace(
        root,
        top.table("workspace", "workspace").text("id"),
        main.language,
        boxes,
        {name: _campaign(name, table, tuple(boxes)) for name, table in top.tables("campaign")},
        _gap(schedule),
        schedule.one_of("pace", ("human", "off"), "human") == "off",
    )


def _gap(schedule: _Table) -> tuple[int, int]:
    """Shortest and longest pause in seconds; "5m" is both."""
    value = schedule.text("gap", "3m-11m")
    match = re.fullmatch(r"(\d{1,6})([smh])(?:\s*[-–]\s*(\d{1,6})([smh]))?", value)
    unit = {"s": 1, "m": 60, "h": 3600}
    low = int(match[1]) * unit[match[2]] if match else 0
    high = int(match[3]) * unit[match[4]] if match and match[3] else low
    if match is None or not low <= high <= 24 * 3600:
        schedule.wrong("gap", say("config.gap", value=value))
        return 180, 660
    return low, high


def _mailbox(name: str, tables: _Table, root: Path, limit: int, main: Mailbox | None) -> Mailbox:
    """A mailbox; what a further one leaves open about its writer it takes from `main`."""
    sender = tables.table("sender", "sender")
    for key in ("name", "email"):
        if not sender.data.get(key):
            sender.wrong(key, say("config.missing", key=key))
    language = sender.one_of("language", ("de", "en"), main.language if main else "en")
    register = "sie" if language == "de" else "formal"
    who = Sender(sender.text("name"), sender.address("email"), sender.address("reply_to"))
    server = _server(name, tables.table("smtp", "smtp"), root, who.email)
    server["daily_limit"] = min(limit, server["daily_limit"])
    return Mailbox(
        name,
        who,
        sender.text("phone"),
        _signature(sender, root),
        sender.lines("imprint"),
        sender.flag("html", default=True),
        _zone(sender, main.timezone if main else "Europe/Berlin"),
        _region(sender, main.region if main else ""),
        language,
        sender.one_of(
            "register", REGISTERS, main.register if main and main.language == language else register
        ),
        **server,
    )


def _signature(sender: _Table, root: Path) -> str:
    """The signature's text, read where the setting names a file of the workspace."""
    value = sender.lines("signature")
    if not value or "\n" in value or len(value) > 200:
        return value
    path = (root / value).resolve()
    if not path.is_file():
        if value.endswith(".txt"):
            sender.wrong("signature", say("config.no_such_file", path=value))
        return value
    if not path.is_relative_to(root.resolve()):
        sender.wrong("signature", say("config.outside", path=value))
        return ""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        sender.wrong("signature", say("config.bad_text_file", path=value))
        return ""
    text = "\n".join(text.splitlines()).strip()
    if _UNPRINTABLE.search(re.sub(r"[\n\t]", "", text)):
        sender.wrong("signature", say("config.control"))
    return text


def _zone(sender: _Table, default: str) -> str:
    from zoneinfo import ZoneInfo

    value = sender.text("timezone", default)
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        sender.wrong("timezone", say("config.timezone", value=value))
    return value


def _region(sender: _Table, default: str) -> str:
    """Country or part of it (ISO 3166); holidays and the legal question hang on it."""
    value = sender.text("region", default).upper()
    if value and not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", value):
        sender.wrong("region", say("config.region", value=value))
    return value


def _server(name: str, smtp: _Table, root: Path, email: str) -> dict[str, Any]:
    known = _provider(smtp)
    host = smtp.text("host", known.host if known else "")
    if smtp.data and not host:
        smtp.wrong("host", say("config.missing", key="host"), say("config.no_host_hint"))
    elif host and not re.fullmatch(r"[\w.-]+|[0-9A-Fa-f.]*(:[0-9A-Fa-f.]*){2,}", host):
        smtp.wrong("host", say("config.host", value=host))
    security = _security(smtp, host, known)
    port = 465 if security == "tls" else 587
    if known and known.security == security:
        port = known.port
    auth, secret = _login(name, smtp, host, known)
    return {
        "host": host,
        "port": smtp.number("port", 1, 65535, port),
        "security": security,
        "username": smtp.text("username") or (email if auth != "none" else ""),
        "auth": auth,
        "secret": secret,
        "ca_file": _ca_file(smtp, root),
        "daily_limit": known.daily_limit if known else 10_000,
        "provider": known.name if known else "",
    }


def _provider(smtp: _Table) -> Provider | None:
    if "provider" not in smtp.data:
        return None
    known = providers()
    return known.get(smtp.one_of("provider", tuple(known), ""))


def _security(smtp: _Table, host: str, known: Provider | None) -> Any:
    usual = known.security if known else "starttls"
    if smtp.data.get("port") == 465:
        # RFC 8314 §3.3: TLS from the first byte; STARTTLS there only hangs.
        usual = "tls"
    security = smtp.one_of("security", ("starttls", "tls", "none"), usual)
    if security == "none" and host and host not in LOOPBACK:
        smtp.wrong("security", say("config.plain"), say("config.plain_hint"))
    return security


def _login(name: str, smtp: _Table, host: str, known: Provider | None) -> tuple[Any, Secret | None]:
    """How to log in, and where the secret is: what is written counts before the usual."""
    usual = known.auth if known else "none" if host in LOOPBACK else "password"
    if "token" in smtp.data:
        usual = "xoauth2"
    elif "password" in smtp.data:
        usual = "password"
    auth = smtp.one_of("auth", ("password", "xoauth2", "none"), usual)
    if auth == "none" or not host:
        return auth, None
    key = "token" if auth == "xoauth2" else "password"
    if key in smtp.data:
        return auth, _secret(name, smtp, key)
    smtp.wrong(key, say("config.missing", key=key), say(f"config.{key}_hint"))
    return auth, None


def _secret(name: str, smtp: _Table, key: str) -> Secret | None:
    value = smtp.data[key]
    if not isinstance(value, dict):
        smtp.wrong(key, say("config.plain_secret"), say(f"config.{key}_hint"))
        return None
    kind: Any
    kind, where = next(iter(value.items()), ("", ""))
    unsafe = not isinstance(where, str) or not where.strip() or _UNPRINTABLE.search(where)
    if len(value) != 1 or kind not in SECRETS or unsafe or not _splits(kind, where):
        smtp.wrong(key, say("config.secret_place"), say(f"config.{key}_hint"))
        return None
    return Secret(kind, where, "outreach-smtp" if name == "main" else f"outreach-smtp-{name}")


def _splits(kind: str, where: str) -> bool:
    """True unless a command's quotes do not close or a credential's name is a path."""
    if kind == "credential":
        return bool(re.fullmatch(r"\w[\w.-]*", where))
    if kind != "command" or os.name != "posix":
        return True
    import shlex

    try:
        return bool(shlex.split(where))
    except ValueError:
        return False


def _ca_file(smtp: _Table, root: Path) -> str:
    """The path of the own authorities; they may lie outside, where a firm keeps them."""
    value = smtp.text("ca_file")
    if not value:
        return ""
    path = (root / Path(value).expanduser()).resolve()
    if not path.is_file():
        smtp.wrong("ca_file", say("config.no_such_file", path=value))
    return str(path)


def _campaign(name: str, table: _Table, boxes: tuple[str, ...]) -> Campaign:
    basis = table.table("legal_basis", "legal_basis")
    return Campaign(
        name,
        _contacts(table),
        _steps(table),
        table.one_of("mailbox", boxes, "main"),
        table.one_of("language", ("", "de", "en"), ""),
        table.one_of("register", ("", *REGISTERS), ""),
        basis.one_of("value", BASES, "") if basis.data else "",
        basis.prose("reason"),
        table.one_of("new_contacts", ("hold", "send"), "hold"),
        table.one_of("situation", SITUATIONS, "none"),
        table.prose("situation_phrase"),
        table.prose("own_story"),
        table.prose("help_offer"),
        table.prose("why_now"),
        _facts(table.table("facts")),
    )


def _contacts(table: _Table) -> str:
    """The list's path from the workspace, with slashes; the ledger knows it by that."""
    value = table.text("contacts", "contacts.csv")
    path = PureWindowsPath(value)
    # As Windows reads it: there a drive, a root and ".." lead out, here some of them do.
    if path.anchor or ".." in path.parts or value.startswith("~") or not path.name:
        table.wrong("contacts", say("config.outside", path=value))
        return "contacts.csv"
    return PurePosixPath(value.replace("\\", "/")).as_posix()


def _facts(table: _Table) -> dict[str, str]:
    facts = {}
    for name, value in table.data.items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            table.wrong(name, say("config.fact_name", name=name))
        elif isinstance(value, int) and not isinstance(value, bool):
            facts[name] = str(value)
        else:
            facts[name] = table.prose(name)
    return facts


def _steps(campaign: _Table) -> tuple[Step, ...]:
    found = campaign.data.get("steps")
    if not isinstance(found, list) or not found or not all(isinstance(s, dict) for s in found):
        campaign.wrong("steps", say("config.steps"), say("config.steps_hint"))
        return ()
    if len(found) > MOST_STEPS:
        campaign.wrong("steps", say("config.many_steps", most=MOST_STEPS))
    path = (*campaign.path, "steps")
    problems = campaign._problems  # noqa: SLF001  (a list's items are tables of the same file)
    return tuple(
        _step(_Table((*path, number), entry, problems), first=not number)
        for number, entry in enumerate(found)
    )


def _step(entry: _Table, *, first: bool) -> Step:
    entry.check_names("step")
    template = entry.text("template")
    if not re.fullmatch(r"\w[\w.-]*", template):
        entry.wrong("template", say("config.template", value=template))
    if entry.text("invite", "none") != "none":
        entry.wrong("invite", say("config.invite_later"))
    thread = entry.one_of("thread", ("same", "new"), "new" if first else "same")
    if first and thread == "same":
        entry.wrong("thread", say("config.first_step", key="thread"))
    return Step(template, _after(entry, first=first), thread)


def _after(entry: _Table, *, first: bool) -> int:
    """Business days since the letter before; 0 for the first."""
    if first:
        if "after" in entry.data:
            entry.wrong("after", say("config.first_step", key="after"))
        return 0
    value = entry.data.get("after", "")
    match = re.fullmatch(r"(\d{1,3}) business days?", value) if isinstance(value, str) else None
    if match is None:
        entry.wrong("after", say("config.after", value=value or "–"))
    elif int(match[1]) < LEAST_WAIT:
        entry.wrong("after", say("config.after_short", value=value, least=LEAST_WAIT))
    return int(match[1]) if match else LEAST_WAIT
