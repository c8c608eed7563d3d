import { COURIER_PIN, HOUR, Rig } from '../helpers/rig';

const LABEL = '00340434161094021501';
const OTHER_LABEL = '00340434161094021502';
const PIN = '123456';

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.running();
});
afterEach(() => rig.end());

/** The courier has an announced parcel in front of the door that opened for it. */
async function atOpenDoor(id: string, label: string): Promise<string> {
  rig.announce({ id, label });
  rig.publish();
  await rig.keys(COURIER_PIN);
  await rig.advance(1_100);
  await rig.keys('1');
  await rig.scan(label);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('deposit-open');
  return rig.locker.store.openings.unsettled()[0]!.compartment;
}

/** An expired parcel, its door closed again, the courier asked whether it is out. */
async function collected(id: string, label: string): Promise<string> {
  const place = await rig.stored({ id, label }, PIN);
  await rig.advance(80 * HOUR);
  await rig.keys(COURIER_PIN);
  await rig.advance(1_100);
  await rig.keys('2#');
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  expect(rig.screen()).toBe('collect-confirm');
  return place;
}

/** Where the next small parcel would go. */
async function nextOffer(id: string, label: string): Promise<string> {
  const place = await atOpenDoor(id, label);
  await rig.hand(place, 'close');
  await rig.keys('***');
  return place;
}

/** The store refuses commits while `when` holds, at most `times` of them. Answers how many it has refused. */
function storeRefuses(times: number, when: () => boolean = () => true): () => number {
  let refused = 0;
  rig.atPoint = (point) => {
    if (point !== 'before-commit' || refused >= times || !when()) return;
    refused += 1;
    throw new Error('database or disk is full');
  };
  return () => refused;
}

const told = (type: string) => rig.events().filter((event) => event.type === type);

describe('the operator mixes labels up while the door is open', () => {
  test('the parcel that goes in is recorded, and the locker starts again as ever', async () => {
    await rig.deposit({ id: 'p2', label: OTHER_LABEL });
    const place = await atOpenDoor('p1', LABEL);
    // The next document gives p1 the label of the parcel that is inside already.
    rig.announce({ id: 'p1', label: OTHER_LABEL });
    rig.publish();
    await rig.hand(place, 'close');
    await rig.keys('#');
    expect(rig.screen()).toBe('deposit-label');
    expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p1' });
    // The courier was told of this label, and this label it keeps.
    expect(told('parcel.deposited').at(-1)).toMatchObject({ parcel: 'p1', label: LABEL });
    for (let start = 0; start < 2; start += 1) {
      await rig.cut();
      expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p1' });
    }
  });

  test("nor does a power cut before the courier's answer keep the locker from starting", async () => {
    await rig.deposit({ id: 'p2', label: OTHER_LABEL });
    const place = await atOpenDoor('p1', LABEL);
    rig.announce({ id: 'p1', label: OTHER_LABEL });
    rig.publish();
    await rig.hand(place, 'close');
    await rig.cut();
    await rig.advance(5_000);
    expect(rig.compartment(place)).toMatchObject({ state: 'unverified', parcel: 'p1' });
    expect(told('parcel.deposited').at(-1)).toMatchObject({ parcel: 'p1', inDoubt: true });
  });
});

describe('the door is pulled open while the courier is asked', () => {
  test('whether it was deposited: in doubt, and a late # changes nothing', async () => {
    const place = await atOpenDoor('p1', LABEL);
    await rig.hand(place, 'close');
    expect(rig.screen()).toBe('deposit-confirm');
    await rig.hand(place, 'open');
    expect(rig.types()).toContain('door.forced');
    expect(rig.compartment(place)).toMatchObject({ state: 'open', parcel: 'p1' });
    expect(told('parcel.deposited')).toMatchObject([{ parcel: 'p1', inDoubt: true }]);
    await rig.keys('#');
    await rig.hand(place, 'close');
    expect(rig.compartment(place)).toMatchObject({ state: 'unverified', parcel: 'p1' });
    expect(told('parcel.deposited')).toHaveLength(1);
    expect(rig.locker.store.openings.unsettled()).toEqual([]);
    await rig.keys('**');
    expect(await nextOffer('p2', OTHER_LABEL)).not.toBe(place);
  });

  test('whether it was deposited, and they say no: the parcel stays in doubt', async () => {
    const place = await atOpenDoor('p1', LABEL);
    await rig.hand(place, 'close');
    await rig.hand(place, 'open');
    await rig.keys('*');
    await rig.hand(place, 'close');
    expect(rig.compartment(place)).toMatchObject({ state: 'unverified', parcel: 'p1' });
  });

  test('whether it was taken out: it stays on the list, and a late # changes nothing', async () => {
    const place = await collected('p1', LABEL);
    await rig.hand(place, 'open');
    expect(rig.types()).toContain('door.forced');
    expect(rig.locker.store.compartments.get(place)?.occupancy).toBe('unverified');
    await rig.keys('#');
    await rig.hand(place, 'close');
    expect(rig.types()).not.toContain('parcel.retrieved');
    expect(rig.locker.store.parcels.get('p1')).toMatchObject({ state: 'stored', compartment: place });
    expect(rig.compartment(place).parcels).toEqual(['p1']);
    expect(rig.locker.store.compartments.get(place)?.occupancy).toBe('unverified');
    await rig.keys('**');
    expect(await nextOffer('p2', OTHER_LABEL)).not.toBe(place);
  });
});

describe("the store can not take the courier's answer", () => {
  test('# deposited: the question stays, and # again records it', async () => {
    const place = await atOpenDoor('p1', LABEL);
    await rig.hand(place, 'close');
    const refused = storeRefuses(1);
    await rig.keys('#');
    expect(refused()).toBe(1);
    expect(rig.screen()).toBe('deposit-confirm');
    expect(rig.types()).not.toContain('parcel.deposited');
    await rig.keys('#');
    expect(rig.screen()).toBe('deposit-label');
    expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p1' });
    expect(told('parcel.deposited')).toMatchObject([{ inDoubt: false }]);
  });

  test('and nobody presses # again: the time-out records it in doubt, at the second attempt too', async () => {
    const place = await atOpenDoor('p1', LABEL);
    await rig.hand(place, 'close');
    const refused = storeRefuses(2, () => rig.locker.store.openings.underWay(place) === undefined);
    await rig.keys('#');
    expect(refused()).toBe(1);
    await rig.advance(61_000);
    expect(refused()).toBe(2);
    expect(rig.screen()).toBe('deposit-confirm');
    await rig.advance(61_000);
    expect(rig.screen()).toBe('idle');
    expect(rig.compartment(place)).toMatchObject({ state: 'unverified', parcel: 'p1' });
    expect(told('parcel.deposited')).toMatchObject([{ inDoubt: true }]);
    expect(rig.locker.store.openings.unsettled()).toEqual([]);
  });

  test('# taken out: the question stays, and # again records it', async () => {
    const place = await collected('p1', LABEL);
    const refused = storeRefuses(1);
    await rig.keys('#');
    expect(refused()).toBe(1);
    expect(rig.screen()).toBe('collect-confirm');
    expect(rig.types()).not.toContain('parcel.retrieved');
    await rig.keys('#');
    expect(rig.compartment(place)).toMatchObject({ state: 'free', parcel: null });
    expect(told('parcel.retrieved')).toHaveLength(1);
  });

  test('and nobody presses # again: the time-out leaves it on the list', async () => {
    const place = await collected('p1', LABEL);
    const refused = storeRefuses(2, () => rig.locker.store.openings.underWay(place) === undefined);
    await rig.keys('#');
    await rig.advance(61_000);
    expect(refused()).toBe(2);
    expect(rig.screen()).toBe('collect-confirm');
    await rig.advance(61_000);
    expect(rig.screen()).toBe('idle');
    expect(rig.compartment(place).parcels).toEqual(['p1']);
    expect(rig.locker.store.compartments.get(place)?.occupancy).toBe('unverified');
    expect(rig.locker.store.openings.unsettled()).toEqual([]);
  });

  test('9, it does not fit: no other door opens; asked whether it is in, * says no and # says yes', async () => {
    const place = await atOpenDoor('p1', LABEL);
    await rig.keys('9');
    const refused = storeRefuses(1, () => rig.locker.store.openings.underWay(place) === undefined);
    await rig.hand(place, 'close');
    expect(refused()).toBe(1);
    expect(rig.screen()).toBe('deposit-confirm');
    expect(rig.locker.store.openings.unsettled()).toMatchObject([{ compartment: place, stage: 'opened' }]);
    for (const { id } of rig.site.compartments) expect(await rig.pulses(id)).toBe(id === place ? 1 : 0);
    await rig.keys('#');
    expect(rig.compartment(place)).toMatchObject({ state: 'occupied', parcel: 'p1' });
    expect(told('parcel.deposited')).toMatchObject([{ parcel: 'p1', inDoubt: false }]);
  });
});

test("brought again after 80 hours in doubt, a parcel does not get a PIN back that is somebody else's by now", async () => {
  const first = await atOpenDoor('p1', LABEL);
  await rig.hand(first, 'close');
  await rig.advance(61_000);
  expect(rig.compartment(first)).toMatchObject({ state: 'unverified', parcel: 'p1' });
  rig.grant('g-p1', { kind: 'pickup', parcel: 'p1', pin: PIN });
  rig.publish();
  await rig.advance(80 * HOUR);
  expect(rig.locker.store.parcels.get('p1')?.expired).toBe('window');
  // Its PIN ended with it, and the operator may give it to the next one.
  const second = await rig.stored({ id: 'p2', label: OTHER_LABEL }, PIN);
  expect(rig.locker.store.locker.rejected()).toEqual([]);
  const third = await rig.deposit({ id: 'p1', label: LABEL });
  expect(new Set([first, second, third]).size).toBe(3);
  // The operator is told, and counts on it no longer.
  expect(rig.locker.store.grants.get('g-p1')).toMatchObject({ state: 'revoked', accepted: 0 });
  expect(rig.locker.store.locker.rejected()).toEqual([{ id: 'g-p1', code: 'duplicate-pin' }]);

  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
  expect(told('parcel.collected')).toMatchObject([{ parcel: 'p2', compartment: second }]);
  expect(rig.compartment(third)).toMatchObject({ state: 'occupied', parcel: 'p1' });
});

test('brought again after a doubt, a parcel keeps the PIN that is its own', async () => {
  const first = await atOpenDoor('p1', LABEL);
  await rig.hand(first, 'close');
  await rig.advance(61_000);
  rig.grant('g-p1', { kind: 'pickup', parcel: 'p1', pin: PIN });
  rig.publish();
  const place = await rig.deposit({ id: 'p1', label: LABEL });
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(told('parcel.collected')).toMatchObject([{ parcel: 'p1', compartment: place }]);
});

test('what expires beside it before the courier has answered is not taken out with it: nobody asked for that', async () => {
  for (const id of ['A2', 'B1', 'C1', 'C2']) rig.locker.operations.outOfService(id, { reason: 'paint' });
  const place = await rig.stored({ id: 'p1', label: 'L-1', recipient: 'r1', windowHours: 1 }, '111111');
  expect(await rig.stored({ id: 'p2', label: 'L-2', recipient: 'r1', windowHours: 2 }, '222222')).toBe(place);
  await rig.advance(2 * HOUR - 40_000);
  await rig.keys(COURIER_PIN);
  await rig.advance(1_000);
  await rig.keys('2#');
  await rig.advance(1_000);
  await rig.hand(place, 'close');
  await rig.advance(50_000);
  expect(rig.locker.store.parcels.get('p2')).toMatchObject({ expired: 'window' });
  await rig.keys('#');
  expect(rig.locker.store.parcels.get('p1')?.state).toBe('retrieved');
  expect(rig.locker.store.parcels.get('p2')?.state).toBe('stored');
  expect(rig.compartment(place).state).toBe('expired');
});
