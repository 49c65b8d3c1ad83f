"""What all tests share: profiles, loud skips, no traffic but loopback."""

import os
import socket
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from outreach import words

settings.register_profile(
    "ci",
    max_examples=200,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "dev", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
)

#: Distribution packages some tests need, by a file each installs.
PACKAGES = {
    "postfix": "/usr/sbin/postfix",
    "dovecot-core": "/usr/sbin/dovecot",
    "chromium": "/usr/bin/chromium",
}
_skipped: Counter[str] = Counter()


def pytest_runtest_setup(item):
    for mark in item.iter_markers("needs"):
        for package in mark.args:
            if Path(PACKAGES[package]).exists():
                continue
            if os.environ.get("OUTREACH_REQUIRE_ALL"):
                pytest.fail(
                    f"needs the Debian package {package}, which must be here", pytrace=False
                )
            _skipped[package] += 1
            pytest.skip(f"needs the Debian package {package}")


def pytest_terminal_summary(terminalreporter):
    for package, n in sorted(_skipped.items()):
        terminalreporter.write_line(
            f"SKIPPED {n} tests: they need the Debian package {package} (apt-get install {package})"
        )


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch):
    """No test reaches another machine: a guard on every connect of this process."""
    real = socket.socket.connect

    def connect(self, address):
        if self.type == socket.SOCK_DGRAM:  # connecting one sends nothing
            return real(self, address)
        host = address[0] if isinstance(address, tuple) else ""
        assert not host or host == "localhost" or host.startswith("127.") or host == "::1", (
            f"a test tried to reach {host}"
        )
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def _clean_slate(monkeypatch):
    """No rehearsal clock and English words, whatever the test before did."""
    monkeypatch.delenv("OUTREACH_NOW", raising=False)
    words.use("en")
    yield
    words.use("en")
