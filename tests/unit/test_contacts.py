"""Lists as people really have them: each row of bad input with its outcome."""

import io
import tomllib
import zipfile
from datetime import date
from pathlib import Path

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
    with pytest.raises(ValueError, match="ä@test"):
        wire_address("ä@test")
    assert rows("email\nAnna Weber <a@x.example>\n")[1][0].fields == {
        "first_name": "Anna",
        "last_name": "Weber",
    }
    named = rows("email,first_name,,\nAnna Weber <a@x.example>,Änne,,\n")[1][0]
    assert named.fields == {"first_name": "Änne"}, "its own column counts"


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


# -- straight exports ------------------------------------------------------------------------

LISTS = Path(__file__).parents[1] / "data" / "lists"
EXPORTS = {
    "google_several_values_in_one_cell": [
        {"email": "eva@kraus.example", "title": "Dr.", "company": "Druckerei Kraus", "role": "Inhaberin", "phone": "+49 151 1 ::: +49 821 2"},
    ],
    "google_before_2024_utf16": [
        {"email": "joerg@mueller.example", "first_name": "Jörg", "last_name": "Müller", "company": "Müller GmbH", "role": "Meister"},
    ],
    "outlook_de_title_under_anrede_cp1252": [
        {"email": "eva@kraus.example", "gender": "f", "region": "Deutschland", "phone": "0821 1", "salutation": "", "title": ""},
        {"email": "joerg@mueller.example", "gender": "m", "title": "Dr.", "salutation": ""},
    ],
    "outlook_en_title_is_a_form_of_address": [
        {"email": "jane@short.example", "title": "Ms.", "role": "Owner", "company": "Short & Sons", "phone": "020 1", "region": "United Kingdom"},
    ],
    "hubspot_last_activity_beside_last_contacted": [
        {"email": "eva@kraus.example", "last_contact": "2023-05-04", "last_activity_date": "2024-06-03 09:12", "phone": "0821 1", "region": "Bayern", "language": "de", "opted_out": "", "company": "Druckerei Kraus"},
        {"email": "jane@short.example", "language": "en", "opted_out": "Unsubscribed from all email"},
        {"email": "bo@lind.example", "language": "en", "opted_out": "Opted out of email: Marketing Information"},
        {"email": "al@gone.example", "opted_out": "Email hard bounce reason"},
    ],
    "salesforce_title_is_a_role_month_first": [
        {"email": "eva@kraus.example", "salutation": "Ms.", "role": "Head of Sales", "title": "", "last_contact": "2024-03-04", "phone": "0821 1", "opted_out": "", "source": "Trade Show"},
        {"email": "joerg@mueller.example", "role": "Geschäftsführer", "last_contact": "2023-12-31", "opted_out": "Email Opt Out"},
    ],
    "pipedrive_whole_names_and_marketing_status": [
        {"email": "eva@heide.example", "first_name": "Eva", "last_name": "von der Heide", "opted_out": "", "last_contact": "2023-05-04"},
        {"email": "joerg@mueller.example", "first_name": "Jörg", "last_name": "Müller", "opted_out": ""},
        {"email": "jane@short.example", "opted_out": "Person - Marketing status"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_a_straight_export_is_understood(name):
    """What programs export needs no editing: every quirk ends in the right field."""
    _, people, aside = rows((LISTS / f"{name}.csv").read_bytes())
    assert aside == []
    assert len(people) == len(EXPORTS[name])
    for person, expected in zip(people, EXPORTS[name], strict=True):
        assert person.email == expected["email"]
        assert {key: person.get(key) for key in expected if key != "email"} == {
            key: value for key, value in expected.items() if key != "email"
        }


def test_every_fixture_is_looked_at():
    """A list that nobody reads would prove nothing."""
    assert {path.stem for path in LISTS.iterdir()} == set(EXPORTS)


def test_every_field_is_explained():
    """The page on lists names every field that headings are understood as."""
    root = Path(__file__).parents[2]
    page = (root / "docs/reference/lists.md").read_text("utf-8")
    for name in tomllib.loads((root / "outreach/data/aliases.toml").read_text("utf-8")):
        assert f"`{name}`" in page


def test_of_two_columns_for_one_field_the_better_one_counts():
    """The first of aliases.toml is the field, wherever it stands; the other keeps its name."""
    _, (person,), _ = rows("email,Mobile,Telefon,Handy\na@x.example,1,2,3\n")
    assert person.fields == {"mobile": "1", "phone": "2", "handy": "3"}


# -- cells -----------------------------------------------------------------------------------


def fields(heading: str, cell: str, policy: Policy = POLICY) -> dict[str, str]:
    """The fields of a person with one cell, if the row is not set aside."""
    _, (person,), _ = rows(f'email,{heading}\na@x.example,"{cell}"\n', policy)
    return dict(person.fields)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Frau", {"gender": "f"}),
        ("Hr.", {"gender": "m"}),
        ("Herr Dr.", {"gender": "m", "title": "Dr."}),
        ("Prof. Dr.", {"title": "Prof. Dr."}),
        ("Herr und Frau", {"salutation": "Herr und Frau"}),
        ("Sehr geehrte Frau Kurz", {"salutation": "Sehr geehrte Frau Kurz"}),
        ("Keine Angabe", {}),
        ("Firma Druck", {}),
    ],
)
def test_what_stands_under_anrede(cell, expected):
    """A gender, a title, or a greeting; what is none of them never becomes a greeting."""
    assert fields("Anrede", cell) == expected


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        ("timezone", "europe/berlin", "Europe/Berlin"),
        ("Zeitzone", "America/New York", "America/New_York"),
        ("timezone", "Mars/Olympus", ""),
        ("timezone", "../../etc/passwd", ""),
        ("who_wrote_last", "Me", "me"),
        ("Wer schrieb zuletzt", "Antwort offen", "me"),
        ("Wer schrieb zuletzt", "ich", ""),
        ("who_wrote_last", "them", "them"),
        ("who_wrote_last", "?", ""),
        ("legal_basis", "Bestandskunde", "existing_customer"),
        ("legal_basis", "weil halt", ""),
        ("legal_basis_date", "31.12.2020", "2020-12-31"),
        ("legal_basis_date", "neulich", ""),
        ("language", "de-CH", "de"),
        ("language", "German - Germany", "de"),
        ("language", "fr", ""),
    ],
)
def test_a_word_that_means_nothing_loses_the_field_not_the_person(heading, cell, expected):
    """Known words come in their one form; others are left out and warned about."""
    reading, (person,), _ = rows(f"email,{heading}\na@x.example,{cell}\n")
    assert dict(person.fields) == ({reading.columns[1]: expected} if expected else {})
    assert len(reading.warnings) == (0 if expected else 1)


def test_a_region_that_means_nothing_is_kept_and_warned_about():
    """Letters may still say it; who knows places is asked, once they are told who that is."""
    policy = Policy(today=POLICY.today, is_region=lambda cell: cell == "Bayern")
    reading, people, _ = rows("email,region\na@x.example,Bayern\nb@x.example,Mond\n", policy)
    assert [p.get("region") for p in people] == ["Bayern", "Mond"]
    assert [(w.line, w.column) for w in reading.warnings] == [(3, "region")]
    assert rows("email,region\nb@x.example,Mond\n")[0].warnings == []


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Anna Weber", "Anna", "Weber"),
        ("Weber, Anna", "Anna", "Weber"),
        ("Dr. Anna Maria Weber", "Dr. Anna Maria", "Weber"),
        ("Eva von der Heide", "Eva", "von der Heide"),
        ("von der Heide", "von", "der Heide"),
        ("Anna Weber, MBA", "Anna Weber,", "MBA"),
        ("Anna", "Anna", ""),
    ],
)
def test_a_whole_name_is_taken_apart(name, first, last):
    """Small words go with the last name, and a name that is turned round is turned back."""
    found = fields("Name", name)
    assert (found["first_name"], found.get("last_name", "")) == (first, last)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1. 2. 2024", "2024-02-01"),
        ("31.12.24", "2024-12-31"),
        ("31.12.68", "1968-12-31"),
        ("2024/02/01", "2024-02-01"),
        ("Dez. 2023", "2023-12"),
        ("März 2023", "2023-03"),
        ("5. Dezember 2023", "2023-12-05"),
        ("5 December 2023", "2023-12-05"),
        ("December 5, 2023", "2023-12-05"),
        ("02-2024", "2024-02"),
        ("2024-02", "2024-02"),
        ("45000", "2023-03-15"),
        ("2024-02-01 10:00", "2024-02-01"),
        ("13-02-2024", "2024-02-13"),
    ],
)
def test_more_dates(text, iso):
    """Two-digit years, names of months, and the count of days that spreadsheets keep."""
    assert fields("last_contact", text)["last_contact"] == iso


@pytest.mark.parametrize(
    "text", ["1949", "Quintember 2023", "32.01.2024", "1.1.0000", "2023-13", "0/2023", "2023-00-05"]
)
def test_dates_that_are_none(text):
    """Nothing is guessed: the row waits for its date."""
    assert (
        rows(f"email,last_contact\na@x.example,{text}\n")[2][0].problems[0].column == "last_contact"
    )


@pytest.mark.parametrize(
    ("dates", "region", "first"),
    [
        (["12/31/2023", "03/04/2024"], "DE", "2024-03-04"),
        (["31/12/2023", "03/04/2024"], "US", "2024-04-03"),
        (["12/31/2023", "31/12/2023", "03/04/2024"], "US", "2024-03-04"),
        (["12/31/2023", "31/12/2023", "03/04/2024"], "DE", "2024-04-03"),
        (["03/04/2024"], "US", "2024-03-04"),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_one_date_over_twelve_settles_the_order_for_the_list(dates, region, first, codec):
    """What the list itself shows counts before the sender's region, unless it shows both."""
    text = "email,last_contact\n" + "".join(f"p{i}@x.example,{d}\n" for i, d in enumerate(dates))
    _, people, _ = rows(text.encode(codec), Policy(today=POLICY.today, region=region))
    assert people[-1].get("last_contact") == first


def test_three_names_are_shown_to_confirm_a_guess():
    """Where the encoding is guessed, three names with umlauts are enough to see it."""
    names = ["Jörg,Groß", "Änne,Kurz", "Özgür,Lang"]
    text = "email,first_name,last_name\n" + "".join(
        f"p{i}@x.example,{n}\n" for i, n in enumerate(names)
    )
    assert rows(text.encode("cp1252"))[0].samples == ("Jörg", "Groß", "Änne")
    assert rows(text.encode())[0].samples == ()


def test_warnings_of_one_kind_come_to_an_end():
    """A list with thousands of them has one cause; a thousand are kept."""
    text = "email\n" + "".join(f"noreply@x{i}.example\n" for i in range(1200))
    assert len(rows(text)[0].warnings) == 1000


def test_a_row_that_has_neither_address_nor_sense_says_both():
    """All that is wrong with a row comes at once."""
    _, _, (aside,) = rows(f"{HEAD},A,B,soon,\n")
    assert [p.what.key for p in aside.problems] == ["contacts.no_date", "contacts.no_address"]
    assert aside.email == ""


NO = "email,first_name,last_contact,opted_out\n"


@pytest.mark.parametrize(
    ("lines", "people", "aside"),
    [
        # (line by line; who is left as a person, which lines are set aside)
        ("a@x.example,A,2023,\na@x.example,A,soon,ja\n", [2], [3]),
        ("a@x.example,A,soon,ja\na@x.example,A,2023,\n", [], [2, 3]),
        ("a@x.example,A,2023,ja\na@x.example,A,soon,ja\n", [2], [3]),
        ("a@x.example,A,soon,ja\na@x.example,A,2023,ja\n", [3], [2]),
        ("a@x.example,A,soon,\na@x.example,A,2023,\n", [3], [2]),
    ],
)
def test_a_no_counts_in_whatever_row_it_stands(lines, people, aside):
    """Nobody is written to who said no in a row set aside; a no in a good row stays, to be suppressed."""
    reading, found, bad = rows(NO + lines)
    assert [p.line for p in found] == people
    assert [a.line for a in bad] == aside
    free = [p for p in found if not p.get("opted_out") and p.address not in reading.conflicts]
    assert bool(free) == ("ja" not in lines)


def test_a_third_row_that_says_the_same_changes_nothing():
    """Two rows that disagree stay so, whoever repeats the first of them."""
    text = f"{HEAD}a@x.example,A,,,\na@x.example,B,,,\na@x.example,A,,,\na@x.example,C,,,\n"
    reading, people, aside = rows(text)
    assert (len(people), reading.merged, [a.line for a in aside]) == (1, 1, [3, 5])
    (problem,) = reading.disagreements
    assert (problem.line, problem.what.args["lines"]) == (2, "3, 5")
