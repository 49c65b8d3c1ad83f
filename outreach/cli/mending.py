"""A line that a letter lacks, put into it at one key."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.cli.screen import ask, interactive, out, printable
from outreach.words import say

if TYPE_CHECKING:
    from outreach.lint import Finding


def offer_lines(found: "Iterable[Finding]", root: Path) -> None:
    """Ask a person, once for each letter, whether what it lacks may be put into it."""
    if not interactive():
        return
    offers = {finding.path: finding.offer for finding in found if finding.offer}
    from outreach.lint.mending import with_words

    for path, words in offers.items():
        if ask(say("lint.offer_question", path=printable(path)), default="n").lower() in ("y", "j"):
            file = root / path
            # As bytes: line ends and a mark at the beginning stay as they are.
            text = file.read_bytes().decode("utf-8")
            file.write_bytes(with_words(text, path, words).encode("utf-8"))
            out(say("lint.offer_done", path=printable(path)))
