import fc from 'fast-check';
import { findFrame, type LockBoardProtocol, type Request } from '../../../hal/linux/lock-boards/protocol';
import { LOCK_BOARD_PROTOCOLS } from '../../../hal/linux/lock-boards/registry';
import { VirtualTime } from '../../../hal/sim/virtual-time';
import type { LockBoard } from '../../../scripts/emulators/board';
import { SpringDoor } from '../../../scripts/emulators/door';
import { CHANNELS, EMULATED, FIRST_ADDRESS, makeBoard, type Emulated } from '../../../scripts/emulators/make-board';
import { Ybx } from '../../../scripts/emulators/ybx';

/** Codecs and emulated boards were written apart from each other, from the same frames: here they meet. */

function codec(kind: Emulated): LockBoardProtocol {
  const found = LOCK_BOARD_PROTOCOLS.find(({ id }) => id === kind);
  if (found === undefined) throw new Error(`no protocol ${kind}`);
  return found;
}

function bench(kind: Emulated, open: readonly number[]) {
  const time = new VirtualTime({ frozen: true });
  const doors = Array.from({ length: CHANNELS[kind] }, () => new SpringDoor(time, 0));
  const board = makeBoard(kind, { address: FIRST_ADDRESS[kind], doors });
  for (const channel of open) doors[channel - 1]?.hand('open');
  return { time, doors, board };
}

function said(board: LockBoard, request: Request): Uint8Array | null {
  const reply = board.hear(request.bytes, 0);
  return reply === null ? null : Uint8Array.from(reply.make());
}

test('each emulated board speaks a protocol of the registry', () => {
  expect(LOCK_BOARD_PROTOCOLS.map(({ id }) => id)).toEqual(expect.arrayContaining([...EMULATED]));
});

describe.each(EMULATED)('%s', (kind) => {
  const protocol = codec(kind);
  const channel = fc.integer({ min: 1, max: CHANNELS[kind] });
  const address = FIRST_ADDRESS[kind];

  test('every channel that is told to unlock is the one that does, and no other', () => {
    for (let number = 1; number <= CHANNELS[kind]; number += 1) {
      const { board, doors } = bench(kind, []);
      board.hear(protocol.unlock({ address, channel: number }).bytes, 0);
      expect(doors.map(({ releases }) => releases)).toEqual(doors.map((_, at) => (at === number - 1 ? 1 : 0)));
      expect(board.misuse).toEqual([]);
    }
  });

  test('doors are read as they stand, behind any noise, and a status moves nothing', () => {
    fc.assert(
      fc.property(fc.uniqueArray(channel), channel, fc.uint8Array({ maxLength: 6 }), (open, asked, noise) => {
        const { board, doors } = bench(kind, open);
        const request = protocol.status({ address, channel: asked });
        const answer = said(board, request);
        if (answer === null) throw new Error('no answer');
        const found = findFrame(Uint8Array.from([...noise, ...answer]), protocol.reply(request));
        const shut = protocol.closedWhen !== 'inactive';
        const closed = [...(found?.frame.levels ?? [])].map(([at, level]) => [at, level === shut] as const);
        for (const [at, is] of closed) {
          // A reply may tell of more places than the board has locks.
          if (at <= CHANNELS[kind]) expect([at, is]).toEqual([at, !open.includes(at)]);
        }
        expect(closed.map(([at]) => at)).toContain(asked);
        expect(doors.reduce((sum, { releases }) => sum + releases, 0)).toBe(0);
      }),
    );
  });

  test('the answer of another board counts for nothing', () => {
    const { board } = bench(kind, []);
    const request = protocol.status({ address, channel: 1 });
    const answer = said(board, request) ?? new Uint8Array();
    const other = Uint8Array.from(board.readdressed([...answer]));
    expect(findFrame(answer, protocol.reply(request))).not.toBeNull();
    expect(findFrame(other, protocol.reply(request))).toBeNull();
  });

  test('half an answer, and one with a byte changed where there is a checksum, count for nothing', () => {
    fc.assert(
      fc.property(fc.uniqueArray(channel), fc.nat(), fc.integer({ min: 1, max: 255 }), (open, at, change) => {
        const { board } = bench(kind, open);
        const request = protocol.status({ address, channel: 1 });
        const answer = said(board, request) ?? new Uint8Array();
        const half = answer.subarray(0, at % answer.length);
        expect(findFrame(half, protocol.reply(request))).toBeNull();
        if (kind === 'winnsen') return;
        const garbled = answer.map((byte, index) => (index === at % answer.length ? byte ^ change : byte));
        // A sum can't tell which of its bytes was hit; that it was, it can. Kerong's reply names the lock asked for.
        expect(findFrame(garbled, protocol.reply(request))).toBeNull();
      }),
    );
  });
});

test('8A: an unlock’s answer is read under both wirings, and is the command itself under one', () => {
  for (const closedIs of [0x00, 0x11] as const) {
    const time = new VirtualTime({ frozen: true });
    const door = new SpringDoor(time, 0);
    const board = new Ybx({ address: 1, doors: [door], closedIs });
    const request = codec('ybx').unlock({ address: 1, channel: 1 });
    const reply = board.hear(request.bytes, 0);
    door.hand('open');
    const answer = Uint8Array.from(reply?.make() ?? []);
    expect(findFrame(answer, codec('ybx').reply(request))?.frame.levels.get(1)).toBe(closedIs === 0x00);
    expect(Buffer.from(answer).equals(Buffer.from(request.bytes))).toBe(closedIs === 0x00);
  }
});
