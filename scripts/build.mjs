// Bundles each program into one file under dist/. `npm run build` goes through prepare.mjs, which holds the lock.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, stop } from 'esbuild';
import { ROOT, say } from './setup/paths.mjs';
import { sourcesFingerprint } from './setup/state.mjs';

const PROGRAMS = {
  lockerd: 'firmware/main.ts',
  lockerctl: 'firmware/cli/main.ts',
  copier: 'firmware/store/copier.ts',
  'pulse-guard': 'hal/linux/guard/main.ts',
  demo: 'scripts/demo/main.ts',
  broker: 'scripts/demo/broker.ts',
  backoffice: 'scripts/backoffice/main.ts',
  bench: 'scripts/bench/main.ts',
};
/** Started by hand or by systemd as they are. */
const COMMANDS = ['lockerd', 'lockerctl'];
/** Machine code, and what is loaded only where it is used. All else is bundled: starts in 3/4 of the time. */
const EXTERNAL = ['better-sqlite3', 'onoff', 'i2c-bus', 'serialport', 'aedes', 'pino-pretty'];
const DIST = join(ROOT, 'dist');
/** The technician's page, for the browser: loaded by the daemon from beside its own bundle. */
const PAGE = 'firmware/panel/web';

/** Builds everything, then moves it into place: a build that breaks leaves the one before as it was. */
export async function buildAll() {
  const { fingerprint, newest } = sourcesFingerprint();
  const programs = Object.entries(PROGRAMS).filter(([name, entry]) => {
    const there = existsSync(join(ROOT, entry));
    if (!there) say(`no ${name}: ${entry} is missing`);
    return there;
  });
  const outputs = await Promise.all([
    ...programs.map(([name, entry]) => bundle(name, entry, buildTime(newest))),
    bundlePage(),
  ]);
  await stop();
  mkdirSync(DIST, { recursive: true });
  rmSync(join(DIST, '.built'), { force: true });
  rmSync(join(DIST, 'page'), { recursive: true, force: true });
  mkdirSync(join(DIST, 'page'));
  cpSync(join(ROOT, PAGE, 'index.html'), join(DIST, 'page', 'index.html'));
  for (const { path, contents } of outputs.flat()) {
    const mode = COMMANDS.includes(basename(path, '.js')) ? 0o755 : 0o644;
    const fresh = `${path}.${process.pid}.new`;
    writeFileSync(fresh, contents, { mode });
    renameSync(fresh, path);
  }
  writeFileSync(join(DIST, '.built'), fingerprint);
}

async function bundle(name, entry, time) {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const shebang = COMMANDS.includes(name) ? '#!/usr/bin/env node\n' : '';
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { [name]: entry },
    outdir: DIST,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // The ES modules among the packages start faster and bundle smaller.
    mainFields: ['module', 'main'],
    // A single character beyond Latin-1 in a comment, and V8 holds the whole source at two bytes each: 5 MB more.
    // Names and short lines stay, so that a stack trace can be read.
    minifyWhitespace: true,
    lineLimit: 160,
    external: EXTERNAL,
    sourcemap: 'linked',
    define: {
      __LOCKERD_VERSION__: JSON.stringify(version),
      __LOCKERD_BUILD_TIME__: String(time),
      // node-cron and others ask for it as they load; CommonJS has none.
      'import.meta.url': 'importMetaUrl',
    },
    banner: { js: `${shebang}const importMetaUrl = require('node:url').pathToFileURL(__filename).href;` },
    write: false,
    logLevel: 'warning',
  });
  return outputFiles;
}

/** What is not needed at once (reading QR pictures) comes in a file of its own. */
async function bundlePage() {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { main: join(PAGE, 'main.tsx') },
    outdir: join(DIST, 'page'),
    bundle: true,
    splitting: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    chunkNames: '[name]-[hash]',
    write: false,
    logLevel: 'warning',
  });
  return outputFiles;
}

/** Milliseconds since 1970; reproducible builds set SOURCE_DATE_EPOCH (seconds). */
function buildTime(newest) {
  const { SOURCE_DATE_EPOCH: epoch } = process.env;
  return epoch === undefined ? Math.round(Math.min(newest, Date.now())) : Number(epoch) * 1_000;
}
