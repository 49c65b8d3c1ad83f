"""Where sentences end, in German and English: the table behind every dropped sentence."""

import pytest

from outreach.merge.marks import DOTTED, ENDED, MISSING, SHORT, VALUE
from outreach.merge.sentences import kind_of, sentence_ends

#: One line each; a bar stands where a sentence ends and another begins.
GERMAN = (
    "Das war schön.| Und nun?| Ja!| Gut",
    "Wir sahen uns z. B. bei Frau Huber.| Danach nicht mehr.",
    "Wir sahen uns z.B. bei Frau Huber.| Danach nicht mehr.",
    "Das heißt, d. h. in Kürze, u. a. mit Ihnen.| Schön.",
    "Das gilt i. d. R. Montag und u. U. Dienstag.| Danke.",
    "Es kamen Anna, Bernd u. a. Das war schön.".replace("a. D", "a.| D"),
    "Grüßen Sie bitte Hrn. Maier und Fr. Groß.| Bis bald.",
    "Herr Dr.-Ing. Kurz und Prof. Dr. med. Lang kamen.| Alle blieben.",
    "Mag. Huber kam.| Ich mag.| Alles gut.",
    "Am 3. Mai und am 24. Dezember sahen wir uns.| Seitdem nicht.",
    "Es war der 3. Dann kam der 4. Und das war es.".replace("3. D", "3.| D").replace("4. U", "4.| U"),
    "Wir trafen uns 2019.| Bei Ihnen war es warm.",
    "Im Jahr 2019.| Sommer war es.",
    "Um 10.30 Uhr.| Oder um 14.30.| Gern auch später.",
    "Am 24.12.2026.| Heiligabend also.",
    "Zum 2. Mal, im XX. Jahrhundert, bei Ludwig XIV. Punkt.",
    "Ich dachte … Zwei Jahre!| Nun ja ... Schluss.",
    "Na ja …?| Doch!| Ach …!| Ja.",
    "„Kommen Sie?“ fragte er.| „Ja!“| Er kam.",
    "Sie sagte: „Gut.“| Dann ging sie (endlich.)| Ende.",
    "Wirklich?!| Ja!!!| Gut.",
    "Wir haben Äpfel, Birnen usw. Gestern auch Nüsse.".replace("usw. G", "usw.| G"),
    "Wir haben Äpfel, Birnen usw. Nüsse noch nicht.",
    "Die Firma Huber & Co. KG in der Hauptstr. 5 war es.| Ja.",
    "Nr. 3 und Nr. Drei, vgl. Abs. 2, ca. Mitte Mai, bzw. Ende.| Gut.",
    "A. Weber und J. S. Bach.| Beide.",
    "Plan B. Sommer.",
    "P.S. Das noch.| PS. Der Hund auch.",
    "Gut.| – Dann eben nicht.| (Oder doch?)| »Ja.«| Eben.",
    "Auf www.firma.example.| Dort steht es.",
    "Das ist iPhone.| 3 Leute kamen.| Viele.",
)  # fmt: skip
ENGLISH = (
    "It was good.| And now?| Yes!| Well",
    "I meant to, and didn’t.| Word has it that you don't.| Fine.",
    "We met, e.g. Mr. Smith, i.e. Tom, and Mrs. Jones.| Then not.",
    "Dr. Brown vs. Prof. Green, St. Ives.| Fine.",
    "We met at 10 a.m. Then we left at 4 p.m. London time.".replace("m. T", "m.| T"),
    "No. 5 and Nos. 3, but no.| No.| I mean it.",
    "Acme Inc. Boston and Acme Ltd. The rest left.".replace("Ltd. T", "Ltd.| T"),
    "“Really?” she asked.| “Yes.”| She smiled.",
    "Well … I wondered.| Did you?| I did.",
    "So did I. We all did.".replace("I. W", "I.| W"),
    "In the U.S. Army.| Later in the U.S. They stayed.".replace("S. T", "S.| T"),
    "John F. Kennedy Jr. spoke.| Good.",
    "Sizes, colours, etc. There is more.".replace("etc. T", "etc.| T"),
)
#: With values: V any, S one letter or a short number, E ends in a stop of its own, D in an
#: abbreviation's, M missing.
VALUES = (
    "Bei V.| Danach V war es.| Und M.| Gut",
    "Bei V z. B. Dr. Huber.| Gut.",
    "Am S. Mai.| Am S. Dann nicht.".replace("S. D", "S.| D"),
    "Gern: E| Danke.| Gern: E und mehr.| Ende: E“| V",
    "Bei D Berlin.| Bei D Dann nicht.".replace("D D", "D| D"),
    "Ich dachte … M.| Zwei.",
    "Nr. V und z. B. V oder usw. V.| Gut.| No. V.| No.| Well",
    "Im Jahr 2019.| M war es.| V auch.",
)


def parted(text: str) -> str:
    """The text with a bar at each end that the rule finds."""
    for place in reversed(list(sentence_ends(text))):
        text = f"{text[:place]}|{text[place:]}"
    return text


@pytest.mark.parametrize("line", GERMAN + ENGLISH)
def test_sentences_end_where_a_reader_ends_them(line):
    """Abbreviations, ordinals, times, ellipses, quotes and brackets, as a reader takes them."""
    assert parted(line.replace("|", "")) == line


@pytest.mark.parametrize("line", VALUES)
def test_values_take_part_in_the_sentence(line):
    """A value ends a sentence only by a stop of its own, and begins one after a full stop."""
    signs = {"V": VALUE, "S": SHORT, "E": ENDED, "D": DOTTED, "M": MISSING}
    words = [
        "".join(signs.get(c, c) for c in word) if not any(c.islower() for c in word) else word
        for word in line.split(" ")
    ]
    line = " ".join(words)
    assert parted(line.replace("|", "")) == line


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("schön", VALUE), ("2019", VALUE), ("Wien 3", VALUE), ("x", SHORT), ("3", SHORT), ("24", SHORT),
        ("XX", SHORT), ("3.5", SHORT), ("Schön.", ENDED), ("Schön!", ENDED), ("„Schön?“", ENDED),
        ("Schön …", DOTTED), ("Schön...", DOTTED), ("Huber & Co.", DOTTED), ("am 3.", DOTTED), (".", ENDED),
        ("Dr.", DOTTED), ('"', VALUE),
    ],
)  # fmt: skip
def test_kinds_of_values(value, kind):
    """What a value does to the sentence around it is told from its end."""
    assert kind_of(value) == kind
