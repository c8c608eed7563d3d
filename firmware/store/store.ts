import type { LockerEvent, StoredEvent } from '../core/events';
import type { Unsubscribe } from '../../hal/ports';
import { compartmentQueries, type Occupancy } from './compartments';
import { copyAside } from './copies';
import { explain, openDatabase, readGone, setAside, StoreError, type OnRollback } from './database';
import { doorTimeQueries } from './door-times';
import { eventQueries, type Stamp } from './events';
import { grantQueries } from './grants';
import { guardQueries } from './guards';
import { lockerQueries, UNTIL_TOLD } from './locker';
import { openingQueries } from './openings';
import { parcelQueries } from './parcels';
import { windowQueries } from './windows';

export interface StoreOptions {
  readonly file: string;
  readonly locker: string;
  readonly keyId: string;
  readonly compartments: readonly string[];
  /** What is known of the compartments when the database is new: nothing on real hardware. */
  readonly newCompartments: Occupancy;
  readonly stamp: () => Stamp;
  /** A listener threw: what it was told of is committed all the same. */
  readonly listenerFailed?: (error: unknown) => void;
  /** Called around each commit; tests cut the power there. */
  readonly atCommit?: (point: 'before' | 'after') => void;
}

/**
 * The one database. Reads go to the query groups; everything that changes goes through {@link Store.write}, so
 * that a row, its consequences and the event that tells of it are one transaction.
 * @throws StoreError when opened on a file that is not this locker's or of a newer schema.
 */
export class Store {
  readonly db;
  readonly events;
  readonly compartments;
  readonly parcels;
  readonly grants;
  readonly openings;
  readonly locker;
  readonly guards;
  readonly windows;
  readonly doorTimes;
  private depth = 0;
  private fresh: StoredEvent[] = [];
  private afterwards: (() => void)[] = [];
  private undone: (() => void)[] = [];
  private untold: (readonly StoredEvent[])[] = [];
  private telling = false;
  private copying = false;
  private readonly listeners = new Set<(events: readonly StoredEvent[]) => void>();
  private readonly begin;
  private readonly commit;
  private readonly rollback;

  constructor(private readonly options: StoreOptions) {
    let damaged: string | null = null;
    let opened: ReturnType<typeof openQueries>;
    const onRollback: OnRollback = (undo) => this.onRollback(undo);
    try {
      opened = openQueries(options, onRollback);
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'corrupt')) throw error;
      damaged = setAside(options.file);
      opened = openQueries(options, onRollback);
    }
    this.db = opened.db;
    this.events = opened.events;
    this.compartments = opened.compartments;
    this.parcels = opened.parcels;
    this.grants = opened.grants;
    this.openings = opened.openings;
    this.locker = opened.locker;
    this.guards = opened.guards;
    this.windows = opened.windows;
    this.doorTimes = opened.doorTimes;
    this.begin = this.db.prepare('BEGIN IMMEDIATE');
    this.commit = this.db.prepare('COMMIT');
    this.rollback = this.db.prepare('ROLLBACK');
    this.settleIdentity(damaged);
  }

  /** Runs `work` in one transaction; inside another one it joins that. Events reach listeners after the commit. */
  write<T>(work: () => T): T {
    if (this.depth > 0) return work();
    this.begin.run();
    this.depth += 1;
    let result: T;
    try {
      result = work();
      this.options.atCommit?.('before');
      this.commit.run();
    } catch (error) {
      this.fresh = [];
      this.afterwards = [];
      if (this.db.inTransaction) this.rollback.run();
      for (const undo of this.undone.reverse()) undo();
      throw error;
    } finally {
      this.undone = [];
      this.depth -= 1;
    }
    this.options.atCommit?.('after');
    const told = this.fresh;
    const then = this.afterwards;
    this.fresh = [];
    this.afterwards = [];
    for (const act of then) act();
    if (told.length > 0) this.tell(told);
    return result;
  }

  /**
   * Like {@link Store.write}, for what a power cut may take: it does not wait for the disk, and gets there with the
   * next write that does. In WAL mode nothing else can come to harm by that (SQLite, PRAGMA synchronous).
   */
  writeLazily(work: () => void): void {
    if (this.depth > 0) return work();
    this.db.pragma('synchronous = NORMAL');
    try {
      this.write(work);
    } finally {
      this.db.pragma('synchronous = FULL');
    }
  }

  /** In order for every listener, also when one of them writes; a listener that fails harms nobody else. */
  private tell(events: readonly StoredEvent[]): void {
    this.untold.push(events);
    if (this.telling) return;
    this.telling = true;
    for (let next = this.untold.shift(); next; next = this.untold.shift()) {
      for (const listener of this.listeners) {
        try {
          listener(next);
        } catch (error) {
          this.options.listenerFailed?.(error);
        }
      }
    }
    this.telling = false;
  }

  /** Acts once the transaction under way is committed, never if it is not; outside of one, at once. */
  afterCommit(act: () => void): void {
    if (this.depth > 0) this.afterwards.push(act);
    else act();
  }

  /** Takes back what is known outside of the database, last first, if the transaction under way is not committed. */
  onRollback(undo: () => void): void {
    if (this.depth > 0) this.undone.push(undo);
  }

  /** Appends to the event table; alone it is a transaction of its own. */
  record(event: LockerEvent): void {
    this.write(() => this.fresh.push(this.events.append(event)));
  }

  onEvents(listener: (events: readonly StoredEvent[]) => void): Unsubscribe {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Writes a marked copy; all goes on meanwhile.
   * @throws when `file` exists and is not to be replaced, or another one is being written
   */
  async backup(file: string, replace = false): Promise<void> {
    if (this.copying) throw new Error('another copy is being written');
    this.copying = true;
    try {
      await copyAside({ file: this.db.name, target: file, replace });
    } finally {
      this.copying = false;
    }
  }

  close(): void {
    this.db.close();
  }

  /** Compartments that may not vanish from the site file. */
  private inUse(): string[] {
    return [
      ...this.parcels.stored().flatMap((parcel) => parcel.compartment ?? []),
      ...this.openings.unsettled().map((opening) => opening.compartment),
    ];
  }

  private settleIdentity(damaged: string | null): void {
    const { locker, keyId, compartments, newCompartments, file } = this.options;
    const row = this.locker.get();
    const left = this.inUse().find((id) => !compartments.includes(id));
    if (left !== undefined) {
      this.db.close();
      throw new StoreError(
        'missing-compartment',
        `compartment ${left} is not in the site file, but ${file} says that a parcel is inside or its door was opened; ` +
          'put it back into the file until it has been emptied',
      );
    }
    this.write(() => {
      if (!row) {
        this.locker.create(locker, keyId);
        this.events.startOutbox();
      } else {
        this.locker.setKeyId(keyId);
        if (row.backup === 1) {
          this.locker.suspendUntilAfter(row.epoch);
          this.events.startOutbox();
          // Since the backup it was not off: another database served.
          this.windows.setTime({ reckoned_until: null, unvouched_ms: 0 });
          // What was put in since the backup nobody here remembers.
          for (const { id, occupancy } of this.compartments.all()) {
            if (occupancy === 'empty') this.compartments.setOccupancy(id, 'unverified');
          }
          this.record({ type: 'storage.recovered', detail: 'restored from a backup: all codes wait for the operator' });
        }
      }
      // After damage nothing is known, not even in the simulator.
      for (const id of compartments) this.compartments.add(id, damaged ? 'unverified' : newCompartments);
      if (damaged) {
        this.locker.setOfflineFrom(UNTIL_TOLD);
        for (const { id, state } of readGone(damaged)) this.parcels.putGone(id, state);
        this.record({ type: 'storage.recovered', detail: `damaged database set aside: ${damaged}` });
      }
    });
  }
}

/** Prepares everything and looks into the tables: damage of a whole page shows now, not when a customer is there. */
function openQueries({ file, stamp, locker }: StoreOptions, onRollback: OnRollback) {
  const db = openDatabase(file, undefined, locker);
  try {
    const queries = {
      db,
      events: eventQueries(db, stamp, onRollback),
      compartments: compartmentQueries(db),
      parcels: parcelQueries(db),
      grants: grantQueries(db),
      openings: openingQueries(db),
      locker: lockerQueries(db, onRollback),
      guards: guardQueries(db),
      windows: windowQueries(db),
      doorTimes: doorTimeQueries(db),
    };
    for (const table of ['locker', 'outbox', 'event', 'compartment', 'parcel', 'access_grant', 'opening']) {
      db.prepare(`SELECT * FROM ${table} LIMIT 1`).get();
    }
    return queries;
  } catch (error) {
    db.close();
    throw explain(error, file);
  }
}
