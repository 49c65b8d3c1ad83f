"""One campaign of a workspace with everything it works with, and how it is opened."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from outreach import clock
from outreach.config import Campaign, Mailbox, Workspace, settings_hash
from outreach.errors import (
    AlreadyRunning,
    ConfigError,
    InputError,
    PolicyRefused,
    Problem,
    StoreError,
)
from outreach.model import Message, Outcome, source_hash
from outreach.store import Store
from outreach.words import say

if TYPE_CHECKING:
    from outreach.campaign.freetimes import FreeTimes
    from outreach.lint import Book
    from outreach.merge import Letters, Setting, Template
    from outreach.merge.offers import Offer


class Transport(Protocol):
    """What the shell needs of a session with a mail server (see smtp.Session)."""

    @property
    def is_open(self) -> bool: ...
    def open(self) -> None: ...
    def deliver(self, message: Message, edge: Callable[[str], None] = ...) -> Outcome: ...
    def close(self) -> None: ...


@dataclass
class Job:
    """One campaign with everything it works with; opened per command."""

    workspace: Workspace
    campaign: Campaign
    store: Store
    secret: bytes

    @property
    def mailbox(self) -> Mailbox:
        """The mailbox this campaign writes from."""
        return self.workspace.mailboxes[self.campaign.mailbox]

    @property
    def beside(self) -> "list[Job]":
        """All campaigns that write from this mailbox, this one too: they share its gap and quota."""
        return [
            self
            if c.name == self.campaign.name
            else Job(self.workspace, c, self.store, self.secret)
            for c in self.workspace.campaigns.values()
            if c.mailbox == self.campaign.mailbox
        ]

    @property
    def step_names(self) -> list[str]:
        """The steps as the ledger remembers them: letter, delay, thread."""
        return [
            f"{s.template}/{s.delay.days}{'c' if s.delay.unit == 'calendar' else ''}/{s.thread}"
            for s in self.campaign.steps
        ]

    @property
    def placing(self) -> str:
        """The settings by which people without a zone or region of their own are placed."""
        return f"|{self.mailbox.timezone}|{self.mailbox.region}"

    @cached_property
    def settings(self) -> str:
        """Hash over every setting that changes a mail's bytes."""
        menu = [offer.spelt for offer in self.menu]
        return settings_hash(self.mailbox, self.campaign, menu, self.workspace.booking)

    @cached_property
    def menu(self) -> "tuple[Offer, ...]":
        """The help menu, read once.

        Raises:
            ConfigError: all that is wrong with help.toml, at once.
        """
        if not self._menu_file:
            return ()
        from outreach.config.offers import read_menu

        return read_menu(self.workspace.help_file, self.mailbox.region)

    @cached_property
    def _menu_file(self) -> bytes:
        """The bytes of help.toml, noted before the menu is read from them."""
        try:
            return self.workspace.help_file.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError:
            # Whoever reads the menu itself says what is wrong with it.
            return b"?"

    @property
    def sources(self) -> str:
        """A hash of the files in which the settings and the help menu stand."""
        return f"{self.workspace.digest}:{source_hash(self._menu_file)}"

    @cached_property
    def letters(self) -> "Letters":
        """The workspace's templates, compiled once.

        Raises:
            InputError: a template cannot be read; all problems at once.
        """
        return read_letters(self.workspace)

    def letter_hashes(self) -> list[str]:
        """The hashes of all letters; of their files, while nothing has read them as letters yet.

        Raises:
            InputError: a template cannot be read.
        """
        if "letters" in self.__dict__:
            return sorted(t.hash for t in self.letters.templates)
        return sorted(source_hash(source.encode()) for _, source in letter_sources(self.workspace))

    @cached_property
    def free_times(self) -> "FreeTimes":
        """When the sender is free; calendars are read when it is first asked."""
        from outreach.campaign.freetimes import FreeTimes

        # Calls of another mailbox are known to nobody here but its calendar.
        own = self.store.bookings(mailbox=self.mailbox.name)
        return FreeTimes(self, clock.now(), [call.uid for call in own])

    @cached_property
    def book(self) -> "Book":
        """The rules of kindness in force here.

        Raises:
            ConfigError: an own rule cannot be read.
        """
        from outreach.lint import rulebook

        lint = self.workspace.lint
        return rulebook(
            self._own_rules, lint.disable, lint.levels, lint.own_products, lint.allow_caps
        )

    @cached_property
    def rules(self) -> str:
        """A hash of the rules in force, without reading them."""
        from outreach.lint import rules_digest

        lint = self.workspace.lint
        return rules_digest(
            self._own_rules, lint.disable, lint.levels, lint.own_products, lint.allow_caps
        )

    @property
    def _own_rules(self) -> "list[tuple[str, Path]]":
        root = self.workspace.root
        return [(folder, root / folder) for folder in self.workspace.lint.extend]

    @cached_property
    def setting(self) -> "Setting":
        """What is the same for all letters of the campaign."""
        from outreach.merge import Setting

        box, camp = self.mailbox, self.campaign
        return Setting(
            sender_name=box.sender.name,
            sender_email=box.sender.email,
            sender_phone=box.phone,
            signature=box.signature,
            imprint=box.imprint,
            language=camp.language or box.language,
            register=camp.register or box.register,
            situation=camp.situation,
            situation_phrase=camp.situation_phrase,
            situations=camp.situations,
            own_story=camp.own_story,
            help_offer=camp.help_offer,
            why_now=camp.why_now,
            html=box.html,
            region=box.region,
            facts=camp.facts,
            columns=self.store.columns(camp.contacts),
        )

    def local(self, moment: datetime) -> datetime:
        """The moment on the sender's wall clock."""
        from zoneinfo import ZoneInfo

        return moment.astimezone(ZoneInfo(self.mailbox.timezone))


def open_store(workspace: Workspace) -> tuple[Store, bytes]:
    """The workspace's ledger and its key.

    Raises:
        StoreError: one of them is missing or foreign; then nothing here may send.
    """
    try:
        secret = workspace.key_file.read_bytes()
    except OSError:
        secret = b""
    if not secret or not workspace.ledger.is_file():
        raise StoreError(say("store.foreign", path=workspace.state_dir), say("store.foreign_hint"))
    store = Store(workspace.ledger)
    try:
        # A file that was emptied would else pass for a ledger that never sent.
        store.bind(workspace.id, secret, sent_before=True)
    except BaseException:
        store.close()
        raise
    return store, secret


def create_state(workspace: Workspace) -> None:
    """Make the key (mode 600) and an empty ledger for a new workspace; never over old ones."""
    import secrets

    from outreach.files import write_private

    workspace.state_dir.mkdir(mode=0o700, exist_ok=True)
    if not workspace.key_file.exists() and not workspace.ledger.exists():
        write_private(workspace.key_file, secrets.token_bytes(32))
        with Store(workspace.ledger) as store:
            store.bind(workspace.id, workspace.key_file.read_bytes())


def last_run(workspace: Workspace, store: Store) -> datetime | None:
    """When a run was here last: one the ledger knows, or a tick with nothing due."""
    found = store.last_run()
    with suppress(OSError, ValueError):
        ticked = datetime.fromisoformat((workspace.state_dir / "ticked").read_text("ascii"))
        if ticked.tzinfo is not None and (found is None or ticked > found):
            return ticked
    return found


def run_lock(workspace: Workspace) -> AbstractContextManager[None]:
    """Hold the one run lock of the workspace; it dies with the process.

    Raises:
        AlreadyRunning: another run holds it.
    """
    try:
        import fcntl
    except ImportError:
        return _portable_lock(workspace)
    return _flock(workspace, fcntl.flock, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _flock(workspace: Workspace, flock: Callable[[int, int], None], how: int) -> Iterator[None]:
    """The lock that filelock takes on POSIX, without a fifth of a tick spent on loading it."""
    path = workspace.state_dir / "lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _no_lock(path, error) from error
    try:
        try:
            flock(descriptor, how)
        except BlockingIOError as error:
            raise _busy() from error
        except OSError as error:
            raise _no_lock(path, error) from error
        yield
    finally:
        # Closing gives the lock back; so does the end of the process.
        os.close(descriptor)


def _busy() -> AlreadyRunning:
    return AlreadyRunning(say("send.already_running"), say("send.already_running_hint"))


def _no_lock(path: Path, error: OSError) -> StoreError:
    return StoreError(
        say("store.cannot_open", path=path, why=error.strerror or error),
        say("store.cannot_open_hint"),
    )


@contextmanager
def _portable_lock(workspace: Workspace) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(workspace.state_dir / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise _busy() from error
    except OSError as error:
        raise _no_lock(Path(lock.lock_file), error) from error
    try:
        yield
    finally:
        lock.release()


def read_letters(workspace: Workspace) -> "Letters":
    """All templates of a workspace.

    Raises:
        InputError: unreadable or faulty templates, all problems at once.
    """
    from outreach.merge import Letters, parse_template

    templates: list[Template] = []
    problems: list[Problem] = []
    for name, source in letter_sources(workspace):
        try:
            templates.append(parse_template(source, name))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(say("send.template_problems"), problems=problems)
    return Letters(templates)


def letter_sources(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Name and text of each template of a workspace.

    Raises:
        InputError: one of them cannot be read.
    """
    folder = workspace.templates_dir
    for path in sorted([*folder.glob("*.md"), *folder.glob("*.txt")]):
        try:
            yield f"templates/{path.name}", path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(say("send.template_unreadable", path=path.name, why=error)) from error


def check_kind(job: Job) -> str:
    """``real`` or ``rehearsal`` for this run.

    Raises:
        PolicyRefused: a ledger that has sent for real is not used for rehearsals.
    """
    pretending = clock.rehearsing() or job.workspace.pace_off
    kind = job.store.kind()
    if kind == "real" and pretending:
        raise PolicyRefused(say("send.real_ledger"), say("send.real_ledger_hint"))
    return kind or ("rehearsal" if pretending else "real")


def transport_for(job: Job) -> Transport:
    """The session with the campaign's mail server, not yet opened.

    Raises:
        ConfigError: no server is configured.
    """
    return session_for(job.workspace, job.mailbox, rehearsal=check_kind(job) == "rehearsal")


def session_for(workspace: Workspace, box: Mailbox, *, rehearsal: bool) -> Transport:
    """A session with a mailbox's server, not yet opened; a rehearsal speaks to this machine only.

    Raises:
        ConfigError: no server is configured.
    """
    from outreach.smtp import Server, Session

    if not box.host:
        raise ConfigError(say("send.no_server"), say("send.no_server_hint"))
    server = Server(
        host=box.host,
        port=box.port,
        security=box.security,
        username=box.username,
        auth=box.auth,
        ca_file=box.ca_file,
        rehearsal=rehearsal,
    )
    return Session(server, lambda: box.secret.read(workspace.root) if box.secret else "")


def by_mailbox(jobs: Sequence[Job]) -> list[list[Job]]:
    """The campaigns grouped by the mailbox they write from."""
    boxes: dict[str, list[Job]] = {}
    for job in jobs:
        boxes.setdefault(job.campaign.mailbox, []).append(job)
    return list(boxes.values())
