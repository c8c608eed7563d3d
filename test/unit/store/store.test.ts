import type { StoredEvent } from '../../../firmware/core/events';
import type { Store } from '../../../firmware/store/store';
import { applyDocument } from '../../../firmware/sync/apply';
import { parseDocument } from '../../../firmware/sync/document';
import { bytes, desired, pickup } from '../../helpers/documents';
import { grantState, KEY_ID, LOCKER, putParcelInside, silent, testStore } from '../../helpers/store';
import { Shelf } from './stores';

let shelf: Shelf;
beforeEach(() => (shelf = new Shelf()));
afterEach(() => shelf.clear());

const started = { type: 'locker.started', version: '1' } as const;
const stopped = { type: 'locker.stopped' } as const;
const numbers = (store: Store): number[] => store.events.after(0, 1_000).map(({ seq }) => seq);

describe('one transaction', () => {
  test('a row and the event that tells of it are there together or not at all', () => {
    const store = shelf.store();
    expect(() =>
      store.write(() => {
        store.compartments.setOccupancy('A1', 'unverified');
        store.record(started);
        throw new Error('half-way');
      }),
    ).toThrow('half-way');
    expect(store.compartments.get('A1')?.occupancy).toBe('empty');
    expect(numbers(store)).toEqual([]);
    expect(store.db.inTransaction).toBe(false);
  });

  test('a write inside a write is part of it', () => {
    const store = shelf.store();
    expect(() =>
      store.write(() => {
        store.write(() => store.compartments.setOccupancy('A1', 'unverified'));
        store.record(started);
        throw new Error('after the inner one');
      }),
    ).toThrow();
    expect(store.compartments.get('A1')?.occupancy).toBe('empty');
    expect(store.write(() => store.write(() => 7))).toBe(7);
  });

  test('the sequence has no gap after what was rolled back', () => {
    const store = shelf.store();
    store.record(started);
    expect(() =>
      store.write(() => {
        store.record(stopped);
        store.record(stopped);
        throw new Error('no');
      }),
    ).toThrow();
    store.record(stopped);
    expect(numbers(store)).toEqual([1, 2]);
    expect(store.events.outbox().lastSeq).toBe(2);
    expect(store.events.verify()).toEqual({ ok: true, events: 2 });
  });

  test('an outbox that was not begun after all leaves the one before as it was', () => {
    const store = shelf.store();
    store.record(started);
    const { id } = store.events.outbox();
    const begin = () => {
      store.events.startOutbox();
      store.record(stopped);
      expect(store.events.outbox()).toMatchObject({ lastSeq: 1 });
      throw new Error('no');
    };
    expect(() => store.write(begin)).toThrow('no');
    store.record(stopped);
    expect(store.events.outbox()).toMatchObject({ id, lastSeq: 2 });
    expect(store.events.verify()).toEqual({ ok: true, events: 2 });
  });

  test('a commit that fails is a rollback, and the next write works', () => {
    let failing = false;
    let fired = 0;
    const store = shelf.store({
      atCommit: (point) => {
        if (!failing || point !== 'before') return;
        fired += 1;
        throw new Error('disk full');
      },
    });
    failing = true;
    expect(() => store.record(started)).toThrow('disk full');
    failing = false;
    store.record(stopped);
    expect(fired).toBe(1);
    expect(store.events.after(0, 10).map(({ type, seq }) => [seq, type])).toEqual([[1, 'locker.stopped']]);
  });
});

describe('listeners', () => {
  test('hear of what is committed, once and all of a transaction together', () => {
    const store = shelf.store();
    const heard: string[][] = [];
    const committed: boolean[] = [];
    store.onEvents((events) => {
      heard.push(events.map(({ type }) => type));
      committed.push(!store.db.inTransaction);
    });
    store.write(() => {
      store.record(started);
      store.record(stopped);
      expect(heard).toEqual([]);
    });
    expect(heard).toEqual([['locker.started', 'locker.stopped']]);
    expect(committed).toEqual([true]);
    expect(() =>
      store.write(() => {
        store.record(started);
        throw new Error('no');
      }),
    ).toThrow();
    store.write(() => undefined);
    expect(heard).toHaveLength(1);
  });

  test('one that throws breaks neither the commit nor the others, and is told of', () => {
    const failed: unknown[] = [];
    const store = shelf.store({ listenerFailed: (error) => failed.push(error) });
    const heard: number[] = [];
    store.onEvents(() => {
      throw new Error('page is gone');
    });
    store.onEvents((events) => heard.push(...events.map(({ seq }) => seq)));
    expect(store.write(() => (store.record(started), 'result'))).toBe('result');
    store.record(stopped);
    expect(heard).toEqual([1, 2]);
    expect(failed).toEqual([new Error('page is gone'), new Error('page is gone')]);
    expect(numbers(store)).toEqual([1, 2]);
  });

  test('all hear in order, also when one of them writes itself', () => {
    const store = shelf.store();
    const heard: number[] = [];
    store.onEvents(([event]) => event?.type === 'locker.started' && store.record(stopped));
    store.onEvents((events: readonly StoredEvent[]) => heard.push(...events.map(({ seq }) => seq)));
    store.record(started);
    expect(heard).toEqual([1, 2]);
  });

  test('who has left hears no more', () => {
    const store = shelf.store();
    let heard = 0;
    const leave = store.onEvents(() => (heard += 1));
    store.record(started);
    leave();
    leave();
    store.record(stopped);
    expect(heard).toBe(1);
  });
});

describe('after the commit', () => {
  test('what waits for it happens once it is there, and never when it is not', () => {
    const store = shelf.store();
    const done: string[] = [];
    store.write(() => {
      store.afterCommit(() => done.push(`a, ${String(store.compartments.get('A1')?.occupancy)}`));
      store.compartments.setOccupancy('A1', 'occupied');
      expect(done).toEqual([]);
    });
    expect(() =>
      store.write(() => {
        store.afterCommit(() => done.push('never'));
        throw new Error('no');
      }),
    ).toThrow();
    store.afterCommit(() => done.push('at once'));
    expect(done).toEqual(['a, occupied', 'at once']);
  });
});

describe('a restored backup', () => {
  /** A locker is backed up, goes on, and is put back to what it was then. */
  async function restore(): Promise<{ store: Store; before: string }> {
    const store = shelf.store();
    const codes = desired({ epoch: 4, rev: 2, grants: [pickup('g1', 'p1')] });
    putParcelInside(store, 'A1');
    apply(store, codes);
    store.record(started);
    const before = store.events.outbox().id;
    await store.backup(`${shelf.folder}/copy.db`);
    store.write(() => store.grants.setState('g1', 'used'));
    store.close();
    return { store: shelf.store({ file: `${shelf.folder}/copy.db` }), before };
  }

  function apply(store: Store, document: object): void {
    const parsed = parseDocument(bytes(document), { locker: LOCKER, keyId: KEY_ID });
    if (!parsed.ok) throw new Error(parsed.error);
    const box = testStore();
    applyDocument(
      { store, clock: box.clock, site: { locker: { zone: 'UTC' }, window: {} }, logger: silent, sweep: () => {} },
      parsed.document,
    );
    box.close();
  }

  test('starts a new outbox at 1, says so, and the chain goes on', async () => {
    const { store, before } = await restore();
    expect(store.events.outbox().id).not.toBe(before);
    expect(store.events.after(0, 10)).toEqual([
      expect.objectContaining({ type: 'storage.recovered', seq: 1, outbox: store.events.outbox().id }),
    ]);
    expect(store.events.outbox()).toMatchObject({ acked: 0, lastSeq: 1 });
    expect(store.events.verify().ok).toBe(true);
  });

  test('an acknowledgement for the outbox before changes nothing', async () => {
    const { store, before } = await restore();
    expect(store.events.acknowledge(before, 1)).toBe(false);
    expect(store.events.acknowledge(store.events.outbox().id, 99)).toBe(false);
    expect(store.events.outbox().acked).toBe(0);
    expect(store.events.acknowledge(store.events.outbox().id, 1)).toBe(true);
    expect(store.events.acknowledge(store.events.outbox().id, 0)).toBe(false);
    expect(store.events.outbox().acked).toBe(1);
  });

  test('a code that was used since the backup opens nothing until the operator has sent a newer epoch', async () => {
    const { store } = await restore();
    expect(store.locker.get()?.suspended_epoch).toBe(4);
    apply(store, desired({ epoch: 4, rev: 3, grants: [pickup('g1', 'p1')] }));
    expect(store.locker.get()?.suspended_epoch).toBe(4);
    apply(store, desired({ epoch: 5, rev: 1, grants: [pickup('g1', 'p1')] }));
    expect(store.locker.get()?.suspended_epoch).toBeNull();
    expect(grantState(store, 'g1')).toBe('live');
  });

  test('codes stay suspended when the document that would revive them is rolled back', async () => {
    const { store } = await restore();
    expect(store.locker.suspended()).toBe(true);
    const lift = () => {
      store.locker.suspendUntilAfter(null);
      expect(store.locker.suspended()).toBe(false);
      throw new Error('disk full');
    };
    expect(() => store.write(lift)).toThrow('disk full');
    expect(store.locker.suspended()).toBe(true);
    store.write(() => store.locker.suspendUntilAfter(null));
    expect(store.locker.suspended()).toBe(false);
  });

  test('started a second time it is not restored again', async () => {
    const { store } = await restore();
    const outbox = store.events.outbox().id;
    store.close();
    const again = shelf.store({ file: `${shelf.folder}/copy.db` });
    expect(again.events.outbox()).toMatchObject({ id: outbox, lastSeq: 1 });
    expect(again.locker.get()?.suspended_epoch).toBe(4);
  });

  test('the locker that was backed up is none of that', async () => {
    const store = shelf.store();
    store.record(started);
    const { id } = store.events.outbox();
    await store.backup(`${shelf.folder}/copy.db`);
    await expect(store.backup(`${shelf.folder}/copy.db`)).rejects.toThrow('exists already');
    store.close();
    const again = shelf.store();
    expect(again.events.outbox().id).toBe(id);
    expect(again.locker.get()).toMatchObject({ suspended_epoch: null, backup: 0 });
  });
});
