"""What the settings say about time: on which days, at which hours, how fast, how often.

Terminology:
    WINDOW: half-open hours of a day on the contact's wall clock, in minutes since
        midnight; 540–660 is 9:00 up to, and not including, 11:00.
    GAP: seconds between two mails of one mailbox.
    QUOTA: mails of one mailbox in any 24 hours.
    RAMP: how many mails a mailbox sends on its first day, and how many more each
        sending day, until the quota is reached.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

#: No mail on these days, whatever the settings say: (month, day).
EVES = ((12, 24), (12, 31))


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row, both ends included: of one year, or (year 0) of every year."""

    first: tuple[int, int, int]
    last: tuple[int, int, int]

    def __contains__(self, day: date) -> bool:
        if self.first[0]:
            return self.first <= (day.year, day.month, day.day) <= self.last
        begin, end, here = self.first[1:], self.last[1:], (day.month, day.day)
        # A span over New Year's Eve ends in a smaller month than it begins.
        return begin <= here <= end if begin <= end else here >= begin or here <= end


@dataclass(frozen=True, slots=True)
class Delay:
    """How long a step waits for the one before: business days, or days of the calendar."""

    days: int = 0
    unit: Literal["business", "calendar"] = "business"


@dataclass(frozen=True, slots=True)
class Rules:
    """``[schedule]``, all of it checked; the defaults are those of the product."""

    #: ISO weekdays (1 is Monday) on which mails go.
    days: tuple[int, ...] = (2, 3, 4)
    #: Windows in order, none touching another.
    windows: tuple[tuple[int, int], ...] = ((540, 660), (840, 960))
    #: Shortest and longest gap, in seconds.
    gap: tuple[int, int] = (180, 660)
    daily_limit: int = 20
    #: Mails of one mailbox in any hour; 0: no limit of its own.
    hourly_limit: int = 0
    #: Mails on the first day and more on each next sending day; None: no ramp.
    ramp: tuple[int, int] | None = (5, 2)
    #: Days on which nothing goes; they still count as business days.
    closed: tuple[Span, ...] = (Span((0, 12, 23), (0, 1, 6)),)
    #: Days on which the sender is away; likewise.
    away: tuple[Span, ...] = ()
    #: Nothing goes on a single working day between a holiday and a weekend.
    bridge_days: bool = True
    #: Mails to one person in 365 days, over all campaigns.
    max_per_year: int = 3
    #: Days between the last mail of one campaign and the opener of another.
    rest: int = 180
    #: False: rehearsals and benchmarks only (design: pace = "off").
    human: bool = True
