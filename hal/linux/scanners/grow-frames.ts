import { follows, type MatchReply } from './replies';

/**
 * The serial protocol of Grow (Hangzhou Grow Technology) GM6x and GM8xx code readers. Pure. Sources: GM65 user
 * manual V1.3, chapters "Serial port instruction" and "Zone bit list"; hardware.md section 5.
 *
 * To the reader: `7E 00`, kind, number of bytes, zone address (2), bytes, CRC (2). From it: `02 00` (`03 00` to a
 * heartbeat), `00`, number of bytes, bytes, CRC. It does not check a CRC of `AB CD`; here each frame has its own.
 */

const KIND = { read: 0x07, write: 0x08, save: 0x09, heartbeat: 0x0a } as const;

export const ZONE = {
  /** Bits 1-0: how it comes to read. The other bits are its lights and its buzzer. */
  mode: 0x0000,
  /** 1 starts a reading, 0 ends it. */
  trigger: 0x0002,
  /** Longest reading in the modes with a trigger, in 100 ms; 0 is for ever. */
  readTime: 0x0006,
  /** Bit 0: a tail is sent. Bits 6-5: which. The other bits are prefix, suffix and code id. */
  tail: 0x0060,
} as const;

/** A value for some bits of a zone. */
export interface ZoneBits {
  readonly zone: number;
  readonly mask: number;
  readonly value: number;
}

export const MODE = {
  trigger: { zone: ZONE.mode, mask: 0x03, value: 0x01 },
  /** It reads by itself when something comes in front of it. */
  presentation: { zone: ZONE.mode, mask: 0x03, value: 0x03 },
} as const satisfies Record<string, ZoneBits>;

/** Bits 6-5 are 00 for CR (01 CR LF, 10 TAB). */
export const TAIL_CR: ZoneBits = { zone: ZONE.tail, mask: 0x61, value: 0x01 };

/** CRC-CCITT: polynomial 1021, begins with 0, highest bit first. Over kind, number, address and bytes only. */
export function growCrc(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

function frame(kind: number, zone: number, value: number): Buffer {
  const body = [kind, 1, zone >> 8, zone & 0xff, value];
  const crc = growCrc(Uint8Array.from(body));
  return Buffer.from([0x7e, 0x00, ...body, crc >> 8, crc & 0xff]);
}

/** Asks for the one byte of a zone. */
export const readZone = (zone: number): Buffer => frame(KIND.read, zone, 1);
export const writeZone = (zone: number, value: number): Buffer => frame(KIND.write, zone, value);
/** All zones into its flash memory: they outlive the next power cut. */
export const saveZones = (): Buffer => frame(KIND.save, 0, 0);
export const heartbeat = (): Buffer => frame(KIND.heartbeat, 0, 0);

export interface GrowReply {
  readonly to: 'command' | 'heartbeat';
  /** A zone's byte; 0 where something was done. */
  readonly value: number;
}

const REPLY_BYTES = 7;

/** Every reply that is asked for here carries one byte. */
export const matchGrow: MatchReply<GrowReply> = (bytes) => {
  for (const [first, to] of [
    [0x02, 'command'],
    [0x03, 'heartbeat'],
  ] as const) {
    const found = follows(bytes, [first, 0x00, 0x00, 0x01, null, null, null]);
    if (found === 'more') return 'more';
    if (found === 'all' && growCrc(bytes.subarray(2, 5)) === bytes.readUInt16BE(5)) {
      return { length: REPLY_BYTES, reply: { to, value: bytes[4] ?? 0 } };
    }
  }
  return null;
};
