"""A letter as RFC 5322 bytes: same letter and key, same bytes.

Headers are built one by one and folded by their kind: words (RFC 2047) in Subject and
display names, never in ids, addresses and List-Unsubscribe, whatever their length. The
path's self-check reads the bytes back with another parser and compares them with the
intent, so no cell can add a header, a recipient or an attachment.
"""

import base64
import email
import hashlib
import hmac
import quopri
import re
from collections.abc import Sequence
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message as Parsed

from outreach.errors import InputError
from outreach.model import Attachment, Letter, Message
from outreach.words import say

#: C0, DEL, C1, line separators and bidi controls: none of them belongs in a header.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ATEXT = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Fields a mail of ours may have, once each.
_ALLOWED = {
    "date", "from", "to", "subject", "message-id", "reply-to", "in-reply-to", "references",
    "list-unsubscribe", "mime-version", "content-type", "content-transfer-encoding",
}  # fmt: skip
LINE = 78
HARD_LINE = 998


def message_id(key: str, sender_email: str, secret: bytes) -> str:
    """The Message-ID of a key for ever: 26 characters of HMAC, no address in them."""
    digest = hmac.new(secret, f"message-id:{key}".encode(), hashlib.sha256).digest()
    local = base64.b32encode(digest).decode().lower()[:26]
    return f"<{local}@{_a_labels(sender_email).rpartition('@')[2]}>"


def compose(letter: Letter, secret: bytes) -> Message:
    """The finished mail, checked.

    Raises:
        InputError: something in it cannot stand in a mail; nothing is silently changed.
    """
    mid = message_id(letter.key, letter.sender.email, secret)
    headers = _headers(letter, mid)
    body_headers, body = _body(letter, secret)
    content = "".join(headers).encode("utf-8") + body_headers + b"\r\n" + body
    to = _a_labels(letter.to_email)
    mail_from = _a_labels(letter.sender.email)
    message = Message(
        key=letter.key,
        message_id=mid,
        mail_from=mail_from,
        rcpt_to=to,
        content=content,
        smtputf8=not (to.isascii() and mail_from.isascii()),
    )
    check(message, letter)
    return message


# -- headers --------------------------------------------------------------------------------


def _headers(letter: Letter, mid: str) -> list[str]:
    lines = [
        f"Date: {_date(letter.date)}\r\n",
        _mailbox("From", letter.sender.name, letter.sender.email),
        _mailbox("To", letter.to_name, letter.to_email),
        _words("Subject", _clean("Subject", letter.draft.subject)),
        _tokens("Message-ID", [mid]),
    ]
    if not letter.draft.subject.strip():
        raise InputError(say("message.empty_subject"))
    if letter.sender.reply_to:
        lines.append(_mailbox("Reply-To", "", letter.sender.reply_to))
    if letter.references:
        lines.append(_tokens("In-Reply-To", letter.references[-1:]))
        lines.append(_tokens("References", letter.references))
    if letter.unsubscribe:
        uris = [f"<{_clean('List-Unsubscribe', u)}>" for u in letter.unsubscribe]
        lines.append(_tokens("List-Unsubscribe", [f"{u}," for u in uris[:-1]] + uris[-1:]))
    lines.append("MIME-Version: 1.0\r\n")
    return lines


def _clean(name: str, value: str) -> str:
    if found := _FORBIDDEN.search(value):
        raise InputError(say("message.control", header=name, code=f"U+{ord(found[0]):04X}"))
    return value.strip()


def _date(moment: datetime) -> str:
    # RFC 5322 §3.3; strftime would follow the locale.
    offset = moment.strftime("%z")[:5]
    return (
        f"{_DAYS[moment.weekday()]}, {moment.day:02d} {_MONTHS[moment.month - 1]} {moment.year:04d}"
        f" {moment:%H:%M:%S} {offset}"
    )


def _a_labels(address: str) -> str:
    local, at, domain = address.rpartition("@")
    if (
        not at
        or not local
        or not domain
        or _FORBIDDEN.search(address)
        or re.search(r'[\s<>(),;:"\[\]\\]', address)
    ):
        raise InputError(say("message.bad_address", address=address))
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise InputError(say("message.bad_address", address=address)) from error
    return f"{local}@{domain.lower()}"


def _mailbox(name: str, display: str, address: str) -> str:
    """``Name: display <address>``; words only for the display name (RFC 2047 §5)."""
    display, spec = _clean(name, display), _a_labels(address)
    if not display:
        return f"{name}: {spec}\r\n"
    if not display.isascii() or "=?" in display or len(display) > 60:
        phrase = _encoded_words(display, len(name) + 2)
    elif _ATEXT.fullmatch(display):
        phrase = display
    else:
        phrase = '"' + display.replace("\\", "\\\\").replace('"', '\\"') + '"'
    last = phrase.rpartition("\r\n")[2]
    used = len(last) + (len(name) + 2 if "\r\n" not in phrase else 0)
    gap = "\r\n " if used + len(spec) + 3 > LINE else " "
    return f"{name}: {phrase}{gap}<{spec}>\r\n"


def _words(name: str, text: str) -> str:
    if text.isascii() and "=?" not in text:
        return _tokens(name, re.split(" (?=[^ ])", text))
    return f"{name}: {_encoded_words(text, len(name) + 2)}\r\n"


def _encoded_words(text: str, used: int) -> str:
    """The text as RFC 2047 words of at most 75 characters, folded, split between characters."""
    words: list[str] = []
    piece = ""
    room = LINE - used
    for char in text:
        length = 4 * ((len((piece + char).encode()) + 2) // 3) + 12
        if piece and length > min(75, room):
            words.append(piece)
            piece, room = "", LINE - 1
        piece += char
    words.append(piece)
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(w.encode()).decode()}?=" for w in words)


def _tokens(name: str, tokens: Sequence[str]) -> str:
    """A field folded between its tokens only; a token longer than a line stays whole."""
    lines, line = [], f"{name}:"
    for token in tokens:
        if not token.isascii() or _FORBIDDEN.search(token):
            raise InputError(say("message.control", header=name, code=ascii(token[:40])))
        if len(line) + 1 + len(token) > LINE and line != f"{name}:":
            lines.append(line)
            line = ""
        line += f" {token}"
    lines.append(line)
    if max(map(len, lines)) > HARD_LINE:
        raise InputError(say("message.too_long", header=name))
    return "\r\n".join(lines) + "\r\n"


# -- body -----------------------------------------------------------------------------------


def _body(letter: Letter, secret: bytes) -> tuple[bytes, bytes]:
    """The Content-* fields of the whole mail and what follows the empty line."""
    parts = [_text_part("plain", letter.draft.text)]
    if letter.draft.html:
        parts.append(_text_part("html", letter.draft.html))
    head, body = (
        parts[0] if len(parts) == 1 else _multipart("alternative", parts, letter.key, secret)
    )
    if letter.attachments:
        files = [_file_part(a) for a in letter.attachments]
        head, body = _multipart("mixed", [(head, body), *files], letter.key, secret)
    return head, body


def _text_part(kind: str, text: str) -> tuple[bytes, bytes]:
    raw = re.sub(r"\r\n?|\n", "\n", text).rstrip("\n").encode("utf-8", "replace") + b"\n"
    dense = sum(b > 126 or b < 9 for b in raw) * 3 > len(raw)
    if dense:
        coding, body = b"base64", _base64(raw.replace(b"\n", b"\r\n"))
    else:
        coding = b"quoted-printable"
        body = quopri.encodestring(raw, quotetabs=False).replace(b"\n", b"\r\n")
        # A line that is only a dot or begins with From is fine in QP, but some relays touch it.
        body = re.sub(rb"(?m)^\.", b"=2E", re.sub(rb"(?m)^From ", b"=46rom ", body))
    head = b'Content-Type: text/%s; charset="utf-8"\r\nContent-Transfer-Encoding: %s\r\n' % (
        kind.encode(),
        coding,
    )
    return head, body


def _base64(raw: bytes) -> bytes:
    return base64.encodebytes(raw).replace(b"\n", b"\r\n")


def _file_part(file: Attachment) -> tuple[bytes, bytes]:
    from urllib.parse import quote

    name = (
        _clean("Content-Disposition", file.name.replace("/", "_").replace("\\", "_"))
        or "attachment"
    )
    plain = "".join(c if c.isascii() and c not in '"%' else "_" for c in name)
    # RFC 2231 for those who read it, an ASCII name for those who do not.
    extended = f"\r\n filename*=utf-8''{quote(name, safe='')}" if plain != name else ""
    if len(extended) > HARD_LINE:
        raise InputError(say("message.too_long", header="Content-Disposition"))
    head = (
        f"Content-Type: {file.mime[0]}/{file.mime[1]}\r\n"
        f'Content-Disposition: attachment;\r\n filename="{plain}"{";" if extended else ""}{extended}\r\n'
        "Content-Transfer-Encoding: base64\r\n"
    )
    return head.encode("ascii"), _base64(file.content)


def _multipart(
    kind: str, parts: Sequence[tuple[bytes, bytes]], key: str, secret: bytes
) -> tuple[bytes, bytes]:
    boundary = b""
    for turn in range(9):
        digest = hmac.new(
            secret, f"boundary:{kind}:{turn}:{key}".encode(), hashlib.sha256
        ).hexdigest()
        boundary = f"=_{digest[:32]}".encode()
        if not any(boundary in body for _, body in parts):
            break
    lines = b"".join(b"--" + boundary + b"\r\n" + head + b"\r\n" + body for head, body in parts)
    head = b'Content-Type: multipart/%s;\r\n boundary="%s"\r\n' % (kind.encode(), boundary)
    return head, lines + b"--" + boundary + b"--\r\n"


# -- the self-check -------------------------------------------------------------------------


def check(message: Message, letter: Letter) -> None:
    """Read the bytes back and compare them with the intent.

    Raises:
        InputError: they differ; such a mail is never sent.
    """
    raw = message.content
    if re.search(rb"(?<!\r)\n|\r(?!\n)", raw) or max(map(len, raw.split(b"\r\n"))) > HARD_LINE:
        raise InputError(say("message.self_check", what="CRLF"))
    parsed = email.message_from_bytes(raw)
    names = [n.lower() for n in parsed]
    if len(set(names)) != len(names) or not set(names) <= _ALLOWED or parsed.defects:
        raise InputError(say("message.self_check", what=", ".join(names)))
    intent = {
        "Message-ID": message.message_id,
        "Date": _date(letter.date),
        "Subject": re.sub(r"\s+", " ", letter.draft.subject.strip()),
    }
    for name, want in intent.items():
        if re.sub(r"\s+", " ", _read(parsed, name)) != want:
            raise InputError(say("message.self_check", what=name))
    for name, want in (("To", message.rcpt_to), ("From", message.mail_from)):
        value = str(parsed[name])
        if (value.count("<") > 1 and value.isascii() and '"' not in value) or not value.replace(
            "\n", ""
        ).rstrip(">").endswith(want):
            raise InputError(say("message.self_check", what=name))
    text = next((p for p in parsed.walk() if p.get_content_type() == "text/plain"), None)
    payload = text.get_payload(decode=True) if text else b""
    want_text = re.sub(r"\r\n?|\n", "\n", letter.draft.text).rstrip("\n").encode("utf-8", "replace")
    if not isinstance(payload, bytes) or payload.replace(b"\r\n", b"\n").rstrip(b"\n") != want_text:
        raise InputError(say("message.self_check", what="text/plain"))


def _read(parsed: Parsed, name: str) -> str:
    value = re.sub(r"\r?\n(?=[ \t])", "", str(parsed[name] or ""))
    return str(make_header(decode_header(value)))
