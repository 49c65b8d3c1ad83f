"""A set of letters, and what each person is told by them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from outreach import phrases
from outreach.errors import InputError, Problem
from outreach.merge import engine
from outreach.merge.blocks import TooDeep
from outreach.merge.engine import ABSENT, Live, Slots, Value
from outreach.merge.facts import facts_of
from outreach.merge.html import escape, filled
from outreach.merge.layout import Layout, layout
from outreach.merge.marks import MARK, MISSING, mark
from outreach.merge.sentences import kind_of
from outreach.merge.setting import Setting
from outreach.merge.signing import lines_of, signed
from outreach.merge.template import KNOWN, Template
from outreach.model import Contact, Draft, Language, Move, Register
from outreach.words import Say, say

#: Characters a letter and a single value may have, and pieces a letter may be made of.
MAX_LENGTH, MAX_VALUE, MAX_PIECES = 256_000, 8_000, 20_000
#: What broken exports leave where a name should be.
_NO_NAME = re.compile(r"\{\{|\}\}|\[\[|#N/A|#REF|\bnan\b|\bNone\b|\bNULL\b")
#: Signs of Jinja2. A cell may hold them, as it may hold anything; a letter's own text may not.
_SIGNS = ("{{", "}}", "{%", "%}")


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no letter for this person; the person is held by this rule."""

    what: Say
    fields: tuple[str, ...]
    rule: str


class Letters:
    """A set of templates, each compiled once.

    Raises:
        InputError: two of them have the same id.
    """

    def __init__(self, templates: Iterable[Template]) -> None:
        self.templates = tuple(templates)
        self._by_id: dict[str, Template] = {}
        for template in self.templates:
            other = self._by_id.setdefault(template.id, template)
            if other is not template:
                what = say("merge.twice", id=template.id, other=other.path)
                raise _faulty(template, 1, what, say("merge.twice_hint"))

    def by_id(self, name: str) -> Template:
        """The template of this id, which has to be one of these."""
        return self._by_id[name]

    def letter_of(self, name: str) -> str:
        """The letter that a step names, also where it pins one variant of it."""
        pinned = self._by_id.get(name)
        return pinned.letter if pinned else name

    def has(self, letter: str) -> bool:
        """Whether there is any variant of this letter."""
        return any(t.letter == letter for t in self.templates)

    def pick(self, name: str, contact: Contact, setting: Setting) -> Template | Missing:
        """The variant of a letter for this person; it never crosses language or register.

        Raises:
            InputError: no letter and no variant has that name.
        """
        spoken = voice(contact, setting.language, setting.register)
        pinned = self._by_id.get(name)
        choices = [pinned] if pinned else [t for t in self.templates if t.letter == name]
        if not choices:
            known = ", ".join(sorted({t.letter for t in self.templates})) or "–"
            raise InputError(say("merge.unknown_letter", name=name, known=known))
        for template in choices:
            if (template.language, template.register) == spoken:
                return template
        wanted = "-".join(spoken)
        return Missing(
            say("merge.no_variant", name=name, voice=wanted), (f"{name}.{wanted}",), "no_variant"
        )

    def problems(self, names: Iterable[str], columns: Iterable[str] = ()) -> list[Problem]:
        """Names in these letters that no column, setting or phrase provides."""
        wanted, known = set(names), {*KNOWN, *columns}
        found = []
        for template in self.templates:
            if not wanted.isdisjoint({template.letter, template.id}):
                found += [
                    _undefined(template, line, name)
                    for name, line in _names_used(template)
                    if name not in known
                ]
        return found

    def merge(
        self,
        template: Template,
        contact: Contact,
        setting: Setting,
        at: datetime,
        slots: Sequence[str] = (),
        booking_url: str = "",
    ) -> Draft | Missing:
        """This person's letter at this moment, or what it lacks.

        Args:
            template: the letter.
            contact: the person.
            setting: what is the same for all letters of the campaign.
            at: the moment it is dated; aware.
            slots: times for a call, in the letter's language.
            booking_url: the page on which one chooses a time, where the letter may name it.

        Raises:
            InputError: the template names something nobody provides, or grows without bound.
        """
        last, today = contact.get("last_contact"), at.date()
        # An answer and a flood are no long silence: there nothing is too early.
        waits = template.family != "reply" and template.situation != "flood_disaster"
        if waits and phrases.too_recent(last, today):
            return Missing(say("merge.too_recent"), (last,), "too_recent")
        greeting = phrases.salutation(contact, template.language, template.register)
        if greeting is None or _NO_NAME.search(greeting.text):
            return Missing(
                say("merge.no_greeting"), ("first_name", "last_name", "salutation"), "no_greeting"
            )
        facts = facts_of(template, contact, setting, at)
        facts["salutation"] = greeting.text
        facts["slots"] = Slots(slots, template.language) if slots else ABSENT
        if booking_url:
            facts["booking_url"] = booking_url
        swiss = template.language == "de" and phrases.spelt_swiss(contact.get("region"))
        return _merged(template, setting, facts, swiss=swiss)


def voice(contact: Contact, language: str, register: str) -> tuple[Language, Register]:
    """Language and register of a person: their own, else the campaign's, never mixed."""
    own = contact.get("register")
    spoken = contact.get("language") or (
        {"formal": "en", "casual": "en"}.get(own, "de") if own else language
    )
    across = (
        {"sie": "formal", "du": "casual", "ihr": "casual"}
        if spoken == "en"
        else {"formal": "sie", "casual": "du"}
    )
    chosen = own or register
    return ("en" if spoken == "en" else "de"), across.get(chosen, chosen)  # type: ignore[return-value]  # rows hold known ones only


# -- from facts to a draft ------------------------------------------------------------------------


def _merged(
    template: Template, setting: Setting, facts: dict[str, object], *, swiss: bool
) -> Draft | Missing:
    subject = _pieces(template, template.subject, template.subject_line, facts)
    body = _pieces(template, template.body, template.body_line, facts)
    if lacking := _lacking(template, subject, facts):
        return _missing(lacking)
    source, values = _marked(body)
    if any(len(text) > MAX_VALUE for text in values):
        long = tuple(name for name, fact in facts.items() if len(str(fact)) > MAX_VALUE)
        return _missing(long or (template.id,))
    if found := [sign for sign in _SIGNS if sign in source]:
        what = say("merge.leftover", text=found[0])
        raise _faulty(template, template.body_line, what, say("merge.leftover_hint"))
    source, signing = signed(source, values, setting, markdown=template.markdown)
    page = _layout(template, source, swiss=swiss)
    if not page.opening:
        # A letter whose greeting has gone, or that is empty, is nobody's letter.
        return Missing(say("merge.no_opening"), (template.id,), "missing_data")
    return _draft(template, setting, _one_line(subject, swiss=swiss), page, values, signing)


def _pieces(template: Template, text: str, first: int, facts: dict[str, object]) -> list[str]:
    """The rendered pieces of a text whose first line is this one of the template's file."""
    from jinja2 import TemplateError, UndefinedError

    compiled = engine.compiled(text)
    found: list[str] = []
    length = 0
    try:
        for piece in engine.pieces(compiled, facts):
            found.append(piece)
            length += len(piece)
            if length > MAX_LENGTH or len(found) > MAX_PIECES:
                raise _faulty(template, first, say("merge.too_long"), say("merge.too_long_hint"))
    except UndefinedError as error:
        line = first + engine.line_of(compiled, error) - 1
        # Jinja2 names it in its words only: "'nobody' is undefined".
        name = str(error).split("'")[1]
        problem = _undefined(template, line, name)
        raise InputError(say("merge.template", path=template.path), problems=[problem]) from error
    except (TemplateError, TypeError, ValueError) as error:
        line = first + engine.line_of(compiled, error) - 1
        raise _faulty(
            template, line, say("merge.syntax", why=error), say("merge.allowed")
        ) from error
    return found


def _faulty(template: Template, line: int, what: Say, hint: Say) -> InputError:
    problem = Problem(template.path, line, what, hint)
    return InputError(say("merge.template", path=template.path), problems=[problem])


def _undefined(template: Template, line: int, name: str) -> Problem:
    return Problem(
        template.path, line, say("merge.undefined", name=name), say("merge.undefined_hint")
    )


def _names_used(template: Template) -> Iterator[tuple[str, int]]:
    """The names a letter takes from outside, with the line of the file that uses them."""
    for name in template.required:
        yield name, template.required_line
    for text, first in template.parts:
        for name, line in engine.undeclared(text).items():
            yield name, first + line - 1


def _lacking(
    template: Template, subject: Sequence[str], facts: dict[str, object]
) -> tuple[str, ...]:
    """Names whose absence holds the person: required ones, and those in the subject."""
    lacking = tuple(name for name in template.required if not facts.get(name))
    if lacking or all(subject):
        return lacking
    used = engine.undeclared(template.subject)
    return tuple(name for name in used if not facts.get(name)) or ("subject",)


def _missing(names: tuple[str, ...]) -> Missing:
    return Missing(say("merge.missing", fields=", ".join(names)), names, "missing_data")


def _marked(pieces: Iterable[str]) -> tuple[str, list[str]]:
    """The text with a mark for each value, and the values by number."""
    out: list[str] = []
    values: list[str] = []
    for piece in pieces:
        if not isinstance(piece, Value):
            out.append(piece)
        elif piece:
            out.append(mark(kind_of(piece), len(values)))
            values.append(piece)
        else:
            out.append(MISSING)
    return "".join(out), values


def _one_line(pieces: Iterable[str], *, swiss: bool) -> str:
    """The subject: its pieces without marks, on one line."""
    said = "".join(
        piece if isinstance(piece, Value) else _own(MARK.sub("", piece), swiss=swiss)
        for piece in pieces
    )
    return re.sub(r"[ \t]+", " ", said).strip()


def _own(text: str, *, swiss: bool) -> str:
    return phrases.swiss(text) if swiss else text


def _layout(template: Template, source: str, *, swiss: bool) -> Layout:
    try:
        return layout(source, markdown=template.markdown, swiss=swiss)
    except TooDeep:
        raise _faulty(
            template, template.body_line, say("merge.deep"), say("merge.deep_hint")
        ) from None


def _draft(
    template: Template,
    setting: Setting,
    subject: str,
    page: Layout,
    values: Sequence[str],
    signing: Sequence[str],
) -> Draft:
    strings = [part if isinstance(part, str) else values[part] for part in page.text]
    ends = list(accumulate(map(len, strings), initial=0))
    text = "".join(strings)
    if signing:
        text += ("\n" if page.closing else "\n\n") + "\n".join(signing)
    imprint = lines_of(setting.imprint)
    if imprint:
        text += "\n\n-- \n" + "\n".join(imprint)
    html = ""
    if setting.html:
        html = _twin(template.language, subject, filled(page.html, values), page, signing, imprint)
    return Draft(
        template.id,
        template.language,
        subject,
        text + "\n",
        html,
        tuple(Move(name, ends[start], ends[end]) for name, start, end in page.moves),
        template.attachments,
        tuple(
            (ends[place], ends[place + 1])
            for place, part in enumerate(page.text)
            if not isinstance(part, str) and isinstance(values[part], Live)
        ),
    )


def _twin(
    language: Language,
    subject: str,
    inner: str,
    page: Layout,
    signing: Sequence[str],
    imprint: Sequence[str],
) -> str:
    if page.closing:
        inner += "".join(f"<br />\n{escape(line)}" for line in signing) + "</p>\n"
    elif signing:
        inner += _paragraph(signing)
    if imprint:
        inner += _paragraph(("-- ", *imprint))
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(subject)}</title></head>\n<body>\n{inner}</body></html>\n"
    )


def _paragraph(lines: Iterable[str]) -> str:
    return "<p>" + "<br />\n".join(map(escape, lines)) + "</p>\n"
