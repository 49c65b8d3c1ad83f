"""The SMTP edge against servers that are real, and servers that misbehave."""

import contextlib
import itertools
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.errors import ConfigError, LoginRefused, PolicyRefused, TransportError
from outreach.message import compose
from outreach.model import (
    Accepted,
    Deferred,
    Draft,
    InDoubt,
    Letter,
    Message,
    Outcome,
    Rejected,
    Sender,
)
from outreach.smtp import Server, Session, judge, opening
from outreach.smtp.answers import retry_after, tidy
from outreach.smtp.opening import is_loopback, permit, tls_context
from outreach.smtp.wire import MOST, GarbledError, Reader
from outreach.words import say
from tests.servers import (
    DROP,
    PASSWORD,
    PIPELINING,
    POLITE,
    STALL,
    TOKEN,
    USER,
    MailServer,
    ScriptedServer,
    standalone,
)

SHORT = {"command_timeout": 0.3, "data_timeout": 0.3}


def mail(to: str = "anna@kunde.example", body: bytes = b"Hallo\r\n", *, name: str = "1") -> Message:
    identity = f"<{name}@example.com>"
    head = f"From: {USER}\r\nTo: {to}\r\nSubject: Hallo\r\nMessage-ID: {identity}\r\n\r\n"
    return Message(
        key=f"reconnect:1:{to}",
        message_id=identity,
        mail_from=USER,
        rcpt_to=to,
        content=head.encode() + body,
        smtputf8=not to.isascii(),
    )


def never() -> str:
    raise AssertionError("the secret was asked for before the line was safe")


def session(server: MailServer, secret: Callable[[], str] = lambda: PASSWORD, **more) -> Session:
    """A session that trusts the server's own authority."""
    times = {"command_timeout": 10, "data_timeout": 10}
    settings = Server(
        host="localhost",
        port=server.port,
        security=server.security,
        username=USER if server.auth else "",
        auth="password" if server.auth else "none",
        ca_file=server.ca_file,
    )
    for name in ("command_timeout", "data_timeout"):
        times[name] = more.pop(name, times[name])
    return Session(replace(settings, **more), secret, **times)


def scripted(server: ScriptedServer, **more) -> Session:
    """A session without TLS, impatient, as loopback allows."""
    auth = more.pop("auth", "none")
    settings = Server("127.0.0.1", server.port, "none", USER, auth)
    return Session(settings, lambda: PASSWORD, **{**SHORT, **more})


def one(edges: dict[str, str | tuple[str, ...]], message: Message | None = None) -> Outcome:
    """The outcome of one mail at a server with this script."""
    with ScriptedServer(**edges) as server, scripted(server) as line:
        return line.deliver(message or mail())


@pytest.fixture(params=[POLITE["EHLO"], PIPELINING], ids=["one-by-one", "at-once"])
def ehlo(request) -> str:
    """A greeting without PIPELINING and one with it: the same must hold for both."""
    return request.param


# --- opening -----------------------------------------------------------------------------


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_password_login(security, mechanism) -> None:
    """A password goes over a verified TLS line, by PLAIN where offered, else by LOGIN."""
    with MailServer(security=security, mechanisms=(mechanism, "XOAUTH2")) as server:
        with session(server) as line:
            assert isinstance(line.deliver(mail()), Accepted)
        assert server.auth_attempts == [(mechanism, USER)]
        assert [d.rcpt for d in server.accepted] == ["anna@kunde.example"]


def test_plain_before_login() -> None:
    """Of PLAIN and LOGIN one is used, and it is PLAIN."""
    with MailServer() as server, session(server):
        assert server.auth_attempts == [("PLAIN", USER)]


def test_token_login() -> None:
    """An OAuth mailbox logs in with XOAUTH2 and nothing else."""
    with MailServer() as server, session(server, lambda: TOKEN, auth="xoauth2") as line:
        assert isinstance(line.deliver(mail()), Accepted)
        assert server.auth_attempts == [("XOAUTH2", USER)]


@pytest.mark.parametrize(("auth", "how"), [("password", "PLAIN"), ("xoauth2", "XOAUTH2")])
def test_wrong_secret_is_tried_once(auth, how) -> None:
    """A refused login is one attempt with one mechanism, exit code 77, naming server and user."""
    with MailServer() as server, pytest.raises(LoginRefused) as caught:
        session(server, lambda: "wrong", auth=auth).open()
    assert server.auth_attempts == [(how, USER)]
    assert server.connections == 1
    assert caught.value.exit_code == 77
    assert f"localhost:{server.port}" in str(caught.value)
    assert USER in str(caught.value)
    assert "wrong" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        ("535 5.7.8 Bad credentials", "smtp.hint_password"),
        ("535 5.7.139 Basic authentication is disabled", "smtp.hint_microsoft"),
        ("534-5.7.9 Application-specific password\r\n534 5.7.9 required", "smtp.hint_app_password"),
    ],
)
def test_login_hints(answer, hint) -> None:
    """The hint to a refused login fits what the provider meant."""
    with ScriptedServer(AUTH=answer) as server, pytest.raises(LoginRefused) as caught:
        scripted(server, auth="password").open()
    assert caught.value.hint is not None
    assert caught.value.hint.key == hint
    assert server.commands.count("AUTH") == 1


@pytest.mark.parametrize(
    "answer",
    [
        "454 4.7.0 Temporary authentication failure",
        "421 4.3.2 Busy",
        "432 4.3.2 Limit",
        DROP,
        STALL,
    ],
)
def test_login_not_now(answer) -> None:
    """A login that cannot be checked just now is "try later", not a wrong password."""
    with ScriptedServer(AUTH=answer) as server, pytest.raises(TransportError) as caught:
        scripted(server, auth="password").open()
    assert caught.value.exit_code == 75
    assert server.commands.count("AUTH") == 1


def test_no_common_mechanism() -> None:
    """A server without a mechanism of ours is a setting to mend; nothing secret is asked for."""
    with MailServer(mechanisms=("XOAUTH2",)) as server, pytest.raises(ConfigError) as caught:
        session(server, never).open()
    assert "XOAUTH2" in str(caught.value)
    assert server.auth_attempts == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("fault", ["expired", "wrong-name", "foreign"])
def test_bad_certificate(security, fault) -> None:
    """A certificate that cannot be believed is exit code 78 before anything secret is said."""
    keys = {"expired": "cert_expired", "wrong-name": "cert_name", "foreign": "cert_unknown"}
    server = MailServer(security=security, certificate=fault)
    with server, pytest.raises(ConfigError) as caught:
        session(server, never).open()
    assert caught.value.what.args["why"].key == f"smtp.{keys[fault]}"
    assert caught.value.exit_code == 78
    assert server.auth_attempts == []
    assert server.accepted == []


def test_system_authorities_without_ca_file() -> None:
    """Without ca_file only the system's authorities count."""
    with MailServer() as server, pytest.raises(ConfigError):
        session(server, never, ca_file="").open()


def test_old_tls_is_refused() -> None:
    """Nothing older than TLS 1.2 is spoken, and certificates are always checked."""
    context = tls_context(Server("localhost", 587, "starttls"))
    assert context is not None
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize("content", [None, b"no certificate in here"])
def test_unusable_ca_file(tmp_path, content) -> None:
    """A ca_file that is missing or no PEM is named, before anybody is called."""
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    line = Session(Server("127.0.0.1", 9, "starttls", USER, ca_file=str(path)), never)
    with pytest.raises(ConfigError, match=str(path)):
        line.open()


def test_stripped_starttls() -> None:
    """Where STARTTLS is missing from the greeting, nothing goes on: no AUTH, no MAIL."""
    with ScriptedServer() as server:
        settings = Server("127.0.0.1", server.port, "starttls", USER)
        with pytest.raises(ConfigError) as caught:
            Session(settings, never, **SHORT).open()
        assert caught.value.what.key == "smtp.no_starttls"
        assert set(server.commands) <= {"EHLO", "QUIT"}


@pytest.mark.parametrize(
    "answer", ["454 4.7.0 TLS not available", "421 4.3.2 Bye", "502 No", DROP, STALL, "220 Go"]
)
def test_starttls_that_fails(answer) -> None:
    """A refused, lost or broken change to TLS ends the opening, never goes on in clear."""
    greeting = "250-mail.example.com\r\n250-AUTH PLAIN\r\n250 STARTTLS"
    with ScriptedServer(EHLO=greeting, STARTTLS=answer) as server:
        settings = Server("127.0.0.1", server.port, "starttls", USER)
        with pytest.raises((TransportError, ConfigError)):
            Session(settings, never, **SHORT).open()
        assert "AUTH" not in server.commands


@pytest.mark.parametrize(
    "script",
    [
        {"GREETING": "554 5.7.1 No service for you"},
        {"GREETING": "421 4.3.2 Busy"},
        {"GREETING": "what?"},
        {"GREETING": DROP},
        {"GREETING": STALL},
        {"EHLO": "421 4.3.2 Busy"},
        {"EHLO": "500 Never heard of it"},
        {"EHLO": DROP},
        {"EHLO": STALL},
    ],
    ids=str,
)
def test_bad_greeting(script) -> None:
    """A server that does not get as far as EHLO is "try later", with its address."""
    with ScriptedServer(**script) as server, pytest.raises(TransportError) as caught:
        scripted(server).open()
    assert f"127.0.0.1:{server.port}" in str(caught.value)
    assert caught.value.exit_code == 75


def test_tls_to_a_plain_port() -> None:
    """TLS spoken to a port that is plain is a setting to mend, and the hint says which."""
    with ScriptedServer() as server, pytest.raises(ConfigError) as caught:
        Session(Server("127.0.0.1", server.port, "tls", USER), never, **SHORT).open()
    assert caught.value.hint is not None
    assert caught.value.hint.key == "smtp.port_hint"


def test_plain_to_a_tls_port() -> None:
    """STARTTLS tried at a port that wants TLS at once ends by itself, with the same hint."""
    with MailServer(security="tls") as server, pytest.raises(TransportError) as caught:
        session(server, never, security="starttls", command_timeout=0.3).open()
    assert caught.value.hint is not None
    assert caught.value.hint.key == "smtp.port_hint"


def test_nobody_there() -> None:
    """A port where nobody listens is a transport error that names it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(TransportError, match=str(port)):
            Session(Server("127.0.0.1", port, "none", auth="none"), never).open()


def test_a_connection_nobody_accepts() -> None:
    """A port that lets callers wait for ever is a transport error that names it."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, contextlib.ExitStack() as queue:
        for _ in range(4):  # more than the system lets wait
            waiting = queue.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        port = full.getsockname()[1]
        with pytest.raises(TransportError, match=str(port)) as caught:
            Session(Server("127.0.0.1", port, "none", auth="none"), never, **SHORT).open()
        assert caught.value.what.key == "smtp.silent"


def test_a_line_lost_at_the_login_is_not_taken_over() -> None:
    """A connection that is gone when the login is done is no session; nothing is claimed for it."""
    with socket.socket() as sock:
        server = Server("127.0.0.1", 9, "none")
        with pytest.raises(TransportError, match=r"127\.0\.0\.1:9"):
            opening.take_over(server, opening.client(server, sock, None, 0.3))


def test_unknown_host() -> None:
    """A name that leads nowhere is a transport error that names it."""
    with pytest.raises(TransportError, match=r"nowhere\.invalid"):
        Session(Server("nowhere.invalid", 587, "starttls"), never, command_timeout=5).open()


@pytest.mark.parametrize(
    ("peer", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.0.2.7", False),
        ("10.0.0.1", False),
        ("2001:db8::1", False),
        ("::ffff:192.0.2.7", False),
    ],
)
def test_what_counts_as_this_machine(peer: str, here: bool) -> None:
    """Rehearsals, and lines without TLS, reach loopback only, in all its spellings."""
    assert is_loopback(peer) is here


@pytest.mark.parametrize(
    ("rehearsal", "security", "error"),
    [
        (True, "starttls", PolicyRefused),
        (True, "none", PolicyRefused),
        (False, "none", ConfigError),
    ],
)
def test_who_may_not_be_spoken_to(rehearsal, security, error) -> None:
    """A rehearsal, or a line without TLS, refuses any other machine, naming server and address."""
    server = Server("mail.example.com", 587, security, USER, rehearsal=rehearsal)
    with pytest.raises(error, match=r"mail\.example\.com:587.*192\.0\.2\.7"):
        permit(server, "192.0.2.7")
    permit(server, "127.0.0.1")


def test_who_may_be_spoken_to() -> None:
    """Outside a rehearsal a line with TLS goes to any machine."""
    for security in ("starttls", "tls"):
        permit(Server("mail.example.com", 587, security, USER), "192.0.2.7")


def test_rehearsal_on_loopback() -> None:
    """A rehearsal does send to a server on this machine."""
    with MailServer() as server, session(server, rehearsal=True) as line:
        assert isinstance(line.deliver(mail()), Accepted)


def test_secret_is_asked_for_once_per_connection() -> None:
    """The secret is fetched when a connection is opened, and at no other time."""
    asked = []

    def secret() -> str:
        asked.append(1)
        return PASSWORD

    with MailServer() as server:
        line = session(server, secret)
        assert asked == []
        with line:
            line.open()  # already open: nothing to do
            line.deliver(mail(name="1"))
            line.deliver(mail(name="2"))
        assert asked == [1]
        with line:
            assert asked == [1, 1]


def test_a_failing_secret_leaves_no_connection() -> None:
    """An error of the secret's source comes through as it is, and the line is closed."""

    def broken() -> str:
        raise ConfigError(say("smtp.later"))

    with MailServer() as server:
        line = session(server, broken)
        with pytest.raises(ConfigError):
            line.open()
        assert not line.is_open
        assert server.auth_attempts == []


def test_the_machine_is_not_named() -> None:
    """EHLO carries an address literal, never this machine's name."""
    with MailServer() as server, session(server):
        assert set(server.greetings) == {"[127.0.0.1]"}


def test_import_stays_light() -> None:
    """A command that sends nothing never loads asyncio, ssl or aiosmtplib for this room."""
    code = "import sys, outreach.smtp; print({'aiosmtplib','asyncio','ssl','socket'} & set(sys.modules))"
    # Measured, a child process loads what coverage itself needs, socket among it.
    env = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")}
    run = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "set()"


# --- one mail ----------------------------------------------------------------------------


def test_bytes_arrive_as_they_are() -> None:
    """What the server keeps is the message byte for byte: dots, umlauts, long and empty lines."""
    body = b".\r\n..\r\n.hidden\r\n\r\n" + "Grüße\r\n".encode() + b"x" * 900 + b"\r\n.\r\n"
    with MailServer() as server, session(server) as line:
        message = mail(body=body)
        assert isinstance(line.deliver(message), Accepted)
        assert [d.raw for d in server.accepted] == [message.content]
        assert "BODY=8BITMIME" in server.mail_options[0]
        assert f"SIZE={len(message.content)}" in server.mail_options[0]


def test_one_connection_for_several_mails() -> None:
    """A session is kept: three mails, one connection, one login."""
    with MailServer() as server, session(server) as line:
        for name in "123":
            assert isinstance(line.deliver(mail(name=name)), Accepted)
        assert {d.connection for d in server.accepted} == {1}
        assert len(server.auth_attempts) == 1
        assert [d.message_id for d in server.accepted] == [f"<{n}@example.com>" for n in "123"]


ORDERED = [
    ("550-5.1.1", Rejected, {"code": 550, "policy": False}),
    ("550-5.2.1", Rejected, {"code": 550, "policy": False}),
    ("552-5.2.2", Rejected, {"code": 552, "policy": False}),
    ("550-5.7.1", Rejected, {"code": 550, "policy": True}),
    ("450-4.2.0", Deferred, {"code": 450, "scope": "recipient"}),
    ("451-4.7.1", Deferred, {"code": 451, "scope": "recipient"}),
    ("452-4.3.1", Deferred, {"code": 452, "scope": "account"}),
    ("451-4.7.0", Deferred, {"code": 451, "scope": "account"}),
    ("454-4.7.5", Deferred, {"code": 454, "scope": "account"}),
    ("432-4.3.2", Deferred, {"code": 432, "scope": "account"}),
    ("550-5.4.5", Deferred, {"code": 550, "scope": "account"}),
    ("data-554-5.7.1", Rejected, {"code": 554, "policy": True}),
    ("data-554-5.6.0", Rejected, {"code": 554, "policy": False}),
    ("data-552-5.3.4", Rejected, {"code": 552, "policy": False}),
    ("data-451-4.2.0", Deferred, {"code": 451, "scope": "recipient"}),
    ("data-452-4.3.1", Deferred, {"code": 452, "scope": "account"}),
]


def test_a_bare_line_end_never_ends_the_text() -> None:
    """A lone CR or LF beside a dot cannot smuggle a second mail in; every line ends in CRLF."""
    body = b"a\n.\nMAIL FROM:<x@y.example>\r.\r\nb\r\n.\nc"
    with MailServer() as server, session(server) as line:
        assert isinstance(line.deliver(mail(body=body)), Accepted)
        whole = b"a\r\n.\r\nMAIL FROM:<x@y.example>\r\n.\r\nb\r\n.\r\nc\r\n"
        assert [d.raw.partition(b"\r\n\r\n")[2] for d in server.accepted] == [whole]


@pytest.mark.parametrize(("order", "kind", "fields"), ORDERED, ids=[o[0] for o in ORDERED])
def test_a_clear_answer_is_kept_to_one_person(order, kind, fields) -> None:
    """A refusal means what its code says, and the next mail goes over the same connection."""
    with MailServer() as server, session(server) as line:
        outcome = line.deliver(mail(f"{order}@kunde.example", name="1"))
        assert isinstance(outcome, kind)
        assert {name: getattr(outcome, name) for name in fields} == fields
        assert line.is_open
        assert isinstance(line.deliver(mail(name="2")), Accepted)
        assert [d.message_id for d in server.accepted] == ["<2@example.com>"]
        assert server.connections == 1


def test_421_closes_the_session() -> None:
    """After a 421 the mailbox pauses and the connection is gone; a fresh one works."""
    with MailServer() as server, session(server) as line:
        outcome = line.deliver(mail("421-4.7.0@kunde.example"))
        assert outcome == Deferred(421, "4.7.0 as ordered", "account")
        assert not line.is_open
        line.open()
        assert isinstance(line.deliver(mail()), Accepted)
        assert server.connections == 2


def test_greylisting_with_a_time() -> None:
    """A greylisted mail is deferred for as long as the text says, and goes through later."""
    with MailServer() as server, session(server) as line:
        first = line.deliver(mail("once-450@kunde.example"))
        assert isinstance(first, Deferred)
        assert (first.scope, first.retry_after) == ("recipient", 300)
        assert isinstance(line.deliver(mail("once-450@kunde.example")), Accepted)


@pytest.mark.parametrize(("order", "taken"), [("drop-before", 0), ("drop-after", 1)])
def test_loss_after_the_dot_is_a_doubt(order, taken) -> None:
    """A mail lost right before or after acceptance is in doubt, and never repeated by itself."""
    with MailServer() as server, session(server) as line:
        assert isinstance(line.deliver(mail(f"{order}@kunde.example")), InDoubt)
        assert not line.is_open
        line.open()
        assert len(server.accepted) == taken
        assert len(server.mail_options) == 1


def test_silence_after_the_dot_is_a_doubt() -> None:
    """A server that takes the mail and never says so leaves a doubt, and is hung up on."""
    with MailServer() as server, session(server, data_timeout=0.3) as line:
        assert isinstance(line.deliver(mail("stall-after@kunde.example")), InDoubt)
        assert len(server.accepted) == 1
        assert not line.is_open


def test_a_slow_server_is_waited_for(ehlo) -> None:
    """A server that answers byte by byte, each in its time, takes the mail like any other."""
    with ScriptedServer(EHLO=ehlo, habit="dripping") as server:
        line = scripted(server, command_timeout=10, data_timeout=10)
        with line:
            assert line.deliver(mail(name="1")) == Accepted(250, "2.0.0 Ok: queued")
            assert line.deliver(mail(name="2")) == Accepted(250, "2.0.0 Ok: queued")
        assert server.connections == 1


def test_a_limit_of_the_own_mailbox_touches_nobody_else(ehlo) -> None:
    """Two lines under a 450, the second of which speaks of us: the mailbox rests, not the person."""
    answer = (
        "450-Requested mail action not taken: mailbox unavailable\r\n450 Mail send limit exceeded"
    )
    outcome = one({"EHLO": ehlo, "RCPT": answer})
    assert isinstance(outcome, Deferred)
    assert (outcome.code, outcome.scope) == (450, "account")


@pytest.mark.parametrize("fault", [DROP, STALL])
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_loss_before_the_data_is_surely_not_sent(step, fault, ehlo) -> None:
    """A connection that breaks or stalls before the text leaves the mail deferred, never in doubt."""
    with ScriptedServer(EHLO=ehlo, **{step: fault}) as server, scripted(server) as line:
        outcome = line.deliver(mail())
        assert isinstance(outcome, Deferred)
        assert (outcome.code, outcome.scope) == (None, "recipient")
        assert "DOT" not in server.commands
        assert not line.is_open


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        ("BODY", DROP),
        ("BODY", STALL),
        ("DOT", DROP),
        ("DOT", STALL),
        ("DOT", "?!"),
        ("DOT", "100 Hm"),
        ("DOT", "354 More"),
    ],
)
def test_anything_unclear_inside_the_data_is_a_doubt(step, fault, ehlo) -> None:
    """Loss, silence and nonsense from the first byte of the text on are a doubt."""
    with ScriptedServer(EHLO=ehlo, **{step: fault}) as server, scripted(server) as line:
        assert isinstance(line.deliver(mail()), InDoubt)
        assert not line.is_open


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("nonsense", ["?!", "100 Hm"])
def test_nonsense_before_the_data_is_surely_not_sent(step, nonsense, ehlo) -> None:
    """An answer nobody can read, before the text, leaves the mail deferred."""
    outcome = one({"EHLO": ehlo, step: nonsense})
    assert isinstance(outcome, Deferred)
    assert outcome.code is None


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "DOT"])
def test_421_at_every_step(step, ehlo) -> None:
    """A 421 pauses the mailbox wherever it comes, and ends the session."""
    with (
        ScriptedServer(EHLO=ehlo, **{step: "421 4.3.2 Shutting down"}) as server,
        scripted(server) as line,
    ):
        outcome = line.deliver(mail())
        assert outcome == Deferred(421, "4.3.2 Shutting down", "account")
        assert not line.is_open


@pytest.mark.parametrize("answer", ["550 5.1.1 No such user", "550 Unknown user", "452 4.1.0 Hm"])
def test_refused_at_mail_concerns_the_mailbox(answer, ehlo) -> None:
    """A refusal before anybody is named is the mailbox's affair, 5xx included."""
    outcome = one({"EHLO": ehlo, "MAIL": answer})
    assert isinstance(outcome, Deferred)
    assert outcome.scope == "account"


@pytest.mark.parametrize("answer", ["552 Message size exceeds fixed limit", "552 5.3.4 Too big"])
def test_too_large_at_mail_concerns_the_mail(answer, ehlo) -> None:
    """A size refused at MAIL stops this mail, not the mailbox (RFC 1870)."""
    outcome = one({"EHLO": ehlo, "MAIL": answer})
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.policy) == (552, False)


@pytest.mark.parametrize("fault", [DROP, STALL, "500 No", "421 Bye"])
@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_failing_rset_changes_no_verdict(step, fault, ehlo) -> None:
    """A clear refusal stays clear whatever becomes of the tidying up; the session then ends."""
    script = {step: "550 5.1.1 No such user", "RSET": fault}
    with ScriptedServer(EHLO=ehlo, **script) as server, scripted(server) as line:
        assert line.deliver(mail()) == Rejected(550, "5.1.1 No such user")
        assert server.commands[-1] == "RSET"
        assert not line.is_open


@pytest.mark.parametrize("fault", [DROP, STALL, "500 No", "421 Bye", "?!"])
def test_a_failing_quit_changes_nothing(fault, ehlo) -> None:
    """The mail is accepted, whatever the server makes of QUIT; close raises nothing."""
    with ScriptedServer(EHLO=ehlo, QUIT=fault) as server:
        line = scripted(server)
        line.open()
        assert isinstance(line.deliver(mail()), Accepted)
        line.close()
        assert not line.is_open
        line.close()
        assert server.commands[-1] == "QUIT"


def test_close_before_open() -> None:
    """Closing what was never open does nothing."""
    Session(Server("127.0.0.1", 9, "none", auth="none"), never).close()


def test_delivery_over_a_closed_session() -> None:
    """Without a connection nothing was sent, and nothing is opened in secret."""
    with MailServer() as server:
        line = session(server, never)
        assert isinstance(line.deliver(mail()), Deferred)
        assert server.connections == 0


def test_a_connection_that_died_while_idle_is_seen() -> None:
    """A server that hung up between two mails is noticed before the next one is claimed."""
    for server in (MailServer(), MailServer(security="tls")):
        with server, session(server) as line:
            assert isinstance(line.deliver(mail(name="1")), Accepted)
            assert line.is_open
            server.sever()
            assert not line.is_open
            line.open()
            assert isinstance(line.deliver(mail(name="2")), Accepted)
            assert server.connections == 2


def test_larger_than_size_never_begins() -> None:
    """A mail over the announced SIZE is refused here, before MAIL."""
    greeting = "250-mail.example.com\r\n250 SIZE 1000"
    with ScriptedServer(EHLO=greeting) as server, scripted(server) as line:
        assert line.size_limit == 1000
        outcome = line.deliver(mail(body=b"x" * 70 + b"\r\n" + b"y" * 900 + b"\r\n"))
        assert isinstance(outcome, Rejected)
        assert (outcome.code, outcome.policy) == (552, False)
        assert server.commands == ["EHLO"]
        assert isinstance(line.deliver(mail()), Accepted)


def test_no_size_announced() -> None:
    """A server without SIZE has no limit and is sent no SIZE parameter."""
    with MailServer(size=None) as server, session(server) as line:
        assert line.size_limit is None
        assert isinstance(line.deliver(mail()), Accepted)
        assert not any("SIZE" in option for option in server.mail_options[0])


def test_size_zero_means_no_limit() -> None:
    """SIZE 0 announces no fixed limit (RFC 1870 §4)."""
    greeting = "250-mail.example.com\r\n250 SIZE 0"
    with ScriptedServer(EHLO=greeting) as server, scripted(server) as line:
        assert line.size_limit is None
        assert isinstance(line.deliver(mail()), Accepted)


def test_a_domain_with_umlauts_goes_as_a_labels() -> None:
    """A server without SMTPUTF8 takes mail to münchen.example: the wire sees A-labels only."""
    draft = Draft("long-silence.de-sie", "de", "Hallo", "Guten Tag\n", "")
    sender, moment = Sender("Anna Weber", USER), datetime(2026, 12, 1, 9, 4, tzinfo=UTC)
    letter = Letter("reconnect:1:x", sender, "Ben", "Ben@München.example", draft, moment)
    with MailServer(smtputf8=False) as server, session(server) as line:
        assert isinstance(line.deliver(compose(letter, b"k" * 32)), Accepted)
        assert [d.rcpt for d in server.accepted] == ["Ben@xn--mnchen-3ya.example"]


@pytest.mark.parametrize("offered", [True, False])
def test_smtputf8(offered) -> None:
    """A local part with umlauts goes to a server that can, and is refused here otherwise."""
    with MailServer(smtputf8=offered) as server, session(server) as line:
        assert line.smtputf8 is offered
        outcome = line.deliver(mail("jörg@kunde.example"))
        if offered:
            assert isinstance(outcome, Accepted)
            assert [d.rcpt for d in server.accepted] == ["jörg@kunde.example"]
            assert "SMTPUTF8" in server.mail_options[0]
        else:
            assert isinstance(outcome, Rejected)
            assert (outcome.code, outcome.policy) == (553, False)
            assert server.mail_options == []


@pytest.mark.parametrize(
    "to",
    [
        "a@kunde.example> AUTH=<b@kunde.example",
        "a@kunde.example\r\nRCPT TO:<b@kunde.example>",
        "a b@x.example",
    ],
)
def test_an_address_cannot_carry_a_command(to) -> None:
    """What would smuggle a parameter or a command is refused before anything is said."""
    with ScriptedServer() as server, scripted(server) as line:
        outcome = line.deliver(replace(mail(), rcpt_to=to))
        assert isinstance(outcome, Rejected)
        assert outcome.code == 553
        assert server.commands == ["EHLO"]
        assert isinstance(line.deliver(mail()), Accepted)


# --- MAIL, RCPT and DATA at once ----------------------------------------------------------


def pipelining(*, habit="ordinary", **script) -> ScriptedServer:
    return ScriptedServer(habit=habit, **{"EHLO": PIPELINING, **script})


def test_a_group_goes_out_in_one_write() -> None:
    """Where PIPELINING is offered, nothing waits for the answers to MAIL and RCPT."""
    with pipelining(habit="gathering") as server, scripted(server) as line:
        for name in "12":
            assert isinstance(line.deliver(mail(name=name)), Accepted)
        assert server.commands == ["EHLO", *["MAIL", "RCPT", "DATA", "DOT"] * 2]
        assert server.connections == 1


def test_nothing_is_grouped_unless_offered() -> None:
    """Without PIPELINING in the greeting each command waits for its answer (RFC 2920 §3)."""
    with ScriptedServer(habit="gathering") as server, scripted(server) as line:
        assert isinstance(line.deliver(mail()), Deferred)
        assert server.commands == ["EHLO", "MAIL"]


@pytest.mark.parametrize("habit", ["ordinary", "gathering"])
@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        ({"MAIL": "451 4.3.0 Hm"}, Deferred(451, "4.3.0 Hm", "account")),
        ({"MAIL": "552 5.3.4 Big"}, Rejected(552, "5.3.4 Big")),
        ({"RCPT": "550 5.1.1 Who?"}, Rejected(550, "5.1.1 Who?")),
        ({"RCPT": "450-4.2.0 Grey\r\n450 4.2.0 List"}, Deferred(450, "4.2.0 Grey 4.2.0 List")),
        ({"RCPT": "550 5.7.1 No", "DATA": "503 Need RCPT"}, Rejected(550, "5.7.1 No", policy=True)),
        ({"RCPT": "550 5.1.1 Who?", "DATA": "450 4.2.0 Hm"}, Rejected(550, "5.1.1 Who?")),
        ({"DATA": "554 5.6.0 No"}, Rejected(554, "5.6.0 No")),
    ],
    ids=str,
)
def test_the_first_refusal_of_a_group_counts(habit, script, outcome) -> None:
    """What is said to the commands after a refused one changes nothing, and the line lives on."""
    once = {step: (answer,) for step, answer in script.items()}
    with pipelining(habit=habit, **once) as server, scripted(server) as line:
        assert line.deliver(mail(name="1")) == outcome
        assert server.commands == ["EHLO", "MAIL", "RCPT", "DATA", "RSET"]
        assert isinstance(line.deliver(mail(name="2")), Accepted)
        assert server.connections == 1


@pytest.mark.parametrize("habit", ["ordinary", "gathering"])
@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
@pytest.mark.parametrize("answer", ["450 4.2.0 Busy", "550 5.1.1 Who?", "550 5.7.1 No"])
def test_a_text_asked_for_after_a_refusal_is_never_sent(habit, step, answer) -> None:
    """Refused but 354 to DATA: no text and no lone dot, the line ends, the refusal counts."""
    with pipelining(habit=habit, **{step: answer, "DATA": "354 Go"}) as server:
        with scripted(server) as line:
            assert line.deliver(mail()) == judge(step.lower(), int(answer[:3]), answer[4:])
            assert not line.is_open
        server.wait_until_gone()
        assert server.commands == ["EHLO", "MAIL", "RCPT", "DATA"]
        assert server.text == b""


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
def test_fewer_answers_than_questions_end_the_line(step) -> None:
    """Answers that have lost their commands defer the mail: no text goes to who knows whom."""
    with pipelining(**{step: "250-and so on"}) as server:
        with scripted(server) as line:
            assert isinstance(line.deliver(mail()), Deferred)
            assert not line.is_open
        server.wait_until_gone()
        assert server.text == b""


@pytest.mark.parametrize("habit", ["ordinary", "gathering"])
@pytest.mark.parametrize("fault", [DROP, STALL, "?!", "100 Hm", "421 4.3.2 Bye"])
def test_what_breaks_after_a_refusal_changes_no_verdict(habit, fault) -> None:
    """A clear refusal stays clear though the rest of the group is lost; the session then ends."""
    server = pipelining(habit=habit, RCPT="550 5.1.1 Who?", DATA=fault)
    with server, scripted(server) as line:
        assert line.deliver(mail()) == Rejected(550, "5.1.1 Who?")
        assert not line.is_open


def test_a_server_that_cannot_do_what_it_offers() -> None:
    """One that throws the rest of a group away defers one mail; the next goes one by one."""
    with pipelining(habit="flushing") as server, scripted(server) as line:
        first = line.deliver(mail(name="1"))
        assert isinstance(first, Deferred)
        assert (first.code, first.scope) == (None, "recipient")
        assert not line.is_open
        line.open()
        assert isinstance(line.deliver(mail(name="2")), Accepted)
        assert server.commands == ["EHLO", "MAIL", "EHLO", "MAIL", "RCPT", "DATA", "DOT"]


def test_a_group_broken_off_is_the_last() -> None:
    """After a loss within a group the session sends no other, though a group would get through."""
    with pipelining(habit="gathering", MAIL=(DROP,)) as server, scripted(server) as line:
        assert isinstance(line.deliver(mail(name="1")), Deferred)
        line.open()
        assert isinstance(line.deliver(mail(name="2")), Deferred)
        assert server.commands[-2:] == ["EHLO", "MAIL"]


@pytest.mark.parametrize("extra", ["250 2.0.0 Ok: queued", "?", "421 4.4.2 Bye"])
def test_more_answers_than_questions_end_the_line(extra, ehlo) -> None:
    """An answer too many would be taken for the one to the text: no text goes, the mail waits."""
    with ScriptedServer(EHLO=ehlo, DATA=f"354 Go\r\n{extra}") as server, scripted(server) as line:
        assert isinstance(line.deliver(mail()), Deferred)
        assert not line.is_open
        assert "DOT" not in server.commands


def test_an_answer_nobody_asked_for_between_two_mails() -> None:
    """A farewell said while idle is never paired with the next mail; the session is over."""
    server = pipelining(DOT=("250 2.0.0 Ok\r\n421 4.4.2 Idle too long",))
    with server, scripted(server) as line:
        assert line.deliver(mail(name="1")) == Accepted(250, "2.0.0 Ok")
        assert not line.is_open
        line.open()
        assert isinstance(line.deliver(mail(name="2")), Accepted)


@pytest.mark.parametrize("answer", ["250-2.0.0 Ok\r\n550 5.0.0 No", "2500 Ok", "x" * 40_000])
def test_an_answer_that_can_be_read_two_ways_is_a_doubt(answer) -> None:
    """Lines of different codes, a code too long, a flood: after the text each is a doubt."""
    assert isinstance(one({"DOT": answer}), InDoubt)


ANSWER = st.tuples(
    st.integers(200, 599),
    st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=9), min_size=1),
)


@given(st.lists(ANSWER, max_size=5), st.data())
def test_answers_are_the_same_however_they_come(answers, data) -> None:
    """One packet or many, cut anywhere: the same answers in the same order."""
    raw = "".join(
        "".join(f"{code}-{text}\r\n" for text in texts[:-1]) + f"{code} {texts[-1]}\r\n"
        for code, texts in answers
    ).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=9)))
    reader, found = Reader(), []
    for begin, end in itertools.pairwise([0, *cuts, len(raw)]):
        reader.feed(raw[begin:end])
        while answer := reader.next():
            found.append(answer)
    assert found == [(code, "\n".join(t.strip() for t in texts)) for code, texts in answers]
    assert len(reader) == 0


def test_an_endless_answer_is_given_up() -> None:
    """What fills the memory without an end is no answer."""
    reader = Reader()
    reader.feed(b"250-" + b"x" * MOST)
    with pytest.raises(GarbledError):
        reader.next()


@given(st.binary(max_size=60))
def test_any_bytes_are_an_answer_or_none(raw) -> None:
    """Whatever a server sends is an answer with a three-digit code, waited for, or garbled."""
    reader = Reader()
    reader.feed(raw)
    with contextlib.suppress(GarbledError):
        answer = reader.next()
        assert answer is None or 0 <= answer.code <= 999
        assert answer is not None or b"\n" not in raw or b"-" in raw


RESERVED = [
    "a@firma.test",
    "a@sub.firma.invalid",
    "a@localhost",
    "a@kunde.example",
    "a@example.com",
    "a@Example.NET",
    "a@mail.example.org",
    "a@example",
]
#: Names that only look like them; nothing is ever sent there.
OWNED = ["a@latest", "a@notexample.com", "a@example.com.de", "a@test.de", "a@example.de"]


@pytest.mark.parametrize("to", [*RESERVED, *OWNED])
def test_made_up_addresses_never_leave_this_machine(to) -> None:
    """Towards another machine a reserved domain is refused before MAIL, and only such a one."""
    with pipelining() as server, scripted(server) as line:
        line._here = is_loopback("192.0.2.7")
        outcome = line.deliver(mail(to))
        if to in OWNED:
            assert isinstance(outcome, Accepted)
            return
        assert isinstance(outcome, Rejected)
        assert (outcome.code, outcome.policy) == (553, False)
        assert to in outcome.text
        assert server.commands == ["EHLO"]
        assert line.is_open


def test_made_up_addresses_are_fine_on_this_machine() -> None:
    """A rehearsal on loopback writes to reserved domains like to any other."""
    with pipelining() as server, scripted(server) as line:
        for to in RESERVED:
            assert isinstance(line.deliver(mail(to)), Accepted)


STEPS = ["mail", "rcpt", "data", "body", "dot", "answered"]


def test_edges_in_order() -> None:
    """Each step is announced right before it is taken."""
    seen: list[str] = []
    with MailServer() as server, session(server) as line:
        line.deliver(mail(), seen.append)
    assert seen == STEPS


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_interrupted_mail_ends_the_connection(step, error) -> None:
    """Ctrl-C or a bug in mid-mail closes the connection; the next mail is never read as text."""

    def stop(name: str) -> None:
        if name == step:
            raise error

    with MailServer() as server, session(server) as line:
        with pytest.raises(error):
            line.deliver(mail(name="1"), stop)
        assert not line.is_open
        line.open()
        assert isinstance(line.deliver(mail(name="2")), Accepted)
        names = [d.message_id for d in server.accepted]
        assert names == ["<1@example.com>"] * (step == "answered") + ["<2@example.com>"]


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "DOT"])
def test_ctrl_c_while_waiting(step, ehlo) -> None:
    """A real SIGINT during a stalled answer gets through at once and closes the connection."""

    def strike(name: str) -> None:
        if name == step.lower():
            os.kill(os.getpid(), signal.SIGINT)

    with ScriptedServer(EHLO=ehlo, **{step: STALL}) as server:
        line = scripted(server, command_timeout=30, data_timeout=30)
        with line, pytest.raises(KeyboardInterrupt):
            line.deliver(mail(), strike)
        assert not line.is_open


def test_a_server_of_its_own(tmp_path) -> None:
    """The stand-alone server keeps on disk what it took, and is told from DIR alone."""
    with standalone(tmp_path) as server:
        settings = Server("localhost", server.port, "starttls", USER, ca_file=str(server.ca_file))
        with Session(settings, lambda: PASSWORD) as line:
            message = mail()
            assert isinstance(line.deliver(message), Accepted)
        assert [row["message_id"] for row in server.accepted] == [message.message_id]
        assert server.accepted[0]["raw"].encode("latin-1") == message.content


# --- what answers mean -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Requested mail action not taken: mailbox unavailable\nMail send limit exceeded",
        "4.2.0 Daily user sending limit exceeded",
        "4.7.1 You have exceeded your daily sending quota",
        "4.4.2 Message submission rate limit reached",
        "4.7.1 Error: too many messages from 192.0.2.7",
        "4.5.3 too many recipients this hour",
        "4.2.0 Your hourly limit of 100 mails is reached",
        "4.2.0 Throttled",
        "4.3.2 Concurrent connections limit exceeded",
        "5.4.5 Please see the help page",
    ],
)
@pytest.mark.parametrize("stage", ["rcpt", "dot"])
def test_a_450_may_mean_the_sender(stage, text) -> None:
    """Limits of the own mailbox are told from the recipient's trouble by their text."""
    outcome = judge(stage, 450, text)
    assert isinstance(outcome, Deferred)
    assert outcome.scope == "account"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (550, "5.4.5 Daily user sending limit exceeded."),
        (552, "Daily limit of mails reached"),
        (554, "5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException"),
        (550, "5.1.8 Access denied, bad outbound sender"),
        (553, "5.7.1 <me@example.com>: Sender address rejected: not owned by user anna"),
        (530, "5.7.0 Authentication required"),
        (554, "5.7.1 <anna@kunde.example>: Relay access denied"),
    ],
)
def test_a_5xx_may_mean_the_sender(code, text) -> None:
    """A 5xx that speaks of the own mailbox rejects nobody."""
    outcome = judge("rcpt", code, text)
    assert isinstance(outcome, Deferred)
    assert outcome.scope == "account"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (450, "4.2.1 The user you are trying to contact is receiving mail too quickly"),
        (452, "4.2.2 Mailbox full: too many messages"),
        (450, "4.2.0 Greylisted"),
        (450, "4.1.1 Mailbox temporarily unavailable"),
    ],
)
def test_a_450_may_mean_the_recipient(code, text) -> None:
    """A recipient's own trouble makes that mail wait and nobody else's."""
    outcome = judge("rcpt", code, text)
    assert isinstance(outcome, Deferred)
    assert outcome.scope == "recipient"


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("5.7.1 Message rejected", True),
        ("5.7.515 Access denied, sending domain not authenticated", True),
        ("Message contains spam", True),
        ("Blocked by Spamhaus", True),
        ("Rejected for policy reasons", True),
        ("IP on a blacklist", True),
        ("5.1.1 User unknown, mailbox blocked", False),
        ("5.1.1 No such user", False),
        ("No such user here", False),
        ("5.2.1 Mailbox disabled", False),
    ],
)
@pytest.mark.parametrize("stage", ["rcpt", "dot"])
def test_policy_is_told_from_a_dead_address(stage, text, policy) -> None:
    """What the person cannot help holds them for a look; a dead address is theirs."""
    outcome = judge(stage, 550, text)
    assert outcome == Rejected(550, text, policy)


@given(
    stage=st.sampled_from(["mail", "rcpt", "data", "dot"]),
    code=st.integers(-1, 999),
    text=st.text(max_size=60),
)
def test_no_answer_promises_too_much(stage, code, text) -> None:
    """Only a 2xx to the dot is accepted, only a 5xx rejects, only the dot leaves doubts."""
    outcome = judge(stage, code, text)
    assert isinstance(outcome, Accepted) == (stage == "dot" and 200 <= code < 300)
    assert not isinstance(outcome, Rejected) or 500 <= code < 600
    assert isinstance(outcome, InDoubt) == (
        stage == "dot" and not 200 <= code < 300 and not 400 <= code < 600
    )
    if 400 <= code < 500:
        assert isinstance(outcome, Deferred)


UNITS = {"seconds": 1, "second": 1, "s": 1, "min": 60, "minutes": 60, "hour": 3600, "hours": 3600}


@given(
    lead=st.sampled_from(["try again in", "Retry after", "please wait", "Greylisted for"]),
    count=st.integers(1, 100),
    unit=st.sampled_from(sorted(UNITS)),
)
def test_a_named_time_is_honoured(lead, count, unit) -> None:
    """A text that names seconds, minutes or hours makes the mail wait that long."""
    assert retry_after(f"4.7.1 {lead} {count} {unit}.") == count * UNITS[unit]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Try again later", None),
        ("4.2.0 Mailbox busy", None),
        ("5.1.1 again 550", None),
        ("Please try again in an hour", 3600),
        ("try again in 99999 days", 604_800),
    ],
)
def test_other_times(text, seconds) -> None:
    """A text without a time names none; nobody waits longer than a week."""
    assert retry_after(text) == seconds


@given(st.binary(max_size=80))
def test_server_texts_are_harmless(raw) -> None:
    """Whatever bytes a server sends, its text is one printable line that can be stored."""
    text = tidy(raw.decode("utf-8", "surrogateescape"))
    text.encode("utf-8")
    assert text.isprintable()
    assert len(text) <= 500


def test_long_answers_are_cut() -> None:
    """A server that rambles fills no screen and no ledger."""
    assert tidy("x" * 9999) == "x" * 500


def test_terminal_tricks_in_an_answer() -> None:
    """Escape sequences and bidi marks of a server never reach the terminal."""
    outcome = one({"RCPT": "550 5.1.1 no\x1b[2J\x07 such user"})
    assert outcome == Rejected(550, "5.1.1 no [2J such user")
    assert tidy("a\u202eb\u200fc") == "a b c"
