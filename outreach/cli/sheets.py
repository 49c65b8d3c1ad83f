"""preview --html: each letter as a sheet of paper, with what the rules find beside its line."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.campaign import Held, Job, Made
from outreach.campaign.offering import GONE
from outreach.cli.letters import card_of, findings_of
from outreach.cli.pages import write
from outreach.cli.screen import when
from outreach.model import Contact, Send
from outreach.page import Note, PreviewMail, preview_page
from outreach.store.views import rule_say
from outreach.words import current, say

if TYPE_CHECKING:
    from outreach.lint import Finding


def write_page(
    job: Job, mails: list[tuple[Send, Contact, Made | Held]], path: Path, now: datetime
) -> None:
    """Write the preview page: each mail as a sheet of paper, its source a click away."""
    sheets = [_sheet(job, *mail) for mail in mails]
    at = when(now, job.mailbox.timezone)
    write(path, preview_page(job.campaign.name, at, sheets, current()))


def _sheet(job: Job, send: Send, person: Contact, made: Made | Held) -> PreviewMail:
    if isinstance(made, Held):
        waits = str(rule_say(made.rule, made.detail))
        return PreviewMail(name=person.name, email=person.email, waits=waits)
    draft, letter = made.letter.draft, made.letter
    return PreviewMail(
        name=person.name,
        email=person.email,
        sender=f"{letter.sender.name} <{letter.sender.email}>",
        subject=draft.subject,
        at=when(letter.date),
        language=draft.language,
        text=draft.text,
        html=draft.html,
        variant=draft.variant,
        source=made.message.content.decode("utf-8", "replace"),
        attachments=tuple((a.name, len(a.content)) for a in letter.attachments),
        call=tuple(card_of(made, gone=send.state in GONE)),
        notes=tuple(notes_of(findings_of(job, send, person, made), draft.text)),
    )


def notes_of(findings: "Iterable[Finding]", text: str) -> Iterator[Note]:
    """What was found in one letter, each at its words in `text`.

    The linter tells the place in the template; a page shows the letter, where the same words
    may stand more than once: each finding takes the next of them.
    """
    read: dict[tuple[str, str], int] = {}
    for found in findings:
        start, end = 0, 0
        if found.part != "subject" and found.match.strip() and not found.lacks:
            key = (found.rule, found.match)
            begin = text.find(found.match, read.get(key, 0))
            if begin >= 0:
                start, end = begin, begin + len(found.match)
                read[key] = end
        yield Note(
            guideline=found.guideline,
            level=found.level,
            message=str(found.message),
            hint=_hint(found),
            start=start,
            end=end,
            subject=found.part == "subject",
        )


def _hint(found: "Finding") -> str:
    if not found.offer:
        return str(found.hint)
    return f"{found.hint} {say('lint.offer')} {found.offer}"
