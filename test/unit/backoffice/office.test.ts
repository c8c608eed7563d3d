import { verifier } from '../../../scripts/backoffice/codes';
import type { Announcement } from '../../../scripts/backoffice/parcels';
import { Rig, SITE_KEY, turns } from './rig';

let rig: Rig;
beforeEach(() => (rig = new Rig()));
afterEach(() => rig.dispose());

const plain: Announcement = { to: 'ada@example.org', size: 'M', accessible: false, handover: false };

/** Announces a parcel and has the locker report its deposit. */
async function deposited(fields: object = {}): Promise<string> {
  const parcel = rig.office.announce(plain);
  await turns();
  const { id, label } = parcel;
  await rig.events(
    rig.locker.event('parcel.deposited', {
      parcel: id,
      label,
      size: 'M',
      compartment: 'B1',
      announced: true,
      ...fields,
    }),
  );
  await turns();
  return id;
}

test('a courier and a technician are there from the first start, and keep their codes', async () => {
  await turns();
  const before = rig.office.books.grants.people();
  expect(before).toMatchObject([
    { id: 'c1', kind: 'courier', pin: expect.stringMatching(/^\d{6}$/) as string },
    { id: 't1', kind: 'service' },
  ]);
  rig.restart();
  expect(rig.office.books.grants.people()).toEqual(before);
  expect(rig.published.at(-1)).toMatchObject({ epoch: 1, rev: 1 });
});

test('a document has verifiers, never codes', async () => {
  await deposited();
  const text = JSON.stringify(rig.published.at(-1));
  for (const grant of rig.office.books.grants.live()) {
    expect(text).not.toContain(grant.pin);
    expect(text).not.toContain(grant.qr);
    expect(text).toContain(verifier(SITE_KEY, 'pin', grant.pin));
  }
});

test('a deposit brings the recipient a code once the locker has reported it', async () => {
  const parcel = rig.office.announce(plain);
  await turns();
  rig.listening = false;
  const deposit = { parcel: parcel.id, label: parcel.label, compartment: 'B1', size: 'M' };
  await rig.events(rig.locker.event('parcel.deposited', deposit));
  expect(rig.office.messages()).toEqual([]);

  rig.locker.takeDesired(rig.published.at(-1)!);
  rig.report();
  const [message] = rig.office.messages();
  expect(message).toMatchObject({ address: plain.to, parcel: parcel.id, kind: 'pickup' });
  expect(message!.text).toContain(message!.pin);
  expect(message!.text).toContain(message!.qr);
  expect(message!.text).toContain('Fach: 5\n');
  expect(rig.locker.desired!.grants.at(-1)).toMatchObject({
    kind: 'pickup',
    parcel: parcel.id,
    pin: verifier(SITE_KEY, 'pin', message!.pin!),
    qr: verifier(SITE_KEY, 'qr', message!.qr!.replace('LK1-', '')),
  });
});

test('a code that collides is replaced under a new grant id before anybody hears of it', async () => {
  rig.dispose();
  const pins = ['100000', '200000', '300000', '300000', '400000'];
  rig = new Rig(() => pins.shift()!);
  rig.locker.taken.add(verifier(SITE_KEY, 'pin', '300000'));
  await deposited();
  // 300000 was refused by the locker; the second 300000 is no longer in use here and is refused again.
  expect(rig.office.messages().map(({ pin }) => pin)).toEqual(['400000']);
  expect(rig.office.settled()).toBe(true);
  const ids = rig.published.flatMap(({ grants }) => grants.filter(({ kind }) => kind === 'pickup').map(({ id }) => id));
  expect(new Set(ids).size).toBe(3);
});

test('PINs in use are not drawn again', async () => {
  rig.dispose();
  const pins = ['100000', '200000', '100000', '200000', '300000'];
  rig = new Rig(() => pins.shift()!);
  await deposited();
  expect(rig.office.messages()[0]!.pin).toBe('300000');
});

test('collected: the parcel and its codes leave the document', async () => {
  const id = await deposited();
  await rig.events(rig.locker.event('parcel.collected', { parcel: id, compartment: 'B1' }));
  await turns();
  expect(rig.locker.desired!.parcels).toEqual([]);
  expect(rig.locker.desired!.grants.map(({ kind }) => kind)).toEqual(['courier', 'service']);
  expect(rig.office.settled()).toBe(true);
});

test('missing, as the courier or a technician found: it is over, and nobody is sent to an empty compartment', async () => {
  const id = await deposited();
  await rig.events(
    rig.locker.event('parcel.expired', { parcel: id, compartment: 'B1', expiresAt: '2030-01-04T10:00:00Z' }),
    rig.locker.event('parcel.missing', { parcel: id, compartment: 'B1' }),
  );
  await turns();
  expect(rig.office.books.parcels.find(id)).toMatchObject({ state: 'gone', outcome: 'missing' });
  expect(rig.locker.desired!.parcels).toEqual([]);
  expect(rig.locker.desired!.grants.map(({ kind }) => kind)).toEqual(['courier', 'service']);
  expect(rig.office.settled()).toBe(true);
});

test('found again: it is back in the document, and its recipient gets codes that count', async () => {
  const id = await deposited();
  const before = rig.office.messages()[0]!;
  const expiresAt = '2030-01-04T10:00:00Z';
  await rig.events(
    rig.locker.event('parcel.missing', { parcel: id, compartment: 'B1' }),
    rig.locker.event('parcel.found', { parcel: id, compartment: 'C1', expiresAt }),
    // Said by a document that was on its way: not for long.
    rig.locker.event('parcel.expired', { parcel: id, compartment: 'C1', expiresAt, cause: 'withdrawn' }),
  );
  await turns();
  expect(rig.office.books.parcels.find(id)).toMatchObject({ state: 'stored', outcome: null, compartment: 'C1' });
  expect(rig.locker.desired!.parcels).toMatchObject([{ id, compartment: 'C1', expiresAt }]);
  const [, message, ...more] = rig.office.messages();
  expect(more).toEqual([]);
  expect(message).toMatchObject({ address: plain.to, parcel: id, kind: 'found' });
  expect(message!.text).toContain('Fach: C1\n');
  expect(message!.text).toContain('4 January 2030');
  expect(message!.pin).not.toBe(before.pin);
  const grants = rig.locker.desired!.grants.filter(({ parcel }) => parcel === id);
  expect(grants.map(({ pin }) => pin)).toEqual([verifier(SITE_KEY, 'pin', message!.pin!)]);
});

test('found behind another door: the same codes, and the number on that door', async () => {
  const id = await deposited({ compartment: 'C1' });
  const before = rig.office.messages()[0]!;
  await rig.events(rig.locker.event('parcel.found', { parcel: id, compartment: 'B1', expiresAt: null }));
  expect(rig.office.messages().slice(1)).toMatchObject([{ kind: 'found', pin: before.pin, qr: before.qr }]);
  expect(rig.office.messages()[1]!.text).toContain('Fach: 5\n');
});

test('found when its time is over: it waits for the courier, and an extension still brings a code', async () => {
  const id = await deposited();
  await rig.events(
    rig.locker.event('parcel.missing', { parcel: id, compartment: 'B1' }),
    rig.locker.event('parcel.found', { parcel: id, compartment: 'B1', expiresAt: '2020-01-04T10:00:00Z' }),
  );
  await turns();
  expect(rig.office.books.parcels.find(id)).toMatchObject({ state: 'expired', outcome: null });
  expect(rig.office.messages()).toHaveLength(1);
  await rig.events(rig.locker.event('parcel.extended', { parcel: id, expiresAt: '2030-01-05T10:00:00Z' }));
  expect(rig.office.messages().at(-1)).toMatchObject({
    kind: 'reminder',
    pin: expect.stringMatching(/^\d{6}$/) as string,
  });
});

test('reminder with the same codes, then word that the time is over', async () => {
  const id = await deposited();
  const first = rig.office.messages()[0]!;
  await rig.events(
    rig.locker.event('parcel.reminder', { parcel: id, compartment: 'B1', expiresAt: '2030-01-04T10:00:00Z' }),
  );
  await rig.events(
    rig.locker.event('parcel.expired', { parcel: id, compartment: 'B1', expiresAt: '2030-01-04T10:00:00Z' }),
  );
  expect(rig.office.messages()).toMatchObject([
    { kind: 'pickup' },
    { kind: 'reminder', pin: first.pin, qr: first.qr, text: expect.stringContaining('4 January 2030') as string },
    { kind: 'expired', pin: null, qr: null },
  ]);
  await rig.events(rig.locker.event('parcel.extended', { parcel: id, expiresAt: '2030-01-05T10:00:00Z' }));
  expect(rig.office.books.parcels.find(id)).toMatchObject({ state: 'stored', expires_at: '2030-01-05T10:00:00Z' });
  await rig.events(rig.locker.event('parcel.retrieved', { parcel: id, compartment: 'B1' }));
  await turns();
  expect(rig.locker.desired!.parcels).toEqual([]);
});

test('a parcel without announcement gets a code under the id that the locker gave it', async () => {
  await rig.events(
    rig.locker.event('parcel.deposited', { parcel: 'x-1', label: null, size: 'S', compartment: 'A1', inDoubt: true }),
  );
  await turns();
  expect(rig.office.messages()).toMatchObject([{ address: 'nobody@example.invalid', parcel: 'x-1' }]);
  expect(rig.locker.desired!.parcels).toMatchObject([{ id: 'x-1', size: 'S', compartment: 'A1' }]);
});

test('announced while the locker was offline: its deposit is found by the label, under either id', async () => {
  rig.listening = false;
  const { id, label } = rig.office.announce(plain);
  await rig.events(rig.locker.event('parcel.deposited', { parcel: 'x-1', label, size: 'M', compartment: 'B1' }));
  rig.locker.takeDesired(rig.published.at(-1)!);
  rig.report();
  expect(rig.office.messages()).toMatchObject([{ address: plain.to, parcel: id }]);
  expect(rig.locker.desired!.parcels).toMatchObject([{ id, label }]);
  await rig.events(rig.locker.event('parcel.collected', { parcel: 'x-1', compartment: 'B1' }));
  expect(rig.office.books.parcels.find(id)).toMatchObject({ state: 'gone', outcome: 'collected' });
});

test('handover: a code for today at once, another one with the next attempt', async () => {
  rig.clock.setOffset(Date.parse('2026-11-20T23:30:00Z') - Date.now());
  const parcel = rig.office.announce({ ...plain, handover: true });
  await turns();
  // Half past midnight in Berlin.
  expect(rig.locker.desired!.grants.at(-1)).toMatchObject({
    kind: 'handover',
    parcel: parcel.id,
    deliveryDate: '2026-11-21',
  });
  rig.clock.setOffset(Date.parse('2026-11-22T09:00:00Z') - Date.now());
  rig.office.attempt(parcel);
  await turns();
  const handovers = rig.locker.desired!.grants.filter(({ kind }) => kind === 'handover');
  expect(handovers).toMatchObject([{ deliveryDate: '2026-11-22' }]);
  const [first, second] = rig.office.messages();
  expect([first!.kind, first!.qr]).toEqual(['handover', null]);
  expect(second!.pin).not.toBe(first!.pin);
  expect(handovers[0]!.pin).toBe(verifier(SITE_KEY, 'pin', second!.pin!));
  await rig.events(rig.locker.event('parcel.handed-over', { parcel: parcel.id }));
  await turns();
  expect(rig.locker.desired!.parcels).toEqual([]);
});

test('handover: the message tells the day and that the code may be passed on', async () => {
  rig.clock.setOffset(Date.parse('2026-11-21T09:00:00Z') - Date.now());
  rig.office.announce({ ...plain, handover: true });
  await turns();
  const [message] = rig.office.messages();
  expect(message!.subject).toContain('2026-11-21');
  expect(message!.text).toContain(message!.pin);
  for (const words of [
    'Samstag, 21. November 2026, bis Mitternacht',
    '21 November 2026, until midnight',
    'weitergeben',
    'pass the code on',
  ]) {
    expect(message!.text).toContain(words);
  }
});

test('a handover parcel in a compartment: both codes are sent, and a new day brings a new one of them', async () => {
  const parcel = rig.office.announce({ ...plain, handover: true, depositAllowed: true });
  await turns();
  expect(rig.locker.desired!.parcels).toMatchObject([{ id: parcel.id, handover: true, depositAllowed: true }]);
  const { id, label } = parcel;
  await rig.events(rig.locker.event('parcel.deposited', { parcel: id, label, size: 'M', compartment: 'B1' }));
  await turns();
  const kinds = () => rig.locker.desired!.grants.flatMap((grant) => (grant.parcel === id ? [grant.kind] : []));
  expect(kinds()).toEqual(['handover', 'pickup']);
  const told = rig.office.messages().at(-1)!;
  expect(told.kind).toBe('pickup');
  expect(told.text).toContain('delivery code of the day');
  rig.office.attempt(rig.office.books.parcels.find(id)!);
  await turns();
  expect(kinds()).toEqual(['pickup', 'handover']);
  expect(rig.office.messages().at(-1)!.text).toContain('Type it after the PIN');
  await rig.events(
    rig.locker.event('parcel.reminder', { parcel: id, compartment: 'B1', expiresAt: '2030-01-04T10:00:00Z' }),
  );
  expect(rig.office.messages().at(-1)).toMatchObject({ kind: 'reminder', pin: told.pin });
});

test('a locker with another database gets a higher epoch, and what lies where', async () => {
  const id = await deposited({ expiresAt: '2030-01-04T10:00:00Z' });
  rig.locker.replaceDatabase();
  rig.report();
  await turns();
  expect(rig.locker.epoch).toBe(2);
  expect(rig.locker.desired!.parcels).toMatchObject([
    { id, compartment: 'B1', depositedAt: expect.any(String) as string, expiresAt: '2030-01-04T10:00:00Z' },
  ]);
  expect(rig.office.settled()).toBe(true);
});

test('lost books: the office starts above what the locker knows', async () => {
  rig.locker.epoch = 4;
  rig.locker.rev = 30;
  rig.report();
  await turns();
  expect([rig.locker.epoch, rig.locker.rev]).toEqual([5, 1]);
});

test('a locker that never agrees does not make it publish without end', () => {
  rig.listening = false;
  for (let i = 0; i < 100; i += 1) {
    const { epoch, rev } = rig.published.at(-1)!;
    rig.say('reported', { ...rig.locker.report(), epoch, rev, digest: 'something else' });
  }
  expect(rig.published.length).toBeLessThan(20);
  expect(rig.logged.join('')).toContain('does not agree');
});

test('what makes no sense is logged and skipped', async () => {
  for (const text of ['', 'null', '[]', '{', '{"outbox":"x"}', '{"outbox":"x","seq":0}', '{"outbox":"x","seq":"1"}']) {
    rig.office.receive('events', Buffer.from(text));
    rig.office.receive('reported', Buffer.from(text));
    rig.office.receive('online', Buffer.from(text));
  }
  await rig.events({ outbox: 'y', seq: 1, type: 'parcel.deposited', parcel: 5, compartment: {} });
  await rig.events({ outbox: 'y', seq: 2, type: 7 }, { outbox: 'y', seq: 3 });
  // Stored and acknowledged, without an effect: they must not hold up what comes after them.
  expect(rig.acks.at(-1)).toEqual({ outbox: 'y', upTo: 3 });
  expect(rig.office.books.parcels.current()).toEqual([]);
});

test('no log line has a code in it', async () => {
  await deposited();
  rig.say('reported', { ...rig.locker.report(), rejected: [{ id: 'g', code: 'shape' }], error: 'no' });
  const log = rig.logged.join('');
  expect(log).not.toBe('');
  for (const { pin, qr } of rig.office.books.grants.live()) {
    expect(log).not.toContain(pin);
    expect(log).not.toContain(qr);
  }
});
