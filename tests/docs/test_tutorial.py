"""The tutorial's commands print what the tutorial says they print."""

import sys

import pytest

from tests.docs.tutorial import PAGE, played


@pytest.mark.skipif(sys.platform == "win32", reason="the page is written for a POSIX shell")
def test_the_tutorial_is_true(tmp_path):
    """Every command of the first campaign, run in an empty folder, prints the page's output."""
    text = PAGE.read_text("utf-8")
    assert played(tmp_path, text) == text
