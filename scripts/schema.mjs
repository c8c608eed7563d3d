// Writes config/site.schema.json from the zod schema: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { exportsOf } from './setup/typescript.mjs';

const { siteJsonSchemaText } = await exportsOf('config/json-schema.ts');
writeFileSync(new URL('../config/site.schema.json', import.meta.url), siteJsonSchemaText());
