"""Number words, lists and spelling: what the other rules of the letter share."""

import re
from collections.abc import Iterable

from outreach.model import Language

_NUMBERS: dict[Language, tuple[str, ...]] = {
    "de": (
        "null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun",
        "zehn", "elf", "zwölf",
    ),
    "en": (
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        "ten", "eleven", "twelve",
    ),
}  # fmt: skip

_WORD = re.compile(r"[^\s<>()]+")


def number_word(n: int, language: Language, *, dative: bool = False) -> str:
    """The number before a neuter or masculine noun: "ein", "einem", "zwölf"; digits from 13."""
    if not 0 <= n <= 12:
        return str(n)
    return "einem" if (n, language, dative) == (1, "de", True) else _NUMBERS[language][n]


def join_and(items: Iterable[str], language: Language) -> str:
    """The items as one phrase: "a", "a und b", "a, b und c"; no comma before "and"."""
    *head, last = list(items) or [""]
    word = "und" if language == "de" else "and"
    return f"{', '.join(head)} {word} {last}" if head else last


def spelt_swiss(region: str) -> bool:
    """True where German is written without ß: in Switzerland and Liechtenstein."""
    return in_country(region, "CH") or in_country(region, "LI")


def swiss(text: str) -> str:
    """The text as Switzerland and Liechtenstein spell it: ss for ß, save in addresses.

    Meant for a writer's own words: a name like Groß stays what it is.
    """
    return _WORD.sub(_swiss_word, text)


def _swiss_word(word: re.Match[str]) -> str:
    if any(sign in word[0] for sign in ("://", "@", "www.")):
        return word[0]
    return word[0].replace("ß", "ss").replace("ẞ", "SS")


def in_country(region: str, country: str) -> bool:
    """True for the country itself and its subdivisions (ISO 3166-2)."""
    return region.upper().partition("-")[0] == country
