"""``[campaign.NAME]`` → Campaign."""

import re
from pathlib import PurePosixPath, PureWindowsPath

from outreach.calls.rules import Booking
from outreach.config.nouns import (
    BASES,
    INVITES,
    LEAST_WAIT,
    MOST_STEPS,
    NUDGES,
    REGISTERS,
    Campaign,
    Invite,
    Step,
)
from outreach.config.tables import Table
from outreach.model import SITUATIONS, grave
from outreach.schedule.rules import Delay
from outreach.words import say

#: Letters that do not offer a call unless a step says so: greetings, farewells, and those
#: to people who have other things to do.
_QUIET = ("season", "last", "disaster")
_AFTER = re.compile(r"(\d{1,3}) (business|calendar)[ _]days?")


def campaign(
    name: str, table: Table, boxes: tuple[str, ...], most: int, booking: Booking | None
) -> Campaign:
    """A campaign that writes to nobody more than `most` times."""
    basis = table.table("legal_basis", "legal_basis")
    return Campaign(
        name,
        _contacts(table),
        _steps(table, most, booking),
        table.one_of("mailbox", boxes, "main"),
        table.one_of("language", ("", "de", "en"), ""),
        table.one_of("register", ("", *REGISTERS), ""),
        basis.one_of("value", BASES, "") if basis.data else "",
        basis.prose("reason"),
        table.one_of("new_contacts", ("hold", "send"), "hold"),
        table.one_of("nudges", NUDGES, "announce"),
        table.one_of("situation", SITUATIONS, "none"),
        table.prose("situation_phrase"),
        table.prose("own_story"),
        table.prose("help_offer"),
        table.prose("why_now"),
        _facts(table.table("facts")),
        _situations(table.table("situations")),
    )


def _situations(table: Table) -> dict[str, str]:
    """The phrases for people whose situation is another than the campaign's."""
    known = tuple(s for s in SITUATIONS if s != "none" and not grave(s))
    for name in table.data:
        if name not in known:
            what = say("config.unknown", name=name)
            table.wrong(name, what, say("config.known_here", known=", ".join(known)))
    return {name: table.prose(name) for name in table.data if name in known}


def _contacts(table: Table) -> str:
    """The list's path from the workspace, with slashes; the ledger knows it by that."""
    value = table.text("contacts", "contacts.csv")
    path = PureWindowsPath(value)
    # As Windows reads it: there a drive, a root and ".." lead out, here some of them do.
    if path.anchor or ".." in path.parts or value.startswith("~") or not path.name:
        table.wrong("contacts", say("config.outside", path=value))
        return "contacts.csv"
    return PurePosixPath(value.replace("\\", "/")).as_posix()


def _facts(table: Table) -> dict[str, str]:
    facts = {}
    for name, value in table.data.items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            table.wrong(name, say("config.fact_name", name=name))
        elif isinstance(value, int) and not isinstance(value, bool):
            facts[name] = str(value)
        else:
            facts[name] = table.prose(name)
    return facts


def _steps(campaign: Table, most: int, booking: Booking | None) -> tuple[Step, ...]:
    found = campaign.data.get("steps")
    if not isinstance(found, list) or not found or not all(isinstance(s, dict) for s in found):
        campaign.wrong("steps", say("config.steps"), say("config.steps_hint"))
        return ()
    if len(found) > MOST_STEPS:
        campaign.wrong("steps", say("config.many_steps", most=MOST_STEPS))
    elif len(found) > most:
        what = say("config.over_year", n=len(found), most=most)
        campaign.wrong("steps", what, say("config.over_year_hint", n=len(found)))
    return tuple(
        _step(campaign.item("steps", number), booking, first=not number)
        for number in range(len(found))
    )


def _step(entry: Table, booking: Booking | None, *, first: bool) -> Step:
    entry.check_names("step")
    template = entry.text("template")
    if not re.fullmatch(r"\w[\w.-]*", template):
        entry.wrong("template", say("config.template", value=template))
    thread = entry.one_of("thread", ("same", "new"), "new" if first else "same")
    if first and thread == "same":
        entry.wrong("thread", say("config.first_step", key="thread"))
    return Step(template, _delay(entry, first=first), thread, _invite(entry, template, booking))


def _invite(entry: Table, template: str, booking: Booking | None) -> Invite:
    """How the letter offers a call; without [booking] none does."""
    usual = "none" if template.partition(".")[0] in _QUIET else "offer"
    asked: Invite = entry.one_of("invite", INVITES, usual)
    if asked == "link" and not (booking and booking.url):
        entry.wrong("invite", say("config.no_booking_url"), say("config.no_booking_url_hint"))
    return asked if booking else "none"


def _delay(entry: Table, *, first: bool) -> Delay:
    """How long the letter waits for the one before; nothing for the first."""
    if first:
        if "after" in entry.data:
            entry.wrong("after", say("config.first_step", key="after"))
        return Delay()
    value = entry.data.get("after", "")
    match = _AFTER.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        entry.wrong("after", say("config.after", value=value or "–"))
        return LEAST_WAIT
    days, unit = int(match[1]), match[2]
    # Seven days of the calendar hold five business days.
    least = LEAST_WAIT.days if unit == "business" else 7
    if days < least:
        entry.wrong("after", say("config.after_short", value=value, least=f"{least} {unit} days"))
    return Delay(days, "business" if unit == "business" else "calendar")
