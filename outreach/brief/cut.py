"""What others typed, made fit for one page: one line, no hidden signs, no longer than its place."""

import unicodedata

#: Joiners that spell words in Persian, Hindi and in faces; they steer no direction.
_JOINERS = "\u200c\u200d"
#: More signs than this above one letter are no spelling.
_MARKS = 4


def cut(text: str, most: int) -> str:
    """The text on one line, at most `most` letters wide, with an ellipsis where it went on.

    Letters of East Asia count twice. Whatever steers a line or its direction is left out.
    """
    kept, width, marks = list[str](), 0, 0
    # Nobody writes a page into a cell; what lies beyond cannot be shown anyway.
    for c in unicodedata.normalize("NFC", " ".join(text[: 20 * most].split())):
        if not (c.isprintable() or c in _JOINERS):
            continue
        marks = marks + 1 if unicodedata.combining(c) or c in _JOINERS else 0
        if marks > _MARKS:
            continue
        width += 0 if marks else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        if width > most:
            return _shortened(kept)
        kept.append(c)
    return "".join(kept).strip()


def _shortened(kept: list[str]) -> str:
    """The letters up to the last whole word, if that costs little."""
    whole = "".join(kept[:-1]).rstrip()
    word, _, rest = whole.rpartition(" ")
    return f"{(word if word and len(rest) < 20 else whole).rstrip(' ,;:–-')}…"


def sentence(text: str, most: int) -> str:
    """The same as a sentence of its own: it ends with a sign, and begins large."""
    said = cut(text, most)
    if said and said[-1] not in ".!?…":
        said += "."
    return said[:1].upper() + said[1:]
