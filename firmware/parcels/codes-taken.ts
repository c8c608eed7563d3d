import type { GrantRow } from '../store/grants';
import type { Store } from '../store/store';

/**
 * Is a code of this grant somebody else's by now? Only live codes are unique: while a parcel is expired its PIN
 * may go to another one, and must not come back to the first.
 */
export function codeIsTaken(store: Store, own: GrantRow): boolean {
  const holders = [
    ...(own.pin === null ? [] : store.grants.byPin(own.pin)),
    ...(own.qr === null ? [] : store.grants.byQr(own.qr)),
  ];
  return holders.some((other) => other.id !== own.id && other.kind !== 'handover' && counts(store, other));
}

/** Does it open something, now or once its parcel is there? */
function counts(store: Store, grant: GrantRow): boolean {
  if (grant.accepted === 0 || (grant.state !== 'live' && grant.state !== 'claimed')) return false;
  if (grant.parcel === null) return true;
  const parcel = store.parcels.get(grant.parcel);
  return parcel === undefined || parcel.state === 'announced' || (parcel.state === 'stored' && parcel.expired === null);
}
