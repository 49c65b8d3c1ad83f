"""Self-contained pages: the preview of all mails, and the report.

Everything stands in the page: no script, no font, no picture is loaded from elsewhere.
Every value is escaped; a mail's own HTML twin is shown inside a sandboxed frame.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from outreach.words import Lang, Say, say, several

STYLE = """
:root{--paper:#fff;--ground:#f4f5f3;--ink:#1d2421;--soft:#5a6560;--line:#d8ddd9;--accent:#1f6f54}
@media (prefers-color-scheme:dark){:root{--paper:#1c211f;--ground:#121514;--ink:#e6ebe8;--soft:#9faaa5;
--line:#343c39;--accent:#7cc9a9}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:46rem;margin:0 auto;padding:2.5rem 1rem 5rem}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2.5rem 0 .5rem}
p.lead{color:var(--soft);margin:0 0 1.5rem}a{color:var(--accent)}
nav ol{columns:2 16rem;padding-left:1.4rem;margin:0 0 2rem;font-size:.94rem}
nav small{color:var(--soft)}
article{background:var(--paper);border:1px solid var(--line);border-radius:6px;margin:0 0 2.25rem;overflow:hidden}
article header{padding:1rem 1.5rem .75rem;border-bottom:1px solid var(--line);font-size:.84rem;color:var(--soft)}
article header dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:0}
article header dt{margin:0}article header dd{margin:0;color:var(--ink);overflow-wrap:anywhere}
article header dd.subject{font-weight:600;font-size:1rem}
.letter{padding:1.25rem 1.5rem 1.5rem;max-width:65ch;overflow-wrap:anywhere;white-space:pre-wrap}
.waits{padding:1rem 1.5rem;color:var(--soft)}
details{border-top:1px solid var(--line);padding:.5rem 1.5rem;font-size:.84rem}
summary{cursor:pointer;color:var(--accent)}
pre{overflow:auto;font:12.5px/1.45 ui-monospace,Menlo,Consolas,monospace;max-height:32rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th{text-align:left;font-weight:600;color:var(--soft)}td,th{padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line);
vertical-align:top;overflow-wrap:anywhere}
td.n{text-align:right;font-variant-numeric:tabular-nums;width:4rem;padding-right:1rem}
svg{display:block;width:100%;height:auto}svg rect{fill:var(--accent)}svg text{fill:var(--soft);font-size:11px}
.wide{overflow-x:auto}
footer{color:var(--soft);font-size:.84rem;margin-top:3rem}
@media (max-width:30rem){article header,.letter,details,.waits{padding-left:1rem;padding-right:1rem}body{font-size:16px}}
@media print{body{background:#fff;font-size:11pt}nav,details{display:none}article{break-inside:avoid;border:0}
article+article{break-before:page}}
"""


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


@dataclass(frozen=True, slots=True)
class ReportData:
    """What the report page shows."""

    campaign: str
    sender: str
    at: str
    people: int
    counts: Mapping[str, int]
    total: int
    #: (ISO day, mails accepted that day), ascending.
    per_day: Sequence[tuple[str, int]]
    #: (name, address, state, reason, since) in list order.
    rows: Sequence[tuple[str, str, str, str, str]]


def _page(title: str, lang: Lang, body: str) -> str:
    # The page may be opened from a mail client or a share: nothing in it may load or run.
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'"
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(title)}</title><style>{STYLE}</style></head>'
        f"<body><main>{body}</main></body></html>\n"
    )


def preview_page(campaign: str, at: str, mails: Sequence[PreviewMail], lang: Lang) -> str:
    """The page that shows each mail the way its reader sees it."""

    def w(key: str, **args: object) -> str:
        return escape(say(key, **args).text(lang))

    ready = [m for m in mails if not m.waits]
    waiting = [m for m in mails if m.waits]
    parts = [
        f"<h1>{w('page.preview_title', campaign=campaign)}</h1>",
        (
            f'<p class="lead">{_count(len(ready), "page.ready", lang)}'
            f" · {_count(len(waiting), 'page.waiting', lang)} · {w('page.as_of', at=at)}</p>"
        ),
    ]
    if len(ready) > 1:
        links = "".join(
            f'<li><a href="#m{i}">{escape(m.name)}</a> <small>{escape(m.subject)}</small></li>'
            for i, m in enumerate(ready, 1)
        )
        parts.append(f'<nav aria-label="{w("page.contents")}"><ol>{links}</ol></nav>')
    parts += [_sheet(i, m, lang) for i, m in enumerate(ready, 1)]
    if waiting:
        rows = "".join(
            f"<tr><td>{escape(m.name)}</td><td>{escape(m.waits)}</td></tr>" for m in waiting
        )
        parts.append(f"<h2>{w('page.waiting_head')}</h2><table>{rows}</table>")
    parts.append(f"<footer>{w('page.preview_foot')}</footer>")
    return _page(say("page.preview_title", campaign=campaign).text(lang), lang, "".join(parts))


def _count(n: int, key: str, lang: Lang) -> str:
    said: Say = several(n, f"{key}_one", key)
    return escape(said.text(lang))


def _sheet(number: int, m: PreviewMail, lang: Lang) -> str:
    def w(key: str, **args: object) -> str:
        return escape(say(key, **args).text(lang))

    fields = [
        ("page.from", escape(m.sender), ""),
        ("page.to", f"{escape(m.name)} &lt;{escape(m.email)}&gt;", ""),
        ("page.subject", escape(m.subject), "subject"),
        ("page.time", f"{escape(m.at)} · {escape(m.variant)}", ""),
    ]
    if m.attachments:
        files = ", ".join(f"{escape(n)} ({size // 1024 + 1} KB)" for n, size in m.attachments)
        fields.append(("page.attached", files, ""))
    head = "".join(f'<dt>{w(k)}</dt><dd class="{c}">{v}</dd>' for k, v, c in fields)
    twin = ""
    if m.html:
        twin = (
            f"<details><summary>{w('page.twin')}</summary>"
            f'<iframe sandbox title="{w("page.twin")}" srcdoc="{escape(m.html, quote=True)}"'
            ' style="width:100%;height:24rem;border:0;background:#fff"></iframe></details>'
        )
    return (
        f'<article id="m{number}"><header><dl>{head}</dl></header>'
        f'<div class="letter" lang="{escape(m.language)}">{escape(m.text.rstrip())}</div>{twin}'
        f"<details><summary>{w('page.source')}</summary><pre>{escape(m.source)}</pre></details></article>"
    )


def report_page(data: ReportData, lang: Lang) -> str:
    """The page that says what came of a campaign."""

    def w(key: str, **args: object) -> str:
        return escape(say(key, **args).text(lang))

    counts = "".join(
        f'<tr><td class="n">{n}</td><td>{w(f"page.state_{state}")}</td></tr>'
        for state, n in data.counts.items()
        if n
    )
    rows = "".join(
        f"<tr><td>{escape(name)}<br><small>{escape(email)}</small></td><td>{escape(state)}</td>"
        f"<td>{escape(reason)}</td><td>{escape(since)}</td></tr>"
        for name, email, state, reason, since in data.rows
    )
    heads = "".join(
        f"<th>{w(f'page.col_{c}')}</th>" for c in ("person", "state", "reason", "since")
    )
    body = (
        f"<h1>{w('page.report_title', campaign=data.campaign)}</h1>"
        f'<p class="lead">{escape(data.sender)} · {w("page.as_of", at=data.at)}</p>'
        f"<h2>{w('page.what_came', n=data.people)}</h2><table>{counts}"
        f'<tr><td class="n"><strong>{data.total}</strong></td><td><strong>{w("page.together")}</strong></td></tr></table>'
        f"{_chart(data.per_day, lang)}"
        f'<h2>{w("page.everybody")}</h2><div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
        f"<footer>{w('page.report_foot')}</footer>"
    )
    return _page(say("page.report_title", campaign=data.campaign).text(lang), lang, body)


def _chart(per_day: Sequence[tuple[str, int]], lang: Lang) -> str:
    """When did they go? Bars per day with the table beneath; one day needs no chart."""

    def w(key: str, **args: object) -> str:
        return escape(say(key, **args).text(lang))

    if len(per_day) < 2:
        return ""
    top = max(n for _, n in per_day)
    width = max(12, min(48, 640 // len(per_day)))
    bars = "".join(
        f'<rect x="{i * width + 2}" y="{100 - 92 * n / top:.1f}" width="{width - 4}" height="{92 * n / top:.1f}">'
        f"<title>{escape(day)}: {n}</title></rect>"
        for i, (day, n) in enumerate(per_day)
    )
    rows = "".join(f'<tr><td class="n">{n}</td><td>{escape(day)}</td></tr>' for day, n in per_day)
    return (
        f'<h2>{w("page.when")}</h2><svg role="img" viewBox="0 0 {width * len(per_day)} 104" aria-label="{w("page.when")}">'
        f"<title>{w('page.when')}</title>{bars}</svg><details><summary>{w('page.as_table')}</summary><table>{rows}</table></details>"
    )
