// Writes config/site.schema.json from the zod schema: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['config/json-schema.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  packages: 'external',
  write: false,
});
const module = { exports: {} };
const run = new Function('module', 'exports', 'require', outputFiles[0].text);
run(module, module.exports, createRequire(import.meta.url));
writeFileSync(new URL('../config/site.schema.json', import.meta.url), module.exports.siteJsonSchemaText());
