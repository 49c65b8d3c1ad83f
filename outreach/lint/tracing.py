"""From a place in a merged letter back to the place in its template.

Words of the template are found there as they stand. Words that came with a value are
told at the move that holds the value, or at the line, because the value itself stands in
a list and not in the template.
"""

from functools import lru_cache

from outreach.lint.checking import short
from outreach.lint.hits import Hit
from outreach.lint.nouns import Finding, Rule
from outreach.lint.text import NOTHING, VALUE, Text


class Trace:
    """The way back into one template."""

    def __init__(self, template: Text) -> None:
        self._text = template

    def finding(self, letter: Text, path: str, rule: Rule, hit: Hit, contact: str) -> Finding:
        """A hit in a merged letter as a finding at its place in the template."""
        start, end = self._range(letter, hit)
        line, column = self._text.place(start)
        end_line, end_column = self._text.place(end)
        match = letter.raw[hit.start : hit.end]
        fields = {"match": short(match), **hit.fields}
        if "lines" in fields:
            fields["lines"] = str(line)
        return Finding(
            rule.id, rule.guideline, rule.level, path, line, column, end_line, end_column, start,
            end - start, match, rule.message.filled(fields), rule.hint.filled(fields), hit.part,
            contact, lacks=rule.listens,
        )  # fmt: skip

    def _range(self, letter: Text, hit: Hit) -> tuple[int, int]:
        text = self._text
        if hit.part == "subject" and text.subject:
            return self._within(*text.subject, letter.raw[hit.start : hit.end]) or text.subject
        if hit.end == hit.start:
            start = next((a for part, a, _ in text.paragraphs if part != "subject"), text.body)
            return start, start
        words = letter.raw[hit.start : hit.end]
        if move := self._move(letter, hit.start):
            return self._within(*move, words) or move
        line = self._line(letter, hit)
        if line is None:
            return self._within(text.body, len(text.raw), words) or (text.body, text.body)
        return self._within(*line, words) or line

    def _within(self, start: int, end: int, words: str) -> tuple[int, int] | None:
        """Where the template says these very words, between two places."""
        found = self._text.masked.find(words, start, end)
        return (found, found + len(words)) if found >= 0 else None

    def _move(self, letter: Text, offset: int) -> tuple[int, int] | None:
        """The template's move in which a place of the letter lies."""
        around = [m for m in letter.moves if m.start <= offset < m.end]
        if not around:
            return None
        inner = min(around, key=lambda m: m.end - m.start)
        nth = [m for m in letter.moves if m.name == inner.name].index(inner)
        same = self._text.inside((inner.name,))
        if not same:
            return None
        move = same[min(nth, len(same) - 1)]
        return move.start, move.end

    def _line(self, letter: Text, hit: Hit) -> tuple[int, int] | None:
        """The line of the template that became the line of the letter, by its own words."""
        begin = letter.raw.rfind("\n", 0, hit.start) + 1
        end = letter.raw.find("\n", hit.start)
        said = letter.raw[begin : end if end >= 0 else len(letter.raw)]
        best, most = None, 0
        for start, stop, pieces in _lines(self._text):
            score = sum(len(piece) for piece in pieces if piece in said)
            # A line that is nothing but a value can be any line: better than none.
            score += VALUE in self._text.masked[start:stop]
            if score > most:
                best, most = (start, stop), score
        return best


@lru_cache(maxsize=256)
def trace_of(template: Text) -> Trace:
    """The way back into a template, kept."""
    return Trace(template)


@lru_cache(maxsize=256)
def _lines(text: Text) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """The lines of the body, each with the words it says of its own."""
    found = []
    ends = [*text.lines[1:], len(text.raw)]
    for start, stop in zip(text.lines, ends, strict=True):
        line = text.masked[start:stop].rstrip("\r\n")
        if start >= text.body and line.strip():
            pieces = line.replace(NOTHING, VALUE).split(VALUE)
            found.append((start, start + len(line), tuple(p.strip() for p in pieces if p.strip())))
    return tuple(found)
