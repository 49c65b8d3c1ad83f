"""The twin in HTML: paragraphs, emphasis and links; no colours, fonts or pictures.

What is not yet known has a hole: a part is HTML, or the number of the value that goes
there, or a link's address with holes of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.merge.marks import KINDS, number, split


@dataclass(frozen=True, slots=True)
class Address:
    """Where a link leads, with holes."""

    parts: tuple[str | int, ...]


Part = str | int | Address


def escape(text: str) -> str:
    """The text as HTML, fit for an attribute too."""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return text.replace(">", "&gt;").replace('"', "&quot;")


def holes(text: str) -> tuple[str | int, ...]:
    """Text in parts: strings, and the numbers of its values; other marks are left out."""
    found: list[str | int] = []
    for place, piece in enumerate(split(text)):
        if place % 2 == 0:
            found += [piece] if piece else []
        elif piece[0] in KINDS:
            found.append(number(piece))
    return tuple(found)


def escaped(text: str) -> tuple[str | int, ...]:
    """Like `holes`, as HTML."""
    return tuple(escape(p) if isinstance(p, str) else p for p in holes(text))


def anchor(href: str) -> str | Address:
    """The attribute that says where a link leads, settled if no value belongs there."""
    address = Address(holes(href))
    return address if any(isinstance(p, int) for p in address.parts) else leads(href)


def leads(url: str) -> str:
    """The attribute for this address; none for one that would run a program."""
    from markdown_it.common.normalize_url import normalizeLink, validateLink

    url = normalizeLink(url)
    return f' href="{escape(url)}"' if validateLink(url) else ""


def filled(parts: Sequence[Part], values: Sequence[str]) -> str:
    """The HTML with these values in its holes."""
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, int):
            out.append(escape(values[part]))
        else:
            url = "".join(p if isinstance(p, str) else values[p] for p in part.parts)
            out.append(leads(url))
    return "".join(out)
