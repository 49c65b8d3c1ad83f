"""The ledger: what was planned, claimed and settled, and what came of it.

Terminology:
    CLAIM: a row says ``sending``, with its Message-ID and a claim token, committed
        before the first byte of that mail goes out.
    SETTLE: write down the outcome of a claim, under the same token.
    IN DOUBT: claimed, and nobody knows whether the server took it. Never claimed again
        on its own; only a person (`resolve`) or proof from the mailbox settles it.
    HOLD: a slot that an open offer keeps free for one person until it expires.

One SQLite file per workspace. A Store is one connection; it holds no transaction over
anything that waits.
"""

from outreach.store.agenda import Agenda
from outreach.store.base import key_check, stamp
from outreach.store.bookings import Bookings, CallMail
from outreach.store.decisions import Decisions
from outreach.store.deriving import Deriving
from outreach.store.ledger import Claimed, Pace
from outreach.store.memories import Memories
from outreach.store.notes import Notes
from outreach.store.people import People, Synced
from outreach.store.views import Views
from outreach.store.watching import Watching

__all__ = ["CallMail", "Claimed", "Pace", "Store", "Synced", "key_check", "stamp"]


class Store(Bookings, Decisions, Notes, People, Memories, Deriving, Agenda, Watching, Views):
    """The open ledger of one workspace."""
