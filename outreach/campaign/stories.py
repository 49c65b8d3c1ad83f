"""One person's story: exactly one state, the rule that put it there, and what comes next."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from outreach import clock
from outreach.campaign.job import Job
from outreach.campaign.timing import Desk, planner
from outreach.model import Booking, Contact, Event, Send
from outreach.schedule.calendars import Shut
from outreach.schedule.deciding import Locale, to_moment, to_ts
from outreach.schedule.planning import Planned
from outreach.store.views import rule_say
from outreach.words import Say, say

#: Days between now and a mail that are looked through for holidays.
LOOK_AHEAD = 400
#: Why a day is shut that is worth telling a person; that Friday is no day of writing is not.
TELLING = ("holiday", "bridge", "eve", "closed", "away")


@dataclass(frozen=True, slots=True)
class Personal:
    """What `why` answers about one person."""

    contact: Contact
    state: str
    #: Code of the rule behind the state, and its sentence.
    rule: str
    reason: Say
    since: datetime | None = None
    #: The next mail's moment, if all goes as planned, and which letter it is.
    next: datetime | None = None
    step: int = 0
    #: What sets that moment beside the rule: the letter before, holidays in between.
    because: tuple[Say, ...] = ()
    #: Where they are, and how that is known.
    zone: str = ""
    zone_from: str = ""
    place: str = ""
    place_from: str = ""
    history: tuple[Event, ...] = ()
    #: The call to come, or else the last that was agreed.
    call: Booking | None = None


def story(job: Job, address: str) -> Personal:
    """Everything `why` says of one person in this campaign."""
    contact = job.store.contact(job.campaign.contacts, address) or Contact(address, address, {})
    everything = job.store.sends_to(address)
    sends = [s for s in everything if s.campaign == job.campaign.name]
    # What is uncertain about a call is uncertain about the person.
    sends += [s for s in everything if s.purpose and s.state == "in_doubt"]
    state, rule, detail, send = _state(job, address, sends)
    found = Personal(
        contact,
        state,
        rule,
        rule_say(rule, detail),
        _since(job, address, state, send),
        history=tuple(job.store.history(address)),
        call=_call(job, address),
    )
    code = job.store.locale(job.campaign.name, address)
    if not code:
        return found
    desk = Desk(job.beside)
    locale, how = desk.locales[code], job.store.how(job.campaign.name, address)
    found = replace(
        found,
        zone=locale.zone.key,
        zone_from=how.get("zone", ""),
        place=locale.place.code,
        place_from=how.get("place", ""),
    )
    return _with_next(desk, job, locale, found, send) if state == "waiting" and send else found


def _state(job: Job, address: str, sends: list[Send]) -> tuple[str, str, str, Send | None]:
    """One of the states of design §3 with rule and detail, derived from the rows; first match wins."""
    by_state = {s.state: s for s in reversed(sends)}
    if suppressed := job.store.suppressed(address):
        return "opted_out", "suppressed", suppressed, sends[0] if sends else None
    if not sends:
        # A call may be agreed with somebody who gets no letters.
        outside = "booked" if coming(job, address) else "not_enrolled"
        return outside, outside, "", None
    if "in_doubt" in by_state:
        return _of("in_doubt", by_state["in_doubt"])
    if spoken := _spoken(job, address):
        return *spoken, sends[-1]
    for state in ("bounced", "rejected", "held"):
        if state in by_state:
            return _of(state, by_state[state])
    open_ = [s for s in sends if s.state in ("planned", "sending")]
    paused = job.store.paused(job.campaign.name, address) or job.store.paused(job.campaign.name)
    if open_ and paused:
        return "paused", "paused", paused[1], open_[0]
    if open_:
        rule, detail = _waiting(job, open_[0])
        return "waiting", rule, detail, open_[0]
    if "cancelled" in by_state:
        return _of("stopped", by_state["cancelled"])
    return "finished", "finished", "", sends[-1]


def coming(job: Job, address: str) -> Booking | None:
    """The call to come with a person."""
    return job.store.booking_with(address, job.mailbox.name, clock.now())


def _call(job: Job, address: str) -> Booking | None:
    """The call to come, else the last one that was agreed."""
    calls = job.store.bookings_of(address)
    return coming(job, address) or next(reversed(calls), None)


def _spoken(job: Job, address: str) -> tuple[str, str, str] | None:
    """Whether somebody has agreed a call or answered; the call says more."""
    call = job.store.booked_since(address, job.campaign.name)
    if call and call.state != "cancelled":
        return "booked", "booked", ""
    if answer := job.store.answer_of(address, job.campaign.name):
        return "answered", "answered", str(say(f"store.way_{answer[1]}"))
    return None


def _of(state: str, send: Send) -> tuple[str, str, str, Send]:
    return state, send.rule, send.detail, send


def _since(job: Job, address: str, state: str, send: Send | None) -> datetime | None:
    if state == "paused":
        paused = job.store.paused(job.campaign.name, address) or job.store.paused(job.campaign.name)
        return paused[0] if paused else None
    if state == "answered":
        answer = job.store.answer_of(address, job.campaign.name)
        return answer[0] if answer else None
    if state == "booked":
        call = job.store.booked_since(address, job.campaign.name) or coming(job, address)
        return call.created_at if call else None
    return job.store.since(send.key) if send else None


def _waiting(job: Job, send: Send) -> tuple[str, str]:
    """Why a planned mail has not gone yet, as far as its own row and its campaign tell."""
    if send.state == "sending":
        return "sending", ""
    if not send.approved:
        return "approval", ""
    box = job.store.mailbox(send.mailbox)
    if box.paused_until and box.paused_until > clock.now():
        return "mailbox", box.paused_detail
    if send.step == 1 and job.store.openers_stopped(job.campaign.name):
        return "guard", ""
    paused = job.store.paused_regions()
    country, _, division = (
        job.store.locale(job.campaign.name, send.address).partition("|")[2].partition("-")
    )
    for region in (f"{country}-{division}", country):
        if region in paused:
            return "region", paused[region]
    if send.step > 1 and send.earliest is None:
        return "before", ""
    return send.rule, send.detail


def _with_next(desk: Desk, job: Job, locale: Locale, found: Personal, send: Send) -> Personal:
    """The story with the moment of the next mail, as the plan has it."""
    now = clock.now()
    if found.rule in ("guard", "region", "sending"):
        return found
    mail, stopped = _planned(desk, now, send)
    if mail is None:
        if send.step == 1 and job.campaign.name in stopped:
            # Their turn comes after the letter at which the guard will have seen enough.
            return replace(found, step=1, rule="guard", reason=rule_say("guard", ""))
        return replace(found, step=send.step)
    rule = found.rule if found.rule in ("approval", "mailbox") else mail.rule
    if send.step > 1 and not desk.followups_open(now):
        rule = "inbox"
    reason = rule_say(rule, _detail(desk, rule, send, found))
    if rule == "after" and (
        before := job.store.send(f"{send.campaign}:{send.step - 1}:{send.address}")
    ):
        reason = _after(job, locale, before, send.step)
    return replace(
        found,
        rule=rule,
        reason=reason,
        next=to_moment(mail.at),
        step=send.step,
        because=tuple(_free_days(locale, send, mail, now)),
    )


def _planned(desk: Desk, now: datetime, send: Send) -> tuple[Planned | None, set[str]]:
    """This mail in the plan, and the campaigns that write to nobody new after some mail of it."""
    ahead = planner(desk, now, unapproved=True)
    run = ahead.run(desk.flow(now), to_ts(now), to_ts(now + timedelta(days=LOOK_AHEAD)))
    mine = (
        m
        for m in run
        if (m.address, m.campaign, m.step) == (send.address, send.campaign, send.step)
    )
    return next(mine, None), ahead.stopped


def _detail(desk: Desk, rule: str, send: Send, found: Personal) -> str:
    """What the rule's sentence names: a number, a colleague, or what the row says."""
    if rule in ("quota", "ramp"):
        return str(desk.rules.daily_limit)
    if rule == "hourly":
        return str(desk.rules.hourly_limit)
    if rule in (found.rule, send.rule):
        return send.detail
    return ""


def _after(job: Job, locale: Locale, before: Send, step: int) -> Say:
    """When the letter before went, and the wait that follows it there."""
    from outreach.phrases.dates import date_words
    from outreach.schedule.places import name_of
    from outreach.words import current

    delay = job.campaign.steps[step - 1].delay
    sent = before.claimed_at or clock.now()
    return say(
        f"store.why_after_{delay.unit}",
        day=date_words(locale.day(to_ts(sent)), current()),
        days=delay.days,
        place=name_of(locale.place, current()) or locale.zone.key,
    )


def _free_days(locale: Locale, send: Send, mail: Planned, now: datetime) -> list[Say]:
    """Holidays and closed days that stood between now, or the letter before, and this mail."""
    from outreach.phrases.dates import date_words
    from outreach.words import current

    begin = locale.day(to_ts(now))
    if send.step > 1 and send.earliest is not None:
        begin = min(begin, locale.day(to_ts(send.earliest)))
    end, days = locale.day(mail.at), list[tuple[date, Shut]]()
    day = begin
    while day < end and len(days) < 60:
        shut = locale.calendar.shut(day, locale.place)
        if shut is not None and shut.rule in TELLING:
            days.append((day, shut))
        day += timedelta(days=1)
    seen: dict[tuple[str, str], date] = {}
    for day, shut in days:
        seen.setdefault((shut.rule, shut.detail), day)
    return [
        say(f"store.free_{rule}", day=date_words(first, current()), detail=detail)
        for (rule, detail), first in seen.items()
    ][:6]
