"""Whatever calendars, hours and zones: no call where there is something, and always a choice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from outreach.calls.offers import DECENT, FIRST, LAST, NoOffer, Offer, offer
from outreach.calls.rules import Booking, Notice
from outreach.calls.slots import Availability, Busy, Why, explain, free_slots
from outreach.model import Slot
from outreach.schedule.calendars import Calendar
from outreach.schedule.places import Place
from outreach.schedule.rules import Rules

#: Whole and broken offsets, both hemispheres, a change of half an hour, one at midnight.
ZONES = (
    "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Pacific/Auckland", "America/Santiago", "Africa/Cairo", "Pacific/Honolulu", "UTC",
)  # fmt: skip
PLACES = (Place("DE", "BY"), Place("US", ""), Place("", ""))
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)

minutes = st.integers(0, 96).map(lambda quarter: quarter * 15)
hours = (
    st.lists(minutes, min_size=2, max_size=6, unique=True)
    .map(sorted)
    .map(lambda cuts: tuple(zip(cuts[::2], cuts[1::2], strict=False)))
)
moments = st.integers(0, 600 * 24 * 4).map(lambda n: BEGIN + timedelta(minutes=15 * n))
bookings = st.builds(
    Booking,
    duration=st.sampled_from((15, 20, 25, 45, 60)),
    grid=st.sampled_from((15, 20, 30, 60)),
    hours=st.dictionaries(st.integers(1, 7), hours, min_size=1),
    buffer=st.sampled_from((0, 10, 45)),
    notice=st.sampled_from((Notice(), Notice(0), Notice(2, "business"))),
    horizon=st.sampled_from((7, 30)),
    per_day=st.integers(1, 4),
)


@st.composite
def worlds(draw):
    """An availability, a present, and what is busy and agreed around it."""
    booking = draw(bookings)
    calendar = Calendar(Rules(), "en")
    available = Availability(
        booking, draw(st.sampled_from(ZONES)), draw(st.sampled_from(PLACES)), calendar
    )
    now = draw(moments)
    near = st.integers(-10 * 24 * 12, 40 * 24 * 12).map(lambda n: now + timedelta(minutes=5 * n))
    busy = [
        Busy(start, start + timedelta(minutes=length), source)
        for start, length, source in draw(
            st.lists(st.tuples(near, st.integers(1, 3000), st.sampled_from("ab")), max_size=12)
        )
    ]
    taken = [
        Slot(start, start + timedelta(minutes=20)) for start in draw(st.lists(near, max_size=4))
    ]
    return available, now, busy, taken


@given(worlds())
def test_a_free_time_keeps_every_rule(world):
    """Each free time, checked by plain comparison: apart from all else, in hours, in time."""
    available, now, busy, taken = world
    booking = available.booking
    buffer = timedelta(minutes=booking.buffer)
    found = free_slots(available, busy, taken, now)
    assert list(found) == sorted(set(found))
    for slot in found:
        for other in (*busy, *taken):
            assert other.end + buffer <= slot.start or slot.end + buffer <= other.start
        start, end = (m.astimezone(available.tz) for m in (slot.start, slot.end))
        wall = start.hour * 60 + start.minute
        open_ = available.hours(start.date())
        assert not isinstance(open_, Why)
        assert any(a <= wall and wall + booking.duration <= b for a, b in open_)
        assert slot.end - slot.start == timedelta(minutes=booking.duration)
        assert end.replace(tzinfo=None) - start.replace(tzinfo=None) == slot.end - slot.start
        assert available.earliest(now) <= slot.start
        assert slot.end <= available.latest(now)
        agreed = sum(available.day(t.start) == start.date() for t in set(taken))
        assert agreed < booking.per_day


@given(worlds())
def test_a_free_time_is_never_missed(world):
    """What a plain search over all minutes of the grid finds, is found."""
    available, now, busy, taken = world
    booking = available.booking
    buffer, length = timedelta(minutes=booking.buffer), timedelta(minutes=booking.duration)
    expected = set()
    day = available.day(now)
    for _ in range(booking.horizon + 1):
        open_ = available.hours(day)
        full = sum(available.day(t.start) == day for t in set(taken)) >= booking.per_day
        for opens, closes in () if isinstance(open_, Why) or full else open_:
            for minute in range(opens, closes - booking.duration + 1, booking.grid):
                wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
                start = wall.replace(tzinfo=available.tz).astimezone(UTC)
                ends = {
                    (wall + length).replace(tzinfo=available.tz, fold=f).utcoffset() for f in (0, 1)
                }
                starts = {wall.replace(tzinfo=available.tz, fold=f).utcoffset() for f in (0, 1)}
                clear = all(
                    o.end + buffer <= start or start + length + buffer <= o.start
                    for o in (*busy, *taken)
                )
                if (
                    clear
                    and starts == ends
                    and len(starts) == 1
                    and available.earliest(now) <= start
                    and start + length <= available.latest(now)
                ):
                    expected.add(Slot(start, start + length))
        day += timedelta(days=1)
    assert set(free_slots(available, busy, taken, now)) == expected


@given(worlds())
def test_the_explanation_counts_the_same_times(world):
    """What `slots` shows as free is what letters can name."""
    available, now, busy, taken = world
    days = available.booking.horizon + 1
    rows = list(explain(available, busy, taken, now, days))
    assert sum(r.slots for r in rows if r.why is None) == len(
        free_slots(available, busy, taken, now)
    )
    assert {r.day for r in rows} == {available.day(now) + timedelta(days=n) for n in range(days)}


@given(worlds(), st.sampled_from(ZONES), st.text(max_size=8), st.data())
def test_an_offer_is_a_choice_among_free_times(world, zone, key, data):
    """Two or three free times on at most two days, soon, at decent hours, kept for nobody else;
    with two days and both halves of the day wherever there are such; and always the same.
    """
    available, now, busy, taken = world
    tz, place = ZoneInfo(zone), PLACES[0]
    add = lambda day, n: available.calendar.add_business_days(day, n, place)  # noqa: E731
    slots = free_slots(available, busy, taken, now)
    some = st.lists(st.sampled_from(slots), max_size=5) if slots else st.just([])
    held = data.draw(some)
    load = dict.fromkeys(data.draw(some), data.draw(st.integers(0, 3)))

    def ask(order):
        return offer(
            order, load, held, availability=available, zone=zone, sent_at=now, key=key,
            add_business_days=add,
        )  # fmt: skip

    found = ask(slots)
    assert ask(slots[::-1]) == found
    if isinstance(found, NoOffer):
        return
    assert isinstance(found, Offer)
    assert 2 <= len(found.slots) <= 3
    assert set(found.slots) <= set(slots)
    assert list(found.slots) == sorted(set(found.slots))
    read = add(now.astimezone(tz).date(), 1)
    local = [s.start.astimezone(tz) for s in found.slots]
    assert len({m.date() for m in local}) <= 2
    for moment, slot in zip(local, found.slots, strict=True):
        assert add(read, FIRST) <= moment.date() <= add(read, LAST)
        assert DECENT[0] <= moment.hour * 60 + moment.minute
        end = slot.end.astimezone(tz)
        assert end.hour * 60 + end.minute <= DECENT[1]
        assert moment.date() == end.date()
    buffer = timedelta(minutes=available.booking.buffer)
    for slot in found.slots:
        assert all(h.end + buffer <= slot.start or slot.end + buffer <= h.start for h in held)
    if found.held:
        assert found.held == found.slots[0]
        named = [s for s, n in load.items() if n]
        assert all(
            n.end + buffer <= found.held.start or found.held.end + buffer <= n.start for n in named
        )
    assert found.expires <= found.slots[0].start


@given(
    st.integers(0, 365), st.text(max_size=8), st.sampled_from(("Europe/Berlin", "Europe/Lisbon"))
)
def test_with_room_there_are_two_days_and_both_halves(day, key, zone):
    """Whoever takes calls every morning and afternoon offers a morning and an afternoon."""
    calendar, place = Calendar(Rules(), "en"), PLACES[0]
    week = Booking(hours=dict.fromkeys(range(1, 8), ((600, 720), (840, 960))))
    available = Availability(week, "Europe/Berlin", place, calendar)
    now = BEGIN + timedelta(days=day, hours=9)
    found = offer(
        free_slots(available, [], [], now), {}, [], availability=available, zone=zone, sent_at=now,
        key=key, add_business_days=lambda d, n: calendar.add_business_days(d, n, place),
    )  # fmt: skip
    if isinstance(found, NoOffer):
        # Around the feasts there may be nothing at all, and that is said as such.
        assert (now.month, found.reason) in {(12, "none_free"), (12, "too_few")}
        return
    local = [s.start.astimezone(ZoneInfo(zone)) for s in found.slots]
    assert len({m.date() for m in local}) == 2
    assert {m.hour < 12 for m in local} == {True, False}
