"""The report: what came of a campaign, in counts, by day and by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from outreach.page.chart import Load, charts
from outreach.page.shell import document, isolated, voice
from outreach.words import Lang, say


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
    #: What came of it in calls, in a sentence; "" where there are none.
    calls: str = ""


def report_page(data: ReportData, lang: Lang) -> str:
    """The page that says what came of a campaign."""
    w = voice(lang)
    body = (
        f"<h1>{w('page.report_title', campaign=data.campaign)}</h1>"
        f'<p class="lead">{isolated(data.sender)} · {w("page.as_of", at=data.at)}</p>'
        f"<h2>{w('page.what_came', n=data.people)}</h2>{_counts(data, lang)}"
        f"{f'<p>{escape(data.calls)}</p>' if data.calls else ''}"
        f"{_days(data.per_day, lang)}"
        f"<h2>{w('page.everybody')}</h2>{_people(data, lang)}"
        f"<footer>{w('page.report_foot')}</footer>"
    )
    return document(say("page.report_title", campaign=data.campaign).text(lang), lang, body)


def _counts(data: ReportData, lang: Lang) -> str:
    w = voice(lang)
    rows = "".join(
        f'<tr><td class="n">{n}</td><td>{w(f"page.state_{state}")}</td></tr>'
        for state, n in data.counts.items()
        if n
    )
    total = f'<tr class="sum"><td class="n">{data.total}</td><td>{w("page.together")}</td></tr>'
    return f'<table class="counts"><tbody>{rows}{total}</tbody></table>'


def _days(per_day: Sequence[tuple[str, int]], lang: Lang) -> str:
    """When did they go? One day needs no chart."""
    if len(per_day) < 2:
        return ""
    loads = [Load(date.fromisoformat(day), (n,)) for day, n in per_day]
    w = voice(lang)
    return f"<h2>{w('page.when')}</h2>{charts(loads, (w('page.series_went'),), lang)}"


def _people(data: ReportData, lang: Lang) -> str:
    w = voice(lang)
    columns = ("page.col_person", "page.col_state", "page.col_reason", "page.col_since")
    heads = "".join(f'<th scope="col">{w(key)}</th>' for key in columns)
    rows = "".join(
        f"<tr><td>{isolated(name)}<br><small>{isolated(email)}</small></td><td>{escape(state)}</td>"
        f'<td class="soft">{escape(reason)}</td><td class="soft">{escape(since)}</td></tr>'
        for name, email, state, reason, since in data.rows
    )
    return f'<table class="people"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
