"""The command line library in our words: its help pages and its complaints.

The library speaks English only. So the commands here write their own help, from the
public parts of each parameter, and what a person got wrong, which the library raises as
an exception with fields, is told in the grammar of this house. What a value is (a number,
a file) is read off the annotation, because the library's versions disagree on the rest.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import typer

from outreach.cli import completing
from outreach.errors import OutreachError, UsageError
from outreach.words import Say, say

#: What stands for a value in help, and the key of its word.
PLACEHOLDERS = {
    "ADDRESS": "cli.meta_address",
    "ARGS": "cli.meta_args",
    "COMMAND": "cli.meta_command",
    "CONTACT": "cli.meta_contact",
    "DATE": "cli.meta_date",
    "DIR": "cli.meta_dir",
    "FILE": "cli.meta_file",
    "KEY": "cli.meta_key",
    "LETTER": "cli.meta_letter",
    "N": "cli.meta_number",
    "NAME": "cli.meta_name",
    "NUMBER": "cli.meta_number",
    "OPTIONS": "cli.meta_options",
    "STATE": "cli.meta_state",
    "TEXT": "cli.meta_text",
    "TIME": "cli.meta_time",
}
#: Options whose placeholder says more than the type of their value.
SPECIAL = {
    "--as-of": "DATE",
    "--at": "TIME",
    "--campaign": "NAME",
    "--eml": "DIR",
    "--email": "ADDRESS",
    "--lang": "de|en",
    "--name": "NAME",
    "--only": "CONTACT",
    "--region": "DE-BY",
    "--register": "sie|du|formal|casual",
    "--workspace": "DIR",
}


class App(typer.Typer):
    """A group of commands that speaks the language of the screen."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("cls", Group)
        super().__init__(
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            # Its two options and their answers are English; ours stand in `outreach.cli`.
            add_completion=False,
            **settings,
        )

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Any], Any]:
        """The decorator of a command: its values get their placeholder and their TAB."""
        decorate = super().command(name, **{"cls": Command, **settings})

        def decorated(function: Any) -> Any:
            for kind, info in _infos(function):
                _complete(kind, info)
            return decorate(function)

        return decorated


def _infos(function: Any) -> Iterator[tuple[Any, Any]]:
    """What is declared of each parameter: the kind of its value, and the declaration."""
    for hint in get_type_hints(function, include_extras=True).values():
        for info in getattr(hint, "__metadata__", ()):
            if hasattr(info, "metavar"):
                yield hint.__origin__, info


def _complete(kind: Any, info: Any) -> None:
    """Add to a declaration what follows from it: the placeholder, and what TAB offers."""
    # Inside Annotated the library keeps an option's first name as its default.
    names = {info.default, *(info.param_decls or ())} - {...}
    kinds = {kind, *get_args(kind)}
    if not info.metavar and (names or int in kinds):
        plain = "NUMBER" if int in kinds else "FILE" if Path in kinds else "TEXT"
        info.metavar = next((SPECIAL[n] for n in names if n in SPECIAL), plain)
    if "CONTACT" in (info.metavar or ""):
        info.autocompletion = completing.contacts
    elif "--campaign" in names:
        info.autocompletion = completing.campaigns


# -- help -----------------------------------------------------------------------------------


class Command(typer.core.TyperCommand):
    """A command whose help and errors are ours."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        # Said here, because the library's own complaint carries no fields.
        ctx.allow_extra_args = True
        rest = _with_context(super().parse_args, ctx, args)
        if rest and not ctx.resilient_parsing:
            words = " ".join(rest)
            raise UsageError(
                say("cli.extra_words", command=ctx.command_path, words=words), _all_about(ctx)
            )
        return rest

    def get_help_option(self, ctx: Any) -> Any:
        return _in_words(super().get_help_option(ctx))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _write_parameters(self, ctx, formatter)


class Group(typer.core.TyperGroup):
    """A command that holds others; likewise."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return _with_context(super().parse_args, ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        known = self.get_command(ctx, name) is not None
        if not (known or name.startswith("-") or ctx.resilient_parsing):
            raise UsageError(
                say("cli.no_such_command", command=ctx.command_path, name=name),
                _perhaps(name, self.list_commands(ctx), ctx),
            )
        return super().resolve_command(ctx, args)

    def get_help_option(self, ctx: Any) -> Any:
        return _in_words(super().get_help_option(ctx))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        _write_usage(self, ctx, formatter, "COMMAND", "[ARGS]...")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _write_parameters(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        write_commands(self, ctx, formatter, say("cli.section_commands"), self.list_commands(ctx))


def write_commands(group: Any, ctx: Any, formatter: Any, title: Say, names: Any) -> None:
    """One section of a group's help: commands with the first sentence of their help."""
    found = [(n, c.get_short_help_str(90)) for n in names if (c := group.get_command(ctx, n))]
    if found:
        with formatter.section(str(title)):
            formatter.write_dl(found)


def _in_words(option: Any) -> Any:
    if option is not None:
        option.help = str(say("help.opt_help"))
    return option


def _write_usage(command: Any, ctx: Any, formatter: Any, *more: str) -> None:
    arguments = [_in_usage(p) for p in command.get_params(ctx) if _is_argument(p)]
    pieces = ["[OPTIONS]", *arguments, *more]
    text = " ".join(placeholder(p) for p in pieces)
    formatter.write_usage(ctx.command_path, text, prefix=f"{say('cli.usage')} ")


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    shown = [p for p in command.get_params(ctx) if not p.hidden]
    for title, ours in (
        (say("cli.section_arguments"), [p for p in shown if _is_argument(p)]),
        (say("cli.section_options"), [p for p in shown if not _is_argument(p)]),
    ):
        if ours:
            with formatter.section(str(title)):
                formatter.write_dl([(_name(p), _explained(p)) for p in ours])


def _is_argument(param: Any) -> bool:
    return bool(param.param_type_name == "argument")


def _value(param: Any) -> str:
    """The bare placeholder of a parameter: CONTACT."""
    return str(param.metavar or param.name.upper()).strip("[].")


def _in_usage(param: Any) -> str:
    value = _value(param) if param.required else f"[{_value(param)}]"
    return f"{value}..." if param.nargs == -1 else value


def _name(param: Any) -> str:
    """How a parameter is written: -w, --workspace DIR."""
    if _is_argument(param):
        return placeholder(_value(param))
    names = ", ".join(sorted(param.opts, key=len))
    if param.secondary_opts:
        return f"{names} / {', '.join(param.secondary_opts)}"
    return (
        names if param.is_flag or param.name == "help" else f"{names} {placeholder(_value(param))}"
    )


def _explained(param: Any) -> str:
    default = param.default
    if isinstance(default, str | int | Path) and not isinstance(default, bool):
        shown = "" if default == Path() else str(default)
        return f"{param.help}  [{say('cli.default', value=shown)}]" if shown else str(param.help)
    return str(param.help or "")


def placeholder(text: str) -> str:
    """A placeholder in the language of the screen: ``[CONTACT]...`` as ``[KONTAKT]...``."""
    bare = text.strip("[].")
    return text.replace(bare, str(say(PLACEHOLDERS[bare]))) if bare in PLACEHOLDERS else text


# -- complaints -----------------------------------------------------------------------------


def told(error: Exception) -> OutreachError | None:
    """The library's complaint in our words; None for what is no complaint of its own."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    ctx: Any = getattr(error, "ctx", None)
    if "NoArgsIsHelpError" in kinds:
        return UsageError(say("cli.missing_command", command=ctx.command_path, help=ctx.get_help()))
    if "MissingParameter" in kinds:
        return _missing(error, ctx)
    if "BadParameter" in kinds:
        return _bad_value(error, ctx)
    if "NoSuchOption" in kinds:
        return _no_such_option(error, ctx)
    if "BadOptionUsage" in kinds:
        # The same class for both; which of them it is stands in its sentence alone.
        key = "cli.takes_no_value" if "does not take" in str(error) else "cli.needs_value"
        return UsageError(say(key, option=getattr(error, "option_name", "")), _all_about(ctx))
    if "ClickException" in kinds:
        return UsageError(say("cli.bad_call", text=str(error)), _all_about(ctx))
    return None


def _with_context(parse: Callable[..., list[str]], ctx: Any, args: list[str]) -> list[str]:
    """Parse; a complaint that does not know its command learns it."""
    try:
        return parse(ctx, args)
    except Exception as error:  # whatever it is goes on; a complaint learns its command
        if getattr(error, "ctx", ctx) is None:
            error.ctx = ctx  # type: ignore[attr-defined]  # its complaints have one
        raise


def _all_about(ctx: Any) -> Say:
    return say("cli.all_about", command=ctx.command_path if ctx else "outreach")


def _label(param: Any) -> str:
    """What a complaint calls a parameter: KONTAKT, --limit."""
    return placeholder(_value(param)) if _is_argument(param) else str(param.opts[0])


def _missing(error: Any, ctx: Any) -> UsageError:
    what = _label(error.param)
    hint = say("cli.missing_hint", what=what, help=error.param.help, more=_all_about(ctx))
    return UsageError(say("cli.missing", command=ctx.command_path, what=what), hint)


def _bad_value(error: Any, ctx: Any) -> UsageError:
    if error.param is not None and _value(error.param) in ("NUMBER", "N"):
        # All our numbers count something: there is none below 1.
        return UsageError(say("cli.wants_number", option=_label(error.param)), _all_about(ctx))
    return UsageError(say("cli.bad_call", text=error.message), _all_about(ctx))


def _no_such_option(error: Any, ctx: Any) -> UsageError:
    known = [o for p in ctx.command.get_params(ctx) for o in p.opts]
    what = say("cli.no_such_option", command=ctx.command_path, option=error.option_name)
    return UsageError(what, _perhaps(error.option_name, known, ctx))


def _perhaps(word: str, known: list[str], ctx: Any) -> Say:
    """Where to go on, with the nearest word that exists, if one is near."""
    import difflib

    near = difflib.get_close_matches(word, known, 1) or [k for k in known if k.startswith(word)]
    if near:
        return say("cli.perhaps", guess=near[0], more=_all_about(ctx))
    return _all_about(ctx)
