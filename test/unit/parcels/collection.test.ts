import { BY, HOUR, Wall } from './wall';

let wall: Wall;
beforeEach(() => (wall = new Wall()));
afterEach(() => wall.close());

const expired = (id: string, compartment: string): void =>
  wall.inside(id, compartment, { expired: 'window', expires_at: 1 });
function begun(compartment: string) {
  const opening = wall.opening(wall.collections.begin(compartment, BY));
  wall.opensAndShuts(opening);
  return opening;
}

test('the list has what has expired and nothing else', () => {
  expired('p1', 'B1');
  expired('p2', 'A1');
  wall.inside('p3', 'C1');
  wall.announce('p4');
  expect(wall.collections.waiting()).toEqual(['A1', 'B1']);
  expect(wall.collections.begin('C1', BY)).toBeNull();
  expect(wall.collections.begin('Z9', BY)).toBeNull();
});

test('one that is being opened just now is not on it', () => {
  expired('p1', 'B1');
  const other = wall.store.openings.begin({ compartment: 'B1', purpose: 'service', created_at: 1 });
  expect(wall.collections.waiting()).toEqual([]);
  expect(wall.collections.begin('B1', BY)).toBeNull();
  wall.store.openings.move(other.id, 'done', 'jammed');
  expect(wall.collections.waiting()).toEqual(['B1']);
});

test('taken out: told, and the compartment is free again', () => {
  expired('p1', 'B1');
  const opening = begun('B1');
  expect(wall.occupancy('B1')).toBe('unverified');
  wall.collections.takenOut(opening.id);
  expect(wall.occupancy('B1')).toBe('empty');
  expect(wall.parcel('p1')).toMatchObject({ state: 'retrieved', compartment: null });
  expect(wall.box.events().at(-1)).toMatchObject({
    type: 'parcel.retrieved',
    parcel: 'p1',
    compartment: 'B1',
    person: 'c7',
    grant: 'courier',
  });
  expect(wall.collections.waiting()).toEqual([]);
});

test('two parcels behind one door are taken out together; one that has not expired stays', () => {
  expired('p1', 'B1');
  expired('p2', 'B1');
  wall.inside('p3', 'B1', { expires_at: wall.clock.now() + HOUR });
  expect(wall.collections.waiting()).toEqual(['B1']);
  wall.collections.takenOut(begun('B1').id);
  expect(['p1', 'p2', 'p3'].map((id) => wall.parcel(id)?.state)).toEqual(['retrieved', 'retrieved', 'stored']);
  expect(wall.occupancy('B1')).toBe('occupied');
});

test('what stays behind is as little known as before: nobody was asked about it', () => {
  expired('p1', 'B1');
  wall.inside('p2', 'B1', { in_doubt: 1 });
  wall.store.compartments.setOccupancy('B1', 'unverified');
  wall.collections.takenOut(begun('B1').id);
  expect(['p1', 'p2'].map((id) => wall.parcel(id)?.state)).toEqual(['retrieved', 'stored']);
  expect(wall.occupancy('B1')).toBe('unverified');
});

test('not there: missing, and somebody has to look', () => {
  expired('p1', 'B1');
  wall.collections.notThere(begun('B1').id);
  expect(wall.parcel('p1')?.state).toBe('missing');
  expect(wall.occupancy('B1')).toBe('unverified');
  expect(wall.box.types()).toEqual(['parcel.missing', 'compartment.unverified']);
});

test('no answer: it stays on the list, and somebody has to look', () => {
  expired('p1', 'B1');
  wall.collections.unanswered(begun('B1').id);
  expect(wall.parcel('p1')?.state).toBe('stored');
  expect(wall.occupancy('B1')).toBe('unverified');
  expect(wall.collections.waiting()).toEqual(['B1']);
});

test('an answer counts once', () => {
  expired('p1', 'B1');
  const { id } = begun('B1');
  wall.collections.takenOut(id);
  const before = wall.box.events().length;
  wall.collections.notThere(id);
  wall.collections.unanswered(id);
  expect(wall.box.events()).toHaveLength(before);
  expect(wall.occupancy('B1')).toBe('empty');
});

test('extended while the courier has it in their hands: what was taken out is out', () => {
  expired('p1', 'B1');
  const { id } = begun('B1');
  expect(wall.expiry.extend('p1', wall.clock.now() + HOUR)).toEqual({ ok: true });
  wall.collections.takenOut(id);
  expect(wall.parcel('p1')?.state).toBe('retrieved');
  expect(wall.occupancy('B1')).toBe('empty');
});

test('a door that jammed and came late has nobody who answers: unverified, and nothing stays under way', () => {
  expired('p1', 'B1');
  const opening = wall.opening(wall.collections.begin('B1', BY));
  wall.jams(opening);
  wall.opens(opening);
  wall.shuts(opening, { late: true });
  expect(wall.store.openings.unsettled()).toEqual([]);
  expect(wall.occupancy('B1')).toBe('unverified');
  expect(wall.collections.waiting()).toEqual(['B1']);
});
