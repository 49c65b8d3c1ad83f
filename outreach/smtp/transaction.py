"""One mail on an open line: RFC 5321 §3.3 step by step, or MAIL, RCPT and DATA at once.

Where the server offers PIPELINING (RFC 2920) the three go out together, and a mail costs
two round trips instead of four. What each answer means is the same either way: until the
first byte of the text nothing was sent, from then on nobody can know (RFC 1047).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from outreach.model import Deferred, InDoubt, Message, Outcome
from outreach.smtp.answers import Stage, judge
from outreach.smtp.wire import Answer, GarbledError, Wire
from outreach.words import say

#: The longest wait for politeness alone (RSET, QUIT), in seconds.
POLITE = 5.0
#: Bytes per second that a poor uplink still manages; longer mails get more time.
SLOW_UPLINK = 16 * 1024


@dataclass(frozen=True, slots=True)
class Terms:
    """What a server can do, and how long we wait for it."""

    #: ``host:port``, for the reasons a person reads.
    where: str
    #: Keyword, in small letters, and parameters of each line of EHLO.
    extensions: Mapping[str, str]
    #: True sends MAIL, RCPT and DATA in one write.
    at_once: bool
    #: Seconds to wait for each answer, and for the answer to a finished text.
    patience: float
    data_patience: float


async def hand_in(
    wire: Wire, message: Message, terms: Terms, edge: Callable[[str], None]
) -> Outcome:
    """What became of `message`; the line is hung up on where the next mail would be unsafe."""
    begun = False
    try:
        refused = await _envelope(wire, message, terms, edge)
        if refused is not None:
            return refused
        edge("body")
        begun = True
        code, text = await _pour(wire, message, terms, edge)
        edge("answered")
    except GarbledError as garbled:
        wire.hang_up()  # what follows cannot be paired
        return judge("dot" if begun else "data", -1, str(garbled))
    except OSError as lost:
        wire.hang_up()
        return _lost(terms.where, silent=isinstance(lost, TimeoutError), begun=begun)
    outcome = judge("dot", code, text)
    if _ends(code):
        wire.hang_up()
    return outcome


async def goodbye(wire: Wire, patience: float) -> None:
    """QUIT, for a few seconds only; what becomes of it changes nothing."""
    wire.write(b"QUIT\r\n")
    await _code(wire, min(POLITE, patience))


def needs_utf8(message: Message) -> bool:
    """True for a mail that only a server with SMTPUTF8 can take (RFC 6531)."""
    return message.smtputf8 or not (message.mail_from + message.rcpt_to).isascii()


async def _envelope(
    wire: Wire, message: Message, terms: Terms, edge: Callable[[str], None]
) -> Outcome | None:
    """None once the server waits for the text; else what its refusal means."""
    commands = _commands(message, terms.extensions)
    for group in [commands] if terms.at_once else [[command] for command in commands]:
        for stage, _ in group:
            edge(stage)
        wire.write(b"".join(line for _, line in group))
        for left, (stage, _) in zip(reversed(range(len(group))), group, strict=True):
            code, text = await wire.answer(terms.patience)
            if not _grants(stage, code):
                await _tidy(wire, code, left, min(POLITE, terms.patience))
                return judge(stage, code, text)
    if not wire.is_quiet:
        raise ConnectionResetError  # gone, or more answers than questions
    return None


def _commands(message: Message, extensions: Mapping[str, str]) -> list[tuple[Stage, bytes]]:
    """The three as they go out (parameters: RFC 1870 §3, RFC 6152 §2, RFC 6531 §3.4)."""
    options = f" SIZE={len(message.content)}" if "size" in extensions else ""
    if "8bitmime" in extensions and not message.content.isascii():
        options += " BODY=8BITMIME"
    if needs_utf8(message):
        options += " SMTPUTF8"
    return [
        ("mail", f"MAIL FROM:<{message.mail_from}>{options}\r\n".encode()),
        ("rcpt", f"RCPT TO:<{message.rcpt_to}>\r\n".encode()),
        ("data", b"DATA\r\n"),
    ]


def _grants(stage: Stage, code: int) -> bool:
    return code == 354 if stage == "data" else code // 100 == 2


def _ends(code: int) -> bool:
    """True for an answer after which nothing more is said: a 421, or one that fits no rule."""
    return code == 421 or code // 100 not in (2, 4, 5)


async def _tidy(wire: Wire, code: int, left: int, patience: float) -> None:
    """Make the line ready for the next mail after the refusal `code`, or hang up.

    The `left` answers of the group are read (RFC 2920 §3.1), but none changes the verdict.
    A server that asks for the text all the same is hung up on. That RFC would have a lone
    dot; but a dot ends a mail, and who grants DATA after a refusal may hold a recipient
    too. A transaction cut before the dot is cancelled (RFC 5321 §4.1.1.10).
    """
    while left and not _ends(code):
        code = await _code(wire, patience)
        left -= 1
    if not _ends(code):
        wire.write(b"RSET\r\n")
        code = await _code(wire, patience)
        if code // 100 == 2:
            return
    wire.hang_up()


async def _code(wire: Wire, patience: float) -> int:
    """The code of the next answer; 0 where none comes."""
    try:
        return (await wire.answer(patience)).code
    except (GarbledError, OSError):
        return 0


async def _pour(wire: Wire, message: Message, terms: Terms, edge: Callable[[str], None]) -> Answer:
    """The answer to the whole text."""
    text = _dotted(message.content)
    wire.write(text)
    edge("dot")
    wire.write(b".\r\n")
    return await wire.answer(terms.data_patience + len(text) / SLOW_UPLINK)


def _dotted(content: bytes) -> bytes:
    """The text with CRLF only, closed by one, its first dots doubled (RFC 5321 §4.5.2)."""
    ends = content.count(b"\r\n")
    if not ends == content.count(b"\r") == content.count(b"\n"):
        # Beside a dot, a bare CR or LF could end the text early for some servers.
        content = re.sub(rb"\r\n?|\n", b"\r\n", content)
    whole = content if content.endswith(b"\r\n") else content + b"\r\n"
    return (b"\r\n" + whole).replace(b"\r\n.", b"\r\n..")[2:]


def _lost(where: str, *, silent: bool, begun: bool) -> Deferred | InDoubt:
    if begun:
        key = "smtp.silent_after_data" if silent else "smtp.lost_after_data"
        return InDoubt(str(say(key, where=where)))
    key = "smtp.silent_before_data" if silent else "smtp.lost_before_data"
    return Deferred(None, str(say(key, where=where)))
