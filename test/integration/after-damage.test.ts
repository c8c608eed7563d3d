import Database from 'better-sqlite3';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_PIN, Rig } from '../helpers/rig';

/**
 * The database is damaged while the operator knows less than the locker did: the link has been down, Ann has fetched
 * her parcel, and Bob's has been put into the same compartment. The retained document still speaks of Ann's.
 */

const ANN = { id: 'p1', label: '00340434161094021501', size: 'XL' };
const BOB = { id: 'p2', label: '00340434161094021502', size: 'XL' };
const ANNS_PIN = '123456';
const ANNS_OTHER_PIN = '123457';
const BOBS_PIN = '222222';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

const last = () => rig.events().at(-1);

/** Returns Ann's and then Bob's compartment. */
async function bobAfterAnn(): Promise<string> {
  const place = await rig.stored(ANN, ANNS_PIN);
  rig.grant('g-p1-again', { kind: 'pickup', parcel: 'p1', pin: ANNS_OTHER_PIN });
  await rig.keys(ANNS_PIN);
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  await rig.keys('#');
  await rig.advance(5_000);
  expect(await rig.deposit(BOB)).toBe(place);
  return place;
}

/** A page of a table is rubbish: the power went while the card was writing. */
async function damage(table: string): Promise<void> {
  rig.bury();
  const file = join(rig.folder, 'lockerd.db');
  const db = new Database(file);
  const page = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table) as number;
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  const content = readFileSync(file);
  content.fill('rubbish!', (page - 1) * 4096, page * 4096);
  writeFileSync(file, content);
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
  await rig.boot();
  expect(rig.types()).toContain('storage.recovered');
}

/** The document as it was before the link went down. */
function retained(place: string): void {
  rig.announce({ ...ANN, compartment: place, depositedAt: '2026-11-21T10:00:00Z' });
  rig.announce(BOB);
  rig.publish();
}

test('what had gone by then stays gone: no code of Ann’s opens the door of Bob’s parcel', async () => {
  const place = await bobAfterAnn();
  await damage('event');
  retained(place);
  for (const pin of [ANNS_PIN, ANNS_OTHER_PIN]) {
    await rig.keys(pin);
    expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'used', parcel: 'p1' }]);
    await rig.advance(5_000);
  }
  expect(rig.compartment(place)).toMatchObject({ state: 'unverified', parcel: null });
  const pulses = await rig.pulses(place);
  await rig.cut();
  await rig.keys(ANNS_PIN);
  expect(last()).toMatchObject({ reason: 'used' });
  expect(await rig.pulses(place)).toBe(pulses);
});

test('once the operator says where Bob’s is, his code opens; what it still says of Ann’s counts for nothing', async () => {
  const place = await bobAfterAnn();
  await damage('parcel');
  rig.announce({ ...ANN, compartment: place, depositedAt: '2026-11-21T10:00:00Z' });
  rig.announce({ ...BOB, compartment: place, depositedAt: '2026-11-21T10:05:00Z' });
  rig.grant('g-p2', { kind: 'pickup', parcel: 'p2', pin: BOBS_PIN });
  rig.publish();
  expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p2', parcels: ['p2'] });
  await rig.keys(ANNS_PIN);
  expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'not-yet', parcel: 'p1' }]);
  await rig.advance(5_000);
  await rig.keys(BOBS_PIN);
  await rig.advance(1_000);
  expect(rig.events().filter(({ type }) => type === 'parcel.collected')).toMatchObject([{ parcel: 'p2' }]);
});

test('of what can not be read any more the operator’s word counts, as on a new board', async () => {
  const place = await bobAfterAnn();
  await damage('parcel');
  retained(place);
  expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p1' });
  await rig.keys(ANNS_PIN);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
});

test('the locker serves on: staff and doors are as on a new board', async () => {
  const place = await bobAfterAnn();
  await damage('opening');
  retained(place);
  await rig.keys(SERVICE_PIN);
  expect(rig.screen()).toBe('service');
  expect(new Set(rig.site.compartments.map(({ id }) => rig.compartment(id).state))).toEqual(new Set(['unverified']));
});
