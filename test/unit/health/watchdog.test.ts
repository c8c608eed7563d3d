import * as fc from 'fast-check';
import { objection, Watchdog, watchdogTimes, type Signs } from '../../../firmware/health/watchdog';
import { VirtualTime } from '../../../hal/sim/virtual-time';

const well: Signs = { store: null, halAnswers: true };

test('only what a restart may help keeps it from being fed', () => {
  expect(objection(well)).toBeNull();
  expect(objection({ ...well, store: 'disk I/O error' })).toBe('the store does not commit: disk I/O error');
  expect(objection({ ...well, halAnswers: false })).toBe('the hardware layer does not answer');
});

test('a look that is told as late as it may be, and the one after it, stay within systemd’s time', () => {
  const { everyMs, answerMs } = watchdogTimes(30_000);
  expect(everyMs).toBe(15_000);
  expect(everyMs + answerMs).toBeLessThan(30_000);
});

function rig(watchdogMs: number | null = 30_000) {
  const time = new VirtualTime({ frozen: true });
  const world = { store: null as string | null, commits: true, hal: 'answers' as 'answers' | 'hangs' | 'refuses' };
  const fed: number[] = [];
  const told: string[] = [];
  const logged: string[] = [];
  const commits: number[] = [];
  const watchdog = new Watchdog({
    notifier: {
      watchdogMs,
      alive: async () => void fed.push(time.monotonic()),
      status: async (text) => void told.push(text),
    },
    writable: () => world.store,
    commit: () => {
      if (!world.commits) throw new Error('disk is full');
      commits.push(time.monotonic());
    },
    ask: () => {
      if (world.hal === 'hangs') return new Promise(() => undefined);
      return world.hal === 'answers' ? Promise.resolve('unknown') : Promise.reject(new Error('lost'));
    },
    status: () => 'serving',
    logger: {
      error: (fields, message) => logged.push(`${message}: ${(fields as { why: string }).why}`),
      info: (_fields, message) => logged.push(message),
    },
    clock: { now: () => time.monotonic(), after: (ms, run) => time.after(ms, run) },
  });
  return { time, world, fed, told, logged, commits, watchdog };
}

test('fed at half of systemd’s time, with one durable commit a minute', async () => {
  const { time, fed, commits, watchdog } = rig();
  watchdog.start();
  watchdog.start();
  await time.advance(120_000);
  expect(fed).toEqual([0, 15_000, 30_000, 45_000, 60_000, 75_000, 90_000, 105_000, 120_000]);
  expect(commits).toEqual([0, 60_000, 120_000]);
  watchdog.stop();
  watchdog.stop();
  await time.advance(60_000);
  expect(fed).toHaveLength(9);
});

test('does nothing where nobody watches', async () => {
  const { time, fed, commits, watchdog } = rig(null);
  watchdog.start();
  await time.advance(60_000);
  expect([fed, commits]).toEqual([[], []]);
});

test('a store that does not commit: starves, says why once, and is fed again when it does', async () => {
  const { time, world, fed, told, logged, watchdog } = rig();
  watchdog.start();
  await time.advance(50_000);
  world.commits = false;
  await time.advance(60_000);
  expect(fed.at(-1)).toBe(45_000);
  expect(told.at(-1)).toBe('not well: the store does not commit: disk is full');
  world.commits = true;
  await time.advance(15_000);
  expect(fed.at(-1)).toBe(120_000);
  expect(logged).toEqual([
    'the watchdog is not fed: the store does not commit: disk is full',
    'the watchdog is fed again',
  ]);
  world.store = "can't be written: attempt to write a readonly database";
  await time.advance(30_000);
  expect(fed.at(-1)).toBe(120_000);
  watchdog.stop();
});

test('a hardware layer that hangs starves it; one that refuses has answered', async () => {
  const { time, world, fed, watchdog } = rig();
  world.hal = 'refuses';
  watchdog.start();
  await time.advance(16_000);
  expect(fed).toEqual([0, 15_000]);
  world.hal = 'hangs';
  await time.advance(60_000);
  expect(fed).toEqual([0, 15_000]);
  watchdog.stop();
});

test('whatever is wrong when: fed at a look exactly when all was well', async () => {
  const fault = fc.constantFrom('none', 'store', 'commit', 'hal');
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 12 }), async (faults) => {
      const { time, world, fed, watchdog } = rig();
      watchdog.start();
      await time.advance(14_000);
      let commitDue = 60_000;
      for (const one of faults) {
        world.store = one === 'store' ? 'locked' : null;
        world.commits = one !== 'commit';
        world.hal = one === 'hal' ? 'hangs' : 'answers';
        const before = fed.length;
        const look = time.monotonic() + 1_000;
        await time.advance(15_000);
        // A fault of the commit shows when one is due.
        const commits = look >= commitDue;
        if (one === 'store') commitDue = 0;
        else if (commits) commitDue = one === 'commit' ? 0 : look + 60_000;
        const expected = one === 'none' || (one === 'commit' && !commits);
        expect(fed.length - before).toBe(expected ? 1 : 0);
      }
      watchdog.stop();
    }),
    { numRuns: 100 },
  );
});
