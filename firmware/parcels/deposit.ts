import { randomUUID } from 'node:crypto';
import type { CompartmentConfig, Size } from '../../config/schema';
import { sizeSchema } from '../../config/schema';
import type { Clock } from '../core/clock';
import { behalf, type OpeningRow } from '../store/openings';
import { UNANNOUNCED, type ParcelRow } from '../store/parcels';
import type { Store } from '../store/store';
import { choose, fitTogether, sizeRank } from './allocation';
import { answered } from './answer';
import { rejectTaken } from './codes-taken';
import { markUnverified, recordInside, type DoorView } from './occupancy';
import { startWindow, type WindowSite } from './window';

export type LabelFinding =
  | { readonly kind: 'announced'; readonly parcel: string }
  | { readonly kind: 'unannounced' }
  /** A parcel with this label is inside already. */
  | { readonly kind: 'inside' }
  /** Goes from hand to hand, not into a compartment. */
  | { readonly kind: 'handover' };

/** What is to be deposited: an announced parcel, or one that the courier describes. */
export type DepositWish = { readonly parcel: string } | { readonly label: string | null; readonly size: Size };

export type DepositStart =
  | { readonly kind: 'opening'; readonly opening: OpeningRow }
  /** `reachable`: it needs one that can be reached from a wheelchair; others may be free. */
  | { readonly kind: 'full'; readonly reachable: boolean };

/** A parcel id made by the locker until the operator says otherwise. */
const newParcelId = (): string => `l-${randomUUID()}`;

const pendingByCourier = (row: ParcelRow): boolean => row.state === 'announced' && row.known === 0;

/** Drops the row of a parcel that only this attempt knew. */
export function forgetPending(store: Store, opening: OpeningRow): void {
  const parcel = opening.parcel === null ? undefined : store.parcels.get(opening.parcel);
  if (parcel && pendingByCourier(parcel)) store.parcels.remove(parcel.id);
}

/** The parcel of this opening is in its compartment. To be called inside `store.write`. */
export function recordDeposit(
  store: Store,
  clock: Clock,
  window: WindowSite,
  opening: OpeningRow,
  inDoubt: boolean,
): void {
  const parcel = opening.parcel === null ? undefined : store.parcels.get(opening.parcel);
  if (!parcel) throw new Error(`deposit ${opening.id} has no parcel`);
  // A code that ended while the parcel was in doubt may be somebody else's by now.
  rejectTaken(store, parcel.id, clock.reached());
  // It was in somebody's hand.
  store.compartments.forgetReading(parcel.id);
  const namesake = parcel.label === null ? undefined : store.parcels.byLabel(parcel.label);
  const label = namesake?.state === 'stored' && namesake.id !== parcel.id ? null : parcel.label;
  store.parcels.put({
    ...parcel,
    // Only the operator takes back that it is recalled.
    ...(parcel.expired !== 'recalled' && { expires_at: null, expired: null }),
    // The label of another parcel inside: this one is there all the same, and must be recorded.
    label,
    state: 'stored',
    compartment: opening.compartment,
    in_doubt: inDoubt ? 1 : 0,
    deposited_at: clock.now(),
    reminded: 0,
  });
  if (clock.trusted()) startWindow(store, window, parcel.id, clock.now());
  const end = store.parcels.get(parcel.id)?.expires_at ?? null;
  store.record({
    type: 'parcel.deposited',
    parcel: parcel.id,
    compartment: opening.compartment,
    label,
    size: parcel.size,
    announced: parcel.known === 1,
    inDoubt,
    ...(end !== null && { expiresAt: new Date(end).toISOString() }),
    ...behalf(opening),
  });
}

/** Not when it was given to another compartment since, or is being given to one. */
function mayBeInside(store: Store, opening: OpeningRow, parcel: ParcelRow): boolean {
  if (store.openings.unsettled().some((other) => other.id !== opening.id && other.parcel === parcel.id)) return false;
  if (parcel.state === 'announced') return true;
  return parcel.state === 'stored' && parcel.in_doubt === 1 && (parcel.deposited_at ?? 0) < opening.created_at;
}

const DOES_NOT_FIT = 'parcel did not fit';

/**
 * Nobody said whether the parcel is inside: it is recorded as if it were, unless the last that was said is that it
 * does not fit, and the compartment as unverified.
 */
export function depositInDoubt(store: Store, clock: Clock, window: WindowSite, opening: OpeningRow): void {
  store.write(() => {
    if (opening.note === 'does-not-fit') {
      forgetPending(store, opening);
      markUnverified(store, opening, DOES_NOT_FIT);
      store.openings.move(opening.id, 'done', opening.outcome ?? 'opened');
      return;
    }
    const parcel = opening.parcel === null ? undefined : store.parcels.get(opening.parcel);
    const recorded = parcel?.state === 'stored' && parcel.compartment === opening.compartment;
    if (!recorded) {
      if (parcel && mayBeInside(store, opening, parcel)) recordDeposit(store, clock, window, opening, true);
      markUnverified(store, opening, 'deposit without an answer');
    }
    store.openings.move(opening.id, 'done', opening.outcome ?? 'opened');
  });
}

/** Parcels going in. */
export class Deposits {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly doors: DoorView,
    private readonly window: WindowSite,
    private readonly layout: readonly CompartmentConfig[],
  ) {}

  find(label: string): LabelFinding {
    const parcel = this.store.parcels.byLabel(label);
    if (!parcel) return { kind: 'unannounced' };
    // Who holds in their hands what was deposited in doubt settles the doubt.
    if (parcel.state === 'stored')
      return parcel.in_doubt === 1 ? { kind: 'announced', parcel: parcel.id } : { kind: 'inside' };
    if (parcel.state !== 'announced' || pendingByCourier(parcel)) return { kind: 'unannounced' };
    const refused = parcel.handover === 1 && parcel.deposit_allowed === 0;
    return refused ? { kind: 'handover' } : { kind: 'announced', parcel: parcel.id };
  }

  /** Chooses a compartment, writes the intent and moves the door. */
  begin(wish: DepositWish, by: { person: string; grant: string }): DepositStart {
    return this.run(this.intend(wish, by, null));
  }

  /** No door moves before the intent is committed. */
  private run(start: DepositStart): DepositStart {
    if (start.kind === 'opening') this.doors.run(start.opening);
    return start;
  }

  /** @param largerThan the parcel did not fit into one of this size */
  private intend(wish: DepositWish, by: { person: string; grant: string }, largerThan: Size | null): DepositStart {
    return this.store.write((): DepositStart => {
      const parcel = 'parcel' in wish ? this.store.parcels.get(wish.parcel) : this.pending(wish);
      if (!parcel) throw new Error('the parcel to be deposited is gone');
      const place = this.place(parcel, largerThan);
      if (!place) {
        if (pendingByCourier(parcel)) this.store.parcels.remove(parcel.id);
        return { kind: 'full', reachable: parcel.accessible === 1 };
      }
      const opening = this.store.openings.begin({
        compartment: place,
        purpose: 'deposit',
        parcel: parcel.id,
        person: by.person,
        grant_id: by.grant,
        created_at: this.clock.now(),
      });
      return { kind: 'opening', opening };
    });
  }

  confirm(id: number): void {
    answered(this.store, id, (opening) => {
      recordDeposit(this.store, this.clock, this.window, opening, false);
      recordInside(this.store, opening);
    });
  }

  notDeposited(id: number): void {
    answered(this.store, id, (opening) => {
      forgetPending(this.store, opening);
      markUnverified(this.store, opening, 'courier says: not deposited');
    });
  }

  inDoubt(id: number): void {
    const opening = this.store.openings.get(id);
    if (opening?.stage === 'opened') depositInDoubt(this.store, this.clock, this.window, opening);
  }

  /** Says the courier while the door stands open. */
  doesNotFit(id: number): void {
    this.store.write(() => this.store.openings.setNote(id, 'does-not-fit'));
  }

  /** The parcel did not fit: the first compartment is unverified, a larger one opens. */
  larger(id: number): DepositStart {
    const result = this.store.write(() => {
      const opening = this.store.openings.get(id);
      const parcel = opening?.parcel == null ? undefined : this.store.parcels.get(opening.parcel);
      if (!opening || !parcel) throw new Error(`no deposit ${id}`);
      this.store.openings.move(id, 'done', 'opened');
      markUnverified(this.store, opening, DOES_NOT_FIT);
      const size = this.layout.find((one) => one.id === opening.compartment)?.size ?? 'S';
      return this.intend({ parcel: parcel.id }, { person: opening.person ?? '', grant: opening.grant_id ?? '' }, size);
    });
    return this.run(result);
  }

  private pending(wish: { label: string | null; size: Size }): ParcelRow {
    const before = wish.label === null ? undefined : this.store.parcels.byLabel(wish.label);
    const row: ParcelRow = {
      ...UNANNOUNCED,
      id: before && pendingByCourier(before) ? before.id : newParcelId(),
      label: wish.label,
      size: wish.size,
    };
    this.store.parcels.put(row);
    return row;
  }

  private place(parcel: ParcelRow, largerThan: Size | null): string | null {
    const size = sizeSchema.parse(parcel.size);
    const least = largerThan === null ? -1 : sizeRank(largerThan);
    const rows = new Map(this.store.compartments.all().map((row) => [row.id, row]));
    const usable = this.layout.filter(
      (one) =>
        sizeRank(one.size) > least &&
        rows.get(one.id)?.out_of_service === null &&
        this.doors.reading(one.id) === 'closed' &&
        this.store.openings.underWay(one.id) === undefined,
    );
    const need = { size, accessible: parcel.accessible === 1 };
    const free = usable.filter((one) => rows.get(one.id)?.occupancy === 'empty');
    const shared = usable.filter((one) => this.shared(one.id, rows.get(one.id)?.occupancy, parcel));
    // Where one has turned out not to fit, the next door is no guess.
    const roomy = largerThan === null ? shared.filter((one) => this.hasRoom(one, size)) : [];
    return (choose(roomy, need) ?? choose(free, need) ?? choose(shared, need))?.id ?? null;
  }

  /** By their sizes they fit in there together, so that nobody opens a door for nothing. */
  private hasRoom({ id, size }: CompartmentConfig, added: Size): boolean {
    const inside = this.store.parcels.inside(id);
    // What went into a second compartment perhaps did not fit into the first: its size says little.
    if (inside.some((one) => this.store.openings.deposits(one.id) > 1)) return false;
    return fitTogether([...inside.map((one) => sizeSchema.parse(one.size)), added], size);
  }

  /** Parcels of one recipient may share a compartment; where sizes do not say that there is room, as the last resort. */
  private shared(compartment: string, occupancy: string | undefined, parcel: ParcelRow): boolean {
    // Any code of a shared compartment opens it: what needs a second code stays alone.
    if (parcel.recipient === null || parcel.handover === 1 || occupancy !== 'occupied') return false;
    // Brought once more it stays recalled.
    if (parcel.expired === 'recalled') return false;
    const inside = this.store.parcels.inside(compartment);
    const fits = (one: ParcelRow): boolean =>
      one.recipient === parcel.recipient && one.expired === null && one.handover === 0;
    return inside.length > 0 && inside.every(fits);
  }
}
