import fc from 'fast-check';
import { standing } from '../../../firmware/access/judge';
import type { GrantRow } from '../../../firmware/store/grants';
import { UNANNOUNCED } from '../../../firmware/store/parcels';
import { digestOf } from '../../../firmware/sync/report';
import { parcel, pickup } from '../../helpers/documents';
import { allGrants, verifierNamed } from '../../helpers/store';
import { testOperator, type TestOperator } from './operator';

const id = fc.constantFrom('g1', 'g2', 'g3', 'g4', 'g5');
const parcelId = fc.constantFrom('p1', 'p2', 'p3');
const code = fc.constantFrom('a', 'b', 'c').map(verifierNamed);
const rev = fc.integer({ min: 1, max: 3 });
const grant = fc.oneof(
  fc.record({ id, parcel: parcelId, rev, pin: code, qr: fc.option(code) }).map((g) => pickup(g.id, g.parcel, g)),
  fc.record({ id, rev, pin: code }).map((g) => ({ ...g, kind: 'courier', person: 'c1' })),
  fc
    .record({ id, rev, pin: code, parcel: parcelId })
    .map((g) => ({ ...g, kind: 'handover', deliveryDate: '2026-11-21' })),
  fc.record({ id, kind: fc.constantFrom('drone', 'pickup') }),
);
const label = fc.constantFrom('L1', 'L2', null);
const announcement = fc.record({ id: parcelId, label }).map((p) => parcel(p.id, p));

const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('document' as const),
      grants: fc.array(grant, { maxLength: 8 }),
      parcels: fc.uniqueArray(announcement, { selector: (p) => p['id'], maxLength: 3 }),
    }),
  },
  fc.record({ do: fc.constant('claim' as const), id }),
  fc.record({ do: fc.constant('use' as const), id }),
  fc.record({ do: fc.constant('jam' as const), id }),
  fc.record({
    do: fc.constant('store' as const),
    parcel: parcelId,
    label,
    compartment: fc.constantFrom('A1', 'A2', 'A3'),
  }),
  fc.record({ do: fc.constant('expire' as const), parcel: parcelId }),
  fc.record({ do: fc.constant('collect' as const), parcel: parcelId }),
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** What happens at the locker, in the few strokes that matter to documents. */
function happen(box: TestOperator, what: Act): void {
  const { store } = box;
  switch (what.do) {
    case 'document':
      box.send({ grants: what.grants, parcels: what.parcels });
      return;
    case 'claim':
      if (store.grants.get(what.id)?.state === 'live') store.grants.setState(what.id, 'claimed');
      return;
    case 'use':
      if (store.grants.get(what.id)?.state === 'claimed') store.grants.setState(what.id, 'used');
      return;
    case 'jam': {
      const row = store.grants.get(what.id);
      if (row?.state === 'claimed') store.grants.setState(what.id, row.accepted === 1 ? 'live' : 'revoked');
      return;
    }
    case 'store': {
      const inside = what.label !== null && store.parcels.byLabel(what.label)?.state === 'stored';
      const row = store.parcels.get(what.parcel);
      if (row?.state === 'announced' && !inside) {
        store.parcels.change(row.id, {
          state: 'stored',
          compartment: what.compartment,
          label: what.label,
          deposited_at: 0,
        });
      } else if (row === undefined && !inside) {
        const own = {
          id: `own-${what.parcel}`,
          label: what.label,
          compartment: what.compartment,
          deposited_at: 0,
        };
        if (!store.parcels.get(own.id)) store.parcels.put({ ...UNANNOUNCED, ...own, state: 'stored' });
      }
      return;
    }
    case 'expire':
      if (store.parcels.get(what.parcel)?.state === 'stored') store.parcels.change(what.parcel, { expired: 'window' });
      return;
    case 'collect':
      if (store.parcels.get(what.parcel)?.state === 'stored')
        store.parcels.change(what.parcel, { state: 'collected', compartment: null });
  }
}

function live(box: TestOperator): GrantRow[] {
  const useful = new Set(['valid', 'not-yet', 'claimed']);
  return allGrants(box.store)
    .filter((row) => row.kind !== 'handover' && row.accepted === 1)
    .filter((row) =>
      useful.has(
        standing(row, row.parcel === null ? undefined : box.store.parcels.get(row.parcel), box.clock.reached()),
      ),
    );
}

const unique = (codes: (string | null)[]): boolean => {
  const present = codes.filter((value) => value !== null);
  return new Set(present).size === present.length;
};

test('whatever documents come while the locker is at work, its promises hold', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      const box = testOperator();
      try {
        const used = new Set<string>();
        for (const what of acts) {
          const claimed = new Set(allGrants(box.store).flatMap((row) => (row.state === 'claimed' ? row.id : [])));
          const before = new Map(box.store.parcels.stored().map((row) => [row.compartment, row.size]));
          happen(box, what);
          for (const row of allGrants(box.store)) {
            if (used.has(row.id)) expect(row.state).toBe('used');
            if (row.state === 'used') used.add(row.id);
            if (what.do === 'document' && claimed.has(row.id)) expect(row.state).toBe('claimed');
          }
          if (what.do === 'document') {
            expect(unique(live(box).map((row) => row.pin))).toBe(true);
            expect(unique(live(box).map((row) => row.qr))).toBe(true);
            // What is inside stays inside, whatever it is called.
            expect(new Map(box.store.parcels.stored().map((row) => [row.compartment, row.size]))).toEqual(before);
            const accepted = allGrants(box.store).filter((row) => row.accepted === 1);
            expect(box.report()).toMatchObject({ count: accepted.length, digest: digestOf(accepted) });
            const gone = allGrants(box.store).filter((row) => row.accepted === 0 && row.state === 'live');
            expect(gone).toEqual([]);
          }
        }
        expect(box.store.events.verify().ok).toBe(true);
      } finally {
        box.close();
      }
    }),
    { numRuns: 60 },
  );
});
