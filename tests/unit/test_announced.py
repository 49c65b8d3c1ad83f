"""Second letters are announced the business day before the day they really go, and once."""

import pytest

from tests.bench import workbench
from tests.servers import MailServer

STEP = '{ template = "long-silence" },'
NUDGE = '{ template = "nudge", after = "10 business days" },'


@pytest.fixture
def bench(tmp_path, monkeypatch):
    monkeypatch.setenv("OUTREACH_NOW", "2027-05-12T08:00:00+02:00")
    with MailServer(security="none", auth=False) as server:
        made = workbench(tmp_path, server.port, pace="")
        made.settings(STEP, f"{STEP}\n  {NUDGE}")
        made.people(
            "a@eins.example,Nora,Anders,f,sie,de,2023,Regen",
            "b@zwei.example,Nora,Bach,f,sie,de,2022,Regen",
        )
        yield made


def days(bench, monkeypatch, *which):
    """The quiet runs of these days, each until its last letter; what they said."""
    said = {}
    for day in which:
        monkeypatch.setenv("OUTREACH_NOW", f"2027-{day}T08:00:00+02:00")
        said[day] = bench("send", "--quiet", "--wait").out
    return said


def test_the_announcement_names_the_day_they_go(bench, monkeypatch):
    """Who writes on Thursdays only is told on Wednesday, not on the day the wait is over."""
    bench.settings('days = ["di", "mi", "do"]', 'days = ["do"]')
    bench("send", "--yes")
    said = days(bench, monkeypatch, "05-13", "05-28", "05-31", "06-01", "06-02", "06-03")
    told = [day for day, text in said.items() if text]
    assert told == ["06-02"]
    assert "Am Donnerstag, 3. Juni gehen zweite Briefe an 2 Menschen" in said["06-02"]
    assert bench.status()["accepted"] == 4


def test_a_missed_day_is_made_up_once(bench, monkeypatch):
    """Nothing ran the day before: they are announced when their day has come, once, and go later."""
    bench("send", "--yes")
    said = days(bench, monkeypatch, "05-12", "06-01", "06-02", "06-03")
    assert [day for day, text in said.items() if text] == ["06-01"]
    assert "Am Mittwoch, 2. Juni" in said["06-01"]
    assert bench.status()["accepted"] == 4
    events = [e["what"] for e in bench("why", "Anders", "--json").lines[0]["history"]]
    assert sum("angekündigt" in what for what in events) == 1


def test_the_first_screen_speaks_of_tomorrow_only(bench, monkeypatch):
    """An announcement whose day is past, or far, is not on the first screen."""
    bench("send", "--yes")
    days(bench, monkeypatch, "05-12")
    for moment, shown in (("05-20T10:00", False), ("05-28T17:00", False), ("06-02T17:00", True)):
        monkeypatch.setenv("OUTREACH_NOW", f"2027-{moment}:00+02:00")
        bench("send", "--quiet")
        assert ("zweite Briefe an" in bench("status").out) is shown, moment


def test_a_year_without_a_day_for_letters_is_told(bench, monkeypatch):
    """Settings that leave no day open are no silence: send and doctor say where to look."""
    bench.settings('closed = ["12-23..01-06"]', 'closed = ["01-01..12-31"]')
    assert "kein Tag zum Schreiben offen" in bench("send", "--yes").out
    assert "kein Tag zum Schreiben offen" in bench("doctor", code=78).out


def test_the_doctor_looks_at_lists_letters_and_pace(bench):
    """A missing list, a broken letter and a pace nobody writes at are found before they matter."""
    bench.settings('gap = "3m-11m"', 'gap = "1s-3s"')
    bench.settings('windows = ["09:00-11:00", "14:00-16:00"]', 'windows = ["00:00-24:00"]')
    said = bench("doctor").out
    assert "weniger als eine Minute" in said
    assert "vor sieben Uhr" in said
    (bench.root / "templates/long-silence.de-sie.md").write_text("no head at all")
    assert "templates" in bench("doctor", code=65).out
    (bench.root / "contacts.csv").unlink()
    assert "contacts.csv" in bench("doctor", code=65).out
