import Database from 'better-sqlite3';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { verifyAudit } from '../../../firmware/panel/audit';
import { copyPaced } from '../../../firmware/store/copies';
import type { Store } from '../../../firmware/store/store';
import { Shelf } from './stores';

/** Copies of a database that goes on working, by a thread of their own. */

let shelf: Shelf;
let target: string;
beforeEach(() => {
  shelf = new Shelf();
  target = `${shelf.folder}/copy.db`;
});
afterEach(() => shelf.clear());

const started = { type: 'locker.started', version: '1' } as const;
const copies = (): string[] => readdirSync(shelf.folder).filter((name) => name.startsWith('copy.db'));

/** Several steps of a copy. */
function withHistory(): { store: Store; events: number } {
  const store = shelf.store();
  const events = 20_000;
  store.write(() => {
    for (let n = 0; n < events; n += 1) store.record(started);
  });
  return { store, events };
}

test('the locker goes on meanwhile, and the copy is whole: all that was committed before, in order', async () => {
  const { store, events } = withHistory();
  let writing = true;
  const copied = store.backup(target).finally(() => (writing = false));
  let turns = 0;
  while (writing) {
    store.record({ type: 'locker.stopped' });
    turns += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await copied;
  expect(turns).toBeGreaterThan(10);
  expect(store.events.outbox().lastSeq).toBe(events + turns);

  // One file, which needs no other beside it.
  expect(copies()).toEqual(['copy.db']);
  expect(statSync(target).mode & 0o777).toBe(0o600);
  const report = await verifyAudit(target);
  expect(report).toMatchObject({ ok: true });
  expect(report.ok && report.events).toBeGreaterThanOrEqual(events);
  expect(report.ok && report.events).toBeLessThan(events + turns);
  const copy = new Database(target, { readonly: true });
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(copy.pragma('journal_mode', { simple: true })).toBe('delete');
  expect(copy.prepare('SELECT backup FROM locker').pluck().get()).toBe(1);
  copy.close();
});

test('one at a time', async () => {
  const { store } = withHistory();
  const first = store.backup(target);
  await expect(store.backup(`${target}-2`)).rejects.toThrow('another copy is being written');
  await first;
  await store.backup(`${target}-2`);
  expect(copies()).toEqual(['copy.db', 'copy.db-2']);
});

test('a file that is there is left alone, unless it is to be replaced', async () => {
  const store = shelf.store();
  writeFileSync(target, 'something');
  await expect(store.backup(target)).rejects.toThrow('exists already');
  expect(statSync(target).size).toBe('something'.length);
  await store.backup(target, true);
  expect(await verifyAudit(target)).toEqual({ ok: true, events: 0 });
});

test('what a power cut has left of a copy is in nobody’s way', async () => {
  const store = shelf.store();
  for (const suffix of ['', '-journal', '-wal']) writeFileSync(`${target}.part${suffix}`, 'half a copy');
  await store.backup(target);
  expect(copies()).toEqual(['copy.db']);
});

test('where nothing can be written it says so, and the next one succeeds', async () => {
  const store = shelf.store();
  await expect(store.backup(`${shelf.folder}/no/such/copy.db`)).rejects.toThrow('does not exist');
  await store.backup(target);
});

test('a copy that could not be marked is no backup: whoever starts on it would not know that it was restored', async () => {
  shelf.store();
  const request = { file: shelf.file, target, replace: false };
  const real = Database.prototype.prepare;
  let fired = 0;
  const prepare = jest.spyOn(Database.prototype, 'prepare').mockImplementation(function (
    this: Database.Database,
    sql: string,
  ) {
    if (!sql.includes('backup = 1')) return real.call(this, sql);
    fired += 1;
    throw new Error('the disk is full');
  });
  await expect(copyPaced(request)).rejects.toThrow('the disk is full');
  prepare.mockRestore();
  expect(fired).toBe(1);
  expect(copies()).toEqual([]);
  await copyPaced(request);
  expect(copies()).toEqual(['copy.db']);
});
