"""Stops for a whole list: first a few of each age, and no further while mails bounce."""

from math import sqrt

#: Lists of more people than this send a few first, in each bucket of more than that.
CANARY_LIST, CANARY_BUCKET, CANARY_FIRST = 20, 10, 5
CANARY_WAIT = 86_400
#: Hard bounces are counted among so many last openers, and never judged on fewer than this.
GUARD_WINDOW, GUARD_LEAST, GUARD_BOUNCES = 100, 5, 2
GUARD_SHARE = 0.05
_Z = 1.959963984540054


def bucket(last_contact: str, today: str) -> str:
    """The age of a contact: ``0-1``, ``1-2``, ``2-5``, ``5+`` years, or ``unknown``.

    Args:
        last_contact: an ISO date, ``YYYY-MM`` or ``YYYY``; a missing part counts as the
            middle of what is known.
        today: an ISO date.
    """
    year, _, rest = last_contact.partition("-")
    if not year.isdigit():
        return "unknown"
    month, _, day = rest.partition("-")
    then = int(year) * 372 + (int(month or 7) - 1) * 31 + int(day or 15) - 1
    y, m, d = (int(x) for x in today.split("-"))
    age = (y * 372 + (m - 1) * 31 + d - 1 - then) / 372
    return "0-1" if age < 1 else "1-2" if age < 2 else "2-5" if age < 5 else "5+"


def wilson_low(bounced: int, sent: int) -> float:
    """The lower end of the 95 % Wilson score interval for a share; 0.0 for nothing sent.

    Source: E. B. Wilson, Probable inference, J. Am. Stat. Assoc. 22 (1927).
    """
    if not sent:
        return 0.0
    share, z2 = bounced / sent, _Z * _Z
    middle = share + z2 / (2 * sent)
    spread = _Z * sqrt((share * (1 - share) + z2 / (4 * sent)) / sent)
    return max(0.0, (middle - spread) / (1 + z2 / sent))


def too_many_bounces(bounced: int, sent: int) -> bool:
    """True when so many hard bounces among the last openers mean: stop and look."""
    return (
        sent >= GUARD_LEAST and bounced >= GUARD_BOUNCES and wilson_low(bounced, sent) > GUARD_SHARE
    )
