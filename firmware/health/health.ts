import { statfsSync } from 'node:fs';
import type { Lockout } from '../access/lockout';
import { errorMessage } from '../core/error-facts';
import type { Clock } from '../core/clock';
import type { CheckFinding, CheckView, HealthView, StiffDoor, StillsView, SyncView } from '../core/views';
import type { Store } from '../store/store';
import { findingText } from './finding-text';

/** Below this SQLite can't be relied on to commit, bytes. */
const DISK_FULL = 4 * 1024 * 1024;
/** Below this somebody should look, bytes. */
const DISK_LOW = 100 * 1024 * 1024;

export interface HealthDeps {
  readonly store: Pick<Store, 'db' | 'guards'>;
  readonly clock: Pick<Clock, 'status' | 'lastGood'>;
  readonly lockout: Pick<Lockout, 'entry' | 'remaining'>;
  readonly stateDir: string;
  /** Devices through which a code can be entered, as the site has them: `keypad`, `scanner`. */
  readonly inputs: readonly string[];
  /** Lost devices and what is known of them. */
  readonly lost: () => ReadonlyMap<string, string>;
  readonly sync: () => SyncView;
  /** Of the tamper switch, where there is one. */
  readonly cover?: () => 'quiet' | 'alarm' | 'unknown';
  /** Compartments whose coils no hardware one-shot guards. */
  readonly unguarded?: readonly string[];
  readonly stiff?: () => readonly StiffDoor[];
  /** Of the camera, where there is one. */
  readonly stills?: () => StillsView;
  /** Free bytes for the state folder; default: asks the file system. */
  readonly freeBytes?: () => number;
}

/** `warn` makes the locker degraded; `fail` means that it can't serve anybody. */
interface Check extends Omit<CheckView, 'ok'> {
  readonly level: 'good' | 'warn' | 'fail';
}

const check =
  (level: Check['level']) =>
  (finding: CheckFinding): Check => ({ level, detail: findingText(finding), finding });
const [good, warn, fail] = [check('good'), check('warn'), check('fail')];

/**
 * Whether the locker can serve people. An operator's link that is away is told but is no fault: doors work
 * without it. Costs no durable write.
 */
export function checkHealth(deps: HealthDeps): HealthView {
  const results: Record<string, Check> = {
    store: checkStore(deps),
    disk: checkDisk(deps),
    input: checkInput(deps),
    devices: checkDevices(deps),
    ...(deps.unguarded &&
      deps.unguarded.length > 0 && {
        // How it is built is no fault, but worth knowing.
        wiring: good({ code: 'no-one-shot', compartments: deps.unguarded }),
      }),
    ...(deps.stiff && { locks: checkLocks(deps.stiff()) }),
    ...(deps.cover && { cover: checkCover(deps.cover()) }),
    clock: checkClock(deps),
    'pin-entry': checkPinEntry(deps),
    ...(deps.stills && { stills: checkStills(deps.stills()) }),
    sync: checkSync(deps),
  };
  const levels = Object.values(results).map(({ level }) => level);
  const checks = Object.fromEntries(
    Object.entries(results).map(([name, { level, ...check }]) => [name, { ok: level === 'good', ...check }]),
  );
  return { ok: !levels.includes('fail'), degraded: levels.some((level) => level !== 'good'), checks };
}

/** One line for whoever keeps the service. */
export function healthLine({ ok, degraded, checks }: HealthView): string {
  const wrong = Object.entries(checks)
    .filter(([, check]) => !check.ok)
    .map(([name, { detail }]) => `${name}: ${detail}`)
    .join('; ');
  if (!ok) return `out of order: ${wrong}`;
  return degraded ? `serving, degraded: ${wrong}` : 'serving';
}

/** Takes the write lock, changes a row and takes it back: nothing reaches the disk. */
function checkStore({ store }: HealthDeps): Check {
  const { db } = store;
  try {
    if (db.inTransaction) return good({ code: 'store-writing' });
    db.exec('BEGIN IMMEDIATE');
    try {
      db.exec('UPDATE locker SET key_id = key_id');
    } finally {
      db.exec('ROLLBACK');
    }
    return good({ code: 'store-writable' });
  } catch (error) {
    return fail({ code: 'store-failed', error: errorMessage(error) });
  }
}

function checkDisk({ stateDir, freeBytes = () => freeIn(stateDir) }: HealthDeps): Check {
  try {
    const free = freeBytes();
    const mib = Math.floor(free / 1024 / 1024);
    if (free < DISK_FULL) return fail({ code: 'disk-full', mib });
    return free < DISK_LOW ? warn({ code: 'disk-low', mib }) : good({ code: 'disk-free', mib });
  } catch (error) {
    return warn({ code: 'disk-failed', error: errorMessage(error) });
  }
}

function freeIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function checkInput({ inputs, lost }: HealthDeps): Check {
  const devices = inputs.filter((device) => !lost().has(device));
  return devices.length === 0 ? fail({ code: 'no-input' }) : good({ code: 'inputs', devices });
}

function checkDevices({ lost }: HealthDeps): Check {
  const away = [...lost()];
  if (away.length === 0) return good({ code: 'devices-there' });
  const text = away.map(([device, detail]) => (detail === '' ? device : `${device} (${detail})`)).join(', ');
  return { level: 'warn', detail: `lost: ${text}`, lost: away.map(([device, detail]) => ({ device, detail })) };
}

function checkLocks(doors: readonly StiffDoor[]): Check {
  return (doors.length === 0 ? good : warn)({ code: 'locks-stiff', doors });
}

function checkCover(reading: 'quiet' | 'alarm' | 'unknown'): Check {
  return (reading === 'alarm' ? warn : good)({ code: 'cover', reading });
}

function checkClock({ clock }: HealthDeps): Check {
  const status = clock.status();
  if (status !== 'untrusted') return good({ code: 'clock', status });
  const last = clock.lastGood();
  return warn({ code: 'clock-untrusted', lastGood: last === null ? null : new Date(last).toISOString() });
}

function checkPinEntry({ lockout }: HealthDeps): Check {
  try {
    const { mode } = lockout.entry();
    // Somebody is guessing: worth telling, but the locker does what it should.
    if (mode === 'closed') {
      return good({ code: 'pin-entry-closed', seconds: Math.ceil(lockout.remaining() / 1000) });
    }
    return good({ code: mode === 'compartment-first' ? 'compartment-first' : 'pin-entry-open' });
  } catch (error) {
    return fail({ code: 'pin-entry-failed', error: errorMessage(error) });
  }
}

function checkStills({ count, bytes, problem }: StillsView): Check {
  return problem === null ? good({ code: 'stills', count, bytes }) : warn({ code: 'stills-failed', problem });
}

function checkSync({ sync }: HealthDeps): Check {
  const { link, pendingEvents } = sync();
  return good({ code: 'sync', link, pendingEvents });
}
