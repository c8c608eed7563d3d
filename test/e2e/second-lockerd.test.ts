import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { keyId } from '../../config/site-key';
import { UNANNOUNCED } from '../../firmware/store/parcels';
import { Store } from '../../firmware/store/store';

jest.setTimeout(60_000);

const ROOT = resolve(__dirname, '../..');
const KEY = Buffer.alloc(32, 7);
const LOCKER = 'E2E-1';
/** A process that takes longer hangs, ms. */
const PATIENCE = 20_000;
const POLL = 20;

const folder = mkdtempSync(join(tmpdir(), 'lockerd-second-'));
const running = new Set<ChildProcess>();
afterEach(async () => {
  for (const child of running) {
    const gone = new Promise((done) => child.once('close', done));
    child.kill('SIGKILL');
    await gone;
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A site of so many compartments, A1 and so on. */
function siteFile(name: string, ids: readonly string[], doors = ''): string {
  const file = join(folder, `${name}.yaml`);
  const lines = ids.map((id, index) => `  - { id: ${id}, number: ${index + 1}, size: S }`);
  writeFileSync(
    file,
    [
      `locker: { id: ${LOCKER}, zone: Europe/Berlin }`,
      'hal: { driver: sim }',
      'siteKey: { file: site.key }',
      'compartments:',
      ...lines,
      doors,
      '',
    ].join('\n'),
  );
  return file;
}

function stateFolder(name: string): string {
  const state = join(folder, name);
  mkdirSync(state);
  writeFileSync(join(state, 'site.key'), KEY, { mode: 0o600 });
  return state;
}

interface Daemon {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  log: string;
}

/** The firmware alone, as systemd runs it. */
function lockerd(config: string, state: string): Daemon {
  const child = spawn(process.execPath, ['dist/lockerd.js', '--config', config, '--state-dir', state], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.add(child);
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) =>
    child.once('close', (code, signal) => {
      running.delete(child);
      done({ code, signal });
    }),
  );
  const daemon: Daemon = { child, ended, log: '' };
  child.stderr?.on('data', (data: Buffer) => (daemon.log += data.toString()));
  return daemon;
}

async function until(what: string, daemon: Daemon, look: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!look()) {
    if (Date.now() > end || daemon.child.exitCode !== null)
      throw new Error(`waited in vain for ${what}:\n${daemon.log}`);
    await new Promise((next) => setTimeout(next, POLL));
  }
}

const ready = (daemon: Daemon): Promise<void> => until('ready', daemon, () => daemon.log.includes('"msg":"ready"'));

interface Stored {
  readonly type: string;
}

/** What the database holds, read beside whoever has it open. */
function inside(state: string): { events: string[]; openings: unknown[] } {
  const db = new Database(join(state, 'lockerd.db'), { readonly: true });
  try {
    const events = db.prepare<[], { body: string }>('SELECT body FROM event ORDER BY outbox, seq').all();
    return {
      events: events.map(({ body }) => (JSON.parse(body) as Stored).type),
      openings: db.prepare('SELECT * FROM opening ORDER BY id').all(),
    };
  } finally {
    db.close();
  }
}

function ask(state: string, method: string, path: string, body?: object): Promise<number> {
  return new Promise((done, fail) => {
    const call = request(
      {
        socketPath: join(state, 'lockerd.sock'),
        method,
        path: `/api/v1${path}`,
        headers: body ? { 'content-type': 'application/json' } : {},
      },
      (response) => response.resume().on('end', () => done(response.statusCode ?? 0)),
    );
    call.on('error', fail);
    call.end(body && JSON.stringify(body));
  });
}

/** A store as an earlier run has left it. */
function leave(state: string, compartments: readonly string[], what: (store: Store) => void): void {
  const store = new Store({
    file: join(state, 'lockerd.db'),
    locker: LOCKER,
    keyId: keyId(KEY),
    compartments,
    newCompartments: 'empty',
    stamp: () => ({ at: Date.now(), clock: 'synchronized' }),
  });
  store.write(() => what(store));
  store.close();
}

test('a second lockerd on a state folder is refused and leaves the first one in peace; after a SIGKILL the next one starts', async () => {
  const site = siteFile('two', ['A1', 'A2']);
  const state = stateFolder('two');
  const first = lockerd(site, state);
  await ready(first);
  // A technician's opening is under way: whoever judged it now would call it interrupted.
  expect(await ask(state, 'POST', '/compartments/A1/open', { reason: 'look', person: 't1' })).toBe(200);
  await until('an open door', first, () => inside(state).events.includes('door.opened'));
  const before = inside(state);
  expect(before.openings).toMatchObject([{ compartment: 'A1', stage: 'opened' }]);

  const second = lockerd(site, state);
  expect(await second.ended).toEqual({ code: 1, signal: null });
  expect(second.log).toContain('another lockerd is running on this state folder');
  expect(second.log).toContain(state);
  expect(inside(state)).toEqual(before);
  expect(await ask(state, 'GET', '/state')).toBe(200);
  expect(first.child.exitCode).toBeNull();

  first.child.kill('SIGKILL');
  expect(await first.ended).toEqual({ code: null, signal: 'SIGKILL' });
  const third = lockerd(site, state);
  await ready(third);
  expect(await ask(state, 'GET', '/state')).toBe(200);
  third.child.kill('SIGTERM');
  expect(await third.ended).toEqual({ code: 0, signal: null });
  expect(inside(state).events.at(-1)).toBe('locker.stopped');
});

test('told to end while it still waits for a door, it ends cleanly at once', async () => {
  const site = siteFile('slow', ['A1'], 'doors: { travelMs: 10000 }');
  const state = stateFolder('slow');
  leave(state, ['A1'], (store) => {
    store.openings.begin({ compartment: 'A1', purpose: 'service', person: 't1', created_at: Date.now() });
  });
  const daemon = lockerd(site, state);
  await until('the start', daemon, () => inside(state).events.includes('locker.started'));
  const asked = Date.now();
  daemon.child.kill('SIGTERM');
  expect(await daemon.ended).toEqual({ code: 0, signal: null });
  expect(Date.now() - asked).toBeLessThan(5_000);
  expect(daemon.log).not.toContain('"msg":"ready"');
  const { events, openings } = inside(state);
  expect(events).toEqual(['locker.started', 'locker.stopped']);
  // Nobody has judged the opening: the next start does.
  expect(openings).toMatchObject([{ stage: 'intent' }]);
});

test('a compartment with a parcel inside that the site file lacks: exit 78, and the message names it', async () => {
  const state = stateFolder('less');
  leave(state, ['A1', 'A2'], (store) => {
    store.parcels.put({ ...UNANNOUNCED, id: 'p1', state: 'stored', compartment: 'A2', deposited_at: Date.now() });
    store.compartments.setOccupancy('A2', 'occupied');
  });
  const refused = lockerd(siteFile('less', ['A1']), state);
  expect(await refused.ended).toEqual({ code: 78, signal: null });
  expect(refused.log).toMatch(/compartment A2 is not in the site file/);

  const whole = lockerd(siteFile('whole', ['A1', 'A2']), state);
  await ready(whole);
  whole.child.kill('SIGTERM');
  expect(await whole.ended).toEqual({ code: 0, signal: null });
});
