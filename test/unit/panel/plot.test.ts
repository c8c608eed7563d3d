import fc from 'fast-check';
import { limit } from '../../../firmware/doors/stiffness';
import { HEIGHT, plotLine, WIDTH } from '../../../firmware/panel/web/care/plot';

const TRAVEL_MS = 2_000;

test('a lock that gets stiff climbs towards the dashed line and passes it', () => {
  const took = [300, 310, 320, 900, 1_500];
  const { points, limitY } = plotLine(took, limit({ count: 5, first: took }, TRAVEL_MS));
  const ys = points.split(' ').map((pair) => Number(pair.split(',')[1]));
  expect(ys).toEqual([...ys].sort((a, b) => b - a));
  expect(ys[3]).toBeGreaterThan(limitY);
  expect(ys[4]).toBeLessThan(limitY);
});

test('one opening is one point, at the left, as high as it took', () => {
  const { points, limitY } = plotLine([700], 1_400);
  const [x = 0, y = 0] = points.split(',').map(Number);
  expect(points.split(' ')).toHaveLength(1);
  expect(x).toBeLessThan(WIDTH / 20);
  expect(HEIGHT - y).toBeCloseTo((HEIGHT - limitY) / 2, 0);
});

test('the line begins at the left, ends at the right and stays in the picture, the limit too', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(10_000), { minLength: 2, maxLength: 200 }),
      fc.integer({ min: 1, max: 5_000 }),
      (took, at) => {
        const { points, limitY, topMs } = plotLine(took, at);
        const pairs = points.split(' ').map((pair) => pair.split(',').map(Number));
        const [begin = 0, end = 0] = [pairs[0]?.[0], pairs.at(-1)?.[0]];
        expect(begin).toBeGreaterThanOrEqual(0);
        expect(begin).toBeLessThan(WIDTH / 20);
        expect(begin + end).toBe(WIDTH);
        for (const [, y] of [...pairs, [0, limitY]]) {
          expect(y).toBeGreaterThanOrEqual(0);
          expect(y).toBeLessThanOrEqual(HEIGHT);
        }
        expect(topMs).toBeGreaterThan(Math.max(at, ...took));
      },
    ),
  );
});

test('the limit is the doors own: twice what was usual, once that is known, and never beyond what a door may take', () => {
  expect(limit({ count: 29, first: [300] }, TRAVEL_MS)).toBe(1_400);
  expect(limit({ count: 30, first: [300] }, TRAVEL_MS)).toBe(600);
  expect(limit({ count: 30, first: [50] }, TRAVEL_MS)).toBe(150);
  expect(limit({ count: 30, first: [1_000] }, TRAVEL_MS)).toBe(1_400);
});
