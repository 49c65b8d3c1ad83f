"""Calls as the ledger knows them: as they stand, or as they stood in one version."""

import sqlite3
from datetime import datetime

from outreach.errors import UsageError
from outreach.model import Booking
from outreach.store.base import Base, moment, stamp
from outreach.store.holding import to_slot, wall
from outreach.words import say

#: Calls with one version of each; ends where the version's number is to follow.
_VERSIONS = (
    "SELECT b.uid, b.address, b.campaign, b.mailbox, b.state, b.created_at, b.reminded,"
    " v.begins, v.ends, v.zone, v.sequence, v.dtstamp, v.by FROM booking b"
    " JOIN booking_version v ON v.uid = b.uid AND v.sequence = "
)
CALLS = f"{_VERSIONS}b.sequence"


class Agreed(Base):
    """The part of the Store that finds calls."""

    def booking(self, uid: str, sequence: int | None = None) -> Booking | None:
        """One call as it stands, or as it stood in one version."""
        row = self.one(
            f"{_VERSIONS}coalesce(:n, b.sequence) WHERE b.uid = :uid", uid=uid, n=sequence
        )
        return to_booking(row) if row else None

    def bookings(self, state: str = "", *, mailbox: str = "") -> list[Booking]:
        """Calls of one state and host, or of all, by time."""
        rows = self.read(
            f"{CALLS} WHERE (:s = '' OR b.state = :s) AND (:m = '' OR b.mailbox = :m)"
            " ORDER BY b.begins, b.uid",
            s=state,
            m=mailbox,
        )
        return [to_booking(r) for r in rows]

    def bookings_of(self, address: str) -> list[Booking]:
        """All calls with one person, oldest first."""
        rows = self.read(f"{CALLS} WHERE b.address = :a ORDER BY b.created_at, b.uid", a=address)
        return [to_booking(r) for r in rows]

    def booking_with(self, address: str, mailbox: str, now: datetime) -> Booking | None:
        """The call to come, or under way, of a person with a host."""
        row = self.one(
            f"{CALLS} WHERE b.address = :a AND b.mailbox = :m AND b.state = 'confirmed'"
            " AND b.ends > :now",
            a=address,
            m=mailbox,
            now=stamp(now),
        )
        return to_booking(row) if row else None

    def booked_since(self, address: str, campaign: str) -> Booking | None:
        """The last call agreed since somebody was enrolled in a campaign, which ended it."""
        row = self.one(
            f"{CALLS} JOIN enrolment e ON e.address = b.address AND e.campaign = :c"
            " WHERE b.address = :a AND b.created_at >= e.enrolled_at"
            " ORDER BY b.created_at DESC, b.begins DESC LIMIT 1",
            a=address,
            c=campaign,
        )
        return to_booking(row) if row else None

    def _known(self, uid: str, sequence: int | None = None) -> Booking:
        call = self.booking(uid, sequence)
        if call is None:
            raise UsageError(say("store.no_call", uid=uid), say("store.no_call_hint"))
        return call

    def _standing(self, uid: str, now: datetime) -> Booking:
        call = self._known(uid)
        if call.state != "confirmed" or call.slot.end <= now:
            raise UsageError(
                say("store.call_ended", when=wall(call.slot, call.zone)),
                say("store.call_ended_hint"),
            )
        return call


def to_booking(row: sqlite3.Row) -> Booking:
    """The call behind a row of `CALLS`."""
    return Booking(
        row["uid"],
        row["address"],
        row["campaign"],
        row["mailbox"],
        to_slot(row["begins"], row["ends"]),
        row["zone"],
        row["sequence"],
        row["state"],
        datetime.fromisoformat(row["dtstamp"]),
        datetime.fromisoformat(row["created_at"]),
        moment(row["reminded"]),
        row["by"],
    )
