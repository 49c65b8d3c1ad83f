"""The times a letter offers, from its words down to the file that goes along and the ledger."""

import email
import email.policy
import re
import shutil
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from outreach.campaign import (
    Limits,
    approve,
    check_letters,
    letter_for,
    send_due,
    text_before,
    transport_for,
)
from outreach.campaign.offering import offered
from outreach.cli import context
from outreach.model import Slot
from outreach.store import Store
from tests import readers
from tests.rehearsal import rehearsal

NOW = "2026-11-24T09:30:00+01:00"  # a Tuesday
THEN = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
HEAD = "email,first_name,last_name,gender,register,language,timezone,last_contact,shared_memory\r\n"
INGRID = "ingrid@huber.example,Ingrid,Huber,f,sie,de,,2023-05-04,den Regen"
OTTO = "otto@klein.example,Otto,Klein,m,du,de,,2023-05-04,den Schnee"
TOM = "tom@reed.example,Tom,Reed,m,casual,en,America/New_York,2023-05-04,the rain"
BOOKING = '\n[booking]\nhours = {{ di = "10:00-11:00", do = "15:00-16:00" }}\n{more}'
BUSY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n"
    "DTSTART:{start}\r\nDTEND:{end}\r\nSUMMARY:Zahnarzt\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
EMPTY = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def make(tmp_path, server, monkeypatch):
    """A workspace whose sender takes calls on Tuesday mornings and Thursday afternoons."""

    def made(*rows, more='busy = ["calendar.ics"]\n', invite="", calendar=EMPTY):
        one = rehearsal(tmp_path, server.port, monkeypatch)
        with (one.root / "outreach.toml").open("a", encoding="utf-8") as file:
            file.write(BOOKING.format(more=more))
        if invite:
            one.settings(
                '{ template = "long-silence" }',
                f'{{ template = "long-silence", invite = "{invite}" }}',
            )
            one.settings('thread = "same" }', 'thread = "same", invite = "none" }')
        (one.root / "calendar.ics").write_text(calendar, newline="")
        (one.root / "contacts.csv").write_text(
            HEAD + "".join(f"{r}\r\n" for r in rows or (INGRID,)), "utf-8", newline=""
        )
        one.at(NOW)
        return one

    return made


def busy(start: datetime, minutes: int = 60, uid: str = "other") -> str:
    return BUSY.format(
        uid=uid,
        start=f"{start:%Y%m%dT%H%M%SZ}",
        end=f"{start + timedelta(minutes=minutes):%Y%m%dT%H%M%SZ}",
    )


def all_day(*days: int) -> str:
    """A calendar in which these days of December 2026 are taken."""
    parts = "".join(
        f"BEGIN:VEVENT\r\nUID:d{d}\r\nDTSTART;VALUE=DATE:202612{d:02}\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
        for d in days
    )
    return EMPTY.replace("END:VCALENDAR", parts + "END:VCALENDAR")


class Mail:
    """One mail, as a mail program reads it."""

    def __init__(self, raw: bytes):
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        self.raw, self.id = raw, parsed["Message-ID"]
        self.text = " ".join(parsed.get_body(("plain",)).get_content().split())
        self.html = parsed.get_body(("html",)).get_content()
        self.kinds = [p.get_content_type() for p in parsed.walk()]
        self.files = {
            p.get_filename(): p.get_payload(decode=True) for p in parsed.iter_attachments()
        }
        alternative = [p for p in parsed.walk() if p.get_content_type() == "text/calendar"]
        self.calendar = alternative[0].get_payload(decode=True) if alternative else b""


def value(calendar: bytes, name: str) -> str:
    unfolded = calendar.decode().replace("\r\n ", "").split("\r\n")
    return next(
        x.partition(":")[2] for x in unfolded if x.partition(":")[0].partition(";")[0] == name
    )


def offers(made, address="ingrid@huber.example", at=THEN):
    with Store(made.root / ".outreach" / "state.db") as store:
        return store.offers_of(address, at)


def lines(made, *words):
    return [" ".join(x.split()) for x in made(*words).out.splitlines()]


def test_a_letter_offers_two_times_and_carries_the_first(make, server):
    """Two days, one morning and one afternoon, 2 to 12 business days after it is read; the first
    goes along as a file that every reader takes for the same moment, and is kept free.
    """
    made = make()
    made("send", "--yes")
    (mail,) = [Mail(d.raw) for d in server.accepted]
    (offer,) = offers(made)
    assert len(offer.slots) == 2
    first, second = (s.start.astimezone(UTC) for s in offer.slots)
    assert (first.weekday(), second.weekday()) in {(1, 3), (3, 1)}
    assert datetime(2026, 11, 27, tzinfo=UTC) <= first < second < datetime(2026, 12, 12, tzinfo=UTC)
    local = first + timedelta(hours=1)
    assert f"{local.hour}:{local.minute:02} Uhr" in mail.text
    assert list(mail.files) == ["vorschlag.ics"]
    assert "text/calendar" not in mail.kinds
    part = mail.files["vorschlag.ics"]
    assert readers.vobject(part).start == first.timestamp()
    assert b"ATTENDEE" not in part
    assert b"BEGIN:VALARM" not in part
    assert value(part, "TRANSP") == "TRANSPARENT"
    assert offer.held == offer.slots[0]
    (event,) = [
        e["what"]
        for e in made("why", "ingrid", "--json").lines[0]["history"]
        if "angeboten" in e["what"]
    ]
    assert f"{local:%-d}. Dez. {local:%H:%M}" in event
    assert "freigehalten für Ingrid Huber" in " ".join(lines(made, "slots", "--days", "21"))


@pytest.mark.needs("libical3", "ical.js")
def test_three_readers_agree_about_both_kinds_of_file(make, server):
    """vorschlag.ics and a real invitation, as they arrive: the same moment for libical (which
    rejects what breaks iTIP), ical.js and vobject.
    """
    for invite, name in (("offer", "vorschlag.ics"), ("invite", "invite.ics")):
        made = make(invite=invite)
        made("send", "--yes")
        part = Mail(server.accepted[-1].raw).files[name]
        found = {read(part).start for read in (readers.libical, readers.ical_js(), readers.vobject)}
        (offer,) = offers(made)
        assert found == {offer.held.start.timestamp()}
        shutil.rmtree(made.root)


def test_what_is_previewed_is_what_goes(make, server):
    """Preview and dry run name the times of the mail; its card has the file's title and both clocks,
    and JSON says that the times are settled only when it goes.
    """
    made = make(TOM)
    shown = " ".join(made("preview", "--at", "2026-11-24T15:30:00+01:00").out.split())
    page = made.root / "p.html"
    made("preview", "--html", str(page))
    (line,) = made("preview", "--json").lines
    assert line["live"] == ["slots"]
    assert line["attachments"] == ["vorschlag.ics"]
    made("send", "--yes")
    made("send", at="2026-11-24T15:30:00+01:00")
    (mail,) = [Mail(d.raw) for d in server.accepted]
    assert "G16" not in shown, "a date on two clocks is no sentence anybody could make two of"
    said = mail.text.partition("tea in hand: ")[2].partition(", or whenever")[0]
    assert said.count("in New York") == 2
    assert said.count("in Berlin") == 2
    assert said in shown
    assert "Suggestion: catching up – Anna & Tom" in shown
    assert "(Ortszeit New York)" in shown
    assert "(Ortszeit Berlin)" in shown
    html = page.read_text("utf-8")
    assert '<aside class="call"><b>' in html
    assert "Ortszeit New York" in html


def test_a_time_is_answered_by_one_touch(make, server):
    """In the HTML twin each time opens a mail to the sender that says yes to it, as an answer to
    this letter (RFC 6068); the text has the words alone, and nothing is booked by following it.
    """
    made = make(TOM)
    made("send", "--yes", at="2026-11-24T15:30:00+01:00")
    (mail,) = [Mail(d.raw) for d in server.accepted]
    links = [urlsplit(unescape(x)) for x in re.findall(r'href="(mailto:[^"]+)"', mail.html)]
    assert [link.path for link in links] == ["anna@weber.example"] * 2
    first, second = (dict(parse_qsl(link.query)) for link in links)
    assert first["In-Reply-To"] == second["In-Reply-To"] == mail.id
    assert first["subject"] == "Re: Hello from a while back"
    said = mail.text.partition("tea in hand: ")[2].partition(", or whenever")[0]
    one, _, two = said.partition(" or ")
    assert first["body"] == f"Yes, {one} suits me."
    assert second["body"] == f"Yes, {two} suits me."
    assert "mailto:" not in mail.text


def test_times_are_worked_out_when_the_mail_goes(make, server):
    """What has come into the sender's calendar since the preview is not offered."""
    made = make()
    made("preview")
    made("send", "--dry-run")
    (made.root / "calendar.ics").write_text(all_day(1, 3), newline="")
    made("send", "--yes")
    (offer,) = offers(made)
    assert {s.start.day for s in offer.slots} == {8, 10}


def test_two_people_are_never_promised_one_time(make, server):
    """The second letter holds another time, and one that the first keeps free it does not name."""
    made = make(INGRID, OTTO)
    made("send", "--yes")
    made("send", at="2026-11-24T10:00:00+01:00")
    (one,), (two,) = offers(made), offers(made, "otto@klein.example")
    assert one.held
    assert two.held
    assert one.held not in two.slots
    assert two.held not in one.slots


@pytest.mark.parametrize("thefts", [1, 9])
def test_a_time_lost_at_the_last_moment_is_replaced(make, server, monkeypatch, thefts):
    """Somebody books the time between the letter's making and its claim: it is made anew with
    other times, and the words are those of the ledger. Lost again and again, it goes without.
    """
    made = make(more='busy = ["calendar.ics"]\nper_day = 9\nbuffer = "0m"\n')
    made("preview")
    taken: list[Slot] = []

    def edge(name: str) -> None:
        held = offered(job, row, person, THEN).held
        if name != "before_claim" or len(taken) == thefts or held is None:
            return
        with Store(made.root / ".outreach" / "state.db") as other:
            taken.append(held)
            other.book(
                held, address=f"x{len(taken)}@x.example", campaign="", mailbox="main",
                zone="Europe/Berlin", uid=lambda n: f"u{len(taken)}.{n}@x.example", now=THEN,
                by="test",
            )  # fmt: skip

    monkeypatch.setattr(context.state, "workspace", made.root)
    with context.job() as job:
        check_letters(job, THEN)
        approve(job, "test", THEN)
        (row,) = next(iter(job.store.pages("reconnect", "planned")))[:1]
        person = job.store.contact("contacts.csv", row.address)
        run = send_due([job], transport_for, Limits(edge=edge))
    assert [d.state for d in run.done] == ["accepted"]
    (mail,) = [Mail(d.raw) for d in server.accepted if "ingrid" in d.rcpt]
    if thefts == 1:
        (offer,) = offers(made)
        assert taken[0] not in offer.slots
        assert value(mail.files["vorschlag.ics"], "DTSTART") == f"{offer.held.start:%Y%m%dT%H%M%SZ}"
    else:
        assert len(taken) >= 3
        assert offers(made) == []
        assert "nennen Sie mir einfach eine Zeit" in mail.text


def test_an_edited_letter_shows_only_what_was_edited(make, monkeypatch):
    """Before and after name the same times: what is approved is the text around them."""
    made = make()
    made("preview")
    monkeypatch.setattr(context.state, "workspace", made.root)
    with context.job() as job:
        check_letters(job, THEN)
        approve(job, "test", THEN)
        (row,) = next(iter(job.store.pages("reconnect", "planned")))[:1]
        person = job.store.contact("contacts.csv", row.address)
        now = letter_for(job, row, person, THEN)
        assert "Dienstag" in now.letter.draft.text
        assert text_before(job, row, THEN, now.offered) == now.letter.draft.text


@pytest.mark.parametrize("gone", [False, True])
def test_a_mail_that_was_put_off_keeps_its_times_while_they_are_free(make, server, gone):
    """The second try has the bytes of the first; only a time that is gone meanwhile is replaced."""
    made = make("once-450@huber.example,Ingrid,Huber,f,sie,de,,2023-05-04,den Regen")
    made("send", "--yes")
    assert server.accepted == []
    (before,) = offers(made, "once-450@huber.example")
    if gone:
        (made.root / "calendar.ics").write_text(busy(before.held.start), newline="")
    made("send", at="2026-11-24T10:45:00+01:00")
    (mail,) = [Mail(d.raw) for d in server.accepted]
    *_, last = offers(made, "once-450@huber.example")
    assert (last.slots == before.slots) is not gone
    if gone:
        assert before.held not in last.slots
    assert value(mail.files["vorschlag.ics"], "DTSTART") == f"{last.held.start:%Y%m%dT%H%M%SZ}"
    assert value(mail.files["vorschlag.ics"], "DTSTAMP") == f"{last.offered_at:%Y%m%dT%H%M%SZ}"


def test_a_second_letter_takes_back_the_dead_times(make, server):
    """It offers new ones; those of the first letter no longer count, and are free for others."""
    made = make()
    made("send", "--yes")
    made("send", at="2026-12-07T09:30:00+01:00")
    made("inbox", "--done", at="2026-12-08T09:30:00+01:00", code=None)
    made("send", at="2026-12-08T10:30:00+01:00", code=None)
    found = offers(made, at=datetime(2026, 12, 8, 10, tzinfo=UTC))
    assert len(server.accepted) == 2
    first, second = found
    assert first.state != "open"
    assert second.state == "open"
    assert min(s.start for s in second.slots) > datetime(2026, 12, 9, tzinfo=UTC)


def test_a_letter_that_has_gone_keeps_the_times_it_named(make, server):
    """Preview and brief show the words that were sent, whatever the calendar says since."""
    made = make()
    made("send", "--yes")
    (mail,) = [Mail(d.raw) for d in server.accepted]
    (made.root / "calendar.ics").write_text(all_day(*range(1, 32)), newline="")
    shown = " ".join(made("preview", at="2026-12-15T09:30:00+01:00").out.split())
    assert mail.text[:400] in shown
    assert mail.text.partition("Viertelstunde: ")[2].partition(", oder")[0] in shown
    assert "beim Versand neu bestimmt" not in shown


def test_without_attach_the_words_stay(make, server):
    """`attach = false`: the times are named and the first is kept free, without a file."""
    made = make(more="attach = false\n")
    made("send", "--yes")
    (mail,) = [Mail(d.raw) for d in server.accepted]
    (offer,) = offers(made)
    assert mail.files == {}
    assert offer.held
    assert "10:" in mail.text


def test_the_way_link_names_the_page(make, server):
    """Only the booking page: no times, no file, nothing kept free."""
    made = make(more='booking_url = "https://termine.example/anna"\n', invite="link")
    made("send", "--yes")
    (mail,) = [Mail(d.raw) for d in server.accepted]
    assert "https://termine.example/anna zeigt, wann ich Zeit habe" in mail.text
    assert mail.files == {}
    assert offers(made) == []


def test_the_way_none_offers_nothing(make, server):
    """The letter's other branch, and nobody is told why, since nothing was wanted."""
    made = make(invite="none")
    assert "keine Zeiten" not in made("preview").out
    made("send", "--yes")
    (mail,) = [Mail(d.raw) for d in server.accepted]
    assert "nennen Sie mir einfach eine Zeit" in mail.text
    assert offers(made) == []


@pytest.mark.parametrize(
    ("calendar", "why"),
    [
        ("no calendar", "Es werden keine Zeiten genannt: Ihr Kalender ist nicht lesbar."),
        (all_day(*range(1, 32)), "zwei bis zwölf Werktage nach dem Lesen ist nichts frei"),
    ],
)
def test_without_free_times_the_letter_asks_for_one(make, server, calendar, why):
    """Broken or full, the calendar costs the times and not the letter; preview says why."""
    made = make(calendar=calendar)
    assert why in " ".join(made("preview").out.split())
    made("send", "--yes")
    (mail,) = [Mail(d.raw) for d in server.accepted]
    assert "nennen Sie mir einfach eine Zeit" in mail.text
    assert mail.files == {}


# -- a real invitation ------------------------------------------------------------------------


def test_the_way_invite_sends_one_request(make, server):
    """One time, named alone, as METHOD:REQUEST in the alternative and as a file of the same bytes."""
    made = make(invite="invite")
    made("send", "--yes")
    (mail,) = [Mail(d.raw) for d in server.accepted]
    (offer,) = offers(made)
    assert offer.slots == (offer.held,)
    assert mail.files == {"invite.ics": mail.calendar}
    assert value(mail.calendar, "METHOD") == "REQUEST"
    read = readers.vobject(mail.calendar)
    assert read.start == offer.held.start.timestamp()
    assert read.attendees == ("mailto:ingrid@huber.example",)
    assert mail.text.count("Uhr") == 1


def test_a_yes_to_an_invitation_changes_the_same_entry(make, server):
    """Agreed, moved, called off: one UID, and a sequence that only grows."""
    made = make(invite="invite")
    made("send", "--yes")
    (offer,) = offers(made)
    local = offer.held.start + timedelta(hours=1)
    agreed = made("bookings", "confirm", "ingrid", f"{local:%d.%m. %H:%M}").out
    assert "Verabredet mit Ingrid Huber" in agreed
    made("bookings", "move", "ingrid", "17.12. 15:00")
    made("bookings", "cancel", "ingrid", "--mine")
    parts = [Mail(d.raw).calendar for d in server.accepted]
    assert len(parts) == 4
    assert len({value(p, "UID") for p in parts}) == 1
    assert [int(value(p, "SEQUENCE")) for p in parts] == [0, 1, 2, 3]
    assert [value(p, "METHOD") for p in parts] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert len({value(p, "DTSTAMP") for p in parts[1:]}) == 3


def test_an_invitation_keeps_its_time_until_then(make, server):
    """It stands in a calendar: nobody else is offered its time, also after a second letter with
    other times, as long as the first can still be said yes to.
    """
    made = make(INGRID, OTTO, invite="invite", calendar=all_day(1, 3))
    made.settings('invite = "none" }', 'invite = "offer" }')
    made.settings('after = "10 business days"', 'after = "5 business days"')
    made("send", "--yes")
    (first,) = offers(made)
    assert first.expires == first.held.start
    made("send", at="2026-11-24T10:00:00+01:00")
    made(
        "bookings",
        "confirm",
        "otto",
        f"{first.held.start + timedelta(hours=1):%d.%m. %H:%M}",
        code=69,
    )
    made("send", at="2026-12-01T09:30:00+01:00")
    made("send", at="2026-12-02T09:45:00+01:00")
    made("send", at="2026-12-02T10:00:00+01:00")
    assert [d.rcpt for d in server.accepted].count("ingrid@huber.example") == 2
    at = datetime(2026, 12, 2, 9, tzinfo=UTC)
    standing = [o for o in offers(made, at=at) if o.state == "open"]
    assert [o.uid == first.uid for o in standing] == [True, False]


def test_an_invitation_without_a_free_time_waits(make, server):
    """The letter is held and the screen says why; once a time is free it goes by itself."""
    made = make(invite="invite", calendar=all_day(*range(1, 32)))
    made("send", "--yes", code=None)
    assert server.accepted == []
    (line,) = made("why", "ingrid", "--json").lines
    assert (line["state"], line["rule"]) == ("held", "no_slot")
    (made.root / "calendar.ics").write_text(EMPTY, newline="")
    made("send", "--yes", at="2026-11-24T10:35:00+01:00", code=None)
    assert len(server.accepted) == 1


def test_one_free_time_is_enough_for_an_invitation(make, server):
    """An invitation names one time, so it goes where only one is left."""
    made = make(invite="invite", calendar=all_day(*range(2, 32)))
    made("send", "--yes")
    (delivery,) = server.accepted
    assert b"text/calendar" in delivery.raw


def test_letters_without_times_are_told_of(make, server):
    """A calendar that is gone: who sends is told which one, a timer once a day, and doctor's cure."""
    made = make(INGRID, OTTO)
    (made.root / "calendar.ics").unlink()
    assert "calendar.ics: diese Datei gibt es nicht" in made("send", "--yes", "--limit", "1").out
    assert len(server.accepted) == 1
    told = [made("send", "--quiet", at=f"2026-11-24T10:{m}:00+01:00").out for m in (20, 40)]
    assert len(server.accepted) == 2
    assert ["calendar.ics" in text for text in told] == [True, False]
    assert "Kalender calendar.ics" in made("doctor", code=65).out


# -- agreeing what was offered or not -----------------------------------------------------------


def test_a_time_in_which_the_calendar_has_something_is_refused(make, server):
    """Asked afresh at the moment of the yes; free times are named, and nothing has changed."""
    made = make(calendar=busy(datetime(2026, 12, 1, 9, tzinfo=UTC)))
    made("send", "--yes")
    told = made("bookings", "confirm", "ingrid", "1.12. 10:20", code=69).err
    assert "steht schon etwas in Ihrem Kalender" in told
    assert "noch frei" in told
    assert made("bookings", "list", "--json").lines == []


def test_nothing_is_agreed_blindly(make, server):
    """With a calendar that cannot be read nobody knows; the file is named."""
    made = make()
    made("send", "--yes")
    (made.root / "calendar.ics").write_text("broken", newline="")
    told = made("bookings", "confirm", "ingrid", "1.12. 10:20", code=65).err
    assert "calendar.ics" in told
    assert made("bookings", "list", "--json").lines == []


def test_the_entry_of_a_call_does_not_stop_its_move(make, server):
    """calls.ics among one's calendars: a call moves by a few minutes, onto its own old time."""
    made = make()
    made("send", "--yes")
    made("bookings", "confirm", "ingrid", "1.12. 10:20")
    made.settings('busy = ["calendar.ics"]', 'busy = ["calendar.ics", "calls.ics"]')
    made("bookings", "move", "ingrid", "1.12. 10:30")
    (call,) = made("bookings", "list", "--json").lines
    assert call["start"].startswith("2026-12-01T10:30")


def test_two_mailboxes_of_one_calendar_agree_no_time_twice(make):
    """A call of one mailbox that stands in the calendar of both is busy for the other."""
    made = make(INGRID, OTTO, more='busy = ["calls.ics"]\n')
    (made.root / "calls.ics").write_text(
        EMPTY.replace("PRODID:x", "PRODID:-//outreach//x"), newline=""
    )
    with (made.root / "outreach.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[mailbox.berta.sender]\nname = "Berta"\nemail = "berta@weber.example"\n'
            '[campaign.zweite]\ncontacts = "contacts.csv"\nmailbox = "berta"\n'
            'steps = [{ template = "long-silence" }]\n'
        )
    made("bookings", "confirm", "otto", "1.12. 10:00", "--campaign", "zweite", code=None)
    refused = made(
        "bookings", "confirm", "ingrid", "1.12. 10:00", "--campaign", "reconnect", code=69
    )
    assert "Kalender" in refused.err


def test_the_own_calls_are_never_out_of_date(make):
    """calls.ics among the calendars: missing before the first call, and old when nothing changes."""
    made = make(more='busy = ["calls.ics"]\n')
    assert "sind frei" in made("slots").out


def test_what_is_agreed_is_gone_for_all_others_and_free_afterwards(make, server):
    """While a call stands nobody is offered its time; called off, it is free again."""
    made = make(INGRID, OTTO)
    made("send", "--yes")
    made("bookings", "confirm", "ingrid", "8.12. 10:20")
    shown = " ".join(lines(made, "slots", "--days", "21"))
    assert "10:20–10:40 Gespräch: Ingrid Huber" in shown
    made("bookings", "confirm", "otto", "8.12. 10:20", code=69)
    made("bookings", "cancel", "ingrid", "--theirs")
    assert "Gespräch: Ingrid Huber" not in " ".join(lines(made, "slots", "--days", "21"))
    made("bookings", "confirm", "otto", "8.12. 10:20")


def test_a_call_is_told_wherever_the_person_is(make, server):
    """The brief begins with the time on both clocks and calls no letter unanswered; the report
    counts the call.
    """
    made = make(TOM)
    made("send", "--yes", at="2026-11-24T15:30:00+01:00")
    assert "bisher ohne Antwort" in made("brief", "tom").out
    made("bookings", "confirm", "tom", "3.12. 15:00", at="2026-11-26T15:30:00+01:00")
    told = " ".join(made("brief", "tom").out.split())
    assert (
        "Verabredet: Donnerstag, 3. Dezember, um 9:00 Uhr in New York (15:00 Uhr in Berlin)" in told
    )
    assert "bisher ohne Antwort" not in told
    assert "Thanksgiving" not in told  # it is today, and the call is not
    assert "Gespräche: 1 verabredet." in made("report").out
    assert made("report", "--json").lines[0]["calls"] == {"agreed": 1, "held": 0, "cancelled": 0}
    made("report", "--html", str(made.root / "r.html"))
    assert "Gespräche: 1 verabredet." in (made.root / "r.html").read_text("utf-8")


def test_doctor_reads_the_calendars(make):
    """How many times are free, and which calendar cannot be read; the latter is a finding (65)."""
    made = make()
    assert re.search(r"Zeiten für Gespräche: \d+ sind frei", made("doctor").out)
    (made.root / "calendar.ics").unlink()
    told = made("doctor", code=65).out
    assert "Kalender calendar.ics: diese Datei gibt es nicht; die Briefe nennen" in told


def test_too_many_letters_for_the_times_are_told_at_the_yes(make):
    """Letters × 3 × the share that says yes, over the free times, above three quarters."""
    made = make(
        *(f"p{i}@list.example,Nora,Nummer{i},f,sie,de,,2023-05-04,den Regen" for i in range(120)),
        more="acceptance = 0.5\nhorizon = '10 days'\n",
    )
    made("preview")
    assert "Viele finden ihre dann vergeben" in " ".join(made("slots").out.split())
