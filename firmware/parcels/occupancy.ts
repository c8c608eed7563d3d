import type { CompartmentConfig } from '../../config/schema';
import type { DoorReading } from '../../hal/ports';
import type { Clock } from '../core/clock';
import type { Authority, Operations } from '../core/operations';
import { done, refuse, type Outcome } from '../core/result';
import { behalf, type OpeningRow } from '../store/openings';
import type { Store } from '../store/store';

/** What the parcels' rooms need of the doors, without knowing them. */
export interface DoorView {
  reading(compartment: string): DoorReading;
  run(opening: OpeningRow): void;
}

type ServiceOperations = Pick<Operations, 'open' | 'outOfService' | 'inService' | 'verifiedEmpty'>;

const behalfOf = ({ person, grant }: Authority) => ({
  ...(person !== undefined && { person }),
  ...(grant !== undefined && { grant }),
});

/** Why nobody knows for sure what is in a compartment whose parcel's label was read behind another door. */
export const READ_ELSEWHERE = 'its parcel was read elsewhere';

/** Why a compartment stays unverified in which more was seen than what is recorded there. */
export const OTHER_INSIDE = 'something else is inside';

/**
 * Marks a compartment whose content nobody knows for sure: no deposits until somebody looked.
 * @param where the compartment, or the opening that led to it: then the event says whose that was
 * @param about the parcel in question where none is recorded as inside
 */
export function markUnverified(store: Store, where: string | OpeningRow, reason: string, about?: string | null): void {
  const [compartment, by] = typeof where === 'string' ? [where, {}] : [where.compartment, behalf(where)];
  store.write(() => {
    const parcel = store.parcels.inside(compartment)[0]?.id ?? about ?? undefined;
    store.compartments.setOccupancy(compartment, 'unverified');
    store.record({
      type: 'compartment.unverified',
      compartment,
      reason,
      ...(parcel !== undefined && { parcel }),
      ...by,
    });
  });
}

/** What is recorded in there is there, says whoever stood at the door; where labels say otherwise, somebody has to look. */
export function recordInside(store: Store, opening: OpeningRow): void {
  if (store.compartments.mixedUp(opening.compartment)) return markUnverified(store, opening, READ_ELSEWHERE);
  store.compartments.setOccupancy(opening.compartment, 'occupied');
}

/** It counts as empty, but its customer wanted to open it again or had not said that they are done. */
export function markNotDone(store: Store, opening: OpeningRow): void {
  if (store.compartments.get(opening.compartment)?.occupancy !== 'empty') return;
  markUnverified(store, opening, 'its customer was not done', opening.parcel);
}

/** Somebody looked where it should be, and it is not there. To be called inside `store.write`. */
export function recordMissing(store: Store, parcel: string, compartment: string, by: Authority): void {
  store.parcels.change(parcel, { state: 'missing', compartment: null });
  store.record({ type: 'parcel.missing', parcel, compartment, ...by });
}

/** Somebody looked, and nothing is inside: what should be is missing. To be called inside `store.write`. */
export function recordEmpty(store: Store, compartment: string, by: Authority): void {
  for (const { id } of store.parcels.inside(compartment)) recordMissing(store, id, compartment, by);
  store.compartments.setOccupancy(compartment, 'empty');
  store.record({ type: 'compartment.verified-empty', compartment, ...behalfOf(by) });
}

/** Keeps a compartment from deposits; the parcel inside may still be fetched. The first reason stays. */
export function takeOutOfService(store: Store, compartment: string, at: number, by: Authority): void {
  const reason = by.reason ?? 'no reason given';
  store.write(() => {
    if (store.compartments.get(compartment)?.out_of_service != null) return;
    store.compartments.setOutOfService(compartment, reason, at);
    store.record({ type: 'compartment.out-of-service', compartment, reason, ...behalfOf(by) });
  });
}

/** What technicians and operators do to compartments. */
export class Compartments implements ServiceOperations {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly doors: DoorView,
    private readonly layout: ReadonlyMap<string, CompartmentConfig>,
  ) {}

  open(compartment: string, by: Authority): Outcome {
    return this.known(compartment, () => {
      if (this.store.openings.underWay(compartment))
        return refuse('conflict', `${compartment} is being opened or served`);
      const opening = this.store.write(() =>
        this.store.openings.begin({
          compartment,
          purpose: 'service',
          grant_id: by.grant ?? null,
          person: by.person ?? null,
          reason: by.reason ?? null,
          created_at: this.clock.now(),
        }),
      );
      this.doors.run(opening);
      return done;
    });
  }

  outOfService(compartment: string, by: Authority): Outcome {
    return this.known(compartment, () => {
      takeOutOfService(this.store, compartment, this.clock.now(), by);
      return done;
    });
  }

  inService(compartment: string, by: Authority): Outcome {
    return this.known(compartment, () => {
      this.store.write(() => {
        if (this.store.compartments.get(compartment)?.out_of_service == null) return;
        this.store.compartments.setOutOfService(compartment, null, null);
        this.store.record({ type: 'compartment.in-service', compartment, ...behalfOf(by) });
      });
      return done;
    });
  }

  verifiedEmpty(compartment: string, by: Authority): Outcome {
    return this.known(compartment, () => {
      if (this.doors.reading(compartment) !== 'closed')
        return refuse('conflict', `the door of ${compartment} is not closed`);
      if (this.store.openings.underWay(compartment))
        return refuse('conflict', `${compartment} is being opened or served`);
      this.store.write(() => recordEmpty(this.store, compartment, behalfOf(by)));
      return done;
    });
  }

  private known(compartment: string, act: () => Outcome): Outcome {
    return this.layout.has(compartment) ? act() : refuse('not-found', `there is no compartment ${compartment}`);
  }
}
