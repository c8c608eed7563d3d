import type { PulseConfig } from '../../config/linux/door';
import { HalError } from '../errors';
import type { HalLogger } from '../log';
import type { Lock } from '../ports';
import type { ArmedGuard, PulseGuard } from './guard/client';
import { switchOff } from './guard/off-switch';
import type { OffSwitch, OutputLine } from './lines';
import { keepOpen, type DriverDeps, type Reopening } from './reopen';
import type { Supply } from './supply';

/** A release whose turn at its supply does not come within this is refused, ms. */
const PATIENCE_MS = 1_000;
/** An output that could not be switched off is tried again this soon, ms. */
const AGAIN_MS = 50;
/**
 * The guard aims this much before the longest time, ms: its timer and its write come a little late, and the coil
 * must not be on for longer. The schema keeps 50 ms between a pulse and the longest time (config/linux/checks.ts).
 */
const GUARD_EARLY_MS = 25;

export type PulseSettings = Omit<PulseConfig, 'supply'>;

export interface LockDeps extends DriverDeps {
  readonly supply: Supply;
  readonly guard: PulseGuard;
  readonly logger: HalLogger;
  /** For tests: the last resort. */
  readonly switchOff?: (off: OffSwitch) => void;
}

/**
 * A coil on an output. The pulse is this driver's: on, off by its own timer, never longer than `maxPulseMs`,
 * one coil at a time per supply, a rest between two pulses of one coil. A guard in another process switches it
 * off when this one hangs or ends (see guard/main.ts), unless the hardware has a one-shot. Lengths: hardware.md
 * section 6; held on, a coil burns out.
 */
export class SolenoidLock implements Lock {
  readonly line: Reopening<OutputLine>;
  private readonly device: string;
  private restUntil = -Infinity;
  private stopping = false;
  /** Counts the starts: a release that waited through a stop is void. */
  private life = 0;
  /** Ends the pulse that is under way before its time. */
  private cut: (() => void) | null = null;
  private under: Promise<void> = Promise.resolve();

  constructor(
    id: string,
    private readonly settings: PulseSettings,
    open: () => Promise<OutputLine>,
    private readonly deps: LockDeps,
  ) {
    this.device = `lock:${id}`;
    this.line = keepOpen(this.device, open, deps);
  }

  start(): Promise<void> {
    this.stopping = false;
    this.life += 1;
    return this.line.start();
  }

  /** Off, also in the middle of a pulse. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.cut?.();
    await this.under;
    await this.line.stop();
  }

  async release(): Promise<void> {
    this.line.get();
    const { time, supply } = this.deps;
    const { life } = this;
    const rest = this.restUntil - time.monotonic();
    if (rest > 0) await this.wait(rest);
    await supply.turn(this.device, PATIENCE_MS, async () => {
      if (life !== this.life) throw new HalError('lost', this.device, 'the driver was stopped; nothing was sent');
      const pulse = this.pulse();
      this.under = pulse.then(
        () => undefined,
        () => undefined,
      );
      return pulse;
    });
  }

  private async pulse(): Promise<void> {
    const line = this.line.get();
    const { time } = this.deps;
    if (this.restUntil > time.monotonic()) {
      throw new HalError('busy', this.device, 'was released a moment ago and has to rest; nothing was sent');
    }
    if (line.pulse) return this.handOver(line, line.pulse.bind(line));
    const armed = await this.arm(line);
    const cut = new Promise<void>((resolve) => (this.cut = resolve));
    const from = time.monotonic();
    try {
      if (this.stopping) throw new HalError('lost', this.device, 'the driver is being stopped');
      let sent: unknown = null;
      await line.set(true).catch((error: unknown) => (sent = error));
      // From the moment at which it is on, but never beyond the longest from when it was asked for.
      const left = from + this.settings.maxPulseMs - time.monotonic();
      if (sent === null) await Promise.race([cut, this.wait(Math.min(this.settings.pulseMs, left))]);
      const trouble = await this.off(line);
      if (sent !== null) throw this.unknown('whether it was released is unknown', sent);
      if (trouble !== null) throw this.unknown('its output could not be switched off at once', trouble);
    } finally {
      this.cut = null;
      const to = time.monotonic();
      this.restUntil = to + this.settings.restMs;
      const wasCut = (await armed?.disarm()) ?? false;
      if (wasCut || to - from > this.settings.maxPulseMs) this.tellOverlong(to - from, wasCut);
    }
  }

  /** The line's own process times the pulse. */
  private async handOver(line: OutputLine, pulse: (ms: number) => Promise<void>): Promise<void> {
    const { time } = this.deps;
    const { pulseMs, maxPulseMs, restMs } = this.settings;
    let over = false;
    const cancel = time.after(maxPulseMs - GUARD_EARLY_MS, () => {
      if (!over) void this.off(line);
    });
    this.cut = () => void this.off(line);
    try {
      await pulse(pulseMs);
    } catch (error) {
      await this.off(line);
      throw this.unknown('whether it was released is unknown', error);
    } finally {
      over = true;
      cancel();
      this.cut = null;
      this.restUntil = time.monotonic() + restMs;
    }
  }

  private async arm({ offSwitch }: OutputLine): Promise<ArmedGuard | null> {
    const { guard } = this.deps;
    if (this.settings.oneShot || offSwitch === undefined) return null;
    try {
      return await guard.arm(offSwitch, this.settings.maxPulseMs - GUARD_EARLY_MS);
    } catch (error) {
      // Without a guard nothing is switched on.
      const text = error instanceof Error ? error.message : String(error);
      throw new HalError('lost', this.device, `${text}; nothing was sent`, { cause: error });
    }
  }

  /** Does not settle before the output is off. @returns what went wrong on the way, or null */
  private async off(line: OutputLine): Promise<unknown> {
    const { switchOff: lastResort = switchOff } = this.deps;
    let trouble: unknown = null;
    for (;;) {
      try {
        await line.set(false);
        return trouble;
      } catch (error) {
        if (trouble === null) this.alarm(line, error);
        trouble ??= error;
      }
      try {
        if (line.offSwitch !== undefined) {
          lastResort(line.offSwitch);
          return trouble;
        }
      } catch {
        // Tried again below.
      }
      // Opened anew, it was made inactive.
      const now = this.line.current();
      if (now !== null && now !== line) return trouble;
      // Nobody is left to try: the guard and `outputs-off` go on.
      if (this.stopping) return trouble;
      await this.wait(AGAIN_MS);
    }
  }

  private alarm(line: OutputLine, error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    this.deps.logger.error({ device: this.device, error: detail }, 'an output could not be switched off; trying on');
    if (this.line.current() === line) this.line.lose(error);
  }

  private tellOverlong(ms: number, byGuard: boolean): void {
    const fields = { device: this.device, ms: Math.round(ms), maxPulseMs: this.settings.maxPulseMs, byGuard };
    this.deps.logger.warn(fields, 'this process was late at the end of a pulse; the guard may have ended it');
  }

  private unknown(message: string, cause: unknown): HalError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new HalError('timeout', this.device, `${message}: ${why}`, { cause });
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.deps.time.after(Math.max(0, ms), resolve));
  }
}
