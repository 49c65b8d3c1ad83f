"""Files of the workspace: attachments read safely, private files written whole."""

import mimetypes
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from outreach.errors import InputError, Problem
from outreach.model import Attachment
from outreach.words import Say, say

#: Bytes one attachment may have; most servers take 20–25 MB as base64.
MAX_BYTES = 10_000_000


def read_attachments(root: Path, names: Sequence[str]) -> tuple[Attachment, ...]:
    """The named files of the workspace, read.

    Raises:
        InputError: a name leads outside, to a link that does, to outreach's own files, or
            to something missing, empty, unreadable or too large; all of them at once.
    """
    done, problems = [], []
    for name in names:
        path = (root / name).resolve()
        wrong = _wrong(root.resolve(), path, name)
        if wrong is not None:
            problems.append(Problem(name, 0, wrong))
            continue
        kind = (mimetypes.guess_type(path.name)[0] or "application/octet-stream").split("/")
        done.append(Attachment(Path(name).name, path.read_bytes(), (kind[0], kind[1])))
    if problems:
        raise InputError(say("message.bad_attachments"), problems=problems)
    return tuple(done)


def _wrong(root: Path, path: Path, name: str) -> Say | None:
    if Path(name).is_absolute() or ".." in Path(name).parts or not path.is_relative_to(root):
        return say("message.outside")
    if ".outreach" in path.relative_to(root).parts or path.name == "outreach.toml":
        return say("message.private")
    try:
        status = path.stat()
        readable = os.access(path, os.R_OK)
    except (OSError, ValueError):
        return say("message.no_file")
    if not stat.S_ISREG(status.st_mode) or not status.st_size or not readable:
        return say("message.no_file")
    if status.st_size > MAX_BYTES:
        return say("message.too_big", mb=MAX_BYTES // 1_000_000)
    return None


def write_private(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, with mode 600 where modes exist.

    Raises:
        OSError: the folder or the disk refuses; an older file is then untouched.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
