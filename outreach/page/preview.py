"""The preview: each mail as a sheet of paper, the way its reader sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from outreach.page.shell import counted, document, isolated, voice
from outreach.words import Lang, say


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
        f"{_contents(ready, lang)}"
        f"{''.join(_sheet(i, m, lang) for i, m in enumerate(ready, 1))}"
        f"{_without(waiting, lang)}"
        f"<footer>{w('page.preview_foot')}</footer>"
    )
    return document(say("page.preview_title", campaign=campaign).text(lang), lang, body)


def _contents(ready: Sequence[PreviewMail], lang: Lang) -> str:
    if len(ready) < 2:
        return ""
    links = "".join(
        f'<li><a href="#m{i}">{isolated(m.name)}</a> <small>{isolated(m.subject)}</small></li>'
        for i, m in enumerate(ready, 1)
    )
    return f'<nav aria-label="{voice(lang)("page.contents")}"><ol>{links}</ol></nav>'


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
        f'<div class="letter" lang="{escape(m.language)}">{escape(m.text.rstrip())}</div>'
        f"{_twin(m, lang)}<details><summary>{voice(lang)('page.source')}</summary>"
        f"<pre>{escape(m.source)}</pre></details></article>"
    )


def _head(m: PreviewMail, lang: Lang) -> str:
    fields = [
        ("page.from", isolated(m.sender), ""),
        ("page.to", f"{isolated(m.name)} &lt;{isolated(m.email)}&gt;", ""),
        ("page.subject", isolated(m.subject), ' class="subject"'),
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
