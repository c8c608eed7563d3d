import {
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { ROOT, say } from './paths.mjs';

/** Outside node_modules, which `npm ci` takes away as a whole. */
const FILE = join(ROOT, '.prepare.lock');
const BEAT_MS = 5_000;
/** A holder that has not shown a sign of life for this long is gone; its number belongs to another process. */
const STALE_MS = 60_000;

/**
 * Makes sure that one process at a time installs and builds. Waits for another; takes over from one that died.
 * @returns the lock; `child` notes the npm that works for us, which outlives us if we are killed
 */
export async function takeLock() {
  const nonce = randomUUID();
  const text = (child) => JSON.stringify({ pid: process.pid, child, nonce });
  for (let told = false; !create(text(null)); await pause(200)) {
    const held = read();
    if (held !== null && isStale(held)) remove(held.nonce);
    else if (!told) {
      told = true;
      say('another start is installing or building here, waiting for it…');
    }
  }
  const beat = setInterval(() => {
    try {
      utimesSync(FILE, new Date(), new Date());
    } catch {
      // Somebody cleaned up by hand; the work goes on.
    }
  }, BEAT_MS);
  beat.unref();
  return {
    child: (pid) => writeFileSync(FILE, text(pid)),
    release() {
      clearInterval(beat);
      if (read()?.nonce === nonce) rmSync(FILE, { force: true });
    },
  };
}

function create(text) {
  let descriptor;
  try {
    descriptor = openSync(FILE, 'wx');
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeSync(descriptor, text);
  closeSync(descriptor);
  return true;
}

function read() {
  try {
    const { mtimeMs } = statSync(FILE);
    const text = readFileSync(FILE, 'utf8');
    try {
      return { ...JSON.parse(text), mtimeMs };
    } catch {
      // Its holder is just writing it, or died doing so.
      return { pid: 0, child: null, nonce: null, mtimeMs };
    }
  } catch {
    return null;
  }
}

function isStale({ pid, child, mtimeMs }) {
  const age = Date.now() - mtimeMs;
  if (pid === 0) return age > 2_000;
  if (alive(pid)) return age > STALE_MS;
  // The installer was killed, its npm works on: wait for it, or two of them write the same folder.
  return child === null || !alive(child);
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Moves the lock away and looks at what it got: two who find the same dead lock must not take a new one away. */
function remove(nonce) {
  const aside = `${FILE}.${randomUUID()}`;
  try {
    renameSync(FILE, aside);
    const text = readFileSync(aside, 'utf8');
    if (nonce !== null && !text.includes(nonce)) create(text);
    rmSync(aside, { force: true });
  } catch {
    // The other one was faster.
  }
}
