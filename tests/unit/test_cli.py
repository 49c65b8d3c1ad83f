"""The commands as a user types them, against a real mail server on loopback."""

import email
import re
from datetime import UTC, datetime
from email import policy

import pytest

from outreach import words
from outreach.cli import run
from tests.bench import HEAD, workbench
from tests.servers import MailServer


@pytest.fixture
def bench(tmp_path, server, capsys):
    b = workbench(tmp_path, server.port)
    capsys.readouterr()
    return b


def send(bench, *words_, code=0):
    return bench("send", "--yes", *words_, code=code)


def test_the_main_job(bench, server):
    """check, preview, dry run, send: everybody gets one letter, and the counts add up."""
    bench.crowd(3)
    assert "3 Menschen: 3 Sie" in bench("contacts", "check").out
    assert bench("preview").out.count("Guten Tag Frau Nummer") == 3
    assert "3 Briefe würden" in bench("send", "--dry-run").out
    assert server.accepted == []
    send(bench)
    assert sorted(d.rcpt for d in server.accepted) == [f"p{i}@list.example" for i in range(3)]
    assert bench.status()["accepted"] == 3


def test_running_again_sends_nothing_twice(bench, server):
    """send, send, send: the second and third find nothing due."""
    bench.crowd(3)
    for _ in range(3):
        send(bench)
    assert len(server.accepted) == 3


def test_what_is_previewed_is_what_is_sent(bench, server, tmp_path, monkeypatch):
    """The .eml of the preview at a moment and the bytes sent at that moment are the same."""
    monkeypatch.setenv("OUTREACH_NOW", "2026-12-01T09:04:00+01:00")
    bench.crowd(1)
    bench("preview", "--at", "2026-12-01T09:04:00+01:00", "--eml", str(tmp_path / "eml"))
    send(bench)
    (mail,) = (tmp_path / "eml").glob("*.eml")
    (sent,) = (bench.root / ".outreach/sent").glob("*/*.eml")
    assert mail.read_bytes() == sent.read_bytes()
    assert len(server.accepted) == 1


def test_nothing_goes_without_approval(bench, server):
    """Without a terminal and without --yes nothing unapproved goes: exit 69."""
    bench.crowd(2)
    result = bench("send", code=69)
    assert "warten auf Ihre Freigabe" in result.err
    assert server.accepted == []


def test_no_legal_basis_is_refused_by_name_of_the_key(bench, server):
    """A sender in Germany without a noted basis: --yes ends 69 and names the key."""
    bench.crowd(2)
    bench.settings('legal_basis = { value = "existing_customer", reason = "" }', "")
    assert "legal_basis" in send(bench, code=69).err
    assert server.accepted == []


def test_a_bad_row_is_set_aside_before_mail_one(bench, server):
    """One bad row of many: exit 65 without --set-aside, and nobody was written to yet."""
    good = [f"p{i}@list.example,Nora,N{i},f,sie,de,2023,Regen" for i in range(5)]
    bench.people(*good, "a@x.example; b@x.example,Zwei,Adressen,,sie,de,2023,Regen")
    assert "contacts.aside.csv" in send(bench, code=65).err
    assert server.accepted == []
    assert "zwei Adressen" in (bench.root / "contacts.aside.csv").read_text("utf-8-sig")
    send(bench, "--set-aside")
    assert len(server.accepted) == 5


@pytest.mark.parametrize(
    "cell",
    [
        "Bad\nBcc: victim@x.example",
        "Bad\r\nX-Evil: 1",
        "Bad\nATTACHMENT: /etc/hostname",
        "Bad\n\nbody",
    ],
)
@pytest.mark.parametrize("column", [1, 2])
def test_a_newline_in_a_cell_never_becomes_a_header(bench, server, cell, column):
    """No cell can add a header, a recipient or an attachment; such a row waits with its reason."""
    cells = ["evil@x.example", "Eva", "Kraus", "f", "sie", "de", "2023", "Regen"]
    cells[column] = f'"{cell}"'
    bench.people(",".join(cells), "good@x.example,Nora,Gut,f,sie,de,2023,Regen")
    send(bench, "--set-aside")
    assert len(server.accepted) == 1
    assert b"victim" not in server.accepted[0].raw
    assert b"X-Evil" not in server.accepted[0].raw


def test_a_memory_with_markup_is_only_words(bench, server):
    """HTML and Markdown in a cell arrive as typed, escaped in the twin; an open place waits."""
    bench.people(
        'p@x.example,Eva,Kraus,f,sie,de,2023,"{{ 7*7 }} im Regen"',
        'm@x.example,Nora,Gut,f,sie,de,2023,"7*7 <script>alert(1)</script> **x** ![i](http://e.example)"',
    )
    send(bench)
    mail = email.message_from_bytes(server.accepted[0].raw, policy=policy.default)
    plain, html = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    assert len(server.accepted) == 1
    assert "im Brief steht etwas" in bench("why", "kraus").out
    assert "7*7 <script>alert(1)</script> **x** ![i](http://e.example)" in " ".join(plain.split())
    assert "<script" not in html
    assert "<img" not in html


def test_a_refused_recipient_never_stops_the_rest(bench, server):
    """550 for one person: the others get their letters, and that one is rejected with the words."""
    bench.people(
        "550-5.1.1@x.example,Nora,Weg,f,sie,de,2023,Regen",
        "ok@x.example,Nora,Da,f,sie,de,2023,Regen",
    )
    send(bench)
    counts = bench.status()
    assert (counts["accepted"], counts["rejected"]) == (1, 1)
    assert "5.1.1" in bench("why", "550-5.1.1").out


def test_a_lost_answer_is_in_doubt_and_never_repeated(bench, server):
    """The server takes a mail and hangs up: uncertain, not again, until a person says so."""
    bench.people("drop-after@x.example,Nora,Wolke,f,sie,de,2023,Regen")
    send(bench)
    assert bench.status()["in_doubt"] == 1
    send(bench)
    assert len(server.accepted) == 1
    assert "resolve" in bench("tasks").out
    bench("resolve", "Wolke", "--sent")
    assert bench.status()["accepted"] == 1


def test_an_account_limit_rests_the_mailbox_not_the_person(bench, server):
    """421 with a limit: the run stops, the person is still planned."""
    bench.people(
        "421-4.7.0@x.example,Nora,Eins,f,sie,de,2023,Regen",
        "ok@x.example,Nora,Zwei,f,sie,de,2023,Regen",
    )
    result = send(bench)
    assert "ruht bis" in result.out
    assert bench.status()["planned"] == 2
    assert server.accepted == []


def test_pause_resume_stop(bench, server):
    """Pause holds, resume goes on, stop ends; each at once."""
    bench.crowd(2)
    send(bench, "--limit", "1")
    bench("pause", "--reason", "Hochwasser")
    assert "Hochwasser" in send(bench).out
    assert len(server.accepted) == 1
    bench("resume", "--yes")
    bench("stop", "Nummer1")
    send(bench)
    assert len(server.accepted) == 1
    assert bench.status()["cancelled"] == 1


def test_suppression_reaches_every_spelling(bench, server):
    """A suppressed address is not written to in other case, and @domain covers all of it."""
    bench.people(
        "Eva.KRAUS@Druck.example,Eva,Kraus,f,sie,de,2023,x",
        "a@firma.example,Nora,A,f,sie,de,2023,x",
        "b@firma.example,Nora,B,f,sie,de,2023,x",
    )
    bench("contacts", "import")
    bench("suppress", "add", "eva.kraus@druck.EXAMPLE", "@firma.example")
    send(bench)
    assert server.accepted == []
    assert bench.status()["cancelled"] == 3
    bench("suppress", "remove", "@firma.example", code=2)


def test_an_edited_letter_waits_for_a_new_yes(bench, server):
    """A text changed since approval holds its mails; approving again releases them."""
    bench.crowd(2)
    send(bench, "--limit", "1")
    letter = bench.root / "templates/long-silence.de-sie.md"
    letter.write_text(
        letter.read_text("utf-8").replace("Herzliche Grüße", "Freundliche Grüße"), "utf-8"
    )
    bench("send", code=69)
    assert bench.status()["held"] == 1
    send(bench)
    assert bench.status()["accepted"] == 2


def test_people_without_a_trace_or_a_name_wait(bench, server):
    """No last contact and no memory: the question waits. No name: no greeting, no letter."""
    bench.people("x@x.example,Nora,Neu,f,sie,de,,", "y@x.example,,,,sie,de,2023,Regen")
    send(bench)
    assert server.accepted == []
    assert bench.status()["held"] == 2
    assert "Woher kennen Sie sich" in bench("tasks").out


def test_a_template_error_refuses_the_whole_run(bench, server):
    """A name nobody provides is an error with file and line before the first mail: 65."""
    bench.crowd(2)
    letter = bench.root / "templates/long-silence.de-sie.md"
    letter.write_text(letter.read_text("utf-8") + "\n{{ nobody_has_this }}\n", "utf-8")
    result = send(bench, code=65)
    assert re.search(r"long-silence\.de-sie\.md:\d+: .*nobody_has_this", result.err)
    assert server.accepted == []


def test_a_broken_list_changes_nothing(bench, server):
    """A list that turns unreadable later stops the run with file and line, and loses nobody."""
    bench.crowd(2)
    send(bench, "--limit", "1")
    (bench.root / "contacts.csv").write_text(HEAD + 'a@x.example,"never closed\r\n', "utf-8")
    assert "contacts.csv:2" in send(bench, code=65).err
    assert bench.status()["planned"] == 1


def test_wrong_settings_name_every_line(bench):
    """All that is wrong with outreach.toml comes in one report: 78."""
    bench.settings('region = "DE"', 'region = "DE"\nregister_ = "x"\ntimezome = "y"')
    text = bench("status", code=78).err
    assert text.count("outreach.toml:") == 2
    assert "timezone" in text


def test_a_real_ledger_refuses_rehearsal(tmp_path, server, monkeypatch, capsys):
    """Once real mail has gone, OUTREACH_NOW and pace off are refused: 69."""
    monkeypatch.setattr("outreach.clock.now", lambda: datetime(2027, 5, 11, 7, 30, tzinfo=UTC))
    bench = workbench(tmp_path, server.port, pace="")
    bench.crowd(1)
    send(bench)
    assert len(server.accepted) == 1
    monkeypatch.setenv("OUTREACH_NOW", "2027-01-01T09:00:00+01:00")
    send(bench, code=69)


def test_the_human_pace_sends_one_and_says_when_the_next_goes(
    tmp_path, server, capsys, monkeypatch
):
    """With the default gap a run sends one mail and names the next one's time."""
    monkeypatch.setattr("outreach.clock.now", lambda: datetime(2027, 5, 11, 7, 30, tzinfo=UTC))
    bench = workbench(tmp_path, server.port, pace="")
    bench.crowd(3)
    result = send(bench)
    assert len(server.accepted) == 1
    assert "Der nächste Brief geht" in result.out
    assert send(bench, "--quiet").out == ""
    assert len(server.accepted) == 1


def test_a_missing_ledger_or_key_refuses(bench, server):
    """A workspace whose key or ledger is gone sends nothing until a person adopts it: 74."""
    bench.crowd(1)
    (bench.root / ".outreach/key").unlink()
    send(bench, code=74)
    bench("store", "adopt", "--yes")
    send(bench)
    assert len(server.accepted) == 1


def test_json_lines(bench, server):
    """preview, send, status and why speak JSON with the documented keys."""
    bench.crowd(2)
    first = bench("preview", "--json").lines[0]
    assert {
        "key",
        "contact",
        "step",
        "due",
        "subject",
        "text",
        "html",
        "headers",
        "attachments",
        "findings",
        "live",
    } <= set(first)
    sent = send(bench, "--json").lines
    assert [
        {"key", "contact", "step", "due", "state", "reason", "message_id"} <= set(x) for x in sent
    ] == [True, True]
    told = bench("why", "Nummer0", "--json").lines[0]
    assert {"contact", "state", "reason", "since", "next", "history"} <= set(told)
    assert told["state"] == "finished"


def test_test_send_is_marked_and_does_not_count(bench, server):
    """test-send goes to the address given, says so in the subject, and leaves the ledger alone."""
    bench.crowd(1)
    bench("test-send", "anna@weber.example")
    (got,) = server.accepted
    assert b"anna@weber.example" in got.raw
    assert bench.status()["planned"] == 1
    send(bench)
    ids = {email.message_from_bytes(d.raw)["Message-ID"] for d in server.accepted}
    assert len(ids) == 2


def test_doctor_and_store(bench, server):
    """Doctor finds nothing wrong with a good workspace, and says what is wrong with a bad one."""
    assert "127.0.0.1" in bench("doctor").out
    bench("store", "check")
    bench("store", "backup")
    bench.settings(f"port = {server.port}", "port = 1")
    bench("doctor", code=75)


def test_pages_hold_everything_and_load_nothing(bench, server):
    """Preview and report pages are self-contained and escape what a cell holds."""
    bench.people('m@x.example,Nora,"<b>Gut</b>",f,sie,de,2023,"<script>alert(1)</script>"')
    bench("preview", "--html", str(bench.root / "p.html"))
    send(bench)
    bench("report", "--html", str(bench.root / "r.html"))
    for name in ("p.html", "r.html"):
        page = (bench.root / name).read_text("utf-8")
        assert "<script" not in page
        assert "<b>Gut" not in page
        assert not re.search(r'(?:src|href)="(?!#)', page)


def test_status_csv_is_safe_in_a_spreadsheet(bench, server):
    """Cells that a spreadsheet would run are neutralised on the way out."""
    bench.people("f@x.example,=HYPERLINK(1),Gut,f,sie,de,2023,x")
    bench("contacts", "import")
    bench("status", "--csv", str(bench.root / "s.csv"))
    assert "\"'=HYPERLINK" in (bench.root / "s.csv").read_text("utf-8-sig")


def test_nobody_and_several(bench):
    """A piece of a name that means nobody, or several people, is asked back: 2."""
    bench.crowd(2)
    bench("contacts", "import")
    assert "niemand" in bench("why", "zzz", code=2).err
    assert "mehrere" in bench("why", "Nummer", code=2).err


@pytest.mark.parametrize("lang", ["de", "en"])
def test_help_speaks_both_languages(lang, capsys):
    """--help of every command is in the language asked for, without untranslated keys."""
    for command in (
        [],
        ["send"],
        ["preview"],
        ["contacts"],
        ["contacts", "check"],
        ["suppress"],
        ["store"],
    ):
        assert run(["--lang", lang, *command, "--help"]) == 0
        text = capsys.readouterr().out
        assert "help." not in text
    run(["--lang", lang, "send", "--help"])
    assert ("Beispiel" if lang == "de" else "Example") in capsys.readouterr().out
    words.use("en")


def test_outside_a_workspace(tmp_path, monkeypatch, capsys):
    """Without a workspace the first screen says how to begin, and commands say so: 78."""
    monkeypatch.chdir(tmp_path)
    assert run([]) == 0
    assert "outreach demo" in capsys.readouterr().out
    assert run(["send"]) == 78
    assert run(["nonsense"]) == 2


HEAVY = (
    "jinja2",
    "aiosmtplib",
    "icalendar",
    "rich",
    "asyncio",
    "markdown_it",
    "email_validator",
    "pydantic",
    "python_calamine",
)


def test_a_tick_with_nothing_due_stays_light(bench):
    """`send` with nothing due imports nothing heavy: cron starts it every minute."""
    bench("contacts", "import")
    code = (
        "import sys; from outreach.cli import run; code = run(sys.argv[1:]);"
        f"found = [m for m in {HEAVY!r} if m in sys.modules]; sys.exit(f'{{code}} {{found}}' if code or found else 0)"
    )
    import os
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", code, "--workspace", str(bench.root), "send"],
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_help_stays_light():
    """Help is a catalogue and a table: no letters, no mail, no calendar are loaded for it."""
    import os
    import subprocess
    import sys

    code = (
        "import sys; from outreach.cli import run; run(['--help']);"
        f"sys.exit(str([m for m in {(*HEAVY, 'jinja2', 'sqlite3', 'holidays')!r} if m in sys.modules] or ''))"
    )
    # A measuring run of coverage loads sqlite3 itself: what we load is seen without it.
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=bare
    )
    assert done.stderr.strip() == ""


def test_the_language_of_help_is_that_of_the_workspace(bench, monkeypatch):
    """Both ways to name a workspace are understood before anything is parsed."""
    from outreach.cli import guess_language

    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    for call in (["--workspace", str(bench.root), "--help"], [f"--workspace={bench.root}"]):
        assert guess_language(call) == "de"
    assert guess_language(["--help"]) == "en"


def test_the_legal_basis_of_the_settings_is_kept(bench, server):
    """What the settings say at the first yes stands in the ledger, with its reason, name and day."""
    bench.crowd(1)
    bench.settings('reason = ""', 'reason = "Kunden seit der Messe 2019"')
    bench("send", "--yes")
    import sqlite3

    db = sqlite3.connect(bench.root / ".outreach/state.db")
    (row,) = db.execute(
        "SELECT legal_basis, legal_reason, legal_by <> '', legal_at IS NOT NULL FROM campaign"
    )
    db.close()
    assert row == ("existing_customer", "Kunden seit der Messe 2019", 1, 1)


def test_a_wrong_password_is_tried_once(tmp_path, monkeypatch, capsys):
    """Wrong password: one attempt, exit 77, nothing sent, everybody still planned."""
    with MailServer() as server:
        bench = workbench(tmp_path, server.port)
        (bench.root / "ca.pem").write_bytes(server.ca_pem)
        bench.settings(
            'security = "none"\nauth = "none"',
            'security = "starttls"\nusername = "anna"\npassword = { env = "TEST_PW" }\nca_file = "ca.pem"',
        )
        bench.settings('host = "127.0.0.1"', 'host = "localhost"')
        bench.crowd(3)
        monkeypatch.setenv("TEST_PW", "wrong")
        result = send(bench, code=77)
        assert "Nichts wurde gesendet" in result.err or "nothing" in result.err.lower()
        assert len(server.auth_attempts) == 1
        assert server.accepted == []
        assert bench.status()["planned"] == 3
        monkeypatch.delenv("TEST_PW")
        assert "TEST_PW" in send(bench, code=78).err


def test_lists_in_excel(bench, server):
    """A list from Excel as cp1252 with semicolons is taken over and sent like any other."""
    text = "E-Mail;Anrede;Vorname;Nachname;Letzter Kontakt\r\nm@x.example;Herr;Jörg;Müller;31.12.2023\r\n"
    (bench.root / "contacts.csv").write_bytes(text.encode("cp1252"))
    send(bench)
    mail = email.message_from_bytes(server.accepted[0].raw, policy=policy.default)
    assert mail["To"].addresses[0].display_name == "Jörg Müller"
    assert mail.get_body(("plain",)).get_content().startswith("Guten Tag Herr Müller,")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "missing.pdf", "outreach.toml"]
)
def test_attachments_come_from_the_workspace_only(bench, server, name):
    """A letter that names a file elsewhere, a missing one or our own settings stops before mail one: 65."""
    letter = bench.root / "templates/long-silence.de-sie.md"
    letter.write_text(
        letter.read_text("utf-8").replace("step = 1", f'step = 1\nattachments = ["{name}"]'),
        "utf-8",
    )
    bench.crowd(2)
    send(bench, code=65)
    assert server.accepted == []


def test_a_policy_hold_is_lifted_by_a_person(bench, server):
    """Refused by a rule of the server: the person waits, tasks names the command, resume lifts it."""
    bench.people("data-554-5.7.1@x.example,Nora,Regel,f,sie,de,2023,Regen")
    send(bench)
    assert bench.status()["held"] == 1
    send(bench)
    assert "outreach resume data-554-5.7.1@x.example" in bench("tasks").out
    assert "Wieder geplante Briefe: 1" in bench("resume", "Regel").out
    assert bench.status()["planned"] == 1
