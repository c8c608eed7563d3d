import fc from 'fast-check';
import type { SimFault } from '../../hal/ports';
import type { Typed } from './hand-to-hand';
import { HOUR } from './rig';

export const DOORS = ['A1', 'A2', 'B1', 'C1', 'C2'];

const door = fc.constantFrom(...DOORS);
const pick = fc.nat(7);
const size = fc.constantFrom('S', 'S', 'M', 'L', 'XL');
const doorFault = fc.constantFrom<SimFault>(
  'jam',
  'slow',
  'bounce',
  'flicker',
  'lost',
  'stuck-open',
  'stuck-closed',
  'none',
);
const fault = fc.oneof(
  { weight: 4, arbitrary: fc.record({ target: door.map((id) => `door:${id}`), fault: doorFault }) },
  {
    weight: 2,
    arbitrary: fc.record({
      target: door.map((id) => `lock:${id}`),
      fault: fc.constantFrom<SimFault>('jam', 'slow', 'lost', 'none'),
    }),
  },
  fc.record({ target: fc.constant('scanner'), fault: fc.constantFrom<SimFault>('lost', 'garbled', 'none') }),
  fc.record({ target: fc.constant('keypad'), fault: fc.constantFrom<SimFault>('lost', 'stuck-key', 'none') }),
  fc.record({ target: fc.constant('display'), fault: fc.constantFrom<SimFault>('lost', 'none') }),
);
/** A fault at the door that is about to open, when the pulse may have been sent already. */
const surprise = fc.option(fc.constantFrom<SimFault>('lost', 'slow', 'bounce', 'none'), { freq: 4 });

/** Where a one-time code is asked for. */
const typed = fc.constantFrom<Typed>('right', 'right', 'right', 'wrong', 'older', 'short');

/** A delivery attempt for today, mostly. */
const attempt = fc.record({ days: fc.constantFrom(0, 0, 0, 1, -1), dropsOld: fc.boolean() });

/** What may happen in front of a locker. */
export const things = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record(
      {
        do: fc.constant('announce' as const),
        size,
        recipient: fc.constantFrom('r1', 'r2', null),
        hours: fc.constantFrom(1, 3, 72),
        handover: fc.constantFrom('no', 'no', 'yes', 'allowed'),
      },
      { requiredKeys: ['do', 'size', 'recipient', 'hours'] },
    ),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('deposit' as const),
      parcel: fc.constantFrom('announced', 'announced', 'announced', 'unannounced', 'no-label'),
      pick,
      size,
      badge: fc.constantFrom('pin', 'qr'),
      manner: fc.constantFrom('proper', 'proper', 'proper', 'not', 'larger', 'walk', 'silent', 'empty-walk'),
      surprise,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('issue' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record(
      {
        do: fc.constant('pickup' as const),
        pick,
        by: fc.constantFrom('pin', 'qr'),
        second: typed,
        typos: fc.constantFrom(0, 0, 0, 1, 3, 5),
        manner: fc.constantFrom('close', 'close', 'wait', 'leave', 'empty', 'damaged', 'again', 'too-early', 'twice'),
        surprise,
      },
      { requiredKeys: ['do', 'pick', 'by', 'manner', 'surprise'] },
    ),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('attempt' as const), pick, attempt }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('hand-over' as const),
      pick,
      attempt: fc.option(attempt),
      typed: fc.oneof(
        { weight: 3, arbitrary: fc.array(typed, { minLength: 1, maxLength: 4 }) },
        fc.constant<Typed[]>(['wrong', 'wrong', 'wrong', 'right']),
      ),
    }),
  },
  fc.record({ do: fc.constant('wrong-pins' as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constant('guessed-for-a-year' as const) }),
  fc.record({ do: fc.constant('half-pin' as const) }),
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('fidget' as const), keys: fc.stringMatching(/^[0-9*#]{1,6}$/) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('collect' as const),
      manner: fc.constantFrom('proper', 'proper', 'in-a-row', 'walk', 'silent'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('check' as const),
      who: fc.constantFrom('courier' as const, 'technician' as const),
      scope: fc.constantFrom('unverified' as const, 'all' as const),
      manner: fc.constantFrom(
        'proper' as const,
        'proper' as const,
        'walk' as const,
        'silent' as const,
        'stop' as const,
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('hand' as const),
      door,
      action: fc.constantFrom('open' as const, 'close' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('fault' as const), fault }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(300, 4_000, 9_000, 62_000, 200_000, 2 * HOUR) },
        { weight: 3, arbitrary: fc.integer({ min: 1, max: 10_000 }) },
        { weight: 1, arbitrary: fc.constant(80 * HOUR) },
      ),
    }),
  },
  fc.record({
    do: fc.constant('step' as const),
    ms: fc.constantFrom(0, 30_000, -30_000, 2 * HOUR, -2 * HOUR, 100 * HOUR),
    trusted: fc.boolean(),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('cut' as const),
      inPoints: fc.nat(12),
      darkMs: fc.constantFrom(0, 400, 3_000, 20_000, 100_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('operator' as const),
      what: fc.constantFrom('revoke', 'return', 'withdraw', 'name-again', 'extend', 'recall', 'sack', 'hire'),
      pick,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('technician' as const),
      what: fc.constantFrom('terminal', 'look', 'round', 'out-of-service', 'in-service'),
      door,
    }),
  },
);
export type Thing = typeof things extends fc.Arbitrary<infer T> ? T : never;
