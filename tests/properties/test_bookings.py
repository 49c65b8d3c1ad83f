"""One state machine over the real ledger: what may happen to offers and calls, in any order."""

import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from outreach.errors import SlotTaken, StoreError, UsageError
from outreach.model import Accepted, Booking, Contact, Deferred, InDoubt, Rejected, Slot
from outreach.store import Store
from outreach.store.people import Fingerprint

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
PEOPLE = [f"p{i}@guest.example" for i in range(5)]
HOSTS = ["main", "second"]
#: Times on a grid of 15 minutes, 10 to 60 long, up to three months ahead but mostly soon.
SLOTS = st.builds(
    lambda days, n, minutes: (days, n, minutes),
    st.one_of(st.integers(0, 2), st.integers(0, 90)),
    st.integers(0, 7),
    st.sampled_from([10, 15, 25, 60]),
)
WHO, HOST = st.sampled_from(PEOPLE), st.sampled_from(HOSTS)
OUTCOMES = st.sampled_from(
    [
        Accepted(250, "2.0.0 Ok"),
        Deferred(450, "4.2.0 later"),
        Deferred(421, "4.7.0 slow down", scope="account"),
        Rejected(550, "5.1.1 unknown"),
        Rejected(554, "5.7.1 blocked", policy=True),
        InDoubt("lost after the dot"),
    ]
)


class PulledPlug(Exception):
    """The process dies in the middle of a transaction."""


class Calls(RuleBasedStateMachine):
    """Offer, withdraw, expire, agree, move, call off, send, answer, crash, and clocks that jump."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.now = self.latest = START
        self.claimed = None
        self.accepted: Counter[str] = Counter()
        self.versions: dict[tuple[str, int], Booking] = {}
        self.sequences: dict[str, int] = {}
        self.open()
        rows = [Contact(a, a, {}, i) for i, a in enumerate(PEOPLE)]
        self.store.sync_list("l", rows, Fingerprint(1, 1, "1"), self.now, finish=lambda: ([], []))
        self.store.enrol("c", "l", "main", ["one/0/new", "two/10/same"], self.now, hold_new=True)
        keys = [r.send.key for r in self.store.rows("c")]
        self.store.approve("c", lambda: [(k, "h") for k in keys], "me", self.now)

    def open(self) -> None:
        self.store = Store(Path(self.folder.name) / "state.db", durable=False)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    def slot(self, drawn: tuple[int, int, int]) -> Slot:
        days, n, minutes = drawn
        start = START.replace(hour=10) + timedelta(
            days=(self.now - START).days + days, minutes=15 * n
        )
        return Slot(start, start + timedelta(minutes=minutes))

    # -- what happens -------------------------------------------------------------------------

    @rule(who=WHO, host=HOST, drawn=st.lists(SLOTS, min_size=1, max_size=3, unique=True),
          held=st.booleans(), hours=st.integers(1, 24 * 20), step=st.integers(1, 2))  # fmt: skip
    def offer(self, who, host, drawn, held, hours, step) -> None:
        slots = [self.slot(d) for d in drawn]
        before = dict(self.store.live_holds(host, self.now))
        calls = self.standing(host)
        try:
            made = self.store.offer_slots(
                slots,
                key=f"{host}:{step}:{who}",
                address=who,
                campaign="c",
                mailbox=host,
                now=self.now,
                expires=self.now + timedelta(hours=hours),
                held=slots[0] if held else None,
            )
        except SlotTaken:
            others = [s for s, a in before.items() if a != who] + calls
            assert any(meet(slots[0], s) for s in others)
            return
        assert made.slots == tuple(slots)
        assert not held or self.store.live_holds(host, self.now)[slots[0]] == who

    @rule(who=WHO)
    def withdraw(self, who) -> None:
        self.store.withdraw(who, self.now)
        assert all(who not in self.store.live_holds(h, self.now).values() for h in HOSTS)

    @rule(who=WHO, host=HOST, drawn=SLOTS, busy=st.integers(0, 4))
    def book(self, who, host, drawn, busy) -> None:
        slot = self.slot(drawn)
        before = self.store.booking_with(who, host, self.now)
        others = [s for s, a in self.store.live_holds(host, self.now).items() if a != who]
        others += [s for s in self.standing(host) if not before or s != before.slot]
        try:
            call = self.store.book(
                slot,
                address=who,
                campaign="c",
                mailbox=host,
                zone="Europe/Berlin",
                uid=lambda n: f"{who[:2]}.{host}.{n}@host.example",
                now=self.now,
                by="me",
                is_busy=lambda _s, _e: not busy,
            )
        except SlotTaken:
            assert not busy or slot.start <= self.now or any(meet(slot, s) for s in others)
            assert self.store.booking_with(who, host, self.now) == before
            return
        assert call.slot == slot
        assert before is None or call.uid == before.uid
        assert all(who not in self.store.live_holds(h, self.now).values() for h in HOSTS) or (
            before is not None and before.slot == slot
        )

    @rule(who=WHO)
    def what_was_kept_is_free_again(self, who) -> None:
        """The moment an offer expires, somebody else may have the time it held."""
        rows = self.store.read(
            "SELECT key, mailbox FROM offer WHERE state = 'open' AND held_begins > expires"
            " AND address <> :a",
            a=who,
        )
        for r in rows[:1]:
            (found,) = [
                o
                for a in PEOPLE
                for o in self.store.offers_of(a, START)
                if (o.key, o.state) == (r["key"], "open")
            ]
            self.now = max(self.now, found.expires)
            others = [
                s for s, a in self.store.live_holds(r["mailbox"], self.now).items() if a != who
            ]
            assert found.held not in others
            if found.held.start > self.now and not self.store.booking_with(
                who, r["mailbox"], self.now
            ):
                self.book_one(who, r["mailbox"], found.held)

    def book_one(self, who, host, slot) -> None:
        call = self.store.book(
            slot, address=who, campaign="c", mailbox=host, zone="UTC",
            uid=lambda n: f"{who[:2]}.{host}.{n}@host.example", now=self.now, by="me",
        )  # fmt: skip
        assert call.slot == slot

    @precondition(lambda self: self.sequences)
    @rule(data=st.data(), drawn=SLOTS)
    def move(self, data, drawn) -> None:
        uid = data.draw(st.sampled_from(sorted(self.sequences)))
        before, slot = self.store.booking(uid), self.slot(drawn)
        try:
            after = self.store.move(uid, slot, now=self.now, by="guest")
        except (SlotTaken, UsageError):
            # It stays where it was; that it is over may have been written down meanwhile.
            kept = self.store.booking(uid)
            assert (kept.slot, kept.sequence) == (before.slot, before.sequence)
            return
        assert after.sequence == before.sequence + (slot != before.slot)

    @precondition(lambda self: self.sequences)
    @rule(data=st.data())
    def cancel(self, data) -> None:
        uid = data.draw(st.sampled_from(sorted(self.sequences)))
        try:
            assert self.store.cancel(uid, now=self.now, by="me").state == "cancelled"
        except UsageError:
            assert self.store.booking(uid).slot.end <= self.now or (
                self.store.booking(uid).state == "over"
            )

    @rule(minutes=st.one_of(st.integers(1, 600), st.integers(-60 * 24 * 40, 60 * 24 * 60)))
    def time_passes(self, minutes) -> None:
        """Hours, or months; a clock that is set back as well."""
        self.now = max(START, self.now + timedelta(minutes=minutes))

    @rule(before=st.integers(1, 72))
    def remind(self, before) -> None:
        self.store.remind_due(self.now, timedelta(hours=before))

    @rule(who=WHO, how=st.sampled_from(["answered", "stop", "suppress", "resume"]))
    def person(self, who, how) -> None:
        match how:
            case "answered":
                self.store.answered(who, "phone", "", "me", self.now)
            case "stop":
                self.store.stop("c", who, "", "me", self.now)
            case "suppress":
                self.store.suppress(who, "manual", "", "me", self.now)
            case "resume":
                self.store.resume("c", who, "me", self.now)
                self.store.resume_mailbox("main")

    @precondition(lambda self: self.claimed is None)
    @rule(host=HOST)
    def claim(self, host) -> None:
        for mail in self.store.booking_mails(host, self.now)[:1]:
            assert mail.purpose == "cancel" or not self.store.suppressed(mail.send.address)
            assert mail.booking.slot.start > self.now
            assert mail.booking.sequence == self.store.booking(mail.booking.uid).sequence
            self.claimed = self.store.claim_call_mail(
                mail, self.now, message_id=f"<{mail.send.key}>", subject="s", date=self.now, variant="v"
            )  # fmt: skip
            assert self.claimed is not None

    @precondition(lambda self: self.claimed is not None)
    @rule(outcome=OUTCOMES)
    def settle(self, outcome) -> None:
        claimed, self.claimed = self.claimed, None
        if self.store.settle(claimed, outcome, self.now) == "accepted":
            self.accepted[claimed.key] += 1

    @precondition(lambda self: self.claimed is None)
    @rule(sent=st.booleans())
    def resolve(self, sent) -> None:
        for r in self.store.read("SELECT key FROM send WHERE state = 'in_doubt' LIMIT 1"):
            self.store.resolve(r["key"], sent=sent, by="me", now=self.now)
            self.accepted[r["key"]] += sent

    @rule(who=WHO, drawn=SLOTS, what=st.sampled_from(["offer", "book", "cancel"]))
    def crash(self, who, drawn, what) -> None:
        """The process dies in mid-transaction: nothing of it is there, and the run before is over."""
        before = self.promises()
        slot = self.slot(drawn)
        try:
            with self.store.together():
                self.attempt(who, slot, what)
                self.pull_the_plug()
        except (PulledPlug, SlotTaken, UsageError):
            pass
        self.store._db.execute("BEGIN IMMEDIATE")
        self.store._db.execute("UPDATE booking SET sequence = 99")
        self.store.close()
        self.open()
        assert self.promises() == before
        late, self.claimed = self.claimed, None
        self.latest = max(self.latest, self.now)
        assert self.store.begin_run(self.latest, "m", "real") == (late is not None)
        if late is not None:
            try:
                self.store.settle(late, Accepted(250, "late"), self.now)
            except StoreError:
                return
            raise AssertionError("a zombie's late result was written down")

    @staticmethod
    def pull_the_plug() -> None:
        raise PulledPlug

    def attempt(self, who, slot, what) -> None:
        match what:
            case "offer":
                self.store.offer_slots(
                    [slot], key=f"x:{who}", address=who, campaign="c", mailbox="main",
                    now=self.now, expires=self.now + timedelta(days=3), held=slot,
                )  # fmt: skip
            case "book":
                self.store.book(
                    slot, address=who, campaign="c", mailbox="main", zone="UTC",
                    uid=lambda n: f"{who[:2]}.main.{n}@host.example", now=self.now, by="me",
                )  # fmt: skip
            case "cancel":
                for call in self.store.bookings("confirmed")[:1]:
                    self.store.cancel(call.uid, now=self.now, by="me")

    # -- what always holds --------------------------------------------------------------------

    def standing(self, host: str) -> list[Slot]:
        return [c.slot for c in self.store.bookings(mailbox=host) if c.state != "cancelled"]

    def promises(self) -> list[str]:
        tables = ("occupied", "booking", "booking_version", "offer", "send")
        return [
            line
            for line in self.store._db.iterdump()
            if any(line.startswith(f'INSERT INTO "{name}"') for name in tables)
        ]

    @invariant()
    def no_moment_is_promised_twice(self) -> None:
        """Live holds and calls of one host never share a moment, whatever the clock says."""
        if not hasattr(self, "store"):
            return
        for host in HOSTS:
            held = list(self.store.live_holds(host, self.now))
            for one, two in pairwise(sorted(held + self.standing(host))):
                assert one.end <= two.start, (one, two)

    @invariant()
    def the_guard_mirrors_the_promises(self) -> None:
        """The times the database guards are those of open holds and of calls not called off."""
        if not hasattr(self, "store"):
            return
        guarded = Counter(
            (r["mailbox"], r["begins"])
            for r in self.store.read("SELECT mailbox, begins FROM occupied")
        )
        assert guarded == Counter(
            (r["mailbox"], r["begins"])
            for r in self.store.read(
                "SELECT mailbox, begins FROM booking WHERE state <> 'cancelled' UNION ALL"
                " SELECT mailbox, held_begins FROM offer WHERE state = 'open' AND held_begins IS NOT NULL"
            )
        )

    @invariant()
    def every_hold_ends(self) -> None:
        """A day on which all that is offered is over is never more than the longest offer away."""
        if hasattr(self, "store"):
            far = max(self.now, self.latest) + timedelta(days=200)
            assert all(not self.store.live_holds(h, far) for h in HOSTS)
            assert all(not self.store.live_load(h, far) for h in HOSTS)

    @invariant()
    def one_call_to_come(self) -> None:
        """Nobody has two calls to come with one host."""
        if hasattr(self, "store"):
            pairs = Counter((c.address, c.mailbox) for c in self.store.bookings("confirmed"))
            assert all(n == 1 for n in pairs.values())

    @invariant()
    def versions_stand(self) -> None:
        """A version never changes, and the number of a call's version only grows."""
        if not hasattr(self, "store"):
            return
        for call in self.store.bookings():
            assert call.sequence >= self.sequences.get(call.uid, 0)
            self.sequences[call.uid] = call.sequence
            for n in range(call.sequence + 1):
                seen = self.store.booking(call.uid, n)
                kept = self.versions.setdefault((call.uid, n), seen)
                assert (seen.slot, seen.stamp, seen.zone) == (kept.slot, kept.stamp, kept.zone)

    @invariant()
    def nothing_twice(self) -> None:
        """No mail about a call is accepted twice; each version has at most one, and one reminder."""
        if not hasattr(self, "store"):
            return
        assert all(n <= 1 for n in self.accepted.values())
        for call in self.store.bookings():
            mails = self.store.mails_of_call(call.uid)
            kinds = Counter((m.booking.sequence, m.purpose == "reminder") for m in mails)
            assert all(n == 1 for n in kinds.values())
            # Whatever is said last about a call is said of its newest version.
            waiting = [m for m in mails if m.send.state in ("planned", "held")]
            assert all(m.booking.sequence == call.sequence for m in waiting)

    @invariant()
    def letters_add_up_and_end(self) -> None:
        """Counts never see calls, and whoever has agreed one gets no letter any more."""
        if not hasattr(self, "store"):
            return
        assert self.store.check() == []
        booked = {c.address for c in self.store.bookings()}
        assert not booked & {s.address for s in self.store.claimable("main", self.now)}


def meet(one: Slot, two: Slot) -> bool:
    """Whether two half-open times share a moment."""
    return one.start < two.end and two.start < one.end


TestCalls = Calls.TestCase
TestCalls.settings = settings(
    max_examples=max(10, settings.default.max_examples // 3), stateful_step_count=40, deadline=None
)
