"""The campaign's rooms and the letters' commands: what is opened, checked, made and kept."""

import json
import os
import sys

import filelock
import pytest

from outreach import campaign as shell
from outreach import clock
from outreach.campaign import Job, idle
from outreach.campaign.job import last_run, run_lock, transport_for
from outreach.campaign.letters import keep_copy
from outreach.config import load
from outreach.errors import AlreadyRunning, ConfigError, InputError, StoreError
from outreach.model import Message
from tests.bench import workbench
from tests.rehearsal import STEP, TUESDAY, rehearsal


@pytest.fixture
def made(tmp_path, server, monkeypatch):
    """Two steps, human pace, Monday morning."""
    return rehearsal(tmp_path, server.port, monkeypatch)


@pytest.fixture
def job(made):
    """The campaign itself, with two people in its list."""
    made.people(2)
    made("contacts", "import")
    workspace = load(made.root)
    store, secret = shell.open_store(workspace)
    with store:
        yield Job(workspace, workspace.campaign(None), store, secret)


# -- what is opened ------------------------------------------------------------------------------


def test_a_ledger_of_another_workspace_is_refused(made):
    """Key and ledger belong together: a foreign key is refused with 74, and the file is let go."""
    (made.root / ".outreach/key").write_bytes(b"x" * 32)
    assert "Sendebuch oder Schlüssel fehlen oder gehören woandershin" in made("send", code=74).err


@pytest.mark.parametrize("fcntl", [True, False])
def test_the_run_lock(job, monkeypatch, fcntl):
    """With fcntl or without: one holder at a time, given back at the end, also after an error."""
    assert filelock.FileLock  # loaded while there still is an fcntl
    if not fcntl:
        monkeypatch.setitem(sys.modules, "fcntl", None)
    with run_lock(job.workspace), pytest.raises(AlreadyRunning), run_lock(job.workspace):
        pass
    with pytest.raises(KeyError), run_lock(job.workspace):
        raise KeyError
    with run_lock(job.workspace):
        pass


@pytest.mark.parametrize("fcntl", [True, False])
def test_a_lock_that_cannot_be_made(job, monkeypatch, fcntl):
    """Where the lock file has no folder: 74 with its path."""
    if not fcntl:
        monkeypatch.setitem(sys.modules, "fcntl", None)
    lost = load(job.workspace.root)
    object.__setattr__(lost, "root", job.workspace.root / "contacts.csv")
    with pytest.raises(StoreError, match="lock"), run_lock(lost):
        pass


def test_the_last_run_is_the_later_of_run_and_tick(job):
    """A tick's mark counts where it is readable and later than the last run."""
    mark = job.workspace.state_dir / "ticked"
    assert last_run(job.workspace, job.store) is None
    job.store.note_run(clock.now())
    for text in ("nonsense", "2027-01-01T00:00:00+00:00", "2027-06-01T00:00:00"):
        mark.write_text(text)
        assert last_run(job.workspace, job.store) == clock.now()
    mark.write_text("2027-06-01T00:00:00+00:00")
    assert last_run(job.workspace, job.store).isoformat() == "2027-06-01T00:00:00+00:00"


def test_no_server_is_said(made):
    """Without host or provider a run ends 78 and says what to fill in."""
    made.people(1)
    made.settings('host = "127.0.0.1"\n', "")
    made.settings(f"port = {made.bench.port}\n", "")
    made.settings('security = "none"\nauth = "none"\n', "")
    workspace = load(made.root)
    store, secret = shell.open_store(workspace)
    with store, pytest.raises(ConfigError, match=r"."):
        transport_for(Job(workspace, workspace.campaign(None), store, secret))


@pytest.mark.parametrize(
    ("content", "piece"),
    [(b"\xff\xfe\x00", "long-silence.de-sie.md"), (b"no head at all", "long-silence.de-sie.md")],
)
def test_a_letter_that_cannot_be_read(made, content, piece):
    """A letter that is no text, or has no head: 65 with its name, before anything goes."""
    made.people(1)
    (made.root / "templates/long-silence.de-sie.md").write_bytes(content)
    assert piece in made("send", "--yes", code=65).err
    assert piece in made("preview", code=65).err


# -- letters -------------------------------------------------------------------------------------


def test_a_full_disk_loses_only_the_copy(job):
    """A copy that cannot be kept is None and no error; one that can lies in its month."""
    message = Message("k", "<abc@weber.example>", "a@x.example", "b@y.example", b"x\r\n")
    kept = keep_copy(job, message, clock.now())
    assert kept is not None
    assert kept.relative_to(job.workspace.state_dir).as_posix() == "sent/2027-05/abc.eml"
    kept.unlink()
    kept.parent.rmdir()
    kept.parent.write_text("in the way")
    assert keep_copy(job, message, clock.now()) is None


def test_what_was_approved_is_not_always_known(job):
    """The text before an edit is "" for a letter never approved and for a person who is gone."""
    shell.bring_up_to_date(job, clock.now())
    (send, *_) = job.store.sends_to("p0@firma0.example")
    assert shell.text_before(job, send, clock.now()) == ""
    shell.check_letters(job, clock.now())
    shell.approve(job, "anna", clock.now())
    (send, *_) = job.store.sends_to("p0@firma0.example")
    assert "den Regen" in shell.text_before(job, send, clock.now())


def test_the_check_of_all_letters_is_made_once(job, made):
    """Nothing is made twice in vain; a changed letter, list or attachment is looked at again."""
    shell.bring_up_to_date(job, clock.now())
    shell.check_letters(job, clock.now())
    stamp = job.store.preflight_stamp("reconnect")
    shell.check_letters(job, clock.now())
    assert job.store.preflight_stamp("reconnect") == stamp
    made.edit("Herzliche Grüße", "Herzliche Grüße {{ nobody_has_this }}")
    del job.letters
    with pytest.raises(InputError) as wrong:
        shell.check_letters(job, clock.now())
    assert "nobody_has_this" in str(wrong.value.problems[0])


def _new_template(root):
    (root / "templates/new.md").write_text((root / "templates/long-silence.de-sie.md").read_text())


def _edited(name, words):
    def edit(root):
        path = root / name
        path.write_text((path.read_text("utf-8") if path.exists() else "") + words, "utf-8")

    return edit


@pytest.mark.parametrize(
    "change",
    [
        _new_template,
        _edited("templates/long-silence.de-sie.md", "\n"),
        _edited("outreach.toml", "\n"),
        _edited("help.toml", "\n"),
        _edited("angebot.txt", "!"),
        _edited("rules/lexicon/de/own.txt", "Klotzkopf\n"),
        lambda root: (root / "angebot.txt").unlink(),
    ],
)
def test_letters_found_in_order_are_not_read_again_until_something_changes(made, change):
    """The check knows by the files alone that all is as it was; any change of one is seen."""
    made.people(1)
    (made.root / "angebot.txt").write_text("Hilfe", "utf-8")
    (made.root / "rules/lexicon/de").mkdir(parents=True)
    made.edit('subject = "', 'attachments = ["angebot.txt"]\nsubject = "')
    _edited("outreach.toml", '\n[lint]\nextend = ["rules"]\n')(made.root)
    made("contacts", "import")

    def read_again() -> bool:
        workspace = load(made.root)
        store, secret = shell.open_store(workspace)
        with store:
            job = Job(workspace, workspace.campaign(None), store, secret)
            try:
                shell.check_letters(job, clock.now())
            except InputError:
                return True
            return "letters" in vars(job)

    read_again()
    assert not read_again()
    change(made.root)
    assert read_again()


def test_an_attachment_is_part_of_the_letter(made, server):
    """A letter with a file: previewed by name and size; a file that goes missing stops the run."""
    made.people(1)
    (made.root / "angebot.txt").write_text("Hilfe", "utf-8")
    made.edit('subject = "', 'attachments = ["angebot.txt"]\nsubject = "')
    assert "[angebot.txt, 5 B]" in made("preview", "kraus").out
    assert made("preview", "--json").lines[0]["attachments"] == ["angebot.txt"]
    made("send", "--yes")
    (made.root / "angebot.txt").unlink()
    assert "angebot.txt" in made("send", at="2027-05-04T09:15:00+02:00", code=65).err
    assert server.accepted == []


def test_two_campaigns_read_one_list(made, server):
    """The second campaign enrols the people of the same list without reading it anew."""
    made.people(2)
    made.second_campaign(server.port, mailbox=False)
    made.settings('contacts = "zweite.csv"', 'contacts = "contacts.csv"')
    made("send", "--yes")
    totals = {x["campaign"]: x["total"] for x in made("status", "--json").lines}
    assert totals == {"reconnect": 4, "zweite": 2}
    made.at(TUESDAY)
    lines = made("send", "--wait", "--json").lines
    assert {x["reason"] for x in lines if x["state"] == "planned"} == {
        "eine Ruhezeit nach der letzten Kampagne"
    }
    assert len({d.rcpt for d in server.accepted}) == len(server.accepted) == 2


def test_a_list_that_was_only_touched_is_not_read_again(job):
    """Same bytes with a new time: the ledger notes the time and reads nothing."""
    path = job.workspace.root / "contacts.csv"
    reading = job.store.generation("contacts.csv")
    os.utime(path, (1, 1))
    assert shell.bring_up_to_date(job, clock.now()).changed is False
    assert job.store.generation("contacts.csv") == reading


def test_nothing_to_do_is_noted_up_to_midnight(job, made):
    """A note that nothing is due ends with the hour, the day, or a minute before the next mail."""
    from datetime import timedelta

    now = clock.now()
    shell.bring_up_to_date(job, now)

    def until():
        row = job.store.one("SELECT idle FROM mailbox WHERE name = 'main'")
        return json.loads(row["idle"])["until"][:16] if row else ""

    idle.note_idle([job], now, None)
    assert until() == "2027-05-03T06:00"
    idle.note_idle([job], now, now + timedelta(minutes=10))
    assert until() == "2027-05-03T05:09"
    idle.note_idle([job], now, now + timedelta(seconds=30))
    assert until() == "2027-05-03T05:09"  # due within the tick: nothing is noted


# -- preview and test-send --------------------------------------------------------------------------


def test_preview_of_each_letter(made):
    """The first three in full and the rest counted; names, --all and --step choose."""
    made.people(5)
    said = made("preview").out
    assert said.count("Guten Tag Frau") == 3
    assert "… und 2 weitere: outreach preview --all" in said
    assert made("preview", "--all").out.count("Guten Tag Frau") == 5
    second = made("preview", "--step", "2", "vogt").out
    assert "Frau Vogt" in second
    assert "Zeit: Do 20. Mai" in second
    assert "Einen Schritt 3 gibt es nicht; die Kampagne hat 2." in (
        made("preview", "--step", "3", code=2).err
    )


def test_preview_at_a_moment(made):
    """--at takes a time with or without a zone; nonsense is refused with an example."""
    made.people(1)
    (line,) = made("preview", "--json", "--at", "2027-06-01T09:00").lines
    assert line["due"] == "2027-06-01T09:00:00+02:00"
    assert made("preview", "--json", "--at", "2027-06-01T07:00Z").lines[0]["due"].startswith("2027")
    assert "morgen ist keine Zeit." in made("preview", "--at", "morgen", code=2).err


def test_preview_in_json_tells_what_is_live(made):
    """A second letter's thread is settled only when the first has gone; people who wait say why."""
    made.people(1)
    with (made.root / "contacts.csv").open("a", newline="") as file:
        file.write("neu@x.example,Nora,Neu,f,sie,de,,,,\r\n")
    first, waits = made("preview", "--json").lines
    assert first["live"] == []
    assert first["due"].startswith("2027-05-04T09:03")
    assert (waits["due"], waits["subject"]) == (None, None)
    assert waits["findings"][0]["rule"] == "no_trace"
    second = made("preview", "--json", "--step", "2", "kraus").lines[0]
    assert second["live"] == ["Subject", "In-Reply-To", "References"]
    assert second["headers"]["References"] == first["headers"]["Message-ID"]
    assert "Ein Mensch wartet:\n  Nora Neu: Woher kennen Sie sich?" in made("preview").out


def test_preview_of_those_who_get_nothing(made):
    """Somebody who was stopped has no letter, and the page says why as the terminal does."""
    made.people(2)
    made("send", "--yes")
    made("stop", "kraus")
    assert "Nora Kraus: von Hand beendet" in made("preview").out
    made("preview", "--html", str(made.root / "p.html"))
    assert "von Hand beendet" in (made.root / "p.html").read_text("utf-8")
    made("preview", "--eml", str(made.root / "eml"))
    assert len(list((made.root / "eml").glob("*.eml"))) == 1
    made.people(0)
    made("contacts", "import")


def test_preview_of_an_empty_list(made):
    """Nobody in the list: said, and nothing to show."""
    made.rows()
    assert "Die Liste ist leer." in made("preview").out


def test_test_send_refusals(made, server):
    """A wrong address, no letter to show, a server that refuses: each said, nothing counted."""
    made.rows("neu@x.example,Nora,Neu,f,sie,de,,,,")
    assert "keine einzelne gültige Adresse" in made("test-send", "anna", code=2).err
    assert "lässt sich noch kein Brief machen" in made("test-send", "a@b.example", code=2).err
    made.people(1)
    assert made("test-send", "550-5.1.1@x.example", code=69).err
    assert "für" not in made("test-send", "anna@weber.example", "kraus").err
    assert len(server.accepted) == 1
    assert made.status()["planned"] + made.status()["held"] == 4


def test_noreply_and_unsendable_people_wait(tmp_path, server, monkeypatch):
    """An address nobody reads is held with its rule; a rehearsal without pace says the same."""
    monkeypatch.delenv("OUTREACH_NOW", raising=False)
    bench = workbench(tmp_path, server.port)
    bench.people("noreply@x.example,Nora,Bot,f,sie,de,2023,Regen")
    bench("send", "--yes", "--set-aside")
    assert server.accepted == []
    assert bench("why", "noreply", "--json").lines[0]["rule"] == "noreply"


def test_the_legal_basis_may_stand_in_the_list(tmp_path, server, monkeypatch):
    """A column legal_basis answers the question for everybody who has it."""
    made = rehearsal(tmp_path, server.port, monkeypatch, steps=(STEP,))
    made.settings('legal_basis = { value = "existing_customer", reason = "" }', "")
    head = "email,first_name,last_name,gender,register,language,last_contact,legal_basis\r\n"
    row = "a@x.example,Nora,Alt,f,sie,de,2023-05-04,contract\r\n"
    (made.root / "contacts.csv").write_text(head + row, "utf-8")
    made("send", "--yes")
    assert made.status()["planned"] == 1
