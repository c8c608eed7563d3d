import { siteSchema } from '../../../config/schema';
import type { DoorReading } from '../../../hal/ports';
import { Collections } from '../../../firmware/parcels/collection';
import { Deposits, type DepositStart } from '../../../firmware/parcels/deposit';
import { Expiry } from '../../../firmware/parcels/expiry';
import { Compartments, type DoorView } from '../../../firmware/parcels/occupancy';
import { openingRules, type Closing } from '../../../firmware/parcels/opening-rules';
import { Pickups } from '../../../firmware/parcels/pickups';
import type { GrantRow } from '../../../firmware/store/grants';
import type { OpeningRow } from '../../../firmware/store/openings';
import type { ParcelRow } from '../../../firmware/store/parcels';
import { LOCKER, PARCEL, putGrant, putParcelInside, testStore, type TestStore } from '../../helpers/store';

export const HOUR = 3_600_000;
export const BY = { person: 'c7', grant: 'courier' };

/** Two S (one of them accessible), one M, one L, one XL: the parcels' rooms on doors that a test moves. */
export class Wall {
  readonly box: TestStore = testStore({ compartments: ['A1', 'A2', 'B1', 'C1', 'C2'] });
  readonly readings = new Map<string, DoorReading>();
  /** Openings whose door was set in motion, and whether a transaction was under way then. */
  readonly moved: { opening: number; uncommitted: boolean }[] = [];
  readonly site = siteSchema.parse({
    locker: { id: LOCKER, zone: 'Europe/Berlin' },
    hal: { driver: 'sim' },
    compartments: [
      { id: 'A1', number: 1, size: 'S' },
      { id: 'A2', number: 2, size: 'S', accessible: true },
      { id: 'B1', number: 3, size: 'M' },
      { id: 'C1', number: 4, size: 'L' },
      { id: 'C2', number: 5, size: 'XL' },
    ],
  });
  readonly doors: DoorView = {
    reading: (compartment) => this.readings.get(compartment) ?? 'closed',
    run: (opening) => this.moved.push({ opening: opening.id, uncommitted: this.store.db.inTransaction }),
  };
  readonly rules = openingRules(this.store, this.clock, this.site);
  readonly deposits = new Deposits(this.store, this.clock, this.doors, this.site, this.site.compartments);
  readonly collections = new Collections(this.store, this.clock, this.doors);
  readonly pickups = new Pickups(this.store, this.clock, this.doors);
  readonly expiry = new Expiry(this.store, this.clock, 24);
  readonly compartments = new Compartments(
    this.store,
    this.clock,
    this.doors,
    new Map(this.site.compartments.map((one) => [one.id, one])),
  );

  constructor() {
    this.give('courier', { kind: 'courier', parcel: null, person: 'c7' });
  }

  get store() {
    return this.box.store;
  }

  get clock() {
    return this.box.clock;
  }

  close(): void {
    this.box.close();
  }

  give(id: string, fields: Partial<GrantRow> = {}): void {
    putGrant(this.store, id, fields);
  }

  announce(id: string, fields: Partial<ParcelRow> = {}): void {
    this.store.parcels.put({ ...PARCEL, id, label: `label-${id}`, size: 'S', ...fields });
  }

  inside(id: string, compartment: string, fields: Partial<ParcelRow> = {}): void {
    putParcelInside(this.store, compartment, { id, label: `label-${id}`, ...fields });
  }

  opening(start: DepositStart | OpeningRow | null): OpeningRow {
    const row = start && 'kind' in start ? (start.kind === 'opening' ? start.opening : null) : start;
    if (!row) throw new Error('no door opened');
    return row;
  }

  /** The door opens. */
  opens({ id }: OpeningRow): void {
    this.store.write(() => {
      this.store.openings.move(id, 'opened', 'opened');
      this.rules.opened(this.row(id));
    });
  }

  /** A hand closes it. */
  shuts({ id }: OpeningRow, how: Partial<Closing> = {}): void {
    const proper = { leftOpen: false, unwatched: false, late: false, early: false };
    this.store.write(() => this.rules.closed(this.row(id), { ...proper, ...how }));
  }

  opensAndShuts(opening: OpeningRow): void {
    this.opens(opening);
    this.shuts(opening);
  }

  jams({ id }: OpeningRow, cause = 'did-not-open'): void {
    this.store.write(() => {
      this.store.openings.move(id, 'done', 'jammed');
      this.rules.jammed(this.row(id), cause, '0001', true);
    });
  }

  row(id: number): OpeningRow {
    const row = this.store.openings.get(id);
    if (!row) throw new Error(`no opening ${id}`);
    return row;
  }

  /** Courier, door, parcel, answer. Returns where it went. */
  deposit(id: string): string {
    const opening = this.opening(this.deposits.begin({ parcel: id }, BY));
    this.opensAndShuts(opening);
    this.deposits.confirm(opening.id);
    return opening.compartment;
  }

  occupancy(compartment: string): string | undefined {
    return this.store.compartments.get(compartment)?.occupancy;
  }

  parcel(id: string): ParcelRow | undefined {
    return this.store.parcels.get(id);
  }
}
