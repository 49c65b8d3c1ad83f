"""People who are never written to by themselves: held in the transaction that learns of it.

Who they are is said by `Contact.gates`; here it is only asked of the few rows that could tell.
Whatever makes mails planned calls `hold_gated` before its commit, so that no moment exists at
which a claim could win one of them.
"""

import json
import sqlite3
from datetime import datetime

from outreach.model import GATES, Contact
from outreach.store.base import Base, stamp
from outreach.store.rows import ASKING

#: Rows that could hold a flag; `Contact.gates` then decides.
_PERHAPS = "c.gone = 0 AND (c.fields LIKE '%\"flags\": %' OR c.fields LIKE '%_known\"%')"


class Gate(Base):
    """The part of the Store that knows whom nothing reaches by itself."""

    def gates(self, address: str) -> tuple[str, ...]:
        """Why nothing goes to this person by itself, from all lists; the weightiest first."""
        rows = self.read(
            f"SELECT c.fields FROM contact c WHERE c.address = :a AND {_PERHAPS}", a=address
        )
        found = {gate for row in rows for gate in _gates(address, row["fields"])}
        return tuple(gate for gate in GATES if gate in found)

    def readings(self) -> int:
        """How often any list has changed."""
        row = self.one("SELECT coalesce(sum(generation), 0) AS n FROM list")
        return row["n"] if row else 0

    def _hold_gated(self, db: sqlite3.Connection, now: datetime, address: str = "") -> int:
        """Hold what is planned for gated people, or for one person; returns the mails held.

        What waits for a yes to the letters, or to a second letter, is held so too: no yes
        lifts a gate.
        """
        # From the people to their mails: a list of 100,000 has few of them.
        whom = "c.address = :a AND " if address else ""
        rows = db.execute(
            "SELECT s.key, s.address, s.campaign, c.fields FROM contact c CROSS JOIN send s"
            f" WHERE {whom}{_PERHAPS} AND s.address = c.address AND s.purpose = ''"
            f" AND (s.state = 'planned'"
            f"   OR (s.state = 'held' AND (s.rule = 'ask' OR s.rule IN {ASKING})))",
            {"a": address} if address else {},
        ).fetchall()
        held: set[str] = set()
        for row in rows:
            gates = _gates(row["address"], row["fields"])
            if not gates or row["key"] in held:
                continue
            held.add(row["key"])
            detail = " ".join(gates)
            db.execute(
                # Should it go one day after all, it is announced, or asked about, anew.
                "UPDATE send SET state = 'held', rule = 'gate', detail = ?, since = ?, announced = 0"
                " WHERE key = ?",
                (detail, stamp(now), row["key"]),
            )
            self.record(
                "store.ev_held",
                now,
                address=row["address"],
                campaign=row["campaign"],
                key=row["key"],
                why={"rule": "gate", "detail": detail},
            )
        return len(held)


def _gates(address: str, fields: str) -> tuple[str, ...]:
    return Contact(address, address, json.loads(fields)).gates
