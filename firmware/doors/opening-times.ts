import type { Clock } from '../core/clock';
import type { DoorHistory, DoorView } from '../core/views';
import { FIRST, KEPT } from '../store/door-times';
import type { Store } from '../store/store';
import { judge, limit, median, type DoorRecord } from './stiffness';

const iso = (ms: number): string => new Date(ms).toISOString();

/** How long each door took to open, and which lock is getting stiff. */
export class OpeningTimes {
  constructor(
    private readonly store: Store,
    private readonly clock: Pick<Clock, 'now'>,
    /** Longest time a healthy door takes to open, ms. */
    private readonly travelMs: number,
  ) {}

  /** A door opened; in the transaction that records it. */
  add(compartment: string, tookMs: number): void {
    const { doorTimes } = this.store;
    doorTimes.add(compartment, this.clock.now(), Math.round(tookMs));
    const was = doorTimes.stiff().includes(compartment);
    const { stiff, recentMs, usualMs } = judge(this.record(compartment), this.travelMs, was);
    if (stiff === was || recentMs === null || usualMs === null) return;
    doorTimes.setStiff(compartment, stiff);
    this.store.record({ type: stiff ? 'door.stiff' : 'door.eased', compartment, recentMs, usualMs });
  }

  /** Another lock is in: from now on its own openings are the measure. */
  newLock(compartment: string, person: string): void {
    this.store.write(() => {
      this.store.doorTimes.forget(compartment);
      this.store.record({ type: 'door.lock-renewed', compartment, person });
    });
  }

  /** Doors whose lock is stiff, and what they take, ms. */
  stiff(): { readonly compartment: string; readonly recentMs: number; readonly usualMs: number }[] {
    return this.store.doorTimes.stiff().map((compartment) => {
      const { recentMs, usualMs } = judge(this.record(compartment), this.travelMs, true);
      return { compartment, recentMs: recentMs ?? 0, usualMs: usualMs ?? 0 };
    });
  }

  view(compartment: string): DoorView {
    const { doorTimes } = this.store;
    const { count, first, latest } = this.record(compartment);
    const last = doorTimes.latest(compartment, 1)[0];
    return {
      id: compartment,
      openings: count,
      lastMs: last?.took_ms ?? null,
      lastAt: last ? iso(last.at) : null,
      medianMs: median(latest),
      firstMs: median(first),
      limitMs: limit({ count, first }, this.travelMs),
      stiff: doorTimes.stiff().includes(compartment),
    };
  }

  history(compartment: string): DoorHistory {
    const rows = this.store.doorTimes.latest(compartment, KEPT);
    return {
      ...this.view(compartment),
      history: rows.map(({ n, at, took_ms }) => ({ n, at: iso(at), tookMs: took_ms })),
    };
  }

  private record(compartment: string): DoorRecord {
    const { doorTimes } = this.store;
    const latest = doorTimes.latest(compartment, FIRST).map(({ took_ms }) => took_ms);
    return { count: doorTimes.count(compartment), first: doorTimes.first(compartment), latest };
  }
}
