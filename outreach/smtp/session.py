"""The kept connection, mail by mail.

The wire is asyncio's, in a runner of the session's own; callers see plain blocking
calls. A session belongs to one thread.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from outreach.model import Deferred, Message, Outcome, Rejected
from outreach.smtp import opening
from outreach.smtp.answers import tidy
from outreach.smtp.opening import Server
from outreach.words import say

if TYPE_CHECKING:
    import asyncio
    from types import TracebackType

    import aiosmtplib

    from outreach.smtp.wire import Wire

#: What would end an address on the wire and begin something else.
_UNSAFE = re.compile(r"[\s<>\x00-\x1f\x7f]")
#: Domains that nobody can own (RFC 2606, RFC 6761).
_RESERVED = re.compile(r"(?:.+\.)?(?:test|invalid|localhost|example|example\.(?:com|net|org))\.?")


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
        self._wire: Wire | None = None
        self._extensions: dict[str, str] = {}
        #: True while the peer is this machine, where made-up addresses do no harm.
        self._here = True
        #: True once a server broke off before the text: no group of commands from then on.
        self._one_by_one = False

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
        if self._wire is None:
            return False
        self._turn()
        if not self._wire.is_quiet:
            self._drop()
        return self._wire is not None

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
        sock, peer = opening.dial(self._server, self._patience)
        self._here = opening.is_loopback(peer)
        self._runner = asyncio.Runner()
        try:
            client = opening.client(self._server, sock, context, self._patience)
            self._wire = self._log_in(self._runner, client)
        except BaseException:
            self._drop()
            sock.close()
            raise

    def _log_in(self, runner: "asyncio.Runner", client: "aiosmtplib.SMTP") -> "Wire":
        server = self._server
        try:
            runner.run(opening.greet(server, client, self._patience))
            if server.auth != "none":
                login = opening.mechanism(server, client)
                runner.run(opening.login(server, client, login, self._secret()))
            self._extensions = dict(client.esmtp_extensions)
            return opening.take_over(server, client)
        except BaseException:
            client.close()
            raise

    def deliver(self, message: Message, edge: Callable[[str], None] = nowhere) -> Outcome:
        """Hand in `message`, once; whatever happens on the wire is a value.

        After a loss, a time-out or a 421 the session is closed and the caller opens a
        fresh one. An exception (Ctrl-C, an error of `edge`) closes it too: a connection
        left in mid-mail would take the next mail for text.

        Args:
            message: The finished mail.
            edge: Told the name of each step right before it is taken: mail, rcpt, data
                (one after the other also where they go out together), body, dot; then
                answered. For tests that stop there.
        """
        from outreach.smtp.transaction import Terms, hand_in

        if not self.is_open or self._wire is None or self._runner is None:
            return Deferred(None, str(say("smtp.not_open", where=self._server.where)))
        if refused := self._impossible(message):
            return refused
        at_once = "pipelining" in self._extensions and not self._one_by_one
        terms = Terms(
            self._server.where, self._extensions, at_once, self._patience, self._data_patience
        )
        try:
            outcome = self._runner.run(hand_in(self._wire, message, terms, edge))
        except BaseException:
            self._drop()
            raise
        if not self._wire.is_quiet:
            self._drop()
            # Broken off before the text: it may not take what it offered, so not again.
            self._one_by_one |= isinstance(outcome, Deferred) and outcome.code is None
        return outcome

    def close(self) -> None:
        """Say QUIT and hang up, within five seconds; no error of the wire gets out."""
        from outreach.smtp.transaction import goodbye

        try:
            if self.is_open and self._wire is not None and self._runner is not None:
                self._runner.run(goodbye(self._wire, self._patience))
        finally:
            self._drop()

    def _impossible(self, message: Message) -> Rejected | None:
        """A refusal of our own, before a word is said of this mail."""
        from outreach.smtp.transaction import needs_utf8

        where, size = self._server.where, len(message.content)
        if self.size_limit is not None and size > self.size_limit:
            text = say("smtp.too_big", where=where, size=size, limit=self.size_limit)
            return Rejected(552, str(text))
        if _UNSAFE.search(message.mail_from + message.rcpt_to):
            return Rejected(553, str(say("smtp.bad_address", to=tidy(message.rcpt_to))))
        if not self._here and _RESERVED.fullmatch(message.rcpt_to.rpartition("@")[2].lower()):
            return Rejected(553, str(say("smtp.reserved", to=message.rcpt_to)))
        if needs_utf8(message) and not self.smtputf8:
            return Rejected(553, str(say("smtp.no_smtputf8", where=where, to=message.rcpt_to)))
        return None

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
        runner, wire = self._runner, self._wire
        try:
            if wire is not None:
                wire.hang_up()
            self._turn()
        finally:
            self._runner, self._wire, self._extensions = None, None, {}
            if runner is not None:
                runner.close()
