"""A real Chromium, spoken to over a pipe: it opens pages and says how they came out."""

import base64
import fcntl
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Self

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)


class Browser:
    """One window. Pages are files; what a page is asked runs in spite of the page's policy."""

    def __init__(self, profile: Path) -> None:
        # Chromium reads commands at 3 and answers at 4, so our ends must not be there.
        commands, answers = os.pipe(), os.pipe()
        theirs = [fcntl.fcntl(fd, fcntl.F_DUPFD, 20) for fd in (commands[0], answers[1])]
        silence = (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
        self._pid = os.posix_spawn(
            CHROMIUM,
            [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            {**os.environ, "HOME": str(profile)},
            file_actions=[
                silence,
                (os.POSIX_SPAWN_DUP2, theirs[0], 3),
                (os.POSIX_SPAWN_DUP2, theirs[1], 4),
            ],
        )
        for fd in (*theirs, commands[0], answers[1]):
            os.close(fd)
        self._in, self._out = os.fdopen(commands[1], "wb"), os.fdopen(answers[0], "rb")
        self._rest, self._number, self._session = b"", 0, ""
        self.events: list[dict] = []
        (target,) = [
            t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page"
        ]
        attached = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session = ""
        with suppress(OSError, EOFError):
            self.call("Browser.close")
        self._in.close()
        self._out.close()
        # It ends when it is told to, or when nobody holds the other end any more.
        os.waitpid(self._pid, 0)

    def call(self, method: str, **params: object) -> dict:
        """The answer to one command; events that come meanwhile are kept."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": params}
        if self._session:
            command["sessionId"] = self._session
        self._in.write(json.dumps(command).encode() + b"\0")
        self._in.flush()
        while (answer := self._read()).get("id") != self._number:
            self.events.append(answer)
        assert "error" not in answer, (method, answer["error"])
        return answer["result"]

    def _read(self) -> dict:
        while b"\0" not in self._rest:
            piece = os.read(self._out.fileno(), 1 << 20)
            if not piece:
                raise EOFError
            self._rest += piece
        answer, _, self._rest = self._rest.partition(b"\0")
        return json.loads(answer)

    def open(self, page: Path, *, width: int = 1100, dark: bool = False, media: str = "") -> None:
        """Show a page, at this width in CSS pixels, and wait until it has been laid out."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media=media, features=[scheme])
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=800,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        self.events.clear()
        self.call("Page.navigate", url=page.as_uri())
        while not any(e["method"] == "Page.loadEventFired" for e in self.events):
            self.events.append(self._read())

    def ask(self, script: str) -> object:
        """What an expression comes out as in the page."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def picture(self, to: Path, *, height: int = 0) -> None:
        """Write what the window shows, from the top, as a PNG."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": height or size["height"]}
        shot = self.call(
            "Page.captureScreenshot", captureBeyondViewport=True, clip={**clip, "scale": 1}
        )
        to.write_bytes(base64.b64decode(shot["data"]))

    def printed(self, to: Path) -> None:
        """Write the page as a printer gets it, as a PDF."""
        paper = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        to.write_bytes(base64.b64decode(paper["data"]))
