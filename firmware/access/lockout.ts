import type { SiteConfig } from '../../config/schema';
import type { Unsubscribe } from '../../hal/ports';
import type { Clock } from '../core/clock';
import type { Guessing } from '../store/guards';
import type { Store } from '../store/store';

/** A power cut gives an attacker back at most this much of a penalty. */
const SAVE_EVERY_MS = 5_000;
const LONGEST_MS = 86_400_000;

/**
 * The rule: `wrongPins` wrong ones in a row close PIN entry, twice as long each time, until somebody succeeds.
 * Pure: what counting one more does.
 */
export function countWrong(before: Guessing, rule: SiteConfig['lockout']): Guessing {
  const wrong = before.wrong + 1;
  if (wrong < rule.wrongPins) return { wrong, level: before.level, penalty_ms: 0 };
  const penalty_ms = Math.min(rule.seconds * 1000 * 2 ** before.level, LONGEST_MS);
  return { wrong: 0, level: before.level + 1, penalty_ms };
}

/**
 * Closes PIN entry after wrong guesses. A guess is counted, penalty and all, in a commit of its own before it
 * is compared, and taken back when it was right: a power cut between the two gains nothing. Penalties count
 * powered time, by the monotonic clock.
 */
export class Lockout {
  /** Monotonic ms when the penalty ends. */
  private endsAt = 0;
  private stopSaving: Unsubscribe = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly rule: SiteConfig['lockout'],
    private readonly changed: () => void,
  ) {}

  start(): void {
    this.run(this.store.guards.guessing().penalty_ms);
  }

  stop(): void {
    this.stopSaving();
    this.save();
  }

  /** ms until PIN entry opens again; 0 when it is open. */
  remaining(): number {
    return Math.max(0, this.endsAt - this.clock.monotonic());
  }

  /** When PIN entry opens again as RFC 3339, or null when it is open. */
  until(): string | null {
    const left = this.remaining();
    return left > 0 ? new Date(this.clock.now() + left).toISOString() : null;
  }

  /** Counts one guess, durably, before it is compared. Returns what was before, for {@link restore}. */
  count(): Guessing {
    return this.store.write(() => {
      const before = this.store.guards.guessing();
      this.store.guards.setGuessing(countWrong(before, this.rule));
      return before;
    });
  }

  /** The guess counted last was none (a code whose parcel is not there yet). */
  restore(before: Guessing): void {
    this.store.guards.setGuessing(before);
  }

  /** The guess was right. */
  forgive(): void {
    this.store.guards.setGuessing({ wrong: 0, level: 0, penalty_ms: 0 });
  }

  /** The guess was wrong: the penalty that the count may have brought begins. True when it did. */
  punish(): boolean {
    const { penalty_ms } = this.store.guards.guessing();
    this.run(penalty_ms);
    return penalty_ms > 0;
  }

  private run(penalty: number): void {
    this.stopSaving();
    if (penalty <= 0) return;
    this.endsAt = this.clock.monotonic() + penalty;
    const save = this.clock.every(SAVE_EVERY_MS, () => this.save());
    const end = this.clock.after(penalty, () => {
      this.stopSaving();
      this.save();
      this.changed();
    });
    this.stopSaving = () => {
      save();
      end();
    };
  }

  private save(): void {
    const state = this.store.guards.guessing();
    const penalty_ms = Math.ceil(this.remaining());
    if (state.penalty_ms !== penalty_ms)
      this.store.write(() => this.store.guards.setGuessing({ ...state, penalty_ms }));
  }
}
