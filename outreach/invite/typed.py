"""A time as a person types it: "Di 10:00", "Dienstag 10 Uhr", "Tue 10am", "1.12. 10:00"."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from outreach.errors import UsageError
from outreach.invite.times import zone_info
from outreach.phrases.dates import date_words
from outreach.words import current, say

#: Nobody agrees a call farther ahead; a year that was mistyped does not pass for one.
FARTHEST = timedelta(days=366)
#: A date without a year that has passed means next year's only when that is not far.
NEXT_YEAR = timedelta(days=183)
#: Characters that a time may have.
LONGEST = 60
_DAYS = ("mo|mon|montag|monday", "di|die|dienstag|tu|tue|tues|tuesday", "mi|mittwoch|we|wed|wednesday",
         "do|don|donnerstag|th|thu|thur|thurs|thursday", "fr|fri|freitag|friday",
         "sa|sat|samstag|sonnabend|saturday", "so|son|su|sun|sonntag|sunday")  # fmt: skip
_WEEKDAY = {word: number for number, words in enumerate(_DAYS) for word in words.split("|")}
_NEAR = {"heute": 0, "today": 0, "morgen": 1, "tomorrow": 1, "übermorgen": 2}
_MONTHS = ("januar|jan|january|jänner", "februar|feb|february", "märz|mär|march|mar", "april|apr", "mai|may",
           "juni|jun|june", "juli|jul|july", "august|aug", "september|sep|sept", "oktober|okt|october|oct",
           "november|nov", "dezember|dez|december|dec")  # fmt: skip
_MONTH = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split("|")}
_CLOCK = re.compile(
    r"(?:^|\s)(?:um |at |@ ?)?(?P<h>\d{1,2})(?:[:.](?P<m>\d{2}))?(?: ?(?P<word>uhr|h|am|pm|a\.m\.|p\.m\.))?$"
)
_ISO = re.compile(r"(?P<y>\d{4})-(?P<mo>\d{1,2})-(?P<d>\d{1,2})")
_DOTTED = re.compile(r"(?P<d>\d{1,2})\. ?(?P<mo>\d{1,2})\.? ?(?P<y>\d{4})?")
_NAMED = re.compile(r"(?P<d>\d{1,2})\.? ?(?P<name>[a-zä]+)\.?,? ?(?P<y>\d{4})?")


def read_time(text: str, zone: str, now: datetime, offered: Sequence[datetime] = ()) -> datetime:
    """The moment that was typed, in UTC.

    A weekday alone is one of the times this person was offered, where exactly one fits, and
    else the next such day.

    Args:
        text: as typed.
        zone: the sender's zone, in which it is meant.
        now: the moment it is.
        offered: when calls that this person was offered would begin.

    Raises:
        UsageError: it cannot be read, means two moments, or has passed.
    """
    typed = re.sub(r"\s+", " ", text.strip().casefold())
    typed = re.sub(r"(?<=\d)t(?=\d)", " ", typed)
    clock = _CLOCK.search(typed) if len(typed) <= LONGEST else None
    at = _wall(clock) if clock else None
    if clock is None or at is None:
        raise _unread(text)
    tz = zone_info(zone)
    today = now.astimezone(tz).date()
    words = [w for w in re.split(r"[ ,]+", typed[: clock.start()].strip(" ,")) if w]
    words = [w for w in words if w not in ("am", "den", "dem", "on", "the", "next", "nächsten")]
    weekday = _WEEKDAY.get(words[0].rstrip(".")) if words else None
    rest = " ".join(words[1:] if weekday is not None else words)
    if not rest:
        return _by_weekday(text, weekday, at, tz, now, offered)
    day = _date(rest, today)
    if day is None:
        raise _unread(text)
    if weekday is not None and day.weekday() != weekday:
        what = say("invite.other_weekday", text=text, day=date_words(day, current()))
        raise UsageError(what, say("invite.typed_hint"))
    if day - today > 2 * FARTHEST:
        raise UsageError(say("invite.typed_far", text=text), say("invite.typed_hint"))
    return _checked(text, _moment(text, day, at, tz), now)


def _wall(clock: re.Match[str]) -> time | None:
    hour, minute, word = int(clock["h"]), int(clock["m"] or 0), (clock["word"] or "")[:1]
    if word in ("a", "p"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if word == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _by_weekday(
    text: str,
    weekday: int | None,
    at: time,
    tz: ZoneInfo,
    now: datetime,
    offered: Sequence[datetime],
) -> datetime:
    """Of the offered times the one that fits, else the next such day."""
    local = {start: start.astimezone(tz) for start in offered if start > now}
    fits = sorted(
        start
        for start, here in local.items()
        if here.time() == at and weekday in (None, here.weekday())
    )
    if len(fits) == 1:
        return fits[0].astimezone(UTC)
    if fits:
        days = " · ".join(f"{local[start]:%Y-%m-%d %H:%M}" for start in fits)
        raise UsageError(
            say("invite.two_times", text=text, times=days), say("invite.two_times_hint")
        )
    if weekday is None:
        raise UsageError(say("invite.which_day", text=text), say("invite.typed_hint"))
    day = now.astimezone(tz).date()
    day += timedelta(days=(weekday - day.weekday()) % 7)
    if _moment(text, day, at, tz) <= now:
        day += timedelta(days=7)
    return _moment(text, day, at, tz)


def _date(text: str, today: date) -> date | None:
    """A date with or without its year; None for other words."""
    if text in _NEAR:
        return today + timedelta(days=_NEAR[text])
    match = _ISO.fullmatch(text) or _DOTTED.fullmatch(text) or _NAMED.fullmatch(text)
    if match is None:
        return None
    found = match.groupdict()
    month = _MONTH.get(found["name"]) if "name" in found else int(found["mo"])
    if month is None:
        return None
    try:
        if found["y"]:
            return date(int(found["y"]), month, int(found["d"]))
        day = date(today.year, month, int(found["d"]))
        later = date(today.year + 1, month, int(found["d"]))
    except ValueError:
        return None
    return later if day < today and later - today < NEXT_YEAR else day


def _moment(text: str, day: date, at: time, tz: ZoneInfo) -> datetime:
    """That time of that day, unless the clock leaves it out or shows it twice."""
    wall = datetime.combine(day, at, tz)
    moment = wall.astimezone(UTC)
    if moment.astimezone(tz).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise UsageError(say("invite.no_such_hour", text=text), say("invite.typed_hint"))
    if wall.replace(fold=1).utcoffset() != wall.utcoffset():
        raise UsageError(say("invite.hour_twice", text=text), say("invite.typed_hint"))
    return moment


def _checked(text: str, moment: datetime, now: datetime) -> datetime:
    if moment <= now:
        raise UsageError(say("invite.typed_past", text=text), say("invite.typed_hint"))
    if moment - now > FARTHEST:
        raise UsageError(say("invite.typed_far", text=text), say("invite.typed_hint"))
    return moment


def _unread(text: str) -> UsageError:
    return UsageError(say("invite.typed_unread", text=text[:LONGEST]), say("invite.typed_hint"))
