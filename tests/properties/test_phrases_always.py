"""What holds for every name and every gap, not only for those one thinks of."""

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outreach.model import Contact
from outreach.phrases import gap_phrase, gap_span, number_word, salutation, too_recent

TODAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
#: From the shortest gap to sixty years.
AGES = st.integers(42, 60 * 365)
LANGUAGES = st.sampled_from(["de", "en"])
PRECISIONS = st.sampled_from([10, 7, 4])
CELLS = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from([
            "Anna", "Groß", "von", "Dr.", "Prof.", "Frau", "Herr", "&", "/", "und", "GmbH", "e.V.", "-",
            "王", "ÖZ", "MBA", ",", "ǅ", "ß", "İ", "١", "\u0301", "DI", "@", "a", "B.", "rer.",
        ]),
        max_size=6,
    ).map(" ".join),
)  # fmt: skip
#: How sure each hedge is: the least number of months that its year or month stands for.
SHIFT = {"gut": 0.25, "über": 5, "over": 0.25, "fast": -2, "almost": -2}


def months_named(phrase: str, language: str) -> float:
    """The shortest time a phrase can stand for, in months."""
    if "Wochen" in phrase or "weeks" in phrase:
        return 1
    numbers = {
        number_word(n, language, dative=d): n for n in range(1, 61) for d in (True, False)
    } | {"a": 1}
    words = phrase.split()
    n = next(numbers[word] for word in words if word in numbers)
    year = "Jahr" in phrase or "year" in phrase
    return n * (12 if year else 1) + sum(SHIFT.get(word, 0) for word in words)


@given(TODAYS, AGES, PRECISIONS, LANGUAGES)
def test_a_gap_is_told_in_round_words(today, age, precision, language):
    """Any gap of 42 days or more has a phrase, and none counts days."""
    last = (today - timedelta(days=age)).isoformat()[:precision]
    phrase, span = gap_phrase(last, today, language), gap_span(last, today, language)
    assert phrase
    assert not re.search(r"\b(tag|tage|tagen|day|days)\b", phrase, re.IGNORECASE)
    assert all(
        int(digits) > 12 and re.search("Jahr|year", phrase) for digits in re.findall(r"\d+", phrase)
    )
    assert span == "" or "gut" not in span or precision > 4
    assert (span == "") == (phrase in {"schon länger", "for quite a while"})


@given(TODAYS, AGES, AGES, LANGUAGES)
def test_an_older_gap_is_never_told_as_shorter(today, one, other, language):
    """The further back the last contact, the longer the gap that is named."""
    near, far = sorted((one, other))
    told = [
        gap_phrase((today - timedelta(days=age)).isoformat(), today, language)
        for age in (near, far)
    ]
    assert months_named(told[0], language) <= months_named(told[1], language)


@given(TODAYS, AGES)
def test_what_is_named_has_really_passed(today, age):
    """No phrase claims more time than has gone by, and "fast" is within two months."""
    phrase = gap_phrase((today - timedelta(days=age)).isoformat(), today, "de")
    least = months_named(phrase, "de")
    # A month is 30.44 days on average; three days is how far a few of them may be off.
    assert least * 30.44 - 3 <= age
    assert "fast" not in phrase or age <= (least + 2) * 30.44 + 3


@given(TODAYS, st.integers(-4000, 41), PRECISIONS)
def test_recent_or_unsure(today, age, precision):
    """Contact in the last 42 days or to come is recent; a coarse date only when certainly so."""
    last = (today - timedelta(days=age)).isoformat()
    coarse = last[:precision]
    assert too_recent(last, today)
    assert gap_phrase(last, today, "de") == ""
    first = date.fromisoformat(
        coarse + "-01-01"[: 10 - precision] if precision != 7 else coarse + "-01"
    )
    assert too_recent(coarse, today) == ((today - first).days < 42)


@given(st.text(max_size=12), TODAYS, LANGUAGES)
def test_no_date_never_stops_a_run(last, today, language):
    """Whatever stands in the cell, there is an answer."""
    assert (gap_phrase(last, today, language) == "") == too_recent(last, today)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "first_name": CELLS, "last_name": CELLS, "title": CELLS, "salutation": CELLS,
            "gender": st.sampled_from(["f", "m", "d", "f/m", "?"]), "region": st.sampled_from(["AT", "AT-9", "DE-BY", "US", "CH", "ß"]),
        },
    ),
    st.sampled_from([("de", "sie"), ("de", "du"), ("de", "ihr"), ("en", "formal"), ("en", "casual"), ("en", "ihr"), ("de", "formal")]),
    st.sampled_from(["warm", "plain", "stiff"]),
)  # fmt: skip
def test_any_name_is_greeted_on_one_line_or_not_at_all(fields, voice, tone):
    """No name stops a run, none breaks the line, and every doubt has its reason in both languages."""
    greeting = salutation(Contact("a@example.com", "a@example.com", fields), *voice, tone=tone)
    if greeting is None:
        return
    assert greeting.text == " ".join(greeting.text.split())
    assert greeting.text
    assert not greeting.text.endswith(",")
    assert greeting.doubtful == (greeting.why is not None)
    if greeting.why:
        assert greeting.why.text("de") != greeting.why.text("en")
