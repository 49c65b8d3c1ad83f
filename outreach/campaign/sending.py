"""Sending: decide, claim, deliver, settle, one mail after the other.

A claim is committed before the first byte of its mail goes out, and only once the
connection stands. The core decides who goes; this room acts and writes down.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from outreach import clock
from outreach.campaign.approval import check_letters
from outreach.campaign.callmails import Calls
from outreach.campaign.caring import Held
from outreach.campaign.idle import TICK, note_idle
from outreach.campaign.job import Job, Transport, by_mailbox, check_kind, last_run
from outreach.campaign.letters import Made, hand_over, keep_copy, kept_copy, letter_for
from outreach.campaign.linting import Check
from outreach.campaign.offering import Offers, keep, offered, without
from outreach.campaign.queue import LedgerQueue
from outreach.campaign.runs import Done, Limits, Passed, Run
from outreach.campaign.timing import AHEAD, Desk
from outreach.errors import OutreachError, PolicyRefused, SlotTaken, TransportError
from outreach.model import Accepted, Contact, Outcome, Send
from outreach.schedule.deciding import (
    STALE,
    Candidate,
    Decision,
    Go,
    Hold,
    Refuse,
    Wait,
    decide,
    to_moment,
    to_ts,
)
from outreach.schedule.guard import too_many_bounces
from outreach.schedule.pace import FOREVER, Flow, account_pause
from outreach.store import Claimed, Pace
from outreach.tick import machine_name

#: How often a letter is made anew because its time went to somebody else meanwhile; then it
#: goes without times.
TRIES = 3
#: How old the note of who runs may get before it is written anew.
RENEW = timedelta(minutes=10)


class RunClock:
    """The moment of a run: the clock's, or in a rehearsal one that waiting moves on.

    ``OUTREACH_NOW`` stands still; a rehearsal therefore waits without losing time, and
    mails go at the moments they would have gone.
    """

    def __init__(self, stop: Callable[[], bool], told: Callable[[datetime], None]) -> None:
        self._stop, self._told = stop, told
        self._begin = clock.now()
        self._virtual = self._begin if clock.rehearsing() else None
        self._mono = clock.monotonic()

    def now(self) -> datetime:
        """The moment it is for this run."""
        return self._virtual or clock.now()

    def within(self, until: datetime, latest: datetime | None) -> bool:
        """Whether this run may wait for that moment."""
        return until <= (latest or self._begin + TICK)

    def wait_until(self, until: datetime) -> None:
        """Wait; a rehearsal's clock is simply set."""
        if self._virtual is not None:
            self._virtual = max(self._virtual, until)
            return
        end = clock.monotonic() + max(0.0, (until - clock.now()).total_seconds())
        while (left := end - clock.monotonic()) > 0 and not self._stop():
            self._told(until)
            clock.wait(min(left, 0.5))
            if clock.now() >= until:
                return


def send_due(
    jobs: Sequence[Job],
    connect: Callable[[Job], Transport],
    limits: Limits,
    quiet: Sequence[Job] = (),
) -> Run:
    """Send what is due, one mail after the other; call it while holding the run lock.

    With the pace of a person this is one mail a run and mailbox; with no gap, all of them.
    A moment within a minute of the start is waited for, anything later is the next run's,
    unless the limits say how long to stay. Mails about calls go first, all that are due.

    A server that cannot be reached, or a letter that may not go, keeps only its own mailbox
    from writing.

    Args:
        jobs: the campaigns that write.
        connect: gives a session with a mailbox's server, not yet opened.
        limits: how far the run goes.
        quiet: campaigns whose letters wait; what was agreed with their people does not.

    Raises:
        TransportError: no session with a server; nothing of that mail was claimed.
        PolicyRefused: a letter, changed since the yes, breaks a rule that no letter may break.
        StoreError: the ledger refuses; nothing more is sent.
    """
    time, first = RunClock(limits.stop, limits.waiting), [*jobs, *quiet][0]
    store, run = first.store, Run()
    before = last_run(first.workspace, store)
    run.lost = store.begin_run(time.now(), machine_name(), check_kind(first))
    failed: OutreachError | None = None
    writing = {job.campaign.mailbox for job in jobs}
    only_calls = by_mailbox([job for job in quiet if job.campaign.mailbox not in writing])
    for mine in [*by_mailbox(jobs), *only_calls]:
        shift = _Shift(Desk(mine), connect, limits, run, time)
        try:
            if mine in only_calls:
                shift.only_calls()
            else:
                shift.work(before)
        except (TransportError, PolicyRefused) as error:
            failed = failed or error
    if failed is not None:
        raise failed
    return run


def send_calls(jobs: Sequence[Job], connect: Callable[[Job], Transport], limits: Limits) -> Run:
    """Send nothing but mails about calls, where there are any; call it under the run lock.

    Raises:
        TransportError: no session with a server; nothing of that mail was claimed.
        StoreError: the ledger refuses.
    """
    store, now = jobs[0].store, clock.now()
    boxes = {job.campaign.mailbox for job in jobs}
    if not store.bookings("confirmed") and not any(store.booking_mails(b, now) for b in boxes):
        # A ledger that has not begun stays so.
        return Run()
    return send_due([], connect, limits, quiet=jobs)


@dataclass
class _Sent:
    """A mail that was delivered, until its outcome is committed."""

    job: Job
    send: Send
    contact: Contact
    made: Made
    claimed: Claimed
    outcome: Outcome
    at: datetime
    follow: datetime | None
    state: str = ""


class _Shift:
    """One mailbox's part of a run."""

    def __init__(
        self,
        desk: Desk,
        connect: Callable[[Job], Transport],
        limits: Limits,
        run: Run,
        time: RunClock,
    ) -> None:
        self.desk, self.limits, self.run, self.time = desk, limits, run, time
        self._connect = connect
        self._transport: Transport | None = None
        self._leased: datetime | None = None
        self._checked: set[str] = set()
        #: The last mail, while its outcome waits to be committed with the next claim.
        self._pending: _Sent | None = None
        self.store = desk.store
        self.calls = Calls(list(desk.jobs.values()), self._session, limits, run, time)

    def only_calls(self) -> None:
        """Send the mails about calls, and no letter."""
        try:
            self.calls.plan_reminders()
            self.calls.send(self.calls.due())
        finally:
            self._leave()

    def work(self, before: datetime | None) -> None:
        """Decide and act until nothing more may go in this run."""
        now = self.time.now()
        self._after_silence(before, now)
        self._announce(now)
        for name in self.desk.jobs:
            # A doubt or a bounce may have been settled since the last mail.
            self._judge(name)
        self.calls.plan_reminders()
        flow = self.desk.flow(now)
        queue = LedgerQueue(
            self.desk,
            self.limits.only,
            hurry=self.limits.hurry,
            no_openers=self.limits.no_openers,
        )
        try:
            while not self.limits.stop() and not self._enough():
                if calls := self.calls.due():
                    self._settle_now(flow, queue)
                    self.calls.send(calls)
                    flow = self.desk.flow(self.time.now())
                    if self._enough():
                        break
                ts = to_ts(self.time.now())
                decision = decide(flow, self.desk.moment, queue, ts, hurry=self.limits.hurry)
                if not self._act(decision, flow, queue):
                    break
        finally:
            try:
                self._settle_now(flow, queue)
            finally:
                self._leave()

    def _leave(self) -> None:
        """End the session with the server, if there is one."""
        if self._transport is not None:
            self._transport.close()
            self._transport = self._leased = None
            self.store.drop_lease()

    def _enough(self) -> bool:
        done = len(self.run.done) + (self._pending is not None)
        return self.limits.mails is not None and done >= self.limits.mails

    def _act(self, decision: Decision, flow: Flow, queue: LedgerQueue) -> bool:
        """Do what was decided; False when this run is over."""
        match decision:
            case Wait(until, rule):
                return self._wait(until, rule)
            case Refuse(c, until, rule, detail):
                self._put_off(c, until, rule, detail)
                self._pass(c.key, "planned", rule, detail, to_moment(until))
                queue.taken(c)
            case Hold(c, rule, detail):
                self._hold(c.key, rule, detail)
                queue.taken(c)
            case Go(c):
                queue.taken(c)
                self._send(c, flow, queue)
            case _ as never:
                assert_never(never)
        return True

    def _wait(self, until: int | None, rule: str) -> bool:
        moment = to_moment(until) if until is not None else None
        if not self.limits.only:
            note_idle(list(self.desk.jobs.values()), self.time.now(), moment)
        known = self.run.next
        if moment is not None and (known is None or moment < known):
            self.run.next, self.run.rule = moment, rule
        elif known is None:
            self.run.rule = rule
        if moment is None or not self.time.within(moment, self.limits.stay):
            return False
        if moment - self.time.now() > TICK:
            # Servers drop idle sessions, and NOOP proves nothing: connect anew then.
            self._leave()
        self.time.wait_until(moment)
        return True

    def _hold(self, key: str, rule: str, detail: str) -> None:
        self.store.hold(key, rule, detail, self.time.now())
        self._pass(key, "held", rule, detail)

    def _pass(
        self, key: str, state: str, rule: str, detail: str, until: datetime | None = None
    ) -> None:
        """Tell whoever asks of a mail that does not go now."""
        if self.limits.passed is not None and (send := self.store.send(key)) is not None:
            self.limits.passed(Passed(send, state, rule, detail, until))

    def _put_off(self, c: Candidate, until: int, rule: str, detail: str) -> None:
        far = to_moment(until) >= self.desk.tomorrow(self.time.now())
        self.store.put_off(c.key, to_moment(until), rule, detail, anew=far)
        if rule == "announce":
            send = self.store.send(c.key)
            if send is not None and not send.announced:
                self._tell_tomorrow(c.campaign, [send])

    # -- before the first decision ------------------------------------------------------------

    def _after_silence(self, before: datetime | None, now: datetime) -> None:
        """After weeks without a run nothing goes that nobody has looked at again."""
        if before is None or not self.desk.rules.human or now - before < timedelta(days=STALE):
            return
        home = self.desk.home
        last, today = home.day(to_ts(before)), home.day(to_ts(now))
        if self.desk.calendar.business_days_between(last, today, home.place) > STALE:
            day = today
            while self.desk.calendar.business_days_between(day, today, home.place) <= STALE:
                day -= timedelta(days=1)
            looked = to_moment(home.midnight(day + timedelta(days=1)))
            for name in self.desk.jobs:
                self.run.stale += self.store.hold_openers(name, looked, now)

    def _announce(self, now: datetime) -> None:
        """Say the business day before which second letters go (design §8)."""
        if not self.desk.rules.human:
            return
        # Once a day: judging days costs a tick more than all the rest. Whatever comes up
        # later in the day is announced when its turn comes, and goes the day after.
        today = now.astimezone(self.desk.zone).date().toordinal()
        for name, job in self.desk.jobs.items():
            told = f"tomorrow:{name}"
            if len(job.campaign.steps) < 2 or job.campaign.nudges == "auto":
                continue
            if self.store.said(told) != today:
                coming = self.store.unannounced(name, now + AHEAD)
                self._tell_tomorrow(name, self.desk.of_tomorrow(coming, now))
                self.store.say_once(told, today)

    def _tell_tomorrow(self, campaign: str, sends: Sequence[Send]) -> None:
        if not sends:
            return
        now = self.time.now()
        day = self.desk.home.day(to_ts(now)).toordinal()
        ask = self.desk.jobs[campaign].campaign.nudges == "ask"
        self.store.announce(sends, day, now, hold=ask)
        self.run.announced.setdefault(campaign, []).extend(sends)

    # -- one mail -----------------------------------------------------------------------------

    def _send(self, c: Candidate, flow: Flow, queue: LedgerQueue) -> None:
        now, job = self.time.now(), self.desk.jobs[c.campaign]
        send = self.store.send(c.key)
        if send is None:
            return
        if c.campaign not in self._checked:
            # Whatever changed since the last check of all letters is found before this one goes.
            check_letters(job, now)
            self._checked.add(c.campaign)
        found = self._claimed(job, send, flow, now)
        if found is None:
            return
        made, contact, claimed, before, transport = found
        self._settled(before, flow, queue)
        if claimed is None:
            return
        flow.sent(c.key, to_ts(now))
        self.limits.edge("claimed")
        outcome = hand_over(job, made.message, transport, self.limits.edge)
        follow = self._follow(job, c, now)
        self._pending = _Sent(job, send, contact, made, claimed, outcome, now, follow)
        if self.desk.rules.human or not isinstance(outcome, Accepted):
            # Whatever may stop the next mail is written down before it is thought of.
            self._settle_now(flow, queue)

    def _claimed(
        self, job: Job, send: Send, flow: Flow, now: datetime
    ) -> "tuple[Made, Contact, Claimed | None, _Sent | None, Transport] | None":
        """The letter, made and claimed with its times; None where it cannot go."""
        contact = self.store.contact(job.campaign.contacts, send.address)
        for offers in (*[offered] * TRIES, without):
            made = self._made(job, send, contact, now, offers)
            if isinstance(made, Held) or contact is None:
                held = made if isinstance(made, Held) else Held("gone", "")
                self._hold(send.key, held.rule, held.detail)
                return None
            transport = self._session(job, now)
            self.limits.edge("before_claim")
            before = self._pending
            # Whoever was promised that time a moment ago keeps it: other times, other words.
            with suppress(SlotTaken):
                claimed = self._claim(job, send, made, before, flow, now)
                return made, contact, claimed, before, transport
        return None

    def _claim(
        self, job: Job, send: Send, made: Made, before: "_Sent | None", flow: Flow, now: datetime
    ) -> Claimed | None:
        """Claim a letter; the outcome of the mail before and the times it names share the commit.

        Raises:
            SlotTaken: the time to be kept free is gone; nothing is written.
        """
        with self.store.together():
            self._settle(before)
            claimed = self.store.claim(
                send,
                now,
                message_id=made.message.message_id,
                subject=made.letter.draft.subject,
                date=made.letter.date,
                variant=made.letter.draft.variant,
                pace=Pace(*flow.after(send.key, to_ts(now))),
            )
            if claimed is not None:
                keep(job, send, made.offered, now)
        return claimed

    def _settle_now(self, flow: Flow, queue: LedgerQueue) -> None:
        """Write down what became of the last mail, if that is still to be done."""
        before = self._pending
        self._settle(before)
        self._settled(before, flow, queue)

    def _settle(self, sent: "_Sent | None") -> None:
        if sent is not None:
            sent.state = self.store.settle(
                sent.claimed, sent.outcome, self.time.now(), follow=sent.follow
            )

    def _settled(self, sent: "_Sent | None", flow: Flow, queue: LedgerQueue) -> None:
        """What follows once an outcome is committed: the copy, the guard, the telling."""
        if sent is None:
            return
        self._pending = None
        self.limits.edge("settled")
        message = sent.made.message
        doubtful = sent.state == "in_doubt" and not kept_copy(sent.job, message.message_id)
        if sent.state == "accepted" or doubtful:
            keep_copy(sent.job, message, sent.at)
        self._consequences(sent.job, sent.state, flow, queue)
        text = sent.outcome.text
        done = Done(sent.send, sent.contact, sent.state, text, message.message_id, sent.at)
        self.run.done.append(done)
        self.limits.tell(done)

    @staticmethod
    def _made(
        job: Job, send: Send, contact: Contact | None, now: datetime, offers: Offers
    ) -> Made | Held:
        if contact is None:
            return Held("gone", "")
        made = letter_for(job, send, contact, now, offers=offers)
        if isinstance(made, Held):
            return made
        if made.source != send.approved:
            return Held("text_changed", "")
        return Check(job).held(send, contact, made) or made

    def _session(self, job: Job, now: datetime) -> Transport:
        """The one kept connection, opened when the first mail is ready."""
        if self._transport is None:
            self._transport = self._connect(job)
        if self._leased is None or now - self._leased > RENEW:
            self.store.take_lease(machine_name(), now)
            self._leased = now
        if not self._transport.is_open:
            try:
                self._transport.open()
            except TransportError as error:
                self._rest_after(error, now)
                raise
        return self._transport

    def _rest_after(self, error: TransportError, now: datetime) -> None:
        """A server that cannot be reached is not asked every minute; a wrong password never.

        Providers lock an account that is tried again and again, so a refused login waits
        for a person.
        """
        refused = error.exit_code == 77
        until, rule = (FOREVER, "login") if refused else (now + account_pause(1), "account")
        self.store.pause_mailbox(self.desk.mailbox.name, until, rule, str(error.what))

    def _follow(self, job: Job, c: Candidate, now: datetime) -> datetime | None:
        """The first moment of the step after this one, should this one be accepted."""
        if c.step >= len(job.campaign.steps):
            return None
        delay = job.campaign.steps[c.step].delay
        return to_moment(self.desk.locales.after(c.locale, to_ts(now), delay.days, delay.unit))

    def _consequences(self, job: Job, state: str, flow: Flow, queue: LedgerQueue) -> None:
        name = job.campaign.name
        if state in ("accepted", "rejected"):
            # Also after a good one: it may be the fifth, before which nothing is judged.
            self._judge(name)
        if state != "accepted":
            # An answer about the account may have paused the mailbox.
            flow.pause(self.store.mailbox(self.desk.mailbox.name).paused_until)
        queue.reconsider(name)

    def _judge(self, name: str) -> None:
        """Stop a campaign's openers when the guard says so."""
        bounced, sent = self.desk.bounces(name)
        if too_many_bounces(bounced, sent):
            self.store.stop_openers(name, bounced, sent, self.time.now())
