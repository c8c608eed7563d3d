import type { TimeSource, Unsubscribe } from '../../hal/ports';
import type { ClockStatus } from './events';

/** A wall clock that differs from our reckoning by more than this was set, not merely drifting. */
const STEP_MS = 2_000;
/** How often the source is asked, besides when it calls by itself. */
const POLL_MS = 60_000;
/** A power cut loses at most this much of the last good time. */
const SAVE_MS = 600_000;

export interface ClockMemory {
  /** The last time that was vouched for, ms since 1970, or null in a new store. */
  load(): number | null;
  save(lastGood: number): void;
}

export type ClockNews =
  { readonly type: 'status'; readonly status: ClockStatus } | { readonly type: 'stepped'; readonly byMs: number };

/**
 * The only reader of time (design: time). Decisions use the last trusted wall time plus the monotonic time
 * since then; a jump that nobody vouches for never enters.
 *
 * `synchronized`: the source vouches for its time now. `holdover`: it no longer does, but its time still
 * agrees with ours. `untrusted`: never vouched for since the start, or it disagrees; then nothing expires.
 */
export class Clock {
  private anchorWall = 0;
  private anchorMonotonic = 0;
  private trustedOnce = false;
  private current: ClockStatus = 'untrusted';
  private good: number | null = null;
  private savedAt = 0;
  private stops: Unsubscribe[] = [];
  private readonly listeners = new Set<(news: ClockNews) => void>();

  /** @param notBefore build time: no time before it is ever believed, ms since 1970 */
  constructor(
    private readonly time: TimeSource,
    private readonly memory: ClockMemory,
    private readonly notBefore: number,
  ) {}

  start(): void {
    this.good = this.memory.load();
    this.anchor(Math.max(this.good ?? 0, this.notBefore));
    this.look();
    this.stops = [this.time.onStep(() => this.look()), this.every(POLL_MS, () => this.look())];
  }

  stop(): void {
    for (const stop of this.stops) stop();
    this.stops = [];
    this.remember();
  }

  /** The time to decide by, whole ms since 1970. */
  now(): number {
    return Math.floor(this.anchorWall + (this.time.monotonic() - this.anchorMonotonic));
  }

  /** `now()` as RFC 3339 in UTC. */
  timestamp(): string {
    return new Date(this.now()).toISOString();
  }

  status(): ClockStatus {
    return this.current;
  }

  /** May something expire now? */
  trusted(): boolean {
    return this.current !== 'untrusted';
  }

  /** The time by which things end: while nobody vouches for it, the last one that was vouched for. ms since 1970 */
  reached(): number {
    return this.trusted() ? this.now() : (this.good ?? 0);
  }

  /**
   * The latest that it may be: a start that nobody has told the time since may have come after any time in the dark.
   * ms since 1970, or Infinity
   */
  latest(): number {
    return this.trusted() || this.trustedOnce ? this.now() : Infinity;
  }

  /** The last time that was vouched for, ms since 1970. */
  lastGood(): number | null {
    return this.good;
  }

  monotonic(): number {
    return this.time.monotonic();
  }

  after(ms: number, run: () => void): Unsubscribe {
    return this.time.after(ms, run);
  }

  every(ms: number, run: () => void): Unsubscribe {
    let cancel = this.time.after(ms, tick);
    const { time } = this;
    function tick(): void {
      cancel = time.after(ms, tick);
      run();
    }
    return () => cancel();
  }

  onNews(listener: (news: ClockNews) => void): Unsubscribe {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private look(): void {
    const wall = this.time.wall();
    const offBy = wall - this.now();
    if (this.time.synchronized() && wall >= this.notBefore) {
      const known = this.trustedOnce;
      this.anchor(wall);
      this.trustedOnce = true;
      this.good = wall;
      if (known && Math.abs(offBy) > STEP_MS) this.tell({ type: 'stepped', byMs: Math.round(offBy) });
      const fresh = this.current !== 'synchronized';
      if (fresh || Math.abs(this.now() - this.savedAt) >= SAVE_MS) this.remember();
      this.become('synchronized');
      return;
    }
    const holds = this.trustedOnce && Math.abs(offBy) <= STEP_MS;
    // Up to this moment our reckoning was good: what has ended by it stays ended.
    if (!holds && this.current !== 'untrusted') this.good = Math.max(this.good ?? 0, this.now());
    this.become(holds ? 'holdover' : 'untrusted');
  }

  private anchor(wall: number): void {
    this.anchorWall = wall;
    this.anchorMonotonic = this.time.monotonic();
  }

  private remember(): void {
    if (this.current === 'synchronized' || this.good !== null) {
      const at = this.trustedOnce ? this.now() : this.good;
      if (at !== null) this.memory.save(Math.round(at));
      this.savedAt = at ?? 0;
    }
  }

  private become(status: ClockStatus): void {
    if (status === this.current) return;
    this.current = status;
    this.tell({ type: 'status', status });
  }

  private tell(news: ClockNews): void {
    for (const listener of this.listeners) listener(news);
  }
}
