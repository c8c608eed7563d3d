import fc from 'fast-check';
import { Audits } from '../../../firmware/parcels/audit';
import { Wall } from './wall';

/**
 * Parcels lie behind each other's doors, in any order, and somebody honest reads label after label: no code ever opens a
 * door of which it is known that another parcel is there, and once all have been read each opens its own.
 */

const PLACES = ['A1', 'A2', 'B1', 'C1', 'C2'];

type Look = { readonly at: number; readonly says: 'label' | 'parcel' | 'other' };

const looks = fc.array(
  fc.record<Look>({
    at: fc.nat(PLACES.length - 1),
    says: fc.constantFrom('label', 'label', 'label', 'parcel', 'other'),
  }),
  { maxLength: 12 },
);
const order = fc.shuffledSubarray(PLACES, { minLength: PLACES.length });

test('whatever is read in whatever order', () => {
  let found = 0;
  fc.assert(
    fc.property(order, looks, order, (lie, some, rest) => {
      const wall = new Wall();
      try {
        const audits = new Audits(wall.store, wall.clock, wall.doors, wall.site, wall.site.compartments, () => false);
        PLACES.forEach((place, n) => wall.inside(`p${n}`, place));
        /** Compartments whose label has been read. */
        const read = new Set<string>();
        const content = (place: string): string => `p${lie.indexOf(place)}`;
        const look = (place: string, says: Look['says']): void => {
          const begun = audits.begin(place, { person: 't1' });
          if (!begun) throw new Error(`${place} does not open`);
          wall.opensAndShuts(begun.opening);
          const result = audits.answer(
            begun.opening.id,
            says === 'label' ? { label: `label-${content(place)}` } : says,
          );
          if (result === 'found') found += 1;
          if (says === 'label') read.add(place);
          for (const [n, truth] of lie.entries()) {
            const facts = wall.store.parcels.facts(`p${n}`);
            const recorded = facts?.compartment ?? '';
            const known = read.has(truth) || read.has(recorded);
            if (known && facts?.mixed_up === 0) expect(recorded).toBe(truth);
          }
        };
        for (const { at, says } of some) look(PLACES[at] ?? '', says);
        for (const place of rest) look(place, 'label');
        for (const [n, truth] of lie.entries()) {
          expect(wall.store.parcels.facts(`p${n}`)).toMatchObject({ compartment: truth, mixed_up: 0 });
          expect(wall.occupancy(truth)).toBe('occupied');
        }
      } finally {
        wall.close();
      }
    }),
    { numRuns: 30 },
  );
  expect(found).toBeGreaterThan(0);
});
