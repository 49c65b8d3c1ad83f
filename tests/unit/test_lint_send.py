"""The rules of kindness on the way out: what stops a letter, whose, when, and how that is told."""

import json

import pytest

import outreach.lint
from outreach.store import Store
from tests.bench import workbench
from tests.rehearsal import MONDAY, rehearsal
from tests.unit.test_page import parse

HEAD = "email,first_name,last_name,gender,register,language,last_contact,shared_memory,help_offer"
LETTER = "templates/long-silence.de-sie.md"
GREETINGS = "Herzliche Grüße\n"
URGENT = "Nur noch bis Freitag.\n\n"
SALE = "20 % Rabatt bis Freitag"
KIND = "eine Stunde am Telefon"
#: After the minute of the first letters of a rehearsal that began on MONDAY.
WRITING, LATER = "2027-05-04T09:15:00+02:00", "2027-05-04T09:40:00+02:00"
#: A letter as somebody pastes it from their own mail: nothing in it is declared.
PASTED = """+++
id = "long-silence.de-sie"
lang = "de"
register = "sie"
step = 1
subject = "Lange her"
+++
{{{{ salutation }}}},

unser letztes Gespräch ist lange her. Wie geht es Ihnen?{way_out}

Herzliche Grüße
"""
OWN = """id = "G11.fortune"
guideline = "G11"
kind = "existence"
level = "error"
phrases = ["Glückskeks"]
message = { en = "“{match}” is not for letters.", de = "„{match}“ gehört in keinen Brief." }
hint = { en = "Leave it out.", de = "Bitte weglassen." }
why = { en = "House rule.", de = "Hausregel." }

[examples]
bad = ["Ein Glückskeks.", "Glückskeks!"]
good = ["Ein Keks.", "Glück."]
"""


@pytest.fixture
def bench(tmp_path, server):
    """One letter each, without a pace."""
    return workbench(tmp_path, server.port)


@pytest.fixture
def made(tmp_path, server, monkeypatch):
    """One letter each at human pace, on a Monday morning."""
    made = rehearsal(tmp_path, server.port, monkeypatch)
    made.settings('\n  { template = "nudge", after = "10 business days", thread = "same" },', "")
    return made


def people(bench, *offers, last="2023-05-04"):
    """One person for each offer of help: Kraus, Huber, Vogt."""
    rows = [
        f"{name.lower()}@{name.lower()}.example,Nora,{name},f,sie,de,{last},den Regen,{offer}"
        for name, offer in zip(("Kraus", "Huber", "Vogt"), offers, strict=False)
    ]
    (bench.root / "contacts.csv").write_text("\r\n".join([HEAD, *rows, ""]), "utf-8", newline="")


def letter(bench, text):
    (bench.root / LETTER).write_text(text, "utf-8")


def edit(bench, old, new):
    text = (bench.root / LETTER).read_text("utf-8")
    assert old in text
    letter(bench, text.replace(old, new))


def line_of(bench, words):
    lines = (bench.root / LETTER).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if words in line)


def rule(bench, text, name="own.toml"):
    folder = bench.root / "rules"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    if "[lint]" not in (bench.root / "outreach.toml").read_text("utf-8"):
        bench.settings("[schedule]", '[lint]\nextend = ["rules"]\n\n[schedule]')


def went(server):
    return sorted(d.rcpt.partition("@")[0] for d in server.accepted)


def row(bench, name):
    with Store(bench.root / ".outreach/state.db") as store:
        (send,) = store.sends_to(f"{name}@{name}.example")
        return send


# -- what is wrong in the letter itself --------------------------------------------------------


def test_a_letter_that_presses_stops_everything(bench, server):
    """An error in a letter: 69 with file, line, finding and hint; nothing claimed; mended, it goes."""
    people(bench, KIND, KIND)
    edit(bench, GREETINGS, URGENT + GREETINGS)
    refused = bench("send", "--yes", code=69).err
    place = f"{LETTER}:{line_of(bench, 'Nur noch bis')}"
    (told,) = [line for line in refused.splitlines() if place in line]
    assert "„Nur noch bis Freitag“ drängt." in told
    assert "wann immer es Ihnen passt" in told
    assert "outreach lint" in refused
    assert bench.status() == bench.status() | {"planned": 2, "sending": 0, "accepted": 0}
    assert server.accepted == []
    bench("send", code=69)
    assert server.accepted == [], "and nothing was approved by the way"
    edit(bench, URGENT, "")
    bench("send", "--yes")
    assert went(server) == ["huber", "kraus"]


def test_a_letter_nobody_gets_stops_nobody(bench, server):
    """An error in a letter of another occasion is that letter's; those who are written to go."""
    people(bench, KIND)
    other = bench.root / "templates/nudge.de-sie.md"
    text = other.read_text("utf-8").replace("Herzliche Grüße", URGENT + "Herzliche Grüße")
    other.write_text(text, "utf-8")
    bench("send", "--yes")
    assert went(server) == ["kraus"]


def test_a_pasted_letter_needs_a_way_out(bench, server):
    """Text without declared parts and without a way out: 69; with one sentence more it goes."""
    people(bench, KIND)
    letter(bench, PASTED.format(way_out=""))
    refused = bench("send", "--yes", code=69).err
    assert "Es steht nicht da, wie man keine Mails mehr bekommt." in refused
    assert "genügt ein Wort.“ Zum Hineinkopieren in den Brief: Wenn Sie lieber" in " ".join(
        refused.split()
    )
    assert "outreach lint explain G17" in refused
    assert f"{LETTER}:" in refused
    assert (server.accepted, bench.status()["planned"]) == ([], 1)
    letter(bench, PASTED.format(way_out=" Wenn Sie keine Post mehr möchten, genügt ein Wort."))
    bench("send", "--yes")
    assert went(server) == ["kraus"]


def test_a_way_out_is_offered_to_copy(bench):
    """Preview shows the sentence on a line of its own, as the letter's language and form want it."""
    people(bench, KIND)
    letter(bench, PASTED.format(way_out=""))
    line = "Wenn Sie lieber keine Post mehr von mir möchten, genügt ein Wort."
    assert line in bench("--lang", "en", "preview").out.splitlines()
    bench("preview", "--html", str(bench.root / "p.html"))
    assert f"Zum Hineinkopieren in den Brief: {line}" in (bench.root / "p.html").read_text("utf-8")
    letter(bench, PASTED.format(way_out=f" {line}"))
    assert line not in bench("preview").out.splitlines()
    bench("send", "--yes")


def test_a_way_out_that_only_some_letters_have(bench, server):
    """Where the way out hangs on a cell, those whose letter lacks it are held, and it is said."""
    people(bench, KIND, "")
    way_out = " {% if help_offer %}Wenn Sie keine Post mehr möchten, genügt ein Wort.{% endif %}"
    letter(bench, PASTED.format(way_out=way_out))
    bench("send", "--yes")
    assert went(server) == ["kraus"]
    assert "dem Brief fehlt etwas, das in jeden gehört: G17.way_out" in bench("why", "huber").out


def test_an_allowance_counts_with_its_reason(bench, server):
    """A line allowed with a reason goes, in the letter and in everybody's; without one it is 69."""
    people(bench, KIND, KIND)
    edit(bench, GREETINGS, "{# outreach: allow G11.urgency #}\n" + URGENT + GREETINGS)
    assert "outreach lint explain" in bench("send", "--yes", code=69).err
    edit(bench, "G11.urgency #}", 'G11.urgency reason="die Öffnungszeit, kein Druck" #}')
    bench("send", "--yes")
    assert went(server) == ["huber", "kraus"]
    assert all(b"Nur noch bis Freitag" in d.raw for d in server.accepted)
    assert all("Öffnungszeit".encode() not in d.raw for d in server.accepted)


# -- what is wrong in one person's letter ------------------------------------------------------


def test_a_cell_that_sells_holds_one_person(bench, server):
    """A selling cell holds its person only; tasks and why say what and where; mended, it goes."""
    people(bench, KIND, SALE, KIND)
    dry = bench("send", "--dry-run").out
    assert "1  im Brief steht etwas, das in keinen Brief gehört\n" in dry
    assert "Huber" not in dry
    assert "im Brief steht" in bench("send", "--yes").out + bench("status").out
    assert went(server) == ["kraus", "vogt"]
    assert (row(bench, "huber").state, row(bench, "huber").rule) == ("held", "lint")
    what = "im Brief steht etwas, das in keinen Brief gehört: 20 % Rabatt (G11.discount)"
    task = bench("tasks").out
    assert what in task
    assert "outreach preview huber@huber.example" in task
    assert "contacts.csv, Zeile 3" in task
    assert what in bench("why", "huber").out
    assert "„20 % Rabatt“ lockt mit einem Preis." in bench("preview", "huber").out
    people(bench, KIND, KIND, KIND)
    bench("send", "--yes")
    assert went(server) == ["huber", "kraus", "vogt"]
    assert row(bench, "huber").state == "accepted"


def test_a_hold_is_of_no_language(bench):
    """Whichever language the screen speaks, a letter is held once and not anew each time."""
    people(bench, SALE)
    for lang in ("de", "en", "de"):
        bench("--lang", lang, "send", "--dry-run")
        bench("--lang", lang, "plan")
    history = bench("why", "kraus", "--json").lines[0]["history"]
    assert len(history) == 1
    assert "something no letter should: 20 % Rabatt" in bench("--lang", "en", "why", "kraus").out


def test_a_finding_of_the_preview_says_everything(bench):
    """With preview --json: rule, level, message, hint and line of each finding; also where none is made."""
    people(bench, KIND, SALE)
    clean, sells = bench("preview", "--json").lines
    assert clean["findings"] == []
    found = next(f for f in sells["findings"] if f["rule"] == "G11.discount")
    assert (found["level"], found["match"], found["path"]) == ("error", "20 % Rabatt", LETTER)
    assert found["message"] == "„20 % Rabatt“ lockt mit einem Preis."
    assert found["hint"].startswith("Das verkauft.")
    assert found["line"] == line_of(bench, "{{ help_offer }}")
    path = bench.root / "contacts.csv"
    path.write_text(path.read_text("utf-8").replace("Nora,Kraus,f", ",,"), "utf-8", newline="")
    held = bench("preview", "--json").lines[0]["findings"]
    assert [(set(f), f["rule"], f["level"]) for f in held] == [(set(found), "no_greeting", "error")]


def test_the_page_shows_findings_at_their_words(bench):
    """Preview --html: each finding beside the line of the letter it is about; a cell stays text."""
    people(bench, "<b>Win-win</b> & Co", KIND)
    edit(bench, "Wie geht es Ihnen", "Ein Win-win war es nicht. Wie geht es Ihnen")
    bench("preview", "--html", str(bench.root / "p.html"))
    tree = parse((bench.root / "p.html").read_text("utf-8"))
    kraus, huber = tree.all("div", kind="letter")
    lines = [p.text for f in kraus.all("div", kind="found") for p in f.children if p.tag == "p"]
    assert lines[0].startswith("Ein Win-win war es nicht. Wie geht es Ihnen")
    assert lines[1].endswith("<b>Win-win</b> & Co.")
    assert [m.text for m in kraus.all("mark")] == ["Win-win", "Win-win"]
    assert [m.text for m in huber.all("mark")] == ["Win-win"]
    assert "„Win-win“ erzählt von Ihrem Produkt" in next(huber.all("aside")).text
    assert next(tree.all("p", kind="noted")).text == "2 Briefe haben Hinweise"


def test_own_rules_and_settings_count(bench, server):
    """An own rule stops a letter; switched off or lowered in the settings, it does not."""
    rule(bench, OWN)
    people(bench, KIND)
    edit(bench, GREETINGS, "Zum Schluss ein Glückskeks.\n\n" + GREETINGS)
    said = bench("send", "--yes", code=69).err
    assert "„Glückskeks“ gehört in keinen Brief. – Bitte weglassen." in said
    extend = 'extend = ["rules"]'
    bench.settings(extend, f'{extend}\ndisable = ["G11.fortune"]')
    bench("send", "--dry-run")
    bench.settings('disable = ["G11.fortune"]', 'level = { "G11.fortune" = "warning" }')
    (line,) = bench("preview", "--json").lines
    assert ("G11.fortune", "warning") in [(f["rule"], f["level"]) for f in line["findings"]]
    bench("send", "--yes")
    assert went(server) == ["kraus"]


def test_a_setting_that_raises_a_rule_counts(bench, server):
    """A warning made an error in the settings stops the letter."""
    people(bench, KIND)
    edit(bench, GREETINGS, "Es gab eine Hiobsbotschaft nach der anderen.\n\n" + GREETINGS)
    bench.settings("[schedule]", '[lint]\nlevel = { "G3.doom" = "error" }\n\n[schedule]')
    assert "Hiobsbotschaft" in bench("send", "--yes", code=69).err
    assert server.accepted == []


def test_warnings_never_stop_a_yes(bench, server):
    """What one may want to look at is no reason to wait: --yes sends, and says nothing of it."""
    people(bench, KIND, KIND)
    edit(bench, GREETINGS, "Es gab eine Hiobsbotschaft nach der anderen.\n\n" + GREETINGS)
    said = bench("send", "--yes")
    assert went(server) == ["huber", "kraus"]
    assert "Hiobsbotschaft" not in said.out + said.err


# -- between the yes and the minute ------------------------------------------------------------


def test_a_cell_changed_after_the_yes_is_read_again(made, server):
    """A cell that sells since the yes: held when its turn comes, the others go; mended, it goes."""
    people(made, KIND, KIND)
    made("send", "--yes", at=MONDAY)
    people(made, SALE, KIND)
    made("send", "--wait", "--quiet", at=WRITING)
    assert went(server) == ["huber"]
    assert (row(made, "kraus").state, row(made, "kraus").rule) == ("held", "lint")
    people(made, KIND, KIND)
    made("send", "--wait", "--quiet", at="2027-05-05T08:00:00+02:00")
    assert went(server) == ["huber", "kraus"]


def test_a_letter_is_read_once(made, server, monkeypatch):
    """Between the yes and its minute only the gap grows: neither words nor rules are read again."""
    people(made, KIND, KIND, last="2025-05-04")
    made("send", "--yes", at=MONDAY)
    texts = [made("preview", "--json", "--at", at).lines[0]["text"] for at in (MONDAY, WRITING)]
    assert "fast zwei Jahre" in texts[0]
    assert "fast" not in texts[1]
    linted = row(made, "kraus").linted
    assert linted

    def read_again(*_args, **_more):
        raise AssertionError

    monkeypatch.setattr(outreach.lint, "lint_draft", read_again)
    monkeypatch.setattr(outreach.lint, "rulebook", read_again)
    made("send", "--wait", at=WRITING)
    assert went(server) == ["huber", "kraus"]
    assert row(made, "kraus").linted == linted


def test_a_letter_changed_for_the_worse_stops_its_own_mailbox(made, server):
    """A letter that presses since the yes: nothing of it goes, 69; another mailbox writes on."""
    made.second_campaign(server.port)
    for letter_ in (made.root / "templates").glob("long-silence.*"):
        text = letter_.read_text("utf-8").replace("long-silence.", "other.")
        letter_.with_name(letter_.name.replace("long-silence", "other")).write_text(text, "utf-8")
    text = (made.root / "outreach.toml").read_text("utf-8")
    text = text.replace('{ template = "long-silence" }]', '{ template = "other" }]')
    (made.root / "outreach.toml").write_text(text, "utf-8")
    people(made, KIND, KIND)
    made("send", "--yes", at=MONDAY)
    edit(made, GREETINGS, URGENT + GREETINGS)
    refused = made("send", "--wait", at="2027-05-04T08:00:00+02:00", code=69).err
    assert "„Nur noch bis Freitag“ drängt." in refused
    assert went(server) == ["q0", "q1", "q2"]


@pytest.mark.parametrize("changed", ["cell", "rules", "situation"])
def test_what_a_check_holds_for(made, monkeypatch, changed):
    """Another cell, other rules or another situation: each asks for a new look, and only once."""
    people(made, KIND, KIND)
    made("send", "--yes", at=MONDAY)
    if changed == "cell":
        people(made, "zwei Stunden am Telefon", KIND)
    elif changed == "rules":
        made.settings("[schedule]", '[lint]\ndisable = ["G3.doom"]\n\n[schedule]')
    else:
        made.settings("steps = [", 'situation = "crisis_general"\nsteps = [')
    read = []
    lint_draft = outreach.lint.lint_draft

    def counted(*args, **more):
        read.append(more["contact"].partition("@")[0])
        return lint_draft(*args, **more)

    monkeypatch.setattr(outreach.lint, "lint_draft", counted)
    for _ in range(2):
        made("send", "--dry-run")
    assert sorted(read) == (["kraus"] if changed == "cell" else ["huber", "kraus"])


def test_every_change_of_the_rules_is_seen(bench):
    """A changed list of one's own, a rule, each setting: letters in order are looked at again."""
    rule(bench, OWN)
    people(bench, KIND)
    seen = set()
    lists = bench.root / "rules/lexicon/de"
    for change in (
        lambda: None,
        lambda: rule(bench, OWN.replace("Glückskeks", "Glücksbringer")),
        lambda: lists.mkdir(parents=True) or (lists / "doom.txt").write_text("gar nicht gut\n"),
        lambda: (lists / "doom.txt").write_text("gar nicht schön\n"),
        lambda: bench.settings("[lint]", '[lint]\nallow_caps = ["DRK"]'),
        lambda: bench.settings("[lint]", '[lint]\nown_products = ["Terra"]'),
        lambda: bench.settings("[lint]", '[lint]\ndisable = ["G3.doom"]'),
        lambda: bench.settings("[lint]", '[lint]\nlevel = { "G9.jab" = "error" }'),
    ):
        change()
        bench("send", "--dry-run")
        seen.add(row(bench, "kraus").linted.split()[0])
    assert len(seen) == 8
    linted = row(bench, "kraus").linted
    bench("send", "--dry-run")
    assert row(bench, "kraus").linted == linted


def test_the_ledger_keeps_what_was_found(bench):
    """With each letter stands the hash of its words and its kinds of warnings, an example of each once."""
    people(bench, KIND, "die Hiobsbotschaft vom letzten Mal")
    edit(bench, GREETINGS, "Kein Ende in Sicht.\n\n" + GREETINGS)
    bench("send", "--dry-run")
    kinds = [row(bench, name).linted.split()[1:] for name in ("kraus", "huber")]
    assert [len(k) for k in kinds] == [1, 2]
    with Store(bench.root / ".outreach/state.db") as store:
        known = json.loads(store.findings("reconnect"))
    assert set(known) == set(kinds[1])
    assert {k["rule"] for k in known.values()} == {"G3.doom"}
    assert all(k["en"] and k["de"] and k["hint_de"] for k in known.values())


def test_warnings_are_told_by_their_words(bench):
    """Two cells that say different things at one place are two kinds, each with its own count."""
    from outreach import campaign
    from outreach.cli import context

    people(bench, "die Hiobsbotschaft", "die Hiobsbotschaft", "kein Ende in Sicht")
    bench("send", "--dry-run")
    edit(bench, GREETINGS, "Ein Win-win.\n\n" + GREETINGS)
    bench("send", "--dry-run")
    with context.jobs(None) as (job,):
        told = [(example["match"], n) for example, n in campaign.warnings(job)]
    assert told == [("Win-win", 3), ("Hiobsbotschaft", 2), ("kein Ende in Sicht", 1)]
