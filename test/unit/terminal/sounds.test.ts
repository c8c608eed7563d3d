import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BEEPS, HEIGHTS, SIDES, type Beep } from '../../../hal/ports';
import { placesOf } from '../../../firmware/terminal/places';
import { testSite } from '../../helpers/rig';
import { Person, PIN } from './person';

/** What an untrained ear takes from it: clicks, shorts and longs in their order. */
function rhythm(sound: Beep): string {
  const marks = BEEPS[sound].filter((_, index) => index % 2 === 0);
  return marks.map((ms: number) => (ms <= 50 ? 'c' : ms <= 250 ? 's' : 'l')).join('');
}
const SOUNDS = Object.keys(BEEPS) as Beep[];

test('every sound has a rhythm of its own', () => {
  const rhythms = SOUNDS.map(rhythm);
  expect(new Set(rhythms).size).toBe(SOUNDS.length);
});

test('every sound begins and ends with sound, and is over within four seconds', () => {
  for (const sound of SOUNDS) {
    const parts: readonly number[] = BEEPS[sound];
    expect([sound, parts.length % 2]).toEqual([sound, 1]);
    expect(parts.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(4_000);
  }
});

test('the documentation names every sound with its rhythm', () => {
  const page = readFileSync(resolve(__dirname, '../../../docs/sounds.md'), 'utf8');
  const told = [...page.matchAll(/^\| `([a-z-]+)` \| ([·▪▬ ]+) \|/gm)].map(([, name, marks = '']) => [
    name,
    marks.replace(/ /g, '').replaceAll('·', 'c').replaceAll('▪', 's').replaceAll('▬', 'l'),
  ]);
  expect(told).toEqual(SOUNDS.map((sound) => [sound, rhythm(sound)]));
});

describe('a pickup', () => {
  test('each digit clicks, the right code trills, the door says where it is', () => {
    const person = new Person().keys(PIN);
    expect(person.sounds()).toEqual([...Array<string>(6).fill('key'), 'accepted']);
    expect(person.door('opened').sounds()).toEqual([1]);
    expect(person.keys('123').sounds()).toEqual([]);
    expect(person.wait(10_000).door('reminder').sounds()).toEqual(['close-door']);
    expect(person.door('closed').sounds()).toEqual(['done']);
    expect(person.keys('#').sounds()).toEqual(['ready']);
  });

  test('closed at once: more is wanted, * opens again', () => {
    const person = Person.atOpenDoor();
    person.wishes.length = 0;
    expect(person.door('closed').sounds()).toEqual(['more']);
    expect(person.keys('*').sounds()).toEqual(['more']);
    expect(person.keys('1').sounds()).toEqual(['key', 'accepted']);
  });

  test('a digit that is taken back, an entry that is left alone', () => {
    const person = new Person().keys('12');
    person.wishes.length = 0;
    expect(person.keys('*').sounds()).toEqual(['erased']);
    expect(person.wait(19_999).sounds()).toEqual([]);
    expect(person.wait(1).sounds()).toEqual(['erased']);
  });

  test('wrong, and a door that jams, sound alike to nothing else', () => {
    const person = new Person();
    person.clerk.instead.set('redeem-pin', () => ({ type: 'code-refused', notice: 'code' }));
    expect(person.keys(PIN).sounds().at(-1)).toBe('refused');
    person.clerk.instead.clear();
    person.keys(PIN);
    person.wishes.length = 0;
    expect(person.jam().sounds()).toEqual(['jammed']);
    // It comes after all.
    expect(person.late().sounds()).toEqual([1]);
  });

  test('PIN entry is closed: scanning is what is left', () => {
    const person = new Person();
    person.clerk.instead.set('redeem-pin', () => ({ type: 'code-locked-out' }));
    expect(person.keys(PIN).sounds().at(-1)).toBe('locked-out');
  });

  test('where the number comes first, the first key says that more is wanted', () => {
    const person = new Person().give({ type: 'pin-entry', closed: false, compartmentFirst: true });
    expect(person.keys('1').sounds()).toEqual(['more']);
    expect(person.keys('2#').sounds()).toEqual(['key', 'key', 'more']);
  });
});

test('a key that does nothing is silent', () => {
  for (const keys of ['#', 'A']) expect(new Person().keys(keys).sounds()).toEqual([]);
  const courier = Person.courier();
  courier.wishes.length = 0;
  expect(courier.keys('8').sounds()).toEqual([]);
});

describe('where a door is', () => {
  test('by its column beside the terminal, and its third from the ground', () => {
    const site = testSite({ wall: { columns: [['C2', 'A1'], ['B1', 'terminal', 'A2'], ['C1']] } });
    expect(Object.fromEntries(placesOf(site))).toEqual({
      5: 'left-middle',
      1: 'left-low',
      3: 'ahead-high',
      2: 'ahead-low',
      4: 'right-middle',
    });
  });

  test('every door of any wall has a place', () => {
    const site = testSite();
    const places = placesOf(site);
    expect([...places.keys()].sort()).toEqual(site.compartments.map(({ number }) => number).sort());
    const all = SIDES.flatMap((side) => HEIGHTS.map((height) => `${side}-${height}`));
    for (const place of places.values()) expect(all).toContain(place);
  });
});
