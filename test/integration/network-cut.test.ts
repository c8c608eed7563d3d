import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Listener, testBroker, type TestBroker } from '../helpers/broker';
import { testLink, type TestLink } from '../helpers/link';
import { simLocker } from '../unit/hal-sim/sim-locker';

describe('the network to the operator is cut', () => {
  let broker: TestBroker;
  let box: TestLink;
  beforeEach(async () => {
    broker = await testBroker();
    box = testLink(broker.url);
  });
  afterEach(async () => {
    await box.stop();
    await broker.kill();
  });

  const isLink = (link: string) => () => box.link.view().link === link;

  test('the connection breaks without a good-bye, events wait, and go on their way when it is back', async () => {
    const operator = await Listener.at(broker.url);
    box.link.start();
    await box.until(isLink('online'));
    box.link.network(false);
    expect(box.link.view().link).toBe('offline');
    // The broker says for the locker what it could not say itself: its last will.
    await operator.hears<number>('online', (value) => value === 0);
    box.store.record({ type: 'locker.stopped' });
    expect(box.link.view().pendingEvents).toBe(1);
    box.link.network(true);
    await box.until(isLink('online'));
    await operator.hears<{ type: string }>('events', ({ type }) => type === 'locker.stopped');
    await operator.leave();
    expect(box.faults).toEqual([]);
  });

  test('a locker that starts without a network tries nothing, until there is one', async () => {
    box.link.network(false);
    box.link.start();
    await new Promise((resolve) => setImmediate(resolve));
    expect(box.link.view().link).toBe('offline');
    expect(box.warnings).toEqual([]);
    box.link.network(true);
    await box.until(isLink('online'));
    // Said twice it means no more than once.
    box.link.network(true);
    expect(box.link.view().link).toBe('online');
  });
});

test('the world remembers the cut, like a fault, and tells it apart from the faults of devices', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'world-'));
  try {
    const file = join(folder, 'world.json');
    const before = await simLocker(file);
    expect(await before.sim.inspect()).toEqual({ faults: {}, fired: {}, network: true });
    await before.sim.fault('door:A1', 'jam');
    await before.sim.network(false);
    await before.lock.release();
    expect(await before.sim.inspect()).toEqual({
      faults: { 'door:A1': 'jam' },
      fired: { 'door:A1 jam': 1 },
      network: false,
    });
    // No device is lost by it.
    expect(before.log).toEqual([]);
    before.world.stop();

    const after = await simLocker(file);
    expect(await after.sim.inspect()).toMatchObject({ faults: { 'door:A1': 'jam' }, network: false });
    await after.sim.network(true);
    expect((await after.sim.inspect()).network).toBe(true);
    expect(after.log).toEqual([]);
    after.world.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
