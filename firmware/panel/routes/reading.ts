import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { SyncDetail, SyncView } from '../../core/views';
import type { ApiContext } from '../api';
import { searchEvents } from '../event-search';
import { SECURITY_HEADERS } from '../headers';
import { validate } from '../validate';

const MAX_EVENTS = 10_000;
/** A client that missed more than this reads `/events` first. */
const MAX_REPLAY = 500;

const number = (max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'a whole number from 0')
    .transform(Number)
    .pipe(z.number().max(max));
const word = z.string().min(1).max(200);
const eventsQuery = z
  .object({
    after: number(Number.MAX_SAFE_INTEGER).default(0),
    limit: number(MAX_EVENTS).default(MAX_EVENTS),
    /** Instead of `after`: the newest so many. */
    last: number(MAX_EVENTS).optional(),
    /** Those before this one, newest first. */
    before: number(Number.MAX_SAFE_INTEGER).optional(),
    order: z.enum(['oldest', 'newest']).optional(),
    type: word.transform((text) => text.split(',')).optional(),
    compartment: word.optional(),
    parcel: word.optional(),
    text: word.optional(),
  })
  .refine(({ before, order }) => before === undefined || order !== 'oldest', 'before goes with the newest first');
/** Of a search that does not say how many it wants. */
const FOUND = 200;
const logQuery = z.object({ lines: number(1_000).default(200) });

export function readingRoutes(app: FastifyInstance, context: ApiContext, prefix: string): void {
  const { state, health, metrics, store, stream, sessions, log } = context;

  app.get(`${prefix}/site`, () => context.site);

  app.get(`${prefix}/state`, () => state());

  /** Somebody is at the page: the gate has noted it, as it does at each call that is no reading. */
  app.post(`${prefix}/session`, () => ({}));

  app.get(`${prefix}/events`, (request) => {
    const { after, limit, last, before, order, type, compartment, parcel, text } = validate(
      eventsQuery,
      request.query,
      'query',
    );
    const wants = Object.values({ type, compartment, parcel, text, before, order });
    if (last === undefined && wants.some((one) => one !== undefined)) {
      const query = {
        ...(type && { types: type }),
        ...(compartment !== undefined && { compartment }),
        ...(parcel !== undefined && { parcel }),
        ...(text !== undefined && { text }),
      };
      const most = Math.min(Math.max(limit, 1), limit === MAX_EVENTS ? FOUND : MAX_EVENTS);
      if (order !== 'newest' && before === undefined) {
        return searchEvents((from, count) => store.events.after(from, count), query, after, most);
      }
      const down = (from: number, count: number) => store.events.before(from, count).filter(({ seq }) => seq > after);
      return searchEvents(down, query, before ?? Number.MAX_SAFE_INTEGER, most);
    }
    const from = last === undefined ? after : Math.max(after, store.events.outbox().lastSeq - last);
    return { events: limit === 0 ? [] : store.events.after(from, limit) };
  });

  app.get(`${prefix}/log`, (request) => ({ lines: log.tail(validate(logQuery, request.query, 'query').lines) }));

  app.get(`${prefix}/sync`, () => syncDetail(store, state().sync));

  app.get(`${prefix}/health`, (_request, reply) => {
    const view = health();
    return reply.code(view.ok ? 200 : 503).send(view);
  });

  app.get(`${prefix}/metrics`, async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics()),
  );

  app.get(`${prefix}/stream`, (request, reply) => {
    const session = context.sessionOf(request);
    reply.hijack();
    reply.raw.writeHead(200, {
      ...SECURITY_HEADERS,
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      // The connection ends with the stream, or stopping would wait for it.
      connection: 'close',
    });
    const seen = Number(request.headers['last-event-id'] ?? Number.NaN);
    const missed = Number.isSafeInteger(seen) && seen >= 0 ? store.events.after(seen, MAX_REPLAY) : [];
    stream.add(reply.raw, missed, () => session === null || sessions.check(session, false));
  });
}

/** What the operator and the locker know of each other. */
function syncDetail(store: ApiContext['store'], sync: SyncView): SyncDetail {
  const row = store.locker.get();
  const { id, acked, lastSeq } = store.events.outbox();
  return {
    ...sync,
    keyId: row?.key_id ?? '',
    error: row?.sync_error ?? null,
    rejected: store.locker.rejected(),
    suspended: store.locker.suspended(),
    outbox: { id, acked, lastSeq },
  };
}
