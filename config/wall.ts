import type { FieldPath } from './problem';

/** How the wall stands, as the technician's page draws it. */

/** What stands for keypad, display and scanner among the compartments of a column. */
export const TERMINAL = 'terminal';

/** Height of a door in units: the sizes in which lockers are sold are multiples of the smallest one. */
export const UNITS: Readonly<Record<string, number>> = { S: 1, M: 2, L: 3, XL: 4 };
/** Keypad, display and scanner take the height of so many small doors. */
export const TERMINAL_UNITS = 5;
/** A wall that nobody has described is about this high: doors of 20 cm make two metres. */
const USUAL_UNITS = 10;

export interface WallConfig {
  readonly columns: readonly (readonly string[])[];
}
interface Door {
  readonly id: string;
  readonly size: string;
}

/**
 * Columns from left to right, each from the top down; null = the terminal. As the site file says, else filled
 * column by column to about the same height, with the terminal in a column of its own in the middle.
 */
export function wallColumns(doors: readonly Door[], wall: WallConfig | undefined): (string | null)[][] {
  if (wall !== undefined) return wall.columns.map((column) => column.map((id) => (id === TERMINAL ? null : id)));
  const total = doors.reduce((sum, door) => sum + unitsOf(door), 0);
  const count = Math.max(1, Math.round(total / USUAL_UNITS));
  const columns: (string | null)[][] = Array.from({ length: count }, () => []);
  let below = 0;
  for (const door of doors) {
    const units = unitsOf(door);
    // A door belongs to the column in which its middle lies.
    columns[Math.floor(((below + units / 2) / total) * count)]?.push(door.id);
    below += units;
  }
  columns.splice(Math.ceil(count / 2), 0, [null]);
  return columns.filter((column) => column.length > 0);
}

function unitsOf({ size }: Door): number {
  return UNITS[size] ?? 1;
}

/** Every compartment stands somewhere, and only once. Takes anything, like every check between fields. */
export function checkWall(wall: unknown, compartments: readonly unknown[]): { path: FieldPath; message: string }[] {
  const columns = (wall as { columns?: unknown } | null | undefined)?.columns;
  if (!Array.isArray(columns)) return [];
  const ids = new Set(compartments.map((one) => (one as { id?: unknown } | null)?.id));
  const seen = new Set<unknown>();
  const failures: { path: FieldPath; message: string }[] = [];
  columns.forEach((column: unknown, x) => {
    if (!Array.isArray(column)) return;
    column.forEach((id: unknown, y) => {
      const path = ['wall', 'columns', x, y];
      if (id !== TERMINAL && !ids.has(id)) failures.push({ path, message: `no compartment has this id` });
      else if (seen.has(id)) failures.push({ path, message: 'stands in the wall already' });
      seen.add(id);
    });
  });
  const missing = [...ids].filter((id) => typeof id === 'string' && !seen.has(id));
  if (ids.has(TERMINAL)) {
    failures.push({
      path: ['wall', 'columns'],
      message: `${TERMINAL} means keypad and display here: a compartment of that name has no place`,
    });
  } else if (missing.length > 0) {
    failures.push({ path: ['wall', 'columns'], message: `has no place for ${missing.join(', ')}` });
  }
  return failures;
}
