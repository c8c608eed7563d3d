import { readdirSync, readFileSync } from 'node:fs';
import { findFrame, type LockBoardProtocol, type Request } from '../../../hal/linux/lock-boards/protocol';
import { kerongCu } from '../../../hal/linux/lock-boards/kerong-cu';
import { LOCK_BOARD_PROTOCOLS } from '../../../hal/linux/lock-boards/registry';
import { winnsen } from '../../../hal/linux/lock-boards/winnsen';

const FOLDER = 'test/vectors/lock-boards';

interface Vectors {
  readonly protocol: string;
  readonly requests: readonly Sent[];
  readonly replies: readonly (Sent & { readonly channels: number; readonly active: readonly number[] })[];
  readonly notReplies: readonly Sent[];
  readonly neverSent: readonly { readonly what: string; readonly bytes: string }[];
  readonly refused: readonly { readonly what: string; readonly address: number; readonly channel: number }[];
}
interface Sent {
  readonly what: string;
  readonly kind: 'unlock' | 'status';
  readonly address: number;
  readonly channel: number | null;
  readonly bytes: string;
}

function vectors(protocol: string): Vectors {
  return JSON.parse(readFileSync(`${FOLDER}/${protocol}.json`, 'utf8')) as Vectors;
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text.split(' ').map((byte) => parseInt(byte, 16)));
const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

function request(protocol: LockBoardProtocol, { kind, address, channel }: Sent): Request {
  return protocol[kind]({ address, channel: channel ?? 1 });
}

test('every protocol has its file of vectors', () => {
  const files = readdirSync(FOLDER).map((file) => file.replace('.json', ''));
  expect(files.sort()).toEqual(LOCK_BOARD_PROTOCOLS.map(({ id }) => id).sort());
});

describe.each(LOCK_BOARD_PROTOCOLS.map((protocol) => [protocol.id, protocol] as const))('%s', (id, protocol) => {
  const { requests, replies, notReplies, neverSent, refused, protocol: named } = vectors(id);

  test('the file is of this protocol', () => {
    expect(named).toBe(id);
    expect(Math.min(requests.length, replies.length, notReplies.length, refused.length)).toBeGreaterThan(2);
  });

  test.each(requests.map((one) => [one.what, one] as const))('asks: %s', (_what, one) => {
    const { bytes, ...rest } = request(protocol, one);
    expect(hex(bytes)).toBe(one.bytes.toLowerCase());
    expect(rest).toEqual({ kind: one.kind, address: one.address, channel: one.channel });
    expect(findFrame(bytes, protocol.heard)).toEqual({ at: 0, length: bytes.length, frame: rest });
  });

  test.each(replies.map((one) => [one.what, one] as const))('is answered: %s', (_what, one) => {
    const { kind, address } = one;
    const bytes = bytesOf(one.bytes);
    const found = findFrame(bytes, protocol.reply(request(protocol, one)));
    expect(found).toMatchObject({ at: 0, length: bytes.length, frame: { kind, address } });
    const levels = [...(found?.frame.levels ?? [])].filter(([channel]) => channel <= one.channels);
    expect(levels.filter(([, active]) => active).map(([channel]) => channel)).toEqual(one.active);
    if (protocol.statusOf === 'board') expect(levels).toHaveLength(one.channels);
  });

  test.each(replies.map((one) => [one.what, one] as const))('who only listens understands it too: %s', (_what, one) => {
    const bytes = bytesOf(one.bytes);
    const asked = findFrame(bytes, protocol.reply(request(protocol, one)))?.frame;
    const heard = findFrame(bytes, protocol.said);
    // An answer that equals a command byte for byte can be told by what was asked only.
    if (findFrame(bytes, protocol.heard)?.at === 0) return expect(heard).toBeNull();
    expect(heard).toMatchObject({ at: 0, length: bytes.length });
    expect(heard?.frame.address).toBe(asked?.address);
    expect([...(heard?.frame.levels ?? [])]).toEqual([...(asked?.levels ?? [])]);
  });

  test('reading changes no byte of what was received', () => {
    for (const one of replies) {
      const bytes = bytesOf(one.bytes);
      protocol.reply(request(protocol, one))(bytes, 0);
      protocol.said(bytes, 0);
      protocol.heard(bytes, 0);
      expect(hex(bytes)).toBe(one.bytes.toLowerCase());
    }
  });

  test('who only listens takes no request for an answer', () => {
    for (const { bytes } of requests) expect(findFrame(bytesOf(bytes), protocol.said)).toBeNull();
  });

  test.each(notReplies.map((one) => [one.what, one] as const))('does not take for an answer: %s', (_what, one) => {
    expect(findFrame(bytesOf(one.bytes), protocol.reply(request(protocol, one)))).toBeNull();
  });

  test.each(refused.map((one) => [one.what, one] as const))('can not be told to open: %s', (_what, of) => {
    expect(() => protocol.unlock(of)).toThrow(RangeError);
    expect(() => protocol.status(of)).toThrow(RangeError);
  });

  test('knows what somebody else may say that this program can not', () => {
    for (const { what, bytes } of neverSent) {
      expect(findFrame(bytesOf(bytes), protocol.heard)?.frame).toMatchObject({ kind: 'other', what });
    }
  });
});

test('why two protocols never share a line: an answer of one make may hold the unlock of another', () => {
  const state = bytesOf('02 10 35 90 06 05 1E 03 03');
  expect(findFrame(state, kerongCu.reply(kerongCu.status({ address: 1, channel: 1 })))?.at).toBe(0);
  expect(findFrame(state, winnsen.heard)?.frame).toEqual({ kind: 'unlock', address: 30, channel: 3 });
});
