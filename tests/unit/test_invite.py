"""A call as a calendar file and in words: what three readers by others make of it, and what stands in the mail."""

import base64
import email
import email.policy
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from outreach.errors import InputError
from outreach.invite import (
    Invite,
    both_sides,
    call_letter,
    calls_ics,
    cancellation,
    offered,
    proposal,
    request,
    title,
)
from outreach.invite.zones import vtimezone
from outreach.merge import Missing, Setting
from outreach.message import check, compose
from outreach.model import Calendar, Contact, Draft, Letter, Sender
from tests import readers

SECRET = b"k" * 32
INVITE = Invite(
    uid="k3v9ab@example.com",
    sequence=0,
    stamp=datetime(2026, 11, 24, 9, tzinfo=UTC),
    start=datetime(2026, 12, 1, 9, tzinfo=UTC),
    end=datetime(2026, 12, 1, 9, 20, tzinfo=UTC),
    sender=Sender("Anna Weber", "anna@example.com"),
    to_name="Ben Grün",
    to_email="ben@kunde.example",
    language="de",
    register="sie",
    sender_zone="Europe/Berlin",
    contact_zone="Europe/Berlin",
    first_name="Ben",
    phone="0151 234567",
)
SETTING = Setting("Anna Weber", "anna@example.com", "0151 234567")
CONTACT = Contact(
    "ben@kunde.example",
    "ben@kunde.example",
    {"first_name": "Ben", "last_name": "Grün", "gender": "m", "last_contact": "2026-11-20"},
)
VOICES = [("de", "sie"), ("de", "du"), ("de", "ihr"), ("en", "formal"), ("en", "casual")]
OCCASIONS = ("request", "moved", "cancelled", "reminder")
ZONES = (
    "Europe/Berlin", "Europe/Vienna", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Helsinki",
    "Europe/Istanbul", "Europe/Moscow", "Atlantic/Azores", "America/New_York", "America/Chicago",
    "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu",
    "America/St_Johns", "America/Sao_Paulo", "America/Santiago", "America/Havana", "Africa/Cairo",
    "Africa/Casablanca", "Asia/Jerusalem", "Asia/Tehran", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo",
    "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia",
)  # fmt: skip
all_readers = pytest.mark.needs("libical3", "ical.js")


def read(content):
    """The event as all three readers have it; they agree."""
    found = [each(content) for each in (readers.libical, readers.vobject, readers.ical_js())]
    assert found[0] == found[1] == found[2]
    return found[0]


def lines(content):
    return content.decode().replace("\r\n ", "").split("\r\n")


def letter(calendar, **changes):
    draft = Draft(
        "call-request.de-sie", "de", "Unser Gespräch", "Guten Tag Herr Grün,\n", "<p>x</p>\n"
    )
    one = Letter(
        key="booking:k3v9ab:0:request",
        sender=INVITE.sender,
        to_name=INVITE.to_name,
        to_email=INVITE.to_email,
        draft=draft,
        date=INVITE.stamp,
        calendar=calendar,
    )
    return replace(one, **changes)


def parsed(one):
    return email.message_from_bytes(compose(one, SECRET).content, policy=email.policy.default)


# -- the calendar files ----------------------------------------------------------------------


@all_readers
def test_a_request_is_one_call_between_two():
    """One VEVENT, the ATTENDEE is the To, the ORGANIZER the From, confirmed, no alarm."""
    found = read(request(INVITE).content)
    assert found.method == "REQUEST"
    assert (found.uid, found.sequence, found.status) == (INVITE.uid, 0, "CONFIRMED")
    assert (found.start, found.end) == (INVITE.start.timestamp(), INVITE.end.timestamp())
    assert (found.organizer, found.organizer_name) == ("mailto:anna@example.com", "Anna Weber")
    assert (found.attendees, found.attendee_names) == (("mailto:ben@kunde.example",), ("Ben Grün",))
    assert found.alarms == 0
    assert found.summary == "Kurz sprechen: Anna Weber & Ben Grün"
    attendee = next(row for row in lines(request(INVITE).content) if row.startswith("ATTENDEE"))
    assert ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE;" in attendee


@all_readers
def test_a_proposal_is_no_appointment():
    """vorschlag.ics: PUBLISH, tentative, transparent, own UID, ORGANIZER, no ATTENDEE, no alarm."""
    file = proposal(INVITE)
    found = read(file.content)
    assert (file.name, file.mime) == ("vorschlag.ics", ("application", "ics"))
    assert (found.method, found.status, found.uid) == ("PUBLISH", "TENTATIVE", INVITE.uid)
    assert "TRANSP:TRANSPARENT" in lines(file.content)
    assert (found.organizer, found.attendees, found.alarms) == ("mailto:anna@example.com", (), 0)
    assert found.summary.startswith("Vorschlag: kurz sprechen")
    assert found.description.startswith("Noch nicht verabredet – ein kurzes Ja genügt.")
    english = read(proposal(replace(INVITE, language="en", register="casual")).content)
    assert english.summary == "Suggestion: catching up – Anna & Ben"
    assert english.description.startswith("Not agreed yet – a short yes is enough.")


@all_readers
def test_a_move_and_a_cancellation_are_the_same_call():
    """The UID stays, SEQUENCE and DTSTAMP are those of the version, a CANCEL says CANCELLED."""
    moved = replace(INVITE, sequence=1, stamp=INVITE.stamp + timedelta(hours=1), start=INVITE.start + timedelta(minutes=5))  # fmt: skip
    off = replace(moved, sequence=2, stamp=INVITE.stamp + timedelta(hours=2))
    first, second, third = (
        read(c.content) for c in (request(INVITE), request(moved), cancellation(off))
    )
    assert first.uid == second.uid == third.uid
    assert (first.sequence, second.sequence, third.sequence) == (0, 1, 2)
    assert (third.method, third.status, third.alarms) == ("CANCEL", "CANCELLED", 0)
    stamps = {row for c in (request(INVITE), request(moved), cancellation(off)) for row in lines(c.content) if row.startswith("DTSTAMP")}  # fmt: skip
    assert len(stamps) == 3
    attendee = next(r for r in lines(cancellation(off).content) if r.startswith("ATTENDEE"))
    assert "PARTSTAT" not in attendee


@all_readers
@pytest.mark.parametrize("zone", ZONES)
def test_every_reader_has_the_same_moment_in_every_zone(zone):
    """Each month, and from night to night where clocks change: the zone database's, in UTC and with TZID."""
    info, day = ZoneInfo(zone), date(2027, 1, 2)
    changes = [date(2027, 1, 14)]
    while day.year == 2027:
        ends = [datetime(day.year, day.month, day.day, h, tzinfo=info) for h in (0, 23)]
        if ends[0].utcoffset() != ends[1].utcoffset():
            changes.append(day)
        day += timedelta(days=1)
    moments = {(date(2027, month, 14), 9) for month in range(1, 13)}
    moments |= {(day, hour) for day in changes for hour in (1, 9, 23)}
    for day, hour in sorted(moments):
        start = datetime(day.year, day.month, day.day, hour, 30, tzinfo=info).astimezone(UTC)
        one = replace(INVITE, start=start, end=start + timedelta(minutes=20))
        for content in (request(one).content, request(one, zone).content):
            found = read(content)
            assert (found.start, found.end) == (start.timestamp(), one.end.timestamp())


@pytest.mark.parametrize(
    ("zone", "fits"),
    [("Europe/Berlin", True), ("Europe/Dublin", True), ("Asia/Kolkata", True), ("Asia/Tokyo", True),
     ("Asia/Jerusalem", False), ("America/Santiago", False), ("Nowhere/Atall", False), ("../etc/passwd", False),
     ("UTC", False), ("Africa/Abidjan", False)],
)  # fmt: skip
def test_a_zone_is_written_with_yearly_rules_or_not_at_all(zone, fits):
    """A VTIMEZONE has RRULE and never RDATE; where no rule fits, the call is in UTC."""
    content = request(INVITE, zone).content.decode()
    assert ("BEGIN:VTIMEZONE" in content) is fits
    assert ("DTSTART:20261201T090000Z" in content) is not fits
    assert "RDATE" not in content


def test_an_hour_that_comes_twice_is_written_in_utc():
    """Wall time cannot say which of the two it is, so the file says it in UTC."""
    for hour in (0, 1):
        start = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        assert vtimezone("Europe/Berlin", start) is None


def test_summer_is_named_by_its_offset():
    """Dublin's rule calls the summer its standard; the calendar calls it DAYLIGHT all the same."""
    rows = lines(vtimezone("Europe/Dublin", INVITE.start).to_ical())
    at = rows.index("BEGIN:DAYLIGHT")
    assert "TZNAME:IST" in rows[at : at + 6]
    assert "TZOFFSETTO:+0100" in rows[at : at + 7]


@all_readers
@pytest.mark.parametrize("line", ["ORGANIZER", "ATTENDEE", "DTSTAMP", "UID"])
def test_the_readers_reject_what_is_wrong(line):
    """The judge judges: a REQUEST without one of these fails at libical."""
    content = "\r\n".join(r for r in lines(request(INVITE).content) if not r.startswith(line))
    with pytest.raises(AssertionError):
        readers.libical(content.encode())


NAMES = [
    "Müller, Jörg", 'Ana "Bo" Li', "O'Brien; Sons: Ltd", "C:\\Neu\\n", "👩‍💻 Zoë", "שלום עליכם", "محمد", "a" * 200,
    "Ben\r\nATTENDEE:mailto:eve@example.com", "Ben\nEND:VEVENT", "\u202eevil", "nul\0bel\x07", "^n^'^^", "ß" * 150,
]  # fmt: skip


@all_readers
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_only_a_name(name):
    """No name adds a line, and the title reads back as it was written."""
    one = replace(INVITE, to_name=name, first_name=name, register="du", phone=name)
    for content in (request(one).content, proposal(one).content):
        found = read(content)
        assert found.summary == title(one, "request" if found.method == "REQUEST" else "proposal")
        assert found.attendees in ((), ("mailto:ben@kunde.example",))
    assert len([r for r in lines(request(one).content) if r.startswith("ATTENDEE")]) == 1


def test_a_name_stands_in_quotes_always():
    """Even one plain word: some programs trip over letters beyond ASCII outside quotes."""
    one = replace(INVITE, to_name="Grün", sender=Sender("Anna", "anna@example.com"))
    content = request(one).content.decode()
    assert ';CN="Anna":mailto:anna@' in content
    assert ';CN="Grün":mailto:ben@' in content.replace("\r\n ", "")


def test_the_writer_of_calendars_is_loaded_late():
    """Who only imports the room, as help and a tick do, does not wait for the package."""
    code = "import sys, outreach.invite; sys.exit('icalendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"uid": "a b@example.com"}, {"uid": "a\r\nX:1@example.com"}, {"uid": ""},
        {"end": INVITE.start}, {"start": datetime(2026, 12, 1, 9)}, {"stamp": datetime(2026, 12, 1, 9)},
        {"link": "https://x.example/\r\nATTENDEE:x"}, {"link": "javascript:alert(1)"},
        {"to_email": "a@b@c"}, {"to_email": "a@example.com\r\nX:1"}, {"contact_zone": "Nowhere/Atall"},
    ],
)  # fmt: skip
def test_what_no_calendar_can_hold_is_refused(changes):
    """An unfit sign, time, link, address or zone is an error and never a strange file."""
    with pytest.raises(InputError):
        request(replace(INVITE, **changes))


@all_readers
def test_own_calls_as_a_file():
    """calls.ics: no METHOD, nobody to write to, one alarm, the newest version, same bytes in any order."""
    moved = replace(INVITE, sequence=1, start=INVITE.start + timedelta(minutes=5))
    other = replace(INVITE, uid="other@example.com", start=INVITE.start - timedelta(days=1))
    content = calls_ics([INVITE, moved, other], "de")
    assert content == calls_ics([other, moved, INVITE], "de")
    assert content.count(b"BEGIN:VEVENT") == 2
    found = read(calls_ics([INVITE, moved], "de"))
    assert (found.method, found.organizer, found.attendees, found.alarms) == ("", "", (), 1)
    assert (found.sequence, found.summary) == (1, "Gespräch mit Ben Grün")
    off = read(calls_ics([moved, replace(moved, sequence=2, cancelled=True)], "en"))
    assert (off.status, off.alarms, off.summary) == ("CANCELLED", 0, "Call with Ben Grün")
    assert calls_ics([]).endswith(b"END:VCALENDAR\r\n")


# -- in the mail -----------------------------------------------------------------------------


@pytest.mark.parametrize("html", ["<p>x</p>\n", ""])
@pytest.mark.parametrize("calendar", [request(INVITE), cancellation(replace(INVITE, sequence=1))])
def test_the_shape_of_an_invitation(calendar, html):
    """mixed( alternative( plain, html, calendar last ), invite.ics ), the same bytes in both."""
    one = letter(calendar)
    mail = parsed(replace(one, draft=replace(one.draft, html=html)))
    alternative, file = mail.iter_parts()
    kinds = ["text/plain", *(["text/html"] if html else []), "text/calendar"]
    assert mail.get_content_type() == "multipart/mixed"
    assert alternative.get_content_type() == "multipart/alternative"
    forms = list(alternative.iter_parts())
    assert [part.get_content_type() for part in forms] == kinds
    part = forms[-1]
    assert part.get_param("method") == calendar.method
    assert part.get_content_charset() == "utf-8"
    assert part["Content-Transfer-Encoding"] == "base64"
    assert part["Content-Disposition"] is part["Content-ID"] is None
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    assert file.get_param("name") == "invite.ics"
    decoded = [base64.b64decode(p.get_payload()) for p in (part, file)]
    assert decoded == [calendar.content] * 2
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", calendar.content)
    assert max(map(len, calendar.content.split(b"\r\n"))) <= 75


def test_a_proposal_is_an_ordinary_file():
    """vorschlag.ics stands beside the letter and never among its alternatives."""
    mail = parsed(letter(None, attachments=(proposal(INVITE),)))
    alternative, file = mail.iter_parts()
    assert {p.get_content_type() for p in alternative.iter_parts()} == {"text/plain", "text/html"}
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "vorschlag.ics")
    assert file.get_payload(decode=True) == proposal(INVITE).content


def test_no_mail_with_a_calendar_needs_8bit():
    """All of it is seven-bit on the wire, for servers without 8BITMIME."""
    mail = compose(letter(request(INVITE)), SECRET)
    assert mail.content.isascii()
    codings = set(re.findall(rb"Content-Transfer-Encoding: (\S+)", mail.content))
    assert codings <= {b"base64", b"quoted-printable"}
    assert compose(letter(request(INVITE)), SECRET) == mail


GOOD = request(INVITE).content


@pytest.mark.parametrize(
    "bad",
    [
        GOOD.replace(b"METHOD:REQUEST", b"METHOD:CANCEL"),
        GOOD.replace(b"METHOD:REQUEST\r\n", b""),
        GOOD.replace(b"\r\n", b"\n"),
        GOOD.replace(b"SUMMARY:", b"SUMMARY:" + b"x" * 80),
        GOOD.replace(b"mailto:anna@", b"mailto:eve@"),
        GOOD.replace(b"mailto:anna@", b"anna@"),
        GOOD.replace(b"mailto:ben@", b"mailto:eve@"),
        GOOD.replace(b"END:VEVENT\r\n", b"END:VEVENT\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n"),
        GOOD.replace(b"UID:", b"UID:a\r\nUID:"),
        GOOD.replace(b"T092000Z", b"T090000Z"),
        GOOD.replace(b"T092000Z", b"T092000"),
        GOOD.replace(b"SUMMARY:", b"SUMMARY:\x07"),
        GOOD.replace("ü".encode(), b"\xfc"),
        GOOD.replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED"),
        GOOD.replace(b"END:VCALENDAR\r\n", b""),
        GOOD.replace(b"END:VEVENT\r\n", b""),
        GOOD.replace(b"TRANSP:", b"TRANSP "),
        b"",
    ],
)
def test_an_invitation_that_does_not_fit_its_mail_stays_here(bad):
    """The self-check refuses line ends, methods, people and times that are not those of the mail."""
    assert bad != GOOD
    with pytest.raises(InputError):
        compose(letter(Calendar(bad)), SECRET)


def test_another_invitation_in_the_finished_mail_is_found():
    """The self-check compares both copies byte by byte."""
    mail = compose(letter(request(INVITE)), SECRET)
    other = letter(request(replace(INVITE, phone="0")))
    with pytest.raises(InputError):
        check(mail, other)


# -- in words --------------------------------------------------------------------------------


def test_one_clock_one_line():
    """Where both clocks show the same, the time is said once, with the contact's place."""
    said = both_sides(INVITE.start, INVITE.end, "Europe/Berlin", "Europe/Vienna", "de", "AT")
    assert said == "Dienstag, 1. Dezember 2026, 10:00 bis 10:20 Uhr (Ortszeit Wien)"
    said = both_sides(INVITE.start, INVITE.end, "Europe/Berlin", "UTC", "en")
    assert said.startswith("Tuesday, 1 December 2026, 9:00 am to 9:20 am (UTC)\n")


def test_two_clocks_two_lines():
    """The contact's time first, then the sender's, each with its own day and place."""
    start = datetime(2026, 12, 1, 14, 50, tzinfo=UTC)
    said = both_sides(start, start + timedelta(minutes=20), "Europe/Berlin", "Asia/Tokyo", "de")
    assert said.split("\n") == [
        "Dienstag, 1. Dezember 2026, 23:50 Uhr, bis Mittwoch, 2. Dezember 2026, 0:10 Uhr (Ortszeit Tokio)",
        "Dienstag, 1. Dezember 2026, 15:50 bis 16:10 Uhr (Ortszeit Berlin)",
    ]


def test_clocks_agree_or_differ_by_the_day():
    """London and Lisbon agree; Berlin and New York are five hours apart for a week in October."""
    one = datetime(2026, 10, 28, 14, tzinfo=UTC)
    assert "\n" not in both_sides(
        one, one + timedelta(hours=1), "Europe/London", "Europe/Lisbon", "en"
    )
    assert offered(one, "Europe/Berlin", "America/New_York", "de") == (
        "Mittwoch, 28. Oktober, um 10:00 Uhr in New York (15:00 Uhr in Berlin)"
    )


def test_the_hour_that_comes_twice_is_told_apart():
    """On the night in October each of the two hours has its offset beside it."""
    said = {
        both_sides(
            (start := datetime(2026, 10, 25, hour, 30, tzinfo=UTC)), start + timedelta(minutes=10),
            "Europe/Berlin", "Europe/Berlin", "de",
        )
        for hour in (0, 1)
    }  # fmt: skip
    assert {row[-7:] for row in said} == {" UTC+2)", " UTC+1)"}


@pytest.mark.parametrize(
    ("zones", "language", "wanted"),
    [
        (("Europe/Berlin", "Europe/Berlin"), "de", "Dienstag, 1. Dezember, um 10:00 Uhr"),
        (("Europe/Berlin", "Europe/Paris"), "en", "Tuesday, 1 December at 10:00 am"),
        (("Europe/Berlin", "Pacific/Auckland"), "de", "Dienstag, 1. Dezember, um 22:00 Uhr in Auckland (10:00 Uhr in Berlin)"),
        (("Europe/Berlin", "Pacific/Kiritimati"), "de", "Dienstag, 1. Dezember, um 23:00 Uhr in Kiritimati (10:00 Uhr in Berlin)"),
        (("Pacific/Honolulu", "Europe/Berlin"), "en", "Tuesday, 1 December at 10:00 am in Berlin (Monday, 11:00 pm in Honolulu)") ,
        (("Asia/Kathmandu", "Etc/GMT+5"), "en", "Tuesday, 1 December at 4:00 am UTC−5 (2:45 pm in Kathmandu)"),
    ],
)  # fmt: skip
def test_a_time_inside_a_sentence(zones, language, wanted):
    """An offered time reads as one says it; with both places where the clocks differ."""
    assert offered(INVITE.start, *zones, language) == wanted


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_letter_about_a_call_stands_alone(occasion, voice):
    """Both times, the number, the way to move it, in the voice of the contact, and no pressure."""
    one = replace(
        INVITE, language=voice[0], register=voice[1], contact_zone="America/New_York",
        link="https://book.example/c/abc",
    )  # fmt: skip
    before = INVITE.start - timedelta(days=1)
    for by_me in (True, False):
        draft = call_letter(occasion, one, CONTACT, SETTING, one.stamp, before=before, by_me=by_me)
        assert not isinstance(draft, Missing)
        assert draft.variant == f"call-{occasion}.{'-'.join(voice)}"
        times = both_sides(one.start, one.end, one.sender_zone, one.contact_zone, voice[0])
        assert times in draft.text
        assert "0151 234567" in draft.text
        assert "\n\n\n" not in draft.text
        assert not re.search(
            r"(?i)erinner|remind|verbindlich|dringend|urgent|demo\b|!!", draft.text
        )
        if occasion != "cancelled":
            assert one.link in draft.text
            assert re.search("eine Zeile|a line", draft.text)
        formal = re.findall(r"(?<![.:!?] )(?<!\n)\b(?:Sie|Ihnen|Ihr\w*)\b", draft.text)
        close = re.findall(r"(?i)\b(?:du|dich|dir|dein\w*|euch|eure\w*)\b", draft.text)
        assert not (close if voice[1] == "sie" else formal)


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_letter_about_a_call_drops_what_is_not_known(occasion, voice):
    """Without number, page and earlier time their sentences are gone, and the rest reads on."""
    one = replace(INVITE, language=voice[0], register=voice[1])
    draft = call_letter(occasion, one, CONTACT, replace(SETTING, sender_phone=""), one.stamp)
    assert not re.search(
        r"0151|https?:|Nummer ist|number is|bisherige|earlier one|old one|None|\{", draft.text
    )
    assert both_sides(one.start, one.end, one.sender_zone, one.contact_zone, voice[0]) in draft.text
    assert draft.html.count("<p>") >= 3


def test_a_letter_about_a_call_knows_who_rings():
    """With the contact's number the sender rings; without, the contact is asked to, or to send it."""
    known = replace(CONTACT, fields={**CONTACT.fields, "phone": "030 99"})
    assert (
        "Ich rufe Sie unter 030 99 an."
        in call_letter("request", INVITE, known, SETTING, INVITE.stamp).text
    )
    assert (
        "Rufen Sie mich dann einfach an"
        in call_letter("request", INVITE, CONTACT, SETTING, INVITE.stamp).text
    )
