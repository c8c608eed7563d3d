import * as fc from 'fast-check';
import { scanner as scannerSchema, type ScannerConfig } from '../../../config/linux/scanner';
import { makeScanner } from '../../../hal/linux/scanners/make-scanner';
import {
  restingTrigger,
  triggerDue,
  triggerStep,
  type TriggerInput,
  type TriggerState,
} from '../../../hal/linux/scanners/trigger';
import { FakeSocket } from '../../../scripts/emulators/fake-port';
import { HandScanner } from '../../../scripts/emulators/hand-scanner';
import { Random } from '../../../scripts/emulators/random';
import { ScannerFaults } from '../../../scripts/emulators/scanner-faults';
import vectors from '../../vectors/scanners.json';
import { bench, FakeInput } from './bench';

const CODE = 'LK1-0123456789ABCDEFGHJKMNPQRS';
const ON_MS = 5_000;

async function rig(changes: Record<string, unknown> = {}, somebody = false) {
  const { time, deps, told } = bench();
  const faults = new ScannerFaults(new Random(3));
  const hand = new HandScanner({ time, faults, maker: 'honeywell', mode: 'trigger', readMs: 60_000, prefix: ']Q1' });
  const socket = new FakeSocket(hand);
  const config = scannerSchema.parse({ type: 'honeywell', port: '/dev/serial/by-id/x', mode: 'trigger', ...changes });
  const sensor = new FakeInput();
  if (somebody) sensor.move(true);
  const { scanner, presence } = makeScanner(
    config,
    async () => sensor,
    deps,
    () => socket.open('scanner', config.port),
  );
  const codes: string[] = [];
  scanner.onCode((code) => codes.push(code));
  // All devices of a locker begin at once.
  await Promise.all([scanner.start(), presence?.start()]);
  const hold = async (text: string): Promise<boolean> => {
    const read = hand.present(text);
    await time.advance(100);
    return read;
  };
  return { time, told, hand, socket, scanner, presence, sensor, codes, hold };
}

describe('a Honeywell scanner that reads on demand', () => {
  test('is dark until somebody presses a key, reads one code, and is dark again', async () => {
    const { time, hand, scanner, codes, hold } = await rig();
    expect(await hold(CODE)).toBe(false);
    scanner.wake?.();
    await time.advance(20);
    expect(await hold(CODE)).toBe(true);
    // The AIM prefix is handed on as it came.
    expect(codes).toEqual([`]Q1${CODE}`]);
    expect(await hold('4006381333931')).toBe(false);
    expect([hand.triggers, hand.stops, hand.unknown]).toEqual([1, 1, []]);
    await scanner.stop();
  });

  test('is dark again when nothing comes', async () => {
    const { time, hand, scanner, hold } = await rig();
    scanner.wake?.();
    await time.advance(ON_MS + 20);
    expect(hand.stops).toBe(1);
    expect(await hold(CODE)).toBe(false);
    await scanner.stop();
  });

  test('ten digits are one or two triggers, not ten', async () => {
    const { time, hand, scanner } = await rig();
    for (let key = 0; key < 10; key += 1) {
      scanner.wake?.();
      await time.advance(150);
    }
    expect(hand.triggers).toBe(2);
    await time.advance(20_000);
    expect(hand.stops).toBe(1);
    await scanner.stop();
  });

  test('the same code once more, or one that is none: it looks again', async () => {
    const { time, hand, scanner, codes, hold } = await rig();
    scanner.wake?.();
    await time.advance(20);
    await hold(CODE);
    scanner.wake?.();
    await time.advance(20);
    expect(await hold(CODE)).toBe(true);
    expect(hand.reading()).toBe(false);
    await time.advance(600);
    expect(await hold('4006381333931')).toBe(true);
    expect(codes).toEqual([`]Q1${CODE}`, ']Q14006381333931']);
    await scanner.stop();
  });

  test('with a presence sensor it reads as long as somebody is there', async () => {
    const { time, hand, sensor, scanner, presence, codes, hold } = await rig({ presence: { bcm: 27 } });
    expect(await presence?.describe()).toEqual({ code: 'presence', somebody: false, line: 'GPIO 6' });
    sensor.move(true);
    for (const label of ['4006381333931', '4006381333948', '4006381333955']) {
      await time.advance(12_000);
      expect(await hold(label)).toBe(true);
      // For a moment it is dark: what was just read is still held there.
      expect(hand.reading()).toBe(false);
    }
    expect(codes).toHaveLength(3);
    await time.advance(2_000);
    expect(hand.reading()).toBe(true);
    sensor.move(false);
    await time.advance(ON_MS + 20);
    expect(hand.reading()).toBe(false);
    await scanner.stop();
    await presence?.stop();
  });

  test('somebody is there when it starts: it reads at once', async () => {
    const { time, hand, scanner, presence } = await rig({ presence: { bcm: 27 } }, true);
    await time.advance(100);
    expect(hand.reading()).toBe(true);
    await scanner.stop();
    await presence?.stop();
  });

  test('plugged in again while somebody is there, it reads; with nobody there it does not', async () => {
    const { time, told, hand, sensor, socket, scanner, presence } = await rig({ presence: { bcm: 27 } });
    socket.unplug();
    await time.advance(100);
    sensor.move(true);
    await time.advance(20_000);
    socket.plug();
    await time.advance(61_000);
    expect(told()).toEqual(['scanner lost', 'scanner back']);
    expect(hand.reading()).toBe(true);
    sensor.move(false);
    await time.advance(10_000);
    const { triggers } = hand;
    socket.unplug();
    await time.advance(100);
    socket.plug();
    await time.advance(61_000);
    expect(hand.triggers).toBe(triggers);
    await scanner.stop();
    await presence?.stop();
  });

  test('stopped, it sends nothing any more', async () => {
    const { time, hand, scanner } = await rig();
    await scanner.stop();
    scanner.wake?.();
    await time.advance(20_000);
    expect(hand.triggers).toBe(0);
  });
});

test('a Newland scanner is told with its own command, and its reply is no code', async () => {
  const { time, deps } = bench();
  const sent: string[] = [];
  const listeners: ((bytes: Buffer) => void)[] = [];
  const open = async () => ({
    onData: (listener: (bytes: Buffer) => void) => (listeners.push(listener), () => undefined),
    onLost: () => () => undefined,
    write: async (bytes: Uint8Array) => void sent.push(Buffer.from(bytes).toString('hex')),
    close: async () => undefined,
  });
  const config = scannerSchema.parse({ type: 'newland', port: '/dev/x', mode: 'trigger' });
  const { scanner } = makeScanner(config, () => Promise.reject(new Error('none')), deps, open);
  const codes: string[] = [];
  scanner.onCode((code) => codes.push(code));
  await scanner.start();
  scanner.wake?.();
  await time.advance(10);
  expect(sent).toEqual([vectors.newland.start.replace(/ /g, '').toLowerCase()]);
  const reply = Buffer.from(vectors.newland.replies.done.replace(/ /g, ''), 'hex');
  for (const listener of listeners) listener(Buffer.concat([reply, Buffer.from(`${CODE}\r`)]));
  expect(codes).toEqual([CODE]);
  await scanner.stop();
});

test.each(['generic', 'zebra', 'grow', 'honeywell', 'newland'] as const)(
  '%s in presentation mode takes no wishes and is sent no trigger',
  async (type) => {
    const { deps } = bench();
    const config: ScannerConfig = scannerSchema.parse({ type, port: '/dev/x' });
    const { scanner } = makeScanner(config, () => Promise.reject(new Error('none')), deps);
    expect(scanner.wake).toBeUndefined();
  },
);

describe('the machine behind it', () => {
  const input: fc.Arbitrary<TriggerInput> = fc.oneof(
    fc.constantFrom<TriggerInput>({ type: 'wish' }, { type: 'code' }, { type: 'miss' }, { type: 'opened' }),
    fc.boolean().map((present): TriggerInput => ({ type: 'presence', present })),
  );

  test('whatever happens: it reads only after a wish or while somebody is there, and never for longer', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(8_000), input), { maxLength: 40 }), (inputs) => {
        let state: TriggerState = restingTrigger;
        let now = 0;
        let wished = -Infinity;
        let started = false;
        const step = (one: TriggerInput): void => {
          if (one.type === 'wish' || state.present) wished = now;
          const { state: next, send } = triggerStep(state, one, now, ON_MS);
          if (send === 'start') {
            started = true;
            expect(next.reading).not.toBeNull();
            expect(next.present || now - wished <= ON_MS).toBe(true);
          }
          if (send === 'stop') {
            expect(next.reading).toBeNull();
            expect(started).toBe(true);
          }
          state = next;
          if (state.reading !== null) expect(state.reading.until - now).toBeLessThanOrEqual(ON_MS);
        };
        const pass = (until: number): void => {
          for (let due = triggerDue(state); due !== null && due <= until; due = triggerDue(state)) {
            now = Math.max(now, due);
            const before = state;
            step({ type: 'tick' });
            // A due tick always moves it on.
            expect(state).not.toBe(before);
          }
          now = until;
        };
        for (const [gap, one] of inputs) {
          pass(now + gap);
          step(one);
        }
        step({ type: 'presence', present: false });
        pass(now + 2 * ON_MS);
        expect(state.reading).toBeNull();
        expect(triggerDue(state)).toBeNull();
      }),
    );
  });
});
