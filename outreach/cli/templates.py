"""templates: the letters that come with the program, to look at and to copy."""

from pathlib import Path
from typing import Annotated

import typer

from outreach import clock
from outreach.campaign import Job
from outreach.cli import context, shelf
from outreach.cli.context import CampaignArg, JsonArg
from outreach.cli.screen import dim, json_line, next_step, out, printable, styled, table
from outreach.cli.usage import App
from outreach.errors import OutreachError, UsageError
from outreach.merge import Template
from outreach.model import Contact
from outreach.words import current, say

templates_app = App(no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(templates_app, name="templates", help="help.templates")


@templates_app.command("list", help="help.templates_list")
def list_(as_json: JsonArg = False) -> None:
    own = _own_ids()
    voices: dict[str, list[str]] = {}
    for template in shelf.shipped().values():
        voices.setdefault(template.letter, []).append(template.id.rpartition(".")[2])
    if as_json:
        for letter, spoken in voices.items():
            json_line(
                letter=letter,
                when=str(say(shelf.LETTERS[letter])),
                voices=spoken,
                here=[v for v in spoken if f"{letter}.{v}" in own],
            )
        return
    rows = [
        [
            letter,
            str(say(shelf.LETTERS[letter])),
            str(say("letters.here")) if any(f"{letter}.{v}" in own for v in spoken) else "",
        ]
        for letter, spoken in voices.items()
    ]
    table(rows)
    every = sorted({voice for spoken in voices.values() for voice in spoken})
    out()
    out(say("letters.voices", voices=", ".join(every)))
    next_step("outreach templates show long-silence")


def _own_ids() -> set[str]:
    """The letters of the workspace one stands in; none elsewhere."""
    try:
        folder = context.workspace().templates_dir
    except OutreachError:
        return set()
    return {path.stem for path in folder.glob("*.md")}


@templates_app.command("show", help="help.templates_show")
def show(
    letter: Annotated[str, typer.Argument(help="help.arg_letter", metavar="LETTER")],
    contact: Annotated[
        str | None, typer.Argument(help="help.arg_contact", metavar="[CONTACT]")
    ] = None,
    voice: Annotated[str, typer.Option("--voice", help="help.templates_voice")] = "",
    source: Annotated[bool, typer.Option("--source", help="help.templates_source")] = False,
    campaign: CampaignArg = None,
) -> None:
    variants = _variants(letter, voice)
    if source:
        for template in variants:
            out(template.source.rstrip("\n"))
        return
    try:
        context.workspace()
    except OutreachError:
        _show_bare(variants)
    else:
        _show_for(variants, contact, campaign, pinned=bool(voice))
    next_step(f"outreach templates copy {letter.partition('.')[0]}")


def _variants(letter: str, voice: str) -> list[Template]:
    """The variants of a shipped letter that a person named.

    Raises:
        UsageError: there is none.
    """
    found = [
        template
        for template in shelf.shipped().values()
        if template.id in (letter, f"{letter}.{voice}") or (not voice and template.letter == letter)
    ]
    if not found:
        known = ", ".join(dict.fromkeys(t.letter for t in shelf.shipped().values()))
        raise UsageError(say("letters.unknown", name=letter, known=known))
    return found


def _show_for(
    variants: list[Template], piece: str | None, campaign: str | None, *, pinned: bool
) -> None:
    """The letter as one of the user's own people would get it, in their voice."""
    from outreach import campaign as shell
    from outreach.merge import Letters, Missing, voice

    with context.job(campaign) as job:
        shell.read_list(job, clock.now())
        person = _person(job, piece)
        if person is None:
            _show_bare(variants)
            return
        spoken = voice(person, job.setting.language, job.setting.register)
        fitting = [t for t in variants if (t.language, t.register) == spoken]
        if not (fitting or pinned or len(variants) == 1):
            raise UsageError(
                say("letters.no_voice", name=person.name, voice="-".join(spoken)),
                say("letters.no_voice_hint"),
            )
        template = (fitting or variants)[0]
        at = job.local(clock.now())
        told = shell.as_told(job, person, at)
        draft = Letters([template]).merge(template, told, job.setting, at)
        if isinstance(draft, Missing):
            raise UsageError(say("letters.no_draft", name=person.name, why=draft.what))
        styled(dim(say("letters.for", name=printable(person.name), id=template.id)))
        _print(draft.subject, draft.text)


def _person(job: Job, piece: str | None) -> Contact | None:
    """The person named, else the first of the list."""
    if piece is not None:
        address, _ = context.person(job.store, piece)
        return job.store.contact(job.campaign.contacts, address)
    return next(iter(job.store.contacts(job.campaign.contacts)), None)


def _show_bare(variants: list[Template]) -> None:
    """The letter for a person made up, where there is no list yet."""
    from outreach.merge import Letters, Missing, Setting

    spoken = [t for t in variants if t.language == current()] or variants
    for template in spoken if len(variants) > 1 else variants:
        german = template.language == "de"
        person = Contact(
            "eva.kraus@example.com",
            "eva.kraus@example.com",
            {
                "first_name": "Eva", "last_name": "Kraus", "gender": "f", "language": template.language,
                "register": template.register, "last_contact": str(clock.now().year - 2),
                "shared_memory": str(say("letters.example_memory").text("de" if german else "en")),
            },
        )  # fmt: skip
        setting = Setting("Anna Weber", "anna@example.com")
        draft = Letters([template]).merge(template, person, setting, clock.now())
        if not isinstance(draft, Missing):
            styled(dim(say("letters.for", name="Eva Kraus", id=template.id)))
            _print(draft.subject, draft.text)


def _print(subject: str, text: str) -> None:
    from outreach.cli.letters import wrapped

    styled(f"{dim(say('cli.subject'))} {printable(subject)}")
    styled(dim("─" * 72))
    for paragraph in text.rstrip().split("\n"):
        out(wrapped(paragraph))
    styled(dim("─" * 72) + "\n")


@templates_app.command("copy", help="help.templates_copy")
def copy(
    letters: Annotated[list[str], typer.Argument(help="help.arg_letters", metavar="LETTER...")],
    voice: Annotated[str, typer.Option("--voice", help="help.templates_voice")] = "",
) -> None:
    folder = context.workspace().templates_dir
    files = [path for letter in letters for path in _files(letter, voice)]
    copied = shelf.copy_letters(files, folder)
    for path in copied:
        out(f"  templates/{path.name}")
    if kept := len(files) - len(copied):
        out(say("letters.kept", n=kept))
    next_step("outreach preview")


def _files(letter: str, voice: str) -> list[Path]:
    _variants(letter, voice)
    return shelf.files_of(letter, voice)
