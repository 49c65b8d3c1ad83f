"""The tick with nothing to do, answered before the command line is even loaded.

Cron calls ``outreach send --quiet`` every minute, and hardly ever is anything due. A run
that finds nothing notes in the ledger until when that holds and what it had looked at:
the settings, the lists, the newest line of the history. As long as all of that stands as
it was, a tick reads the note, leaves a mark that it was here, and ends.

The same goes for a person who types ``outreach send`` and would be told when the next
letter goes: what they are told is noted too, together with how all that the letters are
made of stood then (see `outreach.campaign.answer`).

Whatever is not exactly so is left to the whole program: this room answers only yes.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outreach import __version__

if TYPE_CHECKING:
    import sqlite3

#: A folder's ledger, key, lock and note, by design §4.
STATE = ".outreach"
#: The settings; a change of them is a change of everything.
SETTINGS = "outreach.toml"


def nothing_due(argv: Sequence[str]) -> bool:
    """Whether these words call for a run that has nothing to do; then all is said and noted."""
    root, quiet = _plain_send(argv)
    if root is None:
        return False
    # Here, for every command comes by this room.
    import sqlite3

    now = _now()
    if now is None:
        return False
    try:
        with _lock(root) as held:
            notes = _standing(root, now) if held else {}
            if not notes or not (quiet or _answered(root, notes)):
                return False
            note_tick(root / STATE, now)
            return True
    except (OSError, sqlite3.Error, ValueError, TypeError, KeyError):
        return False


def _plain_send(argv: Sequence[str]) -> tuple[Path | None, bool]:
    """The folder of a plain ``[-w DIR] send [--quiet]``, None for any other words; and if quiet."""
    words = list(argv)
    start = Path.cwd()
    if words[:1] in (["-w"], ["--workspace"]) and len(words) > 1:
        start, words = Path(words[1]), words[2:]
    if words not in (["send"], ["send", "--quiet"], ["send", "-q"]):
        return None, False
    folders = (start, *start.absolute().parents)
    return next((f for f in folders if (f / SETTINGS).is_file()), None), len(words) == 2


def _now() -> datetime | None:
    """The moment, or None where the whole program has something to say about the clock."""
    from outreach import clock
    from outreach.errors import ConfigError

    try:
        return clock.now()
    except ConfigError:
        return None


@contextmanager
def _lock(root: Path) -> Iterator[bool]:
    """The run lock, if it is free; where there is no flock the whole program takes it."""
    try:
        import fcntl
    except ImportError:
        yield False
        return
    descriptor = os.open(root / STATE / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def _standing(root: Path, now: datetime) -> Mapping[str, Any]:
    """Every mailbox's note of having nothing due, as long as all of them hold at `now`; else {}.

    Raises:
        OSError, sqlite3.Error: something is missing or of another shape; then look.
    """
    if not (root / STATE / "key").is_file():
        return {}
    # Read-only: a tick must not even wait for a writer.
    with _reader(root / STATE / "state.db") as db:
        rows = db.execute("SELECT name, idle FROM mailbox WHERE idle <> ''")
        notes = {name: json.loads(note) for name, note in rows}
        if not _is_home(db, root, now):
            return {}
        event = db.execute("SELECT max(id) FROM event").fetchone()[0] or 0
        if db.execute("SELECT 1 FROM send WHERE state = 'sending' LIMIT 1").fetchone():
            return {}
    at = now.isoformat()
    holds = all(
        note["from"] <= at < note["until"]
        and note["event"] == event
        and notes.keys() >= {*note["mailboxes"]}
        and note["seen"] == seen(root, [name for name, _, _ in note["seen"]])
        for note in notes.values()
    )
    return notes if holds else {}


def _answered(root: Path, notes: Mapping[str, Any]) -> bool:
    """Whether a person was told all there is to say, as it was noted.

    Raises:
        OSError: a file that was looked at is gone.
    """
    note = next((note["answer"] for note in notes.values() if "answer" in note), None)
    if note is None or note["program"] != __version__:
        return False
    if note["prints"] != prints(root, note["folders"], note["files"]):
        return False
    if (sys.stdout.encoding or "").lower() != "utf-8":
        # How an old console is written to is known to the command line.
        return False
    sys.stdout.write(f"{note['line']}\n\n{note['label']}  {accent(note['command'])}\n")
    sys.stdout.flush()
    return True


def prints(root: Path, folders: Sequence[str], files: Sequence[str]) -> list[list[object]]:
    """How letters stand: name, size and time of change of each file, in folders and by name.

    A file or folder that is not there has neither, and one that came later shows.
    """
    found: list[list[object]] = []
    for name in folders:
        with suppress(OSError), os.scandir(root / name) as entries:
            inside = [e for e in entries if e.is_file()]
            found += seen(root, sorted(f"{name}/{e.name}" for e in inside))
    for name in files:
        found += seen(root, [name]) if (root / name).exists() else [[name]]
    return found


def colour() -> bool:
    """Whether stdout is a terminal that wants colour (https://no-color.org)."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def accent(text: object) -> str:
    """The text in the one accent colour, on a terminal."""
    return f"\x1b[32m{text}\x1b[0m" if colour() else str(text)


@contextmanager
def _reader(path: Path) -> "Iterator[sqlite3.Connection]":
    import sqlite3

    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1)
    try:
        yield db
    finally:
        db.close()


def _is_home(db: "sqlite3.Connection", root: Path, now: datetime) -> bool:
    """Whether this computer sent last from this folder, with a clock that is not behind."""
    machine, place, kind, high = db.execute(
        "SELECT machine, place, kind, clock_high FROM workspace"
    ).fetchone()
    folder = (root / STATE).resolve()
    if place != f"{folder.stat().st_ino} {folder}":
        # Moved, or a copy, which may not send: the program tells them apart.
        return False
    rehearsing = bool(os.environ.get("OUTREACH_NOW"))
    behind = high is not None and now.isoformat() < high
    return machine == machine_name() and not (rehearsing and kind == "real") and not behind


def machine_name() -> str:
    """A name for this computer, to notice a copied workspace."""
    # platform.node() says the same and costs a tick five milliseconds.
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return name or "computer"


def seen(root: Path, names: Sequence[str]) -> list[list[object]]:
    """Settings and lists as they stand: name, size and time of change of each.

    Raises:
        OSError: one of them is gone.
    """
    found: list[list[object]] = []
    for name in names:
        status = (root / name).stat()
        found.append([name, status.st_size, status.st_mtime_ns])
    return found


def note_tick(state: Path, now: datetime) -> None:
    """Remember, beside the ledger and without waiting for the disk, that a tick was here."""
    # A note that is lost makes `status` a minute wrong, and nothing else.
    with suppress(OSError):
        (state / "ticked").write_text(now.isoformat(), "ascii")
