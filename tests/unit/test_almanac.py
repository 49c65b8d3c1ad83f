"""Holidays noted on the disk: the same days as the library's, and never those of another."""

import json
from importlib.metadata import version

import pytest

from outreach import __version__ as outreach_version
from outreach.campaign import almanac as room
from outreach.schedule.calendars import holidays_of
from outreach.schedule.places import Place

BAVARIA = Place("DE", "BY")
NOTE = "DE-BY.2027.de.json"


@pytest.fixture
def fresh(tmp_path):
    """A function that opens the almanac of one folder as a new process would."""

    def open_() -> room.HolidaysOf:
        room.almanac.cache_clear()
        return room.almanac(tmp_path)

    return open_


@pytest.mark.parametrize("place", ["DE-BY", "DE-", "CH-ZH", "US-", "IT-", "AX-", "-", "DE-XX"])
def test_noted_holidays_are_the_librarys(fresh, place):
    """Worked out, remembered or read from its note: the same days with the same names."""
    where = Place(*place.split("-"))
    for language in ("de", "en"):
        told = holidays_of(where, 2027, language)
        first = fresh()
        assert first(where, 2027, language) == told
        assert first(where, 2027, language) == told
        assert fresh()(where, 2027, language) == told


def test_a_note_is_used(fresh, tmp_path):
    """What stands in a note of the same makers is what is told: nothing is worked out again."""
    fresh()(BAVARIA, 2027, "de")
    path = tmp_path / "holidays" / NOTE
    note = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**note, "days": {"2027-03-02": "Tag der Probe"}}), "utf-8")
    assert list(fresh()(BAVARIA, 2027, "de").values()) == ["Tag der Probe"]


@pytest.mark.parametrize(
    "text",
    [
        '{"from": "an older library", "days": {"2027-03-02": "Tag der Probe"}}',
        '{"from": "MAKERS", "days": {"no day": "Tag der Probe"}}',
        '{"from": "MAKERS", "days": ["2027-03-02"]}',
        '{"from": "MAKERS"}',
        "[]",
        '{"from": "MAK',
        "\x00\xff",
        "",
    ],
)
def test_a_note_that_is_old_or_damaged_is_made_anew(fresh, tmp_path, text):
    """A note of other makers, cut short or of another shape is not believed, and replaced."""
    fresh()(BAVARIA, 2027, "de")
    path = tmp_path / "holidays" / NOTE
    good = path.read_bytes()
    path.write_bytes(text.replace("MAKERS", json.loads(good)["from"]).encode("latin-1"))
    assert fresh()(BAVARIA, 2027, "de") == holidays_of(BAVARIA, 2027, "de")
    assert path.read_bytes() == good


def test_a_note_names_what_made_it(fresh, tmp_path):
    """The library's version, our own, and the code that judges: a change of any is another note."""
    fresh()(BAVARIA, 2027, "de")
    makers = json.loads((tmp_path / "holidays" / NOTE).read_text("utf-8"))["from"]
    assert f"holidays-{version('holidays')}.dist-info" in makers
    assert makers.startswith(outreach_version)
    for file in ("calendars.py", "places.py", "regions.toml"):
        assert f" {file}:" in makers


def test_without_room_for_notes_the_days_are_the_same(fresh, tmp_path):
    """Where the folder cannot be made, holidays are worked out each time."""
    (tmp_path / "holidays").write_text("in the way")
    assert fresh()(BAVARIA, 2027, "de") == holidays_of(BAVARIA, 2027, "de")
