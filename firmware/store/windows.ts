import type { Database } from 'better-sqlite3';
import type { ParcelRow } from './parcels';

/** How far the windows have been reckoned, see {@link ServiceTime}. */
export interface ServiceTime {
  /** Trusted time up to which all is reckoned, ms since 1970; null before the first start and after a restore. */
  readonly reckoned_until: number | null;
  /** Powered time since then in which nobody vouched for the time, ms. */
  readonly unvouched_ms: number;
}

/** A parcel whose window runs, and what of its end the operator has not heard. */
export type RunningWindow = Pick<ParcelRow, 'id'> & {
  readonly compartment: string;
  /** ms since 1970 */
  readonly expires_at: number;
  readonly untold_ms: number;
};

/** Windows that stand still while nobody could have fetched the parcel. */
export function windowQueries(db: Database) {
  const time = db.prepare<[], ServiceTime>('SELECT reckoned_until, unvouched_ms FROM service_time');
  const setTime = db.prepare<[number | null, number]>('UPDATE service_time SET reckoned_until = ?, unvouched_ms = ?');
  const running = db.prepare<[], RunningWindow>(
    `SELECT id, compartment, expires_at, coalesce(untold_ms, 0) AS untold_ms
     FROM parcel LEFT JOIN stood_still ON stood_still.parcel = parcel.id
     WHERE state = 'stored' AND expired IS NULL AND expires_at IS NOT NULL`,
  );
  const stand = db.prepare<[string, number, number]>(
    `INSERT INTO stood_still VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET total_ms = total_ms + excluded.total_ms, untold_ms = untold_ms + excluded.untold_ms`,
  );
  const told = db.prepare<[string]>('UPDATE stood_still SET untold_ms = 0 WHERE parcel = ?');
  const total = db.prepare<[string], number>('SELECT total_ms FROM stood_still WHERE parcel = ?').pluck();

  return {
    time(): ServiceTime {
      return time.get() ?? { reckoned_until: null, unvouched_ms: 0 };
    },
    setTime: ({ reckoned_until, unvouched_ms }: ServiceTime): void => void setTime.run(reckoned_until, unvouched_ms),
    running: (): RunningWindow[] => running.all(),
    /** Counts that a parcel's window stood still for `ms` more. */
    stand: (parcel: string, ms: number): void => void stand.run(parcel, ms, ms),
    /** The operator has been told of its present end. */
    told: (parcel: string): void => void told.run(parcel),
    /** How long a parcel's window has stood still so far, ms. */
    total: (parcel: string): number => total.get(parcel) ?? 0,
  };
}
