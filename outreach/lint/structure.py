"""Moves: are they there, do they say what they promise, how long are they and where?

Presence is judged by what a letter declares, never guessed from its words.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from outreach.lint.book import MAX_SENTENCE, Book
from outreach.lint.folding import fold
from outreach.lint.hits import About, Hit, names_of, nowhere
from outreach.lint.nouns import Rule
from outreach.lint.text import Declared, Sentence, Text


def move(rule: Rule, text: Text, book: Book, about: About) -> Iterator[Hit] | None:
    """What a rule about moves finds; None for text that declares none and has no list instead."""
    names = names_of(rule.params["move"])
    if not text.moves:
        return _without_moves(rule, text, book)
    there = text.inside(names)
    if rule.params.get("must") == "present":
        if there:
            return _holds(rule, text, book, about, there)
        # A sentence whose fact is missing is told once for the list and changes no verdict.
        gone = about.template is not None and bool(about.template.inside(names))
        return None if gone else iter([nowhere(text, names)])
    if not there:
        return iter(())
    if rule.params.get("must") == "absent":
        return (Hit(m.start, m.end, "body", {"move": m.name}) for m in there[:1])
    return _shape(rule, text, there)


def _without_moves(rule: Rule, text: Text, book: Book) -> Iterator[Hit] | None:
    """Text without moves is judged by the rule's list where it has one, else not at all."""
    if not rule.lexicon:
        return None
    said = (text.spaced[s.start : s.end] for s in text.sentences)
    if any(book.finds(rule, text.language, one) for one in said):
        return iter(())
    return iter([nowhere(text, names_of(rule.params["move"]))])


def _holds(
    rule: Rule, text: Text, book: Book, about: About, there: list[Declared]
) -> Iterator[Hit] | None:
    """A declared move has to say what its name promises."""
    wanted = names_of(rule.params.get("holds"))
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


def order(rule: Rule, text: Text, book: Book, _about: About) -> Iterator[Hit] | None:
    """Words that come before a move, or too soon after it; None for text without moves.

    A rule with ``first_says`` is for text without moves: there the words of a list show
    where the move would be.
    """
    if "first_says" in rule.params:
        return None if text.moves else _order_of_words(rule, text, book)
    first = text.inside(names_of(rule.params["first"]))
    if not first:
        return None if not text.moves else iter(())
    asked = [i for i, s in enumerate(text.told) if any(_overlap(s, m) for m in first)]
    return _too_soon(rule, text, book, max(asked, default=0))


def _order_of_words(rule: Rule, text: Text, book: Book) -> Iterator[Hit]:
    asks = (
        i
        for i, s in enumerate(text.told)
        if book.says(text.language, rule.params["first_says"], text.spaced[s.start : s.end])
    )
    asked = next(asks, None)
    return iter(()) if asked is None else _too_soon(rule, text, book, asked)


def _too_soon(rule: Rule, text: Text, book: Book, asked: int) -> Iterator[Hit]:
    """Words of a list before the first move, in it, or too soon after it."""
    for sentence in text.told[: asked + 1 + int(rule.params.get("distance", 0))]:
        yield from _said(text, book, rule.params["never_before"], sentence)


def _said(text: Text, book: Book, name: str, sentence: Sentence) -> Iterator[Hit]:
    """The phrases of a list in a sentence."""
    folded = fold(text.spaced[sentence.start : sentence.end][:MAX_SENTENCE])
    for found in book.lexicon(text.language, name, folded.text).finditer(folded.text):
        a, b = folded.back(found.start(), found.end())
        yield Hit(sentence.start + a, sentence.start + b, sentence.part)


def slot(rule: Rule, text: Text, book: Book, about: About) -> Iterator[Hit] | None:
    """A letter that uses none of these facts, or a sample that nobody replaced; None without moves."""
    names = names_of(rule.params["slot"])
    if rule.params.get("sample"):
        return _samples(text, book, names)
    if not text.moves:
        return None
    template = about.template or text
    used = template.names_in(0, len(template.raw))
    return iter(()) if used & set(names) else iter([nowhere(text, names)])


def _samples(text: Text, book: Book, names: tuple[str, ...]) -> Iterator[Hit]:
    """Sample text that nobody has replaced by words of their own."""
    for name in names:
        for sentence in text.sentences:
            yield from _said(text, book, name, sentence)
