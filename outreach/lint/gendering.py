"""One way of naming all genders in a German letter: colon, star, underscore or inner capital."""

import re
from collections.abc import Iterator

from outreach.lint.text import Text

_STYLES = re.compile(
    r"\b[A-ZÄÖÜ]\w*[a-zäöüß](?:(?P<colon>:)|(?P<star>\*)|(?P<underscore>_)|(?P<slash>/-?))in(?:nen)?\b"
    r"|\b[A-ZÄÖÜ]\w*[a-zäöüß](?P<capital>I)n(?:nen)?\b"
)


def other_styles(
    text: Text, scope: tuple[str, ...]
) -> Iterator[tuple[int, int, str, dict[str, object]]]:
    """The words that do it otherwise than the first: place, part, and what the message names."""
    first: re.Match[str] | None = None
    for sentence in text.sentences:
        if sentence.part not in scope:
            continue
        for found in _STYLES.finditer(text.spaced, sentence.start, sentence.end):
            first = first or found
            if found.lastgroup != first.lastgroup:
                yield found.start(), found.end(), sentence.part, {"first": first[0]}
