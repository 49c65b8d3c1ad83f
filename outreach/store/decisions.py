"""What a person decides: yes, wait, go on, stop, and what became of a doubt."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from outreach.errors import PolicyRefused, UsageError
from outreach.store.base import moment, stamp
from outreach.store.ledger import Ledger
from outreach.store.rows import ANSWERED, ASKING, BOOKED, PERSONAL, SUPPRESSED
from outreach.words import say


class Decisions(Ledger):
    """The part of the Store that a person's word goes through."""

    def hold(self, key: str, rule: str, detail: str, now: datetime) -> bool:
        """Hold a planned mail for a person's look; True if it was planned until now."""
        with self.write() as db:
            row = db.execute(
                "UPDATE send SET state = 'held', rule = ?, detail = ?, since = ?"
                " WHERE key = ? AND state = 'planned' RETURNING *",
                (rule, detail, stamp(now), key),
            ).fetchone()
            if row is not None:
                self._event(row, "store.ev_held", now, why={"rule": rule, "detail": detail})
        return row is not None

    def release(self, keys: Iterable[str], rules: Sequence[str], now: datetime) -> int:
        """Let held mails go back to planned, those held by one of these rules only."""
        done = 0
        marks = ", ".join("?" for _ in rules)
        with self.write() as db:
            for key in keys:
                row = db.execute(
                    f"SELECT * FROM send WHERE key = ? AND state = 'held' AND rule IN ({marks})",
                    (key, *rules),
                ).fetchone()
                if row is not None:
                    self._event(
                        row,
                        "store.ev_released",
                        now,
                        why={"rule": row["rule"], "detail": row["detail"]},
                    )
                    self._move(
                        db, row, "planned", "ready" if row["approved"] else "approval", "", now
                    )
                    done += not self._hold_gated(db, now, row["address"])
        return done

    def resolve(
        self, key: str, *, sent: bool, by: str, now: datetime, follow: datetime | None = None
    ) -> None:
        """A person settles a mail in doubt; `follow` is the next step's first moment if it went.

        Raises:
            UsageError: no such mail, or it is not in doubt.
            PolicyRefused: a run could still be holding it.
        """
        with self.write() as db:
            row = db.execute("SELECT * FROM send WHERE key = ?", (key,)).fetchone()
            if row is None or row["state"] != "in_doubt":
                raise UsageError(
                    say("cli.not_in_doubt", key=key, state=row["state"] if row else "-"),
                    say("cli.not_in_doubt_hint"),
                )
            lease = db.execute("SELECT until FROM lease WHERE name = 'run'").fetchone()
            if not sent and lease and (moment(lease["until"]) or now) > now:
                raise PolicyRefused(say("cli.run_active"), say("cli.run_active_hint"))
            if sent:
                self._move(db, row, "accepted", "resolved", by, now)
                self._event(row, "store.ev_resolved_sent", now, by=by)
                if follow is not None:
                    self._let_follow(db, row, follow)
            else:
                self._move(db, row, "planned", "ready", "", now)
                # It never went, so its next try is dated anew; a letter must not arrive weeks old.
                db.execute("UPDATE send SET date = NULL WHERE key = ?", (key,))
                self._event(row, "store.ev_resolved_not_sent", now, by=by)
                self._end_if_over(db, row, now)
                self._hold_gated(db, now, row["address"])

    def approve(
        self,
        campaign: str,
        pending: Callable[[], Iterable[tuple[str, str]]],
        by: str,
        now: datetime,
    ) -> int:
        """Mark mails as approved, all in one transaction; returns the number of people.

        Args:
            campaign: whose mails.
            pending: gives (key, hash of source and settings) for each, page by page; it
                is called inside the transaction and may read the ledger.
            by: who said yes.
            now: when.

        Mails held because the text changed, because they are new, or because they are
        late go back to planned.
        """
        with self.write() as db:
            people = db.execute(
                "SELECT count(DISTINCT address) FROM send WHERE campaign = ? AND (state = 'planned'"
                f" OR (state = 'held' AND rule IN {ASKING}))",
                (campaign,),
            ).fetchone()[0]
            digests: set[str] = set()
            for key, digest in pending():
                digests.add(digest)
                self._approve_one(db, key, digest, by, people, now)
            self._hold_gated(db, now)
            whole = hashlib.blake2b("\n".join(sorted(digests)).encode(), digest_size=16).hexdigest()
            db.execute(
                "INSERT INTO approval (campaign, hash, by, at, people) VALUES (?, ?, ?, ?, ?)",
                (campaign, whole, by, stamp(now), people),
            )
        return int(people)

    def keep_sources(self, sources: Mapping[str, str]) -> None:
        """Keep what was approved, by its hash, so that a later change can be shown."""
        with self.write() as db:
            db.executemany(
                "INSERT INTO letter (digest, source) VALUES (?, ?) ON CONFLICT DO NOTHING",
                list(sources.items()),
            )

    def _approve_one(
        self, db: sqlite3.Connection, key: str, digest: str, by: str, people: int, now: datetime
    ) -> None:
        # A late mail counts from now on; its announcement, if it needs one, is made anew.
        row = db.execute(
            "UPDATE send SET approved = :digest, state = 'planned',"
            " rule = CASE WHEN state = 'planned' AND rule NOT IN ('approval', '') THEN rule"
            "   WHEN step > 1 THEN 'after' ELSE 'ready' END,"
            " earliest = CASE WHEN state = 'held' AND rule = 'stale' AND step > 1 THEN :now"
            "   WHEN state = 'held' AND step = 1 THEN NULL ELSE earliest END,"
            " announced = CASE WHEN state = 'held' AND rule = 'stale' THEN 0 ELSE announced END,"
            " since = CASE WHEN state = 'held' OR approved = '' THEN :now ELSE since END"
            f" WHERE key = :key AND ((state = 'planned' AND approved <> :digest)"
            f"   OR (state = 'held' AND rule IN {ASKING})) RETURNING *",
            {"digest": digest, "now": stamp(now), "key": key},
        ).fetchone()
        if row is not None:
            self._event(row, "store.ev_approved", now, by=by, n=people)

    def pause(self, campaign: str, address: str, reason: str, by: str, now: datetime) -> None:
        """Pause a campaign, or one person of it (address), at once."""
        with self.write() as db:
            self._set_pause(db, campaign, address, stamp(now), reason)
            self.record(
                "store.ev_paused",
                now,
                address=address,
                campaign=campaign,
                by=by,
                reason=reason or "–",
            )

    @staticmethod
    def _set_pause(
        db: sqlite3.Connection, campaign: str, address: str, at: str | None, reason: str
    ) -> None:
        if address:
            db.execute(
                "UPDATE enrolment SET paused_at = ?, paused_reason = ? WHERE campaign = ? AND address = ?",
                (at, reason, campaign, address),
            )
        else:
            # A pause counts from the first moment on, also before anybody is enrolled.
            db.execute(
                "INSERT INTO campaign (name, steps, paused_at, paused_reason) VALUES (?, '[]', ?, ?)"
                " ON CONFLICT (name) DO UPDATE"
                " SET paused_at = excluded.paused_at, paused_reason = excluded.paused_reason",
                (campaign, at, reason),
            )

    def stop(self, campaign: str, address: str, reason: str, by: str, now: datetime) -> int:
        """End a campaign or one person's part in it; returns the mails that will not go."""
        with self.write() as db:
            n = db.execute(
                # A campaign that is resumed later does not bring back whoever was stopped by name.
                "UPDATE send SET state = 'cancelled', detail = :reason, since = :now,"
                " rule = CASE :address WHEN '' THEN 'stopped_all' ELSE 'stopped' END"
                " WHERE campaign = :campaign AND (:address = '' OR address = :address)"
                " AND state IN ('planned', 'held')",
                {
                    "reason": reason or by,
                    "now": stamp(now),
                    "campaign": campaign,
                    "address": address,
                },
            ).rowcount
            self._withdraw(db, address, now, campaign)
            self.record(
                "store.ev_stopped",
                now,
                address=address,
                campaign=campaign,
                by=by,
                reason=reason or "–",
            )
        return n

    def resume(self, campaign: str, address: str, by: str, now: datetime) -> int:
        """Take back a pause or a stop by hand; returns the mails that are planned again.

        For one person this also lifts the holds that wait for nothing but a person's word:
        a policy answer, too many deferrals, the question whether it is the same person,
        whether a second letter may go, or whether a late one still should. For a campaign
        it starts the count of bounces anew. Whom a flag in the list keeps from all that goes
        by itself stays held.
        """
        args = {"now": stamp(now), "campaign": campaign, "address": address}
        with self.write() as db:
            self._set_pause(db, campaign, address, None, "")
            if not address:
                db.execute(
                    "UPDATE campaign SET guard_at = NULL, guard_from = :now"
                    " WHERE name = :campaign AND guard_at IS NOT NULL",
                    args,
                )
            lifted = db.execute(
                "UPDATE send SET state = 'planned', detail = '', since = :now, attempts = 0, first_try = NULL,"
                " confirmed = CASE rule WHEN 'ask' THEN 1 ELSE confirmed END,"
                " announced = CASE rule WHEN 'stale' THEN 0 ELSE announced END,"
                " earliest = CASE WHEN step = 1 OR earliest IS NULL THEN NULL"
                "   WHEN rule = 'ask' THEN earliest ELSE :now END,"
                " rule = CASE WHEN approved = '' THEN 'approval' WHEN step > 1 THEN 'after' ELSE 'ready' END"
                " WHERE (campaign = :campaign OR purpose <> '') AND address = :address AND state = 'held'"
                f" AND rule IN {PERSONAL}",
                args,
            ).rowcount
            n = db.execute(
                "UPDATE send AS s SET state = 'planned', detail = '', since = :now,"
                " rule = CASE WHEN approved = '' THEN 'approval' WHEN step > 1 THEN 'after' ELSE 'ready' END"
                " WHERE campaign = :campaign AND (:address = '' OR address = :address)"
                " AND state = 'cancelled' AND (rule = 'stopped_all' OR (rule = 'stopped' AND :address <> ''))"
                # A sequence that an answer or a call has ended meanwhile stays ended.
                f" AND NOT {SUPPRESSED} AND NOT EXISTS (SELECT 1 FROM enrolment e"
                f"  WHERE e.campaign = s.campaign AND e.address = s.address AND ({ANSWERED} OR {BOOKED}))",
                args,
            ).rowcount
            self.record("store.ev_resumed", now, address=address, campaign=campaign, by=by)
            gated = self._hold_gated(db, now, address)
        return n + lifted - gated
