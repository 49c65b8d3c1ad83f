"""What a brief is made of: one person, what is known of them, and the moment it is read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from outreach.model import Contact, Language, Register
from outreach.schedule.places import Place
from outreach.words import Say

#: How a place or a zone is known; with "sender" it is only taken over from the caller.
Where = Literal["known", "assumed"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known, when it was so, and how one knows."""

    text: str | Say
    source: str | Say
    #: "2021", "2021-05", a day, or "" where nobody knows.
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything about a person that the page for a call may show.

    `facts` stand in the order of their weight; the first five are shown. `offers` are things
    the caller can give and does not sell; the first three are shown.
    """

    contact: Contact
    language: Language
    register: Register
    #: The caller's name.
    sender: str
    #: Aware; the moment of reading.
    now: datetime
    #: The zone the person lives in (IANA), and its place.
    zone: str
    place: Place
    where: Where = "known"
    #: The day somebody last heard from the other, as in `Fact.as_of`.
    last_contact: str = ""
    #: True when they have answered since the first letter.
    answered: bool = False
    #: When a call is agreed, on both clocks, in the language of the page; "" where none is.
    agreed: str = ""
    situation: str = "none"
    #: The caller's own words, in the language of the person called; "" where there are none.
    situation_phrase: str = ""
    own_story: str = ""
    offers: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    #: What should be read before anything else: wants no calls, wants no letters.
    warnings: tuple[Say, ...] = ()
