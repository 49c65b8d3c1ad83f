"""Rows as values, and the conditions that several questions share."""

import sqlite3

from outreach.model import Send
from outreach.store.base import moment

#: Holds that a person's yes to the letters lifts.
ASKING = "('text_changed', 'new', 'stale')"
#: Holds that wait for nothing but a word about this person.
PERSONAL = "('policy', 'deferred_too_often', 'same_person', 'ask', 'stale')"


def to_send(row: sqlite3.Row) -> Send:
    """The `Send` behind a row of the table."""
    return Send(
        key=row["key"],
        campaign=row["campaign"],
        step=row["step"],
        address=row["address"],
        mailbox=row["mailbox"],
        state=row["state"],
        earliest=moment(row["earliest"]),
        position=row["position"],
        rule=row["rule"],
        detail=row["detail"],
        attempts=row["attempts"],
        message_id=row["message_id"],
        subject=row["subject"],
        date=moment(row["date"]),
        approved=row["approved"],
        variant=row["variant"],
        claimed_at=moment(row["claimed_at"]),
        announced=row["announced"],
        linted=row["linted"],
        purpose=row["purpose"],
    )


#: A person or a whole domain on the do-not-mail list.
SUPPRESSED = """EXISTS (SELECT 1 FROM suppression x WHERE x.address = s.address
    OR x.address = substr(s.address, instr(s.address, '@')))"""

#: An answer ends the sequence for good; one from before the enrolment is another story.
ANSWERED = """EXISTS (SELECT 1 FROM inbound i WHERE i.address = e.address
    AND i.kind IN ('reply', 'answered') AND i.at >= e.enrolled_at)"""

#: A call agreed since the enrolment ends the sequence too, also when it was called off later.
BOOKED = """EXISTS (SELECT 1 FROM booking k WHERE k.address = e.address
    AND k.created_at >= e.enrolled_at)"""

#: The letter before has gone.
IN_TURN = """(s.step = 1 OR EXISTS (SELECT 1 FROM send b WHERE b.campaign = s.campaign
    AND b.address = s.address AND b.step = s.step - 1 AND b.state = 'accepted'))"""

#: Nothing a person said stands against it; the query has the mail as `s`, its enrolment as `e`.
UNBLOCKED = f"""e.paused_at IS NULL AND NOT {SUPPRESSED} AND NOT {ANSWERED} AND NOT {BOOKED}
    AND EXISTS (SELECT 1 FROM campaign c WHERE c.name = s.campaign AND c.paused_at IS NULL)"""

#: What must hold at the very moment of a claim; re-read inside its transaction.
CLAIMABLE = f"""s.state = 'planned' AND s.approved <> ''
    AND (s.earliest <= :now OR (s.step = 1 AND s.earliest IS NULL))
    AND {IN_TURN}
    AND EXISTS (SELECT 1 FROM enrolment e WHERE e.campaign = s.campaign
                AND e.address = s.address AND {UNBLOCKED})"""

#: What must hold when a mail about a call is claimed. Windows, quota, caps, pauses of people
#: and campaigns, flags and approval do not hold it; suppression does, except where a call that
#: was agreed is called off: nobody shall wait for it.
CALLABLE = f"""s.state = 'planned' AND s.purpose <> '' AND (s.earliest IS NULL OR s.earliest <= :now)
    AND (s.purpose = 'cancel' OR NOT {SUPPRESSED})
    AND EXISTS (SELECT 1 FROM booking_version v WHERE v.uid = s.uid AND v.sequence = s.sequence
        AND v.begins > :now)
    AND NOT EXISTS (SELECT 1 FROM mailbox m WHERE m.name = s.mailbox AND m.paused_until > :now)"""

#: What ends the sequence of the mail `s`, claimed at :since, and its detail.
ENDS = {
    "suppressed": "SELECT x.source || CASE x.source WHEN '' THEN x.reason ELSE '' END FROM suppression x"
    " WHERE x.address IN (s.address, substr(s.address, instr(s.address, '@'))) AND s.purpose <> 'cancel' LIMIT 1",
    "booked": "SELECT '' FROM booking k JOIN enrolment e ON e.campaign = s.campaign"
    " AND e.address = s.address WHERE k.address = s.address AND k.created_at >= e.enrolled_at LIMIT 1",
    # Of a call only the newest version is worth a mail.
    "superseded": "SELECT '' FROM booking k WHERE s.purpose <> '' AND k.uid = s.uid"
    " AND k.sequence > s.sequence LIMIT 1",
    "answered": "SELECT json_extract(i.detail, '$.how') FROM inbound i JOIN enrolment e"
    " ON e.campaign = s.campaign AND e.address = s.address WHERE i.address = s.address"
    " AND i.kind IN ('reply', 'answered') AND i.at >= e.enrolled_at ORDER BY i.at DESC LIMIT 1",
    # A stop reaches no mail under way, so only the history tells of it.
    "stopped": "SELECT json_extract(v.args, '$.reason') FROM event v WHERE v.campaign = s.campaign"
    " AND v.address IN (s.address, '') AND v.what = 'store.ev_stopped' AND v.at >= :since"
    " AND NOT EXISTS (SELECT 1 FROM event r WHERE r.campaign = s.campaign AND r.id > v.id"
    "   AND r.address IN (s.address, '') AND r.what = 'store.ev_resumed') ORDER BY v.id DESC LIMIT 1",
}
