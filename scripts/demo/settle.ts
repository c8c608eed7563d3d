import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StateView } from '../../firmware/core/views';
import type { OfficeClient } from './office-client';

/** Messages between locker and back office travel in real time; a clock change waits for them so long at most. */
const SETTLE_MS = 5_000;
const POLL_MS = 15;

/**
 * Waits until the locker has told all its events and reports what the back office wants, after a change of the
 * simulated time. Gives up quietly when the two can't reach each other.
 */
export async function settleBoth(socketFile: string, office: OfficeClient): Promise<void> {
  const end = performance.now() + SETTLE_MS;
  // Events change what the back office wants, and that may cause events: quiet is when nothing came in between.
  let quiet = '';
  while (performance.now() < end) {
    const state = await readState(socketFile);
    if (state === null || state.sync.link !== 'online') return;
    if (state.sync.pendingEvents > 0) {
      await sleep(POLL_MS);
      continue;
    }
    if (!(await office.settle(Math.max(1, end - performance.now())))) return;
    const { epoch, rev } = state.sync;
    if (quiet === `${epoch}:${rev}`) return;
    quiet = `${epoch}:${rev}`;
  }
}

/** Null when the locker does not answer. */
export function readState(socketPath: string): Promise<Pick<StateView, 'sync'> | null> {
  return new Promise((resolve) => {
    const request = http.get({ socketPath, path: '/api/v1/state', timeout: 1_000, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(null));
      response.on('end', () => {
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Pick<StateView, 'sync'>);
        } catch {
          resolve(null);
        }
      });
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null));
  });
}
