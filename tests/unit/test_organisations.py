"""Who belongs together: domains and company names."""

import pytest

from outreach.schedule.organisations import domain_of, firm_of, freemail


@pytest.mark.parametrize(
    "address",
    ["a@gmail.com", "a@gmx.de", "a@web.de", "a@t-online.de", "a@outlook.com", "a@icloud.com"],
)
def test_a_private_mailbox_names_no_organisation(address):
    """People at free-mail providers are no colleagues of each other."""
    assert domain_of(address) == ""


def test_a_domain_of_ones_own_is_an_organisation():
    """Everything after the last @ counts, and only whole domains are free-mail."""
    assert domain_of("a@kraus.example") == "kraus.example"
    assert domain_of('"a@gmail.com"@kraus.example') == "kraus.example"
    assert domain_of("a@notgmail.com") == "notgmail.com"


def test_the_list_of_free_mail_is_folded_as_addresses_are():
    """No entry has capitals, blanks or umlauts, or it would never match."""
    assert all(d == d.casefold() and d.isascii() and "." in d for d in freemail())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller GmbH", "MÜLLER"),
        ("Müller GmbH & Co. KG", "Müller"),
        ("Weber & Söhne OHG", "weber söhne"),
        ("Café Größenwahn e.V.", "Cafe Groessenwahn eV".replace("oe", "ö")),
        ("Straße AG", "STRASSE AG"),
        ("Beispiel UG (haftungsbeschränkt)", "Beispiel"),
        ("A.B.C. Ltd.", "ABC Limited"),
        ("Société S.A.R.L.", "Societe SARL"),
        ("Kraus  gGmbH ", "kraus"),
        ("Müller G.m.b.H.", "Müller"),
    ],
)
def test_one_company_written_in_two_ways_is_one(one, other):
    """Case, accents, punctuation and legal form say nothing about who it is."""
    assert firm_of(one) == firm_of(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Müller", "Möller"), ("Kraus Nord", "Kraus Süd"), ("Agentur", "Kur")],
)
def test_two_companies_stay_two(one, other):
    """A letter or a word apart is another company."""
    assert firm_of(one) != firm_of(other)


@pytest.mark.parametrize("text", ["", "GmbH", " & Co. KG", "–", "..."])
def test_a_legal_form_alone_is_nobodys_name(text):
    """Two people who only noted "GmbH" are no colleagues."""
    assert firm_of(text) == ""


def test_a_folded_name_is_never_a_domain():
    """No folded name has a dot, so that names and domains share one table safely."""
    assert "." not in firm_of("kraus.example GmbH")
