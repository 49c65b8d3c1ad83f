"""The small grammar of a letter: greetings, gaps, dates."""

from datetime import date, datetime, time

import pytest

from outreach.model import Contact
from outreach.phrases import (
    Greeting,
    date_in_text,
    date_words,
    gap_phrase,
    gap_span,
    join_and,
    moment_in_text,
    number_word,
    salutation,
    spelt_swiss,
    swiss,
    time_words,
    too_recent,
)
from outreach.words import catalogue

TODAY = date(2026, 11, 23)
CALL = datetime(2026, 12, 1, 14, 30)


def greet(language="de", register="sie", tone="plain", **fields):
    """The greeting of a contact with these cells."""
    contact = Contact("anna@example.com", "anna@example.com", fields)
    return salutation(contact, language, register, tone=tone)


def text(*args, **fields):
    """Only the words of that greeting, or None."""
    greeting = greet(*args, **fields)
    return greeting and greeting.text


def doubt(*args, **fields):
    """The key of the reason why that greeting is doubtful, or None."""
    greeting = greet(*args, **fields)
    assert greeting.doubtful is (greeting.why is not None)
    return greeting.why and greeting.why.key.removeprefix("phrases.")


ANNA = {"first_name": "Anna", "last_name": "Kurz", "gender": "f"}
BERND = {"first_name": "Bernd", "last_name": "Klein", "gender": "m"}
KIM = {"first_name": "Kim", "last_name": "Lang"}


class TestOneGerman:
    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            (ANNA, "Guten Tag Frau Kurz"),
            (BERND, "Guten Tag Herr Klein"),
            (KIM, "Guten Tag Kim Lang"),
            (KIM | {"gender": "d"}, "Guten Tag Kim Lang"),
            ({"first_name": "Andrea", "last_name": "Rossi"}, "Guten Tag Andrea Rossi"),
            ({"last_name": "Kurz", "gender": "f"}, "Guten Tag Frau Kurz"),
            ({"first_name": "Anna", "gender": "f"}, "Guten Tag Anna"),
            ({"first_name": "Anna"}, "Guten Tag Anna"),
            ({"last_name": "von der Heide", "gender": "m"}, "Guten Tag Herr von der Heide"),
        ],
    )
    def test_sie(self, fields, expected):
        """Sie names a known gender, both names without one, and never guesses it."""
        assert text(**fields) == expected

    @pytest.mark.parametrize(
        "fields",
        [{}, {"last_name": "Kurz"}, {"title": "Dr."}, {"first_name": "-", "last_name": "n/a"}],
    )
    def test_sie_without_a_kind_form(self, fields):
        """A bare last name, a filler or nothing at all cannot be greeted."""
        assert greet(**fields) is None

    @pytest.mark.parametrize("register", ["sie", "du", "formal", "casual"])
    @pytest.mark.parametrize("language", ["de", "en"])
    def test_nobody(self, language, register):
        """A row without any name is not sendable, in no voice."""
        assert greet(language, register) is None

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            (ANNA, "Hallo Anna"),
            (KIM | {"title": "Dr."}, "Hallo Kim"),
            ({"last_name": "Kurz", "gender": "f"}, None),
        ],
    )
    def test_du(self, fields, expected):
        """Du takes the first name alone, and cannot do without it."""
        assert text("de", "du", **fields) == expected

    @pytest.mark.parametrize(
        ("register", "tone", "fields", "expected"),
        [
            ("sie", "warm", ANNA, "Liebe Frau Kurz"),
            ("sie", "warm", BERND, "Lieber Herr Klein"),
            ("sie", "stiff", ANNA, "Sehr geehrte Frau Kurz"),
            ("sie", "stiff", BERND | {"title": "Dr."}, "Sehr geehrter Herr Dr. Klein"),
            ("sie", "warm", KIM, "Guten Tag Kim Lang"),
            ("sie", "stiff", KIM, "Guten Tag Kim Lang"),
            ("du", "warm", ANNA, "Liebe Anna"),
            ("du", "warm", BERND, "Lieber Bernd"),
            ("du", "warm", KIM, "Hallo Kim"),
            ("du", "stiff", ANNA, "Hallo Anna"),
        ],
    )
    def test_tone(self, register, tone, fields, expected):
        """Warm and stiff openings bend with the gender, so they need to know it."""
        assert text("de", register, tone, **fields) == expected


class TestTitles:
    @pytest.mark.parametrize(
        ("title", "expected"),
        [
            ("Dr.", "Guten Tag Frau Dr. Kurz"),
            ("Dr. med.", "Guten Tag Frau Dr. Kurz"),
            ("Dr.-Ing.", "Guten Tag Frau Dr. Kurz"),
            ("Dr. Dr. h.c.", "Guten Tag Frau Dr. Kurz"),
            ("Prof. Dr.", "Guten Tag Frau Professorin Kurz"),
            ("Prof.Dr.rer.nat.", "Guten Tag Frau Professorin Kurz"),
            ("Univ.-Prof. DI Dr.", "Guten Tag Frau Professorin Kurz"),
            ("Dipl.-Ing.", "Guten Tag Frau Kurz"),
            ("Dipl.-Ing. Dr.", "Guten Tag Frau Dr. Kurz"),
            ("Mag.", "Guten Tag Frau Kurz"),
            ("B.Sc.", "Guten Tag Frau Kurz"),
            ("M.A., MBA", "Guten Tag Frau Kurz"),
            ("Geschäftsführerin", "Guten Tag Frau Kurz"),
        ],
    )
    def test_germany(self, title, expected):
        """Dr. stays, a professor is called one, degrees and positions are not said."""
        assert text(**ANNA, title=title, region="DE-BY") == expected
        assert text(**ANNA, title=title) == expected

    @pytest.mark.parametrize(
        ("title", "expected"),
        [
            ("Mag.", "Guten Tag Frau Mag. Kurz"),
            ("DI", "Guten Tag Frau DI Kurz"),
            ("Dipl.-Ing.", "Guten Tag Frau DI Kurz"),
            ("Dipl. Ing. (FH)", "Guten Tag Frau DI Kurz"),
            ("Ing.", "Guten Tag Frau Ing. Kurz"),
            ("Mag. Dr.", "Guten Tag Frau Mag. Dr. Kurz"),
            ("DDr.", "Guten Tag Frau DDr. Kurz"),
            ("Dr.", "Guten Tag Frau Dr. Kurz"),
            ("Prof. Dr.", "Guten Tag Frau Professorin Kurz"),
            ("MBA", "Guten Tag Frau Kurz"),
        ],
    )
    @pytest.mark.parametrize("region", ["AT", "AT-9"])
    def test_austria(self, title, expected, region):
        """In Austria Mag., DI and Ing. are part of the name."""
        assert text(**ANNA, title=title, region=region) == expected

    def test_form_of_address(self):
        """Frau or Herr in the title column tells the gender."""
        assert text(last_name="Kurz", title="Frau Dr.") == "Guten Tag Frau Dr. Kurz"

    def test_unknown_gender(self):
        """A title stands before both names, a professor's in its neutral short form."""
        assert text(**KIM, title="Dr.") == "Guten Tag Dr. Kim Lang"
        assert text(**KIM, title="Prof. Dr.") == "Guten Tag Prof. Kim Lang"
        assert text(last_name="Lang", title="Dr.") == "Guten Tag Dr. Lang"
        assert text(**BERND, title="Prof.") == "Guten Tag Herr Professor Klein"

    @pytest.mark.parametrize(
        ("first", "last", "expected"),
        [
            ("Dr. Kim", "Lang", "Guten Tag Dr. Kim Lang"),
            ("Kim", "Dr. rer. nat. Lang", "Guten Tag Dr. Kim Lang"),
            ("Kim", "Dr.Lang", "Guten Tag Dr. Kim Lang"),
            ("Kim", "Lang, MBA", "Guten Tag Kim Lang"),
            ("Kim", "Lang M.Sc.", "Guten Tag Kim Lang"),
            ("Kim", "Frau Lang", "Guten Tag Frau Lang"),
            ("Herr Dr.", "Lang", "Guten Tag Herr Dr. Lang"),
            ("Kim", "DI Lang", "Guten Tag Kim Lang"),
            ("Di", "Ma", "Guten Tag Di Ma"),
            ("Ing", "Di Stefano", "Guten Tag Ing Di Stefano"),
            ("Prof. Dr. Kim von Lang", "", "Guten Tag Prof. Kim von Lang"),
            ("Frau Kim Lang", "", "Guten Tag Frau Lang"),
            ("Frau Dr.", "Lang", "Guten Tag Frau Dr. Lang"),
            ("Kim", "Lang,", "Guten Tag Kim Lang"),
            ("Kim", "Herr", "Guten Tag Kim Herr"),
            ("Kim", "Professor", "Guten Tag Kim Professor"),
        ],
    )
    def test_inside_a_name(self, first, last, expected):
        """Titles and forms of address typed into a name are understood; names like them stay."""
        assert text(first_name=first, last_name=last) == expected


class TestOneEnglish:
    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            (ANNA, "Dear Ms Kurz"),
            (BERND, "Dear Mr Klein"),
            (KIM, "Dear Kim Lang"),
            (KIM | {"gender": "d"}, "Dear Kim Lang"),
            ({"last_name": "Müller", "title": "Dr."}, "Dear Dr Müller"),
            (ANNA | {"title": "Dr."}, "Dear Dr Kurz"),
            (ANNA | {"title": "PhD"}, "Dear Dr Kurz"),
            (ANNA | {"last_name": "Kurz, Ph.D."}, "Dear Dr Kurz"),
            (ANNA | {"title": "Prof. Dr."}, "Dear Professor Kurz"),
            (ANNA | {"title": "Dipl.-Ing."}, "Dear Ms Kurz"),
            (ANNA | {"title": "Mag.", "region": "AT"}, "Dear Ms Kurz"),
            ({"first_name": "Jane"}, "Dear Jane"),
            ({"last_name": "Kurz"}, None),
            (ANNA | {"region": "US-CA"}, "Dear Ms. Kurz"),
            (ANNA | {"title": "Dr.", "region": "US"}, "Dear Dr. Kurz"),
            (ANNA | {"title": "Prof.", "region": "US"}, "Dear Professor Kurz"),
        ],
    )
    def test_formal(self, fields, expected):
        """British forms without a dot, American with one; Ms and Mr only when known."""
        assert text("en", "formal", **fields) == expected

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"first_name": "Jane", "last_name": "Doe"}, "Hi Jane"),
            ({"last_name": "Doe", "gender": "f"}, "Hi Ms Doe"),
            ({"last_name": "Doe"}, None),
        ],
    )
    def test_casual(self, fields, expected):
        """Casual English takes the first name."""
        assert text("en", "casual", **fields) == expected


class TestSeveral:
    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            (
                {"last_name": "Groß / Klein", "gender": "f / m"},
                "Guten Tag Frau Groß, guten Tag Herr Klein",
            ),
            (
                {"last_name": "Klein / Groß", "gender": "m/f"},
                "Guten Tag Herr Klein, guten Tag Frau Groß",
            ),
            (
                {"last_name": "Frau Groß / Herr Dr. Klein"},
                "Guten Tag Frau Groß, guten Tag Herr Dr. Klein",
            ),
            ({"last_name": "Groß/Klein"}, None),
            (
                {"first_name": "Anna & Bernd", "last_name": "Groß"},
                "Guten Tag Anna Groß, guten Tag Bernd Groß",
            ),
            (
                {"first_name": "Anna und Bernd", "last_name": "Groß"},
                "Guten Tag Anna Groß, guten Tag Bernd Groß",
            ),
            ({"first_name": "Anna und Bernd Groß"}, "Guten Tag Anna Groß, guten Tag Bernd Groß"),
            (
                {"last_name": "Anna und Bernd von Groß"},
                "Guten Tag Anna von Groß, guten Tag Bernd von Groß",
            ),
            (
                {"last_name": "Anna Groß & Bernd Klein"},
                "Guten Tag Anna Groß, guten Tag Bernd Klein",
            ),
            (
                {"first_name": "Anna & Bernd", "last_name": "Groß & Klein"},
                "Guten Tag Anna Groß, guten Tag Bernd Klein",
            ),
            ({"first_name": "Anna & Bernd"}, "Guten Tag Anna, guten Tag Bernd"),
            (
                {"last_name": "Groß", "salutation": "Herr und Frau"},
                "Guten Tag Herr Groß, guten Tag Frau Groß",
            ),
            (
                {"last_name": "Groß / Klein", "gender": "f/m", "title": "Dr. / Prof."},
                "Guten Tag Frau Dr. Groß, guten Tag Herr Professor Klein",
            ),
            ({"first_name": "Anna &", "last_name": "Kurz"}, "Guten Tag Anna Kurz"),
            ({"first_name": "A & B & C & D", "last_name": "Groß"}, "Guten Tag zusammen"),
        ],
    )
    def test_sie(self, fields, expected):
        """Each is greeted in the order of the row; from four on all at once."""
        assert text(**fields) == expected

    def test_one_gender_for_two(self):
        """A single gender beside two people tells of neither."""
        assert (
            text(first_name="Anna & Bernd", last_name="Groß", gender="f")
            == "Guten Tag Anna Groß, guten Tag Bernd Groß"
        )

    @pytest.mark.parametrize(
        ("register", "fields", "expected"),
        [
            ("ihr", {"first_name": "Anna & Bernd", "last_name": "Groß"}, "Hallo Anna, hallo Bernd"),
            ("ihr", {"first_name": "Anna, Bernd"}, "Hallo Anna, Bernd"),
            ("ihr", {"first_name": "Anna, Bernd und Cem"}, "Hallo Anna, hallo Bernd, hallo Cem"),
            ("ihr", ANNA, "Hallo Anna"),
            ("ihr", {"last_name": "Groß / Klein"}, "Hallo zusammen"),
            ("ihr", {"company": "Tischlerei Groß"}, "Hallo zusammen"),
            ("ihr", {"first_name": "Anna & Bernd & Cem & Dora"}, "Hallo zusammen"),
            ("du", {"first_name": "Anna & Bernd"}, "Hallo Anna, hallo Bernd"),
            ("du", {"first_name": "Anna & Bernd & Cem & Dora"}, "Hallo zusammen"),
        ],
    )
    def test_close(self, register, fields, expected):
        """Ihr greets each first name, or the whole round where nobody is named."""
        assert text("de", register, **fields) == expected

    def test_english(self):
        """English greets all in one go."""
        couple = {"first_name": "Anna & Bernd", "last_name": "Groß & Klein", "gender": "f & m"}
        assert text("en", "formal", **couple) == "Dear Ms Groß and Mr Klein"
        assert text("en", "casual", **couple) == "Hi Anna and Bernd"
        assert (
            text("en", "casual", first_name="Anna, Bernd and Cem".replace(",", " &"))
            == "Hi Anna, Bernd and Cem"
        )
        assert text("en", "formal", last_name="A/B/C/D") == "Dear all"
        assert text("en", "casual", first_name="A/B/C/D") == "Hello everyone"


class TestOwnSalutation:
    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            ("Liebe Annerl", "Liebe Annerl"),
            ("Liebe Annerl,", "Liebe Annerl"),
            ("Moin Bernd !", "Moin Bernd"),
            ("Liebe Frau Kurz, lieber Herr Klein,", "Liebe Frau Kurz, lieber Herr Klein"),
        ],
    )
    def test_first(self, cell, expected):
        """What the user wrote comes before every rule, without its closing mark."""
        assert greet(**ANNA, salutation=cell) == Greeting(expected)

    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            ("Frau", "Guten Tag Frau Kurz"),
            ("Herr", "Guten Tag Herr Kurz"),
            ("Frau Dr.", "Guten Tag Frau Dr. Kurz"),
            ("Mr.", "Guten Tag Herr Kurz"),
        ],
    )
    def test_form_of_address(self, cell, expected):
        """A column that holds only Frau or Herr tells the gender, it is no greeting."""
        assert text(last_name="Kurz", salutation=cell) == expected

    def test_known_gender_wins(self):
        """The gender column is the more deliberate word."""
        assert text(**ANNA, salutation="Herr") == "Guten Tag Frau Kurz"

    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            ("Sehr geehrter Herr", "unfinished"),
            ("Sehr geehrte Frau Dr.", "unfinished"),
            ("Liebe", "unfinished"),
            ("Sehr geehrte Damen und Herren,", "impersonal"),
            ("Dear Sir or Madam", "impersonal"),
        ],
    )
    def test_doubtful(self, cell, expected):
        """A greeting that breaks off or names nobody is used, and shown first."""
        assert doubt(**ANNA, salutation=cell) == expected


class TestDoubt:
    @pytest.mark.parametrize(
        ("last", "expected"),
        [
            ("Muster GmbH", "not_a_person"),
            ("Muster gmbh", "not_a_person"),
            ("Muster AG", "not_a_person"),
            ("Groß & Klein KG", "not_a_person"),
            ("Muster Ltd", "not_a_person"),
            ("Muster Inc.", "not_a_person"),
            ("Muster UG", "not_a_person"),
            ("Sportfreunde e.V.", "not_a_person"),
            ("Sportfreunde e. V.", "not_a_person"),
            ("Team Einkauf", "not_a_person"),
            ("KURZ", "capitals"),
            ("kurz", "small"),
            ("Kurz2", "signs"),
            ("kurz@example.com", "signs"),
            ("Kurz, Anna", "comma"),
            ("K", "initial"),
            ("K.", "initial"),
            ("Kurz", None),
            ("Agathe", None),
            ("Incitti", None),
            ("O'Neill-Çelik", None),
            ("王", None),
            ("von Berg", None),
            ("McDonald", None),
        ],
    )
    def test_last_name(self, last, expected):
        """A name that is no name, or not written as in a letter, is looked at first."""
        assert doubt(last_name=last, gender="f") == expected

    def test_company_is_one(self):
        """The & of a firm does not make it two people."""
        assert (
            text(first_name="Anna", last_name="Groß & Klein GmbH")
            == "Guten Tag Anna Groß & Klein GmbH"
        )

    def test_only_what_is_said(self):
        """A flaw in a name that the greeting leaves out casts no doubt."""
        assert doubt(**ANNA | {"first_name": "A."}) is None
        assert doubt("de", "du", **ANNA | {"first_name": "A."}) == "initial"
        assert doubt("de", "du", **ANNA | {"last_name": "KURZ"}) is None

    @pytest.mark.parametrize(
        ("register", "fields", "expected"),
        [
            (
                "sie",
                {"first_name": "Anna & Bernd & Cem", "last_name": "Groß / Klein"},
                "who_is_who",
            ),
            ("sie", {"first_name": "Anna", "last_name": "Groß / Klein"}, "who_is_who"),
            (
                "sie",
                {"first_name": "Anna & Bernd", "last_name": "Groß", "title": "Dr."},
                "whose_title",
            ),
            ("sie", {"first_name": "Ann & Bea & Cem & Dan", "last_name": "Groß"}, "many"),
            ("sie", {"first_name": "Anna & Bernd", "last_name": "Groß"}, None),
            ("du", {"first_name": "Anna & Bernd"}, "du_to_several"),
            ("ihr", {"first_name": "Anna & Bernd"}, None),
            ("ihr", {}, "nobody_named"),
        ],
    )
    def test_several(self, register, fields, expected):
        """Where the row leaves open who is who, or whom the letter is for, a person looks."""
        assert doubt("de", register, **fields) == expected

    def test_every_reason_is_spoken(self):
        """Each sentence of the room can be said in both languages with the fields it has."""
        given = {"name": "KURZ", "title": "Dr.", "n": 4, "greeting": "Liebe"}
        for key, pair in catalogue("phrases").items():
            assert key.startswith("phrases.")
            assert all("{" not in sentence.format(**given) for sentence in pair)

    @pytest.mark.parametrize("lang", ["en", "de"])
    @pytest.mark.parametrize(
        "fields",
        [
            {"last_name": "KURZ"}, {"last_name": "X GmbH"}, {"salutation": "Liebe"},
            {"first_name": "A & B", "title": "Dr."}, {"first_name": "A/B", "last_name": "C/D/E"},
            {"first_name": "A/B/C/D"},
        ],
    )  # fmt: skip
    def test_reasons_fit_their_fields(self, fields, lang):
        """A doubt brings every field its sentence asks for."""
        assert greet(**{"first_name": "Kim"} | fields).why.text(lang)


#: last contact → German phrase, German span, English phrase, English span; today 2026-11-23.
GAPS = [
    ("2026-10-12", "seit einigen Wochen", "einige Wochen", "for a few weeks", "a few weeks"),  # 42 days
    ("2026-09-15", "seit einigen Wochen", "einige Wochen", "for a few weeks", "a few weeks"),  # 69 days
    ("2026-09-14", "seit gut zwei Monaten", "gut zwei Monate", "for over two months", "over two months"),  # 70
    ("2026-08-23", "seit drei Monaten", "drei Monate", "for about three months", "about three months"),
    ("2026-08-16", "seit drei Monaten", "drei Monate", "for about three months", "about three months"),
    ("2026-08-15", "seit gut drei Monaten", "gut drei Monate", "for over three months", "over three months"),
    ("2025-11-24", "seit gut elf Monaten", "gut elf Monate", "for over eleven months", "over eleven months"),
    ("2025-11-23", "seit einem Jahr", "ein Jahr", "for a year", "a year"),
    ("2025-11-16", "seit einem Jahr", "ein Jahr", "for a year", "a year"),
    ("2025-11-15", "seit gut einem Jahr", "gut ein Jahr", "for over a year", "over a year"),
    ("2025-06-24", "seit gut einem Jahr", "gut ein Jahr", "for over a year", "over a year"),  # 16 months
    ("2025-06-23", "seit über einem Jahr", "über ein Jahr", "for over a year", "over a year"),  # 17
    ("2025-01-24", "seit über einem Jahr", "über ein Jahr", "for over a year", "over a year"),  # 21
    ("2025-01-23", "seit fast zwei Jahren", "fast zwei Jahre", "for almost two years", "almost two years"),  # 22
    ("2024-11-24", "seit fast zwei Jahren", "fast zwei Jahre", "for almost two years", "almost two years"),
    ("2024-11-23", "seit zwei Jahren", "zwei Jahre", "for two years", "two years"),
    ("2024-09-30", "seit gut zwei Jahren", "gut zwei Jahre", "for over two years", "over two years"),
    ("2024-06-23", "seit über zwei Jahren", "über zwei Jahre", "for over two years", "over two years"),
    ("2024-01-23", "seit fast drei Jahren", "fast drei Jahre", "for almost three years", "almost three years"),
    ("2014-11-20", "seit zwölf Jahren", "zwölf Jahre", "for twelve years", "twelve years"),
    ("2013-10-01", "seit gut 13 Jahren", "gut 13 Jahre", "for over 13 years", "over 13 years"),
    # months: the middle counts, and "gut" must be true of the last day as well
    ("2026-10", "seit einigen Wochen", "einige Wochen", "for a few weeks", "a few weeks"),
    ("2026-08", "seit drei Monaten", "drei Monate", "for about three months", "about three months"),
    ("2025-11", "seit einem Jahr", "ein Jahr", "for a year", "a year"),
    ("2025-08", "seit gut einem Jahr", "gut ein Jahr", "for over a year", "over a year"),
    ("2025-05", "seit über einem Jahr", "über ein Jahr", "for over a year", "over a year"),
    ("2024-12", "seit fast zwei Jahren", "fast zwei Jahre", "for almost two years", "almost two years"),
    # years
    ("2025", "seit etwa einem Jahr", "etwa ein Jahr", "for about a year", "about a year"),
    ("2024", "seit etwa zwei Jahren", "etwa zwei Jahre", "for about two years", "about two years"),
    ("2010", "seit etwa 16 Jahren", "etwa 16 Jahre", "for about 16 years", "about 16 years"),
    # not known, or not enough
    ("2026", "schon länger", "", "for quite a while", ""),
    ("", "schon länger", "", "for quite a while", ""),
    ("2024-13", "schon länger", "", "for quite a while", ""),
    ("2023-02-29", "schon länger", "", "for quite a while", ""),
    ("neulich", "schon länger", "", "for quite a while", ""),
]  # fmt: skip


class TestGap:
    @pytest.mark.parametrize(
        ("last", "de", "de_span", "en", "en_span"), GAPS, ids=[g[0] or "unknown" for g in GAPS]
    )
    def test_table(self, last, de, de_span, en, en_span):
        """Each threshold of the gap, in both languages, after "nicht gesprochen" and bare."""
        assert gap_phrase(last, TODAY, "de") == de
        assert gap_span(last, TODAY, "de") == de_span
        assert gap_phrase(last, TODAY, "en") == en
        assert gap_span(last, TODAY, "en") == en_span

    @pytest.mark.parametrize(
        "last", ["2026-10-13", "2026-11-23", "2026-11-24", "2027", "2030-01", "2026-11"]
    )
    def test_too_recent(self, last):
        """Under 42 days, or in the future, no gap is claimed at all."""
        assert too_recent(last, TODAY)
        assert gap_phrase(last, TODAY, "de") == gap_span(last, TODAY, "en") == ""

    @pytest.mark.parametrize("last", ["", "2026-10-12", "2026-10", "2026", "2025", "neulich"])
    def test_not_certainly_recent(self, last):
        """A month or year counts as recent only when every day of it is."""
        assert not too_recent(last, TODAY)

    def test_young_years(self):
        """Early in a year the year before may be last week, so no year is claimed."""
        assert gap_phrase("2025", date(2026, 2, 1), "de") == "schon länger"
        assert gap_phrase("2025", date(2026, 6, 30), "de") == "schon länger"
        assert gap_phrase("2025", date(2026, 7, 1), "de") == "seit etwa einem Jahr"
        assert too_recent("2026", date(2026, 2, 1))

    def test_short_months(self):
        """The 31st has its month's birthday on the last day of a shorter month."""
        assert gap_phrase("2024-02-29", date(2026, 2, 28), "de") == "seit zwei Jahren"
        assert gap_phrase("2026-08-31", date(2026, 11, 30), "de") == "seit drei Monaten"


class TestDates:
    def test_whole(self):
        """Weekday, day, month, year as each country writes them."""
        assert date_words(CALL, "de") == "Dienstag, 1. Dezember 2026"
        assert date_words(CALL.date(), "en") == "Tuesday, 1 December 2026"
        assert date_words(CALL, "en", "US-NY") == "Tuesday, December 1, 2026"
        assert date_words(date(2027, 1, 7), "de", "AT-9") == "Donnerstag, 7. Jänner 2027"
        assert date_words(date(2027, 1, 7), "de", "DE") == "Donnerstag, 7. Januar 2027"
        assert date_words(date(2027, 1, 7), "en", "AT") == "Thursday, 7 January 2027"

    def test_in_text(self):
        """Inside a sentence German uses the dative and a comma."""
        assert date_in_text(CALL, "de") == "am Dienstag, dem 1. Dezember"
        assert date_in_text(CALL, "en") == "on Tuesday, 1 December"
        assert date_in_text(date(2027, 1, 7), "de", "AT") == "am Donnerstag, dem 7. Jänner"
        assert moment_in_text(CALL, "de") == "am Dienstag, dem 1. Dezember, um 14:30 Uhr"
        assert moment_in_text(CALL, "en") == "on Tuesday, 1 December, at 2:30 pm"

    @pytest.mark.parametrize(
        ("at", "de", "en"),
        [
            (time(14, 30), "14:30 Uhr", "2:30 pm"),
            (time(9, 5), "9:05 Uhr", "9:05 am"),
            (time(12, 0), "12:00 Uhr", "12 noon"),
            (time(12, 15), "12:15 Uhr", "12:15 pm"),
            (time(0, 0), "0:00 Uhr", "12 midnight"),
            (time(0, 30), "0:30 Uhr", "12:30 am"),
        ],
    )
    def test_time(self, at, de, en):
        """Twenty-four hours in German, am and pm in English, and no "12:00 pm"."""
        assert time_words(at, "de") == de
        assert time_words(at, "en") == en


class TestText:
    def test_join(self):
        """Commas, then the word, without a comma before it."""
        assert [join_and(["a", "b", "c"][:n], "de") for n in range(4)] == [
            "",
            "a",
            "a und b",
            "a, b und c",
        ]
        assert join_and(("a", "b", "c"), "en") == "a, b and c"

    def test_numbers(self):
        """Words up to twelve, digits after; only one bends in the dative."""
        assert [number_word(n, "de") for n in (1, 2, 12, 13)] == ["ein", "zwei", "zwölf", "13"]
        assert [number_word(n, "de", dative=True) for n in (1, 2, 12, 13)] == [
            "einem",
            "zwei",
            "zwölf",
            "13",
        ]
        assert [number_word(n, "en", dative=True) for n in (1, 12, 13)] == ["one", "twelve", "13"]

    def test_swiss(self):
        """Switzerland has no ß."""
        assert swiss("Freundliche Grüße, STRAẞE") == "Freundliche Grüsse, STRASSE"

    def test_swiss_leaves_addresses(self):
        """An address with another spelling leads elsewhere."""
        text = "Maße: https://maß.example/ß, <a@maß.example>, (www.maß.example)"
        assert swiss(text) == text.replace("Maße", "Masse")

    def test_where_swiss_is_spelt(self):
        """In Switzerland, its cantons and Liechtenstein; nowhere else."""
        assert [
            r for r in ("CH", "ch-ZH", "LI", "LI-11", "DE-BY", "AT", "", "CHL") if spelt_swiss(r)
        ] == [
            "CH",
            "ch-ZH",
            "LI",
            "LI-11",
        ]
