import fc from 'fast-check';
import { Audits } from '../../../firmware/parcels/audit';
import { Wall } from './wall';

/**
 * Parcels lie behind each other's doors, or where nothing should be, some of them given up, and somebody honest looks into
 * one compartment after the other: no code ever opens a door of which it is known that another parcel is there, and once
 * all have been looked into each opens its own.
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
/** Of each parcel: does the locker take it for missing? */
const givenUp = fc.array(fc.boolean(), { minLength: 2, maxLength: PLACES.length });

test('whatever is read in whatever order', () => {
  let found = 0;
  fc.assert(
    fc.property(givenUp, order, looks, order, (lost, places, some, rest) => {
      const wall = new Wall();
      try {
        const audits = new Audits(wall.store, wall.clock, wall.doors, wall.site, wall.site.compartments, () => false);
        const lie = places.slice(0, lost.length);
        lost.forEach((gone, n) => {
          if (gone) wall.announce(`p${n}`, { state: 'missing' });
          else wall.inside(`p${n}`, PLACES[n] ?? '');
        });
        /** Compartments whose content is known, by its label or because there is none. */
        const read = new Set<string>();
        const look = (place: string, says: Look['says']): void => {
          const begun = audits.begin(place, { person: 't1' });
          if (!begun) throw new Error(`${place} does not open`);
          wall.opensAndShuts(begun.opening);
          const content = lie.indexOf(place);
          const seen = content < 0 ? 'empty' : { label: `label-p${content}` };
          const result = audits.answer(begun.opening.id, says === 'label' || content < 0 ? seen : says);
          if (result === 'found') found += 1;
          if (says === 'label') read.add(place);
          for (const [n, truth] of lie.entries()) {
            const facts = wall.store.parcels.facts(`p${n}`);
            if (facts?.state !== 'stored') continue;
            const recorded = facts.compartment ?? '';
            const known = read.has(truth) || read.has(recorded);
            if (known && facts.mixed_up === 0) expect(recorded).toBe(truth);
          }
        };
        for (const { at, says } of some) look(PLACES[at] ?? '', says);
        // Where one was given up that another was read in place of, somebody looks once more.
        for (const place of [...rest, ...rest]) look(place, 'label');
        for (const [n, truth] of lie.entries()) {
          expect(wall.store.parcels.facts(`p${n}`)).toMatchObject({ compartment: truth, mixed_up: 0 });
        }
        for (const place of PLACES) expect(wall.occupancy(place)).toBe(lie.includes(place) ? 'occupied' : 'empty');
      } finally {
        wall.close();
      }
    }),
    { numRuns: 30 },
  );
  expect(found).toBeGreaterThan(0);
});
