"""Mail servers for tests: on loopback, in a thread or as a process, with faults to order.

`MailServer` is a real server (aiosmtpd) that records what it accepts. A recipient's local
part orders a fault, so that a test states it in its data:

    550-5.1.1@…  450-4.2.0@…  421-4.7.0@…   that answer at RCPT (421 also hangs up)
    data-554-5.7.1@…                        that answer after the final dot
    once-450@…                              450 at the first try, accepted at the next
    drop-before@…                           hangs up after the dot, accepts nothing
    drop-after@…                            accepts, then hangs up without a word
    stall-after@…                           accepts, then never answers

`ScriptedServer` speaks just enough SMTP to misbehave at any step. As a process of its own:
``python -m tests.servers DIR PORT`` (port 0: a free one) writes DIR/accepted.jsonl, and
DIR/ready with its port once it listens.
"""

import argparse
import asyncio
import functools
import hashlib
import json
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64decode
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import trustme
from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD, TOKEN = "me@example.com", "secret", "a-token-for-tests"
Security = Literal["starttls", "tls", "none"]
Certificate = Literal["good", "expired", "wrong-name", "foreign"]


@functools.cache
def authority(name: Literal["ours", "theirs"]) -> trustme.CA:
    """A certificate authority for this run."""
    return trustme.CA(organization_name=f"Tests: {name}")


def tls_context(certificate: Certificate = "good") -> ssl.SSLContext:
    """The server side of TLS, with a certificate that is good or wrong in one way."""
    ca = authority("theirs" if certificate == "foreign" else "ours")
    names = ["elsewhere.example"] if certificate == "wrong-name" else ["localhost", "127.0.0.1"]
    expired = datetime.now(UTC) - timedelta(days=1) if certificate == "expired" else None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert(*names, not_after=expired).configure_cert(context)
    return context


@dataclass(frozen=True, slots=True)
class Delivery:
    """One mail a server took."""

    message_id: str
    mail_from: str
    rcpt: str
    raw: bytes
    time: float
    #: Which connection brought it, counted from 1.
    connection: int


class _Threaded:
    """A server on an event loop in a thread of its own; every wait is bounded."""

    def __init__(self) -> None:
        self.port = 0
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        # a peer that vanishes is what these servers are for, and nothing to report
        self._loop.set_exception_handler(lambda _loop, _context: None)
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.AbstractServer | None = None

    async def listen(self, port: int) -> asyncio.AbstractServer:
        raise NotImplementedError

    def start(self, port: int = 0) -> Self:
        self._thread.start()
        self._server = self._call(self.listen(port))
        self.port = self._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        return self

    def stop(self) -> None:
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _call(self, work: Awaitable[Any]) -> Any:
        async def run() -> Any:
            return await work

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(10)

    def sever(self) -> None:
        """Drop every connection that stands; new ones are welcome."""
        self._call(self._sever())

    async def _sever(self) -> None:
        self.hang_up()
        for _ in range(10):  # transports close over several turns of the loop
            await asyncio.sleep(0)

    async def _end(self) -> None:
        if self._server is not None:
            self._server.close()
        await self._sever()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def hang_up(self) -> None:
        """Abort the transports; called on the loop."""


class MailServer(_Threaded):
    """A submission server that keeps what it accepts."""

    def __init__(
        self,
        *,
        security: Security = "starttls",
        certificate: Certificate = "good",
        user: str = USER,
        password: str = PASSWORD,
        token: str = TOKEN,
        mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN", "XOAUTH2"),
        auth: bool = True,
        size: int | None = 2_000_000,
        smtputf8: bool = True,
        pipelining: bool = True,
        journal: Path | None = None,
    ) -> None:
        super().__init__()
        self.security = security
        self.user, self.password, self.token = user, password, token
        self.mechanisms, self.auth = mechanisms, auth
        self.size, self.smtputf8, self.pipelining = size, smtputf8, pipelining
        self.journal = journal
        self.accepted: list[Delivery] = []
        #: (mechanism, user) of every login that was tried.
        self.auth_attempts: list[tuple[str, str]] = []
        #: Parameters of every MAIL command.
        self.mail_options: list[list[str]] = []
        #: What clients called themselves.
        self.greetings: list[str] = []
        self._tls = None if security == "none" else tls_context(certificate)
        self._transports: set[asyncio.BaseTransport] = set()
        self._seen: set[str] = set()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def ca_pem(self) -> bytes:
        """The certificate authority a client has to trust."""
        return authority("ours").cert_pem.bytes()

    @functools.cached_property
    def ca_file(self) -> str:
        """The same as a file, which goes with the server."""
        self._folder = tempfile.TemporaryDirectory(prefix="outreach-ca-")
        path = Path(self._folder.name, "ca.pem")
        path.write_bytes(self.ca_pem)
        return str(path)

    def stop(self) -> None:
        super().stop()
        if self._folder is not None:
            self._folder.cleanup()

    async def listen(self, port: int) -> asyncio.AbstractServer:
        implicit = self._tls if self.security == "tls" else None
        return await self._loop.create_server(
            lambda: _Connection(self), "127.0.0.1", port, ssl=implicit
        )

    def hang_up(self) -> None:
        for transport in list(self._transports):
            # One under TLS that was closed twice has let go of its protocol, and cannot be
            # aborted any more (asyncio.sslproto): it is going already.
            with suppress(AttributeError):
                transport.abort()  # type: ignore[attr-defined]

    def keep(self, delivery: Delivery) -> None:
        """Write it down before anybody is told that it was taken."""
        self.accepted.append(delivery)
        if self.journal is None:
            return
        row = {
            "message_id": delivery.message_id,
            "mail_from": delivery.mail_from,
            "rcpt": delivery.rcpt,
            "sha256": hashlib.sha256(delivery.raw).hexdigest(),
            "raw": delivery.raw.decode("latin-1"),
            "time": delivery.time,
            "connection": delivery.connection,
        }
        with self.journal.open("a") as file:
            file.write(json.dumps(row) + "\n")
            file.flush()
            os.fsync(file.fileno())


class _Connection(SMTP):
    """One client's connection to a MailServer."""

    def __init__(self, mail: MailServer) -> None:
        self.mail = mail
        self.number = 0
        unwanted = {"PLAIN", "LOGIN", "XOAUTH2"} - set(mail.mechanisms)
        super().__init__(
            _Handler(mail),
            hostname="mail.example.com",
            tls_context=mail._tls if mail.security == "starttls" else None,
            require_starttls=mail.security == "starttls",
            auth_require_tls=mail.security == "starttls",
            auth_exclude_mechanism=unwanted,
            authenticator=self._check,
            data_size_limit=mail.size,
            enable_SMTPUTF8=mail.smtputf8,
            loop=mail._loop,
        )
        self.command_size_limits["AUTH"] = 12_288

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not self.number:
            self.mail.connections += 1
            self.number = self.mail.connections
        self.mail._transports.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.mail._transports.discard(self.transport)  # type: ignore[arg-type]
        super().connection_lost(error)

    def _check(
        self, _server: Any, _session: Any, _envelope: Any, how: str, data: Any
    ) -> AuthResult:
        user, password = data.login.decode(), data.password.decode()
        self.mail.auth_attempts.append((how, user))
        good = (user, password) == (self.mail.user, self.mail.password)
        return AuthResult(success=good, handled=False)


class _Handler:
    """What a MailServer says to each command."""

    def __init__(self, mail: MailServer) -> None:
        self.mail = mail

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 aiosmtpd calls it so
        fields = b64decode(args[1]).decode().split("\x01")
        self.mail.auth_attempts.append(("XOAUTH2", fields[0].removeprefix("user=")))
        wanted = [f"user={self.mail.user}", f"auth=Bearer {self.mail.token}", "", ""]
        if fields == wanted:
            return AuthResult(success=True)
        await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=False, handled=False)

    async def handle_exception(self, _error: Exception) -> str:
        """A client that breaks off is ordinary here, and no matter for the log."""
        return "421 4.3.0 Something broke"

    async def handle_EHLO(  # noqa: N802 aiosmtpd calls it so
        self, server: SMTP, session: Any, _envelope: Any, name: str, lines: list[str]
    ) -> list[str]:
        session.host_name = name
        self.mail.greetings.append(name)
        offered = [*lines[:-1], "250-PIPELINING", lines[-1]] if self.mail.pipelining else lines
        return [line for line in offered if self.mail.auth or "AUTH" not in line]

    async def handle_MAIL(  # noqa: N802 aiosmtpd calls it so
        self, _server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.mail.auth and not session.authenticated:
            return "530 5.7.0 Authentication required"
        self.mail.mail_options.append(options)
        envelope.mail_from = address
        return "250 2.1.0 Ok"

    async def handle_RCPT(  # noqa: N802 aiosmtpd calls it so
        self, server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        local = address.partition("@")[0]
        if order := re.match(r"(\d{3})-(\d\.\d+\.\d+)", local):
            if order[1] == "421":
                await server.push(f"421 {order[2]} as ordered")
                await _gone(server)  # the answer is already out: push waits for that
            return f"{order[1]} {order[2]} as ordered"
        if local.startswith("once-450") and address not in self.mail._seen:
            self.mail._seen.add(address)
            return "450 4.2.0 Greylisted, try again in 5 minutes"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: _Connection, _session: Any, envelope: Any) -> str:  # noqa: N802 aiosmtpd calls it so
        rcpt = envelope.rcpt_tos[0]
        local, raw = rcpt.partition("@")[0], envelope.content
        if order := re.match(r"data-(\d{3})-(\d\.\d+\.\d+)", local):
            return f"{order[1]} {order[2]} as ordered"
        if local.startswith("drop-before"):
            await _gone(server)
        name = str(message_from_bytes(raw)["Message-ID"])
        self.mail.keep(Delivery(name, envelope.mail_from, rcpt, raw, time.time(), server.number))
        if local.startswith("drop-after"):
            await _gone(server)
        if local.startswith("stall-after"):
            await asyncio.Event().wait()
        return f"250 2.0.0 Ok: queued as {len(self.mail.accepted)}"


async def _gone(server: SMTP) -> None:
    """Hang up and never come back; the connection's task ends with it."""
    assert server.transport is not None
    server.transport.abort()  # type: ignore[attr-defined]
    await asyncio.Event().wait()


DROP, STALL = "drop", "stall"

#: What a ScriptedServer says where its script is silent.
POLITE: Mapping[str, str] = {
    "GREETING": "220 mail.example.com ESMTP",
    "EHLO": "250-mail.example.com\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250 AUTH PLAIN",
    "HELO": "250 mail.example.com",
    "STARTTLS": "454 4.7.0 TLS not available",
    "AUTH": "235 2.7.0 Ok",
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "DATA": "354 Go ahead",
    "BODY": "",
    "DOT": "250 2.0.0 Ok: queued",
    "RSET": "250 2.0.0 Ok",
    "QUIT": "221 2.0.0 Bye",
}
#: What it says to the steps after one that it refused.
AFTER = {"MAIL": "503 5.5.1 Need MAIL first", "RCPT": "554 5.5.1 No valid recipients"}
#: The same greeting, by a server that takes MAIL, RCPT and DATA at once (RFC 2920).
PIPELINING = POLITE["EHLO"].replace("250-8BITMIME", "250-8BITMIME\r\n250-PIPELINING")
#: How a ScriptedServer answers: at once, byte by byte, to MAIL and RCPT only together with
#: DATA; or, worst, it throws away what came behind the command that it reads.
Habit = Literal["ordinary", "dripping", "gathering", "flushing"]


class ScriptedServer(_Threaded):
    """A server that follows a script of step → answer, "drop" or "stall".

    The steps are the verbs, and GREETING (before any), BODY (at the first bytes of a
    text) and DOT (at its end). A tuple gives the answers in turn, then politeness. After
    a refused MAIL or RCPT the next steps are refused too, unless scripted.
    """

    def __init__(self, *, habit: Habit = "ordinary", **script: str | tuple[str, ...]) -> None:
        super().__init__()
        self.habit = habit
        self._held = b""
        self._refused = ""
        self._script = {k: [v] if isinstance(v, str) else list(v) for k, v in script.items()}
        self._forever = {k for k, v in script.items() if isinstance(v, str)}
        #: The verbs that came in, and DOT for each finished text.
        self.commands: list[str] = []
        #: Every byte that came as text, the closing dots too.
        self.text = b""
        self._writers: set[asyncio.StreamWriter] = set()

    def wait_until_gone(self) -> None:
        """Read what the clients said until the last one has hung up."""

        async def gone() -> None:
            while self._writers:
                await asyncio.sleep(0.005)

        self._call(gone())

    async def listen(self, port: int) -> asyncio.AbstractServer:
        return await asyncio.start_server(self._talk, "127.0.0.1", port)

    def hang_up(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            await self._serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()
            self._writers.discard(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await self._answer("GREETING", writer) == DROP:
            return
        while line := await self._line(reader):
            verb = line.split()[0].decode("latin-1").upper()
            self.commands.append(verb)
            said = await self._answer(verb, writer)
            if said == DROP or verb == "QUIT":
                return
            if verb == "DATA" and said.startswith("354") and not await self._text(reader, writer):
                return

    async def _line(self, reader: asyncio.StreamReader) -> bytes:
        if self.habit == "flushing":
            return (await reader.read(65536)).partition(b"\n")[0]
        return await reader.readline()

    async def _text(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        line = await reader.readline()
        self.text += line
        if await self._answer("BODY", writer) == DROP:
            return False
        while line != b".\r\n":
            line = await reader.readline()
            self.text += line
            if not line:
                return False
        self.commands.append("DOT")
        return await self._answer("DOT", writer) != DROP

    async def _answer(self, step: str, writer: asyncio.StreamWriter) -> str:
        said = self._say(step)
        if step == "GREETING":
            self._held = b""
        if said and said not in (DROP, STALL):
            self._held += said.encode("latin-1") + b"\r\n"
        if self.habit != "gathering" or step not in ("MAIL", "RCPT"):
            await self._write(writer)
        if said == STALL:
            await asyncio.Event().wait()
        return said

    async def _write(self, writer: asyncio.StreamWriter) -> None:
        said, self._held = self._held, b""
        step = 1 if self.habit == "dripping" else len(said) or 1
        for place in range(0, len(said), step):
            writer.write(said[place : place + step])
            await writer.drain()
            await asyncio.sleep(0.001 if self.habit == "dripping" else 0)

    def _say(self, step: str) -> str:
        mine = self._script.get(step, [])
        if step == "MAIL":
            self._refused = ""
        refused = self._refused if step in ("RCPT", "DATA") else ""
        said = mine[0] if mine else refused or POLITE.get(step, "502 5.5.1 What?")
        if mine and step not in self._forever:
            mine.pop(0)
        if step in AFTER and not said.startswith("2"):
            self._refused = self._refused or AFTER[step]
        return said


@dataclass(slots=True)
class Standalone:
    """A MailServer in a process of its own, which outlives the death of its clients."""

    folder: Path
    port: int

    @property
    def ca_file(self) -> Path:
        """The certificate authority to trust."""
        return self.folder / "ca.pem"

    @property
    def accepted(self) -> list[dict[str, Any]]:
        """Every mail it took, as written to the disk."""
        journal = self.folder / "accepted.jsonl"
        text = journal.read_text() if journal.exists() else ""
        return [json.loads(line) for line in text.splitlines()]


@contextmanager
def standalone(folder: Path, *options: str) -> Iterator[Standalone]:
    """A running ``python -m tests.servers FOLDER``; gone at the end of the block."""
    ready = folder / "ready"
    ready.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.servers", str(folder), "0", *options]
    root = Path(__file__).parent.parent
    with subprocess.Popen(command, cwd=root, stdin=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 20
            while not ready.exists():
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"the mail server did not start ({process.returncode})")
                time.sleep(0.02)
            yield Standalone(folder, int(ready.read_text()))
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def main(arguments: list[str] | None = None) -> None:
    """Serve until SIGTERM, or until the time is over."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers")
    parser.add_argument("folder", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--security", choices=["starttls", "tls", "none"], default="starttls")
    parser.add_argument("--no-auth", action="store_true")
    parser.add_argument("--seconds", type=float, default=600)
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: over.set())
    server = MailServer(
        security=options.security,
        auth=not options.no_auth,
        journal=options.folder / "accepted.jsonl",
    )
    (options.folder / "ca.pem").write_bytes(server.ca_pem)
    server.start(options.port)
    try:
        draft = options.folder / "ready.new"
        draft.write_text(str(server.port))
        draft.replace(options.folder / "ready")
        over.wait(options.seconds)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
