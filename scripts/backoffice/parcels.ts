import { randomUUID } from 'node:crypto';
import type { Db } from './database';
import { newLabel } from './labels';

/** `gone`: collected, retrieved, handed over, missing or cleared; `outcome` says which. */
export type ParcelState = 'announced' | 'stored' | 'expired' | 'gone';

export interface Parcel {
  readonly id: string;
  /** The id that the locker gave it before it knew of the announcement; its first events name that. */
  readonly locker_id: string | null;
  readonly label: string | null;
  readonly size: string;
  readonly accessible: 0 | 1;
  readonly handover: 0 | 1;
  /** A handover parcel that may be put into a compartment all the same. */
  readonly deposit_allowed: 0 | 1;
  readonly recipient: string | null;
  readonly window_hours: number | null;
  readonly address: string;
  readonly state: ParcelState;
  readonly outcome: string | null;
  readonly compartment: string | null;
  /** RFC 3339, UTC. */
  readonly deposited_at: string | null;
  readonly expires_at: string | null;
}

export interface Announcement {
  readonly to: string;
  readonly size: string;
  readonly accessible: boolean;
  readonly handover: boolean;
  readonly depositAllowed?: boolean | undefined;
  readonly recipient?: string | undefined;
  readonly windowHours?: number | undefined;
}

export interface Deposit {
  readonly id: string;
  readonly label: string | null;
  readonly size: string;
  readonly compartment: string | null;
  readonly at: string;
  readonly expiresAt: string | null;
}

export class Parcels {
  constructor(
    private readonly db: Db,
    private readonly timestamp: () => string,
    /** Who hears of parcels that were deposited without announcement. */
    private readonly unannouncedTo: string,
  ) {}

  /** By our id or the one that the locker gave it. */
  find(id: string): Parcel | null {
    return (
      this.one('SELECT * FROM parcels WHERE id = ?', id) ?? this.one('SELECT * FROM parcels WHERE locker_id = ?', id)
    );
  }

  /** By an id or a label; of several with that label the newest. */
  named(name: string): Parcel | null {
    return this.find(name) ?? this.one('SELECT * FROM parcels WHERE label = ? ORDER BY rowid DESC', name);
  }

  /** All that a locker has to know of, oldest first. */
  current(): Parcel[] {
    return this.db.prepare<[], Parcel>("SELECT * FROM parcels WHERE state <> 'gone' ORDER BY rowid").all();
  }

  /** Also those that are gone, oldest first. */
  all(): Parcel[] {
    return this.db.prepare<[], Parcel>('SELECT * FROM parcels ORDER BY rowid').all();
  }

  inCompartment(compartment: string): Parcel[] {
    return this.db
      .prepare<[string], Parcel>("SELECT * FROM parcels WHERE compartment = ? AND state IN ('stored', 'expired')")
      .all(compartment);
  }

  announce(announcement: Announcement): Parcel {
    const id = `p-${randomUUID()}`;
    let label = newLabel();
    while (this.one('SELECT * FROM parcels WHERE label = ?', label)) label = newLabel();
    this.insert(id, label, announcement.size, announcement.to, {
      accessible: announcement.accessible,
      handover: announcement.handover,
      depositAllowed: announcement.depositAllowed ?? false,
      recipient: announcement.recipient ?? null,
      windowHours: announcement.windowHours ?? null,
    });
    return this.must(id);
  }

  /**
   * A parcel lies in the locker now. One that the locker had not heard of has an id of the locker's own. That is
   * its id here too, unless its label was announced meanwhile: then the locker takes our id with the announcement.
   */
  deposited(deposit: Deposit): Parcel {
    if (!this.find(deposit.id)) {
      const announced = deposit.label === null ? null : this.announcedWith(deposit.label);
      if (announced) this.db.prepare('UPDATE parcels SET locker_id = ? WHERE id = ?').run(deposit.id, announced.id);
      else this.insert(deposit.id, deposit.label, deposit.size, this.unannouncedTo, {});
    }
    const { id } = this.must(deposit.id);
    this.db
      .prepare(
        "UPDATE parcels SET state = 'stored', compartment = ?, deposited_at = ?, expires_at = ? WHERE id = ? AND state <> 'gone'",
      )
      .run(deposit.compartment, deposit.at, deposit.expiresAt, id);
    return this.must(id);
  }

  /** The pickup window has an end, or another one: an expired parcel may be collected again. */
  windowEnds(id: string, expiresAt: string): void {
    this.db
      .prepare("UPDATE parcels SET state = 'stored', expires_at = ? WHERE id = ? AND state IN ('stored', 'expired')")
      .run(expiresAt, id);
  }

  expired(id: string, expiresAt: string | null): void {
    this.db
      .prepare(
        "UPDATE parcels SET state = 'expired', expires_at = coalesce(?, expires_at) WHERE id = ? AND state IN ('stored', 'expired')",
      )
      .run(expiresAt, id);
  }

  /** It lies in the locker whatever became of it before. */
  found(id: string, compartment: string | null, expiresAt: string | null, state: 'stored' | 'expired'): void {
    this.db
      .prepare('UPDATE parcels SET state = ?, outcome = NULL, compartment = ?, expires_at = ? WHERE id = ?')
      .run(state, compartment, expiresAt, id);
  }

  gone(id: string, outcome: string): void {
    this.db.prepare("UPDATE parcels SET state = 'gone', outcome = ? WHERE id = ? AND state <> 'gone'").run(outcome, id);
  }

  private announcedWith(label: string): Parcel | null {
    return this.one("SELECT * FROM parcels WHERE label = ? AND state = 'announced'", label);
  }

  private insert(
    id: string,
    label: string | null,
    size: string,
    address: string,
    more: {
      accessible?: boolean;
      handover?: boolean;
      depositAllowed?: boolean;
      recipient?: string | null;
      windowHours?: number | null;
    },
  ): void {
    this.db
      .prepare(
        `INSERT INTO parcels (id, label, size, accessible, handover, deposit_allowed, recipient, window_hours, address, state, created)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'announced', ?)`,
      )
      .run(
        id,
        label,
        size,
        more.accessible ? 1 : 0,
        more.handover ? 1 : 0,
        more.depositAllowed ? 1 : 0,
        more.recipient ?? null,
        more.windowHours ?? null,
        address,
        this.timestamp(),
      );
  }

  private must(id: string): Parcel {
    const parcel = this.find(id);
    if (!parcel) throw new Error(`parcel ${id} vanished`);
    return parcel;
  }

  private one(sql: string, value: string): Parcel | null {
    return this.db.prepare<[string], Parcel>(sql).get(value) ?? null;
  }
}
