import { anyOf, checkChannel, fixedFrame, levelsOf, type Channel, type LockBoardProtocol } from './protocol';
import type { Heard, Parser, Reply } from './protocol';
import { sumHolds, withSum } from './sum';

/**
 * Kerong KR-CU12 and KR-CU16. `02 ADDR CMD 03 SUM`, ADDR = board in the high nibble, lock from 0 in the low one,
 * SUM = low byte of the sum of all before it. Status: `02 ADDR 35 h1-8 h9-16 ir1-8 ir9-16 03 SUM`, hooks first,
 * 1 = locked, then the item sensors. Source: hardware.md section 1, after Kerong's sample code.
 *
 * 33 opens all locks of a board and 37 sets how long a coil is driven: neither can be expressed here. Board 15
 * is left out: in the field F0 is used to speak to all boards at once.
 *
 * The answer to an unlock is a status frame, where there is one: boards were seen to open and say nothing.
 */
const STX = 0x02;
const ETX = 0x03;
const UNLOCK = 0x31;
const UNLOCK_ALL = 0x33;
const STATUS = 0x30;
const STATUS_REPLY = 0x35;

const limits = { id: 'kerong-cu', addresses: { first: 0, last: 14 }, channels: 16 } as const;

function addressByte(of: Channel): number {
  checkChannel(limits, of);
  return (of.address << 4) | (of.channel - 1);
}

export const kerongCu: LockBoardProtocol = {
  ...limits,
  title: 'Kerong KR-CU12, KR-CU16',
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
    bytes: withSum(STX, addressByte(of), UNLOCK, ETX),
  }),
  status: (of) => {
    const bytes = withSum(STX, addressByte(of) & 0xf0, STATUS, ETX);
    return { kind: 'status', address: of.address, channel: null, bytes };
  },
  reply: ({ kind, address }) => status(kind, address),
  heard: anyOf<Heard>(
    heard(UNLOCK, (address, lock) => ({ kind: 'unlock', address, channel: lock + 1 })),
    heard(STATUS, (address) => ({ kind: 'status', address, channel: null })),
    heard(UNLOCK_ALL, (address) => ({ kind: 'other', address, what: 'opens all locks of the board' })),
  ),
  said: status('status', null),
};

/** @param from that board, or null: any */
function status(kind: Reply['kind'], from: number | null): Parser<Reply> {
  return fixedFrame([STX, null, STATUS_REPLY, null, null, null, null, ETX, null], (bytes) => {
    const address = (bytes[1] ?? 0) >> 4;
    if (!sumHolds(bytes) || (from !== null && address !== from)) return null;
    return { kind, address, levels: levelsOf(bytes.subarray(3, 5)) };
  });
}

function heard(command: number, read: (address: number, lock: number) => Heard): Parser<Heard> {
  return fixedFrame([STX, null, command, ETX, null], (bytes) => {
    const address = bytes[1] ?? 0;
    return sumHolds(bytes) ? read(address >> 4, address & 0x0f) : null;
  });
}
