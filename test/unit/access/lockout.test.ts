import fc from 'fast-check';
import { Lockout } from '../../../firmware/access/lockout';
import { testStore, type TestStore } from '../../helpers/store';

const RULES = { wrongPins: 5, seconds: 60, lockerWidePerYear: 80, byCompartmentPerDay: 12 };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 366 * DAY;

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
function begin(rules = RULES): Lockout {
  const life = { on: true };
  const clock = Object.create(box.clock, {
    after: { value: (ms: number, run: () => void) => box.clock.after(ms, () => life.on && run()) },
  }) as typeof box.clock;
  const fresh = new Lockout(box.store, clock, rules, () => (changes += 1));
  fresh.start();
  kill = () => (life.on = false);
  return fresh;
}

/** A wrong PIN, as access has it: counted, compared, wrong. */
function guess(times = 1, scope: 'locker' | 'compartment' = 'locker', cost = 1): void {
  for (let n = 0; n < times; n += 1) {
    lockout.count(scope, cost);
    lockout.commit(() => lockout.wrong('000000'));
  }
}

function right(digits = '999999', most = 3): number {
  lockout.count('locker');
  return lockout.commit(() => lockout.right(digits, most));
}

/** Killed and started again: nothing was saved at the end. */
function killed(rules = RULES): void {
  kill();
  lockout = begin(rules);
}

/** Nothing but the budgets counts: hardly any short lockouts, and a clock that does not look round each minute. */
function patient(changed: Partial<typeof RULES> = {}): void {
  box.clock.stop();
  killed({ ...RULES, wrongPins: 20, seconds: 1, ...changed });
}

const row = () => box.store.guards.guessing();
const spent = () => box.store.guards.guesses().length;
const numbers = () => box.store.guards.guesses().map(({ n }) => n);

describe('short lockouts', () => {
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
    for (let n = 0, expected = MINUTE; n < 13; n += 1, expected = Math.min(2 * expected, DAY)) {
      guess(5);
      expect(lockout.remaining()).toBe(expected);
      await box.time.advance(expected);
    }
    expect(row().level).toBe(13);
  });

  test('a right one begins anew', async () => {
    guess(5);
    await box.time.advance(MINUTE);
    guess(4);
    right();
    expect(row()).toMatchObject({ wrong: 0, level: 0, penalty_ms: 0 });
    guess(5);
    expect(lockout.remaining()).toBe(MINUTE);
  });

  test('a day without a wrong one begins anew: who mistypes then pays for nobody else', async () => {
    for (let n = 0; n < 8; n += 1) {
      guess(5);
      await box.time.advance(lockout.remaining());
    }
    guess(4);
    await box.time.advance(DAY);
    guess();
    expect(lockout.remaining()).toBe(0);
    guess(4);
    expect(lockout.remaining()).toBe(MINUTE);
  });

  test('less than a day is no pause for somebody who goes on', async () => {
    guess(5);
    await box.time.advance(MINUTE);
    guess(4);
    await box.time.advance(DAY - 1);
    guess();
    expect(lockout.remaining()).toBe(2 * MINUTE);
  });

  test('one that was no guess is taken back, penalty and all', () => {
    guess(4);
    lockout.count('locker');
    expect(row()).toMatchObject({ wrong: 0, level: 1, penalty_ms: MINUTE });
    lockout.commit(() => lockout.none());
    expect(row()).toMatchObject({ wrong: 4, level: 0, penalty_ms: 0 });
    expect(lockout.remaining()).toBe(0);
    expect(spent()).toBe(4);
  });

  test('the count is on the disk before anything is compared: pulling the plug after each guess gains nothing', () => {
    for (let n = 0; n < 5; n += 1) {
      lockout.count('locker');
      killed();
    }
    expect(lockout.remaining()).toBe(MINUTE);
    expect(spent()).toBe(5);
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
});

describe('the budgets', () => {
  test('the eightieth wrong one in a year is the last at all codes at once; then the compartment comes first', async () => {
    patient();
    for (let n = 1; n <= 80; n += 1) {
      expect(lockout.entry()).toEqual({ mode: 'locker-wide' });
      guess();
      await box.time.advance(HOUR);
    }
    expect(lockout.entry()).toEqual({ mode: 'compartment-first' });
    patient();
    expect(lockout.entry()).toEqual({ mode: 'compartment-first' });
    box.time.step(2 * YEAR, true);
    expect(lockout.entry()).toEqual({ mode: 'compartment-first' });
    // The first of them was a year ago (the restart took less than an hour), and nobody has touched anything: told all
    // the same.
    const before = changes;
    await box.time.advance(YEAR - 79 * HOUR);
    expect(lockout.entry()).toEqual({ mode: 'locker-wide' });
    expect(changes).toBe(before + 1);
    guess();
    expect(lockout.entry()).toEqual({ mode: 'compartment-first' });
  });

  test('twelve wrong ones a day with the number, then PIN entry closes until the first of them is a day old', async () => {
    patient({ lockerWidePerYear: 0 });
    const from = box.clock.now();
    for (let n = 0; n < 12; n += 1) {
      expect(lockout.entry()).toEqual({ mode: 'compartment-first' });
      guess(1, 'compartment');
      await box.time.advance(HOUR);
    }
    expect(lockout.entry().mode).toBe('closed');
    expect(lockout.until()).toBe(new Date(from + DAY).toISOString());
    const before = changes;
    await box.time.advance(12 * HOUR);
    expect(lockout.entry()).toEqual({ mode: 'compartment-first' });
    expect(changes).toBe(before + 1);
    guess(1, 'compartment');
    expect(lockout.until()).toBe(new Date(from + DAY + HOUR).toISOString());
  });

  test('a guess at a compartment with several codes counts several times', () => {
    patient({ lockerWidePerYear: 0 });
    guess(3, 'compartment', 3);
    expect(lockout.entry(3)).toEqual({ mode: 'compartment-first' });
    expect(lockout.entry(4).mode).toBe('closed');
    guess(1, 'compartment', 2);
    expect(lockout.entry()).toEqual({ mode: 'compartment-first' });
    expect(lockout.entry(2).mode).toBe('closed');
    guess(1, 'compartment');
    expect(lockout.entry().mode).toBe('closed');
  });

  test('a power cut takes an hour of ageing at most, and never adds any', async () => {
    patient({ lockerWidePerYear: 0 });
    guess(12, 'compartment');
    for (let day = 0; day < 4; day += 1) {
      await box.time.advance(5.9 * HOUR);
      patient({ lockerWidePerYear: 0 });
    }
    expect(lockout.entry().mode).toBe('closed');
    expect(lockout.remaining()).toBeLessThanOrEqual(4 * HOUR + 0.4 * HOUR);
    expect(lockout.remaining()).toBeGreaterThanOrEqual(0.4 * HOUR);
  });
});

describe('typing errors', () => {
  const type = (digits: string): void => {
    lockout.count('locker');
    lockout.commit(() => lockout.wrong(digits));
  };

  test('what a customer mistyped is given back when the right one comes', async () => {
    type('123450');
    await box.time.advance(20_000);
    type('123465');
    type('112345');
    expect(spent()).toBe(3);
    expect(right('123456')).toBe(3);
    expect(spent()).toBe(0);
  });

  test('not more than are left to this code, not after two minutes, not what was meant to be another code', async () => {
    for (const digits of ['123451', '123452', '123453']) type(digits);
    expect(right('123456', 2)).toBe(2);
    expect(spent()).toBe(1);
    type('123451');
    await box.time.advance(120_000);
    expect(right('123456')).toBe(0);
    type('999951');
    expect(right('123456')).toBe(0);
    expect(spent()).toBe(3);
  });

  test('not when somebody else was there in between', () => {
    type('123451');
    lockout.somebodyElse();
    expect(right('123456')).toBe(0);
    type('123452');
    right('777777');
    expect(right('123456')).toBe(0);
  });

  test('not after a restart', () => {
    type('123451');
    killed();
    expect(right('123456')).toBe(0);
    expect(spent()).toBe(1);
  });
});

test('a commit that fails leaves the guess counted, as the store has it', () => {
  lockout.count('locker');
  expect(() =>
    lockout.commit(() => {
      lockout.right('123456', 3);
      throw new Error('disk');
    }),
  ).toThrow('disk');
  expect(spent()).toBe(1);
  expect(row().wrong).toBe(1);
  guess(4);
  expect(lockout.remaining()).toBe(MINUTE);
});

test('PIN entry closes with a guess that is never judged: it is told when it opens again', async () => {
  guess(4);
  lockout.count('locker');
  expect(lockout.remaining()).toBe(MINUTE);
  await box.time.advance(MINUTE - 1);
  expect(changes).toBe(0);
  await box.time.advance(1);
  expect([lockout.remaining(), changes]).toEqual([0, 1]);
});

/** What an attacker, customers, the power and clocks can do. */
const act = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('wrong' as const), digits: fc.stringMatching(/^12345[0-9]$/) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('right' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('none' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), counted: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.oneof(fc.integer({ min: 0, max: 3 * MINUTE }), fc.constantFrom(HOUR, HOUR, DAY)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('step' as const), ms: fc.constantFrom(-YEAR, -DAY, DAY, YEAR) }),
  },
);

test('whatever happens in whatever order: no guess is lost, and no window ever holds more than it may', async () => {
  const rules = { wrongPins: 3, seconds: 10, lockerWidePerYear: 6, byCompartmentPerDay: 4 };
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 120, size: 'max' }), async (list) => {
      box.clock.stop();
      box.time.settle = () => Promise.resolve();
      killed(rules);
      box.store.write(() => {
        for (const { n } of box.store.guards.guesses()) box.store.guards.dropGuess(n);
        box.store.guards.setGuessing({ wrong: 0, level: 0, penalty_ms: 0, powered_ms: 0 });
      });
      killed(rules);
      // As a witness saw them, by the monotonic clock, which here is real time as well: powered time is never longer.
      let compared: { scope: 'locker' | 'compartment'; at: number; n: number }[] = [];
      for (const one of list) {
        const now = box.clock.monotonic();
        const entry = lockout.entry();
        const scope = entry.mode === 'locker-wide' ? 'locker' : 'compartment';
        if (one.do === 'wait') await box.time.advance(one.ms);
        else if (one.do === 'step') box.time.step(one.ms, true);
        else if (one.do === 'cut' && (!one.counted || entry.mode === 'closed')) killed(rules);
        else if (entry.mode !== 'closed') {
          lockout.count(scope);
          if (one.do === 'none') lockout.commit(() => lockout.none());
          else if (one.do === 'right') {
            const before = numbers();
            const back = lockout.commit(() => lockout.right('123456', 1));
            const gone = before.filter((n) => !numbers().includes(n));
            expect(gone).toHaveLength(1 + back);
            compared = compared.filter(({ n }) => !gone.includes(n));
          } else {
            compared.push({ scope, at: now, n: numbers().at(-1) ?? 0 });
            if (one.do === 'wrong') lockout.commit(() => lockout.wrong(one.digits));
            else killed(rules);
          }
        }
        const inWindow = (of: string, window: number) => compared.filter((c) => c.scope === of && c.at + window > now);
        expect(inWindow('locker', YEAR).length).toBeLessThanOrEqual(6);
        expect(inWindow('compartment', DAY).length).toBeLessThanOrEqual(4);
        const kept = numbers();
        for (const { n, scope: of, at } of compared) {
          if (at + (of === 'locker' ? YEAR : DAY) > now) expect(kept).toContain(n);
        }
      }
    }),
    { numRuns: 25 },
  );
}, 30_000);
