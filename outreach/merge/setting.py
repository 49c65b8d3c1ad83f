"""What is the same for all letters of a campaign."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from outreach.model import Language, Register


@dataclass(frozen=True, slots=True)
class Setting:
    """Sender, voice and what the campaign says for everybody."""

    sender_name: str
    sender_email: str
    sender_phone: str = ""
    signature: str = ""
    imprint: str = ""
    language: Language = "de"
    register: Register = "sie"
    #: What is going on around the people of the campaign, and what letters say of it.
    situation: str = "none"
    situation_phrase: str = ""
    #: What they say to people whose situation is another.
    situations: Mapping[str, str] = field(default_factory=dict)
    own_story: str = ""
    help_offer: str = ""
    why_now: str = ""
    html: bool = True
    region: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    #: Column names of the list: known names even where a person's cell is empty.
    columns: frozenset[str] = frozenset()
