import { performance } from 'node:perf_hooks';
import { errorMessage } from '../core/error-facts';
import type { Logger } from '../core/logger';
import type { Notifier } from './notify';

/** A commit only for the watchdog's sake wears the card: one a minute is enough, ms. */
const COMMIT_EVERY_MS = 60_000;

/** What one look at the locker found. */
export interface Signs {
  /** What keeps the store from committing, or null. */
  readonly store: string | null;
  /** Did the hardware layer answer in time? What it answered does not matter here. */
  readonly halAnswers: boolean;
}

/**
 * Why systemd shall not be told that all is well, or null: only what a restart may help. That the event loop
 * turns is shown by being asked at all. No reasons: a lost device, a lost broker, nobody to serve.
 */
export function objection({ store, halAnswers }: Signs): string | null {
  if (store !== null) return `the store does not commit: ${store}`;
  return halAnswers ? null : 'the hardware layer does not answer';
}

/**
 * How often to look, and how long the hardware layer has to answer: a look that comes to its end only just in
 * time is told before systemd's time is over, and so is the next one when this one is missed.
 */
export function watchdogTimes(watchdogMs: number): { readonly everyMs: number; readonly answerMs: number } {
  return { everyMs: watchdogMs / 2, answerMs: watchdogMs / 4 };
}

export interface WatchdogDeps {
  readonly notifier: Pick<Notifier, 'alive' | 'status' | 'watchdogMs'>;
  /** What keeps the store from being written, or null; costs no durable write. */
  readonly writable: () => string | null;
  /** Commits something harmless durably. @throws when it can't */
  readonly commit: () => void;
  /** Asks the hardware layer something that it always answers, however its devices are. */
  readonly ask: () => Promise<unknown>;
  /** One line about the locker. */
  readonly status: () => string;
  readonly logger: Pick<Logger, 'error' | 'info'>;
  /** Real time, whatever the locker's clock is told; default: the machine's. */
  readonly clock?: RealClock;
}

export interface RealClock {
  /** ms */
  now(): number;
  after(ms: number, run: () => void): () => void;
}

/** Feeds systemd's watchdog while the locker can do its work. */
export class Watchdog {
  private cancel: (() => void) | null = null;
  private committedAt = Number.NEGATIVE_INFINITY;
  private objected: string | null = null;

  constructor(private readonly deps: WatchdogDeps) {}

  /** Does nothing where nobody watches. */
  start(): void {
    const { watchdogMs } = this.deps.notifier;
    if (watchdogMs === null || this.cancel !== null) return;
    this.begin(watchdogTimes(watchdogMs));
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private begin(times: ReturnType<typeof watchdogTimes>): void {
    // Planned first: a look that never ends does not end the looking.
    this.cancel = this.clock().after(times.everyMs, () => this.begin(times));
    void this.look(times.answerMs);
  }

  private async look(answerMs: number): Promise<void> {
    const store = this.tryStore();
    const halAnswers = await this.askHal(answerMs);
    if (this.cancel === null) return;
    const { notifier, logger, status } = this.deps;
    const why = objection({ store, halAnswers });
    if (why === null) await notifier.alive(status());
    else await notifier.status(`not well: ${why}`);
    if (why !== this.objected) {
      if (why === null) logger.info({}, 'the watchdog is fed again');
      else logger.error({ why }, 'the watchdog is not fed');
    }
    this.objected = why;
  }

  private tryStore(): string | null {
    const wrong = this.whyNotCommitted();
    // Believed again only when it has really committed.
    if (wrong !== null) this.committedAt = Number.NEGATIVE_INFINITY;
    return wrong;
  }

  private whyNotCommitted(): string | null {
    try {
      const wrong = this.deps.writable();
      const now = this.clock().now();
      if (wrong !== null || now - this.committedAt < COMMIT_EVERY_MS) return wrong;
      this.deps.commit();
      this.committedAt = now;
      return null;
    } catch (error) {
      return errorMessage(error);
    }
  }

  private askHal(limitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.clock().after(limitMs, () => resolve(false));
      // Even a refusal is an answer.
      const answered = (): void => {
        cancel();
        resolve(true);
      };
      this.deps.ask().then(answered, answered);
    });
  }

  private clock(): RealClock {
    return this.deps.clock ?? realClock;
  }
}

const realClock: RealClock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
