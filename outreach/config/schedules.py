"""``[schedule]`` → Rules: which days and hours, how fast, how often."""

import re
from collections.abc import Sequence
from datetime import date

from outreach.config.tables import Table
from outreach.schedule.rules import Rules, Span
from outreach.words import Say, say

#: English and German names of the weekdays, Monday first.
_WEEKDAYS = (
    ("mon", "monday", "mo", "montag"),
    ("tue", "tuesday", "di", "dienstag"),
    ("wed", "wednesday", "mi", "mittwoch"),
    ("thu", "thursday", "do", "donnerstag"),
    ("fri", "friday", "fr", "freitag"),
    ("sat", "saturday", "sa", "samstag"),
    ("sun", "sunday", "so", "sonntag"),
)
_ISO = {name: number for number, names in enumerate(_WEEKDAYS, 1) for name in names}
_WINDOW = re.compile(r"(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)")
_GAP = re.compile(r"(\d{1,6})([smh])(?:\s*[-–]\s*(\d{1,6})([smh]))?")
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_DAY = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d)")
_USUAL = Rules()


def rules(schedule: Table) -> Rules:
    """The rules of time; what is not said is as the product has it."""
    return Rules(
        days=_days(schedule),
        windows=hours(schedule, "windows", _USUAL.windows),
        gap=_gap(schedule),
        daily_limit=schedule.number("daily_limit", 1, 10_000, _USUAL.daily_limit),
        hourly_limit=schedule.number("hourly_limit", 0, 10_000, _USUAL.hourly_limit),
        ramp=_ramp(schedule),
        closed=_spans(schedule, "closed", _USUAL.closed),
        away=_spans(schedule, "away", _USUAL.away),
        bridge_days=schedule.flag("bridge_days", default=_USUAL.bridge_days),
        max_per_year=schedule.number("max_per_year", 1, 12, _USUAL.max_per_year),
        rest=_rest(schedule),
        human=schedule.one_of("pace", ("human", "off"), "human") == "human",
    )


def _days(schedule: Table) -> tuple[int, ...]:
    found = schedule.listed("days", weekday, _USUAL.days)
    return tuple(sorted(set(found)))


def weekday(text: str) -> int | Say:
    """The ISO number of a weekday in English or German, or what is wrong."""
    return _ISO.get(text.strip().lower()) or say("config.weekday", value=text)


def hours(
    table: Table, key: str, usual: Sequence[tuple[int, int]] = (), *, free: bool = False
) -> tuple[tuple[int, int], ...]:
    """Hours of a day in minutes since midnight, in order; two that touch are one.

    With `free`, the day may have none, and a single stretch may stand without a list.
    """
    done: list[tuple[int, int]] = []
    for start, end in sorted(table.listed(key, _window, usual, may_be_empty=free, lone=free)):
        if done and start < done[-1][1]:
            table.wrong(key, say("config.windows_overlap", at=_clock(start)))
        begin = done.pop()[0] if done and start == done[-1][1] else start
        done.append((begin, end))
    return tuple(done)


def _window(text: str) -> tuple[int, int] | Say:
    match = _WINDOW.fullmatch(text.strip())
    if match is None or int(match[2]) > 59 or int(match[4]) > 59:
        return say("config.window", value=text)
    start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    if end > 24 * 60:
        return say("config.window", value=text)
    return (start, end) if start < end else say("config.window_order", value=text)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _gap(schedule: Table) -> tuple[int, int]:
    """Shortest and longest gap in seconds; "5m" is both."""
    value = schedule.text("gap", "3m-11m")
    match = _GAP.fullmatch(value)
    low = int(match[1]) * _SECONDS[match[2]] if match else 0
    high = int(match[3]) * _SECONDS[match[4]] if match and match[3] else low
    if match is None or not low <= high <= 24 * 3600:
        schedule.wrong("gap", say("config.gap", value=value))
        return _USUAL.gap
    return low, high


def _ramp(schedule: Table) -> tuple[int, int] | None:
    value = schedule.data.get("ramp", {})
    if value == "off":
        return None
    if not isinstance(value, dict):
        schedule.wrong("ramp", say("config.ramp"))
        return None
    table = schedule.table("ramp", "ramp")
    return table.number("start", 1, 10_000, 5), table.number("step", 1, 10_000, 2)


def _rest(schedule: Table) -> int:
    value = schedule.text("rest", f"{_USUAL.rest} days")
    match = re.fullmatch(r"(\d{1,4}) days?", value)
    if match is None:
        schedule.wrong("rest", say("config.rest", value=value))
        return _USUAL.rest
    return int(match[1])


def _spans(schedule: Table, key: str, usual: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(schedule.listed(key, _span, usual, may_be_empty=True))


def _span(text: str) -> Span | Say:
    """Days like "12-23..01-06" (of every year), "2027-05-01..2027-05-14", or one alone."""
    begin, dots, end = (part.strip() for part in text.partition(".."))
    first, last = _day(begin), _day(end if dots else begin)
    if first is None or last is None or bool(first[0]) != bool(last[0]):
        return say("config.span", value=text)
    for day in (first, last):
        if not _exists(day):
            return say("config.no_such_day", value=text)
    if first[0] and last < first:
        return say("config.span_order", value=text)
    return Span(first, last)


def _day(text: str) -> tuple[int, int, int] | None:
    match = _DAY.fullmatch(text)
    return (int(match[1] or 0), int(match[2]), int(match[3])) if match else None


def _exists(day: tuple[int, int, int]) -> bool:
    """True for a day of the calendar; 29 February is a day of every year that has it."""
    try:
        date(day[0] or 2000, day[1], day[2])
    except ValueError:
        return False
    return True
