"""Free times for calls: what a calendar says, which times remain, what a letter names."""

import warnings
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from outreach.calls.events import Reader, busy_times
from outreach.calls.offers import NoOffer, Offer, offer
from outreach.calls.rules import Booking, Notice
from outreach.calls.slots import (
    Availability,
    Busy,
    Slot,
    Why,
    crowding,
    explain,
    free_slots,
)
from outreach.schedule.calendars import Calendar
from outreach.schedule.places import Place
from outreach.schedule.rules import Rules, Span
from outreach.words import Say

BERLIN = ZoneInfo("Europe/Berlin")
BAVARIA = Place("DE", "BY")
READER = Reader(
    "Europe/Berlin",
    datetime(2026, 11, 24, tzinfo=UTC),
    datetime(2027, 2, 24, tzinfo=UTC),
    addresses=("anna@weber.example",),
)
START, END = "DTSTART:20261201T100000Z", "DTEND:20261201T110000Z"


def calendar(*entries: tuple[str, ...], head: str = "") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *head.split("\n")]
    for entry in entries:
        lines += ["BEGIN:VEVENT", *entry, "END:VEVENT"]
    return "".join(f"{line}\r\n" for line in [*lines, "END:VCALENDAR"] if line).encode()


def entry(*lines: str, uid: str = "a", title: str = "Zahnarzt") -> tuple[str, ...]:
    return (f"UID:{uid}", f"SUMMARY:{title}", *lines)


def spans(data: bytes, reader: Reader = READER) -> list[str]:
    """The busy times as "MM-DD HH:MM/HH:MM" in UTC."""
    found = busy_times(data, "c.ics", reader)
    assert not isinstance(found, Say), str(found)
    return [f"{b.start:%m-%d %H:%M}/{b.end:%H:%M}" for b in found]


# -- what a calendar says -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((START, END), ["12-01 10:00/11:00"]),
        ((START, "DURATION:PT90M"), ["12-01 10:00/11:30"]),
        ((START,), []),
        (("DTSTART;VALUE=DATE:20261201",), ["11-30 23:00/23:00"]),
        (("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261203"), ["11-30 23:00/23:00"]),
        (("DTSTART:20261201T100000", "DTEND:20261201T110000"), ["12-01 09:00/10:00"]),
        (
            ("DTSTART;TZID=America/New_York:20261201T100000", "DURATION:PT1H"),
            ["12-01 15:00/16:00"],
        ),
        (
            ("DTSTART;TZID=W. Europe Standard Time:20261201T100000", "DURATION:PT1H"),
            ["12-01 09:00/10:00"],
        ),
        # The wrong way round is not free either.
        ((START, "DTEND:20261201T090000Z"), ["12-01 09:00/10:00"]),
        # Nor is a day that is said to end as it begins.
        (("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261201"), ["11-30 23:00/23:00"]),
        # A zone as Thunderbird spells it is read without a word to the person.
        (
            ("DTSTART;TZID=/mozilla.org/20070129_1/Europe/Berlin:20261201T100000", "DURATION:PT1H"),
            ["12-01 09:00/10:00"],
        ),
        ((START, END, "STATUS:CANCELLED"), []),
        ((START, END, "TRANSP:TRANSPARENT"), []),
        ((START, END, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), []),
        ((START, END, "ATTENDEE;PARTSTAT=DECLINED:MAILTO:Anna@Weber.example"), []),
        (
            (START, END, "ATTENDEE;PARTSTAT=DECLINED:mailto:bert@weber.example"),
            ["12-01 10:00/11:00"],
        ),
        ((START, END, "STATUS:TENTATIVE"), ["12-01 10:00/11:00"]),
        # Two states contradict each other: then it is not free.
        ((START, END, "STATUS:CANCELLED", "STATUS:CONFIRMED"), ["12-01 10:00/11:00"]),
    ],
)
def test_what_an_entry_means(lines, told):
    """RFC 5545: ends, days, floating times and zones; free is only what says so."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert spans(calendar(entry(*lines))) == told


def test_two_entries_of_one_uid():
    """The numbered version counts alone; where nothing tells the later one, both times are busy."""
    later = ("DTSTART:20261202T100000Z", "DTEND:20261202T110000Z")
    both = ["12-01 10:00/11:00", "12-02 10:00/11:00"]
    assert spans(calendar(entry(START, END), entry(*later))) == both
    assert spans(calendar(entry(START, END, "SEQUENCE:0"), entry(*later, "SEQUENCE:1"))) == both[1:]


def test_the_last_day_of_a_series_belongs_to_it():
    """UNTIL as a bare day, as some programs write it: that day's time is busy, the next is not."""
    rule = "RRULE:FREQ=DAILY;UNTIL=20261203"
    found = spans(
        calendar(entry("DTSTART;TZID=Europe/Berlin:20261202T100000", "DURATION:PT1H", rule))
    )
    assert found == ["12-02 09:00/10:00", "12-03 09:00/10:00"]


def test_names_in_small_letters_are_names():
    """An old series stays one however its rule is written (RFC 5545 §3.1)."""
    lines = ("DTSTART:20200107T080000Z", "DTEND:20200107T090000Z", "rrule:FREQ=YEARLY;COUNT=9")
    assert spans(calendar(entry(*lines))) == ["01-07 08:00/09:00"]


@pytest.mark.parametrize(
    ("zone", "told"),
    [("Asia/Tokyo", ["12-01 01:00/02:00", "12-02 01:00/02:00"]),
     ("Nope/Nowhere", ["12-01 09:00/10:00", "12-02 09:00/10:00"])],
)  # fmt: skip
def test_floating_times_are_of_the_zone_the_calendar_names(zone, told):
    """Where it names one that exists; else they are on its owner's clock."""
    lines = ("DTSTART:20261201T100000", "DTEND:20261201T110000", "RRULE:FREQ=DAILY;COUNT=2")
    assert spans(calendar(entry(*lines), head=f"X-WR-TIMEZONE:{zone}")) == told


def test_a_tentative_entry_may_be_free():
    """The setting decides what an entry that is not confirmed means."""
    data = calendar(entry(START, END, "STATUS:TENTATIVE"))
    assert spans(data, replace(READER, tentative="free")) == []


def test_a_series_follows_its_exceptions_and_the_clocks():
    """One occurrence is left out, one is moved, and 9:00 stays 9:00 when the clocks change."""
    first = "DTSTART;TZID=Europe/Berlin:20261015T090000", "DTEND;TZID=Europe/Berlin:20261015T100000"
    data = calendar(
        entry(
            *first,
            "RRULE:FREQ=WEEKLY;COUNT=5",
            "EXDATE;TZID=Europe/Berlin:20261029T090000",
        ),
        entry(
            "RECURRENCE-ID;TZID=Europe/Berlin:20261105T090000",
            "DTSTART;TZID=Europe/Berlin:20261106T140000",
            "DTEND;TZID=Europe/Berlin:20261106T150000",
        ),
    )
    reader = replace(READER, since=datetime(2026, 10, 1, tzinfo=UTC))
    assert spans(data, reader) == [
        "10-15 07:00/08:00",
        "10-22 07:00/08:00",
        "11-06 13:00/14:00",
        "11-12 08:00/09:00",
    ]


def test_what_lies_far_away_is_not_read_and_changes_nothing():
    """An entry of years ago is skipped; a series that began then is not, nor one across the edge."""
    old = entry("DTSTART:20100101T100000Z", "DTEND:20100101T110000Z", uid="old")
    series = entry(
        "DTSTART:20100105T100000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY;BYMONTH=12", uid="s"
    )
    long = entry("DTSTART;VALUE=DATE:20261101", "DTEND;VALUE=DATE:20261126", uid="l")
    assert spans(calendar(old, series, long)) == ["10-31 23:00/23:00", "12-05 10:00/11:00"]


def test_a_server_that_gives_out_only_times_is_read():
    """VFREEBUSY parts count, and what they call free is free (RFC 5545 §3.6.4)."""
    data = calendar(
        head="BEGIN:VFREEBUSY\nUID:f\nDTSTAMP:20261101T000000Z\n"
        "FREEBUSY;FBTYPE=BUSY:20261201T100000Z/PT1H,20261202T100000Z/20261202T120000Z\n"
        "FREEBUSY;FBTYPE=FREE:20261203T100000Z/PT1H\n"
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261204T100000Z/PT1H\nEND:VFREEBUSY"
    )
    told = ["12-01 10:00/11:00", "12-02 10:00/12:00", "12-04 10:00/11:00"]
    assert spans(data) == told
    assert spans(data, replace(READER, tentative="free")) == told[:2]


ZONE = (
    "BEGIN:VTIMEZONE\nTZID:{name}\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
    "TZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nTZNAME:X\nEND:STANDARD\nEND:VTIMEZONE"
)


def test_one_calendar_does_not_bend_the_zones_of_another():
    """A zone that a file defines holds in that file only, and never replaces a known one."""
    for offset, told in (("+0900", "12-01 01:00/02:00"), ("+0300", "12-01 07:00/08:00")):
        zone = ZONE.format(name="Own", offset=offset)
        data = calendar(entry("DTSTART;TZID=Own:20261201T100000", "DURATION:PT1H"), head=zone)
        assert spans(data) == [told]
    data = calendar(
        entry("DTSTART;TZID=Europe/Berlin:20261201T100000", "DURATION:PT1H"),
        head=ZONE.format(name="Europe/Berlin", offset="+0900"),
    )
    assert spans(data) == ["12-01 09:00/10:00"]


GOOD = entry(START, END, uid="good", title="gut")


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "no_calendar"),
        (b"<html>", "no_calendar"),
        # The library would take a text without a line break for the path of a file.
        (b"/etc/hostname", "no_calendar"),
        (b"BEGIN:VCALENDAR", "no_calendar"),
        (calendar(GOOD)[:-30], "no_calendar"),
        (calendar(GOOD).decode().encode("utf-16"), "no_calendar"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 20_000, "no_calendar"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 300_000, "too_many"),
        (calendar(GOOD, entry("DTSTART:2026")), "bad_event"),
        (calendar(GOOD, entry()), "bad_event"),
        (calendar(GOOD, entry(START, START, END)), "bad_event"),
        (calendar(GOOD, entry(START, END, END)), "bad_event"),
        (calendar(GOOD, entry(START, "DURATION:X")), "bad_event"),
        (calendar(GOOD, entry(START, "DURATION:P9999999D", "RRULE:FREQ=DAILY")), "bad_event"),
        (calendar(GOOD, entry("DTSTART;TZID=Mars/Base:20261201T100000")), "bad_event"),
        (calendar(GOOD, entry(START, END, "RRULE:FREQ=HAHA")), "bad_event"),
        (calendar(GOOD, entry(START, END, "RRULE:FREQ=DAILY;UNTIL=nope")), "bad_event"),
        (calendar(GOOD, entry(START, END, "RRULE:FREQ=DAILY", "EXDATE:garbage")), "bad_event"),
        (calendar(GOOD, entry(START, END, 'TRANSP;X="a:TRANSPARENT')), "bad_event"),
        (
            calendar(
                entry(START, END, "RRULE:FREQ=DAILY"), entry(START, END, "RECURRENCE-ID:broken")
            ),
            "bad_event",
        ),
    ],
)
def test_what_cannot_be_understood_closes_the_calendar(data, key):
    """One broken entry among good ones is named, and nothing counts as free."""
    found = busy_times(data, "c.ics", READER)
    assert isinstance(found, Say)
    assert found.key == f"calls.{key}"
    assert found.text("de")
    assert found.text("en")
    if key == "bad_event":
        assert "Zahnarzt" in found.text("de")


OLD = ("DTSTART:00010101T000000Z", "DURATION:PT1H")


@pytest.mark.parametrize(
    ("first", "rule"),
    [
        ((START, END), "FREQ=SECONDLY"),
        ((START, END), "FREQ=MINUTELY"),
        ((START, END), "FREQ=DAILY;INTERVAL=0"),
        ((START, END), "FREQ=DAILY;INTERVAL=-1"),
        ((START, END), "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"),
        ((START, END), "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=" + ",".join(map(str, range(60)))
         + ";BYSECOND=" + ",".join(map(str, range(60)))),
        (OLD, "FREQ=MINUTELY;INTERVAL=3"),
        (OLD, "FREQ=HOURLY"),
        (OLD, "FREQ=DAILY;BYMONTHDAY=-32"),
    ],
)  # fmt: skip
def test_a_rule_without_bounds_is_refused_before_it_is_followed(first, rule):
    """One line can ask for ever; it is told from the line, so this test ends."""
    found = busy_times(calendar(entry(*first, f"RRULE:{rule}")), "c.ics", READER)
    assert isinstance(found, Say)
    assert found.key == "calls.too_much"


def test_ordinary_series_of_many_years_are_read():
    """A hundred daily series of ten years are a full calendar, not an attack."""
    series = [
        entry("DTSTART:20160101T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY", uid=str(n))
        for n in range(100)
    ]
    assert len(spans(calendar(*series))) == 92


# -- which times remain -------------------------------------------------------------------

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=BERLIN)  # a Monday
BOOKING = Booking(hours={2: ((600, 720),), 4: ((840, 960),)})


def available(booking: Booking = BOOKING, rules: Rules | None = None, zone: str = "Europe/Berlin"):
    return Availability(booking, zone, BAVARIA, Calendar(rules or Rules(), "de"))


def at(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def slot(day: int, hour: int, minute: int = 0) -> Slot:
    return Slot(at(day, hour, minute), at(day, hour, minute) + timedelta(minutes=20))


def test_times_lie_in_the_hours_of_their_weekday():
    """Tuesdays 10 to 12 and Thursdays 14 to 16 hold six calls each, and nothing else does."""
    found = free_slots(available(), [], [], NOW, at(7, 0))
    assert found == [slot(d, h, m) for d, h0 in ((1, 10), (3, 14)) for h in (h0, h0 + 1) for m in (0, 20, 40)]  # fmt: skip


def test_a_call_may_begin_where_an_entry_ends_only_after_the_buffer():
    """Half-open times touch without meeting; the minutes around an entry stay free."""
    busy = [Busy(at(1, 10, 40), at(1, 11), "c.ics")]
    starts = [s.start for s in free_slots(available(), busy, [], NOW, at(2, 0))]
    assert starts == [at(1, 10), at(1, 11, 20), at(1, 11, 40)]
    none = available(replace(BOOKING, buffer=0))
    starts = [s.start for s in free_slots(none, busy, [], NOW, at(2, 0))]
    assert starts == [at(1, 10), at(1, 10, 20), at(1, 11), at(1, 11, 20), at(1, 11, 40)]


def test_the_day_is_full_after_its_calls():
    """Calls agreed count for the day's limit, wherever in the day they are."""
    two = available(replace(BOOKING, per_day=2))
    taken = [slot(1, 8), slot(1, 17)]
    assert [s.start.day for s in free_slots(two, [], taken, NOW, at(7, 0))] == [3] * 6
    assert free_slots(available(), [], taken, NOW, at(2, 0))


def test_notice_in_hours_and_in_business_days():
    """24 hours from Monday 10:30 is Tuesday 10:30; two business days skip the weekend."""
    monday = datetime(2026, 11, 30, 10, 30, tzinfo=BERLIN)
    assert free_slots(available(), [], [], monday)[0] == slot(1, 10, 40)
    friday = datetime(2026, 11, 27, 10, 30, tzinfo=BERLIN)
    days = available(replace(BOOKING, notice=Notice(2, "business")))
    assert free_slots(days, [], [], friday)[0] == slot(1, 10, 40)


def test_the_horizon_ends_the_offer():
    """Nothing is offered further ahead than the horizon's last day."""
    week = available(replace(BOOKING, horizon=2))
    assert [s.start.day for s in free_slots(week, [], [], NOW)] == [1] * 6


def test_holidays_closed_days_and_overrides():
    """No calls on a holiday or a closed day, unless the day has hours of its own."""
    rules = Rules(closed=(Span((2026, 12, 15), (2026, 12, 17)),))
    booking = replace(
        BOOKING,
        hours=dict.fromkeys(range(1, 8), ((600, 720),)),
        overrides={date(2026, 12, 16): ((540, 600),), date(2026, 12, 18): ()},
        horizon=60,
    )
    place = available(booking, rules)
    told = {day: place.hours(date(2026, 12, day)) for day in (15, 16, 18, 24, 25)}
    assert told == {
        15: Why("closed"),
        16: ((540, 600),),
        18: Why("override"),
        24: Why("eve"),
        25: Why("holiday", "Erster Weihnachtstag"),
    }


def test_a_time_that_the_clocks_skip_or_repeat_is_never_a_slot():
    """On the nights of 28 March and 25 October 2027 nothing is offered from 2 to 3."""
    night = replace(BOOKING, hours={7: ((60, 240),)}, notice=Notice(0), horizon=90)
    for month, day, hours in ((3, 28, {1, 3}), (10, 31, {1, 3})):
        now = datetime(2027, month, day - 1, tzinfo=BERLIN)
        found = free_slots(available(night), [], [], now, now + timedelta(days=2))
        assert {s.start.astimezone(BERLIN).hour for s in found} == hours
        assert all(s.end - s.start == timedelta(minutes=20) for s in found)


def test_each_stretch_has_its_first_reason():
    """What is free is counted, and for the rest the reason is told; pauses part the stretches."""
    booking = replace(BOOKING, hours={2: ((600, 660), (840, 900))})
    busy = [Busy(at(1, 10), at(1, 10, 20), "c.ics")]
    told = [
        (r.day.day, r.start and f"{r.start:%H:%M}–{r.end:%H:%M}", r.why and r.why.rule, r.slots)
        for r in explain(available(booking), busy, [slot(1, 14, 40)], NOW, 3)
    ]
    assert told == [
        (30, None, "weekday", 0),
        (1, "10:00–10:20", "busy", 1),
        (1, "10:20–10:40", "buffer", 1),
        (1, "10:40–11:00", None, 1),
        (1, "14:00–14:20", None, 1),
        (1, "14:20–14:40", "buffer", 1),
        (1, "14:40–15:00", "taken", 1),
        (2, None, "weekday", 0),
    ]


def test_a_full_day_still_tells_what_fills_it():
    """A call, a time kept free and an entry are told by name, and only the rest as a full day."""
    booking = replace(BOOKING, per_day=1, hours={2: ((600, 680),)})
    busy = [Busy(at(1, 11), at(1, 11, 20), "c.ics")]
    rows = explain(available(booking), busy, {slot(1, 10): "Eva"}, NOW, 2)
    told = [r.why for r in rows if r.start]
    assert [(w.rule, w.detail) for w in told if w] == [
        ("taken", "Eva"), ("per_day", "1"), ("busy", "c.ics"),
    ]  # fmt: skip


def test_too_few_times_for_many_letters_are_a_crowd():
    """200 letters with three times each and one in ten accepted need more than 40 slots."""
    assert crowding(200, 3, 0.1, 40) > 0.75 >= crowding(200, 3, 0.1, 80)
    assert crowding(1, 3, 0.1, 0) == float("inf")


# -- what a letter names ------------------------------------------------------------------

WEEK = Booking()  # every weekday 10–12 and 14–16


def named(
    *, booking=WEEK, busy=(), load=None, held=(), zone="Europe/Berlin", key="c:1:a@x", now=NOW
):
    place = available(booking)

    def add(day, n):
        return place.calendar.add_business_days(day, n, BAVARIA)

    slots = free_slots(place, list(busy), [], now)
    return offer(
        slots, load or {}, held, availability=place, zone=zone, sent_at=now, key=key,
        add_business_days=add,
    )  # fmt: skip


def test_an_offer_has_a_choice_of_days_and_halves():
    """Two days, a morning and an afternoon among the times, at least two of them, in order."""
    for n in range(50):
        found = named(key=f"c:1:{n}@x")
        assert isinstance(found, Offer)
        local = [s.start.astimezone(BERLIN) for s in found.slots]
        assert len(local) == 3
        assert local == sorted(local)
        assert len({m.date() for m in local}) == 2
        assert {m.hour < 12 for m in local} == {True, False}


def test_an_offer_is_soon_but_not_too_soon():
    """From the second to the twelfth business day after the letter is read."""
    days = {s.start.astimezone(BERLIN).date() for n in range(200) for s in named(key=str(n)).slots}
    # Sent on Monday, 30 November, read on Tuesday.
    assert min(days) == date(2026, 12, 3)
    assert max(days) == date(2026, 12, 17)


def test_same_facts_same_offer():
    """A letter made twice names the same times; another letter is free to name others."""
    assert named(key="c:1:a@x") == named(key="c:1:a@x")
    assert len({named(key=str(n)).slots for n in range(20)}) > 10


def test_times_that_few_letters_name_come_first():
    """Whoever comes later gets what others were not offered."""
    first = named(key="a")
    load = {s: 1 for n in range(5) for s in named(key=str(n)).slots}
    later = named(key="a", load={**load, **dict.fromkeys(first.slots, 2)})
    assert not set(first.slots) & set(later.slots)


def test_what_is_kept_for_somebody_is_never_named():
    """A time held for one person, and the minutes around it, are named to nobody else."""
    kept = named(key="a").held
    assert kept
    for n in range(50):
        found = named(key=str(n), held=[kept])
        for s in found.slots:
            assert s.start >= kept.end + timedelta(minutes=10) or s.end <= kept.start - timedelta(
                minutes=10
            )


def test_what_others_name_is_not_kept_for_one():
    """The first time is kept only where no open offer names it already."""
    one = named(key="a")
    assert one.held == one.slots[0]
    all_named = dict.fromkeys(free_slots(available(WEEK), [], [], NOW), 1)
    assert named(key="a", load=all_named).held is None


def test_the_offer_ends_before_it_would_be_too_late():
    """It stands to the end of the last business day before the notice of its first time."""
    found = named()
    assert found.expires < found.slots[0].start - timedelta(hours=24) + timedelta(days=1)
    assert found.expires.astimezone(BERLIN).hour == 0


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"booking": replace(WEEK, hours={})}, "none_free"),
        # Ten to four in Berlin is night in Honolulu.
        ({"zone": "Pacific/Honolulu"}, "zone"),
        ({"booking": replace(WEEK, per_day=1), "held": [slot(d, 8) for d in range(1, 31)]}, "all_held"),
        (
            {"booking": replace(WEEK, hours={}, overrides={date(2026, 12, 8): ((600, 620),)})},
            "too_few",
        ),
    ],
)  # fmt: skip
def test_why_a_letter_names_no_times(given, reason):
    """Each reason has its name, for the preview to tell."""
    assert named(**given) == NoOffer(reason)


def test_a_reader_far_away_is_offered_their_working_hours():
    """Times named to New York lie between 8:00 and 18:00 there."""
    zone = ZoneInfo("America/New_York")
    found = named(zone="America/New_York")
    assert isinstance(found, Offer)
    assert all(8 <= s.start.astimezone(zone).hour < 18 for s in found.slots)
