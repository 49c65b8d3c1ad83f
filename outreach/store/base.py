"""The connection under the ledger: opening, migrating, transactions, plain errors."""

import hashlib
import hmac
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from outreach.errors import SchemaTooNew, StoreError
from outreach.words import say

#: Seconds a writer waits for another one before it gives up (75 would be a lie: 74).
BUSY_SECONDS = 10


def stamp(moment: datetime) -> str:
    """The moment as the ledger writes it: ISO 8601, UTC, to the second."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()


def moment(text: str | None) -> datetime | None:
    """The aware moment behind a ledger time, or None."""
    return datetime.fromisoformat(text) if text else None


def migrations() -> list[tuple[int, str]]:
    """All migrations as (number, SQL), in order."""
    # Beside this file: importlib.resources would cost a tick five milliseconds.
    folder = Path(__file__).parent / "migrations"
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".sql"))
    return [(int(n[:4]), (folder / n).read_text("utf-8")) for n in names]


class Base:
    """An open SQLite ledger: WAL, ``synchronous=FULL``, mode 600, forward-only schema.

    Raises:
        StoreError: it cannot be opened, is damaged, or stays locked.
        SchemaTooNew: a newer outreach wrote it.
    """

    def __init__(self, path: Path | str, *, durable: bool = True) -> None:
        self.path = str(path)
        self._joined = False
        if self.path != ":memory:":
            self._make_private(Path(self.path))
        with self._plain_errors():
            self._db = sqlite3.connect(
                self.path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
            )
            self._db.row_factory = sqlite3.Row
            self._db.create_function("fold", 1, _fold, deterministic=True)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._migrate()

    @staticmethod
    def _make_private(path: Path) -> None:
        # Made with mode 600 before SQLite opens it; -wal and -shm inherit it.
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise StoreError(
                say("store.cannot_open", path=path, why=error.strerror or error),
                say("store.cannot_open_hint"),
            ) from error

    def _migrate(self) -> None:
        known = migrations()
        have: int = self._db.execute("PRAGMA user_version").fetchone()[0]
        if have > known[-1][0]:
            raise SchemaTooNew(
                say("store.too_new", path=self.path, have=have, known=known[-1][0]),
                say("store.too_new_hint"),
            )
        for number, sql in known:
            if number > have:
                # One transaction with its own record: a crash leaves the old schema whole.
                # Another process may have been first: look again under the lock.
                self._db.executescript("BEGIN IMMEDIATE;")
                try:
                    if self._db.execute("PRAGMA user_version").fetchone()[0] < number:
                        for statement in _statements(sql):
                            self._db.execute(statement)
                        self._db.execute(f"PRAGMA user_version = {number}")
                    self._db.execute("COMMIT")
                except BaseException:
                    if self._db.in_transaction:
                        self._db.execute("ROLLBACK")
                    raise

    def close(self) -> None:
        """Close the file; everything committed stays."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _no_room(self) -> bool:
        """True where the disk has no room even for one page; SQLite then only speaks of I/O."""
        import shutil

        try:
            return shutil.disk_usage(Path(self.path).parent).free < 65_536
        except OSError:
            return False

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            text = str(error)
            key = "store.failed"
            if "locked" in text or "busy" in text:
                key = "store.locked"
            elif "full" in text or ("disk I/O" in text and self._no_room()):
                key = "store.full"
            elif "malformed" in text or "not a database" in text:
                key = "store.damaged"
            raise StoreError(say(key, path=self.path, why=text), say(f"{key}_hint")) from error

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything written inside shares one commit, or nothing of it is written."""
        with self.write():
            self._joined = True
            try:
                yield
            finally:
                self._joined = False

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One short ``BEGIN IMMEDIATE``; commits at the end, rolls back on any error."""
        if self._joined:
            yield self._db
            return
        with self._plain_errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def read(self, sql: str, **args: Any) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._plain_errors():
            return self._db.execute(sql, args).fetchall()

    def one(self, sql: str, **args: Any) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        with self._plain_errors():
            row: sqlite3.Row | None = self._db.execute(sql, args).fetchone()
            return row

    def stream(self, sql: str, **args: Any) -> Iterator[sqlite3.Row]:
        """The rows of a query one by one, from a cursor of its own."""
        with self._plain_errors():
            # Not the cursor itself: a reader that stops early would close it when it is thrown
            # away, and the ledger may be closed by then.
            cursor = self._db.execute(sql, args)
            yield from iter(cursor.fetchone, None)

    def last_event(self) -> int:
        """The number of the newest line of the history; everything a person does adds one."""
        row = self.one("SELECT max(id) AS n FROM event")
        return (row["n"] or 0) if row else 0

    def record(
        self,
        what: str,
        at: datetime,
        *,
        address: str = "",
        campaign: str = "",
        key: str = "",
        **args: object,
    ) -> None:
        """Add one line to the history; call it inside `write`."""
        self._db.execute(
            "INSERT INTO event (at, address, campaign, key, what, args) VALUES (?, ?, ?, ?, ?, ?)",
            (stamp(at), address, campaign, key, what, json.dumps(args, ensure_ascii=False)),
        )


def _statements(sql: str) -> Iterator[str]:
    """The single statements of a script; sqlite3 knows where one ends (triggers hold ``;``)."""
    piece = ""
    for line in sql.splitlines(keepends=True):
        piece += line
        if sqlite3.complete_statement(piece):
            yield piece
            piece = ""


def _fold(text: str | None) -> str:
    # SQLite's lower() knows ASCII only; people are called Özgür.
    return (text or "").casefold()


def key_check(workspace_id: str, secret: bytes) -> str:
    """The value by which a ledger knows its key file, without holding the key."""
    return hmac.new(secret, b"outreach:" + workspace_id.encode(), hashlib.sha256).hexdigest()
