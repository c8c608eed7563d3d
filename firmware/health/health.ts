import { statfsSync } from 'node:fs';
import type { Lockout } from '../access/lockout';
import { errorMessage } from '../core/error-facts';
import type { Clock } from '../core/clock';
import type { CheckView, HealthView, StillsView, SyncView } from '../core/views';
import type { Store } from '../store/store';

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
  /** What the hardware layer has to say of how the locker is built. */
  readonly notes?: readonly string[];
  /** Doors whose lock is getting stiff: what they take now, and took when it was new, ms. */
  readonly stiff?: () => readonly {
    readonly compartment: string;
    readonly recentMs: number;
    readonly usualMs: number;
  }[];
  /** Of the camera, where there is one. */
  readonly stills?: () => StillsView;
  /** Free bytes for the state folder; default: asks the file system. */
  readonly freeBytes?: () => number;
}

/** `warn` makes the locker degraded; `fail` means that it can't serve anybody. */
interface Check {
  readonly level: 'good' | 'warn' | 'fail';
  readonly detail: string;
  readonly lost?: NonNullable<CheckView['lost']>;
}

const good = (detail: string): Check => ({ level: 'good', detail });
const warn = (detail: string): Check => ({ level: 'warn', detail });
const fail = (detail: string): Check => ({ level: 'fail', detail });

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
    ...(deps.notes && deps.notes.length > 0 && { wiring: good(deps.notes.join('; ')) }),
    ...(deps.stiff && { locks: checkLocks(deps.stiff()) }),
    ...(deps.cover && { cover: deps.cover() === 'alarm' ? warn('open: tamper alarm') : good(deps.cover()) }),
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
    if (db.inTransaction) return good('is writing');
    db.exec('BEGIN IMMEDIATE');
    try {
      db.exec('UPDATE locker SET key_id = key_id');
    } finally {
      db.exec('ROLLBACK');
    }
    return good('takes changes');
  } catch (error) {
    return fail(`can't be written: ${errorMessage(error)}`);
  }
}

function checkDisk({ stateDir, freeBytes = () => freeIn(stateDir) }: HealthDeps): Check {
  try {
    const free = freeBytes();
    const detail = `${Math.floor(free / 1024 / 1024)} MiB free`;
    if (free < DISK_FULL) return fail(`full: ${detail}`);
    return free < DISK_LOW ? warn(`nearly full: ${detail}`) : good(detail);
  } catch (error) {
    return warn(`can't be asked: ${errorMessage(error)}`);
  }
}

function freeIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function checkInput({ inputs, lost }: HealthDeps): Check {
  const left = inputs.filter((device) => !lost().has(device));
  if (left.length === 0) return fail('no keypad and no scanner: nobody can enter a code');
  return good(left.join(', '));
}

function checkDevices({ lost }: HealthDeps): Check {
  const away = [...lost()];
  if (away.length === 0) return good('all there');
  const text = away.map(([device, detail]) => (detail === '' ? device : `${device} (${detail})`)).join(', ');
  return { ...warn(`lost: ${text}`), lost: away.map(([device, detail]) => ({ device, detail })) };
}

function checkLocks(stiff: ReturnType<NonNullable<HealthDeps['stiff']>>): Check {
  if (stiff.length === 0) return good('none is stiff');
  const doors = stiff.map(
    ({ compartment, recentMs, usualMs }) => `${compartment} (${recentMs} ms, at first ${usualMs} ms)`,
  );
  return warn(`stiff: ${doors.join(', ')}`);
}

function checkClock({ clock }: HealthDeps): Check {
  const status = clock.status();
  if (status !== 'untrusted') return good(status);
  const last = clock.lastGood();
  return warn(`untrusted, nothing expires; last good time: ${last === null ? 'never' : new Date(last).toISOString()}`);
}

function checkPinEntry({ lockout }: HealthDeps): Check {
  try {
    const { mode } = lockout.entry();
    // Somebody is guessing: worth telling, but the locker does what it should.
    if (mode === 'closed') return good(`closed for ${Math.ceil(lockout.remaining() / 1000)} s after wrong PINs`);
    return good(mode === 'compartment-first' ? 'asks for the compartment first, after many wrong PINs' : 'open');
  } catch (error) {
    return fail(errorMessage(error));
  }
}

function checkStills({ count, bytes, problem }: StillsView): Check {
  if (problem !== null) return warn(problem);
  return good(`${count} stills, ${(bytes / 1_000_000).toFixed(1)} MB`);
}

function checkSync({ sync }: HealthDeps): Check {
  const { link, pendingEvents } = sync();
  return good(`${link}, ${pendingEvents} events waiting`);
}
