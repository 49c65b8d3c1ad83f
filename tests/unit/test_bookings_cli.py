"""Calls agreed, moved and called off from the command line, down to the mails that arrive."""

import email
import email.policy
import json
from datetime import UTC, datetime

import pytest
from filelock import FileLock

from outreach.errors import UsageError
from outreach.invite import read_time
from outreach.store import Store
from tests import readers
from tests.rehearsal import rehearsal
from tests.servers import ScriptedServer

NOW = "2026-11-24T15:00:00+01:00"
LATER = "2026-11-24T15:20:00+01:00"
HEAD = "email,first_name,last_name,gender,register,language,region,timezone,phone,last_contact,shared_memory\r\n"
INGRID = "Ingrid.Huber@huber.example,Ingrid,Huber,f,sie,de,Bayern,,,2023-05-04,den Regen"
OTTO = "otto@other.example,Otto,Olsen,m,casual,en,,America/New_York,+1 555 0100,2023-05-04,the rain"
ADDRESS = "ingrid.huber@huber.example"


@pytest.fixture
def made(tmp_path, server, monkeypatch):
    """Ingrid in Munich and Otto in New York, their letters approved, on a Tuesday afternoon."""
    return workspace(tmp_path, server.port, monkeypatch)


def workspace(folder, port, monkeypatch, *rows):
    made = rehearsal(folder, port, monkeypatch)
    people(made, *(rows or (INGRID, OTTO)))
    made("send", "--yes", at=NOW)
    return made


def people(made, *rows):
    (made.root / "contacts.csv").write_text(
        HEAD + "".join(f"{r}\r\n" for r in rows), "utf-8", newline=""
    )


class Mail:
    """One mail that arrived, as a mail program reads it."""

    def __init__(self, delivery):
        self.rcpt = delivery.rcpt
        self.parsed = email.message_from_bytes(delivery.raw, policy=email.policy.default)
        self.kinds = [p.get_content_type() for p in self.parsed.walk()]
        self.text = self.parsed.get_body(("plain",)).get_content()
        found = [p for p in self.parsed.walk() if p.get_content_type() == "text/calendar"]
        self.part = found[0] if found else None
        self.calendar = found[0].get_payload(decode=True) if found else b""

    def lines(self, name):
        unfolded = self.calendar.decode().replace("\r\n ", "").split("\r\n")
        return [x for x in unfolded if x.startswith((name + ":", name + ";"))]

    def value(self, name):
        (line,) = self.lines(name)
        return line.rpartition(f"{name}:")[2] if ";" not in line else line.split(":", 1)[1]


def mails(server):
    return [Mail(d) for d in server.accepted]


def calls(made):
    return made("bookings", "list", "--json").lines


def rows(made):
    with Store(made.root / ".outreach/state.db") as store:
        return [
            (m.purpose, m.booking.sequence, m.send.state)
            for call in store.bookings()
            for m in store.mails_of_call(call.uid)
        ]


# -- the story -------------------------------------------------------------------------------------


def test_agreed_moved_and_called_off(made, server):
    """One REQUEST, its move and its CANCEL: one UID, SEQUENCE + 1, one ATTENDEE = To, ORGANIZER = From."""
    before = len(server.accepted)
    made("bookings", "confirm", "huber", "Di 10:00")
    made("bookings", "move", "huber", "Do 14 Uhr", at="2026-11-24T15:05:00+01:00")
    made("bookings", "cancel", "huber", "--theirs", at="2026-11-24T15:10:00+01:00")
    agreed, moved, gone = mails(server)[before:]
    for number, mail in enumerate((agreed, moved, gone)):
        assert mail.kinds == [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "text/calendar",
            "application/ics",
        ]
        assert mail.lines("BEGIN") == ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]
        assert mail.value("SEQUENCE") == str(number)
        assert mail.part.get_param("method") == mail.value("METHOD")
        (attendee,), (organizer,) = mail.lines("ATTENDEE"), mail.lines("ORGANIZER")
        to = mail.parsed["To"].addresses[0].addr_spec
        assert attendee.endswith(f"mailto:{to}")
        assert mail.rcpt == to == "Ingrid.Huber@huber.example"
        assert organizer.endswith(f"mailto:{mail.parsed['From'].addresses[0].addr_spec}")
    assert [m.value("METHOD") for m in (agreed, moved, gone)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({m.value("UID") for m in (agreed, moved, gone)}) == 1
    assert len({m.value("DTSTAMP") for m in (agreed, moved, gone)}) == 3
    assert "huber" not in agreed.value("UID")
    assert gone.value("STATUS") == "CANCELLED"


def test_the_words_stand_alone(made, server):
    """Weekday, date, time and zone of both sides are in the text, without the calendar part."""
    made("bookings", "confirm", "otto", "1.12. 16:00")
    text = mails(server)[-1].text
    assert "Tuesday, 1 December 2026" in text
    assert "10:00" in text
    assert "New York" in text
    assert "4:00 pm" in text
    assert "Berlin" in text
    assert "I'll ring you on +1 555 0100" in text
    made("bookings", "move", "otto", "2.12. 16:30", at="2026-11-24T15:05:00+01:00")
    moved = mails(server)[-1].text
    assert "2 December 2026" in moved
    assert "10:30 am" in moved
    assert "4:30 pm" in moved
    # The time that no longer holds is named, too.
    assert "1 December" in moved
    told = made("bookings", "cancel", "otto", at=LATER).out
    assert "(Ortszeit Berlin)" in told
    assert "(Ortszeit New York)" in told
    assert "I'm sorry" in mails(server)[-1].text


def test_why_tells_the_whole_story(made, server):
    """`why`: agreed on both clocks, moved, called off; the state is "verabredet" while it stands."""
    made("bookings", "confirm", "otto", "1.12. 16:00")
    told = made("why", "otto").out
    assert "verabredet" in told.splitlines()[0]
    assert "16:00 bis 16:20 Uhr (Ortszeit Berlin)" in told
    assert "10:00 bis 10:20 Uhr (Ortszeit New York)" in told
    assert "Verabredet: Di 1. Dez. 16:00  Otto Olsen" in made("status").out
    made("bookings", "move", "otto", "Mi 16:00", at="2026-11-24T15:05:00+01:00")
    made("bookings", "cancel", "otto", at=LATER)
    told = made("why", "otto").out
    for word in ("Gespräch verabredet für", "verschoben", "abgesagt", "Our call", "angenommen"):
        assert word in told
    (line,) = made("why", "otto", "--json").lines
    assert line["call"]["state"] == "cancelled"
    assert "Verabredet:" not in made("status").out


def test_a_call_ends_the_letters(made, server):
    """Whoever has agreed a call gets no further letter."""
    made("bookings", "confirm", "huber", "Di 10:00")
    made.bench("send", "--yes")
    reasons = {x["reason"] for x in made("status", "--list", "cancelled", "--json").lines}
    assert reasons == {"ein Gespräch wurde verabredet"}


# -- times as they are typed -----------------------------------------------------------------------

TUESDAY = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Di 10:00", "2026-12-01T09:00"),
        ("Dienstag 10 Uhr", "2026-12-01T09:00"),
        ("Tue 10am", "2026-12-01T09:00"),
        ("tuesday at 10", "2026-12-01T09:00"),
        ("am Dienstag um 10.30 Uhr", "2026-12-01T09:30"),
        ("Di 16:00", "2026-11-24T15:00"),
        ("2026-12-01 10:00", "2026-12-01T09:00"),
        ("2026-12-01T10:00", "2026-12-01T09:00"),
        ("1.12. 10:00", "2026-12-01T09:00"),
        ("Di, 1. Dezember, 10 Uhr", "2026-12-01T09:00"),
        ("5.1. 9:30", "2027-01-05T08:30"),
        ("morgen 9:00", "2026-11-25T08:00"),
        ("Tue 12pm", "2026-12-01T11:00"),
    ],
)
def test_a_time_is_read_in_the_senders_zone(text, expected):
    """German, English and plain dates; a weekday is the next such day."""
    assert read_time(text, "Europe/Berlin", TUESDAY).strftime("%Y-%m-%dT%H:%M") == expected


@pytest.mark.parametrize(
    "text",
    ["", "Di", "10:00", "halb zehn", "Di 25:00", "Di 13pm", "Mo 1.12. 10:00", "23.11. 10:00", "31.2. 10:00",
     "12/1 10:00", "9999-12-31 23:59", "2062-01-01 10:00", "28.3.2027 02:30", "31.10.2027 02:30", "x" * 9999,
     "\x1b[2J 10:00", "Di 10:00; rm -rf", "²³. 10:00"],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_examples(text):
    """Unreadable, ambiguous, past or far: an error that shows how to write it."""
    with pytest.raises(UsageError) as refused:
        read_time(text, "Europe/Berlin", TUESDAY)
    assert refused.value.hint


def test_a_weekday_means_the_offered_time_it_fits():
    """One offered time fits: that one, also in three weeks; two fit: the question names both."""
    third = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)
    assert read_time("Di 10:00", "Europe/Berlin", TUESDAY, [third]) == third
    assert read_time("10 Uhr", "Europe/Berlin", TUESDAY, [third]) == third
    second = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
    with pytest.raises(UsageError, match=r"2026-12-08 10:00 · 2026-12-15 10:00"):
        read_time("Di 10:00", "Europe/Berlin", TUESDAY, [third, second])


# -- somebody else was faster ----------------------------------------------------------------------


def test_one_time_two_people(made, server):
    """The second is refused with 69, keeps no call, gets no mail, and sees what is still free."""
    made("bookings", "confirm", "huber", "Di 10:00")
    before = len(server.accepted)
    refused = made("bookings", "confirm", "otto", "Di 10:10", code=69)
    assert "Dienstag, 1. Dezember, um 10:10 Uhr: Diese Zeit ist schon vergeben" in refused.err
    assert "andere Zeit" in refused.err
    assert len(server.accepted) == before
    assert [c["contact"] for c in calls(made)] == ["Ingrid.Huber@huber.example"]
    made("bookings", "cancel", "huber")
    made("bookings", "confirm", "otto", "Di 10:10")
    assert [c["state"] for c in calls(made)] == ["cancelled", "confirmed"]


def test_a_loser_sees_the_times_that_were_offered(made, server):
    """Other times of the letter are shown on the clock of the guest and of the sender."""
    from datetime import timedelta

    from outreach.model import Slot

    times = [datetime(2026, 12, day, 15, 0, tzinfo=UTC) for day in (1, 2)]
    slots = [Slot(t, t + timedelta(minutes=20)) for t in times]
    with Store(made.root / ".outreach/state.db") as store:
        store.offer_slots(
            slots, key="reconnect:1:otto@other.example", address="otto@other.example",
            campaign="reconnect", mailbox="main", now=datetime.fromisoformat(NOW),
            expires=datetime(2026, 12, 1, tzinfo=UTC),
        )  # fmt: skip
    made("bookings", "confirm", "huber", "1.12. 16:00")
    refused = made("bookings", "confirm", "otto", "1.12. 16:00", code=69)
    assert "Mittwoch, 2. Dezember, um 10:00 Uhr in New York (16:00 Uhr in Berlin)" in refused.err
    assert "1. Dezember" not in refused.err.partition("noch frei")[2]
    made("bookings", "confirm", "otto", "Mi 16:00")
    assert "angeboten" in made("why", "otto").out


def test_asked_twice_it_is_one_call(made, server):
    """The same time again sends nothing new; another time for the same person moves the call."""
    made("bookings", "confirm", "huber", "Di 10:00")
    made("bookings", "confirm", "huber", "Di 10:00")
    assert rows(made) == [("request", 0, "accepted")]
    made("bookings", "confirm", "huber", "Di 11:00", at="2026-11-24T15:05:00+01:00")
    assert rows(made) == [("request", 0, "accepted"), ("move", 1, "accepted")]


@pytest.mark.parametrize(
    "before", [(), ("answered", "otto"), ("bookings", "confirm", "otto", "Di 16:00")]
)
def test_a_weekday_stays_that_of_the_letter(made, before):
    """Also after the answer was noted or the call agreed: "Tuesday" is the one that was offered."""
    from datetime import timedelta

    from outreach.model import Slot

    times = [datetime(2026, 12, day, 15, 0, tzinfo=UTC) for day in (8, 10)]
    with Store(made.root / ".outreach/state.db") as store:
        store.offer_slots(
            [Slot(t, t + timedelta(minutes=20)) for t in times], key="reconnect:1:otto@other.example",
            address="otto@other.example", campaign="reconnect", mailbox="main",
            now=datetime.fromisoformat(NOW), expires=datetime(2026, 12, 6, tzinfo=UTC),
        )  # fmt: skip
    if before:
        made(*before)
    made("bookings", "confirm", "otto", "Di 16:00")
    (call,) = calls(made)
    assert (call["start"], call["sequence"]) == ("2026-12-08T16:00:00+01:00", 0)


def test_a_call_of_next_week_is_meant_by_its_weekday(made):
    """The same words a second time never move a call to a nearer day."""
    made("bookings", "confirm", "huber", "8.12. 10:00")
    made("bookings", "confirm", "huber", "Di 10:00")
    assert rows(made) == [("request", 0, "accepted")]


def test_without_a_call_there_is_nothing_to_move(made):
    """Moving or cancelling a call that does not exist says how to agree one."""
    for words in (("move", "huber", "Di 10:00"), ("cancel", "huber")):
        assert "bookings confirm" in made("bookings", *words, code=2).err


# -- sending ---------------------------------------------------------------------------------------


def test_no_window_no_approval_no_pause(made, server):
    """At night, in a paused campaign whose letters nobody approved, what was agreed goes at once."""
    people(made, INGRID, OTTO, OTTO.replace("otto@", "new@").replace("Otto", "Nils"))
    made("pause")
    made("bookings", "confirm", "nils", "Di 10:00", at="2026-11-28T03:00:00+01:00")
    assert server.accepted[-1].rcpt == "new@other.example"


def test_while_another_run_holds_the_lock(made, server):
    """It is agreed, the screen says that the next run sends it, and that run does."""
    before = len(server.accepted)
    with FileLock(made.root / ".outreach/lock"):
        told = made("bookings", "confirm", "huber", "Di 10:00").out
    assert "ein anderer Durchlauf" in told
    assert "der nächste Durchlauf" in told
    assert len(server.accepted) == before
    assert "Unser Gespräch am Dienstag" in made("send", "--dry-run").out
    (key,) = (x["key"] for x in made("send", "--dry-run", "--json").lines if x["step"] is None)
    assert key.startswith("booking:")
    assert len(server.accepted) == before
    made("send", "--quiet")
    made("send", "--quiet")
    assert [m.value("METHOD") for m in mails(server)[before:]] == ["REQUEST"]


def test_letters_that_wait_for_a_yes_hold_no_call(tmp_path, server, monkeypatch):
    """Nothing was ever approved, the run ends 69: the invitation goes all the same, once."""
    made = rehearsal(tmp_path, server.port, monkeypatch)
    people(made, INGRID)
    made("plan", at=NOW)
    with FileLock(made.root / ".outreach/lock"):
        made("bookings", "confirm", "huber", "Di 10:00")
    people(made, INGRID, OTTO)
    made("send", "--quiet", code=69)
    made("send", "--quiet", code=69)
    assert [m.value("METHOD") for m in mails(server)] == ["REQUEST"]


def test_a_quiet_tick_sends_what_was_agreed_meanwhile(made, server):
    """A note that nothing is due does not keep back a call agreed after it."""
    night = "2026-11-24T20:00:00+01:00"
    tick = {"OUTREACH_NOW": night}
    made.bench.process("send", "--quiet", **tick)
    before = len(server.accepted)
    with FileLock(made.root / ".outreach/lock"):
        made("bookings", "confirm", "huber", "Di 10:00", at=night)
    assert made.bench.process("send", "--quiet", **tick).returncode == 0
    assert len(server.accepted) == before + 1


def test_when_the_server_is_away(made, server):
    """Agreed and planned; the mail goes with the same words once the server is back."""
    made("pause")
    before = len(server.accepted)
    made.settings(f"port = {server.port}", "port = 1")
    told = made("bookings", "confirm", "huber", "Di 10:00").out
    assert "noch nicht hinaus" in told
    assert rows(made) == [("request", 0, "planned")]
    assert [c["state"] for c in calls(made)] == ["confirmed"]
    made.settings("port = 1", f"port = {server.port}")
    made("send", "--quiet", at="2026-11-24T20:00:00+01:00")
    assert [m.value("METHOD") for m in mails(server)[before:]] == ["REQUEST"]


def test_an_uncertain_call_mail_is_never_repeated(tmp_path, monkeypatch):
    """Lost after the data: in doubt, on the list of tasks, and settled by `resolve`."""
    with ScriptedServer(DOT="drop") as lost:
        made = workspace(tmp_path, lost.port, monkeypatch)
        people(made, INGRID)
        made("pause")
        before = lost.commands.count("DOT")
        told = made("bookings", "confirm", "huber", "Di 10:00").out
        assert "ungewiss" in told
        assert "resolve booking:" in told
        made("send")
        made("send", "--quiet", at=LATER)
        assert lost.commands.count("DOT") == before + 1
        key = calls(made)[0]["mails"][0]["key"]
        assert key in made("tasks", "--json").out
        assert "ungewiss" in made("why", "huber").out.splitlines()[0]
        made("resolve", key, "--sent")
        assert rows(made) == [("request", 0, "accepted")]
        assert key not in made("tasks", "--json").out


def test_a_doubt_about_an_older_version_is_not_planned_again(tmp_path, monkeypatch):
    """Once the call has moved, "it did not go" ends that mail, and the answer says so."""
    with ScriptedServer(DOT="drop") as lost:
        made = workspace(tmp_path, lost.port, monkeypatch)
        made("bookings", "confirm", "huber", "Di 10:00")
        made("bookings", "move", "huber", "Do 10:00", at=LATER)
        key = next(m["key"] for m in calls(made)[0]["mails"] if m["purpose"] == "request")
        told = made("resolve", key, "--not-sent", at="2026-11-24T16:30:00+01:00").out
        assert "geht auch nicht mehr" in told
        assert "geplant" not in told


def test_a_refused_invitation_waits_and_may_go_again(tmp_path, server, monkeypatch):
    """Held by a rule of the server: the list of tasks names the command that lets it go again."""
    made = workspace(
        tmp_path, server.port, monkeypatch, INGRID.replace("Ingrid.Huber@", "data-554-5.7.1@")
    )
    assert "wartet auf Sie" in made("bookings", "confirm", "huber", "Di 10:00").out
    assert "outreach resume data-554-5.7.1@huber.example" in made("tasks").out
    assert "1" in made("resume", "huber").out
    assert rows(made) == [("request", 0, "planned")]


def test_whoever_wants_no_mail_gets_none_but_a_cancellation(made, server):
    """No invitation to somebody on the do-not-mail list; calling off a call that they know goes."""
    made("bookings", "confirm", "huber", "Di 10:00")
    made("suppress", "add", ADDRESS)
    before = len(server.accepted)
    made("bookings", "move", "huber", "Do 10:00", at="2026-11-24T15:05:00+01:00")
    assert len(server.accepted) == before
    told = made("bookings", "cancel", "huber", at=LATER).out
    assert "unterwegs" in told
    assert mails(server)[-1].value("METHOD") == "CANCEL"


def test_a_call_that_has_begun_is_called_off_by_word_of_mouth(made, server):
    """Cancelled while it should be under way: no mail goes any more, and the screen says so."""
    made("bookings", "confirm", "huber", "Mi 10:00")
    before = len(server.accepted)
    told = made("bookings", "cancel", "huber", at="2026-11-25T10:05:00+01:00").out
    assert "Bitte selbst Bescheid geben" in told
    made("send", at="2026-11-25T10:06:00+01:00")
    assert len([m for m in mails(server)[before:] if m.kinds.count("text/calendar")]) == 0


def test_the_page_for_the_call_knows_of_it(made):
    """`brief` names the time, and takes no mail about the call for a letter without an answer."""
    made("bookings", "confirm", "otto", "8.12. 16:00")
    page = " ".join(made("brief", "otto").out.split())
    assert (
        "Verabredet: Dienstag, 8. Dezember, um 10:00 Uhr in New York (16:00 Uhr in Berlin)" in page
    )
    assert "ohne Antwort" not in page


# -- the reminder ----------------------------------------------------------------------------------


def test_one_reminder_on_the_business_day_before(made, server):
    """A call on a Monday is reminded of on Friday morning, once, in words alone."""
    made("bookings", "confirm", "huber", "Mo 10:00")
    made("send", at="2026-11-27T08:55:00+01:00")
    before = len(server.accepted)
    for at in (
        "2026-11-27T09:00:00+01:00",
        "2026-11-27T12:00:00+01:00",
        "2026-11-29T12:00:00+01:00",
    ):
        made("send", at=at)
    found = [m for m in mails(server)[before:] if m.rcpt.startswith("Ingrid")]
    (reminder,) = found
    assert "text/calendar" not in reminder.kinds
    assert "Montag, 30. November 2026, 10:00 bis 10:20 Uhr (Ortszeit Berlin)" in reminder.text


def test_no_reminder_of_what_is_called_off_or_new(made, server):
    """A cancelled call is not reminded of, nor one that was agreed on that very day."""
    made("bookings", "confirm", "huber", "Mo 10:00")
    made("bookings", "cancel", "huber", at=LATER)
    made("bookings", "confirm", "otto", "Mo 16:00", at="2026-11-27T08:00:00+01:00")
    made("send", at="2026-11-27T20:00:00+01:00")
    made("send", at="2026-11-29T20:00:00+01:00")
    assert [p for p, _, _ in rows(made)] == ["request", "cancel", "request"]


def test_ticks_with_nothing_due_remind_in_time(made, server):
    """The note that nothing is due ends where a reminder begins."""
    made("bookings", "confirm", "huber", "Mo 10:00")
    said = {"OUTREACH_NOW": "2026-11-27T08:30:00+01:00"}
    made.bench.process("send", "--quiet", **said)
    before = len([m for m in mails(server) if m.rcpt.startswith("Ingrid")])
    assert (
        made.bench.process("send", "--quiet", OUTREACH_NOW="2026-11-27T09:00:00+01:00").returncode
        == 0
    )
    assert len([m for m in mails(server) if m.rcpt.startswith("Ingrid")]) == before + 1


def test_a_mail_that_waits_for_a_name_goes_once_the_list_has_it(tmp_path, server, monkeypatch):
    """The call stands all the same; the task says what is missing, and the next run sends the mail."""
    nameless = "kai@lang.example,,,,sie,de,,,,2023-05-04,den Regen"
    made = workspace(tmp_path, server.port, monkeypatch, INGRID, nameless)
    told = made("bookings", "confirm", "kai", "Di 10:00").out
    assert "wartet auf Sie (kein Name für die Anrede" in told
    assert "kein Name für die Anrede" in made("tasks").out
    people(made, INGRID, nameless.replace(",,,,sie", ",Kai,Lang,m,sie"))
    made("send", at=LATER)
    (mail,) = [m for m in mails(server) if m.rcpt.startswith("kai")]
    assert mail.value("METHOD") == "REQUEST"
    assert "Guten Tag Herr Lang" in mail.text


# -- calls.ics -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reader",
    [
        readers.vobject,
        pytest.param("libical", marks=pytest.mark.needs("libical3")),
        pytest.param("ical_js", marks=pytest.mark.needs("ical.js")),
    ],
)
def test_own_calendar(made, reader):
    """calls.ics holds the call with its alarm, follows a move, and marks what was called off."""
    read = {"libical": readers.libical, "ical_js": readers.ical_js()}.get(reader, reader)

    def event():
        found = read((made.root / "calls.ics").read_bytes())
        return found[0] if isinstance(found, tuple) and not hasattr(found, "uid") else found

    made("bookings", "confirm", "huber", "Di 10:00")
    first = event()
    assert datetime.fromtimestamp(first.start, UTC).isoformat() == "2026-12-01T09:00:00+00:00"
    assert "Ingrid Huber" in first.summary
    assert first.alarms == 1
    made("bookings", "move", "huber", "Do 14:00", at="2026-11-24T15:05:00+01:00")
    second = event()
    assert (second.uid, second.sequence) == (first.uid, 1)
    assert datetime.fromtimestamp(second.start, UTC).isoformat() == "2026-11-26T13:00:00+00:00"
    made("bookings", "cancel", "huber", at=LATER)
    assert event().status == "CANCELLED"


def test_a_crash_leaves_no_call_in_the_own_calendar(made):
    """Called off in the ledger, and the machine died: the run that sends the mail mends the file."""
    made("bookings", "confirm", "huber", "Di 10:00")
    (call,) = calls(made)
    with Store(made.root / ".outreach/state.db") as store:
        store.cancel(call["uid"], now=datetime.fromisoformat(LATER), by="me")
    assert "STATUS:CONFIRMED" in (made.root / "calls.ics").read_text("utf-8")
    made("send", at=LATER)
    assert "STATUS:CONFIRMED" not in (made.root / "calls.ics").read_text("utf-8")


def test_a_calendar_of_ones_own_is_left_alone(made):
    """A calls.ics that we have not made is not overwritten."""
    file = made.root / "calls.ics"
    file.write_text("BEGIN:VCALENDAR\r\nPRODID:-//Mine//EN\r\nEND:VCALENDAR\r\n", "ascii")
    made("bookings", "confirm", "huber", "Di 10:00")
    assert "Mine" in file.read_text("ascii")


# -- hostile names ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ['Ev"il;X=1:mailto:x@y.example', "A\\nATTENDEE:mailto:x@y.example", "Zoë, <b>&amp;</b>", "^n^'^^", "名前" * 20],
)  # fmt: skip
def test_no_name_adds_a_line_or_a_guest(tmp_path, server, monkeypatch, name):
    """Whatever stands in a cell: one attendee, one event, and the To is theirs."""
    row = INGRID.replace("Ingrid,Huber", f'"{name.replace(chr(34), chr(34) * 2)}",Huber')
    made = workspace(tmp_path, server.port, monkeypatch, row)
    made("bookings", "confirm", ADDRESS, "Di 10:00")
    mail = mails(server)[-1]
    assert len(mail.lines("ATTENDEE")) == len(mail.lines("UID")) == 1
    assert mail.rcpt == "Ingrid.Huber@huber.example"
    assert len(mail.parsed["To"].addresses) == 1
    assert json.dumps(calls(made))
