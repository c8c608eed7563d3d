import { Rig, SERVICE_PIN } from '../helpers/rig';

/** A door that was given up may still come for a minute: what is known of it then, and whose opening it is. */

const LABEL = '00340434161094021501';
const PIN = '123456';
const MINUTE = 60_000;

let rig: Rig;
let place: string;
beforeEach(async () => {
  rig = await Rig.running();
  place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
});
afterEach(() => rig.end());

const told = (type: string) => rig.events().filter((event) => event.type === type);
const occupancy = () => rig.locker.store.compartments.get(place)?.occupancy;
const code = () => rig.locker.store.grants.get('g-p1')?.state;

/** It takes eight seconds, and after four its recipient reads that it is stuck. */
async function slow(): Promise<void> {
  await rig.fault(`door:${place}`, 'slow');
  await rig.keys(PIN);
  await rig.advance(6_000);
  expect(rig.world.firedFaults()[`door:${place} slow`]).toBeGreaterThan(0);
  expect(told('door.jammed')).toMatchObject([{ compartment: place, cause: 'did-not-open' }]);
  expect(code()).toBe('live');
}

/** It comes after all, and somebody closes it. */
async function comesAndGoes(): Promise<void> {
  await rig.advance(4_000);
  await rig.hand(place, 'close');
}

describe('it comes in the dark', () => {
  test.each([1_000, 2 * MINUTE, 48 * 60 * MINUTE])('and the power is back %d ms later', async (ms) => {
    await slow();
    rig.bury();
    await comesAndGoes();
    await rig.advance(ms);
    await rig.boot();
    expect(occupancy()).toBe('unverified');
    expect(told('compartment.unverified')).toMatchObject([{ compartment: place, parcel: 'p1', grant: 'g-p1' }]);
  });

  test('and stands open when the power is back, hours later: the code is used', async () => {
    await slow();
    rig.bury();
    await rig.advance(120 * MINUTE);
    await rig.boot();
    expect(told('parcel.collected')).toMatchObject([{ parcel: 'p1', grant: 'g-p1' }]);
    expect(code()).toBe('used');
    await rig.hand(place, 'close');
    expect(occupancy()).toBe('unverified');
  });

  test('after a second try that its lock did not take', async () => {
    await slow();
    await rig.fault(`lock:${place}`, 'lost');
    await rig.keys(PIN);
    await rig.advance(200);
    expect(told('door.jammed')).toMatchObject([{ cause: 'did-not-open' }, { cause: 'lock-lost' }]);
    rig.bury();
    await comesAndGoes();
    await rig.boot();
    expect(occupancy()).toBe('unverified');
  });

  test('and its contact can not be read when the power is back, and the recipient tries again', async () => {
    await slow();
    rig.bury();
    await comesAndGoes();
    await rig.fault(`door:${place}`, 'lost');
    await rig.boot();
    await rig.keys(PIN);
    await rig.advance(1_000);
    expect(told('door.jammed').at(-1)).toMatchObject({ cause: 'contact-unknown' });
    await rig.fault(`door:${place}`, 'none');
    await rig.advance(5_000);
    expect(occupancy()).toBe('unverified');
  });

  test('and swings open just as the locker starts, and is closed before that has judged: the code is used', async () => {
    await rig.fault(`door:${place}`, 'slow');
    await rig.keys(PIN);
    await rig.advance(2_000);
    rig.bury();
    await rig.advance(5_500);
    // Whoever stands there waits for it.
    const closed = rig.world.hand(place, 'close');
    await rig.boot();
    await closed;
    expect(told('parcel.collected')).toMatchObject([{ parcel: 'p1', grant: 'g-p1' }]);
    expect(code()).toBe('used');
    expect(occupancy()).toBe('unverified');
  });
});

test('a minute has passed before the power goes: it can not come any more, and nothing is in doubt', async () => {
  await rig.fault(`door:${place}`, 'jam');
  await rig.keys(PIN);
  await rig.advance(70_000);
  expect(told('door.jammed')).toHaveLength(1);
  await rig.cut();
  expect([occupancy(), code()]).toEqual(['occupied', 'live']);
  expect(told('compartment.unverified')).toEqual([]);
});

test('somebody has looked after the power was back, and then its contact is lost: it may still come', async () => {
  await slow();
  await rig.fault(`door:${place}`, 'jam');
  rig.bury();
  await comesAndGoes();
  await rig.boot();
  expect(rig.locker.operations.verifiedEmpty(place, { person: 't1' })).toEqual({ ok: true });
  expect(occupancy()).toBe('empty');
  await rig.fault(`door:${place}`, 'lost');
  expect(occupancy()).toBe('unverified');
});

test('no pulse was sent: who opens that door a moment later breaks in, and the code is kept', async () => {
  await rig.fault(`lock:${place}`, 'lost');
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(told('door.jammed')).toMatchObject([{ cause: 'lock-lost' }]);
  await rig.hand(place, 'open');
  expect(told('door.forced')).toMatchObject([{ compartment: place, parcel: 'p1' }]);
  expect([occupancy(), code()]).toEqual(['unverified', 'live']);
});

test('it comes when its technician has gone on: whoever closes it, somebody has to look', async () => {
  await rig.fault('door:A2', 'slow');
  await rig.keys(SERVICE_PIN);
  await rig.advance(1_100);
  await rig.keys('12#');
  await rig.advance(12_000);
  expect(told('door.jammed')).toMatchObject([{ compartment: 'A2', person: 't1' }]);
  await rig.hand('A2', 'close');
  rig.locker.operations.inService('A2', { person: 't1' });
  expect(rig.compartment('A2').state).toBe('unverified');
});
