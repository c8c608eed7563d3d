import { OpeningTimes } from '../../firmware/doors/opening-times';
import { Rig } from '../helpers/rig';
import { testStore } from '../helpers/store';

/** How long doors take to open is kept, shown, and told of when a lock gets stiff. */

const BY = { person: 'kim', reason: 'test' };
let rig: Rig;
afterEach(() => rig.end());

/** Somebody opens it by hand and closes it again. */
async function open(times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    expect(rig.locker.operations.open('A1', BY)).toMatchObject({ ok: true });
    await rig.advance(10_000);
    expect(rig.compartment('A1').door).toBe('open');
    await rig.hand('A1', 'close');
  }
}
const view = () => rig.locker.doors.openingTimes.view('A1');
const stiff = () => rig.locker.doors.openingTimes.stiff().map(({ compartment }) => compartment);
const told = () => rig.types().filter((type) => /^door\.(stiff|eased|lock)/.test(type));

test('each opening is measured; a lock that takes its time is told of once, across a power cut too, until it is well', async () => {
  rig = await Rig.running();
  await open(3);
  expect(view()).toMatchObject({ id: 'A1', openings: 3, lastMs: 300, medianMs: 300, firstMs: 300, stiff: false });
  expect(rig.locker.doors.openingTimes.view('B1')).toMatchObject({ openings: 0, lastMs: null, lastAt: null });

  await rig.fault('lock:A1', 'slow');
  await open(4);
  expect(rig.world.firedFaults()['lock:A1 slow']).toBe(4);
  expect(view()).toMatchObject({ openings: 7, lastMs: 2_300, stiff: true });
  expect([stiff(), told()]).toEqual([['A1'], ['door.stiff']]);
  expect(rig.events().find(({ type }) => type === 'door.stiff')).toMatchObject({
    compartment: 'A1',
    recentMs: 2_300,
    usualMs: 2_300,
  });
  await rig.cut();
  await open(2);
  expect([stiff(), told()]).toEqual([['A1'], ['door.stiff']]);

  await rig.fault('lock:A1', 'none');
  await open(7);
  expect([stiff(), told()]).toEqual([[], ['door.stiff', 'door.eased']]);
  expect(view()).toMatchObject({ openings: 16, lastMs: 300, stiff: false });
});

test('a door so slow that it is given up each time counts by when it came', async () => {
  rig = await Rig.running();
  await rig.fault('door:A1', 'slow');
  await open(5);
  expect(rig.world.firedFaults()['door:A1 slow']).toBeGreaterThanOrEqual(5);
  expect(rig.types().filter((type) => type === 'door.jammed')).toHaveLength(5);
  expect(view()).toMatchObject({ openings: 5, lastMs: 8_000, stiff: true });
});

test('with another lock in, what was usual before is forgotten, and the audit log says who put it in', async () => {
  rig = await Rig.running();
  await rig.fault('lock:A1', 'slow');
  await open(5);
  rig.locker.doors.openingTimes.newLock('A1', 'kim');
  expect([view().openings, stiff(), told()]).toEqual([0, [], ['door.stiff', 'door.lock-renewed']]);
  expect(rig.events().at(-1)).toMatchObject({ type: 'door.lock-renewed', compartment: 'A1', person: 'kim' });
});

test('the first twenty and the latest two hundred are kept, no more', async () => {
  rig = await Rig.running();
  const box = testStore();
  try {
    const { store } = box;
    const times = new OpeningTimes(store, { now: () => 0 }, 2_000);
    const [{ id = '' } = {}] = store.compartments.all();
    for (let n = 1; n <= 500; n += 1) store.write(() => times.add(id, n));
    const { openings, firstMs, medianMs, history } = times.history(id);
    expect({ openings, firstMs, medianMs }).toEqual({ openings: 500, firstMs: 11, medianMs: 491 });
    expect([history.length, history[0]?.n, history.at(-1)?.tookMs]).toEqual([200, 301, 500]);
    expect(store.db.prepare('SELECT count(*) FROM door_time').pluck().get()).toBe(220);
  } finally {
    box.close();
  }
});
