import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { COURIER_PIN, HOUR, Rig } from '../helpers/rig';

const LABEL = '00340434161094021501';
const PIN = '123456';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

/** The board dies; the new one gets the technician's backup and is switched on. */
async function restore(backup: string): Promise<void> {
  rig.bury();
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(rig.folder, `lockerd.db${suffix}`), { force: true });
  copyFileSync(backup, join(rig.folder, 'lockerd.db'));
  await rig.boot();
}

/**
 * In the morning somebody makes a backup; at noon Ann's parcel is put in, of which the backup knows nothing, or
 * only that it was to come.
 */
async function backupThenParcel(
  how: { announced?: boolean } = {},
): Promise<{ backup: string; place: string; expiresAt: string }> {
  if (how.announced) {
    rig.announce({ id: 'p1', label: LABEL });
    rig.publish();
  }
  const backup = join(rig.folder, 'morning.db');
  await rig.locker.store.backup(backup);
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  const { expiresAt } = rig.compartment(place);
  if (expiresAt === null) throw new Error('its window does not run');
  return { backup, place, expiresAt };
}

const states = () => rig.site.compartments.map(({ id }) => rig.compartment(id).state);

/** The operator sees another outbox and publishes with a higher epoch, telling what is where. */
function tellAgain(place: string, expiresAt: string): void {
  rig.epoch += 1;
  rig.announce({ id: 'p1', label: LABEL, compartment: place, depositedAt: '2026-11-21T10:00:00Z', expiresAt });
  rig.publish();
}

test("put back to a backup, the locker knows of no compartment that it is empty, and takes nobody's code", async () => {
  const { backup } = await backupThenParcel();
  await restore(backup);
  expect(rig.types()).toContain('storage.recovered');
  expect(new Set(states())).toEqual(new Set(['unverified']));
  await rig.keys(PIN);
  expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'unknown' });
  // Not the courier's either, who could put something on top.
  await rig.keys(COURIER_PIN);
  expect(rig.screen()).toBe('refused');
  expect(await rig.pulses('A1')).toBe(1);
});

test('a document of the epoch before does not lift that', async () => {
  const { backup } = await backupThenParcel();
  await restore(backup);
  rig.publish();
  await rig.keys(COURIER_PIN);
  expect(rig.screen()).toBe('refused');
});

test.each([
  ['a parcel that came without a word', false],
  ['a parcel that had been announced', true],
])(
  'told by the operator where %s is, it opens for the recipient, and nothing is put on top',
  async (_name, announced) => {
    const { backup, place, expiresAt } = await backupThenParcel({ announced });
    await restore(backup);
    tellAgain(place, expiresAt);
    expect(rig.locker.store.locker.rejected()).toEqual([]);
    expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p1', expiresAt });

    // The next parcel finds no room: of every other compartment nobody knows what is inside.
    rig.announce({ id: 'p2', label: '00340434161094021502' });
    rig.publish();
    await rig.keys(COURIER_PIN);
    await rig.advance(1_100);
    await rig.keys('1');
    await rig.scan('00340434161094021502');
    expect(rig.screen()).toBe('refused');
    expect(rig.locker.store.openings.unsettled()).toEqual([]);
    await rig.advance(5_000);
    await rig.keys('**');

    await rig.keys(PIN);
    await rig.advance(1_000);
    expect(rig.screen()).toBe('open');
    expect(rig.events().find(({ type }) => type === 'parcel.collected')).toMatchObject({
      parcel: 'p1',
      compartment: place,
    });
    await rig.hand(place, 'close');
    // Seen to be empty with one's own eyes, it is offered again, and only it.
    expect(states().filter((state) => state === 'free')).toHaveLength(1);
    expect(rig.compartment(place).state).toBe('free');
  },
);

test('the window that the operator knows ends as it would have ended', async () => {
  const { backup, place, expiresAt } = await backupThenParcel();
  await restore(backup);
  tellAgain(place, expiresAt);
  await rig.advance(73 * HOUR);
  expect(rig.compartment(place).state).toBe('expired');
  await rig.keys(PIN);
  expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'expired' });
});

test('what the operator says in the documents after that is no news about what is inside', async () => {
  const { backup, place, expiresAt } = await backupThenParcel();
  await restore(backup);
  tellAgain(place, expiresAt);
  rig.announce({ id: 'p3', label: '00340434161094021503', compartment: 'C1' });
  rig.publish();
  expect(rig.compartment('C1')).toMatchObject({ state: 'unverified', parcel: null });
});

describe('in the backup Ann’s parcel is inside; since then she has fetched it, and Bob’s was put into its place', () => {
  let place: string;
  beforeEach(async () => {
    place = await rig.stored({ id: 'p1', label: LABEL, size: 'XL' }, PIN);
    const backup = join(rig.folder, 'morning.db');
    await rig.locker.store.backup(backup);
    await rig.keys(PIN);
    await rig.advance(1_000);
    await rig.hand(place, 'close');
    await rig.keys('#');
    await rig.advance(5_000);
    expect(await rig.stored({ id: 'p2', label: '00340434161094021502', size: 'XL' }, '222222')).toBe(place);
    await restore(backup);
    rig.epoch += 1;
    rig.announce({ id: 'p2', label: '00340434161094021502', compartment: place, depositedAt: '2026-11-21T10:05:00Z' });
  });

  test('the operator knows both: Bob fetches his, and nothing of Ann’s is told again', async () => {
    rig.withdraw('p1');
    rig.revoke('g-p1');
    rig.publish();
    expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcels: ['p2'] });
    await rig.keys('222222');
    await rig.advance(1_000);
    await rig.hand(place, 'close');
    const told = rig.events().filter(({ type }) => /^parcel\.(collected|expired)/.test(type));
    expect(told).toMatchObject([{ type: 'parcel.collected', parcel: 'p2' }]);
    expect(rig.compartment(place).state).toBe('free');
  });

  test('the operator knows only of Bob’s: Ann’s code does not open the door of his parcel', async () => {
    rig.publish();
    const pulses = await rig.pulses(place);
    await rig.keys(PIN);
    await rig.advance(1_000);
    expect([rig.screen(), await rig.pulses(place)]).toEqual(['refused', pulses]);
    await rig.advance(5_000);
    await rig.keys('222222');
    await rig.advance(1_000);
    expect(rig.screen()).toBe('open');
  });
});
