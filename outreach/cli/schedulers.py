"""The two schedulers outreach sets up by itself: the user's crontab, and their systemd.

Both answer the same questions (`Scheduler`), and both can hold a trial: outreach is started
once exactly as it will be started every minute, sends nothing, and leaves its result in
``.outreach``. Whatever happens, the trial's line or unit is gone afterwards.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from outreach import clock, cron, words
from outreach.cron import SPOKEN, Kind, Place
from outreach.errors import ConfigError, OutreachError
from outreach.words import Say, say

#: Seconds until the next minute has surely come, also for a cron that reads its files late.
PATIENCE = 100.0
#: Seconds a trial may take once it is started; a secret's command alone may take sixty.
RUN_SECONDS = 75.0
#: Seconds in which a start that complains may still turn out well.
GRACE = 10.0


@dataclass(frozen=True, slots=True)
class Trial:
    """What outreach found when the scheduler started it; `code` is 0 where all went well."""

    code: int
    what: str = ""
    hint: str = ""


Tell = Callable[[float], None]


class Scheduler(Protocol):
    """What the commands need of a scheduler."""

    kind: Kind

    def missing(self) -> ConfigError | None:
        """Why it cannot be used here, or None where it can."""

    def text(self, place: Place) -> str:
        """What `put` writes, for reading."""

    def holds(self, place: Place) -> bool:
        """Whether it runs this workspace, rightly or from an earlier time."""

    def is_set(self, place: Place) -> bool:
        """Whether `put` would change nothing."""

    def trial(self, place: Place, token: str, tell: Tell, /) -> Trial:
        """Start outreach once, as every minute; `tell` hears the seconds left."""

    def put(self, place: Place) -> None:
        """Run the workspace every minute from now on."""

    def take(self, place: Place) -> None:
        """Run it no longer; whatever is not ours stays."""


def result_file(root: str, token: str) -> Path:
    """Where a trial leaves its result."""
    return Path(root, ".outreach", f"check-{token}.json")


@contextmanager
def _swept(place: Place, token: str) -> Iterator[tuple[Path, Path]]:
    """Result and log of a trial; both gone at the end."""
    result = result_file(place.root, token)
    log = result.with_suffix(".log")
    try:
        yield result, log
    finally:
        result.unlink(missing_ok=True)
        log.unlink(missing_ok=True)


def _read(result: Path) -> Trial:
    return Trial(**json.loads(result.read_text("utf-8")))


def _no_start(kind: Kind, why: str) -> ConfigError:
    why_said: Say | str = why.strip()[-500:] or say("cron.no_words")
    return ConfigError(
        say("cron.no_start", kind=SPOKEN[kind], why=why_said), say("cron.no_start_hint")
    )


@dataclass(frozen=True, slots=True)
class _Done:
    code: int
    out: str
    err: str


def _call(*command: str, given: str = "", **env: str) -> _Done:
    """A program that has run, with what it said; bytes no encoding knows come through unchanged."""
    # Bytes in, bytes out: in text mode CRLF would become LF.
    try:
        done = subprocess.run(
            command,
            input=given.encode("utf-8", "surrogateescape"),
            capture_output=True,
            env={**os.environ, "LC_ALL": "C", **env},
            check=False,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return _Done(127, "", f"{command[0]}: {type(error).__name__}")
    out, err = (b.decode("utf-8", "surrogateescape") for b in (done.stdout, done.stderr))
    return _Done(done.returncode, out, err)


class Crontab:
    """The user's crontab, through the program of that name."""

    kind: Kind = "crontab"

    def missing(self) -> ConfigError | None:
        if shutil.which("crontab"):
            return None
        return ConfigError(say("cron.no_crontab"), say("cron.no_crontab_hint"))

    def text(self, place: Place) -> str:
        note = str(say("cron.note", root=place.root))
        return cron.crontab_block(place, cron.crontab_tick(place), note)

    def holds(self, place: Place) -> bool:
        try:
            crontab = self._crontab()
        except ConfigError:
            return False  # whoever may not have a crontab has no line in it
        return cron.block_of(crontab, place.name) is not None

    def is_set(self, place: Place) -> bool:
        return cron.block_of(self._crontab(), place.name) == self.text(place)

    def put(self, place: Place) -> None:
        self._edit(lambda crontab: cron.with_block(crontab, place.name, self.text(place)))

    def take(self, place: Place) -> None:
        self._edit(lambda crontab: cron.without_block(crontab, place.name))

    def trial(self, place: Place, token: str, tell: Tell, /) -> Trial:
        before = cron.block_of(self._crontab(), place.name)
        with _swept(place, token) as (result, log):
            command = cron.crontab_check(place, token, words.current(), str(log))
            note = str(say("cron.check_description", root=place.root))
            block = cron.crontab_block(place, command, note)
            try:
                self._edit(lambda crontab: cron.with_block(crontab, place.name, block))
                return self._await(result, log, tell)
            finally:
                self._edit(lambda crontab: _restored(crontab, place.name, before))

    def _await(self, result: Path, log: Path, tell: Tell) -> Trial:
        """The trial's result, once cron has run the line.

        Raises:
            ConfigError: no cron ran it, or outreach did not start.
        """
        now = clock.monotonic()
        until, started, complains = now + PATIENCE, False, False
        while now < until and not result.exists():
            if not started and log.exists():
                started, until = True, now + RUN_SECONDS
            if started and not complains and log.stat().st_size:
                complains, until = True, now + GRACE
            tell(until - now)
            clock.wait(0.2)
            now = clock.monotonic()
        if result.exists():
            return _read(result)
        if started:
            raise _no_start(self.kind, log.read_text("utf-8", "replace"))
        raise ConfigError(say("cron.no_daemon", n=int(PATIENCE)), say("cron.no_daemon_hint"))

    def _crontab(self) -> str:
        done = _call("crontab", "-l")
        if done.code == 0:
            return _unlisted(done.out)
        # Only this failure means "empty" (cron and cronie; busybox): taking any other for it
        # would write over somebody's lines.
        if "no crontab for" in done.err or "No such file or directory" in done.err:
            return ""
        raise self._refused("crontab -l", done)

    def _edit(self, change: Callable[[str], str]) -> None:
        # Read anew each time: a minute may have passed since, and a person may have edited.
        before = self._crontab()
        after = change(before)
        if after == before:
            return
        command = ("crontab", "-") if after else ("crontab", "-r")
        done = _call(*command, given=after)
        if done.code:
            raise self._refused(" ".join(command), done)

    @staticmethod
    def _refused(command: str, done: _Done) -> ConfigError:
        why = done.err.strip() or say("cron.no_words")
        return ConfigError(
            say("cron.crontab_refused", words=command, why=why), say("cron.crontab_refused_hint")
        )


def _unlisted(listed: str) -> str:
    """The crontab itself, where its listing may differ from it.

    Debian's cron (3.0pl1-162) lists a carriage return as a backslash and an r, and only an
    editor meets the file as it is. Written back from the listing, the line would be changed.
    """
    if not re.search(r"\\[rb]", listed):
        return listed
    with tempfile.TemporaryDirectory() as folder:
        copy, editor = Path(folder, "copy"), Path(folder, "editor")
        editor.write_text('cat "$1" >"${0%editor}copy"\n', "ascii")
        command = f"/bin/sh {shlex.quote(str(editor))}"
        _call("crontab", "-e", EDITOR=command, VISUAL=command)
        found = copy.read_bytes().decode("utf-8", "surrogateescape") if copy.exists() else ""
    # Believed only where it explains the listing.
    as_listed = found.replace("\r", r"\r").replace("\b", r"\b")
    return found if as_listed == listed else listed


def _restored(crontab: str, name: str, block: str | None) -> str:
    if block is None:
        return cron.without_block(crontab, name)
    return cron.with_block(crontab, name, block)


class Systemd:
    """The systemd of the user, through ``systemctl --user``."""

    kind: Kind = "systemd"

    def missing(self) -> ConfigError | None:
        if not shutil.which("systemctl"):
            why: Say | str = say("cron.no_systemctl")
        else:
            done = _call("systemctl", "--user", "show", "--property=Version")
            if done.code == 0:
                return None
            why = done.err.strip() or say("cron.no_words")
        return ConfigError(say("cron.no_systemd", why=why), say("cron.no_systemd_hint"))

    def text(self, place: Place) -> str:
        files = self._files(place)
        return "\n".join(f"# {path}\n{text}" for path, text in files.items())

    def holds(self, place: Place) -> bool:
        return any(path.exists() for path in self._files(place))

    def is_set(self, place: Place) -> bool:
        written = all(
            path.is_file() and path.read_text("utf-8", "replace") == text
            for path, text in self._files(place).items()
        )
        timer = self._timer(place)
        return written and all(
            _call("systemctl", "--user", "--quiet", question, timer).code == 0
            for question in ("is-enabled", "is-active")
        )

    def put(self, place: Place) -> None:
        files = self._files(place)
        timer = self._timer(place)
        try:
            _write(files)
            self._ctl("daemon-reload")
            self._ctl("enable", timer)
            # Not start: a timer that runs already would keep what it read before.
            self._ctl("restart", timer)
        except OutreachError:
            self.take(place)
            raise

    def take(self, place: Place) -> None:
        if wrong := self.missing():
            raise wrong
        # A run that has a mail in hand goes on to its end: only the timer stops.
        _call("systemctl", "--user", "disable", "--now", self._timer(place))
        for path in self._files(place):
            path.unlink(missing_ok=True)
        self._ctl("daemon-reload")

    def trial(self, place: Place, token: str, _tell: Tell, /) -> Trial:
        description = str(say("cron.check_description", root=place.root))
        units = cron.check_unit(place, token, words.current(), description)
        files = {self._folder() / name: text for name, text in units.items()}
        unit = next(iter(units))
        with _swept(place, token) as (result, _):
            try:
                _write(files)
                self._ctl("daemon-reload")
                done = _call("systemctl", "--user", "start", unit)
                if result.exists():
                    return _read(result)
                raise _no_start(self.kind, f"{done.err}\n{self._ending(unit)}")
            finally:
                for path in files:
                    path.unlink(missing_ok=True)
                _call("systemctl", "--user", "stop", unit)
                _call("systemctl", "--user", "reset-failed", unit)
                self._ctl("daemon-reload")

    @staticmethod
    def lingers() -> bool | None:
        """Whether units run while the user is logged out; None where nobody can say."""
        if not shutil.which("loginctl"):
            return None
        done = _call("loginctl", "show-user", str(os.getuid()), "--property=Linger", "--value")
        return done.out.strip() == "yes" if done.code == 0 else None

    def _files(self, place: Place) -> dict[Path, str]:
        description = str(say("cron.description", root=place.root))
        folder = self._folder()
        return {folder / name: text for name, text in cron.units(place, description).items()}

    @staticmethod
    def _timer(place: Place) -> str:
        return f"{cron.unit_name(place, 'send')}.timer"

    @staticmethod
    def _folder() -> Path:
        """Where this user's own units lie."""
        # The shell may name another place than the one systemd was started with.
        done = _call("systemctl", "--user", "show", "--property=UnitPath", "--value")
        for text in done.out.split():
            path = Path(text)
            if path.parts[-2:] == ("systemd", "user") and path.is_relative_to(Path.home()):
                return path
        return Path.home() / ".config" / "systemd" / "user"

    @staticmethod
    def _ending(unit: str) -> str:
        asked = ("--property=Result", "--property=ExecMainStatus")
        return " ".join(_call("systemctl", "--user", "show", unit, *asked).out.split())

    @staticmethod
    def _ctl(*command: str) -> None:
        done = _call("systemctl", "--user", *command)
        if done.code:
            why = done.err.strip() or say("cron.no_words")
            raise ConfigError(
                say("cron.systemd_refused", words=" ".join(command), why=why),
                say("cron.systemd_refused_hint"),
            )


def set_up_by_hand(place: Place) -> frozenset[Kind]:
    """What a person has set up where outreach does not: launchd on macOS, the Task Scheduler."""
    found: set[Kind] = set()
    agent = Path.home() / "Library" / "LaunchAgents" / f"{cron.launchd_label(place)}.plist"
    if sys.platform == "darwin" and agent.exists():
        found.add("launchd")
    if (
        sys.platform == "win32"
        and not _call("schtasks", "/query", "/tn", cron.task_name(place)).code
    ):
        found.add("schtasks")
    return frozenset(found)


def _write(files: dict[Path, str]) -> None:
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
