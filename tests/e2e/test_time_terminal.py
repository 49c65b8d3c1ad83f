"""Time in front of a person: the approval's numbers and days, the changed text, resume, the wait."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from outreach.words import say
from tests.bench import ROOT, workbench
from tests.rehearsal import MONDAY, rehearsal

if sys.platform == "win32":
    pytest.skip("a pseudo terminal is POSIX", allow_module_level=True)

from tests.e2e.terminal import CTRL_C, Terminal

QUESTION = say("send.approve_question").text("de")


@pytest.fixture
def made(tmp_path, server, monkeypatch):
    """Two steps at human pace, on a Monday."""
    return rehearsal(tmp_path, server.port, monkeypatch)


def terminal(root, *words, **env):
    return Terminal("--workspace", str(root), *words, LOGNAME="anna", **env)


def test_the_approval_shows_numbers_and_days(made):
    """How many on which day from whom, three with their minutes, why so few, when the last."""
    made.people(7)
    with (made.root / "contacts.csv").open("a", newline="") as file:
        file.write("neu@x.example,Nora,Neu,f,sie,de,,,,\r\n")
    with terminal(made.root, "send", OUTREACH_NOW=MONDAY) as screen:
        shown = screen.answer(QUESTION, "v")
        looked = screen.answer(QUESTION, "n")
        code, rest = screen.end()
    assert code == 0
    assert say("send.nothing_sent").text("de") in rest
    for piece in (
        "5 Briefe am Dienstag, 4. Mai, von anna@weber.example",
        "  09:03  Nora Kraus  Lange nichts voneinander gehört",
        "… 2 weitere an diesem Tag.",
        "Der letzte von 7 geht am Mittwoch, 5. Mai.",
        "So wenige zuerst mit Absicht",
        "bereit: 7 · wartet auf Sie: 1 (Woher kennen Sie sich? (1)) · außen vor: 0",
        "Anhalten jederzeit: outreach pause",
    ):
        assert piece in shown, piece
    assert "Nora Adam" not in shown
    assert "Die zweiten Briefe an sie: outreach preview --step 2" in looked
    assert made.status()["held"] == 2


@pytest.mark.parametrize("lang", ["de", "en"])
def test_an_edited_letter_shows_its_difference(tmp_path, server, monkeypatch, lang):
    """At the next approval the change stands there for one real person, line by line; yes releases."""
    made = rehearsal(tmp_path, server.port, monkeypatch, lang=lang)
    made.people(2)
    made("send", "--yes")
    made.edit("Herzliche Grüße", "Freundliche Grüße")
    made("send", at="2027-05-04T09:15:00+02:00", code=69)
    with terminal(made.root, "send", OUTREACH_NOW="2027-05-04T09:16:00+02:00") as screen:
        shown = screen.answer(say("send.approve_question").text(lang), "j")
        code, _ = screen.end()
    assert code == 0
    assert say("send.changed_for", name="Nora Kraus").text(lang) in shown
    assert "  -Herzliche Grüße\n  +Freundliche Grüße\n" in shown
    assert b"Freundliche" in server.accepted[0].raw


def test_a_changed_setting_says_so(made):
    """Where not the text but a setting behind it changed in no visible way, that is said."""
    made.people(1)
    made("send", "--yes")
    made.settings("[campaign.reconnect]", '[campaign.reconnect]\nwhy_now = "wegen des Jubiläums"')
    made("send", at="2027-05-04T09:15:00+02:00", code=69)
    with terminal(made.root, "send", OUTREACH_NOW="2027-05-04T09:16:00+02:00") as screen:
        shown = screen.answer(QUESTION, "n")
        assert screen.end()[0] == 0
    assert say("send.changed_settings", name="Nora Kraus").text("de") in shown


def test_resume_shows_the_plan_and_asks(made):
    """The new plan first, then the question: no leaves all as it was, yes resumes."""
    made.people(2)
    made("send", "--yes")
    made("pause")
    question = say("cli.resume_question").text("de")
    with terminal(made.root, "resume", OUTREACH_NOW=MONDAY) as screen:
        shown = screen.answer(question, "n")
        code, rest = screen.end()
    assert code == 0
    assert "2 Briefe am Dienstag, 4. Mai" in shown
    assert say("send.nothing_lifted").text("de") in rest
    assert "reconnect ist angehalten." in made("status").out
    with terminal(made.root, "resume", OUTREACH_NOW=MONDAY) as screen:
        screen.answer(question, "j")
        code, rest = screen.end()
    assert code == 0
    assert "Fortgesetzt: reconnect." in rest
    assert "angehalten" not in made("status").out


@pytest.fixture
def waits(tmp_path, server):
    """One person whose server asks for five minutes' patience, where it is about noon."""
    bench = workbench(tmp_path, server.port)
    hours = 12 - datetime.now(UTC).hour
    zone = f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
    bench.settings('timezone = "Europe/Berlin"', f'timezone = "{zone}"')
    bench.people("once-450@list.example,Nora,Kraus,f,sie,de,2023-05-04,den Regen")
    return bench


def test_ctrl_c_ends_the_wait(waits):
    """A countdown while it waits; another run is told 75; Ctrl-C ends with 0 and frees the lock."""
    with terminal(waits.root, "send", "--yes", "--wait") as screen:
        screen.expect("weiter um")
        second = waits.process("send", "--quiet")
        assert (second.returncode, second.stdout, second.stderr) == (75, "", "")
        screen.press(CTRL_C)
        code, rest = screen.end()
    assert code == 0
    assert "Dieser Durchlauf: 1 geplant" in rest
    assert "Der nächste Brief geht am" in rest
    waits("send", "--quiet")


def test_sigterm_ends_the_wait(waits, server):
    """What ends a service ends the wait too: 0, the ledger whole, the lock given back."""
    with subprocess.Popen(
        [sys.executable, "-m", "outreach", "-w", str(waits.root), "send", "--yes", "--wait"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        bufsize=1,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as run:
        assert run.stdout is not None
        assert "Nora Kraus" in run.stdout.readline()
        run.send_signal(signal.SIGTERM)
        out, err = run.communicate(timeout=30)
    assert run.returncode == 0, err
    assert "Der nächste Brief geht am" in out
    assert waits.status()["planned"] == 1
    assert server.accepted == []
    waits("send", "--quiet")
