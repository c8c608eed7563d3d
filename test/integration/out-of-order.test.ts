import { COURIER_PIN, HOUR, Rig } from '../helpers/rig';

/** Keypad and scanner come and go: the display says what still works. */

const LABEL = '00340434161094021501';
const PIN = '123456';
const TOKEN = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

const fired = (fault: string) => rig.world.firedFaults()[fault] ?? 0;

test('the scanner is lost: the display points to the PIN, and that works', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN, TOKEN);
  await rig.fault('scanner', 'lost');
  expect(rig.screen()).toBe('idle');
  expect(rig.lines()).toEqual(['Welcome', 'Type your PIN.', 'No scanner just now', '*=Deutsch']);
  await rig.scan(`LK1-${TOKEN}`);
  expect(fired('scanner lost')).toBe(1);
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
  await rig.hand(place, 'close');
  await rig.fault('scanner', 'none');
  await rig.advance(10_000);
  expect(rig.lines()[2]).toBe('or scan your QR code');
});

test.each(['lost', 'stuck-key'] as const)('the keypad is %s: the display points to the code', async (fault) => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN, TOKEN);
  await rig.keys('12');
  expect(rig.screen()).toBe('entering');
  await rig.fault('keypad', fault);
  expect(rig.screen()).toBe('idle');
  expect(rig.lines()).toEqual(['Scan your QR code', 'The keypad is broken', 'PINs do not work', 'just now']);
  await rig.keys(PIN);
  expect(fired(`keypad ${fault}`)).toBeGreaterThan(0);
  await rig.scan(`LK1-${TOKEN}`);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
  await rig.hand(place, 'close');
});

test('both are lost: out of order until one is back, also over a restart', async () => {
  await rig.stored({ id: 'p1', label: LABEL }, PIN, TOKEN);
  await rig.fault('scanner', 'lost');
  await rig.fault('keypad', 'lost');
  expect(rig.screen()).toBe('out-of-order');
  expect(rig.lines()[0]).toBe('Out of order');
  await rig.advance(HOUR);
  expect(rig.screen()).toBe('out-of-order');
  await rig.cut();
  expect(rig.screen()).toBe('out-of-order');
  await rig.fault('keypad', 'none');
  expect(rig.screen()).toBe('idle');
  expect(rig.lines()[2]).toBe('No scanner just now');
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
});

test('whoever has a door open when both are lost gets to its end, then it is out of order', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.keys(PIN);
  await rig.advance(1_000);
  await rig.fault('scanner', 'lost');
  await rig.fault('keypad', 'lost');
  expect(rig.screen()).toBe('open');
  await rig.hand(place, 'close');
  await rig.advance(6_000);
  expect(rig.screen()).toBe('out-of-order');
  expect(rig.types()).toContain('parcel.collected');
});

test("a courier's session ends as always: what was not answered is in doubt", async () => {
  await rig.keys(`${COURIER_PIN}1#1`);
  await rig.advance(1_000);
  await rig.fault('scanner', 'lost');
  await rig.fault('keypad', 'lost');
  await rig.hand('A1', 'close');
  await rig.advance(70_000);
  expect(rig.screen()).toBe('out-of-order');
  expect(rig.compartment('A1').state).toBe('unverified');
});
