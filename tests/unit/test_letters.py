"""The shipped letters, read in every branch a contact list can bring about.

Heads and moves are read here without the engine; the merged texts come from a small
reader of our own, so that a letter is judged even where the engine is not, and from the
engine itself.
"""

import re
import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import jinja2
import pytest

from outreach.model import Contact, Draft

ROOT = Path(__file__).parents[2] / "templates"
FILES = {path.stem: path for path in sorted(ROOT.glob("*/*.md"))}
VOICES = ("de-sie", "de-du", "de-ihr", "en-formal", "en-casual")
OPENERS = tuple(f"long-silence.{voice}" for voice in VOICES)
NUDGES = tuple(f"nudge.{voice}" for voice in VOICES)
LETTERS = OPENERS + NUDGES
MOVES = {
    1: {"gap", "memory", "wish", "question", "help", "invite", "freedom", "way_out"},
    2: {"invite", "freedom", "way_out"},
}
WORDS = {1: (60, 140), 2: (25, 70)}
NAMES = {
    "gap", "situation", "memory", "question", "own_story", "help", "invite", "freedom",
    "way_out", "wish", "thanks", "why_now",
}  # fmt: skip
CLOSINGS = {
    "de-sie": "Herzliche Grüße",
    "de-du": "Liebe Grüße",
    "de-ihr": "Liebe Grüße",
    "en-formal": "With warm regards,",
    "en-casual": "All the best,",
}
BLOCK = re.compile(
    r"\{%-?\s*move\s+(?P<names>[^%]+?)-?%\}(?P<body>.*?)\{%-?\s*endmove\s*-?%\}", re.DOTALL
)
MISSING = "\0"

#: The same three kinds of typing in both languages: a keyword, a sentence, an outcry.
VALUES = {
    "de": ("unseren Messestand im Schneetreiben", "Wir standen zu dritt im Schneetreiben.", "Was für ein Schneetreiben!"),
    "en": ("our stand in the snowstorm", "There were three of us in that snowstorm.", "What a snowstorm that was!"),
}  # fmt: skip
SLOTS = {
    "de": ("Dienstag, 1. Dezember, um 10:00 Uhr", "Mittwoch, 2. Dezember, um 14:30 Uhr", "Donnerstag, 3. Dezember, um 9:00 Uhr"),
    "en": ("Tuesday, 1 December at 10:00", "Wednesday, 2 December at 14:30", "Thursday, 3 December at 9:00"),
}  # fmt: skip
PEOPLE = {
    "de-sie": {"first_name": "Ingrid", "last_name": "Huber", "gender": "f"},
    "de-du": {"first_name": "Jonas", "last_name": "Brandt"},
    "de-ihr": {"first_name": "Anke und Tom"},
    "en-formal": {"first_name": "Ada", "last_name": "Okafor", "title": "Dr", "gender": "f"},
    "en-casual": {"first_name": "Maya", "last_name": "Lind"},
}
GREETINGS = {
    "de-sie": "Guten Tag Frau Huber",
    "de-du": "Hallo Jonas",
    "de-ihr": "Hallo Anke, hallo Tom",
    "en-formal": "Dear Dr Okafor",
    "en-casual": "Hi Maya",
}
GAPS = {
    ("de", True): {"gap_phrase": "seit gut zwei Jahren", "gap_span": "gut zwei Jahre"},
    ("de", False): {"gap_phrase": "schon länger", "gap_span": ""},
    ("en", True): {"gap_phrase": "for over two years", "gap_span": "over two years"},
    ("en", False): {"gap_phrase": "for quite a while", "gap_span": ""},
}


def voice(letter: str) -> str:
    """The part after the dot: "de-sie" of "long-silence.de-sie"."""
    return letter.partition(".")[2]


@cache
def parts(letter: str) -> tuple[dict[str, object], str]:
    """Head and body, split at the +++ lines."""
    empty, head, body = FILES[letter].read_text(encoding="utf-8").split("+++\n", 2)
    assert empty == ""
    return tomllib.loads(head), body


def names(block: re.Match[str]) -> list[str]:
    """The moves a block declares."""
    return re.findall(r'"(\w+)"', block["names"])


def either(times: list[str]) -> str:
    """One of these ("A, B oder C"); the month's spelling tells the language."""
    word = " oder " if "Dezember" in times[0] else " or "
    return word.join([", ".join(times[:-1]), times[-1]] if len(times) > 1 else times)


class Gone(jinja2.Undefined):
    """A value nobody typed: leaves a mark, so that its sentence goes."""

    def __str__(self) -> str:
        return MISSING


ENVIRONMENT = jinja2.Environment(autoescape=False, undefined=Gone)  # noqa: S701
ENVIRONMENT.filters["either"] = either


@cache
def compiled(source: str) -> jinja2.Template:
    """A piece of a letter, ready to be filled."""
    return ENVIRONMENT.from_string(source)


def read(letter: str, values: dict[str, object]) -> str:
    """The letter as its reader sees it: every block that lacks a value is gone."""

    def block(match: re.Match[str]) -> str:
        text = compiled(match["body"]).render(values)
        return "" if MISSING in text else text

    text = compiled(BLOCK.sub(block, parts(letter)[1])).render(values)
    text = re.sub(r"([.!?])\.(?=\s|$)", r"\1", text)
    text = re.sub(r" +", " ", text)
    paragraphs = (line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(paragraphs)).strip()


def branches(letter: str) -> list[dict[str, object]]:
    """All values a list can bring: gap, memory, help and 0 to 3 times, three ways of typing."""
    tongue = letter.partition(".")[2][:2]
    found = []
    for gap, memory, help_offer, count in product(
        (True, False), (None, *VALUES[tongue]), (None, *VALUES[tongue]), range(4)
    ):
        values: dict[str, object] = {
            "salutation": GREETINGS[voice(letter)],
            **GAPS[tongue, gap],
            "slots": list(SLOTS[tongue][:count]),
        }
        if memory:
            values["shared_memory"] = memory
        if help_offer:
            values["help_offer"] = help_offer
        found.append(values)
    return found


def sentences(text: str) -> list[str]:
    """Sentences; an ordinal ("1. Dezember") ends none, a paragraph does."""
    return [s for s in re.split(r"(?<=[^\d\s][.!?])\s+|\n+", text) if s.strip()]


def mixed(text: str, register: str) -> list[str]:
    """Words of the other register; a capital Sie or Ihr counts only inside a sentence."""
    if register == "sie":
        return re.findall(r"\b(?:du|dich|dir|dein\w*|euch|euer|eure\w*)\b", text, re.IGNORECASE)
    inner = [re.sub(r"^\W*\w+", "", s) for s in sentences(re.sub(r"(?<=:) ", ". ", text))]
    other = r"\b(?:du|dich|dir|dein\w*)\b" if register == "ihr" else r"(?!)"
    return re.findall(other, text, re.IGNORECASE) + [
        word for s in inner for word in re.findall(r"\b(?:Sie|Ihnen|Ihr\w*)\b", s)
    ]


@pytest.fixture(params=LETTERS)
def letter(request: pytest.FixtureRequest) -> str:
    """One after the other, every shipped letter."""
    return str(request.param)


def test_every_voice_has_its_letter() -> None:
    """A first and a second letter in each of the five voices."""
    assert set(LETTERS) <= set(FILES)


def test_heads_say_what_the_file_is(letter: str) -> None:
    """Id, folder, language, register and step agree with the file name."""
    head, _ = parts(letter)
    lang, register = voice(letter).split("-")
    assert head["id"] == letter
    assert FILES[letter].parent.name == head["lang"] == lang
    assert head["register"] == register
    assert head["step"] == (1 if letter in OPENERS else 2)
    assert head["required"] == []


def test_subjects_are_short_and_calm(letter: str) -> None:
    """Two to six words, no exclamation, no question, no made-up Re: (empathy G15, G16)."""
    subject = str(parts(letter)[0]["subject"])
    assert 2 <= len(subject.split()) <= 6
    assert not re.search(r"[!?:{]|[A-ZÄÖÜ]{2}", subject)


def test_second_letter_keeps_the_thread() -> None:
    """Same thread, same subject: a client groups by both."""
    for each in VOICES:
        subjects = {parts(f"{step}.{each}")[0]["subject"] for step in ("long-silence", "nudge")}
        assert len(subjects) == 1


def test_moves_are_declared(letter: str) -> None:
    """Every move its step needs, none the linter does not know (empathy, required by step)."""
    head, body = parts(letter)
    declared = {name for block in BLOCK.finditer(body) for name in names(block)}
    assert MOVES[int(str(head["step"]))] <= declared <= NAMES
    assert len(BLOCK.findall(body)) == body.count("endmove")


def test_opener_asks_before_it_offers() -> None:
    """Gap first, then the question, then help and invitation; the way out comes last."""
    for each in OPENERS:
        order = [name for block in BLOCK.finditer(parts(each)[1]) for name in names(block)]
        places = [
            order.index(name) for name in ("gap", "wish", "question", "help", "invite", "way_out")
        ]
        assert places == sorted(places)
        assert order.index("question") < order.index("own_story") < order.index("invite")
        assert order[-1] == "way_out"


def test_second_letter_says_something_new() -> None:
    """A new small thing, and no word that chases or counts (empathy G6)."""
    chasing = r"Erinnerung|erinner|nachfassen|nachhaken|noch einmal|zum \w+ Mal|follow|remind|bump|circl|again|just checking"
    for each in NUDGES:
        opener = set(sentences(parts(each.replace("nudge", "long-silence"))[1]))
        body = parts(each)[1]
        assert not re.search(chasing, body, re.IGNORECASE)
        fresh = [
            block for block in BLOCK.finditer(body) if {"question", "wish"} & set(names(block))
        ]
        assert len(fresh) == 1
        assert fresh[0]["body"] not in opener


def test_typed_values_stand_behind_a_frame(letter: str) -> None:
    """What a person typed follows a colon and ends its sentence: any form fits (empathy 0a)."""
    typed = "shared_memory|help_offer|own_story|situation_phrase|why_now"
    for found in re.finditer(
        r"(?P<before>.{2})\{\{ (?:" + typed + r") \}\}(?P<after>.{2})", parts(letter)[1]
    ):
        assert found["before"] == ": "
        assert found["after"] == ".{"


def check(letter: str, text: str, values: dict[str, object], most: int = 0) -> None:
    """What holds of every merged letter, whoever merged it; at most `most` words, else the step's."""
    step, lang, register = (parts(letter)[0][key] for key in ("step", "lang", "register"))
    greeting = str(values["salutation"])
    assert text.startswith(greeting + ",\n\n")
    assert text.endswith("\n\n" + CLOSINGS[voice(letter)])
    assert not re.search(r"\{\{|\{%|%\}|\0|  |\n{3}| \n|\n | [.,;:?!]|[.!?:,]\.|, ,|None", text)
    assert text.count("?") <= 2
    assert "!!" not in text
    first = text.removeprefix(greeting + ",\n\n")[0]
    assert first.islower() if lang == "de" else first.isupper()
    if lang == "de":
        assert mixed(text, str(register)) == []
    assert max(len(s.split()) for s in sentences(text)) <= 30, sentences(text)
    low, high = WORDS[int(str(step))]
    assert low <= len(text.split()) <= (most or high), (len(text.split()), text)
    for time in values["slots"]:  # type: ignore[attr-defined]
        assert text.count(time) == 1
    for name in ("shared_memory", "help_offer"):
        if step == 1 and name in values:
            assert str(values[name]) in text


def test_every_branch_reads_well(letter: str) -> None:
    """With or without gap, memory, help and times, and however they were typed."""
    for values in branches(letter):
        check(letter, read(letter, values), values)


def test_parting_takes_two_sentences() -> None:
    """Invitation, freedom and way out together: two sentences in an opener (empathy 0a)."""
    for each in OPENERS:
        for values in branches(each):
            last = read(each, values).split("\n\n")[-2]
            assert len(sentences(last)) == 2, last


def test_invitation_leaves_a_choice(letter: str) -> None:
    """By telephone, and when it suits them, with times or without (empathy G13)."""
    suits = {
        "de": r"wann (?:immer )?es (?:Ihnen|dir|euch) passt|Zeit, die Ihnen passt",
        "en": r"suits you|you prefer|name a time",
    }
    lang = str(parts(letter)[0]["lang"])
    for count in range(4):
        values = branches(letter)[0] | {"slots": list(SLOTS[lang][:count])}
        assert re.search(suits[lang], read(letter, values))


def test_everything_typed_still_fits() -> None:
    """Situation, own story and reason all given: never past the 170 words of empathy G16."""
    extra = {
        "de": {"situation_phrase": "der Umzug der ganzen Abteilung", "own_story": "Das Frühjahr war holprig, inzwischen läuft es ruhiger.", "why_now": "Ich würde gern wieder einmal etwas gemeinsam machen."},
        "en": {"situation_phrase": "the whole department moving", "own_story": "Spring was bumpy here; things are calmer now.", "why_now": "I would be glad to work together."},
    }  # fmt: skip
    for each in OPENERS:
        lang = each.partition(".")[2][:2]
        for values in branches(each):
            if {"shared_memory", "help_offer"} <= set(values):
                check(each, read(each, values | extra[lang]), values, most=170)


needs_engine = pytest.mark.skipif(
    find_spec("outreach.merge") is None, reason="outreach.merge is not there"
)
AT = datetime(2026, 11, 24, 9, 4, tzinfo=UTC)


def merged(letter: str, values: dict[str, object]) -> Draft:
    """The same branch out of the engine, with a list row and a sender that bring it about."""
    from outreach.merge import Letters, Setting, parse_template

    lang, register = voice(letter).split("-")
    fields = PEOPLE[voice(letter)] | {
        "language": lang,
        "register": register,
        "email": "one@example.com",
    }
    fields |= {
        name: str(values[name]) for name in ("shared_memory", "help_offer") if name in values
    }
    if values["gap_span"]:
        fields["last_contact"] = "2024-11-01"
    template = parse_template(FILES[letter].read_text(encoding="utf-8"), f"templates/{letter}.md")
    setting = Setting(
        sender_name="Anna Weber", sender_email="anna@example.com", language=lang, register=register
    )
    contact = Contact(address="one@example.com", email="one@example.com", fields=fields)
    draft = Letters([template]).merge(template, contact, setting, AT, slots=tuple(values["slots"]))  # type: ignore[call-overload]
    assert isinstance(draft, Draft), draft
    return draft


@needs_engine
def test_engine_and_reader_agree(letter: str) -> None:
    """What the engine merges passes the same reading, and stops where the signature begins."""
    for values in branches(letter)[::3]:
        draft = merged(letter, values)
        end = draft.text.index("\n\n" + CLOSINGS[voice(letter)]) + 2 + len(CLOSINGS[voice(letter)])
        check(letter, draft.text[:end], values)
        assert draft.text[:end] == read(letter, values)
        assert "Anna" in draft.text[end:]
        assert draft.subject == parts(letter)[0]["subject"]


@needs_engine
def test_engine_remembers_the_moves(letter: str) -> None:
    """The moves that reached the text, no more: a dropped sentence is no move."""
    step = int(str(parts(letter)[0]["step"]))
    for values in branches(letter)[::5]:
        said = {"memory": "shared_memory", "help": "help_offer"}
        gone = {move for move, name in said.items() if name not in values}
        found = {move.name for move in merged(letter, values).moves}
        assert MOVES[step] - gone <= found
        assert not gone & found
