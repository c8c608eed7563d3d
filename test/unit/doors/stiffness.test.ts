import fc from 'fast-check';
import { judge, median } from '../../../firmware/doors/stiffness';
import { Door } from './door';

const TRAVEL = 2_000;
const times = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

/** A door that took so long at each opening, from the first. */
function door(all: readonly number[]) {
  let stiff = false;
  for (let count = 1; count <= all.length; count += 1) {
    const so = all.slice(0, count);
    stiff = judge({ count, first: so.slice(0, 20), latest: so.slice(-20) }, TRAVEL, stiff).stiff;
  }
  return stiff;
}

test('medians: of an odd and an even number, of none', () => {
  expect([median([]), median([7]), median([300, 100, 200]), median([4, 1, 2, 3])]).toEqual([null, 7, 200, 3]);
});

test('twice as slow as when the lock was new: stiff, and one slow opening is not', () => {
  expect(door([...times(30, 300), ...times(5, 700)])).toBe(false);
  expect(door([...times(30, 300), ...times(6, 700)])).toBe(true);
  expect(door([...times(40, 300), 8_000, ...times(9, 300)])).toBe(false);
});

test('close to the longest time a door may take: stiff without any comparison', () => {
  expect(door(times(4, 1_500))).toBe(false);
  expect(door(times(5, 1_500))).toBe(true);
  expect(door(times(50, 1_400))).toBe(false);
});

test('a small difference is no news, however fast the lock was: contacts are asked every 50 ms', () => {
  expect(door([...times(30, 40), ...times(20, 130)])).toBe(false);
  expect(door([...times(30, 40), ...times(20, 140)])).toBe(true);
});

test('oiled, it is well again; on the edge it does not come and go with each opening', () => {
  const stiff = [...times(30, 300), ...times(10, 700)];
  expect(door([...stiff, ...times(6, 310)])).toBe(false);
  // Between what begins and what ends it.
  expect(door([...stiff, ...times(30, 550)])).toBe(true);
  expect(door([...times(30, 300), ...times(30, 550)])).toBe(false);
});

test('the same times in any order of the latest ten give the same verdict', () => {
  const some = fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(some, fc.boolean(), (latest, was) => {
      const verdict = (values: number[]) => judge({ count: 40, first: times(20, 400), latest: values }, TRAVEL, was);
      expect(verdict([...latest].reverse())).toEqual(verdict(latest));
    }),
  );
});

describe('what the door machine measures', () => {
  const took = (one: Door): unknown => one.told().flatMap((effect) => (effect.do === 'opened' ? [effect.tookMs] : []));

  test('from the pulse to the edge that held, without the time it takes to believe it', () => {
    const one = Door.shut()
      .begin()
      .read('closed')
      .wait(100)
      .give({ type: 'pulsed' })
      .wait(200)
      .contact('open')
      .wait(50);
    expect(took(one)).toEqual([300]);
  });

  test('a contact that bounces: to the last of its edges', () => {
    const one = Door.shut()
      .pulsed()
      .wait(200)
      .contact('open')
      .wait(5)
      .contact('closed')
      .wait(5)
      .contact('open')
      .wait(50);
    expect(took(one)).toEqual([210]);
  });

  test('a latch that wants a second pulse took as long as both', () => {
    const one = Door.shut().pulsed().wait(2_000).read('closed').give({ type: 'pulsed' }).wait(400).contact('open');
    expect(took(one.wait(50))).toEqual([2_400]);
  });

  test('a door that was given up and comes after all is the slowest of all', () => {
    const one = Door.shut().pulsed().give({ type: 'pulsed' }).wait(2_000).read('closed').give({ type: 'pulsed' });
    expect(took(one.wait(6_000).contact('open').wait(50))).toEqual([8_000]);
  });

  test('not a door that comes for whoever tries again: its pulse was another one', () => {
    const one = Door.shut().pulsed().wait(2_000).read('closed').give({ type: 'pulsed' }).wait(4_000);
    const tried = one.begin(2).read('closed').give({ type: 'pulse-failed', released: 'no' });
    expect(took(tried.wait(1_000).contact('open').wait(50))).toEqual([null]);
  });
});
