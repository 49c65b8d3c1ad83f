"""kill -9 at every named edge, two runs at once, a full disk: nobody twice, nobody lost.

More of the same, in random order: ``OUTREACH_KILLS=500 pytest tests/e2e/test_never_twice.py``.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter

import pytest

from tests.bench import workbench

EDGES = [
    "before_claim",
    "claimed",
    "mail",
    "rcpt",
    "data",
    "body",
    "dot",
    "answered",
    "delivered",
    "settled",
]
#: Edges from which the server may have the mail although we never heard. Without pauses a mail
#: is settled in the commit that claims the next one, so one of the two is in doubt then.
DOUBTFUL = {*EDGES}

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal"),
    pytest.mark.usefixtures("unmeasured"),
]


def nobody_twice(server) -> None:
    assert all(n == 1 for n in Counter(d.rcpt for d in server.accepted).values())


def test_a_ledger_put_back_to_an_older_state(tmp_path, server):
    """What went after the backup goes no second time: it is in doubt, until a person has looked."""
    bench = workbench(tmp_path, server.port)
    bench.crowd(4)
    bench("send", "--yes", "--limit", "1")
    bench("store", "backup")
    bench("send", "--limit", "2")
    state = bench.root / ".outreach"
    for file in state.glob("state.db*"):
        file.unlink()
    shutil.copy(next((state / "backup").iterdir()), state / "state.db")
    bench("send", "--yes")
    assert bench.status() | {"accepted": 2, "in_doubt": 2, "planned": 0} == bench.status()
    assert len(server.accepted) == 4
    nobody_twice(server)
    tasks = bench("tasks", "--json").lines
    assert all("liegt eine Kopie von ihr" in x["reason"] for x in tasks)
    # A person who has looked is believed, both ways.
    bench("resolve", "p1@list.example", "--sent")
    bench("resolve", "p2@list.example", "--not-sent")
    bench("send")
    assert [d.rcpt for d in server.accepted].count("p2@list.example") == 2
    assert bench.status()["accepted"] == 4


@pytest.mark.kill
@pytest.mark.parametrize("edge", EDGES)
def test_killed_at_an_edge(tmp_path, server, edge):
    """After kill -9 at this edge the next run goes on: one doubt at most, no second mail, no loss."""
    bench = workbench(tmp_path, server.port)
    bench.crowd(4)
    died = bench.process("send", "--yes", OUTREACH_TEST_KILL_AT=f"{edge}:1")
    assert died.returncode == -signal.SIGKILL, died.stderr
    again = bench.process("send", "--yes")
    assert again.returncode == 0, again.stderr
    counts = bench.status()
    nobody_twice(server)
    assert counts["in_doubt"] == (1 if edge in DOUBTFUL else 0)
    assert counts["accepted"] + counts["in_doubt"] == 4
    taken = {d.rcpt for d in server.accepted}
    assert len(taken) >= counts["accepted"]
    if counts["in_doubt"]:
        assert "Durchlauf brach ab" in again.stdout
        assert "resolve" in bench("tasks").out


@pytest.mark.kill
@pytest.mark.parametrize("edge", ["before_claim", "settled"])
def test_at_a_human_pace_an_outcome_is_written_down_at_once(tmp_path, server, edge):
    """Where the next mail waits minutes, a crash between two mails leaves nothing in doubt."""
    bench = workbench(tmp_path, server.port, pace="")
    bench.people(
        *(f"p{i}@firma{i}.example,Nora,Nummer{i},f,sie,de,2023-05-04,Regen" for i in range(4))
    )
    morning = {"OUTREACH_NOW": "2027-05-11T08:00:00+02:00"}
    died = bench.process("send", "--yes", "--wait", OUTREACH_TEST_KILL_AT=f"{edge}:1", **morning)
    assert died.returncode == -signal.SIGKILL, died.stderr
    later = {"OUTREACH_NOW": "2027-05-11T09:45:00+02:00"}
    assert bench.process("send", "--wait", **later).returncode == 0
    nobody_twice(server)
    assert bench.status()["in_doubt"] == 0


@pytest.mark.kill
@pytest.mark.parametrize("edge", ["before_claim", "claimed", "dot", "delivered", "settled"])
def test_an_invitation_to_a_call_is_killed_at_an_edge(tmp_path, server, edge):
    """After kill -9 the call stands, and its one mail has gone, goes now, or is in doubt: never twice."""
    bench = workbench(tmp_path, server.port)
    bench.crowd(1)
    bench("send", "--yes")
    died = bench.process(
        "bookings", "confirm", "p0@list.example", "Di 10:00", OUTREACH_TEST_KILL_AT=f"{edge}:0"
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    for _ in range(2):
        assert bench.process("send", "--quiet").returncode == 0
    (call,) = bench("bookings", "list", "--json").lines
    (mail,) = call["mails"]
    assert call["state"] == "confirmed"
    assert mail["state"] == ("accepted" if edge in ("before_claim", "settled") else "in_doubt")
    invited = [d for d in server.accepted if b"text/calendar" in d.raw]
    assert len(invited) <= 1
    assert len(invited) == 1 or edge in ("claimed", "dot")
    if mail["state"] == "in_doubt":
        assert mail["key"] in bench("tasks", "--json").out
        bench("resolve", mail["key"], "--sent")
        assert bench.process("send", "--quiet").returncode == 0
        assert len([d for d in server.accepted if b"text/calendar" in d.raw]) == len(invited)


def test_two_runs_at_once(tmp_path, server):
    """A second run leaves at once with 75, quietly, and nobody gets two letters."""
    from filelock import FileLock

    bench = workbench(tmp_path, server.port)
    bench.crowd(3)
    with FileLock(bench.root / ".outreach/lock"):
        second = bench.process("send", "--yes", "--quiet")
    assert (second.returncode, second.stdout, second.stderr) == (75, "", "")
    assert bench.process("send", "--yes").returncode == 0
    assert len(server.accepted) == 3


def test_ctrl_c_finishes_the_mail_in_hand(tmp_path, server):
    """SIGTERM in mid-run: the mail in hand is settled, nothing is in doubt, the rest stays planned."""
    import time

    bench = workbench(tmp_path, server.port)
    bench.crowd(300)
    process = subprocess.Popen(
        [sys.executable, "-m", "outreach", "--workspace", str(bench.root), "send", "--yes"],
        env={**os.environ, "PYTHONPATH": str(bench.root.parents[0]) + os.pathsep + os.getcwd()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    for _ in range(400):
        if server.accepted:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    counts = bench.status()
    assert process.returncode == 0
    assert server.accepted, "the run was to be in the middle of its work"
    assert counts["in_doubt"] == counts["sending"] == 0
    assert counts["accepted"] == len(server.accepted)
    assert counts["planned"] >= 1


def test_a_full_disk_sends_nothing_unrecorded(tmp_path, server, monkeypatch):
    """When the ledger cannot be written, no mail goes: 74."""
    bench = workbench(tmp_path, server.port)
    bench.crowd(300)
    bench("contacts", "import")
    from outreach.store.base import Base

    plain = Base.__init__

    def tiny(self, *args, **kw):
        plain(self, *args, **kw)
        # SQLite's own way to a full disk: no page more than there are.
        pages = self._db.execute("PRAGMA page_count").fetchone()[0]
        self._db.execute(f"PRAGMA max_page_count = {pages}")

    monkeypatch.setattr(Base, "__init__", tiny)
    bench("send", "--yes", code=74)
    monkeypatch.undo()
    accepted = bench.status()["accepted"] + bench.status()["in_doubt"] + bench.status()["sending"]
    assert len(server.accepted) <= accepted
    nobody_twice(server)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, to be filled up."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("needs root: mounts a small file system to fill it up")
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "outreach-tests", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"needs the right to mount a small file system: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder, free):
    """Leave this many bytes free, in one file that can be taken away again."""
    disk = os.statvfs(folder)
    filler = folder / "filler"
    filler.write_bytes(bytes(max(0, disk.f_bavail * disk.f_frsize - free)))
    return filler


@pytest.mark.parametrize("free", [0, 20_000, 130_000, 300_000, 500_000, 700_000])
def test_a_disk_that_fills_up(small_disk, server, free):
    """Wherever it gets full: 74 in plain words, no mail the ledger does not know, later nobody twice."""
    people = 60
    bench = workbench(small_disk, server.port)
    bench.crowd(people)
    bench("contacts", "import")
    filler = fill(small_disk, free)
    stopped = bench.process("send", "--yes")
    filler.unlink()
    gone = len(server.accepted)
    assert stopped.returncode == 74, (stopped.stdout, stopped.stderr)
    assert "Traceback" not in stopped.stderr
    # Without room for its first page SQLite only knows of an input/output error.
    assert "Platte ist voll" in stopped.stderr or (free < 32_768 and "Sendebuch" in stopped.stderr)
    assert gone < people, "the disk was to get full in mid-run"
    counts = bench.status()
    assert counts["accepted"] + counts["sending"] + counts["in_doubt"] >= gone
    again = bench.process("send", "--yes")
    assert again.returncode == 0, again.stderr
    counts = bench.status()
    nobody_twice(server)
    assert counts["in_doubt"] <= 1
    assert counts["accepted"] + counts["in_doubt"] == people
    assert len(server.accepted) >= counts["accepted"]


@pytest.mark.kill
def test_random_faults(tmp_path, server):
    """Runs killed at random edges against a server that drops and refuses: 0 twice, 0 lost."""
    rounds = int(os.environ.get("OUTREACH_KILLS", "12"))
    dice = random.Random(rounds)
    bench = workbench(tmp_path, server.port)
    faults = ["drop-before", "drop-after", "550-5.1.1", "once-450", "data-554-5.7.1", "ok"]
    n = rounds * 2
    bench.people(
        *(f"{dice.choice(faults)}+{i}@f{i}.example,Nora,N{i},f,sie,de,2023,x" for i in range(n))
    )
    died = 0
    for _ in range(rounds):
        # Two refusals in a row let the mailbox rest, and a run that rests cannot be killed.
        bench("resume", "--yes")
        edge = f"{dice.choice(EDGES)}:{dice.randrange(3)}"
        died += bench.process("send", "--yes", OUTREACH_TEST_KILL_AT=edge).returncode == -9
    last = bench.process("send", "--yes")
    assert last.returncode == 0, last.stderr
    nobody_twice(server)
    counts = bench.status()
    print(f"{rounds} runs, {died} killed, {len(server.accepted)} mails taken, {counts}")
    assert died > rounds // 2, "the runs were to be killed in mid-work"
    assert counts["sending"] == 0
    assert sum(counts.values()) == n, "nobody is lost"
    told = {state: people_in(bench, state) for state in ("accepted", "in_doubt")}
    taken = {d.rcpt for d in server.accepted}
    assert told["accepted"] <= taken, "the ledger claims a mail that the server never took"
    assert taken <= told["accepted"] | told["in_doubt"], "a mail went that the ledger lost"


def people_in(bench, state):
    """The addresses of everybody in one state."""
    return {line["contact"] for line in bench("status", "--list", state, "--json").lines}
