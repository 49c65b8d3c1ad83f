"""From a call to the bytes of its calendar file.

The package icalendar writes them. Its components stay empty but for what is added here, in
this order: the ways to make one ready (`Calendar.new`, `add_missing_timezones`) would bring
a UID by chance and zones as lists of dates, which much that is in use reads wrongly. It is
loaded only where a calendar is written.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from outreach.errors import InputError
from outreach.invite.entry import Purpose, description, location, title
from outreach.invite.lines import one_line, person, plain, text
from outreach.invite.nouns import Invite
from outreach.invite.times import both_sides, zone_info
from outreach.invite.zones import vtimezone
from outreach.message.intent import wire
from outreach.model import Attachment, Calendar
from outreach.words import Lang, say

if TYPE_CHECKING:
    from icalendar import Alarm, Event, Timezone

#: Without a number of version: what is stored keeps its bytes when outreach is renewed.
PRODID = "-//outreach//outreach letters//EN"
_UID = re.compile(r"[A-Za-z0-9._+-]{1,200}@[A-Za-z0-9.-]{1,200}")
_LINK = re.compile(r"https?://[!#-;=?-\[\]_a-z~]+")
#: Before one's own call, when the alarm in calls.ics rings.
ALARM = timedelta(minutes=10)


def proposal(invite: Invite, zone: str = "") -> Attachment:
    """vorschlag.ics: a time that is only offered. It enters no calendar by itself.

    METHOD:PUBLISH (RFC 5546 §3.2.1), which wants an ORGANIZER and forbids an ATTENDEE:
    there is nothing to answer. Tentative, transparent, without an alarm.

    Args:
        invite: what is offered.
        zone: an IANA zone to write the times in; UTC where it is "" or does not fit.

    Raises:
        InputError: the call cannot stand in a calendar.
    """
    content = _calendar("PUBLISH", [_event(invite, "proposal", zone)], _zone(zone, [invite]))
    return Attachment("vorschlag.ics", content, ("application", "ics"))


def request(invite: Invite, zone: str = "") -> Calendar:
    """METHOD:REQUEST for a call that is agreed, or for its move (RFC 5546 §3.2.2).

    Without an alarm: when to be reminded is the guest's own affair.

    Args:
        invite: what is agreed.
        zone: an IANA zone to write the times in; UTC where it is "" or does not fit.

    Raises:
        InputError: the call cannot stand in a calendar.
    """
    event = _event(invite, "request", zone)
    return Calendar(_calendar("REQUEST", [event], _zone(zone, [invite])), "REQUEST")


def cancellation(invite: Invite, zone: str = "") -> Calendar:
    """METHOD:CANCEL with STATUS:CANCELLED (RFC 5546 §3.2.5); `sequence` has grown by one.

    Raises:
        InputError: the call cannot stand in a calendar.
    """
    event = _event(invite, "cancel", zone)
    return Calendar(_calendar("CANCEL", [event], _zone(zone, [invite])), "CANCEL")


def calls_ics(invites: Iterable[Invite], lang: Lang | None = None, zone: str = "") -> bytes:
    """The sender's own calls as a calendar file, by time; each with one alarm.

    A file to keep has no METHOD, and without ORGANIZER and ATTENDEE no calendar program
    writes to anybody. A call that was called off stays, as STATUS:CANCELLED and without an
    alarm, so that a program which took it in before learns of it. Of several versions of
    a call the newest counts.

    Args:
        invites: agreed calls and cancelled ones, in any order.
        lang: language of the sender's screen.
        zone: an IANA zone to write the times in; UTC where it is "" or does not fit all.

    Raises:
        InputError: a call cannot stand in a calendar.
    """
    newest: dict[str, Invite] = {}
    for invite in sorted(invites, key=lambda i: i.sequence):
        newest[invite.uid] = invite
    calls = sorted(newest.values(), key=lambda i: (i.start, i.uid))
    rules = _zone(zone, calls)
    return _calendar("", [_own_event(call, lang, zone if rules else "") for call in calls], rules)


def _calendar(method: str, events: Sequence["Event"], rules: "Timezone | None") -> bytes:
    from icalendar import Calendar as Whole

    whole = Whole()
    whole.add("VERSION", "2.0")
    whole.add("PRODID", PRODID)
    whole.add("CALSCALE", "GREGORIAN")
    if method:
        whole.add("METHOD", method)
    for part in (rules, *events):
        if part is not None:
            whole.add_component(part)
    return bytes(whole.to_ical(sorted=False))


def _event(invite: Invite, purpose: Purpose, zone: str) -> "Event":
    event = _bare_event(invite, zone)
    event.add("SUMMARY", text(title(invite, purpose)))
    event.add("DESCRIPTION", text(description(invite, purpose)))
    if purpose != "cancel" and (there := location(invite)):
        event.add("LOCATION", text(there))
    if purpose == "request" and invite.link:
        event.add("URL", invite.link)
    sender = invite.sender
    event.add("ORGANIZER", person(wire("From", sender.email), sender.name))
    if purpose != "proposal":
        # PARTSTAT anew with each version: a yes to the old time is none to the new one.
        asked = {"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"} if purpose == "request" else {}
        params = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"} | asked
        event.add("ATTENDEE", person(wire("To", invite.to_email), invite.to_name, **params))
    status = {"proposal": "TENTATIVE", "request": "CONFIRMED", "cancel": "CANCELLED"}[purpose]
    event.add("STATUS", status)
    event.add("TRANSP", "OPAQUE" if purpose == "request" else "TRANSPARENT")
    return event


def _own_event(invite: Invite, lang: Lang | None, zone: str) -> "Event":
    name = one_line(invite.to_name) or invite.to_email
    summary = plain(say("invite.with", name=name).text(lang))
    language = lang or invite.language
    times = both_sides(
        invite.start, invite.end, invite.sender_zone, invite.contact_zone, language, invite.region
    )
    off = f"{say('invite.called_off').text(lang)}\n" if invite.cancelled else ""
    event = _bare_event(invite, zone)
    event.add("SUMMARY", text(summary))
    event.add("DESCRIPTION", text(f"{off}{times}\n{wire('To', invite.to_email)}"))
    event.add("STATUS", "CANCELLED" if invite.cancelled else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT" if invite.cancelled else "OPAQUE")
    if not invite.cancelled:
        event.add_component(_alarm(say("invite.soon", title=summary).text(lang)))
    return event


def _alarm(words: str) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", text(words))
    alarm.add("TRIGGER", -ALARM)
    return alarm


def _bare_event(invite: Invite, zone: str) -> "Event":
    """UID, version and time; refused where a calendar could not hold them."""
    from icalendar import Event

    for moment in (invite.stamp, invite.start, invite.end):
        if moment.utcoffset() is None:
            raise InputError(say("invite.no_zone", moment=moment))
    if not invite.start < invite.end:
        raise InputError(say("invite.backwards", start=invite.start, end=invite.end))
    if not _UID.fullmatch(invite.uid):
        raise InputError(say("invite.bad_uid", uid=ascii(invite.uid)))
    if invite.link and not _LINK.fullmatch(invite.link):
        raise InputError(say("invite.bad_link", link=ascii(invite.link)))
    clock = zone_info(zone) if _zone(zone, [invite]) else UTC
    event = Event()
    event.add("UID", invite.uid)
    event.add("DTSTAMP", invite.stamp.astimezone(UTC))
    event.add("SEQUENCE", invite.sequence)
    event.add("DTSTART", invite.start.astimezone(clock))
    event.add("DTEND", invite.end.astimezone(clock))
    return event


def _zone(zone: str, invites: Sequence[Invite]) -> "Timezone | None":
    """The zone's rules if they are true for all these calls, else none: they are in UTC."""
    moments = [moment for i in invites for moment in (i.start, i.end)]
    return vtimezone(zone, *moments) if zone and moments else None
