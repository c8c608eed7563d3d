import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { OperatorLink } from '../../firmware/sync/link';
import { Listener, testBroker } from '../helpers/broker';
import { COURIER_QR, HOUR, Rig, silent, testSite } from '../helpers/rig';
import { LOCKER } from '../helpers/store';

/** A courier with a full van: what the display asks, and how long it lets them wait. */

let rig: Rig;
afterEach(() => rig.end());

const badge = () => rig.scan(`LK1-${COURIER_QR}`);
const says = (): string | undefined => rig.lines()[0];

/** The compartment whose door the courier has just been offered, as it stands open. */
async function doorOpens(): Promise<string> {
  await rig.advance(500);
  const opening = rig.locker.store.openings.unsettled().find(({ purpose }) => purpose === 'deposit');
  if (!opening) throw new Error(`no door opened: ${rig.screen()}`);
  expect(rig.compartment(opening.compartment).door).toBe('open');
  return opening.compartment;
}

/** Label, door, `#`: one parcel of many in a session. */
async function putIn(label: string): Promise<string> {
  await rig.scan(label);
  const place = await doorOpens();
  await rig.hand(place, 'close');
  await rig.keys('#');
  return place;
}

describe('forty deposits in a row without the operator', () => {
  const COUNT = 40;
  const wall = Array.from({ length: COUNT }, (_, n) => ({ id: `A${n + 1}`, number: n + 1, size: 'S' }));

  /** A broker that takes the call and never says a word. */
  async function deafBroker(): Promise<{ server: Server; calls: Socket[]; url: string }> {
    const calls: Socket[] = [];
    const server = createServer((socket) => calls.push(socket.on('error', () => undefined)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { server, calls, url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  function linkTo(broker: string): OperatorLink {
    const site = testSite({ locker: { id: LOCKER, zone: 'Europe/Berlin' }, compartments: wall, sync: { broker } });
    const { store, clock, operations } = rig.locker;
    const backoff = { firstMs: 10, mostMs: 50 };
    return new OperatorLink({
      site,
      store,
      clock,
      operations,
      backoff,
      logger: silent,
      sweep: () => rig.locker.sweep(),
      version: '1',
      folder: rig.folder,
    });
  }

  async function fortyDeposits(): Promise<{ keys: number; waitedMs: number }> {
    let keys = 0;
    const before = rig.time.monotonic();
    await badge();
    await rig.keys('1');
    for (let n = 1; n <= COUNT; n += 1) {
      await rig.scan(`LABEL-${n}`);
      // Time stands still: whatever the display shows now, nobody was waited for.
      expect(rig.screen()).toBe('deposit-open');
      const place = await doorOpens();
      await rig.hand(place, 'close');
      expect(rig.screen()).toBe('deposit-confirm');
      await rig.keys('#');
      keys += 1;
      expect([rig.screen(), says()]).toEqual(['deposit-label', `Deposited in ${rig.compartment(place).number}`]);
    }
    await rig.keys('**');
    return { keys, waitedMs: rig.time.monotonic() - before };
  }

  beforeEach(async () => {
    rig = await Rig.running({ locker: { id: LOCKER, zone: 'Europe/Berlin', language: 'en' }, compartments: wall });
    for (let n = 1; n <= COUNT; n += 1) rig.announce({ id: `p${n}`, label: `LABEL-${n}`, size: 'S' });
    rig.publish();
  });

  test('a broker that never answers: one scan, one door, one key each, and no waiting but for doors', async () => {
    const broker = await deafBroker();
    const link = linkTo(broker.url);
    link.start();
    await once(broker.server, 'connection');
    const { keys, waitedMs } = await fortyDeposits();
    // The fault was there all the time.
    expect(link.view().link).toBe('offline');
    expect(broker.calls.length).toBeGreaterThan(0);
    expect(keys).toBe(COUNT);
    // The doors' own time and the hands', as this test gives it to them: 1.5 s each.
    expect(waitedMs).toBe(COUNT * 1_500);
    expect(rig.types().filter((type) => type === 'parcel.deposited')).toHaveLength(COUNT);
    expect(link.view().pendingEvents).toBe(rig.events().length);
    await link.stop();
    for (const call of broker.calls) call.destroy();
    broker.server.close();
  });

  test('nobody listens at all; when the broker is back the operator gets every event in order', async () => {
    const deaf = await deafBroker();
    deaf.server.close();
    const dead = linkTo(deaf.url);
    dead.start();
    await fortyDeposits();
    expect(dead.view().link).toBe('offline');
    await dead.stop();
    // No window has begun: nobody has a code yet.
    expect(rig.locker.store.parcels.get('p1')?.expires_at).toBeNull();

    const broker = await testBroker();
    const operator = await Listener.at(broker.url);
    const link = linkTo(broker.url);
    try {
      link.start();
      const all = rig.events();
      const { outbox } = all[0]!;
      const got: number[] = [];
      while (got.length < all.length) {
        const next = got.length + 1;
        const event = await operator.hears<{ seq: number; type: string }>('events', ({ seq }) => seq === next);
        expect(event.type).toBe(all[next - 1]?.type);
        got.push(event.seq);
        if (got.length % 20 === 0) await operator.say('ack', { outbox, upTo: event.seq });
      }
      await operator.say('ack', { outbox, upTo: all.length });
      expect(await link.drained(5_000)).toBe(true);
      expect(link.view().pendingEvents).toBe(0);
    } finally {
      await link.stop();
      await operator.leave();
      await broker.kill();
    }
  });
});

describe('several parcels of one recipient', () => {
  /** Each of the first two has a PIN of its own. */
  function giveCodes(): void {
    rig.grant('g-p1', { kind: 'pickup', parcel: 'p1', pin: '111222' });
    rig.grant('g-p2', { kind: 'pickup', parcel: 'p2', pin: '333444' });
    rig.publish();
  }

  beforeEach(async () => {
    rig = await Rig.running();
  });

  test('share the last compartment that fits; any of their codes takes them all', async () => {
    for (const id of ['p1', 'p2', 'p3']) rig.announce({ id, label: id, size: 'XL', recipient: 'ann' });
    rig.announce({ id: 'p4', label: 'p4', size: 'XL', recipient: 'bob' });
    rig.publish();
    await badge();
    await rig.keys('1');
    const places = [await putIn('p1'), await putIn('p2'), await putIn('p3')];
    expect(places).toEqual(['C2', 'C2', 'C2']);
    await rig.scan('p4');
    expect([rig.screen(), says()]).toEqual(['refused', 'No free compartment']);
    await rig.keys('**');
    expect(rig.compartment('C2')).toMatchObject({ state: 'occupied', parcels: ['p1', 'p2', 'p3'] });

    giveCodes();
    await rig.keys('333444');
    await rig.advance(1_000);
    await rig.hand('C2', 'close');
    const collected = rig.events().flatMap((event) => (event.type === 'parcel.collected' ? [event.parcel] : []));
    expect(collected).toEqual(['p1', 'p2', 'p3']);
    expect(rig.compartment('C2').state).toBe('free');
    await rig.keys('#');
    await rig.keys('111222');
    expect(rig.screen()).toBe('refused');
    expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'used' });
  });

  test('go together where their sizes say that there is room, before a larger one is opened for each', async () => {
    for (const id of ['p1', 'p2', 'p3', 'p4', 'p5']) rig.announce({ id, label: id, size: 'S', recipient: 'ann' });
    rig.announce({ id: 'p6', label: 'p6', size: 'S', recipient: 'bob' });
    rig.publish();
    await badge();
    await rig.keys('1');
    const places: string[] = [];
    for (const id of ['p1', 'p2', 'p3', 'p4', 'p5', 'p6']) places.push(await putIn(id));
    // Two small ones in the middle one and two in the large one; somebody else's gets one of its own.
    expect(places).toEqual(['A1', 'B1', 'B1', 'C1', 'C1', 'C2']);
  });

  test('nothing is put beside what did not fit elsewhere on the strength of its size', async () => {
    rig.announce({ id: 'p1', label: 'p1', size: 'M', recipient: 'ann' });
    rig.announce({ id: 'p2', label: 'p2', size: 'S', recipient: 'ann' });
    rig.publish();
    await badge();
    await rig.keys('1');
    await rig.scan('p1');
    await rig.advance(1_000);
    await rig.keys('9');
    await rig.hand('B1', 'close');
    await rig.advance(1_000);
    await rig.hand('C1', 'close');
    await rig.keys('#');
    expect(rig.events().at(-1)).toMatchObject({ type: 'parcel.deposited', compartment: 'C1', size: 'M' });
    expect(await putIn('p2')).toBe('A1');
  });

  test('one has expired and another has not: the display tells which one the courier takes', async () => {
    rig.announce({ id: 'p1', label: '00340434161094021501', size: 'XL', recipient: 'ann', windowHours: 1 });
    rig.announce({ id: 'p2', label: '00340434161094021518', size: 'XL', recipient: 'ann', windowHours: 72 });
    rig.publish();
    await badge();
    await rig.keys('1');
    expect([await putIn('00340434161094021501'), await putIn('00340434161094021518')]).toEqual(['C2', 'C2']);
    await rig.keys('**');
    giveCodes();
    await rig.advance(2 * 3_600_000);
    await badge();
    await rig.keys('2#');
    await rig.advance(1_000);
    expect(rig.lines()).toEqual(['Door 5: take only', '..94021501', '', 'and close the door']);
    await rig.hand('C2', 'close');
    await rig.keys('#**');
    expect(rig.compartment('C2')).toMatchObject({ state: 'occupied', parcels: ['p2'] });
    await rig.advance(1_000);
    await rig.keys('333444');
    await rig.advance(1_000);
    expect(rig.screen()).toBe('open');
  });

  test('get one each while there are free ones', async () => {
    for (const id of ['p1', 'p2']) rig.announce({ id, label: id, size: 'L', recipient: 'ann' });
    rig.publish();
    await badge();
    await rig.keys('1');
    expect([await putIn('p1'), await putIn('p2')]).toEqual(['C1', 'C2']);
  });
});

describe('every size used up', () => {
  beforeEach(async () => {
    rig = await Rig.running();
    await badge();
    await rig.keys('1');
  });

  /** A parcel that nobody announced: label, size, door, `#`. */
  async function unannounced(label: string, sizeKey: string): Promise<string | undefined> {
    await rig.scan(label);
    expect(rig.screen()).toBe('deposit-size');
    await rig.keys(sizeKey);
    if (rig.screen() === 'refused') return says();
    const place = await doorOpens();
    await rig.hand(place, 'close');
    await rig.keys('#');
    return place;
  }

  test('the next larger one, up to the last, then a clear answer; smaller parcels and the session go on', async () => {
    // The accessible one is kept for those who need it until nothing else fits.
    const places = [];
    for (let n = 1; n <= 5; n += 1) places.push(await unannounced(`S-${n}`, '1'));
    expect(places).toEqual(['A1', 'B1', 'C1', 'C2', 'A2']);
    for (const [n, key] of ['1', '2', '3', '4'].entries()) {
      expect(await unannounced(`FULL-${n}`, key)).toBe('No free compartment');
      expect(rig.lines().join(' ')).toContain('Take it with you');
      expect(rig.types().filter((type) => type === 'door.opened')).toHaveLength(5);
    }
    await rig.keys('**');
    expect(rig.screen()).toBe('idle');
    // Somebody fetches theirs: the next one fits again.
    rig.locker.operations.verifiedEmpty('C1', { person: 't1' });
    await badge();
    await rig.keys('1');
    expect(await unannounced('LATE', '3')).toBe('C1');
  });

  test('too large a parcel is told so at once while small ones are free', async () => {
    expect(await unannounced('XL-1', '4')).toBe('C2');
    expect(await unannounced('XL-2', '4')).toBe('No free compartment');
    expect(await unannounced('S-1', '1')).toBe('A1');
  });

  test('it does not fit, and nothing larger is free', async () => {
    expect(await unannounced('XL-1', '4')).toBe('C2');
    await rig.scan('L-1');
    await rig.keys('3');
    expect(await doorOpens()).toBe('C1');
    await rig.keys('9');
    await rig.hand('C1', 'close');
    expect([rig.screen(), says()]).toEqual(['refused', 'No larger one']);
    expect(rig.compartment('C1').state).toBe('unverified');
    await rig.advance(4_000);
    expect(rig.screen()).toBe('deposit-label');
    expect(await unannounced('M-1', '2')).toBe('B1');
  });

  test('it does not fit, and the power goes before the door is closed: it was not deposited', async () => {
    rig.announce({ id: 'p1', label: 'S-1', size: 'S' });
    rig.publish();
    await rig.scan('S-1');
    expect(await doorOpens()).toBe('A1');
    await rig.keys('9');
    rig.bury();
    await rig.hand('A1', 'close');
    await rig.boot();
    await rig.advance(5_000);
    expect(rig.compartment('A1').state).toBe('unverified');
    expect(rig.locker.store.parcels.get('p1')).toMatchObject({ state: 'announced', compartment: null });
    expect(rig.types()).not.toContain('parcel.deposited');
  });

  test('who needs a compartment within reach gets none of the others', async () => {
    rig.announce({ id: 'p1', label: 'NEAR-1', size: 'S', accessible: true });
    rig.announce({ id: 'p2', label: 'NEAR-2', size: 'S', accessible: true });
    rig.publish();
    expect(await putIn('NEAR-1')).toBe('A2');
    await rig.scan('NEAR-2');
    expect([rig.screen(), says()]).toEqual(['refused', 'No accessible door']);
  });
});

test('a window is as long for a parcel among forty as for one: it starts when its code is there', async () => {
  rig = await Rig.running();
  rig.announce({ id: 'p1', label: 'L1', size: 'S' });
  rig.publish();
  await badge();
  await rig.keys('1');
  await putIn('L1');
  await rig.advance(5 * HOUR);
  rig.grant('g1', { kind: 'pickup', parcel: 'p1', pin: '111222' });
  rig.publish();
  const end = rig.locker.store.parcels.get('p1')?.expires_at ?? 0;
  expect(end - rig.locker.clock.now()).toBe(72 * HOUR);
});
