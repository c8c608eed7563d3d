import { fetches, openDoors } from '../helpers/auditor';
import { COURIER_PIN, HOUR, Rig, SERVICE_PIN } from '../helpers/rig';

/** A contact that reads open for ever keeps nobody at the door that they have closed. */

const LABEL = '00340434161094021501';
const OTHER = '00340434161094021502';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

/** By its contact it stands open: what is known of its content. */
const occupancy = (id: string) => rig.locker.store.compartments.get(id)?.occupancy;
const told = (type: string) => rig.events().filter((event) => event.type === type);

/** What is to be done there, and how to go on all the same, come in turn. */
async function howToGoOn(): Promise<void> {
  const seen = new Set<string>();
  for (let second = 0; second < 10; second += 1) {
    seen.add(rig.lines().slice(1).join('|'));
    await rig.advance(1_000);
  }
  expect(seen.size).toBe(2);
  expect(seen).toContain('Please close it.|Is it shut already?|#=yes, go on');
}

/** Its contact hangs, the door is closed, and a minute goes by. */
async function closedUnnoticed(place: string): Promise<void> {
  await rig.fault(`door:${place}`, 'stuck-open');
  await rig.hand(place, 'close');
  await rig.advance(50_000);
  await rig.keys('#');
  expect(rig.screen()).toMatch(/-open$/);
  await rig.advance(11_000);
  expect((await rig.world.inspect()).firedFaults).toHaveProperty([`door:${place} stuck-open`]);
  expect(told('door.left-open')).toMatchObject([{ compartment: place }]);
  await howToGoOn();
}

test('a courier deposits: they go on with the next parcel, and this one is in doubt', async () => {
  for (const [id, label] of [
    ['p1', LABEL],
    ['p2', OTHER],
  ] as const)
    rig.announce({ id, label });
  rig.grant('g-p1', { kind: 'pickup', parcel: 'p1', pin: '123456' });
  rig.publish();
  const place = await rig.opensFor(LABEL);
  await closedUnnoticed(place);
  await rig.keys('#');
  expect(rig.screen()).toBe('deposit-label');
  expect(told('parcel.deposited')).toMatchObject([{ parcel: 'p1', compartment: place, inDoubt: true }]);
  expect(occupancy(place)).toBe('unverified');
  await rig.scan(OTHER);
  await rig.advance(1_000);
  const [next = ''] = (await openDoors(rig)).filter((id) => id !== place);
  await rig.hand(next, 'close');
  await rig.keys('#**');
  expect(rig.compartment(next)).toMatchObject({ state: 'occupied', parcel: 'p2' });
  // Mended, the contact says what is so, and the parcel can be fetched.
  await rig.fault(`door:${place}`, 'none');
  await rig.advance(1_000);
  expect(await fetches(rig, '123456')).toEqual([place]);
});

test('the parcel did not fit: the larger one opens', async () => {
  rig.announce({ id: 'p1', label: LABEL, size: 'S' });
  rig.publish();
  const place = await rig.opensFor(LABEL);
  await rig.keys('9');
  await closedUnnoticed(place);
  await rig.keys('#');
  await rig.advance(1_000);
  expect(rig.screen()).toBe('deposit-open');
  expect(rig.locker.store.openings.unsettled()).toMatchObject([{ purpose: 'deposit' }]);
  expect(rig.locker.store.openings.underWay(place)).toBeUndefined();
});

test('a courier takes an expired one back: it stays on the list, somebody has to look', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL, windowHours: 1 }, '123456');
  await rig.advance(2 * HOUR);
  await rig.keys(`${COURIER_PIN}2#`);
  await rig.advance(1_000);
  await closedUnnoticed(place);
  await rig.keys('#');
  expect(rig.screen()).toBe('collect');
  expect(occupancy(place)).toBe('unverified');
  expect(rig.compartment(place).parcel).toBe('p1');
});

test('a technician audits: the next one opens', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, '123456');
  await rig.keys(SERVICE_PIN);
  await rig.advance(1_100);
  await rig.keys('42#');
  await rig.advance(1_000);
  await closedUnnoticed(place);
  await rig.keys('#');
  await rig.advance(1_000);
  expect((await openDoors(rig)).filter((id) => id !== place)).toEqual(['A2']);
  expect(occupancy(place)).toBe('unverified');
});

test('a door that is really still open, and closed at last: the dialogue goes on as if nothing had been asked', async () => {
  rig.announce({ id: 'p1', label: LABEL });
  rig.publish();
  await rig.keys(`${COURIER_PIN}1`);
  await rig.scan(LABEL);
  await rig.advance(70_000);
  await howToGoOn();
  const [place = ''] = await openDoors(rig);
  await rig.hand(place, 'close');
  expect(rig.screen()).toBe('deposit-confirm');
  await rig.keys('#');
  expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p1' });
});

test('its contact is lost besides, and comes back reading open: # still says that it is closed', async () => {
  rig.announce({ id: 'p1', label: LABEL });
  rig.publish();
  const place = await rig.opensFor(LABEL);
  await closedUnnoticed(place);
  await rig.fault(`door:${place}`, 'lost');
  await rig.advance(2_000);
  expect(rig.lines().join(' ')).toContain('does not answer');
  await rig.fault(`door:${place}`, 'stuck-open');
  await rig.advance(2_000);
  await howToGoOn();
  await rig.keys('#');
  expect(rig.screen()).toBe('deposit-label');
});
