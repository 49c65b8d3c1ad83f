"""The finished page as a value: sections of lines, and two ways to write it down."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from outreach.model import Language
from outreach.words import Lang

#: say: a sentence to speak · fact: something known · blank: a line to write on · never: better
#: not spoken · text: advice · warning: to be read first.
Kind = Literal["say", "fact", "blank", "never", "text", "warning"]

_WIDTH = 78
_QUOTES: dict[Language, tuple[str, str]] = {"de": ("„", "“"), "en": ("“", "”")}
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it says, after which label, and with which remark."""

    kind: Kind
    text: str
    label: str = ""
    note: str = ""
    #: True for words a person has typed: they may be long, and of any script.
    own: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page under its heading."""

    key: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The page to have beside one on the telephone."""

    title: str
    #: Who is called.
    name: str
    #: Of the page, and of the sentences to speak.
    lang: Lang
    language: Language
    #: Under the name: how to say it, where they are, when you last spoke.
    who: tuple[Line, ...]
    sections: tuple[Section, ...]


def quoted(text: str, language: Language) -> str:
    """The sentence in the quotation marks of its language."""
    left, right = _QUOTES[language]
    return f"{left}{text}{right}"


def as_text(brief: Brief) -> str:
    """The brief for a terminal: lines of at most 78 columns, single words apart."""
    rows = [
        *_wrapped(brief.title, ""),
        *(row for line in brief.who for row in _rows(line, brief.language)),
    ]
    for section in brief.sections:
        rows += ["", section.title]
        rows += [row for line in section.lines for row in _rows(line, brief.language)]
    return "\n".join(rows) + "\n"


def _rows(line: Line, language: Language) -> Iterator[str]:
    spoken = quoted(line.text, language) if line.kind in ("say", "never") else line.text
    label = f"{line.label}: " if line.label else ""
    if line.kind == "blank":
        yield f"  {label.rstrip()} ".ljust(_WIDTH, "_")
        return
    remark = f" ({line.note})" if line.note and line.kind == "fact" else ""
    mark = {"fact": "·", "never": "×", "warning": "!"}.get(line.kind, " ")
    yield from _wrapped(f"{label}{spoken}{remark}", f"  {mark} ")
    if line.note and not remark:
        yield from _wrapped(line.note, "      ")


def _wrapped(text: str, first: str) -> list[str]:
    later = " " * len(first)
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=later)


def as_markdown(brief: Brief) -> str:
    """The brief in CommonMark; nothing in a cell can become markup."""
    rows = [f"# {_plain(brief.title)}", ""]
    rows += [f"- {_plain(line.text)}" for line in brief.who]
    for section in brief.sections:
        rows += ["", f"## {_plain(section.title)}", ""]
        rows += [_item(line, brief.language) for line in section.lines]
    return "\n".join(rows) + "\n"


def _item(line: Line, language: Language) -> str:
    label = f"**{_plain(line.label)}:** " if line.label else ""
    if line.kind == "blank":
        return f"- {label}\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_"
    text = _plain(line.text)
    if line.kind in ("say", "never"):
        text = quoted(text, language)
    remark = f" ({_plain(line.note)})" if line.note else ""
    return f"- {label}{text}{remark}"


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
