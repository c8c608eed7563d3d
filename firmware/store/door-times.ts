import type { Database } from 'better-sqlite3';

/** So many of a door's first openings are kept for good: what was usual when its lock was new. */
export const FIRST = 20;
/** Of all others the latest so many. */
export const KEPT = 200;

/** One opening of a door. */
export interface DoorTimeRow {
  /** Counts the openings of this door, from 1. */
  readonly n: number;
  /** ms since 1970 */
  readonly at: number;
  /** From the first pulse until the contact showed it open. */
  readonly took_ms: number;
}

/** How long doors took to open. */
export function doorTimeQueries(db: Database) {
  const latest = db
    .prepare<[string], number>('SELECT n FROM door_time WHERE compartment = ? ORDER BY n DESC LIMIT 1')
    .pluck();
  const insert = db.prepare<[string, number, number, number]>('INSERT INTO door_time VALUES (?, ?, ?, ?)');
  const prune = db.prepare<[string, number, number]>(
    'DELETE FROM door_time WHERE compartment = ? AND n > ? AND n <= ?',
  );
  const since = db.prepare<[string, number], DoorTimeRow>(
    'SELECT n, at, took_ms FROM door_time WHERE compartment = ? AND n > ? ORDER BY n',
  );
  const first = db
    .prepare<[string, number], number>('SELECT took_ms FROM door_time WHERE compartment = ? AND n <= ? ORDER BY n')
    .pluck();
  const stiff = db.prepare<[], string>('SELECT compartment FROM door_stiff ORDER BY compartment').pluck();
  const setStiff = db.prepare<[string]>('INSERT OR IGNORE INTO door_stiff VALUES (?)');
  const setEased = db.prepare<[string]>('DELETE FROM door_stiff WHERE compartment = ?');
  const forget = db.prepare<[string]>('DELETE FROM door_time WHERE compartment = ?');

  return {
    add(compartment: string, at: number, tookMs: number): void {
      const n = (latest.get(compartment) ?? 0) + 1;
      insert.run(compartment, n, at, tookMs);
      prune.run(compartment, FIRST, n - KEPT);
    },
    count: (compartment: string): number => latest.get(compartment) ?? 0,
    /** The latest so many, oldest first. */
    latest(compartment: string, most: number): DoorTimeRow[] {
      return since.all(compartment, Math.max(0, (latest.get(compartment) ?? 0) - most));
    },
    /** ms, of the first {@link FIRST} openings. */
    first: (compartment: string): number[] => first.all(compartment, FIRST),
    /** Compartments that have been found stiff. */
    stiff: (): string[] => stiff.all(),
    setStiff: (compartment: string, is: boolean): void => void (is ? setStiff : setEased).run(compartment),
    /** Another lock is in: what was usual is no measure any more. */
    forget(compartment: string): void {
      forget.run(compartment);
      setEased.run(compartment);
    },
  };
}
