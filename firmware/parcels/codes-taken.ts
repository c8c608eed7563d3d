import { isOffline, type GrantFacts } from '../store/grants';
import type { Store } from '../store/store';

/**
 * Is a code of this grant somebody else's by now? Only live codes are unique: while a parcel is expired its PIN
 * may go to another one, and must not come back to the first.
 * @param reached the time by which things end, ms since 1970
 */
export function codeIsTaken(store: Store, own: GrantFacts, reached: number): boolean {
  return takenCode(store, own, reached) !== null;
}

/** Which of its codes it is; null when they are its own. */
function takenCode(store: Store, own: GrantFacts, reached: number): 'duplicate-pin' | 'duplicate-qr' | null {
  // One-time codes are asked for by parcel: they may be equal to anything.
  if (own.kind === 'handover') return null;
  const isHeld = (holders: readonly GrantFacts[]): boolean =>
    holders.some((other) => other.id !== own.id && other.kind !== 'handover' && counts(store, other, reached));
  if (own.pin !== null && isHeld(store.grants.byPin(own.pin))) return 'duplicate-pin';
  return own.qr !== null && isHeld(store.grants.byQr(own.qr)) ? 'duplicate-qr' : null;
}

/**
 * A parcel is back, or there after all: grants of it whose codes are somebody else's by now are rejected like those
 * of a document that came now, so that the operator hears of it. To be called inside `store.write`.
 */
export function rejectTaken(store: Store, parcel: string, reached: number): void {
  for (const grant of store.grants.ofParcel(parcel)) {
    // The operator's documents know nothing of the locker's own, and theirs are compared behind one door only.
    const code = grant.state === 'live' && !isOffline(grant) ? takenCode(store, grant, reached) : null;
    if (code === null) continue;
    store.grants.put({ ...grant, state: 'revoked', accepted: 0 });
    store.locker.reject({ id: grant.id, code });
    store.record({ type: 'grant.rejected', grant: grant.id, parcel, reason: code });
  }
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
