import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { formatProblems, parseScenario } from '../../../config/scenario/load';
import type { StoredEvent } from '../../../firmware/core/events';
import type { StateView } from '../../../firmware/core/views';
import type { Announced, Message } from '../../../firmware/panel/scenario/api';
import { Recorder } from '../../../firmware/panel/scenario/recorder';
import { Tape } from '../../../firmware/panel/scenario/tape';

const QR = 'LK1-0123456789ABCDEFGHJKMNPQRS';
const folder = mkdtempSync(join(tmpdir(), 'recorder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function announced(id: string, fields: Partial<Announced>): Announced {
  const plain = { size: 'M', accessible: false, handover: false, depositAllowed: false };
  return { id, label: null, to: `${id}@example.com`, ...plain, recipient: null, windowHours: null, ...fields };
}

/** A recorder beside a locker that is played. */
function rig() {
  const file = join(folder, `${Math.random()}.jsonl`);
  const world = {
    screen: 'idle',
    time: 0,
    compartments: [
      { id: 'A1', size: 'S', state: 'free', parcels: [] as string[] },
      { id: 'B1', size: 'M', state: 'occupied', parcels: ['old'] },
    ],
    events: [] as object[],
    parcels: [announced('old', { to: 'bo@example.com' })],
    messages: [{ to: 'bo@example.com', parcel: 'old', text: '', pin: '222222', qr: QR }] as Message[],
  };
  const recorder = (): Recorder =>
    new Recorder({
      tape: new Tape(file),
      state: () => ({ terminal: { screen: world.screen }, compartments: world.compartments }) as unknown as StateView,
      eventsAfter: (seq) => world.events.slice(seq) as StoredEvent[],
      lastSeq: () => world.events.length,
      people: () => Promise.resolve([{ kind: 'courier', pin: '900001', qr: `${QR}Z` }]),
      messages: () => Promise.resolve(world.messages),
      parcels: () => Promise.resolve(world.parcels),
      now: () => world.time,
    });
  const first = recorder();
  const call = async (path: string, body: object, answer: object = {}, status = 200, by = first): Promise<void> => {
    await by.before(path, body);
    const { id, ...told } = answer as Partial<Announced>;
    if (id !== undefined) world.parcels.push(announced(id, { ...body, ...told }));
    await by.after(path, body, status, JSON.stringify(answer));
  };
  const event = (fields: object): void => void world.events.push({ seq: world.events.length + 1, ...fields });
  return { world, recorder, first, call, event, file };
}

/** The steps of a recording, as they are written. */
function steps(text: string): string[] {
  const result = parseScenario('recorded.yaml', text);
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return [...text.matchAll(/^ {2}- (.*)$/gm)].map(([, step]) => step ?? '');
}

test('a PIN typed key by key is one step, what came of it is expected, and a pause is waited for', async () => {
  const { world, first, call, event } = rig();
  first.start();
  await call('/demo/parcels', { to: 'ann@example.com', size: 'S' }, { id: 'p1', label: 'L-1' });
  world.messages.push({ to: 'ann@example.com', parcel: 'p1', text: '', pin: '123456', qr: null });
  world.messages[1] = { ...world.messages[1]!, qr: `${QR}X` };
  for (const key of '91*2*23456') {
    await call('/sim/keys', { keys: key });
    world.screen = 'entering';
    world.time += 400;
  }
  // The slip was 9, then 1, taken back: 9 stays, so it is nobody's code; typed anew it is.
  world.screen = 'refused';
  world.time += 5_000;
  world.screen = 'idle';
  await call('/sim/keys', { keys: '123456' });
  event({ type: 'parcel.collected', parcel: 'p1', compartment: 'A1' });
  world.screen = 'open';
  await call('/sim/doors/A1', { action: 'close' });
  const text = await first.stop('Ann');
  expect(text).toMatch(/^title: Ann\nabout: /);
  expect(text).not.toMatch(/\d{4}/);
  expect(steps(text)).toEqual([
    'announce: { as: ann, to: ann@example.com, size: S }',
    'expect: { screen: idle }',
    'type: wrong',
    'wait: PT5S',
    'type: ann.pin',
    'expect: { screen: open }',
    'expect: { event: parcel.collected, parcel: ann }',
    'close: ann.door',
  ]);
  expect(first.running).toBe(false);
});

test('what the operator orders is recorded by the name of the parcel, however it was named', async () => {
  const { first, call } = rig();
  first.start();
  const wish = { to: 'ann@example.com', size: 'S', recipient: 'r-7' };
  await call('/demo/parcels', wish, { id: 'p1', label: 'L-1' });
  await call('/demo/parcels/p1/recall', {});
  await call('/demo/parcels/L-1/extend', { hours: 48 });
  await call('/demo/parcels/L-1/attempt', {});
  expect(steps(await first.stop('T'))).toEqual([
    'announce: { as: ann, to: ann@example.com, size: S, recipient: r-7 }',
    'expect: { screen: idle }',
    'recall: ann',
    'extend: { parcel: ann, hours: 48 }',
    'attempt: ann',
  ]);
});

test('what was there before is brought first, a free door is chosen, and a code that is nobody’s is wrong', async () => {
  const { first, call, event } = rig();
  first.start();
  await call('/sim/scan', { data: QR });
  await call('/sim/scan', { data: 'LK1-99999999999999999999999999' });
  await call('/sim/scan', { data: `LK2-${'A1'.repeat(60)}` });
  await call('/sim/scan', { data: `${QR}Z` });
  await call('/sim/doors/A1', { action: 'open' });
  event({ type: 'door.forced', compartment: 'A1' });
  await call('/sim/faults', { target: 'door:B1', fault: 'jam' });
  await call('/sim/faults', { target: 'scanner', fault: 'lost' });
  await call('/sim/network', { online: false });
  await call('/compartments/A1/out-of-service', { reason: 'x' });
  expect(steps(await first.stop('T'))).toEqual([
    'deposit: { as: bo, to: bo@example.com, size: M }',
    'choose: { as: door-a1, size: S }',
    'scan: bo.qr',
    'expect: { screen: idle }',
    'scan: wrong',
    'scan: wrong',
    'badge: courier',
    'open: door-a1.door',
    'expect: { event: door.forced, compartment: door-a1.door }',
    'fault: { door: bo.door, is: jam }',
    'fault: { device: scanner, is: lost }',
    'network: off',
    'out-of-service: door-a1.door',
  ]);
});

test('a parcel that was announced before is announced again as it was, and its label is known', async () => {
  const { world, first, call, event } = rig();
  const label = '00395212345678901234';
  world.parcels.push(
    announced('p9', { label, to: 'ida@example.com', size: 'L', handover: true, depositAllowed: true }),
  );
  world.messages.push({ to: 'ida@example.com', parcel: 'p9', text: '', pin: '555555', qr: null });
  first.start();
  await call('/sim/scan', { data: label });
  event({ type: 'parcel.deposited', parcel: 'p9', compartment: 'A1', label });
  await call('/sim/keys', { keys: '555555' });
  await call(`/demo/parcels/${label}/attempt`, {});
  expect(steps(await first.stop('T'))).toEqual([
    'announce: { as: ida, to: ida@example.com, size: L, handover: true, depositAllowed: true }',
    'scan: ida.label',
    'expect: { screen: idle }',
    'expect: { event: parcel.deposited, parcel: ida }',
    'type: ida.code',
    'attempt: ida',
  ]);
});

test('a call that was refused is no step, and nothing is kept while nothing is recorded', async () => {
  const { first, call } = rig();
  await call('/sim/scan', { data: QR });
  first.start();
  await call('/sim/doors/Z9', { action: 'open' }, {}, 404);
  await call('/sim/clock', { advance: 'PT6S' });
  expect(steps(await first.stop('T'))[0]).toBe('wait: PT6S');
});

test('a key that is refused takes no others with it, and nobody’s refusal takes what somebody else does', async () => {
  const { world, first, call } = rig();
  world.screen = 'entering';
  first.start();
  await call('/sim/keys', { keys: '222' });
  await call('/sim/keys', { keys: 'x' }, {}, 422);
  await call('/sim/keys', { keys: '222' });
  const jump = { step: 'PT9999999H' };
  await first.before('/sim/clock', jump);
  await first.before('/sim/doors/B1', { action: 'close' });
  await first.after('/sim/clock', jump, 422, '{}');
  world.screen = 'idle';
  expect(steps(await first.stop('T'))).toEqual(expect.arrayContaining(['type: bo.pin', 'close: bo.door']));
});

test('it goes on behind a power cut, with the names there were; a line that was cut off is no harm', async () => {
  const { world, first, recorder, call, event, file } = rig();
  first.start();
  await call('/demo/parcels', { to: 'Ann B. <ann@example.com>', size: 'S' }, { id: 'p1', label: 'L-1' });
  await first.before('/sim/power', { action: 'cut' });
  writeFileSync(file, '{"kind":"st', { flag: 'a' });
  event({ type: 'device.lost', device: 'scanner' });
  world.time = 0;
  const second = recorder();
  second.resume();
  expect(second.running).toBe(true);
  await call('/sim/scan', { data: 'L-1' }, {}, 200, second);
  const text = await second.stop('T');
  expect(steps(text)).toEqual([
    'announce: { as: ann-b-ann, to: Ann B. <ann@example.com>, size: S }',
    'expect: { screen: idle }',
    'power: cut',
    'expect: { screen: idle }',
    'expect: { event: device.lost, device: scanner }',
    'scan: ann-b-ann.label',
  ]);
});

/** What the API and the back office take. */
const duration = fc.constantFrom('PT6S', 'pt1.5h', 'P1W', '+PT1M', 'PT0.0005S', 'P3DT4H', 'PT0S', 'P0D');
const text = fc.string({
  unit: fc.oneof(fc.constantFrom(...' 0123456789LK-\r\t]Qx:#"'), fc.string({ unit: 'binary' })),
});
const anyCall = fc.oneof(
  fc.record({
    path: fc.constant('/sim/keys'),
    body: fc.record({
      keys: fc.string({ unit: fc.constantFrom(...'0123456789*#AD'), minLength: 1, maxLength: 256, size: 'max' }),
    }),
  }),
  fc.record({ path: fc.constant('/sim/scan'), body: fc.record({ data: text }) }),
  fc.record({ path: fc.constant('/sim/clock'), body: fc.record({ advance: duration }) }),
  fc.record({
    path: fc.constant('/sim/clock'),
    body: fc.record({ step: fc.oneof(duration, fc.constantFrom('-PT1H', '-p2d')), trusted: fc.boolean() }),
  }),
  fc.record({
    path: fc.constant('/demo/parcels'),
    body: fc.record({
      to: text.filter((to) => to.trim() !== ''),
      size: fc.constantFrom('S', 'XL'),
      windowHours: fc.double({ min: 1, max: 2_160, noNaN: true }),
    }),
  }),
  fc.record({
    path: fc.constantFrom('/demo/parcels/old/extend', '/demo/parcels/nobody/extend'),
    body: fc.record({ hours: fc.double({ min: 0, minExcluded: true, max: 8_760, noNaN: true }) }),
  }),
  fc.record({ path: fc.constantFrom('/sim/doors/A1', '/sim/doors/B1'), body: fc.constant({ action: 'close' }) }),
);

test('whatever is done, the recording is a scenario that can be played, without a code', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyCall, { maxLength: 8 }), async (calls) => {
      const { first, call } = rig();
      first.start();
      for (const [n, { path, body }] of calls.entries()) await call(path, body, { id: `p${n}`, label: `L-${n}` });
      const recorded = await first.stop('T');
      const result = parseScenario('recorded.yaml', recorded);
      expect([recorded, result.ok || formatProblems(result.problems)]).toEqual([recorded, true]);
      expect(recorded).not.toContain('222222');
    }),
  );
});
