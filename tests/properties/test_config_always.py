"""What holds for every outreach.toml, whatever stands in it."""

import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from outreach.config import load
from outreach.errors import ConfigError

SENDER = '[sender]\nname = "A"\nemail = "a@example.com"\n[schedule]\n'
MINUTES = st.integers(0, 24 * 60)


def settings(text: str | bytes):
    """The settings of a workspace with this file, or what is wrong with them."""
    with tempfile.TemporaryDirectory() as folder:
        data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
        Path(folder, "outreach.toml").write_bytes(data)
        try:
            return load(Path(folder))
        except ConfigError as error:
            return error


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200)))
def test_any_bytes_are_settings_or_problems(text):
    """Nothing but a ConfigError, with problems in words, comes of any file."""
    found = settings(text)
    assert isinstance(found, ConfigError), "no file this short names a sender by chance"
    assert found.problems
    assert str(found)


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@given(st.lists(st.tuples(MINUTES, MINUTES), min_size=1, max_size=4))
def test_accepted_windows_are_in_order_and_apart(spans):
    """Either every minute belongs to the windows as written, or the file is refused."""
    text = ", ".join(f'"{clock(a)}-{clock(b)}"' for a, b in spans)
    found = settings(f"{SENDER}windows = [{text}]\n")
    bad = any(a >= b for a, b in spans)
    clash = any(max(a, c) < min(b, d) for i, (a, b) in enumerate(spans) for c, d in spans[:i])
    if bad or clash:
        assert isinstance(found, ConfigError)
        return
    windows = found.rules.windows
    assert all(a < b for a, b in windows)
    assert all(b < c for (_, b), (c, _) in pairwise(windows))
    assert {m for a, b in windows for m in range(a, b)} == {
        m for a, b in spans for m in range(a, b)
    }


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.integers(0, 400))
def test_a_span_holds_its_days_and_no_other(first, length):
    """A span of one year holds exactly the days from its first to its last."""
    last = first + timedelta(length)
    (span,) = settings(f'{SENDER}closed = ["{first}..{last}"]\n').rules.closed
    assert first in span
    assert last in span
    assert first - timedelta(1) not in span
    assert last + timedelta(1) not in span
