"""Where sentences end: the one rule by which a missing fact takes its sentence along.

A stop (. ! ? and rows of them) with the quotes and brackets that close behind it ends a
sentence when a space follows, except

- before a small letter: „Kommst du?“ fragte er.
- in an ellipsis, which is a pause: "Ich dachte … an Sie."
- behind a word that something always follows (Hrn., vgl., Dr.-Ing.), or a numbering word
  before a number (No. 5);
- behind an abbreviation, an initial or an ordinal (usw., z. B., A. Weber, 3. Mai), unless
  the next word is one that only the beginning of a sentence capitalises: "am 3. Dann".

In doubt nothing ends: rather a sentence too much is dropped than half of one kept.
"""

import re
from collections.abc import Iterator

from outreach.merge.abbreviations import EITHER, LEADING, NUMBERING, OPENERS
from outreach.merge.marks import DOTTED, ENDED, KINDS, MISSING, SHORT, VALUE

_CLOSERS = "\"'”“’‘»«›‹)]"
_STOP = re.compile(rf"(?:[.!?…]+|[{ENDED}{DOTTED}])[{re.escape(_CLOSERS)}]*(?=\s)")
_LAST_WORD = re.compile(r"[^\W_](?:[\w.'’]*[^\W_])?$")
#: The word, number or value behind the space and whatever opens before it.
_NEXT = re.compile(rf"\s*[^\w{KINDS}{MISSING}]*([^\W_]+|[{KINDS}{MISSING}]|)")
_ORDINAL = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})?|[IVXL]+")
#: How far back of a stop the rule looks, in characters; no word it knows is longer.
_REACH = 80


def sentence_ends(text: str) -> Iterator[int]:
    """The places in one line where a sentence ends and another may follow.

    A value stands in `text` as the one character of its kind (see `marks`).
    """
    for stop in _STOP.finditer(text):
        found = _NEXT.match(text, stop.end())
        following = found[1] if found else ""
        before = text[max(0, stop.end() - _REACH) : stop.end()].rstrip(_CLOSERS)
        if not following[:1].islower() and _ends(before, following):
            yield stop.end()


def kind_of(value: str) -> str:
    """The kind of mark that stands for a value: how it bears on the sentence around it."""
    bare = value.rstrip(_CLOSERS)
    if bare.endswith((".", "!", "?", "…")):
        return ENDED if _ends(bare[-_REACH:], "") else DOTTED
    if (len(value) == 1 and value.isalpha()) or _ORDINAL.fullmatch(value):
        return SHORT
    return VALUE


def _ends(text: str, following: str) -> bool:
    """True when the sentence ends with `text`, given that no small letter follows."""
    bare = text.rstrip(".!?…")
    stop = text[len(bare) :]
    if not stop:
        return text.endswith(ENDED) or following.casefold() in OPENERS
    if stop != ".":
        return "!" in stop or "?" in stop
    if bare.endswith(SHORT):
        return following.casefold() in OPENERS
    found = _LAST_WORD.search(bare)
    return found is None or _word_ends(found[0], following)


def _word_ends(word: str, following: str) -> bool:
    """True when the dot behind this word ends its sentence."""
    exact = word.rpartition(".")[2]
    last = exact.casefold()
    if not LEADING.isdisjoint({exact, last, word.casefold()}):
        return False
    if last in NUMBERING:
        return not (following.isdecimal() or following in {*KINDS, MISSING})
    if len(last) == 1 or last in EITHER or last.endswith("str") or _ORDINAL.fullmatch(word):
        return following.casefold() in OPENERS
    return True
