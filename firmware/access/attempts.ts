import type { Unsubscribe } from '../../hal/ports';
import type { Clock } from '../core/clock';
import { looksLike } from './typos';

/** Who has not succeeded by then is not the one who mistyped, ms. */
export const SESSION_MS = 120_000;

interface Attempt {
  readonly digits: string;
  /** The number of the guess. */
  readonly n: number;
  /** Monotonic ms. */
  readonly at: number;
}

/**
 * What somebody in front of the keypad has typed wrong in the last two minutes. Kept in memory only and no longer
 * than that: whether it was a typing error shows when the right code comes.
 */
export class Attempts {
  private list: readonly Attempt[] = [];
  private cancel: Unsubscribe = () => undefined;

  constructor(private readonly clock: Clock) {}

  add(digits: string, n: number): void {
    this.cancel();
    this.list = [...this.recent(), { digits, n, at: this.clock.monotonic() }];
    this.cancel = this.clock.after(SESSION_MS, () => this.forget());
  }

  /** The numbers of those that were meant to be `right`, `most` at most; the session is over with that. */
  meant(right: string, most: number): number[] {
    return this.recent()
      .filter(({ digits }) => looksLike(digits, right))
      .slice(0, Math.max(0, most))
      .map(({ n }) => n);
  }

  /** Somebody else is here, or enough time has passed. */
  forget(): void {
    this.cancel();
    this.cancel = () => undefined;
    this.list = [];
  }

  private recent(): readonly Attempt[] {
    const now = this.clock.monotonic();
    return this.list.filter(({ at }) => now - at < SESSION_MS);
  }
}
