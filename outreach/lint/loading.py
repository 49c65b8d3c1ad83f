"""Rule files and phrase lists → rules, with everything that is wrong with them at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any

from outreach.errors import Problem
from outreach.lint.lists import MAX_PHRASES, bad_pattern, entries, problem
from outreach.lint.nouns import GUIDELINES, KINDS, LEVELS, PARTS, Example, Rule, Said
from outreach.lint.sources import LANGUAGES, files_of
from outreach.merge.template import VOICES
from outreach.words import Say, say

#: Lists that the settings fill.
OF_SETTINGS = ("own_products", "caps")
_COMMON = (
    "id", "guideline", "kind", "level", "scope", "steps", "letters", "lexicon", "phrases", "unless", "message",
    "hint", "why", "examples", "case", "fixed", "lang", "offer",
)  # fmt: skip
#: Keys that name a list of phrases besides `lexicon`.
_LISTS = ("near", "not_near", "not_after", "not_with", "never_before", "first_says")
_PARAMS: dict[str, tuple[str, ...]] = {
    "existence": ("need", "near", "not_near", "not_after", "not_with", "inside"),
    "token": ("pattern", "allow"),
    "move": (
        "move", "must", "max_sentences", "max_share", "place", "holds", "within_sentences",
    ),
    "order": ("first", "first_says", "never_before", "distance"),
    "slot": ("slot", "sample"),
    "count": ("of", "min", "max"),
    "consistency": ("of",),
    "header": ("field",),
}  # fmt: skip
#: What a kind cannot do without: one of each group.
_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "existence": (("lexicon", "phrases"),),
    "token": (("pattern",),),
    "move": (("move",), ("must", "max_sentences", "max_share", "place", "within_sentences")),
    "order": (("first", "first_says"), ("never_before",)),
    "slot": (("slot",),),
    "count": (("of",), ("min", "max")),
    "consistency": (("of",),),
    "header": (("field",),),
}
_WORDS: dict[str, tuple[str, ...]] = {
    "must": ("present", "absent"),
    "place": ("not_last", "not_first", "after_question"),
    "need": ("second_person", "first_person"),
    "field": ("from", "subject_re", "unsubscribe", "name"),
}
_OF: dict[str, tuple[str, ...]] = {
    "count": (
        "words", "questions", "links", "subject_words", "sentence_words", "reading_ease", "first_person",
    ),
    "consistency": ("register", "gender_style"),
}  # fmt: skip
_UNLESS = ("situation", "move", "letter", "register", "quoted")
_NUMBERS = ("max_sentences", "max_share", "within_sentences", "distance", "min", "max")
_ID = re.compile(r"[A-Z][0-9]{1,2}\.[a-z0-9][a-z0-9_-]*")
_GIVEN = (
    "subject", "greeting", "body", "ps", "signature", "step", "register", "situation", "from", "own_products", "lang", "first",
    "unsubscribe", "letter", "name", "invite_title", "invite_text",
)  # fmt: skip

Lexicons = dict[tuple[str, str], tuple[str, ...]]


def read_folder(
    rules: Traversable, lexicon: Traversable, name: str, *, tried: bool = False
) -> tuple[list[Rule], Lexicons, list[Problem]]:
    """The rules and lists of a folder, and what is wrong with them.

    Rules stand in it or in its folders ``de``, ``en`` and ``all``; `name` is how the
    folder is called in problems. With `tried` the phrases of its lists are not looked at
    one by one: those that come with the program have been, and it takes a while.
    """
    lists: Lexicons = {}
    found: list[Rule] = []
    problems: list[Problem] = []
    for language in LANGUAGES:
        for file in files_of(lexicon / language, ".txt"):
            path = f"{name.removesuffix('/rules')}/lexicon/{language}/{file.name}"
            text = _text(file, path, problems)
            phrases = _phrases(text, path, problems, tried=tried)
            lists[language, file.name.removesuffix(".txt")] = phrases
    for sub in ("", "de", "en", "all"):
        for file in files_of(rules / sub if sub else rules, ".toml"):
            path = f"{name}/{sub}/{file.name}" if sub else f"{name}/{file.name}"
            rule = _rule(_File(path, _text(file, path, problems), problems), sub)
            if rule is not None:
                found.append(rule)
    return found, lists, problems


def missing_lists(rules: list[Rule], lists: Lexicons) -> Iterator[Problem]:
    """Lists that a rule names and nobody has written."""
    for rule in rules:
        for name in _lists_named(rule):
            there = [lang for lang in rule.languages if (lang, name) in lists]
            if name not in OF_SETTINGS and not there:
                languages = "/".join(rule.languages)
                yield Problem(
                    rule.file, 1, say("lint.no_list", name=name, languages=languages), None
                )


def _lists_named(rule: Rule) -> Iterator[str]:
    if rule.lexicon:
        yield rule.lexicon
    yield from (str(rule.params[k]) for k in _LISTS if k in rule.params)


def _text(file: Traversable, path: str, problems: list[Problem]) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.append(Problem(path, line, say("config.not_utf8"), say("config.not_utf8_hint")))
    except OSError as error:
        problems.append(Problem(path, 0, say("lint.unreadable", path=path, why=error.strerror)))
    return ""


def _phrases(text: str, path: str, problems: list[Problem], *, tried: bool) -> tuple[str, ...]:
    good = []
    for line, phrase in entries(text):
        if not tried and (what := problem(phrase)):
            problems.append(Problem(path, line, what, say("lint.list_hint")))
        else:
            good.append(phrase)
    if len(good) > MAX_PHRASES:
        problems.append(Problem(path, 0, say("lint.long_list", n=MAX_PHRASES)))
    return tuple(good[:MAX_PHRASES])


class _File:
    """A rule file while it is read: its keys, and what is wrong with them."""

    def __init__(self, path: str, text: str, problems: list[Problem]) -> None:
        self.path, self.text, self._problems = path, text.replace("\r\n", "\n"), problems
        self.before = len(problems)
        self.keys: dict[str, Any] = {}
        try:
            self.keys = tomllib.loads(self.text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            found = re.search(r"line (\d+)", str(error))
            line = int(found[1]) if found else 1
            self._problems.append(Problem(path, line, say("lint.bad_toml", why=error)))

    def whole(self) -> bool:
        """True while nothing is wrong."""
        return len(self._problems) == self.before

    def wrong(self, key: str, what: Say, hint: Say | None = None) -> None:
        """Note a problem, at the line of its key."""
        found = re.search(rf"(?m)^\s*(?:\[+\s*)?{re.escape(key)}\b", self.text) if key else None
        line = 1 + self.text.count("\n", 0, found.start()) if found else 1
        line += found[0].count("\n") if found else 0
        self._problems.append(Problem(self.path, line, what, hint))

    def text_of(self, key: str, known: tuple[str, ...] = ()) -> str:
        value = self.keys.get(key, "")
        if not isinstance(value, str) or (known and value not in known):
            self.wrong(key, say("lint.one_of", key=key, value=value, known=", ".join(known) or "…"))
            return known[0] if known else ""
        return value

    def said(self, key: str) -> Said:
        """A sentence in both languages."""
        value = self.keys.get(key)
        if isinstance(value, dict):
            pair = [value.get(lang) for lang in ("en", "de")]
            if all(isinstance(text, str) and text.strip() for text in pair):
                return Said(*(str(text) for text in pair))
        self.wrong(key, say("lint.no_twin", key=key), say("lint.no_twin_hint", key=key))
        return Said("–", "–")

    def many(self, key: str, kind: type = str) -> tuple[Any, ...]:
        value = self.keys.get(key, [])
        if isinstance(value, list) and all(type(item) is kind for item in value):
            return tuple(value)
        self.wrong(key, say("lint.not_list", key=key))
        return ()


def _rule(file: _File, folder: str) -> Rule | None:
    if not file.whole():
        return None
    name = file.text_of("id")
    if not _ID.fullmatch(name):
        file.wrong("id", say("lint.bad_id", id=name or "–"), say("lint.bad_id_hint"))
    kind = file.text_of("kind", KINDS)
    if file.whole():
        _check_names(file, kind)
        _check_words(file, kind)
    phrases = file.many("phrases")
    for phrase in phrases:
        if what := problem(phrase):
            file.wrong("phrases", what)
    bad, good = _examples(file)
    scope = file.many("scope") or ("subject", "body", "ps")
    if not set(scope) <= set(PARTS):
        file.wrong("scope", say("lint.one_of", key="scope", value=", ".join(scope), known=", ".join(PARTS)))  # fmt: skip
    lang = folder or file.keys.get("lang", "all")
    if lang not in (*LANGUAGES, "all"):
        file.wrong("lang", say("lint.one_of", key="lang", value=lang, known="de, en, all"))
    guideline = file.text_of("guideline", GUIDELINES)
    made = Rule(
        name, guideline, kind, file.text_of("level", LEVELS),  # type: ignore[arg-type]  # one of them
        (lang,) if lang in LANGUAGES else LANGUAGES,
        file.said("message"), file.said("hint"), file.said("why"), bad, good,
        scope, file.many("steps", int), file.many("letters"), file.text_of("lexicon"), phrases, _unless(file),
        {k: file.keys[k] for k in (*_PARAMS.get(kind, ()), "case") if k in file.keys},
        bool(file.keys.get("fixed")) or guideline == "G17", file.path, _offer(file),
    )  # fmt: skip
    return made if file.whole() else None


def _check_names(file: _File, kind: str) -> None:
    known = (*_COMMON, *_PARAMS[kind])
    for key in file.keys:
        if key not in known:
            file.wrong(key, say("lint.unknown_key", key=key), say("lint.known_keys", kind=kind, known=", ".join(known)))  # fmt: skip
    for group in _NEEDED[kind]:
        if not any(key in file.keys for key in group):
            file.wrong("kind", say("lint.needs", kind=kind, keys=" / ".join(group)))


def _check_words(file: _File, kind: str) -> None:
    for key, known in {**_WORDS, "of": _OF.get(kind, ())}.items():
        if key in file.keys and file.keys[key] not in known:
            file.wrong(key, say("lint.one_of", key=key, value=file.keys[key], known=", ".join(known)))  # fmt: skip
    for key in _NUMBERS:
        value = file.keys.get(key, 0)
        if type(value) not in (int, float) or value < 0:
            file.wrong(key, say("lint.not_number", key=key))
    if file.keys.get("of") == "reading_ease" and file.keys.get("level") != "info":
        # Counting vowels for syllables is too rough for more than a note.
        file.wrong("level", say("lint.one_of", key="level", value=file.keys.get("level"), known="info"))  # fmt: skip
    if kind == "token" and (what := bad_pattern(file.text_of("pattern"))):
        file.wrong("pattern", what)
    for key in ("move", "slot", "holds", "inside", "first"):
        value = file.keys.get(key, "")
        many = isinstance(value, list) and all(isinstance(item, str) for item in value)
        if not (isinstance(value, str) or many):
            file.wrong(key, say("lint.not_list", key=key))


def _offer(file: _File) -> Mapping[str, str]:
    """What a rule offers to copy, for each voice of a letter."""
    value = file.keys.get("offer", {})
    if isinstance(value, dict) and set(value) <= set(VOICES):
        return {voice: str(words) for voice, words in value.items()}
    file.wrong("offer", say("lint.one_of", key="offer", value=value, known=", ".join(VOICES)))  # fmt: skip
    return {}


def _unless(file: _File) -> Mapping[str, Any]:
    value = file.keys.get("unless", {})
    if not isinstance(value, dict) or not set(value) <= set(_UNLESS):
        file.wrong("unless", say("lint.unless", known=", ".join(_UNLESS)))
        return {}
    return value


def _examples(file: _File) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    value = file.keys.get("examples", {})
    both = []
    for key in ("bad", "good"):
        given = value.get(key, []) if isinstance(value, dict) else []
        made = [_example(one) for one in given] if isinstance(given, list) else []
        if len(made) < 2 or None in made:
            file.wrong("examples", say("lint.few_examples"), say("lint.few_examples_hint", known=", ".join(_GIVEN)))  # fmt: skip
        both.append(tuple(one for one in made if one is not None))
    return both[0], both[1]


def _example(one: object) -> Example | None:
    if isinstance(one, str):
        return Example(one)
    if isinstance(one, dict) and set(one) <= set(_GIVEN):
        return Example(str(one.get("body", "")), one)
    return None
