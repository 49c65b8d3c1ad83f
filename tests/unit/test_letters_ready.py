"""Every shipped letter before the rules of kindness: as a template, and as people get it."""

import re
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from outreach.lint import Book, Report, lint_draft, lint_source, rulebook
from outreach.merge import Letters, Setting, Template, parse_template
from outreach.model import Contact, Draft

PATHS = {
    path.stem: path for path in sorted((Path(__file__).parents[2] / "templates").glob("*/*.md"))
}
LETTERS = (
    "long-silence", "hard-times", "project-ended", "owed-answer", "former-customer", "partner",
    "season", "nudge", "last", "disaster", "after-reply",
)  # fmt: skip
VOICES = ("de-sie", "de-du", "de-ihr", "en-formal", "en-casual")
#: First letters of the long kind; the others are short by their nature.
OPENERS = LETTERS[:6]
#: The situation a campaign declares for a letter; none where the letter is about silence alone.
SITUATIONS = {"hard-times": "crisis_general", "disaster": "flood_disaster"}
PEOPLE = {
    "sie": {"first_name": "Ingrid", "last_name": "Huber", "gender": "f"},
    "du": {"first_name": "Jonas", "last_name": "Brandt"},
    "ihr": {"first_name": "Anke und Tom"},
    "formal": {"first_name": "Ada", "last_name": "Okafor", "title": "Dr", "gender": "f"},
    "casual": {"first_name": "Maya", "last_name": "Lind"},
}
PLACES = (
    "shared_memory", "help_offer", "project", "last_topic", "joint_work",
    "situation_phrase", "own_story", "why_now",
)  # fmt: skip
#: What people write in the cells: a few words in each, or a whole sentence in each.
TYPED = {
    ("de", "words"): (
        "unseren Messestand im Schneetreiben", "zwei Betriebe, die einstellen", "das Archiv in Leipzig",
        "das neue Lager", "die Messe in Bremen", "der Umzug der ganzen Abteilung",
        "ein holpriges Frühjahr, inzwischen läuft es", "die Hoffnung auf etwas Gemeinsames",
    ),
    ("de", "sentence"): (
        "Wir standen zu dritt im Schneetreiben.", "Ich kenne zwei Betriebe, die einstellen.",
        "Wir haben das Archiv in Leipzig gebaut.", "Das neue Lager war fast fertig.",
        "Wir haben die Messe in Bremen gestemmt.", "Die ganze Abteilung ist umgezogen.",
        "Das Frühjahr war holprig, inzwischen läuft es ruhiger.",
        "Ich würde gern wieder einmal etwas gemeinsam machen.",
    ),
    ("en", "words"): (
        "our stand in the snowstorm", "an introduction to two firms that are hiring",
        "the archive in Leeds", "the new warehouse", "the fair in Bristol",
        "the whole department moving", "a bumpy spring, calmer now", "the hope of a joint project",
    ),
    ("en", "sentence"): (
        "There were three of us in that snowstorm.", "I know two firms that are hiring.",
        "We built the archive in Leeds.", "The new warehouse was nearly done.",
        "We pulled off the fair in Bristol.", "The whole department has moved.",
        "Spring was bumpy here; things are calmer now.", "I would be glad to work together again.",
    ),
}  # fmt: skip
TIMES = {
    "de": (
        "Dienstag, 1. Dezember, um 10:00 Uhr", "Mittwoch, 2. Dezember, um 14:30 Uhr",
        "Donnerstag, 3. Dezember, um 9:00 Uhr",
    ),
    "en": ("Tuesday, 1 December at 10:00", "Wednesday, 2 December at 14:30", "Thursday, 3 December at 9:00"),
}  # fmt: skip
AT = datetime(2026, 11, 24, 9, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def book() -> Book:
    """The rules as they come."""
    return rulebook()


@pytest.fixture(params=[f"{letter}.{voice}" for letter, voice in product(LETTERS, VOICES)])
def name(request: pytest.FixtureRequest) -> str:
    """One after the other, every letter in every voice."""
    return str(request.param)


@cache
def template(name: str) -> Template:
    return parse_template(PATHS[name].read_text(encoding="utf-8"), f"templates/{name}.md")


def merged(name: str, shape: str = "", times: int = 0, page: str = "") -> Draft:
    """The letter with each place filled in this shape; "" is a row that holds a name only."""
    letter = template(name)
    said = dict(zip(PLACES, TYPED[letter.language, shape], strict=True)) if shape else {}
    if shape:
        said["last_contact"] = "2024-11-01"
    setting = Setting(
        "Anna Weber",
        "anna@example.com",
        sender_phone="0151 2345678" if shape else "",
        language=letter.language,
        register=letter.register,
    )
    fields = PEOPLE[letter.register] | said
    fields |= {"language": letter.language, "register": letter.register}
    contact = Contact("one@kunde.example", "one@kunde.example", fields=fields)
    draft = Letters([letter]).merge(
        letter, contact, setting, AT, TIMES[letter.language][:times], page
    )
    assert isinstance(draft, Draft), draft
    return draft


def judged(name: str, draft: Draft, book: Book) -> Report:
    letter = template(name)
    return lint_draft(
        letter,
        draft,
        book,
        situation=letter.situation or SITUATIONS.get(letter.letter, "none"),
        first=letter.letter not in {"nudge", "last", "after-reply"},
        owe=letter.letter == "owed-answer",
        sender_first_name="Anna",
        sender_email="anna@example.com",
        contact="one@kunde.example",
    )


def told(report: Report) -> list[tuple[str, str]]:
    """What is in the way of `ready`."""
    return [(f.rule, f.match) for f in report.findings if f.level != "info"]


def test_every_letter_is_here() -> None:
    """Eleven letters in five voices, no file that is not looked at below."""
    assert set(PATHS) == {f"{letter}.{voice}" for letter, voice in product(LETTERS, VOICES)}


def test_the_template_is_ready(name: str, book: Book) -> None:
    """A letter as it lies in the folder gives nobody anything to look at again."""
    letter = template(name)
    for situation in ("none", letter.situation or SITUATIONS.get(letter.letter, "none")):
        report = lint_source(letter.source, letter.path, book, situation=situation)
        assert report.verdict == "ready", told(report)


@pytest.mark.parametrize("times", [0, 1, 3])
@pytest.mark.parametrize("shape", ["", "words", "sentence"])
def test_the_merged_letter_is_ready(name: str, shape: str, times: int, book: Book) -> None:
    """What a person gets is ready to go: bare, with keywords or sentences, with times or none."""
    draft = merged(name, shape, times)
    report = judged(name, draft, book)
    assert report.verdict == "ready", (told(report), draft.text)


@pytest.mark.parametrize("shape", ["", "sentence"])
def test_a_letter_that_names_the_booking_page_is_ready(name: str, shape: str, book: Book) -> None:
    """One sentence leads there, in letters that speak of a call; without a page it is gone."""
    draft = merged(name, shape, page="https://termine.example/anna")
    calls = "slots" in template(name).source
    assert draft.text.count("https://termine.example/anna") == calls
    report = judged(name, draft, book)
    assert report.verdict == "ready", (told(report), draft.text)
    assert "termine" not in merged(name, shape).text


def test_all_that_can_be_said_is_not_too_much(name: str) -> None:
    """Every fact a sentence and three times: an opener has at most 170 words (empathy G16)."""
    most = 70 if template(name).letter in {"nudge", "last"} else 170
    body = merged(name, "sentence", 3).text.partition("Anna Weber")[0]
    assert len(body.split()) <= most, (len(body.split()), body)


@pytest.mark.parametrize("voice", VOICES)
def test_what_fits_one_letter_is_said_in_one(voice: str) -> None:
    """No two openers of a voice introduce what was typed with the same words."""
    frames: dict[str, str] = {}
    for letter in OPENERS:
        text = template(f"{letter}.{voice}").source
        for frame in re.findall(r"([^.?!;}%\n]{8,}): \{\{ \w+ \}\}\.", text):
            key = frame.strip().casefold()
            assert frames.setdefault(key, letter) == letter, (key, letter, frames[key])


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("shape", ["", "sentence"])
def test_help_after_a_disaster_is_no_more_than_was_offered(voice: str, shape: str) -> None:
    """One offer: the sender's own words, or a small one with an "if" where there are none."""
    draft = merged(f"disaster.{voice}", shape)
    (offer,) = [draft.text[m.start : m.end] for m in draft.moves if m.name == "help"]
    if shape:
        assert TYPED[voice[:2], shape][1] in offer
    else:
        assert re.match(r"(?:Wenn ich|If I can)\b", offer)
    assert not re.search(r"sofort|jederzeit|kümmere|straight away|at once|any time", draft.text)
