import type { EmulatedDoor } from './door';

/** A byte that does not follow within this is the beginning of something else, ms. */
const SILENCE_MS = 20;

export interface BoardOptions {
  readonly address: number;
  readonly doors: readonly EmulatedDoor[];
  /** From the end of a command until the reply begins, ms. */
  readonly turnaroundMs?: number;
  /** A board that was reset hears nothing for this long, ms. */
  readonly bootMs?: number;
}

/** What a board is about to say; made when it is said, for doors move meanwhile. */
export interface Reply {
  readonly afterMs: number;
  readonly make: () => readonly number[];
}

/**
 * A lock-control board at byte level: a processor that hears every byte on its line, finds the frames that
 * are for it, pulses coils, reads contacts and answers. Everything it understands it obeys, also what a locker
 * must never send: that is recorded in {@link LockBoard.misuse}.
 */
export abstract class LockBoard {
  readonly address: number;
  readonly doors: readonly EmulatedDoor[];
  /** Commands for more than one pulse at one lock, in hex: open all, hold, another pulse time. */
  readonly misuse: string[] = [];
  /** How often each channel was told to unlock, by its place in `doors`. */
  readonly unlocks: number[];
  /** Frames obeyed or answered. */
  heard = 0;
  protected readonly turnaroundMs: number;
  private readonly bootMs: number;
  private buffer: number[] = [];
  private lastByteAt = -Infinity;
  private deafUntil = -Infinity;

  /** Before each command after this, ms; what comes sooner it misses. 0: it is always ready. */
  abstract readonly gapMs: number;
  /** First bytes of frames. */
  protected abstract readonly headers: readonly number[];

  constructor({ address, doors, turnaroundMs = 5, bootMs = 1_000 }: BoardOptions) {
    this.address = address;
    this.doors = doors;
    this.turnaroundMs = turnaroundMs;
    this.bootMs = bootMs;
    this.unlocks = doors.map(() => 0);
  }

  /** Length of the frame that begins like this; null: more bytes are needed to tell. */
  protected abstract lengthOf(begun: readonly number[]): number | null;
  protected abstract valid(frame: readonly number[]): boolean;
  /** @returns null when it is not for this board, or is not answered */
  protected abstract obey(frame: readonly number[]): Reply | null;
  /** The same reply from another board. */
  abstract readdressed(reply: readonly number[]): readonly number[];

  /** Bytes on the line, the last of them at `now`. */
  hear(bytes: Uint8Array, now: number): Reply | null {
    if (now < this.deafUntil) return null;
    if (now - this.lastByteAt > SILENCE_MS + bytes.length) this.buffer = [];
    this.lastByteAt = now;
    let reply: Reply | null = null;
    for (const byte of bytes) {
      this.buffer.push(byte);
      const frame = this.frame();
      if (frame !== null) reply = this.obey(frame) ?? reply;
    }
    return reply;
  }

  /** The processor starts anew: what it was about to do or say is forgotten. */
  reset(now: number): void {
    this.silence(now, this.bootMs);
  }

  /** It hears and says nothing for `ms`. */
  silence(now: number, ms: number): void {
    this.buffer = [];
    this.deafUntil = Math.max(this.deafUntil, now + ms);
  }

  deaf(now: number): boolean {
    return now < this.deafUntil;
  }

  protected unlock(index: number): void {
    this.unlocks[index] = (this.unlocks[index] ?? 0) + 1;
    this.doors[index]?.release();
  }

  protected unlockAll(frame: readonly number[]): void {
    this.misuse.push(Buffer.from(frame).toString('hex'));
    for (const door of this.doors) door.release();
  }

  /** Eight doors from `first` on, bit 0 first; `bit` says which are set. Places without a lock read as closed. */
  protected group(first: number, bit: (closed: boolean) => boolean): number {
    let byte = 0;
    for (let n = 0; n < 8; n += 1) if (bit(this.doors[first + n]?.closed() ?? true)) byte |= 1 << n;
    return byte;
  }

  private frame(): number[] | null {
    for (;;) {
      const start = this.buffer.findIndex((byte) => this.headers.includes(byte));
      if (start < 0) {
        this.buffer = [];
        return null;
      }
      this.buffer.splice(0, start);
      const length = this.lengthOf(this.buffer);
      if (length === null || this.buffer.length < length) return null;
      const frame = this.buffer.slice(0, length);
      if (this.valid(frame)) {
        this.buffer.splice(0, length);
        return frame;
      }
      this.buffer.shift();
    }
  }
}

export function sumOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;
}

export function xorOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}
