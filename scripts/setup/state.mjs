import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './paths.mjs';

const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.lockerd-installed');
const HIDDEN_LOCK = join(MODULES, '.package-lock.json');
const LOCK = join(ROOT, 'package-lock.json');
const BUILT = join(ROOT, 'dist', '.built');
/** What the bundles are made of; the lock stands for the packages in them. */
const SOURCES = ['firmware', 'hal', 'config', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** The machine code in node_modules fits one ABI version of Node and one kind of machine. */
const platform = `${process.versions.modules}-${process.platform}-${process.arch}`;

/** @returns {'ready' | 'unknown' | 'rebuild' | 'install'} `unknown`: somebody installed by hand, see {@link adoptable} */
export function installState() {
  const stamp = readJson(STAMP);
  if (stamp === null) return 'unknown';
  if (stamp.lock !== hash(LOCK) || stamp.hidden !== mark(HIDDEN_LOCK)) return 'unknown';
  return stamp.platform === platform ? 'ready' : 'rebuild';
}

export function stampInstall() {
  writeFileSync(STAMP, JSON.stringify({ lock: hash(LOCK), hidden: mark(HIDDEN_LOCK), platform }));
}

/**
 * Does what is installed match the lock? Packages may be left out that are optional: `npm ci --omit=optional`
 * is a choice that is not undone.
 */
export function adoptable() {
  const wanted = readJson(LOCK)?.packages;
  const present = readJson(HIDDEN_LOCK)?.packages;
  if (wanted === undefined || present === undefined) return false;
  const same = (name) =>
    wanted[name]?.version === present[name]?.version && wanted[name]?.integrity === present[name]?.integrity;
  const mayMiss = ({ optional, devOptional, peer }) => optional === true || devOptional === true || peer === true;
  return (
    Object.keys(present).every(same) &&
    Object.entries(wanted).every(([name, entry]) => name === '' || name in present || mayMiss(entry))
  );
}

/**
 * Were the optional packages left out on purpose (`npm ci --omit=optional`)? Told by this project's own: below them
 * there are always some that npm leaves out by itself, for other machines.
 */
export function omitsOptional() {
  const own = Object.keys(readJson(LOCK)?.packages?.['']?.optionalDependencies ?? {});
  const present = readJson(HIDDEN_LOCK)?.packages;
  return present !== undefined && own.length > 0 && own.every((name) => !(`node_modules/${name}` in present));
}

/** Says in one word whether any source changed, came or went since the build. */
export function sourcesFingerprint() {
  const digest = createHash('sha256');
  let newest = 0;
  for (const file of SOURCES.flatMap(walk)) {
    const { mtimeMs, size } = statSync(file);
    newest = Math.max(newest, mtimeMs);
    digest.update(`${relative(ROOT, file)} ${mtimeMs} ${size}\n`);
  }
  return { fingerprint: digest.digest('hex'), newest };
}

export function isBuilt() {
  try {
    return readFileSync(BUILT, 'utf8') === sourcesFingerprint().fingerprint;
  } catch {
    return false;
  }
}

function walk(name) {
  const path = join(ROOT, name);
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function hash(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function mark(file) {
  try {
    const { mtimeMs, size } = statSync(file);
    return `${mtimeMs} ${size}`;
  } catch {
    return 'none';
  }
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
