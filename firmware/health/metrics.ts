import { performance } from 'node:perf_hooks';
import type { Counter, Gauge, Registry } from 'prom-client';
import type { ClockStatus, EventType, StoredEvent } from '../core/events';
import type { Unsubscribe } from '../../hal/ports';
import type { CompartmentState, DoorView, HealthView, StateView } from '../core/views';

export interface MetricsDeps {
  readonly state: () => StateView;
  readonly health: () => HealthView;
  readonly doors: () => readonly DoorView[];
  readonly onEvents: (listener: (events: readonly StoredEvent[]) => void) => Unsubscribe;
}

const STATES: readonly CompartmentState[] = [
  'free',
  'reserved',
  'opening',
  'open',
  'occupied',
  'expired',
  'unverified',
  'out-of-service',
];
const TRUST: readonly ClockStatus[] = ['synchronized', 'holdover', 'untrusted'];

/** Figures for Prometheus. Counts from the start of the process, as Prometheus expects; no label ever holds a code. */
export class Metrics {
  private readonly counts = new Map<EventType, number>();
  private stopListening: Unsubscribe | null = null;
  private exposition: Promise<() => Promise<string>> | null = null;

  constructor(private readonly deps: MetricsDeps) {}

  start(): void {
    this.stopListening ??= this.deps.onEvents((events) => {
      for (const { type } of events) this.counts.set(type, (this.counts.get(type) ?? 0) + 1);
    });
  }

  stop(): void {
    this.stopListening?.();
    this.stopListening = null;
  }

  /** Prometheus text. The library is loaded by the first scrape: 20 ms that the start need not wait for. */
  async text(): Promise<string> {
    this.exposition ??= this.prepare();
    return (await this.exposition)();
  }

  private async prepare(): Promise<() => Promise<string>> {
    const { Counter, Gauge, Registry } = await import('prom-client');
    const registry: Registry = new Registry();
    const gauge = <T extends string>(name: string, help: string, labelNames: readonly T[] = []): Gauge<T> =>
      new Gauge({ name: `lockerd_${name}`, help, labelNames, registers: [registry] });
    const counter = <T extends string>(name: string, help: string, labelNames: readonly T[] = []): Counter<T> =>
      new Counter({ name: `lockerd_${name}`, help, labelNames, registers: [registry] });

    const events = counter('events_total', 'Events written since the start, by type.', ['type']);
    const pending = gauge('events_pending', 'Events that the operator has not acknowledged.');
    const compartments = gauge('compartments', 'Compartments by state.', ['state']);
    const link = gauge('sync_link_up', '1 while the link to the operator is up.');
    const clock = gauge('clock_status', '1 for the present trust in the clock.', ['status']);
    const health = gauge('health_ok', '1 while the locker can serve people.');
    const degraded = gauge('health_degraded', '1 while something is wrong.');
    const opening = gauge('door_opening_seconds', 'From the pulse to the open door: median of the latest 20.', [
      'compartment',
    ]);
    const stiff = gauge('doors_stiff', 'Doors whose lock is getting stiff.');
    const memory = gauge('process_resident_memory_bytes', 'Resident memory.');
    const heap = gauge('process_heap_used_bytes', "Used part of JavaScript's heap.");
    const cpu = counter('process_cpu_seconds_total', 'User and system time.');
    const uptime = gauge('process_uptime_seconds', 'Time since the start of the process.');
    const busy = gauge('event_loop_utilization', 'Busy share of the event loop since the last scrape, 0 to 1.');
    const lag = gauge('event_loop_lag_seconds', 'How long the event loop took to come round at this scrape.');

    let loop = performance.eventLoopUtilization();
    return async () => {
      events.reset();
      for (const [type, count] of this.counts) events.inc({ type }, count);
      const view = this.deps.state();
      pending.set(view.sync.pendingEvents);
      link.set(view.sync.link === 'online' ? 1 : 0);
      for (const state of STATES)
        compartments.set({ state }, view.compartments.filter((item) => item.state === state).length);
      for (const status of TRUST) clock.set({ status }, view.time.status === status ? 1 : 0);
      const { ok, degraded: isDegraded } = this.deps.health();
      health.set(ok ? 1 : 0);
      degraded.set(isDegraded ? 1 : 0);
      const doors = this.deps.doors();
      opening.reset();
      for (const { id, medianMs } of doors) if (medianMs !== null) opening.set({ compartment: id }, medianMs / 1_000);
      stiff.set(doors.filter((door) => door.stiff).length);
      const { rss, heapUsed } = process.memoryUsage();
      memory.set(rss);
      heap.set(heapUsed);
      const { user, system } = process.cpuUsage();
      cpu.reset();
      cpu.inc((user + system) / 1e6);
      uptime.set(process.uptime());
      busy.set(performance.eventLoopUtilization(loop).utilization);
      loop = performance.eventLoopUtilization();
      lag.set(await turnOfLoop());
      return registry.metrics();
    };
  }
}

/** Seconds until work that was queued now is run. */
function turnOfLoop(): Promise<number> {
  const from = performance.now();
  return new Promise((resolve) => setImmediate(() => resolve((performance.now() - from) / 1000)));
}
