import fc from 'fast-check';
import { ACCEPTABLE, assumedLive, guessingOdds } from '../../../firmware/access/odds';
import { looksLike, typoShare } from '../../../firmware/access/typos';
import { siteSchema } from '../../../config/schema';

const { guessing: shipped } = siteSchema.parse({
  locker: { id: 'X', zone: 'UTC' },
  hal: { driver: 'sim' },
  compartments: [{ id: 'A1', number: 1, size: 'S' }],
});
const SHIPPED = { ...shipped, pinLength: 6, live: 60, own: 0 };

test('shipped settings: at most one per cent a year with sixty live six-digit PINs', () => {
  const odds = guessingOdds(SHIPPED);
  expect(odds.atMost).toBeCloseTo(0.0092, 4);
  expect(odds.atMost).toBeLessThanOrEqual(ACCEPTABLE);
  // Three parcels of the guesser's own a year, with nine typing errors for nothing, still fit.
  expect(guessingOdds({ ...SHIPPED, own: 3 }).atMost).toBeLessThanOrEqual(ACCEPTABLE);
  expect(guessingOdds({ ...SHIPPED, own: 10 }).atMost).toBeGreaterThan(ACCEPTABLE);
  expect(guessingOdds({ ...SHIPPED, live: 70 }).atMost).toBeGreaterThan(ACCEPTABLE);
  expect(guessingOdds({ ...SHIPPED, live: 70, pinLength: 7 }).atMost).toBeLessThan(ACCEPTABLE / 9);
});

test('the bound is one: never below what independent guesses give, and close to it while small', () => {
  const question = fc.record({
    pinLength: fc.integer({ min: 6, max: 10 }),
    lockerWidePerYear: fc.integer({ min: 0, max: 1_000 }),
    byCompartmentPerDay: fc.integer({ min: 1, max: 50 }),
    live: fc.integer({ min: 1, max: 1_000 }),
    own: fc.integer({ min: 0, max: 100 }),
  });
  fc.assert(
    fc.property(question, (settings) => {
      const { atMost, independent } = guessingOdds(settings);
      expect(independent).toBeLessThanOrEqual(atMost + 1e-12);
      if (atMost < 0.1) expect(independent).toBeGreaterThan(0.94 * atMost);
      expect(guessingOdds({ ...settings, live: settings.live + 1 }).atMost).toBeGreaterThanOrEqual(atMost);
    }),
  );
});

test('live codes of a site that says nothing else', () => {
  expect([1, 12, 37, 500].map(assumedLive)).toEqual([6, 22, 60, 754]);
});

test('what is taken for a typing error: counted over all codes, not more than the odds reckon with', () => {
  for (const right of ['123456', '000000', '112233', '909090']) {
    let alike = 0;
    for (let code = 0; code < 1_000_000; code += 1) {
      if (looksLike(String(code).padStart(6, '0'), right)) alike += 1;
    }
    expect(alike / 1_000_000).toBeLessThanOrEqual(typoShare(6));
    expect(alike).toBeGreaterThan(1_200);
  }
  expect(typoShare(6)).toBeCloseTo(0.00133, 5);
});

test.each([
  ['the same', '123456', true],
  ['one digit', '123056', true],
  ['two digits', '023450', true],
  ['two that changed places', '124356', true],
  ['a key pressed twice', '122345', true],
  ['a key too often at the start', '912345', true],
  ['three digits', '000456', false],
  ['of another length', '1234567', false],
  ['another code', '654321', false],
])('meant to be 123456: %s', (_name, typed, expected) => {
  expect(looksLike(typed, '123456')).toBe(expected);
});
