"""What is known about mail providers; the facts stand in data/providers.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Provider:
    """What is known about a mail provider; its limits are in mails per 24 hours and per hour."""

    name: str
    title: str
    host: str
    port: int
    security: str
    daily_limit: int
    auth: str
    hint_en: str
    hint_de: str
    domains: tuple[str, ...] = ()
    #: 0 where no such limit is known.
    hourly_limit: int = 0


def providers() -> dict[str, Provider]:
    """All known providers by name."""
    # Beside this room: importlib.resources would cost each command four milliseconds.
    text = (Path(__file__).parents[1] / "data" / "providers.toml").read_text("utf-8")
    return {
        name: Provider(name, **{**entry, "domains": tuple(entry.get("domains", ()))})
        for name, entry in tomllib.loads(text).items()
    }


def provider_for(email: str) -> Provider | None:
    """The provider of an address, by its domain; None for a domain of one's own."""
    domain = email.strip().rpartition("@")[2].lower()
    return next((p for p in providers().values() if domain in p.domains), None)
