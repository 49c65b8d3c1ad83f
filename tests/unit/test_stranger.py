"""What a stranger stumbled over in a first hour with the tool, each as a rule."""

import gc
import shutil
import sys

import pytest

from outreach.store import Store
from outreach.store.views import rule_say
from outreach.words import say, use
from tests.bench import Bench, workbench

STEP = '  { template = "long-silence" },'
SECOND = '  { template = "nudge", after = "10 business days", thread = "same" },'


@pytest.fixture
def bench(tmp_path, server, capsys):
    b = workbench(tmp_path, server.port)
    capsys.readouterr()
    return b


def test_the_reasons_of_a_state_add_up_to_its_number(bench):
    """Who has two letters that do not go counts twice in the state, and twice in its reasons."""
    bench.settings(STEP, f"{STEP}\n{SECOND}")
    bench.crowd(3)
    bench("suppress", "add", "p0@list.example")
    bench("send", "--yes", "--only", "Nummer1")
    bench("answered", "Nummer1")
    line = next(x for x in bench("status").out.splitlines() if "möchte keine Post" in x)
    assert line.strip().startswith("3  ")
    assert "möchte keine Post (2)" in line
    assert "hat geantwortet (1)" in line


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize(
    "rule", ["organisation", "missing_data", "quota", "hourly", "same_person", "answered", "paused"]
)
def test_a_rule_told_of_many_is_a_whole_phrase(rule, lang):
    """Without one mail's detail a rule leaves no hole: no double blank, no loose end."""
    text = rule_say(rule).text(lang)
    assert "  " not in text
    assert text == text.strip(" :;?–")
    assert not text.endswith(("zuerst", "first", "wie", "as"))
    assert text not in ("fehlt", "missing")


def test_a_pause_without_a_reason_shows_no_dash(bench):
    """Where nobody gave a reason the screen does not invent a sign for it."""
    bench.crowd(1)
    bench("pause")
    assert "reconnect ist angehalten.\n" in bench("status").out
    assert "–" not in bench("why", "Nummer0").out
    assert str(say("send.paused", name="x", reason="Urlaub")).endswith(": Urlaub")


def test_a_pause_before_the_first_reading_holds(bench, server):
    """Paused right after init, before anybody is enrolled: nothing goes until it is resumed."""
    bench.crowd(1)
    bench("pause")
    bench("send", "--yes")
    assert server.accepted == []
    bench("resume", "--yes")
    bench("send", "--yes")
    assert len(server.accepted) == 1


def test_how_somebody_answered_is_said_in_words(bench):
    """A list of mails says "am Telefon", not the word of the command line."""
    bench.settings(STEP, f"{STEP}\n{SECOND}")
    bench.crowd(1)
    bench("preview")
    bench("answered", "Nummer0", "--by", "phone")
    assert "hat geantwortet: am Telefon" in bench("status", "--list", "cancelled").out


def test_an_answer_after_the_last_letter_counts_no_letters(bench):
    """Nothing was to come, and that is what is said; there are no "0 letters"."""
    bench.crowd(1)
    bench("send", "--yes")
    said = bench("answered", "Nummer0").out
    assert "Es stand kein Brief mehr aus." in said
    assert "0 Briefe" not in said


def test_an_emptied_ledger_is_a_lost_one(bench, server):
    """A file of no bytes must not pass for a ledger that never sent: 74, and nothing goes."""
    bench.crowd(1)
    bench("send", "--yes")
    for file in (bench.root / ".outreach").glob("state.db*"):
        file.write_bytes(b"")
    for _ in range(2):
        bench("send", "--yes", code=74)
    assert len(server.accepted) == 1


def test_a_copy_of_the_folder_does_not_send(bench, server, tmp_path):
    """Of two copies on one computer only the one that sent last may; the other asks first."""
    bench.crowd(1)
    bench("send", "--yes")
    shutil.copytree(bench.root, tmp_path / "copy")
    copy = Bench(tmp_path / "copy", bench.port)
    for each in (bench, copy):
        each.people(
            "p0@list.example,Nora,Nummer0,f,sie,de,2023-05-04,den Regen in Kassel",
            "p1@list.example,Nora,Nummer1,f,sie,de,2023-05-04,den Regen in Kassel",
        )
    assert str(bench.root) in copy("send", "--yes", code=74).err
    bench("send", "--yes")
    assert [d.rcpt for d in server.accepted] == ["p0@list.example", "p1@list.example"]
    copy("store", "adopt", "--yes")
    copy("send")


def test_a_folder_that_was_moved_goes_on(bench, server):
    """Another path alone is no copy: renamed, the folder sends without a question."""
    bench.crowd(1)
    bench("send", "--yes")
    moved = Bench(bench.root.rename(bench.root.with_name("elsewhere")), bench.port)
    moved.crowd(2)
    moved("send", "--yes")
    assert len(server.accepted) == 2


def test_a_test_never_goes_to_whoever_wants_no_mail(bench, server):
    """The do-not-mail list outranks a test too: 69, and nothing is sent."""
    bench.crowd(2)
    bench("suppress", "add", "@fort.example", "p0@list.example")
    for address in ("wer@fort.example", "p0@list.example", "P0@LIST.example"):
        assert "möchte keine Post" in bench("test-send", address, "Nummer1", code=69).err
    assert server.accepted == []


def test_a_test_never_goes_to_a_reader(bench, server):
    """Somebody of the list gets letters, not tests; oneself may well stand in the list."""
    bench.people(
        "p1@list.example,Nora,Nummer1,f,sie,de,2023-05-04,den Regen in Kassel",
        "anna@weber.example,Anna,Weber,f,sie,de,2023-05-04,den Regen in Kassel",
    )
    assert "steht in Ihrer Liste" in bench("test-send", "p1@list.example", code=69).err
    bench("test-send", "anna@weber.example", "Nummer1")
    assert [d.rcpt for d in server.accepted] == ["anna@weber.example"]


def test_a_reader_that_stops_early_leaves_no_complaint(tmp_path, monkeypatch):
    """Rows read half and thrown away after the ledger closed raise nothing, not even unseen."""
    unseen = []
    monkeypatch.setattr(sys, "unraisablehook", unseen.append)
    store = Store(tmp_path / "state.db")
    rows = store.stream("SELECT 1 AS n UNION ALL SELECT 2")
    assert next(rows)["n"] == 1
    store.close()
    del rows
    gc.collect()
    assert unseen == []


def test_a_place_nobody_knows_says_what_happens_then(tmp_path, bench):
    """A region that is none tells whose hours count instead, and how to write it."""
    file = tmp_path / "l.csv"
    file.write_text("email,last_name,region\na@x.example,Okafor,London\n", "utf-8")
    said = bench("contacts", "check", str(file)).out
    assert "„London“ ist kein bekanntes Land oder Bundesland" in said
    assert "Uhr und Feiertage wie bei Ihnen" in said


def test_a_day_to_come_is_not_cured_by_its_spelling(tmp_path, bench):
    """A last contact in the future asks for another date, not for another format."""
    file = tmp_path / "l.csv"
    file.write_text("email,last_name,last_contact\na@x.example,Okafor,2099\n", "utf-8")
    said = bench("contacts", "check", str(file), code=65).out
    assert "Bitte das Datum berichtigen" in said
    use("en")


def test_one_person_is_not_people(bench):
    """An approval for one person says so, and an opt-out by hand is told in words."""
    bench.crowd(1)
    bench("send", "--yes")
    bench("suppress", "add", "p0@list.example")
    told = bench("why", "Nummer0").out
    assert "allein" in told
    assert "1 Menschen" not in told
    assert "(von Hand)" in told
    assert "manual" not in told


def test_a_letter_that_never_went_is_dated_anew(bench, server, monkeypatch):
    """Weeks after a doubt is settled as not sent, the letter carries the day it really goes."""
    bench.crowd(1)
    monkeypatch.setenv("OUTREACH_NOW", "2026-12-01T09:04:00+01:00")
    ended = bench.process("send", "--yes", OUTREACH_TEST_KILL_AT="claimed")
    assert ended.returncode == -9, ended
    monkeypatch.setenv("OUTREACH_NOW", "2026-12-22T09:04:00+01:00")
    bench("send")
    bench("resolve", "Nummer0", "--not-sent")
    bench("send", "--yes")
    (got,) = server.accepted
    assert b"Date: Tue, 22 Dec 2026" in got.raw


def test_the_same_person_is_asked_about_once(bench):
    """A new address let through by a person is not doubted again when the list grows."""
    row = "{},Nora,{},f,sie,de,2023-05-04,den Regen in Kassel"
    bench.people(row.format("old@a.example", "Kraus"))
    bench("send", "--yes")
    bench.people(row.format("new@a.example", "Kraus"))
    bench("send")
    assert "dieselbe Person wie old@a.example?" in bench("tasks").out
    bench("resume", "new@a.example")
    bench.people(row.format("new@a.example", "Kraus"), row.format("b@b.example", "Brandt"))
    bench("send", code=None)
    assert "dieselbe Person" not in bench("tasks").out


def test_the_report_tells_people_from_letters(bench):
    """With second letters there are more rows than people; the head counts both."""
    bench.settings(STEP, f"{STEP}\n{SECOND}")
    bench.crowd(2)
    bench("contacts", "import")
    assert bench("report").out.startswith("reconnect: 2 Menschen, 4 Briefe\n")
