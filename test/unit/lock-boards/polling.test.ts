import type { DoorReading } from '../../../hal/ports';
import { lockBoardBench, UNLOCK, type BenchOptions, type LockBoardBench } from './bench';

/** Doors are looked at without standing in the way of an unlock, and a board that is dead takes nothing from the others. */

/** A locker of 48 on one line at 9600 baud; the longest exchange of such boards, ms. */
const LOCKERS: readonly (readonly [string, BenchOptions, number])[] = [
  ['8A, two boards of 24', { kind: 'ybx', boards: [24, 24] }, 30],
  ['8A, six boards of 8', { kind: 'ybx', boards: [8, 8, 8, 8, 8, 8] }, 30],
  ['Kerong, three boards of 16, at 9600', { kind: 'kerong-cu', boards: [16, 16, 16], baudRate: 9_600 }, 30],
  ['CU48, one board, at 9600', { kind: 'cu48', boards: [48], baudRate: 9_600 }, 35],
  ['Winnsen, two boards of 24', { kind: 'winnsen', boards: [24, 24] }, 30],
];

async function started(options: BenchOptions): Promise<LockBoardBench> {
  const bench = await lockBoardBench(options);
  await bench.start();
  await bench.time.advance(5_000);
  return bench;
}

/** When each door was first told to be open, monotonic ms. */
function noticed({ hal, time }: LockBoardBench): Map<string, number> {
  const at = new Map<string, number>();
  for (const [id, contact] of hal.contacts) {
    contact.onChange((reading: DoorReading) => {
      if (reading === 'open' && !at.has(id)) at.set(id, time.monotonic());
    });
  }
  return at;
}

/** When the last unlock began to be sent. */
function sentAt({ line }: LockBoardBench, kind: BenchOptions['kind']): number {
  return line.sent.filter(({ hex }) => UNLOCK[kind].test(hex)).at(-1)?.at ?? NaN;
}

describe.each(LOCKERS)('%s', (_name, options, exchangeMs) => {
  test('an unlock waits for no more than the exchange under way, and its door is noticed within 500 ms', async () => {
    const bench = await started(options);
    const at = noticed(bench);
    const waits: number[] = [];
    const notices: number[] = [];
    for (const [turn, id] of bench.ids.entries()) {
      if (turn % 5 !== 0) continue;
      await bench.time.advance(137 + 31 * turn);
      const asked = bench.time.monotonic();
      const outcome = bench.begin(id);
      await bench.untilSent();
      expect(await bench.settled(outcome)).toBeNull();
      await bench.time.advance(1_500);
      waits.push(sentAt(bench, options.kind) - asked);
      notices.push((at.get(id) ?? Infinity) - bench.spring(id).openedAt);
    }
    expect(waits.length).toBeGreaterThan(8);
    expect(Math.max(...waits)).toBeLessThan(exchangeMs + 5);
    expect(Math.min(...notices)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...notices)).toBeLessThan(500);
    expect([bench.line.tooSoon, bench.line.collisions]).toEqual([0, 0]);
    await bench.hal.stop();
  });

  test('a door that nobody released is noticed too, and the line is idle most of the time', async () => {
    const bench = await started(options);
    const at = noticed(bench);
    const limit = options.kind === 'winnsen' ? 2_300 : 500;
    const last = bench.ids.at(-1) ?? '';
    await bench.time.advance(333);
    bench.spring(last).hand('open');
    const opened = bench.time.monotonic();
    await bench.time.advance(limit);
    expect((at.get(last) ?? Infinity) - opened).toBeLessThan(limit);
    const before = bench.line.sent.length;
    await bench.time.advance(10_000);
    expect((bench.line.sent.length - before) / 10).toBeLessThan(31);
    await bench.hal.stop();
  });
});

describe('a board that does not answer', () => {
  const SIX: BenchOptions = { kind: 'ybx', boards: [8, 8, 8, 8, 8, 8] };

  test('is lost alone, asked ever more rarely, and back when it answers', async () => {
    const bench = await started(SIX);
    const readings: DoorReading[] = [];
    bench.hal.contacts.get('3-1')?.onChange((reading) => readings.push(reading));
    bench.boards[2]?.silence(bench.time.monotonic(), 100_000);
    await bench.time.advance(6_000);
    const mine = bench.ids.filter((id) => id.startsWith('3-')).flatMap((id) => [`lock:${id}`, `door:${id}`]);
    expect(bench.lost().sort()).toEqual(mine.sort());
    expect(bench.changes[0]?.detail).toBe(
      'no answer from board 3 on /dev/ttyTEST: address switch, A/B swapped, baud rate, supply?',
    );
    expect(readings).toEqual(['unknown']);
    expect(await bench.read('3-1')).toBe('unknown');
    expect(await bench.read('4-1')).toBe('closed');
    const toThird = (): number => bench.line.sent.filter(({ hex }) => hex.startsWith('8003')).length;
    const before = toThird();
    await bench.time.advance(60_000);
    expect(toThird() - before).toBeLessThan(8);
    expect(toThird() - before).toBeGreaterThan(3);
    bench.spring('3-1').hand('open');
    await bench.time.advance(100_000);
    expect(bench.back().sort()).toEqual(mine.sort());
    expect(readings).toEqual(['unknown', 'open']);
    await bench.hal.stop();
  });

  test('does not keep the others waiting: doors that are released are noticed within 500 ms', async () => {
    const bench = await started(SIX);
    bench.boards[2]?.silence(bench.time.monotonic(), Infinity);
    await bench.time.advance(6_000);
    const at = noticed(bench);
    const toThird = (): number => bench.line.sent.filter(({ hex }) => hex.startsWith('8003')).length;
    const slow = ['1-1', '2-5', '6-8', '4-4', '5-2'];
    for (const id of slow) bench.spring(id).travelMs = 1_900;
    for (const id of slow) {
      await bench.time.advance(211);
      const outcome = bench.begin(id);
      await bench.untilSent();
      const before = toThird();
      expect(await bench.settled(outcome)).toBeNull();
      await bench.time.advance(bench.spring(id).openedAt - bench.time.monotonic());
      // Its silence would take the line for more than half a second.
      expect(toThird()).toBe(before);
      await bench.time.advance(500);
      expect((at.get(id) ?? Infinity) - bench.spring(id).openedAt).toBeLessThan(500);
    }
    await bench.hal.stop();
  });

  test('that only starts anew for a second is not lost', async () => {
    const bench = await started(SIX);
    bench.boards[1]?.reset(bench.time.monotonic());
    await bench.time.advance(10_000);
    expect(bench.changes).toEqual([]);
    await bench.hal.stop();
  });

  test('is there from the start: the locker starts all the same', async () => {
    const bench = await lockBoardBench(SIX);
    bench.boards[0]?.silence(0, Infinity);
    await bench.start();
    expect(bench.time.monotonic()).toBeLessThan(2_000);
    expect(await bench.read('1-1')).toBe('unknown');
    expect(await bench.read('2-1')).toBe('closed');
    await bench.time.advance(5_000);
    expect(bench.lost()).toHaveLength(16);
    await bench.hal.stop();
  });
});

test('many who ask at once get one answer from the line', async () => {
  const bench = await started({ kind: 'ybx', boards: [24, 24] });
  const before = bench.line.sent.length;
  const all = await bench.settled(Promise.all([...bench.hal.contacts.values()].map((contact) => contact.read())));
  expect(new Set(all)).toEqual(new Set(['closed']));
  expect(bench.line.sent.length - before).toBeLessThanOrEqual(4);
  await bench.hal.stop();
});

test('an answer that comes too late is not taken for the answer to a later question', async () => {
  const bench = await started({ kind: 'ybx', boards: [8], lateMs: [900, 900] });
  const readings: DoorReading[] = [];
  bench.hal.contacts.get('1-1')?.onChange((reading) => readings.push(reading));
  bench.faults.next('late-reply');
  await bench.time.advance(3_000);
  expect(bench.faults.fired['late-reply']).toBe(1);
  // Nothing is asked before the latest moment at which that answer could have come.
  const pauses = bench.line.sent.map(({ at }, index, all) => at - (all[index - 1]?.at ?? at));
  expect(Math.max(...pauses)).toBeGreaterThan(1_500);
  bench.spring('1-1').hand('open');
  await bench.time.advance(3_000);
  expect(readings).toEqual(['open']);
  expect(bench.line.collisions).toBe(0);
  await bench.hal.stop();
});

test('the self-test names the line, its boards, locks and doors, and what to look at', async () => {
  const bench = await started({ kind: 'ybx', boards: [8, 8], echoes: true });
  bench.spring('1-2').hand('open');
  bench.boards[1]?.silence(bench.time.monotonic(), Infinity);
  await bench.time.advance(6_000);
  const reports = new Map((await bench.settled(bench.hal.selftest())).map((one) => [one.device, one]));
  expect(reports.get('lockboards:b1')).toMatchObject({
    ok: true,
    detail: expect.stringMatching(
      /^\/dev\/ttyTEST at 9600 baud, 8A boards.* frames sent, \d+ unanswered; the adapter echoes$/,
    ) as string,
  });
  expect(reports.get('lockboard:b1/1')).toMatchObject({
    ok: true,
    detail: 'answers; 8 channels, 8 doors, 1 of them open',
  });
  expect(reports.get('lockboard:b1/2')).toMatchObject({
    ok: false,
    detail: expect.stringMatching(/^no answer from board 2/) as string,
  });
  expect(reports.get('lock:1-2')?.detail).toBe('on board 1 channel 2 of b1; the board makes the pulse');
  expect(reports.get('door:1-2')).toMatchObject({ ok: true, detail: 'open, on board 1 channel 2 of b1' });
  expect(reports.get('door:2-1')?.ok).toBe(false);
  expect(bench.unlocks()).toEqual([]);
  await bench.hal.stop();
});
