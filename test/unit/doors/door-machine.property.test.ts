import fc from 'fast-check';
import type { DoorEffect, Left } from '../../../firmware/doors/door-machine';
import { Door, TIMES } from './door';

const RUNS = { numRuns: Math.max(400, Number(process.env['LOCKERD_PROPERTY_RUNS'] ?? 0)) };
const reading = fc.constantFrom('open' as const, 'closed' as const, 'unknown' as const);

/** What may happen to a door, in any order; the times are where decisions are near. */
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('contact' as const), reading }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), reading }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('read' as const), reading: fc.constant('closed' as const) }) },
  { weight: 3, arbitrary: fc.constant({ do: 'pulsed' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('pulse-failed' as const),
      released: fc.constantFrom('no' as const, 'unknown' as const),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ do: 'begin' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.oneof(
        fc.constantFrom(1, 49, 50, 51, 1_950, 1_999, 2_000, 4_000, 59_990, 60_000, 70_000),
        fc.integer({ min: 0, max: 7_000 }),
      ),
    }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** How an opening stands, as the store would have it: one under way at a time. */
type Standing = 'under-way' | 'jammed' | 'open' | 'done';

class Watch {
  readonly door: Door;
  readonly pulses = new Map<number, number>();
  readonly ends = new Map<number, string[]>();
  private readonly standing = new Map<number, Standing>();
  private current = 0;
  private lastRead: string | null = null;

  constructor(recovering: Left | null) {
    this.door = new Door().answering((effect) => this.check(effect));
    if (recovering !== null) {
      this.current = 1;
      this.standing.set(1, recovering === 'jammed' ? 'jammed' : 'under-way');
      this.door.give({ type: 'recover', opening: 1, left: recovering });
    }
  }

  do(one: Act): void {
    switch (one.do) {
      case 'contact':
        this.door.contact(one.reading);
        break;
      case 'read':
        this.lastRead = one.reading;
        this.door.read(one.reading);
        break;
      case 'pulsed':
        this.door.give({ type: 'pulsed' });
        break;
      case 'pulse-failed':
        this.door.give({ type: 'pulse-failed', released: one.released });
        break;
      case 'begin': {
        const standing = this.standing.get(this.current);
        if (standing === 'under-way' || standing === 'open') return;
        this.current += 1;
        this.standing.set(this.current, 'under-way');
        this.door.begin(this.current);
        break;
      }
      case 'wait':
        this.door.wait(one.ms);
        break;
    }
  }

  private check(effect: DoorEffect): void {
    if (effect.do === 'read' || effect.do === 'forced' || effect.do === 'shut') return;
    if (effect.do === 'pulse') {
      // Only on the contact's word, given this moment.
      expect(this.lastRead).toBe('closed');
      this.lastRead = null;
      expect(this.standing.get(this.current)).toBe('under-way');
      this.pulses.set(this.current, (this.pulses.get(this.current) ?? 0) + 1);
      return;
    }
    const { opening } = effect;
    const before = this.standing.get(opening);
    this.ends.set(opening, [...(this.ends.get(opening) ?? []), effect.do]);
    switch (effect.do) {
      case 'opened':
        expect(before).toBe(effect.late ? 'jammed' : 'under-way');
        this.standing.set(opening, 'open');
        break;
      case 'found-open':
        expect(['under-way', 'jammed']).toContain(before);
        this.standing.set(opening, 'open');
        break;
      case 'jammed':
        expect(before).toBe('under-way');
        this.standing.set(opening, 'jammed');
        break;
      case 'interrupted':
        expect(before).toBe('under-way');
        // A slow door may come after all.
        this.standing.set(opening, 'jammed');
        break;
      case 'unwatched':
        expect(before).toBe('jammed');
        break;
      case 'over':
        expect(before).toBe('jammed');
        this.standing.set(opening, 'done');
        break;
      case 'left-open':
        expect(before).toBe('open');
        break;
      case 'closed':
        expect(before).toBe('open');
        this.standing.set(opening, 'done');
        break;
    }
  }
}

const acts = fc.array(act, { minLength: 5, maxLength: 60, size: 'max' });

test('no pulse without the contact saying closed, two per intent at most, one outcome, closed only after open', () => {
  let pulses = 0;
  let outcomes = 0;
  fc.assert(
    fc.property(acts, (list) => {
      const watch = new Watch(null);
      for (const one of list) watch.do(one);
      for (const count of watch.pulses.values()) expect(count).toBeLessThanOrEqual(2);
      pulses += watch.door.pulses();
      for (const ends of watch.ends.values()) {
        outcomes += 1;
        const first = ends.filter((end) => end === 'opened' || end === 'jammed');
        expect([['opened'], ['jammed'], ['jammed', 'opened']]).toContainEqual(first);
        expect(ends.filter((end) => end === 'left-open').length).toBeLessThanOrEqual(1);
      }
    }),
    RUNS,
  );
  // The walk did come by the interesting places.
  expect(pulses).toBeGreaterThan(100);
  expect(outcomes).toBeGreaterThan(100);
});

test('every intent has its outcome after six seconds, whatever lock and contact do or fail to do', () => {
  fc.assert(
    fc.property(acts, acts, (before, after) => {
      const watch = new Watch(null);
      for (const one of before) watch.do(one);
      watch.door.wait(200_000);
      // Whatever stands open now is closed, and what can't be read can be read again.
      watch.door.contact('closed').wait(200_000);
      const opening = watch.ends.size + 1_000;
      const told = watch.door.told().length;
      watch.door.answering(() => undefined).begin(opening);
      const end = watch.door.now + 6_000;
      for (const one of after) {
        if (one.do === 'begin') continue;
        if (one.do === 'wait') watch.door.wait(Math.min(one.ms, Math.max(0, end - watch.door.now)));
        else if (one.do === 'read') watch.door.read(one.reading);
        else if (one.do === 'contact') watch.door.contact(one.reading);
      }
      watch.door.wait(Math.max(0, end - watch.door.now)).wait(TIMES.debounceMs);
      const outcome = watch.door
        .told()
        .slice(told)
        .filter((effect) => (effect.do === 'opened' || effect.do === 'jammed') && effect.opening === opening);
      expect(outcome.length).toBeGreaterThanOrEqual(1);
    }),
    RUNS,
  );
});

test('a recovery never pulses', () => {
  fc.assert(
    fc.property(acts, fc.constantFrom<Left>('intent', 'opened', 'jammed'), (list, left) => {
      const watch = new Watch(left);
      for (const one of list) if (one.do !== 'begin') watch.do(one);
      expect(watch.door.pulses()).toBe(0);
    }),
    RUNS,
  );
});

test('a level that never holds as long as the debounce time is never believed', () => {
  const flicker = fc.array(fc.integer({ min: 0, max: TIMES.debounceMs - 1 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(flicker, (times) => {
      const door = Door.shut();
      for (const ms of times) door.contact('open').wait(ms).contact('closed').wait(ms);
      door.wait(1_000);
      expect(door.told()).toEqual([]);
      expect(door.state.reading).toBe('closed');
    }),
    RUNS,
  );
});
