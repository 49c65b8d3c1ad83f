"""The end of a letter: who signs it, once."""

import re
from collections.abc import Sequence
from functools import lru_cache

from outreach.merge.engine import value
from outreach.merge.marks import KINDS, MARK, number
from outreach.merge.setting import Setting

_PARAGRAPH = re.compile(r"\n[ \t]*\n")


def first_name(name: str) -> str:
    """The first word of a name that is no title ("Dr. Anna Weber")."""
    return next((word for word in name.split() if not word.endswith(".")), name)


@lru_cache(maxsize=16)
def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a signature or an imprint, without empty ones at its ends."""
    return tuple(value(line) for line in text.strip().split("\n")) if text.strip() else ()


def signed(
    source: str, values: Sequence[str], setting: Setting, *, markdown: bool
) -> tuple[str, tuple[str, ...]]:
    """The marked text, and the lines of the signature that are still to come under it.

    Where the author signed in the template, with the whole name or the first, that stays,
    on a line of its own, and is not said again.
    """
    signature = lines_of(setting.signature or f"{setting.sender_name}\n{setting.sender_phone}")
    name = _folded(setting.sender_name)
    names = {name, _folded(first_name(setting.sender_name))}
    start = max((m.end() for m in _PARAGRAPH.finditer(source.rstrip())), default=0)
    rows = source[start:].rstrip().split("\n")
    said = [_folded(_filled(row, values)) for row in rows]
    known = names | set(map(_folded, signature)) | {""}
    place = len(rows)
    while place and said[place - 1] in known:
        place -= 1
    end = {text for text in said[place:] if text}
    if not end and not said[-1].endswith(f" {name}"):
        return source, signature
    if markdown:
        for i in range(max(place, 1), len(rows)):
            if said[i] and not rows[i - 1].endswith("\\"):
                rows[i - 1] = rows[i - 1].rstrip() + "\\"
        source = source[:start] + "\n".join(rows)
    done = end | {name} if end & names or not end else end
    return source, tuple(line for line in signature if _folded(line) not in done)


def _folded(text: str) -> str:
    return text.strip(" \t,*_\\").casefold()


def _filled(row: str, values: Sequence[str]) -> str:
    return MARK.sub(lambda m: values[number(m[0])] if m[0][0] in KINDS else "", row)
