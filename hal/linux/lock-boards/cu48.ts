import {
  anyOf,
  checkChannel,
  fixedFrame,
  levelsOf,
  type Channel,
  type LockBoardProtocol,
  type Parser,
} from './protocol';
import type { Heard, Reply } from './protocol';
import { sumHolds, withSum } from './sum';

/**
 * Boards of 48 locks in the style of Kerong's CU48. `02 DEV LOCK CMD 03 SUM`, LOCK from 0, SUM = low byte of the
 * sum of all before it. Status: `02 DEV LOCK 75`, six bytes (1 = closed, bit 0 of the first = lock 1), `03 SUM`;
 * some boards have six bytes more in front of the end (item sensors). Source: hardware.md section 1.
 *
 * The answer to an unlock, where there is one, is the same frame.
 */
const STX = 0x02;
const ETX = 0x03;
const UNLOCK = 0x61;
const STATUS = 0x60;
const REPLY = 0x75;
const STATUS_BYTES = 6;

const limits = { id: 'cu48', addresses: { first: 0, last: 127 }, channels: 48 } as const;

function request(of: Channel, lock: number, command: number): Uint8Array {
  checkChannel(limits, of);
  return withSum(STX, of.address, lock, command, ETX);
}

export const cu48: LockBoardProtocol = {
  ...limits,
  title: 'CU48 style boards of 48 locks (frames of 6 bytes)',
  baudRate: 19_200,
  gapMs: 5,
  unlockReplyMs: 300,
  statusReplyMs: 150,
  lateMs: 400,
  unlockAnswered: 'sometimes',
  statusOf: 'board',
  closedWhen: 'active',
  checksum: true,
  unlock: (of) => ({
    kind: 'unlock',
    address: of.address,
    channel: of.channel,
    bytes: request(of, of.channel - 1, UNLOCK),
  }),
  status: (of) => ({ kind: 'status', address: of.address, channel: null, bytes: request(of, 0, STATUS) }),
  reply: ({ kind, address }) => anyOf(status(kind, address, STATUS_BYTES), status(kind, address, 2 * STATUS_BYTES)),
  heard: anyOf<Heard>(
    heard(UNLOCK, (address, lock) => ({ kind: 'unlock', address, channel: lock + 1 })),
    heard(STATUS, (address) => ({ kind: 'status', address, channel: null })),
  ),
  said: anyOf(status('status', null, STATUS_BYTES), status('status', null, 2 * STATUS_BYTES)),
};

/** @param from that board, or null: any */
function status(kind: Reply['kind'], from: number | null, data: number): Parser<Reply> {
  const any = Array.from({ length: data }, () => null);
  return fixedFrame([STX, from, null, REPLY, ...any, ETX, null], (bytes) => {
    if (!sumHolds(bytes)) return null;
    return { kind, address: bytes[1] ?? 0, levels: levelsOf(bytes.subarray(4, 4 + STATUS_BYTES)) };
  });
}

function heard(command: number, read: (address: number, lock: number) => Heard): Parser<Heard> {
  return fixedFrame([STX, null, null, command, ETX, null], (bytes) =>
    sumHolds(bytes) ? read(bytes[1] ?? 0, bytes[2] ?? 0) : null,
  );
}
