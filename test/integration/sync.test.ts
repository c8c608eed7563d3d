import { gzipSync } from 'node:zlib';
import { recordDeposit } from '../../firmware/parcels/deposit';
import { digestOf, type Report } from '../../firmware/sync/report';
import { wrapCommand } from '../../firmware/sync/signed';
import { Listener, testBroker, type TestBroker } from '../helpers/broker';
import { bytes, desired, parcel, pickup } from '../helpers/documents';
import { testLink, type TestLink } from '../helpers/link';
import { OPERATOR, OPERATOR_KEY } from '../helpers/signing';
import { KEY_ID, LOCKER, verifierNamed } from '../helpers/store';

interface SentEvent {
  readonly outbox: string;
  readonly seq: number;
  readonly type: string;
  readonly id: string;
}

let broker: TestBroker;
let locker: TestLink;
let operator: Listener;
beforeAll(async () => {
  broker = await testBroker();
});
afterAll(() => broker.kill());
beforeEach(async () => {
  operator = await Listener.at(broker.url);
  locker = testLink(broker.url);
});
afterEach(async () => {
  await locker.stop();
  await operator.say('desired', Buffer.alloc(0), { retain: true });
  await operator.leave();
  expect(locker.faults).toEqual([]);
});

const online = () => locker.until(() => locker.link.view().link === 'online');
const reported = (fits: (report: Report) => boolean = () => true) => operator.hears<Report>('reported', fits);

test('a locker comes online, says what it has, and goes offline when it stops', async () => {
  locker.link.start();
  await operator.hears('online', (value) => value === 1);
  expect(await reported()).toEqual({
    epoch: 0,
    rev: 0,
    keyId: KEY_ID,
    digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    count: 0,
    rejected: [],
    error: null,
    outbox: locker.store.events.outbox().id,
    lastSeq: 0,
    version: '1.2.3',
  });
  await locker.link.stop();
  await operator.hears('online', (value) => value === 0);
  expect(locker.link.view().link).toBe('offline');
  await locker.link.stop();
});

test('the retained document is applied, packed or not, and the first report speaks of it', async () => {
  await operator.say('desired', gzipSync(bytes(desired({ grants: [pickup('g1', 'p1')], parcels: [parcel('p1')] }))), {
    retain: true,
  });
  locker.link.start();
  expect(await reported()).toMatchObject({ epoch: 1, rev: 1, count: 1 });
  await operator.say('desired', desired({ rev: 2 }), { retain: true });
  expect(await reported((report) => report.rev === 2)).toMatchObject({ count: 0, error: null });
  expect(locker.link.view()).toMatchObject({ epoch: 1, rev: 2 });
});

test('a document that changes nothing is named, and the next good one clears it', async () => {
  locker.link.start();
  await online();
  for (const [payload, expected] of [
    ['{', 'not JSON'],
    [desired({ locker: 'other' }), 'another locker'],
    [desired({ keyId: 'ffffffff' }), 'another site key'],
    [Buffer.alloc(1024 * 1024 + 1, 0x20), 'larger than 1 MiB'],
    [Buffer.alloc(3 * 1024 * 1024, 0x20), 'larger than 1 MiB'],
  ] as const) {
    await operator.say('desired', payload);
    expect(await reported((report) => report.error?.includes(expected) === true)).toMatchObject({ epoch: 0, rev: 0 });
  }
  await operator.say('desired', desired());
  expect(await reported((report) => report.rev === 1)).toMatchObject({ error: null });
});

test('events arrive in order and again until they are acknowledged', async () => {
  locker.store.record({ type: 'locker.started', version: '1.2.3' });
  locker.link.start();
  await operator.hears<SentEvent>('events', ({ seq, type }) => seq === 1 && type === 'locker.started');
  await operator.say('nothing', 1);
  locker.store.record({ type: 'tamper.alarm' });
  await operator.hears<SentEvent>('events', ({ seq }) => seq === 2);
  expect(operator.heard('events')).toMatchObject([{ seq: 2 }]);
  await locker.time.advance(30_000);
  await operator.hears<SentEvent>('events', ({ seq }) => seq === 1);
  const { outbox } = await operator.hears<SentEvent>('events', ({ seq }) => seq === 2);
  expect(await locker.link.drained(20)).toBe(false);
  await operator.say('ack', { outbox: 'another', upTo: 2 }, { retain: true });
  await operator.say('ack', { outbox, upTo: 9 }, { retain: true });
  await operator.say('ack', { outbox, upTo: 2 }, { retain: true });
  expect(await locker.link.drained(5_000)).toBe(true);
  expect(locker.link.view().pendingEvents).toBe(0);
});

test('a burst of events all arrives through a window of 20', async () => {
  locker.link.start();
  await online();
  for (let n = 0; n < 90; n += 1) locker.store.record({ type: 'tamper.alarm' });
  const { outbox } = await operator.hears<SentEvent>('events', ({ seq }) => seq === 20);
  for (let upTo = 20; upTo < 90; upTo += 20) {
    await operator.say('ack', { outbox, upTo });
    await operator.hears<SentEvent>('events', ({ seq }) => seq === Math.min(90, upTo + 20));
  }
  await operator.say('ack', { outbox, upTo: 90 });
  expect(await locker.link.drained(5_000)).toBe(true);
});

test('a grant whose code is somebody else’s by the time its parcel is inside is reported at once', async () => {
  const same = verifierNamed('same');
  const { store, clock } = locker;
  locker.link.start();
  await online();
  const grants = [pickup('g1', 'p1', { pin: same }), pickup('g2', 'p2', { pin: verifierNamed('other') })];
  await operator.say('desired', desired({ grants, parcels: [parcel('p1'), parcel('p2')] }));
  await reported(({ rev, count }) => rev === 1 && count === 2);
  // Deposited in doubt, and expired so: its PIN goes to another parcel. Then the first is found.
  const deposit = (id: string) =>
    store.openings.begin({ compartment: 'A1', purpose: 'deposit', parcel: id, created_at: clock.now() });
  store.parcels.change('p1', { state: 'stored', compartment: 'A1', in_doubt: 1, expired: 'window' });
  const again = [pickup('g1', 'p1', { pin: same }), pickup('g2', 'p2', { pin: same, rev: 2 })];
  await operator.say('desired', desired({ rev: 2, grants: again, parcels: [parcel('p1'), parcel('p2')] }));
  await reported(({ rev, rejected }) => rev === 2 && rejected.length === 0);
  store.write(() => recordDeposit(store, clock, locker.site, deposit('p1'), false));
  const report = await reported(({ rejected }) => rejected.length > 0);
  expect(report).toMatchObject({ rev: 2, count: 1, rejected: [{ id: 'g1', code: 'duplicate-pin' }] });
  expect(report.digest).toBe(digestOf([{ id: 'g2', rev: 2 }]));
  const told = { type: 'grant.rejected', grant: 'g1', parcel: 'p1', reason: 'duplicate-pin' };
  expect(locker.events()).toContainEqual(expect.objectContaining(told));
  // The operator gives it another one.
  const mended = [pickup('g1', 'p1', { pin: verifierNamed('new'), rev: 2 }), again[1]];
  await operator.say('desired', desired({ rev: 3, grants: mended, parcels: [parcel('p1'), parcel('p2')] }));
  expect(await reported(({ rev }) => rev === 3)).toMatchObject({ count: 2, rejected: [] });
});

test('a locker whose site file names a key obeys signed commands only', async () => {
  await locker.stop();
  locker = testLink(broker.url, { commandKeys: [OPERATOR_KEY] });
  locker.link.start();
  await online();
  const command = (id: string) => ({ id, notAfter: '2026-11-21T10:05:00Z', type: 'recall', parcel: id });
  await operator.say('cmd', command('c-1'));
  await operator.hears('events', (event: SentEvent) => event.id === 'c-1' && event.type === 'command.refused');
  await operator.say('cmd', wrapCommand(bytes(command('c-2')), LOCKER, OPERATOR));
  await operator.hears('events', (event: SentEvent) => event.id === 'c-2' && event.type === 'command.done');
  expect(locker.asked).toEqual(['recall c-2']);
});

test('commands are obeyed once and answered by events with their id', async () => {
  locker.link.start();
  await online();
  const command = { id: 'c-1', notAfter: '2026-11-21T10:05:00Z', type: 'recall', parcel: 'p1' };
  for (let n = 0; n < 2; n += 1) {
    await operator.say('cmd', command);
    await operator.hears<SentEvent>('events', ({ id, type }) => id === 'c-1' && type === 'command.done');
  }
  await operator.say('cmd', { ...command, id: 'c-2', type: 'open-compartment', compartment: 'A1', reason: 'x' });
  await operator.hears<SentEvent>('events', ({ id, type }) => id === 'c-2' && type === 'command.refused');
  expect(locker.asked).toEqual(['recall p1']);
});

test('a retained command is refused, and that once however often the link comes back', async () => {
  const forgotten = { id: 'c-3', notAfter: '2026-11-21T10:05:00Z', type: 'recall', parcel: 'p1' };
  const refused = () => locker.events().filter((event) => event.type === 'command.refused' && event.id === 'c-3');
  await operator.say('cmd', forgotten, { retain: true });
  locker.link.start();
  await operator.hears<SentEvent & { reason: string }>(
    'events',
    ({ id, reason }) => id === 'c-3' && reason === 'retained',
  );
  for (let n = 4; n < 7; n += 1) {
    locker.link.network(false);
    locker.link.network(true);
    await online();
    // Whatever is retained comes before what is said now.
    await operator.say('cmd', { ...forgotten, id: `c-${n}`, type: 'explode' });
    await operator.hears<SentEvent>('events', ({ id }) => id === `c-${n}`);
  }
  expect(refused()).toHaveLength(1);
  await operator.say('cmd', Buffer.alloc(0), { retain: true });
  await operator.say('cmd', forgotten);
  await locker.until(() => refused().length === 2);
  expect(locker.asked).toEqual([]);
});

test('the locker reports every 15 minutes by its own clock', async () => {
  locker.link.start();
  await reported();
  await operator.say('nothing', 1);
  await locker.time.advance(900_000);
  expect(await reported()).toMatchObject({ epoch: 0 });
});

test('a broker that dies and comes back finds the locker again, with everything it has not acknowledged', async () => {
  locker.link.start();
  await online();
  await broker.kill();
  await locker.until(() => locker.link.view().link === 'offline');
  locker.store.record({ type: 'tamper.alarm' });
  expect(locker.link.view()).toMatchObject({ link: 'offline', pendingEvents: 1 });
  await broker.restart();
  const again = await Listener.at(broker.url);
  await online();
  while (again.heard('events').length === 0 || again.heard('reported').length === 0) {
    await locker.time.advance(30_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(again.heard('events')[0]).toMatchObject({ seq: 1, type: 'tamper.alarm' });
  await again.leave();
});

test('a broker that refuses is asked again until it does not', async () => {
  await broker.refuse(true);
  locker.link.start();
  while (locker.warnings.filter((text) => text.includes('Not authorized')).length < 3)
    await new Promise((resolve) => setImmediate(resolve));
  expect(locker.link.view().link).toBe('offline');
  await broker.refuse(false);
  await online();
});

test('somebody else with its name makes the locker come back, not fall', async () => {
  locker.link.start();
  await online();
  const rival = testLink(broker.url);
  rival.link.start();
  await locker.until(() => locker.link.view().link === 'offline');
  await rival.stop();
  await online();
  expect(rival.faults).toEqual([]);
});

test('a site without an operator has a link that does nothing', async () => {
  const alone = testLink('mqtt://127.0.0.1:1');
  const { OperatorLink } = await import('../../firmware/sync/link');
  const deps = { ...(alone.link as unknown as { deps: ConstructorParameters<typeof OperatorLink>[0] }).deps };
  const { sync: _sync, ...site } = deps.site;
  const link = new OperatorLink({ ...deps, site });
  link.start();
  expect(link.view()).toEqual({ link: 'disabled', epoch: 0, rev: 0, pendingEvents: 0 });
  expect(await link.drained(5)).toBe(false);
  await link.stop();
  await alone.stop();
  expect(LOCKER).toBe(site.locker.id);
});
