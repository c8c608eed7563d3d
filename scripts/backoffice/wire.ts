import * as z from 'zod';

/** What comes up from a locker (MQTT), checked once, here. Fields that this program does not use may be anything. */

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const id = z.string().min(1).max(64);

export const reportedSchema = z.object({
  epoch: count,
  rev: count,
  keyId: z.string().max(64).nullable().catch(null),
  digest: z.string().max(128),
  rejected: z.array(z.object({ id: z.string().max(200), code: z.string().max(64) })).catch([]),
  error: z.unknown(),
  outbox: id.nullable().catch(null),
  lastSeq: count.catch(0),
});
export type Reported = z.infer<typeof reportedSchema>;

/** Enough to store and acknowledge an event; what it means is read separately. */
export const envelopeSchema = z.looseObject({ outbox: id, seq: count.min(1) });
export type Envelope = z.infer<typeof envelopeSchema>;

const text = z.string().min(1).max(200).optional().catch(undefined);
const time = z.iso.datetime({ offset: true }).optional().catch(undefined);

/** The fields that effects are made of; one that is missing or of the wrong shape is undefined. */
export const eventSchema = z.object({
  type: text,
  at: time,
  parcel: id.optional().catch(undefined),
  compartment: id.optional().catch(undefined),
  label: text,
  size: z.enum(['S', 'M', 'L', 'XL']).optional().catch(undefined),
  expiresAt: time,
  cause: text,
  /** Which command it answers. */
  command: text,
  reason: text,
});
export type EventBody = z.infer<typeof eventSchema>;

/** Null when it is not JSON. */
export function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return null;
  }
}
