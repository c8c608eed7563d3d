import { offlinePinId } from '../../firmware/access/offline-pin';
import { rejectTaken } from '../../firmware/parcels/codes-taken';
import { ALLOWED, bring, LABEL, pickupTicket, pinOf, takeOut, told } from '../helpers/offline';
import { Rig } from '../helpers/rig';

/** The PIN of a compartment and day, up to the door. */

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running(ALLOWED);
});
afterEach(() => rig.end());

const last = () => rig.events().at(-1);

test('after the number of the compartment, once', async () => {
  await bring(rig);
  const pin = pinOf(1, '2026-11-21');
  await rig.keys('1#');
  expect(rig.screen()).toBe('compartment-first');
  await rig.keys(pin);
  await takeOut(rig, 'A1');
  const grant = offlinePinId({ number: 1, date: '2026-11-21', parcel: { id: '', label: LABEL } });
  expect(told(rig, 'parcel.collected')).toMatchObject([{ method: 'offline-pin', grant }]);
  await rig.keys(`1#${pin}`);
  expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'used', method: 'offline-pin', grant }]);
  // The same label behind the same door, the same day: used is used, whatever happened in between.
  await bring(rig);
  await rig.cut();
  await rig.keys(`1#${pin}`);
  expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'used', method: 'offline-pin', grant }]);
});

test('given back by a stuck door, and the same digits are another parcel’s PIN: no grant that the operator never made is rejected', async () => {
  const place = await bring(rig);
  const pin = pinOf(1, '2026-11-21');
  await rig.fault(`door:${place}`, 'jam');
  await rig.keys(`1#${pin}`);
  await rig.advance(12_000);
  const { grants, locker, parcels } = rig.locker.store;
  const given = offlinePinId({ number: 1, date: '2026-11-21', parcel: { id: '', label: LABEL } });
  expect(grants.get(given)?.state).toBe('live');
  await rig.stored({ id: 'p2', label: 'B-2', size: 'M' }, pin);
  const [parcel] = parcels.inside(place);
  rejectTaken(rig.locker.store, parcel?.id ?? '', rig.locker.clock.reached());
  expect([grants.get(given)?.state, locker.rejected()]).toEqual(['live', []]);
});

test('not without the number, at another door, on another day, for another parcel', async () => {
  await bring(rig);
  expect(await bring(rig, 'B-2')).toBe('B1');
  for (const entry of [
    pinOf(1, '2026-11-21'),
    `3#${pinOf(1, '2026-11-21')}`,
    `1#${pinOf(3, '2026-11-21')}`,
    `1#${pinOf(1, '2026-11-22')}`,
  ]) {
    await rig.keys(entry);
    expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'unknown', method: 'pin' }]);
    await rig.advance(5_000);
  }
  await rig.keys(`1#${pinOf(1, '2026-11-21', 'B-2')}`);
  expect(rig.screen()).toBe('locked-out');
  expect([await rig.pulses('A1'), await rig.pulses('B1')]).toEqual([1, 1]);
});

test('the day is that of the zone: in Berlin it is over an hour before midnight in Greenwich', async () => {
  await bring(rig);
  await rig.advance(Date.UTC(2026, 10, 21, 23, 1) - rig.locker.clock.now());
  await rig.keys(`1#${pinOf(1, '2026-11-21')}`);
  expect(rig.screen()).toBe('refused');
  await rig.advance(5_000);
  await rig.keys(`1#${pinOf(1, '2026-11-22')}`);
  await takeOut(rig, 'A1');
});

test('whoever has one for a parcel that is gone does not get at the next one', async () => {
  await bring(rig);
  await rig.scan(pickupTicket({ label: LABEL }));
  await takeOut(rig, 'A1');
  expect(await bring(rig, 'next')).toBe('A1');
  await rig.keys(`1#${pinOf(1, '2026-11-21')}`);
  expect(rig.screen()).toBe('refused');
  expect(rig.compartment('A1').state).toBe('occupied');
});

test('revoked by the operator it is a wrong one', async () => {
  await bring(rig);
  rig.revokedOffline = [offlinePinId({ number: 1, date: '2026-11-21', parcel: { id: '', label: LABEL } })];
  rig.publish();
  await rig.keys(`1#${pinOf(1, '2026-11-21')}`);
  expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'unknown' }]);
  expect(rig.locker.store.guards.guessing().wrong).toBe(1);
});

test('a door that never opened gives it back, for that door and day only', async () => {
  await bring(rig);
  const pin = pinOf(1, '2026-11-21');
  await rig.fault('door:A1', 'jam');
  await rig.keys(`1#${pin}`);
  await rig.advance(6_000);
  expect(rig.world.firedFaults()['door:A1 jam']).toBeGreaterThan(0);
  await rig.fault('door:A1', 'none');
  await rig.advance(5_000);
  await rig.keys(pin);
  expect(rig.screen()).toBe('refused');
  await rig.advance(5_000);
  await rig.keys(`1#${pin}`);
  await takeOut(rig, 'A1');
});

test('each counts among what a guess at that door could hit', async () => {
  await rig.end();
  rig = await Rig.running({
    ...ALLOWED,
    guessing: { lockerWidePerYear: 0, byCompartmentPerDay: 4 },
    lockout: { wrongPins: 20 },
  });
  await rig.scan('LK1-0123456789ABCDEFGHJKMNPQRS');
  await rig.keys('1');
  await rig.scan(LABEL);
  await rig.keys('1');
  await rig.advance(1_000);
  await rig.hand('A1', 'close');
  await rig.keys('#**');
  rig.announce({ id: 'p1', label: LABEL });
  rig.grant('g1', { kind: 'pickup', parcel: 'p1', pin: '123456' });
  rig.publish();
  // Two live PINs behind that door: two guesses use up a day's four.
  await rig.keys('1#000000');
  expect(rig.screen()).toBe('refused');
  await rig.advance(5_000);
  await rig.keys('1#000000');
  await rig.advance(5_000);
  await rig.keys(`1#${pinOf(1, '2026-11-21')}`);
  expect([rig.screen(), last()]).toMatchObject([expect.any(String), { type: 'access.refused', reason: 'locked-out' }]);
  expect(await rig.pulses('A1')).toBe(1);
});

test('a number that is on no door is said to be none; a longer entry is a PIN that is too short', async () => {
  await rig.keys('999#');
  expect(rig.lines()[0]).toBe('There is no door');
  await rig.advance(5_000);
  await rig.keys('*1234#');
  expect([rig.screen(), last()]).toMatchObject(['refused', { type: 'access.refused', reason: 'unknown' }]);
});

test('whoever begins to type reads that the number of a door may come first, as long as it may be one', async () => {
  await rig.keys('123');
  expect(rig.lines()).toEqual(['Your PIN:', '***', 'or door number and #', '*=delete  #=ok']);
  await rig.keys('4');
  expect(rig.lines()[2]).toBe('');
});
