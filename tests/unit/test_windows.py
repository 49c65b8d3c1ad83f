"""Openings: windows on the contact's wall clock, through every change of the clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from outreach.schedule.calendars import Calendar, Shut
from outreach.schedule.places import Place
from outreach.schedule.rules import Rules, Span
from outreach.schedule.windows import ENDLESS, Opening, Openings

NOWHERE, BERLIN, MUNICH = Place("", ""), Place("DE", "BE"), Place("DE", "BY")
EVERY_DAY = {"days": (1, 2, 3, 4, 5, 6, 7), "closed": (), "bridge_days": False, "gap": (0, 0)}


def openings(zone="Europe/Berlin", place=NOWHERE, salt="salt", **rules):
    rules = Rules(**{**EVERY_DAY, **rules})
    return Openings(zone, place, Calendar(rules, "de"), rules, salt)


def clock(text):
    """Epoch seconds of "2027-03-02 08:00" in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def minutes(text):
    """The window "1:30-4:00"."""
    return tuple(int(h) * 60 + int(m) for h, m in (t.split(":") for t in text.split("-")))


def on(day, zone, *windows):
    """The openings of one day of the wall clock, as UTC spans."""
    o = openings(zone, windows=tuple(minutes(w) for w in windows))
    day = date.fromisoformat(day)
    found, ts = [], int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - 2 * 86400
    while (opening := o.next_opening(ts)).day <= day:
        ts = opening.end
        if opening.day == day:
            found.append(
                "–".join(
                    f"{datetime.fromtimestamp(t, UTC):%d. %H:%M}"
                    for t in (opening.start, opening.end)
                )
            )
    return found


@pytest.mark.parametrize(
    ("day", "zone", "window", "utc"),
    [
        # An ordinary day, and zones off the hour.
        ("2027-03-02", "Europe/Berlin", "9:00-11:00", ["02. 08:00–02. 10:00"]),
        ("2027-07-01", "Europe/Berlin", "9:00-11:00", ["01. 07:00–01. 09:00"]),
        ("2027-03-02", "Asia/Kolkata", "9:00-11:00", ["02. 03:30–02. 05:30"]),
        ("2027-03-02", "Asia/Kathmandu", "9:00-11:00", ["02. 03:15–02. 05:15"]),
        ("2027-03-02", "Pacific/Kiritimati", "9:00-11:00", ["01. 19:00–01. 21:00"]),
        ("2027-03-02", "Pacific/Pago_Pago", "22:00-24:00", ["03. 09:00–03. 11:00"]),
        # Berlin, 28 March: from 2:00 straight to 3:00, at 1:00 UTC.
        ("2027-03-28", "Europe/Berlin", "2:00-3:00", []),
        ("2027-03-28", "Europe/Berlin", "2:15-2:45", []),
        ("2027-03-28", "Europe/Berlin", "1:30-2:30", ["28. 00:30–28. 01:00"]),
        ("2027-03-28", "Europe/Berlin", "2:30-4:00", ["28. 01:00–28. 02:00"]),
        ("2027-03-28", "Europe/Berlin", "1:30-4:00", ["28. 00:30–28. 02:00"]),
        ("2027-03-28", "Europe/Berlin", "3:00-4:00", ["28. 01:00–28. 02:00"]),
        ("2027-03-28", "Europe/Berlin", "9:00-11:00", ["28. 07:00–28. 09:00"]),
        ("2027-03-28", "Europe/Berlin", "0:00-24:00", ["27. 23:00–28. 22:00"]),
        # Berlin, 31 October: from 3:00 back to 2:00, at 1:00 UTC; 2:00 to 3:00 comes twice.
        ("2027-10-31", "Europe/Berlin", "2:00-3:00", ["31. 00:00–31. 01:00"]),
        ("2027-10-31", "Europe/Berlin", "2:15-2:45", ["31. 00:15–31. 00:45"]),
        ("2027-10-31", "Europe/Berlin", "1:30-2:30", ["30. 23:30–31. 00:30"]),
        ("2027-10-31", "Europe/Berlin", "3:00-4:00", ["31. 02:00–31. 03:00"]),
        ("2027-10-31", "Europe/Berlin", "2:30-4:00", ["31. 00:30–31. 01:00", "31. 02:00–31. 03:00"]),
        ("2027-10-31", "Europe/Berlin", "0:00-24:00", ["30. 22:00–31. 01:00", "31. 02:00–31. 23:00"]),
        # Lord Howe: half an hour; 3 October from 2:00 to 2:30, 4 April from 2:00 to 1:30.
        ("2027-10-03", "Australia/Lord_Howe", "1:30-2:30", ["02. 15:00–02. 15:30"]),
        ("2027-10-03", "Australia/Lord_Howe", "2:15-3:00", ["02. 15:30–02. 16:00"]),
        ("2027-04-04", "Australia/Lord_Howe", "1:30-2:30", ["03. 14:30–03. 15:00", "03. 15:30–03. 16:00"]),
        ("2027-04-04", "Australia/Lord_Howe", "1:45-2:00", ["03. 14:45–03. 15:00"]),
        # Newfoundland: 14 March from 2:00 to 3:00, half an hour off the hours of others.
        ("2027-03-14", "America/St_Johns", "1:30-3:30", ["14. 05:00–14. 06:00"]),
        ("2027-11-07", "America/St_Johns", "1:00-2:00", ["07. 03:30–07. 04:30"]),
        # Midnight itself does not exist: Cairo, Havana and Beirut; or comes twice: Havana.
        ("2027-04-30", "Africa/Cairo", "0:00-2:00", ["29. 22:00–29. 23:00"]),
        ("2027-03-14", "America/Havana", "0:00-2:00", ["14. 05:00–14. 06:00"]),
        ("2027-03-28", "Asia/Beirut", "0:00-1:00", []),
        ("2027-11-07", "America/Havana", "0:00-1:00", ["07. 04:00–07. 05:00"]),
        # Twice at the end of a day: the clock goes from midnight back to 23:00 of the day before.
        ("2027-10-28", "Africa/Cairo", "23:00-24:00", ["28. 20:00–28. 21:00"]),
        ("2027-10-29", "Africa/Cairo", "0:00-1:00", ["28. 22:00–28. 23:00"]),
        # Recife had summer time for a week.
        ("2000-10-10", "America/Recife", "9:00-11:00", ["10. 11:00–10. 13:00"]),
        ("2000-10-17", "America/Recife", "9:00-11:00", ["17. 12:00–17. 14:00"]),
        # Samoa left out 30 December 2011.
        ("2011-12-29", "Pacific/Apia", "9:00-11:00", ["29. 19:00–29. 21:00"]),
        ("2011-12-30", "Pacific/Apia", "9:00-11:00", []),
        ("2012-01-01", "Pacific/Apia", "9:00-11:00", ["31. 19:00–31. 21:00"]),
    ],
)  # fmt: skip
def test_windows_follow_the_wall_clock(day, zone, window, utc):
    """A window is open when the wall clock reads its hours for the first time: a skipped hour has no moment, a doubled one counts once."""
    assert on(day, zone, window) == utc


def test_corpus_christi():
    """A mail due on Fronleichnam goes out in Berlin and waits in Munich."""
    due = clock("2027-05-27 07:30")
    rules = {"days": (2, 3, 4), "windows": ((540, 660), (840, 960)), "bridge_days": True}
    assert openings(place=BERLIN, **rules).opening(due).day == date(2027, 5, 27)
    munich = openings(place=MUNICH, **rules)
    assert munich.opening(due) is None
    assert munich.reason(due) == Shut("holiday", "Fronleichnam")
    assert munich.next_opening(due).day == date(2027, 6, 1)


def test_an_opening_is_half_open():
    """The first second is in, the end is out and leads to the next opening."""
    o = openings(windows=((540, 660), (840, 960)))
    first = o.next_opening(clock("2027-03-02 05:00"))
    assert first == Opening(clock("2027-03-02 08:00"), clock("2027-03-02 10:00"), date(2027, 3, 2))
    assert o.opening(first.start) is first
    assert o.opening(first.start - 1) is None
    assert o.opening(first.end - 1) is first
    assert o.opening(first.end) is None
    assert o.next_opening(first.end).start == clock("2027-03-02 13:00")


@pytest.mark.parametrize(
    ("at", "shut"),
    [
        ("2027-05-25 06:59", Shut("window", "9:00–11:00, 14:00–16:00")),
        ("2027-05-25 09:00", Shut("window", "9:00–11:00, 14:00–16:00")),
        ("2027-05-27 07:30", Shut("holiday", "Fronleichnam")),
        # It is already Friday on the wall.
        ("2027-05-27 22:30", Shut("bridge", "Fronleichnam")),
        ("2027-05-29 07:30", Shut("weekday", "Samstag")),
    ],
)
def test_why_it_is_closed(at, shut):
    """Outside the openings the reason is what shuts the day where the person is, else the hours of the windows."""
    o = openings(
        place=MUNICH,
        windows=((540, 660), (840, 960)),
        days=(1, 2, 3, 4, 5),
        bridge_days=True,
    )
    assert o.reason(clock(at)) == shut


def test_no_reason_where_it_is_open():
    """Asking why it is closed while it is open is a mistake of the caller."""
    with pytest.raises(ValueError, match="18"):
        openings().reason(clock("2027-05-27 08:00"))


@pytest.mark.parametrize("gap", [0, 1, 30, 660, 7200])
def test_the_first_mail_comes_after_the_stroke(gap):
    """Each window begins some seconds late: at least 1, at most the longest gap and half the window; 0 without a gap."""
    o = openings(windows=((540, 600),), gap=(0, gap))
    late, ts = [], clock("2027-01-01 00:00")
    for _ in range(200):
        opening = o.next_opening(ts)
        wall = datetime.fromtimestamp(opening.start, ZoneInfo("Europe/Berlin"))
        late.append(wall.hour * 3600 + wall.minute * 60 + wall.second - 9 * 3600)
        ts = opening.end
    most = min(gap, 1800)
    assert min(late) >= min(gap, 1)
    assert max(late) <= most
    assert len(set(late)) > min(most, 20) * 0.9


def test_lateness_is_the_same_each_time_and_differs_by_salt_day_and_window():
    """The stroke is missed by the same seconds in a rehearsal and in the run, but not by all alike."""
    both = {"windows": ((540, 660), (840, 960)), "gap": (180, 660)}
    one, again, other = openings(**both), openings(**both), openings(salt="other", **both)
    ts = clock("2027-03-02 00:00")
    assert one.next_opening(ts) == again.next_opening(ts)
    assert one.next_opening(ts).start != other.next_opening(ts).start
    first = one.next_opening(ts)
    second = one.next_opening(first.end)
    tomorrow = one.next_opening(second.end)
    late = {
        first.start - clock("2027-03-02 08:00"),
        second.start - clock("2027-03-02 13:00"),
        tomorrow.start - clock("2027-03-03 08:00"),
    }
    assert len(late) == 3


def test_a_window_cut_short_by_the_clock_is_not_late_beyond_its_half():
    """Of the half hour that is left on 28 March no more than 15 minutes are missed; the rest of a doubled hour is not late again."""
    o = openings(windows=(minutes("1:30-2:30"),), gap=(0, 5000))
    opening = o.next_opening(clock("2027-03-28 00:00"))
    assert 0 < opening.start - clock("2027-03-28 00:30") <= 900
    o = openings(windows=(minutes("2:30-4:00"),), gap=(0, 5000))
    before = o.next_opening(clock("2027-10-31 00:00"))
    after = o.next_opening(before.end)
    assert 0 < before.start - clock("2027-10-31 00:30") <= 900
    assert after.start == clock("2027-10-31 02:00")


def test_without_the_rules_for_people_it_is_always_open():
    """With pace off there is one opening without end, at any time and place."""
    o = openings(place=MUNICH, human=False, days=())
    for ts in (ENDLESS.start, -1, 0, clock("2027-05-27 03:00"), ENDLESS.end - 1):
        assert o.opening(ts) is o.next_opening(ts) is ENDLESS
    assert datetime.fromtimestamp(ENDLESS.start, UTC) == datetime.min.replace(tzinfo=UTC)
    assert datetime.fromtimestamp(ENDLESS.end, UTC).year == 9999


def test_never_open_is_said_and_not_looked_for_without_end():
    """Where nothing opens within two years there is no opening: no weekday left, or always away."""
    ts = clock("2027-03-02 08:30")
    assert openings(days=()).next_opening(ts) is None
    assert openings(days=()).opening(ts) is None
    away = openings(away=(Span((0, 1, 1), (0, 12, 31)),))
    assert away.next_opening(ts) is None
    assert away.reason(ts) == Shut("away", "01-01..12-31")


@pytest.mark.parametrize(("last", "found"), [((2029, 3, 3), True), ((2029, 3, 9), False)])
def test_two_years_are_two_years(last, found):
    """An opening up to two years (732 days) ahead is found, one beyond is not, even in the same block."""
    o = openings(windows=((540, 660),), away=(Span((2027, 1, 1), last),))
    assert (o.next_opening(clock("2027-03-04 09:00")) is not None) == found


@pytest.mark.parametrize("year", [1970, 2000, 2027, 2100, 3000])
def test_any_year_has_openings(year):
    """Times before 1970 and far ahead are answered like others."""
    ts = clock(f"{year}-06-01 00:00")
    assert openings().next_opening(ts - 86400 * 365).day.year == year - 1
    assert openings().next_opening(ts).day == date(year, 6, 1)


def test_where_dates_end_nothing_opens():
    """At both ends of the calendar there is no opening, and no error."""
    o = openings()
    assert o.next_opening(ENDLESS.end) is None
    assert o.next_opening(ENDLESS.start).day.year == 1


@pytest.mark.parametrize("zone", ["Pacific/Pago_Pago", "Asia/Kathmandu", "Pacific/Kiritimati"])
def test_time_has_no_seams(zone):
    """Where all hours are open, day follows day without a second between, whatever is worked out apart."""
    o = openings(zone, windows=((0, 1440),))
    opening = o.next_opening(clock("2027-01-01 12:00"))
    while opening.day < date(2027, 12, 23):
        assert opening.end - opening.start == 86400
        assert o.opening(opening.start) == o.opening(opening.end - 1) == opening
        following = o.next_opening(opening.end)
        assert (following.start, following.day) == (opening.end, opening.day + timedelta(1))
        opening = following


def test_a_year_of_openings_is_every_window_of_every_open_day():
    """In order, without overlap: two windows on each day that is not shut, none on others."""
    rules = Rules()
    calendar = Calendar(rules, "de")
    o = Openings("Europe/Berlin", MUNICH, calendar, rules, "salt")
    days, ts = [], clock("2026-12-31 23:00")
    while (opening := o.next_opening(ts)).day < date(2028, 1, 1):
        assert opening.start > ts
        days.append(opening.day)
        ts = opening.end
    year = [date(2027, 1, 1) + timedelta(n) for n in range(365)]
    assert days == [day for day in year if not calendar.shut(day, MUNICH) for _ in rules.windows]
    assert len(days) > 260
