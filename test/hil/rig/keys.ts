import { columnsAtRest, columnWrites, control, now, pause } from './bench';

/** The shortest press of a person, ms. */
const HELD = 60;
/**
 * An emulated machine may be many times slower than a board: a key is held until the keypad was scanned this
 * often (by writes per column), and the next one comes when it is at rest.
 */
const WRITES_PER_COLUMN = 18;
/** Between two keys, ms. */
const REST = 30;
const PATIENCE = 8_000;

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
  /** Nobody scans the keys: they are pressed all the same. */
  readonly gone?: () => boolean;
}

/** A finger types on the matrix. */
export async function type(layout: Layout, keys: string, { heard, gone }: Finger = {}): Promise<void> {
  const perScan = CAPS[layout][0]?.length ?? 3;
  const until = async (done: () => boolean): Promise<void> => {
    for (const end = now() + PATIENCE; now() < end && gone?.() !== true && !done();) await pause(10);
  };
  for (const key of keys) {
    const before = columnWrites();
    const taken = heard?.();
    hold(layout, key);
    await pause(HELD);
    await until(() =>
      heard === undefined ? columnWrites() >= before + WRITES_PER_COLUMN * perScan : heard() !== taken,
    );
    letGo(layout, key);
    await until(columnsAtRest);
    await pause(REST);
  }
}
