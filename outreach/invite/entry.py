"""What stands in the calendar entry: title and description, in the voice of the letters.

Like the letters themselves these words are spoken to the contact, so they are here and not
among the sentences of the screen (empathy.md §4.3).
"""

from dataclasses import dataclass
from typing import Literal

from outreach.invite.lines import one_line, plain
from outreach.invite.nouns import Invite
from outreach.invite.times import both_sides
from outreach.model import Language, Register

#: A call that is only offered, one that is agreed, one that was called off.
Purpose = Literal["proposal", "request", "cancel"]


@dataclass(frozen=True, slots=True)
class _Voice:
    """The sentences of one voice, each able to stand alone."""

    #: Why: to hear how they are.
    wish: str
    #: How long and by what means: their choice.
    means: str
    #: A call that is agreed may be moved or dropped.
    change: str
    #: One that is only offered need not fit.
    otherwise: str
    called_off: str


_VOICES: dict[Register, _Voice] = {
    "sie": _Voice(
        "Ich möchte gern hören, wie es Ihnen geht.",
        "Etwa {n} Minuten, am Telefon, per Video oder bei einem Spaziergang, wie es Ihnen lieber ist.",
        "Verschieben oder absagen können Sie jederzeit und ohne Grund; eine Zeile genügt.",
        "Passt Ihnen eine andere Zeit besser oder gerade gar keine, ist das genauso recht.",
        "Dieses Gespräch findet nicht statt. Wenn Sie ein andermal sprechen mögen, genügt eine Zeile.",
    ),
    "du": _Voice(
        "Ich möchte gern hören, wie es dir geht.",
        "Etwa {n} Minuten, am Telefon, per Video oder beim Spazierengehen, wie du magst.",
        "Verschieben oder absagen kannst du jederzeit und ohne Grund; eine Zeile genügt.",
        "Passt dir eine andere Zeit besser oder gerade gar keine, ist das genauso gut.",
        "Dieses Gespräch findet nicht statt. Wenn du ein andermal reden magst, genügt eine Zeile.",
    ),
    "ihr": _Voice(
        "Ich möchte gern hören, wie es euch geht.",
        "Etwa {n} Minuten, am Telefon, per Video oder beim Spazierengehen, wie ihr mögt.",
        "Verschieben oder absagen könnt ihr jederzeit und ohne Grund; eine Zeile genügt.",
        "Passt euch eine andere Zeit besser oder gerade gar keine, ist das genauso gut.",
        "Dieses Gespräch findet nicht statt. Wenn ihr ein andermal reden mögt, genügt eine Zeile.",
    ),
    "formal": _Voice(
        "I would like to hear how you are.",
        "About {n} minutes, by telephone, by video or on a walk, whichever you prefer.",
        "You may move or cancel this at any time, without a reason; a line is enough.",
        "If another time suits you better, or none just now, that is quite all right.",
        "This call will not take place. Should you care to talk another time, a line is enough.",
    ),
    "casual": _Voice(
        "I'd love to hear how you are.",
        "About {n} minutes, by phone, by video or out on a walk, whichever you like.",
        "Move it or cancel it whenever you need to, no reason required; a line is enough.",
        "If another time is better, or none right now, that's just as fine.",
        "This call isn't happening. If you'd like to talk another time, a line is enough.",
    ),
}
_TITLES: dict[tuple[Language, bool], str] = {
    ("de", False): "Kurz sprechen: {names}",
    ("de", True): "Vorschlag: kurz sprechen – {names}",
    ("en", False): "Catching up: {names}",
    ("en", True): "Suggestion: catching up – {names}",
}
_NOT_YET: dict[Language, str] = {
    "de": "Noch nicht verabredet – ein kurzes Ja genügt.",
    "en": "Not agreed yet – a short yes is enough.",
}
_NUMBER: dict[Language, str] = {"de": "Meine Nummer: {phone}", "en": "My number: {phone}"}
_PLACE: dict[Language, str] = {"de": "Telefon: {phone}", "en": "Telephone: {phone}"}
_LINK: dict[Language, str] = {
    "de": "Verschieben oder absagen: {link}",
    "en": "Move or cancel: {link}",
}


def title(invite: Invite, purpose: Purpose = "request") -> str:
    """SUMMARY: "Kurz sprechen: Anna & Ben"; whole names where one says Sie."""
    both = (_own_name(invite), one_line(invite.to_name))
    if invite.register not in ("sie", "formal"):
        both = (_first(invite.sender.name), one_line(invite.first_name) or both[1])
    names = " & ".join(filter(None, both))
    return _TITLES[invite.language, purpose == "proposal"].format(names=names)


def description(invite: Invite, purpose: Purpose = "request") -> str:
    """DESCRIPTION: why, how long and by what means, the way out, and the time on both sides."""
    voice, language = _VOICES[invite.register], invite.language
    times = both_sides(
        invite.start, invite.end, invite.sender_zone, invite.contact_zone, language, invite.region
    )
    if purpose == "cancel":
        return f"{voice.called_off}\n\n{times}"
    phone = plain(invite.phone)
    lines = [
        voice.wish,
        voice.means.format(n=invite.minutes),
        _NUMBER[language].format(phone=phone) if phone else "",
        voice.change if purpose == "request" else voice.otherwise,
        _LINK[language].format(link=invite.link) if invite.link and purpose == "request" else "",
    ]
    body = "\n".join(filter(None, lines))
    opening = f"{_NOT_YET[language]}\n\n" if purpose == "proposal" else ""
    return f"{opening}{body}\n\n{times}"


def location(invite: Invite) -> str:
    """LOCATION: where one finds the number at a glance; "" without one."""
    phone = one_line(invite.phone)
    return _PLACE[invite.language].format(phone=phone) if phone else ""


def _own_name(invite: Invite) -> str:
    return one_line(invite.sender.name) or invite.sender.email


def _first(name: str) -> str:
    """The first word that is no title ("Dr. Anna Weber")."""
    words = one_line(name).split()
    return next((word for word in words if not word.endswith(".")), one_line(name))
