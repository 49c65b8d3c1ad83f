"""What the linter speaks of: rules, findings, cards, reports.

Terminology:
    RULE: one data file. It names its GUIDELINE (G1 to G17, docs/explanation/letters.md).
    FINDING: one place where a rule is broken, or one thing a letter lacks.
    CARD: per guideline one word: kept, missing, broken, not applicable.
    VERDICT: ready (no error, no warning), review (a warning), rewrite (an error).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from outreach.words import Lang, current

Level = Literal["error", "warning", "info"]
LEVELS: tuple[Level, ...] = ("error", "warning", "info")
Mark = Literal["kept", "missing", "broken", "not_applicable"]
Verdict = Literal["ready", "review", "rewrite"]
GUIDELINES = tuple(f"G{number}" for number in range(1, 18))
#: Guidelines that ask for something: kept is said only where its presence was judged.
ASKING = frozenset({"G1", "G2", "G5", "G6", "G8", "G10", "G12", "G13", "G17"})
PARTS = ("subject", "greeting", "body", "ps", "signature", "invite_title", "invite_text")
KINDS = ("existence", "token", "move", "order", "slot", "count", "consistency", "header")
#: Rules about the allowances themselves. They have no file and cannot be allowed away.
OWN_RULES = ("L1.no-reason", "L2.unused", "L3.unknown-rule", "L4.fixed")

_FIELD = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in both languages; `str` speaks the language of the screen."""

    en: str
    de: str

    def text(self, lang: Lang | None = None) -> str:
        """The sentence in `lang`, or in the language of the screen."""
        return self.de if (lang or current()) == "de" else self.en

    def __str__(self) -> str:
        return self.text()

    def filled(self, fields: Mapping[str, object]) -> "Said":
        """The sentence with its ``{fields}``; one that nobody fills stays as it stands."""

        def put(found: re.Match[str]) -> str:
            return str(fields.get(found[1], found[0]))

        return Said(_FIELD.sub(put, self.en), _FIELD.sub(put, self.de))


@dataclass(frozen=True, slots=True)
class Example:
    """A short letter that breaks a rule or keeps it."""

    text: str
    #: What an example in the form of a table says besides: step, situation, subject …
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as its file has it."""

    id: str
    guideline: str
    kind: str
    level: Level
    #: Languages of letters it is for.
    languages: tuple[str, ...]
    message: Said
    hint: Said
    why: Said
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    scope: tuple[str, ...] = ("subject", "body", "ps")
    steps: tuple[int, ...] = ()
    #: Names of the letters it is for; none: for all.
    letters: tuple[str, ...] = ()
    lexicon: str = ""
    phrases: tuple[str, ...] = ()
    #: When it does not apply: situation, move, letter, register, quoted.
    unless: Mapping[str, Any] = field(default_factory=dict)
    #: What its kind wants besides.
    params: Mapping[str, Any] = field(default_factory=dict)
    #: Never allowed away, lowered or switched off.
    fixed: bool = False
    file: str = ""
    #: Words to copy into a letter that lacks them, by its voice ("de-sie").
    offer: Mapping[str, str] = field(default_factory=dict)

    @property
    def listens(self) -> bool:
        """True for a rule that asks for something to be there, instead of finding fault."""
        return (
            (self.kind == "move" and self.params.get("must") == "present")
            or (self.kind == "slot" and not self.params.get("sample"))
            or (self.kind == "header" and self.params.get("field") in ("unsubscribe", "name"))
            or self.params.get("of") == "first_person"
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a letter breaks a rule, or one thing it lacks.

    Lines and columns are 1-based and count Unicode code points; a mark for the order of
    bytes at the file's beginning is no column. `end_column` is the one behind the match.
    """

    rule: str
    guideline: str
    level: Level
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    #: Of the match in the file, in code points.
    offset: int
    length: int
    #: The words as they stand in the letter; "" where something is missing.
    match: str
    message: Said
    hint: Said
    part: str = "body"
    #: Address of the person whose letter it is, "" for the template itself.
    contact: str = ""
    suppressed: bool = False
    #: Why it was allowed.
    reason: str = ""
    #: True where the rule asks for something that is not there.
    lacks: bool = False
    #: What can be copied into the letter as it stands, in its language and form of address.
    offer: str = ""
    #: Number of the letter in its sequence; None for a pasted mail.
    step: int | None = None
    #: In how many letters, and of how many; 0 where only the template was looked at.
    count: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What the linter has to say about one letter."""

    path: str
    findings: tuple[Finding, ...]
    card: Mapping[str, Mark]
    verdict: Verdict
    #: False for text without declared moves: presence was not checked.
    has_moves: bool = True
    language: str = "en"

    @property
    def counts(self) -> dict[Level, int]:
        """How many findings of each level count: those not allowed."""
        open_ = [f.level for f in self.findings if not f.suppressed]
        return {level: open_.count(level) for level in LEVELS}


def card_of(kept: Mapping[str, set[str]], findings: tuple[Finding, ...]) -> dict[str, Mark]:
    """Per guideline one word, from what was judged and what was found.

    Args:
        kept: by guideline the kinds of rules that were judged: "asks" and "breaks".
        findings: all of the letter.
    """
    card: dict[str, Mark] = {}
    for guideline in GUIDELINES:
        # A note breaks nothing: a letter that is ready has no cross on its card.
        found = [
            f
            for f in findings
            if f.guideline == guideline and not f.suppressed and (f.lacks or f.level != "info")
        ]
        judged = kept.get(guideline, set())
        if any(not f.lacks for f in found):
            card[guideline] = "broken"
        elif found:
            card[guideline] = "missing"
        elif "asks" in judged or (judged and guideline not in ASKING):
            card[guideline] = "kept"
        else:
            card[guideline] = "not_applicable"
    return card


def verdict_of(findings: tuple[Finding, ...]) -> Verdict:
    """Ready, review or rewrite."""
    levels = {f.level for f in findings if not f.suppressed}
    return "rewrite" if "error" in levels else "review" if "warning" in levels else "ready"
