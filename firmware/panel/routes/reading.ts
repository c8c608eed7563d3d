import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { ApiContext } from '../api';
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
const eventsQuery = z.object({
  after: number(Number.MAX_SAFE_INTEGER).default(0),
  limit: number(MAX_EVENTS).default(MAX_EVENTS),
  /** Instead of `after`: the newest so many. */
  last: number(MAX_EVENTS).optional(),
});

export function readingRoutes(app: FastifyInstance, context: ApiContext, prefix: string): void {
  const { state, health, metrics, store, stream, sessions } = context;

  app.get(`${prefix}/site`, () => context.site);

  app.get(`${prefix}/state`, () => state());

  app.get(`${prefix}/events`, (request) => {
    const { after, limit, last } = validate(eventsQuery, request.query, 'query');
    const from = last === undefined ? after : Math.max(after, store.events.outbox().lastSeq - last);
    return { events: limit === 0 ? [] : store.events.after(from, limit) };
  });

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
