"""How often a planner may ask: openings and business days a second, with everything cached."""

import random
import time
from datetime import date, timedelta

from outreach.schedule.calendars import Calendar
from outreach.schedule.places import Place, place_of, zone_of
from outreach.schedule.rules import Rules
from outreach.schedule.windows import Openings

ASKED = 1_000_000
START = 1_798_761_600  # 2027-01-01
BAVARIA = Place("DE", "BY")


def said(name: str, begin: float, count: int) -> None:
    took = time.perf_counter() - begin
    print(f"{name:<42} {count / took:>12,.0f} /s   {took / count * 1e6:6.2f} µs each")


def main() -> None:
    """Print the rates, then what the first answer costs."""
    begin = time.perf_counter()
    calendar = Calendar(Rules(), "de")
    openings = Openings("Europe/Berlin", BAVARIA, calendar, Rules(), "salt")
    openings.next_opening(START)
    print(f"first answer, library included: {(time.perf_counter() - begin) * 1000:.1f} ms")
    begin = time.perf_counter()
    for ts in range(START, START + 2 * 366 * 86400, 86400):
        openings.next_opening(ts)
    print(f"two more years: {(time.perf_counter() - begin) * 1000:.1f} ms")

    chance = random.Random(7)
    moments = [START + chance.randrange(2 * 365 * 86400) for _ in range(ASKED)]
    begin = time.perf_counter()
    for ts in moments:
        openings.next_opening(ts)
    said("next_opening, any moment", begin, ASKED)
    moments.sort()
    begin = time.perf_counter()
    for ts in moments:
        openings.next_opening(ts)
    said("next_opening, moments in order", begin, ASKED)

    days = [date(2027, 1, 1) + timedelta(chance.randrange(730)) for _ in range(ASKED)]
    begin = time.perf_counter()
    for day in days:
        calendar.add_business_days(day, 10, BAVARIA)
    said("add_business_days, 10 after any day", begin, ASKED)
    begin = time.perf_counter()
    for day in days:
        calendar.shut(day, BAVARIA)
    said("shut, any day", begin, ASKED)
    begin = time.perf_counter()
    for _ in range(ASKED):
        zone_of("", place_of("Bayern", "DE-BE")[0], "Europe/Berlin")
    said("place_of and zone_of, a known cell", begin, ASKED)


if __name__ == "__main__":
    main()
