import fc from 'fast-check';
import { COURIER_PIN, Rig, SERVICE_PIN } from '../helpers/rig';
import { DOOR, Witness, type Act } from '../helpers/witness';

/**
 * One door, opened for each purpose there is, while contact, lock, power and people do what they like: what the locker
 * believes afterwards of compartment and code is what a witness may believe who saw no more than it.
 */

const numRuns = Number(process.env['LOCKERD_PROPERTY_RUNS'] ?? 60);
const PIN = '123456';
const LABEL = '00340434161094021501';

async function customer(rig: Rig): Promise<void> {
  await rig.stored({ id: 'p1', label: LABEL }, PIN);
}

async function staff(rig: Rig, pin: string, keys: string): Promise<void> {
  await rig.keys(pin);
  await rig.advance(1_100);
  await rig.keys(keys);
}

/** What leads to the door, the keys that then ask for it, and those that say what is inside. */
interface Wish {
  readonly before: (rig: Rig) => Promise<void>;
  readonly ask: string;
  readonly answer?: string;
}

const WISHES: Readonly<Record<string, Wish>> = {
  pickup: { before: customer, ask: PIN },
  'open again': {
    before: async (rig) => {
      await customer(rig);
      await rig.keys(PIN);
      await rig.advance(5_000);
      await rig.hand(DOOR, 'close');
    },
    ask: '*1',
  },
  deposit: { before: (rig) => staff(rig, COURIER_PIN, '1#'), ask: '1' },
  collection: {
    before: async (rig) => {
      await customer(rig);
      rig.locker.operations.recall('p1');
      await staff(rig, COURIER_PIN, '2');
    },
    ask: '#',
  },
  'a look at a parcel': { before: async (rig) => (await customer(rig), staff(rig, SERVICE_PIN, '11')), ask: '#' },
  'a look at nothing': { before: (rig) => staff(rig, SERVICE_PIN, '11'), ask: '#' },
  'an audit of a parcel': {
    before: async (rig) => (await customer(rig), staff(rig, SERVICE_PIN, '42')),
    ask: '#',
    answer: '1#',
  },
  'an audit of nothing': { before: (rig) => staff(rig, SERVICE_PIN, '42'), ask: '#', answer: '2#' },
};

const contact = (fault: 'lost' | 'slow' | 'none'): Act => ({ do: 'contact', fault });
const lock = (fault: 'jam' | 'slow' | 'lost' | 'none'): Act => ({ do: 'lock', fault });
const keys = (text: string): Act => ({ do: 'keys', keys: text });
const open: Act = { do: 'hand', action: 'open' };
const close: Act = { do: 'hand', action: 'close' };
const off: Act = { do: 'power', on: false };
const on: Act = { do: 'power', on: true };

const pass = fc.constantFrom(300, 1_000, 2_500, 7_000, 30_000, 75_000).map((ms): Act => ({ do: 'pass', ms }));
const world = fc.array(fc.oneof(pass, fc.constant(close), fc.constant(open)), { maxLength: 3 });
const said = fc.constantFrom('#', '*', '*1', '1#', '2#', PIN).map(keys);

/** Something that happens, mostly as it should. */
const scene: fc.Arbitrary<readonly Act[]> = fc.oneof(
  { weight: 3, arbitrary: pass.map((one) => [one]) },
  { weight: 3, arbitrary: pass.map((one) => [one, close]) },
  { weight: 4, arbitrary: said.map((one) => [one]) },
  { weight: 3, arbitrary: world.map((inTheDark) => [off, ...inTheDark, on]) },
  { weight: 3, arbitrary: world.map((unseen) => [contact('lost'), ...unseen, contact('none')]) },
  { weight: 1, arbitrary: fc.constant([contact('lost')]) },
  { weight: 1, arbitrary: fc.constant([open]) },
  { weight: 2, arbitrary: fc.constantFrom(lock('jam'), lock('lost'), lock('none')).map((one) => [one]) },
);

/** How door and lock are when it is asked for. */
const shape = fc.oneof(
  { weight: 3, arbitrary: fc.constant<readonly Act[]>([]) },
  { weight: 3, arbitrary: fc.constant([contact('slow')]) },
  fc.constantFrom(contact('lost'), lock('jam'), lock('slow'), lock('lost')).map((one) => [one]),
);

/** All is mended, the door shut, everybody gone. */
const END: readonly Act[] = [
  on,
  contact('none'),
  lock('none'),
  { do: 'pass', ms: 15_000 },
  close,
  { do: 'pass', ms: 150_000 },
];

/** What always comes first: all is well, the lock is stuck, nobody sees the door closed. */
const examples = (answer: string): [Act[], Act[][]][] => [
  [[], [[{ do: 'pass', ms: 2_500 }, close], [keys(answer)]]],
  [[lock('jam')], [[{ do: 'pass', ms: 7_000 }]]],
  [[], [[{ do: 'pass', ms: 2_500 }, contact('lost'), close, contact('none')]]],
];

describe.each(Object.entries(WISHES))('%s', (_, { before, ask, answer = '#' }) => {
  const ends = new Set<string>();

  test(
    'the locker believes what a witness may',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          shape,
          fc.array(scene, { minLength: 1, maxLength: 6, size: 'max' }),
          async (broken, scenes) => {
            const rig = await Rig.running({ compartments: [{ id: DOOR, number: 1, size: 'S' }] });
            try {
              await before(rig);
              const witness = new Witness(rig);
              await witness.begin();
              for (const one of [...broken, keys(ask), ...scenes.flat(), ...END]) await witness.happen(one);
              fc.pre(!witness.vague);
              expect([...witness.sure]).toContain(witness.occupancy());
              if (witness.used !== null) expect(witness.code() === 'used').toBe(witness.used);
              expect(rig.locker.store.openings.unsettled()).toEqual([]);
              expect(rig.screen()).toBe('idle');
              ends.add(witness.occupancy());
            } finally {
              await rig.end();
            }
          },
        ),
        { numRuns, examples: examples(answer) },
      );
      // The walk did come by good ends and bad ones.
      expect(ends.size).toBeGreaterThan(1);
    },
    600 * numRuns,
  );
});
