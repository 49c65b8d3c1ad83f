"""doctor, store: the care of a workspace."""

from pathlib import Path
from typing import Annotated

import typer

from outreach import clock
from outreach.campaign import last_run, open_store
from outreach.cli import context
from outreach.cli.screen import (
    Stop,
    ask,
    interactive,
    next_step,
    out,
    when,
    who,
)
from outreach.cli.usage import App
from outreach.config import Mailbox, Workspace
from outreach.errors import ConfigError, InputError, OutreachError, Problem, StoreError, UsageError
from outreach.tick import machine_name
from outreach.words import Say, say

store_app = App(no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command("doctor", help="help.doctor")(doctor)
    app.add_typer(store_app, name="store", help="help.store")


# -- doctor ---------------------------------------------------------------------------------


def doctor(
    campaign: Annotated[str | None, typer.Option("--campaign", help="help.opt_campaign")] = None,
) -> None:
    """Look at everything a send needs, one line each with its cure."""
    worst = 0
    ws = context.workspace()
    _finding(True, say("cli.doc_config", path=ws.root / "outreach.toml"))
    for check in (_check_store, _check_folder, _check_disk, _check_clock):
        worst = max(worst, check(ws))
    box = ws.mailboxes[ws.campaign(campaign).mailbox]
    worst = max(worst, _check_server(ws, box))
    worst = max(worst, _check_letters(ws), _check_menu(ws), _check_days(ws))
    worst = max(worst, _check_calendars(ws, box))
    _check_pace(ws)
    _check_cron(ws)
    if worst:
        raise Stop(worst)
    next_step("outreach test-send " + box.sender.email)


def _finding(good: bool, what: Say, cure: Say | Problem | None = None) -> None:
    mark = say("cli.doc_ok") if good else say("cli.doc_bad")
    out(f"  {mark}  {what}")
    if cure is not None and not good:
        out(f"         {cure}")


def _check_store(ws: Workspace) -> int:
    try:
        store, _ = open_store(ws)
    except StoreError as error:
        _finding(False, error.what, error.hint)
        return error.exit_code
    with store:
        findings = store.check()
        for f in findings:
            _finding(False, f)
        if not findings:
            _finding(True, say("cli.doc_store", kind=say(f"cli.kind_{store.kind() or 'new'}")))
        return 74 if findings else 0


def _check_letters(ws: Workspace) -> int:
    """Whether the lists are there and the letters can be read."""
    from outreach.campaign import read_letters
    from outreach.files import list_status

    try:
        for each in ws.campaigns.values():
            list_status(ws.root / each.contacts, each.contacts)
        letters = read_letters(ws)
    except InputError as error:
        _finding(False, error.what, error.hint or next(iter(error.problems), None))
        return 65
    _finding(True, say("cli.doc_letters", n=len(letters.templates)))
    return 0


def _check_menu(ws: Workspace) -> int:
    """Whether the help menu can be read, where there is one."""
    from outreach.config.offers import read_menu

    try:
        read_menu(ws.help_file, ws.mailboxes["main"].region)
    except ConfigError as error:
        _finding(False, error.what, next(iter(error.problems), None))
        return error.exit_code
    return 0


def _check_days(ws: Workspace) -> int:
    """Whether the settings leave any day open for writing."""
    from outreach.campaign import Desk, Job
    from outreach.schedule.candidates import to_ts

    try:
        store, secret = open_store(ws)
    except StoreError:
        return 0
    with store:
        for each in ws.campaigns.values():
            home = Desk([Job(ws, each, store, secret)]).home
            if home.openings.next_opening(to_ts(clock.now())) is None:
                _finding(False, say("plan.waits_never"))
                return 78
    return 0


def _check_calendars(ws: Workspace, box: Mailbox) -> int:
    """Whether the calendars can be read from which letters take their times."""
    if ws.booking is None:
        return 0
    from outreach.campaign import FreeTimes

    times = FreeTimes(ws, clock.now(), mailbox=box)
    for source in times.sources:
        key = "_bad" if source.problem else "_old" if source.not_refreshed else ""
        why = source.problem or source.not_refreshed or ""
        told = say(f"calls.doc_calendar{key}", name=source.name, why=why)
        _finding(not key, told, say("calls.doc_calendar_hint"))
    if times.problems:
        return 65
    _finding(True, say("calls.doc_free", n=len(times.slots())))
    return 0


def _check_pace(ws: Workspace) -> None:
    """Advice where letters would go faster than a person writes, or at night."""
    rules = ws.rules
    if not rules.human:
        return
    early = any(begin < 7 * 60 or end > 21 * 60 for begin, end in rules.windows)
    for wrong, key in (
        (rules.gap[1] < 60, "cli.doc_hasty"),
        (early, "cli.doc_night"),
        (rules.ramp is None or rules.ramp[0] > 20, "cli.doc_no_ramp"),
    ):
        if wrong:
            _finding(False, say(key), say(f"{key}_hint"))


def _check_cron(ws: Workspace) -> None:
    """Whether it runs by itself: advice, since not everybody wants that."""
    from outreach.cli.cron import does_it_run

    try:
        store, _ = open_store(ws)
    except StoreError:
        return
    with store:
        standing = does_it_run(ws, last_run(ws, store))
    _finding(standing.good, standing.what, standing.cure)


def _check_folder(ws: Workspace) -> int:
    root = str(ws.root).casefold()
    synced = next(
        (
            n
            for n in ("dropbox", "onedrive", "icloud", "nextcloud", "google drive", "sync")
            if n in root
        ),
        "",
    )
    if synced:
        _finding(False, say("cli.doc_synced", name=synced), say("cli.doc_synced_hint"))
    return 0


def _check_disk(ws: Workspace) -> int:
    import shutil

    free = shutil.disk_usage(ws.root).free
    good = free > 100_000_000
    _finding(
        good,
        say("cli.doc_disk" if good else "cli.doc_disk_full", mb=free // 1_000_000),
        say("cli.doc_disk_hint"),
    )
    return 0 if good else 74


def _check_clock(ws: Workspace) -> int:
    now = clock.now()
    good = now.year >= 2025
    zone = next(iter(ws.mailboxes.values())).timezone
    _finding(
        good, say("cli.doc_clock", now=when(now, zone), zone=zone), say("store.clock_back_hint")
    )
    return 0 if good else 78


def _check_server(ws: Workspace, box: Mailbox) -> int:
    from outreach.campaign import session_for

    session = None
    try:
        session = session_for(ws, box, rehearsal=clock.rehearsing() or ws.pace_off)
        session.open()
    except OutreachError as error:
        _finding(False, error.what, error.hint)
        return error.exit_code
    finally:
        if session is not None:
            session.close()
    open_ = not box.username and box.security == "none"
    key = "cli.doc_server_open" if open_ else "cli.doc_server"
    _finding(
        True,
        say(key, host=box.host, port=box.port, security=box.security, user=box.username or "–"),
    )
    return 0


# -- store ----------------------------------------------------------------------------------


@store_app.command("check", help="help.store_check")
def store_check() -> None:
    with context.job() as job:
        findings = job.store.check()
        for f in findings:
            out(f)
        if findings:
            raise Stop(74)
        out(say("cli.store_good", path=job.store.path))


@store_app.command("backup", help="help.store_backup")
def store_backup(
    target: Annotated[Path | None, typer.Argument(help="help.arg_backup", metavar="[FILE]")] = None,
) -> None:
    with context.job() as job:
        folder = job.workspace.state_dir / "backup"
        path = target or folder / f"state-{clock.now():%Y%m%d-%H%M%S}.db"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            raise UsageError(say("cli.backup_exists", path=path))
        job.store.backup(str(path))
        path.chmod(0o600)
        out(say("cli.wrote", path=path))


@store_app.command("adopt", help="help.store_adopt")
def store_adopt(
    yes: Annotated[bool, typer.Option("--yes", help="help.adopt_yes")] = False,
) -> None:
    from outreach.store import Store

    ws = context.workspace()
    if not yes:
        if not interactive():
            raise UsageError(say("cli.adopt_yes"), say("cli.adopt_yes_hint"))
        if ask(say("cli.adopt_question"), default="n").lower()[:1] not in ("y", "j"):
            raise Stop(0)
    if not ws.key_file.exists():
        import secrets

        from outreach.files import write_private

        ws.state_dir.mkdir(mode=0o700, exist_ok=True)
        write_private(ws.key_file, secrets.token_bytes(32))
    with Store(ws.ledger) as store:
        store.adopt(ws.id, ws.key_file.read_bytes(), machine_name(), who(), clock.now())
    out(say("cli.adopted", path=ws.ledger))
    next_step("outreach status")
