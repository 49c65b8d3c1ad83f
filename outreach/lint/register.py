"""Sie, du or ihr: does a German letter keep to one of them (empathy.md §5.1)?

du-forms count in any case. Sie-forms count only with a capital in the middle of a
sentence: at its beginning „Sie“ may be "she" or "they", and small „sie“ always is.
In an ihr-letter „Ihr“ and „Euch“ may have capitals. Quotations do not count.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from outreach.lint.text import NOTHING, Text, quotes

_FORMS = re.compile(
    r"\b(?:(?P<du>[Dd]u|DU|[Dd]ich|[Dd]ir|[Dd]ein(?:e[mnrs]?|etwegen)?)|(?P<sie>Sie|Ihnen|Ihr(?:e[mnrs]?|etwegen)?)"
    r"|(?P<ihr>[Ee]uch|[Ee]uer|[Ee]ure[mnrs]?))\b"
)
#: What may stand before a word that still begins its sentence.
_BEFORE = re.compile(rf"[\s{NOTHING}\"'„“”»«‚‘’(*_>–—•-]*(?:[0-9]+[.)]\s*)?$")
#: "Dear Ms Lind", and anything that names nobody by the first name alone.
_FORMAL = re.compile(r"(?i)\s*(?:good |dear (?:mr|mrs|ms|miss|mx|dr|prof|sir|madam)\b)")
_NAMES = {"du": "du", "sie": "Sie", "ihr": "ihr"}


def mixed(
    text: Text, register: str, scope: tuple[str, ...]
) -> Iterator[tuple[int, int, str, dict[str, object]]]:
    """The forms that do not belong: place, part, and what the message names.

    Without a `register` the letter's first form decides.
    """
    forms = _said(text, scope)
    wanted = register if register in _NAMES else _first(forms)
    seen = [text.place(a)[0] for a, _, kind, _ in forms if kind == wanted]
    for a, b, kind, part in forms:
        word = text.raw[a:b]
        if _fits(kind, wanted, word):
            continue
        line = text.place(a)[0]
        first = seen[0] if seen else line
        fields: dict[str, object] = {
            "first": _NAMES[wanted],
            "second": _NAMES[kind],
            "lines": f"{first}, {line}",
        }
        yield a, b, part, fields


def spoken(text: Text) -> str:
    """How a letter addresses its reader, judged by its words: sie, du, ihr; formal, casual."""
    if text.language == "de":
        return _first(_said(text, ("subject", "body", "ps")))
    begin = next((text.spaced[a:b] for part, a, b in text.paragraphs if part == "greeting"), "")
    return "formal" if _FORMAL.match(begin) else "casual"


def _said(text: Text, scope: tuple[str, ...]) -> list[tuple[int, int, str, str]]:
    return [
        (sentence.start + a, sentence.start + b, kind, sentence.part)
        for sentence in text.sentences
        if sentence.part in scope or sentence.part == "greeting"
        for a, b, kind in _forms(text.spaced[sentence.start : sentence.end])
    ]


def _first(forms: list[tuple[int, int, str, str]]) -> str:
    kinds = [kind for _, _, kind, _ in forms]
    settled = [kind for kind in kinds if kind != "ihr"]
    return settled[0] if settled else kinds[0] if kinds else "sie"


def _fits(kind: str, wanted: str, word: str) -> bool:
    """True for a form that a letter may hold which says `wanted`."""
    if kind == wanted:
        return True
    if wanted == "du":
        # „bei euch“ means the other's firm or family.
        return kind == "ihr"
    return wanted == "ihr" and word == "Ihr"


@lru_cache(maxsize=16384)
def _forms(sentence: str) -> tuple[tuple[int, int, str], ...]:
    found = []
    for form in _FORMS.finditer(sentence):
        kind = str(form.lastgroup)
        before = sentence[: form.start()]
        begins = _BEFORE.fullmatch(before) or before.rstrip().endswith((":", "…"))
        if kind == "sie" and begins:
            continue
        if not any(a <= form.start() < b for a, b in quotes(sentence)):
            found.append((form.start(), form.end(), kind))
    return tuple(found)
