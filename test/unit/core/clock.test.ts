import fc from 'fast-check';
import { Clock, type ClockMemory, type ClockNews } from '../../../firmware/core/clock';
import { VirtualTime } from '../../../hal/sim/virtual-time';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BUILT = Date.UTC(2026, 0, 1);
const NOW = Date.UTC(2026, 10, 21, 10);

/** What survives a power cut. */
class Memory implements ClockMemory {
  saved: number[] = [];
  constructor(private readonly first: number | null = null) {}
  load = (): number | null => this.saved.at(-1) ?? this.first;
  save(at: number): void {
    this.saved.push(at);
  }
}

let clocks: Clock[] = [];
afterEach(() => {
  for (const clock of clocks) clock.stop();
  clocks = [];
});

function machine(options: { wall?: number; trusted?: boolean; memory?: Memory } = {}) {
  const time = new VirtualTime({ frozen: true, wall: options.wall ?? NOW });
  if (options.trusted === false) time.step(0, false);
  const memory = options.memory ?? new Memory();
  const clock = new Clock(time, memory, BUILT);
  const news: ClockNews[] = [];
  clock.onNews((item) => news.push(item));
  clock.start();
  clocks.push(clock);
  return { time, memory, clock, news };
}

test('a source that vouches for its time is believed', async () => {
  const { clock, time } = machine();
  expect(clock.status()).toBe('synchronized');
  expect(clock.now()).toBe(NOW);
  expect(clock.lastGood()).toBe(NOW);
  await time.advance(90 * MINUTE);
  expect(clock.now()).toBe(NOW + 90 * MINUTE);
  expect(clock.timestamp()).toBe('2026-11-21T11:30:00.000Z');
});

test('the network is gone but the time still agrees: holdover, and things may expire', async () => {
  const { clock, time, news } = machine();
  time.step(0, false);
  expect(clock.status()).toBe('holdover');
  expect(clock.trusted()).toBe(true);
  await time.advance(30 * HOUR);
  expect(clock.now()).toBe(NOW + 30 * HOUR);
  expect(clock.lastGood()).toBe(NOW);
  time.step(0, true);
  expect(clock.lastGood()).toBe(NOW + 30 * HOUR);
  expect(news.slice(-2)).toEqual([
    { type: 'status', status: 'holdover' },
    { type: 'status', status: 'synchronized' },
  ]);
});

test.each([
  ['forward', 80 * HOUR],
  ['back', -80 * HOUR],
])('a jump %s that nobody vouches for never enters', async (_name, by) => {
  const { clock, time, news } = machine();
  time.step(by, false);
  expect(clock.status()).toBe('untrusted');
  expect(clock.trusted()).toBe(false);
  expect(clock.now()).toBe(NOW);
  await time.advance(HOUR);
  expect(clock.now()).toBe(NOW + HOUR);
  expect(news.map(({ type }) => type)).not.toContain('stepped');

  // Somebody puts it right by hand: the old reckoning and the clock agree again.
  time.step(-by, false);
  expect(clock.status()).toBe('holdover');
  expect(clock.now()).toBe(NOW + HOUR);
});

test.each([
  ['forward', 3 * HOUR],
  ['back', -3 * HOUR],
])('a step %s that is vouched for is followed and told', async (_name, by) => {
  const { clock, time, news } = machine();
  await time.advance(10_000);
  time.step(by, true);
  expect(clock.now()).toBe(NOW + 10_000 + by);
  expect(clock.status()).toBe('synchronized');
  expect(news.at(-1)).toEqual({ type: 'stepped', byMs: by });
});

test('an untrusted jump that turns out right is one step, told when it is vouched for', () => {
  const { clock, time, news } = machine();
  time.step(5 * HOUR, false);
  time.step(0, true);
  expect(clock.now()).toBe(NOW + 5 * HOUR);
  expect(news.filter(({ type }) => type === 'stepped')).toEqual([{ type: 'stepped', byMs: 5 * HOUR }]);
});

test('small corrections of a running time service are no steps', async () => {
  const { clock, time, news } = machine();
  for (let i = 0; i < 5; i += 1) {
    time.step(800, true);
    await time.advance(MINUTE);
  }
  expect(news.filter(({ type }) => type === 'stepped')).toEqual([]);
  expect(clock.now()).toBe(NOW + 5 * 800 + 5 * MINUTE);
});

test('a source that says nothing is asked each minute', async () => {
  const { clock, time } = machine();
  // Offsets are set behind its back: no step is told.
  time.setOffsets({ ...time.offsets(), wall: 6 * HOUR, trusted: false });
  expect(clock.status()).toBe('synchronized');
  await time.advance(MINUTE);
  expect(clock.status()).toBe('untrusted');
  expect(clock.now()).toBe(NOW + MINUTE);
});

test('a start without trusted time goes on from the last good one', async () => {
  const { clock, time } = machine({ wall: NOW + 500 * HOUR, trusted: false, memory: new Memory(NOW) });
  expect(clock.status()).toBe('untrusted');
  expect(clock.now()).toBe(NOW);
  expect(clock.lastGood()).toBe(NOW);
  await time.advance(HOUR);
  expect(clock.now()).toBe(NOW + HOUR);
});

test('after a start nobody is in holdover before the time was vouched for once', () => {
  const { clock } = machine({ wall: NOW, trusted: false, memory: new Memory(NOW) });
  expect(clock.status()).toBe('untrusted');
});

test('no time before the build is believed, whoever vouches for it', () => {
  const { clock, time } = machine({ wall: Date.UTC(1970, 0, 2), memory: new Memory() });
  expect(clock.status()).toBe('untrusted');
  expect(clock.now()).toBe(BUILT);
  expect(clock.lastGood()).toBeNull();
  time.step(NOW - Date.UTC(1970, 0, 2), true);
  expect(clock.status()).toBe('synchronized');
  expect(clock.now()).toBe(NOW);
  expect(machine({ trusted: false, memory: new Memory(BUILT - HOUR) }).clock.now()).toBe(BUILT);
});

test('a power cut loses at most ten minutes of the last good time', async () => {
  const { time, memory } = machine();
  let kept = memory.saved.at(-1) ?? 0;
  expect(kept).toBe(NOW);
  for (let minute = 1; minute <= 180; minute += 1) {
    await time.advance(MINUTE);
    kept = memory.saved.at(-1) ?? 0;
    expect(NOW + minute * MINUTE - kept).toBeLessThanOrEqual(10 * MINUTE);
  }
  // And the card is not worn out by it.
  expect(memory.saved.length).toBeLessThanOrEqual(20);
});

test('what is kept is never a time that nobody vouched for', async () => {
  const memory = new Memory(NOW);
  const { time, clock } = machine({ wall: NOW + 900 * HOUR, trusted: false, memory });
  await time.advance(HOUR);
  clock.stop();
  expect(memory.load()).toBe(NOW);
});

test('a time that comes back after the power was gone is kept at once', () => {
  const memory = new Memory(NOW - 50 * HOUR);
  machine({ memory });
  expect(memory.load()).toBe(NOW);
});

test('stopping twice does no harm, and a stopped clock asks nobody', async () => {
  const { clock, time, news } = machine();
  clock.stop();
  clock.stop();
  const before = news.length;
  time.step(HOUR, false);
  await time.advance(HOUR);
  expect(news).toHaveLength(before);
});

test('an untrusted jump never enters now(), however time goes on', async () => {
  const act = fc.oneof(
    fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 0, max: 3 * HOUR }) }),
    fc.record({ do: fc.constant('jump' as const), ms: fc.integer({ min: -4_000 * HOUR, max: 4_000 * HOUR }) }),
    fc.record({ do: fc.constant('restart' as const), ms: fc.constant(0) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
      const memory = new Memory();
      const first = machine({ memory });
      const { time } = first;
      let { clock } = first;
      let truth = NOW;
      // Until the first restart the time was vouched for once; what passes after that is not kept.
      let kept = NOW;
      let vouched = true;
      for (const { do: what, ms } of acts) {
        if (what === 'advance') {
          await time.advance(ms);
          truth += ms;
        } else if (what === 'jump') {
          time.step(ms, false);
        } else {
          clock.stop();
          if (vouched) kept = truth;
          truth = kept;
          vouched = false;
          time.step(0, false);
          clock = new Clock(time, memory, BUILT);
          clock.start();
          clocks.push(clock);
        }
        expect(clock.now()).toBe(truth);
      }
      clock.stop();
    }),
    { numRuns: 60 },
  );
});
