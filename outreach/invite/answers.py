"""A yes by one touch: the times of a letter, in its HTML twin, as ready-made answers."""

from collections.abc import Sequence
from urllib.parse import quote

from outreach.merge.html import escape
from outreach.model import Language

#: What the guest's answer says; they may change every word of it before it goes.
_YES: dict[Language, str] = {"de": "Ja, {time} passt.", "en": "Yes, {time} suits me."}


def with_answers(
    html: str,
    times: Sequence[str],
    language: Language,
    *,
    to: str,
    subject: str,
    answers: str = "",
) -> str:
    """The HTML with each of these times led to a mail that says yes to it (RFC 6068).

    Nothing is booked by following it: a mail program opens with a sentence in it. A time
    that does not stand in the HTML is left out.

    Args:
        html: the twin; `times` stand in it as escaped text.
        times: as the letter says them.
        language: of the letter.
        to: the address that answers go to.
        subject: of the letter.
        answers: its Message-ID, so that the answer is known as one.
    """
    for time in times:
        said = escape(time)
        fields = {
            "subject": f"Re: {subject.removeprefix('Re: ')}",
            "body": _YES[language].format(time=time),
        }
        if answers:
            fields["In-Reply-To"] = answers
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
        link = f"mailto:{quote(to, safe='@')}?{query}"
        html = html.replace(said, f'<a href="{escape(link)}">{said}</a>', 1)
    return html
