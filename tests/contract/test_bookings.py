"""What the ledger promises about calls, on a real SQLite file and in memory."""

import itertools
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outreach.errors import SlotTaken, StoreError, UsageError
from outreach.model import Accepted, Contact, Deferred, InDoubt, Rejected, Slot
from outreach.store import Pace, Store
from outreach.store.people import Fingerprint

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ANNA, BEN, CARA = "anna@a.example", "ben@b.example", "cara@c.example"
STEPS = ["opener/0/new", "nudge/10/same"]


def slot(day=7, hour=10, minute=0, minutes=20):
    start = datetime(2026, 12, day, hour, minute, tzinfo=UTC)
    return Slot(start, start + timedelta(minutes=minutes))


@pytest.fixture(params=["file", "memory"])
def store(request, tmp_path):
    path = tmp_path / "state.db" if request.param == "file" else ":memory:"
    with Store(path, durable=False) as s:
        s.bind("w", b"k" * 32)
        fill(s)
        yield s


def fill(store, campaign="c", people=(ANNA, BEN, CARA), generation=1, steps=STEPS, now=NOW):
    rows = [Contact(a, a, {"first_name": a[0]}, i + 2) for i, a in enumerate(people)]
    store.sync_list(
        "l", rows, Fingerprint(1, generation, str(generation)), now, finish=lambda: ([], [])
    )
    store.enrol(campaign, "l", "main", steps, now, hold_new=True)
    store.approve(campaign, lambda: [(r.send.key, "h") for r in store.rows(campaign)], "me", now)


def offer(store, *slots, to=ANNA, key="", now=NOW, days=5, held=True):
    return store.offer_slots(
        slots,
        key=key or f"c:1:{to}",
        address=to,
        campaign="c",
        mailbox="main",
        now=now,
        expires=now + days * DAY,
        held=slots[0] if held else None,
        uid=f"offer-{to}",
    )


def book(store, at, to=ANNA, now=NOW, **args):
    return store.book(
        at,
        address=to,
        campaign="c",
        mailbox="main",
        zone="Europe/Berlin",
        uid=lambda n: f"{to.partition('@')[0]}{n}@host.example",
        now=now,
        by="me",
        **args,
    )


def claim(store, now=NOW, mail=None):
    mail = mail or store.booking_mails("main", now)[0]
    return store.claim_call_mail(
        mail, now, message_id=f"<{mail.send.key}>", subject="Gespräch", date=now, variant="v"
    )


def go(store, now=NOW, outcome=None):
    return store.settle(claim(store, now), outcome or Accepted(250, "ok"), now)


def mails(store, uid="anna0@host.example"):
    return [(m.purpose, m.booking.sequence, m.send.state) for m in store.mails_of_call(uid)]


def told(store, address=ANNA):
    return [e.what.key.removeprefix("store.ev_") for e in store.history(address)]


# -- offers --------------------------------------------------------------------------------------


def test_the_first_time_is_kept_free_until_the_offer_expires(store):
    """A hold is exclusive for its half-open time, and ends by time alone, without a cleaning run."""
    offer(store, slot(), slot(8))
    assert store.live_holds("main", NOW) == {slot(): ANNA}
    for taken in (slot(), slot(hour=9, minute=50), slot(minute=10), slot(minutes=5)):
        with pytest.raises(SlotTaken):
            book(store, taken, BEN)
        with pytest.raises(SlotTaken):
            offer(store, taken, to=BEN)
    later = NOW + 5 * DAY
    assert store.live_holds("main", later) == {}
    assert book(store, slot(), BEN, later).slot == slot()
    assert "hold_ran_out" in told(store)


def test_times_side_by_side_are_both_free(store):
    """[start, end): a call may begin where another ends."""
    offer(store, slot(), to=ANNA)
    offer(store, slot(minute=20), to=BEN)
    assert book(store, slot(hour=9, minute=40), CARA).state == "confirmed"


def test_times_that_are_not_kept_free_are_counted_only(store):
    """Two people may be named the same second time; the load tells how many are."""
    offer(store, slot(7), slot(9), to=ANNA)
    offer(store, slot(8), slot(9), to=BEN)
    assert store.live_load("main", NOW) == {slot(7): 1, slot(8): 1, slot(9): 2}
    assert store.live_load("main", NOW + 5 * DAY) == {}
    assert store.live_load("other", NOW) == {}


def test_a_second_letter_withdraws_what_the_first_named(store):
    """Dead times are not kept free: the new letter's offer is the person's only one."""
    first = offer(store, slot(7))
    second = offer(store, slot(7), slot(9), key=f"c:2:{ANNA}")
    assert [(o.id, o.state) for o in store.offers_of(ANNA, NOW)] == [
        (first.id, "withdrawn"),
        (second.id, "open"),
    ]
    assert store.live_holds("main", NOW) == {slot(7): ANNA}


def test_the_same_letter_asking_again_gets_what_it_has(store):
    """A mail that was put off keeps its offer, and with it its bytes; other times replace it."""
    first = offer(store, slot(7), slot(8))
    assert offer(store, slot(7), slot(8), now=NOW + HOUR) == first
    assert offer(store, slot(9), slot(8), now=NOW + HOUR).id != first.id


def test_a_lost_offer_changes_nothing(store):
    """Whoever was a little late keeps the offer they had."""
    offer(store, slot(7), to=BEN)
    first = offer(store, slot(9))
    with pytest.raises(SlotTaken):
        offer(store, slot(7), key=f"c:2:{ANNA}")
    assert store.offer_of(f"c:1:{ANNA}", NOW) == first


def test_an_offer_without_an_end_is_refused(store):
    """Every hold ends: the ledger takes none that would not."""
    with pytest.raises(ValueError):
        offer(store, slot(), days=0)
    with pytest.raises(StoreError), store.write() as db:
        db.execute(
            "INSERT INTO offer (key, address, campaign, mailbox, offered_at, expires)"
            " VALUES ('k', 'a', 'c', 'main', '2026', '2026')"
        )


@pytest.mark.parametrize("how", ["answered", "stop", "stop_all", "suppress", "domain", "withdraw"])
def test_holds_end_with_the_persons_part(store, how):
    """An answer, a stop, an opt-out and a withdrawal free what was kept for the person."""
    offer(store, slot())
    {
        "answered": lambda: store.answered(ANNA, "phone", "", "me", NOW),
        "stop": lambda: store.stop("c", ANNA, "", "me", NOW),
        "stop_all": lambda: store.stop("c", "", "", "me", NOW),
        "suppress": lambda: store.suppress(ANNA, "manual", "", "me", NOW),
        "domain": lambda: store.suppress("@a.example", "manual", "", "me", NOW),
        "withdraw": lambda: store.withdraw(ANNA, NOW),
    }[how]()
    assert store.live_holds("main", NOW) == {}
    assert [o.state for o in store.offers_of(ANNA, NOW)] == ["withdrawn"]
    assert book(store, slot(), BEN).slot == slot()


def test_somebody_elses_stop_frees_nothing(store):
    """Only the person's own holds end."""
    offer(store, slot())
    store.stop("c", BEN, "", "me", NOW)
    store.suppress("@b.example", "manual", "", "me", NOW)
    store.stop("other", "", "", "me", NOW)
    assert store.live_holds("main", NOW) == {slot(): ANNA}


# -- calls ---------------------------------------------------------------------------------------


def test_a_call_ends_the_letters_everywhere(store):
    """In one transaction: the time is taken, all letters to come end, holds go, the invitation waits."""
    fill(store, "d", generation=2)
    offer(store, slot(7), slot(8))
    call = book(store, slot(8))
    assert (call.sequence, call.state, call.zone) == (0, "confirmed", "Europe/Berlin")
    letters = [s for s in store.sends_to(ANNA) if not s.purpose]
    assert {(s.state, s.rule) for s in letters} == {("cancelled", "booked")}
    assert len(letters) == 4
    assert [o.state for o in store.offers_of(ANNA, NOW)] == ["taken"]
    assert store.live_holds("main", NOW) == {}
    assert mails(store) == [("request", 0, "planned")]
    assert {s.state for s in store.sends_to(BEN)} == {"planned"}


def test_counts_of_campaigns_do_not_see_calls(store):
    """People × steps stays the sum of the eight states, whatever is agreed, moved and called off."""
    call = book(store, slot())
    go(store)
    store.move(call.uid, slot(9), now=NOW, by="me")
    store.cancel(call.uid, now=NOW, by="me")
    book(store, slot(9), BEN)
    assert sum(store.counts("c").values()) == store.total("c") == 6
    assert store.check() == []
    assert len({s.key for s in store.sends_to(ANNA)}) == 5


def test_a_campaign_called_booking_is_another_thing(store):
    """The name is allowed for a campaign; its letters and the mails about calls never meet."""
    fill(store, "booking", generation=2)
    book(store, slot())
    go(store)
    assert store.counts("booking")["accepted"] == 0
    assert sum(store.counts("booking").values()) == store.total("booking") == 6


def test_the_same_yes_twice_is_one_call(store):
    """A second press of the button gives the same call and no second mail."""
    first = book(store, slot())
    assert book(store, slot(), now=NOW + HOUR, is_busy=lambda _s, _e: True) == first
    assert mails(store) == [("request", 0, "planned")]


def test_a_second_choice_moves_the_call(store):
    """One person has one call to come with a host: another time is a move, same UID, SEQUENCE + 1."""
    first = book(store, slot(7))
    go(store)
    second = book(store, slot(9), now=NOW + HOUR)
    assert (second.uid, second.sequence, second.created_at) == (first.uid, 1, first.created_at)
    assert mails(store) == [("request", 0, "accepted"), ("move", 1, "planned")]
    assert book(store, slot(7), BEN).slot == slot(7)


def test_a_person_may_have_a_call_after_a_call(store):
    """What is over or called off stands in nobody's way; the new call has a UID of its own."""
    one = book(store, slot(7))
    two = book(store, slot(20), now=NOW + 10 * DAY)
    assert (two.uid, two.sequence) == ("anna1@host.example", 0)
    assert store.booking(one.uid).state == "over"
    store.cancel(two.uid, now=NOW + 10 * DAY, by="me")
    assert book(store, slot(20), now=NOW + 10 * DAY).uid == "anna2@host.example"


def test_a_busy_host_is_asked_right_before(store):
    """The host's own calendar has the last word, and nothing is written when it says no."""
    asked = []

    def busy(start, end):
        asked.append((start, end))
        assert not store._db.in_transaction
        return True

    with pytest.raises(SlotTaken):
        book(store, slot(), is_busy=busy)
    assert asked == [(slot().start, slot().end)]
    assert store.bookings() == []
    assert {s.state for s in store.sends_to(ANNA)} == {"planned"}


def test_a_time_that_has_passed_cannot_be_agreed(store):
    """A click on an old letter meets fresh times, not a call in the past."""
    with pytest.raises(SlotTaken):
        book(store, slot(7), now=NOW + 30 * DAY)


def test_somebody_faster_between_look_and_claim_wins(store, tmp_path):
    """Whatever happens while the calendar is asked is seen in the transaction."""
    with pytest.raises(SlotTaken):
        book(
            store,
            slot(),
            ANNA,
            is_busy=lambda _s, _e: bool(book(store, slot(minute=10), BEN)) and False,
        )
    assert [c.address for c in store.bookings()] == [BEN]


def test_the_database_itself_keeps_times_apart(store):
    """Whoever writes, past all checks: two promises of one moment are refused."""
    book(store, slot())
    offer(store, slot(8), to=BEN)
    for at in (slot(), slot(minute=10), slot(8, minutes=60), slot(hour=9, minutes=120)):
        with pytest.raises(StoreError), store.write() as db:
            db.execute(
                "INSERT INTO booking (uid, address, campaign, mailbox, begins, ends, zone, created_at)"
                " VALUES ('x', 'x@x.example', '', 'main', ?, ?, 'UTC', '2026')",
                (at.start.isoformat(), at.end.isoformat()),
            )
        with pytest.raises(StoreError), store.write() as db:
            db.execute(
                "INSERT INTO offer (key, address, campaign, mailbox, held_begins, held_ends, offered_at,"
                " expires) VALUES ('x', 'x@x.example', '', 'main', ?, ?, '2026', '2027')",
                (at.start.isoformat(), at.end.isoformat()),
            )
    call = book(store, slot(10), CARA)
    with pytest.raises(StoreError), store.write() as db:
        db.execute(
            "UPDATE booking SET begins = ?, ends = ? WHERE uid = ?",
            (slot().start.isoformat(), slot().end.isoformat(), call.uid),
        )
    store.cancel(call.uid, now=NOW, by="me")
    with pytest.raises(StoreError), store.write() as db:
        db.execute("UPDATE booking SET state = 'confirmed' WHERE uid = ?", (call.uid,))


def test_a_clock_that_ran_ahead_frees_no_call(store):
    """A call taken for over, months too early, still keeps its time."""
    book(store, slot())
    store.withdraw(BEN, NOW + 90 * DAY)
    with pytest.raises(SlotTaken):
        book(store, slot(minute=10), BEN)


def test_hosts_do_not_stand_in_each_others_way(store):
    """Times are a mailbox's own."""
    book(store, slot())
    other = store.book(
        slot(), address=BEN, campaign="", mailbox="second", zone="UTC", uid=lambda n: f"b{n}",
        now=NOW, by="me",
    )  # fmt: skip
    assert other.mailbox == "second"


def test_a_move_keeps_the_old_time_until_the_new_one_is_won(store):
    """A move to a taken time changes nothing; one to a time that overlaps the old is fine."""
    call = book(store, slot(7))
    book(store, slot(8), BEN)
    with pytest.raises(SlotTaken):
        store.move(call.uid, slot(8), now=NOW, by="me")
    assert store.booking(call.uid) == call
    assert store.move(call.uid, slot(7, minute=10), now=NOW, by="me").sequence == 1
    assert store.move(call.uid, slot(7, minute=10), now=NOW, by="me").sequence == 1


def test_a_call_called_off_frees_its_time_and_restarts_nothing(store):
    """SEQUENCE + 1, one mail about it, the letters stay ended, also in a step that is added later."""
    call = book(store, slot())
    go(store)
    off = store.cancel(call.uid, now=NOW, by="guest")
    assert (off.state, off.sequence) == ("cancelled", 1)
    assert store.cancel(call.uid, now=NOW, by="me") == off
    assert mails(store) == [("request", 0, "accepted"), ("cancel", 1, "planned")]
    store.enrol("c", "l", "main", [*STEPS, "third/10/same"], NOW, hold_new=False)
    store.resume("c", ANNA, "me", NOW)
    letters = [s for s in store.sends_to(ANNA) if not s.purpose]
    assert [(s.state, s.rule) for s in letters] == [("cancelled", "booked")] * 3
    assert book(store, slot(), BEN).slot == slot()


def test_calls_that_are_over_or_unknown_are_not_touched(store):
    """Moving or calling off what is no call to come is said in plain words."""
    call = book(store, slot())
    for act in (
        lambda: store.move("nobody", slot(9), now=NOW, by="me"),
        lambda: store.cancel("nobody", now=NOW, by="me"),
        lambda: store.move(call.uid, slot(20), now=NOW + 10 * DAY, by="me"),
        lambda: store.cancel(call.uid, now=NOW + 10 * DAY, by="me"),
    ):
        with pytest.raises(UsageError):
            act()


def test_a_version_is_never_changed(store):
    """Same stored version, same bytes: times, zone and DTSTAMP of every version stay readable."""
    call = book(store, slot(7))
    go(store)
    store.move(call.uid, slot(9), now=NOW + HOUR, by="me")
    store.cancel(call.uid, now=NOW + 2 * HOUR, by="me")
    told_ = [(store.booking(call.uid, n).slot, store.booking(call.uid, n).stamp) for n in range(3)]
    assert told_ == [(slot(7), NOW), (slot(9), NOW + HOUR), (slot(9), NOW + 2 * HOUR)]


def test_the_story_is_whole(store):
    """Why tells of offer, agreement, move and cancellation, in words, in order."""
    offer(store, slot(7), slot(8))
    call = book(store, slot(8))
    store.move(call.uid, slot(9), now=NOW, by="me")
    store.cancel(call.uid, now=NOW, by="guest")
    line = [w for w in told(store) if w != "approved"]
    assert line == ["offered", "offer_taken", "booked", "call_moved", "call_cancelled"]
    text = "\n".join(str(e.what) for e in store.history(ANNA))
    assert "from 2026-12-08 10:00:00+00:00 to 2026-12-09 10:00:00+00:00" in text
    assert "call of 2026-12-09 10:00:00+00:00 called off" in text


def test_a_dead_address_keeps_nothing_free(store):
    """Where the server knows nobody of that name, the time kept free is free again."""
    offer(store, slot())
    store.settle(letter(store), Rejected(550, "5.1.1 unknown"), NOW)
    assert store.live_holds("main", NOW) == {}


# -- letters and calls ---------------------------------------------------------------------------


def letter(store, address=ANNA, now=NOW):
    send = next(s for s in store.claimable("main", now) if s.address == address)
    return store.claim(
        send, now, message_id="<m>", subject="s", date=now, variant="v", pace=Pace(200)
    )


def test_colleagues_wait_for_a_call_as_for_an_answer(store):
    """A firm's place is taken until its call has been; one called off counts from the yes."""
    call = book(store, slot())
    assert store.answers_by_address(NOW - DAY) == {ANNA: int(slot().start.timestamp())}
    store.cancel(call.uid, now=NOW + HOUR, by="guest")
    assert store.answers_by_address(NOW - DAY) == {ANNA: int(NOW.timestamp())}


def test_a_call_agreed_between_decision_and_claim_counts(store):
    """The claim of a letter reads calls again in its own transaction."""
    send = next(s for s in store.claimable("main", NOW) if s.address == ANNA)
    book(store, slot())
    assert (
        store.claim(send, NOW, message_id="<m>", subject="s", date=NOW, variant="v", pace=Pace())
        is None
    )
    assert ANNA not in {s.address for s in store.claimable("main", NOW)}


def test_a_stop_taken_back_does_not_go_on_past_a_call(store):
    """Stopped, then a call agreed, then resumed: no letter may be claimed any more."""
    store.stop("c", ANNA, "", "me", NOW)
    call = book(store, slot())
    store.resume("c", ANNA, "me", NOW)
    store.cancel(call.uid, now=NOW, by="me")
    assert ANNA not in {s.address for s in store.claimable("main", NOW)}
    assert {s.state for s in store.sends_to(ANNA) if not s.purpose} == {"cancelled"}


@pytest.mark.parametrize("how", ["deferred", "policy", "not_sent"])
def test_a_letter_under_way_that_comes_back_does_not_go_again(store, how):
    """A call agreed meanwhile reaches a mail that was on its way or in doubt."""
    claimed = letter(store)
    book(store, slot())
    outcome = {
        "deferred": Deferred(450, "later"),
        "policy": Rejected(554, "5.7.1", policy=True),
        "not_sent": InDoubt("lost"),
    }[how]
    store.settle(claimed, outcome, NOW)
    if how == "not_sent":
        store.resolve(claimed.key, sent=False, by="me", now=NOW)
    assert (store.send(claimed.key).state, store.send(claimed.key).rule) == ("cancelled", "booked")


def test_mails_about_calls_wait_for_nothing_but_the_server(store):
    """Pause, stop, a flag in the list and a row that is gone do not hold them; a resting mailbox does."""
    book(store, slot())
    store.pause("c", "", "", "me", NOW)
    store.stop("c", "", "", "me", NOW)
    store.answered(ANNA, "phone", "", "me", NOW)
    fill(store, people=[BEN, CARA], generation=2)
    assert len(store.booking_mails("main", NOW)) == 1
    store.pause_mailbox("main", NOW + HOUR, "account", "limit")
    assert store.booking_mails("main", NOW) == []
    assert go(store, NOW + 2 * HOUR) == "accepted"


def test_flags_do_not_hold_an_agreed_call(store):
    """Whoever is in mourning and has said yes still hears of their call; their letters wait."""
    book(store, slot())
    rows = [Contact(a, a, {"flags": "bereavement"}, 2) for a in (ANNA, BEN)]
    store.sync_list("l", rows, Fingerprint(1, 9, "9"), NOW, finish=lambda: ([], []))
    assert mails(store) == [("request", 0, "planned")]
    assert store.sends_to(BEN)[0].rule == "gate"
    assert go(store, outcome=Deferred(450, "later")) == "planned"


def test_mails_about_calls_leave_gap_and_caps_alone(store):
    """They count in the rolling day, use up no gap, no rest and no cap of the person."""
    letter(store, BEN)
    before = store.mailbox("main", NOW)
    book(store, slot())
    go(store)
    after = store.mailbox("main", NOW)
    assert (after.last_claim, after.last_gap) == (before.last_claim, before.last_gap)
    assert len(after.recent) == len(before.recent) + 1
    assert ANNA not in store.mails_by_address(NOW - DAY)


def test_who_wants_no_mail_hears_only_that_a_call_is_off(store):
    """Suppression holds invitations, moves and reminders, and lets the cancellation through."""
    call = book(store, slot())
    go(store)
    store.suppress(ANNA, "manual", "", "me", NOW)
    store.move(call.uid, slot(9), now=NOW, by="me")
    assert store.booking_mails("main", NOW) == []
    assert mails(store)[-1] == ("move", 1, "cancelled")
    store.cancel(call.uid, now=NOW, by="me")
    store.suppress("@a.example", "manual", "", "me", NOW)
    assert [m.purpose for m in store.booking_mails("main", NOW)] == ["cancel"]
    assert store.settle(claim(store), Deferred(450, "later"), NOW) == "planned"


def test_a_suppression_between_look_and_claim_counts(store):
    """The claim of a mail about a call reads the do-not-mail list again."""
    book(store, slot())
    (mail,) = store.booking_mails("main", NOW)
    store.suppress(ANNA, "manual", "", "me", NOW)
    assert claim(store, mail=mail) is None


def test_a_mail_about_a_call_is_claimed_once(store):
    """Committed as sending before its first byte, with Message-ID and Date; no second claim wins."""
    book(store, slot())
    (mail,) = store.booking_mails("main", NOW)
    assert claim(store, mail=mail) is not None
    send = store.send(mail.send.key)
    assert (send.state, send.message_id, send.date) == ("sending", f"<{send.key}>", NOW)
    assert claim(store, mail=mail) is None
    assert store.booking_mails("main", NOW) == []


def test_a_broken_run_leaves_a_call_mail_in_doubt(store):
    """A crash between claim and settlement: in doubt, never repeated on its own."""
    book(store, slot())
    late = claim(store)
    assert store.begin_run(NOW, "m", "real") == 1
    assert mails(store) == [("request", 0, "in_doubt")]
    assert store.booking_mails("main", NOW + HOUR) == []
    with pytest.raises(StoreError):
        store.settle(late, Accepted(250, "late"), NOW)
    store.resolve("booking:anna0@host.example:0:request", sent=False, by="me", now=NOW)
    assert go(store, NOW + HOUR) == "accepted"


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Accepted(250, "Ok"), "accepted"),
        (Rejected(550, "5.1.1 no"), "rejected"),
        (Rejected(554, "5.7.1 policy", policy=True), "held"),
        (InDoubt("lost"), "in_doubt"),
        (Deferred(450, "later"), "planned"),
        (Deferred(421, "slow", scope="account"), "planned"),
    ],
)
def test_each_outcome_has_its_state(store, outcome, expected):
    """Mails about calls move along the same edges as letters, and touch no letter of anybody."""
    book(store, slot())
    before = store.counts("c")
    assert go(store, outcome=outcome) == expected
    assert mails(store) == [("request", 0, expected)]
    assert store.counts("c") == before
    if expected == "held":
        store.resume("c", ANNA, "me", NOW)
        assert mails(store) == [("request", 0, "planned")]


def test_only_the_newest_version_is_worth_a_mail(store):
    """An invitation that has not gone is dropped; the guest gets one with the new time instead."""
    call = book(store, slot(7))
    store.move(call.uid, slot(9), now=NOW, by="me")
    assert mails(store) == [("request", 0, "cancelled"), ("request", 1, "planned")]


def test_an_older_mail_that_comes_back_is_dropped(store):
    """Deferred after the call was moved: the newer mail takes its place."""
    call = book(store, slot(7))
    claimed = claim(store)
    store.move(call.uid, slot(9), now=NOW, by="me")
    assert store.settle(claimed, Deferred(450, "later"), NOW) == "cancelled"
    assert mails(store) == [("request", 0, "cancelled"), ("move", 1, "planned")]


def test_no_mail_goes_about_a_call_that_has_begun(store):
    """A computer that was off for a week invites nobody to yesterday, and says so."""
    book(store, slot())
    late = slot().start
    assert store.booking_mails("main", late) == []
    store.begin_run(late, "m", "real")
    assert [(m.send.state, m.send.rule) for m in store.mails_of_call("anna0@host.example")] == [
        ("cancelled", "call_begun")
    ]
    assert "call_begun" in told(store)


def test_a_reminder_is_written_once_for_each_version(store):
    """The day before, once; again after a move; none for a yes of the same day or a call called off."""
    call = book(store, slot(7))
    go(store)
    before, due = DAY, slot(7).start - DAY
    assert store.next_call_mail("main", NOW, before) == due
    assert store.remind_due(due - timedelta(seconds=1), before) == 0
    assert [store.remind_due(due, before), store.remind_due(due, before)] == [1, 0]
    assert [m.purpose for m in store.booking_mails("main", due)] == ["reminder"]
    store.move(call.uid, slot(20), now=due, by="me")
    assert mails(store)[1:] == [("reminder", 0, "cancelled"), ("move", 1, "planned")]
    go(store)
    assert store.remind_due(slot(20).start - DAY, before) == 1
    quick = book(store, slot(8), BEN, now=slot(8).start - 2 * HOUR)
    assert store.remind_due(slot(8).start - 2 * HOUR, before) == 0
    store.cancel(quick.uid, now=slot(8).start - HOUR, by="me")
    assert [m.purpose for m in store.mails_of_call(quick.uid)] == ["request", "cancel"]


def test_an_invitation_that_is_late_is_its_own_reminder(store):
    """A server that was away until the day before brings one mail then, not two at once."""
    book(store, slot(7))
    due = slot(7).start - DAY
    assert store.remind_due(due, DAY) == 0
    assert [m.purpose for m in store.booking_mails("main", due)] == ["request"]
    go(store)
    assert store.remind_due(due, DAY) == 0


def test_the_next_mail_about_a_call_is_known(store):
    """A mail that was put off says when it may go, for whoever waits."""
    book(store, slot())
    assert store.next_call_mail("main", NOW) is None
    go(store, outcome=Deferred(450, "later"))
    (mail,) = store.mails_of_call("anna0@host.example")
    assert store.next_call_mail("main", NOW) == mail.send.earliest > NOW


# -- many at once --------------------------------------------------------------------------------

RACE = """
import sys
from datetime import UTC, datetime, timedelta
from outreach.errors import SlotTaken
from outreach.model import Slot
from outreach.store import Store
path, worker, claims = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
now = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
won = lost = 0
with Store(path) as store:
    for i in range(claims):
        n = (i * 7 + worker * 13) % 60
        start = now + timedelta(days=2, minutes=15 * n)
        who = f"w{worker}n{i}@guest.example"
        try:
            store.book(Slot(start, start + timedelta(minutes=25)), address=who, campaign="", mailbox="main",
                       zone="UTC", uid=lambda k: f"{who}{k}", now=now, by="race")
            won += 1
        except SlotTaken:
            lost += 1
print(won, lost)
"""


def test_many_processes_never_promise_a_moment_twice(tmp_path: Path):
    """8 processes claim 60 overlapping slots: no time is promised twice, and nobody meets a lock.

    OUTREACH_CLAIMS=5000 .venv/bin/python -m pytest tests/contract/test_bookings.py -k many
    """
    claims = int(os.environ.get("OUTREACH_CLAIMS", "800")) // 8
    path = tmp_path / "state.db"
    Store(path).close()
    runs = [
        subprocess.Popen([sys.executable, "-c", RACE, path, str(w), str(claims)],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for w in range(8)
    ]  # fmt: skip
    said = [run.communicate() for run in runs]
    assert [err for _, err in said if err] == []
    won, lost = (sum(int(out.split()[i]) for out, _ in said) for i in (0, 1))
    with Store(path) as store:
        calls = store.bookings("confirmed")
        keys = store.read(
            "SELECT uid, count(*) AS n FROM send WHERE purpose = 'request' GROUP BY uid"
        )
    assert (won, won + lost) == (len(calls), claims * 8)
    assert 20 <= won <= 30  # 25 minutes on a grid of 15: at least every third time is taken
    assert all(a.slot.end <= b.slot.start for a, b in itertools.pairwise(calls))
    assert Counter(r["n"] for r in keys) == {1: won}


def test_a_ledger_with_letters_under_way_is_carried_over(tmp_path: Path):
    """Ledgers of before calls open, add up, and can agree one."""
    folder = Path(sys.modules[Store.__module__].__file__).parent / "migrations"
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as db:
        for n, name in enumerate(sorted(folder.glob("000[1-4]_*.sql")), 1):
            db.executescript(f"{name.read_text('utf-8')};PRAGMA user_version = {n};")
        db.execute("INSERT INTO campaign (name, steps) VALUES ('c', '[\"opener/0/new\"]')")
        db.execute("INSERT INTO enrolment (campaign, address, mailbox, position, enrolled_at)"
                   " VALUES ('c', ?, 'main', 0, '2026-11-01T09:00:00+00:00')", (ANNA,))  # fmt: skip
        db.execute("INSERT INTO send (key, campaign, step, address, mailbox, state, position, since)"
                   " VALUES ('c:1:a', 'c', 1, ?, 'main', 'planned', 0, '2026')", (ANNA,))  # fmt: skip
    db.close()
    with Store(path, durable=False) as store:
        book(store, slot())
        assert store.check() == []
        assert store.send("c:1:a").rule == "booked"
