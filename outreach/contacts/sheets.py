"""Excel lists, as rows of text. Imported only when such a file comes in."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from outreach.contacts.headings import field_name, fold
from outreach.contacts.opening import Row, file_error
from outreach.errors import InputError
from outreach.words import Say, say

#: Unpacked bytes a workbook may have, and how much smaller it may be packed.
MAX_UNPACKED, MAX_RATIO = 200_000_000, 200
#: Cells a sheet may span: the reader keeps one for every place up to the last one used.
MAX_CELLS = 20_000_000
_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})(\d{1,7})"')


def sheet_rows(stream: BinaryIO, name: str) -> tuple[Say | None, Iterator[Row]]:
    """What to know about the workbook, and (row number, cells) of its list; dates come as ISO.

    The list is the first visible sheet that has a heading for addresses, else the first.

    Raises:
        InputError: not a workbook, locked, damaged, or a zip bomb.
    """
    _guard(stream, name)
    if _is_locked(stream):
        raise file_error(name, say("contacts.locked"), hint=say("contacts.locked_hint"))
    try:
        chosen, rows, others = _choose(stream)
    except Exception as error:  # calamine raises kinds of its own
        raise _unreadable(name, error) from error
    except BaseException as error:
        # The reader is written in Rust; where it gives up it raises no Exception.
        if type(error).__name__ != "PanicException":
            raise
        hint = say("contacts.zip_hint")
        raise file_error(name, say("contacts.broken_book"), hint=hint) from error
    warning = say("contacts.sheets", sheet=chosen, others=", ".join(others)) if others else None
    return warning, _rows(rows)


def _choose(stream: BinaryIO) -> tuple[str, list[list[Any]], list[str]]:
    """Name and rows of the list, and the names of other sheets that could be lists."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(stream)
    visible = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
    names = visible or book.sheet_names
    lists: dict[str, list[list[Any]]] = {}
    for name in names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if _has_addresses(rows):
            lists[name] = rows
    if not names:
        return "", [], []
    if not lists:
        rows = book.get_sheet_by_name(names[0]).to_python(skip_empty_area=False)
        return names[0], rows, []
    chosen, *others = lists
    return chosen, lists[chosen], others


def _has_addresses(rows: list[list[Any]]) -> bool:
    head = next((row for row in rows if any(cell != "" for cell in row)), [])
    return any(field_name(fold(str(cell))) == "email" for cell in head)


def _rows(rows: list[list[Any]]) -> Iterator[Row]:
    """The rows as text, as wide as their headings where nothing stands beside them."""
    width = 0
    for number, row in enumerate(rows, 1):
        cells = [_text(cell) for cell in row]
        width = width or max((i for i, cell in enumerate(cells, 1) if cell.strip()), default=0)
        yield number, cells[:width] if not any(cells[width:]) else cells


def _text(cell: object) -> str:
    match cell:
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)


# -- before it is unpacked ------------------------------------------------------------------


def _guard(stream: BinaryIO, name: str) -> None:
    """Nothing, unless the workbook is another kind of archive, damaged, or a bomb."""
    if zipfile.is_zipfile(stream):
        try:
            with zipfile.ZipFile(stream) as archive:
                _check_size(archive, name)
                _check_parts(archive, name)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise _unreadable(name, error) from error
        except (RuntimeError, NotImplementedError) as error:
            # A part locked with a password, or packed in a way only its maker knows.
            raise _unreadable(name, error) from error
    stream.seek(0)


def _is_locked(stream: BinaryIO) -> bool:
    """True for a workbook saved with a password: an old kind of file around its cipher text."""
    mark, tail = "EncryptedPackage".encode("utf-16-le"), b""
    locked = False
    if stream.read(4) == b"\xd0\xcf\x11\xe0":
        while not locked and (chunk := stream.read(1 << 20)):
            locked = mark in tail + chunk
            tail = chunk[-len(mark) :]
    stream.seek(0)
    return locked


def _check_size(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if size > MAX_UNPACKED or (size > 10_000_000 and size / packed > MAX_RATIO):
        raise file_error(name, say("contacts.bomb", mb=size // 1_000_000))


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.namelist()
    if "xl/workbook.xml" not in parts:
        raise file_error(name, say("contacts.zip"), hint=say("contacts.zip_hint"))
    for part in parts:
        # Read to its end: that checks the sum, so a part cannot be larger than it says.
        height, width = _span(archive, part)
        if height * width > MAX_CELLS:
            what = say("contacts.wide_sheet", rows=height, columns=width)
            raise file_error(name, what, hint=say("contacts.wide_sheet_hint"))


def _span(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    """Rows and columns up to the last cell of a sheet; (0, 0) for any other part."""
    height = width = 0
    with archive.open(part) as file:
        tail = b""
        while chunk := file.read(1 << 20):
            text = tail + chunk
            for column, row in _CELL.findall(text) if part.startswith("xl/worksheets/") else ():
                height, width = max(height, int(row)), max(width, _number(column))
            tail = text[-200:]
    return height, width


def _number(column: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


def _unreadable(name: str, error: Exception) -> InputError:
    return file_error(name, say("contacts.sheet", why=error), hint=say("contacts.zip_hint"))
