"""A terminal with a person in front of it: the program sees a real one, the test types."""

import os
import select
import subprocess
import sys
import time
from types import TracebackType
from typing import Self

from tests.bench import ROOT

#: Takes the terminal as its own, as a login shell does, so that Ctrl-C reaches the program.
START = (
    "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "from outreach.cli import run; sys.exit(run(sys.argv[1:]))"
)
CTRL_C, CTRL_D = "\x03", "\x04"
#: Seconds after which a program that says nothing is taken for stuck.
PATIENCE = 30


class Terminal:
    """One command on a pseudo terminal, from ``with`` to its end."""

    def __init__(self, *words: str, **env: str | None) -> None:
        # A variable of None is not set.
        wanted = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **env}
        self._ours, theirs = os.openpty()
        self._shown = ""
        self._read_to = 0
        self._process = subprocess.Popen(
            [sys.executable, "-c", START, *words],
            env={name: value for name, value in wanted.items() if value is not None},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._ours)

    def expect(self, text: str) -> str:
        """Everything shown since the last time, up to and including this text."""
        while (at := self._shown.find(text, self._read_to)) < 0:
            assert self._more(), f"{text!r} never came:\n{self._shown}"
        begin, self._read_to = self._read_to, at + len(text)
        return self._shown[begin : self._read_to]

    def answer(self, question: str, line: str) -> str:
        """Wait for the question, type a line; gives what was shown before."""
        shown = self.expect(question)
        os.write(self._ours, f"{line}\n".encode())
        return shown

    def press(self, key: str) -> None:
        """A key without Enter."""
        os.write(self._ours, key.encode())

    def end(self) -> tuple[int, str]:
        """The exit code, and everything shown since the last time."""
        while self._more():
            pass
        return self._process.wait(PATIENCE), self._shown[self._read_to :]

    def _more(self) -> bool:
        """Read what comes next; False at the end."""
        until = time.monotonic() + PATIENCE
        ready, _, _ = select.select([self._ours], [], [], until - time.monotonic())
        assert ready, f"nothing more came:\n{self._shown}"
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # Linux: the other end is closed
            return False
        self._shown += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)
