"""Calendars as bytes: files of this machine, and addresses of the network.

What cannot be read comes back as a `Content` with its problem, never as an empty calendar:
who reads it then offers no times (outreach.campaign.freetimes). An address is asked over
https only, follows redirects within its own host, and is asked whether anything changed
(RFC 9110 §13.1) since the copy in ``.outreach/busy/``. While a server is out of reach that
copy stands in, with its age told; a server that says no is believed.
"""

import json
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

from outreach.words import Say, say

if TYPE_CHECKING:
    from http.client import HTTPConnection, HTTPResponse

#: Bytes one calendar may have.
MAX_BYTES = 5_000_000
#: Seconds an address has for everything: name, handshake, redirects and content.
TIMEOUT = 10.0
#: Redirects that are followed.
HOPS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
#: Answers that say "later", not "no".
_LATER = (408, 425, 429)
_HEADER = re.compile(r"[\x20-\x7e]{1,500}")


@dataclass(frozen=True, slots=True)
class Content:
    """One calendar as it was found."""

    #: For a person: the path as the settings write it, or the host of an address.
    name: str
    data: bytes = b""
    #: When it is known to have been so: a file's own time, an address's last answer.
    as_of: datetime | None = None
    #: Why nothing can be said from it; `data` is then empty.
    problem: Say | None = None
    #: Why an older copy stands in.
    not_refreshed: Say | None = None


def name_of(source: str) -> str:
    """What a person may see of a source: addresses are secrets, so only their host."""
    return (urlsplit(source).hostname or "?") if "://" in source else source


def read(
    source: str, root: Path, cache: Path, now: datetime, *, loopback_only: bool = False
) -> Content:
    """One calendar named by the settings of the workspace `root`.

    Args:
        source: a path (from `root` on) or an https, webcal or loopback http address.
        root: the workspace.
        cache: the folder for copies; made where needed.
        now: the present moment, kept with a copy.
        loopback_only: refuse every address outside this machine, as rehearsals do.
    """
    if "://" in source:
        return _of_address(source, cache, now, loopback_only=loopback_only)
    return _of_file(source, root)


def forget_others(sources: Iterable[str], cache: Path) -> None:
    """Remove copies of addresses that the settings no longer name."""
    kept = {_copy(cache, source).name for source in sources if "://" in source}
    with suppress(OSError):
        for path in cache.glob("*.copy"):
            if path.name not in kept:
                path.unlink(missing_ok=True)


# -- files -------------------------------------------------------------------------------------


def _of_file(source: str, root: Path) -> Content:
    path = root / Path(source).expanduser()
    try:
        status = path.stat()
        # Asked before opening: a pipe would wait for a writer for ever.
        if not stat.S_ISREG(status.st_mode):
            return Content(source, problem=say("calls.no_file"))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError, RuntimeError):
        # ValueError: a NUL in the name; RuntimeError: "~" of nobody.
        return Content(source, problem=say("calls.missing"))
    except OSError as error:
        return Content(source, problem=say("calls.file_refused", why=error.strerror or error))
    if len(data) > MAX_BYTES:
        return Content(source, problem=_too_big())
    return Content(source, data, datetime.fromtimestamp(status.st_mtime, UTC))


def _too_big() -> Say:
    return say("calls.too_big", mb=f"{MAX_BYTES / 1_000_000:g}")


# -- addresses ---------------------------------------------------------------------------------


class _Copy(NamedTuple):
    """What an address gave last, and what it wants to be asked with."""

    data: bytes
    as_of: datetime
    etag: str = ""
    modified: str = ""


class _Failed(Exception):
    """No content; `final` where the server said so itself."""

    def __init__(self, what: Say, *, final: bool = False) -> None:
        super().__init__(what)
        self.what, self.final = what, final


def _of_address(source: str, cache: Path, now: datetime, *, loopback_only: bool) -> Content:
    name, path = name_of(source), _copy(cache, source)
    old = _load(path, now)
    try:
        new = _asked(source, old, now, loopback_only=loopback_only)
    except _Failed as failed:
        if failed.final or old is None:
            return Content(name, problem=failed.what)
        return Content(name, old.data, old.as_of, not_refreshed=failed.what)
    _store(path, new)
    return Content(name, new.data, new.as_of)


def _asked(source: str, old: _Copy | None, now: datetime, *, loopback_only: bool) -> _Copy:
    """The answer of an address, in time.

    Raises:
        _Failed: there is none, or none that helps.
    """
    from threading import Thread

    done: list[_Copy | _Failed] = []
    line = _Line(loopback_only=loopback_only)

    def work() -> None:
        try:
            done.append(line.get(source, old, now))
        except _Failed as failed:
            done.append(failed)
        except Exception as error:  # noqa: BLE001  (a hostile server meets a large library)
            done.append(_Failed(say("calls.unreachable", why=_reason(error))))

    # A thread, because looking up a name knows no limit, and a server that sends a byte now
    # and then never is too late for the one of the socket.
    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(TIMEOUT)
    if not done:
        line.hang_up()
        raise _Failed(say("calls.slow", seconds=f"{TIMEOUT:g}"))
    found = done[0]
    if isinstance(found, _Failed):
        raise found
    return found


def _reason(error: Exception) -> str:
    text = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or ""
    return str(text or type(error).__name__)[:100]


class _Line:
    """A way to one address, redirects included."""

    def __init__(self, *, loopback_only: bool) -> None:
        self._loopback_only = loopback_only
        self._open: HTTPConnection | None = None
        self._socket: Any = None

    def hang_up(self) -> None:
        """From another thread: who still waits for an answer gets none."""
        import socket

        # Not closed: that would wait for the very reading it is to end.
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        if self._open is not None:
            with suppress(OSError):
                self._open.close()

    def get(self, source: str, old: _Copy | None, now: datetime) -> _Copy:
        url = re.sub(r"(?i)^webcals?://", "https://", source)
        first = urlsplit(url)
        for _ in range(HOPS + 1):
            parts = urlsplit(url)
            try:
                answer = self._ask(parts, old)
                if answer.status not in _REDIRECTS:
                    return _taken(answer, old, now)
                url = urljoin(url, answer.getheader("Location") or "")
            finally:
                self._close()
            if not _same_place(first, url):
                raise _Failed(say("calls.elsewhere"), final=True)
        raise _Failed(say("calls.round"), final=True)

    def _ask(self, parts: SplitResult, old: _Copy | None) -> "HTTPResponse":
        connection = self._open = _connection(parts)
        connection.connect()
        self._socket = connection.sock
        here = _is_loopback(connection.sock.getpeername()[0])
        if not here and parts.scheme == "http":
            raise _Failed(say("config.web_plain"), final=True)
        if not here and self._loopback_only:
            raise _Failed(say("calls.rehearsal"))
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers=_headers(old))
        return connection.getresponse()


def _connection(parts: SplitResult) -> "HTTPConnection":
    import http.client
    import ssl

    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=context)
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT)
    raise _Failed(say("config.web_address"), final=True)


def _headers(old: _Copy | None) -> dict[str, str]:
    headers = {"Accept": "text/calendar", "Accept-Encoding": "identity", "User-Agent": "outreach"}
    if old and old.etag:
        headers["If-None-Match"] = old.etag
    if old and old.modified:
        headers["If-Modified-Since"] = old.modified
    return headers


def _same_place(first: SplitResult, url: str) -> bool:
    """True for the same host; never from an encrypted address to a plain one."""
    try:
        parts = urlsplit(url)
        ports = (first.port, parts.port)
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme, first.scheme) == ("http", "http")
    same = ports[0] == ports[1] or parts.scheme != first.scheme
    return safe and same and parts.hostname == first.hostname and parts.username is None


def _is_loopback(peer: str) -> bool:
    address = ip_address(peer.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback


def _taken(answer: "HTTPResponse", old: _Copy | None, now: datetime) -> _Copy:
    """The content of an answer.

    Raises:
        _Failed: it is no content, not all of it, or too much.
    """
    if answer.status == 304 and old:
        return old._replace(as_of=now)
    if answer.status != 200:
        final = 400 <= answer.status < 500 and answer.status not in _LATER
        raise _Failed(say("calls.status", status=answer.status), final=final)
    length = answer.length
    data = answer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _Failed(_too_big(), final=True)
    if length is not None and len(data) < length:
        raise _Failed(say("calls.cut"))
    return _Copy(data, now, *(_said(answer, name) for name in ("ETag", "Last-Modified")))


def _said(answer: "HTTPResponse", name: str) -> str:
    value = answer.getheader(name) or ""
    return value if _HEADER.fullmatch(value) else ""


# -- copies ------------------------------------------------------------------------------------


def _copy(cache: Path, source: str) -> Path:
    return cache / f"{blake2b(source.encode(), digest_size=16).hexdigest()}.copy"


def _load(path: Path, now: datetime) -> _Copy | None:
    """The copy: one line about it, then the calendar; None where it cannot be trusted."""
    try:
        head, _, data = path.read_bytes().partition(b"\n")
        told: Any = json.loads(head)
        as_of = datetime.fromisoformat(told["as_of"])
        whole = told["digest"] == blake2b(data, digest_size=16).hexdigest()
        # A rehearsal may have lived in the future.
        if not whole or as_of > now:
            return None
        return _Copy(data, as_of, str(told["etag"]), str(told["modified"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _store(path: Path, copy: _Copy) -> None:
    from outreach.files import write_private

    head = {
        "as_of": copy.as_of.isoformat(),
        "digest": blake2b(copy.data, digest_size=16).hexdigest(),
        "etag": copy.etag,
        "modified": copy.modified,
    }
    # Without a copy everything works, only more slowly.
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, json.dumps(head).encode() + b"\n" + copy.data, durable=False)
