"""A template file → Template: its head read, its body checked, all problems at once."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from outreach.errors import InputError, Problem
from outreach.merge import engine
from outreach.model import Language, Register, source_hash
from outreach.words import Say, say

#: Names every letter may use, whether or not a list has such a column.
KNOWN = (
    "salutation", "first_name", "last_name", "title", "company", "role", "last_contact", "gap_phrase", "gap_span",
    "shared_memory", "personal_line", "help_offer", "situation_phrase", "own_story", "why_now", "slots", "sender_name",
    "sender_first_name", "sender_email", "sender_phone", "region", "email", "gender", "register", "language",
    "who_wrote_last", "timezone", "phone", "notes", "project", "last_topic", "joint_work", "booking_url",
)  # fmt: skip
VOICES: dict[str, tuple[Language, Register]] = {
    "de-sie": ("de", "sie"),
    "de-du": ("de", "du"),
    "de-ihr": ("de", "ihr"),
    "en-formal": ("en", "formal"),
    "en-casual": ("en", "casual"),
}
_KEYS = (
    "id", "lang", "register", "step", "subject", "required", "attachments", "format", "situation", "family", "lint",
)  # fmt: skip
#: What no mail may carry, and the marks letters are made with; a surrogate is half a character.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef]")
#: How other programs write a place for a name, with names that only such places have.
_PLACE_NAMES = "|".join(
    (*(name.replace("_", "[ _-]?") for name in KNOWN if name not in ("title", "slots", "notes")),
     "vorname", "nachname", "name", "anrede", "titel", "firma", "unternehmen", "email")
)  # fmt: skip
#: Places for names in another program's writing.
LEFTOVER = re.compile(
    r"\[\[[^\[\]\n]*\]\]|<<[^<>\n]*>>|\{\{|\}\}|\{%|%\}|\{#|#\}|\$?\{[ ]*\w[\w .-]*\}"
    rf"|(?i:\[(?:{_PLACE_NAMES})\](?!\()|<(?:{_PLACE_NAMES})>|[«»](?:{_PLACE_NAMES})[«»]"
    rf"|%(?:{_PLACE_NAMES})%|\$(?:{_PLACE_NAMES})\b)"
)


@dataclass(frozen=True, slots=True)
class Template:
    """One variant of a letter."""

    id: str
    letter: str
    language: Language
    register: Register
    step: int
    subject: str
    body: str
    source: str
    path: str
    #: 1-based lines of the file where the body begins and where the subject stands.
    body_line: int
    subject_line: int = 1
    attachments: tuple[str, ...] = ()
    #: Names whose absence holds the person, and the line of the file that lists them.
    required: tuple[str, ...] = ()
    required_line: int = 1
    markdown: bool = True
    #: The one situation it is for, and its kind ("reply", "season"), where the head says so.
    situation: str = ""
    family: str = ""

    @property
    def hash(self) -> str:
        """A hash of the whole source; approval covers it."""
        return source_hash(self.source.encode())

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """Body and subject, each with the line of the file where it begins."""
        return (self.body, self.body_line), (self.subject, self.subject_line)


@dataclass(slots=True)
class _Head:
    """The head of a template while it is read, and what is wrong with it."""

    path: str
    keys: dict[str, Any]
    #: Its text, and the line of the file where that begins.
    text: str
    line: int
    problems: list[Problem]

    def wrong(self, key: str, what: Say, hint: Say | None = None) -> None:
        self.problems.append(Problem(self.path, self.line_of(key), what, hint))

    def line_of(self, key: str) -> int:
        """The line of the file where a key stands; where the head begins if it is missing."""
        found = re.search(rf"(?m)^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*[=:]", self.text)
        return self.line + self.text.count("\n", 0, found.start()) if found else 1

    def one(self, key: str, default: str) -> str:
        """A value that is one line of text."""
        found = self.keys.get(key, default)
        if isinstance(found, str) and "\n" not in found:
            return found
        self.wrong(key, say("merge.not_text", key=key), say("merge.not_text_hint", key=key))
        return default

    def many(self, key: str) -> tuple[str, ...]:
        """A value that is a list of texts."""
        found = self.keys.get(key, [])
        if isinstance(found, list) and all(isinstance(item, str) for item in found):
            return tuple(found)
        self.wrong(key, say("merge.not_list", key=key), say("merge.not_list_hint", key=key))
        return ()


def parse_template(source: str, path: str) -> Template:
    """The template in a source text, with its head read and its body checked.

    Raises:
        InputError: what is wrong with it, with file and line, all at once.
    """
    template, problems = examined(source, path)
    if problems or template is None:
        raise _faulty(path, problems)
    return template


def examined(source: str, path: str) -> tuple[Template | None, list[Problem]]:
    """The template as far as it can be read, and everything that is wrong with it.

    Raises:
        InputError: its head cannot be found or read at all.
    """
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    problems = [
        Problem(path, 1 + text.count("\n", 0, found.start()), say("merge.unfit", code=f"U+{ord(found[0]):04X}"), say("merge.unfit_hint"))
        for found in islice(_UNFIT.finditer(text), 20)
    ]  # fmt: skip
    if problems:
        return None, problems
    head, body, line = _split(text, path)
    template = _template(head, body, line, source)
    problems = [*head.problems, *_body_problems(template)]
    return template, sorted(problems, key=lambda problem: problem.line)


def _faulty(path: str, problems: list[Problem]) -> InputError:
    return InputError(say("merge.template", path=path), problems=problems)


# -- the head -----------------------------------------------------------------------------------


def _split(text: str, path: str) -> tuple[_Head, str, int]:
    """Head and body of a template, and the line where the body begins."""
    match = re.match(r"\s*(\+\+\+|---)[ \t]*\n(.*?\n|)\1[ \t]*(?:\n|$)", text, re.DOTALL)
    if not match:
        raise _faulty(path, [Problem(path, 1, say("merge.no_head"), say("merge.no_head_hint"))])
    head = _Head(path, {}, match[2], 1 + text.count("\n", 0, match.start(2)), [])
    if match[1] == "---":
        _read_yaml(head)
    else:
        _read_toml(head)
    return head, text[match.end() :], 1 + text.count("\n", 0, match.end())


def _read_toml(head: _Head) -> None:
    try:
        head.keys = tomllib.loads(head.text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        # The reader names the line in its words only; a value nested too deep has none.
        found = re.search(r"line (\d+)", str(error))
        line = head.line + int(found[1]) - 1 if found else head.line
        what = say("merge.bad_head", why=error)
        raise _faulty(
            head.path, [Problem(head.path, line, what, say("merge.no_head_hint"))]
        ) from error


def _read_yaml(head: _Head) -> None:
    """The few shapes of YAML a head needs: ``key: value`` and ``key: [a, b]``."""
    for place, row in enumerate(head.text.split("\n")):
        key, colon, value = (part.strip() for part in row.partition(":"))
        if not row.strip() or row.lstrip().startswith("#"):
            continue
        if not colon or not re.fullmatch(r"\w+", key) or key in head.keys:
            what = say("merge.bad_head", why=row.strip())
            head.problems.append(
                Problem(head.path, head.line + place, what, say("merge.no_head_hint"))
            )
            continue
        if value.startswith("[") and value.endswith("]"):
            head.keys[key] = [_unquoted(v) for v in value[1:-1].split(",") if v.strip()]
        else:
            number = key == "step" and re.fullmatch("[0-9]{1,9}", value)
            head.keys[key] = int(value) if number else _unquoted(value)


def _unquoted(text: str) -> str:
    text = text.strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text


def _template(head: _Head, body: str, line: int, source: str) -> Template:
    """The template its head describes; what is wrong is noted there."""
    stem = re.sub(r"\.(md|txt)$", "", head.path.rpartition("/")[2])
    name = head.one("id", stem)
    letter, language, register = _voice(head, name)
    for key in head.keys:
        if key not in _KEYS:
            head.wrong(key, say("merge.unknown_key", key=key), say("merge.known_keys", known=", ".join(_KEYS)))  # fmt: skip
    return Template(
        name, letter, language, register, _step(head), _subject(head), body, source, head.path, line,
        head.line_of("subject"), head.many("attachments"), head.many("required"), head.line_of("required"), _markdown(head),
        head.one("situation", ""), head.one("family", ""),
    )  # fmt: skip


def _voice(head: _Head, name: str) -> tuple[str, Language, Register]:
    """Letter, language and register; the end of the id says the latter two, keys may."""
    letter, _, variant = name.rpartition(".")
    implied: tuple[str, str] = VOICES.get(variant, ("", ""))
    if not implied[0]:
        letter = name
    language, register = head.one("lang", implied[0]), head.one("register", implied[1])
    if (language, register) not in VOICES.values():
        key = "register" if "register" in head.keys else "lang"
        what = say("merge.voice", lang=language or "–", register=register or "–")
        head.wrong(key, what, say("merge.voice_hint"))
    elif implied[0] and (language, register) != implied:
        key = "lang" if language != implied[0] else "register"
        what = say("merge.voice_clash", id=name, voice=f"{language}-{register}")
        head.wrong(key, what, say("merge.voice_clash_hint", id=f"{letter}.{language}-{register}"))
    return letter or name, language, register  # type: ignore[return-value]  # not of VOICES: reported


def _step(head: _Head) -> int:
    step = head.keys.get("step", 1)
    if type(step) is int and 1 <= step <= 99:
        return step
    head.wrong("step", say("merge.step", step=step), say("merge.step_hint"))
    return 1


def _markdown(head: _Head) -> bool:
    form = head.keys.get("format", "markdown")
    if form not in ("markdown", "text"):
        head.wrong("format", say("merge.format", format=form), say("merge.format_hint"))
    return bool(form != "text")


def _subject(head: _Head) -> str:
    subject = head.keys.get("subject", "")
    if isinstance(subject, str) and subject.strip() and "\n" not in subject.strip():
        if not _UNFIT.search(subject):
            return subject.strip()
        code = f"U+{ord(_UNFIT.findall(subject)[0]):04X}"
        head.wrong("subject", say("merge.unfit", code=code), say("merge.unfit_hint"))
    else:
        head.wrong("subject", say("merge.subject"), say("merge.subject_hint"))
    return "–"


# -- the body -----------------------------------------------------------------------------------


def _body_problems(template: Template) -> Iterator[Problem]:
    for text, first in template.parts:
        found = list(engine.problems(text))
        for line, what in found:
            yield Problem(template.path, first + line - 1, what, say("merge.allowed"))
        if not found:
            for line, typed in engine.typed(text):
                yield from _leftovers(template.path, first + line - 1, typed)


def _leftovers(path: str, first: int, typed: str) -> Iterator[Problem]:
    """Places for names in another program's writing, which would go out as they stand."""
    for found in LEFTOVER.finditer(typed):
        line = first + typed.count("\n", 0, found.start())
        what = say("merge.leftover", text=found[0])
        yield Problem(path, line, what, say("merge.leftover_hint"))
