import type { GrantRow } from '../store/grants';
import type { Rejection } from '../store/locker';

/** A live grant that wants its code. */
export interface Contender {
  readonly row: GrantRow;
  /** The grant as it was before this document if it was live then, else null. */
  readonly holds: GrantRow | null;
}

/**
 * Two live grants must not share a code. The one already there wins, then the order of the document. "There"
 * are first those that keep all their codes, then those that keep one, then all others.
 * @param contenders in the order of the document
 */
export function collisions(contenders: readonly Contender[]): Rejection[] {
  const rejected: Rejection[] = [];
  const pins = new Set<string>();
  const codes = new Set<string>();
  const claims = [2, 1, 0].flatMap((rank) => contenders.filter((contender) => rankOf(contender) === rank));
  for (const { row } of claims) {
    if (row.pin !== null && pins.has(row.pin)) rejected.push({ id: row.id, code: 'duplicate-pin' });
    else if (row.qr !== null && codes.has(row.qr)) rejected.push({ id: row.id, code: 'duplicate-qr' });
    else {
      if (row.pin !== null) pins.add(row.pin);
      if (row.qr !== null) codes.add(row.qr);
    }
  }
  return rejected;
}

function rankOf({ row, holds }: Contender): 0 | 1 | 2 {
  if (holds === null) return 0;
  const keepsPin = row.pin === holds.pin;
  const keepsQr = row.qr === holds.qr;
  if (keepsPin && keepsQr) return 2;
  return (keepsPin && row.pin !== null) || (keepsQr && row.qr !== null) ? 1 : 0;
}
