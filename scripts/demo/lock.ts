import { rmSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longest name of a Unix socket: 107 bytes on Linux, 103 on macOS. */
const SOCKET_NAME_BYTES = process.platform === 'linux' ? 107 : 103;
const PATIENCE_MS = 5_000;
const POLL_MS = 50;
const LONGEST_SOCKET = path.join('backoffice', 'api.sock');

export type LockResult =
  { readonly ok: true; readonly release: () => Promise<void> } | { readonly ok: false; readonly message: string };

/**
 * One demo per state folder. The lock is a listening socket: it ends with its process, however that ends, and
 * one that nobody answers on is a leftover.
 */
export async function lockStateDir(stateDir: string): Promise<LockResult> {
  const excess = Buffer.byteLength(path.join(stateDir, LONGEST_SOCKET)) - SOCKET_NAME_BYTES;
  if (excess > 0) {
    return {
      ok: false,
      message: `the name of the state folder is ${excess} bytes too long for the sockets in it: ${stateDir}`,
    };
  }
  const file = path.join(stateDir, 'demo.sock');
  const first = await listen(file);
  if (first.ok) return first;
  if (first.code !== 'EADDRINUSE')
    return { ok: false, message: `can't use the state folder ${stateDir} (${first.code})` };
  if (await answers(file)) return inUse(stateDir);
  rmSync(file, { force: true });
  const second = await listen(file);
  return second.ok ? second : inUse(stateDir);
}

function inUse(stateDir: string): LockResult {
  return {
    ok: false,
    message: `another demo runs in ${stateDir}; end it, or give this one its own: npm start -- --state-dir DIR --port 0`,
  };
}

type Listening =
  { readonly ok: true; readonly release: () => Promise<void> } | { readonly ok: false; readonly code: string };

function listen(file: string): Promise<Listening> {
  return new Promise((resolve) => {
    const server = net.createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => resolve({ ok: false, code: error.code ?? error.message }));
    server.listen(file, () => resolve({ ok: true, release: () => new Promise((done) => server.close(() => done())) }));
  });
}

/** A locker whose demo was killed takes a moment to end. Answers false when it is still there after that. */
export async function lockerGone(socketFile: string): Promise<boolean> {
  for (let waited = 0; await answers(socketFile); waited += POLL_MS) {
    if (waited >= PATIENCE_MS) return false;
    await sleep(POLL_MS);
  }
  return true;
}

function answers(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(file);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
