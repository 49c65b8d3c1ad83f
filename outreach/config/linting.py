"""``[lint]`` → Lint."""

import re
from pathlib import Path, PureWindowsPath

from outreach.config.nouns import Lint
from outreach.config.tables import UNPRINTABLE, Table
from outreach.words import Say, say

#: A rule, or a pattern for several: "G16.length", "G16.*".
_RULE = re.compile(r"[A-Z][0-9]{0,2}(?:[.*?][a-z0-9_*?-]*)?")
LEVELS = ("error", "warning", "info")


def lint(table: Table, root: Path) -> Lint:
    """What the linter is told by the settings; the rules themselves are read when they are used."""
    return Lint(
        tuple(table.listed("extend", lambda text: _folder(text, root), ())),
        tuple(table.listed("disable", _off, (), may_be_empty=True)),
        _levels(table.table("level")),
        tuple(table.listed("own_products", _phrase, (), may_be_empty=True)),
        tuple(table.listed("allow_caps", _phrase, (), may_be_empty=True)),
    )


def _folder(text: str, root: Path) -> str | Say:
    path = PureWindowsPath(text)
    if path.anchor or ".." in path.parts or text.startswith("~") or not text.strip():
        return say("config.outside", path=text)
    return text if (root / text).is_dir() else say("config.no_rules_folder", path=text)


def _off(text: str) -> str | Say:
    if not _RULE.fullmatch(text):
        return say("config.no_rule", rule=text)
    # A way out belongs in every letter.
    return say("config.rule_stays", rule=text) if text.startswith("G17") else text


def _levels(table: Table) -> dict[str, str]:
    levels = {}
    for rule in table.data:
        # level.G13.choice without quotes is a table within a table.
        if isinstance(table.data[rule], dict):
            table.wrong(rule, say("config.rule_quotes", rule=rule))
        elif not _RULE.fullmatch(rule):
            table.wrong(rule, say("config.no_rule", rule=rule))
        elif rule.startswith("G17") and table.data[rule] != "error":
            table.wrong(rule, say("config.rule_stays", rule=rule))
        else:
            levels[rule] = table.one_of(rule, LEVELS, "warning")
    return levels


def _phrase(text: str) -> str | Say:
    bare = text.strip()
    if UNPRINTABLE.search(bare):
        return say("config.control")
    return bare if re.search(r"\w", bare) and len(bare) <= 200 else say("config.not_text")
