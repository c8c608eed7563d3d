import { LockBoard, xorOf, type BoardOptions, type Reply } from './board';

const UNLOCK = 0x8a;
const STATUS = 0x80;
const HOLD = 0x9a;
const HOLD_END = 0x9b;
const OPEN = 0x11;
const ASK = 0x33;

export interface YbxOptions extends BoardOptions {
  /** What a contact that is closed says: it depends on how the lock is wired. */
  readonly closedIs: 0x00 | 0x11;
  /** An unlock is answered when the pulse is over and the contact was looked at, ms. */
  readonly pulseMs?: number;
}

/** "8A" / YBX boards, channels from 1; 0 means all of them. Source: hardware.md section 1. */
export class Ybx extends LockBoard {
  readonly gapMs = 5;
  protected readonly headers = [UNLOCK, STATUS, HOLD, HOLD_END];
  private readonly pulseMs: number;

  constructor(private readonly options: YbxOptions) {
    super(options);
    this.pulseMs = options.pulseMs ?? 450;
  }

  protected lengthOf(begun: readonly number[]): number | null {
    return begun.length < 1 ? null : 5;
  }

  protected valid(frame: readonly number[]): boolean {
    return frame.at(-1) === xorOf(frame.slice(0, -1));
  }

  protected obey(frame: readonly number[]): Reply | null {
    const [header, board, channel = 0, what] = frame;
    if (board !== this.address) return null;
    if (header === HOLD || header === HOLD_END || (header === UNLOCK && channel === 0)) {
      this.unlockAll(frame);
      return null;
    }
    if (channel > this.doors.length) return null;
    if (header === UNLOCK && what === OPEN) {
      this.heard += 1;
      this.unlock(channel - 1);
      return { afterMs: this.pulseMs, make: () => this.one(UNLOCK, channel) };
    }
    if (header !== STATUS || what !== ASK) return null;
    this.heard += 1;
    return { afterMs: this.turnaroundMs, make: () => (channel === 0 ? this.all() : this.one(STATUS, channel)) };
  }

  readdressed(reply: readonly number[]): readonly number[] {
    const body = [...reply.slice(0, -1)];
    body[1] = ((body[1] ?? 0) + 1) & 0xff;
    return [...body, xorOf(body)];
  }

  private one(header: number, channel: number): number[] {
    const closed = this.doors[channel - 1]?.closed() ?? true;
    const body = [header, this.address, channel, closed ? this.options.closedIs : this.options.closedIs ^ 0x11];
    return [...body, xorOf(body)];
  }

  /** Three groups of eight, the highest first, however many channels there are. */
  private all(): number[] {
    const set = (closed: boolean): boolean => closed === (this.options.closedIs === 0x11);
    const groups = [16, 8, 0].map((first) => this.group(first, set));
    const body = [STATUS, this.address, ...groups, ASK];
    return [...body, xorOf(body)];
  }
}
