"""The plan and the run it promises: the same mails, the same minutes, the same bytes."""

import random
from datetime import datetime, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest

from tests.bench import workbench

BERLIN = ZoneInfo("Europe/Berlin")
#: The Tuesday before Fronleichnam, 27 May 2027, a holiday in Bavaria and not in Hamburg.
BEGIN = datetime(2027, 5, 25, 5, 30, tzinfo=BERLIN)
HEAD = "email,first_name,last_name,gender,register,language,last_contact,shared_memory,region,timezone,company"
PEOPLE = [
    "anna@kraus.example,Anna,Adler,f,sie,de,2023-05-04,den Regen in Kassel,BY,,Kraus GmbH",
    "bert@kraus.example,Bert,Bach,m,sie,de,2025-05-04,den Regen in Ulm,BY,,Kraus GmbH",
    "cora@meier.example,Cora,Clausen,f,sie,de,2022-05-04,den Regen in Hof,HH,,Meier & Söhne",
    "dirk@fern.example,Dirk,Dorn,m,sie,de,2021-05-04,den Regen in Bonn,HH,,MEIER UND SÖHNE",
    "emma@eins.example,Emma,Ernst,f,sie,de,2020-05-04,den Regen in Fürth,BY,,",
    "fred@zwei.example,Fred,Fink,m,sie,de,2019-05-04,den Regen in Kiel,HH,,",
    "gina@drei.example,Gina,Graf,f,sie,de,2018-05-04,den Regen in London,GB-ENG,Europe/London,",
    "hans@vier.example,Hans,Hahn,m,sie,de,2017-05-04,den Regen in Leeds,GB-ENG,Europe/London,",
]
STEPS = """steps = [
  { template = "long-silence" },
  { template = "nudge", after = "10 business days", thread = "same" },
  { template = "nudge", after = "14 calendar_days", thread = "new" },
]"""


@pytest.fixture
def bench(tmp_path, server, monkeypatch):
    """Eight people of two Länder, two zones and two companies; three steps; approved before dawn."""
    b = workbench(tmp_path, server.port, pace="")
    b.settings('steps = [\n  { template = "long-silence" },\n]', STEPS)
    b.settings("ramp = { start = 5, step = 2 }", "ramp = { start = 2, step = 1 }")
    (b.root / "contacts.csv").write_text("\r\n".join([HEAD, *PEOPLE, ""]), "utf-8", newline="")
    monkeypatch.setenv("OUTREACH_NOW", BEGIN.isoformat())
    b.set = lambda moment: monkeypatch.setenv("OUTREACH_NOW", moment.isoformat())
    b("send", "--yes")
    assert server.accepted == []
    return b


def planned(bench):
    """(moment, address, step) of the plan."""
    return [
        (datetime.fromisoformat(x["due"]), x["contact"], x["step"])
        for x in bench("plan", "--json").lines
    ]


def went(server):
    """(moment in the Date field, address) of what the server took."""
    return [
        (parsedate_to_datetime(message_from_bytes(d.raw)["Date"]), d.rcpt) for d in server.accepted
    ]


def minute(moment):
    return moment.replace(second=0)


def test_ticks_send_what_the_plan_says_to_the_byte(bench, server, tmp_path):
    """Under cron for months: the plan's mails in the plan's minutes, as preview showed them."""
    plan = planned(bench)
    assert len(plan) == 3 * len(PEOPLE)
    assert len({(at.date(), who) for at, who, _ in plan}) == len(plan)
    # Cron runs every minute; here in every minute of the plan, each morning, and now and then.
    chance = random.Random(8)
    last = plan[-1][0]
    idle = {
        BEGIN + timedelta(minutes=chance.randrange(int((last - BEGIN).total_seconds()) // 60))
        for _ in range(60)
    }
    mornings = {BEGIN + timedelta(days=n, minutes=7) for n in range((last - BEGIN).days + 1)}
    due = {minute(at): (at, who, step) for at, who, step in plan}
    for now in sorted({*idle, *mornings, *due}):
        bench.set(now)
        before = len(server.accepted)
        if now not in due:
            done = bench("send", "--quiet")
            assert "Traceback" not in done.err
            # A tick waits up to its own minute's end.
            assert all(minute(at) in due for at, _ in went(server)[before:])
            continue
        at, who, step = due[now]
        folder = tmp_path / f"eml-{before}"
        bench("preview", who, "--step", str(step), "--at", at.isoformat(), "--eml", str(folder))
        bench("send", "--quiet")
        if len(server.accepted) == before:
            # The tick of the minute before waited for it.
            assert at.second == 0
            continue
        (mail,) = server.accepted[before:]
        (eml,) = folder.glob("*.eml")
        assert mail.rcpt == who
        assert mail.raw == eml.read_bytes()
    assert went(server) == [(at, who) for at, who, _ in plan]
    assert bench.status()["accepted"] == len(plan)
    assert bench("plan", "--json").lines == []


def test_days_at_the_desk_send_what_the_plan_says(bench, server):
    """`send --wait`, once each day: the same mails at the same second."""
    plan = planned(bench)
    for n in range((plan[-1][0] - BEGIN).days + 1):
        bench.set(BEGIN + timedelta(days=n))
        bench("send", "--wait", "--quiet")
    assert went(server) == [(at, who) for at, who, _ in plan]


def test_a_holiday_in_one_land_delays_only_its_people(bench, server):
    """Fronleichnam: Bavaria waits, Hamburg does not, and `why` says so, in German and English."""
    bench.settings("ramp = { start = 2, step = 1 }", 'ramp = "off"')
    now = datetime(2027, 5, 27, 6, 0, tzinfo=BERLIN)
    bench.set(now)
    first = {}
    for at, who, step in planned(bench):
        if step == 1:
            first[who.partition("@")[0]] = at.date().isoformat()
    assert first["fred"] == first["gina"] == first["hans"] == "2027-05-27"
    assert first["emma"] == "2027-06-01"
    (emma,) = bench("why", "emma", "--json").lines
    assert emma["next"].startswith("2027-06-01")
    assert "Fronleichnam" in bench("why", "emma").out
    assert "Corpus Christi" in bench("--lang", "en", "why", "emma").out
    assert "Fronleichnam" not in bench("why", "fred").out
