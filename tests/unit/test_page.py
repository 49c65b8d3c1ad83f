"""The pages as HTML: self-contained, safe, and true to what they were given."""

import base64
import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.page import (
    Note,
    PlanData,
    PlanDay,
    PlanMail,
    PreviewMail,
    ReportData,
    plan_page,
    preview_page,
    report_page,
)
from outreach.page.chart import Load, charts

VOID = {"meta", "br"}
#: Values that would break out of text, an attribute, a frame, a line or a direction.
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style><b>",
    "&amp;lt;b&gt;",
    "محمد العربي\u202e",
    "x" * 400,
)


@dataclass
class Node:
    """An element with what stands in it."""

    tag: str
    attrs: dict = field(default_factory=dict)
    children: list = field(default_factory=list)

    @property
    def text(self):
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    def all(self, tag="", **attrs):
        """Elements within, in order; `kind` stands for class."""
        wanted = {"class" if k == "kind" else k.replace("_", "-"): v for k, v in attrs.items()}
        for child in self.children:
            if isinstance(child, str):
                continue
            if tag in ("", child.tag) and all(child.attrs.get(k) == v for k, v in wanted.items()):
                yield child
            yield from child.all(tag, **attrs)


class Tree(HTMLParser):
    """Reads a page strictly: every element is closed, in order."""

    def __init__(self, text):
        super().__init__()
        self.open = [Node("")]
        self.feed(text)
        self.close()
        assert len(self.open) == 1, [n.tag for n in self.open]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag

    def handle_data(self, data):
        self.open[-1].children.append(data)


def parse(text):
    return Tree(text).open[0]


DAY = date(2027, 5, 4)


def mail(step=1, name="Ingrid Huber", **more):
    given_ = {"time": "09:04", "email": "i@x.example", "letter": "Brief", "rule": "an der Reihe"}
    return PlanMail(**{**given_, **more}, name=name, step=step, after=("danach nichts mehr",))


def a_plan(*days, limit=20, sender="anna@weber.example"):
    return PlanData(sender, ("5 Briefe",), days, limit)


def plan_of(value, lang="de"):
    later = PlanDay(DAY + timedelta(days=30), (mail(2, value, rule=value),), (value,))
    shut = PlanDay(DAY + timedelta(days=2), (), (value,), DAY + timedelta(days=9))
    first = PlanDay(DAY, (mail(1, value, email=value, letter=value, time="09:04"),))
    data = replace(a_plan(first, shut, later, sender=value), facts=(value,))
    return plan_page([value], value, [data], lang)


def preview_of(value, lang="de"):
    sheet = PreviewMail(*[value] * 10, attachments=((value, 2048),))
    plain = replace(sheet, html="", attachments=())
    text = f"Guten Tag,\n{value}x\n\nHerzlich"
    noted = replace(plain, text=text, notes=notes_on(value, text.index(f"{value}x")))
    waits = PreviewMail(value, value, waits=value)
    return preview_page(value, value, [sheet, plain, noted, waits], lang)


def notes_on(value, start):
    return (
        Note(value, "error", value, value, start, start + len(value)),
        Note(value, "warning", value, value, subject=True),
        Note(value, "warning", value, value),
    )


def report_of(value, lang="de"):
    counts = {"accepted": 3, "planned": 1, "held": 0}
    days = [("2027-05-04", 2), ("2027-06-01", 1)]
    return report_page(
        ReportData(value, value, value, 4, counts, 4, days, [(value,) * 5] * 2), lang
    )


PAGES = {"plan": plan_of, "preview": preview_of, "report": report_of}
each_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


@each_page
@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_page_says_its_language_and_what_it_may_do(page, lang):
    """The language is set, and the policy allows nothing but this very style sheet and own frames."""
    tree = parse(page("Nora", lang))
    assert next(tree.all("html")).attrs["lang"] == lang
    (policy,) = tree.all("meta", http_equiv="Content-Security-Policy")
    (style,) = tree.all("style")
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    allowed = dict(part.split(" ", 1) for part in policy.attrs["content"].split("; "))
    assert allowed == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "frame-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


@each_page
@pytest.mark.parametrize("value", ["Nora", *HOSTILE])
def test_a_page_loads_nothing_and_runs_nothing(page, value):
    """No script, no handler, no address but those within the page, no style beside the sheet's."""
    tree = parse(page(value))
    assert not {n.tag for n in tree.all()} & {"script", "img", "link", "object", "base", "form"}
    (style,) = tree.all("style")
    assert not re.findall(r"@import|url\((?!#)", style.text)
    for node in tree.all():
        assert not [a for a in node.attrs if a.startswith("on") or a in ("src", "style")]
        assert node.attrs.get("href", "#").startswith("#")


@each_page
def test_what_a_page_refers_to_is_there_once(page):
    """Anchors and names lead to an element, and no two elements share an id."""
    tree = parse(page("Nora"))
    ids = [n.attrs["id"] for n in tree.all() if "id" in n.attrs]
    assert len(ids) == len(set(ids))
    links = {n.attrs["href"][1:] for n in tree.all("a")}
    named = {i for n in tree.all() for i in n.attrs.get("aria-labelledby", "").split()}
    assert links | named <= set(ids)
    assert links | named


def shape(tree):
    """All elements and classes of a page, in order."""
    return [(n.tag, n.attrs.get("class")) for n in tree.all()]


@each_page
@given(value=st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1))
def test_no_value_changes_a_page(page, value):
    """Whatever stands in a cell, the page has the same elements, and the cell can be read."""
    tree = parse(page(value))
    assert shape(tree) == shape(parse(page("Nora")))
    assert value in [n.text for n in tree.all("bdi")]


@each_page
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_text(page, value):
    """Known attempts to break out of a page stay what they are: text."""
    tree = parse(page(value))
    assert shape(tree) == shape(parse(page("Nora")))
    assert value in [n.text for n in tree.all("bdi")]


@each_page
def test_names_keep_their_direction_to_themselves(page):
    """Every name from the list stands isolated, so that Arabic or Hebrew turns nothing around it."""
    name = "שרה כהן"
    tree = parse(page(name))
    isolated = sum(n.text.count(name) for n in tree.all("bdi"))
    assert isolated >= 3


def test_the_twin_is_shown_in_a_closed_frame():
    """The HTML of a mail has no rights in the page, and is laid out only when it is unfolded."""
    (frame,) = parse(preview_of("<b>Nora</b>")).all("iframe")
    assert frame.attrs["sandbox"] is None
    assert frame.attrs["loading"] == "lazy"
    assert frame.attrs["srcdoc"] == "<b>Nora</b>"


def test_a_sheet_shows_what_the_mail_says():
    """From, To, Subject, time and files stand above, the letter beneath, the source unfolds."""
    sheet = PreviewMail(
        "Eva Kraus", "eva@x.example", "Anna <a@x.example>", "Lange her", "Di 9:04", "en",
        "Dear Eva,\n\n  hello\n", "", "long-silence", "Date: x", (("plan.pdf", 2048),),
    )  # fmt: skip
    (article,) = parse(preview_page("c", "jetzt", [sheet], "en")).all("article")
    assert [n.text for n in article.all("dd")] == [
        "Anna <a@x.example>", "Eva Kraus <eva@x.example>", "Lange her", "Di 9:04 · long-silence",
        "plan.pdf (3 KB)",
    ]  # fmt: skip
    (letter,) = article.all("div", kind="letter", lang="en")
    assert letter.text == "Dear Eva,\n\n  hello"
    (pre,) = article.all("pre")
    assert pre.text == "Date: x"


TEXT = "Liebe Eva,\n\nnur noch heute: Rabatt, nur noch heute!\n\nein Satz.\nHerzlich\n"


def noted(*notes, text=TEXT, lang="de"):
    sheet = PreviewMail("Eva", "eva@x.example", subject="Lange her", text=text, notes=notes)
    other = PreviewMail("Ida", "ida@x.example", text=text)
    return parse(preview_page("c", "jetzt", [other, sheet], lang))


def at(words, nth=0, message="m", **more):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Note("G11", more.pop("level", "warning"), message, "h", start, start + len(words))


def test_a_remark_stands_beside_its_paragraph():
    """The paragraph is a block with its remarks, the words are marked, nothing else of the letter moves."""
    tree = noted(at("Rabatt", message="lockt", level="error"), at("Satz", message="kurz"))
    plain, letter = tree.all("div", kind="letter")
    assert plain.text == TEXT.rstrip()
    first, second = letter.all("div", kind="found")
    assert [n.text for n in first.all("mark")] == ["Rabatt"]
    assert [n.text for n in first.all("bdi")] == ["lockt", "h"]
    assert next(first.all("b")).text == "G11 · umschreiben"
    assert next(second.all("b")).text == "G11 · ansehen"
    lines = [first.children[1].text, second.children[1].text]
    assert lines == ["nur noch heute: Rabatt, nur noch heute!", "ein Satz."]
    between = [c for c in letter.children if isinstance(c, str)]
    assert between == ["Liebe Eva,\n\n", "\n", "Herzlich"], "a block is a line of its own"


def test_several_remarks_on_one_paragraph():
    """Each place is marked, overlapping ones once; what is said twice in a paragraph is told once."""
    tree = noted(
        at("nur noch", message="drängt"),
        at("nur noch", 1, message="drängt"),
        at("noch heute: Rabatt", message="lockt"),
    )
    (found,) = tree.all("div", kind="found")
    assert [n.text for n in found.all("mark")] == ["nur noch", " heute: Rabatt", "nur noch"]
    assert [n.text for n in found.all("bdi")] == ["drängt", "h", "lockt", "h"]
    assert "2 Hinweise" in next(tree.all("nav")).text


def test_remarks_on_subject_and_whole_letter():
    """What is missing is said before the letter; what is about the subject marks the subject."""
    tree = noted(
        Note("G17", "error", "kein Ausweg", "h"), Note("G16", "warning", "laut", "h", subject=True)
    )
    (found,) = tree.all("div", kind="found whole")
    assert [n.text for n in found.all("b")] == ["G17 · umschreiben", "G16 · ansehen · Betreff"]
    assert [n.text for n in tree.all("mark")] == ["Lange her"]
    assert next(n.text for n in tree.all("div", kind="letter")) == TEXT.rstrip()


def test_letters_with_remarks_are_counted():
    """Above all stands how many letters have remarks, leading to the first; without any, nothing."""
    (line,) = noted(at("Rabatt")).all("p", kind="noted")
    assert line.text == "ein Brief hat Hinweise"
    assert next(line.all("a")).attrs["href"] == "#m2"
    assert (
        "one letter has remarks" in next(noted(at("Rabatt"), lang="en").all("p", kind="noted")).text
    )
    tree = noted()
    assert not list(tree.all("p", kind="noted"))
    assert not list(tree.all("aside"))
    assert not list(tree.all("div", kind="found"))


@given(
    text=st.text("ab \n", max_size=40),
    places=st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=6),
)
def test_remarks_lose_no_word_of_a_letter(text, places):
    """Wherever remarks are, every line of the letter stands there once and in order."""
    notes = [Note("G1", "warning", "m", "h", *sorted(place)) for place in places]
    _, letter = noted(*notes, text=text).all("div", kind="letter")
    lines = []
    for child in letter.children:
        if isinstance(child, str):
            lines += child.removesuffix("\n").split("\n")
        else:
            lines += [p.text for p in child.children if p.tag == "p"]
    assert "".join(lines) == text.rstrip().replace("\n", "")
    assert [x for x in lines if x] == [x for x in text.rstrip().split("\n") if x]


def test_the_preview_counts_its_sheets():
    """As many sheets as letters, each linked by its name; who waits is named with the reason."""
    sheets = [PreviewMail(f"Nora {i}", "n@x.example") for i in range(12)]
    tree = parse(preview_page("c", "now", [*sheets, PreviewMail("Udo", "u@x", waits="why")], "en"))
    assert len(list(tree.all("article"))) == 12
    assert [a.text for a in tree.all("a")] == [s.name for s in sheets]
    assert (
        next(tree.all("p", kind="lead")).text == "12 letters ready · one waits for you · as of now"
    )
    assert [n.text for n in next(tree.all("table")).all("td")] == ["Udo", "why"]


def test_the_counts_of_the_report_add_up():
    """The states stand with their numbers, and beneath them their sum."""
    tree = parse(report_of("Nora", "en"))
    rows = [[n.text for n in row.all("td")] for row in next(tree.all("table")).all("tr")]
    assert rows == [["3", "accepted"], ["1", "planned"], ["4", "together"]]


def test_one_day_needs_no_chart():
    """A report of a single day has no picture; of two days it has one for each month."""
    two = ReportData("c", "s", "at", 1, {}, 0, [("2027-05-04", 2), ("2027-06-01", 1)], [])
    assert len(list(parse(report_page(two, "en")).all("svg", role="img"))) == 2
    one = replace(two, per_day=[("2027-05-04", 2)])
    assert not list(parse(report_page(one, "en")).all("svg"))


# -- the plan ----------------------------------------------------------------------------------


def crowd(first, later):
    return tuple(mail(1, f"A{i}") for i in range(first)) + tuple(
        mail(2, f"B{i}") for i in range(later)
    )


loads = st.dictionaries(
    st.dates(date(2027, 1, 1), date(2028, 2, 29)),
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(any),
    min_size=1,
    max_size=12,
)


def bars(tree):
    """The picture's facts: {day: [first, later]}."""
    return {
        n.attrs["data-day"]: [
            sum(int(r.attrs["data-n"]) for r in n.all("rect", kind=kind))
            for kind in ("first", "later")
        ]
        for n in tree.all("g")
    }


def table(tree):
    """The table's facts, and its last line."""
    (found,) = tree.all("table", kind="days")
    rows = [
        ([n.attrs["datetime"] for n in row.all("time")], [int(n.text) for n in row.all("td")])
        for row in found.all("tr")
    ]
    return {day[0]: counts for day, counts in rows[1:-1]}, rows[-1][1]


@given(days=loads)
def test_picture_table_and_list_of_the_plan_say_the_same(days):
    """Each day has the same counts in all three, sums are right, and nobody is left out."""
    entries = [PlanDay(day, crowd(*days[day])) for day in sorted(days)]
    tree = parse(plan_page(["c"], "now", [a_plan(*entries)], "en"))
    expected = {day.isoformat(): list(n) for day, n in days.items()}
    assert bars(tree) == expected
    rows, sums = table(tree)
    assert rows == {day: [*n, sum(n)] for day, n in expected.items()}
    total = sum(map(sum, days.values()))
    assert sums[2] == sums[0] + sums[1] == total
    lists = list(tree.all("ol", kind="mails"))
    assert [len(list(x.all("li", kind=None))) for x in lists] == [
        2 * sum(days[day]) for day in sorted(days)
    ], "each person is an entry, and has one sentence of what follows"
    heads = [n for n in tree.all("h3") if "id" in n.attrs]
    counts = [next(n.all("small")).text.split()[0] for n in heads]
    assert sum(1 if n == "one" else int(n) for n in counts) == total
    assert next(tree.all("p", kind="lead")).text.split()[0] in (str(total), "one")


@given(days=loads, limit=st.integers(0, 90))
def test_bars_stay_in_the_picture(days, limit):
    """Bars stand on the base, the later letters upon the first, none above the picture."""
    picture = charts(
        [Load(day, days[day]) for day in sorted(days)], ("first", "later"), "en", limit=limit
    )
    tree = parse(picture)
    for day in tree.all("g"):
        bottom = 104.0
        for rect in day.all("rect"):
            y, high = float(rect.attrs["y"]), float(rect.attrs["height"])
            assert high > 0
            assert y + high == pytest.approx(bottom, abs=0.11)
            bottom = y
            left, wide = (float(rect.attrs[k].rstrip("%")) for k in ("x", "width"))
            assert left >= 0
            assert left + wide <= 100
        assert bottom >= 20


@given(days=loads)
def test_a_picture_can_be_heard(days):
    """Each picture has a title and a description that names all its days and numbers."""
    tree = parse(charts([Load(d, days[d]) for d in sorted(days)], ("first", "later"), "en"))
    pictures = list(tree.all("svg", role="img"))
    assert len(pictures) == len({(d.year, d.month) for d in days})
    for picture in pictures:
        title, desc = next(picture.all("title")), next(picture.all("desc"))
        assert picture.attrs["aria-labelledby"].split() == [title.attrs["id"], desc.attrs["id"]]
        told = [next(g.all("title")).text for g in picture.all("g")]
        assert desc.text.split("; ") == told


def limits(n, limit):
    """The limit as drawn in each picture, and as told in the key."""
    tree = parse(charts([Load(DAY, (n, 0))], ("a", "b"), "en", limit=limit))
    (svg,) = tree.all("svg", role="img")
    return [x.attrs["y1"] for x in svg.all("line", kind="limit")], next(tree.all("ul")).text


def test_the_limit_is_a_line():
    """The limit is drawn where its number stands; far above all bars it is only told."""
    assert limits(10, 20) == (["20.0"], "abat most 20 in 24 hours")
    assert limits(20, 10)[0] == ["62.0"], "a plan may exceed a limit that was lowered"
    assert limits(1, 20)[0] == ["20.0"], "a day with one of twenty looks as empty as it is"
    drawn, told = limits(10, 400)
    assert drawn == []
    assert "at most 400 in 24 hours (far above this picture)" in told
    assert limits(10, 0) == ([], "ab")


def test_series_differ_in_more_than_shade():
    """Later letters are hatched, by a pattern that the page holds exactly once."""
    tree = parse(plan_of("Nora"))
    assert [n.attrs["id"] for n in tree.all("pattern")] == ["later"]
    assert "fill:url(#later)" in next(tree.all("style")).text


def test_days_on_which_nothing_goes_are_named_and_shaded():
    """Days in a row are one line with the reason, and each of them is shaded in the picture."""
    until = DAY + timedelta(days=3)
    row = PlanDay(DAY + timedelta(days=1), (), ("Christi Himmelfahrt", "Brückentag"), until)
    entries = [PlanDay(DAY, crowd(1, 0)), row, PlanDay(DAY + timedelta(days=7), crowd(0, 1))]
    tree = parse(plan_page(["c"], "jetzt", [a_plan(*entries)], "de"))
    (line,) = tree.all("p", kind="shutdown")
    assert line.text == "Mittwoch, 5. Mai – Freitag, 7. Mai: Christi Himmelfahrt, Brückentag"
    (picture,) = tree.all("svg", role="img")
    told = [n.text for n in picture.all("rect", kind="shut")]
    assert told == [
        f"{day}. Mai: Christi Himmelfahrt, Brückentag"
        for day in ("Mittwoch, 5", "Donnerstag, 6", "Freitag, 7")
    ]


def test_a_day_that_is_shut_for_some_has_its_note_and_its_mails():
    """Where a holiday is not everybody's, the day shows both, and is not shaded."""
    tree = parse(
        plan_page(["c"], "x", [a_plan(PlanDay(DAY, crowd(2, 0), ("Fronleichnam (Bayern)",)))], "de")
    )
    assert next(tree.all("p", kind="shutdown")).text == "Fronleichnam (Bayern)"
    assert bars(tree) == {"2027-05-04": [2, 0]}
    assert not list(next(tree.all("svg", role="img")).all("rect", kind="shut"))


def test_a_person_of_the_plan():
    """One line says minute, name, letter and rule; unfolded: the address and what would follow."""
    entry = PlanDay(DAY, (mail(1, "Eva Kraus", rule="langsam anfangen"),))
    (person,) = parse(plan_page(["c"], "x", [a_plan(entry)], "de")).all("details", kind="mail")
    line, rest = person.children
    assert line.tag == "summary"
    assert [n.text for n in line.children] == ["09:04", "Eva Kraus", "Brief", "langsam anfangen"]
    assert [n.text for n in rest.children] == [
        "i@x.example",
        "Wenn nie eine Antwort kommt:",
        "danach nichts mehr",
    ]


def test_months_are_headings_and_a_long_plan_has_contents():
    """Each month is a heading with its count, and from three months on one can jump to it."""
    days = [PlanDay(date(2027, m, 4), crowd(m, 0)) for m in (5, 6, 7)]

    def page(*some):
        return parse(plan_page(["c"], "x", [a_plan(*some)], "en"))

    heads = [n.text for n in page(*days).all("h3") if "id" in n.attrs]
    assert heads == ["May 2027 5 letters", "June 2027 6 letters", "July 2027 7 letters"]
    assert [a.text for a in page(*days).all("a")] == ["May 2027", "June 2027", "July 2027"]
    assert not list(page(*days[:2]).all("nav"))


def test_two_mailboxes_share_a_page():
    """Each mailbox has its own part, and their anchors and pictures keep apart."""
    days = [PlanDay(date(2027, m, 4), crowd(1, 1)) for m in (5, 6, 7)]
    plans = [a_plan(*days), a_plan(*days, sender="ben@weber.example")]
    tree = parse(plan_page(["a", "b"], "x", plans, "en"))
    assert [n.text for n in tree.all("h2")] == ["anna@weber.example", "ben@weber.example"]
    ids = [n.attrs["id"] for n in tree.all() if "id" in n.attrs]
    assert len(ids) == len(set(ids))
    assert next(tree.all("p", kind="lead")).text == "12 letters · as of x"


def test_an_empty_plan_says_so():
    """Nothing planned: the facts stand there, without a picture and without a table."""
    tree = parse(plan_page(["c"], "x", [a_plan()], "en"))
    assert next(tree.all("ul", kind="facts")).text == "5 Briefe"
    assert not list(tree.all("table"))
    assert not list(tree.all("svg", role="img"))


def test_a_thousand_people_fit_on_a_page():
    """Two thousand mails are all there, in at most a kilobyte each."""
    days = [PlanDay(DAY + timedelta(days=i), crowd(10, 10)) for i in range(100)]
    page = plan_page(["c"], "x", [a_plan(*days)], "de")
    assert len(list(parse(page).all("details", kind="mail"))) == 2000
    assert len(page.encode()) < 2_000_000
