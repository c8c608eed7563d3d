import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Access } from '../../../firmware/access/access';
import { pinVerifier } from '../../../firmware/access/codes';
import { entry, guessStep, NO_GUESSES, type GuessBook } from '../../../firmware/access/guessing';
import { Lockout } from '../../../firmware/access/lockout';
import { guessingOdds, REFUNDS_PER_CODE } from '../../../firmware/access/odds';
import { looksLike } from '../../../firmware/access/typos';
import { GRANT, testStore, type TestStore } from '../../helpers/store';

const KEY = Buffer.alloc(32, 5);
const RULES = { wrongPins: 5, seconds: 60, lockerWidePerYear: 80, byCompartmentPerDay: 12 };
/** As if a customer came after each four wrong ones: nothing but the budgets holds the guesser up. */
const BUDGETS_ONLY = { ...RULES, wrongPins: 1_000_000 };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** mulberry32: the same years each time. 0 to 1 */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
const pinOf = (at: number): string => String(Math.floor(at * 1_000_000)).padStart(6, '0');

let box: TestStore;
let lockout: Lockout;
let access: Access;
let folder: string;
beforeEach(() => {
  // Years of commits wait for no disk.
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'lockerd-year-'));
  box = testStore({ file: join(folder, 'locker.db') });
  // Hours pass by the thousand: nobody looks at the clock each minute.
  box.clock.stop();
  box.time.settle = () => Promise.resolve();
  begin(RULES);
});
afterEach(() => {
  lockout.stop();
  box.close();
  rmSync(folder, { recursive: true, force: true });
});

function begin(rules: typeof RULES): void {
  lockout = new Lockout(box.store, box.clock, rules, () => undefined);
  lockout.start();
  access = new Access(box.store, box.clock, KEY, 6, lockout, () => undefined);
}

/** Codes that open something whenever they are typed: badges do, again and again. */
function live(count: number, next: () => number): Set<string> {
  const pins = new Set<string>();
  while (pins.size < count) pins.add(pinOf(next()));
  box.store.write(() => {
    for (const pin of pins) {
      box.store.grants.put({
        ...GRANT,
        id: `g${pin}`,
        kind: 'courier',
        parcel: null,
        person: 'c',
        pin: pinVerifier(KEY, pin),
      });
    }
  });
  return pins;
}

/**
 * Somebody who types another PIN whenever one is taken, for so many days, with power cuts and clocks set ahead in
 * between. Answers how many were compared with what, and how many hit.
 */
async function guess(days: number, next: () => number): Promise<{ all: number; one: number; hits: number }> {
  const done = { all: 0, one: 0, hits: 0 };
  const end = box.time.monotonic() + days * DAY;
  for (let turn = 0; box.time.monotonic() < end; turn += 1) {
    const { mode } = lockout.entry();
    if (mode === 'closed') {
      await box.time.advance(lockout.remaining());
      if (turn % 7 === 0) box.time.step(turn % 2 === 0 ? 500 * DAY : -500 * DAY, true);
      continue;
    }
    const result = access.redeemPin(pinOf(next()), mode === 'locker-wide' ? null : 'A1');
    done[mode === 'locker-wide' ? 'all' : 'one'] += 1;
    if (result.kind === 'staff' || result.kind === 'pickup') done.hits += 1;
    if (turn % 50 === 0) {
      // The plug is pulled and put in again: what is written is all that is left.
      lockout.stop();
      begin(BUDGETS_ONLY);
    }
  }
  return done;
}

test('a year at the keypad: never more guesses than the closed form reckons with, and hits as chance has it', async () => {
  lockout.stop();
  begin(BUDGETS_ONLY);
  const next = random(1);
  live(60, next);
  const { all, one, hits } = await guess(365, next);
  const odds = guessingOdds({ ...RULES, pinLength: 6, live: 60, own: 0 });
  expect(all).toBe(80);
  expect(one).toBe(12 * 365);
  expect(all).toBeLessThanOrEqual(odds.lockerWide);
  expect(one).toBeLessThanOrEqual(odds.byCompartment);
  // Two hits in a year would be one chance in twenty thousand.
  expect(hits).toBeLessThanOrEqual(1);
}, 60_000);

test('the same with so many live codes that hits can be counted: the closed form foretells them', async () => {
  const many = { ...BUDGETS_ONLY, lockerWidePerYear: 4_000 };
  lockout.stop();
  begin(many);
  const next = random(2);
  live(20_000, next);
  let hits = 0;
  let wrong = 0;
  while (lockout.entry().mode === 'locker-wide') {
    if (access.redeemPin(pinOf(next())).kind === 'staff') hits += 1;
    else wrong += 1;
  }
  // A few that were hits looked like typing errors of the next one, by chance: given back.
  expect(wrong).toBeGreaterThanOrEqual(4_000);
  expect(wrong).toBeLessThan(4_020);
  const { lockerWide } = guessingOdds({ ...many, pinLength: 6, live: 20_000, own: 0 });
  const expected = lockerWide * 0.02;
  // Four standard deviations of a binomial count.
  expect(Math.abs(hits - expected)).toBeLessThan(4 * Math.sqrt(expected));
}, 60_000);

/** How a person types `pin`, with one typing error in twenty entries. */
function typed(pin: string, next: () => number): string {
  if (next() >= 0.05) return pin;
  const digits = [...pin];
  const at = Math.floor(next() * 5);
  const kind = next();
  if (kind < 0.8) digits[at] = String((Number(digits[at]) + 1 + Math.floor(next() * 9)) % 10);
  else if (kind < 0.9) [digits[at], digits[at + 1]] = [digits[at + 1] ?? '0', digits[at] ?? '0'];
  else if (kind < 0.95) digits.splice(at, 0, digits[at] ?? '0');
  // Another code altogether: of another parcel, or of another locker.
  else return pinOf(next());
  return digits.join('').slice(0, 6);
}

test('sixty pickups a day with five per cent typing errors, for five years: hardly anybody meets the harder mode', () => {
  const next = random(3);
  let book: GuessBook = NO_GUESSES;
  let [pickups, errors, harder, most] = [0, 0, 0, 0];
  for (let now = 0; now < 5 * 365 * DAY; now += DAY / 60) {
    pickups += 1;
    if (entry(book, now, RULES).mode !== 'locker-wide') {
      harder += 1;
      continue;
    }
    const pin = pinOf(next());
    const mistyped: { n: number; digits: string }[] = [];
    for (;;) {
      const digits = typed(pin, next);
      book = guessStep(book, { type: 'guess', scope: 'locker', cost: 1 }, now, RULES).book;
      if (digits === pin) break;
      errors += 1;
      mistyped.push({ n: book.next - 1, digits });
      book = guessStep(book, { type: 'wrong' }, now, RULES).book;
    }
    const meant = mistyped.filter((one) => looksLike(one.digits, pin)).slice(0, REFUNDS_PER_CODE);
    book = guessStep(book, { type: 'right', giveBack: meant.map(({ n }) => n) }, now, RULES).book;
    most = Math.max(most, book.spent.length);
  }
  expect(pickups).toBe(109_500);
  expect(errors / pickups).toBeCloseTo(0.0526, 2);
  // What was no typing error stays counted: about 58 a year of the 80.
  expect(most).toBeGreaterThan(50);
  expect(harder / pickups).toBeLessThan(0.001);
});

test('a month of that with the real access code', async () => {
  const next = random(5);
  let errors = 0;
  for (let visit = 0; visit < 30 * 60; visit += 1) {
    await box.time.advance(DAY / 60);
    const [pin = ''] = live(1, next);
    while (access.redeemPin(typed(pin, next)).kind !== 'staff') errors += 1;
    expect(lockout.entry().mode).toBe('locker-wide');
  }
  expect(errors).toBeGreaterThan(70);
  // One in twenty of them was no typing error.
  expect(box.store.guards.guesses().length).toBeLessThan(12);
}, 30_000);

test('the same, and somebody who guesses three times before each customer', async () => {
  const next = random(4);
  const pins = [...live(60, next)];
  let [entries, errors, guesses, hits] = [0, 0, 0, 0];
  for (let visit = 0; visit < 30 * 60; visit += 1) {
    await box.time.advance(DAY / 60);
    for (let n = 0; n < 3 && lockout.entry().mode === 'locker-wide'; n += 1) {
      guesses += 1;
      if (access.redeemPin(pinOf(next())).kind === 'staff') hits += 1;
    }
    if (lockout.entry().mode !== 'locker-wide') break;
    const pin = pins[visit % 60] ?? '';
    for (let entry = typed(pin, next); ; entry = typed(pin, next)) {
      entries += 1;
      if (access.redeemPin(entry).kind === 'staff') break;
      errors += 1;
    }
  }
  // Customers who come and go give the guesser nothing: the budget is used up as if they were not there.
  expect(guesses + errors).toBeGreaterThanOrEqual(80);
  expect(guesses).toBeLessThanOrEqual(81);
  expect(entries).toBeGreaterThan(20);
  expect(hits).toBe(0);
  expect(lockout.entry().mode).toBe('compartment-first');
});
