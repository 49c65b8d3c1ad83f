"""Where the words go: files that cannot be written, readers that leave, a full disk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import ROOT, workbench


@pytest.fixture
def bench(tmp_path, capsys):
    b = workbench(tmp_path, 1)
    b.crowd(60)
    b("contacts", "import")
    return b


@pytest.mark.parametrize(
    "words",
    [
        ("preview", "--html"),
        ("preview", "--eml"),
        ("report", "--html"),
        ("status", "--csv"),
        ("store", "backup"),
    ],
    ids=" ".join,
)
def test_a_place_that_cannot_be_written(bench, words):
    """74, and one line with the place: no traceback, whatever command it was."""
    (bench.root / "a-file").write_text("")
    target = bench.root / "a-file" / "below"
    result = bench(*words, str(target), code=74)
    assert str(bench.root / "a-file") in result.err
    assert "lässt sich nicht verwenden" in result.err


def into(bench, sink, *words):
    """Exit code and stderr of a command whose output goes there."""
    done = subprocess.run(
        [sys.executable, "-m", "outreach", "-w", str(bench.root), *words],
        # Buffered, as on every machine that does not say otherwise.
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""},
        stdin=subprocess.DEVNULL,
        stdout=sink,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is a Linux device")
@pytest.mark.parametrize("words", [("status",), ("preview", "--all")], ids=" ".join)
def test_output_to_a_full_disk(bench, words):
    """74 in plain words, whether the output is short or long."""
    with open("/dev/full", "wb") as full:
        code, told = into(bench, full, *words)
    assert code == 74
    assert told.startswith("Die Ausgabe lässt sich nicht verwenden:")
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("words", [("status",), ("preview", "--all")], ids=" ".join)
def test_a_reader_that_leaves(bench, words):
    """`outreach preview --all | head -1`: exit 0 and not a word, however much is left to say."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        assert into(bench, writer, *words) == (0, "")
    finally:
        os.close(writer)
