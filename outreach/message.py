"""A letter as RFC 5322 bytes: same letter and key, same bytes.

`_intent` lists the fields a mail is to have; they are written one by one and folded by
their kind: words (RFC 2047) in Subject and display names, never in ids, addresses and
List-Unsubscribe, whatever their length (the standard library encodes those, and then
threads break and nobody sees the way out). The self-check reads the bytes back with
another parser and compares everything with the letter, so no cell can add a header, a
recipient or an attachment.
"""

import base64
import binascii
import email
import hmac
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.utils import collapse_rfc2231_value, format_datetime, getaddresses
from urllib.parse import quote

from outreach.errors import InputError
from outreach.model import Attachment, Letter, Message
from outreach.words import say

#: Characters of a line on the wire to aim at, and the most any line may have (RFC 5322
#: §2.1.1); lines with encoded words have 76, each word 75 (RFC 2047 §2).
LINE, HARD_LINE = 78, 998
WORD_LINE, WORD = 76, 75
#: C0, DEL, C1, line separators, lone surrogates and all of Unicode's Bidi_Control.
_FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PHRASE = re.compile(f"{_ATOM}(?: {_ATOM})*")
_DOT_ATOM = _ATOM.replace("[", "[\xa0-\U0010ffff")
_LOCAL = re.compile(rf"{_DOT_ATOM}(?:\.{_DOT_ATOM})*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-;=?-~]+")
_MIME = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
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

#: What may follow the fields of `_intent`: a multipart has no encoding of its own.
_CONTENT_FIELDS = (["Content-Type"], ["Content-Type", "Content-Transfer-Encoding"])

#: A field's value as meant: text, or (display name, address).
_Value = str | tuple[str, str]
#: The Content-* fields of a part, and its encoded body; both end in CRLF.
_Part = tuple[bytes, bytes]


def message_id(key: str, sender_email: str, secret: bytes) -> str:
    """The Message-ID of a key for ever: 26 characters of HMAC-SHA256, no address in them.

    Raises:
        InputError: `sender_email` is no address.
    """
    local = base64.b32encode(_mac(secret, key)).decode().lower()[:26]
    return f"<{local}@{_wire('From', sender_email).rpartition('@')[2]}>"


def compose(letter: Letter, secret: bytes) -> Message:
    """The finished mail, checked.

    Raises:
        InputError: something in it cannot stand in a mail; nothing is silently changed.
    """
    mid = message_id(letter.key, letter.sender.email, secret)
    fields = "".join(_field(name, value) for name, value in _intent(letter, mid).items())
    head, body = _content(letter, secret)
    message = Message(
        key=letter.key,
        message_id=mid,
        mail_from=_wire("From", letter.sender.email),
        rcpt_to=_wire("To", letter.to_email),
        content=fields.encode() + head + b"\r\n" + body,
        smtputf8=not fields.isascii(),
    )
    check(message, letter)
    return message


def _mac(secret: bytes, text: str) -> bytes:
    return hmac.digest(secret, text.encode("utf-8", "surrogatepass"), "sha256")


# -- what is meant --------------------------------------------------------------------------


def _intent(letter: Letter, mid: str) -> Mapping[str, _Value]:
    """Every field before Content-*, in its order, with what a reader is to find in it."""
    sender, draft = letter.sender, letter.draft
    if letter.date.utcoffset() is None:
        raise InputError(say("message.no_zone", date=letter.date))
    if not draft.subject.strip():
        raise InputError(say("message.empty_subject"))
    intent: dict[str, _Value] = {
        "Date": format_datetime(letter.date),
        "From": (_line("From", sender.name), _wire("From", sender.email)),
        "To": (_line("To", letter.to_name), _wire("To", letter.to_email)),
        "Subject": _line("Subject", draft.subject),
        "Message-ID": mid,
    }
    if sender.reply_to:
        intent["Reply-To"] = ("", _wire("Reply-To", sender.reply_to))
    if letter.references:
        ids = [_whole("References", _ID, i) for i in letter.references]
        intent["In-Reply-To"] = ids[-1]
        intent["References"] = " ".join(ids)
    if letter.unsubscribe:
        intent["List-Unsubscribe"] = ", ".join(_uri(u) for u in letter.unsubscribe)
    intent["MIME-Version"] = "1.0"
    return intent


def _line(name: str, value: str) -> str:
    """The value without outer blanks; refused when anything in it could break a header."""
    if found := _FORBIDDEN.search(value):
        code = f"U+{ord(found[0]):04X}"
        raise InputError(say("message.control", header=name, code=code), say("message.retype"))
    return value.strip()


def _whole(name: str, pattern: re.Pattern[str], value: str) -> str:
    if not pattern.fullmatch(_line(name, value)):
        raise InputError(say("message.bad_value", header=name, value=value))
    return value


def _uri(uri: str) -> str:
    # Other letters go in their percent form: RFC 3987 §3.1, for mailto RFC 6068 §2.
    name = "List-Unsubscribe"
    ascii_uri = "".join(c if c.isascii() else quote(c) for c in _line(name, uri))
    return f"<{_whole(name, _URI, ascii_uri)}>"


def _wire(name: str, address: str) -> str:
    """One address as it stands in MAIL, RCPT and the header: the domain in A-labels."""
    local, _, domain = _line(name, address).rpartition("@")
    if not domain.isascii():
        domain = _a_labels(domain)
    sound = _LOCAL.fullmatch(local) and local.isprintable() and len(local.encode()) <= 64
    if not sound or not _DOMAIN.fullmatch(domain) or len(local.encode()) + len(domain) > 253:
        raise InputError(say("message.bad_address", header=name, address=address))
    return f"{local}@{domain.lower()}"


def _a_labels(domain: str) -> str:
    """The domain in ASCII, or "" when it has none."""
    # Not the codec "idna": that is the rule of 2003, which writes to fass.de for faß.de.
    from email_validator import validate_email

    try:
        found = validate_email(f"a@{domain}", check_deliverability=False, test_environment=True)
    except (ValueError, IndexError):
        return ""
    return found.ascii_domain


# -- fields on the wire ---------------------------------------------------------------------


def _field(name: str, value: _Value) -> str:
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
    words, piece, room = [], "", min(WORD, WORD_LINE - used)
    for char in text:
        if piece and len(_word(coding, piece + char)) > room:
            words.append(_word(coding, piece))
            piece, room = "", WORD
        piece += char
    return "\r\n ".join([*words, _word(coding, piece)])


def _word(coding: str, piece: str) -> str:
    raw = piece.encode()
    text = "".join(_Q[b] for b in raw) if coding == "q" else base64.b64encode(raw).decode()
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
    part = _text_part("plain", letter.draft.text)
    if letter.draft.html:
        twin = _text_part("html", letter.draft.html)
        part = _multipart("alternative", [part, twin], letter.key, secret)
    if letter.attachments:
        files = [_file_part(a) for a in letter.attachments]
        part = _multipart("mixed", [part, *files], letter.key, secret)
    return part


def _lines(text: str) -> bytes:
    """The text in UTF-8 with LF, each line ended, no empty lines after the last."""
    try:
        return re.sub("\r\n?", "\n", text).rstrip("\n").encode() + b"\n"
    except UnicodeEncodeError as error:
        what = say("message.control", header="Text", code=f"U+{ord(text[error.start]):04X}")
        raise InputError(what, say("message.retype")) from None


def _is_dense(raw: bytes, share: int) -> bool:
    """True when more than one byte in `share` is beyond ASCII, and Q coding unreadable."""
    return len(raw.translate(None, _ASCII)) * share > len(raw)


def _text_part(kind: str, text: str) -> _Part:
    raw = _lines(text)
    if _is_dense(raw, 2):
        coding, body = "base64", _base64(raw.replace(b"\n", b"\r\n"))
    else:
        coding, body = "quoted-printable", _quoted_printable(raw)
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {coding}\r\n'
    return head.encode(), body


def _base64(raw: bytes) -> bytes:
    return base64.encodebytes(raw).replace(b"\n", b"\r\n") or b"\r\n"


def _quoted_printable(raw: bytes) -> bytes:
    return b"".join(_guarded(line) for line in binascii.b2a_qp(raw).split(b"\n")[:-1])


def _guarded(line: bytes) -> bytes:
    """An encoded line that no relay touches: some mend "From " and a dot at its start."""
    if line.startswith((b"From ", b".")):
        line = b"=%02X%s" % (line[0], line[1:])
    if len(line) > 76 and (start := re.match(rb"(?:=..|[^=]){1,25}", line)):
        return start[0] + b"=\r\n" + _guarded(line[start.end() :])
    return line + b"\r\n"


def _file_part(file: Attachment) -> _Part:
    kind, name = _kind(file), _file_name(file)
    plain = _plain_name(name)
    # The whole name first: a reader takes the first of the two that it understands.
    names = [*(_extended(name) if plain != name else ()), f'filename="{plain}"']
    charset = '; charset="utf-8"' if kind.startswith("text/") and _is_utf8(file.content) else ""
    head = (
        f"Content-Type: {kind}{charset}\r\n"
        + ";\r\n ".join(["Content-Disposition: attachment", *names])
        + "\r\nContent-Transfer-Encoding: base64\r\n"
    )
    return head.encode(), _base64(file.content)


def _kind(file: Attachment) -> str:
    main, sub = (half.lower() for half in file.mime)
    if not _MIME.fullmatch(main) or not _MIME.fullmatch(sub):
        raise InputError(say("message.bad_value", header="Content-Type", value=f"{main}/{sub}"))
    # These two may not stand in base64 (RFC 2046 §5); as plain bytes they go unchanged.
    return "application/octet-stream" if main in ("message", "multipart") else f"{main}/{sub}"


def _file_name(file: Attachment) -> str:
    name = file.name.strip()
    if not name.strip(".") or _FORBIDDEN.search(name) or "/" in name or "\\" in name:
        raise InputError(say("message.bad_file_name", name=ascii(file.name)))
    return name


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
    plain = re.sub(r'[^ -~]|["\\%/<>]|=\?', "_", plain)
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
    boundary = f"=_{_mac(secret, f'{key} {kind}').hex()[:32]}".encode()
    body = b"".join(b"--%s\r\n%s\r\n%s" % (boundary, *part) for part in parts)
    head = b'Content-Type: multipart/%s;\r\n boundary="%s"\r\n' % (kind.encode(), boundary)
    return head, body + b"--%s--\r\n" % boundary


# -- the self-check -------------------------------------------------------------------------


def check(message: Message, letter: Letter) -> None:
    """Read the bytes back and compare all of it with the letter.

    Raises:
        InputError: they differ; such a mail is never sent.
    """
    _check_wire(message)
    parsed = email.message_from_bytes(message.content)
    intent = _intent(letter, message.message_id)
    fields = [(name, _unfolded(value)) for name, value in _raw_items(parsed)]
    mine = [(n, v) for n, v in fields if not n.startswith("Content-")]
    theirs = [n for n, _ in fields if n.startswith("Content-")]
    if [n for n, _ in mine] != list(intent) or theirs not in _CONTENT_FIELDS:
        raise _differs(", ".join(n for n, _ in fields))
    for name, value in mine:
        if _read(name, value) != intent[name]:
            raise _differs(name)
    for name, address in (("From", message.mail_from), ("To", message.rcpt_to)):
        if intent[name][1] != address:
            raise _differs(name)
    _check_parts(parsed, letter)


def _check_wire(message: Message) -> None:
    raw = message.content
    head, _, body = raw.partition(b"\r\n\r\n")
    if re.search(rb"(?<!\r)\n|\r(?!\n)", raw) or not raw.endswith(b"\r\n"):
        raise _differs("CRLF")
    if max(map(len, raw.split(b"\r\n"))) > HARD_LINE:
        raise _differs(str(HARD_LINE))
    if not body.isascii() or (not head.isascii() and not message.smtputf8):
        raise _differs("ASCII")


def _check_parts(parsed: Parsed, letter: Letter) -> None:
    parts = list(parsed.walk())
    leaves = [p for p in parts if not p.is_multipart()]
    shape = ["multipart/mixed"] * bool(letter.attachments)
    shape += ["multipart/alternative"] * bool(letter.draft.html)
    wanted: list[tuple[str, str, bytes]] = [("text/plain", "", _lines(letter.draft.text))]
    if letter.draft.html:
        wanted.append(("text/html", "", _lines(letter.draft.html)))
    wanted += [(_kind(a), _file_name(a), a.content) for a in letter.attachments]
    if [p.get_content_type() for p in parts if p.is_multipart()] != shape:
        raise _differs("multipart")
    if len(leaves) != len(wanted) or any(p.defects for p in parts):
        raise _differs("MIME")
    for part, (kind, name, content) in zip(leaves, wanted, strict=True):
        payload = part.get_payload(decode=True)
        found = payload if isinstance(payload, bytes) else b""
        if not name:
            # The last line end belongs to the boundary (RFC 2046 §5.1.1).
            found = found.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
        if (part.get_content_type(), _read_name(part), found) != (kind, name, content):
            raise _differs(name or kind)


def _differs(what: str) -> InputError:
    return InputError(say("message.self_check", what=what), say("message.self_check_hint"))


def _raw_items(parsed: Parsed) -> Iterator[tuple[str, str]]:
    """Name and text of each field as on the wire, UTF-8 included (RFC 6532)."""
    for name, value in parsed.raw_items():
        yield name, str(value).encode("ascii", "surrogateescape").decode("utf-8", "replace")


def _unfolded(value: str) -> str:
    return re.sub(r"\r\n(?=[ \t])", "", value)


def _read(name: str, value: str) -> _Value:
    if name == "Subject":
        return _decoded(value)
    if name not in ("From", "To", "Reply-To"):
        return value
    found = getaddresses([value])
    return (_decoded(found[0][0]), found[0][1]) if len(found) == 1 else ""


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value


def _read_name(part: Parsed) -> str:
    """The file name a reader shows: the extended one where there is one."""
    found = part.get_params([], "content-disposition")
    names = [value for name, value in found if name.lower() == "filename"]
    return collapse_rfc2231_value(names[-1]) if names else ""
