"""The kept connection, mail by mail.

The wire is asyncio's, in a runner of the session's own; callers see plain blocking
calls. A session belongs to one thread.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from outreach.model import Deferred, InDoubt, Message, Outcome, Rejected
from outreach.smtp import opening
from outreach.smtp.answers import Stage, judge, tidy
from outreach.smtp.opening import Server
from outreach.words import say

if TYPE_CHECKING:
    import asyncio
    from types import TracebackType

    import aiosmtplib

#: The longest wait for politeness alone (RSET, QUIT), in seconds.
POLITE = 5.0
#: Bytes per second that a poor uplink still manages; longer mails get more time.
SLOW_UPLINK = 16 * 1024
#: What would end an address on the wire and begin something else.
_UNSAFE = re.compile(r"[\s<>\x00-\x1f\x7f]")


def nowhere(_edge: str) -> None:
    """Nothing; the edge hook of everyday use."""


class Session:
    """One connection to a mail server, kept for several mails."""

    def __init__(
        self,
        server: Server,
        secret: Callable[[], str],
        *,
        command_timeout: float = 60,
        data_timeout: float = 600,
    ) -> None:
        """A session not yet open.

        Args:
            server: Where to connect.
            secret: Hands out the password or token; called once per login, never before
                the connection is safe.
            command_timeout: Seconds to wait for each answer.
            data_timeout: Seconds to wait for the answer to a finished mail; grows with
                its size (RFC 5321 §4.5.3.2.6 asks for ten minutes).
        """
        self._server = server
        self._secret = secret
        self._patience = command_timeout
        self._data_patience = data_timeout
        self._runner: asyncio.Runner | None = None
        self._client: aiosmtplib.SMTP | None = None
        self._extensions: dict[str, str] = {}

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        """True while the connection stands, as far as this side can know without asking."""
        if self._client is None:
            return False
        self._turn()
        if not self._client.is_connected:
            self._drop()
        return self._client is not None

    @property
    def size_limit(self) -> int | None:
        """The largest mail in bytes the server announced; None where it named none."""
        limit = self._extensions.get("size", "")
        return int(limit) or None if limit.isdecimal() else None

    @property
    def smtputf8(self) -> bool:
        """True when the server takes addresses outside ASCII (RFC 6531)."""
        return "smtputf8" in self._extensions

    def open(self) -> None:
        """Connect, secure the line, log in once with one mechanism.

        Raises:
            TransportError: Nobody answers, or the server will not talk just now.
            LoginRefused: The server refused the login; it was tried once.
            ConfigError: The line would not be safe, or the settings do not fit the server.
            PolicyRefused: A rehearsal met a server that is not this machine.
        """
        import asyncio

        if self.is_open:
            return
        context = opening.tls_context(self._server)
        sock = opening.dial(self._server, self._patience)
        self._runner = asyncio.Runner()
        try:
            self._client = client = opening.client(self._server, sock, context, self._patience)
            self._runner.run(opening.greet(self._server, client, self._patience))
            if self._server.auth != "none":
                login = opening.mechanism(self._server, client)
                self._runner.run(opening.login(self._server, client, login, self._secret()))
            self._extensions = dict(client.esmtp_extensions)
        except BaseException:
            self._drop()
            sock.close()
            raise

    def deliver(self, message: Message, edge: Callable[[str], None] = nowhere) -> Outcome:
        """Hand in `message`, once; whatever happens on the wire is a value.

        After a loss, a time-out or a 421 the session is closed and the caller opens a
        fresh one. An exception (Ctrl-C, an error of `edge`) closes it too: a connection
        left in mid-mail would take the next mail for text.

        Args:
            message: The finished mail.
            edge: Told the name of each step right before it is taken: mail, rcpt, data,
                body, dot; then answered. For tests that stop there.
        """
        if not self.is_open or self._client is None or self._runner is None:
            return Deferred(None, str(say("smtp.not_open", where=self._server.where)))
        if refused := self._impossible(message):
            return refused
        try:
            outcome = self._runner.run(self._hand_in(self._client, message, edge))
        except BaseException:
            self._drop()
            raise
        if not self._client.is_connected:
            self._drop()
        return outcome

    def close(self) -> None:
        """Say QUIT and hang up, within five seconds; no error of the wire gets out."""
        try:
            if self._client is not None and self._runner is not None and self.is_open:
                self._runner.run(_goodbye(self._client, "quit", self._patience))
        finally:
            self._drop()

    def _impossible(self, message: Message) -> Rejected | None:
        """A refusal of our own, where the server's greeting already says no."""
        where, size = self._server.where, len(message.content)
        if self.size_limit is not None and size > self.size_limit:
            text = say("smtp.too_big", where=where, size=size, limit=self.size_limit)
            return Rejected(552, str(text))
        if _UNSAFE.search(message.mail_from + message.rcpt_to):
            return Rejected(553, str(say("smtp.bad_address", to=tidy(message.rcpt_to))))
        if _needs_utf8(message) and not self.smtputf8:
            return Rejected(553, str(say("smtp.no_smtputf8", where=where, to=message.rcpt_to)))
        return None

    async def _hand_in(
        self, client: "aiosmtplib.SMTP", message: Message, edge: Callable[[str], None]
    ) -> Outcome:
        import aiosmtplib

        begun = False
        try:
            refused = await self._envelope(client, message, edge)
            if refused is not None:
                return refused
            edge("body")
            begun = True
            code, text = await self._pour(client, message, edge)
            edge("answered")
        except aiosmtplib.SMTPResponseException as broken:
            client.close()  # an answer nobody can read: what follows cannot be paired
            return judge("dot" if begun else "data", -1, broken.message)
        except (aiosmtplib.SMTPException, OSError) as lost:
            client.close()
            return self._lost(lost, begun=begun)
        outcome = judge("dot", code, text)
        if code == 421 or isinstance(outcome, InDoubt):
            client.close()
        return outcome

    async def _envelope(
        self, client: "aiosmtplib.SMTP", message: Message, edge: Callable[[str], None]
    ) -> Outcome | None:
        """None once the server waits for the text; else what its answer means."""
        import aiosmtplib

        stage: Stage = "mail"
        encoding = "utf-8" if _needs_utf8(message) else "ascii"
        try:
            edge(stage)
            options = self._options(message)
            await client.mail(
                message.mail_from, options=options, encoding=encoding, timeout=self._patience
            )
            edge(stage := "rcpt")
            await client.rcpt(message.rcpt_to, encoding=encoding, timeout=self._patience)
            edge(stage := "data")
            code, text = await client.execute_command(b"DATA", timeout=self._patience)
        except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPRecipientRefused) as refusal:
            code, text = refusal.code, refusal.message
        if stage == "data" and code == 354:
            return None
        await _goodbye(client, "rset", self._patience)
        return judge(stage, code, text)

    def _options(self, message: Message) -> list[str]:
        """The parameters of MAIL (RFC 1870 §3, RFC 6152 §2, RFC 6531 §3.4)."""
        options = [f"SIZE={len(message.content)}"] if "size" in self._extensions else []
        if "8bitmime" in self._extensions and not message.content.isascii():
            options.append("BODY=8BITMIME")
        return [*options, "SMTPUTF8"] if _needs_utf8(message) else options

    async def _pour(
        self, client: "aiosmtplib.SMTP", message: Message, edge: Callable[[str], None]
    ) -> tuple[int, str]:
        """The answer to the whole text, its dots doubled (RFC 5321 §4.5.2)."""
        from aiosmtplib import SMTPServerDisconnected
        from aiosmtplib.protocol import normalize_message_line_endings

        if client.protocol is None:
            raise SMTPServerDisconnected("")
        text = re.sub(rb"(?m)^\.", b"..", normalize_message_line_endings(message.content))
        client.protocol.write(text)
        edge("dot")
        client.protocol.write(b".\r\n")
        patience = self._data_patience + len(text) / SLOW_UPLINK
        answer = await client.protocol.read_response(timeout=patience)
        return answer.code, answer.message

    def _lost(self, error: Exception, *, begun: bool) -> Deferred | InDoubt:
        silent = isinstance(error, TimeoutError)
        if begun:
            key = "smtp.silent_after_data" if silent else "smtp.lost_after_data"
            return InDoubt(str(say(key, where=self._server.where)))
        key = "smtp.silent_before_data" if silent else "smtp.lost_before_data"
        return Deferred(None, str(say(key, where=self._server.where)))

    def _turn(self) -> None:
        """Let what has already arrived on the wire take effect, without waiting."""
        if self._runner is None:
            return
        loop = self._runner.get_loop()
        for _ in range(6):  # a TLS goodbye travels through several callbacks
            loop.call_soon(loop.stop)
            loop.run_forever()

    def _drop(self) -> None:
        """Hang up without a word and forget everything about the connection."""
        runner, client = self._runner, self._client
        try:
            if client is not None:
                client.close()
                self._turn()
        finally:
            self._runner, self._client, self._extensions = None, None, {}
            if runner is not None:
                runner.close()


def _needs_utf8(message: Message) -> bool:
    return message.smtputf8 or not (message.mail_from + message.rcpt_to).isascii()


async def _goodbye(client: "aiosmtplib.SMTP", verb: str, patience: float) -> None:
    """RSET or QUIT, for a few seconds only; a server that fails it is hung up on."""
    import aiosmtplib

    if not client.is_connected:
        return
    try:
        ask = client.rset if verb == "rset" else client.quit
        await ask(timeout=min(POLITE, patience))
    except (aiosmtplib.SMTPException, OSError):
        client.close()
