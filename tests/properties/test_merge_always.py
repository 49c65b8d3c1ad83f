"""What holds of every template and every cell, not only of those one thinks of."""

import re
from datetime import UTC, datetime
from html import unescape

from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from outreach.errors import InputError
from outreach.merge import Letters, Missing, Setting, marks, parse_template
from outreach.merge.facts import _NO_VALUE
from outreach.merge.layout import layout
from outreach.merge.sentences import kind_of, sentence_ends
from outreach.model import Contact, Draft

AT = datetime(2026, 12, 1, 9, 4, tzinfo=UTC)
SETTING = Setting("Anna Weber", "anna@example.com", columns=frozenset({"project", "role"}))
HEAD = '+++\nid = "l.de-sie"\nsubject = "Hallo"\n+++\n'
PLAIN = HEAD.replace("\n+++\n", '\nformat = "text"\n+++\n')
#: Everything that was ever taken for a mark, and what Markdown, Jinja2 and the sentence rule know.
BITS = [
    "\ue000", "\ue003", "\uf8ff", "\U000f0000", "\U0010fffd", "\ufdd0", "\ufde0\ufdd1", "\ufde4", "\ufffe", "\U0001ffff",
    "&#xE003;", "&#xFDE4;", "&#64976;", "&amp;", "%EF%B7%A4", "<", ">", '"', "'", "&", "*", "**", "_", "`", "\\", "\\\n", "  \n", "[", "](",
    ")", "](https://x.example/", "<https://x.example/", "#", "# ", "- ", "1. ", "3) ", "> ", "---", "\n", "\n\n", "    ", "\t", " ", ".", "!", "?",
    "…", "...", ". ", "! ", "z. B. ", "Dr.", "„", "“", "ß", "Wort", "Zwei", "und", "3", "A", ":", "~", "|", "\u00a0", "\u200b", "é", "e\u0301", "😀",
]  # fmt: skip
TAGS = [
    "{{ project }}", "{{ role }}", "{{ company }}", "{{ slots | either }}", "{{ slots[0] }}", "{{ 'x' }}", "{% if project %}", "{% else %}",
    "{% endif %}", "{% for t in slots %}", "{% endfor %}", "{{ t }}", '{% move "gap" %}', '{% move "a", "b" %}', "{% endmove %}", "{# x #}",
    "{{", "}}", "{%", "%}", "{{-", "-}}", "(", "|", "not ", "9" * 40, "{% raw %}", "{% endraw %}", "{{ '\\ufdd0' }}", "{{ (project) or role }}",
]  # fmt: skip
CELLS = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(BITS), max_size=8).map("".join))
WORDS = st.lists(st.sampled_from(BITS), min_size=1, max_size=25).map("".join)
BODIES = st.lists(st.sampled_from(BITS + TAGS), max_size=25).map("".join)
#: Templates that hold together: sentences with values, inside moves and conditions.
PIECES = st.recursive(
    st.sampled_from(BITS + TAGS[:6]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=6).map("".join),
        inner.map(lambda x: f'{{% move "gap" %}}{x}{{% endmove %}}'),
        inner.map(lambda x: f'{{% move "help", "way_out" %}}{x}{{% endmove %}}'),
        inner.map(lambda x: f"{{% if role %}}{x}{{% endif %}}"),
    ),
    max_leaves=20,
)
SLOTS = st.sampled_from([(), ("am Dienstag",), ("Mo", "Di", "Mi")])


def person(**fields):
    base = {
        "first_name": "Eva",
        "last_name": "Kraus",
        "gender": "f",
        "last_contact": "2023",
        "company": "Acme & Co.",
    }
    return Contact("e@x.example", "e@x.example", {k: v for k, v in {**base, **fields}.items() if v})  # fmt: skip


def merged(body, slots=(), head=HEAD, **fields):
    """The draft, or Missing; an error as the list of its problems."""
    try:
        letters = Letters([parse_template(head + body, "l.de-sie.md")])
        return letters.merge(letters.templates[0], person(**fields), SETTING, AT, slots)
    except InputError as error:
        return error.problems


def words(text):
    """The words of a text or of its twin, without what only one of the two can show."""
    return re.findall(r"\w+", text)


def of_twin(html):
    body = re.sub(r"</?(?:em|strong|a|code)\b[^>]*>", "", html.split("<body>\n")[1])
    return unescape(re.sub(r"<[^>]*>", " ", body))


@given(
    st.one_of(BODIES, PIECES, st.text(max_size=60)),
    CELLS,
    CELLS,
    SLOTS,
    st.sampled_from([HEAD, PLAIN]),
)
@example("{{ project }}" * 3, "{", "", (), HEAD)
def test_nothing_but_an_input_error_is_ever_raised(body, project, role, slots, head):
    """Any template text and any cells give a draft, a reason to wait, or an error with file and line.

    And no draft leaks a sign of Jinja2, or a move that does not stand in the text.
    """
    found = merged(body, slots, head, project=project, role=role)
    if isinstance(found, tuple):
        assert found
        assert all(p.file == "l.de-sie.md" and p.line >= 1 for p in found)
        return
    if isinstance(found, Missing):
        assert found.fields
        return
    if not re.search("[{}%]", project + role):
        assert not re.search(r"\{\{|\}\}|\{%|%\}", found.text + found.subject)
    assert {m.name for m in found.moves} <= {"gap", "help", "way_out", "a", "b"}
    for move in found.moves:
        said = found.text[move.start : move.end]
        assert 0 <= move.start < move.end <= len(found.text)
        assert said == said.strip() != ""


@given(WORDS, CELLS)
@example("&#xE003; <https://x.example/%EF%B7%A4> ", "\ufde4\ufdd0")
def test_no_text_is_taken_for_a_mark(own, cell):
    """No mark comes out, and no odd character that nobody typed; the cell comes through whole."""
    assume(not marks.FOREIGN.search(own) and cell not in _NO_VALUE)
    found = merged(f"Anfang\n\n{own}\n\n{{{{ project }}}}\n\nEnde", project=cell)
    if not isinstance(found, Draft):
        return
    typed = unescape(own) + cell
    odd = re.compile("[\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff]")
    for form in (found.text, found.html):
        assert set(odd.findall(form)) <= set(odd.findall(typed))
    line = re.sub("[\t-\r\x1c-\x20\x85\u2028\u2029]+", " ", cell)
    line = re.sub(
        "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", line
    ).strip()
    assert line in found.text
    assert line in unescape(found.html)


@given(PIECES, CELLS, CELLS, SLOTS)
def test_text_and_twin_say_the_same_words(body, project, role, slots):
    """The two forms of a mail differ in nothing a reader would notice; addresses and numbers aside."""
    found = merged(f"Anfang. {body}", slots, project=project, role=role)
    if not isinstance(found, Draft) or "https" in found.text or "<ol" in found.html:
        return
    assert words(found.text) == words(of_twin(found.html))


@given(
    st.lists(st.sampled_from([b for b in BITS if not marks.FOREIGN.search(b)]), max_size=25).map(
        "".join
    )
)
def test_the_twin_is_what_markdown_it_makes(source):
    """Where nothing is missing the HTML is markdown-it's own, but for blanks and what holds nothing."""
    assume(not re.search("[\t`]|&#|\u00a0", source))
    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": 81})
    reader.disable(["image", "code", "fence", "lheading", "reference"])
    reader.normalizeLinkText = str
    reader.add_render_rule("softbreak", lambda *_: " ")
    page = layout(source, markdown=True, swiss=False)
    html = "".join(map(str, page.html)) + ("</p>\n" if page.closing else "")
    want = reader.render(source.strip("\n"))
    # What holds nothing is left out, and blanks are drawn together, as a browser does.
    assert squeezed(html) == squeezed(want)


def squeezed(html):
    html = re.sub(r'<li value="\d+">', "<li>", re.sub(" +", " ", html))
    html = re.sub(r"(<br />\n ?)+", r"\1", html)
    html = re.sub(r"(<(?:p|h[1-6]|li)>)<br />|<br />(?=\s*</(?:p|h[1-6]|li)>)", r"\1", html)
    while (
        fewer := re.sub(
            r"<(strong|em|a|li|ul|ol|p|blockquote|h[1-6])(?: [^>]*)?>\s*</\1>", "", html
        )
    ) != html:
        html = fewer
    return re.sub(r" ?([,;.!?])", r"\1", re.sub(r"\s*(<[^>]*>)\s*", r"\1", html)).strip()


@given(PIECES, CELLS, CELLS, CELLS, CELLS)
def test_a_kept_layout_changes_nothing(body, project, role, other, third):
    """Whoever was merged before, a person's letter is the same."""
    first = merged(f"A {body}", project=project, role=role)
    merged(f"A {body}", project=other, role=third)
    layout.cache_clear()
    assert merged(f"A {body}", project=project, role=role) == first


@given(
    st.lists(st.sampled_from([*BITS, marks.VALUE, marks.ENDED, marks.MISSING]), max_size=20).map(
        "".join
    )
)
def test_sentences_end_inside_the_line_and_in_order(line):
    """Each end is behind a character and before a blank; a kind is told of any value."""
    ends = list(sentence_ends(line))
    assert ends == sorted(set(ends))
    assert all(0 < end < len(line) and line[end].isspace() for end in ends)
    assert not line or kind_of(line) in marks.KINDS
