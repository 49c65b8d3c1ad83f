"""Calls that are agreed, moved and called off, and the mails about them.

Terminology:
    HOST: a mailbox; the person whose time it is.
    VERSION: a call as it stood after one request, move or cancellation. It is stored once
        and never changed, so that its invitation has the same bytes whenever it is made.
    CALL MAIL: the row of the send table that tells the guest of a version, or reminds of it.
        Written in the same transaction as the version; claimed and settled like a letter.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from outreach.errors import SlotTaken
from outreach.model import Booking, Purpose, Send, Slot
from outreach.store.agreed import CALLS, Agreed, to_booking
from outreach.store.base import moment, stamp
from outreach.store.holding import Holding, taken, told_when_taken
from outreach.store.ledger import Claimed, Ledger
from outreach.store.rows import CALLABLE, to_send
from outreach.words import say

#: Asked right before a time is promised: has the host's own calendar something there? Entries
#: of calls that the ledger knows do not count. It may wait; no transaction is open.
IsBusy = Callable[[datetime, datetime], bool]
#: When to remind of a call: so long before it, or at the moment that is found for each.
RemindAt = timedelta | Callable[[Booking], datetime]
#: A call of which only its first moment is worth reminding needs no reminder.
SOON = timedelta(hours=1)
MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class CallMail:
    """A mail about a call, with the version that it tells of."""

    send: Send
    purpose: Purpose
    #: As it stood in that version: times, zone, sequence and stamp.
    booking: Booking


def never_busy(_start: datetime, _end: datetime) -> bool:
    """For a host without a calendar of their own."""
    return False


class Bookings(Ledger, Holding, Agreed):
    """The part of the Store that agrees calls: one winner for each moment of a host."""

    # -- agreed, moved, called off ----------------------------------------------------------

    def book(
        self,
        slot: Slot,
        *,
        address: str,
        campaign: str,
        mailbox: str,
        zone: str,
        uid: Callable[[int], str],
        now: datetime,
        by: str,
        is_busy: IsBusy = never_busy,
    ) -> Booking:
        """Agree a call; the guest's letters end everywhere, and the invitation is planned.

        Asked again for the same time it is the same call; for another time the call moves,
        since one person has at most one call to come with a host.

        Args:
            slot: the time, in UTC.
            address: of the guest.
            campaign: whose letter led to it; "" for none.
            mailbox: of the host.
            zone: IANA name of the guest's zone.
            uid: gives the call's UID from the number of calls the person had here before.
            now: when the yes was taken in.
            by: who took it in, for the history; "guest" where the guest did it on the pages.
            is_busy: see `IsBusy`.

        Raises:
            SlotTaken: somebody was faster, it is kept for somebody else, the host is busy,
                or the time has passed; nothing has changed.
        """
        before = self.booking_with(address, mailbox, now)
        if before and before.slot == slot:
            return before
        self._check_free(slot, mailbox, address, now, is_busy, before.uid if before else "")
        with self.write() as db, told_when_taken():
            before = self.booking_with(address, mailbox, now)
            if before and before.slot == slot:
                return before
            self._refuse_taken(slot, mailbox, address, now, before.uid if before else "")
            self._tidy(db, now)
            if before:
                return self._move_call(db, replace(before, zone=zone), slot, now, by)
            self._take_offers(db, address, slot, now)
            return self._insert_call(db, slot, address, campaign, mailbox, zone, uid, now, by)

    def _check_free(
        self, slot: Slot, mailbox: str, address: str, now: datetime, is_busy: IsBusy, uid: str = ""
    ) -> None:
        """Tell a loser before they queue for the ledger, and ask the calendar afresh."""
        self._refuse_taken(slot, mailbox, address, now, uid)
        if is_busy(slot.start, slot.end):
            raise SlotTaken(say("store.slot_busy"), say("store.slot_taken_hint"))

    def _refuse_taken(
        self, slot: Slot, mailbox: str, address: str, now: datetime, uid: str = ""
    ) -> None:
        if slot.start <= now:
            raise SlotTaken(say("store.slot_past"), say("store.slot_taken_hint"))
        if self._others(slot, mailbox, address, now, uid):
            raise taken()

    def _take_offers(self, db: sqlite3.Connection, address: str, slot: Slot, now: datetime) -> None:
        self._end_offers(
            db,
            "address = :address AND EXISTS (SELECT 1 FROM offer_slot s WHERE s.offer = offer.id"
            " AND s.begins = :begins AND s.ends = :ends)",
            "taken",
            now,
            address=address,
            begins=stamp(slot.start),
            ends=stamp(slot.end),
        )
        self._withdraw(db, address, now)

    def _insert_call(
        self,
        db: sqlite3.Connection,
        slot: Slot,
        address: str,
        campaign: str,
        mailbox: str,
        zone: str,
        uid: Callable[[int], str],
        now: datetime,
        by: str,
    ) -> Booking:
        number = db.execute(
            "SELECT count(*) FROM booking WHERE address = ? AND mailbox = ?", (address, mailbox)
        ).fetchone()[0]
        name = uid(number)
        # Whoever was invited has that entry in their calendar: this is its next version.
        first = db.execute("SELECT count(*) FROM offer WHERE uid = ?", (name,)).fetchone()[0]
        call = Booking(name, address, campaign, mailbox, slot, zone, first, "confirmed", now, now)
        db.execute(
            "INSERT INTO booking (uid, address, campaign, mailbox, begins, ends, zone, sequence,"
            " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (name, address, campaign, mailbox, *_times(slot), zone, first, stamp(now)),
        )
        self._insert_version(db, call, "request", by)
        ended = db.execute(
            "UPDATE send SET state = 'cancelled', rule = 'booked', detail = '', since = :now"
            " WHERE address = :a AND purpose = '' AND state IN ('planned', 'held')",
            {"a": address, "now": stamp(now)},
        ).rowcount
        self._tell("store.ev_booked", call, now, when=stamp(slot.start), by=by, n=ended)
        return self._known(call.uid)

    def move(
        self, uid: str, slot: Slot, *, now: datetime, by: str, is_busy: IsBusy = never_busy
    ) -> Booking:
        """Give a call another time: the same UID, one SEQUENCE more, and a mail that says so.

        Raises:
            UsageError: no such call, or it is cancelled or over.
            SlotTaken: the new time is not free; the call stays where it was.
        """
        call = self._standing(uid, now)
        if call.slot == slot:
            return call
        self._check_free(slot, call.mailbox, call.address, now, is_busy, uid)
        with self.write() as db, told_when_taken():
            call = self._standing(uid, now)
            if call.slot == slot:
                return call
            self._refuse_taken(slot, call.mailbox, call.address, now, uid)
            self._tidy(db, now)
            return self._move_call(db, call, slot, now, by)

    def _move_call(
        self, db: sqlite3.Connection, call: Booking, slot: Slot, now: datetime, by: str
    ) -> Booking:
        before = stamp(call.slot.start)
        self._take_offers(db, call.address, slot, now)
        call = replace(call, slot=slot, sequence=call.sequence + 1, stamp=_after(call, now))
        db.execute(
            "UPDATE booking SET begins = ?, ends = ?, zone = ?, sequence = ?, reminded = NULL"
            " WHERE uid = ?",
            (*_times(slot), call.zone, call.sequence, call.uid),
        )
        self._insert_version(db, call, "move", by)
        self._tell("store.ev_call_moved", call, now, old=before, when=stamp(slot.start), by=by)
        return self._known(call.uid)

    def cancel(self, uid: str, *, now: datetime, by: str) -> Booking:
        """Call a call off, and tell the guest; its time is free again, the letters stay ended.

        A call that is called off already stays as it is.

        Raises:
            UsageError: no such call, or it is over.
        """
        with self.write() as db:
            call = self._known(uid)
            if call.state == "cancelled":
                return call
            self._tidy(db, now)
            call = self._standing(uid, now)
            call = replace(call, sequence=call.sequence + 1, stamp=_after(call, now))
            db.execute(
                "UPDATE booking SET state = 'cancelled', sequence = ? WHERE uid = ?",
                (call.sequence, uid),
            )
            self._insert_version(db, call, "cancel", by)
            self._tell("store.ev_call_cancelled", call, now, when=stamp(call.slot.start), by=by)
            return self._known(uid)

    def _insert_version(
        self, db: sqlite3.Connection, call: Booking, purpose: Purpose, by: str
    ) -> None:
        """Keep a version, drop older mails that have not gone, and plan the new one's."""
        db.execute(
            "UPDATE send SET state = 'cancelled', rule = 'superseded', detail = '', since = ?"
            " WHERE uid = ? AND purpose <> '' AND state IN ('planned', 'held')",
            (stamp(call.stamp), call.uid),
        )
        if purpose == "move" and not self._invited(db, call.uid):
            # The guest never heard of another time: what they get is an invitation.
            purpose = "request"
        db.execute(
            "INSERT INTO booking_version (uid, sequence, purpose, begins, ends, zone, dtstamp, by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                call.uid,
                call.sequence,
                purpose,
                *_times(call.slot),
                call.zone,
                stamp(call.stamp),
                by,
            ),
        )
        self._plan_mail(db, call, purpose, call.stamp)

    @staticmethod
    def _invited(db: sqlite3.Connection, uid: str, sequence: int | None = None) -> bool:
        """Whether the guest has had a mail with this call's time, or with that of one version."""
        row = db.execute(
            "SELECT 1 FROM send WHERE uid = :uid AND purpose IN ('request', 'move')"
            " AND sequence = coalesce(:n, sequence)"
            " AND state IN ('sending', 'accepted', 'in_doubt', 'bounced')",
            {"uid": uid, "n": sequence},
        ).fetchone()
        return row is not None

    @staticmethod
    def _plan_mail(db: sqlite3.Connection, call: Booking, purpose: Purpose, now: datetime) -> None:
        # "agreed" stands where letters have the hash of what a person has approved.
        db.execute(
            "INSERT INTO send AS s (key, campaign, step, address, mailbox, state, position, rule,"
            " since, approved, purpose, uid, sequence)"
            " SELECT :key, '', coalesce(min(step), 0) - 1, :address, :mailbox, 'planned', 0, 'ready',"
            " :now, 'agreed', :purpose, :uid, :sequence FROM send WHERE campaign = '' AND address = :address",
            {
                "key": f"booking:{call.uid}:{call.sequence}:{purpose}",
                "address": call.address,
                "mailbox": call.mailbox,
                "now": stamp(now),
                "purpose": purpose,
                "uid": call.uid,
                "sequence": call.sequence,
            },
        )
        # An invitation to somebody who wants no mail is not even planned (a cancellation is).
        db.execute(
            "UPDATE send AS s SET state = 'cancelled', rule = 'suppressed' WHERE s.uid = ?"
            " AND s.purpose NOT IN ('', 'cancel') AND s.state = 'planned' AND EXISTS (SELECT 1"
            "  FROM suppression x WHERE x.address IN (s.address, substr(s.address, instr(s.address, '@'))))",
            (call.uid,),
        )

    def _tell(self, what: str, call: Booking, now: datetime, **args: object) -> None:
        self.record(what, now, address=call.address, campaign=call.campaign, key=call.uid, **args)

    # -- the mails about calls ---------------------------------------------------------------

    def remind_due(self, now: datetime, before: RemindAt, *, mailbox: str = "") -> int:
        """Plan the reminders whose moment has come; returns how many.

        Once for each version. None for a call that was agreed or moved after that moment, or
        that begins within the hour: whoever has just said yes needs no reminding. None either
        while the invitation itself has not gone: when it goes, it reminds.

        Args:
            now: the moment of the run.
            before: when to remind of a call.
            mailbox: of one host alone; "" for all.
        """
        if not any(_remind_at(c, before) <= now for c in self._unreminded(now, before, mailbox)):
            # Hardly a run has one to plan, and reading waits for nobody.
            return 0
        planned = 0
        with self.write() as db:
            self._tidy(db, now)
            calls = [
                c for c in self._unreminded(now, before, mailbox) if _remind_at(c, before) <= now
            ]
            for call in calls:
                db.execute("UPDATE booking SET reminded = ? WHERE uid = ?", (stamp(now), call.uid))
                if self._invited(db, call.uid, call.sequence):
                    self._plan_mail(db, call, "reminder", now)
                    self._tell("store.ev_reminder", call, now)
                    planned += 1
        return planned

    def _unreminded(self, now: datetime, before: RemindAt, mailbox: str) -> list[Booking]:
        """The calls that are still to be reminded of, now or later."""
        rows = self.read(
            f"{CALLS} WHERE b.state = 'confirmed' AND b.reminded IS NULL AND b.begins > :soon"
            " AND (:m = '' OR b.mailbox = :m)",
            soon=stamp(now + SOON),
            m=mailbox,
        )
        return [c for c in map(to_booking, rows) if c.stamp < _remind_at(c, before)]

    def booking_mails(self, mailbox: str, now: datetime) -> list[CallMail]:
        """The mails about calls that a claim would win now, the longest waiting first."""
        rows = self.read(
            f"SELECT s.* FROM send s WHERE s.mailbox = :m AND {CALLABLE} ORDER BY s.since, s.key",
            m=mailbox,
            now=stamp(now),
        )
        return [self._call_mail(r) for r in rows]

    def mails_of_call(self, uid: str) -> list[CallMail]:
        """All mails about one call, in the order they were planned."""
        rows = self.read(
            "SELECT * FROM send WHERE uid = :uid AND purpose <> '' ORDER BY step DESC", uid=uid
        )
        return [self._call_mail(r) for r in rows]

    def troubled_call_mails(self) -> list[CallMail]:
        """Mails about calls that wait for a person: all doubts, and what did not go in its time."""
        rows = self.read(
            "SELECT s.* FROM send s JOIN booking b ON b.uid = s.uid AND b.sequence = s.sequence"
            " WHERE s.purpose <> '' AND (s.state = 'in_doubt'"
            " OR (s.state IN ('held', 'rejected', 'bounced') AND b.state = 'confirmed'))"
            " ORDER BY s.since, s.key"
        )
        return [self._call_mail(r) for r in rows]

    def _call_mail(self, row: sqlite3.Row) -> CallMail:
        call = self._known(row["uid"], row["sequence"])
        return CallMail(to_send(row), row["purpose"], call)

    def next_call_mail(
        self, mailbox: str, now: datetime, before: RemindAt | None = None
    ) -> datetime | None:
        """When a mail about a call may go next: one put off, or a reminder `before` its call."""
        row = self.one(
            "SELECT min(earliest) AS at FROM send WHERE mailbox = :m AND purpose <> ''"
            " AND state = 'planned' AND earliest > :now",
            m=mailbox,
            now=stamp(now),
        )
        found = [moment(row["at"])] if row else []
        if before is not None:
            calls = self._unreminded(now, before, mailbox)
            found += [max(_remind_at(c, before), now + MOMENT) for c in calls]
        return min((at for at in found if at is not None and at > now), default=None)

    def claim_call_mail(
        self,
        mail: CallMail,
        now: datetime,
        *,
        message_id: str,
        subject: str,
        date: datetime,
        variant: str,
    ) -> Claimed | None:
        """Take a mail about a call for sending, or None if anything spoke against it meanwhile.

        Committed before its first byte goes out; `settle` and a broken run treat it as they
        treat letters. It counts among the mails of the day, and leaves the letters' gap alone.
        """
        send = mail.send
        with self.write() as db:
            token = self._take(
                db, send, now, CALLABLE,
                message_id=message_id, subject=subject, date=date, variant=variant,
            )  # fmt: skip
            if not token:
                return None
            self.record(
                "store.ev_claimed", now, address=send.address, key=send.key, subject=subject
            )
        return Claimed(send.key, token)


def _remind_at(call: Booking, before: RemindAt) -> datetime:
    return call.slot.start - before if isinstance(before, timedelta) else before(call)


def _after(call: Booking, now: datetime) -> datetime:
    """When the next version is made; later than the last, as DTSTAMP has to be (RFC 5546 §2.1.5)."""
    return max(now, call.stamp + MOMENT)


def _times(slot: Slot) -> tuple[str, str]:
    return stamp(slot.start), stamp(slot.end)
