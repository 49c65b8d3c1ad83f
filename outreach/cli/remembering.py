"""contacts remember, contacts enrich: what one shares with a person, told for their letter."""

import re
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Annotated

import typer

from outreach import clock
from outreach.campaign import Job
from outreach.cli import context
from outreach.cli.context import CampaignArg, JsonArg
from outreach.cli.screen import interactive, json_line, next_step, out, table, who
from outreach.errors import UsageError
from outreach.model import Contact, Memory
from outreach.words import Say, say, several

#: Characters of a shared fact: one sentence of a letter. Of a source: a few words.
LONGEST, SOURCE = 400, 200
#: People named where nobody can be asked.
SHOWN = 20
_SIGNS = ("{{", "}}", "{%", "%}")
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def remember(
    contact: Annotated[str, typer.Argument(help="help.arg_contact", metavar="CONTACT")],
    text: Annotated[str | None, typer.Argument(help="help.arg_memory", metavar="[TEXT]")] = None,
    as_of: Annotated[str, typer.Option("--as-of", help="help.remember_as_of")] = "",
    source: Annotated[str, typer.Option("--source", help="help.remember_source")] = "",
    forget: Annotated[
        int | None, typer.Option("--forget", metavar="NUMBER", help="help.remember_forget")
    ] = None,
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    if text is not None and forget is not None:
        raise UsageError(say("care.memory_both"))
    with context.job(campaign) as job:
        from outreach.campaign import read_list

        now = clock.now()
        read_list(job, now)
        address, name = context.person(job.store, contact)
        person = job.store.contact(job.campaign.contacts, address)
        email = person.email if person else address
        if forget is not None:
            _forget(job, address, name, email, forget)
        elif text is not None:
            _remember(job, address, name, text, as_of, source, now)
            next_step(f"outreach preview {email}")
        elif as_json:
            for fact in job.store.memories_of(address):
                _fact_json(fact, email)
        else:
            _show(job, address, name, person)


def _fact_json(fact: Memory, email: str) -> None:
    json_line(
        contact=email,
        number=fact.id,
        text=fact.text,
        as_of=fact.as_of or None,
        source=fact.source,
        written=fact.at.isoformat(),
    )


def _remember(
    job: Job, address: str, name: str, text: str, as_of: str, source: str, now: datetime
) -> None:
    text, when = _sentence(text), _when(as_of, job, now)
    known = job.store.memories_of(address)
    if any((fact.text, fact.as_of) == (text, when) for fact in known):
        out(say("care.remembered_again", name=name))
        return
    job.store.remember(address, text, when, _plain(source)[:SOURCE], who(), now)
    out(say("care.remembered", name=name))


def _sentence(text: str) -> str:
    """What a person typed, as it may stand in a letter.

    Raises:
        UsageError: nothing, too much of it, or signs of a template.
    """
    text = _plain(text)
    if not text:
        raise UsageError(say("care.memory_empty"))
    if len(text) > LONGEST:
        raise UsageError(say("care.memory_long", n=len(text), most=LONGEST))
    if any(sign in text for sign in _SIGNS):
        raise UsageError(say("care.memory_signs"))
    return text


def _plain(text: str) -> str:
    import unicodedata

    # What a terminal hands over undecoded is no letter.
    text = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(_STEERING.sub(" ", unicodedata.normalize("NFC", text)).split())


def _when(text: str, job: Job, now: datetime) -> str:
    """The day, month or year as ISO; "" for an empty text.

    Raises:
        UsageError: it is none, or lies ahead.
    """
    from outreach.contacts.dates import DateError, read_date

    if not text.strip():
        return ""
    month_first = job.mailbox.region.upper().startswith("US")
    try:
        return read_date(text.strip(), job.local(now).date(), month_first=month_first)
    except DateError as error:
        raise UsageError(
            say("care.memory_when", text=_plain(text)[:30]), say("care.memory_when_hint")
        ) from error


def _forget(job: Job, address: str, name: str, email: str, number: int) -> None:
    fact = next((f for f in job.store.memories_of(address) if f.id == number), None)
    if fact is None or not job.store.forget_memory(address, number, who(), clock.now()):
        raise UsageError(
            say("care.no_such_memory", name=name, n=number),
            say("care.no_such_memory_hint", email=email),
        )
    out(say("care.forgotten", text=fact.text))
    next_step(f"outreach preview {email}")


def _show(job: Job, address: str, name: str, person: Contact | None) -> None:
    facts = job.store.memories_of(address)
    cell = person.get("shared_memory") if person else ""
    email = person.email if person else address
    if not facts and not cell:
        out(say("care.nothing_known", name=name))
        next_step(f'outreach contacts remember {email} "…"')
        return
    told = str(say("care.in_letters"))
    rows = [["", str(say("care.in_list")), cell, told]] if cell else []
    for number, fact in enumerate(facts):
        used = told if not cell and not number else ""
        whence = str(say("care.source", source=fact.source)) if fact.source else ""
        beside = " · ".join(x for x in (used, whence) if x)
        rows.append([str(fact.id), fact.as_of or "–", fact.text, beside])
    table(rows, right=frozenset({0}))
    for line in conflict(job, person, facts):
        out(line)
    next_step(f"outreach preview {email}")


def conflict(job: Job, person: Contact | None, facts: list[Memory]) -> Iterator[str]:
    """What to choose between, where more than one thing is known of a person."""
    cell = person.get("shared_memory") if person else ""
    if person and cell and any(fact.text != cell for fact in facts):
        file = job.campaign.contacts
        yield str(say("care.cell_first", name=person.name, file=file, line=person.line))
    elif person and not cell and len(facts) > 1:
        yield str(say("care.one_of_many", email=person.email, n=facts[-1].id))


# -- one person after the other ---------------------------------------------------------------------


def enrich(campaign: CampaignArg = None) -> None:
    with context.job(campaign) as job:
        from outreach.campaign import read_list

        read_list(job, clock.now())
        lacking = list(job.store.without_memory(job.campaign.contacts))
        if not lacking:
            out(say("care.enrich_all"))
            next_step("outreach preview")
            return
        out(several(len(lacking), "care.enrich_head_one", "care.enrich_head"))
        if not interactive():
            _name_them(lacking)
            return
        out(say("care.enrich_how"))
        done = _ask_each(job, lacking)
        out()
        out(several(done, "care.enrich_done_one", "care.enrich_done"))
        next_step("outreach preview")


def _name_them(lacking: list[Contact]) -> None:
    table([_who(c) for c in islice(lacking, SHOWN)])
    if len(lacking) > SHOWN:
        out(f"  {say('send.and_more', n=len(lacking) - SHOWN)}")
    next_step(f'outreach contacts remember {lacking[0].email} "…" --as-of 2021')


def _who(c: Contact) -> list[str]:
    last = c.get("last_contact")
    when = str(say("care.enrich_last", when=last)) if last else ""
    about = " · ".join(x for x in (c.get("role"), c.get("company"), when) if x)
    return [c.name, c.email, about]


def _ask_each(job: Job, lacking: list[Contact]) -> int:
    """Ask for each person in turn; returns for how many something was written down."""
    done = 0
    for number, c in enumerate(lacking, 1):
        out()
        table([_who(c)], indent="")
        text = _asked(c, job)
        if text is None:
            break
        done += bool(text)
        if left := len(lacking) - number:
            out(several(left, "care.enrich_left_one", "care.enrich_left"))
    return done


def _asked(c: Contact, job: Job) -> str | None:
    """What was written down of this person; "" when skipped, None at the end."""
    while True:
        answer = _line(say("care.enrich_ask"))
        if answer is None or answer.lower() == "q":
            return None
        if not answer:
            return ""
        try:
            text = _sentence(answer)
            when = _when(_line(say("care.enrich_when")) or "", job, clock.now())
        except UsageError as error:
            # A slip costs one more question, never the words of the others.
            out(f"  {error.what}")
            continue
        job.store.remember(c.address, text, when, "", who(), clock.now())
        return text


def _line(question: Say) -> str | None:
    """One answer; None where the input has ended."""
    sys.stdout.write(f"{question} ")
    sys.stdout.flush()
    line = sys.stdin.readline()
    return line.strip() if line else None
