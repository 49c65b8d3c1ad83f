"""help.toml → the help menu, with every problem at once as file:line."""

from pathlib import Path

from outreach.config.reading import parsed, source_of
from outreach.config.tables import Problems, Table
from outreach.errors import ConfigError
from outreach.merge.offers import Offer
from outreach.model import SITUATIONS, grave
from outreach.words import Say, say

#: Offers a menu may hold, and characters one may have: it is one sentence of a letter.
MOST, LONGEST = 100, 400
#: Of a letter's own signs none may stand in a value that goes into it.
_SIGNS = ("{{", "}}", "{%", "%}")


def read_menu(path: Path, sender_region: str = "") -> tuple[Offer, ...]:
    """The offers of a help menu in their order; none where there is no such file.

    Args:
        path: of help.toml.
        sender_region: the sender's (ISO 3166), by which names of places are read.

    Raises:
        ConfigError: all that is wrong with it, at once, as file:line.
    """
    if not path.exists():
        return ()
    source = source_of(path)
    data = parsed(source, path)
    problems = Problems(source, path.name)
    top = Table((), data, problems)
    top.check_names("menu")
    offers = _offers(top, sender_region)
    if problems.found:
        found = sorted(problems.found, key=lambda p: p.line)
        raise ConfigError(say("config.problems", path=path), problems=found)
    return offers


def _offers(top: Table, sender_region: str) -> tuple[Offer, ...]:
    found = top.data.get("offer", [])
    if not isinstance(found, list) or not all(isinstance(o, dict) for o in found):
        top.wrong("offer", say("care.menu_offers"), say("care.menu_offers_hint"))
        return ()
    if len(found) > MOST:
        top.wrong("offer", say("care.menu_many", most=MOST))
        return ()
    return tuple(_offer(top.item("offer", number), sender_region) for number in range(len(found)))


def _offer(entry: Table, sender_region: str) -> Offer:
    entry.check_names("offer")
    rule = entry.table("for", "for")
    return Offer(
        _text(entry),
        tuple(rule.listed("situation", _situation, (), lone=True)),
        tuple(rule.listed("region", lambda text: _region(text, sender_region), (), lone=True)),
        tuple(rule.listed("language", _language, (), lone=True)),
        tuple(rule.listed("company", lambda text: text, (), lone=True)),
    )


def _text(entry: Table) -> dict[str, str]:
    """The words by language; "" where one text serves both."""
    if isinstance(entry.data.get("text"), dict):
        table = entry.table("text", "text")
        texts = {name: _sentence(table, name) for name in ("de", "en") if name in table.data}
    else:
        texts = {"": _sentence(entry, "text")}
    if not any(texts.values()):
        entry.wrong("text", say("care.menu_text"), say("care.menu_text_hint"))
    return {name: text for name, text in texts.items() if text}


def _sentence(table: Table, key: str) -> str:
    text = table.prose(key)
    if len(text) > LONGEST:
        table.wrong(key, say("care.menu_long", n=len(text), most=LONGEST))
    if any(sign in text for sign in _SIGNS):
        table.wrong(key, say("care.menu_signs"))
    return text


def _situation(text: str) -> str | Say:
    from outreach.contacts import situation

    word = situation(text) or ""
    if word in SITUATIONS and not grave(word):
        return word
    known = ", ".join(s for s in SITUATIONS if not grave(s))
    return say("config.one_of", value=text, known=known)


def _region(text: str, sender_region: str) -> str | Say:
    from outreach.schedule.places import place_of

    place, how = place_of(text, sender_region)
    return say("send.unknown_region", value=text) if how in ("unknown", "sender") else place.code


def _language(text: str) -> str | Say:
    return text if text in ("de", "en") else say("config.one_of", value=text, known="de, en")
