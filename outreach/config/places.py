"""The line of every key: tomllib gives no positions, so this scan notes them."""

import contextlib
import re
import tomllib

#: Names and positions in lists, from the top of the file down to a value.
Place = tuple[str | int, ...]


_BLANK = re.compile(r"(?:[\s,]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL
)
_NAME = re.compile(r"[A-Za-z0-9_-]+|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+")


def lines_of(source: str) -> dict[Place, int]:
    """The line of every table, key and list item of a valid TOML text.

    tomllib gives no positions. What this scan does not understand it leaves out: the
    line then is that of the table around it.
    """
    scan = _Scan(source)
    with contextlib.suppress(ValueError, IndexError, RecursionError):
        scan.document()
    return scan.lines


class _Scan:
    """One walk through a TOML text, noting where things stand."""

    def __init__(self, source: str) -> None:
        self.lines: dict[Place, int] = {}
        self._source, self._at = source, 0
        #: How many [[tables]] of a name there were.
        self._items: dict[Place, int] = {}

    def document(self) -> None:
        table: Place = ()
        while self._next():
            if self._source[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Place:
        start, many = self._at, self._source.startswith("[[", self._at)
        self._at += 2 if many else 1
        names, path = self._names(), Place()
        for name in names[:-1]:
            path = self._note((*path, name), start)
            if path in self._items:
                path = (*path, self._items[path])
        path = self._note((*path, names[-1]), start)
        if many:
            self._items[path] = self._items.get(path, -1) + 1
            path = self._note((*path, self._items[path]), start)
        self._at = self._source.index("]", self._at) + (2 if many else 1)
        return path

    def _pair(self, table: Place) -> None:
        start, path = self._at, table
        for name in self._names():
            path = self._note((*path, name), start)
        self._at = self._source.index("=", self._at) + 1
        self._value(path)

    def _value(self, path: Place) -> None:
        match self._next():
            case "{":
                self._at += 1
                while self._next() != "}":
                    self._pair(path)
                self._at += 1
            case "[":
                self._at += 1
                number = 0
                while self._next() != "]":
                    self._value(self._note((*path, number), self._at))
                    number += 1
                self._at += 1
            case '"' | "'":
                self._take(_STRING)
            case _:
                self._take(_SCALAR)

    def _names(self) -> list[str]:
        names = []
        self._next()
        while True:
            word = self._take(_NAME)
            # A quoted name may hold escapes; tomllib knows them all.
            names.append(tomllib.loads(f"k={word}")["k"] if word[0] in "\"'" else word)
            if not (dot := _DOT.match(self._source, self._at)):
                return names
            self._at = dot.end()

    def _next(self) -> str:
        """The next character that counts, or "" at the end."""
        blank = _BLANK.match(self._source, self._at)
        self._at = blank.end() if blank else self._at
        return self._source[self._at : self._at + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        if not (found := pattern.match(self._source, self._at)):
            raise ValueError(self._at)
        self._at = found.end()
        return found[0]

    def _note(self, path: Place, at: int) -> Place:
        self.lines.setdefault(path, self._source.count("\n", 0, at) + 1)
        return path
