import fc from 'fast-check';
import { countWrong, Lockout } from '../../../firmware/access/lockout';
import type { Guessing } from '../../../firmware/store/guards';
import { testStore, type TestStore } from '../../helpers/store';

const RULE = { wrongPins: 5, seconds: 60 };
const MINUTE = 60_000;
const DAY = 86_400_000;
const none: Guessing = { wrong: 0, level: 0, penalty_ms: 0 };

let box: TestStore;
let lockout: Lockout;
let changes: number;
let kill: () => void;
beforeEach(() => {
  box = testStore();
  changes = 0;
  lockout = begin();
});
afterEach(() => {
  lockout.stop();
  box.close();
});

/** A run of the program: its timers die with it. */
function begin(): Lockout {
  const life = { on: true };
  const clock = Object.create(box.clock, {
    after: { value: (ms: number, run: () => void) => box.clock.after(ms, () => life.on && run()) },
    every: { value: (ms: number, run: () => void) => box.clock.every(ms, () => life.on && run()) },
  }) as typeof box.clock;
  const fresh = new Lockout(box.store, clock, RULE, () => (changes += 1));
  fresh.start();
  kill = () => (life.on = false);
  return fresh;
}

/** A wrong PIN, as access has it: counted, compared, wrong. */
function guess(times = 1): void {
  for (let n = 0; n < times; n += 1) {
    lockout.count();
    lockout.punish();
  }
}

/** Killed and started again: nothing was saved at the end. */
function killed(): void {
  kill();
  lockout = begin();
}

test('five wrong ones close PIN entry for a minute', async () => {
  guess(4);
  expect(lockout.remaining()).toBe(0);
  expect(lockout.until()).toBeNull();
  guess();
  expect(lockout.remaining()).toBe(MINUTE);
  expect(lockout.until()).toBe('2026-11-21T10:01:00.000Z');
  await box.time.advance(MINUTE - 1);
  expect(lockout.remaining()).toBe(1);
  expect(changes).toBe(0);
  await box.time.advance(1);
  expect(lockout.remaining()).toBe(0);
  expect(changes).toBe(1);
});

test('each further five close it twice as long, a day at most', async () => {
  for (const minutes of [1, 2, 4, 8, 16, 32]) {
    guess(5);
    expect(lockout.remaining()).toBe(minutes * MINUTE);
    await box.time.advance(minutes * MINUTE);
  }
  box.store.guards.setGuessing({ wrong: 4, level: 40, penalty_ms: 0 });
  guess();
  expect(lockout.remaining()).toBe(DAY);
});

test('a right one forgives everything', () => {
  guess(4);
  box.store.guards.setGuessing({ wrong: 4, level: 6, penalty_ms: 0 });
  lockout.count();
  lockout.forgive();
  expect(box.store.guards.guessing()).toEqual(none);
});

test('one that was no guess is taken back, penalty and all', () => {
  guess(4);
  const before = lockout.count();
  expect(box.store.guards.guessing()).toEqual({ wrong: 0, level: 1, penalty_ms: MINUTE });
  lockout.restore(before);
  expect(box.store.guards.guessing()).toEqual({ wrong: 4, level: 0, penalty_ms: 0 });
  expect(lockout.remaining()).toBe(0);
});

test('the count is on the disk before anything is compared: pulling the plug after each guess gains nothing', () => {
  for (let n = 0; n < 5; n += 1) {
    lockout.count();
    killed();
  }
  expect(lockout.remaining()).toBe(MINUTE);
});

test('a restart goes on where the penalty was, to within five seconds of powered time', async () => {
  guess(5);
  await box.time.advance(33_000);
  killed();
  expect(lockout.remaining()).toBeGreaterThanOrEqual(27_000);
  expect(lockout.remaining()).toBeLessThanOrEqual(32_000);
  await box.time.advance(32_000);
  expect(lockout.remaining()).toBe(0);
});

test('a clean stop keeps it to the millisecond', async () => {
  guess(5);
  await box.time.advance(12_345);
  lockout.stop();
  lockout.stop();
  lockout = begin();
  expect(lockout.remaining()).toBe(MINUTE - 12_345);
});

test('setting the wall clock ahead or back changes nothing: powered time counts', () => {
  guess(5);
  box.time.step(10 * DAY, true);
  expect(lockout.remaining()).toBe(MINUTE);
  box.time.step(-20 * DAY, true);
  expect(lockout.remaining()).toBe(MINUTE);
});

test('the doubling survives the restart', async () => {
  guess(5);
  await box.time.advance(MINUTE);
  killed();
  guess(5);
  expect(lockout.remaining()).toBe(2 * MINUTE);
});

test('the rule: a penalty exactly at every fifth, never shorter than the one before, forgotten by nothing but success', () => {
  const rule = fc.record({ wrongPins: fc.integer({ min: 1, max: 20 }), seconds: fc.integer({ min: 1, max: 86_400 }) });
  fc.assert(
    fc.property(rule, fc.integer({ min: 1, max: 200 }), (site, times) => {
      let state = none;
      let longest = 0;
      for (let n = 1; n <= times; n += 1) {
        state = countWrong({ ...state, penalty_ms: 0 }, site);
        expect(state.penalty_ms > 0).toBe(n % site.wrongPins === 0);
        if (state.penalty_ms > 0) {
          expect(state.penalty_ms).toBeGreaterThanOrEqual(longest);
          expect(state.penalty_ms).toBeLessThanOrEqual(Math.max(DAY, site.seconds * 1_000));
          expect(Number.isSafeInteger(state.penalty_ms)).toBe(true);
          longest = state.penalty_ms;
        }
      }
    }),
  );
});
