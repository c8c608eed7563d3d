import { HalError } from '../errors';
import { BEEPS, type Beep, type Beeper, type DeviceFinding } from '../ports';
import type { OutputLine } from './lines';
import { keepOpen, type Closable, type DriverDeps, type Reopening } from './reopen';

/** An active buzzer (it sounds while it has power) on an output line. */
export class Buzzer implements Beeper {
  readonly line: Reopening<OutputLine & Closable>;
  /** Ends the pause of the sound that plays. */
  private endPause: () => void = () => undefined;
  /** Counts the sounds: one that is not the latest leaves the line alone. */
  private latest = 0;

  constructor(
    open: () => Promise<OutputLine & Closable>,
    private readonly deps: DriverDeps,
  ) {
    this.line = keepOpen('beeper', open, deps);
  }

  start(): Promise<void> {
    return this.line.start();
  }

  async stop(): Promise<void> {
    this.silence();
    await this.line.stop();
  }

  /** Settles when the sound is over or another one has taken its place. */
  async beep(sound: Beep): Promise<void> {
    const line = this.line.get();
    const mine = this.silence();
    let on = true;
    try {
      for (const ms of [...BEEPS[sound], 0]) {
        await line.set(on && ms > 0);
        if (ms > 0) await this.pause(ms);
        if (mine !== this.latest) return;
        on = !on;
      }
    } catch (error) {
      if (this.line.current() === line) this.line.lose(error);
      throw new HalError('lost', 'beeper', error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  /** For the self-test. */
  describe(): DeviceFinding {
    return { code: 'beeper', line: this.line.get().name };
  }

  private silence(): number {
    this.latest += 1;
    this.endPause();
    return this.latest;
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.deps.time.after(ms, resolve);
      this.endPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
