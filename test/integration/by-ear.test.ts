import type { Beep } from '../../hal/ports';
import { Rig } from '../helpers/rig';

/**
 * Somebody who sees nothing: what they do follows from what they hear, by the page docs/sounds.md and nothing else.
 * The walls, doors and parcels are felt: a hand finds the door that the sound names.
 */

const PIN = '246810';
const LABEL = '00340434161094021501';

let rig: Rig;
afterEach(() => rig.end());

/** Two columns and the terminal between them; the sounds name each door's place alone. */
const WALL = { columns: [['C2', 'B1'], ['terminal'], ['A1', 'A2', 'C1']] };
const DOOR_AT: Partial<Record<Beep, string>> = {
  'left-high': 'C2',
  'left-low': 'B1',
  'right-high': 'A1',
  'right-middle': 'A2',
  'right-low': 'C1',
};

let heardBefore = 0;
/** What was sounded since the last time they listened. */
async function listen(): Promise<Beep[]> {
  const { beeps } = await rig.world.inspect();
  // The world keeps the latest hundred only: nobody in here hears that many.
  expect(beeps.length).toBeLessThan(100);
  const fresh = beeps.slice(heardBefore);
  heardBefore = beeps.length;
  return fresh;
}
const clicks = (count: number): Beep[] => Array<Beep>(count).fill('key');

async function parcelWaits(place: string, size: string): Promise<void> {
  rig = await Rig.running({ wall: WALL });
  const stored = await rig.stored({ id: 'p1', label: LABEL, size }, PIN);
  expect(stored).toBe(place);
  // As it is for a customer who comes by later.
  await rig.advance(70_000);
  heardBefore = (await rig.world.inspect()).beeps.length;
}

/** The hand goes where the sound says. */
async function findDoor(): Promise<string> {
  await rig.advance(1_000);
  const sounds = await listen();
  const [place] = sounds.flatMap((sound) => DOOR_AT[sound] ?? []);
  if (place === undefined) throw new Error(`no place among ${sounds.join()}`);
  expect((await rig.world.inspect()).doors[place]?.state).toBe('open');
  return place;
}

async function takeOut(place: string): Promise<void> {
  await rig.advance(3_000);
  await rig.hand(place, 'close');
  expect(await listen()).toEqual(['done']);
  await rig.keys('#');
  expect(await listen()).toEqual(['ready']);
  expect(rig.events().map(({ type }) => type)).toContain('parcel.collected');
}

test.each([
  ['S', 'A1'],
  ['M', 'B1'],
  ['L', 'C1'],
  ['XL', 'C2'],
])('a parcel of size %s: six clicks, a trill, the place, the thanks', async (size, place) => {
  await parcelWaits(place, size);
  await rig.keys(PIN);
  expect(await listen()).toEqual([...clicks(6), 'accepted']);
  const found = await findDoor();
  expect(found).toBe(place);
  await takeOut(found);
});

test('mistyped: one digit taken back, one PIN refused, and the parcel is out all the same', async () => {
  await parcelWaits('A1', 'S');
  await rig.keys('24*');
  expect(await listen()).toEqual(['key', 'key', 'erased']);
  await rig.keys('99999');
  expect(await listen()).toEqual([...clicks(5), 'refused']);
  // At once again, as the page says.
  await rig.keys(PIN);
  expect(await listen()).toEqual([...clicks(6), 'accepted']);
  await takeOut(await findDoor());
});

test('forgotten half-way: the digits are gone, and that is heard', async () => {
  await parcelWaits('A1', 'S');
  await rig.keys('246');
  await listen();
  await rig.advance(20_000);
  expect(await listen()).toEqual(['erased']);
  await rig.keys(PIN);
  await takeOut(await findDoor());
});

test('the door jams: it is said, pressed, and the same PIN works again', async () => {
  await parcelWaits('A1', 'S');
  await rig.fault('door:A1', 'jam');
  await rig.keys(PIN);
  await rig.advance(6_000);
  expect(rig.world.firedFaults()['door:A1 jam']).toBeGreaterThan(0);
  expect(await listen()).toEqual([...clicks(6), 'accepted', 'jammed']);
  await rig.fault('door:A1', 'none');
  await rig.keys(PIN);
  expect((await listen()).slice(0, 7)).toEqual([...clicks(6), 'accepted']);
  await takeOut(await findDoor());
});

test('a door that stands open asks to be closed; closed at once it asks whether that was all', async () => {
  await parcelWaits('A1', 'S');
  await rig.keys(PIN);
  await findDoor();
  await rig.advance(30_000);
  expect(await listen()).toContain('close-door');
  await rig.hand('A1', 'close');
  expect(await listen()).toEqual(['done']);

  await rig.advance(10_000);
  const other = await rig.stored({ id: 'p2', label: '00340434161094021502' }, '135792');
  await rig.advance(70_000);
  heardBefore = (await rig.world.inspect()).beeps.length;
  await rig.keys('135792');
  expect(await findDoor()).toBe(other);
  await rig.hand(other, 'close');
  expect(await listen()).toEqual(['more']);
  await rig.keys('*1');
  expect(await listen()).toEqual(['more', 'key', 'accepted']);
  await takeOut(await findDoor());
});

test('too many wrong PINs: a sound of its own says that a scan is what is left', async () => {
  rig = await Rig.running({ wall: WALL, lockout: { wrongPins: 2 } });
  const token = 'ABCDEFGHJKMNPQRSTVWXYZ0123';
  await rig.stored({ id: 'p1', label: LABEL }, PIN, token);
  await rig.advance(70_000);
  heardBefore = (await rig.world.inspect()).beeps.length;
  await rig.keys('111111');
  expect((await listen()).at(-1)).toBe('refused');
  await rig.keys('222222');
  expect((await listen()).at(-1)).toBe('locked-out');
  await rig.scan(`LK1-${token}`);
  expect(await listen()).toEqual(['accepted']);
  await takeOut(await findDoor());
});

test('where guesses are used up, two short sounds ask for the number on the door first', async () => {
  rig = await Rig.running({ wall: WALL, guessing: { lockerWidePerYear: 0 } });
  rig.announce({ id: 'p1', label: LABEL });
  rig.publish();
  await rig.scan('LK1-0123456789ABCDEFGHJKMNPQRS');
  await rig.keys('1');
  await rig.scan(LABEL);
  await rig.advance(1_000);
  await rig.hand('A1', 'close');
  await rig.keys('#**');
  rig.grant('g-p1', { kind: 'pickup', parcel: 'p1', pin: PIN });
  rig.publish();
  await rig.advance(70_000);
  heardBefore = (await rig.world.inspect()).beeps.length;
  await rig.keys('1');
  expect(await listen()).toEqual(['more']);
  await rig.keys('#');
  expect(await listen()).toEqual(['key', 'more']);
  await rig.keys(PIN);
  expect(await listen()).toEqual([...clicks(6), 'accepted']);
  await takeOut(await findDoor());
});
