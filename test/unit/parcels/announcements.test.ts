import { applyAnnouncements, type Announcement } from '../../../firmware/parcels/announcements';
import { putGrant, putParcelInside, START, testStore, type TestStore } from '../../helpers/store';

let box: TestStore;
beforeEach(() => (box = testStore()));
afterEach(() => box.close());

const now = { now: START, trusted: true };

function announce(id: string, fields: Partial<Announcement> = {}): Announcement {
  const nothing = {
    depositAllowed: false,
    recipient: null,
    windowHours: null,
    compartment: null,
    depositedAt: null,
    expiresAt: null,
  };
  return { id, label: `label-${id}`, size: 'M', accessible: false, handover: false, ...nothing, ...fields };
}
function apply(items: Announcement[], first = false, time = now) {
  return box.store.write(() => applyAnnouncements(box.store, items, first, time));
}
const row = (id: string) => box.store.parcels.get(id);

test('parcels are announced, changed and forgotten again', () => {
  apply([announce('p1'), announce('p2', { handover: true })]);
  expect(row('p1')).toMatchObject({ state: 'announced', known: 1, label: 'label-p1', size: 'M' });
  apply([announce('p1', { size: 'L', label: 'other', accessible: true, recipient: 'r1' })]);
  expect(row('p1')).toMatchObject({ size: 'L', label: 'other', accessible: 1, recipient: 'r1' });
  expect(row('p2')).toBeUndefined();
  expect(box.types()).toEqual([]);
});

test('a document never changes what is inside', () => {
  putParcelInside(box.store, 'A1', { label: 'L', size: 'S', expires_at: START + 5 });
  apply(
    [announce('p1', { size: 'XL', label: 'M', recipient: 'r1', windowHours: 5, compartment: 'A2', expiresAt: 1 })],
    true,
  );
  expect(row('p1')).toMatchObject({ state: 'stored', compartment: 'A1', size: 'S', label: 'L', expires_at: START + 5 });
  expect(row('p1')).toMatchObject({ recipient: 'r1', window_hours: 5 });
});

test('a stored parcel that is no longer named goes to the collection list, and an event tells of it once', () => {
  putParcelInside(box.store, 'A1');
  apply([]);
  apply([]);
  expect(row('p1')).toMatchObject({ state: 'stored', known: 0, expired: 'withdrawn' });
  expect(box.store.parcels.toCollect().map(({ id }) => id)).toEqual(['p1']);
  expect(box.events()).toMatchObject([{ type: 'parcel.expired', parcel: 'p1', compartment: 'A1', cause: 'withdrawn' }]);
});

test('a withdrawal is taken back when the parcel is named again, unless its window has ended', () => {
  putParcelInside(box.store, 'A1', { expires_at: START + 10 });
  putParcelInside(box.store, 'A2', { id: 'p2', expires_at: START - 10 });
  apply([]);
  apply([announce('p1'), announce('p2')]);
  expect(row('p1')).toMatchObject({ known: 1, expired: null });
  expect(row('p2')).toMatchObject({ known: 1, expired: 'withdrawn' });
});

test('a window that has ended stays ended when the parcel comes and goes', () => {
  putParcelInside(box.store, 'A1', { expired: 'window' });
  apply([]);
  apply([announce('p1')]);
  expect(row('p1')).toMatchObject({ known: 1, expired: 'window' });
  expect(box.types()).toEqual([]);
});

test('a parcel that the locker named itself is not missed by documents', () => {
  putParcelInside(box.store, 'A1', { id: 'own-1', known: 0 });
  apply([]);
  expect(row('own-1')).toMatchObject({ known: 0, expired: null });
});

test('an announcement with the label of a parcel inside takes it over, with its grants and openings', () => {
  putParcelInside(box.store, 'A1', { id: 'own-1', known: 0, label: 'L' });
  putGrant(box.store, 'g1', { parcel: 'own-1', pin: 'x' });
  const opening = box.store.openings.begin({
    compartment: 'A1',
    purpose: 'deposit',
    parcel: 'own-1',
    created_at: START,
  });
  const result = apply([announce('p7', { label: 'L', recipient: 'r1' })]);
  expect(result.renamed).toEqual(new Map([['own-1', 'p7']]));
  expect(row('own-1')).toBeUndefined();
  expect(row('p7')).toMatchObject({ state: 'stored', compartment: 'A1', known: 1, recipient: 'r1' });
  expect(box.store.grants.get('g1')?.parcel).toBe('p7');
  expect(box.store.openings.get(opening.id)?.parcel).toBe('p7');
});

test('one that was announced under another label, and then gets this one, is the parcel inside', () => {
  apply([announce('p7', { label: null })]);
  putParcelInside(box.store, 'A1', { id: 'own-1', known: 0, label: 'L' });
  apply([announce('p7', { label: 'L' })]);
  expect(row('p7')).toMatchObject({ state: 'stored', compartment: 'A1' });
  expect(row('own-1')).toBeUndefined();
});

test('the label of a parcel that the operator names otherwise is not taken over', () => {
  putParcelInside(box.store, 'A1', { label: 'L' });
  apply([announce('p1', { label: 'L' }), announce('p2', { label: 'L' })]);
  expect([row('p1')?.state, row('p2')?.state]).toEqual(['stored', 'announced']);
});

test('what has left stays as it left', () => {
  for (const state of ['collected', 'retrieved', 'handed-over', 'missing'] as const) {
    box.store.parcels.put({ ...putParcelInside(box.store, 'A1', { id: state }), state, compartment: null });
  }
  apply(
    ['collected', 'retrieved', 'handed-over', 'missing'].map((id) => announce(id, { compartment: 'A2' })),
    true,
  );
  apply([]);
  for (const state of ['collected', 'retrieved', 'handed-over', 'missing']) {
    expect(row(state)).toMatchObject({ state, compartment: null, known: 0 });
  }
});

test('an announced parcel that a courier is depositing is forgotten only afterwards', () => {
  apply([announce('p1')]);
  const opening = box.store.openings.begin({ compartment: 'A1', purpose: 'deposit', parcel: 'p1', created_at: START });
  apply([]);
  expect(row('p1')).toMatchObject({ state: 'announced', known: 0 });
  box.store.openings.move(opening.id, 'done', 'opened');
  apply([]);
  expect(row('p1')).toBeUndefined();
  expect(box.store.openings.get(opening.id)?.parcel).toBeNull();
});

describe('a board that was replaced', () => {
  test('adopts what the operator believes is inside, from the first document only', () => {
    const believed = announce('p1', { compartment: 'A2', depositedAt: START - 100, expiresAt: START + 100 });
    expect(apply([believed], true).notes).toEqual([]);
    expect(row('p1')).toMatchObject({
      state: 'stored',
      compartment: 'A2',
      deposited_at: START - 100,
      expires_at: START + 100,
    });
    expect(box.store.compartments.get('A2')?.occupancy).toBe('occupied');
    apply([believed, announce('p2', { compartment: 'A1' })]);
    expect(row('p2')).toMatchObject({ state: 'announced', compartment: null });
    expect(box.store.compartments.get('A1')?.occupancy).toBe('empty');
  });

  describe('of several parcels in one compartment', () => {
    const inA1 = (id: string, minutes: number | null, recipient: string | null = null) =>
      announce(id, {
        compartment: 'A1',
        depositedAt: minutes === null ? null : START + minutes * 60_000,
        recipient,
      });
    const adopted = (items: Announcement[]): string[] => {
      apply(items, true);
      return box.store.parcels.inside('A1').map(({ id }) => id);
    };

    test('adopts all of one recipient', () => {
      expect(adopted([inA1('p1', 0, 'r1'), inA1('p2', null, 'r1')]).sort()).toEqual(['p1', 'p2']);
    });

    test('adopts only what was put in last when they are of different recipients, or nobody says of whom', () => {
      expect(adopted([inA1('p2', 5, 'r2'), inA1('p1', 0, 'r1'), inA1('p3', null)])).toEqual(['p2']);
    });

    test('adopts nothing when nobody can tell which was last', () => {
      const { notes } = apply([inA1('p1', null), inA1('p2', null)], true);
      expect(notes).toHaveLength(2);
      expect(box.store.parcels.inside('A1')).toEqual([]);
    });

    test('does not count what it knows to have gone', () => {
      box.store.parcels.putGone('p1', 'collected');
      expect(adopted([inA1('p1', null), inA1('p2', null)])).toEqual(['p2']);
      expect(row('p1')?.state).toBe('collected');
    });
  });

  test('says what it could not follow', () => {
    const { notes } = apply(
      [
        announce('p1', { compartment: 'Z9' }),
        announce('p2', { compartment: 'A1', label: 'L' }),
        announce('p3', { compartment: 'A2', label: 'L' }),
      ],
      true,
    );
    expect(notes).toEqual([
      'parcel p1: there is no compartment Z9',
      'parcel p3: its label is that of another parcel inside',
    ]);
    expect(['p1', 'p2', 'p3'].map((id) => row(id)?.state)).toEqual(['announced', 'stored', 'announced']);
  });
});
