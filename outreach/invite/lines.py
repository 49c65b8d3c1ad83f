r"""Texts of a calendar: what of a cell may stand in one, and how.

The package icalendar escapes and folds. Ours is what it leaves to its caller: nothing
invisible, names that every reader gives back alike, and one pair of signs. It takes a
backslash before a capital N for a line end, which "C:\Neu" does not mean.
"""

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from icalendar import vCalAddress
    from icalendar.prop import vInline

#: C0 and C1 but for the line end, DEL, line separators, lone surrogates, noncharacters,
#: and all that turns the direction of the text around it.
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_BREAK = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
#: What a parameter cannot hold in quotes (RFC 5545 §3.2), or what RFC 6868 made a sign of
#: its own that half of the readers take apart and the others show.
_NAME = str.maketrans({'"': "'", "^": "ˆ", "\\": "/", "\n": " ", "\t": " "})
_APART = re.compile(r"(?<=\\)(?=N)")


def plain(text: str) -> str:
    """The text as a calendar may show it: NFC, LF between lines, nothing invisible."""
    text = _BREAK.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text)).strip()


def one_line(text: str) -> str:
    """The same on a single line."""
    return re.sub(r"\s+", " ", plain(text))


def shown_name(text: str) -> str:
    """A display name as every reader gives it back: quotes, carets and backslashes replaced."""
    return one_line(text).translate(_NAME)


def text(shown: str) -> "vInline":
    """TEXT (RFC 5545 §3.3.11), escaped by the package, the pair of signs in two pieces."""
    from icalendar import vText
    from icalendar.prop import vInline

    return vInline("".join(vText(piece).to_ical().decode() for piece in _APART.split(shown)))


def person(address: str, name: str, **params: str) -> "vCalAddress":
    """The address as RFC 6068 §2 has it, its common signs as they are, and the name beside it."""
    from icalendar import Parameters, vCalAddress

    found = vCalAddress("mailto:" + quote(address, safe="!$'*+-._~@"), params=params)
    if shown := shown_name(name):
        found.params["CN"] = shown
        # Quoted always: some programs trip over letters beyond ASCII outside quotes.
        quoted = (*Parameters.always_quoted, "CN")
        found.params.always_quoted = quoted  # type: ignore[assignment]  # longer by one
    return found
