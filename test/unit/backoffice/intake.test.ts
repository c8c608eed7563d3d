import { rmSync } from 'node:fs';
import { openDatabase } from '../../../scripts/backoffice/database';
import { Rig, turns } from './rig';

let rig: Rig;
beforeEach(() => (rig = new Rig()));
afterEach(() => rig.dispose());

function deposit(n: number): Record<string, unknown> {
  return rig.locker.event('parcel.deposited', { parcel: `x-${n}`, label: null, size: 'S', compartment: `A${n}` });
}

test('events are acknowledged once they are stored, in one batch', async () => {
  await rig.events(deposit(1), deposit(2), deposit(3));
  expect(rig.acks).toEqual([{ outbox: rig.locker.outbox, upTo: 3 }]);
  expect(rig.storedEvents()).toBe(3);
});

test('duplicates take effect once, and are acknowledged again', async () => {
  const event = deposit(1);
  await rig.events(event, event);
  await rig.events(event);
  await turns();
  expect(rig.acks.map(({ upTo }) => upTo)).toEqual([1, 1]);
  expect(rig.office.messages()).toHaveLength(1);
  expect(rig.storedEvents()).toBe(1);
});

test('nothing behind a gap is taken or acknowledged', async () => {
  const [first, second, third, fourth] = [deposit(1), deposit(2), deposit(3), deposit(4)];
  await rig.events(first, third, fourth);
  expect(rig.acks.at(-1)!.upTo).toBe(1);
  expect(rig.storedEvents()).toBe(1);
  // The locker sends again from there.
  await rig.events(second, third, fourth);
  expect(rig.acks.at(-1)!.upTo).toBe(4);
  await turns();
  expect(rig.office.messages()).toHaveLength(4);
});

test('an outbox that is new starts at 1; before, what it sends is only asked for from the start', async () => {
  await rig.events({ outbox: 'other', seq: 5, type: 'tamper.alarm' });
  expect(rig.acks).toEqual([{ outbox: 'other', upTo: 0 }]);
  expect(rig.storedEvents()).toBe(0);
  rig.acks.length = 0;
  await rig.events(deposit(1), { outbox: 'other', seq: 1, type: 'tamper.alarm' });
  expect(rig.acks).toEqual([
    { outbox: rig.locker.outbox, upTo: 1 },
    { outbox: 'other', upTo: 1 },
  ]);
});

test('after a restart it goes on where it was', async () => {
  const first = deposit(1);
  await rig.events(first);
  rig.report();
  rig.restart();
  // Said again at once: the locker may have missed it.
  expect(rig.acks.at(-1)).toEqual({ outbox: rig.locker.outbox, upTo: 1 });
  await rig.events(first, deposit(2));
  await turns();
  expect(rig.acks.at(-1)!.upTo).toBe(2);
  expect(rig.office.messages()).toHaveLength(2);
});

test('killed between the batch and the acknowledgement: stored once all the same', async () => {
  const event = deposit(1);
  await rig.events(event);
  rig.acks.length = 0;
  rig.restart();
  await rig.events(event);
  await turns();
  expect(rig.acks.at(-1)!.upTo).toBe(1);
  expect(rig.storedEvents()).toBe(1);
  expect(rig.office.messages()).toHaveLength(1);
});

test('books of a newer program are refused, and two offices do not share a folder', () => {
  const { folder } = rig;
  expect(() => openDatabase(folder, 0)).toThrow('another back office works in');
  rig.crash();
  const db = openDatabase(folder);
  db.pragma('user_version = 99');
  db.close();
  expect(() => openDatabase(folder)).toThrow('newer back office');
  rmSync(folder, { recursive: true });
  rig = new Rig();
});
