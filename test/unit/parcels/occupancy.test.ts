import { Wall } from './wall';

let wall: Wall;
beforeEach(() => (wall = new Wall()));
afterEach(() => wall.close());

const types = (): string[] => wall.box.types();
const last = () => wall.box.events().at(-1);

/** A recipient's access, door and all, up to the shut door. */
function fetched(parcel: string, compartment: string) {
  wall.give(`g-${parcel}`, { parcel, state: 'claimed' });
  const opening = wall.store.openings.begin({
    compartment,
    purpose: 'pickup',
    grant_id: `g-${parcel}`,
    parcel,
    method: 'pin',
    created_at: wall.clock.now(),
  });
  wall.opensAndShuts(opening);
  return opening;
}

describe("a person's opening", () => {
  test('of an occupied compartment leaves it unverified, its parcel and its grant as they were', () => {
    wall.inside('p1', 'B1');
    wall.give('g1');
    expect(wall.compartments.open('B1', { person: 't1', reason: 'noise' })).toEqual({ ok: true });
    const [opening] = wall.store.openings.unsettled();
    expect(opening).toMatchObject({ purpose: 'service', person: 't1', reason: 'noise', grant_id: null });
    expect(wall.moved).toEqual([{ opening: opening!.id, uncommitted: false }]);
    wall.opensAndShuts(opening!);
    expect(wall.occupancy('B1')).toBe('unverified');
    expect(wall.store.grants.get('g1')?.state).toBe('live');
    expect(wall.parcel('p1')?.state).toBe('stored');
    expect(last()).toMatchObject({ type: 'compartment.unverified', compartment: 'B1', parcel: 'p1' });
  });

  test('of one that is known to be empty changes nothing', () => {
    wall.compartments.open('B1', {});
    wall.opensAndShuts(wall.store.openings.unsettled()[0]!);
    expect(wall.occupancy('B1')).toBe('empty');
    expect(types()).toEqual([]);
  });

  test('that is left open makes even an empty one unverified', () => {
    wall.compartments.open('B1', {});
    const [opening] = wall.store.openings.unsettled();
    wall.opens(opening!);
    wall.shuts(opening!, { unwatched: true });
    expect(wall.occupancy('B1')).toBe('unverified');
  });

  test('is refused while another is under way, and of a door that is not there', () => {
    wall.compartments.open('B1', {});
    expect(wall.compartments.open('B1', {})).toMatchObject({ ok: false, code: 'conflict' });
    expect(wall.compartments.open('Z9', {})).toMatchObject({ ok: false, code: 'not-found' });
    expect(wall.moved).toHaveLength(1);
  });
});

describe('out of service', () => {
  test('and back: what was before is restored, never assumed to be free', () => {
    wall.inside('p1', 'B1');
    wall.store.compartments.setOccupancy('B1', 'unverified');
    wall.compartments.outOfService('B1', { reason: 'hinge', person: 't1' });
    expect(last()).toMatchObject({
      type: 'compartment.out-of-service',
      compartment: 'B1',
      reason: 'hinge',
      person: 't1',
    });
    wall.compartments.inService('B1', { person: 't1' });
    expect(last()).toMatchObject({ type: 'compartment.in-service', compartment: 'B1', person: 't1' });
    expect(wall.occupancy('B1')).toBe('unverified');
    expect(wall.parcel('p1')?.compartment).toBe('B1');
  });

  test('the first reason stays, and twice is told once', () => {
    wall.compartments.outOfService('B1', { reason: 'hinge' });
    wall.compartments.outOfService('B1', { reason: 'paint' });
    expect(wall.store.compartments.get('B1')?.out_of_service).toBe('hinge');
    wall.compartments.inService('B1', {});
    wall.compartments.inService('B1', {});
    expect(types()).toEqual(['compartment.out-of-service', 'compartment.in-service']);
  });

  test('a door that is not there', () => {
    expect(wall.compartments.outOfService('Z9', {})).toMatchObject({ ok: false, code: 'not-found' });
    expect(wall.compartments.inService('Z9', {})).toMatchObject({ ok: false, code: 'not-found' });
    expect(types()).toEqual([]);
  });
});

describe('verified empty', () => {
  test('ends the occupancy: the parcels are missing, the compartment is free', () => {
    wall.inside('p1', 'B1');
    wall.inside('p2', 'B1');
    wall.store.compartments.setOccupancy('B1', 'unverified');
    expect(wall.compartments.verifiedEmpty('B1', { person: 't1' })).toEqual({ ok: true });
    expect(['p1', 'p2'].map((id) => wall.parcel(id)?.state)).toEqual(['missing', 'missing']);
    expect(wall.occupancy('B1')).toBe('empty');
    expect(types()).toEqual(['parcel.missing', 'parcel.missing', 'compartment.verified-empty']);
    expect(last()).toMatchObject({ compartment: 'B1', person: 't1' });
  });

  test.each(['open', 'unknown'] as const)('is refused while the door is %s', (reading) => {
    wall.inside('p1', 'B1');
    wall.readings.set('B1', reading);
    expect(wall.compartments.verifiedEmpty('B1', {})).toMatchObject({ ok: false, code: 'conflict' });
    expect(wall.parcel('p1')?.state).toBe('stored');
    expect(types()).toEqual([]);
  });

  test('is refused while an opening is under way, and of a door that is not there', () => {
    wall.compartments.open('B1', {});
    expect(wall.compartments.verifiedEmpty('B1', {})).toMatchObject({ ok: false, code: 'conflict' });
    expect(wall.compartments.verifiedEmpty('Z9', {})).toMatchObject({ ok: false, code: 'not-found' });
  });
});

describe('a pickup', () => {
  test('collects everything behind the door with one code and leaves it free', () => {
    wall.inside('p1', 'B1', { recipient: 'r1' });
    wall.inside('p2', 'B1', { recipient: 'r1' });
    fetched('p1', 'B1');
    expect(wall.store.grants.get('g-p1')?.state).toBe('used');
    expect(['p1', 'p2'].map((id) => wall.parcel(id)?.state)).toEqual(['collected', 'collected']);
    expect(wall.occupancy('B1')).toBe('empty');
    expect(types()).toEqual(['parcel.collected', 'parcel.collected']);
  });

  test('completed by its recipient frees an unverified compartment', () => {
    wall.inside('p1', 'B1');
    wall.store.compartments.setOccupancy('B1', 'unverified');
    fetched('p1', 'B1');
    expect(wall.occupancy('B1')).toBe('empty');
  });

  test('while the door is open the compartment counts as unverified, so that a power cut leaves it so', () => {
    wall.inside('p1', 'B1');
    wall.give('g1', { state: 'claimed' });
    const opening = wall.store.openings.begin({
      compartment: 'B1',
      purpose: 'pickup',
      grant_id: 'g1',
      parcel: 'p1',
      created_at: 1,
    });
    wall.opens(opening);
    expect(wall.occupancy('B1')).toBe('unverified');
    wall.shuts(opening, { unwatched: true });
    expect(wall.occupancy('B1')).toBe('unverified');
    expect(wall.store.openings.unsettled()).toEqual([]);
  });

  test.each([
    ['still in the document', 1, 'live'],
    ['revoked meanwhile', 0, 'revoked'],
  ])('that jams gives the code back: %s', (_name, accepted, state) => {
    wall.inside('p1', 'B1');
    wall.give('g1', { state: 'claimed', accepted });
    wall.jams(
      wall.store.openings.begin({ compartment: 'B1', purpose: 'pickup', grant_id: 'g1', parcel: 'p1', created_at: 1 }),
    );
    expect(wall.store.grants.get('g1')?.state).toBe(state);
    expect(wall.parcel('p1')?.state).toBe('stored');
    expect(wall.occupancy('B1')).toBe('occupied');
    expect(wall.store.compartments.get('B1')?.out_of_service).toBe('door jammed (did-not-open)');
  });

  test('of a door that stands open is no fault of its lock', () => {
    wall.inside('p1', 'B1');
    wall.give('g1', { state: 'claimed' });
    const opening = wall.store.openings.begin({
      compartment: 'B1',
      purpose: 'pickup',
      grant_id: 'g1',
      parcel: 'p1',
      created_at: 1,
    });
    wall.jams(opening, 'not-closed');
    expect(wall.store.compartments.get('B1')?.out_of_service).toBeNull();
  });

  test('cut off by the power: the code is live again, the compartment unverified', () => {
    wall.inside('p1', 'B1');
    wall.give('g1', { state: 'claimed' });
    const opening = wall.store.openings.begin({
      compartment: 'B1',
      purpose: 'pickup',
      grant_id: 'g1',
      parcel: 'p1',
      method: 'qr',
      created_at: 1,
    });
    wall.store.write(() => wall.rules.interrupted(opening));
    expect(wall.store.grants.get('g1')?.state).toBe('live');
    expect(wall.occupancy('B1')).toBe('unverified');
    expect(wall.box.events()[0]).toMatchObject({
      type: 'access.interrupted',
      purpose: 'pickup',
      parcel: 'p1',
      method: 'qr',
    });
  });
});

describe('after a pickup', () => {
  test('the door opens again for the same access while the compartment is as it was left', () => {
    wall.inside('p1', 'B1');
    const first = fetched('p1', 'B1');
    const again = wall.opening(wall.pickups.reopen(first.id));
    expect(again).toMatchObject({
      purpose: 'reopen',
      grant_id: 'g-p1',
      parcel: 'p1',
      method: 'pin',
      compartment: 'B1',
    });
    wall.opensAndShuts(again);
    expect(wall.occupancy('B1')).toBe('empty');
    expect(types().filter((type) => type === 'parcel.collected')).toHaveLength(1);
  });

  test.each([
    ['another parcel is inside', () => wall.inside('p2', 'B1')],
    ['somebody has to look first', () => wall.store.compartments.setOccupancy('B1', 'unverified')],
    ['it is being opened', () => wall.compartments.open('B1', {})],
  ])('not when %s', (_name, make) => {
    wall.inside('p1', 'B1');
    const first = fetched('p1', 'B1');
    make();
    const before = wall.moved.length;
    expect(wall.pickups.reopen(first.id)).toBeNull();
    expect(wall.moved).toHaveLength(before);
  });

  test('not after a jam, and not of an opening that never was', () => {
    wall.inside('p1', 'B1');
    const opening = wall.store.openings.begin({ compartment: 'B1', purpose: 'pickup', parcel: 'p1', created_at: 1 });
    wall.jams(opening);
    expect(wall.pickups.reopen(opening.id)).toBeNull();
    expect(wall.pickups.reopen(4_711)).toBeNull();
  });

  test.each(['empty', 'damaged'] as const)(
    'the customer says that it was %s: told, and somebody has to look',
    (what) => {
      wall.inside('p1', 'B1');
      const first = fetched('p1', 'B1');
      wall.pickups.report(first.id, what);
      expect(wall.occupancy('B1')).toBe('unverified');
      expect(wall.box.events().slice(-2)).toMatchObject([
        { type: `parcel.reported-${what}`, parcel: 'p1', compartment: 'B1', grant: 'g-p1', method: 'pin' },
        { type: 'compartment.unverified' },
      ]);
    },
  );
});

describe('doors that nobody asked to open', () => {
  test('forced: alarm, and nobody knows what is inside', () => {
    wall.inside('p1', 'B1');
    wall.store.write(() => wall.rules.forced('B1', true));
    expect(wall.box.events()).toMatchObject([
      { type: 'door.forced', compartment: 'B1', parcel: 'p1' },
      { type: 'compartment.unverified', compartment: 'B1', parcel: 'p1' },
    ]);
    expect(wall.parcel('p1')?.state).toBe('stored');
  });

  test('forced again before anybody has looked: an alarm each time, that nobody knows what is inside is known', () => {
    for (let n = 0; n < 3; n += 1) wall.store.write(() => wall.rules.forced('B1', true));
    expect(types()).toEqual(['door.forced', 'compartment.unverified', 'door.forced', 'door.forced']);
  });

  test('found open: no alarm, nobody saw it', () => {
    wall.store.write(() => wall.rules.forced('B1', false));
    expect(types()).toEqual(['compartment.unverified']);
    expect(wall.occupancy('B1')).toBe('unverified');
  });
});
