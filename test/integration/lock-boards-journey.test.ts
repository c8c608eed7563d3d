import { EMULATED } from '../../scripts/emulators/make-board';
import { BoardBench, type BoardSetup } from '../helpers/board-rig';
import { COURIER_PIN, HOUR, Rig } from '../helpers/rig';

/**
 * A locker whose doors hang on lock boards: what a courier and a recipient do, each door opened and seen by
 * frames on the line.
 */

const PIN = '123456';
const TOKEN = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

const SETUPS: readonly (readonly [string, BoardSetup])[] = [
  ...EMULATED.map((kind) => [kind, { kind }] as const),
  ['ybx, locks that say 00 when closed', { kind: 'ybx', closedIs: 0x00 }],
  ['ybx, on an adapter that echoes', { kind: 'ybx', closedIs: 0x00, echoes: true }],
  ['kerong-cu, on an adapter that echoes, in pieces', { kind: 'kerong-cu', echoes: true, pieces: 3 }],
  ['winnsen, slow boards and bytes in pieces', { kind: 'winnsen', pieces: 3, turnaroundMs: 60 }],
];

describe.each(SETUPS)('%s', (_, setup) => {
  let rig: Rig;
  let bench: BoardBench;
  beforeEach(async () => {
    bench = new BoardBench(setup);
    rig = await Rig.running({}, bench.make);
  });
  afterEach(async () => {
    await rig.end();
    expect(bench.violations()).toEqual([]);
    expect([bench.line.tooSoon, bench.line.collisions]).toEqual([0, 0]);
  });

  test('a parcel goes in, its recipient takes it out with the PIN, and the PIN works once', async () => {
    const place = await rig.stored({ id: 'p1', label: 'L1', size: 'M' }, PIN);
    expect(place).toBe('B1');
    expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p1', door: 'closed' });
    await rig.keys(PIN);
    expect(rig.screen()).toBe('opening');
    await rig.advance(1_000);
    expect(rig.screen()).toBe('open');
    await rig.hand(place, 'close');
    expect(rig.screen()).toBe('closed');
    expect(rig.compartment(place)).toMatchObject({ state: 'free', parcel: null });
    await rig.keys(`#${PIN}`);
    expect(rig.screen()).toBe('refused');
    expect(bench.unlocks(place)).toBe(2);
    for (const other of ['A1', 'A2', 'C1', 'C2']) expect(bench.unlocks(other)).toBe(0);
    expect(rig.types().slice(-6)).toEqual([
      'parcel.deposited',
      'session.ended',
      'door.opened',
      'parcel.collected',
      'door.closed',
      'access.refused',
    ]);
  });

  test('the QR code of the message opens the door', async () => {
    const place = await rig.stored({ id: 'p1', label: 'L1', size: 'L' }, PIN, TOKEN);
    await rig.scan(`]Q1LK1-${TOKEN}\r\n`);
    await rig.advance(1_000);
    expect(rig.screen()).toBe('open');
    expect(rig.events().find(({ type }) => type === 'parcel.collected')).toMatchObject({ method: 'qr', parcel: 'p1' });
    await rig.hand(place, 'close');
  });

  test('a door that jams gives the code back; it is tried again and opens', async () => {
    const place = await rig.stored({ id: 'p1', label: 'L1', size: 'S' }, PIN);
    const before = bench.unlocks(place);
    await rig.fault(`door:${place}`, 'jam');
    await rig.keys(PIN);
    await rig.advance(6_000);
    expect(rig.screen()).toBe('jammed');
    expect(rig.world.firedFaults()[`door:${place} jam`]).toBeGreaterThan(0);
    expect(rig.compartment(place).state).toBe('out-of-service');
    expect(bench.unlocks(place) - before).toBeLessThanOrEqual(2);
    await rig.fault(`door:${place}`, 'none');
    await rig.keys(PIN);
    await rig.advance(1_000);
    expect(rig.screen()).toBe('open');
    await rig.hand(place, 'close');
    expect(rig.types().filter((type) => type === 'parcel.collected')).toHaveLength(1);
  });

  test('after the window the code is refused, and the courier takes the parcel back', async () => {
    const place = await rig.stored({ id: 'p1', label: 'L1', size: 'XL', windowHours: 1 }, PIN);
    await bench.quiet(rig, 2 * HOUR);
    expect(rig.compartment(place).state).toBe('expired');
    await rig.keys(PIN);
    expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'expired' });
    await rig.keys(COURIER_PIN);
    await rig.advance(1_000);
    await rig.keys('2');
    await rig.keys('#');
    await rig.advance(1_000);
    await rig.hand(place, 'close');
    await rig.keys('#');
    expect(rig.types()).toContain('parcel.retrieved');
    expect(rig.compartment(place).state).toBe('free');
  });

  test('the line’s plug is pulled: all doors unknown, nobody is let in; plugged in again, all is well', async () => {
    const place = await rig.stored({ id: 'p1', label: 'L1', size: 'M' }, PIN);
    bench.socket.unplug();
    await rig.advance(5_000);
    expect(rig.compartment(place).door).toBe('unknown');
    expect(rig.types().filter((type) => type === 'device.lost').length).toBeGreaterThan(0);
    const before = bench.unlocks(place);
    await rig.keys(PIN);
    await rig.advance(1_000);
    expect(rig.screen()).toBe('jammed');
    bench.socket.plug();
    await rig.advance(60_000);
    expect(rig.compartment(place).door).toBe('closed');
    // What was asked for while the line was away is not made up for later.
    expect(bench.unlocks(place)).toBe(before);
    await rig.keys(PIN);
    await rig.advance(1_000);
    expect(rig.screen()).toBe('open');
    await rig.hand(place, 'close');
  });

  test('a door that is forced is told, and one that is left open too', async () => {
    await rig.hand('A1', 'open');
    await rig.advance(1_000);
    expect(rig.types()).toContain('door.forced');
    expect(rig.compartment('A1').door).toBe('open');
    await rig.hand('A1', 'close');
    await rig.advance(1_000);
    expect(rig.compartment('A1').door).toBe('closed');
  });
});

test('winnsen has no checksum: a bit that fell over once is no open door', async () => {
  const bench = new BoardBench({ kind: 'winnsen' });
  const rig = await Rig.running({}, bench.make);
  bench.lie('A1');
  await rig.advance(10_000);
  expect(bench.liesLeft('A1')).toBe(0);
  expect(rig.types()).not.toContain('door.forced');
  expect(rig.compartment('A1')).toMatchObject({ state: 'free', door: 'closed' });
  await rig.end();
});
