import { LockBoard, sumOf, type BoardOptions, type Reply } from './board';

const STX = 0x02;
const ETX = 0x03;
const STATUS = 0x30;
const UNLOCK = 0x31;
const UNLOCK_ALL = 0x33;
const STATUS_REPLY = 0x35;
const UNLOCK_TIME = 0x37;

export interface KerongOptions extends BoardOptions {
  /** Some boards answer an unlock with their status, others say nothing. */
  readonly answersUnlock?: boolean;
}

/** Kerong KR-CU12 and KR-CU16. Source: hardware.md section 1. */
export class KerongCu extends LockBoard {
  readonly gapMs = 0;
  protected readonly headers = [STX];

  constructor(private readonly options: KerongOptions) {
    super(options);
  }

  protected lengthOf(begun: readonly number[]): number | null {
    if (begun.length < 3) return null;
    // Replies of other boards on the line pass by here too.
    if (begun[2] === STATUS_REPLY) return 9;
    return begun[2] === UNLOCK_TIME ? 6 : 5;
  }

  protected valid(frame: readonly number[]): boolean {
    return frame.at(-2) === ETX && frame.at(-1) === sumOf(frame.slice(0, -1));
  }

  protected obey(frame: readonly number[]): Reply | null {
    const [, address = 0, command] = frame;
    if (address >> 4 !== this.address || command === STATUS_REPLY) return null;
    this.heard += 1;
    const reply = { afterMs: this.turnaroundMs, make: () => this.status() };
    if (command === STATUS) return reply;
    if (command === UNLOCK) this.unlock(address & 0x0f);
    else if (command === UNLOCK_ALL) this.unlockAll(frame);
    else this.misuse.push(Buffer.from(frame).toString('hex'));
    return this.options.answersUnlock ? reply : null;
  }

  readdressed(reply: readonly number[]): readonly number[] {
    const body = [...reply.slice(0, -1)];
    body[1] = (body[1] ?? 0) ^ 0x10;
    return [...body, sumOf(body)];
  }

  /** Hooks: bit set = locked. Infrared: bit set = something is inside; nobody has connected any. */
  private status(): number[] {
    const hook = (first: number): number => this.group(first, (closed) => closed);
    const body = [STX, this.address << 4, STATUS_REPLY, hook(0), hook(8), 0, 0, ETX];
    return [...body, sumOf(body)];
  }
}
