"""What checking costs: a template, and a thousand merged letters of one.

Prints seconds of processor time. Every person has cells of their own, so that nothing is
the same but what the template says.
"""

import time
from datetime import UTC, datetime
from pathlib import Path

from outreach.lint import lint_draft, lint_source, rulebook
from outreach.merge import Letters, Setting, parse_template
from outreach.model import Contact, Draft

ROOT = Path(__file__).parents[1]
PEOPLE, ROUNDS = 1_000, 3
AT = datetime(2026, 12, 1, 9, 4, tzinfo=UTC)
SETTING = Setting(
    "Anna Weber", "anna@example.com", sender_phone="0151 23", own_story="Das Frühjahr war holprig."
)


def person(i: int, round_: int) -> Contact:
    fields = {
        "first_name": "Nora", "last_name": f"Nummer{round_}x{i}", "gender": "f", "last_contact": f"2023-{i % 12 + 1:02}-04",
        "shared_memory": f"den Regen in Kassel, Zelt {round_}/{i}" if i % 3 else f"Wir standen zu {i}t im Regen, {round_} Stunden!",
        "help_offer": f"ich habe noch {i} Kisten in Halle {round_}" if i % 2 else "",
    }  # fmt: skip
    return Contact(f"p{i}@x.example", f"p{i}@x.example", {k: v for k, v in fields.items() if v})


def main() -> None:
    """Print the cost of reading the rules, of one template and of many merged letters."""
    begin = time.process_time()
    book = rulebook()
    print(f"reading {len(book.rules)} rules: {time.process_time() - begin:.3f} s")
    begin = time.process_time()
    import jinja2  # noqa: F401  # part of every start that merges letters

    print(f"loading Jinja: {time.process_time() - begin:.3f} s")
    source = (ROOT / "templates/de/long-silence.de-sie.md").read_text("utf-8")
    path = "long-silence.de-sie.md"
    begin = time.process_time()
    lint_source(source, path, book)
    print(
        f"first template, phrases looked through on the way: {(time.process_time() - begin) * 1000:.1f} ms"
    )
    other = (ROOT / "templates/de/nudge.de-sie.md").read_text("utf-8")
    begin = time.process_time()
    lint_source(other, "nudge.de-sie.md", book)
    print(f"another template: {(time.process_time() - begin) * 1000:.1f} ms")
    template = parse_template(source, path)
    letters = Letters([template])
    for round_ in range(ROUNDS):
        drafts = [letters.merge(template, person(i, round_), SETTING, AT) for i in range(PEOPLE)]
        begin = time.process_time()
        for draft in drafts:
            assert isinstance(draft, Draft)
            lint_draft(template, draft, book, sender_first_name="Anna", sender_email="a@x.example")
        print(f"{PEOPLE} merged letters: {time.process_time() - begin:.2f} s")


if __name__ == "__main__":
    main()
