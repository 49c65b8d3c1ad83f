"""The shell: read → decide → act → write, for one campaign of a workspace.

One function makes a letter (`letter_for`); preview, dry run and send all call it, so
the same row, template, moment and free times give the same bytes. Sending is: claim a
row, deliver, settle; the claim is committed before the first byte of the mail goes out,
and only once the connection stands.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
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
    OutreachError,
    PolicyRefused,
    Problem,
    StoreError,
    TransportError,
)
from outreach.model import Contact, Letter, Message, Outcome, Send
from outreach.schedule import Go, Pace, Wait, account_pause, decide
from outreach.store import Store
from outreach.words import Say, say

if TYPE_CHECKING:
    from outreach.contacts import Aside
    from outreach.merge import Letters, Setting, Template
    from outreach.model import Attachment
    from outreach.store.people import Fingerprint

#: Rules by which the check of a letter holds a person, and lifts the hold again once mended.
MENDABLE = (
    "missing_data",
    "no_variant",
    "too_recent",
    "no_greeting",
    "no_trace",
    "unsendable",
    "noreply",
)


class Transport(Protocol):
    """What the shell needs of a session with a mail server (see smtp.Session)."""

    @property
    def is_open(self) -> bool: ...
    def open(self) -> None: ...
    def deliver(self, message: Message, edge: Callable[[str], None] = ...) -> Outcome: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Held:
    """A letter that cannot be made for this person yet: rule and its detail."""

    rule: str
    detail: str


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

    @cached_property
    def settings(self) -> str:
        """Hash over every setting that changes a mail's bytes."""
        return settings_hash(self.mailbox, self.campaign)

    @cached_property
    def letters(self) -> "Letters":
        """The workspace's templates, compiled once.

        Raises:
            InputError: a template cannot be read; all problems at once.
        """
        return read_letters(self.workspace)

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
            situation_phrase=camp.situation_phrase,
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


# -- opening ------------------------------------------------------------------------------


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
        store.bind(workspace.id, secret)
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


@contextmanager
def run_lock(workspace: Workspace) -> Iterator[None]:
    """Hold the one run lock of the workspace; it dies with the process.

    Raises:
        AlreadyRunning: another run holds it.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(workspace.state_dir / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise AlreadyRunning(
            say("send.already_running"), say("send.already_running_hint")
        ) from error
    except OSError as error:
        raise StoreError(
            say("store.cannot_open", path=lock.lock_file, why=error.strerror or error),
            say("store.cannot_open_hint"),
        ) from error
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
    paths = sorted([*workspace.templates_dir.glob("*.md"), *workspace.templates_dir.glob("*.txt")])
    for path in paths:
        try:
            source = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(say("send.template_unreadable", path=path.name, why=error)) from error
        try:
            templates.append(parse_template(source, f"templates/{path.name}"))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(say("send.template_problems"), problems=problems)
    return Letters(templates)


# -- the list -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListReport:
    """What became of reading the list: unchanged, or the numbers of this reading."""

    changed: bool
    people: int = 0
    aside: int = 0
    new: int = 0


def read_list(job: Job, now: datetime) -> ListReport:
    """Bring the ledger up to the contact list, if the file differs from its last reading.

    Raises:
        InputError: a file error; the ledger keeps the last good reading.
    """
    from outreach.files import list_status, open_list
    from outreach.store.people import Fingerprint

    path = job.workspace.root / job.campaign.contacts
    status = list_status(path, job.campaign.contacts)
    known = job.store.known_list(job.campaign.contacts)
    if known and (known.size, known.mtime) == (status.st_size, status.st_mtime_ns):
        return ListReport(changed=False)
    with open_list(path, job.campaign.contacts) as file:
        digest = hashlib.file_digest(file, "blake2b").hexdigest()
    print_ = Fingerprint(status.st_size, status.st_mtime_ns, digest)
    if known and known.hash == print_.hash:
        job.store.touch_list(job.campaign.contacts, print_)
        return ListReport(changed=False)
    return _read_changed(job, path, print_, now)


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()


def _read_changed(job: Job, path: Path, print_: "Fingerprint", now: datetime) -> ListReport:
    from outreach import contacts
    from outreach.files import open_list, refuse_changed

    asides: list[tuple[int, str, str]] = []
    kept: list[contacts.Aside] = []
    with open_list(path, job.campaign.contacts) as file:
        policy = contacts.Policy(today=job.local(now).date(), region=job.mailbox.region)
        reading = contacts.read(file, job.campaign.contacts, policy)

        def people() -> Iterator[Contact]:
            for row in reading:
                if isinstance(row, Contact):
                    yield row
                else:
                    kept.append(row)
                    address = ""
                    with suppress(ValueError):
                        address = contacts.fold_address(row.email) if row.email else ""
                    asides.append((row.line, address, "; ".join(str(p.what) for p in row.problems)))

        def finish() -> tuple[list[str], list[tuple[int, str, str]]]:
            refuse_changed(path, job.campaign.contacts, print_.size, print_.mtime)
            asides.extend((0, a, str(say("send.rows_disagree"))) for a in sorted(reading.conflicts))
            return sorted(reading.conflicts), asides

        synced = job.store.sync_list(
            job.campaign.contacts, people(), print_, now, finish=finish, columns=reading.columns
        )
    write_asides(path, kept, reading.headings)
    return ListReport(changed=True, people=synced.people, aside=len(asides), new=synced.new)


def write_asides(path: Path, asides: "Sequence[Aside]", headings: Sequence[str]) -> Path | None:
    """Write ``NAME.aside.csv`` beside the list, or remove a stale one; returns the file."""
    from outreach.contacts import write_aside

    target = path.with_name(f"{path.stem}.aside.csv")
    if not asides:
        target.unlink(missing_ok=True)
        return None
    target.write_text("\ufeff" + "".join(write_aside(asides, headings)), "utf-8", newline="")
    return target


def enrol(job: Job, now: datetime) -> int:
    """Give everybody in the list their rows; returns how many people are new."""
    return job.store.enrol(
        job.campaign.name,
        job.campaign.contacts,
        job.campaign.mailbox,
        [f"{s.template}/{s.after}/{s.thread}" for s in job.campaign.steps],
        now,
        hold_new=job.campaign.new_contacts == "hold",
    )


# -- one letter ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Made:
    """A letter as a mail: what preview shows and send delivers."""

    letter: Letter
    message: Message
    #: Hash of the sources a person approves: template and settings.
    source: str


def letter_for(job: Job, send: Send, contact: Contact, at: datetime) -> Made | Held:
    """The mail this person gets at this moment, or why it cannot be made.

    The one function behind preview, dry run and send: same inputs, same bytes. A moment
    settled at an earlier try (``send.date``) wins over `at`, so a deferred mail keeps
    its bytes.

    Raises:
        InputError: a template is wrong for everybody.
    """
    from outreach.merge import Missing
    from outreach.message import compose

    if "noreply" in contact.get("flags"):
        return Held("noreply", contact.email)
    if not any(contact.get(f) for f in ("last_contact", "shared_memory", "personal_line")):
        # For people one knows: without a trace of earlier contact, a person says how.
        return Held("no_trace", "")
    template = job.letters.pick(job.campaign.steps[send.step - 1].template, contact, job.setting)
    if isinstance(template, Missing):
        return Held(template.rule, str(template.what))
    moment = job.local(send.date or at)
    draft = job.letters.merge(template, contact, job.setting, moment)
    if isinstance(draft, Missing):
        return Held(draft.rule, ", ".join(draft.fields) or str(draft.what))
    references: tuple[str, ...] = ()
    parent = _thread_parent(job, send)
    if parent is not None:
        references = (parent.message_id,)
        draft = replace(draft, subject=parent.subject)
    letter = Letter(
        key=send.key,
        sender=job.mailbox.sender,
        to_name=f"{contact.get('first_name')} {contact.get('last_name')}".strip(),
        to_email=contact.email,
        draft=draft,
        date=moment,
        attachments=_attachments(job, draft.attachments),
        references=references,
        unsubscribe=(_unsubscribe(job, send.address),),
    )
    try:
        message = compose(letter, job.secret)
    except InputError as error:
        return Held("unsendable", str(error.what))
    return Made(letter, message, approval_hash(template.hash, job.settings))


def approval_hash(template: str, settings: str) -> str:
    """What a person says yes to: the letter's source and the settings that change bytes."""
    return hashlib.blake2b(f"{template}:{settings}".encode(), digest_size=16).hexdigest()


def _thread_parent(job: Job, send: Send) -> Send | None:
    if send.step == 1 or job.campaign.steps[send.step - 1].thread != "same":
        return None
    parent = job.store.send(f"{send.campaign}:{send.step - 1}:{send.address}")
    return parent if parent and parent.state in ("accepted", "bounced") else None


def _attachments(job: Job, names: Sequence[str]) -> "tuple[Attachment, ...]":
    if not names:
        return ()
    from outreach.files import read_attachments

    return read_attachments(job.workspace.root, names)


def _unsubscribe(job: Job, address: str) -> str:
    import hmac

    # The token recognises the person in an answer without naming the address in it.
    token = hmac.new(job.secret, f"unsubscribe:{address}".encode(), hashlib.sha256).hexdigest()[:12]
    return f"mailto:{job.mailbox.sender.email}?subject=unsubscribe%20{token}"


# -- before the first mail ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Preflight:
    """The check of all letters: how many are ready, how many wait and why."""

    ready: int
    held: dict[str, int] = field(default_factory=dict)


def preflight(job: Job, now: datetime) -> Preflight:
    """Make every pending letter once; hold those that cannot go, release mended ones.

    Nothing is made twice in vain: the check is repeated only when the list, a template,
    a setting or an attachment changed.
    """
    stamp = _preflight_stamp(job, now)
    if job.store.preflight_stamp(job.campaign.name) != stamp:
        known = job.letters.problems(
            (s.template for s in job.campaign.steps), {*job.setting.columns, *job.setting.facts}
        )
        if known:
            raise InputError(say("send.template_problems"), problems=known)
        for send in _pending(job):
            _check_one(job, send, now)
        job.store.set_preflight_stamp(job.campaign.name, stamp)
    return Preflight(
        job.store.counts(job.campaign.name)["planned"],
        dict(job.store.reasons(job.campaign.name, "held")),
    )


def _pending(job: Job) -> Iterator[Send]:
    # Read whole before any hold is written: a cursor over rows that change under it may skip.
    yield from [r.send for r in job.store.rows(job.campaign.name, "planned")]
    yield from [r.send for r in job.store.rows(job.campaign.name, "held")]


def _check_one(job: Job, send: Send, now: datetime) -> None:
    contact = job.store.contact(job.campaign.contacts, send.address)
    if contact is None:
        return
    made = letter_for(job, send, contact, now)
    if isinstance(made, Held):
        if send.state == "planned":
            job.store.hold(send.key, made.rule, made.detail, now)
        return
    if send.state == "held" and send.rule in MENDABLE:
        job.store.release([send.key], MENDABLE, now)
    if send.approved and send.approved != made.source and send.state == "planned":
        job.store.hold(send.key, "text_changed", "", now)


def _preflight_stamp(job: Job, now: datetime) -> str:
    parts = [str(job.store.generation(job.campaign.contacts)), job.settings]
    parts += [f"{s.template}/{s.after}/{s.thread}" for s in job.campaign.steps]
    parts += sorted(t.hash for t in job.letters.templates)
    for name in sorted({a for t in job.letters.templates for a in t.attachments}):
        path = job.workspace.root / name
        parts.append(f"{name}:{_file_hash(path) if path.is_file() else '-'}")
    if any(rule == "too_recent" for rule, _ in job.store.reasons(job.campaign.name, "held")):
        parts.append(now.date().isoformat())
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def approve(job: Job, by: str, now: datetime) -> int:
    """A person said yes: every pending mail, with the sources it is made from."""
    from outreach.merge import Template

    hashes: list[tuple[str, str]] = []
    for send in _pending(job):
        contact = job.store.contact(job.campaign.contacts, send.address)
        if contact is None or (send.state == "held" and send.rule not in ("text_changed", "new")):
            continue
        template = job.letters.pick(
            job.campaign.steps[send.step - 1].template, contact, job.setting
        )
        if isinstance(template, Template):
            hashes.append((send.key, approval_hash(template.hash, job.settings)))
    whole = hashlib.blake2b(
        "\n".join(sorted({h for _, h in hashes})).encode(), digest_size=16
    ).hexdigest()
    return job.store.approve(job.campaign.name, hashes, whole, by, now)


def needs_approval(job: Job) -> int:
    """How many people wait for a yes: never approved, new, or with a changed text."""
    planned = dict(job.store.reasons(job.campaign.name, "planned"))
    held = dict(job.store.reasons(job.campaign.name, "held"))
    return planned.get("approval", 0) + held.get("new", 0) + held.get("text_changed", 0)


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


# -- sending --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """One mail this run dealt with."""

    send: Send
    contact: Contact
    state: str
    reason: str
    message_id: str
    at: datetime


@dataclass
class Run:
    """What a run did, and when the next mail may go."""

    done: list[Done] = field(default_factory=list)
    lost: int = 0
    next: datetime | None = None
    rule: str = "nothing"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a run goes: mails at most, people named, and a sign to stop."""

    mails: int | None = None
    only: tuple[str, ...] = ()
    stop: Callable[[], bool] = lambda: False
    #: Crash tests stop at named edges through this.
    edge: Callable[[str], None] = lambda _name: None
    #: Told after each mail.
    tell: Callable[[Done], None] = lambda _done: None


def send_due(job: Job, connect: Callable[[], Transport], limits: Limits) -> Run:
    """Send what is due, one mail after the other; call it while holding the run lock.

    With the pace of a person this is one mail a run; with no gap, all of them. A wait
    that ends within a minute of the start is waited for, anything longer is the next run's.

    Raises:
        TransportError: no session with the server; nothing of that mail was claimed.
        StoreError: the ledger refuses; nothing more is sent.
    """
    now = clock.now()
    run = Run(lost=job.store.begin_run(now, machine_name(), check_kind(job)))
    pace = Pace((0, 0) if job.workspace.pace_off else job.workspace.gap)
    deadline = clock.monotonic() + 60
    transport: Transport | None = None
    try:
        while not limits.stop() and (limits.mails is None or len(run.done) < limits.mails):
            now = clock.now()
            waiting = job.store.waiting(job.mailbox.name, now, job.campaign.name, limits.only)
            match decide(waiting, job.store.mailbox(job.mailbox.name), pace, now):
                case Wait(until, rule):
                    run.rule = rule
                    run.next = until or job.store.next_later(job.mailbox.name, now)
                    if not _wait_a_little(run.next, now, deadline, limits):
                        break
                case Go(send, gap):
                    if transport is None:
                        transport = connect()
                        job.store.take_lease(machine_name(), now)
                    _send_one(job, transport, limits, run, send, gap)
    finally:
        if transport is not None:
            transport.close()
            job.store.drop_lease()
    return run


def _wait_a_little(until: datetime | None, now: datetime, deadline: float, limits: Limits) -> bool:
    """Wait for a mail that is due within the run's own minute; False: leave it to the next."""
    if until is None or clock.rehearsing():
        return False
    seconds = (until - now).total_seconds()
    if clock.monotonic() + seconds > deadline:
        return False
    end = clock.monotonic() + seconds
    while (left := end - clock.monotonic()) > 0 and not limits.stop():
        clock.wait(min(left, 0.5))
    return True


def _send_one(
    job: Job, transport: Transport, limits: Limits, run: Run, send: Send, gap: int
) -> None:
    now = clock.now()
    contact = job.store.contact(job.campaign.contacts, send.address)
    made = Held("gone", "") if contact is None else letter_for(job, send, contact, now)
    if isinstance(made, Made) and made.source != send.approved:
        made = Held("text_changed", "")
    if isinstance(made, Held) or contact is None:
        held = made if isinstance(made, Held) else Held("gone", "")
        job.store.hold(send.key, held.rule, held.detail, now)
        return
    if not transport.is_open:
        try:
            transport.open()
        except TransportError as error:
            _rest_after(job, error, now)
            raise
    limits.edge("before_claim")
    claimed = job.store.claim(
        send,
        now,
        message_id=made.message.message_id,
        subject=made.letter.draft.subject,
        date=made.letter.date,
        variant=made.letter.draft.variant,
        gap=gap,
    )
    if claimed is None:
        return
    limits.edge("claimed")
    outcome = transport.deliver(made.message, limits.edge)
    limits.edge("delivered")
    state = job.store.settle(claimed, outcome, clock.now())
    limits.edge("settled")
    if state in ("accepted", "in_doubt"):
        keep_copy(job, made.message, now)
    done = Done(send, contact, state, outcome.text, made.message.message_id, now)
    run.done.append(done)
    limits.tell(done)


def _rest_after(job: Job, error: TransportError, now: datetime) -> None:
    """A server that cannot be reached is not asked every minute; a wrong password never."""
    if error.exit_code == 77:
        return
    job.store.pause_mailbox(job.mailbox.name, now + account_pause(1), "account", str(error.what))


def keep_copy(job: Job, message: Message, now: datetime) -> Path | None:
    """Keep the bytes as ``.outreach/sent/YYYY-MM/NAME.eml``; a full disk loses only the copy."""
    from outreach.files import write_private

    name = message.message_id.strip("<>").partition("@")[0]
    folder = job.workspace.state_dir / "sent" / now.strftime("%Y-%m")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(folder / f"{name}.eml", message.content, durable=False)
    except (OSError, OutreachError):
        return None
    return folder / f"{name}.eml"


def machine_name() -> str:
    """A name for this computer, to notice a copied workspace."""
    import platform

    return platform.node() or "computer"


def transport_for(job: Job) -> Transport:
    """The session with the campaign's mail server, not yet opened.

    Raises:
        ConfigError: no server is configured.
    """
    from outreach.smtp import Server, Session

    box = job.mailbox
    if not box.host:
        raise ConfigError(say("send.no_server"), say("send.no_server_hint"))
    server = Server(
        host=box.host,
        port=box.port,
        security=box.security,
        username=box.username,
        auth=box.auth,
        ca_file=box.ca_file,
        rehearsal=check_kind(job) == "rehearsal",
    )
    root = job.workspace.root

    def secret() -> str:
        return box.secret.read(root) if box.secret else ""

    return Session(server, secret)


def until_words(moment: datetime, now: datetime) -> Say:
    """How far off a moment is, in plain words: seconds, minutes, hours or days."""
    seconds = max(0, int((moment - now).total_seconds()))
    for size, key in ((86400, "send.in_days"), (3600, "send.in_hours"), (60, "send.in_minutes")):
        if seconds >= 2 * size:
            return say(key, n=round(seconds / size))
    return say("send.in_seconds", n=seconds)
