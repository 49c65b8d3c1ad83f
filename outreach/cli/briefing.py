"""brief: the page to have beside you on the telephone, on the screen or as a file."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach import campaign as shell
from outreach import clock
from outreach.campaign import Job
from outreach.cli import context
from outreach.cli.context import CampaignArg, JsonArg
from outreach.cli.screen import json_line, next_step, out
from outreach.cli.telling import freshen
from outreach.errors import UsageError
from outreach.words import Say, current, say

if TYPE_CHECKING:
    from outreach.brief import Brief, Fact, Known, Line
    from outreach.model import Contact, Send

FORMATS = ("text", "md")


def register(app: typer.Typer) -> None:
    app.command("brief", help="help.brief")(brief)


def brief(
    contact: Annotated[str, typer.Argument(help="help.arg_contact", metavar="CONTACT")],
    html: Annotated[Path | None, typer.Option("--html", help="help.brief_html")] = None,
    open_: Annotated[bool, typer.Option("--open", help="help.brief_open")] = False,
    format_: Annotated[
        str, typer.Option("--format", metavar="text|md", help="help.brief_format")
    ] = "text",
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    if format_ not in FORMATS:
        raise UsageError(say("brief.unknown_format", value=format_))
    with context.jobs(campaign) as jobs:
        freshen(jobs)
        address, _ = context.person(jobs[0].store, contact)
        job = job_of(jobs, address)
        found = known(job, address, clock.now())
        if html is not None or open_:
            _as_page(found, html or job.workspace.root / "brief.html", open_=open_)
        else:
            _on_screen(found, format_, as_json=as_json)


def _as_page(found: "Known", target: Path, *, open_: bool) -> None:
    from outreach.brief import write
    from outreach.cli import pages
    from outreach.page import brief_page

    pages.write(target, brief_page(write(found, current())))
    out(say("cli.wrote", path=target))
    if open_:
        typer.launch(target.resolve().as_uri())
    next_step(f"outreach note {found.contact.email}", say("brief.next_note"))


def _on_screen(found: "Known", format_: str, *, as_json: bool) -> None:
    from outreach.brief import as_markdown, as_text, write

    page = write(found, current())
    if as_json:
        _json(found, page)
    elif format_ == "md":
        out(as_markdown(page).rstrip())
    else:
        out(as_text(page).rstrip())
        next_step(f"outreach brief {found.contact.email} --open")


def _json(found: "Known", page: "Brief") -> None:
    json_line(
        contact=found.contact.email,
        title=page.title,
        language=page.language,
        register=found.register,
        who=[_line(line) for line in page.who],
        sections=[
            {"key": s.key, "title": s.title, "lines": [_line(line) for line in s.lines]}
            for s in page.sections
        ],
    )


def _line(line: "Line") -> dict[str, str]:
    return {"kind": line.kind, "label": line.label, "text": line.text, "note": line.note}


# -- what is known ------------------------------------------------------------------------------


def job_of(jobs: list[Job], address: str) -> Job:
    """The campaign that speaks for a person: one they take part in, else one whose list has them."""
    inside = (job for job in jobs if job.store.locale(job.campaign.name, address))
    listed = (job for job in jobs if job.store.contact(job.campaign.contacts, address))
    return next(inside, None) or next(listed, None) or jobs[0]


def known(job: Job, address: str, now: datetime) -> "Known":
    """Everything about a person that a brief may show, from the list, the settings and the ledger."""
    from outreach.brief import Known
    from outreach.merge.letters import voice
    from outreach.model import Contact
    from outreach.schedule.places import place_of, zone_of

    contact = job.store.contact(job.campaign.contacts, address) or Contact(address, address, {})
    setting, box, agreed = job.setting, job.mailbox, _agreed(job, contact, now)
    language, register_ = voice(contact, setting.language, setting.register)
    place, how = place_of(contact.get("region"), box.region)
    zone, zone_how = zone_of(contact.get("timezone"), place, box.timezone)
    guessed = how in ("sender", "unknown") and zone_how != "contact"
    # What the campaign says is in one language; to others it is said in their own, or not at all.
    own = setting if setting.language == language else None
    return Known(
        contact=contact,
        language=language,
        register=register_,
        sender=box.sender.name,
        now=job.local(now),
        zone=zone,
        place=place,
        where="assumed" if guessed else "known",
        last_contact=_last_contact(job, contact),
        answered=_answered_since(job, address),
        agreed=agreed,
        situation=_situation(job, contact),
        situation_phrase=own.situation_phrase if own and _situation(job, contact) else "",
        own_story=contact.get("own_story") or (own.own_story if own else ""),
        offers=(
            contact.get("help_offer"),
            own.help_offer if own else "",
            *shell.offers(job, contact),
        ),
        facts=tuple(_facts(job, contact)),
        warnings=tuple(_warnings(job, contact)),
    )


def _situation(job: Job, contact: "Contact") -> str:
    """What the contact's row says, else the campaign; "" for who is said to be untouched."""
    found = shell.situation_of(job, contact)
    return "" if found == "none" else found


def _answer(job: Job, address: str) -> tuple[datetime, str] | None:
    return job.store.answer_of(address, job.campaign.name)


def _last_contact(job: Job, contact: "Contact") -> str:
    """The latest day somebody heard from the other: by the list, an answer, or a call noted here."""
    answer = _answer(job, contact.address)
    heard = [answer[0]] if answer else []
    heard += [note.at for note in job.store.notes_of(contact.address)[:1]]
    days = [contact.get("last_contact"), *(job.local(at).date().isoformat() for at in heard)]
    return max(days)


def _answered_since(job: Job, address: str) -> bool:
    """Whether they have answered, and no call has been noted since."""
    answer, notes = _answer(job, address), job.store.notes_of(address)
    return answer is not None and not (notes and notes[0].at >= answer[0])


def _agreed(job: Job, contact: "Contact", now: datetime) -> str:
    """When a call to come is agreed for, on both clocks; "" where none is."""
    call = job.store.booking_with(contact.address, job.mailbox.name, now)
    if call is None:
        return ""
    from outreach.invite import offered

    return offered(call.slot.start, job.mailbox.timezone, call.zone, current())


def _warnings(job: Job, contact: "Contact") -> Iterator[Say]:
    address = contact.address
    for gate in shell.gates_of(job, contact):
        yield say("care.brief_gate", gate=say(f"care.flag_{gate}"))
    if job.store.wants_no_calls(address):
        yield say("brief.no_calls")
    if job.store.suppressed(address):
        yield say("brief.no_mail")


def _facts(job: Job, contact: "Contact") -> Iterator["Fact"]:
    """What is known, by its weight: promises, needs, what passed by mail, memories, the list."""
    from outreach.brief import Fact

    yield from _from_calls(job, contact.address, ("promise", "need"))
    yield from _from_mails(job, contact.address)
    for memory in job.store.memories_of(contact.address):
        yield Fact(memory.text, memory.source or say("brief.from_you"), memory.as_of)
    yield from _from_calls(job, contact.address, ("note",))
    for column in ("shared_memory", "personal_line", "last_topic", "project", "notes"):
        if cell := contact.get(column):
            yield Fact(cell, say("brief.from_list"))


def _from_calls(job: Job, address: str, kinds: tuple[str, ...]) -> Iterator["Fact"]:
    from outreach.brief import Fact
    from outreach.store.notes import NEVER

    notes = [n for n in job.store.notes_of(address) if n.done_at is None and n.due != NEVER]
    for kind in kinds:
        for note in (n for n in notes if n.kind == kind):
            said = {
                "promise": say("brief.fact_promise", text=note.text),
                "need": say("brief.fact_need", text=note.text),
            }.get(kind, note.text)
            yield Fact(said, say("brief.from_call"), job.local(note.at).date().isoformat())


def _from_mails(job: Job, address: str) -> Iterator["Fact"]:
    """The call to come, the answer, and the last letter that went."""
    from outreach.brief import Fact

    answer, sent = _answer(job, address), _last_letter(job, address)
    said = answer or job.store.booked_since(address, job.campaign.name)
    if answer:
        how, day = say(f"store.way_{answer[1]}"), job.local(answer[0]).date().isoformat()
        yield Fact(say("brief.fact_answered", how=how), say("brief.from_letters"), day)
    if sent and sent.claimed_at:
        key = "brief.fact_sent_answered" if said else "brief.fact_sent"
        day = job.local(sent.claimed_at).date().isoformat()
        yield Fact(say(key, subject=sent.subject), say("brief.from_letters"), day)


def _last_letter(job: Job, address: str) -> "Send | None":
    sends = [s for s in job.store.sends_to(address) if not s.purpose]
    gone = [s for s in sends if s.state == "accepted" and s.claimed_at]
    return max(gone, key=lambda s: s.claimed_at or clock.now(), default=None)
