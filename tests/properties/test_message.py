"""Whatever a list or a letter holds: the mail reads back as meant, or is refused.

The reader here is the standard library's other parser (`email.policy.default`), not the
one of the self-check.
"""

import email
import email.policy
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.utils import parseaddr

from hypothesis import given
from hypothesis import strategies as st

from outreach.errors import InputError
from outreach.message import check, compose
from outreach.model import Attachment, Draft, Letter, Sender

SECRET = b"s" * 32
BROKEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
#: Any character a header may hold, and those that headers trip over, more often.
CHARS = st.one_of(
    st.characters().filter(lambda c: not BROKEN.match(c)),
    st.sampled_from(list(' ",;:<>()[]@\\=?_.äß–🎈\u0301\u200d王aZ9')),
)
HEADERS = st.one_of(
    st.text(CHARS, max_size=150),
    st.lists(st.sampled_from(["=?utf-8?q?a?=", "=?", "?=", "Anna", "Grün", " ", "  ", "x" * 90]), max_size=25).map("".join),
)  # fmt: skip
SUBJECTS = HEADERS.filter(str.strip)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    st.lists(
        st.sampled_from(["From ", ".", "=", "ü", "word ", "\n", "\r\n", "\r", "\t", "x" * 74, "王", "--", " "]),
        max_size=60,
    ).map("".join),
)  # fmt: skip
IDS = st.from_regex(r"<[a-z0-9.+=-]{1,120}@[a-z0-9.-]{1,60}>", fullmatch=True)
URIS = st.from_regex(r"(https://|mailto:)[a-zA-Z0-9?&=%@,;/._~-]{1,400}", fullmatch=True)
# The standard library's reader takes quotes and angle brackets off a decoded file name's ends.
FILE_NAMES = HEADERS.map(lambda n: re.sub(r'[/\\"<>]', "", n).strip()).filter(
    lambda n: n.strip(".")
)
FILES = st.builds(
    Attachment,
    FILE_NAMES,
    st.binary(max_size=200),
    st.sampled_from([("application", "pdf"), ("text", "plain"), ("message", "rfc822")]),
)
#: Any text, and the oldest trick: a field of one's own behind a line end.
HOSTILE = st.one_of(
    st.text(max_size=40),
    st.builds(
        "{}{}Bcc: eve@example.com{}".format,
        st.text(max_size=20),
        st.sampled_from(["\r\n", "\n", "\r", "\0", "\x85", "\u2028"]),
        st.text(max_size=20),
    ),
)
LOCALS = st.from_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}", fullmatch=True)
WIDE_LOCALS = st.from_regex(r"[a-zäöüé王]{1,9}", fullmatch=True)
DATES = st.builds(
    lambda moment, minutes: moment.replace(
        microsecond=0, tzinfo=timezone(timedelta(minutes=minutes))
    ),
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    st.integers(-12 * 60, 14 * 60),
)


@st.composite
def letters(draw, locals_=LOCALS):
    return Letter(
        key=draw(st.text(max_size=30)),
        sender=Sender(draw(HEADERS), "anna@example.com", draw(st.sampled_from(["", "o@x.example"]))),
        to_name=draw(HEADERS),
        to_email=f"{draw(locals_)}@example.com",
        draft=Draft("x", "de", draw(SUBJECTS), draw(TEXTS), draw(TEXTS)),
        date=draw(DATES),
        attachments=tuple(draw(st.lists(FILES, max_size=2))),
        references=tuple(draw(st.lists(IDS, max_size=4))),
        unsubscribe=tuple(draw(st.lists(URIS, max_size=2))),
    )  # fmt: skip


def plain(text):
    """A text apart from how its lines end and how many empty ones follow."""
    return re.sub("\r\n?", "\n", text).rstrip("\n")


def display_name(parsed, field):
    """The name in an address field, exact to the blank."""
    value = re.sub(r"\r?\n(?=[ \t])", "", dict(parsed.raw_items())[field])
    return str(make_header(decode_header(parseaddr(value)[0])))


@given(letters())
def test_a_mail_reads_back_as_it_was_meant(letter):
    """Another reader finds every field, part and file as the letter has it."""
    mail = compose(letter, SECRET)
    parsed = email.message_from_bytes(mail.content, policy=email.policy.default)
    assert parsed["subject"] == letter.draft.subject.strip()
    assert parsed["date"].datetime == letter.date
    assert parsed["message-id"] == mail.message_id
    for field, name, address in (
        ("From", letter.sender.name, letter.sender.email),
        ("To", letter.to_name, letter.to_email),
    ):
        assert [a.addr_spec for a in parsed[field].addresses] == [address]
        assert display_name(parsed, field) == name.strip()
    assert tuple((parsed["references"] or "").split()) == letter.references
    assert re.findall("<(.+?)>", parsed["list-unsubscribe"] or "") == list(letter.unsubscribe)
    assert plain(parsed.get_body(("plain",)).get_content()) == plain(letter.draft.text)
    twin = parsed.get_body(("html",))
    assert plain(twin.get_content() if twin else "") == plain(letter.draft.html)
    files = [(p.get_filename(), p.get_payload(decode=True)) for p in parsed.iter_attachments()]
    assert files == [(a.name, a.content) for a in letter.attachments]


@given(letters())
def test_the_wire_sees_only_what_every_server_takes(letter):
    """ASCII, CRLF, lines within 78 but for ids and URLs, and never over 998."""
    mail = compose(letter, SECRET)
    assert mail.content.isascii()
    assert not mail.smtputf8
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", mail.content)
    field = b""
    for line in mail.content.split(b"\r\n"):
        field = line.partition(b":")[0] if line[:1] not in (b" ", b"\t") else field
        assert len(line) <= 998
        if field not in (b"In-Reply-To", b"References", b"List-Unsubscribe"):
            assert len(line) <= 78


@given(letters())
def test_the_same_letter_is_the_same_bytes(letter):
    """Same letter and key file, same mail: receivers can tell a repetition."""
    assert compose(letter, SECRET) == compose(letter, SECRET)


@given(letters(WIDE_LOCALS))
def test_an_address_beyond_ascii_stands_in_utf8(letter):
    """RFC 6532: UTF-8 in the header where the address needs it, and the mail says so."""
    mail = compose(letter, SECRET)
    assert mail.smtputf8 == (not letter.to_email.isascii())
    head, _, body = mail.content.partition(b"\r\n\r\n")
    assert body.isascii()
    assert letter.to_email.encode() in head
    assert mail.rcpt_to == letter.to_email


@given(letters(), HOSTILE, st.sampled_from(["name", "sender", "subject", "to"]))
def test_any_text_is_sent_as_meant_or_refused(letter, text, where):
    """Hostile cells end in a mail that reads back, or in an InputError: nothing between."""
    changed = {
        "name": Letter(letter.key, letter.sender, text, letter.to_email, letter.draft, letter.date),
        "sender": Letter(letter.key, Sender(text, "a@x.example"), "", "b@x.example", letter.draft, letter.date),
        "subject": Letter(letter.key, letter.sender, "", "b@x.example", Draft("x", "de", text, "t", ""), letter.date),
        "to": Letter(letter.key, letter.sender, "", text, letter.draft, letter.date),
    }[where]  # fmt: skip
    try:
        mail = compose(changed, SECRET)
    except InputError:
        # Only these three reasons; whether an address is one, the unit tests know.
        assert where == "to" or BROKEN.search(text) or not text.strip()
        return
    assert not BROKEN.search(text)
    parsed = email.message_from_bytes(mail.content, policy=email.policy.default)
    assert len(parsed["from"].addresses) == len(parsed["to"].addresses) == 1
    assert set(map(str.lower, parsed.keys())) <= {
        "date", "from", "to", "subject", "message-id", "reply-to", "in-reply-to", "references",
        "list-unsubscribe", "mime-version", "content-type", "content-transfer-encoding",
    }  # fmt: skip


FULL = Letter(
    key="reconnect:1:ben@example.com",
    sender=Sender("Anna Weber", "anna@example.com", "office@example.com"),
    to_name="Ben Grün",
    to_email="ben@example.com",
    draft=Draft("x", "de", "Lange nichts gehört", "Guten Tag Herr Grün,\n\n=)\n", "<p>王 王</p>\n"),
    date=datetime(2026, 12, 1, 9, 4, tzinfo=timezone(timedelta(hours=1))),
    attachments=(Attachment("Gespräch.pdf", bytes(range(256)), ("application", "pdf")),),
    references=("<one@example.com>", "<two@example.com>"),
    unsubscribe=("mailto:anna@example.com?subject=out",),
)
SOUND = compose(FULL, SECRET)


def reading(content):
    """All that another reader finds in a mail."""
    parsed = email.message_from_bytes(content, policy=email.policy.default)
    return parsed.items(), [
        (part.items(), part.get_filename(), part.get_payload(decode=True), part.defects)
        for part in parsed.walk()
    ]


def shown(content):
    """The same, apart from how it was coded."""
    fields, parts = reading(content)
    return [(k, v.strip()) for k, v in fields if k != "Content-Type"], [p[1:] for p in parts]


@given(
    st.integers(0, len(SOUND.content) - 1),
    st.integers(0, 2),
    st.one_of(st.binary(max_size=3), st.sampled_from([b"\r\n", b"\n", b"\r\n\r\n", b" ", b"=", b"?", b",", b'"'])),
)  # fmt: skip
def test_damage_is_refused_or_cannot_be_seen(place, length, instead):
    """Bytes changed, lost or added anywhere: refused, or every reader finds the very same mail."""
    content = SOUND.content[:place] + instead + SOUND.content[place + length :]
    try:
        check(replace(SOUND, content=content), FULL)
    except InputError:
        return
    assert shown(content) == shown(SOUND.content)
