import fc from 'fast-check';
import { Uplink } from '../../../firmware/sync/uplink';
import { bytes } from '../../helpers/documents';
import { silent, testStore, type TestStore } from '../../helpers/store';

let box: TestStore;
let uplink: Uplink;
let sent: number[];
let confirmations: (() => void)[];
beforeEach(() => {
  box = testStore();
  sent = [];
  confirmations = [];
  uplink = new Uplink(box.store, box.clock, silent, 30_000);
});
afterEach(() => box.close());

function happen(count: number): void {
  for (let n = 0; n < count; n += 1) box.store.record({ type: 'tamper.alarm' });
  uplink.pump();
}
function connect(): void {
  uplink.connected((payload, confirmed) => {
    sent.push((JSON.parse(payload) as { seq: number }).seq);
    confirmations.push(confirmed);
  });
}
function brokerConfirms(): void {
  for (const confirm of confirmations.splice(0)) confirm();
}
function acknowledge(upTo: unknown, outbox: unknown = box.store.events.outbox().id): boolean {
  return uplink.acknowledge(bytes({ outbox, upTo }));
}
const taken = (): number[] => sent.splice(0);
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);

test('events go out in order, as they happen, and whole', () => {
  let payload = '';
  uplink.connected((text) => (payload = text));
  happen(1);
  const { outbox, seq, id, at, clock, type } = JSON.parse(payload) as Record<string, unknown>;
  expect({ outbox, seq, at, clock, type }).toEqual({
    outbox: box.store.events.outbox().id,
    seq: 1,
    at: '2026-11-21T10:00:00.000Z',
    clock: 'synchronized',
    type: 'tamper.alarm',
  });
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
});

test('without a connection nothing is sent; with the next one everything that was not acknowledged', () => {
  happen(3);
  expect(taken()).toEqual([]);
  connect();
  expect(taken()).toEqual([1, 2, 3]);
  acknowledge(1);
  uplink.disconnected();
  happen(1);
  connect();
  expect(taken()).toEqual([2, 3, 4]);
});

test('at most 20 wait for an acknowledgement', () => {
  connect();
  happen(50);
  expect(taken()).toEqual(range(1, 20));
  acknowledge(5);
  expect(taken()).toEqual(range(21, 25));
  acknowledge(25);
  expect(taken()).toEqual(range(26, 45));
  expect(uplink.pending()).toBe(25);
});

test('what the operator does not acknowledge is sent again after a while, and no longer once it has', async () => {
  connect();
  happen(2);
  brokerConfirms();
  await box.time.advance(29_999);
  expect(taken()).toEqual([1, 2]);
  await box.time.advance(1);
  expect(taken()).toEqual([1, 2]);
  brokerConfirms();
  acknowledge(1);
  await box.time.advance(30_000);
  expect(taken()).toEqual([2]);
  acknowledge(2);
  await box.time.advance(300_000);
  expect(taken()).toEqual([]);
});

test('what the broker itself has not confirmed is not piled up in front of it', async () => {
  connect();
  happen(1);
  await box.time.advance(3_600_000);
  expect(taken()).toEqual([1]);
  brokerConfirms();
  await box.time.advance(30_000);
  expect(taken()).toEqual([1]);
});

test('a late confirmation of an old connection says nothing about the new one', async () => {
  connect();
  happen(1);
  const old = confirmations.splice(0);
  connect();
  taken();
  for (const confirm of old) confirm();
  await box.time.advance(30_000);
  expect(taken()).toEqual([]);
});

test('an acknowledgement for another outbox, beyond the last event, or malformed changes nothing', () => {
  connect();
  happen(3);
  taken();
  for (const [upTo, outbox] of [[2, 'other'], [4], [-1], [1.5], ['2'], [null], [2, 7]] as const) {
    expect(acknowledge(upTo, ...(outbox === undefined ? [] : [outbox]))).toBe(false);
  }
  for (const garbage of ['', '{', 'null', '[1]', '7']) expect(uplink.acknowledge(bytes(garbage))).toBe(false);
  expect([uplink.pending(), taken()]).toEqual([3, []]);
  acknowledge(3);
  acknowledge(1);
  expect(uplink.pending()).toBe(0);
});

test('a new outbox starts at 1', () => {
  connect();
  happen(3);
  acknowledge(2);
  taken();
  box.store.write(() => box.store.events.startOutbox());
  happen(2);
  expect(taken()).toEqual([1, 2]);
});

test('whatever the network does, the operator gets every event, in order and without gaps', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('happen' as const), count: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ do: fc.constant('connect' as const), loses: fc.integer({ min: 0, max: 30 }) }),
    fc.record({ do: fc.constant('break' as const) }),
    fc.record({ do: fc.constant('ack' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const own = testStore();
      try {
        const link = new Uplink(own.store, own.clock, silent, 30_000);
        let received = 0;
        const receive = (loses: number) => {
          let arrives = loses;
          link.connected((payload) => {
            arrives -= 1;
            const { seq } = JSON.parse(payload) as { seq: number };
            if (arrives >= 0 && seq === received + 1) received = seq;
          });
        };
        const tell = () => link.acknowledge(bytes({ outbox: own.store.events.outbox().id, upTo: received }));
        for (const what of steps) {
          if (what.do === 'happen') for (let n = 0; n < what.count; n += 1) own.store.record({ type: 'tamper.alarm' });
          if (what.do === 'connect') receive(what.loses);
          if (what.do === 'break') link.disconnected();
          if (what.do === 'ack') tell();
          link.pump();
        }
        receive(1_000_000);
        while (tell()) link.pump();
        expect([received, link.pending()]).toEqual([own.store.events.outbox().lastSeq, 0]);
      } finally {
        own.close();
      }
    }),
    { numRuns: 40 },
  );
});
