import * as fc from 'fast-check';
import { keepOpen, type Closable } from '../../../hal/linux/reopen';
import { Signal } from '../../../hal/signal';
import { someTurns } from '../../../hal/sim/virtual-time';
import { bench } from './bench';

class Thing implements Closable {
  private readonly lost = new Signal<string>();
  readonly onLost = this.lost.listen;
  closed = 0;
  vanish(why = 'unplugged'): void {
    this.lost.emit(why);
  }
  async close(): Promise<void> {
    this.closed += 1;
  }
}

function rig() {
  const { time, deps, changes, told } = bench();
  const world = { there: true, opened: [] as Thing[], attempts: [] as number[] };
  const kept = keepOpen(
    'scanner',
    async () => {
      world.attempts.push(time.monotonic());
      if (!world.there) throw new Error('scanner: not there');
      const thing = new Thing();
      world.opened.push(thing);
      return thing;
    },
    deps,
  );
  return { time, changes, told, world, kept };
}

test('opens, and says nothing about what is as it should be', async () => {
  const { kept, world, changes } = rig();
  expect(kept.presence()).toEqual({ state: 'stopped' });
  expect(() => kept.get()).toThrow('scanner: the driver is not started');
  await kept.start();
  await kept.start();
  expect(kept.presence()).toEqual({ state: 'open' });
  expect(kept.get()).toBe(world.opened[0]);
  expect(world.opened).toHaveLength(1);
  expect(changes).toEqual([]);
  await kept.stop();
  await kept.stop();
  expect(world.opened[0]?.closed).toBe(1);
  expect(kept.current()).toBeNull();
  expect(changes).toEqual([]);
});

test('a device that is not there is told once and tried again ever more rarely, for ever', async () => {
  const { kept, world, changes, time } = rig();
  world.there = false;
  await kept.start();
  expect(changes).toEqual([{ device: 'scanner', status: 'lost', detail: 'not there' }]);
  expect(() => kept.get()).toThrow('scanner: not there');
  await time.advance(300_000);
  expect(world.attempts.map((at) => at / 1000)).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
  expect(changes).toHaveLength(1);
  world.there = true;
  await time.advance(60_000);
  expect(changes[1]).toEqual({ device: 'scanner', status: 'back', detail: '' });
  expect(kept.current()).toBe(world.opened[0]);
  await kept.stop();
});

test('a device that goes by itself is closed and opened again after a second', async () => {
  const { kept, world, told, time } = rig();
  await kept.start();
  await time.advance(60_000);
  world.opened[0]?.vanish();
  world.opened[0]?.vanish();
  expect(kept.presence()).toEqual({ state: 'lost', detail: 'unplugged' });
  await someTurns();
  expect(world.opened[0]?.closed).toBe(1);
  await time.advance(999);
  expect(world.opened).toHaveLength(1);
  await time.advance(1);
  expect(kept.current()).toBe(world.opened[1]);
  expect(told()).toEqual(['scanner lost', 'scanner back']);
  await kept.stop();
});

test('one that comes and goes is tried ever more rarely, until it has stayed', async () => {
  const { kept, world, time } = rig();
  await kept.start();
  const pauses: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    world.opened.at(-1)?.vanish();
    const from = time.monotonic();
    await time.advance(1_000 * 2 ** round);
    pauses.push((world.attempts.at(-1) ?? 0) - from);
  }
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000]);
  await time.advance(10_000);
  world.opened.at(-1)?.vanish();
  await time.advance(1_000);
  expect(world.opened).toHaveLength(6);
  await kept.stop();
});

test('when what it depends on is back it is tried at once, and only once', async () => {
  const { kept, world, time, told } = rig();
  world.there = false;
  await kept.start();
  await time.advance(40_000);
  world.there = true;
  kept.hurry();
  kept.hurry();
  await someTurns();
  expect(world.opened).toHaveLength(1);
  kept.hurry();
  await time.advance(120_000);
  expect(world.opened).toHaveLength(1);
  expect(told()).toEqual(['scanner lost', 'scanner back']);
  await kept.stop();
});

test('an opening that hangs counts as failed, and what comes too late is closed', async () => {
  const { time, deps, told } = bench();
  const late = new Thing();
  let arrive: (thing: Thing) => void = () => undefined;
  let hang = true;
  const kept = keepOpen(
    'display',
    () => (hang ? new Promise<Thing>((resolve) => (arrive = resolve)) : Promise.resolve(new Thing())),
    deps,
  );
  const started = kept.start();
  expect(kept.presence()).toEqual({ state: 'opening' });
  await time.advance(10_000);
  await started;
  expect(kept.presence()).toEqual({ state: 'lost', detail: 'could not be opened within 10 s' });
  hang = false;
  await time.advance(1_000);
  expect(told()).toEqual(['display lost', 'display back']);
  arrive(late);
  await someTurns();
  expect(late.closed).toBe(1);
  await kept.stop();
});

test('stopped while it is being opened: it is closed as soon as it is there, and nothing is told', async () => {
  const { deps, changes } = bench();
  const thing = new Thing();
  let arrive: (thing: Thing) => void = () => undefined;
  const kept = keepOpen('display', () => new Promise<Thing>((resolve) => (arrive = resolve)), deps);
  const started = kept.start();
  await someTurns();
  const stopped = kept.stop();
  arrive(thing);
  await Promise.all([started, stopped]);
  expect(thing.closed).toBe(1);
  expect(kept.current()).toBeNull();
  expect(changes).toEqual([]);
});

test('whatever happens: at most one is open, lost and back take turns, everything is closed at the end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('vanish', 'mend', 'break', 'second', 'minute', 'stop', 'start', 'lose', 'hurry'), {
        maxLength: 30,
      }),
      async (steps) => {
        const { kept, world, time, changes } = rig();
        await kept.start();
        for (const step of steps) {
          if (step === 'vanish') world.opened.at(-1)?.vanish();
          if (step === 'lose') kept.lose(new Error('no answer'));
          if (step === 'hurry') {
            kept.hurry();
            kept.hurry();
          }
          if (step === 'mend') world.there = true;
          if (step === 'break') world.there = false;
          if (step === 'second') await time.advance(1_000);
          if (step === 'minute') await time.advance(61_000);
          if (step === 'start') await kept.start();
          if (step === 'stop') {
            await kept.stop();
            changes.length = 0;
          }
          await someTurns();
          expect(world.opened.filter(({ closed }) => closed === 0).length).toBeLessThanOrEqual(1);
          changes.forEach(({ status }, at) => expect(status).toBe(at % 2 === 0 ? 'lost' : 'back'));
        }
        await kept.stop();
        expect(world.opened.every(({ closed }) => closed === 1)).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});
