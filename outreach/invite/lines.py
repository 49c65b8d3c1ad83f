"""Lines of a calendar: RFC 5545 text, parameters and folding.

Written here and not by the library we read calendars with: these few forms are all we
need, two runs give the same bytes, and three readers by others judge them in the tests.
"""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

#: Octets of a line, without its end (RFC 5545 §3.1).
MOST = 75
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
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


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


def escaped(text: str) -> str:
    """TEXT (RFC 5545 §3.3.11)."""
    return text.translate(_ESCAPES)


def mailto(address: str) -> str:
    """The address as RFC 6068 §2 has it; the signs that most addresses have stay themselves."""
    return "mailto:" + quote(address, safe="!$'*+-._~@")


def folded(lines: Iterable[str]) -> bytes:
    """The lines in UTF-8, none over 75 octets, each ended by CRLF.

    A fold never stands inside a character or an escape.
    """
    return b"".join(_fold(line) for line in lines)


def _fold(line: str) -> bytes:
    raw = line.encode()
    if len(raw) <= MOST:
        return raw + b"\r\n"
    out, used = bytearray(), 0
    for unit in re.findall(r"\\.|.", line):
        coded = unit.encode()
        if used + len(coded) > MOST:
            out += b"\r\n "
            used = 1
        out += coded
        used += len(coded)
    return bytes(out + b"\r\n")
