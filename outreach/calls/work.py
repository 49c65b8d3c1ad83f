"""How much work the series of a calendar make, told before any of it is done.

A rule of one line can ask for millions of steps: every second, or a 30th of February that is
looked for until the year 9999. The steps are counted as the recurrence engine takes them,
about a million a second.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

#: Steps one file may ask for: a few seconds.
MOST = 3_000_000
#: An occurrence inside the stretch asked for is a whole entry, and costs this many steps.
_TOLD = 50
_LAST_YEAR = 9999
#: Steps a day, by frequency.
_RATES = {
    "SECONDLY": 86_400.0, "MINUTELY": 1440.0, "HOURLY": 24.0, "DAILY": 1.0,
    "WEEKLY": 1 / 7, "MONTHLY": 1 / 30, "YEARLY": 1 / 365,
}  # fmt: skip


def too_much(events: Iterable[Any], since: datetime, until: datetime) -> bool:
    """True where following all rules from `since` to `until` would take more steps than allowed.

    Rules are followed from their own beginning on, however long ago that was.
    """
    work, span = 0.0, (until - since).days + 4
    for event in events:
        start = event["DTSTART"].dt
        days = max((until.astimezone(UTC).date() - date(start.year, start.month, 1)).days, 1)
        rules = event.get("RRULE")
        for rule in rules if isinstance(rules, list) else [rules] if rules else []:
            work += _steps(rule, days, span, _LAST_YEAR - start.year)
            if work > MOST:
                return True
    return False


def _steps(rule: Any, days: int, span: int, years: int) -> float:
    """Steps of one rule: from its beginning to the end asked for, or to the end of time."""
    interval = _first(rule, "INTERVAL", 1)
    if interval < 1:
        return MOST + 1  # would never move on
    rate = _RATES.get(str(_first(rule, "FREQ", "")).upper(), _RATES["SECONDLY"]) / interval
    times = 1
    for key in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        times *= max(len(rule.get(key, ())), 1)
    a_day: float = rate * times * _expansion(rule)
    work = a_day * (days + min(days, span) * _TOLD)
    return work if _always_found(rule, interval) else work + rate * years * 366


def _expansion(rule: Any) -> int:
    """How many days one step can stand for."""
    freq = str(_first(rule, "FREQ", "")).upper()
    most = {"YEARLY": 366, "MONTHLY": 31, "WEEKLY": 7}.get(freq, 1)
    asked = 1
    for key in ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYMONTH", "BYWEEKNO"):
        asked *= max(len(rule.get(key, ())), 1)
    per_entry = 7 if "BYWEEKNO" in rule else 5 if "BYDAY" in rule and freq != "WEEKLY" else 1
    return min(asked * per_entry, most)


def _always_found(rule: Any, interval: int) -> bool:
    """True where a date that fits comes soon for certain, so that nobody looks for ever."""
    freq = str(_first(rule, "FREQ", "")).upper()
    parts = {key.upper() for key in rule if key.upper().startswith("BY")}
    parts -= {"BYHOUR", "BYMINUTE", "BYSECOND"}
    days = [abs(int(day)) for day in rule.get("BYMONTHDAY", ())]
    if "BYSETPOS" in parts and {abs(int(p)) for p in rule["BYSETPOS"]} != {1}:
        return False
    parts.discard("BYSETPOS")
    if not parts:
        return True
    if freq == "WEEKLY":
        return parts == {"BYDAY"}
    if freq == "YEARLY":
        fits = parts <= {"BYMONTH", "BYDAY"} or parts == {"BYMONTH", "BYMONTHDAY"}
        return fits and all(day <= 28 for day in days)
    if freq == "MONTHLY" and (interval == 1 or parts in ({"BYDAY"}, {"BYMONTHDAY"})):
        return len(parts) == 1 and all(day <= 28 for day in days)
    return freq == "DAILY" and interval == 1 and parts <= {"BYDAY", "BYMONTH"}


def _first(rule: Any, key: str, usual: Any) -> Any:
    value = rule.get(key, usual)
    return value[0] if isinstance(value, list) and value else value
