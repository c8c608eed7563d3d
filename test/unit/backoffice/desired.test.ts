import { createHash } from 'node:crypto';
import { digestOf, fingerprint, judge } from '../../../scripts/backoffice/desired';
import type { Reported } from '../../../scripts/backoffice/wire';

const grants = [
  { id: 'g2', rev: 1 },
  { id: 'g10', rev: 3 },
  { id: 'G1', rev: 1 },
];
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

function reported(fields: Partial<Reported> = {}): Reported {
  return {
    epoch: 2,
    rev: 7,
    keyId: null,
    digest: digestOf(grants, new Set()),
    rejected: [],
    error: null,
    outbox: 'box',
    lastSeq: 0,
    ...fields,
  };
}
const mine = { epoch: 2, rev: 7 };

test('the digest is over the sorted lines of the accepted grants', () => {
  expect(digestOf(grants, new Set())).toBe(sha('G1:1\ng10:3\ng2:1\n'));
  expect(digestOf(grants, new Set(['g10']))).toBe(sha('G1:1\ng2:1\n'));
  expect(digestOf([], new Set())).toBe(sha(''));
});

test('a locker that has it all is in sync', () => {
  expect(judge(mine, grants, reported(), 'box')).toEqual({ type: 'synced', rejected: new Set() });
});

test('rejected grants are taken out of the own digest, or it would publish for ever', () => {
  const rejected = [{ id: 'g10', code: 'stale-rev' }];
  const report = reported({ rejected, digest: digestOf(grants, new Set(['g10'])) });
  expect(judge(mine, grants, report, 'box')).toEqual({ type: 'synced', rejected: new Set(['g10']) });
});

test.each(['duplicate-pin', 'duplicate-qr'])('%s calls for another code', (code) => {
  const rejected = [
    { id: 'g2', code },
    { id: 'not-ours', code },
  ];
  expect(judge(mine, grants, reported({ rejected }), 'box')).toEqual({ type: 'reissue', grants: ['g2'] });
});

test('the same revision with another content needs a new revision', () => {
  expect(judge(mine, grants, reported({ digest: sha('x') }), 'box')).toEqual({ type: 'differs' });
});

test.each([
  [{ epoch: 2, rev: 6 }, { type: 'behind' }],
  [{ epoch: 1, rev: 99 }, { type: 'behind' }],
  [
    { epoch: 2, rev: 8 },
    { type: 'new-epoch', epoch: 3 },
  ],
  [
    { epoch: 5, rev: 1 },
    { type: 'new-epoch', epoch: 6 },
  ],
])('a locker at %j: %j', (at, verdict) => {
  expect(judge(mine, grants, reported(at), 'box')).toEqual(verdict);
});

test.each([
  [{ epoch: 0, rev: 0, outbox: 'new' }, 3],
  [{ epoch: 2, rev: 7, outbox: 'restored' }, 3],
  [{ epoch: 4, rev: 1, outbox: 'restored' }, 5],
])('another database (%j) is led out by epoch %d, above its own and ours', (at, epoch) => {
  expect(judge(mine, grants, reported(at), 'box')).toEqual({ type: 'new-epoch', epoch });
  expect(judge({ epoch: 0, rev: 0 }, [], reported({ epoch: 0, rev: 0 }), null).type).toBe('differs');
});

test('where a parcel lies makes no new revision, what is announced does', () => {
  const parcel = { id: 'p1', label: '1', size: 'M' };
  const none = { grants: [], parcels: [], revokedOffline: [] };
  const before = fingerprint({ ...none, parcels: [parcel] });
  expect(fingerprint({ ...none, parcels: [{ ...parcel, compartment: 'A1', expiresAt: 'x' }] })).toBe(before);
  expect(fingerprint({ ...none, parcels: [{ ...parcel, size: 'L' }] })).not.toBe(before);
  expect(fingerprint({ ...none, parcels: [parcel], revokedOffline: ['ticket:0000000000000001'] })).not.toBe(before);
});
