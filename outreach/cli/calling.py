"""slots: when the sender is free for calls, and what a letter would name."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Self
from zoneinfo import ZoneInfo

import typer

from outreach import clock
from outreach.campaign import FreeTimes, Job
from outreach.campaign.booking import guest
from outreach.campaign.offering import crowded, others, way_of
from outreach.cli import context
from outreach.cli.briefing import job_of
from outreach.cli.context import CampaignArg, JsonArg
from outreach.cli.screen import (
    accent,
    dim,
    json_line,
    next_step,
    out,
    printable,
    styled,
    until_when,
    when,
)
from outreach.errors import ConfigError, StoreError, UsageError
from outreach.words import Say, say, several

if TYPE_CHECKING:
    from outreach.calls.offers import NoOffer, Offer
    from outreach.calls.slots import Row
    from outreach.model import Contact, Slot

#: Days shown where nobody says how many, and at most.
DAYS, MOST_DAYS = 14, 92


def register(app: typer.Typer) -> None:
    app.command("slots", help="help.slots")(slots)


def slots(
    days: Annotated[int, typer.Option("--days", metavar="N", help="help.slots_days")] = DAYS,
    contact: Annotated[
        str | None, typer.Option("--for", metavar="CONTACT", help="help.slots_for")
    ] = None,
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(say("calls.bad_days", value=days))
    with _jobs(campaign, anyway=contact is None) as jobs:
        if contact is not None:
            address, _ = context.person(jobs[0].store, contact)
            _of_person(job_of(jobs, address), address, days, as_json=as_json)
            return
        times = jobs[0].free_times if jobs else FreeTimes(context.workspace(), clock.now())
        _refuse_blind(times)
        _show(times, _Promised.of(jobs), days, None, as_json=as_json)
        if not as_json:
            if jobs and (warning := crowded(jobs)):
                out()
                out(warning)
            next_step("outreach preview")


@contextmanager
def _jobs(campaign: str | None, *, anyway: bool) -> Iterator[list[Job]]:
    """The campaigns on their ledger; with `anyway`, none where nothing has begun yet."""
    try:
        opened = context.jobs(campaign)
        jobs = opened.__enter__()
    except (StoreError, ConfigError):
        if not anyway:
            raise
        yield []
        return
    try:
        yield jobs
    finally:
        opened.__exit__(None, None, None)


def _of_person(job: Job, address: str, days: int, *, as_json: bool) -> None:
    """The days as this person sees them, and what a letter to them would name."""
    times, now = job.free_times, job.free_times.now
    _refuse_blind(times)
    person = guest(job, address)
    _show(times, _Promised.of([job]), days, person, as_json=as_json)
    taken, held, load = others(job, person, now)
    key = f"{job.campaign.name}:1:{address}"
    alone = way_of(job, 1) == "invite"
    found = times.offer(key, person, now, taken=taken, held=held, load=load, alone=alone)
    if as_json:
        json_line(contact=person.email, **_as_fields(found))
        return
    _tell(times, person, found)
    next_step(f"outreach preview {person.email}")


@dataclass(frozen=True, slots=True)
class _Promised:
    """Calls agreed and times kept free, each with the name of the person."""

    taken: "Mapping[Slot, str]"
    held: "Mapping[Slot, str]"

    @classmethod
    def of(cls, jobs: Sequence[Job]) -> Self:
        """What the host of the first of these campaigns has promised."""
        if not jobs:
            return cls({}, {})
        job, box = jobs[0], jobs[0].mailbox.name
        calls = job.store.bookings("confirmed", mailbox=box)
        holds = job.store.live_holds(box, clock.now())

        def name(address: str) -> str:
            return guest(job, address).name

        return cls(
            {call.slot: name(call.address) for call in calls},
            {slot: name(address) for slot, address in holds.items()},
        )


def _refuse_blind(times: FreeTimes) -> None:
    """Nothing, where there are settings and every calendar can be read.

    Raises:
        ConfigError: no times are offered, because the settings name none.
        InputError: none are, because a calendar cannot be read.
    """
    if times.booking is None:
        raise ConfigError(say("calls.no_booking"), say("calls.no_booking_hint"))
    times.refuse_blind()


# -- the days ----------------------------------------------------------------------------------


def _show(
    times: FreeTimes, promised: _Promised, days: int, person: "Contact | None", *, as_json: bool
) -> None:
    zone = times.where(person)[1] if person else times.mailbox.timezone
    rows = list(times.rows(days, promised.taken, promised.held))
    if as_json:
        for row in rows:
            json_line(**_row_fields(row))
        return
    booking = times.availability.booking
    out(say("calls.head", minutes=booking.duration, zone=times.mailbox.timezone))
    for line in _read(times):
        styled(dim(printable(f"  {line}")))
    out()
    _calendar(rows, zone if zone != times.mailbox.timezone else "")
    count = sum(row.slots for row in rows if row.why is None)
    out()
    out(several(count, "calls.total_one", "calls.total_many") if count else say("calls.total_none"))


def _read(times: FreeTimes) -> Iterator[Say]:
    if not times.sources:
        yield say("calls.no_calendars")
    for source in times.sources:
        if clock.rehearsing():
            # Its age is the real one, and says nothing there.
            yield say("calls.read_now", name=source.name)
            continue
        at = when(source.as_of, times.mailbox.timezone)
        if source.not_refreshed:
            yield say("calls.read_old", name=source.name, when=at, why=source.not_refreshed)
        else:
            yield say("calls.read", name=source.name, when=at)


def _calendar(rows: Sequence["Row"], zone: str) -> None:
    """A line for each stretch; the day stands at its first, and days without any together."""
    lines = [
        (
            _days([row.day for row in alike]),
            _span(alike[0]),
            printable(str(_words(alike[0]))),
            alike[0],
        )
        for alike in _alike(rows)
    ]
    days = max(len(day) for day, *_ in lines)
    spans = max(len(span) for _, span, *_ in lines)
    last = ""
    for day, span, words, row in lines:
        free = row.why is None
        shown = f"{accent(words) if free else dim(words)}{_there(row, zone) if free else ''}"
        styled(f"  {'' if day == last else day:<{days}}  {span:<{spans}}  {shown}")
        last = day


def _alike(rows: Sequence["Row"]) -> Iterator[list["Row"]]:
    """The rows one by one, whole days in a row that have nothing for one reason together."""
    group: list[Row] = []
    for row in rows:
        if group and (
            row.start is not None or row.why != group[0].why or group[0].start is not None
        ):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _days(days: Sequence[date]) -> str:
    """The day, or the first and the last of several."""
    ends = days if len(days) == 1 else (days[0], days[-1])
    return " – ".join(map(_day, ends))


def _day(day: date) -> str:
    return when(datetime(day.year, day.month, day.day, tzinfo=UTC)).rsplit(" ", 1)[0]


def _span(row: "Row", zone: str = "") -> str:
    if row.start is None or row.end is None:
        return ""
    ends = [m.astimezone(ZoneInfo(zone)) if zone else m for m in (row.start, row.end)]
    return "–".join(f"{m:%H:%M}" for m in ends)


def _there(row: "Row", zone: str) -> str:
    return "   " + dim(say("calls.there", span=_span(row, zone))) if zone else ""


def _words(row: "Row") -> Say:
    if row.why is None:
        return several(row.slots, "calls.free_one", "calls.free_many")
    return say(f"calls.why_{row.why.rule}", detail=row.why.detail)


def _row_fields(row: "Row") -> dict[str, object]:
    return {
        "day": row.day.isoformat(),
        "start": row.start.isoformat() if row.start else None,
        "end": row.end.isoformat() if row.end else None,
        "free": row.why is None,
        "rule": row.why.rule if row.why else "",
        "detail": row.why.detail if row.why else "",
        "times": row.slots if row.why is None else 0,
    }


# -- one letter, and all of them ---------------------------------------------------------------


def _tell(times: FreeTimes, person: "Contact", found: "Offer | NoOffer") -> None:
    from outreach.calls.offers import NoOffer

    zone = times.where(person)[1]
    out()
    if isinstance(found, NoOffer):
        why = say(f"calls.none_{found.reason}")
        out(say("calls.offer_none", name=person.name, why=why))
        return
    out(say("calls.offer_for", name=person.name, zone=zone))
    for slot in found.slots:
        at = when(slot.start, zone)
        kept = say(
            "calls.offer_held", at=at, until=until_when(found.expires, times.mailbox.timezone)
        )
        out(f"  {kept if slot == found.held else at}")


def _as_fields(found: "Offer | NoOffer") -> dict[str, object]:
    from outreach.calls.offers import NoOffer

    if isinstance(found, NoOffer):
        return {"offer": [], "held": None, "expires": None, "reason": found.reason}
    return {
        "offer": [{"start": s.isoformat(), "end": e.isoformat()} for s, e in found.times],
        "held": found.held.start.isoformat() if found.held else None,
        "expires": found.expires.isoformat(),
        "reason": "",
    }
