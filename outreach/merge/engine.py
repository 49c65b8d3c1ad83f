"""Jinja2 as letters need it: names, conditions, one loop, moves; pieces come out.

A piece is text of the template or a `Value`; the two are different types, so nothing a
person typed can pass for the template. Everything a letter does not need is refused by
an allow-list when the template is read, because a sandbox does not limit work:
``'a' * 10**9`` is legal in one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Self

from outreach.merge.marks import CLOSE, open_move
from outreach.model import Language
from outreach.words import Say, say

if TYPE_CHECKING:
    from jinja2 import Environment, nodes
    from jinja2 import Template as Compiled

#: Times a letter may offer, and what a template may be made of: nested blocks and brackets,
#: tokens in one expression, digits in a number. No letter comes near; Python's stack ends here.
MAX_SLOTS, MAX_NESTING, MAX_TOKENS, MAX_DIGITS = 200, 10, 60, 15
_LOOP = frozenset({"index", "index0", "first", "last", "length"})
_TESTS = frozenset({"defined", "undefined", "none", "eq", "equalto", "ne", "in"})
_RESERVED = frozenset({"self", "super", "loop", "caller", "varargs", "kwargs"})
_BLOCKS = frozenset({"if", "for", "move"})
_SPACE = re.compile("[\t-\r\x1c-\x20\x85\u2028\u2029]+")
_STEERING = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_MOVE_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Value(str):
    """What a person typed, one line without steering characters; empty where it is missing."""

    __slots__ = ()

    def __str__(self) -> str:
        # Jinja2 calls str() on every output; the type has to live through it.
        return self


class Live(Value):
    """A value that is settled only when the mail goes: the gap, the times offered."""

    __slots__ = ()


class Absent(Value):
    """A known fact that is empty: false in every condition, and so is each part of it."""

    __slots__ = ()

    def __getitem__(self, key: object) -> Self:
        return self

    def __lt__(self, other: object) -> bool:
        return False

    __gt__ = __le__ = __ge__ = __lt__


ABSENT = Absent()


class Slots(tuple[str, ...]):  # noqa: SLOT001  (tuples have no slots for more)
    """Offered times, which join themselves in their letter's language."""

    word: str

    def __new__(cls, times: Sequence[str], language: Language) -> Self:
        made = super().__new__(cls, times[:MAX_SLOTS])
        made.word = "oder" if language == "de" else "or"
        return made

    def __str__(self) -> str:
        head, last = ", ".join(self[:-1]), self[-1]
        return f"{head} {self.word} {last}" if head else last


def value(text: str) -> Value:
    """A typed text as it goes into a letter: one line, without characters that steer."""
    line = _SPACE.sub(" ", text).strip()
    return Value(line if line.isprintable() else _STEERING.sub("", line).strip())


def problems(text: str) -> Iterator[tuple[int, Say]]:
    """What is wrong with a template's text, each with its line (1-based)."""
    from jinja2 import TemplateSyntaxError

    try:
        found = list(_excess(text)) or list(_refused(_parse(text)))
        if not found:
            compiled(text)
    except TemplateSyntaxError as error:
        what: object = error.message
        found = [(error.lineno, what if isinstance(what, Say) else say("merge.syntax", why=what))]
    yield from found


def undeclared(text: str) -> dict[str, int]:
    """The names a template's text takes from outside, each with the line of its first use."""
    from jinja2 import meta, nodes

    tree = _parse(text)
    lines: dict[str, int] = {}
    for name in tree.find_all(nodes.Name):
        lines[name.name] = min(name.lineno, lines.get(name.name, name.lineno))
    return {name: lines[name] for name in sorted(meta.find_undeclared_variables(tree))}


def typed(text: str) -> Iterator[tuple[int, str]]:
    """What a template's text says of its own, each piece with the line where it begins."""
    from jinja2 import nodes

    for node in _parse(text).find_all((nodes.TemplateData, nodes.Const)):
        if isinstance(node, nodes.TemplateData):
            yield node.lineno, node.data
        elif isinstance(node, nodes.Const) and isinstance(node.value, str):
            yield node.lineno, node.value


@lru_cache(maxsize=256)
def compiled(text: str) -> "Compiled":
    """A template's text, ready to be rendered."""
    return environment().from_string(text)


def pieces(template: "Compiled", facts: dict[str, object]) -> Iterator[str]:
    """The rendered text in pieces, template text and `Value` in turn.

    Raises:
        jinja2.UndefinedError: it names what is not among the facts.
        jinja2.TemplateError, TypeError, ValueError: a condition compares apples and pears.
    """
    return template.root_render_func(template.new_context(facts))


def line_of(template: "Compiled", error: BaseException) -> int:
    """The line of the template (1-based) where rendering it failed."""
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return line


# -- what a letter may not say ----------------------------------------------------------------


@lru_cache(maxsize=256)
def _parse(text: str) -> "nodes.Template":
    # Three checks read the same tree; none of them changes it.
    return environment().parse(text)


def _excess(text: str) -> Iterator[tuple[int, Say]]:
    """The first place where a template is nested too deep, or too long, for the parser.

    Read off the flat row of tokens: the parser itself would run out of stack.
    """
    opened = brackets = tokens = 0
    begins = False
    for line, kind, word in environment().lex(text):
        if kind in ("variable_begin", "block_begin"):
            brackets = tokens = 0
        elif kind == "name" and begins:
            opened += (word in _BLOCKS) - (
                word.removeprefix("end") in _BLOCKS and word[:3] == "end"
            )
        tokens += kind not in ("whitespace", "data")
        brackets += (word in "([{") - (word in ")]}") if kind == "operator" else 0
        begins = kind == "block_begin" or (begins and kind == "whitespace")
        digits = len(word) if kind in ("integer", "float") else 0
        if max(opened, brackets) > MAX_NESTING or tokens > MAX_TOKENS or digits > MAX_DIGITS:
            yield line, say("merge.excess")
            return


def _refused(tree: "nodes.Template") -> Iterator[tuple[int, Say]]:
    """Everything in a template beyond what letters need."""
    from jinja2 import nodes

    def walk(node: nodes.Node, inside: str) -> Iterator[tuple[int, Say]]:
        if not _allowed(node, inside):
            yield node.lineno, say("merge.refused", what=_called(node))
            return
        if isinstance(node, nodes.Filter) and (what := _filter_problem(node)):
            yield node.lineno, what
            return
        if isinstance(node, nodes.Getattr):
            return
        within = "for" if isinstance(node, nodes.For) else inside
        for child in node.iter_child_nodes():
            yield from walk(child, within)

    yield from walk(tree, "")


@cache
def _plain_nodes() -> tuple[type, ...]:
    from jinja2 import nodes

    return (
        nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.If, nodes.Filter,
        nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
    )  # fmt: skip


def _allowed(node: "nodes.Node", inside: str) -> bool:
    from jinja2 import nodes

    match node:
        case nodes.Name():
            return node.name not in _RESERVED
        case nodes.Getattr():
            of = node.node
            return isinstance(of, nodes.Name) and of.name == "loop" and node.attr in _LOOP
        case nodes.Getitem():
            # Only places in a row: "x['y']" is another way to write an attribute.
            return isinstance(node.arg, nodes.Const) and type(node.arg.value) is int
        case nodes.For():
            # Nothing else is a row: a text would be taken apart letter by letter.
            row = isinstance(node.iter, nodes.Name) and node.iter.name == "slots"
            return row and not (inside or node.recursive)
        case nodes.Test():
            return node.name in _TESTS
        case _:
            return isinstance(node, _plain_nodes())


def _called(node: "nodes.Node") -> str:
    """What the author would call a piece of a template."""
    return str(getattr(node, "name", "") or type(node).__name__.lower())


def _filter_problem(node: "nodes.Filter") -> Say | None:
    if node.name not in _FILTERS:
        return say("merge.no_filter", name=node.name, known=", ".join(sorted(_FILTERS)))
    if len(node.args) != (node.name == "fallback") or node.kwargs:
        return say("merge.filter_words", name=node.name)
    return None


# -- filters and the environment --------------------------------------------------------------


def _of_text(work: Callable[[str], str]) -> Callable[[object], object]:
    """A filter on a text; what is absent stays absent, so that its sentence goes."""
    return lambda given: given if isinstance(given, Absent) else _like(given, work(str(given)))


def _like(given: object, made: str) -> str:
    return Live(made) if isinstance(given, Live) else made


def _end(place: int) -> Callable[[Any], object]:
    return lambda given: given[place] if len(given) else ABSENT


_FILTERS: dict[str, Callable[..., object]] = {
    #: The value, or this text where it is missing: the one explicit way to fill a gap.
    "fallback": lambda given, text: given or text,
    "either": _of_text(Live),
    "upper": _of_text(str.upper),
    "lower": _of_text(str.lower),
    "capitalize": _of_text(str.capitalize),
    "title": _of_text(lambda text: " ".join(w[:1].upper() + w[1:] for w in text.split(" "))),
    "trim": _of_text(str.strip),
    "first": _end(0),
    "last": _end(-1),
    "length": len,
}


@cache
def environment() -> "Environment":
    """The sandbox all letters share; made once, because making one costs milliseconds."""
    from jinja2 import StrictUndefined, nodes, pass_context
    from jinja2.ext import Extension
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class MoveTag(Extension):
        tags = {"move"}  # noqa: RUF012  (the base class wants a plain set)

        def parse(self, parser: Any) -> Any:
            line = next(parser.stream).lineno
            names = [_move_name(parser)]
            while parser.stream.skip_if("comma"):
                names.append(_move_name(parser))
            body = parser.parse_statements(("name:endmove",), drop_needle=True)
            start = nodes.Output([nodes.TemplateData("".join(map(open_move, names)))])
            end = nodes.Output([nodes.TemplateData(CLOSE * len(names))])
            return [start.set_lineno(line), *body, end.set_lineno(line)]

    class Sandbox(ImmutableSandboxedEnvironment):
        def getitem(self, obj: Any, argument: Any) -> Any:
            try:
                return obj[argument]
            except LookupError:
                return ABSENT

    # With the context as an argument, constants are values too and not folded into text.
    made = Sandbox(
        undefined=StrictUndefined,
        autoescape=False,
        finalize=pass_context(_finalize),
        extensions=[MoveTag],
        keep_trailing_newline=True,
    )
    made.filters.clear()
    made.filters.update(_FILTERS)
    made.globals.clear()
    return made


def _move_name(parser: Any) -> str:
    token = parser.stream.expect("string")
    if not _MOVE_NAME.fullmatch(token.value):
        parser.fail(say("merge.move_name", name=token.value), token.lineno)
    return str(token.value)


def _finalize(_context: object, given: object) -> Value:
    if given is None:
        return ABSENT
    made = value(str(given))
    return Live(made) if isinstance(given, (Live, Slots)) and made else made
