"""The lines, units and lists by which a machine runs outreach every minute, and whether it does.

Each text calls the same command, ``outreach --workspace DIR send --quiet``, with absolute
paths and never with ``--yes``. Schedulers read quotes, percent signs, dollars and
backslashes each in their own way; here is the one place that knows how.
"""

import re
import shlex
import subprocess
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Literal
from xml.sax.saxutils import escape

from outreach.errors import ConfigError
from outreach.words import Say, say

Kind = Literal["crontab", "systemd", "launchd", "schtasks"]
#: What starts outreach, in a sentence.
SPOKEN: Mapping[Kind, str] = {
    "crontab": "cron",
    "systemd": "systemd",
    "launchd": "launchd",
    "schtasks": "Task Scheduler",
}

#: A run that has a mail in hand waits up to ten minutes for the server's last word
#: (RFC 5321 §4.5.3.2.6), and then writes it down.
STOP_SECONDS = 11 * 60
#: Minutes awake without a run before that is worth a word: a run may hold a mail that long.
LATE_MINUTES = 15

#: What works for services of a user, on any systemd since 244. What needs namespaces
#: (ProtectSystem, PrivateTmp) fails on machines that do not let users make them.
HARDENING = """\
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace as a scheduler meets it: which program runs where, under which name.

    Raises:
        ConfigError: a path holds what no line can hold, or the workspace has no id.
    """

    #: Absolute path of the program, then its own words.
    program: tuple[str, ...]
    #: Absolute path of the workspace.
    root: str
    #: As in ``[workspace] id``.
    id: str

    def __post_init__(self) -> None:
        for text in (*self.program, self.root):
            if not _writable(text):
                raise ConfigError(
                    say("cron.unwritable", path=ascii(text)), say("cron.unwritable_hint")
                )
        if not self.id:
            raise ConfigError(say("cron.no_id", path=self.root), say("cron.no_id_hint"))

    @property
    def name(self) -> str:
        """The id where it can stand in a file name and a comment, else a short hash of it."""
        if re.fullmatch(r"[A-Za-z0-9_]{1,64}", self.id):
            return self.id
        return blake2b(self.id.encode("utf-8", "replace"), digest_size=8).hexdigest()

    def tick(self) -> tuple[str, ...]:
        """The command that every minute runs."""
        return (*self.program, "--workspace", self.root, "send", "--quiet")

    def check(self, token: str, lang: str) -> tuple[str, ...]:
        """The command that only tells whether a run could start and read the secret."""
        workspace = ("--lang", lang, "--workspace", self.root)
        return (*self.program, *workspace, "cron", "check", "--token", token)


def _writable(text: str) -> bool:
    # Control characters end lines; half a surrogate pair is a name that is not UTF-8; XML
    # knows no \ufffe.
    return not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]", text)


# -- crontab --------------------------------------------------------------------------------


def crontab_words(words: Iterable[str]) -> str:
    """A command for a crontab that ``/bin/sh`` splits into exactly these words."""
    return " ".join(_crontab_word(word) for word in words)


def _crontab_word(word: str) -> str:
    # Cron ends the command at a bare % and takes the backslash from \%; busybox does
    # neither. Outside the quotes \% is a percent sign to both.
    quoted = r"\%".join(shlex.quote(part) if part else "" for part in word.split("%")) or "''"
    # Some crons halve a doubled backslash, so two never stand together.
    return re.sub(r"\\(?=\\)", r"\\''", quoted)


def crontab_block(place: Place, command: str, note: str) -> str:
    """The lines of one workspace in a crontab, between the two that mark them as ours."""
    begin, end = _marks(place.name)
    return f"{begin}\n# {note}\n* * * * * {command}\n{end}\n"


def crontab_tick(place: Place) -> str:
    """The command of the minute. Cron mails what it prints, never its exit code, so 75 is quiet."""
    return crontab_words(place.tick())


def crontab_check(place: Place, token: str, lang: str, log: str) -> str:
    """The command of the trial; `log` appears when the shell took up the line.

    It stays empty unless the program could not even start.
    """
    return f"{crontab_words(place.check(token, lang))} >{_crontab_word(log)} 2>&1"


def block_of(crontab: str, name: str) -> str | None:
    """The lines of a workspace in a crontab, marks included; None where there are none.

    Raises:
        ConfigError: one of the two marks is missing.
    """
    blocks = _blocks(crontab, name)
    return "".join(blocks) if blocks else None


def with_block(crontab: str, name: str, block: str) -> str:
    """The crontab with `block` as the one block of that workspace; all else stays, byte for byte.

    Raises:
        ConfigError: one of the two marks is missing.
    """
    if not _blocks(crontab, name):
        # Without its last newline cron would not take the file at all.
        ended = crontab if not crontab or crontab.endswith("\n") else f"{crontab}\n"
        return ended + block
    first, *rest = _pattern(name).split(crontab, maxsplit=1)
    return first + block + _pattern(name).sub("", "".join(rest))


def without_block(crontab: str, name: str) -> str:
    """The crontab without the lines of that workspace; all else stays, byte for byte.

    Raises:
        ConfigError: one of the two marks is missing.
    """
    _blocks(crontab, name)
    return _pattern(name).sub("", crontab)


def _marks(name: str) -> tuple[str, str]:
    return f"# >>> outreach {name} >>>", f"# <<< outreach {name} <<<"


def _pattern(name: str) -> re.Pattern[str]:
    begin, end = (rf"{re.escape(mark)}[ \t\r]*" for mark in _marks(name))
    return re.compile(rf"^{begin}\n(?:(?!{begin}$).*\n)*?{end}(?:\n|\Z)", re.MULTILINE)


def _blocks(crontab: str, name: str) -> list[str]:
    blocks = _pattern(name).findall(crontab)
    rest = _pattern(name).sub("", crontab)
    for mark in _marks(name):
        if re.search(rf"^{re.escape(mark)}[ \t\r]*$", rest, re.MULTILINE):
            raise ConfigError(say("cron.torn", mark=mark), say("cron.torn_hint"))
    return blocks


# -- systemd --------------------------------------------------------------------------------


def unit_name(place: Place, part: Literal["send", "check"]) -> str:
    """The name of a unit without its ending.

    Both parts begin alike: what a user puts into ``outreach-ID-.service.d`` counts for both.
    """
    return f"outreach-{place.name}-{part}"


def units(place: Place, description: str) -> dict[str, str]:
    """Service and timer of a workspace, as file name → text."""
    name = unit_name(place, "send")
    return {
        f"{name}.service": _service(place.tick(), description),
        f"{name}.timer": (
            f"[Unit]\nDescription={_specifiers(description)}\n\n"
            "[Timer]\nOnCalendar=minutely\nPersistent=true\nAccuracySec=1s\n\n"
            "[Install]\nWantedBy=timers.target\n"
        ),
    }


def check_unit(place: Place, token: str, lang: str, description: str) -> dict[str, str]:
    """The service of the trial, as file name → text: the same settings, another command."""
    name = unit_name(place, "check")
    return {f"{name}.service": _service(place.check(token, lang), description)}


def _service(words: Iterable[str], description: str) -> str:
    return (
        f"[Unit]\nDescription={_specifiers(description)}\n\n"
        f"[Service]\nType=oneshot\nExecStart={systemd_words(words)}\n"
        # 75: another run is at work, or the server said later. Both are everyday.
        f"SuccessExitStatus=75\nTimeoutStopSec={STOP_SECONDS}\n{HARDENING}"
    )


def systemd_words(words: Iterable[str]) -> str:
    """An ``ExecStart=`` that systemd splits into exactly these words (systemd.service(5))."""
    # The colon switches variables off, so a dollar is a dollar, in the program's path too.
    return ":" + " ".join(_systemd_word(word) for word in words)


def _systemd_word(word: str) -> str:
    if re.fullmatch(r"[\w/.=+-]+", word):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_specifiers(escaped)}"'


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")


# -- shown as text --------------------------------------------------------------------------


def plist(place: Place) -> str:
    """A launchd agent that runs every minute (launchd.plist(5))."""
    import plistlib

    agent: Mapping[str, object] = {
        "Label": launchd_label(place),
        "ProgramArguments": list(place.tick()),
        "StartInterval": 60,
        "RunAtLoad": True,
        "ProcessType": "Background",
        "ExitTimeOut": STOP_SECONDS,
    }
    return plistlib.dumps(agent, sort_keys=False).decode()


def launchd_label(place: Place) -> str:
    """The name launchd knows the agent by."""
    return f"letters.outreach.{place.name}"


def task_name(place: Place) -> str:
    """The name the Task Scheduler knows the task by."""
    return f"outreach-{place.name}"


def task_xml(place: Place, description: str) -> str:
    """A task of Windows' Task Scheduler that runs every minute, also on battery."""
    program, *arguments = place.tick()
    # No XML declaration: schtasks insists that one matches the bytes it finds.
    return f"""\
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>{escape(description)}</Description></RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <StartBoundary>2024-01-01T00:00:00</StartBoundary>
      <Repetition><Interval>PT1M</Interval></Repetition>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author"><LogonType>S4U</LogonType></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT1H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(program)}</Command>
      <Arguments>{escape(subprocess.list2cmdline(arguments))}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


# -- does it really run? --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether outreach runs by itself on this machine, with the cure where it does not."""

    state: Literal["runs", "fresh", "slept", "late", "never", "missing", "twice", "torn"]
    what: Say
    cure: Say | None = None

    @property
    def good(self) -> bool:
        """True where nothing needs doing."""
        return self.state in ("runs", "fresh", "slept")


def judge(
    installed: Collection[Kind],
    last_run: datetime | None,
    now: datetime,
    *,
    awake: timedelta,
    slept: timedelta,
) -> Standing:
    """What is installed and when it last ran, judged together.

    Args:
        installed: The schedulers that hold a line for this workspace.
        last_run: The last run in the ledger.
        now: The present moment.
        awake: How long the machine has been up since it started, without sleep.
        slept: How long it has slept since it started.
    """
    if not installed:
        return Standing("missing", say("cron.missing"), say("cron.missing_cure"))
    if len(installed) > 1:
        names = ", ".join(sorted(SPOKEN[kind] for kind in installed))
        return Standing("twice", say("cron.twice", names=names), say("cron.twice_cure"))
    (kind,) = installed
    spoken = SPOKEN[kind]
    limit = timedelta(minutes=LATE_MINUTES)
    if last_run is not None and now - last_run <= limit:
        return Standing("runs", say("cron.runs", kind=spoken, n=_minutes(now - last_run)))
    if awake <= limit:
        return Standing("fresh", say("cron.fresh", kind=spoken))
    cure = say(f"cron.late_cure_{kind}")
    if last_run is None:
        return Standing("never", say("cron.never", kind=spoken), cure)
    # Sleep since the start of the machine may have been before the last run: then it is late
    # after all, and the next look, a few minutes on, says so.
    if now - last_run - slept <= limit:
        return Standing("slept", say("cron.slept", kind=spoken, n=_minutes(now - last_run)))
    return Standing("late", say("cron.late", kind=spoken, n=_minutes(now - last_run)), cure)


def _minutes(span: timedelta) -> int:
    return max(0, int(span.total_seconds() // 60))
