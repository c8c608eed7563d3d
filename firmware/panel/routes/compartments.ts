import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Authority } from '../../core/operations';
import type { Outcome } from '../../core/result';
import type { ApiContext } from '../api';
import { authority } from '../confirmations';
import { demand } from '../errors';
import { demandCompartment } from '../known';
import { lineSchema, pinSchema, validateBody } from '../validate';

const person = lineSchema.default('panel');
const withReason = z.strictObject({ reason: lineSchema, person });
const openBody = z.strictObject({ reason: lineSchema, person, pin: pinSchema.optional() });
const reasonOptional = z.strictObject({ reason: lineSchema.optional(), person });

/** A person's doings at a compartment: all audited, so all but harmless ones want a reason. */
export function compartmentRoutes(app: FastifyInstance, context: ApiContext, prefix: string): void {
  const { operations, site, state, confirm } = context;

  function action(
    name: string,
    schema: typeof withReason | typeof reasonOptional,
    run: (id: string, by: Authority) => Outcome,
  ): void {
    app.post<{ Params: { id: string } }>(`${prefix}/compartments/:id/${name}`, (request) => {
      const { id } = request.params;
      const { reason, person } = validateBody(schema, request.body);
      demandCompartment(site, id);
      demand(run(id, reason === undefined ? { person } : { reason, person }));
      return state().compartments.find((item) => item.id === id) ?? {};
    });
  }

  app.post<{ Params: { id: string } }>(`${prefix}/compartments/:id/open`, (request) => {
    const { id } = request.params;
    const { reason, person, pin } = validateBody(openBody, request.body);
    demandCompartment(site, id);
    demand(operations.open(id, { ...authority(confirm(request, pin), person), reason }));
    return state().compartments.find((item) => item.id === id) ?? {};
  });
  action('out-of-service', withReason, (id, by) => operations.outOfService(id, by));
  action('in-service', reasonOptional, (id, by) => operations.inService(id, by));
  action('verified-empty', reasonOptional, (id, by) => operations.verifiedEmpty(id, by));
}
