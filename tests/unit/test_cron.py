"""Running by itself: texts that survive their readers, and a crontab that stays its owner's."""

import plistlib
import re
import subprocess
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import cron
from outreach.cron import Place
from outreach.errors import ConfigError
from outreach.words import say
from tests.crond import as_vixie_reads

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
NASTY = "/home/änne/100% $HOME `id` \"neu\" 'alt' a\\\\b\\%c;#&|*?~{x} \\"
#: Whatever a file name may hold, thick with what shells, cron and systemd treat specially.
PATHS = st.text(
    st.one_of(
        st.sampled_from("%$'\"\\ `;#&|~*"),
        st.characters(
            exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029\ufffe\uffff"
        ),
    ),
    min_size=1,
    max_size=30,
)
LINES = st.lists(
    st.text(
        st.one_of(
            st.sampled_from("*# %\r\t>"),
            st.characters(exclude_characters="\n", exclude_categories=("Cs",)),
        ),
        max_size=20,
    ),
    max_size=6,
)


def place(root: str = "/home/anna/letters", **more) -> Place:
    return Place(**{"program": ("/usr/bin/outreach",), "root": root, "id": "k3v9", **more})


def block(where: Place) -> str:
    return cron.crontab_block(where, cron.crontab_tick(where), "our lines")


def as_cronie_reads(command: str) -> str:
    """The same for cronie, which undoes escaped percent signs only."""
    return re.sub(r"(?<!\\)%.*", "", command).replace(r"\%", "%")


def as_busybox_reads(command: str) -> str:
    """The same for busybox, which hands over what stands there."""
    return command


def shell_words(command: str) -> list[str]:
    """What a shell makes of the words of a command."""
    script = f"show() {{ printf '%s\\0' \"$@\"; }}; show {command}"
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=True)
    return done.stdout.decode().split("\0")[:-1]


def as_systemd_reads(line: str) -> list[str]:
    """The words of an ExecStart= after systemd undid quotes, backslashes and percent signs."""
    assert line.startswith(":"), "variables are switched off"
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line[1:])
    return [re.sub(r"\\(.)", r"\1", quoted or bare).replace("%%", "%") for quoted, bare in words]


# -- texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("read", [as_vixie_reads, as_cronie_reads, as_busybox_reads])
@given(words=st.lists(PATHS, min_size=1, max_size=3))
@settings(max_examples=40)
def test_a_crontab_line_keeps_every_word(read, words) -> None:
    """Whichever cron reads the line, the shell gets exactly the words that were meant."""
    assert shell_words(read(cron.crontab_words(words))) == words


@pytest.mark.parametrize("read", [as_vixie_reads, as_cronie_reads, as_busybox_reads])
def test_a_nasty_path_survives_every_cron(read) -> None:
    """Blanks, quotes, dollars, percent signs and doubled backslashes reach the program."""
    words = shell_words(read(cron.crontab_tick(place(NASTY))))
    assert words == ["/usr/bin/outreach", "--workspace", NASTY, "send", "--quiet"]


@given(words=st.lists(PATHS, min_size=1, max_size=3))
def test_an_exec_start_keeps_every_word(words) -> None:
    """ExecStart= holds exactly the words that were meant, on one line."""
    line = cron.systemd_words(words)
    assert "\n" not in line
    assert as_systemd_reads(line) == words


@given(root=PATHS)
def test_a_plist_keeps_every_word(root) -> None:
    """Apple's own format read back gives the command, once a minute."""
    agent = plistlib.loads(cron.plist(place(root)).encode())
    assert agent["ProgramArguments"] == list(place(root).tick())
    assert agent["StartInterval"] == 60


@given(root=PATHS)
def test_a_task_keeps_every_word(root) -> None:
    """The Task Scheduler's XML is well formed, whatever the path, and names program and words."""
    task = ET.fromstring(cron.task_xml(place(root), f"letters from {root}"))
    assert task.findtext(".//{*}Command") == "/usr/bin/outreach"
    assert task.findtext(".//{*}Arguments") == subprocess.list2cmdline(place(root).tick()[1:])
    assert task.findtext(".//{*}Interval") == "PT1M"


def test_no_line_says_yes() -> None:
    """No text of any scheduler carries --yes: only a person approves."""
    here = place()
    texts = [block(here), *cron.units(here, "x").values(), cron.plist(here)]
    for text in (*texts, cron.task_xml(here, "x")):
        assert "--yes" not in text
        assert "--quiet" in text or "Timer" in text


@pytest.mark.parametrize(
    "bad", ["a\nb", "a\rb", "a\0b", "a\x1bb", "a\u2028b", "a\udcffb", "a\uffffb"]
)
@pytest.mark.parametrize("part", ["root", "program"])
def test_what_no_line_can_hold_is_refused(bad, part) -> None:
    """A line break or a control character in a path is refused before anything is written."""
    more = {part: bad if part == "root" else (bad,)}
    with pytest.raises(ConfigError):
        place(**more)


def test_a_workspace_without_an_id_is_refused() -> None:
    """Without an id the lines would belong to nobody."""
    with pytest.raises(ConfigError):
        place(id="")


@pytest.mark.parametrize("odd", ["k3 v9", "../x", "a-b", "a.*", "x" * 65, "ä"])
def test_an_odd_id_becomes_a_plain_name(odd) -> None:
    """What cannot stand in a file name or a pattern is replaced by a hash, the same each time."""
    assert re.fullmatch(r"[0-9a-f]{16}", place(id=odd).name)
    assert place(id=odd).name == place(id=odd).name != place(id=f"{odd}x").name


@pytest.mark.needs("systemd")
@pytest.mark.parametrize("odd", ["/home/anna/letters", NASTY])
def test_systemd_accepts_the_units(tmp_path, odd) -> None:
    """systemd-analyze verify has no word against service, timer and trial."""
    here = place(odd, program=("/bin/true",))
    texts = cron.units(here, f"letters from {odd}") | cron.check_unit(here, "ab" * 8, "de", "x")
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", *(str(tmp_path / name) for name in texts)],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "outreach-" in line]
    assert (done.returncode, ours) == (0, [])


def test_another_run_does_not_fail_the_unit() -> None:
    """75 counts as success, so that two runs that meet leave no failed unit behind."""
    service = cron.units(place(), "x")["outreach-k3v9-send.service"]
    assert "\nSuccessExitStatus=75\n" in service
    assert "\nType=oneshot\n" in service


def test_a_sleeping_machine_looks_as_soon_as_it_wakes() -> None:
    """The timer runs each minute, and at once for those that were missed."""
    timer = cron.units(place(), "x")["outreach-k3v9-send.timer"]
    assert "\nPersistent=true\n" in timer


def test_the_program_is_named_by_its_whole_path(tmp_path, monkeypatch) -> None:
    """However it was called: cron starts elsewhere, with another PATH."""
    from outreach.cli.cron import program

    (tmp_path / "bin").mkdir()
    tool = tmp_path / "bin/outreach"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["bin/outreach"])
    assert program() == (str(tool),)


def test_the_trial_runs_under_the_same_settings() -> None:
    """The unit of the trial differs from the real one in its command only."""
    (trial,) = cron.check_unit(place(), "ab" * 8, "en", "x").values()
    real = cron.units(place(), "x")["outreach-k3v9-send.service"]
    differ = [a for a, b in zip(trial.splitlines(), real.splitlines(), strict=True) if a != b]
    (line,) = differ
    assert line.endswith("cron check --token abababababababab")


def test_the_page_shows_the_true_lines() -> None:
    """What docs/how-to/run-by-itself.md shows is what outreach writes."""
    page = (Path(__file__).parents[2] / "docs/how-to/run-by-itself.md").read_text("utf-8")
    anna = place(program=("/home/anna/.local/bin/outreach",), id="7965d60a2c09b1e2")
    note = say("cron.note", root=anna.root).text("en")
    assert cron.crontab_block(anna, cron.crontab_tick(anna), note) in page
    for key in ("trying", "tried", "installed", "removed"):
        assert say(f"cron.{key}", kind="systemd", root=anna.root).text("en") in page
    cure = say("cron.cure_env", name="OUTREACH_SMTP_PASSWORD", credential="outreach-smtp")
    assert cure.text("en") in page


# -- somebody's crontab -----------------------------------------------------------------------


@given(lines=LINES, ended=st.booleans())
def test_taking_out_leaves_what_was_there(lines, ended) -> None:
    """In and out again: every byte of the owner's lines is as before; a missing end is added."""
    text = "\n".join(lines) + ("\n" if lines and ended else "")
    there = cron.with_block(text, "k3v9", block(place()))
    assert there.startswith(text)
    gone = cron.without_block(there, "k3v9")
    assert gone == (text if not text or text.endswith("\n") else f"{text}\n")


@given(before=LINES, after=LINES)
def test_a_moved_workspace_replaces_its_own_lines(before, after) -> None:
    """Another path under the same id: the lines change where they stand, nothing around them."""
    head = "".join(f"{line}\n" for line in before)
    tail = "\n".join(after)
    text = cron.with_block(head, "k3v9", block(place())) + tail
    moved = cron.with_block(text, "k3v9", block(place("/home/anna/new")))
    assert moved == head + block(place("/home/anna/new")) + tail
    assert cron.block_of(moved, "k3v9") == block(place("/home/anna/new"))


@given(lines=LINES)
def test_putting_in_twice_is_putting_in_once(lines) -> None:
    """The same workspace again changes nothing."""
    once = cron.with_block("\n".join(lines), "k3v9", block(place()))
    assert cron.with_block(once, "k3v9", block(place())) == once


def test_workspaces_live_side_by_side() -> None:
    """Taking one workspace out leaves the other's lines, also where one id begins the other."""
    long = place("/b", id="k3v99")
    both = cron.with_block(cron.with_block("", "k3v9", block(place("/a"))), "k3v99", block(long))
    assert cron.without_block(both, "k3v9") == block(long)
    assert cron.without_block(both, "k3v99") == block(place("/a"))


def test_doubled_lines_become_one() -> None:
    """A crontab pasted together with our lines twice ends up with them once."""
    twice = f"{block(place('/a'))}MAILTO=x\n{block(place('/b'))}"
    assert cron.with_block(twice, "k3v9", block(place("/c"))) == f"{block(place('/c'))}MAILTO=x\n"


def test_lines_with_windows_ends_are_known() -> None:
    """An editor that saved CRLF does not hide our lines."""
    assert cron.without_block(block(place()).replace("\n", "\r\n"), "k3v9") == ""


@pytest.mark.parametrize("lost", [0, 3])
def test_half_a_block_is_never_guessed_at(lost) -> None:
    """With one mark gone nobody knows where our lines end: refused, and nothing is changed."""
    lines = block(place()).splitlines(keepends=True)
    torn = "".join(line for n, line in enumerate(lines) if n != lost) + "0 4 * * * backup\n"
    for change in (cron.without_block, cron.block_of):
        with pytest.raises(ConfigError):
            change(torn, "k3v9")
    with pytest.raises(ConfigError):
        cron.with_block(torn, "k3v9", block(place()))


def test_a_second_beginning_does_not_swallow_lines() -> None:
    """A lost end mark before a whole block: the lines between are the owner's."""
    begin = block(place()).splitlines(keepends=True)[0]
    with pytest.raises(ConfigError):
        cron.without_block(f"{begin}0 4 * * * backup\n{block(place())}", "k3v9")


# -- does it really run? ----------------------------------------------------------------------


def judged(installed="crontab", ago=None, awake=10_000, slept=0):
    return cron.judge(
        frozenset(installed.split()),
        None if ago is None else NOW - timedelta(minutes=ago),
        NOW,
        awake=timedelta(minutes=awake),
        slept=timedelta(minutes=slept),
    )


@pytest.mark.parametrize(
    ("state", "facts"),
    [
        ("missing", dict(installed="")),
        ("missing", dict(installed="", ago=1)),
        ("twice", dict(installed="crontab systemd", ago=1)),
        ("runs", dict(ago=0)),
        ("runs", dict(ago=-3)),
        ("runs", dict(ago=cron.LATE_MINUTES)),
        ("late", dict(ago=cron.LATE_MINUTES + 1)),
        ("late", dict(installed="systemd", ago=cron.LATE_MINUTES + 1)),
        ("late", dict(installed="launchd", ago=cron.LATE_MINUTES + 1)),
        ("late", dict(installed="schtasks", ago=cron.LATE_MINUTES + 1)),
        ("late", dict(ago=600, slept=500)),
        ("slept", dict(ago=600, slept=590)),
        ("fresh", dict(ago=600, awake=5)),
        ("fresh", dict(awake=5)),
        ("never", dict()),
    ],
)
def test_standing(state, facts) -> None:
    """Running, asleep, late, never, missing or twice: each told apart, each with its cure."""
    found = judged(**facts)
    assert found.state == state
    assert found.good == (state in ("runs", "fresh", "slept"))
    assert (found.cure is None) == found.good
    for lang in ("en", "de"):
        assert found.what.text(lang)
        assert found.cure is None or found.cure.text(lang)


def test_the_name_is_the_id() -> None:
    """Where the id can stand in a name it does, so that a person recognises their workspace."""
    assert place().name == "k3v9"
    assert "k3v9" in block(place()).splitlines()[0]
    assert all("k3v9" in name for name in cron.units(place(), "x"))
