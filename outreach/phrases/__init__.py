"""The small grammar of a letter: greeting, gap, dates; German and English.

Pure. What stands here goes into letters and is grammar, so it lives beside its rules;
what a user reads on the screen comes from the catalogue.
"""

from typing import TYPE_CHECKING

from outreach.lazily import loading

if TYPE_CHECKING:
    from outreach.phrases.dates import (
        date_in_text,
        date_words,
        moment_in_text,
        month_in_text,
        time_words,
    )
    from outreach.phrases.gap import gap_phrase, gap_span, too_recent
    from outreach.phrases.greeting import Greeting, Tone, salutation
    from outreach.phrases.remembering import is_old, remembered
    from outreach.phrases.text import join_and, number_word, spelt_swiss, swiss

#: Where each name lives. The names of days are asked for by runs that make no letter.
_ROOMS = {
    "Greeting": "greeting",
    "Tone": "greeting",
    "date_in_text": "dates",
    "date_words": "dates",
    "gap_phrase": "gap",
    "gap_span": "gap",
    "is_old": "remembering",
    "join_and": "text",
    "moment_in_text": "dates",
    "month_in_text": "dates",
    "number_word": "text",
    "remembered": "remembering",
    "salutation": "greeting",
    "spelt_swiss": "text",
    "swiss": "text",
    "time_words": "dates",
    "too_recent": "gap",
}


__getattr__ = loading(__name__, _ROOMS)


__all__ = [
    "Greeting",
    "Tone",
    "date_in_text",
    "date_words",
    "gap_phrase",
    "gap_span",
    "is_old",
    "join_and",
    "moment_in_text",
    "month_in_text",
    "number_word",
    "remembered",
    "salutation",
    "spelt_swiss",
    "swiss",
    "time_words",
    "too_recent",
]
