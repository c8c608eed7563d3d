import type { TimeSource } from '../../hal/ports';
import { Signal } from '../../hal/signal';
import type { LockBoard, Reply } from './board';
import type { LineFaults } from './line-faults';

const BITS_A_BYTE = 10;
/** Rounding of fractions of a millisecond. */
const EPSILON = 1e-6;

export interface LineOptions {
  readonly time: TimeSource;
  readonly baudRate: number;
  readonly boards: readonly LockBoard[];
  readonly faults: LineFaults;
  /** How late a late reply is, ms: from, to. */
  readonly lateMs?: readonly [number, number];
  /** How long a dead board is dead, ms. */
  readonly deadMs?: number;
  /** The adapter hands back all that it sends. */
  readonly echoes?: boolean;
  /** Replies reach the host in up to this many pieces. */
  readonly pieces?: number;
  /** A board was reset or died: until it is back, what its doors do nobody sees. */
  readonly onDeaf?: (board: LockBoard) => void;
}

/** Somebody who speaks on the line, from when to when. */
interface Talk {
  readonly from: number;
  readonly to: number;
  /** Another spoke at the same time. */
  damaged: boolean;
}

/**
 * An RS-485 line in half duplex with boards on it, seen from the host's adapter. Every byte takes ten bit
 * times; all boards hear all bytes; who speaks at the same time as another is understood by nobody.
 */
export class Rs485Line {
  /** Bytes as they reach the host. */
  readonly toHost = new Signal<Buffer>();
  readonly boards: readonly LockBoard[];
  /** Frames of the host that began before the line had been quiet for as long as a board needs. */
  tooSoon = 0;
  /** Frames of the host during which somebody else spoke. */
  collisions = 0;
  /** What the host has sent, with the time at which it began. */
  readonly sent: { readonly at: number; readonly hex: string }[] = [];
  /** Keeps {@link Rs485Line.sent}. */
  recording = false;
  private readonly byteMs: number;
  private talks: Talk[] = [];
  private quietSince = -Infinity;
  private hostUntil = -Infinity;
  /** Answers that boards are about to give. */
  private due = 0;

  constructor(private readonly options: LineOptions) {
    this.boards = options.boards;
    this.byteMs = (BITS_A_BYTE * 1_000) / options.baudRate;
  }

  /** Nobody speaks, and nobody is about to answer. */
  idle(): boolean {
    return this.due === 0 && this.options.time.monotonic() > this.quietSince;
  }

  /** The host sends. Settles when the last bit has left. */
  send(bytes: Uint8Array): Promise<void> {
    const { time, faults } = this.options;
    const now = time.monotonic();
    const from = Math.max(now, this.hostUntil);
    const to = from + bytes.length * this.byteMs;
    this.hostUntil = to;
    if (this.recording) this.sent.push({ at: from, hex: Buffer.from(bytes).toString('hex') });
    const gap = from - this.quietSince + EPSILON;
    const talk = this.talk(from, to);
    if (talk.damaged) this.collisions += 1;
    return new Promise((resolve) => {
      time.after(to - now, () => {
        resolve();
        const struck = faults.strikes('echo');
        if (struck || this.options.echoes === true) this.hand(Buffer.from(bytes));
        if (!talk.damaged && !faults.strikes('lost-command')) this.spread(bytes, gap);
      });
    });
  }

  /** The board that the host's frame woke answers. */
  private spread(bytes: Uint8Array, gap: number): void {
    const { time, faults, deadMs = 30_000 } = this.options;
    const now = time.monotonic();
    let missed = false;
    for (const board of this.boards) {
      if (gap < board.gapMs) {
        missed = true;
        continue;
      }
      const before = board.heard;
      const reply = board.hear(bytes, now);
      if (board.heard === before) continue;
      if (faults.strikes('dead')) board.silence(now, deadMs);
      else if (faults.strikes('reset')) board.reset(now);
      else if (reply !== null) this.answer(board, reply);
      if (board.deaf(now)) this.options.onDeaf?.(board);
    }
    if (missed) this.tooSoon += 1;
    if (faults.strikes('noise')) this.noise();
  }

  private answer(board: LockBoard, reply: Reply): void {
    const { time, faults, lateMs = [300, 900] } = this.options;
    const late = faults.strikes('late-reply') ? faults.random.between(...lateMs) : 0;
    this.due += 1;
    time.after(reply.afterMs + late, () => {
      this.due -= 1;
      // Reset or dead meanwhile.
      if (!board.deaf(time.monotonic())) this.say(board, reply.make());
    });
  }

  private say(board: LockBoard, whole: readonly number[]): void {
    const { time, faults } = this.options;
    if (faults.strikes('lost-reply')) return;
    const bytes = this.spoil(board, whole);
    const now = time.monotonic();
    const talk = this.talk(now, now + bytes.length * this.byteMs);
    // What is spoilt is spoilt on the way to the host: it moves no other board.
    const others = bytes === whole ? this.boards.filter((one) => one !== board) : [];
    this.deliver(Uint8Array.from(bytes), talk, others);
  }

  private spoil(board: LockBoard, reply: readonly number[]): readonly number[] {
    const { faults } = this.options;
    const { random } = faults;
    // Often a single bit: a spike on the line.
    const error = random.chance(0.5) ? 1 << random.between(0, 7) : random.between(1, 255);
    const change = (at: number): number[] => reply.map((byte, index) => (index === at ? byte ^ error : byte));
    if (faults.strikes('garbled')) return change(random.between(0, reply.length - 1));
    if (faults.strikes('wrong-checksum')) return change(reply.length - 1);
    if (faults.strikes('wrong-address')) return board.readdressed(reply);
    if (faults.strikes('half-frame')) return reply.slice(0, random.between(1, reply.length - 1));
    return reply;
  }

  /** In pieces, as adapters hand over what they have. */
  private deliver(bytes: Uint8Array, talk: Talk, others: readonly LockBoard[]): void {
    const { time, faults, pieces = 1 } = this.options;
    const cuts = new Set([bytes.length]);
    for (let n = 1; n < pieces; n += 1) cuts.add(faults.random.between(1, bytes.length));
    let from = 0;
    for (const to of [...cuts].sort((a, b) => a - b)) {
      const piece = bytes.subarray(from, to);
      from = to;
      time.after(to * this.byteMs, () => {
        this.hand(Buffer.from(piece.map((byte) => (talk.damaged ? byte ^ faults.random.between(1, 255) : byte))));
        if (to < bytes.length || talk.damaged) return;
        for (const board of others) board.hear(bytes, time.monotonic());
      });
    }
  }

  private noise(): void {
    const { time, faults } = this.options;
    const { random } = faults;
    const bytes = Buffer.from(Array.from({ length: random.between(1, 4) }, () => random.between(0, 255)));
    // At once, so that it comes before the reply, or after it.
    time.after(random.pick([0, 0, 20, 60]), () => this.hand(bytes));
  }

  private hand(bytes: Buffer): void {
    this.toHost.emit(bytes);
  }

  private talk(from: number, to: number): Talk {
    const now = this.options.time.monotonic();
    this.talks = this.talks.filter((one) => one.to > now + EPSILON);
    const talk: Talk = { from, to, damaged: false };
    for (const other of this.talks) {
      if (other.from + EPSILON >= to || other.to <= from + EPSILON) continue;
      other.damaged = talk.damaged = true;
    }
    this.talks.push(talk);
    this.quietSince = Math.max(this.quietSince, to);
    return talk;
  }
}
