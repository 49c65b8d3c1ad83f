"""`outreach brief` and `outreach note`: before a call, and after it."""

import sqlite3
from datetime import UTC, datetime

import pytest

from outreach.errors import StoreError
from outreach.store import Store
from tests.bench import workbench
from tests.unit.test_page import parse

HEAD = "email,first_name,last_name,gender,register,language,region,last_contact,shared_memory,notes"
HUBER = "i.huber@huber-bau.example,Ingrid,Huber,f,sie,de,DE-BY,2024-10-17,den Messestand,mag Tee"
OKAFOR = "sam@okafor.example,Samuel,Okafor,m,casual,en,GB,2023,our stand in the snow,"


@pytest.fixture
def bench(tmp_path, monkeypatch, capsys):
    """Ingrid Huber and Samuel Okafor, on the morning of Tuesday, 24 November 2026."""
    monkeypatch.setenv("OUTREACH_NOW", "2026-11-24T10:00:00+01:00")
    b = workbench(tmp_path, 1)
    (b.root / "contacts.csv").write_text(f"{HEAD}\r\n{HUBER}\r\n{OKAFOR}\r\n", "utf-8", newline="")
    capsys.readouterr()
    return b


def store(bench):
    return Store(bench.root / ".outreach/state.db")


def history(bench, who="huber"):
    (line,) = bench("why", who, "--json").lines
    return [event["what"] for event in line["history"]]


def known(bench, who="huber"):
    """(text, note) of what the brief knows."""
    (line,) = bench("brief", who, "--json").lines
    section = next(s for s in line["sections"] if s["key"] == "known")
    return [(x["text"], x["note"]) for x in section["lines"]]


def told(bench, who="huber"):
    (line,) = bench("brief", who, "--json").lines
    return [x["text"] for x in line["who"]]


# -- brief ---------------------------------------------------------------------------------------


def test_a_brief_for_anybody_in_the_ledger(bench):
    """A piece of a name is enough; the page speaks their language, the advice the caller's."""
    german, english = bench("brief", "ingrid").out, bench("brief", "okafor").out
    assert "Guten Tag Frau Huber, hier ist Anna Weber." in german
    assert "Bayern: dort ist es jetzt 10:00 Uhr" in german
    assert "Hi Samuel, it’s Anna." in english
    assert "dort ist es jetzt 9:00 Uhr" in english
    for text in (german, english):
        assert "Wenn es schlechte Nachrichten sind" in text
        assert text.rstrip().endswith("--open")


def test_nobody_of_that_name(bench):
    """Who is not in the list has no brief, and the command says so."""
    assert "niemand" in bench("brief", "gibtsnicht", code=2).err.casefold()


def test_the_list_is_the_first_source(bench):
    """Memory and notes of the list are undated facts of the list."""
    assert known(bench) == [
        ("den Messestand", "ohne Datum · Ihre Liste"),
        ("mag Tee", "ohne Datum · Ihre Liste"),
    ]


def test_a_memory_has_its_day(bench):
    """What was remembered stands before the list, with its date and source, and ages."""
    bench("brief", "huber")
    with store(bench) as s, s.write() as db:
        for text, as_of in (("alt", "2021-05"), ("neu", "2026-06-01")):
            db.execute(
                "INSERT INTO memory (address, text, as_of, source, at) VALUES (?, ?, ?, 'Messe', ?)",
                ("i.huber@huber-bau.example", text, as_of, "2026-11-01T00:00:00+00:00"),
            )
    assert known(bench)[:2] == [
        ("neu", "1. Juni 2026 · Messe"),
        ("alt", "Mai 2021 · Messe · bitte neu fragen"),
    ]


def test_an_answer_is_known(bench):
    """Who has answered is thanked, and the brief says when; a noted call ends that."""
    bench("preview")
    bench("answered", "huber", "--by", "phone")
    assert any("geantwortet" in text for text, _ in known(bench))
    assert "Danke, dass Sie sich gemeldet haben." in bench("brief", "huber").out
    bench("note", "huber", "--need", "einen Drucker")
    assert "Danke, dass Sie sich gemeldet haben." not in bench("brief", "huber").out
    assert told(bench)[-1] == "Letzter Kontakt: 24. November 2026"


def test_the_campaign_speaks_in_its_own_language_only(bench):
    """A German story and situation stand in a German brief, and in no English one."""
    bench.settings(
        "[campaign.reconnect]",
        '[campaign.reconnect]\nown_story = "bei uns war es holprig"\nhelp_offer = "ein Regal"',
    )
    assert "Bei uns war es holprig." in bench("brief", "huber").out
    english = bench("brief", "okafor").out
    assert "holprig" not in english
    assert "Regal" not in english


def test_a_page_a_text_and_markdown(bench):
    """--html writes a page, --format md prints Markdown and nothing else."""
    target = bench.root / "b.html"
    assert "b.html" in bench("brief", "huber", "--html", str(target)).out
    tree = parse(target.read_text("utf-8"))
    assert next(tree.all("h1")).text == "Für das Gespräch mit Ingrid Huber"
    md = bench("brief", "huber", "--format", "md").out
    assert md.startswith("# Für das Gespräch mit Ingrid Huber\n")
    assert "outreach brief" not in md
    assert "pdf" in bench("brief", "huber", "--format", "pdf", code=2).err


# -- note ----------------------------------------------------------------------------------------


def test_what_was_said_comes_back(bench):
    """Needs, promises and notes stand in the history and in the next brief, promises first."""
    bench("note", "huber", "--need", "einen Drucker", "--need", "Ruhe",
          "--promise", "zwei Adressen", "--by", "4.12.2026", "--note", "baut um")  # fmt: skip
    assert history(bench) == [
        "braucht: einen Drucker", "braucht: Ruhe", "versprochen: zwei Adressen", "Notiz: baut um",
    ]  # fmt: skip
    assert [text for text, _ in known(bench)] == [
        "Sie haben versprochen: zwei Adressen",
        "Brauchte damals: Ruhe",
        "Brauchte damals: einen Drucker",
        "baut um",
        "den Messestand",
    ]
    assert known(bench, "okafor") == [("our stand in the snow", "ohne Datum · Ihre Liste")]


def test_a_promise_comes_back_on_its_day(bench, monkeypatch):
    """Before its day nothing asks; from that day on tasks and the first screen do, until kept."""
    bench("note", "huber", "--promise", "zwei Adressen", "--by", "2026-12-04")

    def waiting():
        return [x for x in bench("tasks", "--json").lines if x["contact"]]

    monkeypatch.setenv("OUTREACH_NOW", "2026-12-03T23:30:00+01:00")
    assert waiting() == []
    monkeypatch.setenv("OUTREACH_NOW", "2026-12-04T00:30:00+01:00")
    (task,) = waiting()
    assert task["contact"] == "i.huber@huber-bau.example"
    assert "zwei Adressen" in task["reason"]
    assert "zwei Adressen" in bench("status").out
    opened = bench("1").out
    assert "Versprochen: zwei Adressen" in opened
    settle = task["command"].split(" | ")[0]
    assert settle in opened
    assert "Gehalten: zwei Adressen" in bench(*settle.split()[1:]).out
    assert waiting() == []
    assert history(bench)[-1] == "Versprechen gehalten: zwei Adressen"
    assert not any("versprochen" in text for text, _ in known(bench))
    assert "Keines ist offen" in bench(*settle.split()[1:], code=2).err


def test_a_promise_without_a_day_never_nags(bench, monkeypatch):
    """It stands in the brief and in no list of tasks."""
    assert "Ohne Tag" in bench("note", "huber", "--promise", "ein Buch").out
    monkeypatch.setenv("OUTREACH_NOW", "2030-01-02T10:00:00+01:00")
    assert not [x for x in bench("tasks", "--json").lines if "Buch" in x["reason"]]
    assert known(bench)[0][0] == "Sie haben versprochen: ein Buch"


def test_only_their_own_promises_are_settled(bench):
    """A number of somebody else is refused, and then nothing is settled."""
    bench("note", "huber", "--promise", "a", "--by", "2026-12-04")
    bench("note", "okafor", "--promise", "b", "--by", "2026-12-04")
    err = bench("note", "huber", "--done", "1", "--done", "2", code=2).err
    assert "Offen sind: 1." in err
    with store(bench) as s:
        assert [n.done_at for n in s.notes_of("i.huber@huber-bau.example")] == [None]


def test_no_more_calls(bench):
    """--again never is a warning in every brief, until they name a day themselves."""
    bench("note", "huber", "--again", "never")
    assert told(bench)[0].startswith("Möchte nicht mehr angerufen werden.")
    bench("note", "huber", "--again", "2027-02-01")
    assert not told(bench)[0].startswith("Möchte nicht")
    assert known(bench)[0][0] == "Sie haben versprochen: wieder anzurufen"


def test_who_spoke_should_get_no_second_letter(bench):
    """While letters are planned, the next command is the one that ends them."""
    bench("preview")
    out = bench("note", "huber", "--need", "Ruhe").out
    assert out.rstrip().endswith("outreach answered i.huber@huber-bau.example --by phone")
    bench("answered", "huber")
    out = bench("note", "huber", "--need", "Zeit").out
    assert out.rstrip().endswith("outreach why i.huber@huber-bau.example")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "nichts zu notieren"),
        (["--by", "2026-12-04"], "kein"),
        (["--promise", "x", "--by", "31.2.2027"], "31.2.2027"),
        (["--promise", "x", "--by", "morgen"], "morgen"),
        (["--promise", "x", "--by", "2026-11-23"], "schon vorbei"),
        (["--again", "irgendwann"], "irgendwann"),
        (["--done", "7"], "Keines ist offen"),
    ],
)
def test_a_slip_stores_nothing(bench, words, says):
    """A wrong day, or nothing to note, ends with 2, says what is meant, and keeps nothing."""
    found = bench("note", "huber", *words, code=2).err
    assert says in found or "keines" in found
    assert len(found.splitlines()) == 2
    with store(bench) as s:
        assert s.notes_of("i.huber@huber-bau.example") == []


def test_today_is_not_over(bench):
    """A promise for today is taken, and asks today."""
    bench("note", "huber", "--promise", "anrufen", "--by", "2026-11-24")
    assert [x for x in bench("tasks", "--json").lines if "anrufen" in x["reason"]]


# -- what is better not written down ----------------------------------------------------------------


def test_health_family_and_faith_are_refused_in_scripts(bench):
    """Such a word ends with 69 and stores nothing of that call, not even the rest."""
    refused = bench("note", "huber", "--need", "Zeit", "--note", "ihr Mann ist krank", code=69)
    assert "„ihr Mann“" in refused.err or "„krank“" in refused.err
    assert "--anyway" in refused.err
    with store(bench) as s:
        assert s.notes_of("i.huber@huber-bau.example") == []


def test_what_is_kept_anyway_is_not_told_by_why(bench):
    """With --anyway it is kept for the caller; why, its JSON and the task's story are silent."""
    bench("note", "huber", "--promise", "Blumen zur Beerdigung", "--by", "2026-11-24", "--anyway")
    assert "Beerdigung" not in bench("why", "huber").out
    assert history(bench) == ["eine Notiz, hier nicht gezeigt"]
    (task,) = [x for x in bench("tasks", "--json").lines if x["contact"]]
    bench(*task["command"].split(" | ")[0].split()[1:])
    assert history(bench)[-1] == "ein Versprechen gehalten"
    with sqlite3.connect(bench.root / ".outreach/state.db") as db:
        assert not [x for x in db.execute("SELECT args FROM event") if "Beerdigung" in x[0]]
    db.close()


def test_no_mood_is_kept(bench):
    """The form has no place for a mood: a note is a need, a promise or a plain word."""
    with store(bench) as s, pytest.raises(StoreError), s.write() as db:
        db.execute(
            "INSERT INTO note (address, kind, text, at) VALUES ('x', 'mood', 'x', ?)",
            (datetime(2026, 1, 1, tzinfo=UTC).isoformat(),),
        )


def test_hostile_words_stay_words(bench):
    """What is typed with markup or escapes is shown as text on screen and page."""
    bench("note", "huber", "--need", "<script>alert(1)</script>\x1b[31m rot")
    assert "\x1b" not in bench("brief", "huber").out
    bench("brief", "huber", "--html", str(bench.root / "b.html"))
    assert not list(parse((bench.root / "b.html").read_text("utf-8")).all("script"))


def test_the_note_survives_its_list(bench):
    """A promise to somebody whose row is gone still comes back, by name."""
    bench("note", "huber", "--promise", "zwei Adressen", "--by", "2026-11-24")
    (bench.root / "contacts.csv").write_text(f"{HEAD}\r\n{OKAFOR}\r\n", "utf-8", newline="")
    (task,) = [x for x in bench("tasks", "--json").lines if "Adressen" in x["reason"]]
    assert task["command"].startswith("outreach note i.huber@huber-bau.example --done")
    assert "Ingrid Huber" in bench("status").out
