"""`outreach plan --html`: the page says what the plan says, with the days in between."""

import re

import pytest

from tests.bench import workbench
from tests.unit.test_page import bars, parse

HEAD = "email,first_name,last_name,gender,register,language,region,last_contact,shared_memory"
STEP = '  { template = "long-silence" },'
SECOND = '  { template = "nudge", after = "10 business days", thread = "same" },'


@pytest.fixture
def bench(tmp_path, monkeypatch, capsys):
    """A workspace at human pace, on the morning of Monday, 3 May 2027."""
    monkeypatch.setenv("OUTREACH_NOW", "2027-05-03T07:00:00+02:00")
    b = workbench(tmp_path, 1, pace="")
    b.settings(STEP, f"{STEP}\n{SECOND}")
    capsys.readouterr()
    return b


def people(bench, *regions):
    """One person for each region."""
    rows = [
        f"p{i}@list{i}.example,Nora,Nummer{i},f,sie,de,{region},2023-05-04,den Regen in Kassel"
        for i, region in enumerate(regions)
    ]
    (bench.root / "contacts.csv").write_text("\r\n".join([HEAD, *rows, ""]), "utf-8", newline="")


def page(bench, *words):
    """The page of a plan, parsed."""
    out = bench(*words, "plan", "--html", str(bench.root / "p.html")).out
    assert "p.html" in out
    return parse((bench.root / "p.html").read_text("utf-8"))


def listed(tree):
    """(day, minute, name) of each mail, in order."""
    found = []
    for section in tree.all("section"):
        day = ""
        for node in section.all():
            if node.tag == "time" and "datetime" in node.attrs:
                day = node.attrs["datetime"]
            elif node.tag == "summary" and len(node.children) == 4:
                minute, name, letter, rule = (c.text for c in node.children)
                found.append((day, minute, name, letter, rule))
    return found


def shut(tree):
    """The lines about days on which nothing goes."""
    return [n.text for n in tree.all("p", kind="shutdown")]


def test_the_page_and_the_lines_of_a_plan_are_the_same(bench):
    """Every mail of plan --json stands on the page: same day, minute, person, letter and rule."""
    people(bench, *["DE-BY"] * 12)
    lines = bench("plan", "--json").lines
    words = {1: "erster Brief", 2: "zweiter Brief"}
    assert [
        (x["due"][:10], x["due"][11:16], f"Nora Nummer{x['contact'][1:].split('@')[0]}",
         words[x["step"]], x["reason"])
        for x in lines
    ] == listed(page(bench))  # fmt: skip
    assert len(lines) == 24


def test_the_picture_is_of_the_same_plan(bench):
    """The bars count what plan --json lists, day by day."""
    people(bench, *["DE-BY"] * 12)
    counts = {}
    for line in bench("plan", "--json").lines:
        counts.setdefault(line["due"][:10], [0, 0])[line["step"] - 1] += 1
    assert bars(page(bench)) == counts


def test_holidays_in_between_are_named(bench):
    """A holiday of everybody is named, also one on a day without letters: it delays what follows."""
    people(bench, *["DE-BY"] * 12)
    assert shut(page(bench)) == [
        "Donnerstag, 6. Mai: Christi Himmelfahrt",
        "Montag, 17. Mai: Pfingstmontag",
    ]


def test_a_holiday_of_some_says_whose(bench, monkeypatch):
    """Fronleichnam is Bavarian: mails for Hamburg go, and the day says who gets none."""
    monkeypatch.setenv("OUTREACH_NOW", "2027-05-25T07:00:00+02:00")
    people(bench, *["DE-HH", "DE-BY"] * 8)
    assert "Fronleichnam (Bayern)" in shut(page(bench))
    assert "2027-05-27" in bars(page(bench))


def test_closed_days_in_a_row_are_one_line(bench, monkeypatch):
    """From before Christmas to Epiphany nothing goes: one line, with all the reasons."""
    monkeypatch.setenv("OUTREACH_NOW", "2027-12-14T07:00:00+01:00")
    people(bench, "DE-BY", "DE-HH", "AT")
    (line,) = [x for x in shut(page(bench)) if "Dezember" in x]
    assert line == (
        "Donnerstag, 23. Dezember – Donnerstag, 6. Januar: "
        "geschlossen (Ihre Einstellungen), Heilige Drei Könige"
    )


WEEKDAYS = 'days = ["mon", "tue", "wed", "thu", "fri"]'


def test_a_bridge_day_is_named_after_its_holiday(bench):
    """The Friday after Ascension is shut where Fridays are days for letters, and says why."""
    bench.settings('days = ["di", "mi", "do"]', WEEKDAYS)
    people(bench, *["DE-BY"] * 30)
    (line,) = [x for x in shut(page(bench)) if "6. Mai" in x]
    assert line == (
        "Donnerstag, 6. Mai – Freitag, 7. Mai: Christi Himmelfahrt, Brückentag an Christi Himmelfahrt"
    )


def test_eves_and_absences_have_their_names(bench, monkeypatch):
    """Each kind of day on which nothing goes is told in words, in both languages."""
    monkeypatch.setenv("OUTREACH_NOW", "2026-12-14T07:00:00+01:00")
    bench.settings('closed = ["12-23..01-06"]', 'closed = []\naway = ["2026-12-16..2026-12-17"]')
    bench.settings('days = ["di", "mi", "do"]', WEEKDAYS)
    people(bench, *["DE-BY"] * 30)
    lines = " | ".join(shut(page(bench)))
    assert "Sie sind nicht da" in lines
    assert "Heiligabend" in lines
    assert "Silvester" in lines
    english = " | ".join(shut(page(bench, "--lang", "en")))
    assert "you are away" in english
    assert "Christmas Eve" in english
    assert "New Year’s Eve" in english
    assert "New Year's Day" in english


def test_what_follows_is_told_on_request(bench):
    """Unfolded, a first letter says when the second would go; the second, that it is the last."""
    people(bench, "DE-BY")
    first, second = page(bench).all("details", kind="mail")
    minute = next(second.all("time")).text
    assert [n.text for n in first.all("li")] == [
        f"zweiter Brief am Donnerstag, 20. Mai 2027 um {minute} Uhr",
        "danach nichts mehr",
    ]
    assert [n.text for n in second.all("li")] == ["danach nichts mehr"]


def test_a_second_letter_that_waits_for_a_word_says_so(bench):
    """With nudges = "ask" no second letter is promised."""
    bench.settings('contacts = "contacts.csv"', 'contacts = "contacts.csv"\nnudges = "ask"')
    people(bench, "DE-BY")
    (only,) = page(bench).all("details", kind="mail")
    assert [n.text for n in only.all("li")] == ["der nächste Brief nur, wenn Sie es sagen"]


def test_what_goes_later_is_counted(bench):
    """--until ends the page; what lies beyond is told in a sentence, and at each person."""
    people(bench, "DE-BY", "DE-BY")
    bench("plan", "--until", "2027-05-10", "--html", str(bench.root / "p.html"))
    tree = parse((bench.root / "p.html").read_text("utf-8"))
    assert bars(tree) == {"2027-05-04": [2, 0]}
    assert "2 weitere gehen nach dem" in next(tree.all("ul", kind="facts")).text
    assert {n.text for x in tree.all("details", kind="mail") for n in x.all("li")} == {
        "der nächste Brief nach dem Ende dieses Plans"
    }


def test_an_empty_list_has_a_page_too(bench):
    """Nothing planned is said on the page, and the next command is named."""
    people(bench)
    done = bench("plan", "--html", str(bench.root / "p.html"))
    assert "outreach status" in done.out
    tree = parse((bench.root / "p.html").read_text("utf-8"))
    assert "Es ist nichts geplant." in next(tree.all("ul", kind="facts")).text


def test_the_page_of_a_rehearsal_without_pace_has_no_limit(bench):
    """With pace = "off" no limit holds, so none is drawn and no day is shut."""
    bench.settings("[schedule]", '[schedule]\npace = "off"')
    people(bench, *["DE-BY"] * 3)
    tree = page(bench)
    assert not list(next(tree.all("ul", kind="key")).all("line", kind="limit"))
    assert shut(tree) == []


def test_two_campaigns_name_theirs(bench):
    """Where a mailbox writes for two campaigns, each letter says for which."""
    text = (bench.root / "outreach.toml").read_text("utf-8")
    other = text[text.index("[campaign.reconnect]") :].replace("reconnect", "herbst")
    other = other.replace("contacts.csv", "other.csv")
    (bench.root / "outreach.toml").write_text(f"{text}\n{other}", "utf-8")
    people(bench, "DE-BY")
    list_ = (bench.root / "contacts.csv").read_text("utf-8")
    (bench.root / "other.csv").write_text(list_.replace("p0@list0", "q0@other"), "utf-8")
    tree = page(bench)
    assert next(tree.all("h1")).text == "Plan: reconnect, herbst"
    assert {letter for _, _, _, letter, _ in listed(tree)} >= {
        "erster Brief, reconnect",
        "erster Brief, herbst",
    }


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_page_speaks_the_language_of_the_screen(bench, lang):
    """The page is of one language; a sentence of the other would show in its small words."""
    people(bench, *["DE-BY"] * 12)
    tree = page(bench, "--lang", lang)
    said = re.findall(r"\w+", next(tree.all("main")).text.lower())
    foreign = {"de": {"the", "letter", "letters", "of"}, "en": {"der", "die", "und", "brief"}}
    assert not foreign[lang] & set(said)


@pytest.mark.parametrize("command", ["plan", "preview", "report"])
def test_a_page_that_cannot_be_written_is_an_error(bench, command):
    """A folder that is not there: what happened, to which file, in one line; exit 74."""
    people(bench, "DE-BY")
    said = bench(command, "--html", str(bench.root / "none" / "p.html"), code=74).err
    assert "p.html lässt sich nicht verwenden" in said
    assert "Traceback" not in said
