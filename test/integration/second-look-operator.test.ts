import { Locker } from '../../firmware/locker';
import { handleCommand } from '../../firmware/sync/commands';
import { StoreError } from '../../firmware/store/database';
import { keyId } from '../../config/site-key';
import { join } from 'node:path';
import { HOUR, Rig, SITE_KEY, silent, START, testSite } from '../helpers/rig';

const LABEL = '00340434161094021501';
const OTHER_LABEL = '00340434161094021502';
const PIN = '123456';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

const iso = (ms: number) => new Date(ms).toISOString();
const inHours = (hours: number) => rig.time.wall() + hours * HOUR;
const parcel = (id: string) => rig.locker.store.parcels.get(id);

async function opens(pin: string, place: string): Promise<void> {
  await rig.keys(pin);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
  expect(rig.events().find(({ type }) => type === 'parcel.collected')).toMatchObject({ compartment: place });
}

describe('an extension', () => {
  test('after a recall may end before the old window would have', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
    const window = parcel('p1')?.expires_at ?? 0;
    expect(rig.locker.operations.recall('p1')).toEqual({ ok: true });
    const until = inHours(24);
    expect(until).toBeLessThan(window);
    expect(rig.locker.operations.extend('p1', until)).toEqual({ ok: true });
    expect(rig.compartment(place)).toMatchObject({ state: 'occupied', expiresAt: iso(until) });
    expect(rig.events().at(-1)).toMatchObject({ type: 'parcel.extended', expiresAt: iso(until) });
    await opens(PIN, place);
  });

  test('after a recall it ends when it says', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
    rig.locker.operations.recall('p1');
    rig.locker.operations.extend('p1', inHours(24));
    await rig.advance(25 * HOUR);
    expect(rig.compartment(place).state).toBe('expired');
  });

  test('revives a code whose own end has come while the window still runs, and leaves the window as it is', async () => {
    const place = await rig.deposit({ id: 'p1', label: LABEL });
    rig.grant('g1', { kind: 'pickup', parcel: 'p1', pin: PIN, notAfter: iso(inHours(1)) });
    rig.publish();
    const { expiresAt } = rig.compartment(place);
    await rig.advance(2 * HOUR);
    await rig.keys(PIN);
    expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'expired' });
    await rig.advance(5_000);
    expect(rig.locker.operations.extend('p1', inHours(24))).toEqual({ ok: true });
    expect(rig.compartment(place).expiresAt).toBe(expiresAt);
    expect(rig.events().at(-1)).toMatchObject({ type: 'parcel.extended', expiresAt });
    await opens(PIN, place);
  });

  test('to an end that neither window nor code gains anything from is refused', async () => {
    await rig.stored({ id: 'p1', label: LABEL }, PIN);
    expect(rig.locker.operations.extend('p1', inHours(24))).toMatchObject({ ok: false, code: 'invalid' });
  });

  test('is not refused for a code that the operator has taken back and given to somebody else', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
    rig.revoke('g-p1');
    rig.grant('g-p1-new', { kind: 'pickup', parcel: 'p1', pin: '222222' });
    rig.publish();
    await rig.stored({ id: 'p2', label: OTHER_LABEL }, PIN);
    expect(rig.locker.store.locker.rejected()).toEqual([]);
    rig.locker.operations.recall('p1');
    expect(rig.locker.operations.extend('p1', inHours(24))).toEqual({ ok: true });
    await opens('222222', place);
  });

  test("is refused when a code of its own is somebody else's since it ended", async () => {
    await rig.stored({ id: 'p1', label: LABEL }, PIN);
    rig.locker.operations.recall('p1');
    const place = await rig.stored({ id: 'p2', label: OTHER_LABEL }, PIN);
    expect(rig.locker.store.locker.rejected()).toEqual([]);
    expect(rig.locker.operations.extend('p1', inHours(200))).toMatchObject({ ok: false, code: 'conflict' });
    expect(parcel('p1')).toMatchObject({ expired: 'recalled' });
    await opens(PIN, place);
  });

  test('is refused too when only the code had ended, not the window', async () => {
    await rig.deposit({ id: 'p1', label: LABEL });
    rig.grant('g1', { kind: 'pickup', parcel: 'p1', pin: PIN, notAfter: iso(inHours(1)) });
    rig.publish();
    await rig.advance(2 * HOUR);
    const place = await rig.stored({ id: 'p2', label: OTHER_LABEL }, PIN);
    expect(rig.locker.store.locker.rejected()).toEqual([]);
    expect(rig.locker.operations.extend('p1', inHours(24))).toMatchObject({ ok: false, code: 'conflict' });
    await opens(PIN, place);
  });
});

describe("a PIN whose first owner's code has ended by itself, while their window still runs", () => {
  /** Announced with its code at once, as some operators do. */
  async function handedOn(): Promise<string> {
    await rig.deposit({ id: 'p1', label: LABEL });
    rig.grant('g1', { kind: 'pickup', parcel: 'p1', pin: PIN, notAfter: iso(inHours(1)) });
    rig.publish();
    await rig.advance(2 * HOUR);
    rig.grant('g2', { kind: 'pickup', parcel: 'p2', pin: PIN });
    const place = await rig.deposit({ id: 'p2', label: OTHER_LABEL });
    expect(rig.locker.store.locker.rejected()).toEqual([]);
    return place;
  }

  test('opens for the second one, who had it before the deposit', async () => {
    const place = await handedOn();
    expect(rig.locker.store.grants.get('g2')?.state).toBe('live');
    await opens(PIN, place);
  });

  test('can be extended for the second one', async () => {
    const place = await handedOn();
    expect(rig.locker.operations.extend('p2', inHours(200))).toEqual({ ok: true });
    await opens(PIN, place);
  });
});

describe('a compartment left out of the site file', () => {
  /** Starts on the same files with a wall that lacks one compartment. Answers what kept it from starting. */
  async function startWithout(left: string): Promise<StoreError | null> {
    rig.bury();
    const site = testSite({ compartments: rig.site.compartments.filter(({ id }) => id !== left) });
    try {
      const locker = new Locker({
        site,
        siteKey: SITE_KEY,
        keyId: keyId(SITE_KEY),
        hal: rig.hal,
        time: rig.time,
        logger: silent,
        version: '0.0.0-test',
        buildTime: START - HOUR,
        cron: () => async () => undefined,
        databaseFile: join(rig.folder, 'lockerd.db'),
      });
      locker.close();
      return null;
    } catch (error) {
      if (error instanceof StoreError) return error;
      throw error;
    }
  }

  test('with a parcel inside: refused, and the message says which', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL, size: 'L' }, PIN);
    const refused = await startWithout(place);
    expect(refused).toMatchObject({ code: 'missing-compartment' });
    expect(refused?.message).toContain(place);
    // Put back into the file, everything is as it was.
    await rig.boot();
    await opens(PIN, place);
  });

  test('whose door was opened a moment ago: refused', async () => {
    rig.locker.operations.open('C1', { person: 't1', reason: 'look' });
    await rig.advance(1_000);
    expect(await startWithout('C1')).toMatchObject({ code: 'missing-compartment' });
  });

  test('and empty: fine', async () => {
    await rig.stored({ id: 'p1', label: LABEL, size: 'L' }, PIN);
    expect(await startWithout('A1')).toBeNull();
  });
});

test('told to open a door while it is stopping, the locker refuses, and no opening is left for the next start', async () => {
  await rig.locker.halt();
  const { store, clock, operations } = rig.locker;
  const command = { id: 'c1', notAfter: iso(inHours(1)), type: 'open-compartment', compartment: 'A1', reason: 'look' };
  const deps = { store, clock, operations, logger: silent, remoteOpen: true, signers: null };
  handleCommand(deps, Buffer.from(JSON.stringify(command)), false);
  expect(rig.events().at(-1)).toMatchObject({ type: 'command.refused', id: 'c1' });
  expect(operations.open('A1', { person: 't1', reason: 'look' })).toMatchObject({ ok: false, code: 'conflict' });
  expect(store.openings.unsettled()).toEqual([]);
  await rig.cut();
  await rig.advance(5_000);
  expect(rig.types()).not.toContain('access.interrupted');
  expect(rig.compartment('A1').state).toBe('free');
});

test.each(['lock:A1', 'door:A1'])(
  'told from afar to open a door while %s is lost, the locker says so; when it is back the door opens',
  async (device) => {
    await rig.fault(device, 'lost');
    await rig.advance(1_000);
    expect(rig.types()).toContain('device.lost');
    const by = { person: 't1', reason: 'look' };
    const refused = rig.locker.operations.open('A1', by);
    expect(refused).toMatchObject({ ok: false, code: 'conflict' });
    expect('message' in refused && refused.message).toMatch(`A1 can't be opened: ${device} is lost`);
    expect(rig.locker.operations.open('A2', by)).toEqual({ ok: true });
    // Nothing was asked of the lock, so nothing is known to be wrong with it.
    await rig.advance(10_000);
    expect(rig.types()).not.toContain('door.jammed');
    expect([rig.compartment('A1').state, await rig.pulses('A1')]).toEqual(['free', 0]);
    await rig.fault(device, 'none');
    await rig.advance(1_000);
    expect(rig.locker.operations.open('A1', by)).toEqual({ ok: true });
    await rig.advance(1_000);
    expect(rig.compartment('A1').door).toBe('open');
  },
);

describe('a parcel that the operator has withdrawn', () => {
  async function withdrawn(): Promise<string> {
    const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
    rig.withdraw('p1');
    rig.revoke('g-p1');
    rig.publish();
    expect(rig.compartment(place).state).toBe('expired');
    return place;
  }

  test('is live again when a grant speaks of it, though no announcement does', async () => {
    const place = await withdrawn();
    rig.grant('g-p1', { kind: 'pickup', parcel: 'p1', pin: PIN });
    rig.publish();
    expect(rig.compartment(place).state).toBe('occupied');
    await opens(PIN, place);
  });

  test('but not when its window has ended meanwhile', async () => {
    const place = await withdrawn();
    await rig.advance(80 * HOUR);
    rig.grant('g-p1', { kind: 'pickup', parcel: 'p1', pin: PIN });
    rig.publish();
    expect(rig.compartment(place).state).toBe('expired');
    await rig.keys(PIN);
    expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'expired' });
  });

  test('nor when it was recalled while nobody named it', async () => {
    const place = await withdrawn();
    expect(rig.locker.operations.recall('p1')).toEqual({ ok: true });
    rig.announce({ id: 'p1', label: LABEL });
    rig.grant('g-p1', { kind: 'pickup', parcel: 'p1', pin: PIN });
    rig.publish();
    expect(rig.compartment(place).state).toBe('expired');
    await rig.keys(PIN);
    expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'expired' });
    // It has expired once, and is told of once.
    expect(rig.types().filter((type) => type === 'parcel.expired')).toHaveLength(1);
    // Only an extension brings it back, as after every recall.
    await rig.advance(5_000);
    expect(rig.locker.operations.extend('p1', inHours(24))).toEqual({ ok: true });
    await opens(PIN, place);
  });

  test('nor one that was recalled', async () => {
    const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
    rig.locker.operations.recall('p1');
    rig.publish();
    expect(rig.compartment(place).state).toBe('expired');
  });
});
