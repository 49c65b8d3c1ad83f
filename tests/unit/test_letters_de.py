"""The German letters beyond the first pair, merged for full and for empty rows.

What a letter owes its reader depends on the letter: a season's greeting offers nothing,
the last one asks nothing. The table below says so, and every branch is held to it.
"""

import re
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from outreach.merge import Letters, Setting, Template, parse_template
from outreach.model import Contact, Draft

ROOT = Path(__file__).parents[2] / "templates/de"
SOURCES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("*.md"))}
VOICES = ("de-sie", "de-du", "de-ihr")
OPENERS = (
    "long-silence", "hard-times", "project-ended", "owed-answer", "former-customer", "partner",
)  # fmt: skip
SINGLES = ("season", "nudge", "last", "disaster", "after-reply")
PARTING = {"freedom", "way_out"}
#: Moves of a letter whose row says nothing, and moves it may never hold (empathy, by step).
OWED = dict.fromkeys(OPENERS, {"gap", "wish", "question", "invite"} | PARTING) | {
    "hard-times": {"gap", "situation", "wish", "question", "invite"} | PARTING,
    "season": {"gap", "wish"} | PARTING,
    "nudge": {"invite"} | PARTING,
    "last": {"thanks", "wish"} | PARTING,
    "disaster": {"situation", "wish", "help"} | PARTING,
    "after-reply": {"thanks", "wish", "invite"} | PARTING,
}
BARRED = {
    "season": {"invite", "help", "why_now", "question", "situation", "own_story", "resource"},
    "nudge": {"gap", "situation", "own_story", "why_now"},
    "last": {"gap", "situation", "question", "own_story", "help", "invite", "resource", "why_now"},
    "disaster": {"gap", "own_story", "invite", "why_now", "question", "memory"},
    "after-reply": {"gap", "situation", "why_now"},
}
#: Words from greeting to closing: (a bare row, a row with memory, help and the letter's fact).
WORDS = dict.fromkeys(OPENERS, (60, 140)) | {
    "season": (60, 140), "nudge": (25, 70), "last": (25, 70),
    "disaster": (60, 140), "after-reply": (45, 110),
}  # fmt: skip
STEPS = {"nudge": 2, "last": 3}
PEOPLE = {
    "sie": {"first_name": "Ingrid", "last_name": "Huber", "gender": "f"},
    "du": {"first_name": "Jonas", "last_name": "Brandt"},
    "ihr": {"first_name": "Anke und Tom"},
}
#: A keyword, a sentence and an outcry, as people type them.
SHAPES = ("der Stand im Schneetreiben", "Alle standen im Schnee.", "Was für ein Schneetreiben!")
FACTS = ("shared_memory", "help_offer", "project", "last_topic", "joint_work")
CAMPAIGN = ("situation_phrase", "own_story", "why_now")
TIMES = (
    "Dienstag, 1. Dezember, um 10:00 Uhr", "Mittwoch, 2. Dezember, um 14:30 Uhr", "Donnerstag, 3. Dezember, um 9:00 Uhr",
)  # fmt: skip
AT = datetime(2026, 11, 24, 9, 4, tzinfo=UTC)
SELLS = r"\b(?:angebot\w*|rabatt\w*|preis\w*|kauf\w*|bestell\w*|buch\w*|demo\w*|produkt\w*|nur noch|bis freitag|prozent|vertrag\w*)\b"
WORN = r"gerade jetzt|wohlauf|nachhaken|nachfassen|wie geht's|hoffe, (?:diese|meine) Mail"


@cache
def template(name: str) -> Template:
    """A shipped letter, parsed."""
    return parse_template(SOURCES[name], f"templates/de/{name}.md")


def merged(name: str, facts: dict[str, str], times: tuple[str, ...] = ()) -> Draft:
    """The letter for a row (and a campaign) that says just these facts."""
    letter = template(name)
    row = PEOPLE[letter.register] | {"language": "de", "register": letter.register}
    row |= {key: said for key, said in facts.items() if key not in CAMPAIGN}
    setting = Setting(
        sender_name="Anna Weber",
        sender_email="anna@example.com",
        register=letter.register,
        **{key: said for key, said in facts.items() if key in CAMPAIGN},  # type: ignore[arg-type]
    )
    contact = Contact(address="one@example.com", email="one@example.com", fields=row)
    draft = Letters([letter]).merge(letter, contact, setting, AT, slots=times)
    assert isinstance(draft, Draft), draft
    return draft


def words_of(draft: Draft) -> int:
    """Words from greeting to closing, without the name under it."""
    return len(draft.text.removesuffix("Anna Weber\n").split())


def sentences(text: str) -> list[str]:
    """Sentences; an ordinal ("1. Dezember") ends none, a paragraph does."""
    return [s for s in re.split(r"(?<=[^\d\s][.!?])\s+|\n+", text) if s.strip()]


@pytest.fixture(params=[f"{letter}.{voice}" for letter in OWED for voice in VOICES])
def name(request: pytest.FixtureRequest) -> str:
    """One after the other, every German letter in every voice."""
    return str(request.param)


def test_every_letter_has_every_voice() -> None:
    """No German letter lacks a voice: its people would be held."""
    assert set(SOURCES) == {f"{letter}.{voice}" for letter, voice in product(OWED, VOICES)}


def test_head_agrees_with_file_name(name: str) -> None:
    """Id, voice and step are those of the file; nobody is held for an optional fact."""
    letter = template(name)
    assert letter.id == name
    assert f"{letter.language}-{letter.register}" == name.partition(".")[2]
    assert letter.step == STEPS.get(letter.letter, 1)
    assert letter.required == ()


def test_subject_is_short_and_calm(name: str) -> None:
    """Two to six words, nothing loud, nothing asked, no hardship (empathy G3, G16)."""
    subject = template(name).subject
    assert 2 <= len(subject.split()) <= 6
    assert not re.search(r"[!?:{]|[A-ZÄÖÜ]{2}|Krise|schwer|Kündig", subject)


def test_bare_letter_is_whole(name: str) -> None:
    """A row with a name and no more still gets a letter with all it owes, and nothing barred."""
    for times in (TIMES[:2], ()):
        draft = merged(name, {}, times)
        moves = {move.name for move in draft.moves}
        kind = template(name).letter
        assert OWED[kind] <= moves
        assert not BARRED.get(kind, set()) & moves
        low, high = WORDS[kind]
        assert low <= words_of(draft) <= high, (words_of(draft), draft.text)


def test_usual_letter_is_short(name: str) -> None:
    """Memory, help and two times given: still inside the words of its step."""
    facts = {"shared_memory": SHAPES[0], "help_offer": SHAPES[1], "last_contact": "2024-11-01"}
    draft = merged(name, facts, TIMES[:2])
    low, high = WORDS[template(name).letter]
    assert low <= words_of(draft) <= high, (words_of(draft), draft.text)


def test_everything_said_stays_a_letter(name: str) -> None:
    """Every fact typed: at most the 170 words of empathy G16."""
    facts = dict.fromkeys((*FACTS, *CAMPAIGN), SHAPES[1]) | {"last_contact": "2024-11-01"}
    assert words_of(merged(name, facts, TIMES[:2])) <= 170


def test_every_shape_of_typing_fits(name: str) -> None:
    """A phrase, a sentence and an outcry all stand whole, behind a colon, with one stop."""
    used = [fact for fact in (*FACTS, *CAMPAIGN) if f"{{{{ {fact} }}}}" in SOURCES[name]]
    for shape, times in product(SHAPES, (TIMES, TIMES[:1], ())):
        text = merged(name, dict.fromkeys(used, shape), times).text
        assert text.count(f": {shape}") == len(used)
        assert not re.search(r"[.!?]\.|  |[{}\0]| [.,;:?!]|\n{3}|None", text)
        assert text.count("?") <= 2
        assert all(text.count(time) == ("slots" in SOURCES[name]) for time in times)
        longest = max(sentences(text), key=lambda s: len(s.split()))
        assert len(longest.split()) <= 30, longest


def test_opening_and_closing(name: str) -> None:
    """After the comma German goes on small; the closing has no stop, the name stands under it."""
    text = merged(name, {}).text
    assert text.split("\n\n")[1][0].islower()
    assert re.search(r"\n\n[A-ZÄÖÜ][^\n.!?]*[^\W\d_]\nAnna Weber\n$", text)


def test_openings_are_all_different() -> None:
    """No two letters begin alike: who gets two shall not notice a form."""
    begins = [merged(name, {}).text.split("\n\n")[1][:28] for name in SOURCES]
    assert len(set(begins)) == len(begins)


def test_one_voice_only(name: str) -> None:
    """Never Sie and du in one letter (empathy G15); no word that sells, worn or chasing."""
    facts = dict.fromkeys((*FACTS, *CAMPAIGN), SHAPES[0])
    text = merged(name, facts, TIMES[:2]).text
    inner = " ".join(re.sub(r"^\W*\w+", "", s) for s in sentences(re.sub(": ", ". ", text)))
    match template(name).register:
        case "sie":
            assert not re.search(r"\b(?:du|dich|dir|dein\w*|euch|eue?r\w*)\b", text, re.IGNORECASE)
        case "du":
            assert not re.search(r"\b(?:Sie|Ihnen|Ihr\w*)\b|\b(?:euch|eue?r\w*)\b", inner)
        case _:
            assert not re.search(
                r"\b(?:Sie|Ihnen|Ihr\w*)\b|(?i:\b(?:du|dich|dir|dein\w*)\b)", inner
            )
    assert not re.search(SELLS, text, re.IGNORECASE)
    assert not re.search(WORN, text, re.IGNORECASE)


def test_parting_is_short(name: str) -> None:
    """In an opener invitation, freedom and way out take two sentences at most (empathy 0a)."""
    if template(name).letter not in (*OPENERS, "season", "disaster", "after-reply"):
        return
    for times in (TIMES, ()):
        draft = merged(name, {}, times)
        spans = [m for m in draft.moves if m.name in {"invite", *PARTING}]
        start, end = min(m.start for m in spans), max(m.end for m in spans)
        assert len(sentences(draft.text[start:end])) <= 2


def test_call_is_a_choice() -> None:
    """A quarter of an hour where no times say so; other times and a line as well (empathy G13)."""
    for letter, voice, times in product(OPENERS, VOICES, (TIMES[:2], ())):
        text = merged(f"{letter}.{voice}", {}, times).text
        assert re.search(r"wann (?:immer )?es \w+ passt|die \w+ passt", text)
        assert re.search(r"Zeile|Mail|[Ss]chreib|Gruß zurück", text)
        assert times or "Viertelstunde" in text


def test_owed_answer_opens_with_one_apology() -> None:
    """Sorry once, in the first sentence, and no word that they were silent."""
    for voice in VOICES:
        text = merged(f"owed-answer.{voice}", {}, TIMES[:2]).text
        sorry = r"tut mir leid|entschuldig\w*|verzeih\w*"
        assert len(re.findall(sorry, text, re.IGNORECASE)) == 1
        assert re.search(sorry, sentences(text.split("\n\n")[1])[0], re.IGNORECASE)
        assert not re.search(r"nichts (?:mehr )?(?:von|voneinander) \w* ?gehört", text)


def test_last_letter_asks_nothing() -> None:
    """The last letter says that it is, and holds no question, no link and no P.S. (empathy G17)."""
    for voice in VOICES:
        text = merged(f"last.{voice}", {}, TIMES[:2]).text
        assert "erst einmal mein letzter Brief" in text
        assert not re.search(r"\?|http|www|P\. ?S\.|Dezember", text)


def test_disaster_letter_leaves_the_rest_alone() -> None:
    """Everything else can wait, no question and no call."""
    for voice in VOICES:
        text = merged(f"disaster.{voice}", dict.fromkeys(FACTS, SHAPES[0]), TIMES[:2]).text
        assert "Alles andere hat Zeit." in text
        assert not re.search(r"\?|Dezember|telefonieren wir", text)


def test_season_letter_knows_nothing_of_the_year() -> None:
    """How the year was is left open; nothing is offered, whatever the row holds (empathy 4.1)."""
    for voice in VOICES:
        text = merged(f"season.{voice}", dict.fromkeys(FACTS, "Ein Ohr"), TIMES[:2]).text
        assert re.search(r"[Ww]ie (?:Ihr|dein|euer) Jahr war", text)
        assert "weiß" in text
        assert not re.search(r"Dezember|\?|Weihnacht|erfolgreich", text)
