"""Peak memory of `outreach send` at 100,000 people, as a ratio to 1,000: it should not grow.

Measured is the whole process: the run with the check of all letters, the approval and three
mails, and a tick that finds nothing due. ``python benchmarks/memory.py [PEOPLE]``.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from outreach.cli.demo import catcher

ROOT = Path(__file__).parents[1]
ENV = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
FEW, MANY = 1_000, int(sys.argv[1]) if len(sys.argv) > 1 else 100_000


def peak(*words: str) -> tuple[float, float]:
    """Megabytes at the highest, and seconds, of one command run as a process of its own."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "outreach", *words],
        env=ENV,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, words
    # Linux counts in KB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_maxrss * unit / 1e6, time.perf_counter() - begin


def workspace(root: Path, port: int, people: int) -> Path:
    """A rehearsal with a list of so many people, each with a firm of their own."""
    contacts = root / f"{people}.csv"
    with contacts.open("w", encoding="utf-8", newline="") as file:
        file.write(
            "email,first_name,last_name,gender,register,language,last_contact,shared_memory\r\n"
        )
        file.writelines(
            f"p{i}@firm{i}.example,Nora,Nummer{i},f,sie,de,2023-05-04,den Regen in Kassel\r\n"
            for i in range(people)
        )
    folder = root / f"w{people}"
    basis = ("--legal-basis", "existing_customer")
    sender = ("--name", "Anna Weber", "--email", "anna@weber.example")
    peak("init", str(folder), "--lang", "de", *sender, *basis, "--contacts", str(contacts))
    settings = folder / "outreach.toml"
    text = settings.read_text("utf-8")
    begin, end = text.index("[smtp]"), text.index("[schedule]")
    server = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nauth = "none"\n\n'
    rest = text[end:].replace("[schedule]", '[schedule]\npace = "off"', 1)
    settings.write_text(text[:begin] + server + rest, "utf-8")
    return folder


def main() -> None:
    """Print megabytes, seconds and the ratios."""
    measured = {}
    with tempfile.TemporaryDirectory() as scratch, catcher() as port:
        for people in (FEW, MANY):
            where = ("-w", str(workspace(Path(scratch), port, people)))
            measured[people] = {
                "contacts import": peak(*where, "contacts", "import"),
                "send, check and approval": peak(*where, "send", "--yes", "--limit", "3"),
                "send, all approved": peak(*where, "send", "--limit", "3"),
            }
            peak(*where, "pause")
            measured[people]["send, nothing due"] = peak(*where, "send")
            measured[people]["status"] = peak(*where, "status")
    print(f"{'':<26}{FEW:>9,}{MANY:>18,} people")
    for name, (small, _) in measured[FEW].items():
        large, seconds = measured[MANY][name]
        print(
            f"{name:<26}{small:6.0f} MB{large:9.0f} MB {seconds:5.1f} s"
            f"   {large / small:5.2f} x   (aim: 1.2 x)"
        )


if __name__ == "__main__":
    main()
