"""How a contact is greeted (empathy.md §5.1): never guessed, never "Damen und Herren"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from outreach.model import Contact, Language, Register
from outreach.phrases.people import GENDER_WORDS, Person, forms_of_address, key, people, squeeze
from outreach.phrases.text import in_country, join_and
from outreach.words import Say, say

Tone = Literal["warm", "plain", "stiff"]

_OPENINGS = {
    ("warm", "f"): "Liebe", ("warm", "m"): "Lieber",
    ("stiff", "f"): "Sehr geehrte", ("stiff", "m"): "Sehr geehrter",
}  # fmt: skip
_NOUNS = {"f": "Frau", "m": "Herr"}
_FORMS = {"f": "Ms", "m": "Mr"}
_PROFESSOR = {"f": "Professorin", "m": "Professor"}
_PROFESSORS = frozenset({"prof", "professor", "professorin", "univprof", "honprof", "aoprof"})
_DOCTORS = frozenset({"dr", "ddr", "drin", "dring", "doktor", "doktorin", "doctor"})
#: Said in Austria besides Dr.; never in Germany.
_AUSTRIAN = {
    "mag": "Mag.", "mmag": "MMag.", "magister": "Mag.", "magistra": "Mag.",
    "di": "DI", "ing": "Ing.", "ddr": "DDr.",
}  # fmt: skip
_GRADUATE_ENGINEER = re.compile(r"dipl(?:om)?\.?[ -]?ing(?:enieur(?:in)?)?\b\.?", re.IGNORECASE)
_PHD = re.compile(r"\bph\.? ?d\b", re.IGNORECASE)
_UNFINISHED = frozenset({"liebe", "lieber", "geehrte", "geehrter", "dear", "familie"})
_IMPERSONAL = re.compile(r"damen und herren|sir or madam|sirs|whom it may", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Greeting:
    """The first line of a letter, without its comma."""

    text: str
    #: True when a person should look at it before it is sent; `why` tells the reason.
    doubtful: bool = False
    why: Say | None = None


@dataclass(frozen=True, slots=True)
class _Manner:
    """All that shapes a greeting besides the names."""

    language: Language
    #: True for du, ihr and casual English.
    close: bool
    tone: Tone
    region: str


def salutation(
    contact: Contact, language: Language, register: Register, *, tone: Tone = "plain"
) -> Greeting | None:
    """The greeting of a contact, without its comma; None when no kind one can be formed.

    None means a name is missing: for "du" the first name; for "Sie" and English a first
    name, or else a gender or title beside the last name. `tone` is heard in German only:
    "Liebe Frau Kurz", "Guten Tag Frau Kurz", "Sehr geehrte Frau Kurz".
    """
    written = squeeze(contact.get("salutation")).rstrip(" ,!:;")
    if written and forms_of_address(written) is None:
        return _as_written(written)
    named, doubt = people(contact)
    close = register in {"du", "ihr", "casual"}
    manner = _Manner(language, close, tone, contact.get("region"))
    if len(named) >= 4:
        return _greeting(_to_all(manner), say("phrases.many", n=len(named)))
    if register == "ihr" and not any(person.first for person in named):
        text = _to_all(manner)
        return _greeting(text, say("phrases.nobody_named", greeting=text))
    text = _english(named, manner) if language == "en" else _german(named, manner)
    if not text:
        return None
    doubt = doubt or _doubt(named, text)
    if register == "du" and len(named) > 1:
        doubt = doubt or say("phrases.du_to_several", n=len(named))
    return _greeting(text, doubt)


def _greeting(text: str, why: Say | None) -> Greeting:
    return Greeting(text, doubtful=why is not None, why=why)


def _as_written(text: str) -> Greeting:
    """The user's own greeting; doubted only where it breaks off or is meant for nobody."""
    last = key(text.rpartition(" ")[2])
    if last in _UNFINISHED or last in GENDER_WORDS or last in _DOCTORS | _PROFESSORS:
        return _greeting(text, say("phrases.unfinished", greeting=text))
    if _IMPERSONAL.search(text):
        return _greeting(text, say("phrases.impersonal", greeting=text))
    return Greeting(text)


def _to_all(manner: _Manner) -> str:
    if manner.language == "en":
        return "Hello everyone" if manner.close else "Dear all"
    return "Hallo zusammen" if manner.close else "Guten Tag zusammen"


def _german(named: Sequence[Person], manner: _Manner) -> str:
    """Each greeted in the order of the row: "Guten Tag Frau Groß, guten Tag Herr Klein"."""
    greet = _hallo if manner.close else _guten_tag
    greetings = [greet(person, manner) for person in named]
    first, *others = greetings
    if not all(greetings):
        return ""
    return ", ".join([first, *(other[0].lower() + other[1:] for other in others)])


def _hallo(person: Person, manner: _Manner) -> str:
    opening = _OPENINGS.get((manner.tone, person.gender)) if manner.tone == "warm" else None
    return f"{opening or 'Hallo'} {person.first}" if person.first else ""


def _guten_tag(person: Person, manner: _Manner) -> str:
    if not person.last:
        return f"Guten Tag {person.first}" if person.first else ""
    title = _title(person, manner)
    if noun := _NOUNS.get(person.gender):
        opening = _OPENINGS.get((manner.tone, person.gender), "Guten Tag")
        return squeeze(f"{opening} {noun} {title} {person.last}")
    if not (person.first or title):
        # "Guten Tag Kurz" is how one is called up, not greeted.
        return ""
    return squeeze(f"Guten Tag {title} {person.first} {person.last}")


def _english(named: Sequence[Person], manner: _Manner) -> str:
    names = [(manner.close and person.first) or _formal(person, manner) for person in named]
    if not all(names):
        return ""
    return f"{'Hi' if manner.close else 'Dear'} {join_and(names, 'en')}"


def _formal(person: Person, manner: _Manner) -> str:
    """The name as in "Dr Kurz", "Ms Kurz", "Anna Kurz"; empty for a bare last name."""
    form = _title(person, manner) or _FORMS.get(person.gender, "")
    if person.last and form:
        # British English leaves the dot off where the last letter of the word is kept.
        dot = "." if in_country(manner.region, "US") and form != "Professor" else ""
        return f"{form}{dot} {person.last}"
    return squeeze(f"{person.first} {person.last}") if person.first else ""


def _title(person: Person, manner: _Manner) -> str:
    """What of a person's titles is said aloud in this language and country."""
    words = _GRADUATE_ENGINEER.sub(" DI ", re.sub(r"\.(?=[^\W\d_])", ". ", person.titles))
    keys = [key(word) for word in words.replace(",", " ").split()]
    doctor = not _DOCTORS.isdisjoint(keys)
    professor = not _PROFESSORS.isdisjoint(keys)
    if manner.language == "en":
        doctor = doctor or bool(_PHD.search(person.titles))
        return "Professor" if professor else "Dr" if doctor else ""
    if professor:
        return _PROFESSOR.get(person.gender, "Prof.")
    if not in_country(manner.region, "AT"):
        return "Dr." if doctor else ""
    said = [_AUSTRIAN.get(k, "Dr." if k in _DOCTORS else "") for k in keys]
    return " ".join(dict.fromkeys(word for word in said if word))


def _doubt(named: Sequence[Person], text: str) -> Say | None:
    """What looks wrong about a name that the greeting says."""
    for person in named:
        for name in (person.first, person.last):
            if name and name in text and (why := _flaw(name)):
                return say(f"phrases.{why}", name=name)
    return None


def _flaw(name: str) -> str:
    letters = [piece for piece in re.split(r"[.\s-]+", name) if piece]
    if "@" in name or any(c.isdigit() for c in name):
        return "signs"
    if "," in name:
        return "comma"
    # Only where there are capitals: 王 is a whole name.
    if all(len(piece) == 1 and (piece.isupper() or piece.islower()) for piece in letters):
        return "initial"
    return "capitals" if name.isupper() else "small" if name.islower() else ""
