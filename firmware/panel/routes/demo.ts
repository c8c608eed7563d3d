import type { FastifyInstance } from 'fastify';
import type { SimControl } from '../../../hal/ports';

/** What only the demo's back office knows is asked there. */
export function demoRoutes(app: FastifyInstance, relay: NonNullable<SimControl['relay']>, prefix: string): void {
  app.route({
    method: ['GET', 'POST'],
    url: `${prefix}/demo/*`,
    handler: async (request, reply) => {
      const path = (request.raw.url ?? '').slice(prefix.length);
      const { status, body } = await relay({ method: request.method, path, body: request.body });
      return reply
        .code(status)
        .type('application/json; charset=utf-8')
        .send(JSON.stringify(body ?? {}));
    },
  });
}
