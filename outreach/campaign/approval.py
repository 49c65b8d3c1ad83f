"""Before the first mail: the check of all letters, and a person's yes to them."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from outreach.campaign.caring import Held, as_told, letter_name, letter_names
from outreach.campaign.job import Job
from outreach.campaign.letters import approval_hash, letter_for
from outreach.campaign.linting import Check, check_templates
from outreach.campaign.listing import file_hash
from outreach.campaign.offering import Offered, likely
from outreach.errors import InputError
from outreach.model import Send
from outreach.words import say

#: Rules by which the check of a letter holds a person, and lifts the hold again once mended.
MENDABLE = (
    "missing_data",
    "no_variant",
    "too_recent",
    "no_greeting",
    "no_trace",
    "unsendable",
    "noreply",
    "gate",
    "situation",
    "disaster",
    "no_disaster",
    "owe_answer",
    "lint",
    "no_slot",
)
#: Holds that a person's yes to the letters lifts.
ASKING = ("text_changed", "new", "stale")


def check_letters(job: Job, now: datetime) -> None:
    """Make every pending letter once; hold those that cannot go, release mended ones.

    Nothing is made twice in vain: the check is repeated only when the list, a template,
    a setting or an attachment changed.

    Raises:
        InputError: a letter names something nobody provides.
        PolicyRefused: a letter breaks a rule that no letter may break.
    """
    if in_order(job, now):
        return
    # Before they are made: what changes meanwhile is found by the next check.
    named = sorted({a for t in job.letters.templates for a in t.attachments})
    stamp = _letters_stamp(job, now, named)
    known = job.letters.problems(letter_names(job), {*job.setting.columns, *job.setting.facts})
    if known:
        raise InputError(say("send.template_problems"), problems=known)
    check_templates(job)
    words = Check(job)
    for send in _pending(job):
        _check_one(job, send, now, words)
    words.write()
    job.store.set_preflight_stamp(job.campaign.name, stamp)


def in_order(job: Job, now: datetime) -> bool:
    """Whether all letters are made of what they were made of at their last check."""
    stamp = job.store.preflight_stamp(job.campaign.name)
    return bool(stamp) and stamp == _letters_stamp(job, now, attached(job))


def check_person(job: Job, address: str, now: datetime) -> None:
    """Make one person's pending letters once, as `check_letters` does those of all.

    Raises:
        InputError: a letter names something nobody provides.
    """
    words = Check(job)
    for send in job.store.sends_to(address):
        if send.campaign == job.campaign.name and send.state in ("held", "planned"):
            _check_one(job, send, now, words)
    words.write()


def _pending(job: Job) -> Iterator[Send]:
    # Page by page: a list of any length, and rows that are held while we walk.
    for state in ("held", "planned"):
        for page in job.store.pages(job.campaign.name, state):
            yield from page


def _check_one(job: Job, send: Send, now: datetime, words: Check) -> None:
    contact = job.store.contact(job.campaign.contacts, send.address)
    if contact is None:
        return
    made = letter_for(job, send, contact, now, offers=likely)
    if isinstance(made, Held):
        _hold(job, send, made, now)
        return
    if (held := words.held(send, contact, made)) is not None:
        _hold(job, send, held, now)
        return
    if send.state == "held" and send.rule in MENDABLE:
        job.store.release([send.key], MENDABLE, now)
    if send.approved and send.approved != made.source and send.state == "planned":
        job.store.hold(send.key, "text_changed", "", now)


def _hold(job: Job, send: Send, held: Held, now: datetime) -> None:
    """Hold a letter, or tell the reason that has taken the place of the one before."""
    changed = send.rule in MENDABLE and (send.rule, send.detail) != (held.rule, held.detail)
    # What a yes would lift waits for more than a yes.
    asking = send.rule in ASKING and held.rule == "gate"
    if send.state == "planned":
        job.store.hold(send.key, held.rule, held.detail, now)
    elif changed or asking:
        with job.store.together():
            job.store.release([send.key], (*MENDABLE, *ASKING), now)
            job.store.hold(send.key, held.rule, held.detail, now)


def attached(job: Job) -> list[str]:
    """The attachments of all letters at their last check: of these, as long as they are the same."""
    stamp = job.store.preflight_stamp(job.campaign.name)
    names: list[str] = json.loads(stamp.partition(" ")[2] or "[]")
    return names


def _letters_stamp(job: Job, now: datetime, named: Sequence[str]) -> str:
    """By what all letters are known to be the same as at the last check, and their attachments.

    Of files, not of what is read from them: a run that finds all as it was need not read a
    single letter.
    """
    # A flag counts whichever list it stands in.
    parts = [str(job.store.generation(job.campaign.contacts)), str(job.store.readings())]
    parts += [job.sources, job.rules]
    parts += job.step_names
    parts += job.letter_hashes()
    for name in named:
        path = job.workspace.root / name
        parts.append(f"{name}:{file_hash(path) if path.is_file() else '-'}")
    waits = {rule for rule, _ in job.store.reasons(job.campaign.name, "held")}
    if "too_recent" in waits:
        parts.append(now.date().isoformat())
    if "no_slot" in waits:
        # The sender's calendar changes without our knowing.
        parts.append(now.isoformat(timespec="hours"))
    digest = hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
    return f"{digest} {json.dumps(named)}"


def approve(job: Job, by: str, now: datetime) -> int:
    """A person said yes: every pending mail, with the sources it is made from.

    Returns the number of people it covers.
    """
    sources: dict[str, str] = {}
    people = job.store.approve(job.campaign.name, lambda: _hashes(job, sources), by, now)
    job.store.keep_sources(sources)
    return people


def _hashes(job: Job, sources: dict[str, str]) -> Iterator[tuple[str, str]]:
    from outreach.merge import Template

    for send in _pending(job):
        contact = job.store.contact(job.campaign.contacts, send.address)
        if contact is None or (send.state == "held" and send.rule not in ASKING):
            continue
        letter = letter_name(job, send.step, contact)
        if isinstance(letter, Held):
            # No yes to the letters reaches whoever has to be written to by hand.
            continue
        template = job.letters.pick(letter, contact, job.setting)
        if isinstance(template, Template):
            digest = approval_hash(template.hash, job.settings)
            sources[digest] = template.source
            yield send.key, digest


def text_before(job: Job, send: Send, now: datetime, times: Offered | None = None) -> str:
    """The letter of this person as it was when approved, "" where that is not known.

    With the `times` that the new one names: a yes is to the text around them.
    """
    from outreach.merge import Missing, parse_template

    source = job.store.approved_source(send.approved)
    contact = job.store.contact(job.campaign.contacts, send.address)
    if not source or contact is None:
        return ""
    moment = job.local(send.date or now)
    contact = as_told(job, contact, moment)
    template, times = parse_template(source, "approved.md"), times or Offered()
    draft = job.letters.merge(template, contact, job.setting, moment, times.words, times.page)
    return "" if isinstance(draft, Missing) else draft.text
