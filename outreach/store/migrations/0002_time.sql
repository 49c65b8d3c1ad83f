-- Time: who may go when. What a person's cells say about zone, place, age of the contact and
-- organisation stands in their enrolment; the mails carry what the order and the groups need,
-- so that a tick finds the next mail by index, however long the list.

ALTER TABLE enrolment ADD COLUMN derived TEXT NOT NULL DEFAULT '';      -- digest of the cells the rest was made from
ALTER TABLE enrolment ADD COLUMN locale TEXT NOT NULL DEFAULT '';       -- zone|country-division
ALTER TABLE enrolment ADD COLUMN how TEXT NOT NULL DEFAULT '';          -- which rules gave zone and place
ALTER TABLE enrolment ADD COLUMN bucket TEXT NOT NULL DEFAULT '';       -- age of the last contact
ALTER TABLE enrolment ADD COLUMN last_contact TEXT NOT NULL DEFAULT '';
ALTER TABLE enrolment ADD COLUMN domain TEXT NOT NULL DEFAULT '';       -- the organisation's; '' for private mailboxes
ALTER TABLE enrolment ADD COLUMN firm TEXT NOT NULL DEFAULT '';         -- the company's name, folded
ALTER TABLE enrolment ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;       -- place when short
ALTER TABLE enrolment ADD COLUMN begun TEXT;                            -- first claim of the sequence
CREATE INDEX enrolment_domain ON enrolment (domain) WHERE domain <> '';
CREATE INDEX enrolment_firm ON enrolment (firm) WHERE firm <> '';

ALTER TABLE send ADD COLUMN locale TEXT NOT NULL DEFAULT '';
ALTER TABLE send ADD COLUMN bucket TEXT NOT NULL DEFAULT '';
ALTER TABLE send ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE send ADD COLUMN announced INTEGER NOT NULL DEFAULT 0;       -- ordinal of the day, in the sender's zone
ALTER TABLE send ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;

DROP INDEX send_ready;
CREATE INDEX send_fresh ON send (mailbox, campaign, locale, bucket, turn)
    WHERE state = 'planned' AND approved <> '' AND step = 1 AND earliest IS NULL;
CREATE INDEX send_timed ON send (mailbox, earliest)
    WHERE state = 'planned' AND approved <> '' AND earliest IS NOT NULL;
CREATE INDEX send_unapproved ON send (campaign, step) WHERE state = 'planned' AND approved = '';
CREATE INDEX send_held ON send (campaign, rule) WHERE state = 'held';
CREATE INDEX contact_address ON contact (address);
CREATE INDEX send_bare ON send (campaign) WHERE locale = '';

CREATE TABLE grouping (                     -- which groups of people there are
    mailbox  TEXT NOT NULL,
    campaign TEXT NOT NULL,
    locale   TEXT NOT NULL,
    bucket   TEXT NOT NULL,
    PRIMARY KEY (mailbox, campaign, locale, bucket)
) WITHOUT ROWID;

CREATE TABLE canary (                       -- a few first, in each age of contact
    campaign TEXT NOT NULL,
    bucket   TEXT NOT NULL,
    people   INTEGER NOT NULL DEFAULT 0,
    sent     INTEGER NOT NULL DEFAULT 0,
    last_at  TEXT,                          -- when the last of the few went
    PRIMARY KEY (campaign, bucket)
) WITHOUT ROWID;

ALTER TABLE mailbox ADD COLUMN ramp_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mailbox ADD COLUMN ramp_level INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mailbox ADD COLUMN idle TEXT NOT NULL DEFAULT '';           -- JSON: nothing can be due in this time

ALTER TABLE campaign ADD COLUMN derived TEXT NOT NULL DEFAULT '';  -- list and settings the enrolments were made from
ALTER TABLE campaign ADD COLUMN guard_at TEXT;       -- openers stopped, since so many mails bounce
ALTER TABLE campaign ADD COLUMN guard_from TEXT;     -- a person resumed: count from here

CREATE TABLE region_pause (                 -- a day of disaster: nobody there is written to
    region TEXT PRIMARY KEY,                -- country or country-division
    reason TEXT NOT NULL DEFAULT '',
    at     TEXT NOT NULL,
    by     TEXT NOT NULL DEFAULT ''
);

CREATE TABLE said (                         -- what an unattended run says once a day only
    what TEXT PRIMARY KEY,
    day  INTEGER NOT NULL
);

CREATE TABLE letter (                       -- sources a person has approved, to show what changed since
    digest TEXT PRIMARY KEY,
    source TEXT NOT NULL
);
