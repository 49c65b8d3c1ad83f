"""How things look on a terminal: one accent, no boxes, numbers right-aligned."""

import codecs
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from outreach import words
from outreach.errors import OutreachError
from outreach.model import State
from outreach.tick import accent as accent  # noqa: PLC0414  (a look of the screen, for all commands)
from outreach.tick import colour
from outreach.words import Say, say


class Stop(Exception):
    """End the command with this exit code; everything worth saying has been said."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class ScreenState:
    """What the global options said."""

    workspace: Path | None = None
    lang_given: bool = False

    def reset(self) -> None:
        """Forget what an earlier command in this process was told."""
        self.workspace = None
        self.lang_given = False


state = ScreenState()


#: How letters and signs are written where the console has no way to show them.
ASCII = str.maketrans(
    {
        "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ı": "i",
        "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
        "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "œ": "oe", "–": "-", "—": "-", "─": "-",
        "·": "-", "…": "...", "→": "->", "„": '"', "“": '"', "”": '"', "‚": "'", "‘": "'",
        "’": "'", "€": "EUR", "✓": "ok", "✗": "no",
    }
)  # fmt: skip


def robust_output() -> None:
    """Make sure that a console with an old code page turns no umlaut into a crash."""
    codecs.register_error("outreach", _spelled_out)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="outreach")


def _spelled_out(error: UnicodeError) -> tuple[str, int]:
    """What the code page lacks, in plain letters: Yıldız as Yildiz, a rule as dashes."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    import unicodedata

    text = unicodedata.normalize("NFC", error.object[error.start : error.end]).translate(ASCII)
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.encode("ascii", "replace").decode(), error.end


def printable(text: str) -> str:
    """The text without anything that could steer a terminal (ESC, C0, C1, bidi)."""
    return "".join(
        c
        if c in "\n\t"
        or (c.isprintable() and not 0x202A <= ord(c) <= 0x202E and not 0x2066 <= ord(c) <= 0x2069)
        else " "
        if c in "\xa0\u202f\u2009"
        else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )


def out(text: object = "") -> None:
    """One line (or block) on stdout."""
    sys.stdout.write(printable(str(text)) + "\n")


def err(text: object = "") -> None:
    """One line on stderr."""
    sys.stderr.write(printable(str(text)) + "\n")


def json_line(**fields: Any) -> None:
    """One JSON object on stdout; what an old code page lacks is escaped, never lost."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    escaped = codecs.lookup(encoding).name != "utf-8"
    sys.stdout.write(json.dumps(fields, ensure_ascii=escaped) + "\n")


def error(wrong: OutreachError) -> None:
    """What happened, to which thing, what to do."""
    err(wrong.what)
    for problem in wrong.problems:
        err(f"  {problem}")
    if wrong.hint:
        err(f"  {wrong.hint}")


def dim(text: object) -> str:
    """The text in grey, on a terminal."""
    return f"\x1b[2m{text}\x1b[0m" if colour() else str(text)


def styled(text: str) -> None:
    """A line of our own making that may hold `accent` or `dim`; its data is already clean."""
    sys.stdout.write(text + "\n")


def next_step(command: str, what: Say | None = None) -> None:
    """The closing line: the next command to type."""
    label = say("cli.next").text()
    tail = f"   {dim(what)}" if what else ""
    styled(f"\n{label}  {accent(printable(command))}{tail}")


def state_word(name: State | str) -> str:
    """A state in plain words."""
    return str(say(f"cli.state_{name}"))


def told_in(event: Say, zone: str) -> Say:
    """The sentence of an event, its moments on the wall clock of `zone`."""

    def shown(value: object) -> object:
        if isinstance(value, datetime):
            return until_when(value, zone)
        if isinstance(value, tuple):
            return ", ".join(str(shown(each)) for each in value)
        return value

    return Say(event.key, {name: shown(value) for name, value in event.args.items()})


def until_when(moment: datetime, zone: str) -> str:
    """A moment as `when` says it; one at midnight is the evening before to whoever reads of it."""
    from zoneinfo import ZoneInfo

    ends = moment.astimezone(ZoneInfo(zone)).time() == time.min
    return when(moment - timedelta(minutes=1) if ends else moment, zone)


def when(moment: datetime | None, zone: str = "") -> str:
    """A moment for the screen: weekday, day, month, time, on the sender's wall clock."""
    if moment is None or moment.year == 9999:
        return "–"
    if zone:
        from zoneinfo import ZoneInfo

        moment = moment.astimezone(ZoneInfo(zone))
    de = words.current() == "de"
    days = (
        ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
        if de
        else ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    )
    months = (
        "Jan. Feb. März Apr. Mai Juni Juli Aug. Sep. Okt. Nov. Dez."
        if de
        else "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    ).split()
    day = f"{moment.day}." if de else f"{moment.day}"
    return f"{days[moment.weekday()]} {day} {months[moment.month - 1]} {moment:%H:%M}"


def table(
    rows: Iterable[Sequence[str]], indent: str = "  ", right: frozenset[int] = frozenset()
) -> None:
    """Columns as wide as needed, the last one free."""
    lines = [[printable(str(c)) for c in r] for r in rows]
    if not lines:
        return
    widths = [min(44, max(len(r[i]) for r in lines)) for i in range(len(lines[0]))]
    for r in lines:
        cells = [
            c.rjust(w) if i in right else c.ljust(w)
            for i, (c, w) in enumerate(zip(r[:-1], widths[:-1], strict=True))
        ]
        sys.stdout.write((indent + "  ".join([*cells, r[-1]])).rstrip() + "\n")


def ask(question: Say | str, *, default: str = "") -> str:
    """A person's answer on the terminal; the default where there is none."""
    sys.stdout.write(f"{question} ")
    sys.stdout.flush()
    line = sys.stdin.readline()
    return line.strip() or default


def interactive() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def who() -> str:
    """The login name, for the record of decisions."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # No variable names it, and Windows has no password file (ImportError before 3.13).
        return "?"
