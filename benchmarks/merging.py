"""What a letter costs: merged with moves, HTML twin and all, against plain Jinja2.

Prints milliseconds of processor time per letter and their ratio to rendering the same
template with Jinja2 alone. Every person has cells of their own.
"""

import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

import jinja2

from outreach.merge import Letters, Setting, parse_template
from outreach.merge.layout import layout
from outreach.model import Contact, Draft

ROOT = Path(__file__).parents[1]
PEOPLE, ROUNDS = 2_000, 5
AT = datetime(2026, 12, 1, 9, 4, tzinfo=UTC)
SETTING = Setting(
    "Anna Weber", "anna@example.com", sender_phone="0151 23", own_story="Das Frühjahr war holprig."
)
SLOTS = ("Dienstag, 1. Dezember, um 10:00 Uhr", "Mittwoch, 2. Dezember, um 14:30 Uhr")


def person(i: int) -> Contact:
    fields = {
        "first_name": "Nora", "last_name": f"Nummer{i}", "gender": "f", "last_contact": f"2023-{i % 12 + 1:02}-04",
        "shared_memory": f"den Regen in Kassel, Zelt {i}" if i % 3 else f"Wir standen zu {i}t im Regen!",
        "help_offer": f"ich habe noch {i} Kisten" if i % 2 else "",
    }  # fmt: skip
    return Contact(f"p{i}@x.example", f"p{i}@x.example", {k: v for k, v in fields.items() if v})


def plain(source: str) -> jinja2.Template:
    """The body as Jinja2 alone can render it: the move tags taken out, "either" a join."""
    import re

    body = re.sub(r"\{% (?:end)?move[^%]*%\}", "", source.split("+++\n")[2])
    env = jinja2.Environment(autoescape=False)
    env.filters["either"] = " oder ".join
    return env.from_string(body)


def cost(work, people: list[Contact]) -> float:
    """Milliseconds of processor time per person: the median of some rounds."""
    rounds = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for each in people:
            work(each)
        rounds.append((time.process_time() - begin) / len(people) * 1000)
    return statistics.median(rounds)


def main() -> None:
    """Print the cost of one letter, warm and with a layout of its own, and the ratios."""
    source = (ROOT / "templates/de/long-silence.de-sie.md").read_text("utf-8")
    letters = Letters([parse_template(source, "long-silence.de-sie.md")])
    template, alone = letters.templates[0], plain(source)
    people = [person(i) for i in range(PEOPLE)]

    def merge(contact: Contact) -> None:
        assert isinstance(letters.merge(template, contact, SETTING, AT, SLOTS), Draft)

    def cold(contact: Contact) -> None:
        layout.cache_clear()
        merge(contact)

    def jinja(contact: Contact) -> None:
        alone.render(
            contact.fields, salutation="Guten Tag Frau Kurz", gap_span="gut drei Jahre", slots=SLOTS
        )

    base = cost(jinja, people)
    for name, work in (("merge", merge), ("merge, no layout kept", cold)):
        spent = cost(work, people)
        print(f"{name}: {spent:.3f} ms a letter, {spent / base:.1f} x Jinja2 alone ({base:.3f} ms)")


if __name__ == "__main__":
    main()
