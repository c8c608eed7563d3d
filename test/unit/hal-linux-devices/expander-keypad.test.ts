import { siteSchema } from '../../../config/schema';
import { createLinuxHal } from '../../../hal/linux/open-linux';
import type { Key } from '../../../hal/ports';
import { VirtualTime } from '../../../hal/sim/virtual-time';
import { halContract, type HalRig } from '../../contract/hal-contract';
import { FakeBoard, FakeGuard, FakeMcp23017 } from '../hal-linux/fakes';

/**
 * A key matrix at an expander: columns on B0 to B3, driven low one at a time (an idle one is high, a diode keeps
 * it from the others), rows on A0 to A3 with the chip's pull-ups.
 */

const LAYOUT = '123A456B789C*0#D';
const PINS = [0, 1, 2, 3];
const INTERRUPT = 'bcm 4';

function config(interrupt: boolean) {
  const low = (pin: string) => ({ expander: 'pad', pin, activeLow: true });
  const { hal } = siteSchema.parse({
    locker: { id: 'TEST', zone: 'Europe/Berlin' },
    compartments: [
      { id: 'A1', number: 1, size: 'S' },
      { id: 'A2', number: 2, size: 'S' },
    ],
    hal: {
      driver: 'linux',
      expanders: {
        pad: { type: 'mcp23017', address: 0x20, ...(interrupt && { interrupt: { bcm: 4, activeLow: true } }) },
      },
      lock: { pulseMs: 20, maxPulseMs: 100, restMs: 0 },
      doors: {
        A1: { lock: { bcm: 5 }, contact: { bcm: 6 } },
        A2: { lock: { bcm: 7 }, contact: { bcm: 8 } },
      },
      keypad: {
        type: 'matrix',
        layout: '4x4',
        columns: PINS.map((pin) => low(`B${pin}`)),
        rows: PINS.map((pin) => low(`A${pin}`)),
      },
    },
  });
  if (hal.driver !== 'linux') throw new Error('not this driver');
  return hal;
}

/** The chip with keys between its pins, and its interrupt output. */
class KeyChip extends FakeMcp23017 {
  readonly held = new Set<number>();
  /** Reads of GPIO and writes of OLAT since it was last asked. */
  reads = 0;
  writes = 0;
  onMove: () => void = () => undefined;
  private seen = 0xffff;

  constructor() {
    super(0x20);
    this.onDrive.listen(() => this.couple());
  }

  hold(key: number): void {
    this.held.add(key);
    this.couple();
  }

  letGo(key: number): void {
    this.held.delete(key);
    this.couple();
  }

  /** A column that is low pulls the rows of its keys down, and by way of those other keys' columns: ghosts. */
  couple(): void {
    const outputs = ~this.word(0x00) & 0xff00;
    const low = new Set(PINS.filter((pin) => outputs & (0x100 << pin) && !(this.word(0x14) & (0x100 << pin))));
    const rows = new Set<number>();
    for (let grown = true; grown;) {
      const before = rows.size + low.size;
      for (const key of this.held) {
        const [row, column] = [Math.floor(key / 4), key % 4];
        if (!low.has(column) && !rows.has(row)) continue;
        rows.add(row);
        low.add(column);
      }
      grown = rows.size + low.size > before;
    }
    this.grounded = [...rows].reduce((sum, row) => sum | (1 << row), 0);
    if (this.grounded !== this.seen) this.onMove();
  }

  override async read(address: number, register: number, length: number): Promise<Buffer> {
    if (register === 0x12) {
      this.reads += 1;
      this.seen = this.grounded;
    }
    return super.read(address, register, length);
  }

  override async write(address: number, register: number, bytes: readonly number[]): Promise<void> {
    if (register === 0x14) this.writes += 1;
    return super.write(address, register, bytes);
  }
}

async function bench(interrupt = false) {
  const time = new VirtualTime({ frozen: true });
  const board = new FakeBoard(time);
  const chip = new KeyChip();
  const guard = new FakeGuard(time, () => undefined);
  const { hal } = await createLinuxHal(config(interrupt), ['A1', 'A2'], { time, gpio: board, bus: () => chip, guard });
  for (const contact of ['bcm 6', 'bcm 8']) board.in(contact).active = true;
  if (interrupt) {
    chip.onMove = () => {
      board.in(INTERRUPT).move(false);
      board.in(INTERRUPT).move(true);
    };
  }
  const keys: string[] = [];
  hal.keypad?.onKey((key) => keys.push(key));
  const start = async (): Promise<void> => {
    const started = hal.start();
    await time.advance(50);
    await started;
  };
  const press = async (key: Key, ms = 120): Promise<void> => {
    chip.hold(LAYOUT.indexOf(key));
    await time.advance(ms);
    chip.letGo(LAYOUT.indexOf(key));
    await time.advance(120);
  };
  /** A scan that is under way is waited for. */
  const stop = async (): Promise<void> => {
    const stopped = hal.stop();
    await time.advance(50);
    await stopped;
  };
  return { time, board, chip, hal, keys, start, stop, press };
}

describe.each([
  ['with its interrupt wire', true],
  ['without one', false],
])('%s', (_name, interrupt) => {
  test('every key, once and in order', async () => {
    const { keys, start, stop, press } = await bench(interrupt);
    await start();
    for (const key of LAYOUT) await press(key as Key);
    expect(keys.join('')).toBe(LAYOUT);
    await stop();
  });

  test('a column is one write, all rows are one read', async () => {
    const { time, chip, start, stop } = await bench(interrupt);
    await start();
    chip.hold(0);
    await time.advance(200);
    chip.reads = chip.writes = 0;
    await time.advance(1_000);
    const scans = chip.writes / 4;
    expect(scans).toBeGreaterThan(60);
    // One for each column, and those that the interrupt or the polling asks for.
    expect(chip.reads / scans).toBeLessThanOrEqual(interrupt ? 8 : 4.5);
    await stop();
  });

  test('ghosts are no keys, a stuck key is told and ends', async () => {
    const { time, chip, hal, keys, start, stop, press } = await bench(interrupt);
    const told: string[] = [];
    hal.onDevice(({ device, status }) => told.push(`${device} ${status}`));
    await start();
    for (const key of [0, 1, 4]) {
      chip.hold(key);
      await time.advance(100);
    }
    for (const key of [0, 1, 4]) chip.letGo(key);
    await time.advance(300);
    expect(keys.join('')).toBe('12');
    chip.hold(LAYOUT.indexOf('9'));
    await time.advance(11_000);
    expect(told).toEqual(['keypad lost']);
    await press('5');
    chip.letGo(LAYOUT.indexOf('9'));
    await time.advance(2_000);
    expect(told).toEqual(['keypad lost', 'keypad back']);
    await press('8');
    expect(keys.join('')).toBe('1298');
    await stop();
  });
});

test('idle: with the interrupt wire the chip is looked at once a second, without it each pollMs', async () => {
  for (const [interrupt, least, most] of [
    [true, 9, 12],
    [false, 190, 210],
  ] as const) {
    const { time, chip, start, stop, press } = await bench(interrupt);
    await start();
    await press('1');
    await time.advance(500);
    chip.reads = chip.writes = 0;
    await time.advance(10_000);
    expect(chip.writes).toBe(0);
    expect(chip.reads).toBeGreaterThanOrEqual(least);
    expect(chip.reads).toBeLessThanOrEqual(most);
    await stop();
  }
});

test('columns are at rest high when the chip is let go', async () => {
  const { chip, start, stop } = await bench();
  await start();
  expect(chip.driven() & 0x0f00).toBe(0);
  await stop();
  expect(chip.driven() & 0x0f00).toBe(0x0f00);
});

async function rig(): Promise<HalRig> {
  const { hal, time, board, chip, press } = await bench(true);
  const start = hal.start.bind(hal);
  hal.start = async () => {
    const started = start();
    await time.advance(50);
    await started;
  };
  const inputs: Readonly<Record<string, string>> = { A1: 'bcm 6', A2: 'bcm 8' };
  const lines: Readonly<Record<string, string>> = { 'lock:A1': 'bcm 5', 'door:A1': 'bcm 6' };
  const setBroken = (device: string, broken: boolean): void => {
    if (device === 'keypad') {
      chip.silent = broken;
      return;
    }
    const name = lines[device] ?? '';
    const output = board.outputs.get(name);
    const input = board.inputs.get(name);
    if (output) {
      output.broken = broken;
      if (broken) output.lost.emit('is broken');
    }
    if (input && broken) input.break();
    else if (input) input.broken = false;
  };
  for (const lock of hal.locks.values()) {
    const release = lock.release.bind(lock);
    lock.release = async () => {
      const released = release();
      released.catch(() => undefined);
      await time.advance(100);
      return released;
    };
  }
  return {
    hal,
    compartments: ['A1', 'A2'],
    close: async () => undefined,
    outside: {
      async press(keys) {
        for (const key of [...keys] as Key[]) await press(key);
      },
      scan: async () => undefined,
      moveDoor: async (id, action) => board.in(inputs[id] ?? '').move(action === 'close'),
      moveCover: async () => undefined,
      stopRtc: async () => undefined,
      pulses: async (id) => board.out(id === 'A1' ? 'bcm 5' : 'bcm 7').intervals.length,
      display: async () => [],
      beeps: async () => 0,
      breakDevice: async (device) => setBroken(device, true),
      async mendDevice(device) {
        setBroken(device, false);
        // The expander is tried again after 1, 2, 4 s, and then brings the keypad with it.
        await time.advance(10_000);
      },
      pass: (ms) => time.advance(ms < 1_000 ? ms : ms + 2_500),
    },
  };
}

halContract('linux, a key matrix at an expander', ['keypad'], rig);
