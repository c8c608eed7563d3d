import fc from 'fast-check';
import { bankOf } from '../../../hal/linux/bank';
import type { Edge, InputLine, OutputBank } from '../../../hal/linux/lines';
import { MatrixKeypad, type KeypadSettings } from '../../../hal/linux/keypads/matrix-keypad';
import { Signal } from '../../../hal/signal';
import { VirtualTime } from '../../../hal/sim/virtual-time';
import { deviceLog, FakeInput, FakeMatrix, FakeOutput } from './fakes';

const SETTINGS: KeypadSettings = { layout: '4x3', debounceMs: 20, scanMs: 8, settleMs: 1, stuckSeconds: 10 };
const LAYOUT = '123456789*0#';

async function rig(settings = SETTINGS) {
  const time = new VirtualTime({ frozen: true });
  const columns = Array.from({ length: settings.layout === '4x3' ? 3 : 4 }, (_, at) => new FakeOutput(`c${at}`, time));
  const rows = Array.from({ length: 4 }, (_, at) => new FakeInput(`r${at}`, time));
  const matrix = new FakeMatrix(columns, rows);
  const { changes, onDevice } = deviceLog();
  const lines = async () => ({
    columns: bankOf(columns.map((one) => one.open())),
    rows: rows.map((one) => one.open()),
  });
  const keypad = new MatrixKeypad(settings, lines, { time, onDevice });
  const keys: string[] = [];
  keypad.onKey((key) => keys.push(key));
  const starting = keypad.start();
  await time.advance(10);
  await starting;
  const press = async (key: number, ms = 60): Promise<void> => {
    matrix.hold(key);
    await time.advance(ms);
    matrix.letGo(key);
    await time.advance(60);
  };
  return { time, columns, rows, matrix, changes, keypad, keys, press };
}

test('every key of both layouts', async () => {
  for (const [layout, keys] of [
    ['4x3', LAYOUT],
    ['4x4', '123A456B789C*0#D'],
  ] as const) {
    const bench = await rig({ ...SETTINGS, layout });
    for (let key = 0; key < keys.length; key += 1) await bench.press(key);
    expect(bench.keys.join('')).toBe(keys);
    await bench.keypad.stop();
  }
});

test('idle: all columns are driven, nothing is scanned', async () => {
  const { time, columns, press } = await rig();
  await press(4);
  await time.advance(1_000);
  expect(columns.map(({ on }) => on)).toEqual([true, true, true]);
  expect(time.nextDue()).toBeNull();
});

test('a key is told within 40 ms', async () => {
  const { time, matrix, keys } = await rig();
  matrix.hold(7);
  await time.advance(40);
  expect(keys).toEqual(['8']);
});

test('a key that is down when it starts, or goes down while it comes to rest, is seen', async () => {
  const { time, matrix, keys, press } = await rig();
  for (let gap = 0; gap < 60; gap += 1) {
    await press(0, 50 + (gap % 7));
    matrix.letGo(0);
    await time.advance(gap);
    matrix.hold(1);
    await time.advance(60);
    matrix.letGo(1);
    await time.advance(60);
  }
  expect(keys.join('')).toBe('12'.repeat(60));
});

test('a ghost is no key', async () => {
  const { time, matrix, keys } = await rig();
  // Three corners of a square show the fourth.
  for (const key of [0, 1, 3]) {
    matrix.hold(key);
    await time.advance(40);
  }
  for (const key of [0, 1, 3]) matrix.letGo(key);
  await time.advance(100);
  expect(keys).toEqual(['1', '2']);
});

test('a stuck key is told once, ignored, and its end told', async () => {
  const { time, matrix, keys, changes, press, keypad } = await rig();
  matrix.hold(5);
  await time.advance(11_000);
  expect(changes).toMatchObject([
    { device: 'keypad', status: 'lost', detail: expect.stringMatching(/stuck/) as string },
  ]);
  expect(() => keypad.describe()).toThrow(/stuck/);
  await press(0);
  matrix.letGo(5);
  await time.advance(1_000);
  expect(changes.map(({ status }) => status)).toEqual(['lost', 'back']);
  await press(1);
  expect(keys).toEqual(['6', '2']);
});

test('a line that goes makes the keypad lost; it is opened again', async () => {
  const { time, rows, keys, changes, press } = await rig();
  rows[2]!.break();
  await time.advance(500);
  expect(changes).toMatchObject([{ device: 'keypad', status: 'lost' }]);
  await press(0);
  rows[2]!.broken = false;
  await time.advance(4_000);
  expect(changes.map(({ status }) => status)).toEqual(['lost', 'back']);
  await press(8);
  expect(keys).toEqual(['9']);
});

test('one that is stopped at any moment touches no line afterwards', async () => {
  for (let at = 0; at < 60; at += 1) {
    const time = new VirtualTime({ frozen: true });
    const late: string[] = [];
    let closed = false;
    let held = false;
    let driven: readonly boolean[] = [];
    // As on an expander: each access takes its time.
    const access = async (what: string): Promise<void> => {
      if (closed) late.push(what);
      await new Promise<void>((resolve) => void time.after(1, resolve));
    };
    const close = async (): Promise<void> => void (closed = true);
    const edges = new Signal<Edge>();
    const rows = [0, 1, 2, 3].map((row): InputLine => ({
      name: `r${row}`,
      close,
      onEdge: edges.listen,
      read: async () => {
        await access('read');
        return held && row === 0 && driven[1] === true;
      },
    }));
    const columns: OutputBank = {
      size: 3,
      close,
      onLost: () => () => undefined,
      drive: async (active) => {
        await access('drive');
        driven = active;
      },
    };
    const keypad = new MatrixKeypad(SETTINGS, async () => ({ rows, columns }), { time, ...deviceLog() });
    const starting = keypad.start();
    await time.advance(20);
    await starting;
    held = true;
    edges.emit({ active: true, at: time.monotonic() });
    await time.advance(60);
    held = false;
    await time.advance(at);
    // Down again just as it comes to rest.
    held = true;
    const stopping = keypad.stop();
    await time.advance(100);
    await stopping;
    expect({ at, late }).toEqual({ at, late: [] });
  }
});

test('whoever types, with whatever pauses, gets every key once and in order', async () => {
  const stroke = fc.tuple(
    fc.integer({ min: 0, max: 11 }),
    fc.integer({ min: 45, max: 300 }),
    fc.integer({ min: 45, max: 300 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(stroke, { maxLength: 12 }), async (strokes) => {
      const { time, matrix, keys } = await rig();
      for (const [key, held, pause] of strokes) {
        matrix.hold(key);
        // It bounces.
        for (const ms of [1, 2, 1, 3]) {
          await time.advance(ms);
          if (matrix.held.has(key)) matrix.letGo(key);
          else matrix.hold(key);
        }
        await time.advance(held);
        matrix.letGo(key);
        await time.advance(pause);
      }
      expect(keys.join('')).toBe(strokes.map(([key]) => LAYOUT[key]).join(''));
    }),
    { numRuns: 40 },
  );
}, 30_000);
