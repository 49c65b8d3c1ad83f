"""What the ledger promises, on a real SQLite file and in memory."""

import sqlite3
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outreach import store as store_room
from outreach.errors import ConfigError, PolicyRefused, SchemaTooNew, StoreError, UsageError
from outreach.model import Accepted, Contact, Deferred, InDoubt, Rejected
from outreach.store import Pace, Store
from outreach.store.people import Fingerprint

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
STEPS = ["opener/0/new"]


@pytest.fixture(params=["file", "memory"])
def store(request, tmp_path):
    path = tmp_path / "state.db" if request.param == "file" else ":memory:"
    with Store(path, durable=False) as s:
        s.bind("w", b"k" * 32)
        yield s


def fill(
    store,
    people=("a@x.example", "b@x.example"),
    generation=1,
    steps=STEPS,
    fields=None,
    finish=None,
):
    rows = [
        Contact(a, a, (fields or {}).get(a, {"first_name": a[0]}), i + 2)
        for i, a in enumerate(people)
    ]
    store.sync_list(
        "l",
        rows,
        Fingerprint(1, generation, str(generation)),
        NOW,
        finish=finish or (lambda: ([], [])),
    )
    store.enrol("c", "l", "main", steps, NOW, hold_new=True)


def approve(store):
    store.approve("c", lambda: [(r.send.key, "h") for r in store.rows("c")], "me", NOW)


def claim(store, now=NOW):
    (send, *_) = store.claimable("main", now)
    return store.claim(
        send,
        now,
        message_id="<m@x.example>",
        subject="Hallo",
        date=now,
        variant="v",
        pace=Pace(200),
    )


def state(store, address="a@x.example"):
    return store.sends_to(address)[0]


def test_a_claim_is_committed_before_anything_goes_out(store):
    """A claimed row says sending, with its Message-ID, subject and Date, and cannot be claimed again."""
    fill(store, ["a@x.example"])
    approve(store)
    assert claim(store) is not None
    s = state(store)
    assert (s.state, s.message_id, s.subject, s.date) == ("sending", "<m@x.example>", "Hallo", NOW)
    assert store.claimable("main", NOW) == []


@pytest.mark.parametrize(
    "spoiler", ["pause", "pause_one", "stop", "suppress", "suppress_domain", "text"]
)
def test_what_happens_between_decision_and_claim_counts(store, spoiler):
    """Pause, stop, suppression and a withdrawn approval are read again in the claim's own transaction."""
    fill(store, ["a@x.example"])
    approve(store)
    (send,) = store.claimable("main", NOW)
    {
        "pause": lambda: store.pause("c", "", "", "me", NOW),
        "pause_one": lambda: store.pause("c", "a@x.example", "", "me", NOW),
        "stop": lambda: store.stop("c", "", "", "me", NOW),
        "suppress": lambda: store.suppress("a@x.example", "manual", "", "me", NOW),
        "suppress_domain": lambda: store.suppress("@x.example", "manual", "", "me", NOW),
        "text": lambda: store.hold(send.key, "text_changed", "", NOW),
    }[spoiler]()
    assert (
        store.claim(send, NOW, message_id="<m>", subject="s", date=NOW, variant="v", pace=Pace())
        is None
    )
    assert state(store).state != "sending"


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
    """Every outcome moves the row along a drawn edge and keeps the server's words."""
    fill(store)
    approve(store)
    assert store.settle(claim(store), outcome, NOW) == expected
    assert state(store).state == expected
    assert sum(store.counts("c").values()) == store.total("c") == 2


def test_a_deferred_mail_waits_longer_each_time_and_then_for_a_person(store):
    """4xx is tried again later and later, at most eight times, then a person looks."""
    fill(store, ["a@x.example"])
    approve(store)
    now, waits = NOW, []
    for _ in range(8):
        store.settle(claim(store, now), Deferred(450, "4.2.0 greylisted"), now)
        s = state(store)
        if s.state == "held":
            break
        waits.append(s.earliest - now)
        now = s.earliest
    assert waits == sorted(waits)
    assert len(waits) == 7
    assert (s.state, s.rule) == ("held", "deferred_too_often")


def test_an_account_answer_rests_the_mailbox_and_leaves_the_mail(store):
    """A limit of the account pauses the mailbox; the person's row is as before, tries included."""
    fill(store, ["a@x.example"])
    approve(store)
    store.settle(
        claim(store),
        Deferred(450, "Mail send limit exceeded", scope="account", retry_after=7200),
        NOW,
    )
    assert state(store).attempts == 0
    assert store.mailbox("main").paused_until == NOW + timedelta(hours=2)


def test_two_policy_answers_in_a_row_rest_the_mailbox_until_a_person_looks(store):
    """One policy refusal holds the person; the second in a row stops the mailbox."""
    fill(store)
    approve(store)
    refused = Rejected(554, "5.7.1 spam", policy=True)
    store.settle(claim(store), refused, NOW)
    assert store.mailbox("main").paused_until is None
    store.settle(claim(store), refused, NOW)
    assert store.mailbox("main").paused_until.year == 9999


def test_a_broken_run_leaves_doubt_and_never_a_second_try(store):
    """A row still sending when a new run begins is in doubt; only a person plans it again."""
    fill(store, ["a@x.example"])
    approve(store)
    late = claim(store)
    assert store.begin_run(NOW, "m", "real") == 1
    assert state(store).state == "in_doubt"
    assert store.claimable("main", NOW + timedelta(days=900)) == []
    with pytest.raises(StoreError):
        store.settle(late, Accepted(250, "too late"), NOW)
    store.resolve(state(store).key, sent=False, by="me", now=NOW)
    assert state(store).state == "planned"


def test_only_a_doubt_can_be_resolved(store):
    """Resolve refuses mails that are not in doubt, and unknown ones."""
    fill(store)
    for key in ("c:1:a@x.example", "c:1:nobody@x.example"):
        with pytest.raises(UsageError):
            store.resolve(key, sent=True, by="me", now=NOW)


def test_not_sent_is_refused_while_a_run_may_hold_the_mail(store):
    """Resolve --not-sent waits for the lease of a living run."""
    fill(store, ["a@x.example"])
    approve(store)
    store.settle(claim(store), InDoubt("?"), NOW)
    store.take_lease("other", NOW)
    with pytest.raises(PolicyRefused):
        store.resolve(state(store).key, sent=False, by="me", now=NOW)


def test_a_vanished_row_holds_the_person_and_its_return_releases(store):
    """Excel saves half files: gone means held, not cancelled, and back means planned again."""
    fill(store)
    approve(store)
    fill(store, ["b@x.example"], generation=2)
    assert (state(store).state, state(store).rule) == ("held", "gone")
    fill(store, generation=3)
    assert state(store).state == "planned"


def test_a_changed_cell_reaches_mails_not_yet_sent(store):
    """The person's data is the list's newest, and the history says which columns changed."""
    fill(store, ["a@x.example"])
    fill(store, ["a@x.example"], generation=2, fields={"a@x.example": {"first_name": "Neu"}})
    assert store.contact("l", "a@x.example").get("first_name") == "Neu"
    assert any("first_name" in str(e.what) for e in store.history("a@x.example"))


def test_a_new_address_with_an_old_name_waits_for_the_question(store):
    """A changed address with the same name and firm asks "the same person?" and waits."""
    who = {"first_name": "Eva", "last_name": "Kraus", "company": "K"}
    fill(store, ["a@x.example"], fields={"a@x.example": who})
    fill(store, ["new@x.example"], generation=2, fields={"new@x.example": who})
    s = store.sends_to("new@x.example")[0]
    assert (s.state, s.rule, s.detail) == ("held", "same_person", "a@x.example")


def test_people_added_after_approval_wait(store):
    """Whoever joins the list after the yes is held as new."""
    fill(store)
    approve(store)
    fill(store, ["a@x.example", "b@x.example", "late@x.example"], generation=2)
    assert store.sends_to("late@x.example")[0].rule == "new"


def test_opt_outs_of_the_list_are_suppressed_before_anything_is_planned(store):
    """A true opt-out column cancels the person's rows with its source."""
    fill(store, ["a@x.example"], fields={"a@x.example": {"opted_out": "Werbesperre"}})
    assert (state(store).state, state(store).detail) == ("cancelled", "Werbesperre")
    assert store.suppressed("a@x.example") == "Werbesperre"


def test_a_reading_that_fails_changes_nothing(store):
    """A file error in mid-file leaves the last good reading as it was."""
    fill(store)

    def broken():
        yield Contact("z@x.example", "z@x.example", {})
        raise ConfigError("broken")  # any error of the reader

    with pytest.raises(ConfigError):
        store.sync_list("l", broken(), Fingerprint(2, 2, "2"), NOW, finish=lambda: ([], []))
    assert [c.address for c in store.contacts("l")] == ["a@x.example", "b@x.example"]
    assert store.known_list("l") == Fingerprint(1, 1, "1")


def test_steps_may_only_grow_once_sent(store):
    """A campaign that has sent refuses other steps; one more at the end is fine."""
    fill(store, ["a@x.example"])
    approve(store)
    store.settle(claim(store), Accepted(250, "ok"), NOW)
    with pytest.raises(ConfigError):
        store.enrol("c", "l", "main", ["other/0/new"], NOW, hold_new=True)
    store.enrol("c", "l", "main", [*STEPS, "nudge/10/same"], NOW, hold_new=True)
    assert store.total("c") == 2


def test_stop_can_be_taken_back_but_not_for_the_suppressed(store):
    """Resume plans stopped mails again, except towards people who want no mail."""
    fill(store)
    approve(store)
    store.stop("c", "", "enough", "me", NOW)
    store.suppress("b@x.example", "manual", "", "me", NOW)
    assert store.resume("c", "", "me", NOW) == 1
    assert state(store).state == "planned"
    assert state(store, "b@x.example").state == "cancelled"


def test_a_clock_that_jumped_back_refuses(store):
    """A clock far behind what the ledger knows sends nothing."""
    store.begin_run(NOW, "m", "real")
    store.begin_run(NOW - timedelta(minutes=4), "m", "real")
    with pytest.raises(StoreError):
        store.begin_run(NOW - timedelta(hours=1), "m", "real")


def test_another_computer_must_adopt(store):
    """A ledger that last sent elsewhere refuses until a person adopts it."""
    store.begin_run(NOW, "old", "real")
    with pytest.raises(StoreError):
        store.begin_run(NOW, "new", "real")
    store.adopt("w", b"k" * 32, "new", "me", NOW)
    store.begin_run(NOW, "new", "real")
    assert store.kind() == "real"


def test_a_foreign_key_is_refused(store):
    """Ledger, key file and workspace id belong together."""
    for wid, key in (("w", b"x" * 32), ("other", b"k" * 32)):
        with pytest.raises(StoreError):
            store.bind(wid, key)


def test_events_are_never_changed(store):
    """The history is append-only, by the database itself."""
    fill(store)
    store.pause("c", "", "", "me", NOW)
    with pytest.raises(StoreError), store.write() as db:
        db.execute("UPDATE event SET what = 'x'")


def test_the_file_is_private_and_refuses_newer_schemas(tmp_path: Path):
    """The ledger has mode 600, and one written by a newer outreach is refused untouched."""
    path = tmp_path / "s" / "state.db"
    Store(path).close()
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    with pytest.raises(SchemaTooNew):
        Store(path)


def test_a_ledger_of_the_first_schema_is_carried_over(tmp_path: Path):
    """What the first version wrote is all there after the update, and can go on."""
    path = tmp_path / "old.db"
    first = (Path(store_room.__file__).parent / "migrations/0001_first.sql").read_text("utf-8")
    with sqlite3.connect(path) as db:
        db.executescript(first + "PRAGMA user_version = 1;")
        db.executescript(OLD_ROWS)
    db.close()
    with Store(path, durable=False) as now:
        assert now.counts("c") | {"accepted": 1, "planned": 3} == now.counts("c")
        assert now.check() == []
        assert [s.state for s in now.sends_to("a@x.example")] == ["accepted", "planned"]
        # Enrolments of then know no zone; the next reading gives them one.
        assert not now.is_derived("c", "l", "|Europe/Berlin|DE-BY")


#: What the first version wrote for two people and two letters, one of them gone.
OLD_ROWS = """
INSERT INTO workspace (id, key_check) VALUES ('w', 'k');
INSERT INTO list (name, size, mtime, hash, read_at, generation) VALUES ('l', 1, 1, 'h', '2026-12-01T09:00:00+00:00', 1);
INSERT INTO contact (list, address, position, line, email, fields, digest)
    VALUES ('l', 'a@x.example', 0, 2, 'a@x.example', '{}', 'd'), ('l', 'b@x.example', 1, 3, 'b@x.example', '{}', 'd');
INSERT INTO campaign (name, steps, started) VALUES ('c', '["opener/0/new", "nudge/10/same"]', '2026-12-01T09:00:00+00:00');
INSERT INTO enrolment (campaign, address, mailbox, position, enrolled_at)
    VALUES ('c', 'a@x.example', 'main', 0, '2026-12-01T09:00:00+00:00'), ('c', 'b@x.example', 'main', 1, '2026-12-01T09:00:00+00:00');
INSERT INTO send (key, campaign, step, address, mailbox, state, position, rule, since, approved, claimed_at) VALUES
    ('c:1:a@x.example', 'c', 1, 'a@x.example', 'main', 'accepted', 0, 'accepted', '2026-12-01T09:00:00+00:00', 'h', '2026-12-01T09:00:00+00:00'),
    ('c:2:a@x.example', 'c', 2, 'a@x.example', 'main', 'planned', 0, 'after', '2026-12-01T09:00:00+00:00', 'h', NULL),
    ('c:1:b@x.example', 'c', 1, 'b@x.example', 'main', 'planned', 1, 'ready', '2026-12-01T09:00:00+00:00', 'h', NULL),
    ('c:2:b@x.example', 'c', 2, 'b@x.example', 'main', 'planned', 1, 'after', '2026-12-01T09:00:00+00:00', 'h', NULL);
"""


def test_a_damaged_or_unreachable_file_is_said_in_plain_words(tmp_path: Path):
    """Garbage in place of the ledger, or a folder in its place, is a StoreError."""
    bad = tmp_path / "bad.db"
    bad.write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError):
        Store(bad)
    with pytest.raises(StoreError):
        Store(tmp_path)


def test_a_locked_ledger_gives_up_in_time(tmp_path: Path, monkeypatch):
    """A writer that holds the file for long is met with a StoreError, not with waiting for ever."""
    monkeypatch.setattr("outreach.store.base.BUSY_SECONDS", 0.1)
    with (
        Store(tmp_path / "s.db", durable=False) as one,
        Store(tmp_path / "s.db", durable=False) as two,
    ):
        one._db.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError), two.write():
            pass
        one._db.execute("ROLLBACK")


def test_backup_is_whole(tmp_path: Path):
    """A backup taken at any moment opens and holds the same counts."""
    with Store(tmp_path / "s.db", durable=False) as s:
        s.bind("w", b"k" * 32)
        fill(s)
        s.backup(str(tmp_path / "b.db"))
        with Store(tmp_path / "b.db", durable=False) as b:
            assert b.counts("c") == s.counts("c")
            assert b.check() == []


def test_what_is_committed_survives_a_power_cut(tmp_path):
    """The ledger of a workspace waits for the disk at each commit, and writes ahead."""
    with Store(tmp_path / "state.db") as s:
        assert s.one("PRAGMA synchronous")["synchronous"] == 2
        assert s.one("PRAGMA journal_mode")["journal_mode"] == "wal"


def test_a_mail_deferred_for_a_week_waits_for_a_person(store):
    """Also after few tries: a server that was away for days is not written to in a late hurry."""
    fill(store, ["a@x.example"])
    approve(store)
    store.settle(claim(store), Deferred(450, "4.2.0 greylisted"), NOW)
    within, after = NOW + timedelta(days=6), NOW + timedelta(days=7, hours=1)
    store.settle(claim(store, within), Deferred(450, "4.2.0 greylisted"), within)
    assert state(store).state == "planned"
    late = after + timedelta(days=1)
    store.settle(claim(store, late), Deferred(450, "4.2.0 greylisted"), late)
    assert (state(store).state, state(store).rule) == ("held", "deferred_too_often")


def test_who_waits_for_a_yes_is_counted_by_index(store):
    """Each tick asks; the approved rows, however many, are not read for it."""
    seen = []
    plain = store.one
    store.one = lambda sql, **args: seen.append((sql, args)) or plain(sql, **args)
    store.unapproved("c")
    ((sql, args),) = seen
    told = " ".join(r["detail"] for r in store.read(f"EXPLAIN QUERY PLAN {sql}", **args))
    assert "send_unapproved" in told
    assert "send_held" in told


def test_a_bucket_of_ten_has_no_canaries(store):
    """Ages of more than ten people send a few first; ten go as they are."""
    fill(store)
    with store.write() as db:
        for bucket, people in (("0-1", 10), ("1-2", 11), ("2-5", 30)):
            db.execute(
                "INSERT INTO canary (campaign, bucket, people) VALUES ('c', ?, ?)", (bucket, people)
            )
    assert set(store.canaries("c")) == {"1-2", "2-5"}
