import fc from 'fast-check';
import { noKeys, scanStep, type ScanState } from '../../../hal/linux/keypads/keypad-scan';

const RULES = { debounceMs: 20, stuckMs: 10_000 };

/** Scans every 8 ms; each entry is what is shown and for how many scans. */
function play(...parts: readonly (readonly [shown: readonly number[], scans: number])[]) {
  let state: ScanState = noKeys;
  let now = 0;
  let busy = false;
  const pressed: number[] = [];
  const stuck: boolean[] = [];
  for (const [shown, scans] of parts) {
    for (let scan = 0; scan < scans; scan += 1) {
      const before = state.stuck;
      const step = scanStep(state, shown, now, RULES);
      ({ state, busy } = step);
      pressed.push(...step.pressed);
      if (state.stuck !== before) stuck.push(state.stuck);
      now += 8;
    }
  }
  return { pressed, stuck, busy, state };
}

test('a key counts once when it has held for 20 ms, and again after it was let go', () => {
  expect(play([[5], 3]).pressed).toEqual([]);
  expect(play([[5], 4]).pressed).toEqual([5]);
  expect(play([[5], 100]).pressed).toEqual([5]);
  expect(play([[5], 10], [[], 10], [[5], 10]).pressed).toEqual([5, 5]);
});

test('bounces are one press', () => {
  expect(play([[5], 1], [[], 1], [[5], 2], [[], 1], [[5], 8], [[], 2], [[5], 1], [[], 10]).pressed).toEqual([5]);
});

test('the next key may come before the first is let go', () => {
  expect(play([[1], 5], [[1, 2], 5], [[2], 5], [[2, 3], 5], [[3], 5]).pressed).toEqual([1, 2, 3]);
  expect(play([[1], 1], [[1, 2], 5], [[], 9]).pressed).toEqual([1, 2]);
});

test('two keys in the very same scan are none, nor is anything before all are up', () => {
  expect(play([[1, 2], 9], [[2], 9], [[2, 3], 9], [[], 9], [[4], 9]).pressed).toEqual([4]);
});

test('three keys or more may hold a ghost: none of the new ones counts', () => {
  expect(play([[0], 9], [[0, 1], 9], [[0, 1, 3, 4], 9], [[4], 9], [[], 9], [[7], 9]).pressed).toEqual([0, 1, 7]);
});

test('a key that is down for 10 s is stuck, and nothing counts until it is up', () => {
  const { pressed, stuck, busy } = play([[5], 1_300], [[5, 6], 20], [[5], 20]);
  expect({ pressed, stuck, busy }).toEqual({ pressed: [5], stuck: [true], busy: true });
  const after = play([[5], 1_300], [[], 20], [[6], 20]);
  expect([after.pressed, after.stuck]).toEqual([
    [5, 6],
    [true, false],
  ]);
});

test('with all keys up there is nothing to scan for', () => {
  expect(play([[5], 10], [[], 10])).toMatchObject({ busy: false, state: noKeys });
});

test('whatever is shown: only keys that held, never two at once, at rest in the end', () => {
  const shown = fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(fc.tuple(shown, fc.integer({ min: 1, max: 30 })), { maxLength: 40 }), (steps) => {
      let state: ScanState = noKeys;
      let now = 0;
      const heldSince = new Map<number, number>();
      for (const [keys, ms] of steps) {
        for (const key of [...heldSince.keys()]) if (!keys.includes(key)) heldSince.delete(key);
        for (const key of keys) if (!heldSince.has(key)) heldSince.set(key, now);
        const step = scanStep(state, keys, now, RULES);
        expect(step.pressed.length).toBeLessThanOrEqual(1);
        for (const key of step.pressed) {
          expect(now - heldSince.get(key)!).toBeGreaterThanOrEqual(RULES.debounceMs);
          expect(keys.length).toBeLessThanOrEqual(2);
        }
        state = step.state;
        now += ms;
      }
      let busy = true;
      for (let scan = 0; scan < 5; scan += 1) {
        const step = scanStep(state, [], now, RULES);
        expect(step.pressed).toEqual([]);
        ({ state, busy } = step);
        now += 8;
      }
      expect(busy).toBe(false);
      expect(state).toEqual(noKeys);
    }),
  );
});
