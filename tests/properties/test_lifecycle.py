"""One state machine over the real ledger: what may happen to a campaign, in any order."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from outreach.errors import StoreError
from outreach.model import STATES, Accepted, Contact, Deferred, InDoubt, Rejected
from outreach.store import Pace, Store
from outreach.store.people import Fingerprint

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
#: The drawn edges of design §3; anything else is a defect.
EDGES = {
    ("planned", "sending"),
    ("planned", "held"),
    ("planned", "cancelled"),
    ("held", "planned"),
    ("held", "cancelled"),
    ("sending", "accepted"),
    ("sending", "rejected"),
    ("sending", "in_doubt"),
    ("sending", "planned"),
    ("sending", "held"),
    ("in_doubt", "accepted"),
    ("in_doubt", "bounced"),
    ("in_doubt", "planned"),
    ("accepted", "bounced"),
    ("cancelled", "planned"),
}
#: Two edges in one transaction: not sent after all, and stopped or opted out meanwhile.
AT_ONCE = {("sending", "cancelled"), ("in_doubt", "cancelled")}
OUTCOMES = st.sampled_from(
    [
        Accepted(250, "2.0.0 Ok"),
        Deferred(450, "4.2.0 later"),
        Deferred(None, "lost before the data"),
        Deferred(421, "4.7.0 slow down", scope="account"),
        Rejected(550, "5.1.1 unknown"),
        Rejected(554, "5.7.1 blocked", policy=True),
        InDoubt("lost after the dot"),
    ]
)
PEOPLE = [f"p{i}@list.example" for i in range(6)]


class Lifecycle(RuleBasedStateMachine):
    """Import, approve, claim, crash, settle, pause, stop, suppress, edit, clock."""

    @initialize()
    def begin(self) -> None:
        self.store = Store(":memory:", durable=False)
        self.store.bind("w", b"k" * 32)
        self.now = START
        self.claimed = None
        self.accepted: dict[str, int] = {}
        self.resolved_unsent: set[str] = set()
        self.generation = 0
        self.before: dict[str, str] = {}
        self.sync(PEOPLE[:4])

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()

    def sync(self, people: list[str]) -> None:
        self.generation += 1
        rows = [Contact(a, a, {"first_name": f"N{a[1]}"}, i + 2) for i, a in enumerate(people)]
        self.store.sync_list(
            "l",
            rows,
            Fingerprint(1, self.generation, str(self.generation)),
            self.now,
            finish=lambda: ([], []),
        )
        self.store.enrol(
            "c", "l", "main", ["opener/0/new", "nudge/10/same"], self.now, hold_new=True
        )

    @rule(people=st.lists(st.sampled_from(PEOPLE), unique=True))
    def edit_the_list(self, people: list[str]) -> None:
        self.sync(people)

    @rule()
    def approve(self) -> None:
        keys = [r.send.key for s in ("planned", "held") for r in self.store.rows("c", s)]
        self.store.approve("c", lambda: [(k, "h1") for k in keys], "me", self.now)

    @rule(minutes=st.integers(-3, 60 * 24 * 3))
    def time_passes(self, minutes: int) -> None:
        self.now = max(START, self.now + timedelta(minutes=minutes))

    @precondition(lambda self: self.claimed is None)
    @rule()
    def claim(self) -> None:
        box = self.store.mailbox("main")
        rests = box.paused_until is not None and box.paused_until > self.now
        for s in self.store.claimable("main", self.now, limit=0 if rests else 1):
            assert not self.store.suppressed(s.address)
            self.claimed = self.store.claim(
                s,
                self.now,
                message_id=f"<{s.key}>",
                subject="s",
                date=self.now,
                variant="v",
                pace=Pace(),
            )
            assert self.claimed is not None

    @precondition(lambda self: self.claimed is not None)
    @rule(outcome=OUTCOMES)
    def settle(self, outcome: object) -> None:
        claimed, self.claimed = self.claimed, None
        later = self.now + timedelta(days=14)
        state = self.store.settle(claimed, outcome, self.now, follow=later)
        if state == "accepted":
            self.accepted[claimed.key] = self.accepted.get(claimed.key, 0) + 1

    @precondition(lambda self: self.claimed is not None)
    @rule()
    def crash(self) -> None:
        """The process dies between claim and settle; the next run finds the row."""
        late, self.claimed = self.claimed, None
        lost = self.store.begin_run(self.now, "m", "real")
        assert lost == 1
        try:
            self.store.settle(late, Accepted(250, "too late"), self.now)
        except StoreError:
            return
        raise AssertionError("a zombie's late result was written down")

    @precondition(lambda self: self.claimed is None)
    @rule(sent=st.booleans(), data=st.data())
    def resolve(self, sent: bool, data: st.DataObject) -> None:
        doubts = [r.send for r in self.store.rows("c", "in_doubt")]
        if doubts:
            s = data.draw(st.sampled_from(doubts))
            self.store.resolve(s.key, sent=sent, by="me", now=self.now)
            if sent:
                self.accepted[s.key] = self.accepted.get(s.key, 0) + 1

    @rule(address=st.sampled_from(PEOPLE))
    def suppress(self, address: str) -> None:
        self.store.suppress(address, "manual", "said so", "me", self.now)

    @rule(address=st.sampled_from([*PEOPLE, ""]))
    def pause(self, address: str) -> None:
        self.store.pause("c", address, "", "me", self.now)

    @rule(address=st.sampled_from([*PEOPLE, ""]))
    def stop(self, address: str) -> None:
        self.store.stop("c", address, "", "me", self.now)

    @rule(address=st.sampled_from([*PEOPLE, ""]))
    def resume(self, address: str) -> None:
        self.store.resume("c", address, "me", self.now)
        self.store.resume_mailbox("main")

    @invariant()
    def counts_add_up(self) -> None:
        if hasattr(self, "store"):
            assert sum(self.store.counts("c").values()) == self.store.total("c")

    @invariant()
    def nobody_twice(self) -> None:
        if hasattr(self, "store"):
            assert all(n == 1 for n in self.accepted.values())

    @invariant()
    def only_drawn_edges(self) -> None:
        if not hasattr(self, "store"):
            return
        states = {r.send.key: r.send.state for r in self.store.rows("c")}
        for key, state in states.items():
            old = self.before.get(key, state)
            assert old == state or (old, state) in EDGES | AT_ONCE, (key, old, state)
            assert state in STATES
        self.before = states

    @invariant()
    def never_after_a_stop(self) -> None:
        """Nobody suppressed, paused or held is among the mails that may be claimed."""
        if not hasattr(self, "store"):
            return
        for s in self.store.claimable("main", self.now, limit=100):
            assert not self.store.suppressed(s.address)
            assert [self.store.paused("c"), self.store.paused("c", s.address)] == [None, None]
            assert (s.state, bool(s.approved)) == ("planned", True)


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(
    max_examples=max(10, settings.default.max_examples // 2), stateful_step_count=40, deadline=None
)
