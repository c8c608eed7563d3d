import { readFileSync } from 'node:fs';
import { siteJsonSchema, siteJsonSchemaText } from '../../../config/json-schema';
import type { JsonSchema } from '../../../config/json-schema';

test('config/site.schema.json is the schema of this program (npm run schema)', () => {
  expect(readFileSync('config/site.schema.json', 'utf8')).toBe(siteJsonSchemaText());
});

test('every field says what it means', () => {
  const silent: string[] = [];
  const walk = (node: JsonSchema, path: string): void => {
    for (const option of node.oneOf ?? []) walk(option, path);
    for (const [name, child] of Object.entries(node.properties ?? {})) {
      const leaf = child.properties === undefined && child.oneOf === undefined && child.items === undefined;
      if (leaf && child.description === undefined) silent.push(`${path}.${name}`);
      walk(child, `${path}.${name}`);
    }
    if (node.items !== undefined) walk(node.items, `${path}[]`);
  };
  walk(siteJsonSchema(), '');
  expect(silent).toEqual([]);
});

test('no secret has a default', () => {
  expect(JSON.stringify(siteJsonSchema().properties?.['siteKey'])).not.toContain('"default"');
});
