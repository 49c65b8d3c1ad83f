"""What all tests share: profiles, loud skips, and no traffic but loopback."""

import os
import socket
import sys
from collections import Counter
from glob import glob
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from outreach import words

for name, examples in {"dev": 50, "ci": 200, "thorough": 5000}.items():
    settings.register_profile(
        name,
        max_examples=examples,
        # The gate tries the same examples each time; a developer's machine looks for new ones.
        derandomize=name == "ci",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile("ci" if os.environ.get("CI") else "dev")


class Package(NamedTuple):
    """What some tests need from elsewhere: a file it brings (or a pattern), and how to get it."""

    file: str
    debian: str
    how: str = ""

    @property
    def there(self):
        return bool(glob(self.file))

    @property
    def words(self):
        if self.how:
            return f"{self.debian} ({self.how})"
        return f"Debian package {self.debian} (apt-get install {self.debian})"


PACKAGES = {
    "postfix": Package("/usr/sbin/postfix", "postfix"),
    "dovecot": Package("/usr/sbin/dovecot", "dovecot-core dovecot-imapd dovecot-lmtpd"),
    "chromium": Package("/usr/bin/chromium", "chromium"),
    "cron": Package("/usr/sbin/cron", "cron"),
    "systemd": Package("/usr/lib/systemd/systemd", "systemd"),
    "libical3": Package("/usr/lib/*/libical.so.3", "libical3"),
    "ical.js": Package(
        str(Path(__file__).parents[1] / ".venv/node/node_modules/ical.js/dist/ical.es5.cjs"),
        "npm package ical.js",
        "npm install --prefix .venv/node ical.js@2",
    ),
    "spamassassin": Package("/usr/sbin/spamd", "spamassassin spamd spamc"),
}


def pytest_runtest_setup(item):
    for name in (n for mark in item.iter_markers("needs") for n in mark.args):
        if PACKAGES[name].there:
            continue
        if os.environ.get("OUTREACH_REQUIRE_ALL"):
            pytest.fail(f"needs {PACKAGES[name].words}", pytrace=False)
        pytest.skip(f"needs {PACKAGES[name].words}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Properties are not measured: a tracer doubles what their many examples take.

    A line that only an example reaches deserves a test that says when it is reached.
    """
    tracer = sys.gettrace()
    if not tracer or not getattr(item.obj, "is_hypothesis_test", False):
        return (yield)
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


def pytest_terminal_summary(terminalreporter):
    # From the reports: the tests may have run in other processes.
    reports = terminalreporter.stats.get("skipped", ())
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in reports)
    for package in sorted(package.words for package in PACKAGES.values()):
        if count := reasons[f"needs {package}"]:
            terminalreporter.write_line(
                f"SKIPPED {count} tests: needs {package}", yellow=True, bold=True
            )


def is_loopback(address):
    """True for an address that never leaves this machine; a path is a UNIX socket."""
    if not isinstance(address, tuple):
        return True
    try:
        return ip_address(address[0].partition("%")[0]).is_loopback
    except ValueError:
        return address[0] == "localhost"


@pytest.fixture(scope="session")
def strangers():
    """Where this process tried to go and was refused, until somebody asks."""
    refused = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name), refused))
        yield refused


def _guarded(real, refused):
    def guard(self, *args):
        if not is_loopback(args[-1]):
            refused.append(args[-1])
            raise PermissionError(f"a test tried to reach {args[-1]}")
        return real(self, *args)

    return guard


@pytest.fixture(autouse=True)
def _only_loopback(strangers):
    """No test reaches another machine, not even one that expects to fail there."""
    yield
    tried, strangers[:] = list(strangers), []
    assert not tried, f"a test tried to reach {tried}"


@pytest.fixture
def server():
    """A mail server on loopback that wants no login."""
    from tests.servers import MailServer

    with MailServer(security="none", auth=False) as running:
        yield running


@pytest.fixture
def unmeasured(monkeypatch):
    """Programs that this test starts run without a tracer, in half the time.

    For tests that start many of them on ways that others measure already; a program that is
    killed writes nothing down anyway.
    """
    for name in ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _clean_slate(monkeypatch):
    """No rehearsal clock and English words, whatever the test before did."""
    monkeypatch.delenv("OUTREACH_NOW", raising=False)
    words.use("en")
    yield
    words.use("en")
