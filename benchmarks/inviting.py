"""Seconds for 1,000 invitations, from the stored call to the finished, checked mail."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from outreach.invite import Invite, call_letter, request
from outreach.merge import Setting
from outreach.message import compose
from outreach.model import Contact, Letter, Sender

SECRET = b"k" * 32
SETTING = Setting("Anna Weber", "anna@weber.example", "0151 234567")
FIRST = Invite(
    uid="k3v9ab@weber.example",
    sequence=0,
    stamp=datetime(2026, 11, 24, 9, tzinfo=UTC),
    start=datetime(2026, 12, 1, 9, tzinfo=UTC),
    end=datetime(2026, 12, 1, 9, 20, tzinfo=UTC),
    sender=Sender("Anna Weber", "anna@weber.example"),
    to_name="Ben Grün",
    to_email="ben@kunde.example",
    language="de",
    register="sie",
    sender_zone="Europe/Berlin",
    contact_zone="America/New_York",
    first_name="Ben",
    phone="0151 234567",
)


def invited(n: int) -> tuple[Invite, Contact]:
    """One of many calls, nothing of it the same but the sender."""
    email = f"ben{n}@kunde.example"
    start = FIRST.start + timedelta(minutes=30 * n)
    call = replace(
        FIRST, uid=f"{n:026}@weber.example", to_name=f"Ben Grün {n}", to_email=email,
        start=start, end=start + timedelta(minutes=20),
    )  # fmt: skip
    return call, Contact(
        email, email, {"first_name": "Ben", "last_name": f"Grün{n}", "gender": "m"}
    )


def mail(call: Invite, person: Contact, zone: str) -> int:
    """The whole of it: letter, calendar part, bytes and self-check."""
    draft = call_letter("request", call, person, SETTING, call.stamp)
    letter = Letter(
        f"booking:{call.uid}:0:request", call.sender, call.to_name, call.to_email, draft, call.stamp,
        calendar=request(call, zone),
    )  # fmt: skip
    return len(compose(letter, SECRET).content)


def seconds(work, calls) -> float:
    """How long one round over all calls takes."""
    begin = time.perf_counter()
    for call, person in calls:
        work(call, person)
    return time.perf_counter() - begin


def main() -> None:
    """Print seconds for 1,000, the calendar part alone and the whole mail."""
    calls = [invited(n) for n in range(1000)]
    for zone in ("", "Europe/Berlin"):
        alone = seconds(lambda call, _, zone=zone: request(call, zone), calls)
        whole = seconds(lambda call, person, zone=zone: mail(call, person, zone), calls)
        print(f"{zone or 'UTC':<14} calendar part {alone:5.2f} s   whole mail {whole:5.2f} s")


if __name__ == "__main__":
    main()
