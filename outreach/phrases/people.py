"""Who is named in a row: first and last names, genders, titles; one person or several.

Lists come from CRMs and from hands, so a name cell may also hold a title, a form of
address ("Frau Dr. Kurz") or a couple ("Anna und Bernd Groß").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from outreach.model import Contact
from outreach.words import Say, say

GENDER_WORDS = {
    "frau": "f", "fr": "f", "ms": "f", "mrs": "f", "miss": "f",
    "herr": "m", "herrn": "m", "hr": "m", "mr": "m",
}  # fmt: skip
#: Titles that may be taken off the front of a name. "Di" and "Ing" alone are names too.
_TITLES = frozenset({
    "dr", "dr.", "ddr.", "dr.-ing.", "dr.in", "doktor", "prof", "prof.", "professor", "professorin",
    "univ.-prof.", "mag.", "mag.a", "mmag.", "ing.", "dipl.-ing.", "pd", "priv.-doz.",
})  # fmt: skip
_GLUED = re.compile(r"\b(Prof|D?Dr|Mag|Ing)\.(?!(?:in|a)\b)(?=[^\W\d_])")
_DEGREE = re.compile(
    r"(?:,? (?:E?MBA|M\.? ?Sc\.?|B\.? ?Sc\.?|Ph\.? ?D\.?|LL\.? ?M\.?|[BM]\. ?A\.|[BM]\. ?Eng\.)"
    r"|, ?(?:MA|BA|MD))$"
)
_COMMA = re.compile(r", ?(?!(?:E?MBA|[BM]\.?A|[BM]\.? ?Sc|[BM]\.? ?Eng|MD|Ph\.? ?D|LL\.? ?M)\b)")
_SEVERAL = re.compile(r" ?[&+/;] ?| (?:und|and|u\.) ", re.IGNORECASE)
_COMPANY = re.compile(
    r"(?<!\w)(?:AG|KG|UG|SE|e\.? ?V\.?|eG|e\.? ?K\.|B\.V\.|S\.A\.|& Co"
    r"|(?i:g?GmbH|mbH|KGaA|OHG|GbR|Ltd|Limited|Inc|LLC|PLC|Corp|Team|Info|Office|Support"
    r"|Vertrieb|Buchhaltung|Einkauf|Verwaltung|Sekretariat|Empfang|Zentrale|Kundenservice))(?!\w)"
)
_FILLERS = frozenset({"n/a", "n.a.", "k.a.", "unbekannt", "unknown"})


@dataclass(frozen=True, slots=True)
class Person:
    """One person to greet. Empty counts as unknown."""

    first: str = ""
    last: str = ""
    #: f, m, d or "". Never guessed from a first name.
    gender: str = ""
    #: As found, several in one string; which are said depends on language and country.
    titles: str = ""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name freed of what stood around it."""

    text: str = ""
    gender: str = ""
    titles: str = ""


def squeeze(text: str) -> str:
    """The text on one line, with single spaces and none at the ends."""
    return " ".join(text.split())


def key(word: str) -> str:
    """A title or form of address without case, dots and hyphens."""
    return "".join(c for c in word.casefold() if c.isalpha())


def people(contact: Contact) -> tuple[list[Person], Say | None]:
    """Everybody the row names, in its order, and the doubt met while telling them apart."""
    first, last = _named(contact.get("first_name")), _named(contact.get("last_name"))
    whole = squeeze(f"{first} {last}")
    forms = forms_of_address(contact.get("salutation")) or []
    doubt = None
    if _COMPANY.search(whole):
        found, doubt = None, say("phrases.not_a_person", name=whole)
    else:
        firsts = [_undress(name) for name in _several(first)]
        found = _pair(firsts, [_surname(name) for name in _several(last)])
        if found is None:
            doubt = say("phrases.who_is_who", name=whole)
    if found is None:
        found = [_person(_undress(first), _surname(last))]
    if len(forms) > 1 and len(found) == 1 and found[0].last:
        # "Herr und Frau" with one name: which of them has the first name is not said.
        found = [replace(found[0], first="") for _ in forms]
    title = squeeze(contact.get("title"))
    titles = [title] if len(found) == 1 else _several(title)
    if len(titles) == 1 < len(found):
        doubt = doubt or say("phrases.whose_title", title=title)
    return _described(found, _several(contact.get("gender")), titles, forms), doubt


def forms_of_address(cell: str) -> list[Person] | None:
    """What "Herr", "Frau Dr." or "Herr und Frau" tell, standing without a name.

    Exports have such a column under the heading of a salutation. None for any other text.
    """
    forms = []
    for part in _several(squeeze(cell).rstrip(",:")):
        name = _undress(part)
        if name.text or not name.gender:
            return None
        forms.append(Person(gender=name.gender, titles=name.titles))
    return forms or None


def _named(cell: str) -> str:
    """The cell, or nothing where it only fills a place ("-", "n/a")."""
    name = squeeze(cell)
    filler = name.casefold() in _FILLERS or not any(c.isalnum() or c == "@" for c in name)
    return "" if filler else name


def _several(cell: str) -> list[str]:
    parts = [part for part in _SEVERAL.split(squeeze(cell)) if part.strip()]
    if len(parts) > 1:
        # A comma counts people only beside an "und": alone it may also turn a name round.
        parts = [piece for part in parts for piece in _COMMA.split(part)]
    return [piece for piece in (part.strip(" ,;") for part in parts) if piece]


def _undress(text: str) -> _Name:
    """The name without "Frau", "Dr. med." before it and "MBA" behind it."""
    words = _GLUED.sub(r"\1. ", text).split()
    gender = ""
    titles: list[str] = []
    while words:
        if key(words[0]) in GENDER_WORDS:
            gender = GENDER_WORDS[key(words[0])]
        elif _is_title(words, behind_title=bool(titles)):
            titles.append(words[0])
        else:
            break
        words.pop(0)
    name = " ".join(words)
    while degree := _DEGREE.search(name):
        titles.append(degree.group().lstrip(", "))
        name = name[: degree.start()]
    return _Name(name.strip(" ,;"), gender, " ".join(titles))


def _gender_in(title: str) -> str:
    return next((g for word in title.split() if (g := GENDER_WORDS.get(key(word)))), "")


def _is_title(words: Sequence[str], *, behind_title: bool) -> bool:
    word = words[0]
    # Behind a title, small words with a dot name its subject: "Dr. rer. nat.".
    subject = behind_title and word.islower() and word.endswith(".")
    return subject or word.casefold() in _TITLES or (word == "DI" and len(words) > 1)


def _surname(text: str) -> _Name:
    """The last name undressed; "Herr" and "Professor" alone are last names themselves."""
    name = _undress(text)
    return name if name.text else _Name(text)


def _pair(firsts: Sequence[_Name], lasts: Sequence[_Name]) -> list[Person] | None:
    """First and last names put together; None when they do not match up."""
    # "Dr. Anna Groß" in one cell is a whole name; "Anna Maria" need not be.
    if not lasts and (len(firsts) > 1 or any(name.titles or name.gender for name in firsts)):
        return _apart(firsts, alone="first")
    if len(lasts) > 1 and not firsts:
        return _apart(lasts, alone="last")
    if len(firsts) > 1 and len(lasts) == 1:
        lasts = [_Name(lasts[0].text)] * len(firsts)
    if firsts and lasts and len(firsts) != len(lasts):
        return None
    length = max(len(firsts), len(lasts), 1)
    pairs = zip(firsts or [_Name()] * length, lasts or [_Name()] * length, strict=True)
    return [_person(first, last) for first, last in pairs]


def _apart(names: Sequence[_Name], *, alone: str) -> list[Person]:
    """Whole names that share one cell: in "Anna und Bernd Groß" both are called Groß.

    `alone` says what a single word is when no name of the cell has two.
    """
    found: list[Person] = []
    if not any(" " in name.text for name in names):
        blank = _Name()
        return [_person(n, blank) if alone == "first" else _person(blank, n) for n in names]
    shared = ""
    for name in reversed(names):
        # "Kurz, Anna" is turned round: taken apart it would greet the wrong half.
        words = [name.text] if "," in name.text else name.text.split()
        at = next((i for i, word in enumerate(words) if i and word[0].islower()), len(words) - 1)
        own = " ".join(words[at:]) if at > 0 or name.gender else ""
        shared = own or shared
        first = " ".join(words[:at]) if own else name.text
        found.insert(0, Person(first, own or shared, name.gender, name.titles))
    return found


def _person(first: _Name, last: _Name) -> Person:
    titles = squeeze(f"{first.titles} {last.titles}")
    return Person(first.text, last.text, first.gender or last.gender, titles)


def _described(
    found: Sequence[Person], genders: Sequence[str], titles: Sequence[str], forms: Sequence[Person]
) -> list[Person]:
    """The people with what other columns tell; a column counts only if it tells of each."""
    blank, many = Person(), len(found)
    described = []
    for i, person in enumerate(found):
        form = forms[i] if len(forms) == many else blank
        gender = genders[i] if len(genders) == many else ""
        title = titles[i] if len(titles) == many else ""
        described.append(
            replace(
                person,
                gender=gender or person.gender or form.gender or _gender_in(title),
                titles=squeeze(f"{title} {form.titles} {person.titles}"),
            )
        )
    return described
