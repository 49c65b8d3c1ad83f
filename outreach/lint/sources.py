"""The files that rules are made of, and by what one knows that they are the same as before."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from outreach import __version__

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

LANGUAGES = ("de", "en")


def rules_digest(
    extend: "Sequence[tuple[str, Traversable]]" = (),
    disable: Sequence[str] = (),
    levels: Mapping[str, str] | None = None,
    own_products: Sequence[str] = (),
    allow_caps: Sequence[str] = (),
) -> str:
    """A hash of all that `rulebook` makes its rules from: while it stays, the same is found.

    A run that sends a letter found in order before asks for no more than this; reading the
    rules would take longer than all else it does.
    """
    digest = blake2b(digest_size=16)
    settings = (list(disable), sorted((levels or {}).items()), list(own_products), list(allow_caps))
    digest.update(repr((__version__, settings)).encode())
    # Of the two hundred files that come with the program, as Python does with its own, only
    # size and time of change are looked at.
    here = Path(__file__).parent
    for file in source_files(here / "rules", here / "lexicon"):
        status = Path(str(file)).stat()
        digest.update(repr((file.name, status.st_size, status.st_mtime_ns)).encode())
    for _, own in extend:
        for file in source_files(own, own / "lexicon"):
            digest.update(repr((file.name, _bytes(file))).encode())
    return digest.hexdigest()


def _bytes(file: "Traversable") -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        # Whoever reads the rules themselves says what is wrong with it.
        return None


def source_files(rules: "Traversable", lexicon: "Traversable") -> "Iterator[Traversable]":
    """All files that `read_folder` reads."""
    *lists, own, de, en, both = source_folders(rules, lexicon)
    for folder in lists:
        yield from files_of(folder, ".txt")
    for folder in (own, de, en, both):
        yield from files_of(folder, ".toml")


def source_folders(rules: "Traversable", lexicon: "Traversable") -> "list[Traversable]":
    """The folders of lists, and then those of rules, in the order in which they are read."""
    lists = [lexicon / language for language in LANGUAGES]
    return [*lists, rules, rules / "de", rules / "en", rules / "all"]


def files_of(folder: "Traversable", ending: str) -> "list[Traversable]":
    """The files of a folder by their ending, in the order of their names."""
    if not folder.is_dir():
        return []
    return sorted((f for f in folder.iterdir() if f.name.endswith(ending)), key=lambda f: f.name)
