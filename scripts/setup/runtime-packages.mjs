// Lists the packages that an installed lockerd needs beside its bundles: those with machine code, and what they
// depend on. One folder a line, relative to node_modules.
//
//   node scripts/setup/runtime-packages.mjs NODE_MODULES
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** Of scripts/build.mjs' external packages those that lockerd and lockerctl load; the rest is for development. */
const NEEDED = ['better-sqlite3', 'serialport'];
/** The drivers that use them say what is missing when they are asked for. */
const OPTIONAL = ['onoff', 'i2c-bus'];
/** They compile or fetch the machine code, which has been done. */
const BUILD_ONLY = new Set(['prebuild-install', 'node-gyp', 'node-addon-api', 'nan']);

export function runtimePackages(modules) {
  const root = resolve(modules);
  const found = new Set();
  const visit = (name, from, optional) => {
    const folder = lookUp(name, from, root);
    if (folder === null) {
      if (optional) return;
      throw new Error(`${name} is not in ${root}: npm ci there first`);
    }
    const path = relative(root, folder);
    if (found.has(path)) return;
    found.add(path);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    for (const next of Object.keys(dependencies)) {
      if (!BUILD_ONLY.has(next)) visit(next, folder, next in optionalDependencies);
    }
    for (const next of Object.keys(optionalDependencies)) if (!BUILD_ONLY.has(next)) visit(next, folder, true);
  };
  for (const name of NEEDED) visit(name, root, false);
  for (const name of OPTIONAL) visit(name, root, true);
  // A folder within another comes along with it.
  return [...found].filter((path) => ![...found].some((other) => path.startsWith(`${other}/`))).sort();
}

/** As Node looks for it: beside the one who asks, then further up. */
function lookUp(name, from, root) {
  for (let folder = from; folder.startsWith(root); folder = resolve(folder, '..')) {
    const candidate = folder === root ? join(root, name) : join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  return null;
}

if (process.argv[1] !== undefined && process.argv[1].endsWith('runtime-packages.mjs')) {
  for (const path of runtimePackages(process.argv[2] ?? 'node_modules')) console.log(path);
}
