import { backoffDelay } from '../../../firmware/sync/backoff';

const latest = 1 - Number.EPSILON;

test('each attempt in vain doubles the longest wait, up to a minute', () => {
  expect([1, 2, 3, 7, 1_000_000].map((attempt) => backoffDelay(attempt, latest))).toEqual([
    999, 1_999, 3_999, 59_999, 59_999,
  ]);
});

test('lockers that lost their broker together come back apart', () => {
  expect([0, 0.25, 0.5].map((random) => backoffDelay(4, random))).toEqual([0, 2_000, 4_000]);
});
