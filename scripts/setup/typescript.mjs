import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { ROOT } from './paths.mjs';

/** What a TypeScript file of this repository exports, without a build. */
export async function exportsOf(file) {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [file],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    write: false,
  });
  const module = { exports: {} };
  const run = new Function('module', 'exports', 'require', outputFiles[0].text);
  run(module, module.exports, createRequire(import.meta.url));
  return module.exports;
}
