"""Write outreach/data/zones.toml from the zone.tab of the tz database; --check only compares.

A country stands in the file when all its zones show the same wall clock from 2020 on; its
zone is the first that zone.tab lists. zone.tab is the system's, else that of tzdata.
"""

import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

TARGET = Path(__file__).parents[1] / "outreach/data/zones.toml"
HEAD = """\
# Country → the one wall clock it has (its zones agree from 2020 on, or it has only one).
# Written by `tools/zones.py` from the zone.tab of the tz database, which is public domain.

"""
#: Past 2037 every zone follows the rule in its footer; one more year sees that rule whole.
SPAN = range(
    int(datetime(2020, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2039, 1, 1, tzinfo=UTC).timestamp()),
    3600,
)


def zone_tab() -> str:
    """The text of zone.tab, from the first place that has it."""
    for folder in TZPATH:
        if (path := Path(folder) / "zone.tab").is_file():
            return path.read_text("utf-8")
    return (resources.files("tzdata") / "zoneinfo/zone.tab").read_text("utf-8")


def zones_by_country() -> dict[str, list[str]]:
    """Country → its zones, in the order of zone.tab."""
    found: dict[str, list[str]] = {}
    for line in zone_tab().splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found.setdefault(country, []).append(zone)
    return found


@cache
def clock(zone: str) -> tuple[timedelta | None, ...]:
    """What the zone's wall clock is ahead of UTC, hour by hour."""
    tz = ZoneInfo(zone)
    return tuple(datetime.fromtimestamp(ts, tz).utcoffset() for ts in SPAN)


def one_zone(zones: list[str]) -> str:
    """The first zone when all of them agree, else ""."""
    first, *others = zones
    return first if all(clock(first) == clock(other) for other in others) else ""


def table(countries: dict[str, list[str]]) -> str:
    """The whole file, as it should be."""
    lines = (f'{c} = "{zone}"\n' for c, z in sorted(countries.items()) if (zone := one_zone(z)))
    return HEAD + "".join(lines)


def main() -> int:
    """Write the file, or tell with --check that it is stale (1)."""
    text = table(zones_by_country())
    if "--check" in sys.argv:
        return int(TARGET.read_text("utf-8") != text)
    TARGET.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
