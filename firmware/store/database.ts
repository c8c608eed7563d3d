import Database from 'better-sqlite3';
import { existsSync, renameSync, rmSync } from 'node:fs';
import * as z from 'zod';
import { errorMessage } from '../core/error-facts';
import { copyMarked, ownOnly } from './copies';
import { migrations as shipped, type Migration } from './migrations';

export type StoreErrorCode =
  'newer-schema' | 'corrupt' | 'pragma' | 'other-locker' | 'missing-compartment' | 'in-use' | 'unusable';

export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly code: StoreErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

const goneParcel = z.object({
  id: z.string().min(1),
  state: z.enum(['collected', 'retrieved', 'handed-over', 'missing']),
});
export type GoneParcel = z.infer<typeof goneParcel>;

/** Takes back what is kept beside the database of a transaction that is not committed. */
export type OnRollback = (undo: () => void) => void;

/**
 * better-sqlite3 is compiled so that WAL means synchronous=NORMAL, which may roll back a commit at a power
 * cut; a code would be valid twice. So FULL (2) is set and read back.
 */
const PRAGMAS = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1 } as const;

/**
 * Opens the database, applies what is missing of the schema (a backup is written beside the file first) and
 * reads every setting back.
 * @param owner the locker that it must belong to: another one's is not even migrated
 * @throws StoreError `other-locker`, `newer-schema` for a database of a later program, `corrupt` for one that is damaged.
 */
export function openDatabase(file: string, steps: readonly Migration[] = shipped, owner?: string): Database.Database {
  let db: Database.Database | null = null;
  try {
    db = new Database(file);
    ownOnly(file);
    db.pragma('busy_timeout = 5000');
    for (const [name, value] of Object.entries(PRAGMAS)) {
      db.pragma(`${name} = ${value}`);
      const actual: unknown = db.pragma(name, { simple: true });
      if (actual !== value) {
        throw new StoreError('pragma', `${file}: ${name} is ${String(actual)} instead of ${value}`);
      }
    }
    if (owner !== undefined) refuseOthers(db, file, owner);
    migrate(db, file, steps);
    return db;
  } catch (error) {
    db?.close();
    throw explain(error, file);
  }
}

function refuseOthers(db: Database.Database, file: string, owner: string): void {
  if (db.pragma('user_version', { simple: true }) === 0) return;
  const id = db.prepare<[], string>('SELECT id FROM locker').pluck().get();
  if (id !== undefined && id !== owner) {
    throw new StoreError('other-locker', `${file} belongs to locker ${id}, the site file says ${owner}`);
  }
}

function migrate(db: Database.Database, file: string, steps: readonly Migration[]): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > steps.length) {
    throw new StoreError(
      'newer-schema',
      `${file} has schema ${version}, this program knows ${steps.length}: it was written by a newer lockerd. ` +
        'Install that version again, or put back the backup that was written beside the file before the update',
    );
  }
  if (version === steps.length) return;
  const backup = version > 0 ? freshName(`${file}.before-schema-${steps.length}`) : null;
  try {
    if (backup !== null) copyMarked(db, backup);
    db.transaction(() => {
      for (const step of steps.slice(version)) db.exec(step.sql);
      db.pragma(`user_version = ${steps.length}`);
    }).exclusive();
  } catch (error) {
    // The file is as it was; a copy of it with each new attempt would only fill the disk.
    if (backup !== null) rmSync(backup, { force: true });
    throw error;
  }
}

/** Moves a damaged database out of the way, so that nothing of it is lost. Returns where it went. */
export function setAside(file: string): string {
  const target = freshName(`${file}.damaged`);
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
  }
  return target;
}

/**
 * What a damaged database still knows to have left the compartments, as far as it can be read. Of all that it knows only
 * this can be relied on: it opens no door.
 */
export function readGone(file: string): GoneParcel[] {
  const gone: GoneParcel[] = [];
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { readonly: true });
    for (const row of db.prepare<[], unknown>('SELECT id, state FROM parcel').iterate()) {
      const parsed = goneParcel.safeParse(row);
      if (parsed.success) gone.push(parsed.data);
    }
  } catch {
    // The rest is rubbish.
  } finally {
    db?.close();
  }
  return gone;
}

function freshName(base: string): string {
  let name = base;
  for (let n = 2; existsSync(name); n += 1) name = `${base}-${n}`;
  return name;
}

/** What SQLite threw, in words for whoever has to mend it. */
export function explain(error: unknown, file: string): Error {
  if (error instanceof StoreError) return error;
  const code = String((error as { code?: unknown }).code);
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new StoreError('corrupt', `${file} is damaged or not a database`, { cause: error });
  }
  return new StoreError('unusable', `${file} can't be opened: ${errorMessage(error)}`, { cause: error });
}
