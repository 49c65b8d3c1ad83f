"""A letter as bytes: what stands in a mail of ours, and what never does."""

import base64
import email
import email.policy
import hashlib
import hmac
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from outreach.errors import InputError
from outreach.message import check, compose, message_id
from outreach.model import Attachment, Draft, Letter, Sender

SECRET = b"k" * 32
KEY = "reconnect:1:ben@example.com"
DRAFT = Draft(
    variant="long-silence.de-sie",
    language="de",
    subject="Lange nichts gehört",
    text="Guten Tag Herr Grün,\n\nwie geht es Ihnen?\n\nAnna Weber\n",
    html="<p>Guten Tag Herr Grün,</p>\n<p>wie geht es Ihnen?</p>\n",
)
LETTER = Letter(
    key=KEY,
    sender=Sender("Anna Weber", "anna@example.com"),
    to_name="Ben Grün",
    to_email="ben@example.com",
    draft=DRAFT,
    date=datetime(2026, 12, 1, 9, 4, tzinfo=timezone(timedelta(hours=1))),
)
PDF = Attachment("offer.pdf", b"%PDF-1.7 \x00\xff" * 40, ("application", "pdf"))
CONTROLS = (
    "\r", "\n", "\r\n", "\0", "\t", "\x0b", "\x0c", "\x1b", "\x1c", "\x7f", "\x85", "\x9f",
    "\u2028", "\u2029", "\u061c", "\u200e", "\u200f", "\u202e", "\u2066", "\u2069", "\ud800",
)  # fmt: skip


def drafted(**changes):
    return replace(LETTER, draft=replace(DRAFT, **changes))


def named(to_name):
    return replace(LETTER, to_name=to_name)


def head(letter):
    """The header block as text, folded as on the wire."""
    return compose(letter, SECRET).content.partition(b"\r\n\r\n")[0].decode()


def line(letter, name):
    """One field as on the wire, with its folds, without its name."""
    found = re.search(rf"(?m)^{name}: ((?:.*\r\n[ \t])*.*?)\r?$", head(letter))
    return found[1]


def text_of(part):
    """A text part as its reader has it, whatever line ends the wire wants."""
    return part.get_content().replace("\r\n", "\n")


def parsed(letter):
    """The mail as a modern reader sees it."""
    return email.message_from_bytes(compose(letter, SECRET).content, policy=email.policy.default)


# -- who it is -------------------------------------------------------------------------------


def test_the_message_id_is_the_hmac_of_the_key():
    """26 base32 characters of HMAC-SHA256(key file, key) at the sender's domain."""
    digest = hmac.new(SECRET, KEY.encode(), hashlib.sha256).digest()
    wanted = base64.b32encode(digest).decode().lower()[:26]
    found = message_id(KEY, "anna@example.com", SECRET)
    assert found == f"<{wanted}@example.com>"
    assert len(found) < 60
    assert compose(LETTER, SECRET).message_id == found


def test_another_key_or_key_file_is_another_mail():
    """Message-ID and boundaries tell nothing and differ by key and by key file."""
    mails = [
        compose(LETTER, SECRET),
        compose(replace(LETTER, key="reconnect:2:ben@example.com"), SECRET),
        compose(LETTER, b"other" * 8),
    ]
    assert len({m.message_id for m in mails}) == 3
    assert len({re.search(rb'boundary="(.+)"', m.content)[1] for m in mails}) == 3


def test_no_id_or_boundary_holds_the_address():
    """No address stands in a Message-ID or a boundary."""
    mail = compose(replace(LETTER, sender=Sender("A", "anna@firm.example")), SECRET)
    boundary = re.search(rb'boundary="(.+)"', mail.content)[1].decode()
    assert "ben" not in mail.message_id + boundary
    assert "anna" not in mail.message_id + boundary


# -- the fields ------------------------------------------------------------------------------


def test_the_fields_of_a_first_mail_and_their_order():
    """A personal mail has these fields and no other."""
    names = re.findall(r"(?m)^([A-Za-z-]+):", head(LETTER))
    assert names == [
        "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type",
    ]  # fmt: skip


def test_the_fields_of_a_follow_up_and_their_order():
    """Reply-To, the thread and the way out stand before MIME-Version when there are any."""
    letter = replace(
        LETTER,
        sender=replace(LETTER.sender, reply_to="office@example.com"),
        references=("<one@example.com>", "<two@example.com>"),
        unsubscribe=("https://example.com/out/abc", "mailto:anna@example.com?subject=out"),
    )
    names = re.findall(r"(?m)^([A-Za-z-]+):", head(letter))
    assert names == [
        "Date", "From", "To", "Subject", "Message-ID", "Reply-To", "In-Reply-To", "References",
        "List-Unsubscribe", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert line(letter, "Reply-To") == "office@example.com"
    assert line(letter, "In-Reply-To") == "<two@example.com>"
    assert line(letter, "References") == "<one@example.com> <two@example.com>"
    assert line(letter, "List-Unsubscribe") == (
        "<https://example.com/out/abc>,\r\n <mailto:anna@example.com?subject=out>"
    )


@pytest.mark.parametrize(
    ("hours", "wanted"),
    [
        (1, "Tue, 01 Dec 2026 09:04:00 +0100"),
        (0, "Tue, 01 Dec 2026 09:04:00 +0000"),
        (-9.5, "Tue, 01 Dec 2026 09:04:00 -0930"),
    ],
)
def test_the_date_keeps_its_offset(hours, wanted):
    """Date is RFC 5322 in the sender's offset, never the -0000 of a machine."""
    moment = LETTER.date.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert line(replace(LETTER, date=moment), "Date") == wanted


def test_a_moment_without_zone_is_no_date():
    """A date that could mean two moments is refused."""
    with pytest.raises(InputError) as caught:
        compose(replace(LETTER, date=datetime(2026, 12, 1, 9)), SECRET)
    assert caught.value.what.key == "message.no_zone"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("", "ben@example.com"),
        ("Ben", "Ben <ben@example.com>"),
        ("Green, Ben", '"Green, Ben" <ben@example.com>'),
        ("Dr. Ben Green", '"Dr. Ben Green" <ben@example.com>'),
        ('Ben "Benny" Green', '"Ben \\"Benny\\" Green" <ben@example.com>'),
        ("Ben \\ Green", '"Ben \\\\ Green" <ben@example.com>'),
        ("Ben  Green", '"Ben  Green" <ben@example.com>'),
        ("ben@other.example", '"ben@other.example" <ben@example.com>'),
        ("Ben <x@y.example>, Eve", '"Ben <x@y.example>, Eve" <ben@example.com>'),
        ("Ben (Green)", '"Ben (Green)" <ben@example.com>'),
        ("Jürgen", "=?utf-8?q?J=C3=BCrgen?= <ben@example.com>"),
        ("Grün, Ben", "=?utf-8?q?Gr=C3=BCn=2C_Ben?= <ben@example.com>"),
        ("=?utf-8?q?Eve?=", "=?utf-8?q?=3D=3Futf-8=3Fq=3FEve=3F=3D?= <ben@example.com>"),
        ("Ben 🎈", "=?utf-8?b?QmVuIPCfjog=?= <ben@example.com>"),
        ("Бен", "=?utf-8?b?0JHQtdC9?= <ben@example.com>"),
    ],
)
def test_a_display_name_is_quoted_or_encoded_alone(name, wanted):
    """Whatever a name holds, it stays a name: one recipient, the address never encoded."""
    assert line(named(name), "To") == wanted
    to = parsed(named(name))["to"].addresses
    assert [(a.display_name, a.addr_spec) for a in to] == [(name, "ben@example.com")]


@pytest.mark.parametrize("name", ["Ben " * 100, "Grün-" * 200, 'a"' * 90, "王" * 300, "🎈" * 99])
def test_a_very_long_name_folds_into_words(name):
    """Long names keep every line within 76 and the address whole."""
    wire = line(named(name), "To")
    assert max(map(len, f"To: {wire}".split("\r\n"))) <= 76
    assert wire.endswith("<ben@example.com>")


@pytest.mark.parametrize(
    ("subject", "wanted"),
    [
        ("How are you?", "How are you?"),
        ("a=?b", "=?utf-8?q?a=3D=3Fb?="),
        ("two  blanks", "=?utf-8?q?two__blanks?="),
        ("gehört – gelacht", "=?utf-8?q?geh=C3=B6rt_=E2=80=93_gelacht?="),
        ("王先生", "=?utf-8?b?546L5YWI55Sf?="),
    ],
)
def test_a_subject_is_text_or_words(subject, wanted):
    """ASCII stays as one reads it; else the shorter of the two codings."""
    assert line(drafted(subject=subject), "Subject") == wanted


@pytest.mark.parametrize("subject", ["", " ", "\xa0\u3000"])
def test_an_empty_subject_is_refused(subject):
    """Nobody gets a mail without a subject."""
    with pytest.raises(InputError) as caught:
        compose(drafted(subject=subject), SECRET)
    assert caught.value.what.key == "message.empty_subject"


@pytest.mark.parametrize("length", [40, 75, 76, 77, 78, 100, 200, 400])
def test_the_way_out_is_never_encoded(length):
    """List-Unsubscribe keeps URLs whole at any length; encoded ones are not seen."""
    url = "https://example.com/out/?a=" + "x" * (length - 27)
    mail = "mailto:anna@example.com?subject=out%20" + "y" * length
    letter = replace(LETTER, unsubscribe=(url, mail))
    wire = line(letter, "List-Unsubscribe")
    assert wire.replace("\r\n", "") == f"<{url}>, <{mail}>"
    assert "=?utf-8?" not in wire


def test_fifty_references_are_folded_between_ids():
    """A long thread keeps its ids whole, one after another, oldest first."""
    ids = tuple(f"<{n:02}{'r' * (n * 2)}@mail.example.com>" for n in range(50))
    letter = replace(LETTER, references=ids)
    wire = line(letter, "References")
    assert tuple(wire.split()) == ids
    assert "=?" not in wire
    assert all(len(part) <= 78 or len(part.split()) == 1 for part in wire.split("\r\n"))
    assert line(letter, "In-Reply-To") == ids[-1]


@pytest.mark.parametrize(
    "bad", ["one@example.com", "<a@example.com> <b@example.com>", "<a b@example.com>", "<ä@b.example>", ""]
)  # fmt: skip
def test_a_reference_is_one_id(bad):
    """What is no Message-ID never reaches the thread fields."""
    with pytest.raises(InputError, match="References"):
        compose(replace(LETTER, references=(bad,)), SECRET)


@pytest.mark.parametrize("bad", ["example.com/out", "https://example.com/a b", "mailto:a>,<b", ""])
def test_a_way_out_is_one_uri(bad):
    """What is no URI never reaches List-Unsubscribe."""
    with pytest.raises(InputError, match="List-Unsubscribe"):
        compose(replace(LETTER, unsubscribe=(bad,)), SECRET)


def test_a_way_out_with_other_letters_is_written_in_percents():
    """A mailbox with an umlaut can still be unsubscribed from (RFC 6068)."""
    letter = replace(LETTER, unsubscribe=("mailto:jörg@example.com",))
    assert line(letter, "List-Unsubscribe") == "<mailto:j%C3%B6rg@example.com>"


def test_a_token_no_server_takes_is_refused():
    """A line over 998 is refused here, not by the server after the data."""
    with pytest.raises(InputError) as caught:
        compose(replace(LETTER, unsubscribe=("https://example.com/" + "x" * 990,)), SECRET)
    assert caught.value.what.key == "message.too_long"


# -- what never gets in ----------------------------------------------------------------------


def put(field, text):
    """The letter with a text in one of its header values."""
    return {
        "From": replace(LETTER, sender=Sender(f"Anna{text}Weber", "anna@example.com")),
        "To": named(f"Ben{text}Green"),
        "Subject": drafted(subject=f"How{text}are you"),
        "Reply-To": replace(LETTER, sender=replace(LETTER.sender, reply_to=f"a{text}b@x.example")),
        "References": replace(LETTER, references=(f"<a{text}b@example.com>",)),
        "List-Unsubscribe": replace(LETTER, unsubscribe=(f"mailto:a{text}b@example.com",)),
    }[field]


@pytest.mark.parametrize("bad", CONTROLS, ids=ascii)
@pytest.mark.parametrize(
    "field", ["From", "To", "Subject", "Reply-To", "References", "List-Unsubscribe"]
)
def test_a_control_character_is_refused_by_name(field, bad):
    """No cell can break out of its header: refused, with the field and the character."""
    with pytest.raises(InputError) as caught:
        compose(put(field, bad), SECRET)
    assert caught.value.what.key == "message.control"
    assert caught.value.what.args == {"header": field, "code": f"U+{ord(bad[0]):04X}"}


@pytest.mark.parametrize(
    "address",
    [
        "", "a", "a@", "@x.example", "a@@x.example", "a..b@x.example", ".a@x.example",
        "a@x.example> AUTH=<b@y.example", "a@x.example, b@y.example", "Anna <a@x.example>",
        "a b@x.example", '"a b"@x.example', "a@[127.0.0.1]", "a@-x.example", "a@x..example",
        "a@" + "x" * 64 + ".example", "x" * 65 + "@x.example", "a\u3000b@x.example", "a@ä\u2024.",
        "a@" + "x." * 125 + "example",
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["To", "From", "Reply-To"])
def test_what_is_not_one_address_is_refused(where, address):
    """A mail goes to exactly one person, named by exactly one address."""
    letter = {
        "To": replace(LETTER, to_email=address),
        "From": replace(LETTER, sender=Sender("A", address)),
        "Reply-To": replace(LETTER, sender=replace(LETTER.sender, reply_to=address or " ")),
    }[where]
    with pytest.raises(InputError) as caught:
        compose(letter, SECRET)
    assert caught.value.what.key == "message.bad_address"
    assert caught.value.what.args["header"] == where


@pytest.mark.parametrize("where", ["To", "From"])
def test_a_line_break_in_an_address_is_refused(where):
    """The oldest trick, a Bcc behind the address, is refused as what it is."""
    bad = "a@x.example\r\nBcc: eve@y.example"
    letter = {
        "To": replace(LETTER, to_email=bad),
        "From": replace(LETTER, sender=Sender("A", bad)),
    }[where]
    with pytest.raises(InputError) as caught:
        compose(letter, SECRET)
    assert caught.value.what.args["code"] == "U+000D"


def test_a_lone_surrogate_in_the_text_is_refused():
    """What cannot be written in UTF-8 is refused, not replaced by a question mark."""
    with pytest.raises(InputError, match=r"U\+D800"):
        compose(drafted(text="Guten \ud800 Tag"), SECRET)


# -- addresses beyond ASCII ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("ben@münchen.example", "ben@xn--mnchen-3ya.example"),
        ("ben@faß.example", "ben@xn--fa-hia.example"),
        ("Ben@Example.COM", "Ben@example.com"),
    ],
)
def test_a_domain_goes_as_a_labels(address, wire):
    """Domains in ASCII by the rules of 2008 (faß is not fass); the local part keeps its case."""
    mail = compose(replace(LETTER, to_email=address), SECRET)
    assert mail.rcpt_to == wire
    assert line(replace(LETTER, to_email=address), "To").endswith(f"<{wire}>")
    assert mail.content.isascii()
    assert not mail.smtputf8


def test_the_message_id_of_an_idn_mailbox_is_ascii():
    """The id's domain is in A-labels too."""
    assert message_id(KEY, "a@münchen.example", SECRET).endswith("@xn--mnchen-3ya.example>")


@pytest.mark.parametrize("where", ["from", "reply-to"])
def test_a_local_part_beyond_ascii_asks_for_smtputf8(where):
    """Such an address stands in UTF-8 (RFC 6532), the domain in A-labels, and says so."""
    jorg, sender = "jörg@münchen.example", LETTER.sender
    letter = {
        "from": replace(LETTER, sender=replace(sender, email=jorg)),
        "reply-to": replace(LETTER, sender=replace(sender, reply_to=jorg)),
    }[where]
    mail = compose(letter, SECRET)
    assert mail.smtputf8
    assert "jörg@xn--mnchen-3ya.example".encode() in mail.content
    assert mail.content.partition(b"\r\n\r\n")[2].isascii()


# -- the body --------------------------------------------------------------------------------


def test_text_and_twin_are_alternatives():
    """Plain text first, the HTML twin second, as RFC 2046 orders them."""
    mail = parsed(LETTER)
    assert [p.get_content_type() for p in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert text_of(mail.get_body(("plain",))).rstrip("\n") == DRAFT.text.rstrip("\n")
    assert text_of(mail.get_body(("html",))).rstrip("\n") == DRAFT.html.rstrip("\n")


def test_text_alone_is_no_multipart():
    """A sender who wants text only gets one part."""
    mail = parsed(drafted(html=""))
    assert mail.get_content_type() == "text/plain"
    assert mail["content-transfer-encoding"] == "quoted-printable"
    assert text_of(mail) == DRAFT.text


def test_files_go_beside_the_alternatives():
    """With attachments: mixed, the letter first, each file as it was."""
    mail = parsed(replace(LETTER, attachments=(PDF, replace(PDF, name="second.pdf"))))
    assert [p.get_content_type() for p in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html",
        "application/pdf", "application/pdf",
    ]  # fmt: skip
    files = list(mail.iter_attachments())
    assert [f.get_filename() for f in files] == ["offer.pdf", "second.pdf"]
    assert [f.get_content() for f in files] == [PDF.content, PDF.content]
    assert {f["content-transfer-encoding"] for f in files} == {"base64"}


@pytest.mark.parametrize("html", ["", "<p>x</p>"])
@pytest.mark.parametrize("files", [(), (PDF,)])
def test_the_ending_of_every_shape(html, files):
    """Every mail ends in CRLF, whatever parts it has."""
    mail = compose(replace(drafted(html=html), attachments=files), SECRET)
    assert mail.content.endswith(b"\r\n")


def test_a_paragraph_stays_one_line():
    """A long paragraph is cut by soft breaks only, at 76 on the wire."""
    text = "Wir haben lange nichts voneinander gehört, und das lag an mir. " * 40
    mail = compose(drafted(text=text, html=""), SECRET)
    assert max(map(len, mail.content.split(b"\r\n"))) <= 76
    assert text_of(parsed(drafted(text=text, html=""))) == text + "\n"


def test_text_mostly_beyond_ascii_is_base64():
    """Where quoted-printable would be three times the text, base64 is taken."""
    letter = drafted(text="Добрый день, как Ваши дела?\n\nАнна\n", html="")
    mail = parsed(letter)
    assert mail["content-transfer-encoding"] == "base64"
    assert text_of(mail) == letter.draft.text


@pytest.mark.parametrize(
    "text",
    [
        "From here on", ".", ".a", "..", "a\n.\nb", "From " + "x" * 71, "." + "x" * 75,
        "." + "ü" * 13 + "x" * 30, "x" * 75 + ".rest" + "y" * 90, "From " * 60, "blank ", "tab\t", "a=b", "a\x0cb",
        "-- \nAnna", "", "\n\nafter",
    ],
)  # fmt: skip
def test_nothing_a_relay_could_mend(text):
    """No line begins with a dot or "From ", none ends in a blank, none is over 76."""
    letter = drafted(text=text, html="")
    body = compose(letter, SECRET).content.partition(b"\r\n\r\n")[2]
    for wire in body.split(b"\r\n"):
        assert not wire.startswith((b".", b"From "))
        assert not wire.endswith((b" ", b"\t"))
        assert len(wire) <= 76
    assert text_of(parsed(letter)) == text + "\n"


def test_any_line_ends_come_out_as_crlf():
    """A template from Windows or an old Mac reads the same."""
    texts = ["a\nb\n\nc\n", "a\r\nb\r\n\r\nc\r\n", "a\rb\r\rc\r", "a\nb\n\nc"]
    assert len({compose(drafted(text=t), SECRET).content for t in texts}) == 1


def test_the_boundary_is_in_no_part():
    """A text that quotes the boundary itself is still one part."""
    boundary = re.search(rb'boundary="(.+)"', compose(LETTER, SECRET).content)[1].decode()
    letter = drafted(text=f"--{boundary}\n\nX: y\n\n--{boundary}--\n")
    raw = compose(letter, SECRET).content
    assert raw.count(b"--" + boundary.encode()) == 3
    assert f"--{boundary}--" in parsed(letter).get_body(("plain",)).get_content()


# -- names of files --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("offer.pdf", "offer.pdf"),
        ("our offer; final.pdf", "our offer; final.pdf"),
        ('our "offer".pdf', "our _offer_.pdf"),
        ("Gespräch.pdf", "Gespraech.pdf"),
        ("Gespra\u0308ch.pdf", "Gespraech.pdf"),
        ("Café 100%.pdf", "Cafe 100_.pdf"),
        ("王.pdf", "_.pdf"),
        ("½ Tag.pdf", "1_2 Tag.pdf"),
        ("\u0300", "_"),
        ("ü" * 100 + ".pdf", "ue" * 22 + "u" + "e" + "ue" * 5 + ".pdf"),
    ],
)
def test_a_file_name_is_whole_and_has_an_ascii_twin(name, plain):
    """RFC 2231 for the whole name, an ASCII name with its ending for those without it."""
    letter = replace(LETTER, attachments=(replace(PDF, name=name),))
    raw = compose(letter, SECRET).content
    assert f'filename="{plain}"\r\n'.encode() in raw
    assert next(parsed(letter).iter_attachments()).get_filename() == name
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "..",
        "../key",
        "a/b.pdf",
        "a\\b.pdf",
        "a\r\nb.pdf",
        "a\0.pdf",
        "a\u202efdp.exe",
    ],
)
def test_a_file_name_is_a_name_only(name):
    """No path and no control character reaches the reader's disk; nothing is renamed silently."""
    with pytest.raises(InputError) as caught:
        compose(replace(LETTER, attachments=(replace(PDF, name=name),)), SECRET)
    assert caught.value.what.key == "message.bad_file_name"


@pytest.mark.parametrize(
    "mime", [("", ""), ("text", ""), ("text", "x\r\nBcc: a@b.example"), ("a b", "c")]
)
def test_a_type_is_two_tokens(mime):
    """A file's type cannot add a header."""
    with pytest.raises(InputError, match="Content-Type"):
        compose(replace(LETTER, attachments=(replace(PDF, mime=mime),)), SECRET)


def test_a_saved_mail_goes_as_plain_bytes():
    """message/rfc822 may not stand in base64; its bytes go unchanged under another type."""
    saved = Attachment("letter.eml", b"Subject: x\r\n\r\ny\r\n", ("message", "rfc822"))
    found = next(parsed(replace(LETTER, attachments=(saved,))).iter_attachments())
    assert found.get_content_type() == "application/octet-stream"
    assert found.get_content() == saved.content


@pytest.mark.parametrize(
    ("content", "charset"), [("Grüße".encode(), "utf-8"), ("Grüße".encode("cp1252"), None)]
)
def test_a_text_file_says_its_charset_where_it_is_known(content, charset):
    """A .txt with umlauts opens right; one in an unknown coding claims none."""
    notes = Attachment("notes.txt", content, ("text", "plain"))
    raw = email.message_from_bytes(compose(replace(LETTER, attachments=(notes,)), SECRET).content)
    part = raw.get_payload()[-1]
    assert part.get_content_charset() == charset
    assert part.get_payload(decode=True) == content


def test_an_empty_file_keeps_the_mail_whole():
    """An attachment of no bytes is a part of no bytes."""
    letter = replace(LETTER, attachments=(replace(PDF, content=b""), PDF))
    assert [a.get_content() for a in parsed(letter).iter_attachments()] == [b"", PDF.content]


# -- the self-check --------------------------------------------------------------------------

FULL = replace(
    LETTER,
    sender=replace(LETTER.sender, reply_to="office@example.com"),
    references=("<one@example.com>",),
    unsubscribe=("mailto:anna@example.com?subject=out",),
    attachments=(PDF,),
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"To: =?", b"Bcc: eve@example.com\r\nTo: =?"),
        (b"To: =?", b"X-Mailer: outreach\r\nTo: =?"),
        (b"To: =?", b"to: eve@example.com\r\nTo: =?"),
        (b"Date: ", b"Date: Mon, 30 Nov 2026 09:04:00 +0100\r\nDate: "),
        (b"MIME-Version: 1.0\r\n", b""),
        (b"MIME-Version: 1.0\r\n", b"MIME-Version: 1.0\r\nContent-Base: x\r\n"),
        (b"<ben@example.com>", b"<eve@example.com>"),
        (b"<ben@example.com>", b"<ben@example.com>, eve@example.com"),
        (b"Gr=C3=BCn?=", b"Gr=C3=A4n?="),
        (b"From: Anna", b"From: Anne"),
        (b"<anna@example.com>", b"<anne@example.com>"),
        (b"=?utf-8?q?Lange", b"=?utf-8?q?Lang"),
        (b"=?utf-8?q?Lange", b"=?no-charset?q?Lange"),
        (b"Reply-To: office", b"Reply-To: other"),
        (b"In-Reply-To: <one", b"In-Reply-To: <two"),
        (b"References: <one", b"References: <two"),
        (b"<mailto:anna", b"<mailto:anne"),
        (b"09:04:00", b"09:05:00"),
        (b"wie geht es Ihnen?\r\n\r\nAnna", b"wie geht es Dir?\r\n\r\nAnna"),
        (b"<p>wie", b"<p>Wie"),
        (b"offer.pdf", b"other.pdf"),
        (b"application/pdf", b"text/html"),
        (b"JVBERi", b"JVBERj"),
        (b"multipart/alternative", b"multipart/related"),
        (b"\r\n\r\n", b"\n\n"),
        (b"Subject: ", b"Subject:\r "),
        (b"Anna Weber\r\n", b"Anna Weber\xfc\r\n"),
        (b"From: Anna", b"From: \xc3\x84nna"),
        (b"wie geht", b"wie" + b"x" * 999 + b"geht"),
        (b"From: Anna Weber", b'From: "=?utf-8?q?Anna_Weber?="'),
        (b"From: Anna Weber", b"From: Anna Weber, Eve"),
        (b"Gr=C3=BCn?=", b"Gr=C3?="),
        (b"MIME-Version: 1.0", b"MIME-Version:1.0"),
        (b"boundary", b"charset=utf-8; boundary"),
        (b"\r\nContent-Type: text/plain", b" \r\nContent-Type: text/plain"),
        (b"Content-Type: text/html", b"Content-Id: <x>\r\nContent-Type: text/html"),
        (b"Encoding: quoted-printable", b"Encoding: 8bit"),
        (b"JVBERi", b"JV!ERi"),
        (b'charset="utf-8"', b'charset="utf-7"'),
        (b"--\r\n", b"--\r\nP.S.\r\n"),
    ],
)  # fmt: skip
def test_a_mail_that_is_not_the_letter_is_refused(old, new):
    """The self-check sees every field, part and file that differs from the letter."""
    mail = compose(FULL, SECRET)
    assert mail.content.count(old) >= 1
    with pytest.raises(InputError) as caught:
        check(replace(mail, content=mail.content.replace(old, new, 1)), FULL)
    assert caught.value.what.key == "message.self_check"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"%C3%A4", b"%C3"),
        (b"%C3%A4", b"%C3%B6"),
        (b"utf-8''", b"cp850''"),
        (b"filename*=", b"filename*1*="),
        (b"filename*=", b"name*="),
        (b"Gespraech", b'Gespr"ch'),
    ],
)
def test_a_file_name_that_is_not_the_letter_is_refused(old, new):
    """A file arrives under its own name, in every mail program."""
    letter = replace(FULL, attachments=(replace(PDF, name="Gespräch.pdf"),))
    mail = compose(letter, SECRET)
    assert mail.content.count(old) == 1
    with pytest.raises(InputError) as caught:
        check(replace(mail, content=mail.content.replace(old, new)), letter)
    assert caught.value.what.key == "message.self_check"


def test_a_header_that_is_no_utf8_is_refused():
    """Where UTF-8 may stand in a header, nothing else may (RFC 6532)."""
    letter = replace(LETTER, to_email="jörg@example.com")
    mail = compose(letter, SECRET)
    with pytest.raises(InputError) as caught:
        check(replace(mail, content=mail.content.replace("ö".encode(), b"\xf6")), letter)
    assert caught.value.what.key == "message.self_check"


@pytest.mark.parametrize(
    "change",
    [
        {"mail_from": "eve@example.com"},
        {"rcpt_to": "eve@example.com"},
        {"message_id": "<other@example.com>"},
        {"content": b""},
    ],
)
def test_an_envelope_that_is_not_the_letter_is_refused(change):
    """Envelope and header name the same two people and the same mail."""
    with pytest.raises(InputError) as caught:
        check(replace(compose(FULL, SECRET), **change), FULL)
    assert caught.value.what.key == "message.self_check"


def test_a_missing_part_is_refused():
    """A letter with a file never goes without it, nor with one more."""
    with pytest.raises(InputError):
        check(compose(LETTER, SECRET), FULL)
    with pytest.raises(InputError):
        check(compose(FULL, SECRET), replace(FULL, attachments=(PDF, PDF)))
