import { handleCommand } from '../../firmware/sync/commands';
import { HOUR, Rig, SERVICE_PIN, silent } from '../helpers/rig';

/** A window's end is met to the moment, by one timer, and what a disk refuses is not lost to anybody. */

const MINUTE = 60_000;
const PIN = '123456';

let rig: Rig;
let place: string;
beforeEach(async () => {
  rig = await Rig.running();
  place = await rig.stored({ id: 'p1', label: 'L-1', windowHours: 1 }, PIN);
});
afterEach(() => rig.end());

const end = () => rig.locker.store.parcels.get('p1')?.expires_at ?? 0;
const left = () => end() - rig.locker.clock.now();
const by = { reason: 'a bent door', person: 't1' };

/** Between two sweeps, which come each minute. */
const awayFromSweeps = () => rig.advance(1.5 * MINUTE - (rig.locker.clock.monotonic() % MINUTE));

test.each([50_000, 1_000, 10, 1])(
  'one that stands still %d ms before its end costs no more than others',
  async (ms) => {
    await rig.advance(left() - ms);
    rig.locker.operations.outOfService(place, by);
    const lazily = jest.spyOn(rig.locker.store, 'writeLazily');
    await rig.advance(10 * MINUTE);
    expect(lazily.mock.calls.length).toBeLessThan(30);
    rig.locker.operations.inService(place, by);
    expect(left()).toBe(ms);
    await rig.advance(ms - 1);
    expect(rig.types()).not.toContain('parcel.expired');
    await rig.advance(1);
    expect(rig.types()).toContain('parcel.expired');
  },
);

test('two that end within a minute end one after the other', async () => {
  await rig.advance(20_000);
  await rig.stored({ id: 'p2', label: 'L-2', windowHours: 1 }, '654321');
  for (const id of ['p1', 'p2']) {
    await rig.advance((rig.locker.store.parcels.get(id)?.expires_at ?? 0) - rig.locker.clock.now());
    expect(rig.events().at(-1)).toMatchObject({ type: 'parcel.expired', parcel: id });
  }
});

describe('a code typed in the last second', () => {
  const told = () => rig.types().filter((type) => /^(parcel\.(expired|collected)|door\.jammed)/.test(type));
  const inTime = async (): Promise<void> => {
    await rig.advance(left() - 1_000);
    await rig.keys(PIN);
    expect(rig.screen()).toBe('opening');
  };

  test('its door is stuck: the parcel waits, however long that takes to mend', async () => {
    await rig.fault(`door:${place}`, 'jam');
    await inTime();
    await rig.advance(7_000);
    expect(rig.world.firedFaults()[`door:${place} jam`]).toBeGreaterThan(0);
    await rig.advance(5 * HOUR);
    await rig.fault(`door:${place}`, 'none');
    rig.locker.sweep();
    // What was left of it when the code was typed is left still.
    expect(left()).toBe(1_000);
    await rig.keys(PIN);
    await rig.advance(1_000);
    expect(rig.screen()).toBe('open');
    expect(told()).toEqual(['door.jammed', 'parcel.collected']);
  });

  test('its door opens slowly, after the end: the parcel is collected', async () => {
    await rig.fault(`door:${place}`, 'slow');
    await inTime();
    await rig.advance(20_000);
    expect(rig.world.firedFaults()[`door:${place} slow`]).toBeGreaterThan(0);
    expect(told()).toContain('parcel.collected');
    expect(told()).not.toContain('parcel.expired');
  });

  test('the parcel is recalled while its door is stuck: that holds', async () => {
    await rig.fault(`door:${place}`, 'jam');
    await inTime();
    rig.locker.operations.recall('p1');
    await rig.advance(7_000);
    expect(rig.world.firedFaults()[`door:${place} jam`]).toBeGreaterThan(0);
    await rig.fault(`door:${place}`, 'none');
    await rig.keys(PIN);
    expect(rig.screen()).toBe('refused');
    expect(told()).toEqual(['parcel.expired', 'door.jammed']);
  });

  test('and the power goes before the door opens: the time in the dark is given, as always', async () => {
    await rig.fault(`door:${place}`, 'jam');
    await inTime();
    await rig.advance(2_000);
    rig.bury();
    await rig.advance(HOUR);
    await rig.fault(`door:${place}`, 'none');
    await rig.boot();
    expect(rig.world.firedFaults()[`door:${place} jam`]).toBeGreaterThan(0);
    await rig.keys(PIN);
    await rig.advance(1_000);
    expect(rig.screen()).toBe('open');
  });
});

test('a parcel that an audit finds after its end is on the list of the courier at once', async () => {
  rig.locker.operations.verifiedEmpty(place, by);
  await rig.advance(HOUR);
  await awayFromSweeps();
  await rig.keys(SERVICE_PIN);
  await rig.advance(1_100);
  await rig.keys('42#');
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  await rig.scan('L-1');
  expect(
    rig
      .types()
      .filter((type) => type.startsWith('parcel.'))
      .slice(-2),
  ).toEqual(['parcel.found', 'parcel.expired']);
});

test('the disk refuses a command: what stood still until then is given all the same', async () => {
  const { store, clock, operations } = rig.locker;
  const before = end();
  await awayFromSweeps();
  operations.outOfService(place, by);
  await rig.advance(20_000);
  rig.atPoint = (point) => {
    if (point !== 'before-commit') return;
    rig.atPoint = () => undefined;
    throw new Error('the disk is full');
  };
  const command = {
    id: 'c1',
    type: 'extend',
    parcel: 'p1',
    expiresAt: new Date(before + 3 * HOUR).toISOString(),
    notAfter: new Date(clock.now() + MINUTE).toISOString(),
  };
  const deps = { store, clock, operations, logger: silent, remoteOpen: false, signers: null };
  expect(() => handleCommand(deps, Buffer.from(JSON.stringify(command)), false)).toThrow('the disk is full');
  await rig.advance(5_000);
  operations.inService(place, by);
  expect(end() - before).toBe(25_000);
});
