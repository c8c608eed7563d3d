import * as fc from 'fast-check';
import {
  emptyFraming,
  MAX_CODE_BYTES,
  scanBytes,
  scanDue,
  scanIdle,
  type FramingRules,
  type FramingState,
} from '../../../hal/linux/scanners/scan-framing';

const line: FramingRules = { ending: 'line', idleMs: 50 };
const idle: FramingRules = { ending: 'idle', idleMs: 50 };

/** A scanner's line in time: reads at their moments, and the timer in between. */
function receive(rules: FramingRules, reads: readonly (readonly [at: number, bytes: string | Buffer])[]): string[] {
  const codes: string[] = [];
  let state: FramingState = emptyFraming;
  const pass = (until: number): void => {
    const due = scanDue(state, rules);
    if (due === null || due > until) return;
    const step = scanIdle(state, due, rules);
    state = step.state;
    codes.push(...step.codes);
  };
  for (const [at, bytes] of reads) {
    pass(at);
    const step = scanBytes(state, Buffer.from(bytes as string, 'latin1'), at, rules);
    state = step.state;
    codes.push(...step.codes);
  }
  pass(Infinity);
  return codes;
}

test('a line ends with CR, LF or both, and empty lines are nothing', () => {
  expect(receive(line, [[0, 'A1\rB2\nC3\r\n\r\n\nD4\r']])).toEqual(['A1', 'B2', 'C3', 'D4']);
});

test('the AIM prefix stays', () => {
  expect(receive(line, [[0, ']Q1LK1-0123456789ABCDEFGHJKMNPQRS\r\n']])).toEqual([']Q1LK1-0123456789ABCDEFGHJKMNPQRS']);
});

test('one code split over reads is one code; CR and LF in different reads are one ending', () => {
  expect(receive(line, [[0, 'LK1'], [3, '-01'], [9, '23\r'], [10, '\nnext\r\n']])).toEqual(['LK1-0123', 'next']); // prettier-ignore
});

test('without an ending a code ends at the gap', () => {
  expect(receive(idle, [[0, 'LK1'], [49, '-0123'], [98, '45'], [300, 'next']])).toEqual(['LK1-012345', 'next']); // prettier-ignore
  expect(receive(idle, [[0, 'tail\r\n']])).toEqual(['tail']);
});

test('the rest of a line that never ended is not put in front of the next one', () => {
  expect(receive(line, [[0, 'HALF'], [1_500, 'WHOLE\r']])).toEqual(['WHOLE']); // prettier-ignore
});

test('a code that stays in front of the scanner is told once; taken away and held there again, twice', () => {
  expect(receive(line, [[0, 'A\r'], [1_400, 'A\r'], [2_800, 'A\r']])).toEqual(['A']); // prettier-ignore
  expect(receive(line, [[0, 'A\r'], [1_500, 'A\r']])).toEqual(['A', 'A']); // prettier-ignore
  expect(receive(line, [[0, 'A\r'], [500, 'B\r']])).toEqual(['A', 'B']); // prettier-ignore
});

test('more than 512 bytes are dropped as a whole, up to the ending', () => {
  const longest = 'x'.repeat(MAX_CODE_BYTES);
  expect(receive(line, [[0, `${longest}\r`]])).toEqual([longest]);
  expect(receive(line, [[0, `${longest}x\rgood\r`]])).toEqual(['good']);
  expect(receive(idle, [[0, 'x'.repeat(10_000)], [20, 'tail of it'], [200, 'good']])).toEqual(['good']); // prettier-ignore
});

test('what was received at the wrong speed is dropped, noise around a code is taken off', () => {
  expect(receive(line, [[0, Buffer.from([0xf8, 0x41, 0x42, 0x0d])], [5, 'A\x00B\r'], [9, 'Ä\r']])).toEqual([]); // prettier-ignore
  expect(receive(line, [[0, '\x00\x02CODE\x03\r']])).toEqual(['CODE']);
  expect(receive(line, [[0, ']d20100340434\x1d21ABC\r']])).toEqual([']d20100340434\x1d21ABC']);
});

const bytes = fc.uint8Array({ maxLength: 2_000 }).map((array) => Buffer.from(array));
const likely = fc
  .array(fc.oneof(fc.constantFrom('\r', '\n', '\r\n', '\0', 'Ä'), fc.string({ maxLength: 30 })), { maxLength: 30 })
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));
const rules = fc.constantFrom(line, idle);

test('any bytes in: no throw, and only printable codes of at most 512 bytes out', () => {
  fc.assert(
    fc.property(rules, fc.array(fc.tuple(fc.nat(2_000), fc.oneof(bytes, likely)), { maxLength: 8 }), (rule, reads) => {
      let at = 0;
      for (const code of receive(
        rule,
        reads.map(([gap, chunk]) => [(at += gap), chunk] as const),
      )) {
        expect(code).toMatch(/^[\x20-\x7e][\x1d\x20-\x7e]*$/);
        expect(code.length).toBeLessThanOrEqual(MAX_CODE_BYTES);
      }
    }),
  );
});

test('how the bytes are split over reads makes no difference', () => {
  fc.assert(
    fc.property(rules, fc.oneof(bytes, likely), fc.array(fc.nat(2_000), { maxLength: 20 }), (rule, stream, cuts) => {
      const places = [0, ...cuts.map((cut) => Math.min(cut, stream.length)).sort((a, b) => a - b), stream.length];
      const reads = places.slice(1).map((to, index) => [0, stream.subarray(places[index] ?? 0, to)] as const);
      expect(receive(rule, reads)).toEqual(receive(rule, [[0, stream]]));
    }),
  );
});

test('every code that was sent is among what was sent: none is invented', () => {
  const code = fc.stringMatching(/^[A-Z0-9]{1,40}$/);
  fc.assert(
    fc.property(fc.array(code, { maxLength: 10 }), fc.constantFrom('\r', '\n', '\r\n'), (codes, ending) => {
      const sent = codes.map((text) => text + ending).join('');
      const once = codes.filter((text, at) => text !== codes[at - 1]);
      expect(
        receive(
          line,
          [...sent].map((char, at) => [at, char] as const),
        ),
      ).toEqual(once);
    }),
  );
});
