"""send, resolve, pause, resume, stop: what makes mails go or not go."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from outreach import campaign as shell
from outreach import clock
from outreach.campaign import Done, Held, Job, Limits, Made, Run
from outreach.cli import context
from outreach.cli.screen import (
    Stop,
    ask,
    dim,
    err,
    interactive,
    json_line,
    next_step,
    out,
    state_word,
    styled,
    table,
    when,
    who,
)
from outreach.errors import InputError, PolicyRefused, UsageError
from outreach.model import Contact, Send
from outreach.store.views import rule_say
from outreach.words import say, several

#: Countries whose law asks on what ground people are written to (facts: § 7 UWG, TKG, CASL).
LEGAL_COUNTRIES = ("DE", "AT", "CA")

CampaignArg = Annotated[str | None, typer.Option("--campaign", help="help.opt_campaign")]
JsonArg = Annotated[bool, typer.Option("--json", help="help.opt_json")]
ReasonArg = Annotated[str, typer.Option("--reason", help="help.opt_reason")]


def register(app: typer.Typer) -> None:
    app.command("send", help="help.send")(send)
    app.command("resolve", help="help.resolve")(resolve)
    app.command("pause", help="help.pause")(pause)
    app.command("resume", help="help.resume")(resume)
    app.command("stop", help="help.stop")(stop)


def send(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.send_dry_run")] = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="help.send_limit")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="help.send_only")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="help.send_yes")] = False,
    set_aside: Annotated[bool, typer.Option("--set-aside", help="help.send_set_aside")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="help.send_quiet")] = False,
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    with context.job(campaign) as job:
        chosen = tuple(context.person(job.store, piece)[0] for piece in only or ())
        if dry_run:
            _dry_run(job, limit, chosen, as_json=as_json)
            return
        with shell.run_lock(job.workspace):
            shell.check_kind(job)
            run = _real_run(
                job, limit, chosen, yes=yes, set_aside=set_aside, quiet=quiet, as_json=as_json
            )
        if not as_json:
            _close(job, run, quiet=quiet)


# -- before the first mail ------------------------------------------------------------------


def _read(job: Job, now: datetime, *, set_aside: bool, asks: bool) -> None:
    report = shell.read_list(job, now)
    if report.changed or job.store.people(job.campaign.name) == 0 or _steps_differ(job):
        shell.enrol(job, now)
    if report.changed and report.aside and not set_aside:
        question = several(
            report.aside,
            "send.aside_one",
            "send.aside_many",
            people=report.people,
            total=report.people + report.aside,
            file=_aside_file(job),
        )
        if not asks:
            raise InputError(question, say("send.aside_hint"))
        if ask(say("send.go_on", question=question), default="n").lower() not in (
            "y",
            "j",
            "yes",
            "ja",
        ):
            raise Stop(65)


def _aside_file(job: Job) -> str:
    from pathlib import PurePath

    path = PurePath(job.campaign.contacts)
    return str(path.with_name(f"{path.stem}.aside.csv"))


def _steps_differ(job: Job) -> bool:
    return job.store.total(job.campaign.name) != job.store.people(job.campaign.name) * len(
        job.campaign.steps
    )


def _legal(job: Job, now: datetime, *, asks: bool) -> None:
    """Make sure it is noted on what ground these people are written to.

    Raises:
        PolicyRefused: a sender in DE, AT or CA, and neither list nor settings say it.
    """
    basis = job.campaign.legal_basis or job.store.legal_basis(job.campaign.name)
    if not basis and (job.mailbox.region or "DE")[:2].upper() in LEGAL_COUNTRIES:
        bare = sum(1 for c in job.store.contacts(job.campaign.contacts) if not c.get("legal_basis"))
        if bare and not asks:
            raise PolicyRefused(
                say("send.no_basis", n=bare), say("send.no_basis_hint", campaign=job.campaign.name)
            )
        if bare:
            basis, reason = _ask_basis(bare)
            job.store.set_legal_basis(job.campaign.name, basis, reason, who(), now)


def _ask_basis(people: int) -> tuple[str, str]:
    out(say("send.ask_basis", n=people))
    kinds = ("existing_customer", "contract", "personal", "consent", "other")
    for number, kind in enumerate(kinds, 1):
        out(f"  {number}  {say(f'send.basis_{kind}')}")
    while True:
        answer = ask(say("send.ask_number"))
        if answer.isdigit() and 1 <= int(answer) <= len(kinds):
            kind = kinds[int(answer) - 1]
            return kind, ask(say("send.ask_why")) if kind == "other" else ""
        if not answer:
            raise Stop(69)


def _approve(job: Job, now: datetime, *, yes: bool) -> None:
    """Get a yes for everything not yet approved, from `--yes` or from a person.

    Raises:
        PolicyRefused: nobody is there to ask; nothing unapproved goes.
    """
    check = shell.preflight(job, now)
    waiting = shell.needs_approval(job)
    if not waiting:
        return
    if not yes and not interactive():
        raise PolicyRefused(
            several(waiting, "send.unapproved_one", "send.unapproved"), say("send.unapproved_hint")
        )
    _legal(job, now, asks=not yes)
    if not yes:
        _show_approval(job, check.held, waiting, now)
        _await_yes(job, now)
    shell.approve(job, who(), now)


def _show_approval(job: Job, held: dict[str, int], waiting: int, now: datetime) -> None:
    out(
        several(
            waiting, "send.approve_head_one", "send.approve_head", sender=job.mailbox.sender.email
        )
    )
    out()
    letters = list(_letters(job, now, 3))
    table([[c.name, m.letter.draft.subject] for _, c, m in letters])
    if waiting > len(letters):
        out(f"  {say('send.and_more', n=waiting - len(letters))}")
    out()
    counts = job.store.counts(job.campaign.name)
    why = ", ".join(
        f"{n} {rule_say(rule)}" for rule, n in held.items() if rule not in ("new", "text_changed")
    )
    out(
        say(
            "send.approve_counts",
            ready=waiting,
            held=counts["held"],
            why=f" ({why})" if why else "",
            out=counts["cancelled"],
        )
    )
    out(say("send.stop_any_time"))
    out()


def _await_yes(job: Job, now: datetime) -> None:
    from outreach.cli.letters import show_mail, test_mail

    while True:
        match ask(say("send.approve_question"), default="n").lower():
            case "t":
                test_mail(job, job.mailbox.sender.email, None)
            case "v" | "a":
                for _, contact, made in _letters(job, now, 3):
                    show_mail(contact, made)
            case "y" | "j" | "g" | "l":
                return
            case _:
                out(say("send.nothing_sent"))
                raise Stop(0)


def _letters(
    job: Job, now: datetime, limit: int, only: tuple[str, ...] = ()
) -> Iterator[tuple[Send, Contact, Made]]:
    """The next mails as they would go, without claiming any."""
    count = 0
    for row in list(job.store.rows(job.campaign.name, "planned", step=1)):
        if count >= limit:
            return
        if only and row.send.address not in only:
            continue
        contact = job.store.contact(job.campaign.contacts, row.send.address)
        made = shell.letter_for(job, row.send, contact, now) if contact else Held("gone", "")
        if isinstance(made, Made) and contact:
            count += 1
            yield row.send, contact, made


# -- the run ----------------------------------------------------------------------------------


def _real_run(
    job: Job,
    limit: int | None,
    only: tuple[str, ...],
    *,
    yes: bool,
    set_aside: bool,
    quiet: bool,
    as_json: bool,
) -> Run:
    now = clock.now()
    _read(job, now, set_aside=set_aside or (yes and set_aside), asks=interactive() and not yes)
    if yes or interactive() or _something_to_check(job, now):
        _approve(job, now, yes=yes)
    tell = _teller(job, quiet=quiet, as_json=as_json)
    with _finish_in_hand() as stopping:
        limits = Limits(mails=limit, only=only, stop=stopping, tell=tell, edge=_crash_edge())
        return shell.send_due(job, lambda: shell.transport_for(job), limits)


def _something_to_check(job: Job, now: datetime) -> bool:
    """Whether this tick has a mail to make or a yes to miss; otherwise it stays light."""
    if shell.needs_approval(job):
        return True
    rest = job.store.mailbox(job.mailbox.name)
    waiting = job.store.waiting(job.mailbox.name, now, job.campaign.name)
    return bool(waiting) and not (rest.paused_until and rest.paused_until > now)


def _teller(job: Job, *, quiet: bool, as_json: bool) -> Callable[[Done], None]:
    zone = job.mailbox.timezone

    def tell(done: Done) -> None:
        if as_json:
            json_line(
                key=done.send.key,
                contact=done.contact.email,
                step=done.send.step,
                due=done.at.isoformat(),
                state=done.state,
                reason=done.reason,
                message_id=done.message_id,
            )
        elif not quiet or done.state != "accepted":
            line = f"  {when(done.at, zone)}  {done.contact.name:<28.28}  {state_word(done.state)}"
            out(line if done.state == "accepted" else f"{line}  {done.reason}")

    return tell


@contextmanager
def _finish_in_hand() -> Iterator[Callable[[], bool]]:
    """Let Ctrl-C and SIGTERM finish the mail in hand; a second one ends at once."""
    asked: list[int] = []

    def handler(number: int, _frame: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        err(say("send.finishing"))

    names = [getattr(signal, n) for n in ("SIGINT", "SIGTERM") if hasattr(signal, n)]
    try:
        old = {n: signal.signal(n, handler) for n in names}
    except ValueError:  # not in the main thread: nobody can press Ctrl-C here
        old = {}
    try:
        yield lambda: bool(asked)
    finally:
        for number, previous in old.items():
            signal.signal(number, previous)


def _crash_edge() -> Callable[[str], None]:
    """For crash tests: die at the edge named in the environment, after letting N pass."""
    import os

    name, _, count = os.environ.get("OUTREACH_TEST_KILL_AT", "").partition(":")
    if not name:
        return lambda _edge: None
    left = [int(count or 0)]

    def edge(here: str) -> None:
        if here == name:
            if left[0] == 0:
                os.kill(
                    os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM
                )
            left[0] -= 1

    return edge


def _close(job: Job, run: Run, *, quiet: bool) -> None:
    counts = job.store.counts(job.campaign.name)
    if quiet and not run.lost and all(d.state == "accepted" for d in run.done):
        return
    if run.lost:
        out(several(run.lost, "send.lost_one", "send.lost"))
    if run.done:
        tally: dict[str, int] = {}
        for done in run.done:
            tally[done.state] = tally.get(done.state, 0) + 1
        out()
        out(say("send.summary", parts=" · ".join(f"{n} {state_word(s)}" for s, n in tally.items())))
    now = clock.now()
    _say_next(job, run, now, counts)


def _say_next(job: Job, run: Run, now: datetime, counts: dict[str, int]) -> None:
    box = job.store.mailbox(job.mailbox.name)
    if paused := job.store.paused(job.campaign.name):
        out(say("send.paused", reason=paused[1] or "–"))
        next_step("outreach resume")
        return
    if box.paused_until and box.paused_until > now:
        forever = box.paused_until.year == 9999
        out(
            say(
                "send.mailbox_rests_forever" if forever else "send.mailbox_rests",
                until=when(box.paused_until, job.mailbox.timezone),
                why=box.paused_detail,
            )
        )
        next_step("outreach resume" if forever else "outreach status")
        return
    if run.next:
        out(
            say(
                "send.next_at",
                at=when(run.next, job.mailbox.timezone),
                off=shell.until_words(run.next, now),
            )
        )
        next_step("outreach send", say("send.next_at_hint"))
    elif counts["in_doubt"]:
        next_step("outreach tasks", say("send.doubts_hint"))
    else:
        if not run.done:
            out(say("send.nothing_due"))
        next_step("outreach status")


def _dry_run(job: Job, limit: int | None, only: tuple[str, ...], *, as_json: bool) -> None:
    now = clock.now()
    _read(job, now, set_aside=True, asks=False)
    shell.preflight(job, now)
    shown = 0
    for send_, contact, made in _letters(job, now, limit or 10_000_000, only):
        shown += 1
        if as_json:
            json_line(
                key=send_.key,
                contact=contact.email,
                step=send_.step,
                due=now.isoformat(),
                state="planned",
                reason=send_.rule,
                message_id=made.message.message_id,
            )
        else:
            out(f"  {contact.name:<28.28}  {made.letter.draft.subject}")
    if as_json:
        return
    held = dict(job.store.reasons(job.campaign.name, "held"))
    out()
    out(several(shown, "send.dry_one", "send.dry"))
    for rule, n in held.items():
        out(f"  {n:>4}  {rule_say(rule)}")
    next_step("outreach preview", say("send.dry_next"))


# -- what a person decides ----------------------------------------------------------------------


def resolve(
    key: Annotated[str, typer.Argument(help="help.arg_key")],
    sent: Annotated[
        bool | None, typer.Option("--sent/--not-sent", help="help.resolve_sent")
    ] = None,
    campaign: CampaignArg = None,
) -> None:
    if sent is None:
        raise UsageError(say("cli.resolve_which"), say("cli.resolve_which_hint"))
    with context.job(campaign) as job:
        full = key if job.store.send(key) else _doubt_of(job, key)
        job.store.resolve(full, sent=sent, by=who(), now=clock.now())
        out(say("cli.resolved_sent" if sent else "cli.resolved_not_sent", key=full))
        next_step("outreach status" if sent else "outreach send")


def _doubt_of(job: Job, piece: str) -> str:
    address, name = context.person(job.store, piece)
    doubts = [s.key for s in job.store.sends_to(address) if s.state == "in_doubt"]
    if len(doubts) != 1:
        raise UsageError(
            say("cli.no_doubt", name=name, n=len(doubts)), say("cli.not_in_doubt_hint")
        )
    return doubts[0]


def _person_or_all(job: Job, piece: str | None) -> tuple[str, str]:
    return context.person(job.store, piece) if piece else ("", job.campaign.name)


ContactArg = Annotated[str | None, typer.Argument(help="help.arg_contact", metavar="[CONTACT]")]


def pause(contact: ContactArg = None, reason: ReasonArg = "", campaign: CampaignArg = None) -> None:
    with context.job(campaign) as job:
        address, name = _person_or_all(job, contact)
        job.store.pause(job.campaign.name, address, reason, who(), clock.now())
        out(say("cli.paused", name=name))
        next_step(f"outreach resume {contact or ''}".strip())


def resume(
    contact: ContactArg = None,
    yes: Annotated[bool, typer.Option("--yes", help="help.resume_yes")] = False,
    campaign: CampaignArg = None,
) -> None:
    with context.job(campaign) as job:
        address, name = _person_or_all(job, contact)
        counts = job.store.counts(job.campaign.name)
        if not address:
            out(say("cli.resume_plan", planned=counts["planned"], held=counts["held"]))
            if (
                interactive()
                and not yes
                and ask(say("cli.resume_question"), default="n").lower()[:1] not in ("y", "j")
            ):
                raise Stop(0)
            job.store.resume_mailbox(job.mailbox.name)
        back = job.store.resume(job.campaign.name, address, who(), clock.now())
        out(say("cli.resumed", name=name, n=back))
        next_step("outreach status")


def stop(contact: ContactArg = None, reason: ReasonArg = "", campaign: CampaignArg = None) -> None:
    with context.job(campaign) as job:
        address, name = _person_or_all(job, contact)
        gone = job.store.stop(job.campaign.name, address, reason, who(), clock.now())
        out(several(gone, "cli.stopped_one", "cli.stopped", name=name))
        styled(dim(say("cli.stopped_hint")))
        next_step("outreach status")
