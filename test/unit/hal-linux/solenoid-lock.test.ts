import fc from 'fast-check';
import type { HalError } from '../../../hal/errors';
import { SolenoidLock } from '../../../hal/linux/solenoid-lock';
import { Supply } from '../../../hal/linux/supply';
import { silent } from '../../../hal/log';
import { VirtualTime } from '../../../hal/sim/virtual-time';
import { deviceLog, FakeGuard, FakeOutput } from './fakes';

const PULSE = { pulseMs: 300, maxPulseMs: 500, restMs: 2_000, oneShot: false };

function rig(ids: readonly string[] = ['A1'], settings = PULSE) {
  const time = new VirtualTime({ frozen: true });
  const supply = new Supply('main', time);
  const outputs = new Map(ids.map((id) => [id, new FakeOutput(id, time)]));
  const off = (name: string): void => {
    const output = outputs.get(name);
    if (!output || output.broken) throw new Error('broken');
    output.drive(false);
  };
  const guard = new FakeGuard(time, (one) => off(one.kind === 'file' ? one.path : ''));
  const { changes, onDevice } = deviceLog();
  const warnings: string[] = [];
  const logger = { ...silent, warn: (_: object, text: string) => warnings.push(text) };
  const locks = new Map(
    ids.map((id) => [
      id,
      new SolenoidLock(id, settings, async () => outputs.get(id)!.open(), {
        time,
        onDevice,
        supply,
        guard,
        logger,
        switchOff: (one) => off(one.kind === 'file' ? one.path : ''),
      }),
    ]),
  );
  return {
    time,
    supply,
    outputs,
    guard,
    changes,
    warnings,
    locks,
    lock: locks.get(ids[0]!)!,
    output: outputs.get(ids[0]!)!,
  };
}

/** Settles a release while time is advanced; answers its error. */
async function outcome(time: VirtualTime, call: Promise<void>, ms: number): Promise<HalError | null> {
  const result = call.then(
    () => null,
    (error: HalError) => error,
  );
  await time.advance(ms);
  return result;
}

test('one pulse of the configured length, guarded while it lasts', async () => {
  const { time, lock, output, guard } = rig();
  await lock.start();
  const call = lock.release();
  await time.advance(100);
  expect([output.on, guard.armedNow]).toEqual([true, 1]);
  expect(await outcome(time, call, 400)).toBeNull();
  expect(output.intervals).toEqual([[0, 300]]);
  expect([guard.armedNow, guard.cuts]).toEqual([0, 0]);
});

test('a second pulse waits until the coil has rested', async () => {
  const { time, lock, output } = rig();
  await lock.start();
  await outcome(time, lock.release(), 1_000);
  expect(await outcome(time, lock.release(), 5_000)).toBeNull();
  expect(output.intervals).toEqual([
    [0, 300],
    [2_300, 2_600],
  ]);
});

test('of two releases at once of one coil the second is refused', async () => {
  const { time, lock, output } = rig();
  await lock.start();
  const first = lock.release();
  const second = lock.release();
  await outcome(time, first, 5_000);
  expect(await outcome(time, second, 0)).toMatchObject({ code: 'busy' });
  expect(output.intervals).toHaveLength(1);
});

test('coils of one supply take turns, and nobody waits for ever', async () => {
  const { time, locks, outputs } = rig(['A1', 'A2', 'A3', 'A4', 'A5', 'A6']);
  for (const lock of locks.values()) await lock.start();
  const calls = [...locks.values()].map((lock) =>
    lock.release().then(
      () => 'sent',
      (error: HalError) => error.code,
    ),
  );
  await time.advance(2_000);
  expect(await Promise.all(calls)).toEqual(['sent', 'sent', 'sent', 'sent', 'busy', 'busy']);
  const intervals = [...outputs.values()].flatMap((output) => output.intervals);
  expect(intervals).toEqual([
    [0, 300],
    [300, 600],
    [600, 900],
    [900, 1_200],
  ]);
});

test('an output that can’t be switched off is tried until it can, and told', async () => {
  const { time, lock, output, changes } = rig();
  await lock.start();
  const call = lock.release();
  await time.advance(100);
  output.broken = true;
  const result = call.then(
    () => null,
    (error: HalError) => error,
  );
  await time.advance(700);
  expect(output.on).toBe(true);
  expect(changes).toMatchObject([{ device: 'lock:A1', status: 'lost' }]);
  output.broken = false;
  await time.advance(100);
  expect(output.on).toBe(false);
  expect(await result).toMatchObject({ code: 'timeout', device: 'lock:A1' });
  await time.advance(5_000);
  expect(changes.map(({ status }) => status)).toEqual(['lost', 'back']);
});

test('without a guard nothing is switched on; with a one-shot none is needed', async () => {
  const { time, lock, output, guard } = rig();
  guard.dead = true;
  await lock.start();
  expect(await outcome(time, lock.release(), 1_000)).toMatchObject({ code: 'lost' });
  expect(output.intervals).toEqual([]);
  const other = rig(['A1'], { ...PULSE, oneShot: true });
  other.guard.dead = true;
  await other.lock.start();
  expect(await outcome(other.time, other.lock.release(), 1_000)).toBeNull();
});

test('when this process comes late the guard has ended the pulse, and it is said', async () => {
  const { time, lock, output, guard, warnings } = rig(['A1'], { ...PULSE, pulseMs: 600 });
  await lock.start();
  await outcome(time, lock.release(), 1_000);
  // Early, so that with its own delay it is never longer than 500.
  expect(output.intervals).toEqual([[0, 475]]);
  expect(guard.cuts).toBe(1);
  expect(warnings).toHaveLength(1);
});

test('stopping ends a pulse; a release that waited is void', async () => {
  const { time, lock, output } = rig();
  await lock.start();
  const call = lock.release().catch(() => undefined);
  await time.advance(100);
  const stopped = lock.stop();
  await time.advance(0);
  await stopped;
  await call;
  expect(output.intervals).toEqual([[0, 100]]);
  expect(await outcome(time, lock.release(), 0)).toMatchObject({ code: 'lost' });
  await lock.start();
  const waiting = lock.release();
  await lock.stop();
  await lock.start();
  expect(await outcome(time, waiting, 5_000)).toMatchObject({ code: 'lost' });
  expect(output.intervals).toHaveLength(1);
});

test('a line that a process of its own owns gets the whole pulse', async () => {
  const time = new VirtualTime({ frozen: true });
  const asked: number[] = [];
  const line = {
    name: 'x',
    set: async () => undefined,
    close: async () => undefined,
    pulse: (ms: number) => new Promise<void>((resolve) => (asked.push(ms), time.after(ms, resolve))),
  };
  const deps = { time, supply: new Supply('main', time), guard: new FakeGuard(time, () => undefined), logger: silent };
  const lock = new SolenoidLock('A1', PULSE, async () => line, { ...deps, onDevice: () => undefined });
  await lock.start();
  expect(await outcome(time, lock.release(), 400)).toBeNull();
  expect(asked).toEqual([300]);
});

test('never longer than allowed, never two coils of a supply, always off in the end', async () => {
  const ids = ['A1', 'A2', 'A3'];
  const step = fc.record({
    do: fc.constantFrom('release', 'break', 'mend', 'lose', 'wait', 'guard-dies', 'guard-lives'),
    id: fc.constantFrom(...ids),
    ms: fc.integer({ min: 0, max: 3_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { time, outputs, locks, guard } = rig(ids);
      for (const lock of locks.values()) await lock.start();
      const brokenOnce = new Set<string>();
      for (const { do: what, id, ms } of steps) {
        const output = outputs.get(id)!;
        if (what === 'release')
          void locks
            .get(id)!
            .release()
            .catch(() => undefined);
        if (what === 'break') {
          output.broken = true;
          brokenOnce.add(id);
        }
        if (what === 'mend') output.broken = false;
        if (what === 'lose') output.lost.emit('gone');
        if (what === 'guard-dies') guard.dead = true;
        if (what === 'guard-lives') guard.dead = false;
        await time.advance(ms);
      }
      for (const output of outputs.values()) output.broken = false;
      await time.advance(200);
      await Promise.all([...locks.values()].map((lock) => lock.stop()));
      const all = [...outputs].flatMap(([id, { intervals }]) => intervals.map(([from, to]) => ({ id, from, to })));
      all.sort((a, b) => a.from - b.from);
      for (const { id, from, to } of all) if (!brokenOnce.has(id)) expect(to - from).toBeLessThanOrEqual(500);
      all.slice(1).forEach(({ from }, index) => expect(from).toBeGreaterThanOrEqual(all[index]!.to));
      for (const output of outputs.values()) expect(output.on).toBe(false);
    }),
    { numRuns: 150 },
  );
}, 30_000);
