"""Lists as people really have them: each row of bad input with its outcome."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.contacts import Policy, csv_safe, fold_address, read, wire_address
from outreach.errors import InputError
from outreach.model import Contact

POLICY = Policy(today=date(2026, 11, 24), region="DE-BY")
HEAD = "email,first_name,last_name,last_contact,shared_memory\n"


def rows(data: bytes | str, policy: Policy = POLICY):
    raw = data.encode() if isinstance(data, str) else data
    reading = read(io.BytesIO(raw), "l.csv", policy)
    found = list(reading)
    return (
        reading,
        [r for r in found if isinstance(r, Contact)],
        [r for r in found if not isinstance(r, Contact)],
    )


@pytest.mark.parametrize(
    ("codec", "label"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_delimiters(codec, label, delimiter, end):
    """Every usual encoding, delimiter and line end gives the same person."""
    text = end.join(
        [
            delimiter.join(["E-Mail", "Vorname", "Nachname"]),
            delimiter.join(["j@x.example", "Jörg", "Müller"]),
            "",
        ]
    )
    reading, people, aside = rows(text.encode(codec))
    assert (people[0].fields, aside) == ({"first_name": "Jörg", "last_name": "Müller"}, [])
    assert (reading.encoding, reading.delimiter) == (label, delimiter)
    assert bool(reading.samples) == (codec == "cp1252")


def test_a_sep_line_and_trailing_rows_of_excel():
    """`sep=;` names the delimiter; empty rows and empty last cells are nothing."""
    reading, people, aside = rows("sep=;\nemail;first_name\na@x.example;A;\n;;\n;;\n")
    assert len(people) == 1
    assert aside == []
    assert people[0].line == 3
    assert reading.rows == 1


@pytest.mark.parametrize("text", ["", "email,first_name\n"])
def test_an_empty_list_is_no_error(text):
    """Nothing, or headings only: no people, no complaint, unless a heading is missing."""
    assert rows(text)[1] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name,firm\na,b\n", 1),
        ("email,E-Mail\na@x.example,b@x.example\n", 1),
        ('email,first_name\na@x.example,"never closed\nb@x.example,B\n', 2),
    ],
)
def test_file_errors_stop_everything_with_their_line(text, line):
    """No address column, two columns that mean the same, an open quote: file and line."""
    with pytest.raises(InputError) as caught:
        rows(text)
    assert caught.value.problems[0].line == line


@pytest.mark.parametrize(
    "cells",
    [
        '"a@x.example, b@x.example",A,B,,',
        '"a@x.example;b@x.example",A,B,,',
        "a@x,A,B,,",
        "foo,A,B,,",
        "a..b@x.example,A,B,,",
        "a@,A,B,,",
        "@x.example,A,B,,",
        "a@localhost,A,B,,",
        "a@[127.0.0.1],A,B,,",
        f"{'a' * 65}@x.example,A,B,,",
        '"a@x.example\nBcc: v@x.example",A,B,,',
        "a@x.example> AUTH=<b@x.example,A,B,,",
        "a@x.example,A\0,B,,",
        '"a@x.example","A\nX: y",B,,',
        "a@x.example,A,B,31.02.2023,",
        "a@x.example,A,B,2027-01-01,",
        "a@x.example,A,B,soon,",
        "a@x.example,MÃ¼ller,B,,",
        "a@x.example,A,B",
        "a@x.example,A,B,,,extra",
        f"a@x.example,{'A' * 10_000},B,,",
    ],
)
def test_row_errors_set_that_row_aside(cells):
    """Each bad row is set aside with line and reason; the good one beside it goes on."""
    _, people, aside = rows(f"{HEAD}{cells}\ngood@x.example,Nora,Gut,2023,Regen\n")
    assert [p.email for p in people] == ["good@x.example"]
    assert [a.line for a in aside] == [2]
    assert all(str(p.what) for p in aside[0].problems)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-12-31", "2024-12-31"),
        ("31.12.2024", "2024-12-31"),
        ("12/2024", "2024-12"),
        ("2024", "2024"),
        ("31/12/2024", "2024-12-31"),
        ("03/04/2024", "2024-04-03"),
        ("2024-12-31T10:00:00", "2024-12-31"),
    ],
)
def test_dates(text, iso):
    """ISO, German, month and year, year alone; day first unless the sender writes from the US."""
    assert rows(f"{HEAD}a@x.example,A,B,{text},\n")[1][0].get("last_contact") == iso


def test_month_first_in_the_us():
    """A sender in the US means 4 March by 03/04."""
    policy = Policy(today=POLICY.today, region="US-CA")
    assert (
        rows(f"{HEAD}a@x.example,A,B,03/04/2024,\n", policy)[1][0].get("last_contact")
        == "2024-03-04"
    )


@pytest.mark.parametrize(
    "heading",
    [
        "Unsubscribed from all email",
        "Email Opt Out",
        "Werbesperre",
        "Kontaktsperre",
        "Opted out of email: Marketing",
        "Hard Bounce",
    ],
)
@pytest.mark.parametrize(
    ("cell", "out"),
    [
        ("true", True),
        ("Ja", True),
        ("x", True),
        ("2024-01-01", True),
        ("false", False),
        ("nein", False),
        ("", False),
        ("0", False),
    ],
)
def test_opt_outs_of_the_crms_are_honoured(heading, cell, out):
    """A true value under any CRM's opt-out heading is kept with that heading as its source."""
    people = rows(f"email,{heading}\na@x.example,{cell}\n")[1]
    assert people[0].get("opted_out") == (heading if out else "")


def test_duplicates_merge_or_are_remembered():
    """The same person twice, in other case: one row; two rows that disagree: a conflict."""
    reading, people, _ = rows(
        f"{HEAD}A@X.example,Nora,G,2023,\na@x.EXAMPLE,Nora,G,2023,\nb@x.example,B,,,\nB@x.example,Bea,,,\n"
    )
    assert [p.address for p in people] == ["a@x.example", "b@x.example"]
    assert (reading.merged, reading.conflicts) == (1, frozenset({"b@x.example"}))


def test_addresses():
    """Domains go to A-labels, local parts keep their case on the wire, identity folds both."""
    assert wire_address("Jörg@MÜNCHEN.example") == "Jörg@xn--mnchen-3ya.example"
    assert fold_address("Anna@X.Example") == "anna@x.example"
    assert rows("email\nAnna Weber <a@x.example>\n")[1][0].fields == {
        "first_name": "Anna",
        "last_name": "Weber",
    }


def test_warnings_leave_the_person():
    """Role addresses, reserved domains, mixed alphabets and unknown words warn and lose at most themselves."""
    reading, people, aside = rows(
        "email,first_name,language\nnoreply@x.example,A,de\na@x.test,B,klingon\nc@x.example,Аnna,de\n"
    )
    assert (len(people), aside) == (3, [])
    assert len(reading.warnings) == 4


def test_a_workbook_and_what_only_looks_like_one(tmp_path):
    """A zip that is no workbook is refused with a hint; so is one that would unpack to a bomb."""
    for name, size in (("a.txt", 10), ("xl/workbook.xml", 300_000_000)):
        buffer = io.BytesIO()
        with (
            zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open(name, "w", force_zip64=True) as entry,
        ):
            for _ in range(max(1, size // 1_000_000)):
                entry.write(b"0" * min(size, 1_000_000))
        with pytest.raises(InputError):
            rows(buffer.getvalue())


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1"])
def test_formulas_are_neutralised_on_the_way_out(cell):
    """A cell a spreadsheet would run gets a quote in front."""
    assert csv_safe(cell) == f"'{cell}"
    assert csv_safe("plain") == "plain"


@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(lambda t: f"email,first_name\n{t}".encode("utf-8", "replace")),
    )
)
def test_any_bytes_are_people_asides_or_a_file_error(data):
    """No input raises anything but InputError, no cell keeps control characters, nobody comes twice."""
    try:
        _, people, _ = rows(data)
    except InputError:
        return
    assert len({p.address for p in people}) == len(people)
    for p in people:
        assert not any(ord(c) < 32 and c not in "\n\t" for v in p.fields.values() for c in v)
