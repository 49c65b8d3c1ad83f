"""lint: the rules of kindness, applied to letters; explain and self-test."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli.context import JsonArg
from outreach.cli.screen import (  # fmt: skip
    Stop,
    accent,
    dim,
    err,
    error,
    json_line,
    next_step,
    out,
    printable,
    styled,
)
from outreach.errors import InputError, OutreachError, UsageError
from outreach.words import say, several

if TYPE_CHECKING:
    from outreach.config import Workspace
    from outreach.lint import Book, Finding, Report, Rule

FORMATS = ("text", "json", "sarif", "github")
FAIL_ON = ("error", "warning", "info", "never")
#: What each guideline wants, in a few words.
NAMES = {
    "G1": "lint.g1",
    "G2": "lint.g2",
    "G3": "lint.g3",
    "G4": "lint.g4",
    "G5": "lint.g5",
    "G6": "lint.g6",
    "G7": "lint.g7",
    "G8": "lint.g8",
    "G9": "lint.g9",
    "G10": "lint.g10",
    "G11": "lint.g11",
    "G12": "lint.g12",
    "G13": "lint.g13",
    "G14": "lint.g14",
    "G15": "lint.g15",
    "G16": "lint.g16",
    "G17": "lint.g17",
}
#: What stands for a mark of the card; words for those who see no signs.
_MARKS = {"kept": "✓", "missing": "lint.missing", "broken": "✗", "not_applicable": "–"}


def register(app: typer.Typer) -> None:
    app.command("lint", help="help.lint")(lint)


def lint(
    file: Annotated[
        list[str] | None, typer.Argument(help="help.arg_templates", metavar="[FILE]...")
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", help="help.lint_format", metavar="text|json|sarif|github")
    ] = "text",
    fail_on: Annotated[
        str,
        typer.Option("--fail-on", help="help.lint_fail_on", metavar="error|warning|info|never"),
    ] = "error",
    situation: Annotated[
        str | None, typer.Option("--situation", help="help.lint_situation")
    ] = None,
    step: Annotated[int | None, typer.Option("--step", min=1, help="help.lint_step")] = None,
    self_test: Annotated[bool, typer.Option("--self-test", help="help.lint_self_test")] = False,
    as_json: JsonArg = False,
) -> None:
    shape = _known("--format", "json" if as_json else format_, FORMATS)
    _known("--fail-on", fail_on, FAIL_ON)
    words = file or []
    workspace = _workspace()
    book = _book(workspace)
    if words[:1] == ["explain"]:
        _explain(book, words[1:])
    elif self_test:
        _self_test(book)
    else:
        letters = list(_letters(words, workspace, situation))
        _lint(letters, book, shape, fail_on, step)


def _known(option: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise UsageError(say("lint.option", option=option, value=value, known=", ".join(known)))
    return value


def _workspace() -> "Workspace | None":
    """The workspace, where there is one: its settings hold for files named here too."""
    from outreach.cli import context
    from outreach.cli.screen import state
    from outreach.config import find

    if state.workspace is None and find(Path.cwd()) is None:
        return None
    return context.workspace()


def _book(workspace: "Workspace | None") -> "Book":
    from outreach.lint import rulebook

    if workspace is None:
        return rulebook()
    told = workspace.lint
    return rulebook(
        [(name, workspace.root / name) for name in told.extend],
        told.disable,
        told.levels,
        told.own_products,
        told.allow_caps,
    )


# -- which letters ------------------------------------------------------------------------------


def _letters(
    names: Sequence[str], workspace: "Workspace | None", situation: str | None
) -> Iterator[tuple[str, str | OutreachError, str]]:
    """Name, text and situation of each letter; an error in place of a text nobody can read."""
    if not names:
        if workspace is None:
            raise UsageError(say("lint.which"), say("lint.which_hint"))
        names = [str(path) for path in _of_workspace(workspace)]
        if not names:
            raise InputError(say("lint.no_letters", path=workspace.templates_dir))
    for name in names:
        yield _shown(name), _content(name), situation or _situation(name, workspace)


def _of_workspace(workspace: "Workspace") -> list[Path]:
    """All letters of the workspace, those of its campaigns first and in their order."""
    used = [s.template for c in workspace.campaigns.values() for s in c.steps]
    found = [p for p in workspace.templates_dir.rglob("*") if p.suffix in (".md", ".txt")]

    def rank(path: Path) -> tuple[int, str]:
        names = (path.stem, path.stem.rpartition(".")[0])
        place = [used.index(name) for name in names if name in used]
        return (min(place, default=len(used)), path.name)

    return sorted((p for p in found if p.is_file()), key=rank)


def _situation(name: str, workspace: "Workspace | None") -> str:
    """The situation of the campaign that uses a letter."""
    stem = Path(name).stem
    for campaign in workspace.campaigns.values() if workspace else ():
        if {stem, stem.rpartition(".")[0]} & {s.template for s in campaign.steps}:
            return campaign.situation
    return "none"


def _shown(name: str) -> str:
    """The file as the reader of a finding looks for it: from this folder where it lies below."""
    path = Path(name)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return path.relative_to(Path.cwd()).as_posix()
    return name


def _content(name: str) -> str | OutreachError:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return InputError(say("lint.not_utf8", path=name), say("config.not_utf8_hint"))
    except OSError as wrong:
        return InputError(say("lint.no_file", path=name, why=wrong.strerror or wrong))


# -- what comes out -----------------------------------------------------------------------------


def _lint(
    letters: Iterable[tuple[str, str | OutreachError, str]],
    book: "Book",
    shape: str,
    fail_on: str,
    step: int | None,
) -> None:
    from outreach.lint import lint_source
    from outreach.lint.formats import worst

    reports, code = [], 0
    for name, text, situation in letters:
        try:
            if isinstance(text, OutreachError):
                raise text
            reports.append(lint_source(text, name, book, step=step, situation=situation))
        except OutreachError as wrong:
            error(wrong)
            code = wrong.exit_code
    {"json": _as_json, "github": _as_github, "text": _as_text}.get(shape, _as_sarif)(reports, book)
    if code or worst(reports, fail_on):
        raise Stop(code or 1)


def _as_json(reports: "list[Report]", _book: "Book") -> None:
    from outreach.lint.formats import json_finding, json_report

    for report in reports:
        for finding in report.findings:
            json_line(**json_finding(finding))
        json_line(**json_report(report))


def _as_github(reports: "list[Report]", _book: "Book") -> None:
    from outreach.lint.formats import github

    for report in reports:
        for finding in report.findings:
            if not finding.suppressed:
                out(github(finding))


def _as_sarif(reports: "list[Report]", book: "Book") -> None:
    import json

    from outreach import __version__
    from outreach.lint.formats import sarif

    out(json.dumps(sarif(reports, book, __version__), ensure_ascii=True, indent=2))


def _as_text(reports: "list[Report]", _book: "Book") -> None:
    # Of many letters only those with something to look at are shown in full.
    ready = [r for r in reports if len(reports) > 1 and not r.findings]
    for place, report in enumerate(r for r in reports if r not in ready):
        if place:
            out()
        _show(report)
    if ready and len(ready) < len(reports):
        out()
    for report in ready:
        styled(f"{accent(say('lint.verdict_ready').text())}  {printable(report.path)}")
    if reports:
        out()
        out(say("lint.footer"))
        worst_ = _first_open(reports)
        done = "outreach preview" if _workspace() else "outreach lint explain"
        next_step(f"outreach lint explain {worst_.guideline}" if worst_ else done)


def _first_open(reports: "list[Report]") -> "Finding | None":
    """The finding to read about first."""
    from outreach.lint.nouns import GUIDELINES, LEVELS

    found = [f for r in reports for f in r.findings if not f.suppressed]
    told = [f for f in found if f.guideline in GUIDELINES]
    return min(told, key=lambda f: LEVELS.index(f.level), default=None)


def _show(report: "Report") -> None:
    """One letter: its findings, its card, its verdict."""
    for finding in report.findings:
        if not finding.suppressed:
            _show_finding(finding)
    if report.findings:
        out()
    if not any(not f.suppressed for f in report.findings):
        styled(accent(printable(report.path)))
    if not report.has_moves:
        for line in _wrapped(str(say("lint.no_moves"))):
            out(line)
    _show_card(report)
    counts = report.counts
    told = [
        str(several(counts[level], f"lint.{level}_one", f"lint.{level}_many"))
        for level in ("error", "warning", "info")
        if counts[level]
    ]
    if allowed := sum(f.suppressed for f in report.findings):
        told.append(str(several(allowed, "lint.allowed_one", "lint.allowed_many")))
    verdict = say(f"lint.verdict_{report.verdict}").text()
    styled(f"{accent(verdict)}{': ' if told else '.'}{', '.join(told)}{'.' if told else ''}")


def _show_finding(finding: "Finding") -> None:
    place = printable(f"{finding.path}:{finding.line}:{finding.column}")
    level = say(f"lint.level_{finding.level}").text()
    # The message quotes the words itself, as a rule.
    bare = _short(finding.match)
    quoted = f"  {say('lint.quoted', match=bare)}" if bare not in str(finding.message) else ""
    styled(f"{accent(place)}  {level}  {finding.rule}{printable(quoted)}")
    for line in _wrapped(f"{finding.message} {finding.hint}"):
        out(f"    {line}")
    show_offer(finding)


def show_offer(finding: "Finding") -> None:
    """The words to copy into a letter that lacks them, on a line of their own."""
    if finding.offer:
        styled(f"    {dim(say('lint.offer').text())}")
        out(printable(finding.offer))


def _short(match: str) -> str:
    from outreach.lint.checking import short

    return short(match)


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(printable(text), 74, break_long_words=False, break_on_hyphens=False)


def _show_card(report: "Report") -> None:
    cells = []
    for guideline, mark in report.card.items():
        sign = _MARKS[mark]
        word = say(sign).text() if sign.startswith("lint.") else sign
        name = say(NAMES[guideline]).text()
        cells.append((f"{guideline} {name}", word))
    for row in range(0, len(cells), 3):
        line = "  ".join(f"{name:<21} {word:<6}" for name, word in cells[row : row + 3])
        out(f" {line}".rstrip())


# -- explain and self-test ----------------------------------------------------------------------


def _explain(book: "Book", names: Sequence[str]) -> None:
    from outreach.lint.nouns import GUIDELINES

    if not names:
        for rule in book.rules:
            styled(f"{accent(f'{rule.id:<24}')} {printable(_one_line(rule))}")
        next_step("outreach lint explain G6")
        return
    for name in names:
        wanted = name.upper() if "." not in name else name
        found = [r for r in book.rules if r.guideline == wanted or r.id.lower() == name.lower()]
        if not found:
            known = ", ".join(GUIDELINES)
            raise UsageError(say("lint.no_rule", name=name, known=known))
        if "." not in name:
            guideline = found[0].guideline
            styled(accent(f"{guideline}  {say(NAMES[guideline])}"))
            out()
        for rule in found:
            _explain_rule(rule)
    next_step("outreach lint")


def _one_line(rule: "Rule") -> str:
    return str(rule.hint)


def _explain_rule(rule: "Rule") -> None:
    level = say(f"lint.level_{rule.level}").text()
    languages = "" if len(rule.languages) > 1 else f"  {dim(rule.languages[0])}"
    styled(f"{accent(rule.id)}  {level}{languages}")
    for line in [*_wrapped(str(rule.why)), *_wrapped(str(rule.hint))]:
        out(f"  {line}")
    for key, examples in (("lint.bad", rule.bad), ("lint.good", rule.good)):
        for example in examples:
            shown = " / ".join(_spoken(example)) or example.text
            out(f"    {say(key)}  {printable(' '.join(shown.split()))}")
    out()


def _spoken(example: Any) -> list[str]:
    """What an example says; its other keys are for the test."""
    keys = ("subject", "greeting", "body", "ps", "signature", "invite_title", "invite_text", "from")
    return [str(example.given[key]) for key in keys if example.given.get(key)]


def _self_test(book: "Book") -> None:
    """Every rule on its own examples; ends 1 where one comes out otherwise."""
    from outreach.lint.selftest import failures

    failed = list(failures(book))
    for failure in failed:
        key = "lint.test_missed" if failure.bad else "lint.test_wrong"
        text = " / ".join(_spoken(failure.example)) or failure.example.text
        err(say(key, rule=failure.rule.id, text=" ".join(text.split())))
    examples = sum(len(rule.bad) + len(rule.good) for rule in book.rules)
    out(say("lint.test_done", rules=len(book.rules), examples=examples, n=len(failed)))
    if failed:
        raise Stop(1)
