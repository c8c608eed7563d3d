import { bring, DAY, ALLOWED, LABEL, pickupTicket, pinOf, RIG_LOCKER, takeOut, told, WEEK } from '../helpers/offline';
import { COURIER_PIN, HOUR, Rig } from '../helpers/rig';
import { STRANGER, ticket } from '../helpers/signing';

/** Signed tickets for a locker that nobody can reach, up to the doors; and what goes for both kinds of such codes. */

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running(ALLOWED);
});
afterEach(() => rig.end());

const OWN_QR = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

const last = () => rig.events().at(-1);

test('open the door of a parcel that nobody announced, by its label, once', async () => {
  expect(await bring(rig)).toBe('A1');
  const qr = pickupTicket({ label: LABEL }, { id: '00000000000000aa' });
  await rig.scan(`]Q1${qr}\r\n`);
  await takeOut(rig, 'A1');
  expect(rig.compartment('A1').state).toBe('free');
  expect(told(rig, 'parcel.collected')).toMatchObject([{ method: 'ticket', grant: 'ticket:00000000000000aa' }]);
  await rig.scan(qr);
  expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'used', method: 'ticket' }]);
  // Nor for another parcel with that label, in the next life either.
  await bring(rig);
  await rig.cut();
  await rig.scan(qr);
  expect(last()).toMatchObject({ type: 'access.refused', reason: 'used' });
  expect(await rig.pulses('A1')).toBe(3);
});

test("by the operator's id of the parcel; before the deposit it is too early, and that uses nothing up", async () => {
  const qr = pickupTicket({ parcel: 'p1' });
  await rig.scan(qr);
  expect(last()).toMatchObject({ reason: 'not-yet', method: 'ticket', parcel: 'p1' });
  const place = await rig.deposit({ id: 'p1', label: LABEL });
  await rig.scan(qr);
  await takeOut(rig, place);
  expect(told(rig, 'parcel.collected')).toMatchObject([{ parcel: 'p1', method: 'ticket' }]);
});

test('a parcel that was taken by ticket: its own code, which came later, is told as used, also once it is withdrawn', async () => {
  rig.announce({ id: 'p1', label: LABEL });
  rig.publish();
  await bring(rig);
  await rig.scan(pickupTicket({ label: LABEL }));
  await takeOut(rig, 'A1');
  rig.grant('g1', { kind: 'pickup', parcel: 'p1', qr: OWN_QR });
  rig.publish();
  for (const withdrawn of [false, true]) {
    if (withdrawn) rig.revoke('g1');
    rig.publish();
    await rig.scan(`LK1-${OWN_QR}`);
    expect([rig.lines()[0], last()]).toMatchObject([
      'This code has been',
      { reason: 'used', method: 'qr', grant: 'g1' },
    ]);
    await rig.advance(5_000);
  }
});

test('announced only after it was taken by ticket, a label is that of a parcel still to come, until it is withdrawn', async () => {
  await bring(rig);
  await rig.scan(pickupTicket({ label: LABEL }));
  await takeOut(rig, 'A1');
  rig.announce({ id: 'p1', label: LABEL });
  rig.grant('g1', { kind: 'pickup', parcel: 'p1', qr: OWN_QR });
  const reads = async (reason: string): Promise<void> => {
    rig.publish();
    await rig.scan(`LK1-${OWN_QR}`);
    expect([rig.screen(), last()]).toMatchObject(['refused', { reason, grant: 'g1' }]);
    await rig.advance(5_000);
  };
  await reads('not-yet');
  expect(await rig.pulses('A1')).toBe(2);
  // The operator has heard of the deposit and of the pickup, and names it no more.
  rig.withdraw('p1');
  rig.revoke('g1');
  await reads('unknown');
  // Labels that are used again: the next one with it is announced, brought and fetched like every other.
  rig.announce({ id: 'p2', label: LABEL });
  rig.grant('g2', { kind: 'pickup', parcel: 'p2', pin: '123456' });
  const place = await rig.deposit({ id: 'p2', label: LABEL });
  await rig.keys('123456');
  await takeOut(rig, place);
  expect(told(rig, 'parcel.collected').at(-1)).toMatchObject({ parcel: 'p2', grant: 'g2' });
});

test('a ticket for a parcel opens no other door, and one for another locker or by a stranger opens none', async () => {
  await bring(rig);
  for (const qr of [
    pickupTicket({ label: '1' }),
    pickupTicket({ parcel: LABEL }),
    ticket('TEST-2', { kind: 'pickup', label: LABEL }, WEEK),
    ticket(RIG_LOCKER, { kind: 'pickup', label: LABEL }, WEEK, STRANGER),
    pickupTicket({ label: LABEL }).replace(/.$/, (symbol) => (symbol === '0' ? '2' : '0')),
    `LK2-${'Z'.repeat(200)}`,
  ]) {
    await rig.scan(qr);
    expect(rig.screen()).toBe('refused');
    expect(last()).toMatchObject({ type: 'access.refused', method: 'ticket' });
  }
  expect(told(rig, 'access.refused').map((event) => 'reason' in event && event.reason)).toEqual([
    'not-yet',
    'not-yet',
    'unknown',
    'unknown',
    'unknown',
    'unknown',
  ]);
  expect(await rig.pulses('A1')).toBe(1);
  // Nobody can guess them: wrong ones close nothing.
  expect(rig.locker.lockout.until()).toBeNull();
});

test('from the first to the last second', async () => {
  await bring(rig);
  const now = rig.locker.clock.now();
  const qr = pickupTicket({ label: LABEL }, { from: now + HOUR, until: now + 2 * HOUR });
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
  await rig.scan(pickupTicket({ label: LABEL }, { from: now + HOUR, until: now + 2 * HOUR }));
  await takeOut(rig, 'A1');
});

test('while nobody vouches for the time, what had not ended by the last good time counts', async () => {
  await bring(rig);
  const soon = rig.locker.clock.now() + HOUR;
  const over = pickupTicket({ label: LABEL }, { until: rig.locker.clock.now() - 1_000 });
  rig.time.step(30 * DAY, false);
  await rig.advance(60_000);
  expect(rig.locker.clock.trusted()).toBe(false);
  await rig.scan(over);
  expect(last()).toMatchObject({ reason: 'expired' });
  await rig.scan(pickupTicket({ label: LABEL }, { until: soon }));
  await takeOut(rig, 'A1');
});

test('a parcel whose window is over stays inside', async () => {
  await rig.stored({ id: 'p1', label: LABEL, windowHours: 1 }, '123456');
  await rig.advance(2 * HOUR);
  await rig.scan(pickupTicket({ parcel: 'p1' }));
  expect(last()).toMatchObject({ reason: 'expired' });
});

test('a door that never opened gives the ticket back', async () => {
  await bring(rig);
  const qr = pickupTicket({ label: LABEL });
  await rig.fault('door:A1', 'jam');
  await rig.scan(qr);
  await rig.advance(6_000);
  expect(rig.screen()).toBe('jammed');
  expect(rig.world.firedFaults()['door:A1 jam']).toBeGreaterThan(0);
  await rig.fault('door:A1', 'none');
  await rig.advance(5_000);
  await rig.scan(qr);
  await takeOut(rig, 'A1');
  await rig.scan(qr);
  expect(last()).toMatchObject({ reason: 'used' });
});

test('the operator revokes one: at once if it waits, at its end while the door is on its way', async () => {
  await bring(rig);
  const qr = pickupTicket({ label: LABEL }, { id: '00000000000000b1' });
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
  const other = pickupTicket({ label: LABEL }, { id: '00000000000000b2' });
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
  const qr = ticket(RIG_LOCKER, { kind: 'courier', person: 'c9' }, { ...WEEK, id: '00000000000000c1' });
  await rig.scan(qr);
  expect(rig.screen()).toBe('courier-menu');
  await rig.keys('1');
  await rig.scan(LABEL);
  await rig.keys('1');
  await rig.advance(1_000);
  await rig.hand('A1', 'close');
  await rig.keys('#');
  expect(told(rig, 'parcel.deposited')).toMatchObject([{ person: 'c9', grant: 'ticket:00000000000000c1' }]);
  rig.revokedOffline = ['ticket:00000000000000c1'];
  rig.publish();
  // Told at the next step, in words for staff, not after label and size.
  await rig.scan('another label');
  expect([rig.screen(), rig.lines()[0]]).toEqual(['refused', 'Your badge is not']);
  await rig.advance(5_000);
  await rig.scan(qr);
  expect(last()).toMatchObject({ type: 'access.refused', method: 'ticket' });
  expect(rig.screen()).toBe('refused');
});

test('a power cut in a session that a ticket began does not bring the ticket back', async () => {
  const qr = ticket(RIG_LOCKER, { kind: 'service', person: 't9' }, WEEK);
  await rig.scan(qr);
  expect(rig.screen()).toBe('service');
  await rig.cut();
  await rig.scan(qr);
  expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'used', method: 'ticket' }]);
});

test('in a session of staff a ticket ends the session and is never a label', async () => {
  await bring(rig);
  await rig.keys(COURIER_PIN + '1');
  await rig.scan(pickupTicket({ label: LABEL }));
  await takeOut(rig, 'A1');
});

test('a parcel that goes only with the code of the day needs that besides', async () => {
  const place = await rig.deposit({ id: 'p1', label: LABEL, handover: true, depositAllowed: true });
  rig.grant('h1', { kind: 'handover', parcel: 'p1', pin: '654321', deliveryDate: '2026-11-21' });
  rig.publish();
  await rig.scan(pickupTicket({ parcel: 'p1' }));
  expect(rig.screen()).toBe('handover-code');
  await rig.keys('654321');
  await takeOut(rig, place);
  expect(told(rig, 'parcel.collected')).toMatchObject([{ method: 'ticket', handoverGrant: 'h1' }]);
});

test('the power goes at every step: a ticket or PIN opens once at most, and is lost to nobody whose door stayed shut', async () => {
  for (const kind of ['ticket', 'pin'] as const) {
    for (let cutAt = 1; ; cutAt += 1) {
      const one = await Rig.running(ALLOWED);
      const before = rig;
      rig = one;
      try {
        await bring(rig);
        const code = kind === 'ticket' ? pickupTicket({ label: LABEL }) : pinOf(1, '2026-11-21');
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
        const collected = told(rig, 'parcel.collected').length;
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

test('an extension revives no ticket that has ended, whatever the clock does then', async () => {
  await bring(rig);
  const now = rig.locker.clock.now();
  const qr = pickupTicket({ label: LABEL }, { until: now + HOUR });
  await rig.advance(2 * HOUR);
  await rig.scan(qr);
  expect(last()).toMatchObject({ reason: 'expired' });
  const parcel = rig.locker.store.parcels.byLabel(LABEL)?.id ?? '';
  expect(rig.locker.operations.extend(parcel, now + 100 * HOUR)).toEqual({ ok: true });
  rig.time.step(-1.5 * HOUR, true);
  await rig.advance(5_000);
  await rig.scan(qr);
  expect(last()).toMatchObject({ type: 'access.refused', reason: 'expired' });
  expect(await rig.pulses('A1')).toBe(1);
});

test('both are off unless the site file allows them', async () => {
  await rig.end();
  rig = await Rig.running();
  await bring(rig);
  await rig.scan(pickupTicket({ label: LABEL }));
  expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'unknown', method: 'qr' }]);
  await rig.advance(5_000);
  await rig.keys('1#');
  expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'unknown', method: 'pin' }]);
  expect(await rig.pulses('A1')).toBe(1);
});
