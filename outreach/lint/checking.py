"""A template, a pasted mail or a merged letter → Report."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from outreach.errors import InputError
from outreach.lint.allowing import Allowance, about_allowances, allowances, allowed
from outreach.lint.book import Book
from outreach.lint.hits import About, Hit
from outreach.lint.judging import judge
from outreach.lint.nouns import Finding, Report, Rule, card_of, verdict_of
from outreach.lint.offering import offered
from outreach.lint.text import TAG, Text
from outreach.merge.template import Template, examined
from outreach.model import Draft
from outreach.words import say

#: Characters of a file: no letter comes near.
MAX_LENGTH = 256_000
_HEAD = re.compile(r"\s*(\+\+\+|---)[ \t]*(?:\r\n|\n|\r)(.*?(?:\r\n|\n|\r)|)\1[ \t]*(?:\r\n|\n|\r|\Z)", re.DOTALL)  # fmt: skip
_MAIL_HEAD = re.compile(
    r"\s*(?:[A-Za-zÄÖÜäöü-]{2,20}:[^\n\r]*(?:\r\n|\n|\r))+(?=[ \t]*(?:\r\n|\n|\r|\Z))"
)
_SUBJECT = re.compile(r"(?im)^[ \t]*(?:subject|betreff)[ \t]*:[ \t]*([^\n\r]*)")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GERMAN = _words(
    "und ich nicht sie wir der die das ist mit für auf ein eine uns haben wie zu bei noch auch es dass du ihr dir"
    " ihnen hallo guten liebe grüße oder wenn sich den dem im am nur von"
)
_ENGLISH = _words(
    "and the you to of a is we our for with it that this are have on be your how i in would not at if from or me"
    " dear hello hi regards wishes as can will just"
)


@dataclass(frozen=True, slots=True)
class _Source:
    """A file, read: its text, its head, and what is known about it."""

    text: Text
    head: Mapping[str, Any]
    about: About
    granted: tuple[Allowance, ...]


def lint_source(
    source: str,
    path: str,
    book: Book,
    *,
    step: int | None = None,
    situation: str = "none",
    language: str = "",
    owe: bool = False,
) -> Report:
    """What the rules say about a template, or about a mail pasted from elsewhere.

    Raises:
        InputError: the template cannot be read, or the text is longer than any letter.
    """
    read = _read(source, path, situation, step=step, language=language, owe=owe)
    text = read.text
    found, judged = judge(text, book, read.about)
    findings = [_finding(text, path, rule, hit, read.about) for rule, hit in found]
    fixed = book.fixed
    granted = list(read.granted)
    findings = allowed(findings, granted, fixed)
    findings += about_allowances(text, path, granted, book, fixed)
    return _report(path, findings, judged, text)


def text_of(source: str, path: str) -> Text:
    """A letter taken apart: a template, or a mail pasted from elsewhere.

    Raises:
        InputError: the template cannot be read, or the text is longer than any letter.
    """
    return _read(source, path, "none", step=None, language="", owe=False).text


def lint_draft(
    template: Template,
    draft: Draft,
    book: Book,
    *,
    situation: str = "none",
    first: bool = True,
    owe: bool = False,
    sender_first_name: str = "",
    sender_email: str = "",
    unsubscribe: bool = True,
    contact: str = "",
    invite_title: str = "",
    invite_text: str = "",
) -> Report:
    """What the rules say about one person's merged letter, at places of its template.

    Args:
        template: the letter.
        draft: what became of it for one person.
        book: the rules in force.
        situation: of the campaign, or of the person where they have their own.
        first: True where the mail begins a thread.
        owe: True where the person wrote last.
        sender_first_name: of the writer, "" where nobody knows.
        sender_email: the address in From.
        unsubscribe: whether the mail says in its head how to be left alone.
        contact: address of the person, for the findings.
        invite_title: what the calendar file is called, where one goes along.
        invite_text: what it says.
    """
    from outreach.lint.tracing import Trace, trace_of

    read = _template(template.source, template.path)
    about = About(
        situation, template.step, template.register, template.letter, first, owe, sender_first_name,
        sender_email, unsubscribe, rendered=True, template=read.text,
    )  # fmt: skip
    text = rendered(draft, template.language, invite_title, invite_text)
    found, judged = judge(text, book, about)
    trace: Trace = trace_of(read.text)
    findings = [
        replace(
            trace.finding(text, template.path, rule, hit, contact),
            offer=offered(rule, read.text, template.register),
            step=template.step,
        )
        for rule, hit in found
    ]
    granted = list(read.granted)
    return _report(template.path, allowed(findings, granted, book.fixed), judged, text)


def rendered(draft: Draft, language: str, title: str = "", invite: str = "") -> Text:
    """A merged letter as a text: its subject, an empty line, its body, then the calendar file."""
    from outreach.lint.text import Declared

    begin = len(draft.subject) + 2
    moves = tuple(Declared(m.name, begin + m.start, begin + m.end) for m in draft.moves)
    live = tuple((begin + start, begin + end) for start, end in draft.live)
    raw, parts = f"{draft.subject}\n\n{draft.text}", []
    for part, said in (("invite_title", title), ("invite_text", invite)):
        if said:
            parts.append((part, len(raw) + 2, len(raw) + 2 + len(said)))
            raw += f"\n\n{said}"
    place = (0, len(draft.subject))
    return Text(
        raw, language, place, begin, moves=moves, masked=False, invite=tuple(parts), live=live
    )


def _report(
    path: str,
    findings: Sequence[Finding],
    judged: Mapping[str, set[str]],
    text: Text,
) -> Report:
    order = sorted(findings, key=lambda f: (f.line, f.column, f.rule))
    done = tuple(order)
    card = card_of(judged, done)
    return Report(path, done, card, verdict_of(done), bool(text.moves), text.language)


def _finding(text: Text, path: str, rule: Rule, hit: Hit, about: About) -> Finding:
    """A hit as a finding at its own place; without moves a missing thing is a warning at most."""
    line, column = text.place(hit.start)
    end_line, end_column = text.place(hit.end)
    match = text.raw[hit.start : hit.end]
    level = "warning" if not text.moves and rule.listens and rule.level == "error" else rule.level
    fields = {"match": short(match), **hit.fields}
    return Finding(
        rule.id, rule.guideline, level, path, line, column, end_line, end_column, hit.start,
        hit.end - hit.start, match, rule.message.filled(fields), rule.hint.filled(fields),
        hit.part, lacks=rule.listens, offer=offered(rule, text, about.register), step=about.step,
    )  # fmt: skip


def short(match: str) -> str:
    """The words of a match as a message quotes them: on one line, not too long, without tags."""
    bare = " ".join(re.sub(r"\{%.*?%\}|\{#.*?#\}", "", match, flags=re.DOTALL).split())
    return bare if len(bare) <= 70 else bare[:67].rstrip() + "…"


# -- reading ------------------------------------------------------------------------------------


def _read(
    source: str, path: str, situation: str, *, step: int | None, language: str, owe: bool
) -> _Source:
    if len(source) > MAX_LENGTH:
        raise InputError(say("lint.too_long", path=path, n=MAX_LENGTH))
    if _HEAD.match(source.removeprefix("\ufeff")):
        read = _template(source, path)
        known = read.about
        about = About(situation, step or known.step, known.register, known.letter, known.first, owe)
        return _Source(read.text, read.head, about, tuple(_fresh(read.granted)))
    return _pasted(source.removeprefix("\ufeff"), situation, step=step, language=language, owe=owe)


def _fresh(granted: Sequence[Allowance]) -> list[Allowance]:
    return [replace(one, used=False) for one in granted]


@lru_cache(maxsize=256)
def _template(source: str, path: str) -> _Source:
    """A template file; what other programs leave in it is a finding, not an end.

    Raises:
        InputError: it cannot be read as a template.
    """
    template, problems = examined(source, path)
    problems = [p for p in problems if p.what.key != "merge.leftover"]
    if problems or template is None:
        raise InputError(say("merge.template", path=path), problems=problems)
    raw = source.removeprefix("\ufeff")
    found = _HEAD.match(raw)
    body = found.end() if found else 0
    lines = [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", raw))]
    subject = _subject(raw, lines[min(template.subject_line, len(lines)) - 1])
    text = Text(raw, template.language, subject, body)
    about = About(step=template.step, register=template.register, letter=template.letter, first=template.step == 1)  # fmt: skip
    head = _head(found[2]) if found and found[1] == "+++" else {}
    return _Source(text, head, about, tuple(allowances(text, head)))


def _head(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n"))
    except tomllib.TOMLDecodeError:
        return {}


def _subject(raw: str, line: int) -> tuple[int, int] | None:
    """Where the words of the subject stand in the head."""
    found = re.compile(r"[^=:\n\r]*[=:][ \t]*([\"']?)([^\n\r]*?)\1[ \t]*(?:#[^\n\r]*)?(?=[\n\r]|\Z)").match(raw, line)  # fmt: skip
    return found.span(2) if found and found[2] else None


def _pasted(raw: str, situation: str, *, step: int | None, language: str, owe: bool) -> _Source:
    """A mail as somebody pasted it: maybe with lines of a mail's head, without declared moves."""
    head = _MAIL_HEAD.match(raw)
    subject, body = None, 0
    if head and (named := _SUBJECT.search(raw, head.start(), head.end())):
        subject, body = named.span(1), head.end()
    text = Text(raw, language or language_of(raw), subject, body)
    about = About(situation, step, owe=owe)
    return _Source(text, {}, about, tuple(allowances(text, {})))


def language_of(text: str) -> str:
    """German or English, by the small words that every letter has."""
    said = TAG.sub(" ", text[:20_000]).lower()
    words = re.findall(r"[^\W\d_]+", said)
    german = sum(word in _GERMAN for word in words) + sum(letter in "äöüß" for letter in said)
    return "de" if german > sum(word in _ENGLISH for word in words) else "en"
