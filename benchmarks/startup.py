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


def main() -> None:
    """Print the ratios."""
    out = [sys.executable, "-m", "outreach"]
    # A Monday: everybody of the example list is approved, and the first letter goes tomorrow.
    ENV["OUTREACH_NOW"] = "2027-05-10T08:00:00+02:00"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "w"
        subprocess.run(
            [
                *out,
                "init",
                str(folder),
                "--lang",
                "en",
                "--email",
                "a@gmx.de",
                "--contacts",
                str(ROOT / "contacts.example.csv"),
                "--legal-basis",
                "existing_customer",
            ],
            env=ENV,
            check=True,
            capture_output=True,
        )
        subprocess.run(
            [*out, "-w", str(folder), "send", "--yes"],
            env=ENV,
            check=True,
            capture_output=True,
        )
        campaign = ["--campaign", "reconnect"]
        found = median(
            {
                "import typer": [sys.executable, "-c", "import typer"],
                "outreach --help": [*out, "--help"],
                "outreach send, nothing due": [*out, "-w", str(folder), "send"],
                # Named, the campaign is looked through anew, as after any change.
                "the same after a change": [*out, "-w", str(folder), "send", *campaign],
                "the same from cron (--quiet)": [*out, "-w", str(folder), "send", "--quiet"],
                "TAB on a name": [sys.executable, "-c", TAB, str(folder)],
            }
        )
    base = found["import typer"]
    for name, seconds in found.items():
        print(f"{name:<30} {seconds * 1000:6.0f} ms   {seconds / base:4.2f} x   (aim: 2 x)")


if __name__ == "__main__":
    main()
