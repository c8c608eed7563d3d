import { createHash } from 'node:crypto';
import { pickup, parcel } from '../../helpers/documents';
import { grantState, putParcelInside, START, verifierNamed } from '../../helpers/store';
import { testOperator, type TestOperator } from './operator';

const HOUR = 3_600_000;
const same = verifierNamed('the-same');
let box: TestOperator;
beforeEach(() => (box = testOperator()));
afterEach(() => box.close());
const state = (id: string) => grantState(box.store, id);

describe('which documents count', () => {
  test('a lower epoch, or the same with a rev that is not higher, is ignored; a higher epoch applies', () => {
    expect(box.send({ epoch: 2, rev: 5, grants: [pickup('g1', 'p1')] })).toBe('applied');
    expect(box.send({ epoch: 2, rev: 5 })).toBe('ignored');
    expect(box.send({ epoch: 2, rev: 4 })).toBe('ignored');
    expect(box.send({ epoch: 1, rev: 9 })).toBe('ignored');
    expect(state('g1')).toBe('live');
    expect(box.send({ epoch: 3, rev: 1 })).toBe('applied');
    expect(box.report()).toMatchObject({ epoch: 3, rev: 1, count: 0 });
    expect(state('g1')).toBe('revoked');
  });

  test('a good document takes the error of a bad one away, also when it is an old one', () => {
    box.send({});
    for (const rev of [2, 1]) {
      box.store.locker.setSyncError('not JSON');
      box.send({ rev });
      expect(box.report().error).toBeNull();
    }
  });

  test('after a restore the codes wait for a higher epoch', () => {
    box.send({ epoch: 4 });
    box.store.locker.suspendUntilAfter(4);
    box.send({ epoch: 4 });
    expect(box.store.locker.get()?.suspended_epoch).toBe(4);
    box.send({ epoch: 5 });
    expect(box.store.locker.get()?.suspended_epoch).toBeNull();
  });

  test('a document that breaks in the middle changes nothing', () => {
    box.send({ grants: [pickup('g1', 'p1')] });
    box.store.locker.setDocument = () => {
      throw new Error('disk full');
    };
    expect(() => box.send({ grants: [], parcels: [parcel('p1')] })).toThrow('disk full');
    expect(state('g1')).toBe('live');
    expect(box.store.parcels.get('p1')).toBeUndefined();
  });
});

describe('a grant and its rev', () => {
  test('absent means revoked, and it may return', () => {
    box.send({ grants: [pickup('g1', 'p1')] });
    box.send({ grants: [] });
    expect([state('g1'), box.report().count]).toEqual(['revoked', 0]);
    box.send({ grants: [pickup('g1', 'p1')] });
    expect([state('g1'), box.report().count]).toEqual(['live', 1]);
  });

  test('changed content needs a higher rev', () => {
    box.send({ grants: [pickup('g1', 'p1')] });
    box.send({ grants: [pickup('g1', 'p1', { pin: same })] });
    expect([box.rejected(), state('g1')]).toEqual([{ g1: 'stale-rev' }, 'revoked']);
    box.send({ grants: [pickup('g1', 'p1', { pin: same, rev: 2 })] });
    expect([box.rejected(), state('g1'), box.store.grants.get('g1')?.pin]).toEqual([{}, 'live', same]);
    box.send({ grants: [pickup('g1', 'p1', { pin: same, rev: 1 })] });
    expect(box.rejected()).toEqual({ g1: 'stale-rev' });
  });

  test('what was used stays used whatever a document says, and counts for the digest', () => {
    box.send({ grants: [pickup('g1', 'p1')] });
    box.store.grants.setState('g1', 'used');
    box.send({ grants: [pickup('g1', 'p1', { rev: 2, pin: same })] });
    expect([state('g1'), box.report().count]).toEqual(['used', 1]);
    box.send({ grants: [] });
    box.send({ epoch: 2, grants: [pickup('g1', 'p1', { rev: 2, pin: same })] });
    expect([state('g1'), box.report().count]).toEqual(['used', 1]);
  });

  test('a change while it is being served aborts nothing; what it is afterwards is remembered', () => {
    box.send({ grants: [pickup('g1', 'p1')] });
    box.store.grants.setState('g1', 'claimed');
    box.send({ grants: [pickup('g1', 'p1', { rev: 2, pin: same })] });
    expect(box.store.grants.get('g1')).toMatchObject({ state: 'claimed', accepted: 1, pin: same });
    box.send({ grants: [] });
    expect(box.store.grants.get('g1')).toMatchObject({ state: 'claimed', accepted: 0 });
    box.send({ grants: [pickup('g1', 'p1', { rev: 2, pin: same })] });
    expect(box.store.grants.get('g1')).toMatchObject({ state: 'claimed', accepted: 1 });
  });

  test('the digest is the SHA-256 of the accepted ids and revs in bytewise order', () => {
    const grants = ['b', 'B', 'a-1', 'a.1', '_', '10', '9'].map((id, n) =>
      pickup(id, 'p1', { rev: n + 1, pin: verifierNamed(`pin-${n}`), qr: null }),
    );
    box.send({ grants: [...grants, pickup('bad', 'p1', { pin: 'x' })] });
    const lines = '10:6\n9:7\nB:2\n_:5\na-1:3\na.1:4\nb:1\n';
    expect(box.report()).toMatchObject({ digest: createHash('sha256').update(lines).digest('hex'), count: 7 });
    expect(box.report().rejected).toEqual([{ id: 'bad', code: 'shape' }]);
  });
});

describe('two grants with one code', () => {
  test('the first of a document wins', () => {
    box.send({
      grants: [
        pickup('g1', 'p1', { pin: same }),
        pickup('g2', 'p2', { pin: same }),
        pickup('g3', 'p3', { qr: verifierNamed('qr-g1') }),
      ],
    });
    expect(box.rejected()).toEqual({ g2: 'duplicate-pin', g3: 'duplicate-qr' });
    expect([state('g1'), state('g2'), box.report().count]).toEqual(['live', undefined, 1]);
  });

  test('the one already there wins, wherever it stands', () => {
    const old = pickup('old', 'p1', { pin: same });
    box.send({ grants: [old] });
    box.send({ grants: [pickup('new', 'p2', { pin: same }), old] });
    expect(box.rejected()).toEqual({ new: 'duplicate-pin' });
    box.send({
      grants: [
        { id: 'badge', rev: 1, kind: 'courier', person: 'c1', pin: same },
        { ...old, rev: 2, notAfter: '2027-01-01T00:00:00Z' },
      ],
    });
    expect(box.rejected()).toEqual({ badge: 'duplicate-pin' });
  });

  test('a code that its owner has given up is free in the same document', () => {
    box.send({ grants: [pickup('g1', 'p1', { pin: same })] });
    box.send({ grants: [pickup('g2', 'p2', { pin: same }), pickup('g1', 'p1', { rev: 2 })] });
    expect(box.rejected()).toEqual({});
    box.send({ grants: [pickup('g3', 'p3', { pin: same }), pickup('g1', 'p1', { rev: 2 })] });
    expect([box.rejected(), state('g2'), state('g3')]).toEqual([{}, 'revoked', 'live']);
  });

  test('a grant that took a taken code is revoked, and its old code does not come back', () => {
    box.send({ grants: [pickup('g1', 'p1'), pickup('g2', 'p2', { pin: same })] });
    box.send({ grants: [pickup('g1', 'p1', { rev: 2, pin: same }), pickup('g2', 'p2', { pin: same })] });
    expect([box.rejected(), state('g1'), state('g2')]).toEqual([{ g1: 'duplicate-pin' }, 'revoked', 'live']);
  });

  test('used, expired and finished grants take nobody a code', () => {
    const grants = [1, 2, 3, 4].map((n) => pickup(`g${n}`, `p${n}`, { pin: verifierNamed(`pin-${n}`) }));
    const ended = pickup('g5', 'p5', { pin: verifierNamed('pin-5'), notAfter: '2026-11-21T09:00:00Z' });
    box.send({ grants: [...grants, ended], parcels: [1, 2, 3, 4, 5].map((n) => parcel(`p${n}`)) });
    box.store.grants.setState('g1', 'used');
    box.store.parcels.change('p2', { state: 'collected' });
    box.store.parcels.change('p3', { state: 'stored', compartment: 'A1', expired: 'recalled' });
    box.store.parcels.change('p4', { state: 'stored', compartment: 'A2', expires_at: START - 1 });
    const fresh = [1, 2, 3, 4, 5].map((n) => pickup(`n${n}`, 'p9', { pin: verifierNamed(`pin-${n}`) }));
    box.send({ grants: [...grants, ended, ...fresh], parcels: [1, 2, 3, 4, 5].map((n) => parcel(`p${n}`)) });
    expect([box.rejected(), box.report().count]).toEqual([{}, 10]);
  });

  test('while the time is not to be trusted nothing expires, and what has expired stays so', () => {
    const ended = pickup('g1', 'p1', { pin: same, notAfter: '2026-11-21T10:30:00Z' });
    box.time.step(HOUR, false);
    box.send({ grants: [ended, pickup('g2', 'p2', { pin: same })] });
    expect(box.rejected()).toEqual({ g2: 'duplicate-pin' });
    box.time.step(0, true);
    box.send({ grants: [ended, pickup('g2', 'p2', { pin: same })] });
    expect(box.rejected()).toEqual({});
    box.time.step(-HOUR, false);
    box.send({ grants: [ended, pickup('g2', 'p2', { pin: same })] });
    expect(box.rejected()).toEqual({});
  });

  test('hand-over codes live in a world of their own', () => {
    const handover = { rev: 1, kind: 'handover', parcel: 'p1', pin: same, deliveryDate: '2026-11-21' };
    box.send({ grants: [{ id: 'h1', ...handover }, { id: 'h2', ...handover }, pickup('g1', 'p2', { pin: same })] });
    expect([box.rejected(), box.report().count]).toEqual([{}, 3]);
  });
});

describe('the window', () => {
  test('it starts when the first pickup grant of a stored parcel is applied', async () => {
    putParcelInside(box.store, 'A1');
    await box.time.advance(5 * HOUR);
    box.send({ parcels: [parcel('p1')] });
    expect(box.store.parcels.get('p1')?.expires_at).toBeNull();
    box.send({ parcels: [parcel('p1')], grants: [pickup('g1', 'p1')] });
    expect(box.store.parcels.get('p1')?.expires_at).toBe(START + 77 * HOUR);
  });

  test('with a clock that is not to be trusted it waits', () => {
    putParcelInside(box.store, 'A1');
    box.time.step(-HOUR, false);
    box.send({ parcels: [parcel('p1')], grants: [pickup('g1', 'p1')] });
    expect(box.store.parcels.get('p1')?.expires_at).toBeNull();
  });
});

test('300 grants take milliseconds, 8,000 less than a second, the same again next to nothing', () => {
  const grants = Array.from({ length: 8_000 }, (_, n) => pickup(`g${n}`, `p${n}`, { qr: null }));
  const took = (list: unknown[]): number => {
    const started = performance.now();
    box.send({ grants: list });
    return performance.now() - started;
  };
  took(grants.slice(0, 10));
  // Bounds are wide: the point is that nothing is quadratic.
  expect(took(grants.slice(0, 300))).toBeLessThan(100);
  expect(took(grants.slice(0, 8_000))).toBeLessThan(2_000);
  expect(took(grants.slice(0, 8_000))).toBeLessThan(1_000);
});
