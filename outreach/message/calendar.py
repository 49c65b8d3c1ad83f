"""The self-check of an invitation: one call, between these two people, and nothing else.

Like the reader of the mail it knows only the forms that an invitation of ours may have.
Calendar programs accept far more, and do surprising things with it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from outreach.errors import InputError
from outreach.model import Calendar
from outreach.words import say

#: Octets of a line, without its end (RFC 5545 §3.1).
MOST = 75
_LINE = re.compile(
    r"""(?P<name>[A-Z-]+)
        (?P<params>(?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*)
        :(?P<value>.*)""",
    re.VERBOSE,
)
_BROKEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ONCE = ("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER", "ATTENDEE", "STATUS")  # fmt: skip
_ZONE = ["VTIMEZONE", "STANDARD", "DAYLIGHT"]


class Property(NamedTuple):
    """One property, and the component it stands in."""

    component: str
    name: str
    params: str
    value: str


def check_calendar(calendar: Calendar, sender: str, to: str) -> None:
    """Refuse an invitation that is not one call between `sender` and `to`.

    Raises:
        InputError: it breaks a rule of RFC 5545, 5546 or 6047 that mail programs rely on.
    """
    if what := next(faults(calendar, sender, to), ""):
        raise InputError(say("message.calendar", what=what), say("message.self_check_hint"))


def faults(calendar: Calendar, sender: str, to: str) -> Iterator[str]:
    """What is wrong with it, each by the name of the property or rule."""
    try:
        found = list(properties(calendar.content))
    except ValueError as error:
        yield str(error)
        return
    cancels = calendar.method == "CANCEL"
    parts = Counter(p.value for p in found if p.name == "BEGIN")
    if parts["VCALENDAR"] != 1 or parts["VEVENT"] != 1:
        yield "BEGIN"
    if set(parts) - {"VCALENDAR", "VEVENT", *_ZONE, *([] if cancels else ["VALARM"])}:
        yield "BEGIN"
    if [(p.component, p.value) for p in found if p.name == "METHOD"] != [
        ("VCALENDAR", calendar.method)
    ]:
        yield "METHOD"
    event = [p for p in found if p.component == "VEVENT"]
    counted = Counter(p.name for p in event)
    yield from (name for name in _ONCE if counted[name] != 1)
    by_name = {p.name: p for p in event}
    for name, address in (("ORGANIZER", sender), ("ATTENDEE", to)):
        if name in by_name and unquote(by_name[name].value) != f"mailto:{address}":
            yield name
    if "STATUS" in by_name and (by_name["STATUS"].value == "CANCELLED") != cancels:
        yield "STATUS"
    yield from _time_faults(by_name)


def _time_faults(event: dict[str, Property]) -> Iterator[str]:
    start, end = event.get("DTSTART"), event.get("DTEND")
    # Of one zone and one length, so their digits compare as their moments do.
    if start and end and not (start.params == end.params and start.value < end.value):
        yield "DTEND"
    for moment in filter(None, (start, end, event.get("DTSTAMP"))):
        form = r"\d{8}T\d{6}" if moment.params.startswith(";TZID=") else r"\d{8}T\d{6}Z"
        if not re.fullmatch(form, moment.value):
            yield moment.name


def properties(content: bytes) -> Iterator[Property]:
    """Every line as a property, unfolded.

    Raises:
        ValueError: a line is too long, badly ended or nothing a calendar may hold.
    """
    lines = content.split(b"\r\n")
    if lines.pop() or max(map(len, lines), default=MOST + 1) > MOST:
        raise ValueError("CRLF")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise ValueError("UTF-8") from None
    inside: list[str] = []
    for line in text.replace("\r\n ", "").split("\r\n")[:-1]:
        found = _LINE.fullmatch(line)
        if not found or _BROKEN.search(line):
            raise ValueError("RFC 5545")
        if found["name"] == "END" and (not inside or inside.pop() != found["value"]):
            raise ValueError("END")
        yield Property(inside[-1] if inside else "", found["name"], found["params"], found["value"])
        if found["name"] == "BEGIN":
            inside.append(found["value"])
    if inside:
        raise ValueError("END")
