import type { Database } from 'better-sqlite3';
import { mixedUpIn } from './compartments';

export type GoneState = 'collected' | 'retrieved' | 'handed-over' | 'missing';
export type ParcelState = 'announced' | 'stored' | GoneState;
export type ExpiryCause = 'window' | 'recalled' | 'withdrawn';

/** Times are ms since 1970, flags 0 or 1, as SQLite has them. */
export interface ParcelRow {
  readonly id: string;
  readonly label: string | null;
  readonly size: string;
  readonly accessible: number;
  readonly handover: number;
  /** A hand-over parcel that may be deposited all the same; its pickup then needs the one-time code too. */
  readonly deposit_allowed: number;
  readonly recipient: string | null;
  readonly window_hours: number | null;
  readonly state: ParcelState;
  readonly known: number;
  readonly compartment: string | null;
  readonly in_doubt: number;
  readonly deposited_at: number | null;
  readonly expires_at: number | null;
  readonly reminded: number;
  readonly expired: ExpiryCause | null;
}

/** One that is not inside yet: what it has only once it is. */
export const NOT_INSIDE = {
  state: 'announced',
  compartment: null,
  in_doubt: 0,
  deposited_at: null,
  expires_at: null,
  reminded: 0,
  expired: null,
} as const satisfies Partial<ParcelRow>;

/** One without anything special about it, of which nobody has told the locker. */
export const UNANNOUNCED = {
  label: null,
  size: 'M',
  accessible: 0,
  handover: 0,
  deposit_allowed: 0,
  recipient: null,
  window_hours: null,
  known: 0,
  ...NOT_INSIDE,
} as const satisfies Omit<ParcelRow, 'id'>;

/** What decides whether a code of a parcel opens its door now. */
export type ParcelFacts = Pick<ParcelRow, 'id' | 'state' | 'compartment' | 'expires_at' | 'expired'> & {
  /** Is an opening of that door under way? */
  readonly under_way: 0 | 1;
  /** Were labels read that say that somebody else's parcel is behind that door, see {@link mixedUpIn}? */
  readonly mixed_up: 0 | 1;
  /** The parcel behind that door that goes only to whoever has its one-time code; its own comes first. */
  readonly second: string | null;
};

export type ParcelChange = Partial<Omit<ParcelRow, 'id'>>;

export function parcelQueries(db: Database) {
  const get = db.prepare<[string], ParcelRow>('SELECT * FROM parcel WHERE id = ?');
  // In one: a customer waits for it.
  const facts = db.prepare<[string], ParcelFacts>(
    `SELECT id, state, compartment, expires_at, expired,
       EXISTS (SELECT 1 FROM opening WHERE stage <> 'done' AND compartment = parcel.compartment) AS under_way,
       ${mixedUpIn('parcel.compartment')} AS mixed_up,
       (SELECT id FROM parcel AS other
        WHERE state = 'stored' AND compartment = parcel.compartment AND handover = 1
        ORDER BY id <> parcel.id, deposited_at, id LIMIT 1) AS second
     FROM parcel WHERE id = ?`,
  );
  const put = db.prepare<ParcelRow>(
    `INSERT INTO parcel (id, label, size, accessible, handover, recipient, window_hours, state, known, compartment,
      in_doubt, deposited_at, expires_at, reminded, expired, deposit_allowed)
     VALUES (@id, @label, @size, @accessible, @handover, @recipient, @window_hours, @state, @known, @compartment,
      @in_doubt, @deposited_at, @expires_at, @reminded, @expired, @deposit_allowed)
     ON CONFLICT (id) DO UPDATE SET label = @label, size = @size, accessible = @accessible, handover = @handover,
      recipient = @recipient, window_hours = @window_hours, state = @state, known = @known, compartment = @compartment,
      in_doubt = @in_doubt, deposited_at = @deposited_at, expires_at = @expires_at, reminded = @reminded, expired = @expired,
      deposit_allowed = @deposit_allowed`,
  );
  const rename = db.prepare<[string, string]>('UPDATE parcel SET id = ? WHERE id = ?');
  const remove = db.prepare<[string]>('DELETE FROM parcel WHERE id = ?');
  const inside = db.prepare<[string], ParcelRow>(
    "SELECT * FROM parcel WHERE state = 'stored' AND compartment = ? ORDER BY deposited_at, id",
  );
  const stored = db.prepare<[], ParcelRow>("SELECT * FROM parcel WHERE state = 'stored' AND compartment IS NOT NULL");
  const byLabel = db.prepare<[string], ParcelRow>(
    "SELECT * FROM parcel WHERE label = ? ORDER BY CASE state WHEN 'stored' THEN 0 WHEN 'announced' THEN 1 ELSE 2 END LIMIT 1",
  );
  const due = db.prepare<[number], ParcelRow>(
    "SELECT * FROM parcel WHERE state = 'stored' AND expired IS NULL AND expires_at <= ? ORDER BY expires_at",
  );
  const withdrawnDue = db.prepare<[number], ParcelRow>(
    "SELECT * FROM parcel WHERE state = 'stored' AND expired = 'withdrawn' AND expires_at <= ?",
  );
  const toCollect = db.prepare<[], ParcelRow>(
    "SELECT * FROM parcel WHERE state = 'stored' AND expired IS NOT NULL ORDER BY compartment, id",
  );
  const announcedOrKnown = db.prepare<[], ParcelRow>('SELECT * FROM parcel WHERE known = 1');
  const forgotten = db.prepare<[], ParcelRow>("SELECT * FROM parcel WHERE state = 'announced' AND known = 0");

  return {
    get: (id: string): ParcelRow | undefined => get.get(id),
    facts: (id: string): ParcelFacts | undefined => facts.get(id),
    put: (row: ParcelRow): void => void put.run(row),
    change(id: string, change: ParcelChange): void {
      const row = get.get(id);
      if (!row) throw new Error(`no parcel ${id}`);
      put.run({ ...row, ...change });
    },
    /** Of which nothing is known but what became of it: a parcel of its id does not come again. */
    putGone: (id: string, state: GoneState): void => void put.run({ ...UNANNOUNCED, id, state }),
    rename: (from: string, to: string): void => void rename.run(to, from),
    remove: (id: string): void => void remove.run(id),
    /** What is in a compartment as far as is known, oldest first. */
    inside: (compartment: string): ParcelRow[] => inside.all(compartment),
    stored: (): ParcelRow[] => stored.all(),
    /** The stored one comes before the announced one, that before one that is gone. */
    byLabel: (label: string): ParcelRow | undefined => byLabel.get(label),
    /** Stored ones, not yet expired, that end at or before `until`. */
    due: (until: number): ParcelRow[] => due.all(until),
    /** Withdrawn ones whose window has ended besides, at or before `until`. */
    withdrawnDue: (until: number): ParcelRow[] => withdrawnDue.all(until),
    toCollect: (): ParcelRow[] => toCollect.all(),
    /** Those that the operator's last document named. */
    known: (): ParcelRow[] => announcedOrKnown.all(),
    /** Announced once, no longer named, kept because somebody was depositing them. */
    forgotten: (): ParcelRow[] => forgotten.all(),
  };
}
