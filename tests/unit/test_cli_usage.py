"""How commands are called: help, complaints and TAB, in both languages."""

import os
import re
import shlex
import subprocess
import sys

import pytest
import typer

from outreach import words
from outreach.cli import _speak, app, load_commands, run, task_opened
from outreach.cli.usage import PLACEHOLDERS
from tests.bench import ROOT, workbench

#: What the command line library would say by itself.
LIBRARY = (
    "Usage", "Options", "Arguments", "Commands:", "COMMAND", "[default", "required", "Show this message",
    "Missing", "No such", "Invalid", "Error:", "Try '", "requires an", "does not take", "unexpected",
    "not a valid", "Input should", "in the range", "<int", "<str", "<path", "INTEGER", "PATH",
)  # fmt: skip


def tree():
    """All commands with their help in the language of the screen: (name, command)."""
    load_commands()
    root = typer.main.get_command(app)
    _speak(root)
    yield [], root
    for name, command in root.commands.items():
        yield [name], command
        for child, grandchild in getattr(command, "commands", {}).items():
            yield [name, child], grandchild


COMMANDS = [name for name, _ in tree()]


def page(lang, command, capsys):
    assert run(["--lang", lang, *command, "--help"]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_german_help_is_german(command, capsys):
    """No word of the library stands on a German page, and no key is left unspoken."""
    text = page("de", command, capsys)
    assert text.startswith("Aufruf: outreach")
    assert "Optionen:" in text
    assert "Diese Seite zeigen." in text
    assert [w for w in (*LIBRARY, "help.") if w in text] == []


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_english_help_names_values_plainly(command, capsys):
    """Values are NUMBER, FILE, CONTACT …; never the library's `<int range>`."""
    text = page("en", command, capsys)
    assert text.startswith("Usage: outreach")
    assert [w for w in ("<", "[x", "[default", "help.") if w in text] == []


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_placeholder_is_a_word(command, lang, capsys):
    """What stands for a value is in the catalogue, or what one types (de|en, DE-BY)."""
    text = page(lang, command, capsys)
    known = {words.say(key).text(lang) for key in PLACEHOLDERS.values()} | {"SHELL", "DE-BY"}
    usage = text.partition("\n\n")[0]
    shown = re.findall(r"^  (?:-\w, )?--[\w-]+ (\S+)(?:  |$)", text, re.MULTILINE)
    shown += [w.strip("[].") for w in usage.split() if w.isupper() or w.startswith("[")]
    assert shown
    assert {w for w in shown if "|" not in w and w != "/"} <= known


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_an_example_that_can_be_called(command, lang, capsys):
    """--help ends with one line to copy; it calls this very command with options it has."""
    text = " ".join(page(lang, command, capsys).partition("\n\n")[2].split())
    label = "Beispiel" if lang == "de" else "Example"
    (example,) = re.findall(
        rf"{label}: outreach (.*?)(?: Angaben:| Optionen:| Arguments:| Options:)", text
    )
    called = shlex.split(example)
    assert called[: len(command)] == command
    parser = {tuple(n): c for n, c in tree()}[tuple(command)]
    parser.make_context("outreach", called[len(command) :], resilient_parsing=False)


WRONG = {
    "sned": ("kennt keinen Befehl sned", "Meinten Sie send?"),
    "contacts foo": ("outreach contacts kennt keinen Befehl foo", "outreach contacts --help"),
    "send --foo": ("outreach send kennt keine Option --foo", "outreach send --help"),
    "send --lim 3": ("kennt keine Option --lim", "Meinten Sie --limit?"),
    "--lagn de": ("outreach kennt keine Option --lagn", "Meinten Sie --lang?"),
    "why": ("outreach why braucht noch KONTAKT", "Ein Stück von Name oder Adresse"),
    "suppress add": ("outreach suppress add braucht noch ADRESSE", "outreach suppress add --help"),
    "send --limit": ("--limit braucht einen Wert", "outreach send --help"),
    "send --limit x": ("--limit braucht eine ganze Zahl ab 1", "outreach send --help"),
    "send --limit 0": ("--limit braucht eine ganze Zahl ab 1", "outreach send --help"),
    "preview --step 1.5": ("--step braucht eine ganze Zahl ab 1", "outreach preview --help"),
    "send --yes=3": ("--yes nimmt keinen Wert an", "outreach send --help"),
    "why a b": ("outreach why kann damit nichts anfangen: b", "outreach why --help"),
    "store": ("outreach store braucht noch einen Befehl", "Aufruf: outreach store", "Befehle:"),
    "--lang xx": ("xx ist hier keine Sprache", "de, en"),
    "--install-completion tcsh": ("Für tcsh gibt es keine Vervollständigung", "bash"),
}  # fmt: skip


@pytest.mark.parametrize("call", WRONG)
def test_a_wrong_call_is_told_in_german(call, capsys):
    """Exit 2; what happened, to which word, what to do; no word of the library."""
    assert run(["--lang", "de", *call.split()]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert all(piece in err for piece in WRONG[call]), err
    assert [w for w in LIBRARY if w in err] == []


@pytest.mark.parametrize("call", WRONG)
def test_a_wrong_call_is_told_in_english(call, capsys):
    """The same complaint in English, again two parts, and no German word."""
    run(["--lang", "en", *call.split()])
    err = capsys.readouterr().err
    assert err.strip()
    assert not re.search(r"\b(kennt|braucht|Meinten|Wie|Befehle|Aufruf|keine)\b", err)


def test_a_bug_is_no_complaint(monkeypatch):
    """What is not the library's complaint comes through as it is: a bug shows its traceback."""
    monkeypatch.setattr("outreach.cli.telling.first_screen", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run([])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["1"], ["tasks", "1"]),
        (["12", "--json"], ["tasks", "12", "--json"]),
        (["--workspace", "7", "3"], ["--workspace", "7", "tasks", "3"]),
        (["-w", "7", "--lang", "de"], ["-w", "7", "--lang", "de"]),
        (["why", "3"], ["why", "3"]),
        (["-3"], ["-3"]),
        ([], []),
    ],
)
def test_a_number_alone_opens_that_task(typed, meant):
    """`outreach 3` is `outreach tasks 3`; a number after a command stays what it is."""
    assert task_opened(typed) == meant


def test_a_workspace_may_be_called_like_a_command(tmp_path, capsys):
    """`outreach -w send status` runs status in the folder send."""
    run(["init", str(tmp_path / "send"), "--lang", "de", "--email", "a@gmx.de", "--name", "A"])
    code = (
        "import os, sys; from outreach.cli import run;"
        "os.chdir(sys.argv[1]); sys.exit(run(['-w', 'send', 'status']))"
    )
    done = process(["-c", code, str(tmp_path)])
    assert done.returncode == 0, done.stderr
    assert "reconnect" in done.stdout


# -- TAB ------------------------------------------------------------------------------------


def process(words_, **env):
    return subprocess.run(
        [sys.executable, *words_],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "LANG": "de_DE.UTF-8",
            "PYTHONUTF8": "1",
            **env,
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def letters(tmp_path_factory):
    """A workspace with two campaigns and people of all kinds, already taken over."""
    bench = workbench(tmp_path_factory.mktemp("tab"), 1)
    bench.people(
        "eva.kraus@druck.example,Eva,Kraus,f,sie,de,2023,x",
        "k.kraus@bau.example,Karl,Kraus,m,sie,de,2023,x",
        "oe@nord.example,Özgür,Yıldız,m,du,de,2023,x",
        "evil@x.example,$(touch${IFS}boo),`id`,m,sie,de,2023,x",
        "rich@x.example,Rika,[/bold],m,sie,de,2023,x",
    )
    text = (bench.root / "outreach.toml").read_text("utf-8")
    again = text[text.index("[campaign.reconnect]") :].replace("reconnect", "zweite", 1)
    (bench.root / "outreach.toml").write_text(text + "\n" + again, "utf-8")
    bench("contacts", "import", "--campaign", "reconnect")
    return bench


def tab(letters, *typed):
    """What the program answers a bash that asks to complete the last of these words."""
    words_ = ["outreach", "--workspace", str(letters.root), *typed]
    done = process(
        ["-m", "outreach"],
        _OUTREACH_COMPLETE="complete_bash",
        COMP_WORDS="\n".join(words_),
        COMP_CWORD=str(len(words_) - 1),
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["why", "kra"], ["kraus"]),
        (["why", "K"], ["K.kraus@bau.example", "Karl", "Kraus"]),
        (["why", "eva."], ["eva.kraus@druck.example"]),
        (["preview", "--step", "1", "Özg"], ["Özgür"]),
        (["send", "--only", "Yı"], ["Yıldız"]),
        (["send", "--campaign", "z"], ["zweite"]),
        (["status", "--campaign", ""], ["reconnect", "zweite"]),
        (["stat"], ["status"]),
        (["contacts", "ch"], ["check"]),
        (["why", "zzz"], []),
    ],
)
def test_tab_offers_people_campaigns_and_commands(letters, typed, offered):
    """Names and addresses for CONTACT, names of campaigns, commands; each begins as typed."""
    assert tab(letters, *typed) == offered


def test_tab_never_offers_what_a_shell_would_run(letters):
    """A name from a foreign list that holds `$(…)` or backticks stays off the command line."""
    assert tab(letters, "why", "$") == []
    assert tab(letters, "why", "`") == []
    assert tab(letters, "why", "evil") == ["evil@x.example"]


@pytest.mark.parametrize("piece", ["rich", "evil"])
def test_tab_shows_names_tamed(letters, piece):
    """What zsh is shown it evaluates: of a foreign name only letters reach it, and it fails on none."""
    done = process(
        ["-m", "outreach"],
        _OUTREACH_COMPLETE="complete_zsh",
        _TYPER_COMPLETE_ARGS=f"outreach -w {letters.root} why {piece}",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{piece}@x.example" in done.stdout
    assert not set("$`[]{}") & set(done.stdout)


def test_tab_in_a_real_bash(letters, tmp_path):
    """The file that --show-completion prints completes a name in bash itself."""
    script = process(["-m", "outreach", "--show-completion", "bash"]).stdout
    program = tmp_path / "outreach"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m outreach "$@"\n')
    program.chmod(0o755)
    ask = (
        f"{script}\ncd {letters.root}\nCOMP_WORDS=(outreach why kra); COMP_CWORD=2\n"
        '_outreach_completion outreach\necho "${COMPREPLY[@]}"; complete -p outreach'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", ask],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.splitlines() == [
        "kraus",
        "complete -o default -F _outreach_completion outreach",
    ], done.stderr


def test_tab_is_silent_where_there_is_nothing(letters, tmp_path):
    """Outside a workspace, with broken settings or a missing ledger TAB offers no people, no noise."""
    for settings in (None, "broken = [", "[workspace]\nid = 'x'\n"):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        if settings is not None:
            (folder / "outreach.toml").write_text(settings, "utf-8")
        done = process(
            ["-m", "outreach"],
            _OUTREACH_COMPLETE="complete_bash",
            COMP_WORDS=f"outreach -w {folder} why kra",
            COMP_CWORD="4",
        )
        assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
        assert not (folder / ".outreach").exists()


def test_tab_stays_light(letters):
    """A shell asks at every TAB: no template engine, no mail, no calendar, one module of commands."""
    from tests.unit.test_cli import HEAVY

    code = (
        "import atexit, sys; from outreach.cli import run;"
        f"heavy = {(*HEAVY, 'outreach.cli.letters', 'outreach.cli.people', 'outreach.cli.setup', 'outreach.cli.beginning')!r};"
        "atexit.register(lambda: print('heavy:', [m for m in heavy if m in sys.modules]));"
        "run([])"
    )
    done = process(
        ["-c", code],
        _OUTREACH_COMPLETE="complete_bash",
        COMP_WORDS=f"outreach -w {letters.root} why kra",
        COMP_CWORD="4",
    )
    assert done.stdout.split("\n")[:2] == ["kraus", "heavy: []"], done.stderr


def test_install_completion_writes_the_shells_file(tmp_path):
    """--install-completion names the file it wrote, in German, and .bashrc reads it."""
    done = process(["-m", "outreach", "--install-completion", "bash"], HOME=str(tmp_path))
    file = tmp_path / ".bash_completions/outreach.sh"
    assert done.returncode == 0, done.stderr
    assert (
        done.stdout == f"Ab dem nächsten Terminal vervollständigt TAB Befehle und Namen: {file}\n"
    )
    assert str(file) in (tmp_path / ".bashrc").read_text()
    assert "complete_bash" in file.read_text()
