"""Bad input row by row, as a user meets it: exit code, file and line, what was sent.

Each row says in its docstring or name what we do instead of what other programs were seen
to do: send the word "None", a mail to the wrong address, a file of the disk, or a traceback.
"""

import email
import os
import sys
import tempfile
import tracemalloc
from dataclasses import dataclass
from datetime import date, datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from outreach.contacts import Policy, read
from outreach.errors import InputError
from outreach.files import open_list, refuse_changed
from tests.bench import HEAD, Bench, workbench
from tests.servers import MailServer
from tests.workbooks import Error, Formula, Sheet, packed, parts, workbook

GOOD = "good@list.example,Nora,Gut,f,sie,de,2023,Regen\r\n"
LETTER = "templates/long-silence.de-sie.md"


@pytest.fixture
def bench(tmp_path, server, capsys):
    b = workbench(tmp_path, server.port)
    capsys.readouterr()
    return b


def english(bench: Bench, *words: str, code: int | None = 0):
    return bench("--lang", "en", *words, code=code)


def sent(server) -> dict[str, EmailMessage]:
    """What went out, by recipient; the test fails if anybody got two."""
    rcpts = [d.rcpt for d in server.accepted]
    assert len(rcpts) == len(set(rcpts))
    return {
        d.rcpt: email.message_from_bytes(d.raw, _class=EmailMessage, policy=policy.default)
        for d in server.accepted
    }


# -- lists ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A bad list, and what becomes of it."""

    list: str | bytes
    #: What `contacts check` says; and how it, and `send --yes`, end.
    says: tuple[str, ...]
    code: int
    #: Who gets a letter in the end, rows set aside left out.
    sent: tuple[str, ...] = ()


def one(cells: str, *says: str, code: int = 65) -> Row:
    """A bad row before a good one: the good one goes all the same."""
    return Row(HEAD + cells + "\r\n" + GOOD, says, code, ("good@list.example",))


def address(cell: str, *says: str) -> Row:
    return one(f"{cell},Bea,Kurz,f,sie,de,2023,Wind", *says)


def refused(text: str | bytes, *says: str) -> Row:
    """A list that cannot be used: nothing goes to anybody."""
    return Row(text, says, 65)


def fine(text: str | bytes, *says: str, to: tuple[str, ...] = ("good@list.example",)) -> Row:
    return Row(text, says, 0, to)


TWO = "E-Mail{0}Vorname{0}Nachname{0}Anrede{0}Ansprache{0}Letzter Kontakt{1}"
TWO += "j@list.example{0}Jörg{0}Müller{0}Herr{0}Sie{0}2023{1}"
J = ("j@list.example",)
LISTS = {
    # mailmerge and its kind: sent with the word "None"
    "a short row": one("b@list.example,Bea", "contacts.csv:2: 2 cells instead of 8"),
    "an extra cell": one(
        "b@list.example,Bea,Kurz,f,sie,de,2023,Wind, Regen",
        "contacts.csv:2: 9 cells instead of 8 – Put a cell that holds the delimiter in quotes.",
    ),
    # … sent as "Hi "
    "an empty name": one("b@list.example,,,,sie,de,2023,Wind", "1 unclear", code=0),
    # … one mail sent, then a clean error
    "an unclosed quote": refused(
        HEAD + GOOD + 'b@list.example,"Bea,Kurz,f,sie,de,2023,Wind\r\n',
        "contacts.csv:3: a quote opens here and never closes",
    ),
    "a quote in the middle": refused(
        HEAD + GOOD + 'b@list.example,"Bea"x,Kurz,f,sie,de,2023,Wind\r\n',
        "contacts.csv:3: broken quoting",
        "write each quote twice",
    ),
    # … AssertionError
    "an empty address, and rows that Excel leaves": fine(
        HEAD + GOOD + ",Bea,Kurz,f,sie,de,2023,Wind\r\n" + ",,,,,,,\r\n" * 3,
        "2 rows",
        "1 row has no address",
    ),
    # … UnicodeDecodeError, 'email' is undefined
    "semicolons in Windows-1252": fine(
        TWO.format(";", "\r\n").encode("cp1252"),
        "one row · Windows-1252 · semicolon        Jörg, Müller – ",
        "Guten Tag Herr Müller",
        to=J,
    ),
    "semicolons with BOM": fine(TWO.format(";", "\r\n").encode("utf-8-sig"), "UTF-8", to=J),
    "a sep= line": fine("sep=;\r\n" + TWO.format(";", "\r\n"), "semicolon", to=J),
    "a quoted sep= line": fine('"sep=|"\r\n' + TWO.format("|", "\r\n"), "pipe", to=J),
    "Unicode text of Excel": fine(TWO.format("\t", "\r\n").encode("utf-16"), "UTF-16 · tab", to=J),
    "UTF-16 without BOM": fine(TWO.format(",", "\n").encode("utf-16-le"), "UTF-16", to=J),
    "big-endian UTF-16 without BOM": fine(TWO.format(",", "\n").encode("utf-16-be"), to=J),
    "UTF-32": fine(TWO.format(",", "\n").encode("utf-32"), "UTF-32", to=J),
    "pipes": fine(TWO.format("|", "\n"), "pipe", to=J),
    "line ends of an old Mac": fine(TWO.format(",", "\r"), "one row", to=J),
    "mixed line ends": fine(
        HEAD + GOOD.replace("\r\n", "\n") + GOOD.replace("good@", "b@").replace("\r\n", "\r"),
        "2 rows",
        to=("good@list.example", "b@list.example"),
    ),
    "empty lines before the headings": fine("\r\n;;;\r\n" + TWO.format(";", "\r\n"), to=J),
    # … silent, rc 0
    "nothing": fine("", "Nobody is in it yet: one row for each person", to=()),
    "headings only": fine(HEAD, "Nobody is in it yet", to=()),
    # … the last column won: mail went to the wrong address
    "the same heading twice": refused(
        "email,email\r\na@list.example,b@list.example\r\n", "the columns “email” and “email”"
    ),
    "two headings that are one": refused(
        "E-Mail;first_name;e mail\r\na@list.example;A;b@list.example\r\n",
        "contacts.csv:1: the columns “E-Mail” and “e mail” mean the same – Rename or remove",
    ),
    "two first names": refused("email,Vorname,First Name\r\n", "“Vorname” and “First Name”"),
    "no column for addresses": refused(
        "Kundenliste 2024\r\n\r\nname\r\nBea\r\n", "contacts.csv:1: no column with addresses"
    ),
    "no headings at all": refused(
        "b@list.example,Bea\r\n", "contacts.csv:1: the first row holds an address, not headings"
    ),
    "more columns than any list": refused(
        "email," + ",".join(f"c{i}" for i in range(600)), "601 columns; the delimiter was probably"
    ),
    "headings as people write them": fine(
        " E-Mail ,First Name,LAST NAME,Gender,Register,Letzter Kontakt\r\n"
        "j@list.example,Jo,Kurz,m,sie,2023\r\n",
        "Guten Tag Herr Kurz",
        to=J,
    ),
    # … all of them sent
    "the same person twice": fine(
        HEAD + GOOD + GOOD.replace("good@list.example", "Good@LIST.example"), "1 row was there twice and agreed",
    ),
    "the same person in other Unicode": Row(
        HEAD + "jo\u0308rg@list.example,Jo,Kurz,m,sie,de,2023,W\r\n"
        "J\u00f6rg@list.example,Jo,Kurz,m,sie,de,2023,W\r\n",
        ("1 row was there twice and agreed",),
        0,
        ("j\u00f6rg@list.example",),
    ),
    "one person, two stories": Row(
        HEAD + "b@list.example,Bea,Kurz,f,sie,de,2023,W\r\n"
        "B@list.example,Bea,Lang,f,sie,de,2023,W\r\n" + GOOD,
        (
            "2 rows set aside",
            "One person: 1 Sie",
            "contacts.csv:2: b@list.example stands in line 3 too, with other words – Keep the one",
            "contacts.csv:3: b@list.example stands in line 2 too",
        ),
        65,
        ("good@list.example",),
    ),
    "a no in a row that is otherwise wrong": Row(
        "email,first_name,last_name,gender,last_contact,opted_out\r\n"
        "b@list.example,Bea,Kurz,f,2023,\r\nb@list.example,Bea,Kurz,f,31.02.2023,ja\r\n",
        ("contacts.csv:2: b@list.example stands in line 3", "contacts.csv:3: last_contact: “31.02.2023”"),
        65,
    ),
    # addresses
    "no address": address("foo", "contacts.csv:2: email: “foo” is no address – Look for a missing"),
    "two addresses": address(
        '"a@list.example; b@list.example"',
        "contacts.csv:2: email: “a@list.example; b@list.example”: two addresses – One row per",
    ),
    "two addresses with a comma": address('"a@list.example, b@list.example"', "two addresses"),
    "a header in the address": address(
        '"b@list.example\nBCC: victim@list.example"', "contacts.csv:2: email: a line break"
    ),
    "a header in the address, with a return": address(
        '"b@list.example\r\nBcc: victim@list.example"', "email: a line break in a cell"
    ),
    "a parameter in the address": address("b@list.example> AUTH=<c@list.example", "two addresses"),
    "65 characters before the @": address(f"{'b' * 65}@list.example", "is no address"),
    "two dots": address("b..c@list.example", "is no address"),
    "nothing after the @": address("b@", "is no address"),
    "nothing before the @": address("@list.example", "is no address"),
    "this machine": address("b@localhost", "is no address"),
    "a number of a machine": address("b@[127.0.0.1]", "is no address"),
    "blanks around it": fine(HEAD + GOOD.replace("good@list.example", '"  good@list.example "')),
    "what Outlook copies": fine(HEAD + GOOD.replace("good@", "'good@").replace("example,", "example';,", 1)),
    "a link": fine(HEAD + GOOD.replace("good@", "MAILTO:good@")),
    "a name before it": fine(
        'email,gender,last_contact\r\n"Gut, Nora <good@list.example>",f,2023\r\n',
        "Guten Tag Frau Gut",
    ),
    "a list without other names": fine(
        "email,Name,gender,last_contact\r\ngood@list.example,Nora von Gut,f,2023\r\n",
        "Guten Tag Frau von Gut",
    ),
    "Name beside Vorname": fine(
        "email,Vorname,Name,Anrede,Letzter Kontakt\r\ngood@list.example,Nora,Gut,Frau,2023\r\n",
        "Guten Tag Frau Gut",
    ),
    "an address that nobody reads": Row(
        HEAD + GOOD.replace("good@", "no-reply@") + GOOD.replace("good@", "abuse@"),
        ("nobody reads no-reply@list.example", "nobody reads abuse@list.example"),
        0,
    ),
    "Cyrillic that looks Latin": fine(
        HEAD + "\u0430nna@ex\u0430mple.de,Anna,Kurz,f,sie,de,2023,W\r\n",
        "“\u0430nna@ex\u0430mple.de” mixes alphabets that look alike",
        to=("\u0430nna@xn--exmple-4nf.de",),
    ),
    "a domain that is Cyrillic throughout": fine(
        HEAD + "anna@\u0430\u0440\u0440.example,Anna,Kurz,f,sie,de,2023,W\r\n",
        "mixes alphabets that look alike",
        to=("anna@xn--80a6aa.example",),
    ),
    "a domain of Russia": fine(
        HEAD + "anna@\u043f\u043e\u0447\u0442\u0430.example,Anna,Kurz,f,sie,de,2023,W\r\n",
        "One person",
        to=("anna@xn--80a1acny.example",),
    ),
    "a reserved domain": fine(
        HEAD + GOOD.replace("list.example", "list.test"),
        "list.test is reserved; nothing arrives there",
        to=("good@list.test",),
    ),
    # cells
    "a line break in a name": one(
        '"b@list.example","Bea\nX-Evil: 1",Kurz,f,sie,de,2023,W', "contacts.csv:2: first_name: a line"
    ),
    "a return in a name": one('b@list.example,"Bea\rX: 1",Kurz,f,sie,de,2023,W', "a line break"),
    "an empty line in a name": one('b@list.example,"Bea\n\nbody",Kurz,f,sie,de,2023,W', "a line break"),
    "a NUL": one("b@list.example,B\0ea,Kurz,f,sie,de,2023,W", "first_name: a control character – Type"),
    "an escape sequence": one("b@list.example,B\x1b[31mea,K,f,sie,de,2023,W", "a control character"),
    "VT, FF, NEL and U+2028 in a name": fine(
        HEAD + "good@list.example,No\x0bra\x0cMa\x85ria\u2028A,Gut,f,sie,de,2023,W\r\n",
        "contacts.csv:2: first_name: invisible characters were taken out",
    ),
    "text that turns round": fine(
        HEAD + "good@list.example,N\u202eo\u200bra,Gut,f,sie,de,2023,W\r\n", "invisible characters"
    ),
    "10,000 characters of name": one(
        f"b@list.example,{'B' * 10_000},Kurz,f,sie,de,2023,W", "first_name: 10000 characters; at most 200"
    ),
    "131,073 characters of memory": one(
        f"b@list.example,Bea,Kurz,f,sie,de,2023,{'W' * 131_073}", "shared_memory: 131073 characters"
    ),
    "a cell that does not end": refused(
        HEAD + GOOD + 'b@list.example,"' + "x\r\n" * 400_000,
        "contacts.csv:3: a cell with more than 1000000 characters begins here; perhaps a quote",
    ),
    "a line that does not end": refused(
        HEAD + GOOD + "b@list.example" * 100_000, "contacts.csv:3: a line of 1000000 characters"
    ),
    "one byte that is no UTF-8": one(
        "b@list.example,Bea,K\udcffrz,f,sie,de,2023,Grüße vom Möwenflügel",
        "contacts.csv:2: last_name: “K\ufffdrz” has damaged letters – Type this cell anew.",
    ),
    "a lone surrogate": one(
        "b@list.example,Bea,K\ud800rz,f,sie,de,2023,Grüße vom Möwenflügel", "has damaged letters"
    ),
    "half a character of UTF-16": Row(
        ("\ufeff" + HEAD + GOOD).encode("utf-16-le") + "b@list.example\ud800\r\n".encode("utf-16-le", "surrogatepass"),
        ("1 cells instead of 8",),
        65,
        ("good@list.example",),
    ),
    "letters damaged before": one("b@list.example,Bea,MÃ¼ller,f,sie,de,2023,W", "“MÃ¼ller” has damaged"),
    "a byte of no encoding": refused(
        (HEAD + GOOD).encode() + b"b@list.example,B\x81a\xff,Kurz,f,sie,de,2023,W\r\n",
        "contacts.csv:3: here the list is neither UTF-8 nor Windows-1252 – Save the list as CSV",
    ),
    "a placeholder in a name": one(
        "b@list.example,{{first_name}},Kurz,f,sie,de,2023,W",
        "first_name: “{{first_name}}” is a placeholder that nobody filled – Type this cell anew.",
    ),
    "what programs write for nothing": one(
        "b@list.example,Bea,Kurz,nan,sie,de,#N/A,None", "“nan” counts as empty", "“None” counts", code=0
    ),
    "a day that does not exist": one(
        "b@list.example,Bea,Kurz,f,sie,de,31.02.2023,W",
        "last_contact: “31.02.2023” does not exist – Write 31.12.2024, 2024-12-31, 12/2024 or 2024.",
    ),
    "a day to come": one("b@list.example,Bea,Kurz,f,sie,de,2099-01-01,W", "“2099-01-01” lies ahead"),
    "a word for a day": one("b@list.example,Bea,Kurz,f,sie,de,soon,W", "“soon” is no date"),
    "a zone that is none": fine(
        "email,first_name,last_name,gender,timezone,last_contact\r\n"
        "good@list.example,Nora,Gut,f,MEZ,2023\r\n",
        "contacts.csv:2: timezone: “MEZ” is not understood and was left out",
    ),
    "words of no language": fine(
        HEAD + GOOD.replace(",f,sie,de,", ",f,sie,klingon,").replace(",f,", ",?,"),
        "gender: “?” is not understood",
        "language: “klingon” is not understood and was left out",
    ),
    "a name in capitals": fine(
        HEAD + GOOD.replace("Gut", "GUT"), "1 greeting, please look", "“Guten Tag Frau GUT”"
    ),
    "a company for a name": fine(
        HEAD + GOOD.replace("Nora,Gut", "Gut,Druck GmbH"), "“Guten Tag Frau Druck GmbH”", "line 2"
    ),
    # files of another kind
    "a web page under the name of a list": refused(
        "<html><table><tr><td>email</td></tr></table>", "this is a file of another kind (HTML)"
    ),
    "cards": refused("BEGIN:VCARD\r\nEMAIL:a@list.example\r\n", "another kind (vCard)"),
    "a PDF": refused(b"%PDF-1.7\n", "another kind (PDF), not a list – Save it as .xlsx or CSV."),
    "an archive": refused(packed({"a.csv": HEAD.encode()}), "this is a zip file, not a list"),
    "a cut workbook": refused(b"PK\x03\x04 cut off", "the workbook cannot be read"),
    "an old workbook that is none": refused(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "the workbook cannot be read"
    ),
    "a workbook under the name of a CSV": fine(
        workbook([["email", "Vorname", "Nachname", "Anrede", "Letzter Kontakt"],
                  ["good@list.example", "Nora", "Gut", "Frau", date(2023, 5, 4)]]),
        "one row · Excel",
        "Guten Tag Frau Gut",
    ),
    "an empty workbook": fine(workbook([]), "Nobody is in it yet", to=()),
}  # fmt: skip


@pytest.mark.parametrize("row", LISTS.values(), ids=LISTS.keys())
def test_a_bad_list(bench, server, row):
    """Check tells everything, nothing goes unasked, and with --set-aside only the good rows do."""
    data = row.list if isinstance(row.list, bytes) else _bytes(row.list)
    (bench.root / "contacts.csv").write_bytes(data)
    check = english(bench, "contacts", "check", code=row.code)
    for words in row.says:
        assert words in check.out + check.err
    assert "Traceback" not in check.err
    english(bench, "send", "--yes", code=row.code)
    if row.code:
        assert server.accepted == [], "nothing before somebody said to go on without them"
        english(bench, "send", "--yes", "--set-aside", code=None)
    assert sorted(sent(server)) == sorted(row.sent)
    wire = b"".join(d.raw for d in server.accepted)
    assert not any(bad in wire for bad in (b"victim", b"X-Evil", b"None", b"nan,", b"\r\nX: 1"))


def _bytes(text: str) -> bytes:
    """UTF-8, except that U+DCFF stands for the one byte and other halves for themselves."""
    return b"".join(b"\xff" if c == "\udcff" else c.encode("utf-8", "surrogatepass") for c in text)


def test_a_set_aside_row_comes_back_as_a_file_to_mend(bench):
    """The rows set aside stand in a CSV with line and reason, safe for a spreadsheet."""
    rows = [
        'b@list.example,"=HYPERLINK(""x"")",K\udcffrz,f,sie,de,2023,Möwenflügel',
        "a@,B,,,,,,",
    ]
    (bench.root / "contacts.csv").write_bytes(_bytes(HEAD + "\r\n".join(rows) + "\r\n" + GOOD))
    english(bench, "send", "--yes", code=65)
    text = (bench.root / "contacts.aside.csv").read_text("utf-8-sig")
    assert '"2";"last_name: “K\ufffdrz” has damaged letters"' in text
    assert "\"'=HYPERLINK" in text
    assert '"3";"email: “a@” is no address"' in text


def test_a_formula_goes_into_the_letter_as_it_is(bench, server):
    """A letter is no spreadsheet: the cell stands there literally."""
    bench.people("f@list.example,Nora,Gut,f,sie,de,2023,=HYPERLINK(1)")
    bench("send", "--yes")
    assert "=HYPERLINK(1)" in sent(server)["f@list.example"].get_body().get_content()


def test_markup_in_a_name_is_a_name(bench, server):
    """In the HTML twin it is escaped, in the text it stands as it is."""
    bench.people("m@list.example,Nora,<script>x</script>,f,sie,de,2023,Regen")
    bench("send", "--yes")
    mail = sent(server)["m@list.example"]
    assert "<script>x</script>" in mail.get_body(("plain",)).get_content()
    assert "<script>" not in mail.get_body(("html",)).get_content()


def test_any_heading_can_stand_in_a_letter(bench, server):
    """A column of one's own is a name in letters, its umlauts spelt out."""
    (bench.root / "contacts.csv").write_text(
        "email,first_name,last_name,gender,last_contact,Müller Straße\r\n"
        "good@list.example,Nora,Gut,f,2023,am Lech\r\n",
        "utf-8",
        newline="",
    )
    letter(bench, KIND + "\nSie wohnen {{ mueller_strasse }}.\n")
    english(bench, "send", "--yes")
    assert "Sie wohnen am Lech." in sent(server)["good@list.example"].get_body().get_content()


@pytest.mark.parametrize(
    ("first", "last"),
    [("John", '"Smith, John"'), ("Jürgen", "Müller"), ("Zoë", '"O""Neil <x@evil.example>"')],
)
def test_a_name_in_the_head_is_one_name_of_one_address(bench, server, first, last):
    """Commas, quotes, umlauts and brackets in a name make no second recipient (RFC 5322 §3.4)."""
    bench.people(f"j@list.example,{first},{last},m,sie,de,2023,Regen")
    bench("send", "--yes")
    (to,) = sent(server)["j@list.example"]["To"].addresses
    assert to.addr_spec == "j@list.example"
    assert to.display_name == f"{first} {last.strip(chr(34)).replace(chr(34) * 2, chr(34))}"
    (head,) = [x for x in server.accepted[0].raw.split(b"\r\n") if x.startswith(b"To:")]
    assert head.isascii()
    assert b"<j@list.example>" in head, "the address stands outside the encoded words (RFC 2047 §5)"


def test_a_domain_with_umlauts_goes_in_its_form_for_the_wire(bench, server):
    """IDNA A-labels at RCPT and in the head; no extension is needed for it."""
    bench.people("a@münchen.example,Nora,Gut,f,sie,de,2023,Regen")
    bench("send", "--yes")
    assert list(sent(server)) == ["a@xn--mnchen-3ya.example"]
    assert "SMTPUTF8" not in server.mail_options[0]


def test_an_address_that_the_server_cannot_carry_is_not_tried(tmp_path, capsys):
    """Without SMTPUTF8 a local part with umlauts is not sent, and the others are."""
    with MailServer(security="none", auth=False, smtputf8=False) as server:
        bench = workbench(tmp_path, server.port)
        (bench.root / "contacts.csv").write_text(
            HEAD + "jörg@list.example,Jo,Kurz,m,sie,de,2023,W\r\n" + GOOD, "utf-8", newline=""
        )
        told = english(bench, "send", "--yes").out
        assert list(sent(server)) == ["good@list.example"]
        assert "cannot write to addresses with letters like those in jörg@list.example" in told
    counts = bench.status()
    assert (counts["accepted"], counts["rejected"]) == (1, 1)


def test_a_suppressed_person_is_known_in_every_spelling(bench, server):
    """Other case, other Unicode form, U-label or A-label: the same person, and no mail."""
    bench.people("Ann@MÜNCHEN.example,Ann,Kurz,f,sie,de,2023,W", GOOD.strip())
    bench("contacts", "import")
    bench("suppress", "add", "ann@xn--mnchen-3ya.example", "GOOD@list.EXAMPLE")
    bench("send", "--yes")
    assert sent(server) == {}


# -- what is no list ------------------------------------------------------------------------


def test_a_folder_a_pipe_or_a_device_is_no_list(bench, server):
    """Told at once; a pipe that nobody writes to is never waited for."""
    path = bench.root / "contacts.csv"
    path.unlink()
    for make, words in (
        (path.mkdir, "contacts.csv: this is a folder, not a file"),
        (lambda: os.mkfifo(path), "contacts.csv: this is no ordinary file"),
        (lambda: path.symlink_to("/dev/zero"), "contacts.csv: this is no ordinary file"),
        (lambda: path.symlink_to("nowhere"), "The list"),
        (lambda: None, "cannot be read"),
    ):
        make()
        for command in (("contacts", "check"), ("send", "--yes"), ("contacts", "list")):
            assert words in english(bench, *command, code=65).err
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
    assert server.accepted == []


def test_a_list_one_may_not_read_is_told(tmp_path):
    """No traceback about permissions: the file, the reason, the cure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts.csv"
        path.touch(mode=0)
        Path(folder).chmod(0o755)
        if os.geteuid() == 0:
            os.seteuid(65534)  # root may read everything
        try:
            with pytest.raises(InputError, match="Close it in other programs, or look at its per"):
                open_list(path, "contacts.csv")
        finally:
            os.seteuid(os.getuid())


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that opens and cannot be read")
def test_a_disk_that_fails_while_reading_is_told(bench, server):
    """What breaks off in the middle is a list that cannot be read, not a crash."""
    (bench.root / "contacts.csv").unlink()
    (bench.root / "contacts.csv").symlink_to("/proc/self/mem")
    for command in (("contacts", "check"), ("send", "--yes")):
        told = english(bench, *command, code=65).err
        assert "contacts.csv: it cannot be read (Input/output error)" in told
    assert server.accepted == []


def test_an_unreadable_list_names_reason_and_cure(tmp_path):
    """A name that the system refuses is told like any other list that cannot be read."""
    with pytest.raises(InputError) as caught:
        open_list(tmp_path / ("n" * 300), "long")
    (problem,) = caught.value.problems
    assert problem.what.key == "contacts.unreadable"
    with pytest.raises(InputError, match="a\0b"):
        open_list(tmp_path / "a\0b", "a\0b")


def test_a_list_that_changes_while_it_is_read_is_not_taken_over(bench, server, monkeypatch):
    """Half old, half new would be nobody's list: the ledger keeps the last good one."""
    from outreach.contacts import reading

    bench.people(GOOD.strip())
    bench("contacts", "import")
    bench.people(*(f"p{i}@list.example,P,Q{i},f,sie,de,2023,W" for i in range(3)))
    real = reading.understand

    def interrupted(cells, frame):
        monkeypatch.setattr(reading, "understand", real)
        with (bench.root / "contacts.csv").open("a") as file:
            file.write("late@list.example,Late,Comer,f,sie,de,2023,W\r\n")
        return real(cells, frame)

    monkeypatch.setattr(reading, "understand", interrupted)
    told = english(bench, "send", "--yes", code=65).err
    assert "contacts.csv: it changed while it was read – Let the other program finish" in told
    assert server.accepted == []
    bench("send", "--yes")
    assert len(sent(server)) == 4


def test_a_list_that_vanishes_while_it_is_read_is_told(tmp_path):
    """Gone is changed, too."""
    with pytest.raises(InputError, match="changed while it was read"):
        refuse_changed(tmp_path / "gone.csv", "gone.csv", 1, 1)


def test_an_unknown_encoding_is_told(bench):
    """A word that is no encoding of text is refused; a wrong one is told with its line."""
    for word in ("latin9000", "base64", "undefined", "a\0b"):
        told = english(bench, "contacts", "check", "--encoding", word, code=65).err
        assert told.startswith("The encoding ")
        assert told.endswith(" is unknown.\n")
    (bench.root / "contacts.csv").write_bytes((HEAD + GOOD).encode() + b"b@list.example,\xff\r\n")
    told = english(bench, "contacts", "check", "--encoding", "utf-8", code=65).err
    assert "the list is not utf-8 – Save the list as CSV UTF-8." in told


def test_check_and_list_need_no_campaign_to_say_what_is_missing(bench, tmp_path):
    """A workspace without campaigns: one line with its cure, and a named list is checked."""
    path = bench.root / "outreach.toml"
    path.write_text(path.read_text("utf-8").partition("[campaign.")[0], "utf-8")
    for words in (("contacts", "check"), ("contacts", "list")):
        told = english(bench, *words, code=78).err.splitlines()
        assert told == [
            "There is no campaign yet.",
            "  Add [campaign.reconnect] with steps to outreach.toml.",
        ]
    bench.people(GOOD.strip())
    assert "1 Sie" in english(bench, "contacts", "check", str(bench.root / "contacts.csv")).out


def test_check_tells_programs_everything_too(bench):
    """--json has a line for each problem and doubt, also where two rows disagree."""
    bench.people(
        "b@list.example,Bea,Kurz,f,sie,de,2023,W",
        "b@list.example,Bea,Lang,f,sie,de,2023,W",
        "c@list.example,Cy,DRUCK GMBH,f,sie,de,2023,W",
        "noreply@list.example,Di,Kurz,f,sie,de,2023,W",
    )
    found = english(bench, "contacts", "check", "--json", code=65).lines
    assert sorted((x["line"], x["level"]) for x in found) == [
        (2, "error"),
        (3, "error"),
        (4, "warning"),
        (5, "warning"),
    ]
    assert all(x["file"] == "contacts.csv" and x["what"] for x in found)


# -- workbooks ------------------------------------------------------------------------------

XLSX = ["E-Mail", "Vorname", "Nachname", "Letzter Kontakt", "Werbesperre", "Telefon"]


def people(data: bytes):
    import io

    reading = read(io.BytesIO(data), "l.xlsx", Policy(today=date(2026, 11, 24), region="DE"))
    return list(reading), [str(w) for w in reading.warnings]


def test_cells_of_a_workbook_are_what_they_show():
    """Kept values of formulas, days, numbers; an error or a formula without value is empty."""
    data = workbook(
        [
            XLSX,
            ["a@x.example", "Eva", "Kraus", date(2023, 5, 4), False, 491511234567.0],
            ["b@x.example", Formula("A1&B1", "Bea"), Error("#N/A"), 45050, True],
            ["c@x.example", Formula("X()"), "Kurz", datetime(2023, 5, 4, 9, 30), "", 12.5],
            [],
            ["d@x.example", "Di", "Lang", 12.5],
        ]
    )
    found, _ = people(data)
    assert [p.line for p in found] == [2, 3, 4, 6]
    assert [p.fields for p in found[:3]] == [
        {"first_name": "Eva", "last_name": "Kraus", "last_contact": "2023-05-04", "phone": "491511234567"},
        {"first_name": "Bea", "last_contact": "2023-05-04", "opted_out": "Werbesperre"},
        {"last_name": "Kurz", "last_contact": "2023-05-04", "phone": "12.5"},
    ]  # fmt: skip
    assert found[3].problems[0].what.key == "contacts.no_date"


def test_the_list_is_the_visible_sheet_with_addresses():
    """A cover sheet, a hidden old list and a second list do not come between."""
    found, warnings = people(
        workbook(
            {
                "Deckblatt": Sheet([["Stand 2024"]]),
                "Alt": Sheet([XLSX, ["old@x.example"]], hidden=True),
                "Kunden": Sheet([XLSX, ["a@x.example", "Eva", "Kraus"]]),
                "Mehr": Sheet([XLSX]),
            }
        )
    )
    assert [p.email for p in found] == ["a@x.example"]
    assert warnings == ["l.xlsx: the sheet “Kunden” is read; not read: Mehr"]


def test_merged_cells_and_notes_beside_the_list():
    """A merged title is no heading; a cell beside the list sets its row aside, not the list."""
    with pytest.raises(InputError, match="The first row needs the headings"):
        people(workbook({"K": Sheet([["Kunden", None], XLSX, ["a@x.example"]], merged="A1:B1")}))
    found, _ = people(workbook([XLSX, ["a@x.example", *[None] * 7, "note"], ["b@x.example"]]))
    assert found[0].problems[0].what.key == "contacts.cells"
    assert found[1].email == "b@x.example"


def locked_part() -> bytes:
    """A part that says it is encrypted (bit 0 of its flags, APPNOTE 4.4.4)."""
    data = bytearray(workbook([XLSX]))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + at] |= 1
    return bytes(data)


def compound(name: str, size: int = 0) -> bytes:
    """A compound file (MS-CFB), as old workbooks are, around one stream of zeros."""
    free, last = b"\xff" * 4, b"\xfe\xff\xff\xff"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += bytes.fromhex("3e000300feff09000600") + bytes(10)
    head += (1).to_bytes(4, "little") + (1).to_bytes(4, "little") + bytes(4)
    head += (4096).to_bytes(4, "little") + last + bytes(4) + last + bytes(4)
    head += bytes(4) + free * 108
    table = b"\xfd\xff\xff\xff" + last + free * 126

    def entry(name: str, kind: int, child: bytes, place: bytes) -> bytes:
        text = name.encode("utf-16-le") + bytes(2)
        found = text.ljust(64, b"\0") + len(text).to_bytes(2, "little") + bytes([kind, 1])
        return found + free * 2 + child + bytes(36) + place

    folder = entry("Root Entry", 5, (1).to_bytes(4, "little"), last + bytes(8))
    place = (2).to_bytes(4, "little") + size.to_bytes(8, "little")
    folder += entry(name, 2, free, place) + bytes(256)
    return head + table + folder + bytes(512)


def locked_whole() -> bytes:
    """As Excel saves with a password (MS-OFFCRYPTO)."""
    return compound("EncryptedPackage")


def damaged_old_one() -> bytes:
    """An old workbook at which its reader, which is no Python, gives up in its own manner."""
    return compound("Workbook", 512)


@pytest.mark.parametrize(
    ("make", "what"),
    [(locked_part, "sheet"), (locked_whole, "locked"), (damaged_old_one, "broken_book")],
)
def test_a_locked_or_damaged_workbook_is_told(make, what):
    """A password in the way is named, and so is damage, with the way round it."""
    with pytest.raises(InputError) as caught:
        people(make())
    (problem,) = caught.value.problems
    assert problem.what.key == f"contacts.{what}"
    assert problem.hint


def test_an_old_workbook_without_sheets_has_nobody():
    """It is as empty as an empty list."""
    assert people(compound("Workbook")) == ([], [])


def test_ctrl_c_ends_the_reading_of_a_workbook(monkeypatch):
    """Only what the reader raises is taken for damage, not the wish to stop."""
    from outreach.contacts import sheets

    def stopped(_stream):
        raise KeyboardInterrupt

    monkeypatch.setattr(sheets, "_choose", stopped)
    with pytest.raises(KeyboardInterrupt):
        people(workbook([XLSX]))


def bomb_by_size() -> bytes:
    return packed({"xl/workbook.xml": bytes(210_000_000)})


def bomb_by_ratio() -> bytes:
    return packed({"xl/workbook.xml": bytes(20_000_000)})


def bomb_by_place() -> bytes:
    return workbook({"K": Sheet([XLSX], far={"XFD1048576": "x"})})


def bomb_that_lies() -> bytes:
    """A part of 30 MB that says it has 100 bytes."""
    data = packed({**parts({"K": Sheet([XLSX])}), "xl/x.xml": b"x" * 30_000_000})
    size = (30_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    return data.replace(size, (100).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (bomb_by_size, "bomb"),
        (bomb_by_ratio, "bomb"),
        (bomb_by_place, "wide_sheet"),
        (bomb_that_lies, "sheet"),
    ],
)
def test_a_bomb_is_refused_before_it_is_unpacked(make, what):
    """Too large, too dense, too far out, or lying about its size: refused in little memory."""
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as caught:
            people(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.problems[0].what.key == f"contacts.{what}"
    assert peak < 20_000_000


def test_a_list_of_200_mb_needs_little_memory(tmp_path):
    """A huge file is refused or read in a stream, never taken in whole."""
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write((HEAD + GOOD * 100).encode())
        file.truncate(200_000_000)
    tracemalloc.start()
    try:
        with path.open("rb") as stream, pytest.raises(InputError):
            list(read(stream, "huge.csv", Policy(today=date(2026, 11, 24))))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


def test_what_a_broken_row_holds_is_kept_only_so_far(bench):
    """A row of a million cells is one row set aside, with the cells a person could mend."""
    data = HEAD + "," * 400_000 + "x\r\n" + GOOD
    (bench.root / "contacts.csv").write_text(data, "utf-8", newline="")
    assert "400001 cells instead of 8" in english(bench, "contacts", "check", code=65).out
    assert (bench.root / "contacts.aside.csv").stat().st_size < 10_000


# -- letters --------------------------------------------------------------------------------


def letter(bench, body: str, **head: str) -> None:
    lines = {
        "id": '"long-silence.de-sie"',
        "lang": '"de"',
        "register": '"sie"',
        "step": "1",
        "subject": '"Lange nichts gehört"',
        "required": "[]",
        **head,
    }
    text = "\n".join(f"{key} = {value}" for key, value in lines.items() if value)
    (bench.root / LETTER).write_text(f"+++\n{text}\n+++\n{body}", "utf-8")


KIND = (
    "{{ salutation }},\n\nwie geht es Ihnen? Soll ich nicht mehr schreiben, sagen Sie einfach stopp.\n\n"
    "Herzliche Grüße\n"
)


@pytest.mark.parametrize(
    ("body", "head", "says"),
    [
        (KIND + "{{ nobody_has_this }}", {}, "long-silence.de-sie.md:14: "),
        (KIND + "{{ 1 // 0 }}", {}, "long-silence.de-sie.md:14: "),
        (KIND + "{{ ''.__class__ }}", {}, "long-silence.de-sie.md:14: "),
        (KIND + "{{ 'a' * 10**9 }}", {}, "long-silence.de-sie.md:14: "),
        (KIND + "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", {}, "long-silence.de-sie.md:14: "),
        (KIND + "{% include '../../x' %}", {}, "long-silence.de-sie.md:14: "),
        (KIND + "{{ unclosed", {}, "long-silence.de-sie.md:14: "),
        (KIND, {"subject": '"eins\\nzwei"'}, "long-silence.de-sie.md:"),
        (KIND, {"subject": '""'}, "long-silence.de-sie.md:"),
        (KIND, {"subject": ""}, "long-silence.de-sie.md:"),
        (KIND, {"attachments": '["../../etc/passwd"]'}, "../../etc/passwd"),
        (KIND, {"attachments": '["/etc/passwd"]'}, "/etc/passwd"),
        (KIND, {"attachments": '["link.txt"]'}, "link.txt"),
        (KIND, {"attachments": '["missing.pdf"]'}, "missing.pdf"),
        (KIND, {"attachments": '["empty.pdf"]'}, "empty.pdf"),
        (KIND, {"attachments": '[".outreach/key"]'}, ".outreach/key"),
    ],
    ids=[
        "a name nobody has", "a division by nothing", "a way out of the sandbox", "a text of a billion letters",
        "a macro in a circle", "a file from elsewhere", "an open bracket", "a subject of two lines",
        "an empty subject", "no subject", "a path that climbs", "a path of the disk", "a link that leads out",
        "a missing attachment", "an empty attachment", "our own key",
    ],
)  # fmt: skip
def test_a_bad_letter_stops_before_the_first_mail(bench, server, body, head, says):
    """Whatever is wrong with a letter is told with its file, and nobody has been written to."""
    bench.crowd(3)
    (bench.root / "empty.pdf").touch()
    (bench.root / "link.txt").symlink_to("/etc/hostname")
    letter(bench, body, **head)
    told = english(bench, "send", "--yes", code=65).err
    assert says in told
    assert "Traceback" not in told
    assert server.accepted == []


def test_a_letter_may_begin_with_an_empty_line(bench, server):
    """Lines before the head of a letter do not cut the mail's own head short."""
    bench.crowd(1)
    text = (bench.root / LETTER).read_text("utf-8")
    (bench.root / LETTER).write_text("\n\n" + text, "utf-8")
    english(bench, "send", "--yes")
    (mail,) = sent(server).values()
    assert mail["Subject"] == "Lange nichts voneinander gehört"


def test_a_line_of_any_length_arrives_whole(bench, server):
    """No line on the wire is longer than 998 octets, and not a letter of it is lost."""
    long = "Wort " * 600
    bench.people(f"l@list.example,Nora,Gut,f,sie,de,2023,{long}")
    bench("send", "--yes")
    (got,) = server.accepted
    assert max(len(line) for line in got.raw.split(b"\r\n")) <= 998
    text = sent(server)["l@list.example"].get_body(("plain",)).get_content()
    assert long.strip() in " ".join(text.split())


def test_a_calendar_file_is_no_invitation_by_itself(bench, server):
    """An .ics that a letter attaches goes as plain data: it enters no calendar unasked."""
    bench.crowd(1)
    (bench.root / 'Grüße "neu".ics').write_text("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    letter(bench, KIND, attachments="['Grüße \"neu\".ics']")
    english(bench, "send", "--yes")
    (part,) = sent(server)["p0@list.example"].iter_attachments()
    assert part.get_content_type() == "application/ics"
    assert part.get_filename() == 'Grüße "neu".ics'


def test_every_mail_has_the_head_of_a_mail(bench, server):
    """Message-ID, a Date with its zone, one From, one To, one Subject, MIME-Version."""
    bench.crowd(1)
    bench("send", "--yes")
    mail = sent(server)["p0@list.example"]
    for name in ("Message-ID", "Date", "From", "To", "Subject", "MIME-Version"):
        assert len(mail.get_all(name)) == 1
    assert mail["Date"].datetime.tzinfo is not None
    assert not mail["Date"].endswith("-0000")


def test_a_mail_larger_than_the_server_takes_is_not_begun(tmp_path, capsys):
    """Its SIZE is known before the data (RFC 1870): nothing is sent half, and the cure is named."""
    with MailServer(security="none", auth=False, size=20_000) as server:
        bench = workbench(tmp_path, server.port)
        bench.crowd(1)
        (bench.root / "big.pdf").write_bytes(b"x" * 50_000)
        letter(bench, KIND, attachments='["big.pdf"]')
        told = english(bench, "send", "--yes").out
        assert "takes 20000. Smaller attachments help." in told
        assert server.accepted == []
    counts = bench.status()
    assert counts["accepted"] == counts["in_doubt"] == 0


def test_a_calendar_from_elsewhere_is_not_fetched(bench):
    """A calendar is a file of one's own or an https address; anything else is refused with its line."""
    path = bench.root / "outreach.toml"
    for place in ("file:///etc/passwd", "http://169.254.169.254/"):
        path.write_text(path.read_text("utf-8") + f'\n[booking]\nbusy = ["{place}"]\n', "utf-8")
        assert "outreach.toml:" in english(bench, "send", "--yes", code=78).err
        path.write_text(path.read_text("utf-8").partition("\n[booking]")[0], "utf-8")


# -- servers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "state"),
    [("550-5.1.1", "rejected"), ("450-4.2.0", "planned"), ("data-554-5.6.0", "rejected")],
)
def test_a_refused_person_does_not_stop_the_others(bench, server, local, state):
    """5xx is that person's end, 4xx comes later, and the third of three is written to."""
    bench.people(
        "a@list.example,Nora,A,f,sie,de,2023,W",
        f"{local}@list.example,Nora,B,f,sie,de,2023,W",
        "c@list.example,Nora,C,f,sie,de,2023,W",
    )
    english(bench, "send", "--yes")
    assert sorted(sent(server)) == ["a@list.example", "c@list.example"]
    counts = bench.status()
    assert (counts["accepted"], counts[state]) == (2, 1)


def test_a_server_that_is_not_there_is_told(bench):
    """75, the server by name, and everybody still planned."""
    bench.crowd(2)
    bench.settings(f"port = {bench.port}", "port = 1")
    told = english(bench, "send", "--yes", code=75).err
    assert "127.0.0.1" in told
    assert bench.status()["planned"] == 2


def secured(tmp_path, server: MailServer, login: str) -> Bench:
    bench = workbench(tmp_path, server.port)
    bench.settings('security = "none"\nauth = "none"', f'security = "starttls"\n{login}')
    bench.crowd(1)
    return bench


@pytest.mark.parametrize(
    ("certificate", "why"),
    [
        ("wrong-name", "it belongs to another name"),
        ("foreign", "nobody this computer knows has signed it"),
        ("expired", "it has expired"),
    ],
)
def test_no_password_goes_to_a_server_that_cannot_prove_itself(
    tmp_path, capsys, monkeypatch, certificate, why
):
    """A wrong certificate ends the run before the login, and nothing was sent."""
    monkeypatch.setenv("PW_FOR_TESTS", "secret")
    with MailServer(security="starttls", certificate=certificate) as server:
        login = f'username = "me@example.com"\npassword = {{ env = "PW_FOR_TESTS" }}\nca_file = "{server.ca_file}"'
        bench = secured(tmp_path, server, login)
        told = english(bench, "send", "--yes", code=78).err
        assert f"cannot be trusted: {why}." in told
        assert "Nothing was sent, not even the login." in told
        assert (server.auth_attempts, server.accepted) == ([], [])


def test_cron_without_a_password_is_told_and_never_asked(tmp_path, capsys, monkeypatch):
    """No prompt without a terminal: the variable is named, nothing was tried."""
    monkeypatch.delenv("PW_FOR_TESTS", raising=False)
    with MailServer(security="starttls") as server:
        login = f'username = "me@example.com"\npassword = {{ env = "PW_FOR_TESTS" }}\nca_file = "{server.ca_file}"'
        bench = secured(tmp_path, server, login)
        assert "PW_FOR_TESTS" in english(bench, "send", "--yes", code=78).err
        assert (server.auth_attempts, server.accepted) == ([], [])


@pytest.mark.parametrize("login", ["password", "token"])
def test_a_refused_login_is_one_attempt(tmp_path, capsys, monkeypatch, login):
    """Providers count wrong logins: one try, 77, and nothing sent; with a token as well."""
    monkeypatch.setenv("PW_FOR_TESTS", "wrong")
    with MailServer(security="starttls") as server:
        bench = secured(
            tmp_path,
            server,
            f'username = "me@example.com"\n{login} = {{ env = "PW_FOR_TESTS" }}\nca_file = "{server.ca_file}"',
        )
        english(bench, "send", "--yes", code=77)
        assert len(server.auth_attempts) == 1
        assert server.accepted == []
