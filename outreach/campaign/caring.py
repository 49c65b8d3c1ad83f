"""What a person is going through decides: which letter they get, or that none goes by itself.

One function says which letter a person gets at a step (`letter_name`); the check of all letters,
approval, preview, plan and send go through it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from outreach.model import GATES, SITUATIONS, Contact, grave

if TYPE_CHECKING:
    from outreach.campaign.job import Job

#: The letter for people in an acute disaster, and the one that begins with an apology.
DISASTER, OWED = "disaster", "owed-answer"
#: Openers that say nothing of an answer owed. A letter of the sender's own making is theirs.
OPENERS = frozenset({
    "long-silence", "hard-times", "project-ended", "former-customer", "partner", "season",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A letter that cannot be made for this person yet: rule and its detail."""

    rule: str
    detail: str


def situation_of(job: "Job", contact: Contact) -> str:
    """What this person is going through: by the list, else by the campaign."""
    return contact.get("situation") or job.campaign.situation


def gates_of(job: "Job", contact: Contact) -> tuple[str, ...]:
    """Why nothing goes to this person by itself, whichever list says so; the weightiest first."""
    found = {
        *contact.gates,
        *job.store.gates(contact.address),
        grave(situation_of(job, contact)),
    }
    return tuple(gate for gate in GATES if gate in found)


def letter_name(job: "Job", step: int, contact: Contact) -> str | Held:
    """The letter this person gets at a step, or why none goes by itself.

    Args:
        job: the campaign.
        step: 1 for the opener.
        contact: the person.
    """
    if gates := gates_of(job, contact):
        return Held("gate", " ".join(gates))
    situation = situation_of(job, contact)
    if situation not in SITUATIONS:
        # It may be a bereavement in other words.
        return Held("situation", situation[:60])
    named = job.campaign.steps[step - 1].template
    letter = job.letters.letter_of(named)
    usual = step == 1 and letter in OPENERS
    if situation == "flood_disaster" and letter != DISASTER:
        return DISASTER if usual and job.letters.has(DISASTER) else Held("disaster", "")
    if letter == DISASTER and situation != "flood_disaster" and contact.get("situation"):
        return Held("no_disaster", "")
    if usual and contact.owes_answer:
        return OWED if job.letters.has(OWED) else Held("owe_answer", "")
    return named


def letter_names(job: "Job") -> tuple[str, ...]:
    """Every letter that somebody in the campaign may get."""
    return (*(step.template for step in job.campaign.steps), DISASTER, OWED)


def as_told(job: "Job", contact: Contact, at: datetime) -> Contact:
    """The person with what is known of them outside the list, as a letter of this moment says it.

    A cell of the list outranks a remembered fact; for the help that is offered, a cell outranks
    the campaign, and the campaign the help menu.
    """
    from outreach.merge import voice

    language, _ = voice(contact, job.setting.language, job.setting.register)
    more: dict[str, str] = {}
    if not contact.get("shared_memory") and (known := job.store.memory_of(contact.address)):
        from outreach.phrases import remembered

        more["shared_memory"] = remembered(
            known.text, known.as_of, at.date(), language, contact.get("region")
        )
    if not contact.get("help_offer") and not job.campaign.help_offer and job.menu:
        more["help_offer"] = next(iter(offers(job, contact, most=1)), "")
    more = {name: text for name, text in more.items() if text}
    return replace(contact, fields={**contact.fields, **more}) if more else contact


def offers(job: "Job", contact: Contact, most: int = 3) -> tuple[str, ...]:
    """What the help menu holds for this person, as far as it fits; at most `most`."""
    from outreach.merge import voice
    from outreach.merge.offers import offers_for
    from outreach.schedule.places import place_of

    language, _ = voice(contact, job.setting.language, job.setting.register)
    place, how = place_of(contact.get("region"), job.mailbox.region)
    where = "" if how in ("sender", "unknown") else place.code
    return offers_for(job.menu, contact, situation_of(job, contact), language, where, most)
