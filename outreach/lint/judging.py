"""Rules × one letter → hits: one function for each kind of rule.

Every function yields what a rule finds, or says that it cannot be judged on this text:
presence is judged by declared moves only, never guessed from words.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from outreach.lint import structure
from outreach.lint.book import Book
from outreach.lint.counting import count
from outreach.lint.folding import plain
from outreach.lint.gendering import other_styles
from outreach.lint.hits import About, Hit, names_of, nowhere
from outreach.lint.nouns import LEVELS, Rule
from outreach.lint.register import mixed
from outreach.lint.text import Sentence, Text
from outreach.merge.template import LEFTOVER

_SECOND = {
    "de": re.compile(
        r"\b(?:Sie|Ihnen|Ihr\w*|[Dd](?:u|ich|ir|ein\w*)|[Ii]hr|[Ee]uch|[Ee]ue?r\w*)\b"
    ),
    "en": re.compile(r"(?i)\b(?:you|your|yours|yourself|u)\b"),
}
_FIRST = {
    "de": re.compile(r"(?i)\b(?:ich|mich|mir|mein\w*|wir|uns|unser\w*)\b"),
    "en": re.compile(r"\bI\b|(?i:\b(?:me|my|mine|we|us|our)\b)"),
}
_NO_REPLY = re.compile(
    r"(?i)^(?:no|do-?not|nicht|kein(?:e)?)[-_.]?(?:reply|antwort\w*)\b|^mailer-daemon@"
)
_ANSWERS = re.compile(r"(?i)\s*(?:re|aw|fwd?|wg)\s*:")
#: Where a clause ends within its sentence.
_CLAUSE = re.compile(r"[;:–—]|\b(?:but|yet|aber|sondern|doch)\b")


Judge = Callable[[Rule, Text, Book, About], "Iterator[Hit] | None"]


def judge(
    text: Text, book: Book, about: About
) -> tuple[list[tuple[Rule, Hit]], dict[str, set[str]]]:
    """What all rules find, and which guidelines were judged by which kind of rule."""
    found: list[tuple[Rule, Hit]] = []
    judged: dict[str, set[str]] = {}
    words = _words(text, book)
    known = (about.situation, about.step, about.letter, about.register, about.owe)
    for number, rule, way in _in_force(book, text.language, *known):
        hits: Iterable[Hit] | None
        if rule.kind != "existence":
            hits = JUDGES[rule.kind](rule, text, book, about)
        elif number in words or "inside" in rule.params:
            hits = _existence(rule, text, book, words.get(number, []))
        else:
            hits = ()
        if hits is None:
            continue
        judged.setdefault(rule.guideline, set()).add(way)
        found += [(rule, hit) for hit in hits if not _exempt(rule, text, hit)]
    return [one for one in found if not any(_outdone(one, other) for other in found)], judged


def _outdone(one: tuple[Rule, Hit], other: tuple[Rule, Hit]) -> bool:
    """True for words that a graver finding of the same guideline tells of already."""
    (rule, hit), (graver, around) = one, other
    return (
        rule.guideline == graver.guideline
        and LEVELS.index(graver.level) < LEVELS.index(rule.level)
        and around.start <= hit.start < hit.end <= around.end
        and "words" not in str(graver.params.get("of", ""))
    )


@lru_cache(maxsize=256)
def _in_force(
    book: Book,
    language: str,
    situation: str,
    step: int | None,
    letter: str,
    register: str,
    owe: bool,
) -> tuple[tuple[int, Rule, str], ...]:
    """The rules for letters of one kind, by their number, each with what it does: asks or breaks.

    Kept: a list of people has few kinds of letters.
    """
    about = About(situation, step, register, letter, owe=owe)
    return tuple(
        (number, rule, "asks" if rule.listens else "breaks")
        for number, rule in enumerate(book.by_language[language])
        if _applies(rule, about)
    )


def _applies(rule: Rule, about: About) -> bool:
    # A pasted mail is judged as a first letter: it has no place in a sequence yet.
    if rule.steps and (about.step or 1) not in rule.steps:
        return False
    if rule.letters and about.letter not in rule.letters:
        return False
    unless = rule.unless
    if about.situation in unless.get("situation", ()):
        return False
    if about.register in unless.get("register", ()):
        return False
    return about.letter not in unless.get("letter", ()) and not (
        about.owe and "owe" in unless.get("letter", ())
    )


def _exempt(rule: Rule, text: Text, hit: Hit) -> bool:
    """True where a hit stands in a place that the rule leaves alone."""
    moves = rule.unless.get("move", ())
    if moves and any(m.name in moves and m.start <= hit.start < m.end for m in text.moves):
        return True
    return bool(rule.unless.get("quoted")) and text.quoted(hit.start, hit.end)


# -- words --------------------------------------------------------------------------------------


def _words(text: Text, book: Book) -> dict[int, list[tuple[Sentence, int, int]]]:
    """What rules of words find, by the number of the rule."""
    found: dict[int, list[tuple[Sentence, int, int]]] = {}
    for sentence in text.sentences:
        said = text.spaced[sentence.start : sentence.end]
        for number, a, b in book.hits(text.language, sentence.part, said):
            place = (sentence, sentence.start + a, sentence.start + b)
            found.setdefault(number, []).append(place)
    return found


def _existence(
    rule: Rule, text: Text, book: Book, places: list[tuple[Sentence, int, int]]
) -> Iterator[Hit] | None:
    inside = names_of(rule.params.get("inside"))
    if inside and not text.moves:
        return None
    return (
        Hit(a, b, sentence.part)
        for sentence, a, b in places
        if _wanted(rule, text, book, sentence, a)
        and (not inside or any(m.start <= a < m.end for m in text.inside(inside)))
    )


def _wanted(rule: Rule, text: Text, book: Book, sentence: Sentence, at: int) -> bool:
    """True where the sentence has what else the rule wants in it."""
    said = text.spaced[sentence.start : sentence.end]
    need = rule.params.get("need")
    if need and not (_SECOND if need == "second_person" else _FIRST)[text.language].search(said):
        return False
    near, not_near = rule.params.get("near"), rule.params.get("not_near")
    if near and not book.says(text.language, near, said):
        return False
    if not_near and book.says(text.language, not_near, said):
        return False
    return not _taken_back(rule, text, book, sentence, at)


def _taken_back(rule: Rule, text: Text, book: Book, sentence: Sentence, at: int) -> bool:
    """True where the words before a hit deny it, or its paragraph makes it harmless."""
    denying, excusing = rule.params.get("not_after"), rule.params.get("not_with")
    # A denial reaches no further than its clause: "no pressure, but act now" presses.
    clause = _CLAUSE.split(text.spaced[sentence.start : at])[-1]
    if denying and book.says(text.language, denying, clause):
        return True
    around = next((text.spaced[a:b] for _, a, b in text.paragraphs if a <= at < b), "")
    return bool(excusing) and book.says(text.language, str(excusing), around)


def _token(rule: Rule, text: Text, book: Book, _about: About) -> Iterator[Hit]:
    pattern = re.compile(rule.params["pattern"])
    caps = rule.params.get("allow") == "caps"
    # The rule nobody sets aside also knows the writing of other programs: [[Name]], <<Name>>.
    others = LEFTOVER if rule.fixed and rule.guideline == "G15" else None
    for part, start, end in text.paragraphs:
        if part not in rule.scope:
            continue
        said = text.masked[start : min(end, start + 20_000)]
        spans = [found.span() for found in others.finditer(said)] if others else []
        for found in pattern.finditer(said):
            words = re.findall(r"\w+", found[0])
            known = caps and words and book.allow_caps.issuperset(words)
            if not known and not any(a < found.end() and found.start() < b for a, b in spans):
                spans.append(found.span())
        yield from (Hit(start + a, start + b, part) for a, b in spans)


# -- register, head ---------------------------------------------------------------------------


def _consistency(rule: Rule, text: Text, _book: Book, about: About) -> Iterator[Hit] | None:
    if text.language != "de":
        return None
    if rule.params["of"] == "gender_style":
        found = other_styles(text, rule.scope)
    else:
        found = mixed(text, about.register, rule.scope)
    return (Hit(a, b, part, fields) for a, b, part, fields in found)


def _header(rule: Rule, text: Text, _book: Book, about: About) -> Iterator[Hit] | None:
    missing = nowhere(text, ())
    match rule.params["field"]:
        case "from":
            if not about.sender_email:
                return None
            bad = _NO_REPLY.match(about.sender_email)
            at = Hit(missing.start, missing.start, "signature", {"match": about.sender_email})
            return iter([at] if bad else [])
        case "subject_re":
            if not text.subject or not about.first:
                return None
            start, end = text.subject
            found = _ANSWERS.match(text.masked, start, end)
            return iter([Hit(start, found.end(), "subject")] if found else [])
        case "unsubscribe":
            return None if about.unsubscribe is None else iter([] if about.unsubscribe else [missing])  # fmt: skip
        case _:
            name = about.sender_first_name
            if not name:
                return None
            there = plain(name).casefold() in plain(text.raw[text.body :]).casefold()
            return iter([] if there else [missing])


JUDGES: dict[str, Judge] = {
    "token": _token,
    "move": structure.move,
    "order": structure.order,
    "slot": structure.slot,
    "count": count,
    "consistency": _consistency,
    "header": _header,
}
