"""The self-check: the finished bytes are read back and compared with the letter.

The reader knows nothing of how the bytes were made. It knows the standards, and of these
only the forms a mail of ours may have: a field, a part or a coding that it does not know
is a difference, however well some mail program would cope. A mail that differs is not sent.
"""

import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from outreach.errors import InputError
from outreach.message.calendar import check_calendar
from outreach.message.intent import (
    ATOM,
    CALENDAR_FILE,
    FORBIDDEN,
    Value,
    calendar_kind,
    file_kind,
    file_name,
    files_of,
    intent,
    text_lines,
)
from outreach.model import Letter, Message
from outreach.words import say

#: The most characters any line may have (RFC 5322 §2.1.1).
HARD_LINE = 998
_WORD = r"=\?utf-8\?[bq]\?[!->@-~]*\?="
_WORDS = re.compile(f"{_WORD}(?: {_WORD})*")
_ADDRESS = r"""[^\s"(),:;<>@\[\\\]]+@[^\s"(),:;<>@\[\\\]]+"""
_MAILBOX = re.compile(
    rf"""(?:(?P<plain>{ATOM}(?:\ {ATOM})*)|"(?P<quoted>(?:[^"\\]|\\.)*)")\ <(?P<named>{_ADDRESS})>
    | (?P<bare>{_ADDRESS})""",
    re.VERBOSE,
)
_MULTIPART = re.compile(r'(multipart/[a-z]+); boundary="([=_0-9a-f]+)"')
_EXTENDED = re.compile(r"; filename(\*\d+|)\*=((?:%[0-9A-F]{2}|[!#$&'+.^_`{|}~0-9A-Za-z-])+)")
_ATTACHMENT = re.compile(
    rf"""attachment(?P<extended>(?:{_EXTENDED.pattern})*); filename="(?P<plain>[ !#-\[\]-~]+)\""""
)
_UTF8 = '; charset="utf-8"'
_TYPE, _CODING = "Content-Type", "Content-Transfer-Encoding"


class _Part(NamedTuple):
    """One part as a reader has it; a multipart is empty and its parts follow, one deeper."""

    depth: int
    kind: str
    name: str
    content: bytes


def check(message: Message, letter: Letter) -> None:
    """Read the bytes back and compare all of it with the letter.

    Raises:
        InputError: they differ; such a mail is never sent.
    """
    compare(message, letter, intent(letter, message.message_id))


def compare(message: Message, letter: Letter, meant: Mapping[str, Value]) -> None:
    """The same, where the fields meant are at hand."""
    _check_wire(message)
    head, _, body = message.content.partition(b"\r\n\r\n")
    fields = _fields(head)
    mine, content = fields[: len(meant)], fields[len(meant) :]
    if [name for name, _ in mine] != list(meant):
        raise _differs("header")
    for name, value in mine:
        if _read(name, value) != meant[name]:
            raise _differs(name)
    for name, address in (("From", message.mail_from), ("To", message.rcpt_to)):
        if meant[name][1] != address:
            raise _differs(name)
    if letter.calendar:
        check_calendar(letter.calendar, meant["From"][1], meant["To"][1])
    # The last line end belongs to the boundary (RFC 2046 §5.1.1), here to the end of the mail.
    found, wanted = list(_parts(content, body[:-2], 0)), list(_wanted(letter))
    if found != wanted:
        raise _differs(next((w.name or w.kind for w in wanted if w not in found), "MIME"))


def _differs(what: str) -> InputError:
    return InputError(say("message.self_check", what=what), say("message.self_check_hint"))


def _check_wire(message: Message) -> None:
    raw = message.content
    head, _, body = raw.partition(b"\r\n\r\n")
    ends = raw.count(b"\r\n")
    if not raw.count(b"\r") == raw.count(b"\n") == ends or not raw.endswith(b"\r\n"):
        raise _differs("CRLF")
    if max(map(len, raw.split(b"\r\n"))) > HARD_LINE:
        raise _differs(str(HARD_LINE))
    if not body.isascii() or (not head.isascii() and not message.smtputf8):
        raise _differs("ASCII")


# -- fields ---------------------------------------------------------------------------------


def _fields(head: bytes) -> list[tuple[str, str]]:
    """Name and text of each field, unfolded, in order; UTF-8 as in RFC 6532."""
    fields = []
    try:
        lines = head.decode().replace("\r\n ", " ").split("\r\n")
    except UnicodeDecodeError:
        raise _differs("UTF-8") from None
    for line in lines:
        name, colon, value = line.partition(": ")
        if not colon or FORBIDDEN.search(line):
            raise _differs("header")
        fields.append((name, value))
    return fields


def _read(name: str, value: str) -> Value:
    if name == "Subject":
        return _said(value)
    if name not in ("From", "To", "Reply-To"):
        return value
    if not (found := _MAILBOX.fullmatch(value)):
        raise _differs(name)
    if found["bare"]:
        return "", found["bare"]
    if found["plain"]:
        return _said(found["plain"]), found["named"]
    if "=?" in found["quoted"]:
        raise _differs(name)  # some programs take words out of quotes
    return re.sub(r"\\(.)", r"\1", found["quoted"]), found["named"]


def _said(text: str) -> str:
    """Text as a person sees it, encoded words decoded one by one (RFC 2047 §6.2)."""
    if "=?" not in text:
        return text
    if not _WORDS.fullmatch(text):
        raise _differs("RFC 2047")
    try:
        return "".join(_word(word) for word in text.split(" "))
    except ValueError:
        raise _differs("RFC 2047") from None


def _word(word: str) -> str:
    _, _, coding, text, _ = word.split("?")
    if coding == "q":
        return binascii.a2b_qp(text, header=True).decode()
    return binascii.a2b_base64(text, strict_mode=True).decode()


# -- parts ----------------------------------------------------------------------------------


def _wanted(letter: Letter) -> Iterator[_Part]:
    deep = 0
    files = files_of(letter)
    if files:
        yield _Part(deep, "multipart/mixed", "", b"")
        deep += 1
    below = [_Part(deep, file_kind(file), file_name(file), file.content) for file in files]
    if letter.draft.html or letter.calendar:
        yield _Part(deep, "multipart/alternative", "", b"")
        deep += 1
    yield _Part(deep, f"text/plain{_UTF8}", "", text_lines(letter.draft.text))
    if letter.draft.html:
        yield _Part(deep, f"text/html{_UTF8}", "", text_lines(letter.draft.html))
    if letter.calendar:
        yield _Part(deep, calendar_kind(letter.calendar), "", letter.calendar.content)
    yield from below


def _parts(fields: Sequence[tuple[str, str]], body: bytes, depth: int) -> Iterator[_Part]:
    """A part and, where it is a multipart, those in it, in the order they stand."""
    values = dict(fields)
    match [name for name, _ in fields]:
        case ["Content-Type"]:
            if not (found := _MULTIPART.fullmatch(values[_TYPE])):
                raise _differs("MIME")
            yield _Part(depth, found[1], "", b"")
            for piece in _pieces(body, found[2].encode()):
                head, _, inner = piece.partition(b"\r\n\r\n")
                yield from _parts(_fields(head), inner, depth + 1)
        case ["Content-Type", "Content-Transfer-Encoding"]:
            content = _decoded(values[_CODING], body)
            if not values[_TYPE].startswith("text/calendar"):
                content = content.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
            yield _Part(depth, values[_TYPE], "", content)
        case ["Content-Type", "Content-Disposition", "Content-Transfer-Encoding"]:
            name = _shown_name(values["Content-Disposition"])
            kind = values[_TYPE].removesuffix(_UTF8)
            if kind.startswith(CALENDAR_FILE):
                kind = kind.removesuffix(f'; name="{name}"')
            yield _Part(depth, kind, name, _decoded(values[_CODING], body))
        case _:
            raise _differs("MIME")


def _pieces(body: bytes, boundary: bytes) -> list[bytes]:
    """What stands between the boundaries, nothing before the first and after the last."""
    before, *pieces = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if before or not pieces or pieces.pop() != b"--":
        raise _differs("MIME")
    if not all(piece.startswith(b"\r\n") for piece in pieces):
        raise _differs("MIME")
    return [piece[2:] for piece in pieces]


def _decoded(coding: str, body: bytes) -> bytes:
    if coding == "quoted-printable":
        return binascii.a2b_qp(body)
    try:
        if coding == "base64":
            return binascii.a2b_base64(body.replace(b"\r\n", b""), strict_mode=True)
    except ValueError:
        pass
    raise _differs("MIME")


def _shown_name(disposition: str) -> str:
    """The file name a mail program shows: the extended one where there is one (RFC 2231)."""
    if not (found := _ATTACHMENT.fullmatch(disposition)):
        raise _differs("RFC 2231")
    if not found["extended"]:
        return found["plain"]
    pieces = _EXTENDED.findall(found["extended"])
    places = [place for place, _ in pieces]
    charset, _, coded = "".join(piece for _, piece in pieces).partition("''")
    if charset != "utf-8" or places not in ([""], [f"*{n}" for n in range(len(pieces))]):
        raise _differs("RFC 2231")
    try:
        return unquote_to_bytes(coded).decode()
    except UnicodeDecodeError:
        raise _differs("RFC 2231") from None
