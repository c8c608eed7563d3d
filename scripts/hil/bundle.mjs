// The program that runs in the guest: the tests of test/hil in one file, with the few words of Jest they need.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../setup/paths.mjs';

/** The guest finds these in the checkout's node_modules (NODE_PATH). */
const EXTERNAL = ['better-sqlite3', 'onoff', 'i2c-bus', 'serialport', 'pino-pretty', 'aedes'];

/** @param guest a folder of test/hil */
export async function bundleGuest(guest, outfile) {
  const folder = join(ROOT, 'test/hil', guest);
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  const contents = [
    `import { begin } from ${JSON.stringify(join(ROOT, 'test/hil/rig/guest.ts'))};`,
    ...files.sort().map((name) => `import ${JSON.stringify(join(folder, name))};`),
    'begin();',
  ].join('\n');
  await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    ...{ outfile, bundle: true, platform: 'node', target: 'node20', format: 'cjs', sourcemap: 'inline' },
    // NODE_PATH is for require() only.
    supported: { 'dynamic-import': false },
    external: EXTERNAL,
    logLevel: 'warning',
  });
  if (!existsSync(outfile)) throw new Error(`no ${outfile}`);
}
