-- Calls: what was offered to whom, what was agreed, and the mails about it. A mailbox is a
-- host: one person's time. All times that a host has promised stand once in `occupied`, kept
-- by triggers, so that no two can share a moment, whoever writes them.

CREATE TABLE offer (                        -- who was offered what
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL,              -- of the letter that names the times
    address     TEXT NOT NULL,
    campaign    TEXT NOT NULL,
    mailbox     TEXT NOT NULL,
    uid         TEXT NOT NULL DEFAULT '',   -- of the calendar file that goes with the letter
    held_begins TEXT,                       -- kept free for this person alone until `expires`
    held_ends   TEXT,
    offered_at  TEXT NOT NULL,
    expires     TEXT NOT NULL,
    state       TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'withdrawn', 'expired', 'taken')),
    ended_at    TEXT,
    CHECK (expires > offered_at),           -- every hold ends
    CHECK ((held_begins IS NULL) = (held_ends IS NULL))
);
CREATE UNIQUE INDEX offer_key ON offer (key) WHERE state = 'open';
CREATE INDEX offer_live ON offer (expires) WHERE state = 'open';
CREATE INDEX offer_address ON offer (address);

CREATE TABLE offer_slot (
    offer  INTEGER NOT NULL REFERENCES offer (id) ON DELETE CASCADE,
    place  INTEGER NOT NULL,                -- in the order of the letter
    begins TEXT NOT NULL,
    ends   TEXT NOT NULL,
    PRIMARY KEY (offer, place),
    CHECK (begins < ends)
) WITHOUT ROWID;

CREATE TABLE booking (                      -- a call that was agreed
    uid        TEXT PRIMARY KEY,            -- the same for life
    address    TEXT NOT NULL,
    campaign   TEXT NOT NULL,               -- whose letter led to it; '' for none
    mailbox    TEXT NOT NULL,
    begins     TEXT NOT NULL,
    ends       TEXT NOT NULL,
    zone       TEXT NOT NULL,               -- the guest's
    sequence   INTEGER NOT NULL DEFAULT 0,  -- grows with every move and the cancellation
    state      TEXT NOT NULL DEFAULT 'confirmed' CHECK (state IN ('confirmed', 'over', 'cancelled')),
    created_at TEXT NOT NULL,
    reminded   TEXT,                        -- when the present version was reminded of
    CHECK (begins < ends)
);
CREATE UNIQUE INDEX booking_slot ON booking (mailbox, begins) WHERE state = 'confirmed';
CREATE UNIQUE INDEX booking_person ON booking (address, mailbox) WHERE state = 'confirmed';
CREATE INDEX booking_address ON booking (address);
CREATE INDEX booking_live ON booking (ends) WHERE state = 'confirmed';

CREATE TABLE booking_version (              -- same version, same bytes
    uid      TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    purpose  TEXT NOT NULL CHECK (purpose IN ('request', 'move', 'cancel')),
    begins   TEXT NOT NULL,
    ends     TEXT NOT NULL,
    zone     TEXT NOT NULL,
    dtstamp  TEXT NOT NULL,
    by       TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (uid, sequence)
) WITHOUT ROWID;

CREATE TABLE occupied (                     -- a host's promised time, half-open
    id      INTEGER PRIMARY KEY,
    mailbox TEXT NOT NULL,
    begins  TEXT NOT NULL,
    ends    TEXT NOT NULL,
    offer   INTEGER UNIQUE,
    uid     TEXT UNIQUE,
    UNIQUE (mailbox, begins),
    CHECK (begins < ends),
    CHECK ((offer IS NULL) <> (uid IS NULL))
);
CREATE TRIGGER occupied_once BEFORE INSERT ON occupied WHEN EXISTS (
    SELECT 1 FROM occupied o WHERE o.mailbox = NEW.mailbox AND o.begins < NEW.ends AND o.ends > NEW.begins)
BEGIN SELECT RAISE(ABORT, 'this time is taken'); END;
CREATE TRIGGER occupied_moved BEFORE UPDATE ON occupied WHEN EXISTS (
    SELECT 1 FROM occupied o WHERE o.id <> OLD.id AND o.mailbox = NEW.mailbox
    AND o.begins < NEW.ends AND o.ends > NEW.begins)
BEGIN SELECT RAISE(ABORT, 'this time is taken'); END;

CREATE TRIGGER offer_holds AFTER INSERT ON offer WHEN NEW.state = 'open' AND NEW.held_begins IS NOT NULL
BEGIN INSERT INTO occupied (mailbox, begins, ends, offer)
    VALUES (NEW.mailbox, NEW.held_begins, NEW.held_ends, NEW.id); END;
CREATE TRIGGER offer_ends AFTER UPDATE OF state ON offer WHEN NEW.state <> 'open'
BEGIN DELETE FROM occupied WHERE offer = NEW.id; END;
CREATE TRIGGER offer_stays_ended BEFORE UPDATE ON offer WHEN OLD.state <> 'open' AND NEW.state = 'open'
BEGIN SELECT RAISE(ABORT, 'an offer that has ended stays ended'); END;
CREATE TRIGGER offer_gone AFTER DELETE ON offer
BEGIN DELETE FROM occupied WHERE offer = OLD.id; END;

-- A call that is over keeps its time: a clock that had run ahead must free nothing.
CREATE TRIGGER booking_takes AFTER INSERT ON booking WHEN NEW.state <> 'cancelled'
BEGIN INSERT INTO occupied (mailbox, begins, ends, uid)
    VALUES (NEW.mailbox, NEW.begins, NEW.ends, NEW.uid); END;
CREATE TRIGGER booking_moves AFTER UPDATE OF mailbox, begins, ends ON booking WHEN NEW.state <> 'cancelled'
BEGIN UPDATE occupied SET mailbox = NEW.mailbox, begins = NEW.begins, ends = NEW.ends
    WHERE uid = NEW.uid; END;
CREATE TRIGGER booking_ends AFTER UPDATE OF state ON booking WHEN NEW.state = 'cancelled'
BEGIN DELETE FROM occupied WHERE uid = NEW.uid; END;
CREATE TRIGGER booking_stays_cancelled BEFORE UPDATE ON booking
    WHEN OLD.state = 'cancelled' AND NEW.state <> 'cancelled'
BEGIN SELECT RAISE(ABORT, 'a cancelled call stays cancelled'); END;
CREATE TRIGGER booking_gone AFTER DELETE ON booking
BEGIN DELETE FROM occupied WHERE uid = OLD.uid; END;

-- A mail about a call is a row like any other, with the purpose that letters have none of.
-- Its campaign is '', which no campaign can be called: what is counted, approved, paused or
-- planned by campaign never meets it. Its step counts down from -1 for each person, so that
-- (campaign, step, address) stays unique and no step of a letter is ever meant.
ALTER TABLE send ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
ALTER TABLE send ADD COLUMN uid TEXT NOT NULL DEFAULT '';
ALTER TABLE send ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
CREATE INDEX send_calls ON send (uid, sequence) WHERE purpose <> '';
