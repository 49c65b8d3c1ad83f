"""Letter → findings: does it keep the rules of kindness? Rules and lists are data files.

How it works: a letter is taken apart into parts, sentences and moves, all of them places
in the file (`text`). Each rule is a file with a kind; one function per kind looks for what
the rule describes (`judging`). Breaks are found by words, presence only by declared moves:
measured on published letters, lists of words find pressure well and kindness badly. A
merged letter is judged anew for each person, and what is found is told at its place in
the template (`tracing`). The result is a card and a word, never a number. Patterns are made only of
phrases whose letters a sentence holds (`needs`), so that a first letter is quick as well.
"""

from outreach.lint.book import Book, rulebook, rules_digest
from outreach.lint.checking import lint_draft, lint_source
from outreach.lint.formats import fold
from outreach.lint.nouns import GUIDELINES, Finding, Report, Rule, Said

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
