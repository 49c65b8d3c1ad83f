"""Three calendar readers that nobody here wrote: libical (C), ical.js (JavaScript), vobject.

Each takes the bytes of one calendar and gives back its one event as `Read`. libical
also says what breaks RFC 5546 for the METHOD at hand.
"""

import atexit
import ctypes
import json
import shutil
import subprocess
from ctypes import c_char_p, c_int, c_long, c_void_p
from datetime import UTC, datetime
from functools import cache
from glob import glob
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SCRIPT = Path(__file__).parent / "readers" / "icaljs.cjs"
ICAL_JS = ROOT / ".venv/node/node_modules/ical.js/dist/ical.es5.cjs"


class Read(NamedTuple):
    """An event as a reader has it; moments as seconds since 1970."""

    method: str
    uid: str
    sequence: int
    start: int
    end: int
    summary: str
    description: str
    organizer: str
    organizer_name: str
    attendees: tuple[str, ...]
    attendee_names: tuple[str, ...]
    status: str
    alarms: int


# -- libical ---------------------------------------------------------------------------------


class _Time(ctypes.Structure):
    """struct icaltimetype of libical 3."""

    _fields_ = [
        *((name, c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", c_int),
        ("is_daylight", c_int),
        ("zone", c_void_p),
    ]


@cache
def _lib():
    lib = ctypes.CDLL(glob("/usr/lib/*/libical.so.3")[0])
    lib.icaltimezone_get_utc_timezone.restype = c_void_p
    for name, result, *args in (
        ("icalparser_parse_string", c_void_p, c_char_p),
        ("icalcomponent_free", None, c_void_p),
        ("icalcomponent_as_ical_string", c_char_p, c_void_p),
        ("icalcomponent_string_to_kind", c_int, c_char_p),
        ("icalproperty_string_to_kind", c_int, c_char_p),
        ("icalcomponent_get_first_component", c_void_p, c_void_p, c_int),
        ("icalcomponent_count_components", c_int, c_void_p, c_int),
        ("icalcomponent_count_errors", c_int, c_void_p),
        ("icalcomponent_get_first_property", c_void_p, c_void_p, c_int),
        ("icalcomponent_get_next_property", c_void_p, c_void_p, c_int),
        ("icalcomponent_get_dtstart", _Time, c_void_p),
        ("icalcomponent_get_dtend", _Time, c_void_p),
        ("icalproperty_get_value", c_void_p, c_void_p),
        ("icalvalue_get_text", c_char_p, c_void_p),
        ("icalproperty_get_value_as_string", c_char_p, c_void_p),
        ("icalproperty_get_parameter_as_string", c_char_p, c_void_p, c_char_p),
        ("icaltime_as_timet_with_zone", c_long, _Time, c_void_p),
        ("icalrestriction_check", c_int, c_void_p),
    ):
        function = getattr(lib, name)
        function.restype, function.argtypes = result, args
    # Errors are counted and not fatal (ICAL_ERROR_NONFATAL).
    return lib


def _kind(name):
    return _lib().icalcomponent_string_to_kind(name)


def libical(content):
    """The event as libical reads it; fails on whatever its iTIP rules reject."""
    lib = _lib()
    whole = lib.icalparser_parse_string(content)
    assert whole, "libical reads nothing"
    try:
        accepted = lib.icalrestriction_check(whole)
        # A broken rule is written into the component as X-LIC-ERROR.
        text = lib.icalcomponent_as_ical_string(whole).decode()
        assert accepted, text
        assert "X-LIC-ERROR" not in text, text
        assert lib.icalcomponent_count_errors(whole) == 0
        return _libical_event(lib, whole)
    finally:
        lib.icalcomponent_free(whole)


def _libical_event(lib, whole):
    assert lib.icalcomponent_count_components(whole, _kind(b"VEVENT")) == 1
    event = lib.icalcomponent_get_first_component(whole, _kind(b"VEVENT"))

    def properties(name, where):
        kind = lib.icalproperty_string_to_kind(name)
        found = lib.icalcomponent_get_first_property(where, kind)
        while found:
            yield found
            found = lib.icalcomponent_get_next_property(where, kind)

    def value(name, where=event):
        return next(
            (lib.icalproperty_get_value_as_string(p).decode() for p in properties(name, where)), ""
        )

    def text(name):
        found = next(properties(name, event), None)
        return lib.icalvalue_get_text(lib.icalproperty_get_value(found)).decode() if found else ""

    def parameter(found, name):
        said = lib.icalproperty_get_parameter_as_string(found, name)
        return said.decode() if said else ""

    def seconds(moment):
        return lib.icaltime_as_timet_with_zone(
            moment, moment.zone or lib.icaltimezone_get_utc_timezone()
        )

    organizers = list(properties(b"ORGANIZER", event))
    attendees = list(properties(b"ATTENDEE", event))
    return Read(
        method=value(b"METHOD", whole),
        uid=value(b"UID"),
        sequence=int(value(b"SEQUENCE")),
        start=seconds(lib.icalcomponent_get_dtstart(event)),
        end=seconds(lib.icalcomponent_get_dtend(event)),
        summary=text(b"SUMMARY"),
        description=text(b"DESCRIPTION"),
        organizer=value(b"ORGANIZER"),
        organizer_name=parameter(organizers[0], b"CN") if organizers else "",
        attendees=tuple(lib.icalproperty_get_value_as_string(p).decode() for p in attendees),
        attendee_names=tuple(parameter(p, b"CN") for p in attendees),
        status=value(b"STATUS"),
        alarms=lib.icalcomponent_count_components(event, _kind(b"VALARM")),
    )


# -- vobject ---------------------------------------------------------------------------------


def vobject(content):
    """The event as vobject reads it; fails on what it finds invalid."""
    import vobject as library

    whole = library.readOne(content.decode())
    whole.validate(raiseException=True)
    (event,) = whole.vevent_list
    organizers = event.contents.get("organizer", [])
    attendees = event.contents.get("attendee", [])
    return Read(
        method=whole.method.value if "method" in whole.contents else "",
        uid=event.uid.value,
        sequence=int(event.sequence.value),
        start=_seconds(event.dtstart.value),
        end=_seconds(event.dtend.value),
        summary=event.summary.value,
        description=event.description.value,
        organizer="".join(p.value for p in organizers),
        organizer_name="".join(_cn(p) for p in organizers),
        attendees=tuple(p.value for p in attendees),
        attendee_names=tuple(_cn(p) for p in attendees),
        status=event.status.value,
        alarms=len(event.contents.get("valarm", [])),
    )


def _cn(found):
    return ",".join(found.params.get("CN", []))


def _seconds(moment):
    assert moment.utcoffset() is not None, "floating"
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())


# -- ical.js ---------------------------------------------------------------------------------


class IcalJs:
    """ical.js in one process of node, which reads calendar after calendar."""

    def __init__(self):
        self.node = subprocess.Popen(
            [shutil.which("node"), str(SCRIPT), str(ICAL_JS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __call__(self, content):
        self.node.stdin.write(json.dumps(content.decode()) + "\n")
        self.node.stdin.flush()
        found = json.loads(self.node.stdout.readline())
        assert "error" not in found, found["error"]
        found |= {name: tuple(found[name]) for name in ("attendees", "attendee_names")}
        return Read(**found)

    def close(self):
        self.node.stdin.close()
        self.node.wait(10)
        self.node.stdout.close()


@cache
def ical_js():
    """The one that all tests share; it ends with this process."""
    one = IcalJs()
    atexit.register(one.close)
    return one
