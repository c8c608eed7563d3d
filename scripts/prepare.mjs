// Brings a checkout into the state in which everything runs: packages installed, machine code compiled for this
// Node, bundles built. Plain Node, no packages: it runs on a fresh clone. Costs a few milliseconds when there is
// nothing to do.
//
//   node scripts/prepare.mjs            what is missing
//   node scripts/prepare.mjs --build    the build in any case
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, nativeSound } from './setup/install.mjs';
import { takeLock } from './setup/lock.mjs';
import { PrepareError, ROOT, say } from './setup/paths.mjs';
import { adoptable, installState, isBuilt, stampInstall } from './setup/state.mjs';

export { PrepareError } from './setup/paths.mjs';

/**
 * @param {{ quiet?: boolean, build?: boolean }} options `quiet`: no word about a build, only about what takes long
 * @throws PrepareError with a message for a person and an exit code (130, 143: stopped by a signal)
 */
export async function prepare({ quiet = false, build = false } = {}) {
  checkNode();
  if (!build && installState() === 'ready' && isBuilt()) return;
  const lock = await takeLock();
  try {
    await ensureInstalled(lock);
    if (build || !isBuilt()) await ensureBuilt(quiet);
  } finally {
    lock.release();
  }
}

async function ensureInstalled(lock) {
  const state = installState();
  if (state === 'ready') return;
  if (state === 'rebuild') {
    // An interrupted or hand-made rebuild may have done it already.
    if (nativeSound()) stampInstall();
    else await install('rebuild', lock);
  } else if (!adoptable()) await install('install', lock);
  else if (nativeSound()) stampInstall();
  else await install('rebuild', lock);
}

async function ensureBuilt(quiet) {
  const started = Date.now();
  if (!quiet) say('building…');
  const { buildAll } = await import('./build.mjs');
  await buildAll().catch((error) => {
    // esbuild has shown file and line already.
    throw Array.isArray(error.errors) ? new PrepareError('the build failed, see above') : error;
  });
  if (!quiet) say(`built in ${((Date.now() - started) / 1_000).toFixed(1)} s`);
}

function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const have = process.versions.node.split('.').map(Number);
  const holds = (condition) => {
    const [, sign, version] = /^(>=|<)([\d.]+)$/.exec(condition) ?? [];
    const wanted = (version ?? '').split('.').map(Number);
    const index = wanted.findIndex((part, at) => part !== have[at]);
    const order = index === -1 ? 0 : have[index] - wanted[index];
    return sign === '<' ? order < 0 : order >= 0;
  };
  if (engines.node.split('||').some((range) => range.trim().split(/\s+/).every(holds))) return;
  throw new PrepareError(
    `Node ${process.versions.node} is not supported; needed is ${engines.node} (20 LTS, 22 LTS, 24 LTS). https://nodejs.org`,
  );
}

/** Ends the process with the error's code; for the scripts that have nothing to clean up. */
export function failed(error) {
  say(error instanceof PrepareError ? error.message : String(error?.stack ?? error));
  process.exit(error instanceof PrepareError ? error.exitCode : 1);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await prepare({ build: process.argv.includes('--build') }).catch(failed);
}
