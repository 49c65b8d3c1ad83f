"""Sending the mails about calls: claimed, delivered and settled like letters, and before them.

No window, gap, quota, pause of a person or approval holds them: somebody waits for word.
The do-not-mail list does (but for calling off a call that was agreed), and a mailbox that rests.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from outreach.campaign.approval import MENDABLE
from outreach.campaign.booking import call_letter_for, guest, job_of, remind_at, write_calls
from outreach.campaign.caring import Held
from outreach.campaign.job import Job, Transport
from outreach.campaign.letters import Made, hand_over, keep_copy, kept_copy
from outreach.campaign.runs import Done, Limits, Passed, Run
from outreach.store import CallMail


class Time(Protocol):
    """The moment of a run."""

    def now(self) -> datetime: ...


class Calls:
    """One mailbox's mails about calls in a run."""

    def __init__(
        self,
        jobs: Sequence[Job],
        session: Callable[[Job, datetime], Transport],
        limits: Limits,
        run: Run,
        time: Time,
    ) -> None:
        self.job, self.limits, self.run, self.time = jobs[0], limits, run, time
        self._session = session
        self.store = self.job.store

    def due(self) -> list[CallMail]:
        """What may go now, the longest waiting first."""
        self._mend()
        mails = self.store.booking_mails(self.job.mailbox.name, self.time.now())
        only = self.limits.only
        return [m for m in mails if not only or m.send.address in only]

    def _mend(self) -> None:
        """Let go of mails that waited for a better row or letter and can be made by now."""
        now = self.time.now()
        for mail in self.store.troubled_call_mails():
            send = mail.send
            mine = send.state == "held" and send.mailbox == self.job.mailbox.name
            if mine and send.rule in MENDABLE and isinstance(self._made(mail, now), Made):
                self.store.release([send.key], MENDABLE, now)

    def _made(self, mail: CallMail, now: datetime) -> Made | Held:
        return call_letter_for(job_of(self.job, mail.booking), mail, now)

    def plan_reminders(self) -> None:
        """Plan the reminders whose morning has come, and bring calls.ics up to date."""
        if self.store.bookings("confirmed", mailbox=self.job.mailbox.name):
            now = self.time.now()
            self.store.remind_due(now, remind_at(self.job), mailbox=self.job.mailbox.name)
            write_calls(self.job)

    def send(self, mails: Sequence[CallMail]) -> None:
        """Send these, one after the other.

        Raises:
            TransportError: no session with the server; nothing of that mail was claimed.
        """
        for mail in mails:
            full = self.limits.mails is not None and len(self.run.done) >= self.limits.mails
            if full or self.limits.stop():
                return
            self._send(mail)
        if mails:
            # Whoever agreed, moved or cancelled it may have died before writing the file.
            write_calls(self.job)

    def _send(self, mail: CallMail) -> None:
        now, job = self.time.now(), job_of(self.job, mail.booking)
        made = self._made(mail, now)
        if isinstance(made, Held):
            self.store.hold(mail.send.key, made.rule, made.detail, now)
            if self.limits.passed is not None:
                self.limits.passed(Passed(mail.send, "held", made.rule, made.detail))
            return
        transport = self._session(job, now)
        self.limits.edge("before_claim")
        claimed = self.store.claim_call_mail(
            mail,
            now,
            message_id=made.message.message_id,
            subject=made.letter.draft.subject,
            date=made.letter.date,
            variant=made.letter.draft.variant,
        )
        if claimed is None:
            return
        self.limits.edge("claimed")
        outcome = hand_over(job, made.message, transport, self.limits.edge)
        state = self.store.settle(claimed, outcome, self.time.now())
        self.limits.edge("settled")
        self._tell(job, mail, made, state, outcome.text, now)

    def _tell(
        self, job: Job, mail: CallMail, made: Made, state: str, text: str, now: datetime
    ) -> None:
        message = made.message
        if state == "accepted" or (state == "in_doubt" and not kept_copy(job, message.message_id)):
            keep_copy(job, message, now)
        contact = guest(job, mail.send.address)
        done = Done(mail.send, contact, state, text, message.message_id, now)
        self.run.done.append(done)
        self.limits.tell(done)
