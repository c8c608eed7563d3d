/** One step of the schema, forward only. `user_version` of the database is the number of steps taken. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

const first = `
CREATE TABLE locker (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  epoch INTEGER NOT NULL DEFAULT 0,
  rev INTEGER NOT NULL DEFAULT 0,
  sync_error TEXT,
  rejected TEXT NOT NULL DEFAULT '[]',
  -- epoch that must be passed before grants count again after a restore, or null
  suspended_epoch INTEGER,
  last_good INTEGER,
  -- set in backups only: a database that carries it has been restored
  backup INTEGER NOT NULL DEFAULT 0 CHECK (backup IN (0, 1))
) STRICT;

CREATE TABLE outbox (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  acked INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Audit log and outbox in one. hash = SHA-256(hash of the row before || body).
CREATE TABLE event (
  outbox INTEGER NOT NULL REFERENCES outbox (n),
  seq INTEGER NOT NULL CHECK (seq > 0),
  body TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (outbox, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER event_append_only_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the event table is append-only'); END;
CREATE TRIGGER event_append_only_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the event table is append-only'); END;

CREATE TABLE compartment (
  id TEXT PRIMARY KEY,
  occupancy TEXT NOT NULL CHECK (occupancy IN ('empty', 'occupied', 'unverified')),
  out_of_service TEXT,
  out_of_service_at INTEGER
) STRICT;

CREATE TABLE parcel (
  id TEXT PRIMARY KEY,
  label TEXT,
  size TEXT NOT NULL,
  accessible INTEGER NOT NULL CHECK (accessible IN (0, 1)),
  handover INTEGER NOT NULL CHECK (handover IN (0, 1)),
  recipient TEXT,
  window_hours REAL,
  state TEXT NOT NULL CHECK (state IN ('announced', 'stored', 'collected', 'retrieved', 'handed-over', 'missing')),
  -- is it in the operator's document?
  known INTEGER NOT NULL CHECK (known IN (0, 1)),
  compartment TEXT REFERENCES compartment (id),
  in_doubt INTEGER NOT NULL DEFAULT 0 CHECK (in_doubt IN (0, 1)),
  deposited_at INTEGER,
  -- null until the window has started
  expires_at INTEGER,
  reminded INTEGER NOT NULL DEFAULT 0 CHECK (reminded IN (0, 1)),
  expired TEXT CHECK (expired IN ('window', 'recalled', 'withdrawn')),
  CHECK ((state = 'stored') = (compartment IS NOT NULL))
) STRICT;
CREATE INDEX parcel_in_compartment ON parcel (compartment) WHERE state = 'stored';
CREATE UNIQUE INDEX parcel_label_inside ON parcel (label) WHERE state = 'stored' AND label IS NOT NULL;
CREATE INDEX parcel_label ON parcel (label) WHERE label IS NOT NULL;
CREATE INDEX parcel_due ON parcel (expires_at) WHERE state = 'stored' AND expired IS NULL;
CREATE INDEX parcel_known ON parcel (id) WHERE known = 1;
CREATE INDEX parcel_forgotten ON parcel (id) WHERE state = 'announced' AND known = 0;
CREATE INDEX parcel_to_collect ON parcel (compartment) WHERE state = 'stored' AND expired IS NOT NULL;

CREATE TABLE access_grant (
  id TEXT PRIMARY KEY,
  rev INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('pickup', 'handover', 'courier', 'service')),
  parcel TEXT,
  person TEXT,
  pin TEXT,
  qr TEXT,
  delivery_date TEXT,
  not_after INTEGER,
  -- the grant as the document had it, canonical: changed content needs a higher rev
  content TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('live', 'claimed', 'used', 'revoked')),
  -- the last document had it and it was accepted: it counts for the digest
  accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
  -- wrong guesses given back to it so far
  refunds INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX grant_by_pin ON access_grant (pin) WHERE pin IS NOT NULL;
CREATE INDEX grant_by_qr ON access_grant (qr) WHERE qr IS NOT NULL;
CREATE INDEX grant_ends ON access_grant (not_after) WHERE not_after > 0 AND state = 'live';
CREATE INDEX grant_by_parcel ON access_grant (parcel) WHERE parcel IS NOT NULL;
CREATE INDEX grant_accepted ON access_grant (id, rev) WHERE accepted = 1;
CREATE INDEX grant_claimed ON access_grant (id) WHERE state = 'claimed';

-- A durable intent: no pulse without one, at most one per compartment at a time.
CREATE TABLE opening (
  id INTEGER PRIMARY KEY,
  compartment TEXT NOT NULL REFERENCES compartment (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('pickup', 'reopen', 'deposit', 'collect', 'service')),
  stage TEXT NOT NULL CHECK (stage IN ('intent', 'opened', 'done')),
  outcome TEXT CHECK (outcome IN ('opened', 'jammed', 'interrupted')),
  grant_id TEXT REFERENCES access_grant (id),
  parcel TEXT REFERENCES parcel (id) ON UPDATE CASCADE ON DELETE SET NULL,
  person TEXT,
  method TEXT CHECK (method IN ('pin', 'qr')),
  reason TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX opening_of_parcel ON opening (parcel) WHERE parcel IS NOT NULL;
CREATE UNIQUE INDEX opening_under_way ON opening (compartment) WHERE stage <> 'done';

-- Wrong PINs, counted before they are compared.
CREATE TABLE guessing (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  wrong INTEGER NOT NULL DEFAULT 0,
  level INTEGER NOT NULL DEFAULT 0,
  -- what is left of the penalty, in ms of powered time
  penalty_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE handover_attempt (
  parcel TEXT NOT NULL,
  delivery_date TEXT NOT NULL,
  wrong INTEGER NOT NULL,
  PRIMARY KEY (parcel, delivery_date)
) STRICT, WITHOUT ROWID;

CREATE TABLE command (
  id TEXT PRIMARY KEY,
  -- null: done; else the reason it was refused
  refused TEXT,
  at INTEGER NOT NULL
) STRICT;

-- Addresses that work once and the sessions they become; only hashes are kept.
CREATE TABLE panel_session (
  hash BLOB PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('link', 'session')),
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

/**
 * Wrong one-time codes are counted per grant: a new delivery attempt is a new grant and starts anew, on the same day
 * too. Nothing had been counted by day before.
 */
const handover = `
ALTER TABLE parcel ADD COLUMN deposit_allowed INTEGER NOT NULL DEFAULT 0 CHECK (deposit_allowed IN (0, 1));
DROP TABLE handover_attempt;
-- Counted before they are compared.
CREATE TABLE handover_guess (
  grant_id TEXT PRIMARY KEY,
  wrong INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

const guessing = `
-- How long the machine has been on, in all its lives: guesses age by it, and no clock can set it.
ALTER TABLE guessing ADD COLUMN powered_ms INTEGER NOT NULL DEFAULT 0;
-- Guesses that were not right, as long as they count: a year of powered time at all codes, a day at a compartment's.
CREATE TABLE guess (
  n INTEGER PRIMARY KEY,
  scope TEXT NOT NULL CHECK (scope IN ('locker', 'compartment')),
  cost INTEGER NOT NULL CHECK (cost > 0),
  at INTEGER NOT NULL
) STRICT;
`;

/**
 * A window stands still while nobody could have fetched the parcel. And an opening may be a look into a compartment
 * whose content somebody then tells; a CHECK can't be changed, so the table is made anew.
 */
const fairness = `
CREATE TABLE service_time (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- up to here every window has been reckoned, trusted time; null before the first start
  reckoned_until INTEGER,
  -- powered time since then in which nobody vouched for the time
  unvouched_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO service_time (one) VALUES (1);

-- By how much a parcel's window has been moved, and how much of that the operator does not know yet.
CREATE TABLE stood_still (
  parcel TEXT PRIMARY KEY REFERENCES parcel (id) ON UPDATE CASCADE ON DELETE CASCADE,
  total_ms INTEGER NOT NULL,
  untold_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE opening_anew (
  id INTEGER PRIMARY KEY,
  compartment TEXT NOT NULL REFERENCES compartment (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('pickup', 'reopen', 'deposit', 'collect', 'service', 'audit')),
  stage TEXT NOT NULL CHECK (stage IN ('intent', 'opened', 'done')),
  outcome TEXT CHECK (outcome IN ('opened', 'jammed', 'interrupted')),
  grant_id TEXT REFERENCES access_grant (id),
  parcel TEXT REFERENCES parcel (id) ON UPDATE CASCADE ON DELETE SET NULL,
  person TEXT,
  method TEXT CHECK (method IN ('pin', 'qr')),
  reason TEXT,
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO opening_anew SELECT * FROM opening;
DROP TABLE opening;
ALTER TABLE opening_anew RENAME TO opening;
CREATE INDEX opening_of_parcel ON opening (parcel) WHERE parcel IS NOT NULL;
CREATE UNIQUE INDEX opening_under_way ON opening (compartment) WHERE stage <> 'done';
`;

/** How long each door took to open: its first openings and its latest ones. */
const doorTimes = `
CREATE TABLE door_time (
  compartment TEXT NOT NULL REFERENCES compartment (id),
  -- counts the openings of that door, from 1
  n INTEGER NOT NULL CHECK (n > 0),
  at INTEGER NOT NULL,
  took_ms INTEGER NOT NULL CHECK (took_ms >= 0),
  PRIMARY KEY (compartment, n)
) STRICT, WITHOUT ROWID;
-- Doors whose lock has been found stiff and not eased since.
CREATE TABLE door_stiff (compartment TEXT PRIMARY KEY REFERENCES compartment (id)) STRICT, WITHOUT ROWID;
`;

/** Tickets and PINs of the day as ways to open a door: a CHECK can't be changed, so the table is made anew. */
const offlineCodes = `
CREATE TABLE opening_anew (
  id INTEGER PRIMARY KEY,
  compartment TEXT NOT NULL REFERENCES compartment (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('pickup', 'reopen', 'deposit', 'collect', 'service', 'audit')),
  stage TEXT NOT NULL CHECK (stage IN ('intent', 'opened', 'done')),
  outcome TEXT CHECK (outcome IN ('opened', 'jammed', 'interrupted')),
  grant_id TEXT REFERENCES access_grant (id),
  parcel TEXT REFERENCES parcel (id) ON UPDATE CASCADE ON DELETE SET NULL,
  person TEXT,
  method TEXT CHECK (method IN ('pin', 'qr', 'ticket', 'offline-pin')),
  reason TEXT,
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO opening_anew SELECT * FROM opening;
DROP TABLE opening;
ALTER TABLE opening_anew RENAME TO opening;
CREATE INDEX opening_of_parcel ON opening (parcel) WHERE parcel IS NOT NULL;
CREATE UNIQUE INDEX opening_under_way ON opening (compartment) WHERE stage <> 'done';
`;

/** An empty compartment whose customer may not be done: kept so that a power cut does not forget it. */
const doubt = `
-- the opening after which it counts as empty
ALTER TABLE compartment ADD COLUMN doubt INTEGER CHECK (doubt IS NULL OR occupancy = 'empty');
`;

/** A database that took the place of a damaged one does not know which codes that nobody told it of were used. */
const offlineFrom = `
-- those of a time before this are refused, ms since 1970; null when nothing was lost
ALTER TABLE locker ADD COLUMN offline_from INTEGER;
`;

/** What somebody saw or read in a compartment and is not recorded there: nobody may forget it with the power. */
const otherInside = `
-- until somebody says what is inside
ALTER TABLE compartment ADD COLUMN other_inside INTEGER NOT NULL DEFAULT 0
  CHECK (other_inside = 0 OR (other_inside = 1 AND occupancy = 'unverified'));
-- whose label was read there, and nowhere else since
ALTER TABLE compartment ADD COLUMN other_parcel TEXT REFERENCES parcel (id) ON UPDATE CASCADE ON DELETE SET NULL
  CHECK (other_parcel IS NULL OR other_inside = 1);
CREATE UNIQUE INDEX compartment_other_parcel ON compartment (other_parcel) WHERE other_parcel IS NOT NULL;
`;

/** Before, a door that was given up was one for ever: only one of the last hour could still have come. */
const givenUp = `
UPDATE opening SET outcome = NULL WHERE outcome IN ('jammed', 'interrupted') AND created_at < (
  SELECT (unixepoch(json_extract(body, '$.at')) - 3600) * 1000 FROM event ORDER BY outbox DESC, seq DESC LIMIT 1
);
`;

/** What the locker itself has to remember of an opening is no reason that a person gave. */
const openingNotes = `
ALTER TABLE opening ADD COLUMN note TEXT CHECK (note IN ('once-more', 'does-not-fit', 'unverified-before'));
`;

/** Whose label was read behind another door may not be behind its own, also once something else is known of the other. */
const astray = `
-- its label was read where it is not recorded, and nobody has seen it since
ALTER TABLE parcel ADD COLUMN astray INTEGER NOT NULL DEFAULT 0 CHECK (astray IN (0, 1));
UPDATE parcel SET astray = 1 WHERE id IN (SELECT other_parcel FROM compartment);
-- of one that was collected it says from now on that its recipient found it not there
UPDATE parcel SET in_doubt = 0 WHERE state = 'collected';
`;

export const migrations: readonly Migration[] = [
  { name: 'first', sql: first },
  { name: 'handover', sql: handover },
  { name: 'guessing', sql: guessing },
  { name: 'fairness', sql: fairness },
  { name: 'door times', sql: doorTimes },
  { name: 'offline codes', sql: offlineCodes },
  { name: 'doubt', sql: doubt },
  { name: 'offline codes after a loss', sql: offlineFrom },
  { name: 'other inside', sql: otherInside },
  { name: 'given up', sql: givenUp },
  { name: 'opening notes', sql: openingNotes },
  { name: 'astray', sql: astray },
];
