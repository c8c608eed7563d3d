import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const PAGE = join(__dirname, '../../../dist/page');
/** All of it, what is loaded only when it is needed included. */
const MOST_BYTES = 75_000;

test('the page is at most 75 kB, gzipped', () => {
  const names = readdirSync(PAGE);
  expect(names).toEqual(expect.arrayContaining(['index.html', 'main.css', 'main.js']));
  const bytes = names.reduce((sum, name) => sum + gzipSync(readFileSync(join(PAGE, name))).length, 0);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});

test('it needs nothing from elsewhere', () => {
  for (const name of readdirSync(PAGE)) {
    const text = readFileSync(join(PAGE, name), 'utf8');
    const addresses = [...text.matchAll(/\bhttps?:\/\/[^\s"'`)]+/g)].map(([address]) => address);
    // Names of XML languages look like addresses.
    expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([]);
  }
});
