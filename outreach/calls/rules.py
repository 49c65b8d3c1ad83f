"""``[booking]``: when the sender takes calls, and how far ahead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

#: Hours of one day on the sender's wall clock, in minutes since midnight, in order and apart.
Hours = tuple[tuple[int, int], ...]
_USUAL: Hours = ((600, 720), (840, 960))


def _usual_week() -> Mapping[int, Hours]:
    return dict.fromkeys(range(1, 6), _USUAL)


@dataclass(frozen=True, slots=True)
class Notice:
    """How long before a call one has to know of it: minutes, or business days."""

    amount: int = 24 * 60
    unit: Literal["minutes", "business"] = "minutes"


@dataclass(frozen=True, slots=True)
class Booking:
    """``[booking]``, all of it checked; the defaults are those of the product."""

    #: Minutes of one call.
    duration: int = 20
    #: Minutes from one possible beginning to the next.
    grid: int = 20
    #: By ISO weekday (1 is Monday); a weekday that is not there has none.
    hours: Mapping[int, Hours] = field(default_factory=_usual_week)
    #: Hours of single days; they outrank weekday, holiday, closed and away days.
    overrides: Mapping[date, Hours] = field(default_factory=dict)
    #: Calendar files and https addresses, as the settings write them.
    busy: tuple[str, ...] = ()
    #: Minutes kept free before and after everything else.
    buffer: int = 10
    notice: Notice = field(default_factory=Notice)
    #: Days ahead.
    horizon: int = 30
    #: Calls on one day.
    per_day: int = 4
    #: Days after which a calendar nobody refreshed counts as unreadable.
    stale: int = 7
    #: What a tentative entry of a calendar is.
    tentative: Literal["busy", "free"] = "busy"
    #: The share of letters that lead to a call, for the warning about too few slots.
    acceptance: float = 0.1
    #: Whether the first time named goes along as a file.
    attach: bool = True
    #: A booking page, for steps with ``invite = "link"``.
    url: str = ""
