"""The plan on a virtual clock: who goes at which minute, and what a plan cannot promise."""

import itertools
from datetime import datetime
from zoneinfo import ZoneInfo

from outreach.schedule.calendars import Calendar
from outreach.schedule.deciding import Locales, Moment, Wait
from outreach.schedule.pace import DAY, FOREVER, Flow, MailboxState
from outreach.schedule.planning import Course, Person, Planner
from outreach.schedule.rules import Delay, Rules

ZONE = ZoneInfo("Europe/Berlin")
HAMBURG, MUNICH, LONDON = "Europe/Berlin|DE-HH", "Europe/Berlin|DE-BY", "Europe/London|GB-ENG"
NEW_YORK, KATHMANDU = "America/New_York|US-NY", "Asia/Kathmandu|NP"
TWO = {1: Delay(), 2: Delay(10)}
#: Tuesday, one minute before the first window.
TUESDAY = "2027-06-01T08:59"


def at(text, zone="Europe/Berlin"):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def person(name, turn=0, **more):
    steps, locale = more.pop("steps", (1,)), more.pop("locale", HAMBURG)
    campaign, bucket = more.pop("campaign", "c"), more.pop("bucket", "0-1")
    return Person(campaign, f"{name}@{name}.example", name, locale, bucket, turn, steps, **more)


def plan(people, start=TUESDAY, *, length=200, state=None, courses=None, **rules):
    """(name, step, moment in Berlin, rule) of each mail; see also plan.last and plan.mails."""
    rules = Rules(**{"gap": (300, 300), "ramp": None, **rules})
    locales = Locales(rules, Calendar(rules, "en"), "main")
    moment = Moment(rules, locales, HAMBURG, locales[HAMBURG].day)
    planner = plan.last = Planner(people, courses or {"c": Course(TWO)}, moment)
    flow = Flow(state or MailboxState("main"), rules, ZONE)
    start = at(start)
    mails = plan.mails = list(planner.run(flow, start, start + length * DAY))
    return [
        (
            m.address.partition("@")[0],
            m.step,
            f"{datetime.fromtimestamp(m.at, ZONE):%m-%dT%H:%M}",
            m.rule,
        )
        for m in mails
    ]


def names(mails):
    return [m[0] for m in mails]


def test_one_goes_after_the_other_a_gap_apart():
    """The first goes when the window opens, a little after the hour, the next after the gap."""
    mails = plan([person("a", 1), person("b", 2), person("c", 0)])
    assert names(mails) == ["c", "a", "b"]
    times = [datetime.fromisoformat(f"2027-{m[2]}") for m in mails]
    assert datetime(2027, 6, 1, 9, 0) <= times[0] <= datetime(2027, 6, 1, 9, 5)
    assert [(b - a).total_seconds() for a, b in itertools.pairwise(times)] == [300, 300]
    assert [m[3] for m in mails] == ["window", "gap", "gap"]


def test_what_is_open_at_the_start_goes_at_the_start():
    """Within a window the first mail goes at once: nothing stood against it."""
    assert plan([person("a")], "2027-06-01T09:30") == [("a", 1, "06-01T09:30", "ready")]


def test_a_sequence_goes_on_ten_business_days_after_the_actual_mail():
    """The second letter comes on the first open day from the tenth business day on."""
    (_, _, first, _), (_, step, second, rule) = plan([person("a", steps=(1, 2))])
    assert (first[:5], step, second[:5], rule) == ("06-01", 2, "06-15", "after")


def test_a_holiday_in_one_land_delays_only_its_people():
    """Fronleichnam, 27 May 2027: Hamburg gets its letter on Thursday, Munich after the weekend."""
    mails = plan([person("h"), person("m", locale=MUNICH)], "2027-05-27T08:00")
    assert [(m[0], m[2][:5]) for m in mails] == [("h", "05-27"), ("m", "06-01")]


def test_the_plan_says_which_limit_put_a_mail_off():
    """Two a day: the third waits for the quota; the ramp and the hour name themselves likewise."""

    def rules(**limits):
        return [m[3] for m in plan([person(n, i) for i, n in enumerate("abcd")], **limits)]

    assert rules(daily_limit=2) == ["window", "gap", "quota", "quota"]
    assert rules(ramp=(2, 1)) == ["window", "gap", "ramp", "ramp"]
    assert rules(hourly_limit=1, windows=((540, 1080),))[:2] == ["window", "hourly"]


def test_a_resting_mailbox_sends_nothing_until_it_may():
    """A rest of the account moves everything; one that only a person ends leaves the plan empty."""
    rest = MailboxState("main", paused_until=datetime(2027, 6, 1, 10, 0, tzinfo=ZONE))
    assert plan([person("a")], state=rest) == [("a", 1, "06-01T10:00", "mailbox")]
    assert plan([person("a")], state=MailboxState("main", paused_until=FOREVER)) == []


def test_of_one_organisation_the_first_in_turn_goes_and_the_others_wait():
    """The colleague waits until ten business days after the second letter, by domain or by firm."""
    for same in ({"domain": "kraus.example"}, {"firm": "kraus"}):
        mails = plan([person("a", 1, steps=(1, 2), **same), person("b", 2, **same)])
        assert [(m[0], m[1], m[2][:5]) for m in mails] == [
            ("a", 1, "06-01"),
            ("a", 2, "06-15"),
            ("b", 1, "06-29"),
        ]
        assert mails[2][3] == "organisation"


def test_an_address_that_is_dead_keeps_no_place():
    """A colleague whose address bounced does not make anybody wait."""
    house = {"domain": "kraus.example"}
    dead = person("a", 1, steps=(), dead=True, mails=[(at(TUESDAY) - 60, "c")], **house)
    assert plan([dead, person("b", 2, **house)])[0][2][:5] == "06-01"


def test_a_colleague_who_answered_makes_others_wait_from_the_answer_on():
    """Ten business days count from the answer when it came after the mail."""
    house = {"domain": "kraus.example"}
    mailed, said = at("2027-04-06T09:00"), at("2027-05-31T18:00")
    a = person("a", 1, steps=(), mails=[(mailed, "c")], answered=said, **house)
    assert plan([a, person("b", 2, **house)])[0][2][:5] == "06-15"


def test_a_doubt_keeps_the_place_twenty_business_days():
    """Nobody knows whether the colleague got the letter."""
    house = {"domain": "kraus.example"}
    a = person("a", 1, steps=(), mails=[(at("2027-05-25T09:00"), "c")], in_doubt=True, **house)
    assert plan([a, person("b", 2, **house)])[0][2][:5] == "06-22"


def test_a_colleague_whose_sequence_waits_elsewhere_keeps_the_place():
    """Somebody of a paused campaign will be written to again: the place is not free."""
    house = {"domain": "kraus.example"}
    mailed = at("2027-04-06T09:00")
    a = person("a", 1, steps=(), mails=[(mailed, "x")], upcoming=at("2027-04-20T00:00"), **house)
    assert plan([a, person("b", 2, **house)], length=100) == []


def test_a_letter_put_off_by_its_server_keeps_the_place_and_its_turn():
    """It was claimed, so colleagues wait; it goes before new people; the canary counted it then."""
    house = {"domain": "kraus.example"}
    tried = at("2027-05-31T09:00")
    a = person("a", 9, earliest=tried, rule="deferred", begun=tried, claimed=tried, **house)
    mails = plan([a, person("b", 1, **house), person("n", 0)])
    assert [(m[0], m[2][:5]) for m in mails] == [("a", "06-01"), ("n", "06-01"), ("b", "06-15")]
    crowd = [person(n, i) for i, n in enumerate("opqrst")]
    a = person("a", 0, earliest=tried, rule="deferred", begun=tried)
    courses = {"c": Course(TWO, canaries={"0-1": (1, 0)})}
    mails = plan([a, *crowd], courses=courses)
    assert [m[2][:5] for m in mails] == ["06-01"] * 5 + ["06-02"] * 2


def test_five_of_an_age_go_first_and_the_rest_a_day_after_the_fifth():
    """Of seven in a watched age two wait 24 hours; another age goes on at once."""
    crowd = [person(n, i) for i, n in enumerate("abcdefg")]
    crowd.append(person("z", 99, bucket="5+"))
    mails = plan(crowd, "2027-06-01T10:00", courses={"c": Course(TWO, canaries={"0-1": (0, 0)})})
    assert [(m[0], m[2]) for m in mails][:5] == [
        (n, f"06-01T10:{5 * i:02}") for i, n in enumerate("abcde")
    ]
    assert ("z", 1, "06-01T10:25", "gap") in mails
    assert mails[6:] == [("f", 1, "06-02T10:20", "canary"), ("g", 1, "06-02T10:25", "canary")]


def test_the_guard_stops_openers_and_no_second_letters():
    """People already written to get their second letter; nobody new is written to."""
    b = person("b", steps=(2,), earliest=at(TUESDAY), begun=1, announced=1)
    b.mails = [(at("2027-05-04T09:00"), "c")]
    mails = plan([person("a"), b], courses={"c": Course(TWO, openers=False)})
    assert [(m[0], m[1]) for m in mails] == [("b", 2)]
    assert plan.last.waiting() == 1


def test_the_guard_judges_each_planned_letter_as_one_that_arrived():
    """Two of four came back: the fifth stops the openers. Two of twelve stop nobody, nor does one.

    A second letter that arrives is no opener, and counts for nothing.
    """

    def sent(*judged):
        crowd = [person(n, i) for i, n in enumerate("abcdef")]
        second = person("z", steps=(2,), earliest=at(TUESDAY), begun=1, announced=1)
        mails = plan([*crowd, second], courses={"c": Course(TWO, judged=judged)})
        assert mails[0][:2] == ("z", 2)
        return len(mails) - 1

    assert sent(True, True, False, False) == 1
    assert plan.last.stopped == {"c"}
    assert sent(*[True] * 2, *[False] * 10) == sent(True, *[False] * 3) == 6
    assert plan.last.stopped == set()


def test_a_late_second_letter_is_held_and_counted():
    """More than fifteen business days late: it is in `held`, with its later steps counted."""
    a = person("a", steps=(2, 3), earliest=at("2027-04-01T00:00"), begun=1, announced=1)
    assert plan([a]) == []
    assert [(h.rule, h.candidate.step) for h in plan.last.held] == [("stale", 2)]
    assert (plan.last.held_mails, plan.last.waiting()) == (2, 0)


def test_an_unannounced_second_letter_is_told_first():
    """What is due and was never announced waits for the business day after."""
    a = person("a", steps=(2,), earliest=at(TUESDAY), begun=1)
    (mail,) = plan([a])
    assert (mail[2][:5], mail[3]) == ("06-02", "announce")
    a = person("a", steps=(2,), earliest=at(TUESDAY), begun=1)
    assert plan([a], courses={"c": Course(TWO, "ask")}) == []
    assert [h.rule for h in plan.last.held] == ["ask"]


def test_follow_ups_that_nobody_looked_up_an_inbox_for_do_not_go():
    """Where no inbox is read, only openers go."""
    rules = Rules(gap=(300, 300), ramp=None)
    locales = Locales(rules, Calendar(rules, "en"), "main")
    moment = Moment(rules, locales, HAMBURG, locales[HAMBURG].day)
    planner = Planner([person("a", steps=(1, 2))], {"c": Course(TWO)}, moment, followups=False)
    flow = Flow(MailboxState("main"), rules, ZONE)
    mails = list(planner.run(flow, at(TUESDAY), at(TUESDAY) + 100 * DAY))
    assert [m.step for m in mails] == [1]


def test_nobody_waits_and_the_plan_is_over():
    """Without people there is nothing to wait for."""
    assert plan([]) == []
    assert plan.last.wake(at(TUESDAY)) == Wait(None, "nothing")


def test_days_that_never_open_end_the_plan():
    """Where no day is ever open, nothing is planned and the planner ends."""
    closed = Rules().closed[0].__class__((0, 1, 1), (0, 12, 31))
    assert plan([person("a")], closed=(closed,)) == []


# -- why a new contact may move others forward ------------------------------------------------


def moved(crowd, new, name, start=TUESDAY, step=1, **rules):
    """The moments of one letter without and with somebody new, who is last in the list."""

    def moment(*more):
        people = [person(n, i, **of) for i, (n, of) in enumerate(crowd)]
        mails = plan([*people, *more], start, **rules)
        return next(m[2] for m in mails if m[:2] == (name, step))

    return moment(), moment(person("new", 99, **new))


def test_with_a_ramp_a_new_contact_can_move_others_forward():
    """One letter more makes one sending day more, after which more may go.

    Four letters take two days, the new one a third: after two quiet weeks, half of the ramp is
    then two letters a day, not one. And somebody in London makes a German holiday a sending day.
    """
    crowd = [(n, {"steps": (1, 2)}) for n in "abcd"]
    rules = {"ramp": (1, 2), "courses": {"c": Course({1: Delay(), 2: Delay(13)})}}
    assert moved(crowd, {}, "b", step=2, **rules) == ("06-23T09:02", "06-22T09:05")
    # 6 May 2027 is Ascension Day in Germany and an ordinary Thursday in England.
    crowd = [(f"p{i}", {}) for i in range(9)]
    alone, both = moved(crowd, {"locale": LONDON}, "p6", "2027-05-05T08:00", ramp=(2, 2))
    assert (alone[:5], both[:5]) == ("05-12", "05-11")


def test_with_several_places_a_new_contact_can_move_others_forward():
    """A letter more in the morning keeps one in Nepal from the night's place in the quota.

    24 hours after it the place is free when New York opens, and no longer before.
    """
    crowd = [("a", {}), ("york", {"locale": NEW_YORK}), ("kath", {"locale": KATHMANDU})]
    rules = {"daily_limit": 1, "gap": (60, 60), "windows": ((540, 545),)}
    found = moved(crowd, {}, "york", "2026-11-06T01:00", **rules)
    assert found == ("11-17T15:00", "11-12T15:00")


def test_with_canaries_and_holidays_a_new_contact_can_move_others_forward():
    """The fifth of an age ends the others' wait a day later, so an earlier fifth ends it earlier.

    31 October 2028 is a holiday in Hamburg and none in Munich or New York.
    """
    crowd = [("a", {"locale": MUNICH}), ("york", {"locale": NEW_YORK}), ("ham", {})]
    courses = {"c": Course(TWO, canaries={"0-1": (3, 0)})}
    found = moved(crowd, {"locale": MUNICH}, "ham", "2028-10-31T08:00", courses=courses)
    assert found == ("11-01T14:04", "11-01T09:07")


def test_within_organisations_a_new_contact_can_move_others_forward():
    """Somebody new of b's domain goes while b waits for a; so b waits on, and c goes in b's place."""
    crowd = [
        ("a", {"firm": "k"}),
        ("b", {"firm": "k", "domain": "d.example"}),
        ("c", {"firm": "k"}),
    ]
    alone, both = moved(crowd, {"domain": "d.example"}, "c", daily_limit=1)
    assert (alone[:5], both[:5]) == ("06-29", "06-15")


def test_with_gaps_from_a_range_a_new_contact_can_move_others_forward():
    """That no two gaps in a row are equal lengthens one: after another letter it need not be."""

    def second(*more):
        crowd = [person("k75", 0, steps=(1, 2)), person("o44", 1, steps=(1, 2)), *more]
        plan(crowd, gap=(180, 200), daily_limit=2)
        return next(m.at for m in plan.mails if (m.step, m.address) == (2, "o44@o44.example"))

    assert second() - second(person("n72", 99)) == 20
