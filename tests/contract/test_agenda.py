"""What time asks of the ledger, on a file and in memory; and that ledger and plan decide alike."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from outreach import campaign as shell
from outreach.campaign.queue import LedgerQueue, next_mail
from outreach.campaign.stories import story
from outreach.config.nouns import Campaign, Step
from outreach.errors import StoreError
from outreach.model import Accepted, Deferred, InDoubt, Rejected
from outreach.schedule.deciding import Colleague, Wait, decide, to_ts
from outreach.schedule.rules import Delay, Rules, Span
from outreach.store import Pace
from tests.months import Months
from tests.properties.test_plan_always import DELAYS, RULES

#: A Tuesday, before the windows of Europe open.
TUESDAY = datetime(2027, 6, 1, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ONE = (Step("one", Delay(), "new"),)
TWO = (*ONE, Step("two", Delay(10), "same"))
THREE = (*TWO, Step("three", Delay(10), "same"))


def first(found):
    """The first of the openers found, None where there is none."""
    return next(iter(found), None)


def campaign(name="c", steps=TWO, **more):
    return Campaign(name, more.pop("contacts", "contacts.csv"), steps, "main", **more)


def row(name, last="2023-05-04", region="BY", zone="", firm="", domain=""):
    address = f"{name}@{domain or f'{name}.example'}"
    return f"{address},Nora,{name.title()},f,sie,de,{last},Regen,{region},{zone},{firm}"


@pytest.fixture(params=["file", "memory"])
def months(request, tmp_path):
    made = []

    def make(*rows, now=TUESDAY, campaigns=None, approve=True, **rules):
        ledger = tmp_path / "state.db" if request.param == "file" else ":memory:"
        all_ = campaigns or [campaign()]
        rules = Rules(**{"ramp": None, "gap": (300, 300), **rules})
        m = Months(now, rules=rules, campaigns={c.name: c for c in all_}, ledger=ledger)
        clock = m.clock.ticking()
        clock.__enter__()
        made.append((m, clock))
        m.write_list(rows)
        if approve:
            m.approve()
        return m

    yield make
    for m, clock in made:
        clock.__exit__(None, None, None)
        m.close()


def days(m, n, look=True):
    """Runs that stay, one a day, as `send --wait` does."""
    for _ in range(n):
        if look:
            m.look()
        end = m.clock.at + DAY
        m.run(stay=end - timedelta(seconds=1))
        m.clock.at = end


def went(m):
    return [(to_ts(at), key) for at, key, _, _ in m.post.taken]


def names(m):
    """Who got which step, in order."""
    return [
        (key.split(":")[2].partition("@")[0], int(key.split(":")[1]))
        for _, key, _, _ in m.post.taken
    ]


def state(m, name, step=1):
    return next(s for s in m.store.sends_to(f"{name}@{name}.example") if s.step == step)


def claim(m, key, outcome=None, at=None):
    """Claim a mail, and settle it when told how."""
    now = at or m.clock.now()
    claimed = m.store.claim(
        m.store.send(key),
        now,
        message_id=f"<{key}>",
        subject="s",
        date=now,
        variant="v",
        pace=Pace(),
    )
    assert claimed is not None
    return m.store.settle(claimed, outcome, now) if outcome else "sending"


# -- cells into zones, places, ages and organisations ----------------------------------------


def test_cells_become_zone_place_age_and_organisation(months):
    """What a person's cells say stands with their mails before anything is decided."""
    m = months(row("anna", firm="Kraus GmbH"), row("ben", last="", region="AT-9"))
    assert m.store.groups("main") == [
        ("c", "Europe/Berlin|DE-BY", "2-5"),
        ("c", "Europe/Vienna|AT-9", "unknown"),
    ]
    anna = first(m.store.fresh("main", "c", "Europe/Berlin|DE-BY", "2-5"))
    assert (anna.address, anna.domain, anna.firm, anna.step) == (
        "anna@anna.example",
        "anna.example",
        "kraus",
        1,
    )
    assert m.store.how("c", "ben@ben.example") == {"zone": "country", "place": "code"}
    assert m.store.locale("c", "nobody@x.example") == ""


def test_a_changed_cell_moves_the_mails_to_come(months):
    """Somebody moved to Vienna: the mails not yet sent follow, once, and then nothing is done again."""
    m = months(row("anna"), row("ben"))
    m.write_list([row("anna", region="AT-9"), row("ben")])
    m.prepare()
    assert m.store.locale("c", "anna@anna.example") == "Europe/Vienna|AT-9"
    assert (
        first(m.store.fresh("main", "c", "Europe/Vienna|AT-9", "2-5")).address
        == "anna@anna.example"
    )
    settings_ = "|Europe/Berlin|" + m.desk.mailbox.region
    assert m.store.derive("c", "contacts.csv", lambda *_: pytest.fail("again"), settings_) == 0


def test_within_an_organisation_the_latest_contact_goes_first(months):
    """Three of one firm trade places; people of other firms keep theirs."""
    m = months(
        row("old", last="2019-01-01", firm="Kraus"),
        row("zoe", firm="Meier"),
        row("new", last="2026-01-01", firm="Kraus AG"),
        row("mid", last="2022-01-01", firm="KRAUS"),
    )
    turns = {s.send.address.partition("@")[0]: s.send.key for s in m.store.rows("c", step=1)}
    order = m.store.read("SELECT address FROM send WHERE step = 1 ORDER BY turn")
    assert [r["address"].partition("@")[0] for r in order] == ["new", "zoe", "mid", "old"]
    assert len(turns) == 4


def test_a_step_that_is_added_later_knows_its_people(months):
    """The mails of a new third step carry zone, age and turn like the ones before, and go."""
    m = months(row("anna"), row("ben", firm="Kraus"))
    days(m, 20)
    assert names(m) == [("anna", 1), ("ben", 1), ("anna", 2), ("ben", 2)]
    m.ws.campaigns["c"] = campaign(steps=THREE)
    m.approve()
    assert not m.store.read("SELECT key FROM send WHERE locale = '' OR bucket = ''")
    days(m, 30)
    assert names(m)[4:] == [("anna", 3), ("ben", 3)]


@pytest.mark.parametrize("ending", ["answered", "rejected"])
def test_a_sequence_that_is_over_does_not_grow(months, ending):
    """Who answered, or was refused by the server, gets nothing of a step added later."""
    m = months(row("anna"))
    m.post.outcomes = [Rejected(550, "5.1.1 unknown")] if ending == "rejected" else []
    days(m, 20)
    if ending == "answered":
        m.store.answered("anna@anna.example", "phone", "", "me", m.clock.now())
    before = len(m.post.taken)
    m.ws.campaigns["c"] = campaign(steps=THREE)
    m.approve()
    assert state(m, "anna", 3).state == "cancelled"
    days(m, 40)
    assert len(m.post.taken) == before


def test_a_stopped_sequence_does_not_grow(months):
    """Stopped after the first letter: the second was cancelled, and a third is from the start."""
    m = months(row("anna"))
    days(m, 1)
    m.store.stop("c", "anna@anna.example", "enough", "me", m.clock.now())
    m.ws.campaigns["c"] = campaign(steps=THREE)
    m.approve()
    assert [(s.state, s.rule) for s in m.store.sends_to("anna@anna.example")][1:] == [
        ("cancelled", "stopped")
    ] * 2


# -- the queue ---------------------------------------------------------------------------------


def test_a_later_step_is_not_due_before_the_one_before_has_gone(months):
    """Whatever moment a row carries, it is no candidate while its parent has not been accepted."""
    m = months(row("anna"))
    m.store.put_off("c:2:anna@anna.example", TUESDAY, "after")
    assert list(m.store.timed("main", TUESDAY)) == []
    assert m.store.put_off("c:1:anna@anna.example", TUESDAY, "spacing") is None
    assert [c.key for c in m.store.timed("main", TUESDAY)] == ["c:1:anna@anna.example"]


def test_the_hold_of_a_whole_sequence_is_lifted_without_a_moment_for_its_second_letter(months):
    """A yes to somebody held with all steps makes the opener ready and leaves the rest to it."""
    m = months(row("anna"))
    for step in (1, 2):
        m.store.hold(f"c:{step}:anna@anna.example", "same_person", "", TUESDAY)
    m.store.resume("c", "anna@anna.example", "me", TUESDAY)
    assert (state(m, "anna", 2).state, state(m, "anna", 2).earliest) == ("planned", None)
    days(m, 20)
    assert names(m) == [("anna", 1), ("anna", 2)]


def test_who_is_paused_stopped_suppressed_or_has_answered_is_no_candidate(months):
    """Neither as an opener nor as a later step."""
    m = months(*(row(n) for n in ("a", "b", "c", "d", "e")))
    say = {
        "a": lambda a: m.store.pause("c", a, "", "me", TUESDAY),
        "b": lambda a: m.store.stop("c", a, "", "me", TUESDAY),
        "c": lambda a: m.store.suppress(a, "manual", "", "me", TUESDAY),
        "d": lambda a: m.store.answered(a, "phone", "", "me", TUESDAY),
    }
    for name, do in say.items():
        do(f"{name}@{name}.example")
    group = m.store.groups("main")[0]
    assert first(m.store.fresh("main", *group)).address == "e@e.example"
    days(m, 1)
    assert names(m) == [("e", 1)]


def test_only_those_named_are_candidates(months):
    """`--only` reaches openers and later steps."""
    m = months(row("anna"), row("ben"))
    group = m.store.groups("main")[0]
    assert (
        first(m.store.fresh("main", *group, only=("ben@ben.example",))).address == "ben@ben.example"
    )
    m.store.put_off("c:1:anna@anna.example", TUESDAY, "spacing")
    assert list(m.store.timed("main", TUESDAY, ("ben@ben.example",))) == []


def test_the_next_moment_names_its_rule(months):
    """The earliest of the mails put off, after now, and why."""
    m = months(row("anna"), row("ben"))
    assert m.store.next_timed("main", TUESDAY) is None
    m.store.put_off("c:1:anna@anna.example", TUESDAY + 2 * DAY, "rest")
    m.store.put_off("c:1:ben@ben.example", TUESDAY + DAY, "spacing")
    assert m.store.next_timed("main", TUESDAY) == (to_ts(TUESDAY + DAY), "spacing")
    assert m.store.next_timed("main", TUESDAY + DAY) == (to_ts(TUESDAY + 2 * DAY), "rest")


# -- facts -----------------------------------------------------------------------------------


def test_facts_are_what_passed_between_two_people(months):
    """Mails that went or may have gone, by campaign; the last of another campaign; nothing rejected."""
    m = months(row("anna"), campaigns=[campaign("c"), campaign("d", ONE)])
    claim(m, "d:1:anna@anna.example", InDoubt("lost"), TUESDAY - 9 * DAY)
    c = first(m.store.fresh("main", *m.store.groups("main")[0]))
    facts = m.store.facts(c)
    assert facts.mails == [(to_ts(TUESDAY - 9 * DAY), "d")]
    assert facts.last_elsewhere == to_ts(TUESDAY - 9 * DAY)
    claim(m, "c:1:anna@anna.example", Rejected(550, "5.1.1"), TUESDAY)
    assert m.store.facts(c).mails == facts.mails


@pytest.mark.parametrize(
    ("outcome", "keeps"),
    [
        (Accepted(250, "Ok"), True),
        (InDoubt("lost"), True),
        (Deferred(450, "later"), True),
        (Rejected(550, "5.1.1 unknown"), False),
        (Rejected(554, "5.7.1 policy", policy=True), False),
        (None, True),
    ],
)
def test_the_place_of_an_organisation_is_taken_from_the_claim(months, outcome, keeps):
    """Claimed, accepted, in doubt or put off: taken. Refused: free."""
    m = months(row("anna", firm="Kraus"), row("ben", firm="Kraus"))
    claim(m, "c:1:anna@anna.example", outcome)
    ben = first(m.store.fresh("main", *m.store.groups("main")[0], only=("ben@ben.example",)))
    found = m.store.colleagues(ben)
    assert [x.last for x in found] == ([to_ts(TUESDAY)] if keeps else [])
    assert all(x.in_doubt == isinstance(outcome, InDoubt) for x in found)


def test_a_colleague_is_found_by_domain_or_by_firm_with_what_is_still_to_come(months):
    """The next letter of an open sequence, a pause that ends it, and the moment of an answer."""
    m = months(
        row("anna", firm="Kraus"), row("ben", firm="Kraus GmbH"), row("cem", domain="anna.example")
    )
    days(m, 1)
    assert names(m) == [("anna", 1)]
    at = to_ts(m.post.taken[0][0])
    group = m.store.groups("main")[0]
    for name in ("ben@ben.example", "cem@anna.example"):
        c = first(m.store.fresh("main", *group, only=(name,))) or next(
            x for x in m.store.timed("main", TUESDAY + 400 * DAY, (name,))
        )
        assert m.store.colleagues(c) == [
            Colleague("Nora Anna", at, to_ts(datetime(2027, 6, 14, 22, 0, tzinfo=UTC)))
        ]
    m.store.pause("c", "anna@anna.example", "", "me", m.clock.now())
    assert m.store.colleagues(c) == [Colleague("Nora Anna", at)]
    m.clock.at += 3 * DAY
    m.store.answered("anna@anna.example", "phone", "", "me", m.clock.now())
    assert m.store.colleagues(c) == [Colleague("Nora Anna", to_ts(m.clock.now()))]


# -- announcements, guard, silence ----------------------------------------------------------------


def test_second_letters_are_announced_the_business_day_before_and_once(months):
    """On Monday for Tuesday, by name; the same run a minute later says nothing more."""
    m = months(row("anna"))
    days(m, 13)
    assert m.clock.at == datetime(2027, 6, 14, 5, 0, tzinfo=UTC)  # a Monday
    m.look()
    told = m.run().announced
    assert [s.key for s in told["c"]] == ["c:2:anna@anna.example"]
    assert m.run().announced == {}
    assert [s.key for s in m.store.announced("c", m.clock.now() + 2 * DAY)] == [
        "c:2:anna@anna.example"
    ]
    days(m, 2)
    assert names(m) == [("anna", 1), ("anna", 2)]


def test_who_is_asked_first_waits_for_a_yes(months):
    """`nudges = "ask"`: held when announced; a yes lets it go at its own moment."""
    m = months(row("anna"), campaigns=[campaign(nudges="ask")])
    days(m, 14)
    assert (state(m, "anna", 2).state, state(m, "anna", 2).rule) == ("held", "ask")
    days(m, 3)
    assert len(m.post.taken) == 1
    m.store.resume("c", "anna@anna.example", "me", m.clock.now())
    days(m, 6)
    assert names(m) == [("anna", 1), ("anna", 2)]


def test_without_a_look_into_the_inbox_no_second_letter_goes(months):
    """A look is good for 24 hours, also in the middle of a run that stays."""
    m = months(row("anna"))
    days(m, 20, look=False)
    assert names(m) == [("anna", 1)]
    m.clock.at = datetime(2027, 6, 22, 5, 0, tzinfo=UTC)
    m.store.looked("main", "me", m.clock.now() - timedelta(hours=23, minutes=30))
    m.run(stay=m.clock.at + timedelta(hours=12))
    assert names(m) == [("anna", 1)]
    m.clock.at = datetime(2027, 6, 23, 5, 0, tzinfo=UTC)
    m.look()
    assert m.store.last_look("main") == m.clock.now()
    m.run(stay=m.clock.at + timedelta(hours=12))
    assert names(m) == [("anna", 1), ("anna", 2)]


def test_the_guard_stops_at_two_bounces_of_five_also_when_the_fifth_is_good(months):
    """Two of the first five bounce, the last of them is good: nobody new is written to."""
    m = months(*(row(f"p{i}") for i in range(9)))
    bad, good = Rejected(550, "5.1.1 unknown"), Accepted(250, "Ok")
    m.post.outcomes = [bad, bad, good, good, good, good, good, good, good]
    days(m, 5)
    assert len(m.post.taken) == 5
    assert m.store.bounces("c") == (2, 5)
    assert m.store.openers_stopped("c") is not None
    m.store.resume("c", "", "me", m.clock.now())
    assert m.store.bounces("c") == (0, 0)
    days(m, 5)
    assert len(m.post.taken) == 9


BAD, GOOD, DOUBT = Rejected(550, "5.1.1 unknown"), Accepted(250, "Ok"), InDoubt("lost")


@pytest.mark.parametrize(
    ("outcomes", "more"),
    [
        # The fifth is judged with the two before it, though nothing new comes back.
        ((BAD, BAD, GOOD, GOOD), 1),
        ((BAD, GOOD, BAD), 2),
        ((BAD, BAD, BAD, BAD), 1),
        # A mail in doubt is no judgement, nor is one that its server put off.
        ((BAD, BAD, DOUBT, GOOD), 2),
        ((BAD, BAD, Deferred(450, "later"), GOOD), 2),
        # One is not too many, however few went.
        ((BAD, GOOD, GOOD, GOOD), None),
    ],
)
def test_a_plan_foresees_where_the_guard_will_stop(months, outcomes, more):
    """The plan takes its mails for accepted and lets the guard judge after each, as a run does.

    From a ledger with bounces it promises no first letter that the run in which nobody
    answers will not send; second letters go on; `planner.stopped` names the campaign.
    """
    m = months(*(row(f"p{i:02}") for i in range(16)), daily_limit=1)
    m.post.outcomes = list(outcomes)
    while len(m.post.taken) < len(outcomes):
        days(m, 1)
    m.look()
    m.run(mails=0)
    desk, now = m.desk, m.clock.now()
    planner = shell.planner(desk, now, unapproved=False)
    end = to_ts(now + 90 * DAY)
    plan = [
        (x.at, f"{x.campaign}:{x.step}:{x.address}")
        for x in planner.run(desk.flow(now), to_ts(now), end)
    ]
    openers = [x for x in plan if ":1:" in x[1]]
    assert len(openers) == (16 - len(outcomes) if more is None else more)
    assert planner.stopped == (set() if more is None else {"c"})
    m.post.taken.clear()
    days(m, 90)
    assert went(m) == plan


def test_the_guard_judges_what_a_person_or_the_inbox_settled(months):
    """A doubt that turns out sent is the fifth: plan and run write to nobody new from then on, told once."""
    m = months(*(row(f"p{i:02}") for i in range(8)), campaigns=[campaign(steps=ONE)], daily_limit=1)
    m.post.outcomes = [BAD, BAD, DOUBT, GOOD, GOOD]
    while len(m.post.taken) < 5:
        days(m, 1)
    assert m.store.judged("c") == [True, True, False, False]
    assert len(m.plan()) == 1
    m.store.pause("c", "", "", "me", m.clock.now())
    resumed = shell.planner(m.desk, m.clock.now(), unapproved=False, resumed=True)
    begin = to_ts(m.clock.now())
    # To end a pause is no word about bounces: the count goes on.
    assert len(list(resumed.run(m.desk.flow(m.clock.now()), begin, begin + 10**7))) == 1
    m.store.resume("c", "", "me", m.clock.now())
    doubt = next(r.send.key for r in m.store.rows("c", "in_doubt"))
    m.store.resolve(doubt, sent=True, by="me", now=m.clock.now())
    assert m.plan() == []
    assert next_mail(m.desk, m.clock.now()) is None
    days(m, 5)
    assert len(m.post.taken) == 5
    assert m.store.openers_stopped("c") is not None
    told = m.store.one("SELECT count(*) AS n FROM event WHERE what = 'store.ev_guard'")
    assert told["n"] == 1


def test_the_guard_counts_the_last_hundred_openers(months):
    """An old bounce no longer counts when a hundred have gone since."""
    m = months(*(row(f"p{i}") for i in range(103)))
    for i in range(103):
        outcome = Rejected(550, "5.1.1") if i in (0, 1, 2, 50) else Accepted(250, "Ok")
        claim(m, f"c:1:p{i}@p{i}.example", outcome, TUESDAY + timedelta(minutes=i))
    assert m.store.bounces("c") == (1, 100)


def test_after_weeks_without_a_run_nothing_goes_that_nobody_has_looked_at(months):
    """More than 15 business days of silence: openers are held. What was approved since is not."""
    m = months(row("anna"), row("ben"), gap=(7200, 7200))
    m.run(stay=m.clock.at + timedelta(hours=4, minutes=30))
    assert names(m) == [("anna", 1)]
    m.clock.at = datetime(2027, 6, 29, 5, 0, tzinfo=UTC)
    assert m.run().stale == 1
    assert (state(m, "ben").state, state(m, "ben").rule) == ("held", "stale")
    m.clock.at += 30 * DAY
    m.approve()
    assert m.run(stay=m.clock.at + 3 * DAY).stale == 0
    assert names(m)[:2] == [("anna", 1), ("ben", 1)]


def test_fifteen_business_days_of_silence_are_no_reason_to_ask_again(months):
    """From Tuesday to the Tuesday three weeks later lie 15 business days: the rest goes on."""
    m = months(row("anna"), now=datetime(2027, 6, 1, 18, 0, tzinfo=UTC))
    m.run()
    m.clock.at = datetime(2027, 6, 22, 5, 0, tzinfo=UTC)
    assert m.run(stay=m.clock.at + timedelta(hours=12)).stale == 0
    assert names(m) == [("anna", 1)]


# -- regions, answers, the clock --------------------------------------------------------------


def test_a_paused_region_waits_at_once_also_in_a_run_that_stays(months):
    """The pause reaches a run under way, for the Land and for its country; the rest goes on."""
    m = months(row("anna"), row("ben"), row("cem", region="AT-9"))
    after_first = []

    def tell(done):
        if not after_first:
            after_first.append(done)
            m.store.pause_region("DE-BY", "flood", "me", m.clock.now())

    m.run(stay=m.clock.at + timedelta(hours=12), tell=tell)
    assert names(m) == [("anna", 1), ("cem", 1)]
    assert m.store.paused_regions() == {"DE-BY": "flood"}
    assert m.plan()
    assert all("ben" not in key for _, key in m.plan())
    assert m.store.resume_region("DE-BY", "me", m.clock.now())
    assert not m.store.resume_region("DE-BY", "me", m.clock.now())
    days(m, 2)
    assert ("ben", 1) in names(m)


@pytest.mark.parametrize("how", ["answered", "stopped", "suppressed"])
@pytest.mark.parametrize("doubt", [True, False])
def test_what_came_back_after_an_answer_or_a_stop_does_not_go_again(months, how, doubt):
    """Answered, stopped or suppressed while on its way or in doubt: over when it was not sent."""
    m = months(row("anna"), campaigns=[campaign(steps=ONE)])
    key, address = "c:1:anna@anna.example", "anna@anna.example"
    claimed = m.store.claim(
        m.store.send(key),
        TUESDAY,
        message_id="<m>",
        subject="s",
        date=TUESDAY,
        variant="v",
        pace=Pace(),
    )
    if doubt:
        m.store.settle(claimed, InDoubt("lost"), TUESDAY)
    if how == "answered":
        m.store.answered(address, "phone", "", "me", TUESDAY)
    elif how == "suppressed":
        m.store.suppress(address, "manual", "", "me", TUESDAY)
    else:
        m.store.stop("c", address, "no", "me", TUESDAY)
    if doubt:
        m.store.resolve(key, sent=False, by="me", now=TUESDAY)
    else:
        assert m.store.settle(claimed, Deferred(450, "later"), TUESDAY) == "cancelled"
    assert (m.store.send(key).state, m.store.send(key).rule) == ("cancelled", how)
    days(m, 10)
    assert m.post.taken == []


def test_a_stop_that_was_taken_back_is_no_stop(months):
    """Stopped and resumed while in doubt: not sent means planned again."""
    m = months(row("anna"), campaigns=[campaign(steps=ONE)])
    claim(m, "c:1:anna@anna.example", InDoubt("lost"))
    m.store.stop("c", "anna@anna.example", "", "me", TUESDAY)
    m.store.resume("c", "anna@anna.example", "me", TUESDAY)
    m.store.resolve("c:1:anna@anna.example", sent=False, by="me", now=TUESDAY)
    assert state(m, "anna").state == "planned"


def test_an_answer_ends_the_campaigns_of_its_time_and_no_later_one(months):
    """Who answered last year is written to in a new campaign, and its story is a new one."""
    m = months(row("anna"))
    days(m, 1)
    assert m.store.answered("anna@anna.example", "phone", "", "me", m.clock.now()) == {"c": 1}
    assert story(m.jobs[0], "anna@anna.example").state == "answered"
    m.clock.at += 300 * DAY
    m.ws.campaigns["new"] = campaign("new", ONE)
    m.approve()
    assert story(m.jobs[0], "anna@anna.example").state == "answered"
    assert story(m.jobs[1], "anna@anna.example").state == "waiting"
    days(m, 8)
    assert names(m) == [("anna", 1), ("anna", 1)]


def test_a_clock_behind_the_last_mail_is_refused(months):
    """Not only behind the last run: a run that stayed all day has seen the evening."""
    m = months(row("anna"), row("ben"), gap=(7200, 7200))
    m.run(stay=m.clock.at + timedelta(hours=10))
    last = m.post.taken[-1][0]
    before = list(m.store._db.iterdump())
    m.clock.at = last - timedelta(minutes=5, seconds=1)
    with pytest.raises(StoreError):
        shell.send_due(m.jobs, lambda _job: m.post, shell.Limits())
    assert list(m.store._db.iterdump()) == before
    m.clock.at = last - timedelta(minutes=5)
    m.run()


def test_somebody_who_answers_in_mid_run_costs_nobody_their_turn(months):
    """A claim that is not won leaves no gap and uses up no quota."""
    m = months(row("anna"), row("ben"), gap=(7200, 7200))

    def edge(name):
        if name == "before_claim" and not m.post.taken:
            m.store.answered("anna@anna.example", "phone", "", "me", m.clock.now())

    m.prepare()
    limits = shell.Limits(
        stay=m.clock.at + timedelta(hours=4, minutes=10), waiting=m.clock.told, edge=edge
    )
    shell.send_due(m.jobs, lambda _job: m.post, limits)
    assert names(m) == [("ben", 1)]


def test_a_window_that_closes_between_two_looks_is_closed(months):
    """With gaps of seconds a second letter does not slip out after eleven."""
    m = months(
        *(row(f"p{i}") for i in range(40)), daily_limit=1000, gap=(20, 20), windows=((540, 545),)
    )
    days(m, 30)
    local = [at + timedelta(hours=2) for at, *_ in m.post.taken]
    assert all((t.hour, t.minute // 5) == (9, 0) for t in local)
    assert {step for _, step in names(m)} == {1, 2}


# -- ledger and plan decide alike ----------------------------------------------------------------

OUTCOMES = st.sampled_from(
    [
        *[Accepted(250, "2.0.0 Ok")] * 6,
        Deferred(450, "4.2.0 later"),
        Deferred(421, "4.7.0 slow down", scope="account"),
        Rejected(550, "5.1.1 unknown"),
        Rejected(554, "5.7.1 blocked", policy=True),
        InDoubt("lost after the dot"),
    ]
)
PERSON = st.builds(
    row,
    st.integers(0, 60).map(lambda i: f"p{i}"),
    st.sampled_from(["2023-05-04", "2023-05-04", "2023-05-04", "2027-01-01", "2010", ""]),
    st.sampled_from(["BY", "HH", "", "AT-9", "CH-ZH", "US-NY"]),
    st.sampled_from(["", "", "", "Asia/Kathmandu", "America/New_York"]),
    st.sampled_from(["", "", "", "Kraus", "Kraus GmbH", "Meier"]),
    st.sampled_from(["", "", "", "kraus.example"]),
)
LIST = st.lists(PERSON, min_size=1, max_size=28, unique_by=lambda r: r.partition(",")[0])
DISTURB = st.lists(
    st.tuples(
        st.sampled_from(["answered", "pause", "stop", "suppress", "region", "campaign", "resolve"]),
        st.integers(0, 27),
    ),
    max_size=4,
)


def disturb(m, what, i, rows):
    address = rows[i % len(rows)].partition(",")[0]
    now = m.clock.now()
    match what:
        case "answered":
            m.store.answered(address, "phone", "", "me", now)
        case "pause":
            m.store.pause("c", address, "", "me", now)
        case "stop":
            m.store.stop("c", address, "", "me", now)
        case "suppress":
            m.store.suppress(address, "manual", "", "me", now)
        case "region":
            m.store.pause_region("DE-HH", "", "me", now)
        case "campaign":
            m.store.pause("d", "", "", "me", now)
        case "resolve":
            doubts = [r.send.key for r in m.store.rows("c", "in_doubt")]
            if doubts:
                # As the command does: what did not go leaves no copy that says it went.
                job, send = m.jobs[0], m.store.send(doubts[0])
                m.store.resolve(doubts[0], sent=False, by="me", now=now)
                shell.put_copy_aside(job, send.message_id)
    m.store.resume_mailbox("main")


@settings(max_examples=max(10, settings.default.max_examples // 4))
@given(
    rules=RULES,
    rows=LIST,
    second=st.one_of(st.none(), LIST),
    delay=DELAYS,
    steps=st.integers(1, 2),
    start=st.datetimes(datetime(2026, 11, 1), datetime(2027, 11, 1), timezones=st.just(UTC)),
    outcomes=st.lists(OUTCOMES, max_size=12),
    first=st.integers(0, 25),
    events=DISTURB,
)
def test_the_plan_from_any_state_is_what_then_happens(
    rules, rows, second, delay, steps, start, outcomes, first, events
):
    """After any beginning (refusals, doubts, answers, pauses), the plan and the run are one, to the second."""
    all_ = [campaign("c", (*ONE, Step("two", delay, "same"))[:steps])]
    if second:
        all_.append(campaign("d", TWO, contacts="second.csv"))
    m = Months(start.replace(microsecond=0), rules=rules, campaigns={c.name: c for c in all_})
    with m.clock.ticking():
        try:
            m.write_list(rows)
            if second:
                m.write_list(second, "second.csv")
            m.approve()
            m.post.outcomes = list(outcomes)
            days(m, first)
            m.post.outcomes = []
            for what, i in events:
                disturb(m, what, i, rows)
            m.post.taken.clear()
            m.look()
            m.run(mails=0)  # a tick that only announces
            plan = m.plan()
            ahead = next_mail(m.desk, m.clock.now())
            assert (ahead.at if ahead else None) == (plan[0][0] if plan else None)
            end = m.clock.at + 45 * DAY
            days(m, 45)
            done = went(m)
            plan = [x for x in plan if x[0] < to_ts(end)]
            event(f"mails: {len(done) // 10 * 10}+")
            assert done == plan, [x for x in done if x not in plan][:2] + [
                x for x in plan if x not in done
            ][:2]
        finally:
            m.close()


def test_the_night_is_not_waited_through_second_by_second(months, monkeypatch):
    """Until the hours of writing come again nothing is asked: the next letter is found in a few
    steps, also where an organisation's place becomes free when they have just ended.
    """
    m = months(
        row("gina", firm="Kraus", zone="America/New_York"),
        row("hans", firm="Kraus"),
        row("ida", firm="Meier", region="US-NY", domain="kraus.example"),
        row("jo", firm="Meier", region="US-NY"),
        row("kai", firm="Kraus GmbH", region="AT-9"),
        campaigns=[campaign(steps=(*ONE, Step("two", Delay(7), "same")))],
        now=datetime(2027, 7, 29, 21, 42, tzinfo=UTC),
        windows=((1380, 1440),),
        gap=(3000, 4000),
        rest=0,
    )
    asked = []

    def counted(*args, **more):
        asked.append(args)
        return decide(*args, **more)

    monkeypatch.setattr("outreach.campaign.queue.decide", counted)
    for _ in range(60):
        days(m, 1)
        asked.clear()
        next_mail(m.desk, m.clock.now())
        assert len(asked) < 500


def test_a_letter_for_saturday_is_told_of_on_friday(months):
    """Before a Monday on which they have a holiday, too: told on Friday, it goes on Saturday."""
    every = (1, 2, 3, 4, 5, 6, 7)
    start = datetime(2026, 12, 28, 0, 25, tzinfo=UTC)
    all_ = [campaign("c", (*ONE, Step("two", Delay(19, "calendar"), "same")))]
    m = months(
        row("anna", region="US-NY"), campaigns=all_, now=start, days=every, closed=(), rest=0
    )
    days(m, 17)
    plan = m.plan()
    days(m, 20)
    assert went(m)[1:] == plan
    assert datetime.fromtimestamp(plan[0][0], UTC).date().isoformat() == "2027-01-16"


def test_a_person_of_two_lists_is_one_colleague(months):
    """Written to from a list that names no firm, known to another that does: the place is taken."""
    all_ = [campaign("c", ONE), campaign("d", ONE, contacts="second.csv")]
    m = months(row("anna"), campaigns=all_, approve=False, rest=0)
    m.write_list([row("anna", firm="Kraus"), row("ben", firm="Kraus")], "second.csv")
    m.approve()
    plan = m.plan()
    days(m, 40)
    assert went(m) == plan
    assert names(m)[1] == ("anna", 1)
    assert went(m)[2][0] - went(m)[1][0] >= 13 * 86400


# -- the ledger as a queue ------------------------------------------------------------------------


def queue(m, **more):
    return LedgerQueue(m.desk, **more)


def test_somebody_named_in_a_hurry_goes_at_night_and_within_the_gap(months):
    """`send --now --only`: no window, no gap, no announcement; nobody else goes."""
    m = months(row("anna"), row("ben"), now=datetime(2027, 6, 1, 1, 0, tzinfo=UTC))
    m.run(hurry=True, only=("ben@ben.example",))
    m.run(hurry=True, only=("anna@anna.example",))
    assert [(n, at.hour) for (n, _), (at, *_) in zip(names(m), m.post.taken, strict=True)] == [
        ("ben", 1),
        ("anna", 1),
    ]


def test_a_hurry_passes_no_quota_pause_hold_or_missing_look(months):
    """Whatever a person or the mailbox's limits say stands, also for people named."""
    m = months(row("anna"), row("ben"), row("cem"), row("dora"), daily_limit=1)
    m.store.pause("c", "anna@anna.example", "", "me", TUESDAY)
    m.store.hold("c:1:cem@cem.example", "policy", "", TUESDAY)
    m.store.pause_region("AT", "", "me", TUESDAY)
    everybody = tuple(f"{n}@{n}.example" for n in ("anna", "ben", "cem", "dora"))
    run = m.run(hurry=True, only=everybody)
    assert names(m) == [("ben", 1)]
    assert run.rule == "quota"
    m.clock.at = datetime(2027, 6, 16, 2, 0, tzinfo=UTC)
    m.run(hurry=True, only=("ben@ben.example",))
    assert names(m) == [("ben", 1)]
    m.look()
    m.run(hurry=True, only=("ben@ben.example",))
    assert names(m) == [("ben", 1), ("ben", 2)]


def test_from_a_list_with_errors_nobody_new_is_written_to(months):
    """Openers of that campaign wait; its later steps, and other campaigns, go on."""
    all_ = [campaign("c"), campaign("d", ONE, contacts="second.csv")]
    m = months(row("anna"), campaigns=all_, approve=False)
    m.write_list([row("ben")], "second.csv")
    m.approve()
    m.run(stay=m.clock.at + timedelta(hours=12), no_openers=frozenset({"c"}))
    assert names(m) == [("ben", 1)]


def test_what_stands_against_all_is_named_and_when_it_ends(months):
    """Window, canary, guard, region, a missing look: each with its moment, or with none."""
    crowd = [row(f"p{i}") for i in range(21)]
    m = months(*crowd)
    m.prepare()
    now = to_ts(TUESDAY)
    q = queue(m)
    assert q.head(now) is None
    opens = m.desk.locales["Europe/Berlin|DE-BY"].openings.next_opening(now).start
    assert q.wake(now) == Wait(opens, "window")

    days(m, 1)  # the five canaries
    fifth = to_ts(m.post.taken[4][0])
    assert len(m.post.taken) == 5
    for name in ("p5", "p6"):
        # Put off once and due again: they wait for the canary's day like all others.
        m.store.put_off(f"c:1:{name}@{name}.example", TUESDAY, "spacing")
    q, at = queue(m), fifth + 3600
    assert q.head(at) is None
    assert q.wake(at) == Wait(fifth + 86400, "canary")

    m.store.stop_openers("c", 2, 5, m.clock.now())
    q, at = queue(m), fifth + 2 * 86400
    assert q.head(at) is None
    assert q.wake(at) == Wait(to_ts(datetime(2027, 6, 14, 22, tzinfo=UTC)), "after")
    m.store.stop("c", "", "", "me", m.clock.now())
    m.clock.at += 2 * DAY
    assert queue(m).wake(at) == Wait(None, "nothing")


def test_where_only_a_look_is_missing_the_queue_says_so(months):
    """All that is due are second letters, and nobody has looked into the inbox."""
    m = months(row("anna"))
    days(m, 1)
    m.clock.at = datetime(2027, 6, 16, 9, 0, tzinfo=UTC)
    q, now = queue(m), to_ts(m.clock.now())
    assert q.head(now) is None
    assert q.wake(now) == Wait(None, "inbox")


def test_a_paused_region_is_what_the_queue_names(months):
    """Everybody lives where nothing goes: no moment is promised."""
    m = months(row("anna"), row("ben"))
    m.store.pause_region("DE", "flood", "me", TUESDAY)
    q, now = queue(m), to_ts(TUESDAY) + 3 * 3600
    assert q.head(now) is None
    assert q.wake(now) == Wait(None, "region")


def test_a_plan_knows_mails_as_old_as_the_rest_is_long(months):
    """With a rest of 500 days the plan waits for it as the run does."""
    m = months(row("anna"), campaigns=[campaign("c", ONE)], rest=500)
    days(m, 1)
    m.clock.at += 470 * DAY
    m.ws.campaigns["d"] = campaign("d", ONE)
    m.approve()
    plan = m.plan()
    days(m, 60)
    assert went(m)[1:] == plan
    assert plan[0][0] - went(m)[0][0] >= 500 * 86400


def test_the_story_knows_who_else_writes_from_the_mailbox(months):
    """With two lists from one mailbox, `why` names the moments of the plan of both, not of one alone."""
    all_ = [campaign("c", ONE), campaign("d", ONE, contacts="second.csv")]
    m = months(row("anna"), row("cem"), campaigns=all_, approve=False, daily_limit=1)
    m.write_list([row("ben"), row("dora")], "second.csv")
    m.approve()
    told = {
        f"{job.campaign.name}:1:{name}@{name}.example": story(job, f"{name}@{name}.example").next
        for job, name in zip(m.jobs * 2, ("anna", "ben", "cem", "dora"), strict=True)
    }
    assert {key: to_ts(at) for key, at in told.items()} == {key: at for at, key in m.plan()}


def test_a_colleague_in_a_paused_campaign_keeps_the_place_in_the_plan_too(months):
    """Their second letter is still to come, so the plan of the other campaign waits as the run does."""
    all_ = [campaign("c"), campaign("d", ONE, contacts="second.csv")]
    m = months(row("anna", firm="Kraus"), campaigns=all_, approve=False)
    m.write_list([row("ben", firm="Kraus"), row("cem")], "second.csv")
    m.approve()
    days(m, 1)
    assert sorted(names(m)) == [("anna", 1), ("cem", 1)]
    m.store.pause("c", "", "", "me", m.clock.now())
    assert m.plan() == []
    days(m, 90)
    assert len(m.post.taken) == 2
    m.store.stop("c", "", "", "me", m.clock.now())
    plan = m.plan()
    assert [key for _, key in plan] == ["d:1:ben@ben.example"]
    days(m, 10)
    assert went(m)[2:] == plan


def test_what_goes_next_knows_that_a_late_second_letter_will_be_held(months):
    """It is too late to go when the days open again, so it keeps no colleague's place: as in the plan."""
    closed = (Span((0, 6, 4), (0, 7, 20)),)
    m = months(row("anna", firm="Meier"), row("ben", firm="Meier"), closed=closed)
    days(m, 10)
    m.look()
    m.run(mails=0)
    plan = m.plan()
    ahead = next_mail(m.desk, m.clock.now())
    assert (ahead.at, f"c:1:{ahead.address}") == plan[0]
    days(m, 45)
    assert names(m)[:2] == [("anna", 1), ("ben", 1)]
    assert went(m)[1] == plan[0]


def test_a_second_letter_put_off_for_long_is_announced_again(months):
    """Told in June, put off to the next year by the yearly limit: told again on the day before."""
    all_ = [campaign("c"), campaign("d", ONE, contacts="second.csv")]
    m = months(row("anna"), campaigns=all_, approve=False, rest=0, max_per_year=2)
    m.write_list([row("anna")], "second.csv")
    m.approve()
    days(m, 20)
    assert [key for _, key in went(m)] == ["c:1:anna@anna.example", "d:1:anna@anna.example"]
    assert (state(m, "anna", 2).rule, state(m, "anna", 2).state) == ("per_year", "planned")
    plan = m.plan()
    m.clock.at = datetime(2028, 5, 30, 5, 0, tzinfo=UTC)
    m.look()
    assert [s.key for s in m.run().announced["c"]] == ["c:2:anna@anna.example"]
    days(m, 3)
    assert went(m)[2:] == plan
