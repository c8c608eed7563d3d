import { standing, type Standing } from '../../../firmware/access/judge';
import type { GrantRow } from '../../../firmware/store/grants';
import type { ParcelRow } from '../../../firmware/store/parcels';
import { GRANT, PARCEL } from '../../helpers/store';

const NOW = 1_000_000;

const grant = (fields: Partial<GrantRow> = {}): GrantRow => ({ ...GRANT, pin: 'v', ...fields });
const parcel = (fields: Partial<ParcelRow> = {}): ParcelRow => ({
  ...PARCEL,
  state: 'stored',
  compartment: 'A1',
  deposited_at: 0,
  expires_at: NOW + 1,
  ...fields,
});

const gone = { compartment: null } as const;
const table: [string, GrantRow, ParcelRow | undefined, number, Standing][] = [
  ['a parcel inside, its window open', grant(), parcel(), NOW, 'valid'],
  ['the last millisecond of the window', grant(), parcel(), NOW, 'valid'],
  ['the end of the window', grant(), parcel(), NOW + 1, 'expired'],
  ['expired once in trusted time, whatever the clock says now', grant(), parcel({ expired: 'window' }), 0, 'expired'],
  ['recalled', grant(), parcel({ expired: 'recalled' }), NOW, 'expired'],
  ['withdrawn', grant(), parcel({ expired: 'withdrawn' }), NOW, 'expired'],
  ['a window that has not started', grant(), parcel({ expires_at: null }), NOW * 1_000, 'valid'],
  ['its own end comes before that of the window', grant({ not_after: NOW - 1 }), parcel(), NOW, 'expired'],
  ['its own end comes later', grant({ not_after: NOW + 9 }), parcel(), NOW + 5, 'expired'],
  ['announced only', grant(), parcel({ state: 'announced', ...gone }), NOW, 'not-yet'],
  ['a parcel that nobody has heard of', grant(), undefined, NOW, 'not-yet'],
  ['collected with another code', grant(), parcel({ state: 'collected', ...gone }), NOW, 'used'],
  ['handed over', grant(), parcel({ state: 'handed-over', ...gone }), NOW, 'used'],
  ['taken back', grant(), parcel({ state: 'retrieved', ...gone }), NOW, 'expired'],
  ['missing', grant(), parcel({ state: 'missing', ...gone }), NOW, 'expired'],
  ['used', grant({ state: 'used' }), parcel(), NOW, 'used'],
  ['used stays used, also when its time is over', grant({ state: 'used', not_after: 1 }), parcel(), NOW, 'used'],
  ['revoked looks like none at all', grant({ state: 'revoked' }), parcel(), NOW, 'unknown'],
  ['being served', grant({ state: 'claimed' }), parcel(), NOW, 'claimed'],
  ['being served when its window ends', grant({ state: 'claimed' }), parcel(), NOW * 2, 'claimed'],
  ['a courier', grant({ kind: 'courier', parcel: null }), undefined, NOW, 'valid'],
  ['a technician', grant({ kind: 'service', parcel: null }), undefined, NOW, 'valid'],
  [
    'a courier whose badge has ended',
    grant({ kind: 'courier', parcel: null, not_after: NOW }),
    undefined,
    NOW,
    'expired',
  ],
  ['the code of a hand-over', grant({ kind: 'handover' }), parcel(), NOW, 'unknown'],
];

test.each(table)('%s', (_name, row, of, time, expected) => {
  expect(standing(row, of, time)).toBe(expected);
});
