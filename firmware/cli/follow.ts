import { setTimeout as pause } from 'node:timers/promises';
import type { CliContext } from './context';
import { CliError } from './io';

const RETRY_MS = 1_000;

/**
 * Hears what the daemon tells until Ctrl-C. Outlives the daemon: after a restart it goes on where it was.
 * @param seen the last event that was heard; null: events are of no interest
 */
export async function followStream(
  { io, client }: CliContext,
  seen: () => number | null,
  take: (message: { readonly name: string; readonly data: unknown }) => void | Promise<void>,
): Promise<void> {
  const stopped = () => io.signal.aborted;
  let away = false;
  while (!stopped()) {
    try {
      for await (const message of client().stream(seen())) {
        if (away) io.err('lockerctl: lockerd is back\n');
        away = false;
        await take(message);
      }
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
    }
    if (stopped()) return;
    if (!away) io.err('lockerctl: lockerd is away, waiting for it (Ctrl-C ends)\n');
    away = true;
    await pause(RETRY_MS, undefined, { signal: io.signal }).catch(() => undefined);
  }
}
