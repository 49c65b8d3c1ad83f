"""The letters that come with the program: where they lie, and which occasion takes which."""

from functools import cache
from importlib import resources
from pathlib import Path

from outreach.errors import ConfigError
from outreach.merge import Template, parse_template
from outreach.words import say

#: The letters as they are listed, and when to use them: openers first, then what follows them.
LETTERS = {
    "long-silence": "letters.when_long_silence",
    "hard-times": "letters.when_hard_times",
    "project-ended": "letters.when_project_ended",
    "owed-answer": "letters.when_owed_answer",
    "former-customer": "letters.when_former_customer",
    "partner": "letters.when_partner",
    "season": "letters.when_season",
    "disaster": "letters.when_disaster",
    "nudge": "letters.when_nudge",
    "last": "letters.when_last",
    "after-reply": "letters.when_after_reply",
}
#: What a campaign is about: its opener, and the situation it acknowledges.
OCCASIONS: dict[str, tuple[str, str]] = {
    "none": ("long-silence", "none"),
    "crisis_general": ("hard-times", "crisis_general"),
    "layoffs": ("hard-times", "layoffs"),
    "restructuring": ("hard-times", "restructuring"),
    "inflation_energy": ("hard-times", "inflation_energy"),
    "project_ended": ("project-ended", "none"),
    "owed_answer": ("owed-answer", "none"),
    "former_customer": ("former-customer", "none"),
    "partner": ("partner", "none"),
    "season": ("season", "none"),
    "good_news": ("long-silence", "good_news"),
    "flood_disaster": ("disaster", "flood_disaster"),
}
#: A greeting and a hand held out want no second letter.
ALONE = ("season", "disaster")


def letter_files() -> list[Path]:
    """The shipped letters: in the wheel, or in the source tree beside the package."""
    package = Path(str(resources.files("outreach")))
    for root in (package / "letters", package.parent / "templates"):
        files = sorted(root.glob("*/*.md"))
        if files:
            return files
    raise ConfigError(say("cli.no_letters"), say("cli.no_letters_hint"))


@cache
def shipped() -> dict[str, Template]:
    """The shipped letters by id, in the order in which they are listed."""
    found = [parse_template(path.read_text("utf-8"), path.name) for path in letter_files()]
    order = {name: place for place, name in enumerate(LETTERS)}
    found.sort(key=lambda t: (order.get(t.letter, 99), t.id))
    return {template.id: template for template in found}


def files_of(letter: str, voice: str = "") -> list[Path]:
    """The files of a letter, in one voice ("de-sie") or in all; none where nobody knows it."""
    return [
        path
        for path in letter_files()
        if path.stem in (letter, f"{letter}.{voice}")
        or (not voice and path.stem.rpartition(".")[0] == letter)
    ]


def needed(occasion: str) -> list[Path]:
    """The files a campaign of this occasion needs, in every voice a list may ask for.

    An answer that is owed begins with an apology, whatever the occasion; a disaster does not.
    """
    opener, _ = OCCASIONS[occasion]
    names = [opener] if opener in ALONE else [opener, "nudge"]
    if opener != "disaster":
        names.append("owed-answer")
    return [path for name in dict.fromkeys(names) for path in files_of(name)]


def copy_letters(files: list[Path], folder: Path) -> list[Path]:
    """Copy letters into a workspace; one that is there is the user's own and stays."""
    folder.mkdir(exist_ok=True)
    copied = []
    for file in files:
        target = folder / file.name
        if not target.exists():
            target.write_text(file.read_text("utf-8"), "utf-8")
            copied.append(target)
    return copied
