"""Template × contact → words, and everything that must not get through."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.errors import InputError
from outreach.merge import Letters, Missing, Setting, parse_template
from outreach.model import Contact, Draft

AT = datetime(2026, 12, 1, 9, 4, tzinfo=UTC)
SETTING = Setting("Anna Weber", "anna@example.com", columns=frozenset({"project"}))
HEAD = '+++\nid = "l.de-sie"\nsubject = "Hallo"\n+++\n'


def person(**fields):
    base = {
        "first_name": "Eva",
        "last_name": "Kraus",
        "gender": "f",
        "register": "sie",
        "language": "de",
        "last_contact": "2023",
    }
    return Contact("e@x.example", "e@x.example", {k: v for k, v in {**base, **fields}.items() if v})


def merged(body, contact=None, setting=SETTING, **kw):
    letters = Letters([parse_template(HEAD + body, "l.de-sie.md")])
    return letters.merge(letters.templates[0], contact or person(), setting, AT, **kw)


def text(body, **fields):
    draft = merged(body, person(**fields))
    assert isinstance(draft, Draft), draft
    return draft.text.removesuffix("\nAnna Weber\n")


def test_a_sentence_whose_fact_is_missing_is_dropped_whole():
    """Only that sentence goes; the paragraph goes when nothing is left of it."""
    body = "Eins. Im Projekt {{ project }} war es gut. Zwei.\n\nNur {{ project }}.\n\nEnde."
    assert text(body) == "Eins. Zwei.\n\nEnde."
    assert (
        text(body, project="Z. B. 3")
        == "Eins. Im Projekt Z. B. 3 war es gut. Zwei.\n\nNur Z. B. 3.\n\nEnde."
    )


def test_fallback_is_explicit_and_empty_counts_as_missing():
    """A gap is filled only where the letter says with what; blanks are no value."""
    assert text('Im {{ project | fallback("Werk") }}.', project="  ") == "Im Werk."
    assert text("{% if project %}Ja.{% else %}Nein.{% endif %}") == "Nein."


def test_abbreviations_do_not_end_a_sentence():
    """Z. B., Dr. and ordinals stay inside their sentence when it is dropped."""
    assert (
        text("Bleibt. Am 3. Mai, z. B. bei Dr. Huber, ging {{ project }} los. Bleibt auch.")
        == "Bleibt. Bleibt auch."
    )


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ("schön", "Gern: schön."),
        ("Schön!", "Gern: Schön!"),
        ("Schön.", "Gern: Schön."),
        ("Schön …", "Gern: Schön …"),
    ],
)
def test_a_typed_end_is_not_doubled(value, want):
    """What a person typed may be a word or a whole sentence; one mark at the end is enough."""
    assert text("Gern: {{ project }}. Rest.", project=value) == f"{want} Rest."


def test_moves_are_remembered_where_they_stand():
    """Each declared block is found in the text; a block left empty has vanished."""
    draft = merged(
        '{% move "gap" %}Lange her.{% endmove %} {% move "help", "memory" %}Mit {{ project }}.{% endmove %} {% move "freedom", "way_out" %}Ein Wort genügt.{% endmove %}'
    )
    assert [(m.name, draft.text[m.start : m.end]) for m in draft.moves] == [
        ("gap", "Lange her."),
        ("freedom", "Ein Wort genügt."),
        ("way_out", "Ein Wort genügt."),
    ]


def test_markdown_is_for_the_twin_and_plain_in_the_text():
    """Emphasis and links of the letter are HTML in the twin and plain words in the text."""
    draft = merged(
        "Das ist **wichtig**: [hier]({{ project }}).",
        person(project="https://x.example/a_b?c=1&d=2"),
    )
    assert "Das ist wichtig: hier (https://x.example/a_b?c=1&d=2)." in draft.text
    assert "<strong>wichtig</strong>" in draft.html
    assert 'href="https://x.example/a_b?c=1&amp;d=2"' in draft.html
    assert "<style" not in draft.html


@pytest.mark.parametrize(
    "body",
    [
        "{{ 'a' * 1000000000 }}",
        "{{ 2 ** 1000000000 }}",
        "{% for a in slots %}{% for b in slots %}x{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include '../../x' %}",
        "{% import 'x' as y %}",
        "{{ ''.__class__ }}",
        "{{ project.replace('a', 'aa') }}",
        "{{ 'a' ~ 'b' }}",
        "{% set x = 'a' %}",
        "{{ project | center(100000000) }}",
        "{% if %}",
        "{{ range(10**9) }}",
    ],
)
def test_what_a_letter_may_not_do(body):
    """Calls, sums, nested loops, macros, includes and attributes are refused with file and line."""
    with pytest.raises(InputError) as caught:
        parse_template(HEAD + body, "l.de-sie.md")
    assert caught.value.problems[0].line == 5


@pytest.mark.parametrize(
    "head",
    [
        "",
        "+++\nsubject = \n+++\n",
        '+++\nid = "x"\nsubject = "a"\n+++\n',
        '+++\nid = "l.de-sie"\nsubject = "a\\nb"\n+++\n',
        '+++\nid = "l.de-sie"\nsubject = ""\n+++\n',
    ],
)
def test_a_faulty_head_is_refused(head):
    """No head, broken TOML, no voice, a subject that is empty or has two lines."""
    with pytest.raises(InputError):
        parse_template(f"{head}Text", "x.md")


def test_yaml_heads_are_read_too():
    """A head between lines of --- says the same."""
    template = parse_template(
        '---\nid: l.en-casual\nsubject: "Hello there"\nrequired: [project]\n---\nHi', "l.md"
    )
    assert (template.language, template.register, template.subject, template.required) == (
        "en",
        "casual",
        "Hello there",
        ("project",),
    )


def test_required_and_subject_hold_the_person():
    """A missing required slot, or one in the subject, holds the person and names it."""
    source = '+++\nid = "l.de-sie"\nsubject = "{{ project }}"\n+++\nText'
    letters = Letters([parse_template(source, "l.md")])
    found = letters.merge(letters.templates[0], person(), SETTING, AT)
    assert isinstance(found, Missing)
    assert (found.rule, found.fields) == ("missing_data", ("project",))


def test_variants_never_cross():
    """Each person gets the variant of their language and register, or none; a pinned id fits or holds."""
    letters = Letters(
        [
            parse_template(f'+++\nid = "l.{v}"\nsubject = "x"\n+++\nText', "l.md")
            for v in ("de-sie", "de-du", "en-formal", "en-casual")
        ]
    )
    for fields, want in [
        ({}, "l.de-sie"),
        ({"register": "du"}, "l.de-du"),
        ({"register": "", "language": "en"}, "l.en-formal"),
        ({"register": "casual", "language": ""}, "l.en-casual"),
        ({"register": "du", "language": "en"}, "l.en-casual"),
    ]:
        assert letters.pick("l", person(**fields), SETTING).id == want
    assert letters.pick("l", person(register="ihr"), SETTING).rule == "no_variant"
    assert letters.pick("l.de-du", person(), SETTING).rule == "no_variant"
    with pytest.raises(InputError):
        letters.pick("unknown", person(), SETTING)


def test_a_name_nobody_provides_is_everybodys_error():
    """Not a blank in one letter but an error with file and line, before anything is made."""
    letters = Letters([parse_template(HEAD + "Ok\n\n{{ nobody }}", "l.de-sie.md")])
    assert [(p.file, p.line) for p in letters.problems(["l"], {"project"})] == [("l.de-sie.md", 7)]
    with pytest.raises(InputError):
        letters.merge(letters.templates[0], person(), SETTING, AT)


def test_too_recent_and_nameless_people_wait():
    """Contact within six weeks, or nobody to greet: no letter, and the rule says why."""
    assert merged("x", person(last_contact="2026-11-20")).rule == "too_recent"
    assert merged("x", person(first_name="", last_name="")).rule == "no_greeting"


def test_a_letter_without_its_greeting_is_nobodys():
    """A first line that lacks its fact, an empty letter, or a broken name holds the person."""
    assert merged("Hallo {{ project }},\n\nwie geht es?").rule == "missing_data"
    assert merged("").rule == "missing_data"
    for name in ("#N/A", "{{Nachname}}", "nan", "[[Name]]"):
        assert merged("{{ salutation }},\n\nHallo.", person(last_name=name)).rule == "no_greeting"


@given(st.text(max_size=60))
def test_no_value_ever_becomes_markup(value):
    """Whatever stands in a cell: no template syntax runs, no tag opens, no sentinel leaks, twice is the same."""
    body = '{{ salutation }},\n\n{% move "memory" %}Gern: {{ project }}.{% endmove %} Danke.\n\n{{ project }}\n\nEnde'
    first, second = merged(body, person(project=value)), merged(body, person(project=value))
    assert first == second
    assert not any(0xE000 <= ord(c) <= 0xF8FF for c in first.text + first.html)
    inner = first.html[first.html.index("<body>") :]
    assert set(__import__("re").findall(r"<(/?[a-z!]+)", inner)) <= {
        "body",
        "p",
        "/p",
        "/body",
        "/html",
        "br",
    }
    for move in first.moves:
        assert 0 <= move.start < move.end <= len(first.text)
    assert "\n\nEnde\nAnna Weber\n" in first.text
