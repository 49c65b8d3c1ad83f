"""What is known of a letter, and what a rule found in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from outreach.lint.text import Text


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a letter besides its text."""

    situation: str = "none"
    #: Number of the letter in its sequence; None for a pasted mail.
    step: int | None = None
    register: str = ""
    letter: str = ""
    #: True where it answers nothing, so that "Re:" would be a trick.
    first: bool = True
    #: True where the writer owes an answer.
    owe: bool = False
    sender_first_name: str = ""
    sender_email: str = ""
    #: Whether the mail says in its head how to be left alone; None where nobody knows.
    unsubscribe: bool | None = None
    #: True for a merged letter, False for a template or a pasted mail.
    rendered: bool = False
    #: The template of a merged letter.
    template: Text | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found: a range of the text, and what its message may name."""

    start: int
    end: int
    part: str = "body"
    fields: Mapping[str, object] = field(default_factory=dict)


def nowhere(text: Text, names: tuple[str, ...]) -> Hit:
    """What is missing is told at the beginning of the letter's text."""
    start = next((a for part, a, _ in text.paragraphs if part != "subject"), text.body)
    return Hit(start, start, "body", {"move": names[0] if names else ""})


def names_of(value: object) -> tuple[str, ...]:
    """A word or a list of words as a row."""
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()
