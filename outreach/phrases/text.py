"""Number words, lists and spelling: what the other rules of the letter share."""

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


def swiss(text: str) -> str:
    """The text as Switzerland and Liechtenstein spell it: ss for ß."""
    return text.replace("ß", "ss").replace("ẞ", "SS")


def in_country(region: str, country: str) -> bool:
    """True for the country itself and its subdivisions (ISO 3166-2)."""
    return region.upper().partition("-")[0] == country
