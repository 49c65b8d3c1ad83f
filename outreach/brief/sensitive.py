"""Words that speak of health, family or faith: what is better not written down of somebody."""

import re
import unicodedata
from functools import cache
from typing import Literal, NamedTuple

Kind = Literal["health", "family", "faith"]
KINDS: tuple[Kind, ...] = ("health", "family", "faith")
#: How a letter may be spelt besides.
_SPELT = str.maketrans(
    {"ä": "(?:ä|ae)", "ö": "(?:ö|oe)", "ü": "(?:ü|ue)", "ß": "(?:ß|ss)", " ": r"\s+"}
)


class Sensitive(NamedTuple):
    """The first such word of a text, as it stands there, and what it is about."""

    word: str
    kind: Kind


def sensitive(text: str) -> Sensitive | None:
    """The first word that sounds like health, family or faith (GDPR Art. 9), in either language.

    A hint, not a judgement: it knows words, not what they mean where they stand.
    """
    plain = unicodedata.normalize("NFC", text)
    found = [
        (match.start(), Sensitive(match[0], kind))
        for kind in KINDS
        if (match := _pattern(kind).search(plain))
    ]
    return min(found)[1] if found else None


@cache
def _pattern(kind: Kind) -> re.Pattern[str]:
    import tomllib
    from importlib import resources

    table = tomllib.loads((resources.files("outreach.data") / "sensitive.toml").read_text("utf-8"))
    entries = sorted({word for lang in table.values() for word in lang[kind]})
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_spelt, entries))})(?!\w)", re.IGNORECASE)


def _spelt(entry: str) -> str:
    """The pattern of one entry of the list; a "*" at its end stands for any ending."""
    stem = re.sub(r"[-.]", lambda sign: re.escape(sign[0]), entry.removesuffix("*"))
    return stem.translate(_SPELT) + (r"\w*" if entry.endswith("*") else "")
