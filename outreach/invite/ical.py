"""From a call to the bytes of its calendar file."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from outreach.errors import InputError
from outreach.invite.entry import Purpose, description, location, title
from outreach.invite.lines import escaped, folded, mailto, one_line, plain, shown_name
from outreach.invite.nouns import Invite
from outreach.invite.times import both_sides, zone_info
from outreach.invite.zones import vtimezone
from outreach.message.intent import wire
from outreach.model import Attachment, Calendar
from outreach.words import Lang, say

#: Without a number of version: what is stored keeps its bytes when outreach is renewed.
PRODID = "-//outreach//outreach letters//EN"
_UID = re.compile(r"[A-Za-z0-9._+-]{1,200}@[A-Za-z0-9.-]{1,200}")
_LINK = re.compile(r"https?://[!#-;=?-\[\]_a-z~]+")
#: Minutes before one's own call that the alarm in calls.ics rings.
ALARM = 10


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
    lines = _zone(zone, calls)
    return _calendar("", [_own_event(call, lang, zone if lines else "") for call in calls], lines)


def _calendar(method: str, events: Sequence[list[str]], zone: Sequence[str]) -> bytes:
    return folded(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            f"PRODID:{PRODID}",
            "CALSCALE:GREGORIAN",
            *([f"METHOD:{method}"] if method else []),
            *zone,
            *(line for event in events for line in event),
            "END:VCALENDAR",
        ]
    )


def _event(invite: Invite, purpose: Purpose, zone: str) -> list[str]:
    organizer = _person("ORGANIZER", "From", invite.sender.name, invite.sender.email)
    status = {"proposal": "TENTATIVE", "request": "CONFIRMED", "cancel": "CANCELLED"}[purpose]
    there = location(invite) if purpose != "cancel" else ""
    linked = invite.link if purpose == "request" else ""
    return [
        "BEGIN:VEVENT",
        *_identity(invite, zone),
        f"SUMMARY:{escaped(title(invite, purpose))}",
        f"DESCRIPTION:{escaped(description(invite, purpose))}",
        *([f"LOCATION:{escaped(there)}"] if there else []),
        *([f"URL:{linked}"] if linked else []),
        organizer,
        *([] if purpose == "proposal" else [_attendee(invite, purpose)]),
        f"STATUS:{status}",
        f"TRANSP:{'OPAQUE' if purpose == 'request' else 'TRANSPARENT'}",
        "END:VEVENT",
    ]


def _own_event(invite: Invite, lang: Lang | None, zone: str) -> list[str]:
    name = one_line(invite.to_name) or invite.to_email
    summary = plain(say("invite.with", name=name).text(lang))
    language = lang or invite.language
    times = both_sides(
        invite.start, invite.end, invite.sender_zone, invite.contact_zone, language, invite.region
    )
    off = f"{say('invite.called_off').text(lang)}\n" if invite.cancelled else ""
    address = f"\n{wire('To', invite.to_email)}"
    alarm = [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(say('invite.soon', title=summary).text(lang))}",
        f"TRIGGER:-PT{ALARM}M",
        "END:VALARM",
    ]
    return [
        "BEGIN:VEVENT",
        *_identity(invite, zone),
        f"SUMMARY:{escaped(summary)}",
        f"DESCRIPTION:{escaped(off + times + address)}",
        f"STATUS:{'CANCELLED' if invite.cancelled else 'CONFIRMED'}",
        f"TRANSP:{'TRANSPARENT' if invite.cancelled else 'OPAQUE'}",
        *([] if invite.cancelled else alarm),
        "END:VEVENT",
    ]


def _identity(invite: Invite, zone: str) -> list[str]:
    """UID, version and time; refused where a calendar could not hold them."""
    for moment in (invite.stamp, invite.start, invite.end):
        if moment.utcoffset() is None:
            raise InputError(say("invite.no_zone", moment=moment))
    if not invite.start < invite.end:
        raise InputError(say("invite.backwards", start=invite.start, end=invite.end))
    if not _UID.fullmatch(invite.uid):
        raise InputError(say("invite.bad_uid", uid=ascii(invite.uid)))
    if invite.link and not _LINK.fullmatch(invite.link):
        raise InputError(say("invite.bad_link", link=ascii(invite.link)))
    fits = bool(_zone(zone, [invite]))
    return [
        f"UID:{invite.uid}",
        f"DTSTAMP:{_utc(invite.stamp)}",
        f"SEQUENCE:{invite.sequence}",
        f"DTSTART{_moment(invite.start, zone if fits else '')}",
        f"DTEND{_moment(invite.end, zone if fits else '')}",
    ]


def _zone(zone: str, invites: Sequence[Invite]) -> tuple[str, ...]:
    """The zone's lines if it is true for all these calls, else none: they are in UTC."""
    moments = [moment for i in invites for moment in (i.start, i.end)]
    return (vtimezone(zone, *moments) or ()) if zone and moments else ()


def _moment(moment: datetime, zone: str) -> str:
    if not zone:
        return f":{_utc(moment)}"
    return f";TZID={zone}:{moment.astimezone(zone_info(zone)):%Y%m%dT%H%M%S}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _person(prop: str, header: str, name: str, email: str, params: str = "") -> str:
    shown = shown_name(name)
    # Quoted always: some programs trip over letters beyond ASCII outside quotes.
    named = f';CN="{shown}"' if shown else ""
    return f"{prop}{params}{named}:{mailto(wire(header, email))}"


def _attendee(invite: Invite, purpose: Purpose) -> str:
    params = ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT"
    if purpose == "request":
        # Anew with each version: a yes to the old time is none to the new one.
        params += ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
    return _person("ATTENDEE", "To", invite.to_name, invite.to_email, params)
