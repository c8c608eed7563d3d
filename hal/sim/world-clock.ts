import { HalError } from '../errors';
import type { ClockChange } from '../ports';
import { Signal } from './signal';
import { advanceTogether, type TimeParticipant } from './together';
import type { ClockOffsets, VirtualTime } from './virtual-time';

/** Somebody in another process whose time goes with the world's. */
export interface ClockFollower extends TimeParticipant {
  hold(): Promise<number>;
  resume(ms: number): Promise<void>;
  step(ms: number, trusted: boolean): Promise<void>;
}

/** The owner of the simulated time: one change at a time, for the world and all who follow it alike. */
export class WorldClock {
  private readonly followers = new Set<ClockFollower>();
  private readonly changes = new Signal<ClockOffsets>();
  /** After each change: the offsets that hold from now on. */
  readonly onChange = this.changes.listen;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly time: VirtualTime,
    private readonly changed: () => void,
  ) {}

  offsets(): ClockOffsets {
    return this.time.offsets();
  }

  /** Not in the middle of a change. Answers the offsets to begin with. */
  join(follower: ClockFollower): Promise<ClockOffsets> {
    return this.inTurn(() => {
      this.followers.add(follower);
      return Promise.resolve(this.time.offsets());
    });
  }

  leave(follower: ClockFollower): void {
    this.followers.delete(follower);
  }

  /** Settles when what became due has been dealt with everywhere. */
  change(change: ClockChange): Promise<void> {
    return this.inTurn(async () => {
      if ('step' in change) await this.step(change.step, change.trusted);
      else await this.advance(change.advance);
      this.changed();
      this.changes.emit(this.time.offsets());
    });
  }

  private async step(ms: number, trusted: boolean): Promise<void> {
    this.time.step(ms, trusted);
    for (const follower of this.followers) await follower.step(ms, trusted);
    await this.time.settle();
  }

  private async advance(ms: number): Promise<void> {
    if (!(ms >= 0)) throw new HalError('unsupported', 'clock', `time does not run backwards: ${ms} ms`);
    const { time } = this;
    if (this.followers.size === 0) return time.advance(ms);
    const followers = [...this.followers];
    const own: TimeParticipant = {
      local: true,
      nextDue: () => Promise.resolve(time.nextDue()),
      advanceTo: (monotonic) => time.advanceTo(monotonic),
    };
    // The others first: the world's start is then no earlier than theirs.
    const starts: number[] = [];
    try {
      for (const follower of followers) starts.push(await follower.hold());
      starts.push(time.hold());
      await advanceTogether([own, ...followers], Math.max(...starts) + ms);
    } finally {
      time.resume(ms);
      for (const follower of followers) await follower.resume(ms);
    }
  }

  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.last.then(run, run);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
