import type { Clock } from '../core/clock';
import { behalf, type OpeningRow } from '../store/openings';
import type { Store } from '../store/store';
import { markNotDone, markUnverified, type DoorView } from './occupancy';

/** After a start, once every door has been judged: customers who were not done when the power went. */
export function judgeDoubts(store: Store): void {
  for (const { doubt } of store.compartments.all()) {
    const opening = doubt === null ? undefined : store.openings.get(doubt);
    if (opening) markNotDone(store, opening);
  }
}

/** What a customer may still do after their door has closed. */
export class Pickups {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly doors: DoorView,
  ) {}

  /** Is the compartment still as that access left it, so that it can be opened once more? */
  canReopen(id: number): boolean {
    return this.asLeft(id) !== null;
  }

  /** Opens once more within the same access; null when the compartment is no longer as that access left it. */
  reopen(id: number): OpeningRow | null {
    const opening = this.store.write(() => {
      const before = this.asLeft(id);
      if (!before) return null;
      const { compartment, grant_id, parcel, method } = before;
      if (this.store.openings.underWay(compartment)) {
        markNotDone(this.store, before);
        return null;
      }
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

  /** Until they are done, what they left behind the door is not known for sure. */
  askHelp(id: number): void {
    const opening = this.store.openings.get(id);
    const place = opening && this.store.compartments.get(opening.compartment);
    if (place?.occupancy !== 'empty' || place.doubt !== null) return;
    this.store.write(() => this.store.compartments.setDoubt(place.id, id));
  }

  /** The customer goes, or somebody else comes. */
  done(id: number): void {
    const opening = this.inDoubt(id);
    if (opening) this.store.write(() => this.store.compartments.setDoubt(opening.compartment, null));
  }

  /** Nobody will say whether the customer is done. */
  notDone(id: number): void {
    const opening = this.inDoubt(id);
    if (opening) markNotDone(this.store, opening);
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
      // Where its label is read it is found then, with all that this leads to.
      if (what === 'empty') this.store.parcels.change(parcel, { in_doubt: 1 });
      markUnverified(this.store, opening, `customer says: ${what}`);
    });
  }

  private asLeft(id: number): OpeningRow | null {
    const before = this.store.openings.get(id);
    if (before?.stage !== 'done' || before.outcome !== 'opened') return null;
    const { compartment, note } = before;
    const asLeft = note === 'once-more' && this.store.parcels.inside(compartment).length === 0;
    return asLeft || this.store.compartments.get(compartment)?.occupancy === 'empty' ? before : null;
  }

  /** That opening, while what is behind its door is in doubt because of it. */
  private inDoubt(id: number): OpeningRow | null {
    const opening = this.store.openings.get(id);
    return opening && this.store.compartments.get(opening.compartment)?.doubt === id ? opening : null;
  }
}
