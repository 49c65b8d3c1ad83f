"""Template × contact → words, and everything that must not get through."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from outreach.errors import InputError
from outreach.merge import Letters, Missing, Setting, parse_template
from outreach.model import Contact, Draft

AT = datetime(2026, 12, 1, 9, 4, tzinfo=UTC)
SETTING = Setting("Anna Weber", "anna@example.com", columns=frozenset({"project"}))
HEAD = '+++\nid = "l.de-sie"\nsubject = "Hallo"\n+++\n'
PLAIN = '+++\nid = "l.de-sie"\nsubject = "Hallo"\nformat = "text"\n+++\n'


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


def merged(body, contact=None, setting=SETTING, head=HEAD, **kw):
    letters = Letters([parse_template(head + body, "l.de-sie.md")])
    return letters.merge(letters.templates[0], contact or person(), setting, AT, **kw)


def text(body, **fields):
    draft = merged(body, person(**fields))
    assert isinstance(draft, Draft), draft
    return draft.text.removesuffix("\nAnna Weber\n")


def inner(draft):
    """The paragraphs of the twin, without what stands around them and without the signature."""
    body = draft.html.split("<body>\n")[1].removesuffix("</body></html>\n")
    return body.replace("<br />\nAnna Weber</p>", "</p>").removesuffix("<p>Anna Weber</p>\n")


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


# -- what is missing -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("Eins. {{ project }} z. B. bei Dr. Huber. Zwei.", "Eins. Zwei."),
        ("Eins {{ company }} z. B. Frau {{ project }}. Zwei.", "Zwei."),
        ("Wir sahen uns 2019. Bei {{ project }} war es schön. Drei.", "Wir sahen uns 2019. Drei."),
        ("Eins. Ich dachte … {{ project }}. Zwei.", "Eins. Zwei."),
        ("Eins. Bei Hrn. {{ project }} war es. Zwei.", "Eins. Zwei."),
        ("Eins. Am {{ notes }}. Mai mit {{ project }}. Zwei.", "Eins. Zwei."),
        ("Eins. {{ role }} Mit {{ project }} nicht. Zwei.", "Eins. Schon gut! Zwei."),
        ("**Eins. Mit {{ project }} auch. Zwei.** Drei.", "Eins. Zwei. Drei."),
        ("Eins. **Mit {{ project }}.** _Zwei_.", "Eins. Zwei."),
        ("Eins. [Mit Link]({{ project }}) auch. Zwei.", "Eins. Zwei."),
        ("Ab. [A {{ project }}. B.](https://x.example) C.", "Ab. B. (https://x.example) C."),
        ("Ab. [A. B.]({{ project }}) C.", "Ab."),
        ("Eins.\\\nMit {{ project }}.\\\nZwei.", "Eins.\nZwei."),
        ("# Mit {{ project }}\n\nEins\n\n- {{ project }}\n- zwei\n\n> {{ project }}", None),
        ("Eins\n\n- {{ project }}\n- zwei\n\n> {{ project }}\n\n---\n\nDrei", "Eins\n\n- zwei\n\n---\n\nDrei"),
        ("Eins\n\nMit {{ project }}\n- zwei", "Eins\n\n- zwei"),
        ("Text{% if project %} mit{% endif %}, gut {% if project %}x{% endif %}.", "Text, gut."),
        ("Wir nutzen .NET hier , ja.", "Wir nutzen .NET hier, ja."),
    ],
)  # fmt: skip
def test_a_missing_fact_takes_its_sentence_and_no_more(body, want):
    """Whatever stands around it: values, ordinals, emphasis, links, lines, lists, quotes."""
    fields = {"company": "Acme", "notes": "3", "role": "Schon gut!"}
    found = merged(body, person(**fields))
    if want is None:
        assert (found.rule, found.what.key) == ("missing_data", "merge.no_opening")
        return
    # What ends in a list or a rule is signed in a paragraph of its own.
    assert re.sub("\n\n?Anna Weber\n$", "", found.text) == want


@pytest.mark.parametrize(
    "piece",
    [
        "{{ slots[0] }}", "{{ slots | first }}", "{{ slots | last }}", "{{ slots | either }}", "{{ slots }}", "{{ slots[7] }}",
        "{{ project[0] }}", "{{ project | first }}", "{{ project | upper | title }}", "{{ project | trim }}", "{{ none }}",
        "{% if project < 'x' or project > 'x' or 'x' in project %}falsch{% endif %}{{ project }}",
        "{{ company[99] }}", "{{ '' }}", "{{ notes }}",
    ],
)  # fmt: skip
def test_nothing_that_is_missing_stops_the_others(piece):
    """However a letter reaches for an empty fact, only its sentence goes."""
    assert text(f"Eins. Mit {piece} war es. Zwei.", company="x", notes="\u200b") == "Eins. Zwei."
    assert text("{{ slots | length }} {{ project | length }}") == "0 0"


def test_values_are_reached_for_in_every_way():
    """Times and texts by place, joined, counted, in capitals; loops know where they are."""
    draft = merged(
        "{{ slots }}, {{ slots[1] }}, {{ slots | last }}, {{ slots | length }}, {{ project | title }},"
        " {{ project | first }}, {{ project | upper }}, {{ project | capitalize | lower | trim | either }}.\n\n"
        "{% for t in slots %}- {{ loop.index }} {{ t }}\n{% endfor %}{{ slots[0] | either }}",
        person(project="neues haus"),
        slots=("Mo", "Di", "Mi"),
    )
    assert draft.text.startswith(
        "Mo, Di oder Mi, Di, Mi, 3, Neues Haus, n, NEUES HAUS, neues haus.\n\n- 1 Mo\n- 2 Di\n- 3 Mi Mo\n"
    )


def test_a_condition_between_apples_and_pears_is_the_letters_error():
    """It is everybody's, so it stops the run, with the line it stands in."""
    for piece in (
        "{% if project > 3 %}x{% endif %}",
        "{{ 3 | first }}",
        "{{ nobody | upper }}",
        "{{ nobody[0] }}",
    ):
        with pytest.raises(InputError) as caught:
            merged(f"Eins\n\nZwei {piece}", person(project="x"))
        assert [p.line for p in caught.value.problems] == [7]


def test_required_holds_and_names_everything_lacking():
    """All required facts that lack are named; a subject that lacks something else says so."""
    letters = Letters(
        [
            parse_template('+++\nid = "a.de-sie"\nsubject = "x"\nrequired = ["project", "help_offer", "role"]\n+++\nx', "a"),
            parse_template('+++\nid = "b.de-sie"\nsubject = "x {{ none }}"\n+++\nx', "b"),
        ]
    )  # fmt: skip
    first, second = (letters.merge(t, person(role="x"), SETTING, AT) for t in letters.templates)
    assert (first.rule, first.fields) == ("missing_data", ("project", "help_offer"))
    assert second.fields == ("subject",)


# -- what comes from elsewhere ------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", ["#N/A", "#NV", "#BEZUG!", "nan", "None", "NULL", "\u200b\ufeff", "\x07"]
)
def test_what_a_broken_export_leaves_is_no_value(cell):
    """Such a cell is empty: it drops its sentence, and falls back to what the campaign says."""
    assert text("Eins. {{ project }}.", project=cell) == "Eins."
    setting = replace(SETTING, help_offer="Kisten", facts={"project": "Haus"})
    found = merged(
        "{{ help_offer }}, {{ project }}.", person(help_offer=cell, project=cell), setting
    )
    assert found.text.startswith("Kisten, Haus.")


def test_a_cell_that_holds_a_page_holds_its_person():
    """More than a letter can say: the person waits, and the cell is named, if the letter uses it."""
    assert isinstance(merged("Eins.", person(project="y" * 8001)), Draft)
    found = merged("Eins. {{ project }}.", person(project="y" * 8001))
    assert (found.rule, found.fields) == ("missing_data", ("project",))


def test_signs_of_a_template_are_words_in_a_cell_and_wrong_in_a_letter():
    """A cell arrives as typed; a letter that puts such a sign together is told, with its line."""
    assert text("{{ project }}.", project="{{ 7*7 }} {% x %}") == "{{ 7*7 }} {% x %}."
    for body in ("{ {%- if project -%} { {%- endif %} x", "{% raw %}{%{% endraw %}"):
        with pytest.raises(InputError) as caught:
            merged(body, person(project="x"))
        assert [(p.line, p.what.key) for p in caught.value.problems] == [(5, "merge.leftover")]


def test_a_letter_does_not_grow_without_bound():
    """Too long or in too many pieces: the letter's error, with its line."""
    for body, cell in (("{{ project }}", "y" * 8000), ("{{ project }} " * 120, "y")):
        with pytest.raises(InputError) as caught:
            merged(
                f"{{% for s in slots %}}{body}{{% endfor %}}",
                person(project=cell),
                slots=["x"] * 300,
            )
        assert [(p.line, p.what.key) for p in caught.value.problems] == [(5, "merge.too_long")]


def test_a_persons_cell_outranks_what_the_campaign_says():
    """Situation, own story, help and reason: the cell, else the setting, else the sentence goes."""
    names = ("situation_phrase", "own_story", "help_offer", "why_now")
    body = "A " + " ".join(f"{{{{ {name} }}}}" for name in names)
    setting = replace(SETTING, **{name: f"alle {name}" for name in names})
    assert merged(body, setting=setting).text.startswith(
        "A " + " ".join(f"alle {n}" for n in names)
    )
    own = person(**{name: f"nur {name}" for name in names})
    assert merged(body, own, setting).text.startswith("A " + " ".join(f"nur {n}" for n in names))


def test_who_is_untouched_by_the_situation_hears_nothing_of_it():
    """A contact's `situation` none outranks the campaign's phrase (empathy G2)."""
    setting = replace(SETTING, situation="layoffs", situation_phrase="den Abbau von Stellen")
    body = "Eins. Ich hörte: {{ situation_phrase }}."
    assert "Abbau" in merged(body, person(situation="layoffs"), setting).text
    assert "Abbau" in merged(body, person(), setting).text
    assert "hörte" not in merged(body, person(situation="none"), setting).text


def test_nobody_reads_a_phrase_about_another_situation():
    """Whose situation differs from the campaign's gets the phrase for theirs, or no sentence."""
    setting = replace(
        SETTING,
        situation="layoffs",
        situation_phrase="den Abbau von Stellen",
        situations={"good_news": "die Auszeichnung", "layoffs": "nie"},
    )
    body = "Eins. Ich hörte: {{ situation_phrase }}."
    assert "hörte: die Auszeichnung." in merged(body, person(situation="good_news"), setting).text
    assert "hörte" not in merged(body, person(situation="restructuring"), setting).text
    assert "hörte: den Abbau" in merged(body, person(), setting).text


def test_a_column_cannot_take_the_place_of_a_computed_name():
    """Times, greeting, gap and sender are what the program says; the address is the contact's."""
    body = "{{ salutation }} {{ gap_span }} {{ sender_first_name }} {{ email }}{% if slots %} falsch{% endif %}"
    fields = dict.fromkeys(("slots", "gap_span", "sender_first_name", "email"), "falsch")
    setting = replace(SETTING, sender_name="Dr. Anna Weber")
    draft = merged(body, person(**fields), setting)
    assert draft.text.startswith("Guten Tag Frau Kraus etwa drei Jahre Anna e@x.example\n")


# -- how it is spelt ------------------------------------------------------------------------------


@pytest.mark.parametrize("region", ["CH", "CH-ZH", "LI", "li"])
def test_swiss_spelling_is_for_the_letters_own_words(region):
    """ß becomes ss in subject, text and twin; names, cells, addresses and the signature stay."""
    head = '+++\nid = "l.de-sie"\nsubject = "Große Grüße, {{ last_name }}"\n+++\n'
    body = "Großes von {{ project }} auf [der Straße](https://straße.example) und a@groß.example.\n\nGrüße"
    setting = replace(SETTING, sender_name="Max Groß")
    for form in (head, head.replace("\n+++\n", '\nformat = "text"\n+++\n')):
        draft = merged(body, person(last_name="Groß", project="Weiß", region=region), setting, form)
        assert draft.subject == "Grosse Grüsse, Groß"
        assert draft.text.startswith("Grosses von Weiß auf ")
        assert "https://straße.example" in draft.text
        assert "a@groß.example.\n\nGrüsse\nMax Groß\n" in draft.text
        assert ">Grosses von Weiß auf" in draft.html
    assert "Große" in merged(body, person(project="x", region="DE-BY"), setting, head).subject


def test_lists_keep_their_numbers():
    """What the author counts stays so in text and twin; a dropped item is not counted."""
    draft = merged("3. Drei\n5. Fünf\n6. {{ project }}")
    assert draft.text.startswith("3. Drei\n5. Fünf\n\nAnna")
    assert inner(draft) == '<ol start="3">\n<li>Drei</li>\n<li value="5">Fünf</li>\n</ol>\n'
    draft = merged("1) Eins\n2) {{ project }}\n3) Drei\n   und\n\n   mehr")
    assert draft.text.startswith("1) Eins\n2) Drei und\n\n   mehr\n")
    assert "value" not in draft.html


def test_markdown_reads_the_same_in_text_and_twin():
    """Lists within lists, quotes, rules, headings, breaks, escapes and code."""
    draft = merged(
        "# Titel\nText *a* \\* `c d`  \nneu\\\nnoch\n- eins\n  - zwei\n- > drei\n\n> Zitat\n>\n> Ende\n\n-----\n"
        "    kein Code\n<b>x</b> ![Bild](https://x.example/ 'T') &amp; &#xE003;\n\n[Hinweis]: bleibt"
    )
    assert draft.text == (
        "Titel\nText a * c d\nneu\nnoch\n- eins\n  - zwei\n- > drei\n\n> Zitat\n>\n> Ende\n\n---\n"
        "kein Code <b>x</b> !Bild (https://x.example/) & \ue003\n\n[Hinweis]: bleibt\nAnna Weber\n"
    )
    assert inner(draft) == (
        "<h1>Titel</h1>\n<p>Text <em>a</em> * <code>c d</code><br />\nneu<br />\nnoch</p>\n<ul>\n<li>eins\n<ul>\n<li>zwei</li>\n</ul>\n</li>\n"
        "<li>\n<blockquote>\n<p>drei</p>\n</blockquote>\n</li>\n</ul>\n<blockquote>\n<p>Zitat</p>\n<p>Ende</p>\n</blockquote>\n<hr />\n"
        '<p>kein Code &lt;b&gt;x&lt;/b&gt; !<a href="https://x.example/" title="T">Bild</a> &amp; \ue003</p>\n<p>[Hinweis]: bleibt</p>\n'
    )


def test_a_plain_letter_keeps_its_lines_and_indents():
    """With format = "text" nothing is Markdown: lines, indents and empty lines stay."""
    body = "  eingerückt *so*\n\tmehr  hier\n\n\n   Weg {{ project }}. Bleibt.\n   {{ project }}\n\n{{ project }}\n\n- Ende"
    draft = merged(body, head=PLAIN)
    assert draft.text == "  eingerückt *so*\n\tmehr  hier\n\n\n   Bleibt.\n\n- Ende\nAnna Weber\n"
    assert inner(draft) == (
        "<p>\u00a0\u00a0eingerückt *so*<br />\n\u00a0\u00a0\u00a0\u00a0mehr \u00a0hier</p>\n"
        "<p>\u00a0\u00a0\u00a0Bleibt.</p>\n<p>- Ende</p>\n"
    )
    assert merged("x", setting=replace(SETTING, html=False)).html == ""


def test_links_lead_where_the_values_say():
    """Holes in addresses are filled and encoded; an address that would run a program leads nowhere."""
    body = "[a]({{ project }}) [b](https://x.example/{{ role }}?q=1 '{{ role }}') <https://x.example/{{ role }}> <m@x.example>"
    draft = merged(body, person(project="javascript:alert(1)", role='ö "& b'))
    assert draft.text.startswith(
        'a (javascript:alert(1)) b (https://x.example/ö "& b?q=1) https://x.example/ö "& b m@x.example\n'
    )
    assert inner(draft).startswith(
        '<p><a>a</a> <a href="https://x.example/%C3%B6%20%22&amp;%20b?q=1" title="ö &quot;&amp; b">b</a> '
        '<a href="https://x.example/%C3%B6%20%22&amp;%20b">https://x.example/ö &quot;&amp; b</a> <a href="mailto:m@x.example">m@x.example</a>'
    )


def test_quotes_beyond_measure_are_told():
    """Markdown would drop what is nested too deep, so it is the letter's error."""
    with pytest.raises(InputError) as caught:
        merged("> " * 90 + "tief")
    assert [(p.line, p.what.key) for p in caught.value.problems] == [(5, "merge.deep")]
    assert "> > tief" in merged("> " * 30 + "tief").text


# -- moves and the signature ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ('{% move "a" %}\n- eins\n- zwei\n{% endmove %}\n\nEnde', ["eins\n- zwei"]),
        ('{% move "a" %}\n\nEins\n\nZwei\n\n{% endmove %}\n\nEnde', ["Eins\n\nZwei"]),
        ('Da{% move "a" %} *eins* _zwei_ {% endmove %}Ende', ["eins zwei"]),
        ('{% move "a" %}*eins*{% endmove %}', ["eins"]),
        ('{% move "a" %}Eins{% move "b" %} zwei.{% endmove %}{% endmove %}', ["Eins zwei.", "zwei."]),
        ('Da\n\n{% move "a" %}Eins {{ project }}.{% endmove %}\n\n{% move "b" %}{{ project }}{% endmove %}\n\n- {% move "c" %}drei{% endmove %}\n\n{% move "d" %}{{ project }}{% endmove %}', ["drei"]),
        ('Da\n\n{% move "a" %}Eins.\n\n{{ project }}{% endmove %}\n\nEnde', ["Eins."]),
        ('Da\n\n---\n{% move "a" %}\nEins\n\n---\n{% endmove %}', ["Eins"]),
        ('Da{% move "a" %}\n\n---\n\n{% endmove %}Ende', []),
        ('{% move "a" %}Eins.\\\n{{ project }}\\\n{% endmove %}zwei', ["Eins."]),
('{% move "a" %}[L](https://x.example{% endmove %}) da', ["L (https://x.example)"]),
        ('{% move "a" %}<https://x.example{% endmove %}> da', ["https://x.example"]),
        ('Da. [L](https://x.example "{% move "a" %}T") ja{% endmove %} da', ["ja"]),
        ('Da. [L]({{ project }}{% move "a" %}) ja{% endmove %} da', []),
        ('{% move "a" %}[L](https://x.example){% endmove %}.', ["L (https://x.example)"]),
    ],
)  # fmt: skip
def test_moves_slice_to_their_words(body, want):
    """Around lists, paragraphs, emphasis and what has gone: never a blank at either end."""
    found = merged(body)
    assert isinstance(found, Draft) or not want
    if isinstance(found, Draft):
        assert [found.text[m.start : m.end] for m in found.moves] == want


SIGNED = replace(SETTING, sender_phone="0151 23")


@pytest.mark.parametrize(
    ("end", "want"),
    [
        ("Herzliche Grüße", "Herzliche Grüße\nAnna Weber\n0151 23\n"),
        ("Herzliche Grüße\nAnna Weber", "Herzliche Grüße\nAnna Weber\n0151 23\n"),
        ("Herzliche Grüße  \nAnna Weber", "Herzliche Grüße\nAnna Weber\n0151 23\n"),
        ("Herzliche Grüße\\\nAnna", "Herzliche Grüße\nAnna\n0151 23\n"),
        ("Herzliche Grüße\n\nAnna", "Herzliche Grüße\n\nAnna\n0151 23\n"),
        ("Herzliche Grüße, Anna Weber", "Herzliche Grüße, Anna Weber\n0151 23\n"),
        ('{% move "a" %}Grüße\n*{{ sender_name }}*\n{% endmove %}', "Grüße\nAnna Weber\n0151 23\n"),
        ("Grüße\n{{ sender_first_name }}\n{{ sender_phone }}", "Grüße\nAnna\n0151 23\n"),
        ("Grüße\n0151 23", "Grüße\n0151 23\nAnna Weber\n"),
        ("- Grüße", "- Grüße\n\nAnna Weber\n0151 23\n"),
        ("Das sagte Anna Weber.", "Das sagte Anna Weber.\nAnna Weber\n0151 23\n"),
    ],
)
def test_a_letter_is_signed_once(end, want):
    """Where the author has signed, the name is on its own line and is not said again."""
    draft = merged(f"Hallo,\n\n{end}", setting=SIGNED)
    assert draft.text == f"Hallo,\n\n{want}"
    said = re.sub(r"</?li>|<[^>]*>", "", draft.html.split("<body>")[1])
    assert said.count("Anna") == want.count("Anna")
    assert (
        "Anna Weber<br />\n0151 23</p>" in re.sub("</?em>", "", draft.html)
        or "Anna Weber\n0151 23" not in want
    )


def test_a_plain_letter_is_signed_once_too():
    """Its lines are the reader's lines already."""
    draft = merged("Hallo,\n\nGrüße\nAnna", setting=SIGNED, head=PLAIN)
    assert draft.text == "Hallo,\n\nGrüße\nAnna\n0151 23\n"


def test_signature_and_imprint_stand_under_the_letter():
    """A signature of one's own replaces name and number; the imprint follows two dashes."""
    setting = replace(SIGNED, signature="Anna Weber\n\nBüro <Nord>\n", imprint="Weg 1 & 2\n")
    draft = merged("Grüße", setting=setting)
    assert draft.text == "Grüße\nAnna Weber\n\nBüro <Nord>\n\n-- \nWeg 1 & 2\n"
    assert draft.html.endswith(
        "<p>Grüße<br />\nAnna Weber<br />\n<br />\nBüro &lt;Nord&gt;</p>\n<p>-- <br />\nWeg 1 &amp; 2</p>\n</body></html>\n"
    )
    nobody = replace(SETTING, sender_name="")
    assert merged("- x", setting=nobody).text == "- x\n"


def test_live_parts_are_known_by_their_place():
    """Gap and offered times are marked, so that a check of the words outlives their change."""
    from outreach.merge import Letters, parse_template

    source = (
        '+++\nid = "x.de-sie"\nsubject = "Nach langer Zeit"\n+++\n{{ salutation }},\n\n'
        "das ist {{ gap_span }} her, in {{ project }}. Geht es {{ slots | either }}?\n\nGrüße\n"
    )
    letters = Letters([parse_template(source, "x.de-sie.md")])
    contact = person(last_contact="2023-05", project="Graz")

    def made(at, *slots):
        return letters.merge(letters.templates[0], contact, SETTING, at, slots)

    one = made(AT, "Dienstag um 10 Uhr", "Freitag um 15 Uhr")
    two = made(AT.replace(year=AT.year + 2), "Montag um 9 Uhr")
    assert [one.text[a:b] for a, b in one.live] == [
        one.text.split("das ist ")[1].split(" her")[0],
        "Dienstag um 10 Uhr oder Freitag um 15 Uhr",
    ]
    assert one.text != two.text
    assert one.settled == two.settled
    assert "Graz" in one.settled


def test_what_a_campaign_says_keeps_to_its_language():
    """A German phrase has no place in an English letter: there its sentence is dropped."""
    from dataclasses import replace

    setting = replace(SETTING, own_story="bei uns war das Frühjahr holprig", language="de")
    body = "{{ salutation }},\n\nOne. My news: {{ own_story }}. Two.\n\nBye,\n"
    head = '+++\nid = "l.en-formal"\nsubject = "Hello"\n+++\n'
    english = person(language="en", register="formal")
    assert "One. Two." in merged(body, english, setting, head).text
    assert "holprig" in merged(body, person(), setting).text
    own = person(language="en", register="formal", own_story="we moved house")
    assert "we moved house" in merged(body, own, setting, head).text
