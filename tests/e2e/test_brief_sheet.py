"""The page for a call in a real browser: one sheet of A4, one telephone, by day and night."""

import re
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo terminal is POSIX", allow_module_level=True)

from datetime import UTC, datetime
from itertools import pairwise

from outreach.brief import Fact, write
from outreach.page import brief_page
from outreach.schedule.places import Place
from outreach.words import say
from tests.bench import workbench
from tests.browser import Browser
from tests.e2e.terminal import Terminal
from tests.e2e.test_pages import BACKGROUND, BEYOND, CONTRAST
from tests.unit.test_brief import CELLS, VOICES, person

in_a_browser = pytest.mark.needs("chromium")
#: Long words of a person that a page must still carry: five facts, three offers, a long name.
LONG = {
    **CELLS,
    "first_name": "Maximiliane-Alexandra",
    "last_name": "von Hohenlohe-Waldenburg",
    "title": "Dr.",
    "company": "Huber Bau und Sanierung GmbH & Co. KG",
    "role": "Geschäftsführende Gesellschafterin",
    "phone": "0821 1234567",
    "aussprache": "Maximi-li-AA-ne",
}
FACTS = tuple(
    Fact(say("brief.fact_promise", text=text), say("brief.from_call"), "2021-05")
    for text in (
        "die Adressen der beiden Betriebe, die gerade Maurer und Zimmerleute suchen",
        "jemanden, der den Betrieb einmal übernimmt, am liebsten aus der Gegend",
        "das Bild vom Messestand im Schneetreiben, als der Stapler den Geist aufgab",
        "den Plan der Werkstatt in Gersthofen mit dem Holz aus dem eigenen Wald",
        "ein Buch über das, was nach einem langen Berufsleben kommen kann",
    )
)
RICH = {
    "facts": FACTS,
    "last_contact": "2024-10-17",
    "situation_phrase": "in der Baubranche war das Jahr mit den gestoppten Projekten nicht leicht",
    "own_story": "Bei uns war das Frühjahr holprig, zwei Aufträge fielen über Nacht weg; "
    "inzwischen läuft es ruhiger, und wir haben das Büro verkleinert.",
    "offers": (
        "ich stelle den Kontakt zu zwei Betrieben her, die gerade einstellen",
        "unser Seminarraum steht freitags leer, für ein Treffen kostenlos",
        "eine Stunde Zuhören bei einem Spaziergang, wann immer es passt",
    ),
}
WARNED = {
    "warnings": (say("brief.no_calls"), say("brief.no_mail")),
    "now": datetime(2026, 12, 26, 3, tzinfo=UTC),
}
QUESTIONS = (
    "ask_need", "ask_promise", "ask_by", "ask_when", "sensitive_ask", "left_out", "past_day_hint",
    "stored_never",
)  # fmt: skip
#: The width of the paper between its margins, in CSS pixels.
PAPER = 703
CUT_OFF = "(e => e.scrollWidth > e.clientWidth + 1)(document.querySelector('.parts'))"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with Browser(tmp_path_factory.mktemp("chromium")) as b:
        yield b


def rich(language="de", register="sie", **more):
    place, zone = (
        (Place("DE", "BY"), "Europe/Berlin")
        if language == "de"
        else (Place("GB", ""), "Europe/London")
    )
    return person(LONG, language, register, **{"place": place, "zone": zone, **RICH, **more})


def written(tmp_path, known, lang):
    path = tmp_path / "brief.html"
    path.write_text(brief_page(write(known, lang)), "utf-8")
    return path


def sheets(browser, page, to):
    """How many pages a printer gets, and the size of the first, in points."""
    browser.open(page)
    browser.printed(to)
    pdf = to.read_bytes()
    width, height = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)[0]
    return len(re.findall(rb"/Type\s*/Page\b", pdf)), float(width), float(height)


@in_a_browser
@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize(("language", "register"), VOICES)
@pytest.mark.parametrize("more", [{}, WARNED], ids=["plain", "warned"])
def test_a_brief_is_one_sheet(browser, tmp_path, language, register, lang, more):
    """With five facts, three offers and a long name it fills one page of A4, and nothing is cut off."""
    page = written(tmp_path, rich(language, register, **more), lang)
    n, width, height = sheets(browser, page, tmp_path / "b.pdf")
    assert (n, round(width), round(height)) == (1, 595, 842)
    browser.open(page, width=PAPER, media="print")
    assert not browser.ask(CUT_OFF)


@in_a_browser
@pytest.mark.parametrize(
    "value",
    ["W" * 8000, "wort " * 1600, "a\u0301\u0302" * 4000, "\ufdfd" * 8000, "<b>\u202eאבג " * 999],
)
def test_no_cell_makes_a_second_sheet(browser, tmp_path, value):
    """Eight thousand letters in every place are cut: one page, with its lines to write on."""
    cells = dict.fromkeys((*LONG, "salutation"), value)
    known = person(
        {**cells, "gender": "f"},
        facts=(Fact(value, value, "2020"),) * 9,
        offers=(value, f"{value}1", f"{value}2"),
        own_story=value,
        situation_phrase=value,
        sender=value,
        **WARNED,
    )
    page = written(tmp_path, known, "de")
    assert sheets(browser, page, tmp_path / "b.pdf")[0] == 1
    browser.open(page, width=PAPER, media="print")
    bottom = "Math.max(...[...document.querySelectorAll('.after *')].map(e => e.getBoundingClientRect().bottom))"
    assert (
        browser.ask(bottom)
        <= browser.ask("document.querySelector('.brief').getBoundingClientRect().bottom") + 1
    )
    browser.open(page, width=360)
    assert browser.ask("document.documentElement.scrollWidth") == 360


@in_a_browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_brief_can_be_read(browser, tmp_path, dark):
    """On a telephone nothing runs off, and every text has a contrast of 4.5, by day and night."""
    page = written(tmp_path, rich(**WARNED), "de")
    browser.open(page, width=360, dark=dark)
    assert browser.ask("document.documentElement.scrollWidth") == 360
    assert browser.ask(BEYOND) == []
    ground = [int(n) for n in browser.ask(BACKGROUND)[4:-1].split(", ")]
    assert max(ground) < 60 if dark else min(ground) > 200
    found = browser.ask(CONTRAST)
    assert len(found) > 40
    assert [x for x in found if x[0] < 4.5] == []


@in_a_browser
def test_there_is_room_to_write(browser, tmp_path):
    """On paper the lines of the form are at least seven millimetres apart."""
    browser.open(written(tmp_path, rich(**WARNED), "de"), width=PAPER, media="print")
    rows = browser.ask(
        "[...document.querySelectorAll('.after .blank span')].map(e => e.getBoundingClientRect().bottom)"
    )
    assert len(rows) == 3
    assert all(b - a >= 7 / 25.4 * 96 - 1 for a, b in pairwise(rows))


# -- note, in front of a person ------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["de", "en"])
def test_after_a_call_it_asks(tmp_path, capsys, lang):
    """It asks for need, promise, day and next call in turn; sensitive words only after a yes."""
    bench = workbench(tmp_path, 1)
    bench.settings('language = "de"', f'language = "{lang}"')
    bench.people("i@huber.example,Ingrid,Huber,f,sie,de,2024-10-17,den Messestand")
    capsys.readouterr()
    yes = {"de": "j", "en": "y"}[lang]
    with Terminal("--workspace", str(bench.root), "note", "huber") as t:
        asked = {key: say(f"brief.{key}", name="Ingrid Huber").text(lang) for key in QUESTIONS}
        t.answer(asked["ask_need"], "eine Kur, ist krank")
        t.answer(asked["sensitive_ask"], "")
        t.expect(asked["left_out"])
        t.answer(asked["ask_promise"], "Blumen zur Beerdigung")
        t.answer(asked["sensitive_ask"], yes)
        t.answer(asked["ask_by"], "1.1.2020")
        t.expect(asked["past_day_hint"])
        t.answer(asked["ask_by"], "4.12.2099")
        t.answer(asked["ask_when"], "nie")
        code, shown = t.end()
    assert code == 0
    assert asked["stored_never"] in shown
    history = [x["what"] for x in bench("why", "huber", "--json").lines[0]["history"]]
    private, never = (say(f"brief.{x}").text(lang) for x in ("ev_private", "no_call_text"))
    assert history == [private, say("brief.ev_note", text=never).text(lang)]
