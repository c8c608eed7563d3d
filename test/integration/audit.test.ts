import { COURIER_PIN, HOUR, Rig, SERVICE_PIN } from '../helpers/rig';

/** Couriers and technicians are led from compartment to compartment and say what is inside. */

const LABEL = '00340434161094021501';
const OTHER = '00340434161094021502';
const PIN = '123456';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

const told = (type: string) => rig.events().filter((event) => event.type === type);
const parcel = (id: string) => rig.locker.store.parcels.get(id);
const openDoors = async () =>
  Object.entries((await rig.world.inspect()).doors).flatMap(([id, { state }]) => (state === 'open' ? id : []));

async function courierChecks(): Promise<void> {
  await rig.keys(COURIER_PIN);
  await rig.advance(1_100);
  await rig.keys('4');
  expect(rig.screen()).toBe('audit-menu');
}

async function technicianChecks(): Promise<void> {
  await rig.keys(SERVICE_PIN);
  await rig.advance(1_100);
  await rig.keys('4');
  expect(rig.screen()).toBe('audit-menu');
}

/** The door that opened is closed again, and somebody says what is inside. */
async function says(place: string, keys: string): Promise<void> {
  await rig.advance(1_000);
  expect(await openDoors()).toEqual([place]);
  await rig.hand(place, 'close');
  expect(rig.screen()).toBe('audit-ask');
  await rig.keys(`${keys}#`);
}

/** A compartment that nobody knows about: the courier says that the parcel was not deposited. */
async function doubt(): Promise<string> {
  rig.announce({ id: 'p1', label: LABEL, size: 'S' });
  rig.publish();
  await rig.keys(`${COURIER_PIN}1`);
  await rig.scan(LABEL);
  await rig.advance(1_000);
  const [place] = await openDoors();
  if (place === undefined) throw new Error('no door opened');
  await rig.hand(place, 'close');
  await rig.keys('***');
  expect(rig.compartment(place).state).toBe('unverified');
  expect(rig.screen()).toBe('idle');
  return place;
}

test('a courier finds an unverified compartment empty: it is free again', async () => {
  const place = await doubt();
  await courierChecks();
  expect(rig.lines()).toEqual(['Check compartments', '1=unverified: 1', '', '*=back']);
  await rig.keys('2#');
  expect(rig.screen()).toBe('audit-menu');
  await rig.advance(1_000);
  await rig.keys('1#');
  await says(place, '2');
  expect(rig.screen()).toBe('audit-done');
  expect(rig.lines()).toEqual(['As expected: 1', 'Lost 0 Found 0', 'Unclear 0 Left 0', '#=next']);
  expect(rig.compartment(place).state).toBe('free');
  expect(told('audit.started')).toMatchObject([{ scope: 'unverified', compartments: 1, person: 'c1' }]);
  expect(told('audit.finding')).toMatchObject([
    { compartment: place, expected: [], result: 'as-expected', person: 'c1', grant: 'courier' },
  ]);
  expect(told('audit.finished')).toMatchObject([{ asExpected: 1, missing: 0, found: 0, unknown: 0, left: 0 }]);
  await rig.keys('#');
  expect(rig.screen()).toBe('courier-menu');
});

test('it is inside after all: its label is scanned, and it has its place, its window and its code', async () => {
  const place = await doubt();
  await courierChecks();
  await rig.keys('1#');
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  await rig.scan(LABEL);
  expect(rig.screen()).toBe('audit-done');
  expect(told('audit.finding')).toMatchObject([{ result: 'found', parcel: 'p1' }]);
  expect(told('parcel.deposited')).toMatchObject([{ parcel: 'p1', compartment: place, inDoubt: false }]);
  expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p1' });
  rig.grant('g1', { kind: 'pickup', parcel: 'p1', pin: PIN });
  rig.publish();
  await rig.keys('#0');
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
});

test('a technician looks into all: one is missing, one is there, the rest is empty', async () => {
  const first = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  const second = await rig.stored({ id: 'p2', label: OTHER }, '654321');
  await technicianChecks();
  expect(rig.lines()[2]).toBe('2=all: 5');
  await rig.keys('2#');
  for (const { id } of rig.site.compartments) {
    await rig.advance(1_000);
    await rig.hand(id, 'close');
    if (id === first) expect(rig.lines()[0]).toBe('No. 1: ..94021501?');
    await rig.keys(id === second ? '1#' : '2#');
  }
  expect(rig.lines()).toEqual(['As expected: 4', 'Lost 1 Found 0', 'Unclear 0 Left 0', '#=next']);
  expect(told('parcel.missing')).toMatchObject([{ parcel: 'p1', compartment: first, person: 't1' }]);
  expect(rig.compartment(first).state).toBe('free');
  expect(rig.compartment(second)).toMatchObject({ state: 'occupied', parcel: 'p2' });
  await rig.keys('##4');
  expect(rig.screen()).toBe('audit-menu');
  await rig.advance(70_000);
  // Gone is gone for its code; the other one opens.
  await rig.keys(PIN);
  expect(rig.screen()).toBe('refused');
  await rig.advance(5_000);
  await rig.keys('654321');
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
});

test('what was missing turns up elsewhere: found, its code works again and its window goes on', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  const end = parcel('p1')?.expires_at;
  rig.locker.operations.verifiedEmpty(place, { person: 't1' });
  expect(parcel('p1')?.state).toBe('missing');
  await technicianChecks();
  await rig.keys('2#');
  for (const id of ['A1', 'A2']) await says(id, '2');
  await rig.advance(1_000);
  await rig.hand('B1', 'close');
  await rig.scan(LABEL);
  for (const id of ['C1', 'C2']) await says(id, '2');
  expect(told('parcel.found')).toMatchObject([
    { parcel: 'p1', compartment: 'B1', person: 't1', expiresAt: new Date(end ?? 0).toISOString() },
  ]);
  expect(rig.compartment('B1')).toMatchObject({ state: 'occupied', parcel: 'p1' });
  await rig.advance(70_000);
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(await openDoors()).toEqual(['B1']);
});

test('what was missing turns up, and its PIN is somebody else’s by now: the operator is told that it needs another', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  rig.locker.operations.verifiedEmpty(place, { person: 't1' });
  await rig.stored({ id: 'p2', label: OTHER, size: 'M' }, PIN);
  expect(rig.locker.store.locker.rejected()).toEqual([]);
  await technicianChecks();
  await rig.keys('2#');
  await rig.advance(1_000);
  await rig.hand('A1', 'close');
  await rig.scan(LABEL);
  expect(told('parcel.found')).toMatchObject([{ parcel: 'p1', compartment: 'A1' }]);
  expect(rig.locker.store.locker.rejected()).toEqual([{ id: 'g-p1', code: 'duplicate-pin' }]);
  expect(rig.locker.store.grants.accepted().map(({ id }) => id)).not.toContain('g-p1');
});

test('something is inside that nobody knows: no deposits there, and the operator hears what was read on it', async () => {
  const place = await doubt();
  await courierChecks();
  await rig.keys('1#');
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  await rig.scan('FOREIGN-77');
  expect(told('audit.finding')).toMatchObject([{ result: 'unknown', label: 'FOREIGN-77', expected: [] }]);
  expect(rig.compartment(place).state).toBe('unverified');
  expect(rig.lines()[2]).toBe('Unclear 1 Left 0');
});

test('a customer said that it was empty, and the parcel is inside: found by its label, and fetched with a new code', async () => {
  const place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await rig.keys(PIN);
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  await rig.keys('*2#');
  await rig.advance(5_000);
  expect(rig.compartment(place).state).toBe('unverified');
  await courierChecks();
  await rig.keys('1#');
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  await rig.scan(LABEL);
  expect(told('audit.finding')).toMatchObject([{ result: 'found', parcel: 'p1' }]);
  expect(told('parcel.found')).toMatchObject([{ parcel: 'p1', compartment: place }]);
  expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p1' });
  // Its code is used: the operator gives another one.
  await rig.advance(70_000);
  await rig.keys(PIN);
  expect(rig.screen()).toBe('refused');
  rig.grant('g-anew', { kind: 'pickup', parcel: 'p1', pin: '112233' });
  rig.publish();
  await rig.advance(10_000);
  await rig.keys('112233');
  await rig.advance(1_000);
  expect((await rig.world.inspect()).doors[place]?.state).toBe('open');
});

test('stopped half-way: what was opened without an answer is unverified, the rest is as before', async () => {
  const first = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await technicianChecks();
  await rig.keys('2#');
  await rig.advance(1_000);
  await rig.hand(first, 'close');
  await rig.keys('*');
  expect(rig.lines()).toEqual(['As expected: 0', 'Lost 0 Found 0', 'Unclear 0 Left 5', '#=next']);
  expect(rig.compartment(first)).toMatchObject({ state: 'unverified', parcel: 'p1' });
  expect(rig.compartment('B1').state).toBe('free');
  expect(told('audit.finished')).toMatchObject([{ left: 5 }]);
});

test.each([
  ['nobody answers', async () => rig.advance(120_000)],
  ['the power goes', async () => rig.cut()],
])('%s: the same', async (_name, happens) => {
  const first = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  await technicianChecks();
  await rig.keys('2#');
  await rig.advance(1_000);
  await rig.hand(first, 'close');
  await happens();
  expect(rig.screen()).toBe('idle');
  expect(rig.compartment(first)).toMatchObject({ state: 'unverified', parcel: 'p1' });
  expect(rig.locker.store.openings.unsettled()).toEqual([]);
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
});

test('a door that does not open is left; whoever sees it open says so, and its contact is no longer believed', async () => {
  await rig.fault('door:A1', 'stuck-closed');
  await technicianChecks();
  await rig.keys('2#');
  await rig.advance(6_000);
  expect(rig.world.firedFaults()['door:A1 stuck-closed']).toBeGreaterThan(0);
  expect(rig.screen()).toBe('audit-stuck');
  const reference = told('door.jammed').map((event) => ('reference' in event ? event.reference : ''))[0];
  expect(rig.lines()[1]).toBe(`Ref. ${reference}`);
  await rig.keys('#');
  expect(told('door.contact-fault')).toMatchObject([{ compartment: 'A1', cause: 'stuck-closed' }]);
  expect(rig.compartment('A1').state).toBe('out-of-service');
  await rig.advance(1_000);
  await rig.hand('A2', 'close');
  await rig.keys('*');
  expect(rig.lines()[2]).toBe('Unclear 0 Left 5');
});

test('several parcels of one recipient: one label says too little about all of them', async () => {
  for (const id of ['A2', 'B1', 'C1', 'C2']) rig.locker.operations.outOfService(id, { reason: 'paint' });
  const place = await rig.stored({ id: 'p1', label: LABEL, recipient: 'r1' }, PIN);
  expect(await rig.stored({ id: 'p2', label: OTHER, recipient: 'r1' }, '654321')).toBe(place);
  await technicianChecks();
  await rig.keys('2#');
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  expect(rig.lines()[0]).toBe('No. 1: 2 parcels?');
  await rig.scan(LABEL);
  expect(rig.screen()).toBe('audit-ask');
  await rig.keys('1#');
  expect(told('audit.finding')).toMatchObject([{ result: 'as-expected', expected: ['p1', 'p2'] }]);
  expect(rig.compartment(place).state).toBe('occupied');
});

test('a badge that is revoked meanwhile opens no further door', async () => {
  await technicianChecks();
  await rig.keys('2#');
  await rig.advance(1_000);
  rig.revoke('service');
  rig.publish();
  await rig.hand('A1', 'close');
  await rig.keys('2#');
  expect(rig.screen()).toBe('refused');
  await rig.advance(2_000);
  expect(await openDoors()).toEqual([]);
});

describe('expired parcels', () => {
  async function expired(count: number): Promise<string[]> {
    const places: string[] = [];
    for (let n = 1; n <= count; n += 1)
      places.push(await rig.stored({ id: `p${n}`, label: `L-${n}`, windowHours: 1 }, `12345${n}`));
    await rig.advance(2 * HOUR);
    return places;
  }

  test('all in a row: one door after the other without being asked for, one of them empty', async () => {
    const places = await expired(3);
    await rig.keys(`${COURIER_PIN}2`);
    expect(rig.lines().slice(1)).toEqual(['3 to collect', '#=open next door', '9=all         *=back']);
    await rig.keys('9#');
    for (const [index, place] of places.entries()) {
      await rig.advance(1_000);
      expect(await openDoors()).toEqual([place]);
      await rig.hand(place, 'close');
      await rig.keys(index === 1 ? '*' : '#');
    }
    expect(rig.screen()).toBe('collect');
    expect(rig.lines()[1]).toBe('Nothing to collect');
    expect(told('parcel.retrieved')).toMatchObject([{ parcel: 'p1' }, { parcel: 'p3' }]);
    expect(told('parcel.missing')).toMatchObject([{ parcel: 'p2' }]);
    expect(places.map((place) => rig.compartment(place).state)).toEqual(['free', 'unverified', 'free']);
  });

  test('all in a row, and one door is stuck: the courier goes on from there', async () => {
    const places = await expired(3);
    await rig.fault(`door:${places[0]}`, 'jam');
    await rig.keys(`${COURIER_PIN}29#`);
    await rig.advance(6_000);
    expect(rig.screen()).toBe('jammed');
    await rig.keys('9#');
    for (const place of places.slice(1)) {
      await rig.advance(1_000);
      await rig.hand(place, 'close');
      await rig.keys('#');
    }
    expect(told('parcel.retrieved')).toHaveLength(2);
    expect(rig.screen()).toBe('collect');
  });
});
