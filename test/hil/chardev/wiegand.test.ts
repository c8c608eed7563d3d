import { keypad as keypadSchema } from '../../../config/linux/keypad';
import { findingText } from '../../../hal/findings';
import { openChardev } from '../../../hal/linux/gpio/chardev';
import { WiegandKeypad } from '../../../hal/linux/keypads/wiegand-keypad';
import { SystemTime } from '../../../hal/linux/system-time';
import { silent } from '../../../hal/log';
import type { DeviceChange } from '../../../hal/ports';
import { figure } from '../rig/guest';
import { control, makeChip, now, pause, removeChip, until } from '../rig/bench';

const CHIP = 'wiegand';
const [D0, D1] = [2, 3];
/** The pulses of a keypad are 50 µs wide; the bench needs this long for one level, ms. */
const PULSE_MS = 0.1;
/** Slower than a keypad, and still no pause between frames: an emulated machine stops for some milliseconds, often. */
const BIT_MS = 8;
/** From the last bit to the key, on a busy machine, ms. */
const PATIENCE_MS = 700;
const MOST_TRIES = 60;
const KEYS = '0123456789*#';

/** Waits in place: a timer would be too coarse. */
function spin(at: number): void {
  while (now() < at);
}

/** Holds this thread without using the processor. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.max(0, ms));
}

/** A keypad's frame on the two wires. */
function send(bits: readonly number[]): void {
  let at = now() + BIT_MS;
  for (const bit of bits) {
    sleep(at - now());
    const begun = now();
    const line = bit === 0 ? D0 : D1;
    control(`pull ${CHIP} ${line} 0`);
    spin(begun + PULSE_MS);
    control(`pull ${CHIP} ${line} 1`);
    at = Math.max(begun + BIT_MS, now() + PULSE_MS);
  }
}

function bitsOf(key: string): number[] {
  const value = KEYS.indexOf(key);
  const nibble = (n: number): number[] => [8, 4, 2, 1].map((bit) => (n & bit ? 1 : 0));
  return [...nibble(~value & 0xf), ...nibble(value)];
}

describe('a Wiegand keypad on the kernel’s time stamps', () => {
  let keypad: WiegandKeypad | null = null;
  const changes: DeviceChange[] = [];
  const keys: string[] = [];
  const told = (): string => (keypad === null ? '' : findingText(keypad.describe()));

  beforeEach(async () => {
    makeChip(CHIP, 8);
    for (const line of [D0, D1]) control(`pull ${CHIP} ${line} 1`);
    const time = new SystemTime();
    const gpio = await openChardev({ time, logger: silent });
    const wire = (line: number) => ({ chip: CHIP, line, activeLow: true });
    const config = keypadSchema.parse({ type: 'wiegand', d0: wire(D0), d1: wire(D1), format: 8 });
    if (config.type !== 'wiegand') throw new Error('not this one');
    const lines = [D0, D1].map((line) => ({ name: `line ${line}`, chip: CHIP, line, activeLow: true }));
    const open = () => gpio.pulses?.(lines) ?? Promise.reject(new Error('it tells no pulses'));
    keypad = new WiegandKeypad(config, open, { time, onDevice: (change) => changes.push(change) });
    changes.length = keys.length = 0;
    keypad.onKey((key) => keys.push(key));
    await keypad.start();
    expect(keypad.held.presence()).toEqual({ state: 'open' });
  });

  afterEach(async () => {
    await keypad?.stop();
    removeChip(CHIP);
  });

  test('every key, once and in order', async () => {
    for (const key of KEYS) {
      const before = keys.length;
      // An emulated machine stops now and then for longer than a frame may: who types presses again.
      for (let tries = 0; tries < MOST_TRIES && keys.length === before; tries += 1) {
        send(bitsOf(key));
        await until('the key', () => keys.length > before, PATIENCE_MS).catch(() => undefined);
      }
    }
    expect(keys.join('')).toBe(KEYS);
    const found = told();
    expect(found).toMatch(/^Wiegand of 8 bits on line 2 and line 3: 12 frames read/);
    figure(`Wiegand, 12 keys: ${found.replace(/^.*: /, '')}`);
  });

  test('a bit that was lost is no other key', async () => {
    for (let lost = 0; lost < 8; lost += 1) {
      send(bitsOf('5').filter((_, at) => at !== lost));
      await pause(300);
    }
    expect(keys).toEqual([]);
    expect(told()).toMatch(/: 0 frames read, \d+ rejected/);
  });

  test('a wire that rests low is told, a chip that goes makes the keypad lost, and it comes back', async () => {
    await keypad?.stop();
    control(`pull ${CHIP} ${D1} 0`);
    await keypad?.start();
    expect(() => keypad?.describe()).toThrow(/^D1 was active at rest/);
    control(`pull ${CHIP} ${D1} 1`);
    removeChip(CHIP);
    await until('lost', () => changes.some(({ status }) => status === 'lost'));
    makeChip(CHIP, 8);
    for (const line of [D0, D1]) control(`pull ${CHIP} ${line} 1`);
    await until('back', () => changes.some(({ status }) => status === 'back'));
    await until('a key', async () => {
      send(bitsOf('7'));
      await pause(300);
      return keys.includes('7');
    });
    expect(keys).toEqual(['7']);
  });
});
