"""Who was offered which times, and which of them are kept free for one person.

A hold ends by time alone: every question compares with `now`, and every transaction that
is about to promise a time first lets go of what has expired. So no cleaning run is needed,
and yet no two promises of one host can share a moment (see `occupied` in 0005_calls.sql).
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from outreach.errors import SlotTaken
from outreach.model import Offer, Slot
from outreach.store.base import Base, moment, stamp
from outreach.words import say


def wall(slot: Slot, zone: str) -> str:
    """When a call begins on somebody's wall clock, for the history."""
    from zoneinfo import ZoneInfo

    return f"{slot.start.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


def to_slot(begins: str, ends: str) -> Slot:
    """The slot behind two ledger times."""
    return Slot(datetime.fromisoformat(begins), datetime.fromisoformat(ends))


@contextmanager
def told_when_taken() -> Iterator[None]:
    """The database's own guard against two promises of one moment, in plain words."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        if "taken" in str(error) or "occupied" in str(error):
            raise taken() from error
        raise


def taken() -> SlotTaken:
    """What somebody is told who was a little late."""
    return SlotTaken(say("store.slot_taken"), say("store.slot_taken_hint"))


class Holding(Base):
    """The part of the Store that knows what was offered."""

    # -- written -------------------------------------------------------------------------

    def offer_slots(
        self,
        slots: Sequence[Slot],
        *,
        key: str,
        address: str,
        campaign: str,
        mailbox: str,
        now: datetime,
        expires: datetime,
        held: Slot | None = None,
        uid: str = "",
        beside: str = "",
    ) -> Offer:
        """Note what one letter offers, and keep `held` free for this person until it expires.

        Whatever this host offered the person before is withdrawn: the new letter's times
        count; but not an invitation of the UID `beside`, which stands in a calendar. The same letter asking again for the same times gets the offer it has, so that
        a mail which was put off keeps its bytes.

        Raises:
            SlotTaken: `held` is promised to somebody else; nothing has changed.
            ValueError: the offer would end as it begins, or holds a time that it does not name.
        """
        if stamp(expires) <= stamp(now) or (held is not None and held not in slots):
            raise ValueError(held, expires)
        with self.write() as db, told_when_taken():
            before = self.offer_of(key, now)
            if before and (before.slots, before.held) == (tuple(slots), held):
                return before
            if held and self._others(held, mailbox, address, now):
                raise taken()
            self._tidy(db, now)
            self._withdraw(db, address, now, mailbox=mailbox, beside=beside)
            made = self._insert_offer(
                db,
                slots,
                held,
                (key, address, campaign, mailbox, uid, stamp(now), stamp(expires)),
                now,
            )
            self.record(
                "store.ev_offered" if held else "store.ev_offered_open",
                now,
                address=address,
                campaign=campaign,
                key=key,
                times=[stamp(slot.start) for slot in slots],
                until=stamp(expires),
            )
        return made

    def _insert_offer(
        self,
        db: sqlite3.Connection,
        slots: Sequence[Slot],
        held: Slot | None,
        row: tuple[str, ...],
        now: datetime,
    ) -> Offer:
        number = db.execute(
            "INSERT INTO offer (key, address, campaign, mailbox, uid, offered_at, expires,"
            " held_begins, held_ends) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, stamp(held.start) if held else None, stamp(held.end) if held else None),
        ).lastrowid
        db.executemany(
            "INSERT INTO offer_slot (offer, place, begins, ends) VALUES (?, ?, ?, ?)",
            [(number, i, stamp(s.start), stamp(s.end)) for i, s in enumerate(slots)],
        )
        new = db.execute("SELECT * FROM offer WHERE id = ?", (number,)).fetchone()
        return self._offer(new, now)

    def withdraw(self, address: str, now: datetime, beside: str = "") -> int:
        """Take back all that is offered to a person; returns how many offers were open.

        An invitation of the UID `beside` stands.
        """
        with self.write() as db:
            self._tidy(db, now)
            return self._withdraw(db, address, now, beside=beside)

    def _withdraw(
        self,
        db: sqlite3.Connection,
        address: str,
        now: datetime,
        campaign: str = "",
        mailbox: str = "",
        beside: str = "",
    ) -> int:
        """Withdraw the open offers of a person, or with `campaign` alone of everybody in it."""
        return self._end_offers(
            db,
            "(:address = '' OR address = :address) AND (:campaign = '' OR campaign = :campaign)"
            " AND (:mailbox = '' OR mailbox = :mailbox) AND :address || :campaign <> ''"
            " AND (:beside = '' OR uid <> :beside)",
            "withdrawn",
            now,
            address=address,
            campaign=campaign,
            mailbox=mailbox,
            beside=beside,
        )

    def _withdraw_suppressed(self, db: sqlite3.Connection, now: datetime) -> int:
        return self._end_offers(
            db,
            "EXISTS (SELECT 1 FROM suppression x WHERE x.address IN"
            " (offer.address, substr(offer.address, instr(offer.address, '@'))))",
            "withdrawn",
            now,
        )

    def _end_offers(
        self, db: sqlite3.Connection, which: str, state: str, now: datetime, **args: str
    ) -> int:
        rows = db.execute(
            f"UPDATE offer SET state = :state, ended_at = :now WHERE state = 'open' AND {which}"
            " RETURNING key, address, campaign, held_begins, expires",
            {**args, "state": state, "now": stamp(now)},
        ).fetchall()
        for r in rows:
            what, told = f"store.ev_offer_{state}", {"address": r["address"], "key": r["key"]}
            if state == "expired":
                # Noted whenever somebody looks; it ended by itself, maybe weeks ago.
                what = f"store.ev_{'hold' if r['held_begins'] else 'offer'}_ran_out"
                told |= {"until": r["expires"]}
            self.record(what, now, campaign=r["campaign"], **told)
        return len(rows)

    def _tidy(self, db: sqlite3.Connection, now: datetime) -> None:
        """Write down what time has ended: offers, calls, and mails about calls that have begun."""
        self._end_offers(db, "expires <= :now", "expired", now)
        db.execute(
            "UPDATE booking SET state = 'over' WHERE state = 'confirmed' AND ends <= ?",
            (stamp(now),),
        )
        for r in db.execute(
            "UPDATE send AS s SET state = 'cancelled', rule = 'call_begun', detail = '', since = :now"
            " WHERE s.purpose <> '' AND s.state IN ('planned', 'held') AND EXISTS (SELECT 1"
            "  FROM booking_version v WHERE v.uid = s.uid AND v.sequence = s.sequence"
            "  AND v.begins <= :now) RETURNING key, address",
            {"now": stamp(now)},
        ).fetchall():
            self.record("store.ev_call_begun", now, address=r["address"], key=r["key"])

    def _others(self, slot: Slot, mailbox: str, address: str, now: datetime, uid: str = "") -> bool:
        """Whether somebody else has a part of this time: a hold that lives, or any call."""
        row = self.one(
            "SELECT 1 FROM occupied o LEFT JOIN offer f ON f.id = o.offer"
            " WHERE o.mailbox = :m AND o.begins < :ends AND o.ends > :begins"
            " AND o.uid IS NOT :uid AND (o.offer IS NULL OR (f.expires > :now AND f.address <> :a))",
            m=mailbox,
            begins=stamp(slot.start),
            ends=stamp(slot.end),
            uid=uid or None,
            a=address,
            now=stamp(now),
        )
        return row is not None

    # -- read ----------------------------------------------------------------------------

    def is_free(self, slot: Slot, mailbox: str, address: str, now: datetime, uid: str = "") -> bool:
        """Whether this time could be promised to this person; `uid` is the call that would move."""
        return slot.start > now and not self._others(slot, mailbox, address, now, uid)

    def offer_of(self, key: str, now: datetime) -> Offer | None:
        """The offer of one letter, while it stands."""
        row = self.one(
            "SELECT * FROM offer WHERE key = :key AND state = 'open' AND expires > :now",
            key=key,
            now=stamp(now),
        )
        return self._offer(row, now) if row else None

    def invited(self, uid: str, before: datetime) -> int:
        """How many invitations of this UID were made before this moment."""
        row = self.one(
            "SELECT count(*) AS n FROM offer WHERE uid = :uid AND offered_at < :at",
            uid=uid,
            at=stamp(before),
        )
        return row["n"] if row else 0

    def offers_of(self, address: str, now: datetime) -> list[Offer]:
        """All that a person was ever offered, oldest first; what has expired says so."""
        rows = self.read("SELECT * FROM offer WHERE address = :a ORDER BY id", a=address)
        return [self._offer(r, now) for r in rows]

    def _offer(self, row: sqlite3.Row, now: datetime) -> Offer:
        slots = self.read(
            "SELECT begins, ends FROM offer_slot WHERE offer = :id ORDER BY place", id=row["id"]
        )
        over = row["state"] == "open" and row["expires"] <= stamp(now)
        return Offer(
            row["id"],
            row["key"],
            row["address"],
            row["campaign"],
            row["mailbox"],
            tuple(to_slot(s["begins"], s["ends"]) for s in slots),
            to_slot(row["held_begins"], row["held_ends"]) if row["held_begins"] else None,
            datetime.fromisoformat(row["offered_at"]),
            datetime.fromisoformat(row["expires"]),
            "expired" if over else row["state"],
            row["uid"],
        )

    def live_load(self, mailbox: str, now: datetime, but: str = "") -> Mapping[Slot, int]:
        """How many open offers name each slot, held ones too; those to the address `but` aside."""
        return Counter(
            to_slot(r["begins"], r["ends"])
            for r in self.read(
                "SELECT s.begins, s.ends FROM offer o JOIN offer_slot s ON s.offer = o.id"
                " WHERE o.mailbox = :m AND o.state = 'open' AND o.expires > :now"
                " AND o.address <> :but",
                m=mailbox,
                now=stamp(now),
                but=but,
            )
        )

    def live_holds(self, mailbox: str, now: datetime) -> dict[Slot, str]:
        """The slots that are kept free now, each with the address of the one person."""
        return {
            to_slot(r["held_begins"], r["held_ends"]): r["address"]
            for r in self.read(
                "SELECT held_begins, held_ends, address FROM offer WHERE mailbox = :m"
                " AND state = 'open' AND expires > :now AND held_begins IS NOT NULL"
                " ORDER BY held_begins",
                m=mailbox,
                now=stamp(now),
            )
        }

    def next_expiry(self, mailbox: str, now: datetime) -> datetime | None:
        """When the next hold ends."""
        row = self.one(
            "SELECT min(expires) AS at FROM offer WHERE mailbox = :m AND state = 'open'"
            " AND expires > :now AND held_begins IS NOT NULL",
            m=mailbox,
            now=stamp(now),
        )
        return moment(row["at"]) if row else None
