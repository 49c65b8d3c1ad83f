"""Runs the README and the tutorials: every ``console`` block, command by command, against a real server.

``python -m tests.docs.tutorial`` rewrites the pages with what the commands really print.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.servers import MailServer

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [
    ROOT / "docs/tutorial/first-campaign.md",
    ROOT / "docs/tutorial/two-months.md",
    ROOT / "docs/tutorial/a-call.md",
    README,
]
#: Port the pages show for the practice server.
SHOWN = "8025"


def played(folder: Path, page: Path) -> str:
    """The page with every command run in `folder` and its true output beneath."""
    text = page.read_text("utf-8")
    for path in [*(ROOT / "docs/tutorial").iterdir(), ROOT / "contacts.example.csv"]:
        if path not in PAGES:
            shutil.copy(path, folder / path.name)
    (folder / "bin").mkdir()
    script = folder / "bin" / "outreach"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m outreach "$@"\n')
    script.chmod(0o755)
    with MailServer(security="none", auth=False) as server:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("OUTREACH_", "LC_"))}
        env |= {
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "LANG": "en_GB.UTF-8" if page == README else "de_DE.UTF-8",
            "COLUMNS": "80",
            "LOGNAME": "anna",
            "PYTHONIOENCODING": "utf-8",
        }
        state = {"cwd": str(folder), "env": env, "mark": str(folder / "bin/mark")}

        def block(match: re.Match) -> str:
            commands = re.findall(r"^\$ (.*)$", match[1], re.MULTILINE)
            return (
                "```console\n"
                + "".join(f"$ {c}\n{_run(c, state, str(server.port))}" for c in commands)
                + "```"
            )

        return re.sub(r"```console\n(.*?)```", block, text, flags=re.DOTALL)


def _run(command: str, state: dict, port: str) -> str:
    real = command.replace(SHOWN, port)
    done = subprocess.run(
        ["bash", "-c", f"{real}\ncode=$?; echo ::$code::$PWD::$OUTREACH_NOW >'{state['mark']}'"],
        cwd=state["cwd"],
        env=state["env"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        timeout=60,
        text=True,
        encoding="utf-8",
        check=False,
    )
    _, code, cwd, now = Path(state["mark"]).read_text().strip().split("::")
    state["cwd"] = cwd
    if now:
        state["env"]["OUTREACH_NOW"] = now
    out = re.sub(r"bash: line \d+:\s+\d+ Killed.*\n", "", done.stdout).replace(port, SHOWN)
    out = out.replace(str(Path(state["mark"]).parents[1].resolve()), "~")
    return out + (f"(exit {code})\n" if code != "0" else "")


if __name__ == "__main__":
    import tempfile

    for page in PAGES:
        with tempfile.TemporaryDirectory() as scratch:
            page.write_text(played(Path(scratch), page), "utf-8")
