import * as fc from 'fast-check';
import { keypad as keypadSchema } from '../../../config/linux/keypad';
import type { LineConfig } from '../../../config/linux/line';
import { HalError } from '../../../hal/errors';
import { findingText } from '../../../hal/findings';
import { makeKeypad } from '../../../hal/linux/keypads/make-keypad';
import {
  addBit,
  decodeFrame,
  noBits,
  settleBits,
  type WiegandBit,
  type WiegandFormat,
  type WiegandFrame,
} from '../../../hal/linux/keypads/wiegand';
import type { Pulse, PulseLines } from '../../../hal/linux/lines';
import { Signal } from '../../../hal/signal';
import { bench } from './bench';

const KEYS = '0123456789*#';
const BIT_MS = 1.5;
const rules = (format: WiegandFormat) => ({ format, digits: 6 });

/** As a keypad sends them. */
function bitsOf(format: 4 | 8, key: string): number[] {
  const value = KEYS.indexOf(key);
  const nibble = (n: number): number[] => [8, 4, 2, 1].map((bit) => (n & bit ? 1 : 0));
  return format === 4 ? nibble(value) : [...nibble(~value & 0xf), ...nibble(value)];
}

function bitsOf26(value: number): number[] {
  const bits = Array.from({ length: 24 }, (_, at) => (value >> (23 - at)) & 1);
  const ones = (some: readonly number[]): number => some.filter((bit) => bit === 1).length;
  return [ones(bits.slice(0, 12)) % 2, ...bits, 1 - (ones(bits.slice(12)) % 2)];
}

const timed = (values: readonly number[], from = 0, apart = BIT_MS): WiegandBit[] =>
  values.map((value, at) => ({ value: value === 1 ? 1 : 0, at: from + at * apart }));

const keysIn = (frames: readonly WiegandFrame[]): string =>
  frames.flatMap((frame) => (frame.kind === 'keys' ? frame.keys : [])).join('');

/** Everything at once, in the order in which it reached us. */
function judge(bits: readonly WiegandBit[], format: WiegandFormat): WiegandFrame[] {
  return settleBits(bits.reduce(addBit, noBits), rules(format)).frames;
}

const anyKey = fc.constantFrom(...KEYS);
const small = fc.constantFrom<4 | 8>(4, 8);
const frame = fc.oneof(
  fc.record({ format: small, key: anyKey }).map(({ format, key }) => ({ format, bits: bitsOf(format, key) })),
  fc.nat(999_999).map((value) => ({ format: 26 as const, bits: bitsOf26(value) })),
);

describe('the codec', () => {
  test.each([4, 8] as const)('every key of %i bits', (format) => {
    for (const key of KEYS) expect(keysIn(judge(timed(bitsOf(format, key)), format))).toBe(key);
  });

  test('known frames: 5 is 0101, in eight bits 1010 0101; # is 1011', () => {
    expect(keysIn(judge(timed([0, 1, 0, 1]), 4))).toBe('5');
    expect(keysIn(judge(timed([1, 0, 1, 0, 0, 1, 0, 1]), 8))).toBe('5');
    expect(keysIn(judge(timed([1, 0, 1, 1]), 4))).toBe('#');
    // 12 to 15 are no key of a keypad with twelve.
    expect(judge(timed([1, 1, 1, 0]), 4)).toEqual([{ kind: 'rejected' }]);
  });

  test('26 bits are digits, filled up in front, and #', () => {
    expect(keysIn(judge(timed(bitsOf26(123_456)), 26))).toBe('123456#');
    expect(keysIn(judge(timed(bitsOf26(42)), 26))).toBe('000042#');
    // More digits than any code has: a card.
    expect(judge(timed(bitsOf26(0xffffff)), 26)).toEqual([{ kind: 'rejected' }]);
  });

  test('a card at a keypad that sends single keys is no key', () => {
    expect(judge(timed(bitsOf26(123_456)), 4)).toEqual([{ kind: 'card' }]);
    expect(judge(timed(bitsOf26(123_456)), 8)).toEqual([{ kind: 'card' }]);
  });

  test('a pause ends a frame, two keys in a row are two', () => {
    expect(keysIn(judge([...timed(bitsOf(4, '1')), ...timed(bitsOf(4, '2'), 40)], 4))).toBe('12');
    expect(keysIn(judge([...timed(bitsOf(4, '1')), ...timed(bitsOf(4, '2'), 20)], 4))).toBe('');
  });

  test('a frame that lost a bit, any one, yields no key', () => {
    fc.assert(
      fc.property(frame, fc.nat(25), ({ format, bits }, at) => {
        const lost = timed(bits).filter((_, index) => index !== at % bits.length);
        expect(judge(lost, format)).toEqual([{ kind: 'rejected' }]);
      }),
    );
  });

  test('a frame with one bit too many, anywhere, yields no key', () => {
    fc.assert(
      fc.property(frame, fc.nat(26), fc.constantFrom(0, 1), ({ format, bits }, at, value) => {
        expect(judge(timed(bits.toSpliced(at % (bits.length + 1), 0, value)), format)).toEqual([{ kind: 'rejected' }]);
      }),
    );
  });

  test('a bit that changed is noticed in frames of 8 and 26', () => {
    fc.assert(
      fc.property(frame, fc.nat(25), ({ format, bits }, at) => {
        fc.pre(format !== 4);
        const changed = bits.map((bit, index) => (index === at % bits.length ? 1 - bit : bit));
        expect(judge(timed(changed), format)).toEqual([{ kind: 'rejected' }]);
      }),
    );
  });

  test('the order in which the wires are read makes no difference', () => {
    fc.assert(
      fc.property(
        fc.array(anyKey, { minLength: 1, maxLength: 6 }),
        small,
        fc.func(fc.nat()),
        (keys, format, weight) => {
          const sent = keys.flatMap((key, at) => timed(bitsOf(format, key), at * 90));
          const shuffled = sent.toSorted((a, b) => weight(a) - weight(b) || b.at - a.at);
          expect(keysIn(judge(shuffled, format))).toBe(keys.join(''));
        },
      ),
    );
  });

  test('pulses at the same moment are crosstalk', () => {
    expect(decodeFrame(timed([0, 1, 0, 1], 0, 0.02), rules(4))).toEqual({ kind: 'rejected' });
  });

  test('any edges in: no throw; keys only from frames of the right length', () => {
    const edges = fc.array(fc.record({ value: fc.constantFrom<0 | 1>(0, 1), at: fc.double({ min: 0, max: 2_000 }) }), {
      maxLength: 400,
    });
    const format = fc.constantFrom<WiegandFormat>(4, 8, 26);
    fc.assert(
      fc.property(
        edges.map((all) => all.filter(({ at }) => !Number.isNaN(at))),
        format,
        (all, which) => {
          const frames = judge(all, which);
          const keys = frames.filter(({ kind }) => kind === 'keys').length;
          expect(keys * which).toBeLessThanOrEqual(all.length);
          if (all.length > 256) expect(keysIn(frames)).toBe('');
        },
      ),
    );
  });

  test('bits that come when their frame is judged already are no frame of their own', () => {
    const bits = timed(bitsOf(4, '5'));
    const early = bits.slice(0, 2).reduce(addBit, noBits);
    const first = settleBits(early, rules(4));
    expect(first.frames).toEqual([{ kind: 'rejected' }]);
    // Four of them, in order: of the same moments.
    const late = timed(bitsOf(4, '7'), 1).reduce(addBit, first.state);
    expect(settleBits(late, rules(4)).frames).toEqual([{ kind: 'rejected' }]);
  });
});

describe('the keypad', () => {
  class Wires implements PulseLines {
    readonly name = 'bcm 5 and bcm 6';
    active = [false, false];
    readonly pulses = new Signal<Pulse>();
    readonly onPulse = this.pulses.listen;
    readonly lost = new Signal<string>();
    readonly onLost = this.lost.listen;
    works = true;
    closed = 0;
    async close(): Promise<void> {
      this.closed += 1;
    }
  }

  async function rig(format: WiegandFormat = 8) {
    const { time, deps, told, changes } = bench();
    const wires = new Wires();
    const wire = (bcm: number) => ({ bcm, activeLow: true });
    const config = keypadSchema.parse({ type: 'wiegand', d0: wire(5), d1: wire(6), format });
    const none = () => Promise.reject(new Error('no such line'));
    const pulses = async (lines: readonly LineConfig[]): Promise<PulseLines> => {
      expect(lines.map(({ bcm }) => bcm)).toEqual([5, 6]);
      if (!wires.works) throw new HalError('lost', wires.name, 'gpiomon is not there');
      return wires;
    };
    const keypad = makeKeypad(config, { input: none, bank: none, pulses }, deps);
    const keys: string[] = [];
    keypad.onKey((key) => keys.push(key));
    await keypad.start();
    const emit = (bits: readonly WiegandBit[]): void => {
      for (const { value, at } of bits) wires.pulses.emit({ line: value, at });
    };
    const send = (bits: readonly number[]): void => emit(timed(bits, time.monotonic()));
    return { time, told, changes, wires, keypad, keys, send, emit };
  }

  test('tells keys as they are typed', async () => {
    const { time, keypad, keys, send } = await rig();
    for (const key of '123456#') {
      send(bitsOf(8, key));
      await time.advance(120);
    }
    expect(keys.join('')).toBe('123456#');
    expect(findingText(keypad.describe())).toBe(
      'Wiegand of 8 bits on bcm 5 and bcm 6: 7 frames read, 0 rejected, 0 from a card',
    );
    await keypad.stop();
  });

  test('this program was busy: what waited to be read still makes its frames', async () => {
    const { time, keypad, keys, emit } = await rig();
    const bits = timed(bitsOf(8, '4'), time.monotonic());
    emit(bits.slice(0, 3));
    // The loop stood still for 400 ms: the timer is due long since and runs before the rest is read.
    time.setOffsets({ wall: 0, monotonic: 400, trusted: true });
    await time.advance(0);
    emit(bits.slice(3));
    await time.advance(100);
    expect(keys).toEqual(['4']);
    await keypad.stop();
  });

  test('says what to look at', async () => {
    const { time, keypad, keys, send, wires } = await rig(4);
    send(bitsOf(8, '4'));
    await time.advance(100);
    expect(keys).toEqual([]);
    expect(findingText(keypad.describe())).toMatch(/1 rejected.*is format what the keypad is set to/);
    wires.active = [false, true];
    expect(() => keypad.describe()).toThrow(
      /^D1 was active at rest when bcm 5 and bcm 6 were opened: .*pull-up.*activeLow/,
    );
    await keypad.stop();
  });

  test('a wire that goes makes the keypad lost; half a frame of before is forgotten', async () => {
    const { time, told, changes, wires, keypad, keys, send } = await rig(4);
    send([0, 1]);
    wires.works = false;
    wires.lost.emit('gpiomon has ended');
    await time.advance(100);
    expect(told()).toEqual(['keypad lost']);
    expect(changes[0]?.detail).toBe('gpiomon has ended');
    expect(wires.closed).toBe(1);
    wires.works = true;
    await time.advance(5_000);
    expect(told()).toEqual(['keypad lost', 'keypad back']);
    keys.length = 0;
    send([0, 1]);
    await time.advance(100);
    expect(keys).toEqual([]);
    await keypad.stop();
  });
});
