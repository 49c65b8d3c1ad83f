-- The ledger's first shape. Times are ISO 8601 in UTC to the second, so that text order is
-- time order. Each row that sends names its mailbox. Tables of later rooms (inbound, folder,
-- task) stand here from the start, so that nothing has to be rewritten for them.

CREATE TABLE workspace (
    id          TEXT PRIMARY KEY,
    key_check   TEXT NOT NULL,              -- HMAC of the id under the key file
    kind        TEXT CHECK (kind IN ('real', 'rehearsal')),  -- NULL until the first send; then for life
    machine     TEXT NOT NULL DEFAULT '',   -- where it last sent from
    last_run    TEXT,
    clock_high  TEXT                        -- latest moment ever recorded; a clock far behind it is refused
);

CREATE TABLE mailbox (
    name          TEXT PRIMARY KEY,
    last_claim    TEXT,
    last_key      TEXT NOT NULL DEFAULT '',
    last_gap      INTEGER NOT NULL DEFAULT 0,
    paused_until  TEXT,                     -- '9999-…' when only a person resumes
    paused_rule   TEXT NOT NULL DEFAULT '',
    paused_detail TEXT NOT NULL DEFAULT '',
    strikes       INTEGER NOT NULL DEFAULT 0,  -- policy answers in a row
    setbacks      INTEGER NOT NULL DEFAULT 0   -- account-level answers in a row
);

CREATE TABLE list (
    name     TEXT PRIMARY KEY,              -- path inside the workspace
    size     INTEGER NOT NULL,
    mtime    INTEGER NOT NULL,
    hash     TEXT NOT NULL,
    read_at  TEXT NOT NULL,
    generation INTEGER NOT NULL DEFAULT 0,
    columns  TEXT NOT NULL DEFAULT '[]',    -- folded headings: names letters may use
    aside    TEXT NOT NULL DEFAULT '[]'     -- rows set aside: [line, email, reason]
);

CREATE TABLE contact (
    list       TEXT NOT NULL,
    address    TEXT NOT NULL,
    position   INTEGER NOT NULL,
    line       INTEGER NOT NULL,
    email      TEXT NOT NULL,
    fields     TEXT NOT NULL,               -- JSON object
    digest     TEXT NOT NULL,
    gone       INTEGER NOT NULL DEFAULT 0,  -- the row is no longer in the list
    PRIMARY KEY (list, address)
) WITHOUT ROWID;

CREATE TABLE campaign (
    name          TEXT PRIMARY KEY,
    steps         TEXT NOT NULL,            -- JSON list of the steps as last enrolled
    started       TEXT,                     -- first claim; from then on steps may only grow
    paused_at     TEXT,
    paused_reason TEXT NOT NULL DEFAULT '',
    preflight     TEXT NOT NULL DEFAULT '', -- what the last check of all letters was made from
    legal_basis   TEXT NOT NULL DEFAULT '',
    legal_reason  TEXT NOT NULL DEFAULT '',
    legal_at      TEXT,
    legal_by      TEXT NOT NULL DEFAULT ''
);

CREATE TABLE enrolment (
    campaign      TEXT NOT NULL,
    address       TEXT NOT NULL,
    mailbox       TEXT NOT NULL,            -- bound for the whole sequence
    position      INTEGER NOT NULL,
    enrolled_at   TEXT NOT NULL,
    paused_at     TEXT,
    paused_reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (campaign, address)
) WITHOUT ROWID;

CREATE TABLE send (
    key         TEXT PRIMARY KEY,           -- campaign:step:address
    campaign    TEXT NOT NULL,
    step        INTEGER NOT NULL,
    address     TEXT NOT NULL,
    mailbox     TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN
        ('planned', 'held', 'sending', 'accepted', 'bounced', 'rejected', 'in_doubt', 'cancelled')),
    earliest    TEXT,
    position    INTEGER NOT NULL,
    rule        TEXT NOT NULL DEFAULT '',
    detail      TEXT NOT NULL DEFAULT '',
    since       TEXT NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0,
    first_try   TEXT,
    message_id  TEXT NOT NULL DEFAULT '',
    subject     TEXT NOT NULL DEFAULT '',
    date        TEXT,
    variant     TEXT NOT NULL DEFAULT '',
    approved    TEXT NOT NULL DEFAULT '',   -- hash of source and settings a person said yes to
    claim_token TEXT NOT NULL DEFAULT '',
    lease       TEXT,
    claimed_at  TEXT,
    UNIQUE (campaign, step, address)
) WITHOUT ROWID;
CREATE INDEX send_ready ON send (mailbox, step DESC, position) WHERE state = 'planned' AND approved <> '';
CREATE INDEX send_state ON send (campaign, state, position);
CREATE INDEX send_address ON send (address);
CREATE INDEX send_open ON send (state) WHERE state = 'sending';
CREATE INDEX send_message ON send (message_id) WHERE message_id <> '';

CREATE TABLE attempt (
    id      INTEGER PRIMARY KEY,
    key     TEXT NOT NULL,
    mailbox TEXT NOT NULL,
    token   TEXT NOT NULL,
    at      TEXT NOT NULL,
    settled TEXT,
    outcome TEXT NOT NULL DEFAULT '',
    code    INTEGER,
    text    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX attempt_key ON attempt (key);
CREATE INDEX attempt_pace ON attempt (mailbox, at);

CREATE TABLE event (                        -- append-only: what `why` prints
    id      INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    campaign TEXT NOT NULL DEFAULT '',
    key     TEXT NOT NULL DEFAULT '',
    what    TEXT NOT NULL,                  -- a key of the catalogue
    args    TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX event_address ON event (address);
CREATE TRIGGER event_no_update BEFORE UPDATE OF at, what, args ON event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;

CREATE TABLE approval (
    id       INTEGER PRIMARY KEY,
    campaign TEXT NOT NULL,
    hash     TEXT NOT NULL,
    by       TEXT NOT NULL,
    at       TEXT NOT NULL,
    people   INTEGER NOT NULL
);

CREATE TABLE suppression (                  -- the do-not-mail list
    address TEXT PRIMARY KEY,               -- folded; or '@domain'
    reason  TEXT NOT NULL,
    source  TEXT NOT NULL DEFAULT '',
    at      TEXT NOT NULL,
    by      TEXT NOT NULL DEFAULT ''
);

CREATE TABLE inbound (
    id         INTEGER PRIMARY KEY,
    mailbox    TEXT NOT NULL,
    message_id TEXT NOT NULL DEFAULT '',
    kind       TEXT NOT NULL,
    address    TEXT NOT NULL DEFAULT '',
    key        TEXT,
    at         TEXT NOT NULL,
    detail     TEXT NOT NULL DEFAULT '{}',
    raw        BLOB
);
CREATE INDEX inbound_address ON inbound (address);

CREATE TABLE folder (
    mailbox     TEXT NOT NULL,
    name        TEXT NOT NULL,
    uidvalidity INTEGER,
    last_uid    INTEGER NOT NULL DEFAULT 0,
    read_at     TEXT,
    PRIMARY KEY (mailbox, name)
) WITHOUT ROWID;

CREATE TABLE task (                         -- what waits for a person
    id      INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    kind    TEXT NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    key     TEXT NOT NULL DEFAULT '',
    args    TEXT NOT NULL DEFAULT '{}',
    done_at TEXT
);

CREATE TABLE lease (                        -- beside the lock file, for a look at who runs
    name  TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    until TEXT NOT NULL
);
