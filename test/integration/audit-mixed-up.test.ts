import * as auditor from '../helpers/auditor';
import { COURIER_PIN, HOUR, Rig, SERVICE_PIN } from '../helpers/rig';

/** Parcels that are not where they are recorded, told by their labels in the guided audit. */

const LABEL = '00340434161094021501';
const OTHER = '00340434161094021502';
const THIRD = '00340434161094021503';
const TOKEN = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

const told = (type: string) => rig.events().filter((event) => event.type === type);
const state = (id: string) => rig.compartment(id).state;
const end = (id: string) => rig.locker.store.parcels.get(id)?.expires_at ?? 0;
const openDoors = () => auditor.openDoors(rig);
const audit = (said: auditor.Answers, scope?: 'all' | 'unverified') => auditor.audit(rig, said, scope);
const fetches = (pin: string) => auditor.fetches(rig, pin);

describe('a courier swapped two parcels', () => {
  let first: string;
  let second: string;
  beforeEach(async () => {
    first = await rig.stored({ id: 'p1', label: LABEL }, '123456', TOKEN);
    second = await rig.stored({ id: 'p2', label: OTHER }, '654321');
  });

  test('both labels are read in one audit: each has the other’s place, and its code opens that', async () => {
    const ends = [end('p1'), end('p2')];
    await audit({ [first]: OTHER, [second]: LABEL });
    expect(told('audit.finding')).toMatchObject([
      { compartment: first, expected: ['p1'], result: 'unknown', parcel: 'p2', label: OTHER },
      { result: 'as-expected' },
      { compartment: second, expected: ['p2'], result: 'found', parcel: 'p1' },
      {},
      {},
    ]);
    expect(told('parcel.found')).toMatchObject([
      { parcel: 'p1', compartment: second, person: 't1', expiresAt: new Date(end('p1')).toISOString() },
      { parcel: 'p2', compartment: first, person: 't1', expiresAt: new Date(end('p2')).toISOString() },
    ]);
    expect(rig.compartment(first)).toMatchObject({ state: 'occupied', parcels: ['p2'] });
    expect(rig.compartment(second)).toMatchObject({ state: 'occupied', parcels: ['p1'] });
    // Between the two readings nobody could have fetched either.
    expect(end('p1')).toBeGreaterThan(ends[0] ?? 0);
    expect(end('p2')).toBeGreaterThan(ends[1] ?? 0);
    expect(await fetches('123456')).toEqual([second]);
    expect(state(second)).toBe('free');
    expect(await fetches('654321')).toEqual([first]);
    expect(state(first)).toBe('free');
  });

  test('only one is read so far: neither code opens, both are kept, and no window runs', async () => {
    await audit({ [first]: OTHER, [second]: '1' });
    expect(state(first)).toBe('unverified');
    // A parcel is there, but its label says that it is not the one that should be.
    expect(state(second)).toBe('unverified');
    const ends = [end('p1'), end('p2')];
    expect(await fetches('123456')).toEqual([]);
    expect(await fetches('654321')).toEqual([]);
    await rig.scan(`LK1-${TOKEN}`);
    expect(rig.lines().join(' ')).toContain('not here yet');
    expect(told('access.refused')).toMatchObject([
      { reason: 'not-yet', parcel: 'p1', grant: 'g-p1', method: 'pin' },
      { reason: 'not-yet', parcel: 'p2', method: 'pin' },
      { reason: 'not-yet', parcel: 'p1', method: 'qr' },
    ]);
    await rig.advance(80 * HOUR);
    await rig.cut();
    expect(told('parcel.expired')).toEqual([]);
    expect(end('p1') - (ends[0] ?? 0)).toBeGreaterThan(80 * HOUR);
    expect(told('parcel.extended')).toMatchObject([{ parcel: 'p1', cause: 'unavailable' }, { parcel: 'p2' }]);
    // Days later, and after a power cut, somebody reads the other one.
    await audit({ [first]: OTHER, [second]: LABEL }, 'unverified');
    expect(await fetches('654321')).toEqual([first]);
    expect(await fetches('123456')).toEqual([second]);
  });

  test('one of them is recalled meanwhile: no courier takes the other’s instead', async () => {
    await audit({ [first]: OTHER, [second]: '1' });
    rig.locker.operations.recall('p2');
    await rig.keys(`${COURIER_PIN}2#`);
    await rig.advance(1_000);
    expect([rig.screen(), await openDoors()]).toEqual(['collect', []]);
    await rig.advance(70_000);
    await audit({ [first]: OTHER, [second]: LABEL }, 'unverified');
    await rig.keys(`${COURIER_PIN}2#`);
    await rig.advance(1_000);
    expect(await openDoors()).toEqual([first]);
    await rig.hand(first, 'close');
    await rig.keys('#');
    expect(told('parcel.retrieved')).toMatchObject([{ parcel: 'p2', compartment: first }]);
    await rig.advance(70_000);
    expect(await fetches('123456')).toEqual([second]);
  });

  test('somebody puts them right by hand: each is confirmed by its own label', async () => {
    await audit({ [first]: OTHER, [second]: '1' });
    await audit({ [first]: LABEL, [second]: OTHER }, 'unverified');
    expect([state(first), state(second)]).toEqual(['occupied', 'occupied']);
    expect(told('parcel.found')).toEqual([]);
    expect(await fetches('123456')).toEqual([first]);
    expect(await fetches('654321')).toEqual([second]);
  });

  test('somebody sees a parcel behind that door and reads nothing: its code still does not open somebody else’s', async () => {
    await audit({ [first]: OTHER, [second]: '1' });
    await audit({ [first]: '1', [second]: '1' }, 'unverified');
    expect([state(first), state(second)]).toEqual(['unverified', 'unverified']);
    expect(await fetches('123456')).toEqual([]);
    expect(await fetches('654321')).toEqual([]);
    await audit({ [first]: OTHER, [second]: LABEL }, 'unverified');
    expect(await fetches('123456')).toEqual([second]);
    expect(await fetches('654321')).toEqual([first]);
  });

  test('one that was read there goes from hand to hand: the other’s code opens again, and its window runs', async () => {
    rig.announce({ id: 'p3', label: THIRD, handover: true });
    rig.grant('g-p3', { kind: 'handover', parcel: 'p3', pin: '777777', deliveryDate: '2026-11-21' });
    rig.publish();
    await audit({ [first]: THIRD, [second]: '1' });
    expect(await fetches('123456')).toEqual([]);
    await rig.keys(`${COURIER_PIN}3`);
    await rig.scan(THIRD);
    await rig.keys('777777');
    expect(told('parcel.handed-over')).toMatchObject([{ parcel: 'p3' }]);
    const until = end('p1');
    await rig.advance(70_000);
    expect(end('p1')).toBe(until);
    expect(await fetches('123456')).toEqual([first]);
  });

  test('its label is read in its own place after all: that counts, and its window runs from then on', async () => {
    await audit({ [first]: OTHER, [second]: '1' });
    await audit({ [first]: '3', [second]: '3' }, 'unverified');
    expect(await fetches('654321')).toEqual([]);
    await rig.keys(SERVICE_PIN);
    await rig.advance(1_100);
    await rig.keys('41#');
    await rig.advance(1_000);
    await rig.hand(first, 'close');
    await rig.keys('3#');
    await rig.advance(1_000);
    await rig.hand(second, 'close');
    await rig.scan(OTHER);
    const until = end('p2');
    await rig.advance(70_000);
    expect(end('p2')).toBe(until);
    expect(state(second)).toBe('occupied');
    expect(await fetches('654321')).toEqual([second]);
    // Whose the rest is nobody knows: its own recipient may look.
    expect(await fetches('123456')).toEqual([first]);
    expect(state(first)).toBe('unverified');
  });

  test('it was taken out and is put in anew: where it is now counts, not where it was read', async () => {
    rig.announce({ id: 'p3', label: THIRD });
    rig.grant('g-p3', { kind: 'pickup', parcel: 'p3', pin: '777777' });
    rig.publish();
    await audit({ [first]: THIRD, [second]: '1' });
    expect(await fetches('123456')).toEqual([]);
    const place = await rig.deposit({ id: 'p3', label: THIRD });
    expect(await fetches('777777')).toEqual([place]);
    // What else was in there is not known any more: its own recipient may look.
    expect(await fetches('123456')).toEqual([first]);
    expect(state(first)).toBe('unverified');
  });

  test('a courier at the other door keeps it as it is until somebody looks again', async () => {
    await audit({ [first]: OTHER, [second]: '1' });
    await rig.hand(first, 'open');
    await rig.keys(SERVICE_PIN);
    await rig.advance(1_100);
    await rig.keys('41#');
    // The open one does not open.
    await rig.advance(6_000);
    await rig.keys('*');
    await rig.advance(1_000);
    await rig.hand(second, 'close');
    await rig.scan(LABEL);
    expect(told('parcel.found')).toEqual([]);
    expect(rig.compartment(second)).toMatchObject({ state: 'unverified', parcels: ['p2'] });
    await rig.hand(first, 'close');
    await rig.advance(70_000);
    await audit({ [first]: OTHER, [second]: LABEL }, 'unverified');
    expect(await fetches('123456')).toEqual([second]);
  });
});

test('deposited in doubt, struck off the document and found elsewhere: the courier takes it back', async () => {
  rig.announce({ id: 'p1', label: LABEL });
  rig.publish();
  const before = await rig.opensFor(LABEL);
  await rig.hand(before, 'close');
  await rig.advance(70_000);
  expect(rig.compartment(before)).toMatchObject({ state: 'unverified', parcel: 'p1' });
  rig.withdraw('p1');
  rig.publish();
  await audit({ [before]: '3', B1: LABEL });
  expect(rig.compartment('B1')).toMatchObject({ state: 'expired', parcel: 'p1' });
  expect(told('parcel.found')).toMatchObject([{ compartment: 'B1' }]);
  rig.publish();
  // It has ended once.
  expect(told('parcel.expired')).toMatchObject([{ compartment: before, cause: 'withdrawn' }]);
});

test('two that nobody has announced are put right: they wait for the operator as before', async () => {
  const places: string[] = [];
  for (const label of [LABEL, OTHER]) {
    await rig.keys(`${COURIER_PIN}1`);
    await rig.scan(label);
    await rig.keys('1');
    await rig.advance(1_000);
    const [place = ''] = await openDoors();
    places.push(place);
    await rig.hand(place, 'close');
    await rig.keys('#*0');
    await rig.advance(2_000);
  }
  const [one = '', two = ''] = places;
  await audit({ [one]: OTHER, [two]: LABEL });
  expect(told('parcel.found')).toHaveLength(2);
  // The next document is about something else.
  rig.publish();
  expect(told('parcel.expired')).toEqual([]);
  expect([state(one), state(two)]).toEqual(['occupied', 'occupied']);
});

describe('behind the door of two parcels of one recipient somebody else’s label was read', () => {
  let place: string;
  let bob: string;
  beforeEach(async () => {
    for (const small of ['A1', 'A2']) rig.locker.operations.outOfService(small, {});
    place = await rig.stored({ id: 'p1', label: LABEL, recipient: 'ann' }, '123456');
    expect(await rig.stored({ id: 'p2', label: OTHER, recipient: 'ann' }, '654321')).toBe(place);
    bob = await rig.stored({ id: 'p3', label: THIRD }, '777777');
    await audit({ [place]: THIRD, [bob]: '1' });
  });

  test('that all are there is not believed: one of them may be somebody else’s', async () => {
    await audit({ [place]: '1', [bob]: '1' }, 'unverified');
    expect([state(place), state(bob)]).toEqual(['unverified', 'unverified']);
    for (const pin of ['123456', '654321', '777777']) expect(await fetches(pin)).toEqual([]);
  });

  test('it has been taken away, and the labels of both are read: their codes open again', async () => {
    await audit({ [place]: [LABEL, '1'], [bob]: '2' }, 'unverified');
    // It was read elsewhere, and one label says too little.
    expect(told('parcel.missing')).toEqual([]);
    expect(await fetches('123456')).toEqual([]);
    await audit({ [place]: [LABEL, LABEL, OTHER], [bob]: '2' }, 'unverified');
    expect(told('audit.finding').slice(-2)).toMatchObject([
      { compartment: place, result: 'as-expected' },
      { compartment: bob, result: 'missing' },
    ]);
    expect(told('parcel.missing')).toMatchObject([{ parcel: 'p3', compartment: bob }]);
    expect(state(place)).toBe('occupied');
    expect(await fetches('123456')).toEqual([place]);
  });

  test('one label has been read: the display asks for the other; who says now that it is not there has seen the first', async () => {
    await rig.keys(SERVICE_PIN);
    await rig.advance(1_100);
    await rig.keys('41#');
    await rig.advance(1_000);
    await rig.hand(place, 'close');
    expect(rig.lines()[0]).toContain('2 parcels?');
    await rig.scan(LABEL);
    expect(rig.lines()[0]).toContain(`${OTHER.slice(-8)}?`);
    await rig.keys('2#');
    expect(told('audit.finding').at(-1)).toMatchObject({ compartment: place, result: 'missing' });
    expect(told('parcel.missing')).toMatchObject([{ parcel: 'p2', compartment: place }]);
    expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcels: ['p1'] });
    await rig.advance(1_000);
    await rig.hand(bob, 'close');
    await rig.keys('*');
    await rig.advance(70_000);
    expect(await fetches('123456')).toEqual([place]);
    expect(await fetches('777777')).toEqual([]);
  });

  test('it has been put back behind its own door: that all are there counts again', async () => {
    await audit({ [place]: '3', [bob]: THIRD }, 'unverified');
    await audit({ [place]: '1' }, 'unverified');
    expect(state(place)).toBe('occupied');
    expect(await fetches('123456')).toEqual([place]);
    expect(await fetches('777777')).toEqual([bob]);
  });
});

test('three in a ring: with the last label all have their places', async () => {
  const places = [
    await rig.stored({ id: 'p1', label: LABEL }, '123451'),
    await rig.stored({ id: 'p2', label: OTHER }, '123452'),
    await rig.stored({ id: 'p3', label: THIRD }, '123453'),
  ];
  const [one = '', two = '', three = ''] = places;
  await audit({ [one]: OTHER, [two]: THIRD, [three]: LABEL });
  expect(told('parcel.found')).toHaveLength(3);
  expect(await fetches('123451')).toEqual([three]);
  expect(await fetches('123452')).toEqual([one]);
  expect(await fetches('123453')).toEqual([two]);
});

test.each([
  ['something else is inside', '3'],
  ['a label that nobody knows', 'FOREIGN-77'],
])('%s: the recipient fetches what is theirs, and the compartment is not free afterwards', async (_name, said) => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, '123456');
  await audit({ [place]: said });
  await rig.cut();
  await rig.keys('123456');
  await rig.advance(1_000);
  expect(await openDoors()).toEqual([place]);
  await rig.hand(place, 'close');
  expect(told('parcel.collected')).toMatchObject([{ parcel: 'p1', compartment: place }]);
  expect(told('compartment.unverified').at(-1)).toMatchObject({ reason: 'something else is inside', grant: 'g-p1' });
  // Once more within the same access, as ever.
  await rig.keys('*1');
  await rig.advance(1_000);
  expect(await openDoors()).toEqual([place]);
  await rig.hand(place, 'close');
  await rig.keys('#');
  expect(state(place)).toBe('unverified');
  await rig.advance(70_000);
  await audit({ [place]: '2' }, 'unverified');
  expect(state(place)).toBe('free');
});

test('something else was inside and has been taken out: the next pickup frees it', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, '123456');
  await audit({ [place]: '3' });
  await audit({ [place]: '1' }, 'unverified');
  expect(state(place)).toBe('occupied');
  expect(await fetches('123456')).toEqual([place]);
  expect(state(place)).toBe('free');
});

test('something else is inside beside an expired parcel: it stays when the courier has taken that out', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL, windowHours: 1 }, '123456');
  await audit({ [place]: '3' });
  await rig.advance(2 * HOUR);
  await rig.keys(`${COURIER_PIN}2#`);
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  await rig.keys('#');
  expect(told('parcel.retrieved')).toMatchObject([{ parcel: 'p1', compartment: place }]);
  expect(state(place)).toBe('unverified');
});

describe('found, and the operator has struck it off its document meanwhile', () => {
  let place: string;
  beforeEach(async () => {
    const before = await rig.stored({ id: 'p1', label: LABEL }, '123456');
    rig.locker.operations.verifiedEmpty(before, { person: 't1' });
    rig.withdraw('p1');
    rig.revoke('g-p1');
    rig.publish();
    place = 'B1';
    await audit({ [place]: LABEL });
    expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p1' });
  });

  test('it does not name it: the courier takes it back', async () => {
    rig.publish();
    expect(state(place)).toBe('expired');
    expect(told('parcel.expired')).toMatchObject([{ parcel: 'p1', compartment: place, cause: 'withdrawn' }]);
    rig.publish();
    expect(told('parcel.expired')).toHaveLength(1);
    await rig.keys(`${COURIER_PIN}2#`);
    await rig.advance(1_000);
    expect(await openDoors()).toEqual([place]);
  });

  test('it names it again, at once or later: its code opens', async () => {
    rig.publish();
    rig.announce({ id: 'p1', label: LABEL });
    rig.grant('g-again', { kind: 'pickup', parcel: 'p1', pin: '222222' });
    rig.publish();
    expect(state(place)).toBe('occupied');
    expect(await fetches('222222')).toEqual([place]);
  });
});
