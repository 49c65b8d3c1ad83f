"""The house keeps its own rules."""

import re
import subprocess
import tomllib
from pathlib import Path

import outreach

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_one_list_of_pins():
    """constraints.txt and uv's constraints are the same list, without addresses."""
    pins = (ROOT / "constraints.txt").read_text("utf-8").split()
    assert pins == PROJECT["tool"]["uv"]["constraint-dependencies"]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9a-z.]+", p) for p in pins)


def test_version_and_shipped_files():
    """The version is said once, and what the wheel is to carry is there."""
    assert outreach.__version__ == PROJECT["project"]["version"]
    for source in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]:
        assert (ROOT / source).exists()


def test_no_trace_of_a_workplace():
    """No tracked text names a registry's host or a path of somebody's machine."""
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    for name in tracked:
        path = ROOT / name
        if path == Path(__file__) or not path.exists() or path.suffix in (".csv", ".png"):
            continue
        text = path.read_text("utf-8", errors="replace")
        assert not re.search(r"pythonhosted|pypi\.org|/work/|registry\.npmjs", text), name


def test_decisions_are_short():
    """A decision fits on a page: 40 lines."""
    for page in (ROOT / "docs/decisions").glob("*.md"):
        assert len(page.read_text("utf-8").splitlines()) <= 40, page.name


def test_the_reference_is_fresh():
    """docs/reference/commands.md is what the command line says of itself."""
    import sys

    done = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert done.returncode == 0, "run: python tools/reference.py"
