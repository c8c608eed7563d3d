import type { Clock } from '../core/clock';
import { behalf, type OpeningRow } from '../store/openings';
import type { Store } from '../store/store';
import { CONTACT_FAULT } from './opening-rules';
import { markUnverified, type DoorView } from './occupancy';

/** What a customer may still do after their door has closed. */
export class Pickups {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly doors: DoorView,
  ) {}

  /** Opens once more within the same access; null when the compartment is no longer as that access left it. */
  reopen(id: number): OpeningRow | null {
    const opening = this.store.write(() => {
      const before = this.store.openings.get(id);
      if (before?.stage !== 'done' || before.outcome !== 'opened') return null;
      const { compartment, grant_id, parcel, method } = before;
      // Where the contact contradicted itself, the door may not have opened at all.
      const asLeft = before.reason === CONTACT_FAULT && this.store.parcels.inside(compartment).length === 0;
      if (!asLeft && this.store.compartments.get(compartment)?.occupancy !== 'empty') return null;
      if (this.store.openings.underWay(compartment)) return null;
      return this.store.openings.begin({
        compartment,
        purpose: 'reopen',
        grant_id,
        parcel,
        method,
        created_at: this.clock.now(),
      });
    });
    if (opening) this.doors.run(opening);
    return opening;
  }

  /** The customer says that it was empty, or that the parcel is damaged: somebody has to look. */
  report(id: number, what: 'empty' | 'damaged'): void {
    const opening = this.store.openings.get(id);
    if (opening?.parcel == null) return;
    const { compartment, parcel } = opening;
    this.store.write(() => {
      this.store.record({
        type: what === 'empty' ? 'parcel.reported-empty' : 'parcel.reported-damaged',
        parcel,
        compartment,
        ...behalf(opening),
      });
      markUnverified(this.store, compartment, `customer says: ${what}`);
    });
  }
}
