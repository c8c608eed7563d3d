import type { Unsubscribe } from '../../hal/ports';
import type { Clock } from '../core/clock';
import type { Store } from '../store/store';
import { Attempts } from './attempts';
import {
  entry,
  guessStep,
  type Entry,
  type GuessBook,
  type GuessInput,
  type GuessRules,
  type GuessScope,
} from './guessing';

/** How often powered time is saved, ms: so much of a penalty is served again after a power cut, at most. */
const SAVE_MS = 3_600_000;
/** Short penalties lose less: a twelfth of what is left, but at least this. */
const SAVE_AT_LEAST_MS = 5_000;

/**
 * Keeps the book of guesses (`guessing.ts` has the rule) in the store. A guess is counted in a commit of its own
 * before it is compared, and taken back when it was right: a power cut between the two gains nothing. Penalties
 * and windows count powered time, by the monotonic clock; what a power cut takes of it only makes them longer.
 */
export class Lockout {
  private readonly attempts: Attempts;
  /** As the store has it; null: to be read. */
  private book: GuessBook | null = null;
  /** Powered ms at the monotonic time `since`. */
  private base = 0;
  private since = 0;
  private told: Entry['mode'] = 'locker-wide';
  private cancel: Unsubscribe = () => undefined;

  /** @param changed how a PIN may be entered has changed because time has passed */
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly rules: GuessRules,
    private readonly changed: () => void,
  ) {
    this.attempts = new Attempts(clock);
  }

  start(): void {
    this.base = this.store.guards.guessing().powered_ms;
    this.since = this.clock.monotonic();
    this.book = null;
    this.plan();
  }

  stop(): void {
    this.cancel();
    this.attempts.forget();
    this.save();
  }

  /** How a PIN may be entered now. @param cost of a guess at the compartment that was chosen */
  entry(cost = 1): Entry {
    return entry(this.load(), this.powered(), this.rules, cost);
  }

  /** ms until PIN entry opens again; 0 when it is open. */
  remaining(): number {
    const now = this.entry();
    return now.mode === 'closed' ? now.until - this.powered() : 0;
  }

  /** When PIN entry opens again as RFC 3339, or null when it is open. */
  until(): string | null {
    const left = this.remaining();
    return left > 0 ? new Date(this.clock.now() + left).toISOString() : null;
  }

  /** Counts one guess, durably, before it is compared. It is judged by `right`, `wrong` or `none`. */
  count(scope: GuessScope, cost = 1): void {
    this.commit(() => this.step({ type: 'guess', scope, cost }));
    // Whatever becomes of its judgement: if this has closed PIN entry, its end is to be told.
    const { mode } = this.entry();
    if (mode === 'closed' || mode !== this.told) this.plan();
  }

  /** Runs what judges a guess in one transaction; if that fails, it stays counted. */
  commit<T>(work: () => T): T {
    try {
      return this.store.write(work);
    } catch (error) {
      this.book = null;
      throw error;
    }
  }

  /**
   * The guess was right: the short lockouts begin anew, and what its owner had mistyped is given back.
   * @param most so many can be given back to this code
   * @returns how many were
   */
  right(digits: string, most: number): number {
    const giveBack = this.attempts.meant(digits, most);
    this.attempts.forget();
    this.step({ type: 'right', giveBack });
    return giveBack.length;
  }

  /** The guess was wrong. True when that has closed PIN entry. */
  wrong(digits: string): boolean {
    this.attempts.add(digits, this.load().next - 1);
    this.step({ type: 'wrong' });
    return this.remaining() > 0;
  }

  /** It was no guess: a code whose parcel is not there yet, or that is being served. */
  none(): void {
    this.step({ type: 'none' });
  }

  /** Who is here now is not the one who typed before. */
  somebodyElse(): void {
    this.attempts.forget();
  }

  private step(input: GuessInput): void {
    const now = this.powered();
    const { book, insert, remove } = guessStep(this.load(), input, now, this.rules);
    for (const n of remove) this.store.guards.dropGuess(n);
    if (insert) this.store.guards.addGuess(insert);
    this.put(book, now);
    this.book = book;
  }

  private put({ wrong, level, opensAt }: GuessBook, powered_ms: number): void {
    this.store.guards.setGuessing({ wrong, level, penalty_ms: Math.max(0, opensAt - powered_ms), powered_ms });
  }

  private load(): GuessBook {
    if (this.book) return this.book;
    const { wrong, level, penalty_ms, powered_ms } = this.store.guards.guessing();
    const spent = this.store.guards.guesses();
    const next = (spent.at(-1)?.n ?? 0) + 1;
    this.book = { wrong, level, opensAt: powered_ms + penalty_ms, spent, next, pending: null };
    return this.book;
  }

  private powered(): number {
    return this.base + Math.floor(this.clock.monotonic() - this.since);
  }

  /** The next time that something changes or has to be saved. */
  private plan(): void {
    this.cancel();
    const now = this.entry();
    this.told = now.mode;
    const left = now.mode === 'closed' ? now.until - this.powered() : Infinity;
    const next = Math.min(left, SAVE_MS, Math.max(Math.ceil(left / 12), SAVE_AT_LEAST_MS));
    this.cancel = this.clock.after(next, () => this.tick());
  }

  private tick(): void {
    const before = this.told;
    this.save();
    this.plan();
    if (this.told !== before) this.changed();
  }

  private save(): void {
    this.store.write(() => this.put(this.load(), this.powered()));
  }
}
