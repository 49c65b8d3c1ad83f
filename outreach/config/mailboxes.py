"""``[sender]`` and ``[smtp]`` → Mailbox."""

import os
import re
from pathlib import Path
from typing import Any

from outreach.config.nouns import LOOPBACK, REGISTERS, Mailbox
from outreach.config.providers import Provider, providers
from outreach.config.secret import KINDS, Secret
from outreach.config.tables import UNPRINTABLE, Table
from outreach.model import Sender
from outreach.schedule.rules import Rules
from outreach.words import say


def mailbox(name: str, tables: Table, root: Path, rules: Rules, main: Mailbox | None) -> Mailbox:
    """A mailbox; what a further one leaves open about its writer it takes from `main`."""
    sender = tables.table("sender", "sender")
    for key in ("name", "email"):
        if not sender.data.get(key):
            sender.wrong(key, say("config.missing", key=key))
    language = sender.one_of("language", ("de", "en"), main.language if main else "en")
    register = "sie" if language == "de" else "formal"
    who = Sender(sender.text("name"), sender.address("email"), sender.address("reply_to"))
    server = _server(name, tables.table("smtp", "smtp"), root, who.email)
    server["daily_limit"] = min(rules.daily_limit, server["daily_limit"])
    hourly = [n for n in (rules.hourly_limit, server["hourly_limit"]) if n]
    server["hourly_limit"] = min(hourly, default=0)
    return Mailbox(
        name,
        who,
        sender.text("phone"),
        _signature(sender, root),
        sender.lines("imprint"),
        sender.flag("html", default=True),
        _zone(sender, main.timezone if main else "Europe/Berlin"),
        _region(sender, main.region if main else ""),
        language,
        sender.one_of(
            "register", REGISTERS, main.register if main and main.language == language else register
        ),
        **server,
    )


def _signature(sender: Table, root: Path) -> str:
    """The signature's text, read where the setting names a file of the workspace."""
    value = sender.lines("signature")
    if not value or "\n" in value or len(value) > 200:
        return value
    path = (root / value).resolve()
    if not path.is_file():
        if value.endswith(".txt"):
            sender.wrong("signature", say("config.no_such_file", path=value))
        return value
    if not path.is_relative_to(root.resolve()):
        sender.wrong("signature", say("config.outside", path=value))
        return ""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        sender.wrong("signature", say("config.bad_text_file", path=value))
        return ""
    text = "\n".join(text.splitlines()).strip()
    if UNPRINTABLE.search(re.sub(r"[\n\t]", "", text)):
        sender.wrong("signature", say("config.control"))
    return text


def _zone(sender: Table, default: str) -> str:
    from zoneinfo import ZoneInfo

    value = sender.text("timezone", default)
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        sender.wrong("timezone", say("config.timezone", value=value))
    return value


def _region(sender: Table, default: str) -> str:
    """Country or part of it (ISO 3166); holidays and the legal question hang on it."""
    value = sender.text("region", default).upper()
    if value and not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", value):
        sender.wrong("region", say("config.region", value=value))
    return value


def _server(name: str, smtp: Table, root: Path, email: str) -> dict[str, Any]:
    known = _provider(smtp)
    host = smtp.text("host", known.host if known else "")
    if smtp.data and not host:
        smtp.wrong("host", say("config.missing", key="host"), say("config.no_host_hint"))
    elif host and not re.fullmatch(r"[\w.-]+|[0-9A-Fa-f.]*(:[0-9A-Fa-f.]*){2,}", host):
        smtp.wrong("host", say("config.host", value=host))
    security = _security(smtp, host, known)
    port = 465 if security == "tls" else 587
    if known and known.security == security:
        port = known.port
    auth, secret = _login(name, smtp, host, known)
    return {
        "host": host,
        "port": smtp.number("port", 1, 65535, port),
        "security": security,
        "username": smtp.text("username") or (email if auth != "none" else ""),
        "auth": auth,
        "secret": secret,
        "ca_file": _ca_file(smtp, root),
        "daily_limit": known.daily_limit if known else 10_000,
        "hourly_limit": known.hourly_limit if known else 0,
        "provider": known.name if known else "",
    }


def _provider(smtp: Table) -> Provider | None:
    if "provider" not in smtp.data:
        return None
    known = providers()
    return known.get(smtp.one_of("provider", tuple(known), ""))


def _security(smtp: Table, host: str, known: Provider | None) -> Any:
    usual = known.security if known else "starttls"
    if smtp.data.get("port") == 465:
        # RFC 8314 §3.3: TLS from the first byte; STARTTLS there only hangs.
        usual = "tls"
    security = smtp.one_of("security", ("starttls", "tls", "none"), usual)
    if security == "none" and host and host not in LOOPBACK:
        smtp.wrong("security", say("config.plain"), say("config.plain_hint"))
    return security


def _login(name: str, smtp: Table, host: str, known: Provider | None) -> tuple[Any, Secret | None]:
    """How to log in, and where the secret is: what is written counts before the usual."""
    usual = known.auth if known else "none" if host in LOOPBACK else "password"
    if "token" in smtp.data:
        usual = "xoauth2"
    elif "password" in smtp.data:
        usual = "password"
    auth = smtp.one_of("auth", ("password", "xoauth2", "none"), usual)
    if auth == "none" or not host:
        return auth, None
    key = "token" if auth == "xoauth2" else "password"
    if key in smtp.data:
        return auth, _secret(name, smtp, key)
    smtp.wrong(key, say("config.missing", key=key), say(f"config.{key}_hint"))
    return auth, None


def _secret(name: str, smtp: Table, key: str) -> Secret | None:
    value = smtp.data[key]
    if not isinstance(value, dict):
        smtp.wrong(key, say("config.plain_secret"), say(f"config.{key}_hint"))
        return None
    kind: Any
    kind, where = next(iter(value.items()), ("", ""))
    unsafe = not isinstance(where, str) or not where.strip() or UNPRINTABLE.search(where)
    if len(value) != 1 or kind not in KINDS or unsafe or not _splits(kind, where):
        smtp.wrong(key, say("config.secret_place"), say(f"config.{key}_hint"))
        return None
    return Secret(kind, where, "outreach-smtp" if name == "main" else f"outreach-smtp-{name}")


def _splits(kind: str, where: str) -> bool:
    """True unless a command's quotes do not close or a credential's name is a path."""
    if kind == "credential":
        return bool(re.fullmatch(r"\w[\w.-]*", where))
    if kind != "command" or os.name != "posix":
        return True
    import shlex

    try:
        return bool(shlex.split(where))
    except ValueError:
        return False


def _ca_file(smtp: Table, root: Path) -> str:
    """The path of the own authorities; they may lie outside, where a firm keeps them."""
    value = smtp.text("ca_file")
    if not value:
        return ""
    path = (root / Path(value).expanduser()).resolve()
    if not path.is_file():
        smtp.wrong("ca_file", say("config.no_such_file", path=value))
    return str(path)
