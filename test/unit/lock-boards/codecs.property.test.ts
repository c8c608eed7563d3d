import fc from 'fast-check';
import { findFrame, type LockBoardProtocol, type Reply, type Request } from '../../../hal/linux/lock-boards/protocol';
import { LOCK_BOARD_PROTOCOLS } from '../../../hal/linux/lock-boards/registry';

/** Answers as a board would write them; not by the codec's help. */
const ANSWERS: Readonly<Record<string, (to: Request, data: readonly number[]) => number[]>> = {
  'kerong-cu': ({ address }, data) => summed([0x02, address << 4, 0x35, ...data.slice(0, 4), 0x03]),
  cu48: ({ address }, data) => summed([0x02, address, 0, 0x75, ...data.slice(0, 6), 0x03]),
  ybx: (to, data) =>
    to.kind === 'status'
      ? xored([0x80, to.address, ...data.slice(0, 3), 0x33])
      : xored([0x8a, to.address, to.channel, (data[0] ?? 0) % 2 === 0 ? 0x00 : 0x11]),
  winnsen: ({ kind, address, channel }, data) => {
    const state = (data[0] ?? 0) % 2;
    return kind === 'status'
      ? [0x90, 0x07, 0x92, address, state, channel ?? 0, 0x03]
      : [0x90, 0x07, 0x85, address, channel ?? 0, state, 0x03];
  },
};

const summed = (bytes: number[]): number[] => [...bytes, bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0)];
const xored = (bytes: number[]): number[] => [...bytes, bytes.reduce((sum, byte) => sum ^ byte, 0)];

const someBytes = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 255 }), { minLength: length, maxLength: length });
/** Bytes that protocols are made of come more often than others: near misses are what is looked for. */
const noise = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x02, 0x03, 0x35, 0x75, 0x80, 0x8a, 0x33, 0x11, 0x90, 7)),
  { maxLength: 40 },
);

describe.each(LOCK_BOARD_PROTOCOLS.map((protocol) => [protocol.id, protocol] as const))('%s', (id, protocol) => {
  const { addresses, channels } = protocol;
  const request = fc
    .record({
      kind: fc.constantFrom('unlock' as const, 'status' as const),
      address: fc.integer({ min: addresses.first, max: addresses.last }),
      channel: fc.integer({ min: 1, max: channels }),
    })
    .map(({ kind, ...of }): Request => protocol[kind](of));
  const answerTo = ANSWERS[id];
  if (answerTo === undefined) throw new Error(`tell this test how a board of ${id} answers`);

  test('any bytes: no throw, and what is found is whole, of that board, and passes the check', () => {
    fc.assert(
      fc.property(request, noise, (to, bytes) => {
        const found = findFrame(Uint8Array.from(bytes), protocol.reply(to));
        findFrame(Uint8Array.from(bytes), protocol.heard);
        if (found === null) return;
        expect(found.frame).toMatchObject({ kind: to.kind, address: to.address });
        const frame = bytes.slice(found.at, found.at + found.length);
        expect(frame).toHaveLength(found.length);
        if (id === 'ybx') expect(frame.reduce((sum, byte) => sum ^ byte, 0)).toBe(0);
        else if (id === 'winnsen') expect(frame.slice(0, 4)).toEqual([0x90, 0x07, expect.any(Number), to.address]);
        else if (['kerong-cu', 'cu48'].includes(id)) expect(summed(frame.slice(0, -1))).toEqual(frame);
      }),
      { numRuns: 3_000 },
    );
  });

  test('bytes that come one by one, after noise: the answer is found when its last byte is there, never before', () => {
    const quiet = noise.map((bytes) => bytes.filter((byte) => ![0x02, 0x80, 0x8a, 0x90].includes(byte)));
    fc.assert(
      fc.property(request, quiet, someBytes(6), (to, before, data) => {
        const answer = answerTo(to, data);
        const line = Uint8Array.from([...before, ...answer]);
        for (let length = 0; length < line.length; length += 1) {
          expect(findFrame(line.subarray(0, length), protocol.reply(to))).toBeNull();
        }
        expect(findFrame(line, protocol.reply(to))).toMatchObject({ at: before.length, length: answer.length });
      }),
    );
  });

  test('one byte of an answer that is wrong makes it no answer, but for what has no check', () => {
    fc.assert(
      fc.property(request, someBytes(6), fc.nat(40), fc.integer({ min: 1, max: 255 }), (to, data, where, flip) => {
        const answer = answerTo(to, data);
        const place = where % answer.length;
        const wrong = answer.map((byte, index) => (index === place ? byte ^ flip : byte));
        const found = findFrame(Uint8Array.from(wrong), protocol.reply(to));
        if (id !== 'winnsen') expect(found).toBeNull();
        // A state that flips between its two values is all that nobody can notice.
        else if (found !== null) expect([place, flip]).toEqual([to.kind === 'unlock' ? 5 : 4, 1]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('the answer to one board is never the answer to another', () => {
    fc.assert(
      fc.property(request, request, someBytes(6), (one, other, data) => {
        fc.pre(one.address !== other.address);
        const answer: Reply | undefined = findFrame(Uint8Array.from(answerTo(one, data)), protocol.reply(other))?.frame;
        expect(answer).toBeUndefined();
      }),
    );
  });

  test('whatever number is asked for: one lock of one board, or nothing at all', () => {
    // -0 is 0 on the line.
    const number = fc.oneof(fc.integer({ min: -300, max: 600 }), fc.double()).map((value) => value + 0);
    fc.assert(
      fc.property(number, number, (address, channel) => {
        const sent = attempt(protocol, address, channel);
        if (sent === null) return;
        expect(findFrame(sent, protocol.heard)).toEqual({
          at: 0,
          length: sent.length,
          frame: { kind: 'unlock', address, channel },
        });
      }),
      { numRuns: 2_000 },
    );
  });
});

function attempt(protocol: LockBoardProtocol, address: number, channel: number): Uint8Array | null {
  try {
    return protocol.unlock({ address, channel }).bytes;
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return null;
  }
}
