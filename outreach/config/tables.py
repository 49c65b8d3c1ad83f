"""What the tables of outreach.toml may hold, and checked values out of them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from outreach.config.nouns import FILE
from outreach.config.places import Place, lines_of
from outreach.errors import Problem
from outreach.words import Say, say

T = TypeVar("T")

#: What each kind of table may hold.
KNOWN: dict[str, tuple[str, ...]] = {
    "": ("workspace", "sender", "smtp", "schedule", "booking", "campaign", "mailbox", "lint"),
    "workspace": ("id",),
    "sender": (
        "name", "email", "language", "register", "timezone", "region", "phone", "signature",
        "imprint", "reply_to", "html",
    ),
    "smtp": (
        "provider", "host", "port", "security", "username", "auth", "password", "token", "ca_file",
    ),
    "schedule": (
        "days", "windows", "gap", "daily_limit", "hourly_limit", "ramp", "closed", "away",
        "bridge_days", "max_per_year", "rest", "pace",
    ),
    "ramp": ("start", "step"),
    "booking": (
        "duration", "hours", "overrides", "busy", "buffer", "notice", "horizon", "per_day",
        "stale", "tentative", "acceptance", "attach", "booking_url",
    ),
    "mailbox": ("sender", "smtp"),
    "campaign": (
        "contacts", "situation", "situation_phrase", "own_story", "help_offer", "why_now", "steps",
        "new_contacts", "nudges", "legal_basis", "language", "register", "mailbox", "facts",
        "situations",
    ),
    "step": ("template", "after", "thread", "invite"),
    "legal_basis": ("value", "reason"),
    # of help.toml
    "menu": ("offer",),
    "offer": ("text", "for"),
    "text": ("de", "en"),
    "for": ("situation", "region", "language", "company"),
    "lint": ("extend", "disable", "level", "own_products", "allow_caps"),
}  # fmt: skip
#: Names of later versions: told apart from slips, so that nobody wonders why they do nothing.
LATER: dict[str, tuple[str, ...]] = {
    "": ("imap", "notify", "store"),
    "mailbox": ("imap", "booking", "schedule"),
}


#: What no value on one line may hold: control characters, other line ends, and the marks
#: that turn the direction of text (they can make one address look like another).
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
)


class Problems:
    """What is wrong so far, each thing with its line."""

    def __init__(self, source: str, file: str = FILE) -> None:
        self.found: list[Problem] = []
        self._source, self._file = source, file
        self._lines: dict[Place, int] = {}

    def add(self, path: Place, what: Say, hint: Say | None = None) -> None:
        column = ".".join(p for p in path if isinstance(p, str))
        self.found.append(Problem(self._file, self._line(path), what, hint, column))

    def _line(self, path: Place) -> int:
        """Line of the key, else of the nearest table around it; 0 when there is none."""
        self._lines = self._lines or lines_of(self._source)
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 0)


class Table:
    """One table of the file: hands out checked values, notes what is wrong with others."""

    def __init__(self, path: Place, data: Mapping[str, Any], problems: Problems) -> None:
        self.path, self.data, self._problems = path, data, problems

    def wrong(self, key: str, what: Say, hint: Say | None = None) -> None:
        """Note a problem with `key`, or with the table itself where `key` is empty."""
        self._problems.add((*self.path, key) if key else self.path, what, hint)

    def item(self, key: str, number: int) -> "Table":
        """The table that is item `number` of the list `key`."""
        return Table((*self.path, key, number), self.data[key][number], self._problems)

    def listed(
        self,
        key: str,
        read: Callable[[str], T | Say],
        usual: Sequence[T],
        *,
        may_be_empty: bool = False,
        lone: bool = False,
    ) -> Sequence[T]:
        """The items of a list as `read` takes them; one it answers with words is a problem.

        With `lone`, a single text may stand without its list.
        """
        if key not in self.data:
            return usual
        value: Any = self.data[key]
        done: list[T] = []
        if lone and isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not (value or may_be_empty):
            self.wrong(key, say("config.not_list"))
            return usual
        for number, item in enumerate(value):
            # A day without quotes is a date of TOML's own.
            text = item.isoformat() if type(item) is date else item
            found = read(text) if isinstance(text, str) else say("config.not_text")
            if isinstance(found, Say):
                self._problems.add((*self.path, key, number), found)
            else:
                done.append(found)
        return done

    def check_names(self, kind: str) -> None:
        """Note every name that this kind of table does not know."""
        for key in self.data:
            if key in LATER.get(kind, ()):
                self.wrong(key, say("config.later"))
            elif key not in KNOWN[kind]:
                self._unknown(key, KNOWN[kind])

    def _unknown(self, key: str, known: tuple[str, ...]) -> None:
        import difflib

        near = difflib.get_close_matches(key.lower(), known, 1)
        if near:
            self.wrong(key, say("config.unknown_near", name=key, near=near[0]))
        else:
            what = say("config.unknown", name=key)
            self.wrong(key, what, say("config.known_here", known=", ".join(known)))

    def table(self, key: str, kind: str = "") -> "Table":
        """The table `key`, its names checked as of `kind`; empty where there is none."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self.wrong(key, say("config.not_table", name=key))
            value = {}
        table = Table((*self.path, key), value, self._problems)
        if kind:
            table.check_names(kind)
        return table

    def tables(self, key: str) -> "Iterator[tuple[str, Table]]":
        """The tables ``[key.NAME]`` whose name is possible."""
        group = self.table(key)
        for name in group.data:
            if re.fullmatch(r"[a-z0-9-]+", name):
                yield name, group.table(name, key)
            else:
                group.wrong(name, say("config.bad_name", name=name))

    def text(self, key: str, default: str = "") -> str:
        """A text on one line."""
        return self._text(key, default, several=False)

    def lines(self, key: str) -> str:
        """A text that may have several lines."""
        return self._text(key, "", several=True)

    def prose(self, key: str) -> str:
        """A text for the flow of a letter: line breaks are blanks."""
        return " ".join(self.lines(key).split())

    def _text(self, key: str, default: str, *, several: bool) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str):
            self.wrong(key, say("config.not_text"))
            return default
        value = value.replace("\r\n", "\n").strip()
        if UNPRINTABLE.search(re.sub(r"[\n\t]", "", value) if several else value):
            self.wrong(key, say("config.control"))
            return default
        return value

    def one_of(self, key: str, known: tuple[str, ...], default: str) -> Any:
        """One of the words in `known`."""
        before = len(self._problems.found)
        value = self.text(key, default)
        if value in known or len(self._problems.found) > before:
            return value
        names = ", ".join(k for k in known if k)
        self.wrong(key, say("config.one_of", value=value, known=names))
        return default

    def number(self, key: str, low: int, high: int, default: int) -> int:
        """A whole number from `low` to `high`."""
        value = self.data.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.wrong(key, say("config.number", low=low, high=high, value=value))
        return default

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.data.get(key, default)
        if isinstance(value, bool):
            return value
        self.wrong(key, say("config.not_flag", value=value))
        return default

    def address(self, key: str) -> str:
        """One mail address in its form on the wire."""
        value = self.text(key)
        if not value or _PLAIN_ADDRESS.fullmatch(value):
            return value
        from outreach.contacts import wire_address

        try:
            return wire_address(value)
        except ValueError:
            self.wrong(key, say("config.address", value=value))
            return value
