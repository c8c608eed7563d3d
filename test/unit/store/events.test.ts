import type { Store } from '../../../firmware/store/store';
import { Shelf } from './stores';

let shelf: Shelf;
beforeEach(() => (shelf = new Shelf()));
afterEach(() => shelf.clear());

function written(count: number): Store {
  const store = shelf.store();
  for (let n = 0; n < count; n += 1) store.record({ type: 'door.closed', compartment: 'A1', parcel: `p${n}` });
  return store;
}

/** Written, closed, changed behind its back, opened again and checked. */
function verifyAfter(count: number, sql: string) {
  written(count).close();
  shelf.tamper(sql);
  return shelf.store().events.verify();
}

test('the table takes new rows and nothing else', () => {
  const store = written(3);
  expect(() => store.db.exec("UPDATE event SET body = '{}' WHERE seq = 2")).toThrow(/append-only/);
  expect(() => store.db.exec('DELETE FROM event WHERE seq = 3')).toThrow(/append-only/);
  expect(() => store.db.exec('DELETE FROM event')).toThrow(/append-only/);
  expect(store.events.verify()).toEqual({ ok: true, events: 3 });
});

test('an event carries its outbox, number, time and how far the time was to be trusted', () => {
  const store = shelf.store({ stamp: () => ({ at: Date.UTC(2026, 10, 21, 10, 0, 0, 5), clock: 'holdover' }) });
  store.record({ type: 'tamper.alarm' });
  expect(store.events.after(0, 1)[0]).toEqual({
    outbox: store.events.outbox().id,
    seq: 1,
    id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    at: '2026-11-21T10:00:00.005Z',
    clock: 'holdover',
    type: 'tamper.alarm',
  });
});

test('the answer to a command has the id of the command', () => {
  const store = shelf.store();
  store.record({ type: 'command.refused', command: 'cmd-7', reason: 'late' });
  expect(store.events.after(0, 1)[0]).toMatchObject({ id: 'cmd-7', type: 'command.refused' });
});

test('events are read in order, a page at a time', () => {
  const store = written(5);
  expect(store.events.after(0, 2).map(({ seq }) => seq)).toEqual([1, 2]);
  expect(store.events.after(2, 10).map(({ seq }) => seq)).toEqual([3, 4, 5]);
  expect(store.events.after(5, 10)).toEqual([]);
});

test('the number goes on after a restart', () => {
  written(3).close();
  const store = shelf.store();
  store.record({ type: 'locker.stopped' });
  expect(store.events.after(3, 10).map(({ seq }) => seq)).toEqual([4]);
  expect(store.events.verify()).toEqual({ ok: true, events: 4 });
});

test('a chain that nobody touched is whole, an empty one too', () => {
  expect(shelf.store().events.verify()).toEqual({ ok: true, events: 0 });
});

test('a changed word is found where it was changed', () => {
  const report = verifyAfter(6, "UPDATE event SET body = replace(body, 'p3', 'p9') WHERE seq = 4");
  expect(report).toMatchObject({ ok: false, seq: 4, problem: expect.stringContaining('changed') as string });
});

test('a word changed together with its own hash is found at the next event', () => {
  const store = written(3);
  const forged = store.db.prepare('SELECT hash FROM event WHERE seq = 3').pluck().get() as Buffer;
  store.close();
  shelf.tamper(`UPDATE event SET body = replace(body, 'p1', 'p9'), hash = x'${forged.toString('hex')}' WHERE seq = 2`);
  expect(shelf.store().events.verify()).toMatchObject({ ok: false, seq: 2 });
});

test('a missing row is found', () => {
  expect(verifyAfter(6, 'DELETE FROM event WHERE seq = 3')).toMatchObject({
    ok: false,
    seq: 4,
    problem: 'sequence: expected 3',
  });
});

test('a missing first row is found', () => {
  expect(verifyAfter(6, 'DELETE FROM event WHERE seq = 1')).toMatchObject({ ok: false, seq: 2 });
});

test('a missing row is found also when the rest moved up', () => {
  const report = verifyAfter(4, 'DELETE FROM event WHERE seq = 2; UPDATE event SET seq = seq - 1 WHERE seq > 2');
  expect(report).toMatchObject({ ok: false, seq: 2 });
});

test('two rows that changed places are found', () => {
  const report = verifyAfter(
    5,
    'UPDATE event SET seq = 99 WHERE seq = 2; UPDATE event SET seq = 2 WHERE seq = 3; UPDATE event SET seq = 3 WHERE seq = 99',
  );
  expect(report).toMatchObject({ ok: false, seq: 2 });
});

test('what was tampered with before a new outbox is found there', async () => {
  const store = written(3);
  const first = store.events.outbox().id;
  await store.backup(`${shelf.folder}/copy.db`);
  store.close();
  shelf.store({ file: `${shelf.folder}/copy.db` }).close();
  const db = shelf.raw(`${shelf.folder}/copy.db`);
  db.exec("DROP TRIGGER event_append_only_update; UPDATE event SET body = '{}' WHERE seq = 2 AND outbox = 1");
  db.close();
  expect(shelf.store({ file: `${shelf.folder}/copy.db` }).events.verify()).toMatchObject({
    ok: false,
    outbox: first,
    seq: 2,
  });
});
