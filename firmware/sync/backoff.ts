export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

export const BACKOFF: Backoff = { firstMs: 1_000, mostMs: 60_000 };

/**
 * Full jitter: anything up to a bound that doubles with each attempt in vain, so that a fleet does not come
 * back in step after its broker was away.
 * @param attempt how many were in vain, 1 for the first
 * @param random 0 ≤ random < 1
 * @returns ms
 */
export function backoffDelay(attempt: number, random: number, { firstMs, mostMs }: Backoff = BACKOFF): number {
  return Math.floor(random * Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 30)));
}
