"""What the runs of the whole program share: one Postfix with Dovecot."""

import os
from collections.abc import Iterator

import pytest

from tests.mailserver import RealMailServer, available


@pytest.fixture(scope="session")
def real() -> Iterator[RealMailServer]:
    """One running server for all tests that need a real one."""
    if missing := available():
        if os.environ.get("OUTREACH_REQUIRE_ALL"):
            pytest.fail(f"{missing} is missing")
        pytest.skip(f"{missing} is missing: apt-get install postfix dovecot-lmtpd dovecot-imapd")
    with RealMailServer() as server:
        yield server
