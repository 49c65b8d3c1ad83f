"""Letter → findings: does it keep the rules of kindness? Rules and lists are data files.

How it works: a letter is taken apart into parts, sentences and moves, all of them places
in the file (`text`). Each rule is a file with a kind; one function per kind looks for what
the rule describes (`judging`). Breaks are found by words, presence only by declared moves:
measured on published letters, lists of words find pressure well and kindness badly. A
merged letter is judged anew for each person, and what is found is told at its place in
the template (`tracing`). The result is a card and a word, never a number. Patterns are made only of
phrases whose letters a sentence holds (`needs`), so that a first letter is quick as well.
"""

from typing import TYPE_CHECKING

from outreach.lazily import loading

if TYPE_CHECKING:
    from outreach.lint.book import Book, rulebook
    from outreach.lint.checking import lint_draft, lint_source
    from outreach.lint.formats import fold
    from outreach.lint.nouns import GUIDELINES, Finding, Report, Rule, Said
    from outreach.lint.sources import rules_digest

#: Where each name lives. Whether the rules are still the same is asked by runs that need
#: nothing else of this room.
_ROOMS = {
    "GUIDELINES": "nouns",
    "Book": "book",
    "Finding": "nouns",
    "Report": "nouns",
    "Rule": "nouns",
    "Said": "nouns",
    "fold": "formats",
    "lint_draft": "checking",
    "lint_source": "checking",
    "rulebook": "book",
    "rules_digest": "sources",
}


__getattr__ = loading(__name__, _ROOMS)


__all__ = [
    "GUIDELINES",
    "Book",
    "Finding",
    "Report",
    "Rule",
    "Said",
    "fold",
    "lint_draft",
    "lint_source",
    "rulebook",
    "rules_digest",
]
