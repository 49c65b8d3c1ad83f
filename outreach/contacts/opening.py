"""An open file → rows of text: which kind, which encoding, which delimiter."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from outreach.errors import InputError, Problem
from outreach.words import Say, say

#: Characters a cell, and a line outside quotes, may have; more is a broken file.
MAX_CELL = 1_000_000
csv.field_size_limit(MAX_CELL)
_CHUNK = 1 << 20
#: What else is brought along under the name of a list, by its first bytes.
_KINDS = (
    (b"%pdf", "PDF"), (b"begin:vcard", "vCard"), (b"{\\rtf", "RTF"), (b"<!doctype html", "HTML"),
    (b"<html", "HTML"), (b"<table", "HTML"), (b"<?xml", "XML"), (b"[{", "JSON"), (b'{"', "JSON"),
)  # fmt: skip
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
#: Dates with slashes whose one value over 12 tells the order of day and month.
_DAY_FIRST = re.compile(rb"(?<!\d)(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])/\d{4}(?!\d)")
_MONTH_FIRST = re.compile(rb"(?<!\d)(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/\d{4}(?!\d)")

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A list whose rows can be read, once."""

    #: As a person calls it.
    encoding: str
    delimiter: str
    #: (line where the row begins, its cells)
    rows: Iterator[Row]
    #: What the file itself says about 03/04/2024; None where it says nothing.
    month_first: bool | None = None
    #: True where the encoding is a guess that a person has to confirm.
    guessed: bool = False
    #: What a person should know about the file as a whole.
    warning: Say | None = None


@dataclass(frozen=True, slots=True)
class _Codec:
    name: str
    label: str
    #: "replace" where single rows are damaged; they are set aside by what replaces them.
    errors: str = "strict"


def open_rows(stream: BinaryIO, name: str, encoding: str = "") -> Opened:
    """The rows of an open, seekable list; `encoding` forces one for CSV.

    Raises:
        InputError: a file error, here or (broken quoting) while the rows are read.
    """
    head = stream.read(512)
    stream.seek(0)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from outreach.contacts.sheets import sheet_rows

        warning, rows = sheet_rows(stream, name)
        return Opened("Excel", "", rows, warning=warning)
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for magic, kind in _KINDS:
        if start.startswith(magic):
            hint = say("contacts.zip_hint")
            raise file_error(name, say("contacts.other_kind", kind=kind), hint=hint)
    codec = _forced(encoding) if encoding else _codec(stream, head, name)
    month_first = _order_of_days(stream)
    stream.seek(0)
    text = io.TextIOWrapper(stream, codec.name, newline="", errors=codec.errors)
    delimiter, rows = _csv(_lines(text, name), name)
    return Opened(codec.label, delimiter, rows, month_first, codec.name == "cp1252")


def file_error(name: str, what: Say, line: int = 0, hint: Say | None = None) -> InputError:
    """The error of a list that cannot be used at all."""
    problem = Problem(name, line, what, hint)
    return InputError(say("contacts.file_wrong", file=name), problems=[problem])


# -- encoding -------------------------------------------------------------------------------


def _forced(encoding: str) -> _Codec:
    try:
        # Not every codec is one of text: "base64", "undefined".
        "a".encode(encoding)
        return _Codec(codecs.lookup(encoding).name, encoding)
    except (LookupError, ValueError) as error:
        raise InputError(say("contacts.encoding", encoding=encoding)) from error


def _codec(stream: BinaryIO, head: bytes, name: str) -> _Codec:
    """BOM, UTF-16 without one, UTF-8 (if need be with damaged places), else Windows-1252."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return _Codec("utf-32", "UTF-32", "replace")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _Codec("utf-16", "UTF-16", "replace")
    for odd, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        # Headings are mostly ASCII, and each of those characters has a zero beside it.
        if len(head) >= 4 and head[odd::2].count(0) > len(head) // 3:
            return _Codec(codec, "UTF-16", "replace")
    if _is_utf8(stream):
        return _Codec("utf-8-sig", "UTF-8")
    if head.startswith(codecs.BOM_UTF8) or _mostly_utf8(stream):
        return _Codec("utf-8-sig", "UTF-8", "replace")
    _check_windows(stream, name)
    return _Codec("cp1252", "Windows-1252")


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        yield chunk


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(stream):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(stream: BinaryIO) -> bool:
    """True where more letters are good UTF-8 than single bytes are not.

    In Windows-1252 the pairs that UTF-8 consists of ("Ã¼") hardly occur.
    """
    good = stray = 0
    for chunk in _chunks(stream):
        rest, pairs = _MULTIBYTE.subn(b"", chunk)
        good += pairs
        stray += len(rest) - len(rest.translate(None, bytes(range(128, 256))))
    return good > stray


def _check_windows(stream: BinaryIO, name: str) -> None:
    """Nothing, unless a byte stands for no character of Windows-1252."""
    undefined = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
    line = 1
    for chunk in _chunks(stream):
        if found := undefined.search(chunk):
            line += chunk.count(b"\n", 0, found.start())
            hint = say("contacts.undecodable_hint")
            raise file_error(name, say("contacts.undecodable"), line, hint)
        line += chunk.count(b"\n")


def _order_of_days(stream: BinaryIO) -> bool | None:
    """True for month first, False for day first; None where no date or both kinds tell."""
    found = {False: False, True: False}
    tail = b""
    for chunk in _chunks(stream):
        text = tail + chunk
        tail = text[-24:]
        if b"/" in text:
            # UTF-16 is ASCII with zeros between, as far as dates go.
            text = text.replace(b"\0", b"")
            found[False] = found[False] or bool(_DAY_FIRST.search(text))
            found[True] = found[True] or bool(_MONTH_FIRST.search(text))
    return found[True] if found[True] != found[False] else None


# -- CSV ------------------------------------------------------------------------------------


def _lines(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    number = 0
    try:
        while line := text.readline(MAX_CELL):
            number += 1
            if len(line) == MAX_CELL:
                raise file_error(name, say("contacts.long_line", n=MAX_CELL), number)
            yield line
    except UnicodeDecodeError as error:
        hint = say("contacts.undecodable_hint")
        what = say("contacts.not_in", encoding=error.encoding)
        raise file_error(name, what, number + 1, hint) from error
    finally:
        # The caller opened the stream and closes it, perhaps already; the wrapper must not.
        with suppress(ValueError):
            text.detach()


def _csv(lines: Iterator[str], name: str) -> tuple[str, Iterator[Row]]:
    """The delimiter and the rows; a ``sep=`` line names the one and is none of the other."""
    first, skipped = next(lines, ""), 0
    while first and not first.strip("\r\n\t ,;|"):
        first, skipped = next(lines, ""), skipped + 1
    told = re.fullmatch(r'"?sep=([^\w\s"]|\t)"?\s*', first, re.IGNORECASE)
    if told:
        first, skipped = next(lines, ""), skipped + 1
    delimiter = told[1] if told else _delimiter(first)
    return delimiter, _csv_rows(_chain(first, lines), delimiter, name, skipped)


def _delimiter(line: str) -> str:
    """The one of ``, ; tab |`` that stands most often outside quotes."""
    outside = "".join(line.split('"')[::2])
    return max(",;\t|", key=outside.count)


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from rest


def _csv_rows(lines: Iterator[str], delimiter: str, name: str, skipped: int) -> Iterator[Row]:
    """(line where the row begins, cells) of each row; broken quoting is a file error."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            hint = say("contacts.quoting_hint")
            raise file_error(name, _broken(error), start, hint) from error
        yield start, cells


def _broken(error: csv.Error) -> Say:
    if "field limit" in str(error):
        return say("contacts.huge_cell", n=MAX_CELL)
    key = "contacts.unclosed" if "end of data" in str(error) else "contacts.quoting"
    return say(key, why=error)
