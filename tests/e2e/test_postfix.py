"""The SMTP edge against Postfix and Dovecot, as they run out there."""

from dataclasses import replace
from email import message_from_bytes

import pytest

from outreach.errors import ConfigError, LoginRefused
from outreach.model import Accepted, Deferred, Message, Rejected
from outreach.smtp import Server, Session
from tests.mailserver import PASSWORD, USERS, RealMailServer, eventually, token

pytestmark = pytest.mark.needs("postfix")

ME, ANNA, _ = USERS


def session(real: RealMailServer, secret: str = PASSWORD, **more) -> Session:
    server = Server("localhost", real.submission, "starttls", ME, ca_file=real.ca_file)
    return Session(replace(server, **more), lambda: secret, command_timeout=20, data_timeout=20)


def mail(to: str, name: str, body: bytes = b"Liebe Anna,\r\n") -> Message:
    head = (
        f"Date: Tue, 24 Nov 2026 09:14:00 +0100\r\nFrom: Anna Weber <{ME}>\r\nTo: {to}\r\n"
        f"Subject: Lange nichts geh=?utf-8?q?=C3=B6?=rt\r\nMessage-ID: <{name}@example.com>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return Message(f"reconnect:1:{to}", f"<{name}@example.com>", ME, to, head.encode() + body)


def arrived(real: RealMailServer, user: str, name: str) -> bytes:
    """The mail of that Message-ID in a user's inbox; empty when it never comes."""

    def look() -> bytes:
        wanted = f"Message-ID: <{name}@example.com>".encode()
        return next((raw for raw in real.mails(user) if wanted in raw), b"")

    return eventually(look)


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("auth", ["password", "xoauth2"])
def test_logins(real, security, auth) -> None:
    """Password and token log in over STARTTLS and over TLS, and the mail arrives."""
    port = real.submission if security == "starttls" else real.smtps
    secret = PASSWORD if auth == "password" else token(ME)
    name = f"login-{security}-{auth}"
    with session(real, secret, port=port, security=security, auth=auth) as line:
        assert isinstance(line.deliver(mail(ANNA, name)), Accepted)
    assert arrived(real, ANNA, name)


@pytest.mark.parametrize("auth", ["password", "xoauth2"])
def test_a_wrong_secret_is_one_attempt(real, auth) -> None:
    """The server's own log shows one failed login per wrong secret, and no second one."""
    before = real.log().count("authentication failed")
    with pytest.raises(LoginRefused):
        session(
            real, token(ME, key=b"another key") if auth == "xoauth2" else "wrong", auth=auth
        ).open()
    name = f"after-wrong-{auth}"  # its arrival is a moment after which the log is complete
    with session(real) as line:
        assert isinstance(line.deliver(mail(ANNA, name)), Accepted)
    assert arrived(real, ANNA, name)
    assert real.log().count("authentication failed") - before == 1


def test_an_unknown_authority(real) -> None:
    """A server whose authority is not trusted gets no login."""
    before = real.log().count("sasl_method=")
    with pytest.raises(ConfigError):
        session(real, ca_file="").open()
    assert real.log().count("sasl_method=") == before


def test_refusals_touch_one_person(real) -> None:
    """An unknown address and a greylisted one keep nobody else from their mail."""
    with session(real) as line:
        assert line.deliver(mail("nosuch@kunde.example", "nosuch")) == Rejected(
            550, "5.1.1 <nosuch@kunde.example>: Recipient address rejected: No such user"
        )
        grey = line.deliver(mail("grey@kunde.example", "grey"))
        assert isinstance(grey, Deferred)
        assert (grey.code, grey.scope, grey.retry_after) == (450, "recipient", 300)
        assert isinstance(line.deliver(mail(ANNA, "the-next")), Accepted)
    assert arrived(real, ANNA, "the-next")


def test_a_foreign_sender_concerns_the_mailbox(real) -> None:
    """A From that the mailbox may not use rejects nobody: it pauses the mailbox."""
    with session(real) as line:
        outcome = line.deliver(replace(mail(ANNA, "foreign"), mail_from="chef@example.com"))
    assert isinstance(outcome, Deferred)
    assert outcome.scope == "account"


def test_421_ends_the_session(real) -> None:
    """Postfix hangs up after a 421; the mailbox pauses and a fresh session works."""
    with session(real) as line:
        outcome = line.deliver(mail("closing@kunde.example", "closing"))
        assert isinstance(outcome, Deferred)
        assert (outcome.code, outcome.scope) == (421, "account")
        assert not line.is_open
        line.open()
        assert isinstance(line.deliver(mail(ANNA, "reopened")), Accepted)


def test_size_limit(real) -> None:
    """A mail over Postfix's limit is refused before it is sent."""
    with session(real) as line:
        assert line.size_limit == 1_000_000
        outcome = line.deliver(mail(ANNA, "large", b"x" * 76 + b"\r\n" + b"y\r\n" * 400_000))
    assert isinstance(outcome, Rejected)
    assert outcome.code == 552


def test_bytes_arrive_unchanged(real) -> None:
    """Below the lines that servers add on top, the mail in the inbox is ours byte for byte."""
    body = ".\r\n..\r\nfrom here on\r\nFrom the start\r\n\r\nSchöne Grüße \r\n\r\n".encode()
    message = mail(ANNA, "bytes", body)
    with session(real) as line:
        assert isinstance(line.deliver(message), Accepted)
    stored = arrived(real, ANNA, "bytes").replace(b"\r\n", b"\n")
    trace = stored.removesuffix(message.content.replace(b"\r\n", b"\n"))
    assert trace != stored
    names = {line.split(b":")[0] for line in trace.splitlines() if line[:1] not in b"\t "}
    assert names <= {b"Return-Path", b"Delivered-To", b"Received"}


def test_the_machine_is_not_named(real) -> None:
    """The trace that every recipient can read does not carry this computer's name."""
    with session(real) as line:
        line.deliver(mail(ANNA, "trace"))
    first = str(message_from_bytes(arrived(real, ANNA, "trace")).get_all("Received"))
    assert "from [127.0.0.1]" in first


@pytest.mark.parametrize(
    ("to", "status"),
    [("x@bounce.example", "5.1.1"), ("x@full.example", "5.2.2"), ("x@blocked.example", "5.7.1")],
)
def test_accepted_is_not_delivered(real, to, status) -> None:
    """A mail refused further on was accepted here, and comes back as a report citing it."""
    name = f"bounce-{status}"
    with session(real) as line:
        assert isinstance(line.deliver(mail(to, name)), Accepted)
    report = message_from_bytes(arrived(real, ME, name))
    assert report.get_content_type() == "multipart/report"
    assert f"Status: {status}" in report.as_string()
    assert to in report.as_string()
