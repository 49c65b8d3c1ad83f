"""How fast one mailbox writes: gaps, quota, hourly limit, ramp, pauses."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from outreach.schedule.pace import (
    DAY,
    FOREVER,
    HOUR,
    Flow,
    MailboxState,
    account_pause,
    backoff,
    gap_after,
    ramp_level,
)
from outreach.schedule.rules import Rules

BERLIN = ZoneInfo("Europe/Berlin")
T = int(datetime(2027, 3, 2, 9, 0, tzinfo=UTC).timestamp())
FREE = {"ramp": None, "gap": (0, 0), "daily_limit": 1000}


def flow(rules=None, zone=BERLIN, **state):
    return Flow(MailboxState("main", **state), rules or Rules(), zone)


def at(text, zone=BERLIN):
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


# -- gap -------------------------------------------------------------------------------------


def test_a_gap_lies_in_its_range_and_follows_from_the_key():
    """Every gap is within the settings, both ends possible, the same again for the same key."""
    drawn = [gap_after(f"c:1:p{i}@x.example", (3, 6)) for i in range(200)]
    assert set(drawn) == {3, 4, 5, 6}
    assert drawn == [gap_after(f"c:1:p{i}@x.example", (3, 6)) for i in range(200)]


def test_no_two_gaps_in_a_row_are_equal():
    """Whatever the gap before was, the next one differs, even in a range of two."""
    for i in range(50):
        for last in (3, 4):
            assert gap_after(f"k{i}", (3, 4), last) == 7 - last
    assert gap_after("k", (5, 5), 5) == 5


def test_the_mailbox_waits_out_its_gap_and_not_a_second_longer():
    """After a claim nothing goes until the gap is over; then it goes."""
    f = flow(Rules(ramp=None))
    gap = f.sent("k", T)
    assert 180 <= gap <= 660
    assert f.gate(T + gap - 1) == (T + gap, "gap")
    assert f.gate(T + gap) is None
    assert f.gate(T + 1, hurry=True) is None


def test_a_shorter_gap_in_the_settings_counts_at_once():
    """A gap of eleven minutes is over after one when the settings now say a minute at most."""
    f = flow(Rules(gap=(30, 60)), last_claim=T, last_gap=660)
    assert f.gate(T + 59) == (T + 60, "gap")
    assert f.gate(T + 60) is None


# -- quota and hours ---------------------------------------------------------------------------


def test_the_quota_rolls_over_24_hours_to_the_second():
    """The 21st mail goes exactly 24 hours after the first, whatever the date says."""
    claims = tuple(T + i * 60 for i in range(20))
    f = flow(Rules(**FREE | {"daily_limit": 20}), recent=claims, last_claim=claims[-1])
    assert f.gate(T + DAY - 1) == (T + DAY, "quota")
    assert f.gate(T + DAY) is None
    f.sent("k", T + DAY)
    assert f.gate(T + DAY) == (T + DAY + 60, "quota")


def test_the_smaller_quota_of_the_settings_holds_at_once():
    """Ten in the ledger and a new limit of three: it waits for the third last, not the first."""
    claims = tuple(T + i for i in range(10))
    f = flow(Rules(**FREE | {"daily_limit": 3}), recent=claims, last_claim=claims[-1])
    assert f.gate(T + 100) == (T + 7 + DAY, "quota")


def test_the_hourly_limit_rolls_too():
    """With two an hour the third goes an hour after the first; 0 is no limit."""
    rules = Rules(**FREE | {"hourly_limit": 2})
    f = flow(rules, recent=(T, T + 100), last_claim=T + 100)
    assert f.gate(T + HOUR - 1) == (T + HOUR, "hourly")
    assert f.gate(T + HOUR) is None
    assert flow(Rules(**FREE), recent=(T, T + 1), last_claim=T + 1).gate(T + 2) is None


def test_of_several_limits_the_longest_is_the_answer():
    """Quota, hour and gap all refuse: the answer is the one that ends last."""
    rules = Rules(ramp=None, daily_limit=2, hourly_limit=1)
    f = flow(rules, recent=(T, T + 300), last_claim=T + 300, last_gap=180)
    assert f.gate(T + 310) == (T + DAY, "quota")


def test_a_clock_that_steps_back_a_little_breaks_no_quota():
    """Two claims out of order within the tolerated minutes: the later one still counts for a day."""
    f = flow(Rules(**FREE | {"daily_limit": 1}), recent=(T,), last_claim=T)
    f.sent("k", T - 100)
    assert f.gate(T + DAY - 50) == (T + DAY, "quota")


# -- ramp ----------------------------------------------------------------------------------------


def test_the_ramp_begins_with_five_and_grows_by_two_each_sending_day():
    """5, 7, 9 … up to the quota; a day without a mail adds nothing."""
    rules, level, day, levels = Rules(), 0, 0, []
    for today in (100, 101, 103, 108, 109, 110, 111, 112, 113, 114):
        level = ramp_level(rules, day, level, today)
        day = today
        levels.append(level)
    assert levels == [5, 7, 9, 11, 13, 15, 17, 19, 20, 20]
    assert ramp_level(rules, day, level, day) == 20


@pytest.mark.parametrize(
    ("idle", "before", "level"),
    [(1, 19, 20), (13, 15, 17), (14, 15, 7), (14, 8, 5), (400, 20, 10), (14, 5, 5)],
)
def test_fourteen_idle_days_halve_the_pace_but_never_below_the_start(idle, before, level):
    """Thirteen days on it still grows; fourteen days on it is half, and at least five."""
    assert ramp_level(Rules(), 1000, before, 1000 + idle) == level


def test_without_a_ramp_the_quota_is_the_level():
    """`ramp = "off"` allows the daily limit from the first day."""
    assert ramp_level(Rules(ramp=None), 0, 0, 100) == 20
    assert ramp_level(Rules(ramp=(50, 5)), 0, 0, 100) == 20


def test_the_ramp_waits_for_the_next_day_on_the_mailbox_clock():
    """The sixth mail of the first day waits for midnight in the mailbox's zone; then seven may go."""
    f = flow(Rules(**FREE | {"ramp": (5, 2)}))
    for i in range(5):
        assert f.gate(T + i) is None
        f.sent(f"k{i}", T + i)
    midnight = at("2027-03-03T00:00")
    assert f.gate(T + 9) == (midnight, "ramp")
    for i in range(7):
        assert f.gate(midnight + i) is None
        f.sent(f"l{i}", midnight + i)
    assert f.gate(midnight + 10) == (at("2027-03-04T00:00"), "ramp")


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2027-03-28", "Europe/Berlin", 23),
        ("2027-10-31", "Europe/Berlin", 25),
        ("2027-04-04", "Australia/Lord_Howe", 24.5),
        # Here the clocks change at midnight itself: the day begins at one, or is 25 hours long.
        ("2027-03-14", "America/Havana", 23),
        ("2027-11-07", "America/Havana", 25),
    ],
)
def test_a_day_of_the_ramp_is_a_day_of_the_wall_clock(day, zone, hours):
    """On the days on which clocks change, the ramp's day is 23, 24.5 or 25 hours long."""
    tz = ZoneInfo(zone)
    begin = int(datetime.fromisoformat(day).replace(tzinfo=tz).timestamp())
    f = flow(Rules(**FREE | {"ramp": (1, 1)}), tz)
    f.sent("k", begin)
    assert f.gate(begin) == (begin + int(hours * HOUR), "ramp")
    assert f.gate(begin + int(hours * HOUR) - 1) == (begin + int(hours * HOUR), "ramp")
    assert f.gate(begin + int(hours * HOUR)) is None


def test_what_went_before_this_run_counts_for_the_ramp():
    """A new run on the same day knows from the ledger how many have gone today."""
    today = date(2027, 3, 2).toordinal()
    recent = tuple(T - 60 * i for i in range(5, 0, -1))
    state = {"recent": recent, "last_claim": recent[-1], "ramp_day": today, "ramp_level": 5}
    f = flow(Rules(**FREE | {"ramp": (5, 2)}), **state)
    assert f.gate(T) == (at("2027-03-03T00:00"), "ramp")


# -- pauses --------------------------------------------------------------------------------------


def test_a_resting_mailbox_waits_to_the_end_of_its_rest():
    """A pause of the account stands above all else, also with the rules for people off."""
    until = datetime.fromtimestamp(T + 900, UTC)
    for human in (True, False):
        f = flow(Rules(human=human), paused_until=until)
        assert f.gate(T, hurry=True) == (T + 900, "mailbox")
        assert f.gate(T + 900) is None
        f.pause(FOREVER)
        assert f.gate(T + 900)[1] == "mailbox"
        f.pause(None)
        assert f.gate(T + 900) is None


def test_without_the_rules_for_people_nothing_waits():
    """`pace = "off"`: no gap, no quota, no ramp."""
    f = flow(Rules(human=False, daily_limit=1))
    assert [f.sent(f"k{i}", T) for i in range(30)] == [0] * 30
    assert f.gate(T) is None


def test_a_deferred_mail_waits_longer_each_time_and_at_most_a_day():
    """15, 30, 60 … minutes, at most a day; longer where the server named a time, at most five days."""
    waits = [backoff(n) for n in range(1, 9)]
    assert waits[:3] == [timedelta(minutes=m) for m in (15, 30, 60)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(days=1)
    assert backoff(1, 7200) == timedelta(hours=2)
    assert backoff(3, 60) == timedelta(hours=1)
    assert backoff(1, 10**9) == timedelta(days=5)
    assert account_pause(100) == account_pause(7) <= timedelta(days=1)
