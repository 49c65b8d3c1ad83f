"""A call that is offered or agreed → its calendar file, and the words about it.

`nouns` holds what is stored of a call; `ical` turns one version of it into the bytes of
vorschlag.ics, of a REQUEST or of a CANCEL (RFC 5545, RFC 5546), with `entry` for title and
description, `lines` for text and folding, `zones` for a VTIMEZONE where one is wanted.
`times` says a moment for both sides; `letters` writes the mail around it, and `answers`
makes the offered times of a letter links to a ready-made yes.
"""

from outreach.invite.answers import with_answers
from outreach.invite.entry import description, title
from outreach.invite.ical import calls_ics, cancellation, proposal, request
from outreach.invite.letters import call_letter, shipped
from outreach.invite.nouns import Invite
from outreach.invite.times import both_sides, choice, offered, place
from outreach.invite.typed import read_time

__all__ = [
    "Invite",
    "both_sides",
    "call_letter",
    "calls_ics",
    "cancellation",
    "choice",
    "description",
    "offered",
    "place",
    "proposal",
    "read_time",
    "request",
    "shipped",
    "title",
    "with_answers",
]
