"""What all pages share: the document around the body, and words made safe for it."""

from base64 import b64encode
from collections.abc import Callable
from datetime import date
from functools import cache
from hashlib import sha256
from html import escape

from outreach.page.style import STYLE
from outreach.phrases import date_words
from outreach.words import Lang, say, several

Voice = Callable[..., str]


def voice(lang: Lang) -> Voice:
    """A function that gives a sentence of the catalogue in `lang`, escaped for a page."""

    def spoken(key: str, **args: object) -> str:
        return escape(say(key, **args).text(lang))

    return spoken


def counted(n: int, key: str, lang: Lang) -> str:
    """The sentence `key`, or its form for one, with its number; escaped."""
    return escape(several(n, f"{key}_one", key).text(lang))


def isolated(text: str) -> str:
    """Foreign text, escaped; its writing direction does not reach what stands around it."""
    return f"<bdi>{escape(text)}</bdi>"


def day_words(day: date, lang: Lang) -> str:
    """A day under its month: "Dienstag, 1. Dezember", "Tuesday, 1 December"."""
    return date_words(day, lang).rpartition(" ")[0]


def month_words(day: date, lang: Lang) -> str:
    """The month of a day: "Dezember 2026"."""
    return " ".join(date_words(day, lang).split()[-2:])


@cache
def _policy() -> str:
    # The page may be opened from a mail client or a share: nothing in it may load or run.
    # The style is named by its hash, so that not even a style can be slipped in by a value.
    style = b64encode(sha256(STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; frame-src 'self';"
        " base-uri 'none'; form-action 'none'"
    )


def document(title: str, lang: Lang, body: str) -> str:
    """The whole page; `body` is HTML, `title` is text."""
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )
