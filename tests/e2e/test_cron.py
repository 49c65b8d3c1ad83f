"""`outreach cron`: set up, tried out and taken out, with what a scheduler really gives."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from outreach import clock
from outreach.campaign import open_store, run_lock
from outreach.cli import cron as commands
from outreach.cli import schedulers
from outreach.config import load
from tests.bench import workbench
from tests.crond import StandIn, real_cron, user_systemd, write_outreach, write_program

#: Lines of a crontab's owner: Windows' line ends, an old encoding, and what only looks like such an end.
OTHERS = b"MAILTO=anna\r\n# m\xfcll rausbringen\n0 4 * * 1 tr -d '\\r' | backup --all 100\\%\n"
ENV = 'username = "anna"\npassword = { env = "OUTREACH_SMTP_PASSWORD" }'


@pytest.fixture
def bench(tmp_path, server, monkeypatch):
    """A workspace in a folder with a nasty name, and an installed program `outreach`."""
    folder = tmp_path / "100% $HOME's Büro"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    # As in a container or after su: no session, so no systemd of the user.
    for name in ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "OUTREACH_SMTP_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "argv", [str(write_outreach(tmp_path / "bin"))])
    return workbench(folder, server.port)


@pytest.fixture
def tab(tmp_path, bench, monkeypatch):
    """A user's crontab that already holds other lines."""
    stand_in = StandIn(tmp_path)
    stand_in.file.write_bytes(OTHERS)
    monkeypatch.setenv("PATH", f"{stand_in.bin}:/usr/bin:/bin")
    return stand_in


def needs_password(bench, secret=ENV):
    bench.settings('auth = "none"', secret)


def left_over(bench):
    """What a trial left in .outreach."""
    return [p.name for p in (bench.root / ".outreach").iterdir() if p.name.startswith("check")]


def standing(bench):
    ws = load(bench.root)
    store, _ = open_store(ws)
    with store:
        return commands.does_it_run(ws, store.last_run()).state


# -- install, show, remove --------------------------------------------------------------------


def test_install_tries_then_sets_up_and_remove_takes_it_out(bench, tab):
    """After a trial the line stands below the others, and out again every byte is as before."""
    with tab.running():
        said = bench("cron", "install").out
    assert "Der Probelauf ist geglückt" in said
    now = tab.read()
    assert now.startswith(OTHERS)
    ours = now.removeprefix(OTHERS).decode()
    assert ours == bench("cron", "show").out
    assert "send --quiet" in ours
    assert "check" not in ours
    assert left_over(bench) == []
    bench("cron", "remove")
    assert tab.read() == OTHERS


def test_installing_twice_changes_nothing(bench, tab):
    """The second install says so and leaves the crontab as it is."""
    bench("cron", "install", "--no-check")
    before = tab.read()
    assert "nichts wurde geändert" in bench("cron", "install").out
    assert tab.read() == before


def test_removing_what_is_not_there_is_no_error(bench, tab):
    """A remove without install changes nothing and ends 0."""
    assert "nichts zu entfernen" in bench("cron", "remove").out
    assert tab.read() == OTHERS


def test_no_crontab_before_is_none_after(bench, tab):
    """What says "no crontab for anna" is an empty one; taken out again, there is none."""
    tab.file.unlink()
    bench("cron", "install", "--no-check")
    assert tab.read().startswith(b"# >>> outreach")
    bench("cron", "remove")
    assert tab.read() is None


def test_a_moved_workspace_replaces_its_own_line(bench, tab):
    """After a move, install leaves one block that names the new folder."""
    bench("cron", "install", "--no-check")
    bench.root = bench.root.rename(bench.root.with_name("neu"))
    with tab.running():
        bench("cron", "install")
    assert tab.read().count(b">>> outreach") == 1
    assert b"/neu' send --quiet" in tab.read()
    assert b"letters" not in tab.read()


def test_every_minute_sends_what_is_due_and_is_silent(bench, tab, server):
    """What stands in the crontab sends the approved letters once, and prints nothing."""
    bench.crowd(3)
    bench("send", "--yes", "--limit", "1")
    bench("cron", "install", "--no-check")
    for _ in range(3):
        tab.minute()
    assert sorted(d.rcpt for d in server.accepted) == [f"p{i}@list.example" for i in range(3)]
    assert (tab.codes, tab.mails) == ([0, 0, 0], [])


def test_a_second_run_is_quiet(bench, tab, server):
    """While another run is at work the minute ends with 75, at once and without a word."""
    bench.crowd(1)
    bench("cron", "install", "--no-check")
    with run_lock(load(bench.root)):
        tab.minute()
    assert (tab.codes, tab.mails) == ([75], [])
    assert server.accepted == []


def test_all_kinds_are_shown_and_nothing_is_written(bench, tab):
    """All kinds: show --all prints crontab, systemd, launchd and Task Scheduler, and writes none."""
    shown = bench("cron", "show", "--all").out
    for piece in ("* * * * *", "OnCalendar=minutely", "<plist", "<Task ", "schtasks", "launchctl"):
        assert piece in shown
    assert "--yes" not in shown
    assert tab.read() == OTHERS


@pytest.mark.parametrize(("platform", "piece"), [("darwin", "<plist"), ("win32", "<Task ")])
def test_other_systems_are_set_up_by_hand(bench, tab, monkeypatch, platform, piece):
    """On macOS and Windows show prints their text, and install sends there: exit 2."""
    monkeypatch.setattr(sys, "platform", platform)
    shown = bench("cron", "show")
    assert shown.out.startswith(("<?xml", "<Task"))
    assert piece in shown.out
    assert "bitte speichern" in shown.err.lower()
    assert "outreach cron show" in bench("cron", "install", code=2).err
    assert tab.read() == OTHERS


def test_from_a_source_tree_python_is_named(bench, tab, monkeypatch):
    """Without an installed program the line starts this Python, and never takes ~/outreach.py for it."""
    monkeypatch.setattr(sys, "argv", ["/nowhere/outreach"])
    assert f"* * * * * {sys.executable} -P -m outreach --workspace " in bench("cron", "show").out


# -- the trial fails --------------------------------------------------------------------------


def test_a_variable_of_the_login_shell_is_found_out(bench, tab, monkeypatch):
    """The shell knows the password, cron does not: 78 with the cure, and all is taken back."""
    needs_password(bench)
    monkeypatch.setenv("OUTREACH_SMTP_PASSWORD", "geheim")
    with tab.running():
        failed = bench("cron", "install", code=78)
    assert "OUTREACH_SMTP_PASSWORD" in failed.err
    assert 'password = { file = ".outreach/secret" }' in failed.err
    assert "LoadCredential=outreach-smtp" in failed.err
    assert "geheim" not in failed.out + failed.err
    assert tab.read() == OTHERS
    assert left_over(bench) == []


@pytest.mark.parametrize(
    ("secret", "cure"),
    [
        ('password = { keyring = "anna" }', "bleibt der Schlüsselbund zu"),
        ('password = { command = "pass-of-the-shell show" }', "mit vollem Pfad"),
    ],
)
def test_each_place_of_a_secret_has_its_cure(bench, tab, secret, cure):
    """A locked keyring, a command not on cron's PATH, a missing file: 78, and what helps."""
    needs_password(bench, f'username = "anna"\n{secret}')
    with tab.running():
        assert cure in bench("cron", "install", code=78).err
    assert tab.read() == OTHERS


def test_the_cure_helps(bench, tab):
    """With the password in a file of mode 600 the trial succeeds; readable by others it does not."""
    needs_password(bench, 'username = "anna"\npassword = { file = ".outreach/secret" }')
    secret = bench.root / ".outreach/secret"
    secret.write_text("geheim\n")
    secret.chmod(0o644)
    with tab.running():
        assert "chmod 600" in bench("cron", "install", code=78).err
        secret.chmod(0o600)
        bench("cron", "install")
    assert b"send --quiet" in tab.read()


def test_no_cron_is_said(bench, tab, monkeypatch):
    """Nothing runs the line: it is taken back, and systemd is offered."""
    monkeypatch.setattr(schedulers, "PATIENCE", 0.3)
    failed = bench("cron", "install", code=78).err
    assert "kein cron" in failed
    assert "--systemd" in failed
    assert tab.read() == OTHERS


def test_a_program_that_does_not_start_is_said(bench, tab, monkeypatch, tmp_path):
    """The line runs but outreach is not there: the shell's own words, and all taken back."""
    monkeypatch.setattr(schedulers, "GRACE", 0.3)
    monkeypatch.setattr(
        sys, "argv", [str(write_program(tmp_path / "gone/outreach", "#!/no/python\n"))]
    )
    with tab.running():
        failed = bench("cron", "install", code=78).err
    assert "startete nicht" in failed
    assert "not found" in failed
    assert tab.read() == OTHERS


def test_a_program_without_a_word_is_said(bench, tab, monkeypatch, tmp_path):
    """A program that ends without result or words does not count as success."""
    monkeypatch.setattr(schedulers, "RUN_SECONDS", 0.3)
    monkeypatch.setattr(
        sys, "argv", [str(write_program(tmp_path / "mute/outreach", "#!/bin/sh\n"))]
    )
    with tab.running():
        assert "ohne ein Wort" in bench("cron", "install", code=78).err


def test_a_failed_trial_puts_the_earlier_line_back(bench, tab):
    """A workspace that runs already and is set up anew in vain goes on as before."""
    bench("cron", "install", "--no-check")
    before = tab.read().replace(b"send --quiet", b"send --quiet  ")
    tab.file.write_bytes(before)
    needs_password(bench)
    with tab.running():
        bench("cron", "install", code=78)
    assert tab.read() == before


def test_what_a_person_edits_meanwhile_stays(bench, tab, monkeypatch):
    """Somebody edits the crontab during the wait: taking our line back keeps what they wrote."""
    monkeypatch.setattr(schedulers, "PATIENCE", 0.5)
    edited = b"0 5 * * * tea\n"
    monkeypatch.setattr(tab, "minute", lambda: tab.file.write_bytes(edited))
    with tab.running():
        bench("cron", "install", code=78)
    assert tab.read() == edited


def test_a_lost_ledger_is_said_before_any_trial(bench, tab):
    """What is wrong without cron costs no minute: 74 at once, the crontab untouched."""
    (bench.root / ".outreach/state.db").unlink()
    bench("cron", "install", code=74)
    assert tab.read() == OTHERS


def told(bench):
    """What the trial's own half leaves, started here; it prints nothing."""
    result = bench("cron", "check", "--token", "ab" * 8)
    assert (result.out, result.err) == ("", "")
    return json.loads((bench.root / ".outreach" / f"check-{'ab' * 8}.json").read_text("utf-8"))


def test_a_lost_ledger_is_told_by_the_trial(bench):
    """The trial opens the ledger too, and brings back the code of what stopped it."""
    (bench.root / ".outreach/state.db").unlink()
    found = told(bench)
    assert found["code"] == 74
    assert "outreach store adopt" in found["hint"]


def test_wrong_settings_are_told_with_their_lines(bench):
    """Every problem of outreach.toml comes back from the trial."""
    bench.settings("daily_limit", "dayly_limit")
    found = told(bench)
    assert found["code"] == 78
    assert "dayly_limit" in found["what"]


def test_the_trial_connects_to_nothing(bench):
    """No mail server is needed: with nobody at its port the trial succeeds all the same."""
    bench.settings(f"port = {bench.port}", "port = 9")
    assert told(bench) == {"code": 0, "what": "", "hint": ""}


@pytest.mark.parametrize(
    ("secret", "hint"),
    [
        ('{ env = "NOT_SET" }', "Nur Ihre Anmelde-Shell setzt NOT_SET"),
        ('{ keyring = "anna" }', "bleibt der Schlüsselbund zu"),
        ('{ command = "pass-not-here" }', "mit vollem Pfad"),
        ('{ file = "missing" }', ""),
        ('{ credential = "box" }', "LoadCredential=box"),
    ],
)
def test_the_trial_reads_the_secret(bench, secret, hint):
    """Wherever the secret should be and is not, the trial tells 78 and what helps there."""
    needs_password(bench, f'username = "anna"\npassword = {secret}')
    found = told(bench)
    assert found["code"] == 78
    assert hint in found["hint"]


def test_the_trial_reads_the_secret_of_every_mailbox(bench):
    """A second mailbox without its password stops the trial too: its letters would not go."""
    with (bench.root / "outreach.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[mailbox.second.sender]\nname = "Bo"\nemail = "bo@weber.example"\n'
            '[mailbox.second.smtp]\nhost = "127.0.0.1"\nsecurity = "none"\n'
            'username = "bo"\npassword = { env = "SECOND_PASSWORD" }\n'
        )
    assert "SECOND_PASSWORD" in told(bench)["what"]


@pytest.mark.parametrize("token", ["../../x", "", "AB" * 8, "ab" * 9])
def test_a_token_names_no_other_file(bench, token):
    """A token that could lead elsewhere is refused: 2, and nothing is written."""
    before = sorted(p for p in bench.root.rglob("*"))
    bench("cron", "check", "--token", token, code=2)
    assert sorted(p for p in bench.root.rglob("*")) == before


def test_a_folder_that_takes_no_result_is_said(bench):
    """Where .outreach cannot be written, the trial says so and ends 74."""
    shutil.rmtree(bench.root / ".outreach")
    assert ".outreach" in bench("cron", "check", "--token", "ab" * 8, code=74).err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_an_ended_install_takes_its_line_back(bench, tab, number):
    """Ctrl-C, a kill or a closed terminal while it waits: the crontab is as before."""
    process = subprocess.Popen(
        # A shell that runs the tests in the background may have switched signals off.
        ["env", "--default-signal", sys.argv[0], "-w", str(bench.root), "cron", "install"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while tab.read() == OTHERS and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(number)
    assert process.wait(30) == 130
    assert tab.read() == OTHERS


def test_a_terminal_sees_a_countdown(bench, tab, monkeypatch, capsys):
    """On a terminal the wait is counted down on one line, which is empty again at the end."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    shown = commands._Countdown()
    shown(61.4)
    shown(9.4)
    shown.clear()
    said = capsys.readouterr().err
    assert "61 s" in said
    assert said.count("\n") == 0
    assert said.endswith("\r")


# -- where it cannot be set up ----------------------------------------------------------------


def test_without_a_session_crontab_is_offered(bench, tab):
    """The user's systemctl does not answer: 78, and crontab is named."""
    failed = bench("cron", "install", "--systemd", code=78).err
    assert "antwortet nicht" in failed
    assert "--crontab" in failed


def test_without_any_scheduler_both_are_named(bench, monkeypatch, tmp_path):
    """Neither cron nor systemd: 78, and what to install."""
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    failed = bench("cron", "install", code=78).err
    assert "apt install cron" in failed
    assert "systemctl" in bench("cron", "install", "--systemd", code=78).err
    assert standing(bench) == "missing"
    assert schedulers.Systemd().lingers() is None


def test_a_user_who_may_not_is_told(bench, tab):
    """cron.deny: the words of crontab, 78, and no attempt to write."""
    text = (
        (tab.bin / "crontab")
        .read_text()
        .replace(
            'case "$1" in',
            'echo "You (anna) are not allowed to use this program" >&2; exit 1\ncase "$1" in',
        )
    )
    write_program(tab.bin / "crontab", text)
    assert "not allowed" in bench("cron", "install", "--no-check", code=78).err
    assert tab.read() == OTHERS


def test_a_crontab_that_takes_nothing_is_told(bench, tab):
    """The crontab refuses what we write: its words, 78."""
    text = (
        (tab.bin / "crontab")
        .read_text()
        .replace("-)  cat", '-)  echo "errors in crontab file" >&2; exit 1; cat')
    )
    write_program(tab.bin / "crontab", text)
    assert "errors in crontab file" in bench("cron", "install", "--no-check", code=78).err
    assert tab.read() == OTHERS


def test_a_torn_block_is_left_alone(bench, tab):
    """With one of our marks gone, install and remove refuse and change nothing."""
    bench("cron", "install", "--no-check")
    torn = b"".join(line for line in tab.read().splitlines(True) if b"<<<" not in line)
    tab.file.write_bytes(torn)
    for command in ("install", "remove"):
        assert "crontab -e" in bench("cron", command, code=78).err
    assert tab.read() == torn


# -- does it really run? ----------------------------------------------------------------------


def test_standing_follows_what_is_there(bench, tab, server, monkeypatch):
    """Not set up, never run, running: told apart by crontab and ledger."""
    bench.crowd(1)
    assert standing(bench) == "missing"
    bench("cron", "install", "--no-check")
    monkeypatch.setattr(clock, "monotonic", lambda: 1e6)
    assert standing(bench) == "never"
    bench("send", "--yes")
    tab.minute()
    assert standing(bench) == "runs"


@pytest.mark.parametrize("damage", ["lines", "id"])
def test_standing_tells_what_is_broken(bench, tab, damage):
    """A torn block, or a workspace that lost its id, is a finding and no failure of doctor."""
    bench("cron", "install", "--no-check")
    if damage == "lines":
        tab.file.write_bytes(tab.read().replace(b"<<<", b"<<"))
    else:
        bench.settings(f'id = "{load(bench.root).id}"', 'id = ""')
    ws = load(bench.root)
    found = commands.does_it_run(ws, None)
    assert (found.state, found.good) == ("torn", False)
    assert found.cure


def test_an_agent_of_launchd_is_seen(bench, tab, tmp_path, monkeypatch):
    """What a person set up on macOS counts: it is not called missing."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert standing(bench) == "missing"
    ws = load(bench.root)
    agent = tmp_path / "Library/LaunchAgents" / f"letters.outreach.{ws.id}.plist"
    agent.parent.mkdir(parents=True)
    agent.write_text(bench("cron", "show").out)
    monkeypatch.setattr(clock, "monotonic", lambda: 1e6)
    assert standing(bench) == "never"


@pytest.mark.parametrize(("code", "state"), [(0, "never"), (1, "missing")])
def test_a_task_of_windows_is_seen(bench, tab, monkeypatch, code, state):
    """What a person set up on Windows counts, as far as schtasks knows its name."""
    monkeypatch.setattr(sys, "platform", "win32")
    name = f"outreach-{load(bench.root).id}"
    write_program(
        tab.bin / "schtasks", f'#!/bin/sh\n[ "$*" = "/query /tn {name}" ] && exit {code}\nexit 9\n'
    )
    monkeypatch.setattr(clock, "monotonic", lambda: 1e6)
    assert standing(bench) == state


def test_uptime_is_asked_where_it_is_told(monkeypatch, tmp_path):
    """Where /proc tells no uptime, sleep is taken for none."""
    assert commands._up_seconds(-1.0) > 0
    monkeypatch.setattr(commands, "Path", lambda _: tmp_path / "missing")
    assert commands._up_seconds(42.0) == 42.0


# -- the real ones ----------------------------------------------------------------------------


@pytest.fixture
def systemd(tmp_path, bench, monkeypatch):
    """A systemd of the user, with nothing in it."""
    try:
        with user_systemd(tmp_path) as env:
            for name, value in env.items():
                monkeypatch.setenv(name, value)
            yield tmp_path / ".config/systemd/user"
    except OSError as error:
        pytest.skip(f"no systemd of one's own here: {error}")


def ctl(*words):
    return subprocess.run(
        ["systemctl", "--user", *words], capture_output=True, text=True, check=False
    )


@pytest.mark.needs("systemd")
def test_systemd_runs_it(bench, systemd, server):
    """Tried, set up, running by itself, the same again, taken out: with a real systemd."""
    bench.crowd(2)
    bench("send", "--yes", "--limit", "1")
    said = bench("cron", "install").out
    assert "Der Probelauf ist geglückt" in said
    (timer,) = systemd.glob("*.timer")
    assert ctl("is-active", timer.name).stdout.strip() == "active"
    assert ctl("is-enabled", timer.name).stdout.strip() == "enabled"
    assert "LastTriggerUSec" in ctl("show", timer.name).stdout
    assert "nichts wurde geändert" in bench("cron", "install").out
    assert timer.read_text("utf-8") in bench("cron", "show").out
    service = timer.with_suffix(".service").name
    assert ctl("start", service).returncode == 0
    assert len(server.accepted) == 2
    assert standing(bench) == "runs"
    with run_lock(load(bench.root)):
        assert ctl("start", service).returncode == 0, "75 does not fail the unit"
    bench("cron", "remove")
    assert list(systemd.rglob("outreach-*")) == []
    assert ctl("is-active", timer.name).stdout.strip() == "inactive"


@pytest.mark.needs("systemd")
def test_systemd_finds_out_what_the_shell_hides(bench, systemd, monkeypatch):
    """The variable of the shell is not systemd's: 78 and nothing left; as a credential it works."""
    needs_password(bench)
    monkeypatch.setenv("OUTREACH_SMTP_PASSWORD", "geheim")
    assert "LoadCredential" in bench("cron", "install", code=78).err
    assert list(systemd.glob("outreach-*")) == []
    assert left_over(bench) == []
    drop_in = systemd / "outreach-.service.d" / "secret.conf"
    drop_in.parent.mkdir()
    secret = systemd / "secret"
    secret.write_text("geheim")
    secret.chmod(0o600)
    drop_in.write_text(f"[Service]\nLoadCredential=outreach-smtp:{secret}\n")
    bench("cron", "install")
    bench("cron", "remove")
    assert drop_in.exists(), "what the user wrote stays"


@pytest.mark.needs("systemd")
def test_systemd_cannot_start_what_is_not_there(bench, systemd, monkeypatch, tmp_path):
    """A program that does not start: what systemd says of it, and nothing left."""
    monkeypatch.setattr(
        sys, "argv", [str(write_program(tmp_path / "gone/outreach", "#!/no/python\n"))]
    )
    assert "ExecMainStatus=203" in bench("cron", "install", code=78).err
    assert list(systemd.glob("outreach-*")) == []


@pytest.mark.needs("systemd")
def test_never_in_both(bench, systemd, tab):
    """What systemd runs, crontab does not get too; done by hand all the same, it is told."""
    bench("cron", "install", "--systemd", "--no-check")
    assert "outreach cron remove" in bench("cron", "install", "--crontab", code=2).err
    assert tab.read() == OTHERS
    tab.file.write_bytes(bench("cron", "show", "--crontab").out.encode())
    assert standing(bench) == "twice"
    bench("cron", "remove")
    assert standing(bench) == "missing"


@pytest.mark.needs("systemd")
def test_units_that_systemd_refuses_are_taken_back(bench, systemd):
    """A masked timer cannot be enabled: systemd's words, 78, and no half-made units."""
    systemd.mkdir(parents=True, exist_ok=True)
    name = Path(bench("cron", "show").out.splitlines()[0].split("/")[-1]).stem
    ctl("mask", f"{name}.timer")
    assert "mask" in bench("cron", "install", "--no-check", code=78).err
    assert not (systemd / f"{name}.service").exists()


@pytest.mark.needs("systemd")
def test_units_without_a_session_are_not_forgotten(bench, systemd, monkeypatch):
    """Set up, then seen from a shell without a session: remove says so instead of "nothing there"."""
    bench("cron", "install", "--no-check")
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert "antwortet nicht" in bench("cron", "remove", code=78).err
    assert list(systemd.glob("outreach-*.timer"))


@pytest.mark.needs("systemd")
@pytest.mark.parametrize(("answer", "lingers"), [("no", False), ("yes", True)])
def test_lingering_is_named_where_it_is_off(bench, systemd, tmp_path, monkeypatch, answer, lingers):
    """Where units end with the session, install names loginctl enable-linger."""
    login = write_program(tmp_path / "login/loginctl", f"#!/bin/sh\necho {answer}\n")
    monkeypatch.setenv("PATH", f"{login.parent}:{os.environ['PATH']}")
    said = bench("cron", "install", "--no-check").out
    assert ("loginctl enable-linger" in said) is not lingers


@pytest.mark.needs("cron")
def test_the_real_cron_runs_it(bench, tmp_path, monkeypatch):
    """Debian's cron takes the line, runs the trial within its minute, and keeps the rest."""
    try:
        with real_cron(tmp_path) as folder:
            monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
            subprocess.run(["crontab", "-"], input=OTHERS, check=True)
            assert "Der Probelauf ist geglückt" in bench("cron", "install", "--crontab").out
            # Not by its listing, which does not show what stands there byte for byte.
            (spooled,) = (tmp_path / "spool/crontabs").iterdir()
            ours = bench("cron", "show", "--crontab").out.encode()
            assert spooled.read_bytes().endswith(b"$)\n" + OTHERS + ours)
            bench("cron", "remove")
            assert spooled.read_bytes().endswith(b"$)\n" + OTHERS)
    except OSError as error:
        pytest.skip(f"no cron of one's own here: {error}")


def test_a_trial_in_a_thread_needs_no_signals(bench, tab):
    """Where no signal can arrive the trial runs all the same."""
    codes = []
    with tab.running():
        worker = threading.Thread(
            target=lambda: codes.append(
                commands._try_out(schedulers.Crontab(), commands.place_of(load(bench.root)))
            )
        )
        worker.start()
        worker.join()
    assert codes == [None]
