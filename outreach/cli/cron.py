"""cron: outreach runs by itself, and says whether it really does."""

import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from outreach import clock, cron
from outreach.campaign import open_store
from outreach.cli import context
from outreach.cli.schedulers import Crontab, Scheduler, Systemd, Trial, result_file, set_up_by_hand
from outreach.cli.screen import accent, err, next_step, out, state, styled
from outreach.cli.usage import App
from outreach.config import Mailbox, Secret, Workspace, find
from outreach.cron import SPOKEN, Kind, Place, Standing
from outreach.errors import ConfigError, OutreachError, StoreError, UsageError
from outreach.words import Say, say

cron_app = App(no_args_is_help=True)

KindArg = Annotated[bool | None, typer.Option("--systemd/--crontab", help="help.cron_kind")]


def register(app: typer.Typer) -> None:
    app.add_typer(cron_app, name="cron", help="help.cron")


def place_of(ws: Workspace) -> Place:
    """The workspace as a scheduler meets it.

    Raises:
        ConfigError: its path or id cannot be written into a line.
    """
    return Place(program(), str(ws.root), ws.id)


def program() -> tuple[str, ...]:
    """How this very outreach is started from anywhere, by absolute paths."""
    # Not resolved: an upgrade moves what the name points to, not the name.
    called = Path(sys.argv[0]).absolute()
    if called.stem == "outreach" and called.is_file() and os.access(called, os.X_OK):
        return (str(called),)
    # -P: a file outreach.py in the home folder must not be taken for this package.
    return (sys.executable, "-P", "-m", "outreach")


def _schedulers(systemd: bool | None) -> tuple[Scheduler, ...]:
    both: tuple[Scheduler, ...] = (Systemd(), Crontab())
    return both if systemd is None else (both[not systemd],)


def _chosen(systemd: bool | None, place: Place) -> Scheduler:
    """The scheduler asked for; else the one already in use, else the one this machine has.

    Raises:
        ConfigError: it cannot be used here.
    """
    wanted = _schedulers(systemd)
    here = [each for each in wanted if each.missing() is None]
    holding = [each for each in here if each.holds(place)]
    if systemd is None and not holding and not sys.platform.startswith("linux"):
        raise UsageError(say("cron.by_hand"), say("cron.by_hand_hint"))
    if holding or here:
        return (holding or here)[0]
    raise wanted[-1].missing() or ConfigError(say("cron.by_hand"))


# -- show -----------------------------------------------------------------------------------


@cron_app.command("show", help="help.cron_show")
def show(
    systemd: KindArg = None,
    all_: Annotated[bool, typer.Option("--all", help="help.cron_all")] = False,
) -> None:
    place = place_of(context.workspace())
    if all_:
        for title, how, text in _all_texts(place):
            styled(accent(title))
            if how:
                out(how)
            out(f"\n{text}")
    elif systemd is None and (own := _texts_elsewhere(place).get(sys.platform)):
        err(own[1])
        out(own[2].rstrip("\n"))
    else:
        shown = _schedulers(systemd)[0] if systemd is not None else _chosen(None, place)
        out(shown.text(place).rstrip("\n"))


def _all_texts(place: Place) -> Iterator[tuple[Say, Say | None, str]]:
    yield say("cron.show_crontab"), None, Crontab().text(place)
    yield say("cron.show_systemd"), None, Systemd().text(place)
    yield from _texts_elsewhere(place).values()


def _texts_elsewhere(place: Place) -> dict[str, tuple[Say, Say, str]]:
    """Platform → title, what to do with it, and the text, where a person sets it up."""
    agent = f"~/Library/LaunchAgents/{cron.launchd_label(place)}.plist"
    task = cron.task_xml(place, str(say("cron.description", root=place.root)))
    return {
        "darwin": (
            say("cron.show_launchd"),
            say("cron.show_launchd_how", path=agent),
            cron.plist(place),
        ),
        "win32": (
            say("cron.show_task"),
            say("cron.show_task_how", name=cron.task_name(place)),
            task,
        ),
    }


# -- install and remove ---------------------------------------------------------------------


@cron_app.command("install", help="help.cron_install")
def install(
    systemd: KindArg = None,
    no_check: Annotated[bool, typer.Option("--no-check", help="help.cron_no_check")] = False,
) -> None:
    ws = context.workspace()
    # What is wrong without any scheduler is said before a minute is spent waiting for one.
    open_store(ws)[0].close()
    place = place_of(ws)
    chosen = _chosen(systemd, place)
    _alone(chosen, place)
    told = {"kind": SPOKEN[chosen.kind], "root": place.root}
    if chosen.is_set(place):
        out(say("cron.already", **told))
    else:
        if not no_check:
            _try_out(chosen, place)
        chosen.put(place)
        out(say("cron.installed", **told))
    if isinstance(chosen, Systemd) and chosen.lingers() is False:
        out(say("cron.linger"))
    next_step("outreach doctor")


def _alone(chosen: Scheduler, place: Place) -> None:
    for other in _schedulers(None):
        if other.kind != chosen.kind and other.holds(place):
            raise UsageError(
                say("cron.other_first", kind=SPOKEN[other.kind], root=place.root),
                say("cron.other_first_hint"),
            )


def _try_out(chosen: Scheduler, place: Place) -> None:
    """Have the scheduler start outreach once.

    Raises:
        OutreachError: it could not work there; with the exit code of the reason.
    """
    import secrets

    out(say("cron.trying", kind=SPOKEN[chosen.kind]))
    sys.stdout.flush()  # the next word may be a minute away
    with _countdown() as tell, _ended_by_signals():
        trial = chosen.trial(place, secrets.token_hex(8), tell)
    if trial.code:
        wrong = OutreachError(
            say("cron.failed", kind=SPOKEN[chosen.kind], why=trial.what),
            say("cron.as_told", text=trial.hint) if trial.hint else None,
        )
        wrong.exit_code = trial.code
        raise wrong
    out(say("cron.tried"))


class _Countdown:
    """A line that counts down on a terminal; nothing elsewhere."""

    def __init__(self) -> None:
        self._width = 0

    def __call__(self, seconds: float) -> None:
        self._write(str(say("cron.waiting", n=max(0, int(seconds)))))

    def clear(self) -> None:
        """Leave the terminal's line empty, as it was."""
        self._write("")

    def _write(self, line: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{line.ljust(self._width)}" + ("" if line else "\r"))
            sys.stderr.flush()
            self._width = len(line)


@contextmanager
def _countdown() -> Iterator[_Countdown]:
    shown = _Countdown()
    try:
        yield shown
    finally:
        shown.clear()


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """A closed terminal or a kill ends the trial as Ctrl-C does: everything is taken back."""

    def handler(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    names = [getattr(signal, n) for n in ("SIGTERM", "SIGHUP") if hasattr(signal, n)]
    # What nohup or a shell has switched off stays off.
    heard = [number for number in names if signal.getsignal(number) != signal.SIG_IGN]
    old = {}
    with suppress(ValueError):  # not in the main thread: no signal arrives here
        old = {number: signal.signal(number, handler) for number in heard}
    try:
        yield
    finally:
        for number, previous in old.items():
            signal.signal(number, previous)


@cron_app.command("remove", help="help.cron_remove")
def remove(systemd: KindArg = None) -> None:
    place = place_of(context.workspace())
    holding = [each for each in _schedulers(systemd) if each.holds(place)]
    for each in holding:
        each.take(place)
        out(say("cron.removed", kind=SPOKEN[each.kind], root=place.root))
    if not holding:
        out(say("cron.nothing_there", root=place.root))
    next_step("outreach cron install" if holding else "outreach status")


# -- the trial's own half -------------------------------------------------------------------


@cron_app.command("check", hidden=True, help="help.cron_check")
def check(token: Annotated[str, typer.Option("--token", help="help.cron_token")]) -> None:
    """Leave in .outreach whether a run could start here; prints nothing, connects to nothing."""
    from outreach.files import write_private

    root = find(state.workspace or Path.cwd())
    # The token becomes part of a file's name.
    if root is None or not re.fullmatch(r"[0-9a-f]{16}", token):
        raise UsageError(say("cron.bad_token"))
    found = _checked()
    result = {"code": found.code, "what": found.what, "hint": found.hint}
    path = result_file(str(root), token)
    try:
        write_private(path, json.dumps(result).encode(), durable=False)
    except OSError as error:
        raise StoreError(
            say("store.cannot_open", path=path, why=error.strerror or error),
            say("store.cannot_open_hint"),
        ) from error


def _checked() -> Trial:
    try:
        ws = context.workspace()
        open_store(ws)[0].close()
        for box in ws.mailboxes.values():
            _read_secret(box, ws.root)
    except OutreachError as wrong:
        problems = [str(problem) for problem in wrong.problems]
        return Trial(
            wrong.exit_code, "\n".join([str(wrong.what), *problems]), str(wrong.hint or "")
        )
    return Trial(0)


def _read_secret(box: Mailbox, root: Path) -> None:
    if box.secret is None:
        return
    try:
        box.secret.read(root)
    except ConfigError as wrong:
        raise ConfigError(wrong.what, _cure(box.secret) or wrong.hint) from wrong


def _cure(secret: Secret) -> Say | None:
    """What helps where a scheduler cannot read it; None where the error says so itself."""
    match secret.kind:
        case "env" | "keyring" | "command":
            return say(f"cron.cure_{secret.kind}", name=secret.value, credential=secret.name)
        case "file" | "credential":
            return None


# -- does it really run? --------------------------------------------------------------------


def does_it_run(ws: Workspace, last_run: datetime | None) -> Standing:
    """Whether this machine runs the workspace by itself; `last_run` is the ledger's."""
    try:
        place = place_of(ws)
        ours: set[Kind] = {each.kind for each in _schedulers(None) if each.holds(place)}
    except ConfigError as wrong:
        return Standing("torn", wrong.what, wrong.hint)
    awake = clock.monotonic()
    slept = max(0.0, _up_seconds(awake) - awake)
    return cron.judge(
        ours | set_up_by_hand(place),
        last_run,
        clock.now(),
        awake=timedelta(seconds=awake),
        slept=timedelta(seconds=slept),
    )


def _up_seconds(otherwise: float) -> float:
    """Seconds since the machine started, sleep included, where Linux tells."""
    try:
        return float(Path("/proc/uptime").read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return otherwise
