import type { HalLogger } from '../log';
import type { RealTimeClock, TimeSource, Unsubscribe } from '../ports';

/** The chip is set again where it differs by more, ms: it counts whole seconds. */
const DRIFT_MS = 2_000;
/** How often that is looked at, ms. A DS3231 drifts 0.2 s a day. */
const LOOK_MS = 24 * 60 * 60 * 1_000;

/** The part of the system's time that a clock chip can help. */
export interface HelpedClock {
  /** Is the wall clock synchronized over the network? */
  byNetwork(): boolean;
  /** A clock that was never stopped says that it is `time`. */
  trust(time: number): void;
}

/** Takes the time from the clock chip at start, and keeps the chip at the time that the network says. */
export class RtcKeeper {
  private stops: Unsubscribe[] = [];
  private timer: Unsubscribe | null = null;
  private running = false;

  constructor(
    private readonly rtc: RealTimeClock,
    private readonly clock: HelpedClock,
    private readonly time: TimeSource,
    private readonly logger: HalLogger,
  ) {}

  /** After the chip was opened. Does not throw. */
  async start(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      const { time, valid } = await this.rtc.read();
      if (valid) this.clock.trust(time);
      else this.logger.warn({}, 'the clock chip had stopped: its time is not believed');
    } catch (error) {
      this.logger.warn({ error: (error as Error).message }, 'the clock chip can’t be read');
    }
    this.stops = [this.time.onStep(() => void this.keep())];
    this.plan();
    await this.keep();
  }

  stop(): void {
    this.running = false;
    for (const stop of this.stops) stop();
    this.stops = [];
    this.timer?.();
    this.timer = null;
  }

  private plan(): void {
    this.timer = this.time.after(LOOK_MS, () => {
      this.plan();
      void this.keep();
    });
  }

  private async keep(): Promise<void> {
    if (!this.running || !this.clock.byNetwork()) return;
    try {
      const { time, valid } = await this.rtc.read();
      if (valid && Math.abs(time - this.time.wall()) < DRIFT_MS) return;
      await this.rtc.write(this.time.wall());
      this.logger.info({ wasValid: valid }, 'the clock chip was set');
    } catch (error) {
      this.logger.warn({ error: (error as Error).message }, 'the clock chip can’t be set');
    }
  }
}
