"""The pages in a real browser: nothing runs off a telephone, and all can be read in the dark."""

import itertools
from pathlib import Path

import pytest

from outreach.page import Note, PreviewMail, preview_page
from tests.browser import Browser
from tests.unit.test_page import HOSTILE, PAGES

pytestmark = pytest.mark.needs("chromium")

#: Values that try the layout: long, without a place to break, and from right to left.
VALUES = (
    "Maximiliane-Alexandra von und zu Hohenlohe-Waldenburg",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "محمد بن عبد الله العربي الطويل جدا",
    *HOSTILE,
)
UNFOLD = "document.querySelectorAll('details').forEach(d => { d.open = true })"
#: Contrast (WCAG 2.2) of every text on the page with what is behind it: [[ratio, text], …].
CONTRAST = """(() => {
  const parts = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = c => parts(c).slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (parts(c).length === 3) return c;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim(), e = walk.currentNode.parentElement;
    if (!text || ['title', 'desc', 'STYLE'].includes(e.tagName)) continue;
    const style = getComputedStyle(e);
    const [a, b] = [light(e.tagName === 'text' ? style.fill : style.color), light(behind(e))];
    found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), text.slice(0, 40)]);
  }
  return found;
})()"""
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
#: What stands further right than the page is wide, and is not cut or scrolled by its parent.
BEYOND = """[...document.querySelectorAll('main *')].filter(e =>
  e.getBoundingClientRect().right > innerWidth + 0.5 && !e.closest('svg, iframe, pre'))
  .map(e => e.outerHTML.slice(0, 80))"""


#: Where remarks stand: of each found paragraph and its remarks the edges, and the paper's right one.
REMARKS = """[...document.querySelectorAll('.found > p')].map(p => {
  const [a, b] = [p, p.parentElement.querySelector('.notes')].map(e => e.getBoundingClientRect());
  return {text: [a.top, a.bottom], note: [b.top, b.left, b.right],
    paper: p.closest('article').getBoundingClientRect().right};
})"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with Browser(tmp_path_factory.mktemp("chromium")) as b:
        yield b


@pytest.fixture(params=PAGES)
def page(request, tmp_path):
    """A function that writes the page with a value in every place."""

    def written(value: str, lang: str = "de") -> Path:
        path = tmp_path / f"{request.param}.html"
        path.write_text(PAGES[request.param](value, lang), "utf-8")
        return path

    return written


@pytest.mark.parametrize("value", VALUES)
def test_a_telephone_shows_a_page_whole(browser, page, value):
    """At 360 pixels no page scrolls sideways, whatever the names are, folded or unfolded."""
    browser.open(page(value), width=360)
    for _ in ("folded", "unfolded"):
        assert browser.ask("document.documentElement.scrollWidth") == 360
        assert browser.ask(BEYOND) == []
        browser.ask(UNFOLD)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_all_text_can_be_read(browser, page, dark):
    """Every text has a contrast of at least 4.5 with its ground (WCAG 2.2, 1.4.3), by day and night."""
    browser.open(page("Ingrid Huber"), dark=dark)
    browser.ask(UNFOLD)
    ground = [int(n) for n in browser.ask(BACKGROUND)[4:-1].split(", ")]
    assert max(ground) < 60 if dark else min(ground) > 200
    found = browser.ask(CONTRAST)
    assert len(found) > 20
    assert [x for x in found if x[0] < 4.5] == []


def test_a_page_asks_for_nothing(browser, page):
    """The browser fetches the file and nothing else, and its policy stops nothing we wrote."""
    path = page("Ingrid Huber")
    browser.open(path)
    browser.ask(UNFOLD)
    asked = {
        e["params"]["request"]["url"]
        for e in browser.events
        if e["method"] == "Network.requestWillBeSent"
    }
    assert asked == {path.as_uri()}
    said = [e["params"]["entry"]["text"] for e in browser.events if e["method"] == "Log.entryAdded"]
    assert said == []
    assert browser.ask("document.styleSheets.length") == 1


def test_the_policy_stops_what_was_slipped_in(browser, page):
    """Were a value ever not escaped, its style, script and picture would still do nothing."""
    path = page("Ingrid Huber")
    evil = (
        "<style>body{color:red}</style><script>document.title='run'</script>"
        "<img src='slipped.png'><p id=evil style='color:red'>x</p>"
    )
    path.write_text(path.read_text("utf-8").replace("<main>", f"<main>{evil}"), "utf-8")
    browser.open(path)
    red = "rgb(255, 0, 0)"
    assert browser.ask("getComputedStyle(document.body).color") != red
    assert browser.ask("getComputedStyle(document.getElementById('evil')).color") != red
    assert browser.ask("document.title") != "run"
    assert browser.ask("document.images[0].naturalWidth") == 0
    assert sum(e["method"] == "Log.entryAdded" for e in browser.events) >= 4


def test_paper_is_white_and_shows_no_links(browser, page):
    """In print, even from a dark screen, ink is dark on white and what unfolds is left out."""
    browser.open(page("Ingrid Huber"), dark=True, media="print")
    assert browser.ask(BACKGROUND) == "rgb(255, 255, 255)"
    assert browser.ask("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    hidden = "[...document.querySelectorAll('article details, details.table, nav.months')]"
    assert browser.ask(f"{hidden}.every(e => getComputedStyle(e).display === 'none')")


def remarks(browser, tmp_path, **how):
    """Where the remarks of a letter stand on a page: two far apart, and two on neighbouring lines."""
    text = "Guten Tag,\n\nein Wort.\n\nnoch eines.\nund eines mehr.\n\nHerzliche Grüße"
    notes = [
        Note(
            "G1",
            "warning",
            "Ein Hinweis, der zwei Zeilen braucht, weil er lang ist.",
            "So.",
            at,
            at + 3,
        )
        for at in map(text.index, ("ein W", "noch", "und"))
    ]
    sheet = PreviewMail("Eva", "eva@x.example", text=text, notes=tuple(notes))
    path = tmp_path / "remarks.html"
    path.write_text(preview_page("c", "jetzt", [sheet, sheet], "de"), "utf-8")
    browser.open(path, **how)
    found = browser.ask(REMARKS)
    assert len(found) == 6
    return found


@pytest.mark.parametrize("width", [1100, 1600])
def test_remarks_stand_in_the_margin(browser, tmp_path, width):
    """Where there is room a remark is beside the paper, level with its line, never over another."""
    found = remarks(browser, tmp_path, width=width)
    for place in found:
        assert place["note"][1] > place["paper"]
        assert place["note"][2] <= width
    assert all(abs(p["note"][0] - p["text"][0]) < 8 for p in (found[0], found[3]))
    tops = [p["note"][0] for p in found]
    assert all(later - earlier > 40 for earlier, later in itertools.pairwise(tops))


@pytest.mark.parametrize("how", [{"width": 360}, {"width": 900}, {"width": 1100, "media": "print"}])
def test_remarks_stand_beneath_their_paragraph(browser, tmp_path, how):
    """On a narrow window and on paper a remark stands beneath its paragraph, within the letter."""
    for place in remarks(browser, tmp_path, **how):
        assert place["note"][0] >= place["text"][1]
        assert place["note"][2] <= place["paper"]
