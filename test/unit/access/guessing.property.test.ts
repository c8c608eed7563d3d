import fc from 'fast-check';
import {
  entry,
  guessStep,
  NO_GUESSES,
  YEAR_MS,
  type GuessBook,
  type GuessInput,
} from '../../../firmware/access/guessing';

const DAY_MS = 86_400_000;

const rule = fc.record({
  wrongPins: fc.integer({ min: 1, max: 20 }),
  seconds: fc.integer({ min: 1, max: 86_400 }),
  lockerWidePerYear: fc.integer({ min: 0, max: 20 }),
  byCompartmentPerDay: fc.integer({ min: 1, max: 12 }),
});
const visit = fc.record({
  wait: fc.oneof(fc.integer({ min: 0, max: 300_000 }), fc.integer({ min: 0, max: 3 * DAY_MS }), fc.nat(YEAR_MS)),
  what: fc.constantFrom('wrong', 'wrong', 'wrong', 'wrong', 'right', 'none', 'cut'),
  cost: fc.integer({ min: 1, max: 4 }),
  /** Nobody waits for a lockout to end before they try; some wait for exactly that. */
  patient: fc.boolean(),
});
const visits = fc.array(visit, { minLength: 30, maxLength: 300, size: 'max' });

test('every sequence of guesses over years: each window holds what it may at most, whoever succeeds in between', () => {
  fc.assert(
    fc.property(rule, visits, (rules, list) => {
      let book: GuessBook = NO_GUESSES;
      let now = 0;
      const compared: { scope: 'locker' | 'compartment'; at: number; cost: number }[] = [];
      const step = (input: GuessInput): void => {
        book = guessStep(book, input, now, rules).book;
      };
      for (const { wait, what, cost, patient } of list) {
        now += wait;
        let may = entry(book, now, rules, cost);
        if (may.mode === 'closed' && patient) {
          now = may.until;
          may = entry(book, now, rules, cost);
          // What it said was true: then, and not a moment before.
          expect(may.mode).not.toBe('closed');
          expect(entry(book, now - 1, rules, cost).mode).toBe('closed');
        }
        if (may.mode === 'closed') continue;
        const scope = may.mode === 'locker-wide' ? 'locker' : 'compartment';
        step({ type: 'guess', scope, cost });
        if (what === 'wrong' || what === 'cut') {
          const spent = book.spent.at(-1);
          compared.push({ scope, at: now, cost: spent?.cost ?? 0 });
        }
        // After a power cut it is neither wrong nor right, and stays counted.
        if (what === 'right') step({ type: 'right', giveBack: [] });
        else if (what !== 'cut') step({ type: what });
        else book = { ...book, pending: null };
        const sum = (of: string, window: number): number =>
          compared.reduce((all, one) => all + (one.scope === of && one.at + window > now ? one.cost : 0), 0);
        expect(sum('locker', YEAR_MS)).toBeLessThanOrEqual(rules.lockerWidePerYear);
        expect(sum('compartment', DAY_MS)).toBeLessThanOrEqual(rules.byCompartmentPerDay);
        // The book does not grow: what no longer counts is dropped with the next guess.
        expect(book.spent.length).toBeLessThanOrEqual(rules.lockerWidePerYear + rules.byCompartmentPerDay + 1);
      }
    }),
    { numRuns: 300 },
  );
});

test('short lockouts: one exactly at every so many wrong ones, never shorter than the one before', () => {
  fc.assert(
    fc.property(rule, fc.integer({ min: 1, max: 200 }), (rules, times) => {
      let book: GuessBook = NO_GUESSES;
      let longest = 0;
      for (let n = 1; n <= times; n += 1) {
        book = guessStep({ ...book, opensAt: 0 }, { type: 'guess', scope: 'locker', cost: 1 }, 0, rules).book;
        expect(book.opensAt > 0).toBe(n % rules.wrongPins === 0);
        if (book.opensAt === 0) continue;
        expect(book.opensAt).toBeGreaterThanOrEqual(longest);
        expect(book.opensAt).toBeLessThanOrEqual(Math.max(DAY_MS, rules.seconds * 1_000));
        expect(Number.isSafeInteger(book.opensAt)).toBe(true);
        longest = book.opensAt;
      }
    }),
  );
});

test('what was no guess leaves no trace, and a right one leaves a clean sheet but for what others spent', () => {
  fc.assert(
    fc.property(rule, fc.nat(50), fc.nat(DAY_MS), (rules, wrong, now) => {
      let book: GuessBook = NO_GUESSES;
      for (let n = 0; n < wrong; n += 1) {
        book = guessStep(book, { type: 'guess', scope: 'locker', cost: 1 }, 0, rules).book;
        book = guessStep(book, { type: 'wrong' }, 0, rules).book;
      }
      const counted = guessStep(book, { type: 'guess', scope: 'locker', cost: 1 }, now, rules).book;
      expect(counted.spent).toHaveLength(book.spent.length + 1);
      const none = guessStep(counted, { type: 'none' }, now, rules).book;
      expect({ ...none, next: 0 }).toEqual({ ...book, next: 0 });
      const right = guessStep(counted, { type: 'right', giveBack: [1] }, now, rules).book;
      expect(right).toMatchObject({ wrong: 0, level: 0, opensAt: 0, pending: null });
      expect(right.spent).toEqual(book.spent.filter(({ n }) => n !== 1));
    }),
  );
});
