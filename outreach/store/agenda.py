"""What the scheduler reads and writes back: who is due, in which groups, what has passed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from outreach.model import Send
from outreach.schedule.candidates import Candidate, Colleague, Facts, Nudges
from outreach.schedule.guard import (
    CANARY_BUCKET,
    CANARY_FIRST,
    CANARY_LIST,
)
from outreach.store.base import Base, moment, stamp
from outreach.store.rows import ANSWERED, BOOKED, IN_TURN, UNBLOCKED, to_send

#: Mails that went, or may have gone, to a person.
_WENT = "('sending', 'accepted', 'in_doubt', 'bounced')"
#: The last moment a person spoke through a call: when it was agreed, or when it takes place.
_SPOKEN = "max(CASE k.state WHEN 'cancelled' THEN k.created_at ELSE k.begins END)"
#: A mail that went or, put off by its server, will be tried again.
_TOUCHED = f"(s.state IN {_WENT} OR s.state = 'planned')"
#: The first later step still to come of a person who is not paused.
_UPCOMING = (
    "min(CASE WHEN s.state = 'planned' AND s.step > 1 AND s.approved <> ''"
    " AND e.paused_at IS NULL THEN s.earliest END)"
)


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
            " AND approved <> '' AND purpose = '' AND earliest > :now ORDER BY earliest LIMIT 1",
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
                # Caps and rests are about letters; a mail about a call is none.
                f" AND purpose = '' AND state IN {_WENT} ORDER BY claimed_at",
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
            f" (SELECT {_SPOKEN} FROM booking k WHERE k.address = s.address) AS call,"
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
                max(ts(r["last"]) or 0, ts(r["answer"]) or 0, ts(r["call"]) or 0),
                ts(r["next"]),
                bool(r["doubt"]),
                r["address"],
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

    def note_answer(self, mailbox: str, answer: Mapping[str, object]) -> None:
        """Keep with the note of having nothing due what a person is told; it goes with the note."""
        row = self.one("SELECT idle FROM mailbox WHERE name = :m AND idle <> ''", m=mailbox)
        if row is not None:
            note = {**json.loads(row["idle"]), "answer": answer}
            with self.write() as db:
                db.execute(
                    "UPDATE mailbox SET idle = ? WHERE name = ? AND idle = ?",
                    (json.dumps(note), mailbox, row["idle"]),
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
            f"   AND NOT {BOOKED}"
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
            f" AND purpose = '' AND state IN {_WENT} ORDER BY claimed_at",
            since=stamp(since),
        ):
            found.setdefault(r["address"], []).append((ts(r["claimed_at"]) or 0, r["campaign"]))
        return found

    def answers_by_address(self, since: datetime) -> dict[str, int]:
        """The last answer of each person; a call that was agreed is one, until its time."""
        return {
            r["address"]: ts(r["at"]) or 0
            for r in self.read(
                "SELECT address, max(at) AS at FROM ("
                " SELECT address, at FROM inbound WHERE kind IN ('reply', 'answered') UNION ALL"
                f" SELECT address, {_SPOKEN} FROM booking k GROUP BY address)"
                " WHERE at > :since GROUP BY address",
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
