import type { LockBoardProtocol, Parser } from '../lock-boards/protocol';
import type { Speech } from './speech';

/** Longest run in which a frame with a wrong checksum is looked for: beyond it the speed is wrong, bytes. */
const LONGEST_RUN = 40;
const LONGEST_FRAME = 20;

/** A frame whose last byte is another one than it should be. */
export interface Spoilt {
  readonly at: number;
  readonly length: number;
  readonly speech: Extract<Speech, { kind: 'checksum' }>;
}

/**
 * Bytes that would be a frame if only their last one were another: that one is a checksum, in every protocol that has
 * one. Null where there is no such frame.
 */
export function wrongChecksum(bytes: Uint8Array, protocols: readonly LockBoardProtocol[]): Spoilt | null {
  if (bytes.length > LONGEST_RUN) return null;
  for (const protocol of protocols) {
    if (!protocol.checksum) continue;
    for (const parse of [protocol.heard, protocol.said] as readonly Parser<unknown>[]) {
      for (let at = 0; at < bytes.length; at += 1) {
        for (let length = 3; length <= Math.min(LONGEST_FRAME, bytes.length - at); length += 1) {
          const should = lastByte(bytes.slice(at, at + length), parse);
          if (should === null) continue;
          const is = bytes[at + length - 1] ?? 0;
          return { at, length, speech: { kind: 'checksum', protocol: protocol.id, is, should } };
        }
      }
    }
  }
  return null;
}

/** What would have to stand last, or null. */
function lastByte(bytes: Uint8Array, parse: Parser<unknown>): number | null {
  // Only what fits in every byte but the last may become one.
  if (parse(bytes.subarray(0, -1), 0).is !== 'more') return null;
  for (let value = 0; value < 256; value += 1) {
    bytes[bytes.length - 1] = value;
    const parsed = parse(bytes, 0);
    if (parsed.is === 'frame' && parsed.length === bytes.length) return value;
  }
  return null;
}
