"""The mail around an invitation: it says all that the calendar part says, in words."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Literal

from outreach import phrases
from outreach.invite.nouns import Invite
from outreach.invite.times import both_sides, offered, zone_info
from outreach.merge import Letters, Missing, Setting, parse_template
from outreach.model import Contact, Draft

#: Agreed · moved · called off · the line shortly before.
Occasion = Literal["request", "moved", "cancelled", "reminder"]
_FACTS = frozenset(
    {"call_times", "call_times_here", "call_day", "call_when", "call_before", "call_link", "call_by_me"}
)  # fmt: skip


@cache
def shipped() -> Letters:
    """The letters of a call, four occasions in five voices."""
    from importlib import resources

    folder = resources.files("outreach.invite") / "texts"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return Letters(parse_template(file.read_text("utf-8"), file.name) for file in files)


def call_letter(
    occasion: Occasion,
    invite: Invite,
    contact: Contact,
    setting: Setting,
    at: datetime,
    *,
    before: datetime | None = None,
    by_me: bool = False,
    letters: Letters | None = None,
) -> Draft | Missing:
    """The letter about a call, in the contact's voice; it stands alone without the calendar.

    Args:
        occasion: what there is to say.
        invite: the version of the call that it is about.
        contact: who is spoken to; a cell `phone` means that the sender rings there.
        setting: sender, signature, imprint, and the voice where the contact has none.
        at: the moment of the letter.
        before: for a move, when the call was to begin.
        by_me: for a cancellation, True if the sender cannot come.
        letters: own letters of these names (``call-request``, …) in place of the shipped ones.

    Raises:
        InputError: an own letter has a fault, or the call a zone that does not exist.
    """
    letters = letters or shipped()
    # Long silence is over: the rule about letters that come too soon is not for these.
    cells = {name: cell for name, cell in contact.fields.items() if name != "last_contact"}
    known = replace(setting, columns=setting.columns | _FACTS)
    cells |= {"language": invite.language, "register": invite.register}
    cells |= _facts(invite, before, by_me=by_me)
    person = replace(contact, fields=cells)
    template = letters.pick(f"call-{occasion}", person, known)
    if isinstance(template, Missing):
        return template
    return letters.merge(template, person, known, at)


def _facts(invite: Invite, before: datetime | None, *, by_me: bool) -> dict[str, str]:
    zones, language, region = (
        (invite.sender_zone, invite.contact_zone),
        invite.language,
        invite.region,
    )
    theirs, _, ours = both_sides(invite.start, invite.end, *zones, language, region).partition("\n")
    local = invite.start.astimezone(zone_info(invite.contact_zone))
    return {
        "call_times": theirs,
        "call_times_here": ours,
        "call_day": phrases.date_in_text(local, language, region),
        "call_when": offered(invite.start, *zones, language, region),
        "call_before": offered(before, *zones, language, region) if before else "",
        "call_link": invite.link,
        "call_by_me": "x" if by_me else "",
    }
