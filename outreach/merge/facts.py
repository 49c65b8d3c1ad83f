"""What a letter may say about one person: cells, campaign, gap and sender."""

from datetime import datetime
from functools import lru_cache

from outreach import phrases
from outreach.merge.engine import ABSENT, Live, value
from outreach.merge.setting import Setting
from outreach.merge.signing import first_name
from outreach.merge.template import KNOWN, Template
from outreach.model import Contact

#: What broken exports leave: such a cell is empty.
_NO_VALUE = frozenset({
    "#N/A", "#NV", "#REF!", "#BEZUG!", "#VALUE!", "#WERT!", "#NAME?", "#NULL!", "#DIV/0!", "#NUM!", "#ZAHL!",
    "nan", "NaN", "None", "NULL", "null",
})  # fmt: skip


def facts_of(
    template: Template, contact: Contact, setting: Setting, at: datetime
) -> dict[str, object]:
    """All names a letter may use besides greeting and times; the empty ones are `ABSENT`."""
    last, today = contact.get("last_contact"), at.date()
    cells = {name: cell for name, cell in contact.fields.items() if _says(cell)}
    names: dict[str, object] = dict(_absent(setting.columns, tuple(setting.facts)))
    names |= {name: fact for name, fact in setting.facts.items() if _says(fact)}
    if template.language == setting.language:
        # A sentence in German has no place in an English letter: there it is dropped.
        names |= {name: fact for name, fact in _campaign(contact, setting).items() if _says(fact)}
    names |= cells
    computed = {
        "gap_phrase": Live(phrases.gap_phrase(last, today, template.language)),
        "gap_span": Live(phrases.gap_span(last, today, template.language)),
        "email": contact.email,
        "sender_name": setting.sender_name,
        "sender_first_name": first_name(setting.sender_name),
        "sender_email": setting.sender_email,
        "sender_phone": setting.sender_phone,
    }
    names |= {name: fact if _says(fact) else ABSENT for name, fact in computed.items()}
    return names


@lru_cache(maxsize=16)
def _absent(columns: frozenset[str], facts: tuple[str, ...]) -> dict[str, object]:
    return dict.fromkeys((*KNOWN, *columns, *facts), ABSENT)


def _campaign(contact: Contact, setting: Setting) -> dict[str, str]:
    """What the campaign says for all; a person's own cell of that name outranks it."""
    return {
        "situation_phrase": _situation_phrase(contact, setting),
        "own_story": setting.own_story,
        "help_offer": setting.help_offer,
        "why_now": setting.why_now,
    }


def _situation_phrase(contact: Contact, setting: Setting) -> str:
    """What is said of a person's situation; nothing that is true of others only (empathy.md G2)."""
    own = contact.get("situation")
    if own in ("", setting.situation):
        return setting.situation_phrase or setting.situations.get(setting.situation, "")
    return setting.situations.get(own, "")


def _says(text: str) -> bool:
    """True for a text that would leave something on the page."""
    if text in _NO_VALUE:
        return False
    return bool(text.strip() if text.isprintable() else value(text))
