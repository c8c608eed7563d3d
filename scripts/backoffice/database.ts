import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';

export type Db = Database.Database;

/** Forward only; `user_version` is the number of steps taken. */
const STEPS = [
  `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE events (
  outbox TEXT NOT NULL, seq INTEGER NOT NULL, received TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (outbox, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE parcels (
  id TEXT PRIMARY KEY,
  locker_id TEXT UNIQUE,
  label TEXT,
  size TEXT NOT NULL,
  accessible INTEGER NOT NULL,
  handover INTEGER NOT NULL,
  recipient TEXT,
  window_hours REAL,
  address TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('announced', 'stored', 'expired', 'gone')),
  outcome TEXT,
  compartment TEXT,
  deposited_at TEXT,
  expires_at TEXT,
  created TEXT NOT NULL
) STRICT;
CREATE INDEX parcels_by_label ON parcels (label);
CREATE TABLE people (id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('courier', 'service'))) STRICT;
CREATE TABLE grants (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('pickup', 'handover', 'courier', 'service')),
  parcel TEXT,
  person TEXT,
  pin TEXT NOT NULL,
  qr TEXT,
  delivery_date TEXT,
  live INTEGER NOT NULL DEFAULT 1,
  confirmed INTEGER NOT NULL DEFAULT 0,
  created TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX live_pins ON grants (pin) WHERE live = 1;
CREATE INDEX grants_by_parcel ON grants (parcel) WHERE live = 1;
CREATE TABLE notices (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('pickup', 'handover', 'reminder', 'expired')),
  parcel TEXT NOT NULL,
  grant_id TEXT
) STRICT;
CREATE TABLE messages (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  address TEXT NOT NULL,
  parcel TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  pin TEXT,
  qr TEXT,
  filed INTEGER NOT NULL DEFAULT 0,
  mailed INTEGER NOT NULL DEFAULT 0
) STRICT;
`,
  'ALTER TABLE parcels ADD COLUMN deposit_allowed INTEGER NOT NULL DEFAULT 0',
  `CREATE TABLE offline_codes (
  grant_id TEXT PRIMARY KEY,
  parcel TEXT NOT NULL,
  -- ms since 1970
  until INTEGER NOT NULL,
  revoked INTEGER NOT NULL
) STRICT, WITHOUT ROWID`,
  // A CHECK can't be changed: the table is made anew.
  `CREATE TABLE notices_anew (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('pickup', 'handover', 'reminder', 'expired', 'found')),
  parcel TEXT NOT NULL,
  grant_id TEXT
) STRICT;
INSERT INTO notices_anew SELECT * FROM notices;
DROP TABLE notices;
ALTER TABLE notices_anew RENAME TO notices`,
];
const VERSION = STEPS.length;

/** A back office that was killed may take a moment to be gone. */
const BUSY_MS = 2_000;

/**
 * Opens the back office's books. They hold codes in clear, so nobody else may enter the folder.
 * @throws Error when the books were written by a newer program, or the disk refuses.
 */
export function openDatabase(folder: string, busyMs = BUSY_MS): Db {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const db = new Database(path.join(folder, 'backoffice.db'), { timeout: busyMs });
  try {
    // One office per folder: a second one would issue codes that the first does not know.
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    // An event is acknowledged after its commit, so a commit must survive a power cut.
    db.pragma('synchronous = FULL');
    const version = Number(db.pragma('user_version', { simple: true }));
    if (version > VERSION) throw new Error(`${folder} was written by a newer back office (${version} > ${VERSION})`);
    if (version < VERSION) {
      db.transaction(() => {
        for (const step of STEPS.slice(version)) db.exec(step);
        db.pragma(`user_version = ${VERSION}`);
      })();
    }
    return db;
  } catch (error) {
    db.close();
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) {
      throw new Error(`another back office works in ${folder}`, { cause: error });
    }
    throw error;
  }
}

/** Small facts by name. */
export class Meta {
  constructor(private readonly db: Db) {}

  get(name: string): string | null {
    const row = this.db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE name = ?').get(name);
    return row?.value ?? null;
  }

  set(name: string, value: string): void {
    this.db.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value').run(name, value);
  }
}
