import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operatorKey, publicHalf } from '../../../firmware/core/operator-key';
import type { Operations } from '../../../firmware/core/operations';
import { done } from '../../../firmware/core/result';
import { handleCommand } from '../../../firmware/sync/commands';
import { wrapCommand } from '../../../firmware/sync/signed';
import { OPERATOR, OPERATOR_KEY, STRANGER } from '../../helpers/signing';
import { LOCKER, silent, testStore, type TestStore } from '../../helpers/store';

interface Message {
  readonly signed: string;
  readonly sig: string;
  readonly key: string;
}
interface Vectors {
  readonly publicKey: string;
  readonly keyId: string;
  readonly locker: string;
  readonly obeyed: readonly { readonly json: string; readonly message: Message }[];
  readonly refused: readonly { readonly why: string; readonly message: unknown }[];
}
const vectors = JSON.parse(readFileSync(join(__dirname, '../../vectors/signed-commands.json'), 'utf8')) as Vectors;

let box: TestStore;
let asked: string[];
let operations: Operations;
beforeEach(() => {
  box = testStore();
  asked = [];
  const note = (name: string) => (target: string) => {
    asked.push(`${name} ${target}`);
    return done;
  };
  operations = {
    open: note('open'),
    outOfService: note('out-of-service'),
    inService: note('in-service'),
    verifiedEmpty: note('verified-empty'),
    extend: note('extend'),
    recall: note('recall'),
  };
});
afterEach(() => box.close());

const KEYS = [operatorKey(OPERATOR_KEY)];

function send(
  message: unknown,
  { retained = false, keys = KEYS }: { retained?: boolean; keys?: typeof KEYS | null } = {},
): void {
  const { store, clock } = box;
  const signers = keys && { locker: LOCKER, keys };
  const bytes = Buffer.from(JSON.stringify(message));
  handleCommand({ store, clock, operations, logger: silent, remoteOpen: true, signers }, bytes, retained);
}

function answers(): string[] {
  return box
    .events()
    .map((event) => `${event.id} ${event.type === 'command.refused' ? `refused: ${event.reason}` : event.type}`);
}

const recall = (fields: Record<string, unknown> = {}) => ({
  id: 'c1',
  notAfter: '2026-11-21T10:05:00Z',
  type: 'recall',
  parcel: 'p1',
  ...fields,
});
const wrap = (command: unknown, locker = LOCKER, key = OPERATOR) =>
  wrapCommand(Buffer.from(JSON.stringify(command)), locker, key);

describe('vectors', () => {
  test('are for this locker and key', () => {
    expect([vectors.locker, vectors.publicKey, vectors.keyId]).toEqual([LOCKER, OPERATOR_KEY, KEYS[0]?.id]);
  });

  test.each(vectors.obeyed)('obeyed: $json', ({ json, message }) => {
    expect(wrapCommand(Buffer.from(json), LOCKER, OPERATOR)).toEqual(message);
    send(message);
    expect(asked).toHaveLength(1);
    expect(box.types()).toEqual(['command.done']);
  });

  test.each(vectors.refused)('refused: $why', ({ message }) => {
    send(message);
    expect(asked).toEqual([]);
    expect(answers()).toEqual(['c-1 refused: signature']);
  });
});

test('a signed command is obeyed once; its repetition gets the first answer again', () => {
  send(wrap(recall()));
  send(wrap(recall()));
  send(wrap(recall({ parcel: 'p2' })));
  expect(asked).toEqual(['recall p1']);
  expect(answers()).toEqual(['c1 command.done', 'c1 command.done', 'c1 command.done']);
});

test('a signature does not make up for anything else: too late, wrong shape, retained', () => {
  send(wrap(recall({ id: 'late', notAfter: '2026-11-21T09:00:00Z' })));
  send(wrap(recall({ id: 'shape', parcel: 7 })));
  send(wrap(recall({ id: 'kept' })), { retained: true });
  expect(asked).toEqual([]);
  expect(answers()).toEqual([
    'late refused: past notAfter',
    expect.stringContaining('shape refused: wrong shape: parcel'),
    'kept refused: retained',
  ]);
});

test('whoever can publish but not sign does not use up the ids of commands that are still to come', () => {
  send(recall());
  send(recall(), { retained: true });
  send(wrap(recall(), LOCKER, STRANGER));
  send(recall({ id: 'c2' }), { retained: true });
  // With each connection again.
  send(recall({ id: 'c2' }), { retained: true });
  send(wrap(recall()));
  send(wrap(recall({ id: 'c2' })));
  expect(asked).toEqual(['recall p1', 'recall p1']);
  expect(answers()).toEqual([
    'c1 refused: signature',
    'c1 refused: signature',
    'c1 refused: signature',
    'c2 refused: retained',
    'c2 refused: retained',
    'c1 command.done',
    'c2 command.done',
  ]);
});

test('any of several keys signs; one that was taken out of the site file no longer does', () => {
  const [operator] = KEYS;
  const other = operatorKey(publicHalf(STRANGER).text);
  if (!operator) throw new Error('no key');
  send(wrap(recall({ id: 'a' }), LOCKER, STRANGER), { keys: [operator, other] });
  send(wrap(recall({ id: 'b' })), { keys: [operator, other] });
  send(wrap(recall({ id: 'c' })), { keys: [other] });
  expect(answers()).toEqual(['a command.done', 'b command.done', 'c refused: signature']);
});

test('where no key is named a signature can not be checked, and is not taken for one', () => {
  send(wrap(recall({ id: 'a' })), { keys: null });
  send(recall({ id: 'b' }), { keys: null });
  expect(answers()).toEqual(['a refused: signature', 'b command.done']);
});

test('what is in no envelope or in a broken one is not done', () => {
  const good = wrap(recall());
  for (const message of [
    { ...good, signed: '' },
    { ...good, signed: Buffer.from('{').toString('base64url') },
    { ...good, signed: Buffer.from('null').toString('base64url') },
    [good],
  ])
    send(message);
  expect([asked, answers()]).toEqual([[], []]);
  const { signed, sig, key } = good;
  const broken = [
    ...['AA', `${sig}AA`, `${sig}==`, sig.slice(0, -2)].map((other) => ({ ...good, sig: other })),
    { signed },
    { signed, sig },
    { signed, key },
    { signed: `${signed}==`, sig, key },
  ];
  for (const message of broken) send(message);
  expect(asked).toEqual([]);
  expect(answers()).toEqual(broken.map(() => 'c1 refused: signature'));
});
