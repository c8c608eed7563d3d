import { someTurns } from '../../hal/sim/virtual-time';
import { COURIER_PIN, HOUR, Rig } from '../helpers/rig';

/** The pickup window stands still while the recipient could not have fetched the parcel. */

const LABEL = '00340434161094021501';
const PIN = '123456';
const TOKEN = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const MINUTE = 60_000;
const DAY = 24 * HOUR;

let rig: Rig;
let place: string;
let promised: number;
beforeEach(async () => {
  rig = await Rig.running();
  place = await rig.stored({ id: 'p1', label: LABEL }, PIN);
  promised = end();
});
afterEach(() => rig.end());

const end = (id = 'p1') => rig.locker.store.parcels.get(id)?.expires_at ?? 0;
const moved = (id = 'p1') => end(id) - promised;
const told = (type: string) => rig.events().filter((event) => event.type === type);
const fired = (fault: string) => rig.world.firedFaults()[fault] ?? 0;

async function dark(ms: number): Promise<void> {
  rig.bury();
  await rig.advance(ms);
  await rig.boot();
}

async function lose(...devices: string[]): Promise<void> {
  for (const device of devices) await rig.fault(device, 'lost');
}

async function mend(...devices: string[]): Promise<void> {
  for (const device of devices) await rig.fault(device, 'none');
}

async function pickup(): Promise<string> {
  await rig.keys(PIN);
  await rig.advance(1_000);
  return rig.screen();
}

const left = () => promised - rig.locker.clock.now();

test('nothing is wrong: it runs, and ends after 72 hours, to the moment', async () => {
  await rig.advance(71 * HOUR);
  expect(moved()).toBe(0);
  await rig.advance(left() - 1);
  expect(told('parcel.expired')).toEqual([]);
  await rig.advance(1);
  expect(told('parcel.expired')).toMatchObject([{ parcel: 'p1', at: new Date(promised).toISOString() }]);
  expect(told('parcel.extended')).toEqual([]);
});

test('an end that an extension puts between two sweeps is met too', async () => {
  await rig.advance(left() - 40_000);
  promised += 10_000;
  expect(rig.locker.operations.extend('p1', promised)).toMatchObject({ ok: true });
  await rig.advance(left() - 1);
  expect(told('parcel.expired')).toEqual([]);
  await rig.advance(1);
  expect(told('parcel.expired')).toHaveLength(1);
});

test('a new locker adopts a parcel whose window is over: it waits for the courier at once', async () => {
  rig.announce({
    id: 'p2',
    size: 'S',
    label: 'L-2',
    compartment: rig.site.compartments.find(({ id }) => id !== place)?.id ?? '',
    depositedAt: '2026-11-17T10:00:00Z',
    expiresAt: '2026-11-20T10:00:00Z',
  });
  rig.locker.store.locker.setDocument(0, 0, []);
  rig.publish();
  expect(rig.locker.store.parcels.toCollect().map(({ id }) => id)).toContain('p2');
  expect(told('parcel.expired')).toMatchObject([{ parcel: 'p2' }]);
});

describe('no way to enter a code', () => {
  test('keypad and scanner lost for a weekend: it ends that much later, and the operator is told once', async () => {
    await rig.advance(10 * HOUR);
    await lose('keypad', 'scanner');
    await rig.advance(50 * HOUR);
    expect(told('parcel.extended')).toEqual([]);
    await mend('keypad');
    expect(moved()).toBe(50 * HOUR);
    expect(told('parcel.extended')).toMatchObject([
      { parcel: 'p1', compartment: place, cause: 'unavailable', expiresAt: new Date(end()).toISOString() },
    ]);
    await rig.advance(end() - rig.time.wall() - MINUTE);
    expect(await pickup()).toBe('open');
  });

  test('on the last day: nothing expires meanwhile, and the operator hears of it before the end that it knows', async () => {
    await rig.advance(71 * HOUR + 58 * MINUTE);
    await lose('keypad', 'scanner');
    await rig.advance(50 * HOUR);
    expect(told('parcel.expired')).toEqual([]);
    // Before it takes the parcel for expired, and then once a day.
    const heard = told('parcel.extended').map(({ at }) => Date.parse(at));
    expect(heard).toHaveLength(3);
    expect(heard[0]).toBeLessThan(promised);
    await mend('scanner', 'keypad');
    expect(told('parcel.extended')).toHaveLength(4);
    expect(told('parcel.extended').at(-1)).toMatchObject({ expiresAt: new Date(end()).toISOString() });
    expect(end() - rig.time.wall()).toBeGreaterThan(MINUTE);
    expect(await pickup()).toBe('open');
  });

  test('between two sweeps: a code in the last second counts', async () => {
    await rig.advance(end() - rig.time.wall() - 20_000);
    rig.locker.operations.outOfService(place, { person: 't1', reason: 'hinge' });
    await rig.advance(19_000 + 30_000);
    expect(rig.time.wall()).toBeGreaterThan(promised);
    expect(await pickup()).toBe('open');
  });

  test('one of two is lost: those who have a code for the other can fetch theirs, the others get their time', async () => {
    await rig.stored({ id: 'p2', label: '00340434161094021502' }, '654321', TOKEN);
    const both = end('p2');
    await lose('keypad');
    await rig.advance(10 * HOUR);
    await mend('keypad');
    expect(moved()).toBe(10 * HOUR);
    expect(end('p2')).toBe(both);
    expect(fired('keypad lost')).toBe(0);
  });

  test('too many wrong PINs are no such thing: nobody gets time by guessing', async () => {
    for (let n = 0; n < 5; n += 1) await rig.keys(`00010${n}`);
    await rig.advance(30_000);
    expect(moved()).toBe(0);
  });
});

describe('its door', () => {
  test('is out of service for five hours: its window stands still, the others run', async () => {
    await rig.stored({ id: 'p2', label: '00340434161094021502' }, '654321');
    const other = end('p2');
    rig.locker.operations.outOfService(place, { person: 't1', reason: 'paint' });
    await rig.advance(5 * HOUR);
    rig.locker.operations.inService(place, { person: 't1' });
    await rig.advance(HOUR);
    expect(moved()).toBe(5 * HOUR);
    expect(end('p2')).toBe(other);
    expect(told('parcel.extended')).toMatchObject([{ parcel: 'p1' }]);
  });

  test.each(['lock', 'door'])('cannot be opened, its %s is lost', async (part) => {
    await lose(`${part}:${place}`);
    await rig.advance(5 * HOUR);
    await mend(`${part}:${place}`);
    await rig.advance(MINUTE);
    // A contact is debounced before it counts again.
    expect(Math.abs(moved() - 5 * HOUR)).toBeLessThan(100);
  });

  test('has a contact that is stuck open: no pulse is sent, so nobody gets in', async () => {
    await rig.fault(`door:${place}`, 'stuck-open');
    await rig.advance(5 * HOUR);
    await mend(`door:${place}`);
    await rig.advance(MINUTE);
    expect(fired(`door:${place} stuck-open`)).toBeGreaterThan(0);
    expect(Math.abs(moved() - 5 * HOUR)).toBeLessThan(100);
  });

  test('stands open after a technician has gone: no code opens it until it is closed', async () => {
    rig.locker.operations.open(place, { person: 't1', reason: 'a look' });
    await rig.advance(5 * HOUR);
    expect(rig.compartment(place)).toMatchObject({ state: 'open', door: 'open' });
    await rig.hand(place, 'close');
    await rig.advance(MINUTE);
    expect(Math.abs(moved() - 5 * HOUR)).toBeLessThan(1_000);
    expect(await pickup()).toBe('open');
  });
});

describe('the machine is off', () => {
  test('for a day: the window is a day longer, and nobody is told that it has ended', async () => {
    await rig.advance(60 * HOUR);
    await dark(DAY);
    await rig.advance(HOUR);
    expect(told('parcel.expired')).toEqual([]);
    expect(moved()).toBeGreaterThanOrEqual(DAY);
    // The last sign of life may be a minute old; doors are read before codes are taken.
    expect(moved()).toBeLessThan(DAY + 2 * MINUTE);
    expect(told('parcel.extended')).toMatchObject([{ parcel: 'p1', cause: 'unavailable' }]);
    expect(await pickup()).toBe('open');
  });

  test('stopped in an orderly way: to the second', async () => {
    await rig.advance(90_500);
    await rig.locker.halt();
    rig.locker.close();
    await dark(DAY);
    expect(moved()).toBeGreaterThanOrEqual(DAY);
    expect(moved()).toBeLessThan(DAY + 5_000);
  });

  test('for a few seconds, again and again: counted, and not worth a word each time', async () => {
    for (let n = 0; n < 10; n += 1) {
      await rig.advance(2 * HOUR);
      await dark(3_000);
    }
    expect(moved()).toBeGreaterThanOrEqual(30_000);
    expect(moved()).toBeLessThan(10 * 70_000);
    expect(told('parcel.extended').length).toBeLessThanOrEqual(10);
  });

  test('what had ended before stays ended', async () => {
    await rig.advance(72 * HOUR + 2 * MINUTE);
    expect(told('parcel.expired')).toHaveLength(1);
    await dark(DAY);
    expect(rig.compartment(place).state).toBe('expired');
    expect(moved()).toBe(0);
    expect(await pickup()).toBe('refused');
  });

  test('and comes back without the time: the window waits for somebody who vouches for it', async () => {
    await rig.advance(60 * HOUR);
    rig.bury();
    await rig.advance(2 * DAY);
    rig.time.step(-30 * DAY, false);
    await rig.boot();
    await rig.advance(20 * HOUR);
    expect(rig.locker.clock.status()).toBe('untrusted');
    expect(moved()).toBeLessThan(MINUTE);
    expect(told('parcel.expired')).toEqual([]);
    // Off once more, before the time is known.
    await dark(HOUR);
    await rig.advance(HOUR);
    rig.time.step(30 * DAY, true);
    await someTurns();
    // 60 + 21 hours it ran, for 49 hours it was off.
    expect(moved()).toBeGreaterThanOrEqual(2 * DAY + HOUR);
    expect(moved()).toBeLessThan(2 * DAY + HOUR + 3 * MINUTE);
    await rig.advance(2 * MINUTE);
    // The powered time in which nobody knew the time has passed too: 81 of 72 hours.
    expect(rig.compartment(place).state).toBe('expired');
  });

  test('a window that starts while it is off, so to speak: deposited, never announced, off, then a code', async () => {
    await rig.keys(`${COURIER_PIN}1#2`);
    await rig.advance(1_000);
    await rig.hand('B1', 'close');
    await rig.keys('#**');
    const parcel = rig.compartment('B1').parcel ?? '';
    await dark(DAY);
    rig.announce({ id: parcel, size: 'M' });
    rig.grant('g9', { kind: 'pickup', parcel, pin: '999999' });
    rig.publish();
    expect(end(parcel)).toBe(rig.locker.clock.now() + 72 * HOUR);
  });
});

describe('the clock', () => {
  test('is set forward by somebody who vouches for it: that time has passed', async () => {
    rig.time.step(73 * HOUR, true);
    await someTurns();
    expect(rig.compartment(place).state).toBe('expired');
  });

  test('is set forward while no code can be entered: that time has not passed for the parcel', async () => {
    await lose('keypad', 'scanner');
    rig.time.step(73 * HOUR, true);
    await someTurns();
    await mend('keypad', 'scanner');
    expect(moved()).toBe(73 * HOUR);
    expect(rig.compartment(place).state).toBe('occupied');
  });

  test('is set back while no code can be entered: nobody loses by it', async () => {
    await lose('keypad', 'scanner');
    await rig.advance(HOUR);
    rig.time.step(-2 * HOUR, true);
    await someTurns();
    await rig.advance(HOUR);
    await mend('keypad', 'scanner');
    expect(moved()).toBe(2 * HOUR);
  });
});

test('the reminder moves with the end', async () => {
  await rig.advance(40 * HOUR);
  await lose('keypad', 'scanner');
  await rig.advance(10 * HOUR);
  expect(told('parcel.reminder')).toEqual([]);
  await mend('keypad', 'scanner');
  await rig.advance(7 * HOUR);
  expect(told('parcel.reminder')).toEqual([]);
  await rig.advance(HOUR + MINUTE);
  expect(told('parcel.reminder')).toMatchObject([{ expiresAt: new Date(promised + 10 * HOUR).toISOString() }]);
});

test("the operator's own end of a code stays where the operator put it", async () => {
  rig.grant('g-p1', { kind: 'pickup', parcel: 'p1', pin: PIN, rev: 2, notAfter: new Date(promised).toISOString() });
  rig.publish();
  await lose('keypad', 'scanner');
  await rig.advance(80 * HOUR);
  await mend('keypad', 'scanner');
  expect(await pickup()).toBe('refused');
  expect(rig.events().at(-1)).toMatchObject({ type: 'access.refused', reason: 'expired' });
  expect(rig.compartment(place).state).toBe('occupied');
});

test('extended by command after it stood still: the command says when it ends', async () => {
  await lose('keypad', 'scanner');
  await rig.advance(HOUR);
  await mend('keypad', 'scanner');
  rig.locker.operations.extend('p1', promised + 5 * HOUR);
  expect(moved()).toBe(5 * HOUR);
  expect(told('parcel.extended')).toHaveLength(2);
});

test('a document finds windows as they are: what stands still keeps its code', async () => {
  await rig.advance(promised - rig.time.wall() - 3_000);
  await lose('keypad', 'scanner');
  await rig.advance(4_000);
  rig.announce({ id: 'p2', label: 'OTHER' });
  rig.grant('g-p2', { kind: 'pickup', parcel: 'p2', pin: PIN });
  rig.publish();
  expect(rig.locker.store.locker.rejected()).toEqual([{ id: 'g-p2', code: 'duplicate-pin' }]);
  await mend('keypad', 'scanner');
  expect(await pickup()).toBe('open');
});
