"""What a mail is to say: every field and part of a letter, checked, before it is bytes.

Whoever writes the bytes and whoever reads them back both ask here, so that no cell can
add a header, a recipient or an attachment.
"""

import base64
import hmac
import re
from collections.abc import Mapping
from email.utils import format_datetime
from urllib.parse import quote

from outreach.errors import InputError
from outreach.model import Attachment, Calendar, Letter
from outreach.words import say

#: C0, DEL, C1, line separators, lone surrogates and all of Unicode's Bidi_Control.
FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOT_ATOM = ATOM.replace("[", "[\xa0-\U0010ffff")
_LOCAL = re.compile(rf"{_DOT_ATOM}(?:\.{_DOT_ATOM})*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-;=?-~]+")
_MIME = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")

#: The type of a calendar that is a file to keep: a second text/calendar would be a second
#: invitation (RFC 6047 §2.4).
CALENDAR_FILE = "application/ics"

#: A field's value as meant: text, or (display name, address).
Value = str | tuple[str, str]


def message_id(key: str, sender_email: str, secret: bytes) -> str:
    """The Message-ID of a key for ever: 26 characters of HMAC-SHA256, no address in them.

    Raises:
        InputError: `sender_email` is no address.
    """
    local = base64.b32encode(mac(secret, key)[:20]).decode().lower()[:26]
    return f"<{local}@{wire('From', sender_email).rpartition('@')[2]}>"


def mac(secret: bytes, text: str) -> bytes:
    """What only the holder of the key file can make of `text`."""
    return hmac.digest(secret, text.encode("utf-8", "surrogatepass"), "sha256")


def intent(letter: Letter, mid: str) -> Mapping[str, Value]:
    """Every field before Content-*, in its order, with what a reader is to find in it.

    Raises:
        InputError: something in it cannot stand in a mail; nothing is silently changed.
    """
    sender, draft = letter.sender, letter.draft
    if letter.date.utcoffset() is None:
        raise InputError(say("message.no_zone", date=letter.date))
    if not draft.subject.strip():
        raise InputError(say("message.empty_subject"))
    meant: dict[str, Value] = {
        "Date": format_datetime(letter.date),
        "From": (_line("From", sender.name), wire("From", sender.email)),
        "To": (_line("To", letter.to_name), wire("To", letter.to_email)),
        "Subject": _line("Subject", draft.subject),
        "Message-ID": mid,
    }
    if sender.reply_to:
        meant["Reply-To"] = ("", wire("Reply-To", sender.reply_to))
    if letter.references:
        ids = [_whole("References", _ID, i) for i in letter.references]
        meant["In-Reply-To"] = ids[-1]
        meant["References"] = " ".join(ids)
    if letter.unsubscribe:
        meant["List-Unsubscribe"] = ", ".join(_uri(u) for u in letter.unsubscribe)
    meant["MIME-Version"] = "1.0"
    return meant


def _line(name: str, value: str) -> str:
    """The value without outer blanks; refused when anything in it could break a header."""
    if found := FORBIDDEN.search(value):
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


def wire(name: str, address: str) -> str:
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


def text_lines(text: str) -> bytes:
    """The text in UTF-8 with LF, each line ended, no empty lines after the last."""
    try:
        return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").encode() + b"\n"
    except UnicodeEncodeError as error:
        what = say("message.control", header="Text", code=f"U+{ord(text[error.start]):04X}")
        raise InputError(what, say("message.retype")) from None


def file_kind(file: Attachment) -> str:
    """The type of a file, ``main/sub``."""
    main, sub = (half.lower() for half in file.mime)
    if not _MIME.fullmatch(main) or not _MIME.fullmatch(sub):
        raise InputError(say("message.bad_value", header="Content-Type", value=f"{main}/{sub}"))
    # These two may not stand in base64 (RFC 2046 §5); as plain bytes they go unchanged.
    return "application/octet-stream" if main in ("message", "multipart") else f"{main}/{sub}"


def files_of(letter: Letter) -> tuple[Attachment, ...]:
    """All files that go along, the invitation first."""
    if letter.calendar is None:
        return letter.attachments
    main, _, sub = CALENDAR_FILE.partition("/")
    return Attachment("invite.ics", letter.calendar.content, (main, sub)), *letter.attachments


def calendar_kind(calendar: Calendar) -> str:
    """The type of an invitation beside the text; without `method` it would be none (RFC 6047 §2.4)."""
    return f'text/calendar; charset="utf-8"; method={calendar.method}'


def file_name(file: Attachment) -> str:
    """The name a file goes by: never a path, no control characters."""
    name = file.name.strip()
    if not name.strip(".") or FORBIDDEN.search(name) or "/" in name or "\\" in name:
        raise InputError(say("message.bad_file_name", name=ascii(file.name)))
    return name
