import { randomUUID } from 'node:crypto';
import { newPin, newToken } from './codes';
import type { Db } from './database';

export type GrantKind = 'pickup' | 'handover' | 'courier' | 'service';

/** A right to open something, with its codes in clear. Ids are never used again; a grant's content never changes. */
export interface Grant {
  readonly id: string;
  readonly kind: GrantKind;
  readonly parcel: string | null;
  readonly person: string | null;
  readonly pin: string;
  /** Without the `LK1-` of the QR text. */
  readonly qr: string | null;
  /** YYYY-MM-DD in the locker's zone; handover only. */
  readonly delivery_date: string | null;
  readonly live: 0 | 1;
  /** The locker has reported that it took it. */
  readonly confirmed: 0 | 1;
}

export interface Person {
  readonly id: string;
  readonly kind: 'courier' | 'service';
}

type Target =
  | { readonly kind: 'pickup'; readonly parcel: string }
  | { readonly kind: 'handover'; readonly parcel: string; readonly deliveryDate: string }
  | { readonly kind: 'courier' | 'service'; readonly person: string };

/** One in ten draws hits a code in use only when a tenth of all PINs are: then the site needs longer ones. */
const DRAWS = 1_000;

/** Issues codes. A PIN is unique among all that are in the document, so it may come back once its grant is over. */
export class Grants {
  constructor(
    private readonly db: Db,
    private readonly timestamp: () => string,
    private readonly drawPin: () => string,
  ) {}

  static pins(length: number): () => string {
    return () => newPin(length);
  }

  /** Document order. */
  live(): Grant[] {
    return this.db.prepare<[], Grant>('SELECT * FROM grants WHERE live = 1 ORDER BY n').all();
  }

  find(id: string): Grant | null {
    return this.db.prepare<[string], Grant>('SELECT * FROM grants WHERE id = ?').get(id) ?? null;
  }

  /** The pickup code of a parcel. */
  pickupOf(parcel: string): Grant | null {
    return (
      this.db
        .prepare<[string], Grant>(
          "SELECT * FROM grants WHERE parcel = ? AND kind = 'pickup' AND live = 1 ORDER BY n DESC",
        )
        .get(parcel) ?? null
    );
  }

  people(): (Person & { readonly pin: string; readonly qr: string | null })[] {
    return this.db
      .prepare<[], Person & { pin: string; qr: string | null }>(
        `SELECT people.id, people.kind, grants.pin, grants.qr FROM people
         JOIN grants ON grants.person = people.id AND grants.live = 1 ORDER BY people.rowid`,
      )
      .all();
  }

  /** At the first start only. */
  hire(person: Person): void {
    const { changes } = this.db.prepare('INSERT OR IGNORE INTO people VALUES (?, ?)').run(person.id, person.kind);
    if (changes > 0) this.issue({ kind: person.kind, person: person.id });
  }

  issue(target: Target): Grant {
    const id = `g-${randomUUID()}`;
    this.db
      .prepare(
        'INSERT INTO grants (id, kind, parcel, person, pin, qr, delivery_date, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        id,
        target.kind,
        'parcel' in target ? target.parcel : null,
        'person' in target ? target.person : null,
        this.freePin(),
        // A one-time code is told to the courier at the door: six digits, no picture.
        target.kind === 'handover' ? null : newToken(),
        target.kind === 'handover' ? target.deliveryDate : null,
        this.timestamp(),
      );
    const grant = this.find(id);
    if (!grant) throw new Error(`grant ${id} vanished`);
    return grant;
  }

  /** Other codes for the same right, under a new id; the old one is absent from now on. */
  reissue(old: Grant): Grant {
    this.end(old.id);
    if (old.kind === 'handover') {
      return this.issue({ kind: 'handover', parcel: old.parcel ?? '', deliveryDate: old.delivery_date ?? '' });
    }
    if (old.kind === 'pickup') return this.issue({ kind: 'pickup', parcel: old.parcel ?? '' });
    return this.issue({ kind: old.kind, person: old.person ?? '' });
  }

  end(id: string): void {
    this.db.prepare('UPDATE grants SET live = 0 WHERE id = ?').run(id);
  }

  endOfParcel(parcel: string): void {
    this.db.prepare('UPDATE grants SET live = 0 WHERE parcel = ?').run(parcel);
  }

  /** A new delivery attempt ends the one before; a pickup code stays. */
  endHandovers(parcel: string): void {
    this.db.prepare("UPDATE grants SET live = 0 WHERE parcel = ? AND kind = 'handover'").run(parcel);
  }

  confirm(id: string): void {
    this.db.prepare('UPDATE grants SET confirmed = 1 WHERE id = ? AND confirmed = 0').run(id);
  }

  private freePin(): string {
    const taken = this.db.prepare<[string], { id: string }>('SELECT id FROM grants WHERE pin = ? AND live = 1');
    for (let i = 0; i < DRAWS; i += 1) {
      const pin = this.drawPin();
      if (!taken.get(pin)) return pin;
    }
    throw new Error('no free PIN found: the PINs of this site are too short for its parcels');
  }
}
