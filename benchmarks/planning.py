"""The scheduler's figures: planning a large list to its end, a year of 500 people, and a tick.

A tick that finds 20 mails due is timed among 1,000 and among 1,000,000 ledger rows; its
queries are explained, and none may scan a table.
"""

import contextlib
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parents[1]
START = int(datetime(2027, 1, 11, 6, 0, tzinfo=UTC).timestamp())
REGIONS = ("DE-BY", "DE-BE", "DE-NW", "DE-SN", "DE", "AT-9", "CH-ZH")


def people(n: int, steps: int):
    """A list with every kind of place and age, some of them colleagues."""
    from outreach.schedule.planning import Person

    for i in range(n):
        yield Person(
            "c",
            f"p{i}@firma{i}.example",
            "Nora",
            f"Europe/Berlin|{REGIONS[i % len(REGIONS)]}",
            ("0-1", "1-2", "2-5", "5+")[i % 4],
            i,
            tuple(range(1, steps + 1)),
            domain=f"firma{i // 2 if i % 5 == 0 else i}.example",
        )


def run_plan(n: int, steps: int, rules, days: int) -> tuple[float, int]:
    """Seconds of processor time and mails of one plan; the machine may be busy with others."""
    from outreach.schedule.calendars import Calendar
    from outreach.schedule.deciding import Locales, Moment
    from outreach.schedule.pace import Flow, MailboxState
    from outreach.schedule.planning import Course, Planner
    from outreach.schedule.rules import Delay

    begin = time.process_time()
    locales = Locales(rules, Calendar(rules, "de"), "bench")
    moment = Moment(rules, locales, "Europe/Berlin|DE-BY", locales["Europe/Berlin|DE-BY"].day)
    canaries = dict.fromkeys(("0-1", "1-2", "2-5", "5+"), (0, 0))
    course = Course({i: Delay(10) for i in range(1, steps + 1)}, "announce", canaries)
    planner = Planner(people(n, steps), {"c": course}, moment)
    flow = Flow(MailboxState("main"), rules, ZoneInfo("Europe/Berlin"))
    mails = sum(1 for _ in planner.run(flow, START, START + days * 86400))
    return time.process_time() - begin, mails


def peak(function: str) -> None:
    """Run one part in a process of its own and print its peak memory."""
    code = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'benchmarks')!r}]; import planning; planning.{function}"
    subprocess.run([sys.executable, "-c", code], check=True)


def large() -> None:
    """100,000 people x 3 letters to the end."""
    from outreach.schedule.rules import Rules

    rules = Rules(daily_limit=10_000, gap=(1, 3), ramp=None)
    seconds, mails = run_plan(100_000, 3, rules, 3650)
    print(
        f"plan 100,000 x 3 to the end: {seconds:5.1f} CPU s (aim 10), {mails:,} mails,"
        f" {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (aim 500)"
    )


def year() -> None:
    """A year of 500 people at the human pace."""
    from outreach.schedule.rules import Rules

    seconds, mails = run_plan(500, 3, Rules(), 365)
    print(f"a year of 500 people:        {seconds:5.1f} CPU s (aim 20), {mails:,} mails")


def ledger(folder: Path, rows: int):
    """A workspace whose ledger holds `rows` mails, 20 of them due."""
    from outreach.campaign import Job, create_state, open_store
    from outreach.cli import run
    from outreach.config import load

    os.environ["OUTREACH_NOW"] = "2027-01-12T10:00:00+01:00"
    with contextlib.redirect_stdout(io.StringIO()):
        run(
            [
                "init",
                str(folder),
                "--lang",
                "en",
                "--email",
                "a@weber.example",
                "--legal-basis",
                "personal",
            ]
        )
    (folder / "contacts.csv").write_text("email,first_name,last_contact\n")
    ws = load(folder)
    create_state(ws)
    store, secret = open_store(ws)
    job = Job(ws, ws.campaign(None), store, secret)
    name, when = job.campaign.name, "2027-01-05T09:00:00+00:00"
    with store.write() as db:
        db.execute(
            "INSERT INTO campaign (name, steps, started, derived) VALUES (?, ?, ?, '')",
            (name, '["long-silence/0/new"]', when),
        )
        db.execute("INSERT INTO grouping VALUES ('main', ?, 'Europe/Berlin|DE-BY', '2-5')", (name,))
        db.executemany(
            "INSERT INTO enrolment (campaign, address, mailbox, position, enrolled_at, locale, bucket, turn)"
            " VALUES (?, ?, 'main', ?, ?, 'Europe/Berlin|DE-BY', '2-5', ?)",
            ((name, f"p{i}@x{i}.example", i, when, i) for i in range(rows)),
        )
        db.executemany(
            "INSERT INTO send (key, campaign, step, address, mailbox, state, position, rule, since, approved,"
            " claimed_at, locale, bucket, turn) VALUES (?, ?, 1, ?, 'main', ?, ?, 'ready', ?, 'h', ?,"
            " 'Europe/Berlin|DE-BY', '2-5', ?)",
            (
                (
                    f"{name}:1:p{i}@x{i}.example",
                    name,
                    f"p{i}@x{i}.example",
                    "planned" if i % (rows // 20) == 0 else "accepted",
                    i,
                    when,
                    when,
                    i,
                )
                for i in range(rows)
            ),
        )
        db.executemany(
            "INSERT INTO attempt (key, mailbox, token, at, settled) VALUES (?, 'main', '', ?, ?)",
            ((f"{name}:1:p{i}@x{i}.example", when, when) for i in range(rows)),
        )
    return job


def tick(job) -> float:
    """Milliseconds until a tick knows which mail goes, from the open ledger on."""
    from outreach import clock
    from outreach.campaign.queue import LedgerQueue
    from outreach.campaign.timing import Desk
    from outreach.schedule.deciding import Go, decide, to_ts

    times = []
    for _ in range(15):
        begin = time.perf_counter()
        now = clock.now()
        desk = Desk([job])
        queue = LedgerQueue(desk)
        decision = decide(desk.flow(now), desk.moment, queue, to_ts(now))
        times.append(time.perf_counter() - begin)
        assert isinstance(decision, Go), decision
    return sorted(times)[7] * 1000


def scans(job) -> list[str]:
    """Queries of a tick whose plan scans a whole table."""
    from outreach import clock
    from outreach.campaign.queue import LedgerQueue
    from outreach.campaign.timing import Desk
    from outreach.schedule.deciding import decide, to_ts

    asked: list[str] = []
    job.store._db.set_trace_callback(asked.append)
    now = clock.now()
    desk = Desk([job])
    decide(desk.flow(now), desk.moment, LedgerQueue(desk), to_ts(now))
    job.store._db.set_trace_callback(None)
    small = (
        "grouping",
        "canary",
        "region_pause",
        "folder",
        "campaign",
        "mailbox",
        "suppression",
        "workspace",
    )
    found = []
    for sql in (s for s in asked if s.lstrip().upper().startswith("SELECT")):
        details = [r["detail"] for r in job.store._db.execute(f"EXPLAIN QUERY PLAN {sql}")]
        found += [
            f"{d}: {sql[:90]}"
            for d in details
            if d.startswith("SCAN") and not d.split()[1].startswith(small)
        ]
    return found


def main() -> None:
    """Print every figure."""
    peak("large()")
    peak("year()")
    with tempfile.TemporaryDirectory() as name:
        few, many = ledger(Path(name) / "few", 1000), ledger(Path(name) / "many", 1_000_000)
        a, b = tick(few), tick(many)
        print(
            f"a tick among 1,000 rows {a:.1f} ms, among 1,000,000 {b:.1f} ms: ratio {b / a:.2f} (aim 1.5)"
        )
        for line in scans(many) or ["no query of the tick scans a table"]:
            print("  " + line)


if __name__ == "__main__":
    main()
