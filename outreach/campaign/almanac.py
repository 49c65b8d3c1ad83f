"""Holidays noted on the disk, so that a command need not work them out each time.

Loading the library of holidays and a few of its countries takes longer than all else a
run with nothing due does. What `holidays_of` says depends on nothing but that library and
our own code; a note counts only as long as both are the same.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path

from outreach import __version__
from outreach.model import Language
from outreach.schedule import calendars, places
from outreach.schedule.calendars import HolidaysOf, holidays_of
from outreach.schedule.places import Place


@cache
def almanac(state: Path) -> HolidaysOf:
    """`holidays_of`, with notes in the folder ``holidays`` of a workspace's state."""
    makers = _makers()
    return _Almanac(state / "holidays", makers) if makers else holidays_of


class _Almanac:
    """Notes of holidays: one small file for a place, a year and a language."""

    def __init__(self, folder: Path, makers: str) -> None:
        self._folder, self._makers = folder, makers
        self._known: dict[tuple[Place, int, Language], Mapping[date, str]] = {}

    def __call__(self, place: Place, year: int, language: Language) -> Mapping[date, str]:
        """See `holidays_of`."""
        key = place, year, language
        if key not in self._known:
            self._known[key] = self._noted(*key)
        return self._known[key]

    def _noted(self, place: Place, year: int, language: Language) -> Mapping[date, str]:
        path = self._folder / f"{place.code}.{year}.{language}.json"
        # A note that is missing, damaged or older than what made it is made anew.
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            note = json.loads(path.read_text("utf-8"))
            if note["from"] == self._makers:
                return {date.fromisoformat(day): name for day, name in note["days"].items()}
        found = holidays_of(place, year, language)
        days = {day.isoformat(): name for day, name in found.items()}
        with suppress(OSError):
            self._write(path, json.dumps({"from": self._makers, "days": days}))
        return found

    def _write(self, path: Path, text: str) -> None:
        from outreach.files import write_private

        self._folder.mkdir(mode=0o700, exist_ok=True)
        write_private(path, text.encode(), durable=False)


def _makers() -> str:
    """What holidays are made by: library, code and names; "" where it cannot be told."""
    spec = PathFinder.find_spec("holidays")
    if spec is None or not spec.submodule_search_locations:
        return ""
    library = Path(next(iter(spec.submodule_search_locations)))
    # Its version, without importing it or the means to ask for versions.
    installed = sorted(library.parent.glob("holidays-*.dist-info"))
    if len(installed) != 1:
        return ""
    names = Path(calendars.__file__).parents[1] / "data" / "regions.toml"
    ours = [Path(calendars.__file__), Path(places.__file__), names]
    try:
        return " ".join([__version__, *map(_print, [*installed, library, *ours])])
    except OSError:
        return ""


def _print(path: Path) -> str:
    status = path.stat()
    return f"{path.name}:{status.st_size}:{status.st_mtime_ns}"
