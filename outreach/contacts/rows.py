"""One row → what it says of a person, what is wrong with it, and what is odd."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from outreach.contacts.addresses import wire_address
from outreach.contacts.care import flags, situation
from outreach.contacts.cells import NOT_OUT, WORD_FIELDS, clean, known_word, known_zone
from outreach.contacts.dates import DateError, read_date
from outreach.contacts.doubts import doubts
from outreach.contacts.headings import WHOLE_NAMES, fold
from outreach.contacts.names import split_name
from outreach.words import Say, say

#: What programs write for a gender that nobody told.
_UNTOLD = frozenset({"keine_angabe", "unspecified", "not_specified", "unknown", "unbekannt"})
_GREETING = re.compile(
    r"(?:sehr )?(?:geehrt|verehrt|lieb)|hallo|guten|gr[üu]|moin|servus|dear|hi\b|hello|good",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What understanding a row depends on besides its cells; the same for a whole list."""

    headings: tuple[str, ...]
    columns: tuple[str, ...]
    today: date
    month_first: bool
    is_region: Callable[[str], bool] | None


@dataclass(slots=True)
class Understood:
    """What became of a row; `wire` is empty where it names nobody who can be written to."""

    fields: dict[str, str] = field(default_factory=dict)
    wire: str = ""
    #: (heading, what is wrong, how to mend it): any of them sets the row aside.
    problems: list[tuple[str, Say, Say | None]] = field(default_factory=list)
    #: (heading, what is odd): at most the field is lost.
    warnings: list[tuple[str, Say]] = field(default_factory=list)


def understand(cells: list[str], frame: Frame) -> Understood:
    """The row, as far as it can be understood; it has as many cells as there are columns."""
    row = Understood()
    for heading, name, cell in zip(frame.headings, frame.columns, cells, strict=True):
        if not cell:
            continue
        text, error, warning = clean(name, cell)
        if warning:
            row.warnings.append((heading, warning))
        if error:
            row.problems.append((heading, error, _hint(error)))
        elif text:
            _take(row, heading, name, text, frame)
    typed = row.fields.pop("email", "")
    if typed:
        _address(row, frame.headings[frame.columns.index("email")], typed)
    elif row.problems:
        row.problems.append(("", say("contacts.no_address"), None))
    _name(row)
    if row.wire and not row.problems:
        row.warnings.extend(("", doubt) for doubt in doubts(row.wire, typed, row.fields))
    return row


def _hint(error: Say) -> Say | None:
    """How to mend a cell that could not even be cleaned."""
    return say("contacts.retype") if error.key != "contacts.too_long" else None


def _take(row: Understood, heading: str, name: str, text: str, frame: Frame) -> None:
    """Put one cell into the fields; a bad optional one loses only itself."""
    if name == "opted_out":
        if fold(text) not in NOT_OUT:
            row.fields[name] = heading
    elif name == "gender":
        _form_of_address(row, heading, text)
    elif name == "flags":
        _flags(row, heading, text)
    elif name == "situation":
        _situation(row, heading, text)
    elif name == "last_contact":
        try:
            row.fields[name] = read_date(text, frame.today, month_first=frame.month_first)
        except DateError as error:
            late = error.what.key == "contacts.future_date"
            hint = "contacts.future_hint" if late else "contacts.date_hint"
            row.problems.append((heading, error.what, say(hint)))
    elif (known := _known(name, text, frame)) is not None:
        row.fields[name] = known
    elif name == "region":
        row.warnings.append((heading, say("contacts.place_unknown", text=text[:30])))
        row.fields[name] = text
    else:
        row.warnings.append((heading, say("contacts.not_understood", text=text[:30])))


def _flags(row: Understood, heading: str, text: str) -> None:
    """Flags of a person in our words; what is none is kept as it is, and told."""
    found = flags(text)
    for word, meant in found.slips:
        meaning = say(f"care.flag_{meant}")
        row.warnings.append((heading, say("care.flag_slip", word=word[:30], flag=meaning)))
    if found.unknown:
        shown = ", ".join(found.unknown[:5])[:60]
        row.warnings.append((heading, say("care.flag_unknown", words=shown)))
    if words := " ".join((*found.known, *found.unknown)):
        row.fields["flags"] = words


def _situation(row: Understood, heading: str, text: str) -> None:
    """A situation in our word; one nobody knows keeps its own, and a person looks at it."""
    if not fold(text):
        return
    known = situation(text)
    if known is None:
        row.warnings.append((heading, say("care.situation_unknown", text=text[:30])))
    row.fields["situation"] = known or text


def _known(name: str, text: str, frame: Frame) -> str | None:
    """The cell as our other rooms read it; None if it means nothing there."""
    if name in WORD_FIELDS:
        return known_word(name, text)
    if name == "timezone":
        return known_zone(text)
    if name == "region" and frame.is_region is not None:
        return text if frame.is_region(text) else None
    if name == "legal_basis_date":
        try:
            return read_date(text, frame.today, month_first=frame.month_first)
        except DateError:
            return None
    return text


def _form_of_address(row: Understood, heading: str, text: str) -> None:
    """A cell under "Anrede" or "Geschlecht": a gender, perhaps with a title, or a greeting."""
    from outreach.phrases.people import forms_of_address

    if fold(text) in _UNTOLD:
        return
    if word := known_word("gender", text):
        row.fields.setdefault("gender", word)
    elif (forms := forms_of_address(text)) and len(forms) == 1:
        row.fields.setdefault("gender", forms[0].gender)
        if forms[0].titles:
            row.fields.setdefault("title", forms[0].titles)
    elif forms or _GREETING.match(text):
        row.fields.setdefault("salutation", text)
    elif forms_of_address(f"Frau {text}"):
        # Outlook keeps "Dr." where others keep "Frau".
        row.fields.setdefault("title", text)
    else:
        row.warnings.append((heading, say("contacts.not_understood", text=text[:30])))


def _address(row: Understood, heading: str, typed: str) -> None:
    text = typed
    if " ::: " in text:
        # So Google writes several values of one kind; the first is the one it uses.
        text = text.partition(" ::: ")[0]
        row.warnings.append((heading, say("contacts.first_address", address=text)))
    if text.count("@") > 1 and any(c in text for c in ",; \n"):
        what = say("contacts.two_addresses", text=text[:60])
        row.problems.append((heading, what, say("contacts.two_addresses_hint")))
        return
    name, bracket, rest = text.rpartition("<")
    if bracket and rest.endswith(">"):
        text = rest[:-1].strip()
        if not row.fields.get("first_name") and not row.fields.get("last_name"):
            row.fields.update(split_name(name))
    try:
        row.wire = wire_address(_bare(text))
    except ValueError:
        what = say("contacts.bad_address", text=text[:60])
        row.problems.append((heading, what, say("contacts.bad_address_hint")))


def _bare(text: str) -> str:
    """The address without what mail programs put around it when it is copied."""
    text = text.strip().rstrip(";,").strip("'")
    return text[7:] if text[:7].lower() == "mailto:" else text


def _name(row: Understood) -> None:
    """First and last name from a column of whole names, where there is nothing better."""
    if row.fields.get("first_name") or row.fields.get("last_name"):
        return
    whole = next((row.fields[name] for name in WHOLE_NAMES if row.fields.get(name)), "")
    row.fields.update(split_name(whole))
