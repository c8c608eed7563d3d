import { anyOf, checkChannel, fixedFrame, levelsOf, type LockBoardProtocol } from './protocol';
import type { Heard, Parser, Reply } from './protocol';

/**
 * "8A" boards: YBX of Guangzhou Shuoming and its many clones, up to 24 locks. `8A BOARD LOCK 11 BCC` opens,
 * `80 BOARD 00 33 BCC` asks for all, BCC = XOR of all before it. Answers: `8A BOARD LOCK S BCC` with S = 00 or
 * 11; `80 BOARD s3 s2 s1 33 BCC`, highest group first, three bytes even on 8 channels. Whether 1 means open or
 * shut depends on how the locks' contacts are wired. Source: hardware.md section 1.
 *
 * Answers come up to 500 ms late, and an answer with S = 11 equals the command byte for byte: whoever reads them
 * must know whether the line echoes. LOCK 0 opens all locks, 9A and 9B hold a coil, 90 opens several: none of
 * them can be expressed here.
 */
const OPEN = 0x8a;
const QUERY = 0x80;
const HOLD = 0x9a;
const HOLD_END = 0x9b;
const DO_OPEN = 0x11;
const DO_QUERY = 0x33;

const limits = { id: 'ybx', addresses: { first: 1, last: 32 }, channels: 24 } as const;

function bcc(bytes: Iterable<number>): number {
  let value = 0;
  for (const byte of bytes) value ^= byte;
  return value;
}

function withBcc(...bytes: readonly number[]): Uint8Array {
  return Uint8Array.from([...bytes, bcc(bytes)]);
}

/** The XOR over a whole frame, its own included, is 0. */
function bccHolds(bytes: Uint8Array): boolean {
  return bcc(bytes) === 0;
}

export const ybx: LockBoardProtocol = {
  ...limits,
  title: '8A boards: YBX / Guangzhou Shuoming and clones, 8 to 24 locks',
  baudRate: 9_600,
  gapMs: 5,
  unlockReplyMs: 1_500,
  statusReplyMs: 600,
  lateMs: 1_500,
  unlockAnswered: 'always',
  statusOf: 'board',
  closedWhen: null,
  checksum: true,
  unlock: (of) => {
    checkChannel(limits, of);
    return {
      kind: 'unlock',
      address: of.address,
      channel: of.channel,
      bytes: withBcc(OPEN, of.address, of.channel, DO_OPEN),
    };
  },
  status: (of) => {
    checkChannel(limits, of);
    return { kind: 'status', address: of.address, channel: null, bytes: withBcc(QUERY, of.address, 0, DO_QUERY) };
  },
  reply: (to) => {
    const { address } = to;
    if (to.kind === 'status') {
      return fixedFrame([QUERY, address, null, null, null, DO_QUERY, null], (bytes) => all(bytes, address));
    }
    return fixedFrame([OPEN, address, to.channel, null, null], (bytes) => one('unlock', bytes));
  },
  heard: anyOf<Heard>(
    heard(OPEN, DO_OPEN, (address, channel) =>
      channel === 0
        ? { kind: 'other', address, what: 'opens all locks of the board' }
        : { kind: 'unlock', address, channel },
    ),
    heard(QUERY, DO_QUERY, (address, channel) => ({ kind: 'status', address, channel: channel || null })),
    heard(HOLD, DO_OPEN, (address, channel) => ({ kind: 'other', address, what: `holds channel ${channel} on` })),
    heard(HOLD_END, DO_OPEN, (address, channel) => ({ kind: 'other', address, what: `lets channel ${channel} go` })),
  ),
  // Of an unlock only the answer 00 can be told from the command.
  said: anyOf<Reply>(
    fixedFrame([QUERY, null, null, null, null, DO_QUERY, null], (bytes) => all(bytes, bytes[1] ?? 0)),
    fixedFrame([OPEN, null, null, 0x00, null], (bytes) => one('unlock', bytes)),
    fixedFrame([QUERY, null, null, null, null], (bytes) => (bytes[3] === DO_QUERY ? null : one('status', bytes))),
  ),
};

/** Three groups, the highest first. */
function all(bytes: Uint8Array, address: number): Reply | null {
  return bccHolds(bytes) ? { kind: 'status', address, levels: levelsOf([...bytes.subarray(2, 5)].reverse()) } : null;
}

function one(kind: Reply['kind'], bytes: Uint8Array): Reply | null {
  const [, address = 0, channel = 0, state] = bytes;
  if (!bccHolds(bytes) || (state !== 0x00 && state !== DO_OPEN)) return null;
  return { kind, address, levels: new Map([[channel, state === DO_OPEN]]) };
}

function heard(head: number, command: number, read: (address: number, channel: number) => Heard): Parser<Heard> {
  return fixedFrame([head, null, null, command, null], (bytes) =>
    bccHolds(bytes) ? read(bytes[1] ?? 0, bytes[2] ?? 0) : null,
  );
}
