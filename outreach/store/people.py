"""Lists, people, enrolments and the do-not-mail list."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from outreach.errors import ConfigError
from outreach.model import Contact
from outreach.store.base import moment, stamp
from outreach.store.gate import Gate
from outreach.store.holding import Holding
from outreach.store.rows import ANSWERED, BOOKED
from outreach.words import say

#: Called when a list has been read to its end: the addresses whose rows disagree, and
#: the rows set aside as (line, address, reason).
SyncEnd = Callable[[], tuple[Iterable[str], list[tuple[int, str, str]]]]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """By which a list is known to be unchanged: bytes, mtime in ns, hash of the content."""

    size: int
    mtime: int
    hash: str


@dataclass(frozen=True, slots=True)
class Synced:
    """What a reading of a list changed."""

    people: int
    new: int


def to_contact(row: sqlite3.Row) -> Contact:
    """The `Contact` behind a row of the table."""
    return Contact(row["address"], row["email"], json.loads(row["fields"]), row["line"])


class People(Gate, Holding):
    """The part of the Store that knows the people."""

    # -- lists ------------------------------------------------------------------------

    def known_list(self, name: str) -> Fingerprint | None:
        """The last good reading of a list, or None."""
        row = self.one("SELECT size, mtime, hash FROM list WHERE name = :name", name=name)
        return Fingerprint(row["size"], row["mtime"], row["hash"]) if row else None

    def generation(self, name: str) -> int:
        """How often the list has changed; 0 before the first reading."""
        row = self.one("SELECT generation FROM list WHERE name = :name", name=name)
        return row["generation"] if row else 0

    def touch_list(self, name: str, print_: Fingerprint) -> None:
        """Remember a new mtime of a list whose content is the same."""
        with self.write() as db:
            db.execute(
                "UPDATE list SET size = ?, mtime = ? WHERE name = ?",
                (print_.size, print_.mtime, name),
            )

    def columns(self, name: str) -> frozenset[str]:
        """The folded column names of a list, as last read."""
        row = self.one("SELECT columns FROM list WHERE name = :name", name=name)
        return frozenset(json.loads(row["columns"])) if row else frozenset()

    def asides(self, name: str) -> list[tuple[int, str, str]]:
        """The rows of a list that were set aside: line, address, reason."""
        row = self.one("SELECT aside FROM list WHERE name = :name", name=name)
        return [tuple(x) for x in json.loads(row["aside"])] if row else []

    def sync_list(
        self,
        name: str,
        contacts: Iterable[Contact],
        print_: Fingerprint,
        now: datetime,
        *,
        finish: SyncEnd,
        columns: Sequence[str] = (),
    ) -> Synced:
        """Take over a good reading of a list, all in one transaction.

        New rows come in, changed cells reach mails not yet sent, vanished people are
        held ("no longer in the list"), returned ones released, opt-outs suppressed
        before anything is planned. A failure while reading leaves the old list as it was.
        """
        with self.write() as db:
            db.execute("DROP TABLE IF EXISTS temp.incoming")
            db.execute(
                "CREATE TEMP TABLE incoming (address TEXT PRIMARY KEY, position INTEGER, line INTEGER,"
                " email TEXT, fields TEXT, digest TEXT, opted_out TEXT) WITHOUT ROWID"
            )
            db.executemany(
                "INSERT INTO incoming VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                _rows(contacts),
            )
            conflicts, asides = finish()
            db.executemany("DELETE FROM incoming WHERE address = ?", [(a,) for a in conflicts])
            synced = self._take_over(db, name, now)
            self._opt_out(db, now)
            self._cancel_suppressed(db, now)
            self._hold_vanished(db, name, {a for _, a, _ in asides}, now)
            self._hold_gated(db, now)
            db.execute(
                "INSERT INTO list (name, size, mtime, hash, read_at, generation, aside, columns)"
                " VALUES (?, ?, ?, ?, ?, 1, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET size = excluded.size, mtime = excluded.mtime,"
                " hash = excluded.hash, read_at = excluded.read_at, generation = generation + 1,"
                " aside = excluded.aside, columns = excluded.columns",
                (
                    name,
                    print_.size,
                    print_.mtime,
                    print_.hash,
                    stamp(now),
                    json.dumps(asides, ensure_ascii=False),
                    json.dumps(list(columns)),
                ),
            )
            db.execute("DROP TABLE incoming")
        return synced

    def _take_over(self, db: sqlite3.Connection, name: str, now: datetime) -> Synced:
        args = {"list": name}
        before = db.execute("SELECT count(*) FROM contact WHERE list = :list", args).fetchone()[0]
        changed = db.execute(
            "SELECT c.address, c.fields AS old, i.fields AS new FROM contact c JOIN incoming i USING (address)"
            " WHERE c.list = :list AND c.digest <> i.digest",
            args,
        ).fetchall()
        for row in changed:
            old, new = json.loads(row["old"]), json.loads(row["new"])
            columns = sorted(k for k in {*old, *new} if old.get(k) != new.get(k))
            self.record("store.ev_changed", now, address=row["address"], columns=", ".join(columns))
        db.execute(
            "UPDATE contact SET gone = 1 WHERE list = :list AND gone = 0"
            " AND address NOT IN (SELECT address FROM incoming)",
            args,
        )
        db.execute(
            "INSERT INTO contact (list, address, position, line, email, fields, digest, gone)"
            " SELECT :list, address, position, line, email, fields, digest, 0 FROM incoming WHERE true"
            " ON CONFLICT (list, address) DO UPDATE SET position = excluded.position, line = excluded.line,"
            " email = excluded.email, fields = excluded.fields, digest = excluded.digest, gone = 0"
            " WHERE digest <> excluded.digest OR gone = 1 OR position <> excluded.position"
            " OR line <> excluded.line",
            args,
        )
        people = db.execute("SELECT count(*) FROM incoming").fetchone()[0]
        after = db.execute("SELECT count(*) FROM contact WHERE list = :list", args).fetchone()[0]
        return Synced(people, after - before)

    def _opt_out(self, db: sqlite3.Connection, now: datetime) -> None:
        rows = db.execute(
            "SELECT address, opted_out FROM incoming WHERE opted_out <> ''"
        ).fetchall()
        for row in rows:
            self._suppress(db, row["address"], "opted_out", row["opted_out"], "", now)

    def _hold_vanished(
        self, db: sqlite3.Connection, name: str, aside: set[str], now: datetime
    ) -> None:
        """Hold the planned mails of people who left the list; release those who are back."""
        rows = db.execute(
            "SELECT s.key, s.address, s.campaign, c.gone, s.state FROM send s"
            " JOIN contact c ON c.list = :list AND c.address = s.address"
            " WHERE s.purpose = '' AND ((c.gone = 1 AND s.state = 'planned')"
            "    OR (c.gone = 0 AND s.state = 'held' AND s.rule IN ('gone', 'aside')))",
            {"list": name},
        ).fetchall()
        for row in rows:
            if row["gone"]:
                rule = "aside" if row["address"] in aside else "gone"
                db.execute(
                    "UPDATE send SET state = 'held', rule = ?, detail = '', since = ? WHERE key = ?",
                    (rule, stamp(now), row["key"]),
                )
                self.record(
                    "store.ev_gone",
                    now,
                    address=row["address"],
                    campaign=row["campaign"],
                    key=row["key"],
                )
            else:
                db.execute(
                    "UPDATE send SET state = 'planned', detail = '', since = ?,"
                    " rule = CASE WHEN approved <> '' THEN 'ready' ELSE 'approval' END WHERE key = ?",
                    (stamp(now), row["key"]),
                )
                self.record(
                    "store.ev_back",
                    now,
                    address=row["address"],
                    campaign=row["campaign"],
                    key=row["key"],
                )

    def contacts(self, list_name: str) -> Iterator[Contact]:
        """The people of a list in its order, without those whose row is gone."""
        for row in self.stream(
            "SELECT * FROM contact WHERE list = :list AND gone = 0 ORDER BY position",
            list=list_name,
        ):
            yield to_contact(row)

    def contact(self, list_name: str, address: str) -> Contact | None:
        """One person of a list, as last read."""
        row = self.one(
            "SELECT * FROM contact WHERE list = :list AND address = :address",
            list=list_name,
            address=address,
        )
        return to_contact(row) if row else None

    # -- enrolment --------------------------------------------------------------------

    def enrol(
        self,
        campaign: str,
        list_name: str,
        mailbox: str,
        steps: Sequence[str],
        now: datetime,
        *,
        hold_new: bool,
    ) -> int:
        """Give everybody in the list their rows, once; returns how many people are new.

        Raises:
            ConfigError: a campaign that has sent has other steps than before.
        """
        with self.write() as db:
            self._check_steps(db, campaign, steps)
            db.execute(
                "INSERT INTO campaign (name, steps) VALUES (:name, :steps)"
                " ON CONFLICT (name) DO UPDATE SET steps = excluded.steps WHERE steps <> excluded.steps",
                {"name": campaign, "steps": json.dumps(list(steps))},
            )
            new = db.execute(
                "INSERT INTO enrolment (campaign, address, mailbox, position, enrolled_at)"
                " SELECT :campaign, address, :mailbox, position, :now FROM contact WHERE list = :list AND gone = 0"
                " ON CONFLICT DO NOTHING",
                {"campaign": campaign, "mailbox": mailbox, "now": stamp(now), "list": list_name},
            ).rowcount
            added = (
                self._add_rows(db, campaign, len(steps), now)
                if new or self._short(db, campaign, len(steps))
                else 0
            )
            if added:
                self._cancel_suppressed(db, now)
                if hold_new:
                    self._hold_new(db, campaign, now)
                self._ask_same_person(db, campaign, list_name, now)
                self._hold_gated(db, now)
        return new

    @staticmethod
    def _check_steps(db: sqlite3.Connection, campaign: str, steps: Sequence[str]) -> None:
        row = db.execute(
            "SELECT steps, started FROM campaign WHERE name = ?", (campaign,)
        ).fetchone()
        if row is None or row["started"] is None:
            if row is not None and len(json.loads(row["steps"])) > len(steps):
                # Nothing has gone yet: the plan may still shrink.
                db.execute(
                    "DELETE FROM send WHERE campaign = ? AND step > ?", (campaign, len(steps))
                )
            return
        before = json.loads(row["steps"])
        if list(steps[: len(before)]) != before:
            raise ConfigError(
                say("send.steps_changed", campaign=campaign), say("send.steps_changed_hint")
            )

    @staticmethod
    def _short(db: sqlite3.Connection, campaign: str, steps: int) -> bool:
        row = db.execute("SELECT max(step) FROM send WHERE campaign = ?", (campaign,)).fetchone()
        return (row[0] or 0) < steps

    @staticmethod
    def _add_rows(db: sqlite3.Connection, campaign: str, steps: int, now: datetime) -> int:
        added = 0
        for step in range(1, steps + 1):
            added += db.execute(
                "INSERT INTO send (key, campaign, step, address, mailbox, state, position, rule, since)"
                " SELECT e.campaign || ':' || :step || ':' || e.address, e.campaign, :step, e.address, e.mailbox,"
                " 'planned', e.position, :rule, :now FROM enrolment e"
                " WHERE e.campaign = :campaign ON CONFLICT DO NOTHING",
                {
                    "campaign": campaign,
                    "step": step,
                    "rule": "approval" if step == 1 else "after",
                    "now": stamp(now),
                },
            ).rowcount
            # A sequence that is over does not grow: by an answer, a stop, or a refusal.
            db.execute(
                "UPDATE send AS s SET state = 'cancelled', (rule, detail) = ("
                "   SELECT CASE b.state WHEN 'cancelled' THEN b.rule ELSE 'before_failed' END,"
                "    CASE b.state WHEN 'cancelled' THEN b.detail ELSE '' END FROM send b"
                "   WHERE b.campaign = s.campaign AND b.address = s.address AND b.step = s.step - 1)"
                " WHERE s.campaign = :campaign AND s.step = :step AND s.state = 'planned'"
                " AND EXISTS (SELECT 1 FROM send b WHERE b.campaign = s.campaign AND b.address = s.address"
                "   AND b.step = s.step - 1 AND b.state IN ('cancelled', 'bounced', 'rejected'))",
                {"campaign": campaign, "step": step},
            )
        db.execute(
            "UPDATE send AS s SET state = 'cancelled', rule = 'answered', detail = coalesce(("
            "   SELECT json_extract(i.detail, '$.how') FROM inbound i WHERE i.address = s.address"
            "   AND i.kind IN ('reply', 'answered') ORDER BY i.at DESC LIMIT 1), '')"
            " WHERE s.campaign = :campaign AND s.state = 'planned' AND EXISTS (SELECT 1 FROM enrolment e"
            f"  WHERE e.campaign = s.campaign AND e.address = s.address AND {ANSWERED})",
            {"campaign": campaign},
        )
        db.execute(
            "UPDATE send AS s SET state = 'cancelled', rule = 'booked', detail = ''"
            " WHERE s.campaign = :campaign AND s.state = 'planned' AND EXISTS (SELECT 1 FROM enrolment e"
            f"  WHERE e.campaign = s.campaign AND e.address = s.address AND {BOOKED})",
            {"campaign": campaign},
        )
        return added

    def _cancel_suppressed(self, db: sqlite3.Connection, now: datetime) -> int:
        self._withdraw_suppressed(db, now)
        return db.execute(
            "UPDATE send AS s SET state = 'cancelled', rule = 'suppressed', since = :now,"
            " detail = (SELECT x.source || CASE x.source WHEN '' THEN x.reason ELSE '' END FROM suppression x"
            "   WHERE x.address IN (s.address, substr(s.address, instr(s.address, '@'))) LIMIT 1)"
            " WHERE s.state IN ('planned', 'held') AND s.purpose <> 'cancel' AND EXISTS (SELECT 1 FROM suppression x"
            "   WHERE x.address IN (s.address, substr(s.address, instr(s.address, '@'))))",
            {"now": stamp(now)},
        ).rowcount

    @staticmethod
    def _hold_new(db: sqlite3.Connection, campaign: str, now: datetime) -> None:
        db.execute(
            "UPDATE send SET state = 'held', rule = 'new', since = :now WHERE campaign = :campaign"
            " AND state = 'planned' AND approved = '' AND rule = 'approval'"
            " AND EXISTS (SELECT 1 FROM approval a WHERE a.campaign = :campaign)",
            {"campaign": campaign, "now": stamp(now)},
        )

    @staticmethod
    def _ask_same_person(
        db: sqlite3.Connection, campaign: str, list_name: str, now: datetime
    ) -> None:
        """A new address with the name and firm of somebody who left: ask, do not write."""
        db.execute(
            "UPDATE send AS s SET state = 'held', rule = 'same_person', since = :now, detail = ("
            "  SELECT old.email FROM contact new JOIN contact old ON old.list = new.list AND old.gone = 1"
            "   AND old.address <> new.address"
            "   AND json_extract(old.fields, '$.last_name') = json_extract(new.fields, '$.last_name')"
            "   AND coalesce(json_extract(old.fields, '$.first_name'), '') = coalesce(json_extract(new.fields, '$.first_name'), '')"
            "   AND coalesce(json_extract(old.fields, '$.company'), '') = coalesce(json_extract(new.fields, '$.company'), '')"
            "  WHERE new.list = :list AND new.address = s.address LIMIT 1)"
            " WHERE s.campaign = :campaign AND s.state IN ('planned', 'held') AND s.rule IN ('approval', 'new', 'after')"
            # Whoever was let through by a person is not asked about again.
            " AND NOT EXISTS (SELECT 1 FROM event v WHERE v.campaign = s.campaign"
            "   AND v.address = s.address AND v.what = 'store.ev_resumed')"
            " AND EXISTS (SELECT 1 FROM contact g WHERE g.list = :list AND g.gone = 1)"
            " AND EXISTS (SELECT 1 FROM contact new JOIN contact old ON old.list = new.list AND old.gone = 1"
            "   AND old.address <> new.address"
            "   AND json_extract(old.fields, '$.last_name') = json_extract(new.fields, '$.last_name')"
            "   AND coalesce(json_extract(old.fields, '$.first_name'), '') = coalesce(json_extract(new.fields, '$.first_name'), '')"
            "   AND coalesce(json_extract(old.fields, '$.company'), '') = coalesce(json_extract(new.fields, '$.company'), '')"
            "  WHERE new.list = :list AND new.address = s.address)",
            {"now": stamp(now), "campaign": campaign, "list": list_name},
        )

    def set_legal_basis(
        self, campaign: str, basis: str, reason: str, by: str, now: datetime
    ) -> None:
        """Note on what ground these people are written to, asked once per list."""
        with self.write() as db:
            db.execute(
                "UPDATE campaign SET legal_basis = ?, legal_reason = ?, legal_at = ?, legal_by = ? WHERE name = ?",
                (basis, reason, stamp(now), by, campaign),
            )

    def legal_basis(self, campaign: str) -> str:
        """The ground noted for a campaign's people, or ""."""
        row = self.one("SELECT legal_basis FROM campaign WHERE name = :name", name=campaign)
        return row["legal_basis"] if row else ""

    # -- the do-not-mail list -----------------------------------------------------------

    def suppress(self, address: str, reason: str, source: str, by: str, now: datetime) -> int:
        """Never write to this address (or ``@domain``) again; returns the mails cancelled."""
        return self.suppress_all([address], reason, source, by, now)

    def suppress_all(
        self, addresses: Iterable[str], reason: str, source: str, by: str, now: datetime
    ) -> int:
        """Put a whole list on the do-not-mail list at once; returns the mails cancelled."""
        with self.write() as db:
            for address in addresses:
                self._suppress(db, address, reason, source, by, now)
            return self._cancel_suppressed(db, now)

    def _suppress(
        self, db: sqlite3.Connection, address: str, reason: str, source: str, by: str, now: datetime
    ) -> None:
        new = db.execute(
            "INSERT INTO suppression (address, reason, source, at, by) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (address, reason, source, stamp(now), by),
        ).rowcount
        if new:
            self.record("store.ev_suppressed", now, address=address, source=source or reason)

    def unsuppress(self, address: str, note: str, by: str, now: datetime) -> bool:
        """Take an address off the do-not-mail list, with the written reason for it."""
        with self.write() as db:
            gone = db.execute("DELETE FROM suppression WHERE address = ?", (address,)).rowcount
            if gone:
                self.record("store.ev_unsuppressed", now, address=address, note=note, by=by)
        return bool(gone)

    def suppressions(self) -> list[tuple[str, str, str, datetime | None]]:
        """The do-not-mail list: address, reason, source, since."""
        return [
            (r["address"], r["reason"], r["source"], moment(r["at"]))
            for r in self.read("SELECT * FROM suppression ORDER BY at, address")
        ]

    def suppressed(self, address: str) -> str:
        """The reason why this address is not written to, or ""."""
        row = self.one(
            "SELECT reason, source FROM suppression WHERE address IN (:a, :d)",
            a=address,
            d=address[address.find("@") :],
        )
        return (row["source"] or row["reason"]) if row else ""


def _rows(contacts: Iterable[Contact]) -> Iterator[tuple[object, ...]]:
    for position, c in enumerate(contacts):
        fields = json.dumps(dict(c.fields), ensure_ascii=False, sort_keys=True)
        digest = hashlib.blake2b(
            f"{c.email}\0{fields}".encode("utf-8", "replace"), digest_size=12
        ).hexdigest()
        yield c.address, position, c.line, c.email, fields, digest, c.get("opted_out")
