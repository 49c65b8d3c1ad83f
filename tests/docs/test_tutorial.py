"""The tutorials' commands print what the tutorials say they print."""

import sys

import pytest

from tests.docs.tutorial import PAGES, played


@pytest.mark.skipif(sys.platform == "win32", reason="the pages are written for a POSIX shell")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_tutorial_is_true(tmp_path, page):
    """Every command of a tutorial, run in an empty folder, prints the page's output."""
    text = page.read_text("utf-8")
    assert played(tmp_path, text) == text
