"""Rows in → people and problems out, in one streaming pass.

Two kinds of errors: a *file* error (unreadable, no address column, duplicate headings,
broken quoting) stops everything as an `InputError`; a *row* error sets that row aside
with its reason. Pure: it takes an open stream, never a path.
"""

from outreach.contacts.addresses import fold_address, wire_address
from outreach.contacts.care import flags, situation
from outreach.contacts.export import csv_safe, write_aside
from outreach.contacts.reading import Aside, Policy, Reading, read

__all__ = [
    "Aside",
    "Policy",
    "Reading",
    "csv_safe",
    "flags",
    "fold_address",
    "read",
    "situation",
    "wire_address",
    "write_aside",
]
