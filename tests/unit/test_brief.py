"""The page for a call: what stands on it, in whose words, and how much of it."""

import itertools
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.brief import Fact, Known, as_markdown, as_text, sensitive, write
from outreach.brief.cut import cut
from outreach.brief.times import aged, day_said
from outreach.model import Contact
from outreach.page import brief_page
from outreach.schedule.places import Place
from outreach.words import catalogue, say
from tests.unit.test_page import HOSTILE, parse

SECTIONS = [
    "before", "known", "open", "ask", "listen", "bad", "story", "help", "work", "never", "close",
    "voicemail", "after",
]  # fmt: skip
#: A Tuesday morning.
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
CELLS = {"first_name": "Ingrid", "last_name": "Huber", "gender": "f", "company": "Huber Bau"}
VOICES = [
    ("de", "sie"),
    ("de", "du"),
    ("de", "ihr"),
    ("en", "formal"),
    ("en", "casual"),
]
SPOKEN = {k: pair for k, pair in catalogue("brief").items() if k.startswith("brief.say_")}


def person(cells=CELLS, language="de", register="sie", **more):
    contact = Contact("i@huber.example", "i@huber.example", cells)
    place, zone = Place("DE", "BY"), "Europe/Berlin"
    return replace(Known(contact, language, register, "Dr. Anna Weber", NOW, zone, place), **more)


def section(brief, key):
    return next(s for s in brief.sections if s.key == key).lines


def texts(brief, key, kind=None):
    return [x.text for x in section(brief, key) if kind in (None, x.kind)]


def said(brief):
    """Every sentence to be spoken."""
    return [x.text for s in brief.sections for x in s.lines if x.kind in ("say", "never")]


# -- in whose words ----------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "register"), VOICES)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_brief_has_all_its_parts(language, register, lang):
    """Thirteen sections under the head, in the order of a call, none of them empty."""
    brief = write(person(language=language, register=register), lang)
    assert [s.key for s in brief.sections] == SECTIONS
    assert all(s.title and s.lines for s in brief.sections)
    assert brief.who


@pytest.mark.parametrize("lang", ["de", "en"])
def test_advice_is_for_the_caller_and_sentences_for_the_called(lang):
    """A German is spoken to in German by a caller who reads English, and the other way round."""
    german, english = (
        write(person(language=x, register=y), lang) for x, y in (("de", "sie"), ("en", "formal"))
    )
    assert section(german, "before") == section(english, "before")
    assert "Wie geht es Ihnen" in texts(german, "ask")[0]
    assert "How are you" in texts(english, "ask")[0]
    assert [s.title for s in german.sections] == [s.title for s in english.sections]


def test_the_distance_is_kept():
    """No sentence to a Sie says du, none to a du says Sie, and several are never one."""
    du = r"\b(du|dir|dich|dein\w*)\b"
    ihr = r"\b(ihr|euch|eu(er|re\w*))\b"
    sie = r"(?<![.!?] )(?<!^)\b(Sie|Ihnen|Ihre?[mnrs]?)\b"
    wrong = {"far": [du, ihr], "close": [sie, ihr], "ihr": [sie, du]}
    for key, (_, german) in SPOKEN.items():
        for pattern in wrong[key.rpartition("_")[2]]:
            assert not re.search(pattern, german.replace("{", " ")), (key, german)


def test_every_sentence_has_three_distances():
    """What can be said to a Sie can be said to a du and to several."""
    names = {key.rpartition("_")[0] for key in SPOKEN}
    assert {f"{n}_{d}" for n in names for d in ("far", "close", "ihr")} == set(SPOKEN)


def test_nobody_gives_themselves_a_title():
    """Dr. Anna Weber says "Anna Weber" to a Sie and "Anna" to a du."""
    assert "hier ist Anna Weber." in texts(write(person(), "de"), "open")[0]
    assert "hier ist Anna." in texts(write(person(register="du"), "de"), "open")[0]


@pytest.mark.parametrize(
    ("cells", "language", "register", "hello"),
    [
        (CELLS, "de", "sie", "Guten Tag Frau Huber,"),
        ({**CELLS, "salutation": "Sehr geehrte Frau Huber"}, "de", "sie", "Guten Tag Frau Huber,"),
        (CELLS, "de", "du", "Hallo Ingrid,"),
        (CELLS, "en", "formal", "Hello Ms Huber,"),
        (CELLS, "en", "casual", "Hi Ingrid,"),
        ({}, "de", "sie", "Guten Tag,"),
        ({}, "en", "formal", "Hello,"),
    ],
)
def test_a_greeting_is_one_that_is_said(cells, language, register, hello):
    """On the telephone nobody is "dear" or "geehrt"; without a name the greeting stands alone."""
    brief = write(person(cells, language, register), "en")
    assert texts(brief, "open")[0].startswith(hello)
    assert texts(brief, "voicemail")[0].startswith(hello)


def test_a_doubtful_greeting_is_told_first():
    """Who cannot be greeted for certain is looked up before the call."""
    doubt = say("brief.uncertain_greeting").text("de")
    assert write(person({}), "de").who[0].text == doubt
    assert doubt not in [x.text for x in write(person(), "de").who]


@pytest.mark.parametrize(("language", "register"), VOICES)
def test_the_voicemail_is_short(language, register):
    """It is said in twenty seconds, at a calm 130 words a minute, and asks for nothing."""
    (text,) = texts(write(person(language=language, register=register), "en"), "voicemail")
    assert len(text.split()) <= 43
    assert "?" not in text


@pytest.mark.parametrize(("language", "register"), VOICES)
def test_nothing_is_sold_and_nothing_presumed(language, register):
    """What is better not said is nowhere else on the page to be said."""
    brief = write(person(language=language, register=register), "de")
    never = [x.strip(" …") for x in texts(brief, "never")]
    rest = [x for s in brief.sections if s.key != "never" for x in (y.text for y in s.lines)]
    assert len(never) == 5
    assert not [n for n in never for text in rest if n in text]


# -- who and when ------------------------------------------------------------------------------


def who(known, lang="de"):
    return [x.text for x in write(known, lang).who]


def test_the_head_says_who_where_and_since_when():
    """Name with title, how it is spoken, work, distance, their time, and the gap in words."""
    cells = {**CELLS, "title": "Dr.", "role": "Leiterin", "aussprache": "HU-ber", "phone": "0821 1"}
    brief = write(person(cells, last_contact="2024-10-17"), "de")
    assert brief.title == "Für das Gespräch mit Dr. Ingrid Huber"
    assert [x.text for x in brief.who] == [
        "gesprochen: HU-ber",
        "Leiterin, Huber Bau",
        "Deutsch, per Sie",
        "Telefon 0821 1",
        "Bayern: dort ist es jetzt 10:30 Uhr (Europe/Berlin)",
        "Letzter Kontakt: 17. Oktober 2024, gut zwei Jahre her",
    ]


def test_the_time_is_theirs():
    """A person in New York is seven hours behind Helsinki, and the page says it is the night."""
    there = person(zone="America/New_York", place=Place("US", "NY"))
    assert any("4:30 am there now (America/New_York)" in x for x in who(there, "en"))
    assert say("brief.wait_hour").text("en") in who(there, "en")
    assert say("brief.wait_hour").text("de") not in who(person())


def test_an_assumed_place_is_not_claimed():
    """Where nobody said where they are, the page names only the caller's own clock."""
    assert "Aufenthaltsort unbekannt; bei Ihnen ist es 10:30 Uhr" in who(person(where="assumed"))
    assert not any("Bayern" in x for x in who(person(where="assumed")))


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (datetime(2026, 12, 25, 10, tzinfo=UTC), "Heute ist dort Feiertag: Erster Weihnachtstag"),
        (datetime(2026, 12, 22, 10, tzinfo=UTC), "Feiertag dort am 25. Dezember 2026: Erster"),
        (datetime(2026, 12, 30, 10, tzinfo=UTC), "Feiertag dort am 1. Januar 2027: Neujahr"),
    ],
)
def test_their_holidays_are_told(day, told):
    """A holiday today or within a week is named, also over the turn of the year."""
    assert any(x.startswith(told) for x in who(person(now=day)))


def test_a_place_nobody_knows_has_no_holidays():
    """A holiday of some Land says nothing about a person whose place is assumed."""
    day = datetime(2026, 10, 30, 9, 30, tzinfo=UTC)
    assert not any("eiertag" in x for x in who(person(where="assumed", now=day)))


def test_no_holiday_is_no_line():
    """Far from any holiday the head does not speak of one."""
    assert not any("Feiertag" in x for x in who(person()))


@pytest.mark.parametrize(
    ("last", "line"),
    [
        ("", "Letzter Kontakt unbekannt"),
        ("2026-11-20", "Letzter Kontakt: 20. November 2026"),
        ("2021-05", "Letzter Kontakt: Mai 2021, über fünf Jahre her"),
        ("2021", "Letzter Kontakt: 2021, etwa fünf Jahre her"),
    ],
)
def test_the_last_contact_is_as_exact_as_it_is_known(last, line):
    """A month stays a month, and of a week ago no gap is made."""
    assert who(person(last_contact=last))[-1] == line


def test_a_wish_for_no_calls_stands_above_everything():
    """Who wants no calls is told first, and is marked on the printed page."""
    known = person(warnings=(say("brief.no_calls"),))
    assert write(known, "de").who[0].kind == "warning"
    page = parse(brief_page(write(known, "de")))
    assert "nicht mehr angerufen" in next(page.all("p", kind="warning")).text


# -- what is known -----------------------------------------------------------------------------


def test_each_fact_has_its_day_and_its_source():
    """Five facts at most; older than a year asks to be asked again, undated says so."""
    facts = (
        Fact("erste", "Gespräch", "2026-03-01"),
        Fact("zweite", say("brief.from_list")),
        Fact("dritte", "Gespräch", "2021"),
        *(Fact(f"mehr {n}", "Gespräch", "2026-01") for n in range(4)),
    )
    lines = section(write(person(facts=facts), "de"), "known")
    assert [(x.text, x.note) for x in lines[:3]] == [
        ("erste", "1. März 2026 · Gespräch"),
        ("zweite", "ohne Datum · Ihre Liste"),
        ("dritte", "2021 · Gespräch · bitte neu fragen"),
    ]
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("iso", "old"),
    [
        ("2025-11-24", False),
        ("2025-11-22", True),
        ("2025-11", False),
        ("2025-10", True),
        ("2025", False),
        ("2024", True),
        ("", False),
        ("2025-13-40", False),
        ("gestern", False),
    ],
)
def test_old_is_what_is_certainly_older_than_a_year(iso, old):
    """A bare month or year is old only when its last day is."""
    assert aged(iso, NOW.date()) is old


@pytest.mark.parametrize(
    ("iso", "de", "en"),
    [
        ("2024-10-17", "17. Oktober 2024", "17 October 2024"),
        ("2021-05", "Mai 2021", "May 2021"),
        ("2021", "2021", "2021"),
        ("2021-99", "", ""),
        ("", "", ""),
    ],
)
def test_a_day_is_said_as_exactly_as_it_is_known(iso, de, en):
    """Whole days, months and years each in their own words."""
    assert (day_said(iso, "de"), day_said(iso, "en")) == (de, en)


# -- what to say -------------------------------------------------------------------------------


def test_the_opening_names_the_gap_and_the_situation():
    """The gap in words, what is going on behind a frame that bears any form, and a way out."""
    known = person(last_contact="2024-10-17", situation_phrase="das Jahr war schwer.")
    opening = texts(write(known, "de"), "open")
    assert "seit gut zwei Jahren" in opening[1]
    assert opening[2] == "Eines habe ich mitbekommen: das Jahr war schwer."
    assert "lieber gar nicht?" in opening[3]


def test_an_answer_is_thanked_for():
    """Who has written back is not told how long nobody has spoken."""
    opening = texts(write(person(last_contact="2020", answered=True), "de"), "open")
    assert opening[1].startswith("Danke, dass Sie sich gemeldet haben.")
    assert not any("Jahre" in x for x in opening)


def test_a_recent_contact_has_no_gap():
    """After a talk last week nothing is said of a long time."""
    opening = texts(write(person(last_contact="2026-11-20"), "de"), "open")
    assert opening[1] == "Ich wollte einfach hören, wie es Ihnen geht."


@pytest.mark.parametrize(
    ("situation", "second"),
    [
        ("none", "beschäftigt"),
        ("good_news", "freuen"),
        ("bereavement_known", "erzählen"),
        ("layoffs", "erzählen"),
    ],
)
def test_two_questions_that_fit(situation, second):
    """Two, the person first; nobody in grief is asked about business or what they look forward to."""
    first, other = texts(write(person(situation=situation), "de"), "ask")
    assert "Wie geht es Ihnen" in first
    assert second in other


def test_what_is_missing_becomes_a_line_to_write_on():
    """Without a story or an offer there is a prompt and room for one."""
    brief = write(person(), "de")
    assert texts(brief, "story", "blank") == ["", ""]
    assert texts(brief, "help", "blank") == [""]
    full = write(
        person(own_story="bei uns war es holprig", offers=("a", "b", "a", " ", "c", "d")), "de"
    )
    assert texts(full, "story") == ["Bei uns war es holprig."]
    assert texts(full, "help") == ["a", "b", "c"]


# -- as text, as Markdown, as a page --------------------------------------------------------------


@pytest.mark.parametrize("lang", ["de", "en"])
def test_text_fits_a_terminal(lang):
    """No line is wider than 78 columns, and every sentence stands in it."""
    brief = write(person(last_contact="2024", facts=(Fact("wort " * 90, "x"),)), lang)
    text = as_text(brief)
    assert max(map(len, text.splitlines())) <= 78
    flat = " ".join(text.split())
    assert [x for x in said(brief) if x not in flat] == []


def test_markdown_takes_no_markup_from_a_cell():
    """Stars, brackets and tags of a cell are read as what they are."""
    brief = write(person(facts=(Fact("**fett** [x](http://y) <b> `c`", "a|b"),)), "de")
    line = next(x for x in as_markdown(brief).splitlines() if "fett" in x)
    assert line.startswith(r"- \*\*fett\*\* \[x\](http://y) \<b\> \`c\` (")
    assert r"a\|b" in line


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_page_has_every_line_of_the_brief(lang):
    """Nothing of a brief is lost on its page, and what is spoken says its language."""
    known = person(language="en", register="casual", facts=(Fact("eins", "zwei", "2020"),))
    brief = write(known, lang)
    tree = parse(brief_page(brief))
    flat = tree.text
    for line in itertools.chain(brief.who, *(s.lines for s in brief.sections)):
        assert line.text in flat
        assert line.note in flat
        assert line.label in flat
    assert {n.attrs["lang"] for n in tree.all("p", kind="say")} == {"en"}


WEIRD = st.one_of(
    st.sampled_from(
        [*HOSTILE, "W" * 8000, "a\n\nb", "{x} {0}", "%s", "\u202e\u2066אבג", "a\u0301" * 300]
    ),
    st.text(max_size=60),
)


@given(WEIRD, st.sampled_from(VOICES), st.sampled_from(["de", "en"]))
def test_no_cell_breaks_a_brief(value, voice, lang):
    """Whatever stands in a cell: the page is whole, loads nothing, and keeps to its size."""
    names = (
        "first_name",
        "last_name",
        "title",
        "salutation",
        "company",
        "role",
        "phone",
        "aussprache",
    )
    known = person(
        dict.fromkeys(names, value),
        *voice,
        situation_phrase=value,
        own_story=value,
        offers=(value,) * 5,
        facts=tuple(Fact(value, value, value) for _ in range(8)),
        last_contact=value,
        sender=value,
    )
    brief = write(known, lang)
    for line in itertools.chain(brief.who, *(s.lines for s in brief.sections)):
        assert len(line.text) <= 5 * 260, "cut, with room for marks over letters"
        assert not re.search(
            r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\n]", line.text + line.note
        )
    page = brief_page(brief)
    tree = parse(page)
    assert not {n.tag for n in tree.all()} & {"script", "img", "link", "iframe", "a"}
    assert len(page) < 60_000
    assert max(map(len, as_text(brief).splitlines())) <= 78
    assert as_markdown(brief).startswith("# ")


@given(st.text(max_size=400), st.integers(2, 100))
def test_cut_keeps_to_its_measure(text, most):
    """One line, no wider than asked and the ellipsis; what fits is left as it was."""
    short = cut(text, most)
    assert "\n" not in short
    assert len(short) <= 5 * (most + 1)
    plain = "wort " * 3
    assert cut(plain, 100) == plain.strip()


def test_cut_ends_at_a_word():
    """A cut text ends after a whole word, with an ellipsis; letters of East Asia count twice."""
    assert cut("eins zwei drei vier", 12) == "eins zwei…"
    assert cut("W" * 20, 10) == "W" * 9 + "…"
    assert cut("漢" * 20, 10) == "漢" * 4 + "…"


# -- what is better not written down -----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("er ist krank", "krank", "health"),
        ("Blumen zur Beerdigung", "Beerdigung", "family"),
        ("seine Frau sucht Arbeit", "seine Frau", "family"),
        ("ist schwanger", "schwanger", "health"),
        ("fastet im Ramadan", "Ramadan", "faith"),
        ("juedisches Fest", "juedisches", "faith"),
        ("she has cancer", "cancer", "health"),
        ("her daughter moved", "daughter", "family"),
        ("goes to church", "church", "faith"),
    ],
)
def test_words_of_health_family_and_faith_are_noticed(text, word, kind):
    """The first such word is named as it was typed, in either language."""
    assert sensitive(text) == (word, kind)


@pytest.mark.parametrize(
    "text",
    [
        "zwei Adressen von Schreinern",
        "Angebot an Frau Huber schicken",
        "die Tochterfirma in Graz anrufen",
        "Gläubiger der Firma nennen",
        "will call back about the skill list",
        "needs patience with the printer",
        "einen Herrn Krankl vorstellen",
        "",
    ],
)
def test_ordinary_work_is_not(text):
    """What only looks alike is left in peace."""
    assert sensitive(text) is None
