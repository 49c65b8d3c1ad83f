"""The page for a call: one sheet of A4 to have beside the telephone, and a page on the screen."""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from outreach.brief import Brief, Line, Section, quoted
from outreach.page.shell import document, isolated

#: Sections that stand over the whole width, after the two columns.
WIDE = ("after",)


def brief_page(brief: Brief) -> str:
    """The brief as a self-contained page; printed it is one sheet."""
    columns = "".join(_section(s, brief) for s in brief.sections if s.key not in WIDE)
    wide = "".join(_section(s, brief) for s in brief.sections if s.key in WIDE)
    # What must be read first takes room from the rest, which is then set a little smaller.
    warned = " warned" if any(line.kind == "warning" for line in brief.who) else ""
    body = (
        f'<div class="brief{warned}"><header><h1>{isolated(brief.title)}</h1>{_who(brief)}</header>'
        f'<div class="parts">{columns}</div>{wide}</div>'
    )
    return document(brief.title, brief.lang, body)


def _who(brief: Brief) -> str:
    warnings = " ".join(isolated(x.text) for x in brief.who if x.kind == "warning")
    told = f'<p class="warning">{warnings}</p>' if warnings else ""
    rest = "".join(f"<li>{isolated(x.text)}</li>" for x in brief.who if x.kind != "warning")
    return f'{told}<ul class="who">{rest}</ul>'


def _section(section: Section, brief: Brief) -> str:
    return (
        f'<section class="{section.key}"><h2>{escape(section.title)}</h2>'
        f"{''.join(_lines(section, brief))}</section>"
    )


def _lines(section: Section, brief: Brief) -> Iterator[str]:
    for kind, lines in groupby(section.lines, lambda line: line.kind):
        if kind in ("fact", "never"):
            items = "".join(_item(line, brief) for line in lines)
            yield f'<ul class="{kind}">{items}</ul>'
        else:
            yield from (_line(line, brief) for line in lines)


def _item(line: Line, brief: Brief) -> str:
    if line.kind == "never":
        return f'<li lang="{brief.language}">{escape(quoted(line.text, brief.language))}</li>'
    note = f" <small>{isolated(line.note)}</small>" if line.note else ""
    return f'<li class="own">{isolated(line.text)}{note}</li>'


def _line(line: Line, brief: Brief) -> str:
    label = f"<b>{escape(line.label)}</b>" if line.label else ""
    if line.kind == "blank":
        return f'<p class="blank">{label}<span></span></p>'
    if line.kind != "say":
        return f"<p>{isolated(line.text)}</p>"
    note = f" <small>{escape(line.note)}</small>" if line.note else ""
    head = f'<p class="case">{label}{note}</p>' if line.label else ""
    own = " own" if line.own else ""
    spoken = isolated(quoted(line.text, brief.language))
    return f'{head}<p class="say{own}" lang="{brief.language}">{spoken}</p>'
