import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { Signal } from '../signal';
import type { TimeSource, Unsubscribe } from '../ports';

/** The longest delay that setTimeout takes (2^31 - 1 ms). */
const LONGEST_TIMEOUT_MS = 2_147_483_647;
/** How often it is asked whether the system's clock is synchronized, ms. */
const ASK_MS = 30_000;
/** systemd-timesyncd touches its file at each synchronization, every 34 min at most. */
const TIMESYNC_FILE = '/run/systemd/timesync/synchronized';
const TIMESYNC_AGE_MS = 3 * 60 * 60 * 1_000;

/** Is the system's clock synchronized over the network? */
export type AskNtp = () => Promise<boolean>;

/**
 * systemd-timesyncd by its file; chrony, ntpd and others by the kernel's flag (STA_UNSYNC), which `timedatectl`
 * reads.
 */
export const askSystem: AskNtp = async () => {
  const touched = await stat(TIMESYNC_FILE).catch(() => null);
  if (touched !== null) {
    const age = Date.now() - touched.mtimeMs;
    if (age > -1_000 && age < TIMESYNC_AGE_MS) return true;
  }
  return new Promise((resolve) => {
    execFile('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], { timeout: 5_000 }, (error, stdout) =>
      resolve(error === null && stdout.trim() === 'yes'),
    );
  });
};

/**
 * The board's clocks. The wall clock is the system's once that is synchronized; until then a battery-backed
 * clock's, when one vouches for its time, counted on by the monotonic clock so that nobody's setting of the
 * system clock gets in.
 */
export class SystemTime implements TimeSource {
  private readonly steps = new Signal<void>();
  readonly onStep = this.steps.listen;
  private ntp = false;
  private chip: { readonly time: number; readonly at: number } | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly ask: AskNtp = askSystem) {}

  wall(): number {
    if (this.ntp || this.chip === null) return Date.now();
    return Math.floor(this.chip.time + this.monotonic() - this.chip.at);
  }

  /** CLOCK_MONOTONIC, that of the kernel's time stamps of edges. */
  monotonic(): number {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1_000 + nanoseconds / 1e6;
  }

  synchronized(): boolean {
    return this.ntp || this.chip !== null;
  }

  /** By the network, not merely by the clock chip. */
  byNetwork(): boolean {
    return this.ntp;
  }

  after(ms: number, run: () => void): Unsubscribe {
    const due = this.monotonic() + Math.max(0, ms);
    let handle: NodeJS.Timeout;
    const arm = (): void => {
      // setTimeout counts in whole milliseconds and may come a little early.
      const left = Math.ceil(due - this.monotonic());
      if (left <= 0) run();
      else handle = setTimeout(arm, Math.min(left, LONGEST_TIMEOUT_MS));
    };
    handle = setTimeout(arm, Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMEOUT_MS));
    return () => clearTimeout(handle);
  }

  /** A battery-backed clock whose stop flag is clear says that it is `time` (ms since 1970). */
  trust(time: number): void {
    const before = this.wall();
    this.chip = { time, at: this.monotonic() };
    if (!this.ntp || Math.abs(this.wall() - before) > 1_000) this.steps.emit();
  }

  /** Settles when it is known whether the clock is synchronized. Twice does no harm. */
  async start(): Promise<void> {
    if (this.timer !== null) return;
    this.timer = setInterval(() => void this.look(), ASK_MS);
    await this.look();
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private async look(): Promise<void> {
    const now = await this.ask().catch(() => false);
    if (now === this.ntp) return;
    // Falling out of step: what was right until now goes on by the monotonic clock only if the chip vouches.
    this.ntp = now;
    this.steps.emit();
  }
}
