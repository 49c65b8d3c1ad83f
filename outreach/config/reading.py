"""outreach.toml → Workspace, with every problem at once as file:line."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from outreach.config.booking import booking
from outreach.config.campaigns import campaign
from outreach.config.linting import lint
from outreach.config.mailboxes import mailbox
from outreach.config.nouns import FILE, Workspace
from outreach.config.schedules import rules
from outreach.config.tables import Problems, Table
from outreach.errors import ConfigError, Problem
from outreach.model import source_hash
from outreach.words import say


def find(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds outreach.toml."""
    start = start.absolute()
    return next((f for f in (start, *start.parents) if (f / FILE).is_file()), None)


def load(root: Path) -> Workspace:
    """The settings of a workspace.

    Raises:
        ConfigError: all that is wrong with them, at once, as file:line.
    """
    source = source_of(root / FILE)
    data = parsed(source, root / FILE)
    workspace, problems = checked(source, data, root)
    if problems:
        raise ConfigError(say("config.problems", path=root / FILE), problems=problems)
    return replace(workspace, digest=source_hash(source.encode()))


def checked(source: str, data: Mapping[str, Any], root: Path) -> tuple[Workspace, list[Problem]]:
    """The settings as far as they make sense, and what is wrong, in the order of the file."""
    problems = Problems(source)
    workspace = _workspace(Table((), data, problems), root)
    return workspace, sorted(problems.found, key=lambda p: p.line)


def parsed(source: str, path: Path) -> dict[str, Any]:
    """The text as TOML.

    Raises:
        ConfigError: it is none, with the line.
    """
    try:
        return tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        # Python's message is the only place that names the line.
        line = int(m[1]) if (m := re.search(r"at line (\d+)", str(error))) else 0
        line = line or source.rstrip().count("\n") + 1
        problem = Problem(path.name, line, say("config.syntax", why=error))
        raise ConfigError(say("config.problems", path=path), problems=[problem]) from error


def source_of(path: Path) -> str:
    """The text of a settings file, with plain line ends.

    Raises:
        ConfigError: it cannot be read, or is not UTF-8.
    """
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        why = error.strerror or error
        raise ConfigError(say("config.unreadable", path=path, why=why)) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = Problem(path.name, line, say("config.not_utf8"), say("config.not_utf8_hint"))
        raise ConfigError(say("config.problems", path=path), problems=[problem]) from error


def _workspace(top: Table, root: Path) -> Workspace:
    top.check_names("")
    schedule = rules(top.table("schedule", "schedule"))
    calls = booking(top.table("booking", "booking")) if "booking" in top.data else None
    main = mailbox("main", top, root, schedule, None)
    boxes = {"main": main}
    for name, tables in top.tables("mailbox"):
        if name == "main":
            tables.wrong("", say("config.main_twice"))
        else:
            boxes[name] = mailbox(name, tables, root, schedule, main)
    return Workspace(
        root,
        top.table("workspace", "workspace").text("id"),
        main.language,
        boxes,
        {
            name: campaign(name, table, tuple(boxes), schedule.max_per_year, calls)
            for name, table in top.tables("campaign")
        },
        schedule,
        lint(top.table("lint", "lint"), root),
        calls,
    )
