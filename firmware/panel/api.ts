import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Staff } from '../access/access';
import type { PanelDeps } from './deps';
import { ApiError, errorAnswer } from './errors';
import type { Door, Gate } from './gate';
import { SECURITY_HEADERS } from './headers';
import type { Confirmations } from './confirmations';
import type { GuidedAudit } from './guided-audit';
import { adminRoutes } from './routes/admin';
import { auditRoutes } from './routes/audit';
import { compartmentRoutes } from './routes/compartments';
import { demoRoutes } from './routes/demo';
import { doorRoutes } from './routes/doors';
import { readingRoutes } from './routes/reading';
import { recordingRoutes } from './routes/recording';
import { scenarioRoutes } from './routes/scenarios';
import { selftestRoutes } from './routes/selftest';
import { simRoutes } from './routes/sim';
import type { Sessions } from './sessions';
import type { StreamHub } from './stream';
import { pageRoutes } from './routes/page';
import { loginPage } from './login-page';

const BODY_LIMIT = 64 * 1024;
export const PREFIX = '/api/v1';

/** What the routes share beside the panel's own dependencies. */
export interface ApiContext extends PanelDeps {
  readonly sessions: Sessions;
  readonly stream: StreamHub;
  /** By which door it came: known from the server that took the connection, never from what the caller says. */
  readonly doorOf: (request: FastifyRequest) => Door;
  /** The session a TCP request came with. */
  readonly sessionOf: (request: FastifyRequest) => string | null;
  readonly guidedAudit: GuidedAudit;
  /**
   * Who opens a door, where that has to be confirmed; null elsewhere.
   * @throws ApiError 403 unless a technician's PIN came, or came a moment ago
   */
  readonly confirm: (request: FastifyRequest, pin: string | undefined) => Staff | null;
  /** A one-time address of the page, or null without a TCP door. */
  readonly freshAddress: () => string | null;
}

export interface ApiOptions {
  readonly context: Omit<ApiContext, 'sessionOf' | 'confirm'> & { readonly confirmations: Confirmations };
  /** Null until the TCP door is there, and without one. */
  readonly gate: () => Gate | null;
  /** Told of each route there is. */
  readonly onRoute?: (route: { readonly method: string; readonly url: string }) => void;
}

/** The control API's routing, without a server: see `server.ts`. */
export function buildApi({ context: given, gate, onRoute }: ApiOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    frameworkErrors: (_error, _request, reply) => refuseAddress(reply as FastifyReply),
  });
  const sessions = new WeakMap<FastifyRequest, string>();
  const sessionOf = (request: FastifyRequest): string | null => sessions.get(request) ?? null;
  const context: ApiContext = {
    ...given,
    sessionOf,
    confirm: (request, pin) => given.confirmations.demand(sessionOf(request), pin),
  };

  app.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat()) onRoute?.({ method: name, url });
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    parseJson(text.toString(), done);
  });

  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS);
    const door = context.doorOf(request);
    if (door === 'unix') return done();
    const guard = gate();
    if (guard === null) throw new ApiError(403, 'this door is closed');
    const verdict = guard.judge({
      door,
      method: request.method,
      path: request.raw.url?.split('?', 1)[0] ?? '',
      token: tokenOf(request.query),
      headers: request.headers,
      hosts: request.raw.rawHeaders.filter((text, i) => i % 2 === 0 && text.toLowerCase() === 'host').length,
    });
    if (verdict.pass) {
      if (verdict.session !== null) sessions.set(request, verdict.session);
      return done();
    }
    if ('explain' in verdict) {
      void reply.code(401).type('text/html; charset=utf-8').send(loginPage(context.lockerId, verdict.wait));
      return;
    }
    if (verdict.cookie !== null) void reply.header('set-cookie', verdict.cookie);
    void reply.redirect(verdict.redirect, 303);
  });

  app.setNotFoundHandler(() => {
    throw new ApiError(404, 'there is no such call');
  });
  app.setErrorHandler((error, request, reply: FastifyReply) => {
    const { status, body } = errorAnswer(error);
    if (status >= 500) {
      const { method, routeOptions } = request;
      context.logger.warn({ method, route: routeOptions.url, status, error: describe(error) }, 'a request failed');
    }
    return reply.code(status).type('application/json; charset=utf-8').send(body);
  });

  pageRoutes(app, context.page);
  for (const routes of [readingRoutes, doorRoutes, compartmentRoutes, adminRoutes, selftestRoutes, auditRoutes])
    routes(app, context, PREFIX);
  if (context.sim !== null) {
    recordingRoutes(app, context, context.sim.relay, PREFIX);
    simRoutes(app, { ...context, sim: context.sim }, PREFIX);
    scenarioRoutes(app, context.scenarios ?? null, PREFIX);
    if (context.sim.relay !== null) demoRoutes(app, context.sim.relay, PREFIX);
  }
  return app;
}

function refuseAddress(reply: FastifyReply): void {
  const { status, body } = errorAnswer(new ApiError(400, 'the address is malformed'));
  void reply.code(status).headers(SECURITY_HEADERS).send(body);
}

function parseJson(text: string, done: (error: Error | null, body?: unknown) => void): void {
  if (text.trim() === '') return done(null, undefined);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // The parser's own message would quote what was sent.
    return done(new ApiError(400, 'the body is not valid JSON'));
  }
  done(null, body);
}

function tokenOf(query: unknown): string | null {
  const token = typeof query === 'object' && query !== null && 'token' in query ? query.token : null;
  return typeof token === 'string' ? token : null;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
