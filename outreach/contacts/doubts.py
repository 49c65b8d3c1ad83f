"""What is odd about a row that is otherwise fine; a person should look, nothing is lost."""

import re
import unicodedata
from collections.abc import Iterator

from outreach.words import Say, say

#: Local parts that nobody reads or that belong to a machine, without dots and dashes.
_ROLES = ("noreply", "donotreply", "mailerdaemon", "postmaster", "abuse", "bounce", "bounces")
_RESERVED = (".test", ".invalid", ".localhost")
#: Cyrillic letters that look Latin: a name all of these is a disguise.
_LOOKALIKES = frozenset("асеорхуіјѕһԁԛԝӏ")
#: Greek, Cyrillic, Armenian, Cherokee: what has letters that look Latin.
_OTHER = re.compile("[\u0370-\u058f\u13a0-\u13ff]")
_SEPARATORS = str.maketrans(dict.fromkeys(".@-_+ ", " "))


def doubts(wire: str, typed: str, fields: dict[str, str]) -> Iterator[Say]:
    """Warnings about an address and its names; an address nobody reads is flagged too."""
    local, _, domain = wire.rpartition("@")
    plain = local.casefold().partition("+")[0]
    if plain.replace("-", "").replace("_", "").replace(".", "") in _ROLES:
        fields["flags"] = f"{fields.get('flags', '')} noreply".strip()
        yield say("contacts.noreply", address=wire)
    if domain.endswith(_RESERVED):
        yield say("contacts.reserved", domain=domain)
    for text in (typed, fields.get("first_name", ""), fields.get("last_name", "")):
        if _OTHER.search(text) and any(_disguised(word) for word in _words(text)):
            yield say("contacts.scripts", text=text)


def _words(text: str) -> list[str]:
    return text.translate(_SEPARATORS).split()


def _disguised(word: str) -> bool:
    """True where letters of two alphabets stand in one word, or all only look Latin."""
    letters = [c for c in word if c.isalpha()]
    scripts = {unicodedata.name(c, "?").split()[0] for c in letters}
    mixed = "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}
    return bool(mixed) or (bool(letters) and _LOOKALIKES.issuperset(word.casefold()))
