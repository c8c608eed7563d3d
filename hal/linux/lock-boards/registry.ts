import { cu48 } from './cu48';
import { kerongCu } from './kerong-cu';
import type { LockBoardProtocol } from './protocol';
import { winnsen } from './winnsen';
import { ybx } from './ybx';

/** Every protocol that a site file may name. Pure: nothing here opens a port. docs/lock-boards.md tells how to add one. */
export const LOCK_BOARD_PROTOCOLS: readonly LockBoardProtocol[] = [kerongCu, cu48, ybx, winnsen];

export function lockBoardProtocol(id: string): LockBoardProtocol | undefined {
  return LOCK_BOARD_PROTOCOLS.find((protocol) => protocol.id === id);
}
