"""Canary and bounce guard: a few first, and no further while mails bounce."""

import pytest

from outreach.schedule.guard import bucket, too_many_bounces, wilson_low


@pytest.mark.parametrize(("bounced", "sent"), [(2, 10), (3, 20), (4, 30), (6, 50), (10, 100)])
def test_the_guard_trips_exactly_at_these_shares(bounced, sent):
    """These many bounces stop the openers; one bounce less does not."""
    assert too_many_bounces(bounced, sent)
    assert not too_many_bounces(bounced - 1, sent)


@pytest.mark.parametrize(
    ("bounced", "sent", "trips"),
    [(4, 4, False), (2, 4, False), (2, 5, True), (1, 5, False), (1, 1, False), (0, 0, False)],
)
def test_the_guard_judges_nothing_on_fewer_than_five_mails_or_two_bounces(bounced, sent, trips):
    """Four of four is no judgement yet; two of five is."""
    assert too_many_bounces(bounced, sent) is trips


def test_the_wilson_bound_is_the_published_one():
    """Wilson's lower bound at 95 %: 0.0567 for 2 of 10, and 0 for nothing and for no bounce."""
    assert wilson_low(2, 10) == pytest.approx(0.05668, abs=1e-4)
    assert wilson_low(10, 100) == pytest.approx(0.05523, abs=1e-4)
    assert (wilson_low(0, 0), wilson_low(0, 50)) == (0.0, pytest.approx(0.0))


@pytest.mark.parametrize(
    ("last", "found"),
    [
        ("2026-06-02", "0-1"),
        ("2026-06-01", "1-2"),
        ("2025-06-02", "1-2"),
        ("2025-06-01", "2-5"),
        ("2022-06-02", "2-5"),
        ("2022-06-01", "5+"),
        ("1987-01-01", "5+"),
        ("2026-07", "0-1"),
        ("2026-05", "1-2"),
        ("2026", "0-1"),
        ("2025", "1-2"),
        ("2024-02-29", "2-5"),
        ("", "unknown"),
        ("neulich", "unknown"),
    ],
)
def test_contacts_are_sorted_by_the_age_of_the_last_contact(last, found):
    """Under 1, 1–2, 2–5, over 5 years, or unknown; the anniversary belongs to the older age."""
    assert bucket(last, "2027-06-01") == found


def test_a_leap_day_grows_a_year_older_after_february():
    """Spoken to on 29 February 2024: still under a year on 28 February 2025, a year on 1 March."""
    assert bucket("2024-02-29", "2025-02-28") == "0-1"
    assert bucket("2024-02-29", "2025-03-01") == "1-2"
