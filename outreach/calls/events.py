"""A calendar file → the times in which its owner is busy.

Whatever cannot be read for certain makes the whole file broken, with the entry named: a
time that only seems free would be promised to somebody. So a broken series is never left
out, a time zone that nobody knows is never guessed, and a rule that repeats without bounds
is refused before it is followed.

Not busy are entries that are transparent (RFC 5545 §3.8.2.7), cancelled, shown as free by
Outlook, or declined by the owner. An entry of a whole day is that day from midnight to
midnight on its owner's wall clock. A floating time is one of the calendar's own zone, where
the file names one (X-WR-TIMEZONE), else of its owner's.
"""

import re
import warnings
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Literal
from zoneinfo import ZoneInfo

from outreach.calls.slots import Busy
from outreach.calls.work import too_much
from outreach.words import Say, say

_DAY = timedelta(days=1)
_BEGIN, _END = re.compile(rb"^BEGIN:VEVENT\r?$", re.MULTILINE), b"\nEND:VEVENT"
#: Entries around the stretch asked for, at most; reading so many takes a few seconds.
MOST_EVENTS = 30_000
_REPEATS = re.compile(rb"(?i)^(RRULE|RDATE|RECURRENCE-ID|DURATION|EXRULE)[;:]", re.MULTILINE)
_STARTS = re.compile(rb"^DTSTART(?:;[^:\r\n]*)?:(\d{8})(?:T\d{6}Z?)?\r?$", re.MULTILINE)
_ENDS = re.compile(rb"^DTEND(?:;[^:\r\n]*)?:(\d{8})(?:T\d{6}Z?)?\r?$", re.MULTILINE)
#: No wall clock is further than this from another.
_MARGIN = 2 * _DAY
#: What has to be readable for an entry to be understood.
_NEEDED = frozenset(
    {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE",
     "UID", "TRANSP", "STATUS"}
)  # fmt: skip
#: What an entry has once; two of them contradict each other (RFC 5545 §3.6.1).
_ONCE = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "UID")
_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE")


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose calendar it is, and which stretch of time is asked for (aware)."""

    zone: str
    since: datetime
    until: datetime
    tentative: Literal["busy", "free"] = "busy"
    #: The owner's addresses, to know what they declined.
    addresses: Collection[str] = ()
    #: UIDs of entries that are not to be heeded.
    known: Collection[str] = ()


def busy_times(data: bytes, source: str, reader: Reader) -> list[Busy] | Say:
    """When the owner of this calendar is busy, in order, or what is broken.

    `source` is the calendar's name for a person. Only what shares a moment with the stretch
    the reader asks for comes out, in UTC; neighbours may overlap.
    """
    times: list[Busy] = []
    with warnings.catch_warnings():
        # What the library guesses it tells developers; a person sees what was read.
        warnings.simplefilter("ignore")
        found = _parsed(data, reader)
        for calendar in () if isinstance(found, Say) else found:
            try:
                told = _of_calendar(calendar, source, reader)
            except Exception as error:  # noqa: BLE001  (hostile input meets a large library)
                told = say("calls.unreadable", why=_short(error))
            if isinstance(told, Say):
                return told
            times += told
    return found if isinstance(found, Say) else sorted(set(times))


def _parsed(data: bytes, reader: Reader) -> list[Any] | Say:
    import icalendar

    # Zones a file defines are kept by the library for the whole process, and the first
    # definition of a name wins; this empties that memory.
    icalendar.use_zoneinfo()  # type: ignore[no-untyped-call]
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.lstrip()[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        return say("calls.no_calendar")
    data = _near(data, reader)
    if len(_BEGIN.findall(data)) > MOST_EVENTS:
        return say("calls.too_many", most=MOST_EVENTS)
    try:
        # Bytes always: text without a line break would be taken for the path of a file.
        calendars: list[Any] = list(icalendar.Calendar.from_ical(data, True))
    except Exception as error:  # noqa: BLE001  (hostile input meets a large library)
        return say("calls.unreadable", why=_short(error))
    if not calendars or any(c.name != "VCALENDAR" for c in calendars):
        return say("calls.no_calendar")
    return calendars


def _near(data: bytes, reader: Reader) -> bytes:
    """The file without single entries that lie far from the stretch asked for.

    Reading them is most of the work of a calendar kept for years. An entry is left out
    only when its dates can be told at a glance; anything unusual stays.
    """
    since = f"{reader.since.astimezone(UTC) - _MARGIN:%Y%m%d}".encode()
    until = f"{reader.until.astimezone(UTC) + _MARGIN:%Y%m%d}".encode()

    done: list[bytes] = []
    last = 0
    for match in _BEGIN.finditer(data):
        if match.start() < last:
            continue  # within an entry that has been looked at
        # Two searches instead of one pattern: it would look for a missing end for ever.
        end = data.find(_END, match.start())
        after = data.find(b"\n", end + len(_END)) + 1
        if end < 0 or not after:
            break
        done.append(data[last : match.start()])
        if not _far(data[match.start() : after], since, until):
            done.append(data[match.start() : after])
        last = after
    return b"".join((*done, data[last:]))


def _far(entry: bytes, since: bytes, until: bytes) -> bool:
    """True where the dates of an entry tell at a glance that it lies outside these days."""
    starts: list[bytes] = _STARTS.findall(entry)
    ends: list[bytes] = _ENDS.findall(entry)
    # An end that is written otherwise, or a second entry inside, is not for a glance.
    plain = len(starts) == 1 and len(ends) == entry.count(b"\nDTEND") <= 1
    if not plain or entry.count(b"BEGIN:VEVENT") > 1 or _REPEATS.search(entry):
        return False
    return min(starts + ends) > until or max(starts + ends) < since


def _of_calendar(calendar: Any, source: str, reader: Reader) -> list[Busy] | Say:
    home = _home(calendar, reader.zone)
    events = [e for e in calendar.walk("VEVENT") if str(e.get("UID", "")) not in reader.known]
    for event in events:
        if wrong := _wrong(event):
            return say("calls.bad_event", what=_name(event), why=wrong)
    if too_much(events, reader.since, reader.until):
        return say("calls.too_much")
    judge = _Owner(reader, home, source)
    try:
        single, series = _sorted_out(events)
        times = [t for event in single for t in judge.busy(event, _span(event))]
        for event, span in _occurrences(calendar, series, reader):
            times += judge.busy(event, span)
        return times + list(_free_busy(calendar, judge))
    except _Broken as error:
        return say("calls.bad_event", what=error.name, why=error.why)


class _Broken(Exception):
    """One entry cannot be understood."""

    def __init__(self, name: str, why: object) -> None:
        super().__init__(name)
        self.name, self.why = name, why


def _home(calendar: Any, zone: str) -> tzinfo:
    """The zone of floating times; one that X-WR-TIMEZONE names in vain is taken away."""
    named = calendar.get("X-WR-TIMEZONE")
    if named is None:
        return ZoneInfo(zone)
    try:
        return ZoneInfo(str(named))
    except (KeyError, ValueError, OSError):
        del calendar["X-WR-TIMEZONE"]
        return ZoneInfo(zone)


def _wrong(event: Any) -> object:
    """What of the entry cannot be understood, or ""."""
    for name, why in event.errors:
        if name in _NEEDED or name is None:
            return _short(why)
    if "DTSTART" not in event:
        return say("calls.no_start")
    for name in _ONCE:
        if isinstance(event.get(name), list):
            return say("calls.twice", name=name)
    for name in _TIMES:
        for value in _listed(event.get(name)):
            if zone := _unknown_zone(value):
                return say("calls.unknown_zone", zone=zone)
    return ""


def _listed(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _unknown_zone(value: Any) -> str:
    """The zone a time names and nobody knows: the library then gives a time without any."""
    zone = getattr(value, "params", {}).get("TZID", "")
    if not zone:
        return ""
    moments = [each.dt for each in getattr(value, "dts", [value])]
    moments = [m[0] if isinstance(m, tuple) else m for m in moments]
    floating = any(isinstance(m, datetime) and m.tzinfo is None for m in moments)
    return _short(zone) if floating else ""


def _name(event: Any) -> str:
    """What the owner would know the entry by: its title, else its day, else its UID."""
    for key in ("SUMMARY", "UID"):
        try:
            text = " ".join(str(event.get(key) or "").split())
        except Exception:  # noqa: BLE001, S112  (a broken property may raise anything)
            continue
        if text:
            return _short(text)
    return "?"


def _short(text: object) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _sorted_out(events: Collection[Any]) -> tuple[list[Any], list[Any]]:
    """Entries that stand for themselves, and those that are part of a series."""
    together = {
        str(e.get("UID", "")) for e in events if any(k in e for k in ("RECURRENCE-ID", "RRULE", "RDATE"))
    }  # fmt: skip
    versions: dict[str, list[int]] = {}
    for event in events:
        uid = str(event.get("UID", ""))
        versions.setdefault(uid, []).append(int(event.get("SEQUENCE", 0)))
    single: list[Any] = []
    series: list[Any] = []
    for event in events:
        uid = str(event.get("UID", ""))
        # Entries of one UID that are numbered are versions of each other, of which the library
        # takes the last; where the numbers do not tell which is that, all of them count.
        told = versions[uid]
        alone = uid not in together and (len(told) == 1 or not uid or len(set(told)) < len(told))
        (single if alone else series).append(event)
    return single, series


def _span(event: Any) -> tuple[date, date]:
    """First moment and end of a single entry (RFC 5545 §3.6.1)."""
    try:
        start = event["DTSTART"].dt
        if "DTEND" in event:
            return start, event["DTEND"].dt
        if "DURATION" in event:
            return start, start + event["DURATION"].dt
    except Exception as error:
        raise _Broken(_name(event), _short(error)) from error
    return start, start if isinstance(start, datetime) else start + _DAY


def _occurrences(
    calendar: Any, series: list[Any], reader: Reader
) -> Iterator[tuple[Any, tuple[date, date]]]:
    """Every occurrence of the series in the stretch asked for, exceptions heeded."""
    if not series:
        return
    import icalendar
    import recurring_ical_events

    part = icalendar.Calendar()
    if "X-WR-TIMEZONE" in calendar:
        part["X-WR-TIMEZONE"] = calendar["X-WR-TIMEZONE"]
    part.subcomponents = series
    try:
        for event in series:
            _include_last_day(event)
        found = recurring_ical_events.of(part).between(
            reader.since.astimezone(UTC) - _MARGIN, reader.until.astimezone(UTC) + _MARGIN
        )
        spans = [(event, (event["DTSTART"].dt, _end(event))) for event in found]
    except Exception as error:
        culprit = _culprit(series, reader) or series[0]
        raise _Broken(_name(culprit), _short(error)) from error
    yield from spans


def _include_last_day(event: Any) -> None:
    """A series of times "until the 27th" has the 27th in it; the library stops at its midnight."""
    for rule in _listed(event.get("RRULE")):
        until = rule.get("UNTIL")
        last = until[0] if isinstance(until, list) and until else until
        if isinstance(event["DTSTART"].dt, datetime) and not isinstance(last, datetime) and last:
            rule["UNTIL"] = [last + _DAY]


def _end(event: Any) -> date:
    if "DTEND" not in event:
        return _span(event)[1]
    end: date = event["DTEND"].dt
    return end


def _culprit(series: list[Any], reader: Reader) -> Any:
    """The entry with which reading fails when it is alone."""
    import icalendar
    import recurring_ical_events

    for event in series:
        part = icalendar.Calendar()
        part.subcomponents = [event]
        try:
            recurring_ical_events.of(part).between(reader.since, reader.until)
        except Exception:  # noqa: BLE001  (that it fails is the answer)
            return event
    return None


def _free_busy(calendar: Any, judge: "_Owner") -> Iterator[Busy]:
    """The times of VFREEBUSY parts, which some servers give out instead of entries."""
    for part in calendar.walk("VFREEBUSY"):
        if part.errors:
            raise _Broken("VFREEBUSY", _short(part.errors[0][1]))
        for value in _listed(part.get("FREEBUSY")):
            for period in _listed(value):
                kind = str(getattr(period, "params", {}).get("FBTYPE", "BUSY")).upper()
                if kind == "FREE" or (kind == "BUSY-TENTATIVE" and judge.tentative_is_free):
                    continue
                try:
                    start, end = period.start, period.end
                except AttributeError as error:
                    raise _Broken("VFREEBUSY", _short(error)) from error
                yield from judge.between(start, end)


class _Owner:
    """What an entry means for the person whose calendar it is."""

    def __init__(self, reader: Reader, home: tzinfo, source: str) -> None:
        self._reader, self._home, self._source = reader, home, source
        self.tentative_is_free = reader.tentative == "free"
        self._mine = {address.casefold() for address in reader.addresses}
        self._host = ZoneInfo(reader.zone)

    def busy(self, event: Any, span: tuple[date, date]) -> Iterator[Busy]:
        """The time of one occurrence, unless it leaves its owner free."""
        try:
            if not self._free(event):
                yield from self.between(*span)
        except Exception as error:
            raise _Broken(_name(event), _short(error)) from error

    def between(self, start: date, end: date) -> Iterator[Busy]:
        """The time from start to end, in UTC, as far as the reader asks for it."""
        if not isinstance(start, datetime) and not isinstance(end, datetime) and end <= start:
            # Some programs give the last day where the day after it belongs.
            start, end = end, start + _DAY
        # Some programs write them the wrong way round; both ways the time is not free.
        first, last = sorted((self._moment(start), self._moment(end)))
        if first < last and first < self._reader.until and last > self._reader.since:
            yield Busy(first, last, self._source)

    def _moment(self, when: date) -> datetime:
        if not isinstance(when, datetime):
            # A day has no zone: it begins on its owner's wall clock.
            return datetime(when.year, when.month, when.day, tzinfo=self._host).astimezone(UTC)
        return (when if when.tzinfo else when.replace(tzinfo=self._home)).astimezone(UTC)

    def _free(self, event: Any) -> bool:
        def said(key: str) -> str:
            return str(event.get(key) or "").strip().upper()

        shown, status = said("X-MICROSOFT-CDO-BUSYSTATUS"), said("STATUS")
        if said("TRANSP") == "TRANSPARENT" or status == "CANCELLED" or shown == "FREE":
            return True
        answer = self._answer(event)
        tentative = status == "TENTATIVE" or "TENTATIVE" in (shown, answer)
        return answer == "DECLINED" or (tentative and self.tentative_is_free)

    def _answer(self, event: Any) -> str:
        """What the owner answered to the invitation; "" where there is none."""
        for attendee in _listed(event.get("ATTENDEE")):
            address = re.sub(r"(?i)^mailto:", "", str(attendee)).strip().casefold()
            if address in self._mine:
                return str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper()
        return ""
