"""Who belongs together: people of one domain, or of one company by its name."""

import re
import unicodedata
from functools import cache

#: What says how a company is constituted, not what it is called.
_FORMS = re.compile(
    r"\b(?:g?gmbh|mbh|ag|kg|kgaa|ohg|gbr|ug|se|ev|eg|ek|haftungsbeschrankt|co|ltd|limited|inc|llc"
    r"|llp|plc|corp|corporation|company|sarl|sa|sas|bv|nv|srl|spa|ab|as|aps|oy|group|gruppe|holding)\b"
)


@cache
def freemail() -> frozenset[str]:
    """Domains of which an address says nothing about the organisation."""
    from importlib import resources

    text = resources.files("outreach.data").joinpath("freemail.txt").read_text("utf-8")
    return frozenset(x for x in text.splitlines() if x and not x.startswith("#"))


def domain_of(address: str) -> str:
    """The organisation's domain of a folded address, "" for private mailboxes."""
    domain = address.rpartition("@")[2]
    return "" if domain in freemail() else domain


def firm_of(company: str) -> str:
    """A company's name folded for comparison: case, accents, punctuation and legal form gone.

    "" where nothing is left, so that "GmbH" alone is nobody's name.
    """
    letters = unicodedata.normalize("NFKD", company.replace("ß", "ss")).casefold()
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    plain = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", plain)
    words = re.sub(r"[^\w]+", " ", plain).replace("_", " ")
    return " ".join(_FORMS.sub(" ", words).split())
