"""Machines unlike this one: without the POSIX parts of Python, and with old code pages."""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.bench import ROOT, workbench
from tests.servers import MailServer

#: Takes away what Windows lacks, before anything of outreach is loaded.
BARE = """
import os, signal, sys
hidden = ("fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "syslog", "readline")
for name in hidden:
    sys.modules[name] = None
for name in ("SIGKILL", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGALRM", "SIGPIPE", "alarm"):
    delattr(signal, name)
for name in ("fork", "getuid", "geteuid", "getgid", "fchmod", "fchown", "chown", "mkfifo", "setsid", "killpg"):
    delattr(os, name)
for name in hidden:
    try:
        __import__(name)
    except ImportError:
        continue
    sys.exit(f"{name} is not hidden")
from outreach.cli import run
sys.exit(run(sys.argv[1:]))
"""
NOBODY = ("LOGNAME", "USER", "LNAME", "USERNAME")


def bare(folder, *words, code=0, **env):
    """A command on a machine that has none of it, nor a variable with the user's name."""
    done = subprocess.run(
        # filelock falls back to a lock file here; on Windows it has its own way.
        [sys.executable, "-W", "error", "-W", "ignore:only soft", "-c", BARE, *words],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if k not in NOBODY}
        | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == code, (words, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stdout


def test_the_whole_job_without_posix(tmp_path):
    """init, contacts check, preview, send and status need no fcntl, pwd, resource or POSIX signal."""
    with MailServer(security="none", auth=False) as server:
        bench = workbench(tmp_path, server.port)
        bench.crowd(2)
        bare(tmp_path, "init", "other", "--lang", "en", "--name", "A", "--email", "a@gmx.de")
        assert "2 Menschen" in bare(bench.root, "contacts", "check")
        assert bare(bench.root, "preview").count("Guten Tag Frau Nummer") == 2
        bare(bench.root, "send", "--dry-run")
        bare(bench.root, "send", code=69)
        bare(bench.root, "send", "--yes")
        bare(bench.root, "send", "--yes")
        assert len(server.accepted) == 2
    (line,) = bare(bench.root, "status", "--json").splitlines()
    assert json.loads(line)["counts"]["accepted"] == 2


def test_the_demo_without_posix(tmp_path):
    """The demo runs to its end and leaves its pages and mails."""
    text = bare(tmp_path, "--lang", "de", "demo")
    assert "Niemand bekam zweimal Post" in text
    assert len(list((tmp_path / "outreach-demo/.outreach/sent").glob("*/*.eml"))) > 5
    assert (tmp_path / "outreach-demo/preview.html").exists()
    assert text.count("\nBetreff: ") == 4
    greetings = re.findall(r"^(Guten Tag|Hallo|Dear|Hi) ", text, re.MULTILINE)
    assert greetings == ["Guten Tag", "Hallo", "Dear", "Hi"]
    *_, left, _, _, last = text.rstrip().splitlines()
    for piece in ("preview.html", "report.html", ".outreach/sent/", ".outreach/state.db"):
        assert piece in left, piece
    assert last.startswith("Weiter:  outreach init")


def printed(folder, page, *words):
    """The bytes a command prints on a console with this code page."""
    done = subprocess.run(
        [sys.executable, "-m", "outreach", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": page},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b""), done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("page", "names", "rule"),
    [
        ("cp1252", ["Özgür Yildiz", "Þóra Jónsdóttir"], "-"),
        ("cp850", ["Özgür Yıldız", "Þóra Jónsdóttir"], "─"),
        ("ascii", ["Oezguer Yildiz", "Thora Jonsdottir"], "-"),
    ],
)
def test_an_old_code_page_loses_no_name(tmp_path, page, names, rule):
    """What the console cannot show is spelled out; nothing fails, and JSON stays whole."""
    text = printed(tmp_path, page, "--lang", "de", "demo").decode(page)
    assert all(name in text for name in names)
    assert rule * 72 in text
    assert not re.search(r"\?\w|\?\?", text), "no letter became a question mark"
    folder = tmp_path / "outreach-demo"
    listed = printed(folder, page, "contacts", "list", "--json").decode("ascii").splitlines()
    assert "Yıldız" in {json.loads(line).get("last_name") for line in listed}
