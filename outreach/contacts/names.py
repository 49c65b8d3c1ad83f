"""A whole name taken apart, as "Anna Weber <…>" and single name columns have it."""

#: Small words that belong to the last name: "Eva von der Heide".
_PARTICLES = frozenset(
    {"von", "van", "vom", "zu", "zur", "zum", "de", "del", "della", "der", "den", "dem", "di", "da", "la", "le", "ten", "ter", "al", "el", "bin"}
)  # fmt: skip


def split_name(text: str) -> dict[str, str]:
    """First and last name; one word alone is a first name.

    "Weber, Anna" is turned round; "Anna Weber, MBA" is not, because what follows the
    comma there is no name.
    """
    text = " ".join(text.strip(" \"'").split())
    last, comma, first = text.partition(", ")
    if comma and " " not in last and first and not first.isupper():
        return {"first_name": first, "last_name": last}
    words = text.split(" ")
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    parts = {"first_name": " ".join(words[:at]) or text, "last_name": " ".join(words[at:])}
    return parts if at else {"first_name": text} if text else {}
