import { Rig } from '../helpers/rig';

const LABEL = '00340434161094021501';
const PIN = '123456';
const TOKEN = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

test('a parcel goes in, its recipient takes it out with the PIN, and the PIN works once', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL, size: 'M' }, PIN);
  expect(place).toBe('B1');
  expect(rig.compartment('B1')).toMatchObject({
    state: 'occupied',
    parcel: 'p1',
    expiresAt: '2026-11-24T10:00:05.500Z',
  });

  await rig.keys(PIN);
  expect(rig.screen()).toBe('opening');
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
  expect(rig.lines()[0]).toBe('Door 3 is open');
  await rig.hand('B1', 'close');
  expect(rig.screen()).toBe('closed');
  expect(rig.compartment('B1')).toMatchObject({ state: 'free', parcel: null, door: 'closed' });

  await rig.keys('#' + PIN);
  expect(rig.screen()).toBe('refused');
  expect(await rig.pulses('B1')).toBe(2);
  expect(rig.types().slice(-6)).toEqual([
    'parcel.deposited',
    'session.ended',
    'door.opened',
    'parcel.collected',
    'door.closed',
    'access.refused',
  ]);
  expect(rig.events().at(-1)).toMatchObject({ reason: 'used', method: 'pin', parcel: 'p1' });
});

test('the QR code of the message opens the same door, whatever the scanner adds to it', async () => {
  await rig.stored({ id: 'p1', label: LABEL }, PIN, TOKEN);
  await rig.scan(`]Q1LK1-${TOKEN}\r\n`);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
  expect(rig.events().find(({ type }) => type === 'parcel.collected')).toMatchObject({ method: 'qr', parcel: 'p1' });
});

test('before the deposit a code is refused as not yet, and that is no guess', async () => {
  rig.announce({ id: 'p1', label: LABEL });
  rig.grant('g1', { kind: 'pickup', parcel: 'p1', pin: PIN });
  rig.publish();
  for (let i = 0; i < 6; i += 1) await rig.keys(PIN);
  expect(rig.screen()).toBe('refused');
  expect(rig.locker.lockout.until()).toBeNull();
  expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'not-yet', grant: 'g1' });
});

test('a jammed door gives the code back and takes no deposits; the recipient may try again', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.fault(`door:${place}`, 'jam');
  await rig.keys(PIN);
  await rig.advance(6_000);
  expect(rig.screen()).toBe('jammed');
  expect(rig.world.firedFaults()[`door:${place} jam`]).toBeGreaterThan(0);
  expect(rig.compartment(place).state).toBe('out-of-service');
  const jam = rig.events().find(({ type }) => type === 'door.jammed');
  expect(jam).toMatchObject({ parcel: 'p1', cause: 'did-not-open' });
  expect(rig.lines()[3]).toContain((jam as unknown as { reference: string }).reference);

  await rig.fault(`door:${place}`, 'none');
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
  await rig.hand(place, 'close');
  expect(rig.types().filter((type) => type === 'parcel.collected')).toHaveLength(1);
  rig.locker.operations.inService(place, {});
  expect(rig.compartment(place).state).toBe('free');
});

test('a slow door that opens after the jam belongs to that access: the code is used', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.fault(`door:${place}`, 'slow');
  await rig.keys(PIN);
  await rig.advance(6_000);
  expect(rig.types()).toContain('door.jammed');
  await rig.advance(4_000);
  expect(rig.screen()).toBe('open');
  expect(rig.types()).toContain('parcel.collected');
  await rig.hand(place, 'close');
  await rig.keys(`#${PIN}`);
  expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'used' });
});

test('a bouncing contact is one opening and one closing', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.fault(`door:${place}`, 'bounce');
  const before = rig.events().length;
  await rig.keys(PIN);
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  expect(rig.types().slice(before)).toEqual(['door.opened', 'parcel.collected', 'door.closed']);
  expect(rig.world.firedFaults()[`door:${place} bounce`]).toBeGreaterThan(0);
});

test('five wrong PINs close PIN entry for a minute, then for two; scanning stays open', async () => {
  await rig.stored({ id: 'p1', label: LABEL }, PIN, TOKEN);
  for (let i = 0; i < 5; i += 1) await rig.keys(`00000${i}`);
  expect(rig.screen()).toBe('locked-out');
  expect(rig.types().at(-1)).toBe('access.locked-out');
  await rig.advance(50_000);
  await rig.keys('1');
  expect(rig.screen()).toBe('locked-out');
  // Powered time counts: 1.5 minutes off the mains change nothing.
  await rig.cut();
  await rig.keys('1');
  expect(rig.screen()).toBe('locked-out');
  await rig.advance(15_000);
  await rig.keys('1');
  expect(rig.screen()).toBe('entering');
  await rig.keys('*');
  for (let i = 0; i < 5; i += 1) await rig.keys(`00001${i}`);
  await rig.advance(100_000);
  await rig.keys('1');
  expect(rig.screen()).toBe('locked-out');
  await rig.scan(`LK1-${TOKEN}`);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
});

test('after the window the code is refused, and the door opens for the courier only', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.advance(49 * 3_600_000);
  expect(rig.types()).toContain('parcel.reminder');
  expect(rig.types()).not.toContain('parcel.expired');
  await rig.advance(24 * 3_600_000);
  expect(rig.types()).toContain('parcel.expired');
  expect(rig.compartment(place).state).toBe('expired');
  await rig.keys(PIN);
  expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'expired' });
  await rig.keys('900001');
  await rig.advance(1_000);
  await rig.keys('2');
  expect(rig.lines()[1]).toBe('1 to collect');
  await rig.keys('#');
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  expect(rig.compartment(place).state).toBe('reserved');
  await rig.keys('#');
  expect(rig.types().at(-1)).toBe('parcel.retrieved');
  expect(rig.compartment(place).state).toBe('free');
});

test('the customer says that it was empty: somebody has to look, nobody gets that compartment', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.keys(PIN);
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  await rig.keys('*2');
  expect(rig.types().slice(-2)).toEqual(['parcel.reported-empty', 'compartment.unverified']);
  expect(rig.compartment(place).state).toBe('unverified');
});

test('the customer forgot something: the door opens once more, not twice', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.keys(PIN);
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  await rig.keys('*1');
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
  await rig.hand(place, 'close');
  await rig.keys('*1');
  expect(rig.screen()).toBe('help');
  expect(await rig.pulses(place)).toBe(3);
  expect(rig.types().filter((type) => type === 'parcel.collected')).toHaveLength(1);
});

test('a door left open for a minute is told of, and nobody knows what is inside afterwards', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.keys(PIN);
  await rig.advance(61_000);
  expect(rig.types().at(-1)).toBe('door.left-open');
  expect(rig.screen()).toBe('idle');
  await rig.hand(place, 'close');
  expect(rig.compartment(place).state).toBe('unverified');
});

test('the code typed again in the very moment in which the slow door comes opens nothing twice', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.fault(`door:${place}`, 'slow');
  await rig.keys(PIN);
  // The simulator's slow door takes 8 s; the contact has 50 ms to be believed.
  await rig.advance(7_900);
  for (let waited = 0; (await rig.world.inspect()).doors[place]?.contact !== 'open'; waited += 10) {
    if (waited > 1_000) throw new Error('the slow door did not come');
    await rig.advance(10);
  }
  const pulses = await rig.pulses(place);
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(await rig.pulses(place)).toBe(pulses);
  expect(rig.types().filter((type) => type === 'parcel.collected')).toHaveLength(1);
  expect(rig.types()).not.toContain('door.forced');
  await rig.hand(place, 'close');
  await rig.keys(PIN);
  expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'used' });
});
