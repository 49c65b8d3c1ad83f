"""Availability and busy times → slots → the times a letter offers.

From the settings (`rules`) over calendar files (`events`) to the times that are free and,
for the rest, why not (`slots`), and to what one letter names (`offers`). Pure: who reads
files and addresses of the network is `outreach.busy`.

Terminology:
    SLOT: one possible call, half-open [start, end), in UTC.
    BUSY: a time in which a calendar has something.
    HELD: a slot that one open offer keeps free for one person until it expires.
    LOAD: how many open offers name a slot already.
"""
