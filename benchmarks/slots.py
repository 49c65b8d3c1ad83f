"""Free times for calls out of a full calendar: 2,000 entries, 100 of them series, three months.

Cold is a process that reads the calendar for the first time, with its imports; warm is the
next letter of the same run.
"""

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOW = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)


def calendar(spread: int, entries: int = 2000, series: int = 100) -> bytes:
    """A calendar whose single entries lie in `spread` days around now."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:bench"]
    for n in range(entries):
        if n < series:
            start = datetime(2023, 1, 2, 8) + timedelta(days=n % 7, minutes=30 * (n % 20))
            rule = ("FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY;BYDAY=2TU")[n % 3]
        else:
            start = NOW.replace(tzinfo=None) + timedelta(
                days=n * 7919 % spread - spread // 8, minutes=15 * (n % 40)
            )
            rule = ""
        lines += [
            "BEGIN:VEVENT", f"UID:{n}@bench", "DTSTAMP:20270101T000000Z",
            f"DTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}",
            f"DTEND;TZID=Europe/Berlin:{start + timedelta(minutes=30):%Y%m%dT%H%M%S}",
            *([f"RRULE:{rule}"] if rule else []),
            f"SUMMARY:Termin {n}", "LOCATION:Zimmer 3", "END:VEVENT",
        ]  # fmt: skip
    return "".join(f"{line}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def measure(folder: Path) -> None:
    """Print the figures of one workspace, in this process."""
    begin = time.process_time()
    from outreach.campaign.freetimes import FreeTimes
    from outreach.config import load
    from outreach.model import Contact

    workspace = load(folder)
    loaded = time.process_time()
    times = FreeTimes(workspace, NOW)
    found = times.slots()
    cold = time.process_time()
    person = Contact("a@x.example", "a@x.example", {})
    letters = 20
    for n in range(letters):
        times.offer(f"c:1:{n}", person, NOW + timedelta(minutes=7 * n))
    warm = time.process_time()
    print(
        f"  imports and settings {loaded - begin:.2f} s, first asked {cold - loaded:.2f} s"
        f" (aim for both 1), {len(found)} times free; each letter after {(warm - cold) / letters * 1000:.0f} ms"
        " (aim 200)"
    )


def main() -> None:
    """Print every figure."""
    for text, spread in (("all entries within the three months", 90), ("of ten years", 3650)):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            data = calendar(spread)
            (folder / "calendar.ics").write_bytes(data)
            (folder / "outreach.toml").write_text(
                '[sender]\nname = "A"\nemail = "a@weber.example"\n[booking]\nbusy = ["calendar.ics"]\n'
                'horizon = "92 days"\nstale = "365 days"\n'
            )
            print(f"2,000 entries, 100 series, {len(data) / 1000:.0f} kB, {text}:", flush=True)
            code = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'benchmarks')!r}]; import slots, pathlib; slots.measure(pathlib.Path({name!r}))"
            subprocess.run([sys.executable, "-c", code], check=True)


if __name__ == "__main__":
    main()
