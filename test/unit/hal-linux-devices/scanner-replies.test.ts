import * as fc from 'fast-check';
import {
  growCrc,
  heartbeat,
  matchGrow,
  readZone,
  saveZones,
  TAIL_CR,
  writeZone,
  ZONE,
} from '../../../hal/linux/scanners/grow-frames';
import { matchNewland, newlandTrigger } from '../../../hal/linux/scanners/newland-frames';
import { nothingHeld, splitReplies, type MatchReply } from '../../../hal/linux/scanners/replies';
import vectors from '../../vectors/scanners.json';

const hex = (text: string): Buffer => Buffer.from(text.replace(/ /g, ''), 'hex');

/** What a port would read, in these pieces. */
function receive<R>(match: MatchReply<R>, pieces: readonly Buffer[]): { data: string; replies: R[]; held: number } {
  let held: Buffer = nothingHeld;
  let data = '';
  const replies: R[] = [];
  for (const piece of pieces) {
    const split = splitReplies(held, piece, match);
    held = split.held;
    data += split.data.toString('latin1');
    replies.push(...split.replies);
  }
  return { data, replies, held: held.length };
}

describe('Grow frames', () => {
  const { commands, replies, 'no replies': noReplies } = vectors.grow;

  test.each([
    ['trigger', writeZone(ZONE.trigger, 1)],
    ['end of reading', writeZone(ZONE.trigger, 0)],
    ['save', saveZones()],
    ['heartbeat', heartbeat()],
    ['read zone 0000', readZone(ZONE.mode)],
    ['read zone 000A', readZone(0x000a)],
    ['read zone 0060', readZone(ZONE.tail)],
    ['write zone 000A', writeZone(0x000a, 0x3e)],
    ['tail CR', writeZone(ZONE.tail, TAIL_CR.value)],
    ['read time 5 s', writeZone(ZONE.readTime, 50)],
  ] as const)('%s', (name, bytes) => {
    expect(bytes).toEqual(hex(commands[name]));
  });

  test('the CRC goes over kind, number, address and bytes only', () => {
    for (const text of Object.values(commands)) {
      const frame = hex(text);
      expect(growCrc(frame.subarray(2, -2))).toBe(frame.readUInt16BE(frame.length - 2));
    }
  });

  test.each(Object.entries(replies))('reply: %s', (_name, { bytes, to, value }) => {
    expect(receive(matchGrow, [hex(bytes)])).toEqual({ data: '', replies: [{ to, value }], held: 0 });
  });

  test.each(noReplies)('%s is none', (bytes) => {
    expect(receive(matchGrow, [hex(bytes)])).toEqual({ data: hex(bytes).toString('latin1'), replies: [], held: 0 });
  });
});

describe('Newland frames', () => {
  test('reading on and off', () => {
    expect(newlandTrigger(true)).toEqual(hex(vectors.newland.start));
    expect(newlandTrigger(false)).toEqual(hex(vectors.newland.stop));
  });

  test.each(Object.entries(vectors.newland.replies))('reply: %s', (name, bytes) => {
    expect(receive(matchNewland, [hex(bytes)])).toEqual({ data: '', replies: [name], held: 0 });
  });
});

const ACK = hex(vectors.grow.replies.done.bytes);
const kinds = fc.constantFrom<[MatchReply<unknown>, Buffer]>(
  [matchGrow, ACK],
  [matchNewland, hex(vectors.newland.replies.done)],
);
const code = fc.stringMatching(/^[ -~]{1,40}$/).map((text) => Buffer.from(`${text}\r`, 'latin1'));
const cut = (bytes: Buffer, at: readonly number[]): Buffer[] => {
  const places = [0, ...at.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((to, index) => bytes.subarray(places[index] ?? 0, to));
};

test('replies before, between, within and behind codes are taken out, however the bytes are split', () => {
  fc.assert(
    fc.property(
      kinds,
      fc.array(fc.oneof(code, fc.constant(null)), { maxLength: 8 }),
      fc.array(fc.nat(500), { maxLength: 12 }),
      fc.nat(40),
      ([match, reply], parts, cuts, within) => {
        const codes = parts.flatMap((part) => part ?? []);
        const sent = parts.map((part, index) => {
          if (part === null) return reply;
          // Every third one has a reply right in its middle.
          const at = index % 3 === 2 ? within % part.length : part.length;
          return Buffer.concat([part.subarray(0, at), ...(index % 3 === 2 ? [reply] : []), part.subarray(at)]);
        });
        const inside = parts.filter((part, index) => part !== null && index % 3 === 2).length;
        const { data, replies, held } = receive(match, cut(Buffer.concat(sent), cuts));
        expect(data).toBe(Buffer.concat(codes).toString('latin1'));
        expect(replies).toHaveLength(parts.length - codes.length + inside);
        expect(held).toBe(0);
      },
    ),
  );
});

test('any bytes in: nothing is lost, nothing invented, no throw', () => {
  const bytes = fc.uint8Array({ maxLength: 300 }).map((one) => Buffer.from(one));
  const likely = fc
    .array(
      fc.oneof(
        fc.constant(ACK),
        fc.constantFrom(2, 3, 0, 1, 0x33, 0x31).map((one) => Buffer.of(one)),
      ),
      {
        maxLength: 40,
      },
    )
    .map((parts) => Buffer.concat(parts));
  fc.assert(
    fc.property(
      kinds,
      fc.oneof(bytes, likely),
      fc.array(fc.nat(300), { maxLength: 9 }),
      ([match, reply], all, cuts) => {
        const whole = receive(match, [all]);
        expect(receive(match, cut(all, cuts))).toEqual(whole);
        // What was taken for replies are replies, byte for byte of their length.
        expect(whole.data.length + whole.held + whole.replies.length * reply.length).toBe(all.length);
        expect(whole.held).toBeLessThan(reply.length);
      },
    ),
  );
});
