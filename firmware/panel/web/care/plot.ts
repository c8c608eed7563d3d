/** Of the drawing, in its own units. */
export const WIDTH = 320;
export const HEIGHT = 96;
const TOP = 6;
/** Left and right: half a dot. */
const SIDE = 4;

export interface Plot {
  /** For a polyline: `x,y x,y`; of one opening alone there is one point, at the left. */
  readonly points: string;
  /** Where the limit is drawn. */
  readonly limitY: number;
  /** The highest value that fits, ms. */
  readonly topMs: number;
}

/**
 * How long each opening took, from left to right.
 * @param took ms, oldest first
 * @param limitMs what it may not pass for long: always in the picture, so that all doors are seen alike
 */
export function plotLine(took: readonly number[], limitMs: number): Plot {
  const topMs = Math.max(limitMs, ...took, 1) * 1.1;
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  const y = (ms: number): number => tenth(HEIGHT - (HEIGHT - TOP) * (ms / topMs));
  const step = (WIDTH - 2 * SIDE) / Math.max(took.length - 1, 1);
  const points = took.map((ms, index) => `${tenth(SIDE + step * index)},${y(ms)}`).join(' ');
  return { points, limitY: y(limitMs), topMs };
}
