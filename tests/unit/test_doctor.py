"""`outreach doctor` and `outreach store check`: each thing that is wrong is found and has a cure."""

import shutil
import sqlite3
from types import SimpleNamespace

import pytest

from tests.bench import workbench
from tests.servers import MailServer


@pytest.fixture
def bench(tmp_path, server):
    return workbench(tmp_path, server.port)


def test_a_disk_that_is_nearly_full(bench, monkeypatch):
    """Less than 100 MB: told with what is left, 74."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=7_900_000))
    assert "7 MB" in bench("doctor", code=74).out


def test_a_clock_of_another_year(bench, monkeypatch):
    """A computer without a battery believes in 1970 or so: 78, and the clock is named."""
    monkeypatch.setenv("OUTREACH_NOW", "2001-01-01T00:00:00+00:00")
    said = bench("doctor", code=78).out
    assert "offen  Uhr: " in said


def test_a_folder_that_is_synced_elsewhere(tmp_path, server):
    """A ledger in a synced folder can be set back behind one's back: named, with a cure."""
    said = workbench(tmp_path / "Dropbox", server.port)("doctor").out
    assert "dropbox" in said.casefold()
    assert "offen" in said


def test_no_ramp(bench):
    """Without a ramp a mailbox starts at full speed: advised against, no error."""
    bench.settings('pace = "off"', "")
    before = bench("doctor").out
    bench.settings("ramp = { start = 5, step = 2 }", "ramp = { start = 21, step = 2 }")
    after = bench("doctor").out
    assert after.count("offen") == before.count("offen") + 1


def test_a_wrong_password(tmp_path, monkeypatch):
    """A login the server refuses: 77, with the server's own words."""
    monkeypatch.setenv("OUTREACH_SMTP_PASSWORD", "falsch")
    with MailServer(security="none") as server:
        bench = workbench(tmp_path, server.port)
        bench.settings(
            'auth = "none"',
            'username = "me@example.com"\npassword = { env = "OUTREACH_SMTP_PASSWORD" }',
        )
        assert "535" in bench("doctor", code=77).out
        assert len(server.auth_attempts) == 1


def test_a_certificate_of_a_stranger(tmp_path):
    """A certificate nobody vouches for: no session, 78."""
    with MailServer(security="starttls", auth=False) as server:
        bench = workbench(tmp_path, server.port)
        bench.settings('security = "none"', 'security = "starttls"')
        assert "Zertifikat" in bench("doctor", code=78).out


def damage(bench, *statements):
    db = sqlite3.connect(bench.root / ".outreach/state.db")
    for each in statements:
        db.execute(each)
    db.commit()
    db.close()


@pytest.mark.parametrize("command", [("store", "check"), ("doctor",)])
def test_a_ledger_that_does_not_add_up(bench, command):
    """People without their mail: found by name and numbers, 74."""
    bench.crowd(3)
    bench("contacts", "import")
    assert bench(*command).code == 0
    damage(bench, "DELETE FROM send WHERE address = 'p1@list.example'")
    said = bench(*command, code=74)
    assert "reconnect" in said.out
    assert "3" in said.out


def test_a_damaged_ledger(bench):
    """A page of the file overwritten: 74, and the way back is named."""
    bench.crowd(300)
    bench("contacts", "import")
    damage(bench, "PRAGMA wal_checkpoint(TRUNCATE)")
    path = bench.root / ".outreach/state.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 16384) + whole[-8192:])
    said = bench("store", "check", code=74)
    assert ".outreach/backup" in said.err + said.out
