"""What the scheduler reads and writes back: who is due, in which groups, what has passed."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from outreach.model import Send
from outreach.schedule.candidates import Candidate, Colleague, Facts, Nudges
from outreach.schedule.guard import (
    CANARY_BUCKET,
    CANARY_FIRST,
    CANARY_LIST,
    GUARD_BOUNCES,
    GUARD_WINDOW,
)
from outreach.store.base import Base, moment, stamp
from outreach.store.ledger import ANSWERED, IN_TURN, UNBLOCKED, to_send

#: People taken over at once while their cells are turned into zones and places.
PAGE = 2000
#: A look into the inbox is good for a day.
LOOK = timedelta(hours=24)
#: The folder under which a person's own look into the inbox is noted.
BY_HAND = "by hand"

#: Mails that went, or may have gone, to a person.
_WENT = "('sending', 'accepted', 'in_doubt', 'bounced')"
#: A mail that went or, put off by its server, will be tried again.
_TOUCHED = f"(s.state IN {_WENT} OR s.state = 'planned')"
#: The first later step still to come of a person who is not paused.
_UPCOMING = (
    "min(CASE WHEN s.state = 'planned' AND s.step > 1 AND s.approved <> ''"
    " AND e.paused_at IS NULL THEN s.earliest END)"
)


class Derived(NamedTuple):
    """What a person's cells say to the scheduler."""

    locale: str
    #: JSON: how zone and place were found, for `why`.
    how: str
    bucket: str
    last_contact: str
    domain: str
    firm: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One enrolment with mails to come, as the planner takes it in."""

    campaign: str
    address: str
    name: str
    locale: str
    bucket: str
    turn: int
    steps: tuple[int, ...]
    earliest: datetime | None
    rule: str
    begun: datetime | None
    domain: str
    firm: str
    announced: int
    confirmed: bool
    in_doubt: bool
    #: An address that does not exist keeps no organisation's place.
    dead: bool
    #: The last claim of a mail that went, or will be tried again.
    claimed: datetime | None
    #: When a later step may go, should nobody's plan but this row tell of it.
    upcoming: datetime | None


def ts(text: str | None) -> int | None:
    """A ledger time in epoch seconds."""
    found = moment(text)
    return int(found.timestamp()) if found else None


class Agenda(Base):
    """The part of the Store that knows what time asks."""

    # -- cells into zones, places, ages and organisations ------------------------------

    def _derived_stamp(self, list_name: str, settings: str) -> str:
        row = self.one("SELECT generation FROM list WHERE name = :l", l=list_name)
        return f"{row['generation'] if row else 0}:{settings}"

    def is_derived(self, campaign: str, list_name: str, settings: str) -> bool:
        """Whether everybody's cells have been looked at under these settings."""
        # Mails of a step that was added later know their person's zone and turn not yet.
        row = self.one(
            "SELECT derived, EXISTS (SELECT 1 FROM send s WHERE s.campaign = :c AND s.locale = '') AS bare"
            " FROM campaign WHERE name = :c",
            c=campaign,
        )
        known = row is not None and row["derived"] == self._derived_stamp(list_name, settings)
        return known and row is not None and not row["bare"]

    def derive(
        self,
        campaign: str,
        list_name: str,
        of: Callable[[str, Mapping[str, str]], Derived],
        settings: str,
    ) -> int:
        """Turn new or changed cells into what the scheduler needs; returns the people touched.

        `settings` stands for everything else that `of` looks at; when it changes, all are
        looked at anew. The mails not yet sent follow. Within an organisation the places in
        the list are handed round so that whoever was spoken to last goes first.
        """
        stamp_ = self._derived_stamp(list_name, settings)
        if self.is_derived(campaign, list_name, settings):
            return 0
        with self.write() as db:
            done = self._derive(db, campaign, list_name, of, settings)
            self._give_turns(db, campaign)
            db.execute("UPDATE campaign SET derived = ? WHERE name = ?", (stamp_, campaign))
        return done

    @staticmethod
    def _derive(
        db: Any,
        campaign: str,
        list_name: str,
        of: Callable[[str, Mapping[str, str]], Derived],
        settings: str,
    ) -> int:
        done, args = 0, {"list": list_name, "campaign": campaign, "page": PAGE, "by": settings}
        last = ""
        while page := db.execute(
            "SELECT e.address, c.fields, c.digest || :by AS digest FROM enrolment e"
            " JOIN contact c ON c.list = :list AND c.address = e.address"
            " WHERE e.campaign = :campaign AND e.address > :last AND e.derived <> c.digest || :by"
            " ORDER BY e.address LIMIT :page",
            {**args, "last": last},
        ).fetchall():
            last = page[-1]["address"]
            done += len(page)
            found = [
                (r["digest"], of(r["address"], json.loads(r["fields"])), r["address"]) for r in page
            ]
            db.executemany(
                "UPDATE enrolment SET derived = ?, locale = ?, how = ?, bucket = ?, last_contact = ?,"
                " domain = ?, firm = ? WHERE campaign = ? AND address = ?",
                [(digest, *d, campaign, address) for digest, d, address in found],
            )
        return done

    @staticmethod
    def _give_turns(db: Any, campaign: str) -> None:
        args = {"campaign": campaign}
        db.execute(
            "UPDATE enrolment SET turn = position WHERE campaign = :campaign AND turn <> position",
            args,
        )
        # One firm after the other: whoever was spoken to last gets the firm's first place.
        members = db.execute(
            "SELECT address, position, CASE firm WHEN '' THEN domain ELSE firm END AS house"
            " FROM enrolment WHERE campaign = :campaign AND firm || domain <> ''"
            " ORDER BY house, last_contact DESC, position",
            args,
        ).fetchall()
        for _, group in groupby(members, key=itemgetter("house")):
            people = list(group)
            places = sorted(p["position"] for p in people)
            db.executemany(
                "UPDATE enrolment SET turn = ? WHERE campaign = ? AND address = ? AND turn <> ?",
                [
                    (place, campaign, p["address"], place)
                    for p, place in zip(people, places, strict=True)
                ],
            )
        db.execute(
            "UPDATE send SET locale = e.locale, bucket = e.bucket, turn = e.turn FROM enrolment e"
            " WHERE e.campaign = send.campaign AND e.address = send.address AND send.campaign = :campaign"
            " AND (send.locale <> e.locale OR send.bucket <> e.bucket OR send.turn <> e.turn)",
            args,
        )
        db.execute(
            "INSERT INTO grouping (mailbox, campaign, locale, bucket)"
            " SELECT DISTINCT mailbox, campaign, locale, bucket FROM enrolment WHERE campaign = :campaign"
            " ON CONFLICT DO NOTHING",
            args,
        )
        db.execute(
            "INSERT INTO canary (campaign, bucket, people) SELECT campaign, bucket, count(*) FROM enrolment"
            " WHERE campaign = :campaign GROUP BY bucket"
            " ON CONFLICT (campaign, bucket) DO UPDATE SET people = excluded.people",
            args,
        )

    # -- the queue ---------------------------------------------------------------------

    def groups(self, mailbox: str) -> list[tuple[str, str, str]]:
        """All groups of a mailbox's people: campaign, locale, bucket."""
        return [
            (r["campaign"], r["locale"], r["bucket"])
            for r in self.read(
                "SELECT campaign, locale, bucket FROM grouping WHERE mailbox = :m"
                " ORDER BY campaign, locale, bucket",
                m=mailbox,
            )
        ]

    def canaries(self, campaign: str) -> dict[str, tuple[int, int]]:
        """Buckets that send a few first: how many went, and when the last of the few did.

        Short lists and small buckets have none.
        """
        rows = self.read("SELECT * FROM canary WHERE campaign = :c", c=campaign)
        if sum(r["people"] for r in rows) <= CANARY_LIST:
            return {}
        return {
            r["bucket"]: (min(r["sent"], CANARY_FIRST), ts(r["last_at"]) or 0)
            for r in rows
            if r["people"] > CANARY_BUCKET
        }

    def fresh(
        self,
        mailbox: str,
        campaign: str,
        locale: str,
        bucket: str,
        only: Sequence[str] = (),
        after: tuple[int, str] | None = None,
        limit: int = 1,
    ) -> list[Candidate]:
        """The first openers in turn of one group that were never refused so far.

        With `after` (turn and key), the first ones behind that.
        """
        extra, names = _among(only)
        turn, key = after or (-1, "")
        extra += " AND (s.turn, s.key) > (:turn, :key)"
        found = self.read(
            f"SELECT s.*, {_COLUMNS} FROM send s JOIN enrolment e ON e.campaign = s.campaign"
            " AND e.address = s.address WHERE s.mailbox = :mailbox AND s.campaign = :campaign"
            " AND s.locale = :locale AND s.bucket = :bucket AND s.state = 'planned'"
            f" AND s.approved <> '' AND s.step = 1 AND s.earliest IS NULL AND {UNBLOCKED}{extra}"
            " ORDER BY s.turn, s.key LIMIT :limit",
            mailbox=mailbox,
            campaign=campaign,
            locale=locale,
            bucket=bucket,
            turn=turn,
            key=key,
            limit=limit,
            **names,
        )
        return [_candidate(r) for r in found]

    def timed(self, mailbox: str, now: datetime, only: Sequence[str] = ()) -> Iterator[Candidate]:
        """Every approved mail whose own moment has come, in no order."""
        extra, names = _among(only)
        for row in self.stream(
            f"SELECT s.*, {_COLUMNS} FROM send s JOIN enrolment e ON e.campaign = s.campaign"
            " AND e.address = s.address WHERE s.mailbox = :mailbox AND s.state = 'planned'"
            f" AND s.approved <> '' AND s.earliest <= :now AND {IN_TURN} AND {UNBLOCKED}{extra}",
            mailbox=mailbox,
            now=stamp(now),
            **names,
        ):
            yield _candidate(row)

    def next_timed(self, mailbox: str, now: datetime) -> tuple[int, str] | None:
        """The next moment of a mail that is put off, with its rule."""
        row = self.one(
            "SELECT earliest, rule FROM send WHERE mailbox = :mailbox AND state = 'planned'"
            " AND approved <> '' AND earliest > :now ORDER BY earliest LIMIT 1",
            mailbox=mailbox,
            now=stamp(now),
        )
        return (ts(row["earliest"]) or 0, row["rule"]) if row else None

    def facts(self, c: Candidate) -> Facts:
        """What has passed between the sender and this person."""
        mails = [
            (ts(r["claimed_at"]) or 0, r["campaign"])
            for r in self.read(
                "SELECT claimed_at, campaign FROM send WHERE address = :a AND claimed_at IS NOT NULL"
                f" AND state IN {_WENT} ORDER BY claimed_at",
                a=c.address,
            )
        ]
        elsewhere = max((at for at, name in mails if name != c.campaign), default=0)
        colleagues = self.colleagues(c) if c.step == 1 and (c.domain or c.firm) else ()
        return Facts(mails, elsewhere, colleagues)

    def colleagues(self, c: Candidate) -> list[Colleague]:
        """People of the same organisation who have been written to, or have answered."""
        rows = self.read(
            f"SELECT s.address, max(CASE WHEN {_TOUCHED} THEN s.claimed_at END) AS last,"
            " max(s.state = 'in_doubt') AS doubt, max(s.state IN ('bounced', 'rejected')) AS dead,"
            f" {_UPCOMING} AS next,"
            " (SELECT max(i.at) FROM inbound i WHERE i.address = s.address"
            "   AND i.kind IN ('reply', 'answered')) AS answer,"
            " (SELECT c.fields FROM contact c WHERE c.address = s.address LIMIT 1) AS fields"
            " FROM (SELECT address FROM enrolment WHERE domain = :d AND domain <> ''"
            "   UNION SELECT address FROM enrolment WHERE firm = :f AND firm <> '') who"
            " JOIN send s ON s.address = who.address"
            " JOIN enrolment e ON e.campaign = s.campaign AND e.address = s.address"
            " WHERE who.address <> :a"
            " GROUP BY s.address HAVING last IS NOT NULL AND NOT dead",
            d=c.domain,
            f=c.firm,
            a=c.address,
        )
        return [
            Colleague(
                _name(r["fields"], r["address"]),
                max(ts(r["last"]) or 0, ts(r["answer"]) or 0),
                ts(r["next"]),
                bool(r["doubt"]),
            )
            for r in rows
        ]

    # -- nothing to do -------------------------------------------------------------------

    def set_idle(
        self, mailbox: str, mailboxes: Sequence[str], seen: object, now: datetime, until: datetime
    ) -> None:
        """Remember that nothing can be due before `until`, as things stand (see `outreach.tick`).

        What people do shows in the history; `seen` stands for settings and lists, and all
        `mailboxes` must say the same.
        """
        note = {
            "from": stamp(now),
            "until": stamp(until),
            "event": self.last_event(),
            "mailboxes": list(mailboxes),
            "seen": seen,
        }
        with self.write() as db:
            db.execute(
                "INSERT INTO mailbox (name, idle) VALUES (:m, :note)"
                " ON CONFLICT (name) DO UPDATE SET idle = excluded.idle",
                {"m": mailbox, "note": json.dumps(note)},
            )

    # -- written back ------------------------------------------------------------------

    def locale(self, campaign: str, address: str) -> str:
        """The code of a person's zone and place."""
        row = self.one(
            "SELECT locale FROM enrolment WHERE campaign = :c AND address = :a",
            c=campaign,
            a=address,
        )
        return row["locale"] if row else ""

    def how(self, campaign: str, address: str) -> dict[str, str]:
        """Which rules gave a person's zone and place."""
        row = self.one(
            "SELECT how FROM enrolment WHERE campaign = :c AND address = :a",
            c=campaign,
            a=address,
        )
        found: dict[str, str] = json.loads(row["how"]) if row and row["how"] else {}
        return found

    def put_off(
        self, key: str, until: datetime, rule: str, detail: str = "", *, anew: bool = False
    ) -> None:
        """Write back when a refused mail may go at the earliest, and by which rule.

        With `anew` it is announced once more when that day comes near.
        """
        with self.write() as db:
            db.execute(
                "UPDATE send SET earliest = ?, rule = ?, detail = ?,"
                " announced = CASE WHEN ? THEN 0 ELSE announced END"
                " WHERE key = ? AND state = 'planned'",
                (stamp(until), rule, detail, anew, key),
            )

    def follow(self, key: str, earliest: datetime) -> None:
        """Say when the step after an accepted mail may go."""
        with self.write() as db:
            db.execute(
                "UPDATE send SET earliest = ?, rule = 'after', detail = '' WHERE key = ?"
                " AND state = 'planned' AND earliest IS NULL",
                (stamp(earliest), key),
            )

    def unfollowed(self, campaign: str) -> list[tuple[Send, datetime | None]]:
        """Planned steps without a moment behind an accepted one, with when that one went."""
        rows = self.read(
            "SELECT s.*, b.claimed_at AS went FROM send s JOIN send b ON b.campaign = s.campaign"
            " AND b.address = s.address AND b.step = s.step - 1 AND b.state = 'accepted'"
            " WHERE s.campaign = :c AND s.step > 1 AND s.earliest IS NULL AND s.state = 'planned'",
            c=campaign,
        )
        return [(to_send(r), moment(r["went"])) for r in rows]

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
                " WHERE address = :a AND state IN ('planned', 'held') RETURNING campaign",
                {"a": address, "how": how, "now": stamp(now)},
            ).fetchall()
            db.execute(
                "INSERT INTO inbound (mailbox, kind, address, at, detail) VALUES ('', 'answered', ?, ?, ?)",
                (address, stamp(now), json.dumps({"how": how, "note": note, "by": by})),
            )
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
        """Hard bounces and mails among the last openers, since a person last resumed.

        (0, 0) while a campaign has too few bounces to be judged.
        """
        few = self.read(
            "SELECT 1 FROM send WHERE campaign = :c AND state IN ('bounced', 'rejected') LIMIT :n",
            c=campaign,
            n=GUARD_BOUNCES,
        )
        if len(few) < GUARD_BOUNCES:
            return 0, 0  # and the many good ones need not be read
        row = self.one(
            "SELECT count(*) AS n, coalesce(sum(state IN ('bounced', 'rejected')), 0) AS b FROM ("
            "  SELECT s.state FROM send s JOIN campaign c ON c.name = s.campaign"
            "  WHERE s.campaign = :c AND s.step = 1 AND s.state IN ('accepted', 'bounced', 'rejected')"
            "  AND s.claimed_at > coalesce(c.guard_from, '') ORDER BY s.claimed_at DESC LIMIT :n)",
            c=campaign,
            n=GUARD_WINDOW,
        )
        return (row["b"], row["n"]) if row else (0, 0)

    def stop_openers(self, campaign: str, bounced: int, sent: int, now: datetime) -> None:
        """So many mails bounce that no more openers go until a person has looked."""
        with self.write() as db:
            db.execute(
                "UPDATE campaign SET guard_at = coalesce(guard_at, ?) WHERE name = ?",
                (stamp(now), campaign),
            )
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

    # -- the whole future ------------------------------------------------------------------

    def planned_people(
        self,
        mailbox: str,
        campaigns: Sequence[str],
        *,
        unapproved: bool,
        stopped: bool = False,
    ) -> Iterator[Waiting]:
        """Everybody with mails to come, and whoever else their organisation has seen.

        The latter may be people of other campaigns and mailboxes, and what those campaigns
        call the firm of somebody in these; they come without steps.
        With `unapproved`, mails that only wait for a person's yes count as planned; with
        `stopped`, also those that ended with their campaign.
        """
        marks, names = _list("c", campaigns)
        mine = f"(e.mailbox = :mailbox AND e.campaign IN ({marks}))"
        open_ = "s.state = 'planned'"
        if stopped:
            open_ = f"({open_} OR (s.state = 'cancelled' AND s.rule = 'stopped_all'))"
        ready = open_ if unapproved else f"{open_} AND s.approved <> ''"
        for r in self.stream(
            "SELECT e.campaign, e.address, e.locale, e.bucket, e.turn, e.begun, e.domain, e.firm,"
            f" group_concat(CASE WHEN {ready} AND {mine} AND e.paused_at IS NULL AND NOT {ANSWERED}"
            "   THEN s.step END) AS steps,"
            " json_group_array(json_array(s.step, s.earliest, s.rule, s.announced, s.confirmed))"
            f"   FILTER (WHERE {open_} AND (s.earliest IS NOT NULL OR s.step = 1)) AS timed,"
            " max(s.state IN ('in_doubt', 'sending')) AS doubt, max(s.state IN ('bounced', 'rejected')) AS dead,"
            f" max(CASE WHEN {_TOUCHED} THEN s.claimed_at END) AS claimed, {_UPCOMING} AS upcoming,"
            " (SELECT c.fields FROM contact c WHERE c.address = e.address LIMIT 1) AS fields"
            " FROM enrolment e JOIN send s ON s.campaign = e.campaign AND s.address = e.address"
            f" GROUP BY e.campaign, e.address HAVING {mine} OR claimed IS NOT NULL"
            "   OR (e.firm || e.domain <> '' AND EXISTS (SELECT 1 FROM enrolment l"
            f"     WHERE l.address = e.address AND l.campaign IN ({marks})))",
            mailbox=mailbox,
            **names,
        ):
            steps = tuple(sorted(int(x) for x in (r["steps"] or "").split(",") if x))
            timed = {t[0]: t for t in json.loads(r["timed"])}
            first = timed.get(steps[0]) if steps else None
            if first is None:
                # The next step waits for something that only a person settles.
                steps = ()
            yield Waiting(
                r["campaign"],
                r["address"],
                _name(r["fields"], r["address"]),
                r["locale"],
                r["bucket"],
                r["turn"],
                steps,
                moment(first[1]) if first else None,
                first[2] if first else "",
                moment(r["begun"]),
                r["domain"],
                r["firm"],
                first[3] if first else 0,
                bool(first[4]) if first else False,
                bool(r["doubt"]),
                bool(r["dead"]),
                moment(r["claimed"]),
                moment(r["upcoming"]),
            )

    def mails_by_address(self, since: datetime) -> dict[str, list[tuple[int, str]]]:
        """Moments and campaigns of the mails that went, by address, oldest first."""
        found: dict[str, list[tuple[int, str]]] = {}
        for r in self.stream(
            "SELECT address, claimed_at, campaign FROM send WHERE claimed_at > :since"
            f" AND state IN {_WENT} ORDER BY claimed_at",
            since=stamp(since),
        ):
            found.setdefault(r["address"], []).append((ts(r["claimed_at"]) or 0, r["campaign"]))
        return found

    def answers_by_address(self, since: datetime) -> dict[str, int]:
        """The last answer of each person."""
        return {
            r["address"]: ts(r["at"]) or 0
            for r in self.read(
                "SELECT address, max(at) AS at FROM inbound WHERE kind IN ('reply', 'answered')"
                " AND at > :since GROUP BY address",
                since=stamp(since),
            )
        }

    def hold_openers(self, campaign: str, looked: datetime, now: datetime) -> int:
        """After weeks without a run, approved openers wait for a fresh look; returns how many.

        Those that somebody has approved or released since `looked` have had it.
        """
        with self.write() as db:
            rows = db.execute(
                "UPDATE send SET state = 'held', rule = 'stale', detail = '', since = :now"
                " WHERE campaign = :c AND step = 1 AND state = 'planned' AND approved <> ''"
                " AND since < :looked RETURNING key, address",
                {"c": campaign, "looked": stamp(looked), "now": stamp(now)},
            ).fetchall()
            for r in rows:
                self.record(
                    "store.ev_held",
                    now,
                    address=r["address"],
                    campaign=campaign,
                    key=r["key"],
                    why={"rule": "stale", "detail": ""},
                )
        return len(rows)


_COLUMNS = "e.begun AS begun, e.domain AS domain, e.firm AS firm"


def _candidate(row: Any, nudges: Nudges = "announce") -> Candidate:
    return Candidate(
        row["key"],
        row["campaign"],
        row["step"],
        row["address"],
        row["locale"],
        row["turn"],
        ts(row["earliest"]),
        row["rule"],
        ts(row["begun"]) or 0,
        row["domain"],
        row["firm"],
        row["bucket"],
        nudges,
        row["announced"],
        bool(row["confirmed"]),
    )


def _among(only: Sequence[str]) -> tuple[str, dict[str, str]]:
    if not only:
        return "", {}
    marks, names = _list("o", only)
    return f" AND s.address IN ({marks})", names


def _list(prefix: str, values: Sequence[str]) -> tuple[str, dict[str, str]]:
    names = {f"{prefix}{i}": v for i, v in enumerate(values)}
    return ", ".join(f":{n}" for n in names), names


def _name(fields: str | None, address: str) -> str:
    cells = json.loads(fields or "{}")
    return f"{cells.get('first_name', '')} {cells.get('last_name', '')}".strip() or address
