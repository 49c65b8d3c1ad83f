"""A remembered fact behind its sentence frame; one of long ago is told with its year and a doubt.

What a person typed is never inflected (empathy.md §0a), so the doubt stands behind it: it reads
well after any words, and after a whole sentence as a sentence of its own.
"""

from datetime import date

from outreach.model import Language
from outreach.phrases.dates import month_in_text

#: Older than this, nobody is sure of the details.
HEDGED_AFTER_YEARS = 2
_HEDGE: dict[Language, tuple[str, str, str]] = {
    "de": (
        "das war, wenn ich mich recht erinnere, {when}",
        "Das war, wenn ich mich recht erinnere, {when}.",
        "wenn ich mich recht erinnere",
    ),
    "en": (
        "that was {when}, if I remember rightly",
        "That was {when}, if I remember rightly.",
        "if I remember rightly",
    ),
}


def remembered(text: str, as_of: str, today: date, language: Language, region: str = "") -> str:
    """The fact as a letter says it: "den Stand im Schnee – das war, wenn ich mich recht …, 2021".

    Args:
        text: what the sender typed.
        as_of: when it was so (ISO, as far as known), or "": then nothing is added.
        today: the day of the letter.
        language: of the letter.
        region: of its reader (ISO 3166), for the month's name.
    """
    if not as_of or not is_old(as_of, today):
        return text
    behind, alone, bare = _HEDGE[language]
    whole = text.endswith((".", "!", "?", "…"))
    if as_of[:4] in text:
        # Its own words name the year.
        return text if whole else f"{text} – {bare}"
    when = month_in_text(as_of, language, region)
    return f"{text} {alone.format(when=when)}" if whole else f"{text} – {behind.format(when=when)}"


def is_old(as_of: str, today: date) -> bool:
    """Whether a fact is of so long ago that it is told with a doubt; with a year, its end counts."""
    month, day = as_of[5:7] or "12", as_of[8:10] or "28"
    return (int(as_of[:4]) + HEDGED_AFTER_YEARS, month, day) < (
        today.year,
        f"{today.month:02}",
        f"{today.day:02}",
    )
