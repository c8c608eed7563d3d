import { randomBytes, type KeyObject } from 'node:crypto';
import { offlinePin, offlinePinId, ticketGrantId } from '../../firmware/access/offline-pin';
import { writeTicket } from '../../firmware/access/tickets';
import { endOfDay } from '../../firmware/core/zone';
import type { Db } from './database';
import type { Parcel } from './parcels';

export interface OfflineOptions {
  readonly locker: string;
  readonly zone: string;
  readonly siteKey: Buffer;
  readonly pinLength: number;
  /** Ed25519 private key whose public half the locker knows, or null: no tickets. */
  readonly signingKey: KeyObject | null;
  /** Does the locker take PINs of the day? */
  readonly pins: boolean;
}

/** A code is made when it is asked for and kept nowhere; its name is, for the locker to be told that it counts no more. */
interface Issued {
  readonly grant: string;
}

const HOUR_MS = 3_600_000;

/** Codes for a locker that can't be reached just now: docs/offline-codes.md. */
export class OfflineCodes {
  constructor(
    private readonly db: Db,
    private readonly now: () => number,
    readonly options: OfflineOptions,
  ) {}

  /** For a parcel by its label, if it has one: the locker may never have heard of our id. */
  ticket(parcel: Parcel, hours: number, key: KeyObject): Issued & { qr: string; from: string; until: string } {
    const id = randomBytes(8).toString('hex');
    const from = Math.floor(this.now() / 1_000) * 1_000;
    const until = from + hours * HOUR_MS;
    const { label } = parcel;
    const subject = label === null ? { parcel: parcel.id } : { label };
    const qr = writeTicket({ id, subject: { kind: 'pickup', ...subject }, from, until }, this.options.locker, key);
    const grant = ticketGrantId(id);
    this.note(grant, parcel.id, until);
    return { grant, qr, from: iso(from), until: iso(until) };
  }

  /** @param number on the door  @param date YYYY-MM-DD in the locker's zone */
  pin(parcel: Parcel, number: number, date: string): Issued & { compartment: number; date: string; pin: string } {
    const { siteKey, locker, pinLength, zone } = this.options;
    const of = { locker, number, date, parcel };
    const grant = offlinePinId(of);
    this.note(grant, parcel.id, endOfDay(date, zone));
    return { grant, compartment: number, date, pin: offlinePin(siteKey, of, pinLength) };
  }

  /** False: nobody has been given that one. */
  revoke(grant: string): boolean {
    return this.db.prepare('UPDATE offline_codes SET revoked = 1 WHERE grant_id = ?').run(grant).changes > 0;
  }

  /** The parcel is gone: whatever was given out for it counts no more. */
  endOfParcel(parcel: string): void {
    this.db.prepare('UPDATE offline_codes SET revoked = 1 WHERE parcel = ?').run(parcel);
  }

  /** What the locker is to be told, as long as it could count. */
  revoked(): string[] {
    return this.db
      .prepare<[number], string>('SELECT grant_id FROM offline_codes WHERE revoked = 1 AND until > ? ORDER BY grant_id')
      .pluck()
      .all(this.now());
  }

  private note(grant: string, parcel: string, until: number): void {
    this.db.prepare('INSERT INTO offline_codes VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING').run(grant, parcel, until);
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
