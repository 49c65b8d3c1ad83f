"""What can stop a run.

::

    OutreachError           70   base
    ├─ InputError           65   the user's files are wrong; .problems lists all of them
    ├─ UsageError            2   the call's words are off
    ├─ PolicyRefused        69   no approval, suppressed, no legal basis
    ├─ ConfigError          78   outreach.toml or a missing secret; .problems lists all of them
    ├─ TransportError       75   no session with the mail server
    │  └─ LoginRefused      77   one attempt, never a second
    ├─ StoreError           74   cannot open, locked too long, foreign
    │  └─ SchemaTooNew      78   written by a newer outreach
    ├─ AlreadyRunning       75   another run holds the lock: quiet, not an alarm
    └─ SlotTaken            69   somebody was faster (409 on the web); show other times

Exit codes are those of sysexits.h, where cron and mail admins know them. The grammar
of a message: what happened, to which thing, what to do. Errors in a user's data are
values (`Problem`) with a position, collected; an exception carries all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from outreach.words import Say


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in the user's files, with its place and its cure."""

    #: The file as the user named it.
    file: str
    #: 1-based line in that file; 0 where the whole file is meant.
    line: int
    what: Say
    hint: Say | None = None
    #: Column heading or key concerned, as the user wrote it.
    column: str = ""
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        column = f" {self.column}:" if self.column else ""
        hint = f" – {self.hint}" if self.hint else ""
        return f"{place}:{column} {self.what}{hint}"


class OutreachError(Exception):
    """Base of everything that stops a run on purpose."""

    exit_code = 70

    def __init__(
        self, what: Say, hint: Say | None = None, problems: Sequence[Problem] = ()
    ) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(
            [
                str(self.what),
                *(str(p) for p in self.problems),
                *([str(self.hint)] if self.hint else []),
            ]
        )


class InputError(OutreachError):
    """The user's files are wrong."""

    exit_code = 65


class UsageError(OutreachError):
    """The call's words are off."""

    exit_code = 2


class PolicyRefused(OutreachError):
    """A rule of the product says no."""

    exit_code = 69


class ConfigError(OutreachError):
    """outreach.toml or a secret is wrong or missing."""

    exit_code = 78


class TransportError(OutreachError):
    """No session with the mail server."""

    exit_code = 75


class LoginRefused(TransportError):
    """The mail server refused the login; one attempt, never a second."""

    exit_code = 77


class StoreError(OutreachError):
    """The ledger cannot be opened, is locked too long, or belongs elsewhere."""

    exit_code = 74


class SchemaTooNew(StoreError):
    """The ledger was written by a newer outreach."""

    exit_code = 78


class AlreadyRunning(OutreachError):
    """Another run holds the lock."""

    exit_code = 75


class SlotTaken(OutreachError):
    """Somebody else was faster, or the host's calendar has something by now: show other times."""

    exit_code = 69
