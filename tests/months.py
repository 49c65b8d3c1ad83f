"""A real ledger and the real scheduler under a clock one can turn: months in a moment.

Nothing here is a stand-in but the clock (`outreach.clock.now` and `wait`) and the
transport, which is the shell's own port: it takes messages and answers as told.
"""

import io
import os
import shutil
import tempfile
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from outreach import campaign as shell
from outreach import clock
from outreach.config import Workspace, load
from outreach.model import Accepted
from outreach.store import Store
from tests.bench import workbench

#: Letters of a sequence, as short as they may be.
WAY_OUT = "Sagen Sie einfach stopp, dann schreibe ich nicht mehr. One word is enough."
LETTERS = {
    "one": f"Guten Tag {{{{ last_name }}}}, wie geht es Ihnen? {WAY_OUT}",
    "two": f"Guten Tag {{{{ last_name }}}}, noch einmal ein Gruß. {WAY_OUT}",
    "three": f"Guten Tag {{{{ last_name }}}}, ein letzter Gruß. {WAY_OUT}",
}
HEAD = "email,first_name,last_name,gender,register,language,last_contact,shared_memory,region,timezone,company"


class Crash(BaseException):
    """The process dies here: nothing below catches it."""


class FakeClock:
    """The moment it is; waiting moves it on."""

    def __init__(self, now: datetime) -> None:
        self.at = now
        self.until: datetime | None = None
        self._kept = clock.now, clock.wait

    def now(self) -> datetime:
        return self.at.replace(microsecond=0)

    def wait(self, seconds: float) -> None:
        # A run waits in half seconds; its goal was told just before.
        self.at = max(self.at, self.until or self.at + timedelta(seconds=seconds))

    def told(self, until: datetime) -> None:
        self.until = until

    @contextmanager
    def ticking(self):
        clock.now, clock.wait = self.now, self.wait
        try:
            yield self
        finally:
            clock.now, clock.wait = self._kept


@dataclass
class Post:
    """A transport that answers as told and keeps what it took."""

    clock: FakeClock
    outcomes: list = field(default_factory=list)
    #: (moment, key, state of our knowledge) of every mail that was handed over.
    taken: list = field(default_factory=list)
    #: Dies at this edge instead of answering, once.
    die: str = ""
    is_open: bool = False

    def open(self) -> None:
        self.is_open = True

    def close(self) -> None:
        self.is_open = False

    def deliver(self, message, edge=lambda _name: None):
        outcome = self.outcomes.pop(0) if self.outcomes else Accepted(250, "2.0.0 Ok")
        self.taken.append((self.clock.now(), message.key, outcome, message))
        return outcome


_TEMPLATE: Path | None = None


def template() -> Path:
    """A workspace made by init, once; copied for whoever needs their own."""
    global _TEMPLATE  # noqa: PLW0603 one folder for the whole run
    if _TEMPLATE is None:
        folder = Path(tempfile.mkdtemp(prefix="outreach-months-"))
        with redirect_stdout(io.StringIO()):
            bench = workbench(folder, 1, pace="")
        for old in (bench.root / "templates").glob("*.md"):
            old.unlink()
        for name, text in LETTERS.items():
            for variant in ("de-sie", "en-formal"):
                (bench.root / "templates" / f"{name}.{variant}.md").write_text(
                    f'+++\nsubject = "Gruß"\n+++\n{text}\n', "utf-8"
                )
        _TEMPLATE = bench.root
    return _TEMPLATE


class Months:
    """One workspace, one ledger, and everything that may happen to it."""

    def __init__(self, now: datetime, *, rules, campaigns, ledger=":memory:") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="outreach-months-"))
        self.root = self.folder / "w"
        shutil.copytree(template(), self.root)
        for old in (self.root / ".outreach").glob("state.db*"):
            old.unlink()
        self.clock = FakeClock(now)
        self.post = Post(self.clock)
        self.store = Store(ledger, durable=False)
        ws = load(self.root)
        self.store.bind(ws.id, ws.key_file.read_bytes())
        self.secret = ws.key_file.read_bytes()
        boxes = {n: replace(b, daily_limit=rules.daily_limit) for n, b in ws.mailboxes.items()}
        self.ws: Workspace = replace(ws, rules=rules, campaigns=campaigns, mailboxes=boxes)
        self.mtime = 1

    def close(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def jobs(self) -> list[shell.Job]:
        """As a command opens them: nothing remembered from the one before."""
        return [shell.Job(self.ws, c, self.store, self.secret) for c in self.ws.campaigns.values()]

    @property
    def desk(self) -> shell.Desk:
        return shell.Desk(self.jobs)

    def write_list(self, rows, name="contacts.csv") -> None:
        path = self.root / name
        path.write_text("\r\n".join([HEAD, *rows, ""]), "utf-8", newline="")
        self.mtime += 1
        os.utime(path, ns=(self.mtime * 10**9, self.mtime * 10**9))

    def prepare(self) -> None:
        """What every command does before it decides."""
        for job in self.jobs:
            shell.bring_up_to_date(job, self.clock.now())

    def approve(self) -> None:
        self.prepare()
        for job in self.jobs:
            shell.check_letters(job, self.clock.now())
            shell.approve(job, "me", self.clock.now())

    def look(self) -> None:
        self.store.looked("main", "me", self.clock.now())

    def run(self, stay: datetime | None = None, **limits) -> shell.Run:
        """One tick, or a run that stays."""
        self.prepare()

        def edge(name: str) -> None:
            if name == self.post.die:
                self.post.die = ""
                raise Crash(name)

        limits = shell.Limits(stay=stay, waiting=self.clock.told, edge=edge, **limits)
        return shell.send_due(self.jobs, lambda _job: self.post, limits)

    def plan(self, days: int = 400, *, unapproved: bool = False) -> list:
        """(second, key) of every planned mail."""
        now = self.clock.now()
        mails = shell.plan(self.desk, now, now + timedelta(days=days), unapproved=unapproved)
        return [(m.at, f"{m.campaign}:{m.step}:{m.address}") for m in mails]
