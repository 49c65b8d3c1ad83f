"""Mails a second beside mailmerge 2.3.0 against smtp-sink, like with like, and where ours go.

The same text by both: plain beside plain, Markdown with its HTML twin beside ours with the
twin; on loopback, and at 40 ms round trip. Both start from nothing, with a list on the disk.
Needs Debian's postfix (smtp-sink) and makes a venv of its own for mailmerge. Prints ratios.
"""

import asyncio
import importlib
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
OUT = [sys.executable, "-m", "outreach"]
ENV = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONPATH": str(ROOT)
}
SINK = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"


def free_port() -> int:
    """A port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def delay_proxy(target: int, seconds: float) -> int:
    """A loopback port that passes everything on, each way `seconds` late."""
    port = free_port()

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue = asyncio.Queue()

        async def late() -> None:
            while True:
                due, data = await queue.get()
                await asyncio.sleep(max(0, due - loop.time()))
                if not data:
                    writer.close()
                    return
                writer.write(data)

        task = asyncio.create_task(late())
        while data := await reader.read(65536):
            queue.put_nowait((loop.time() + seconds, data))
        queue.put_nowait((loop.time() + seconds, b""))
        await task

    async def serve() -> None:
        async def one(r: asyncio.StreamReader, w: asyncio.StreamWriter) -> None:
            # The connect itself costs a round trip on a real line.
            await asyncio.sleep(2 * seconds)
            r2, w2 = await asyncio.open_connection("127.0.0.1", target)
            await asyncio.gather(pipe(r, w2), pipe(r2, w), return_exceptions=True)

        server = await asyncio.start_server(one, "127.0.0.1", port)
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    time.sleep(0.3)
    return port


def mailmerge() -> Path:
    """A venv with mailmerge 2.3.0; returns its program."""
    venv = Path(tempfile.gettempdir()) / "outreach-bench-mailmerge"
    if not (venv / "bin/mailmerge").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "-q", "mailmerge==2.3.0"], check=True)
    return venv / "bin/mailmerge"


def workspace(folder: Path, port: int, n: int, *, html: bool) -> Path:
    """A workspace of ours with n people and no pace."""
    words = ["--lang", "en", "--email", "a@weber.example", "--legal-basis", "personal"]
    command = [*OUT, "init", folder, *words, "--register", "casual"]
    subprocess.run(command, env=ENV, check=True, capture_output=True)
    text = (folder / "outreach.toml").read_text()
    # One letter for each person, as the other program sends.
    text = re.sub(r"^(  \{ template = .nudge|nudges = ).*\n", "", text, flags=re.MULTILINE)
    head, tail = text[: text.index("[smtp]")], text[text.index("[schedule]") :]
    if not html:
        head = head.replace("[sender]", "[sender]\nhtml = false", 1)
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nauth = "none"\n\n'
    tail = tail.replace("[schedule]", '[schedule]\npace = "off"', 1)
    (folder / "outreach.toml").write_text(head + smtp + tail)
    rows = "".join(f"p{i}@list.example,Nora{i},2023\n" for i in range(n))
    (folder / "contacts.csv").write_text("email,first_name,last_contact\n" + rows)
    return folder


def letter_of(folder: Path) -> tuple[str, str]:
    """Subject and text of the letter that the workspace would send to its first person."""
    command = [*OUT, "-w", folder, "preview", "p0@list.example", "--json"]
    found = subprocess.run(command, env=ENV, check=True, capture_output=True, text=True)
    row = json.loads(found.stdout.splitlines()[0])
    return row["subject"].replace("Nora0", "{{name}}"), row["text"].replace("Nora0", "{{name}}")


def run_mailmerge(program: Path, folder: Path, port: int, n: int, subject: str, text: str) -> float:
    """Seconds mailmerge takes for n mails."""
    folder.mkdir()
    head = f"TO: {{{{email}}}}\nSUBJECT: {subject}\nFROM: a@weber.example\n"
    if "markdown" in folder.name:
        head += "CONTENT-TYPE: text/markdown\n"
    (folder / "mailmerge_template.txt").write_text(f"{head}\n{text}")
    rows = "".join(f"p{i}@list.example,Nora{i}\n" for i in range(n))
    (folder / "mailmerge_database.csv").write_text("email,name\n" + rows)
    server = f"[smtp_server]\nhost = 127.0.0.1\nport = {port}\n"
    (folder / "mailmerge_server.conf").write_text(server)
    command = [program, "--no-dry-run", "--no-limit"]
    begin = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - begin


def run_outreach(folder: Path) -> float:
    """Seconds of `outreach send --yes`, list and check of all letters included."""
    begin = time.perf_counter()
    command = [*OUT, "-w", folder, "send", "--yes", "--quiet"]
    subprocess.run(command, env=ENV, check=True, capture_output=True)
    return time.perf_counter() - begin


def compare(program: Path, scratch: Path, port: int, n: int, label: str, *, html: bool) -> None:
    """One line: the best of three runs each, in turns, and the ratio."""
    theirs, ours = [], []
    for turn in "123":
        folder = workspace(scratch / f"{label} ours {turn}", port, n, html=html)
        subject, text = letter_of(folder)
        ours.append(run_outreach(folder))
        kind = "markdown" if html else "plain"
        other = scratch / f"{label} {kind} {turn}"
        theirs.append(run_mailmerge(program, other, port, n, subject, text))
    a, b = min(theirs), min(ours)
    print(
        f"{label:<34} mailmerge {n / a:6.1f}/s   outreach {n / b:6.1f}/s   ratio {a / b:4.2f}",
        flush=True,
    )


# -- where the time goes --------------------------------------------------------------------

#: What is timed: its name in the table, module, and the function or method.
PARTS = [
    ("read the list", "outreach.campaign", "read_list"),
    ("check of all letters", "outreach.campaign", "check_letters"),
    ("merge", "outreach.merge", "Letters.merge"),
    ("compose", "outreach.message.writing", "compose"),
    ("claim", "outreach.store", "Store.claim"),
    ("connect", "outreach.smtp", "Session.open"),
    ("wire", "outreach.smtp", "Session.deliver"),
    ("settle", "outreach.store", "Store.settle"),
    ("keep a copy", "outreach.campaign", "keep_copy"),
    ("send, what is left", "outreach.campaign", "send_due"),
]


class Timers:
    """Own seconds of each part, by the clock and of the processor.

    What a part spends in another one counts there. The difference is waiting: for the
    disk, for the server, or for a processor that others use.
    """

    def __init__(self) -> None:
        self.clock: Counter[str] = Counter()
        self.work: Counter[str] = Counter()
        self._stack: list[str] = []
        self._since = time.perf_counter(), time.process_time()

    def switch(self) -> None:
        """What went by belongs to the part on top; below the check it is the check's."""
        now = time.perf_counter(), time.process_time()
        place = self._stack[-1] if self._stack else "all else, imports too"
        if "check of all letters" in self._stack[:-1]:
            place = f"check: {place}"
        self.clock[place] += now[0] - self._since[0]
        self.work[place] += now[1] - self._since[1]
        self._since = now

    def around(self, label: str, work: Callable) -> Callable:
        """The same work, timed."""

        def timed(*args, **more):
            self.switch()
            self._stack.append(label)
            try:
                return work(*args, **more)
            finally:
                self.switch()
                self._stack.pop()

        return timed


def anatomy(folder: Path) -> None:
    """Send in this process and print own seconds of each part as JSON."""
    from outreach.cli import run

    timers = Timers()
    for label, module, path in PARTS:
        *owners, name = path.split(".")
        home = importlib.import_module(module)
        for owner in owners:
            home = getattr(home, owner)
        work = timers.around(label, getattr(home, name))
        setattr(home, name, work)
        if module == "outreach.message.writing":
            importlib.import_module("outreach.message").compose = work
    code = run(["-w", str(folder), "send", "--yes", "--quiet"])
    timers.switch()
    print(json.dumps({"code": code, "clock": timers.clock, "work": timers.work}))


def where_it_goes(scratch: Path, port: int, n: int, *, html: bool) -> None:
    """A table of the parts of one run: milliseconds by the clock, processor, a mail."""
    kind = "with the HTML twin" if html else "html = false"
    folder = workspace(scratch / f"anatomy {kind}", port, n, html=html)
    command = [sys.executable, __file__, "anatomy", folder]
    found = subprocess.run(command, env=ENV, check=True, capture_output=True, text=True)
    row = json.loads(found.stdout.splitlines()[-1])
    print(f"\nwhere {n} mails go, {kind}{'clock':>{26 - len(kind)}}   processor   a mail")
    row["clock"]["in all"], row["work"]["in all"] = (
        sum(row[c].values()) for c in ("clock", "work")
    )
    for label, seconds in sorted(row["clock"].items(), key=lambda item: -item[1]):
        work = row["work"][label]
        print(
            f"  {label:<34}{seconds * 1000:7.0f} ms {work * 1000:7.0f} ms {work / n * 1e6:6.0f} µs"
        )


def commits(folder: Path, level: str, n: int = 500) -> float:
    """Commits a second of one small row each, in the ledger's mode (WAL)."""
    with sqlite3.connect(folder / f"{level}.db", isolation_level=None) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(f"PRAGMA synchronous = {level}")
        db.execute("CREATE TABLE t (x)")
        begin = time.perf_counter()
        for i in range(n):
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO t VALUES (?)", (i,))
            db.execute("COMMIT")
        return n / (time.perf_counter() - begin)


def main() -> None:
    """Print mails a second and the ratios of one run, then the parts of ours."""
    sink = free_port()
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    with (
        tempfile.TemporaryDirectory() as name,
        subprocess.Popen([SINK, *user, f"127.0.0.1:{sink}", "200"]) as process,
    ):
        scratch = Path(name)
        try:
            time.sleep(0.5)
            program = mailmerge()
            compare(program, scratch, sink, 500, "loopback, plain text", html=False)
            compare(program, scratch, sink, 500, "loopback, Markdown and twin", html=True)
            far = delay_proxy(sink, 0.02)
            compare(program, scratch, far, 50, "40 ms round trip, plain text", html=False)
            for html in (False, True):
                where_it_goes(scratch, sink, 500, html=html)
            rates = {level: commits(scratch, level) for level in ("FULL", "NORMAL", "OFF")}
            said = "   ".join(f"{level} {rate:,.0f}/s" for level, rate in rates.items())
            print(f"\nSQLite commits on this disk, by synchronous: {said}")
        finally:
            process.terminate()


if __name__ == "__main__":
    if sys.argv[1:2] == ["anatomy"]:
        anatomy(Path(sys.argv[2]))
    else:
        main()
