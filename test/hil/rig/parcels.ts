import type { Seed } from './daemon';

/** Of the parcels p1, p2 and so on. */
export const PINS = ['135792', '246801', '975310', '864209'] as const;
/** Of the one that has a QR code too. */
export const TOKEN = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

/** Since an hour they lie in these compartments. @param scanned which of them, from 1, has a QR code too */
export function parcelsIn(compartments: readonly string[], scanned?: number): Seed {
  return {
    grants: compartments.map((_, i) => ({
      id: `g${i + 1}`,
      kind: 'pickup',
      parcel: `p${i + 1}`,
      pin: PINS[i] ?? '',
      ...(i + 1 === scanned && { qr: TOKEN }),
    })),
    parcels: compartments.map((compartment, i) => ({
      id: `p${i + 1}`,
      label: `L${i + 1}`,
      compartment,
      depositedAt: new Date(Date.now() - 3_600_000).toISOString(),
    })),
  };
}
