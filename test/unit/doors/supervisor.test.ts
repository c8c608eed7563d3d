import { COURIER_PIN, Rig, SERVICE_PIN } from '../../helpers/rig';

const LABEL = '00340434161094021501';
const PIN = '123456';
const SIX_SECONDS = 6_000;

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

const unsettled = (): number => rig.locker.store.openings.unsettled().length;

/** Time passes in small steps until the display says so. Returns how long it took, ms. */
async function until(screen: string, most = 20_000): Promise<number> {
  for (let waited = 0; waited <= most; waited += 50) {
    if (rig.screen() === screen) return waited;
    await rig.advance(50);
  }
  throw new Error(`still ${rig.screen()}`);
}

test.each([
  ['the door is stuck', 'door', 'jam'],
  ['the lock takes two seconds for each pulse, and the door is stuck', 'lock', 'slow'],
  ['the lock is gone', 'lock', 'lost'],
  ['the contact can not be read', 'door', 'lost'],
] as const)('%s: the recipient is told within six seconds, and the code is still good', async (_name, part, fault) => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.fault(`${part}:${place}`, fault);
  if (part === 'lock' && fault === 'slow') await rig.fault(`door:${place}`, 'jam');
  await rig.keys(PIN);
  expect(await until('jammed')).toBeLessThanOrEqual(SIX_SECONDS);
  expect(rig.world.firedFaults()[`${part}:${place} ${fault}`]).toBeGreaterThan(0);
  expect(rig.locker.store.grants.get('g-p1')?.state).toBe('live');
  expect(await rig.pulses(place)).toBeLessThanOrEqual(1 + 2);
  await rig.fault(`${part}:${place}`, 'none');
  await rig.fault(`door:${place}`, 'none');
  await rig.advance(70_000);
  await rig.keys(PIN);
  await until('open');
});

test("a courier's door that comes after it was given up: nothing is lost and nothing stays under way", async () => {
  await rig.fault('door:A1', 'slow');
  rig.announce({ id: 'p1', label: LABEL });
  rig.publish();
  await rig.keys(COURIER_PIN);
  await rig.advance(1_000);
  await rig.keys('1');
  await rig.scan(LABEL);
  await until('jammed');
  expect(rig.world.firedFaults()['door:A1 slow']).toBeGreaterThan(0);
  // The courier takes the next compartment; meanwhile the first door swings open behind their back.
  await rig.scan(LABEL);
  await rig.advance(6_000);
  expect(rig.compartment('A1').door).toBe('open');
  await rig.hand('B1', 'close');
  await rig.keys('#');
  expect(rig.compartment('B1')).toMatchObject({ state: 'occupied', parcel: 'p1' });
  await rig.hand('A1', 'close');
  expect(rig.compartment('B1')).toMatchObject({ state: 'occupied', parcel: 'p1' });
  expect(rig.locker.store.compartments.get('A1')?.occupancy).toBe('unverified');
  expect(unsettled()).toBe(0);
  expect(rig.types().filter((type) => type === 'parcel.deposited')).toHaveLength(1);
});

test("a courier's door that comes late and is closed with the parcel in it: in doubt, the parcel attached", async () => {
  await rig.fault('door:A1', 'slow');
  rig.announce({ id: 'p1', label: LABEL });
  rig.publish();
  await rig.keys(COURIER_PIN);
  await rig.advance(1_000);
  await rig.keys('1');
  await rig.scan(LABEL);
  await until('jammed');
  await rig.advance(6_000);
  await rig.hand('A1', 'close');
  expect(rig.locker.store.parcels.get('p1')).toMatchObject({ state: 'stored', compartment: 'A1', in_doubt: 1 });
  expect(unsettled()).toBe(0);
  // The recipient gets it with their code all the same.
  rig.grant('g1', { kind: 'pickup', parcel: 'p1', pin: PIN });
  rig.publish();
  await rig.fault('door:A1', 'none');
  await rig.advance(70_000);
  await rig.keys(PIN);
  await until('open');
  expect(rig.types()).toContain('parcel.collected');
});

test('a parcel without a label, a slow door, and a courier who leaves it open', async () => {
  await rig.fault('door:A1', 'slow');
  await rig.keys(COURIER_PIN);
  await rig.advance(1_000);
  await rig.keys('1#1');
  await until('jammed');
  await rig.advance(120_000);
  expect(rig.types()).toContain('door.left-open');
  expect(rig.screen()).toBe('idle');
  await rig.hand('A1', 'close');
  expect(unsettled()).toBe(0);
  expect(rig.types()).not.toContain('parcel.deposited');
  expect(rig.locker.store.compartments.get('A1')?.occupancy).toBe('unverified');
});

test('forced open: told once, and nobody is given that compartment', async () => {
  await rig.hand('A1', 'open');
  expect(rig.types().slice(-2)).toEqual(['door.forced', 'compartment.unverified']);
  await rig.hand('A1', 'close');
  expect(rig.types().at(-1)).toBe('door.closed');
  expect(await rig.deposit({ id: 'p1', label: LABEL })).toBe('B1');
});

test('a technician opens an occupied compartment: its parcel and code stay, somebody has to look', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.keys(SERVICE_PIN);
  await rig.advance(1_000);
  await rig.keys('11#');
  await rig.hand(place, 'close');
  expect(rig.compartment(place)).toMatchObject({ state: 'unverified', parcel: 'p1' });
  await rig.keys('**');
  await rig.keys(PIN);
  await until('open');
  await rig.hand(place, 'close');
  expect(rig.compartment(place).state).toBe('free');
});
