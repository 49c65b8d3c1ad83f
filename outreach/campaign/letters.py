"""One letter as a mail: the function behind preview, dry run and send."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.campaign.caring import Held, as_told, letter_name
from outreach.campaign.inviting import name_in_to
from outreach.campaign.job import Job, Transport
from outreach.campaign.offering import Offered, Offers, offered, way_of
from outreach.errors import InputError, OutreachError
from outreach.model import Contact, InDoubt, Letter, Message, Outcome, Send
from outreach.words import say

if TYPE_CHECKING:
    from outreach.model import Attachment, Draft


@dataclass(frozen=True, slots=True)
class Made:
    """A letter as a mail: what preview shows and send delivers."""

    letter: Letter
    message: Message
    #: Hash of the sources a person approves: template and settings.
    source: str
    #: What its words offer, noted with the claim.
    offered: Offered = field(default_factory=Offered)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier mail of a thread: by what a later one continues it."""

    message_id: str
    subject: str


def letter_for(
    job: Job,
    send: Send,
    contact: Contact,
    at: datetime,
    earlier: Callable[[int], Earlier | None] | None = None,
    offers: Offers = offered,
) -> Made | Held:
    """The mail this person gets at this moment, or why it cannot be made.

    The one function behind preview, dry run and send: same inputs, same bytes. A moment
    settled at an earlier try (``send.date``) wins over `at`, so a deferred mail keeps
    its bytes.

    Args:
        job: the campaign.
        send: the mail's row.
        contact: the person.
        at: when it goes.
        earlier: the mails of earlier steps as they will have gone; by default those
            that the ledger says were accepted.
        offers: how the times it names are found.

    Raises:
        InputError: a template is wrong for everybody.
    """
    from outreach.merge import Missing
    from outreach.message import compose

    name = letter_name(job, send.step, contact)
    if isinstance(name, Held):
        return name
    if "noreply" in contact.get("flags"):
        return Held("noreply", contact.email)
    moment = job.local(send.date or at)
    contact = as_told(job, contact, moment)
    if not any(contact.get(f) for f in ("last_contact", "shared_memory", "personal_line")):
        # For people one knows: without a trace of earlier contact, a person says how.
        return Held("no_trace", "")
    template = job.letters.pick(name, contact, job.setting)
    if isinstance(template, Missing):
        return Held(template.rule, str(template.what))
    times = offers(job, send, contact, job.local(at))
    if times.why and way_of(job, send.step) == "invite":
        return Held("no_slot", "")
    draft = job.letters.merge(template, contact, job.setting, moment, times.words, times.page)
    if isinstance(draft, Missing):
        return Held(draft.rule, ", ".join(draft.fields) or str(draft.what))
    thread = _thread(job, send, earlier or (lambda step: _accepted(job, send, step)))
    if thread:
        draft = replace(draft, subject=thread[-1].subject)
    if times.words and times.calendar is None:
        draft = replace(draft, html=_answerable(job, send.key, draft, times.words))
    letter = Letter(
        key=send.key,
        sender=job.mailbox.sender,
        to_name=name_in_to(contact),
        to_email=contact.email,
        draft=draft,
        date=moment,
        attachments=(
            *_attachments(job, draft.attachments),
            *((times.attachment,) if times.attachment else ()),
        ),
        calendar=times.calendar,
        references=tuple(mail.message_id for mail in thread),
        unsubscribe=(unsubscribe_link(job, send.address),),
    )
    try:
        message = compose(letter, job.secret)
    except InputError as error:
        return Held("unsendable", str(error.what))
    return Made(letter, message, approval_hash(template.hash, job.settings), times)


def _answerable(job: Job, key: str, draft: "Draft", times: Sequence[str]) -> str:
    """The HTML twin in which each time leads to a ready-made yes; "" where there is none."""
    if not draft.html:
        return ""
    from outreach.invite import with_answers
    from outreach.message import message_id

    sender = job.mailbox.sender
    return with_answers(
        draft.html,
        times,
        draft.language,
        to=sender.reply_to or sender.email,
        subject=draft.subject,
        answers=message_id(key, sender.email, job.secret),
    )


def approval_hash(template: str, settings: str) -> str:
    """What a person says yes to: the letter's source and the settings that change bytes."""
    return hashlib.blake2b(f"{template}:{settings}".encode(), digest_size=16).hexdigest()


def _thread(job: Job, send: Send, earlier: Callable[[int], Earlier | None]) -> list[Earlier]:
    """The mails this one continues, oldest first; a step whose mail did not go breaks the thread."""
    found: list[Earlier] = []
    step = send.step
    while step > 1 and job.campaign.steps[step - 1].thread == "same":
        step -= 1
        mail = earlier(step)
        if mail is None:
            break
        found.insert(0, mail)
    return found


def _accepted(job: Job, send: Send, step: int) -> Earlier | None:
    row = job.store.send(f"{send.campaign}:{step}:{send.address}")
    gone = row is not None and row.state in ("accepted", "bounced")
    return Earlier(row.message_id, row.subject) if row and gone else None


def as_planned(
    job: Job, send: Send, contact: Contact, moment: Callable[[int], datetime]
) -> Made | Held:
    """The mail at its planned moment, its thread as it will be if all before goes as planned.

    Args:
        job: the campaign.
        send: the mail's row.
        contact: the person.
        moment: the planned moment of a step.
    """

    def earlier(step: int) -> Earlier | None:
        if (gone := _accepted(job, send, step)) is not None:
            return gone
        row = job.store.send(f"{send.campaign}:{step}:{send.address}")
        if row is None or row.state not in ("planned", "sending"):
            return None
        made = letter_for(job, row, contact, moment(step), earlier)
        if isinstance(made, Held):
            return None
        return Earlier(made.message.message_id, made.letter.draft.subject)

    return letter_for(job, send, contact, moment(send.step), earlier)


def _attachments(job: Job, names: Sequence[str]) -> "tuple[Attachment, ...]":
    if not names:
        return ()
    from outreach.files import read_attachments

    return read_attachments(job.workspace.root, names)


def unsubscribe_link(job: Job, address: str) -> str:
    """The address at which an answer without words ends the letters."""
    import hmac

    # The token recognises the person in an answer without naming the address in it.
    token = hmac.new(job.secret, f"unsubscribe:{address}".encode(), hashlib.sha256).hexdigest()[:12]
    return f"mailto:{job.mailbox.sender.email}?subject=unsubscribe%20{token}"


def keep_copy(job: Job, message: Message, now: datetime) -> Path | None:
    """Keep the bytes as ``.outreach/sent/YYYY-MM/NAME.eml``; a full disk loses only the copy."""
    from outreach.files import write_copy

    folder = job.workspace.state_dir / "sent" / now.strftime("%Y-%m")
    name = _copy_name(message.message_id)
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_copy(folder / name, message.content)
    except (OSError, OutreachError):
        return None
    return folder / name


def _copy_name(message_id: str) -> str:
    return message_id.strip("<>").partition("@")[0] + ".eml"


def kept_copy(job: Job, message_id: str) -> Path | None:
    """The copy kept of this mail, if there is one.

    A mail has the same id each time it is made. One that is still planned and yet has a copy
    went from here before the ledger was put back to an older state.
    """
    return next((job.workspace.state_dir / "sent").glob(f"*/{_copy_name(message_id)}"), None)


def hand_over(
    job: Job, message: Message, transport: Transport, edge: Callable[[str], None]
) -> Outcome:
    """Give a claimed mail to the server; one of which a copy was kept has gone already."""
    copy = kept_copy(job, message.message_id)
    outcome = (
        InDoubt(str(say("send.copy_kept", month=copy.parent.name)))
        if copy
        else transport.deliver(message, edge)
    )
    edge("delivered")
    return outcome


def put_copy_aside(job: Job, message_id: str) -> None:
    """Rename the copy of a mail that, as a person found, did not go after all."""
    copy = kept_copy(job, message_id)
    if copy is not None:
        copy.replace(copy.with_suffix(".not-sent.eml"))
