import { COURIER_QR, HOUR, Rig } from '../helpers/rig';

/** Hand-over parcels that the operator allows into a compartment: collected with the pickup code and the day's one-time code. */

const TODAY = '2026-11-21';
const TOMORROW = '2026-11-22';
const LABEL = '00340434161094021501';
const CODE = '482716';
const PIN = '654321';
const QR = '1'.repeat(26);

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

function attempt(id: string, pin: string, deliveryDate = TODAY): void {
  rig.grant(id, { kind: 'handover', parcel: 'p1', pin, deliveryDate });
  rig.publish();
}

async function inside(): Promise<string> {
  rig.grant('h1', { kind: 'handover', parcel: 'p1', pin: CODE, deliveryDate: TODAY });
  return rig.stored({ id: 'p1', label: LABEL, size: 'M', handover: true, depositAllowed: true }, PIN, QR);
}

test('is refused unless the operator allows it', async () => {
  rig.announce({ id: 'p1', label: LABEL, size: 'M', handover: true });
  attempt('h1', CODE);
  await rig.scan(`LK1-${COURIER_QR}`);
  await rig.keys('1');
  await rig.scan(LABEL);
  expect([rig.screen(), rig.lines()[0]]).toEqual(['refused', 'Not for the locker:']);
  expect(rig.types()).not.toContain('door.opened');
});

test('is collected with both codes, and the event names both', async () => {
  const place = await inside();
  await rig.keys(PIN);
  expect(rig.screen()).toBe('handover-code');
  expect(await rig.pulses(place)).toBe(1);
  expect(rig.locker.store.grants.get('g-p1')?.state).toBe('live');
  await rig.keys(CODE);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
  await rig.hand(place, 'close');
  expect(rig.events()).toContainEqual(
    expect.objectContaining({ type: 'parcel.collected', parcel: 'p1', grant: 'g-p1', handoverGrant: 'h1' }),
  );
  expect(rig.locker.store.grants.get('h1')?.state).toBe('used');
  expect(rig.compartment(place).state).toBe('free');
  const told = JSON.stringify(rig.events());
  for (const code of [PIN, CODE, QR]) expect(told).not.toContain(code);
});

test('by QR code as well', async () => {
  const place = await inside();
  await rig.scan(`LK1-${QR}`);
  expect(rig.screen()).toBe('handover-code');
  await rig.keys(CODE);
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  expect(rig.types()).toContain('parcel.collected');
});

test('the second code is not typed: nothing was claimed, both still count', async () => {
  const place = await inside();
  await rig.keys(PIN);
  await rig.advance(60_000);
  expect(rig.screen()).toBe('idle');
  await rig.keys(PIN);
  await rig.keys('*');
  expect(rig.screen()).toBe('idle');
  await rig.keys(PIN);
  await rig.keys(CODE);
  await rig.advance(1_000);
  expect(rig.compartment(place).door).toBe('open');
});

test('three wrong second codes end that code; the pickup code waits for the next attempt', async () => {
  const place = await inside();
  await rig.keys(PIN);
  for (const digits of ['000001', '000002', '000003', CODE]) {
    await rig.keys(digits);
    await rig.advance(4_000);
  }
  expect(rig.lines()[0]).toBe('Code closed:');
  expect(await rig.pulses(place)).toBe(1);
  await rig.advance(60_000);
  rig.revoke('h1');
  attempt('h2', '900813', TODAY);
  await rig.keys(PIN);
  await rig.keys('900813');
  await rig.advance(1_000);
  expect(rig.compartment(place).door).toBe('open');
});

test('the next day it needs the next day’s code', async () => {
  const place = await inside();
  await rig.advance(24 * HOUR);
  await rig.keys(PIN);
  await rig.keys(CODE);
  expect(rig.screen()).toBe('refused');
  expect(await rig.pulses(place)).toBe(1);
  attempt('h2', '900813', TOMORROW);
  await rig.advance(4_000);
  await rig.keys('900813');
  await rig.advance(1_000);
  expect(rig.compartment(place).door).toBe('open');
});

test('without any delivery attempt the display says what is missing', async () => {
  await inside();
  rig.revoke('h1');
  rig.publish();
  await rig.keys(PIN);
  expect([rig.screen(), rig.lines()[0]]).toEqual(['refused', 'No delivery code for']);
});

test('a door that jams leaves both codes valid', async () => {
  const place = await inside();
  await rig.fault(`door:${place}`, 'jam');
  await rig.keys(PIN);
  await rig.keys(CODE);
  await rig.advance(6_000);
  expect(rig.types()).toContain('door.jammed');
  await rig.fault(`door:${place}`, 'none');
  await rig.advance(70_000);
  await rig.keys(PIN);
  await rig.keys(CODE);
  await rig.advance(1_000);
  expect(rig.compartment(place).door).toBe('open');
});

test('it expires while the second code is looked for: refused', async () => {
  const place = await inside();
  await rig.keys(PIN);
  rig.locker.operations.recall('p1');
  await rig.keys(CODE);
  expect(rig.screen()).toBe('refused');
  expect(await rig.pulses(place)).toBe(1);
});

test('an extended window does not make a one-time code last', async () => {
  await inside();
  rig.locker.operations.extend('p1', rig.locker.clock.now() + 200 * HOUR);
  await rig.advance(14 * HOUR);
  rig.time.step(-14 * HOUR, true);
  await rig.advance(1_000);
  await rig.keys(PIN);
  await rig.keys(CODE);
  expect(rig.screen()).toBe('refused');
});

test('shares its compartment with no other parcel of the recipient', async () => {
  const r1 = { recipient: 'r1', size: 'XL' } as const;
  rig.grant('h1', { kind: 'handover', parcel: 'p1', pin: CODE, deliveryDate: TODAY });
  await rig.stored({ id: 'p1', label: LABEL, handover: true, depositAllowed: true, ...r1 }, PIN);
  rig.announce({ id: 'p2', label: 'SECOND', ...r1 });
  rig.publish();
  await rig.scan(`LK1-${COURIER_QR}`);
  await rig.keys('1');
  await rig.scan('SECOND');
  expect([rig.screen(), rig.lines()[0]]).toEqual(['refused', 'No free compartment']);
});
