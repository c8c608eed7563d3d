import { readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { decodePng, encodePng, type Picture } from '../../../scripts/screens/png';
import { pictures } from '../../../scripts/screens/pictures';

const DOCS = resolve(__dirname, '../../../docs');
const drawn = pictures();

test('docs/texts holds a picture for each language and display, and the page leads to all of them', () => {
  expect(readdirSync(resolve(DOCS, 'texts')).sort()).toEqual([...drawn.keys()].sort());
  const page = readFileSync(resolve(DOCS, 'texts.md'), 'utf8');
  for (const name of drawn.keys()) expect(page).toContain(`(texts/${name})`);
});

test.each([...drawn.keys()])('%s is what the terminal shows: npm run screens draws it', (name) => {
  const file = resolve(DOCS, 'texts', name);
  const kept = decodePng(readFileSync(file));
  const now = drawn.get(name);
  expect([kept.width, kept.height]).toEqual([now?.width, now?.height]);
  expect(Buffer.from(kept.pixels).equals(Buffer.from(now?.pixels ?? []))).toBe(true);
  expect(statSync(file).size).toBeLessThan(64 * 1024);
});

test('what is encoded is decoded', () => {
  const picture = fc
    .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
    .chain(({ width, height }) =>
      fc
        .uint8Array({ minLength: width * height, maxLength: width * height, max: 3 })
        .map((pixels): Picture => ({ width, height, pixels })),
    );
  fc.assert(fc.property(picture, (one) => expect(decodePng(encodePng(one))).toEqual(one)));
});
