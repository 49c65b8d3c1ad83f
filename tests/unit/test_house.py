"""The house itself: versions agree, documents keep their size, nothing strange in the tree."""

import re
import socket
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import outreach
from outreach.model import STATES
from outreach.words import catalogue
from tests.conftest import is_loopback

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ASKED = PYPROJECT["project"]["dependencies"] + PYPROJECT["dependency-groups"]["dev"]
IGNORED = [
    ".git",
    *(
        line.strip("/")
        for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ),
]
#: What speaks of the place a text was written at, or of registries, instead of the project.
FOREIGN = {
    "a path of one machine": r"(?<![\w.])/(work|root)/[a-z]",
    "a registry": r"pypi\.org|python[h]osted|registry\.npmjs|proxy\.golang|crates\.io",
    "a thread elsewhere": r"(?i)\b(issue|ticket|pull request)s? ?#\d|/(issues|pull)/\d",
    "how it came about": r"(?i)\bsub-?agent|\bwork[ ]order\b|\bco-authored-by\b",
}


def tree(folder=ROOT):
    """Every file of the repository, without what .gitignore names."""
    for path in sorted(folder.iterdir()):
        if not any(fnmatch(path.name, pattern) for pattern in IGNORED):
            if path.is_dir():
                yield from tree(path)
            else:
                yield path


def pins():
    """constraints.txt as {name: version}."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def needed():
    """Names of all that runtime and test tools install here, found by following requires."""
    todo, seen = [(Requirement(text), "") for text in ASKED], set()
    while todo:
        wanted, extra = todo.pop()
        if wanted.marker and not wanted.marker.evaluate({"extra": extra}):
            continue
        for each in ("", *wanted.extras):
            if (name := (canonicalize_name(wanted.name), each)) not in seen:
                seen.add(name)
                todo += [(Requirement(r), each) for r in requires(wanted.name) or ()]
    return {name for name, _ in seen}


def test_the_version_is_said_once():
    """The version in pyproject.toml is the one in outreach/__init__.py."""
    assert outreach.__version__ == PYPROJECT["project"]["version"]


def test_both_lists_of_pins_agree():
    """The pins for pip (constraints.txt) and for uv (pyproject.toml) are the same exact versions."""
    listed = [f"{name}=={version}" for name, version in pins().items()]
    assert listed == sorted(listed, key=str.lower)
    assert listed == PYPROJECT["tool"]["uv"]["constraint-dependencies"]
    for version in pins().values():
        assert re.fullmatch(r"[0-9]+(\.[0-9]+)*(\.post[0-9]+)?", version)


def test_everything_installed_is_pinned():
    """A new dependency, also one of a dependency, has its exact version in constraints.txt."""
    try:
        names = needed()
    except PackageNotFoundError as missing:
        pytest.fail(f"{missing} is asked for in pyproject.toml but not installed: run make test")
    assert names - {canonicalize_name(name) for name in pins()} == set()


def test_pins_keep_within_what_we_ask_for():
    """Each pinned version is one that pyproject.toml allows."""
    exact = {canonicalize_name(name): version for name, version in pins().items()}
    for text in ASKED:
        wanted = Requirement(text)
        assert wanted.specifier.contains(exact[canonicalize_name(wanted.name)]), text


def test_what_the_wheel_takes_along_is_there():
    """The letters and the example list that init and demo unpack stand where the build looks."""
    build = PYPROJECT["tool"]["hatch"]["build"]["targets"]
    for path in (*build["wheel"]["force-include"], *build["wheel"]["packages"]):
        assert (ROOT / path).exists(), path
    for path in (*build["sdist"]["include"], *PYPROJECT["project"]["license-files"]):
        assert (ROOT / path).exists(), path
    for language in ("de", "en"):
        assert list((ROOT / "templates" / language).glob("*.md")), language


def test_the_tree_speaks_of_nothing_but_the_project():
    """No file names a path of somebody's machine, a registry's host, or a thread kept elsewhere."""
    wrong = []
    for path in tree():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture, or a list in another encoding
        for number, line in enumerate(text.splitlines(), 1):
            for what, pattern in FOREIGN.items():
                if path != Path(__file__) and re.search(pattern, line):
                    wrong.append(f"{path.relative_to(ROOT)}:{number}: {what}: {line.strip()[:80]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "see /work/main/x",
        "/root/x.py",
        "https://pypi.org/simple",
        "https://files.pythonhosted.org/x",
        "see issue #12",
        "https://example.com/a/b/issues/7",
        "by the work order",
    ],
)
def test_foreign_words_are_found(text):
    """The patterns of the test above catch what they are for."""
    assert any(re.search(pattern, text) for pattern in FOREIGN.values())


@pytest.mark.parametrize(
    "text", ["at work/home", "cd /home/anna/letters", "a session with the server", "the next issue"]
)
def test_honest_prose_passes(text):
    """The patterns leave alone what merely sounds like it."""
    assert not any(re.search(pattern, text) for pattern in FOREIGN.values())


@pytest.mark.parametrize("page", sorted(p.name for p in (ROOT / "docs/decisions").glob("*.md")))
def test_a_decision_is_short_and_whole(page):
    """A decision has context, choice and cost, in this order, on at most 40 lines."""
    text = (ROOT / "docs/decisions" / page).read_text("utf-8")
    assert re.fullmatch(r"\d{4}-[a-z0-9.-]+\.md", page)
    assert len(text.splitlines()) <= 40
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Context", "Choice", "Cost"]


def test_decisions_are_numbered_without_a_gap():
    """A decision's number is given once and for good."""
    numbers = sorted(int(p.name[:4]) for p in (ROOT / "docs/decisions").glob("*.md"))
    assert numbers
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_page_of_the_docs_is_in_the_index():
    """docs/README.md links each page, so that none is found only by chance."""
    docs = ROOT / "docs"
    linked = re.findall(r"\]\(([^)#:]+)\)", (docs / "README.md").read_text("utf-8"))
    pages = {p.relative_to(docs).as_posix() for p in docs.rglob("*.md")} - {"README.md"}
    assert pages - set(linked) == set()


@pytest.mark.parametrize("state", STATES)
def test_the_glossary_says_what_the_screen_says(state):
    """Each state stands in docs/reference/glossary.md with its English and its German word."""
    english, german = catalogue("cli")[f"cli.state_{state}"]
    page = (ROOT / "docs/reference/glossary.md").read_text("utf-8")
    assert re.search(rf"^\| {state}\b[^|]*\| {english} \| {german} \|", page, re.MULTILINE)


def test_the_reference_is_fresh():
    """docs/reference/commands.md is what the command line says of itself."""
    done = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert done.returncode == 0, "run: python tools/reference.py"


def test_the_rules_for_contributors_are_short():
    """CONTRIBUTING.md has at most 100 lines."""
    assert len((ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()) <= 100


def test_the_changelog_tells_of_the_next_release():
    """CHANGELOG.md begins with Unreleased and uses the headings of Keep a Changelog."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE)[0] == "[Unreleased]"
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= kinds


@pytest.mark.parametrize(
    "address",
    [("127.0.0.1", 25), ("127.9.9.9", 25), ("::1", 25, 0, 0), ("localhost", 25), "/run/socket"],
)
def test_this_machine_may_be_reached(address):
    """The guard of the tests lets loopback and UNIX sockets through."""
    assert is_loopback(address)


@pytest.mark.parametrize(
    "address", [("192.0.2.1", 25), ("2001:db8::1", 25, 0, 0), ("smtp.example.com", 587), ("", 25)]
)
def test_another_machine_may_not(address):
    """The guard of the tests knows every other address and name as elsewhere."""
    assert not is_loopback(address)


@pytest.mark.parametrize("verb", ["connect", "connect_ex"])
def test_a_connection_elsewhere_is_refused(verb, strangers):
    """No packet leaves, and the attempt is remembered even where the code swallows the error."""
    with socket.socket() as wire, pytest.raises(PermissionError):
        getattr(wire, verb)(("192.0.2.1", 25))
    assert strangers == [("192.0.2.1", 25)]
    strangers.clear()
