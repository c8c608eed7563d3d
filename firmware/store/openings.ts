import type { Database } from 'better-sqlite3';
import type { AccessMethod } from '../core/events';

export type Purpose = 'pickup' | 'reopen' | 'deposit' | 'collect' | 'service' | 'audit';
/** `intent`: committed, perhaps pulsed. `opened`: the door was open, something is still to be settled. */
export type OpeningStage = 'intent' | 'opened' | 'done';
/** None for one that ended before any pulse, or was given up so long ago that it can't come any more. */
export type OpeningOutcome = 'opened' | 'jammed' | 'interrupted';

/**
 * What is to be known at its end. `once-more`: its customer may open it again although the compartment is unverified.
 * `does-not-fit`: so its courier said last. `unverified-before`: nobody knows for sure what stays inside.
 */
export type OpeningNote = 'once-more' | 'does-not-fit' | 'unverified-before';

export interface OpeningRow {
  readonly id: number;
  readonly compartment: string;
  readonly purpose: Purpose;
  readonly stage: OpeningStage;
  readonly outcome: OpeningOutcome | null;
  readonly grant_id: string | null;
  readonly parcel: string | null;
  readonly person: string | null;
  readonly method: AccessMethod | null;
  /** What a person said why. */
  readonly reason: string | null;
  readonly created_at: number;
  readonly note: OpeningNote | null;
}

/** Who did it, for an event about this opening. */
export function behalf(opening: OpeningRow) {
  return {
    ...(opening.grant_id !== null && { grant: opening.grant_id }),
    ...(opening.person !== null && { person: opening.person }),
    ...(opening.method !== null && { method: opening.method }),
  };
}

export type NewOpening = Pick<OpeningRow, 'compartment' | 'purpose' | 'created_at'> &
  Partial<Pick<OpeningRow, 'grant_id' | 'parcel' | 'person' | 'method' | 'reason' | 'note'>>;

export function openingQueries(db: Database) {
  // Without RETURNING, and by position: a customer waits for it, and it takes half the time.
  const insert = db.prepare(
    `INSERT INTO opening (compartment, purpose, stage, grant_id, parcel, person, method, reason, created_at, note)
     VALUES (?, ?, 'intent', ?, ?, ?, ?, ?, ?, ?)`,
  );
  const get = db.prepare<[number], OpeningRow>('SELECT * FROM opening WHERE id = ?');
  const unsettled = db.prepare<[], OpeningRow>(
    // Or SQLite walks through years of openings, to save itself the sorting of a few.
    "SELECT * FROM opening INDEXED BY opening_under_way WHERE stage <> 'done' ORDER BY id",
  );
  const underWay = db.prepare<[string], OpeningRow>("SELECT * FROM opening WHERE stage <> 'done' AND compartment = ?");
  const move = db.prepare<[OpeningStage, OpeningOutcome | null, number]>(
    'UPDATE opening SET stage = ?, outcome = ? WHERE id = ?',
  );
  const setNote = db.prepare<[OpeningNote, number]>('UPDATE opening SET note = ? WHERE id = ?');
  // Only among the last thousand, so that a long history costs a start nothing: a minute does not hold that many.
  const givenUp = db.prepare<[], OpeningRow>(
    `SELECT * FROM opening WHERE id > (SELECT max(id) FROM opening) - 1000 AND outcome IN ('jammed', 'interrupted')
       AND NOT EXISTS (SELECT 1 FROM opening later WHERE later.id > opening.id AND later.compartment = opening.compartment)`,
  );
  const ofParcel = db.prepare<[string], { id: number }>(
    "SELECT id FROM opening WHERE stage <> 'done' AND parcel = ? LIMIT 1",
  );
  const deposits = db
    .prepare<[string], number>("SELECT count(*) FROM opening WHERE parcel = ? AND purpose = 'deposit'")
    .pluck();

  return {
    /** @throws when the compartment has an opening under way: the unique index says so */
    begin(opening: NewOpening): OpeningRow {
      const { compartment, purpose, created_at } = opening;
      const { grant_id = null, parcel = null, person = null, method = null, reason = null, note = null } = opening;
      const { lastInsertRowid } = insert.run(
        compartment,
        purpose,
        grant_id,
        parcel,
        person,
        method,
        reason,
        created_at,
        note,
      );
      const id = Number(lastInsertRowid);
      return {
        id,
        compartment,
        purpose,
        stage: 'intent',
        outcome: null,
        grant_id,
        parcel,
        person,
        method,
        reason,
        created_at,
        note,
      };
    },
    get: (id: number): OpeningRow | undefined => get.get(id),
    unsettled: (): OpeningRow[] => unsettled.all(),
    underWay: (compartment: string): OpeningRow | undefined => underWay.get(compartment),
    /** Those that jammed or were cut short and could still have come when the power went, one of a compartment. */
    givenUp: (): OpeningRow[] => givenUp.all(),
    /** Is an opening for this parcel under way? */
    speaksOf: (parcel: string): boolean => ofParcel.get(parcel) !== undefined,
    /** How often a courier was to put this parcel in, since this database serves. */
    deposits: (parcel: string): number => deposits.get(parcel) ?? 0,
    setNote: (id: number, note: OpeningNote): void => void setNote.run(note, id),
    move: (id: number, stage: OpeningStage, outcome: OpeningOutcome | null): void => void move.run(stage, outcome, id),
  };
}
