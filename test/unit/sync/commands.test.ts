import fc from 'fast-check';
import type { Operations } from '../../../firmware/core/operations';
import { done, refuse } from '../../../firmware/core/result';
import { handleCommand } from '../../../firmware/sync/commands';
import { bytes } from '../../helpers/documents';
import { silent, START, testStore, type TestStore } from '../../helpers/store';

let box: TestStore;
let asked: string[];
let operations: Operations;
beforeEach(() => {
  box = testStore();
  asked = [];
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      asked.push(`${name} ${JSON.stringify(args)}`);
      return done;
    };
  operations = {
    open: note('open'),
    outOfService: note('outOfService'),
    inService: note('inService'),
    verifiedEmpty: note('verifiedEmpty'),
    extend: note('extend'),
    recall: note('recall'),
  };
});
afterEach(() => box.close());

const notAfter = '2026-11-21T10:05:00Z';
function command(fields: Record<string, unknown>): Record<string, unknown> {
  return { id: 'c1', notAfter, type: 'recall', parcel: 'p1', ...fields };
}
function send(message: unknown, { retained = false, remoteOpen = false } = {}): void {
  const { store, clock } = box;
  handleCommand({ store, clock, operations, logger: silent, remoteOpen, signers: null }, bytes(message), retained);
}
function answers(): string[] {
  return box
    .events()
    .map((event) =>
      event.type === 'command.refused' ? `${event.id} refused: ${event.reason}` : `${event.id} ${event.type}`,
    );
}

test('commands are obeyed and answered under their own id', () => {
  send(command({ id: 'a' }));
  send(command({ id: 'b', type: 'extend', expiresAt: '2026-11-25T00:00:00Z' }));
  send(command({ id: 'c', type: 'out-of-service', compartment: 'A1' }));
  send(command({ id: 'd', type: 'in-service', compartment: 'A1' }));
  send(command({ id: 'e', type: 'open-compartment', compartment: 'A1', reason: 'stuck parcel' }), { remoteOpen: true });
  expect(asked).toEqual([
    'recall ["p1"]',
    `extend ["p1",${Date.UTC(2026, 10, 25)}]`,
    'outOfService ["A1",{"reason":"operator","person":"operator"}]',
    'inService ["A1",{"person":"operator"}]',
    'open ["A1",{"reason":"stuck parcel","person":"operator"}]',
  ]);
  expect(answers()).toEqual(['a', 'b', 'c', 'd', 'e'].map((id) => `${id} command.done`));
});

test('a door is opened from afar only where the site allows it', () => {
  send(command({ type: 'open-compartment', compartment: 'A1', reason: 'x' }));
  expect([asked, answers()]).toEqual([[], ['c1 refused: remote opening is not allowed at this site']]);
});

test('a repeated id gets its first answer again and nothing is done twice', () => {
  send(command({}));
  send(command({ type: 'recall', parcel: 'p2' }));
  send(command({ id: 'late', notAfter: '2026-11-21T09:00:00Z' }));
  send(command({ id: 'late' }));
  expect(asked).toEqual(['recall ["p1"]']);
  expect(answers()).toEqual([
    'c1 command.done',
    'c1 command.done',
    'late refused: past notAfter',
    'late refused: past notAfter',
  ]);
});

test('a retained command is refused, and told so again by the next run that it comes to', () => {
  send(command({}), { retained: true });
  send(command({}), { retained: true });
  expect([asked, answers()]).toEqual([[], ['c1 refused: retained', 'c1 refused: retained']]);
});

test('what the locker can not do is refused with the reason', () => {
  operations = { ...operations, recall: () => refuse('not-found', 'no parcel p1 inside') };
  send(command({}));
  expect(answers()).toEqual(['c1 refused: no parcel p1 inside']);
});

test('until the last moment, not after it, and never by a clock that is not to be trusted', async () => {
  await box.time.advance(5 * 60_000);
  send(command({ id: 'in-time' }));
  await box.time.advance(1);
  send(command({ id: 'too-late' }));
  box.time.step(-3_600_000, false);
  send(command({ id: 'who-knows', notAfter: '2026-11-22T00:00:00Z' }));
  expect(answers()).toEqual([
    'in-time command.done',
    'too-late refused: past notAfter',
    'who-knows refused: the clock is not to be trusted',
  ]);
});

test.each([
  [command({ type: 'explode' }), 'type'],
  [command({ notAfter: undefined }), 'notAfter'],
  [command({ parcel: 7 }), 'parcel'],
  [command({ type: 'extend', expiresAt: 'later' }), 'expiresAt'],
  [command({ type: 'open-compartment', compartment: 'A1' }), 'reason'],
])('%j is of the wrong shape', (message, field) => {
  send(message, { remoteOpen: true });
  expect([asked, answers()]).toEqual([[], [expect.stringContaining(`c1 refused: wrong shape: ${field}`)]]);
});

test('what can not be answered is not done', () => {
  for (const message of [
    '',
    '{',
    'null',
    '[]',
    command({ id: undefined }),
    command({ id: '' }),
    command({ id: 'a b' }),
    command({ id: 7 }),
  ])
    send(message);
  send(command({ reason: 'x'.repeat(20_000) }));
  expect([asked, answers()]).toEqual([[], []]);
});

test('when its transaction fails neither the deed nor the answer is remembered, and it can be asked again', () => {
  operations = {
    ...operations,
    recall: () => {
      throw new Error('disk full');
    },
  };
  expect(() => send(command({}))).toThrow('disk full');
  operations = { ...operations, recall: () => done };
  send(command({}));
  expect(answers()).toEqual(['c1 command.done']);
});

test('whatever arrives on the topic, nothing is done that was not asked for', () => {
  fc.assert(
    fc.property(fc.anything(), fc.boolean(), (value, retained) => {
      send(command({ id: 'x', type: value, compartment: value, parcel: value }), { retained, remoteOpen: true });
      send(JSON.stringify(value) ?? '', { retained, remoteOpen: true });
    }),
    { numRuns: 50 },
  );
  expect(asked).toEqual([]);
  expect(START).toBe(box.clock.now());
});
