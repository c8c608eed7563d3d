import type { RefusalReason } from '../core/events';
import type { GrantFacts } from '../store/grants';
import type { ParcelFacts } from '../store/parcels';

export type Standing = 'valid' | 'claimed' | Exclude<RefusalReason, 'locked-out' | 'wrong-day'>;

/**
 * The time by which things end, ms since 1970: while it is not trusted, the last one that was. So nothing
 * expires anew then, and nothing that has expired comes back.
 */
export type Reached = number;

const past = (end: number | null, reached: Reached): boolean => end !== null && reached >= end;

/**
 * What a code is worth this moment (design, promise 6: expiry is a question, not an event).
 * @param parcel what the grant speaks of, if it speaks of one
 */
export function standing(
  grant: GrantFacts,
  parcel: Pick<ParcelFacts, 'state' | 'expires_at' | 'expired'> | undefined,
  reached: Reached,
): Standing {
  if (grant.state === 'used') return 'used';
  if (grant.state === 'revoked') return 'unknown';
  if (grant.state === 'claimed') return 'claimed';
  if (past(grant.not_after, reached)) return 'expired';
  switch (grant.kind) {
    case 'courier':
    case 'service':
      return 'valid';
    case 'handover':
      // Never at the idle screen: such a code counts only in the courier's hand-over.
      return 'unknown';
    case 'pickup':
      return parcel ? pickupStanding(parcel, reached) : 'not-yet';
  }
}

function pickupStanding(parcel: Pick<ParcelFacts, 'state' | 'expires_at' | 'expired'>, reached: Reached): Standing {
  switch (parcel.state) {
    case 'announced':
      return 'not-yet';
    case 'stored':
      return parcel.expired !== null || past(parcel.expires_at, reached) ? 'expired' : 'valid';
    case 'collected':
    case 'handed-over':
      return 'used';
    case 'retrieved':
    case 'missing':
      return 'expired';
  }
}
