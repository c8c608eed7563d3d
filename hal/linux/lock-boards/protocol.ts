/**
 * What a lock board on RS-485 speaks: pure bytes, no port and no time. A protocol is a value of
 * {@link LockBoardProtocol}, one per file, named in registry.ts.
 *
 * Channels count from 1, like the connectors on every board; a codec puts that into the bytes of its protocol
 * (Kerong counts from 0, 8A from 1 and takes 0 as all). Nothing here can open more than one lock, hold a coil
 * or change a board's settings.
 */

/** One lock of one board. */
export interface Channel {
  /** As set at the board's address switch. */
  readonly address: number;
  /** From 1. */
  readonly channel: number;
}

/** What the master sends. `channel` null: all channels of that board. */
export type Request =
  | { readonly kind: 'unlock'; readonly address: number; readonly channel: number; readonly bytes: Uint8Array }
  | { readonly kind: 'status'; readonly address: number; readonly channel: number | null; readonly bytes: Uint8Array };

export type UnlockRequest = Extract<Request, { kind: 'unlock' }>;
export type StatusRequest = Extract<Request, { kind: 'status' }>;

/** What a board said to a request. */
export interface Reply {
  readonly kind: 'unlock' | 'status';
  readonly address: number;
  /** What the board reports per channel: true for a 1 (8A: 11). Which of the two means shut, `closedWhen` says. */
  readonly levels: ReadonlyMap<number, boolean>;
}

/** A frame of the master, as somebody who only listens sees it. */
export type Heard =
  | { readonly kind: 'unlock'; readonly address: number; readonly channel: number }
  | { readonly kind: 'status'; readonly address: number; readonly channel: number | null }
  /** Known, and never sent by this program. */
  | { readonly kind: 'other'; readonly address: number; readonly what: string };

/** Is there a frame at this place? `more`: not yet, but it may become one. */
export type Parsed<T> =
  | { readonly is: 'frame'; readonly length: number; readonly frame: T }
  | { readonly is: 'more' }
  | { readonly is: 'none' };

export type Parser<T> = (bytes: Uint8Array, at: number) => Parsed<T>;

export interface Range {
  readonly first: number;
  readonly last: number;
}

export interface LockBoardProtocol {
  /** In the site file. */
  readonly id: string;
  /** For people: makes and models. */
  readonly title: string;
  /** As the boards leave the factory; 8 data bits, no parity, 1 stop bit. */
  readonly baudRate: number;
  /** Least silence between two frames, ms. */
  readonly gapMs: number;
  /** A board that has not answered an unlock within this will not answer it any more, ms from the last byte sent. */
  readonly unlockReplyMs: number;
  /** So long the bus waits for the answer to a status request, ms from the last byte sent. */
  readonly statusReplyMs: number;
  /** An answer may come as late as this: until then that board is not asked again, or the late one would count for it. */
  readonly lateMs: number;
  /** Is an unlock answered? `sometimes`: not by every board. */
  readonly unlockAnswered: 'always' | 'sometimes';
  readonly addresses: Range;
  /** Most channels of one board. */
  readonly channels: number;
  /** What a status reply tells of. */
  readonly statusOf: 'board' | 'channel';
  /** Which reported level means that the door is shut: `active` = 1; null: that depends on how the locks are wired. */
  readonly closedWhen: 'active' | 'inactive' | null;
  /** Has a frame a checksum? Without one a changed level counts when the next answer repeats it. */
  readonly checksum: boolean;
  /** @throws RangeError for what no such board has */
  unlock(of: Channel): UnlockRequest;
  /** Asks for the state of that channel, or of all of its board where the protocol can. @throws RangeError */
  status(of: Channel): StatusRequest;
  /** A board's answer to exactly that request. Never throws. */
  reply(to: Request): Parser<Reply>;
  /** A frame of a master. Never throws. */
  readonly heard: Parser<Heard>;
  /** A frame of any board, for somebody who only listens; nothing that {@link heard} takes for a master's. Never throws. */
  readonly said: Parser<Reply>;
}

export const none: Parsed<never> = { is: 'none' };
export const more: Parsed<never> = { is: 'more' };

export function frame<T>(length: number, value: T): Parsed<T> {
  return { is: 'frame', length, frame: value };
}

/**
 * Frames of one fixed length: `pattern` has the bytes that are always the same, null where any may stand.
 * @param read what the frame says, or null when it is none after all (checksum, range)
 */
export function fixedFrame<T>(pattern: readonly (number | null)[], read: (bytes: Uint8Array) => T | null): Parser<T> {
  return (bytes, at) => {
    for (const [offset, wanted] of pattern.entries()) {
      const byte = bytes[at + offset];
      if (byte === undefined) return more;
      if (wanted !== null && byte !== wanted) return none;
    }
    const value = read(bytes.subarray(at, at + pattern.length));
    return value === null ? none : frame(pattern.length, value);
  };
}

/** Whichever of them finds a frame. */
export function anyOf<T>(...parsers: readonly Parser<T>[]): Parser<T> {
  return (bytes, at) => {
    const results = parsers.map((parse) => parse(bytes, at));
    return results.find(({ is }) => is === 'frame') ?? results.find(({ is }) => is === 'more') ?? none;
  };
}

/** The bits of status bytes as channels: bit 0 of the first byte is channel 1. */
export function levelsOf(bytes: Iterable<number>): Map<number, boolean> {
  const levels = new Map<number, boolean>();
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit += 1) levels.set(levels.size + 1, ((byte >> bit) & 1) === 1);
  }
  return levels;
}

/** @throws RangeError */
export function checkChannel(
  { id, addresses, channels }: Pick<LockBoardProtocol, 'id' | 'addresses' | 'channels'>,
  { address, channel }: Channel,
): void {
  if (!Number.isInteger(address) || address < addresses.first || address > addresses.last) {
    throw new RangeError(`${id}: addresses are ${addresses.first} to ${addresses.last}, not ${address}`);
  }
  if (!Number.isInteger(channel) || channel < 1 || channel > channels) {
    throw new RangeError(`${id}: channels are 1 to ${channels}, not ${channel}`);
  }
}

export interface Found<T> {
  /** Where in the bytes it begins. */
  readonly at: number;
  readonly length: number;
  readonly frame: T;
}

/**
 * The first whole frame in the bytes, whatever stands before it: noise, the end of something else, half a frame
 * that ends nowhere.
 */
export function findFrame<T>(bytes: Uint8Array, parse: Parser<T>): Found<T> | null {
  for (let at = 0; at < bytes.length; at += 1) {
    const parsed = parse(bytes, at);
    if (parsed.is === 'frame') return { at, length: parsed.length, frame: parsed.frame };
  }
  return null;
}
