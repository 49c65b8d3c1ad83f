"""Which mail goes now: one decision, the same for a run, a dry run and a plan.

`decide` takes the first mail in the order of `order` whose gates are open. The gates of
a mailbox (pauses, gap, quota, ramp) stand before all mails; windows, canary and guard
stand before groups of people, and the queue already leaves those out; the gates of a
person (spacing, caps, rest, organisation, announcement) are asked for the one whose turn
it is. A refused mail gets its next possible moment, so that none is looked at twice in
vain.

All times are epoch seconds in UTC, days are `date`s in the contact's zone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from outreach.schedule.calendars import Calendar
from outreach.schedule.candidates import (
    Candidate,
    Colleague,
    Decision,
    Facts,
    Go,
    Hold,
    Nudges,
    Order,
    Queue,
    Refuse,
    Wait,
    to_moment,
    to_ts,
)
from outreach.schedule.pace import DAY, FOREVER_TS, Flow
from outreach.schedule.places import Place
from outreach.schedule.rules import Rules
from outreach.schedule.windows import Openings

#: Business days between any two mails to one person; and how late is stale.
SPACING, STALE = 5, 15
#: Business days an organisation's place stays taken after the last mail or answer, and
#: at most while a mail is in doubt.
ORGANISATION, ORGANISATION_DOUBT = 10, 20
YEAR = 365 * DAY

__all__ = [
    "Candidate",
    "Colleague",
    "Decision",
    "Facts",
    "Go",
    "Hold",
    "Locale",
    "Locales",
    "Moment",
    "Nudges",
    "Order",
    "Queue",
    "Refuse",
    "Wait",
    "decide",
    "locale_code",
    "order",
    "person_gate",
    "to_moment",
    "to_ts",
]

# -- zones and places -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Locale:
    """People who share a zone and a place: their openings and their calendar."""

    zone: ZoneInfo
    place: Place
    openings: Openings
    calendar: Calendar

    def day(self, ts: int) -> date:
        """The date there."""
        return datetime.fromtimestamp(ts, self.zone).date()

    def midnight(self, day: date) -> int:
        """The first moment of a day there."""
        return int(datetime(day.year, day.month, day.day, tzinfo=self.zone).timestamp())

    def business_days_after(self, ts: int, days: int) -> int:
        """The first moment of the `days`-th business day after the date of `ts`."""
        return self.midnight(self.calendar.add_business_days(self.day(ts), days, self.place))

    def after(self, ts: int, days: int, unit: str) -> int:
        """The first moment at which a step may follow what went at `ts`."""
        if unit == "business":
            return self.business_days_after(ts, days)
        return self.midnight(self.day(ts) + timedelta(days=days))


class Locales:
    """All zones and places of one mailbox's people, by their code ``zone|country-division``."""

    def __init__(self, rules: Rules, calendar: Calendar, salt: str) -> None:
        self.rules, self.calendar = rules, calendar
        self._salt = salt
        self._known: dict[str, Locale] = {}
        self._after = lru_cache(maxsize=200_000)(self._first_after)

    def __getitem__(self, code: str) -> Locale:
        known = self._known.get(code)
        if known is None:
            zone, _, where = code.partition("|")
            country, _, division = where.partition("-")
            place = Place(country, division)
            known = self._known[code] = Locale(
                ZoneInfo(zone),
                place,
                Openings(zone, place, self.calendar, self.rules, self._salt),
                self.calendar,
            )
        return known

    def after(self, code: str, ts: int, days: int, unit: str = "business") -> int:
        """`Locale.after`, remembered per day."""
        locale = self[code]
        return self._after(code, locale.day(ts), days, unit)

    def _first_after(self, code: str, day: date, days: int, unit: str) -> int:
        locale = self[code]
        if unit == "business":
            return locale.midnight(self.calendar.add_business_days(day, days, locale.place))
        return locale.midnight(day + timedelta(days=days))


def locale_code(zone: str, place: Place) -> str:
    """The code by which `Locales` finds a zone and place again."""
    return f"{zone}|{place.code}"


# -- the decision ------------------------------------------------------------------------------


def order(c: Candidate, window_start: int) -> Order:
    """Who goes first when not all can: later step, longer in sequence, earlier window, list."""
    # A sequence that has not begun is shorter than any: a letter tried before goes before it.
    return (-c.step, c.begun or FOREVER_TS, window_start if c.step == 1 else 0, c.turn, c.key)


@dataclass(frozen=True, slots=True)
class Moment:
    """What holds for the whole run: rules, zones, and today on the sender's wall clock."""

    rules: Rules
    locales: Locales
    #: The sender's own zone and place.
    home: str
    today: Callable[[int], date]


def decide(flow: Flow, moment: Moment, queue: Queue, now: int, *, hurry: bool = False) -> Decision:
    """Which mail goes at `now`, or what stands against the first in turn, or until when all wait."""
    if shut := flow.gate(now, hurry=hurry):
        return Wait(*shut)
    first = queue.head(now)
    if first is None:
        return queue.wake(now)
    # With the pace switched off nothing that has passed can matter; do not even ask.
    facts = queue.facts(first) if moment.rules.human else Facts()
    return person_gate(first, facts, moment, now, hurry=hurry) or Go(first)


def person_gate(
    c: Candidate, facts: Facts, moment: Moment, now: int, *, hurry: bool = False
) -> Refuse | Hold | None:
    """What stands between this person and their mail at `now`; None: nothing does.

    Args:
        c: the mail whose turn it is.
        facts: what has passed with this person.
        moment: rules and zones.
        now: epoch seconds.
        hurry: a person named them (``send --now``), so no announcement is needed.
    """
    rules, locales = moment.rules, moment.locales
    if c.step > 1 and c.nudges == "ask" and not c.confirmed and not hurry:
        return Hold(c, "ask")
    if not rules.human:
        return None
    if c.step > 1 and _is_stale(c, moment, now):
        return Hold(c, "stale")
    if refused := _too_soon(c, facts, rules, locales, now):
        return refused
    if c.step == 1:
        return _colleague_first(c, facts, locales, now)
    return None if hurry else _unannounced(c, moment, now)


def _is_stale(c: Candidate, moment: Moment, now: int) -> bool:
    if c.earliest is None or now - c.earliest < STALE * DAY:
        return False
    locale = moment.locales[c.locale]
    late = locale.calendar.business_days_between(
        locale.day(c.earliest), locale.day(now), locale.place
    )
    return late > STALE


def _too_soon(
    c: Candidate, facts: Facts, rules: Rules, locales: Locales, now: int
) -> Refuse | None:
    if not facts.mails and not facts.last_elsewhere:
        return None
    found: list[tuple[int, str]] = []
    if facts.mails:
        found.append((locales.after(c.locale, facts.mails[-1][0], SPACING), "spacing"))
    recent = [ts for ts, _ in facts.mails if ts > now - YEAR]
    if len(recent) >= rules.max_per_year:
        found.append((recent[-rules.max_per_year] + YEAR, "per_year"))
    if c.step == 1 and facts.last_elsewhere:
        found.append((facts.last_elsewhere + rules.rest * DAY, "rest"))
    until, rule = max(found, default=(0, ""))
    return Refuse(c, until, rule) if until > now else None


def _colleague_first(c: Candidate, facts: Facts, locales: Locales, now: int) -> Refuse | None:
    """One person per organisation at a time."""
    until, name = max(
        ((_place_taken(x, c.locale, locales, now), x.name) for x in facts.colleagues),
        default=(0, ""),
    )
    return Refuse(c, until, "organisation", name) if until > now else None


def _place_taken(x: Colleague, locale: str, locales: Locales, now: int) -> int:
    """Until when a colleague keeps the organisation's place."""
    if x.in_doubt:
        return locales.after(locale, x.last, ORGANISATION_DOUBT)
    until = locales.after(locale, x.last, ORGANISATION)
    if x.next is not None:
        # Their sequence is still open: its last mail is yet to come.
        until = max(until, locales.after(locale, max(x.next, now), ORGANISATION))
    return until


def _unannounced(c: Candidate, moment: Moment, now: int) -> Refuse | None:
    """No second letter goes before the business day after its announcement."""
    if c.nudges == "auto":
        return None
    today = moment.today(now)
    if c.announced and c.announced < today.toordinal():
        return None
    home = moment.locales[moment.home]
    return Refuse(c, home.business_days_after(now, 1), "announce")
