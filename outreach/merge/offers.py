"""The help menu: what the sender can offer that they do not sell, and to whom it fits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from outreach.model import Contact, Language

#: Offers that a call brief names.
FEW = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """One entry of the menu; a condition that names nothing fits everybody."""

    #: By language; "" holds a text for letters of either.
    text: Mapping[str, str]
    situations: tuple[str, ...] = ()
    #: ISO 3166: a country or a part of one.
    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    #: Patterns of company names, ``*`` for anything.
    companies: tuple[str, ...] = ()
    #: Where it stands in the file (1-based), for those who show the menu.
    line: int = field(default=0, compare=False)

    @property
    def spelt(self) -> str:
        """Everything that decides who gets which words; approval covers it."""
        return repr(
            (
                sorted(self.text.items()),
                (self.situations, self.regions, self.languages, self.companies),
            )
        )

    def words(self, language: Language) -> str:
        """What a letter or a call in this language says, "" where it has no words in it."""
        return self.text.get(language) or self.text.get("", "")


def offers_for(
    menu: Sequence[Offer],
    contact: Contact,
    situation: str,
    language: Language,
    place: str = "",
    most: int = FEW,
) -> tuple[str, ...]:
    """The offers that fit a person, in the order of the menu.

    Args:
        menu: the workspace's offers.
        contact: the person; their company counts.
        situation: theirs, or the campaign's where the list says nothing of it.
        language: of the letter or call.
        place: where they live (ISO 3166), "" where that is unknown; then no offer for a
            region fits.
        most: how many.
    """
    fitting = (
        words
        for offer in menu
        if (words := offer.words(language))
        and all(_fits(offer, contact, situation, language, place))
    )
    return tuple(words for words, _ in zip(fitting, range(most), strict=False))


def _fits(
    offer: Offer, contact: Contact, situation: str, language: str, place: str
) -> Iterator[bool]:
    yield not offer.situations or situation in offer.situations
    yield not offer.languages or language in offer.languages
    yield not offer.regions or bool({place, place[:2]} & {*offer.regions} - {""})
    company = contact.get("company").casefold()
    yield not offer.companies or any(
        fnmatchcase(company, pattern.casefold()) for pattern in offer.companies
    )
