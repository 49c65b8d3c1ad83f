"""The plan: when do they go, how full is each day, and what stands in between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby

from outreach.page.chart import PATTERN, Load, charts
from outreach.page.shell import counted, day_words, document, isolated, month_words, voice
from outreach.words import Lang, say


@dataclass(frozen=True, slots=True)
class PlanMail:
    """One mail of the plan, in words."""

    time: str
    name: str
    email: str
    step: int
    letter: str
    #: The rule that set its moment.
    rule: str
    #: What follows if they never answer, a sentence each.
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day with its mails, or days in a row on which nothing goes."""

    day: date
    mails: tuple[PlanMail, ...] = ()
    #: Why nothing goes, or not to everybody.
    shut: tuple[str, ...] = ()
    #: The last of the days in a row; None: it is one day.
    until: date | None = None

    @property
    def load(self) -> Load:
        """How full the day is: first letters and later ones."""
        first = sum(m.step == 1 for m in self.mails)
        return Load(self.day, (first, len(self.mails) - first))


@dataclass(frozen=True, slots=True)
class PlanData:
    """The plan of one mailbox."""

    sender: str
    #: What holds for the whole plan, a sentence each.
    facts: tuple[str, ...]
    #: Ascending; a day without mails and without a reason is left out.
    days: tuple[PlanDay, ...]
    #: Mails in 24 hours at most; 0: as many as one likes.
    limit: int = 0

    @property
    def mails(self) -> int:
        """How many mails the plan has."""
        return sum(len(day.mails) for day in self.days)


def plan_page(campaigns: Sequence[str], at: str, plans: Sequence[PlanData], lang: Lang) -> str:
    """The page that shows the future of each mailbox, day by day."""
    title = say("page.plan_title", campaign=", ".join(campaigns))
    n = sum(plan.mails for plan in plans)
    w = voice(lang)
    body = (
        f"<h1>{escape(title.text(lang))}</h1>"
        f'<p class="lead">{counted(n, "page.letters", lang)} · {w("page.as_of", at=at)}</p>'
        f"{PATTERN}{''.join(_mailbox(number, plan, lang) for number, plan in enumerate(plans, 1))}"
        f"<footer>{w('page.plan_foot')}</footer>"
    )
    return document(title.text(lang), lang, body)


def _mailbox(number: int, plan: PlanData, lang: Lang) -> str:
    """All about one mailbox; `number` keeps the anchors of several apart."""
    facts = "".join(f"<li>{escape(fact)}</li>" for fact in plan.facts)
    head = f'<h2>{isolated(plan.sender)}</h2><ul class="facts">{facts}</ul>'
    if not plan.mails:
        return f"<section>{head}</section>"
    months = [list(days) for _, days in groupby(plan.days, key=lambda d: (d.day.year, d.day.month))]
    return (
        f"<section>{head}<h3>{voice(lang)('page.plan_when')}</h3>{_charts(plan, number, lang)}"
        f"{_contents(months, number, lang)}"
        f"{''.join(_month(days, number, lang) for days in months)}</section>"
    )


def _charts(plan: PlanData, number: int, lang: Lang) -> str:
    w = voice(lang)
    loads = [day.load for day in plan.days if day.mails]
    steps = {mail.step for day in plan.days for mail in day.mails}
    later = w("page.series_later") if max(steps) > 2 else w("page.series_second")
    shut = {day: why for entry in plan.days for day, why in _shut_days(entry)}
    return charts(
        loads, (w("page.series_first"), later), lang, limit=plan.limit, shut=shut, number=number
    )


def _shut_days(entry: PlanDay) -> Iterator[tuple[date, str]]:
    """Each day of an entry on which nothing goes, with the reason."""
    if entry.mails:
        return
    last = entry.until or entry.day
    for ordinal in range(entry.day.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal), ", ".join(entry.shut)


def _contents(months: Sequence[Sequence[PlanDay]], number: int, lang: Lang) -> str:
    """Where to find each month; a short plan is seen at once."""
    if len(months) < 3:
        return ""
    links = "".join(
        f'<li><a href="#{_anchor(days[0].day, number)}">{month_words(days[0].day, lang)}</a></li>'
        for days in months
    )
    return f'<nav class="months" aria-label="{voice(lang)("page.contents")}"><ol>{links}</ol></nav>'


def _anchor(day: date, number: int) -> str:
    return f"p{number}-{day:%Y-%m}"


def _month(days: Sequence[PlanDay], number: int, lang: Lang) -> str:
    n = sum(len(day.mails) for day in days)
    count = counted(n, "page.letters", lang) if n else voice(lang)("page.no_letters")
    return (
        f'<h3 id="{_anchor(days[0].day, number)}">{month_words(days[0].day, lang)}'
        f" <small>{count}</small></h3>{''.join(_day(day, lang) for day in days)}"
    )


def _day(entry: PlanDay, lang: Lang) -> str:
    if not entry.mails:
        return _shut(entry, lang)
    count = counted(len(entry.mails), "page.letters", lang)
    mails = "".join(f"<li>{_mail(mail, lang)}</li>" for mail in entry.mails)
    note = f'<p class="shutdown">{_reasons(entry)}</p>' if entry.shut else ""
    return (
        f'{note}<h4><time datetime="{entry.day}">{day_words(entry.day, lang)}</time>'
        f' <small>{count}</small></h4><ol class="mails">{mails}</ol>'
    )


def _shut(entry: PlanDay, lang: Lang) -> str:
    days = f'<time datetime="{entry.day}">{day_words(entry.day, lang)}</time>'
    if entry.until:
        days += f' – <time datetime="{entry.until}">{day_words(entry.until, lang)}</time>'
    return f'<p class="shutdown">{days}: {_reasons(entry)}</p>'


def _reasons(entry: PlanDay) -> str:
    return escape(", ".join(entry.shut))


def _mail(mail: PlanMail, lang: Lang) -> str:
    """One line; unfolded it says where the mail goes and what follows if they never answer."""
    after = "".join(f"<li>{escape(sentence)}</li>" for sentence in mail.after)
    return (
        f'<details class="mail"><summary><time>{escape(mail.time)}</time>'
        f'<span class="name">{isolated(mail.name)}</span>'
        f'<span class="letter-name">{escape(mail.letter)}</span>'
        f'<span class="rule">{escape(mail.rule)}</span></summary>'
        f"<div><p>{isolated(mail.email)}</p><p>{voice(lang)('page.if_never')}</p><ul>{after}</ul></div></details>"
    )
