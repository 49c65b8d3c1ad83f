"""Opening a workspace for a command, and finding the person a command means."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from outreach import words
from outreach.campaign import Job, open_store
from outreach.cli.screen import state
from outreach.config import Workspace, find, load
from outreach.errors import ConfigError, UsageError
from outreach.store import Store
from outreach.words import say

CampaignArg = Annotated[str | None, typer.Option("--campaign", help="help.opt_campaign")]
JsonArg = Annotated[bool, typer.Option("--json", help="help.opt_json")]


def workspace() -> Workspace:
    """The workspace this command runs in.

    Raises:
        ConfigError: there is none, or its settings are wrong.
    """
    start = state.workspace or Path.cwd()
    root = find(start)
    if root is None:
        raise ConfigError(say("cli.no_workspace", path=start), say("cli.no_workspace_hint"))
    ws = load(root)
    if not state.lang_given:
        words.use("de" if ws.language == "de" else "en")
    return ws


@contextmanager
def job(campaign: str | None = None) -> Iterator[Job]:
    """A campaign with its open ledger; closed at the end."""
    ws = workspace()
    chosen = ws.campaign(campaign)
    store, secret = open_store(ws)
    try:
        yield Job(ws, chosen, store, secret)
    finally:
        store.close()


@contextmanager
def jobs(campaign: str | None = None) -> Iterator[list[Job]]:
    """The named campaign, or all of the workspace, on one open ledger.

    Raises:
        ConfigError: there is no workspace, or it has no campaign.
    """
    ws = workspace()
    chosen = [ws.campaign(campaign)] if campaign or not ws.campaigns else ws.campaigns.values()
    store, secret = open_store(ws)
    try:
        yield [Job(ws, each, store, secret) for each in chosen]
    finally:
        store.close()


def person(store: Store, piece: str) -> tuple[str, str]:
    """The one person (address, name) that a piece of a name or address means.

    Raises:
        UsageError: nobody, or more than one.
    """
    found = store.find(piece)
    exact = [
        f for f in found if piece.casefold() in (f[0].casefold(), f[2].casefold(), f[1].casefold())
    ]
    found = exact or found
    if len(found) == 1:
        return found[0][0], found[0][1]
    if not found:
        raise UsageError(say("cli.nobody", piece=piece), say("cli.nobody_hint"))
    names = ", ".join(f"{name} <{email}>" for _, name, email in found[:6])
    raise UsageError(
        say("cli.several_people", piece=piece, names=names), say("cli.several_people_hint")
    )
