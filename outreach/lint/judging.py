"""Rules × one letter → hits: one function for each kind of rule.

Every function yields what a rule finds, or says that it cannot be judged on this text:
presence is judged by declared moves only, never guessed from words.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from outreach.lint.book import Book
from outreach.lint.folding import plain
from outreach.lint.nouns import Rule
from outreach.lint.register import mixed
from outreach.lint.text import Declared, Sentence, Text
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
_LINK = re.compile(r"(?i)\bhttps?://\S+|\bwww\.\S+|\{\{[^}]*(?:url|link)[^}]*\}\}")


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


Judge = Callable[[Rule, Text, Book, About], "Iterator[Hit] | None"]


def judge(
    text: Text, book: Book, about: About
) -> tuple[list[tuple[Rule, Hit]], dict[str, set[str]]]:
    """What all rules find, and which guidelines were judged by which kind of rule."""
    found: list[tuple[Rule, Hit]] = []
    judged: dict[str, set[str]] = {}
    rules = book.by_language[text.language]
    words = _words(rules, text, book)
    for number, rule in enumerate(rules):
        if not _applies(rule, about):
            continue
        hits: Iterable[Hit] | None
        if rule.kind == "existence":
            hits = _existence(rule, text, book, words.get(number, []))
        else:
            hits = JUDGES[rule.kind](rule, text, book, about)
        if hits is None:
            continue
        judged.setdefault(rule.guideline, set()).add("asks" if rule.listens else "breaks")
        found += [(rule, hit) for hit in hits if not _exempt(rule, text, hit)]
    return found, judged


def _applies(rule: Rule, about: About) -> bool:
    if rule.steps and about.step is not None and about.step not in rule.steps:
        return False
    unless = rule.unless
    if about.situation in unless.get("situation", ()):
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


def _words(
    rules: Sequence[Rule], text: Text, book: Book
) -> dict[int, list[tuple[Sentence, int, int]]]:
    """What rules of words find, by the number of the rule."""
    found: dict[int, list[tuple[Sentence, int, int]]] = {}
    for sentence in text.sentences:
        for number, a, b in book.hits(text.language, text.spaced[sentence.start : sentence.end]):
            if sentence.part in rules[number].scope:
                place = (sentence, sentence.start + a, sentence.start + b)
                found.setdefault(number, []).append(place)
    return found


def _existence(
    rule: Rule, text: Text, book: Book, places: list[tuple[Sentence, int, int]]
) -> Iterator[Hit] | None:
    inside = _tuple(rule.params.get("inside"))
    if inside and not text.moves:
        return None
    return (
        Hit(a, b, sentence.part)
        for sentence, a, b in places
        if _wanted(rule, text, book, sentence)
        and (not inside or any(m.start <= a < m.end for m in text.inside(inside)))
    )


def _wanted(rule: Rule, text: Text, book: Book, sentence: Sentence) -> bool:
    """True where the sentence has what else the rule wants in it."""
    said = text.spaced[sentence.start : sentence.end]
    need = rule.params.get("need")
    if need and not (_SECOND if need == "second_person" else _FIRST)[text.language].search(said):
        return False
    near, not_near = rule.params.get("near"), rule.params.get("not_near")
    if near and not book.says(text.language, near, said):
        return False
    return not (not_near and book.says(text.language, not_near, said))


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


# -- moves --------------------------------------------------------------------------------------


def _move(rule: Rule, text: Text, book: Book, about: About) -> Iterator[Hit] | None:
    names = _tuple(rule.params["move"])
    if not text.moves:
        return _without_moves(rule, text, book)
    there = text.inside(names)
    if rule.params.get("must") == "present":
        if there:
            return _holds(rule, text, book, about, there)
        # A sentence whose fact is missing is told once for the list and changes no verdict.
        gone = about.template is not None and bool(about.template.inside(names))
        return None if gone else iter([_nowhere(text, names)])
    if not there:
        return iter(())
    if rule.params.get("must") == "absent":
        return (Hit(m.start, m.end, "body", {"move": m.name}) for m in there[:1])
    return _shape(rule, text, there)


def _without_moves(rule: Rule, text: Text, book: Book) -> Iterator[Hit] | None:
    """Text without moves is judged by the rule's list where it has one, else not at all."""
    if not rule.lexicon:
        return None
    pattern = book.pattern(rule, text.language)
    said = (text.spaced[s.start : s.end] for s in text.sentences)
    if any(book_found for book_found in (_finds(pattern, one) for one in said)):
        return iter(())
    return iter([_nowhere(text, _tuple(rule.params["move"]))])


def _finds(pattern: re.Pattern[str], sentence: str) -> bool:
    from outreach.lint.folding import fold

    return bool(pattern.search(fold(sentence).text))


def _holds(
    rule: Rule, text: Text, book: Book, about: About, there: list[Declared]
) -> Iterator[Hit] | None:
    """A declared move has to say what its name promises."""
    wanted = _tuple(rule.params.get("holds"))
    if not wanted:
        return iter(())
    template = about.template or text
    names = {n for m in template.inside(tuple({m.name for m in there})) for n in template.names_in(m.start, m.end)}  # fmt: skip
    if names & set(wanted):
        return iter(())
    lists = [name for name in wanted if (text.language, name) in book.lexicons]
    for move in there:
        said = text.spaced[move.start : move.end]
        if any(book.says(text.language, name, said) for name in lists):
            return iter(())
    first = there[0]
    return iter([Hit(first.start, first.end, "body", {"move": first.name})])


def _shape(rule: Rule, text: Text, there: list[Declared]) -> Iterator[Hit]:
    """Length and place of moves."""
    want = rule.params
    held = [s for s in text.told if any(_overlap(s, m) for m in there)]
    most = want.get("max_sentences")
    if most is not None and len(held) > most:
        one = held[int(most)]
        yield Hit(one.start, one.end, one.part, {"count": len(held), "max": most, "move": there[0].name})  # fmt: skip
    share = want.get("max_share")
    if share is not None and text.words:
        words = sum(text.count_words(m.start, m.end) for m in there)
        if words > share * text.words:
            percent = round(100 * words / text.words)
            yield Hit(there[0].start, there[0].end, "body", {"count": percent, "max": round(share * 100), "move": there[0].name})  # fmt: skip
    if misplaced := _misplaced(want, text, there):
        yield Hit(misplaced.start, misplaced.end, "body", {"move": misplaced.name})


def _misplaced(want: Mapping[str, Any], text: Text, there: list[Declared]) -> Declared | None:
    """The move that stands where it may not."""
    told = text.told
    if not told:
        return None
    within = want.get("within_sentences")
    if within is not None and not any(_overlap(s, m) for m in there for s in told[: int(within)]):
        return there[0]
    place = want.get("place")
    if place == "not_last":
        return next((m for m in there if _overlap(told[-1], m)), None)
    if place == "not_first":
        return next((m for m in there if _overlap(told[0], m)), None)
    if place == "after_question":
        asked = text.inside(("question",))
        return next((m for m in there if asked and m.start < asked[0].end), None)
    return None


def _overlap(sentence: Sentence, move: Declared) -> bool:
    return sentence.start < move.end and move.start < sentence.end


def _nowhere(text: Text, names: tuple[str, ...]) -> Hit:
    """What is missing is told at the beginning of the letter's text."""
    start = next((a for part, a, _ in text.paragraphs if part != "subject"), text.body)
    return Hit(start, start, "body", {"move": names[0] if names else ""})


def _order(rule: Rule, text: Text, book: Book, _about: About) -> Iterator[Hit] | None:
    first = text.inside(_tuple(rule.params["first"]))
    if not first:
        return None if not text.moves else iter(())
    asked = [i for i, s in enumerate(text.told) if any(_overlap(s, m) for m in first)]
    return _too_soon(rule, text, book, max(asked, default=0))


def _too_soon(rule: Rule, text: Text, book: Book, asked: int) -> Iterator[Hit]:
    """Words of a list before the first move, in it, or too soon after it."""
    from outreach.lint.folding import fold

    pattern = book.lexicon(text.language, rule.params["never_before"])
    for sentence in text.told[: asked + 1 + int(rule.params.get("distance", 0))]:
        folded = fold(text.spaced[sentence.start : sentence.end][:2000])
        for found in pattern.finditer(folded.text):
            a, b = folded.back(found.start(), found.end())
            yield Hit(sentence.start + a, sentence.start + b, sentence.part)


def _slot(rule: Rule, text: Text, book: Book, about: About) -> Iterator[Hit] | None:
    names = _tuple(rule.params["slot"])
    if rule.params.get("sample"):
        return _samples(text, book, names)
    if not text.moves:
        return None
    template = about.template or text
    used = template.names_in(0, len(template.raw))
    return iter(()) if used & set(names) else iter([_nowhere(text, names)])


def _samples(text: Text, book: Book, names: tuple[str, ...]) -> Iterator[Hit]:
    """Sample text that nobody has replaced by words of their own."""
    from outreach.lint.folding import fold

    for name in names:
        pattern = book.lexicon(text.language, name)
        for sentence in text.sentences:
            folded = fold(text.spaced[sentence.start : sentence.end][:2000])
            for found in pattern.finditer(folded.text):
                a, b = folded.back(found.start(), found.end())
                yield Hit(sentence.start + a, sentence.start + b, sentence.part)


# -- counts, register, head ---------------------------------------------------------------------


def _count(rule: Rule, text: Text, _book: Book, _about: About) -> Iterator[Hit] | None:
    want = rule.params
    low, high = want.get("min", 0), want.get("max", float("inf"))
    match want["of"]:
        case "words":
            return _beyond(text.words, low, high, _nowhere(text, ()), want)
        case "subject_words":
            if not text.subject:
                return None
            words = text.count_words(*text.subject)
            return _beyond(words, low, high, Hit(*text.subject, "subject"), want)
        case "sentence_words":
            return _long_sentences(text, high, rule)
        case "questions":
            ends = [
                s for s in text.told if text.spaced[s.start : s.end].rstrip("\"'”“»)").endswith("?")
            ]
            marks = [Hit(s.start, s.end, s.part) for s in ends]
        case _:
            marks = [
                Hit(m.start(), m.end(), part)
                for part, a, b in text.paragraphs
                if part in rule.scope
                for m in _LINK.finditer(text.raw, a, b)
            ]
    at = marks[int(high)] if len(marks) > high else marks[0] if marks else _nowhere(text, ())
    return _beyond(len(marks), low, high, at, want)


def _beyond(count: int, low: float, high: float, at: Hit, want: Mapping[str, Any]) -> Iterator[Hit]:
    if not low <= count <= high:
        given = {"count": count, "min": want.get("min", ""), "max": want.get("max", "")}
        yield Hit(at.start, at.end, at.part, given)


def _long_sentences(text: Text, most: float, rule: Rule) -> Iterator[Hit]:
    for sentence in text.told if "body" in rule.scope else ():
        words = text.count_words(sentence.start, sentence.end)
        if words > most:
            given = {"count": words, "max": rule.params.get("max", "")}
            yield Hit(sentence.start, sentence.end, sentence.part, given)


def _consistency(rule: Rule, text: Text, _book: Book, about: About) -> Iterator[Hit] | None:
    if text.language != "de":
        return None
    return (
        Hit(a, b, part, fields) for a, b, part, fields in mixed(text, about.register, rule.scope)
    )


def _header(rule: Rule, text: Text, _book: Book, about: About) -> Iterator[Hit] | None:
    nowhere = _nowhere(text, ())
    match rule.params["field"]:
        case "from":
            if not about.sender_email:
                return None
            bad = _NO_REPLY.match(about.sender_email)
            at = Hit(nowhere.start, nowhere.start, "signature", {"match": about.sender_email})
            return iter([at] if bad else [])
        case "subject_re":
            if not text.subject or not about.first:
                return None
            start, end = text.subject
            found = _ANSWERS.match(text.masked, start, end)
            return iter([Hit(start, found.end(), "subject")] if found else [])
        case "unsubscribe":
            return None if about.unsubscribe is None else iter([] if about.unsubscribe else [nowhere])  # fmt: skip
        case _:
            name = about.sender_first_name
            if not name:
                return None
            there = plain(name).casefold() in plain(text.raw[text.body :]).casefold()
            return iter([] if there else [nowhere])


def _tuple(value: object) -> tuple[str, ...]:
    """A word or a list of words as a row."""
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


JUDGES: dict[str, Judge] = {
    "token": _token,
    "move": _move,
    "order": _order,
    "slot": _slot,
    "count": _count,
    "consistency": _consistency,
    "header": _header,
}
