"""How one speaks to the person called: their language, their distance, their name aloud."""

import re
from dataclasses import dataclass
from typing import Literal

from outreach.brief.cut import cut
from outreach.model import Contact, Language, Register
from outreach.phrases import salutation
from outreach.words import say

Distance = Literal["far", "close", "ihr"]

_DISTANCES: dict[Register, Distance] = {
    "sie": "far",
    "formal": "far",
    "du": "close",
    "casual": "close",
    "ihr": "ihr",
}
#: What opens a letter but no call, and what one says instead.
_WRITTEN = (
    (re.compile(r"^Sehr geehrte[r]? "), "Guten Tag "),
    (re.compile(r"^Dear all$"), "Hello everyone"),
    (re.compile(r"^Dear "), "Hello "),
)
_BARE = {"de": "Guten Tag", "en": "Hello"}
_NAME = 60


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks the sentences of a brief to one person."""

    language: Language
    distance: Distance
    #: How the caller greets and how they name themselves.
    hello: str
    me: str
    #: False where no greeting could be formed, or only a doubtful one.
    certain: bool

    def __call__(self, name: str, /, **fields: str) -> str:
        """The sentence `name` in the language and at the distance of the person called."""
        words = {"hello": self.hello, "me": self.me, **fields}
        return say(f"brief.say_{name}_{self.distance}", **words).text(self.language)


def voice_for(contact: Contact, language: Language, register: Register, sender: str) -> Voice:
    """The voice for a contact; a greeting that cannot be formed is a plain "Guten Tag"."""
    distance = _DISTANCES[register]
    greeting = salutation(contact, language, register)
    hello = greeting.text if greeting else _BARE[language]
    for written, spoken in _WRITTEN:
        hello = written.sub(spoken, hello)
    # One does not give oneself a title; between friends the first name is enough.
    names = [word for word in sender.split() if not word.endswith(".")] or [sender]
    me = cut(" ".join(names) if distance == "far" else names[0], _NAME)
    certain = greeting is not None and not greeting.doubtful
    return Voice(language, distance, cut(hello, _NAME), me, certain)
