"""From a host name to a line that is safe and logged in, or to plain words why not."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Literal, cast

from outreach.errors import (
    ConfigError,
    LoginRefused,
    OutreachError,
    PolicyRefused,
    TransportError,
)
from outreach.smtp.answers import tidy
from outreach.words import say

if TYPE_CHECKING:
    import asyncio
    import socket
    import ssl

    import aiosmtplib

    from outreach.smtp.wire import Wire


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mailbox hands in its mail, and how it says who it is."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    username: str = ""
    auth: Literal["password", "xoauth2", "none"] = "password"
    #: PEM file of the one certificate authority to trust; "" for the system's.
    ca_file: str = ""
    #: True refuses every peer that is not this machine.
    rehearsal: bool = False

    @property
    def where(self) -> str:
        """``host:port``, as a person would write it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def tls_context(server: Server) -> "ssl.SSLContext | None":
    """What to trust: `ca_file` alone where set, else the system; never less than TLS 1.2."""
    import ssl

    if server.security == "none":
        return None
    try:
        context = ssl.create_default_context(cafile=server.ca_file or None)
    except OSError as error:  # ssl.SSLError is one
        why = error.strerror or str(error)
        raise ConfigError(
            say("smtp.ca_file", path=server.ca_file, why=why), say("smtp.ca_file_hint")
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def dial(server: Server, patience: float) -> "tuple[socket.socket, str]":
    """A TCP connection to a peer we may talk to, and its address; nothing was said on it."""
    import socket

    where = server.where
    try:
        sock = socket.create_connection((server.host, server.port), timeout=patience)
        peer = str(sock.getpeername()[0])
    except (socket.gaierror, UnicodeError) as error:
        raise TransportError(
            say("smtp.unknown_host", host=server.host), say("smtp.unknown_host_hint")
        ) from error
    except TimeoutError as error:
        raise _silent(server, patience) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise TransportError(
            say("smtp.no_connection", where=where, why=why), say("smtp.port_hint")
        ) from error
    try:
        permit(server, peer)
    except OutreachError:
        sock.close()
        raise
    return sock, peer


def permit(server: Server, peer: str) -> None:
    """Nothing, where `server` may be spoken to at the address `peer`.

    Raises:
        PolicyRefused: A rehearsal, and the peer is not this machine.
        ConfigError: A line without TLS, and the peer is not this machine.
    """
    where = server.where
    if is_loopback(peer):
        return
    if server.rehearsal:
        raise PolicyRefused(
            say("smtp.rehearsal", where=where, peer=peer), say("smtp.rehearsal_hint")
        )
    if server.security == "none":
        raise ConfigError(say("smtp.open_line", where=where, peer=peer), say("smtp.open_line_hint"))


def is_loopback(peer: str) -> bool:
    """True for an address that never leaves this machine, in any spelling."""
    address = ip_address(peer.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback


def client(
    server: Server, sock: "socket.socket", context: "ssl.SSLContext | None", patience: float
) -> "aiosmtplib.SMTP":
    """A client on `sock` that never secures, greets or logs in of its own accord."""
    import aiosmtplib

    class Client(aiosmtplib.SMTP):
        """Hangs up at once: a closing handshake would wait for a peer that may be gone."""

        def close(self) -> None:
            transport = self.transport
            super().close()
            if transport is not None:
                transport.abort()  # type: ignore[attr-defined]  # all of asyncio's have it

    own = ip_address(str(sock.getsockname()[0]).partition("%")[0])
    return Client(
        hostname=server.host,
        sock=sock,
        # an address literal needs no DNS and names no machine (RFC 5321 §4.1.4)
        local_hostname=f"[IPv6:{own}]" if own.version == 6 else f"[{own}]",
        timeout=patience,
        use_tls=server.security == "tls",
        start_tls=False,  # done below, by hand, so that it cannot be skipped
        tls_context=context,
    )


async def greet(server: Server, client: "aiosmtplib.SMTP", patience: float) -> None:
    """Greeting, EHLO and TLS; afterwards the line is as safe as the settings demand."""
    import aiosmtplib

    try:
        await client.connect()
        await client.ehlo()
        if server.security == "starttls":
            if not client.supports_extension("starttls"):
                raise ConfigError(
                    say("smtp.no_starttls", where=server.where), say("smtp.no_starttls_hint")
                )
            await client.starttls()
            await client.ehlo()
    except (aiosmtplib.SMTPException, OSError) as error:
        raise _no_session(server, error, patience) from error


def _no_session(server: Server, error: Exception, patience: float) -> OutreachError:
    """The plain words for an opening that failed."""
    import ssl

    import aiosmtplib

    where = server.where
    cause = error if isinstance(error, ssl.SSLError) else error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return ConfigError(
            say("smtp.certificate", where=where, why=_certificate(cause)),
            say("smtp.certificate_hint"),
        )
    if isinstance(cause, ssl.SSLError):
        why = cause.reason or str(cause)
        return ConfigError(say("smtp.no_tls", where=where, why=why), say("smtp.port_hint"))
    if isinstance(error, TimeoutError):
        return _silent(server, patience)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        code = f"{error.code} " if error.code > 0 else ""
        answer = code + tidy(error.message)
        return TransportError(say("smtp.not_now", where=where, answer=answer), say("smtp.later"))
    return TransportError(say("smtp.hung_up", where=where), say("smtp.port_hint"))


def _silent(server: Server, patience: float) -> TransportError:
    seconds = f"{patience:g}"
    return TransportError(
        say("smtp.silent", where=server.where, seconds=seconds), say("smtp.port_hint")
    )


def _certificate(error: "ssl.SSLCertVerificationError") -> object:
    """Why a certificate is not believed; the numbers are OpenSSL's X509_V_ERR codes."""
    keys = {
        9: "smtp.cert_early",
        10: "smtp.cert_expired",
        18: "smtp.cert_unknown",
        19: "smtp.cert_unknown",
        20: "smtp.cert_unknown",
        21: "smtp.cert_unknown",
        62: "smtp.cert_name",
        64: "smtp.cert_name",
    }
    key = keys.get(error.verify_code)
    return say(key) if key else error.verify_message


def mechanism(server: Server, client: "aiosmtplib.SMTP") -> str:
    """The one mechanism to log in with, of those the server offers."""
    wanted = ("xoauth2",) if server.auth == "xoauth2" else ("plain", "login")
    offered = client.server_auth_methods
    for name in wanted:
        if name in offered:
            return name
    have = ", ".join(tidy(name).upper() for name in offered) or "–"
    oauth = server.auth == "xoauth2"
    raise ConfigError(
        say("smtp.no_xoauth2" if oauth else "smtp.no_password", where=server.where, have=have),
        say("smtp.no_mechanism_hint"),
    )


async def login(server: Server, client: "aiosmtplib.SMTP", mechanism: str, secret: str) -> None:
    """Logged in, or refused for good; there is no second try that could lock an account."""
    import aiosmtplib

    attempt = {
        "plain": client.auth_plain,
        "login": client.auth_login,
        "xoauth2": client.auth_xoauth2,
    }[mechanism]
    where, user = server.where, server.username
    try:
        await attempt(user, secret)
    except aiosmtplib.SMTPResponseException as refusal:
        answer = f"{refusal.code} {tidy(refusal.message)}"
        if 500 <= refusal.code < 600:
            what = say("smtp.login_refused", where=where, user=user, answer=answer)
            raise LoginRefused(what, say(_login_hint(server, refusal))) from None
        what = say("smtp.login_not_now", where=where, user=user, answer=answer)
        raise TransportError(what, say("smtp.later")) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        what = say("smtp.login_lost", where=where, user=user)
        raise TransportError(what, say("smtp.later")) from error


def take_over(server: Server, client: "aiosmtplib.SMTP") -> "Wire":
    """The line that `client` opened, from here on in other hands.

    Raises:
        TransportError: The server hung up meanwhile.
    """
    from outreach.smtp.wire import Wire

    if not client.is_connected:
        raise TransportError(say("smtp.hung_up", where=server.where), say("smtp.later"))
    return Wire(cast("asyncio.Transport", client.transport))


def _login_hint(server: Server, refusal: "aiosmtplib.SMTPResponseException") -> str:
    text = refusal.message.lower()
    if "5.7.139" in text or "basic authentication is disabled" in text:
        return "smtp.hint_microsoft"
    if server.auth == "xoauth2":
        return "smtp.hint_token"
    if refusal.code == 534 or "5.7.9" in text or "app password" in text:
        return "smtp.hint_app_password"
    return "smtp.hint_password"
