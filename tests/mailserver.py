"""A real mail server for one test: Postfix and Dovecot on loopback, in a folder of their own.

Everything (settings, queue, mailboxes, certificate) lives in that folder, the ports are
free ones, and both daemons are stopped by the ids they wrote down. Needs root, because
Postfix does; touches nothing outside the folder.

Domains: ``example.com`` and ``kunde.example`` have mailboxes; mail to ``bounce.example``,
``full.example`` and ``blocked.example`` is accepted first and comes back as a DSN, because
a second Postfix listener plays the far end and refuses it. Recipients ``nosuch@``,
``grey@`` and ``closing@kunde.example`` are refused at once with 550, 450 and 421.
"""

import base64
import hashlib
import hmac
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import trustme

PASSWORD = "secret"
USERS = ("me@example.com", "anna@kunde.example", "berta@kunde.example")
#: Signs the tokens that Dovecot checks by itself, without asking anybody.
TOKEN_KEY = b"only-for-tests-only-for-tests-only-for-tests"
#: A system user of every Debian; owns the mailboxes.
OWNER = "mail"

REMOTE = {
    "bounce.example": "550 5.1.1 The account you tried to reach does not exist",
    "full.example": "552 5.2.2 Mailbox full",
    "blocked.example": "554 5.7.1 Refused by local policy",
}
AT_ONCE = {
    "nosuch@kunde.example": "550 5.1.1 No such user",
    "grey@kunde.example": "450 4.2.0 Greylisted, try again in 5 minutes",
    "closing@kunde.example": "421 4.3.2 Closing for today",
}

NEEDED = {
    "postfix": "/usr/sbin/postfix",
    "dovecot-core": "/usr/sbin/dovecot",
    "dovecot-imapd": "/usr/lib/dovecot/imap",
    "dovecot-lmtpd": "/usr/lib/dovecot/lmtp",
}

T = TypeVar("T")


def available() -> str | None:
    """What is missing to run this here: a package, or "root"; None when all is there."""
    for package, file in NEEDED.items():
        if not os.path.exists(file):
            return package
    return None if hasattr(os, "geteuid") and os.geteuid() == 0 else "root"


def token(user: str, *, key: bytes = TOKEN_KEY) -> str:
    """An OAuth token for `user` (a JWT, HS256) that is good for an hour."""

    def part(content: bytes) -> bytes:
        return base64.urlsafe_b64encode(content).rstrip(b"=")

    now = int(time.time())
    claims = {"sub": user, "email": user, "iat": now, "nbf": now - 60, "exp": now + 3600}
    head = part(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    signed = head + b"." + part(json.dumps(claims).encode())
    return (signed + b"." + part(hmac.digest(key, signed, hashlib.sha256))).decode()


def eventually(look: Callable[[], T], *, within: float = 30) -> T:
    """What `look` finds, as soon as it finds something; at the end whatever it has."""
    until = time.monotonic() + within
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on just now."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


@dataclass
class RealMailServer:
    """Postfix and Dovecot, running between ``with`` and its end."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="om-", dir="/tmp")))
    #: STARTTLS with login; TLS with login; IMAP with STARTTLS; IMAP over TLS.
    submission: int = 0
    smtps: int = 0
    imap: int = 0
    imaps: int = 0
    remote: int = 0

    @property
    def ca_file(self) -> str:
        """The certificate authority to trust."""
        return str(self.folder / "ca.pem")

    def mails(self, user: str) -> list[bytes]:
        """The mails in a user's inbox, oldest first, as they lie on the disk."""
        name, _, domain = user.partition("@")
        box = self.folder / "mail" / domain / name / "Maildir"
        files = [p for sub in ("new", "cur") for p in (box / sub).glob("*")]
        return [p.read_bytes() for p in sorted(files, key=lambda p: p.stat().st_mtime_ns)]

    def log(self) -> str:
        """What both daemons have said so far."""
        logs = sorted((self.folder / "log").glob("*.log"))
        return "\n".join(path.read_text(errors="replace") for path in logs)

    def __enter__(self) -> Self:
        if missing := available():
            raise RuntimeError(f"{missing} is missing")
        try:
            self._write()
            self._run(
                "postfix", "-c", str(self.folder / "postfix"), "start"
            )  # makes the queue first
            self._run("dovecot", "-c", str(self.folder / "dovecot.conf"))
            self._wait()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _write(self) -> None:
        ports = free_ports(5)
        self.submission, self.smtps, self.imap, self.imaps, self.remote = ports
        at = self.folder
        at.chmod(0o755)
        for name in (
            "dovecot",
            "state",
            "postfix",
            "queue",
            "data",
            "mail",
            "log",
            "keys/default/HS256",
        ):
            (at / name).mkdir(parents=True, exist_ok=True)
        shutil.chown(at / "data", "postfix")
        shutil.chown(at / "mail", OWNER, OWNER)
        authority = trustme.CA()
        authority.cert_pem.write_to_path(at / "ca.pem")
        server = authority.issue_cert("localhost", "127.0.0.1")
        server.private_key_and_cert_chain_pem.write_to_path(at / "server.pem")
        (at / "keys/default/HS256/default").write_bytes(base64.b64encode(TOKEN_KEY))
        texts = {
            "users": "".join(f"{user}:{{PLAIN}}{PASSWORD}::::::\n" for user in USERS),
            "oauth2.conf": OAUTH2,
            "dovecot.conf": DOVECOT,
            "postfix/main.cf": MAIN,
            "postfix/master.cf": MASTER,
            "postfix/routes": "".join(f"{d} smtp:[127.0.0.1]:{self.remote}\n" for d in REMOTE),
            "postfix/remote": "".join(f"{domain} {answer}\n" for domain, answer in REMOTE.items()),
            "postfix/at-once": "".join(f"{who} {answer}\n" for who, answer in AT_ONCE.items()),
            "postfix/boxes": "".join(f"{user} {user}\n" for user in USERS),
        }
        for name, text in texts.items():
            (at / name).write_text(self._fill(text))

    def _fill(self, text: str) -> str:
        """`text` with @names@ put in: braces and dollars are the daemons' own."""
        values = {
            "at": self.folder,
            "owner": OWNER,
            "submission": self.submission,
            "smtps": self.smtps,
            "imap": self.imap,
            "imaps": self.imaps,
            "remote": self.remote,
            "daemons": "/usr/lib/postfix/sbin",
        }
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        return text

    def _run(self, *command: str) -> None:
        # a file, not a pipe: the daemons keep what they inherit, and a pipe would never end
        with (self.folder / "log/start.log").open("ab") as log:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False, timeout=60
            )
        if done.returncode:
            raise RuntimeError(f"{command[0]} did not start:\n{self.log()}")

    def _wait(self) -> None:
        def up() -> bool:
            try:
                for port in (self.submission, self.smtps, self.imap, self.imaps, self.remote):
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                return False
            return True

        if not eventually(up):
            raise RuntimeError(f"the mail server did not come up:\n{self.log()}")

    def _stop(self) -> None:
        masters = [self.folder / "dovecot/master.pid", self.folder / "queue/pid/master.pid"]
        running = [int(path.read_text()) for path in masters if path.exists()]
        for process in running:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)
        eventually(lambda: not any(Path(f"/proc/{process}").exists() for process in running))
        shutil.rmtree(self.folder, ignore_errors=True)


OAUTH2 = """\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix=@at@/keys/
username_attribute = email
"""

# The penalty for a wrong password is off, or every test after it waits for seconds.
DOVECOT = """\
instance_name = outreach-tests-@imap@
base_dir = @at@/dovecot
state_dir = @at@/state
log_path = @at@/log/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp
ssl = required
ssl_cert = <@at@/server.pem
ssl_key = <@at@/server.pem
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
mail_location = maildir:@at@/mail/%d/%n/Maildir
mail_uid = @owner@
mail_gid = @owner@
first_valid_uid = 1
first_valid_gid = 1
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = @at@/oauth2.conf
}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = @at@/users
}
userdb {
  driver = static
  args = uid=@owner@ gid=@owner@ home=@at@/mail/%d/%n allow_all_users=yes
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
  mailbox Drafts {
    auto = subscribe
    special_use = \\Drafts
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  inet_listener imap {
    port = @imap@
  }
  inet_listener imaps {
    port = @imaps@
    ssl = yes
  }
}
service auth {
  unix_listener @at@/queue/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
service lmtp {
  unix_listener @at@/queue/private/lmtp-dovecot {
    mode = 0600
    user = postfix
    group = postfix
  }
}
"""

MAIN = """\
compatibility_level = 3.6
queue_directory = @at@/queue
data_directory = @at@/data
daemon_directory = @daemons@
maillog_file = @at@/log/postfix.log
maillog_file_prefixes = @at@
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.com
myorigin = example.com
mydestination =
mynetworks =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = example.com kunde.example
virtual_mailbox_maps = texthash:@at@/postfix/boxes
virtual_transport = lmtp:unix:private/lmtp-dovecot
transport_maps = texthash:@at@/postfix/routes
default_transport = error:5.4.4 no way leads out of here
relay_transport = error:5.4.4 no way leads out of here
smtp_dns_support_level = disabled
smtp_tls_security_level = none
smtpd_tls_cert_file = @at@/server.pem
smtpd_tls_key_file = @at@/server.pem
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sasl_security_options = noanonymous
smtpd_tls_auth_only = yes
smtpd_sender_login_maps = texthash:@at@/postfix/boxes
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = check_recipient_access texthash:@at@/postfix/at-once
message_size_limit = 1000000
mailbox_size_limit = 0
maximal_queue_lifetime = 1h
bounce_queue_lifetime = 1h
notify_classes =
"""

MASTER = """\
127.0.0.1:@submission@ inet n - n - - smtpd
  -o syslog_name=submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sender_restrictions=reject_sender_login_mismatch
127.0.0.1:@smtps@ inet n - n - - smtpd
  -o syslog_name=smtps
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sender_restrictions=reject_sender_login_mismatch
127.0.0.1:@remote@ inet n - n - - smtpd
  -o syslog_name=remote
  -o myhostname=mx.far.example
  -o smtpd_relay_restrictions=
  -o smtpd_recipient_restrictions=check_recipient_access,texthash:@at@/postfix/remote,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
"""
