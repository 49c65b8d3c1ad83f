"""The streaming pass over a list: rows → people."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from outreach.contacts.addresses import fold_wire
from outreach.contacts.cells import LONG
from outreach.contacts.headings import MAX_COLUMNS, columns, wrong_headings
from outreach.contacts.opening import Opened, open_rows
from outreach.contacts.rows import Frame, Understood, understand
from outreach.errors import InputError, Problem
from outreach.model import Contact
from outreach.words import Say, say

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
    #: Whether a cell of the column region means a place; None: nobody can tell.
    is_region: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Aside:
    """A row set aside, with everything that is wrong with it."""

    line: int
    email: str
    problems: tuple[Problem, ...]
    cells: tuple[str, ...]


class Reading:
    """One pass over a list; iterate it once, then ask for what was counted."""

    def __init__(self, name: str, opened: Opened, policy: Policy) -> None:
        self.file, self.policy = name, policy
        self.encoding, self.delimiter = opened.encoding, opened.delimiter
        self.rows = self.no_address = self.merged = self.opted_out = 0
        self.warnings: list[Problem] = []
        self._rows, self._guessed = opened.rows, opened.guessed
        #: Who was seen: a number for the address → one for the other cells, whether they say
        #: "no", and the line (32 bits). One number each keeps a million people in 140 MB.
        self._seen: dict[int, int] = {}
        #: Lines that say "no" but are set aside, by address.
        self._refused: dict[str, int] = {}
        self._conflicts: dict[str, list[int]] = {}
        self._samples: list[str] = []
        self.headings: tuple[str, ...] = ()
        self.columns: tuple[str, ...] = ()
        self._head()
        month_first = opened.month_first
        if month_first is None:
            month_first = policy.region.upper().startswith("US")
        self._frame = Frame(
            self.headings, self.columns, policy.today, month_first, policy.is_region
        )
        if opened.warning:
            self._warn(0, "", opened.warning)

    @property
    def samples(self) -> tuple[str, ...]:
        """Up to three names with letters beyond ASCII, to confirm a guessed encoding."""
        return tuple(self._samples)

    @property
    def conflicts(self) -> frozenset[str]:
        """Addresses whose rows disagree; their first row was yielded before that was known."""
        return frozenset(self._conflicts)

    @property
    def disagreements(self) -> tuple[Problem, ...]:
        """The conflicts as problems, each at its first row, with the lines of the others."""
        return tuple(
            self._disagree(lines[0], address, lines[1:])
            for address, lines in self._conflicts.items()
        )

    def _disagree(self, line: int, address: str, others: Sequence[int]) -> Problem:
        what = say("contacts.disagree", address=address, lines=", ".join(map(str, others)))
        return Problem(self.file, line, what, say("contacts.disagree_hint"))

    def _head(self) -> None:
        """Take the first row that holds anything as the headings."""
        line, cells = next((row for row in self._rows if any(c.strip() for c in row[1])), (1, []))
        while cells and not cells[-1].strip():
            cells.pop()
        self.headings = tuple(c.strip() for c in cells)
        self.columns = columns(self.headings)
        if problems := wrong_headings(self.file, line, self.headings):
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
                problem = Problem(self.file, line, what, say("contacts.cells_hint"))
                yield self._aside(line, cells, [problem])
            elif (row := self._row(line, cells)) is not None:
                yield row

    def _row(self, line: int, cells: list[str]) -> Contact | Aside | None:
        row = understand(cells, self._frame)
        for heading, what in row.warnings:
            self._warn(line, heading, what)
        if row.wire and "opted_out" in row.fields:
            self.opted_out += 1
        if row.problems:
            self._remember_refusal(row, line)
            problems = [
                Problem(self.file, line, what, hint, heading)
                for heading, what, hint in row.problems
            ]
            return self._aside(line, cells, problems)
        if not row.wire:
            self.no_address += 1
            return None
        self._sample(row.fields)
        person = self._unique(line, row.wire, row.fields)
        if isinstance(person, int):
            return self._aside(line, cells, [self._disagree(line, fold_wire(row.wire), [person])])
        self.merged += person is None
        return person

    def _aside(self, line: int, cells: Sequence[str], problems: list[Problem]) -> Aside:
        at = self.columns.index("email") if "email" in self.columns else len(cells)
        email = cells[at].strip() if at < len(cells) else ""
        # What a broken file can hold is kept only as far as a person could mend it.
        kept = tuple(cell[:LONG] for cell in cells[:MAX_COLUMNS])
        return Aside(line, email[:LONG], tuple(problems), kept)

    def _warn(self, line: int, column: str, what: Say) -> None:
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(Problem(self.file, line, what, None, column, "warning"))

    def _sample(self, fields: Mapping[str, str]) -> None:
        if not self._guessed or len(self._samples) >= 3:
            return
        for name in ("first_name", "last_name"):
            if (text := fields.get(name, "")) and not text.isascii() and len(self._samples) < 3:
                self._samples.append(text)

    def _unique(self, line: int, wire: str, fields: dict[str, str]) -> Contact | int | None:
        """The person; None where an earlier row says the same, its line where it disagrees."""
        address, out = fold_wire(wire), "opted_out" in fields
        if not out and address in self._refused:
            return self._conflict(address, self._refused[address], line)
        here = _number(repr(sorted(fields.items()))) << 33 | out << 32 | line
        known = self._seen.setdefault(_number(address), here)
        if known == here:
            return Contact(address, wire, fields, line)
        if known >> 33 == here >> 33:
            return None
        return self._conflict(address, known & 0xFFFF_FFFF, line)

    def _conflict(self, address: str, first: int, line: int) -> int:
        self._conflicts.setdefault(address, [first]).append(line)
        return first

    def _remember_refusal(self, row: Understood, line: int) -> None:
        """Let a "no" count against other rows of the same person, though its own is aside."""
        if not row.wire or "opted_out" not in row.fields:
            return
        address = fold_wire(row.wire)
        known = self._seen.get(_number(address))
        if known is None:
            self._refused.setdefault(address, line)
        elif not known >> 32 & 1:
            self._conflict(address, known & 0xFFFF_FFFF, line)


def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=7).digest()
    return int.from_bytes(digest, "big")


def read(stream: BinaryIO, name: str, policy: Policy) -> Reading:
    """A reading of an open, seekable list; rows come as it is iterated.

    Raises:
        InputError: a file error, here or (broken quoting) while iterating.
    """
    return Reading(name, open_rows(stream, name, policy.encoding), policy)
