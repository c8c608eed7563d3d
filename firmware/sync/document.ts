import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { sizeSchema } from '../../config/schema';
import type { Announcement } from '../parcels/announcements';
import { countShape, firstProblem, idShape, instantShape, optional, parseJson } from './shapes';

/** What the operator wants of this locker: see the contract, section 3. */
export interface DesiredDocument {
  readonly epoch: number;
  readonly rev: number;
  /** Judged one by one when the document is applied: with every connection it comes again, mostly for nothing. */
  readonly grants: readonly unknown[];
  readonly parcels: readonly Announcement[];
  /** Tickets and PINs of the day that count no more, by the names that events give them. */
  readonly revokedOffline: readonly string[];
}

export type ParsedDocument =
  | { readonly ok: true; readonly document: DesiredDocument }
  /** Shown to the operator in `reported.error`. */
  | { readonly ok: false; readonly error: string };

export interface Addressee {
  readonly locker: string;
  readonly keyId: string;
}

/** Before and after unpacking: a document of some hundred grants has a tenth of it. */
export const LARGEST_DOCUMENT = 1024 * 1024;
/** Far more than fit behind 500 doors, and few enough that the list of rejected ones can be published. */
const MOST_ITEMS = 10_000;

const parcel = z.object({
  id: idShape,
  label: optional(z.string().min(1).max(128)),
  size: sizeSchema,
  accessible: z.boolean().nullish().transform(Boolean),
  handover: z.boolean().nullish().transform(Boolean),
  depositAllowed: z.boolean().nullish().transform(Boolean),
  recipient: optional(z.string().min(1).max(128)),
  windowHours: optional(z.number().positive().max(8_760)),
  compartment: optional(z.string().max(64)),
  depositedAt: optional(instantShape),
  expiresAt: optional(instantShape),
});

const day = z.iso.date();

const offlineCode = z
  .string()
  .regex(/^(ticket:[0-9a-f]{16}|offline-pin:[1-9]\d{0,2}:[^:]+:[0-9a-f]{8})$/, 'a ticket or a PIN of the day')
  .refine((name) => name.startsWith('ticket') || day.safeParse(name.split(':')[2]).success, 'a day that there is');

const envelope = z.object({
  v: z.literal(1),
  locker: z.string(),
  keyId: z.string(),
  epoch: countShape,
  rev: countShape,
  issuedAt: instantShape,
  grants: z.array(z.unknown()).max(MOST_ITEMS),
  parcels: z.array(parcel).max(MOST_ITEMS),
  revokedOffline: optional(z.array(offlineCode).max(MOST_ITEMS)),
});

/**
 * Reads a `desired` message. The envelope and the parcels must be right as a whole: a document that is not
 * changes nothing. Grants are judged one by one. Unknown fields are additions and not looked at.
 */
export function parseDocument(bytes: Uint8Array, self: Addressee): ParsedDocument {
  const unpacked = unpack(bytes);
  if (!unpacked.ok) return unpacked;
  const json = parseJson(unpacked.bytes);
  if (!json.ok) return wrong('not JSON');
  const parsed = envelope.safeParse(json.value);
  if (!parsed.success) return wrong(`wrong shape: ${firstProblem(parsed.error)}`);
  const { locker, keyId, epoch, rev, grants, parcels } = parsed.data;
  if (locker !== self.locker) return wrong(`for another locker, not ${self.locker}`);
  if (keyId !== self.keyId) return wrong(`for another site key, this locker has ${self.keyId}`);
  const twice = firstTwice(parcels);
  if (twice !== undefined) return wrong(`wrong shape: parcels: ${twice} is there twice`);
  return { ok: true, document: { epoch, rev, grants, parcels, revokedOffline: parsed.data.revokedOffline ?? [] } };
}

function unpack(
  bytes: Uint8Array,
): { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly error: string } {
  if (bytes.length > LARGEST_DOCUMENT) return wrong(`larger than 1 MiB: ${bytes.length} bytes`);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { ok: true, bytes };
  try {
    return { ok: true, bytes: gunzipSync(bytes, { maxOutputLength: LARGEST_DOCUMENT }) };
  } catch (error) {
    const large = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    return wrong(large ? 'larger than 1 MiB when unpacked' : 'damaged gzip');
  }
}

function firstTwice(parcels: readonly { readonly id: string }[]): string | undefined {
  const seen = new Set<string>();
  return parcels.find(({ id }) => seen.size === seen.add(id).size)?.id;
}

function wrong(error: string) {
  return { ok: false, error } as const;
}
