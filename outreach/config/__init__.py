"""outreach.toml → Workspace, with every problem at once as file:line.

`load` is the way in; the values it hands out stand in `nouns`. Secrets never stand in
the file: a `Secret` knows where one is and reads it only when a connection is opened.
Everything heavy is imported late: each cron tick passes here.
"""

from outreach.config.nouns import BASES, Campaign, Mailbox, Step, Workspace, settings_hash
from outreach.config.providers import Provider, provider_for, providers
from outreach.config.reading import find, load
from outreach.config.secret import Secret

__all__ = [
    "BASES",
    "Campaign",
    "Mailbox",
    "Provider",
    "Secret",
    "Step",
    "Workspace",
    "find",
    "load",
    "provider_for",
    "providers",
    "settings_hash",
]
