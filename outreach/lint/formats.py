"""Findings for other programs: JSON lines, SARIF 2.1.0, GitHub's workflow commands."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from outreach.lint.book import Book
from outreach.lint.nouns import LEVELS, Finding, Report

_SARIF_LEVEL = {"error": "error", "warning": "warning", "info": "note"}
_GITHUB_LEVEL = {"error": "error", "warning": "warning", "info": "notice"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def json_finding(finding: Finding) -> dict[str, Any]:
    """A finding as the fields of a JSON line; sentences in the language of the screen."""
    return {
        "rule": finding.rule,
        "guideline": finding.guideline,
        "level": finding.level,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "offset": finding.offset,
        "length": finding.length,
        "match": finding.match,
        "message": str(finding.message),
        "hint": str(finding.hint),
        "offer": finding.offer or None,
        "part": finding.part,
        "contact": finding.contact or None,
        "step": finding.step,
        "suppressed": finding.suppressed,
        "reason": finding.reason or None,
    }


def json_report(report: Report) -> dict[str, Any]:
    """The last JSON line of a file. `score` is for sorting only, never shown to a person."""
    counts = report.counts
    score = 100 - 25 * counts["error"] - 8 * counts["warning"] - 2 * counts["info"]
    return {
        "path": report.path,
        "verdict": report.verdict,
        "card": dict(report.card),
        "counts": counts,
        "score": max(0, score),
        "score_formula": "max(0, 100 - 25*error - 8*warning - 2*info)",
        "moves": report.has_moves,
    }


def sarif(reports: Sequence[Report], book: Book, version: str) -> dict[str, Any]:
    """All reports as one SARIF log (OASIS SARIF 2.1.0); columns count code points."""
    rules = {rule.id: rule for rule in book.rules}
    ids = sorted({*rules, *(f.rule for r in reports for f in r.findings)})
    described = []
    for name in ids:
        entry: dict[str, Any] = {"id": name}
        if rule := rules.get(name):
            entry |= {
                "shortDescription": {"text": str(rule.why)},
                "help": {"text": str(rule.hint)},
                "defaultConfiguration": {"level": _SARIF_LEVEL[rule.level]},
            }
        described.append(entry)
    driver = {"name": "outreach lint", "version": version, "rules": described}
    results = [_result(f, ids.index(f.rule)) for r in reports for f in r.findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding, index: int) -> dict[str, Any]:
    from urllib.parse import quote

    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _SARIF_LEVEL[finding.level],
        "message": {"text": f"{finding.message} {finding.hint}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(finding.path.replace("\\", "/"))},
                    "region": {
                        "startLine": finding.line,
                        "startColumn": finding.column,
                        "endLine": finding.end_line,
                        "endColumn": finding.end_column,
                    },
                }
            }
        ],
    }
    if finding.suppressed:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.reason}]
    return result


def github(finding: Finding) -> str:
    """A finding as a workflow command, which puts it beside its line in a pull request."""
    place = {
        "file": finding.path,
        "line": finding.line,
        "endLine": finding.end_line,
        "col": finding.column,
        "endColumn": finding.end_column,
        "title": finding.rule,
    }
    words = ",".join(f"{key}={_property(str(value))}" for key, value in place.items())
    text = _data(f"{finding.message} {finding.hint}")
    return f"::{_GITHUB_LEVEL[finding.level]} {words}::{text}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def fold(reports: Iterable[Report]) -> list[Finding]:
    """The findings of many merged letters, those alike told once with how many letters have them.

    `total` counts the letters of the same template.
    """
    from dataclasses import replace

    totals: dict[str, int] = {}
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for report in reports:
        totals[report.path] = totals.get(report.path, 0) + 1
        seen = set()
        for finding in report.findings:
            key = (finding.path, finding.rule, finding.line, finding.column, finding.suppressed)
            if key not in seen:
                seen.add(key)
                groups.setdefault(key, []).append(finding)
    folded = [
        replace(group[0], count=len(group), total=totals.get(group[0].path, 0))
        for group in groups.values()
    ]
    return sorted(folded, key=lambda f: (f.path, f.line, f.column, f.rule))


def worst(reports: Iterable[Report], fail_on: str) -> bool:
    """True where an open finding is at or above a level; "never" is above all."""
    levels: Mapping[str, int] = {level: place for place, level in enumerate(LEVELS)}
    limit = levels.get(fail_on, -1)
    return any(levels[f.level] <= limit for r in reports for f in r.findings if not f.suppressed)
