"""A million rows into the ledger: seconds and peak memory of `contacts import`."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROWS = int(os.environ.get("ROWS", "1000000"))


def main() -> None:
    """Print seconds and peak resident memory (aim: 60 s, 150 MB)."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPATH": str(ROOT)
    }
    out = [sys.executable, "-m", "outreach"]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "w"
        subprocess.run(
            [*out, "init", str(folder), "--lang", "en", "--email", "a@gmx.de"],
            env=env,
            check=True,
            capture_output=True,
        )
        with (folder / "contacts.csv").open("w", encoding="utf-8") as file:
            file.write(
                "email,first_name,last_name,gender,company,role,region,last_contact,shared_memory,source\n"
            )
            for i in range(ROWS):
                file.write(
                    f"person{i}@firm{i % 50000}.example,Jörg,Nummer{i},m,Firm {i % 50000},lead,DE-BY,2023-05-{i % 28 + 1:02d},the rain in Kassel,fair\n"
                )
        begin = time.perf_counter()
        subprocess.run(
            [*out, "-w", str(folder), "contacts", "import"],
            env=env,
            check=True,
            stdin=subprocess.DEVNULL,
        )
        seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{ROWS:,} rows: {seconds:.1f} s, peak {peak:.0f} MB   (aim: 60 s, 150 MB)")


if __name__ == "__main__":
    main()
