"""What a rule offers to copy into a letter, in the letter's language and form of address."""

from outreach.lint.hits import names_of
from outreach.lint.nouns import Rule
from outreach.lint.register import spoken
from outreach.lint.text import Text


def offered(rule: Rule, text: Text, register: str) -> str:
    """The words that a letter lacks, ready for the place where it lacks them; "" for none.

    A template that marks its moves gets them marked.
    """
    words = rule.offer.get(f"{text.language}-{register or spoken(text)}", "")
    move = names_of(rule.params.get("move"))
    if not (words and text.moves and move):
        return words
    return f'{{% move "{move[0]}" %}}{words}{{% endmove %}}'
