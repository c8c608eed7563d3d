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

/** What is known besides the store, as of the last reckoning; a transaction that fails takes it back. */
interface Memory {
  /** Since when nothing was reckoned. */
  readonly last: { readonly now: number; readonly monotonic: number };
  /** Whose window stood still then. Those that are not in it had none yet. */
  readonly stood: ReadonlyMap<string, boolean>;
  /** When those end that ran then, ms since 1970. */
  readonly ends: readonly number[];
  /** Whose operator has heard that it stands still, and when, monotonic ms. */
  readonly told: ReadonlyMap<string, number>;
  /** The machine was off, and for how long is not known yet. */
  readonly wasOff: boolean;
  readonly until: number | null;
  readonly unvouched: { readonly before: number; readonly since: number };
  /** Of the last sign of life, monotonic ms. */
  readonly beatAt: number;
}

interface Move {
  readonly window: RunningWindow & { readonly stands: boolean };
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
  /** Null while stopped. */
  private memory: Memory | null = null;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly reach: Pick<Reach, 'serves' | 'opens' | 'entered'>,
  ) {}

  /** Before anything is judged: while the machine was off, nothing has ended. */
  start(): void {
    const { reckoned_until, unvouched_ms } = this.store.windows.time();
    const monotonic = this.clock.monotonic();
    this.memory = {
      last: { now: this.clock.now(), monotonic },
      stood: new Map(this.store.windows.running().map(({ id }) => [id, true])),
      ends: [],
      told: new Map(),
      wasOff: reckoned_until !== null,
      until: reckoned_until,
      unvouched: { before: unvouched_ms, since: monotonic },
      beatAt: 0,
    };
    this.reckon(true);
  }

  /** From now on the machine is as good as off. */
  stop(): void {
    this.reckon(true);
    this.memory = null;
  }

  /** Whether all windows run, so that nothing would change but the mark. */
  get quiet(): boolean {
    return this.memory === null || (!this.memory.wasOff && ![...this.memory.stood.values()].includes(true));
  }

  /** When the next window ends that ran at the last reckoning, ms since 1970, or null. */
  nextEnd(): number | null {
    const now = this.clock.now();
    const ends = (this.memory?.ends ?? []).filter((end) => end > now);
    return ends.length > 0 ? Math.min(...ends) : null;
  }

  /**
   * Moves the ends of what stood still since the last time. Any number of times does no harm; to be called at least
   * every minute, before anything is judged by its end, and right after each change of what {@link Reach} says.
   */
  reckon(durable = false): void {
    const { memory, clock } = this;
    if (memory === null) return;
    const { last } = memory;
    const now = clock.now();
    const monotonic = clock.monotonic();
    const off = this.off(memory, now, monotonic);
    const powered = monotonic - last.monotonic;
    // The clock set forward counts as time that has passed, once somebody vouches for it: only then does the mark
    // move along. At the first trusted time it is the time off.
    const trusted = clock.trusted();
    const passed = Math.max(0, Math.ceil(trusted && off === null ? Math.max(powered, now - last.now) : powered));
    const windows = this.store.windows.running().map((window) => ({ ...window, stands: this.stands(window) }));
    const moves = windows.map((window): Move => {
      const stood = memory.stood.get(window.id) ?? window.stands;
      // What had ended before the power went stays ended.
      const wasOff = window.expires_at > (memory.until ?? 0) ? (off ?? 0) : 0;
      const ms = (stood ? passed : 0) + wasOff;
      const end = window.expires_at + ms;
      return { window, ms, end, tell: worthTelling(window, ms, end - now, memory.told.get(window.id), monotonic) };
    });
    const told = new Map(
      moves.flatMap(({ window, tell }): [string, number][] => {
        const at = tell ? monotonic : memory.told.get(window.id);
        return window.stands && at !== undefined ? [[window.id, at]] : [];
      }),
    );
    const next: Memory = {
      ...memory,
      last: { now: trusted ? now : last.now + powered, monotonic },
      stood: new Map(windows.map(({ id, stands }) => [id, stands])),
      ends: moves.filter(({ window }) => !window.stands).map(({ end }) => end),
      told,
    };
    const write = (): void => {
      for (const move of moves) this.move(move);
      const { before, since } = memory.unvouched;
      const unvouched_ms = Math.floor(before + monotonic - since);
      this.store.windows.setTime(
        trusted ? { reckoned_until: now, unvouched_ms: 0 } : { reckoned_until: memory.until, unvouched_ms },
      );
      const settled = { wasOff: false, until: now, unvouched: { before: 0, since: monotonic } };
      this.remember({ ...next, beatAt: monotonic, ...(trusted && settled) });
    };
    const moved = moves.some(({ ms }) => ms > 0);
    // What is lost at a power cut is lost together with its mark, and so is given as time off.
    if (durable || moves.some(({ tell }) => tell)) this.store.write(write);
    else if (moved || off !== null || monotonic - memory.beatAt >= BEAT_MS) this.store.writeLazily(write);
    else this.remember(next);
  }

  private remember(next: Memory): void {
    const before = this.memory;
    this.store.onRollback(() => (this.memory = before));
    this.memory = next;
  }

  /** How long the machine was off, ms; null while that is not known, and once it has been reckoned. */
  private off({ wasOff, until, unvouched }: Memory, now: number, monotonic: number): number | null {
    if (!wasOff || until === null || !this.clock.trusted()) return null;
    const alive = unvouched.before + monotonic - unvouched.since;
    return Math.max(0, Math.ceil(now - until - alive));
  }

  private stands({ id, compartment }: RunningWindow): boolean {
    return !this.reach.serves() || !this.reach.opens(compartment) || !this.reach.entered(id);
  }

  private move({ window, ms, end, tell }: Move): void {
    const { id, compartment } = window;
    if (ms > 0) {
      this.store.parcels.change(id, { expires_at: end });
      this.store.windows.stand(id, ms);
    }
    if (!tell) return;
    this.store.windows.told(id);
    const expiresAt = new Date(end).toISOString();
    this.store.record({ type: 'parcel.extended', parcel: id, compartment, expiresAt, cause: 'unavailable' });
  }
}

/**
 * Is the operator to hear of it? Once it is over; and while it goes on, before the parcel is taken for expired.
 * @param ms given besides what the operator has not heard of yet
 * @param left to the end as it is now, ms
 * @param told when it was told of last while it stood still, monotonic ms
 */
function worthTelling(
  { untold_ms, stands }: RunningWindow & { readonly stands: boolean },
  ms: number,
  left: number,
  told: number | undefined,
  monotonic: number,
): boolean {
  const untold = untold_ms + ms;
  if (untold < WORTH_TELLING_MS) return false;
  if (!stands) return true;
  return left - untold <= NEAR_MS && (told === undefined || monotonic - told >= DAY_MS);
}
