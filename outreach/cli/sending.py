"""send: one tick, a dry run of it, or a day at the desk."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Annotated, NoReturn

import typer

from outreach import campaign as shell
from outreach import clock
from outreach.campaign import Job
from outreach.campaign.runs import Done, Limits, Passed, Run
from outreach.cli import context
from outreach.cli.context import CampaignArg, JsonArg
from outreach.cli.screen import (
    Stop,
    err,
    interactive,
    json_line,
    out,
    state,
    state_word,
    when,
)
from outreach.errors import (
    InputError,
    OutreachError,
    PolicyRefused,
    TransportError,
    UsageError,
)
from outreach.model import Send
from outreach.store.views import rule_say
from outreach.words import say, several


def register(app: typer.Typer) -> None:
    app.command("send", help="help.send")(send)


def send(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.send_dry_run")] = False,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="help.send_until")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="help.send_wait")] = False,
    now_: Annotated[bool, typer.Option("--now", help="help.send_now")] = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="help.send_limit")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="help.send_only")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="help.send_yes")] = False,
    set_aside: Annotated[bool, typer.Option("--set-aside", help="help.send_set_aside")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="help.send_quiet")] = False,
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    _check_words(dry_run=dry_run, until=until, wait=wait, hurry=now_, only=only)
    with context.jobs(campaign) as jobs:
        if dry_run:
            from outreach.cli.dry import dry_run as show

            show(jobs, only or [], limit, until, as_json=as_json)
            return
        with shell.run_lock(jobs[0].workspace):
            shell.check_kind(jobs[0])
            call = _Call(jobs, yes=yes, set_aside=set_aside, quiet=quiet, as_json=as_json)
            plain = not (campaign or limit or only or wait or now_ or yes or set_aside or as_json)
            try:
                call.prepare()
            except OutreachError as error:
                call.calls()
                # A run that may not send is a run: `doctor` must not call it missing.
                jobs[0].store.note_run(clock.now())
                call.fail(error)
            chosen = tuple(context.person(jobs[0].store, piece)[0] for piece in only or ())
            try:
                run = call.go(chosen, limit, hurry=now_, wait=wait)
            except OutreachError as error:
                call.fail(error)
        call.close(run, chosen)
        if plain and not state.lang_given:
            from outreach.cli.nexts import note_next

            note_next(jobs)


def _check_words(
    *, dry_run: bool, until: str | None, wait: bool, hurry: bool, only: list[str] | None
) -> None:
    """Refuse combinations that would mean something else than they say.

    Raises:
        UsageError: which words do not go together.
    """
    if hurry and not only:
        raise UsageError(say("send.now_needs_only"), say("send.now_needs_only_hint"))
    if until and not dry_run:
        raise UsageError(say("send.until_needs_dry_run"), say("send.until_needs_dry_run_hint"))
    if wait and (dry_run or hurry):
        raise UsageError(say("send.wait_alone"), say("send.wait_alone_hint"))


class _Call:
    """One call of `send`: what it was told, and what it tells."""

    def __init__(
        self, jobs: list[Job], *, yes: bool, set_aside: bool, quiet: bool, as_json: bool
    ) -> None:
        self.all, self.jobs = jobs, list(jobs)
        self.yes, self.set_aside, self.quiet, self.as_json = yes, set_aside, quiet, as_json
        self.asks = interactive() and not yes
        self.store = jobs[0].store
        #: File errors of lists: those who have been written to go on, nobody new is.
        self.broken: dict[str, InputError] = {}
        self.refused: PolicyRefused | None = None
        self.approved = False

    # -- before ------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Lists, letters and a person's yes, campaign by campaign.

        Raises:
            InputError: a list or a letter is wrong and nothing at all can go on.
            PolicyRefused: nothing here has been approved.
        """
        now = clock.now()
        if not self.quiet:
            self._try_login_again()
        for job in self.all:
            try:
                self._read(job, now)
            except InputError as error:
                if not self.store.has_begun(job.campaign.name):
                    raise
                self.broken[job.campaign.name] = error
        for job in self.all:
            self._approve(job, now)
            self._let_mended_go(job, now)
        if not self.jobs and self.refused:
            raise self.refused

    def _try_login_again(self) -> None:
        """A person typed the command, so a mailbox that waits for a right password is asked again."""
        for name in dict.fromkeys(job.mailbox.name for job in self.all):
            if self.store.mailbox(name).paused_rule == "login":
                self.store.resume_mailbox(name)

    def _read(self, job: Job, now: datetime) -> None:
        shell.bring_up_to_date(job, now)
        asides = self.store.asides(job.campaign.contacts)
        answered, reading = f"aside:{job.campaign.contacts}", self._generation(job)
        if not asides or self.store.said(answered) == reading:
            return
        if not self.set_aside and not self._goes_on_without(job):
            from outreach.cli.approving import ask_about_asides

            ask_about_asides(job, len(asides), asks=self.asks)
        self.store.say_once(answered, reading)

    def _let_mended_go(self, job: Job, now: datetime) -> None:
        """Whoever was held for their row or letter goes on once it is mended, by itself."""
        held = {rule for rule, _ in self.store.reasons(job.campaign.name, "held")}
        if job in self.jobs and not held.isdisjoint(shell.MENDABLE):
            # What is wrong for everybody is said when the turn of a letter comes.
            with suppress(InputError, PolicyRefused):
                shell.check_letters(job, now)

    def _generation(self, job: Job) -> int:
        return self.store.generation(job.campaign.contacts)

    def _goes_on_without(self, job: Job) -> bool:
        """Nobody is there, and the campaign is under way: the bad rows wait, the others go on."""
        return not self.asks and self.store.has_begun(job.campaign.name)

    def _approve(self, job: Job, now: datetime) -> None:
        waiting = self.store.unapproved(job.campaign.name)
        if not (self.yes or self.asks or waiting):
            return
        from outreach.cli import approving

        if self.yes or self.asks or (waiting and not self.store.approvals(job.campaign.name)):
            try:
                self.approved |= approving.approve(job, now, yes=self.yes)
            except PolicyRefused as error:
                if len(self.all) == 1 or self.yes:
                    raise
                self._leave_out(job, error)
        elif not self._goes_on(job):
            self._leave_out(job, approving.unapproved(waiting))

    def _goes_on(self, job: Job) -> bool:
        """Whether approved mails of the campaign may go although others wait for a yes."""
        return self.store.has_approved(job.campaign.name)

    def _leave_out(self, job: Job, error: PolicyRefused) -> None:
        self.jobs.remove(job)
        self.refused = error

    def fail(self, error: OutreachError) -> NoReturn:
        """Say what is wrong; an unattended run says it once a day and only fails otherwise.

        Raises:
            OutreachError: with its words.
            Stop: without, since they have been said today.
        """
        daily = self.quiet and isinstance(error, (InputError, PolicyRefused, TransportError))
        if daily and not self.store.say_once(_mark(error), clock.now().toordinal()):
            raise Stop(error.exit_code)
        raise error

    # -- the run ------------------------------------------------------------------------------

    def calls(self) -> None:
        """Where letters wait for a person, what was agreed goes all the same."""
        with _finish_in_hand() as stopping, suppress(TransportError):
            limits = Limits(stop=stopping, edge=crash_edge(), tell=self._tell)
            run = shell.send_calls(self.all, shell.transport_for, limits)
            if not self.as_json:
                self._tell_run(run)

    def go(self, only: tuple[str, ...], limit: int | None, *, hurry: bool, wait: bool) -> Run:
        """Send what may go."""
        quiet = [job for job in self.all if job not in self.jobs]
        with _finish_in_hand() as stopping:
            limits = Limits(
                mails=limit,
                only=only,
                hurry=hurry,
                no_openers=frozenset(self.broken),
                stay=_end_of_day(self.jobs) if wait else None,
                stop=stopping,
                edge=crash_edge(),
                tell=self._tell,
                passed=None if self.quiet else self._tell_passed,
                waiting=_countdown(self.jobs[0]) if wait and interactive() else _silent,
            )
            if not self.jobs:
                return shell.send_calls(self.all, shell.transport_for, limits)
            return shell.send_due(self.jobs, shell.transport_for, limits, quiet=quiet)

    def _tell(self, done: Done) -> None:
        zone = self.all[0].mailbox.timezone
        if self.as_json:
            json_line(
                key=done.send.key,
                contact=done.contact.email,
                step=_step(done.send),
                due=done.at.isoformat(),
                state=done.state,
                reason=done.reason,
                message_id=done.message_id,
            )
        elif not self.quiet or done.state != "accepted":
            line = f"  {when(done.at, zone)}  {done.contact.name:<28.28}  {state_word(done.state)}"
            out(line if done.state == "accepted" else f"{line}  {done.reason}")

    def _tell_passed(self, passed: Passed) -> None:
        """A mail that was looked at and does not go; on the screen only what waits for a person."""
        named = passed.send.campaign
        job = next((job for job in self.all if job.campaign.name == named), self.all[0])
        contact = self.store.contact(job.campaign.contacts, passed.send.address)
        reason = rule_say(passed.rule, passed.detail)
        if self.as_json:
            json_line(
                key=passed.send.key,
                contact=contact.email if contact else passed.send.address,
                step=_step(passed.send),
                due=job.local(passed.until).isoformat() if passed.until else None,
                state=passed.state,
                reason=str(reason),
                message_id=passed.send.message_id,
            )
        elif passed.state == "held":
            name = contact.name if contact else passed.send.address
            out(f"  {name:<28.28}  {state_word('held')}: {reason}")

    # -- after --------------------------------------------------------------------------------

    def close(self, run: Run, named: tuple[str, ...] = ()) -> None:
        """What came of it, what was announced, what comes next; then the exit code.

        Raises:
            InputError: a list has errors; what could go on has gone on.
            PolicyRefused: something waits for a yes, and nothing else may go.
        """
        waiting = sum(self.store.unapproved(job.campaign.name) for job in self.all)
        refused = self._refusal(run, waiting)
        if not self.as_json:
            self._tell_run(run)
            if refused is None:
                self._tell_yes(waiting)
                self._tell_next(run, named)
        for error in self.broken.values():
            self.fail(
                InputError(
                    say("send.list_broken", what=error.what), error.hint, problems=error.problems
                )
            )
        if refused is not None:
            self.fail(refused)

    def _refusal(self, run: Run, waiting: int) -> PolicyRefused | None:
        """Why this run was in vain: all that could go waits for a yes."""
        # An edited letter may have been found only when its turn came.
        if run.done or not waiting or any(map(self._goes_on, self.all)):
            return None
        from outreach.cli.approving import unapproved

        return unapproved(waiting)

    def _tell_yes(self, waiting: int) -> None:
        """Who waits for a yes while others go; an unattended run says it once a day."""
        if waiting and not (self.quiet and not self.store.say_once("yes", clock.now().toordinal())):
            out(several(waiting, "plan.yes_one", "plan.yes"))

    def _tell_next(self, run: Run, named: tuple[str, ...]) -> None:
        if self.quiet:
            return
        from outreach.cli.nexts import say_named, say_next

        say_named(self.jobs or self.all, [a for a in named if a not in run.addresses])
        say_next(self.jobs or self.all, run, first=self.approved, no_openers=frozenset(self.broken))

    def _tell_run(self, run: Run) -> None:
        if run.lost:
            out(several(run.lost, "send.lost_one", "send.lost"))
        if run.stale:
            out(several(run.stale, "plan.stale_one", "plan.stale"))
        self._tell_announced(run)
        self._tell_blind()
        unusual = run.lost or any(d.state != "accepted" for d in run.done)
        if self.quiet and not unusual:
            return
        if run.done:
            tally: dict[str, int] = {}
            for done in run.done:
                tally[done.state] = tally.get(done.state, 0) + 1
            parts = " · ".join(f"{n} {state_word(s)}" for s, n in tally.items())
            out()
            out(say("send.summary", parts=parts))

    def _tell_blind(self) -> None:
        """That letters went without times, because a calendar cannot be read; unattended once a day."""
        # Only where the run asked for times at all: to ask now would read the calendars.
        asked = (vars(job).get("free_times") for job in self.all)
        blind = next((line for times in asked if times and (line := times.blind)), None)
        if blind and not (self.quiet and not self.store.say_once("blind", clock.now().toordinal())):
            out(blind)

    def _tell_announced(self, run: Run) -> None:
        if not run.announced:
            return
        from outreach.cli.planning import announcement

        for mine in shell.by_mailbox(self.all):
            desk = shell.Desk(mine)
            for name, sends in run.announced.items():
                if name in desk.jobs:
                    for line in announcement(desk, name, sends, clock.now()):
                        out(line)


def _mark(error: OutreachError) -> str:
    """By what an error is known again, so that another one on the same day is told too."""
    import hashlib

    text = "\n".join(map(str, [type(error).__name__, error.what, *error.problems]))
    return f"failed:{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"


def _step(send: Send) -> int | None:
    """Which letter of its sequence a mail is; a mail about a call is none."""
    return None if send.purpose else send.step


def _silent(_until: datetime) -> None:
    """Nobody looks on while the run waits."""


def _end_of_day(jobs: list[Job]) -> datetime:
    """The end of the sender's day: no mail after it belongs to a run that waits."""
    local = jobs[0].local(clock.now())
    return local.replace(hour=0, minute=0, second=0) + timedelta(days=1)


def _countdown(job: Job) -> Callable[[datetime], None]:
    """Show on one line for which moment the run waits."""
    import sys

    def show(until: datetime) -> None:
        left = max(0, int((until - clock.now()).total_seconds()))
        text = say(
            "plan.countdown",
            at=when(until, job.mailbox.timezone),
            left=f"{left // 60}:{left % 60:02}",
        )
        sys.stdout.write(f"\r  {text}   " if left else "\r" + " " * 60 + "\r")
        sys.stdout.flush()

    return show


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


def crash_edge() -> Callable[[str], None]:
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
