"""Whoever a flag in a list names is reached by nothing that goes by itself, whatever happens."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from outreach.model import GATES, Accepted, Contact, Deferred, InDoubt, Rejected
from outreach.store import Pace, Store
from outreach.store.people import Fingerprint

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
PEOPLE = [f"p{i}@list.example" for i in range(4)]
CELLS = [
    {},
    {},
    *({"flags": gate} for gate in GATES),
    {"flags": "vip complaint noreply"},
    {"flags": "vip"},
    {"situation": "illness_known"},
    {"situation": "bereavement_known"},
    {"situation": "layoffs"},
]
LISTS = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(CELLS))
OUTCOMES = st.sampled_from(
    [
        Accepted(250, "2.0.0 Ok"),
        Deferred(450, "4.2.0 later"),
        Deferred(421, "4.7.0 slow down", scope="account"),
        Rejected(554, "5.7.1 blocked", policy=True),
        InDoubt("lost after the dot"),
    ]
)


class Gated(RuleBasedStateMachine):
    """Two lists, two campaigns, and all that makes a mail planned, in any order."""

    @initialize(first=LISTS, second=LISTS)
    def begin(self, first, second) -> None:
        self.store = Store(":memory:", durable=False)
        self.store.bind("w", b"k" * 32)
        self.now, self.generation = START, 0
        self.lists: dict[str, dict[str, dict[str, str]]] = {}
        self.claimed = None
        self.sync("one", first)
        self.sync("two", second)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()

    @rule(name=st.sampled_from(["one", "two"]), people=LISTS)
    def sync(self, name, people) -> None:
        self.generation += 1
        self.lists[name] = people
        rows = [Contact(a, a, cells, i + 2) for i, (a, cells) in enumerate(people.items())]
        print_ = Fingerprint(1, self.generation, str(self.generation))
        self.store.sync_list(name, rows, print_, self.now, finish=lambda: ([], []))
        self.store.enrol(name, name, "main", ["a/0/new", "b/10/same"], self.now, hold_new=True)

    def gated(self) -> set[str]:
        """Whom a list that is in force names."""
        return {
            address
            for people in self.lists.values()
            for address, cells in people.items()
            if Contact(address, address, cells).gates
        }

    @rule(name=st.sampled_from(["one", "two"]))
    def approve(self, name) -> None:
        keys = [r.send.key for s in ("planned", "held") for r in self.store.rows(name, s)]
        self.store.approve(name, lambda: [(k, "h") for k in keys], "me", self.now)

    @rule(
        name=st.sampled_from(["one", "two"]),
        who=st.sampled_from([*PEOPLE, ""]),
        act=st.sampled_from(["resume", "stop", "pause"]),
    )
    def decide(self, name, who, act) -> None:
        if act == "resume":
            self.store.resume(name, who, "me", self.now)
        elif act == "stop":
            self.store.stop(name, who, "", "me", self.now)
        else:
            self.store.pause(name, who, "", "me", self.now)

    @rule(name=st.sampled_from(["one", "two"]), to=st.sampled_from(["ask", "policy", "gate"]))
    def hold_and_release(self, name, to) -> None:
        keys = [r.send.key for r in self.store.rows(name, "planned")]
        for key in keys[:2]:
            self.store.hold(key, to, "", self.now)
        self.store.release(keys[:1], ("ask", "policy", "gate"), self.now)

    @rule(days=st.integers(0, 20))
    def time_passes(self, days) -> None:
        self.now += timedelta(days=days)

    @precondition(lambda self: self.claimed is None)
    @rule()
    def claim(self) -> None:
        if sends := self.store.claimable("main", self.now, limit=1):
            (s,) = sends
            assert s.address not in self.gated()
            self.claimed = self.store.claim(
                s, self.now, message_id=f"<{s.key}>", subject="s", date=self.now, variant="v",
                pace=Pace(),
            )  # fmt: skip

    @precondition(lambda self: self.claimed is not None)
    @rule(outcome=OUTCOMES)
    def settle(self, outcome) -> None:
        claimed, self.claimed = self.claimed, None
        later = self.now + timedelta(days=14)
        self.store.settle(claimed, outcome, self.now, follow=later)
        self.store.resume_mailbox("main")

    @rule()
    def resolve(self) -> None:
        for name in ("one", "two"):
            for row in list(self.store.rows(name, "in_doubt")):
                self.store.resolve(row.send.key, sent=False, by="me", now=self.now)

    @invariant()
    def nothing_is_planned_for_them(self) -> None:
        if not hasattr(self, "store"):
            return
        gated = self.gated()
        for name in ("one", "two"):
            for row in self.store.rows(name, "planned"):
                assert row.send.address not in gated


TestGated = Gated.TestCase
TestGated.settings = settings(
    max_examples=max(10, settings.default.max_examples // 2), stateful_step_count=25
)
