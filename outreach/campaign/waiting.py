"""What waits for a person: each thing once, in one order, with the command that settles it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from outreach.campaign.approval import ASKING
from outreach.campaign.caring import DISASTER, OWED
from outreach.campaign.job import Job
from outreach.campaign.timing import Desk
from outreach.model import Send
from outreach.phrases.dates import date_words
from outreach.store.views import Row, rule_say
from outreach.words import Say, current, say, several

#: Holds of one person that `resume` lifts: only their word was missing.
LIFTING = ("ask", "policy", "deferred_too_often", "same_person")
#: Holds that a letter lifts which the workspace does not have yet.
COPIED = {"owe_answer": OWED, "disaster": DISASTER}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: whom or what it is about, why, and the cure."""

    about: str
    reason: Say
    #: The command to type; with several ways out, the first is the usual one.
    commands: tuple[str, ...]
    #: What to do where no command does it: mend a row, write a letter.
    hint: Say | None = None
    state: str = ""
    key: str = ""
    #: The person's wire address, "" where it is about the whole campaign.
    contact: str = ""


def waiting(job: Job, now: datetime) -> Iterator[Waiting]:
    """Everything that waits in one campaign: doubts first, then the campaign, then people."""
    for row in job.store.rows(job.campaign.name, "in_doubt"):
        yield _person(job, row)
    yield from _campaign(job, now)
    last = ""
    for row in job.store.rows(job.campaign.name, "held"):
        # A person whose letters all wait for the same thing is one thing, and what a yes
        # to the letters lifts is asked once for all of them.
        if row.send.rule not in ASKING and (this := f"{row.email}:{row.send.rule}") != last:
            last = this
            yield _person(job, row)


def promised(job: Job, now: datetime) -> Iterator[Waiting]:
    """Promises given in a call whose day has come, over all campaigns."""
    today = job.local(now).date()
    for due in job.store.open_promises(today):
        day = date_words(date.fromisoformat(due.note.due), current())
        reason = say("brief.task_promise", text=due.note.text, day=day)
        kept = f"outreach note {due.email} --done {due.note.number}"
        yield Waiting(due.name, reason, (kept, f"outreach brief {due.email}"), contact=due.email)


def about_calls(job: Job) -> Iterator[Waiting]:
    """Mails about calls that are uncertain, held or refused, while the call is to come."""
    from outreach.campaign.booking import guest, job_of

    for mail in job.store.troubled_call_mails():
        send = mail.send
        contact = guest(job_of(job, mail.booking), send.address)
        commands = _cure(send, contact.email) if send.state == "in_doubt" else ()
        if send.state == "held" and send.rule in LIFTING:
            commands = (f"outreach resume {contact.email}",)
        reason = say(
            f"invite.mail_{send.state}",
            email=contact.email,
            reason=rule_say(send.rule, send.detail),
        )
        yield Waiting(
            contact.name,
            reason,
            commands or (f"outreach why {contact.email}",),
            state=send.state,
            key=send.key,
            contact=contact.email,
        )


def _campaign(job: Job, now: datetime) -> Iterator[Waiting]:
    store, name = job.store, job.campaign.name
    box = store.mailbox(job.mailbox.name)
    if box.paused_until and box.paused_until.year == 9999:
        reason = rule_say("mailbox", box.paused_detail)
        cure = "outreach doctor" if box.paused_rule == "login" else "outreach resume"
        yield Waiting(job.mailbox.sender.email, reason, (cure,))
    if store.openers_stopped(name):
        bounced, sent = store.bounces(name)
        reason = say("store.task_guard", bounced=bounced, sent=sent)
        yield Waiting(name, reason, ("outreach status --list rejected", "outreach resume"))
    if people := store.unapproved(name):
        yield Waiting(
            name,
            several(people, "store.task_approve_one", "store.task_approve"),
            ("outreach send",),
        )
    due = store.due_followups(name, now)
    if due and not Desk([job]).followups_open(now):
        reason = several(due, "store.task_inbox_one", "store.task_inbox")
        yield Waiting(name, reason, ("outreach inbox --done",))


def _person(job: Job, row: Row) -> Waiting:
    send = row.send
    reason = rule_say(send.rule, send.detail)
    commands, hint = _cure(send, row.email), _hint(job, row)
    return Waiting(row.name, reason, commands, hint, send.state, send.key, row.email)


def _hint(job: Job, row: Row) -> Say | None:
    """What to do about a person whom no command helps."""
    kinds = {
        "no_trace": "no_trace",
        "no_variant": "letter",
        "gone": "gone",
        "missing_data": "row",
        "no_greeting": "row",
        "too_recent": "row",
        "unsendable": "row",
        "noreply": "row",
        "aside": "row",
        "gate": "gate",
        "situation": "situation",
        "disaster": "disaster",
        "no_disaster": "row",
        "owe_answer": "owe_answer",
        "lint": "lint",
    }
    kind = kinds.get(row.send.rule) if row.send.state == "held" else None
    if kind is None:
        return None
    contact = job.store.contact(job.campaign.contacts, row.send.address)
    line = contact.line if contact else 0
    return say(f"store.cure_{kind}", file=job.campaign.contacts, line=line, email=row.email)


def _cure(send: Send, email: str) -> tuple[str, ...]:
    """The commands (or files) that settle what waits for a person."""
    if send.state == "in_doubt":
        return (f"outreach resolve {send.key} --sent", f"outreach resolve {send.key} --not-sent")
    if send.rule == "ask":
        return (f"outreach resume {email}", f"outreach answered {email}", f"outreach stop {email}")
    if send.rule == "gate":
        # This person is written to, or called, by a person.
        return (f"outreach brief {email}", f"outreach stop {email}")
    if send.rule in COPIED:
        return (f"outreach templates copy {COPIED[send.rule]}", f"outreach brief {email}")
    if send.rule in LIFTING:
        return (f"outreach resume {email}", f"outreach stop {email}")
    return (f"outreach why {email}",)
