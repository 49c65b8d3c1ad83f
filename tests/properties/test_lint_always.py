"""What holds for every text the linter reads."""

import re

from hypothesis import given
from hypothesis import strategies as st

from outreach.lint import lint_source, rulebook
from outreach.lint.folding import fold
from outreach.lint.lists import pattern_of
from outreach.lint.needs import Index, key, needs_of
from outreach.merge.template import examined

PIECES = st.sampled_from(
    [
        "nur noch bis Freitag", "NUR NOCH BIS Freitag!!", "25 % auf alles", "Sie stehen sicher unter Druck", "just following up",
        "u\u0308ber", "Gru\u0308ße", "groß", "gross", "😀", "\u200b", "\u00ad", "\u00a0", "\n", "\r\n", "\n\n", "\r\n\r\n", " ", "„", "“", '"', ".",
        "! ", "? ", "{{ name }}", '{% move "gap" %}', "{% endmove %}", "{% if a %}", "{% else %}", "{% endif %}", "{# x #}",
        '{# outreach: allow G11.* reason="r" #}\n', "[[Name]]", "[Vorname]", "Hallo Anna,", "P.S. ", "Viele Grüße\nEva", "hol dir", "Ihr Team", "\ufeff", "İ", "ǅ",
    ]
)  # fmt: skip
LETTERS = st.lists(PIECES | st.text(max_size=12), max_size=25).map("".join)
HEAD = '+++\nid = "x.de-du"\nsubject = "Nur noch bis Freitag"\n+++\n'
LINES = re.compile(r"\r\n|\n|\r")
BOOK = rulebook()
PHRASES = sorted({phrase for words in BOOK.lexicons.values() for phrase in words})


def there(source, finding):
    """What stands in a file at the place of a finding, by line and column alone."""
    text = source.removeprefix("\ufeff")
    starts = [0, *(m.end() for m in LINES.finditer(text))]
    start = starts[finding.line - 1] + finding.column - 1
    end = starts[finding.end_line - 1] + finding.end_column - 1
    assert start == finding.offset
    assert end - start == finding.length
    return text[start:end]


@given(LETTERS, st.booleans())
def test_a_match_is_what_stands_at_its_place(body, bom):
    """Through tags, quotes, NFD, emoji, CRLF and marks, line and column lead to the match."""
    source = "\ufeff" * bom + body
    for finding in lint_source(source, "x", BOOK).findings:
        assert there(source, finding) == finding.match


@given(LETTERS)
def test_a_match_in_a_template_is_what_stands_at_its_place(body):
    """The same with a head, where the template reads at all."""
    source = HEAD + body
    if [p for p in examined(source, "x.md")[1] if p.what.key != "merge.leftover"]:
        return
    for finding in lint_source(source, "x.md", BOOK).findings:
        assert there(source, finding) == finding.match


@given(LETTERS)
def test_checking_twice_says_the_same(body):
    """What is remembered from one letter never colours another."""
    assert lint_source(body, "x", BOOK).findings == lint_source(body, "x", BOOK).findings


@given(st.text(max_size=80))
def test_folding_leads_back(text):
    """Every place of a folded text is one of the original, in order."""
    folded = fold(text)
    places = [folded.back(i, i)[0] for i in range(len(folded.text))]
    assert places == sorted(places)
    assert not folded.text or folded.back(0, len(folded.text))[1] == len(text)


@given(st.sampled_from(PHRASES).flatmap(lambda p: st.tuples(st.just(p), phrase_in_words(p))))
def test_no_phrase_is_overlooked(both):
    """A text in which a phrase stands always holds the letters that the phrase is sought by."""
    phrase, text = both
    small = fold(text).text
    if pattern_of((phrase,)).search(small):
        assert all(any(one in key(small) for one in group) for group in needs_of(phrase))


def phrase_in_words(phrase):
    """Texts that a phrase is found in, among other words."""
    return st.from_regex(pattern_of((phrase,)))


@given(LETTERS, st.lists(st.sampled_from(PHRASES), min_size=1, max_size=30, unique=True))
def test_a_pattern_of_the_possible_phrases_finds_what_that_of_all_finds(text, phrases):
    """Leaving out what cannot match changes no finding."""
    text = fold(f"{text} {phrases[0].lstrip('~')}").text
    some = Index([(7, phrases)]).possible(text).get(7, ())
    every = [m.span() for m in pattern_of(tuple(phrases)).finditer(text)]
    assert [m.span() for m in pattern_of(some).finditer(text)] == every
