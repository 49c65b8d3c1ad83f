"""What is wrong with a template: told all at once, with file, line and cure."""

import pytest

from outreach.errors import InputError
from outreach.merge import Letters, parse_template
from outreach.words import use

HEAD = '+++\nid = "l.de-sie"\nsubject = "Hallo"\n+++\n'


def wrong(source, path="l.de-sie.md"):
    """The lines and keys of all that is wrong, each with its cure."""
    with pytest.raises(InputError) as caught:
        parse_template(source, path)
    assert caught.value.problems
    for problem in caught.value.problems:
        assert problem.hint, problem.what.key
        assert problem.file == path
        for lang in ("en", "de"):
            use(lang)
            assert str(problem)
    return [(p.line, p.what.key) for p in caught.value.problems]


def test_everything_wrong_is_told_at_once():
    """Head, subject and body in one report, in the order of the file."""
    source = (
        '+++\nid = "l.de-sie"\nlang = "en"\nregister = "casual"\nstep = "two"\n'
        'format = "html"\nsubject = "{{ a.b }}"\nrequired = "x"\nattachments = [1]\nfamily = 3\nnew = 1\n+++\n'
        "Hallo [[Vorname]],\n\n{{ range(3) }}"
    )
    assert wrong(source) == [
        (3, "merge.voice_clash"),
        (5, "merge.step"),
        (6, "merge.format"),
        (7, "merge.refused"),
        (8, "merge.not_list"),
        (9, "merge.not_list"),
        (10, "merge.not_text"),
        (11, "merge.unknown_key"),
        (15, "merge.refused"),
    ]


@pytest.mark.parametrize(
    ("head", "line", "key"),
    [
        ("", 1, "merge.no_head"),
        ("+++\nsubject = \n+++\n", 2, "merge.bad_head"),
        ("\n+++\nid = 'l.de-sie'\nsubject = 'a'\nsubject = 'b'\n+++\n", 5, "merge.bad_head"),
        (f"+++\nx = {'[' * 3000}\n+++\n", 2, "merge.bad_head"),
        (f"+++\nx = {'9' * 5000}\n+++\n", 2, "merge.bad_head"),
        ('+++\nid = "x"\nsubject = "a"\n+++\n', 1, "merge.voice"),
        ('+++\nid = "x"\nlang = "de"\nregister = "casual"\nsubject = "a"\n+++\n', 4, "merge.voice"),
        ('+++\nid = "l.de-du"\nregister = "sie"\nsubject = "a"\n+++\n', 3, "merge.voice_clash"),
        ('+++\nid = "l.de-sie"\nsubject = "a\\nb"\n+++\n', 3, "merge.subject"),
        ('+++\nid = "l.de-sie"\nsubject = ""\n+++\n', 3, "merge.subject"),
        ('+++\nid = "l.de-sie"\nsubject = 3\n+++\n', 3, "merge.subject"),
        ('+++\nid = "l.de-sie"\n+++\n', 1, "merge.subject"),
        ('+++\nid = "l.de-sie"\nsubject = "a\\uFDD0"\n+++\n', 3, "merge.unfit"),
        ('+++\nid = 3\nsubject = "a"\nlang = "de"\nregister = "sie"\n+++\n', 2, "merge.not_text"),
        ('+++\nid = "l.de-sie"\nsubject = "a"\nstep = 0\n+++\n', 4, "merge.step"),
        ('+++\nid = "l.de-sie"\nsubject = "a"\nstep = true\n+++\n', 4, "merge.step"),
        ('+++\nid = "l.de-sie"\nsubject = "a"\nformat = 3\n+++\n', 4, "merge.format"),
        ("---\nid: l.de-sie\nsubject: a\nstep: two\n---\n", 4, "merge.step"),
        ("---\nid: l.de-sie\nsubject: a\n- step\n---\n", 4, "merge.bad_head"),
        ("---\nid: l.de-sie\nsubject: a\nid: l.de-sie\n---\n", 4, "merge.bad_head"),
    ],
)
def test_a_faulty_head_is_refused(head, line, key):
    """No head, broken TOML or YAML, no voice or two, a bad subject, step or format."""
    assert wrong(f"{head}Text") == [(line, key)]


@pytest.mark.parametrize(
    "placeholder",
    [
        "[[Vorname]]", "{Vorname}", "${name}", "<<Firma>>", "<Vorname>", "«Vorname»", "»Nachname«", "[First Name]",
        "%VORNAME%", "$first_name", "{% raw %}{{ x }}{% endraw %}", "{{ '{{' }}", "{{ company | fallback('[[x]]') }}", "x }} y",
    ],
)  # fmt: skip
def test_a_place_for_a_name_in_another_writing_is_no_text(placeholder):
    """What other programs would fill must not go out as it stands."""
    assert set(wrong(f"{HEAD}Hallo,\n\nIhr {placeholder} da")) == {(7, "merge.leftover")}


def test_brackets_that_mean_something_else_stay():
    """Links, notes in brackets, quotes and percentages are a letter's own."""
    parse_template(
        f"{HEAD}[Name](https://x.example), [siehe unten], «Sommer», 5 % und 6 %, <https://x.example>, 3 $",
        "l.md",
    )


@pytest.mark.parametrize(
    "body",
    [
        "{% if a %}" * 400 + "x" + "{% endif %}" * 400,
        '{% move "gap" %}' * 30 + "x" + "{% endmove %}" * 30,
        "{{ " + "(" * 500 + "a" + ")" * 500 + " }}",
        "{{ a " + "| upper " * 1000 + "}}",
        "{% if " + "not " * 2000 + "a %}x{% endif %}",
        "{{ a" + "[0]" * 2000 + " }}",
        "{{ a" + " and a" * 2000 + " }}",
        "{{ " + "a if a else " * 500 + "a }}",
        "{{ " + "9" * 5000 + " }}",
        "{{ slots[" + "9" * 5000 + "] }}",
        "{{ " + "-" * 3000 + "1 }}",
    ],
    ids=range(11),
)
def test_what_is_nested_beyond_measure_is_told(body):
    """Neither Jinja2 nor Python runs out of stack or digits; the line is named."""
    assert wrong(f"{HEAD}Hallo\n{body}") == [(6, "merge.excess")]


@pytest.mark.parametrize(
    "body",
    [
        "{{ 'a' * 1000000000 }}", "{{ 2 ** 1000000000 }}", "{% for a in slots %}{% for b in slots %}x{% endfor %}{% endfor %}",
        "{% for a in slots recursive %}x{% endfor %}", "{% for a in notes %}{{ a }}{% endfor %}", "{% for a, b in slots %}x{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% include '../../x' %}", "{% import 'x' as y %}", "{{ ''.__class__ }}",
        "{{ project.replace('a', 'aa') }}", "{{ 'a' ~ 'b' }}", "{% set x = 'a' %}", "{{ range(10**9) }}", "{{ self }}", "{{ loop }}",
        "{% for a in slots %}{{ loop.cycle }}{% endfor %}", "{{ project['__class__'] }}", "{{ project[0:3] }}", "{{ project[true] }}",
        "{% if project is divisibleby(0) %}x{% endif %}", "{% filter upper %}x{% endfilter %}", "{% block a %}x{% endblock %}",
    ],
)  # fmt: skip
def test_what_a_letter_may_not_do(body):
    """Calls, sums, nested loops, macros, includes and attributes are refused with file and line."""
    assert wrong(HEAD + body)[0] == (5, "merge.refused")


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("{{ project | center(100000000) }}", "merge.no_filter"),
        ("{{ project | upper(1) }}", "merge.filter_words"),
        ("{{ project | fallback }}", "merge.filter_words"),
        ("{{ project | fallback(text='a') }}", "merge.filter_words"),
        ("{% if %}", "merge.syntax"),
        ("{{ project", "merge.syntax"),
        ("{% move gap %}x{% endmove %}", "merge.syntax"),
        ('{% move "Gap!" %}x{% endmove %}', "merge.move_name"),
        ('{% move "gap", "\ufffd" %}x{% endmove %}', "merge.move_name"),
        ('{% move "gap" %}x', "merge.syntax"),
        ("\x07", "merge.unfit"),
        ("\ufdd0", "merge.unfit"),
        ("\ud800", "merge.unfit"),
        ("\x85", "merge.unfit"),
    ],
)
def test_what_is_no_template_is_told(body, key):
    """Unknown filters, broken tags, odd names of moves and unfit characters, with their line."""
    assert wrong(f"{HEAD}Hallo\n{body}") == [(6, key)]


def test_an_id_needs_no_voice_in_it():
    """With lang and register in the head any name will do, dots included; else the file's name."""
    template = parse_template(
        '+++\nid = "spring.update"\nlang = "en"\nregister = "casual"\nsubject = "x"\n+++\nHi',
        "x.md",
    )
    assert (template.letter, template.language, template.step) == ("spring.update", "en", 1)
    assert parse_template('+++\nsubject = "x"\n+++\nHi', "a/l.de-ihr.txt").register == "ihr"


def test_yaml_heads_are_read_too():
    """A head between lines of --- says the same."""
    template = parse_template(
        "---\n# a note\n\nid: l.en-casual\nsubject: \"Hello there\"\nrequired: [project, 'x']\nstep: 2\n---\nHi",
        "l.md",
    )
    assert (template.language, template.register, template.subject) == (
        "en",
        "casual",
        "Hello there",
    )
    assert (template.required, template.step) == (("project", "x"), 2)


def test_windows_lines_and_a_mark_at_the_front_are_read():
    """A BOM and CRLF change neither text nor lines; a head alone is an empty letter."""
    assert wrong("\ufeff" + HEAD.replace("\n", "\r\n") + "a\r\nb {{ }}") == [(6, "merge.syntax")]
    assert parse_template(HEAD.rstrip("\n"), "l.md").body == ""


def test_two_letters_cannot_have_one_id():
    """Which of the two would go out is not left to chance."""
    with pytest.raises(InputError) as caught:
        Letters([parse_template(f"{HEAD}{t}", f"{t}.md") for t in ("a", "b")])
    assert [p.file for p in caught.value.problems] == ["b.md"]
    assert "a.md" in str(caught.value)


def test_a_name_nobody_provides_is_everybodys_error():
    """In body, subject and required: told with file and line before anything is made."""
    source = '+++\nid = "l.de-sie"\nrequired = ["gone", "place"]\nsubject = "{{ lost }}"\n+++\nOk\n\n{{ nobody }} {{ place }}\n{% for t in slots %}{{ t }}{{ loop.index }}{% endfor %}'
    letters = Letters([parse_template(source, "l.de-sie.md")])
    found = letters.problems(["l"], {"place"})
    assert sorted((p.line, p.what.args["name"]) for p in found) == [
        (3, "gone"),
        (4, "lost"),
        (8, "nobody"),
    ]
    assert letters.problems(["other"]) == []
    assert len(letters.problems(["l.de-sie"])) == 5


def test_every_change_of_the_file_is_another_letter():
    """The hash, by which a text is approved, covers the whole source."""
    first, same, other = (parse_template(HEAD + t, "l.md").hash for t in ("a", "a", "a "))
    assert first == same != other
