"""Holidays, business days and shut days, against the law written down by hand."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from outreach.schedule.calendars import Calendar, Shut
from outreach.schedule.places import Place
from outreach.schedule.rules import Rules, Span

DE = Calendar(Rules(), "de")
EN = Calendar(Rules(), "en")
BERLIN, MUNICH, SOMEWHERE = Place("DE", "BE"), Place("DE", "BY"), Place("DE", "")
NOWHERE = Place("", "")

#: 2027 by the holiday laws; Easter is 28 March. Everywhere in the country, then by division.
GERMANY = "01-01 03-26 03-29 05-01 05-06 05-17 10-03 12-25 12-26"
LAENDER = {
    "BB": "03-28 05-16 10-31",
    "BE": "03-08",
    "BW": "01-06 05-27 11-01",
    "BY": "01-06 05-27 08-15 11-01",
    "HB": "10-31",
    "HE": "05-27",
    "HH": "10-31",
    "MV": "03-08 10-31",
    "NI": "10-31",
    "NW": "05-27 11-01",
    "RP": "05-27 11-01",
    "SH": "10-31",
    "SL": "05-27 08-15 11-01",
    # Corpus Christi is law in the Catholic communities of Saxony and Thuringia only.
    "SN": "05-27 10-31 11-17",
    "ST": "01-06 10-31",
    "TH": "05-27 09-20 10-31",
}
AUSTRIA = "01-01 01-06 03-29 05-01 05-06 05-17 05-27 08-15 10-26 11-01 12-08 12-25 12-26"
SWITZERLAND = "01-01 05-06 08-01 12-25"
CANTONS = {
    "BE": "01-02 03-26 03-29 05-17 12-26",
    "BS": "03-26 03-29 05-01 05-17 12-26",
    "GE": "03-26 03-29 05-17 09-09 12-31",
    "GR": "03-29 05-17 12-26",
    "LU": "01-02 03-26 03-29 05-17 05-27 08-15 11-01 12-08 12-26",
    "TI": "01-06 03-19 03-29 05-01 05-17 05-27 06-29 08-15 11-01 12-08 12-26",
    "VD": "01-02 03-26 03-29 05-17 09-20",
    "ZH": "03-26 03-29 05-01 05-17 12-26",
}
LAW = {
    **{Place("DE", land): f"{GERMANY} {days}" for land, days in LAENDER.items()},
    **{Place("AT", str(land)): AUSTRIA for land in range(1, 10)},
    **{Place("CH", canton): f"{SWITZERLAND} {days}" for canton, days in CANTONS.items()},
}


def days_of(year):
    """Every day of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("place", LAW, ids=lambda place: place.code)
def test_holidays_are_those_of_the_law(place):
    """2027 has exactly the holidays that the law of the Land or canton names."""
    found = {f"{day:%m-%d}" for day in days_of(2027) if DE.holiday(day, place)}
    assert found == set(LAW[place].split())


@pytest.mark.parametrize(
    ("day", "place", "german", "english"),
    [
        ("2027-05-27", MUNICH, "Fronleichnam", "Corpus Christi"),
        ("2027-08-15", MUNICH, "Mariä Himmelfahrt", "Assumption Day"),
        ("2027-05-27", BERLIN, "", ""),
        ("2027-12-31", Place("US", "NY"), "New Year's Day (observed)", "New Year's Day (observed)"),
        ("2027-03-26", Place("GB", "ENG"), "Good Friday", "Good Friday"),
        ("2027-05-03", Place("PL", ""), "Nationalfeiertag am 3. Mai", "National Day of the Third of May"),
        ("2027-08-01", Place("LI", ""), "", ""),
    ],
)  # fmt: skip
def test_holidays_have_names(day, place, german, english):
    """A holiday is told by its name, in the screen's language where it exists in it."""
    assert DE.holiday(date.fromisoformat(day), place) == german
    assert EN.holiday(date.fromisoformat(day), place) == english


def test_a_city_is_no_land():
    """The Friedensfest is a holiday in Augsburg alone, so it stops no mail to Bavaria."""
    assert not DE.holiday(date(2028, 8, 8), MUNICH)
    assert not DE.holiday(date(2028, 8, 8), SOMEWHERE)
    assert DE.is_business_day(date(2028, 8, 8), MUNICH)


@pytest.mark.parametrize(
    ("day", "place", "name"),
    [
        ("2027-05-27", SOMEWHERE, "Fronleichnam (Baden-Württemberg, Bayern, …)"),
        ("2027-05-27", Place("DE", "XX"), "Fronleichnam (Baden-Württemberg, Bayern, …)"),
        ("2027-03-08", SOMEWHERE, "Frauentag (Berlin, Mecklenburg-Vorpommern)"),
        ("2027-11-17", SOMEWHERE, "Buß- und Bettag (Sachsen)"),
        ("2027-05-17", SOMEWHERE, "Pfingstmontag"),
        ("2027-05-28", SOMEWHERE, ""),
        ("2027-10-26", Place("AT", ""), "Nationalfeiertag"),
        ("2027-05-06", Place("CH", ""), "Auffahrt"),
        ("2027-08-15", Place("PL", "MZ"), "Mariä Himmelfahrt"),
        # A holiday of the whole country from which some states stay away.
        ("2027-10-11", Place("US", ""), "Columbus Day"),
    ],
)
def test_an_unknown_division_keeps_every_holiday_of_the_country(day, place, name):
    """Division unknown: a holiday anywhere in the country counts, and says where unless it is everywhere."""
    assert DE.holiday(date.fromisoformat(day), place) == name


def test_where_every_division_has_it_nothing_is_added():
    """A holiday that each division has by its own law is told like one of the whole country."""
    assert EN.holiday(date(2027, 3, 28), Place("AU", "")) == "Easter Sunday"


@pytest.mark.parametrize("year", [1999, 2036, 2100])
def test_the_library_does_not_speak_to_the_user(year):
    """Years for which the library knows too little are answered with what it knows, without a warning."""
    assert EN.holiday(date(year, 8, 15), Place("IN", "")) == "Independence Day"


@pytest.mark.parametrize("country", ["", "ZZ", "Ö", "XNYS"])
def test_an_unknown_country_has_no_holidays(country):
    """Where nothing is known of the country, Monday to Friday are business days."""
    place = Place(country, "")
    assert not any(DE.holiday(day, place) for day in days_of(2027))
    assert sum(DE.is_business_day(day, place) for day in days_of(2027)) == 261


@pytest.mark.parametrize(
    ("day", "n", "place", "then"),
    [
        ("2027-05-25", 0, MUNICH, "2027-05-25"),
        ("2027-05-29", 0, MUNICH, "2027-05-29"),
        ("2027-05-25", 2, BERLIN, "2027-05-27"),
        ("2027-05-25", 2, MUNICH, "2027-05-28"),
        ("2027-05-28", 1, MUNICH, "2027-05-31"),
        ("2027-05-29", 1, MUNICH, "2027-05-31"),
        ("2027-12-22", 11, MUNICH, "2028-01-07"),
        ("2028-02-28", 1, BERLIN, "2028-02-29"),
        ("2028-02-28", 2, BERLIN, "2028-03-01"),
        ("2026-12-31", 262, NOWHERE, "2028-01-03"),
        ("2099-12-31", 1, BERLIN, "2100-01-04"),
        ("2100-02-26", 1, BERLIN, "2100-03-01"),
    ],
)
def test_business_days_are_counted_where_the_person_is(day, n, place, then):
    """The n-th business day after a day leaves out weekends and holidays, over years and leap days; closed and bridge days count."""
    day, then = date.fromisoformat(day), date.fromisoformat(then)
    assert DE.add_business_days(day, n, place) == then
    assert DE.business_days_between(day, then, place) == n


def test_business_days_do_not_run_backwards():
    """Between a day and an earlier one lie none, and a negative number is refused."""
    assert DE.business_days_between(date(2027, 6, 1), date(2027, 5, 1), MUNICH) == 0
    with pytest.raises(ValueError, match="-1"):
        DE.add_business_days(date(2027, 6, 1), -1, MUNICH)


@pytest.mark.parametrize("year", [2026, 2027, 2028, 2100])
def test_counting_agrees_with_looking(year):
    """The number of business days of a year is that of its days which are business days."""
    looked = sum(DE.is_business_day(day, MUNICH) for day in days_of(year))
    first, last = date(year - 1, 12, 31), date(year, 12, 31)
    assert DE.business_days_between(first, last, MUNICH) == looked
    assert 245 <= looked <= 255


ALL_DAYS = {"days": (1, 2, 3, 4, 5, 6, 7), "closed": ()}


@pytest.mark.parametrize(
    ("day", "place", "rules", "shut"),
    [
        ("2027-05-26", MUNICH, {}, None),
        ("2027-05-27", BERLIN, {}, None),
        ("2027-05-27", MUNICH, {}, Shut("holiday", "Fronleichnam")),
        ("2027-05-28", MUNICH, {}, Shut("weekday", "Freitag")),
        ("2027-05-28", MUNICH, ALL_DAYS, Shut("bridge", "Fronleichnam")),
        ("2027-05-28", BERLIN, ALL_DAYS, None),
        ("2027-05-28", MUNICH, {**ALL_DAYS, "bridge_days": False}, None),
        ("2027-05-29", MUNICH, ALL_DAYS, None),
        # Between Good Friday and a Sunday, but no working day.
        ("2027-03-27", BERLIN, ALL_DAYS, None),
        ("2027-10-25", Place("AT", "9"), ALL_DAYS, Shut("bridge", "Nationalfeiertag")),
        ("2024-12-27", BERLIN, ALL_DAYS, Shut("bridge", "Zweiter Weihnachtstag")),
        ("2024-05-02", Place("PL", ""), ALL_DAYS, Shut("bridge", "Nationalfeiertag")),
        ("2027-11-02", Place("DE", "NW"), ALL_DAYS, None),
        ("2027-12-24", BERLIN, ALL_DAYS, Shut("eve", "Freitag, 24. Dezember 2027")),
        ("2027-12-31", BERLIN, ALL_DAYS, Shut("eve", "Freitag, 31. Dezember 2027")),
        ("2027-12-31", Place("CH", "GE"), ALL_DAYS, Shut("holiday", "Wiederherstellung der Republik")),
        ("2028-01-04", BERLIN, {}, Shut("closed", "12-23..01-06")),
        ("2027-12-23", BERLIN, {}, Shut("closed", "12-23..01-06")),
        ("2028-01-01", BERLIN, ALL_DAYS, Shut("holiday", "Neujahr")),
        ("2027-08-04", BERLIN, {"away": (Span((2027, 8, 2), (2027, 8, 13)),)}, Shut("away", "2027-08-02..2027-08-13")),
        ("2026-08-04", BERLIN, {"away": (Span((2027, 8, 2), (2027, 8, 13)),)}, None),
        ("2027-08-04", BERLIN, {"away": (Span((0, 8, 4), (0, 8, 4)),)}, Shut("away", "08-04")),
    ],
)  # fmt: skip
def test_why_a_day_is_shut(day, place, rules, shut):
    """A day without mails says why, by the first rule in order: weekday, holiday, eve, bridge, closed, away."""
    assert Calendar(Rules(**rules), "de").shut(date.fromisoformat(day), place) == shut


@pytest.mark.parametrize("day", ["2027-12-24", "2027-12-23", "2027-05-28", "2027-08-04"])
def test_shut_days_count_as_business_days(day):
    """Eves, closed, bridge and away days forbid sending but are business days."""
    rules = Rules(days=(1, 2, 3, 4, 5), away=(Span((2027, 8, 2), (2027, 8, 13)),))
    calendar = Calendar(rules, "de")
    assert calendar.shut(date.fromisoformat(day), MUNICH)
    assert calendar.is_business_day(date.fromisoformat(day), MUNICH)


def test_the_reason_speaks_english_too():
    """Details of an English screen are English."""
    assert EN.shut(date(2027, 5, 28), MUNICH) == Shut("weekday", "Friday")
    calendar = Calendar(Rules(**ALL_DAYS), "en")
    assert calendar.shut(date(2027, 12, 24), MUNICH) == Shut("eve", "Friday, 24 December 2027")


def test_a_town_saint_keeps_nobody_from_being_written_to():
    """Italy's patron saints of single towns count for nobody; what a third of a country keeps does."""
    from outreach.schedule.calendars import holidays_of
    from outreach.schedule.places import Place

    italy = holidays_of(Place("IT", ""), 2027, "de")
    assert date(2027, 4, 25) in italy
    assert date(2027, 12, 7) not in italy  # Ambrose, in Milan
    assert len(italy) < 20
    assert date(2027, 12, 7) in holidays_of(Place("IT", "MI"), 2027, "de")


def test_a_country_is_loaded_alone() -> None:
    """One country's holidays load no other country's, and leave the library whole."""
    code = (
        "import sys; from outreach.schedule.calendars import holidays_of;"
        " from outreach.schedule.places import Place;"
        " assert len(holidays_of(Place('DE', 'BY'), 2027, 'de')) > 10;"
        " assert len(holidays_of(Place('AX', ''), 2027, 'en')) > 5;"
        " print(sorted(m for m in sys.modules if m.startswith('holidays.countries')));"
        " from holidays.countries import France; import holidays;"
        " assert holidays.FR(years=2027) and France(years=2027)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = "['holidays.countries.aland_islands', 'holidays.countries.finland', 'holidays.countries.germany']"
    assert done.stdout.strip() == loaded
