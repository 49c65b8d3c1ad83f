"""Single cells: cleaned, understood, or refused with a reason."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib import resources

from outreach.words import Say, say

#: Longest names and other cells that reach a header; anything else may have 20,000.
SHORT, LONG = 200, 20_000
#: Fields whose text stands in a header or a greeting: one line, nothing invisible.
HEADER_FIELDS = ("email", "first_name", "last_name", "title", "salutation", "company", "role")
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
#: UTF-8 read as Latin-1: what "ü" and "–" become.
_MOJIBAKE = re.compile("Ã[\x80-\xbf\u201a-\u2122]|â€[\x80-\xbf\u0153\u2019-\u2122“”˜]|Â[\xa0-\xbf]")
TRUE = frozenset("true yes ja wahr y j 1 x opted_out unsubscribed abgemeldet".split())  # noqa: SIM905
FALSE = frozenset("false no nein falsch n 0 - subscribed".split())  # noqa: SIM905
_WORDS: dict[str, dict[str, str]] = {
    "gender": {
        "f": "f", "female": "f", "w": "f", "weiblich": "f", "frau": "f", "ms": "f", "mrs": "f", "miss": "f",
        "m": "m", "male": "m", "maennlich": "m", "herr": "m", "mr": "m", "d": "d", "divers": "d", "x": "d", "mx": "d",
    },
    "register": {"sie": "sie", "du": "du", "ihr": "ihr", "formal": "formal", "casual": "casual", "per_du": "du", "per_sie": "sie", "informal": "casual"},
    "language": {"de": "de", "deutsch": "de", "german": "de", "de_de": "de", "de_at": "de", "de_ch": "de", "en": "en", "englisch": "en", "english": "en", "en_gb": "en", "en_us": "en"},
}  # fmt: skip


def fold(heading: str) -> str:
    """A heading as a name: lower case, umlauts spelt out, everything else one underscore."""
    text = unicodedata.normalize("NFC", heading).strip().casefold()
    for umlaut, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(umlaut, spelt)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", text).strip("_")


@cache
def aliases() -> Mapping[str, str]:
    """Folded heading → field name."""
    import tomllib

    table = tomllib.loads((resources.files("outreach.data") / "aliases.toml").read_text("utf-8"))
    return {alias: name for name, group in table.items() for alias in group}


def field_name(folded: str) -> str:
    """The field a folded heading stands for; an unknown one is its own name."""
    if folded.startswith(("opted_out_of_email", "unsubscribed_from")):
        return "opted_out"
    return aliases().get(folded, folded)


def clean(name: str, text: str) -> tuple[str, Say | None, Say | None]:
    """The cell as (text, error, warning): NFC, stripped, nothing invisible left."""
    if text.isascii() and text.isprintable():
        text = text.strip()
        return (text, None, None) if len(text) <= SHORT else (*_length(name, text), None)
    warning = None
    if _BREAKS.search(text) or _INVISIBLE.search(text):
        warning = say("contacts.invisible")
        text = _INVISIBLE.sub("", _BREAKS.sub(" ", text))
    text = unicodedata.normalize("NFC", text).strip()
    if name in HEADER_FIELDS and re.search(r"[\r\n]", text):
        return text, say("contacts.line_break"), None
    if _CONTROL.search(text):
        return text, say("contacts.control"), None
    if _MOJIBAKE.search(text):
        return text, say("contacts.mojibake", text=text[:30]), None
    text, error = _length(name, text)
    return text.replace("\r\n", "\n").replace("\r", "\n"), error, warning


def _length(name: str, text: str) -> tuple[str, Say | None]:
    limit = SHORT if name in HEADER_FIELDS else LONG
    return text, say("contacts.too_long", n=len(text), limit=limit) if len(text) > limit else None


def known_word(name: str, text: str) -> str | None:
    """The normal form of a word for gender, register or language; None if not understood."""
    return _WORDS[name].get(fold(text))


class DateError(ValueError):
    """A date that is none, with the reason as words."""

    def __init__(self, what: Say) -> None:
        super().__init__(what)
        self.what = what


def read_date(text: str, today: date, *, month_first: bool) -> str:
    """The date as ISO "2024-12-31", "2024-12" or "2024".

    Raises:
        DateError: it does not exist, lies ahead, or is no date.
    """
    text = text.strip().split("T")[0].split(" ")[0]
    shapes: tuple[tuple[str, Callable[[re.Match[str]], tuple[int, int, int]]], ...] = (
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", lambda m: (int(m[1]), int(m[2]), int(m[3]))),
        (r"(\d{1,2})\.(\d{1,2})\.(\d{4})", lambda m: (int(m[3]), int(m[2]), int(m[1]))),
        (
            r"(\d{1,2})/(\d{1,2})/(\d{4})",
            lambda m: (int(m[3]), *_order(int(m[1]), int(m[2]), month_first=month_first)),
        ),
        (r"(\d{1,2})[/.](\d{4})", lambda m: (int(m[2]), int(m[1]), 0)),
        (r"(\d{4})-(\d{1,2})", lambda m: (int(m[1]), int(m[2]), 0)),
        (r"(\d{4})", lambda m: (int(m[1]), 0, 0)),
    )
    for pattern, order in shapes:
        if match := re.fullmatch(pattern, text):
            return _real(*order(match), text, today)
    raise DateError(say("contacts.no_date", text=text[:30]))


def _order(first: int, second: int, *, month_first: bool) -> tuple[int, int]:
    """Month and day: a value over 12 settles it, else the sender's region."""
    if first > 12:
        return second, first
    if second > 12 or month_first:
        return first, second
    return second, first


def _real(year: int, month: int, day: int, text: str, today: date) -> str:
    try:
        moment = date(year, month or 1, day or 1)
    except ValueError as error:
        raise DateError(say("contacts.impossible_date", text=text)) from error
    if moment > today:
        raise DateError(say("contacts.future_date", text=text))
    if year < 1950:
        raise DateError(say("contacts.impossible_date", text=text))
    return moment.isoformat() if day else f"{year:04d}-{month:02d}" if month else f"{year:04d}"
