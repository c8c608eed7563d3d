import * as z from 'zod';
import type { GrantKind } from '../store/grants';
import type { Rejection } from '../store/locker';
import { idShape, instantShape, optional } from './shapes';

/** A grant as the operator's document has it, validated. `pin` and `qr` are verifiers, `notAfter` ms since 1970. */
export interface WantedGrant {
  readonly id: string;
  readonly rev: number;
  readonly kind: GrantKind;
  readonly parcel: string | null;
  readonly person: string | null;
  readonly pin: string | null;
  readonly qr: string | null;
  readonly deliveryDate: string | null;
  readonly notAfter: number | null;
  /** All of the above but id and rev, canonical: two grants are the same when these are. */
  readonly content: string;
}

/** Base64url without padding of 32 bytes. */
const verifier = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const head = { id: idShape, rev: z.number().int().min(0), notAfter: optional(instantShape) };

const shape = z.discriminatedUnion('kind', [
  z.object({ ...head, kind: z.literal('pickup'), parcel: idShape, pin: optional(verifier), qr: optional(verifier) }),
  z.object({ ...head, kind: z.literal('handover'), parcel: idShape, pin: verifier, deliveryDate: z.iso.date() }),
  z.object({ ...head, kind: z.literal('courier'), person: idShape, pin: optional(verifier), qr: optional(verifier) }),
  z.object({ ...head, kind: z.literal('service'), person: idShape, pin: optional(verifier), qr: optional(verifier) }),
]);
/** What a kind has no use for. */
const NOTHING = { parcel: null, person: null, pin: null, qr: null, deliveryDate: null };
const KINDS: ReadonlySet<unknown> = new Set<GrantKind>(['pickup', 'handover', 'courier', 'service']);

/** One grant: what it says, or why it is skipped. Unknown fields are not looked at. */
export function parseGrant(
  raw: unknown,
): { readonly ok: true; readonly grant: WantedGrant } | { readonly ok: false; readonly rejection: Rejection } {
  const parsed = shape.safeParse(raw);
  if (!parsed.success) return { ok: false, rejection: rejectionOf(raw) };
  const fields = { ...NOTHING, ...parsed.data };
  const { kind, parcel, person, pin, qr, deliveryDate, notAfter } = fields;
  if (pin === null && qr === null) return { ok: false, rejection: { id: fields.id, code: 'shape' } };
  const content = JSON.stringify([kind, parcel, person, pin, qr, deliveryDate, notAfter]);
  return { ok: true, grant: { ...fields, content } };
}

function rejectionOf(raw: unknown): Rejection {
  const { id, kind } = (typeof raw === 'object' && raw !== null ? raw : {}) as { id?: unknown; kind?: unknown };
  const named = typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 200) : '';
  const strange = idShape.safeParse(id).success && typeof kind === 'string' && !KINDS.has(kind);
  return { id: named, code: strange ? 'unknown-kind' : 'shape' };
}

/** All of a document's grants. An id that is there twice means neither: nobody can tell which was meant. */
export function parseGrants(raw: readonly unknown[]): {
  readonly grants: WantedGrant[];
  readonly rejected: Rejection[];
} {
  const grants = new Map<string, WantedGrant>();
  const twice = new Set<string>();
  const rejected: Rejection[] = [];
  for (const item of raw) {
    const parsed = parseGrant(item);
    if (!parsed.ok) rejected.push(parsed.rejection);
    else if (grants.has(parsed.grant.id)) twice.add(parsed.grant.id);
    else grants.set(parsed.grant.id, parsed.grant);
  }
  for (const id of twice) {
    grants.delete(id);
    rejected.push({ id, code: 'shape' });
  }
  return { grants: [...grants.values()], rejected };
}
