"""The catalogue: what a person reads exists in both languages, fits, and is used."""

import ast
import re
import string
from pathlib import Path

import pytest

from outreach import words
from outreach.words import ROOMS, catalogue

ROOT = Path(words.__file__).parents[1]
CATALOGUE = {key: pair for room in ROOMS for key, pair in catalogue(room).items()}
TREES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
    for path in sorted(ROOT.rglob("*.py"))
    if ROOT / "words" not in path.parents
}
KEY = re.compile(rf"({'|'.join(ROOMS)})\.[a-z][a-z0-9_]*")
#: What follows a room's name and a dot, and is no key: contacts.csv, invite.ics.
FILES = re.compile(r"\.(csv|xlsx|toml|py|html|ics)$")
#: Words of the code that a person never meets …
INSIDE = {
    "de": r"tick|held|hold|in[_ ]doubt|canary|deferred|suppress\w*|bounced?|window|quota|ramp|nudge|"
    r"ledger|claim\w*|settle\w*|enrolment|slot|lease|Erinnerung\w*",
    "en": r"in_doubt|canary|deferred|suppress\w*|bounced?|nudge|enrolment|claim(ed|s)?|lease",
}
#: … except where a command or a setting is quoted as one types it,
QUOTED = re.compile(r"`[^`]*`|(Example|Beispiel): .*|outreach [a-z-]+|--[a-z-]+|\{\w+\}|\[\w+\]")
#: and where the words themselves are what one types.
TYPED = {"help.status_list"}


def fields(text):
    """The names a sentence wants filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def strings(tree):
    """Every string written out whole in a module: no docstring, no piece of an f-string."""
    apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    apart |= {
        id(v) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for v in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            yield node.value


def composed(tree):
    """A pattern for every f-string that could be a key: ``f"cli.state_{name}"``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                re.escape(part.value) if isinstance(part, ast.Constant) else "(.*)"
                for part in node.values
            )


def spoken(tree):
    """Every call that speaks: (line, keys written out in it, names of its fields).

    The names are None where they are not written out (``**fields``, `Say`).
    """
    for node in ast.walk(tree):
        name = isinstance(node, ast.Call) and getattr(node.func, "id", "")
        if name in ("say", "several", "Say"):
            places = node.args[1:3] if name == "several" else node.args[:1]
            keys = [k for place in places for k in chosen(place)]
            given = {kw.arg for kw in node.keywords} | ({"n"} if name == "several" else set())
            yield node.lineno, keys, None if None in given or name == "Say" else given


def chosen(node):
    """The strings an expression can come out as: itself, or the branches of a choice."""
    if isinstance(node, ast.IfExp):
        return [*chosen(node.body), *chosen(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [key for value in node.values for key in chosen(value)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_room_that_speaks_is_listed():
    """ROOMS and the files of outreach/words are the same."""
    files = {p.stem for p in (ROOT / "words").glob("*.py")} - {"__init__"}
    assert files == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_key_begins_with_its_room(room):
    """A key leads to the one file that holds it."""
    assert catalogue(room)
    for key in catalogue(room):
        assert KEY.fullmatch(key), key
        assert key.startswith(f"{room}."), key


def test_no_sentence_is_written_twice():
    """A key stands once in its file: the second would silently win."""
    for path in sorted((ROOT / "words").glob("*.py")):
        keys = [s for s in strings(ast.parse(path.read_text("utf-8"))) if s in CATALOGUE]
        assert sorted(keys) == sorted(set(keys)), path.name


@pytest.mark.parametrize("key", CATALOGUE)
def test_both_languages_say_the_same(key):
    """English and German are both there and want the same fields filled in."""
    english, german = CATALOGUE[key]
    assert english.strip()
    assert german.strip()
    assert fields(english) == fields(german)
    assert all(name.isidentifier() for name in fields(english)), "a field has a name"


def test_what_the_code_says_is_in_the_catalogue():
    """No call speaks a key that is not there, and none leaves a field empty."""
    wrong = []
    for name, tree in TREES.items():
        for line, keys, given in spoken(tree):
            for key in keys:
                if key not in CATALOGUE:
                    wrong.append(f"{name}:{line}: {key} is not in the catalogue")
                elif given is not None and (lack := fields(CATALOGUE[key][0]) - given):
                    wrong.append(f"{name}:{line}: {key} wants {sorted(lack)}")
    assert not wrong, "\n".join(wrong)


def test_what_looks_like_a_key_is_one():
    """Keys that reach `say` through a table or a name are in the catalogue as well."""
    wrong = [
        f"{name}: {text}"
        for name, tree in TREES.items()
        for text in strings(tree)
        if KEY.fullmatch(text) and text not in CATALOGUE and not FILES.search(text)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_sentence_is_spoken_somewhere():
    """No key is left behind: the code writes it out, or composes it from words it writes out."""
    texts = [text for tree in TREES.values() for text in strings(tree)]
    # Rules are also written inside SQL: SET rule = 'crashed'.
    written = {*texts, *(word for text in texts for word in re.findall(r"'(\w+)'", text))}
    patterns = {p for tree in TREES.values() for p in composed(tree)}
    rooms = tuple(rf"{room}\." for room in ROOMS)
    composable = [re.compile(p) for p in patterns if p.startswith((*rooms, "(.*)_"))]

    def used(key):
        found = (pattern.fullmatch(key) for pattern in composable)
        return key in written or any(f and written.issuperset(f.groups()) for f in found)

    unused = [key for key in CATALOGUE if not used(key)]
    assert not unused, "\n".join(unused)


@pytest.mark.parametrize("lang", ["en", "de"])
def test_inside_words_stay_inside(lang):
    """Plain words on the screen: "ungewiss", not in_doubt; never "Erinnerung" for a letter."""
    wrong = []
    for key, pair in CATALOGUE.items():
        found = re.search(
            rf"\b({INSIDE[lang]})\b", QUOTED.sub(" ", pair[lang == "de"]), re.IGNORECASE
        )
        if found and key not in TYPED:
            wrong.append(f"{key}: {found[0]}: {pair[lang == 'de']}")
    assert not wrong, "\n".join(wrong)


def test_the_screen_says_sie():
    """German speaks to its reader formally; "du" is only ever a setting or a kind of letter.

    What a brief has the caller say is spoken to somebody else (test_brief has its own rule).
    """
    wrong = []
    for key, (_, german) in CATALOGUE.items():
        if key.startswith("brief.say_"):
            continue
        if found := re.search(r"\b(dein\w*|dir|dich|euch|euer|eure\w*)\b", german, re.IGNORECASE):
            wrong.append(f"{key}: {found[0]}: {german}")
    assert not wrong, "\n".join(wrong)
