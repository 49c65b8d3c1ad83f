"""How fast one mailbox writes: pauses, gap, quota, hourly limit, ramp.

All times are epoch seconds in UTC. Jitter comes from a hash of the key, never from
chance, so that a plan, a rehearsal and the run agree.
"""

import hashlib
from bisect import insort
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from outreach.schedule.rules import Rules

#: A pause that only a person ends.
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
FOREVER_TS: Final = int(FOREVER.timestamp())
#: Deferred tries of one mail before a person has to look (design: 8, or 5 business days).
MAX_DEFERRALS = 8
#: Five business days are at most seven calendar days.
MAX_DEFERRED_FOR = timedelta(days=7)
HOUR, DAY = 3600, 86_400
#: A mailbox that sent nothing for so many days starts again at half its pace.
IDLE_DAYS = 14


@dataclass(frozen=True, slots=True)
class MailboxState:
    """What the ledger knows about a mailbox's pace; times in epoch seconds."""

    name: str
    last_gap: int = 0
    paused_until: datetime | None = None
    paused_rule: str = ""
    paused_detail: str = ""
    #: Claims of the last 26 hours, oldest first; and the last one ever.
    recent: tuple[int, ...] = ()
    last_claim: int | None = None
    #: The last sending day (ordinal of the date in the mailbox's zone) and its ramp.
    ramp_day: int = 0
    ramp_level: int = 0


def gap_after(key: str, gap: tuple[int, int], last_gap: int = 0) -> int:
    """Seconds to wait after the mail `key`, within the gap; no two in a row are equal.

    A range of one single value has no other choice than to repeat it.
    """
    low, high = gap
    if high <= low:
        return low
    span = high - low + 1
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    drawn = low + int.from_bytes(digest, "big") % span
    if drawn == last_gap:
        drawn = low + (drawn - low + 1) % span
    return drawn


def ramp_level(rules: Rules, last_day: int, last_level: int, today: int) -> int:
    """How many mails a mailbox may send today: more each sending day, half after a rest.

    Args:
        rules: its `ramp` gives the first day's number and the step; None is no ramp.
        last_day: ordinal of the last sending day, 0 before the first.
        last_level: what that day allowed.
        today: ordinal of the day asked about.
    """
    if rules.ramp is None:
        return rules.daily_limit
    start, step = rules.ramp
    if not last_day:
        level = start
    elif today <= last_day:
        level = last_level
    elif today - last_day >= IDLE_DAYS:
        level = max(start, last_level // 2)
    else:
        level = last_level + step
    return min(level, rules.daily_limit)


class Flow:
    """What one mailbox has sent lately, and when it may send again.

    The same object stands behind a real run (filled from the ledger) and behind a plan
    on a virtual clock; `sent` keeps it current in both.
    """

    def __init__(self, state: MailboxState, rules: Rules, zone: ZoneInfo) -> None:
        self.state = state
        self.rules = rules
        self._zone = zone
        self._recent = deque(state.recent)
        self._last = state.last_claim
        self.last_gap = state.last_gap
        self.ramp_day, self.ramp_level = state.ramp_day, state.ramp_level
        self._paused = int(state.paused_until.timestamp()) if state.paused_until else 0
        self._day = self._day_start = self._day_end = self._today = 0

    def _turn_to(self, now: int) -> None:
        """Know today's bounds on the mailbox's wall clock and what went today."""
        if self._day_start <= now < self._day_end:
            return
        day = datetime.fromtimestamp(now, self._zone).date()
        begin = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        after = day + timedelta(days=1)
        end = datetime(after.year, after.month, after.day, tzinfo=self._zone)
        self._day = day.toordinal()
        self._day_start, self._day_end = int(begin.timestamp()), int(end.timestamp())
        self._today = sum(1 for ts in self._recent if self._day_start <= ts < self._day_end)

    def gate(self, now: int, *, hurry: bool = False) -> tuple[int, str] | None:
        """Until when the mailbox may not send, and by which rule; None: it may now.

        Where several rules refuse, the one that lasts longest is the answer. `hurry` is
        a person's word (``send --now``): it passes over the gap and nothing else.
        """
        found: list[tuple[int, str]] = []
        if self._paused > now:
            found.append((self._paused, "mailbox"))
        if self.rules.human:
            found += self._limits(now)
            if self._last is not None and not hurry:
                # A shorter gap in the settings counts at once, a longer one from the next on.
                open_at = self._last + min(self.last_gap, self.rules.gap[1])
                if now < open_at:
                    found.append((open_at, "gap"))
        return max(found) if found else None

    def _limits(self, now: int) -> Iterable[tuple[int, str]]:
        recent, rules = self._recent, self.rules
        self._turn_to(now)
        while recent and recent[0] <= now - 26 * HOUR:
            recent.popleft()
        for span, limit, rule in (
            (DAY, rules.daily_limit, "quota"),
            (HOUR, rules.hourly_limit, "hourly"),
        ):
            # The limit-th last claim leaves the span first; until then it is full.
            if limit and len(recent) >= limit and recent[-limit] + span > now:
                yield recent[-limit] + span, rule
        if rules.ramp is not None and self._today >= ramp_level(
            rules, self.ramp_day, self.ramp_level, self._day
        ):
            yield self._day_end, "ramp"

    def after(self, key: str, now: int) -> tuple[int, int, int]:
        """What a claim of `key` at `now` would leave: the gap in seconds, the ramp's day and level."""
        self._turn_to(now)
        level = ramp_level(self.rules, self.ramp_day, self.ramp_level, self._day)
        gap = gap_after(key, self.rules.gap, self.last_gap) if self.rules.human else 0
        return gap, max(self._day, self.ramp_day), level

    def sent(self, key: str, now: int) -> int:
        """Count a claim at `now`; returns the gap in seconds that follows it."""
        self.last_gap, self.ramp_day, self.ramp_level = self.after(key, now)
        insort(self._recent, now)  # a clock may have been set back a little
        self._today += 1
        self._last = now
        return self.last_gap

    def pause(self, until: datetime | None) -> None:
        """Note that the mailbox rests, e.g. after an account-level answer in mid-run."""
        self._paused = int(until.timestamp()) if until else 0


def backoff(tries: int, asked: int | None = None) -> timedelta:
    """How long a deferred mail waits: 15, 30, 60, 120 … minutes, at most a day.

    A time the server named in its text is honoured when it is longer (RFC 5321 §4.5.4.1
    wants at least 30 minutes from the second try on).
    """
    minutes = min(15 * 2 ** (tries - 1), 24 * 60)
    return max(timedelta(minutes=minutes), timedelta(seconds=min(asked or 0, 5 * DAY)))


def account_pause(setbacks: int, asked: int | None = None) -> timedelta:
    """How long a mailbox rests after its `setbacks`-th account-level answer in a row."""
    return backoff(min(setbacks, 7), asked)
