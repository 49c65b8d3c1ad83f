"""Excel workbooks for tests, part by part, so that a test can make any of them odd."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = (
    f"{_HEAD}<styleSheet {_MAIN}><fonts count='1'><font/></fonts><fills count='1'><fill/></fills>"
    "<borders count='1'><border/></borders><cellStyleXfs count='1'><xf numFmtId='0'/></cellStyleXfs>"
    "<cellXfs count='3'><xf numFmtId='0'/><xf numFmtId='14' applyNumberFormat='1'/>"
    "<xf numFmtId='22' applyNumberFormat='1'/></cellXfs></styleSheet>"
)

_STATE = {False: "visible", True: "hidden"}


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is computed, with the value the program kept; None: it kept none."""

    text: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Error:
    """A cell that shows ``#N/A`` or the like."""

    text: str


Cell = str | int | float | bool | date | Formula | Error | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows from A1 on; what else a sheet may have."""

    rows: Sequence[Sequence[Cell]]
    hidden: bool = False
    merged: str = ""
    #: Cells at places of their own, e.g. {"XFD1048576": "x"}.
    far: Mapping[str, Cell] | None = None


def parts(sheets: Mapping[str, Sheet]) -> dict[str, bytes]:
    """The files inside the workbook."""
    names = list(sheets)
    book = "".join(
        f'<sheet name="{escape(n)}" sheetId="{i}" r:id="rId{i}" state="{_STATE[sheets[n].hidden]}"/>'
        for i, n in enumerate(names, 1)
    )
    rels = "".join(
        f'<Relationship Id="rId{i}" Type="{_REL}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    rels += f'<Relationship Id="rId0" Type="{_REL}/styles" Target="styles.xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006"
    found = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": (
            f'{_HEAD}<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
            f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": f'{_HEAD}<workbook {_MAIN} xmlns:r="{_REL}"><sheets>{book}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{package}/relationships">{rels}</Relationships>',
        "xl/styles.xml": _STYLES,
    }
    for i, name in enumerate(names, 1):
        found[f"xl/worksheets/sheet{i}.xml"] = _sheet(sheets[name])
    return {name: text.encode() for name, text in found.items()}


def workbook(sheets: Mapping[str, Sheet] | Sequence[Sequence[Cell]]) -> bytes:
    """An .xlsx file; rows alone are its one sheet."""
    named = sheets if isinstance(sheets, Mapping) else {"Tabelle1": Sheet(sheets)}
    return packed(parts(named))


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _sheet(sheet: Sheet) -> str:
    rows = {
        number: "".join(_cell(f"{_letters(i)}{number}", c) for i, c in enumerate(cells))
        for number, cells in enumerate(sheet.rows, 1)
    }
    for place, cell in (sheet.far or {}).items():
        number = int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        rows[number] = rows.get(number, "") + _cell(place, cell)
    body = "".join(f'<row r="{n}">{cells}</row>' for n, cells in sorted(rows.items()))
    merged = (
        sheet.merged and f'<mergeCells count="1"><mergeCell ref="{sheet.merged}"/></mergeCells>'
    )
    return f"{_HEAD}<worksheet {_MAIN}><sheetData>{body}</sheetData>{merged}</worksheet>"


def _letters(index: int) -> str:
    return (_letters(index // 26 - 1) if index >= 26 else "") + chr(65 + index % 26)


def _cell(place: str, cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
        case int() | float():
            return f'<c r="{place}"><v>{cell}</v></c>'
        case datetime():
            return f'<c r="{place}" s="2"><v>{(cell - datetime(1899, 12, 30)).total_seconds() / 86400}</v></c>'
        case date():
            return f'<c r="{place}" s="1"><v>{(cell - date(1899, 12, 30)).days}</v></c>'
        case Formula(text, value):
            kept = "" if value is None else f"<v>{escape(value)}</v>"
            return f'<c r="{place}" t="str"><f>{escape(text)}</f>{kept}</c>'
        case Error(text):
            return f'<c r="{place}" t="e"><v>{text}</v></c>'
        case _:
            return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'
