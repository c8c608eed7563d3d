/**
 * Is a lock getting stiff? Judged by how long its door takes to open, pure. A latch that rubs, a weak supply or a
 * warped door shows here weeks before the door jams.
 */

/** Of the latest so many openings the median counts: one slow opening is no news. */
export const RECENT = 10;
/** Below this nothing is said of a door. */
const FEWEST = 5;
/** ... and nothing is compared with its first openings before both are full. */
const COMPARED_FROM = 30;
/** Lock boards are asked every 50 ms: a smaller difference may be nothing, ms. */
const LEAST_MS = 100;

/** Of the longest time that a healthy door takes (`doors.travelMs`); of what was usual when the lock was new. */
const BEGINS = { ofTravel: 0.7, ofUsual: 2 };
/** Lower, or a door on the edge would come and go with each opening. */
const ENDS = { ofTravel: 0.6, ofUsual: 1.7 };

export interface DoorRecord {
  /** Openings so far. */
  readonly count: number;
  /** Of the first openings, ms. */
  readonly first: readonly number[];
  /** Of the latest ones, oldest first, ms. */
  readonly latest: readonly number[];
}

export interface Verdict {
  /** Median of the latest {@link RECENT}, ms; null before the first opening. */
  readonly recentMs: number | null;
  /** Median of the first openings, ms. */
  readonly usualMs: number | null;
  readonly stiff: boolean;
}

/** What the median of the latest openings may not pass, ms: the line in a plot. */
export function limit({ count, first }: Pick<DoorRecord, 'count' | 'first'>, travelMs: number): number {
  const usual = median(first);
  const ofTravel = BEGINS.ofTravel * travelMs;
  if (usual === null || count < COMPARED_FROM) return Math.round(ofTravel);
  return Math.round(Math.min(ofTravel, Math.max(BEGINS.ofUsual * usual, usual + LEAST_MS)));
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1] ?? 0, sorted[Math.floor(half)] ?? 0];
  return Math.round((low + high) / 2);
}

/** @param was the verdict so far @param travelMs longest time a healthy door takes to open */
export function judge({ count, first, latest }: DoorRecord, travelMs: number, was: boolean): Verdict {
  const recent = latest.slice(-RECENT);
  const recentMs = median(recent);
  const usualMs = median(first);
  if (recentMs === null || usualMs === null || recent.length < FEWEST) return { recentMs, usualMs, stiff: was };
  const limits = was ? ENDS : BEGINS;
  const slower = count >= COMPARED_FROM && recentMs > limits.ofUsual * usualMs && recentMs - usualMs >= LEAST_MS;
  return { recentMs, usualMs, stiff: slower || recentMs > limits.ofTravel * travelMs };
}
