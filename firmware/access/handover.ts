import type { Clock } from '../core/clock';
import type { AccessMethod, RefusalReason } from '../core/events';
import { endOfDay, startOfDay } from '../core/zone';
import type { GrantRow } from '../store/grants';
import type { ParcelRow } from '../store/parcels';
import type { Store } from '../store/store';
import type { Access, Redemption, SecondCode, Staff } from './access';
import { pinVerifier, sameVerifier } from './codes';

/** So many wrong ones end a one-time code for good (contract, section 7). */
export const MOST_WRONG = 3;

/** What a label leads to in the courier's hand-over. */
export type HandoverFinding =
  | { readonly kind: 'code'; readonly parcel: string; readonly closed: boolean }
  | { readonly kind: 'unknown' }
  /** Announced, but not as one that goes from hand to hand. */
  | { readonly kind: 'not-handover' }
  | { readonly kind: 'inside' }
  /** Handed over, collected or taken back before. */
  | { readonly kind: 'gone' }
  /** No delivery attempt is announced. */
  | { readonly kind: 'no-code' };

/** `closed`: the code has ended, only a new attempt brings another. */
export type HandoverAnswer = 'accepted' | 'refused' | 'closed';

/** How a one-time code's day lies to the time: `over` and `expired` differ in what ended it. */
export type DayStanding = 'today' | 'too-early' | 'over' | 'expired';

export interface Span {
  /** The earliest and the latest that it may be, ms since 1970; the same while the time is trusted. */
  readonly reached: number;
  readonly latest: number;
}

/**
 * A one-time code counts from the first to the last instant of its day in the site's zone, or to its own end before
 * that. Nothing ends on a time that nobody vouches for; and where nobody can know how long it was dark, no day to
 * come is ruled out.
 */
export function dayStanding(
  grant: Pick<GrantRow, 'delivery_date' | 'not_after'>,
  { reached, latest }: Span,
  zone: string,
): DayStanding {
  if (grant.delivery_date === null || reached >= endOfDay(grant.delivery_date, zone)) return 'over';
  if (grant.not_after !== null && reached >= grant.not_after) return 'expired';
  return latest < startOfDay(grant.delivery_date, zone) ? 'too-early' : 'today';
}

/** What a one-time code is typed for. */
export type HandoverWish =
  | { readonly for: 'handover'; readonly parcel: string; readonly staff: Staff }
  /** The pickup code was right; with this one too the door opens. */
  | { readonly for: 'pickup'; readonly second: SecondCode };

/** The parcel that a one-time code is typed for. */
export function parcelOf(wish: HandoverWish): string {
  return wish.for === 'handover' ? wish.parcel : wish.second.parcel;
}

/** On whose behalf a one-time code was typed: a courier's, or that of somebody who has typed the pickup code. */
interface Behalf {
  readonly person?: string;
}

/**
 * Hand-over against the one-time code of the day. Whoever has the code may take the parcel; the courier learns
 * whether it was right and never what it is. Wrong ones are counted per delivery attempt, in a commit of their own
 * before the comparison, so that neither a restart nor a power cut forgets one.
 */
export class Handovers {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly siteKey: Buffer,
    private readonly zone: string,
    private readonly access: Pick<Access, 'completePickup'>,
  ) {}

  find(label: string): HandoverFinding {
    const parcel = this.store.parcels.byLabel(label);
    if (!parcel || (parcel.state === 'announced' && parcel.known === 0)) return { kind: 'unknown' };
    if (!inHand(parcel)) return { kind: parcel.state === 'stored' ? 'inside' : 'gone' };
    if (parcel.handover === 0) return { kind: 'not-handover' };
    const attempt = this.store.grants.attempt(parcel.id);
    if (!attempt) return { kind: 'no-code' };
    return { kind: 'code', parcel: parcel.id, closed: this.closed(attempt.id) };
  }

  /** The parcel goes from the courier's hand to whoever knows the code. */
  redeem(parcel: string, digits: string, staff: Staff): HandoverAnswer {
    const by = { person: staff.person };
    return this.check(parcel, digits, by, (attempt) => {
      const row = this.store.parcels.get(parcel);
      if (!row || !inHand(row) || this.store.openings.speaksOf(parcel)) {
        return this.refused(parcel, 'used', by, attempt.id);
      }
      this.store.grants.setState(attempt.id, 'used');
      this.store.parcels.change(parcel, { state: 'handed-over', compartment: null });
      this.store.compartments.forgetReading(parcel);
      this.store.record({
        type: 'parcel.handed-over',
        parcel,
        grant: attempt.id,
        ...by,
        method: 'pin',
        deliveryDate: attempt.delivery_date ?? '',
      });
      return 'accepted';
    });
  }

  /** The second code of a pickup: only with both the door opens. */
  redeemPickup(second: SecondCode, digits: string): Redemption | Exclude<HandoverAnswer, 'accepted'> {
    let opened: Redemption = { kind: 'refused' };
    const answer = this.check(second.parcel, digits, {}, () => {
      opened = this.access.completePickup(second.grant, second.method);
      return 'accepted';
    });
    return answer === 'accepted' ? opened : answer;
  }

  /** Has the code of a parcel's last attempt been ended by wrong ones? Null when there is no attempt. */
  isClosed(parcel: string): boolean | null {
    const attempt = this.store.grants.attempt(parcel);
    return attempt ? this.closed(attempt.id) : null;
  }

  /** Too short to be a code: refused without a comparison, so it is no guess. */
  refuseShape(wish: HandoverWish): 'refused' | 'closed' {
    const parcel = parcelOf(wish);
    this.refused(parcel, 'unknown', wish.for === 'handover' ? { person: wish.staff.person } : {});
    return this.isClosed(parcel) ? 'closed' : 'refused';
  }

  private closed(attempt: string): boolean {
    return this.store.guards.wrongHandovers(attempt) >= MOST_WRONG;
  }

  /** @param accept runs inside the transaction that takes the guess back */
  private check(
    parcel: string,
    digits: string,
    by: Behalf,
    accept: (attempt: GrantRow) => HandoverAnswer,
  ): HandoverAnswer {
    const { store, clock } = this;
    const attempt = store.grants.attempt(parcel);
    if (!attempt || store.locker.suspended()) return this.refused(parcel, 'unknown', by);
    const wrong = store.guards.wrongHandovers(attempt.id);
    if (wrong >= MOST_WRONG) {
      this.refused(parcel, 'locked-out', by, attempt.id);
      return 'closed';
    }
    store.write(() => store.guards.setWrongHandovers(attempt.id, wrong + 1));
    const verifier = pinVerifier(this.siteKey, digits);
    // Codes of earlier attempts are looked at too, so that the operator learns why; all of them, in equal time.
    const known = store.grants.ofParcel(parcel).filter((grant) => grant.kind === 'handover');
    const matching = known.filter((grant) => sameVerifier(grant.pin ?? '', verifier));
    const span = { reached: clock.reached(), latest: clock.latest() };
    return store.write(() => {
      const right = matching.find((grant) => grant.id === attempt.id);
      const typed = right ?? matching.at(-1);
      const day = typed ? dayStanding(typed, span, this.zone) : 'today';
      // The right code on the wrong day is no guess.
      if (right) store.guards.setWrongHandovers(attempt.id, wrong);
      if (right && day === 'today') return accept(right);
      this.refused(parcel, typed ? reasonOf(typed, day) : 'unknown', by, typed?.id);
      return !right && wrong + 1 >= MOST_WRONG ? 'closed' : 'refused';
    });
  }

  private refused(parcel: string, reason: RefusalReason, by: Behalf, grant?: string): 'refused' {
    const method: AccessMethod = 'pin';
    this.store.record({ type: 'access.refused', reason, method, parcel, ...(grant !== undefined && { grant }), ...by });
    return 'refused';
  }
}

/** Not behind a door, and not gone. What was deposited in doubt and is held in hand settles the doubt. */
function inHand(parcel: ParcelRow): boolean {
  return parcel.state === 'announced' || (parcel.state === 'stored' && parcel.in_doubt === 1);
}

function reasonOf(typed: GrantRow, day: DayStanding): RefusalReason {
  if (typed.state === 'used') return 'used';
  switch (day) {
    case 'over':
    case 'too-early':
      return 'wrong-day';
    case 'expired':
      return 'expired';
    case 'today':
      // A code of today that a newer attempt has ended.
      return 'unknown';
  }
}
