"""plan, answered, inbox, pause, resume, stop, status, tasks, why, resolve: time as a user sees it."""

import json
from datetime import datetime, timedelta

import pytest

from outreach import campaign as shell
from outreach import clock
from outreach.campaign import Job
from outreach.config import load
from outreach.store import Store
from tests.rehearsal import (
    DAY_BEFORE,
    RAMP,
    SECOND,
    SECOND_DAY,
    STEP,
    TUESDAY,
    rehearsal,
)

NOON = "2027-05-04T12:00:00+02:00"


@pytest.fixture
def made(tmp_path, server, monkeypatch):
    """Two steps, human pace, Monday morning, nobody in the list yet."""
    return rehearsal(tmp_path, server.port, monkeypatch)


def went(server):
    return [d.rcpt for d in server.accepted]


def ledger(made):
    return Store(made.root / ".outreach/state.db")


def real(made):
    """As if this ledger had sent for real: then second letters wait for a look into the inbox."""
    with ledger(made) as store, store.write() as db:
        db.execute("UPDATE workspace SET kind = 'real'")


# -- plan ----------------------------------------------------------------------------------------


def test_a_plan_of_nobody(made):
    """Nobody in the list: said so, under the campaign's name."""
    said = made("plan").out
    assert said.startswith("reconnect  anna@weber.example\nEs ist nichts geplant.\n")


def test_a_plan_day_by_day(made):
    """The head tells the pace, the calendar each day with minutes, the foot the missing yes."""
    made.people(7)
    said = made("plan").out
    assert "Der letzte von 7 geht am Mittwoch, 5. Mai." in said
    assert "So wenige zuerst mit Absicht" in said
    assert "7 zweite Briefe, wenn keine Antwort kommt, vom Donnerstag, 20. Mai bis" in said
    assert "Di 4. Mai    5" in said
    assert "09:17 Nora Vogt und 2 weitere" in said
    assert "Noch nicht freigegeben: outreach send fragt Sie." in said
    made.people(4)
    assert "09:17 Nora Vogt und eine weitere Person" in made("plan").out


def test_a_plan_up_to_a_day(made):
    """--until: what lies beyond is counted from that very day, not from twelve months."""
    made.people(7)
    said = made("plan", "--until", "2027-05-10").out
    assert "7 gehen bis Montag, 10. Mai, 7 danach" in said
    assert "7 weitere gehen nach dem Montag, 10. Mai" in said
    assert "KW 20" not in said
    assert "bald ist kein Datum." in made("plan", "--until", "bald", code=2).err


def test_a_plan_in_json_names_rule_and_reason(made):
    """Each line: key, contact, step, due with offset, the rule's code and its sentence."""
    made.people(6)
    lines = made("plan", "--json").lines
    assert len(lines) == 12
    assert all({"key", "contact", "step", "due", "rule", "reason"} <= set(x) for x in lines)
    assert [x["rule"] for x in lines[:6]] == ["window", "gap", "gap", "gap", "gap", "ramp"]
    assert lines[5]["reason"] == "langsam anfangen"
    assert all(x["due"].endswith("+02:00") for x in lines)


def test_a_paused_plan(made):
    """A paused campaign plans nothing and says how it goes on."""
    made.people(2)
    made("send", "--yes")
    made("pause")
    said = made("plan").out
    assert "Es ist nichts geplant." in said
    assert "reconnect ist angehalten: Davon geht nichts vor outreach resume." in said
    assert said.endswith("Weiter:  outreach resume\n")
    assert made("plan", "--json").out == ""


def test_a_plan_counts_what_waits(made):
    """Letters that wait for a person are counted below the plan: one, or several."""
    made.rows(
        "a@x.example,Nora,Alt,f,sie,de,,,2023-05-04,den Regen",
        "b@x.example,Nora,Neu,f,sie,de,,,,",
    )
    made("send", "--yes")
    assert "2 Briefe warten auf Sie: outreach tasks" in made("plan").out


def test_plans_of_two_mailboxes(made, server):
    """Each mailbox has its own plan under its own head; one next command closes both."""
    made.people(2)
    made.second_campaign(server.port)
    said = made("plan").out
    assert said.index("reconnect  anna@weber.example") < said.index("zweite  berta@weber.example")
    assert said.count("Weiter:") == 1
    assert {x["key"].partition(":")[0] for x in made("plan", "--json").lines} == {
        "reconnect",
        "zweite",
    }


def test_the_plan_of_one_campaign_knows_the_other_of_its_mailbox(made, server):
    """`plan --campaign`, `preview` and the question before the yes show the minutes of the whole plan."""
    made.people(2)
    made.second_campaign(server.port, mailbox=False)
    whole = made("plan", "--json").lines
    for name in ("reconnect", "zweite"):
        assert made("plan", "--json", "--campaign", name).lines == [
            x for x in whole if x["key"].startswith(f"{name}:")
        ]
    shown = made("preview", "--json", "--campaign", "zweite").lines
    due = {x["key"]: x["due"] for x in whole}
    assert [x["due"] for x in shown] == [due[x["key"]] for x in shown]
    assert made("plan", "--campaign", "zweite").out.startswith("zweite  anna@weber.example")


def test_later_letters_are_not_called_second(tmp_path, server, monkeypatch):
    """With three letters the plan speaks of further ones, and the announcement too."""
    third = '  { template = "nudge", after = "10 business days", thread = "new" },'
    made = rehearsal(tmp_path, server.port, monkeypatch, steps=(STEP, SECOND, third))
    made.people(1)
    assert "2 weitere Briefe, wenn keine Antwort kommt, vom" in made("plan").out
    made.first_letters(1)
    made("send", at=DAY_BEFORE)
    made("send", "--wait", at=SECOND_DAY)
    assert "Ein weiterer Brief, wenn keine Antwort kommt, am" in made("plan").out
    due = datetime.fromisoformat(made("plan", "--json").lines[0]["due"])
    before = (due - timedelta(days=3 if due.weekday() == 0 else 1)).replace(hour=12)
    said = [made("send", "-q", at=at.isoformat()).out for at in (before, before)]
    assert "geht noch ein Brief an Nora Kraus" in said[0]
    assert said[1] == ""


# -- answers -------------------------------------------------------------------------------------


def test_answers_end_sequences(made, server):
    """The command takes several people; their second letters never go, and why tells how and what."""
    made.first_letters(3)
    said = made("answered", "kraus", "huber", "--by", "person", "--note", "will im Juni reden").out
    assert said.count("Ein Brief, der noch kommen sollte, geht nicht mehr.") == 2
    assert "Es stand kein Brief mehr aus." in made("answered", "kraus").out
    told = made("why", "kraus")
    assert "hat persönlich geantwortet, sagt" in told.out
    assert "will im Juni reden" in told.out
    assert made("why", "kraus", "--json").lines[0]["state"] == "answered"
    made("send", at=DAY_BEFORE)
    made("send", "--wait", at=SECOND_DAY)
    assert went(server)[3:] == ["p2@firma2.example"]
    assert made.status() | {"cancelled": 2, "accepted": 4} == made.status()


def test_an_answer_before_anything_went(made):
    """Both letters end; the line counts them."""
    made.people(1)
    made("send", "--yes")
    assert "2 Briefe, die noch kommen sollten, gehen nicht mehr." in made("answered", "kraus").out


@pytest.mark.parametrize(
    ("words", "piece"),
    [
        (("kraus", "--by", "brieftaube"), "brieftaube ist keine Art zu antworten."),
        (("niemand",), "In der Liste heißt niemand niemand."),
        (("Nora",), "Nora meint mehrere Menschen: Nora Kraus"),
        (("kraus", "niemand"), "In der Liste heißt niemand niemand."),
    ],
)
def test_answers_of_nobody(made, words, piece):
    """An unknown way, an unknown person, two of one name: 2, and nobody is touched."""
    made.first_letters(2)
    assert piece in made("answered", *words, code=2).err
    assert made.status()["planned"] == 2


def test_an_answer_leaves_a_doubt_a_doubt(made):
    """A mail in doubt stays so, and answered says which."""
    made.rows("drop-after@x.example,Nora,Wolke,f,sie,de,,,2023-05-04,den Regen")
    made("send", "--yes")
    made("send", at="2027-05-04T09:15:00+02:00")
    said = made("answered", "wolke").out
    assert "Eine Mail ist noch ungewiss und bleibt es: reconnect:1:drop-after@x.example" in said
    assert made.status() | {"in_doubt": 1, "cancelled": 1} == made.status()


def test_the_inbox_is_a_persons_until_it_is_read(made):
    """Alone, inbox is refused with what to do; --done names all people before it touches one."""
    made.first_letters(2)
    assert "outreach inbox --done" in made("inbox", code=2).err
    made("inbox", "--done", "--answered", "kraus", "--answered", "zzz", code=2)
    assert made.status()["planned"] == 2
    said = made("inbox", "--done", "--answered", "kraus").out
    assert "Nora Kraus hat geantwortet." in said
    assert "Zweite Briefe dürfen die nächsten 24 Stunden gehen." in said
    assert "per Mail" in made("why", "kraus").out


def test_second_letters_wait_for_a_look(made, server, monkeypatch):
    """For real: no second letter before a look, for 24 hours after it, and none the minute after."""
    made.first_letters(2)
    real(made)
    made.at("")
    monkeypatch.delenv("OUTREACH_NOW")

    def set_clock(at):
        from datetime import datetime

        monkeypatch.setattr("outreach.clock.now", lambda: datetime.fromisoformat(at))

    set_clock(DAY_BEFORE)
    with ledger(made) as store, store.write() as db:
        db.execute("UPDATE workspace SET machine = ''")
    made("send", "--quiet")
    set_clock("2027-05-20T09:30:00+02:00")
    said = made("send").out
    assert len(server.accepted) == 2
    assert "Zweite Briefe warten, bis Sie ins Postfach gesehen haben." in said
    assert said.endswith("Weiter:  outreach inbox --done\n")
    assert "2 zweite Briefe warten, bis Sie" in made("tasks").out
    assert made("why", "kraus", "--json").lines[0]["rule"] == "inbox"
    assert made("why", "kraus").out.endswith("Weiter:  outreach inbox --done\n")
    assert "Zweite Briefe gehen nur, solange jemand ins Postfach sieht" in made("plan").out
    made("inbox", "--done")
    made("send")
    assert len(server.accepted) == 3
    set_clock("2027-05-25T09:30:00+02:00")
    made("send")
    assert len(server.accepted) == 3
    set_clock("2027-05-25T14:30:00+02:00")
    made("inbox", "--done")
    made("send")
    assert len(server.accepted) == 4


# -- second letters are announced -----------------------------------------------------------------


def test_second_letters_are_announced_once(made, server):
    """The business day before, by name: once by the tick, all day on the first screen; then they go."""
    made.first_letters(3)
    line = "Am Donnerstag, 20. Mai gehen zweite Briefe an 3 Menschen: Nora Kraus, Nora Huber, Nora Vogt"
    cure = "Hat jemand davon schon angerufen? Dann: outreach answered kraus"
    assert made("send", "--quiet", at=DAY_BEFORE).out == f"{line}\n{cure}\n"
    assert made("send", "--quiet").out == ""
    assert line in made("status").out
    made("answered", "kraus", "huber")
    one = made("status").out
    assert "Am Donnerstag, 20. Mai geht ein zweiter Brief an Nora Vogt." in one
    assert "Schon angerufen? Dann: outreach answered vogt" in one
    made("send", "--wait", at=SECOND_DAY)
    assert went(server)[3:] == ["p2@firma2.example"]
    assert "zweiter Brief" not in made("status").out


def test_an_announcement_names_the_day_the_letter_goes(made):
    """Ten business days end on a Friday that is no day of writing: Monday announces Tuesday."""
    made.people(1)
    made("send", "--yes")
    # Wednesday, 5 May; Ascension and Whit Monday lie between, so it is Friday, 21 May.
    made("send", at="2027-05-05T09:30:00+02:00")
    assert made("send", "--quiet", at="2027-05-20T12:00:00+02:00").out == ""
    said = made("send", "--quiet", at="2027-05-24T12:00:00+02:00").out
    assert said.startswith("Am Dienstag, 25. Mai geht ein zweiter Brief an Nora Kraus.")
    assert made("plan", "--json").lines[0]["due"].startswith("2027-05-25")


def test_nudges_that_ask(tmp_path, server, monkeypatch):
    """With nudges = "ask" each waits for a yes, is a task with three ways out, and goes only then."""
    made = rehearsal(tmp_path, server.port, monkeypatch, nudges="ask")
    made.first_letters(3)
    said = made("send", "--quiet", at=DAY_BEFORE).out
    assert "könnten zweite Briefe an 3 Menschen gehen" in said
    assert "Jeder geht nur mit Ihrem Ja, zum Beispiel: outreach resume kraus" in said
    tasks = made("tasks", "--json").lines
    assert [x["reason"] for x in tasks] == ["darf der zweite Brief gehen?"] * 3
    assert tasks[0]["command"] == (
        "outreach resume p0@firma0.example | outreach answered p0@firma0.example"
        " | outreach stop p0@firma0.example"
    )
    opened = made("1")
    assert "Was es klärt, eines davon:\n  outreach resume p0@firma0.example" in opened.out
    assert opened.err == ""
    assert made("why", "kraus").out.endswith("Weiter:  outreach resume p0@firma0.example\n")
    made("resume", "kraus")
    made("stop", "vogt")
    assert made("why", "kraus", "--json").lines[0]["next"].startswith("2027-05-20")
    assert "Am Donnerstag, 20. Mai könnten" in made("status").out
    made("send", "--wait", at=SECOND_DAY)
    assert went(server)[3:] == ["p0@firma0.example"]
    # Days later the one still open is not spoken of as of a day gone by.
    late = made("status", at="2027-05-31T12:00:00+02:00").out
    assert "Am Dienstag, 1. Juni könnte ein zweiter Brief an Nora Huber gehen." in late
    assert "Er geht nur mit Ihrem Ja: outreach resume huber" in late


def test_nudges_that_go_by_themselves(tmp_path, server, monkeypatch):
    """With nudges = "auto" nothing is announced, and they go."""
    made = rehearsal(tmp_path, server.port, monkeypatch, nudges="auto")
    made.first_letters(2)
    assert made("send", "--quiet", at=DAY_BEFORE).out == ""
    made("send", "--wait", at=SECOND_DAY)
    assert len(server.accepted) == 4


# -- pause, resume, stop ---------------------------------------------------------------------------


def test_a_person_pauses_and_resumes(made, server):
    """Paused at once; on the first screen and in why, until resumed; then the letter goes."""
    made.people(2)
    made("send", "--yes")
    said = made("pause", "kraus", "--reason", "im Urlaub").out
    assert "Angehalten: Nora Kraus. Bis Sie fortsetzen, geht nichts mehr." in said
    assert said.endswith("Weiter:  outreach resume kraus\n")
    assert "Angehalten: Nora Kraus\n" in made("status").out
    told = made("why", "kraus").out
    assert "angehalten: im Urlaub" in told
    assert told.endswith("Weiter:  outreach resume p0@firma0.example\n")
    made("send", "--wait", at=TUESDAY)
    assert went(server) == ["p1@firma1.example"]
    assert made("resume", "kraus", at=NOON).out.startswith("Fortgesetzt: Nora Kraus.\n")
    assert "Angehalten" not in made("status").out
    made("send", "--wait")
    assert went(server) == ["p1@firma1.example", "p0@firma0.example"]


def test_many_paused_people_are_counted(made):
    """The first screen names three of the paused and counts the others."""
    made.people(6)
    made("send", "--yes")
    for name in ("kraus", "huber", "vogt", "adam", "benz"):
        made("pause", name)
    assert "Angehalten: Nora Kraus, Nora Huber, Nora Vogt und 2 weitere\n" in made("status").out


def test_a_campaign_pauses_and_resumes(made, server):
    """Paused with its reason everywhere; why sends to the campaign's resume, which shows the plan."""
    made.first_letters(2)
    made("pause", "--reason", "Hochwasser")
    first = made("status").out
    assert "reconnect ist angehalten: Hochwasser" in first
    assert first.endswith("Weiter:  outreach resume\n")
    told = made("why", "kraus").out
    assert "angehalten: Hochwasser" in told
    assert told.endswith("Weiter:  outreach resume\n")
    said = made("send", at=DAY_BEFORE).out
    assert "reconnect ist angehalten: Hochwasser" in said
    made("send", "--wait", at=SECOND_DAY)
    assert len(server.accepted) == 2
    resumed = made("resume", at="2027-05-20T10:00:00+02:00").out
    assert resumed.startswith("2 Briefe am ")
    assert "Nora Kraus (Brief 2)" in resumed
    assert "Fortgesetzt: reconnect.\n" in resumed
    assert "Nichts ist angehalten oder beendet." in made("resume").out


def test_a_stopped_campaign(made):
    """A stop leaves no planned row; resume shows what comes back, but not whom a person stopped."""
    made.first_letters(3)
    said = made("stop", "vogt", "--reason", "genug geschrieben").out
    assert "Beendet: Nora Vogt. Eine Mail geht nicht hinaus." in said
    assert "outreach resume vogt nimmt es zurück." in said
    assert "Beendet: reconnect. 2 Mails gehen nicht hinaus." in made("stop").out
    assert made.status()["planned"] == 0
    assert made.status()["cancelled"] == 3
    assert "die Kampagne wurde beendet (2), von Hand beendet (1)" in made("status").out
    back = made("resume").out
    assert back.startswith("2 Briefe am Donnerstag, 20. Mai\n")
    assert "Wieder geplante Briefe: 2." in back
    assert made("why", "vogt", "--json").lines[0]["state"] == "stopped"
    assert "von Hand beendet" in made("why", "vogt").out
    assert made("why", "vogt").out.endswith("Weiter:  outreach resume p2@firma2.example\n")
    assert "Wieder geplante Briefe: 1." in made("resume", "vogt").out
    assert made.status()["planned"] == 3


def test_several_campaigns_are_ended_by_name_only(made, server):
    """A bare stop asks which; a bare resume lifts pauses and never brings back what was ended."""
    made.people(2)
    made.second_campaign(server.port)
    made("send", "--yes")
    assert "Welche Kampagne?" in made("stop", code=2).err
    made("stop", "--campaign", "zweite")
    assert "Welche Kampagne?" in made("resume", code=2).err
    made("pause", "--campaign", "reconnect")
    said = made("resume").out
    assert "Fortgesetzt: reconnect." in said
    assert "Fortgesetzt: zweite" not in said
    counts = {x["campaign"]: x["counts"] for x in made("status", "--json").lines}
    assert counts["zweite"]["cancelled"] == 3
    assert "Wieder geplante Briefe: 3." in made("resume", "--campaign", "zweite").out
    made("pause", "kraus")
    made("stop", "kraus")
    assert made("why", "alt", "--json").lines[0]["campaign"] == "zweite"


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("BY", "Bayern", "DE-BY"),
        ("Bayern", "Bayern", "DE-BY"),
        ("DE", "Deutschland", "DE"),
        ("Deutschland", "Deutschland", "DE"),
    ],
)
def test_a_region_pauses_and_resumes(made, server, text, name, code):
    """By name or code: nobody there gets anything, everywhere it says so, and resume lifts it."""
    made.people(2, region="BY")
    made("send", "--yes")
    said = made("pause", "--region", text, "--reason", "Hochwasser").out
    assert f"Angehalten: {name}. 2 Menschen dort bekommen nichts, bis Sie fortsetzen." in said
    assert said.endswith(f"Weiter:  outreach resume --region {code}\n")
    sent = made("send", at="2027-05-04T09:15:00+02:00").out
    assert server.accepted == []
    assert "wohnen dort, wo Sie angehalten haben" in sent
    assert sent.endswith(f"Weiter:  outreach resume --region {code}\n")
    first = made("status").out
    assert f"Angehalten für {name}: Hochwasser" in first
    assert first.endswith(f"Weiter:  outreach resume --region {code}\n")
    told = made("why", "kraus").out
    assert "Nora Kraus · Bayern" in told
    assert "dort angehalten, wo sie wohnen: Hochwasser" in told
    assert told.endswith(f"Weiter:  outreach resume --region {code}\n")
    plan = made("plan").out
    assert f"Angehalten für {name}: Dort bekommt niemand Post vor" in plan
    assert plan.endswith(f"Weiter:  outreach resume --region {code}\n")
    back = made("resume", "--region", text).out
    assert "2 Briefe am Dienstag, 4. Mai" in back
    assert f"Fortgesetzt: {name}." in back
    assert f"{name} ist nicht angehalten." in made("resume", "--region", text).out
    made("send")
    assert len(server.accepted) == 1


def test_regions_with_few_and_unknown_ones(made):
    """One person and nobody are said in words; an unknown place and a person with it are refused."""
    made.people(1, region="BY")
    made("send", "--yes")
    assert "Ein Mensch dort bekommt nichts" in made("pause", "--region", "BY").out
    assert "In Ihren Listen wohnt dort niemand." in made("pause", "--region", "Österreich").out
    assert "Angehalten für Österreich.\n" in made("status").out
    assert "Atlantis ist kein Ort" in made("pause", "--region", "Atlantis", code=2).err
    for command in ("pause", "resume"):
        wrong = made(command, "kraus", "--region", "BY", code=2).err
        assert "Ein Mensch oder eine Region, nicht beides zugleich." in wrong


def test_the_guard_holds_new_people_until_resume(made, server):
    """Three of five come back: nobody new is written to, everywhere it says so; resume starts anew."""
    made.settings(RAMP, 'ramp = "off"')
    made.rows(
        *(
            f"{'550-5.1.1-' if i < 3 else 'p'}{i}@firma{i}.example,Nora,N{i},f,sie,de,,,2023-05-04,Regen"
            for i in range(8)
        )
    )
    made("send", "--yes")
    made("send", "--wait", at=TUESDAY)
    assert made.status() | {"rejected": 3, "accepted": 2} == made.status()
    made.at("2027-05-04T10:30:00+02:00")
    assert "3 der letzten 5 ersten Briefe kamen zurück" in made("tasks").out
    assert made("1").out.endswith("  outreach status --list rejected\n  outreach resume\n")
    told = made("why", "N7").out
    assert "so viele Briefe kamen zurück" in told
    assert told.endswith("Weiter:  outreach tasks\n")
    plan = made("plan").out
    assert "So viele Mails kamen zurück" in plan
    assert "--until DATUM" not in plan
    made("answered", "N3", "N4")
    said = made("send").out
    assert "So viele Mails kamen zurück" in said
    assert said.endswith("Weiter:  outreach tasks\n")
    assert "vom Server abgelehnt: 550" in made("why", "N0").out
    assert "3 Briefe am Dienstag, 4. Mai" in made("resume").out
    made("send")
    assert made.status()["accepted"] == 3


def test_the_plan_ends_where_the_guard_will_stop(made):
    """Two of four came back: one more goes, and plan and `why` say that nobody new follows, in both languages."""
    made.settings(RAMP, 'ramp = "off"')
    made.rows(
        *(
            f"{'550-5.1.1-' if i < 2 else 'p'}{i}@firma{i}.example,Nora,N{i},f,sie,de,,,2023-05-04,Regen"
            for i in range(8)
        )
    )
    made("send", "--yes")
    made("send", "--wait", "--limit", "4", at=TUESDAY)
    made.at("2027-05-04T10:30:00+02:00")
    assert [x["contact"] for x in made("plan", "--json").lines if x["step"] == 1] == [
        "p4@firma4.example"
    ]
    said = made("plan").out
    assert "nach einem weiteren ersten Brief niemand Neues Post bekommt" in said
    assert "--until DATUM" not in said
    assert "after one more first letter no new people" in made("--lang", "en", "plan").out
    (n5,) = made("why", "N5", "--json").lines
    assert (n5["state"], n5["rule"], n5["next"]) == ("waiting", "guard", None)
    assert made("why", "N4", "--json").lines[0]["next"].startswith("2027-05-04")
    made("send", "--wait")
    assert made.status()["accepted"] == 3
    assert all(x["step"] > 1 for x in made("plan", "--json").lines)


# -- the first screen, tasks, why, report -----------------------------------------------------------


def test_the_first_screen_of_an_empty_workspace(made):
    """Nothing sent yet is said, and the next command shows letters."""
    said = made().out
    assert "Noch ging nichts hinaus." in said
    assert "Weiter:  outreach preview" in said


def test_the_first_screen_counts_and_numbers(made):
    """Counts with reasons that add up, the tasks numbered, `outreach 1` opens the first."""
    made.people(2)
    with (made.root / "contacts.csv").open("a", newline="") as file:
        file.write("neu@x.example,Nora,Neu,f,sie,de,,,,\r\n")
    made("send", "--yes")
    said = made().out
    assert "wartet auf Sie  Woher kennen Sie sich?" in said
    assert "kommt nach dem Brief davor (2), bereit (2)" in said
    assert "6  zusammen" in said
    assert "   1  Nora Neu                    Woher kennen Sie sich?" in said
    assert "Weiter:  outreach 1" in said
    opened = made("1").out
    assert "In contacts.csv, Zeile 4: last_contact, shared_memory oder personal_line" in opened
    assert "outreach why" not in opened
    assert "Eine Aufgabe 9 gibt es nicht." in made("9", code=2).err
    assert made("why", "neu").out.endswith("Weiter:  outreach tasks\n")


def test_more_tasks_than_fit(made):
    """Six tasks: five on the first screen, the rest mentioned; tasks lists all with their cures."""
    made.rows(*(f"n{i}@x{i}.example,Nora,N{i},f,sie,de,,,," for i in range(6)))
    made("send", "--yes", code=None)
    said = made().out
    assert "und mehr: outreach tasks" in said
    listed = made("tasks").out
    assert listed.count("Woher kennen Sie sich?") == 6
    assert listed.count("In contacts.csv, Zeile") == 6
    assert made("tasks", "2").err == ""


def test_rows_that_are_gone_and_letters_that_do_not_fit(made):
    """Each kind of hold has its own way out: put the row back, mend it, add the letter."""
    made.rows(
        "a@x.example,Nora,Alt,f,sie,de,,,2023-05-04,den Regen",
        "noreply@y.example,Nora,Bot,f,sie,de,,,2023-05-04,den Regen",
        "fr@z.example,Nora,Paris,f,sie,fr,,,2023-05-04,den Regen",
        "b@v.example,,,,sie,de,,,2023-05-04,den Regen",
    )
    made("send", "--yes", "--set-aside")
    made.rows(
        "noreply@y.example,Nora,Bot,f,sie,de,,,2023-05-04,den Regen",
        "fr@z.example,Nora,Paris,f,sie,fr,,,2023-05-04,den Regen",
        "b@v.example,,,,sie,de,,,2023-05-04,den Regen",
    )
    hints = {x["contact"]: x["hint"] for x in made("tasks", "--json").lines}
    assert hints["a@x.example"].startswith("Die Zeile wieder in contacts.csv aufnehmen")
    assert hints["noreply@y.example"].startswith("In contacts.csv, Zeile 2: die Zeile berichtigen")
    assert hints["b@v.example"].startswith("In contacts.csv, Zeile 4")
    assert all(hints.values())


def test_the_last_run_is_long_ago(made):
    """Over a business day without a run is said; a weekend is none."""
    made.people(1)
    made("send", "--yes", at="2027-05-07T12:00:00+02:00")
    old = "Das ist über einen Werktag her."
    assert old not in made("status", at="2027-05-10T12:00:00+02:00").out
    assert old in made("status", at="2027-05-12T12:00:00+02:00").out


def test_status_lists_and_writes(made, tmp_path):
    """--list by state, also as JSON and CSV; an unknown state is refused with the known ones."""
    made.first_letters(2)
    assert made("status", "--list", "accepted").out.count("angenommen") == 2
    lines = made("status", "--list", "planned", "--json").lines
    assert {x["step"] for x in lines} == {2}
    assert all(x["reason"] == "kommt nach dem Brief davor" for x in lines)
    assert "planned, held" in made("status", "--list", "weg", code=2).err
    made("status", "--list", "planned", "--csv", str(tmp_path / "s.csv"))
    assert (tmp_path / "s.csv").read_text("utf-8-sig").count("planned") == 2
    made("status", "--list", "weg", "--csv", str(tmp_path / "s.csv"), code=2)


def test_json_of_status_why_and_report(made):
    """The keys of the documented lines are there, with the eight states."""
    made.first_letters(1)
    (line,) = made("status", "--json").lines
    assert set(line) == {"campaign", "total", "counts"}
    assert len(line["counts"]) == 8
    (told,) = made("why", "kraus", "--json").lines
    assert {"contact", "state", "reason", "since", "next", "history"} <= set(told)
    assert told["next"].startswith("2027-05-20")
    assert "Christi Himmelfahrt" in json.dumps(told["because"], ensure_ascii=False)
    (report,) = made("report", "--json").lines
    assert (report["total"], report["reached"]) == (2, 1)
    said = made("report").out
    assert said.startswith("reconnect: ein Mensch, 2 Briefe\n")
    assert "50%" in said


def test_why_tells_place_zone_and_rule(made):
    """Where somebody is and how that is known, and the rule behind the moment of the letter."""
    made.settings(RAMP, 'ramp = "off"')
    made.rows(
        "a@x.example,Nora,Alt,f,sie,de,GB-ENG,,2023-05-04,den Regen",
        "d@y.example,Nora,Dorn,f,sie,de,US-NY,,2022-05-04,den Regen",
        "b@firma.example,Nora,Bach,f,sie,de,BY,Firma,2023-05-04,den Regen",
        "c@firma.example,Nora,Cohn,f,sie,de,,Firma,2022-05-04,den Regen",
    )
    assert "wartet auf Ihre Freigabe" in made("why", "alt").out
    assert made("why", "alt").out.endswith("Weiter:  outreach send\n")
    made("send", "--yes")
    made("send", at="2027-05-04T09:15:00+02:00")
    far = made("why", "alt")
    assert "Zeitzone  Europe/London (aus dem Land)" in far.out
    assert "Nora Alt · England" in far.out
    (told,) = made("why", "alt", "--json").lines
    assert (told["zone"], told["zone_from"]) == ("Europe/London", "country")
    # A country of many zones tells none, so the sender's is taken, and that is said.
    assert "Europe/Berlin (Ihre, weil keine bekannt ist)" in made("why", "dorn").out
    (told,) = made("why", "cohn", "--json").lines
    assert (told["rule"], told["state"]) == ("organisation", "waiting")
    assert told["reason"].startswith("je Firma eine Person")
    assert "Nora Bach · Firma · Bayern" in made("why", "bach").out


@pytest.mark.parametrize(
    ("state", "prepare"),
    [
        ("opted_out", lambda m: m("suppress", "add", "p0@firma0.example")),
        ("paused", lambda m: m("pause", "kraus")),
        ("answered", lambda m: m("answered", "kraus")),
        ("stopped", lambda m: m("stop", "kraus")),
        ("waiting", lambda m: None),
        ("held", lambda m: m.people(0)),
    ],
)
def test_why_knows_each_state(made, state, prepare):
    """Exactly one state with reason and since, and a next command that can be typed."""
    made.first_letters(1)
    prepare(made)
    (told,) = made("why", "kraus", "--json").lines
    assert told["state"] == state
    assert told["reason"]
    assert told["since"]
    assert "Weiter:  outreach " in made("why", "kraus").out


def test_why_of_a_finished_sequence(made):
    """After the last letter: finished, and nothing more comes."""
    made.first_letters(1)
    made("send", at=DAY_BEFORE)
    made("send", "--wait", at=SECOND_DAY)
    assert made("why", "kraus", "--json").lines[0]["state"] == "finished"
    assert made().out.endswith("Weiter:  outreach report\n")


# -- doubts and growth -------------------------------------------------------------------------------


def test_a_doubt_resolved_as_sent_goes_on(made, server):
    """Resolving --sent gives the second letter its moment, counted from the uncertain mail."""
    made.second_campaign(server.port)  # a full key needs no --campaign
    made.rows("drop-after@x.example,Nora,Wolke,f,sie,de,,,2023-05-04,den Regen")
    made("send", "--yes")
    made("send", at="2027-05-04T09:15:00+02:00")
    assert made("why", "wolke", "--json").lines[0]["next"] is None
    (task,) = made("tasks", "--json").lines
    settle, repeat = task["command"].split(" | ")
    assert settle == "outreach resolve reconnect:1:drop-after@x.example --sent"
    assert repeat.endswith("--not-sent")
    made(*settle.split()[1:])
    (told,) = made("why", "wolke", "--json").lines
    assert (told["state"], told["next"][:10]) == ("waiting", "2027-05-20")
    made("resolve", "wolke", "--sent", code=2)
    made("resolve", "wolke", code=2)


def test_a_doubt_resolved_as_not_sent_is_planned_again(made, server):
    """Resolving --not-sent is the only way a mail in doubt goes again."""
    made.rows("drop-after@x.example,Nora,Wolke,f,sie,de,,,2023-05-04,den Regen")
    made("send", "--yes")
    made("send", at="2027-05-04T09:15:00+02:00")
    made("send", at="2027-05-04T10:15:00+02:00")
    assert len(server.accepted) == 1
    assert "Wieder geplant" in made("resolve", "wolke", "--not-sent").out
    assert made.status() | {"planned": 2, "in_doubt": 0} == made.status()


def test_a_running_sequence_grows_at_its_end(tmp_path, server, monkeypatch):
    """A second letter added later: approved, it follows the first by its wait; not before now."""
    made = rehearsal(tmp_path, server.port, monkeypatch, steps=(STEP,))
    made.first_letters(2)
    assert made("plan", "--json").out == ""
    made.settings(STEP, f"{STEP}\n{SECOND}")
    assert "2 Menschen warten auf Ihr Ja" in made("status").out
    made("send", "--yes")
    dues = [x["due"][:10] for x in made("plan", "--json").lines]
    assert dues == ["2027-05-20"] * 2
    made("send", at=DAY_BEFORE)
    made("send", "--wait", at=SECOND_DAY)
    assert len(server.accepted) == 4
    made.settings(f"{STEP}\n{SECOND}", f"{SECOND}\n{STEP}")
    assert made("send", code=78).err


def test_english_screens(tmp_path, server, monkeypatch):
    """Announcement, answered, pause, region, resume and why in English, no German left."""
    made = rehearsal(tmp_path, server.port, monkeypatch, lang="en")
    made.first_letters(3)
    said = [
        made("send", "--quiet", at=DAY_BEFORE).out,
        made("answered", "kraus").out,
        made("pause", "huber", "--reason", "on leave").out,
        made("status").out,
        made("pause", "--region", "Bavaria").out,
        made("plan").out,
        made("resume", "--region", "Bavaria").out,
        made("pause").out,
        made("resume").out,
        made("tasks").out,
    ]
    text = "\n".join(said)
    assert "On Thursday 20 May second letters go to 3 people: Nora Kraus" in text
    assert "Nora Kraus has answered." in text
    assert "Paused: Nora Huber\n" in text
    assert "Nobody in your lists lives there." in text
    for german in ("Brief", "Angehalten", "Weiter", "Fortgesetzt", "plan.", "store.", "cli."):
        assert german not in text


def test_looking_ahead_of_mails_that_wait_for_a_yes_is_cheap(tmp_path, server, monkeypatch):
    """What is held until somebody says yes is passed once, not at every second of a year."""
    made = rehearsal(tmp_path, server.port, monkeypatch, nudges="ask")
    made.first_letters(3)
    workspace = load(made.root)
    with ledger(made) as store:
        asked = []
        store._db.set_trace_callback(asked.append)
        desk = shell.Desk([Job(workspace, workspace.campaign(None), store, b"")])
        assert shell.next_mail(desk, clock.now()) is None
        assert len(asked) < 1000
