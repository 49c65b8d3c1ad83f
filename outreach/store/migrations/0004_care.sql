-- What a person knows of another, what was said on the telephone, and what the check of the
-- letters found: facts with their age, needs and promises with their day, findings by letter.

CREATE TABLE memory (                       -- a shared fact, told by the user
    id      INTEGER PRIMARY KEY,
    address TEXT NOT NULL,
    text    TEXT NOT NULL,
    as_of   TEXT NOT NULL DEFAULT '',       -- when it was so: 2021, 2021-05 or a day
    source  TEXT NOT NULL DEFAULT '',       -- how the user knows
    at      TEXT NOT NULL,
    by      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX memory_address ON memory (address);

CREATE TABLE note (                         -- after a call
    id      INTEGER PRIMARY KEY,
    address TEXT NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('need', 'promise', 'note')),
    text    TEXT NOT NULL,
    due     TEXT,                           -- the day a promise is for
    at      TEXT NOT NULL,
    done_at TEXT
);
CREATE INDEX note_address ON note (address);
CREATE INDEX note_due ON note (due) WHERE kind = 'promise' AND done_at IS NULL;

ALTER TABLE send ADD COLUMN linted TEXT NOT NULL DEFAULT '';        -- hash of the text that was found in order, live parts masked
ALTER TABLE campaign ADD COLUMN findings TEXT NOT NULL DEFAULT '';  -- JSON: what the last check of all letters found
