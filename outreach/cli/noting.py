"""note: after a call, what is needed, what was promised, and when one may call again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import typer

from outreach import clock
from outreach.campaign import Job
from outreach.cli import context
from outreach.cli.screen import ask, err, interactive, next_step, out
from outreach.cli.telling import freshen
from outreach.errors import PolicyRefused, UsageError
from outreach.phrases.dates import date_words
from outreach.store.notes import NEVER, NoteKind
from outreach.words import current, say

YES = ("y", "j", "yes", "ja")
#: What one may type for "do not call again".
NEVERS = (NEVER, "nie", "niemals", "no", "nein")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be written down."""

    kind: NoteKind
    text: str
    due: str = ""
    #: Stored although it speaks of health, family or faith; the history keeps its words back.
    private: bool = False


def register(app: typer.Typer) -> None:
    app.command("note", help="help.note")(note)


def note(
    contact: Annotated[str, typer.Argument(help="help.arg_contact", metavar="CONTACT")],
    need: Annotated[list[str] | None, typer.Option("--need", help="help.note_need")] = None,
    promise: Annotated[str, typer.Option("--promise", help="help.note_promise")] = "",
    by: Annotated[str, typer.Option("--by", metavar="DATE", help="help.note_by")] = "",
    text: Annotated[list[str] | None, typer.Option("--note", help="help.note_note")] = None,
    again: Annotated[str, typer.Option("--again", metavar="DATE", help="help.note_again")] = "",
    done: Annotated[list[int] | None, typer.Option("--done", help="help.note_done")] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="help.note_anyway")] = False,
) -> None:
    with context.jobs() as jobs:
        freshen(jobs)
        desk = Desk(jobs[0], *context.person(jobs[0].store, contact))
        given = Given(tuple(need or ()), promise.strip(), by, tuple(text or ()), again)
        if done and not given.anything:
            desk.settle(done)
            next_step("outreach tasks")
            return
        entries, when_again = desk.asked() if _asks(given) else desk.read(given, anyway=anyway)
        if not entries and not when_again and not done:
            hint = say("brief.note_nothing_hint", contact=contact)
            raise UsageError(say("brief.note_nothing"), hint)
        desk.settle(done or ())
        desk.store(entries, when_again)
        desk.close(jobs)


@dataclass(frozen=True, slots=True)
class Given:
    """What the options say."""

    needs: tuple[str, ...]
    promise: str
    by: str
    notes: tuple[str, ...]
    again: str

    @property
    def anything(self) -> bool:
        """Whether an option brings something to write down."""
        return bool(self.needs or self.promise or self.by or self.notes or self.again)


def _asks(given: Given) -> bool:
    return not given.anything and interactive()


class Desk:
    """Writes down what was said with one person."""

    def __init__(self, job: Job, address: str, name: str) -> None:
        self.job, self.address, self.name = job, address, name
        self.now: datetime = clock.now()
        self.today: date = job.local(self.now).date()

    # -- in scripts ---------------------------------------------------------------------------

    def read(self, given: Given, *, anyway: bool) -> tuple[list[Entry], str]:
        """The entries the options ask for, and when to call again.

        Raises:
            UsageError: a day is none or over, or stands alone.
            PolicyRefused: a text speaks of health, family or faith, and `anyway` is not said.
        """
        if given.by and not given.promise:
            raise UsageError(say("brief.by_alone"), say("brief.by_alone_hint"))
        entries = [Entry("need", text) for text in _texts(given.needs)]
        if given.promise:
            entries.append(Entry("promise", given.promise, self.day(given.by)))
        entries += [Entry("note", text) for text in _texts(given.notes)]
        again = self.again(given.again)
        return [_checked(entry, anyway=anyway) for entry in entries], again

    def day(self, text: str) -> str:
        """The ISO day somebody typed, "" for nothing.

        Raises:
            UsageError: it is no day, or over.
        """
        if not text.strip():
            return ""
        found = _day(text)
        if found is None:
            raise UsageError(say("brief.bad_day", value=text), say("brief.bad_day_hint"))
        if found < self.today:
            words = date_words(found, current())
            raise UsageError(say("brief.past_day", day=words), say("brief.past_day_hint"))
        return found.isoformat()

    def again(self, text: str) -> str:
        """A day, `NEVER`, or "" where it stays open."""
        return NEVER if text.strip().casefold() in NEVERS else self.day(text)

    # -- on a terminal ------------------------------------------------------------------------

    def asked(self) -> tuple[list[Entry], str]:
        """The entries and the day that a person gives, one question after the other."""
        entries = [
            *self._ask("need", str(say("brief.ask_need", name=self.name))),
            *self._ask("promise", str(say("brief.ask_promise"))),
        ]
        again = ""
        while True:
            try:
                again = self.again(ask(say("brief.ask_when")))
            except UsageError as wrong:
                _complain(wrong)
            else:
                return entries, again

    def _ask(self, kind: NoteKind, question: str) -> list[Entry]:
        text = ask(question)
        if not text:
            return []
        entry = Entry(kind, text)
        try:
            entry = _checked(entry, anyway=False)
        except PolicyRefused as hint:
            out(f"  {hint.what}")
            if ask(say("brief.sensitive_ask"), default="n").casefold() not in YES:
                out(say("brief.left_out"))
                return []
            entry = Entry(kind, text, private=True)
        return [self._dated(entry) if kind == "promise" else entry]

    def _dated(self, entry: Entry) -> Entry:
        while True:
            try:
                due = self.day(ask(say("brief.ask_by")))
            except UsageError as wrong:
                _complain(wrong)
            else:
                return Entry(entry.kind, entry.text, due, entry.private)

    # -- into the ledger ----------------------------------------------------------------------

    def settle(self, numbers: Sequence[int]) -> None:
        """Mark promises as kept, all or none.

        Raises:
            UsageError: one of them is no open promise to this person.
        """
        store = self.job.store
        notes = store.notes_of(self.address)
        open_ = {n.number for n in notes if n.kind == "promise" and n.done_at is None}
        if strange := [n for n in numbers if n not in open_]:
            told = ", ".join(map(str, sorted(open_)))
            what = say("brief.no_such_promise", name=self.name, n=strange[0])
            hint = say("brief.open_promises", numbers=told) if open_ else say("brief.open_none")
            raise UsageError(what, hint)
        with store.together():
            kept = [store.settle_promise(self.address, number, self.now) for number in numbers]
        for each in kept:
            if each is not None:
                out(say("brief.done", text=each.text))

    def store(self, entries: Sequence[Entry], again: str) -> None:
        """Write everything down in one go, and say so."""
        store = self.job.store
        with store.together():
            for entry in entries:
                store.add_note(
                    self.address,
                    entry.kind,
                    entry.text,
                    self.now,
                    due=entry.due,
                    private=entry.private,
                )
            if again == NEVER:
                store.never_call(self.address, self.now)
            elif again:
                store.may_call(self.address, self.now)
                text = str(say("brief.call_again"))
                store.add_note(self.address, "promise", text, self.now, due=again)
        for entry in entries:
            self._say(entry)
        if again == NEVER:
            out(say("brief.stored_never", name=self.name))
        elif again:
            day = date_words(date.fromisoformat(again), current())
            out(say("brief.stored_again", name=self.name, day=day))

    def _say(self, entry: Entry) -> None:
        if entry.kind == "need":
            out(say("brief.stored_need", name=self.name, text=entry.text))
        elif entry.kind == "note":
            out(say("brief.stored_note", text=entry.text))
        elif entry.due:
            day = date_words(date.fromisoformat(entry.due), current())
            out(say("brief.stored_promise", text=entry.text, day=day))
        else:
            out(say("brief.stored_promise_open", text=entry.text))

    def close(self, jobs: Sequence[Job]) -> None:
        """Name the next command: who has spoken should get no second letter."""
        email = next(
            (c.email for j in jobs if (c := j.store.contact(j.campaign.contacts, self.address))),
            self.address,
        )
        letters = [s for s in self.job.store.sends_to(self.address) if not s.purpose]
        if any(s.state in ("planned", "held") for s in letters):
            out(say("brief.letters_wait", name=self.name))
            next_step(f"outreach answered {email} --by phone")
        else:
            next_step(f"outreach why {email}")


def _texts(given: Sequence[str]) -> list[str]:
    return [text.strip() for text in given if text.strip()]


def _checked(entry: Entry, *, anyway: bool) -> Entry:
    """The entry, marked as private where it speaks of health, family or faith.

    Raises:
        PolicyRefused: it does, and nobody has said that it is meant to be kept.
    """
    from outreach.brief import sensitive

    found = sensitive(entry.text)
    if found is None:
        return entry
    if not anyway:
        kind = say(f"brief.kind_{found.kind}")
        raise PolicyRefused(
            say("brief.sensitive", word=found.word, kind=kind), say("brief.sensitive_hint")
        )
    return Entry(entry.kind, entry.text, entry.due, private=True)


def _day(text: str) -> date | None:
    """The day behind "2026-12-04" or "4.12.2026"; None for anything else."""
    text = text.strip()
    parts = text.split(".") if "." in text else text.split("-")[::-1]
    if len(parts) != 3 or not all(p.strip().isdecimal() for p in parts) or len(parts[2]) > 5:
        return None
    day, month, year = (int(p) for p in parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _complain(wrong: UsageError) -> None:
    err(wrong.what)
    if wrong.hint:
        err(f"  {wrong.hint}")
