import { scanner as scannerSchema, type ScannerConfig } from '../../../config/linux/scanner';
import { findingText } from '../../../hal/findings';
import { makeScanner } from '../../../hal/linux/scanners/make-scanner';
import { FakeSocket } from '../../../scripts/emulators/fake-port';
import { GrowScanner, type GrowOptions } from '../../../scripts/emulators/grow-scanner';
import { Random } from '../../../scripts/emulators/random';
import { ScannerFaults } from '../../../scripts/emulators/scanner-faults';
import { bench } from './bench';

const CODE = 'LK1-0123456789ABCDEFGHJKMNPQRS';

function rig(changes: Partial<ScannerConfig> = {}, options: Partial<GrowOptions> = {}) {
  const { time, deps, told, changes: news } = bench();
  const faults = new ScannerFaults(new Random(7));
  const module = new GrowScanner({ time, faults, ...options });
  const socket = new FakeSocket(module);
  const config = scannerSchema.parse({ type: 'grow', port: '/dev/serial/by-id/usb-grow', ...changes });
  const noLine = () => Promise.reject(new Error('no line here'));
  const { scanner } = makeScanner(config, noLine, deps, () => socket.open('scanner', config.port));
  const codes: string[] = [];
  scanner.onCode((code) => codes.push(code));
  const start = async (): Promise<void> => {
    const started = scanner.start();
    await time.advance(3_000);
    await started;
  };
  /** A reader looks for a code until it has one. */
  const hold = async (text: string): Promise<boolean> => {
    const read = module.present(text);
    await time.advance(200);
    return read;
  };
  return { time, told, news, faults, module, socket, scanner, codes, start, hold };
}

describe('set-up', () => {
  test('one as it is delivered is set to presentation mode and CR, and saved once', async () => {
    const { module, start, hold, codes, scanner } = rig();
    const before = Uint8Array.from(module.zones);
    await start();
    expect(module.mode).toBe('induction');
    // The other bits, its lights and its buzzer, stay.
    expect((module.zones[0] ?? 0) & 0xfc).toBe((before[0] ?? 0) & 0xfc);
    expect([module.writes, module.saves, module.rejected]).toEqual([2, 1, 0]);
    expect(await hold(CODE)).toBe(true);
    expect(codes).toEqual([CODE]);
    expect(findingText(scanner.describe())).toMatch(
      /^Grow scanner in presentation mode, .*: 1 codes read, 0 unreadable/,
    );
    await scanner.stop();
  });

  test('one that is set up is read only: its flash memory wears', async () => {
    const { module, start, scanner } = rig();
    await start();
    await scanner.stop();
    module.powerCycle();
    const { writes, saves } = module;
    await start();
    expect([module.writes, module.saves]).toEqual([writes, saves]);
    expect(scanner.port.presence()).toEqual({ state: 'open' });
    await scanner.stop();
  });

  test('with `ending: idle` its tail is left alone', async () => {
    const { module, start, hold, codes, scanner } = rig({ ending: 'idle' });
    await start();
    expect(module.zones[0x60]).toBe(0x60);
    await hold(CODE);
    expect(codes).toEqual([CODE]);
    await scanner.stop();
  });

  test('one that does not answer is lost, with what to look at, and tried again', async () => {
    const { faults, start, time, told, news, scanner, socket } = rig();
    faults.next('lost-reply');
    await start();
    expect(faults.fired['lost-reply']).toBe(1);
    expect(news[0]?.detail).toMatch(/does not answer: is it a Grow .* baudRate .*type: generic/);
    await time.advance(3_000);
    expect(told()).toEqual(['scanner lost', 'scanner back']);
    expect(socket.opened).toBe(2);
    await scanner.stop();
  });

  test.each(['lost-reply', 'wrong-checksum'] as const)('%s in the middle of it: begun anew', async (fault) => {
    const { faults, module, start, time, told, scanner } = rig();
    const started = scanner.start();
    await time.advance(60);
    faults.next(fault);
    await time.advance(5_000);
    await started;
    expect(faults.fired[fault]).toBe(1);
    expect(told()).toEqual(['scanner lost', 'scanner back']);
    expect(module.mode).toBe('induction');
    await start();
    await scanner.stop();
  });
});

describe('in-band replies', () => {
  test.each(['glued-reply', 'split-reply'] as const)('%s: the code is what was scanned', async (fault) => {
    const { faults, module, start, time, codes, scanner } = rig({ mode: 'trigger' });
    await start();
    faults.next(fault);
    scanner.wake?.();
    // The reply to the trigger and the code meet on the line.
    await time.advance(12);
    expect(module.present(CODE)).toBe(true);
    await time.advance(300);
    expect(faults.fired[fault]).toBe(1);
    expect(codes).toEqual([CODE]);
    await scanner.stop();
  });
});

describe('heartbeat', () => {
  test('every 10 s; one that is missed is nothing', async () => {
    const { module, faults, start, time, told, scanner } = rig();
    await start();
    const before = module.heartbeats;
    faults.next('lost-reply');
    await time.advance(60_000);
    expect(faults.fired['lost-reply']).toBe(1);
    expect(module.heartbeats - before).toBeGreaterThanOrEqual(5);
    expect(module.heartbeats - before).toBeLessThanOrEqual(6);
    expect(told()).toEqual([]);
    await scanner.stop();
    const last = module.heartbeats;
    await time.advance(60_000);
    expect(module.heartbeats).toBe(last);
  });

  test('a line that hangs is noticed within 25 s, and opened again until it answers', async () => {
    const { module, faults, start, hold, time, told, news, codes, scanner } = rig();
    await start();
    faults.next('hung');
    expect(await hold(CODE)).toBe(false);
    expect(faults.fired.hung).toBe(1);
    await time.advance(25_000);
    expect(told()).toEqual(['scanner lost']);
    expect(news[0]?.detail).toMatch(/no answer to 2 heartbeats/);
    module.powerCycle();
    await time.advance(61_000);
    expect(told()).toEqual(['scanner lost', 'scanner back']);
    await hold(CODE);
    expect(codes).toEqual([CODE]);
    await scanner.stop();
  });

  test('unplugged: lost at once', async () => {
    const { socket, start, told, scanner } = rig();
    await start();
    socket.unplug();
    expect(told()).toEqual(['scanner lost']);
    await scanner.stop();
  });
});

describe('on demand', () => {
  test('reads after a wish, for its time and by its own limit, and no longer', async () => {
    const { module, start, time, hold, codes, scanner } = rig(
      { mode: 'trigger', triggerSeconds: 4 },
      { readMs: 60_000 },
    );
    await start();
    expect(module.mode).toBe('command');
    expect(module.zones[0x06]).toBe(40);
    expect(await hold(CODE)).toBe(false);
    scanner.wake?.();
    await time.advance(100);
    expect(await hold(CODE)).toBe(true);
    expect(codes).toEqual([CODE]);
    expect(module.reading()).toBe(false);
    scanner.wake?.();
    await time.advance(100);
    expect(module.zones[0x02]).toBe(1);
    await time.advance(4_000);
    // It was told to stop: the emulated one would look for a minute.
    expect(module.zones[0x02]).toBe(0);
    await scanner.stop();
  });
});

test('what is seen twice, split or garbled on the line', async () => {
  const { faults, start, hold, time, codes, scanner } = rig();
  await start();
  faults.next('twice');
  await hold(CODE);
  faults.next('split-code');
  await hold('00340434161094021501');
  faults.next('garbled');
  await hold('4006381333931');
  faults.next('noise');
  await time.advance(2_000);
  await hold('4006381333931');
  await time.advance(2_000);
  await hold('4006381333931');
  expect(faults.fired).toMatchObject({ twice: 1, 'split-code': 1, garbled: 1, noise: 1 });
  // Noise in front of a code costs that code, not the next one.
  expect(codes).toEqual([CODE, '00340434161094021501', '4006381333931']);
  expect(findingText(scanner.describe())).toMatch(/3 codes read, 2 unreadable/);
  await scanner.stop();
});
