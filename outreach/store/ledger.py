"""Claims and settlements: what guards "never twice".

Long for a room of this house, and left whole: a claim and what settles it are two halves of
one promise, and are read together.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from outreach.errors import StoreError
from outreach.model import Accepted, Deferred, InDoubt, Outcome, Rejected, Send
from outreach.schedule.guard import CANARY_FIRST
from outreach.schedule.pace import (
    FOREVER,
    MAX_DEFERRALS,
    MAX_DEFERRED_FOR,
    MailboxState,
    account_pause,
    backoff,
)
from outreach.store.base import key_check, moment, stamp
from outreach.store.gate import Gate
from outreach.store.holding import Holding
from outreach.store.rows import CLAIMABLE, ENDS, to_send
from outreach.words import say

#: A claim older than this belongs to no living run.
LEASE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim that was won; its token settles it."""

    key: str
    token: str


@dataclass(frozen=True, slots=True)
class Pace:
    """What a claim leaves behind for the next one: seconds to wait, and the ramp's day."""

    gap: int = 0
    ramp_day: int = 0
    ramp_level: int = 0


def _is_copy(before: str, here: str) -> bool:
    """True for a folder of another number *and* another path than the one that sent last."""
    (number, _, path), (our_number, _, our_path) = before.partition(" "), here.partition(" ")
    return bool(number) and number != our_number and path != our_path


class Ledger(Gate, Holding):
    """The part of the Store that guards "never twice"."""

    # -- the workspace itself ---------------------------------------------------------

    def bind(self, workspace_id: str, secret: bytes, *, sent_before: bool = False) -> None:
        """Tie an empty ledger to its workspace, or check that it is the right one.

        Raises:
            StoreError: ledger, key and settings do not belong together.
        """
        check = key_check(workspace_id, secret)
        row = self.one("SELECT id, key_check FROM workspace")
        if row is None and not sent_before:
            with self.write() as db:
                db.execute(
                    "INSERT INTO workspace (id, key_check) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    (workspace_id, check),
                )
            row = self.one("SELECT id, key_check FROM workspace")
        if row is None or row["id"] != workspace_id or row["key_check"] != check:
            raise StoreError(say("store.foreign", path=self.path), say("store.foreign_hint"))

    def adopt(self, workspace_id: str, secret: bytes, machine: str, by: str, now: datetime) -> None:
        """Make this copy of the workspace the one that sends, on a person's word."""
        with self.write() as db:
            kind = self.one("SELECT kind, clock_high FROM workspace")
            db.execute("DELETE FROM workspace")
            db.execute(
                "INSERT INTO workspace (id, key_check, kind, machine, clock_high, place)"
                " VALUES (?,?,?,?,?,?)",
                (
                    workspace_id,
                    key_check(workspace_id, secret),
                    kind["kind"] if kind else None,
                    machine,
                    stamp(now),
                    self._place(),
                ),
            )
            self.record("store.ev_adopted", now, machine=machine, by=by)

    def kind(self) -> str | None:
        """``real``, ``rehearsal``, or None before the first send."""
        row = self.one("SELECT kind FROM workspace")
        return row["kind"] if row else None

    def begin_run(self, now: datetime, machine: str, kind: str) -> int:
        """Open a sending run; returns how many mails of a broken run are now in doubt.

        Call it while holding the run lock: a row still ``sending`` then belongs to no
        living run, and nobody knows whether its mail went (RFC 1047).

        Raises:
            StoreError: the clock is behind, or another computer sent last.
        """
        self.check_run(now, machine)
        return self._begin(now, machine, kind)

    def check_run(self, now: datetime, machine: str) -> None:
        """Make sure that this computer may send from here, at this time.

        Raises:
            StoreError: the clock is behind, or another computer or a copy sent last.
        """
        row = self.one(
            "SELECT machine, place, max(coalesce(clock_high, ''),"
            " coalesce((SELECT max(last_claim) FROM mailbox), '')) AS clock_high FROM workspace"
        )
        if row and row["machine"] not in ("", machine):
            raise StoreError(say("store.moved", machine=row["machine"]), say("store.moved_hint"))
        if row and _is_copy(row["place"], self._place()):
            where = row["place"].partition(" ")[2]
            raise StoreError(say("store.copied", place=where), say("store.moved_hint"))
        high = moment(row["clock_high"] or None) if row else None
        if high and now < high - timedelta(minutes=5):
            raise StoreError(
                say("store.clock_back", now=now.isoformat(), high=high.isoformat()),
                say("store.clock_back_hint"),
            )

    def _begin(self, now: datetime, machine: str, kind: str) -> int:
        with self.write() as db:
            db.execute(
                "UPDATE workspace SET machine = ?, last_run = ?, clock_high = max(coalesce(clock_high, ''), ?),"
                " kind = coalesce(kind, ?), place = ?",
                (machine, stamp(now), stamp(now), kind, self._place()),
            )
            self._tidy(db, now)
            lost = db.execute(
                "UPDATE send SET state = 'in_doubt', rule = 'crashed', detail = '', since = :now"
                " WHERE state = 'sending' RETURNING key, address, campaign",
                {"now": stamp(now)},
            ).fetchall()
            for r in lost:
                self.record(
                    "store.ev_crashed",
                    now,
                    address=r["address"],
                    campaign=r["campaign"],
                    key=r["key"],
                )
        return len(lost)

    def _place(self) -> str:
        """Number and path of the ledger's folder; "" for one in memory."""
        if self.path == ":memory:":
            return ""
        folder = Path(self.path).resolve().parent
        return f"{folder.stat().st_ino} {folder}"

    def note_run(self, now: datetime) -> None:
        """Remember that a run was here, although it could not send."""
        with self.write() as db:
            db.execute(
                "UPDATE workspace SET last_run = max(coalesce(last_run, ''), ?)", (stamp(now),)
            )

    # -- claim and settle -------------------------------------------------------------

    def mailbox(self, name: str, now: datetime | None = None) -> MailboxState:
        """What the pace needs to know about a mailbox; with `now`, its claims of late too."""
        row = self.one("SELECT * FROM mailbox WHERE name = :name", name=name)
        if row is None:
            return MailboxState(name)
        last = moment(row["last_claim"])
        return MailboxState(
            name,
            last_claim=int(last.timestamp()) if last else None,
            last_gap=row["last_gap"],
            paused_until=moment(row["paused_until"]),
            paused_rule=row["paused_rule"],
            paused_detail=row["paused_detail"],
            recent=self._claims_since(name, now - timedelta(hours=26)) if now else (),
            ramp_day=row["ramp_day"],
            ramp_level=row["ramp_level"],
        )

    def _claims_since(self, mailbox: str, since: datetime) -> tuple[int, ...]:
        return tuple(
            int(datetime.fromisoformat(r["at"]).timestamp())
            for r in self.read(
                "SELECT at FROM attempt WHERE mailbox = :m AND at > :since ORDER BY at",
                m=mailbox,
                since=stamp(since),
            )
        )

    def claimable(self, mailbox: str, now: datetime, limit: int = -1) -> list[Send]:
        """The rows that a claim would win now, later steps first; time's gates are not asked."""
        return [
            to_send(r)
            for r in self.read(
                f"SELECT s.* FROM send s WHERE s.mailbox = :mailbox AND {CLAIMABLE}"
                " ORDER BY s.step DESC, s.turn, s.position LIMIT :limit",
                mailbox=mailbox,
                now=stamp(now),
                limit=limit,
            )
        ]

    def _take(
        self,
        db: sqlite3.Connection,
        send: Send,
        now: datetime,
        condition: str,
        *,
        message_id: str,
        subject: str,
        date: datetime,
        variant: str,
    ) -> str:
        """The token of a new claim on this row; "" if the condition speaks against it meanwhile."""
        import secrets

        token = secrets.token_hex(16)
        won = db.execute(
            "UPDATE send AS s SET state = 'sending', rule = 'sending', detail = '', since = :now,"
            " message_id = :message_id, subject = :subject, date = :date, variant = :variant,"
            " claim_token = :token, claimed_at = :now, lease = :lease,"
            f" first_try = coalesce(first_try, :now) WHERE s.key = :key AND {condition}",
            {
                "key": send.key,
                "now": stamp(now),
                "message_id": message_id,
                "subject": subject,
                "date": date.isoformat(),
                "variant": variant,
                "token": token,
                "lease": stamp(now + LEASE),
                "approved": send.approved,
            },
        ).rowcount
        if not won:
            return ""
        db.execute(
            "INSERT INTO attempt (key, mailbox, token, at) VALUES (?, ?, ?, ?)",
            (send.key, send.mailbox, token, stamp(now)),
        )
        return token

    def claim(
        self,
        send: Send,
        now: datetime,
        *,
        message_id: str,
        subject: str,
        date: datetime,
        variant: str,
        pace: Pace,
    ) -> Claimed | None:
        """Take one row for sending, or None if anything spoke against it meanwhile.

        Pause, stop, suppression, answers and state are read again inside the
        transaction, so they work in mid-run.
        """
        with self.write() as db:
            token = self._take(
                db, send, now, f"s.approved = :approved AND {CLAIMABLE}",
                message_id=message_id, subject=subject, date=date, variant=variant,
            )  # fmt: skip
            if not token:
                return None
            db.execute(
                "INSERT INTO mailbox (name, last_claim, last_key, last_gap, ramp_day, ramp_level)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
                " last_claim = excluded.last_claim, last_key = excluded.last_key,"
                " last_gap = excluded.last_gap, ramp_day = excluded.ramp_day,"
                " ramp_level = excluded.ramp_level",
                (send.mailbox, stamp(now), send.key, pace.gap, pace.ramp_day, pace.ramp_level),
            )
            db.execute(
                "UPDATE enrolment SET begun = ? WHERE campaign = ? AND address = ? AND begun IS NULL",
                (stamp(now), send.campaign, send.address),
            )
            if send.step == 1 and not send.attempts and not send.message_id:
                self._count_canary(db, send, now)
            db.execute(
                "UPDATE campaign SET started = ? WHERE name = ? AND started IS NULL",
                (stamp(now), send.campaign),
            )
            self.record(
                "store.ev_claimed",
                now,
                address=send.address,
                campaign=send.campaign,
                key=send.key,
                subject=subject,
            )
        return Claimed(send.key, token)

    @staticmethod
    def _count_canary(db: sqlite3.Connection, send: Send, now: datetime) -> None:
        db.execute(
            "UPDATE canary SET sent = sent + 1, last_at = CASE WHEN sent + 1 = :few THEN :now ELSE last_at END"
            " WHERE campaign = :campaign AND bucket = (SELECT bucket FROM send WHERE key = :key)",
            {
                "few": CANARY_FIRST,
                "now": stamp(now),
                "campaign": send.campaign,
                "key": send.key,
            },
        )

    def settle(
        self,
        claimed: Claimed,
        outcome: Outcome,
        now: datetime,
        *,
        follow: datetime | None = None,
    ) -> str:
        """Write down what became of a claim; returns the row's new state.

        Args:
            claimed: the claim and its token.
            outcome: what the server said.
            now: when.
            follow: the first moment of the next step, where there is one and this was accepted.

        Raises:
            StoreError: the row is no longer held under this token (a late result).
        """
        with self.write() as db:
            row = db.execute(
                "SELECT * FROM send WHERE key = ? AND state = 'sending' AND claim_token = ?",
                (claimed.key, claimed.token),
            ).fetchone()
            if row is None:
                raise StoreError(say("store.late_result", key=claimed.key))
            state = self._settle(db, row, outcome, now)
            if state == "accepted" and follow is not None:
                self._let_follow(db, row, follow)
            elif state == "rejected":
                # Nobody reads there: what was kept free is free for others.
                self._withdraw(db, row["address"], now)
            elif state in ("planned", "held"):
                state = self._end_if_over(db, row, now) or state
                letter = not row["purpose"]
                if letter and state == "planned" and self._hold_gated(db, now, row["address"]):
                    state = "held"
            code = None if isinstance(outcome, InDoubt) else outcome.code
            db.execute(
                "UPDATE attempt SET settled = ?, outcome = ?, code = ?, text = ?"
                " WHERE key = ? AND token = ?",
                (
                    stamp(now),
                    type(outcome).__name__,
                    code,
                    outcome.text,
                    claimed.key,
                    claimed.token,
                ),
            )
        return state

    @staticmethod
    def _let_follow(db: sqlite3.Connection, row: sqlite3.Row, follow: datetime) -> None:
        db.execute(
            "UPDATE send SET earliest = ?, rule = 'after', detail = '' WHERE campaign = ? AND address = ?"
            " AND step = ? AND state = 'planned'",
            (stamp(follow), row["campaign"], row["address"], row["step"] + 1),
        )

    def _settle(
        self, db: sqlite3.Connection, row: sqlite3.Row, outcome: Outcome, now: datetime
    ) -> str:
        match outcome:
            case Accepted(code, text):
                self._move(db, row, "accepted", "accepted", f"{code} {text}", now)
                self._event(row, "store.ev_accepted", now, code=code, text=text)
                self._calm(db, row["mailbox"])
                return "accepted"
            case Deferred(scope="account", text=text):
                until = now + account_pause(self._setbacks(db, row["mailbox"]), outcome.retry_after)
                self._pause_mailbox(db, row["mailbox"], until, "account", text)
                # The mail is not to blame: its row is as it was.
                self._move(db, row, "planned", "ready", "", now)
                self._event(row, "store.ev_account", now, text=text)
                return "planned"
            case Deferred(text=text):
                return self._defer(db, row, outcome, now)
            case Rejected(code, text, policy=True):
                self._move(db, row, "held", "policy", f"{code} {text}", now)
                self._event(row, "store.ev_policy", now, code=code, text=text)
                if self._strike(db, row["mailbox"]) >= 2:
                    self._pause_mailbox(db, row["mailbox"], FOREVER, "policy", f"{code} {text}")
                return "held"
            case Rejected(code, text):
                self._move(db, row, "rejected", "rejected", f"{code} {text}", now)
                self._event(row, "store.ev_rejected", now, code=code, text=text)
                self._cancel_later(db, row, now)
                self._calm(db, row["mailbox"])
                return "rejected"
            case InDoubt(text):
                self._move(db, row, "in_doubt", "in_doubt", text, now)
                self._event(row, "store.ev_in_doubt", now, text=text)
                return "in_doubt"

    @staticmethod
    def _end_if_over(db: sqlite3.Connection, row: sqlite3.Row, now: datetime) -> str:
        """Cancel a mail that came back after its person opted out, answered or was stopped.

        While it was on its way or in doubt, none of it could reach it. Returns the new state,
        or "" where it stays.
        """
        args = {"key": row["key"], "now": stamp(now), "since": row["claimed_at"]}
        for rule, why in ENDS.items():
            gone = db.execute(
                f"UPDATE send AS s SET state = 'cancelled', rule = '{rule}', since = :now,"
                f" detail = coalesce(({why}), '') WHERE s.key = :key AND EXISTS ({why})",
                args,
            ).rowcount
            if gone:
                return "cancelled"
        return ""

    def _defer(
        self, db: sqlite3.Connection, row: sqlite3.Row, outcome: Deferred, now: datetime
    ) -> str:
        first = moment(row["first_try"]) or now
        tries = row["attempts"] + 1
        if tries >= MAX_DEFERRALS or now - first > MAX_DEFERRED_FOR:
            self._move(db, row, "held", "deferred_too_often", outcome.text, now)
            self._event(
                row,
                "store.ev_held",
                now,
                why={"rule": "deferred_too_often", "detail": outcome.text},
            )
            return "held"
        until = now + backoff(tries, outcome.retry_after)
        self._move(db, row, "planned", "deferred", outcome.text, now)
        db.execute(
            "UPDATE send SET attempts = ?, earliest = ? WHERE key = ?",
            (tries, stamp(until), row["key"]),
        )
        self._event(row, "store.ev_deferred", now, until=stamp(until), text=outcome.text)
        return "planned"

    @staticmethod
    def _move(
        db: sqlite3.Connection, row: sqlite3.Row, state: str, rule: str, detail: str, now: datetime
    ) -> None:
        db.execute(
            "UPDATE send SET state = ?, rule = ?, detail = ?, since = ? WHERE key = ?",
            (state, rule, detail, stamp(now), row["key"]),
        )

    def _event(self, row: sqlite3.Row, what: str, now: datetime, **args: object) -> None:
        self.record(
            what, now, address=row["address"], campaign=row["campaign"], key=row["key"], **args
        )

    @staticmethod
    def _cancel_later(db: sqlite3.Connection, row: sqlite3.Row, now: datetime) -> None:
        db.execute(
            "UPDATE send SET state = 'cancelled', rule = 'before_failed', detail = '', since = ?"
            " WHERE campaign = ? AND address = ? AND step > ? AND purpose = '' AND state IN ('planned', 'held')",
            (stamp(now), row["campaign"], row["address"], row["step"]),
        )

    # -- the mailbox's health ---------------------------------------------------------

    @staticmethod
    def _setbacks(db: sqlite3.Connection, mailbox: str) -> int:
        row = db.execute(
            "UPDATE mailbox SET setbacks = setbacks + 1 WHERE name = ? RETURNING setbacks",
            (mailbox,),
        ).fetchone()
        return row[0] if row else 1

    @staticmethod
    def _strike(db: sqlite3.Connection, mailbox: str) -> int:
        row = db.execute(
            "UPDATE mailbox SET strikes = strikes + 1 WHERE name = ? RETURNING strikes", (mailbox,)
        ).fetchone()
        return row[0] if row else 1

    @staticmethod
    def _calm(db: sqlite3.Connection, mailbox: str) -> None:
        db.execute(
            "UPDATE mailbox SET strikes = 0, setbacks = 0 WHERE name = ? AND strikes + setbacks > 0",
            (mailbox,),
        )

    @staticmethod
    def _pause_mailbox(
        db: sqlite3.Connection, mailbox: str, until: datetime, rule: str, detail: str
    ) -> None:
        db.execute(
            "INSERT INTO mailbox (name, paused_until, paused_rule, paused_detail) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET paused_until = excluded.paused_until,"
            " paused_rule = excluded.paused_rule, paused_detail = excluded.paused_detail",
            (mailbox, stamp(until), rule, detail),
        )

    def pause_mailbox(self, mailbox: str, until: datetime, rule: str, detail: str) -> None:
        """Let a mailbox rest until then, e.g. after an account-level answer at login."""
        with self.write() as db:
            self._pause_mailbox(db, mailbox, until, rule, detail)

    def resume_mailbox(self, mailbox: str) -> None:
        """A person has looked: the mailbox may send again."""
        with self.write() as db:
            db.execute(
                "UPDATE mailbox SET paused_until = NULL, paused_rule = '', paused_detail = '',"
                " strikes = 0, setbacks = 0 WHERE name = ?",
                (mailbox,),
            )

    # -- the run's lease, beside the lock file ----------------------------------------

    def take_lease(self, owner: str, now: datetime) -> None:
        """Say who runs; the lock file is what keeps others out."""
        with self.write() as db:
            db.execute(
                "INSERT INTO lease (name, owner, until) VALUES ('run', ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until",
                (owner, stamp(now + LEASE)),
            )

    def drop_lease(self) -> None:
        """The run is over."""
        with self.write() as db:
            db.execute("DELETE FROM lease WHERE name = 'run'")
