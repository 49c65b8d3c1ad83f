"""A letter with the words it lacked."""

from outreach.lint.checking import text_of


def with_words(source: str, path: str, words: str) -> str:
    """The letter with words as a paragraph of their own before its farewell; all else stays.

    Raises:
        InputError: the template cannot be read, or the text is longer than any letter.
    """
    raw = source.removeprefix("\ufeff")
    text = text_of(source, path)
    body = max((end for part, _, end in text.paragraphs if part == "body"), default=text.body)
    after = (a for part, a, _ in text.paragraphs if part in ("signature", "ps") and a >= body)
    line = "\r\n" if "\r\n" in raw else "\n"
    mark = source[: len(source) - len(raw)]
    place = min(after, default=None)
    if place is None:
        return f"{mark}{raw.rstrip()}{line * 2}{words}{line}"
    return f"{mark}{raw[:place]}{words}{line * 2}{raw[place:]}"
