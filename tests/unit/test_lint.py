"""The linter: texts taken apart, rules judged, allowances, cards, places in the file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach import words
from outreach.errors import ConfigError, InputError
from outreach.lint import fold, lint_draft, lint_source, rulebook
from outreach.lint.book import Book
from outreach.lint.counting import reading_ease
from outreach.lint.folding import fold as folded
from outreach.lint.formats import github, json_finding, sarif, worst
from outreach.lint.lists import bad_pattern, entries, pattern_of, problem
from outreach.lint.mending import with_words
from outreach.lint.needs import needs_of
from outreach.lint.nouns import GUIDELINES, Said
from outreach.lint.selftest import failures
from outreach.lint.text import Text, split_sentences
from outreach.merge import Letters, Setting, parse_template
from outreach.model import Contact

AT = datetime(2026, 12, 1, 9, 4, tzinfo=UTC)
HEAD = '+++\nid = "x.de-sie"\nsubject = "Lange nichts gehört"\n+++\n'
RULE = """id = "{id}"
guideline = "{guideline}"
kind = "{kind}"
level = "{level}"
{rest}
message = {{ en = "“{{match}}” m", de = "„{{match}}“ m" }}
hint = {{ en = "h", de = "h" }}
why = {{ en = "w", de = "w" }}
[examples]
bad = ["a", "b"]
good = ["c", "d"]
"""


@pytest.fixture
def book(tmp_path):
    """Make a book of nothing but the rules given: (name, kind, what else its file says)."""
    from outreach.lint.loading import read_folder

    def make(*rules, lists=None, caps=(), level="error") -> Book:
        for name, kind, rest in rules:
            guideline = name.partition(".")[0]
            text = RULE.format(id=name, guideline=guideline, kind=kind, level=level, rest=rest)
            (tmp_path / f"{name}.toml").write_text(text, "utf-8")
        for (lang, name), phrases in (lists or {}).items():
            folder = tmp_path / "lexicon" / lang
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.txt").write_text("\n".join(phrases), "utf-8")
        found, lexicons, problems = read_folder(tmp_path, tmp_path / "lexicon", "own")
        assert not problems, problems
        return Book(tuple(found), lexicons, frozenset(r.id for r in found), frozenset(caps))

    return make


@pytest.fixture
def words_book(book):
    """A book of one rule that finds „nur noch bis“, „sicher*“ and „melden … an“."""
    phrases = 'phrases = ["nur noch bis", "sicher*", "melden … an", "Grüße", "~rabatt\\\\w*"]'
    return book(("G11.a", "existence", phrases))


def found(report):
    return [(f.rule, f.line, f.column, f.match) for f in report.findings]


def german(body, head=HEAD):
    return head + body


# -- phrases --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrases", "text", "match"),
    [
        (("nur noch",), "Es gilt NUR\u00a0noch heute", "nur noch"),
        (("nur noch",), "nur\nnoch", "nur\nnoch"),
        (("groß",), "ein gross gedachter", "gross"),
        (("gross",), "ein groß gedachter", "groß"),
        (("für",), "fuer alle", "fuer"),
        (("fuer",), "für alle", "für"),
        (("sicher*",), "sicherlich", "sicherlich"),
        (("sicher",), "sicherlich", None),
        (("ich",), "nicht", None),
        (("melden … an",), "melden Sie sich bitte gleich morgen früh an", "melden sie sich bitte gleich morgen früh an"),
        (("melden … an",), "melden Sie eins zwei drei vier fünf sechs sieben acht an", None),
        (("melden … an",), "melden Sie. Gern an", None),
        (("don't",), "don’t", "don't"),
        (("e-mail",), "e\u2011mail", "e-mail"),
        (("~Angebot[es]*",), "angebote", "angebote"),
        (("a", "a b"), "a b", "a b"),
    ],
)  # fmt: skip
def test_a_phrase_is_found_however_it_is_spelt(phrases, text, match):
    """Case, ß/ss, ä/ae, curly quotes, hard spaces and separated verbs are the same to a phrase."""
    hit = pattern_of(phrases).search(folded(text).text)
    assert (hit[0] if hit else None) == match


def test_a_list_has_phrases_and_comments():
    """A line is a phrase; # begins a comment, at its beginning or behind a blank."""
    assert entries("\ufeff# a\nb\n\n  c  # d\n~e#f\n") == [(2, "b"), (4, "c"), (5, "~e#f")]


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        ("(a+)+b", "slow_pattern"),
        (r"(?:\w+\s*)*x", "slow_pattern"),
        ("(?:(?:a|b*)c)+", "slow_pattern"),
        ("(", "bad_pattern"),
        ("a*", "empty_pattern"),
        ("a" * 2000, "long_phrase"),
    ],
)
def test_a_pattern_that_could_run_for_ever_is_refused(pattern, key):
    """Endless repeats within endless repeats, unreadable and empty patterns are told."""
    assert bad_pattern(pattern).key == f"lint.{key}"


@pytest.mark.parametrize("pattern", [r"(?:\w+\s+){0,8}x", r"a+b*", r"(?<!\w)x{2,5}", "(?i:x)+y"])
def test_an_honest_pattern_passes(pattern):
    """What ends by itself is allowed."""
    assert bad_pattern(pattern) is None


def test_the_phrases_that_come_along_are_in_order():
    """They are not looked at one by one when the program starts, so they are here."""
    lists = rulebook().lexicons
    assert not [(lists, one) for lists, words in lists.items() for one in words if problem(one)]


@pytest.mark.parametrize(
    ("phrase", "needs"),
    [
        ("nur noch heute", (("nur",), ("noch",), ("heute",))),
        ("größ* … fuer", (("groess",), ("fuer",))),
        ("~chance[ns]*", (("chance",),)),
        ("~(?:letzte|einzige)? chancen?", ((" chance",),)),
        ("~(?:heute|nur noch bis)(?! morgen)", (("heute", "nur noch bis"),)),
        ("~ab+c{2}defg?", (("def",),)),
        ("~(?:abc|d?)", ()),
        (r"~\x61bcd", ()),
        (r"~(?s:abcd)", ()),
        (r"~(abcd)\1", ()),
    ],
)
def test_what_a_phrase_cannot_do_without(phrase, needs):
    """Letters that may be missing are not asked for; a pattern not understood asks for none."""
    assert needs_of(phrase) == needs


# -- places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "line", "column", "match"),
    [
        ("Es gilt nur noch bis morgen.", 5, 9, "nur noch bis"),
        ("😀 Es gilt nur noch bis morgen.", 5, 11, "nur noch bis"),
        ("Für A\u0308rzte gilt nur noch bis.", 5, 17, "nur noch bis"),
        ("Gru\u0308\u00dfe!", 5, 1, "Gru\u0308\u00dfe"),
        ("Es gilt {{ first_name }} nur noch bis.", 5, 26, "nur noch bis"),
        ('{% move "gap" %}Es gilt nur noch bis.{% endmove %}', 5, 25, "nur noch bis"),
        ("{# nur noch bis #}\nnur noch bis x.", 6, 1, "nur noch bis"),
        ("a\r\n\r\nnur noch bis x.", 7, 1, "nur noch bis"),
        ("Das ist si\u00adcher gut.", 5, 9, "si\u00adcher"),
        ("Rabatte!", 5, 1, "Rabatte"),
    ],
)
def test_a_finding_stands_where_its_words_stand(words_book, body, line, column, match):
    """Line and column count code points of the file, through tags, NFD, emoji and CRLF."""
    assert found(lint_source(german(body), "x.md", words_book)) == [("G11.a", line, column, match)]


def test_a_byte_order_mark_is_no_column(words_book):
    """A file may begin with a mark of byte order, and have the line ends of Windows."""
    report = lint_source("\ufeffnur noch bis\r\nx nur noch bis", "x.txt", words_book, language="de")
    assert [(f.line, f.column, f.offset) for f in report.findings] == [(1, 1, 0), (2, 3, 16)]


def test_the_subject_in_the_head_has_its_place(words_book):
    """A subject stands in the head; the finding names its line and column there."""
    report = lint_source(
        '+++\nid = "x.de-sie"\nsubject = "Nur noch bis"\n+++\nHallo', "x.md", words_book
    )
    assert found(report) == [("G11.a", 3, 12, "Nur noch bis")]
    assert report.findings[0].part == "subject"


def test_parts_of_a_letter():
    """Greeting, body, P.S. and signature are told apart."""
    raw = "Hallo Anna,\n\nschön wars.\n\nP.S. Noch was.\n\nViele Grüße\nEva\n"
    text = Text(raw, "de", None, 0)
    assert [(p, raw[a:b].strip()) for p, a, b in text.paragraphs] == [
        ("greeting", "Hallo Anna,"), ("body", "schön wars."), ("ps", "P.S. Noch was."), ("signature", "Viele Grüße\nEva"),
    ]  # fmt: skip
    after = Text("Hi Bo, how are you?\n\nBest,\nEva\n\nPS: one more\n", "en", None, 0)
    assert [p for p, _, _ in after.paragraphs] == ["greeting", "body", "signature", "ps"]


def test_sentences_run_over_filled_lines_only():
    """A hard-wrapped line runs on, a short one ends; abbreviations end nothing."""
    wrapped = "This line is long enough to be a filled one of a mail\nand runs on. Short.\n- an item\n- another, e.g. this"
    said = [wrapped[a:b] for a, b in split_sentences(wrapped)]
    assert [s[:9] for s in said] == ["This line", "Short.", "- an item", "- another"]


# -- rules ----------------------------------------------------------------------------------------


def test_a_rule_of_words_keeps_to_its_parts_steps_and_letters(book):
    """Scope, steps, unless.move, unless.quoted, unless.situation and near narrow a rule."""
    made = book(
        ("G1.scope", "existence", 'phrases = ["apfel"]\nscope = ["ps"]'),
        ("G1.step", "existence", 'phrases = ["birne"]\nsteps = [2]'),
        ("G1.move", "existence", 'phrases = ["kirsche"]\nunless = { move = ["own_story"], quoted = true }'),
        ("G1.calm", "existence", 'phrases = ["pflaume"]\nunless = { situation = ["none"] }'),
        ("G1.near", "existence", 'phrases = ["nuss"]\nneed = "second_person"\nnear = "food"'),
        lists={("de", "food"): ["kuchen"]},
    )  # fmt: skip
    quiet = german(
        'Apfel. Birne. Pflaume. {% move "own_story" %}Kirsche.{% endmove %} Er sagte „Kirsche“. Nuss. Ihre Nuss. Nusskuchen.\n> Kirsche'
    )
    assert not found(lint_source(quiet, "x.md", made))
    loud = german("x\n\nPS: Apfel.\n\nBirne. Kirsche. Pflaume. Ihre Nuss im Kuchen.")
    rules = {f.rule for f in lint_source(loud, "x.md", made, step=2, situation="layoffs").findings}
    assert rules == {"G1.scope", "G1.step", "G1.move", "G1.calm", "G1.near"}


def test_the_graver_finding_speaks_for_both(book, tmp_path):
    """Words inside a graver finding of the same guideline are not told a second time."""
    book(("G7.strong", "existence", 'phrases = ["stehen sicher unter druck"]'))
    weak = RULE.format(
        id="G7.weak", guideline="G7", kind="existence", level="info", rest='phrases = ["sicher"]'
    )
    (tmp_path / "G7.weak.toml").write_text(weak, "utf-8")
    made = book()
    report = lint_source("Sie stehen sicher unter Druck. Das ist sicher.", "x", made)
    assert [(f.rule, f.match) for f in report.findings] == [
        ("G7.strong", "stehen sicher unter Druck"),
        ("G7.weak", "sicher"),
    ]


def test_a_token_sees_capitals_and_no_tags(book):
    """A token rule is case-sensitive; allowed capitals and template tags are left alone."""
    made = book(
        ("G11.caps", "token", "pattern = '\\b[A-Z]{2,}\\b'\nallow = \"caps\""), caps=["CRM"]
    )
    report = lint_source(
        german("Das CRM ist TOLL {% if REGION %}x{% endif %} {{ NAME }}."), "x.md", made
    )
    assert [f.match for f in report.findings] == ["TOLL"]


MOVES = (
    '{% move "gap" %}Es ist lange her.{% endmove %} {% move "question" %}Wie geht es Ihnen?{% endmove %} '
    '{% move "help" %}Ich habe Kisten.{% endmove %} {% move "way_out" %}Ein Wort genügt.{% endmove %}'
)


@pytest.mark.parametrize(
    ("kind", "rest", "bad"),
    [
        ("move", 'move = "gap"\nmust = "present"', "gap"),
        ("move", 'move = ["x", "question"]\nmust = "present"', "question"),
        ("order", 'first = "question"\nnever_before = "sell"\ndistance = 1', "Ich habe"),
    ],
)
def test_what_a_letter_with_moves_lacks(book, kind, rest, bad):
    """Presence is judged by the declared move, order by the words around it."""
    made = book(("G5.a", kind, rest), lists={("de", "sell"): ["kisten", "angebot"]})
    report = lint_source(
        german(MOVES.replace(bad, "Mehr" if bad[0] == "I" else "other")), "x.md", made
    )
    if kind == "order":
        assert [f.match for f in report.findings] == ["Kisten"]
        assert not lint_source(german(MOVES.replace("Kisten", "Zeit")), "x.md", made).findings
        assert not lint_source(
            german(MOVES.replace('{% move "help"', 'Ja. {% move "help"')), "x.md", made
        ).findings
    else:
        assert [(f.line, f.match, f.lacks) for f in report.findings] == [(5, "", True)]
        assert report.card["G5"] == "missing"
        assert not lint_source(german(MOVES), "x.md", made).findings


@pytest.mark.parametrize(
    ("rest", "match"),
    [
        ('move = "gap"\nmax_sentences = 1', None),
        ('move = "long"\nmax_sentences = 1', "Zwei."),
        ('move = "long"\nmax_share = 0.2', "Eins. Zwei. Drei."),
        ('move = "last"\nplace = "not_last"', "Ende."),
        ('move = "first"\nplace = "not_first"', "Anfang."),
        ('move = "long"\nplace = "after_question"', "Eins. Zwei. Drei."),
        ('move = "last"\nwithin_sentences = 3', "Ende."),
        ('move = "last"\nmust = "absent"', "Ende."),
        ('move = "long"\nmust = "present"\nholds = ["numbers"]', None),
        ('move = "last"\nmust = "present"\nholds = ["numbers", "fact"]', "Ende."),
        ('move = "first"\nmust = "present"\nholds = ["fact"]', "Anfang."),
    ],
)
def test_the_shape_of_moves(book, rest, match):
    """Length, share, place and content of a move are told at its own words."""
    body = (
        '{% move "first" %}Anfang.{% endmove %} {% move "long" %}Eins. Zwei. Drei.{% endmove %} '
        '{% move "question" %}Wie?{% endmove %} {% move "gap" %}So lange.{% endmove %} {% move "last" %}Ende.{% endmove %}'
    )
    made = book(("G3.a", "move", rest), lists={("de", "numbers"): ["zwei"]})
    assert [f.match for f in lint_source(german(body), "x.md", made).findings] == (
        [match] if match else []
    )
    assert not lint_source("Text ohne Abschnitte, und die Antwort.", "x", made).findings


@pytest.mark.parametrize(
    ("rest", "body", "count"),
    [
        ('of = "words"\nmax = 3', "Eins zwei drei vier.", 4),
        ('of = "words"\nmin = 3', "Eins zwei.", 2),
        (
            'of = "words"\nmax = 4',
            "{% if a %}Eins zwei drei{% else %}vier fünf sechs{% endif %}.",
            None,
        ),
        ('of = "words"\nmax = 4', "Eins {{ shared_memory }} fünf.", 5),
        ('of = "questions"\nmax = 1', "Wie geht es? Und wo?", 2),
        ('of = "links"\nmax = 0', "Siehe https://x.example/a.", 1),
        ('of = "sentence_words"\nmax = 2', "Eins zwei. Eins zwei drei.", 3),
        ('of = "subject_words"\nmax = 2', "x", 3),
    ],
)
def test_counts(book, rest, body, count):
    """Words, questions, links and long sentences are counted as one reader sees the letter."""
    made = book(("G16.a", "count", f'{rest}\nscope = ["body", "subject"]'))
    counts = lint_source(german(body), "x.md", made).findings
    assert len(counts) == (count is not None)


@pytest.mark.parametrize(
    ("lang", "body", "ease"),
    [
        # 10 words of 11 syllables each: 180 - 10 - 58.5 * 1.1 and 206.835 - 10.15 - 84.6 * 1.1.
        ("de", "Der Hund liegt im Garten und das Haus ist still. " * 5, 106),
        ("en", "The dog lies under the bench and the house sleeps. " * 5, 104),
        ("de", "Der Hund liegt im Garten und das Haus ist still. " * 2, None),
    ],
)
def test_how_easily_a_letter_reads(lang, body, ease):
    """Flesch in English, Amstad in German; a few words say nothing."""
    assert reading_ease(Text(body, lang, None, 0)) == ease


@pytest.mark.parametrize(("word", "syllables"), [("late", 1), ("named", 1), ("table", 2), ("free", 1), ("wanted", 2), ("houses", 2), ("idea", 2)])  # fmt: skip
def test_a_written_e_may_be_silent(word, syllables):
    """English syllables are groups of vowels without the e that nobody speaks."""
    text = Text(f"{word} " * 30, "en", None, 0)
    assert reading_ease(text) == round(206.835 - 1.015 * 30 - 84.6 * syllables)


def test_how_a_letter_reads_is_never_more_than_a_note(book, tmp_path):
    """No own rule and no setting makes an error or a warning of it."""
    (tmp_path / "G16.a.toml").write_text(
        RULE.format(id="G16.a", guideline="G16", kind="count", level="warning", rest='of = "reading_ease"\nmin = 60'),
        "utf-8",
    )  # fmt: skip
    with pytest.raises(ConfigError) as stopped:
        rulebook([("own", tmp_path)])
    assert [(p.line, p.what.key) for p in stopped.value.problems] == [(4, "lint.one_of")]
    raised = rulebook(levels={"G16.*": "error"}).rules
    assert {r.id: r.level for r in raised}["G16.reading"] == "info"


@pytest.mark.parametrize(
    ("body", "lacks"),
    [
        ('{% move "gap" %}Wir haben lange nicht gesprochen.{% endmove %}\n\nGrüße\nEva', True),
        ('{% move "gap" %}Das lag an mir.{% endmove %}\n\nGrüße\nEva', False),
        ('{% move "gap" %}Wir sind still gewesen.{% endmove %}\n\nViele Grüße\nEva und Tom', False),
        ("Wir haben lange nicht gesprochen.\n\nViele Grüße\nEva", False),
    ],
)  # fmt: skip
def test_somebody_says_i(body, lacks):
    """A letter with moves says "I" once, unless two people sign; without moves nobody asks."""
    rules = [f.rule for f in lint_source(german(body), "x.md", rulebook()).findings if f.lacks]
    assert ("G14.first_person" in rules) == lacks


@pytest.mark.parametrize(
    ("body", "match"),
    [
        ("Die Kolleg:innen und die Nachbar*innen.", ["Nachbar*innen"]),
        ("Die KollegInnen, jede:r und alle Nachbar_innen und Freund/-innen.", ["Nachbar_innen", "Freund/-innen"]),
        ("Die Kolleg:innen und jede Nachbar:in.", []),
        ("Das Team in Berlin, die Firma InTec, Verkauf:innen oder außen.", []),
    ],
)  # fmt: skip
def test_one_way_of_naming_all_genders(body, match):
    """Colon, star, underscore, slash or inner capital: the letter keeps to the first."""
    report = lint_source(body, "x", rulebook(), language="de")
    assert [f.match for f in report.findings if f.rule == "G15.gender_style"] == match


@pytest.mark.parametrize(("register", "stiff"), [("du", True), ("sie", False)])
def test_a_stiff_farewell_in_a_letter_with_du(register, stiff):
    """A rule may leave forms of address alone (unless.register)."""
    head = HEAD.replace("de-sie", f"de-{register}")
    report = lint_source(f"{head}Hallo.\n\nMit freundlichen Grüßen\nEva", "x.md", rulebook())
    assert ("G14.stiff" in {f.rule for f in report.findings}) == stiff


@pytest.mark.parametrize(
    ("body", "match"),
    [
        ("Wie geht es Ihnen? Unser neues Produkt ist da.", "Produkt"),
        ("Unsere Preisliste liegt bei. Wie geht's dir?", "Preisliste"),
        ("Wie geht es Ihnen? Eins. Zwei. Unser neues Produkt ist da.", None),
        ("Wie geht es mit dem Umbau voran? Unser neues Produkt ist da.", None),
        ('Wie geht es Ihnen? Ein Produkt. {% move "gap" %}Lange her.{% endmove %}', None),
    ],
)
def test_a_product_beside_how_are_you_in_free_text(body, match):
    """Without moves the question is known by its words; with moves only the move counts."""
    report = lint_source(german(body), "x.md", rulebook())
    told = [f for f in report.findings if f.rule == "G5.pitch_near"]
    assert [(f.match, f.level) for f in told] == ([(match, "warning")] if match else [])


VOICED = {
    "de-sie": "Wie geht es Ihnen?",
    "de-du": "Wie geht es dir?",
    "de-ihr": "Wie geht es euch?",
    "en-formal": "Dear Ms Lind,\n\nHow are you?",
    "en-casual": "Hi Maya,\n\nHow are you?",
}


@pytest.mark.parametrize("voice", VOICED)
def test_the_way_out_is_offered_in_the_voice_of_the_letter(voice):
    """What a letter lacks can be copied into it, and then nothing is wrong with that sentence."""
    rules = rulebook()
    offers = {r.id: r.offer for r in rules.rules if r.offer}
    assert set(offers["G17.way_out"]) == set(VOICED)
    head = HEAD.replace("de-sie", voice).replace("Lange nichts gehört", "x")
    move = '{% move "question" %}' + VOICED[voice] + "{% endmove %}"
    for source, name in (
        (VOICED[voice], "pasted"),
        (head + VOICED[voice], "x"),
        (head + move, "x"),
    ):
        lacking = offered_in(lint_source(source, name, rules))
        marked = f'{{% move "way_out" %}}{offers["G17.way_out"][voice]}{{% endmove %}}'
        assert lacking == [marked if source.endswith("%}") else offers["G17.way_out"][voice]]
        mended = lint_source(f"{source} {lacking[0]}", name, rules)
        assert offered_in(mended) == []
        assert not [f for f in mended.findings if f.level == "error"]


@pytest.mark.parametrize(
    ("source", "mended"),
    [
        ("\ufeffHallo Eva,\r\n\r\nwas gibt es?\r\n\r\nGrüße\r\nOtto\r\n",
         "\ufeffHallo Eva,\r\n\r\nwas gibt es?\r\n\r\nX.\r\n\r\nGrüße\r\nOtto\r\n"),
        ("Hallo Eva,\n\nwas gibt es?\n", "Hallo Eva,\n\nwas gibt es?\n\nX.\n"),
        (german("Hallo,\n\n{% if a %}\nwas gibt es?\n{% endif %}\n\nGrüße\n"),
         german("Hallo,\n\n{% if a %}\nwas gibt es?\n{% endif %}\n\nX.\n\nGrüße\n")),
        (german("Hallo,\n\nwas gibt es?\n\nP.S. Ja.\n\nGrüße\nOtto"), german("Hallo,\n\nwas gibt es?\n\nX.\n\nP.S. Ja.\n\nGrüße\nOtto")),
    ],
)  # fmt: skip
def test_words_are_put_before_the_farewell(source, mended):
    """A paragraph of its own, outside conditions; line ends and all else stay."""
    assert with_words(source, "x", "X.") == mended


def offered_in(report):
    return [f.offer for f in report.findings if f.offer]


@pytest.mark.parametrize(
    ("register", "body", "matches"),
    [
        ("sie", "Wie geht es Ihnen? Hast du Zeit?", ["du"]),
        ("sie", "Ich höre, sie kommen. Sie lachen, und wir fragen Ihr Team.", []),
        ("du", "Sie kommt morgen. Ihr Hund auch. Wie geht es dir?", []),
        ("du", "Wie geht es dir, und was machen Sie?", ["Sie"]),
        ("du", "Bei euch war viel los, und DU?", []),
        ("du", "Sie sagte: „Ich sehe Sie.“ Und du?", []),
        ("ihr", "Wie geht es Euch, und was macht Ihr?", []),
        ("ihr", "Wie geht es euch, und dir? Und Ihnen?", ["dir", "Ihnen"]),
        ("sie", "{{ first_name }} und Sie: {% if a %}Sie{% endif %} oder dein Team", ["dein"]),
    ],
)
def test_the_form_of_address_is_kept(book, register, body, matches):
    """Du in any case; Sie only with a capital inside a sentence; small sie is never one."""
    made = book(("G15.register", "consistency", 'of = "register"'))
    head = HEAD.replace("de-sie", f"de-{register}")
    assert [f.match for f in lint_source(german(body, head), "x.md", made).findings] == matches


def test_a_pasted_letter_settles_its_own_form_of_address(book):
    """Without a head the first form decides, and both lines are told."""
    made = book(("G15.register", "consistency", 'of = "register"'))
    report = lint_source("Wie geht es Ihnen?\n\nUnd wann hast du Zeit, und wo?", "x", made)
    assert found(report) == [("G15.register", 3, 15, "du")]


def test_other_programs_placeholders_are_found_and_never_allowed():
    """[[Name]], <<x>>, [Vorname] and XXX are findings that no comment sets aside."""
    for text in ("[[Name]]", "<<x>>", "[Vorname]", "XXX"):
        source = german(
            f'{{# outreach: allow G15.placeholder reason="x" #}}\nHallo {text}, wie geht es?'
        )
        report = lint_source(source, "x.md", rulebook())
        (open_,) = [f for f in report.findings if f.rule == "G15.placeholder" and not f.suppressed]
        assert open_.match == text
        assert "L4.fixed" in {f.rule for f in report.findings}


def test_a_name_nobody_knows_is_masked():
    """Outside a workspace {{ name }} is somebody's own column and never a finding."""
    report = lint_source("Hallo {{ whoever }}, wie geht es dir und den anderen?", "x", rulebook())
    assert not [f for f in report.findings if "whoever" in f.match]


# -- allowances -----------------------------------------------------------------------------------


def test_the_next_line_the_block_and_the_file_are_allowed(words_book):
    """Each form of allowance covers its lines, with its reason, and nothing else."""
    line = '{# outreach: allow G11.a reason="agreed" #}\nnur noch bis\nnur noch bis'
    report = lint_source(german(line), "x.md", words_book)
    assert [(f.line, f.suppressed, f.reason) for f in report.findings] == [
        (6, True, "agreed"),
        (7, False, ""),
    ]
    block = '{# outreach: allow-begin G11.* reason="a" #}\nnur noch bis\n\nsicher\n{# outreach: allow-end #}\nsicher'
    report = lint_source(german(block), "x.md", words_book)
    assert [(f.line, f.suppressed) for f in report.findings] == [(6, True), (8, True), (10, False)]
    head = HEAD.replace("subject", 'lint = { allow = [{ rule = "G11.a", reason = "r" }] }\nsubject')
    report = lint_source(german("nur noch bis", head), "x.md", words_book)
    assert report.verdict == "ready"
    assert [f.reason for f in report.findings] == ["r"]


@pytest.mark.parametrize(
    ("comment", "rule"),
    [
        ("allow G11.a", "L1.no-reason"),
        ('allow G11.a reason=""', "L1.no-reason"),
        ('allow G11.a reason="x"', "L2.unused"),
        ('allow G99.zzz reason="x"', "L3.unknown-rule"),
    ],
)
def test_an_allowance_has_a_reason_a_rule_and_a_use(words_book, comment, rule):
    """Without a reason, for an unknown rule or for nothing, the allowance itself is told."""
    body = "nur noch bis" if rule == "L1.no-reason" else "alles gut"
    report = lint_source(german(f"{{# outreach: {comment} #}}\n{body}"), "x.md", words_book)
    found_ = {f.rule: f for f in report.findings}
    assert rule in found_
    assert found_[rule].match == f"{{# outreach: {comment} #}}"
    assert ("G11.a" in found_) == (rule == "L1.no-reason")


def test_the_way_out_is_never_allowed_away():
    """G17 and open placeholders can be neither allowed, lowered nor switched off."""
    book = rulebook(disable=["*"], levels={"*": "info"})
    assert {rule.id for rule in book.rules} == book.fixed
    assert all(rule.level != "info" for rule in book.rules if rule.guideline == "G15")


# -- merged letters -------------------------------------------------------------------------------


def draft_of(body, **fields):
    template = parse_template(german(body), "t.md")
    fields = {
        "first_name": "Nora",
        "last_name": "Kurz",
        "gender": "f",
        "last_contact": "2023-01-04",
        **fields,
    }
    person = Contact("n@x.example", "n@x.example", fields)
    made = Letters([template]).merge(template, person, Setting("Anna Weber", "a@x.example"), AT)
    return template, made


def test_a_merged_letter_is_told_at_its_place_in_the_template(words_book):
    """Words of the template have their place there; words of a value have that of their move or line."""
    body = '{{ salutation }},\n\nEs gilt nur noch bis morgen. {% move "memory" %}An eines: {{ shared_memory }}.{% endmove %}\n\nSo: {{ notes }}.'
    template, draft = draft_of(body, shared_memory="den sicheren Ort", notes="nur noch bis")
    report = lint_draft(template, draft, words_book, contact="n@x.example")
    assert [(f.line, f.column, f.match, f.contact) for f in report.findings] == [
        (7, 9, "nur noch bis", "n@x.example"),
        (7, 49, "sicheren", "n@x.example"),
        (9, 1, "nur noch bis", "n@x.example"),
    ]


def test_findings_that_are_alike_are_folded(words_book):
    """What many letters share is told once, with how many of how many."""
    body = "{{ salutation }},\n\nx nur noch bis. {{ notes }}"
    reports = []
    for notes in ("gut", "sicher", "sicher"):
        template, draft = draft_of(body, notes=notes)
        reports.append(lint_draft(template, draft, words_book))
    told = {(f.match, f.count, f.total) for f in fold(reports)}
    assert told == {("nur noch bis", 3, 3), ("sicher", 2, 3)}


def test_a_missing_fact_changes_no_verdict(book):
    """A sentence that goes with its fact is told once per list; it is no finding of the letter."""
    made = book(("G12.a", "move", 'move = "memory"\nmust = "present"'))
    body = '{{ salutation }},\n\nGut. {% move "memory" %}An eines: {{ shared_memory }}.{% endmove %} {% move "gap" %}So.{% endmove %}'
    template, draft = draft_of(body)
    report = lint_draft(template, draft, made)
    assert (report.verdict, report.card["G12"]) == ("ready", "not_applicable")
    template, draft = draft_of(body, shared_memory="den Regen")
    assert lint_draft(template, draft, made).card["G12"] == "kept"


def test_the_head_of_a_mail_is_judged(book):
    """Noreply in From, Re: on a first mail, no way to unsubscribe, nobody's name."""
    made = book(
        *(
            (f"G14.{f}", "header", f'field = "{f}"')
            for f in ("from", "subject_re", "unsubscribe", "name")
        )
    )
    template, draft = draft_of("{{ salutation }},\n\nalles gut.")
    from dataclasses import replace

    bad = replace(draft, subject="AW: Lange her")
    report = lint_draft(
        template,
        bad,
        made,
        sender_email="no-reply@x.example",
        sender_first_name="Otto",
        unsubscribe=False,
    )
    assert {f.rule for f in report.findings} == {r.id for r in made.rules}
    assert not lint_draft(
        template, draft, made, sender_email="info@x.example", sender_first_name="Anna"
    ).findings
    assert not lint_draft(template, bad, made, first=False).findings


# -- cards, formats -------------------------------------------------------------------------------


def test_a_card_has_every_guideline_and_a_verdict_is_one_word():
    """Kept, missing, broken, not applicable; ready, review, rewrite; never a percentage."""
    book = rulebook()
    pushy = lint_source(
        "Hallo Anna,\n\nnur noch bis Freitag: 25 % auf alles!!\n\nViele Grüße\nEva", "x", book
    )
    assert list(pushy.card) == list(GUIDELINES)
    assert (pushy.card["G11"], pushy.card["G1"], pushy.verdict) == (
        "broken",
        "not_applicable",
        "rewrite",
    )
    assert not pushy.has_moves


@pytest.mark.parametrize(
    ("level", "verdict"), [("error", "rewrite"), ("warning", "review"), ("info", "ready")]
)
def test_a_level_settles_verdict_and_exit(book, level, verdict):
    """--fail-on counts from its level upward; never counts nothing. A note is no cross."""
    made = book(("G11.a", "existence", 'phrases = ["kauf"]'), level=level)
    report = lint_source("Kauf das, und zwar von der Firma.", "x", made)
    assert report.verdict == verdict
    assert report.card["G11"] == ("kept" if level == "info" else "broken")
    expected = {"error": level == "error", "warning": level != "info", "info": True, "never": False}
    assert {limit: worst([report], limit) for limit in expected} == expected


def test_sarif_has_the_structure_of_its_standard(words_book):
    """SARIF 2.1.0: version, runs, rules by index, regions in code points, suppressions in source."""
    source = german('{# outreach: allow G11.a reason="agreed" #}\nnur noch bis\nsicher')
    log = sarif([lint_source(source, "a b.md", words_book)], words_book, "1")
    (run,) = log["runs"]
    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    rules = run["tool"]["driver"]["rules"]
    assert [r["ruleId"] for r in run["results"]] == ["G11.a", "G11.a"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note", "none")
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "a%20b.md"
        assert all(
            place["region"][k] >= 1 for k in ("startLine", "startColumn", "endLine", "endColumn")
        )
    assert run["results"][0]["suppressions"] == [{"kind": "inSource", "justification": "agreed"}]
    assert "suppressions" not in run["results"][1]


def test_a_workflow_command_is_escaped(words_book):
    """GitHub's commands escape %, line ends, and in properties : and , as well."""
    finding = lint_source("nur noch bis", "a:b,c%.md", words_book, language="de").findings[0]
    line = github(finding)
    assert line.startswith(
        "::error file=a%3Ab%2Cc%25.md,line=1,endLine=1,col=1,endColumn=13,title=G11.a::"
    )
    assert "\n" not in line


def test_a_finding_as_json_has_the_agreed_fields(words_book):
    """rule, guideline, level, path, line, column, end_column, match, message, hint."""
    line = json_finding(lint_source("nur noch bis", "x", words_book, language="de").findings[0])
    assert {
        "rule",
        "guideline",
        "level",
        "path",
        "line",
        "column",
        "end_column",
        "match",
        "message",
        "hint",
        "contact",
        "step",
    } <= set(line)
    assert line["step"] is None
    of_template = lint_source(german("nur noch bis"), "x.md", words_book).findings[0]
    assert json_finding(of_template)["step"] == 1


def test_a_rule_speaks_the_language_of_the_screen():
    """A message is in both languages; str() chooses, whatever the letter's language."""
    said = Said("a {match} {x}", "b {match}").filled({"match": "{x}"})
    assert (str(said), said.text("de")) == ("a {x} {x}", "b {x}")
    words.use("de")
    assert str(said) == "b {x}"
    words.use("en")


# -- the shipped rules, and files that do not read -------------------------------------------------


def test_the_shipped_rules_keep_to_their_examples():
    """Every rule finds its bad examples and leaves its good ones alone."""
    wrong = [
        f"{f.rule.id}: {'missed' if f.bad else 'found'}: {f.example}" for f in failures(rulebook())
    ]
    assert not wrong, "\n".join(wrong)


BROKEN = [
    ('kind = "existence"', 'kind = "guess"', 3, "one_of"),
    ('level = "error"', 'level = "awful"', 4, "one_of"),
    ('de = "h"', 'fr = "h"', 7, "no_twin"),
    ('phrases = ["x"]', 'phrases = ["~("]', 5, "bad_pattern"),
    ('phrases = ["x"]', 'phrases = ["~(a+)+b"]', 5, "slow_pattern"),
    ('phrases = ["x"]', "surprise = 1", 5, "unknown_key"),
    ('phrases = ["x"]', 'lexicon = "nowhere"', 1, "no_list"),
    ('bad = ["a", "b"]', 'bad = ["a"]', 9, "few_examples"),
    ('id = "G11.a"', 'id = "a"', 1, "bad_id"),
    ('id = "G11.a"', "id = ", 1, "bad_toml"),
    ('phrases = ["x"]', 'phrases = ["x"]\nscope = ["nose"]', 6, "one_of"),
    ('phrases = ["x"]', 'phrases = ["x"]\nunless = { mood = 1 }', 6, "unless"),
    ('phrases = ["x"]', 'phrases = ["x"]\noffer = { fr = "x" }', 6, "one_of"),
    ('phrases = ["x"]', 'phrases = ["x"]\noffer = 1', 6, "one_of"),
]


@pytest.mark.parametrize(("old", "new", "line", "key"), BROKEN)
def test_a_broken_rule_is_told_with_file_and_line(tmp_path: Path, old, new, line, key):
    """Unknown kinds, missing twins, bad patterns: file, line, and what to write instead."""
    text = RULE.format(
        id="G11.a", guideline="G11", kind="existence", level="error", rest='phrases = ["x"]'
    )
    assert old in text
    (tmp_path / "a.toml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ConfigError) as stopped:
        rulebook([("own", tmp_path)])
    assert ("own/a.toml", line, f"lint.{key}") in [
        (p.file, p.line, p.what.key) for p in stopped.value.problems
    ]


def test_own_rules_take_the_place_of_shipped_ones_and_lists_add_up(tmp_path):
    """A rule of a shipped name replaces it; a list of a shipped name is added to it."""
    name = rulebook().rules[0].id
    rule = RULE.format(
        id=name,
        guideline=name.partition(".")[0],
        kind="existence",
        level="info",
        rest='phrases = ["zzz"]',
    )
    (tmp_path / "a.toml").write_text(rule, "utf-8")
    (tmp_path / "lexicon/de").mkdir(parents=True)
    (tmp_path / "lexicon/de/pep.txt").write_text("tschakka\n", "utf-8")
    book = rulebook([("own", tmp_path)])
    assert [r.phrases for r in book.rules if r.id == name] == [("zzz",)]
    assert "tschakka" in book.lexicons["de", "pep"]
    assert len(book.lexicons["de", "pep"]) == len(rulebook().lexicons.get(("de", "pep"), ())) + 1


def test_own_products_are_no_help():
    """Help that is the sender's own product is an error."""
    body = MOVES.replace("Ich habe Kisten.", "Ich biete Ihnen unseren Rundum-Check an.")
    report = lint_source(german(body), "x.md", rulebook(own_products=["Rundum-Check"]))
    assert [(f.level, f.match) for f in report.findings if f.rule == "G10.own_product"] == [
        ("error", "Rundum-Check")
    ]


def test_a_template_that_does_not_read_is_an_error_of_its_own():
    """A broken head or tag ends the reading with its line, exit 65; so does endless text."""
    with pytest.raises(InputError):
        lint_source(german("{% if %}"), "x.md", rulebook())
    with pytest.raises(InputError):
        lint_source("x" * 300_000, "x.md", rulebook())
