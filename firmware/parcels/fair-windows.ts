import type { Clock } from '../core/clock';
import type { Store } from '../store/store';
import type { RunningWindow } from '../store/windows';
import type { Reach } from './reach';

/** A sign of life is written this often; a power cut makes a window at most that much longer, ms. */
const BEAT_MS = 30_000;
/** Less than this is given, but not worth a word to the operator, ms. */
const WORTH_TELLING_MS = 60_000;
/** While it goes on the operator hears of it when the end that it knows of is near, ms; */
const NEAR_MS = 600_000;
/** and then once a day, since nobody can do anything about that parcel meanwhile, ms. */
const DAY_MS = 86_400_000;

interface Move {
  readonly window: RunningWindow;
  readonly ms: number;
  readonly end: number;
  readonly tell: boolean;
}

/**
 * The pickup window stands still while the recipient could not have fetched the parcel: no way to enter its code,
 * its door out of service, the machine off. Its end is moved by that time, bit by bit, in the same transaction in
 * which the mark moves up to which all is reckoned: whatever is cut short is neither lost nor given twice.
 *
 * Time off is what the trusted clock says between the last sign of life and the start. While nobody vouches for the
 * time it can't be known, and waits; nothing expires meanwhile.
 */
export class FairWindows {
  /** Since when nothing was reckoned; null while stopped. */
  private last: { readonly now: number; readonly monotonic: number } | null = null;
  /** Whose window stood still then. Those that are not in it had none yet. */
  private stood: ReadonlyMap<string, boolean> = new Map();
  /** Whose operator has heard that it stands still, and when, monotonic ms. */
  private readonly told = new Map<string, number>();
  /** The machine was off, and for how long is not known yet. */
  private wasOff = false;
  private until: number | null = null;
  private unvouched = { before: 0, since: 0 };
  private beatAt = 0;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly reach: Pick<Reach, 'serves' | 'opens' | 'entered'>,
  ) {}

  /** Before anything is judged: while the machine was off, nothing has ended. */
  start(): void {
    const { reckoned_until, unvouched_ms } = this.store.windows.time();
    const monotonic = this.clock.monotonic();
    this.until = reckoned_until;
    this.wasOff = reckoned_until !== null;
    this.unvouched = { before: unvouched_ms, since: monotonic };
    this.last = { now: this.clock.now(), monotonic };
    this.stood = new Map(this.store.windows.running().map(({ id }) => [id, true]));
    this.reckon(true);
  }

  /** From now on the machine is as good as off. */
  stop(): void {
    if (this.last === null) return;
    this.reckon(true);
    this.last = null;
  }

  /** Whether all windows run, so that nothing would change but the mark. */
  get quiet(): boolean {
    return !this.wasOff && ![...this.stood.values()].includes(true);
  }

  /**
   * Moves the ends of what stood still since the last time. Any number of times does no harm; to be called at least
   * every minute, before anything is judged by its end, and right after each change of what {@link Reach} says.
   */
  reckon(durable = false): void {
    const { last, clock } = this;
    if (last === null) return;
    const now = clock.now();
    const monotonic = clock.monotonic();
    const off = this.off(now, monotonic);
    const powered = monotonic - last.monotonic;
    // The clock set forward counts as time that has passed, once somebody vouches for it: only then does the mark
    // move along. At the first trusted time it is the time off.
    const trusted = clock.trusted();
    const passed = Math.max(0, Math.ceil(trusted && off === null ? Math.max(powered, now - last.now) : powered));
    const reckoned = trusted ? now : last.now + powered;
    const windows = this.store.windows.running();
    const stands = new Map(windows.map((window) => [window.id, this.stands(window)]));
    const moves = windows.flatMap((window): Move[] => {
      const stoodNow = stands.get(window.id) === true;
      const stood = this.stood.get(window.id) ?? stoodNow;
      // What had ended before the power went stays ended.
      const wasOff = window.expires_at > (this.until ?? 0) ? (off ?? 0) : 0;
      const ms = (stood ? passed : 0) + wasOff;
      const end = window.expires_at + ms;
      const tell = this.worthTelling(window.id, window.untold_ms + ms, stoodNow, end - now, monotonic);
      return ms > 0 || tell ? [{ window, ms, end, tell }] : [];
    });
    const write = (): void => {
      for (const move of moves) this.move(move);
      this.mark(now, monotonic);
    };
    // What is lost at a power cut is lost together with its mark, and so is given as time off.
    if (durable || moves.some(({ tell }) => tell)) this.store.write(write);
    else if (moves.length > 0 || off !== null || monotonic - this.beatAt >= BEAT_MS) this.store.writeLazily(write);
    else return this.remember(reckoned, monotonic, stands);
    this.beatAt = monotonic;
    this.settled(now, monotonic);
    for (const { window, tell } of moves) if (tell) this.told.set(window.id, monotonic);
    this.remember(reckoned, monotonic, stands);
  }

  /** How long the machine was off, ms; null while that is not known, and once it has been reckoned. */
  private off(now: number, monotonic: number): number | null {
    if (!this.wasOff || this.until === null || !this.clock.trusted()) return null;
    const alive = this.unvouched.before + monotonic - this.unvouched.since;
    return Math.max(0, Math.ceil(now - this.until - alive));
  }

  private mark(now: number, monotonic: number): void {
    const unvouched_ms = Math.floor(this.unvouched.before + monotonic - this.unvouched.since);
    this.store.windows.setTime(
      this.clock.trusted() ? { reckoned_until: now, unvouched_ms: 0 } : { reckoned_until: this.until, unvouched_ms },
    );
  }

  /** After the commit. */
  private settled(now: number, monotonic: number): void {
    if (!this.clock.trusted()) return;
    this.wasOff = false;
    this.until = now;
    this.unvouched = { before: 0, since: monotonic };
  }

  private remember(now: number, monotonic: number, stood: ReadonlyMap<string, boolean>): void {
    this.last = { now, monotonic };
    this.stood = stood;
    for (const id of this.told.keys()) if (stood.get(id) !== true) this.told.delete(id);
  }

  /**
   * Once it is over; and while it goes on, before the operator takes the parcel for expired.
   * @param left to the end as it is now, ms
   */
  private worthTelling(id: string, untold: number, stands: boolean, left: number, monotonic: number): boolean {
    if (untold < WORTH_TELLING_MS) return false;
    if (!stands) return true;
    const told = this.told.get(id);
    return left - untold <= NEAR_MS && (told === undefined || monotonic - told >= DAY_MS);
  }

  private stands({ id, compartment }: RunningWindow): boolean {
    return !this.reach.serves() || !this.reach.opens(compartment) || !this.reach.entered(id);
  }

  private move({ window, ms, end, tell }: Move): void {
    const { id, compartment } = window;
    this.store.parcels.change(id, { expires_at: end });
    this.store.windows.stand(id, ms);
    if (!tell) return;
    this.store.windows.told(id);
    const expiresAt = new Date(end).toISOString();
    this.store.record({ type: 'parcel.extended', parcel: id, compartment, expiresAt, cause: 'unavailable' });
  }
}
