"""How full is each day? Bars by day, a picture for each month, and the table of the same facts.

A picture is as wide as the page allows: positions are percentages and sizes of text are
pixels, so a month can be read on a telephone and the letters do not grow on a wide screen.
The series of a bar differ in shade, in pattern and in place, never in colour alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby

from outreach.page.shell import day_words, month_words, voice
from outreach.words import Lang

#: Pixels above the bars, of the bars, and below them.
_TOP, _HIGH, _BELOW = 20, 84, 20
_DAYS = 31
_KINDS = ("first", "later")
#: How often the fullest day must fit under the limit before the limit leaves the picture.
_FAR = 20
#: Days between two labels under the bars.
_APART = 3

#: Stands once on a page whose charts have two series.
PATTERN = (
    '<svg class="defs" width="0" height="0" aria-hidden="true"><defs>'
    '<pattern id="later" width="5" height="5" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect class="gap" width="5" height="5"/>'
    '<line class="stripe" x1="1" y1="0" x2="1" y2="5"/></pattern></defs></svg>'
)


@dataclass(frozen=True, slots=True)
class Load:
    """The mails of one day, by series."""

    day: date
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All series together."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class _Scale:
    """What all months have in common: the number at the top, and the limit if it is shown."""

    top: int
    limit: int = 0

    def y(self, n: int) -> float:
        """Where a number stands, in pixels from above."""
        return round(_TOP + _HIGH * (1 - n / self.top), 1)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Words and scale of one set of charts."""

    series: tuple[str, ...]
    scale: _Scale
    lang: Lang
    shut: Mapping[date, str]
    number: int


def charts(
    loads: Sequence[Load],
    series: tuple[str, ...],
    lang: Lang,
    *,
    limit: int = 0,
    shut: Mapping[date, str] | None = None,
    number: int = 1,
) -> str:
    """The key, a picture for each month with mails, and the table beneath.

    Args:
        loads: days with mails, ascending.
        series: the names of the counts, escaped; at most two.
        lang: of the page.
        limit: the most that may go in a day, drawn as a line; 0 where there is none.
        shut: days on which nothing goes, with the reason, as text.
        number: keeps the names of several charts on one page apart.
    """
    frame = _Frame(series, _scale(loads, limit), lang, shut or {}, number)
    months = [list(mine) for _, mine in groupby(loads, key=lambda x: (x.day.year, x.day.month))]
    pictures = "".join(_picture(mine, frame) for mine in months)
    return f'{_key(frame, limit, months)}<div class="charts">{pictures}</div>{_table(loads, frame)}'


def _scale(loads: Sequence[Load], limit: int) -> _Scale:
    most = max((x.total for x in loads), default=0) or 1
    if not limit or limit > _FAR * most:
        return _Scale(most)
    return _Scale(max(most, limit), limit)


def _key(frame: _Frame, limit: int, months: Sequence[Sequence[Load]]) -> str:
    """What each sign means; a lone series needs no key."""
    w = voice(frame.lang)
    swatch = '<svg width="14" height="14" aria-hidden="true">{}</svg>'
    box = '<rect class="{}" x="1" y="1" width="12" height="12"/>'
    signs = [
        (box.format(kind), name)
        for kind, name in zip(_KINDS, frame.series, strict=False)
        if len(frame.series) > 1
    ]
    if limit:
        shown = "page.key_limit" if frame.scale.limit else "page.key_limit_above"
        line = '<line class="limit" x1="0" y1="7" x2="14" y2="7"/>'
        signs.append((line, w(shown, limit=limit)))
    drawn = {(x.day.year, x.day.month) for month in months for x in month}
    if any((day.year, day.month) in drawn for day in frame.shut):
        signs.append((box.format("shut"), w("page.key_shut")))
    items = "".join(f"<li>{swatch.format(sign)}{name}</li>" for sign, name in signs)
    return f'<ul class="key">{items}</ul>' if items else ""


def _picture(month: Sequence[Load], frame: _Frame) -> str:
    first = month[0].day
    name, w = month_words(first, frame.lang), voice(frame.lang)
    number = f"{frame.number}-{first:%Y%m}"
    told = "; ".join(_told(x, frame) for x in month)
    if frame.scale.limit:
        told += f". {w('page.key_limit', limit=frame.scale.limit)}"
    shut = "".join(_shut(day, why, frame) for day, why in _of_month(frame.shut, first))
    return (
        f"<figure><figcaption>{name}</figcaption>"
        f'<svg class="month" role="img" width="100%" height="{_TOP + _HIGH + _BELOW}"'
        f' aria-labelledby="t{number} d{number}">'
        f'<title id="t{number}">{w("page.chart_title", month=name)}</title>'
        f'<desc id="d{number}">{told}</desc>'
        f"{shut}{''.join(_bar(x, frame) for x in month)}{_lines(frame.scale)}{_labels(month)}"
        "</svg></figure>"
    )


def _of_month(shut: Mapping[date, str], first: date) -> list[tuple[date, str]]:
    month = (first.year, first.month)
    return [(day, why) for day, why in shut.items() if (day.year, day.month) == month]


def _told(load: Load, frame: _Frame) -> str:
    """A day's facts in a line: "Dienstag, 11. Mai: 5 (erste Briefe), 2 (zweite Briefe)"."""
    named = zip(load.counts, frame.series, strict=True)
    facts = ", ".join(f"{n} ({name})" for n, name in named if n)
    return f"{day_words(load.day, frame.lang)}: {facts}"


def _left(day: date, inset: float = 0.0) -> str:
    return f"{(day.day - 1 + inset) / _DAYS:.2%}"


def _bar(load: Load, frame: _Frame) -> str:
    """The day's bar: the first series at the bottom, the second upon it."""
    below, parts = 0, []
    for n, kind in zip(load.counts, _KINDS, strict=False):
        if n:
            top, bottom = frame.scale.y(below + n), frame.scale.y(below)
            parts.append(
                f'<rect class="{kind}" data-n="{n}" x="{_left(load.day, 0.14)}" y="{top}"'
                f' width="{0.72 / _DAYS:.2%}" height="{bottom - top:.1f}"/>'
            )
        below += n
    return f'<g data-day="{load.day}"><title>{_told(load, frame)}</title>{"".join(parts)}</g>'


def _shut(day: date, why: str, frame: _Frame) -> str:
    return (
        f'<rect class="shut" x="{_left(day)}" y="{_TOP}" width="{1.04 / _DAYS:.2%}" height="{_HIGH}">'
        f"<title>{day_words(day, frame.lang)}: {escape(why)}</title></rect>"
    )


def _lines(scale: _Scale) -> str:
    """The base, and the limit or else the height of the fullest day, with its number."""
    base, y = _TOP + _HIGH, scale.y(scale.limit or scale.top)
    kind = "limit" if scale.limit else "base"
    return (
        f'<line class="base" x1="0" y1="{base}" x2="100%" y2="{base}"/>'
        f'<line class="{kind}" x1="0" y1="{y}" x2="100%" y2="{y}"/>'
        f'<text x="0" y="{y - 5}">{scale.limit or scale.top}</text>'
    )


def _labels(month: Sequence[Load]) -> str:
    """The date under the first bar of each week, where there is room."""
    labels, last = [], -_APART
    for _, week in groupby(month, key=lambda x: x.day.isocalendar().week):
        day = next(week).day
        if day.day - last >= _APART:
            last = day.day
            labels.append(
                f'<text x="{_left(day, 0.5)}" y="{_TOP + _HIGH + 15}" text-anchor="middle">'
                f"{day.day}</text>"
            )
    return "".join(labels)


def _table(loads: Sequence[Load], frame: _Frame) -> str:
    w = voice(frame.lang)
    several = len(frame.series) > 1
    names = (*frame.series, *((w("page.together"),) if several else ()))
    heads = "".join(f'<th scope="col" class="n">{name}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row"><time datetime="{x.day}">{day_words(x.day, frame.lang)} {x.day.year}</time></th>'
        f"{_cells((*x.counts, *((x.total,) if several else ())))}</tr>"
        for x in loads
    )
    sums = [sum(column) for column in zip(*(x.counts for x in loads), strict=True)]
    total = _cells((*sums, *((sum(sums),) if several else ())))
    return (
        f'<details class="table"><summary>{w("page.as_table")}</summary><table class="days"><thead><tr>'
        f'<th scope="col">{w("page.col_day")}</th>{heads}</tr></thead>'
        f'<tbody>{rows}</tbody><tfoot><tr class="sum"><th scope="row">{w("page.together")}</th>'
        f"{total}</tr></tfoot></table></details>"
    )


def _cells(numbers: Sequence[int]) -> str:
    return "".join(f'<td class="n">{n}</td>' for n in numbers)
