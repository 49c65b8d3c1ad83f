"""What holds in every zone and at every place, under any rules of time."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import assume, given
from hypothesis import strategies as st

from outreach.schedule.calendars import Calendar, Shut
from outreach.schedule.places import Place, place_of, zone_of
from outreach.schedule.rules import EVES, Rules, Span
from outreach.schedule.windows import Openings

REGIONS = tomllib.loads((resources.files("outreach.data") / "regions.toml").read_text("utf-8"))
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
PLACES = st.sampled_from(
    [Place("", ""), Place("DE", "XX"), Place("IT", "MI"), Place("PL", "MZ")]
    + [Place(country, "") for country in REGIONS["countries"]]
    + [Place(c, d) for c, group in REGIONS["divisions"].items() for d in group]
)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 1))
BEGIN = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
END = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
MOMENTS = st.integers(BEGIN, END)
#: Moments around a change of the clocks are too rare to wait for.
HOURS = st.integers(0, 12 * 3600)
MONTH_DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda d: (0, d.month, d.day))


@st.composite
def rules_of_time(draw, **fixed):
    """Any rules that the settings allow; sometimes almost nothing is open."""
    marks = sorted(draw(st.lists(st.integers(0, 1440), unique=True, min_size=2, max_size=6)))
    spans = st.lists(st.builds(Span, MONTH_DAYS, MONTH_DAYS), max_size=2).map(tuple)
    return Rules(
        **{
            "days": tuple(sorted(draw(st.sets(st.integers(1, 7), min_size=1)))),
            "windows": tuple(zip(marks[::2], marks[1::2], strict=False)),
            "gap": (0, draw(st.integers(0, 4000))),
            "closed": draw(spans),
            "away": draw(spans),
            "bridge_days": draw(st.booleans()),
            **fixed,
        }
    )


def wall(ts, zone):
    return datetime.fromtimestamp(ts, ZoneInfo(zone))


def in_window(moment, rules):
    """True when a wall clock reads an hour of a window, and for the first time."""
    minute = moment.hour * 60 + moment.minute
    return moment.fold == 0 and any(a <= minute < b for a, b in rules.windows)


def changes(zone, year):
    """The moments of a year before which the clock of a zone has changed, in the last 12 hours."""
    hours = range(
        int(datetime(year, 1, 1, tzinfo=UTC).timestamp()),
        int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp()),
        12 * 3600,
    )
    return [b for a, b in pairwise(hours) if wall(a, zone).utcoffset() != wall(b, zone).utcoffset()]


def check(zone, place, rules, ts):
    """It is open at `ts` exactly when the wall clock, the day and the rules say so."""
    calendar = Calendar(rules, "en")
    found = Openings(zone, place, calendar, rules, "salt").opening(ts)
    there = wall(ts, zone)
    may = in_window(there, rules) and calendar.shut(there.date(), place) is None
    assert bool(found) == may
    if found:
        assert found.start <= ts < found.end
        assert found.day == there.date()


@given(ZONES, PLACES, rules_of_time(gap=(0, 0)), MOMENTS)
def test_open_is_what_the_wall_clock_says(zone, place, rules, ts):
    """Never outside a window, never on a day shut where the person is; and never closed without such a reason."""
    check(zone, place, rules, ts)


@given(
    ZONES, rules_of_time(gap=(0, 0), days=(1, 2, 3, 4, 5, 6, 7)), st.integers(2000, 2100), st.data()
)
def test_open_is_what_the_wall_clock_says_when_it_changes(zone, rules, year, data):
    """The same within hours of every change of the clocks: a skipped hour has no moment, a doubled one counts once."""
    moments = changes(zone, year)
    assume(moments)
    ts = data.draw(st.sampled_from(moments)) + data.draw(st.integers(-14 * 3600, 2 * 3600))
    check(zone, Place("", ""), rules, ts)


@given(ZONES, PLACES, rules_of_time(), MOMENTS, HOURS, st.text(max_size=5))
def test_openings_come_in_order(zone, place, rules, ts, later, salt):
    """The next opening does not come earlier for a later moment, is its own next one, and none overlaps the one before."""
    openings = Openings(zone, place, Calendar(rules, "en"), rules, salt)
    first = openings.next_opening(ts)
    assume(first)
    assert ts < first.end
    assert first.start < first.end
    assert openings.next_opening(first.start) == openings.next_opening(first.end - 1) == first
    after = openings.next_opening(ts + later)
    assert after is None or after == first or after.start >= first.end
    second = openings.next_opening(first.end)
    assert second is None or second.start >= first.end
    if first.start > ts:
        assert openings.opening(ts) is None
        assert openings.opening(first.start - 1) is None


@given(ZONES, PLACES, rules_of_time(), MOMENTS, st.text(max_size=5))
def test_lateness_keeps_its_bound(zone, place, rules, ts, salt):
    """An opening begins late by at most the longest gap and half its window, ends with it, and does so again each time."""
    calendar = Calendar(rules, "en")
    late = Openings(zone, place, calendar, rules, salt).next_opening(ts)
    assume(late)
    # Asked from elsewhere, in another order: the same answer.
    again = Openings(zone, place, calendar, rules, salt)
    again.next_opening(late.end + 10**7)
    assert again.opening(late.start) == late
    sharp = Rules(days=rules.days, windows=rules.windows, gap=(0, 0), closed=rules.closed,
                  away=rules.away, bridge_days=rules.bridge_days)  # fmt: skip
    whole = Openings(zone, place, Calendar(sharp, "en"), sharp, salt).opening(late.start)
    assert (whole.end, whole.day) == (late.end, late.day)
    assert 0 <= late.start - whole.start <= min(rules.gap[1], (whole.end - whole.start) // 2)


@given(ZONES, PLACES, rules_of_time(), MOMENTS)
def test_closed_has_a_reason(zone, place, rules, ts):
    """Wherever it is closed there is one rule that says why."""
    calendar = Calendar(rules, "de")
    openings = Openings(zone, place, calendar, rules, "salt")
    assume(not openings.opening(ts))
    shut = openings.reason(ts)
    day = wall(ts, zone).date()
    assert shut == (calendar.shut(day, place) or shut)
    assert (shut.rule == "window") == (calendar.shut(day, place) is None)
    assert shut.detail


@given(DAYS, st.integers(0, 400), PLACES)
def test_adding_and_counting_are_inverse(day, n, place):
    """As many business days as were added lie between a day and the one reached, and that is one itself."""
    calendar = Calendar(Rules(), "en")
    then = calendar.add_business_days(day, n, place)
    assert calendar.business_days_between(day, then, place) == n
    assert then == day or calendar.is_business_day(then, place)
    assert calendar.add_business_days(day, n + 1, place) > then


@given(DAYS, st.integers(0, 60), PLACES)
def test_counting_is_looking_at_each_day(first, length, place):
    """Business days between two days are those that one finds by looking at every day."""
    calendar = Calendar(Rules(), "en")
    days = [first + timedelta(n) for n in range(1, length + 1)]
    looked = [day for day in days if calendar.is_business_day(day, place)]
    assert calendar.business_days_between(first, first + timedelta(length), place) == len(looked)
    if looked:
        assert calendar.add_business_days(first, len(looked), place) == looked[-1]


@given(DAYS, PLACES, rules_of_time())
def test_a_day_is_shut_for_one_reason(day, place, rules):
    """The reason given is the first that holds, and a day that is open has none."""
    calendar = Calendar(rules, "de")

    def off(when):
        return when.weekday() > 4 or bool(calendar.holiday(when, place))

    step = timedelta(1)
    reasons = [
        ("weekday", day.isoweekday() not in rules.days),
        ("holiday", bool(calendar.holiday(day, place))),
        ("eve", (day.month, day.day) in EVES),
        ("bridge", rules.bridge_days and not off(day) and off(day - step) and off(day + step)),
        ("closed", any(day in span for span in rules.closed)),
        ("away", any(day in span for span in rules.away)),
    ]
    shut = calendar.shut(day, place)
    assert (shut.rule if shut else None) == next((rule for rule, holds in reasons if holds), None)
    assert shut is None or shut.detail
    assert Calendar(rules, "de").shut(day, place) == shut
    assert isinstance(shut, Shut | None)


@given(st.text(max_size=30), st.sampled_from(["", "DE-BY", "AT-9", "CH-ZH", "US-NY", "FR"]))
def test_any_cell_is_some_place(cell, sender):
    """No cell stops a run: it is a known country, or the sender's."""
    place, how = place_of(cell, sender)
    assert place.country in {*REGIONS["countries"], ""}
    assert place.country == sender[:2] or how in {"code", "name", "country"}
    zone, _ = zone_of(cell, place, "Europe/Berlin")
    assert ZoneInfo(zone).key == zone
