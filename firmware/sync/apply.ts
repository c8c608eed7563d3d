import { standing, type Reached } from '../access/judge';
import { revokeOffline } from '../access/offline';
import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import { endOfDay } from '../core/zone';
import { applyAnnouncements } from '../parcels/announcements';
import { startWindows, type WindowSite } from '../parcels/window';
import type { GrantRow } from '../store/grants';
import type { Rejection } from '../store/locker';
import type { Store } from '../store/store';
import { collisions, type Contender } from './collisions';
import type { DesiredDocument } from './document';
import { parseGrants, type WantedGrant } from './grant-shape';

export interface ApplyDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly site: WindowSite;
  readonly logger: Logger;
  /**
   * Brings every window's end up to date and marks what has ended. Before: whether a code is free is judged by it.
   * Afterwards: what the document names may have ended already, or end sooner than anything did.
   */
  readonly sweep: () => void;
}

export type ApplyResult = 'applied' | 'ignored';

/**
 * Makes a document the locker's own, in one transaction. A lower epoch, or the same with a rev that is not
 * higher, changes nothing.
 */
export function applyDocument(deps: ApplyDeps, document: DesiredDocument): ApplyResult {
  const { store, clock, site, logger } = deps;
  const notes: string[] = [];
  deps.sweep();
  const result = store.write((): ApplyResult => {
    const locker = store.locker.get();
    if (!locker) throw new Error('the store has no locker');
    const { epoch, rev } = document;
    if (epoch < locker.epoch || (epoch === locker.epoch && rev <= locker.rev)) {
      // It is a good one all the same: what was wrong with the one before it is history.
      if (locker.sync_error !== null) store.locker.setSyncError(null);
      return 'ignored';
    }
    const time = { now: clock.now(), trusted: clock.trusted() };
    // A new board and one that was restored do not know what is inside: they adopt what the operator knows.
    const adopts = (locker.epoch === 0 && locker.rev === 0) || locker.suspended_epoch !== null;
    const { grants, rejected } = parseGrants(document.grants);
    const granted = new Set(grants.flatMap((grant) => grant.parcel ?? []));
    const parcels = applyAnnouncements(store, document.parcels, adopts, time, granted);
    notes.push(...parcels.notes);
    rejected.push(...applyGrants(store, grants, parcels.renamed, clock.reached(), site.locker.zone));
    for (const id of document.revokedOffline) revokeOffline(store, id);
    if (time.trusted) startWindows(store, site, time.now);
    if (locker.suspended_epoch !== null && epoch > locker.suspended_epoch) store.locker.suspendUntilAfter(null);
    store.locker.setDocument(epoch, rev, rejected);
    return 'applied';
  });
  if (result === 'applied') deps.sweep();
  for (const note of notes) logger.warn({ epoch: document.epoch, rev: document.rev }, note);
  return result;
}

/** @param renamed parcels that took the operator's name just now: grants may still use the old one */
function applyGrants(
  store: Store,
  wanted: readonly WantedGrant[],
  renamed: ReadonlyMap<string, string>,
  reached: Reached,
  zone: string,
): Rejection[] {
  const before = new Map(store.grants.current().map((row) => [row.id, row]));
  const rejected: Rejection[] = [];
  const contenders: Contender[] = [];
  const next = new Map<string, { readonly old: GrantRow | undefined; readonly row: GrantRow }>();
  for (const grant of wanted) {
    const old = before.get(grant.id) ?? store.grants.get(grant.id);
    if (old !== undefined && isStale(old, grant)) {
      rejected.push({ id: grant.id, code: 'stale-rev' });
      continue;
    }
    const row = rowOf(grant, old, renamed, zone);
    next.set(grant.id, { old, row });
    if (isLive(store, row, reached))
      contenders.push({ row, holds: old !== undefined && isLive(store, old, reached) ? old : null });
  }
  for (const rejection of collisions(contenders)) {
    next.delete(rejection.id);
    rejected.push(rejection);
  }
  // First those that go: what a code's new owner meets must not be its old one.
  for (const old of before.values()) if (!next.has(old.id)) store.grants.put(withdrawn(store, old));
  for (const { old, row } of next.values()) {
    if (old === undefined || !sameRow(old, row)) store.grants.put(row);
  }
  return rejected;
}

/** Changed content needs a higher rev, and no rev goes back. */
function isStale(old: GrantRow, grant: WantedGrant): boolean {
  return grant.rev < old.rev || (grant.rev === old.rev && grant.content !== old.content);
}

function rowOf(
  grant: WantedGrant,
  old: GrantRow | undefined,
  renamed: ReadonlyMap<string, string>,
  zone: string,
): GrantRow {
  const { id, rev, kind, person, pin, qr, content } = grant;
  // A parcel may have taken another name since; the same content still speaks of it.
  const parcel = old?.content === content ? old.parcel : grant.parcel;
  return {
    id,
    rev,
    kind,
    parcel: (parcel !== null && renamed.get(parcel)) || parcel,
    person,
    pin,
    qr,
    delivery_date: grant.deliveryDate,
    // An extension has raised it beyond what the operator's old content says.
    not_after: old?.content === content ? old.not_after : endOf(grant, zone),
    content,
    state: stateOf(old),
    accepted: 1,
    refunds: old?.refunds ?? 0,
  };
}

/** A one-time code ends with its day at the latest; as an instant it stays ended whatever the clock does later. */
function endOf({ notAfter, deliveryDate }: WantedGrant, zone: string): number | null {
  if (deliveryDate === null) return notAfter;
  return Math.min(notAfter ?? Infinity, endOfDay(deliveryDate, zone));
}

/** `used` is final; one that is being served stays so until the door has told how it ended; the rest is live. */
function stateOf(old: GrantRow | undefined): GrantRow['state'] {
  return old?.state === 'used' || old?.state === 'claimed' ? old.state : 'live';
}

/**
 * No longer wanted. One that is being served is judged at its end: `accepted` says what it is then. What is left of a
 * parcel's codes once it has been fetched ended with that, not now: whoever comes with one later is told so.
 */
function withdrawn(store: Store, old: GrantRow): GrantRow {
  if (old.state !== 'live') return { ...old, accepted: 0 };
  const fetched = old.parcel !== null && store.parcels.get(old.parcel)?.state === 'collected';
  return { ...old, accepted: 0, state: old.kind === 'pickup' && fetched ? 'used' : 'revoked' };
}

/** May it open something at the idle screen, now or later? Hand-over codes have a place of their own. */
function isLive(store: Store, row: GrantRow, reached: Reached): boolean {
  if (row.kind === 'handover') return false;
  switch (standing(row, row.parcel === null ? undefined : store.parcels.get(row.parcel), reached)) {
    case 'valid':
    case 'claimed':
    case 'not-yet':
      return true;
    case 'expired':
    case 'used':
    case 'unknown':
      return false;
  }
}

function sameRow(a: GrantRow, b: GrantRow): boolean {
  return (
    a.rev === b.rev &&
    a.content === b.content &&
    a.state === b.state &&
    a.accepted === b.accepted &&
    a.parcel === b.parcel
  );
}
