import { findFrame } from '../lock-boards/protocol';
import { LOCK_BOARD_PROTOCOLS } from '../lock-boards/registry';
import type { SerialPort } from '../serial-port';

/** Longer than any frame, bytes: what was sent last may be the beginning of one. */
const KEPT = 32;

/**
 * A port over which nothing goes that any lock board could take for more than a question, not even where two
 * questions meet. A question is refused rather than sent; that is a fault of this program.
 */
export function harmless(port: SerialPort): SerialPort {
  let before = Buffer.alloc(0);
  return {
    onData: port.onData,
    onLost: port.onLost,
    close: () => port.close(),
    write: (bytes) => {
      const all = Buffer.concat([before, bytes]);
      const bad = moves(all);
      if (bad !== null) return Promise.reject(new Error(`not sent: a board could take it for "${bad}"`));
      before = all.subarray(-KEPT);
      return port.write(bytes);
    },
  };
}

/** What in these bytes could move a lock or change a board, or null. */
export function moves(bytes: Uint8Array): string | null {
  for (const protocol of LOCK_BOARD_PROTOCOLS) {
    for (let from = 0; from < bytes.length;) {
      const found = findFrame(bytes.subarray(from), protocol.heard);
      if (found === null) break;
      if (found.frame.kind !== 'status') return `${protocol.id}: ${found.frame.kind}`;
      // The next one may begin within it.
      from += found.at + 1;
    }
  }
  return null;
}
