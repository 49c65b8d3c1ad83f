"""Start of the command line, as ratios to ``python -c "import typer"`` in the same venv."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENV = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONPATH": str(ROOT),
    "LANG": "C.UTF-8",
}
OUT = [sys.executable, "-m", "outreach"]
#: What a bash asks when somebody types `outreach why m` and TAB.
TAB = (
    "import os, sys; os.environ.update(_OUTREACH_COMPLETE='complete_bash', COMP_CWORD='4',"
    " COMP_WORDS=f'outreach -w {sys.argv[1]} why m');"
    " from outreach.cli import run; run([])"
)


def median(commands: dict[str, list[str]], rounds: int = 15) -> dict[str, float]:
    """Median wall seconds of each whole process, taken in turns so that noise hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 2):
        for name, command in commands.items():
            begin = time.perf_counter()
            subprocess.run(
                command, env=ENV, check=True, capture_output=True, stdin=subprocess.DEVNULL
            )
            if turn > 1:
                times[name].append(time.perf_counter() - begin)
    return {name: statistics.median(t) for name, t in times.items()}


def workspace(folder: Path) -> Path:
    """A workspace with the example list, all letters approved, on a Monday on which nothing is due."""
    language = ["--lang", "en", "--email", "a@gmx.de", "--legal-basis", "existing_customer"]
    people = ["--contacts", str(ROOT / "contacts.example.csv")]
    for words in (
        ["init", str(folder), *language, *people],
        ["-w", str(folder), "send", "--yes"],
    ):
        subprocess.run([*OUT, *words], env=ENV, check=True, capture_output=True)
    return folder


def main() -> None:
    """Print the ratios."""
    # A Monday: everybody of the example list is approved, and the first letter goes tomorrow.
    ENV["OUTREACH_NOW"] = "2027-05-10T08:00:00+02:00"
    with tempfile.TemporaryDirectory() as scratch:
        folder = str(workspace(Path(scratch) / "w"))
        # Named, a campaign is looked through anew each time, as after any change.
        other = str(workspace(Path(scratch) / "anew"))
        found = median(
            {
                "import typer": [sys.executable, "-c", "import typer"],
                "outreach --help": [*OUT, "--help"],
                "outreach send, nothing due": [*OUT, "-w", folder, "send"],
                "the same after a change": [*OUT, "-w", other, "send", "--campaign", "reconnect"],
                "the same from cron (--quiet)": [*OUT, "-w", folder, "send", "--quiet"],
                "TAB on a name": [sys.executable, "-c", TAB, folder],
            }
        )
    base = found["import typer"]
    for name, seconds in found.items():
        print(f"{name:<30} {seconds * 1000:6.0f} ms   {seconds / base:4.2f} x   (aim: 2 x)")


if __name__ == "__main__":
    main()
