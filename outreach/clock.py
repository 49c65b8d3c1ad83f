"""The one place that asks what time it is, and that waits.

``OUTREACH_NOW`` (an ISO time) sets the clock for a rehearsal; it stands still during
a run. Limits and timeouts use the monotonic clock.
"""

import os
import time
from datetime import UTC, datetime

from outreach.errors import ConfigError
from outreach.words import say


def rehearsing() -> bool:
    """True when ``OUTREACH_NOW`` sets the clock."""
    return bool(os.environ.get("OUTREACH_NOW"))


def now() -> datetime:
    """The present moment, aware, in UTC, to the second.

    Raises:
        ConfigError: ``OUTREACH_NOW`` is set and is no ISO time with an offset.
    """
    fixed = os.environ.get("OUTREACH_NOW")
    if not fixed:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ConfigError(say("config.bad_now", value=fixed), say("config.bad_now_hint"))
    return moment.astimezone(UTC).replace(microsecond=0)


def monotonic() -> float:
    """Seconds that only ever grow; for limits and pacing inside a run."""
    return time.monotonic()


def wait(seconds: float) -> None:
    """Sleep; Ctrl-C and SIGTERM interrupt it through their handlers."""
    time.sleep(seconds)
