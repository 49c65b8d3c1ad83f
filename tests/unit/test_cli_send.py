"""`send` and its dry run as a user sees them: exit codes, lines, and the ledger afterwards."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from outreach import clock
from outreach.clock import now
from tests.rehearsal import DAY_BEFORE, MONDAY, RAMP, SECOND_DAY, STEP, TUESDAY, rehearsal
from tests.servers import MailServer

BAD_ROW = "x@y.example; z@y.example,Zwei,Adressen,f,sie,de,,,2023,Regen"
KEYS = {"key", "contact", "step", "due", "state", "reason", "message_id"}
CSV_OPEN = '"never closed\r\n'


@pytest.fixture
def made(tmp_path, server, monkeypatch):
    """Two steps, human pace, Monday morning, nobody in the list yet."""
    return rehearsal(tmp_path, server.port, monkeypatch)


def one_step(made):
    made.settings('\n  { template = "nudge", after = "10 business days", thread = "same" },', "")


def went(server):
    return [d.rcpt for d in server.accepted]


# -- approval --------------------------------------------------------------------------------


def test_yes_approves_and_says_when_the_first_goes(made, server):
    """--yes on a Monday sends nothing yet, names moment and person, and what must run then."""
    made.people(3)
    said = made("send", "--yes").out
    assert "Der nächste Brief geht am Di 4. Mai 09:03, an Nora Kraus." in said
    assert "Dann muss etwas laufen: outreach cron install oder outreach send --wait." in said
    assert said.endswith("Weiter:  outreach plan\n")
    assert server.accepted == []
    # The second call has nothing new to say about what must run.
    assert "Dann muss etwas laufen" not in made("send").out


def test_unapproved_letters_wait_and_say_so_once_a_day(made, server):
    """Unattended: 69; with --quiet one line a day and silent 69 after; the next day again."""
    made.people(2)
    for at, told in ((MONDAY, True), (MONDAY, False), (TUESDAY, True), (TUESDAY, False)):
        quiet = made("send", "--quiet", at=at, code=69)
        assert quiet.out == ""
        assert ("Die Briefe an 2 Menschen warten auf Ihre Freigabe" in quiet.err) is told
    assert "outreach send --yes" in made("send", code=69).err
    made.people(1)
    assert made.status()["planned"] == 2
    assert server.accepted == []


def test_one_person_unapproved(made):
    """One person waits: the line says one, not 1."""
    made.people(1)
    assert "Die Briefe an einen Menschen warten" in made("send", code=69).err


def test_new_people_wait_while_the_others_go(made, server):
    """People added after the yes are held; the others go on, and once a day that is said."""
    made.people(2)
    made("send", "--yes")
    made.people(4)
    said = made("send", at="2027-05-04T09:15:00+02:00").out
    assert went(server) == ["p0@firma0.example"]
    assert "2 Menschen warten auf Ihr Ja: outreach send" in said
    assert made.status()["held"] == 2  # their second letters have no moment and stay planned
    quiet = [made("send", "--quiet", at=f"2027-05-04T09:{m}:00+02:00").out for m in (40, 55)]
    assert quiet == ["2 Menschen warten auf Ihr Ja: outreach send\n", ""]
    assert went(server) == ["p0@firma0.example", "p1@firma1.example"]
    made("send", "--yes")
    assert made.status()["held"] == 0


def test_an_edited_letter_is_held_and_released_by_the_next_yes(made, server):
    """An edited first letter: held with its rule, 69 where nothing else goes; the yes releases it."""
    one_step(made)
    made.people(3)
    made("send", "--yes")
    made("send", at="2027-05-04T09:15:00+02:00")
    made.edit("Herzliche Grüße", "Freundliche Grüße")
    refused = made("send", at="2027-05-04T09:40:00+02:00", code=69)
    assert "Die Briefe an 2 Menschen warten auf Ihre Freigabe" in refused.err
    assert "Text seit der Freigabe geändert" in refused.out
    assert "Weiter:" not in refused.out  # the error says what to do; nothing else is next
    told = made("why", "vogt", "--json").lines[0]
    assert (told["state"], told["rule"]) == ("held", "text_changed")
    made("send", "--yes")
    assert b"Freundliche" in server.accepted[-1].raw
    assert made.status() | {"planned": 1, "accepted": 2, "held": 0} == made.status()


def test_unchanged_letters_need_no_new_yes(made, server):
    """Only the second letter was edited: first letters go on without a new yes."""
    made.people(2)
    made("send", "--yes")
    made.edit("Herzliche Grüße", "Freundliche Grüße", "nudge.de-sie")
    said = made("send", at="2027-05-04T09:15:00+02:00").out
    assert went(server) == ["p0@firma0.example"]
    assert "2 Menschen warten auf Ihr Ja" in said
    assert "Herzliche" in server.accepted[0].raw.decode()


def test_a_changed_setting_holds_too(made, server):
    """A new name of the sender changes every letter: all are held until the next yes."""
    made.people(2)
    made("send", "--yes")
    made.settings('name = "Anna Weber"', 'name = "Anna Weber-Klein"')
    made("send", at="2027-05-04T09:15:00+02:00", code=69)
    assert made.status()["held"] == 4
    assert server.accepted == []
    made("send", "--yes")
    assert "Anna Weber-Klein" in server.accepted[0].raw.decode()


def test_a_letter_that_cannot_be_made_is_said_when_its_turn_comes(made, server):
    """A cell emptied after the yes: that person is held with the reason on the line, others go."""
    made.people(2)
    made("send", "--yes")
    path = made.root / "contacts.csv"
    path.write_text(path.read_text("utf-8").replace("Nora,Kraus,f,sie", ",,,sie", 1), "utf-8")
    made("send", "--wait", at=TUESDAY)
    assert went(server) == ["p1@firma1.example"]
    assert "no_greeting" in {x["rule"] for x in made("why", "p0@", "--json").lines}


# -- lists -----------------------------------------------------------------------------------


def test_a_broken_list_stops_only_new_people(made, server):
    """A file error: nobody new, second letters go on, 65 at the end; no promise of a first letter."""
    made.first_letters(2)
    made.people(4)
    made("send", "--yes")
    (made.root / "contacts.csv").write_text(CSV_OPEN, "utf-8")
    broken = made("send", at="2027-05-05T09:30:00+02:00", code=65)
    assert "niemand Neues wird angeschrieben" in broken.err
    assert "contacts.csv:" in broken.err
    assert len(server.accepted) == 2
    assert "Der nächste Brief geht am Do 20. Mai" in broken.out
    first = made("status").out
    assert "contacts.csv                die Liste hat Fehler" in first
    assert "Der nächste Brief geht am Do 20. Mai" in first
    assert made("tasks", "--json").lines[0]["command"] == "outreach contacts check"
    made("send", at="2027-05-19T08:00:00+02:00", code=65)
    made("send", "--wait", at=SECOND_DAY, code=65)
    assert went(server)[2:] == ["p0@firma0.example", "p1@firma1.example"]


def test_a_broken_list_is_said_once_a_day_by_cron(made):
    """Every minute 65, but the words once a day; other words are said at once."""
    made.first_letters(1)
    (made.root / "contacts.csv").write_text(CSV_OPEN, "utf-8")
    said = [made("send", "--quiet", code=65).err for _ in range(2)]
    assert "contacts.csv" in said[0]
    assert said[1] == ""
    (made.root / "contacts.csv").write_text("name,name\r\n", "utf-8")
    assert "contacts.csv" in made("send", "--quiet", code=65).err
    assert made("send", code=65).err  # a person is told every time


def test_a_list_that_was_never_good_stops_all(made, server):
    """Before the first mail a file error is 65 and nothing else; by cron once a day."""
    (made.root / "contacts.csv").write_text(CSV_OPEN, "utf-8")
    assert "contacts.csv" in made("send", "--yes", code=65).err
    assert made("send", "--quiet", code=65).err
    assert made("send", "--quiet", code=65).err == ""
    assert server.accepted == []


def test_rows_set_aside_are_asked_about_once_per_reading(made):
    """Bad rows: 65 until --set-aside; that answer holds until the list is read anew."""
    made.people(2)
    with (made.root / "contacts.csv").open("a", newline="") as file:
        file.write(f"{BAD_ROW}\r\n")
    refused = made("send", "--yes", code=65)
    assert "2 von 3 können wir anschreiben; 1 Zeile liegt mit Grund in contacts.aside.csv" in (
        refused.err
    )
    made("send", "--yes", "--set-aside")
    made("send")
    with (made.root / "contacts.csv").open("a", newline="") as file:
        file.write(f"{BAD_ROW.replace('y.example', 'x.example')}\r\n")
    assert "2 von 4" in made("send", "--yes", code=65).err


def test_rows_set_aside_later_stop_nobody(made, server):
    """Under way and unattended, a bad row waits with its reason and the others go on."""
    made.people(2)
    made("send", "--yes")
    made("send", at="2027-05-04T09:15:00+02:00")
    with (made.root / "contacts.csv").open("a", newline="") as file:
        file.write(f"{BAD_ROW}\r\n")
    made("send", at="2027-05-04T09:40:00+02:00")
    assert len(server.accepted) == 2
    assert "Daneben liegt eine Zeile" in made("status").out


def test_an_empty_list(made):
    """Nobody in the list: said in words, with the command that looks at it."""
    made.rows()
    said = made("send").out
    assert "In contacts.csv steht noch niemand." in said
    assert "outreach contacts check" in said


# -- several campaigns and mailboxes -----------------------------------------------------------


@pytest.mark.parametrize("mailbox", [True, False])
def test_an_unapproved_campaign_does_not_stop_another(made, server, mailbox):
    """One approved, one not: the approved one goes, exit 0, and the other is mentioned."""
    made.people(2)
    made.second_campaign(server.port, mailbox=mailbox)
    made("send", "--yes", "--campaign", "reconnect")
    said = made("send").out
    assert "Der nächste Brief geht am Di 4. Mai 09:03" in said
    assert "3 Menschen warten auf Ihr Ja: outreach send" in said
    made("send", at="2027-05-04T09:15:00+02:00")
    assert went(server) == ["p0@firma0.example"]
    made("send", "--campaign", "zweite", code=69)


def test_a_paused_campaign_does_not_stop_another(made, server):
    """One paused, one not: the other sends from its mailbox, and both are told."""
    made.people(2)
    made.second_campaign(server.port)
    made("send", "--yes")
    made("pause", "--campaign", "reconnect", "--reason", "Urlaub")
    said = made("send", at="2027-05-04T09:15:00+02:00").out
    assert went(server) == ["q0@haus0.example"]
    assert "reconnect ist angehalten: Urlaub" in said
    assert "an Ida Bach" in said


def test_two_mailboxes_send_at_the_same_time(made, server):
    """Each mailbox keeps its own gap: one run sends one mail from each."""
    made.people(2)
    made.second_campaign(server.port)
    made("send", "--yes")
    lines = made("send", "--json", at="2027-05-04T09:15:00+02:00").lines
    assert [x["key"] for x in lines] == [
        "reconnect:1:p0@firma0.example",
        "zweite:1:q0@haus0.example",
    ]
    senders = [d.mail_from for d in server.accepted]
    assert senders == ["anna@weber.example", "berta@weber.example"]


def test_a_dead_server_does_not_stop_the_other_mailbox(made, server):
    """One server down: 75 with its name, and the other mailbox has sent all the same."""
    made.people(2)
    made.second_campaign(server.port)
    made("send", "--yes")
    text = (made.root / "outreach.toml").read_text("utf-8")
    first = text.index(f"port = {server.port}")
    (made.root / "outreach.toml").write_text(
        text[:first] + "port = 1" + text[first + len(f"port = {server.port}") :], "utf-8"
    )
    down = made("send", at="2027-05-04T09:15:00+02:00", code=75)
    assert "127.0.0.1:1" in down.err
    assert went(server) == ["q0@haus0.example"]
    said = made("send", at="2027-05-04T09:16:00+02:00").out
    assert "Das Postfach ruht bis Di 4. Mai 09:30" in said
    assert "an Ida Bach" in said


# -- how far a run goes --------------------------------------------------------------------------


def test_only_and_limit(made, server):
    """--only writes to the people named and nobody else; --limit ends the run."""
    made.people(3)
    made("send", "--yes")
    made("send", "--wait", "--limit", "1", "--only", "vogt", "--only", "huber", at=TUESDAY)
    assert went(server) == ["p1@firma1.example"]
    made("send", "--wait", "--only", "vogt", at="2027-05-04T09:30:00+02:00")
    assert went(server) == ["p1@firma1.example", "p2@firma2.example"]


def test_now_passes_window_and_gap_only(made, server):
    """--now --only on a Monday evening: at once, twice in a row, and no third for nobody."""
    made.people(3)
    made("send", "--yes")
    made("send", "--now", "--only", "kraus", at="2027-05-03T20:00:00+02:00")
    made("send", "--now", "--only", "huber")
    assert went(server) == ["p0@firma0.example", "p1@firma1.example"]
    made("send", "--now", "--only", "huber")
    assert len(server.accepted) == 2


def test_now_never_passes_the_ramp(made, server):
    """The day's first five have gone: --now says when and why instead, and sends nothing."""
    made.people(7)
    made("send", "--yes")
    made("send", "--wait", at=TUESDAY)
    said = made("send", "--now", "--only", "ernst", at="2027-05-04T20:00:00+02:00").out
    assert len(server.accepted) == 5
    assert "Nora Ernst: geplant, Mi 5. Mai 09:14 – " in said
    assert "Der nächste Brief geht am Mi 5. Mai 09:04, an Nora Dorn." in said


def _paused(made):
    made("pause", "kraus", "--reason", "im Urlaub")


def _suppressed(made):
    made("suppress", "add", "p0@firma0.example")


def _stopped(made):
    made("stop", "kraus")


def _unapproved(made):
    made.edit("Herzliche Grüße", "Freundliche Grüße")


def _region(made):
    made("pause", "--region", "DE")


@pytest.mark.parametrize(
    ("hinder", "told"),
    [
        (_paused, "Nora Kraus: angehalten – angehalten: im Urlaub"),
        (_suppressed, "Nora Kraus: möchte keine Post"),
        (_stopped, "Nora Kraus: beendet – von Hand beendet"),
        (_region, "Nora Kraus: geplant – dort angehalten"),
        (_unapproved, ""),
    ],
)
def test_now_never_passes_what_a_person_decided(made, server, hinder, told):
    """Pause, suppression, stop, region and a missing yes hold also against --now, and say so."""
    made.people(2)
    made("send", "--yes")
    hinder(made)
    result = made("send", "--now", "--only", "kraus", at="2027-05-03T20:00:00+02:00", code=None)
    assert server.accepted == []
    assert told in result.out
    assert result.code == (69 if hinder is _unapproved else 0)


@pytest.mark.parametrize(
    ("words", "piece"),
    [
        (("--now",), "--now gilt nur für Menschen, die Sie nennen."),
        (("--until", "2027-06-01"), "--until gehört zu --dry-run"),
        (("--wait", "--dry-run"), "--wait bleibt bis zum Abend"),
        (("--wait", "--now", "--only", "x"), "--wait bleibt bis zum Abend"),
        (("--only", "niemand"), "In der Liste heißt niemand niemand."),
    ],
)
def test_words_that_do_not_go_together(made, words, piece):
    """Each wrong combination is refused with 2 and says what it would have to be."""
    made.people(1)
    made("contacts", "import")
    made.settings("[campaign.reconnect]", "[campaign.reconnect]")
    assert piece in made("send", "--yes", *words, code=2).err


def test_wait_sends_the_day_and_ends(made, server):
    """--wait: five on the first day at their minutes, then it ends and names the next morning."""
    made.people(7)
    made("send", "--yes")
    said = made("send", "--wait", at=TUESDAY).out
    assert said.count("angenommen") == 6  # five lines and the summary
    assert "Dieser Durchlauf: 5 angenommen" in said
    assert "Der nächste Brief geht am Mi 5. Mai 09:04, an Nora Dorn." in said
    assert len(server.accepted) == 5


def test_json_for_every_mail_considered(made, server):
    """JSON has a line for what went, what was put off and what is held, each with all keys."""
    made.settings(RAMP, 'ramp = "off"')
    made.rows(
        "a@firma.example,Nora,Alt,f,sie,de,,Firma,2023-05-04,den Regen",
        "b@firma.example,Nora,Bach,f,sie,de,,Firma,2022-05-04,den Regen",
        "c@andere.example,Nora,Cohn,f,sie,de,,,2023-05-04,den Regen",
    )
    made("send", "--yes")
    lines = made("send", "--wait", "--json", at=TUESDAY).lines
    assert all(set(x) >= KEYS for x in lines)
    states = {x["contact"]: x["state"] for x in lines}
    assert states == {
        "a@firma.example": "accepted",
        "b@firma.example": "planned",
        "c@andere.example": "accepted",
    }
    (waits,) = [x for x in lines if x["state"] == "planned"]
    assert waits["reason"] == "zuerst kommt jemand anderes aus derselben Firma: Nora Alt"
    assert waits["due"].startswith("2027-0")


def test_json_names_what_is_held_at_its_turn(made):
    """A second letter edited meanwhile: its line says held and why, and due is null."""
    made.first_letters(1)
    made("send", at=DAY_BEFORE)
    made.edit("Herzliche Grüße", "Freundliche Grüße", "nudge.de-sie")
    (line,) = made("send", "--wait", "--json", at=SECOND_DAY, code=69).lines
    assert set(line) >= KEYS
    assert (line["key"], line["state"], line["due"]) == (
        "reconnect:2:p0@firma0.example",
        "held",
        None,
    )
    assert line["reason"] == "Text seit der Freigabe geändert"


# -- servers that do not play along ------------------------------------------------------------


def test_a_server_that_is_down_is_not_asked_every_minute(made, server):
    """75 once, then the mailbox rests a quarter of an hour in silence; then it goes on."""
    made.people(2)
    made("send", "--yes")
    made.settings(f"port = {server.port}", "port = 1")
    assert (
        "Keine Verbindung" in made("send", "--quiet", at="2027-05-04T09:05:00+02:00", code=75).err
    )
    for minute in ("06", "12", "18"):
        quiet = made("send", "--quiet", at=f"2027-05-04T09:{minute}:00+02:00")
        assert (quiet.out, quiet.err) == ("", "")
    assert "ruht bis Di 4. Mai 09:20" in made("status").out
    # Tried again after the rest; the same words are not said twice a day by cron.
    assert made("send", "--quiet", at="2027-05-04T09:21:00+02:00", code=75).err == ""
    assert made.status()["planned"] == 4


def test_a_refused_login_waits_for_a_person(made, server, monkeypatch):
    """One attempt under cron, silent minutes after; a typed send tries again, and then it works."""
    with MailServer() as guarded:
        (made.root / "ca.pem").write_bytes(guarded.ca_pem)
        made.settings(
            'security = "none"\nauth = "none"',
            'security = "starttls"\nusername = "anna"\npassword = { env = "TEST_PW" }\nca_file = "ca.pem"',
        )
        made.settings('host = "127.0.0.1"', 'host = "localhost"')
        made.settings(f"port = {server.port}", f"port = {guarded.port}")
        guarded.user = "anna"
        monkeypatch.setenv("TEST_PW", "wrong")
        made.people(1)
        made("send", "--yes")
        made("send", "--quiet", at="2027-05-04T09:05:00+02:00", code=77)
        for minute in ("06", "30"):
            quiet = made("send", "--quiet", at=f"2027-05-04T09:{minute}:00+02:00")
            assert (quiet.out, quiet.err) == ("", "")
        assert len(guarded.auth_attempts) == 1
        (task,) = made("tasks", "--json").lines
        assert task["command"] == "outreach doctor"
        assert "535" in task["reason"]
        assert made("why", "kraus").out.endswith("Weiter:  outreach status\n")
        monkeypatch.setenv("TEST_PW", guarded.password)
        made("send")
        assert len(guarded.auth_attempts) == 2
        assert went(guarded) == ["p0@firma0.example"]
        assert made("tasks").out.startswith("Nichts wartet auf Sie.")


def test_two_mailboxes_and_one_refused_login(made, server, monkeypatch):
    """A mailbox that waits for its password says so, and the other's next letter is named."""
    made.people(2)
    made.second_campaign(server.port)
    made("send", "--yes")
    with MailServer() as guarded:
        (made.root / "ca.pem").write_bytes(guarded.ca_pem)
        text = (made.root / "outreach.toml").read_text("utf-8")
        head, mark, tail = text.partition("[mailbox.berta.smtp]")
        tail = tail.replace(f"port = {server.port}", f"port = {guarded.port}").replace(
            'security = "none"\nauth = "none"',
            'security = "starttls"\nusername = "anna"\npassword = { env = "TEST_PW" }\nca_file = "ca.pem"',
        )
        tail = tail.replace('"127.0.0.1"', '"localhost"')
        (made.root / "outreach.toml").write_text(head + mark + tail, "utf-8")
        monkeypatch.setenv("TEST_PW", "wrong")
        made("send", "--quiet", at="2027-05-04T09:05:00+02:00", code=77)
        assert went(server) == ["p0@firma0.example"]
        made("send", "--quiet", "--campaign", "zweite", at="2027-05-04T09:06:00+02:00")
        assert "outreach doctor" in made("tasks").out
    made("send", "--quiet", at="2027-05-04T09:30:00+02:00")
    assert went(server) == ["p0@firma0.example", "p1@firma1.example"]


def test_an_unclear_end_is_said(made, server):
    """A mail in doubt shows in the summary and as the next thing to look at."""
    one_step(made)
    made.rows("drop-after@x.example,Nora,Wolke,f,sie,de,,,2023-05-04,den Regen")
    made("send", "--yes")
    said = made("send", at="2027-05-04T09:15:00+02:00").out
    assert "Dieser Durchlauf: 1 ungewiss" in said
    assert "Weiter:  outreach tasks   etwas ist ungewiss" in said


def test_a_policy_answer_pauses_after_two(made, server):
    """Two answers by a rule of the server: the mailbox rests until a person has looked."""
    one_step(made)
    made.rows(
        *(f"550-5.7.1-{i}@x{i}.example,Nora,N{i},f,sie,de,,,2023-05-04,den Regen" for i in range(3))
    )
    made("send", "--yes")
    said = made("send", "--wait", at=TUESDAY).out
    assert "Das Postfach ruht, bis Sie nachgesehen haben" in said
    assert said.endswith("Weiter:  outreach resume\n")
    assert made.status()["held"] == 2
    made("resume", "--yes", at="2027-05-04T10:30:00+02:00")
    assert "ruht" not in made("status").out


def test_a_run_that_broke_off_is_told(made, server, monkeypatch):
    """What a killed run left open is said by the next one, also under --quiet."""
    made.people(1)
    made("send", "--yes")
    made.at("2027-05-04T09:15:00+02:00")
    died = made.bench.process(
        "send",
        OUTREACH_NOW="2027-05-04T09:15:00+02:00",
        OUTREACH_TEST_KILL_AT="claimed",
    )
    assert died.returncode == -9
    said = made("send", "--quiet", at="2027-05-04T09:20:00+02:00").out
    assert (
        said == "Der vorige Durchlauf brach ab: Eine Mail ist ungewiss und wird nicht wiederholt.\n"
    )


def test_after_weeks_without_a_run(made, server):
    """A month late: nothing goes, the letters wait for a fresh look, and the yes sets them going."""
    made.people(2)
    made("send", "--yes")
    said = made("send", at="2027-06-08T09:15:00+02:00", code=69)
    assert "Seit Wochen lief nichts; 2 Briefe warten darauf" in said.out
    assert server.accepted == []
    made("send", "--yes", at="2027-06-08T09:16:00+02:00")
    assert len(server.accepted) == 1


# -- the dry run --------------------------------------------------------------------------------


def test_a_dry_run_never_stops_at_nothing_due(made, server):
    """On Monday: nothing now, and next Tuesday's letters with their minutes; nothing is claimed."""
    made.people(7)
    said = made("send", "--dry-run").out
    assert "In diesem Augenblick ginge nichts hinaus." in said
    block = said.partition("Als Nächstes:\n")[2]
    assert block.startswith("  Dienstag, 4. Mai\n    09:03  Nora Kraus")
    assert block.count("Lange nichts voneinander gehört") == 5
    assert "Dorn" not in block
    assert server.accepted == []
    assert made.status()["planned"] == 14


def test_a_dry_run_of_this_minute(made):
    """During the hours: this run's one letter by name, then the rest of the day."""
    made.people(3)
    made("send", "--yes")
    said = made("send", "--dry-run", at="2027-05-04T09:15:00+02:00").out
    assert said.startswith("  Nora Kraus ")
    assert "Ein Brief würde hinausgehen; nichts wurde gesendet." in said
    assert "    09:2" in said


def test_a_dry_run_until_a_day(made):
    """--until shows every mail up to that day, second letters too, day by day."""
    made.people(2)
    said = made("send", "--dry-run", "--until", "2027-05-31").out
    assert "  Dienstag, 4. Mai\n" in said
    assert "  Donnerstag, 20. Mai\n" in said
    assert (
        "2027-13-01 ist kein Datum"
        in made("send", "--dry-run", "--until", "2027-13-01", code=2).err
    )


def test_a_dry_run_in_json(made):
    """Each line has key, contact, step, due, rule, state planned, and --limit counts them."""
    made.people(4)
    lines = made("send", "--dry-run", "--json", "--limit", "2").lines
    assert [x["contact"] for x in lines] == ["p0@firma0.example", "p1@firma1.example"]
    assert {x["state"] for x in lines} == {"planned"}
    assert [x["rule"] for x in lines] == ["window", "gap"]
    assert all(x["due"].startswith("2027-05-04T09:") for x in lines)
    assert all(x["message_id"] for x in lines)
    named = made("send", "--dry-run", "--json", "--only", "huber").lines
    assert {x["contact"] for x in named} == {"p1@firma1.example"}


def test_a_dry_run_says_what_waits(made):
    """People who wait for somebody are counted below, by reason."""
    made.people(2)
    with (made.root / "contacts.csv").open("a", newline="") as file:
        file.write("neu@x.example,Nora,Neu,f,sie,de,,,,\r\n")
    made("send", "--yes", "--set-aside")
    assert "1  Woher kennen Sie sich?" in made("send", "--dry-run").out


def test_a_dry_run_of_two_mailboxes(made, server):
    """Each mailbox stands under its own head; the bytes it promises are the ones that go."""
    made.people(1)
    made.second_campaign(server.port)
    said = made("send", "--dry-run").out
    assert said.index("reconnect  anna@weber.example") < said.index("zweite  berta@weber.example")
    made("send", "--yes")
    promised = {x["message_id"] for x in made("send", "--dry-run", "--json").lines}
    made("send", "--json", "--wait", at=TUESDAY)
    assert {d.message_id for d in server.accepted} <= promised


def test_in_english(tmp_path, server, monkeypatch):
    """The same screens in English, with no German word and no key left over."""
    made = rehearsal(tmp_path, server.port, monkeypatch, lang="en", steps=(STEP,))
    made.people(2)
    said = [
        made("send", code=69).err,
        made("send", "--dry-run").out,
        made("send", "--yes").out,
        made("send", "--now", "--only", "kraus", at="2027-05-03T20:00:00+02:00").out,
        made("send").out,
        made("status").out,
        made("plan").out,
    ]
    text = "\n".join(said)
    assert "The letters to 2 people wait for your approval; nothing was sent." in text
    assert "The next letter goes on Tue 4 May 09:0" in text
    for german in ("Brief", "wartet", "geplant", "Weiter", "plan.", "send.", "store."):
        assert german not in text.replace("Lange nichts voneinander", "")


def test_the_clock_that_went_back_refuses(made):
    """A clock behind the ledger's: 74 with both times, and nothing is sent."""
    made.people(1)
    made("send", "--yes", at=TUESDAY)
    assert "geht nach" in made("send", at=MONDAY, code=74).err
    assert now().isoformat() == "2027-05-03T05:00:00+00:00"


def test_quiet_json_is_json_only(made, server):
    """--json prints objects and nothing else, announcements included."""
    made.first_letters(1)
    out = made("send", "--json", at="2027-05-19T08:00:00+02:00").out
    assert [json.loads(line) for line in out.splitlines()] == []


def test_a_laptop_that_slept_through_a_wait(monkeypatch):
    """Its running clock stood still meanwhile; the wall clock ends the wait at once when it wakes."""
    from outreach.campaign.sending import RunClock

    wall = datetime(2027, 5, 11, 9, 0, tzinfo=UTC)
    waited = []

    def wait(seconds):
        waited.append(seconds)
        asleep = timedelta(hours=8) if len(waited) == 3 else timedelta(seconds=seconds)
        at = clock.now() + asleep
        monkeypatch.setattr(clock, "now", lambda: at)

    monkeypatch.setattr(clock, "now", lambda: wall)
    monkeypatch.setattr(clock, "monotonic", lambda: sum(waited))
    monkeypatch.setattr(clock, "wait", wait)
    RunClock(lambda: False, lambda _: None).wait_until(wall + timedelta(minutes=10))
    assert len(waited) == 3
