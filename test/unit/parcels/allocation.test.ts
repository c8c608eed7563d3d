import fc from 'fast-check';
import { SIZES } from '../../../config/schema';
import { choose, sizeRank, type Candidate } from '../../../firmware/parcels/allocation';

const size = fc.constantFrom(...SIZES);
const walls = fc
  .array(fc.record({ size, accessible: fc.boolean() }), { maxLength: 12 })
  .map((list): Candidate[] => list.map((one, index) => ({ ...one, id: `K${index + 1}`, number: index + 1 })));
const needs = fc.record({ size, accessible: fc.boolean() });

const fits = (one: Candidate, need: { size: Candidate['size'] }): boolean => sizeRank(one.size) >= sizeRank(need.size);

test('what is chosen is free and fits, and something is chosen whenever something fits', () => {
  fc.assert(
    fc.property(walls, needs, (free, need) => {
      const chosen = choose(free, need);
      const possible = free.filter((one) => fits(one, need) && (one.accessible || !need.accessible));
      expect(chosen === null).toBe(possible.length === 0);
      if (chosen) expect(possible).toContain(chosen);
    }),
  );
});

test('who needs an accessible one gets no other', () => {
  fc.assert(
    fc.property(walls, size, (free, wanted) => {
      const chosen = choose(free, { size: wanted, accessible: true });
      if (chosen) expect(chosen.accessible).toBe(true);
    }),
  );
});

test('an accessible one is kept while any other fits', () => {
  fc.assert(
    fc.property(walls, size, (free, wanted) => {
      const chosen = choose(free, { size: wanted, accessible: false });
      const others = free.filter((one) => !one.accessible && fits(one, { size: wanted }));
      if (chosen) expect(chosen.accessible).toBe(others.length === 0);
    }),
  );
});

test('of those the smallest, and of equal ones the lowest number: whatever order the wall is listed in', () => {
  fc.assert(
    fc.property(walls, needs, (free, need) => {
      const chosen = choose(free, need);
      if (!chosen) return;
      for (const other of free) {
        if (other.accessible !== chosen.accessible || !fits(other, need)) continue;
        expect(sizeRank(chosen.size)).toBeLessThanOrEqual(sizeRank(other.size));
        if (other.size === chosen.size) expect(chosen.number).toBeLessThanOrEqual(other.number);
      }
      expect(choose([...free].reverse(), need)).toEqual(chosen);
    }),
  );
});

test('nothing that is free is changed by choosing', () => {
  const free = Object.freeze([
    { id: 'B', number: 2, size: 'M', accessible: false },
    { id: 'A', number: 1, size: 'S', accessible: false },
  ] as const);
  expect(choose(free, { size: 'S', accessible: false })?.id).toBe('A');
  expect(choose([], { size: 'S', accessible: false })).toBeNull();
});
