"""Whatever a list or a letter holds: the mail reads back as meant, or is refused.

The reader here is the standard library's other parser (`email.policy.default`), not the
one of the self-check.
"""

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.errors import InputError
from outreach.message import check, compose, message_id
from outreach.model import Attachment, Draft, Letter, Sender

SECRET = b"s" * 32
DATE = datetime(2026, 12, 1, 9, 4, tzinfo=timezone(timedelta(hours=1)))
WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"]), max_size=120
)
BROKEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
#: Any character a header may hold, and those that headers trip over, more often.
CHARS = st.one_of(
    st.characters().filter(lambda c: not BROKEN.match(c)),
    st.sampled_from(list(' ",;:<>()[]@\\=?_.äß–🎈\u0301\u200d王aZ9')),
)
HEADERS = st.one_of(
    st.text(CHARS, max_size=150),
    st.lists(st.sampled_from(["=?utf-8?q?a?=", "=?", "?=", "Anna", "Grün", " ", "  ", "x" * 90]), max_size=9).map("".join),
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
    """ASCII, CRLF, lines within 78 but for ids and URLs, and never over 998; twice the same."""
    mail = compose(letter, SECRET)
    assert mail == compose(letter, SECRET)
    assert mail.content.isascii()
    assert not mail.smtputf8
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", mail.content)
    field = b""
    for line in mail.content.split(b"\r\n"):
        field = line.partition(b":")[0] if line[:1] not in (b" ", b"\t") else field
        assert len(line) <= 998
        if field not in (b"In-Reply-To", b"References", b"List-Unsubscribe"):
            assert len(line) <= 78
    check(mail, letter)


@given(letters(WIDE_LOCALS))
def test_an_address_beyond_ascii_stands_in_utf8(letter):
    """RFC 6532: UTF-8 in the header where the address needs it, and the mail says so."""
    mail = compose(letter, SECRET)
    assert mail.smtputf8 == (not letter.to_email.isascii())
    head, _, body = mail.content.partition(b"\r\n\r\n")
    assert body.isascii()
    assert letter.to_email.encode() in head
    assert mail.rcpt_to == letter.to_email


@given(letters(), st.text(max_size=40), st.sampled_from(["name", "sender", "subject", "to"]))
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


@given(
    st.text(max_size=20), st.sampled_from(["\r\n", "\n", "\r", "\0", "\x85", "\u2028"]), st.data()
)
def test_no_cell_can_add_a_header(start, ending, data):
    """Whatever stands around a line break, a name or a subject with one is refused."""
    text = start + ending + "Bcc: eve@example.com" + data.draw(st.text(max_size=20))
    sender, moment = Sender("Anna", "anna@example.com"), datetime(2026, 12, 1, tzinfo=UTC)
    for name, subject in ((text, "x"), ("x", text)):
        draft = Draft("x", "de", subject, "t", "")
        with pytest.raises(InputError):
            compose(Letter("k", sender, name, "b@example.com", draft, moment), SECRET)


# -- single letters ------------------------------------------------------------------------


def letter(
    subject="Hallo",
    text="Guten Tag\n",
    html="",
    to_name="Eva Kraus",
    to="eva@x.example",
    name="Anna Weber",
    **kw,
):
    draft = Draft("l.de-sie", "de", subject, text, html)
    return Letter(
        "c:1:eva@x.example", Sender(name, "anna@weber.example"), to_name, to, draft, DATE, **kw
    )


def parsed(message):
    return message_from_bytes(message.content, policy=policy.default)


@given(
    WORDS.filter(str.strip),
    WORDS,
    WORDS,
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300),
)
def test_what_goes_in_comes_out(subject, to_name, sender, text):
    """Any words in subject, names and text read back the same; the wire is ASCII with CRLF and short lines."""
    one = compose(letter(subject, text, f"<p>{text}</p>", to_name, name=sender), SECRET)
    assert one == compose(letter(subject, text, f"<p>{text}</p>", to_name, name=sender), SECRET)
    assert one.content.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", one.content)
    assert max(map(len, one.content.split(b"\r\n"))) <= 998
    back = parsed(one)
    assert " ".join(str(back["Subject"]).split()) == " ".join(subject.split())
    assert [a.addr_spec for a in back["To"].addresses] == ["eva@x.example"]
    assert back.get_body(("plain",)).get_content().replace("\r\n", "\n").rstrip(
        "\n"
    ) == text.rstrip("\n")


@pytest.mark.parametrize("length", [40, 76, 90, 200, 400])
def test_ids_and_ways_out_are_never_encoded(length):
    """List-Unsubscribe, References and In-Reply-To stand as they are, however long."""
    uri = "https://x.example/" + "u" * length
    refs = tuple(f"<{i}{'r' * min(length, 200)}@x.example>" for i in range(20))
    message = compose(
        letter(references=refs, unsubscribe=(uri, "mailto:a@x.example?subject=stop")), SECRET
    )
    head = re.sub(rb"\r\n[ \t]", b" ", message.content.partition(b"\r\n\r\n")[0]).decode()
    assert f"List-Unsubscribe: <{uri}>, <mailto:a@x.example?subject=stop>" in head
    assert " ".join(refs) in " ".join(head.split())
    assert "=?" not in head


@pytest.mark.parametrize(
    "bad", ["a\nBcc: v@x.example", "a\r\nX: y", "a\0b", "a\x85b", "a\u2028b", "a\u202eb", "a\x1bb"]
)
@pytest.mark.parametrize("place", ["subject", "to_name", "name"])
def test_no_control_character_reaches_a_header(bad, place):
    """A newline, NUL or bidi control in a header is an error, never a second header."""
    with pytest.raises(InputError):
        compose(letter(**{place: bad}), SECRET)


@pytest.mark.parametrize(
    "to",
    [
        "a@x.example\r\nBcc: v@y.example",
        "a@x.example> AUTH=<b@y.example",
        "a@x.example, b@y.example",
        "a",
        "@x.example",
    ],
)
def test_one_address_or_none(to):
    """What is not exactly one address never becomes a recipient."""
    with pytest.raises(InputError):
        compose(letter(to=to), SECRET)


@pytest.mark.parametrize(
    "name",
    [
        "Smith, John",
        'Anna "Nanni" W',
        "Müller, Jürgen",
        "=?utf-8?q?x?=",
        "J" * 200,
        "ü" * 200,
        "a@b.example",
        "(comment)",
    ],
)
def test_display_names_hold_no_address(name):
    """Commas, quotes, umlauts and look-alike words stay inside the display name."""
    back = parsed(compose(letter(to_name=name), SECRET))
    (address,) = back["To"].addresses
    # This parser puts a blank between two encoded words of a phrase; RFC 2047 §6.2 says none.
    said = address.display_name.replace(" ", "")
    assert (address.addr_spec, said) == ("eva@x.example", name.replace(" ", ""))


def test_the_headers_of_a_personal_mail():
    """Exactly these fields, once each; nothing that marks a list or a machine."""
    message = compose(letter(unsubscribe=("mailto:a@x.example",)), SECRET)
    names = [n for n, _ in parsed(message).items()]
    assert sorted(names) == sorted(set(names))
    assert set(names) == {
        "Date",
        "From",
        "To",
        "Subject",
        "Message-ID",
        "List-Unsubscribe",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }
    assert "Date: Tue, 01 Dec 2026 09:04:00 +0100" in message.content.decode()


def test_message_ids_hold_no_address_and_differ_by_key():
    """The id is a keyed hash under the sender's domain: stable, short, nobody's name in it."""
    ids = {
        message_id(k, "anna@münchen.example", SECRET)
        for k in ("c:1:eva@x.example", "c:2:eva@x.example", "d:1:eva@x.example")
    }
    assert len(ids) == 3
    assert all(re.fullmatch(r"<[a-z0-9]{26}@xn--mnchen-3ya\.example>", i) for i in ids)


def test_attachments_keep_their_bytes_and_names():
    """Any file comes out as it went in; names travel as RFC 2231 with an ASCII stand-in."""
    files = (
        Attachment("Übersicht „2026“.pdf", bytes(range(256)) * 40, ("application", "pdf")),
        Attachment('a"b.txt', b"x", ("text", "plain")),
    )
    back = parsed(compose(letter(html="<p>x</p>", attachments=files), SECRET))
    found = [(p.get_filename(), p.get_payload(decode=True)) for p in back.iter_attachments()]
    assert found[0] == (files[0].name, files[0].content)
    assert found[1][1] == b"x"
