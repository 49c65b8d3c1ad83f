"""`outreach send` in front of a person: every question, every answer, and what is kept of it."""

import sqlite3
import sys

import pytest

from outreach.words import say
from tests.bench import workbench

if sys.platform == "win32":
    pytest.skip("a pseudo terminal is POSIX", allow_module_level=True)

from tests.e2e.terminal import CTRL_C, CTRL_D, Terminal

LANGUAGES = ["de", "en"]
YES = {"de": "j", "en": "y"}
BASIS = 'legal_basis = { value = "existing_customer", reason = "" }'
BASES = ["existing_customer", "contract", "personal", "consent", "other"]


@pytest.fixture(params=LANGUAGES)
def lang(request):
    if request.param != "de":
        # The same lines with other words.
        request.getfixturevalue("unmeasured")
    return request.param


@pytest.fixture
def bench(tmp_path, server, lang, capsys):
    """Three people, and nobody has said yet how they are known."""
    b = workbench(tmp_path, server.port)
    b.settings('language = "de"', f'language = "{lang}"')
    b.settings(BASIS, "")
    b.crowd(3)
    return b


def terminal(bench, *words):
    return Terminal("--workspace", str(bench.root), *words, LOGNAME="anna")


def kept(bench):
    """What the ledger holds of the decisions: (approvals, legal basis)."""
    with sqlite3.connect(bench.root / ".outreach/state.db") as db:
        approvals = db.execute("SELECT campaign, hash, by, at, people FROM approval").fetchall()
        basis = db.execute(
            "SELECT legal_basis, legal_reason, legal_by, legal_at FROM campaign"
        ).fetchone()
    db.close()
    return approvals, basis


def spoken(key, lang, **fields):
    return say(key, **fields).text(lang)


def to_approval(screen, lang, number="1"):
    """Answer everything that comes before the approval."""
    screen.answer(spoken("send.ask_number", lang), number)


def test_a_yes_sends_and_is_written_down(bench, server, lang):
    """Yes sends to all; the ledger keeps the approval's hash, user, time and number of people."""
    with terminal(bench, "send") as screen:
        to_approval(screen, lang)
        shown = screen.answer(spoken("send.approve_question", lang), YES[lang])
        code, rest = screen.end()
    assert code == 0
    assert spoken("send.stop_any_time", lang) in shown
    assert "anna@weber.example" in shown
    assert "Nummer0" in shown
    assert rest.count(spoken("cli.state_accepted", lang)) >= 3
    assert sorted(d.rcpt for d in server.accepted) == [f"p{i}@list.example" for i in range(3)]
    ((campaign, hash_, by, at, people),), basis = kept(bench)
    assert (campaign, by, people) == ("reconnect", "anna", 3)
    assert len(hash_) >= 32
    assert at
    assert basis[0] == "existing_customer"
    with terminal(bench, "send") as again:
        code, shown = again.end()
    assert (code, len(server.accepted)) == (0, 3), "what is approved is not asked again"
    assert spoken("send.nothing_due", lang) in shown


@pytest.mark.parametrize("answer", ["n", "", "x", CTRL_D], ids=["n", "Enter", "x", "Ctrl-D"])
def test_anything_but_yes_sends_nothing(bench, server, lang, answer):
    """n, Enter, another letter or the end of input: nothing goes, nothing is approved, exit 0."""
    with terminal(bench, "send") as screen:
        to_approval(screen, lang)
        screen.expect(spoken("send.approve_question", lang))
        screen.press(answer if answer == CTRL_D else f"{answer}\n")
        code, rest = screen.end()
    assert (code, server.accepted) == (0, [])
    assert spoken("send.nothing_sent", lang) in rest
    assert kept(bench)[0] == []
    assert bench("send", code=69).out == "", "and without a person it stays unapproved"
    assert server.accepted == []


def test_one_to_me_first(bench, server, lang):
    """[t] sends one marked letter to the sender and asks again; it counts for nothing."""
    question = spoken("send.approve_question", lang)
    with terminal(bench, "send") as screen:
        to_approval(screen, lang)
        screen.answer(question, "t")
        screen.answer(question, "n")
        code, _ = screen.end()
    assert code == 0
    assert [d.rcpt for d in server.accepted] == ["anna@weber.example"]
    assert bench.status()["planned"] == 3
    assert kept(bench)[0] == []


def test_a_look_first(bench, server, lang):
    """[v] shows whole letters and asks again; nothing has gone."""
    question = spoken("send.approve_question", lang)
    with terminal(bench, "send") as screen:
        to_approval(screen, lang)
        screen.answer(question, "v")
        shown = screen.answer(question, "n")
        code, _ = screen.end()
    assert (code, server.accepted) == (0, [])
    assert spoken("cli.subject", lang) in shown
    assert "Guten Tag Frau Nummer0," in shown
    assert kept(bench)[0] == []


def test_the_way_out_at_one_key(bench, lang):
    """A letter without a way out: preview offers the line and, at one key, puts it before the farewell."""
    letter = bench.root / "templates/long-silence.de-sie.md"
    head = letter.read_text("utf-8").partition("{{ salutation }}")[0]
    letter.write_text(f"{head}{{{{ salutation }}}},\n\nwie geht es Ihnen?\n\nGrüße\n", "utf-8")
    line = "Wenn Sie lieber keine Post mehr von mir möchten, genügt ein Wort."
    question = spoken("lint.offer_question", lang, path="templates/long-silence.de-sie.md")
    for answer, mended in (("", False), (YES[lang], True)):
        with terminal(bench, "preview") as screen:
            assert f"{line}\n" in screen.answer(question, answer)
            assert screen.end()[0] == 0
        assert (f"Ihnen?\n\n{line}\n\nGrüße\n" in letter.read_text("utf-8")) == mended
    with terminal(bench, "preview") as screen:
        code, shown = screen.end()
    assert (code, question in shown) == (0, False)


WARNED = {
    "de": ("„Hiobsbotschaft“ malt schwarz.", "Was Sie sich ansehen möchten"),
    "en": ("“Hiobsbotschaft” paints it black.", "What you may want to look at"),
}


def test_what_to_look_at_is_said_before_the_yes(bench, server, lang):
    """A warning stands before the question, each kind once with its place, hint and number of letters."""
    letter = bench.root / "templates/long-silence.de-sie.md"
    text = letter.read_text("utf-8")
    text = text.replace("Herzliche Grüße", "Es war eine Hiobsbotschaft.\n\nHerzliche Grüße")
    letter.write_text(text, "utf-8")
    line = text[: text.index("Hiobsbotschaft")].count("\n") + 1
    with terminal(bench, "send") as screen:
        to_approval(screen, lang)
        shown = screen.answer(spoken("send.approve_question", lang), YES[lang])
        assert screen.end()[0] == 0
    warned, head = WARNED[lang]
    assert head in shown
    assert shown.count("Hiobsbotschaft") == 1
    assert f"templates/long-silence.de-sie.md:{line}  G3  {warned}" in shown
    assert spoken("lint.warned_in", lang, n=3, total=3) in shown
    assert len(server.accepted) == 3, "a warning stops nobody"


def test_too_few_times_for_so_many_letters_is_said_before_the_yes(bench, lang):
    """Letters × 3 × the share that says yes, over the times that are free, above three quarters."""
    with (bench.root / "outreach.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[booking]\nhours = { do = "10:00-11:00" }\nhorizon = "8 days"\nacceptance = 0.5\n'
        )
    words = ("--workspace", str(bench.root), "send")
    with Terminal(*words, LOGNAME="anna", OUTREACH_NOW="2026-11-24T09:00:00+01:00") as screen:
        to_approval(screen, lang)
        shown = screen.answer(spoken("send.approve_question", lang), "n")
        screen.end()
    assert spoken("calls.crowded", lang, people=3, slots=3) in " ".join(shown.split())


def test_many_warnings_leave_room_for_the_question(bench, lang):
    """Of many kinds the first six are shown and the rest counted."""
    letter = bench.root / "templates/long-silence.de-sie.md"
    text = letter.read_text("utf-8")
    doom = ". ".join(f"Hiobsbotschaft{n}" for n in range(9))
    letter.write_text(text.replace("Herzliche Grüße", f"{doom}.\n\nHerzliche Grüße"), "utf-8")
    with terminal(bench, "send") as screen:
        to_approval(screen, lang)
        shown = screen.answer(spoken("send.approve_question", lang), "n")
        screen.end()
    assert shown.count("Hiobsbotschaft") == 6
    assert f"  {spoken('send.and_more', lang, n=3)}\n" in shown


def test_nothing_to_look_at_is_not_said(bench, lang):
    """Where nothing was found, the question comes without a word about it."""
    with terminal(bench, "send") as screen:
        to_approval(screen, lang)
        shown = screen.answer(spoken("send.approve_question", lang), "n")
        screen.end()
    assert WARNED[lang][1] not in shown


def test_ctrl_c_at_a_question(bench, server, lang):
    """Ctrl-C at the approval ends with 130 and without a traceback; nothing went or was approved."""
    with terminal(bench, "send") as screen:
        to_approval(screen, lang)
        screen.expect(spoken("send.approve_question", lang))
        screen.press(CTRL_C)
        code, rest = screen.end()
    assert code == 130
    assert "Traceback" not in rest
    assert (server.accepted, kept(bench)[0]) == ([], [])
    with terminal(bench, "send", "--limit", "1") as again:
        again.answer(spoken("send.approve_question", lang), YES[lang])
        assert again.end()[0] == 0
    assert len(server.accepted) == 1, "the run lock was given back"


@pytest.mark.parametrize("number", range(1, 6), ids=BASES)
def test_how_these_people_are_known(bench, server, lang, number):
    """Each answer is stored with name and time; a wrong one is asked again; other wants its reason."""
    base = BASES[number - 1]
    reason = "wir sangen im selben Chor – Ärger gab es nie" if base == "other" else ""
    ask = spoken("send.ask_number", lang)
    with terminal(bench, "send") as screen:
        shown = screen.answer(ask, "9")
        screen.answer(ask, "ja")
        screen.answer(ask, str(number))
        if reason:
            screen.answer(spoken("send.ask_why", lang), reason)
        screen.answer(spoken("send.approve_question", lang), "n")
        assert screen.end()[0] == 0
    assert spoken("send.ask_basis", lang, n=3) in shown
    assert all(spoken(f"send.basis_{b}", lang) in shown for b in BASES)
    stored, why, by, at = kept(bench)[1]
    assert (stored, why, by) == (base, reason, "anna")
    assert at
    with terminal(bench, "send") as again:
        seen = again.answer(spoken("send.approve_question", lang), "n")
        again.end()
    assert ask not in seen, "it is asked once per list"


def test_no_answer_on_how_people_are_known(bench, server, lang):
    """Enter instead of a number ends the run: nothing is stored, nothing goes, exit 69."""
    with terminal(bench, "send") as screen:
        screen.answer(spoken("send.ask_number", lang), "")
        code, _ = screen.end()
    assert (code, server.accepted) == (69, [])
    assert kept(bench)[1][0] == ""


def aside(bench):
    row = "p{0}@list.example,Nora,Nummer{0},f,sie,de,2023-05-04,Regen"
    bench.people(row.format(0), row.format(1), "a@x.example; b@x.example,Zwei,Adressen,,,,,")


def test_rows_set_aside_are_asked_about(bench, server, lang):
    """One bad row: the question names the numbers and the file; yes goes on, the rest is not lost."""
    aside(bench)
    question = spoken("send.aside_one", lang, n=1, people=2, total=3, file="contacts.aside.csv")
    with terminal(bench, "send") as screen:
        screen.answer(spoken("send.go_on", lang, question=question), YES[lang])
        to_approval(screen, lang)
        screen.answer(spoken("send.approve_question", lang), YES[lang])
        assert screen.end()[0] == 0
    assert len(server.accepted) == 2
    assert (bench.root / "contacts.aside.csv").exists()


@pytest.mark.parametrize("answer", ["n", ""])
def test_rows_set_aside_and_no(bench, server, lang, answer):
    """No (or Enter): exit 65, nothing goes, nothing is approved."""
    aside(bench)
    with terminal(bench, "send") as screen:
        screen.answer(spoken("send.go_on", lang, question="").strip(), answer)
        assert screen.end()[0] == 65
    assert (server.accepted, kept(bench)[0]) == ([], [])


def test_a_no_to_rows_set_aside_is_not_forgotten(bench, server):
    """Until somebody says yes, every run refuses: the second as the first."""
    bench.settings('contacts = "contacts.csv"', f'contacts = "contacts.csv"\n{BASIS}')
    aside(bench)
    for _ in range(2):
        bench("send", "--yes", code=65)
    assert server.accepted == []


def test_colour_only_on_a_terminal(bench):
    """On a terminal the next command is coloured; with NO_COLOR, on a dumb one, in a pipe it is not."""
    words = ("--workspace", str(bench.root), "status")
    for env, coloured in (
        ({"TERM": "xterm", "NO_COLOR": None}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb", "NO_COLOR": None}, False),
    ):
        with Terminal(*words, **env) as screen:
            assert ("\x1b[32m" in screen.end()[1]) == coloured, env
    assert "\x1b" not in bench("status").out


def test_init_asks_for_a_sender_and_takes_no_example(tmp_path, lang):
    """On a terminal init asks name, address and form; Enter never signs with somebody else's name."""
    where = ("--lang", lang, "init", str(tmp_path / "w"))
    with Terminal(*where) as screen:
        screen.answer(spoken("cli.ask_name", lang), "")
        code, rest = screen.end()
    assert code == 2
    assert spoken("cli.ask_again", lang) in rest
    assert not (tmp_path / "w").exists()
    with Terminal(*where) as screen:
        screen.answer(spoken("cli.ask_name", lang), "Jörg Müller")
        screen.answer(spoken("cli.ask_email", lang), "joerg@gmx.de")
        screen.answer(spoken(f"cli.ask_register_{lang}", lang), "")
        screen.answer(spoken("letters.ask_number", lang), "4")
        screen.answer(spoken("letters.ask_phrase", lang)[:40], 'viel war "anders" dort')
        screen.answer(spoken("letters.ask_story", lang)[:40], "")
        assert screen.end()[0] == 0
    settings = (tmp_path / "w/outreach.toml").read_text("utf-8")
    assert 'name = "Jörg Müller"' in settings
    assert 'email = "joerg@gmx.de"' in settings
    assert 'situation = "restructuring"' in settings
    assert 'situation_phrase = "viel war \\"anders\\" dort"' in settings
    assert (tmp_path / "w/templates/hard-times.de-sie.md").is_file()
