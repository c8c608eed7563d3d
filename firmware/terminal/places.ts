import type { SiteConfig } from '../../config/schema';
import { TERMINAL_UNITS, UNITS, wallColumns } from '../../config/wall';
import { HEIGHTS, type Place } from '../../hal/ports';

/** Where each door is as one stands before the terminal, by the number on it. */
export function placesOf({
  compartments,
  wall,
}: Pick<SiteConfig, 'compartments' | 'wall'>): ReadonlyMap<number, Place> {
  const columns = wallColumns(compartments, wall);
  const byId = new Map(compartments.map((one) => [one.id, one]));
  const units = (id: string | null): number => (id === null ? TERMINAL_UNITS : (UNITS[byId.get(id)?.size ?? ''] ?? 1));
  const total = (column: readonly (string | null)[]): number => column.reduce((sum, id) => sum + units(id), 0);
  const own = columns.findIndex((column) => column.includes(null));
  const places = new Map<number, Place>();
  for (const [x, column] of columns.entries()) {
    const side = x === own || own < 0 ? 'ahead' : x < own ? 'left' : 'right';
    const whole = total(column);
    let above = 0;
    for (const id of column) {
      // The third of the wall in which the middle of the door lies, counted from the ground.
      const middle = 1 - (above + units(id) / 2) / whole;
      const height = HEIGHTS[Math.min(HEIGHTS.length - 1, Math.floor(middle * HEIGHTS.length))] ?? 'middle';
      const number = byId.get(id ?? '')?.number;
      if (number !== undefined) places.set(number, `${side}-${height}`);
      above += units(id);
    }
  }
  return places;
}
