import { createHash } from 'node:crypto';
import { keyId } from '../../config/site-key';
import { verifier } from './codes';
import type { Grant } from './grants';
import type { Parcel } from './parcels';
import type { Reported } from './wire';

export interface Revision {
  readonly epoch: number;
  readonly rev: number;
}

export interface DocumentOptions {
  readonly locker: string;
  readonly siteKey: Buffer;
}

interface WireGrant {
  readonly id: string;
  readonly rev: 1;
  readonly [field: string]: unknown;
}

export interface Content {
  readonly grants: WireGrant[];
  readonly parcels: Record<string, unknown>[];
  /** Codes that were made without the locker and count no more. */
  readonly revokedOffline: readonly string[];
}

/** What the locker is to know: verifiers instead of codes. */
export function contentOf(
  grants: readonly Grant[],
  parcels: readonly Parcel[],
  siteKey: Buffer,
  revokedOffline: readonly string[] = [],
): Content {
  return {
    grants: grants.map((grant) => wireGrant(grant, siteKey)),
    parcels: parcels.map(wireParcel),
    revokedOffline,
  };
}

function wireGrant(grant: Grant, siteKey: Buffer): WireGrant {
  return {
    id: grant.id,
    // A grant never changes: other codes come with another grant.
    rev: 1,
    kind: grant.kind,
    ...(grant.parcel === null ? {} : { parcel: grant.parcel }),
    ...(grant.person === null ? {} : { person: grant.person }),
    pin: verifier(siteKey, 'pin', grant.pin),
    ...(grant.qr === null ? {} : { qr: verifier(siteKey, 'qr', grant.qr) }),
    ...(grant.delivery_date === null ? {} : { deliveryDate: grant.delivery_date }),
  };
}

function wireParcel(parcel: Parcel): Record<string, unknown> {
  return {
    id: parcel.id,
    ...(parcel.label === null ? {} : { label: parcel.label }),
    size: parcel.size,
    accessible: parcel.accessible === 1,
    handover: parcel.handover === 1,
    ...(parcel.deposit_allowed === 0 ? {} : { depositAllowed: true }),
    ...(parcel.recipient === null ? {} : { recipient: parcel.recipient }),
    ...(parcel.window_hours === null ? {} : { windowHours: parcel.window_hours }),
    ...(parcel.compartment === null ? {} : { compartment: parcel.compartment }),
    ...(parcel.deposited_at === null ? {} : { depositedAt: parcel.deposited_at }),
    ...(parcel.expires_at === null ? {} : { expiresAt: parcel.expires_at }),
  };
}

/**
 * Names a content, to know when a new revision is due. What the locker itself has told (where a parcel lies and
 * until when) is left out: only a locker with a new database reads that, and it gets a new epoch anyway.
 */
export function fingerprint(content: Content): string {
  const parcels = content.parcels.map(({ compartment: _c, depositedAt: _d, expiresAt: _e, ...rest }) => rest);
  return createHash('sha256')
    .update(JSON.stringify([content.grants, parcels, ...content.revokedOffline]))
    .digest('hex');
}

export function documentOf(content: Content, revision: Revision, issuedAt: string, options: DocumentOptions): object {
  const { locker, siteKey } = options;
  return { v: 1, locker, keyId: keyId(siteKey), ...revision, issuedAt, ...content };
}

/** The digest a locker reports when it has taken these grants but the rejected ones. */
export function digestOf(
  grants: readonly { readonly id: string; readonly rev: number }[],
  rejected: ReadonlySet<string>,
): string {
  const hash = createHash('sha256');
  const accepted = grants.filter((grant) => !rejected.has(grant.id));
  for (const grant of accepted.sort((a, b) => Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)))) {
    hash.update(`${grant.id}:${grant.rev}\n`);
  }
  return hash.digest('hex');
}

export type Verdict =
  /** Has what we want. `rejected`: for reasons that other codes don't cure. */
  | { readonly type: 'synced'; readonly rejected: ReadonlySet<string> }
  /** Has an older document: ours is on its way, or got lost. */
  | { readonly type: 'behind' }
  /** Has our revision but not its content: it must be a new revision, or it would be ignored. */
  | { readonly type: 'differs' }
  /** Knows a document that we don't, or has another database: start again above it. */
  | { readonly type: 'new-epoch'; readonly epoch: number }
  /** These codes collide with others. */
  | { readonly type: 'reissue'; readonly grants: readonly string[] };

const COLLISIONS = ['duplicate-pin', 'duplicate-qr'];

/** What a `reported` calls for. `knownOutbox`: the locker's database as we knew it, null at the first meeting. */
export function judge(
  mine: Revision,
  grants: readonly { readonly id: string; readonly rev: number }[],
  reported: Reported,
  knownOutbox: string | null,
): Verdict {
  if (knownOutbox !== null && reported.outbox !== null && reported.outbox !== knownOutbox) {
    return { type: 'new-epoch', epoch: Math.max(mine.epoch, reported.epoch) + 1 };
  }
  if (reported.epoch > mine.epoch || (reported.epoch === mine.epoch && reported.rev > mine.rev)) {
    return { type: 'new-epoch', epoch: reported.epoch + 1 };
  }
  if (reported.epoch < mine.epoch || reported.rev < mine.rev) return { type: 'behind' };
  const ours = new Set(grants.map((grant) => grant.id));
  const collided = reported.rejected
    .filter(({ id, code }) => ours.has(id) && COLLISIONS.includes(code))
    .map(({ id }) => id);
  if (collided.length > 0) return { type: 'reissue', grants: collided };
  const rejected = new Set(reported.rejected.map(({ id }) => id));
  return reported.digest === digestOf(grants, rejected) ? { type: 'synced', rejected } : { type: 'differs' };
}
