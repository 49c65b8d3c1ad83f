"""A letter as the linter sees it: parts, paragraphs, sentences and moves, all as places.

Every place is a half-open range of characters of the text as it stands in the file. What
a reader never sees is masked with as many characters as it has, so that places stay true:
a placeholder by U+FFFC (it stands for words), a tag or comment by U+2063 (it stands for
nothing) or, where sentences are sought, by spaces.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from outreach.lint.folding import plain
from outreach.merge.sentences import sentence_ends

VALUE, NOTHING = "\ufffc", "\u2063"
#: Words that a placeholder counts for while nobody's value is in it.
VALUE_WORDS = 3
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_MOVE = re.compile(r"\{%[-+]?\s*move\s+(.*?)[-+]?%\}", re.DOTALL)
_END = re.compile(r"\{%[-+]?\s*endmove\s*[-+]?%\}")
_IF = re.compile(r"\{%[-+]?\s*(if|else|elif|endif)\b")
_NAME = re.compile(r"[A-Za-z_]\w*")
_LINE = re.compile(r"\r\n|\n|\r")
_GREETS = re.compile(
    r"(?:\ufffc|hallo|hi|hey|moin|servus|grüß|gruezi|grüezi|guten? (?:tag|morgen|abend)|liebe|sehr geehrt|werte"
    r"|dear|hello|good (?:morning|afternoon|evening)|greetings)",
    re.IGNORECASE,
)
_PS = re.compile(r"(?:P\. ?S\.|PS|N\. ?B\.|NB)[ :.,–-]", re.IGNORECASE)
_CLOSES = re.compile(
    r"(?:(?:mit |viele |herzliche |herzlichste |liebe |schöne |beste |freundliche |freundlichen |sonnige |ganz |die |alles )*"
    r"(?:grüße|grüßen|grüsse|grüssen|gruß|gruss|gruessen|gruesse|liebe)|herzlich|herzlichst|alles gute|bis bald|bis dann"
    r"|(?:with )?(?:warm|warmest|kind|kindest|best|many) (?:wishes|regards)|with warm regards|regards|best|cheers|sincerely"
    r"|yours(?: \w+)?|all the best|take care|warmly|love|thanks|thank you|all good wishes|with (?:every )?good wishes)[\s,!.]*",
    re.IGNORECASE,
)
_MARKER = re.compile(r"[ \t]*(?:[-*•+]|[0-9]{1,2}[.)])[ \t]")
_QUOTE = re.compile(r'"[^"\n]{1,300}"')
#: A line of a mail that is answered; ">> Shop now <<" is a button.
_QUOTED_LINE = re.compile(r">(?![^\n\r]*<[ \t]*$)", re.MULTILINE)
_WORD = re.compile(r"\w[\w'’-]*")
#: A line shorter than this is not filled: what follows on the next is another sentence.
_FILLED = 50


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and the part of the letter it belongs to."""

    part: str
    start: int
    end: int
    #: Number of its paragraph.
    paragraph: int


@dataclass(frozen=True, slots=True)
class Declared:
    """One move and what it covers."""

    name: str
    start: int
    end: int


class Text:
    """A letter, taken apart."""

    def __init__(
        self,
        raw: str,
        language: str,
        subject: tuple[int, int] | None,
        body: int,
        *,
        moves: tuple[Declared, ...] | None = None,
        masked: bool = True,
        whole: str = "",
        invite: tuple[tuple[str, int, int], ...] = (),
        live: tuple[tuple[int, int], ...] = (),
    ) -> None:
        """Take a text apart.

        Args:
            raw: all of it, as it stands in the file.
            language: of the letter.
            subject: where the subject stands.
            body: where the body begins.
            moves: where they stand, if they are not marked in the text itself.
            masked: False for a text without placeholders and tags.
            whole: the part that all of the body is; "" where the text decides.
            invite: title and text of a calendar file, behind the body.
            live: what is settled only when the mail goes, such as offered times.
        """
        self.raw, self.language, self.subject, self.body = raw, language, subject, body
        self._whole, self._invite, self.live = whole, invite, live
        self.masked = self.spaced = raw
        if masked:
            self.masked = TAG.sub(_hidden, raw)
            self.spaced = self.masked.replace(NOTHING, " ")
        self.moves = moves if moves is not None else tuple(_declared(raw, body))
        self.others = _branches(raw, body) if masked and "{%" in raw else ()

    @cached_property
    def lines(self) -> list[int]:
        """Where each line begins."""
        return [0, *(found.end() for found in _LINE.finditer(self.raw))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column (1-based) of a character."""
        from bisect import bisect_right

        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1

    @cached_property
    def paragraphs(self) -> list[tuple[str, int, int]]:
        """Part, begin and end of each paragraph, the subject first."""
        found = [("subject", *self.subject)] if self.subject else []
        for part, start, end in [*self._parts(), *self._invite]:
            found += [(part, a, b) for a, b in _runs(self.spaced, start, end)]
        return found

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences in their order; what stands in the else of a condition is not there twice."""
        found = []
        for number, (part, start, end) in enumerate(self.paragraphs):
            for a, b in split_sentences(self.spaced[start:end]):
                found.append(Sentence(part, start + a, start + b, number))
        return found

    @cached_property
    def told(self) -> list[Sentence]:
        """The sentences of the body as one reader sees them: of two branches the first."""
        return [
            s
            for s in self.sentences
            if s.part == "body" and not any(a <= s.start < b for a, b in self.others)
        ]

    @cached_property
    def words(self) -> int:
        """Words of the body as one reader sees it."""
        return sum(self.count_words(s.start, s.end) for s in self.told)

    def count_words(self, start: int, end: int) -> int:
        """Words between two places, outside the second branches of conditions."""
        text = self.spaced[start:end]
        if self.others:
            text = "".join(
                " " if any(a <= start + i < b for a, b in self.others) else c
                for i, c in enumerate(text)
            )
        return word_count(text)

    def sentence_words(self, sentence: "Sentence") -> int:
        """Words of a sentence; a live part is one word, as in the template.

        Nobody can make two sentences of a date, and on two clocks it is long.
        """
        within = [(a, b) for a, b in self.live if sentence.start <= a and b <= sentence.end]
        words = self.count_words(sentence.start, sentence.end)
        return words - sum(max(0, self.count_words(a, b) - 1) for a, b in within)

    def inside(self, names: tuple[str, ...]) -> list[Declared]:
        """The moves of these names."""
        return [move for move in self.moves if move.name in names]

    def move_at(self, offset: int) -> str:
        """The innermost move that a place lies in, "" outside."""
        around = [m for m in self.moves if m.start <= offset < m.end]
        return min(around, key=lambda m: m.end - m.start).name if around else ""

    def names_in(self, start: int, end: int) -> set[str]:
        """The placeholders used between two places."""
        found: set[str] = set()
        for tag in TAG.finditer(self.raw, start, end):
            if tag[0].startswith("{{"):
                found.update(_NAME.findall(tag[0])[:1])
        return found

    def quoted(self, start: int, end: int) -> bool:
        """True where a range lies within quotation marks, or in a line that quotes a mail."""
        line = self.lines[self.place(start)[0] - 1]
        if _QUOTED_LINE.match(self.raw, line):
            return True
        paragraph = next(((a, b) for _, a, b in self.paragraphs if a <= start < b), (line, end))
        spans = quotes(self.spaced[slice(*paragraph)])
        return any(paragraph[0] + a <= start and end <= paragraph[0] + b for a, b in spans)

    def _parts(self) -> Iterator[tuple[str, int, int]]:
        """Greeting, body, P.S. and signature of the body, each as a range."""
        end = self._invite[0][1] if self._invite else len(self.raw)
        if self._whole:
            yield self._whole, self.body, end
        else:
            yield from _parts(self.spaced[:end] if self._invite else self.spaced, self.body)


@lru_cache(maxsize=8192)
def word_count(text: str) -> int:
    """Words of a text; a placeholder counts for a few."""
    values = len(re.findall(f"{VALUE}+", text)) if VALUE in text else 0
    return len(_WORD.findall(text)) + VALUE_WORDS * values


@lru_cache(maxsize=8192)
def quotes(text: str) -> tuple[tuple[int, int], ...]:
    """The ranges within quotation marks."""
    return tuple((m.start(), m.end()) for m in _QUOTE.finditer(plain(text)))


@lru_cache(maxsize=16384)
def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a paragraph, without the space around them.

    A line that is not filled ends its sentence; filled ones run on.
    """
    ends = [len(text)]
    start = 0
    for line in _LINE.finditer(text):
        length = line.start() - max(
            text.rfind("\n", 0, line.start()), text.rfind("\r", 0, line.start())
        )
        if length < _FILLED or _MARKER.match(text, line.end()):
            ends.append(line.end())
    flat = text.replace("\n", " ").replace("\r", " ")
    ends += sentence_ends(flat)
    found = []
    for end in sorted(set(ends)):
        piece = text[start:end]
        if bare := piece.strip():
            begin = start + piece.index(bare[0])
            found.append((begin, begin + len(bare)))
        start = end
    return tuple(found)


def _hidden(tag: re.Match[str]) -> str:
    return (VALUE if tag[0].startswith("{{") else NOTHING) * len(tag[0])


def _declared(raw: str, body: int) -> Iterator[Declared]:
    """The moves that a template marks, each name on its own."""
    opened: list[tuple[list[str], int]] = []
    for tag in TAG.finditer(raw, body):
        if found := _MOVE.fullmatch(tag[0]):
            opened.append((re.findall(r"[\"']([a-z0-9_]+)[\"']", found[1]), tag.end()))
        elif opened and _END.fullmatch(tag[0]):
            names, start = opened.pop()
            for name in names:
                yield Declared(name, start, tag.start())


def _branches(raw: str, body: int) -> tuple[tuple[int, int], ...]:
    """The second and later branches of conditions."""
    found: list[tuple[int, int]] = []
    starts: list[int | None] = []
    for tag in TAG.finditer(raw, body):
        word = _IF.match(tag[0])
        if not word:
            continue
        if word[1] == "if":
            starts.append(None)
        elif starts and word[1] == "endif":
            start = starts.pop()
            if start is not None:
                found.append((start, tag.start()))
        elif starts and starts[-1] is None:
            starts[-1] = tag.end()
    return tuple(found)


def _runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Paragraphs: lines that follow each other without an empty one between."""
    begin = None
    place = last = start
    while place < end:
        line = _LINE.search(text, place, end)
        stop, after = (line.start(), line.end()) if line else (end, end)
        if text[place:stop].strip():
            begin = place if begin is None else begin
            last = stop
        elif begin is not None:
            yield begin, last
            begin = None
        place = after
    if begin is not None:
        yield begin, last


def _parts(text: str, body: int) -> Iterator[tuple[str, int, int]]:
    lines = []
    place = body
    for found in [*_LINE.finditer(text, body), None]:
        stop = found.start() if found else len(text)
        lines.append((place, stop, text[place:stop].strip()))
        place = found.end() if found else stop
    full = [n for n, line in enumerate(lines) if line[2]]
    if not full:
        return
    begin = lines[full[0]][0]
    if end := _greeting(text, *lines[full[0]]):
        yield "greeting", begin, end
        begin = end
    closing = _closing(lines, full)
    mark = closing if closing is not None else len(lines)
    part = "body"
    for number in range(full[0], len(lines)):
        start, _, line = lines[number]
        wanted = part
        if _PS.match(line):
            wanted = "ps"
        elif number == mark or line == "--":
            wanted = "signature"
        elif part == "ps" and not lines[number - 1][2]:
            wanted = "signature" if number > mark else "body"
        if wanted != part and start >= begin:
            if start > begin:
                yield part, begin, start
            begin, part = start, wanted
    yield part, begin, len(text)


def _greeting(text: str, start: int, stop: int, line: str) -> int:
    """Where a greeting ends that begins this line; 0 where none does."""
    if not _GREETS.match(line):
        return 0
    found = re.search("[,!:]", text[start : min(stop, start + 80)])
    if found:
        return start + found.end()
    return stop if len(line) <= 60 and line[-1:] not in ".?" else 0


def _closing(lines: list[tuple[int, int, str]], full: list[int]) -> int | None:
    """The number of the line that says goodbye, if the letter has one."""
    for number in reversed(full[-14:]):
        line = lines[number][2].replace(NOTHING, "").strip()
        if line == "--":
            return number
        if _CLOSES.match(line) and len(line.split()) <= 7 and line[-1:] not in ".?:":
            return number if number > full[0] else None
    return None
