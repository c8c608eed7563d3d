import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DATABASE } from '../../firmware/app';
import { judge, percentile, table } from '../../scripts/bench/figures';
import { openStore } from '../../scripts/bench/fill';
import { boardTable, measureBoards } from '../../scripts/bench/lock-boards';
import { makeStores, measurePickups, measurePrograms } from '../../scripts/bench/measure';
import { HELP, parseBenchOptions, type Amounts } from '../../scripts/bench/options';
import type { Program } from '../../scripts/bench/programs';
import { measureRefusals, refusalTable } from '../../scripts/bench/refusals';
import { allGrants } from '../helpers/store';

/** Too few for any figure to mean something: what is looked at is that they are all there. */
const TINY: Amounts = {
  pickups: 4,
  warmUp: 1,
  starts: 1,
  idleMs: 0,
  grants: 3_010,
  events: 200,
  refusals: 240,
  openings: 3,
};
const READY = "setInterval(() => undefined, 1000); process.send({ type: 'ready' });";

let folder: string;
let end: AbortController;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lockerd-bench-test-'));
  end = new AbortController();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const program = (name: string, script: string): Program => ({ name, args: ['-e', script], cwd: folder });

test('the large store is one that years of service could have left', async () => {
  const stores = await makeStores(folder, TINY, end.signal);
  const store = openStore(path.join(stores.large, DATABASE));
  try {
    expect(allGrants(store)).toHaveLength(TINY.grants);
    expect(store.grants.accepted()).toHaveLength(3_000);
    expect(store.events.verify()).toEqual({ ok: true, events: TINY.events });
    const { acked, lastSeq } = store.events.outbox();
    expect([acked, lastSeq]).toEqual([TINY.events, TINY.events]);
    expect(store.openings.unsettled()).toEqual([]);
  } finally {
    store.close();
  }
});

test('real pickups are set beside the commits they can not do without, with a small and with a large store', async () => {
  const stores = await makeStores(folder, TINY, end.signal);
  const figures = await measurePickups(stores, TINY, end.signal);
  expect(figures.map(({ name, unit, baseline, aim }) => [name, unit, baseline.name, aim])).toEqual([
    ['last key to release, p50', 'µs', '2 commits alone, p50', 1.5],
    ['last key to release, p99', 'µs', '2 commits alone, p99', null],
    ['last key to release, p50, large store', 'µs', '2 commits alone, p50, large store', 1.5],
    ['last key to release, p99, large store', 'µs', '2 commits alone, p99, large store', null],
    ['last key to release, p50, large store', 'µs', 'small store', 1.2],
  ]);
  for (const { value, baseline } of figures) {
    expect(value).toBeGreaterThan(0);
    expect(baseline.value).toBeGreaterThan(0);
  }
  // What the baseline wrote into is gone; the lockers' own databases are kept for their starts.
  for (const stateDir of [stores.small, stores.large])
    expect(readdirSync(stateDir).sort()).toEqual([DATABASE, 'site.key']);
  const store = openStore(path.join(stores.small, DATABASE));
  const collected = store.events.after(0, 1_000).filter(({ type }) => type === 'parcel.collected');
  store.close();
  expect(collected).toHaveLength(TINY.warmUp + TINY.pickups);
});

test('refusals of six kinds are set beside each other', async () => {
  const figures = await measureRefusals(folder, TINY.refusals, end.signal);
  expect(figures.map(({ what, tries }) => [what, tries])).toEqual(
    ['unknown', 'used', 'expired', 'not yet there', 'unknown, with a number', "right, at another's door"].map(
      (what) => [what, 40],
    ),
  );
  for (const { median, spread, apart, hidden } of figures) {
    expect(median).toBeGreaterThan(0);
    expect(hidden).toBe(apart < spread);
  }
  expect([figures[0]?.apart, figures[4]?.apart]).toEqual([0, 0]);
  expect(refusalTable(figures).split('\n')).toHaveLength(8);
});

test('programs are started, left alone and asked for their memory, then ended', async () => {
  const one = program('a program', READY);
  const figures = await measurePrograms({ bare: one, small: one, large: one }, TINY, end.signal);
  expect(figures.map(({ name, unit, aim }) => [name, unit, aim])).toEqual([
    ['start to ready', 'ms', 1.5],
    ['idle memory', 'MiB', 1.25],
    ['start to ready, large store', 'ms', 1.2],
    ['idle memory, large store', 'MiB', 1.2],
  ]);
  for (const { value } of figures) expect(value).toBeGreaterThan(1);
});

test('a program that ends before it is ready is a fault that names it, not a figure', async () => {
  const programs = {
    bare: program('bare node', READY),
    small: program('lockerd', 'process.exit(3)'),
    large: program('-', ''),
  };
  await expect(measurePrograms(programs, TINY, end.signal)).rejects.toThrow(
    'lockerd ended before it was ready (exit code 3)',
  );
});

test('Ctrl-C ends it, whatever it is doing', async () => {
  const stores = await makeStores(folder, TINY, end.signal);
  const never = program('a program that never gets ready', 'setInterval(() => undefined, 1000)');
  const starting = measurePrograms({ bare: never, small: never, large: never }, TINY, end.signal);
  end.abort();
  await expect(starting).rejects.toThrow();
  await expect(measurePickups(stores, TINY, end.signal)).rejects.toThrow();
  await expect(makeStores(path.join(folder, 'small'), TINY, end.signal)).rejects.toThrow();
});

test('the table says of each figure how it compares, and whether that is good', () => {
  const baseline = { name: 'bare node', value: 100 };
  const lines = judge([
    { name: 'start', unit: 'ms', value: 150, baseline, aim: 1.5 },
    { name: 'memory', unit: 'MiB', value: 126.04, baseline, aim: 1.25 },
    { name: 'shown only', unit: 'µs', value: 1_000, baseline, aim: null },
  ]);
  expect(lines.map(({ ratio, met }) => [ratio, met])).toEqual([
    [1.5, true],
    [1.2604, false],
    [10, null],
  ]);
  expect(table(lines).split('\n')).toEqual([
    'what           figure  beside        figure  ratio     aim  met',
    '----------  ---------  ---------  ---------  -----  ------  ---',
    'start          150 ms  bare node     100 ms   1.50   ≤ 1.5  yes',
    'memory      126.0 MiB  bare node  100.0 MiB   1.26  ≤ 1.25   NO',
    'shown only    1000 µs  bare node     100 µs  10.00',
  ]);
});

test.each([
  ['kerong-cu', 5],
  ['cu48', 5],
  ['ybx', 20],
  ['winnsen', 5],
] as const)(
  '48 doors on %s boards at 9600 baud: the aims, and the same figures each time',
  async (kind, turnaroundMs) => {
    const which = { kind, baudRate: 9_600, doors: 48, turnaroundMs };
    const figures = await measureBoards(which, 6);
    expect(figures.openedMs.worst).toBeLessThan(500);
    // The frame under way and its answer, the pause after it, the unlock itself.
    expect(figures.unlockMs.worst).toBeLessThan(60);
    expect(await measureBoards(which, 6)).toEqual(figures);
    expect(boardTable([figures]).split('\n')).toHaveLength(3);
  },
);

test('percentiles are values that were measured', () => {
  const values = [5, 1, 4, 2, 3];
  expect([percentile(values, 0), percentile(values, 0.5), percentile(values, 0.99)]).toEqual([1, 3, 5]);
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});

test('arguments: what is asked for, or how to ask', () => {
  expect(parseBenchOptions(['--quick', '--json', 'out.json', '--dir', '/mnt/sd'])).toEqual({
    options: { quick: true, json: 'out.json', folder: '/mnt/sd', sections: ['firmware', 'refusals', 'lock-boards'] },
  });
  expect(parseBenchOptions(['--only', 'lock-boards'])).toEqual({
    options: { quick: false, json: null, folder: tmpdir(), sections: ['lock-boards'] },
  });
  expect(parseBenchOptions(['--only', 'boards'])).toEqual({ usage: '--only is firmware or refusals or lock-boards' });
  expect(parseBenchOptions(['-h'])).toEqual({ help: true });
  expect(JSON.stringify(parseBenchOptions(['--fast']))).toMatch(/"usage":.*--fast/);
  expect(parseBenchOptions(['--json', ''])).toEqual({ usage: '--json and --dir must not be empty' });
  expect(HELP).toContain('1,000,000 events');
});
