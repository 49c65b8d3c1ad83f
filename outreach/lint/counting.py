"""Rules that count: words, questions, links, how easily a letter reads, whether somebody speaks."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from outreach.lint.book import Book
from outreach.lint.hits import About, Hit, nowhere
from outreach.lint.nouns import Rule
from outreach.lint.text import Text

LINK = re.compile(r"(?i)\bhttps?://\S+|\bwww\.\S+|\{\{[^}]*(?:url|link)[^}]*\}\}")
_SPEAKS = {
    "de": re.compile(r"(?i)\b(?:ich|mich|mir|mein(?:e[mnrs]?|erseits|etwegen)?)\b"),
    "en": re.compile(r"\bI\b|(?i:\b(?:me|my|mine|myself)\b)"),
}
#: Two people who sign: they speak of themselves as "we".
_TWO_SIGN = re.compile(r"\w (?:und|and|&|\+) \w")
_LETTERS = re.compile(r"[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyäöüàáâèéêëìíîòóôùúû]+")
#: "late", "named": a written e that is not spoken.
_SILENT = re.compile(
    r"(?<=[^aeiouy])e$(?<![^aeiouy]le)|(?<=[^aeiouytd])ed$|(?<=[^aeiouysxzcghl])es$"
)
#: Fewer words say nothing about how a letter reads.
_ENOUGH = 30


def count(rule: Rule, text: Text, _book: Book, _about: About) -> Iterator[Hit] | None:
    """Where there are too many or too few; None where this cannot be counted in this text."""
    want = rule.params
    low, high = want.get("min", 0), want.get("max", float("inf"))
    match want["of"]:
        case "words":
            return _beyond(text.words, low, high, nowhere(text, ()), want)
        case "subject_words":
            if not text.subject:
                return None
            words = text.count_words(*text.subject)
            return _beyond(words, low, high, Hit(*text.subject, "subject"), want)
        case "sentence_words":
            return _long_sentences(text, high, rule)
        case "reading_ease":
            ease = reading_ease(text)
            return None if ease is None else _beyond(ease, low, high, nowhere(text, ()), want)
        case "first_person":
            said = _first_person(text)
            return None if said is None else _beyond(said, low, high, nowhere(text, ()), want)
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
                for m in LINK.finditer(text.raw, a, b)
            ]
    at = marks[int(high)] if len(marks) > high else marks[0] if marks else nowhere(text, ())
    return _beyond(len(marks), low, high, at, want)


def _beyond(count: int, low: float, high: float, at: Hit, want: Mapping[str, Any]) -> Iterator[Hit]:
    if not low <= count <= high:
        given = {"count": count, "min": want.get("min", ""), "max": want.get("max", "")}
        yield Hit(at.start, at.end, at.part, given)


def _long_sentences(text: Text, most: float, rule: Rule) -> Iterator[Hit]:
    for sentence in text.told if "body" in rule.scope else ():
        words = text.sentence_words(sentence)
        if words > most:
            given = {"count": words, "max": rule.params.get("max", "")}
            yield Hit(sentence.start, sentence.end, sentence.part, given)


def _first_person(text: Text) -> int | None:
    """How often the writer says "I"; None where presence is not judged, or where two sign."""
    signed = "\n".join(text.spaced[a:b] for part, a, b in text.paragraphs if part == "signature")
    if not text.moves or _TWO_SIGN.search(signed):
        return None
    return sum(_speaks(text.spaced[s.start : s.end], text.language) for s in text.told)


# People of a list share most of their sentences.
@lru_cache(maxsize=16_384)
def _speaks(sentence: str, language: str) -> int:
    return len(_SPEAKS[language].findall(sentence))


def reading_ease(text: Text) -> int | None:
    """How easily the body reads: about 0 (hard) to 100 (easy); None for a few words only.

    Flesch's formula for English, Amstad's for German. Syllables are counted as groups of
    vowels, which is right to about one in ten: nothing more than a note may hang on it.
    """
    sentences = [_measured(text.spaced[s.start : s.end], text.language) for s in text.told]
    words = sum(of for of, _ in sentences)
    if words < _ENOUGH:
        return None
    length = words / sum(of > 0 for of, _ in sentences)
    syllables = sum(of for _, of in sentences) / words
    if text.language == "de":
        return round(180 - length - 58.5 * syllables)
    return round(206.835 - 1.015 * length - 84.6 * syllables)


@lru_cache(maxsize=16_384)
def _measured(sentence: str, language: str) -> tuple[int, int]:
    """Words and syllables of a sentence."""
    words = _LETTERS.findall(sentence.lower())
    return len(words), sum(_syllables(word, language) for word in words)


def _syllables(word: str, language: str) -> int:
    groups = len(_VOWELS.findall(word))
    return max(1, groups - (language == "en" and bool(_SILENT.search(word))))
