/** Of the drawing, in its own units. */
export const WIDTH = 320;
export const HEIGHT = 96;
const TOP = 6;

export interface Plot {
  /** For a polyline: `x,y x,y`. */
  readonly points: string;
  /** Where the limit is drawn. */
  readonly limitY: number;
  /** The highest value that fits, ms. */
  readonly topMs: number;
}

/**
 * A line through how long each opening took, from left to right; one opening alone is a line as well.
 * @param took ms, oldest first
 * @param limitMs what it may not pass for long: always in the picture, so that all doors are seen alike
 */
export function plotLine(took: readonly number[], limitMs: number): Plot {
  const topMs = Math.max(limitMs, ...took, 1) * 1.1;
  const y = (ms: number): number => Math.round((HEIGHT - (HEIGHT - TOP) * (ms / topMs)) * 10) / 10;
  const [only] = took;
  const values = took.length === 1 && only !== undefined ? [only, only] : took;
  const x = (index: number): number => Math.round((WIDTH * index * 10) / Math.max(values.length - 1, 1)) / 10;
  return { points: values.map((ms, index) => `${x(index)},${y(ms)}`).join(' '), limitY: y(limitMs), topMs };
}
