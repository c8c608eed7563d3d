import type { StoredEvent } from '../../core/events';
import { matcher, type EventQuery } from '../../panel/event-match';
import type { EventPage } from '../../panel/event-search';
import type { Client } from '../client';
import type { CliContext, Commands } from '../context';
import { followStream } from '../follow';
import { whole } from '../numbers';
import { eventLine } from '../text';

/** Shown when nobody says from where on. */
const LATEST = 20;

interface Options {
  readonly follow?: boolean;
  readonly after?: string;
  readonly limit?: string;
  readonly type?: string;
  readonly compartment?: string;
  readonly parcel?: string;
  readonly text?: string;
}

export const eventCommands: Commands = (program, context) => {
  program
    .command('events')
    .description(`the audit log, oldest first; the latest ${LATEST} without --after`)
    .option('-f, --follow', 'go on with what happens from now on, until Ctrl-C; with --json one event per line')
    .option('--after <seq>', 'only what came after this event')
    .option('--limit <n>', 'at most so many')
    .option('--type <types>', 'only these, with commas between; door.* is every type that begins so')
    .option('--compartment <id>', 'only what speaks of this compartment')
    .option('--parcel <parcel>', 'only what speaks of this parcel')
    .option('--text <text>', 'only what holds this text somewhere, in capitals or not')
    .action(async (options: Options) => {
      const after = whole('--after', options.after);
      const limit = whole('--limit', options.limit);
      const query = queryOf(options);
      const client = context.client();
      // Before the search: what happens meanwhile is told by the stream.
      const newest = options.follow === true && query !== null ? (await latest(client, null, 1))[0] : undefined;
      const events = query === null ? await latest(client, after, limit) : await search(client, query, after, limit);
      if (options.follow !== true) {
        context.show(events, () => events.map((event) => eventLine(event, context.paint)).join(''));
        return;
      }
      for (const event of events) print(event, context);
      const seen = Math.max(events.at(-1)?.seq ?? after ?? 0, newest?.seq ?? 0);
      await follow(context, seen, matcher(query ?? {}));
    });
};

/** @param after events up to this one are not told again */
async function follow(context: CliContext, after: number, wanted: (event: StoredEvent) => boolean): Promise<void> {
  let seen = after;
  let outbox: string | null = null;
  const tell = (event: StoredEvent): void => {
    seen = event.seq;
    if (wanted(event)) print(event, context);
  };
  await followStream(
    context,
    () => seen,
    async ({ name, data }) => {
      if (name !== 'event') return;
      const event = data as StoredEvent;
      // A database that was made anew counts from 1.
      if (outbox !== null && event.outbox !== outbox) seen = 0;
      outbox = event.outbox;
      // Of many that were missed the stream tells the first ones only.
      if (event.seq > seen + 1) for (const missed of await latest(context.client(), seen, null)) tell(missed);
      if (event.seq > seen) tell(event);
    },
  );
}

function queryOf({ type, compartment, parcel, text }: Options): EventQuery | null {
  const query: EventQuery = {
    ...(type !== undefined && { types: type.split(',') }),
    ...(compartment !== undefined && { compartment }),
    ...(parcel !== undefined && { parcel }),
    ...(text !== undefined && { text }),
  };
  return Object.keys(query).length > 0 ? query : null;
}

async function latest(client: Client, after: number | null, limit: number | null): Promise<StoredEvent[]> {
  const query = after === null ? `last=${limit ?? LATEST}` : `after=${after}${limit === null ? '' : `&limit=${limit}`}`;
  return (await client.get<{ events: StoredEvent[] }>(`/events?${query}`)).events;
}

/** The daemon looks through a part at a time, so that nobody waits for it; here all parts are put together. */
async function search(
  client: Client,
  { types, ...fields }: EventQuery,
  after: number | null,
  limit: number | null,
): Promise<StoredEvent[]> {
  const newest = after === null;
  const most = limit ?? (newest ? LATEST : Infinity);
  const found: StoredEvent[] = [];
  let more: number | null = after ?? 0;
  while (more !== null && found.length < most) {
    const query = new URLSearchParams({
      ...fields,
      ...(types && { type: types.join(',') }),
      limit: String(Math.min(most - found.length, 1_000)),
      ...(newest
        ? { order: 'newest', ...(more > 0 && { before: String(more) }) }
        : { order: 'oldest', after: String(more) }),
    });
    const page: EventPage = await client.get<EventPage>(`/events?${query.toString()}`);
    found.push(...page.events);
    more = page.more;
  }
  return newest ? found.reverse() : found;
}

function print(event: StoredEvent, { io, json, paint }: CliContext): void {
  io.out(json() ? `${JSON.stringify(event)}\n` : eventLine(event, paint));
}
