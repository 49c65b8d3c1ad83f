"""What the ledger can tell: counts that add up, one person's story, what waits."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from outreach.model import GUEST, STATES, Event, Send
from outreach.store.base import Base, moment
from outreach.store.rows import ASKING, to_send
from outreach.words import Say, say


@dataclass(frozen=True, slots=True)
class Row:
    """One mail with the person it is for, as the reports show it."""

    send: Send
    name: str
    email: str
    since: datetime | None


#: Rules whose sentence falls apart where it is told of many mails, each with its own detail.
_TOLD_OF_MANY = frozenset({
    "organisation", "missing_data", "quota", "hourly", "same_person", "gate", "situation",
    "lint",
})  # fmt: skip
_WAYS = frozenset({"phone", "person", "chat", "mail"})


def rule_say(rule: str, detail: str = "") -> Say:
    """The sentence for a rule's code; whole also without the detail of one mail."""
    if not detail and rule in _TOLD_OF_MANY:
        return say(f"store.rule_{rule}_many")
    if rule == "answered" and detail in _WAYS:
        return say("store.rule_answered", detail=say(f"store.way_{detail}"))
    if rule == "gate":
        return say("store.rule_gate", detail=flags_say(detail))
    if rule == "suppressed" and detail == "manual":
        return say("store.rule_suppressed", detail=say("store.by_hand"))
    if rule == "lint" and detail and not detail.endswith(")"):
        # Nothing is quoted where something is missing.
        return say("store.rule_lint_lacks", detail=detail)
    return say(f"store.rule_{rule}", detail=detail)


def flags_say(flags: str) -> Say:
    """The flags of a person in words: "Trauerfall, Beschwerde"."""
    first, _, rest = flags.partition(" ")
    if not rest:
        return say(f"care.flag_{first}")
    return say("care.flags", first=say(f"care.flag_{first}"), rest=flags_say(rest))


def event_say(what: str, args: str) -> Say:
    """The sentence behind a stored event."""
    fields = json.loads(args)
    if what == "store.ev_approved" and fields.get("n") == 1:
        what = "store.ev_approved_one"
    if fields.get("source") == "manual":
        fields["source"] = say("store.by_hand")
    if fields.get("reason") == "–":
        fields["reason"] = ""  # nobody gave one
    if fields.get("by") == GUEST:
        fields["by"] = say("store.by_guest")
    if "how" in fields:
        fields["how"] = say(f"store.way_{fields['how']}")
    for name in _MOMENTS & fields.keys():
        fields[name] = _moments(fields[name])
    why = fields.get("why")
    if isinstance(why, dict):
        fields["why"] = rule_say(why["rule"], why["detail"])
    return Say(what, fields)


#: Fields of an event that hold a moment, or several.
_MOMENTS = frozenset({"when", "old", "until", "times"})


def _moments(value: object) -> object:
    """The moments that a field holds, for whoever shows it; anything else as it is."""
    if isinstance(value, list):
        return tuple(_moments(each) for each in value)
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return value
    return found if found.tzinfo else value


class Views(Base):
    """The part of the Store that only reads."""

    def counts(self, campaign: str) -> dict[str, int]:
        """Mails by state; the eight states of design §2, all of them, adding up to `total`."""
        found = {
            r["state"]: r["n"]
            for r in self.read(
                "SELECT state, count(*) AS n FROM send WHERE campaign = :c GROUP BY state",
                c=campaign,
            )
        }
        return {state: found.get(state, 0) for state in STATES}

    def total(self, campaign: str) -> int:
        """People × steps, counted from the enrolments, not from the mails."""
        row = self.one(
            "SELECT (SELECT count(*) FROM enrolment WHERE campaign = :c)"
            " * (SELECT json_array_length(steps) FROM campaign WHERE name = :c) AS n",
            c=campaign,
        )
        return (row["n"] or 0) if row else 0

    def people(self, campaign: str) -> int:
        """How many people are enrolled."""
        row = self.one("SELECT count(*) AS n FROM enrolment WHERE campaign = :c", c=campaign)
        return row["n"] if row else 0

    def reasons(self, campaign: str, state: str, *, mails: bool = False) -> list[tuple[str, int]]:
        """Rules behind one state, with how many people each concerns, or how many mails.

        Only mails add up to the state's own number: a person may have several.
        """
        what = "count(*)" if mails else "count(DISTINCT address)"
        return [
            (r["rule"], r["n"])
            for r in self.read(
                f"SELECT rule, {what} AS n FROM send WHERE campaign = :c AND state = :s"
                " GROUP BY rule ORDER BY n DESC, rule",
                c=campaign,
                s=state,
            )
        ]

    def rows(self, campaign: str, state: str = "", step: int = 0, limit: int = -1) -> Iterator[Row]:
        """The mails of a campaign in list order, of one state or step if asked."""
        for r in self.stream(
            "SELECT s.*, c.email AS email, c.fields AS fields FROM send s"
            " LEFT JOIN contact c ON c.address = s.address AND c.list ="
            "   (SELECT d.list FROM contact d WHERE d.address = s.address ORDER BY d.gone LIMIT 1)"
            " WHERE s.campaign = :c AND (:state = '' OR s.state = :state) AND (:step = 0 OR s.step = :step)"
            " ORDER BY s.position, s.step LIMIT :limit",
            c=campaign,
            state=state,
            step=step,
            limit=limit,
        ):
            fields = json.loads(r["fields"] or "{}")
            name = f"{fields.get('first_name', '')} {fields.get('last_name', '')}".strip()
            yield Row(
                to_send(r), name or r["address"], r["email"] or r["address"], moment(r["since"])
            )

    def pages(self, campaign: str, state: str, size: int = 500) -> Iterator[list[Send]]:
        """The mails of one state in list order, a page at a time; they may change meanwhile."""
        position, key = -1, ""
        while rows := self.read(
            "SELECT * FROM send WHERE campaign = :c AND state = :s AND (position, key) > (:p, :k)"
            " ORDER BY position, key LIMIT :n",
            c=campaign,
            s=state,
            p=position,
            k=key,
            n=size,
        ):
            position, key = rows[-1]["position"], rows[-1]["key"]
            yield [to_send(r) for r in rows]

    def unapproved(self, campaign: str) -> int:
        """How many people wait for a person's yes: new, never approved, changed or late."""
        # The step is named for the index send_unapproved; without it all planned rows are read.
        row = self.one(
            "SELECT count(DISTINCT address) AS n FROM ("
            " SELECT address FROM send WHERE campaign = :c AND step > 0 AND state = 'planned' AND approved = ''"
            f" UNION ALL SELECT address FROM send WHERE campaign = :c AND state = 'held' AND rule IN {ASKING})",
            c=campaign,
        )
        return row["n"] if row else 0

    def steps(self, campaign: str) -> list[str] | None:
        """The steps as last enrolled, or None for a campaign that nobody is in yet."""
        row = self.one("SELECT steps FROM campaign WHERE name = :c", c=campaign)
        return json.loads(row["steps"]) if row else None

    def has_begun(self, campaign: str) -> bool:
        """Whether the campaign has ever claimed a mail."""
        row = self.one("SELECT started FROM campaign WHERE name = :c", c=campaign)
        return bool(row and row["started"])

    def has_approved(self, campaign: str) -> bool:
        """Whether any approved mail of the campaign is in turn: a first one, or one with a moment."""
        row = self.one(
            "SELECT 1 FROM send WHERE campaign = :c AND state = 'planned' AND approved <> ''"
            " AND (step = 1 OR earliest IS NOT NULL) LIMIT 1",
            c=campaign,
        )
        return row is not None

    def left_out(self, campaign: str) -> int:
        """How many people get nothing: they want no mail, or their part was stopped."""
        row = self.one(
            "SELECT count(DISTINCT address) AS n FROM send WHERE campaign = :c AND state = 'cancelled'",
            c=campaign,
        )
        return row["n"] if row else 0

    def people_in(self, region: str) -> int:
        """How many enrolled people live in a country or a Land (``DE``, ``DE-BY``)."""
        row = self.one(
            "SELECT count(DISTINCT address) AS n FROM enrolment"
            " WHERE locale LIKE '%|' || :r OR (length(:r) = 2 AND locale LIKE '%|' || :r || '-%')",
            r=region,
        )
        return row["n"] if row else 0

    def approved_source(self, digest: str) -> str:
        """The source of a letter as a person once approved it, or ""."""
        row = self.one("SELECT source FROM letter WHERE digest = :d", d=digest)
        return row["source"] if row else ""

    def said(self, what: str) -> int:
        """The day (ordinal) on which this was last said, 0 for never."""
        row = self.one("SELECT day FROM said WHERE what = :w", w=what)
        return row["day"] if row else 0

    def say_once(self, what: str, day: int) -> bool:
        """True the first time this is to be said on a day; an unattended run says it then only."""
        with self.write() as db:
            new = db.execute(
                "INSERT INTO said (what, day) VALUES (?, ?) ON CONFLICT (what) DO UPDATE"
                " SET day = excluded.day WHERE day <> excluded.day",
                (what, day),
            ).rowcount
        return bool(new)

    def sends_to(self, address: str) -> list[Send]:
        """All mails of one person, over all campaigns."""
        return [
            to_send(r)
            for r in self.read(
                "SELECT * FROM send WHERE address = :a ORDER BY campaign, step", a=address
            )
        ]

    def send(self, key: str) -> Send | None:
        """One mail by its key."""
        row = self.one("SELECT * FROM send WHERE key = :key", key=key)
        return to_send(row) if row else None

    def history(self, address: str) -> list[Event]:
        """Everything that happened to one person, oldest first."""
        # One yes covers all letters of a person; their history has it once.
        rows = self.read(
            "SELECT at, what, args, address, min(key) AS key FROM event WHERE address = :a"
            " GROUP BY at, what, args ORDER BY min(id)",
            a=address,
        )
        return [
            Event(
                datetime.fromisoformat(r["at"]),
                event_say(r["what"], r["args"]),
                r["address"],
                r["key"],
            )
            for r in rows
        ]

    def since(self, key: str) -> datetime | None:
        """Since when a mail is in its state."""
        row = self.one("SELECT since FROM send WHERE key = :key", key=key)
        return moment(row["since"]) if row else None

    def paused(self, campaign: str, address: str = "") -> tuple[datetime, str] | None:
        """Since when and why a campaign or one person of it is paused."""
        sql = (
            "SELECT paused_at, paused_reason FROM enrolment WHERE campaign = :c AND address = :a"
            if address
            else "SELECT paused_at, paused_reason FROM campaign WHERE name = :c AND :a = ''"
        )
        row = self.one(sql, c=campaign, a=address)
        at = moment(row["paused_at"]) if row else None
        return (at, row["paused_reason"]) if row and at else None

    def paused_people(self, campaign: str) -> list[str]:
        """Addresses of those whom a person has paused, in list order."""
        rows = self.read(
            "SELECT address FROM enrolment WHERE campaign = :c AND paused_at IS NOT NULL"
            " ORDER BY position",
            c=campaign,
        )
        return [r["address"] for r in rows]

    def find(self, piece: str, limit: int = 10) -> list[tuple[str, str, str]]:
        """People whose name or address holds this piece: (address, name, email)."""
        found: dict[str, tuple[str, str, str]] = {}
        for r in self.read(
            "SELECT address, email, coalesce(json_extract(fields, '$.first_name'), '') AS f,"
            " coalesce(json_extract(fields, '$.last_name'), '') AS l FROM contact"
            " WHERE instr(fold(address || ' ' || email || ' ' || coalesce(json_extract(fields, '$.first_name'), '')"
            " || ' ' || coalesce(json_extract(fields, '$.last_name'), '') || ' ' || coalesce(json_extract(fields,"
            " '$.company'), '')), fold(:p)) > 0 ORDER BY gone, position LIMIT 200",
            p=piece.strip(),
        ):
            found.setdefault(
                r["address"], (r["address"], f"{r['f']} {r['l']}".strip() or r["email"], r["email"])
            )
        return list(found.values())[:limit]

    def last_run(self) -> datetime | None:
        """When the last sending run began."""
        row = self.one("SELECT last_run FROM workspace")
        return moment(row["last_run"]) if row else None

    def approvals(self, campaign: str) -> int:
        """How often a person has approved this campaign."""
        row = self.one("SELECT count(*) AS n FROM approval WHERE campaign = :c", c=campaign)
        return row["n"] if row else 0

    def preflight_stamp(self, campaign: str) -> str:
        """What the last check of all letters was made from."""
        row = self.one("SELECT preflight FROM campaign WHERE name = :c", c=campaign)
        return row["preflight"] if row else ""

    def set_preflight_stamp(self, campaign: str, text: str) -> None:
        """Remember what all letters were just checked from."""
        with self.write() as db:
            db.execute("UPDATE campaign SET preflight = ? WHERE name = ?", (text, campaign))

    def findings(self, campaign: str) -> str:
        """An example of each kind of warning about a campaign's letters, as JSON."""
        row = self.one("SELECT findings FROM campaign WHERE name = :c", c=campaign)
        return row["findings"] if row else ""

    def set_linted(self, campaign: str, linted: Mapping[str, str], findings: str = "") -> None:
        """Write down what was found in letters, by key; `findings` replaces the examples."""
        with self.write() as db:
            db.executemany(
                "UPDATE send SET linted = ? WHERE key = ?",
                [(text, key) for key, text in linted.items()],
            )
            if findings:
                db.execute("UPDATE campaign SET findings = ? WHERE name = ?", (findings, campaign))

    def linted_kinds(self, campaign: str) -> list[tuple[str, int]]:
        """Kinds of warnings (a blank between) with the number of pending letters that have them."""
        rows = self.read(
            "SELECT substr(linted, 34) AS kinds, count(*) AS n FROM send WHERE campaign = :c"
            " AND state IN ('planned', 'held') AND length(linted) > 33 GROUP BY kinds",
            c=campaign,
        )
        return [(r["kinds"], r["n"]) for r in rows]

    def check(self) -> list[Say]:
        """Findings about the file itself and about counts that do not add up; [] is good."""
        findings = [
            say("store.damaged", path=self.path, why=r[0])
            for r in self.read("PRAGMA integrity_check(5)")
            if r[0] != "ok"
        ]
        for r in self.read("SELECT name FROM campaign"):
            total, found = self.total(r["name"]), sum(self.counts(r["name"]).values())
            if total != found:
                findings.append(
                    say("store.does_not_add_up", campaign=r["name"], total=total, found=found)
                )
        return findings

    def backup(self, target: str) -> None:
        """Write a whole, consistent copy of the ledger to a new file."""
        with self._plain_errors():
            self._db.execute("VACUUM INTO ?", (target,))
