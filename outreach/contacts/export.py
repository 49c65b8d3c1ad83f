"""CSV out: what a spreadsheet opens without running it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outreach.contacts.reading import Aside

#: A cell that begins with one of these is a formula to a spreadsheet (ASVS 1.2.10).
_FORMULA = "=+-@\t\r\0＝＋－＠"


def csv_safe(cell: str) -> str:
    """The cell, neutralised with ``'`` where a spreadsheet would run it."""
    return f"'{cell}" if cell[:1] in _FORMULA and cell else cell


def write_aside(asides: "Iterable[Aside]", headings: Sequence[str]) -> Iterator[str]:
    """CSV lines of the rows set aside, with their line and reason in front."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    rows: list[list[object]] = [["line", "reason", *headings]]
    for aside in asides:
        why = " / ".join(f"{p.column}: {p.what}" for p in aside.problems)
        rows.append([aside.line, why, *aside.cells])
    for row in rows:
        writer.writerow([csv_safe(str(c)) for c in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
