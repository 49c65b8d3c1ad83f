"""Marked text → Layout: the letter in both forms, with holes where the values go.

Markdown is read once, and both forms are written from what it says: what is a list, an
emphasis or an escaped star is so in the text as well as in its HTML twin. Most people of
a list share a layout (same template, same facts present), so layouts are kept.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from outreach.merge.blocks import Block, Page, leaves, read_lines, read_markdown
from outreach.merge.html import Part, escape
from outreach.merge.marks import (
    CLOSE,
    DOTTED,
    ENDED,
    KINDS,
    MISSING,
    OPEN,
    TAG,
    THIN,
    move_name,
    moves_only,
    number,
    split,
    visible,
)  # fmt: skip
from outreach.merge.sentences import sentence_ends

#: A stop behind a value that has one already: "Gern: Schön!." needs no second.
_TYPED_END = re.compile(
    rf"[{ENDED}{DOTTED}]([\ufdd0-\ufddf]+(?:[\"'”“’‘»«›‹)\]]|[{OPEN}{CLOSE}{TAG}][\ufdd0-\ufddf]*)*)\.(?!\.)"
)
_EMPTY_MOVE = re.compile(f"{OPEN}[\ufdd0-\ufddf]+{CLOSE}")
_TAG_PAIR = re.compile(
    f"({TAG}[\ufdd0-\ufddf]+)([^\\S\n]*(?:[{OPEN}{CLOSE}][\ufdd0-\ufddf]*)*[^\\S\n]*)({TAG}[\ufdd0-\ufddf]+)"
)
_OPEN_EARLY = re.compile(rf"((?:{OPEN}[\ufdd0-\ufddf]+)+)(\s+)")
_CLOSE_LATE = re.compile(rf"(\s+)({CLOSE}+)")


@dataclass(frozen=True, slots=True)
class Layout:
    """A letter without its values: an int is the number of the value that goes there."""

    text: tuple[str | int, ...]
    html: tuple[Part, ...]
    #: Moves by name, and the half-open range of `text` they cover.
    moves: tuple[tuple[str, int, int], ...]
    #: False where the first line went with a missing fact, or nothing is left.
    opening: bool
    #: True where a signature belongs to the last paragraph, which `html` leaves open.
    closing: bool


@lru_cache(maxsize=256)
def layout(source: str, *, markdown: bool, swiss: bool) -> Layout:
    """The layout of a marked text.

    Raises:
        TooDeep: it has quotes or lists within each other beyond all measure.
    """
    page = (read_markdown if markdown else read_lines)(source, swiss=swiss)
    opening = _prune(page, tidy=markdown)
    _drop_empty(page.root)
    last = page.root.children[-1].kind if page.root.children else ""
    text, moves = _parts(_afloat(_text(page.root, page)))
    html = _merged(_html(page.root, page))
    if closing := last in ("p", "lines"):
        html = (*html[:-1], str(html[-1]).removesuffix("</p>\n"))
    return Layout(text, html, moves, opening, closing)


# -- what a missing fact takes along ------------------------------------------------------------


def _prune(page: Page, *, tidy: bool) -> bool:
    """Take the sentences that lack a fact off the page; True when its first line stays."""
    opening = None
    loose, last = "", None
    for leaf in leaves(page.root):
        if leaf.kind == "hr":
            continue
        lines = [_kept(line, page, tidy=tidy) for line in _one_stop(leaf.flat).split("\n")]
        if opening is None:
            opening = visible(lines[0])
        leaf.flat = _stacked(lines)
        if not visible(leaf.flat):
            loose += "".join(m for m in moves_only(leaf.flat) if m[0] != TAG)
            leaf.flat = ""
            continue
        # Ends go to the text before them, beginnings to the text behind.
        ends = loose[: len(loose) - len(loose.lstrip(CLOSE))]
        if last is not None:
            last.flat += ends
        leaf.flat = loose[len(ends) :] + leaf.flat
        loose, last = "", leaf
    if last is not None:
        last.flat += loose
    return bool(opening)


def _one_stop(flat: str) -> str:
    return _TYPED_END.sub(rf"{ENDED}\1", flat)


def _kept(line: str, page: Page, *, tidy: bool) -> str:
    """The line without the sentences that lack a fact; its marks stay, in balance."""
    if MISSING not in line:
        return _tidy(line) if tidy else line
    kept = "".join(moves_only(piece) if MISSING in piece else piece for piece in _sentences(line))
    while (fewer := _TAG_PAIR.sub(lambda pair: _unwrapped(pair, page), kept)) != kept:
        kept = fewer
    indent = "" if tidy else line[: len(line) - len(line.lstrip(" \t"))]
    kept = _tidy(kept)
    return indent + kept if visible(kept) else kept


def _unwrapped(pair: re.Match[str], page: Page) -> str:
    """What stood between two tags, if they are one that has nothing left to hold."""
    first, last = page.tags[number(pair[1])], page.tags[number(pair[3])]
    return pair[2] if first.opens and not last.opens else pair[0]


def _sentences(line: str) -> Iterator[str]:
    """The sentences of a marked line; put together they are the line."""
    chars: list[str] = []
    places: list[int] = []
    place = 0
    for i, piece in enumerate(split(line)):
        if i % 2 == 0:
            chars += piece
            places += range(place, place + len(piece))
        elif piece[0] in KINDS or piece[0] == MISSING:
            chars.append(piece[0])
            places.append(place)
        place += len(piece)
    ends = [places[end] for end in sentence_ends("".join(chars))]
    for start, end in pairwise([0, *ends, len(line)]):
        yield line[start:end]


def _stacked(lines: Iterable[str]) -> str:
    """Lines under each other; the marks of those that are empty now go to the next."""
    out, loose = [], ""
    for line in lines:
        if visible(line):
            out.append(loose + line)
            loose = ""
        else:
            loose += moves_only(line)
    return "\n".join(out) + loose


def _tidy(line: str) -> str:
    """One space between words, none at the ends or before a stop; marks count as nothing."""
    line = re.sub(rf"^({THIN}) +", r"\1", line)
    while (shorter := re.sub(rf" ({THIN}) +", r" \1", line)) != line:
        line = shorter
    line = re.sub(rf" +({THIN})$", r"\1", line)
    return re.sub(rf" +({THIN})(?=(?:[,;.]|[!?]+){THIN}(?:\s|$))", r"\1", line)


def _drop_empty(block: Block) -> None:
    """Take out the blocks that have nothing left, and count a counted list anew."""
    kept: list[Block] = []
    gap = ""
    counted = _counted(block)
    for child in block.children:
        if not child.leaf:
            _drop_empty(child)
        gap = max(gap, child.gap, key=len)
        if child.flat or child.children:
            child.gap, gap = gap, ""
            kept.append(child)
    if counted and len(kept) < len(block.children):
        start, mark = int(block.children[0].marker[:-1]), block.children[0].marker[-1]
        for place, item in enumerate(kept):
            item.marker = f"{start + place}{mark}"
    block.children = kept


def _counted(block: Block) -> bool:
    """True for a list that counts 1, 2, 3; any other numbers are the author's own."""
    if block.kind != "ol":
        return False
    numbers = [int(item.marker[:-1]) for item in block.children]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


# -- the two forms ------------------------------------------------------------------------------


def _text(block: Block, page: Page) -> str:
    """The block for people who read plain text, still with its marks."""
    if block.leaf:
        return _plain(block.flat, page)
    inner = ""
    for place, child in enumerate(block.children):
        inner += (child.gap if place else "") + _text(child, page)
    if block.kind == "li":
        return f"{block.marker} " + _indented(inner, " " * (len(block.marker) + 1))
    if block.kind == "blockquote":
        return "\n".join(f"> {line}".rstrip(" ") for line in inner.split("\n"))
    return inner


def _plain(flat: str, page: Page) -> str:
    return "".join(
        page.tags[number(piece)].text if piece.startswith(TAG) else piece for piece in split(flat)
    )


def _indented(text: str, indent: str) -> str:
    first, *others = text.split("\n")
    return "\n".join([first, *(indent + line if line else line for line in others)])


def _html(block: Block, page: Page) -> Iterator[Part]:
    """The block as HTML, in the shape that markdown-it gives it."""
    kind = block.kind
    if kind == "hr":
        yield "<hr />\n"
    elif kind == "lines":
        yield from ("<p>", *_inline(_spaced(block.flat), page), "</p>\n")
    elif block.bare:
        yield from _inline(block.flat, page)
    elif block.leaf:
        yield from (f"<{kind}>", *_inline(block.flat, page), f"</{kind}>\n")
    elif kind == "page":
        for child in block.children:
            yield from _html(child, page)
    else:
        yield from _holder(block, page)


def _holder(block: Block, page: Page) -> Iterator[Part]:
    start = int(block.children[0].marker[:-1]) if block.kind == "ol" else 1
    yield f'<ol start="{start}">' if start != 1 else f"<{block.kind}>"
    yield "" if block.kind == "li" else "\n"
    for place, child in enumerate(block.children):
        inner = _html(child, page)
        if (
            block.kind == "li"
            and not child.bare
            and not (place and not block.children[place - 1].bare)
        ):
            yield "\n"
        if block.kind == "ol" and (value := int(child.marker[:-1])) != start + place:
            next(inner)
            yield f'<li value="{value}">'
        yield from inner
    yield f"</{block.kind}>\n"


def _inline(flat: str, page: Page) -> Iterator[Part]:
    for i, piece in enumerate(split(flat)):
        if i % 2 == 0:
            yield escape(piece).replace("\n", "<br />\n")
        elif piece[0] == TAG:
            yield from page.tags[number(piece)].html
        elif piece[0] in KINDS:
            yield number(piece)


def _spaced(text: str) -> str:
    """Spaces that HTML would drop, as ones it keeps."""
    text = text.replace("\t", "    ")
    return re.sub(r"(?m)^ +|(?<= ) +", lambda m: "\u00a0" * len(m[0]), text)


def _merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts with neighbouring strings in one."""
    out: list[Part] = []
    for text, group in groupby(parts, key=lambda part: isinstance(part, str)):
        found = list(group)
        out += ["".join(map(str, found))] if text else found
    return tuple(out)


# -- where the moves stand ----------------------------------------------------------------------


def _afloat(text: str) -> str:
    """Moves drawn tight: each begins and ends with something visible, or it has vanished."""
    before = ""
    while text != before:
        before = text
        text = _EMPTY_MOVE.sub("", text)
        text = _OPEN_EARLY.sub(r"\2\1", _CLOSE_LATE.sub(r"\2\1", text))
    return text


def _parts(text: str) -> tuple[tuple[str | int, ...], tuple[tuple[str, int, int], ...]]:
    """The text without marks, and the moves by the parts they cover."""
    parts: list[str | int] = []
    moves: list[tuple[str, int, int]] = []
    opened: list[tuple[str, int]] = []
    for i, piece in enumerate(split(text)):
        if i % 2 == 0:
            parts += [piece] if piece else []
        elif piece[0] == OPEN:
            opened.append((move_name(piece), len(parts)))
        elif piece[0] == CLOSE:
            name, start = opened.pop()
            moves.append((name, start, len(parts)))
        else:
            parts.append(number(piece))
    return tuple(parts), tuple(sorted(moves, key=lambda move: (move[1], move[2], move[0])))
