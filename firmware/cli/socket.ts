import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { errorCode, errorMessage } from '../core/error-facts';
import type { CliIo } from './io';

export const SYSTEM_SOCKET = '/run/lockerd/lockerd.sock';

/** `--socket`, `$LOCKERD_SOCKET`, the installed locker's socket, the demo's in this folder: the first there is. */
export function findSocket(option: string | undefined, io: Pick<CliIo, 'env' | 'cwd'>): string {
  const named = option ?? io.env['LOCKERD_SOCKET'];
  if (named !== undefined && named !== '') return resolve(io.cwd, named);
  const demo = join(io.cwd, 'var', 'lockerd.sock');
  return !existsSync(SYSTEM_SOCKET) && existsSync(demo) ? demo : SYSTEM_SOCKET;
}

/** What keeps the daemon from being reached, and what to do. */
export function explainConnection(error: unknown, socket: string): string {
  const code = errorCode(error);
  const start = 'start it with `systemctl start lockerd`, or the demo with `npm start`';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `no lockerd here: there is no socket ${socket}; ${start}, or name its socket with --socket FILE`;
    case 'ENOTSOCK':
    case 'ECONNREFUSED':
      if (!isSocket(socket))
        return `${socket} is no socket: name lockerd's own with --socket FILE (${SYSTEM_SOCKET}, or var/lockerd.sock in the demo)`;
      return `lockerd does not run: nobody answers at ${socket}; ${start}`;
    case 'EACCES':
    case 'EPERM':
      return `you may not use ${socket}: become a member of the file's group, or use sudo`;
    case 'ABORT_ERR':
      return 'interrupted';
    case 'ECONNRESET':
    case 'EPIPE':
      return `lockerd at ${socket} ended while it was answering; see its log (journalctl -u lockerd)`;
    default:
      return `lockerd at ${socket} can't be asked: ${errorMessage(error)}`;
  }
}

/** What went away meanwhile may have been one. */
function isSocket(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isSocket() ?? true;
}

/** Somebody holds the socket and says nothing. @param ms how long nothing came */
export function explainSilence(ms: number, socket: string): string {
  return (
    `lockerd at ${socket} has taken the call and not answered for ${ms / 1_000} s: it hangs or is overloaded; see its ` +
    'log (journalctl -u lockerd), and start it anew with `systemctl restart lockerd`'
  );
}
