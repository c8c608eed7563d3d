import { createHash } from 'node:crypto';
import type { Rejection } from '../store/locker';
import type { Store } from '../store/store';

/** What the locker says of itself on `reported`: see the contract, section 3. */
export interface Report {
  readonly epoch: number;
  readonly rev: number;
  readonly keyId: string;
  readonly digest: string;
  readonly count: number;
  readonly rejected: readonly Rejection[];
  /** Why the last document changed nothing, or null. */
  readonly error: string | null;
  readonly outbox: string;
  readonly lastSeq: number;
  readonly version: string;
}

/** SHA-256 in hex over the lines `id:rev\n`, ids sorted bytewise. */
export function digestOf(grants: readonly { readonly id: string; readonly rev: number }[]): string {
  // Ids are ASCII: comparing code units is comparing bytes.
  const sorted = [...grants].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return createHash('sha256')
    .update(sorted.map(({ id, rev }) => `${id}:${rev}\n`).join(''))
    .digest('hex');
}

export function reportOf(store: Store, version: string): Report {
  const locker = store.locker.get();
  if (!locker) throw new Error('the store has no locker');
  const accepted = store.grants.accepted();
  const { id, lastSeq } = store.events.outbox();
  return {
    epoch: locker.epoch,
    rev: locker.rev,
    keyId: locker.key_id,
    digest: digestOf(accepted),
    count: accepted.length,
    rejected: store.locker.rejected(),
    error: locker.sync_error,
    outbox: id,
    lastSeq,
    version,
  };
}
