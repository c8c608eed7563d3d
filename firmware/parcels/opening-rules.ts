import type { ContactFault } from '../core/events';
import { never } from '../core/result';
import type { Clock } from '../core/clock';
import { stateGivenBack } from '../store/grants';
import { behalf, type OpeningRow } from '../store/openings';
import type { Store } from '../store/store';
import { depositInDoubt, forgetPending } from './deposit';
import { markNotDone, markUnverified, OTHER_INSIDE, takeOutOfService } from './occupancy';
import type { WindowSite } from './window';

/** How a door came to be closed again: left open, with the power gone in between, after a jam, its contact lost. */
export interface Closing {
  readonly leftOpen: boolean;
  readonly unwatched: boolean;
  readonly late: boolean;
  readonly early: boolean;
  readonly tooFast?: boolean;
  readonly unseen?: boolean;
}

/** Why it does not say enough that the door is closed again, or null. */
function doubtAfter({ leftOpen, unwatched, late, tooFast, unseen }: Closing): string | null {
  if (leftOpen || unwatched) return 'left open, or nobody watched';
  // Whoever was told that it is stuck may have left, and somebody else closed it.
  if (late) return 'opened late, perhaps to nobody';
  if (tooFast) return 'its contact contradicts itself';
  return unseen ? 'its contact was lost when it opened or was closed' : null;
}

/** The contact says what can't be: no deposits until somebody has looked; the parcel inside may be fetched. */
export function recordContactFault(
  store: Store,
  clock: Clock,
  compartment: string,
  cause: ContactFault,
  about?: string | null,
): void {
  store.write(() => {
    const parcel = about ?? store.parcels.inside(compartment)[0]?.id;
    store.record({ type: 'door.contact-fault', compartment, cause, ...(parcel !== undefined && { parcel }) });
    takeOutOfService(store, compartment, clock.now(), { reason: `door contact (${cause})` });
  });
}

/**
 * What the end of an opening means for grants, parcels and compartments. Every function runs inside the
 * transaction that records that end. From the moment a door is open until it has ended well, the
 * compartment is `unverified` in the store, so that a power cut at any point leaves it so.
 */
export function openingRules(store: Store, clock: Clock, window: WindowSite) {
  function finish(opening: OpeningRow): void {
    store.openings.move(opening.id, 'done', opening.outcome ?? 'opened');
  }

  function giveBack(opening: OpeningRow): void {
    const grant = opening.grant_id === null ? undefined : store.grants.get(opening.grant_id);
    if (grant?.state === 'claimed') store.grants.setState(grant.id, stateGivenBack(grant));
  }

  function collect(opening: OpeningRow): void {
    if (opening.grant_id !== null) store.grants.setState(opening.grant_id, 'used');
    const { compartment } = opening;
    for (const { id, handover } of store.parcels.inside(compartment)) {
      // Its door did not open without the one-time code.
      const attempt = handover === 1 ? store.grants.attempt(id) : undefined;
      if (attempt) store.grants.setState(attempt.id, 'used');
      store.parcels.change(id, { state: 'collected', compartment: null, in_doubt: 0 });
      const proof = attempt && { handoverGrant: attempt.id };
      store.record({ type: 'parcel.collected', parcel: id, compartment, ...behalf(opening), ...proof });
    }
  }

  function inDoubt(compartment: string): boolean {
    if (store.compartments.get(compartment)?.occupancy !== 'unverified') return false;
    return store.openings.underWay(compartment) === undefined;
  }

  return {
    opened(opening: OpeningRow): void {
      switch (opening.purpose) {
        case 'pickup':
          collect(opening);
          break;
        case 'service': {
          // A person's look into a compartment known to be empty changes nothing; else nobody knows what they took.
          if (store.compartments.get(opening.compartment)?.occupancy !== 'empty') {
            markUnverified(store, opening, 'opened by a person');
          }
          return;
        }
        case 'reopen':
        case 'deposit':
        case 'collect':
        case 'audit':
          break;
        default:
          never(opening.purpose);
      }
      store.compartments.setOccupancy(opening.compartment, 'unverified');
    },

    closed(opening: OpeningRow, how: Closing): void {
      const doubt = doubtAfter(how);
      switch (opening.purpose) {
        case 'pickup':
        case 'reopen':
          // Where the contact contradicted itself, the door may not have opened at all.
          if (how.tooFast || how.unseen) store.openings.setNote(opening.id, 'once-more');
          if (doubt !== null) markUnverified(store, opening, doubt);
          else if (store.compartments.get(opening.compartment)?.other_inside) {
            store.openings.setNote(opening.id, 'once-more');
            markUnverified(store, opening, OTHER_INSIDE);
          } else {
            store.compartments.setOccupancy(opening.compartment, 'empty');
            if (how.early) store.compartments.setDoubt(opening.compartment, opening.id);
          }
          finish(opening);
          return;
        case 'service':
          if (doubt !== null) markUnverified(store, opening, doubt);
          finish(opening);
          return;
        case 'deposit':
          // Otherwise the courier's answer is awaited.
          if (how.unwatched || how.late) depositInDoubt(store, clock, window, opening);
          return;
        case 'collect':
          if (!how.unwatched && !how.late) return;
          markUnverified(store, opening, 'collection without an answer');
          finish(opening);
          return;
        case 'audit':
          if (!how.unwatched && !how.late) return;
          markUnverified(store, opening, 'audit without an answer');
          finish(opening);
          return;
        default:
          never(opening.purpose);
      }
    },

    jammed(opening: OpeningRow, cause: string, reference: string, released: boolean): void {
      const { compartment } = opening;
      giveBack(opening);
      if (opening.purpose === 'deposit') forgetPending(store, opening);
      const parcel = opening.parcel === null ? {} : { parcel: opening.parcel };
      store.record({ type: 'door.jammed', compartment, cause, reference, ...parcel, ...behalf(opening) });
      // A door that stands open can't be pulsed; that is no fault of its lock.
      if (cause !== 'not-closed')
        takeOutOfService(store, compartment, clock.now(), { reason: `door jammed (${cause})` });
      // It may be open, and somebody may use it so.
      if (released && cause === 'contact-unknown') markUnverified(store, opening, 'released, and no contact to tell');
      else if (opening.purpose === 'reopen') markNotDone(store, opening);
    },

    interrupted(opening: OpeningRow): void {
      const { compartment, purpose } = opening;
      giveBack(opening);
      store.openings.move(opening.id, 'done', 'interrupted');
      const parcel = opening.parcel === null ? {} : { parcel: opening.parcel };
      store.record({ type: 'access.interrupted', compartment, purpose, ...parcel, ...behalf(opening) });
      if (purpose === 'deposit') depositInDoubt(store, clock, window, opening);
      else markUnverified(store, opening, 'interrupted while opening');
    },

    unwatched(opening: OpeningRow): void {
      // Known already where the opening itself ended in the dark.
      if (store.compartments.get(opening.compartment)?.occupancy === 'unverified') return;
      markUnverified(store, opening, 'nobody saw whether it opened after it had jammed');
    },

    forced(compartment: string, seen: boolean): void {
      const parcel = store.parcels.inside(compartment)[0]?.id;
      if (seen) store.record({ type: 'door.forced', compartment, ...(parcel !== undefined && { parcel }) });
      const waiting = store.openings.underWay(compartment);
      const known = inDoubt(compartment);
      if (waiting?.stage === 'opened') {
        // Somebody was at the door before the courier said what they did: their answer would cover that up.
        if (waiting.purpose === 'deposit') depositInDoubt(store, clock, window, waiting);
        else finish(waiting);
      }
      if (!known) markUnverified(store, compartment, seen ? 'forced open' : 'found open');
    },

    shut(compartment: string): void {
      store.record({ type: 'door.closed', compartment });
    },

    contactFault(compartment: string, cause: ContactFault, opening?: OpeningRow): void {
      recordContactFault(store, clock, compartment, cause, opening?.parcel);
    },

    inDoubt,
  };
}
