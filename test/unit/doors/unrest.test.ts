import fc from 'fast-check';
import { change, quiet, QUIET_MS, RESTLESS_CHANGES } from '../../../firmware/doors/unrest';

function changes(times: readonly number[]): { muted: boolean; begun: number } {
  let unrest = quiet;
  let begun = 0;
  for (const at of times) {
    const next = change(unrest, at);
    unrest = next.unrest;
    begun += Number(next.began);
  }
  return { muted: unrest.muted, begun };
}

const every = (ms: number, count: number): number[] => Array.from({ length: count }, (_, index) => index * ms);

test('a burglar, or children at a door that does not lock, are no fault of the contact', () => {
  expect(changes(every(1_000, RESTLESS_CHANGES - 1))).toEqual({ muted: false, begun: 0 });
  expect(changes(every(8_000, 100))).toEqual({ muted: false, begun: 0 });
});

test('a loose contact is found out once, however long it goes on', () => {
  expect(changes(every(500, 10_000))).toEqual({ muted: true, begun: 1 });
});

test('quiet for a minute, it is listened to again', () => {
  const loose = every(500, 100);
  const later = (loose.at(-1) ?? 0) + QUIET_MS;
  expect(changes([...loose, later - 1])).toEqual({ muted: true, begun: 1 });
  expect(changes([...loose, later])).toEqual({ muted: false, begun: 1 });
  expect(changes([...loose, ...loose.map((at) => at + later)])).toEqual({ muted: true, begun: 2 });
});

test('whatever it does, what is told within a minute is bounded', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 }), (pauses) => {
      let unrest = quiet;
      let now = 0;
      const told: number[] = [];
      for (const pause of pauses) {
        now += pause;
        unrest = change(unrest, now).unrest;
        if (!unrest.muted) told.push(now);
        expect(told.filter((at) => now - at < QUIET_MS).length).toBeLessThan(RESTLESS_CHANGES);
      }
    }),
  );
});
