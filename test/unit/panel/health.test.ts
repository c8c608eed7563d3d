import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredEvent } from '../../../firmware/core/events';
import type { StateView } from '../../../firmware/core/views';
import { DeviceRegister } from '../../../firmware/health/devices';
import { checkHealth, type HealthDeps } from '../../../firmware/health/health';
import { Metrics } from '../../../firmware/health/metrics';
import { Store } from '../../../firmware/store/store';
import type { DeviceChange } from '../../../hal/ports';

const MIB = 1024 * 1024;
let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'health-'));
  store = new Store({
    file: join(folder, 'lockerd.db'),
    locker: 'T-1',
    keyId: '630dcd29',
    compartments: ['A1'],
    newCompartments: 'empty',
    stamp: () => ({ at: 0, clock: 'synchronized' }),
  });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function health(overrides: Partial<HealthDeps> = {}) {
  return checkHealth({
    store,
    clock: { status: () => 'synchronized', lastGood: () => 0 },
    lockout: { entry: () => ({ mode: 'locker-wide' }), remaining: () => 0 },
    stateDir: folder,
    inputs: ['keypad', 'scanner'],
    lost: () => new Map(),
    sync: () => ({ link: 'online', epoch: 1, rev: 1, pendingEvents: 0 }),
    freeBytes: () => 1_000 * MIB,
    ...overrides,
  });
}
const lost = (...devices: string[]) => ({ lost: () => new Map(devices.map((device) => [device, 'gone'])) });

describe('health', () => {
  test('all is well', () => {
    const view = health();
    expect(view).toMatchObject({ ok: true, degraded: false });
    expect(Object.values(view.checks).every(({ ok }) => ok)).toBe(true);
    expect(store.db.inTransaction).toBe(false);
  });

  test('a lock that is getting stiff degrades, and is named', () => {
    expect(health({ stiff: () => [] }).checks['locks']).toMatchObject({ ok: true, detail: 'none is stiff' });
    const doors = [{ compartment: 'A1', recentMs: 900, usualMs: 300 }];
    expect(health({ stiff: () => doors })).toMatchObject({
      ok: true,
      degraded: true,
      checks: {
        locks: {
          ok: false,
          detail: 'stiff: A1 (900 ms, at first 300 ms)',
          finding: { code: 'locks-stiff', doors },
        },
      },
    });
  });

  test('coils that no hardware one-shot guards are told, and are no fault', () => {
    expect(health({ unguarded: [] }).checks['wiring']).toBeUndefined();
    expect(health({ unguarded: ['A1', 'A2'] })).toMatchObject({
      degraded: false,
      checks: { wiring: { ok: true, detail: expect.stringMatching(/no hardware one-shot.*A1, A2/) as string } },
    });
  });

  test('a scanner that is away degrades; without any way to enter a code nobody is served', () => {
    expect(health(lost('scanner'))).toMatchObject({
      ok: true,
      degraded: true,
      checks: {
        devices: { ok: false, detail: 'lost: scanner (gone)', lost: [{ device: 'scanner', detail: 'gone' }] },
        input: { ok: true, detail: 'keypad' },
      },
    });
    expect(health(lost('scanner', 'keypad'))).toMatchObject({ ok: false, checks: { input: { ok: false } } });
    expect(health({ inputs: ['scanner'], ...lost('scanner') }).ok).toBe(false);
  });

  test('a cover that stands open degrades until it is closed', () => {
    expect(health({ cover: () => 'alarm' })).toMatchObject({
      ok: true,
      degraded: true,
      checks: { cover: { ok: false, detail: 'open: tamper alarm' } },
    });
    expect(health({ cover: () => 'quiet' })).toMatchObject({ degraded: false, checks: { cover: { ok: true } } });
    expect(health().checks['cover']).toBeUndefined();
  });

  test('an operator who is away is told, but is no fault', () => {
    const view = health({ sync: () => ({ link: 'offline', epoch: 1, rev: 1, pendingEvents: 7 }) });
    expect(view).toMatchObject({
      ok: true,
      degraded: false,
      checks: { sync: { ok: true, detail: 'offline, 7 events waiting' } },
    });
  });

  test('a clock that nobody vouches for degrades', () => {
    const clock = { status: () => 'untrusted' as const, lastGood: () => Date.UTC(2026, 0, 1) };
    expect(health({ clock })).toMatchObject({
      ok: true,
      degraded: true,
      checks: { clock: { detail: expect.stringContaining('2026-01-01T00:00:00') as string } },
    });
  });

  test('a disk that fills up degrades, a full one ends the service', () => {
    expect(health({ freeBytes: () => 50 * MIB })).toMatchObject({ ok: true, degraded: true });
    expect(health({ freeBytes: () => 1 * MIB })).toMatchObject({ ok: false, checks: { disk: { ok: false } } });
  });

  test('the disk that is asked by default is that of the state folder', () => {
    expect(checkHealth({ ...depsWithoutDisk(), stateDir: folder }).checks['disk']?.detail).toMatch(
      /^\d+ MiB free$|full/,
    );
    expect(checkHealth({ ...depsWithoutDisk(), stateDir: '/no/such/folder' })).toMatchObject({
      ok: true,
      degraded: true,
    });
  });

  test('a store that takes no change ends the service', () => {
    const broken = new Store({
      file: join(folder, 'other.db'),
      locker: 'T-2',
      keyId: '630dcd29',
      compartments: [],
      newCompartments: 'empty',
      stamp: () => ({ at: 0, clock: 'synchronized' }),
    });
    broken.close();
    expect(health({ store: broken })).toMatchObject({ ok: false, checks: { store: { ok: false } } });
  });

  test('PIN entry that is closed is told', () => {
    const closed = { entry: () => ({ mode: 'closed' as const, until: 1 }), remaining: () => 59_001 };
    expect(health({ lockout: closed }).checks['pin-entry']?.detail).toBe('closed for 60 s after wrong PINs');
    const harder = { entry: () => ({ mode: 'compartment-first' as const }), remaining: () => 0 };
    expect(health({ lockout: harder }).checks['pin-entry']?.detail).toContain('compartment first');
  });
});

function depsWithoutDisk(): HealthDeps {
  return {
    store,
    clock: { status: () => 'synchronized', lastGood: () => 0 },
    lockout: { entry: () => ({ mode: 'locker-wide' }), remaining: () => 0 },
    stateDir: '',
    inputs: ['keypad'],
    lost: () => new Map(),
    sync: () => ({ link: 'online', epoch: 1, rev: 1, pendingEvents: 0 }),
  };
}

test('the register knows what is away until it is back', () => {
  const listeners: ((change: DeviceChange) => void)[] = [];
  const register = new DeviceRegister((listener) => {
    listeners.push(listener);
    return () => void listeners.splice(listeners.indexOf(listener), 1);
  });
  register.start();
  register.start();
  expect(listeners).toHaveLength(1);
  listeners[0]?.({ device: 'scanner', status: 'lost', detail: 'unplugged' });
  expect([...register.lost()]).toEqual([['scanner', 'unplugged']]);
  listeners[0]?.({ device: 'scanner', status: 'back', detail: '' });
  expect([...register.lost()]).toEqual([]);
  register.stop();
  register.stop();
  expect(listeners).toHaveLength(0);
});

test('metrics count events and show the state, scrape after scrape', async () => {
  const state = {
    time: { status: 'holdover' },
    compartments: [{ state: 'free' }, { state: 'free' }, { state: 'occupied' }],
    sync: { link: 'online', pendingEvents: 3 },
  } as unknown as StateView;
  let tell: (events: readonly StoredEvent[]) => void = () => undefined;
  const metrics = new Metrics({
    state: () => state,
    health: () => ({ ok: true, degraded: true, checks: {} }),
    doors: () => [
      {
        id: 'A1',
        openings: 30,
        lastMs: 1_900,
        lastAt: null,
        medianMs: 1_500,
        firstMs: 300,
        stiff: true,
        limitMs: 1_400,
      },
      {
        id: 'A2',
        openings: 0,
        lastMs: null,
        lastAt: null,
        medianMs: null,
        firstMs: null,
        stiff: false,
        limitMs: 1_400,
      },
    ],
    onEvents: (listener) => {
      tell = listener;
      return () => undefined;
    },
  });
  metrics.start();
  const event = { type: 'door.opened' } as StoredEvent;
  tell([event, event]);
  await metrics.text();
  tell([event]);
  const lines = (await metrics.text()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'lockerd_events_total{type="door.opened"} 3',
      'lockerd_events_pending 3',
      'lockerd_compartments{state="free"} 2',
      'lockerd_compartments{state="expired"} 0',
      'lockerd_sync_link_up 1',
      'lockerd_clock_status{status="holdover"} 1',
      'lockerd_clock_status{status="synchronized"} 0',
      'lockerd_health_ok 1',
      'lockerd_health_degraded 1',
      'lockerd_door_opening_seconds{compartment="A1"} 1.5',
      'lockerd_doors_stiff 1',
    ]),
  );
  expect(lines.join('\n')).toMatch(/^lockerd_process_resident_memory_bytes \d{7,}$/m);
  metrics.stop();
});
