import { columnWrites, control, now, pause } from './bench';

/** The shortest press of a person, ms. */
const HELD = 60;
/**
 * An emulated machine may be many times slower than a board: a key is held until the keypad was scanned this
 * often (by writes per column), and the next one comes when it is at rest.
 */
const WRITES_PER_COLUMN = 18;
const REST = 60;
const PATIENCE = 3_000;

export type Layout = '4x3' | '4x4';

const CAPS: Record<Layout, readonly string[]> = {
  '4x3': ['123', '456', '789', '*0#'],
  '4x4': ['123A', '456B', '789C', '*0#D'],
};

export function place(layout: Layout, key: string): { row: number; column: number } {
  const row = CAPS[layout].findIndex((caps) => caps.includes(key));
  if (row < 0) throw new Error(`a ${layout} keypad has no ${key}`);
  return { row, column: (CAPS[layout][row] ?? '').indexOf(key) };
}

export function hold(layout: Layout, key: string): void {
  const { row, column } = place(layout, key);
  control(`key ${row} ${column} 1`);
}

export function letGo(layout: Layout, key: string): void {
  const { row, column } = place(layout, key);
  control(`key ${row} ${column} 0`);
}

export interface Finger {
  /** How many keys were taken so far: held until it is one more. Else until it was scanned often enough. */
  readonly heard?: () => number;
  readonly restMs?: number | undefined;
}

/** The keypad is at rest when no column was set for so long. */
async function rested(ms: number, end: number): Promise<void> {
  let seen = columnWrites();
  for (let since = now(); now() - since < ms && now() < end;) {
    await pause(10);
    const writes = columnWrites();
    if (writes !== seen) since = now();
    seen = writes;
  }
}

/** A finger types on the matrix. Nobody may be listening. */
export async function type(layout: Layout, keys: string, { heard, restMs = REST }: Finger = {}): Promise<void> {
  const columns = CAPS[layout][0]?.length ?? 3;
  for (const key of keys) {
    const before = columnWrites();
    const taken = heard?.();
    const enough = (): boolean =>
      heard === undefined ? columnWrites() >= before + WRITES_PER_COLUMN * columns : heard() !== taken;
    const end = now() + PATIENCE;
    hold(layout, key);
    await pause(HELD);
    while (now() < end && !enough()) await pause(10);
    letGo(layout, key);
    await rested(restMs, end + PATIENCE);
  }
}
