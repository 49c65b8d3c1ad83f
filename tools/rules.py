"""Write docs/reference/rules.md from the rule files themselves; --check only compares."""

import sys
from pathlib import Path

from outreach import words
from outreach.cli.linting import NAMES
from outreach.lint import GUIDELINES, Rule, rulebook
from outreach.words import say

TARGET = Path(__file__).parents[1] / "docs/reference/rules.md"
HEAD = """# Rules for letters

Written by `tools/rules.py` from the rule files. `outreach lint` checks wording and order, not
feelings. [Write your own](../how-to/own-rules.md); `outreach lint explain G6` shows why, with
examples.
"""


def reference() -> str:
    """The whole page, as it should be."""
    words.use("en")
    lines = [HEAD]
    for guideline in GUIDELINES:
        rules = [rule for rule in rulebook().rules if rule.guideline == guideline]
        if rules:
            lines += [f"## {guideline}: {say(NAMES[guideline])}", ""]
            lines += ["| rule | level | letters | what to do instead |", "|---|---|---|---|"]
            lines += [*sorted(map(_row, rules)), ""]
    return "\n".join(lines).rstrip() + "\n"


def _row(rule: Rule) -> str:
    hint = str(rule.hint).replace("|", "\\|")
    fixed = " (always)" if rule.fixed else ""
    return f"| `{rule.id}` | {rule.level}{fixed} | {', '.join(rule.languages)} | {hint} |"


if __name__ == "__main__":
    page = reference()
    if "--check" in sys.argv:
        sys.exit(TARGET.read_text("utf-8") != page)
    TARGET.write_text(page, "utf-8")
