import { LockBoard, sumOf, type Reply } from './board';

const STX = 0x02;
const ETX = 0x03;
const STATUS = 0x60;
const UNLOCK = 0x61;
const STATUS_REPLY = 0x75;

/** Boards of the CU48 style: six bytes, locks from 0. Source: hardware.md section 1. */
export class Cu48 extends LockBoard {
  readonly gapMs = 0;
  protected readonly headers = [STX];

  protected lengthOf(begun: readonly number[]): number | null {
    if (begun.length < 4) return null;
    return begun[3] === STATUS_REPLY ? 12 : 6;
  }

  protected valid(frame: readonly number[]): boolean {
    return frame.at(-2) === ETX && frame.at(-1) === sumOf(frame.slice(0, -1));
  }

  protected obey(frame: readonly number[]): Reply | null {
    const [, address, lock = 0, command] = frame;
    if (address !== this.address || command === STATUS_REPLY) return null;
    this.heard += 1;
    if (command === UNLOCK) {
      // Beyond its own locks it takes the number for all of them, as the clones do with FF.
      if (lock < this.doors.length) this.unlock(lock);
      else this.unlockAll(frame);
      return null;
    }
    if (command !== STATUS) return null;
    return { afterMs: this.turnaroundMs, make: () => this.status() };
  }

  readdressed(reply: readonly number[]): readonly number[] {
    const body = [...reply.slice(0, -1)];
    body[1] = ((body[1] ?? 0) + 1) & 0xff;
    return [...body, sumOf(body)];
  }

  private status(): number[] {
    const groups = [0, 8, 16, 24, 32, 40].map((first) => this.group(first, (closed) => closed));
    const body = [STX, this.address, 0, STATUS_REPLY, ...groups, ETX];
    return [...body, sumOf(body)];
  }
}
