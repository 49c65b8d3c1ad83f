"""Files of the workspace: lists and attachments read safely, private files written whole."""

import io
import mimetypes
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from outreach.errors import InputError, Problem
from outreach.model import Attachment
from outreach.words import Say, say

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: Bytes one attachment may have; most servers take 20–25 MB as base64.
MAX_BYTES = 10_000_000
#: Endings whose type must not depend on the machine. An .ics goes as plain data: as
#: text/calendar some mailboxes enter it unasked.
TYPES = {
    ".ics": "application/ics",
    ".vcf": "text/vcard",
    ".md": "text/markdown",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
}
_PRIVATE_DIR, _CONFIG = ".outreach", "outreach.toml"


def open_list(path: Path, name: str) -> io.BufferedReader:
    """The contact list `path`, open for reading; `name` is what its user calls it.

    Raises:
        InputError: it is missing, a folder, a pipe or a device, or may not be read.
    """
    # Asked before opening: a pipe would wait for a writer for ever.
    list_status(path, name)
    try:
        return io.BufferedReader(_List(path, name))
    except OSError as error:
        raise _unreadable_list(name, error) from error


class _List(io.FileIO):
    """A list whose failing disk or network is told like a list that cannot be opened."""

    def __init__(self, path: Path, title: str) -> None:
        super().__init__(path)
        self._title = title

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        try:
            return super().readinto(buffer)
        except OSError as error:
            raise _unreadable_list(self._title, error) from error


def list_status(path: Path, name: str) -> os.stat_result:
    """Size, time and kind of the contact list `path`, which may be open elsewhere.

    Raises:
        InputError: it is missing, a folder, a pipe or a device.
    """
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise _unreadable_list(name, error) from error
    if not stat.S_ISREG(status.st_mode):
        key = "contacts.folder" if stat.S_ISDIR(status.st_mode) else "contacts.no_file"
        raise _bad_list(name, say(key), say("send.list_missing_hint"))
    return status


def _unreadable_list(name: str, error: OSError | ValueError) -> InputError:
    # ValueError: a NUL in the name.
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return InputError(say("send.list_missing", path=name), say("send.list_missing_hint"))
    why = say("contacts.unreadable", why=error.strerror or error)
    return _bad_list(name, why, say("contacts.unreadable_hint"))


def refuse_changed(path: Path, name: str, size: int, mtime: int) -> None:
    """Nothing, if the list is still as it was: `size` in bytes, `mtime` in nanoseconds.

    Raises:
        InputError: somebody saved it meanwhile, so what was read may be half old, half new.
    """
    try:
        status = path.stat()
        same = (status.st_size, status.st_mtime_ns) == (size, mtime)
    except OSError:
        same = False
    if not same:
        raise _bad_list(name, say("contacts.changed"), say("contacts.changed_hint"))


def _bad_list(name: str, what: Say, hint: Say) -> InputError:
    return InputError(
        say("contacts.file_wrong", file=name), problems=[Problem(name, 0, what, hint)]
    )


def read_attachments(
    root: Path, names: Sequence[str], limit: int = MAX_BYTES
) -> tuple[Attachment, ...]:
    """The named files of the workspace `root`, read; each at most `limit` bytes.

    Raises:
        InputError: a name leads outside, to a link that does, to outreach's own files, or
            to something missing, empty, unreadable or too large; all of them at once.
    """
    done, problems = [], []
    for name in names:
        found = _read(root.resolve(), name, limit)
        if isinstance(found, bytes):
            done.append(Attachment(Path(name).name, found, mime_type(name)))
        else:
            problems.append(Problem(name, 0, found, say(f"{found.key}_hint")))
    if problems:
        raise InputError(say("message.bad_attachments"), problems=problems)
    return tuple(done)


def mime_type(name: str) -> tuple[str, str]:
    """Main and sub type by the ending of a file name; plain bytes where unknown."""
    guess, packed = mimetypes.guess_type(Path(name).name)
    # A packed file is what its packer made, not what is inside.
    guess = TYPES.get(Path(name).suffix.lower(), guess if not packed else None)
    main, _, sub = (guess or "application/octet-stream").partition("/")
    return main, sub


def _read(root: Path, name: str, limit: int) -> bytes | Say:
    """The file's bytes, or what is wrong with it."""
    windows = PureWindowsPath(name)
    if windows.anchor or Path(name).is_absolute() or ".." in windows.parts:
        return say("message.outside")
    try:
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            return say("message.outside")
        if _is_private(root, path):
            return say("message.private")
        return _content(path, limit)
    except (FileNotFoundError, NotADirectoryError):
        return say("message.missing")
    except OSError as error:
        return say("message.unreadable", why=error.strerror or error)
    except (ValueError, RuntimeError):
        # A NUL in the name; links that lead in a circle (before Python 3.13).
        return say("message.missing")


def _is_private(root: Path, path: Path) -> bool:
    # Compared without case: on macOS and Windows .Outreach is the same folder.
    parts = [part.casefold() for part in path.relative_to(root).parts]
    if _PRIVATE_DIR in parts or _CONFIG in parts:
        return True
    config = root / _CONFIG
    return config.exists() and path.exists() and path.samefile(config)


def _content(path: Path, limit: int) -> bytes | Say:
    # Asked before opening: a pipe would wait for a writer for ever.
    if not stat.S_ISREG(path.stat().st_mode):
        return say("message.no_file")
    with path.open("rb") as file:
        content = file.read(limit + 1)
    if not content:
        return say("message.empty_file")
    if len(content) > limit:
        return say("message.too_big", mb=f"{limit / 1_000_000:g}")
    return content


def write_copy(path: Path, data: bytes) -> None:
    """Write a new file with mode 600; one of that name, cut short by a crash, is replaced.

    For copies that the ledger does not depend on: no flush, no second name.

    Raises:
        OSError: the folder or the disk refuses.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        # One call writes a mail; a short write is a full disk, and loses only the copy.
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def write_private(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write a file whole or not at all, with mode 600 where modes exist.

    Only what must survive a power cut needs to be `durable`; it costs a flush of the disk.

    Raises:
        OSError: the folder or the disk refuses; an older file is then untouched.
    """
    # A name of its own, never there before: no link to follow, no other's modes to inherit.
    temporary = path.with_name(f".{os.urandom(8).hex()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        _settle(path.parent)


def _settle(folder: Path) -> None:
    """Have the new name outlive a power cut, where folders can be synced."""
    # Windows cannot open a folder, some network drives cannot sync one; the file is whole.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
