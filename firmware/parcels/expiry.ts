import type { Clock } from '../core/clock';
import type { Operations } from '../core/operations';
import { done, refuse, type Outcome } from '../core/result';
import type { ParcelRow } from '../store/parcels';
import type { Store } from '../store/store';
import { codeIsTaken } from './codes-taken';

const HOUR_MS = 3_600_000;

/** The end of pickup windows: made visible, reminded of, moved. Whether a code counts never depends on it. */
export class Expiry implements Pick<Operations, 'extend' | 'recall'> {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly reminderHours: number,
  ) {}

  /**
   * Marks what has ended and reminds of what soon will. Any number of times does no harm.
   * @param reached by which time, ms since 1970; while the time is not trusted nothing ends anew
   */
  sweep(reached = this.clock.reached()): void {
    this.endCodes(reached);
    this.endWithdrawn(reached);
    const reminder = this.reminderHours * HOUR_MS;
    const due = this.store.parcels.due(reached + reminder);
    if (due.length === 0) return;
    for (const parcel of due) {
      const end = parcel.expires_at;
      if (end === null) continue;
      if (end <= reached) this.expire(parcel, 'window');
      // A window shorter than the reminder's lead would be reminded of at the deposit.
      else if (reminder > 0 && parcel.reminded === 0 && (parcel.deposited_at ?? 0) < end - reminder)
        this.remind(parcel, end);
    }
  }

  extend(id: string, until: number): Outcome {
    return this.stored(id, (parcel) => {
      const codes = this.store.grants
        .ofParcel(id)
        .filter((grant) => grant.kind === 'pickup' && grant.accepted === 1 && grant.state === 'live');
      const endsEarlier = codes.some(({ not_after }) => not_after !== null && not_after < until);
      const open = parcel.expired === null && parcel.expires_at !== null;
      if (open && until <= (parcel.expires_at ?? 0) && !endsEarlier) {
        return refuse('invalid', `${id} already ends later`);
      }
      if (until <= this.clock.now()) return refuse('invalid', 'the new end has passed');
      if (codes.some((grant) => codeIsTaken(this.store, grant, this.clock.reached()))) {
        return refuse('conflict', `a code of ${id} has been given to somebody else since it ended`);
      }
      this.store.write(() => {
        const end = open ? Math.max(until, parcel.expires_at ?? 0) : until;
        this.store.parcels.change(id, { expires_at: end, expired: null, reminded: 0 });
        this.store.grants.extend(id, until);
        this.store.windows.told(id);
        this.store.record({
          type: 'parcel.extended',
          parcel: id,
          compartment: parcel.compartment,
          expiresAt: iso(end),
        });
      });
      return done;
    });
  }

  recall(id: string): Outcome {
    return this.stored(id, (parcel) => {
      this.store.write(() => {
        this.store.record({ type: 'parcel.recalled', parcel: id, compartment: parcel.compartment });
        // A later document that names it again takes a withdrawal back, a recall it does not.
        if (parcel.expired === 'withdrawn') this.store.parcels.change(id, { expired: 'recalled' });
        this.expire({ ...parcel, expires_at: Math.min(parcel.expires_at ?? Infinity, this.clock.now()) }, 'recalled');
      });
      return done;
    });
  }

  /** A code that has ended by itself stays ended, whatever the clock does later; only an extension raises it. */
  private endCodes(reached: number): void {
    if (this.store.grants.anyPast(reached)) this.store.write(() => this.store.grants.endPast(reached));
  }

  /** The window of a withdrawn parcel ends too, so that naming it again does not revive it after a clock was set back. */
  private endWithdrawn(reached: number): void {
    const ended = this.store.parcels.withdrawnDue(reached);
    if (ended.length === 0) return;
    this.store.write(() => {
      for (const { id } of ended) this.store.parcels.change(id, { expired: 'window' });
    });
  }

  private expire(parcel: ParcelRow, cause: 'window' | 'recalled'): void {
    if (parcel.expired !== null || parcel.compartment === null) return;
    const { id, compartment, expires_at } = parcel;
    this.store.write(() => {
      this.store.parcels.change(id, { expired: cause, expires_at });
      const expiresAt = expires_at === null ? null : iso(expires_at);
      this.store.record({ type: 'parcel.expired', parcel: id, compartment, expiresAt, cause });
    });
  }

  private remind(parcel: ParcelRow, end: number): void {
    const { id, compartment } = parcel;
    if (compartment === null) return;
    this.store.write(() => {
      this.store.parcels.change(id, { reminded: 1 });
      this.store.record({ type: 'parcel.reminder', parcel: id, compartment, expiresAt: iso(end) });
    });
  }

  private stored(id: string, act: (parcel: ParcelRow & { compartment: string }) => Outcome): Outcome {
    const parcel = this.store.parcels.get(id);
    if (!parcel) return refuse('not-found', `there is no parcel ${id}`);
    const { compartment } = parcel;
    if (parcel.state !== 'stored' || compartment === null)
      return refuse('conflict', `${id} is not inside (${parcel.state})`);
    return act({ ...parcel, compartment });
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
