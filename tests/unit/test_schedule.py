"""The pace: which mail goes when, decided without a clock."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outreach.model import Send
from outreach.schedule import (
    FOREVER,
    Go,
    MailboxState,
    Pace,
    Wait,
    account_pause,
    backoff,
    decide,
    gap_after,
)

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def row(key: str = "c:1:a@b.example", **changes: object) -> Send:
    base = dict(
        key=key,
        campaign="c",
        step=1,
        address=key[4:],
        mailbox="main",
        state="planned",
        earliest=None,
        position=0,
        rule="ready",
        approved="h",
    )
    return Send(**{**base, **changes})


def test_nothing_waiting_is_nothing_to_do() -> None:
    """With no mail waiting there is no next moment either."""
    assert decide([], MailboxState("main"), Pace((180, 660)), NOW) == Wait(None, "nothing")


def test_unapproved_mail_never_goes() -> None:
    """A mail nobody said yes to waits for approval, whatever the time."""
    assert decide([row(approved="")], MailboxState("main"), Pace((0, 0)), NOW) == Wait(
        None, "approval"
    )


def test_a_resting_mailbox_sends_nothing() -> None:
    """A paused mailbox holds every mail until its pause ends, and says until when."""
    assert decide([row()], MailboxState("main", paused_until=FOREVER), Pace((0, 0)), NOW) == Wait(
        FOREVER, "mailbox"
    )


def test_the_gap_counts_from_the_last_claim() -> None:
    """The next mail waits for the gap that was drawn at the last claim."""
    box = MailboxState("main", last_claim=NOW - timedelta(seconds=100), last_gap=200)
    assert decide([row()], box, Pace((180, 660)), NOW) == Wait(NOW + timedelta(seconds=100), "gap")
    assert isinstance(decide([row()], box, Pace((180, 660)), NOW + timedelta(seconds=100)), Go)


def test_a_deferred_mail_waits_for_its_moment() -> None:
    """A mail that was put off goes at its earliest moment and not before."""
    later = NOW + timedelta(minutes=15)
    assert decide([row(earliest=later)], MailboxState("main"), Pace((0, 0)), NOW) == Wait(
        later, "deferred"
    )
    assert isinstance(decide([row(earliest=later)], MailboxState("main"), Pace((0, 0)), later), Go)


def test_order_is_the_order_given() -> None:
    """The first waiting mail goes first; one that is put off does not hold the others."""
    first, second = (
        row("c:1:x@y.example", earliest=NOW + timedelta(hours=1)),
        row("c:1:z@y.example"),
    )
    decision = decide([first, second], MailboxState("main"), Pace((0, 0)), NOW)
    assert isinstance(decision, Go)
    assert decision.send == second


@given(st.text(), st.integers(0, 600), st.integers(1, 600))
def test_gaps_stay_in_their_range_and_never_repeat(key: str, low: int, span: int) -> None:
    """Every gap lies in the pace's range, is the same each time, and differs from the last."""
    pace = Pace((low, low + span))
    gap = gap_after(key, pace)
    assert low <= gap <= low + span
    assert gap == gap_after(key, pace)
    assert gap_after(key, pace, gap) != gap
    assert low <= gap_after(key, pace, gap) <= low + span


@given(st.integers(1, 60), st.one_of(st.none(), st.integers(0, 10**7)))
def test_backoff_grows_and_honours_the_server(tries: int, asked: int | None) -> None:
    """Waits never shrink with the tries, keep a day as bound of their own, and are never shorter than asked (up to five days)."""
    assert backoff(tries + 1) >= backoff(tries)
    assert timedelta(minutes=15) <= backoff(tries) <= timedelta(days=1)
    assert backoff(tries, asked) >= timedelta(seconds=min(asked or 0, 5 * 86400))
    assert account_pause(tries, asked) >= timedelta(minutes=15)
