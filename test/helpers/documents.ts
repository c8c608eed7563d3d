import { KEY_ID, LOCKER, verifierNamed } from './store';

export type RawGrant = Record<string, unknown>;
export type RawParcel = Record<string, unknown>;

/** A pickup grant as an operator writes it. */
export function pickup(id: string, parcel: string, fields: RawGrant = {}): RawGrant {
  return {
    id,
    rev: 1,
    kind: 'pickup',
    parcel,
    pin: verifierNamed(`pin-${id}`),
    qr: verifierNamed(`qr-${id}`),
    ...fields,
  };
}

export function parcel(id: string, fields: RawParcel = {}): RawParcel {
  return { id, label: `label-${id}`, size: 'M', accessible: false, handover: false, ...fields };
}

/** A `desired` document as an operator writes it. */
export function desired(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    v: 1,
    locker: LOCKER,
    keyId: KEY_ID,
    epoch: 1,
    rev: 1,
    issuedAt: '2026-11-21T10:00:00Z',
    grants: [],
    parcels: [],
    ...fields,
  };
}

export function bytes(value: unknown): Buffer {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}
