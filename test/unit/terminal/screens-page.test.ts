import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SCREENS } from '../../../config/scenario/words';
import { explore } from '../../../scripts/screens/explore';
import { screensText } from '../../../scripts/screens/table';

test('docs/screens.md is what the dialogue says: npm run screens writes it', () => {
  const file = resolve(__dirname, '../../../docs/screens.md');
  expect(readFileSync(file, 'utf8')).toBe(screensText());
});

test('every screen is reached, and every one but idle is left again', () => {
  const edges = explore();
  const reached = new Set(edges.map(({ to }) => to.screen));
  expect([...reached].sort()).toEqual([...SCREENS].sort());
  for (const screen of SCREENS) {
    const leaving = edges.filter(({ from, to }) => from.screen === screen && to.screen !== screen);
    expect([screen, leaving.length > 0]).toEqual([screen, true]);
  }
});

test('idle is at the end of every way', () => {
  const edges = explore();
  const home = new Set(['idle']);
  for (let before = 0; before < home.size;) {
    before = home.size;
    for (const { from, to } of edges) if (home.has(to.screen)) home.add(from.screen);
  }
  expect([...home].sort()).toEqual([...SCREENS].sort());
});
