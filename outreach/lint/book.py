"""The rules in force: the shipped ones, what the settings add, lower and switch off."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from outreach.errors import ConfigError, Problem
from outreach.lint.folding import fold
from outreach.lint.lists import pattern_of
from outreach.lint.loading import Lexicons, missing_lists, read_folder
from outreach.lint.needs import Index
from outreach.lint.nouns import LEVELS, OWN_RULES, PARTS, Level, Rule
from outreach.words import say

#: Characters of a sentence that are looked at: a longer one is no sentence, and no pattern
#: may take for ever on it.
MAX_SENTENCE = 2_000
#: Sentences whose hits are remembered; people of a list share most of theirs.
_KEPT = 20_000

Hits = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, eq=False)
class Book:
    """A set of rules with their lists, ready to judge."""

    rules: tuple[Rule, ...]
    lexicons: Lexicons
    #: Ids that exist, those switched off included.
    known: frozenset[str]
    allow_caps: frozenset[str] = frozenset()
    _hits: dict[tuple[str, str, str], Hits] = field(default_factory=dict)
    _indexes: dict[str, Index] = field(default_factory=dict)

    @cached_property
    def by_language(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules for letters of each language."""
        return {lang: tuple(r for r in self.rules if lang in r.languages) for lang in ("de", "en")}

    @cached_property
    def fixed(self) -> frozenset[str]:
        """Ids of rules that nobody sets aside."""
        return frozenset(rule.id for rule in self.rules if rule.fixed)

    @cached_property
    def _numbers(self) -> Mapping[tuple[str, str], frozenset[int]]:
        """For each language and part the rules of words, by their number."""
        return {
            (lang, part): frozenset(
                i for i, rule in enumerate(rules) if rule.kind == "existence" and part in rule.scope
            )
            for lang, rules in self.by_language.items()
            for part in PARTS
        }

    def _index(self, language: str) -> Index:
        """The phrases of all rules of words for letters of a language."""
        if language not in self._indexes:
            rules = enumerate(self.by_language[language])
            lists = [(i, self._phrases(r, language)) for i, r in rules if r.kind == "existence"]
            self._indexes[language] = Index(lists)
        return self._indexes[language]

    def _phrases(self, rule: Rule, language: str) -> tuple[str, ...]:
        words = self.lexicons.get((language, rule.lexicon), ()) if rule.lexicon else ()
        return (*rule.phrases, *words)

    def finds(self, rule: Rule, language: str, sentence: str) -> bool:
        """True where a sentence holds something that a rule looks for."""
        return _holds(self._phrases(rule, language), fold(sentence).text)

    def lexicon(self, language: str, name: str, text: str) -> re.Pattern[str]:
        """The pattern of those phrases of a list that can be in a folded text."""
        return _possible(self.lexicons.get((language, name), ()), text)

    def says(self, language: str, name: str, text: str) -> bool:
        """True where a text holds a phrase of a list."""
        return _holds(self.lexicons.get((language, name), ()), fold(text[:MAX_SENTENCE]).text)

    def hits(self, language: str, part: str, sentence: str) -> Hits:
        """Where rules of words find something in a sentence: (number of the rule, start, end).

        Only the rules that are for this part of a letter are asked: everybody's greeting is
        another sentence, and hardly any rule is about it.
        """
        key = (language, part, sentence)
        found = self._hits.get(key)
        if found is None:
            if len(self._hits) > _KEPT:
                self._hits.clear()
            found = self._hits[key] = tuple(self._search(language, part, sentence[:MAX_SENTENCE]))
        return found

    def _search(self, language: str, part: str, sentence: str) -> Iterable[tuple[int, int, int]]:
        small = fold(sentence)
        rules, wanted = self.by_language[language], self._numbers[language, part]
        for number, phrases in self._index(language).possible(small.text).items():
            if number in wanted:
                case = bool(rules[number].params.get("case"))
                text = fold(sentence, case=True) if case else small
                for match in pattern_of(phrases, case=case).finditer(text.text):
                    yield (number, *text.back(match.start(), match.end()))


@lru_cache(maxsize=512)
def _index_of(phrases: tuple[str, ...]) -> Index:
    return Index([(0, phrases)])


def _possible(phrases: tuple[str, ...], text: str) -> re.Pattern[str]:
    return pattern_of(_index_of(phrases).possible(text).get(0, ()))


def _holds(phrases: tuple[str, ...], text: str) -> bool:
    return bool(_possible(phrases, text).search(text))


def rulebook(
    extend: Sequence[tuple[str, Traversable]] = (),
    disable: Sequence[str] = (),
    levels: Mapping[str, str] | None = None,
    own_products: Sequence[str] = (),
    allow_caps: Sequence[str] = (),
) -> Book:
    """The rules in force.

    Args:
        extend: folders of own rules and lists, each with the name it has in problems. A
            rule with the id of a shipped one takes its place; a list adds to that of its name.
        disable: ids of rules that do not count, or patterns ("G16.*").
        levels: ids or patterns with the level they have here.
        own_products: phrases for what the sender sells.
        allow_caps: words that may stand in capitals.

    Raises:
        ConfigError: a rule or a list cannot be read; all problems with file and line.
    """
    shipped, lists = _shipped()
    rules, lexicons, problems = list(shipped), dict(lists), []
    for name, folder in extend:
        own, more, wrong = read_folder(folder, folder / "lexicon", name)
        lexicons |= {key: (*lexicons.get(key, ()), *more[key]) for key in more}
        problems += [*wrong, *missing_lists(own, lexicons), *_twice(own)]
        rules = [rule for rule in rules if not any(_same(rule, one) for one in own)] + own
    if problems:
        raise ConfigError(say("lint.rules_broken"), problems=problems)
    for lang in ("de", "en"):
        lexicons[lang, "own_products"] = tuple(own_products)
    caps = {*allow_caps, *(c for lang in ("de", "en") for c in lexicons.get((lang, "caps"), ()))}
    return Book(
        tuple(r for r in _levelled(rules, levels or {}) if not _off(r, disable)),
        lexicons,
        frozenset((*(rule.id for rule in rules), *OWN_RULES)),
        frozenset(caps),
    )


@cache
def _shipped() -> tuple[tuple[Rule, ...], Lexicons]:
    """The rules that come with the program."""
    here = files("outreach.lint")
    rules, lists, problems = read_folder(here / "rules", here / "lexicon", "lint/rules", tried=True)
    problems += [*missing_lists(rules, lists), *_twice(rules)]
    if problems:
        raise ConfigError(say("lint.rules_broken"), problems=problems)
    return tuple(rules), lists


def _same(rule: Rule, other: Rule) -> bool:
    """True for one name in one language; German and English may each have a file of it."""
    return rule.id == other.id and not set(rule.languages).isdisjoint(other.languages)


def _twice(rules: Sequence[Rule]) -> Iterable[Problem]:
    for place, rule in enumerate(rules):
        for other in rules[:place]:
            if _same(rule, other):
                yield Problem(rule.file, 1, say("lint.twice", id=rule.id, other=other.file))


def _levelled(rules: Iterable[Rule], levels: Mapping[str, str]) -> Iterable[Rule]:
    from dataclasses import replace

    for rule in rules:
        level: Level = rule.level
        for pattern, wanted in levels.items():
            stays = rule.params.get("of") == "reading_ease" or (
                rule.fixed and _lower(wanted, rule.level)
            )
            if fnmatchcase(rule.id, pattern) and not stays:
                level = next(each for each in LEVELS if each == wanted)
        yield rule if level == rule.level else replace(rule, level=level)


def _lower(wanted: str, level: str) -> bool:
    return LEVELS.index(wanted) > LEVELS.index(level)


def _off(rule: Rule, disable: Sequence[str]) -> bool:
    return not rule.fixed and any(fnmatchcase(rule.id, pattern) for pattern in disable)
