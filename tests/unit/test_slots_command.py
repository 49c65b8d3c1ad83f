"""`outreach slots` and the free times of a run, in a workspace with calendar files."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from outreach.campaign import FreeTimes
from outreach.campaign.freetimes import NoOffer, Offer
from outreach.config import load
from outreach.model import Contact
from tests.bench import workbench

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # Monday, 9:00 in Berlin
BOOKING = """
[booking]
hours = { di = ["10:00-11:00", "14:00-15:00"], do = "10:00-11:00" }
busy = ["calendar.ics"]
"""
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a\r\n"
    "DTSTART;TZID=Europe/Berlin:20261201T100000\r\nDTEND;TZID=Europe/Berlin:20261201T102000\r\n"
    "SUMMARY:Zahnarzt\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
ME = Contact("huber@x.example", "huber@x.example", {"last_name": "Huber"})


@pytest.fixture
def bench(tmp_path, monkeypatch):
    monkeypatch.setenv("OUTREACH_NOW", NOW.isoformat())
    one = workbench(tmp_path, 1, pace="")
    one.people("huber@x.example,Eva,Huber,f,sie,de,2023-05-04,den Regen in Kassel")
    (one.root / "calendar.ics").write_text(CALENDAR, newline="")
    return one


@pytest.fixture
def booked(bench):
    with (bench.root / "outreach.toml").open("a", encoding="utf-8") as file:
        file.write(BOOKING)
    return bench


def test_without_booking_it_says_how_to_begin(bench):
    """The settings lack the table: that is told, with lines to copy."""
    assert "[booking]\nduration" in bench("slots", code=78).err


def test_the_days_are_shown_with_the_reason_of_each(booked):
    """What is free is counted, what is not says why, and the calendar's age is told."""
    told = booked("slots", "--days", "4").out
    assert "calendar.ics" in told
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert "Mo 30. Nov. an diesem Wochentag keine Zeiten" in lines
    assert "Di 1. Dez. 10:00–10:20 belegt (calendar.ics)" in lines
    assert "10:20–10:40 freier Abstand" in lines
    assert "10:40–11:00 frei, eine Zeit" in lines
    assert "14:00–15:00 frei, 3 Zeiten" in lines
    assert "7 Zeiten sind frei." in lines


def test_the_rows_as_json(booked):
    """One object a stretch, times with their offset; free ones say how many calls begin there."""
    rows = booked("slots", "--days", "2", "--json").lines
    assert rows[1] == {
        "day": "2026-12-01",
        "start": "2026-12-01T10:00:00+01:00",
        "end": "2026-12-01T10:20:00+01:00",
        "free": False,
        "rule": "busy",
        "detail": "calendar.ics",
        "times": 0,
    }
    assert [(r["free"], r["times"]) for r in rows[3:]] == [(True, 1), (True, 3)]


@pytest.mark.parametrize("days", ["0", "93"])
def test_how_many_days_is_bounded(booked, days):
    """A slip is answered with what is possible."""
    assert "92" in booked("slots", "--days", days, code=2).err


@pytest.mark.parametrize("content", [None, "kein Kalender", CALENDAR.replace("20261201T10", "x")])
def test_a_calendar_that_cannot_be_read_closes_all(booked, content):
    """Better no time than a wrong one: nothing is free, and what to do is said."""
    path = booked.root / "calendar.ics"
    path.unlink() if content is None else path.write_text(content)
    told = booked("slots", code=65)
    assert told.out == ""
    assert "calendar.ics" in told.err
    assert "[booking] busy" in told.err
    times = FreeTimes(load(booked.root), NOW)
    assert times.slots() == ()
    assert times.offer("c:1:a", ME, NOW) == NoOffer("unreadable")


def test_one_broken_calendar_among_good_ones_closes_all(booked):
    """Each calendar may hold the very hour that the others leave open."""
    booked.settings('busy = ["calendar.ics"]', 'busy = ["calendar.ics", "none.ics"]')
    times = FreeTimes(load(booked.root), NOW)
    assert [name for name, _ in times.problems] == ["none.ics"]
    assert times.slots() == ()


def test_a_calendar_that_nobody_refreshed_closes_all(booked, monkeypatch):
    """After seven days an export counts as unreadable; in a rehearsal its age says nothing."""
    path = booked.root / "calendar.ics"
    assert "Zeiten sind frei" in booked("slots").out
    monkeypatch.delenv("OUTREACH_NOW")
    booked("slots")
    week = datetime.now(UTC) - timedelta(days=7, minutes=1)
    os.utime(path, (week.timestamp(), week.timestamp()))
    assert "7 Tage alt" in booked("slots", code=65).err


def test_for_a_person_it_shows_their_clock_and_their_letter(booked):
    """The hours there stand beside, and the times that a letter would name are the offer's."""
    booked.people("huber@x.example,Eva,Huber,f,sie,de,2023-05-04,den Regen in Kassel")
    text = (booked.root / "contacts.csv").read_text()
    head, row = text.splitlines()
    (booked.root / "contacts.csv").write_text(
        f"{head},timezone\n{row},Europe/Lisbon\n", encoding="utf-8"
    )
    booked("plan")
    told = booked("slots", "--for", "huber").out
    assert "dort 09:40–10:00" in told
    assert "Europe/Lisbon" in told
    *_, offer = booked("slots", "--for", "huber", "--json").lines
    assert offer["contact"] == "huber@x.example"
    assert len(offer["offer"]) == 2  # two clocks: each time is said twice
    assert offer["reason"] == ""
    assert booked("slots", "--for", "niemand", code=2).err


# -- free times of a run ------------------------------------------------------------------


def test_an_offer_avoids_what_is_taken_and_kept(booked):
    """Calls agreed and times kept for others are never named; the offer is the same each time."""
    ws = load(booked.root)
    free = FreeTimes(ws, NOW).slots()
    first = FreeTimes(ws, NOW).offer("c:1:a", ME, NOW)
    assert isinstance(first, Offer)
    assert FreeTimes(ws, NOW).offer("c:1:a", ME, NOW) == first
    assert {s for s, _ in first.times} <= {s.start for s in free}
    for more in ({"taken": first.times}, {"held": first.times}):
        again = FreeTimes(ws, NOW).offer("c:1:a", ME, NOW, **more)
        assert not {s for s, _ in again.times} & {s for s, _ in first.times}
    load_ = {s: 3 for s, _ in first.times}
    assert FreeTimes(ws, NOW).offer("c:1:a", ME, NOW, load=load_).times != first.times


def test_when_all_is_kept_for_others_that_is_the_reason(booked):
    """Not that nothing is free: the difference tells whether to wait or to add hours."""
    times = FreeTimes(load(booked.root), NOW)
    every = [(s.start, s.end) for s in times.slots()]
    assert times.offer("c:1:a", ME, NOW, held=every) == NoOffer("all_held")
    assert times.offer("c:1:a", ME, NOW, taken=every) == NoOffer("none_free")


def test_a_letter_of_next_month_finds_the_entries_of_then(booked):
    """Preview and plan ask about later moments; entries beyond the horizon of today count too."""
    (booked.root / "calendar.ics").write_text(
        CALENDAR.replace("DTSTART", "RRULE:FREQ=WEEKLY\r\nDTSTART"), newline=""
    )
    times = FreeTimes(load(booked.root), NOW)
    assert times.slots()
    later = NOW + timedelta(days=150)
    found = times.slots(later)
    assert found
    assert found[0].start > later
    tuesdays = [s for s in found if s.start.weekday() == 1]
    # 10:00 is the dentist's, in summer as in winter.
    assert all((s.start.hour, s.start.minute) > (8, 20) for s in tuesdays)


def test_without_booking_nothing_is_offered(bench):
    """Calendars are not even looked for."""
    times = FreeTimes(load(bench.root), NOW)
    assert times.offer("c:1:a", ME, NOW) == NoOffer("no_booking")
    assert (times.slots(), times.problems) == ((), ())


def test_within_a_minute_a_calendar_is_read_once(booked, monkeypatch):
    """A run does not read it for each letter, and reads it again when a minute has passed."""
    from outreach import clock

    seconds = [0.0]
    monkeypatch.setattr(clock, "monotonic", lambda: seconds[0])
    times = FreeTimes(load(booked.root), NOW)
    before = len(times.slots())
    (booked.root / "calendar.ics").unlink()
    seconds[0] = 59.0
    assert len(times.slots()) == before
    seconds[0] = 61.0
    assert times.slots() == ()
    assert times.problems
