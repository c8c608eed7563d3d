import type { Clock } from '../core/clock';
import { behalf, type OpeningRow } from '../store/openings';
import type { ParcelRow } from '../store/parcels';
import type { Store } from '../store/store';
import { answered } from './answer';
import { markUnverified, OTHER_INSIDE, recordInside, recordMissing, type DoorView } from './occupancy';

/** Expired parcels going back. */
export class Collections {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly doors: DoorView,
  ) {}

  /**
   * Compartments with expired parcels that can be opened now, in the order in which they are served. Where labels say
   * that another parcel is, somebody else's would go back.
   */
  waiting(): string[] {
    const { parcels, openings, compartments } = this.store;
    const places = new Set(parcels.toCollect().flatMap((parcel) => parcel.compartment ?? []));
    return [...places].filter((place) => openings.underWay(place) === undefined && !compartments.mixedUp(place));
  }

  /** Opens a compartment of {@link waiting}; null when it is no longer one of them. */
  begin(compartment: string, by: { person: string; grant: string }): OpeningRow | null {
    if (!this.waiting().includes(compartment)) return null;
    const parcel = this.expiredIn(compartment)[0]?.id ?? null;
    const unverified = this.store.compartments.get(compartment)?.occupancy === 'unverified';
    const opening = this.store.write(() =>
      this.store.openings.begin({
        compartment,
        purpose: 'collect',
        parcel,
        person: by.person,
        grant_id: by.grant,
        note: unverified ? 'unverified-before' : null,
        created_at: this.clock.now(),
      }),
    );
    this.doors.run(opening);
    return opening;
  }

  /** Labels of those that go, where a compartment holds more than one parcel: the others stay inside. */
  toTake(compartment: string): readonly (string | null)[] | null {
    if (this.store.parcels.inside(compartment).length < 2) return null;
    return this.expiredIn(compartment).map(({ label }) => label);
  }

  takenOut(id: number): void {
    answered(this.store, id, (opening) => {
      const { compartment } = opening;
      for (const { id: parcel } of this.sentFor(opening)) {
        this.store.parcels.change(parcel, { state: 'retrieved', compartment: null });
        this.store.record({ type: 'parcel.retrieved', parcel, compartment, ...behalf(opening) });
      }
      const rest = this.store.parcels.inside(compartment).length;
      if (this.store.compartments.get(compartment)?.other_inside) {
        return markUnverified(this.store, opening, OTHER_INSIDE);
      }
      if (rest === 0) return this.store.compartments.setOccupancy(compartment, 'empty');
      // Nobody was asked about the others.
      if (opening.note === 'unverified-before') return this.store.compartments.setOccupancy(compartment, 'unverified');
      recordInside(this.store, opening);
    });
  }

  /** The courier found no parcel: it is missing, and somebody has to look into the compartment. */
  notThere(id: number): void {
    answered(this.store, id, (opening) => {
      for (const one of this.sentFor(opening)) recordMissing(this.store, one.id, opening.compartment, behalf(opening));
      markUnverified(this.store, opening, 'courier says: no parcel inside');
    });
  }

  /** No answer: the parcel stays on the list. */
  unanswered(id: number): void {
    answered(this.store, id, (opening) => markUnverified(this.store, opening, 'collection without an answer'));
  }

  /**
   * What the courier was asked for: also when its window was extended meanwhile, and not what ended only behind the open
   * door.
   */
  private sentFor(opening: OpeningRow): readonly ParcelRow[] {
    const endedSince = (one: ParcelRow): boolean =>
      one.expired === 'window' && one.expires_at !== null && one.expires_at > opening.created_at;
    return this.store.parcels
      .inside(opening.compartment)
      .filter((one) => one.id === opening.parcel || (one.expired !== null && !endedSince(one)));
  }

  private expiredIn(compartment: string) {
    return this.store.parcels.inside(compartment).filter((parcel) => parcel.expired !== null);
  }
}
