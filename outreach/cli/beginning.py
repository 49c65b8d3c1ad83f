"""demo, init: beginnings."""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from outreach import words
from outreach.campaign import create_state
from outreach.cli import shelf
from outreach.cli.screen import (
    ask,
    dim,
    interactive,
    next_step,
    out,
    state,
    styled,
)
from outreach.cli.usage import placeholder
from outreach.config import BASES, Workspace, load
from outreach.errors import ConfigError, UsageError
from outreach.words import say

#: The headings of an empty list; any others are welcome.
HEADINGS = (
    "email", "first_name", "last_name", "title", "gender", "register", "language", "company",
    "last_contact", "shared_memory",
)  # fmt: skip

#: The one letter that follows, unless a reply comes first.
_SECOND = '\n  { template = "nudge", after = "10 business days", thread = "same" },'


def register(app: typer.Typer) -> None:
    app.command("demo", help="help.demo")(demo)
    app.command("init", help="help.init")(init)


def demo(
    folder: Annotated[Path, typer.Argument(help="help.arg_demo", metavar="[DIR]")] = Path(
        "outreach-demo"
    ),
) -> None:
    from outreach.cli.demo import run_demo

    run_demo(folder)


# -- init -----------------------------------------------------------------------------------


def init(
    folder: Annotated[Path, typer.Argument(help="help.arg_dir", metavar="[DIR]")] = Path(),
    lang: Annotated[str | None, typer.Option("--lang", help="help.init_lang")] = None,
    register_: Annotated[str | None, typer.Option("--register", help="help.init_register")] = None,
    name: Annotated[str | None, typer.Option("--name", help="help.init_name")] = None,
    email: Annotated[str | None, typer.Option("--email", help="help.init_email")] = None,
    contacts: Annotated[Path | None, typer.Option("--contacts", help="help.init_contacts")] = None,
    timezone: Annotated[
        str, typer.Option("--timezone", help="help.init_timezone")
    ] = "Europe/Berlin",
    region: Annotated[str | None, typer.Option("--region", help="help.init_region")] = None,
    basis: Annotated[str | None, typer.Option("--legal-basis", help="help.init_basis")] = None,
    situation: Annotated[
        str | None, typer.Option("--situation", help="help.init_situation")
    ] = None,
    phrase: Annotated[
        str | None, typer.Option("--situation-phrase", help="help.init_phrase")
    ] = None,
    story: Annotated[str | None, typer.Option("--own-story", help="help.init_story")] = None,
) -> None:
    language = _choice(lang or _ask_language(), ("de", "en"), words.current(), "init_lang")
    words.use("de" if language == "de" else "en")
    if (folder / "outreach.toml").exists():
        raise UsageError(
            say("cli.init_exists", folder=folder.resolve()), say("cli.init_exists_hint")
        )
    wanted = ("sie", "du") if language == "de" else ("formal", "casual")
    example = not (name and email) and not interactive()
    name = _answer(name, "cli.ask_name", "Anna Weber")
    email = _address(_answer(email, "cli.ask_email", "anna@example.com"))
    register_ = _choice(
        register_,
        ("sie", "du", "formal", "casual"),
        _ask_register(language, wanted),
        "init_register",
    )
    about = _about(situation, phrase, story)
    write_workspace(
        folder,
        language=language,
        register=register_,
        name=name,
        email=email,
        timezone=timezone,
        region=region if region is not None else "DE" if language == "de" else "",
        contacts=contacts,
        basis=basis or "",
        about=about,
    )
    _say_written(folder, contacts)
    if example:
        out(say("cli.init_example"))


def _ask_language() -> str | None:
    """The language of the letters, where somebody is there to say it; Enter takes the screen's."""
    if not interactive() or state.lang_given:
        return None
    answer = ask(say("letters.ask_language"), default=words.current()).lower()
    return {"deutsch": "de", "english": "en"}.get(
        answer, answer if answer in ("de", "en") else None
    )


def _choice(value: str | None, known: tuple[str, ...], default: str, what: str) -> str:
    if value is not None and value not in known:
        raise UsageError(say(f"cli.{what}_unknown", value=value, known=", ".join(known)))
    return value or default


def _answer(given: str | None, key: str, default: str) -> str:
    if given is None and interactive():
        # No default here: Enter would sign somebody's letters with the example's name.
        given = ask(say(key))
        if not given:
            raise UsageError(say("cli.ask_again"), say("cli.ask_again_hint"))
    return given or default


def _address(text: str) -> str:
    from outreach.contacts import wire_address

    try:
        return wire_address(text)
    except ValueError as error:
        raise UsageError(say("cli.bad_address", address=text)) from error


def _ask_register(language: str, wanted: tuple[str, str]) -> str:
    if not interactive():
        return wanted[0]
    answer = ask(say(f"cli.ask_register_{language}"), default=wanted[0]).lower()
    return answer if answer in wanted else wanted[0]


@dataclass(frozen=True, slots=True)
class About:
    """What the letters of a new workspace are about."""

    occasion: str = "none"
    #: What the writer noticed of it, and a small thing of their own.
    phrase: str = ""
    story: str = ""


def _about(situation: str | None, phrase: str | None, story: str | None) -> About:
    """The occasion of the letters, asked where somebody is there to say it.

    Raises:
        UsageError: an occasion nobody knows.
    """
    if situation is not None and situation not in shelf.OCCASIONS:
        known = ", ".join(shelf.OCCASIONS)
        raise UsageError(say("letters.unknown_occasion", value=situation, known=known))
    asks = situation is None and interactive()
    occasion = situation or (_ask_occasion() if asks else "none")
    _, acknowledged = shelf.OCCASIONS[occasion]
    if asks and phrase is None and acknowledged != "none":
        phrase = ask(say("letters.ask_phrase"))
    if asks and story is None and occasion not in shelf.ALONE:
        story = ask(say("letters.ask_story"))
    return About(occasion, phrase or "", story or "")


def _ask_occasion() -> str:
    out(say("letters.ask_occasion"))
    names = list(shelf.OCCASIONS)
    for number, name in enumerate(names, 1):
        out(f"  {number:>2}  {say(f'letters.about_{name}')}")
    while True:
        answer = ask(say("letters.ask_number"), default="1")
        if answer.isdecimal() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]


def write_workspace(
    folder: Path,
    *,
    language: str,
    register: str,
    name: str,
    email: str,
    timezone: str,
    region: str,
    contacts: Path | None,
    basis: str,
    server: str = "",
    about: About = About(),
) -> None:
    """Write a new workspace: settings, letters, list, key and empty ledger.

    Raises:
        ConfigError: what was written does not read back (a value cannot stand in TOML).
    """
    import secrets
    from string import Template as Text

    list_name = _list_name(contacts)
    source = (resources.files("outreach.data") / f"outreach.toml.{language}").read_text("utf-8")
    text = Text(source).substitute(
        id=secrets.token_hex(8),
        name=_toml(name),
        email=_toml(email),
        register=register,
        timezone=_toml(timezone),
        region=_toml(region),
        phone="",
        contacts=_toml(list_name),
        provider_block=server or provider_block(email),
        legal_block=_legal_block(basis),
        **_campaign_block(about),
    )
    ws = _settled(folder, text)
    _place_list(folder / list_name, contacts, language)
    if not ws.help_file.exists():
        menu = (resources.files("outreach.data") / f"help.toml.{language}").read_text("utf-8")
        ws.help_file.write_text(menu, "utf-8")
    shelf.copy_letters(shelf.needed(about.occasion), folder / "templates")
    create_state(ws)


def _settled(folder: Path, text: str) -> Workspace:
    """The settings, written and read back; a value that does not hold leaves nothing behind."""
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "outreach.toml"
    path.write_text(text, "utf-8")
    try:
        return load(folder)
    except ConfigError:
        path.unlink()
        if made:
            folder.rmdir()
        raise


def _toml(text: str) -> str:
    """The inside of a TOML basic string."""
    import json

    return json.dumps(text, ensure_ascii=False)[1:-1]


def _campaign_block(about: About) -> dict[str, str]:
    """The lines of the settings that say what the letters are about."""
    letter, situation = shelf.OCCASIONS[about.occasion]
    second = "" if letter in shelf.ALONE else _SECOND
    lines = [f'situation = "{situation}"'] if situation != "none" else []
    if about.phrase:
        lines.append(f'situation_phrase = "{_toml(about.phrase)}"')
    elif situation != "none":
        lines.append(f"# {say('letters.phrase_line')}")
    if about.story:
        lines.append(f'own_story = "{_toml(about.story)}"')
    else:
        lines.append(f"# {say('letters.story_line')}")
    return {"letter": letter, "second": second, "about": "\n".join(lines)}


def _legal_block(basis: str) -> str:
    if basis and basis not in BASES:
        raise UsageError(say("cli.unknown_basis", value=basis, known=", ".join(BASES)))
    if basis:
        return f'legal_basis = {{ value = "{basis}", reason = "" }}'
    return '# legal_basis = { value = "existing_customer", reason = "" }'


def provider_block(email: str) -> str:
    """The ``[smtp]`` lines for an address: its provider if known, else a place to fill in."""
    from outreach.config import provider_for

    provider = provider_for(email)
    secret = 'password = { env = "OUTREACH_SMTP_PASSWORD" }'
    if provider is None:
        host = f'host = "smtp.{_toml(email.rpartition("@")[2])}"\nport = 587\nsecurity = "starttls"'
        return f'{host}\nusername = "{_toml(email)}"\n{secret}'
    hint = provider.hint_de if words.current() == "de" else provider.hint_en
    if provider.auth == "xoauth2":
        secret = 'auth = "xoauth2"\ntoken = { command = "my-token-command" }'
    return f'# {hint}\nprovider = "{provider.name}"\nusername = "{_toml(email)}"\n{secret}'


def example_contacts() -> Path:
    """The example list: in the wheel, or at the top of the source tree."""
    package = Path(str(resources.files("outreach")))
    inside = package / "data" / "contacts.example.csv"
    return inside if inside.exists() else package.parent / "contacts.example.csv"


def _list_name(contacts: Path | None) -> str:
    """What the list is called in the workspace.

    Raises:
        UsageError: the list named is not there.
    """
    if contacts is None:
        return "contacts.csv"
    if not contacts.is_file():
        raise UsageError(say("send.list_missing", path=contacts), say("send.list_missing_hint"))
    return "contacts.xlsx" if contacts.suffix.lower() == ".xlsx" else "contacts.csv"


def _place_list(target: Path, contacts: Path | None, language: str) -> None:
    if contacts is not None:
        if contacts.resolve() != target.resolve():
            target.write_bytes(contacts.read_bytes())
    elif not target.exists():
        # BOM, semicolon and CRLF: what a German Excel opens as it should.
        line = (";" if language == "de" else ",").join(HEADINGS) + "\r\n"
        target.write_text(("\ufeff" if language == "de" else "") + line, "utf-8", newline="")


def _say_written(folder: Path, contacts: Path | None) -> None:
    shown = folder if str(folder) != "." else Path(folder.resolve().name)
    out(say("cli.init_done", folder=shown))
    for file, key in (
        ("outreach.toml", "init_toml"),
        ("contacts.csv", "init_csv"),
        ("templates/", "init_templates"),
        ("help.toml", "init_menu"),
        (".outreach/", "init_state"),
    ):
        styled(f"  {file:<16}{dim(say(f'cli.{key}'))}")
    cd = "" if str(folder) == "." else f"cd {folder} && "
    what = "check" if contacts else f"import {placeholder('FILE')}"
    next_step(f"{cd}outreach contacts {what}")
