import type { Database } from 'better-sqlite3';

export type Occupancy = 'empty' | 'occupied' | 'unverified';

export interface CompartmentRow {
  readonly id: string;
  readonly occupancy: Occupancy;
  /** Reason, or null when in service. */
  readonly out_of_service: string | null;
  readonly out_of_service_at: number | null;
  /** The opening after which it counts as empty although its customer was not done yet; null once they are. */
  readonly doubt: number | null;
  /** Somebody looked, and something is inside that is not recorded there. */
  readonly other_inside: 0 | 1;
  /** The parcel whose label they read on it. */
  readonly other_parcel: string | null;
}

/**
 * SQL that is 1 where the label of somebody else's parcel was read in a compartment, or that of one recorded there somewhere
 * else; the latter also when that somewhere is known for sure by now, and holds another one.
 * @param compartment its id, as an SQL expression
 */
export const mixedUpIn = (compartment: string): string =>
  `EXISTS (SELECT 1 FROM compartment WHERE id = ${compartment} AND other_parcel IS NOT NULL)
     OR EXISTS (SELECT 1 FROM parcel AS other
      WHERE other.state = 'stored' AND other.compartment = ${compartment} AND other.astray = 1)`;

export function compartmentQueries(db: Database) {
  const all = db.prepare<[], CompartmentRow>('SELECT * FROM compartment');
  const get = db.prepare<[string], CompartmentRow>('SELECT * FROM compartment WHERE id = ?');
  const add = db.prepare<[string, Occupancy]>(
    'INSERT INTO compartment (id, occupancy) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const setOccupancy = db.prepare<{ id: string; occupancy: Occupancy }>(
    `UPDATE compartment SET occupancy = @occupancy, doubt = NULL,
       other_inside = other_inside AND @occupancy = 'unverified',
       other_parcel = iif(@occupancy = 'unverified', other_parcel, NULL)
     WHERE id = @id`,
  );
  const setOther = db.prepare<[string | null, string]>(
    'UPDATE compartment SET other_inside = 1, other_parcel = coalesce(?, other_parcel) WHERE id = ?',
  );
  const setAstray = db.prepare<[0 | 1, string]>('UPDATE parcel SET astray = ? WHERE id = ?');
  const forgetReading = db.prepare<[string]>('UPDATE compartment SET other_parcel = NULL WHERE other_parcel = ?');
  const readIn = db.prepare<[string], string>('SELECT id FROM compartment WHERE other_parcel = ?').pluck();
  const mixedUp = db.prepare<{ id: string }, 0 | 1>(`SELECT ${mixedUpIn('@id')}`).pluck();
  const setDoubt = db.prepare<[number | null, string]>(
    "UPDATE compartment SET doubt = ? WHERE id = ? AND occupancy = 'empty'",
  );
  const setService = db.prepare<[string | null, number | null, string]>(
    'UPDATE compartment SET out_of_service = ?, out_of_service_at = ? WHERE id = ?',
  );

  return {
    all: (): CompartmentRow[] => all.all(),
    get: (id: string): CompartmentRow | undefined => get.get(id),
    add: (id: string, occupancy: Occupancy): boolean => add.run(id, occupancy).changes > 0,
    /** Whatever is known anew ends a doubt about it; that something else is inside, only what is known for sure. */
    setOccupancy: (id: string, occupancy: Occupancy): void => void setOccupancy.run({ id, occupancy }),
    /** Something is inside an unverified one that is not recorded there. @param parcel whose label was read on it; null: what was read before stays */
    setOther(id: string, parcel: string | null): void {
      setOther.run(parcel, id);
      if (parcel !== null) setAstray.run(1, parcel);
    },
    /** A parcel has been seen since: where its label was read before does not count any more. */
    forgetReading(parcel: string): void {
      forgetReading.run(parcel);
      setAstray.run(0, parcel);
    },
    /** Where a parcel's label was read that is recorded elsewhere, or nowhere. */
    readIn: (parcel: string): string | undefined => readIn.get(parcel),
    /** See {@link mixedUpIn}. */
    mixedUp: (id: string): boolean => mixedUp.get({ id }) === 1,
    /** Only an empty one can be in doubt. */
    setDoubt: (id: string, opening: number | null): void => void setDoubt.run(opening, id),
    /** @param at ms since 1970; null with a null reason */
    setOutOfService: (id: string, reason: string | null, at: number | null): void =>
      void setService.run(reason, at, id),
  };
}
