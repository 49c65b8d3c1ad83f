"""Everything a person reads at run time, in English and German, from one catalogue.

A key is ``room.name``; the part before the dot names the module of this package that
holds it, so a command loads only the sentences of the rooms it enters. Each entry is
the pair (English, German) with ``{name}`` fields. Code, keys and JSON stay English.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Lang = Literal["en", "de"]

#: The rooms that speak. A test walks them and checks every pair.
ROOMS = (
    "contacts",
    "config",
    "merge",
    "send",
    "store",
    "cli",
    "help",
    "page",
    "smtp",
    "message",
    "phrases",
    "plan",
    "cron",
    "lint",
    "brief",
    "care",
    "letters",
    "calls",
    "invite",
)

_current: list[Lang] = ["en"]


def use(lang: Lang) -> None:
    """Choose the language of the screen for this process."""
    _current[0] = lang


def current() -> Lang:
    """The language of the screen, ``en`` unless `use` said otherwise."""
    return _current[0]


def catalogue(room: str) -> Mapping[str, tuple[str, str]]:
    """The pairs (English, German) of one room, by full key."""
    words: Mapping[str, tuple[str, str]] = importlib.import_module(f"{__name__}.{room}").WORDS
    return words


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence not yet spoken: a key and what goes into its fields.

    The core hands these out; the language is decided only where a person reads it.
    A field may itself be a `Say`.
    """

    key: str
    args: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: Lang | None = None) -> str:
        """The sentence in `lang`, or in the language of the screen."""
        lang = lang or current()
        pair = catalogue(self.key.partition(".")[0])[self.key]
        args = {k: v.text(lang) if isinstance(v, Say) else v for k, v in self.args.items()}
        said = pair[lang == "de"].format_map(args)
        # A rule or a pause told without its reason keeps no dangling colon.
        return said.removesuffix("–").removesuffix(": ") if said.endswith((": ", ": –")) else said

    def __str__(self) -> str:
        return self.text()


def say(key: str, /, **args: object) -> Say:
    """A sentence of the catalogue with its fields filled in."""
    return Say(key, args)


def several(count: int, one: str, many: str, /, **args: object) -> Say:
    """`one` for a count of 1, else `many`; both know the field ``{n}``."""
    return Say(one if count == 1 else many, {"n": count, **args})
