"""What stands before a letter besides its time: the word beforehand, the inbox, guard, regions."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from outreach.model import Send
from outreach.schedule.guard import (
    GUARD_BOUNCES,
    GUARD_WINDOW,
)
from outreach.store.base import moment, stamp
from outreach.store.holding import Holding
from outreach.store.rows import UNBLOCKED, to_send

#: A look into the inbox is good for a day.
LOOK = timedelta(hours=24)
#: The folder under which a person's own look into the inbox is noted.
BY_HAND = "by hand"


class Watching(Holding):
    """The part of the Store that keeps second letters kind and bad runs short."""

    # -- announcements -----------------------------------------------------------------

    def unannounced(self, campaign: str, before: datetime) -> list[Send]:
        """Second letters due before `before` of which nobody has been told yet."""
        return [
            to_send(r)
            for r in self.read(
                "SELECT s.* FROM send s JOIN enrolment e ON e.campaign = s.campaign AND e.address = s.address"
                " WHERE s.mailbox = (SELECT mailbox FROM grouping WHERE campaign = :c LIMIT 1)"
                " AND s.campaign = :c AND s.state = 'planned' AND s.approved <> '' AND s.step > 1"
                f" AND s.announced = 0 AND s.earliest < :before AND {UNBLOCKED} ORDER BY s.earliest, s.turn",
                c=campaign,
                before=stamp(before),
            )
        ]

    def due_followups(self, campaign: str, now: datetime) -> int:
        """How many later steps could go now, were it not for the inbox."""
        row = self.one(
            "SELECT count(*) AS n FROM send s WHERE s.mailbox = (SELECT mailbox FROM grouping"
            " WHERE campaign = :c LIMIT 1) AND s.campaign = :c AND s.state = 'planned'"
            " AND s.approved <> '' AND s.step > 1 AND s.earliest <= :now",
            c=campaign,
            now=stamp(now),
        )
        return row["n"] if row else 0

    def announced(self, campaign: str, before: datetime) -> list[Send]:
        """Second letters that have been announced and may go before `before`."""
        return [
            to_send(r)
            for r in self.read(
                "SELECT s.* FROM send s JOIN enrolment e ON e.campaign = s.campaign AND e.address = s.address"
                " WHERE s.campaign = :c AND s.step > 1 AND s.announced > 0 AND s.approved <> ''"
                f" AND (s.state = 'planned' OR (s.state = 'held' AND s.rule = 'ask')) AND s.earliest < :before AND {UNBLOCKED}"
                " ORDER BY s.earliest, s.turn",
                c=campaign,
                before=stamp(before),
            )
        ]

    def announce(self, sends: Iterable[Send], day: int, now: datetime, *, hold: bool) -> None:
        """Note that these second letters have been announced; with `hold` they wait for a yes."""
        with self.write() as db:
            for s in sends:
                db.execute(
                    "UPDATE send SET announced = ? WHERE key = ? AND state = 'planned'",
                    (day, s.key),
                )
                self.record(
                    "store.ev_announced", now, address=s.address, campaign=s.campaign, key=s.key
                )
                if hold:
                    db.execute(
                        "UPDATE send SET state = 'held', rule = 'ask', detail = '', since = ?"
                        " WHERE key = ? AND state = 'planned' AND confirmed = 0",
                        (stamp(now), s.key),
                    )

    # -- the inbox, as far as a person looks into it --------------------------------------

    def looked(self, mailbox: str, by: str, now: datetime) -> None:
        """A person has looked into the inbox; good for a day (design §10)."""
        with self.write() as db:
            db.execute(
                "INSERT INTO folder (mailbox, name, read_at) VALUES (?, ?, ?)"
                " ON CONFLICT (mailbox, name) DO UPDATE SET read_at = excluded.read_at",
                (mailbox, BY_HAND, stamp(now)),
            )
            self.record("store.ev_looked", now, by=by, mailbox=mailbox)

    def last_look(self, mailbox: str) -> datetime | None:
        """When somebody last looked into the inbox."""
        row = self.one(
            "SELECT max(read_at) AS at FROM folder WHERE mailbox = :m AND read_at IS NOT NULL",
            m=mailbox,
        )
        return moment(row["at"]) if row else None

    def answered(self, address: str, how: str, note: str, by: str, now: datetime) -> dict[str, int]:
        """Somebody answered: their sequences end everywhere; returns mails ended by campaign.

        A mail that is on its way or in doubt stays what it is.
        """
        with self.write() as db:
            rows = db.execute(
                "UPDATE send SET state = 'cancelled', rule = 'answered', detail = :how, since = :now"
                " WHERE address = :a AND purpose = '' AND state IN ('planned', 'held') RETURNING campaign",
                {"a": address, "how": how, "now": stamp(now)},
            ).fetchall()
            db.execute(
                "INSERT INTO inbound (mailbox, kind, address, at, detail) VALUES ('', 'answered', ?, ?, ?)",
                (address, stamp(now), json.dumps({"how": how, "note": note, "by": by})),
            )
            self._withdraw(db, address, now)
            what = "store.ev_answered_note" if note else "store.ev_answered"
            self.record(what, now, address=address, how=how, note=note, by=by)
        tally: dict[str, int] = {}
        for r in rows:
            tally[r["campaign"]] = tally.get(r["campaign"], 0) + 1
        return tally

    def answer_of(self, address: str, campaign: str) -> tuple[datetime, str] | None:
        """When and how somebody last answered, since they were enrolled in this campaign."""
        row = self.one(
            "SELECT i.at, i.detail FROM inbound i JOIN enrolment e ON e.address = i.address"
            " WHERE i.address = :a AND i.kind IN ('reply', 'answered') AND e.campaign = :c"
            " AND i.at >= e.enrolled_at ORDER BY i.at DESC, i.id DESC LIMIT 1",
            a=address,
            c=campaign,
        )
        at = moment(row["at"]) if row else None
        return (at, json.loads(row["detail"]).get("how", "")) if row and at else None

    # -- guard and regions ---------------------------------------------------------------

    def bounces(self, campaign: str) -> tuple[int, int]:
        """Hard bounces and mails among the last openers; see `judged`."""
        last = self.judged(campaign)
        return sum(last), len(last)

    def judged(self, campaign: str) -> list[bool]:
        """Which of the last openers came back, the oldest first, since a person last resumed.

        Nothing while a campaign has too few bounces to be judged.
        """
        few = self.read(
            "SELECT 1 FROM send WHERE campaign = :c AND state IN ('bounced', 'rejected') LIMIT :n",
            c=campaign,
            n=GUARD_BOUNCES,
        )
        if len(few) < GUARD_BOUNCES:
            return []  # and the many good ones need not be read
        last = self.read(
            "SELECT s.state IN ('bounced', 'rejected') AS back"
            " FROM send s JOIN campaign c ON c.name = s.campaign"
            " WHERE s.campaign = :c AND s.step = 1 AND s.state IN ('accepted', 'bounced', 'rejected')"
            " AND s.claimed_at > coalesce(c.guard_from, '') ORDER BY s.claimed_at DESC LIMIT :n",
            c=campaign,
            n=GUARD_WINDOW,
        )
        return [bool(r["back"]) for r in reversed(last)]

    def stop_openers(self, campaign: str, bounced: int, sent: int, now: datetime) -> None:
        """So many mails bounce that no more openers go until a person has looked; said once."""
        with self.write() as db:
            stopped = db.execute(
                "UPDATE campaign SET guard_at = ? WHERE name = ? AND guard_at IS NULL",
                (stamp(now), campaign),
            ).rowcount
            if stopped:
                self.record("store.ev_guard", now, campaign=campaign, bounced=bounced, sent=sent)

    def openers_stopped(self, campaign: str) -> datetime | None:
        """Since when the guard holds back a campaign's openers."""
        row = self.one("SELECT guard_at FROM campaign WHERE name = :c", c=campaign)
        return moment(row["guard_at"]) if row else None

    def pause_region(self, region: str, reason: str, by: str, now: datetime) -> None:
        """Write to nobody in this country or Land, at once."""
        with self.write() as db:
            db.execute(
                "INSERT INTO region_pause (region, reason, at, by) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (region) DO UPDATE SET reason = excluded.reason",
                (region, reason, stamp(now), by),
            )
            self.record("store.ev_region_paused", now, region=region, reason=reason or "–", by=by)

    def resume_region(self, region: str, by: str, now: datetime) -> bool:
        """Write to the people there again; False if nothing was paused."""
        with self.write() as db:
            gone = db.execute("DELETE FROM region_pause WHERE region = ?", (region,)).rowcount
            if gone:
                self.record("store.ev_region_resumed", now, region=region, by=by)
        return bool(gone)

    def paused_regions(self) -> dict[str, str]:
        """Paused countries and Länder with their reasons."""
        return {
            r["region"]: r["reason"]
            for r in self.read("SELECT region, reason FROM region_pause ORDER BY region")
        }
