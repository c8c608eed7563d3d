import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bring, DAY, ALLOWED, LABEL, pickupTicket, pinOf, RIG_LOCKER, takeOut, told, WEEK } from '../helpers/offline';
import { HOUR, Rig } from '../helpers/rig';
import { ticket } from '../helpers/signing';

/** Tickets and PINs of the day after the locker has lost its memory: what may have been used before counts no more. */

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running(ALLOWED);
});
afterEach(() => rig.end());

const last = () => rig.events().at(-1);

test('restored from a backup, the locker takes none before a newer epoch has come', async () => {
  await bring(rig);
  const { locker } = rig.locker.store;
  locker.suspendUntilAfter(locker.get()?.epoch ?? 0);
  const qr = pickupTicket({ label: LABEL }, { id: '00000000000000d1' });
  for (const enter of [() => rig.scan(qr), () => rig.keys(`1#${pinOf(1, '2026-11-21')}`)]) {
    await enter();
    expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'unknown' }]);
    await rig.advance(5_000);
  }
  // The operator knows that one as used; the other kind counts again.
  rig.epoch += 1;
  rig.announce({ id: 'p1', label: LABEL });
  rig.revokedOffline = ['ticket:00000000000000d1'];
  rig.publish();
  await rig.scan(qr);
  expect([rig.screen(), last()]).toMatchObject(['refused', { reason: 'unknown' }]);
  await rig.advance(5_000);
  await rig.keys(`1#${pinOf(1, '2026-11-21')}`);
  await takeOut(rig, 'A1');
});

describe('the database is damaged, and a new one takes its place', () => {
  const courier = ticket(RIG_LOCKER, { kind: 'courier', person: 'c9' }, WEEK);
  const inside = (id: string, label: string, compartment: string) =>
    rig.announce({ id, label, compartment, depositedAt: '2026-11-21T10:00:00Z', expiresAt: '2026-11-24T10:00:00Z' });

  /** The operator has heard nothing of what was used before. */
  async function damage(): Promise<void> {
    rig.bury();
    for (const suffix of ['-wal', '-shm']) rmSync(join(rig.folder, `lockerd.db${suffix}`), { force: true });
    writeFileSync(join(rig.folder, 'lockerd.db'), 'no database at all'.repeat(1_000));
    await rig.boot();
    expect(told(rig, 'storage.recovered')).toHaveLength(1);
    inside('p1', LABEL, 'A1');
    rig.publish();
  }

  const refusedAs = async (reason: string, enter: () => Promise<void>): Promise<void> => {
    await enter();
    expect([rig.screen(), last()]).toMatchObject(['refused', { reason }]);
    await rig.advance(5_000);
  };

  test('what may have been used before is refused: a ticket and a PIN of the day of who has been there, a badge', async () => {
    await bring(rig);
    const qr = pickupTicket({ label: LABEL });
    await rig.scan(qr);
    await takeOut(rig, 'A1');
    await rig.scan(courier);
    expect(rig.screen()).toBe('courier-menu');
    await rig.keys('0');
    await damage();
    await refusedAs('unknown', () => rig.scan(qr));
    await refusedAs('unknown', () => rig.scan(courier));
    await refusedAs('unknown', () => rig.keys(`1#${pinOf(1, '2026-11-21')}`));
    await rig.cut();
    await refusedAs('unknown', () => rig.scan(courier));
    expect(await rig.pulses('A1')).toBe(2);
    // The next day's is another one.
    await rig.advance(DAY);
    await rig.keys(`1#${pinOf(1, '2026-11-22')}`);
    await takeOut(rig, 'A1');
  });

  test('tickets made since count, and those for parcels brought since', async () => {
    await damage();
    rig.locker.operations.verifiedEmpty('A2', { person: 't1' });
    const qr = pickupTicket({ label: 'OTHER' }, { id: '00000000000000d3' });
    await refusedAs('not-yet', () => rig.scan(qr));
    const now = rig.locker.clock.now();
    await rig.advance(1_000);
    await rig.scan(
      ticket(RIG_LOCKER, { kind: 'courier', person: 'c9' }, { id: '00000000000000d4', from: now, until: now + DAY }),
    );
    expect(rig.screen()).toBe('courier-menu');
    await rig.keys('0');
    expect(await bring(rig, 'OTHER')).toBe('A2');
    await rig.scan(qr);
    await takeOut(rig, 'A2');
    await refusedAs('used', () => rig.scan(qr));
  });

  test('until somebody vouches for the time nobody knows since when', async () => {
    rig.time.step(0, false);
    await damage();
    const now = rig.locker.clock.now();
    const badge = (id: string) =>
      ticket(RIG_LOCKER, { kind: 'courier', person: 'c9' }, { id, from: now - HOUR, until: now + 7 * DAY });
    await refusedAs('unknown', () => rig.scan(badge('00000000000000d5')));
    rig.time.step(0, true);
    await rig.advance(61_000);
    await refusedAs('unknown', () => rig.scan(badge('00000000000000d6')));
    await rig.cut();
    const later = rig.locker.clock.now();
    await rig.advance(1_000);
    await rig.scan(
      ticket(
        RIG_LOCKER,
        { kind: 'courier', person: 'c9' },
        { id: '00000000000000d7', from: later, until: later + DAY },
      ),
    );
    expect(rig.screen()).toBe('courier-menu');
  });
});
