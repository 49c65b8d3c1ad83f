"""What was said on the telephone: needs, promises with their day, and who wants no calls."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from outreach.store.base import Base, moment, stamp
from outreach.words import say

NoteKind = Literal["need", "promise", "note"]
#: In the place of a promise's day: this person is not to be called again.
NEVER = "never"


@dataclass(frozen=True, slots=True)
class Note:
    """One line written after a call."""

    number: int
    address: str
    kind: NoteKind
    text: str
    #: The day a promise is for (ISO), "" without one; `NEVER` on the wish for no more calls.
    due: str
    at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise that is due, with whom it was given to."""

    note: Note
    name: str
    email: str


class Notes(Base):
    """The part of the Store that remembers calls."""

    def add_note(
        self,
        address: str,
        kind: NoteKind,
        text: str,
        now: datetime,
        *,
        due: str = "",
        private: bool = False,
    ) -> int:
        """Write down a need, a promise or a note; gives its number.

        The history tells of it, of a `private` one without its words.
        """
        with self.write() as db:
            number: int = db.execute(
                "INSERT INTO note (address, kind, text, due, at) VALUES (?, ?, ?, ?, ?) RETURNING id",
                (address, kind, text, due or None, stamp(now)),
            ).fetchone()["id"]
            if private:
                self.record("brief.ev_private", now, address=address)
            else:
                self.record(f"brief.ev_{kind}", now, address=address, text=text)
        return number

    def never_call(self, address: str, now: datetime) -> None:
        """Write down that somebody is not to be called again; planned calls are off."""
        with self.write() as db:
            text = str(say("brief.no_call_text"))
            db.execute(
                "INSERT INTO note (address, kind, text, due, at) VALUES (?, 'note', ?, ?, ?)",
                (address, text, NEVER, stamp(now)),
            )
            self.record("brief.ev_note", now, address=address, text=text)

    def may_call(self, address: str, now: datetime) -> None:
        """Take back `never_call`: they have named a day themselves."""
        with self.write() as db:
            db.execute(
                "UPDATE note SET done_at = ? WHERE address = ? AND due = ? AND done_at IS NULL",
                (stamp(now), address, NEVER),
            )

    def wants_no_calls(self, address: str) -> bool:
        """True while somebody has asked not to be called."""
        return bool(
            self.read(
                "SELECT 1 FROM note WHERE address = :a AND due = :never AND done_at IS NULL LIMIT 1",
                a=address,
                never=NEVER,
            )
        )

    def notes_of(self, address: str) -> list[Note]:
        """Everything written down about one person, newest first."""
        rows = self.read(
            "SELECT * FROM note WHERE address = :a ORDER BY at DESC, id DESC", a=address
        )
        return [_note(row) for row in rows]

    def open_promises(self, until: date, address: str = "") -> list[Promised]:
        """Promises due on `until` or before, the oldest first; of one person if asked."""
        rows = self.read(
            "SELECT n.*, c.email, c.fields FROM note n LEFT JOIN contact c ON c.address = n.address"
            "   AND c.list = (SELECT d.list FROM contact d WHERE d.address = n.address"
            "                 ORDER BY d.gone LIMIT 1)"
            " WHERE n.kind = 'promise' AND n.done_at IS NULL AND n.due <= :until"
            "   AND (:a = '' OR n.address = :a) ORDER BY n.due, n.id",
            until=until.isoformat(),
            a=address,
        )
        return [_promised(row) for row in rows]

    def settle_promise(self, address: str, number: int, now: datetime) -> Note | None:
        """Mark a promise as kept; None where this person has no open one of that number."""
        with self.write() as db:
            row = db.execute(
                "UPDATE note SET done_at = ? WHERE id = ? AND address = ? AND kind = 'promise'"
                " AND done_at IS NULL RETURNING *",
                (stamp(now), number, address),
            ).fetchone()
            if row is None:
                return None
            if self._told(db, address, row["text"]):
                self.record("brief.ev_kept", now, address=address, text=row["text"])
            else:
                self.record("brief.ev_private_kept", now, address=address)
        return _note(row)

    @staticmethod
    def _told(db: sqlite3.Connection, address: str, text: str) -> bool:
        """Whether the history has the words of this promise; a private one stays private."""
        return bool(
            db.execute(
                "SELECT 1 FROM event WHERE address = ? AND what = 'brief.ev_promise'"
                " AND json_extract(args, '$.text') = ? LIMIT 1",
                (address, text),
            ).fetchone()
        )


def _note(row: sqlite3.Row) -> Note:
    return Note(
        row["id"],
        row["address"],
        row["kind"],
        row["text"],
        row["due"] or "",
        datetime.fromisoformat(row["at"]),
        moment(row["done_at"]),
    )


def _promised(row: sqlite3.Row) -> Promised:
    fields = json.loads(row["fields"] or "{}")
    email = row["email"] or row["address"]
    name = f"{fields.get('first_name', '')} {fields.get('last_name', '')}".strip()
    return Promised(_note(row), name or email, email)
