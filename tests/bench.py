"""A workspace to try things in: made by init, pointed at a test server, driven like a user."""

import atexit
import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from outreach.cli import run
from outreach.words import use

ROOT = Path(__file__).parents[1]
HEAD = "email,first_name,last_name,gender,register,language,last_contact,shared_memory\r\n"


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Bench:
    root: Path
    port: int

    def __call__(self, *words: str, code: int | None = 0) -> Result:
        """Run a command in this process; `code` is what it must end with (None: anything)."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            ended = run(["--workspace", str(self.root), *words])
        result = Result(ended, out.getvalue(), err.getvalue())
        assert code is None or ended == code, (words, ended, result.out, result.err)
        return result

    def process(self, *words: str, **env: str) -> subprocess.CompletedProcess:
        """Run a command as a process of its own, as cron does."""
        return subprocess.run(
            [sys.executable, "-m", "outreach", "--workspace", str(self.root), *words],
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            cwd=self.root,
            timeout=60,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    def people(self, *rows: str) -> None:
        (self.root / "contacts.csv").write_text(
            HEAD + "".join(f"{r}\r\n" for r in rows), "utf-8", newline=""
        )

    def crowd(self, n: int) -> None:
        self.people(
            *(
                f"p{i}@list.example,Nora,Nummer{i},f,sie,de,2023-05-04,den Regen in Kassel"
                for i in range(n)
            )
        )

    def settings(self, old: str, new: str) -> None:
        path = self.root / "outreach.toml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def status(self) -> dict:
        (line,) = self("status", "--json").lines
        assert sum(line["counts"].values()) == line["total"]
        return line["counts"]


@cache
def _fresh(*options: str) -> Path:
    """A new German workspace to be copied: making the ledger anew takes longer than most tests."""
    folder = tempfile.TemporaryDirectory(prefix="outreach-bench-")
    atexit.register(folder.cleanup)
    root = Path(folder.name) / "letters"
    run(["init", str(root), "--lang", "de", *options])
    return root


def workbench(folder: Path, port: int, *, pace: str = 'pace = "off"', extra: str = "") -> Bench:
    """A German workspace, one letter each, whose mail goes to 127.0.0.1:port, pace switched off."""
    root = folder / "letters"
    sender = ("--name", "Anna Weber", "--email", "anna@weber.example")
    shutil.copytree(_fresh(*sender, "--legal-basis", "existing_customer"), root)
    # As the command leaves it behind.
    use("de")
    bench = Bench(root, port)
    text = (root / "outreach.toml").read_text("utf-8")
    text = re.sub(r"^(  \{ template = .nudge|nudges = ).*\n", "", text, flags=re.MULTILINE)
    begin, end = text.index("[smtp]"), text.index("[schedule]")
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nauth = "none"\n{extra}\n'
    (root / "outreach.toml").write_text(
        text[:begin] + smtp + text[end:].replace("[schedule]", f"[schedule]\n{pace}", 1), "utf-8"
    )
    return bench
