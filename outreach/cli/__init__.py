"""The command line: the only place that builds edges, speaks to a person, and ends.

Every module of this package holds one group of commands. Help texts are keys of the
catalogue; they are put into words once the language is known, before anything prints.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer

from outreach import words
from outreach.cli import completing
from outreach.cli.screen import Stop, error, out, robust_output, state
from outreach.cli.usage import App, Group, told
from outreach.errors import AlreadyRunning, OutreachError, UsageError
from outreach.words import say

#: Sections of ``--help`` and their commands, in order.
SECTIONS: dict[str, tuple[str, ...]] = {
    "cli.section_daily": (
        "preview",
        "plan",
        "send",
        "answered",
        "status",
        "why",
        "pause",
        "resume",
    ),
    "cli.section_calls": ("slots", "bookings", "brief", "note"),
    "cli.section_letters": ("lint", "templates"),
    "cli.section_people": ("contacts", "suppress"),
    "cli.section_more": ("inbox", "test-send", "tasks", "resolve", "stop", "report"),
    "cli.section_setup": ("demo", "init", "cron", "doctor", "store"),
}


class Root(Group):
    """The first level: its help lists the commands by purpose."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  (the library's signature)
        # From the catalogue: to list the commands is no reason to load them.
        for section, names in SECTIONS.items():
            rows = [(n, str(say(f"help.{n.replace('-', '_')}")).partition("\n")[0]) for n in names]
            with formatter.section(str(say(section))):
                formatter.write_dl(rows)


app = App(
    cls=Root,
    invoke_without_command=True,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
)


def _version(value: bool) -> None:
    if value:
        from outreach import __version__

        out(f"outreach {__version__}")
        raise typer.Exit


@app.callback(help="help.outreach")
def root(
    ctx: typer.Context,
    workspace: Annotated[
        Path | None, typer.Option("--workspace", "-w", metavar="DIR", help="help.opt_workspace")
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="de|en", help="help.opt_lang")
    ] = None,
    version: Annotated[  # noqa: ARG001  (its callback has already answered; so with the next two)
        bool, typer.Option("--version", callback=_version, is_eager=True, help="help.opt_version")
    ] = False,
    install_completion: Annotated[  # noqa: ARG001  (as with version)
        str | None,
        typer.Option(
            "--install-completion",
            metavar="SHELL",
            callback=completing.install,
            is_eager=True,
            help="help.opt_install_completion",
        ),
    ] = None,
    show_completion: Annotated[  # noqa: ARG001  (as with version)
        str | None,
        typer.Option(
            "--show-completion",
            metavar="SHELL",
            callback=completing.show,
            is_eager=True,
            help="help.opt_show_completion",
        ),
    ] = None,
) -> None:
    state.workspace = workspace
    if lang is not None:
        if lang not in ("de", "en"):
            raise UsageError(say("cli.init_lang_unknown", value=lang, known="de, en"))
        words.use("de" if lang == "de" else "en")
        state.lang_given = True
    if ctx.invoked_subcommand is None:
        from outreach.cli.telling import first_screen

        first_screen()


#: Which module holds which commands; a tick loads only its own.
MODULES: dict[str, tuple[str, ...]] = {
    "bookings": ("bookings",),
    "briefing": ("brief",),
    "calling": ("slots",),
    "cron": ("cron",),
    "letters": ("preview", "test-send"),
    "linting": ("lint",),
    "noting": ("note",),
    "people": ("contacts", "suppress"),
    "sending": ("send",),
    "steering": ("answered", "inbox", "resolve", "pause", "resume", "stop"),
    "planning": ("plan",),
    "templates": ("templates",),
    "beginning": ("demo", "init"),
    "setup": ("doctor", "store"),
    "telling": ("status",),
    "why": ("why",),
    "tasks": ("tasks",),
    "reporting": ("report",),
}
_loaded: set[str] = set()


def load_commands(argv: Sequence[str] | None = None) -> None:
    """Register the command these words name: none where they name none, as for ``--help``.

    All of them for a name nobody knows, so that a similar one can be offered, and without
    any words (None).
    """
    import importlib

    place = _place_of_command(argv or ())
    word = argv[place] if argv and place is not None else ""
    if argv is not None and place is None:
        return
    named = any(word in names for names in MODULES.values())
    for module, names in MODULES.items():
        if module not in _loaded and (not named or word in names):
            importlib.import_module(f"outreach.cli.{module}").register(app)
            _loaded.add(module)


def _place_of_command(argv: Sequence[str]) -> int | None:
    """Where the command's name stands: the first word that is no option nor an option's value."""
    values = ("--workspace", "-w", "--lang", "--install-completion", "--show-completion")
    before = ""
    for place, word in enumerate(argv):
        if not word.startswith("-") and before not in values:
            return place
        before = word
    return None


def task_opened(argv: Sequence[str]) -> list[str]:
    """``outreach 3`` as ``outreach tasks 3``: a number alone opens that task."""
    place = _place_of_command(argv)
    if place is None or not argv[place].isdecimal():
        return list(argv)
    return [*argv[:place], "tasks", *argv[place:]]


def guess_language(argv: Sequence[str]) -> words.Lang:
    """The language of the screen before any command runs: ``--lang``, workspace, system."""
    for i, word in enumerate(argv):
        value = (
            word[7:]
            if word.startswith("--lang=")
            else argv[i + 1]
            if word == "--lang" and i + 1 < len(argv)
            else ""
        )
        if value in ("de", "en"):
            return "de" if value == "de" else "en"
    found = _workspace_language(argv)
    if found:
        return found
    spoken = next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "")
    return "de" if spoken.lower().startswith("de") else "en"


def _workspace_language(argv: Sequence[str]) -> words.Lang | None:
    import re

    start = Path.cwd()
    for word, value in pairwise([*argv, ""]):
        if word in ("--workspace", "-w"):
            start = Path(value)
        elif word.startswith("--workspace="):
            start = Path(word.partition("=")[2])
    for folder in (start, *start.parents):
        file = folder / "outreach.toml"
        if file.is_file():
            # A glance, not a parse: help must speak even where the file is broken.
            text = file.read_text("utf-8-sig", errors="replace")[:20_000]
            match = re.search(r'^\s*language\s*=\s*"(de|en)"', text, re.MULTILINE)
            return ("de" if match[1] == "de" else "en") if match else None
    return None


def _speak(command: Any) -> None:
    """Put help keys into words, through the whole tree of commands."""
    for holder in (command, *getattr(command, "params", [])):
        text = getattr(holder, "help", None)
        if isinstance(text, str) and text.startswith("help."):
            holder.help = str(say(text))
    for child in getattr(command, "commands", {}).values():
        _speak(child)


def run(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code. The one handler of all errors."""
    robust_output()
    words.use(guess_language(argv))
    state.reset()
    try:
        code = _command(task_opened(argv))
        # Here and not at the interpreter's end, where nobody could tell of a failure.
        sys.stdout.flush()
    except SystemExit as end:
        if not isinstance(end.__context__, BrokenPipeError):
            raise
        return _give_up_output()
    except BrokenPipeError:
        # The reader has seen enough (`outreach status | head`): not an error of ours.
        return _give_up_output()
    except OSError as broken:
        if broken.filename is None:
            _give_up_output()
        where = broken.filename or say("cli.the_screen")
        error(OutreachError(say("cli.io", path=where, why=broken.strerror or broken)))
        return 74
    return code


def _give_up_output() -> int:
    """Let what is still to be written vanish, or the interpreter fails on it at its end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _command(argv: list[str]) -> int:
    """Parse, run, and tell what went wrong; gives the exit code."""
    load_commands(completing.words_so_far() or argv)
    command = typer.main.get_command(app)
    _speak(command)
    completing.prepare()
    try:
        result = command.main(args=argv, prog_name="outreach", standalone_mode=False)
    except Stop as stop:
        return stop.code
    except AlreadyRunning as busy:
        # Two ticks met: quiet for cron, one line for a person.
        if sys.stderr.isatty():
            error(busy)
        return busy.exit_code
    except OutreachError as wrong:
        error(wrong)
        return wrong.exit_code
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("\n")
        return 130
    except Exception as unknown:  # the command line library has its own tree of errors
        complaint = told(unknown)
        if complaint is None:
            raise
        error(complaint)
        return complaint.exit_code
    return result if isinstance(result, int) else 0
