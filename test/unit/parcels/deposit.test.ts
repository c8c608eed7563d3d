import { BY, HOUR, Wall } from './wall';

let wall: Wall;
beforeEach(() => (wall = new Wall()));
afterEach(() => wall.close());

const types = (): string[] => wall.box.types();
const last = () => wall.box.events().at(-1);

describe('a deposit', () => {
  test('of an announced parcel: smallest fitting compartment, occupied, told', () => {
    wall.announce('p1', { size: 'M' });
    expect(wall.deposit('p1')).toBe('B1');
    expect(wall.occupancy('B1')).toBe('occupied');
    expect(wall.parcel('p1')).toMatchObject({ state: 'stored', compartment: 'B1', in_doubt: 0, expires_at: null });
    expect(last()).toMatchObject({
      type: 'parcel.deposited',
      parcel: 'p1',
      label: 'label-p1',
      announced: true,
      inDoubt: false,
      person: 'c7',
      grant: 'courier',
    });
  });

  test('starts the window when its recipient has a code already, else not', () => {
    wall.announce('p1');
    wall.give('g1');
    wall.deposit('p1');
    expect(wall.parcel('p1')?.expires_at).toBe(wall.clock.now() + 72 * HOUR);
    expect(last()).toMatchObject({ type: 'parcel.deposited', expiresAt: '2026-11-24T10:00:00.000Z' });
  });

  test('while nobody vouches for the time starts no window', () => {
    wall.announce('p1');
    wall.give('g1');
    wall.box.time.step(90 * HOUR, false);
    wall.deposit('p1');
    expect(wall.parcel('p1')?.expires_at).toBeNull();
  });

  test('of a parcel that nobody announced gets its id from the locker', () => {
    const opening = wall.opening(wall.deposits.begin({ label: 'X-1', size: 'L' }, BY));
    wall.opensAndShuts(opening);
    wall.deposits.confirm(opening.id);
    expect(opening.compartment).toBe('C1');
    expect(last()).toMatchObject({
      type: 'parcel.deposited',
      parcel: expect.stringMatching(/^l-/) as string,
      label: 'X-1',
      size: 'L',
      announced: false,
    });
    expect(wall.deposits.find('X-1')).toEqual({ kind: 'inside' });
  });

  test('without any label is possible any number of times', () => {
    for (const place of ['A1', 'B1', 'C1', 'C2', 'A2']) {
      const opening = wall.opening(wall.deposits.begin({ label: null, size: 'S' }, BY));
      wall.opensAndShuts(opening);
      wall.deposits.confirm(opening.id);
      expect(opening.compartment).toBe(place);
      expect(wall.occupancy(place)).toBe('occupied');
    }
  });

  test('no door moves before its intent is committed', () => {
    wall.announce('p1');
    const first = wall.opening(wall.deposits.begin({ parcel: 'p1' }, BY));
    wall.opensAndShuts(first);
    const second = wall.opening(wall.deposits.larger(first.id));
    expect(wall.moved).toEqual([
      { opening: first.id, uncommitted: false },
      { opening: second.id, uncommitted: false },
    ]);
  });
});

describe('where it goes', () => {
  test.each([
    ['occupied', () => wall.inside('x', 'A1')],
    ['unverified', () => wall.store.compartments.setOccupancy('A1', 'unverified')],
    ['out of service', () => wall.store.compartments.setOutOfService('A1', 'broken', 1)],
    ['open', () => wall.readings.set('A1', 'open')],
    ['not to be read', () => wall.readings.set('A1', 'unknown')],
    ['being opened', () => void wall.store.openings.begin({ compartment: 'A1', purpose: 'service', created_at: 1 })],
  ])('not into one that is %s', (_name, make) => {
    make();
    wall.announce('p1');
    // Accessible ones are kept: the next that is not is larger.
    expect(wall.deposit('p1')).toBe('B1');
  });

  test('accessible when that is needed, and nowhere else', () => {
    wall.announce('p1', { accessible: 1 });
    wall.announce('p2', { accessible: 1 });
    expect(wall.deposit('p1')).toBe('A2');
    expect(wall.deposits.begin({ parcel: 'p2' }, BY)).toEqual({ kind: 'full', reachable: true });
  });

  test('full is full: nothing moves, nothing stays behind', () => {
    for (const id of ['A1', 'A2', 'B1', 'C1', 'C2']) wall.inside(`x-${id}`, id);
    wall.announce('p1');
    const parcels = wall.store.parcels.known().length;
    expect(wall.deposits.begin({ parcel: 'p1' }, BY)).toEqual({ kind: 'full', reachable: false });
    expect(wall.deposits.begin({ label: 'X-1', size: 'S' }, BY)).toMatchObject({ kind: 'full' });
    expect(wall.deposits.find('X-1')).toEqual({ kind: 'unannounced' });
    expect(wall.moved).toEqual([]);
    expect(wall.store.parcels.known()).toHaveLength(parcels);
    expect(wall.store.openings.unsettled()).toEqual([]);
  });
});

describe('sharing', () => {
  const fill = (places: string[]): void => places.forEach((id) => wall.inside(`x-${id}`, id, { recipient: 'r9' }));

  test('only when nothing is free', () => {
    wall.inside('p1', 'B1', { recipient: 'r1' });
    wall.announce('p2', { size: 'M', recipient: 'r1' });
    expect(wall.deposit('p2')).toBe('C1');
  });

  test('with parcels of the same recipient, as the last resort', () => {
    fill(['A1', 'A2', 'C1', 'C2']);
    wall.inside('p1', 'B1', { recipient: 'r1' });
    wall.announce('p2', { recipient: 'r1' });
    expect(wall.deposit('p2')).toBe('B1');
    expect(wall.store.parcels.inside('B1').map(({ id }) => id)).toEqual(['p1', 'p2']);
    expect(wall.occupancy('B1')).toBe('occupied');
  });

  test.each([
    ["another recipient's", { recipient: 'r2' }],
    ["nobody's", { recipient: null }],
    ['one that has expired', { recipient: 'r1', expired: 'window' }],
  ] as const)('never with %s parcel', (_name, other) => {
    fill(['A1', 'A2', 'C1', 'C2']);
    wall.inside('p1', 'B1', other);
    wall.announce('p2', { recipient: 'r1' });
    expect(wall.deposits.begin({ parcel: 'p2' }, BY)).toMatchObject({ kind: 'full' });
  });

  test('never of parcels of which nobody knows whose they are', () => {
    fill(['A1', 'A2', 'C1', 'C2']);
    wall.inside('p1', 'B1', { recipient: null });
    wall.announce('p2', { recipient: null });
    expect(wall.deposits.begin({ parcel: 'p2' }, BY)).toMatchObject({ kind: 'full' });
  });

  test('never where somebody has to look first', () => {
    fill(['A1', 'A2', 'C1', 'C2']);
    wall.inside('p1', 'B1', { recipient: 'r1' });
    wall.store.compartments.setOccupancy('B1', 'unverified');
    wall.announce('p2', { recipient: 'r1' });
    expect(wall.deposits.begin({ parcel: 'p2' }, BY)).toMatchObject({ kind: 'full' });
  });
});

describe('labels', () => {
  test('unknown, announced, inside, for a hand-over, gone', () => {
    expect(wall.deposits.find('label-p1')).toEqual({ kind: 'unannounced' });
    wall.announce('p1');
    expect(wall.deposits.find('label-p1')).toEqual({ kind: 'announced', parcel: 'p1' });
    wall.announce('p2', { handover: 1 });
    expect(wall.deposits.find('label-p2')).toEqual({ kind: 'handover' });
    wall.deposit('p1');
    expect(wall.deposits.find('label-p1')).toEqual({ kind: 'inside' });
    wall.store.write(() => wall.store.parcels.change('p1', { state: 'collected', compartment: null }));
    expect(wall.deposits.find('label-p1')).toEqual({ kind: 'unannounced' });
  });

  test('a label that comes back after its parcel was collected is a new parcel', () => {
    wall.inside('p1', 'A1');
    wall.store.write(() => wall.store.parcels.change('p1', { state: 'collected', compartment: null }));
    wall.store.compartments.setOccupancy('A1', 'empty');
    const opening = wall.opening(wall.deposits.begin({ label: 'label-p1', size: 'S' }, BY));
    wall.opensAndShuts(opening);
    wall.deposits.confirm(opening.id);
    expect(last()).toMatchObject({ type: 'parcel.deposited', label: 'label-p1', announced: false });
    expect(wall.parcel('p1')?.state).toBe('collected');
  });
});

test('put in while a parcel of the same label came to be inside: it is recorded, without a label', () => {
  wall.announce('p1');
  const opening = wall.opening(wall.deposits.begin({ parcel: 'p1' }, BY));
  wall.opensAndShuts(opening);
  wall.inside('p2', 'B1', { label: 'label-p1' });
  wall.deposits.confirm(opening.id);
  expect(wall.parcel('p1')).toMatchObject({ state: 'stored', compartment: opening.compartment, label: null });
  expect(last()).toMatchObject({ type: 'parcel.deposited', parcel: 'p1', label: null });
  expect(wall.parcel('p2')).toMatchObject({ state: 'stored', compartment: 'B1', label: 'label-p1' });
});

describe('not deposited', () => {
  test('leaves the compartment unverified, and an announced parcel announced', () => {
    wall.announce('p1');
    const opening = wall.opening(wall.deposits.begin({ parcel: 'p1' }, BY));
    wall.opensAndShuts(opening);
    wall.deposits.notDeposited(opening.id);
    expect(wall.occupancy('A1')).toBe('unverified');
    expect(wall.deposits.find('label-p1')).toEqual({ kind: 'announced', parcel: 'p1' });
    expect(types()).toEqual(['compartment.unverified']);
    expect(wall.store.openings.unsettled()).toEqual([]);
  });

  test('forgets a parcel that only this attempt knew', () => {
    const opening = wall.opening(wall.deposits.begin({ label: 'X-1', size: 'S' }, BY));
    wall.opensAndShuts(opening);
    wall.deposits.notDeposited(opening.id);
    expect(wall.deposits.find('X-1')).toEqual({ kind: 'unannounced' });
    expect(wall.store.parcels.forgotten()).toEqual([]);
  });

  test('an answer counts once', () => {
    wall.announce('p1');
    const opening = wall.opening(wall.deposits.begin({ parcel: 'p1' }, BY));
    wall.opensAndShuts(opening);
    wall.deposits.confirm(opening.id);
    const before = wall.box.events().length;
    wall.deposits.confirm(opening.id);
    wall.deposits.notDeposited(opening.id);
    wall.deposits.inDoubt(opening.id);
    expect(wall.box.events()).toHaveLength(before);
    expect(wall.occupancy('A1')).toBe('occupied');
  });
});

describe('it does not fit', () => {
  test('a larger one opens, the first is unverified', () => {
    wall.announce('p1', { size: 'S' });
    const first = wall.opening(wall.deposits.begin({ parcel: 'p1' }, BY));
    wall.opensAndShuts(first);
    const second = wall.opening(wall.deposits.larger(first.id));
    expect([first.compartment, second.compartment]).toEqual(['A1', 'B1']);
    expect(wall.occupancy('A1')).toBe('unverified');
    wall.opensAndShuts(second);
    wall.deposits.confirm(second.id);
    expect(wall.parcel('p1')).toMatchObject({ compartment: 'B1', size: 'S' });
    expect(second).toMatchObject({ person: 'c7', grant_id: 'courier' });
  });

  test('nothing larger is free: the first is unverified all the same, and nothing is under way', () => {
    const first = wall.opening(wall.deposits.begin({ label: 'X-1', size: 'XL' }, BY));
    wall.opensAndShuts(first);
    expect(wall.deposits.larger(first.id)).toMatchObject({ kind: 'full' });
    expect(wall.occupancy('C2')).toBe('unverified');
    expect(wall.store.openings.unsettled()).toEqual([]);
    expect(wall.deposits.find('X-1')).toEqual({ kind: 'unannounced' });
  });
});

describe('in doubt', () => {
  function inDoubt(id: string) {
    const opening = wall.opening(wall.deposits.begin({ parcel: id }, BY));
    wall.opensAndShuts(opening);
    wall.deposits.inDoubt(opening.id);
    return opening;
  }

  test('no answer: recorded as deposited in doubt, unverified, the parcel attached', () => {
    wall.announce('p1');
    inDoubt('p1');
    expect(wall.parcel('p1')).toMatchObject({ state: 'stored', compartment: 'A1', in_doubt: 1 });
    expect(wall.occupancy('A1')).toBe('unverified');
    expect(wall.box.events().slice(-2)).toMatchObject([
      { type: 'parcel.deposited', inDoubt: true, parcel: 'p1' },
      { type: 'compartment.unverified', parcel: 'p1' },
    ]);
  });

  test('who holds its label in their hands settles the doubt: it moves, the old compartment stays unverified', () => {
    wall.announce('p1');
    inDoubt('p1');
    expect(wall.deposits.find('label-p1')).toEqual({ kind: 'announced', parcel: 'p1' });
    expect(wall.deposit('p1')).toBe('B1');
    expect(wall.parcel('p1')).toMatchObject({ compartment: 'B1', in_doubt: 0 });
    expect(wall.occupancy('A1')).toBe('unverified');
    expect(wall.store.parcels.inside('A1')).toEqual([]);
    expect(wall.deposits.find('label-p1')).toEqual({ kind: 'inside' });
  });

  test('the courier walked away from the open door; it is closed an hour later', () => {
    wall.announce('p1');
    const opening = wall.opening(wall.deposits.begin({ parcel: 'p1' }, BY));
    wall.opens(opening);
    wall.deposits.inDoubt(opening.id);
    expect(wall.parcel('p1')).toMatchObject({ state: 'stored', in_doubt: 1 });
    wall.shuts(opening, { leftOpen: true });
    expect(wall.row(opening.id).stage).toBe('done');
    expect(wall.occupancy('A1')).toBe('unverified');
    expect(types().filter((type) => type === 'parcel.deposited')).toHaveLength(1);
  });

  test('deposited elsewhere before the first door is closed: it stays where it is now', () => {
    wall.announce('p1');
    const first = wall.opening(wall.deposits.begin({ parcel: 'p1' }, BY));
    wall.opens(first);
    wall.deposits.inDoubt(first.id);
    wall.readings.set('A1', 'open');
    expect(wall.deposit('p1')).toBe('B1');
    wall.shuts(first, { unwatched: true });
    expect(wall.parcel('p1')).toMatchObject({ compartment: 'B1', in_doubt: 0 });
    expect(wall.occupancy('A1')).toBe('unverified');
    expect(wall.store.openings.unsettled()).toEqual([]);
  });
});

describe('a jammed door', () => {
  test('keeps the parcel announced, forgets one that only the courier knew, and takes the door out of service', () => {
    wall.announce('p1');
    wall.jams(wall.opening(wall.deposits.begin({ parcel: 'p1' }, BY)));
    expect(wall.deposits.find('label-p1')).toEqual({ kind: 'announced', parcel: 'p1' });
    expect(wall.store.compartments.get('A1')?.out_of_service).toContain('jammed');
    wall.jams(wall.opening(wall.deposits.begin({ label: 'X-1', size: 'S' }, BY)));
    expect(wall.deposits.find('X-1')).toEqual({ kind: 'unannounced' });
  });

  test('that comes late is closed by somebody whom nobody asks: in doubt, and nothing stays under way', () => {
    wall.announce('p1');
    const opening = wall.opening(wall.deposits.begin({ parcel: 'p1' }, BY));
    wall.jams(opening);
    wall.opens(opening);
    wall.shuts(opening, { late: true });
    expect(wall.parcel('p1')).toMatchObject({ state: 'stored', compartment: 'A1', in_doubt: 1 });
    expect(wall.occupancy('A1')).toBe('unverified');
    expect(wall.store.openings.unsettled()).toEqual([]);
  });

  test('that comes late when the parcel is inside another one changes nothing about it', () => {
    wall.announce('p1');
    const opening = wall.opening(wall.deposits.begin({ parcel: 'p1' }, BY));
    wall.jams(opening);
    expect(wall.deposit('p1')).toBe('B1');
    wall.opens(opening);
    wall.shuts(opening, { late: true });
    expect(wall.parcel('p1')).toMatchObject({ compartment: 'B1', in_doubt: 0 });
    expect(wall.occupancy('A1')).toBe('unverified');
    expect(wall.store.openings.unsettled()).toEqual([]);
  });

  test('that comes late, with a parcel that only the courier knew, is left open for a minute and closed', () => {
    const opening = wall.opening(wall.deposits.begin({ label: null, size: 'S' }, BY));
    wall.jams(opening);
    wall.opens(opening);
    wall.deposits.inDoubt(opening.id);
    wall.shuts(opening, { unwatched: true, late: true });
    expect(wall.occupancy('A1')).toBe('unverified');
    expect(types()).not.toContain('parcel.deposited');
    expect(wall.store.openings.unsettled()).toEqual([]);
  });
});
