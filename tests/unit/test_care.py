"""Flags, situations, owed answers, the help menu and shared facts: who gets which letter, or none."""

import io
import tomllib
from datetime import date
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.cli import remembering
from outreach.config import Campaign, Mailbox, settings_hash
from outreach.config.offers import read_menu
from outreach.contacts import flags, situation
from outreach.contacts.care import flag_words, situation_words
from outreach.errors import ConfigError
from outreach.merge.offers import Offer, offers_for
from outreach.model import GATES, SITUATIONS, Contact, Sender
from outreach.phrases import remembered
from outreach.store import Store
from tests.rehearsal import MONDAY, SECOND_DAY, STEP, TUESDAY, after, rehearsal

#: After the minute of the first letter, so that a single run looks at it.
WRITING = "2027-05-04T09:15:00+02:00"
HEAD = "email;vorname;nachname;geschlecht;firma;region;letzter_kontakt;erinnerung;merkmale;lage;wer_schrieb_zuletzt\r\n"
APOLOGY = """+++
id = "{letter}.de-sie"
lang = "de"
register = "sie"
step = 1
subject = "Betreff {letter}"
+++
{{{{ salutation }}}},

dies ist der Brief {letter}. {{% move "memory" %}}An eines denke ich noch: {{{{ shared_memory }}}}.{{% endmove %}} {{% move "help" %}}Falls Sie es brauchen: {{{{ help_offer }}}}.{{% endmove %}} {{% move "way_out" %}}Wenn Sie lieber keine Post mehr möchten, genügt ein Wort.{{% endmove %}}

Herzliche Grüße
"""


@pytest.fixture
def made(tmp_path, server, monkeypatch):
    """Two steps, human pace, Monday morning."""
    return rehearsal(tmp_path, server.port, monkeypatch)


def people(made, *rows):
    """Rows of name, shared fact, flags, situation, who wrote last; each of a firm of their own."""
    lines = []
    for name, memory, flag, lage, last in rows:
        address = f"{name.lower()}@{name.lower()}.example"
        lines.append(
            f"{address};Nora;{name};f;Firma {name};DE-BY;2023-05-04;{memory};{flag};{lage};{last}"
        )
    text = HEAD + "".join(f"{line}\r\n" for line in lines)
    (made.root / "contacts.csv").write_text(text, "utf-8", newline="")


def letter(made, name):
    (made.root / f"templates/{name}.de-sie.md").write_text(APOLOGY.format(letter=name), "utf-8")


def states(made, name):
    with Store(made.root / ".outreach/state.db") as store:
        return [(s.state, s.rule, s.detail) for s in store.sends_to(f"{name}@{name}.example")]


def went(server):
    return [d.rcpt for d in server.accepted]


# -- words of a list ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "known"),
    [
        ("Beschwerde offen", ("complaint",)),
        ("complaint; dunning", ("complaint", "dunning")),
        ("Mahnung,Inkasso", ("dunning",)),
        ("RECHTSSTREIT / Insolvenz", ("dispute", "insolvency")),
        ("schwer krank seit 2023", ("illness",)),
        ("Trauerfall in der Familie", ("bereavement",)),
        ("offene Rechnung", ("dunning",)),
        ("Beschwrde", ("complaint",)),
        ("keine Beschwerde", ("complaint",)),
        ("x " * 5000 + "Beschwerde", ("complaint",)),
        ("keine", ()),
        ("-", ()),
        ("VIP", ()),
    ],
)
def test_flags_are_understood_in_both_languages(cell, known):
    """Words of both languages, several in a cell, with a slip or beside others, are flags."""
    assert flags(cell).known == known


def test_unknown_flags_are_told_and_slips_too(made):
    """A word that is no flag is warned about by `contacts check`, a misspelt one is read and told."""
    people(made, ("Kraus", "", "VIP", "", ""), ("Huber", "", "Beschwrde", "", ""))
    said = made("contacts", "check").out
    assert "als Merkmal unbekannt und ohne Wirkung: vip. Bekannt: Trauerfall" in said
    assert "„beschwrde“ gilt als: Beschwerde" in said


@pytest.mark.parametrize(
    ("cell", "known"),
    [
        ("keine", "none"), ("None", "none"), ("Krise", "crisis_general"), ("Entlassungen", "layoffs"),
        ("Umstrukturierung", "restructuring"), ("Energiepreise", "inflation_energy"),
        ("Hochwasser", "flood_disaster"), ("Hochwasser in Passau", "flood_disaster"),
        ("gute Nachricht", "good_news"), ("Krankheit", "illness_known"),
        ("Trauerfall", "bereavement_known"), ("Umstrukturierung und Trauerfall", "bereavement_known"),
        ("gute Nachricht nach dem Hochwasser", "flood_disaster"), ("keine Entlassungen", None), ("Scheidung", None), ("bereavement_known", "bereavement_known"),
    ],
)  # fmt: skip
def test_situations_are_understood_in_both_languages(cell, known):
    """German and English words mean a situation, the gravest of several; a denial means none."""
    assert situation(cell) == known


def test_the_words_of_the_data_file_are_ours():
    """gate.toml knows every flag and situation of the model, and its words are folded ones."""
    table = tomllib.loads((resources.files("outreach.data") / "gate.toml").read_text("utf-8"))
    assert set(table["flags"]) == set(GATES)
    assert set(table["situations"]) == set(SITUATIONS)
    for word in flag_words():
        assert flags(word.replace("_", " ")).known, word
    for word in situation_words():
        assert situation(word.replace("_", " ").upper()), word


@given(st.text(max_size=80))
def test_any_cell_is_read_without_harm(text):
    """Whatever stands in a cell: no exception, and only flags and situations we know come out."""
    assert set(flags(text).known) <= set(GATES)
    assert situation(text) in (None, *SITUATIONS)


# -- the gate -----------------------------------------------------------------------------------


def test_a_flag_keeps_a_person_from_everything_that_goes_by_itself(made, server):
    """--yes, --set-aside, resume of person and campaign: nothing lifts it, and each says why."""
    people(made, ("Kraus", "Regen", "Beschwerde", "", ""), ("Huber", "Regen", "", "", ""))
    made("send", "--yes", "--set-aside", at=MONDAY)
    gate = [("held", "gate", "complaint")] * 2
    assert states(made, "kraus") == gate
    said = made("resume", "kraus").out
    assert "Nora Kraus bleibt zurückgestellt: Beschwerde." in said
    assert "contacts.csv, Zeile 2" in said
    made("pause")
    made("resume", "--yes")
    made("stop", "--reason", "x")
    made("resume", "--yes")
    made("send", "--yes", "--set-aside")
    assert states(made, "kraus") == gate
    made("send", "--wait", at=TUESDAY)
    assert went(server) == ["huber@huber.example"]
    assert states(made, "kraus") == gate


def test_the_task_names_the_reason_and_the_brief(made):
    """tasks: one entry for the person, in words, with the brief as its command; why says the same."""
    people(made, ("Kraus", "Regen", "Beschwerde, Mahnung", "", ""))
    made("send", "--yes")
    said = made("tasks").out
    assert said.count("Nora Kraus") == 1
    assert "Beschwerde, Mahnung: bitte selbst schreiben oder anrufen" in said
    assert "outreach brief kraus@kraus.example" in said
    assert "Beschwerde, Mahnung: bitte selbst" in made("why", "kraus").out


def test_a_flag_added_after_the_opener_stops_the_second_letter(made, server):
    """The list is read anew before the second letter: it is held, and goes to the others."""
    rows = [("Kraus", "Regen", "", "", ""), ("Huber", "Regen", "", "", "")]
    people(made, *rows)
    made("send", "--yes", at=MONDAY)
    made("send", "--wait", at=TUESDAY)
    assert len(went(server)) == 2
    people(made, ("Kraus", "Regen", "Trauerfall", "", ""), rows[1])
    made("inbox", "--done", at="2027-05-19T08:00:00+02:00")
    made("send")
    made("inbox", "--done", at=SECOND_DAY)
    made("send", "--wait")
    assert went(server)[2:] == ["huber@huber.example"]
    assert states(made, "kraus")[1] == ("held", "gate", "bereavement")


def test_taking_the_flag_out_releases_that_person_only(made, server):
    """The flag gone from the list: the next check releases the person, and nobody else."""
    people(made, ("Kraus", "Regen", "Beschwerde", "", ""), ("Huber", "Regen", "Streit", "", ""))
    made("send", "--yes")
    people(made, ("Kraus", "Regen", "", "", ""), ("Huber", "Regen", "Streit", "", ""))
    made("send", "--yes")
    assert [s for s, _, _ in states(made, "kraus")] == ["planned", "planned"]
    assert states(made, "huber") == [("held", "gate", "dispute")] * 2
    made("send", "--wait", at=TUESDAY)
    assert went(server) == ["kraus@kraus.example"]


def test_resume_after_the_flag_is_gone(made):
    """`resume` of one person reads the list first: a flag taken out holds nobody."""
    people(made, ("Kraus", "Regen", "Beschwerde", "", ""))
    made("send", "--yes")
    people(made, ("Kraus", "Regen", "", "", ""))
    assert "zurückgestellt" not in made("resume", "kraus").out
    assert [s for s, _, _ in states(made, "kraus")] == ["planned", "planned"]


def test_a_flag_in_another_list_counts(made, server):
    """A complaint noted in one list keeps the person from the letters of every campaign."""
    made.second_campaign(server.port)
    people(made, ("Kraus", "Regen", "", "", ""))
    text = HEAD + "kraus@kraus.example;Nora;Kraus;f;F;;2023-05-04;Regen;Beschwerde;;\r\n"
    (made.root / "zweite.csv").write_text(text, "utf-8", newline="")
    made("send", "--yes")
    made("send", "--yes")
    assert {rule for _, rule, _ in states(made, "kraus")} == {"gate"}


@pytest.mark.parametrize(
    ("cell", "flag"), [("Trauerfall", "bereavement"), ("Krankheit", "illness")]
)
def test_bereavement_and_illness_have_no_bulk_letter(made, cell, flag):
    """A grave situation in the list is a gate: the person is written to by hand."""
    people(made, ("Kraus", "Regen", "", cell, ""))
    made("send", "--yes")
    assert states(made, "kraus") == [("held", "gate", flag)] * 2


def test_a_whole_campaign_for_the_bereaved_writes_to_nobody_by_itself(made, server):
    """`situation = "bereavement_known"` of a campaign: everybody waits for a hand, but who is not."""
    made.settings("[campaign.reconnect]", '[campaign.reconnect]\nsituation = "bereavement_known"')
    people(made, ("Kraus", "Regen", "", "", ""), ("Huber", "Regen", "", "keine", ""))
    made("send", "--yes")
    made("send", "--wait", at=TUESDAY)
    assert went(server) == ["huber@huber.example"]
    assert {rule for _, rule, _ in states(made, "kraus")} == {"gate"}


def test_an_unknown_situation_waits_for_a_look(made):
    """A word nobody knows could be a bereavement: warned with the known ones, and held."""
    people(made, ("Kraus", "Regen", "", "Scheidung", ""))
    said = made("contacts", "check").out
    assert "„Scheidung“ ist keine bekannte Lage" in said
    assert "Trauerfall" in said
    made("send", "--yes")
    assert states(made, "kraus")[0] == ("held", "situation", "Scheidung")
    assert "bitte ansehen: Was bedeutet „Scheidung“" in made("tasks").out


# -- which letter -------------------------------------------------------------------------------


def test_who_is_owed_an_answer_gets_the_apology_or_waits(made, server):
    """Without the letter owed-answer the person is held with the way to get it; with it, it goes."""
    for shipped in (made.root / "templates").glob("owed-answer.*"):
        shipped.unlink()
    people(made, ("Kraus", "Regen", "", "", "Antwort offen"), ("Huber", "Regen", "", "", "them"))
    made("send", "--yes")
    assert states(made, "kraus")[0] == ("held", "owe_answer", "")
    assert "outreach templates copy owed-answer" in made("tasks").out
    letter(made, "owed-answer")
    shown = made("preview", "kraus", "--json").lines[0]
    assert shown["subject"] == "Betreff owed-answer"
    assert made("preview", "huber", "--json").lines[0]["subject"] != "Betreff owed-answer"
    made("send", "--yes")
    made("send", "--wait", at=TUESDAY)
    assert sorted(went(server)) == ["huber@huber.example", "kraus@kraus.example"]
    mail = next(d for d in server.accepted if d.rcpt.startswith("kraus"))
    assert b"Betreff owed-answer" in mail.raw


def test_an_edited_apology_asks_again(made, server):
    """Approval covers the letter a person really gets, not the one the step names."""
    letter(made, "owed-answer")
    people(made, ("Kraus", "Regen", "", "", "Antwort offen"))
    made("send", "--yes")
    made.edit("dies ist", "das hier ist", "owed-answer.de-sie")
    said = made("send", at=WRITING, code=69)
    assert "warten auf Ihre Freigabe" in said.err or "wartet" in said.err
    assert states(made, "kraus")[0][:2] == ("held", "text_changed")


def test_in_a_disaster_only_that_letter_goes(made, server):
    """A person in a flood gets nothing cheerful: held, or the letter `disaster`; no second letter."""
    people(made, ("Kraus", "Regen", "", "Hochwasser", ""))
    made("send", "--yes")
    assert states(made, "kraus") == [("held", "disaster", "")] * 2
    assert "outreach templates copy disaster" in made("tasks").out
    letter(made, "disaster")
    assert made("preview", "kraus", "--json").lines[0]["subject"] == "Betreff disaster"
    made("send", "--yes")
    made("send", "--wait", at=TUESDAY)
    assert went(server) == ["kraus@kraus.example"]
    assert states(made, "kraus")[1] == ("held", "disaster", "")


def test_a_letter_about_a_disaster_passes_by_who_was_spared(made):
    """The list says "none" of one person: the campaign's disaster letter is not theirs."""
    letter(made, "disaster")
    made.settings(STEP, '  { template = "disaster" },')
    made.settings("[campaign.reconnect]", '[campaign.reconnect]\nsituation = "flood_disaster"')
    people(made, ("Kraus", "Regen", "", "", ""), ("Huber", "Regen", "", "keine", ""))
    made("send", "--yes")
    assert states(made, "kraus")[0][0] == "planned"
    assert states(made, "huber")[0][:2] == ("held", "no_disaster")


# -- the help menu --------------------------------------------------------------------------------

MENU = """
[[offer]]
text = "zwei Betriebe, die einstellen"
for = { situation = ["layoffs", "restructuring"], region = "Bayern" }

[[offer]]
text = { de = "ein offenes Ohr", en = "an open ear" }
for = { company = ["Huber*"] }

[[offer]]
text = { en = "a second pair of eyes" }
"""


def menu(folder, text=MENU):
    path = folder / "help.toml"
    path.write_text(text, "utf-8")
    return read_menu(path, "DE-BY")


def nora(**fields):
    return Contact("n@x.example", "n@x.example", fields)


def test_the_first_offer_that_fits_wins(tmp_path):
    """All conditions of an offer must fit; language decides the words; at most three come."""
    offers = menu(tmp_path)
    assert offers_for(offers, nora(), "layoffs", "de", "DE-BY") == (
        "zwei Betriebe, die einstellen",
    )
    assert offers_for(offers, nora(), "layoffs", "de", "DE-HE") == ()
    assert offers_for(offers, nora(), "layoffs", "de") == ()
    assert offers_for(offers, nora(company="HUBER Bau"), "none", "de") == ("ein offenes Ohr",)
    assert offers_for(offers, nora(company="Huber"), "none", "en") == (
        "an open ear",
        "a second pair of eyes",
    )
    assert len(offers_for([Offer({"": str(n)}) for n in range(9)], nora(), "none", "de")) == 3


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[[offer]]\ntext = "x"\n[[offer]]\ntxt = "y"', 4, "txt"),
        ("[[offer]]\ntext = 1", 2, "text"),
        ('[[offer]]\nfor = { language = "fr" }\ntext = "x"', 2, "fr"),
        ('[[offer]]\ntext = "x"\nfor = { situation = ["weather"] }', 3, "weather"),
        ('[[offer]]\ntext = "x"\nfor = { situation = "Trauerfall" }', 3, "Trauerfall"),
        ('[[offer]]\ntext = "x"\nfor = { region = "Atlantis" }', 3, "Atlantis"),
        ('[[offer]]\ntext = "{{ email }}"', 2, "{{"),
        ('[[offer]]\ntext = "a\\u202eb"', 2, ""),
        (f'[[offer]]\ntext = "{"x" * 401}"', 2, "401"),
        ("offer = 3", 1, "[[offer]]"),
        ("[[offer]]\n", 1, ""),
        ("x = [", 1, ""),
    ],
)
def test_a_wrong_menu_is_told_with_its_line(tmp_path, text, line, said):
    """Every problem of help.toml is told as file:line, hostile values among them."""
    with pytest.raises(ConfigError) as caught:
        menu(tmp_path, text)
    found = [str(p) for p in caught.value.problems if (p.file, p.line) == ("help.toml", line)]
    assert any(said in problem for problem in found), caught.value.problems


def test_no_menu_is_no_offer(tmp_path):
    """Without help.toml there is nothing to offer."""
    assert read_menu(tmp_path / "help.toml") == ()


def test_the_menu_counts_in_what_is_approved(tmp_path):
    """A changed menu asks for a new yes, unless the campaign has its own offer; none changes nothing."""
    box, camp = Mailbox("main", Sender("A", "a@x.example")), Campaign("c", "c.csv", ())
    spelt = [offer.spelt for offer in menu(tmp_path)]
    assert settings_hash(box, camp, spelt) != settings_hash(box, camp)
    assert settings_hash(box, camp, []) == settings_hash(box, camp)
    own = Campaign("c", "c.csv", (), help_offer="x")
    assert settings_hash(box, own, spelt) == settings_hash(box, own)


def test_the_examples_of_a_new_menu_are_good(tmp_path):
    """What init writes is all comment; its examples, switched on, are a valid menu of three."""
    for language in ("de", "en"):
        text = (resources.files("outreach.data") / f"help.toml.{language}").read_text("utf-8")
        assert menu(tmp_path, text) == ()
        begin = text.index("# [[offer]]")
        on = "\n".join(line.removeprefix("# ") for line in text[begin:].splitlines())
        assert len(menu(tmp_path, on)) == 3


def test_cell_campaign_menu_in_that_order(made):
    """The person's cell wins, then the campaign's offer, then the menu; preview says what goes."""
    (made.root / "help.toml").write_text('[[offer]]\ntext = "ein offenes Ohr"\n', "utf-8")
    people(made, ("Kraus", "Regen", "", "", ""))
    assert "ein offenes Ohr" in made("preview", "kraus", "--json").lines[0]["text"]
    made.settings("[campaign.reconnect]", '[campaign.reconnect]\nhelp_offer = "Kisten"')
    text = made("preview", "kraus", "--json").lines[0]["text"]
    assert "Kisten" in text
    assert "Ohr" not in text
    with (made.root / "help.toml").open("a") as file:
        file.write("[[offer]]\n")
    assert "help.toml:3" in made("preview", code=78).err


def test_an_edited_menu_holds_what_was_approved(made, server):
    """The words of an offer are approved like any setting: an edit waits for a new yes."""
    (made.root / "help.toml").write_text('[[offer]]\ntext = "ein offenes Ohr"\n', "utf-8")
    people(made, ("Kraus", "Regen", "", "", ""))
    made("send", "--yes")
    (made.root / "help.toml").write_text('[[offer]]\ntext = "zwei offene Ohren"\n', "utf-8")
    made("send", at=WRITING, code=69)
    assert server.accepted == []


# -- shared facts -----------------------------------------------------------------------------------


def test_a_remembered_fact_fills_the_letter_and_the_list_outranks_it(made):
    """An empty cell is filled, a full one stays, and why says that there is a choice."""
    people(made, ("Kraus", "", "", "", ""), ("Huber", "den Regen", "", "", ""))
    for name in ("kraus", "huber"):
        made(
            "contacts",
            "remember",
            name,
            "den Messestand",
            "--as-of",
            "2026-02",
            "--source",
            "Fotos",
        )
    assert "den Messestand" in made("preview", "kraus", "--json").lines[0]["text"]
    text = made("preview", "huber", "--json").lines[0]["text"]
    assert "den Regen" in text
    assert "Messestand" not in text
    assert "leeren Sie shared_memory in contacts.csv, Zeile 3" in made("why", "huber").out
    assert "notiert" in made("why", "kraus").out
    shown = made("contacts", "remember", "huber").out
    assert "Liste" in shown
    assert "Quelle: Fotos" in shown


def test_preview_and_mail_tell_the_same_of_long_ago(made, server):
    """A fact older than two years is told with its year and a doubt, in preview and mail alike."""
    people(made, ("Kraus", "", "", "", ""))
    made("contacts", "remember", "kraus", "den Messestand im Schnee", "--as-of", "05/2021")
    told = "den Messestand im Schnee – das war, wenn ich mich recht erinnere, im Mai 2021."
    shown = made("preview", "kraus", "--json").lines[0]
    assert told in shown["text"]
    made("send", "--yes")
    made("send", "--wait", at=TUESDAY)
    (mail,) = server.accepted
    import email.policy

    parsed = email.message_from_bytes(mail.raw, policy=email.policy.default)
    assert told in " ".join(parsed.get_body(("plain",)).get_content().split())


def test_a_fact_is_a_trace(made):
    """Whoever has neither date nor memory waits; a fact written down is enough to let them go."""
    text = HEAD + "kraus@kraus.example;Nora;Kraus;f;F;;;;;;\r\n"
    (made.root / "contacts.csv").write_text(text, "utf-8", newline="")
    made("send", "--yes")
    assert states(made, "kraus")[0][1] == "no_trace"
    made("contacts", "remember", "kraus", "den Schnee")
    made("send", "--yes")
    assert states(made, "kraus")[0][0] == "planned"


def test_facts_are_listed_and_taken_back(made):
    """Several facts: the latest is told, each has a number, and --forget takes one back."""
    people(made, ("Kraus", "", "", "", ""))
    made("contacts", "remember", "kraus", "alt", "--as-of", "2019")
    made("contacts", "remember", "kraus", "neu", "--as-of", "2025")
    assert "schon notiert" in made("contacts", "remember", "kraus", "neu", "--as-of", "2025").out
    first, second = made("contacts", "remember", "kraus", "--json").lines
    assert (first["text"], second["as_of"]) == ("neu", "2019")
    assert f"--forget {second['number']}" in made("contacts", "remember", "kraus").out
    assert (
        "Gestrichen: neu"
        in made("contacts", "remember", "kraus", "--forget", str(first["number"])).out
    )
    assert "alt" in made("preview", "kraus", "--json").lines[0]["text"]
    assert "keine Nummer 99" in made("contacts", "remember", "kraus", "--forget", "99", code=2).err


@pytest.mark.parametrize(
    "words",
    [
        ("",), ("x" * 401,), ("{{ email }}",), ("Regen", "--as-of", "2031"),
        ("Regen", "--as-of", "neulich"), ("Regen", "--forget", "1"),
    ],
)  # fmt: skip
def test_what_no_letter_can_tell_is_refused(made, words):
    """Nothing, too much, signs of a template, a day ahead: refused, and nothing is kept."""
    people(made, ("Kraus", "", "", "", ""))
    made("contacts", "remember", "kraus", *words, code=2)
    assert made("contacts", "remember", "kraus", "--json").lines == []


def test_steering_characters_are_taken_out(made):
    """A pasted fact loses line breaks, escapes and marks that turn the text around."""
    people(made, ("Kraus", "", "", "", ""))
    made("contacts", "remember", "kraus", "den \x1b[31mRegen\u202e\n\tin Kassel ")
    assert (
        made("contacts", "remember", "kraus", "--json").lines[0]["text"]
        == "den [31mRegen in Kassel"
    )


@pytest.mark.parametrize(
    ("text", "as_of", "language", "said"),
    [
        ("den Stand", "2021", "de", "den Stand – das war, wenn ich mich recht erinnere, 2021"),
        ("den Stand", "2021-05-03", "de", "den Stand – das war, wenn ich mich recht erinnere, im Mai 2021"),
        ("the stand", "2021-05", "en", "the stand – that was in May 2021, if I remember rightly"),
        ("Sie bauten ein Haus.", "2021", "de", "Sie bauten ein Haus. Das war, wenn ich mich recht erinnere, 2021."),
        ("die Messe 2021", "2021", "de", "die Messe 2021 – wenn ich mich recht erinnere"),
        ("den Stand", "2025-01", "de", "den Stand"),
        ("den Stand", "", "de", "den Stand"),
    ],
)  # fmt: skip
def test_a_fact_of_long_ago_is_told_with_a_doubt(text, as_of, language, said):
    """Older than two years: year and doubt behind the words, which stay as they were typed."""
    assert remembered(text, as_of, date(2026, 11, 24), language) == said


def test_the_month_of_an_austrian_reader():
    """January is Jänner to readers in Austria."""
    assert "im Jänner 2021" in remembered("x", "2021-01", date(2026, 1, 1), "de", "AT-9")


def test_enrich_without_a_terminal_names_people_and_the_command(made):
    """In a script the list of who lacks a fact is printed, with the command for the first."""
    people(made, ("Kraus", "", "", "", ""), ("Huber", "Regen", "", "", ""))
    said = made("contacts", "enrich").out
    assert "Für einen Menschen ist noch nichts Gemeinsames notiert." in said
    assert "Firma Kraus · letzter Kontakt 2023-05-04" in said
    assert 'outreach contacts remember kraus@kraus.example "…"' in said
    assert "Huber" not in said


def test_enrich_goes_from_person_to_person(made, monkeypatch):
    """Enter skips, a slip is asked again, q ends; what was told before stays."""
    people(made, *((name, "", "", "", "") for name in ("Kraus", "Huber", "Vogt", "Adam")))
    monkeypatch.setattr(remembering, "interactive", lambda: True)
    answers = ["", "den Schnee", "2031", "den Schnee", "2021", "q"]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{a}\n" for a in answers)))
    said = made("contacts", "enrich").out
    assert "Noch 3." in said
    assert said.count("Nora Huber") == 1
    assert "Nora Adam" not in said
    assert after(said, "Einer notiert") == "."
    (fact,) = made("contacts", "remember", "huber", "--json").lines
    assert (fact["text"], fact["as_of"]) == ("den Schnee", "2021")
    assert made("contacts", "remember", "kraus", "--json").lines == []


def test_enrich_ends_with_the_input_and_knows_when_all_is_done(made, monkeypatch):
    """A closed terminal ends it; where nobody lacks anything that is said."""
    people(made, ("Kraus", "", "", "", ""))
    monkeypatch.setattr(remembering, "interactive", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert "0 notiert." in made("contacts", "enrich").out
    made("contacts", "remember", "kraus", "den Schnee")
    assert "Für alle in der Liste ist etwas Gemeinsames notiert." in made("contacts", "enrich").out


def test_a_check_says_who_waits_and_who_gets_an_apology(made):
    """Before anything is written, `contacts check` counts flags and answers owed."""
    people(
        made,
        ("Kraus", "Regen", "", "", "Antwort offen"),
        ("Huber", "Regen", "Beschwerde", "", ""),
        ("Lang", "Regen", "", "", "ich"),
    )
    said = made("contacts", "check").out
    assert "1 Mensch wartet auf Sie, von selbst geht nichts: Beschwerde" in said
    assert "Einem Menschen schulden Sie eine Antwort" in said
    assert "„ich“" in said or '"ich"' in said
