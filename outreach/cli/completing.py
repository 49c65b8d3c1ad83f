"""What TAB offers: people and campaigns of the workspace, read from the ledger alone.

A shell asks at every TAB, so nothing here reads the list, makes a letter or writes; where
there is no workspace, or it is out of order, there is simply nothing to offer.
"""

import importlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from outreach.cli.screen import out
from outreach.errors import OutreachError, UsageError
from outreach.words import say

#: The variable in which a shell says that it asks, and the one with the words so far.
ASKED, SO_FAR = "_OUTREACH_COMPLETE", ("COMP_WORDS", "_TYPER_COMPLETE_ARGS")

SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
#: What may be put on a command line for somebody: in a list from elsewhere, a name can be
#: anything, `$(…)` too.
SAFE = re.compile(r"[\w@.+-]+")


def words_so_far() -> list[str]:
    """The words a shell asks to complete, without the program's own name; else none."""
    if not os.environ.get(ASKED):
        return []
    return next((t.split()[1:] for n in SO_FAR if (t := os.environ.get(n))), [])


def prepare() -> None:
    """Ready the library to answer a shell, if one asks."""
    if os.environ.get(ASKED):
        _library().completion_init()


def _library() -> Any:
    return importlib.import_module("typer.completion")


# -- switching it on ------------------------------------------------------------------------


def install(shell: str | None) -> None:
    """Write the shell's own file, so that TAB works in every new terminal."""
    if shell is not None:
        _, path = _library().install(_known(shell), "outreach", ASKED)
        out(say("cli.completion_installed", path=path))
        raise typer.Exit


def show(shell: str | None) -> None:
    """Print what `install` would write, for people who keep such files themselves."""
    if shell is not None:
        out(
            _library().get_completion_script(
                prog_name="outreach", complete_var=ASKED, shell=_known(shell)
            )
        )
        raise typer.Exit


def _known(shell: str) -> str:
    if shell not in SHELLS:
        known = ", ".join(SHELLS)
        raise UsageError(say("cli.unknown_shell", value=shell, known=known))
    return shell


# -- what is offered ------------------------------------------------------------------------


def campaigns(ctx: Any, incomplete: str) -> list[str]:
    """The campaigns whose name begins like this."""
    with _workspace(ctx) as ws:
        return [name for name in ws.campaigns if name.startswith(incomplete)] if ws else []


def contacts(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Words that name people: (piece of a name or address, who that is).

    Each begins with what was typed, in the same case, or the shell would drop it.
    """
    from outreach.store import Store

    with _workspace(ctx) as ws:
        if ws is None or not ws.ledger.is_file():
            return []
        with Store(ws.ledger) as store:
            found = [(email, name) for _, name, email in store.find(incomplete, limit=50)]
    offers: dict[str, list[str]] = {}
    typed = len(incomplete)
    for email, name in found:
        for word in {email, *(name.split() if incomplete else ())}:
            if word[:typed].lower() == incomplete.lower() and SAFE.fullmatch(word):
                offers.setdefault(incomplete + word[typed:], []).append(_tame(name))
    return sorted((word, " / ".join(names)) for word, names in offers.items())


def _tame(text: str) -> str:
    return re.sub(r"[^\w ./-]", "", text)


@contextmanager
def _workspace(ctx: Any) -> Iterator[Any]:
    from outreach.config import find, load

    try:
        root = find(Path(ctx.find_root().params.get("workspace") or Path.cwd()))
        ws = load(root) if root else None
    except (OutreachError, OSError):
        ws = None
    yield ws
