"""Every rule against its own examples: the bad ones are found, the good ones are not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from outreach.lint.book import Book
from outreach.lint.checking import language_of
from outreach.lint.hits import About
from outreach.lint.judging import judge
from outreach.lint.nouns import Example, Rule
from outreach.lint.text import Text


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that came out otherwise than its rule says."""

    rule: Rule
    example: Example
    #: True where the rule should have found something.
    bad: bool


def failures(book: Book) -> Iterator[Failure]:
    """The examples that came out otherwise."""
    for rule in book.rules:
        for example in rule.bad:
            if not _found(rule, example, book):
                yield Failure(rule, example, bad=True)
        for example in rule.good:
            if _found(rule, example, book):
                yield Failure(rule, example, bad=False)


def _found(rule: Rule, example: Example, book: Book) -> bool:
    """True where this rule alone finds something in an example."""
    given = example.given
    lexicons = dict(book.lexicons)
    for lang in ("de", "en"):
        if "own_products" in given:
            lexicons[lang, "own_products"] = tuple(given["own_products"])
    alone = Book((rule,), lexicons, book.known, book.allow_caps)
    text = _text(rule, example)
    if text.language not in rule.languages:
        return False
    about = About(
        situation=given.get("situation", "crisis_general"),
        step=given.get("step", next(iter(rule.steps), 1)),
        register=given.get("register", ""),
        letter=given.get("letter", ""),
        first=given.get("first", True),
        sender_first_name=given.get("name", ""),
        sender_email=given.get("from", ""),
        unsubscribe=given.get("unsubscribe"),
    )
    if rule.params.get("field") == "from" and not given:
        about = replace(about, sender_email=example.text)
    return bool(judge(text, alone, about)[0])


def _text(rule: Rule, example: Example) -> Text:
    """The letter of an example: where it is a mere text, all of it is the part the rule looks at."""
    given = example.given
    parts = [str(given.get(key, "")) for key in ("greeting", "body", "ps", "signature")]
    body = "\n\n".join(part for part in parts if part) if given else example.text
    subject = str(given.get("subject", ""))
    of_subject = rule.scope[0] == "subject" and "body" not in rule.scope
    if rule.params.get("field") == "subject_re" or rule.params.get("of") == "subject_words":
        of_subject = True
    if of_subject and not given:
        subject, body = example.text, ""
    language = str(given.get("lang", "")) or (
        rule.languages[0] if len(rule.languages) == 1 else language_of(f"{subject}\n{body}")
    )
    raw, invite = f"{subject}\n\n{body}", []
    for key in ("invite_title", "invite_text"):
        if said := str(given.get(key, "")):
            invite.append((key, len(raw) + 2, len(raw) + 2 + len(said)))
            raw += f"\n\n{said}"
    plain = not any(given.get(key) for key in ("greeting", "ps", "signature"))
    whole = ("body" if "body" in rule.scope else rule.scope[0]) if plain else ""
    if whole == "ps" and given:
        whole = "body"
    if whole == "subject":
        whole = "body"
    if whole.startswith("invite") and invite:
        whole = "signature"
    place = (0, len(subject)) if subject else None
    return Text(raw, language, place, len(subject) + 2, whole=whole, invite=tuple(invite))
