"""Excel lists, as rows of text. Imported only when such a file comes in."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO

from outreach.errors import InputError, Problem
from outreach.words import say

#: Unpacked bytes a workbook may have, and how much smaller it may be packed.
MAX_UNPACKED, MAX_RATIO = 200_000_000, 200


def sheet_rows(stream: BinaryIO, name: str) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells) of the first sheet; dates come as ISO.

    Raises:
        InputError: not a workbook, damaged, or a zip bomb.
    """
    _guard(stream, name)
    from python_calamine import CalamineWorkbook

    try:
        rows = (
            CalamineWorkbook.from_filelike(stream)
            .get_sheet_by_index(0)
            .to_python(skip_empty_area=False)
        )
    except Exception as error:
        raise _wrong(name, error) from error
    width = max((i + 1 for i, c in enumerate(rows[0]) if c != ""), default=0) if rows else 0
    for number, row in enumerate(rows, 1):
        cells = [_text(c) for c in row]
        yield number, cells[:width] if not any(cells[width:]) else cells


def _guard(stream: BinaryIO, name: str) -> None:
    try:
        if zipfile.is_zipfile(stream):
            entries = zipfile.ZipFile(stream).infolist()
            size = sum(e.file_size for e in entries)
            packed = sum(e.compress_size for e in entries) or 1
            if size > MAX_UNPACKED or (size > 10_000_000 and size / packed > MAX_RATIO):
                problem = Problem(name, 0, say("contacts.bomb", mb=size // 1_000_000))
                raise InputError(say("contacts.file_wrong", file=name), problems=[problem])
            if not any(e.filename.startswith("xl/") for e in entries):
                problem = Problem(name, 0, say("contacts.zip"), say("contacts.zip_hint"))
                raise InputError(say("contacts.file_wrong", file=name), problems=[problem])
    except zipfile.BadZipFile as error:
        raise _wrong(name, error) from error
    stream.seek(0)


def _wrong(name: str, error: Exception) -> InputError:
    problem = Problem(name, 0, say("contacts.sheet", why=error), say("contacts.zip_hint"))
    return InputError(say("contacts.file_wrong", file=name), problems=[problem])


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
