"""The rules of kindness on the way out: letters are checked before a yes, and once more if changed."""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.campaign.caring import Held, letter_names, situation_of
from outreach.campaign.job import Job
from outreach.campaign.letters import Made
from outreach.errors import PolicyRefused, Problem
from outreach.model import Contact, Send
from outreach.words import Say, say

if TYPE_CHECKING:
    from outreach.lint import Book, Finding, Report
    from outreach.merge import Template

#: Letters whose check is written down at once.
PAGE = 500


def check_templates(job: Job) -> None:
    """Whether the letters of a campaign keep the rules, before anybody's is made.

    Raises:
        PolicyRefused: one of them breaks a rule that no letter may break.
    """
    from outreach.lint import lint_source

    findings = []
    for template in _used(job):
        report = lint_source(
            template.source, template.path, job.book, situation=_situation(job, template)
        )
        findings += [f for f in _weighed(report, job.book).findings if _stops(f)]
    if findings:
        raise refusal(findings)


def refusal(findings: Sequence["Finding"]) -> PolicyRefused:
    """The refusal to send letters in which these were found."""
    problems = [Problem(f.path, f.line, _told(f), _hint(f)) for f in findings]
    # What is wrong with an allowance has no guideline of its own.
    named = next((f.guideline for f in findings if f.guideline.startswith("G")), "G6")
    return PolicyRefused(say("lint.refused"), say("lint.refused_hint", guideline=named), problems)


def _stops(finding: "Finding") -> bool:
    return finding.level == "error" and not finding.suppressed


def _weighed(report: "Report", book: "Book") -> "Report":
    """The report with what is missing in a letter without moves at the level it has for sending.

    Nobody can say what such a letter lacks, except what no letter goes without: a way out.
    """
    if report.has_moves:
        return report

    def weighed(finding: "Finding") -> "Finding":
        if not finding.lacks or finding.level == "info":
            return finding
        return replace(finding, level="error" if finding.rule in book.fixed else "warning")

    return replace(report, findings=tuple(map(weighed, report.findings)))


def _told(finding: "Finding") -> Say:
    return say("lint.problem", guideline=finding.guideline, message=finding.message)


def _hint(finding: "Finding") -> Say:
    if finding.offer:
        return say("lint.problem_offer", hint=finding.hint, offer=finding.offer)
    return say("lint.problem_hint", hint=finding.hint)


def _used(job: Job) -> "list[Template]":
    """The templates that somebody in the campaign may get."""
    names = set(letter_names(job))
    return [t for t in job.letters.templates if not names.isdisjoint({t.letter, t.id})]


def _situation(job: Job, template: "Template") -> str:
    return template.situation or job.campaign.situation


def lint_made(job: Job, send: Send, contact: Contact, made: Made) -> "Report":
    """What the rules say about one person's letter."""
    from outreach.lint import lint_draft
    from outreach.merge.signing import first_name

    draft = made.letter.draft
    template = job.letters.by_id(draft.variant)
    sender = made.letter.sender
    report = lint_draft(
        replace(template, step=send.step) if template.step == 1 < send.step else template,
        draft,
        job.book,
        situation=situation_of(job, contact),
        first=not made.letter.references,
        owe=contact.owes_answer,
        sender_first_name=first_name(job.setting.sender_name),
        sender_email=sender.email,
        unsubscribe=bool(made.letter.unsubscribe),
        contact=contact.email,
    )
    return _weighed(report, job.book)


def settled_hash(job: Job, send: Send, contact: Contact, made: Made) -> str:
    """What a check of the words holds for: text without its live parts, rules, situation.

    As long as it stays the same, a letter that was found in order is in order.
    """
    draft = made.letter.draft
    parts = (
        draft.variant, draft.settled, job.rules, situation_of(job, contact), str(contact.owes_answer),
        str(send.step), made.letter.sender.email, str(not made.letter.references),
    )  # fmt: skip
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


class Check:
    """The check of many letters: what was found is written down page by page."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._linted: dict[str, str] = {}
        self._kinds: dict[str, Finding] = {}

    def held(self, send: Send, contact: Contact, made: Made) -> Held | None:
        """Why this letter cannot go as it is, None where it keeps the rules.

        One whose words were found in order before is not read again.

        Raises:
            PolicyRefused: the letter breaks a rule for everybody.
        """
        settled = settled_hash(self._job, send, contact, made)
        if send.linted.partition(" ")[0] == settled:
            return None
        findings = [
            f for f in lint_made(self._job, send, contact, made).findings if not f.suppressed
        ]
        if broken := next(filter(_stops, findings), None):
            return Held("lint", _detail(broken))
        kinds = {_kind(f): f for f in findings if f.level == "warning"}
        self._kinds |= kinds
        self._linted[send.key] = " ".join([settled, *sorted(kinds)])
        if len(self._linted) >= PAGE:
            self.write()
        return None

    def write(self) -> None:
        """Write down which letters were found in order, and an example of each warning."""
        name, store = self._job.campaign.name, self._job.store
        known = json.loads(store.findings(name) or "{}")
        new = {kind: _as_json(f) for kind, f in self._kinds.items() if kind not in known}
        text = json.dumps(known | new, ensure_ascii=False) if new else ""
        if self._linted:
            store.set_linted(name, self._linted, text)
        self._linted.clear()
        self._kinds.clear()


def _detail(broken: "Finding") -> str:
    # Of no language: the ledger keeps it, and the screen may speak another one next time.
    words = " ".join(broken.match.split())[:120]
    return f"{words} ({broken.rule})" if words and not broken.lacks else broken.rule


def _kind(finding: "Finding") -> str:
    # By its words too: at one place of a template each cell may say something else.
    words = zlib.crc32(finding.match.encode())
    path = finding.path.replace(" ", "_")
    return f"{path}:{finding.line}:{finding.column}:{finding.rule}:{words:x}"


def _as_json(f: "Finding") -> dict[str, object]:
    return {
        "rule": f.rule, "guideline": f.guideline, "level": f.level, "path": f.path, "line": f.line,
        "column": f.column, "match": f.match, "en": f.message.en, "de": f.message.de,
        "hint_en": f.hint.en, "hint_de": f.hint.de,
    }  # fmt: skip


def warnings(job: Job) -> list[tuple[dict[str, str], int]]:
    """The warnings about pending letters, each kind once with the number of letters it is in."""
    known = json.loads(job.store.findings(job.campaign.name) or "{}")
    counts: dict[str, int] = {}
    for linted, letters in job.store.linted_kinds(job.campaign.name):
        for kind in linted.split():
            counts[kind] = counts.get(kind, 0) + letters
    found = [(known[kind], n) for kind, n in counts.items() if kind in known]
    return sorted(found, key=lambda pair: (-pair[1], str(pair[0]["path"]), pair[0]["line"]))
