"""Mails as every reader reads them: parsed back by the standard library's other parser."""

import re
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.errors import InputError
from outreach.message import compose, message_id
from outreach.model import Attachment, Draft, Letter, Sender

SECRET = b"s" * 32
DATE = datetime(2026, 12, 1, 9, 4, tzinfo=timezone(timedelta(hours=1)))
WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"]), max_size=120
)


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
