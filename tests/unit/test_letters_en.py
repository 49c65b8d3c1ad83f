"""What holds of the English letters alone: typed facts, length, tone, nothing swallowed."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach.merge import Letters, Setting, parse_template
from outreach.model import Contact, Draft

FILES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parents[2] / "templates/en").glob("*.md"))
}
AT = datetime(2026, 11, 24, 9, 4, tzinfo=UTC)
PEOPLE = {
    "formal": {"first_name": "Ada", "last_name": "Okafor", "title": "Dr", "gender": "f"},
    "casual": {"first_name": "Maya", "last_name": "Lind"},
}
TYPED = (
    "shared_memory", "help_offer", "project", "last_topic", "joint_work", "situation_phrase", "own_story", "why_now",
)  # fmt: skip
FORMS = ("our stand in the snow", "We stood in the snow.", "What a lot of snow!", "Was it snow?")
SLOTS = ("Tuesday, 1 December at 10:00", "Wednesday, 2 December at 14:30")
#: Letters short by their nature; all others are openers.
SHORT = ("nudge", "last")
WORN = (
    r"hope this (?:e?mail|letter|message|note) finds|just checking|reach(?:ing)? out|touch base|circl(?:e|ing) back"
    r"|follow(?:ing)? up|at your earliest|catch up soon|synerg|opportunit|discount|offer ends|!"
)  # fmt: skip


@pytest.fixture(params=FILES)
def letter(request: pytest.FixtureRequest) -> str:
    """One after the other, every English letter."""
    return str(request.param)


def merged(letter: str, typed: dict[str, str], slots: tuple[str, ...] = ()) -> str:
    """The letter without its signature."""
    template = parse_template(FILES[letter], f"templates/{letter}.md")
    register = template.register
    fields = {**PEOPLE[register], **typed, "language": "en", "register": register}
    setting = Setting("Anna Weber", "anna@example.com", language="en", register=register)
    contact = Contact("one@example.com", "one@example.com", fields=fields)
    draft = Letters([template]).merge(template, contact, setting, AT, slots)
    assert isinstance(draft, Draft), draft
    return draft.text.removesuffix("Anna Weber\n").rstrip()


def words(text: str) -> int:
    return len(text.split())


def used(letter: str) -> list[str]:
    """The facts a person types that this letter takes up."""
    return [name for name in TYPED if f"{{{{ {name} }}}}" in FILES[letter]]


def test_a_missing_fact_takes_its_own_sentence_only(letter: str) -> None:
    """Each sentence that needs no typed fact is in the bare letter, and no other one."""
    bare = merged(letter, {})
    full = merged(letter, dict.fromkeys(used(letter), "our stand in the snow"))
    framed = r"[^.?\n]*: our stand in the snow\."
    fallbacks = re.findall(r"{% else %}([^{]*)", FILES[letter])
    kept = re.sub(framed, "", full).split()
    missing = [word for word in kept if word not in bare.split()]
    assert not missing, missing
    extra = " ".join(fallbacks).split()
    assert not [word for word in bare.split() if word not in kept and word not in extra]


@pytest.mark.parametrize("form", FORMS)
def test_typed_facts_are_said_as_typed(letter: str, form: str) -> None:
    """A keyword gets its full stop, a sentence none twice; each stands behind a colon."""
    text = merged(letter, dict.fromkeys(used(letter), form))
    ended = form if form[-1] in ".!?" else f"{form}."
    assert text.count(f": {ended}") == len(used(letter))
    assert not re.search(r"[.!?]\.|: :|  ", text)


def test_length_fits_the_letter(letter: str) -> None:
    """60 to 140 words for a first letter, 25 to 70 for the second and the last (empathy G16)."""
    low, high = (25, 70) if letter.startswith(SHORT) else (60, 140)
    typical = {"shared_memory": "our stand in the snow", "help_offer": "a good bookkeeper"}
    for text in (merged(letter, {}), merged(letter, typical, SLOTS)):
        assert low <= words(text) <= high, (words(text), text)


def test_nothing_worn_is_said(letter: str) -> None:
    """No phrase that everybody's mails begin with, no selling, no outcry (empathy G6, G11)."""
    assert not re.search(WORN, FILES[letter].partition("+++\n")[2], re.IGNORECASE)


def test_each_letter_begins_and_ends_in_its_own_way() -> None:
    """No two letters share their first sentence; a closing only where the thread is one."""
    bodies = {letter: merged(letter, {}).split("\n\n") for letter in FILES}
    firsts = [body[1].split(".")[0] for body in bodies.values()]
    assert len(set(firsts)) == len(firsts)
    ends = [body[-1] for letter, body in bodies.items() if not letter.startswith("nudge")]
    assert len(set(ends)) == len(ends)
    assert all(end.endswith(",") for end in ends)


@pytest.mark.parametrize("register", PEOPLE)
def test_a_season_letter_wants_nothing(register: str) -> None:
    """No times, no question, no help, whatever the list holds (empathy 4.1)."""
    text = merged(f"season.en-{register}", {"help_offer": "a good bookkeeper"}, SLOTS)
    assert not re.search(r"\?|December at|bookkeeper|phone", text)


@pytest.mark.parametrize("register", PEOPLE)
def test_the_last_letter_asks_nothing(register: str) -> None:
    """No question, link, P.S. or time; it says that it is the last (empathy G17)."""
    text = merged(f"last.en-{register}", {"booking_url": "https://example.com/b"}, SLOTS)
    assert not re.search(r"\?|http|P\.? ?S|December at", text)
    assert "my last" in text


@pytest.mark.parametrize("register", PEOPLE)
def test_an_owed_answer_blames_nobody(register: str) -> None:
    """It opens with one short apology for our own silence, never for theirs (empathy G1)."""
    text = merged(f"owed-answer.en-{register}", {})
    first = text.split("\n\n")[1]
    assert re.match(r"(?:I am sorry|Sorry)\b", first)
    assert len(re.findall(r"\b(?:sorry|apolog\w+)", text, re.IGNORECASE)) == 1
    assert not re.search(r"not heard from you|haven't heard", text)
