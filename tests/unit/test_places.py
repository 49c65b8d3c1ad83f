"""From a free cell to a place and a time zone."""

import tomllib
from importlib import resources

import pytest

from outreach.schedule import places
from outreach.schedule.places import Place, name_of, place_of, zone_of
from tools import zones

DATA = resources.files("outreach.data")
REGIONS = tomllib.loads((DATA / "regions.toml").read_text("utf-8"))
ZONES = tomllib.loads((DATA / "zones.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("cell", "sender", "code", "how"),
    [
        ("DE-BY", "AT-9", "DE-BY", "code"),
        ("de by", "AT", "DE-BY", "code"),
        ("de_by", "AT", "DE-BY", "code"),
        (" AT-9 ", "DE-BY", "AT-9", "code"),
        ("CH-ZH", "DE", "CH-ZH", "code"),
        ("AT-W", "DE", "AT-9", "code"),
        ("BY", "DE-BE", "DE-BY", "division"),
        ("by", "de-be", "DE-BY", "division"),
        ("W", "AT-9", "AT-9", "division"),
        ("Bayern", "DE", "DE-BY", "division"),
        ("BAYERN", "DE", "DE-BY", "division"),
        ("Bavaria", "DE-BY", "DE-BY", "division"),
        ("Bavaria", "US-NY", "DE-BY", "name"),
        ("Oberösterreich", "DE", "AT-4", "name"),
        ("Oberoesterreich", "DE", "AT-4", "name"),
        ("Oberosterreich", "DE", "AT-4", "name"),
        ("Zürich", "DE", "CH-ZH", "name"),
        ("Zurich", "DE", "CH-ZH", "name"),
        ("Zuerich", "DE", "CH-ZH", "name"),
        ("Neuchatel", "DE", "CH-NE", "name"),
        ("St.Gallen", "CH-ZH", "CH-SG", "division"),
        ("Sankt Gallen", "DE", "CH-SG", "name"),
        ("Kanton Bern", "DE", "CH-BE", "name"),
        ("Bern (Kanton)", "DE", "CH-BE", "name"),
        ("Land Salzburg", "DE", "AT-5", "name"),
        ("Freistaat Sachsen", "CH-ZH", "DE-SN", "name"),
        ("Freie und Hansestadt Hamburg", "DE", "DE-HH", "division"),
        ("Südtirol", "AT-7", "IT-BZ", "name"),
        ("Italien, Südtirol", "AT-7", "IT-BZ", "name"),
        ("Bayern, Deutschland", "AT", "DE-BY", "name"),
        ("Germany (Bavaria)", "US-CA", "DE-BY", "name"),
        ("D-Bayern", "AT", "DE-BY", "name"),
        ("IT-MI", "DE", "IT-MI", "code"),
        ("IT MI", "DE", "IT-MI", "code"),
        ("Österreich", "DE", "AT", "country"),
        ("Osterreich", "DE", "AT", "country"),
        ("Austria", "DE", "AT", "country"),
        ("AT", "DE", "AT", "country"),
        ("Schweiz", "DE", "CH", "country"),
        ("UK", "DE", "GB", "country"),
        ("U.S.A.", "DE", "US", "country"),
        ("Republic of Ireland", "DE", "IE", "country"),
        ("Trinidad & Tobago", "DE", "TT", "country"),
        ("Deutschland (Franken)", "AT", "DE", "country"),
        ("Mittelfranken, Germany", "AT", "DE", "country"),
        ("DE-XX", "AT", "DE", "country"),
        ("", "DE-BY", "DE", "sender"),
        ("  ", "DE-BY", "DE", "sender"),
        ("auf dem Land", "DE-BY", "DE", "unknown"),
        ("W", "DE-BY", "DE", "unknown"),
        ("in Hessen", "AT", "AT", "unknown"),
        ("am See", "DE-BY", "DE", "unknown"),
        ("ZZ-12", "DE-BY", "DE", "unknown"),
        ("Kanton", "CH-ZH", "CH", "unknown"),
        ("日本", "DE-BY", "DE", "unknown"),
        ("auf dem Land", "", "", "unknown"),
    ],
)
def test_a_cell_says_where_somebody_is(cell, sender, code, how):
    """ISO codes, bare codes, German and English names with and without umlauts are understood; anything else is the sender's country."""
    place, rule = place_of(cell, sender)
    assert (place.code, rule) == (code, how)


@pytest.mark.parametrize(
    ("cell", "sender", "code"),
    [
        ("BE", "DE-BY", "DE-BE"),
        ("BE", "CH-ZH", "CH-BE"),
        ("BE", "AT-9", "BE"),
        ("SH", "DE-BY", "DE-SH"),
        ("SH", "CH-ZH", "CH-SH"),
        ("NE", "CH-ZH", "CH-NE"),
        ("NE", "US-NY", "US-NE"),
        ("NE", "DE", "NE"),
        ("BW", "DE", "DE-BW"),
        ("BW", "AT", "BW"),
        ("Georgia", "US-NY", "US-GA"),
        ("Georgia", "DE", "GE"),
        ("Freiburg", "DE-BW", "DE-BW"),
        ("Freiburg", "CH-BE", "CH-FR"),
    ],
)
def test_what_could_be_two_places_is_the_nearer_one(cell, sender, code):
    """A code or name that is both a country and a division of the sender's country is the division."""
    assert place_of(cell, sender)[0].code == code


def test_a_name_two_countries_share_is_not_guessed():
    """Freiburg may be in two countries to an Austrian sender, so only the sender's country is left."""
    assert place_of("Freiburg", "AT-9") == (Place("AT", ""), "unknown")


@pytest.mark.parametrize(
    ("country", "division"),
    [(c, d) for c, group in REGIONS["divisions"].items() for d in group],
)
def test_every_division_is_found_by_code_and_by_its_names(country, division):
    """Each listed division is found by ISO code from anywhere, and by every name from its own country."""
    place = Place(country, division)
    for sender in ("DE", "AT", "CH", "US", "FR", ""):
        assert place_of(place.code, sender)[0] == place
    for name in (division, *REGIONS["divisions"][country][division]):
        assert place_of(name, country) == (place, "division")


@pytest.mark.parametrize("country", REGIONS["countries"])
def test_every_country_is_found_by_code_and_by_its_names(country):
    """Each country is found by its code and by every name, from a country without divisions."""
    for name in (country, *REGIONS["countries"][country]):
        assert place_of(name, "FR") == (Place(country, ""), "country")


def test_no_two_countries_share_a_name():
    """A name or code in the list of countries means one country."""
    seen = {}
    for country, names in REGIONS["countries"].items():
        for form in places._forms([country, *names]):
            assert seen.setdefault(form, country) == country


def test_names_of_places_for_a_reader():
    """A place is told in the reader's language, and by its code where no name is known."""
    assert name_of(Place("DE", "BY"), "de") == "Bayern"
    assert name_of(Place("DE", "BY"), "en") == "Bavaria"
    assert name_of(Place("CH", ""), "de") == "Schweiz"
    assert name_of(Place("IT", "BZ"), "en") == "South Tyrol"
    assert name_of(Place("IT", "MI"), "de") == "IT-MI"


@pytest.mark.parametrize(
    ("cell", "country", "zone", "how"),
    [
        ("America/New_York", "DE", "America/New_York", "contact"),
        (" america/new york ", "DE", "America/New_York", "contact"),
        ("", "GB", "Europe/London", "country"),
        ("", "DE", "Europe/Berlin", "country"),
        ("nonsense", "JP", "Asia/Tokyo", "country"),
        ("right/Europe/London", "JP", "Asia/Tokyo", "country"),
        ("localtime", "JP", "Asia/Tokyo", "country"),
        ("../zone.tab", "JP", "Asia/Tokyo", "country"),
        ("", "US", "Europe/Vienna", "sender"),
        ("", "ES", "Europe/Vienna", "sender"),
        ("", "", "Europe/Vienna", "sender"),
    ],
)
def test_whose_clock_counts(cell, country, zone, how):
    """The zone is the contact's, else that of a country with one wall clock, else the sender's."""
    assert zone_of(cell, Place(country, ""), "Europe/Vienna") == (zone, how)


def test_every_zone_of_the_table_exists():
    """The zone that zones.toml has for a country is one of the tz database, so it is found."""
    for country, zone in ZONES.items():
        assert zone_of("", Place(country, ""), "Etc/UTC") == (zone, "country")


@pytest.mark.parametrize(
    "country", ["DE", "AT", "CH", "GB", "CY", "MY", "UZ", "VN", "AU", "ES", "NZ", "PT", "US"]
)
def test_the_table_of_zones_follows_the_tz_database(country):
    """A country has a zone in zones.toml exactly when all its zones agree from 2020 on."""
    assert ZONES.get(country, "") == zones.one_zone(zones.zones_by_country()[country])
