import { offlinePin, offlinePinId } from '../../firmware/access/offline-pin';
import type { TicketSubject } from '../../firmware/access/tickets';
import { COURIER_PIN, HOUR, Rig, SITE_KEY, START } from '../helpers/rig';
import { OPERATOR_KEY, STRANGER, ticket } from '../helpers/signing';

/** Codes for a locker that nobody can reach: from a site file that allows both, up to the doors. */

const LOCKER = 'TEST-1';
const LABEL = '00340434161094021501';
const DAY = 24 * HOUR;
const ALLOWED = { codes: { ticketKeys: [OPERATOR_KEY], offlinePins: true } };
const WEEK = { from: START - HOUR, until: START + 7 * DAY };

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running(ALLOWED);
});
afterEach(() => rig.end());

const pickup = (subject: object, when: Partial<typeof WEEK> & { id?: string } = {}) =>
  ticket(LOCKER, { kind: 'pickup', ...subject } as TicketSubject, { ...WEEK, ...when });
const pinOf = (number: number, date: string, label = LABEL) =>
  offlinePin(SITE_KEY, { locker: LOCKER, number, date, parcel: { id: '', label } }, 6);
const told = (type: string) => rig.events().filter((event) => event.type === type);
const last = () => rig.events().at(-1);

/** The courier brings a parcel that nobody announced; the locker knows it by its label. */
async function bring(label = LABEL, size = '1'): Promise<string> {
  await rig.keys(COURIER_PIN + '1');
  await rig.scan(label);
  await rig.keys(size);
  await rig.advance(1_000);
  const opening = rig.locker.store.openings.unsettled().find((row) => row.purpose === 'deposit');
  if (!opening) throw new Error(`no door opened: ${rig.screen()}`);
  await rig.hand(opening.compartment, 'close');
  await rig.keys('#**');
  return opening.compartment;
}

/** Through the open door, until the terminal is free again. */
async function takeOut(compartment: string): Promise<void> {
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
  await rig.hand(compartment, 'close');
  await rig.keys('#');
  await rig.advance(5_000);
}

describe('tickets', () => {
  test('open the door of a parcel that nobody announced, by its label, once', async () => {
    expect(await bring()).toBe('A1');
    const qr = pickup({ label: LABEL }, { id: '00000000000000aa' });
    await rig.scan(`]Q1${qr}\r\n`);
    await takeOut('A1');
    expect(rig.compartment('A1').state).toBe('free');
    expect(told('parcel.collected')).toMatchObject([{ method: 'ticket', grant: 'ticket:00000000000000aa' }]);
    await rig.scan(qr);
    expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'used', method: 'ticket' }]);
    // Nor for another parcel with that label, in the next life either.
    await bring();
    await rig.cut();
    await rig.scan(qr);
    expect(last()).toMatchObject({ type: 'access.refused', reason: 'used' });
    expect(await rig.pulses('A1')).toBe(3);
  });

  test("by the operator's id of the parcel; before the deposit it is too early, and that uses nothing up", async () => {
    const qr = pickup({ parcel: 'p1' });
    await rig.scan(qr);
    expect(last()).toMatchObject({ reason: 'not-yet', method: 'ticket', parcel: 'p1' });
    const place = await rig.deposit({ id: 'p1', label: LABEL });
    await rig.scan(qr);
    await takeOut(place);
    expect(told('parcel.collected')).toMatchObject([{ parcel: 'p1', method: 'ticket' }]);
  });

  test('a ticket for a parcel opens no other door, and one for another locker or by a stranger opens none', async () => {
    await bring();
    for (const qr of [
      pickup({ label: '1' }),
      pickup({ parcel: LABEL }),
      ticket('TEST-2', { kind: 'pickup', label: LABEL }, WEEK),
      ticket(LOCKER, { kind: 'pickup', label: LABEL }, WEEK, STRANGER),
      pickup({ label: LABEL }).replace(/.$/, (symbol) => (symbol === '0' ? '2' : '0')),
      `LK2-${'Z'.repeat(200)}`,
    ]) {
      await rig.scan(qr);
      expect(rig.screen()).toBe('refused');
      expect(last()).toMatchObject({ type: 'access.refused', method: 'ticket' });
    }
    expect(told('access.refused').map((event) => 'reason' in event && event.reason)).toEqual([
      ...['not-yet', 'not-yet', 'unknown', 'unknown', 'unknown', 'unknown'],
    ]);
    expect(await rig.pulses('A1')).toBe(1);
    // Nobody can guess them: wrong ones close nothing.
    expect(rig.locker.lockout.until()).toBeNull();
  });

  test('from the first to the last second', async () => {
    await bring();
    const now = rig.locker.clock.now();
    const qr = pickup({ label: LABEL }, { from: now + HOUR, until: now + 2 * HOUR });
    await rig.scan(qr);
    expect(last()).toMatchObject({ reason: 'not-yet' });
    await rig.advance(2 * HOUR + 1_000);
    await rig.scan(qr);
    expect(last()).toMatchObject({ reason: 'expired' });
    // Found past its end: no clock brings it back.
    rig.time.step(-HOUR, true);
    await rig.advance(1_000);
    await rig.scan(qr);
    expect(last()).toMatchObject({ reason: 'expired' });
    await rig.scan(pickup({ label: LABEL }, { from: now + HOUR, until: now + 2 * HOUR }));
    await takeOut('A1');
  });

  test('while nobody vouches for the time, what had not ended by the last good time counts', async () => {
    await bring();
    const soon = rig.locker.clock.now() + HOUR;
    const over = pickup({ label: LABEL }, { until: rig.locker.clock.now() - 1_000 });
    rig.time.step(30 * DAY, false);
    await rig.advance(60_000);
    expect(rig.locker.clock.trusted()).toBe(false);
    await rig.scan(over);
    expect(last()).toMatchObject({ reason: 'expired' });
    await rig.scan(pickup({ label: LABEL }, { until: soon }));
    await takeOut('A1');
  });

  test('a parcel whose window is over stays inside', async () => {
    await rig.stored({ id: 'p1', label: LABEL, windowHours: 1 }, '123456');
    await rig.advance(2 * HOUR);
    await rig.scan(pickup({ parcel: 'p1' }));
    expect(last()).toMatchObject({ reason: 'expired' });
  });

  test('a door that never opened gives the ticket back', async () => {
    await bring();
    const qr = pickup({ label: LABEL });
    await rig.fault('door:A1', 'jam');
    await rig.scan(qr);
    await rig.advance(6_000);
    expect(rig.screen()).toBe('jammed');
    expect(rig.world.firedFaults()['door:A1 jam']).toBeGreaterThan(0);
    await rig.fault('door:A1', 'none');
    await rig.advance(5_000);
    await rig.scan(qr);
    await takeOut('A1');
    await rig.scan(qr);
    expect(last()).toMatchObject({ reason: 'used' });
  });

  test('the operator revokes one: at once if it waits, at its end while the door is on its way', async () => {
    await bring();
    const qr = pickup({ label: LABEL }, { id: '00000000000000b1' });
    rig.revokedOffline = ['ticket:00000000000000b1'];
    rig.publish();
    await rig.scan(qr);
    expect(last()).toMatchObject({ reason: 'unknown', grant: 'ticket:00000000000000b1' });
    // Final, also when a later document no longer says so.
    rig.revokedOffline = [];
    rig.publish();
    await rig.scan(qr);
    expect(last()).toMatchObject({ reason: 'unknown' });

    await rig.fault('door:A1', 'jam');
    const other = pickup({ label: LABEL }, { id: '00000000000000b2' });
    await rig.scan(other);
    expect(rig.screen()).toBe('opening');
    rig.revokedOffline = ['ticket:00000000000000b2'];
    rig.publish();
    await rig.advance(6_000);
    expect(rig.screen()).toBe('jammed');
    await rig.fault('door:A1', 'none');
    await rig.scan(other);
    expect(last()).toMatchObject({ reason: 'unknown' });
  });

  test("a courier's ticket is good for one session, and ends with it when revoked", async () => {
    const qr = ticket(LOCKER, { kind: 'courier', person: 'c9' }, { ...WEEK, id: '00000000000000c1' });
    await rig.scan(qr);
    expect(rig.screen()).toBe('courier-menu');
    await rig.keys('1');
    await rig.scan(LABEL);
    await rig.keys('1');
    await rig.advance(1_000);
    await rig.hand('A1', 'close');
    await rig.keys('#');
    expect(told('parcel.deposited')).toMatchObject([{ person: 'c9', grant: 'ticket:00000000000000c1' }]);
    rig.revokedOffline = ['ticket:00000000000000c1'];
    rig.publish();
    await rig.scan('another label');
    await rig.keys('1');
    expect(rig.screen()).toBe('refused');
    await rig.advance(5_000);
    await rig.scan(qr);
    expect(last()).toMatchObject({ type: 'access.refused', method: 'ticket' });
    expect(rig.screen()).toBe('refused');
  });

  test('a power cut in a session that a ticket began does not bring the ticket back', async () => {
    const qr = ticket(LOCKER, { kind: 'service', person: 't9' }, WEEK);
    await rig.scan(qr);
    expect(rig.screen()).toBe('service');
    await rig.cut();
    await rig.scan(qr);
    expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'used', method: 'ticket' }]);
  });

  test('in a session of staff a ticket ends the session and is never a label', async () => {
    await bring();
    await rig.keys(COURIER_PIN + '1');
    await rig.scan(pickup({ label: LABEL }));
    await takeOut('A1');
  });

  test('a parcel that goes only with the code of the day needs that besides', async () => {
    const place = await rig.deposit({ id: 'p1', label: LABEL, handover: true, depositAllowed: true });
    rig.grant('h1', { kind: 'handover', parcel: 'p1', pin: '654321', deliveryDate: '2026-11-21' });
    rig.publish();
    await rig.scan(pickup({ parcel: 'p1' }));
    expect(rig.screen()).toBe('handover-code');
    await rig.keys('654321');
    await takeOut(place);
    expect(told('parcel.collected')).toMatchObject([{ method: 'ticket', handoverGrant: 'h1' }]);
  });
});

describe('PINs of the day', () => {
  test('after the number of the compartment, once', async () => {
    await bring();
    const pin = pinOf(1, '2026-11-21');
    await rig.keys('1#');
    expect(rig.screen()).toBe('compartment-first');
    await rig.keys(pin);
    await takeOut('A1');
    const grant = offlinePinId({ number: 1, date: '2026-11-21', parcel: { id: '', label: LABEL } });
    expect(told('parcel.collected')).toMatchObject([{ method: 'offline-pin', grant }]);
    await rig.keys(`1#${pin}`);
    expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'used', grant }]);
    // The same label behind the same door, the same day: used is used, whatever happened in between.
    await bring();
    await rig.cut();
    await rig.keys(`1#${pin}`);
    expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'used', grant }]);
  });

  test('not without the number, at another door, on another day, for another parcel', async () => {
    await bring();
    expect(await bring('B-2')).toBe('B1');
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
    await bring();
    await rig.advance(Date.UTC(2026, 10, 21, 23, 1) - rig.locker.clock.now());
    await rig.keys(`1#${pinOf(1, '2026-11-21')}`);
    expect(rig.screen()).toBe('refused');
    await rig.advance(5_000);
    await rig.keys(`1#${pinOf(1, '2026-11-22')}`);
    await takeOut('A1');
  });

  test('whoever has one for a parcel that is gone does not get at the next one', async () => {
    await bring();
    await rig.scan(pickup({ label: LABEL }));
    await takeOut('A1');
    expect(await bring('next')).toBe('A1');
    await rig.keys(`1#${pinOf(1, '2026-11-21')}`);
    expect(rig.screen()).toBe('refused');
    expect(rig.compartment('A1').state).toBe('occupied');
  });

  test('revoked by the operator it is a wrong one', async () => {
    await bring();
    rig.revokedOffline = [offlinePinId({ number: 1, date: '2026-11-21', parcel: { id: '', label: LABEL } })];
    rig.publish();
    await rig.keys(`1#${pinOf(1, '2026-11-21')}`);
    expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'unknown' }]);
    expect(rig.locker.store.guards.guessing().wrong).toBe(1);
  });

  test('a door that never opened gives it back, for that door and day only', async () => {
    await bring();
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
    await takeOut('A1');
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
    expect([rig.screen(), last()]).toMatchObject([
      expect.any(String),
      { type: 'access.refused', reason: 'locked-out' },
    ]);
    expect(await rig.pulses('A1')).toBe(1);
  });

  test('a number that is on no door is said to be none; a longer entry is a PIN that is too short', async () => {
    await rig.keys('999#');
    expect(rig.lines()[0]).toBe('There is no door');
    await rig.advance(5_000);
    await rig.keys('*1234#');
    expect([rig.screen(), last()]).toMatchObject(['refused', { type: 'access.refused', reason: 'unknown' }]);
  });
});

test('the power goes at every step: a ticket or PIN opens once at most, and is lost to nobody whose door stayed shut', async () => {
  for (const kind of ['ticket', 'pin'] as const) {
    for (let cutAt = 1; ; cutAt += 1) {
      const one = await Rig.running(ALLOWED);
      const before = rig;
      rig = one;
      try {
        await bring();
        const code = kind === 'ticket' ? pickup({ label: LABEL }) : pinOf(1, '2026-11-21');
        const enter = (): Promise<void> => (kind === 'ticket' ? one.scan(code) : one.keys(`1#${code}`));
        let points = 0;
        one.atPoint = () => {
          points += 1;
          if (points === cutAt) one.die();
        };
        await one.inTheDark(async () => {
          await enter();
          await one.advance(1_000);
          await one.hand('A1', 'close');
        });
        one.atPoint = () => undefined;
        if (one.alive()) {
          expect(cutAt).toBeGreaterThan(4);
          break;
        }
        one.bury();
        // The door has swung open or not, and somebody closes it if it has.
        await one.advance(2_000);
        const opened = (await one.world.inspect()).doors['A1']?.state === 'open';
        await one.boot();
        await one.advance(5_000);
        const pulses = await one.pulses('A1');
        const collected = told('parcel.collected').length;
        expect(collected).toBe(opened || collected === 1 ? 1 : 0);
        if (opened) await one.hand('A1', 'close');
        await enter();
        await one.advance(1_000);
        expect(await one.pulses('A1')).toBe(collected === 1 ? pulses : pulses + 1);
      } finally {
        await one.end();
        rig = before;
      }
    }
  }
});

test('both are off unless the site file allows them', async () => {
  await rig.end();
  rig = await Rig.running();
  await bring();
  await rig.scan(pickup({ label: LABEL }));
  expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'unknown', method: 'qr' }]);
  await rig.advance(5_000);
  await rig.keys('1#');
  expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'unknown', method: 'pin' }]);
  expect(await rig.pulses('A1')).toBe(1);
});
