import { SIZES, type Size } from '../../config/schema';

export interface Candidate {
  readonly id: string;
  readonly number: number;
  readonly size: Size;
  readonly accessible: boolean;
}

export interface Need {
  readonly size: Size;
  /** The recipient can't reach the others. */
  readonly accessible: boolean;
}

/** S, M, L, XL as 0 to 3. */
export const sizeRank = (size: Size): number => SIZES.indexOf(size);

/**
 * The smallest of the free compartments that fits; accessible ones are kept for those who need them while
 * others are free, and who needs one gets no other.
 */
export function choose(free: readonly Candidate[], need: Need): Candidate | null {
  const fitting = free.filter(
    (one) => sizeRank(one.size) >= sizeRank(need.size) && (one.accessible || !need.accessible),
  );
  fitting.sort(
    (a, b) => Number(a.accessible) - Number(b.accessible) || sizeRank(a.size) - sizeRank(b.size) || a.number - b.number,
  );
  return fitting[0] ?? null;
}

/** Each size is taken to hold two of the one below: do parcels of these sizes fit in together? */
export function fitTogether(parcels: readonly Size[], compartment: Size): boolean {
  const room = (size: Size): number => 2 ** sizeRank(size);
  return parcels.reduce((sum, size) => sum + room(size), 0) <= room(compartment);
}
