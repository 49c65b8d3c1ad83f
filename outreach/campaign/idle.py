"""A tick with nothing due: known from the run before, without judging days or letters.

A run that found nothing due notes until when that holds. As long as no settings changed
and nobody did anything (the history has no new line), the ticks until then only write
down that they ran.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from outreach.campaign.job import Job
from outreach.config.nouns import FILE

#: However far the next mail is, one tick an hour looks properly.
LONGEST = timedelta(hours=1)
#: A tick waits for what is due within its own minute.
TICK = timedelta(seconds=60)


def idle_until(jobs: Sequence[Job], now: datetime) -> datetime | None:
    """Until when none of these campaigns' mailboxes can have anything due; None: look."""
    seen = settings_seen(jobs[0])
    found = [
        jobs[0].store.idle(name, seen, now)
        for name in dict.fromkeys(job.campaign.mailbox for job in jobs)
    ]
    known = [until for until in found if until is not None]
    return min(known) if len(known) == len(found) else None


def note_idle(job: Job, now: datetime, until: datetime | None) -> None:
    """Remember that a mailbox has nothing due before `until` (None: nothing at all is planned).

    Not past midnight: a new day has its announcements.
    """
    local = now.astimezone(ZoneInfo(job.mailbox.timezone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    end = min(now + LONGEST, midnight, until - TICK if until else midnight)
    if end > now:
        job.store.set_idle(job.campaign.mailbox, settings_seen(job), now, end)


def settings_seen(job: Job) -> str:
    """A mark by which a changed settings file is noticed."""
    status = (job.workspace.root / FILE).stat()
    return f"{status.st_mtime_ns}:{status.st_size}"
