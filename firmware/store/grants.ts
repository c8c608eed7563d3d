import type { Database } from 'better-sqlite3';

export type GrantKind = 'pickup' | 'handover' | 'courier' | 'service';
/** `claimed`: an opening for it is under way. `used` is final, `revoked` ones may return. */
export type GrantState = 'live' | 'claimed' | 'used' | 'revoked';

/** `pin` and `qr` are verifiers, never codes. `not_after` in ms since 1970. */
export interface GrantRow {
  readonly id: string;
  readonly rev: number;
  readonly kind: GrantKind;
  readonly parcel: string | null;
  readonly person: string | null;
  readonly pin: string | null;
  readonly qr: string | null;
  readonly delivery_date: string | null;
  readonly not_after: number | null;
  readonly content: string;
  readonly state: GrantState;
  readonly accepted: number;
  readonly refunds: number;
}

/** In place of the content of such a grant, once the operator has revoked it. */
export const OFFLINE_REVOKED = 'revoked';

/** A grant of the locker's own, for a code that it was never told of: no document has a colon in an id. */
export const isOffline = ({ id }: Pick<GrantRow, 'id'>): boolean => id.includes(':');

/** A door that never opened gives the code back: what its grant is then. */
export function stateGivenBack(grant: GrantRow): GrantState {
  // A change while it was claimed holds now: not in the document any more means revoked.
  const good = isOffline(grant) ? grant.content !== OFFLINE_REVOKED : grant.accepted === 1;
  return good ? 'live' : 'revoked';
}

/** What decides what a code is worth; the other columns are for documents and days. */
export type GrantFacts = Omit<GrantRow, 'rev' | 'delivery_date' | 'content'>;

const FACTS = 'id, kind, parcel, person, pin, qr, not_after, state, accepted, refunds';

export function grantQueries(db: Database) {
  const get = db.prepare<[string], GrantRow>('SELECT * FROM access_grant WHERE id = ?');
  const put = db.prepare<GrantRow>(
    `INSERT INTO access_grant VALUES (@id, @rev, @kind, @parcel, @person, @pin, @qr, @delivery_date, @not_after,
      @content, @state, @accepted, @refunds)
     ON CONFLICT (id) DO UPDATE SET rev = @rev, kind = @kind, parcel = @parcel, person = @person, pin = @pin, qr = @qr,
      delivery_date = @delivery_date, not_after = @not_after, content = @content, state = @state, accepted = @accepted,
      refunds = @refunds`,
  );
  const accepted = db.prepare<[], { id: string; rev: number }>('SELECT id, rev FROM access_grant WHERE accepted = 1');
  const current = db.prepare<[], GrantRow>(
    `SELECT * FROM access_grant WHERE accepted = 1
     UNION ALL SELECT * FROM access_grant WHERE state = 'claimed' AND accepted = 0`,
  );
  // A customer waits for these.
  const byPin = db.prepare<[string], GrantFacts>(`SELECT ${FACTS} FROM access_grant WHERE pin = ?`);
  const byQr = db.prepare<[string], GrantFacts>(`SELECT ${FACTS} FROM access_grant WHERE qr = ?`);
  const any = db.prepare<[], GrantFacts>(`SELECT ${FACTS} FROM access_grant LIMIT 1`);
  const ofParcel = db.prepare<[string], GrantRow>('SELECT * FROM access_grant WHERE parcel = ?');
  // The newest day, and among equals what came last: a new attempt ends the one before.
  const attempt = db.prepare<[string], GrantRow>(
    `SELECT * FROM access_grant WHERE parcel = ? AND kind = 'handover' AND accepted = 1 AND state = 'live'
     ORDER BY delivery_date DESC, rowid DESC LIMIT 1`,
  );
  const setState = db.prepare<[GrantState, string]>('UPDATE access_grant SET state = ? WHERE id = ?');
  const extend = db.prepare<[number, string, number]>(
    // A one-time code is for its day, however long the parcel may wait, and a code of the locker's own for what it was
    // made for: raised beyond an end that has passed, a clock set back would revive it.
    "UPDATE access_grant SET not_after = ? WHERE parcel = ? AND kind <> 'handover' AND instr(id, ':') = 0 AND not_after < ?",
  );
  const anyPast = db.prepare<[number], unknown>(
    "SELECT 1 FROM access_grant WHERE not_after > 0 AND not_after <= ? AND state = 'live' LIMIT 1",
  );
  const endPast = db.prepare<[number]>(
    "UPDATE access_grant SET not_after = 0 WHERE not_after > 0 AND not_after <= ? AND state = 'live'",
  );
  const refund = db.prepare<[number, string]>('UPDATE access_grant SET refunds = refunds + ? WHERE id = ?');
  const pinsInside = db
    .prepare<[string], number>(
      `SELECT count(*) FROM parcel JOIN access_grant AS held ON held.parcel = parcel.id
       WHERE parcel.state = 'stored' AND parcel.compartment = ? AND held.kind = 'pickup' AND held.pin IS NOT NULL
         AND held.state IN ('live', 'claimed') AND instr(held.id, ':') = 0`,
    )
    .pluck();
  const reparent = db.prepare<[string, string]>('UPDATE access_grant SET parcel = ? WHERE parcel = ?');

  return {
    get: (id: string): GrantRow | undefined => get.get(id),
    put: (row: GrantRow): void => void put.run(row),
    /** Ids and revs that the digest covers, unsorted. */
    accepted: (): { id: string; rev: number }[] => accepted.all(),
    /** Those of the last document, and those that are being served. */
    current: (): GrantRow[] => current.all(),
    byPin: (verifier: string): GrantFacts[] => byPin.all(verifier),
    /** Whichever comes first. */
    any: (): GrantFacts | undefined => any.get(),
    byQr: (verifier: string): GrantFacts[] => byQr.all(verifier),
    ofParcel: (parcel: string): GrantRow[] => ofParcel.all(parcel),
    /** The delivery attempt that counts for a parcel, whatever its day. */
    attempt: (parcel: string): GrantRow | undefined => attempt.get(parcel),
    setState: (id: string, state: GrantState): void => void setState.run(state, id),
    /** Raises `not_after` of a parcel's grants to `until`. */
    extend: (parcel: string, until: number): void => void extend.run(until, parcel, until),
    /** Has a code reached its own end, ms since 1970, without being marked? */
    anyPast: (now: number): boolean => anyPast.get(now) !== undefined,
    /** Marks those: an end of 0 is in the past for every clock. */
    endPast: (now: number): void => void endPast.run(now),
    /** So many wrong guesses were given back to its owner. */
    refund: (id: string, guesses: number): void => void refund.run(guesses, id),
    /** How many PINs may open that compartment. */
    pinsInside: (compartment: string): number => pinsInside.get(compartment) ?? 0,
    reparent: (from: string, to: string): void => void reparent.run(to, from),
  };
}
