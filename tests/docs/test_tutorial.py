"""The commands of README and tutorials print what the pages say they print."""

import sys

import pytest

from tests.docs.tutorial import PAGES, played


@pytest.mark.skipif(sys.platform == "win32", reason="the pages are written for a POSIX shell")
@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_is_true(tmp_path, page):
    """Every command of the page, run in an empty folder, prints the page's output."""
    assert played(tmp_path, page) == page.read_text("utf-8")
