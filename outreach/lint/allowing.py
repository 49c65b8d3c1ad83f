"""Allowances: a rule set aside for a line, a block or a file, always with a reason.

::

    {# outreach: allow G11.price reason="her anniversary, agreed" #}     the next line
    {# outreach: allow-begin G11.* reason="…" #} … {# outreach: allow-end #}
    lint = { allow = [{ rule = "G11.price", reason = "…" }] }            the whole file

They are comments of the template, never of HTML: those would be sent along.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from outreach.lint.book import Book
from outreach.lint.nouns import Finding, Level, Said
from outreach.lint.text import Text
from outreach.words import catalogue

_COMMENT = re.compile(
    r"\{#[-+]?\s*outreach\s*:\s*(allow(?:-begin|-end)?)\b\s*(.*?)\s*[-+]?#\}", re.DOTALL
)
_REASON = re.compile(r"\breason\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|„([^“”]*)[“”]|“([^”]*)”)")

#: What is said about an allowance that is not in order, and what to do.
_SAID = {
    "L1.no-reason": ("lint.l1", "lint.l1_hint"),
    "L2.unused": ("lint.l2", "lint.l2_hint"),
    "L3.unknown-rule": ("lint.l3", "lint.l3_hint"),
    "L4.fixed": ("lint.l4", "lint.l4_hint"),
}


@dataclass(slots=True)
class Allowance:
    """One allowance: which rules, where, why."""

    rules: tuple[str, ...]
    reason: str
    #: Range of the file's characters that holds the words themselves.
    start: int
    end: int
    #: Lines (1-based, both included) for which it holds.
    first: int
    last: int
    used: bool = False

    def covers(self, finding: Finding) -> bool:
        """True where it speaks of this finding."""
        return self.first <= finding.line <= self.last and any(
            fnmatchcase(finding.rule, rule) for rule in self.rules
        )


def allowances(text: Text, head: Mapping[str, Any]) -> list[Allowance]:
    """All allowances of a file."""
    return [*_of_head(text, head), *_of_comments(text)]


def _of_head(text: Text, head: Mapping[str, Any]) -> Iterator[Allowance]:
    table = head.get("lint", {})
    allow = table.get("allow", []) if isinstance(table, dict) else []
    for one in allow if isinstance(allow, list) else []:
        given = one if isinstance(one, dict) else {"rule": one}
        rule, reason = (str(given.get(key, "")).strip() for key in ("rule", "reason"))
        found = re.search(re.escape(rule), text.raw[: text.body]) if rule else None
        start, end = found.span() if found else (0, 0)
        yield Allowance((rule or "–",), reason, start, end, 1, len(text.lines))


def _of_comments(text: Text) -> Iterator[Allowance]:
    opened: list[Allowance] = []
    for found in _COMMENT.finditer(text.raw):
        kind, words = found[1], found[2]
        line, _ = text.place(found.start())
        after, _ = text.place(found.end())
        if kind == "allow-end":
            if opened:
                opened.pop().last = line
            continue
        said = _REASON.search(words)
        reason = next((g for g in said.groups() if g is not None), "").strip() if said else ""
        names = words[: said.start()] if said else words
        rules = tuple(re.split(r"[\s,]+", names.strip())) if names.strip() else ("–",)
        last = len(text.lines) if kind == "allow-begin" else after + 1
        one = Allowance(rules, reason, found.start(), found.end(), after if kind == "allow-begin" else after + 1, last)  # fmt: skip
        if kind == "allow-begin":
            opened.append(one)
        yield one


def allowed(
    findings: Iterable[Finding], granted: Sequence[Allowance], fixed: frozenset[str]
) -> list[Finding]:
    """The findings, those that are allowed marked as such; a fixed rule never is."""
    from dataclasses import replace

    out = []
    for finding in findings:
        grant = next((g for g in granted if g.reason and g.covers(finding)), None)
        if grant is None or finding.rule in fixed:
            out.append(finding)
        else:
            grant.used = True
            out.append(replace(finding, suppressed=True, reason=grant.reason))
    return out


def about_allowances(
    text: Text, path: str, granted: Sequence[Allowance], book: Book, fixed: frozenset[str]
) -> Iterator[Finding]:
    """What is wrong with the allowances themselves."""
    for grant in granted:
        unknown = [r for r in grant.rules if not any(fnmatchcase(k, r) for k in book.known)]
        stuck = [r for r in grant.rules if any(fnmatchcase(k, r) for k in fixed) and "*" not in r]
        if unknown:
            yield _finding(text, path, grant, "L3.unknown-rule", "error", rule=unknown[0])
        elif stuck:
            yield _finding(text, path, grant, "L4.fixed", "error", rule=stuck[0])
        elif not grant.reason:
            yield _finding(text, path, grant, "L1.no-reason", "error", rule=grant.rules[0])
        elif not grant.used and not _may_matter_later(text, grant):
            yield _finding(text, path, grant, "L2.unused", "warning", rule=grant.rules[0])


def _may_matter_later(text: Text, grant: Allowance) -> bool:
    """True where it covers a value: what that says is known only in a merged letter."""
    if grant.first == 1:
        return "{{" in text.raw[text.body :]
    start = text.lines[min(grant.first, len(text.lines)) - 1]
    end = text.lines[grant.last] if grant.last < len(text.lines) else len(text.raw)
    return "{{" in text.raw[start:end]


def _finding(
    text: Text, path: str, grant: Allowance, code: str, level: Level, **fields: object
) -> Finding:
    message, hint = _SAID[code]
    line, column = text.place(grant.start)
    end_line, end_column = text.place(grant.end)
    words = catalogue("lint")
    return Finding(
        code, code.partition(".")[0], level, path, line, column, end_line, end_column, grant.start,
        grant.end - grant.start, text.raw[grant.start : grant.end],
        Said(*words[message]).filled(fields), Said(*words[hint]).filled(fields),
        "body" if grant.start >= text.body else "head",
    )  # fmt: skip
