"""``[booking]`` → Booking: when the sender takes calls, and how far ahead."""

import re
from collections.abc import Mapping
from datetime import date

from outreach.calls.rules import Booking, Hours, Notice
from outreach.config.nouns import LOOPBACK
from outreach.config.schedules import hours, weekday
from outreach.config.tables import UNPRINTABLE, Table
from outreach.words import Say, say

#: Minutes a call may last.
SHORTEST, LONGEST = 15, 60
#: Days ahead that may be offered, and days a calendar may be old, at most.
FARTHEST, OLDEST = 92, 365
#: Minutes kept free around a call, at most.
_WIDEST = 120
_MINUTES = re.compile(r"(\d{1,4}) ?m")
_NOTICE = re.compile(r"(\d{1,3}) ?(m|h|business[ _]days?)")
_MOST_NOTICE = 30
_USUAL = Booking()


def booking(table: Table) -> Booking:
    """The rules of calls; what is not said is as the product has it."""
    duration = _duration(table)
    return Booking(
        duration=duration,
        grid=_grid(duration),
        hours=_week(table, duration),
        overrides=_overrides(table),
        busy=tuple(table.listed("busy", _source, (), may_be_empty=True, lone=True)),
        buffer=_buffer(table),
        notice=_notice(table),
        horizon=_days(table, "horizon", _USUAL.horizon, FARTHEST),
        per_day=table.number("per_day", 1, 50, _USUAL.per_day),
        stale=_days(table, "stale", _USUAL.stale, OLDEST),
        tentative=table.one_of("tentative", ("busy", "free"), _USUAL.tentative),
        acceptance=_share(table),
        attach=table.flag("attach", default=_USUAL.attach),
        url=_page(table),
    )


def _duration(table: Table) -> int:
    value = table.text("duration", f"{_USUAL.duration}m")
    match = _MINUTES.fullmatch(value)
    if match and SHORTEST <= int(match[1]) <= LONGEST:
        return int(match[1])
    table.wrong("duration", say("config.duration", value=value))
    return _USUAL.duration


def _grid(duration: int) -> int:
    """Minutes between beginnings: the call's own where they part the hour evenly."""
    if 60 % duration == 0:
        return duration
    return 30 if duration > 20 else 20


def _week(table: Table, duration: int) -> Mapping[int, Hours]:
    if "hours" not in table.data:
        return _USUAL.hours
    group = table.table("hours")
    week: dict[int, Hours] = {}
    for name in group.data:
        day = weekday(name)
        if isinstance(day, Say):
            group.wrong(name, day)
        elif day in week:
            group.wrong(name, say("config.weekday_twice"))
        else:
            week[day] = hours(group, name, free=True)
    fits = any(end - start >= duration for each in week.values() for start, end in each)
    if any(week.values()) and not fits:
        table.wrong("hours", say("config.no_hours", minutes=duration))
    return week


def _overrides(table: Table) -> Mapping[date, Hours]:
    group = table.table("overrides")
    done: dict[date, Hours] = {}
    for name in group.data:
        try:
            day = date.fromisoformat(name)
        except ValueError:
            group.wrong(name, say("config.override_day", value=name))
        else:
            done[day] = hours(group, name, free=True)
    return done


def _source(text: str) -> str | Say:
    """A calendar: a file's path, or an address that nobody on the way can read along."""
    bare = text.strip()
    if UNPRINTABLE.search(bare):
        return say("config.control")
    if not bare:
        return say("config.not_text")
    return (_wrong_address(bare) or bare) if "://" in bare else bare


def _wrong_address(text: str) -> Say | None:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
        host, login = parts.hostname, parts.username is not None or parts.password is not None
        parts.port  # noqa: B018  (a port that is no number raises here)
    except ValueError:
        return say("config.web_address")
    if not host or not text.isascii() or " " in text:
        return say("config.web_address")
    if login:
        return say("config.web_login")
    if parts.scheme.lower() in ("https", "webcal", "webcals"):
        return None
    if parts.scheme.lower() != "http":
        return say("config.web_address")
    return None if host in LOOPBACK else say("config.web_plain")


def _page(table: Table) -> str:
    value = table.text("booking_url")
    wrong = _wrong_address(value) if value else None
    if value and not wrong and not value.lower().startswith(("https://", "http://")):
        wrong = say("config.web_address")
    if wrong:
        table.wrong("booking_url", wrong)
    return value


def _buffer(table: Table) -> int:
    value = table.text("buffer", f"{_USUAL.buffer}m")
    match = _MINUTES.fullmatch(value)
    if match and int(match[1]) <= _WIDEST:
        return int(match[1])
    table.wrong("buffer", say("config.minutes", value=value, most=_WIDEST))
    return _USUAL.buffer


def _notice(table: Table) -> Notice:
    if "notice" not in table.data:
        return _USUAL.notice
    value = table.text("notice")
    match = _NOTICE.fullmatch(value)
    if match:
        amount = int(match[1])
        if match[2].startswith("business"):
            if amount <= _MOST_NOTICE:
                return Notice(amount, "business")
        else:
            minutes = amount * (60 if match[2] == "h" else 1)
            if minutes <= _MOST_NOTICE * 24 * 60:
                return Notice(minutes)
    table.wrong("notice", say("config.notice", value=value))
    return _USUAL.notice


def _days(table: Table, key: str, usual: int, most: int) -> int:
    value = table.text(key, f"{usual} days")
    match = re.fullmatch(r"(\d{1,3}) days?", value)
    if match and 1 <= int(match[1]) <= most:
        return int(match[1])
    table.wrong(key, say("config.days", value=value, usual=usual, most=most))
    return usual


def _share(table: Table) -> float:
    value = table.data.get("acceptance", _USUAL.acceptance)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1:
        return float(value)
    table.wrong("acceptance", say("config.share", value=value))
    return _USUAL.acceptance
