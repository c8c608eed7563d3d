import type { TimeSource, Unsubscribe } from '../ports';
import { Signal } from './signal';
import { TimerQueue } from './timers';

/** The longest delay that setTimeout takes (2^31 - 1 ms); longer ones would fire at once. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** How far the simulated clocks are ahead of the machine's, in ms. */
export interface ClockOffsets {
  readonly wall: number;
  readonly monotonic: number;
  /** Is the wall clock vouched for? */
  readonly trusted: boolean;
}

export interface VirtualTimeOptions {
  /** Time stands still unless it is advanced. */
  readonly frozen?: boolean;
  /** Where the wall clock of a frozen time starts, ms since 1970. */
  readonly wall?: number;
  /** Awaited after each timer of an advance: when does what it started count as done? */
  readonly settle?: () => Promise<void>;
}

interface Reading {
  readonly wall: number;
  readonly monotonic: number;
}

/**
 * process.hrtime is CLOCK_MONOTONIC: the same in all processes of the machine. In steps of 1/1024 ms, so that
 * sums with whole milliseconds are exact in binary and a timer never finds itself a rounding error too early.
 */
function machineMonotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + Math.floor((nanoseconds / 1e6) * 1_024) / 1_024;
}

/** A few turns of the event loop: promises and events that are ready have been dealt with. */
export async function someTurns(turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function rethrow(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} timers failed`);
}

/**
 * The simulator's time: the machine's clocks plus offsets, or (`frozen`) a time that only tests move.
 * While it is held, time stands still and timers run only in {@link advanceTo}.
 */
export class VirtualTime implements TimeSource {
  /** Replaceable: who knows what "done" means in this process sets it. */
  settle: () => Promise<void>;
  readonly frozen: boolean;
  private readonly timers = new TimerQueue();
  private readonly steps = new Signal<void>();
  readonly onStep = this.steps.listen;
  /** Null: the machine's clocks run. */
  private standing: Reading | null;
  private wallOffset = 0;
  private monotonicOffset = 0;
  private trusted = true;
  /** What advanceTo has added to the offsets since hold(). */
  private moved = 0;
  private armed: { readonly due: number; readonly handle: NodeJS.Timeout } | null = null;

  constructor(options: VirtualTimeOptions = {}) {
    this.frozen = options.frozen ?? false;
    this.standing = this.frozen ? { wall: options.wall ?? Date.UTC(2026, 10, 21, 10), monotonic: 0 } : null;
    this.settle = options.settle ?? someTurns;
  }

  wall(): number {
    return Math.floor((this.standing?.wall ?? Date.now()) + this.wallOffset);
  }

  monotonic(): number {
    return (this.standing?.monotonic ?? machineMonotonic()) + this.monotonicOffset;
  }

  synchronized(): boolean {
    return this.trusted;
  }

  after(ms: number, run: () => void): Unsubscribe {
    const timer = { due: this.monotonic() + Math.max(0, ms), run };
    this.timers.add(timer);
    this.arm();
    return () => {
      this.timers.remove(timer);
      this.arm();
    };
  }

  /** When the next timer is due, monotonic ms. */
  nextDue(): number | null {
    return this.timers.nextDue();
  }

  offsets(): ClockOffsets {
    return { wall: this.wallOffset, monotonic: this.monotonicOffset, trusted: this.trusted };
  }

  /** Before the first timer is made: the monotonic clock jumps too. */
  setOffsets(offsets: ClockOffsets): void {
    this.wallOffset = offsets.wall;
    this.monotonicOffset = offsets.monotonic;
    this.trusted = offsets.trusted;
  }

  /** The wall clock alone jumps by `ms`, and is vouched for or not. */
  step(ms: number, trusted: boolean): void {
    this.wallOffset += ms;
    this.trusted = trusted;
    this.steps.emit();
  }

  /** Time stands still until {@link resume}. Returns the monotonic time. */
  hold(): number {
    if (this.standing === null) {
      this.standing = { wall: Date.now(), monotonic: machineMonotonic() };
      this.moved = 0;
      this.arm();
    }
    return this.monotonic();
  }

  /**
   * Time runs again, `ms` ahead of where it would be without the hold: everybody who was held and is resumed
   * with the same figure has the same offsets afterwards, whatever the moment they were held at.
   */
  resume(ms: number): void {
    if (this.frozen || this.standing === null) return;
    this.wallOffset += ms - this.moved;
    this.monotonicOffset += ms - this.moved;
    this.standing = null;
    this.arm();
  }

  /**
   * Runs what is due up to a monotonic time, in order and each at its own time, timers made meanwhile
   * included. Time must be held or frozen. Returns when the next timer is due. What timers threw is thrown
   * at the end.
   */
  async advanceTo(monotonic: number): Promise<number | null> {
    if (this.standing === null) throw new Error('time must be held while it is advanced');
    const errors: unknown[] = [];
    for (;;) {
      const timer = this.timers.take(monotonic);
      if (timer === null) break;
      this.moveTo(timer.due);
      try {
        timer.run();
      } catch (error) {
        errors.push(error);
      }
      await this.settle();
    }
    this.moveTo(monotonic);
    rethrow(errors);
    return this.nextDue();
  }

  /** Time passes: wall and monotonic clock move `ms` ahead, due timers run. */
  async advance(ms: number): Promise<void> {
    if (!(ms >= 0)) throw new RangeError(`time does not run backwards: ${ms} ms`);
    const start = this.hold();
    try {
      await this.settle();
      await this.advanceTo(start + ms);
    } finally {
      this.resume(ms);
    }
  }

  private moveTo(monotonic: number): void {
    const by = monotonic - this.monotonic();
    if (by <= 0) return;
    this.wallOffset += by;
    this.monotonicOffset += by;
    this.moved += by;
  }

  /** Keeps one setTimeout for the nearest timer, none while time stands still. */
  private arm(): void {
    const due = this.standing === null ? this.nextDue() : null;
    if (this.armed !== null) {
      if (this.armed.due === due) return;
      clearTimeout(this.armed.handle);
      this.armed = null;
    }
    if (due === null) return;
    const delay = Math.min(Math.max(0, Math.ceil(due - this.monotonic())), LONGEST_TIMEOUT_MS);
    this.armed = { due, handle: setTimeout(() => this.ring(), delay) };
  }

  private ring(): void {
    this.armed = null;
    if (this.standing !== null) return;
    const errors: unknown[] = [];
    // Only what is due now: timers made by these run in a later turn.
    const now = this.monotonic();
    for (let timer = this.timers.take(now); timer !== null; timer = this.timers.take(now)) {
      try {
        timer.run();
      } catch (error) {
        errors.push(error);
      }
    }
    this.arm();
    rethrow(errors);
  }
}
