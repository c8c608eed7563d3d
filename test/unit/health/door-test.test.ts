import { createDoorTest } from '../../../firmware/health/door-test';
import { done, refuse } from '../../../firmware/core/result';
import type { CompartmentState } from '../../../firmware/core/views';
import type { DoorReading } from '../../../hal/ports';
import { Signal } from '../../../hal/signal';
import { someTurns, VirtualTime } from '../../../hal/sim/virtual-time';

function rig() {
  const time = new VirtualTime({ frozen: true });
  const edges = new Signal<DoorReading>();
  const news = new Signal<{ type: string; opening: { compartment: string } }>();
  const world = {
    state: 'free' as CompartmentState | null,
    reading: 'closed' as DoorReading,
    busy: false,
    parcel: false,
  };
  const opened: unknown[] = [];
  const test = createDoorTest({
    hal: { contacts: new Map([['A1', { read: async () => world.reading, onChange: edges.listen }]]) },
    time,
    travelMs: 2_000,
    open: (id, by) => {
      if (world.busy) return refuse('conflict', 'an opening is under way');
      opened.push([id, by]);
      return done;
    },
    doors: { reading: () => world.reading, onNews: news.listen },
    stateOf: () => world.state,
    holdsParcel: () => world.parcel,
  });
  const by = { person: 'kim', reason: 'self-test' };
  return { time, edges, news, world, opened, run: (id = 'A1') => test(id, by), by };
}

test('measures from the release to the first edge', async () => {
  const { time, edges, news, run, opened, by } = rig();
  const running = run();
  await time.advance(120);
  edges.emit('open');
  edges.emit('closed');
  edges.emit('open');
  await time.advance(50);
  news.emit({ type: 'opened', opening: { compartment: 'B7' } });
  news.emit({ type: 'opened', opening: { compartment: 'A1' } });
  expect(await running).toEqual({ compartment: 'A1', opened: true, openedAfterMs: 120, detail: '' });
  expect(opened).toEqual([['A1', by]]);
});

test('a door that needed a second pulse says so, one that stays shut says what to look at', async () => {
  const { time, edges, news, run } = rig();
  let running = run();
  await time.advance(2_150);
  edges.emit('open');
  news.emit({ type: 'opened', opening: { compartment: 'A1' } });
  expect(await running).toMatchObject({
    opened: true,
    openedAfterMs: 2_150,
    detail: expect.stringContaining('second pulse') as string,
  });
  running = run();
  news.emit({ type: 'jammed', opening: { compartment: 'A1' } });
  expect(await running).toMatchObject({
    opened: false,
    openedAfterMs: null,
    detail: expect.stringContaining('is the lock connected') as string,
  });
  running = run();
  await time.advance(30_000);
  await someTurns();
  expect(await running).toMatchObject({ opened: false });
});

test.each(['occupied', 'expired', 'reserved', 'opening', 'open'] as const)('%s: nothing is opened', async (state) => {
  const { world, run, opened } = rig();
  world.state = state;
  expect(await run()).toMatchObject({ ok: false, code: 'conflict' });
  expect(opened).toEqual([]);
});

test.each(['unverified', 'out-of-service'] as const)('%s, and a parcel is inside: nothing is opened', async (state) => {
  const { world, run, opened } = rig();
  world.state = state;
  world.parcel = true;
  expect(await run()).toMatchObject({ ok: false, code: 'conflict' });
  expect(opened).toEqual([]);
});

test('what else keeps a door from being tested', async () => {
  const { world, run, opened } = rig();
  expect(await run('Z9')).toMatchObject({ ok: false, code: 'not-found' });
  world.reading = 'open';
  expect(await run()).toMatchObject({ code: 'conflict', message: 'A1 stands open: close its door first' });
  world.reading = 'unknown';
  expect(await run()).toMatchObject({ code: 'conflict' });
  world.reading = 'closed';
  world.busy = true;
  expect(await run()).toMatchObject({ code: 'conflict', message: 'an opening is under way' });
  expect(opened).toEqual([]);
});
