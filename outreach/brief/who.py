"""The head of a brief: who that is, where they are now, and when you last spoke."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from outreach.brief.cut import cut
from outreach.brief.facts import Known
from outreach.brief.sheet import Line
from outreach.brief.times import day_said
from outreach.model import Contact
from outreach.phrases import gap_span, time_words
from outreach.schedule.calendars import holidays_of
from outreach.schedule.places import Place, name_of
from outreach.words import Lang, say

NAME, WORK = 60, 60
#: Columns in which a list may say how a name is spoken.
SPOKEN = ("pronunciation", "aussprache", "say_it", "gesprochen")
#: Hours of a working day in which a call disturbs least; and how far ahead holidays are told.
HOURS, AHEAD = range(9, 18), 7


def shown_name(contact: Contact) -> str:
    """The name at the head of the page, with its title."""
    title = contact.get("title")
    return cut(contact.name if title in contact.name else f"{title} {contact.name}", NAME)


def who(known: Known, lang: Lang, *, certain: bool) -> tuple[Line, ...]:
    """The lines under the name; what must be read first stands first."""
    warnings = [warning.text(lang) for warning in known.warnings]
    if not certain:
        warnings.append(say("brief.uncertain_greeting").text(lang))
    warned = (Line("warning", text) for text in warnings)
    agreed = Line("text", say("brief.agreed", time=known.agreed).text(lang), own=True)
    return (
        *warned,
        *([agreed] if known.agreed else []),
        *_person(known, lang),
        *_there(known, lang),
        _last(known, lang),
    )


def _person(known: Known, lang: Lang) -> Iterator[Line]:
    contact = known.contact
    spoken = next((how for column in SPOKEN if (how := contact.get(column))), "")
    if spoken:
        yield Line("text", say("brief.pronounced", how=cut(spoken, WORK)).text(lang), own=True)
    role, company = cut(contact.get("role"), WORK), cut(contact.get("company"), WORK)
    both = say("brief.at_work", role=role, company=company).text(lang)
    if role or company:
        yield Line("text", both if role and company else role or company, own=True)
    yield Line("text", say(f"brief.register_{known.register}").text(lang))
    if phone := cut(contact.get("phone"), 40):
        yield Line("text", say("brief.phone", number=phone).text(lang), own=True)


def _there(known: Known, lang: Lang) -> Iterator[Line]:
    here = known.now.astimezone(ZoneInfo(known.zone))
    time = time_words(here, lang)
    if known.where == "assumed":
        yield Line("text", say("brief.there_assumed", time=time).text(lang))
    else:
        place = name_of(known.place, lang) or known.zone
        words = say("brief.there", place=place, time=time, zone=known.zone).text(lang)
        yield Line("text", words)
    if not known.agreed:
        # Whoever has a time with them does not ask whether today is a good day.
        yield from _disturbing(known, here, lang)


def _disturbing(known: Known, here: datetime, lang: Lang) -> Iterator[Line]:
    """What speaks against calling now: a holiday, the hour, the weekend; and holidays to come."""
    today = here.date()
    # Where nobody knows the place, a holiday of some division says nothing about this person.
    place = known.place if known.where == "known" else Place("", "")
    holidays = holidays_of(place, today.year, lang)
    if today in holidays:
        yield Line("warning", say("brief.holiday_today", name=holidays[today]).text(lang))
    elif here.hour not in HOURS or here.weekday() > 4:
        yield Line("warning", say("brief.wait_hour").text(lang))
    for ahead in range(1, AHEAD + 1):
        day = today + timedelta(days=ahead)
        if name := holidays_of(place, day.year, lang).get(day, ""):
            said = day_said(day.isoformat(), lang)
            yield Line("text", say("brief.holiday_soon", day=said, name=name).text(lang))
            return


def _last(known: Known, lang: Lang) -> Line:
    day = day_said(known.last_contact, lang)
    if not day:
        return Line("text", say("brief.last_unknown").text(lang))
    gap = gap_span(known.last_contact, known.now.date(), lang)
    words = say("brief.last", day=day, gap=gap) if gap else say("brief.last_recent", day=day)
    return Line("text", words.text(lang))
