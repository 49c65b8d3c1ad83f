"""What holds for every list, whatever stands in it."""

import csv
import io
from contextlib import suppress
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from outreach.contacts import Aside, Policy, read, write_aside
from outreach.errors import InputError
from outreach.model import Contact
from tests.workbooks import Sheet, packed, parts, workbook

POLICY = Policy(today=date(2026, 11, 24), region="DE")
#: Words of a person's row, as lists have them; the odd ones more often than in life.
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", " ", "Jörg", "O'Neil", "a;b", 'say "x"', "a\nb", "a\r\nb", "\0", "nan", "x@y", "=1"]),
)  # fmt: skip
ADDRESSES = st.one_of(
    CELLS, st.builds("{}@{}".format, st.sampled_from("aAbä"), st.sampled_from(["x.example", "X.Example", "ü.example"])),
)  # fmt: skip
ROWS = st.lists(st.tuples(ADDRESSES, CELLS, CELLS, CELLS), max_size=6)
HEADINGS = ("E-Mail", "Vorname", "Eigene Spalte", "opted_out")


def everything(data: bytes):
    reading = read(io.BytesIO(data), "l", POLICY)
    found = list(reading)
    return (
        reading,
        [r for r in found if isinstance(r, Contact)],
        [r for r in found if isinstance(r, Aside)],
    )


def written(rows, delimiter: str = ",", end: str = "\r\n") -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([HEADINGS, *rows])
    return buffer.getvalue()


@given(ROWS)
def test_every_row_is_accounted_for(rows):
    """Rows are people, set aside, repeats, or without address; none is lost, none counted twice."""
    reading, people, asides = everything(written(rows).encode())
    assert reading.rows == len(people) + len(asides) + reading.merged + reading.no_address
    assert reading.rows == sum(any(c.strip() for c in row) for row in rows)
    assert len({p.address for p in people}) == len(people)


@given(ROWS, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]))  # fmt: skip
def test_the_way_a_list_is_saved_does_not_matter(rows, delimiter, end, codec):
    """The same rows under any delimiter, line end and encoding are the same people."""
    plain = [tuple(c.replace("\r", "").replace("\n", "") for c in row) for row in rows]
    _, people, asides = everything(written(plain).encode())
    _, same, again = everything(written(plain, delimiter, end).encode(codec))
    assert same == people
    assert [a.cells for a in again] == [a.cells for a in asides]


@given(ROWS)
def test_a_list_written_by_us_names_nobody_new(rows):
    """What is set aside comes back as CSV a spreadsheet opens, each row with its line and reason."""
    reading, _, asides = everything(written(rows).encode())
    text = "".join(write_aside(asides, reading.headings))
    back = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row[0] for row in back] == ["line", *(str(a.line) for a in asides)]
    assert all(row[1] for row in back)
    assert not any(cell[:1] in "=+-@\t\r" for row in back for cell in row if cell)


@given(ROWS)
def test_a_workbook_says_what_the_same_csv_says(rows):
    """Excel or CSV, the people are the same."""
    rows = [
        tuple("".join(c for c in cell if c.isprintable()).strip() for cell in row) for row in rows
    ]
    _, people, _ = everything(written(rows).encode())
    _, same, _ = everything(workbook([HEADINGS, *rows]))
    assert [(p.address, p.fields) for p in same] == [(p.address, p.fields) for p in people]


PARTS = parts({"K": Sheet([HEADINGS, ("a@x.example", "Eva", date(2023, 5, 4), True)])})
DAMAGE = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8)


def damaged(data: bytes, damage) -> bytes:
    found = bytearray(data)
    for place, byte in damage:
        found[place % len(found)] = byte
    return bytes(found)


@given(DAMAGE, st.sampled_from([None, *PARTS]))
def test_a_damaged_workbook_is_people_or_an_error_in_words(damage, part):
    """Bytes changed anywhere, in the archive or in a part of it: read, or refused, never a crash."""
    if part is None:
        data = damaged(packed(PARTS), damage)
    else:
        data = packed({**PARTS, part: damaged(PARTS[part], damage)})
    with suppress(InputError):
        everything(data)
