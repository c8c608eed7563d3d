import { join } from 'node:path';
import { listScenarios } from '../../../firmware/panel/scenario/shipped';
import { de } from '../../../firmware/panel/web/i18n/de';
import { en } from '../../../firmware/panel/web/i18n/en';
import { storiesDe } from '../../../firmware/panel/web/i18n/stories-de';

function* words(value: unknown, path: string): Generator<[string, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (typeof value === 'function') yield [`${path}()`, String((value as (word: string) => unknown)('7'))];
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* words(item, path === '' ? key : `${path}.${key}`);
  }
}

const [english, german] = [new Map(words(en, '')), new Map(words(de, ''))];

test('what the page says in English it says in German too, entries of lists included', () => {
  expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  expect(english.size).toBeGreaterThan(100);
});

test('nothing is left empty, and no sentence has been left in English', () => {
  for (const [path, text] of [...english, ...german]) expect([path, text.trim()]).not.toEqual([path, '']);
  const same = [...english].filter(([path, text]) => text.includes(' ') && german.get(path) === text);
  expect(same).toEqual([]);
});

test('each scenario that comes with lockerd has a German title, and no other has one', () => {
  const shipped = listScenarios(join(__dirname, '../../../config/scenarios'));
  expect(Object.keys(storiesDe).sort()).toEqual(shipped.map(({ name }) => name));
  for (const { name, scenario } of shipped) {
    expect(storiesDe[name]?.title).not.toBe(scenario?.title);
    expect(storiesDe[name]?.about).toMatch(/\.$/);
  }
});
