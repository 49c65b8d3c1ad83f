"""What the sender remembers of a person: shared facts, with when they were so and whence known."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from outreach.model import Contact, Memory
from outreach.store.base import Base, stamp
from outreach.store.people import to_contact

#: The one a letter tells: the youngest; undated ones, then the last written down, first.
_ORDER = "ORDER BY as_of DESC, id DESC"


class Memories(Base):
    """The part of the Store that remembers people for their sender."""

    def remember(
        self, address: str, text: str, as_of: str, source: str, by: str, now: datetime
    ) -> int:
        """Write down a shared fact; returns its number. Letters not yet gone are looked at anew."""
        with self.write() as db:
            number = db.execute(
                "INSERT INTO memory (address, text, as_of, source, at, by) VALUES (?, ?, ?, ?, ?, ?)",
                (address, text, as_of, source, stamp(now), by),
            ).lastrowid
            # The fact itself stays out of the history: forgetting it must be all there is to do.
            self.record("store.ev_remembered", now, address=address, by=by)
            self._look_again(db)
        return number or 0

    def memories_of(self, address: str) -> list[Memory]:
        """What is remembered of a person; the first is the one that letters tell."""
        return [
            _memory(r)
            for r in self.read(f"SELECT * FROM memory WHERE address = :a {_ORDER}", a=address)
        ]

    def memory_of(self, address: str) -> Memory | None:
        """The fact a letter to this person tells, where the list has none."""
        row = self.one(f"SELECT * FROM memory WHERE address = :a {_ORDER} LIMIT 1", a=address)
        return _memory(row) if row else None

    def forget_memory(self, address: str, number: int, by: str, now: datetime) -> bool:
        """Take back one fact of a person; False where they have none of that number."""
        with self.write() as db:
            gone = db.execute(
                "DELETE FROM memory WHERE address = ? AND id = ?", (address, number)
            ).rowcount
            if gone:
                self.record("store.ev_forgot", now, address=address, by=by)
                self._look_again(db)
        return bool(gone)

    def without_memory(self, list_name: str) -> Iterator[Contact]:
        """The people of a list who have neither a cell nor a remembered fact, in its order."""
        for row in self.stream(
            "SELECT c.* FROM contact c WHERE c.list = :list AND c.gone = 0"
            " AND coalesce(json_extract(c.fields, '$.shared_memory'), '') = ''"
            " AND coalesce(json_extract(c.fields, '$.opted_out'), '') = ''"
            " AND NOT EXISTS (SELECT 1 FROM memory m WHERE m.address = c.address)"
            " AND NOT EXISTS (SELECT 1 FROM suppression x WHERE x.address = c.address"
            "   OR x.address = substr(c.address, instr(c.address, '@')))"
            " ORDER BY c.position",
            list=list_name,
        ):
            yield to_contact(row)

    @staticmethod
    def _look_again(db: sqlite3.Connection) -> None:
        """Let the next check of the letters make them all: one of them says something else now."""
        db.execute("UPDATE campaign SET preflight = '' WHERE preflight <> ''")


def _memory(row: sqlite3.Row) -> Memory:
    return Memory(
        row["id"],
        row["address"],
        row["text"],
        row["as_of"],
        row["source"],
        datetime.fromisoformat(row["at"]),
    )
