"""Noting that nothing is due, for the ticks to come (see `outreach.tick`)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from outreach.campaign.booking import remind_at
from outreach.campaign.job import Job
from outreach.tick import SETTINGS, seen

#: However far the next mail is, one tick an hour looks properly.
LONGEST = timedelta(hours=1)
#: A tick waits for what is due within its own minute.
TICK = timedelta(seconds=60)


def _calls(job: Job, now: datetime) -> datetime:
    """When a mail about a call may be due next, or at the latest in an hour."""
    store, name = job.store, job.mailbox.name
    found = store.next_call_mail(name, now, remind_at(job)) or now + LONGEST
    # What waits for a mailbox that rests goes once it is open again.
    rests = store.mailbox(name).paused_until
    return min(found, rests) if rests and rests > now else found


def note_idle(jobs: Sequence[Job], now: datetime, until: datetime | None) -> None:
    """Remember that a mailbox has nothing due before `until` (None: nothing at all is planned).

    Not past midnight: a new day has its announcements.
    """
    job = jobs[0]
    local = now.astimezone(ZoneInfo(job.mailbox.timezone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    end = min(now + LONGEST, midnight, until - TICK if until else midnight, _calls(job, now))
    if end > now:
        lists = dict.fromkeys(each.campaign.contacts for each in jobs)
        try:
            things = seen(job.workspace.root, [SETTINGS, *lists])
        except OSError:
            # A list that is gone for the moment: the next tick looks again.
            return
        boxes = sorted({c.mailbox for c in job.workspace.campaigns.values()})
        job.store.set_idle(job.campaign.mailbox, boxes, things, now, end)
