import fc from 'fast-check';
import { LANGUAGES } from '../../../config/schema';
import { KEYS } from '../../../hal/ports';
import { staffOf } from '../../../firmware/terminal/session';
import type { Input } from '../../../firmware/parcels/reach';
import { moody } from './moody';
import { BADGE, Person, QR } from './person';

const RUNS = { numRuns: Math.max(400, Number(process.env['LOCKERD_PROPERTY_RUNS'] ?? 0)) };

const input = fc.constantFrom<Input>('there', 'there', 'lost', 'none');
/** @param what comes of it, as likely as it is named often */
const doorDoes = <What extends string>(...what: What[]) =>
  fc.record({
    do: fc.constant('door' as const),
    what: fc.constantFrom(...what),
    back: fc.constantFrom(0, 0, 0, 1, 2),
  });
const act = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('key' as const), key: fc.constantFrom(...KEYS) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('keys' as const),
      text: fc.constantFrom(
        '123456',
        '1#2',
        '2#',
        '3#123456',
        '3#123456',
        '37#',
        '41#',
        '41',
        '2#9#',
        '1#1',
        '12#',
        '*2',
        '*1',
        '#2',
        '12##',
        '#3#',
        '#4',
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('scan' as const),
      text: fc.oneof(
        fc.constantFrom(
          QR,
          BADGE,
          BADGE,
          '00340434161094021501',
          'LK1-',
          '',
          'https://example.com',
          'x'.repeat(10_240),
        ),
        fc.string({ unit: 'binary', maxLength: 40 }),
      ),
    }),
  },
  { weight: 6, arbitrary: doorDoes('opened', 'closed', 'closed', 'left-open', 'reminder', 'jammed') },
  {
    weight: 1,
    arbitrary: doorDoes('stands-open', 'contact-lost', 'contact-back', 'found-open', 'came-late', 'staff-late'),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pin-entry' as const),
      closed: fc.boolean(),
      compartmentFirst: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('inputs' as const), keypad: input, scanner: input }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.oneof(fc.integer({ min: 0, max: 6_000 }), fc.integer({ min: 0, max: 90_000 })),
    }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
const acts = fc.array(act, { minLength: 1, maxLength: 50, size: 'max' });
/** What the desk answers, drawn anew for each wish. */
const moods = fc.array(fc.nat(5), { minLength: 60, maxLength: 60 });

/** The door of this dialogue, or one of an earlier one. */
function doorOf(person: Person, back: number): number {
  const { at } = person.state;
  const own = 'door' in at ? (at.door?.opening ?? 0) : 'deposit' in at ? at.deposit.door.opening : 0;
  return own - back;
}

function atDoor(person: Person, what: Extract<Act, { do: 'door' }>['what'], opening: number): void {
  switch (what) {
    case 'jammed':
    case 'stands-open':
      person.jam(opening, what === 'stands-open');
      return;
    case 'contact-lost':
    case 'contact-back':
      person.give({ type: what, opening });
      return;
    case 'found-open':
      person.give({ type: what, door: { opening, number: 12 } });
      return;
    case 'came-late':
    case 'staff-late':
      person.late(opening, what === 'staff-late' ? 'staff' : 'customer');
      return;
    default:
      person.door(what, opening);
  }
}

function perform(person: Person, one: Act): void {
  switch (one.do) {
    case 'key':
      person.keys(one.key);
      return;
    case 'keys':
      // Somebody who knows what they want does not go on from a slip of the finger.
      person.wait(1_000).keys(one.text);
      return;
    case 'scan':
      person.scan(one.text);
      return;
    case 'door':
      atDoor(person, one.what, doorOf(person, one.back));
      return;
    case 'pin-entry':
      person.give({ type: 'pin-entry', closed: one.closed, compartmentFirst: one.compartmentFirst });
      return;
    case 'inputs':
      person.give({ type: 'inputs', inputs: { keypad: one.keypad, scanner: one.scanner } });
      return;
    case 'wait':
      person.wait(one.ms);
      return;
  }
}

const mended = (person: Person): Person =>
  person.give({ type: 'inputs', inputs: { keypad: 'there', scanner: 'there' } });

/** Doors never stay as they are for ever: they open, jam, and are closed or left open. */
function settleDoors(person: Person): void {
  for (let turn = 0; turn < 4; turn += 1) {
    const shown = person.state.at;
    const at = shown.screen === 'refused' ? shown.back : shown;
    if (at.screen === 'service-open' || at.screen === 'audit-open') person.door('closed', at.door.opening);
    else if (at.screen === 'opening') person.jam(at.door.opening);
    else if (at.screen === 'open' || at.screen === 'collect-open') person.door('closed', at.door.opening);
    else if (at.screen === 'deposit-open') person.door('closed', at.deposit.door.opening);
  }
}

/** Does it wait for nobody's door? */
const atRest = (person: Person): boolean =>
  !['deposit-open', 'collect-open', 'audit-open', 'service-open'].includes(person.screen());

/** Random people at the terminal; answers the screens that they came by. */
function walk(how: fc.Parameters<unknown>): Set<string> {
  const seen = new Set<string>();
  fc.assert(
    fc.property(acts, moods, fc.constantFrom(...LANGUAGES), (list, mood, language) => {
      const person = new Person(language);
      moody(person, mood);
      for (const one of list) {
        perform(person, one);
        seen.add(person.screen());
        const lines = person.lines();
        expect(lines).toHaveLength(4);
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(20);
      }
      settleDoors(person);
      mended(person);
      // A door that nobody ever closes is given up after ten minutes.
      person.wait(atRest(person) ? 180_000 : 780_000);
      expect(person.screen()).toBe('idle');
    }),
    how,
  );
  return seen;
}

test('random people: nothing throws, every screen fits, three minutes later it is idle', () => {
  walk(RUNS);
});

test('such a walk comes by every screen', () => {
  // One walk, always the same: whether chance comes by is no question for a test.
  expect([...walk({ seed: 20_261_121, numRuns: 1_000 })].sort()).toEqual([
    'audit-ask',
    'audit-done',
    'audit-menu',
    'audit-open',
    'audit-stuck',
    'closed',
    'collect',
    'collect-confirm',
    'collect-open',
    'compartment-first',
    'courier-menu',
    'deposit-confirm',
    'deposit-label',
    'deposit-open',
    'deposit-size',
    'entering',
    'handover-code',
    'handover-done',
    'handover-label',
    'help',
    'idle',
    'jammed',
    'locked-out',
    'open',
    'opening',
    'out-of-order',
    'refused',
    'service',
    'service-open',
    'service-selftest',
    'service-state',
    'service-which',
  ]);
});

test('every screen but idle, and a customer whose door is on its way or open, has an end', () => {
  fc.assert(
    fc.property(acts, moods, (list, mood) => {
      const person = new Person();
      moody(person, mood);
      for (const one of list) {
        perform(person, one);
        const { at } = person.state;
        const forDoor = ['opening', 'open'].includes(at.screen);
        expect('until' in at).toBe(!forDoor && at.screen !== 'idle' && at.screen !== 'out-of-order');
        const ofDoor = ['deposit-open', 'collect-open', 'audit-open', 'service-open'].includes(at.screen);
        if ('until' in at) expect(at.until - person.now).toBeLessThanOrEqual(ofDoor ? 600_000 : 60_000);
      }
    }),
    RUNS,
  );
});

test('* and patience always lead home', () => {
  fc.assert(
    fc.property(acts, moods, (list, mood) => {
      const person = new Person();
      moody(person, mood);
      for (const one of list) perform(person, one);
      mended(person);
      settleDoors(person);
      // As deep as it goes: forty digits of a label, the menu, idle.
      for (let n = 0; n < 60 && person.screen() !== 'idle'; n += 1) {
        settleDoors(person);
        person.keys('*').wait(5_000);
      }
      expect(person.screen()).toBe('idle');
    }),
    RUNS,
  );
});

const DOOR_WISHES = ['begin-deposit', 'deposit-larger', 'begin-collect', 'service-open', 'start-audit', 'next-audit'];

test('a session that was left: digits alone open no door, but for the size of a parcel, which the contract has so', () => {
  let left = 0;
  const digits = fc.array(fc.tuple(fc.constantFrom(...'0123456789'), fc.nat(1_200)), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(acts, moods, digits, (list, mood, typed) => {
      const person = new Person();
      moody(person, mood);
      for (const one of list) perform(person, one);
      settleDoors(person);
      if (staffOf(person.state.at) === null || !atRest(person)) return;
      left += 1;
      for (const [digit, pause] of typed) {
        const at = person.screen();
        person.wishes.length = 0;
        person.keys(digit).wait(pause);
        if (at === 'deposit-size') return;
        expect(person.wishes.map(({ do: what }) => what).filter((what) => DOOR_WISHES.includes(what))).toEqual([]);
      }
    }),
    RUNS,
  );
  expect(left).toBeGreaterThan(RUNS.numRuns / 10);
});

test('a session that was left: whoever types a PIN, looks up, and presses #, answers nothing and opens no door', () => {
  let left = 0;
  const typed = fc.array(fc.tuple(fc.constantFrom(...'0123456789'), fc.nat(999)), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(acts, moods, typed, fc.nat(18_000), (list, mood, pin, lookUp) => {
      // Where 9 chooses between one and all, and another digit what comes next.
      fc.pre(pin.filter(([digit]) => digit !== '9').length >= 4);
      const person = new Person();
      moody(person, mood);
      for (const one of list) perform(person, one);
      settleDoors(person);
      person.wait(1_000);
      const { at } = person.state;
      // The contract has it that sizes open doors, and that an announced label does.
      if (staffOf(at) === null || !atRest(person) || at.screen === 'deposit-size') return;
      person.clerk.instead.set('find-label', ({ do: what }) =>
        what === 'find-label' ? { type: 'label', label: null, finding: { kind: 'unannounced' } } : null,
      );
      left += 1;
      person.wishes.length = 0;
      for (const [digit, pause] of pin) person.keys(digit).wait(pause);
      person.wait(lookUp).keys('#');
      const wished = person.wishes.filter((wish) => !(wish.do === 'service-open' && wish.number === 0));
      const counts = [
        ...DOOR_WISHES,
        'deposit-answer',
        'collect-answer',
        'audit-answer',
        'audit-contact-lies',
        'set-service',
      ];
      expect(wished.map(({ do: what }) => what).filter((what) => counts.includes(what))).toEqual([]);
    }),
    RUNS,
  );
  expect(left).toBeGreaterThan(RUNS.numRuns / 10);
});

test('no typed digit is ever in the masked view, and none but the last for a second in the other', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...'0123456789*'), fc.nat(1_500)), { maxLength: 12 }), (keys) => {
      const person = new Person('en', {
        pinLength: 10,
        entryMs: 20_000,
        sessionMs: 60_000,
        messageMs: 4_000,
        closedMs: 5_000,
      });
      for (const [key, pause] of keys) {
        person.keys(key);
        const { at } = person.state;
        if (at.screen !== 'entering') continue;
        expect(person.lines(true)[1]).toBe('*'.repeat(at.digits.length));
        expect(person.lines()[1]).toMatch(/^\**[0-9]?$/);
        person.wait(pause);
        if (pause >= 1_000) expect(person.lines()[1]).toBe('*'.repeat(at.digits.length));
      }
    }),
    RUNS,
  );
});

test('no wish carries a typed digit except the one that redeems it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9]{6}$/), (digits) => {
      const person = new Person();
      person.clerk.instead.set('redeem-pin', () => ({ type: 'code-refused', notice: 'code' }));
      person.keys(digits).wait(500).keys('#').wait(5_000);
      const others = person.wishes.filter((wish) => wish.do !== 'redeem-pin');
      expect(JSON.stringify([others, person.state])).not.toContain(digits);
      expect(person.lines(true).join('')).not.toContain(digits);
    }),
    RUNS,
  );
});
