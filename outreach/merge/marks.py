"""Marks in a letter that is being made: where a value belongs, where a move begins.

A mark is a kind and a number, written in U+FDD0 to U+FDEF. Unicode keeps these code
points for the inside of programs: a template that holds one is refused, no entity of
Markdown can bring one about (CommonMark puts U+FFFD), and values stand beside the marked
text, never in it. So nothing anybody types can be taken for a mark.
"""

import re
from functools import cache

#: A value: of any other kind · one letter or a short number, so that "{{ day }}. Mai" is
#: an ordinal · one that ends a sentence by itself · one that ends in an abbreviation's dot.
VALUE, SHORT, ENDED, DOTTED = "\ufde0", "\ufde1", "\ufde2", "\ufde3"
#: A fact that is known but empty.
MISSING = "\ufde4"
#: Where a move begins (its number is its name) and ends; where Markdown had a tag.
OPEN, CLOSE, TAG = "\ufde5", "\ufde6", "\ufde7"
KINDS = VALUE + SHORT + ENDED + DOTTED
MARK = re.compile("[\ufde0-\ufdef][\ufdd0-\ufddf]*")
FOREIGN = re.compile("[\ufdd0-\ufdef]")
#: Marks that take no room on the page.
THIN = f"(?:[{OPEN}{CLOSE}{TAG}][\ufdd0-\ufddf]*)*"
_SPLIT = re.compile(f"({MARK.pattern})")
_DIGITS = {ord(digit): 0xFDD0 + i for i, digit in enumerate("0123456789abcdef")}
_BACK = {code: digit for digit, code in _DIGITS.items()}


@cache
def mark(kind: str, number: int) -> str:
    """The mark of this kind with this number."""
    return kind + f"{number:x}".translate(_DIGITS)


def number(text: str) -> int:
    """The number of a mark."""
    return int(text[1:].translate(_BACK), 16)


def open_move(name: str) -> str:
    """The mark where a move of this name begins; the name is ASCII."""
    return mark(OPEN, int.from_bytes(name.encode("ascii")))


def move_name(text: str) -> str:
    """The name of the move that a mark opens."""
    code = number(text)
    return code.to_bytes((code.bit_length() + 7) // 8).decode("ascii")


def split(text: str) -> list[str]:
    """Text and marks in turn: the marks stand at the odd places."""
    return _SPLIT.split(text)


def moves_only(text: str) -> str:
    """The marks of moves and tags alone, in their order."""
    return "".join(m for m in MARK.findall(text) if m[0] in OPEN + CLOSE + TAG)


def without_moves(text: str) -> str:
    """The text without the marks of moves and tags."""
    return MARK.sub(lambda m: "" if m[0][0] in OPEN + CLOSE + TAG else m[0], text)


def visible(text: str) -> bool:
    """True when a reader would see something of it."""
    return any(
        piece.strip() if i % 2 == 0 else piece[0] in KINDS for i, piece in enumerate(split(text))
    )
