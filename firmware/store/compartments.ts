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
}

export function compartmentQueries(db: Database) {
  const all = db.prepare<[], CompartmentRow>('SELECT * FROM compartment');
  const get = db.prepare<[string], CompartmentRow>('SELECT * FROM compartment WHERE id = ?');
  const add = db.prepare<[string, Occupancy]>(
    'INSERT INTO compartment (id, occupancy) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const setOccupancy = db.prepare<[Occupancy, string]>(
    'UPDATE compartment SET occupancy = ?, doubt = NULL WHERE id = ?',
  );
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
    /** Whatever is known anew ends a doubt about it. */
    setOccupancy: (id: string, occupancy: Occupancy): void => void setOccupancy.run(occupancy, id),
    /** Only an empty one can be in doubt. */
    setDoubt: (id: string, opening: number | null): void => void setDoubt.run(opening, id),
    /** @param at ms since 1970; null with a null reason */
    setOutOfService: (id: string, reason: string | null, at: number | null): void =>
      void setService.run(reason, at, id),
  };
}
