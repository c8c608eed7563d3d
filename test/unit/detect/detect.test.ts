import { parse } from 'yaml';
import { checkSite } from '../../../config/checks';
import { siteSchema } from '../../../config/schema';
import { siteSection, type PortResult } from '../../../hal/linux/detect/detect';
import { harmless, moves } from '../../../hal/linux/detect/harmless';
import { EMULATED, type Emulated } from '../../../scripts/emulators/make-board';
import { GrowScanner } from '../../../scripts/emulators/grow-scanner';
import { HandScanner } from '../../../scripts/emulators/hand-scanner';
import { Random } from '../../../scripts/emulators/random';
import { ScannerFaults } from '../../../scripts/emulators/scanner-faults';
import { DetectBench } from './bench';

const PORT = '/dev/serial/by-id/usb-rs485';
const OTHER = '/dev/serial/by-id/usb-scanner';
const ADDRESSES: Readonly<Record<Emulated, readonly number[]>> = {
  'kerong-cu': [0, 2],
  cu48: [1],
  ybx: [1, 2],
  winnsen: [1, 30],
};

let bench: DetectBench;
beforeEach(() => (bench = new DetectBench()));
// Whatever was found: no door moved, no board was told what it must never be told.
afterEach(() => {
  for (const { boards } of bench.lines) {
    for (const { unlocks, misuse } of boards) expect([Math.max(...unlocks), misuse]).toEqual([0, []]);
  }
  expect(bench.doors.reduce((sum, { releases }) => sum + releases, 0)).toBe(0);
  // Nor would any other board have taken it for that: all that went over each port, in one piece.
  for (const port of new Set(bench.written.map((one) => one.port))) {
    const all = bench.written.filter((one) => one.port === port).map(({ bytes }) => bytes);
    expect(moves(Buffer.concat(all))).toBeNull();
  }
});

/** The section in a site file of its own. */
function loaded(text: string) {
  const { hal } = parse(text) as { hal: { doors?: object } };
  const ids = Object.keys(hal.doors ?? {});
  const doors = ids.length > 0 ? hal.doors : { A1: { lock: { bcm: 17 }, contact: { bcm: 27 } } };
  const compartments = Object.keys(doors ?? {}).map((id, at) => ({ id, number: at + 1, size: 'S' }));
  const site = siteSchema.parse({
    locker: { id: 'T', zone: 'Europe/Berlin' },
    hal: { ...hal, doors },
    compartments,
  });
  expect(checkSite(site)).toEqual([]);
  if (site.hal.driver !== 'linux') throw new Error('not this driver');
  return site.hal;
}
const found = (results: readonly PortResult[]) => results[0]?.boards ?? null;

describe.each(EMULATED)('%s', (kind) => {
  const addresses = ADDRESSES[kind];

  test.each([9_600, 19_200])(
    'boards at %i baud are found with their addresses; the site file takes the section',
    async (baudRate) => {
      bench.boards(PORT, kind, { addresses, baudRate });
      const results = await bench.detect([PORT]);
      expect(found(results)).toMatchObject({ protocol: kind, baudRate });
      expect(found(results)?.boards.map(({ address }) => address)).toEqual(addresses);
      expect(bench.tookMs).toBeLessThanOrEqual(bench.longestMs);
      const { lockBoards } = loaded(siteSection(results));
      expect(lockBoards['b1']).toMatchObject({ port: PORT, protocol: kind, baudRate });
      expect(lockBoards['b1']?.boards.map(({ address }) => address)).toEqual(addresses);
    },
  );

  test('behind an adapter that echoes, in pieces, on a line that loses and spoils every tenth answer', async () => {
    bench.boards(PORT, kind, { addresses: addresses.slice(0, 1), baudRate: 9_600, echoes: true, pieces: 3 });
    bench.faults.set({ 'lost-reply': 0.05, garbled: 0.05, noise: 0.1 });
    const results = await bench.detect([PORT], { thorough: true });
    expect(found(results)).toMatchObject({ protocol: kind, baudRate: 9_600 });
    expect(bench.faults.fired.noise).toBeGreaterThan(0);
  });

  test.each(['active', 'inactive'] as const)('with --doors: which level means shut, here %s', async (closedWhen) => {
    // Where the protocol leaves it open; the others have one of the two.
    const closedIs = closedWhen === 'active' ? 0x11 : 0x00;
    bench.boards(PORT, kind, { addresses: addresses.slice(0, 1), baudRate: 9_600, closedIs });
    const expected = kind === 'winnsen' ? 'inactive' : kind === 'ybx' ? closedWhen : 'active';
    const say = (text: string): void => {
      bench.said.push(text);
      const hand = /open one/.test(text) ? 'open' : /close it/.test(text) ? 'close' : null;
      if (hand !== null) bench.time.after(3_000, () => bench.doors[4]?.hand(hand));
    };
    const results = await bench.detect([PORT], { doors: true, say });
    expect(found(results)?.measured).toEqual({ closedWhen: expected, address: addresses[0], channel: 5 });
    expect(bench.said.filter((text) => /channel 5 of board \d+ moved/.test(text))).toHaveLength(1);
    expect(loaded(siteSection(results)).lockBoards['b1']?.closedWhen).toBe(expected);
  });
});

test('an address switch far up, a speed nobody uses: found only when everything is asked, and in the time told', async () => {
  bench.boards(PORT, 'cu48', { addresses: [90], baudRate: 57_600 });
  expect(found(await bench.detect([PORT]))).toBeNull();
  const quick = bench.longestMs;
  expect(bench.tookMs).toBeLessThanOrEqual(quick);
  expect(found(await bench.detect([PORT], { thorough: true }))).toMatchObject({
    baudRate: 57_600,
    boards: [{ address: 90 }],
  });
  expect(bench.longestMs).toBeGreaterThan(5 * quick);
  expect(bench.tookMs).toBeLessThanOrEqual(bench.longestMs);
});

test('nobody moves a door: the level is a guess, and says so', async () => {
  bench.boards(PORT, 'ybx', { addresses: [1], baudRate: 9_600, closedIs: 0x00 });
  const results = await bench.detect([PORT], { doors: true });
  expect(found(results)?.measured).toBeNull();
  const text = siteSection(results);
  expect(text).toMatch(/closedWhen: inactive # a guess/);
  expect(loaded(text).lockBoards['b1']?.closedWhen).toBe('inactive');
});

test('a contact that only flickers is not taken for a door', async () => {
  bench.boards(PORT, 'kerong-cu', { addresses: [0], baudRate: 19_200 });
  const say = (text: string): void => {
    if (!/open one/.test(text)) return;
    for (let at = 1_000; at < 5_000; at += 53) {
      bench.time.after(at, () => bench.doors[0]?.hand('open'));
      bench.time.after(at + 15, () => bench.doors[0]?.hand('close'));
    }
  };
  expect(found(await bench.detect([PORT], { doors: true, say }))?.measured).toBeNull();
});

describe('scanners', () => {
  const faults = () => new ScannerFaults(new Random(1));
  const hand = (maker: 'honeywell' | 'zebra' | 'newland', options = {}) =>
    new HandScanner({ time: bench.time, faults: faults(), maker, mode: 'presentation' as const, ...options });

  test('Grow, Honeywell and Newland say who they are, and nothing is set', async () => {
    const grow = new GrowScanner({ time: bench.time, faults: faults() });
    const honeywell = hand('honeywell', { baudRate: 115_200 });
    bench.plug('/dev/g', grow, 9_600);
    bench.plug('/dev/h', honeywell, 115_200);
    bench.plug('/dev/n', hand('newland'), 9_600);
    const results = await bench.detect(['/dev/g', '/dev/h', '/dev/n']);
    expect(results.map(({ scanner }) => scanner)).toMatchObject([
      { type: 'grow', baudRate: 9_600 },
      { type: 'honeywell', baudRate: 115_200 },
      { type: 'newland', baudRate: 9_600 },
    ]);
    expect([grow.writes, grow.saves, honeywell.triggers, honeywell.queries]).toEqual([0, 0, 0, 1]);
    expect(loaded(siteSection(results)).scanner).toMatchObject({ type: 'grow', port: '/dev/g' });
    expect(siteSection(results)).toContain('# another one: scanner: { type: honeywell');
  });

  test('one that answers nothing is found by a code that somebody scans; nothing of it is told', async () => {
    const zebra = hand('zebra', { baudRate: 19_200, suffix: '' });
    bench.plug(OTHER, zebra, 19_200);
    const say = (text: string): void => {
      bench.said.push(text);
      if (/scan any/.test(text)) bench.time.after(2_000, () => expect(zebra.present('LK1-SECRET482913')).toBe(true));
    };
    const results = await bench.detect([OTHER], { scan: true, say });
    expect(results[0]?.scanner).toEqual({ type: 'generic', baudRate: 19_200, ending: 'idle' });
    expect(bench.said.filter((text) => /another speed/.test(text))).toHaveLength(2);
    expect(bench.said.join() + JSON.stringify(results)).not.toContain('482913');
    expect(loaded(siteSection(results)).scanner).toMatchObject({ type: 'generic', ending: 'idle', baudRate: 19_200 });
  });

  test('nobody scans: asked once, and that was it', async () => {
    bench.plug(OTHER, hand('zebra'), 9_600);
    expect((await bench.detect([OTHER], { scan: true }))[0]).toMatchObject({ scanner: null, boards: null });
    expect(bench.said.filter((text) => /scan any/.test(text))).toHaveLength(1);
  });
});

test('ports that are taken, gone or silent are told of, and the others are asked all the same', async () => {
  bench.boards(PORT, 'kerong-cu', { addresses: [0], baudRate: 19_200 });
  bench.boards('/dev/silent', 'kerong-cu', { addresses: [], baudRate: 19_200 });
  bench.take('/dev/taken');
  const results = await bench.detect(['/dev/taken', '/dev/gone', '/dev/silent', PORT]);
  const text = siteSection(results);
  expect(text).toContain('# /dev/taken: in use by another program, left alone\n');
  expect(text).toContain('# /dev/gone: /dev/gone is not there\n');
  expect(text).toContain('# /dev/silent: nothing that answers\n');
  expect(loaded(text).lockBoards['b1']?.port).toBe(PORT);
});

test('two lines and a scanner: one section, doors named by board and channel', async () => {
  bench.boards(PORT, 'winnsen', { addresses: [1, 2], baudRate: 9_600, channels: 3 });
  bench.boards('/dev/second: line', 'ybx', { addresses: [1], baudRate: 9_600 });
  const { doors, lockBoards } = loaded(siteSection(await bench.detect([PORT, '/dev/second: line'])));
  expect(lockBoards['b2']?.port).toBe('/dev/second: line');
  expect(Object.keys(doors).slice(0, 7)).toEqual(['A1', 'A2', 'A3', 'B1', 'B2', 'B3', 'C1']);
  expect(doors['B3']).toMatchObject({ board: { bus: 'b1', address: 2, channel: 3 } });
  expect(doors['C24']).toMatchObject({ board: { bus: 'b2', address: 1, channel: 24 } });
});

test('a question that a board could take for more is refused, also where two of them meet', async () => {
  const sent: string[] = [];
  const port = harmless({
    onData: () => () => undefined,
    onLost: () => () => undefined,
    close: () => Promise.resolve(),
    write: async (bytes) => void sent.push(Buffer.from(bytes).toString('hex')),
  });
  await expect(port.write(Buffer.from('0200310336', 'hex'))).rejects.toThrow('kerong-cu: unlock');
  await port.write(Buffer.from('02003003350200', 'hex'));
  await expect(port.write(Buffer.from('330338', 'hex'))).rejects.toThrow('kerong-cu: other');
  await expect(port.write(Buffer.from('8a0101119b', 'hex'))).rejects.toThrow('ybx: unlock');
  expect(sent).toEqual(['02003003350200']);
});

test('stopped in the middle: nothing more is asked', async () => {
  bench.boards(PORT, 'ybx', { addresses: [9], baudRate: 9_600 });
  const end = new AbortController();
  bench.time.after(2_000, () => end.abort());
  await bench.detect([PORT, OTHER], { signal: end.signal });
  expect(bench.tookMs).toBeLessThan(4_000);
  expect(bench.written.every(({ port }) => port === PORT)).toBe(true);
});

test('stopped while a code is awaited: it ends at once', async () => {
  bench.boards(OTHER, 'kerong-cu', { addresses: [], baudRate: 19_200 });
  const end = new AbortController();
  let endedAt = Infinity;
  const say = (text: string): void => {
    if (!/scan any/.test(text)) return;
    bench.time.after(1_000, () => {
      endedAt = bench.time.monotonic();
      end.abort();
    });
  };
  await bench.detect([OTHER], { scan: true, say, signal: end.signal });
  expect(bench.time.monotonic() - endedAt).toBeLessThan(50);
});
