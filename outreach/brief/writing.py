"""Facts → Brief: what stands in each section, in which order, and how much of it (empathy.md §5)."""

from collections.abc import Iterable

from outreach.brief.cut import cut, sentence
from outreach.brief.facts import Fact, Known
from outreach.brief.sheet import Brief, Line, Section
from outreach.brief.times import aged, day_said
from outreach.brief.voice import Voice, voice_for
from outreach.brief.who import shown_name, who
from outreach.phrases import gap_phrase
from outreach.words import Lang, Say, say

#: How much of each kind finds room on one sheet of A4, in letters and in pieces.
FACTS, FACT = 5, 88
OFFERS, OFFER = 3, 80
PHRASE, STORY = 110, 220
#: What may have happened to the other, in the order of its weight.
BAD_NEWS = ("loss", "jobs", "ill", "anger", "unwelcome")
#: Situations in which nobody is asked about their business.
HEAVY = ("layoffs", "flood_disaster", "illness_known", "bereavement_known")


def write(known: Known, lang: Lang) -> Brief:
    """The page for a call, explained in `lang` and spoken in the language of the contact."""
    voice = voice_for(known.contact, known.language, known.register, known.sender)
    w = _Words(lang)
    parts = {
        "before": [w.text("before_quiet"), w.text("before_aim")],
        "known": _known(known, w),
        "open": _opening(known, voice, w),
        "ask": _questions(known, voice),
        "listen": [w.text("listen_wait"), w.text("listen_not"), _say(voice("tell"))],
        "bad": [_bad(case, voice, w) for case in BAD_NEWS],
        "story": _story(known, w),
        "help": _help(known, w),
        "work": [w.text("work_how"), _say(voice("back"))],
        "never": _never(known, voice),
        "close": [_say(voice("close")), w.text("close_promise")],
        "voicemail": [_say(voice("voicemail"))],
        "after": _after(known, w),
    }
    return Brief(
        title=w("title", name=shown_name(known.contact)),
        name=shown_name(known.contact),
        lang=lang,
        language=known.language,
        who=who(known, lang, certain=voice.certain),
        sections=tuple(
            Section(k, say(f"brief.head_{k}").text(lang), tuple(v)) for k, v in parts.items()
        ),
    )


class _Words:
    """The words of the room, spoken to the reader of the page."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def __call__(self, name: str, /, **fields: object) -> str:
        return say(f"brief.{name}", **fields).text(self.lang)

    def text(self, name: str) -> Line:
        """A piece of advice."""
        return Line("text", self(name))


def _say(text: str, label: str = "", note: str = "") -> Line:
    return Line("say", text, label, note)


# -- the sections ------------------------------------------------------------------------------


def _known(known: Known, w: _Words) -> list[Line]:
    lines = [_fact(fact, known, w) for fact in known.facts[:FACTS]]
    return lines or [w.text("known_nothing")]


def _fact(fact: Fact, known: Known, w: _Words) -> Line:
    """A fact with the day it was so and how one knows; what is older than a year asks to be asked."""
    day = day_said(fact.as_of, w.lang) or w("undated")
    old = [w("ask_again")] if aged(fact.as_of, known.now.date()) else []
    source = cut(_spoken(fact.source, w.lang), 30)
    note = " · ".join([day, source, *old])
    return Line("fact", cut(_spoken(fact.text, w.lang), FACT), note=note, own=True)


def _spoken(text: str | Say, lang: Lang) -> str:
    return text.text(lang) if isinstance(text, Say) else text


def _opening(known: Known, voice: Voice, w: _Words) -> list[Line]:
    gap = gap_phrase(known.last_contact, known.now.date(), known.language)
    if known.answered:
        second = voice("answer")
    else:
        second = voice("gap", gap=gap) if gap else voice("recent")
    lines = [_say(voice("moment")), _say(second)]
    if phrase := cut(known.situation_phrase, PHRASE):
        heard = say("brief.heard", phrase=phrase).text(known.language)
        lines.append(Line("say", sentence(heard, 2 * PHRASE), own=True))
    return [*lines, _say(voice("not_now"), label=w("if_not_now"))]


def _questions(known: Known, voice: Voice) -> list[Line]:
    # One about the person, one about their work; where things are heavy the person is enough,
    # and what lies ahead is asked of those alone who have something to look forward to.
    heavy, glad = known.situation in HEAVY, known.situation == "good_news"
    return [
        _say(voice("person")),
        _say(voice("tell" if heavy else "outlook" if glad else "business")),
    ]


def _bad(case: str, voice: Voice, w: _Words) -> Line:
    what, how = say(f"brief.bad_{case}"), say(f"brief.bad_{case}_how")
    return _say(voice(case), label=what.text(w.lang), note=how.text(w.lang))


def _story(known: Known, w: _Words) -> list[Line]:
    if story := sentence(known.own_story, STORY):
        return [Line("say", story, own=True)]
    return [w.text("story_prompt"), Line("blank", ""), Line("blank", "")]


def _help(known: Known, w: _Words) -> list[Line]:
    offers = [cut(offer, OFFER) for offer in _once(known.offers)][:OFFERS]
    lines = [Line("fact", offer, own=True) for offer in offers]
    return lines or [w.text("help_prompt"), Line("blank", "")]


def _once(offers: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(offer.strip() for offer in offers if offer.strip()))


def _never(known: Known, voice: Voice) -> list[Line]:
    plain = [
        say(f"brief.never_{name}").text(known.language) for name in ("least", "chance", "quick")
    ]
    return [Line("never", text) for text in (voice("feel"), *plain, voice("while"))]


def _after(known: Known, w: _Words) -> list[Line]:
    # The address is a word one can type: local part and domain, without quotes or blanks.
    command = f"outreach note {cut(known.contact.email, 60)}"
    return [
        Line("blank", "", label=w("after_need")),
        Line("blank", "", label=w("after_promise")),
        Line("blank", "", label=w("after_again")),
        Line("text", w("after_not", command=command)),
    ]
