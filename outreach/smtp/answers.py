"""What a mail server's answer means for one mail: code and text in, Outcome out."""

import re
from typing import Literal

from outreach.model import Accepted, Deferred, InDoubt, Outcome, Rejected
from outreach.words import say

#: The command an answer belongs to; "dot" is the end of the text.
Stage = Literal["mail", "rcpt", "data", "dot"]

#: Answers that speak of the mailbox or its session, whoever the recipient is.
_ACCOUNT_CODES = frozenset({421, 432, 454, 503, 530, 534, 535, 538})
_ACCOUNT_STATUSES = frozenset({"4.7.0", "5.1.7", "5.1.8"})
#: Mailbox statuses of the recipient; their "limit" is not ours.
_THEIR_MAILBOX = re.compile(r"[45]\.2\.(?:1|2|3|12\d)")
_ACCOUNT_TEXT = re.compile(
    r"""
    \bsend(?:ing)?\W+(?:limit|quota|rate)
    | \b(?:daily|hourly|per\W(?:day|hour|minute))\b .{0,40} \b(?:limit|quota)
    | \b(?:limit|quota)\b .{0,40} \b(?:daily|hourly|per\W(?:day|hour|minute))\b
    | \b(?:outgoing|outbound|submission)\b .{0,30} \b(?:limit|quota)
    | SubmissionQuotaExceeded
    | \brate\W?limit | \bthrottl
    | \btoo\s(?:many|much)\s(?:e?-?mails?|messages|recipients|connections|concurrent|sessions|logins)\b
    | \blimit\s(?:for|on)\ssending
    | \bconcurrent\sconnections?\slimit
    | \bsender\saddress\srejected | \bbad\soutbound\ssender | \bnot\sowned\sby\suser
    | \bpermissions?\sto\ssend\sas | \brelay(?:ing)?\s(?:access\s)?denied
    | \bauthentication\s(?:is\s)?required
    | (?<![\d.])[45]\.4\.5(?![\d.]*\d)   # Gmail's daily limit, under 4xx and 5xx codes alike
    """,
    re.IGNORECASE | re.VERBOSE,
)
_POLICY_TEXT = re.compile(
    r"\b(?:spam\w*|unsolicited|blocked|block-?list\w*|black-?list\w*|deny-?list\w*|banned"
    r"|polic(?:y|ies)|reputation|dnsbl|rbl|abuse|content rejected)\b",
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_AGAIN = re.compile(
    r"\b(?:again|retry|retried|wait|greylist\w*|later)\b\D{0,20}?"
    r"\b(?P<n>\d{1,6}|an?|one)[\s-]?(?P<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|days?)\b",
    re.IGNORECASE,
)
_UNIT = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
#: Nobody waits longer than a week because a server says so.
_LONGEST_WAIT = 7 * 86_400


def tidy(text: str) -> str:
    """One line of a server's words that may be printed and stored: no controls, no bidi marks."""
    whole = text.encode("utf-8", "replace").decode()
    return " ".join("".join(c if c.isprintable() else " " for c in whole).split())[:500]


def retry_after(text: str) -> int | None:
    """Seconds a server asks to wait ("try again in 5 minutes"), at most a week; else None."""
    if not (found := _AGAIN.search(text)):
        return None
    count = int(found["n"]) if found["n"].isdigit() else 1
    return min(count * _UNIT[found["unit"][0].lower()], _LONGEST_WAIT)


def judge(stage: Stage, code: int, text: str) -> Outcome:
    """What the answer `code` `text` at `stage` means for the mail.

    Sources: RFC 5321 §4.2.1 and §4.2.5, RFC 3463 for the enhanced codes; the texts are
    those that providers use in place of a code of their own.
    """
    text = tidy(text)
    if stage == "dot" and 200 <= code < 300:
        return Accepted(code, text)
    if not 400 <= code < 600:
        odd = str(say("smtp.odd_answer", answer=f"{code} {text}".strip()))
        return InDoubt(odd) if stage == "dot" else Deferred(None, odd)
    status = next((m[0] for m in _STATUS.finditer(text) if m[1] == str(code)[0]), "")
    if _concerns_account(stage, code, status, text):
        return Deferred(code, text, "account", retry_after(text))
    if code < 500:
        return Deferred(code, text, "recipient", retry_after(text))
    return Rejected(code, text, _is_policy(status, text))


def _concerns_account(stage: Stage, code: int, status: str, text: str) -> bool:
    limit = bool(_ACCOUNT_TEXT.search(text))
    if status == "5.3.4" or (code == 552 and not status and not limit):
        return False  # this one mail is too large (RFC 1870 §6.1)
    if stage == "mail" or code in _ACCOUNT_CODES:
        return True  # no recipient has been named yet, or none is to blame
    if _THEIR_MAILBOX.fullmatch(status):
        return False
    return limit or status in _ACCOUNT_STATUSES or status.startswith("4.3.")


def _is_policy(status: str, text: str) -> bool:
    if status.startswith("5.7."):
        return True
    return not status.startswith("5.1.") and bool(_POLICY_TEXT.search(text))
