"""Who goes when: one pure decision over the state of a mailbox and its waiting mails.

The gates known so far are approval, suppression and gap; rows that are paused, held or
suppressed never reach this room as candidates. Jitter comes from a hash of the key, so
that a rehearsal and the run agree.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from outreach.model import Send

#: A pause that only a person ends.
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
#: Deferred tries of one mail before a person has to look (design: 8, or 5 business days).
MAX_DEFERRALS = 8
#: Five business days are at most seven calendar days.
MAX_DEFERRED_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MailboxState:
    """What the pace knows about a mailbox: its last claim and whether it rests."""

    name: str
    last_claim: datetime | None = None
    last_key: str = ""
    last_gap: int = 0
    paused_until: datetime | None = None
    paused_rule: str = ""
    paused_detail: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two mails of one mailbox, from and to; (0, 0) with pace off."""

    gap: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Go:
    """This mail may go now; `gap` seconds then pass before the next."""

    send: Send
    gap: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing may go before `until` (None: nothing is left), by this rule."""

    until: datetime | None
    rule: str


def gap_after(key: str, pace: Pace, last_gap: int = 0) -> int:
    """Seconds to wait after the mail `key`, within the pace; no two in a row are equal.

    Raises nothing; a pace of one single value has no other choice than to repeat it.
    """
    low, high = pace.gap
    if high <= low:
        return low
    span = high - low + 1
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    gap = low + int.from_bytes(digest, "big") % span
    if gap == last_gap:
        gap = low + (gap - low + 1) % span
    return gap


def decide(waiting: list[Send], mailbox: MailboxState, pace: Pace, now: datetime) -> Go | Wait:
    """Which of the waiting mails goes at `now`, or until when all of them wait and why.

    `waiting` stands in the order of design §8. The gates, in order: the mailbox rests,
    approval, the gap since the last claim.
    """
    if not waiting:
        return Wait(None, "nothing")
    if mailbox.paused_until and mailbox.paused_until > now:
        return Wait(mailbox.paused_until, "mailbox")
    ready = next(
        (s for s in waiting if s.approved and (s.earliest is None or s.earliest <= now)), None
    )
    if ready is None:
        later = [s.earliest for s in waiting if s.approved and s.earliest]
        return Wait(min(later), "deferred") if later else Wait(None, "approval")
    # A shorter gap in the settings counts at once; a longer one from the next mail on.
    rest = min(mailbox.last_gap, pace.gap[1])
    if mailbox.last_claim and now < (open_at := mailbox.last_claim + timedelta(seconds=rest)):
        return Wait(open_at, "gap")
    return Go(ready, gap_after(ready.key, pace, mailbox.last_gap))


def backoff(tries: int, asked: int | None = None) -> timedelta:
    """How long a deferred mail waits: 15, 30, 60, 120 … minutes, at most a day.

    A time the server named in its text is honoured when it is longer (RFC 5321 §4.5.4.1
    wants at least 30 minutes from the second try on).
    """
    minutes = min(15 * 2 ** (tries - 1), 24 * 60)
    return max(timedelta(minutes=minutes), timedelta(seconds=min(asked or 0, 5 * 86400)))


def account_pause(setbacks: int, asked: int | None = None) -> timedelta:
    """How long a mailbox rests after its `setbacks`-th account-level answer in a row."""
    return backoff(min(setbacks, 7), asked)
