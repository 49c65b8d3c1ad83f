"""why: where one person stands, by which rule, and what comes next."""

from typing import Annotated

import typer

from outreach import clock
from outreach.campaign import Job
from outreach.campaign.approval import ASKING
from outreach.campaign.stories import Personal, story
from outreach.campaign.waiting import LIFTING
from outreach.cli import context
from outreach.cli.context import CampaignArg, JsonArg
from outreach.cli.remembering import conflict
from outreach.cli.screen import (
    json_line,
    next_step,
    out,
    table,
    told_in,
    when,
)
from outreach.cli.telling import freshen
from outreach.words import say

#: What helps people who wait for something that is not about them.
WAITS = {
    "inbox": "outreach inbox --done",
    "approval": "outreach send",
    "guard": "outreach tasks",
    "mailbox": "outreach status",
}


def register(app: typer.Typer) -> None:
    app.command("why", help="help.why")(why)


def why(
    contact: Annotated[str, typer.Argument(help="help.arg_contact", metavar="CONTACT")],
    as_json: JsonArg = False,
    campaign: CampaignArg = None,
) -> None:
    with context.jobs(campaign) as jobs:
        freshen(jobs)
        address, _ = context.person(jobs[0].store, contact)
        told = [(job, story(job, address)) for job in jobs]
        # With several campaigns, those the person has no part in say nothing.
        inside = [(j, t) for j, t in told if t.state != "not_enrolled"] or told[:1]
        for job, person in inside:
            if as_json:
                _story_json(job, person)
            else:
                show_story(job, person, several_=len(inside) > 1)


def _story_json(job: Job, told: Personal) -> None:
    json_line(
        contact=told.contact.email,
        campaign=job.campaign.name,
        state=told.state,
        rule=told.rule,
        reason=str(told.reason),
        because=[str(x) for x in told.because],
        since=told.since.isoformat() if told.since else None,
        next=told.next.isoformat() if told.next else None,
        step=told.step or None,
        zone=told.zone,
        zone_from=told.zone_from,
        call=_call_json(told),
        place=told.place,
        place_from=told.place_from,
        remembered=[
            {"number": f.id, "text": f.text, "as_of": f.as_of or None, "source": f.source}
            for f in job.store.memories_of(told.contact.address)
        ],
        history=[
            {
                "at": e.at.isoformat(),
                "what": str(told_in(e.what, job.mailbox.timezone)),
                "key": e.key,
            }
            for e in told.history
        ],
    )


def _call_json(told: Personal) -> dict[str, str] | None:
    call = told.call
    if call is None:
        return None
    return {
        "start": call.slot.start.isoformat(),
        "end": call.slot.end.isoformat(),
        "zone": call.zone,
        "state": call.state,
    }


def show_story(job: Job, told: Personal, *, several_: bool, closing: bool = True) -> None:
    zone, c = job.mailbox.timezone, told.contact
    place = _place_words(told)
    head = " · ".join(x for x in (c.name, c.get("company"), place) if x)
    word = str(say(f"cli.person_{told.state}"))
    out(f"{head:<60}  {word}")
    rows = [[str(say("cli.in_campaign")), job.campaign.name]] if several_ else []
    if told.next:
        key = "cli.letter_first" if told.step == 1 else "cli.letter_later"
        rows.append([str(say("cli.letter")), str(say(key, at=when(told.next, zone), n=told.step))])
    rows.append([str(say("cli.because")), str(told.reason)])
    rows += _call_rows(job, told)
    rows += [["", str(x)] for x in told.because]
    if told.state == "waiting" and _tells_zone(told, zone):
        key = f"cli.zone_{told.zone_from or 'sender'}"
        rows.append([str(say("cli.zone")), f"{told.zone} ({say(key)})"])
    if told.since:
        rows.append([str(say("cli.since")), when(told.since, zone)])
    facts = job.store.memories_of(c.address)
    label = str(say("care.noted"))
    for fact in facts:
        rows.append([label, " · ".join(x for x in (fact.text, fact.as_of, fact.source) if x)])
        label = ""
    label = str(say("cli.history"))
    for event in told.history:
        rows.append([label, f"{when(event.at, zone)}  {told_in(event.what, zone)}"])
        label = ""
    table(rows)
    for line in conflict(job, c, facts):
        out(f"  {line}")
    if closing:
        next_step(_next_for(job, told))


def _call_rows(job: Job, told: Personal) -> list[list[str]]:
    """The call's time on both clocks; one that is past or called off says so."""
    if told.call is None:
        return []
    from outreach.campaign.booking import both_times

    first, *more = both_times(job, told.call).splitlines()
    ended = told.call.state
    if ended == "confirmed" and told.call.slot.end <= clock.now():
        ended = "over"
    tail = "" if ended == "confirmed" else f" – {say(f'invite.state_{ended}')}"
    return [[str(say("invite.call")), f"{first}{tail}"], *(["", line] for line in more)]


def _tells_zone(told: Personal, own: str) -> bool:
    """Whether the zone is worth a line: not the sender's, named by the list, or only assumed."""
    abroad = told.place_from not in ("", "sender", "unknown")
    assumed = told.zone_from == "sender" and abroad
    return bool(told.zone) and (told.zone != own or told.zone_from == "contact" or assumed)


def _place_words(told: Personal) -> str:
    from outreach.cli.planning import region_name

    if told.place_from in ("", "sender", "unknown"):
        return told.contact.get("region")
    return region_name(told.place)


def _next_for(job: Job, told: Personal) -> str:
    """The command that helps this person on, or shows more."""
    name = told.contact.email
    match told.state:
        case "in_doubt":
            return f"outreach resolve {name} --sent"
        case "paused" if not job.store.paused(job.campaign.name, told.contact.address):
            return "outreach resume"
        case "stopped" if told.rule == "booked":
            return "outreach status"
        case "booked":
            return f"outreach brief {name}"
        case "paused" | "stopped":
            return f"outreach resume {name}"
        case "answered" | "opted_out" | "rejected" | "bounced" | "not_enrolled":
            return "outreach status"
        case "held":
            return _next_for_held(told)
        case "waiting" if told.rule in WAITS:
            return WAITS[told.rule]
        case "waiting" if told.rule == "region":
            regions = job.store.paused_regions()
            here = next((c for c in (told.place, told.place[:2]) if c in regions), "")
            return f"outreach resume --region {here}"
        case _:
            several_ = len(job.workspace.campaigns) > 1
            tail = f" --campaign {job.campaign.name}" if several_ else ""
            return f"outreach preview {name}{tail}"


def _next_for_held(told: Personal) -> str:
    if told.rule in ASKING:
        return "outreach send"
    return f"outreach resume {told.contact.email}" if told.rule in LIFTING else "outreach tasks"
