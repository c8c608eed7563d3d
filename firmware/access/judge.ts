import type { RefusalReason } from '../core/events';
import type { GrantRow } from '../store/grants';
import type { ParcelRow } from '../store/parcels';

export type Standing = 'valid' | 'claimed' | Exclude<RefusalReason, 'locked-out' | 'wrong-day'>;

export interface TimeNow {
  /** ms since 1970 */
  readonly now: number;
  /** While the time is not trusted nothing expires anew. */
  readonly trusted: boolean;
}

const past = (end: number | null, time: TimeNow): boolean => end !== null && time.trusted && time.now >= end;

/**
 * What a code is worth this moment (design, promise 6: expiry is a question, not an event).
 * @param parcel what the grant speaks of, if it speaks of one
 */
export function standing(grant: GrantRow, parcel: ParcelRow | undefined, time: TimeNow): Standing {
  if (grant.state === 'used') return 'used';
  if (grant.state === 'revoked') return 'unknown';
  if (grant.state === 'claimed') return 'claimed';
  if (past(grant.not_after, time)) return 'expired';
  switch (grant.kind) {
    case 'courier':
    case 'service':
      return 'valid';
    case 'handover':
      // Never at the idle screen: such a code counts only in the courier's hand-over.
      return 'unknown';
    case 'pickup':
      return parcel ? pickupStanding(parcel, time) : 'not-yet';
  }
}

function pickupStanding(parcel: ParcelRow, time: TimeNow): Standing {
  switch (parcel.state) {
    case 'announced':
      return 'not-yet';
    case 'stored':
      return parcel.expired !== null || past(parcel.expires_at, time) ? 'expired' : 'valid';
    case 'collected':
    case 'handed-over':
      return 'used';
    case 'retrieved':
    case 'missing':
      return 'expired';
  }
}
