import { setTimeout as pause } from 'node:timers/promises';
import type { StoredEvent } from '../../core/events';
import type { CliContext, Commands } from '../context';
import { CliError, UsageError } from '../io';
import { eventLine } from '../text';

/** Shown when nobody says from where on. */
const LATEST = 20;
const RETRY_MS = 1_000;

interface Options {
  readonly follow?: boolean;
  readonly after?: string;
  readonly limit?: string;
}

export const eventCommands: Commands = (program, context) => {
  program
    .command('events')
    .description(`the audit log, oldest first; the latest ${LATEST} without --after`)
    .option('-f, --follow', 'go on with what happens from now on, until Ctrl-C; with --json one event per line')
    .option('--after <seq>', 'only what came after this event')
    .option('--limit <n>', 'at most so many')
    .action(async (options: Options) => {
      const after = whole('--after', options.after);
      const limit = whole('--limit', options.limit);
      const query =
        after === null ? `last=${limit ?? LATEST}` : `after=${after}${limit === null ? '' : `&limit=${limit}`}`;
      const { events } = await context.client().get<{ events: StoredEvent[] }>(`/events?${query}`);
      if (options.follow !== true) {
        context.show(events, () => events.map((event) => eventLine(event, context.paint)).join(''));
        return;
      }
      for (const event of events) print(event, context);
      await follow(events.at(-1)?.seq ?? after ?? 0, context);
    });
};

function whole(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${name} wants a whole number`);
  return Number(text);
}

function print(event: StoredEvent, { io, json, paint }: CliContext): void {
  io.out(json() ? `${JSON.stringify(event)}\n` : eventLine(event, paint));
}

/** Outlives the daemon: after a restart it goes on where it was. */
async function follow(from: number, context: CliContext): Promise<void> {
  const { io } = context;
  const stopped = () => io.signal.aborted;
  let seen = from;
  let away = false;
  while (!stopped()) {
    try {
      for await (const { name, data } of context.client().stream(seen)) {
        if (away) io.err('lockerctl: lockerd is back\n');
        away = false;
        if (name !== 'event') continue;
        const event = data as StoredEvent;
        seen = event.seq;
        print(event, context);
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
