"""The streaming pass over a list: bytes → rows → people."""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Literal

from outreach.contacts.addresses import fold_address, wire_address
from outreach.contacts.cells import FALSE, DateError, clean, field_name, fold, known_word, read_date
from outreach.errors import InputError, Problem
from outreach.model import Contact
from outreach.words import Say, say

#: A single cell may have this many characters; more is a broken file.
csv.field_size_limit(1_000_000)
ROLES = (
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "mailer-daemon",
    "postmaster",
    "abuse",
    "bounce",
)
RESERVED = (".test", ".invalid", ".localhost")
MAX_COLUMNS = 500
#: Warnings kept; a list with more of one kind has one cause.
MAX_WARNINGS = 1000


@dataclass(frozen=True, slots=True)
class Policy:
    """What reading depends on besides the file."""

    today: date
    #: The sender's, e.g. "DE-BY"; settles the order of day and month.
    region: str = ""
    #: A forced encoding, e.g. "cp1252".
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """A row set aside, with everything that is wrong with it."""

    line: int
    email: str
    problems: tuple[Problem, ...]
    cells: tuple[str, ...]


class Reading:
    """One pass over a list; iterate it once, then ask for what was counted."""

    def __init__(
        self,
        name: str,
        encoding: str,
        delimiter: str,
        rows: Iterator[tuple[int, list[str]]],
        policy: Policy,
    ) -> None:
        self.file, self.encoding, self.delimiter, self.policy = name, encoding, delimiter, policy
        self._rows = rows
        self.rows = self.no_address = self.merged = self.opted_out = 0
        self.warnings: list[Problem] = []
        self._seen: dict[int, int] = {}
        self._conflicts: set[str] = set()
        self._samples: list[str] = []
        self.headings: tuple[str, ...] = ()
        self.columns: tuple[str, ...] = ()
        self._head()

    @property
    def samples(self) -> tuple[str, ...]:
        """Up to three names with letters beyond ASCII, to confirm a guessed encoding."""
        return tuple(self._samples)

    @property
    def conflicts(self) -> frozenset[str]:
        """Addresses whose rows disagree; their first row was yielded before that was known."""
        return frozenset(self._conflicts)

    def _head(self) -> None:
        line, cells = next(self._rows, (1, []))
        while cells and not cells[-1].strip():
            cells.pop()
        self.headings = tuple(c.strip() for c in cells)
        self.columns = tuple(
            field_name(fold(c)) or f"column_{i}" for i, c in enumerate(self.headings, 1)
        )
        problems = []
        for i, name in enumerate(self.columns):
            if name in self.columns[:i] and name != "opted_out":
                first = self.headings[self.columns.index(name)]
                problems.append(
                    Problem(
                        self.file,
                        line,
                        say("contacts.twice", one=first, two=self.headings[i]),
                        say("contacts.twice_hint"),
                    )
                )
        if self.columns and "email" not in self.columns:
            seen = ", ".join(self.headings[:12])
            problems.append(
                Problem(
                    self.file,
                    line,
                    say("contacts.no_email", seen=seen),
                    say("contacts.no_email_hint"),
                )
            )
        if len(self.columns) > MAX_COLUMNS:
            problems.append(
                Problem(self.file, line, say("contacts.too_many_columns", n=len(self.columns)))
            )
        if problems:
            raise InputError(say("contacts.file_wrong", file=self.file), problems=problems)

    def __iter__(self) -> Iterator[Contact | Aside]:
        width = len(self.columns)
        for line, cells in self._rows:
            if not any(c.strip() for c in cells):
                continue
            self.rows += 1
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            if len(cells) != width:
                what = say("contacts.cells", n=len(cells), want=width)
                yield self._aside(
                    line, cells, [self._problem(line, "", what, say("contacts.cells_hint"))]
                )
                continue
            row = self._row(line, cells)
            if row is not None:
                yield row

    def _problem(
        self,
        line: int,
        column: str,
        what: Say,
        hint: Say | None = None,
        level: Literal["error", "warning"] = "error",
    ) -> Problem:
        return Problem(self.file, line, what, hint, column, level)

    def _warn(self, line: int, column: str, what: Say) -> None:
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(self._problem(line, column, what, None, "warning"))

    def _aside(self, line: int, cells: Sequence[str], problems: list[Problem]) -> Aside:
        email = (
            cells[self.columns.index("email")].strip()
            if "email" in self.columns and len(cells) > self.columns.index("email")
            else ""
        )
        return Aside(line, email, tuple(problems), tuple(cells))

    def _row(self, line: int, cells: list[str]) -> Contact | Aside | None:
        fields: dict[str, str] = {}
        problems: list[Problem] = []
        for heading, name, cell in zip(self.headings, self.columns, cells, strict=True):
            if not cell:
                continue
            text, error, warning = clean(name, cell)
            if warning:
                self._warn(line, heading, warning)
            if error:
                problems.append(self._problem(line, heading, error))
            elif text:
                self._take(line, heading, name, text, fields, problems)
        email = fields.pop("email", "")
        if not email and not problems:
            self.no_address += 1
            return None
        wire = self._address(line, email, fields, problems) if email else ""
        if problems or not wire:
            return self._aside(
                line, cells, problems or [self._problem(line, "", say("contacts.no_address"))]
            )
        self._look(line, wire, fields)
        return self._unique(line, wire, fields)

    def _take(
        self,
        line: int,
        heading: str,
        name: str,
        text: str,
        fields: dict[str, str],
        problems: list[Problem],
    ) -> None:
        """Put one understood cell into the fields; a bad optional one loses only itself."""
        match name:
            case "opted_out":
                if fold(text) not in FALSE and text.casefold() not in FALSE:
                    fields["opted_out"] = heading
            case "gender" | "register" | "language":
                word = known_word(name, text)
                if word:
                    fields[name] = word
                elif name == "gender" and len(text) > 6:
                    # "Anrede" may hold a whole greeting.
                    fields.setdefault("salutation", text)
                else:
                    self._warn(line, heading, say("contacts.not_understood", text=text[:30]))
            case "last_contact":
                try:
                    fields[name] = read_date(
                        text,
                        self.policy.today,
                        month_first=self.policy.region.upper().startswith("US"),
                    )
                except DateError as error:
                    problems.append(
                        self._problem(line, heading, error.what, say("contacts.date_hint"))
                    )
            case _:
                fields[name] = text

    def _address(
        self, line: int, text: str, fields: dict[str, str], problems: list[Problem]
    ) -> str:
        heading = self.headings[self.columns.index("email")]
        if text.count("@") > 1 and any(c in text for c in ",; \n"):
            problems.append(
                self._problem(
                    line,
                    heading,
                    say("contacts.two_addresses", text=text[:60]),
                    say("contacts.two_addresses_hint"),
                )
            )
            return ""
        name, bracket, rest = text.partition("<")
        if bracket and rest.endswith(">"):
            text = rest[:-1].strip()
            if name.strip(' "') and not fields.get("first_name") and not fields.get("last_name"):
                first, _, last = name.strip(' "').rpartition(" ")
                fields.update({k: v for k, v in (("first_name", first), ("last_name", last)) if v})
        try:
            return wire_address(text.removeprefix("mailto:"))
        except ValueError:
            problems.append(
                self._problem(
                    line,
                    heading,
                    say("contacts.bad_address", text=text[:60]),
                    say("contacts.bad_address_hint"),
                )
            )
            return ""

    def _look(self, line: int, wire: str, fields: dict[str, str]) -> None:
        """Warnings about a row that is otherwise fine."""
        local, _, domain = wire.partition("@")
        if local.casefold() in ROLES:
            fields["flags"] = " ".join(x for x in (fields.get("flags", ""), "noreply") if x)
            self._warn(line, "", say("contacts.noreply", address=wire))
        if domain.endswith(RESERVED):
            self._warn(line, "", say("contacts.reserved", domain=domain))
        if "opted_out" in fields:
            self.opted_out += 1
        if not wire.isascii() or "xn--" in domain:
            self._mixed(line, wire)
        for name in ("first_name", "last_name"):
            text = fields.get(name, "")
            if not text.isascii():
                if len(self._samples) < 3 and self.encoding not in ("UTF-8", "UTF-16", "Excel"):
                    self._samples.append(text)
                self._mixed(line, text)

    def _mixed(self, line: int, text: str) -> None:
        import unicodedata

        scripts = {unicodedata.name(c, "?").split()[0] for c in text if c.isalpha()}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK"}:
            self._warn(line, "", say("contacts.scripts", text=text))

    def _unique(self, line: int, wire: str, fields: dict[str, str]) -> Contact | None:
        """The person, unless an earlier row was the same; rows that disagree are remembered."""
        address = fold_address(wire)
        identity = int.from_bytes(
            hashlib.blake2b(address.encode("utf-8", "replace"), digest_size=7).digest(), "big"
        )
        content = int.from_bytes(
            hashlib.blake2b(
                repr(sorted(fields.items())).encode("utf-8", "replace"), digest_size=7
            ).digest(),
            "big",
        )
        known = self._seen.get(identity)
        if known is None:
            self._seen[identity] = content
            return Contact(address, wire, fields, line)
        if known == content:
            self.merged += 1
        else:
            self._conflicts.add(address)
        return None


# -- opening a file ---------------------------------------------------------------------------


def read(stream: BinaryIO, name: str, policy: Policy) -> Reading:
    """A reading of an open, seekable list; rows come as it is iterated.

    Raises:
        InputError: a file error, here or (broken quoting) while iterating.
    """
    head = stream.read(8)
    stream.seek(0)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from outreach.contacts.sheets import sheet_rows

        return Reading(name, "Excel", "", sheet_rows(stream, name), policy)
    encoding, label = _encoding(stream, head, policy, name)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding, newline="", errors="strict")
    text_lines = _detaching(text)
    first = next(text_lines, "")
    skipped = 0
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, first, skipped = first.strip()[4], next(text_lines, ""), 1
    else:
        delimiter = max(",;\t|", key=lambda d: (_outside_quotes(first, d), -",;\t|".index(d)))
    rows = _csv_rows(_chain(first, text_lines), delimiter, name, skipped)
    return Reading(name, label, delimiter, rows, policy)


def _detaching(text: io.TextIOWrapper) -> Iterator[str]:
    try:
        yield from text
    finally:
        # The caller opened the stream and closes it, perhaps already; the wrapper must not.
        with suppress(ValueError):
            text.detach()


def _chain(first: str, rest: Iterable[str]) -> Iterator[str]:
    if first:
        yield first
    yield from rest


def _outside_quotes(line: str, delimiter: str) -> int:
    return sum(piece.count(delimiter) for piece in line.split('"')[::2])


def _encoding(stream: BinaryIO, head: bytes, policy: Policy, name: str) -> tuple[str, str]:
    """(codec, name for people): BOM, strict UTF-8, else Windows-1252."""
    if policy.encoding:
        try:
            return codecs.lookup(policy.encoding).name, policy.encoding
        except LookupError as error:
            raise InputError(say("contacts.encoding", encoding=policy.encoding)) from error
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "UTF-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _windows(stream, name)
    return "utf-8-sig", "UTF-8"


def _windows(stream: BinaryIO, name: str) -> tuple[str, str]:
    stream.seek(0)
    undefined = b"\x81\x8d\x8f\x90\x9d"
    offset = 0
    while chunk := stream.read(1 << 20):
        for i, byte in enumerate(chunk.translate(None, delete=b"")):
            if byte in undefined:
                problem = Problem(
                    name,
                    0,
                    say("contacts.undecodable", offset=offset + i),
                    say("contacts.undecodable_hint"),
                )
                raise InputError(say("contacts.file_wrong", file=name), problems=[problem])
        offset += len(chunk)
    return "cp1252", "Windows-1252"


def _csv_rows(
    lines: Iterator[str], delimiter: str, name: str, skipped: int
) -> Iterator[tuple[int, list[str]]]:
    """(line where the row begins, cells) of each row; broken quoting is a file error."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError) as error:
            key = "contacts.unclosed" if "end of data" in str(error) else "contacts.quoting"
            problem = Problem(name, start, say(key, why=str(error)), say("contacts.quoting_hint"))
            raise InputError(say("contacts.file_wrong", file=name), problems=[problem]) from error
        yield start, cells
