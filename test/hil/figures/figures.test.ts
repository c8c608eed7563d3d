import { readFileSync, readdirSync } from 'node:fs';
import { EARLY, log, mark, now, pause, until } from '../rig/bench';
import { Daemon, type DaemonOptions } from '../rig/daemon';
import { figure } from '../rig/guest';

const ROUNDS = 30;
const IDLE_MS = 12_000;
/** The start is over, ms. */
const SETTLE_MS = 3_000;
/** Openings one after the other need no rest of the coil here: only the way from key to line is measured. */
const REST_MS = 0;

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** How often the kernel has let the process's threads run so far. */
function wakeUps(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((task) => readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8'))
    .reduce((sum, status) => sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0), 0);
}

describe('figures', () => {
  test(`from the last key to the lock’s line, and the pulse on the line, ${ROUNDS} times`, async () => {
    const pins = Array.from({ length: ROUNDS }, (_, i) => String(135_790 + i * 7_919).slice(-6));
    const daemon = new Daemon('gpio-4.yaml', {
      changes: [
        [['hal', 'lock', 'restMs'], REST_MS],
        // The doors stay shut, which gives the code back; that need not be waited for long.
        [['doors', 'travelMs'], 300],
      ],
      seed: {
        // Multi-use codes would need a session; each round has its own parcel in the same compartment.
        grants: pins.map((pin, i) => ({ id: `g${i}`, kind: 'pickup', parcel: 'p1', pin })),
        parcels: [{ id: 'p1', label: 'L1', compartment: 'A1', depositedAt: new Date().toISOString() }],
      },
    });
    try {
      await daemon.begin();
      const delays: number[] = [];
      const lengths: number[] = [];
      for (const pin of pins) {
        daemon.wires.jam('A1');
        await daemon.untilScreen('idle', 'closed', 'jammed', 'refused');
        const from = mark();
        await daemon.wires.type(pin);
        await until('the pulse', () => daemon.wires.pulses('A1', from).length > 0);
        const key = log(from).findLast((one) => one.where === 'key' && one.value === 1);
        const [pulse] = daemon.wires.pulses('A1', from);
        if (key === undefined || pulse === undefined) throw new Error('no pulse');
        delays.push(pulse.from - key.at);
        lengths.push(pulse.ms);
      }
      const { keypad } = daemon.hal;
      const debounce = keypad?.type === 'matrix' ? keypad.debounceMs : 0;
      figure(
        `last key down → lock line: p50 ${percentile(delays, 0.5).toFixed(0)} ms, p99 ${percentile(delays, 0.99).toFixed(0)} ms (${delays.length} times, debounce ${debounce} ms of it)`,
      );
      figure(
        `pulse on the line, ${daemon.hal.lock.pulseMs} ms configured: p50 ${percentile(lengths, 0.5).toFixed(1)}, p99 ${percentile(lengths, 0.99).toFixed(1)}, longest ${Math.max(...lengths).toFixed(1)} ms`,
      );
      expect(Math.min(...lengths)).toBeGreaterThanOrEqual(daemon.hal.lock.pulseMs - EARLY);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(daemon.hal.lock.maxPulseMs + 50);
    } finally {
      await daemon.clear();
    }
  }, 400_000);

  const polled: DaemonOptions['changes'] = [[['hal', 'expanders', 'x2', 'interrupt'], undefined]];
  for (const { shipped, changes, most } of [
    { shipped: 'gpio-4.yaml', changes: [], most: 30 },
    { shipped: 'mcp23017-16.yaml', changes: [], most: 30 },
    { shipped: 'mcp23017-16.yaml', changes: polled, most: 100 },
  ]) {
    const name = changes.length === 0 ? shipped : `${shipped}, one expander without its interrupt wire`;
    test(`wake-ups per second when nobody is there: ${name}`, async () => {
      const daemon = new Daemon(shipped, { changes });
      try {
        await daemon.begin();
        await pause(SETTLE_MS);
        const started = now();
        const before = wakeUps(daemon.pid());
        await pause(IDLE_MS);
        const rate = (wakeUps(daemon.pid()) - before) / ((now() - started) / 1_000);
        figure(`idle, ${name}: ${rate.toFixed(1)} wake-ups per second (all threads)`);
        expect(rate).toBeLessThan(most);
      } finally {
        await daemon.clear();
      }
    });
  }
});
