"""The line after the login: commands out, answers in, each in the order it was asked for.

aiosmtplib opens the line and hands it over. Its own reader holds one answer at a time and
drops what comes early, so it cannot read the answers to a group of commands (RFC 2920).
"""

import asyncio
import re
from typing import NamedTuple

#: Bytes of one answer that are read at most; a server that rambles on is hung up on.
MOST = 32 * 1024
#: Code, the hyphen of a line that is not the last, text (RFC 5321 §4.2.1).
_LINE = re.compile(rb"(\d{3})(?!\d)(-?)(.*)", re.DOTALL)


class GarbledError(Exception):
    """What came is no answer; what follows cannot be paired with a question."""


class Answer(NamedTuple):
    """What a server said to one command."""

    code: int
    text: str


class Reader:
    """Answers out of bytes, however these come cut into packets."""

    def __init__(self) -> None:
        self._come = bytearray()

    def __len__(self) -> int:
        """Bytes that came and are not read yet."""
        return len(self._come)

    def feed(self, data: bytes) -> None:
        """Take what came."""
        self._come += data

    def next(self) -> Answer | None:
        """The first answer, once it is whole.

        Raises:
            GarbledError: What came cannot be read as one.
        """
        texts, codes, at = [], set(), 0
        while (end := self._come.find(b"\n", at)) >= 0:
            line = bytes(self._come[at:end])
            if not (found := _LINE.fullmatch(line)):
                raise GarbledError(line.decode("utf-8", "replace"))
            codes.add(int(found[1]))
            texts.append(found[3].strip().decode("utf-8", "surrogateescape"))
            at = end + 1
            if not found[2]:
                del self._come[:at]
                return Answer(_only(codes), "\n".join(texts))
        if len(self) > MOST:
            raise GarbledError(self._come[:80].decode("utf-8", "replace"))
        return None


def _only(codes: set[int]) -> int:
    """The one code of all lines: where they differ, nobody knows which is meant."""
    if len(codes) > 1:
        raise GarbledError("/".join(map(str, sorted(codes))))
    return codes.pop()


class Wire(asyncio.Protocol):
    """An open connection to a server that has been greeted and knows who we are."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        transport.set_protocol(self)  # from here on nobody else reads
        self._reader = Reader()
        self._over = False
        self._waiter: asyncio.Future[None] | None = None

    @property
    def is_quiet(self) -> bool:
        """True while the line stands and nothing came that was not asked for.

        An answer without a question would be taken for the answer to the next one.
        """
        return not (self._over or self._transport.is_closing() or len(self._reader))

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        self._wake()

    def eof_received(self) -> None:
        self._over = True
        self._wake()

    def connection_lost(self, _error: Exception | None) -> None:
        self._over = True
        self._wake()

    def write(self, data: bytes) -> None:
        """Hand `data` to the system; what becomes of it, the next answer tells."""
        self._transport.write(data)

    async def answer(self, patience: float) -> Answer:
        """The next answer, whole.

        Raises:
            TimeoutError: It did not come within `patience` seconds.
            ConnectionError: The server hung up before it.
            GarbledError: What came cannot be read as one.
        """
        if found := self._reader.next():  # of a group, most have come with the first
            return found
        async with asyncio.timeout(patience):
            while not found:
                if self._over:
                    raise ConnectionResetError
                self._waiter = asyncio.get_running_loop().create_future()
                await self._waiter
                found = self._reader.next()
        return found

    def hang_up(self) -> None:
        """End the line at once; a closing handshake would wait for a peer that may be gone."""
        self._over = True
        self._transport.abort()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
