import { anyOf, checkChannel, fixedFrame, type Channel, type LockBoardProtocol } from './protocol';
import type { Heard, Parser, Reply } from './protocol';

/**
 * Winnsen. `90 06 05 ST LK 03` opens and is answered `90 07 85 ST LK STATUS 03`; `90 06 12 ST LK 03` asks for one
 * lock and is answered `90 07 92 ST STATUS LK 03`: STATUS and LK are swapped. 1 = open. Source: hardware.md
 * section 1.
 *
 * There is no checksum: only an answer that fits the request in every byte counts, and STATUS is 0 or 1.
 */
const HEAD = 0x90;
const END = 0x03;
const SENT = 0x06;
const ANSWERED = 0x07;
const UNLOCK = 0x05;
const STATUS = 0x12;
const REPLY = 0x80;

const limits = { id: 'winnsen', addresses: { first: 0, last: 127 }, channels: 64 } as const;

function request(of: Channel, command: number): Uint8Array {
  checkChannel(limits, of);
  return Uint8Array.of(HEAD, SENT, command, of.address, of.channel, END);
}

export const winnsen: LockBoardProtocol = {
  ...limits,
  title: 'Winnsen lock controllers',
  baudRate: 9_600,
  gapMs: 5,
  unlockReplyMs: 800,
  statusReplyMs: 150,
  lateMs: 400,
  unlockAnswered: 'always',
  statusOf: 'channel',
  closedWhen: 'inactive',
  checksum: false,
  unlock: (of) => ({ kind: 'unlock', address: of.address, channel: of.channel, bytes: request(of, UNLOCK) }),
  status: (of) => ({ kind: 'status', address: of.address, channel: of.channel, bytes: request(of, STATUS) }),
  reply: ({ kind, address, channel }) => answer(kind, address, channel),
  heard: anyOf<Heard>(heard(UNLOCK, 'unlock'), heard(STATUS, 'status')),
  said: anyOf(answer('unlock', null, null), answer('status', null, null)),
};

/** @param from that board, or null: any @param of that lock, or null: any */
function answer(kind: Reply['kind'], from: number | null, of: number | null): Parser<Reply> {
  const open = kind === 'unlock';
  const head = [HEAD, ANSWERED, REPLY | (open ? UNLOCK : STATUS), from];
  return fixedFrame([...head, ...(open ? [of, null] : [null, of]), END], (bytes) => {
    const [state, channel = 0] = open ? [bytes[5], bytes[4]] : [bytes[4], bytes[5]];
    if (state !== 0 && state !== 1) return null;
    return { kind, address: bytes[3] ?? 0, levels: new Map([[channel, state === 1]]) };
  });
}

function heard(command: number, kind: 'unlock' | 'status'): Parser<Heard> {
  return fixedFrame([HEAD, SENT, command, null, null, END], (bytes) => ({
    kind,
    address: bytes[3] ?? 0,
    channel: bytes[4] ?? 0,
  }));
}
