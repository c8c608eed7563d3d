import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { Server } from 'node:http';
import { errorCode, errorMessage } from '../core/error-facts';

/** Where the TCP door listens; loopback only. Port 0 takes any free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** The panel can't be reached where it should be; the message tells a technician what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** The kernel's limit for the path of a Unix socket, less the closing zero byte (Linux 108, macOS 104). */
const MAX_SOCKET_PATH = process.platform === 'darwin' ? 103 : 107;

/** @param text HOST:PORT, as the site file's schema allows it */
export function parseListen(text: string): ListenAddress {
  const [, v6, name, digits] = /^(?:\[(::1)\]|(127\.0\.0\.1|localhost)):(\d{1,5})$/.exec(text) ?? [];
  const host = v6 ?? name;
  const port = Number(digits);
  if (host === undefined || port > 65_535) {
    throw new ListenError(`${text} is not a loopback address like 127.0.0.1:8480`);
  }
  return { host, port };
}

/**
 * Serves on a Unix socket of mode 0660. What a dead process left behind is replaced.
 * @throws ListenError when another process answers there, or the file can't be made
 */
export async function listenOnSocket(server: Server, file: string): Promise<void> {
  if (Buffer.byteLength(file) > MAX_SOCKET_PATH) {
    throw new ListenError(
      `${file}: a socket's path has at most ${MAX_SOCKET_PATH} bytes; choose a shorter state folder`,
    );
  }
  await removeStale(file);
  await listening(server, () => {
    // bind() runs inside listen(): nobody can connect before the mode is right.
    const before = process.umask(0o117);
    try {
      server.listen(file);
    } finally {
      process.umask(before);
    }
  }).catch((error: unknown) => {
    throw new ListenError(`${file}: can't be made: ${errorMessage(error)}`, { cause: error });
  });
  chmodSync(file, 0o660);
}

/** @throws ListenError when the port is taken */
export async function listenOnTcp(server: Server, { host, port }: ListenAddress): Promise<number> {
  await listening(server, () => server.listen({ host, port })).catch((error: unknown) => {
    const taken = errorCode(error) === 'EADDRINUSE';
    const why = taken
      ? 'another program uses this port; stop it or choose another one (panel.listen)'
      : errorMessage(error);
    throw new ListenError(`${host}:${port}: ${why}`, { cause: error });
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function listening(server: Server, listen: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve();
    });
    listen();
  });
}

async function removeStale(file: string): Promise<void> {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isSocket()) throw new ListenError(`${file} is in the way: it is not a socket`);
  if (await answers(file)) {
    throw new ListenError(`${file}: another lockerd runs on this state folder; stop it or choose another folder`);
  }
  rmSync(file, { force: true });
}

function answers(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(file);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    // Only a refusal proves that nobody listens; without the right to ask, the file stays.
    probe.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}
