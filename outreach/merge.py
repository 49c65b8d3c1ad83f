"""Template × contact → Draft: the words one person will read.

How it works: what a person typed is data, never markup. While rendering, the special
characters of every value are moved to a private range of Unicode, so that neither
Jinja2, nor Markdown, nor the sentence splitter can mistake them; at the end they come
back, escaped where the output is HTML. A missing value is a sentinel, and the sentence
that holds it is dropped whole.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote

from outreach import phrases
from outreach.errors import InputError, Problem
from outreach.model import Contact, Draft, Language, Move, Register
from outreach.words import Say, say

if TYPE_CHECKING:
    from jinja2 import Template as Compiled
    from jinja2 import nodes
    from markdown_it import MarkdownIt

_MISSING = "\ue002"
_OPEN, _NAMED, _CLOSE = "\ue003", "\ue004", "\ue005"
_MARK = re.compile(f"{_OPEN}[^{_NAMED}]*{_NAMED}|{_CLOSE}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
#: Characters of a value that Markdown or the sentence splitter could take for markup.
_SPECIAL = "\\`*_{}[]()#+-.!?<>&|~\"'$%:;=@^/0123456789"
_PROTECT = {ord(c): chr(0xE100 + ord(c)) for c in _SPECIAL}
_RESTORE = {0xE100 + ord(c): c for c in _SPECIAL}
_RESTORE_HTML = {code: escape(c) for code, c in _RESTORE.items()}
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
#: A stop after one of these, a single letter ("z. B.") or a number ("3. Mai") ends no sentence.
_ABBREVIATIONS = re.compile(
    r"\b(?:[^\W\d_]|\d{1,4}|Dr|Prof|Mr|Mrs|Ms|St|Nr|No|ca|bzw|usw|etc|Str|Tel|vgl|inkl|ggf|evtl"
    r"|Hr|Fr|Dipl|Ing|Mag|Chr)\.$"
)
_END = re.compile(f'[.!?…]+["”“’»)\\]]*(?:{_CLOSE})*(?=\\s)')
_TYPED_END = re.compile(f"([\ue12e\ue121\ue13f…][\ue122”“’»\ue129]?)((?:{_CLOSE})*)\\.")
#: What broken exports leave where a name should be.
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\[\[|#N/A|#REF|\bnan\b|\bNone\b|\bNULL\b")
#: Bytes a rendered letter may have, and pieces it may be made of.
MAX_LENGTH, MAX_PIECES, MAX_LOOP = 256_000, 20_000, 200
KNOWN = (
    "salutation", "first_name", "last_name", "title", "company", "role", "last_contact", "gap_phrase", "gap_span",
    "shared_memory", "personal_line", "help_offer", "situation_phrase", "own_story", "why_now", "slots", "sender_name",
    "sender_first_name", "sender_email", "sender_phone", "region", "email", "gender", "register", "language",
    "who_wrote_last", "timezone", "phone", "notes",
)  # fmt: skip


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
    #: 1-based line of the file where the body begins.
    body_line: int
    attachments: tuple[str, ...] = ()
    #: Slots whose absence holds the person.
    required: tuple[str, ...] = ()
    markdown: bool = True

    @property
    def hash(self) -> str:
        """A hash of the whole source; approval covers it."""
        return hashlib.blake2b(self.source.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for all letters of a campaign."""

    sender_name: str
    sender_email: str
    sender_phone: str = ""
    signature: str = ""
    imprint: str = ""
    language: Language = "de"
    register: Register = "sie"
    situation_phrase: str = ""
    own_story: str = ""
    help_offer: str = ""
    why_now: str = ""
    html: bool = True
    region: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    #: Column names of the list: known names even where a person's cell is empty.
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no letter for this person; the person is held by this rule."""

    what: Say
    fields: tuple[str, ...]
    rule: str


class Absent:
    """A known fact that is empty: false in a condition, drops its sentence elsewhere."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return ""

    def __iter__(self) -> Iterator[str]:
        return iter(())


# -- reading a template ---------------------------------------------------------------------


def parse_template(source: str, path: str) -> Template:
    """The template in a source text, with its head read and its body checked.

    Raises:
        InputError: what is wrong with it, with file and line, all at once.
    """
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head, body, line = _split(text, path)
    stem = re.sub(r"\.(md|txt)$", "", path.rpartition("/")[2])
    name = str(head.get("id", stem))
    problems = []
    letter, _, variant = name.rpartition(".")
    implied = {
        "de-sie": ("de", "sie"),
        "de-du": ("de", "du"),
        "de-ihr": ("de", "ihr"),
        "en-formal": ("en", "formal"),
        "en-casual": ("en", "casual"),
    }
    language, register = implied.get(variant, ("", ""))
    language, register = str(head.get("lang", language)), str(head.get("register", register))
    subject = head.get("subject", "")
    if (language, register) not in implied.values():
        problems.append(
            Problem(
                path,
                1,
                say("merge.voice", lang=language or "–", register=register or "–"),
                say("merge.voice_hint"),
            )
        )
    if not isinstance(subject, str) or not subject.strip() or "\n" in subject:
        problems.append(Problem(path, 1, say("merge.subject")))
        subject = "–"
    known = (
        "id",
        "lang",
        "register",
        "step",
        "subject",
        "required",
        "attachments",
        "format",
        "situation",
        "family",
    )
    problems += [
        Problem(path, 1, say("merge.unknown_key", key=k), hint=None) for k in head if k not in known
    ]
    lists = {
        k: tuple(str(x) for x in head[k]) if isinstance(head.get(k), list) else ()
        for k in ("attachments", "required")
        if k in head
    }
    template = Template(
        name,
        letter or name,
        language,  # type: ignore[arg-type]
        register,  # type: ignore[arg-type]
        int(head.get("step", 1)) if str(head.get("step", 1)).isdigit() else 1,
        subject.strip(),
        body,
        source,
        path,
        line,
        lists.get("attachments", ()),
        lists.get("required", ()),
        head.get("format", "markdown") != "text",
    )
    errors = [p for p in problems if p.level == "error"] + _body_problems(template)
    if errors:
        raise InputError(say("merge.template", path=path), problems=errors)
    return template


def _split(text: str, path: str) -> tuple[dict[str, Any], str, int]:
    """Head and body of a template, and the line where the body begins."""
    match = re.match(r"\s*(\+\+\+|---)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|$)", text, re.DOTALL)
    if not match:
        raise InputError(
            say("merge.template", path=path),
            problems=[Problem(path, 1, say("merge.no_head"), say("merge.no_head_hint"))],
        )
    body = text[match.end() :]
    line = text[: match.end()].count("\n") + 1
    if match[1] == "---":
        return _yaml_head(match[2]), body, line
    try:
        return tomllib.loads(match[2]), body, line
    except tomllib.TOMLDecodeError as error:
        where = int(m[1]) + 1 if (m := re.search(r"line (\d+)", str(error))) else 1
        raise InputError(
            say("merge.template", path=path),
            problems=[Problem(path, where, say("merge.bad_head", why=error))],
        ) from error


def _yaml_head(text: str) -> dict[str, Any]:
    """The few shapes of YAML a head needs: ``key: value`` and ``key: [a, b]``."""
    head: dict[str, Any] = {}
    for line in text.split("\n"):
        key, colon, value = line.partition(":")
        value = value.strip()
        if not colon or line.lstrip().startswith("#"):
            continue
        if value.startswith("[") and value.endswith("]"):
            head[key.strip()] = [
                v.strip().strip("\"'") for v in value[1:-1].split(",") if v.strip()
            ]
        else:
            head[key.strip()] = (
                value[1:-1]
                if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
                else value
            )
    return head


def _body_problems(template: Template) -> list[Problem]:
    from jinja2 import TemplateSyntaxError

    problems = []
    for text, first in ((template.body, template.body_line), (template.subject, 1)):
        try:
            tree = _environment().parse(text)
        except TemplateSyntaxError as error:
            problems.append(
                Problem(
                    template.path,
                    first + error.lineno - 1,
                    say("merge.syntax", why=error.message or ""),
                )
            )
            continue
        problems += [
            Problem(template.path, first + line - 1, what, say("merge.allowed"))
            for line, what in _refused(tree)
        ]
    return problems


def _refused(tree: "nodes.Template") -> Iterator[tuple[int, Say]]:
    """Everything in a template beyond what letters need: no calls, no nested loops, no sums.

    An allow-list, because a sandbox does not limit work: ``'a' * 10**9`` is legal in one.
    """
    from jinja2 import nodes

    allowed = (
        nodes.Template,
        nodes.Output,
        nodes.TemplateData,
        nodes.Name,
        nodes.Const,
        nodes.If,
        nodes.Filter,
        nodes.Test,
        nodes.Compare,
        nodes.Operand,
        nodes.And,
        nodes.Or,
        nodes.Not,
        nodes.CondExpr,
        nodes.For,
        nodes.Getitem,
        nodes.Keyword,
    )

    def walk(node: nodes.Node, depth: int) -> Iterator[tuple[int, Say]]:
        loop = (
            isinstance(node, nodes.Getattr)
            and isinstance(node.node, nodes.Name)
            and node.node.name == "loop"
        )
        nested = isinstance(node, nodes.For) and (depth > 0 or node.recursive)
        if not (isinstance(node, allowed) or loop) or nested:
            yield node.lineno, say("merge.refused", what=type(node).__name__.lower())
            return
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            yield node.lineno, say("merge.no_filter", name=node.name)
        for child in node.iter_child_nodes():
            yield from walk(child, depth + isinstance(node, nodes.For))

    yield from walk(tree, 0)


def _fallback(value: object, text: str) -> object:
    """The value, or this text where it is missing: the one explicit way to fill a gap."""
    return value or text


def _either(items: Iterable[str]) -> str:
    """``A``, ``A oder B``, ``A, B oder C``; the word for "or" comes with the times."""
    words = list(items)
    word = getattr(words[0], "word", "oder") if words else ""
    return (
        words[0]
        if len(words) == 1
        else f"{', '.join(words[:-1])} {word} {words[-1]}"
        if words
        else ""
    )


_FILTERS = {"fallback": _fallback, "either": _either}
_PLAIN_FILTERS = ("upper", "lower", "capitalize", "title", "trim", "first", "last", "length")
_cached: list[Any] = []


def _environment() -> Any:
    """The sandbox all letters share; made once, because making one costs milliseconds."""
    if _cached:
        return _cached[0]
    from jinja2 import StrictUndefined, nodes
    from jinja2.ext import Extension
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class MoveTag(Extension):
        tags = {"move"}  # noqa: RUF012  (the base class wants a plain set)

        def parse(self, parser: Any) -> Any:
            line = next(parser.stream).lineno
            names = [parser.stream.expect("string").value]
            while parser.stream.skip_if("comma"):
                names.append(parser.stream.expect("string").value)
            body = parser.parse_statements(("name:endmove",), drop_needle=True)
            start = nodes.Output(
                [nodes.TemplateData("".join(f"{_OPEN}{n}{_NAMED}" for n in names))]
            )
            end = nodes.Output([nodes.TemplateData(_CLOSE * len(names))])
            return [start.set_lineno(line), *body, end.set_lineno(line)]

    env = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        finalize=_finalize,
        extensions=[MoveTag],
        keep_trailing_newline=True,
    )
    plain = {name: env.filters[name] for name in _PLAIN_FILTERS}
    env.filters.clear()
    env.filters.update({**plain, **_FILTERS})
    _FILTERS.update(plain)
    env.globals.clear()
    _cached.append(env)
    return env


def _finalize(value: object) -> str:
    if isinstance(value, Absent) or value is None:
        return _MISSING
    return _value(str(value))


def _value(text: str) -> str:
    """A value made harmless: one line, no steering characters, markup moved aside."""
    text = _STEERING.sub("", _PRIVATE.sub("", text.replace("\r", "\n")))
    return " ".join(text.split()).translate(_PROTECT)


# -- letters --------------------------------------------------------------------------------


class Letters:
    """A set of templates, each compiled once."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self.templates = tuple(templates)
        self._by_id = {t.id: t for t in self.templates}
        self._compiled: dict[tuple[str, str], Compiled] = {}

    def pick(self, name: str, contact: Contact, setting: Setting) -> Template | Missing:
        """The variant of a letter for this person; it never crosses language or register.

        Raises:
            InputError: no letter and no variant has that name.
        """
        language, register = voice(contact, setting.language, setting.register)
        pinned = self._by_id.get(name)
        choices = [pinned] if pinned else [t for t in self.templates if t.letter == name]
        if not choices:
            known = ", ".join(sorted({t.letter for t in self.templates})) or "–"
            raise InputError(say("merge.unknown_letter", name=name, known=known))
        for template in choices:
            if (template.language, template.register) == (language, register):
                return template
        return Missing(
            say("merge.no_variant", name=name, voice=f"{language}-{register}"),
            (f"{name}.{language}-{register}",),
            "no_variant",
        )

    def problems(self, names: Iterable[str], columns: Iterable[str] = ()) -> list[Problem]:
        """Names in these letters that no column, setting or phrase provides."""
        from jinja2 import meta

        known = {*KNOWN, *columns, "loop"}
        found = []
        for template in self.templates:
            if template.letter in (wanted := set(names)) or template.id in wanted:
                for text, first in ((template.body, template.body_line), (template.subject, 1)):
                    for name in sorted(
                        meta.find_undeclared_variables(_environment().parse(text)) - known
                    ):
                        line = next(
                            (
                                i
                                for i, row in enumerate(text.split("\n"))
                                if re.search(rf"\b{re.escape(name)}\b", row)
                            ),
                            0,
                        )
                        found.append(
                            Problem(
                                template.path,
                                first + line,
                                say("merge.undefined", name=name),
                                say("merge.undefined_hint"),
                            )
                        )
        return found

    def merge(
        self,
        template: Template,
        contact: Contact,
        setting: Setting,
        at: datetime,
        slots: Sequence[str] = (),
    ) -> Draft | Missing:
        """This person's letter at this moment, or what it lacks.

        Raises:
            InputError: the template names something nobody provides, or grows without bound.
        """
        today = at.date()
        if phrases.too_recent(contact.get("last_contact"), today):
            return Missing(say("merge.too_recent"), (contact.get("last_contact"),), "too_recent")
        greeting = phrases.salutation(contact, template.language, template.register)
        if greeting is None or _PLACEHOLDER.search(greeting.text):
            return Missing(
                say("merge.no_greeting"), ("first_name", "last_name", "salutation"), "no_greeting"
            )
        facts = _facts(template, contact, setting, greeting.text, slots, at)
        lacking = tuple(n for n in template.required if not facts.get(n))
        subject = self._render(template, "subject", facts)
        if lacking or _MISSING in subject:
            names = lacking or tuple(
                n for n in re.findall(r"{{\s*(\w+)", template.subject) if not facts.get(n)
            )
            return Missing(say("merge.missing", fields=", ".join(names)), names, "missing_data")
        body = self._render(template, "body", facts)
        if template.language == "de" and contact.get("region").upper().startswith("CH"):
            subject, body = phrases.swiss(subject), phrases.swiss(body)
        return _draft(template, setting, subject, body)

    def _render(self, template: Template, part: str, facts: Mapping[str, object]) -> str:
        from jinja2 import TemplateError, UndefinedError

        key = (template.id, part)
        if key not in self._compiled:
            self._compiled[key] = _environment().from_string(getattr(template, part))
        pieces, length = [], 0
        try:
            for count, piece in enumerate(self._compiled[key].generate(facts)):
                pieces.append(piece)
                length += len(piece)
                if length > MAX_LENGTH or count > MAX_PIECES:
                    raise InputError(say("merge.too_long", path=template.path))
        except UndefinedError as error:
            name = m[1] if (m := re.search(r"'(\w+)'", str(error))) else str(error)
            raise InputError(
                say("merge.template", path=template.path),
                problems=[
                    Problem(
                        template.path,
                        template.body_line,
                        say("merge.undefined", name=name),
                        say("merge.undefined_hint"),
                    )
                ],
            ) from error
        except (TemplateError, TypeError, ValueError) as error:
            raise InputError(
                say("merge.template", path=template.path),
                problems=[
                    Problem(template.path, template.body_line, say("merge.syntax", why=error))
                ],
            ) from error
        return "".join(pieces)


def voice(contact: Contact, language: str, register: str) -> tuple[Language, Register]:
    """Language and register of a person: their own, else the campaign's, never mixed."""
    own = contact.get("register")
    spoken = contact.get("language") or (
        {"formal": "en", "casual": "en"}.get(own, "de") if own else language
    )
    across = (
        {"sie": "formal", "du": "casual", "ihr": "casual"}
        if spoken == "en"
        else {"formal": "sie", "casual": "du"}
    )
    chosen = own or register
    return ("en" if spoken == "en" else "de"), across.get(chosen, chosen)  # type: ignore[return-value]


def _facts(
    template: Template,
    contact: Contact,
    setting: Setting,
    greeting: str,
    slots: Sequence[str],
    at: datetime,
) -> dict[str, object]:
    """All names a letter may use; the known but empty ones are `Absent`."""
    last, today = contact.get("last_contact"), at.date()
    names: dict[str, object] = {
        **setting.facts,
        **contact.fields,
        "salutation": greeting,
        "gap_phrase": phrases.gap_phrase(last, today, template.language),
        "gap_span": phrases.gap_span(last, today, template.language),
        "help_offer": contact.get("help_offer") or setting.help_offer,
        "situation_phrase": setting.situation_phrase,
        "own_story": setting.own_story,
        "why_now": setting.why_now,
        "slots": _Slots(slots, template.language),
        "sender_name": setting.sender_name,
        "sender_first_name": setting.sender_name.split(" ")[0],
        "sender_email": setting.sender_email,
        "sender_phone": setting.sender_phone,
    }
    for name in {*KNOWN, *setting.columns, *setting.facts}:
        value = names.get(name)
        if not value or (isinstance(value, str) and not _value(value)):
            names[name] = Absent(name)
    return names


class _Slots(tuple[str, ...]):  # noqa: SLOT001  (made once per letter)
    """Offered times that join themselves in their letter's language."""

    def __new__(cls, items: Sequence[str], language: Language) -> Self:
        return super().__new__(
            cls, [_Or(i, "oder" if language == "de" else "or") for i in items[:MAX_LOOP]]
        )


class _Or(str):  # noqa: SLOT000  (it carries a word of its own)
    """A time that knows the word for "or" in its letter."""

    word: str

    def __new__(cls, text: str, word: str) -> Self:
        made = super().__new__(cls, text)
        made.word = word
        return made


# -- from rendered text to a draft ------------------------------------------------------------


def _draft(template: Template, setting: Setting, subject: str, body: str) -> Draft | Missing:
    # "…: Das war schön!" stands behind a frame that ends in a full stop: one mark is enough.
    body = _TYPED_END.sub(lambda m: _restore(m[1]) + m[2], body)
    blocks = _blocks(body) if template.markdown else _verbatim(body)
    first = "".join(blocks[0][:1]) if blocks else ""
    opening = _MISSING in first or not _MARK.sub("", first).strip()
    blocks = [_drop_missing(b) for b in blocks]
    if opening and not _MARK.sub("", "".join(blocks[0][:1] if blocks else [])).strip():
        # A letter whose greeting has gone, or that is empty, is nobody's letter.
        return Missing(say("merge.no_opening"), (template.id,), "missing_data")
    marked = _with_signature(_join(blocks), setting)
    text, moves = _plain(marked, markdown=template.markdown)
    html = _html(marked, _restore(subject), template) if setting.html else ""
    return Draft(
        template.id,
        template.language,
        _restore(" ".join(subject.split())),
        text,
        html,
        moves,
        template.attachments,
    )


def _blocks(body: str) -> list[list[str]]:
    """Paragraphs as lists of lines; soft breaks are joined, hard ones kept."""
    blocks = []
    for paragraph in re.split(r"\n[ \t]*\n+", body.strip("\n")):
        lines: list[str] = []
        hard = True
        for line in paragraph.split("\n"):
            starts = hard or re.match(rf"\s*(?:{_MARK.pattern})*(?:[-*+] |\d+[.)] |#+ |>)", line)
            if starts or not lines:
                lines.append(line.strip())
            else:
                lines[-1] = f"{lines[-1]} {line.strip()}"
            hard = line.endswith(("  ", "\\"))
            if line.endswith("\\"):
                lines[-1] = lines[-1].removesuffix("\\")
        blocks.append(lines)
    return blocks


def _verbatim(body: str) -> list[list[str]]:
    return [p.split("\n") for p in re.split(r"\n[ \t]*\n+", body.strip("\n"))]


def _drop_missing(lines: list[str]) -> list[str]:
    """The lines without the sentences that lack a fact; their move marks stay balanced."""
    kept = []
    for line in lines:
        if _MISSING not in line:
            kept.append(line)
            continue
        pieces = [s if _MISSING not in s else "".join(_MARK.findall(s)) for s in _sentences(line)]
        rest = " ".join(p for p in pieces if p)
        kept.append(re.sub(rf" (?=(?:{_MARK.pattern})*$)", "", rest))
    return kept


def _sentences(line: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(line):
        if not _ABBREVIATIONS.search(_MARK.sub("", line[start : match.end()])):
            yield line[start : match.end()].strip(" ")
            start = match.end()
    if line[start:].strip():
        yield line[start:].strip(" ")


def _join(blocks: list[list[str]]) -> str:
    """Blocks with their marks as one string; blocks and lines left empty vanish."""
    out, loose = [], ""
    for lines in blocks:
        full = []
        for line in lines:
            if _MARK.sub("", line).strip():
                full.append(loose + line)
                loose = ""
            else:
                loose += "".join(_MARK.findall(line))
        if full:
            out.append("\n".join(full))
    text = "\n\n".join(out) + loose
    # An opening and a closing mark with nothing between them: the move has vanished.
    while (shorter := re.sub(f"((?:{_OPEN}[^{_NAMED}]*{_NAMED})) *{_CLOSE}", "", text)) != text:
        text = shorter
    return _tidy(text)


def _tidy(text: str) -> str:
    """One space between sentences, none at a line's ends or before a stop; marks count as nothing."""
    marks = rf"(?:{_MARK.pattern})*"
    text = re.sub(rf"(?m)^({marks}) +", r"\1", text)
    while (shorter := re.sub(rf" ({marks}) +", r" \1", text)) != text:
        text = shorter
    text = re.sub(rf"(?m) +({marks})$", r"\1", text)
    return re.sub(rf" +({marks})(?=[,;.!?])", r"\1", text)


def _with_signature(body: str, setting: Setting) -> str:
    name = setting.signature or "\n".join(
        x for x in (setting.sender_name, setting.sender_phone) if x
    )
    text = body + "".join(f"\n{_value(line)}" for line in name.split("\n"))
    if setting.imprint:
        text += "\n\n\ue12d\ue12d " + "".join(
            f"\n{_value(line)}" for line in setting.imprint.split("\n")
        )
    return text


def _plain(marked: str, *, markdown: bool) -> tuple[str, tuple[Move, ...]]:
    """The text for people, and where each move stands in it."""
    if markdown:
        marked = re.sub(r"\[([^\]\n]+)\]\(([^)\s]+)\)", r"\1 (\2)", marked)
        marked = re.sub(r"\*\*(\S(?:[^*\n]*\S)?)\*\*", r"\1", marked)
        marked = re.sub(r"(?<![*\w])\*(\S(?:[^*\n]*\S)?)\*(?![*\w])", r"\1", marked)
        marked = re.sub(r"(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)", r"\1", marked)
        marked = re.sub(r"(?m)^#+ +", "", marked)
    text: list[str] = []
    moves: list[Move] = []
    open_: list[tuple[str, int]] = []
    position = 0
    length = 0
    for match in [*_MARK.finditer(marked), None]:
        piece = _restore(marked[position : match.start() if match else len(marked)])
        text.append(piece)
        length += len(piece)
        if match is None:
            break
        position = match.end()
        if match[0] == _CLOSE:
            if open_:
                name, start = open_.pop()
                moves.append(Move(name, start, length))
        else:
            open_.append((match[0][1:-1], length))
    return "".join(text) + "\n", tuple(sorted(moves, key=lambda m: (m.start, m.end, m.name)))


def _restore(text: str) -> str:
    return text.translate(_RESTORE)


@cache
def _markdown() -> "MarkdownIt":
    """The one Markdown reader; making one costs more than using it."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable("image")


def _html(marked: str, subject: str, template: Template) -> str:
    """The plain twin: paragraphs, emphasis and links, without colours, fonts or pictures."""
    bare = _MARK.sub("", marked)
    if template.markdown:
        source = re.sub(r"(?<!\n)\n(?!\n)(?![-*+] |\d+[.)] )", "\\\\\n", bare)
        inner = _markdown().render(source)
    else:
        inner = "".join(
            f"<p>{'<br>'.join(escape(x) for x in p.split(chr(10)))}</p>\n"
            for p in bare.split("\n\n")
        )
    # In addresses of links the renderer has percent-encoded the protected characters.
    inner = re.sub(r"(?:%EE%8[4-5]%[89AB][0-9A-F])+", lambda m: unquote(m[0]), inner)
    inner = inner.translate(_RESTORE_HTML)
    return (
        f'<!doctype html>\n<html lang="{template.language}"><head><meta charset="utf-8">'
        f"<title>{escape(subject)}</title></head>\n<body>\n{inner}</body></html>\n"
    )
