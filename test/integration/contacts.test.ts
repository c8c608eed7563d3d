import { COURIER_PIN, Rig, SERVICE_PIN } from '../helpers/rig';

/** Contacts that are lost, and that say what is not so. */

const LABEL = '00340434161094021501';
const PIN = '123456';
const MINUTE = 60_000;

let rig: Rig;
let place: string;
beforeEach(async () => {
  rig = await Rig.running();
  place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
});
afterEach(() => rig.end());

const told = (type: string) => rig.events().filter((event) => event.type === type);
const fired = (fault: string) => rig.world.firedFaults()[fault] ?? 0;

async function pickup(): Promise<void> {
  await rig.keys(PIN);
  await rig.advance(1_000);
  expect(rig.screen()).toBe('open');
}

describe('a contact that is lost', () => {
  /** While the door stands open; it is closed, and the contact comes back. */
  async function closedUnseen(door: string): Promise<void> {
    const before = fired(`door:${door} lost`);
    await rig.fault(`door:${door}`, 'lost');
    await rig.hand(door, 'close');
    expect(fired(`door:${door} lost`)).toBeGreaterThan(before);
    expect(rig.compartment(door)).toMatchObject({ state: 'open', door: 'unknown' });
    await rig.fault(`door:${door}`, 'none');
    await rig.advance(1_000);
    expect(rig.compartment(door).door).toBe('closed');
  }

  test("while a customer's door is closed: open as far as anybody knows, and then somebody has to look", async () => {
    await pickup();
    await closedUnseen(place);
    expect(rig.compartment(place).state).toBe('unverified');
    expect(told('compartment.unverified')).toMatchObject([{ compartment: place, grant: 'g-p1' }]);
    expect(await rig.deposit({ id: 'p2', label: '00340434161094021502' })).not.toBe(place);
  });

  test('whose customer may open it once more, and closes it before our eyes: free', async () => {
    await pickup();
    await closedUnseen(place);
    await rig.keys('*1');
    await rig.advance(3_000);
    expect(rig.screen()).toBe('open');
    await rig.hand(place, 'close');
    expect(rig.compartment(place).state).toBe('free');
    expect(told('parcel.collected')).toHaveLength(1);
  });

  test('while the door opens, and is back: the door is open for its customer, and no second pulse is sent', async () => {
    await rig.keys(PIN);
    await rig.fault(`door:${place}`, 'lost');
    await rig.advance(800);
    expect(fired(`door:${place} lost`)).toBeGreaterThan(0);
    expect(rig.screen()).toBe('opening');
    await rig.fault(`door:${place}`, 'none');
    await rig.advance(100);
    expect(rig.screen()).toBe('open');
    expect(told('parcel.collected')).toMatchObject([{ parcel: 'p1', grant: 'g-p1' }]);
    const pulses = await rig.pulses(place);
    await rig.advance(5_000);
    await rig.hand(place, 'close');
    expect(await rig.pulses(place)).toBe(pulses);
    expect(told('door.jammed')).toEqual([]);
    expect(rig.compartment(place).state).toBe('unverified');
    await rig.keys('*1');
    await rig.advance(3_000);
    expect(rig.screen()).toBe('open');
  });

  test('and is back before the door is closed: nothing is in doubt', async () => {
    await pickup();
    await rig.fault(`door:${place}`, 'lost');
    expect(rig.compartment(place).door).toBe('unknown');
    await rig.fault(`door:${place}`, 'none');
    await rig.advance(1_000);
    await rig.hand(place, 'close');
    expect(rig.compartment(place).state).toBe('free');
  });

  test('while a courier closes the door: they say what is inside', async () => {
    rig.announce({ id: 'p2', label: '00340434161094021502' });
    rig.publish();
    await rig.keys(COURIER_PIN);
    await rig.advance(1_000);
    await rig.keys('1');
    await rig.scan('00340434161094021502');
    await rig.advance(1_000);
    expect(rig.screen()).toBe('deposit-open');
    const [{ compartment = '' } = {}] = rig.locker.store.openings.unsettled();
    await closedUnseen(compartment);
    expect(rig.screen()).toBe('deposit-confirm');
    expect(rig.compartment(compartment).state).toBe('reserved');
    await rig.keys('#');
    expect(rig.compartment(compartment).state).toBe('occupied');
  });

  test("while a technician closes an empty compartment's door: somebody has to look", async () => {
    await rig.keys(SERVICE_PIN);
    await rig.advance(1_100);
    await rig.keys('12#');
    await rig.advance(1_000);
    expect(rig.screen()).toBe('service-open');
    await closedUnseen('A2');
    expect(rig.compartment('A2').state).toBe('unverified');
  });

  test('just after a door was given up: it may have come, and gone, and the code is kept', async () => {
    await rig.fault(`door:${place}`, 'jam');
    await rig.keys(PIN);
    await rig.advance(8_000);
    expect(fired(`door:${place} jam`)).toBe(2);
    expect(rig.locker.store.compartments.get(place)).toMatchObject({ occupancy: 'occupied' });
    await rig.fault(`door:${place}`, 'lost');
    expect(rig.locker.store.compartments.get(place)).toMatchObject({ occupancy: 'unverified' });
    expect(told('compartment.unverified')).toMatchObject([{ compartment: place, parcel: 'p1', grant: 'g-p1' }]);
    await rig.fault(`door:${place}`, 'none');
    await rig.advance(1_000);
    await pickup();
    expect(told('parcel.collected')).toMatchObject([{ parcel: 'p1' }]);
  });

  test('and comes back: what it says shows at once, and decides nothing until it has held', async () => {
    await rig.fault(`door:${place}`, 'lost');
    expect(rig.compartment(place).door).toBe('unknown');
    await rig.fault(`door:${place}`, 'none');
    expect(rig.compartment(place).door).toBe('closed');
    expect(rig.locker.doors.reading(place)).toBe('unknown');
    await rig.advance(1_000);
    expect(rig.locker.doors.reading(place)).toBe('closed');
  });
});

describe('a contact that contradicts itself', () => {
  test('open and closed quicker than any hand: reported, no deposits, and the door may be had again at once', async () => {
    await rig.fault(`door:${place}`, 'flicker');
    await rig.keys(PIN);
    await rig.advance(1_000);
    expect(fired(`door:${place} flicker`)).toBe(1);
    expect(told('door.contact-fault')).toMatchObject([{ compartment: place, cause: 'too-fast', parcel: 'p1' }]);
    expect(rig.locker.store.compartments.get(place)).toMatchObject({ occupancy: 'unverified' });
    expect(rig.compartment(place).state).toBe('out-of-service');
    // The door is still shut, and its recipient in front of it.
    await rig.fault(`door:${place}`, 'none');
    expect(rig.lines()[2]).toBe('* then 1=open again');
    await rig.keys('*1');
    await rig.advance(3_000);
    expect(rig.screen()).toBe('open');
    await rig.hand(place, 'close');
    expect(told('parcel.collected')).toHaveLength(1);
    expect(await rig.deposit({ id: 'p2', label: '00340434161094021502' })).not.toBe(place);
  });

  test('changing on and on although nobody asked: told once, not a thousand times, and no deposits', async () => {
    for (let n = 0; n < 200; n += 1) await rig.hand(place, n % 2 === 0 ? 'open' : 'close');
    expect(told('door.contact-fault')).toMatchObject([{ compartment: place, cause: 'restless', parcel: 'p1' }]);
    expect(told('door.forced').length).toBeLessThan(10);
    expect(rig.compartment(place).state).toBe('out-of-service');
    // Its own recipient may still try.
    await rig.advance(2 * MINUTE);
    await pickup();
    await rig.hand(place, 'close');
    expect(told('parcel.collected')).toHaveLength(1);
    // And a burglar later on is news again.
    const before = told('door.forced').length;
    await rig.hand(place, 'open');
    expect(told('door.forced')).toHaveLength(before + 1);
  });

  test('stuck closed: the code is kept, nothing is deposited there, and who fetches it later finds it gone', async () => {
    await rig.fault(`door:${place}`, 'stuck-closed');
    await rig.keys(PIN);
    await rig.advance(6_000);
    expect(fired(`door:${place} stuck-closed`)).toBeGreaterThan(0);
    expect(told('door.jammed')).toMatchObject([{ cause: 'did-not-open' }]);
    expect(rig.locker.store.grants.get('g-p1')?.state).toBe('live');
    expect(rig.compartment(place).state).toBe('out-of-service');
    // The recipient did take it. A technician has the contact mended, is led there, and says what is inside.
    await rig.hand(place, 'close');
    await rig.fault(`door:${place}`, 'none');
    await rig.advance(70_000);
    await rig.keys(`${SERVICE_PIN}`);
    await rig.advance(1_000);
    await rig.keys('42#');
    await rig.advance(1_000);
    await rig.hand(place, 'close');
    await rig.keys('2#');
    expect(told('parcel.missing')).toMatchObject([{ parcel: 'p1', compartment: place, person: 't1' }]);
  });

  test('stuck open: no pulse, no deposits, code kept, and reported again and again', async () => {
    await pickup();
    await rig.fault(`door:${place}`, 'stuck-open');
    await rig.hand(place, 'close');
    await rig.advance(6 * MINUTE);
    expect(fired(`door:${place} stuck-open`)).toBeGreaterThan(0);
    expect(told('door.left-open')).toMatchObject([{ escalation: 1 }, { escalation: 2 }]);
    expect(await rig.deposit({ id: 'p2', label: '00340434161094021502' })).not.toBe(place);
    await rig.fault(`door:${place}`, 'none');
    await rig.advance(1_000);
    expect(rig.compartment(place).state).toBe('unverified');
  });
});
