import { scanner as scannerSchema } from '../../../config/linux/scanner';
import { makeScanner } from '../../../hal/linux/scanners/make-scanner';
import { FakeSocket } from '../../../scripts/emulators/fake-port';
import { GrowScanner, growCrc } from '../../../scripts/emulators/grow-scanner';
import { HandScanner, type HandScannerOptions } from '../../../scripts/emulators/hand-scanner';
import { Random } from '../../../scripts/emulators/random';
import type { Scanner } from '../../../scripts/emulators/scanner';
import { ScannerFaults, type ScannerFault } from '../../../scripts/emulators/scanner-faults';
import { bench } from '../hal-linux-devices/bench';

/** The drivers of code scanners against emulated ones, which were written apart from them (hardware.md section 5). */

const PORT = '/dev/serial/by-id/usb-scanner';
const CODE = 'LK1-01ARZ3NDEKTSV4RRFFQ69G5FAV';

function rig(make: (faults: ScannerFaults, time: ReturnType<typeof bench>['time']) => Scanner, config: object) {
  const { time, deps, told } = bench();
  const faults = new ScannerFaults(new Random(3));
  const device = make(faults, time);
  const socket = new FakeSocket(device);
  const settings = scannerSchema.parse({ port: PORT, ...config });
  const noLine = (): Promise<never> => Promise.reject(new Error('no line'));
  const { scanner } = makeScanner(settings, noLine, deps, () => socket.open('scanner', PORT));
  const codes: string[] = [];
  scanner.onCode((code) => codes.push(code));
  const start = async (): Promise<void> => {
    const started = scanner.start();
    await time.advance(3_000);
    await started;
  };
  return { time, told, faults, socket, scanner, codes, start };
}

function grow(config: object = {}) {
  let device!: GrowScanner;
  const made = rig((faults, time) => (device = new GrowScanner({ time, faults })), { type: 'grow', ...config });
  return { ...made, device };
}

test('the frames of the maker’s manual', () => {
  expect(growCrc([0x08, 0x01, 0x00, 0x02, 0x01])).toEqual([0x02, 0xda]);
  expect(growCrc([0x09, 0x01, 0x00, 0x00, 0x00])).toEqual([0xde, 0xc8]);
  expect(growCrc([0x0a, 0x01, 0x00, 0x00, 0x00])).toEqual([0x30, 0x1a]);
  expect(growCrc([0x00, 0x01, 0x00])).toEqual([0x33, 0x31]);
});

describe('Grow', () => {
  test('as it leaves the factory it is set up once and for all; the second time nothing is written', async () => {
    const { device, start, scanner, codes, time } = grow();
    expect([device.mode, device.present(CODE)]).toEqual(['manual', false]);
    await start();
    expect(['continuous', 'induction']).toContain(device.mode);
    expect([device.saves, device.rejected]).toEqual([1, 0]);
    const { writes } = device;
    expect(writes).toBeGreaterThan(0);
    expect(device.present(CODE)).toBe(true);
    await time.advance(1_000);
    expect(codes).toEqual([CODE]);
    await scanner.stop();
    device.powerCycle();
    await start();
    expect([device.saves, device.writes]).toEqual([1, writes]);
    await scanner.stop();
  });

  test.each<ScannerFault | null>([null, 'split-reply', 'glued-reply', 'lost-reply', 'wrong-checksum'])(
    'on demand: the answer to the trigger is no part of the code (%s)',
    async (fault) => {
      const { device, start, scanner, codes, time, faults } = grow({ mode: 'trigger' });
      await start();
      expect(device.mode).toBe('command');
      expect(device.present(CODE)).toBe(false);
      if (fault !== null) faults.next(fault);
      scanner.wake?.();
      await time.advance(15);
      expect(device.present(CODE)).toBe(true);
      await time.advance(2_000);
      if (fault !== null) expect(faults.fired[fault]).toBe(1);
      // A broken answer can't be told from data: what is joined to it is no code of ours, and is shown once more.
      if (fault === 'wrong-checksum') expect(codes.filter((code) => code.startsWith('LK1'))).toEqual([]);
      else expect(codes).toEqual([CODE]);
      await scanner.stop();
    },
  );

  test('a reader that hangs is missed within half a minute and is back when it answers again', async () => {
    const { device, start, scanner, told, time, faults, codes } = grow();
    await start();
    faults.next('hung');
    expect(device.present(CODE)).toBe(false);
    await time.advance(30_000);
    expect(told()).toEqual(['scanner lost']);
    device.powerCycle();
    await time.advance(70_000);
    expect(told()).toEqual(['scanner lost', 'scanner back']);
    device.present(CODE);
    await time.advance(1_000);
    expect(codes).toEqual([CODE]);
    await scanner.stop();
  });

  test('one heartbeat that is not answered is nothing', async () => {
    const { device, start, scanner, told, time, faults } = grow();
    await start();
    faults.next('lost-reply');
    await time.advance(60_000);
    expect(faults.fired['lost-reply']).toBe(1);
    expect(device.heartbeats).toBeGreaterThan(4);
    expect(told()).toEqual([]);
    await scanner.stop();
  });
});

describe('scanners that are set up with bar codes', () => {
  const hand = (options: Partial<HandScannerOptions>, config: object) => {
    let device!: HandScanner;
    const made = rig(
      (faults, time) =>
        (device = new HandScanner({ time, faults, maker: 'honeywell', mode: 'presentation', ...options })),
      config,
    );
    return { ...made, device };
  };

  test.each([
    ['honeywell', { prefix: ']Q1', suffix: '\r\n' }, { type: 'honeywell' }],
    ['zebra', { suffix: '\r\n' }, { type: 'zebra' }],
    ['newland', { prefix: ']Q1', suffix: '\r' }, { type: 'newland' }],
    ['without an ending', { suffix: '' }, { ending: 'idle' }],
  ] as const)('%s: prefix and suffix, in presentation mode', async (_, options, config) => {
    const { device, start, scanner, codes, time } = hand(options, config);
    await start();
    expect(device.present(CODE)).toBe(true);
    await time.advance(1_000);
    expect(codes).toEqual([`${'prefix' in options ? options.prefix : ''}${CODE}`]);
    expect(device.unknown).toEqual([]);
    await scanner.stop();
  });

  test('Honeywell on demand: reads after a wish, and is told to stop when nobody shows a code', async () => {
    const { device, start, scanner, codes, time } = hand({ mode: 'trigger' }, { type: 'honeywell', mode: 'trigger' });
    await start();
    expect(device.present(CODE)).toBe(false);
    scanner.wake?.();
    await time.advance(100);
    expect([device.triggers, device.present(CODE)]).toEqual([1, true]);
    await time.advance(3_000);
    expect(codes).toEqual([CODE]);
    scanner.wake?.();
    const { stops } = device;
    await time.advance(10_000);
    expect([device.triggers, device.reading(), device.stops - stops]).toEqual([2, false, 1]);
    await scanner.stop();
  });

  test.each<[ScannerFault, string[]]>([
    ['garbled', []],
    ['twice', [CODE]],
    ['split-code', [CODE]],
    // Bytes of noise before a code can't be told from it.
    ['noise', []],
  ])('%s, and then all is well again', async (fault, first) => {
    const { device, start, scanner, codes, time, faults } = hand({}, { type: 'honeywell' });
    await start();
    faults.next(fault);
    device.present(CODE);
    await time.advance(5_000);
    expect([faults.fired[fault], codes]).toEqual([1, first]);
    device.present(`${CODE.slice(0, -1)}W`);
    await time.advance(1_000);
    expect(codes).toEqual([...first, `${CODE.slice(0, -1)}W`]);
    await scanner.stop();
  });
});
