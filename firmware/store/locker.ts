import type { Database } from 'better-sqlite3';
import type { OnRollback } from './database';

export interface Rejection {
  readonly id: string;
  readonly code: 'shape' | 'unknown-kind' | 'duplicate-pin' | 'duplicate-qr' | 'stale-rev';
}

interface LockerRow {
  id: string;
  key_id: string;
  epoch: number;
  rev: number;
  sync_error: string | null;
  rejected: string;
  suspended_epoch: number | null;
  offline_from: number | null;
  last_good: number | null;
  backup: number;
}

/** Which codes were used is not known until some time that nobody could tell yet. */
export const UNTIL_TOLD = 8_640_000_000_000_000;

/** The one row about the locker itself: who it is, what document it has, how far its time is known. */
export function lockerQueries(db: Database, onRollback: OnRollback) {
  const get = db.prepare<[], LockerRow>('SELECT * FROM locker');
  const suspended = db.prepare<[], 0 | 1>('SELECT suspended_epoch IS NOT NULL FROM locker').pluck();
  const insert = db.prepare<[string, string]>('INSERT INTO locker (one, id, key_id) VALUES (1, ?, ?)');
  const setDocument = db.prepare<[number, number, string]>(
    'UPDATE locker SET epoch = ?, rev = ?, rejected = ?, sync_error = NULL',
  );
  const setRejected = db.prepare<[string]>('UPDATE locker SET rejected = ?');
  const setError = db.prepare<[string | null]>('UPDATE locker SET sync_error = ?');
  const setGood = db.prepare<[number]>('UPDATE locker SET last_good = ?');
  const setOfflineFrom = db.prepare<[number]>('UPDATE locker SET offline_from = ?');
  const setKey = db.prepare<[string]>('UPDATE locker SET key_id = ?');
  // Kept, for every customer waits for it.
  let known: boolean | null = null;
  const suspend = db.prepare<[number | null]>('UPDATE locker SET suspended_epoch = ?, backup = 0');

  const rejected = (): Rejection[] => JSON.parse(get.get()?.rejected ?? '[]') as Rejection[];

  return {
    get: (): LockerRow | undefined => get.get(),
    create: (id: string, keyId: string): void => void insert.run(id, keyId),
    setKeyId: (keyId: string): void => void setKey.run(keyId),
    /** What was applied last. */
    setDocument: (epoch: number, rev: number, rejected: readonly Rejection[]): void =>
      void setDocument.run(epoch, rev, JSON.stringify(rejected)),
    rejected,
    /** One of the last document is rejected only now. */
    reject: (rejection: Rejection): void => void setRejected.run(JSON.stringify([...rejected(), rejection])),
    setSyncError: (message: string | null): void => void setError.run(message),
    setLastGood: (at: number): void => void setGood.run(at),
    /** Tickets and PINs of the day whose time began before `at` (ms since 1970) may have been used: it is not known. */
    setOfflineFrom: (at: number): void => void setOfflineFrom.run(at),
    /** Does no grant count for now? */
    suspended: (): boolean => (known ??= suspended.get() === 1),
    /** After a restore: no grant counts until a document of a higher epoch has been applied; null lifts it. */
    suspendUntilAfter(epoch: number | null): void {
      suspend.run(epoch);
      known = null;
      onRollback(() => (known = null));
    },
  };
}
