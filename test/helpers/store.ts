import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Clock } from '../../firmware/core/clock';
import type { Logger } from '../../firmware/core/logger';
import type { StoredEvent } from '../../firmware/core/events';
import type { GrantRow } from '../../firmware/store/grants';
import { UNANNOUNCED, type ParcelRow } from '../../firmware/store/parcels';
import { Store, type StoreOptions } from '../../firmware/store/store';
import { VirtualTime } from '../../hal/sim/virtual-time';

export const START = Date.UTC(2026, 10, 21, 10);
/** Of the site key 00 01 … 1f. */
export const KEY_ID = '630dcd29';
export const LOCKER = 'SIM-0001';

export const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface TestStore {
  readonly store: Store;
  readonly clock: Clock;
  readonly time: VirtualTime;
  readonly folder: string;
  events(): StoredEvent[];
  types(): string[];
  /** Closes and removes everything. */
  close(): void;
}

/** A store in a folder of its own, with a clock that stands still until a test moves it. */
export function testStore(options: Partial<StoreOptions> = {}): TestStore {
  const folder = mkdtempSync(path.join(tmpdir(), 'lockerd-test-'));
  const time = new VirtualTime({ frozen: true, wall: START });
  const clock = new Clock(time, { load: () => null, save: () => {} }, Date.UTC(2026, 0, 1));
  clock.start();
  const store = new Store({
    file: path.join(folder, 'locker.db'),
    locker: LOCKER,
    keyId: KEY_ID,
    compartments: ['A1', 'A2', 'A3'],
    newCompartments: 'empty',
    stamp: () => ({ at: clock.now(), clock: clock.status() }),
    ...options,
  });
  const events = (): StoredEvent[] => store.events.after(0, 1_000_000);
  return {
    store,
    clock,
    time,
    folder,
    events,
    types: () => events().map((event) => event.type),
    close() {
      clock.stop();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Announced, nothing special about it. */
export const PARCEL: ParcelRow = { ...UNANNOUNCED, id: 'p1', known: 1 };

/** Puts a parcel into a compartment, as a deposit leaves it, without a window. */
export function putParcelInside(store: Store, compartment: string, fields: Partial<ParcelRow> = {}): ParcelRow {
  const row: ParcelRow = { ...PARCEL, state: 'stored', compartment, deposited_at: START, ...fields };
  store.write(() => {
    store.parcels.put(row);
    store.compartments.setOccupancy(compartment, 'occupied');
  });
  return row;
}

/** A live pickup code of parcel `p1`, without PIN and token. */
export const GRANT: GrantRow = {
  id: 'g1',
  rev: 1,
  kind: 'pickup',
  parcel: 'p1',
  person: null,
  pin: null,
  qr: null,
  delivery_date: null,
  not_after: null,
  content: '',
  state: 'live',
  accepted: 1,
  refunds: 0,
};

export function putGrant(store: Store, id: string, fields: Partial<GrantRow> = {}): void {
  store.grants.put({ ...GRANT, id, ...fields });
}

/** 43 characters that could be a verifier, the same for the same name. */
export function verifierNamed(name: string): string {
  return name.padEnd(43, 'A').slice(0, 43);
}

/** Every grant that the store has ever had. */
export function allGrants(store: Store): GrantRow[] {
  return store.db.prepare<[], GrantRow>('SELECT * FROM access_grant').all();
}

export function grantState(store: Store, id: string): GrantRow['state'] | undefined {
  return store.grants.get(id)?.state;
}
