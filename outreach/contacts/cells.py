"""Single cells: cleaned, understood, or refused with a reason."""

import re
import unicodedata
from functools import cache, lru_cache

from outreach.contacts.headings import fold
from outreach.words import Say, say

#: Longest names and other cells that reach a header; anything else may have 20,000.
SHORT, LONG = 200, 20_000
#: Fields whose text stands in a header or a greeting: one line, nothing invisible.
HEADER_FIELDS = ("email", "first_name", "last_name", "title", "salutation", "company", "role")
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
#: UTF-8 read as Latin-1: what "ü" and "–" become; and what no decoder understood.
_MOJIBAKE = re.compile(
    "Ã[\x80-\xbf\u0152-\u2122]|â€[\x80-\xbf\u0153\u2019-\u2122“”˜]|Â[\xa0-\xbf]|\ufffd"
)
#: How mail merge programs mark a place that is still to be filled.
_PLACEHOLDER = re.compile(r"\{[{%]|\[\[|\*\|")
#: Anything that `clean` has to look at more closely.
_ODD = re.compile(
    "|".join(p.pattern for p in (_BREAKS, _INVISIBLE, _CONTROL, _MOJIBAKE)) + "|[\r\n]"
)
#: What programs write where they have nothing; "Null" and "Nan" are names of people.
_NOTHING = frozenset({
    "nan", "NaN", "None", "null", "NULL", "undefined", "#N/A", "#NV", "#REF!", "#BEZUG!", "#VALUE!",
    "#WERT!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#ZAHL!", "#SPILL!", "#CALC!",
})  # fmt: skip
#: Under a heading of opting out, these say that nobody did.
NOT_OUT = frozenset({
    "false", "no", "nein", "falsch", "n", "f", "0", "0_0", "none", "keine", "off", "aus", "na", "n_a",
    "subscribed", "angemeldet", "active", "aktiv", "no_consent", "not_subscribed", "",
})  # fmt: skip
_WORDS: dict[str, dict[str, str]] = {
    "gender": {
        "f": "f", "female": "f", "w": "f", "weiblich": "f", "frau": "f", "ms": "f", "mrs": "f", "miss": "f",
        "m": "m", "male": "m", "maennlich": "m", "herr": "m", "mr": "m", "d": "d", "divers": "d", "x": "d", "mx": "d",
    },
    "register": {"sie": "sie", "du": "du", "ihr": "ihr", "formal": "formal", "casual": "casual", "per_du": "du", "per_sie": "sie", "informal": "casual"},
    "language": {"de": "de", "deutsch": "de", "german": "de", "en": "en", "englisch": "en", "english": "en"},
    # Codes and plain words only: under "Wer schrieb zuletzt" an "ich" says the opposite of "me",
    # and an apology to somebody who never wrote is worse than none.
    "who_wrote_last": {
        "me": "me", "i_owe": "me", "owed": "me", "schulde": "me", "ich_schulde": "me", "antwort_offen": "me",
        "ich_schulde_antwort": "me", "i_owe_an_answer": "me", "them": "them",
    },
    "legal_basis": {
        "existing_customer": "existing_customer", "customer": "existing_customer", "kunde": "existing_customer", "kundin": "existing_customer", "bestandskunde": "existing_customer",
        "contract": "contract", "vertrag": "contract", "personal": "personal", "persoenlich": "personal",
        "consent": "consent", "einwilligung": "consent", "opt_in": "consent", "other": "other", "sonstiges": "other",
    },
}  # fmt: skip
#: Fields that hold one of a few words.
WORD_FIELDS = tuple(_WORDS)


def clean(name: str, text: str) -> tuple[str, Say | None, Say | None]:
    """The cell as (text, error, warning): NFC, stripped, nothing invisible left."""
    if name in HEADER_FIELDS and _PLACEHOLDER.search(text):
        return text, say("contacts.placeholder", text=text.strip()[:30]), None
    if text.isascii() and text.isprintable():
        text = text.strip()
        if text in _NOTHING and name != "email":
            return "", None, say("contacts.nothing", text=text)
        return (text, None, None) if len(text) <= SHORT else (*_length(name, text), None)
    text = unicodedata.normalize("NFC", text)
    if not _ODD.search(text):
        text = text.strip()
        return (*_length(name, text), None)
    warning = None
    if _BREAKS.search(text) or _INVISIBLE.search(text):
        warning = say("contacts.invisible")
        text = _INVISIBLE.sub("", _BREAKS.sub(" ", text))
    text = text.strip()
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


@lru_cache(4096)
def known_word(name: str, text: str) -> str | None:
    """The normal form of a word for one of WORD_FIELDS; None if not understood."""
    folded = fold(text)
    if name == "language":
        # "de-AT", "German - Germany", "Englisch (UK)": the country does not matter here.
        folded = folded.partition("_")[0]
    return _WORDS[name].get(folded)


def known_zone(text: str) -> str | None:
    """The IANA name of a time zone, whatever its case; None if there is none."""
    return _zones().get(text.strip().replace(" ", "_").casefold())


@cache
def _zones() -> dict[str, str]:
    from zoneinfo import available_timezones

    return {zone.casefold(): zone for zone in available_timezones()}
