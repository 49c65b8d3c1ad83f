"""preview and test-send: the letters as their readers will see them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach import campaign as shell
from outreach import clock
from outreach.campaign import Held, Job, Made
from outreach.campaign.offering import GONE
from outreach.cli import context
from outreach.cli.context import CampaignArg, JsonArg
from outreach.cli.screen import dim, json_line, next_step, out, printable, styled, until_when, when
from outreach.errors import PolicyRefused, UsageError
from outreach.model import Accepted, Contact, Send
from outreach.store.views import rule_say
from outreach.words import current, say, several

if TYPE_CHECKING:
    from outreach.lint import Finding

#: Mails shown in full on the terminal before the rest is only counted.
SHOWN = 3


def register(app: typer.Typer) -> None:
    app.command("preview", help="help.preview")(preview)
    app.command("test-send", help="help.test_send")(test_send)


def preview(
    contact: Annotated[
        list[str] | None, typer.Argument(help="help.arg_contacts", metavar="[CONTACT]...")
    ] = None,
    step: Annotated[int, typer.Option("--step", min=1, help="help.preview_step")] = 1,
    all_: Annotated[bool, typer.Option("--all", help="help.preview_all")] = False,
    at: Annotated[str | None, typer.Option("--at", help="help.preview_at")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="help.preview_html")] = None,
    open_: Annotated[bool, typer.Option("--open", help="help.preview_open")] = False,
    eml: Annotated[Path | None, typer.Option("--eml", help="help.preview_eml")] = None,
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    with context.job(campaign) as job:
        shell.bring_up_to_date(job, clock.now())
        moments = Moments(job, _moment(at, job) if at else None)
        known = job.letters.problems(
            shell.letter_names(job), {*job.setting.columns, *job.setting.facts}
        )
        if known:
            from outreach.errors import InputError

            raise InputError(say("send.template_problems"), problems=known)
        if step > len(job.campaign.steps):
            raise UsageError(say("cli.no_such_step", step=step, n=len(job.campaign.steps)))
        chosen = [context.person(job.store, piece)[0] for piece in contact or ()]
        mails = made_for(job, moments, step=step, only=chosen)
        if as_json:
            _as_json(job, mails, moments)
        elif html is not None or open_:
            target = html or job.workspace.root / "preview.html"
            from outreach.cli.sheets import write_page

            write_page(job, list(mails), target, clock.now())
            out(say("cli.wrote", path=target))
            if open_:
                typer.launch(target.resolve().as_uri())
            next_step("outreach send --dry-run")
        elif eml is not None:
            _write_eml(list(mails), eml)
            next_step("outreach send --dry-run")
        else:
            _on_terminal(job, list(mails), everything=all_ or bool(chosen))


def _moment(text: str, job: Job) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(say("cli.bad_time", value=text), say("cli.bad_time_hint")) from error
    if moment.tzinfo is None:
        from zoneinfo import ZoneInfo

        moment = moment.replace(tzinfo=ZoneInfo(job.mailbox.timezone))
    return moment.replace(microsecond=0)


class Moments:
    """When each mail goes: at its planned moment, or at one that a person named."""

    def __init__(self, job: Job, at: datetime | None) -> None:
        self._job, self._at = job, at

    @cached_property
    def _planned(self) -> dict[str, datetime]:
        from outreach.cli.planning import future_of
        from outreach.schedule.candidates import to_moment

        future = future_of(shell.Desk(self._job.beside), clock.now())
        return {
            f"{m.campaign}:{m.step}:{m.address}": to_moment(m.at).astimezone(future.desk.zone)
            for m in future.mails
        }

    def of(self, send: Send) -> datetime | None:
        """The moment of this mail, None where it is not planned yet."""
        return self._at or self._planned.get(send.key)

    def for_step(self, send: Send) -> Callable[[int], datetime]:
        """The moments of this person's letters, by step."""

        def moment(step: int) -> datetime:
            key = f"{send.campaign}:{step}:{send.address}"
            return self._at or self._planned.get(key) or clock.now()

        return moment


def made_for(
    job: Job, moments: Moments, *, step: int = 1, only: list[str] | None = None
) -> Iterator[tuple[Send, Contact, Made | Held]]:
    """Each person's mail of one step, or why there is none, in list order."""
    for row in list(job.store.rows(job.campaign.name, step=step)):
        if only and row.send.address not in only:
            continue
        person = job.store.contact(job.campaign.contacts, row.send.address)
        if person is None or row.send.state == "cancelled":
            yield (
                row.send,
                person or Contact(row.send.address, row.email, {}),
                Held(row.send.rule, row.send.detail),
            )
            continue
        yield row.send, person, shell.as_planned(job, row.send, person, moments.for_step(row.send))


def _on_terminal(
    job: Job, mails: list[tuple[Send, Contact, Made | Held]], *, everything: bool
) -> None:
    ready = [(s, c, m) for s, c, m in mails if isinstance(m, Made)]
    waiting = [(c, m) for _, c, m in mails if isinstance(m, Held)]
    for send, person, made in ready if everything else ready[:SHOWN]:
        show_mail(person, made, gone=send.state in GONE)
        _show_findings(findings_of(job, send, person, made))
    if len(ready) > SHOWN and not everything:
        out(say("cli.preview_more", n=len(ready) - SHOWN))
    if waiting:
        out(several(len(waiting), "cli.preview_held_one", "cli.preview_held"))
        for person, held in waiting if everything else waiting[:10]:
            out(f"  {person.name}: {rule_say(held.rule, held.detail)}")
    if not mails:
        out(say("cli.nobody_yet"))
    from outreach.cli.mending import offer_lines

    shown = (found for mail in ready[:SHOWN] for found in findings_of(job, *mail))
    offer_lines(shown, job.workspace.root)
    next_step(
        "outreach preview --html preview.html" if not everything else "outreach send --dry-run"
    )


def show_mail(person: Contact, made: Made, *, gone: bool = False) -> None:
    """One mail as its reader sees it: who, subject, text; what goes along is named below."""
    draft = made.letter.draft
    styled(
        f"{dim(say('cli.to'))} {printable(person.name)} {dim('<' + printable(person.email) + '>')}"
    )
    styled(f"{dim(say('cli.subject'))} {printable(draft.subject)}")
    styled(f"{dim(say('cli.goes'))} {when(made.letter.date)}")
    styled(dim("─" * 72))
    for paragraph in draft.text.rstrip().split("\n"):
        out(wrapped(paragraph))
    for attachment in made.letter.attachments:
        styled(dim(f"[{printable(attachment.name)}, {len(attachment.content):,} B]"))
    for line in filter(None, card_of(made, gone=gone)):
        styled(dim(printable(line)))
    styled(dim("─" * 72) + "\n")


def card_of(made: Made, *, gone: bool = False) -> list[str]:
    """The call that goes along: its title, then its time on both clocks; or why there is none.

    The title is empty where no file goes along.
    """
    times = made.offered
    if times.why:
        return ["", str(say("invite.card_none", why=say(f"calls.none_{times.why}")))]
    if times.entry is None or times.expires is None:
        return ["", str(say("invite.card_live"))] if times.slots and not gone else []
    from outreach.invite import both_sides, title

    entry, real = times.entry, times.calendar is not None
    zones = (entry.sender_zone, entry.contact_zone)
    told = both_sides(entry.start, entry.end, *zones, current(), entry.region)
    until = until_when(times.expires, entry.sender_zone)
    return [
        title(entry, "request" if real else "proposal") if real or times.attachment else "",
        *told.splitlines(),
        str(say("invite.card_invite" if real else "invite.card_offer", until=until)),
        *([] if gone else [str(say("invite.card_live"))]),
    ]


def findings_of(job: Job, send: Send, person: Contact, made: Made) -> "list[Finding]":
    """What the rules find in one person's letter, as far as nobody has allowed it."""
    report = shell.lint_made(job, send, person, made)
    return [f for f in report.findings if not f.suppressed and f.level != "info"]


def _show_findings(findings: "list[Finding]") -> None:
    if not findings:
        return
    from outreach.cli.linting import show_offer

    out(say("lint.in_preview"))
    for finding in findings:
        out(f"  {finding.guideline}  {printable(str(finding.message))}")
        styled(f"      {dim(printable(str(finding.hint)))}")
        show_offer(finding)
    out()


def wrapped(paragraph: str, width: int = 76) -> str:
    """A paragraph in lines for the terminal."""
    import textwrap

    return (
        textwrap.fill(paragraph, width, break_long_words=False, break_on_hyphens=False)
        if paragraph
        else ""
    )


def _as_json(
    job: Job, mails: Iterator[tuple[Send, Contact, Made | Held]], moments: Moments
) -> None:
    for send, person, made in mails:
        if isinstance(made, Held):
            json_line(
                key=send.key,
                contact=person.email,
                step=send.step,
                due=None,
                subject=None,
                text=None,
                html=None,
                headers={},
                attachments=[],
                live=[],
                findings=[_held_finding(job, person, made)],
            )
            continue
        draft = made.letter.draft
        json_line(
            key=send.key,
            contact=person.email,
            step=send.step,
            due=due.isoformat() if (due := moments.of(send)) else None,
            subject=draft.subject,
            text=draft.text,
            html=draft.html,
            headers=headers_of(made.message.content),
            attachments=[a.name for a in made.letter.attachments],
            findings=[_finding(f) for f in findings_of(job, send, person, made)],
            live=_live(send, made),
        )


def _finding(f: "Finding") -> dict[str, object]:
    return {
        "rule": f.rule,
        "level": f.level,
        "message": str(f.message),
        "hint": str(f.hint),
        "match": f.match,
        "path": f.path,
        "line": f.line,
        "column": f.column,
    }


def _held_finding(job: Job, person: Contact, held: Held) -> dict[str, object]:
    """Why there is no letter, with the same fields; its place is the person's row."""
    return {
        "rule": held.rule,
        "level": "error",
        "message": str(rule_say(held.rule, held.detail)),
        "hint": "",
        "match": "",
        "path": job.campaign.contacts,
        "line": person.line or None,
        "column": None,
    }


def _live(send: Send, made: Made) -> list[str]:
    """What is settled only when it is sent: the thread of a letter that has not gone yet."""
    if send.state in GONE:
        return []
    times = ["slots"] if made.offered.slots else []
    return times + (["Subject", "In-Reply-To", "References"] if made.letter.references else [])


def headers_of(content: bytes) -> dict[str, str]:
    """The header fields of a mail, unfolded and decoded, for people to read."""
    from email.header import decode_header, make_header

    head = content.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    fields: dict[str, str] = {}
    for line in re.sub(r"\r\n[ \t]+", " ", head).split("\r\n"):
        name, _, value = line.partition(":")
        fields[name] = str(make_header(decode_header(value.strip())))
    return fields


def _write_eml(mails: list[tuple[Send, Contact, Made | Held]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    n = 0
    for _, _, made in mails:
        if isinstance(made, Made):
            n += 1
            (folder / f"{n:04d}.eml").write_bytes(made.message.content)
    out(several(n, "cli.wrote_eml_one", "cli.wrote_eml", folder=folder))


def test_send(
    address: Annotated[str, typer.Argument(help="help.arg_address")],
    contact: Annotated[
        str | None, typer.Argument(help="help.arg_contact", metavar="[CONTACT]")
    ] = None,
    campaign: CampaignArg = None,
) -> None:
    with context.job(campaign) as job:
        shell.bring_up_to_date(job, clock.now())
        chosen = context.person(job.store, contact)[0] if contact else None
        with shell.run_lock(job.workspace):
            test_mail(job, address, chosen)
        next_step("outreach send")


def _refuse_reader(job: Job, to: str) -> None:
    """A test goes to oneself; whoever wants no mail, or has a letter coming, gets none."""
    from outreach.contacts import fold_address

    person = fold_address(to)
    if person == fold_address(job.mailbox.sender.email):
        return
    if job.store.suppressed(person):
        raise PolicyRefused(say("cli.test_unwanted", address=to), say("cli.test_other_hint"))
    if job.store.sends_to(person):
        raise PolicyRefused(say("cli.test_reader", address=to), say("cli.test_other_hint"))


def test_mail(job: Job, address: str, person: str | None) -> None:
    """Send one person's letter to oneself, marked as a test; the ledger does not count it.

    Call it while holding the run lock.

    Raises:
        UsageError: no letter can be made, or the address is none.
        PolicyRefused: the server did not take it.
    """
    from outreach.contacts import wire_address
    from outreach.message import compose

    try:
        to = wire_address(address)
    except ValueError as error:
        raise UsageError(say("cli.bad_address", address=address)) from error
    _refuse_reader(job, to)
    now = clock.now()
    made = next(
        (
            m
            for _, _, m in made_for(job, Moments(job, now), only=[person] if person else None)
            if isinstance(m, Made)
        ),
        None,
    )
    if made is None:
        raise UsageError(say("cli.no_letter"), say("cli.no_letter_hint"))
    draft = replace(
        made.letter.draft, subject=f"{say('cli.test_mark')} {made.letter.draft.subject}"
    )
    # A key of its own: the test's Message-ID must never be that of the real mail.
    letter = replace(
        made.letter, key=f"test:{now.isoformat()}:{made.letter.key}", to_email=to, draft=draft
    )
    transport = shell.transport_for(job)
    try:
        transport.open()
        outcome = transport.deliver(compose(letter, job.secret))
    finally:
        transport.close()
    if not isinstance(outcome, Accepted):
        raise PolicyRefused(say("cli.test_refused", address=address, text=outcome.text))
    out(say("cli.test_sent", address=address, name=made.letter.to_name or made.letter.to_email))
