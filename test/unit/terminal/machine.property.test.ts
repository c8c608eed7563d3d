import fc from 'fast-check';
import { KEYS } from '../../../hal/ports';
import { noTally } from '../../../firmware/parcels/audit';
import type { Input } from '../../../firmware/parcels/reach';
import type { Reply, TerminalEffect } from '../../../firmware/terminal/state';
import { BADGE, COURIER, Person, QR, TECHNICIAN } from './person';

const RUNS = { numRuns: Math.max(400, Number(process.env['LOCKERD_PROPERTY_RUNS'] ?? 0)) };

const input = fc.constantFrom<Input>('there', 'there', 'lost', 'none');
const act = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('key' as const), key: fc.constantFrom(...KEYS) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('keys' as const),
      text: fc.constantFrom('123456', '1#2', '2#', '3#123456', '37#', '41', '2#9#', '1#1', '12#', '*2', '*1'),
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
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('door' as const),
      what: fc.constantFrom(
        'opened' as const,
        'closed' as const,
        'closed' as const,
        'left-open' as const,
        'reminder' as const,
        'jammed' as const,
      ),
      back: fc.constantFrom(0, 0, 0, 1, 2),
    }),
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

/** A desk in changing moods: every answer that there is comes by. */
function moody(person: Person, list: readonly number[]): void {
  let turn = 0;
  const mood = (): number => list[turn++ % list.length] ?? 0;
  const door = () => {
    next += 1;
    return { opening: next, number: 1 + (next % 999) };
  };
  let next = 100;
  const other = (effect: TerminalEffect): Reply | null => {
    const at = mood();
    switch (effect.do) {
      case 'redeem-pin':
      case 'redeem-scan': {
        const staff = at === 4 ? TECHNICIAN : COURIER;
        if (at === 0) return { type: 'code-refused', notice: 'code' };
        if (at === 1)
          return effect.do === 'redeem-pin' ? { type: 'code-locked-out' } : { type: 'code-refused', notice: 'busy' };
        if (at === 5 && effect.do === 'redeem-pin' && mood() === 0) return { type: 'number-first' };
        if (at === 5) {
          const second = { grant: 'g1', method: 'pin', parcel: 'p1' } as const;
          return { type: 'second-code', second, closed: mood() === 0 };
        }
        return at === 2 ? { type: 'pickup', door: door() } : { type: 'staff', staff };
      }
      case 'find-compartment':
        return { type: 'compartment-chosen', number: effect.number, exists: at !== 0 };
      case 'reopen':
        return { type: 'reopening', door: at === 0 ? null : door() };
      case 'find-label': {
        const { label } = effect;
        if (at === 0) return { type: 'label', label, finding: { kind: 'inside' } };
        if (at === 1) return { type: 'label', label, finding: { kind: 'handover' } };
        return {
          type: 'label',
          label,
          finding: at === 2 ? { kind: 'unannounced' } : { kind: 'announced', parcel: 'p1' },
        };
      }
      case 'begin-deposit':
        if (at === 1) return { type: 'code-refused', notice: 'code' };
        return { type: 'depositing', wish: effect.wish, door: at === 0 ? null : door() };
      case 'deposit-larger':
        return { type: 'depositing', wish: effect.deposit.wish, door: at === 0 ? null : door() };
      case 'list-expired':
        return { type: 'waiting', waiting: Array.from({ length: at }, (_, n) => `K${n}`) };
      case 'begin-collect':
        return { type: 'collecting', door: at === 0 ? null : door(), rest: effect.rest };
      case 'service-open':
        return {
          type: 'service-opening',
          result: at === 0 ? 'no-such-compartment' : at === 1 ? 'compartment-busy' : door(),
        };
      case 'refuse-shape':
        return { type: 'code-refused', notice: 'code' };
      case 'list-audit':
        return { type: 'audit-list', counts: { unverified: at, all: 12 } };
      case 'start-audit':
      case 'next-audit': {
        if (at === 1) return { type: 'code-refused', notice: 'code' };
        const { tally, rest } = effect.do === 'next-audit' ? effect : { tally: noTally, rest: ['K1', 'K2', 'K3'] };
        if (rest.length === 0 || at === 0) return { type: 'audit-opening', next: null, rest: [], tally };
        return { type: 'audit-opening', next: { door: door(), expected: [] }, rest: rest.slice(1), tally };
      }
      case 'audit-answer':
        return { type: 'audit-answered', result: at === 0 ? null : at === 1 ? 'missing' : 'as-expected' };
      case 'find-handover': {
        if (at > 1) return { type: 'handover', finding: { kind: 'code', parcel: 'p1', closed: at === 5 } };
        return { type: 'handover', finding: { kind: at === 0 ? 'no-code' : 'unknown' } };
      }
      case 'redeem-handover':
        if (at === 0) return { type: 'code-refused', notice: 'code' };
        return { type: 'one-time-code', answer: at === 1 ? 'refused' : at === 2 ? 'closed' : 'accepted' };
      case 'redeem-second':
        if (at < 3) return { type: 'one-time-code', answer: at === 0 ? 'closed' : 'refused' };
        return at === 3 ? { type: 'code-refused', notice: 'busy' } : { type: 'pickup', door: door() };
      case 'refuse-handover':
        return { type: 'one-time-code', answer: 'refused' };
      case 'audit-unanswered':
      case 'audit-contact-lies':
      case 'end-audit':
      case 'report':
      case 'refuse-locked-out':
      case 'deposit-answer':
      case 'collect-answer':
      case 'beep':
        return null;
    }
  };
  for (const name of [
    'redeem-pin',
    'redeem-scan',
    'find-compartment',
    'reopen',
    'find-label',
    'begin-deposit',
    'deposit-larger',
    'list-expired',
    'begin-collect',
    'service-open',
    'refuse-shape',
    'find-handover',
    'redeem-handover',
    'redeem-second',
    'refuse-handover',
    'list-audit',
    'start-audit',
    'next-audit',
    'audit-answer',
  ] as const) {
    person.clerk.instead.set(name, other);
  }
}

/** The door of this dialogue, or one of an earlier one. */
function doorOf(person: Person, back: number): number {
  const { at } = person.state;
  const own = 'door' in at ? (at.door?.opening ?? 0) : 'deposit' in at ? at.deposit.door.opening : 0;
  return own - back;
}

function perform(person: Person, one: Act): void {
  switch (one.do) {
    case 'key':
      person.keys(one.key);
      return;
    case 'keys':
      person.keys(one.text);
      return;
    case 'scan':
      person.scan(one.text);
      return;
    case 'door':
      if (one.what === 'jammed') person.jam(doorOf(person, one.back));
      else person.door(one.what, doorOf(person, one.back));
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
    if (at.screen === 'service' && at.door) person.door('closed', at.door.opening);
    else if (at.screen === 'audit-open') person.door('closed', at.door.opening);
    else if (at.screen === 'opening') person.jam(at.door.opening);
    else if (at.screen === 'open' || at.screen === 'collect-open') person.door('closed', at.door.opening);
    else if (at.screen === 'deposit-open') person.door('closed', at.deposit.door.opening);
  }
}

/** Does it wait for nobody's door? */
const atRest = (person: Person): boolean =>
  !['deposit-open', 'collect-open', 'audit-open', 'service'].includes(person.screen());

/** Random people at the terminal; answers the screens that they came by. */
function walk(how: fc.Parameters<unknown>): Set<string> {
  const seen = new Set<string>();
  fc.assert(
    fc.property(acts, moods, fc.constantFrom('de' as const, 'en' as const), (list, mood, language) => {
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
  expect([...walk({ seed: 20_261_121, numRuns: 700 })].sort()).toEqual([
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
        const ofDoor = ['deposit-open', 'collect-open', 'audit-open', 'service'].includes(at.screen);
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
