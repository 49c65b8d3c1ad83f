"""Before the first mail: the list's problems, the legal basis, and a person's yes."""

from collections.abc import Iterator
from datetime import datetime

from outreach import campaign as shell
from outreach.campaign import Desk, Held, Job, Made
from outreach.cli.screen import Stop, ask, interactive, out, printable, table, who
from outreach.errors import InputError, PolicyRefused
from outreach.model import Contact, Send
from outreach.store.views import rule_say
from outreach.words import current, say, several

#: Countries whose law asks on what ground people are written to (facts: § 7 UWG, TKG, CASL).
LEGAL_COUNTRIES = ("DE", "AT", "CA")
#: Kinds of warnings shown before a yes.
WARNED = 6
YES = ("y", "j", "yes", "ja")


def ask_about_asides(job: Job, aside: int, *, asks: bool) -> None:
    """Rows were set aside: go on without them?

    Raises:
        InputError: nobody is there to ask.
        Stop: the person said no.
    """
    people = job.store.people(job.campaign.name)
    question = several(
        aside,
        "send.aside_one",
        "send.aside_many",
        people=people,
        total=people + aside,
        file=_aside_file(job),
    )
    if not asks:
        raise InputError(question, say("send.aside_hint"))
    if ask(say("send.go_on", question=question), default="n").lower() not in YES:
        raise Stop(65)


def _aside_file(job: Job) -> str:
    from pathlib import PurePath

    path = PurePath(job.campaign.contacts)
    return str(path.with_name(f"{path.stem}.aside.csv"))


def _legal(job: Job, now: datetime, *, asks: bool) -> None:
    """Make sure it is noted on what ground these people are written to.

    Raises:
        PolicyRefused: a sender in DE, AT or CA, and neither list nor settings say it.
    """
    noted, said = job.store.legal_basis(job.campaign.name), job.campaign.legal_basis
    if said and said != noted:
        # What the settings say today may be gone tomorrow; the ledger keeps it with its date.
        reason = job.campaign.legal_reason
        job.store.set_legal_basis(job.campaign.name, said, reason, who(), now)
    if not (said or noted) and (job.mailbox.region or "DE")[:2].upper() in LEGAL_COUNTRIES:
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
    from outreach.config import BASES

    for number, kind in enumerate(BASES, 1):
        out(f"  {number}  {say(f'send.basis_{kind}')}")
    while True:
        answer = ask(say("send.ask_number"))
        if answer.isdigit() and 1 <= int(answer) <= len(BASES):
            kind = BASES[int(answer) - 1]
            return kind, ask(say("send.ask_why")) if kind == "other" else ""
        if not answer:
            raise Stop(69)


def approve(job: Job, now: datetime, *, yes: bool) -> bool:
    """Get a yes for everything not yet approved, from `--yes` or from a person.

    Returns whether anything was to be approved.

    Raises:
        PolicyRefused: nobody is there to ask; nothing unapproved goes.
    """
    shell.check_letters(job, now)
    waiting = job.store.unapproved(job.campaign.name)
    if not waiting:
        return False
    if not yes and not interactive():
        raise unapproved(waiting)
    _legal(job, now, asks=not yes)
    if not yes:
        _show(job, waiting, now)
        _await_yes(job, now)
    shell.approve(job, who(), now)
    return True


def unapproved(people: int) -> PolicyRefused:
    """The refusal to send what nobody said yes to."""
    return PolicyRefused(
        several(people, "send.unapproved_one", "send.unapproved"), say("send.unapproved_hint")
    )


def _show(job: Job, waiting: int, now: datetime) -> None:
    held = dict(job.store.reasons(job.campaign.name, "held"))
    if job.workspace.pace_off or not _show_days(job, now):
        _show_letters(job, waiting, now)
    out()
    others = {rule: n for rule, n in held.items() if rule not in shell.ASKING}
    why = ", ".join(f"{rule_say(rule)} ({n})" for rule, n in others.items())
    out(
        say(
            "send.approve_counts",
            ready=waiting,
            held=sum(others.values()),
            why=f" ({why})" if why else "",
            out=job.store.left_out(job.campaign.name),
        )
    )
    _show_warnings(job, waiting)
    _show_crowd(job)
    for line in _changed_letter(job, now) if "text_changed" in held else ():
        out(line)
    out(say("send.stop_any_time"))
    out()


def _show_warnings(job: Job, letters: int) -> None:
    """What the rules would have the writer look at, each kind once."""
    found = shell.warnings(job)
    if not found:
        return
    out()
    out(say("lint.warned"))
    for example, count in found[:WARNED]:
        _show_warning(example, count, letters)
    if len(found) > WARNED:
        out(f"  {say('send.and_more', n=len(found) - WARNED)}")
    out()


def _show_crowd(job: Job) -> None:
    """That many readers will find the times gone that their letter names, or that none is named."""
    from outreach.campaign.offering import crowded

    if warning := crowded([job]) or job.free_times.blind:
        out(warning)
        out()


def _show_warning(example: dict[str, str], count: int, letters: int) -> None:
    spoken = current()
    place = f"{example['path']}:{example['line']}"
    out(f"  {place}  {example['guideline']}  {printable(example[spoken])}")
    hint = printable(example[f"hint_{spoken}"])
    if letters > 1:
        hint += f" ({say('lint.warned_in', n=count, total=max(count, letters))})"
    out(f"      {hint}")


def _show_letters(job: Job, waiting: int, now: datetime) -> None:
    key = ("send.approve_head_one", "send.approve_head")
    out(several(waiting, *key, sender=job.mailbox.sender.email))
    out()
    letters = list(next_letters(job, now, 3))
    table([[c.name, m.letter.draft.subject] for _, c, m in letters])
    if waiting > len(letters):
        out(f"  {say('send.and_more', n=waiting - len(letters))}")


def _show_days(job: Job, now: datetime) -> bool:
    """The first day with its minutes, and how it goes on; False when the plan is empty."""
    from outreach.cli.planning import day_words, future_of, local_time, pace_words

    future = future_of(Desk(job.beside), now, only=job.campaign.name)
    first = next(future.days(), None)
    if first is None:
        return False
    day, mails = first
    key = ("plan.head_one", "plan.head")
    out(several(len(mails), *key, day=day_words(day), sender=job.mailbox.sender.email))
    out()
    rows = []
    for mail in mails[:3]:
        send = job.store.send(f"{mail.campaign}:{mail.step}:{mail.address}")
        contact = job.store.contact(job.campaign.contacts, mail.address)
        gone = Held("gone", "")
        moment = future.moment_of(mail)
        made = shell.as_planned(job, send, contact, moment) if send and contact else gone
        subject = made.letter.draft.subject if isinstance(made, Made) else ""
        rows.append([local_time(future, mail), contact.name if contact else mail.address, subject])
    table(rows)
    if len(mails) > len(rows):
        out(f"  {say('plan.more_today', n=len(mails) - len(rows))}")
    for line in pace_words(future):
        out(f"  {line}")
    return True


def _changed_letter(job: Job, now: datetime) -> list[str]:
    """The difference an edited text makes, on one real contact whose mail waits for it."""
    from difflib import unified_diff

    pages = job.store.pages(job.campaign.name, "held")
    waiting = next((s for page in pages for s in page if s.rule == "text_changed"), None)
    contact = job.store.contact(job.campaign.contacts, waiting.address) if waiting else None
    if waiting is None or contact is None:
        return []
    made = shell.letter_for(job, waiting, contact, now)
    if not isinstance(made, Made):
        return []
    before = shell.text_before(job, waiting, now, made.offered)
    after = made.letter.draft.text
    if not before or before == after:
        return [str(say("send.changed_settings", name=contact.name))]
    lines = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    changes = [f"  {x}" for x in lines if not x.startswith("@@")]
    return [str(say("send.changed_for", name=contact.name)), *changes]


def _await_yes(job: Job, now: datetime) -> None:
    from outreach.cli.letters import show_mail, test_mail

    while True:
        match ask(say("send.approve_question"), default="n").lower():
            case "t":
                first = next(iter(first_letters(job, now)), None)
                test_mail(job, job.mailbox.sender.email, first[1].address if first else None)
            case "v" | "a":
                for _, contact, made in first_letters(job, now):
                    show_mail(contact, made)
                if len(job.campaign.steps) > 1:
                    out(say("send.look_later"))
            case "y" | "j" | "g" | "l":
                return
            case _:
                out(say("send.nothing_sent"))
                raise Stop(0)


def first_letters(job: Job, now: datetime, limit: int = 3) -> Iterator[tuple[Send, Contact, Made]]:
    """The letters that go first, each at its planned moment."""
    if job.workspace.pace_off:
        yield from next_letters(job, now, limit)
        return
    from outreach.cli.planning import future_of

    future = future_of(Desk(job.beside), now, only=job.campaign.name)
    for mail in future.openers[:limit]:
        send = job.store.send(f"{mail.campaign}:{mail.step}:{mail.address}")
        contact = job.store.contact(job.campaign.contacts, mail.address)
        if send is None or contact is None:
            continue
        made = shell.as_planned(job, send, contact, future.moment_of(mail))
        if isinstance(made, Made):
            yield send, contact, made


def next_letters(
    job: Job, now: datetime, limit: int, only: tuple[str, ...] = ()
) -> Iterator[tuple[Send, Contact, Made]]:
    """The next openers as they would go, without claiming any."""
    count = 0
    for state in ("planned", "held"):
        for page in job.store.pages(job.campaign.name, state):
            for send in page:
                if count >= limit:
                    return
                if send.step > 1 or (only and send.address not in only):
                    continue
                if state == "held" and send.rule not in shell.ASKING:
                    continue
                contact = job.store.contact(job.campaign.contacts, send.address)
                made = shell.letter_for(job, send, contact, now) if contact else None
                if isinstance(made, Made) and contact:
                    count += 1
                    yield send, contact, made
