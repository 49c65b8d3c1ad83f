"""The preview: each mail as a sheet of paper, the way its reader sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from outreach.page.shell import counted, document, isolated, voice
from outreach.words import Lang, say

#: Levels of a note, by the word of the linter for what to do about it.
LEVELS = {"error": "lint.level_error", "warning": "lint.level_warning"}


@dataclass(frozen=True, slots=True)
class Note:
    """What the rules of kindness say about a place of a letter."""

    guideline: str
    #: "error" or "warning".
    level: str
    message: str
    hint: str
    #: Half-open range of characters in the text; empty where it is about the whole letter.
    start: int = 0
    end: int = 0
    #: Whether it is about the subject.
    subject: bool = False


@dataclass(frozen=True, slots=True)
class PreviewMail:
    """One sheet of the preview; with `waits` set there is no mail, only the reason."""

    name: str
    email: str
    sender: str = ""
    subject: str = ""
    at: str = ""
    language: str = ""
    text: str = ""
    html: str = ""
    variant: str = ""
    source: str = ""
    attachments: tuple[tuple[str, int], ...] = ()
    waits: str = ""
    notes: tuple[Note, ...] = ()
    #: The call that goes along: its title, then lines about it. Without a title, only lines.
    call: tuple[str, ...] = ()


def preview_page(campaign: str, at: str, mails: Sequence[PreviewMail], lang: Lang) -> str:
    """The page that shows each mail the way its reader sees it."""
    w = voice(lang)
    ready = [m for m in mails if not m.waits]
    waiting = [m for m in mails if m.waits]
    lead = [counted(len(ready), "page.ready", lang)]
    if waiting:
        lead.append(counted(len(waiting), "page.waiting", lang))
    lead.append(w("page.as_of", at=at))
    body = (
        f"<h1>{w('page.preview_title', campaign=campaign)}</h1>"
        f'<p class="lead">{" · ".join(lead)}</p>'
        f"{_noted(ready, lang)}"
        f"{_contents(ready, lang)}"
        f"{''.join(_sheet(i, m, lang) for i, m in enumerate(ready, 1))}"
        f"{_without(waiting, lang)}"
        f"<footer>{w('page.preview_foot')}</footer>"
    )
    return document(say("page.preview_title", campaign=campaign).text(lang), lang, body)


def _noted(ready: Sequence[PreviewMail], lang: Lang) -> str:
    """How many letters have notes; a click leads to the first of them."""
    noted = [i for i, m in enumerate(ready, 1) if m.notes]
    if not noted:
        return ""
    return (
        f'<p class="noted"><a href="#m{noted[0]}">{counted(len(noted), "page.noted", lang)}</a></p>'
    )


def _contents(ready: Sequence[PreviewMail], lang: Lang) -> str:
    if len(ready) < 2:
        return ""
    links = "".join(
        f'<li><a href="#m{i}">{isolated(m.name)}</a> <small>{isolated(m.subject)}{_count(m, lang)}</small></li>'
        for i, m in enumerate(ready, 1)
    )
    return f'<nav aria-label="{voice(lang)("page.contents")}"><ol>{links}</ol></nav>'


def _count(m: PreviewMail, lang: Lang) -> str:
    text = m.text.rstrip()
    said = {(_line(text, n.start) if n.start < n.end else None, _note(n, lang)) for n in m.notes}
    return f" · {counted(len(said), 'page.notes', lang)}" if said else ""


def _without(waiting: Sequence[PreviewMail], lang: Lang) -> str:
    if not waiting:
        return ""
    rows = "".join(
        f"<tr><td>{isolated(m.name)}</td><td>{escape(m.waits)}</td></tr>" for m in waiting
    )
    return (
        f"<h2>{voice(lang)('page.waiting_head')}</h2>"
        f'<table class="people"><tbody>{rows}</tbody></table>'
    )


def _sheet(number: int, m: PreviewMail, lang: Lang) -> str:
    return (
        f'<article id="m{number}"><header><dl>{_head(m, lang)}</dl></header>'
        f'<div class="letter" lang="{escape(m.language)}">{_letter(m, lang)}</div>'
        f"{_call(m)}"
        f"{_twin(m, lang)}<details><summary>{voice(lang)('page.source')}</summary>"
        f"<pre>{escape(m.source)}</pre></details></article>"
    )


def _call(m: PreviewMail) -> str:
    """The call that goes along, as a card."""
    if not any(m.call):
        return ""
    title, *lines = m.call
    head = f"<b>{isolated(title)}</b>" if title else ""
    return (
        f'<aside class="call">{head}{"".join(f"<p>{isolated(line)}</p>" for line in lines)}</aside>'
    )


def _letter(m: PreviewMail, lang: Lang) -> str:
    """The words of a letter; paragraphs about which there are notes are blocks beside them."""
    text = m.text.rstrip()
    whole = [note for note in m.notes if note.start == note.end]
    placed = sorted((n for n in m.notes if n.start < n.end), key=lambda n: n.start)
    out = [f'<div class="found whole">{_notes(whole, lang)}</div>'] if whole else []
    done = 0
    for (start, end), notes in groupby(placed, lambda note: _line(text, note.start)):
        here = list(notes)
        out.append(escape(text[done:start]))
        out.append(
            f'<div class="found">{_notes(here, lang)}<p>{_marked(text, start, end, here)}</p></div>'
        )
        # A block begins and ends a line of its own.
        done = end + 1
    return "".join((*out, escape(text[done:])))


def _line(text: str, place: int) -> tuple[int, int]:
    """The range of the line of `text` in which a place lies."""
    place = min(place, len(text))
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end


def _marked(text: str, start: int, end: int, notes: Sequence[Note]) -> str:
    """A line with the words marked that notes are about."""
    out, done = [], start
    for note in notes:
        begin, stop = max(note.start, done), min(note.end, end)
        if begin < stop:
            out.append(f"{escape(text[done:begin])}<mark>{escape(text[begin:stop])}</mark>")
            done = stop
    return "".join((*out, escape(text[done:end])))


def _notes(notes: Sequence[Note], lang: Lang) -> str:
    """What is said beside a line, in the language of the page, each thing once."""
    said = dict.fromkeys(_note(note, lang) for note in notes)
    return f'<aside class="notes" lang="{lang}">{"".join(said)}</aside>'


def _note(note: Note, lang: Lang) -> str:
    w = voice(lang)
    head = [escape(note.guideline), w(LEVELS.get(note.level, LEVELS["warning"]))]
    head += [w("page.subject")] * note.subject
    return (
        f"<p><b>{' · '.join(head)}</b>{isolated(note.message)}"
        f" <small>{isolated(note.hint)}</small></p>"
    )


def _head(m: PreviewMail, lang: Lang) -> str:
    subject = isolated(m.subject)
    if any(note.subject for note in m.notes):
        subject = f"<mark>{subject}</mark>"
    fields = [
        ("page.from", isolated(m.sender), ""),
        ("page.to", f"{isolated(m.name)} &lt;{isolated(m.email)}&gt;", ""),
        ("page.subject", subject, ' class="subject"'),
        ("page.time", f"{escape(m.at)} · {escape(m.variant)}", ""),
    ]
    if m.attachments:
        files = ", ".join(f"{isolated(n)} ({size // 1024 + 1} KB)" for n, size in m.attachments)
        fields.append(("page.attached", files, ""))
    w = voice(lang)
    return "".join(f"<dt>{w(key)}</dt><dd{kind}>{value}</dd>" for key, value, kind in fields)


def _twin(m: PreviewMail, lang: Lang) -> str:
    if not m.html:
        return ""
    name = voice(lang)("page.twin")
    # Lazy: a thousand hidden frames would otherwise all be laid out at once.
    return (
        f"<details><summary>{name}</summary>"
        f'<iframe sandbox loading="lazy" title="{name}" srcdoc="{escape(m.html)}"></iframe></details>'
    )
