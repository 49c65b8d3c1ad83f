"""Months in random order: the real ledger and the real scheduler under a turning clock."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from outreach import campaign as shell
from outreach.campaign.stories import story
from outreach.config.nouns import Campaign, Step
from outreach.errors import StoreError, TransportError
from outreach.model import STATES, Accepted, Deferred, InDoubt, Rejected
from outreach.schedule.calendars import Calendar
from outreach.schedule.places import Place
from outreach.schedule.rules import Delay, Rules
from outreach.words import use
from tests.months import Crash, Months
from tests.properties.test_lifecycle import EDGES

DAY = timedelta(days=1)
RULES = Rules(daily_limit=4, gap=(180, 660), ramp=(2, 1))
PEOPLE = ["ada", "ben", "cem", "dora", "eva", "fritz", "gül", "hans"]
FIRMS = {"ada": "Kraus", "ben": "Kraus AG", "cem": "Meier"}
REGIONS = {"ada": "BY", "ben": "HH", "cem": "BY", "dora": "AT-9", "eva": "US-NY"}
ZONES = {
    "BY": "Europe/Berlin",
    "HH": "Europe/Berlin",
    "AT-9": "Europe/Vienna",
    "US-NY": "America/New_York",
}
PLACES = {"BY": ("DE", "BY"), "HH": ("DE", "HH"), "AT-9": ("AT", "9"), "US-NY": ("US", "NY")}
#: What the last of all states must be one of (design §3).
PERSONAL = {
    "waiting", "held", "paused", "in_doubt", "answered", "opted_out", "bounced", "rejected",
    "stopped", "finished", "not_enrolled",
}  # fmt: skip
OUTCOMES = st.lists(
    st.sampled_from(
        [
            *[Accepted(250, "2.0.0 Ok")] * 5,
            Deferred(450, "4.2.0 later"),
            Deferred(None, "lost before the data"),
            Deferred(421, "4.7.0 slow down", scope="account"),
            Rejected(550, "5.1.1 unknown"),
            Rejected(554, "5.7.1 blocked", policy=True),
            InDoubt("lost after the dot"),
        ]
    ),
    max_size=4,
)
WHO = st.sampled_from(PEOPLE)
ANYBODY = st.sampled_from([*PEOPLE, ""])


def address(name):
    return f"{name.replace('ü', 'u')}@{name.replace('ü', 'u')}.example" if name else ""


def region(name):
    return REGIONS.get(name, "HH")


class MonthsPass(RuleBasedStateMachine):
    """Runs, crashes, downtime, answers, pauses, edits, clock jumps, doubts."""

    @initialize(
        start=st.dates(date(2026, 11, 1), date(2027, 10, 1)),
        nudges=st.sampled_from(["announce", "auto"]),
    )
    def begin(self, start, nudges):
        steps = (Step("one", Delay(), "new"), Step("two", Delay(10), "same"))
        c = Campaign("c", "contacts.csv", steps, "main", nudges=nudges)
        at = datetime(start.year, start.month, start.day, 6, tzinfo=UTC)
        self.m = Months(at, rules=RULES, campaigns={"c": c})
        self.ticking = self.m.clock.ticking()
        self.ticking.__enter__()
        self.calendar = Calendar(RULES, "en")
        self.listed = dict.fromkeys(PEOPLE[:6], "Regen")
        #: What was told to the ledger: who must get nothing from which moment on.
        self.answered, self.suppressed = {}, set()
        self.paused, self.stopped, self.regions = set(), set(), set()
        self.resolved = Counter()
        #: The first day that was named when a second letter was announced.
        self.told = {}
        self.before = {}
        self.seen = 0
        self.crashed = 0
        self.m.write_list(self.rows())
        self.m.approve()

    def teardown(self):
        if hasattr(self, "m"):
            self.ticking.__exit__(None, None, None)
            self.m.close()
        use("en")

    def rows(self):
        return [
            f"{address(n)},{n.title()},{n.upper()[0]}{n[1:]}s,f,sie,de,2023-05-04,{cell},"
            f"{region(n)},{ZONES[region(n)]},{FIRMS.get(n, '')}"
            for n, cell in self.listed.items()
        ]

    @property
    def now(self):
        return self.m.clock.now()

    # -- what happens ------------------------------------------------------------------------

    def go(self, hours, outcomes, die=""):
        self.m.post.outcomes = list(outcomes)
        self.m.post.die = die
        stay = self.now + timedelta(hours=hours) if hours else None
        try:
            self.hear(self.m.run(stay=stay).announced)
        except Crash:
            # The process is gone, and with it its session; the ledger stays.
            self.m.post.is_open = False
            self.crashed += 1
        except TransportError:
            pass
        self.m.post.die = ""

    def hear(self, announced):
        """What the run said of coming letters, as the screen says it: by name, with their day."""
        desk = self.m.desk
        for s in (s for sends in announced.values() for s in sends):
            day = desk.home.midnight(date.fromordinal(self.m.store.send(s.key).announced))
            moment = desk.goes_on(s, datetime.fromtimestamp(day, UTC))
            if moment is not None:
                self.told.setdefault(s.key, desk.home.day(int(moment.timestamp())))

    @rule(days=st.integers(1, 12), look=st.booleans(), outcomes=OUTCOMES)
    def days_pass(self, days, look, outcomes):
        """Every day a run that stays, as a computer that is on does."""
        for i in range(days):
            if look:
                self.m.look()
            end = self.now + DAY
            self.go(23.9, outcomes if i == 0 else [])
            self.m.clock.at = max(end, self.now)

    @rule(weeks=st.integers(2, 4))
    def weeks_pass(self, weeks):
        """All letters approved, the inbox read each day: whoever may be written to is."""
        self.m.approve()
        self.days_pass_quietly(7 * weeks)

    def days_pass_quietly(self, days):
        for _ in range(days):
            self.m.look()
            end = self.now + DAY
            self.go(23.9, [])
            self.m.clock.at = max(end, self.now)

    @rule(minutes=st.integers(0, 700), outcomes=OUTCOMES)
    def tick(self, minutes, outcomes):
        self.m.clock.at += timedelta(minutes=minutes)
        self.go(0, outcomes)

    @rule(
        die=st.sampled_from(["before_claim", "claimed", "delivered", "settled"]), look=st.booleans()
    )
    def crash(self, die, look):
        if look:
            self.m.look()
        self.go(48, [], die)

    @rule(days=st.integers(3, 120))
    def downtime(self, days):
        """Nothing runs for days or months; then one run that stays a day."""
        self.m.clock.at += timedelta(days=days)
        self.m.look()
        sent = len(self.m.post.taken)
        self.go(23.9, [])
        assert len(self.m.post.taken) - sent <= RULES.daily_limit

    @rule(minutes=st.integers(6, 60 * 24 * 40))
    def clock_jumps_back(self, minutes):
        """Refused with a clear text, and nothing is touched."""
        high = self.m.store.one("SELECT clock_high FROM workspace")["clock_high"]
        if high is None:
            return
        was, self.m.clock.at = (
            self.m.clock.at,
            datetime.fromisoformat(high) - timedelta(minutes=minutes),
        )
        before = list(self.m.store._db.iterdump())
        with pytest.raises(StoreError) as refused:
            shell.send_due(self.m.jobs, lambda _job: self.m.post, shell.Limits())
        for lang in ("de", "en"):
            use(lang)
            assert str(refused.value.what)
            assert str(refused.value.hint)
        assert list(self.m.store._db.iterdump()) == before
        self.m.clock.at = was

    @rule(seconds=st.integers(1, 290))
    def clock_steps_back(self, seconds):
        """A few minutes back are ordinary."""
        self.m.clock.at -= timedelta(seconds=seconds)
        self.go(0, [])
        self.m.clock.at += timedelta(seconds=seconds)

    @rule(what=st.sampled_from(["answers", "pause", "resume", "stop", "suppress"]), name=ANYBODY)
    def somebody_decides(self, what, name):
        """One rule for all of them, so that time passes more often than people say no."""
        if name or what in ("pause", "resume", "stop"):
            getattr(self, what)(name)

    def answers(self, name):
        self.m.store.answered(address(name), "phone", "", "me", self.now)
        if self.m.store.sends_to(address(name)):
            self.answered[address(name)] = self.now
        else:
            # Said before anybody enrolled them: another story.
            self.m.clock.at += timedelta(seconds=1)

    def pause(self, name):
        self.m.store.pause("c", address(name), "", "me", self.now)
        if name == "" or self.m.store.sends_to(address(name)):
            self.paused.add(address(name))

    def resume(self, name):
        self.m.store.resume("c", address(name), "me", self.now)
        self.m.store.resume_mailbox("main")
        self.paused.discard(address(name))
        if name:
            self.stopped.discard(address(name))
        else:
            self.stopped.clear()

    def stop(self, name):
        self.m.store.stop("c", address(name), "", "me", self.now)
        everybody = {r.send.address for r in self.m.store.rows("c")}
        self.stopped |= everybody & ({address(name)} if name else everybody)

    def suppress(self, name):
        self.m.store.suppress(address(name), "manual", "said so", "me", self.now)
        self.suppressed.add(address(name))

    @rule(code=st.sampled_from(["DE-BY", "DE", "AT"]), on=st.booleans())
    def pause_region(self, code, on):
        if on:
            self.m.store.pause_region(code, "flood", "me", self.now)
            self.regions.add(code)
        else:
            self.m.store.resume_region(code, "me", self.now)
            self.regions.discard(code)

    @rule(names=st.sets(WHO, min_size=1), cell=st.sampled_from(["Regen", "Schnee", ""]), who=WHO)
    def edit_the_list(self, names, cell, who):
        self.listed = {n: self.listed.get(n, "Regen") for n in PEOPLE if n in names}
        if who in self.listed:
            self.listed[who] = cell
        self.m.write_list(self.rows())
        self.m.prepare()

    @rule(step=st.sampled_from(["one", "two"]), n=st.integers(0, 99))
    def edit_a_letter(self, step, n):
        path = self.m.root / "templates" / f"{step}.de-sie.md"
        path.write_text(
            f'+++\nsubject = "Gruß"\n+++\nGuten Tag {{{{ last_name }}}}, Nummer {n}.'
            " Sagen Sie einfach stopp, dann schreibe ich nicht mehr.\n",
            "utf-8",
        )

    @rule()
    def approve(self):
        self.m.approve()

    @rule(sent=st.booleans(), data=st.data())
    def resolve(self, sent, data):
        doubts = [r.send for r in self.m.store.rows("c", "in_doubt")]
        if not doubts:
            return
        s = data.draw(st.sampled_from(doubts))
        job = self.m.jobs[0]
        follow = shell.first_moment(job, s.step + 1, s.address, s.claimed_at) if sent else None
        self.m.store.drop_lease()
        self.m.store.resolve(s.key, sent=sent, by="me", now=self.now, follow=follow)
        if not sent:
            self.resolved[s.key] += 1

    # -- what always holds --------------------------------------------------------------------

    @invariant()
    def counts_add_up(self):
        """People × steps, at all times."""
        if hasattr(self, "m"):
            assert sum(self.m.store.counts("c").values()) == self.m.store.total("c")

    @invariant()
    def nobody_twice(self):
        """A mail the server took is never given to it again, unless a person said it had not gone."""
        if not hasattr(self, "m"):
            return
        perhaps = Counter(
            k for _, k, o, _ in self.m.post.taken if isinstance(o, Accepted | InDoubt)
        )
        assert all(n <= 1 + self.resolved[key] for key, n in perhaps.items()), perhaps

    @invariant()
    def only_drawn_edges(self):
        """Between two looks every row moved along the drawn edges, one after the other."""
        if not hasattr(self, "m"):
            return
        states = {r.send.key: r.send.state for r in self.m.store.rows("c")}
        for key, state in states.items():
            old = self.before.get(key, state)
            assert state in STATES
            assert state in reachable(old), (key, old, state)
        self.before = states

    @invariant()
    def the_mails_keep_the_rules(self):
        """What went since the last look: allowed to these people, in the hours, under all limits."""
        if not hasattr(self, "m"):
            return
        taken = self.m.post.taken
        times = [t for t, *_ in taken]
        for i in range(self.seen, len(taken)):
            at, key, _, _ = taken[i]
            self._allowed(at, key)
            within = [t for t in times[: i + 1] if at - DAY < t <= at]
            assert len(within) <= RULES.daily_limit
        self.seen = len(taken)
        assert all((b - a).total_seconds() >= -300 for a, b in pairwise(times))
        self._ramp(times)

    def _ramp(self, times):
        per_day, level, last = (
            Counter(t.astimezone(ZoneInfo("Europe/Berlin")).date() for t in times),
            0,
            None,
        )
        for day in sorted(per_day):
            start, more = RULES.ramp
            if last is None:
                level = start
            else:
                level = max(start, level // 2) if (day - last).days >= 14 else level + more
            level = min(level, RULES.daily_limit)
            # A claim whose process died before the server had the mail counts as well.
            assert per_day[day] <= level
            last = day

    def _allowed(self, at, key):
        _, step, who = key.split(":")
        name = next(n for n in PEOPLE if address(n) == who)
        there = at.astimezone(ZoneInfo(ZONES[region(name)]))
        minute = there.hour * 60 + there.minute
        assert any(a <= minute < b for a, b in RULES.windows), (key, there)
        place = Place(*PLACES[region(name)])
        assert self.calendar.shut(there.date(), place) is None, (key, there)
        # Whatever was said before the moment of the mail counts.
        assert who not in self.suppressed
        assert who not in self.answered or at < self.answered[who]
        assert not self.paused & {who, ""}
        assert who not in self.stopped
        assert not self.regions & {place.code, place.country}
        send = self.m.store.send(key)
        if int(step) > 1:
            # Whoever is added, moved or let go meanwhile: never before the day that was named.
            assert at.astimezone(ZoneInfo("Europe/Berlin")).date() >= self.told.get(key, date.min)
            before = self.m.store.send(f"c:1:{who}")
            assert before.state == "accepted"
            late = self.calendar.business_days_between(
                before.claimed_at.astimezone(there.tzinfo).date(), there.date(), place
            )
            assert late >= 10
            due = send.earliest.astimezone(there.tzinfo).date()
            assert self.calendar.business_days_between(due, there.date(), place) <= 15
        else:
            self._alone(who, name, there.date(), place)
        assert send.claimed_at is not None

    def _alone(self, who, name, day, place):
        """Nobody of the same firm got a letter in the ten business days before."""
        firm = FIRMS.get(name, "-").removesuffix(" AG")
        for at, key, outcome, _ in self.m.post.taken:
            other = key.split(":")[2]
            theirs = next(FIRMS.get(n, "") for n in PEOPLE if address(n) == other)
            if other == who or theirs.removesuffix(" AG") != firm:
                continue
            refused = any(s.state == "rejected" for s in self.m.store.sends_to(other))
            if isinstance(outcome, Accepted | InDoubt) and not refused and not self.resolved[key]:
                then = at.astimezone(ZoneInfo(ZONES[region(name)])).date()
                assert then > day or self.calendar.business_days_between(then, day, place) >= 10

    @invariant()
    def everybody_has_one_state_with_a_reason(self):
        """The states partition the list, and each speaks German and English."""
        if not hasattr(self, "m"):
            return
        job = self.m.jobs[0]
        kinds = defaultdict(set)
        for name in PEOPLE:
            found = story(job, address(name))
            assert found.state in PERSONAL
            for lang in ("de", "en"):
                use(lang)
                assert str(found.reason).strip()
                assert all(str(b).strip() for b in found.because)
            kinds[found.state].add(name)
            sends = [s for s in job.store.sends_to(address(name)) if s.campaign == "c"]
            states = {s.state for s in sends}
            assert (found.state == "not_enrolled") == (
                not sends and address(name) not in self.suppressed
            )
            if found.state == "waiting":
                assert states & {"planned", "sending"}
            if found.state == "finished":
                assert states == {"accepted"}
            if found.next is not None:
                assert found.next >= self.now
        assert sum(map(len, kinds.values())) == len(PEOPLE)
        use("en")


def reachable(state):
    """All states that drawn edges lead to from this one."""
    found, more = {state}, {state}
    while more:
        more = {b for a, b in EDGES if a in more} - found
        found |= more
    return found


TestMonths = MonthsPass.TestCase
TestMonths.settings = settings(
    max_examples=max(10, settings.default.max_examples // 6), stateful_step_count=25, deadline=None
)
