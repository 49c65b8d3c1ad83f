"""Write docs/reference/commands.md from the command line itself; --check only compares."""

import sys
from pathlib import Path

import typer

from outreach import words
from outreach.cli import SECTIONS, _speak, app, load_commands
from outreach.words import say

TARGET = Path(__file__).parents[1] / "docs/reference/commands.md"


def reference() -> str:
    """The whole page, as it should be."""
    words.use("en")
    load_commands()
    tree = typer.main.get_command(app)
    _speak(tree)
    lines = ["# Commands", "", "Written by `tools/reference.py` from the command line itself.", ""]
    for section, names in SECTIONS.items():
        lines += [f"## {say(section)}", ""]
        for name in names:
            command = tree.commands[name]
            children = getattr(command, "commands", None)
            for full, one in (
                [(f"{name} {c}", x) for c, x in children.items() if not x.hidden]
                if children
                else [(name, command)]
            ):
                lines += _entry(full, one)
    return "\n".join(lines).rstrip() + "\n"


def _entry(name: str, command: object) -> list[str]:
    params = [p for p in command.params if p.name != "help"]
    words_ = [
        p.make_metavar_plain()
        if hasattr(p, "make_metavar_plain")
        else f"[{p.name.upper()}]"
        if not p.required
        else p.name.upper()
        for p in params
        if p.param_type_name == "argument"
    ]
    text = command.help.replace("\n\nExample: ", "\n\nExample: `").strip()
    lines = [
        f"### `outreach {' '.join([name, *words_])}`",
        "",
        f"{text}`" if "Example: `" in text else text,
        "",
    ]
    rows = [
        (", ".join(f"`{o}`" for o in [*p.opts, *p.secondary_opts]), p.help)
        for p in params
        if p.param_type_name == "option"
    ]
    if rows:
        lines += ["| option | |", "|---|---|", *(f"| {o} | {h} |" for o, h in rows), ""]
    return lines


if __name__ == "__main__":
    page = reference()
    if "--check" in sys.argv:
        sys.exit(TARGET.read_text("utf-8") != page)
    TARGET.write_text(page, "utf-8")
