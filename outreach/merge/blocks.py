"""Marked text → the blocks of a page. Markdown is read by markdown-it, a plain text by lines.

Of Markdown a letter has paragraphs, headings, lists, quotes, rules, emphasis, links and
code in a line. What a letter writer never means is off: an indented line is no code, a
line of dashes makes no heading, and "[Note]: …" is text and no hidden definition.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from outreach import phrases
from outreach.merge.html import Part, anchor, escaped
from outreach.merge.marks import CLOSE, MISSING, OPEN, TAG, mark, moves_only, without_moves

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

#: Quotes and lists within each other. Markdown drops what is deeper, so a letter may not be.
MAX_DEPTH = 40
_RULE = r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})\n"
_PREFIX = rf"(?:{_RULE}|[ \t]*(?:(?:[-*+]|[0-9]{{1,9}}[.)]|\#{{1,6}}|>)[ \t]+|>))"
_OPENS = f"((?:{OPEN}[\ufdd0-\ufddf]+)+)"
#: A mark that would keep Markdown from seeing a line's beginning or an emphasis stands aside.
_ASIDE = (
    (re.compile(rf"(\\?[ \t]*\n(?:[ \t]*\n|{_RULE})*[ \t]*)({CLOSE}+)"), r"\2\1"),
    (re.compile(rf"{_OPENS}([ \t]*(?:\n[ \t]*)+(?:{_PREFIX})*)"), r"\2\1"),
    (re.compile(rf"(?m)^([ \t]*){_OPENS}((?:{_PREFIX})+)"), r"\1\3\2"),
    (re.compile(rf"{_OPENS}([*_]+)(?=\S)"), r"\2\1"),
    (re.compile(rf"(?<=[^\\*_])([*_]+)({CLOSE}+)"), r"\2\1"),
)
_BLANKS = re.compile("[\t\n\f\r]")


class TooDeep(ValueError):
    """Quotes or lists within each other that Markdown would drop."""


@dataclass(slots=True)
class Block:
    """A piece of the page: a leaf with text, or what holds others."""

    #: p, h1 … h6, hr, ul, ol, li, blockquote; "lines" of a plain text; "page" holds them all.
    kind: str
    #: The text of a leaf with its marks; its lines are the reader's lines.
    flat: str = ""
    children: "list[Block]" = field(default_factory=list)
    #: What stands between it and the block above.
    gap: str = "\n\n"
    #: Items: what stands before them ("-", "3.").
    marker: str = ""
    #: Paragraphs in the items of a tight list: no tag of their own.
    bare: bool = False

    @property
    def leaf(self) -> bool:
        """True for what holds text itself."""
        return self.kind not in ("ul", "ol", "li", "blockquote", "page")


@dataclass(frozen=True, slots=True)
class Tag:
    """What a TAG mark stands for: in the twin, and in the text ("(address)" behind a link)."""

    opens: bool
    html: tuple[Part, ...]
    text: str = ""


@dataclass(slots=True)
class Page:
    """The blocks of a letter and the tags its TAG marks count."""

    root: Block
    tags: list[Tag] = field(default_factory=list)


def read_lines(source: str, *, swiss: bool) -> Page:
    """A plain text: every line, indent and empty line as it was typed."""
    text = phrases.swiss(source) if swiss else source
    pieces = re.split(r"(\n(?:[ \t]*\n)+)", text.strip("\n"))
    gaps = ["", *pieces[1::2]]
    blocks = [Block("lines", p, gap=g) for p, g in zip(pieces[::2], gaps, strict=True) if p]
    return Page(Block("page", children=blocks))


def read_markdown(source: str, *, swiss: bool) -> Page:
    """A letter in Markdown.

    Raises:
        TooDeep: Markdown would drop its innermost quotes or lists.
    """
    source = _aside(source.strip("\n"))
    tokens = _markdown().parse(source)
    if any(token.level >= 2 * MAX_DEPTH for token in tokens):
        raise TooDeep
    page = Page(Block("page"))
    rows = source.split("\n")
    stack = [page.root]
    for token in tokens:
        if token.nesting == -1:
            stack.pop()
        elif token.type == "inline":
            stack[-1].flat = _flat(token.children or (), page.tags, swiss=swiss)
        else:
            block = _block(token, rows)
            stack[-1].children.append(block)
            if token.nesting == 1:
                stack.append(block)
    return page


def _aside(source: str) -> str:
    for pattern, order in _ASIDE:
        while (moved := pattern.sub(order, source)) != source:
            source = moved
    return source


@cache
def _markdown() -> "MarkdownIt":
    """The one Markdown reader; making one costs more than using it."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * MAX_DEPTH + 1})
    reader.disable(["image", "code", "fence", "lheading", "reference"])
    # Addresses keep their marks until the values are in; see `html.anchor`.
    reader.normalizeLink = reader.normalizeLinkText = str  # type: ignore[method-assign,assignment]  # its own way in
    return reader


def _block(token: "Token", rows: Sequence[str]) -> Block:
    above = rows[token.map[0] - 1] if token.map and token.map[0] else ""
    return Block(
        token.tag,
        flat=token.markup[:3] if token.type == "hr" else "",
        gap="\n" if above.strip("> \t") else "\n\n",
        marker=token.info + token.markup if token.type == "list_item_open" else "",
        bare=token.hidden,
    )


def _flat(children: "Sequence[Token]", tags: list[Tag], *, swiss: bool) -> str:
    """The text of a paragraph with a mark for each tag."""
    out: list[str] = []
    links: list[tuple[Token, int]] = []
    for token in children:
        match token.type:
            case "text" | "text_special":
                text = _BLANKS.sub(" ", token.content)
                out.append(phrases.swiss(text) if swiss else text)
            case "softbreak":
                out.append(" ")
            case "hardbreak":
                out.append("\n")
            case "code_inline":
                code = token.content
                out += [
                    _tag(tags, Tag(True, ("<code>",))),
                    code,
                    _tag(tags, Tag(False, ("</code>",))),
                ]
            case "link_open":
                links.append((token, len(out)))
                out.append(_link(tags, token))
            case "link_close":
                link, start = links.pop()
                out.append(_link_end(tags, link, "".join(out[start + 1 :])))
            case _:
                name = f"</{token.tag}>" if token.nesting == -1 else f"<{token.tag}>"
                out.append(_tag(tags, Tag(token.nesting == 1, (name,))))
    return "".join(out)


def _tag(tags: list[Tag], tag: Tag) -> str:
    tags.append(tag)
    return mark(TAG, len(tags) - 1)


def _link(tags: list[Tag], token: "Token") -> str:
    href, title = _leads(token)
    if MISSING in href + title:
        return mark(MISSING, 0)
    shown = (' title="', *escaped(title), '"') if title else ()
    return _tag(tags, Tag(True, ("<a", anchor(href), *shown, ">")))


def _link_end(tags: list[Tag], token: "Token", label: str) -> str:
    """The end of a link; the text names its address, unless the label is the address."""
    href, title = _leads(token)
    # The label of <https://…> is the address with all its marks; elsewhere a move that
    # begins or ends in an address does so behind the link.
    moves = "" if token.info == "auto" else moves_only(href + title)
    if MISSING in href + title:
        return mark(MISSING, 0) + moves
    said = label in (href, href.removeprefix("mailto:"))
    text = "" if said else f" ({without_moves(href)})"
    return _tag(tags, Tag(False, ("</a>",), text)) + moves


def _leads(token: "Token") -> tuple[str, str]:
    return str(token.attrs["href"]), str(token.attrs.get("title", ""))


def leaves(block: Block) -> Iterator[Block]:
    """Everything that holds text, from the top of the page to its end."""
    for child in block.children:
        if child.leaf:
            yield child
        else:
            yield from leaves(child)
