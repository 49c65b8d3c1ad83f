"""From what is meant to RFC 5322 bytes, folded by the kind of each field."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from outreach.errors import InputError
from outreach.message.intent import (
    ATOM,
    CALENDAR_FILE,
    Value,
    calendar_kind,
    file_kind,
    file_name,
    files_of,
    intent,
    mac,
    message_id,
    text_lines,
)
from outreach.message.reading import HARD_LINE, compare
from outreach.model import Attachment, Calendar, Letter, Message
from outreach.words import say

#: Characters of a line on the wire to aim at (RFC 5322 §2.1.1); lines with encoded words
#: have 76, each word 75 (RFC 2047 §2).
LINE, WORD_LINE, WORD = 78, 76, 75
_PHRASE = re.compile(f"{ATOM}(?: {ATOM})*")
#: What may stand for itself in a Q word, also in a display name (RFC 2047 §5 (3)).
_Q = [
    chr(b) if chr(b).isascii() and (chr(b).isalnum() or chr(b) in "!*+-/") else f"={b:02X}"
    for b in range(256)
]
_Q[ord(" ")] = "_"
_ASCII = bytes(range(128))
#: What may stand for itself in an extended parameter (RFC 2231 §7: attribute-char).
_ATTRIBUTE = "!#$&+-.^_`{|}~"
_SPELT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)

#: The Content-* fields of a part, and its encoded body; both end in CRLF.
_Part = tuple[bytes, bytes]


def compose(letter: Letter, secret: bytes) -> Message:
    """The finished mail, checked.

    Raises:
        InputError: something in it cannot stand in a mail; nothing is silently changed.
    """
    mid = message_id(letter.key, letter.sender.email, secret)
    meant = intent(letter, mid)
    fields = "".join(_field(name, value) for name, value in meant.items())
    head, body = _content(letter, secret)
    message = Message(
        key=letter.key,
        message_id=mid,
        mail_from=meant["From"][1],
        rcpt_to=meant["To"][1],
        content=fields.encode() + head + b"\r\n" + body,
        smtputf8=not fields.isascii(),
    )
    compare(message, letter, meant)
    return message


# -- fields on the wire ---------------------------------------------------------------------


def _field(name: str, value: Value) -> str:
    if isinstance(value, tuple):
        return _mailbox(name, *value)
    if name == "Subject":
        return _text(name, value)
    return _tokens(name, value.split(" "))


def _mailbox(name: str, display: str, address: str) -> str:
    """``Name: display <address>``; words for the display name only (RFC 2047 §5)."""
    if not display:
        return f"{name}: {address}\r\n"
    start = f"{name}: {_phrase(display, len(name) + 2)}"
    used = len(start.rpartition("\r\n")[2])
    gap = "\r\n " if used + len(address) + 3 > WORD_LINE else " "
    return f"{start}{gap}<{address}>\r\n"


def _phrase(display: str, used: int) -> str:
    quoted = '"' + re.sub(r'(["\\])', r"\\\1", display) + '"'
    if not display.isascii() or "=?" in display or len(quoted) > WORD_LINE - used:
        return _encoded(display, used)
    return display if _PHRASE.fullmatch(display) else quoted


def _text(name: str, text: str) -> str:
    """Text as it is where it folds between single blanks, else as encoded words."""
    words, used = text.split(" "), len(name) + 2
    if text.isascii() and "=?" not in text and all(0 < len(w) <= LINE - used for w in words):
        return _tokens(name, words)
    return f"{name}: {_encoded(text, used)}\r\n"


def _encoded(text: str, used: int) -> str:
    """The text as RFC 2047 words, one per line, split between characters only."""
    coding = "b" if _is_dense(text.encode(), 3) else "q"
    room = min(WORD, WORD_LINE - used)
    whole = _word(coding, text)
    if len(whole) <= room:
        return whole
    words, piece = [], ""
    for char in text:
        if piece and len(_word(coding, piece + char)) > room:
            words.append(_word(coding, piece))
            piece, room = "", WORD
        piece += char
    return "\r\n ".join([*words, _word(coding, piece)])


def _word(coding: str, piece: str) -> str:
    raw = piece.encode()
    q = coding == "q"
    text = raw.decode("latin-1").translate(_Q) if q else base64.b64encode(raw).decode()
    return f"=?utf-8?{coding}?{text}?="


def _tokens(name: str, tokens: Sequence[str]) -> str:
    """A field folded between its tokens only; a token longer than a line stays whole."""
    lines = [f"{name}: {tokens[0]}"]
    for token in tokens[1:]:
        if len(lines[-1]) + 1 + len(token) > LINE:
            lines.append("")
        lines[-1] += f" {token}"
    if max(map(len, lines)) > HARD_LINE:
        raise InputError(say("message.too_long", header=name, most=HARD_LINE))
    return "\r\n".join(lines) + "\r\n"


# -- parts ----------------------------------------------------------------------------------


def _content(letter: Letter, secret: bytes) -> _Part:
    forms = [_text_part("plain", letter.draft.text)]
    if letter.draft.html:
        forms.append(_text_part("html", letter.draft.html))
    if letter.calendar:
        forms.append(_calendar_part(letter.calendar))
    part = _multipart("alternative", forms, letter.key, secret) if len(forms) > 1 else forms[0]
    if files := [_file_part(file) for file in files_of(letter)]:
        part = _multipart("mixed", [part, *files], letter.key, secret)
    return part


def _is_dense(raw: bytes, share: int) -> bool:
    """True when more than one byte in `share` is beyond ASCII, and Q coding unreadable."""
    return len(raw.translate(None, _ASCII)) * share > len(raw)


def _text_part(kind: str, text: str) -> _Part:
    raw = text_lines(text)
    if _is_dense(raw, 2):
        coding, body = "base64", _base64(raw.replace(b"\n", b"\r\n"))
    else:
        coding, body = "quoted-printable", _quoted_printable(raw)
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {coding}\r\n'
    return head.encode(), body


def _calendar_part(calendar: Calendar) -> _Part:
    """What mail programs make buttons of: no file name, no Content-ID (they would hide it)."""
    head = f"Content-Type: {calendar_kind(calendar)}\r\nContent-Transfer-Encoding: base64\r\n"
    return head.encode(), _base64(calendar.content)


def _base64(raw: bytes) -> bytes:
    coded = binascii.b2a_base64(raw, newline=False)
    return b"".join([coded[i : i + 76] + b"\r\n" for i in range(0, len(coded), 76)]) or b"\r\n"


def _quoted_printable(raw: bytes) -> bytes:
    coded = binascii.b2a_qp(raw)
    if not re.search(rb"(?m)^(?:From |\.)", coded):
        return coded.replace(b"\n", b"\r\n")
    return b"".join(_guarded(line) for line in coded.split(b"\n")[:-1])


def _guarded(line: bytes) -> bytes:
    """An encoded line that no relay touches: some mend "From " and a dot at its start."""
    if line.startswith((b"From ", b".")):
        line = b"=%02X%s" % (line[0], line[1:])
    if len(line) > 76 and (start := re.match(rb"(?:=..|[^=]){1,25}", line)):
        return start[0] + b"=\r\n" + _guarded(line[start.end() :])
    return line + b"\r\n"


def _file_part(file: Attachment) -> _Part:
    kind, name = file_kind(file), file_name(file)
    plain = _plain_name(name)
    # The whole name first: a reader takes the first of the two that it understands.
    names = [*(_extended(name) if plain != name else ()), f'filename="{plain}"']
    charset = '; charset="utf-8"' if kind.startswith("text/") and _is_utf8(file.content) else ""
    if kind == CALENDAR_FILE and plain == name:
        charset = f';\r\n name="{plain}"'  # older readers of calendars look only here
    head = (
        f"Content-Type: {kind}{charset}\r\n"
        + ";\r\n ".join(["Content-Disposition: attachment", *names])
        + "\r\nContent-Transfer-Encoding: base64\r\n"
    )
    return head.encode(), _base64(file.content)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _plain_name(name: str) -> str:
    """The file name in ASCII, at most 60 characters, with its ending."""
    spelt = unicodedata.normalize("NFC", name).translate(_SPELT)
    letters = unicodedata.normalize("NFKD", spelt)
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    plain = re.sub(r'[^ -~]|["\\%/<>]|=\?', "_", plain) or "_"
    return plain if len(plain) <= 60 else plain[:45] + plain[-15:]


def _extended(name: str) -> Iterator[str]:
    """The whole file name as RFC 2231 parameters, cut between characters where long."""
    pieces = [""]
    for char in name:
        code = quote(char, safe=_ATTRIBUTE)
        if len(pieces[-1]) + len(code) > 55:
            pieces.append("")
        pieces[-1] += code
    for n, piece in enumerate(pieces):
        place = f"*{n}" if len(pieces) > 1 else ""
        charset = "" if n else "utf-8''"
        yield f"filename{place}*={charset}{piece}"


def _multipart(kind: str, parts: Sequence[_Part], key: str, secret: bytes) -> _Part:
    # "=_" stands in no base64 and no quoted-printable, so the line occurs in no part.
    boundary = f"=_{mac(secret, f'{key} {kind}').hex()[:32]}".encode()
    body = b"".join(b"--%s\r\n%s\r\n%s" % (boundary, *part) for part in parts)
    head = b'Content-Type: multipart/%s;\r\n boundary="%s"\r\n' % (kind.encode(), boundary)
    return head, body + b"--%s--\r\n" % boundary
