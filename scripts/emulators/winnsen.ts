import { LockBoard, type Reply } from './board';

const HEADER = 0x90;
const TAIL = 0x03;
const UNLOCK = 0x05;
const STATUS = 0x12;
const REPLY = 0x80;

/** Winnsen boards: no checksum, locks from 1, one lock a question. Source: hardware.md section 1. */
export class Winnsen extends LockBoard {
  readonly gapMs = 0;
  protected readonly headers = [HEADER];

  protected lengthOf(begun: readonly number[]): number | null {
    if (begun.length < 2) return null;
    // Its own commands have 6 bytes, replies of other boards 7; any other length is no frame: rejected as it ends.
    return begun[1] === 0x07 ? 7 : 6;
  }

  protected valid(frame: readonly number[]): boolean {
    return frame.length === frame[1] && frame.at(-1) === TAIL;
  }

  protected obey(frame: readonly number[]): Reply | null {
    const [, length, command, station, lock = 0] = frame;
    if (length !== 0x06 || station !== this.address || lock < 1 || lock > this.doors.length) return null;
    const door = this.doors[lock - 1];
    const status = (): number => (door?.closed() === false ? 1 : 0);
    this.heard += 1;
    switch (command) {
      case UNLOCK:
        this.unlock(lock - 1);
        return { afterMs: this.turnaroundMs, make: () => this.reply(UNLOCK, [lock, status()]) };
      case STATUS:
        return { afterMs: this.turnaroundMs, make: () => this.reply(STATUS, [status(), lock]) };
      default:
        return null;
    }
  }

  readdressed(reply: readonly number[]): readonly number[] {
    return reply.map((byte, at) => (at === 3 ? (byte + 1) & 0xff : byte));
  }

  private reply(command: number, rest: readonly number[]): number[] {
    return [HEADER, 0x07, command | REPLY, this.address, ...rest, TAIL];
  }
}
