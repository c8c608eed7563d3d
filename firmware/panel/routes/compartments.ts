import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Authority } from '../../core/operations';
import type { Outcome } from '../../core/result';
import type { ApiContext } from '../api';
import { demand } from '../errors';
import { lineSchema, validateBody } from '../validate';

const person = lineSchema.default('panel');
const withReason = z.strictObject({ reason: lineSchema, person });
const reasonOptional = z.strictObject({ reason: lineSchema.optional(), person });

/** A person's doings at a compartment: all audited, so all but harmless ones want a reason. */
export function compartmentRoutes(app: FastifyInstance, { operations, state }: ApiContext, prefix: string): void {
  function action(
    name: string,
    schema: typeof withReason | typeof reasonOptional,
    run: (id: string, by: Authority) => Outcome,
  ): void {
    app.post<{ Params: { id: string } }>(`${prefix}/compartments/:id/${name}`, (request) => {
      const { id } = request.params;
      const { reason, person } = validateBody(schema, request.body);
      demand(run(id, reason === undefined ? { person } : { reason, person }));
      return state().compartments.find((item) => item.id === id) ?? {};
    });
  }

  action('open', withReason, (id, by) => operations.open(id, by));
  action('out-of-service', withReason, (id, by) => operations.outOfService(id, by));
  action('in-service', reasonOptional, (id, by) => operations.inService(id, by));
  action('verified-empty', reasonOptional, (id, by) => operations.verifiedEmpty(id, by));
}
