"""The documentation is true: commands exist, and what the README shows is what happens."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from outreach.cli import SECTIONS, app, load_commands

ROOT = Path(__file__).parents[2]


def commands():
    load_commands()
    tree = typer.main.get_command(app)
    for name, command in tree.commands.items():
        yield name, command
        for child, grandchild in getattr(command, "commands", {}).items():
            yield f"{name} {child}", grandchild


def test_every_command_stands_in_the_help_and_in_the_reference():
    """Each command is listed in a section of --help and described in docs/reference/commands.md."""
    listed = {name for names in SECTIONS.values() for name in names}
    reference = (ROOT / "docs/reference/commands.md").read_text("utf-8")
    for name, command in commands():
        assert name.split()[0] in listed
        assert command.hidden or f"`outreach {name}" in reference, name


def test_the_help_lists_nothing_that_is_not_there():
    """No section of --help names a command that does not exist."""
    there = {name for name, _ in commands()}
    assert {name for names in SECTIONS.values() for name in names} <= there


def test_every_command_and_option_has_help():
    """No command and no option is without a sentence."""
    for name, command in commands():
        assert command.help, name
        for param in command.params:
            if param.name != "help":
                assert getattr(param, "help", None), (name, param.name)


@pytest.mark.parametrize(
    "page",
    sorted(
        p.relative_to(ROOT).as_posix() for p in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]
    ),
)
def test_commands_named_in_docs_exist(page):
    """Every `outreach …` line in a shell block of the docs names a real command with real options."""
    text = (ROOT / page).read_text("utf-8")
    known = dict(commands())
    for block in re.findall(r"```(?:console|sh)\n(.*?)```", text, re.DOTALL):
        for line in re.findall(
            r"^\$ (?:[A-Z_]+=\S+ )*(?:uv run )?outreach\b(.*)$", block, re.MULTILINE
        ):
            words = shlex.split(line.split(" #")[0])
            while words and words[0] in ("--lang", "--workspace", "-w"):
                words = words[2:]
            if not words or words[0].startswith("-"):
                continue
            name = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
            assert name in known, f"{page}: outreach {line}"
            options = {o for p in known[name].params for o in [*p.opts, *p.secondary_opts]} | {
                "--help"
            }
            for word in words:
                if word.startswith("--"):
                    assert word.split("=")[0] in options, f"{page}: {word} in outreach {line}"


def test_links_inside_the_docs_lead_somewhere():
    """Every relative link of README and docs points to a file that is there."""
    for page in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_setting_has_its_line():
    """Each key that outreach.toml may hold stands in docs/reference/settings.md."""
    from outreach.config.tables import KNOWN

    page = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    named = {word for code in re.findall(r"`([^`]+)`", page) for word in re.findall(r"\w+", code)}
    for kind, keys in KNOWN.items():
        assert set(keys) <= named, f"[{kind}] {set(keys) - named}"


def test_the_readme_fits():
    """README.md has at most 150 lines."""
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 150


def test_the_page_about_time_has_the_numbers_of_the_rules():
    """docs/explanation/time.md names the product's own numbers, and stays short."""
    from outreach.schedule import deciding, guard, pace
    from outreach.schedule.rules import Rules

    page = " ".join((ROOT / "docs/explanation/time.md").read_text("utf-8").split())
    assert len((ROOT / "docs/explanation/time.md").read_text("utf-8").splitlines()) <= 120
    usual = Rules()
    low, high = (seconds // 60 for seconds in usual.gap)
    start, step = usual.ramp
    for claim in (
        f"{low} to {high} minutes",
        f"{usual.daily_limit} in any 24 hours",
        f"{start} on the first day, {step} more on each next one",
        f"after {pace.IDLE_DAYS} quiet days",
        f"more than {guard.CANARY_LIST} people",
        f"last {guard.GUARD_WINDOW} first letters at least {guard.GUARD_BOUNCES} of at least {guard.GUARD_LEAST}",
        f"above {guard.GUARD_SHARE:.0%}".replace("%", " %"),
        f"more than {deciding.STALE} business days late",
        f"{deciding.SPACING} business days between any two",
        f"{usual.max_per_year} letters in 365 days",
        f"{usual.rest} days between two campaigns",
        f"until {deciding.ORGANISATION} business days after",
        f"{deciding.ORGANISATION_DOUBT} while a mail is in doubt",
    ):
        assert claim in page, claim
