"""A tick with nothing due is answered at once, and only where it is sure."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from outreach import tick
from tests.bench import ROOT, workbench
from tests.servers import MailServer

SUNDAY = "2027-05-09T12:00:00+02:00"


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """A rehearsal on a Sunday, approved, with nothing due before Tuesday."""
    monkeypatch.setenv("OUTREACH_NOW", SUNDAY)
    with MailServer(security="none", auth=False) as server:
        made = workbench(tmp_path, server.port, pace="")
        made.people("a@firma.example,Nora,Neu,f,sie,de,2023,Regen")
        made("send", "--yes")
        yield made


def due(bench, *words: str) -> bool:
    return tick.nothing_due(["-w", str(bench.root), *(words or ("send", "--quiet"))])


def test_a_quiet_run_with_nothing_due_is_known(bench):
    """After a run that found nothing, the ticks that follow know it and leave their mark."""
    assert due(bench)
    assert due(bench, "send", "-q")
    assert datetime.fromisoformat((bench.root / ".outreach/ticked").read_text()) == datetime(
        2027, 5, 9, 10, 0, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "words",
    [
        ("send",),
        ("send", "--quiet", "--json"),
        ("send", "--quiet", "--wait"),
        ("status",),
        ("send", "--yes", "--quiet"),
        ("send", "--quiet", "--campaign", "reconnect"),
    ],
)
def test_other_words_are_the_whole_programs(bench, words):
    """Anything but the plain line of cron is left to the command line."""
    assert not due(bench, *words)


def _settings(bench):
    bench.settings("daily_limit = 20", "daily_limit = 21")


def _list(bench):
    bench.people("b@andere.example,Noch,Jemand,f,sie,de,2023,Regen")


def _event(bench):
    bench("pause", "neu")


def _key(bench):
    (bench.root / ".outreach/key").unlink()


def _claim(bench):
    with store(bench).write() as db:
        db.execute("UPDATE send SET state = 'sending'")


def _machine(bench):
    with store(bench).write() as db:
        db.execute("UPDATE workspace SET machine = 'elsewhere'")


def _real(bench):
    with store(bench).write() as db:
        db.execute("UPDATE workspace SET kind = 'real'")


def _second_box(bench):
    with store(bench).write() as db:
        db.execute('UPDATE mailbox SET idle = replace(idle, \'["main"]\', \'["main", "two"]\')')


def _damaged(bench):
    (bench.root / ".outreach/state.db").write_bytes(b"no database at all")


def _vanished(bench):
    (bench.root / "contacts.csv").unlink()


def store(bench):
    from outreach.store import Store

    return Store(bench.root / ".outreach/state.db")


@pytest.mark.parametrize(
    "change",
    [_settings, _list, _event, _key, _claim, _machine, _real, _second_box, _damaged, _vanished],
)
def test_whatever_changed_the_whole_program_looks(bench, change):
    """A changed setting or list, anything a person did, a broken run, a copied folder: look."""
    assert due(bench)
    change(bench)
    assert not due(bench)


@pytest.mark.parametrize(
    "moment",
    [
        "2027-05-09T13:01:00+02:00",  # an hour later one tick looks properly
        "2027-05-10T00:00:00+02:00",  # a new day has its announcements
        "2027-05-09T11:59:00+02:00",  # before the note
        "no time at all",
        "2027-05-09T12:10:00",  # no zone
    ],
)
def test_a_note_holds_for_its_time_only(bench, monkeypatch, moment):
    """The note ends after an hour, at midnight and where the clock makes no sense."""
    monkeypatch.setenv("OUTREACH_NOW", moment)
    assert not due(bench)


def test_a_copy_of_the_folder_is_left_to_the_program(bench, tmp_path):
    """A copy, its files as old as the first ones, is no answer's home: the program refuses it."""
    bench("send")
    copy = shutil.copytree(bench.root, tmp_path / "copy")
    assert due(bench)
    assert due(bench, "send")
    for words in (("send", "--quiet"), ("send",)):
        assert not tick.nothing_due(["-w", str(copy), *words])


def test_a_run_at_work_is_not_passed_by(bench):
    """While another run holds the lock, the tick is left to the program, which ends with 75."""
    from filelock import FileLock

    with FileLock(bench.root / ".outreach/lock"):
        assert not due(bench)
    assert due(bench)


def test_where_there_is_no_flock_the_program_looks(bench, monkeypatch):
    """On a machine without fcntl every tick is the whole program's."""
    monkeypatch.setitem(sys.modules, "fcntl", None)
    assert not due(bench)


def test_no_workspace_is_the_programs_to_tell(tmp_path, monkeypatch):
    """Outside a workspace the program says so."""
    monkeypatch.chdir(tmp_path)
    assert not tick.nothing_due(["send", "--quiet"])
    assert not tick.nothing_due(["-w", str(tmp_path / "none"), "send", "--quiet"])


def test_the_tick_loads_nothing_heavy_and_says_nothing(bench):
    """As cron calls it: exit 0, silent, without the command line, the letters or a calendar."""
    code = (
        "import sys; from outreach.__main__ import main; main();"
        "print([m for m in ('typer', 'jinja2', 'holidays', 'aiosmtplib', 'outreach.cli',"
        " 'outreach.campaign', 'outreach.store') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "-w", str(bench.root), "send", "--quiet"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OUTREACH_NOW": SUNDAY},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_status_knows_of_the_ticks(bench, monkeypatch):
    """The last run that `status` names is the tick's."""
    monkeypatch.setenv("OUTREACH_NOW", "2027-05-09T12:30:00+02:00")
    assert due(bench)
    assert "So 9. Mai 12:30" in bench("status").out


def test_a_list_that_is_gone_leaves_no_note(bench, monkeypatch):
    """A run whose list is missing notes nothing, so that the next tick looks again."""
    (bench.root / "contacts.csv").unlink()
    monkeypatch.setenv("OUTREACH_NOW", "2027-05-09T14:00:00+02:00")
    bench("send", "--quiet", code=65)
    assert not due(bench)


# -- a person who asks ----------------------------------------------------------------------------


def test_a_person_is_told_at_once_what_the_program_told(bench, capsys):
    """Asked again, `send` says the same to the letter, whoever asked first, and leaves its mark."""
    told = bench("send").out
    assert "Der nächste Brief geht am" in told
    bench("send", "--quiet")
    capsys.readouterr()
    assert due(bench, "send")
    assert capsys.readouterr().out == told
    assert (bench.root / ".outreach/ticked").exists()


def _words(bench):
    path = bench.root / "templates/long-silence.de-sie.md"
    path.write_text(path.read_text("utf-8").replace("Grüße", "Wünsche"), "utf-8")


def _another_letter(bench):
    (bench.root / "templates/own.md").write_text("x", "utf-8")


def _one_letter_less(bench):
    (bench.root / "templates/nudge.en-formal.md").unlink()


def _menu(bench):
    (bench.root / "help.toml").unlink()


def _attachment(bench):
    (bench.root / "angebot.txt").write_text("Rat", "utf-8")


def _other_key(bench):
    (bench.root / ".outreach/key").write_bytes(b"x" * 32)


def _program(bench):
    with store(bench).write() as db:
        db.execute('UPDATE mailbox SET idle = replace(idle, \'"program": "\', \'"program": "9\')')


CHANGES = [
    _settings, _list, _event, _key, _claim, _machine, _words, _another_letter, _one_letter_less,
    _menu, _attachment, _other_key, _program,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_person_is_told_anew_after_any_change(bench, capsys, change):
    """Settings, list, letters, menu, attachments, the program: after a change of one all is looked at."""
    (bench.root / "angebot.txt").write_text("Hilfe", "utf-8")
    path = bench.root / "templates/long-silence.de-sie.md"
    text = path.read_text("utf-8").replace("subject", 'attachments = ["angebot.txt"]\nsubject', 1)
    path.write_text(text, "utf-8")
    bench("send", "--yes")
    bench("send", "--quiet")
    assert due(bench, "send")
    change(bench)
    capsys.readouterr()
    assert not due(bench, "send")
    assert capsys.readouterr().out == ""


def test_an_answer_goes_with_its_note(bench, monkeypatch):
    """After an hour, and after a run that noted anew without it, the program looks."""
    bench("send")
    monkeypatch.setenv("OUTREACH_NOW", "2027-05-09T13:01:00+02:00")
    assert not due(bench, "send")
    bench("send", "--campaign", "reconnect")
    assert due(bench, "send", "--quiet")
    assert not due(bench, "send")


@pytest.mark.parametrize(
    "words",
    [
        ("send", "--campaign", "reconnect"),
        ("send", "--json"),
        ("send", "--limit", "3"),
        ("--lang", "en", "send"),
    ],
)
def test_only_the_plain_question_is_noted(bench, words):
    """What was said to other words, or in another language, is no answer to the plain ones."""
    bench(*words)
    assert not due(bench, "send")


def _rests(bench):
    with store(bench).write() as db:
        db.execute("UPDATE mailbox SET paused_until = '2027-05-09T11:30:00+00:00'")


def _unapproved(bench):
    with store(bench).write() as db:
        db.execute("UPDATE send SET approved = '' WHERE key = 'reconnect:1:a@firma.example'")


def _doubt(bench):
    with store(bench).write() as db:
        db.execute("UPDATE send SET state = 'in_doubt' WHERE key = 'reconnect:1:a@firma.example'")


def _paused(bench):
    bench("pause", "--campaign", "zweite")


@pytest.mark.parametrize("state", [_rests, _unapproved, _doubt, _paused])
def test_whoever_has_more_to_say_than_a_moment_leaves_no_answer(bench, state):
    """A mailbox that rests, letters without a yes, a doubt, a pause: told in full each time."""
    with (bench.root / "outreach.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[campaign.zweite]\ncontacts = "zweite.csv"\nsteps = [{ template = "long-silence" }]\n'
            'legal_basis = { value = "existing_customer", reason = "" }\n'
        )
    rows = (bench.root / "contacts.csv").read_text("utf-8")
    (bench.root / "zweite.csv").write_text(rows.replace("a@firma", "b@andere"), "utf-8")
    bench("send", "--yes")
    bench("send")
    assert due(bench, "send")
    state(bench)
    bench("send", code=None)
    assert not due(bench, "send")


def test_letters_nobody_has_checked_yet_leave_no_answer(bench):
    """An unattended run does not check an edited letter; whoever asks next has it checked."""
    bench("send")
    _words(bench)
    bench("send", "--quiet")
    assert due(bench, "send", "--quiet")
    assert not due(bench, "send")


def test_an_answer_loads_nothing_heavy(bench):
    """A person who asks again waits for neither the command line nor letters nor a calendar."""
    told = bench("send").out
    code = (
        "import sys; from outreach.__main__ import main; main();"
        "print([m for m in ('typer', 'jinja2', 'holidays', 'outreach.cli', 'outreach.campaign',"
        " 'outreach.store') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "-w", str(bench.root), "send"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OUTREACH_NOW": SUNDAY, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, told + "[]\n", "")


def test_an_old_console_is_left_to_the_program(bench):
    """Where the screen is not UTF-8 the command line spells out what is missing there."""
    told = bench("send").out
    done = bench.process("send", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout) == (0, told.replace("ä", "ae"))
