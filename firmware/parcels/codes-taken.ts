import type { GrantFacts } from '../store/grants';
import type { Store } from '../store/store';

/**
 * Is a code of this grant somebody else's by now? Only live codes are unique: while a parcel is expired its PIN
 * may go to another one, and must not come back to the first.
 * @param reached the time by which things end, ms since 1970
 */
export function codeIsTaken(store: Store, own: GrantFacts, reached: number): boolean {
  // One-time codes are asked for by parcel: they may be equal to anything.
  if (own.kind === 'handover') return false;
  const holders = [
    ...(own.pin === null ? [] : store.grants.byPin(own.pin)),
    ...(own.qr === null ? [] : store.grants.byQr(own.qr)),
  ];
  return holders.some((other) => other.id !== own.id && other.kind !== 'handover' && counts(store, other, reached));
}

/** Does it open something, now or once its parcel is there? */
function counts(store: Store, grant: GrantFacts, reached: number): boolean {
  const past = (end: number | null): boolean => end !== null && end <= reached;
  if (grant.accepted === 0 || (grant.state !== 'live' && grant.state !== 'claimed')) return false;
  if (grant.state === 'live' && past(grant.not_after)) return false;
  if (grant.parcel === null) return true;
  const parcel = store.parcels.get(grant.parcel);
  if (parcel === undefined || parcel.state === 'announced') return true;
  return parcel.state === 'stored' && parcel.expired === null && !past(parcel.expires_at);
}
